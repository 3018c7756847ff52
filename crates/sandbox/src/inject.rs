//! What a fault does: an answer in place of the work, or a spoilt answer after it.

use axum::http::HeaderMap;
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::call::{Answer, Payload, refusal};
use crate::clock::http_date;
use crate::dealer::{Dealer, HOME};
use crate::faults::{Kind, RetryAfter};
use crate::keyloop::gateway_fault;
use crate::routes::Network;

/// How the bytes of an answer leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    Whole,
    Drip { bytes: usize, every_ms: u64 },
    Truncated { bytes: Option<usize> },
}

/// The answer a fault gives by itself, for those that refuse or talk nonsense.
pub fn instead(
    kind: &Kind,
    network: Network,
    headers: &HeaderMap,
    dealer: &mut Dealer,
) -> Option<Answer> {
    let id = headers.get("correlation-id").and_then(|id| id.to_str().ok()).unwrap_or_default();
    Some(match kind {
        Kind::Status { status, body, content_type, headers } => {
            let mut answer = match (body, content_type) {
                (Value::Null, None) => Answer::empty(*status),
                (Value::String(text), kind) => {
                    Answer::text(*status, kind.as_deref().unwrap_or("text/plain"), text.clone())
                }
                (body, None) => Answer::json(*status, body.clone()),
                (body, Some(kind)) => Answer::text(*status, kind, body.to_string()),
            };
            for (name, value) in headers {
                let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                answer = answer.with(name, text);
            }
            answer
        }
        Kind::Gateway { status } => gateway_fault(
            *status,
            "The Service is temporarily unavailable",
            match status {
                504 => "messaging.adaptors.http.flow.GatewayTimeout",
                502 => "messaging.adaptors.http.UnexpectedEOFAtTarget",
                _ => "messaging.adaptors.http.flow.ServiceUnavailable",
            },
        ),
        Kind::Quota { status } => gateway_fault(
            *status,
            "Rate limit quota violation. Quota limit  exceeded. Identifier : _default",
            "policies.ratelimit.QuotaViolation",
        ),
        Kind::Throttle { status, retry_after } => {
            let answer = refusal(network, *status, id);
            match retry_after {
                None => answer,
                Some(RetryAfter::Seconds(seconds)) => {
                    answer.with("retry-after", seconds.to_string())
                }
                Some(RetryAfter::Word(word)) if word == "date" => {
                    let at = dealer.now().checked_add(SignedDuration::from_secs(2));
                    answer.with("retry-after", http_date(at.unwrap_or_else(|_| dealer.now())))
                }
                Some(RetryAfter::Word(word)) => answer.with("retry-after", word.clone()),
            }
        }
        Kind::Unauthorized => refusal(network, 401, id),
        Kind::Forbidden => refusal(network, 403, id),
        Kind::NotFound => refusal(network, 404, id),
        Kind::Locked { status } => refusal(network, *status, id),
        Kind::Redirect { status, location } => Answer::empty(*status)
            .with("location", location.clone().unwrap_or_else(|| "/elsewhere".to_owned())),
        Kind::Html => crate::mykaarma::login_page(),
        Kind::NotJson => Answer::text(200, "application/json", "{\"customerId\": \"01-"),
        Kind::WrongShape => Answer::json(200, json!([{"unexpected": {"shape": [1, 2, 3]}}])),
        Kind::Huge { bytes } => {
            Answer::json(200, json!({"items": [], "padding": "x".repeat(*bytes)}))
        }
        Kind::Drop
        | Kind::Hang
        | Kind::LateCommit { .. }
        | Kind::Delay { .. }
        | Kind::Drip { .. }
        | Kind::Truncate { .. }
        | Kind::Partial { .. }
        | Kind::OtherId
        | Kind::ExtraFields
        | Kind::StaleRead
        | Kind::RevokeToken => return None,
    })
}

/// Changes an answer that was given in good faith.
pub fn spoil(kind: &Kind, answer: &mut Answer, dealer: &mut Dealer) {
    let Payload::Json(body) = &mut answer.payload else { return };
    match kind {
        Kind::ExtraFields => add_members(body),
        Kind::OtherId => {
            let shown = first_id(body);
            let people = dealer.people(HOME);
            let other = people
                .all()
                .find(|one| {
                    one.is_live()
                        && !shown.iter().any(|id| *id == one.keyloop_id || *id == one.customer_uuid)
                })
                .map(|one| (one.keyloop_id.clone(), one.customer_uuid.clone()));
            if let Some((id, uuid)) = other {
                rename(body, &id, &uuid);
                for (name, value) in &mut answer.headers {
                    if name == "location" {
                        *value = value
                            .rsplit_once('/')
                            .map_or_else(|| id.clone(), |(start, _)| format!("{start}/{id}"));
                    }
                }
            }
        }
        _ => {}
    }
}

fn add_members(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(add_members),
        Value::Object(object) => {
            object.values_mut().for_each(add_members);
            object.insert("xNewSinceYesterday".into(), json!({"reason": ["unknown"], "weight": 1}));
        }
        _ => {}
    }
}

/// The ids an answer speaks of.
fn first_id(value: &Value) -> Vec<String> {
    match value {
        Value::Object(object) => object
            .iter()
            .flat_map(|(name, member)| match member {
                Value::String(id) if is_id(name) => vec![id.clone()],
                other => first_id(other),
            })
            .collect(),
        Value::Array(items) => items.iter().flat_map(first_id).collect(),
        _ => Vec::new(),
    }
}

fn is_id(name: &str) -> bool {
    matches!(name, "customerId" | "customerUuid" | "uuid")
}

fn rename(value: &mut Value, id: &str, uuid: &str) {
    match value {
        Value::Object(object) => {
            for (name, member) in object {
                match member {
                    Value::String(held) if name == "customerId" => id.clone_into(held),
                    Value::String(held) if is_id(name) => uuid.clone_into(held),
                    other => rename(other, id, uuid),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| rename(item, id, uuid)),
        _ => {}
    }
}
