//! Addresses compared: in parts or in lines, one address is one address.

use std::collections::BTreeSet;

use customer::{Address, Record, fold, postcode, street};
use serde_json::Value;

use super::{Difference, spaced, text};

pub(super) fn addresses(wanted: &[Address], stored: &[Address]) -> Vec<Difference> {
    let mut left: Vec<&Address> = stored.iter().collect();
    let mut found = Vec::new();
    for (at, sent) in wanted.iter().enumerate().filter(|(_, a)| !says_nothing(a)) {
        let here = left
            .iter()
            .position(|there| words(there) == words(sent))
            .or_else(|| left.iter().position(|there| kind(there) == kind(sent)));
        let Some(here) = here else {
            let said = words(sent).into_iter().collect::<Vec<_>>().join(" ");
            found.push(Difference::of(format!("addresses[{at}]"), Some(&said), None));
            continue;
        };
        let there = left.remove(here);
        if words(there) == words(sent) {
            continue;
        }
        let path = format!("addresses[{at}]");
        let same_street = street_of(sent) == street_of(there);
        let in_parts = has_street(sent);
        let object = |address: &Address| serde_json::to_value(address).unwrap_or_default();
        let (sent, there) = (object(sent), object(there));
        let keys: BTreeSet<&String> = [&sent, &there]
            .into_iter()
            .filter_map(Value::as_object)
            .flat_map(serde_json::Map::keys)
            .filter(|key| key.as_str() != "kind")
            .filter(|key| !(STREET.contains(&key.as_str()) && same_street))
            // Written anew from the parts: they are what is compared.
            .filter(|key| !(key.as_str() == "line1" && in_parts))
            .collect();
        for key in keys {
            let (a, b) = (text(sent.get(key)), text(there.get(key)));
            let comparable = |text: &Option<String>| {
                text.as_deref().map(|text| {
                    if key == "postalCode" { postcode::normalise(text) } else { spaced(text) }
                })
            };
            if comparable(&a) != comparable(&b) && (a.is_some() || is_part(key)) {
                found.push(Difference::of(format!("{path}.{key}"), a.as_deref(), b.as_deref()));
            }
        }
    }
    for there in left.into_iter().filter(|address| !says_nothing(address)) {
        let said = words(there).into_iter().collect::<Vec<_>>().join(" ");
        found.push(Difference::of("addresses", None, Some(&said)));
    }
    found
}

fn kind(address: &Address) -> &str {
    address.kind.as_deref().unwrap_or("physical")
}

fn says_nothing(address: &Address) -> bool {
    words(address).is_empty()
}

fn is_part(key: &str) -> bool {
    !matches!(
        key,
        "formattedAddress" | "type" | "addressType" | "isValid" | "isPreferred" | "line1" | "line2"
    )
}

const STREET: [&str; 4] = ["streetType", "streetName", "houseNumber", "line1"];

/// Whether the street stands in parts: a line beside them is only another form of them.
fn has_street(address: &Address) -> bool {
    Record::said(&address.street_name).is_some() || Record::said(&address.po_box_number).is_some()
}

/// The words of the street, in parts or in a line.
fn street_of(address: &Address) -> Vec<String> {
    if has_street(address) {
        let parts = [&address.street_type, &address.street_name, &address.house_number];
        return street::words(parts.into_iter().filter_map(|part| part.as_deref()));
    }
    street::words(address.other.get("line1").and_then(Value::as_str))
}

/// All the words of an address, in whatever members they stand.
fn words(address: &Address) -> BTreeSet<String> {
    let value = serde_json::to_value(address).unwrap_or_default();
    let mut words = BTreeSet::new();
    for (key, value) in value.as_object().into_iter().flatten() {
        let another_form = key == "line1" && has_street(address);
        if key == "kind" || another_form || !(is_part(key) || key.starts_with("line")) {
            continue;
        }
        let Some(text) = text(Some(value)) else { continue };
        if key == "postalCode" {
            words.insert(postcode::normalise(&text));
        } else {
            words.extend(fold::words(&text));
        }
    }
    words
}
