//! What differs between two states of a customer, field by field: the matter of the effect log.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::stored::{Customer, Fields, FurtherAddress, label_of, slot_of};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    pub field: String,
    pub old: String,
    pub new: String,
}

/// Every field in which the two differ, in order of their paths.
pub fn between(old: Option<&Customer>, new: &Customer) -> Vec<Change> {
    let before = old.map(flatten).unwrap_or_default();
    let after = flatten(new);
    let mut changes = Vec::new();
    for (field, value) in &after {
        let held = before.get(field).map_or("", String::as_str);
        if held != value {
            changes.push(Change { field: field.clone(), old: held.to_owned(), new: value.clone() });
        }
    }
    for (field, value) in before {
        if !after.contains_key(&field) {
            changes.push(Change { field, old: value, new: String::new() });
        }
    }
    changes.sort_by(|a, b| a.field.cmp(&b.field));
    changes
}

/// The sections the changes lie in, each once.
pub fn sections(changes: &[Change]) -> Vec<String> {
    let mut sections: Vec<String> = changes
        .iter()
        .map(|change| change.field.split('.').next().unwrap_or_default().to_owned())
        .collect();
    sections.dedup();
    sections
}

struct Flat(BTreeMap<String, String>);

impl Flat {
    fn put(&mut self, path: String, value: &str) {
        if !value.is_empty() {
            self.0.insert(path, value.to_owned());
        }
    }

    /// Only what is so is said; a flag taken back shows as `true` becoming empty.
    fn flag(&mut self, path: String, value: bool) {
        if value {
            self.0.insert(path, "true".to_owned());
        }
    }

    /// A label that follows from the place is no fact of its own.
    fn label(&mut self, path: &str, slot: &str, label: &str) {
        if label != label_of(slot) && slot_of(label) != slot {
            self.put(format!("{path}.label"), label);
        }
    }

    fn fields(&mut self, prefix: &str, fields: &Fields) {
        for (name, value) in fields.iter() {
            self.put(format!("{prefix}.{name}"), value);
        }
    }
}

fn flatten(customer: &Customer) -> BTreeMap<String, String> {
    let mut flat = Flat(BTreeMap::new());
    flat.fields("names", &customer.names);
    flat.fields("personalDetails", &customer.personal_details);
    flat.put("identity.birthDate".into(), &customer.birth_date);
    flat.put("identity.socialSecurityId".into(), &customer.social_security_id);
    flat.put("company.name".into(), &customer.company);
    flat.flag("company.isBusiness".into(), customer.is_business);
    flat.put("customerKey".into(), customer.customer_key.as_deref().unwrap_or_default());
    flat.put("status".into(), &customer.status);
    flat.put("preferences.communication".into(), &customer.preferred_communication);
    flat.put("preferences.locale".into(), &customer.preferred_locale);
    addresses(&mut flat, customer);
    channels(&mut flat, customer);
    vehicles(&mut flat, customer);
    for (name, value) in &customer.extra {
        let text = match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        flat.put(format!("extra.{name}"), &text);
    }
    flat.0
}

fn addresses(flat: &mut Flat, customer: &Customer) {
    flat.fields("addresses.home.physicalAddress", &customer.physical);
    flat.fields("addresses.home.postalAddress", &customer.postal);
    let uses = [
        (&customer.physical, &customer.physical_use, "physicalAddress"),
        (&customer.postal, &customer.postal_use, "postalAddress"),
    ];
    for (fields, usage, name) in uses {
        if !fields.is_empty() {
            flat.put(format!("addresses.home.{name}.use.type"), &usage.kind);
            flat.put(format!("addresses.home.{name}.use.addressType"), &usage.address_type);
            flat.flag(format!("addresses.home.{name}.use.isPreferred"), usage.is_preferred);
            flat.flag(format!("addresses.home.{name}.use.isValid"), usage.is_valid);
        }
    }
    for (at, address) in customer.further_addresses.iter().enumerate() {
        let FurtherAddress { line1, line2, city, state, zip, country, usage } = address;
        let lines = [
            ("line1", line1),
            ("line2", line2),
            ("city", city),
            ("state", state),
            ("zip", zip),
            ("country", country),
            ("type", &usage.kind),
        ];
        for (name, value) in lines {
            flat.put(format!("addresses.further.{at}.{name}"), value);
        }
    }
}

fn channels(flat: &mut Flat, customer: &Customer) {
    for phone in &customer.phones {
        let path = if phone.slot.is_empty() {
            format!("communication.further.{}.{}", phone.label, phone.e164)
        } else {
            format!("communication.{}", phone.slot)
        };
        flat.put(path.clone(), &phone.number);
        flat.label(&path, &phone.slot, &phone.label);
        flat.flag(format!("{path}.okToCall"), phone.ok_to_call);
        flat.flag(format!("{path}.okToText"), phone.ok_to_text);
        flat.flag(format!("{path}.isPreferred"), phone.preferred);
        flat.put(format!("{path}.comments"), &phone.comments);
    }
    for email in &customer.emails {
        let path = if email.slot.is_empty() {
            format!("communication.further.{}.{}", email.label, email.address)
        } else {
            format!("communication.{}", email.slot)
        };
        flat.put(path.clone(), &email.address);
        if !email.slot.starts_with(&email.label) {
            flat.put(format!("{path}.label"), &email.label);
        }
        flat.flag(format!("{path}.okToEmail"), email.ok_to_email);
        flat.flag(format!("{path}.isPreferred"), email.preferred);
        flat.put(format!("{path}.comments"), &email.comments);
    }
}

fn vehicles(flat: &mut Flat, customer: &Customer) {
    for vehicle in &customer.vehicles {
        let path = format!("vehicles.{}", vehicle.vehicle_id);
        let texts = [
            ("relationship", &vehicle.relationship),
            ("make", &vehicle.make),
            ("model", &vehicle.model),
            ("variant", &vehicle.variant),
            ("year", &vehicle.year),
            ("trim", &vehicle.trim),
            ("engine", &vehicle.engine),
            ("engineNumber", &vehicle.engine_number),
            ("bodyStyle", &vehicle.body_style),
            ("color", &vehicle.color),
            ("vin", &vehicle.vin),
            ("licensePlate", &vehicle.license_plate),
            ("vehicleKey", &vehicle.vehicle_key),
            ("mileageUnit", &vehicle.mileage_unit),
            ("mileage", &vehicle.mileage),
        ];
        for (name, value) in texts {
            flat.put(format!("{path}.{name}"), value);
        }
        flat.flag(format!("{path}.isValid"), vehicle.is_valid);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_changed_mobile_is_exactly_one_change() {
        let mut old = Customer::default();
        old.set_phone("home.mobile", "07712 304417");
        old.names.set("familyName", "Sousa");
        let mut new = old.clone();
        new.set_phone("home.mobile", "07712 304418");
        let changes = between(Some(&old), &new);
        assert_eq!(
            changes,
            [Change {
                field: "communication.home.mobile".into(),
                old: "07712 304417".into(),
                new: "07712 304418".into()
            }]
        );
        assert_eq!(sections(&changes), ["communication"]);
        assert!(between(Some(&new), &new).is_empty());
    }
}
