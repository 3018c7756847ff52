//! `listMinimal`: one term, split at spaces, each token looked for as a part of any field. AND is
//! the default; there are no pages; substring hits are the caller's to verify.

use std::cmp::Reverse;

use serde_json::{Value, json};

use super::{Notice, envelope, errors};
use crate::call::{Answer, Call};
use crate::dealer::{Dealer, HOME};
use crate::fold::{digits, fold};
use crate::people::Index;
use crate::rules::{EmptyKeys, Rules, SearchShape};
use crate::search_keys::SearchKeys;
use crate::stored::{Customer, Vehicle};

const FIELDS: [&str; 6] =
    ["fname", "lname", "company", "customerKey", "communications.commValue", "vehicles.vin"];
const MOST: usize = 100;

pub fn search(dealer: &mut Dealer, call: &Call) -> Answer {
    let mut warnings = Vec::new();
    let Some(term) = call.query("searchTerm").map(str::trim).filter(|term| !term.is_empty()) else {
        return errors(400, &[Notice::invalid("searchTerm is required")]);
    };
    let any = match call.query("queryOperator").unwrap_or("AND") {
        "AND" => false,
        "OR" => !dealer.rules.mykaarma_only_and,
        _ => return errors(400, &[Notice::invalid("queryOperator must be AND or OR")]),
    };
    let limit = dealer.rules.mykaarma_term_limit;
    let mut term = term.to_owned();
    if term.chars().count() > limit {
        term = term.chars().take(limit).collect();
        warnings.push(Notice::new(
            10_003,
            "SEARCH_TERM_LIMIT",
            format!("The search term was cut to {limit} characters"),
        ));
    }
    let most = max_results(call, &mut warnings);
    if let Some(preference) = call.query("searchPreference")
        && !["customer", "vehicle"].contains(&preference)
    {
        warnings.push(Notice::new(
            10_004,
            "INVALID_SEARCH_PREFERENCE",
            "searchPreference must be customer or vehicle; customer was used",
        ));
    }
    let fields: Vec<&str> = match call.query("fieldsToBeSearched") {
        Some(list) => list.split(',').map(str::trim).collect(),
        None => FIELDS.to_vec(),
    };
    let tokens: Vec<String> = term.split_whitespace().map(fold).collect();
    let hits = |keys: &SearchKeys| tokens.iter().filter(|token| hit(keys, token, &fields)).count();
    let now = dealer.now();
    let rules = dealer.rules.clone();
    let people = dealer.people(HOME);
    let mut found: Vec<Customer> = people
        .find(Index::MyKaarma, now, |keys| {
            let hits = hits(keys);
            if any { hits > 0 } else { hits == tokens.len() }
        })
        .into_iter()
        .cloned()
        .collect();
    found.sort_by_cached_key(|one| (Reverse(hits(&SearchKeys::of(one))), one.seq));
    found.truncate(most);
    if found.is_empty() {
        warnings.push(Notice::new(
            10_001,
            "NO_CUSTOMER_FOUND",
            "No customer matches the search term",
        ));
    }
    let mut rows = Vec::with_capacity(found.len());
    for customer in &found {
        let other = customer.related.first().filter(|_| customer.seq.is_multiple_of(7));
        let secondary = other.and_then(|id| people.by_keyloop_id(id));
        rows.push(row(customer, secondary, &rules));
    }
    envelope(&warnings, "matchingCustomers", Value::Array(rows))
}

fn max_results(call: &Call, warnings: &mut Vec<Notice>) -> usize {
    match call.query("maxResults").map(str::parse::<usize>) {
        None => MOST,
        Some(Ok(wanted)) if (1..=MOST).contains(&wanted) => wanted,
        Some(_) => {
            warnings.push(Notice::new(
                10_002,
                "INVALID_MAXRESULTS",
                "maxResults must be greater than 1 and less than 100; 100 was used",
            ));
            MOST
        }
    }
}

fn hit(keys: &SearchKeys, token: &str, fields: &[&str]) -> bool {
    fields.iter().any(|field| match *field {
        "fname" => keys.given.contains(token),
        "lname" => keys.family.contains(token),
        "company" => keys.company.contains(token),
        "customerKey" => keys.key.contains(token),
        "vehicles.vin" => keys.vins.iter().any(|vin| vin.contains(token)),
        "communications.commValue" => {
            let number = digits(token);
            let is_number = !number.is_empty() && !token.chars().any(char::is_alphabetic);
            (is_number && !token.contains('@') && keys.phone_contains(&number))
                || keys.emails.iter().any(|email| email.contains(token))
        }
        _ => false,
    })
}

/// A key as a row or a read shows it: null and "" both mean none, and both occur.
pub fn shown_key(customer: &Customer, rules: &Rules) -> Value {
    let held = customer.customer_key.as_deref();
    match (held, rules.empty_keys) {
        (Some(key), _) if !key.is_empty() => json!(key),
        (_, EmptyKeys::Null) => Value::Null,
        (_, EmptyKeys::Empty) => json!(""),
        (held, EmptyKeys::Mixed) => json!(held),
    }
}

pub fn shown_phone(phone: &crate::stored::Phone) -> &str {
    if phone.e164.is_empty() { &phone.number } else { &phone.e164 }
}

fn row(customer: &Customer, secondary: Option<&Customer>, rules: &Rules) -> Value {
    let mut channels = Vec::new();
    for phone in &customer.phones {
        channels.push(json!({
            "id": customer.number * 10 + i64::try_from(channels.len()).unwrap_or_default(),
            "commType": "P",
            "commValue": shown_phone(phone),
            "commLabel": phone.label,
            "preferred": phone.preferred,
        }));
    }
    for email in &customer.emails {
        channels.push(json!({
            "id": customer.number * 10 + i64::try_from(channels.len()).unwrap_or_default(),
            "commType": "E",
            "commValue": email.address,
            "commLabel": email.label,
            "preferred": email.preferred,
        }));
    }
    let others: Vec<Value> = secondary
        .into_iter()
        .map(|other| {
            json!({
                "fname": other.names.get("givenName"),
                "lname": other.names.get("familyName"),
                "customerKey": shown_key(other, rules),
                "guid": other.customer_uuid,
                "customerId": other.number,
            })
        })
        .collect();
    let lname = Some(customer.names.get("familyName")).filter(|name| !name.is_empty());
    let person = json!({
        "id": customer.number,
        "uuid": customer.customer_uuid,
        "fname": customer.names.get("givenName"),
        "lname": lname,
        "company": customer.company,
        "customerKey": shown_key(customer, rules),
        "dealerId": 1,
        "communications": channels,
        "secondaryCustomerData": others,
    });
    let vehicles: Vec<Value> = customer.vehicles.iter().map(vehicle_row).collect();
    match rules.mykaarma_search_shape {
        SearchShape::Nested => json!({"customer": person, "vehicles": vehicles}),
        SearchShape::Minimal => {
            let mut row = person;
            if let Some(object) = row.as_object_mut() {
                object.insert("vehicles".into(), json!(vehicles));
            }
            row
        }
    }
}

fn vehicle_row(vehicle: &Vehicle) -> Value {
    json!({
        "id": vehicle.number,
        "uuid": vehicle.uuid,
        "vin": vehicle.vin,
        "year": vehicle.year,
        "make": vehicle.make,
        "model": vehicle.model,
        "engine": vehicle.engine,
        "bodyStyle": vehicle.body_style,
        "trim": vehicle.trim,
        "isValid": vehicle.is_valid,
        "vehicleKey": vehicle.vehicle_key,
        "imageUrl": "",
    })
}
