//! How requests leave this machine: one client for reads and one for writes, their limits, and
//! the one thing only this layer can know, whether a byte was written before it failed.
//!
//! It never retries, never follows a redirect and never says what an answer means (`meaning`).
//! Routes, not addresses, are logged: addresses hold names and numbers of people.

use std::error::Error as _;
use std::time::Duration;

use reqwest::header::{self, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, redirect};
use serde_json::Value;
use tokio::sync::Semaphore;
use tokio::time::Instant;
use url::Url;
use uuid::Uuid;

/// How long anything may take and how much an answer may hold.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    pub connect: Duration,
    /// Between two pieces of an answer.
    pub read: Duration,
    pub total: Duration,
    pub body: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            read: Duration::from_secs(20),
            total: Duration::from_secs(60),
            body: 5 * 1024 * 1024,
        }
    }
}

/// Reads in flight at once, so that as-you-type searching does not crowd out a dealer's line.
const READS_AT_ONCE: usize = 4;

/// Why there is no whole answer.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// Resolving, connecting or the TLS handshake failed: not a byte of the request was written.
    NotSent(String),
    /// Anything after that; `status` where at least the head of an answer came. `closed`: the
    /// connection ended before a byte of the answer.
    Broken { status: Option<u16>, why: String, closed: bool },
}

/// A whole answer, whatever it says.
#[derive(Clone, Debug, Default)]
pub(crate) struct Answer {
    pub status: u16,
    pub content_type: String,
    pub retry_after: Option<String>,
    pub date: Option<String>,
    pub location: Option<String>,
    pub body: Vec<u8>,
}

#[derive(Clone, Debug)]
pub(crate) enum Body {
    None,
    Json(Value),
    Form(Vec<(&'static str, String)>),
}

/// One request. `route` is its template, the only part that is ever logged.
#[derive(Clone)]
pub(crate) struct Request {
    pub method: Method,
    pub route: &'static str,
    pub url: Url,
    pub headers: HeaderMap,
    pub body: Body,
    pub call: Uuid,
}

pub(crate) struct Http {
    read: reqwest::Client,
    write: reqwest::Client,
    reads: Semaphore,
    cap: usize,
}

impl Http {
    /// `loopback` lifts "https only" and keeps a proxy out of the way of the own machine.
    pub fn new(loopback: bool, limits: Limits) -> Result<Self, reqwest::Error> {
        let client = || {
            let builder = reqwest::Client::builder()
                .https_only(!loopback)
                .tls_version_min(reqwest::tls::Version::TLS_1_2)
                .connect_timeout(limits.connect)
                .read_timeout(limits.read)
                .timeout(limits.total)
                .redirect(redirect::Policy::none())
                .retry(reqwest::retry::never())
                .referer(false)
                .user_agent(concat!("showroom/", env!("CARGO_PKG_VERSION")));
            if loopback { builder.no_proxy() } else { builder }
        };
        Ok(Self {
            read: client().pool_idle_timeout(Duration::from_secs(30)).build()?,
            // hyper may send a request again when a pooled connection turns out to be closed;
            // a write therefore always gets a connection of its own.
            write: client().pool_max_idle_per_host(0).http1_only().build()?,
            reads: Semaphore::new(READS_AT_ONCE),
            cap: limits.body,
        })
    }

    pub async fn read(&self, request: Request) -> Result<Answer, Trouble> {
        let _permit = self.reads.acquire().await;
        match self.send(&self.read, request.clone()).await {
            // Most often a kept connection that the other side had given up meanwhile. Asking
            // again is harmless for a read, and this time on a connection of its own.
            Err(Trouble::Broken { closed: true, .. }) => self.send(&self.write, request).await,
            other => other,
        }
    }

    pub async fn write(&self, request: Request) -> Result<Answer, Trouble> {
        self.send(&self.write, request).await
    }

    async fn send(&self, client: &reqwest::Client, request: Request) -> Result<Answer, Trouble> {
        let (route, call, method) = (request.route, request.call, request.method.clone());
        let begun = Instant::now();
        let outcome = self.exchange(client, request).await;
        let duration_ms = begun.elapsed().as_millis();
        match &outcome {
            Ok(answer) => tracing::debug!(
                %method, route, %call, dms.status = answer.status, duration_ms,
                "the network answered"
            ),
            Err(Trouble::NotSent(why)) => {
                tracing::debug!(%method, route, %call, %why, duration_ms, "nothing was sent");
            }
            Err(Trouble::Broken { status, why, .. }) => tracing::debug!(
                %method, route, %call, dms.status = ?status, %why, duration_ms,
                "the answer did not come whole"
            ),
        }
        outcome
    }

    async fn exchange(
        &self,
        client: &reqwest::Client,
        request: Request,
    ) -> Result<Answer, Trouble> {
        let mut building = client
            .request(request.method, request.url)
            .headers(request.headers)
            .header(header::ACCEPT, "application/json")
            .header(CORRELATION, request.call.to_string());
        building = match request.body {
            Body::None => building,
            Body::Json(value) => building.json(&value),
            Body::Form(fields) => building.form(&fields),
        };
        let mut response = building.send().await.map_err(trouble)?;
        let status = response.status().as_u16();
        let said = |name: HeaderName| {
            response.headers().get(name).and_then(|v| v.to_str().ok()).map(str::to_owned)
        };
        let mut answer = Answer {
            status,
            content_type: said(header::CONTENT_TYPE).unwrap_or_default().to_ascii_lowercase(),
            retry_after: said(header::RETRY_AFTER),
            date: said(header::DATE),
            location: said(header::LOCATION),
            body: Vec::new(),
        };
        let broken = |why: String| Trouble::Broken { status: Some(status), why, closed: false };
        loop {
            match response.chunk().await {
                Ok(Some(piece)) if answer.body.len() + piece.len() > self.cap => {
                    return Err(broken(format!("the answer is larger than {} bytes", self.cap)));
                }
                Ok(Some(piece)) => answer.body.extend_from_slice(&piece),
                Ok(None) => return Ok(answer),
                Err(failed) => return Err(broken(cause(&failed.without_url()))),
            }
        }
    }
}

const CORRELATION: HeaderName = HeaderName::from_static("correlation-id");

/// A header value that no log or debug print shows.
pub(crate) fn secret_header(value: &str) -> Result<HeaderValue, header::InvalidHeaderValue> {
    let mut value = HeaderValue::from_str(value)?;
    value.set_sensitive(true);
    Ok(value)
}

fn trouble(failed: reqwest::Error) -> Trouble {
    let before_a_byte = failed.is_connect() || failed.is_builder();
    let closed = failed.is_request() && !failed.is_timeout();
    let why = cause(&failed.without_url());
    if before_a_byte {
        Trouble::NotSent(why)
    } else {
        Trouble::Broken { status: None, why, closed }
    }
}

/// The innermost reasons of an error, without the address it concerns.
fn cause(failed: &reqwest::Error) -> String {
    if failed.is_timeout() && !failed.is_connect() {
        return "no answer in time".to_owned();
    }
    let mut said = Vec::new();
    let mut next = failed.source();
    while let Some(source) = next {
        said.push(source.to_string());
        next = source.source();
    }
    said.dedup();
    if said.is_empty() { failed.to_string() } else { said.join(": ") }
}
