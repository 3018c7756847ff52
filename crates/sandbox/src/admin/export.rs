//! The dealer's customers as an export: one record of the interface document a line, which is what
//! `showroomctl import` reads. Network answers are not made from here.

use axum::extract::{Query, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::dealer::HOME;
use crate::serve::Shop;
use crate::stored::{Customer, Fields, Vehicle};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    /// Whose ids to name customers by: `keyloop` (also without saying) or `mykaarma`.
    network: String,
}

pub async fn export(State(shop): State<Shop>, Query(wanted): Query<Wanted>) -> Response {
    let lines = lines(&shop, wanted.network == "mykaarma");
    ([(CONTENT_TYPE, "application/x-ndjson")], lines).into_response()
}

pub fn lines(shop: &Shop, by_uuid: bool) -> String {
    let mut lines = String::new();
    let mut dealer = shop.dealer();
    for customer in dealer.people(HOME).all().filter(|one| one.is_live()) {
        lines.push_str(&record(customer, by_uuid).to_string());
        lines.push('\n');
    }
    lines
}

fn record(customer: &Customer, by_uuid: bool) -> Value {
    let id = if by_uuid { &customer.customer_uuid } else { &customer.keyloop_id };
    let mut names = texts(&customer.names);
    if let Some(title) = names.remove("titleCommon") {
        names.insert("title".to_owned(), title);
    }
    let mut record = json!({
        "id": id,
        "kind": if customer.is_business { "company" } else { "person" },
        "status": customer.status,
        "names": names,
    });
    let mut identity = Map::new();
    put(&mut identity, "birthDate", &customer.birth_date);
    put(&mut identity, "socialSecurityId", &customer.social_security_id);
    let mut company = Map::new();
    put(&mut company, "name", &customer.company);
    for (member, object) in [
        ("company", company),
        ("identity", identity),
        ("personalDetails", texts(&customer.personal_details)),
    ] {
        if !object.is_empty() {
            record[member] = Value::Object(object);
        }
    }
    if let Some(key) = customer.customer_key.as_deref().filter(|key| !key.is_empty()) {
        record["customerKey"] = json!(key);
    }
    record["channels"] = channels(customer, by_uuid);
    record["addresses"] = addresses(customer);
    record["vehicles"] = customer.vehicles.iter().map(vehicle).collect();
    record
}

fn channels(customer: &Customer, by_uuid: bool) -> Value {
    let place = |slot: &str| match slot.split_once('.') {
        Some((usage, line)) => (usage.to_owned(), line.to_owned()),
        None => ("home".to_owned(), "mobile".to_owned()),
    };
    let phones = customer.phones.iter().map(|phone| {
        let (usage, line) = place(&phone.slot);
        let value = if by_uuid && !phone.e164.is_empty() { &phone.e164 } else { &phone.number };
        json!({ "kind": "phone", "use": usage, "line": line, "value": value })
    });
    let emails = customer.emails.iter().map(
        |email| json!({ "kind": "email", "use": place(&email.slot).0, "value": email.address }),
    );
    phones.chain(emails).collect()
}

fn addresses(customer: &Customer) -> Value {
    let both = [("physical", &customer.physical), ("postal", &customer.postal)];
    let held = both.into_iter().filter(|(_, fields)| !fields.is_empty());
    held.map(|(kind, fields)| {
        let mut address = texts(fields);
        address.insert("kind".to_owned(), json!(kind));
        Value::Object(address)
    })
    .collect()
}

fn vehicle(vehicle: &Vehicle) -> Value {
    let mut car = Map::new();
    put(&mut car, "vin", &vehicle.vin);
    put(&mut car, "licensePlate", &vehicle.license_plate);
    put(&mut car, "make", &vehicle.make);
    put(&mut car, "model", &vehicle.model);
    put(&mut car, "relationship", &vehicle.relationship);
    if let Ok(year) = vehicle.year.parse::<i32>() {
        car.insert("year".to_owned(), json!(year));
    }
    Value::Object(car)
}

fn texts(fields: &Fields) -> Map<String, Value> {
    fields.iter().map(|(name, value)| (name.to_owned(), json!(value))).collect()
}

fn put(object: &mut Map<String, Value>, name: &str, text: &str) {
    if !text.is_empty() {
        object.insert(name.to_owned(), json!(text));
    }
}
