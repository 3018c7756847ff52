//! What the elements say, as a person would write it down.

use super::apart::{Apart, Marks};
use super::elements::{self, CANADA, is_nothing};
use super::{Doubt, Field, Habits, Licence, Why};
use crate::record::Address;
use crate::{postcode, street};

/// `None` where nothing says who it is.
pub fn licence(apart: &Apart) -> Option<Licence> {
    let value =
        |id: &str| apart.values.get(id).map(String::as_str).filter(|text| !is_nothing(text));
    let mut doubts = Vec::new();
    let mut names = names(&value, &mut doubts);
    if names.family.is_none() && names.given.is_none() {
        return None;
    }
    for (field, id, there) in [
        (Field::FamilyName, "DDE", &names.family),
        (Field::GivenName, "DDF", &names.given),
        (Field::MiddleName, "DDG", &names.middle),
    ] {
        if value(id) == Some("T") {
            doubts.push(Doubt { field, why: Why::CutShort });
        } else if there.is_none() && field != Field::MiddleName {
            doubts.push(Doubt { field, why: Why::Missing });
        }
    }
    let birth_date = date(&value, "DBB", Field::BirthDate, &mut doubts);
    let expires = date(&value, "DBA", Field::Expiry, &mut doubts);
    let address = address(&value);
    let whole = address.as_ref().is_some_and(|address| {
        [&address.street_name, &address.city, &address.postal_code]
            .iter()
            .all(|part| part.is_some())
    });
    if !whole {
        doubts.push(Doubt { field: Field::Address, why: Why::Missing });
    }
    if apart.marks == Marks::Lost {
        doubts.extend(unclear(&value));
    }
    doubts.sort();
    doubts.dedup();
    for name in [&mut names.family, &mut names.given, &mut names.middle, &mut names.suffix] {
        *name = name.take().map(|name| cased(&name));
    }
    Some(Licence {
        given_name: names.given,
        middle_name: names.middle,
        family_name: names.family,
        suffix: names.suffix,
        birth_date,
        address,
        number: value("DAQ").map(str::to_owned),
        expires,
        version: apart.version,
        doubts,
        habits: Habits { header: apart.header, marks: apart.marks, case_turned: apart.case_turned },
    })
}

/// Where the marks are lost, a value with the letters of an element in it may end too early or
/// too late.
fn unclear<'a>(value: &impl Fn(&str) -> Option<&'a str>) -> Vec<Doubt> {
    let fields = [
        (Field::FamilyName, ["DCS", "DAB", "DAA"]),
        (Field::GivenName, ["DAC", "DCT", "DAA"]),
        (Field::MiddleName, ["DAD", "DCT", "DAA"]),
        (Field::Address, ["DAG", "DAH", "DAI"]),
        (Field::Address, ["DAL", "DAM", "DAN"]),
        (Field::Number, ["DAQ", "DAQ", "DAQ"]),
    ];
    let inside =
        |text: &str| text.char_indices().any(|(at, _)| elements::at_start(&text[at..]).is_some());
    let unclear = |ids: &[&str; 3]| ids.iter().any(|id| value(id).is_some_and(inside));
    let found = fields.into_iter().filter(|(_, ids)| unclear(ids));
    found.map(|(field, _)| Doubt { field, why: Why::Unclear }).collect()
}

#[derive(Default)]
struct Names {
    family: Option<String>,
    given: Option<String>,
    middle: Option<String>,
    suffix: Option<String>,
}

fn said(text: &str) -> Option<String> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = text.trim_matches([',', ' ', '$', '@', '/']);
    (!is_nothing(text)).then(|| text.to_owned())
}

fn names<'a>(value: &impl Fn(&str) -> Option<&'a str>, doubts: &mut Vec<Doubt>) -> Names {
    let first = |ids: &[&str]| ids.iter().find_map(|id| value(id)).and_then(said);
    let mut names = Names {
        family: first(&["DCS", "DAB"]),
        given: first(&["DAC"]),
        middle: first(&["DAD"]),
        suffix: first(&["DCU", "DAE"]),
    };
    // Versions 2 and 3: all given names in one, the first of them is what somebody is called.
    if let (None, Some(all)) = (&names.given, value("DCT")) {
        let all = all.replace(',', " ");
        let (given, middle) = all.trim().split_once(' ').unwrap_or((all.trim(), ""));
        names.given = said(given);
        names.middle = names.middle.or_else(|| said(middle));
    }
    if let (None, Some(all)) = (&names.family, value("DAA")) {
        let whole = of_one(all, doubts);
        names = Names {
            family: whole.family,
            given: names.given.or(whole.given),
            middle: names.middle.or(whole.middle),
            suffix: names.suffix.or(whole.suffix),
        };
    }
    // Some cards have "SMITH, JR" or "SMITH JR" for a family name.
    if let (Some(family), None) = (&names.family, &names.suffix) {
        let (before, last) = family.rsplit_once([' ', ',']).unwrap_or((family, ""));
        if is_suffix(last) && said(before).is_some() {
            names.suffix = said(last);
            names.family = said(before);
        }
    }
    names
}

/// Version 1: family name, given name, middle name, suffix in one, with signs between them.
fn of_one(all: &str, doubts: &mut Vec<Doubt>) -> Names {
    let sign = [',', '$', '@', '/'].into_iter().find(|sign| all.contains(*sign));
    let parts: Vec<&str> = match sign {
        Some(sign) => all.split(sign).collect(),
        // Without signs it is family name first by the standard, but not on every card.
        None => {
            let unclear = |field| Doubt { field, why: Why::Unclear };
            doubts.extend([unclear(Field::FamilyName), unclear(Field::GivenName)]);
            all.split_whitespace().collect()
        }
    };
    let mut parts: Vec<String> = parts.into_iter().filter_map(said).collect();
    let at = parts.iter().skip(1).position(|part| is_suffix(part));
    let suffix = at.map(|at| parts.remove(at + 1));
    let mut parts = parts.into_iter();
    let (family, given) = (parts.next(), parts.next());
    let middle = parts.collect::<Vec<_>>().join(" ");
    // "FAMILY,GIVEN MIDDLE"
    let (given, middle) = match given {
        Some(given) if middle.is_empty() => match given.split_once(' ') {
            Some((given, middle)) => (Some(given.to_owned()), said(middle)),
            None => (Some(given), None),
        },
        given => (given, said(&middle)),
    };
    Names { family, given, middle, suffix }
}

fn is_suffix(word: &str) -> bool {
    let word = word.trim().trim_end_matches('.').to_ascii_uppercase();
    ["JR", "SR", "II", "III", "IV", "1ST", "2ND", "3RD", "4TH"].contains(&word.as_str())
}

fn date<'a>(
    value: &impl Fn(&str) -> Option<&'a str>,
    id: &str,
    field: Field,
    doubts: &mut Vec<Doubt>,
) -> Option<String> {
    let Some(text) = value(id) else {
        doubts.push(Doubt { field, why: Why::Missing });
        return None;
    };
    let day = elements::day(text).and_then(crate::birth_date::Parts::date);
    if day.is_none() {
        doubts.push(Doubt { field, why: Why::Unclear });
    }
    day.map(|day| day.to_string())
}

fn address<'a>(value: &impl Fn(&str) -> Option<&'a str>) -> Option<Address> {
    // The oldest cards may have only where somebody lives, and no address for letters.
    let own = ["DAG", "DAI", "DAK"].iter().any(|id| value(id).is_some());
    let ids =
        if own { ["DAG", "DAH", "DAI", "DAJ", "DAK"] } else { ["DAL", "DAM", "DAN", "DAO", "DAP"] };
    let [line, more, city, region, code] = ids.map(|id| value(id).and_then(said));
    let country = match value("DCG") {
        Some("CAN" | "CA") => "CA",
        Some(_) => "US",
        None if region.as_deref().is_some_and(|region| CANADA.contains(&region)) => "CA",
        None => "US",
    };
    let code = code.and_then(|code| written(&code, country));
    if line.is_none() && city.is_none() && code.is_none() {
        return None;
    }
    let (street, number) = match line.as_deref().map(|line| (line, street::split(line, country))) {
        Some((_, Some((street, number)))) => (Some(street), number),
        Some((line, None)) => (Some(line.to_owned()), None),
        None => (None, None),
    };
    // A record has no second line of its own for all networks; people write both in one.
    let street = match (street, more) {
        (Some(street), Some(more)) => Some(format!("{street}, {more}")),
        (street, more) => street.or(more),
    };
    Some(Address {
        kind: Some("physical".to_owned()),
        house_number: number,
        street_name: street.map(|street| cased(&street)),
        city: city.map(|city| cased(&city)),
        province: region,
        postal_code: code,
        country_code: Some(country.to_owned()),
        ..Address::default()
    })
}

/// `902230000` is `90223`, `K1A0B1` is `K1A 0B1`.
fn written(code: &str, country: &str) -> Option<String> {
    let plain: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
    let digits = plain.bytes().all(|b| b.is_ascii_digit());
    let plain = match plain.len() {
        9 if digits && plain.ends_with("0000") => plain[..5].to_owned(),
        9 if digits => format!("{}-{}", &plain[..5], &plain[5..]),
        0 => return None,
        _ => plain,
    };
    Some(postcode::format(&plain, country).unwrap_or(plain))
}

/// Capital letters alone, in the case people write: `O'NEIL-MCDONALD` is `O'Neil-McDonald`. What has
/// small letters already was written by somebody who knew.
pub fn cased(text: &str) -> String {
    if text.chars().any(char::is_lowercase) {
        return text.to_owned();
    }
    text.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// Written in capitals wherever they stand.
const CAPITALS: [&str; 13] =
    ["II", "III", "IV", "NE", "NW", "SE", "SW", "PO", "RR", "N", "S", "E", "W"];

fn word(word: &str) -> String {
    let plain = word.trim_end_matches([',', '.']);
    if CAPITALS.contains(&plain) {
        return word.to_owned();
    }
    let ordinal = plain.starts_with(|c: char| c.is_ascii_digit())
        && ["ST", "ND", "RD", "TH"].iter().any(|end| plain.ends_with(end));
    if ordinal {
        return word.to_lowercase();
    }
    if word.chars().any(|c| c.is_ascii_digit()) {
        return word.to_owned();
    }
    let mut cased = String::with_capacity(word.len());
    let letters: Vec<char> = word.chars().collect();
    for (at, letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| letters.get(at)).copied();
        let first = match before {
            None => true,
            // "John's", but "O'Neil".
            Some('\'' | '’') => letters.get(at + 1).is_some(),
            Some(before) => !before.is_alphabetic(),
        };
        let scot = at >= 2
            && letters[at - 2..at] == ['M', 'C']
            && !at.checked_sub(3).is_some_and(|at| letters[at].is_alphabetic())
            && letters.len() >= at + 3;
        if first || scot {
            cased.push(*letter);
        } else {
            cased.extend(letter.to_lowercase());
        }
    }
    cased
}
