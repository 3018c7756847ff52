//! The way of a request to a dealer route: log, network switch, faults, the network's handler,
//! faults again, and out.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use futures::{StreamExt, stream};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use tokio::sync::watch;

use crate::Failure;
use crate::call::{Answer, Call, Lose, Payload, refusal};
use crate::clock::http_date;
use crate::dealer::Dealer;
use crate::door::{Line, Lines};
use crate::faults::{At, Fault, Kind, Seen};
use crate::inject::{self, Delivery};
use crate::requests::{Entry, loggable};
use crate::routes::{self, Found, Network, Route};
use crate::{keyloop, mykaarma};

const LARGEST_BODY: usize = 12 * 1024 * 1024;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NetworkState {
    Up,
    /// Connections are closed without an answer.
    Down,
    /// Nothing is ever answered.
    Hang,
    /// The port is closed.
    Refuse,
}

/// What the routes share. The lock is never held across an await.
#[derive(Clone)]
pub struct Shop {
    dealer: Arc<Mutex<Dealer>>,
    pub network: Arc<watch::Sender<NetworkState>>,
    pub open: Arc<watch::Sender<bool>>,
    pub lines: Lines,
    pub admin_url: String,
}

impl Shop {
    pub fn new(dealer: Dealer, open: watch::Sender<bool>, lines: Lines, admin_url: String) -> Self {
        Self {
            dealer: Arc::new(Mutex::new(dealer)),
            network: Arc::new(watch::Sender::new(NetworkState::Up)),
            open: Arc::new(open),
            lines,
            admin_url,
        }
    }

    pub fn dealer(&self) -> MutexGuard<'_, Dealer> {
        self.dealer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn set_network(&self, state: NetworkState) {
        self.network.send_replace(state);
        self.open.send_replace(state != NetworkState::Refuse);
        if state == NetworkState::Refuse {
            self.lines.cut_all();
        }
    }
}

pub enum Outcome {
    Answer(Answer, Delivery),
    Cut,
    Silence,
}

pub async fn dealer_route(
    State(shop): State<Shop>,
    ConnectInfo(line): ConnectInfo<Line>,
    request: Request,
) -> Response {
    let mut network = shop.network.subscribe();
    // A task of its own: a client that goes away does not stop what a real server would finish.
    let outcome = match tokio::spawn(work(shop.clone(), request)).await {
        Ok(outcome) => outcome,
        Err(_) => Outcome::Answer(Answer::empty(500), Delivery::Whole),
    };
    match outcome {
        Outcome::Answer(answer, delivery) => deliver(&shop, answer, delivery),
        Outcome::Cut => {
            line.cut();
            Response::default()
        }
        Outcome::Silence => {
            let silent_network = *network.borrow() == NetworkState::Hang;
            if silent_network && network.wait_for(|s| *s != NetworkState::Hang).await.is_ok() {
                line.cut();
                return Response::default();
            }
            std::future::pending().await
        }
    }
}

pub async fn work(shop: Shop, request: Request) -> Outcome {
    let started = Instant::now();
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, LARGEST_BODY).await;
    let path = parts.uri.path().to_owned();
    let query = parts.uri.query().unwrap_or_default().to_owned();
    let method = parts.method.as_str().to_owned();
    let found = routes::find(&method, &path);
    let (network, template) = match &found {
        Found::Route(route, _) => (route.network, route.template),
        Found::OtherMethod(network, _) => (*network, ""),
        Found::Nothing => (Network::Unknown, ""),
    };
    let bytes = body.as_deref().unwrap_or_default().to_vec();
    let seq = {
        let mut dealer = shop.dealer();
        let at = dealer.now().to_string();
        let body = loggable(&bytes);
        dealer.requests.begin(Entry {
            seq: 0,
            at,
            network: network.name(),
            method: method.clone(),
            template,
            path: path.clone(),
            query: query.clone(),
            headers: headers_of_interest(&parts.headers),
            body,
            status: None,
            duration_ms: None,
            fault: None,
        })
    };
    let state = *shop.network.borrow();
    let outcome = match (state, found) {
        (NetworkState::Down | NetworkState::Refuse, _) => Outcome::Cut,
        (NetworkState::Hang, _) => Outcome::Silence,
        (NetworkState::Up, _) if body.is_err() => {
            Outcome::Answer(refusal(network, 413, ""), Delivery::Whole)
        }
        (NetworkState::Up, Found::Route(route, params)) => {
            let host = parts.headers.get("host").and_then(|host| host.to_str().ok());
            let call = Call {
                route,
                params,
                query: routes::query_pairs(&query),
                headers: parts.headers.clone(),
                body: bytes,
                path,
                origin: format!("http://{}", host.unwrap_or("127.0.0.1")),
                request_seq: seq,
                stale: false,
                lose: None,
            };
            with_faults(&shop, route, call).await
        }
        (NetworkState::Up, Found::OtherMethod(network, allowed)) => {
            Outcome::Answer(refusal(network, 405, "").with("allow", allowed), Delivery::Whole)
        }
        (NetworkState::Up, Found::Nothing) => Outcome::Answer(
            keyloop::gateway_fault(
                404,
                "Unable to identify proxy for host and url",
                "messaging.adaptors.http.flow.ApplicationNotFound",
            ),
            Delivery::Whole,
        ),
    };
    let status = match &outcome {
        Outcome::Answer(answer, _) => Some(answer.status),
        Outcome::Cut | Outcome::Silence => None,
    };
    shop.dealer().requests.note(seq, |entry| {
        entry.status = status;
        entry.duration_ms = u64::try_from(started.elapsed().as_millis()).ok();
    });
    outcome
}

async fn with_faults(shop: &Shop, route: &'static Route, mut call: Call) -> Outcome {
    let fault = match fault_of(shop, route, &call) {
        Ok(fault) => fault,
        Err(reason) => {
            let body = json!({"error": format!("X-Sandbox-Fault: {reason}")});
            return Outcome::Answer(Answer::json(400, body), Delivery::Whole);
        }
    };
    let Some(fault) = fault else { return answered(shop, &call) };
    if fault.place() == At::Before {
        match &fault.kind {
            Kind::Drop => return Outcome::Cut,
            Kind::Hang => return Outcome::Silence,
            Kind::LateCommit { ms } => {
                let (shop, ms) = (shop.clone(), *ms);
                tokio::spawn(async move {
                    tokio::time::sleep(Duration::from_millis(ms)).await;
                    answered(&shop, &call);
                });
                return Outcome::Cut;
            }
            Kind::Delay { ms } => tokio::time::sleep(Duration::from_millis(*ms)).await,
            Kind::Partial { keep, drop_fields } => {
                call.lose = Some(if drop_fields.is_empty() {
                    Lose::Share(keep.unwrap_or(0.5))
                } else {
                    Lose::Fields(drop_fields.clone())
                });
            }
            Kind::StaleRead => call.stale = true,
            Kind::RevokeToken => keyloop::revoke(&mut shop.dealer(), call.header("authorization")),
            kind => {
                let mut dealer = shop.dealer();
                if let Some(answer) =
                    inject::instead(kind, route.network, &call.headers, &mut dealer)
                {
                    return Outcome::Answer(answer, Delivery::Whole);
                }
            }
        }
    }
    let outcome = answered(shop, &call);
    let Outcome::Answer(mut answer, _) = outcome else { return outcome };
    let delivery = match &fault.kind {
        Kind::Drip { bytes, every_ms } => Delivery::Drip { bytes: *bytes, every_ms: *every_ms },
        Kind::Truncate { bytes } => Delivery::Truncated { bytes: *bytes },
        _ => Delivery::Whole,
    };
    if fault.place() == At::After {
        match &fault.kind {
            Kind::Drop => return Outcome::Cut,
            Kind::Hang => return Outcome::Silence,
            Kind::Delay { ms } => tokio::time::sleep(Duration::from_millis(*ms)).await,
            Kind::RevokeToken => keyloop::revoke(&mut shop.dealer(), call.header("authorization")),
            kind => {
                let mut dealer = shop.dealer();
                match inject::instead(kind, route.network, &call.headers, &mut dealer) {
                    Some(other) => answer = other,
                    None => inject::spoil(kind, &mut answer, &mut dealer),
                }
            }
        }
    }
    Outcome::Answer(answer, delivery)
}

/// The fault the request asks for itself, or the one a script has for it.
fn fault_of(shop: &Shop, route: &Route, call: &Call) -> Result<Option<Fault>, String> {
    let header = call.header("x-sandbox-fault");
    let fault = if header.is_empty() {
        shop.dealer().faults.strike(&Seen {
            network: route.network,
            method: route.method,
            template: route.template,
            path: &call.path,
            body: &call.body,
        })
    } else {
        let value: Value = serde_json::from_str(header).map_err(|error| error.to_string())?;
        Some(Fault::read(&value)?)
    };
    if let Some(fault) = &fault {
        let name = fault.name();
        shop.dealer().requests.note(call.request_seq, |entry| entry.fault = Some(name));
    }
    Ok(fault)
}

fn answered(shop: &Shop, call: &Call) -> Outcome {
    let mut dealer = shop.dealer();
    let answer = match call.route.network {
        Network::MyKaarma => mykaarma::handle(&mut dealer, call),
        Network::Token | Network::KeyloopV1 | Network::KeyloopV3 | Network::Unknown => {
            keyloop::handle(&mut dealer, call)
        }
    };
    let answer = answer.unwrap_or_else(|failure: Failure| {
        tracing::error!("the sandbox could not store a change: {failure}");
        refusal(call.route.network, 500, call.correlation_id())
    });
    Outcome::Answer(answer, Delivery::Whole)
}

fn headers_of_interest(headers: &HeaderMap) -> Map<String, Value> {
    const NAMES: [&str; 10] = [
        "correlation-id",
        "x-onbehalf-of",
        "content-type",
        "accept",
        "accept-language",
        "user-agent",
        "x-sandbox-fault",
        "if-match",
        "log-level",
        "authorization",
    ];
    NAMES
        .iter()
        .filter_map(|name| Some((*name, headers.get(*name)?.to_str().ok()?)))
        .map(|(name, value)| {
            // The scheme is of interest, the secret is not.
            let shown = match name {
                "authorization" => value.split(' ').next().unwrap_or_default(),
                _ => value,
            };
            (name.to_owned(), json!(shown))
        })
        .collect()
}

/// The headers and the body of an answer.
pub fn laid_out(shop: &Shop, answer: Answer) -> (Vec<(String, String)>, Vec<u8>) {
    let (kind, bytes) = match answer.payload {
        Payload::Json(body) => (Some("application/json".to_owned()), body.to_string().into_bytes()),
        Payload::Text { content_type, text } => (Some(content_type), text.into_bytes()),
        Payload::Empty => (None, Vec::new()),
    };
    let mut headers = vec![("date".to_owned(), http_date(shop.dealer().now()))];
    headers.extend(kind.map(|kind| ("content-type".to_owned(), kind)));
    headers.extend(answer.headers);
    (headers, bytes)
}

fn deliver(shop: &Shop, answer: Answer, delivery: Delivery) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() =
        StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let (headers, bytes) = laid_out(shop, answer);
    let mut put = |name: &str, value: &str| {
        if let (Ok(name), Ok(value)) =
            (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value))
        {
            response.headers_mut().insert(name, value);
        }
    };
    for (name, value) in &headers {
        put(name, value);
    }
    *response.body_mut() = match delivery {
        Delivery::Whole => Body::from(bytes),
        Delivery::Drip { bytes: size, every_ms } => {
            put("content-length", &bytes.len().to_string());
            drip(bytes, size.max(1), every_ms)
        }
        Delivery::Truncated { bytes: cut } => {
            put("content-length", &bytes.len().to_string());
            let cut = cut.unwrap_or(bytes.len() / 2).min(bytes.len().saturating_sub(1));
            cut_short(Bytes::copy_from_slice(bytes.get(..cut).unwrap_or_default()))
        }
    };
    response
}

fn drip(bytes: Vec<u8>, size: usize, every_ms: u64) -> Body {
    Body::from_stream(stream::unfold(
        (Bytes::from(bytes), true),
        move |(mut left, first)| async move {
            if left.is_empty() {
                return None;
            }
            if !first {
                tokio::time::sleep(Duration::from_millis(every_ms)).await;
            }
            let drop = left.split_to(size.min(left.len()));
            Some((Ok::<_, std::io::Error>(drop), (left, false)))
        },
    ))
}

/// The start of a body, then the end of the connection. The pause lets the start leave.
fn cut_short(start: Bytes) -> Body {
    let broken = stream::once(async {
        tokio::time::sleep(Duration::from_millis(30)).await;
        Err(std::io::Error::from(std::io::ErrorKind::ConnectionAborted))
    });
    Body::from_stream(stream::once(async { Ok(start) }).chain(broken))
}
