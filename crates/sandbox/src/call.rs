//! One request to a dealer route as the networks' handlers see it, and their answer.

use std::collections::HashMap;

use axum::http::HeaderMap;
use serde_json::Value;

use crate::effects::{Cause, Source};
use crate::routes::{Network, Route};

pub struct Call {
    pub route: &'static Route,
    pub params: HashMap<&'static str, String>,
    pub query: Vec<(String, String)>,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
    /// The path as asked for, and the origin it was asked at, for links.
    pub path: String,
    pub origin: String,
    /// The number of the request log's entry.
    pub request_seq: u64,
    /// Reads answer as before the last write.
    pub stale: bool,
    /// Parts of a write that are to get lost, set by the fault `partial`.
    pub lose: Option<Lose>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Lose {
    Fields(Vec<String>),
    /// The part of the leaves that is kept.
    Share(f64),
}

impl Call {
    pub fn param(&self, name: &str) -> &str {
        self.params.get(name).map_or("", String::as_str)
    }

    /// A query value; an empty one counts as not given.
    pub fn query(&self, name: &str) -> Option<&str> {
        let (_, value) = self.query.iter().find(|(key, value)| key == name && !value.is_empty())?;
        Some(value)
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    pub fn correlation_id(&self) -> &str {
        self.header("correlation-id")
    }

    /// The body as a JSON object, with whatever the fault `partial` takes out of it gone.
    pub fn json(&self) -> Option<Value> {
        let mut body: Value = serde_json::from_slice(&self.body).ok().filter(Value::is_object)?;
        match &self.lose {
            Some(Lose::Fields(paths)) => {
                for path in paths {
                    remove(&mut body, path);
                }
            }
            Some(Lose::Share(share)) => thin_out(&mut body, *share),
            None => {}
        }
        Some(body)
    }

    pub fn cause(&self) -> Cause {
        Cause {
            network: self.route.network.name(),
            source: Source::Api,
            correlation_id: self.correlation_id().to_owned(),
            request_seq: self.request_seq,
        }
    }
}

fn remove(body: &mut Value, path: &str) {
    match path.split_once('.') {
        Some((head, rest)) => {
            let next = match body {
                Value::Array(items) => head.parse::<usize>().ok().and_then(|at| items.get_mut(at)),
                other => other.get_mut(head),
            };
            if let Some(next) = next {
                remove(next, rest);
            }
        }
        None => {
            if let Some(object) = body.as_object_mut() {
                object.shift_remove(path);
            }
        }
    }
}

/// Keeps the first part of the texts and lists of an object, counted over the whole of it.
fn thin_out(body: &mut Value, share: f64) {
    fn count(value: &Value) -> usize {
        match value {
            Value::Object(object) => object.values().map(count).sum(),
            _ => 1,
        }
    }
    fn keep(value: &mut Value, left: &mut usize) {
        if let Value::Object(object) = value {
            object.retain(|_, member| {
                if member.is_object() {
                    keep(member, left);
                    return true;
                }
                let kept = *left > 0;
                *left = left.saturating_sub(1);
                kept
            });
        }
    }
    let leaves = count(body);
    let mut left = 0;
    while left < leaves && ((left + 1) as f64) <= share.clamp(0.0, 1.0) * leaves as f64 {
        left += 1;
    }
    keep(body, &mut left);
}

#[derive(Clone, Debug)]
pub enum Payload {
    Json(Value),
    Text { content_type: String, text: String },
    Empty,
}

#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub payload: Payload,
}

impl Answer {
    pub fn json(status: u16, body: Value) -> Self {
        Self { status, headers: Vec::new(), payload: Payload::Json(body) }
    }

    pub fn empty(status: u16) -> Self {
        Self { status, headers: Vec::new(), payload: Payload::Empty }
    }

    pub fn text(status: u16, content_type: &str, text: impl Into<String>) -> Self {
        Self {
            status,
            headers: Vec::new(),
            payload: Payload::Text { content_type: content_type.to_owned(), text: text.into() },
        }
    }

    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }
}

/// A refusal in the manner of a network: its handlers build it from status and words.
pub fn refusal(network: Network, status: u16, call_id: &str) -> Answer {
    match network {
        Network::MyKaarma => crate::mykaarma::refusal(status),
        Network::Token if status == 401 => crate::keyloop::gateway_fault(
            401,
            "Invalid client identifier",
            "oauth.v2.InvalidClientIdentifier",
        ),
        Network::Token | Network::KeyloopV1 | Network::KeyloopV3 | Network::Unknown => {
            crate::keyloop::refusal(status, call_id)
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_body_loses_named_fields_or_a_share_of_them() {
        let mut body = json!({"names": {"a": "1", "b": "2"}, "phones": [{"x": 1, "y": 2}]});
        remove(&mut body, "names.b");
        remove(&mut body, "phones.0.y");
        assert_eq!(body, json!({"names": {"a": "1"}, "phones": [{"x": 1}]}));
        let mut body = json!({"names": {"a": "1", "b": "2"}, "c": "3", "d": "4"});
        thin_out(&mut body, 0.5);
        assert_eq!(body, json!({"names": {"a": "1", "b": "2"}}));
    }
}
