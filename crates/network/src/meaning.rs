//! The one place that says what an answer means for a retry: status, content type and body of
//! an answer in, a JSON value or a `Failure` out.
//!
//! The rules are the two vendors' and the fault matrix'. A write's failure is definite only where
//! the answer proves that nothing was executed; everything else about a write is `Unknown`.

use std::time::Duration;

use serde_json::Value;

use crate::failure::{Failure, Refusal};
use crate::http::{Answer, Trouble};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Network {
    Keyloop,
    MyKaarma,
}

/// What was asked, as far as the meaning of the answer depends on it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked {
    pub network: Network,
    pub write: bool,
    /// True where the address named one customer: only then does a 404 speak of the customer.
    pub one_customer: bool,
    /// The profile's word that a 503 to a write proves that nothing was executed.
    pub not_executed_on_503: bool,
    /// On a connection of its own and out of turn: it asks about the line itself.
    pub aside: bool,
    /// Something below a customer that is only read beside them: not every system has each.
    pub part: bool,
}

impl Asked {
    pub const fn read(network: Network, one_customer: bool) -> Self {
        Self {
            network,
            write: false,
            one_customer,
            not_executed_on_503: false,
            aside: false,
            part: false,
        }
    }

    pub const fn part(network: Network) -> Self {
        Self { part: true, ..Self::read(network, true) }
    }

    pub const fn about_the_line(network: Network) -> Self {
        Self { aside: true, ..Self::read(network, false) }
    }

    pub const fn write(network: Network, one_customer: bool, not_executed_on_503: bool) -> Self {
        Self { write: true, not_executed_on_503, ..Self::read(network, one_customer) }
    }

    /// The outcome where nobody can tell: for a read it is only a failed read.
    fn unknown(self, status: u16, why: impl Into<String>) -> Failure {
        Failure::Unknown { status: Some(status), why: why.into() }
    }

    /// A 503 that proves nothing was executed. One that names a time, or answers a write, asks to
    /// wait. Where it names none to a question, it is a failure like others: of the whole network or
    /// of this one record, and the question about the line tells which.
    fn busy(self, answer: &Answer, why: impl Into<String>) -> Failure {
        match retry_after(answer) {
            None if !self.write => self.unknown(answer.status, why),
            after => Failure::Throttled { after },
        }
    }

    /// What answered cannot be read: a write may still have passed it.
    fn unreadable(self, status: u16, why: &str) -> Failure {
        if self.write {
            self.unknown(status, format!("the answer {why}"))
        } else {
            Failure::Unreadable { why: format!("it {why} (status {status})") }
        }
    }

    /// Something else than the network answered. Of a write that says nothing, but nothing else
    /// is to be sent over such a line.
    fn not_the_network(self, status: u16, why: &str) -> Failure {
        Failure::NotTheNetwork { why: format!("{why} (status {status})") }
    }
}

/// No whole answer.
pub(crate) fn of_trouble(trouble: Trouble) -> Failure {
    match trouble {
        Trouble::NotSent(why) => Failure::NotSent { why },
        Trouble::Untrusted(problem) => Failure::Untrusted { problem },
        Trouble::Held(left) => Failure::Held { left },
        Trouble::Broken { status, why, .. } => Failure::Unknown { status, why },
    }
}

/// The answer's JSON (`Null` for an empty answer to a write), or what its failure means.
pub(crate) fn of(answer: &Answer, asked: Asked) -> Result<Value, Failure> {
    let json = json_of(answer);
    let fault = json.as_ref().and_then(|body| body.get("fault"));
    // Nobody routes such a path, or knows the method: of a part that only says that there is none.
    let no_such_route = match answer.status {
        404 => fault.is_some() || looks_like_html(answer),
        405 | 501 => true,
        _ => false,
    };
    if asked.part && no_such_route {
        return Err(Failure::Unsupported { what: "the network does not offer this part".into() });
    }
    // The gateway's own word is decisive over the status: it reports quotas as 500.
    if let Some(fault) = fault {
        return Err(of_gateway_fault(fault, answer, asked));
    }
    let status = answer.status;
    match (status, json) {
        (202, _) if asked.write => Err(asked.unknown(202, "taken, but not said to be done")),
        (200..=299, Some(body)) => match asked.network {
            Network::MyKaarma if !errors(&body).is_empty() => Err(of_kaarma(&body, answer, asked)),
            Network::MyKaarma | Network::Keyloop => Ok(body),
        },
        (200..=299, None) if answer.body.is_empty() && asked.write => Ok(Value::Null),
        (200..=299, None) if looks_like_html(answer) => {
            Err(asked.not_the_network(status, "a web page answered"))
        }
        (200..=299, None) => Err(asked.unreadable(status, "is no JSON")),
        // It may have been done before somebody on the way thought of another address.
        (300..=399, _) if asked.write => {
            Err(asked.unknown(status, "the network sent us elsewhere"))
        }
        (300..=399, _) => Err(Failure::NotTheNetwork { why: format!("redirect ({status})") }),
        (_, body) => Err(of_status(body.as_ref(), answer, asked)),
    }
}

fn of_status(body: Option<&Value>, answer: &Answer, asked: Asked) -> Failure {
    let status = answer.status;
    if let (Network::MyKaarma, Some(body), 400..=499) = (asked.network, body, status)
        && !matches!(status, 401 | 408 | 409 | 412 | 423 | 425 | 429)
        && !errors(body).is_empty()
    {
        return of_kaarma(body, answer, asked);
    }
    match status {
        401 => Failure::SignIn { why: words(body, "the credentials were refused") },
        403 => Failure::Permission { why: words(body, "not subscribed or not allowed") },
        404 | 410 if asked.one_customer && !looks_like_html(answer) => Failure::Gone,
        404 if looks_like_html(answer) => asked.not_the_network(status, "a web page answered"),
        404 if asked.write => refused(status, "the network knows no such address"),
        404 if asked.network == Network::Keyloop && body.is_some_and(says_something) => {
            Failure::Refused { status, refusals: refusals(body, status) }
        }
        404 => Failure::NotTheNetwork { why: "the network knows no such address (404)".into() },
        408 | 425 => asked.unknown(status, "the network gave up waiting"),
        409 => of_conflict(body, status, asked),
        412 => Failure::Changed,
        423 => Failure::Locked,
        429 => Failure::Throttled { after: retry_after(answer) },
        503 if !asked.write || asked.not_executed_on_503 => {
            asked.busy(answer, words(body, "the network failed"))
        }
        407 | 511 => asked.not_the_network(status, "a proxy or portal asks for a sign-in"),
        400..=499 if looks_like_html(answer) => {
            asked.not_the_network(status, "a web page answered")
        }
        400..=499 => Failure::Refused { status, refusals: refusals(body, status) },
        _ => asked.unknown(status, words(body, "the network failed")),
    }
}

/// Keyloop documents no error object; the one that says "lock" or "in use" is a DMS user's lock,
/// and so is a bare 409 to a change, which Autoline gives for records somebody has open. A create
/// has no record yet that anybody could have open or have changed.
fn of_conflict(body: Option<&Value>, status: u16, asked: Asked) -> Failure {
    let said = body.map(Value::to_string).unwrap_or_default().to_lowercase();
    let locked = ["lock", "in use", "in_use"].iter().any(|word| said.contains(word));
    let changed = ["conflict", "version", "modified", "changed", "stale"]
        .iter()
        .any(|word| said.contains(word));
    match asked.network {
        _ if locked => Failure::Locked,
        _ if asked.write && !asked.one_customer => {
            Failure::Refused { status, refusals: refusals(body, status) }
        }
        Network::Keyloop if !changed => Failure::Locked,
        Network::Keyloop | Network::MyKaarma => Failure::Changed,
    }
}

/// The gateway in front of the DMS (Apigee): `{"fault":{"faultstring","detail":{"errorcode"}}}`.
fn of_gateway_fault(fault: &Value, answer: &Answer, asked: Asked) -> Failure {
    let status = answer.status;
    let code = fault.pointer("/detail/errorcode").and_then(Value::as_str).unwrap_or_default();
    let said = fault.get("faultstring").and_then(Value::as_str).unwrap_or_default();
    let (code, lower) = (code.to_lowercase(), said.to_lowercase());
    if ["ratelimit", "quota", "spikearrest"].iter().any(|word| code.contains(word)) {
        return Failure::Throttled { after: retry_after(answer) };
    }
    let token = ["oauth", "access_token", "accesstoken", "apikey", "invalidclient"]
        .iter()
        .any(|word| code.contains(word))
        || lower.contains("access token");
    if token {
        return Failure::SignIn { why: trimmed(said) };
    }
    match status {
        401 => Failure::SignIn { why: trimmed(said) },
        403 => Failure::Permission { why: trimmed(said) },
        429 => Failure::Throttled { after: retry_after(answer) },
        // The gateway routes no such path: nothing reached the DMS, and it is not the customer.
        404 | 405 if asked.write => refused(status, said),
        404 | 405 => Failure::NotTheNetwork { why: format!("no such address: {}", trimmed(said)) },
        400..=499 => refused(status, said),
        503 if !asked.write || asked.not_executed_on_503 => asked.busy(answer, trimmed(said)),
        _ => asked.unknown(status, trimmed(said)),
    }
}

/// myKaarma's `errors[]`, with a success or a refusal.
fn of_kaarma(body: &Value, answer: &Answer, asked: Asked) -> Failure {
    let status = answer.status;
    let mut refusals = Vec::new();
    for error in errors(body) {
        let code = error.get("errorCode").and_then(Value::as_i64).unwrap_or_default();
        let title = error.get("errorTitle").and_then(Value::as_str).unwrap_or_default();
        let message = error.get("errorMessage").and_then(Value::as_str).unwrap_or_default();
        let said = trimmed(if message.is_empty() { title } else { message });
        let words = format!("{title} {message}").to_lowercase();
        match code {
            100_001 | 100_003 => return Failure::SignIn { why: said },
            100_002 | 100_004 | 100_010 | 100_011 | 100_013 | 100_014 => {
                return Failure::Permission { why: said };
            }
            100_005 | 100_007 => return asked.unknown(status, said),
            _ if words.contains("apiscope") => return Failure::Permission { why: said },
            // A sibling of this interface answers 400 for what does not exist.
            _ if asked.one_customer
                && (words.contains("not_found") || words.contains("not found")) =>
            {
                return Failure::Gone;
            }
            _ => refusals.push(Refusal { field: None, message: said }),
        }
    }
    match status {
        403 => Failure::Permission { why: said_all(&refusals) },
        404 | 410 if asked.one_customer => Failure::Gone,
        _ => Failure::Refused { status, refusals },
    }
}

/// Retry-After as seconds, or as a date measured against the server's own clock, never ours.
/// Capped at an hour: a server's slip must not silence a dealer for ever, and one that means it
/// says so again.
pub(crate) fn retry_after(answer: &Answer) -> Option<Duration> {
    const LONGEST: u64 = 3600;
    let said = answer.retry_after.as_deref()?.trim();
    let seconds = if !said.is_empty() && said.bytes().all(|byte| byte.is_ascii_digit()) {
        said.parse().unwrap_or(u64::MAX)
    } else {
        let until = http_date(said)?;
        let now = http_date(answer.date.as_deref()?)?;
        u64::try_from(until.as_second() - now.as_second()).unwrap_or(0)
    };
    if seconds > LONGEST {
        tracing::warn!(seconds, "the network asked to wait for hours: it is asked again in one");
    }
    Some(Duration::from_secs(seconds.min(LONGEST)))
}

/// The time before which nothing may be asked again, where the answer names one and is the
/// network's own: whatever became of the request itself.
pub(crate) fn hold(answer: &Answer, failure: &Failure) -> Option<Duration> {
    let own = !matches!(failure, Failure::NotTheNetwork { .. });
    retry_after(answer).filter(|wait| own && !wait.is_zero())
}

pub(crate) fn http_date(text: &str) -> Option<jiff::Timestamp> {
    jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(text.trim()).ok()
}

fn json_of(answer: &Answer) -> Option<Value> {
    if answer.body.is_empty() || looks_like_html(answer) {
        return None;
    }
    // Content types are often wrong (text/plain), so what parses as an object or list counts.
    serde_json::from_slice(&answer.body)
        .ok()
        .filter(|value: &Value| value.is_object() || value.is_array())
}

fn looks_like_html(answer: &Answer) -> bool {
    let start = answer.body.iter().find(|byte| !byte.is_ascii_whitespace());
    answer.content_type.contains("html") || start == Some(&b'<')
}

/// An answer of the interface's own; an empty object may be anybody's.
fn says_something(body: &Value) -> bool {
    body.as_object().is_some_and(|members| !members.is_empty())
}

fn errors(body: &Value) -> &[Value] {
    body.get("errors").and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn refused(status: u16, message: &str) -> Failure {
    Failure::Refused { status, refusals: vec![Refusal { field: None, message: trimmed(message) }] }
}

fn refusals(body: Option<&Value>, status: u16) -> Vec<Refusal> {
    let said: Vec<Refusal> = body
        .map(errors)
        .unwrap_or_default()
        .iter()
        .map(|error| Refusal {
            field: error.get("field").and_then(Value::as_str).map(record_path),
            message: error
                .get("message")
                .or_else(|| error.get("errorMessage"))
                .or_else(|| error.get("code"))
                .and_then(Value::as_str)
                .map_or_else(|| format!("refused ({status})"), trimmed),
        })
        .collect();
    if said.is_empty() {
        let message = words(body, &format!("the network refused it ({status})"));
        vec![Refusal { field: None, message }]
    } else {
        said
    }
}

/// A wire path as a path of the record.
fn record_path(wire: &str) -> String {
    let last = wire.rsplit('.').next().unwrap_or(wire);
    if wire.contains("ommunication") {
        let kind = if last == "email" { "email" } else { "phone" };
        format!("channels.{kind}")
    } else if wire.contains("ddress") && wire.contains('.') {
        format!("addresses.{last}")
    } else if let Some(rest) = wire.strip_prefix("individual.") {
        format!("names.{rest}")
    } else if wire == "birthDate" || wire == "socialSecurityId" {
        format!("identity.{wire}")
    } else {
        wire.replace("titleCommon", "title")
    }
}

fn words(body: Option<&Value>, otherwise: &str) -> String {
    let said = body.and_then(|body| {
        errors(body)
            .first()
            .and_then(|e| e.get("message").or_else(|| e.get("errorMessage")))
            .or_else(|| body.get("message"))
            .and_then(Value::as_str)
    });
    said.map(trimmed).filter(|text| !text.is_empty()).unwrap_or_else(|| otherwise.to_owned())
}

fn said_all(refusals: &[Refusal]) -> String {
    refusals.iter().map(|r| r.message.as_str()).collect::<Vec<_>>().join("; ")
}

/// Outside text, shortened and without control characters.
fn trimmed(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(300).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests;
