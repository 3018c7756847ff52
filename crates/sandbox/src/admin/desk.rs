//! What a second desk of the dealer does behind the networks' back: create, edit, delete, merge,
//! and the nightly run that gives keys.

use axum::Json;
use axum::extract::{Path, Query, State};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Answered, Refused, read};
use crate::dealer::{Dealer, HOME};
use crate::effects::{Cause, Source};
use crate::fold::fold;
use crate::keyloop;
use crate::serve::Shop;
use crate::stored::{Customer, Vehicle};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    tenant: Option<String>,
    limit: Option<usize>,
    offset: usize,
    q: String,
}

fn cause(source: Source) -> Cause {
    Cause { network: "dms", source, correlation_id: String::new(), request_seq: 0 }
}

fn store(dealer: &mut Dealer, tenant: Option<&str>) -> Result<String, Refused> {
    match tenant {
        None => Ok(HOME.to_owned()),
        Some(tenant) => Ok(dealer.store_of(tenant)?),
    }
}

fn find(dealer: &mut Dealer, store: &str, id: &str) -> Result<Customer, Refused> {
    let found = dealer.people(store).by_either_id(id).cloned();
    found.ok_or_else(|| Refused::unknown("no customer has this id"))
}

fn ids(customer: &Customer) -> Value {
    json!({
        "keyloopId": customer.keyloop_id,
        "customerUuid": customer.customer_uuid,
        "customerKey": customer.customer_key,
        "name": customer.display_name(),
        "status": customer.status,
    })
}

pub async fn list(State(shop): State<Shop>, Query(wanted): Query<Wanted>) -> Answered {
    let mut dealer = shop.dealer();
    let store = store(&mut dealer, wanted.tenant.as_deref())?;
    let words: Vec<String> = wanted.q.split_whitespace().map(fold).collect();
    let people = dealer.people(&store);
    let hits: Vec<&Customer> = people
        .all()
        .filter(|one| {
            let name = if words.is_empty() { String::new() } else { fold(&one.display_name()) };
            let phones = || one.phones.iter();
            words
                .iter()
                .all(|word| name.contains(word) || phones().any(|phone| phone.e164.contains(word)))
        })
        .collect();
    let items: Vec<Value> = hits
        .iter()
        .skip(wanted.offset)
        .take(wanted.limit.unwrap_or(50))
        .map(|one| ids(one))
        .collect();
    Ok(Json(json!({"total": people.len(), "count": hits.len(), "items": items})))
}

pub async fn show(
    State(shop): State<Shop>,
    Path(id): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Answered {
    let mut dealer = shop.dealer();
    let store = store(&mut dealer, wanted.tenant.as_deref())?;
    Ok(Json(json!(find(&mut dealer, &store, &id)?)))
}

pub async fn create(
    State(shop): State<Shop>,
    Query(wanted): Query<Wanted>,
    Json(body): Json<Value>,
) -> Answered {
    let mut customer = keyloop::made_from(&body).map_err(Refused::bad)?;
    let text = |name: &str| body.get(name).and_then(Value::as_str).map(str::to_owned);
    customer.customer_key = text("customerKey");
    customer.company = text("company").unwrap_or_default();
    customer.is_business = body.get("isBusiness") == Some(&json!(true));
    if let Some(vehicles) = body.get("vehicles") {
        customer.vehicles = cars(vehicles)?;
    }
    let mut dealer = shop.dealer();
    let store = store(&mut dealer, wanted.tenant.as_deref())?;
    let customer = dealer.create(&store, customer, &cause(Source::SecondDesk))?;
    Ok(Json(ids(&customer)))
}

fn cars(value: &Value) -> Result<Vec<Vehicle>, Refused> {
    let mut cars: Vec<Vehicle> =
        serde_json::from_value(value.clone()).map_err(|error| Refused::bad(error.to_string()))?;
    for car in &mut cars {
        if car.relationship.is_empty() {
            car.relationship = "OWNER".into();
            car.is_valid = true;
        }
    }
    Ok(cars)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edit {
    section: String,
    fields: Value,
}

pub async fn edit(
    State(shop): State<Shop>,
    Path(id): Path<String>,
    Query(wanted): Query<Wanted>,
    Json(body): Json<Value>,
) -> Answered {
    let edit: Edit = serde_json::from_value(body).map_err(|e| Refused::bad(e.to_string()))?;
    keyloop::check_members(&edit.section, &edit.fields).map_err(Refused::bad)?;
    let mut dealer = shop.dealer();
    let store = store(&mut dealer, wanted.tenant.as_deref())?;
    let mut customer = find(&mut dealer, &store, &id)?;
    let text = |name: &str| edit.fields.get(name).and_then(Value::as_str).map(str::to_owned);
    match edit.section.as_str() {
        "company" => customer.company = text("name").unwrap_or_default(),
        "key" => customer.customer_key = text("customerKey"),
        "vehicles" => {
            customer.vehicles = cars(edit.fields.get("items").unwrap_or(&Value::Null))?;
        }
        section => {
            keyloop::merge_section(&mut customer, section, &edit.fields).map_err(Refused::bad)?;
        }
    }
    dealer.update(&store, customer.clone(), &cause(Source::SecondDesk))?;
    Ok(Json(ids(&customer)))
}

pub async fn delete(
    State(shop): State<Shop>,
    Path(id): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Answered {
    let mut dealer = shop.dealer();
    let store = store(&mut dealer, wanted.tenant.as_deref())?;
    let mut customer = find(&mut dealer, &store, &id)?;
    customer.status = "DELETED".into();
    dealer.update(&store, customer.clone(), &cause(Source::SecondDesk))?;
    Ok(Json(ids(&customer)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Merge {
    into: String,
}

pub async fn merge(
    State(shop): State<Shop>,
    Path(id): Path<String>,
    Query(wanted): Query<Wanted>,
    Json(body): Json<Value>,
) -> Answered {
    let merge: Merge = serde_json::from_value(body).map_err(|e| Refused::bad(e.to_string()))?;
    let mut dealer = shop.dealer();
    let store = store(&mut dealer, wanted.tenant.as_deref())?;
    let target = find(&mut dealer, &store, &merge.into)?;
    let mut customer = find(&mut dealer, &store, &id)?;
    if target.seq == customer.seq {
        return Err(Refused::bad("a customer cannot be merged into himself"));
    }
    customer.status = "MERGED".into();
    customer.merged_into.clone_from(&target.keyloop_id);
    dealer.update(&store, customer.clone(), &cause(Source::SecondDesk))?;
    Ok(Json(ids(&customer)))
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Tick {
    all: bool,
    id: Option<String>,
    key: Option<String>,
}

/// Gives keys to customers without one: those made since the beginning, all, or a named one.
pub async fn tick(
    State(shop): State<Shop>,
    Query(wanted): Query<Wanted>,
    body: String,
) -> Answered {
    let tick: Tick = read(&body)?;
    let mut dealer = shop.dealer();
    let store = store(&mut dealer, wanted.tenant.as_deref())?;
    let seeded = dealer.origin().customers;
    let due: Vec<Customer> = match &tick.id {
        Some(id) => vec![find(&mut dealer, &store, id)?],
        None => dealer
            .people(&store)
            .all()
            .filter(|one| one.is_live() && (tick.all || one.seq >= seeded))
            .filter(|one| one.customer_key.as_deref().unwrap_or_default().is_empty())
            .cloned()
            .collect(),
    };
    let mut assigned = Vec::new();
    for mut customer in due {
        let key = tick.key.clone().unwrap_or_else(|| format!("DMS{:06}", customer.seq));
        customer.customer_key = Some(key);
        dealer.update(&store, customer.clone(), &cause(Source::Tick))?;
        assigned.push(ids(&customer));
    }
    Ok(Json(json!({"assigned": assigned})))
}
