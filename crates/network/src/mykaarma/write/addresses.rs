//! Addresses as the network's lines.

use customer::{Address, Record};
use serde_json::Value;

use super::overlay;
use crate::wire::{as_text, object};

pub(super) fn addresses(held: &[Value], wanted: &[Address]) -> Vec<Value> {
    let mut held = held.to_vec();
    wanted
        .iter()
        .enumerate()
        .map(|(at, address)| {
            let line1 = address.other.get("line1").and_then(as_text);
            let there = held.iter().position(|item| {
                item.get("line1").and_then(as_text) == line1
                    && item.get("zip").and_then(as_text) == address.postal_code
            });
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
            // A street given in parts was entered here: the network only has lines.
            if let Some(line) = street_line(address) {
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

/// House number and street in the order of the country, or the box.
pub(crate) fn street_line(address: &Address) -> Option<String> {
    let said = Record::said;
    let street = [said(&address.street_type), said(&address.street_name)];
    let street = street.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let number = said(&address.house_number);
    if street.is_empty() {
        return said(&address.po_box_number).map(|number| format!("PO Box {number}"));
    }
    let number_first = matches!(
        address.country_code.as_deref().unwrap_or("US"),
        "US" | "CA" | "GB" | "IE" | "FR" | "AU" | "NZ" | "LU"
    );
    Some(match number {
        Some(number) if number_first => format!("{number} {street}"),
        Some(number) => format!("{street} {number}"),
        None => street,
    })
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
