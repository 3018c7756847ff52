//! Customer records as myKaarma bodies. The network replaces the whole customer, and a list that
//! is missing or empty wipes what it holds: so every write carries everything that was read, with
//! the wanted section over it, and every list.

mod addresses;
mod channels;
mod vehicles;

use customer::record::Unknown;
use customer::{Kind, Record, Section, vin::Vin};
use serde_json::{Map, Value, json};

use self::addresses::addresses;
pub(crate) use self::addresses::told;
pub(crate) use self::channels::label;
use self::channels::{channels, label_all};
use self::vehicles::cars;
use super::read;
use crate::failure::{Failure, here};
use crate::wire::as_text;

/// The lists of a customer that a write must always name.
const LISTS: [&str; 3] = ["phoneNumbers", "emails", "addresses"];

/// The whole customer as it shall be: what was read, with one section of `wanted` over it.
pub(crate) fn update(
    raw: &Value,
    id: &str,
    section: Section,
    wanted: &Record,
    country: &str,
) -> Result<Value, Failure> {
    // Only a whole customer may be written back; a search row lacks addresses and consents and
    // would wipe them.
    let Some(Value::Object(held)) = raw.get("customer") else {
        return Err(Failure::Unsupported { what: "the customer was not read whole".to_owned() });
    };
    if held.contains_key("communications") {
        return Err(Failure::Unsupported { what: "a search row cannot be written".to_owned() });
    }
    let mut customer = held.clone();
    customer.retain(|_, value| !value.is_null());
    customer.insert("customerUuid".into(), id.into());
    if !read::addresses_of(raw).is_empty() {
        customer.insert("addresses".into(), read::addresses_of(raw).into());
    }
    for list in LISTS {
        customer.entry(list).or_insert_with(|| json!([]));
    }
    label_all(&mut customer);
    let mut vehicles = read::vehicles_of(raw).to_vec();
    match section {
        Section::Names | Section::Company | Section::PersonalDetails => {
            for (key, value) in texts(section, wanted) {
                let there = customer.get(key).and_then(as_text);
                if there.as_deref() != value.as_deref().filter(|text| !text.is_empty()) {
                    customer.insert(key.to_owned(), value.unwrap_or_default().into());
                }
            }
            if section == Section::Company {
                let business = wanted.kind == Kind::Company;
                customer.insert("isBusiness".into(), business.into());
            }
        }
        Section::Communication => {
            let (phones, emails) = channels(&customer, &wanted.channels, country)?;
            customer.insert("phoneNumbers".into(), phones.into());
            customer.insert("emails".into(), emails.into());
        }
        Section::Addresses => {
            let held = list(&customer, "addresses");
            customer
                .insert("addresses".into(), addresses(&held, &wanted.addresses, country).into());
        }
        Section::Vehicles => vehicles = cars(&vehicles, &wanted.vehicles),
        Section::Identity => {
            return Err(Failure::Unsupported {
                what: "myKaarma holds no birth date and no identity number".to_owned(),
            });
        }
    }
    // Where they were read from, they may be written to; two lists must not contradict each other.
    if customer.get("vehicles").is_some_and(Value::is_array) {
        customer.insert("vehicles".into(), vehicles.clone().into());
    }
    Ok(whole(&customer, &vehicles))
}

/// The body of a create: what is known, and every list.
pub(crate) fn create(record: &Record, country: &str) -> Result<Value, Failure> {
    let business = record.kind == Kind::Company;
    let named = Record::said(&record.names.family_name).is_some();
    if !(named || (business && Record::said(&record.company.name).is_some())) {
        let field = if business { "company.name" } else { "names.familyName" };
        return Err(here(field, "myKaarma asks for a last name, or a company's name"));
    }
    let mut customer = Map::new();
    for section in [Section::Names, Section::Company, Section::PersonalDetails] {
        for (key, value) in texts(section, record) {
            if let Some(value) = value.filter(|value| !value.is_empty()) {
                customer.insert(key.to_owned(), value.into());
            }
        }
    }
    customer.insert("isBusiness".into(), business.into());
    if let Some(key) = record.key() {
        customer.insert("customerKey".into(), key.into());
    }
    let (phones, emails) = channels(&customer, &record.channels, country)?;
    customer.insert("phoneNumbers".into(), phones.into());
    customer.insert("emails".into(), emails.into());
    customer.insert("addresses".into(), addresses(&[], &record.addresses, country).into());
    let vehicles = cars(&[], &record.vehicles);
    // A person has decided that this is somebody new; the network's own matching knows less and
    // would overwrite the record it picks.
    Ok(whole(&customer, &vehicles))
}

fn texts(section: Section, record: &Record) -> Vec<(&'static str, Option<String>)> {
    match section {
        Section::Names => vec![
            ("firstName", record.names.given_name.clone()),
            ("middleName", record.names.middle_name.clone()),
            ("lastName", record.names.family_name.clone()),
        ],
        Section::Company => vec![("company", record.company.name.clone())],
        Section::PersonalDetails => vec![
            (
                "preferredLocale",
                record.personal_details.language_code.as_deref().map(str::to_lowercase),
            ),
            (
                "preferredCommunication",
                record.personal_details.other.get("preferredCommunication").and_then(as_text),
            ),
        ],
        Section::Addresses | Section::Identity | Section::Communication | Section::Vehicles => {
            Vec::new()
        }
    }
}

/// Only North America has a check digit in a VIN: a network told to validate would drop the car of
/// anybody else without a word.
fn whole(customer: &Map<String, Value>, vehicles: &[Value]) -> Value {
    let elsewhere = |vehicle: &Value| {
        let vin = vehicle.get("vin").and_then(Value::as_str).and_then(Vin::parse);
        vin.is_some_and(|vin| !vin.check_digit_required() && !vin.check_digit_fits())
    };
    let trusted = vehicles.iter().any(elsewhere);
    let mut body = json!({"customer": customer, "vehicles": vehicles, "searchForDuplicate": false});
    if trusted {
        body["validateVin"] = json!(false);
    }
    body
}

/// What a vehicle says that could not be kept.
pub(crate) fn can_hold(section: Section, wanted: &Record) -> Result<(), Failure> {
    match section {
        Section::Vehicles => vehicles::held(&wanted.vehicles),
        _ => Ok(()),
    }
}

/// Whether a member of a record, by its path, has a place in a customer of this network.
pub(crate) fn holds(field: &str) -> bool {
    match field.split_once('.') {
        Some(("names", member)) => ["givenName", "middleName", "familyName"].contains(&member),
        Some(("personalDetails", member)) => {
            ["languageCode", "preferredCommunication"].contains(&member)
        }
        Some(("identity", _)) => false,
        _ => true,
    }
}

fn list(customer: &Map<String, Value>, key: &str) -> Vec<Value> {
    customer.get(key).and_then(Value::as_array).cloned().unwrap_or_default()
}

fn overlay(item: &mut Map<String, Value>, other: &Unknown) {
    for (key, value) in other {
        item.insert(key.clone(), value.clone());
    }
}
