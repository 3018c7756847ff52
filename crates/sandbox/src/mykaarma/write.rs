//! Create and update in myKaarma's manner: the whole customer is replaced, lists that are empty,
//! null or left out delete what was there, and what the server does not like is dropped in silence
//! or with a warning.

mod addresses;
mod channels;
mod vehicles;

use serde_json::{Value, json};

use super::{Notice, duplicate, envelope, errors, live, refusal};
use crate::Failure;
use crate::call::{Answer, Call};
use crate::dealer::{Dealer, HOME};
use crate::stored::Customer;

/// How a write treats what its body does not name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Missing {
    Wipes,
    Stays,
}

pub fn create(dealer: &mut Dealer, call: &Call) -> Result<Answer, Failure> {
    let Some(body) = call.json() else {
        return Ok(errors(400, &[Notice::invalid("The body must be a JSON object")]));
    };
    let mut customer = Customer { status: "ACTIVE".into(), ..Customer::default() };
    let warnings = match apply(&mut customer, &body, Missing::Stays) {
        Ok(warnings) => warnings,
        Err(notices) => return Ok(errors(400, &notices)),
    };
    if body.get("searchForDuplicate") == Some(&json!(true)) {
        let now = dealer.now();
        if let Some(mut twin) = duplicate::find(dealer.people(HOME), now, &customer) {
            let warnings = apply(&mut twin, &body, Missing::Stays).unwrap_or_default();
            let uuid = twin.customer_uuid.clone();
            dealer.update(HOME, twin, &call.cause())?;
            return Ok(envelope(&warnings, "customerUuid", json!(uuid)));
        }
    }
    let customer = dealer.create(HOME, customer, &call.cause())?;
    Ok(envelope(&warnings, "customerUuid", json!(customer.customer_uuid)))
}

pub fn update(dealer: &mut Dealer, call: &Call) -> Result<Answer, Failure> {
    let uuid = call.param("customerUuid").to_owned();
    let Some(mut customer) = live(dealer, &uuid) else {
        return Ok(refusal(404));
    };
    if dealer.is_locked(&customer) {
        return Ok(refusal(409));
    }
    let Some(body) = call.json() else {
        return Ok(errors(400, &[Notice::invalid("The body must be a JSON object")]));
    };
    if let Some(other) = body.pointer("/customer/customerUuid").and_then(Value::as_str)
        && other != uuid
    {
        return Ok(errors(400, &[Notice::invalid("customer.customerUuid differs from the path")]));
    }
    let missing =
        if dealer.rules.mykaarma_omitted_lists_wipe { Missing::Wipes } else { Missing::Stays };
    match apply(&mut customer, &body, missing) {
        Ok(warnings) => {
            dealer.update(HOME, customer, &call.cause())?;
            Ok(envelope(&warnings, "customerUuid", json!(uuid)))
        }
        Err(notices) => Ok(errors(400, &notices)),
    }
}

/// Lays a body over a customer; refuses what has no name, warns of what it drops.
fn apply(
    customer: &mut Customer,
    body: &Value,
    missing: Missing,
) -> Result<Vec<Notice>, Vec<Notice>> {
    let Some(person) = body.get("customer").filter(|person| person.is_object()) else {
        return Err(vec![Notice::invalid("customer is required")]);
    };
    let mut problems = Vec::new();
    scalars(customer, person, missing, &mut problems);
    let lines =
        list(person, "addresses", &mut problems).or_else(|| list(body, "addresses", &mut problems));
    addresses::lay(customer, lines.as_deref(), missing, &mut problems);
    let phones = list(person, "phoneNumbers", &mut problems);
    let emails = list(person, "emails", &mut problems);
    let cars = list(body, "vehicles", &mut problems);
    if !problems.is_empty() {
        return Err(problems);
    }
    let mut warnings = Vec::new();
    channels::phones(customer, phones.as_deref(), missing, &mut warnings);
    channels::emails(customer, emails.as_deref(), missing, &mut warnings);
    if let Some(cars) = cars {
        let checked = body.get("validateVin") != Some(&json!(false));
        vehicles::lay(customer, &cars, checked);
    }
    Ok(warnings)
}

/// A list that is given; null and absent are the same.
fn list(within: &Value, name: &str, problems: &mut Vec<Notice>) -> Option<Vec<Value>> {
    match within.get(name) {
        None | Some(Value::Null) => None,
        Some(Value::Array(items)) => Some(items.clone()),
        Some(_) => {
            problems.push(Notice::invalid(format!("{name} must be a list")));
            None
        }
    }
}

fn text(value: &Value, name: &str) -> String {
    value.get(name).and_then(Value::as_str).map(|text| text.trim().to_owned()).unwrap_or_default()
}

fn flag(value: &Value, name: &str, otherwise: bool) -> bool {
    value.get(name).and_then(Value::as_bool).unwrap_or(otherwise)
}

fn scalars(customer: &mut Customer, person: &Value, missing: Missing, problems: &mut Vec<Notice>) {
    let names =
        [("firstName", "givenName"), ("middleName", "middleName"), ("lastName", "familyName")];
    for (wire, name) in names {
        match person.get(wire) {
            Some(Value::String(text)) => customer.names.set(name, text.trim()),
            None if missing == Missing::Stays => {}
            None | Some(Value::Null) => customer.names.set(name, ""),
            Some(_) => problems.push(Notice::invalid(format!("{wire} must be a string"))),
        }
    }
    customer.is_business = flag(person, "isBusiness", customer.is_business);
    let scalars = [
        ("company", &mut customer.company, &[][..]),
        ("preferredLocale", &mut customer.preferred_locale, &["", "en-us", "fr-ca"][..]),
        (
            "preferredCommunication",
            &mut customer.preferred_communication,
            &["", "text", "phone", "email"][..],
        ),
    ];
    for (wire, held, allowed) in scalars {
        if missing == Missing::Stays && person.get(wire).is_none() {
            continue;
        }
        let wanted = text(person, wire);
        if !allowed.is_empty() && !allowed.contains(&wanted.as_str()) && wanted != *held {
            problems.push(Notice::invalid(format!("{wire} has an unknown value")));
        }
        *held = wanted;
    }
    // The dealer's system owns the key: one that is not sent is not taken away.
    let key = text(person, "customerKey");
    if !key.is_empty() {
        customer.customer_key = Some(key);
    }
    if customer.is_business {
        if customer.company.is_empty() {
            problems.push(Notice::invalid("company is required for a business"));
        }
        return;
    }
    for (wire, name) in [("firstName", "givenName"), ("lastName", "familyName")] {
        if customer.names.get(name).is_empty() {
            problems.push(Notice::invalid(format!("{wire} is required")));
        }
    }
}
