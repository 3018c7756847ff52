//! Keyloop v3: free-text search, the detail in its new shape, create, PUT (the whole record,
//! fields not sent included) and PATCH (only what is sent).

use serde_json::{Map, Value, json};

use super::body::{Mode, Reader};
use super::v1::{channel, shown_names};
use super::{Problem, Stop, collection, errors, link, search, segment, writable};
use crate::call::{Answer, Call};
use crate::dealer::Dealer;
use crate::fold::{digits, fold, tight};
use crate::routes::Operation;
use crate::search_keys::SearchKeys;
use crate::stored::{Customer, Fields, PHYSICAL, POSTAL};

/// v3's name of each part of a name, and the stored one.
const INDIVIDUAL: [(&str, &str); 10] = [
    ("givenName", "givenName"),
    ("middleName", "middleName"),
    ("familyName", "familyName"),
    ("familyName2", "familyName2"),
    ("preferredName", "preferredName"),
    ("initials", "initials"),
    ("salutation", "salutation"),
    ("title", "titleCommon"),
    ("academicTitle", "academicTitle"),
    ("titleOfNobility", "titleOfNobility"),
];
/// Members kept as sent because nothing else needs them.
const EXTRA: [&str; 3] = ["additionalDetail", "business", "branches"];

pub fn search(dealer: &mut Dealer, call: &Call, store: &str) -> Result<Answer, Stop> {
    let text = call.query("freeTextSearch").map(str::trim).unwrap_or_default();
    if text.is_empty() {
        let problem = Problem::field("freeTextSearch", "is required");
        return Err(errors(400, &[problem], call.correlation_id()).into());
    }
    let whole = text.to_owned();
    let tokens: Vec<String> = text.split_whitespace().map(fold).collect();
    let by_id = dealer.people(store).by_keyloop_id(&whole).map(|one| one.keyloop_id.clone());
    let page = search::page(dealer, call, store, |keys| {
        keys.phone_ends(&whole) || tokens.iter().all(|token| token_matches(keys, token))
    })?;
    let mut customers = page.customers;
    if let Some(one) = by_id.and_then(|id| dealer.people(store).by_keyloop_id(&id).cloned())
        && one.is_live()
        && customers.iter().all(|other| other.seq != one.seq)
    {
        customers.insert(0, one);
    }
    let rows: Vec<Value> = customers.iter().map(row).collect();
    let total = page.total_items.max(rows.len());
    Ok(Answer::json(
        200,
        json!({
            "totalItems": total,
            "totalPages": page.total_pages.max(usize::from(total > 0)),
            "customers": rows,
            "links": page.links,
        }),
    ))
}

fn token_matches(keys: &SearchKeys, token: &str) -> bool {
    let number = digits(token);
    keys.name_words().any(|word| word.starts_with(token))
        || keys.family.starts_with(token)
        || keys.emails.iter().any(|email| email.starts_with(token))
        || keys.postcodes.iter().any(|code| code.starts_with(&tight(token)) && !code.is_empty())
        || (!token.chars().any(char::is_alphabetic)
            && number.len() >= 3
            && keys.phone_contains(number.trim_start_matches('0')))
}

/// The display name; some systems put a line break between the title and the rest.
fn display_name(customer: &Customer) -> String {
    let name = customer.display_name();
    let title = customer.names.get("titleCommon");
    if title.is_empty() {
        name
    } else if customer.seq % 5 == 2 {
        format!("{name}\n{title}")
    } else {
        format!("{title} {name}")
    }
}

fn row(customer: &Customer) -> Value {
    let mut row = json!({
        "customerId": customer.keyloop_id,
        "reference": customer.reference,
        "name": display_name(customer),
        "communications": {
            "mobile": channel(customer, "home.mobile"),
            "landline": channel(customer, "home.landline"),
            "email": channel(customer, "home.email"),
        },
    });
    let address = lines(&customer.physical).join(", ");
    if let (Some(object), false) = (row.as_object_mut(), address.is_empty()) {
        object.insert("address".into(), json!(address));
    }
    row
}

/// An address in up to four lines.
pub fn lines(address: &Fields) -> Vec<String> {
    let join = |names: &[&str]| {
        names
            .iter()
            .map(|name| address.get(name))
            .filter(|t| !t.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    };
    let street = if matches!(address.get("countryCode"), "GB" | "US" | "FR") {
        join(&["houseNumber", "streetName", "streetType"])
    } else {
        join(&["streetName", "streetType", "houseNumber"])
    };
    let town = if matches!(address.get("countryCode"), "GB" | "US") {
        join(&["city", "province", "postalCode"])
    } else {
        join(&["postalCode", "city"])
    };
    let house = join(&[
        "poBoxName",
        "poBoxNumber",
        "poBoxSuite",
        "buildingName",
        "floorNumber",
        "doorNumber",
        "blockName",
        "estate",
    ]);
    [house, street, town, address.get("county").to_owned()]
        .into_iter()
        .filter(|line| !line.is_empty())
        .collect()
}

fn address(fields: &Fields, members: &[&str]) -> Value {
    let mut object: Map<String, Value> =
        members.iter().map(|name| ((*name).to_owned(), json!(fields.get(name)))).collect();
    let lines = lines(fields);
    let line = |at: usize| lines.get(at).map(String::as_str).unwrap_or_default();
    object.insert(
        "formattedAddress".into(),
        json!({"line1": line(0), "line2": line(1), "line3": line(2), "line4": line(3)}),
    );
    Value::Object(object)
}

fn preferred_phone(customer: &Customer) -> &'static str {
    match customer.phones.iter().find(|phone| phone.preferred).map(|phone| phone.slot.as_str()) {
        Some("home.mobile") => "MOBILE",
        Some("home.landline") => "LANDLINE",
        Some(slot) if slot.starts_with("work") => "WORK",
        _ => "",
    }
}

pub fn shape(customer: &Customer) -> Value {
    let names = shown_names(customer);
    let individual: Map<String, Value> = INDIVIDUAL
        .iter()
        .map(|(wire, name)| ((*wire).to_owned(), json!(names.get(name))))
        .collect();
    let channels = |place: &str| {
        let texts = ["mobile", "landline", "fax", "email"]
            .map(|line| (line.to_owned(), json!(channel(customer, &format!("{place}.{line}")))));
        Value::Object(Map::from_iter(texts))
    };
    let vehicles: Vec<Value> = customer
        .vehicles
        .iter()
        .map(|vehicle| {
            json!({
                "relationship": vehicle.relationship,
                "vehicleId": vehicle.vehicle_id,
                "reference": vehicle.vehicle_key,
                "class": vehicle.class,
                "makeId": vehicle.make,
                "description": format!("{} {} {}", vehicle.make, vehicle.model, vehicle.year),
                "vin": vehicle.vin,
                "licensePlate": vehicle.license_plate,
            })
        })
        .collect();
    let companies: Vec<Value> = customer
        .companies
        .iter()
        .map(|company| {
            json!({
                "companyId": company.company_id,
                "reference": company.reference,
                "name": company.name,
            })
        })
        .collect();
    let related: Vec<Value> = customer
        .related
        .iter()
        .map(|id| json!({"customerId": id, "relation": "HOUSEHOLD"}))
        .collect();
    let mut whole = json!({
        "customerId": customer.keyloop_id,
        "reference": customer.reference,
        "status": customer.status,
        "languageCode": customer.personal_details.get("languageCode"),
        "individual": individual,
        "addresses": {
            "physical": address(&customer.physical, &PHYSICAL),
            "postal": address(&customer.postal, &POSTAL),
        },
        "communications": {
            "preferredPhone": preferred_phone(customer),
            "personal": channels("home"),
            "work": channels("work"),
        },
        "additionalDetail": {"source": {"code": "", "description": ""}},
        "business": {
            "companyPosition": {"code": "", "description": ""},
            "typeOfBusiness": {"code": "", "description": ""},
        },
        "vehicles": vehicles,
        "relations": {"customers": related, "companies": companies},
        "branches": [{"branchType": "SALES", "branchId": "1", "description": "Main branch"}],
        "updateHistory": {"created": customer.created, "lastModified": customer.last_modified},
    });
    if let Some(object) = whole.as_object_mut() {
        for (name, value) in &customer.extra {
            object.insert(name.clone(), value.clone());
        }
    }
    whole
}

fn links(call: &Call, customer: &Customer) -> Value {
    let own = format!("{}/{}", collection(call), segment(&customer.keyloop_id));
    json!([link("GET", "self", &own, "Customer details")])
}

pub fn detail(call: &Call, customer: &Customer) -> Answer {
    Answer::json(200, json!({"customer": shape(customer), "links": links(call, customer)}))
}

/// Lays a v3 body over a customer.
fn apply(customer: &mut Customer, body: &Value, mode: Mode) -> Vec<Problem> {
    let mut reader = Reader::new(mode);
    let replace = mode == Mode::Replace;
    let individual = reader.object(body, "individual", "individual");
    if individual.is_some() || replace {
        let hidden = customer.is_business && customer.names.get("familyName").is_empty();
        let mut shown = shown_names(customer);
        reader.fields(&mut shown, individual, "individual", &INDIVIDUAL);
        if shown.get("familyName").is_empty() {
            reader.refuse("individual.familyName", "is required");
        }
        if hidden {
            customer.company = shown.get("familyName").to_owned();
            shown.set("familyName", "");
        }
        customer.names = shown;
    }
    let addresses = reader.object(body, "addresses", "addresses");
    let parts: [(&str, &[&'static str], &mut Fields); 2] = [
        ("physical", &PHYSICAL, &mut customer.physical),
        ("postal", &POSTAL, &mut customer.postal),
    ];
    for (name, members, held) in parts {
        let path = format!("addresses.{name}");
        let given = addresses.and_then(|section| reader.object(section, name, &path));
        if given.is_some() || replace {
            reader.fields(held, given, &path, &super::body::same(members));
        }
    }
    let communications = reader.object(body, "communications", "communications");
    for (wire, place) in [("personal", "home"), ("work", "work")] {
        let path = format!("communications.{wire}");
        let given = communications.and_then(|section| reader.object(section, wire, &path));
        if given.is_some() || replace {
            reader.channels(customer, given, place, &path);
        }
    }
    if let Some(wanted) =
        reader.text(communications, "preferredPhone", "communications.preferredPhone")
        && wanted != preferred_phone(customer)
    {
        let slot = match wanted.as_str() {
            "MOBILE" => "home.mobile",
            "LANDLINE" => "home.landline",
            "WORK" => "work.landline",
            _ => "",
        };
        for phone in &mut customer.phones {
            phone.preferred = !slot.is_empty() && phone.slot == slot;
        }
    }
    let language = [("languageCode", "languageCode")];
    let held = &mut customer.personal_details;
    let before = held.get("languageCode").to_owned();
    if let Some(text) = reader.text(Some(body), "languageCode", "languageCode")
        && text != before
    {
        reader.fields(held, Some(body), "", &language);
        held.set("languageCode", text);
    }
    for name in EXTRA {
        match body.get(name) {
            Some(Value::Null) => {
                customer.extra.remove(name);
            }
            Some(value) if shape(customer).get(name) != Some(value) => {
                customer.extra.insert(name.to_owned(), value.clone());
            }
            Some(_) => {}
            None if replace => {
                customer.extra.remove(name);
            }
            None => {}
        }
    }
    reader.problems
}

/// The customer of a body, which may stand under `customer` as in the detail, or bare.
fn body_of(call: &Call) -> Result<Value, Stop> {
    let body = call.json().ok_or_else(|| {
        let problem = Problem::general("VALIDATION_ERROR", "The body must be a JSON object");
        errors(400, &[problem], call.correlation_id())
    })?;
    Ok(match body.get("customer") {
        Some(inner) if inner.is_object() => inner.clone(),
        _ => body,
    })
}

fn done(status: u16, call: &Call, customer: &Customer) -> Answer {
    Answer::json(
        status,
        json!({
            "customerId": customer.keyloop_id,
            "reference": customer.reference,
            "links": links(call, customer),
        }),
    )
}

pub fn create(dealer: &mut Dealer, call: &Call, store: &str) -> Result<Answer, Stop> {
    let body = body_of(call)?;
    let mut customer = Customer { status: "ACTIVE".into(), ..Customer::default() };
    let problems = apply(&mut customer, &body, Mode::Replace);
    if !problems.is_empty() {
        return Err(errors(400, &problems, call.correlation_id()).into());
    }
    let customer = dealer.create(store, customer, &call.cause())?;
    let own = format!("{}/{}", collection(call), segment(&customer.keyloop_id));
    Ok(done(201, call, &customer).with("location", own))
}

pub fn write(dealer: &mut Dealer, call: &Call, store: &str) -> Result<Answer, Stop> {
    let mut customer = writable(dealer, call, store)?;
    let body = body_of(call)?;
    let patch = call.route.operation == Operation::Patch;
    let mode = if patch { Mode::Merge } else { Mode::Replace };
    let problems = apply(&mut customer, &body, mode);
    if !problems.is_empty() {
        return Err(errors(400, &problems, call.correlation_id()).into());
    }
    dealer.update(store, customer.clone(), &call.cause())?;
    Ok(done(200, call, &customer))
}
