//! myKaarma's answers as customer records. Search rows and whole customers name the same things
//! differently, and each comes in more than one shape; all are read here.

use customer::record::Unknown;
use customer::{
    Address, Channel, ChannelKind, Company, Consent, ConsentState, Kind, Line, Names,
    PersonalDetails, Record, Use, Vehicle,
};
use serde_json::{Map, Value};

use crate::wire::{as_text, object, rest, take, take_object};

/// A row of `listMinimal`: flat, or holding `customer` and `vehicles`.
pub(crate) fn row(item: &Value) -> Record {
    let mut members = object(Some(item));
    let inner = take_object(&mut members, "customer");
    if !inner.is_empty() {
        let vehicles = fuller(members.get("vehicles"), inner.get("vehicles")).to_vec();
        members.extend(inner);
        members.insert("vehicles".into(), vehicles.into());
    }
    let mut record = person(&mut members);
    for item in &take_list(&mut members, "communications") {
        record.channels.extend(communication(item));
    }
    record.vehicles = take_list(&mut members, "vehicles").iter().filter_map(vehicle).collect();
    record.other = rest(members);
    record
}

/// A whole customer as `Fetched::raw` holds it: `{customer, vehicles, addresses?}`.
pub(crate) fn whole(raw: &Value, country: &str) -> Record {
    let mut members = object(raw.get("customer"));
    let mut record = person(&mut members);
    let addresses = addresses_of(raw).iter().filter_map(|item| address(item, country));
    record.addresses = addresses.collect();
    record.vehicles = vehicles_of(raw).iter().filter_map(vehicle).collect();
    record.other = rest(members);
    record
}

/// The cars of a whole customer. Nobody documents whether a list stands in `customer` or beside it:
/// an empty one says nothing while the other is full.
pub(crate) fn vehicles_of(raw: &Value) -> &[Value] {
    fuller(raw.get("vehicles"), raw.pointer("/customer/vehicles"))
}

pub(crate) fn addresses_of(raw: &Value) -> &[Value] {
    fuller(raw.pointer("/customer/addresses"), raw.get("addresses"))
}

/// The first of two lists that holds anything.
fn fuller<'a>(first: Option<&'a Value>, second: Option<&'a Value>) -> &'a [Value] {
    let lists = [first, second].into_iter().flatten().filter_map(Value::as_array);
    lists.map(Vec::as_slice).find(|list| !list.is_empty()).unwrap_or_default()
}

/// What rows and whole customers share, under either's names.
fn person(members: &mut Map<String, Value>) -> Record {
    let mut first = |keys: &[&str]| {
        keys.iter().fold(None, |found: Option<String>, key| {
            let here = take(members, key);
            found.or(here)
        })
    };
    let mut record = Record {
        id: first(&["customerUuid", "uuid", "customerUUID"]),
        customer_key: first(&["customerKey"]),
        names: Names {
            given_name: first(&["firstName", "fname"]),
            middle_name: first(&["middleName", "mname"]),
            family_name: first(&["lastName", "lname"]),
            ..Names::default()
        },
        company: Company { name: first(&["company"]), ..Company::default() },
        personal_details: PersonalDetails {
            language_code: first(&["preferredLocale"]).map(|locale| language(&locale)),
            ..PersonalDetails::default()
        },
        ..Record::default()
    };
    if let Some(way) = first(&["preferredCommunication"]) {
        record.personal_details.other.insert("preferredCommunication".into(), way.into());
    }
    let business = members.shift_remove("isBusiness").as_ref().and_then(Value::as_bool);
    let nameless = record.names.is_empty() && record.company.name.is_some();
    if business.unwrap_or(nameless) {
        record.kind = Kind::Company;
    }
    for item in &take_list(members, "phoneNumbers") {
        record.channels.extend(channel(item, ChannelKind::Phone, "phoneNumber"));
    }
    for item in &take_list(members, "emails") {
        record.channels.extend(channel(item, ChannelKind::Email, "emailAddress"));
    }
    record
}

fn take_list(members: &mut Map<String, Value>, key: &str) -> Vec<Value> {
    match members.get_mut(key) {
        Some(Value::Array(items)) => {
            let items = std::mem::take(items);
            members.shift_remove(key);
            items
        }
        Some(Value::Null) => {
            members.shift_remove(key);
            Vec::new()
        }
        _ => Vec::new(),
    }
}

/// `communications[]` of a search row.
fn communication(item: &Value) -> Option<Channel> {
    let mut members = object(Some(item));
    let value = take(&mut members, "commValue")?;
    let kind = match take(&mut members, "commType")?.to_uppercase().as_str() {
        "P" => ChannelKind::Phone,
        "E" => ChannelKind::Email,
        _ => return None,
    };
    let label = take(&mut members, "commLabel");
    let preferred = members.shift_remove("preferred").as_ref().and_then(Value::as_bool);
    Some(labelled(kind, value, label, preferred, Consent::new(), rest(members)))
}

/// `phoneNumbers[]` and `emails[]` of a whole customer. An item without a value is no channel.
fn channel(item: &Value, kind: ChannelKind, key: &str) -> Option<Channel> {
    let mut members = object(Some(item));
    let value = take(&mut members, key)?;
    let label = take(&mut members, "label");
    let preferred = members.shift_remove("isPreferred").as_ref().and_then(Value::as_bool);
    let mut consent = Consent::new();
    for (member, way) in [("okToCall", "call"), ("okToText", "text"), ("okToEmail", "email")] {
        if let Some(Value::Bool(agreed)) = members.get(member) {
            let state = if *agreed { ConsentState::Agreed } else { ConsentState::Denied };
            consent.insert(way.to_owned(), state);
            members.shift_remove(member);
        }
    }
    Some(labelled(kind, value, label, preferred, consent, rest(members)))
}

fn labelled(
    kind: ChannelKind,
    value: String,
    label: Option<String>,
    preferred: Option<bool>,
    consent: Consent,
    mut other: Unknown,
) -> Channel {
    let (usage, line) = label.as_deref().map_or((None, None), |label| place(kind, label));
    // The network's own word is kept where ours would not lead back to it.
    if let Some(label) = label
        && super::write::label(kind, usage, line) != label.to_lowercase()
    {
        other.insert("label".into(), label.into());
    }
    Channel { kind, usage, line, value, preferred, consent, other }
}

/// What a label says; labels are compared without case.
pub(crate) fn place(kind: ChannelKind, label: &str) -> (Option<Use>, Option<Line>) {
    let label = label.trim().to_lowercase();
    match (kind, label.as_str()) {
        (ChannelKind::Phone, "cell" | "mobile" | "home cell" | "home mobile") => {
            (Some(Use::Home), Some(Line::Mobile))
        }
        (ChannelKind::Phone, "home") => (Some(Use::Home), Some(Line::Landline)),
        (ChannelKind::Phone, "fax" | "home fax") => (Some(Use::Home), Some(Line::Fax)),
        (ChannelKind::Phone, "work cell" | "work mobile") => (Some(Use::Work), Some(Line::Mobile)),
        (ChannelKind::Phone, "work") => (Some(Use::Work), Some(Line::Landline)),
        (ChannelKind::Phone, "work fax") => (Some(Use::Work), Some(Line::Fax)),
        (ChannelKind::Email, "home" | "personal") => (Some(Use::Home), None),
        (ChannelKind::Email, "work") => (Some(Use::Work), None),
        (ChannelKind::Phone | ChannelKind::Email, _) => (None, None),
    }
}

/// `line1` and `line2` are the network's own free lines: they stay in `other`, to go back as they
/// came. Street and number are read from the first where the country's habit tells which is which.
fn address(item: &Value, country: &str) -> Option<Address> {
    let mut members = object(Some(item));
    let billing = members.get("type").and_then(as_text).is_some_and(|kind| kind == "BILLING");
    let mut address = Address {
        city: take(&mut members, "city"),
        province: take(&mut members, "state"),
        postal_code: take(&mut members, "zip"),
        country_code: take(&mut members, "country"),
        other: rest(members),
        ..Address::default()
    };
    let says_where =
        |key: &String| !matches!(key.as_str(), "type" | "addressType" | "isValid" | "isPreferred");
    if (Address { other: Unknown::new(), ..address.clone() }).is_empty()
        && !address.other.keys().any(says_where)
    {
        return None;
    }
    address.kind = Some(if billing { "postal" } else { "physical" }.to_owned());
    let line = address.other.get("line1").and_then(as_text).unwrap_or_default();
    let told = super::write::told(&line, address.country_code.as_deref().unwrap_or(country));
    (address.street_name, address.house_number, address.po_box_number) = told;
    Some(address)
}

fn vehicle(item: &Value) -> Option<Vehicle> {
    let mut members = object(Some(item));
    let mut first = |a: &str, b: &str| {
        let (a, b) = (take(&mut members, a), take(&mut members, b));
        a.or(b)
    };
    let make = first("vehicleMake", "make");
    let model = first("vehicleModel", "model");
    let year = first("vehicleYear", "year");
    let vin = first("vin", "VIN");
    let license_plate = first("licensePlate", "licencePlate");
    let number = year.as_deref().and_then(|year| year.trim().parse().ok());
    // A year that is no number is kept as the network wrote it.
    if let (Some(year), None) = (year, number) {
        members.insert("vehicleYear".into(), year.into());
    }
    let owned = members.get("isValid").and_then(Value::as_bool);
    let vehicle = Vehicle {
        vin,
        license_plate,
        make,
        model,
        year: number,
        relationship: (owned == Some(true)).then(|| "OWNER".to_owned()),
        other: rest(members),
    };
    (vehicle != Vehicle::default()).then_some(vehicle)
}

/// `en-us` as `en-US`.
fn language(locale: &str) -> String {
    match locale.split_once(['-', '_']) {
        Some((language, country)) => {
            format!("{}-{}", language.to_lowercase(), country.to_uppercase())
        }
        None => locale.to_lowercase(),
    }
}
