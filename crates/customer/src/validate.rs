//! What a person newly enters. Values that were there already are never refused, however odd: the
//! network holds them, and they go back untouched.
//!
//! `entered` first writes the new values in their stored form (days as `YYYY-MM-DD`, VINs without
//! spaces), then judges them.

use crate::birth_date::{self, Plausibility};
use crate::limits::{Limits, placed, places_for, slot};
use crate::problem::{Code, Problem};
use crate::record::{Channel, ChannelKind, Kind, Record};
use crate::{Section, country, diff, email, phone, postcode, vin};
use jiff::civil::Date;
use serde_json::Value;
use std::collections::HashSet;

/// What entries are judged by, besides themselves.
#[derive(Clone, Copy, Debug)]
pub struct Judge<'a> {
    pub limits: &'a Limits,
    /// The home country, for national numbers and for addresses that name none.
    pub country: &'a str,
    pub today: Date,
}

/// A whole new record.
pub fn new_record(record: &Record, judge: Judge<'_>) -> Vec<Problem> {
    let mut problems = change(&Record { kind: record.kind, ..Record::default() }, record, judge);
    let named =
        |problem: &Problem| matches!(problem.code, Code::NamesMissing | Code::CompanyNameMissing);
    if !problems.iter().any(named) {
        problems.extend(unnamed(record));
    }
    if !problems.iter().any(named) {
        problems.extend(required(record, judge.limits));
    }
    problems
}

/// What a change brought in, in all sections.
pub fn change(before: &Record, after: &Record, judge: Judge<'_>) -> Vec<Problem> {
    Section::ALL
        .into_iter()
        .flat_map(|section| section_change(section, before, after, judge))
        .collect()
}

/// What a change brought into one section.
pub fn section_change(
    section: Section,
    before: &Record,
    after: &Record,
    judge: Judge<'_>,
) -> Vec<Problem> {
    if diff::changed_paths(before, after, section).is_empty() {
        return Vec::new();
    }
    let known = Known::of(before, section);
    let mut problems = Vec::new();
    for (path, value) in diff::flat(after, section) {
        let plain = diff::without_indices(&path);
        if let Value::String(text) = &value
            && known.is_new(&plain, &value)
        {
            problems.extend(any_text(&path, &plain, text, judge.limits));
        }
    }
    match section {
        Section::Names if after.kind == Kind::Person => {
            problems.extend(unnamed(after).filter(|_| unnamed(before).is_none()));
            let lacked = required(before, judge.limits);
            if unnamed(before).is_none() && unnamed(after).is_none() {
                let now = required(after, judge.limits).into_iter();
                problems.extend(now.filter(|problem| !lacked.contains(problem)));
            }
        }
        Section::Company if after.kind == Kind::Company => {
            problems.extend(unnamed(after).filter(|_| unnamed(before).is_none()));
        }
        Section::Names | Section::Company | Section::PersonalDetails => {}
        Section::Identity => birth(after, &known, judge, &mut problems),
        Section::Communication => channels(before, after, &known, judge, &mut problems),
        Section::Addresses => addresses(after, &known, judge, &mut problems),
        Section::Vehicles => vehicles(after, &known, judge, &mut problems),
    }
    problems
}

/// New values in the form they are stored in, then what is wrong with them.
pub fn entered(before: &Record, after: Record, judge: Judge<'_>) -> (Record, Vec<Problem>) {
    let after = tidied(before, after, judge.country);
    let problems = change(before, &after, judge);
    (after, problems)
}

/// Only new values are touched: no space around a text, a day as `YYYY-MM-DD`, a VIN in capitals,
/// mail without what surrounds it, codes of countries in capitals.
pub fn tidied(before: &Record, mut after: Record, country: &str) -> Record {
    for section in Section::ALL {
        let known = Known::of(before, section);
        let mut value = after.section(section);
        if trim(section.member(), &mut value, &known) {
            // Trimmed texts have the types they had; should one not, nothing is trimmed.
            let mut trimmed = after.clone();
            if trimmed.set_section(section, value).is_ok() {
                after = trimmed;
            }
        }
    }
    let identity = Known::of(before, Section::Identity);
    if let Some(text) = &after.identity.birth_date
        && identity.is_new("identity.birthDate", &Value::from(text.as_str()))
        && let Some(day) = birth_date::normalise(text, country)
    {
        after.identity.birth_date = Some(day);
    }
    let channels = Known::of(before, Section::Communication);
    for channel in &mut after.channels {
        if channels.is_new("channels.value", &Value::from(channel.value.as_str())) {
            channel.value = match (channel.kind, email::Email::parse(&channel.value)) {
                (ChannelKind::Email, Some(address)) => address.as_str().to_owned(),
                _ => channel.value.trim_matches(blank).to_owned(),
            };
        }
    }
    let vehicles = Known::of(before, Section::Vehicles);
    for vehicle in &mut after.vehicles {
        if let Some(text) = &vehicle.vin
            && vehicles.is_new("vehicles.vin", &Value::from(text.as_str()))
            && matches!(vin::normalise(text).len(), 8 | 17)
        {
            vehicle.vin = Some(vin::normalise(text));
        }
    }
    let addresses = Known::of(before, Section::Addresses);
    for address in &mut after.addresses {
        if let Some(code) = &address.country_code
            && addresses.is_new("addresses.countryCode", &Value::from(code.as_str()))
        {
            address.country_code = Some(code.trim().to_ascii_uppercase());
        }
    }
    after
}

/// Trims the new texts of a section; whether there were any to trim. A text that holds nothing
/// but space is left out.
fn trim(plain: &str, value: &mut Value, known: &Known) -> bool {
    match value {
        Value::Object(members) => {
            let mut any = false;
            for (name, member) in members.iter_mut() {
                any |= trim(&format!("{plain}.{name}"), member, known);
            }
            any
        }
        Value::Array(items) => {
            let mut any = false;
            for item in items {
                any |= trim(plain, item, known);
            }
            any
        }
        Value::String(text) => {
            let short = text.trim();
            if short.len() == text.len() || !known.is_new_text(plain, text) {
                return false;
            }
            let empty = short.is_empty() && plain != "channels.value";
            *value = if empty { Value::Null } else { Value::from(short) };
            true
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

fn blank(c: char) -> bool {
    c.is_whitespace() || crate::fold::is_invisible(c)
}

/// The values a section held, by field without index: an entry that moved is not new.
struct Known(HashSet<(String, String)>);

impl Known {
    fn of(record: &Record, section: Section) -> Self {
        let values = diff::flat(record, section);
        Self(
            values
                .into_iter()
                .map(|(path, value)| (diff::without_indices(&path), value.to_string()))
                .collect(),
        )
    }

    fn is_new(&self, plain: &str, value: &Value) -> bool {
        !self.0.contains(&(plain.to_owned(), value.to_string()))
    }

    fn is_new_text(&self, plain: &str, text: &str) -> bool {
        self.is_new(plain, &Value::from(text))
    }
}

fn any_text(path: &str, plain: &str, text: &str, limits: &Limits) -> Option<Problem> {
    if let Some(at) = text.chars().position(char::is_control) {
        return Some(Problem::refused(path, Code::ControlCharacter).with("position", at + 1));
    }
    let (length, max) = (text.chars().count(), limits.longest(plain));
    if length > max {
        let problem = Problem::refused(path, Code::TooLong);
        return Some(problem.with("length", length).with("max", max));
    }
    if let Some(allowed) = limits.lists.get(plain)
        && !allowed.iter().any(|word| word == text)
    {
        let problem = Problem::refused(path, Code::NotInList);
        return Some(problem.with("allowed", allowed.join(", ")));
    }
    let mut foreign: Vec<char> = text.chars().filter(|c| !limits.charset.holds(*c)).collect();
    foreign.sort_unstable();
    foreign.dedup();
    foreign.truncate(10);
    if foreign.is_empty() {
        return None;
    }
    let shown = foreign.iter().map(char::to_string).collect::<Vec<_>>().join(" ");
    let problem = match limits.charset_assumed {
        true => Problem::advice(path, Code::Charset),
        false => Problem::refused(path, Code::Charset),
    };
    Some(problem.with("characters", shown))
}

/// The names a person lacks that the network takes nobody without.
fn required(record: &Record, limits: &Limits) -> Vec<Problem> {
    if record.kind == Kind::Company {
        return Vec::new();
    }
    let said = diff::flat(record, Section::Names);
    let lacks = |path: &&String| {
        path.starts_with("names.")
            && said.get(*path).and_then(Value::as_str).is_none_or(|text| text.trim().is_empty())
    };
    let lacking = limits.required.iter().filter(lacks);
    lacking.map(|path| Problem::refused(path.as_str(), Code::Required)).collect()
}

fn unnamed(record: &Record) -> Option<Problem> {
    let names = &record.names;
    let said =
        |members: [&Option<String>; 3]| members.into_iter().any(|m| Record::said(m).is_some());
    match record.kind {
        Kind::Company if Record::said(&record.company.name).is_none() => {
            Some(Problem::refused("company.name", Code::CompanyNameMissing))
        }
        Kind::Person if !said([&names.given_name, &names.family_name, &names.family_name2]) => {
            Some(Problem::refused("names.familyName", Code::NamesMissing))
        }
        _ => None,
    }
}

fn birth(after: &Record, known: &Known, judge: Judge<'_>, problems: &mut Vec<Problem>) {
    const FIELD: &str = "identity.birthDate";
    let Some(text) = Record::said(&after.identity.birth_date) else { return };
    if !known.is_new_text(FIELD, text) {
        return;
    }
    let exact = text.len() == 10;
    problems.extend(match birth_date::stored(text).filter(|_| exact) {
        None => Some(Problem::refused(FIELD, Code::BirthDateImpossible)),
        Some(day) => match birth_date::plausibility(day, judge.today) {
            Plausibility::Plausible => None,
            Plausibility::InTheFuture => Some(Problem::refused(FIELD, Code::BirthDateFuture)),
            Plausibility::TooLongAgo => Some(Problem::refused(FIELD, Code::BirthDateTooLongAgo)),
        },
    });
}

fn channels(
    before: &Record,
    after: &Record,
    known: &Known,
    judge: Judge<'_>,
    problems: &mut Vec<Problem>,
) {
    for (at, channel) in after.channels.iter().enumerate() {
        let field = format!("channels[{at}].value");
        let value = channel.value.trim();
        let was_there =
            before.channels.iter().any(|b| b.kind == channel.kind && b.value == channel.value);
        if was_there {
            continue;
        }
        if value.is_empty() {
            problems.push(Problem::refused(field, Code::Required));
            continue;
        }
        match channel.kind {
            ChannelKind::Email if email::Email::parse(value).is_none() => {
                problems.push(Problem::refused(field, Code::EmailMalformed));
            }
            ChannelKind::Email => {}
            ChannelKind::Phone => match phone::Phone::parse(value, judge.country) {
                None => problems.push(Problem::refused(field, Code::PhoneUnreadable)),
                Some(_) if holds_more_than_a_number(value) => {
                    problems.push(Problem::refused(field, Code::PhoneLetters));
                }
                Some(phone) if !phone.is_valid() => {
                    problems.push(Problem::advice(field, Code::PhoneDoubtful));
                }
                Some(_) => {}
            },
        }
    }
    if judge.limits.one_per_slot {
        problems.extend(without_a_place(&after.channels, known));
    }
}

/// What was there before may be more than there is room for; only what is new is refused.
fn without_a_place(channels: &[Channel], known: &Known) -> Vec<Problem> {
    let placed = placed(channels);
    let is_new = |channel: &Channel| known.is_new_text("channels.value", &channel.value);
    let homeless = channels.iter().enumerate().filter_map(|(at, channel)| {
        let wanted = places_for(channel);
        let left_out = placed[at].is_none() && !channel.value.trim().is_empty();
        let in_the_way = channels
            .iter()
            .zip(&placed)
            .any(|(other, place)| place.is_some_and(|p| wanted.contains(&p)) && is_new(other));
        let slot = slot(*wanted.first()?);
        (left_out && (is_new(channel) || in_the_way)).then(|| {
            Problem::refused(format!("channels[{at}]"), Code::DuplicateSlot).with("kind", slot)
        })
    });
    homeless.collect()
}

/// Letters would be dialled as digits, and what follows a # or a comma would be lost.
fn holds_more_than_a_number(text: &str) -> bool {
    let text = crate::fold::fold(text.trim());
    let text = text.strip_prefix("tel:").unwrap_or(&text);
    text.contains(|c: char| c.is_alphabetic() || matches!(c, '#' | '*' | ',' | ';' | ':'))
}

fn addresses(after: &Record, known: &Known, judge: Judge<'_>, problems: &mut Vec<Problem>) {
    let mut kinds = HashSet::new();
    for (at, address) in after.addresses.iter().enumerate() {
        let home = Record::said(&address.country_code).unwrap_or(judge.country);
        if let Some(code) = Record::said(&address.country_code)
            && known.is_new_text("addresses.countryCode", code)
            && !country::is_known(code)
        {
            let problem =
                Problem::refused(format!("addresses[{at}].countryCode"), Code::CountryCode);
            problems.push(problem.with("example", country::meant(code)));
        }
        if let Some(code) = Record::said(&address.postal_code)
            && known.is_new_text("addresses.postalCode", code)
            && postcode::fits(code, home) == Some(false)
        {
            let field = format!("addresses[{at}].postalCode");
            let example = postcode::example(home).unwrap_or_default();
            problems.push(Problem::advice(field, Code::PostcodeShape).with("example", example));
        }
        let kind = Record::said(&address.kind).unwrap_or("physical");
        if !matches!(kind, "physical" | "postal") && known.is_new_text("addresses.kind", kind) {
            let problem = Problem::refused(format!("addresses[{at}].kind"), Code::NotInList);
            problems.push(problem.with("allowed", "physical, postal"));
        }
        if !kinds.insert(kind) && judge.limits.one_address_per_kind {
            let field = format!("addresses[{at}]");
            let kind = format!("the {kind} address");
            problems.push(Problem::refused(field, Code::DuplicateSlot).with("kind", kind));
        }
    }
}

fn vehicles(after: &Record, known: &Known, judge: Judge<'_>, problems: &mut Vec<Problem>) {
    for (at, vehicle) in after.vehicles.iter().enumerate() {
        if let Some(text) = Record::said(&vehicle.vin)
            && known.is_new_text("vehicles.vin", text)
        {
            problems.extend(vin_problem(&format!("vehicles[{at}].vin"), text));
        }
        let (min, max) = (1886, i32::from(judge.today.year()) + 2);
        if let Some(year) = vehicle.year
            && known.is_new("vehicles.year", &Value::from(year))
            && !(min..=max).contains(&year)
        {
            let problem = Problem::refused(format!("vehicles[{at}].year"), Code::YearImplausible);
            problems.push(problem.with("min", min).with("max", max));
        }
    }
}

fn vin_problem(field: &str, text: &str) -> Option<Problem> {
    let letters = vin::forbidden_letters(text);
    let length = vin::normalise(text).len();
    if length != 17 && length != 8 {
        return Some(Problem::refused(field, Code::VinLength).with("length", length));
    }
    if !letters.is_empty() {
        let shown = letters.iter().map(char::to_string).collect::<Vec<_>>().join(", ");
        let problem = Problem::refused(field, Code::VinLetter).with("letters", shown);
        return Some(problem.with("suggestion", vin::suggestion(text).unwrap_or_default()));
    }
    let vin = vin::Vin::parse(text)?;
    (vin.check_digit_required() && !vin.check_digit_fits())
        .then(|| Problem::advice(field, Code::VinCheckDigit))
}
