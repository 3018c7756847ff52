//! What the desk shows of changes the network does not hold yet: the network's record with the
//! wanted changes laid over it.

use customer::{Record, Section};
use serde_json::Value;

use crate::merge::{mine_wins, same};

/// One field of an intent: what it was and what it shall be. A list is one field.
#[derive(Clone, PartialEq)]
pub struct FieldChange {
    pub field: String,
    pub old: Value,
    pub new: Value,
}

impl std::fmt::Debug for FieldChange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FieldChange").field("field", &self.field).finish_non_exhaustive()
    }
}

/// The fields an edit changes, by their record paths.
pub fn changes(section: Section, base: &Value, wanted: &Value) -> Vec<FieldChange> {
    let change = |field: String, old: Option<&Value>, new: Option<&Value>| FieldChange {
        field,
        old: old.cloned().unwrap_or(Value::Null),
        new: new.cloned().unwrap_or(Value::Null),
    };
    if section.is_list() {
        let unchanged = crate::merge::asks_for_nothing(section, base, wanted);
        let whole = change(section.member().to_owned(), Some(base), Some(wanted));
        return if unchanged { vec![] } else { vec![whole] };
    }
    let Some(members) = wanted.as_object() else { return vec![] };
    members
        .iter()
        .filter(|(key, new)| !same(Some(new), base.get(key.as_str())))
        .map(|(key, new)| {
            let path = format!("{}.{key}", section.member());
            change(path, base.get(key.as_str()), Some(new))
        })
        .collect()
}

/// Lays one intended edit over a record. A section that no longer fits is left as it is.
pub fn lay(record: &mut Record, section: Section, base: &Value, wanted: &Value) {
    let value = mine_wins(section, base, wanted, &record.section(section));
    let mut changed = record.clone();
    if changed.set_section(section, value).is_ok() {
        *record = changed;
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_changes_of_an_edit_are_named_by_record_path() {
        let base = json!({"givenName": "Maria", "title": "Ms", "initials": ""});
        let wanted = json!({"givenName": "Mary", "title": "", "initials": null});
        let fields: Vec<String> = changes(Section::Names, &base, &wanted)
            .into_iter()
            .map(|change| change.field)
            .collect();
        assert_eq!(fields, ["names.givenName", "names.title"]);
        assert!(changes(Section::Vehicles, &json!([]), &json!([])).is_empty());
    }

    #[test]
    fn an_edit_shows_over_what_the_network_holds_and_leaves_the_rest() {
        let mut record = Record::default();
        record.names.given_name = Some("Maria".into());
        record.names.family_name = Some("Sousa-Lima".into());
        lay(
            &mut record,
            Section::Names,
            &json!({"givenName": "Maria", "familyName": "Sousa"}),
            &json!({"givenName": "Mary"}),
        );
        assert_eq!(record.names.given_name.as_deref(), Some("Mary"));
        assert_eq!(record.names.family_name.as_deref(), Some("Sousa-Lima"));
    }
}
