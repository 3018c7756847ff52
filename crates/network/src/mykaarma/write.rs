//! Customer records as myKaarma bodies. The network replaces the whole customer, and a list that
//! is missing or empty wipes what it holds: so every write carries everything that was read, with
//! the wanted section over it, and every list.

use customer::record::Unknown;
use customer::{
    Address, Channel, ChannelKind, ConsentState, Kind, Line, Record, Section, Use, Vehicle,
};
use customer::{phone, phone::Phone};
use serde_json::{Map, Value, json};

use super::read;
use crate::failure::{Failure, Refusal};
use crate::wire::{as_text, object};

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
    if !customer.contains_key("addresses")
        && let Some(beside) = raw.get("addresses").filter(|list| list.is_array())
    {
        customer.insert("addresses".into(), beside.clone());
    }
    for list in LISTS {
        customer.entry(list).or_insert_with(|| json!([]));
    }
    label_all(&mut customer);
    let mut vehicles = match raw.get("vehicles") {
        Some(Value::Array(items)) => items.clone(),
        _ => Vec::new(),
    };
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
            customer.insert("addresses".into(), addresses(&held, &wanted.addresses).into());
        }
        Section::Vehicles => vehicles = cars(&vehicles, &wanted.vehicles),
        Section::Identity => {
            return Err(Failure::Unsupported {
                what: "myKaarma holds no birth date and no identity number".to_owned(),
            });
        }
    }
    Ok(json!({"customer": customer, "vehicles": vehicles, "searchForDuplicate": false}))
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
    customer.insert("addresses".into(), addresses(&[], &record.addresses).into());
    let vehicles = cars(&[], &record.vehicles);
    // A person has decided that this is somebody new; the network's own matching knows less and
    // would overwrite the record it picks.
    Ok(json!({"customer": customer, "vehicles": vehicles, "searchForDuplicate": false}))
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

fn list(customer: &Map<String, Value>, key: &str) -> Vec<Value> {
    customer.get(key).and_then(Value::as_array).cloned().unwrap_or_default()
}

/// Channels without a label are silently dropped by the network, and labels differ in case.
fn label_all(customer: &mut Map<String, Value>) {
    for (key, kind) in [("phoneNumbers", ChannelKind::Phone), ("emails", ChannelKind::Email)] {
        let items = customer.get_mut(key).and_then(Value::as_array_mut);
        for item in items.into_iter().flatten().filter_map(Value::as_object_mut) {
            let said = item.get("label").and_then(as_text).map(|label| label.to_lowercase());
            let label_now = said.unwrap_or_else(|| label(kind, None, None));
            item.insert("label".into(), label_now.into());
        }
    }
}

/// The label for a place, in lower case; there always is one.
pub(crate) fn label(kind: ChannelKind, usage: Option<Use>, line: Option<Line>) -> String {
    match (kind, usage, line) {
        (ChannelKind::Email, Some(Use::Work), _) => "work",
        (ChannelKind::Email, _, _) => "home",
        (ChannelKind::Phone, Some(Use::Work), Some(Line::Mobile)) => "work cell",
        (ChannelKind::Phone, Some(Use::Work), Some(Line::Landline) | None) => "work",
        (ChannelKind::Phone, Some(Use::Work), Some(Line::Fax)) => "work fax",
        (ChannelKind::Phone, _, Some(Line::Landline)) => "home",
        (ChannelKind::Phone, _, Some(Line::Fax)) => "fax",
        (ChannelKind::Phone, _, Some(Line::Mobile) | None) => "cell",
    }
    .to_owned()
}

type Lists = (Vec<Value>, Vec<Value>);

fn channels(
    held: &Map<String, Value>,
    wanted: &[Channel],
    country: &str,
) -> Result<Lists, Failure> {
    let (mut phones, mut emails) = (list(held, "phoneNumbers"), list(held, "emails"));
    let mut lists = (Vec::new(), Vec::new());
    for (at, channel) in wanted.iter().enumerate() {
        if channel.value.trim().is_empty() {
            continue;
        }
        match channel.kind {
            ChannelKind::Phone => {
                let there = take_same(&mut phones, "phoneNumber", |text| {
                    text == channel.value || phone::same_number(text, &channel.value, country)
                });
                let kept =
                    there.as_ref().and_then(|item| item.get("phoneNumber")).and_then(as_text);
                // What is stored and was not changed goes back as it stands, readable or not.
                let number = match kept {
                    Some(kept) if kept == channel.value => kept,
                    _ => Phone::parse(&channel.value, country).map(|p| p.e164()).ok_or_else(
                        || {
                            here(
                                &format!("channels[{at}].value"),
                                "not a phone number that can be dialled from abroad",
                            )
                        },
                    )?,
                };
                lists.0.push(item(there.as_ref(), "phoneNumber", number, channel));
            }
            ChannelKind::Email => {
                let there = take_same(&mut emails, "emailAddress", |text| {
                    text.trim().eq_ignore_ascii_case(channel.value.trim())
                });
                lists.1.push(item(there.as_ref(), "emailAddress", channel.value.clone(), channel));
            }
        }
    }
    Ok(lists)
}

/// Takes the item with this value out of the list, so that twins are told apart.
fn take_same(items: &mut Vec<Value>, key: &str, same: impl Fn(&str) -> bool) -> Option<Value> {
    let at = items
        .iter()
        .position(|item| item.get(key).and_then(as_text).is_some_and(|text| same(&text)))?;
    Some(items.remove(at))
}

/// One channel: what is held of it, what the record keeps of it, and the wanted values over both.
fn item(held: Option<&Value>, key: &str, value: String, channel: &Channel) -> Value {
    let mut item = object(held);
    item.retain(|_, value| !value.is_null());
    overlay(&mut item, &channel.other);
    item.insert(key.to_owned(), value.into());
    // The network's own label stays while it still says what the record says.
    let own = item.get("label").and_then(as_text);
    let own = own.filter(|own| read::place(channel.kind, own) == (channel.usage, channel.line));
    let said = own.unwrap_or_else(|| label(channel.kind, channel.usage, channel.line));
    item.insert("label".into(), said.to_lowercase().into());
    let ways: &[(&str, &str)] = match channel.kind {
        ChannelKind::Phone => &[("call", "okToCall"), ("text", "okToText")],
        ChannelKind::Email => &[("email", "okToEmail")],
    };
    for (way, member) in ways {
        match channel.consent.get(*way) {
            Some(ConsentState::Agreed) => {
                item.insert((*member).to_owned(), true.into());
            }
            Some(ConsentState::Denied) => {
                item.insert((*member).to_owned(), false.into());
            }
            // The network has no "unknown": a consent that is held there and no longer is one ends,
            // and where nobody ever asked, nothing is claimed.
            Some(ConsentState::Unknown) if item.get(*member) == Some(&Value::Bool(true)) => {
                item.insert((*member).to_owned(), false.into());
            }
            Some(ConsentState::Unknown) | None => {}
        }
    }
    if let Some(preferred) = channel.preferred {
        item.insert("isPreferred".into(), preferred.into());
    }
    item.into()
}

fn overlay(item: &mut Map<String, Value>, other: &Unknown) {
    for (key, value) in other {
        item.insert(key.clone(), value.clone());
    }
}

fn addresses(held: &[Value], wanted: &[Address]) -> Vec<Value> {
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

fn cars(held: &[Value], wanted: &[Vehicle]) -> Vec<Value> {
    let mut held = held.to_vec();
    wanted
        .iter()
        .map(|car| {
            let there = held.iter().position(|item| {
                let vin = item.get("vin").and_then(as_text);
                let same = |key: &str| {
                    let own = car.other.get(key).and_then(as_text);
                    own.is_some() && own == item.get(key).and_then(as_text)
                };
                (vin.is_some() && vin == car.vin)
                    || ["vehicleUuid", "uuid", "vehicleKey"].into_iter().any(same)
            });
            let mut item = object(there.map(|at| held.remove(at)).as_ref());
            item.retain(|_, value| !value.is_null());
            overlay(&mut item, &car.other);
            let year = car.year.map(|year| year.to_string());
            for (key, row_key, value) in [
                ("vin", "VIN", &car.vin),
                ("licensePlate", "licencePlate", &car.license_plate),
                ("vehicleMake", "make", &car.make),
                ("vehicleModel", "model", &car.model),
                ("vehicleYear", "year", &year),
            ] {
                let there = item.get(key).or_else(|| item.get(row_key)).and_then(as_text);
                item.shift_remove(row_key);
                match value {
                    Some(value) => item.insert(key.to_owned(), value.clone().into()),
                    // A year that is no number stands in the rest already.
                    None if key == "vehicleYear"
                        && there.is_some_and(|y| y.parse::<i32>().is_err()) =>
                    {
                        None
                    }
                    None if item.contains_key(key) => item.insert(key.to_owned(), "".into()),
                    None => None,
                };
            }
            if car.relationship.as_deref() == Some("OWNER") {
                item.insert("isValid".into(), true.into());
            }
            item.into()
        })
        .collect()
}

fn here(field: &str, message: &str) -> Failure {
    Failure::Refused {
        status: 0,
        refusals: vec![Refusal { field: Some(field.to_owned()), message: message.to_owned() }],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phone(state: ConsentState) -> Channel {
        let mut channel = Channel::phone(Use::Home, Line::Mobile, "+447700900123");
        channel.consent.insert("call".into(), state);
        channel
    }

    #[test]
    fn consent_nobody_asked_for_is_neither_given_nor_refused() {
        let mut record =
            Record { channels: vec![phone(ConsentState::Unknown)], ..Record::default() };
        record.names.family_name = Some("Sousa".into());
        let body = create(&record, "GB").unwrap();
        assert_eq!(body["customer"]["phoneNumbers"][0].get("okToCall"), None);
        for held in [json!({}), json!({"okToCall": null}), json!({"okToCall": false})] {
            let item =
                item(Some(&held), "phoneNumber", "+44".into(), &phone(ConsentState::Unknown));
            assert_eq!(item.get("okToCall").and_then(Value::as_bool), held["okToCall"].as_bool());
        }
    }

    #[test]
    fn consent_taken_back_to_unknown_ends_at_the_network() {
        let held = json!({"okToCall": true});
        let item = item(Some(&held), "phoneNumber", "+44".into(), &phone(ConsentState::Unknown));
        assert_eq!(item["okToCall"], json!(false));
    }
}
