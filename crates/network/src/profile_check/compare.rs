//! What was seen against what is stated, one rule a function.

use std::collections::BTreeSet;

use customer::{ChannelKind, Kind, Record};
use serde_json::Value;

use super::{Mismatch, Seen};
use crate::profile::{FieldRule, PhoneForm, Profile};
use crate::wire::as_text;
use crate::xray;

/// `members`: what the contract has, separated by spaces.
pub(crate) fn differences(profile: &Profile, members: &str, seen: &Seen) -> Vec<Mismatch> {
    let mut found = Vec::new();
    page(profile, seen, &mut found);
    searches(profile, seen, &mut found);
    nobody(seen, &mut found);
    parts(profile, seen, &mut found);
    let records: Vec<Value> = seen.whole.iter().map(|record| serde_json::json!(record)).collect();
    for (path, rule) in &profile.fields {
        field(path, rule, &records, &mut found);
    }
    required(profile, &seen.whole, &mut found);
    missing(profile, &records, &mut found);
    charset(profile, &records, &mut found);
    phones(profile, &seen.whole, &mut found);
    dates(seen, &mut found);
    slots(profile, seen, &mut found);
    unknown_members(members, &seen.bodies, &mut found);
    found
}

fn add(
    found: &mut Vec<Mismatch>,
    kind: &'static str,
    field: impl Into<String>,
    profile: impl Into<String>,
    seen: impl Into<String>,
    set: impl Into<String>,
) {
    let (field, profile, seen, set) = (field.into(), profile.into(), seen.into(), set.into());
    found.push(Mismatch { kind, field, profile, seen, set });
}

fn page(profile: &Profile, seen: &Seen, found: &mut Vec<Mismatch>) {
    let (size, page) = (profile.search.page_size.value, &seen.page);
    let cut = page.total.is_some_and(|total| {
        u64::from(size).min(total) > page.rows as u64 && page.refused.is_none()
    });
    let what = match page.refused {
        Some(status) => format!("status {status} to a page of {size}"),
        None if cut => format!("{} rows of {size} that were asked for", page.rows),
        None => String::new(),
    };
    if !what.is_empty() {
        let set = "search.page_size to the most the network gives";
        add(found, "page_size", "search.page_size", size.to_string(), what, set);
    }
    if page.should_tell_total && page.total.is_none() && page.refused.is_none() {
        let set = "nothing: pages are read until one is short; tell the network's support";
        add(found, "paging", "totalItems", "said with every page", "not said", set);
    }
    if page.rows_without_id > 0 {
        let what = format!("{} rows without", page.rows_without_id);
        let set = "nothing: such rows are left out; tell the network's support";
        add(found, "identifier", "id", "in every row", what, set);
    }
}

fn searches(profile: &Profile, seen: &Seen, found: &mut Vec<Mismatch>) {
    for (meaning, there) in &seen.looked_for {
        if !there {
            let what = "somebody who has it was not found by it";
            let set = format!("take {meaning} out of search.meanings");
            add(found, "search", "search.meanings", *meaning, what, set);
        }
    }
    if seen.either_word == Some(false) {
        let what = "somebody who has one of two words was not found by both";
        let set =
            "nothing: each identifier is looked up by itself as well; tell the network's support";
        add(found, "query_operator", "queryOperator", "OR", what, set);
    }
    if let (true, Some(limit)) = (seen.term_cut, &profile.search.term_length) {
        let what = "a term of that length was cut off";
        let set = "search.term_length to the network's limit";
        add(found, "term_length", "search.term_length", limit.value.to_string(), what, set);
    }
}

fn nobody(seen: &Seen, found: &mut Vec<Mismatch>) {
    if let Some((status, understood)) = seen.nobody
        && (status != 404 || !understood)
    {
        let how = if understood { "and said in the body" } else { "" };
        let set = if understood {
            "nothing: it is understood"
        } else {
            "nothing here: a customer who is gone would not be noticed; tell the network's support"
        };
        let what = format!("status {status} {how}");
        add(found, "unknown_id", "status of an unknown id", "404", what.trim(), set);
    }
}

fn parts(profile: &Profile, seen: &Seen, found: &mut Vec<Mismatch>) {
    for (name, (section, asked, refused)) in &seen.parts {
        // One customer's part may be withheld; all of them are not given.
        let Some(status) = refused.first().filter(|_| refused.len() == *asked) else { continue };
        let what = format!("status {status} for each of {asked}");
        if *name == "customer" {
            let set = "nothing here: whoever was found cannot be read; tell the network's support";
            add(found, "unreadable", "a customer that was found", "readable", what, set);
        } else if *name == "privacy" {
            if profile.consent("call").0 {
                let set = "readable = false for each way under consent";
                add(found, "consent", "consent", "readable", what, set);
            }
        } else if profile.section(*section).readable {
            let set = "readable = false, with a reason";
            let field = format!("sections.{}", section.word());
            add(found, "section", field, "readable", what, set);
        }
    }
}

fn values<'a>(record: &'a Value, path: &str) -> Vec<&'a Value> {
    let channels = |kind: &str| {
        let all = record.get("channels").and_then(Value::as_array).into_iter().flatten();
        all.filter(|one| one["kind"] == kind).filter_map(|one| one.get("value")).collect()
    };
    match path {
        "channels.phone" => return channels("phone"),
        "channels.email" => return channels("email"),
        _ => {}
    }
    path.split('.').fold(vec![record], |here, name| {
        here.into_iter()
            .flat_map(|value| match value {
                Value::Array(items) => items.iter().filter_map(|item| item.get(name)).collect(),
                other => other.get(name).into_iter().collect::<Vec<_>>(),
            })
            .collect()
    })
}

fn field(path: &str, rule: &FieldRule, records: &[Value], found: &mut Vec<Mismatch>) {
    let said: Vec<String> =
        records.iter().flat_map(|record| values(record, path)).filter_map(as_text).collect();
    let longest = said.iter().map(|text| text.chars().count()).max().unwrap_or(0);
    if let Some(most) = rule.max
        && longest > most
    {
        let set = format!("max to at least {longest}");
        let what = format!("{longest} characters");
        add(found, "too_long", format!("fields.{path}"), format!("max {most}"), what, set);
    }
    let listed = |text: &&String| rule.values.iter().any(|one| one.eq_ignore_ascii_case(text));
    let others = said.iter().filter(|text| !rule.values.is_empty() && !listed(text));
    let others: BTreeSet<&String> = others.collect();
    if !others.is_empty() {
        let lengths: Vec<String> =
            others.iter().map(|text| text.chars().count().to_string()).collect();
        let what = format!("others, of {} characters", lengths.join(", "));
        let set = "the values the DMS has for it; ask its administrator which";
        let field = format!("fields.{path}");
        add(found, "value_not_listed", field, rule.values.join(", "), what, set);
    }
}

fn required(profile: &Profile, whole: &[Record], found: &mut Vec<Mismatch>) {
    const PATH: &str = "names.familyName";
    let asked = profile.field(PATH).is_some_and(|rule| rule.required);
    let without = whole
        .iter()
        .filter(|record| {
            record.kind == Kind::Person && Record::said(&record.names.family_name).is_none()
        })
        .count();
    if asked && without > 0 {
        let what = format!("{without} of {} people without", whole.len());
        let set = "required = false, if the DMS takes such people";
        add(found, "required", format!("fields.{PATH}"), "required", what, set);
    }
}

fn missing(profile: &Profile, records: &[Value], found: &mut Vec<Mismatch>) {
    let paths = profile.missing.iter().flat_map(|rule| &rule.fields);
    let paths: BTreeSet<&String> = paths.filter(|path| !profile.holds(path)).collect();
    for path in paths {
        let there =
            |record: &&Value| values(record, path).into_iter().any(|v| as_text(v).is_some());
        let count = records.iter().filter(there).count();
        if count > 0 {
            let what = format!("answered for {count} of {}", records.len());
            let set = "take it out of missing";
            add(found, "has_a_place", path.clone(), "no place for it", what, set);
        }
    }
}

fn charset(profile: &Profile, records: &[Value], found: &mut Vec<Mismatch>) {
    fn beyond(value: &Value) -> bool {
        match value {
            Value::String(text) => text.chars().any(|c| u32::from(c) > 255),
            Value::Array(items) => items.iter().any(beyond),
            Value::Object(members) => members.values().any(beyond),
            Value::Null | Value::Bool(_) | Value::Number(_) => false,
        }
    }
    let count = records.iter().filter(|record| beyond(record)).count();
    if profile.charset.value == "latin-1" && count > 0 {
        let what = format!("other letters in {count} of {}", records.len());
        add(found, "charset", "charset", "latin-1", what, "charset to unicode");
    }
}

fn phones(profile: &Profile, whole: &[Record], found: &mut Vec<Mismatch>) {
    let said: Vec<&str> = whole
        .iter()
        .flat_map(|record| &record.channels)
        .filter(|channel| channel.kind == ChannelKind::Phone)
        .map(|channel| channel.value.as_str())
        .collect();
    let international = |text: &str| {
        text.strip_prefix('+').is_some_and(|rest| {
            (7..=15).contains(&rest.len()) && rest.bytes().all(|b| b.is_ascii_digit())
        })
    };
    let count = said.iter().filter(|text| international(text)).count();
    let what = format!("{count} of {} begin with + and hold digits only", said.len());
    match profile.phone_form.value {
        PhoneForm::E164 if count * 2 < said.len() => {
            add(found, "phone_form", "phone_form", "e164", what, "phone_form to national");
        }
        PhoneForm::National if said.len() >= 3 && count == said.len() => {
            add(found, "phone_form", "phone_form", "national", what, "phone_form to e164");
        }
        PhoneForm::E164 | PhoneForm::National => {}
    }
}

fn dates(seen: &Seen, found: &mut Vec<Mismatch>) {
    let (other, all) = seen.dates;
    if other > 0 {
        let what = format!("another form in {other} of {all}");
        let set = "nothing here: such a date is shown as doubtful; tell the network's support";
        add(found, "date_form", "birthDate", "YYYY-MM-DD, or that and a time", what, set);
    }
}

fn slots(profile: &Profile, seen: &Seen, found: &mut Vec<Mismatch>) {
    if profile.one_value_per_slot.value && seen.lists_in_slots > 0 {
        let what = format!("a list in {} slots", seen.lists_in_slots);
        let set = "one_value_per_slot = false; such a list is not read yet";
        add(found, "slot", "one_value_per_slot", "true", what, set);
    }
}

fn unknown_members(known: &str, bodies: &[Value], found: &mut Vec<Mismatch>) {
    let known: BTreeSet<&str> = known.split_whitespace().collect();
    let mut names = BTreeSet::new();
    let mut texts = BTreeSet::new();
    for body in bodies {
        gather(body, &known, &mut names, &mut texts);
    }
    for name in names {
        let shown = if may_be_told(name, &texts) {
            name.to_owned()
        } else {
            xray::member(name.chars().count())
        };
        let set = "nothing: it is kept and written back; tell us, so that it can be shown";
        add(found, "unknown_member", shown, "not in the contract", "answered", set);
    }
}

fn gather<'a>(
    body: &'a Value,
    known: &BTreeSet<&str>,
    names: &mut BTreeSet<&'a str>,
    texts: &mut BTreeSet<String>,
) {
    match body {
        Value::Object(members) => {
            for (name, value) in members {
                if known.contains(name.as_str()) {
                    gather(value, known, names, texts);
                } else {
                    // What is inside of it is part of what nobody knows.
                    names.insert(name);
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| gather(item, known, names, texts)),
        Value::String(text) => {
            texts.insert(text.to_lowercase());
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Whether a member's name looks like one a programmer gave, and like nothing that stood in a value:
/// a system may use people's names or numbers as members.
fn may_be_told(name: &str, texts: &BTreeSet<String>) -> bool {
    let plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    let digits = name.bytes().filter(u8::is_ascii_digit).count();
    let begins = name.bytes().next().is_some_and(|b| b.is_ascii_lowercase());
    let said = name.to_lowercase();
    let in_a_value =
        texts.iter().any(|text| text.len() >= 3 && (said.contains(text.as_str()) || *text == said));
    plain && begins && digits <= 2 && (2..=40).contains(&name.len()) && !in_a_value
}
