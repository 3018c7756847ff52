//! The end of the log files, line by line: of each line only the fields named here, and of those only
//! what has the form it must have.

use super::Part;
use super::known::{failure, known};
use crate::places;
use crate::privacy::Pepper;
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::Path;
use uuid::Uuid;

/// So much of the end of each file is read …
const BYTES: u64 = 256 * 1024;
/// … and so many lines of it are given.
const LINES: usize = 500;
/// Of each program's files the newest.
const FILES: usize = 3;
const PROGRAMS: [&str; 2] = ["showroom", "showroomctl"];

/// Stands for what is not given.
const LEFT_OUT: &str = "(left out)";
/// No count or length of time in the log is greater; a telephone number is.
const MOST: u64 = 10_000_000;

pub(super) fn parts(folder: &Path, pepper: &Pepper) -> Vec<Part> {
    let names = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<(&str, String)> = names
        .filter_map(|file| {
            let name = file.file_name().into_string().ok()?;
            let (program, rest) = name.split_once('.')?;
            let program = PROGRAMS.into_iter().find(|known| *known == program)?;
            let day: jiff::civil::Date = rest.strip_suffix(".log")?.parse().ok()?;
            Some((program, day.to_string()))
        })
        .collect();
    files.sort();
    files.reverse();
    let mut parts = Vec::new();
    for program in PROGRAMS {
        for (_, day) in files.iter().filter(|(of, _)| *of == program).take(FILES) {
            let end = end_of(&folder.join(format!("{program}.{day}.log"))).unwrap_or_default();
            let lines: Vec<&str> = end.lines().collect();
            let last = &lines[lines.len().saturating_sub(LINES)..];
            let mut text = String::new();
            for line in last {
                text.push_str(&filtered(line, pepper));
                text.push('\n');
            }
            parts.push(Part { name: format!("log-{program}-{day}.txt"), text });
        }
    }
    parts
}

fn end_of(path: &Path) -> std::io::Result<String> {
    let mut file = std::fs::File::open(path)?;
    let from = file.metadata()?.len().saturating_sub(BYTES);
    file.seek(SeekFrom::Start(from))?;
    let mut bytes = Vec::new();
    file.take(BYTES).read_to_end(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    // The first line is half a one where the file did not begin here.
    let whole =
        if from > 0 { text.split_once('\n').map(|(_, rest)| rest.to_owned()) } else { None };
    Ok(whole.unwrap_or(text))
}

/// What a field may hold.
#[derive(Clone, Copy)]
enum Form {
    /// A text the program has.
    Known,
    /// A sentence of an error that the program has.
    Failure,
    Number,
    Id,
    /// What the screen shows of a failure: it finds the line, so it stays as it is.
    Reference,
    /// A line of our own source.
    Place,
    Method,
    Http,
}

const FIELDS: [(&str, Form); 25] = [
    ("message", Form::Known),
    ("failure", Form::Failure),
    ("error", Form::Failure),
    ("why", Form::Known),
    ("what", Form::Known),
    ("reason", Form::Known),
    ("route", Form::Known),
    ("command", Form::Known),
    ("outbox.event", Form::Known),
    ("outbox.state", Form::Known),
    ("outbox.id", Form::Id),
    ("call", Form::Id),
    ("reference", Form::Reference),
    ("method", Form::Method),
    ("dms.status", Form::Http),
    ("duration_ms", Form::Number),
    ("outbox.cut_short", Form::Number),
    ("outbox.concerned", Form::Number),
    ("retain.customers", Form::Number),
    ("retain.rows", Form::Number),
    ("retain.logs", Form::Number),
    ("rows", Form::Number),
    ("seconds", Form::Number),
    ("place", Form::Place),
    ("panic.place", Form::Place),
];

/// A line that cannot be read gives nothing but that it was there.
fn filtered(line: &str, pepper: &Pepper) -> String {
    let Ok(Value::Object(line)) = serde_json::from_str::<Value>(line) else {
        return json!({ "line": LEFT_OUT }).to_string();
    };
    let mut told = Map::new();
    let text = |name: &str| line.get(name).and_then(Value::as_str).unwrap_or_default();
    if let Ok(at) = text("timestamp").parse::<Timestamp>() {
        told.insert("timestamp".into(), json!(at.to_string()));
    }
    let level =
        ["ERROR", "WARN", "INFO", "DEBUG", "TRACE"].into_iter().find(|one| *one == text("level"));
    told.insert("level".into(), json!(level));
    let part = text("target").split("::").next().unwrap_or_default();
    told.insert("target".into(), json!(places::OURS.into_iter().find(|ours| *ours == part)));
    let mut left_out = 0_u32;
    for (name, value) in line.get("fields").and_then(Value::as_object).into_iter().flatten() {
        let form = FIELDS.iter().find(|(known, _)| known == name).map(|(_, form)| *form);
        match form.map(|form| given(form, value, pepper)) {
            Some(value) => told.insert(name.clone(), value),
            None => {
                left_out += 1;
                None
            }
        };
    }
    if left_out > 0 {
        told.insert("fields_left_out".into(), json!(left_out));
    }
    Value::Object(told).to_string()
}

fn given(form: Form, value: &Value, pepper: &Pepper) -> Value {
    let text = value.as_str().unwrap_or_default();
    let found = match form {
        Form::Known => known(text).map(|text| json!(text)),
        Form::Failure => Some(failure(text).map_or_else(
            // The same failure is known again.
            || json!(format!("{LEFT_OUT} {}", pepper.short("failure", text))),
            |text| json!(text),
        )),
        Form::Number => value.as_u64().or_else(|| text.parse().ok()).and_then(number),
        Form::Id => text.parse::<Uuid>().ok().map(|id| json!(pepper.short("id", &id.to_string()))),
        Form::Reference => is_reference(text).then(|| json!(text)),
        Form::Place => is_place(text).then(|| json!(text)),
        Form::Method => ["GET", "POST", "PUT", "PATCH", "DELETE"]
            .into_iter()
            .find(|one| *one == text)
            .map(|one| json!(one)),
        Form::Http => {
            let digits = text.trim_start_matches("Some(").trim_end_matches(')');
            let status = value.as_u64().or_else(|| digits.parse().ok());
            status.filter(|status| (100..600).contains(status)).map(|status| json!(status))
        }
    };
    found.unwrap_or_else(|| json!(LEFT_OUT))
}

fn number(number: u64) -> Option<Value> {
    (number < MOST).then(|| json!(number))
}

/// `7F3A-91C4`
fn is_reference(text: &str) -> bool {
    let four = |part: &str| {
        part.len() == 4 && part.bytes().all(|one| matches!(one, b'0'..=b'9' | b'A'..=b'F'))
    };
    text.split_once('-').is_some_and(|(one, other)| four(one) && four(other))
}

/// `crates/PART/src/….rs:LINE`, where the part is one of ours.
fn is_place(text: &str) -> bool {
    let mut parts = text.split(':');
    let file = parts.next().unwrap_or_default();
    let rest = file.strip_prefix("crates/").unwrap_or(file);
    let ours = places::OURS
        .into_iter()
        .any(|ours| rest.strip_prefix(ours).is_some_and(|rest| rest.starts_with("/src/")))
        || file.starts_with("src-tauri/src/");
    let letter = |one: char| one.is_ascii_lowercase() || "/_-.".contains(one);
    let numbers: Vec<&str> = parts.collect();
    ours && file.ends_with(".rs")
        && file.chars().all(letter)
        && (1..=2).contains(&numbers.len())
        && numbers.iter().all(|n| n.len() < 6 && n.parse::<u32>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pepper() -> Pepper {
        let folder = tempfile::tempdir().unwrap();
        Pepper::of(&keys::FileKeys::new(folder.path())).unwrap()
    }

    #[test]
    fn a_line_of_ours_stays_readable_and_its_ids_can_be_linked() {
        let pepper = pepper();
        let id = "0192f0c1-2f3b-7c11-8e61-4f4b5a6c7d8e";
        let line = json!({
            "timestamp": "2026-11-23T00:10:00.5Z", "level": "DEBUG", "target": "network::http",
            "fields": {"message": "the network answered", "route": "/customers/{id}", "call": id,
                "method": "GET", "dms.status": 200, "duration_ms": "41"},
        });
        let told: Value = serde_json::from_str(&filtered(&line.to_string(), &pepper)).unwrap();
        let call = pepper.short("id", id);
        assert_eq!(call.len(), 12);
        assert_eq!(
            told,
            json!({"timestamp": "2026-11-23T00:10:00.5Z", "level": "DEBUG", "target": "network",
                "message": "the network answered", "route": "/customers/{id}", "call": call,
                "method": "GET", "dms.status": 200, "duration_ms": 41})
        );
    }

    #[test]
    fn no_field_and_no_place_of_a_line_lets_through_what_is_not_of_its_form() {
        let pepper = pepper();
        for leak in
            ["Zquinevere", "zquidowed", "+447400908172", "447400908172", "1931-07-19", "ZQ-01"]
        {
            let mut fields = Map::new();
            for (name, _) in FIELDS {
                fields.insert(name.to_owned(), json!(leak));
            }
            fields.insert(leak.to_owned(), json!(leak));
            let line = json!({
                "timestamp": leak, "level": leak, "target": leak, "fields": fields, "span": leak,
                leak: {"a": leak},
            });
            for line in [line.to_string(), leak.to_owned(), json!([leak]).to_string()] {
                let told = filtered(&line, &pepper);
                assert!(!told.to_lowercase().contains(&leak.to_lowercase()), "{told}");
            }
        }
        let number = json!({"fields": {"rows": 447_400_908_172_u64, "dms.status": 90817}});
        assert!(!filtered(&number.to_string(), &pepper).contains("90817"));
        assert!(is_place("crates/desk/src/sync/line.rs:282:9"));
        for place in ["crates/maria/src/a.rs:1", "desk/src/a.rs", "/srv/maria/desk/src/a.rs:1"] {
            assert!(!is_place(place), "{place}");
        }
    }
}
