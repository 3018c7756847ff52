//! The last exchanges of one connector, in memory only. What is put in is redacted already.

use std::collections::VecDeque;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value};
use tokio::time::Instant;

use super::heads::{Header, header};
use super::{Contract, Exchange, Side, Times, shape};
use crate::http::{Answer, Body, Request, Trouble};

const KEPT: usize = 50;
/// All of them together, about.
const BYTES: usize = 512 * 1024;
/// A larger answer is told by its size only: reading it twice would be felt.
const READ: usize = 256 * 1024;
/// Of a list in an answer, and of one that was sent: that one is to be made up again whole.
const ITEMS: usize = 3;
const ITEMS_SENT: usize = 30;

/// One request as it may be kept, made before it leaves.
pub(crate) struct Seen {
    /// By which the same request is known again, in this process only.
    same: u64,
    exchange: Exchange,
}

/// What came of an answer while it came.
#[derive(Default)]
pub(crate) struct Heard {
    pub first_byte: Option<Instant>,
    pub headers: Vec<Header>,
}

impl Heard {
    pub fn head<'a>(&mut self, headers: impl Iterator<Item = (&'a str, Option<&'a str>)>) {
        self.first_byte = Some(Instant::now());
        self.headers = headers.take(40).map(|(name, value)| header(name, value)).collect();
    }
}

#[derive(Default)]
pub(crate) struct Ring {
    inner: Mutex<Inner>,
    hashes: RandomState,
}

#[derive(Default)]
struct Inner {
    kept: VecDeque<Kept>,
    bytes: usize,
    last: u64,
}

struct Kept {
    same: u64,
    queued: Instant,
    bytes: usize,
    exchange: Exchange,
}

impl Ring {
    /// What may be kept of a request.
    pub fn seen(&self, request: &Request) -> Seen {
        let body = match &request.body {
            Body::None => None,
            Body::Json(value) => Some(shape::value(value, ITEMS_SENT)),
            Body::Form(fields) => {
                Some(pairs(fields.iter().map(|(name, value)| (*name, value.as_str()))).into())
            }
        };
        let kind = match &request.body {
            Body::None => None,
            Body::Json(_) => Some("application/json"),
            Body::Form(_) => Some("application/x-www-form-urlencoded"),
        };
        let call = request.call.to_string();
        let mut headers: Vec<Header> = request
            .headers
            .iter()
            .map(|(name, value)| header(name.as_str(), value.to_str().ok()))
            .collect();
        headers.push(header("accept", Some("application/json")));
        headers.push(header("correlation-id", Some(&call)));
        headers.extend(kind.map(|kind| header("content-type", Some(kind))));
        let said: Vec<_> = request.url.query_pairs().collect();
        let query = pairs(said.iter().map(|(name, value)| (name.as_ref(), value.as_ref())));
        let whole = match &request.body {
            Body::Json(value) => value.to_string(),
            Body::None | Body::Form(_) => String::new(),
        };
        let same =
            self.hashes.hash_one((&call, request.method.as_str(), request.url.as_str(), &whole));
        let exchange = Exchange {
            n: 0,
            // Said by the connector, who knows it.
            network: Contract::KeyloopV1,
            at: Timestamp::UNIX_EPOCH,
            correlation_id: call,
            attempt: 1,
            method: request.method.as_str().to_owned(),
            route: request.route.to_owned(),
            id: id_in(request.route, request.url.path()),
            query,
            sent: Side { headers, body, bytes: whole.len() as u64 },
            outcome: String::new(),
            status: None,
            answer: Side::default(),
            times: Times::default(),
        };
        Seen { same, exchange }
    }

    /// Keeps what became of it.
    pub fn keep(
        &self,
        seen: Seen,
        outcome: &Result<Answer, Trouble>,
        heard: Heard,
        queued: Instant,
        left: Instant,
    ) {
        let Seen { same, mut exchange } = seen;
        let since = |at: Instant| {
            u64::try_from(at.saturating_duration_since(queued).as_millis()).unwrap_or(u64::MAX)
        };
        exchange.times = Times {
            left: since(left),
            first_byte: heard.first_byte.map(since),
            done: since(Instant::now()),
        };
        exchange.answer.headers = heard.headers;
        let (word, status) = match outcome {
            Ok(answer) => {
                exchange.answer.bytes = answer.body.len() as u64;
                exchange.answer.body = body_of(answer);
                ("answered", Some(answer.status))
            }
            // Nothing was asked.
            Err(Trouble::Held(_)) => return,
            Err(Trouble::NotSent(_)) => ("not_sent", None),
            Err(Trouble::Untrusted(problem)) => (problem.word(), None),
            Err(Trouble::Broken { closed: true, status, .. }) => ("closed", *status),
            Err(Trouble::Broken { status, why, .. }) if why == crate::http::NO_ANSWER => {
                ("no_answer_in_time", *status)
            }
            Err(Trouble::Broken { status, .. }) => ("broken_off", *status),
        };
        exchange.outcome = word.to_owned();
        exchange.status = status;
        let bytes = weight(&exchange);
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        inner.last += 1;
        exchange.n = inner.last;
        let before = inner.kept.iter().filter(|kept| kept.same == same).count();
        exchange.attempt = u32::try_from(before + 1).unwrap_or(u32::MAX);
        inner.bytes += bytes;
        inner.kept.push_back(Kept { same, queued, bytes, exchange });
        while inner.kept.len() > KEPT || inner.bytes > BYTES && inner.kept.len() > 1 {
            let gone = inner.kept.pop_front().map_or(0, |kept| kept.bytes);
            inner.bytes = inner.bytes.saturating_sub(gone);
        }
    }

    /// All of them, the oldest first. `now` is what the clock says; this layer only counts.
    pub fn shown(&self, network: Contract, now: Timestamp) -> Vec<Exchange> {
        let inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        let at = |kept: &Kept| {
            let ago = SignedDuration::try_from(kept.queued.elapsed()).unwrap_or_default();
            now.checked_sub(ago).unwrap_or(now)
        };
        inner
            .kept
            .iter()
            .map(|kept| Exchange { network, at: at(kept), ..kept.exchange.clone() })
            .collect()
    }
}

fn pairs<'a>(said: impl Iterator<Item = (&'a str, &'a str)>) -> Map<String, Value> {
    let members = said.map(|(name, value)| (name.to_owned(), value.into())).collect();
    match shape::value(&Value::Object(members), ITEMS) {
        Value::Object(told) => told,
        _ => Map::new(),
    }
}

fn weight(exchange: &Exchange) -> usize {
    let side = |side: &Side| {
        let heads = side.headers.iter().map(|one| 64 + one.name.len() + one.value.len());
        heads.sum::<usize>() + side.body.as_ref().map_or(0, shape::weight)
    };
    512 + side(&exchange.sent) + side(&exchange.answer)
}

/// The shape of an answer; `None` where it is none that can be told.
fn body_of(answer: &Answer) -> Option<Value> {
    if answer.body.len() > READ {
        return None;
    }
    let json = serde_json::from_slice::<Value>(&answer.body).ok()?;
    Some(shape::value(&json, ITEMS))
}

/// What kind of id stood at the route's parameter.
fn id_in(route: &str, path: &str) -> Option<String> {
    let places: Vec<&str> = route.split('/').filter(|part| !part.is_empty()).collect();
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let from_end = places.len() - places.iter().position(|part| part.starts_with('{'))?;
    let said = parts.get(parts.len().checked_sub(from_end)?)?;
    let said = percent_encoding::percent_decode_str(said).decode_utf8_lossy();
    Some(shape::kind("", &said).to_string())
}

#[cfg(test)]
mod tests {
    use reqwest::Method;
    use reqwest::header::HeaderMap;
    use serde_json::json;
    use url::Url;
    use uuid::Uuid;

    use super::*;

    fn request(path: &str, body: Value) -> Request {
        Request {
            method: Method::POST,
            route: "/customers/{id}/update-names",
            url: Url::parse(&format!("https://x.example/{path}")).unwrap(),
            headers: HeaderMap::new(),
            body: Body::Json(body),
            call: Uuid::nil(),
        }
    }

    fn keep(ring: &Ring, path: &str, body: Value, answer: &Result<Answer, Trouble>) {
        let seen = ring.seen(&request(path, body));
        let now = Instant::now();
        ring.keep(seen, answer, Heard::default(), now, now);
    }

    fn answered(body: &Value) -> Result<Answer, Trouble> {
        Ok(Answer { status: 200, body: body.to_string().into_bytes(), ..Answer::default() })
    }

    #[test]
    fn the_last_fifty_stay_and_the_same_request_is_counted() {
        let ring = Ring::default();
        for _ in 0..49 {
            keep(&ring, "customers/01-1/update-names", json!({}), &answered(&json!({})));
        }
        keep(&ring, "customers/01-2/update-names", json!({}), &answered(&json!({})));
        keep(&ring, "customers/01-1/update-names", json!({}), &answered(&json!({})));
        let shown = ring.shown(Contract::KeyloopV1, Timestamp::UNIX_EPOCH);
        assert_eq!(shown.len(), 50);
        assert_eq!((shown[0].n, shown[49].n), (2, 51));
        assert_eq!((shown[48].attempt, shown[49].attempt), (1, 50));
    }

    #[test]
    fn many_large_answers_take_no_more_than_their_bytes_and_one_too_large_is_not_read() {
        let ring = Ring::default();
        let names = customer_like(60);
        for _ in 0..50 {
            keep(&ring, "customers/1/update-names", names.clone(), &answered(&names));
        }
        let bytes = ring.inner.lock().unwrap().bytes;
        assert!(bytes <= BYTES && ring.inner.lock().unwrap().kept.len() > 1, "{bytes}");
        let huge = json!({"items": "x".repeat(READ)});
        keep(&ring, "customers/1/update-names", json!({}), &answered(&huge));
        let last = ring.shown(Contract::KeyloopV1, Timestamp::UNIX_EPOCH).pop().unwrap();
        assert_eq!((last.answer.body, last.answer.bytes > READ as u64), (None, true));
    }

    fn customer_like(members: usize) -> Value {
        let list: Vec<Value> = (0..30)
            .map(|_| Value::Object((0..members).map(|n| (format!("m{n}"), json!("x"))).collect()))
            .collect();
        json!({ "items": list })
    }

    #[test]
    fn nothing_that_stood_in_the_address_or_the_failure_is_kept() {
        let ring = Ring::default();
        let broken = Trouble::Broken {
            status: Some(502),
            why: "Maria Sousa broke it".to_owned(),
            closed: false,
        };
        let path = "customers/Sousa%2F7/update-names?familyName=Sousa&Maria=1";
        keep(&ring, path, json!({"names": {"familyName": "Sousa"}}), &Err(broken));
        let shown = ring.shown(Contract::KeyloopV1, Timestamp::UNIX_EPOCH);
        let text = serde_json::to_string(&shown).unwrap();
        for word in ["Sousa", "Maria", "x.example"] {
            assert!(!text.contains(word), "{word}: {text}");
        }
        assert_eq!((shown[0].status, shown[0].outcome.as_str()), (Some(502), "broken_off"));
        assert_eq!(shown[0].id.as_deref(), Some("<text 7>"));
    }
}
