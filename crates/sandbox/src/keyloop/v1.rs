//! Keyloop v1: the shapes of its reads, the create and the five update commands. Each command
//! replaces its whole section: what is absent or empty is cleared.

use serde_json::{Map, Value, json};

use super::body::{Mode, Reader, same};
use super::{Problem, Stop, collection, errors, link, segment, writable};
use crate::call::{Answer, Call};
use crate::dealer::Dealer;
use crate::routes::Operation;
use crate::stored::{Customer, Fields, NAMES, PHYSICAL, POSTAL};

const LINES: [&str; 4] = ["mobile", "landline", "fax", "email"];

/// Some systems leave empty fields out, others send them as empty texts.
fn is_sparse(customer: &Customer) -> bool {
    customer.seq.is_multiple_of(3)
}

fn texts<'f>(names: &[&str], sparse: bool, value: impl Fn(&str) -> &'f str) -> Value {
    let mut object = Map::new();
    for name in names {
        let text = value(name);
        if !sparse || !text.is_empty() {
            object.insert((*name).to_owned(), json!(text));
        }
    }
    Value::Object(object)
}

/// The names as shown; a firm's own name stands where v1 has no other place for it.
pub fn shown_names(customer: &Customer) -> Fields {
    let names = customer.names.clone();
    if customer.is_business && names.get("familyName").is_empty() {
        return names.with("familyName", customer.company.clone());
    }
    names
}

pub fn channel(customer: &Customer, slot: &str) -> String {
    if slot.ends_with("email") { customer.email_in(slot) } else { customer.phone_in(slot) }
        .to_owned()
}

pub fn item(call: &Call, customer: &Customer) -> Value {
    let sparse = is_sparse(customer);
    let mut home = Map::new();
    let parts: [(&str, &Fields, &[&str]); 2] = [
        ("physicalAddress", &customer.physical, &PHYSICAL),
        ("postalAddress", &customer.postal, &POSTAL),
    ];
    for (name, fields, members) in parts {
        if !sparse || !fields.is_empty() {
            home.insert(name.to_owned(), texts(members, sparse, |member| fields.get(member)));
        }
    }
    let channels = |place: &str| {
        let held: Vec<(String, String)> = LINES
            .iter()
            .map(|line| ((*line).to_owned(), channel(customer, &format!("{place}.{line}"))))
            .collect();
        let object: Map<String, Value> = held
            .into_iter()
            .filter(|(_, text)| !sparse || !text.is_empty())
            .map(|(line, text)| (line, json!(text)))
            .collect();
        Value::Object(object)
    };
    let names = shown_names(customer);
    json!({
        "customerId": customer.keyloop_id,
        "names": texts(&NAMES, sparse, |name| names.get(name)),
        "addresses": {"home": home},
        "communication": {"home": channels("home"), "work": channels("work")},
        "links": links(call, customer),
    })
}

fn links(call: &Call, customer: &Customer) -> Value {
    let own = format!("{}/{}", collection(call), segment(&customer.keyloop_id));
    let parts = ["identity", "companies", "vehicles", "privacy"];
    let mut links = vec![link("GET", "self", &own, "Customer details")];
    links.extend(parts.map(|part| link("GET", part, &format!("{own}/{part}"), part)));
    Value::Array(links)
}

pub fn detail(call: &Call, customer: &Customer) -> Answer {
    let mut body = item(call, customer);
    if let Some(object) = body.as_object_mut() {
        object.insert("status".into(), json!(customer.status));
        let details: Map<String, Value> = customer
            .personal_details
            .iter()
            .map(|(name, text)| (name.to_owned(), json!(text)))
            .collect();
        object.insert("personalDetails".into(), Value::Object(details));
    }
    Answer::json(200, body)
}

/// The birth date as the date-time the vendor documents; some systems write their own zone.
pub fn identity(customer: &Customer) -> Answer {
    let birth = match customer.birth_date.as_str() {
        "" => String::new(),
        day if customer.country() == "FI" => format!("{day}T00:00:00+02:00"),
        day => format!("{day}T00:00:00Z"),
    };
    let value = |name: &str| {
        if name == "birthDate" { birth.as_str() } else { customer.social_security_id.as_str() }
    };
    Answer::json(200, texts(&["socialSecurityId", "birthDate"], is_sparse(customer), value))
}

fn items(call: &Call, items: &[Value]) -> Answer {
    let own = format!("{}{}", call.origin, call.path);
    Answer::json(200, json!({"items": items, "links": [link("GET", "self", &own, "This list")]}))
}

pub fn companies(call: &Call, customer: &Customer) -> Answer {
    let entries = customer.companies.iter().map(|company| {
        json!({
            "companyId": company.company_id,
            "reference": company.reference,
            "name": company.name,
            "address": company.address,
            "position": company.position,
        })
    });
    items(call, &entries.collect::<Vec<_>>())
}

pub fn vehicles(call: &Call, customer: &Customer) -> Answer {
    let entries = customer.vehicles.iter().map(|vehicle| {
        json!({
            "vehicleId": vehicle.vehicle_id,
            "relationship": vehicle.relationship,
            "description": {
                "class": vehicle.class,
                "make": vehicle.make,
                "model": vehicle.model,
                "variant": vehicle.variant,
            },
            "identification": {
                "vin": vehicle.vin,
                "chassis": vehicle.vin.get(9..).unwrap_or_default(),
                "licensePlate": vehicle.license_plate,
                "engineNumber": vehicle.engine_number,
            },
            "mileage": {
                "unit": vehicle.mileage_unit,
                "value": vehicle.mileage.parse::<u64>().unwrap_or_default(),
            },
        })
    });
    items(call, &entries.collect::<Vec<_>>())
}

pub fn privacy(call: &Call, customer: &Customer) -> Answer {
    let entries = customer.privacy.iter().map(|privacy| {
        json!({
            "privacyId": privacy.privacy_id,
            "level": privacy.level,
            "usage": privacy.usage,
            "providerName": privacy.provider_name,
            "description": privacy.description,
            "validFrom": privacy.valid_from,
            "validUntil": privacy.valid_until,
            "channel": {
                "post": privacy.post,
                "email": privacy.email,
                "phone": privacy.phone,
                "messaging": privacy.messaging,
            },
        })
    });
    items(call, &entries.collect::<Vec<_>>())
}

fn json_body(call: &Call) -> Result<Value, Stop> {
    call.json().ok_or_else(|| {
        let problem = Problem::general("VALIDATION_ERROR", "The body must be a JSON object");
        Stop::Answer(errors(400, &[problem], call.correlation_id()))
    })
}

fn accept(reader: &Reader, call: &Call) -> Result<(), Stop> {
    if reader.problems.is_empty() {
        return Ok(());
    }
    Err(errors(400, &reader.problems, call.correlation_id()).into())
}

pub fn names(reader: &mut Reader, customer: &mut Customer, section: Option<&Value>) {
    let hidden = customer.is_business && customer.names.get("familyName").is_empty();
    let mut shown = shown_names(customer);
    reader.fields(&mut shown, section, "names", &same(&NAMES));
    if shown.get("familyName").is_empty() {
        reader.refuse("names.familyName", "is required");
    }
    if hidden {
        customer.company = shown.get("familyName").to_owned();
        shown.set("familyName", "");
    }
    customer.names = shown;
}

pub fn addresses(reader: &mut Reader, customer: &mut Customer, section: Option<&Value>) {
    let home = section.and_then(|section| reader.object(section, "home", "addresses.home"));
    let prefix = "addresses.home";
    let part = |reader: &mut Reader, name: &str, members: &[&'static str], held: &mut Fields| {
        let path = format!("{prefix}.{name}");
        let given = home.and_then(|home| reader.object(home, name, &path));
        reader.fields(held, given, &path, &same(members));
    };
    part(reader, "physicalAddress", &PHYSICAL, &mut customer.physical);
    part(reader, "postalAddress", &POSTAL, &mut customer.postal);
}

pub fn communication(reader: &mut Reader, customer: &mut Customer, section: Option<&Value>) {
    for place in ["home", "work"] {
        let path = format!("communication.{place}");
        let given = section.and_then(|section| reader.object(section, place, &path));
        reader.channels(customer, given, place, &path);
    }
}

/// A new customer out of a create body.
pub fn made_from(body: &Value) -> Result<Customer, Vec<Problem>> {
    let mut reader = Reader::new(Mode::Replace);
    let mut customer = Customer { status: "ACTIVE".into(), ..Customer::default() };
    let section = |reader: &mut Reader, name: &str| reader.object(body, name, name).cloned();
    let given = section(&mut reader, "names");
    names(&mut reader, &mut customer, given.as_ref());
    let given = section(&mut reader, "addresses");
    addresses(&mut reader, &mut customer, given.as_ref());
    let given = section(&mut reader, "communication");
    communication(&mut reader, &mut customer, given.as_ref());
    let given = section(&mut reader, "identity");
    reader.identity(&mut customer, given.as_ref(), "identity");
    if let Some(details) = section(&mut reader, "personalDetails") {
        reader.personal_details(&mut customer.personal_details, &details, "personalDetails");
    }
    if reader.problems.is_empty() { Ok(customer) } else { Err(reader.problems) }
}

pub fn create(dealer: &mut Dealer, call: &Call, store: &str) -> Result<Answer, Stop> {
    let customer = made_from(&json_body(call)?)
        .map_err(|problems| errors(400, &problems, call.correlation_id()))?;
    let customer = dealer.create(store, customer, &call.cause())?;
    let own = format!("{}/{}", collection(call), segment(&customer.keyloop_id));
    let body = json!({"customerId": customer.keyloop_id, "links": links(call, &customer)});
    Ok(Answer::json(201, body).with("location", own))
}

pub fn update(dealer: &mut Dealer, call: &Call, store: &str) -> Result<Answer, Stop> {
    let mut customer = writable(dealer, call, store)?;
    let body = json_body(call)?;
    let mut reader = Reader::new(Mode::Replace);
    let wrapper = match call.route.operation {
        Operation::UpdateNames => "names",
        Operation::UpdateAddresses => "addresses",
        Operation::UpdateCommunication => "communication",
        Operation::UpdatePersonalDetails => "personalDetails",
        _ => "",
    };
    let section = reader.object(&body, wrapper, wrapper);
    if !wrapper.is_empty() && section.is_none() && reader.problems.is_empty() {
        reader.refuse(wrapper, "is required");
    }
    accept(&reader, call)?;
    match call.route.operation {
        Operation::UpdateNames => names(&mut reader, &mut customer, section),
        Operation::UpdateAddresses => addresses(&mut reader, &mut customer, section),
        Operation::UpdateCommunication => communication(&mut reader, &mut customer, section),
        Operation::UpdatePersonalDetails => {
            if let Some(section) = section {
                let details = &mut customer.personal_details;
                reader.personal_details(details, section, "personalDetails");
            }
        }
        _ => reader.identity(&mut customer, Some(&body), ""),
    }
    accept(&reader, call)?;
    dealer.update(store, customer.clone(), &call.cause())?;
    // Both answers occur among such commands; nothing documented decides between them.
    Ok(match call.route.operation {
        Operation::UpdateIdentity | Operation::UpdatePersonalDetails => Answer::empty(204),
        _ => Answer::json(
            200,
            json!({"customerId": customer.keyloop_id, "links": links(call, &customer)}),
        ),
    })
}

/// The parts of an edit's section and what they hold; further details of a person may be anything.
fn known(section: &str) -> Vec<(&'static str, &'static [&'static str])> {
    match section {
        "names" => vec![("", &NAMES)],
        "addresses" => vec![
            ("", &["physicalAddress", "postalAddress"]),
            ("physicalAddress", &PHYSICAL),
            ("postalAddress", &POSTAL),
        ],
        "communication" => vec![("", &["home", "work"]), ("home", &LINES), ("work", &LINES)],
        "identity" => vec![("", &["birthDate", "socialSecurityId"])],
        "company" => vec![("", &["name"])],
        "key" => vec![("", &["customerKey"])],
        "vehicles" => vec![("", &["items"])],
        _ => vec![],
    }
}

/// Refuses members that an edit's section does not have: whoever misspells one wants to know.
pub fn check_members(section: &str, fields: &Value) -> Result<(), Vec<Problem>> {
    let mut reader = Reader::new(Mode::Merge);
    if !fields.is_object() {
        reader.refuse("fields", "must be an object");
    }
    for (part, members) in known(section) {
        reader.only(if part.is_empty() { fields } else { &fields[part] }, part, members);
    }
    if reader.problems.is_empty() { Ok(()) } else { Err(reader.problems) }
}

/// An edit by hand at the dealer's own system: only the fields named change, and it may store what
/// the networks would refuse.
pub fn merge_section(
    customer: &mut Customer,
    section: &str,
    fields: &Value,
) -> Result<(), Vec<Problem>> {
    let mut reader = Reader::new(Mode::Merge);
    match section {
        "names" => names(&mut reader, customer, Some(fields)),
        "addresses" => addresses(&mut reader, customer, Some(&json!({"home": fields}))),
        "communication" => communication(&mut reader, customer, Some(fields)),
        "identity" => {
            if let Some(day) = fields.get("birthDate").and_then(Value::as_str) {
                day.clone_into(&mut customer.birth_date);
            }
            if let Some(number) = fields.get("socialSecurityId").and_then(Value::as_str) {
                number.clone_into(&mut customer.social_security_id);
            }
        }
        "personal-details" => {
            reader.personal_details(&mut customer.personal_details, fields, "personalDetails");
        }
        other => reader.refuse(other, "there is no such section"),
    }
    if reader.problems.is_empty() { Ok(()) } else { Err(reader.problems) }
}
