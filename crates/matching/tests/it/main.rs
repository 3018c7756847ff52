//! The decision seen from outside: the tree branch by branch, the evidence, the action.
#![expect(clippy::expect_used, reason = "a broken fixture ends its test")]
#![expect(clippy::needless_pass_by_value, reason = "fixtures are written in place")]

mod apart;
mod blocking;
mod decide;
mod once;
mod properties;
mod score;
mod tree;

use customer::Record;
use serde_json::{Value, json};

/// A record from JSON.
fn record(value: Value) -> Record {
    customer::patch::record_from_value(value).expect("a record")
}

/// Maria Sousa with a mobile, as she is stored, overlaid with `more`.
fn maria(more: Value) -> Record {
    let mut value = json!({
        "kind": "person",
        "names": {"givenName": "Maria", "familyName": "Sousa"},
        "channels": [{"kind": "phone", "value": "+44 7400 123456"}]
    });
    let members = value.as_object_mut().expect("an object");
    for (name, member) in more.as_object().expect("an object") {
        members.insert(name.clone(), member.clone());
    }
    record(value)
}

/// Records named by their place.
fn numbered(records: &[Record]) -> Vec<(usize, &Record)> {
    records.iter().enumerate().collect()
}
