//! What a summary adds to a document that is kept: stated members win, nothing is taken away.
//!
//! A network's search answers with part of the customer. What it leaves out is unknown, not gone;
//! only reading the whole customer can say that something is gone.

use customer::{email, phone, plate, vin};
use serde_json::{Map, Value};

/// Merges `summary` into `kept`, both records as JSON.
pub fn merge(kept: &mut Map<String, Value>, summary: Map<String, Value>, country: &str) {
    for (name, told) in summary {
        match (kept.get_mut(&name), told) {
            (_, Value::Null) => {}
            (Some(Value::Object(here)), Value::Object(told)) => merge(here, told, country),
            (Some(Value::Array(here)), Value::Array(told)) => list(here, told, country),
            // An empty text in a summary is unknown, as everywhere in a record.
            (Some(_), Value::String(text)) if text.is_empty() => {}
            (Some(here), told) => *here = told,
            (None, told) => {
                kept.insert(name, told);
            }
        }
    }
}

fn list(here: &mut Vec<Value>, told: Vec<Value>, country: &str) {
    for item in told {
        let Value::Object(told) = item else {
            if !here.contains(&item) {
                here.push(item);
            }
            continue;
        };
        let same = here
            .iter_mut()
            .filter_map(Value::as_object_mut)
            .find(|kept| same_item(kept, &told, country));
        match same {
            Some(kept) => merge(kept, told, country),
            None => here.push(Value::Object(told)),
        }
    }
}

fn text<'a>(item: &'a Map<String, Value>, name: &str) -> &'a str {
    item.get(name).and_then(Value::as_str).map(str::trim).unwrap_or_default()
}

/// Whether two entries of a list speak of one channel, car or address.
fn same_item(a: &Map<String, Value>, b: &Map<String, Value>, country: &str) -> bool {
    let agree = |name: &str| {
        let (a, b) = (text(a, name), text(b, name));
        a.is_empty() || b.is_empty() || a.eq_ignore_ascii_case(b)
    };
    if a.contains_key("value") || b.contains_key("value") {
        let (left, right) = (text(a, "value"), text(b, "value"));
        return agree("kind")
            && match text(a, "kind") {
                "email" => email::comparable(left) == email::comparable(right),
                _ => {
                    phone::comparable(left, country) == phone::comparable(right, country)
                        && agree("use")
                }
            };
    }
    let cars = ["vin", "licensePlate"].iter().any(|n| a.contains_key(*n) || b.contains_key(*n));
    if cars {
        let (left, right) = (text(a, "vin"), text(b, "vin"));
        if !left.is_empty() && !right.is_empty() {
            return matches!(
                vin::compare(left, right),
                vin::Agreement::Full | vin::Agreement::Last8
            );
        }
        let (left, right) = (text(a, "licensePlate"), text(b, "licensePlate"));
        return !left.is_empty() && plate::normalise(left) == plate::normalise(right);
    }
    // An address: nothing that both state may differ, and something must be the same.
    let shared = a.keys().any(|n| {
        n != "kind" && n != "countryCode" && !text(a, n).is_empty() && !text(b, n).is_empty()
    });
    shared && a.keys().all(|name| agree(name))
}
