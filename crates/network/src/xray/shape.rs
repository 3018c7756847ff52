//! A JSON value with every value told by kind and length: `"Sousa"` as `"<text 5>"`.

use std::fmt;
use std::str::FromStr;

use serde_json::{Map, Value};

use super::words;

/// Deeper than this nothing is told.
const DEPTH: usize = 12;
/// No text is told to be longer.
const LONGEST: usize = 2_000;
/// Members of one object that are told.
const MEMBERS: usize = 80;

/// What kind of value stood there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text(usize, Letters),
    Digits(usize),
    /// A plus and so many digits.
    Plus(usize),
    /// Digits with what people put between them.
    Numeric(usize),
    Email(usize),
    Date,
    DateTime,
    Uuid,
    Vin,
    Country,
    Language,
    /// Of a page or a resource.
    Address,
    /// A JSON number.
    Number(usize),
    /// On this closed list.
    OneOf(String),
    Secret,
    /// A member whose name the contracts do not have; the second of two of one length is told apart.
    Member(usize, usize),
    /// What a list had beyond what is told.
    More(usize),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Letters {
    Plain,
    Latin1,
    Unicode,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(length, Letters::Plain) => write!(f, "<text {length}>"),
            Self::Text(length, Letters::Latin1) => write!(f, "<text {length} latin-1>"),
            Self::Text(length, Letters::Unicode) => write!(f, "<text {length} unicode>"),
            Self::Digits(length) => write!(f, "<digits {length}>"),
            Self::Plus(length) => write!(f, "<+digits {length}>"),
            Self::Numeric(length) => write!(f, "<numeric {length}>"),
            Self::Email(length) => write!(f, "<e-mail {length}>"),
            Self::Date => f.write_str("<date>"),
            Self::DateTime => f.write_str("<date-time>"),
            Self::Uuid => f.write_str("<uuid>"),
            Self::Vin => f.write_str("<vin>"),
            Self::Country => f.write_str("<country>"),
            Self::Language => f.write_str("<language>"),
            Self::Address => f.write_str("<address>"),
            Self::Number(length) => write!(f, "<number {length}>"),
            Self::OneOf(list) => write!(f, "<one of {list}>"),
            Self::Secret => f.write_str("<secret>"),
            Self::Member(length, 1) => write!(f, "<member {length}>"),
            Self::Member(length, at) => write!(f, "<member {length} no. {at}>"),
            Self::More(count) => write!(f, "<{count} more>"),
        }
    }
}

/// Not one of ours.
pub(super) struct NoPlaceholder;

impl FromStr for Kind {
    type Err = NoPlaceholder;

    fn from_str(text: &str) -> Result<Self, NoPlaceholder> {
        let inner =
            text.strip_prefix('<').and_then(|text| text.strip_suffix('>')).ok_or(NoPlaceholder)?;
        let words: Vec<&str> = inner.split(' ').collect();
        // Nobody's file makes this program write gigabytes.
        let number = |text: &str| match text.parse::<usize>() {
            Ok(number) if number <= LONGEST => Ok(number),
            _ => Err(NoPlaceholder),
        };
        Ok(match words.as_slice() {
            ["text", length] => Self::Text(number(length)?, Letters::Plain),
            ["text", length, "latin-1"] => Self::Text(number(length)?, Letters::Latin1),
            ["text", length, "unicode"] => Self::Text(number(length)?, Letters::Unicode),
            ["digits", length] => Self::Digits(number(length)?),
            ["+digits", length] => Self::Plus(number(length)?),
            ["numeric", length] => Self::Numeric(number(length)?),
            ["e-mail", length] => Self::Email(number(length)?),
            ["date"] => Self::Date,
            ["date-time"] => Self::DateTime,
            ["uuid"] => Self::Uuid,
            ["vin"] => Self::Vin,
            ["country"] => Self::Country,
            ["language"] => Self::Language,
            ["address"] => Self::Address,
            ["number", length] => Self::Number(number(length)?),
            ["one", "of", list] => Self::OneOf((*list).to_owned()),
            ["secret"] => Self::Secret,
            ["member", length] => Self::Member(number(length)?, 1),
            ["member", length, "no.", at] => Self::Member(number(length)?, number(at)?),
            [count, "more"] => Self::More(number(count)?),
            _ => return Err(NoPlaceholder),
        })
    }
}

/// How long, as far as a limit could matter; beyond it only about.
fn class(length: usize) -> usize {
    match length {
        0..=60 => length,
        61..=200 => length.div_ceil(20) * 20,
        _ => (length.div_ceil(100) * 100).min(LONGEST),
    }
}

fn letters(text: &str) -> Letters {
    if text.is_ascii() {
        Letters::Plain
    } else if text.chars().all(|c| u32::from(c) < 256) {
        Letters::Latin1
    } else {
        Letters::Unicode
    }
}

/// `YYYY-MM-DD`.
pub(crate) fn is_date(text: &str) -> bool {
    let form = |(at, byte): (usize, u8)| {
        if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() }
    };
    text.len() == 10 && text.bytes().enumerate().all(form)
}

/// What a text is, by what it looks like and where it stands.
pub(super) fn kind(member: &str, text: &str) -> Kind {
    let length = text.chars().count();
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let upper = |text: &str| text.bytes().all(|b| b.is_ascii_uppercase());
    let lower = |text: &str| text.bytes().all(|b| b.is_ascii_lowercase());
    let code = || match text.split_once(['-', '_']) {
        Some((language, country)) => {
            language.len() == 2 && lower(language) && country.len() == 2 && country.is_ascii()
        }
        None => text.len() == 2 && lower(text),
    };
    match member {
        "access_token" | "client_id" | "client_secret" | "refresh_token" | "password" => {
            return Kind::Secret;
        }
        "countryCode" | "nationalityCode" | "country" if text.len() == 2 && upper(text) => {
            return Kind::Country;
        }
        "languageCode" | "preferredLocale" if code() => return Kind::Language,
        _ => {}
    }
    if let Some(list) = words::personal(member, text) {
        return Kind::OneOf(list.to_owned());
    }
    if is_date(text) {
        return Kind::Date;
    }
    if let Some((day, _)) = text.split_once('T')
        && is_date(day)
    {
        return Kind::DateTime;
    }
    if words::is_uuid(text) {
        return Kind::Uuid;
    }
    if text.starts_with("http://") || text.starts_with("https://") {
        return Kind::Address;
    }
    if text.matches('@').count() == 1 && !text.starts_with('@') && !text.ends_with('@') {
        return Kind::Email(class(length));
    }
    if digits == length && length > 0 {
        return Kind::Digits(class(length));
    }
    if let Some(number) = text.strip_prefix('+')
        && !number.is_empty()
        && number.len() == digits
    {
        return Kind::Plus(class(digits));
    }
    let vin = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit();
    if length == 17 && text.bytes().all(vin) && (1..17).contains(&digits) {
        return Kind::Vin;
    }
    let between = |c: char| c.is_ascii_digit() || " ()-./+".contains(c);
    if digits > 0 && text.chars().all(between) {
        return Kind::Numeric(class(length));
    }
    Kind::Text(class(length), letters(text))
}

/// A text as it may be kept.
pub(super) fn text(member: &str, said: &str) -> String {
    if said.is_empty() || words::may_stand(member, said) {
        said.to_owned()
    } else {
        kind(member, said).to_string()
    }
}

/// A value as it may be kept; of each list the first `items`.
pub(super) fn value(said: &Value, items: usize) -> Value {
    inside("", said, items, 0)
}

fn inside(member: &str, said: &Value, items: usize, depth: usize) -> Value {
    if depth > DEPTH {
        return Kind::More(1).to_string().into();
    }
    match said {
        Value::Null | Value::Bool(_) => said.clone(),
        Value::Number(number) => match number.as_u64() {
            Some(whole) if words::number_may_stand(member, whole) => said.clone(),
            _ => Kind::Number(class(number.to_string().len())).to_string().into(),
        },
        Value::String(said) => text(member, said).into(),
        Value::Array(list) => {
            let mut told: Vec<Value> = list
                .iter()
                .take(items)
                .map(|item| inside(member, item, items, depth + 1))
                .collect();
            if list.len() > items {
                told.push(Kind::More(list.len() - items).to_string().into());
            }
            told.into()
        }
        Value::Object(members) => {
            let mut told = Map::new();
            for (name, value) in members.iter().take(MEMBERS) {
                let shown = inside(name, value, items, depth + 1);
                told.insert(member_name(name, &told), shown);
            }
            if members.len() > MEMBERS {
                let more = members.len() - MEMBERS;
                told.insert(Kind::More(more).to_string(), Value::Null);
            }
            told.into()
        }
    }
}

/// A name the contracts have, or how long it is: a server may put anything there.
fn member_name(name: &str, there: &Map<String, Value>) -> String {
    if words::is_member(name) {
        return name.to_owned();
    }
    let length = class(name.chars().count());
    (1..)
        .map(|at| Kind::Member(length, at).to_string())
        .find(|shown| !there.contains_key(shown))
        .unwrap_or_default()
}

/// How much memory a shape takes, about.
pub(super) fn weight(told: &Value) -> usize {
    match told {
        Value::Null | Value::Bool(_) | Value::Number(_) => 24,
        Value::String(text) => 32 + text.len(),
        Value::Array(items) => 32 + items.iter().map(weight).sum::<usize>(),
        Value::Object(members) => {
            48 + members.iter().map(|(name, value)| 48 + name.len() + weight(value)).sum::<usize>()
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_value_is_told_by_kind_and_length() {
        for (member, said, told) in [
            ("familyName", "Sousa", "<text 5>"),
            ("familyName", "Müller", "<text 6 latin-1>"),
            ("familyName", "Жукова", "<text 6 unicode>"),
            ("mobile", "07700900123", "<digits 11>"),
            ("mobile", "+447700900123", "<+digits 12>"),
            ("mobile", "(027) 221-2247", "<numeric 14>"),
            ("email", "maria@sousa.example", "<e-mail 19>"),
            ("email", "AGREED", "AGREED"),
            ("familyName", "AGREED", "<text 6>"),
            ("birthDate", "1980-01-31", "<date>"),
            ("birthDate", "1980-01-31T00:00:00+02:00", "<date-time>"),
            ("customerUuid", "0190aaaa-bbbb-4ccc-8ddd-eeeeffff0000", "<uuid>"),
            ("vin", "WVWZZZ1KZ6W650709", "<vin>"),
            ("countryCode", "GB", "<country>"),
            ("familyName", "GB", "<text 2>"),
            ("languageCode", "pt-PT", "<language>"),
            ("gender", "FEMALE", "<one of gender>"),
            ("gender", "F", "<text 1>"),
            ("access_token", "abc", "<secret>"),
            ("href", "https://x.example/customers/7", "<address>"),
            ("pageSize", "50", "50"),
            ("pageSize", "07700900123", "<digits 11>"),
            ("fieldsToBeSearched", "lname,customerKey", "lname,customerKey"),
            ("fieldsToBeSearched", "lname,Sousa", "<text 11>"),
            ("field", "names.familyName", "names.familyName"),
            ("field", "names.Sousa", "<text 11>"),
            ("familyName", "", ""),
        ] {
            assert_eq!(text(member, said), told, "{member} {said}");
        }
    }

    #[test]
    fn a_placeholder_reads_back_as_what_it_was_and_a_persons_own_is_told_as_a_text() {
        let kinds = [
            Kind::Text(5, Letters::Plain),
            Kind::Text(5, Letters::Latin1),
            Kind::Text(5, Letters::Unicode),
            Kind::Digits(3),
            Kind::Plus(11),
            Kind::Numeric(14),
            Kind::Email(22),
            Kind::Date,
            Kind::DateTime,
            Kind::Uuid,
            Kind::Vin,
            Kind::Country,
            Kind::Language,
            Kind::Address,
            Kind::Number(4),
            Kind::OneOf("gender".to_owned()),
            Kind::Secret,
            Kind::Member(18, 1),
            Kind::Member(18, 2),
            Kind::More(97),
        ];
        for kind in kinds {
            assert_eq!(kind.to_string().parse::<Kind>().ok(), Some(kind));
        }
        assert!("<text 99999999999>".parse::<Kind>().is_err());
        assert_eq!(text("familyName", &"x".repeat(70_000)), "<text 2000>");
        assert_eq!(text("familyName", "<text 5>"), "<text 8>");
    }

    #[test]
    fn names_of_members_that_no_contract_has_are_told_by_their_length() {
        let said = json!({"familyName": "Sousa", "Maria Sousa": 1, "maria.sousa": [1, "x"],
            "totalItems": 12, "totalPages": "1", "id": 4711});
        assert_eq!(
            value(&said, 3),
            json!({"familyName": "<text 5>", "<member 11>": "<number 1>",
                "<member 11 no. 2>": ["<number 1>", "<text 1>"], "totalItems": 12,
                "totalPages": "<digits 1>", "id": "<number 4>"})
        );
    }

    #[test]
    fn a_long_list_is_told_by_its_first_items_and_a_deep_one_ends() {
        assert_eq!(
            value(&json!({"items": ["a", "b", "c", "d", "e"]}), 3),
            json!({"items": ["<text 1>", "<text 1>", "<text 1>", "<2 more>"]})
        );
        let deep = (0..100).fold(json!("Sousa"), |inner, _| json!([inner]));
        assert!(value(&deep, 3).to_string().len() < 100);
    }
}
