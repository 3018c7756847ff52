//! Create and update in myKaarma's manner: the whole customer is replaced, lists that are empty,
//! null or left out delete what was there, and what the server does not like is dropped in silence
//! or with a warning.

use serde_json::{Value, json};

use super::read::in_lines;
use super::{Notice, duplicate, envelope, errors, live, refusal};
use crate::Failure;
use crate::call::{Answer, Call};
use crate::dealer::{Dealer, HOME};
use crate::phone::is_e164;
use crate::stored::{AddressUse, Customer, Email, Fields, FurtherAddress, Phone, Vehicle, slot_of};

const TYPES: [&str; 3] = ["COMMON", "PRIMARY", "BILLING"];

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
    let addresses =
        list(person, "addresses", &mut problems).or_else(|| list(body, "addresses", &mut problems));
    addresses_of(customer, addresses.as_deref(), missing, &mut problems);
    let phones = list(person, "phoneNumbers", &mut problems);
    let emails = list(person, "emails", &mut problems);
    let vehicles = list(body, "vehicles", &mut problems);
    if !problems.is_empty() {
        return Err(problems);
    }
    let mut warnings = Vec::new();
    phones_of(customer, phones.as_deref(), missing, &mut warnings);
    emails_of(customer, emails.as_deref(), missing, &mut warnings);
    if let Some(vehicles) = vehicles {
        let checked = body.get("validateVin") != Some(&json!(false));
        vehicles_of(customer, &vehicles, checked);
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

fn phones_of(
    customer: &mut Customer,
    given: Option<&[Value]>,
    missing: Missing,
    warnings: &mut Vec<Notice>,
) {
    if given.is_none() && missing == Missing::Stays {
        return;
    }
    let before = std::mem::take(&mut customer.phones);
    let items = given.unwrap_or_default();
    if items.is_empty() {
        warnings.push(if before.is_empty() {
            Notice::new(10_007, "EMPTY_PHONE_LIST", "The list of phone numbers is empty")
        } else {
            Notice::new(10_005, "DELETED_ALL_PHONE_NUMBERS", "All phone numbers were deleted")
        });
        return;
    }
    for item in items {
        let number = text(item, "phoneNumber");
        let label = text(item, "label").to_lowercase();
        if number.is_empty() {
            warnings.push(Notice::new(10_011, "EMPTY_PHONE_NUMBER", "A phone number is empty"));
            continue;
        }
        let held = before.iter().find(|phone| phone.e164 == number || phone.number == number);
        if held.is_none() && !is_e164(&number) {
            warnings.push(Notice::new(
                10_015,
                "INCORRECT_PHONE_FORMAT",
                "A phone number is not in E.164 format and was dropped",
            ));
            continue;
        }
        // An entry without a label vanishes without a word.
        if label.is_empty() {
            continue;
        }
        let mut phone = held.cloned().unwrap_or_else(|| Phone {
            number: number.clone(),
            e164: number.clone(),
            ..Phone::default()
        });
        if phone.label != label {
            phone.slot = slot_of(&label).to_owned();
            phone.label = label;
        }
        phone.ok_to_call = flag(item, "okToCall", false);
        phone.ok_to_text = flag(item, "okToText", false);
        phone.preferred = flag(item, "isPreferred", false);
        if let Some(comments) = item.get("comments").and_then(Value::as_str) {
            phone.comments = comments.to_owned();
        }
        if customer.phones.iter().any(|other| other.slot == phone.slot) {
            phone.slot.clear();
        }
        customer.phones.push(phone);
    }
    for at in 0..customer.phones.len() {
        let place = slot_of(&customer.phones[at].label);
        if customer.phones[at].slot.is_empty() && customer.phones.iter().all(|p| p.slot != place) {
            place.clone_into(&mut customer.phones[at].slot);
        }
    }
    if customer.phones.is_empty() {
        warnings.push(Notice::new(10_013, "NO_VALID_PHONE_FOUND", "No phone number was valid"));
        if !before.is_empty() {
            warnings.push(Notice::new(
                10_005,
                "DELETED_ALL_PHONE_NUMBERS",
                "All phone numbers were deleted",
            ));
        }
    }
}

fn emails_of(
    customer: &mut Customer,
    given: Option<&[Value]>,
    missing: Missing,
    warnings: &mut Vec<Notice>,
) {
    if given.is_none() && missing == Missing::Stays {
        return;
    }
    let before = std::mem::take(&mut customer.emails);
    let items = given.unwrap_or_default();
    if items.is_empty() {
        warnings.push(if before.is_empty() {
            Notice::new(10_008, "EMPTY_EMAIL_LIST", "The list of e-mail addresses is empty")
        } else {
            Notice::new(10_006, "DELETED_ALL_EMAILS", "All e-mail addresses were deleted")
        });
        return;
    }
    for item in items {
        let address = text(item, "emailAddress");
        let label = text(item, "label").to_lowercase();
        if address.is_empty() {
            warnings.push(Notice::new(10_012, "EMPTY_EMAIL", "An e-mail address is empty"));
            continue;
        }
        let held = before.iter().find(|email| email.address == address);
        let sound = address.matches('@').count() == 1 && !address.contains(char::is_whitespace);
        if label.is_empty() || (held.is_none() && !sound) {
            continue;
        }
        let mut email = held.cloned().unwrap_or_else(|| Email { address, ..Email::default() });
        if email.label != label {
            email.slot = email_slot(&label).to_owned();
            email.label = label;
        }
        email.ok_to_email = flag(item, "okToEmail", false);
        email.preferred = flag(item, "isPreferred", false);
        if let Some(comments) = item.get("comments").and_then(Value::as_str) {
            email.comments = comments.to_owned();
        }
        if customer.emails.iter().any(|other| other.slot == email.slot) {
            email.slot.clear();
        }
        customer.emails.push(email);
    }
    for at in 0..customer.emails.len() {
        let place = email_slot(&customer.emails[at].label);
        if customer.emails[at].slot.is_empty() && customer.emails.iter().all(|e| e.slot != place) {
            place.clone_into(&mut customer.emails[at].slot);
        }
    }
    if customer.emails.is_empty() {
        warnings.push(Notice::new(10_014, "NO_VALID_EMAIL_FOUND", "No e-mail address was valid"));
        if !before.is_empty() {
            warnings.push(Notice::new(
                10_006,
                "DELETED_ALL_EMAILS",
                "All e-mail addresses were deleted",
            ));
        }
    }
}

fn email_slot(label: &str) -> &'static str {
    if label == "work" { "work.email" } else { "home.email" }
}

/// Sorts the list into the physical address, the postal one and the others. An address whose lines
/// are those of the stored one keeps its structure.
fn addresses_of(
    customer: &mut Customer,
    given: Option<&[Value]>,
    missing: Missing,
    problems: &mut Vec<Notice>,
) {
    if given.is_none() && missing == Missing::Stays {
        return;
    }
    let (mut physical, mut postal, mut further) = (None, None, Vec::new());
    for item in given.unwrap_or_default() {
        let address = FurtherAddress {
            line1: text(item, "line1"),
            line2: text(item, "line2"),
            city: text(item, "city"),
            state: text(item, "state"),
            zip: text(item, "zip"),
            country: text(item, "country"),
            usage: AddressUse {
                kind: text(item, "type"),
                address_type: text(item, "addressType"),
                is_valid: flag(item, "isValid", true),
                is_preferred: flag(item, "isPreferred", false),
            },
        };
        if !TYPES.contains(&address.usage.kind.as_str()) {
            problems.push(Notice::invalid("addresses.type must be COMMON, PRIMARY or BILLING"));
        }
        match address.usage.kind.as_str() {
            "BILLING" if postal.is_none() => postal = Some(address),
            "PRIMARY" if physical.is_none() => physical = Some(address),
            _ => further.push(address),
        }
    }
    let fit = |fields: &mut Fields, usage: &mut AddressUse, wanted: Option<FurtherAddress>| {
        let Some(mut wanted) = wanted else {
            *fields = Fields::default();
            *usage = AddressUse::default();
            return;
        };
        if wanted.usage.address_type.is_empty() {
            wanted.usage.address_type.clone_from(&usage.address_type);
        }
        let held = in_lines(fields, usage);
        *usage = wanted.usage.clone();
        restructure(fields, &held, &wanted);
    };
    fit(&mut customer.physical, &mut customer.physical_use, physical);
    fit(&mut customer.postal, &mut customer.postal_use, postal);
    customer.further_addresses = further;
}

/// Changes only those parts of a structured address whose line changed.
fn restructure(fields: &mut Fields, held: &FurtherAddress, wanted: &FurtherAddress) {
    let mut put = |clear: &[&'static str], name: &'static str, old: &str, new: &str| {
        if old != new {
            for other in clear {
                fields.set(*other, "");
            }
            fields.set(name, new);
        }
    };
    let street =
        ["streetType", "houseNumber", "poBoxName", "poBoxNumber", "poBoxSuite", "streetName"];
    let boxed = wanted.usage.kind == "BILLING";
    let line1 = if boxed { "poBoxName" } else { "streetName" };
    put(&street, line1, &held.line1, &wanted.line1);
    let house = ["floorNumber", "doorNumber", "blockName", "estate", "suburb", "buildingName"];
    put(&house, "buildingName", &held.line2, &wanted.line2);
    put(&[], "city", &held.city, &wanted.city);
    put(&["county"], "province", &held.state, &wanted.state);
    put(&[], "postalCode", &held.zip, &wanted.zip);
    put(&[], "countryCode", &held.country, &wanted.country);
}

/// The list as given: a known car by its VIN, plate or description keeps what the body cannot say.
fn vehicles_of(customer: &mut Customer, items: &[Value], checked: bool) {
    let mut before = std::mem::take(&mut customer.vehicles);
    for item in items {
        let wanted = |name: &str| text(item, name);
        let (vin, plate) = (wanted("vin").to_uppercase(), wanted("licensePlate"));
        let uuid = wanted("vehicleUuid");
        let known = before.iter().position(|held| {
            (!uuid.is_empty() && held.uuid == uuid)
                || (!vin.is_empty() && held.vin == vin)
                || (vin.is_empty() && !plate.is_empty() && held.license_plate == plate)
                || (vin.is_empty()
                    && plate.is_empty()
                    && held.make == wanted("vehicleMake")
                    && held.model == wanted("vehicleModel")
                    && held.year == wanted("vehicleYear"))
        });
        let mut vehicle = match known {
            Some(at) => before.remove(at),
            None => Vehicle { relationship: "OWNER".into(), ..Vehicle::default() },
        };
        if vin != vehicle.vin && !vin.is_empty() && checked && !crate::vin::is_valid(&vin) {
            // A car whose VIN does not check vanishes without a word.
            continue;
        }
        let described = ["vehicleMake", "vehicleModel", "vehicleYear"]
            .iter()
            .all(|name| !wanted(name).is_empty());
        if vin.is_empty() && !described && known.is_none() {
            continue;
        }
        vehicle.vin = vin;
        vehicle.license_plate = plate;
        vehicle.year = wanted("vehicleYear");
        vehicle.make = wanted("vehicleMake");
        vehicle.model = wanted("vehicleModel");
        vehicle.trim = wanted("vehicleTrim");
        vehicle.engine = wanted("vehicleEngine");
        vehicle.mileage = wanted("estimatedMileage");
        vehicle.color = wanted("color");
        vehicle.vehicle_key = wanted("vehicleKey");
        vehicle.is_valid = flag(item, "isValid", true);
        customer.vehicles.push(vehicle);
    }
}
