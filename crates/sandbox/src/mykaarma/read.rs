//! One customer in myKaarma's shape, and his addresses in its lines.

use serde_json::{Map, Value, json};

use super::search::{shown_key, shown_phone};
use super::{envelope, live, refusal};
use crate::call::{Answer, Call};
use crate::dealer::{Dealer, HOME};
use crate::rules::{ReadShape, Rules};
use crate::stored::{AddressUse, Customer, Fields, FurtherAddress};

pub fn read(dealer: &mut Dealer, call: &Call) -> Answer {
    let Some(mut customer) = live(dealer, call.param("customerUuid")) else {
        return refusal(404);
    };
    if call.stale
        && let Some(before) = dealer.people(HOME).before(customer.seq)
    {
        customer = before.clone();
    }
    let with_vehicles = call.query("excludeVehicles") != Some("true");
    envelope(&[], "customerWithVehicles", shape(&customer, with_vehicles, &dealer.rules))
}

fn shape(customer: &Customer, with_vehicles: bool, rules: &Rules) -> Value {
    let phones: Vec<Value> = customer
        .phones
        .iter()
        .map(|phone| {
            json!({
                "phoneNumber": shown_phone(phone),
                "label": phone.label,
                "okToCall": phone.ok_to_call,
                "okToText": phone.ok_to_text,
                "isPreferred": phone.preferred,
                "comments": phone.comments,
            })
        })
        .collect();
    let emails: Vec<Value> = customer
        .emails
        .iter()
        .map(|email| {
            json!({
                "emailAddress": email.address,
                "label": email.label,
                "okToEmail": email.ok_to_email,
                "isPreferred": email.preferred,
                "comments": email.comments,
            })
        })
        .collect();
    let addresses: Vec<Value> = addresses(customer).iter().map(|one| json!(wire(one))).collect();
    // Both ways of saying "none" occur in its answers.
    let text = |value: &str| match value {
        "" if customer.seq.is_multiple_of(2) => Value::Null,
        other => json!(other),
    };
    let mut person = json!({
        "id": customer.number,
        "customerUuid": customer.customer_uuid,
        "customerKey": shown_key(customer, rules),
        "firstName": text(customer.names.get("givenName")),
        "middleName": text(customer.names.get("middleName")),
        "lastName": text(customer.names.get("familyName")),
        "company": text(&customer.company),
        "isBusiness": customer.is_business,
        "preferredLocale": text(&customer.preferred_locale),
        "preferredCommunication": text(&customer.preferred_communication),
        "availability": 0,
        "emails": emails,
        "phoneNumbers": phones,
    });
    let mut whole = Map::new();
    if rules.mykaarma_read_shape == ReadShape::Wrapped
        && let Some(person) = person.as_object_mut()
    {
        person.insert("addresses".into(), json!(addresses));
    }
    whole.insert("customer".into(), person);
    let vehicles = with_vehicles.then(|| vehicles(customer));
    whole.insert("vehicles".into(), json!(vehicles));
    if rules.mykaarma_read_shape == ReadShape::Beside {
        whole.insert("addresses".into(), json!(addresses));
    }
    Value::Object(whole)
}

fn vehicles(customer: &Customer) -> Vec<Value> {
    customer
        .vehicles
        .iter()
        .map(|vehicle| {
            json!({
                "vehicleUuid": vehicle.uuid,
                "vin": vehicle.vin,
                "vehicleYear": vehicle.year,
                "vehicleMake": vehicle.make,
                "vehicleModel": vehicle.model,
                "vehicleTrim": vehicle.trim,
                "vehicleEngine": vehicle.engine,
                "estimatedMileage": vehicle.mileage,
                "licensePlate": vehicle.license_plate,
                "color": vehicle.color,
                "vehicleKey": vehicle.vehicle_key,
                "isValid": vehicle.is_valid,
            })
        })
        .collect()
}

/// All addresses as myKaarma lists them: the physical one, the postal one, then the others.
pub fn addresses(customer: &Customer) -> Vec<FurtherAddress> {
    let mut list = Vec::new();
    if !customer.physical.is_empty() {
        list.push(in_lines(&customer.physical, &customer.physical_use));
    }
    if !customer.postal.is_empty() {
        list.push(in_lines(&customer.postal, &customer.postal_use));
    }
    list.extend(customer.further_addresses.iter().cloned());
    list
}

/// A structured address in myKaarma's lines.
pub fn in_lines(address: &Fields, usage: &AddressUse) -> FurtherAddress {
    let join = |names: &[&str]| {
        let parts: Vec<&str> =
            names.iter().map(|name| address.get(name)).filter(|text| !text.is_empty()).collect();
        parts.join(" ")
    };
    let number_first = matches!(address.get("countryCode"), "GB" | "US" | "FR");
    let line1 = if !address.get("poBoxNumber").is_empty() || !address.get("poBoxName").is_empty() {
        join(&["poBoxName", "poBoxNumber", "poBoxSuite"])
    } else if number_first {
        join(&["houseNumber", "streetName", "streetType"])
    } else {
        join(&["streetName", "streetType", "houseNumber"])
    };
    let state = ["province", "county"].map(|name| address.get(name));
    FurtherAddress {
        line1,
        line2: join(&[
            "buildingName",
            "floorNumber",
            "doorNumber",
            "blockName",
            "estate",
            "suburb",
        ]),
        city: address.get("city").to_owned(),
        state: state.into_iter().find(|text| !text.is_empty()).unwrap_or_default().to_owned(),
        zip: address.get("postalCode").to_owned(),
        country: address.get("countryCode").to_owned(),
        usage: usage.clone(),
    }
}

fn wire(address: &FurtherAddress) -> Value {
    json!({
        "line1": address.line1,
        "line2": address.line2,
        "city": address.city,
        "state": address.state,
        "zip": address.zip,
        "country": address.country,
        "type": address.usage.kind,
        "addressType": address.usage.address_type,
        "isValid": address.usage.is_valid,
        "isPreferred": address.usage.is_preferred,
    })
}
