//! Addresses as the network's lines. A line is written anew only where the parts of the street were
//! changed; every other goes back as it came.

use customer::{Address, Record, street};
use serde_json::Value;

use super::overlay;
use crate::wire::{as_text, object};

pub(super) fn addresses(held: &[Value], wanted: &[Address], country: &str) -> Vec<Value> {
    let mut held = held.to_vec();
    wanted
        .iter()
        .enumerate()
        .map(|(at, address)| {
            let country = address.country_code.as_deref().unwrap_or(country);
            let line1 = address.other.get("line1").and_then(as_text);
            let here = |item: &Value, zip: bool| {
                item.get("line1").and_then(as_text) == line1
                    && (!zip || item.get("zip").and_then(as_text) == address.postal_code)
            };
            let there = held
                .iter()
                .position(|item| here(item, true))
                .or_else(|| held.iter().position(|item| line1.is_some() && here(item, false)));
            let mut item = object(there.map(|at| held.remove(at)).as_ref());
            item.retain(|_, value| !value.is_null());
            overlay(&mut item, &address.other);
            for (key, value) in [
                ("city", &address.city),
                ("state", &address.province),
                ("zip", &address.postal_code),
                ("country", &address.country_code),
            ] {
                if item.get(key).and_then(as_text) != *value {
                    item.insert(key.to_owned(), value.clone().unwrap_or_default().into());
                }
            }
            if let Some(line) = rewritten(address, line1.as_deref(), country) {
                item.insert("line1".into(), line.into());
            }
            if let Some(line) = second_line(address) {
                item.insert("line2".into(), line.into());
            }
            if !item.contains_key("type") {
                let kind = match (address.kind.as_deref(), at) {
                    (Some("postal"), _) => "BILLING",
                    (_, 0) => "PRIMARY",
                    _ => "COMMON",
                };
                item.insert("type".into(), kind.into());
            }
            item.entry("addressType").or_insert_with(|| "P".into());
            item.into()
        })
        .collect()
}

/// Street, house number and post box as a line tells them.
pub(crate) fn told(line: &str, country: &str) -> (Option<String>, Option<String>, Option<String>) {
    if let Some(number) = line.strip_prefix(BOX).filter(|number| !number.trim().is_empty()) {
        return (None, None, Some(number.trim().to_owned()));
    }
    let (street, number) = street::split(line, country).unzip();
    (street, number.flatten(), None)
}

const BOX: &str = "PO Box ";

/// The line of an address whose parts say something else than the line it came with: the network
/// only has lines. `None` where the line is theirs already, and goes back as it came.
fn rewritten(address: &Address, held: Option<&str>, country: &str) -> Option<String> {
    let said = |member: &Option<String>| Record::said(member).map(str::to_owned);
    let (kind, name, number, post_box) = (
        said(&address.street_type),
        said(&address.street_name),
        said(&address.house_number),
        said(&address.po_box_number),
    );
    if let Some(held) = held {
        let parts = (name.clone(), number.clone(), post_box.clone());
        let unread = told(held, country) == (None, None, None);
        let same_words = || {
            let parts = [&kind, &name, &number].into_iter().filter_map(|part| part.as_deref());
            street::words(parts) == street::words([held])
        };
        if kind.is_none() && told(held, country) == parts || unread && same_words() {
            return None;
        }
    }
    street::line(kind.as_deref(), name.as_deref(), number.as_deref(), country)
        .or_else(|| post_box.map(|number| format!("{BOX}{number}")))
}

fn second_line(address: &Address) -> Option<String> {
    let parts: Vec<&str> = [
        &address.building_name,
        &address.block_name,
        &address.floor_number,
        &address.door_number,
        &address.estate,
        &address.suburb,
        &address.po_box_name,
        &address.po_box_suite,
    ]
    .into_iter()
    .filter_map(Record::said)
    .collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::mykaarma::read::whole;

    fn read(line: &str, country: &str) -> Address {
        let item = json!({"line1": line, "city": "X", "country": country, "type": "PRIMARY"});
        whole(&json!({"customer": {"addresses": [item]}}), "GB").addresses.remove(0)
    }

    fn written(held: &str, wanted: &Address) -> String {
        let held = json!({"line1": held, "city": "X", "type": "PRIMARY", "note": "kept"});
        let now = addresses(&[held], std::slice::from_ref(wanted), "GB").remove(0);
        assert_eq!((&now["note"], &now["type"]), (&json!("kept"), &json!("PRIMARY")));
        now["line1"].as_str().unwrap().to_owned()
    }

    #[test]
    fn a_line_is_shown_in_parts_and_goes_back_as_it_came() {
        for (line, country, street, number) in [
            ("44, Elm  Road", "GB", Some("Elm Road"), Some("44")),
            ("Hauptstraße 12a", "DE", Some("Hauptstraße"), Some("12a")),
            ("Flat 2, 44 Elm Road", "GB", None, None),
            ("High Street", "GB", Some("High Street"), None),
        ] {
            let address = read(line, country);
            let parts = (address.street_name.as_deref(), address.house_number.as_deref());
            assert_eq!(parts, (street, number), "{line}");
            assert_eq!(written(line, &address), line);
        }
        let boxed = read("PO Box 7", "GB");
        assert_eq!((boxed.po_box_number.as_deref(), boxed.street_name), (Some("7"), None));
    }

    #[test]
    fn a_changed_part_of_the_street_writes_the_line_anew() {
        let mut address = read("4 Elm Road", "GB");
        address.house_number = Some("44".into());
        assert_eq!(written("4 Elm Road", &address), "44 Elm Road");
        address.street_name = Some("Oak Lane".into());
        assert_eq!(written("4 Elm Road", &address), "44 Oak Lane");
        address.house_number = None;
        assert_eq!(written("4 Elm Road", &address), "Oak Lane");
        let mut german = read("Hauptstraße 12a", "DE");
        german.house_number = Some("14".into());
        assert_eq!(written("Hauptstraße 12a", &german), "Hauptstraße 14");
        // A spelling somebody corrects is a change too.
        let mut case = read("4 elm road", "GB");
        case.street_name = Some("Elm Road".into());
        assert_eq!(written("4 elm road", &case), "4 Elm Road");
    }

    #[test]
    fn a_line_nobody_could_read_is_left_where_the_parts_say_the_same() {
        let mut address = read("Flat 2, 44 Elm Road", "GB");
        address.street_name = Some("Elm Road Flat 2".into());
        address.house_number = Some("44".into());
        assert_eq!(written("Flat 2, 44 Elm Road", &address), "Flat 2, 44 Elm Road");
        address.house_number = Some("45".into());
        assert_eq!(written("Flat 2, 44 Elm Road", &address), "45 Elm Road Flat 2");
    }
}
