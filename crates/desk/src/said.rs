//! A record as it is told to others: no member for what is unknown or was cleared.

use customer::{Record, Section};
use serde_json::{Map, Value};

/// What is known of a record, as the interface document writes it. Lists that the document does not
/// name are told as they came.
pub fn record(record: &Record) -> Value {
    let value = serde_json::to_value(record).unwrap_or_default();
    let Value::Object(members) = value else { return Value::Object(Map::new()) };
    let said = members.into_iter().filter_map(|(name, value)| {
        let section = Section::ALL.into_iter().find(|section| section.member() == name);
        let said = match section {
            Some(section) => in_section(section, value)?,
            None => as_it_came(value)?,
        };
        Some((name, said))
    });
    Value::Object(said.collect())
}

fn in_section(section: Section, value: Value) -> Option<Value> {
    match value {
        Value::Array(items) => {
            let items = items.into_iter().filter_map(|item| in_section(section, item));
            let said = items.filter(|item| !only_a_kind(item)).collect::<Vec<_>>();
            (!said.is_empty()).then_some(Value::Array(said))
        }
        Value::Object(members) => {
            let said = members.into_iter().filter_map(|(name, value)| {
                let named = section.members().contains(&name.as_str());
                let said = if named { known(value)? } else { as_it_came(value)? };
                Some((name, said))
            });
            let said = said.collect::<Map<_, _>>();
            (!said.is_empty()).then_some(Value::Object(said))
        }
        value => known(value),
    }
}

/// What an entry of a list of theirs stands for may be its place: such a list is told whole, wherever
/// it says anything.
fn as_it_came(value: Value) -> Option<Value> {
    match value {
        Value::Object(members) => {
            let said = members
                .into_iter()
                .filter_map(|(name, value)| Some((name, as_it_came(value)?)))
                .collect::<Map<_, _>>();
            (!said.is_empty()).then_some(Value::Object(said))
        }
        value => known(value.clone()).map(|_| value),
    }
}

/// Whether two sections say the same: what `show` leaves out is not missed when it comes back.
pub(crate) fn same(one: &Value, other: &Value) -> bool {
    one == other || known(one.clone()) == known(other.clone())
}

/// Without what says nothing: "", `null`, and whatever holds nothing else. An address of a kind
/// and a consent nobody was asked for are nothing either.
fn known(value: Value) -> Option<Value> {
    match value {
        Value::Null => None,
        Value::String(text) if text.is_empty() => None,
        Value::Array(items) => {
            let items: Vec<Value> = items.into_iter().filter_map(known).collect();
            let said = items.into_iter().filter(|item| !only_a_kind(item)).collect::<Vec<_>>();
            (!said.is_empty()).then_some(Value::Array(said))
        }
        Value::Object(members) => {
            let said: Map<String, Value> = members
                .into_iter()
                .filter_map(|(name, value)| Some((name, known(value)?)))
                .collect();
            (!said.is_empty()).then_some(Value::Object(said))
        }
        value => Some(value),
    }
}

fn only_a_kind(item: &Value) -> bool {
    item.as_object().is_some_and(|members| members.keys().all(|name| name == "kind"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn what_is_unknown_has_no_member_and_a_list_nobody_knows_is_told_whole() {
        let record = customer::patch::record_from_value(json!({
            "id": "1", "kind": "person", "names": {"givenName": "Ann"},
            "addresses": [{"kind": "postal", "formattedAddress": {"line1": "", "line2": null}},
                          {"kind": "physical", "city": "Leeds", "other": {"x": [], "y": false}}],
            "channels": [{"kind": "phone", "value": "+351912345678", "consent": {}}],
            "weird": {"a": [1, null, ""], "b": null}, "void": {"a": [null]},
        }));
        let mut record = record.expect("a record");
        record.names.title = Some(String::new());
        record.identity.birth_date = Some(String::new());
        assert_eq!(
            super::record(&record),
            json!({"id": "1", "kind": "person", "names": {"givenName": "Ann"},
                "addresses": [{"kind": "physical", "city": "Leeds", "other": {"y": false}}],
                "channels": [{"kind": "phone", "value": "+351912345678"}],
                "weird": {"a": [1, null, ""]}})
        );
    }
}
