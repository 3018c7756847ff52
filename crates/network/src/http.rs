//! How requests leave this machine: one client for reads and one for writes, their limits, their
//! pace, and the one thing only this layer can know, whether a byte was written before it failed.
//!
//! It never retries, never follows a redirect and does not itself say what an answer means: `meaning`
//! does, where somebody asks.
//! Routes, not addresses, are logged: addresses hold names and numbers of people. What became of
//! each request is kept for a while without anything of theirs (`xray`).

use std::error::Error;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use reqwest::header::{self, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, redirect};
use serde_json::Value;
use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use tokio::time::Instant;
use url::{Host, Url};
use uuid::Uuid;

use crate::Told;
use crate::carrier::{Carrier, Lost, Sent};
use crate::egress::{Egress, Proxy};
use crate::failure::{Certificate, Failure};
use crate::meaning::{self, Asked};
use crate::pace::Pace;
use crate::tls;
use crate::trust::{Seen, Shown};
use crate::xray::{Contract, Exchange, Heard, Ring};

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

/// Why an answer is not whole that nobody waited for any longer.
pub(crate) const NO_ANSWER: &str = "no answer in time";

/// Why there is no whole answer.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// Resolving, connecting or the TLS handshake failed: not a byte of the request was written.
    NotSent(String),
    /// The handshake failed over the other side's certificate: not a byte was written either.
    Untrusted(Certificate),
    /// The network asked to wait, and that long is left of it: nothing was tried.
    Held(Duration),
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
    /// When its request left.
    pub left: Option<Instant>,
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

impl Request {
    pub fn new(method: Method, route: &'static str, url: Url, call: Uuid) -> Self {
        Self { method, route, url, headers: HeaderMap::new(), body: Body::None, call }
    }

    pub fn json(self, body: Value) -> Self {
        Self { body: Body::Json(body), ..self }
    }
}

pub(crate) struct Http {
    line: Line,
    reads: Semaphore,
    /// When the network may be asked again, for reads and writes alike.
    not_before: Mutex<Option<Instant>>,
    pace: Mutex<Pace>,
    told: Mutex<Option<Told>>,
    /// What time it was at the network's, by its last answer.
    date: Mutex<Option<Timestamp>>,
    connect: Duration,
    cap: usize,
    ring: Option<Ring>,
    seen: Seen,
}

enum Line {
    Sockets { read: reqwest::Client, write: reqwest::Client },
    Played(Arc<dyn Carrier>),
}

/// Which connection a request may take.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Kept,
    OwnConnection,
}

/// Where the network is, as far as it matters for how requests leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Over TLS, wherever.
    Elsewhere,
    /// This very machine: a proxy is kept out of the way.
    Loopback { tls: bool },
}

/// Why there can be no connections at all.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NoClient {
    #[error(transparent)]
    Tls(#[from] rustls::Error),
    #[error(transparent)]
    Client(#[from] reqwest::Error),
}

/// What every connection keeps to, whoever is believed.
pub(crate) fn builder(
    place: Place,
    limits: Limits,
    proxy: &Proxy,
) -> reqwest::Result<reqwest::ClientBuilder> {
    let builder = reqwest::Client::builder()
        .https_only(!matches!(place, Place::Loopback { tls: false }))
        .connect_timeout(limits.connect)
        .read_timeout(limits.read)
        .timeout(limits.total)
        .redirect(redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .user_agent(concat!("showroom/", env!("CARGO_PKG_VERSION")));
    match place {
        Place::Elsewhere => proxy.lead(builder),
        Place::Loopback { .. } => Ok(builder.no_proxy()),
    }
}

impl Http {
    pub fn new(place: Place, limits: Limits, egress: &Egress) -> Result<Self, NoClient> {
        let seen = Seen::default();
        let tls = match place {
            // There is no certificate to prove: reading the system's would only take time.
            Place::Loopback { tls: false } => None,
            Place::Elsewhere | Place::Loopback { tls: true } => {
                Some(tls::config(&egress.trust, seen.clone())?)
            }
        };
        let client = || {
            let builder = builder(place, limits, &egress.proxy)?;
            Ok::<_, reqwest::Error>(match &tls {
                Some(tls) => builder.tls_backend_preconfigured(tls.clone()),
                None => builder.tls_certs_only([]),
            })
        };
        let read = client()?.pool_idle_timeout(Duration::from_secs(30)).build()?;
        // hyper may send a request again when a pooled connection turns out to be closed;
        // a write therefore always gets a connection of its own.
        let write = client()?.pool_max_idle_per_host(0).http1_only().build()?;
        let sockets = Line::Sockets { read, write };
        Ok(Self { seen, ..Self::over(sockets, limits, Some(Ring::default())) })
    }

    /// Over a network that is played. Nobody looks for its faults in an X-ray.
    pub fn played(carrier: Arc<dyn Carrier>, limits: Limits) -> Self {
        Self::over(Line::Played(carrier), limits, None)
    }

    fn over(line: Line, limits: Limits, ring: Option<Ring>) -> Self {
        Self {
            line,
            reads: Semaphore::new(READS_AT_ONCE),
            not_before: Mutex::default(),
            pace: Mutex::default(),
            told: Mutex::default(),
            date: Mutex::default(),
            connect: limits.connect,
            cap: limits.body,
            ring,
            seen: Seen::default(),
        }
    }

    /// Of the certificate that was shown last.
    pub fn shown(&self) -> Option<Shown> {
        self.seen.shown()
    }

    /// What was asked lately and what came of it.
    pub fn xray(&self, network: Contract, now: Timestamp) -> Vec<Exchange> {
        self.ring.as_ref().map(|ring| ring.shown(network, now)).unwrap_or_default()
    }

    /// What a failed answer asks of all later requests. Where it named a time nothing leaves before
    /// that is over, whatever several calls were under way; a wait that is already longer stays.
    /// Where it was for the number of requests, they follow each other more slowly from now on.
    pub async fn failed(&self, answer: &Answer, failure: &Failure) {
        let wait = meaning::hold(answer, failure);
        let throttled = matches!(failure, Failure::Throttled { .. });
        let now = Instant::now();
        {
            let mut pace = self.pace.lock().unwrap_or_else(PoisonError::into_inner);
            // A 503 speaks of the system behind the network, not of how much was asked.
            if let Some(left) = answer.left
                && throttled
                && answer.status != 503
            {
                pace.refused(left, now);
            }
            let Some(wait) = wait else { return };
            pace.not_before(now + wait);
            let mut not_before = self.not_before.lock().unwrap_or_else(PoisonError::into_inner);
            *not_before = (*not_before).max(Some(now + wait));
        }
        // A refusal says it itself; of any other failure nobody else would hear.
        if let (Some(wait), false) = (wait, throttled) {
            self.tell(wait).await;
        }
    }

    /// Who is told of every wait that is waited here.
    pub fn listen(&self, told: Told) {
        *self.told.lock().unwrap_or_else(PoisonError::into_inner) = Some(told);
    }

    pub async fn tell(&self, wait: Duration) {
        let told = self.told.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(told) = told {
            told(wait).await;
        }
    }

    /// What time it was at the network's when it last answered, where it said so.
    pub fn date(&self) -> Option<Timestamp> {
        *self.date.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for this request's turn; says when it leaves.
    async fn turn(&self) -> Instant {
        let now = Instant::now();
        let wait = self.pace.lock().unwrap_or_else(PoisonError::into_inner).turn(now);
        if !wait.is_zero() {
            tokio::time::sleep(wait).await;
        }
        now + wait
    }

    fn held(&self) -> Option<Duration> {
        let not_before = *self.not_before.lock().unwrap_or_else(PoisonError::into_inner);
        let left = not_before?.saturating_duration_since(Instant::now());
        (!left.is_zero()).then_some(left)
    }

    /// Connects and hangs up. Behind a proxy it may fail where requests would not.
    pub async fn reach(&self, url: &Url) -> Result<(), Failure> {
        let not_sent = |why: &str| Failure::NotSent { why: why.to_owned() };
        if let Line::Played(carrier) = &self.line {
            let there = carrier.reach(self.connect).await;
            return if there { Ok(()) } else { Err(not_sent("nobody is there")) };
        }
        let host = url.host().ok_or_else(|| not_sent("the address names no host"))?;
        let port = url.port_or_known_default().unwrap_or(443);
        let connecting = async {
            match host {
                Host::Domain(name) => TcpStream::connect((name, port)).await,
                Host::Ipv4(ip) => TcpStream::connect((ip, port)).await,
                Host::Ipv6(ip) => TcpStream::connect((ip, port)).await,
            }
        };
        match tokio::time::timeout(self.connect, connecting).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(not_sent(&error.kind().to_string())),
            Err(_) => Err(not_sent("no connection in time")),
        }
    }

    /// Asked as what it is, and the answer's JSON or what its failure means.
    pub async fn ask(&self, request: Request, asked: Asked) -> Result<(Answer, Value), Failure> {
        let answer = if asked.aside {
            self.aside(request).await
        } else if asked.write {
            self.write(request).await
        } else {
            self.read(request).await
        }
        .map_err(meaning::of_trouble)?;
        match meaning::of(&answer, asked) {
            Ok(body) => Ok((answer, body)),
            Err(failure) => {
                self.failed(&answer, &failure).await;
                Err(failure)
            }
        }
    }

    pub async fn read(&self, request: Request) -> Result<Answer, Trouble> {
        let queued = Instant::now();
        let _permit = self.reads.acquire().await;
        match self.send(Way::Kept, request.clone(), queued).await {
            // Most often a kept connection that the other side had given up meanwhile. Asking
            // again is harmless for a read, and this time on a connection of its own.
            Err(Trouble::Broken { closed: true, .. }) => {
                self.send(Way::OwnConnection, request, Instant::now()).await
            }
            other => other,
        }
    }

    pub async fn write(&self, request: Request) -> Result<Answer, Trouble> {
        self.send(Way::OwnConnection, request, Instant::now()).await
    }

    /// On a connection of its own and out of turn: behind many others it would take longer than
    /// whoever asks about the line has patience. Never before the time the network named.
    pub async fn aside(&self, request: Request) -> Result<Answer, Trouble> {
        let now = Instant::now();
        self.sent(Way::OwnConnection, request, now, now).await
    }

    async fn send(&self, way: Way, request: Request, queued: Instant) -> Result<Answer, Trouble> {
        if let Some(left) = self.held() {
            return Err(Trouble::Held(left));
        }
        let left = self.turn().await;
        self.sent(way, request, queued, left).await
    }

    /// `left`: when its turn was.
    async fn sent(
        &self,
        way: Way,
        request: Request,
        queued: Instant,
        left: Instant,
    ) -> Result<Answer, Trouble> {
        // Somebody may have been told to wait meanwhile.
        if let Some(left) = self.held() {
            return Err(Trouble::Held(left));
        }
        let (route, call, method) = (request.route, request.call, request.method.clone());
        let seen = self.ring.as_ref().map(|ring| (ring, ring.seen(&request)));
        let mut heard = Heard::default();
        let begun = Instant::now();
        let mut outcome = match (&self.line, way) {
            (Line::Sockets { read, .. }, Way::Kept) => {
                self.exchange(read, request, &mut heard).await
            }
            (Line::Sockets { write, .. }, Way::OwnConnection) => {
                self.exchange(write, request, &mut heard).await
            }
            (Line::Played(carrier), _) => play(&**carrier, request).await,
        };
        if let Ok(answer) = &mut outcome {
            answer.left = Some(left);
            let date = answer.date.as_deref().and_then(meaning::http_date);
            *self.date.lock().unwrap_or_else(PoisonError::into_inner) = date;
        }
        let duration_ms = begun.elapsed().as_millis();
        if let Some((ring, seen)) = seen {
            ring.keep(seen, &outcome, heard, queued, begun);
        }
        match &outcome {
            Ok(answer) => tracing::debug!(
                %method, route, %call, dms.status = answer.status, duration_ms,
                "the network answered"
            ),
            Err(Trouble::NotSent(why)) => {
                tracing::debug!(%method, route, %call, %why, duration_ms, "nothing was sent");
            }
            Err(Trouble::Untrusted(problem)) => {
                let why = problem.word();
                tracing::warn!(%method, route, %call, why, duration_ms, "nothing was sent");
            }
            Err(Trouble::Held(_)) => {}
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
        heard: &mut Heard,
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
        heard.head(
            response.headers().iter().map(|(name, value)| (name.as_str(), value.to_str().ok())),
        );
        let said = |name: HeaderName| {
            response.headers().get(name).and_then(|v| v.to_str().ok()).map(str::to_owned)
        };
        let mut answer = Answer {
            status,
            content_type: said(header::CONTENT_TYPE).unwrap_or_default().to_ascii_lowercase(),
            retry_after: said(header::RETRY_AFTER),
            date: said(header::DATE),
            location: said(header::LOCATION),
            ..Answer::default()
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

async fn play(carrier: &dyn Carrier, request: Request) -> Result<Answer, Trouble> {
    let said = |name: &HeaderName, value: &HeaderValue| {
        Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))
    };
    let mut headers: Vec<_> = request.headers.iter().filter_map(|(n, v)| said(n, v)).collect();
    headers.push((CORRELATION.as_str().to_owned(), request.call.to_string()));
    let body = match &request.body {
        Body::None => vec![],
        Body::Json(value) => value.to_string().into_bytes(),
        Body::Form(fields) => {
            let mut form = url::form_urlencoded::Serializer::new(String::new());
            form.extend_pairs(fields.iter().map(|(name, value)| (*name, value.as_str())));
            form.finish().into_bytes()
        }
    };
    let query = request.url.query().map(|query| format!("?{query}")).unwrap_or_default();
    let target = format!("{}{query}", request.url.path());
    let sent = Sent { method: request.method.as_str().to_owned(), target, headers, body };
    let broken =
        |status, why: &str, closed| Trouble::Broken { status, why: why.to_owned(), closed };
    let came = carrier.carry(sent).await.map_err(|lost| match lost {
        Lost::NotSent => Trouble::NotSent("nobody is there".to_owned()),
        Lost::Untrusted(problem) => Trouble::Untrusted(problem),
        Lost::Closed => broken(None, "the connection was closed", true),
        Lost::Silent { status } => broken(status, NO_ANSWER, false),
        Lost::Cut { status } => broken(Some(status), "the answer broke off", false),
    })?;
    let said = |wanted: HeaderName| {
        let mut of =
            came.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case(wanted.as_str()));
        of.next().map(|(_, value)| value.clone())
    };
    Ok(Answer {
        status: came.status,
        content_type: said(header::CONTENT_TYPE).unwrap_or_default().to_ascii_lowercase(),
        retry_after: said(header::RETRY_AFTER),
        date: said(header::DATE),
        location: said(header::LOCATION),
        body: came.body,
        left: None,
    })
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
    if before_a_byte && let Some(problem) = tls::certificate(&failed) {
        return Trouble::Untrusted(problem);
    }
    let why = cause(&failed.without_url());
    if before_a_byte {
        Trouble::NotSent(why)
    } else {
        Trouble::Broken { status: None, why, closed }
    }
}

/// The innermost reasons of an error, without the address it concerns.
pub(crate) fn cause(failed: &reqwest::Error) -> String {
    if failed.is_timeout() && !failed.is_connect() {
        return NO_ANSWER.to_owned();
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
