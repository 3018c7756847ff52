//! The sandbox's own administration under `/_sandbox`: switches, logs, the second desk. Its answers
//! are plain JSON; what it cannot do it says with 400 or 404 and a reason.

mod desk;
mod export;

pub use export::lines as exported;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::Failure;
use crate::disk::Origin;
use crate::faults::FaultScript;
use crate::rules::Rules;
use crate::serve::{NetworkState, Shop};

pub struct Refused(StatusCode, String);

impl Refused {
    pub fn bad(reason: impl Into<String>) -> Self {
        Self(StatusCode::BAD_REQUEST, reason.into())
    }

    pub fn unknown(reason: impl Into<String>) -> Self {
        Self(StatusCode::NOT_FOUND, reason.into())
    }
}

impl From<Failure> for Refused {
    fn from(failure: Failure) -> Self {
        Self(StatusCode::INTERNAL_SERVER_ERROR, failure.to_string())
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        (self.0, Json(json!({"error": self.1}))).into_response()
    }
}

pub type Answered = Result<Json<Value>, Refused>;

pub fn routes(_shop: Shop) -> Router<Shop> {
    Router::new()
        .route("/_sandbox", get(overview))
        .route("/_sandbox/reset", post(reset))
        .route("/_sandbox/customers", get(desk::list).post(desk::create))
        .route("/_sandbox/export.ndjson", get(export::export))
        .route("/_sandbox/customers/{id}", get(desk::show))
        .route("/_sandbox/customers/{id}/edit", post(desk::edit))
        .route("/_sandbox/customers/{id}/delete", post(desk::delete))
        .route("/_sandbox/customers/{id}/merge", post(desk::merge))
        .route("/_sandbox/tick", post(desk::tick))
        .route("/_sandbox/clock", get(clock).post(set_clock))
        .route("/_sandbox/effects", get(effects).delete(forget_effects))
        .route("/_sandbox/requests", get(requests).delete(forget_requests))
        .route("/_sandbox/network", get(network).post(set_network))
        .route("/_sandbox/rules", get(rules).post(set_rules))
        .route("/_sandbox/faults", get(faults).post(add_faults).delete(clear_faults))
        .route("/_sandbox/faults/{id}", delete(remove_fault))
        .route("/_sandbox/tokens/revoke", post(revoke_tokens))
        .route("/_sandbox/openapi/{file}", get(openapi))
        .route("/_sandbox/{*rest}", get(nothing).post(nothing).delete(nothing))
}

async fn nothing() -> Refused {
    Refused::unknown("the administration has no such route")
}

async fn overview(State(shop): State<Shop>) -> Json<Value> {
    let state = *shop.network.borrow();
    let mut dealer = shop.dealer();
    let customers = dealer.people(crate::dealer::HOME).len();
    Json(json!({
        "version": env!("CARGO_PKG_VERSION"),
        "seed": dealer.origin().seed,
        "seeded": dealer.origin().customers,
        "customers": customers,
        "home_tenant": dealer.home(),
        "department": crate::DEPARTMENT,
        "effects": dealer.effects().len(),
        "requests": dealer.requests.len(),
        "clock": {"now": dealer.now().to_string(), "offset_ms": dealer.clock.offset_ms()},
        "network": {"state": state},
        "rules": dealer.rules,
        "faults": dealer.faults.report(),
        "admin_url": shop.admin_url,
    }))
}

#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Reset {
    only: Vec<String>,
    seed: Option<u64>,
    customers: Option<u32>,
}

impl Default for Reset {
    fn default() -> Self {
        let all =
            ["faults", "requests", "effects", "rules", "clock", "customers", "tokens", "network"];
        Self { only: all.map(str::to_owned).to_vec(), seed: None, customers: None }
    }
}

fn read<T: serde::de::DeserializeOwned + Default>(body: &str) -> Result<T, Refused> {
    if body.trim().is_empty() {
        return Ok(T::default());
    }
    serde_json::from_str(body).map_err(|error| Refused::bad(error.to_string()))
}

async fn reset(State(shop): State<Shop>, body: String) -> Answered {
    let wanted: Reset = read(&body)?;
    for part in &wanted.only {
        let mut dealer = shop.dealer();
        match part.as_str() {
            "faults" => dealer.faults.clear(),
            "requests" => dealer.requests.clear(),
            "effects" => dealer.forget_effects()?,
            "rules" => dealer.rules = Rules::default(),
            "clock" => dealer.clock.set_offset_ms(0),
            "tokens" => dealer.tokens.clear(),
            "network" => shop.set_network(NetworkState::Up),
            "customers" => {
                let held = dealer.origin();
                let origin = Origin {
                    seed: wanted.seed.unwrap_or(held.seed),
                    customers: wanted.customers.unwrap_or(held.customers),
                    country: held.country.clone(),
                };
                dealer.begin_again(origin)?;
            }
            other => return Err(Refused::bad(format!("there is no part `{other}`"))),
        }
    }
    Ok(Json(json!({"reset": wanted.only})))
}

async fn clock(State(shop): State<Shop>) -> Json<Value> {
    let dealer = shop.dealer();
    Json(json!({"now": dealer.now().to_string(), "offset_ms": dealer.clock.offset_ms()}))
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct SetClock {
    offset_ms: Option<i64>,
    advance_ms: i64,
    reset: bool,
}

async fn set_clock(State(shop): State<Shop>, body: String) -> Answered {
    let wanted: SetClock = read(&body)?;
    {
        let mut dealer = shop.dealer();
        if wanted.reset {
            dealer.clock.set_offset_ms(0);
        }
        if let Some(ms) = wanted.offset_ms {
            dealer.clock.set_offset_ms(ms);
        }
        dealer.clock.advance_ms(wanted.advance_ms);
    }
    Ok(clock(State(shop)).await)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct After {
    after: u64,
    network: Option<String>,
}

async fn effects(State(shop): State<Shop>, Query(wanted): Query<After>) -> Json<Value> {
    let dealer = shop.dealer();
    let list: Vec<_> = dealer
        .effects()
        .iter()
        .filter(|effect| effect.seq > wanted.after)
        .filter(|effect| wanted.network.as_ref().is_none_or(|name| *name == effect.network))
        .collect();
    Json(json!({"effects": list}))
}

async fn forget_effects(State(shop): State<Shop>) -> Answered {
    shop.dealer().forget_effects()?;
    Ok(Json(json!({"effects": []})))
}

async fn requests(State(shop): State<Shop>, Query(wanted): Query<After>) -> Json<Value> {
    let dealer = shop.dealer();
    let list: Vec<_> = dealer
        .requests
        .after(wanted.after)
        .filter(|entry| wanted.network.as_ref().is_none_or(|name| name == entry.network))
        .collect();
    Json(json!({"requests": list}))
}

async fn forget_requests(State(shop): State<Shop>) -> Json<Value> {
    shop.dealer().requests.clear();
    Json(json!({"requests": []}))
}

async fn network(State(shop): State<Shop>) -> Json<Value> {
    let state = *shop.network.borrow();
    Json(json!({"state": state, "admin_url": shop.admin_url}))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SetNetwork {
    state: NetworkState,
}

async fn set_network(State(shop): State<Shop>, body: String) -> Answered {
    let wanted: SetNetwork =
        serde_json::from_str(&body).map_err(|error| Refused::bad(error.to_string()))?;
    let later = shop.clone();
    if wanted.state == NetworkState::Refuse {
        // After this answer is out: it may travel on a connection that is about to be cut.
        tokio::spawn(async move {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            later.set_network(NetworkState::Refuse);
        });
    } else {
        later.set_network(wanted.state);
    }
    Ok(Json(json!({"state": wanted.state, "admin_url": shop.admin_url})))
}

async fn rules(State(shop): State<Shop>) -> Json<Value> {
    Json(json!(shop.dealer().rules))
}

async fn set_rules(State(shop): State<Shop>, Json(change): Json<Value>) -> Answered {
    let mut dealer = shop.dealer();
    let changed = dealer.rules.changed(&change).map_err(|error| Refused::bad(error.to_string()))?;
    dealer.rules = changed;
    Ok(Json(json!(dealer.rules)))
}

async fn faults(State(shop): State<Shop>) -> Json<Value> {
    Json(json!({"faults": shop.dealer().faults.report()}))
}

async fn add_faults(State(shop): State<Shop>, Json(body): Json<Value>) -> Answered {
    let scripts = FaultScript::read_all(&body).map_err(Refused::bad)?;
    let mut dealer = shop.dealer();
    let ids: Vec<String> = scripts.into_iter().map(|script| dealer.faults.add(script)).collect();
    Ok(Json(json!({"ids": ids})))
}

async fn clear_faults(State(shop): State<Shop>) -> Json<Value> {
    shop.dealer().faults.clear();
    Json(json!({"faults": []}))
}

async fn remove_fault(State(shop): State<Shop>, Path(id): Path<String>) -> Answered {
    if !shop.dealer().faults.remove(&id) {
        return Err(Refused::unknown("no such fault"));
    }
    Ok(Json(json!({"removed": id})))
}

async fn revoke_tokens(State(shop): State<Shop>) -> Json<Value> {
    let mut dealer = shop.dealer();
    dealer.tokens.values_mut().for_each(|token| token.revoked = true);
    Json(json!({"revoked": dealer.tokens.len()}))
}

async fn openapi(Path(file): Path<String>) -> Response {
    let text = match file.as_str() {
        "keyloop-v1.json" => include_str!("../../openapi/keyloop-v1.json"),
        "keyloop-v3.json" => include_str!("../../openapi/keyloop-v3.json"),
        "mykaarma.json" => include_str!("../../openapi/mykaarma.json"),
        _ => return Refused::unknown("no such document").into_response(),
    };
    ([("content-type", "application/json")], text).into_response()
}
