//! What differs between two forms of a record, field by field. Works on the JSON form, so that
//! members we do not know are compared like those we do.

use crate::{Record, Section};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Every value of a section under its record path (`names.givenName`, `channels[0].value`). Null
/// and "" are left out: in a record they mean unknown.
pub fn flat(record: &Record, section: Section) -> BTreeMap<String, Value> {
    flatten(section.member(), &record.section(section))
}

/// The leaves of a JSON value under their paths, beginning with `root`.
pub fn flatten(root: &str, value: &Value) -> BTreeMap<String, Value> {
    let mut fields = BTreeMap::new();
    collect(root.to_owned(), value, &mut fields);
    fields
}

fn collect(path: String, value: &Value, fields: &mut BTreeMap<String, Value>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                collect(path, member, fields);
            }
        }
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                collect(format!("{path}[{at}]"), item, fields);
            }
        }
        Value::Null => {}
        Value::String(text) if text.is_empty() => {}
        Value::String(_) | Value::Number(_) | Value::Bool(_) => {
            fields.insert(path, value.clone());
        }
    }
}

/// The paths of a section whose values differ: added, removed or changed.
pub fn changed_paths(before: &Record, after: &Record, section: Section) -> BTreeSet<String> {
    let (before, after) = (flat(before, section), flat(after, section));
    before
        .keys()
        .chain(after.keys())
        .filter(|path| before.get(*path) != after.get(*path))
        .cloned()
        .collect()
}

/// The sections in which two records differ. `kind` and the ids belong to none.
pub fn changed_sections(before: &Record, after: &Record) -> Vec<Section> {
    Section::ALL
        .into_iter()
        .filter(|section| !changed_paths(before, after, *section).is_empty())
        .collect()
}

/// A path without its indices: `channels.value` for `channels[3].value`.
pub fn without_indices(path: &str) -> String {
    let mut plain = String::with_capacity(path.len());
    let mut inside = false;
    for c in path.chars() {
        match c {
            '[' => inside = true,
            ']' => inside = false,
            c if !inside => plain.push(c),
            _ => {}
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Channel, Line, Use};

    #[test]
    fn every_changed_value_is_named_by_its_path() {
        let mut before = Record::default();
        before.names.given_name = Some("Maria".to_owned());
        before.names.title = Some(String::new());
        before.channels = vec![Channel::phone(Use::Home, Line::Mobile, "1")];
        let mut after = before.clone();
        after.names.given_name = Some("Mária".to_owned());
        after.names.title = None;
        after.names.other.insert("nickname".to_owned(), "Mia".into());
        after.channels.push(Channel::email(Use::Work, "a@b.example"));
        let names = changed_paths(&before, &after, Section::Names);
        assert_eq!(names.into_iter().collect::<Vec<_>>(), ["names.givenName", "names.nickname"]);
        assert!(
            changed_paths(&before, &after, Section::Communication).contains("channels[1].value")
        );
        assert_eq!(changed_sections(&before, &after), [Section::Names, Section::Communication]);
        assert!(changed_sections(&before, &before).is_empty());
        assert_eq!(without_indices("channels[10].value"), "channels.value");
    }
}
