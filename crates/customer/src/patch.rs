//! Edits and files become records. Three values: a member that is absent stays as it is, `null` or
//! `""` clears it, a value sets it. A list is given as it shall be; an entry left out is removed.
//!
//! What no edit can see is not lost: members we do not know are kept, and an entry that stays
//! (the same number, address or car) keeps the consent it had unless the edit speaks of it.

use crate::problem::{Code, Problem};
use crate::{Record, Section, email, phone, plate, shape, vin};
use serde_json::{Map, Value};

/// A larger record is no customer.
pub const LARGEST: usize = 1024 * 1024;

/// The longest id of a network.
const LONGEST_ID: usize = 128;

/// Applies an edit to one section. `edit` has the form of a record; only the section's member
/// counts, and where it is absent nothing changes.
pub fn apply(section: Section, current: &Record, edit: &Value) -> Result<Record, Vec<Problem>> {
    let Some(members) = edit.as_object() else {
        return Err(vec![shape::wrong("", "an object with the members of a customer")]);
    };
    match members.get(section.member()) {
        Some(value) => apply_section(section, current, value),
        None => Ok(current.clone()),
    }
}

/// The same with the section's own value.
pub fn apply_section(
    section: Section,
    current: &Record,
    value: &Value,
) -> Result<Record, Vec<Problem>> {
    let problems = shape::section(section, value);
    if !problems.is_empty() {
        return Err(problems);
    }
    let mut record = current.clone();
    put_section(section, &mut record, value)?;
    Ok(record)
}

/// The same where the shape has been looked at.
fn put_section(section: Section, record: &mut Record, value: &Value) -> Result<(), Vec<Problem>> {
    let now = record.section(section);
    let next = match (value, now) {
        (Value::Array(items), Value::Array(known)) => {
            let items = items.iter().filter_map(Value::as_object);
            Value::Array(items.map(|item| entry(section, item, &known)).collect())
        }
        (Value::Object(edit), Value::Object(mut members)) => {
            merge(&mut members, edit);
            Value::Object(members)
        }
        _ => section.empty(),
    };
    record.set_section(section, next).map_err(|_| unreadable(section.member(), "its form"))
}

fn cleared(value: &Value) -> bool {
    value.is_null() || value.as_str() == Some("")
}

fn merge(members: &mut Map<String, Value>, edit: &Map<String, Value>) {
    for (name, value) in edit {
        if cleared(value) {
            members.shift_remove(name);
        } else {
            members.insert(name.clone(), value.clone());
        }
    }
}

/// An entry as the edit gives it, with what the edit cannot see taken from the entry it continues.
fn entry(section: Section, given: &Map<String, Value>, known: &[Value]) -> Value {
    let mut entry = without_cleared(section, given);
    let before =
        known.iter().filter_map(Value::as_object).find(|before| continues(section, &entry, before));
    if let Some(before) = before {
        let names = section.members();
        for (name, value) in before {
            let unseen = !names.contains(&name.as_str())
                || section == Section::Communication
                    && matches!(name.as_str(), "consent" | "preferred");
            if unseen && !given.contains_key(name) {
                entry.insert(name.clone(), value.clone());
            }
            // Cleared, and not merely not mentioned.
            let clearing = given.get(name).is_some_and(cleared) && clears(section, name);
            if clearing && value.as_str().is_some_and(|text| !text.is_empty()) {
                entry.insert(name.clone(), Value::String(String::new()));
            }
        }
    }
    if section == Section::Communication && !entry.contains_key("value") {
        entry.insert("value".to_owned(), Value::String(String::new()));
    }
    Value::Object(entry)
}

/// Members of an entry that may be empty while the entry stays.
fn clears(section: Section, name: &str) -> bool {
    section != Section::Communication
        && section.members().contains(&name)
        && !matches!(name, "kind" | "year")
}

fn without_cleared(section: Section, given: &Map<String, Value>) -> Map<String, Value> {
    let mut entry = Map::new();
    for (name, value) in given.iter().filter(|(_, value)| !cleared(value)) {
        let value = match (section, name.as_str(), value) {
            (Section::Communication, "consent", Value::Object(ways)) => Value::Object(
                ways.iter()
                    .filter(|(_, state)| !cleared(state))
                    .map(|(way, state)| (way.clone(), state.clone()))
                    .collect(),
            ),
            (Section::Vehicles, "year", value) => match shape::year_of(value) {
                Some(year) => Value::from(year),
                None => continue,
            },
            (_, _, value) => value.clone(),
        };
        entry.insert(name.clone(), value);
    }
    entry
}

/// Whether an entry of the edit is one that was there: the same number or address of mail, the
/// same kind of address, the same car.
fn continues(section: Section, given: &Map<String, Value>, before: &Map<String, Value>) -> bool {
    let text = |members: &Map<String, Value>, name: &str| {
        members.get(name).and_then(Value::as_str).unwrap_or_default().trim().to_owned()
    };
    let same = |name: &str, normalise: &dyn Fn(&str) -> String| {
        let value = normalise(&text(given, name));
        !value.is_empty() && value == normalise(&text(before, name))
    };
    match section {
        Section::Communication => {
            text(given, "kind") == text(before, "kind")
                && (same("value", &str::to_owned)
                    || same("value", &email::comparable) && text(given, "kind") == "email"
                    || same("value", &phone::digits) && text(given, "kind") == "phone")
        }
        Section::Vehicles => {
            same("vin", &vin::normalise) || same("licensePlate", &plate::normalise)
        }
        Section::Addresses => {
            let kind = |members| match text(members, "kind") {
                kind if kind.is_empty() => "physical".to_owned(),
                kind => kind,
            };
            kind(given) == kind(before)
        }
        _ => false,
    }
}

/// Reads a whole record from the bytes of a file or an import's line. Values that break a rule are
/// kept; only what is no record at all is refused, with the path of every field that is wrong.
pub fn parse_record(json: &[u8]) -> Result<Record, Vec<Problem>> {
    if json.len() > LARGEST {
        return Err(unreadable("", "it is larger than 1 MiB"));
    }
    let value: Value = serde_json::from_slice(json).map_err(|error| {
        // Its own words may quote the text; the place says enough.
        unreadable("", &format!("line {}, column {}", error.line(), error.column()))
    })?;
    record_from_value(value)
}

/// The same from JSON that has been read.
pub fn record_from_value(value: Value) -> Result<Record, Vec<Problem>> {
    let Value::Object(mut members) = value else {
        return Err(vec![shape::wrong("", "an object with the members of a customer")]);
    };
    let mut problems = Vec::new();
    for name in ["id", "customerKey", "status"] {
        match members.get(name) {
            None | Some(Value::Null) => {}
            // It is a path of the network's and a word of the command line.
            Some(Value::String(text)) if name == "id" && text.contains(char::is_control) => {
                let at = text.chars().position(char::is_control).unwrap_or_default();
                let problem = Problem::refused(name, Code::ControlCharacter);
                problems.push(problem.with("position", at + 1));
            }
            Some(Value::String(text)) if name != "id" || text.chars().count() <= LONGEST_ID => {}
            Some(Value::String(text)) => problems.push(
                Problem::refused(name, Code::TooLong)
                    .with("length", text.chars().count())
                    .with("max", LONGEST_ID),
            ),
            Some(_) => problems.push(shape::wrong(name, "a text")),
        }
    }
    match members.get("kind") {
        None | Some(Value::Null) => {}
        Some(Value::String(kind)) if matches!(kind.as_str(), "person" | "company" | "") => {}
        Some(_) => problems.push(shape::wrong("kind", "\"person\" or \"company\"")),
    }
    for section in Section::ALL {
        if let Some(value) = members.get(section.member()) {
            problems.extend(shape::section(section, value));
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    members.retain(|_, value| !cleared(value));
    let mut record = Record::default();
    for section in Section::ALL {
        if let Some(value) = members.shift_remove(section.member()) {
            put_section(section, &mut record, &value)?;
        }
    }
    let mut take = |name: &str| match members.shift_remove(name) {
        Some(Value::String(text)) => Some(text).filter(|text| !text.trim().is_empty()),
        _ => None,
    };
    record.id = take("id");
    record.customer_key = take("customerKey");
    record.status = take("status");
    record.kind = match take("kind").as_deref() {
        Some("company") => crate::Kind::Company,
        Some(_) => crate::Kind::Person,
        None if record.names.is_empty() && !record.company.is_empty() => crate::Kind::Company,
        None => crate::Kind::Person,
    };
    record.other = members;
    Ok(record)
}

fn unreadable(field: &str, at: &str) -> Vec<Problem> {
    vec![Problem::refused(field, Code::Unreadable).with("at", at)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn known() -> Record {
        parse_record(
            br#"{"id":"7","kind":"person","names":{"givenName":"Maria","familyName":"Sousa","x":1},
            "channels":[{"kind":"phone","use":"home","line":"mobile","value":"+351 912 345 678",
                         "consent":{"call":"AGREED"},"commId":5},
                        {"kind":"email","value":"m@x.example"}],"flag":true}"#,
        )
        .expect("a record")
    }

    fn fields(problems: Vec<Problem>) -> Vec<String> {
        problems.into_iter().map(|problem| problem.to_string()).collect()
    }

    #[test]
    fn absent_stays_null_clears_a_value_sets() {
        let edit = json!({"names": {"givenName": "Mia", "familyName": null, "title": ""},
                          "channels": "ignored: another section"});
        let after = apply(Section::Names, &known(), &edit).expect("applied");
        assert_eq!(
            serde_json::to_value(&after.names).expect("JSON"),
            json!({"givenName": "Mia", "x": 1})
        );
        assert_eq!(after.channels, known().channels);
        assert_eq!(apply(Section::Names, &known(), &json!({})).expect("applied"), known());
        let nothing = apply(Section::Names, &known(), &json!({"names": null})).expect("applied");
        assert!(nothing.names.is_empty());
    }

    #[test]
    fn a_list_is_given_as_it_shall_be_and_keeps_what_the_edit_cannot_see() {
        let edit = json!({"channels": [
            {"kind": "phone", "use": "work", "value": "+351912345678"},
            {"kind": "phone", "value": "4417"},
        ]});
        let after = apply(Section::Communication, &known(), &edit).expect("applied");
        assert_eq!(
            after.section(Section::Communication),
            json!([
                {"kind": "phone", "use": "work", "value": "+351912345678",
                 "consent": {"call": "AGREED"}, "commId": 5},
                {"kind": "phone", "value": "4417"},
            ])
        );
        let edit = json!({"channels": [
            {"kind": "phone", "value": "+351912345678", "consent": null}]});
        let after = apply(Section::Communication, &known(), &edit).expect("applied");
        assert!(after.channels[0].consent.is_empty());
        let edit = json!({"channels": []});
        let after = apply(Section::Communication, &known(), &edit).expect("applied");
        assert!(after.channels.is_empty());
    }

    #[test]
    fn a_member_of_an_entry_is_cleared_where_the_edit_says_so() {
        let record = record_from_value(json!({"addresses": [
            {"kind": "physical", "streetName": "Elm Road", "houseNumber": "4", "city": "Leeds"}]}))
        .expect("a record");
        let edit = json!({"addresses": [{"streetName": "Elm Road", "houseNumber": null,
            "kind": "physical", "city": "", "county": null}]});
        let after = apply(Section::Addresses, &record, &edit).expect("applied");
        assert_eq!(
            after.section(Section::Addresses),
            json!([{"kind": "physical", "streetName": "Elm Road", "houseNumber": "", "city": ""}])
        );
    }

    #[test]
    fn an_id_with_a_control_character_is_none_and_no_space_of_one_is_dropped() {
        for id in ["a\nb", "\u{7}", "x\r"] {
            let problems = record_from_value(json!({"id": id})).expect_err("refused");
            assert_eq!(
                (problems[0].field.as_str(), problems[0].code),
                ("id", Code::ControlCharacter)
            );
        }
        let record = record_from_value(json!({"id": " lead "})).expect("a record");
        assert_eq!(record.id.as_deref(), Some(" lead "));
    }

    #[test]
    fn wrong_types_are_named_by_their_path() {
        for (section, edit, expected) in [
            (Section::Names, json!({"names": {"givenName": 7}}), "names.givenName: must be a text"),
            (Section::Names, json!({"names": []}), "names: must be an object"),
            (Section::Names, json!([]), "must be an object with the members of a customer"),
            (
                Section::Communication,
                json!({"channels": [{"kind": "pigeon"}]}),
                "channels[0].kind: must be \"phone\" or \"email\"",
            ),
            (
                Section::Communication,
                json!({"channels": [{"kind": "phone", "consent": {"call": true}}]}),
                "channels[0].consent.call: must be \"AGREED\", \"DENIED\" or \"UNKNOWN\"",
            ),
            (Section::Communication, json!({"channels": {}}), "channels: must be a list"),
            (
                Section::Vehicles,
                json!({"vehicles": [{"year": "soon"}]}),
                "vehicles[0].year: must be a year, such as 2019",
            ),
            (Section::Addresses, json!({"addresses": [7]}), "addresses[0]: must be an object"),
        ] {
            let problems = apply(section, &known(), &edit).expect_err("refused");
            assert_eq!(fields(problems), [expected]);
        }
    }

    #[test]
    fn a_record_keeps_what_breaks_rules_and_what_is_unknown() {
        let record = parse_record(
            br#"{"id":"7","kind":"person","customerKey":"","identity":{"birthDate":"1980-02-31"},
                "vehicles":[{"year":"2019","engine":"1.4"}],"status":null,"extra":{"a":[1]}}"#,
        )
        .expect("a record");
        assert_eq!(
            serde_json::to_value(&record).expect("JSON"),
            json!({"id": "7", "kind": "person", "identity": {"birthDate": "1980-02-31"},
                   "vehicles": [{"year": 2019, "engine": "1.4"}], "extra": {"a": [1]}})
        );
        assert_eq!(record.key(), None);
    }

    #[test]
    fn what_is_no_record_is_refused_with_its_place() {
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        let large = format!("{{\"id\":\"{}\"}}", "x".repeat(10_000_000));
        for (text, expected) in [
            ("", "cannot be read as JSON (line 1, column 0)"),
            ("{\"id\":", "cannot be read as JSON (line 1, column 6)"),
            ("[]", "must be an object with the members of a customer"),
            ("{\"id\":5}", "id: must be a text"),
            ("{\"kind\":\"dog\"}", "kind: must be \"person\" or \"company\""),
            (large.as_str(), "cannot be read as JSON (it is larger than 1 MiB)"),
        ] {
            assert_eq!(fields(parse_record(text.as_bytes()).expect_err("refused")), [expected]);
        }
        assert!(parse_record(deep.as_bytes()).is_err());
        assert!(parse_record(b"{\"id\":\"\xff\"}").is_err());
    }

    #[test]
    fn a_record_without_a_kind_but_with_a_company_is_one() {
        let record = parse_record(br#"{"company":{"name":"Sousa Lda"}}"#).expect("a record");
        assert_eq!(record.kind, crate::Kind::Company);
    }
}
