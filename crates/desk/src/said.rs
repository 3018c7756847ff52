//! A record as it is told to others: no member for what is unknown or was cleared.

use customer::Record;
use serde_json::{Map, Value};

/// What is known of a record, as the interface document writes it.
pub fn record(record: &Record) -> Value {
    let value = serde_json::to_value(record).unwrap_or_default();
    known(value).unwrap_or_else(|| Value::Object(Map::new()))
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
    fn what_is_unknown_has_no_member() {
        let record = customer::patch::record_from_value(json!({
            "id": "1", "kind": "person", "names": {"givenName": "Ann"},
            "addresses": [{"kind": "postal", "formattedAddress": {"line1": "", "line2": null}},
                          {"kind": "physical", "city": "Leeds", "other": {"x": [], "y": false}}],
        }));
        let mut record = record.expect("a record");
        record.names.title = Some(String::new());
        record.identity.birth_date = Some(String::new());
        assert_eq!(
            super::record(&record),
            json!({"id": "1", "kind": "person", "names": {"givenName": "Ann"},
                "addresses": [{"kind": "physical", "city": "Leeds", "other": {"y": false}}]})
        );
    }
}
