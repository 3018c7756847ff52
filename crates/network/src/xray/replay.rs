//! A made-up request of the same shape sent to a sandbox on this computer, and whether it answers
//! as the network did.
//!
//! Nothing else is ever asked: a loopback address may lead to a real network through a tunnel, so
//! whoever answers there has to be a sandbox first, and gets the sandbox's own credentials.

use std::time::Duration;

use percent_encoding::utf8_percent_encode;
use reqwest::header::CONTENT_TYPE;
use reqwest::{Client, Method, redirect};
use serde::Serialize;
use serde_json::Value;
use url::Url;

use super::made_up::{CUSTOMER, MadeUp, made_up};
use super::shape::{self, Kind};
use super::{Contract, Exchange};
use crate::settings::is_here;
use crate::wire;

/// What a sandbox takes unless it was told otherwise: `docs/SANDBOX.md`.
const USER: &str = "desk";
const PASSWORD: &str = "desk-secret";
const ITEMS: usize = 3;
const LONGEST: Duration = Duration::from_secs(10);
const LARGEST: usize = 1024 * 1024;

/// How the sandbox answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Replay {
    pub status: u16,
    pub same_status: bool,
    /// `None` where one of the two answers has no JSON to compare.
    pub same_shape: Option<bool>,
    /// Where the shapes differ.
    pub differing: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotReplayed {
    #[error(
        "a request is only ever sent again to a sandbox on this computer, such as http://127.0.0.1:8787"
    )]
    NotLoopback,
    #[error("what answers there is no sandbox, so nothing was sent to it")]
    NotASandbox,
    #[error("this request is none of this program's")]
    NotOurs,
    #[error("the sandbox has no customer to ask about")]
    Nobody,
    #[error("the sandbox did not answer")]
    NoAnswer,
    #[error("the sandbox does not take the credentials it starts with")]
    SignIn,
}

pub async fn replay(exchange: &Exchange, sandbox: &str) -> Result<Replay, NotReplayed> {
    let origin = loopback(sandbox).ok_or(NotReplayed::NotLoopback)?;
    let made_up = made_up(exchange).ok_or(NotReplayed::NotOurs)?;
    let client = Client::builder()
        .no_proxy()
        .redirect(redirect::Policy::none())
        .timeout(LONGEST)
        .build()
        .map_err(|_| NotReplayed::NoAnswer)?;
    let own = Sandbox { client, origin };
    own.is_one().await?;
    let customer =
        if made_up.about_somebody { own.customer(exchange.network).await? } else { String::new() };
    let (status, body) = own.ask(exchange.network, &made_up, &customer).await?;
    let body = body.map(|body| shape::value(&body, ITEMS));
    let mut differing = Vec::new();
    let same_shape = match (&exchange.answer.body, &body) {
        (Some(then), Some(now)) => {
            compare("", then, now, &mut differing);
            Some(differing.is_empty())
        }
        (None, None) => Some(true),
        _ => None,
    };
    Ok(Replay { status, same_status: exchange.status == Some(status), same_shape, differing })
}

/// The origin of an address on this computer.
fn loopback(address: &str) -> Option<Url> {
    let mut url = Url::parse(address).ok()?;
    let here = is_here(&url);
    if here && url.domain().is_some() {
        url.set_host(Some("127.0.0.1")).ok()?;
    }
    let plain = url.username().is_empty() && url.password().is_none();
    (here && plain && matches!(url.scheme(), "http" | "https")).then(|| {
        url.set_path("");
        url.set_query(None);
        url.set_fragment(None);
        url
    })
}

struct Sandbox {
    client: Client,
    origin: Url,
}

impl Sandbox {
    fn at(&self, path: &str) -> Result<Url, NotReplayed> {
        self.origin.join(path).map_err(|_| NotReplayed::NotOurs)
    }

    async fn administration(&self, path: &str) -> Result<Value, NotReplayed> {
        let sent = self.client.get(self.at(path)?).send().await;
        let (status, body) = answer(sent.map_err(|_| NotReplayed::NoAnswer)?).await?;
        body.filter(|_| status == 200).ok_or(NotReplayed::NotASandbox)
    }

    async fn is_one(&self) -> Result<(), NotReplayed> {
        let said = self.administration("/_sandbox").await?;
        let members = ["version", "seed", "home_tenant", "rules", "faults"];
        let all = members.iter().all(|member| said.get(member).is_some());
        if all { Ok(()) } else { Err(NotReplayed::NotASandbox) }
    }

    async fn customer(&self, network: Contract) -> Result<String, NotReplayed> {
        let list = self.administration("/_sandbox/customers?limit=1&offset=0").await?;
        let member = match network {
            Contract::KeyloopV1 | Contract::KeyloopV3 => "keyloopId",
            Contract::MyKaarma => "customerUuid",
        };
        wire::items(&list, "items")
            .first()
            .and_then(|first| wire::text(first, member))
            .ok_or(NotReplayed::Nobody)
    }

    async fn token(&self) -> Result<String, NotReplayed> {
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", USER),
            ("client_secret", PASSWORD),
        ];
        let sent = self.client.post(self.at(TOKEN)?).form(&form).send().await;
        let (_, body) = answer(sent.map_err(|_| NotReplayed::NoAnswer)?).await?;
        body.and_then(|body| wire::text(&body, "access_token")).ok_or(NotReplayed::SignIn)
    }

    async fn ask(
        &self,
        network: Contract,
        made_up: &MadeUp,
        customer: &str,
    ) -> Result<(u16, Option<Value>), NotReplayed> {
        let method =
            Method::from_bytes(made_up.method.as_bytes()).map_err(|_| NotReplayed::NotOurs)?;
        let sent = if made_up.form {
            let form = [
                ("grant_type", "client_credentials"),
                ("client_id", USER),
                ("client_secret", PASSWORD),
            ];
            self.client.request(method, self.at(TOKEN)?).form(&form)
        } else {
            let base = match network {
                Contract::KeyloopV1 => "/sample/sample/v1",
                Contract::KeyloopV3 => "/sample/sample/v3",
                Contract::MyKaarma => "/customer/v2/department/dep-sample",
            };
            let named = utf8_percent_encode(customer, wire::QUERY).to_string();
            let url = self.at(&format!("{base}{}", made_up.path.replace(CUSTOMER, &named)))?;
            let pairs: Vec<(&str, String)> =
                made_up.query.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
            let mut sending = self.client.request(method, wire::with_query(url, &pairs));
            sending = match network {
                Contract::MyKaarma => sending.basic_auth(USER, Some(PASSWORD)),
                Contract::KeyloopV1 | Contract::KeyloopV3 => {
                    sending.bearer_auth(self.token().await?)
                }
            };
            match &made_up.body {
                None => sending,
                Some(body) => sending
                    .header(CONTENT_TYPE, "application/json")
                    .body(about(body, customer).to_string()),
            }
        };
        answer(sent.send().await.map_err(|_| NotReplayed::NoAnswer)?).await
    }
}

const TOKEN: &str = "/oauth/client_credential/accesstoken";

/// The body with the customer of the sandbox in it.
fn about(body: &Value, customer: &str) -> Value {
    match body {
        Value::String(text) if text == CUSTOMER => customer.into(),
        Value::Array(items) => items.iter().map(|item| about(item, customer)).collect(),
        Value::Object(members) => {
            let named = members.iter().map(|(name, value)| (name.clone(), about(value, customer)));
            Value::Object(named.collect())
        }
        other => other.clone(),
    }
}

/// Its status and its JSON.
async fn answer(mut response: reqwest::Response) -> Result<(u16, Option<Value>), NotReplayed> {
    let status = response.status().as_u16();
    let mut bytes = Vec::new();
    while let Some(piece) = response.chunk().await.map_err(|_| NotReplayed::NoAnswer)? {
        bytes.extend_from_slice(&piece);
        if bytes.len() > LARGEST {
            return Ok((status, None));
        }
    }
    Ok((status, serde_json::from_slice(&bytes).ok()))
}

/// Where two answers differ: in the kind of JSON that stands somewhere, in a part of the whole, and in
/// members that no contract has. A known value may be missing: not everybody has each.
fn compare(path: &str, then: &Value, now: &Value, differing: &mut Vec<String>) {
    if differing.len() >= 20 {
        return;
    }
    let below = |name: &str| {
        if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
    };
    match (then, now) {
        (Value::Null, _) | (_, Value::Null) => {}
        (Value::Object(then), Value::Object(now)) => {
            for (name, value) in then {
                match now.get(name) {
                    Some(other) => compare(&below(name), value, other, differing),
                    None if counts(path, name, value) => differing.push(below(name)),
                    None => {}
                }
            }
            let only_now = now.iter().filter(|(name, _)| !then.contains_key(*name));
            let counted = only_now.filter(|(name, value)| counts(path, name, value));
            differing.extend(counted.map(|(name, _)| below(name)));
        }
        (Value::Array(then), Value::Array(now)) => {
            let told = |items: &[Value]| items.iter().find(|item| !item.is_string()).cloned();
            if let (Some(then), Some(now)) = (told(then), told(now)) {
                compare(&below("[]"), &then, &now, differing);
            }
        }
        _ if sort(then) == sort(now) => {}
        _ => differing.push(if path.is_empty() { ".".to_owned() } else { path.to_owned() }),
    }
}

fn counts(path: &str, name: &str, value: &Value) -> bool {
    path.is_empty() && (value.is_object() || value.is_array()) || is_unknown(name)
}

fn is_unknown(name: &str) -> bool {
    matches!(name.parse(), Ok(Kind::Member(..)))
}

/// What JSON stands there, where numbers may be told by a placeholder.
fn sort(value: &Value) -> u8 {
    match value {
        Value::Null => 0,
        Value::Bool(_) => 1,
        Value::Number(_) => 2,
        Value::String(text) if matches!(text.parse(), Ok(Kind::Number(_))) => 2,
        Value::String(_) => 3,
        Value::Array(_) => 4,
        Value::Object(_) => 5,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn nothing_but_this_computer_is_ever_asked() {
        for (address, here) in [
            ("http://127.0.0.1:8787", Some("http://127.0.0.1:8787/")),
            ("http://127.0.0.1:8787/customer/v2?a=b", Some("http://127.0.0.1:8787/")),
            ("http://localhost:8787", Some("http://127.0.0.1:8787/")),
            ("https://[::1]:8787", Some("https://[::1]:8787/")),
            ("http://127.0.0.1.evil.example", None),
            ("http://me.localhost:1", None),
            ("https://api.eu.keyloop.io", None),
            ("http://desk:secret@127.0.0.1:8787", None),
            ("ftp://127.0.0.1", None),
            ("127.0.0.1:8787", None),
        ] {
            assert_eq!(loopback(address).as_ref().map(Url::as_str), here, "{address}");
        }
    }

    #[test]
    fn shapes_differ_by_kind_by_top_members_and_by_members_nobody_knows() {
        let then = shape::value(&json!({"items": [{"a": 1}], "totalItems": 4, "links": []}), ITEMS);
        for (now, differing) in [
            (json!({"items": [], "totalItems": 0, "links": [{}]}), vec![]),
            (
                json!({"items": [{"customerId": "1"}], "totalItems": "4", "links": []}),
                vec!["items.[].<member 1>", "totalItems"],
            ),
            (json!({"items": {}, "totalItems": null}), vec!["items", "links"]),
            (json!({"items": [], "links": []}), vec![]),
        ] {
            let mut found = Vec::new();
            compare("", &then, &shape::value(&now, ITEMS), &mut found);
            assert_eq!(found, differing, "{now}");
        }
    }
}
