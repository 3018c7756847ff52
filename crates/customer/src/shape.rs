//! The types of the record's members in JSON, checked before anything is read, so that whoever
//! wrote a file learns which field is wrong and what it must be.
//!
//! It judges what people and files give us in the documented form, and refuses. What networks answer
//! is read in `network::wire`, which takes whatever comes; the two share the names of the members
//! (`Section::members`) and nothing else.

use crate::Section;
use crate::limits::Limits;
use crate::problem::{Code, Problem};
use serde_json::{Map, Value};

/// What is wrong with the types of a section's value. Members we do not know may be anything.
pub(crate) fn section(section: Section, value: &Value) -> Vec<Problem> {
    let root = section.member();
    let mut problems = Vec::new();
    if value.is_null() {
        return problems;
    }
    if section.is_list() {
        let Some(items) = value.as_array() else {
            problems.push(wrong(root, "a list"));
            return problems;
        };
        if items.len() > Limits::MOST_ENTRIES {
            let problem = Problem::refused(root, Code::TooMany).with("max", Limits::MOST_ENTRIES);
            problems.push(problem);
            return problems;
        }
        for (at, item) in items.iter().enumerate() {
            let path = format!("{root}[{at}]");
            match item.as_object() {
                Some(members) => entry(section, &path, members, &mut problems),
                None => problems.push(wrong(&path, "an object")),
            }
        }
    } else {
        match value.as_object() {
            Some(members) => texts(section, root, members, &mut problems),
            None => problems.push(wrong(root, "an object")),
        }
    }
    problems
}

fn texts(section: Section, path: &str, members: &Map<String, Value>, out: &mut Vec<Problem>) {
    for name in section.members() {
        text(path, name, members, out);
    }
}

fn text(path: &str, name: &str, members: &Map<String, Value>, out: &mut Vec<Problem>) {
    match members.get(name) {
        None | Some(Value::Null | Value::String(_)) => {}
        Some(_) => out.push(wrong(&format!("{path}.{name}"), "a text")),
    }
}

fn entry(section: Section, path: &str, members: &Map<String, Value>, out: &mut Vec<Problem>) {
    match section {
        Section::Communication => channel(path, members, out),
        Section::Vehicles => {
            for name in section.members().iter().filter(|name| **name != "year") {
                text(path, name, members, out);
            }
            let year = members.get("year");
            if year.is_some_and(|year| !year.is_null() && year_of(year).is_none() && !empty(year)) {
                out.push(wrong(&format!("{path}.year"), "a year, such as 2019"));
            }
        }
        _ => texts(section, path, members, out),
    }
}

fn channel(path: &str, members: &Map<String, Value>, out: &mut Vec<Problem>) {
    if members.get("kind").is_none_or(|kind| kind.is_null() || empty(kind)) {
        out.push(wrong(&format!("{path}.kind"), "\"phone\" or \"email\""));
    } else {
        word(path, "kind", members, &["phone", "email"], out);
    }
    word(path, "use", members, &["home", "work"], out);
    word(path, "line", members, &["mobile", "landline", "fax"], out);
    text(path, "value", members, out);
    match members.get("preferred") {
        None | Some(Value::Null | Value::Bool(_)) => {}
        Some(value) if empty(value) => {}
        Some(_) => out.push(wrong(&format!("{path}.preferred"), "true or false")),
    }
    match members.get("consent") {
        None | Some(Value::Null) => {}
        Some(Value::Object(ways)) => {
            for way in ways.keys() {
                let path = format!("{path}.consent");
                word(&path, way, ways, &["AGREED", "DENIED", "UNKNOWN"], out);
            }
        }
        Some(_) => {
            out.push(wrong(&format!("{path}.consent"), "an object such as {\"call\": \"AGREED\"}"));
        }
    }
}

fn word(
    path: &str,
    name: &str,
    members: &Map<String, Value>,
    allowed: &[&str],
    out: &mut Vec<Problem>,
) {
    let fits = match members.get(name) {
        None | Some(Value::Null) => true,
        Some(Value::String(word)) => word.is_empty() || allowed.contains(&word.as_str()),
        Some(_) => false,
    };
    if !fits {
        let quoted: Vec<String> = allowed.iter().map(|word| format!("\"{word}\"")).collect();
        let expected = match quoted.split_last() {
            Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
            _ => quoted.concat(),
        };
        out.push(wrong(&format!("{path}.{name}"), &expected));
    }
}

pub(crate) fn empty(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.trim().is_empty())
}

/// A year given as a number, or as digits: myKaarma's years are texts.
pub(crate) fn year_of(value: &Value) -> Option<i32> {
    match value {
        Value::Number(number) => number.as_i64().and_then(|year| i32::try_from(year).ok()),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

pub(crate) fn wrong(path: &str, expected: &str) -> Problem {
    Problem::refused(path, Code::WrongType).with("expected", expected)
}
