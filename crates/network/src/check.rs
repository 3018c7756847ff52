//! Proving a connection layer by layer: the name, the line, the certificate, the clock, the sign-in,
//! what it is good for, a search, a read, and what may be written.
//!
//! Each layer is a line of its own with its own time, what failed as a code, and whose job it is.
//! Nothing is written anywhere, and nobody's record is read: the customer who is asked for does not
//! exist. No line takes longer than `LONGEST`, whatever the other side does.

use std::future::Future;
use std::time::{Duration, Instant};

use customer::Section;
use jiff::Timestamp;
use tokio::net::{TcpStream, lookup_host};
use url::{Host, Url};

use crate::failure::{Certificate, Failure};
use crate::http::Http;
use crate::profile::Profile;
use crate::trust::{PinState, Shown};

/// No step takes longer.
const LONGEST: Duration = Duration::from_secs(10);
/// A clock that is further off makes tokens expire before their time, or be refused.
const CLOCK: i64 = 120;

/// The steps in their order. `tls` is left out where the address has none.
pub const STEPS: [&str; 9] =
    ["name", "tcp", "tls", "clock", "sign_in", "scope", "search", "read", "write"];

/// Whose job a failed step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Owner {
    /// Whoever runs the network between this computer and the dealer's: name server, firewall,
    /// proxy.
    Network,
    /// Whoever runs the dealer's system.
    Dms,
    /// Whoever set this desk up: an address, an identifier, a password, this computer's clock.
    You,
}

impl Owner {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Network => "network",
            Self::Dms => "dms",
            Self::You => "you",
        }
    }
}

/// On whose word a line is good that was not proved itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LeftTo {
    /// What was asked went through it, and came back.
    Proxy,
    /// The profile of the DMS declares it: there is nobody to try it on.
    Profile,
}

impl LeftTo {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Proxy => "proxy",
            Self::Profile => "profile",
        }
    }
}

/// Parts of a record, by their words.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Writable {
    pub can: Vec<&'static str>,
    pub cannot: Vec<&'static str>,
}

/// One layer.
#[derive(Clone, Debug, serde::Serialize)]
pub struct CheckLine {
    /// One of `STEPS`.
    pub step: &'static str,
    pub ok: bool,
    /// False: an earlier step failed, so nothing is known of this one; or it is left to somebody.
    pub tried: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left_to: Option<LeftTo>,
    /// What kind of failure it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<Owner>,
    pub detail: String,
    /// Of `tls`: what was shown, whether or not it is accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate: Option<Shown>,
    /// Of `write`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sections: Option<Writable>,
    pub took_ms: u64,
}

impl CheckLine {
    fn passed(step: &'static str, detail: impl Into<String>, took: Duration) -> Self {
        let (detail, took_ms) = (detail.into(), ms(took));
        Self { ok: true, tried: true, detail, took_ms, ..untried(step) }
    }

    fn left_to(left_to: LeftTo, step: &'static str, detail: impl Into<String>) -> Self {
        let (left_to, detail) = (Some(left_to), detail.into());
        Self { ok: true, left_to, detail, ..untried(step) }
    }

    pub fn failed(
        step: &'static str,
        (code, owner): (&'static str, Owner),
        detail: impl Into<String>,
        took: Duration,
    ) -> Self {
        let (code, owner, detail) = (Some(code), Some(owner), detail.into());
        Self { tried: true, code, owner, detail, took_ms: ms(took), ..untried(step) }
    }
}

fn ms(took: Duration) -> u64 {
    u64::try_from(took.as_millis()).unwrap_or(u64::MAX)
}

/// What a failure of a question is called, and whose job it is.
pub fn blame(failure: &Failure) -> (&'static str, Owner) {
    match failure {
        Failure::NotSent { .. } => ("no_connection", Owner::Network),
        Failure::Untrusted { problem } => (problem.word(), issuer(*problem)),
        Failure::Unknown { status: None, .. } => ("no_answer", Owner::Dms),
        Failure::Unknown { .. } | Failure::Locked | Failure::Changed => {
            ("server_error", Owner::Dms)
        }
        Failure::Throttled { .. } | Failure::Held { .. } => ("throttled", Owner::Dms),
        Failure::Refused { .. } => ("refused", Owner::You),
        Failure::SignIn { .. } => ("credentials_refused", Owner::You),
        Failure::Permission { .. } => ("not_permitted", Owner::Dms),
        Failure::Gone => ("wrong_path", Owner::You),
        Failure::NotTheNetwork { .. } => ("not_the_network", Owner::Network),
        Failure::Unreadable { .. } | Failure::AnotherCustomer => ("unreadable", Owner::Dms),
        Failure::Unsupported { .. } => ("unsupported", Owner::You),
    }
}

fn issuer(problem: Certificate) -> Owner {
    match problem {
        Certificate::Expired | Certificate::Revoked | Certificate::Unusable => Owner::Dms,
        Certificate::NotYetValid => Owner::You,
        Certificate::WrongHost | Certificate::UnknownIssuer | Certificate::NotPinned => {
            Owner::Network
        }
    }
}

/// What a network is asked, in order. The questions are only asked when it is their turn.
pub(crate) struct Questions<'a, SignIn, Search, Read> {
    pub http: &'a Http,
    pub url: &'a Url,
    pub profile: &'a Profile,
    /// What this computer takes the time to be.
    pub now: Timestamp,
    /// `None`: the credentials go with each question.
    pub sign_in: Option<SignIn>,
    pub search: Search,
    /// The read of a customer who does not exist.
    pub read: Read,
}

pub(crate) async fn prove<SignIn, Search, Read>(
    questions: Questions<'_, SignIn, Search, Read>,
) -> Vec<CheckLine>
where
    SignIn: Future<Output = Result<(), Failure>>,
    Search: Future<Output = Result<(), Failure>>,
    Read: Future<Output = Result<(), Failure>>,
{
    let Questions { http, url, profile, now, sign_in, search, read } = questions;
    let mut lines = line_to(url).await;
    let with_token = sign_in.is_some();
    let mut search = Some(search);
    // The first thing that is really asked proves the line, also through a proxy that this
    // computer's own name server and routes know nothing of.
    let (first, took) = match (sign_in, search.take_if(|_| !with_token)) {
        (Some(sign_in), _) => timed(sign_in).await,
        (None, Some(search)) => timed(search).await,
        (None, None) => (Ok(()), Duration::ZERO),
    };
    if let Err(failure @ (Failure::NotSent { .. } | Failure::Untrusted { .. })) = &first {
        unreached(&mut lines, url, failure, took);
        if let (Failure::Untrusted { .. }, Some(line)) = (failure, lines.last_mut()) {
            line.certificate = http.shown();
        }
        return whole(&lines, url);
    }
    // Nobody asks a name server after a name it does not know, nor what lies behind it.
    for step in ["name", "tcp"] {
        if !lines.iter().any(|line| line.step == step && line.ok) {
            lines.retain(|line| line.step != step);
            lines.push(CheckLine::left_to(LeftTo::Proxy, step, "through a proxy"));
        }
    }
    if url.scheme() == "https" {
        lines.push(accepted(http.shown(), took));
    }
    lines.extend(clock(http.date(), now));

    let searched = if with_token {
        match &first {
            Ok(()) => lines.push(CheckLine::passed("sign_in", "", took)),
            Err(failure) => {
                lines.push(failed("sign_in", failure, took));
                return whole(&lines, url);
            }
        }
        match search {
            Some(search) => timed(search).await,
            None => (Ok(()), Duration::ZERO),
        }
    } else {
        (first, took)
    };
    let (found, took) = searched;
    match found {
        // A token that was given just now, and is not accepted.
        Err(failure @ Failure::SignIn { .. }) if with_token => {
            lines.push(CheckLine::failed(
                "scope",
                ("token_refused", Owner::Dms),
                failure.to_string(),
                took,
            ));
        }
        Err(failure @ Failure::SignIn { .. }) => lines.push(failed("sign_in", &failure, took)),
        Err(failure @ Failure::Permission { .. }) => {
            if !with_token {
                lines.push(CheckLine::passed("sign_in", "", took));
            }
            lines.push(failed("scope", &failure, took));
        }
        // Nobody can say whether the credentials were looked at.
        Err(failure) => lines.push(failed("search", &failure, took)),
        Ok(()) => {
            if !with_token {
                lines.push(CheckLine::passed("sign_in", "", took));
            }
            lines.push(CheckLine::passed("scope", "", took));
            lines.push(CheckLine::passed("search", "", took));
            let (read, took) = timed(read).await;
            match read {
                // Nobody has this number, and one may ask.
                Ok(()) | Err(Failure::Gone | Failure::Refused { .. }) => {
                    lines.push(CheckLine::passed("read", "", took));
                    lines.push(may_write(profile));
                }
                Err(failure) => lines.push(failed("read", &failure, took)),
            }
        }
    }
    whole(&lines, url)
}

/// The name and the line, asked directly.
async fn line_to(url: &Url) -> Vec<CheckLine> {
    let port = url.port_or_known_default().unwrap_or(443);
    let begun = Instant::now();
    let places = match url.host() {
        Some(Host::Domain(name)) => {
            match tokio::time::timeout(LONGEST, lookup_host((name, port))).await {
                Ok(Ok(places)) => places.collect(),
                Ok(Err(_)) | Err(_) => Vec::new(),
            }
        }
        Some(Host::Ipv4(ip)) => vec![(ip, port).into()],
        Some(Host::Ipv6(ip)) => vec![(ip, port).into()],
        None => Vec::new(),
    };
    let took = begun.elapsed();
    if places.is_empty() {
        let why = "no name server knows this address";
        return vec![CheckLine::failed("name", ("name_unknown", Owner::Network), why, took)];
    }
    let name = CheckLine::passed("name", "", took);
    let begun = Instant::now();
    let connected = tokio::time::timeout(LONGEST, TcpStream::connect(&places[..])).await;
    let took = begun.elapsed();
    let tcp = match connected {
        Ok(Ok(_)) => CheckLine::passed("tcp", format!("port {port}"), took),
        Ok(Err(error)) => {
            let why = format!("port {port}: {}", error.kind());
            CheckLine::failed("tcp", ("no_connection", Owner::Network), why, took)
        }
        Err(_) => {
            let why = format!("port {port}: nobody answers");
            CheckLine::failed("tcp", ("no_connection", Owner::Network), why, took)
        }
    };
    vec![name, tcp]
}

/// A certificate that is accepted, with who issued it and what the pins say.
fn accepted(shown: Option<Shown>, took: Duration) -> CheckLine {
    let mut detail = "the certificate is accepted".to_owned();
    if let Some(Shown { issuer, pins }) = &shown {
        if !issuer.is_empty() {
            detail.push_str(&format!("; issued by {issuer}"));
        }
        if *pins == PinState::Met {
            detail.push_str("; pinned");
        }
    }
    CheckLine { certificate: shown, ..CheckLine::passed("tls", detail, took) }
}

/// Nothing was sent: which layer it was.
fn unreached(lines: &mut Vec<CheckLine>, url: &Url, failure: &Failure, took: Duration) {
    if let Failure::Untrusted { .. } = failure {
        // Somebody was reached, or there would be no certificate.
        for line in lines.iter_mut() {
            *line = CheckLine::passed(line.step, "", Duration::from_millis(line.took_ms));
        }
        lines.push(failed("tls", failure, took));
    } else if lines.iter().all(|line| line.ok) {
        let (step, code) =
            if url.scheme() == "https" { ("tls", "tls_failed") } else { ("tcp", "no_connection") };
        lines.retain(|line| line.step != step);
        lines.push(CheckLine::failed(step, (code, Owner::Network), failure.to_string(), took));
    }
}

/// How far this computer's clock is from the network's, where that is told.
fn clock(date: Option<Timestamp>, now: Timestamp) -> Option<CheckLine> {
    let off = now.as_second() - date?.as_second();
    let by = jiff::SignedDuration::from_secs(off.abs());
    let none = Duration::ZERO;
    Some(if off.abs() <= CLOCK {
        CheckLine::passed("clock", format!("{} s apart", off.abs()), none)
    } else {
        let way = if off > 0 { "ahead of" } else { "behind" };
        let why = format!("this computer's clock is {by:#} {way} the network's");
        CheckLine::failed("clock", ("clock_off", Owner::You), why, none)
    })
}

fn failed(step: &'static str, failure: &Failure, took: Duration) -> CheckLine {
    CheckLine::failed(step, blame(failure), failure.to_string(), took)
}

/// What may be written is not tried: there is nobody to try it on. It is what the profile says.
fn may_write(profile: &Profile) -> CheckLine {
    let (can, cannot): (Vec<_>, Vec<_>) =
        Section::ALL.into_iter().partition(|section| profile.section(*section).writable);
    let words = |of: Vec<Section>| of.iter().map(|one| one.word()).collect::<Vec<_>>();
    let (can, cannot) = (words(can), words(cannot));
    let mut said = format!("not tried; the profile has {}", can.join(", "));
    if !cannot.is_empty() {
        said.push_str(&format!("; not {}", cannot.join(", ")));
    }
    let sections = Some(Writable { can, cannot });
    CheckLine { sections, ..CheckLine::left_to(LeftTo::Profile, "write", said) }
}

/// In order, and with those that were not tried.
fn whole(lines: &[CheckLine], url: &Url) -> Vec<CheckLine> {
    let steps = STEPS.into_iter().filter(|step| *step != "tls" || url.scheme() == "https");
    steps
        .filter_map(|step| {
            let found = lines.iter().find(|line| line.step == step).cloned();
            // A network that tells no time says nothing of ours.
            found.or_else(|| (step != "clock").then(|| untried(step)))
        })
        .collect()
}

const fn untried(step: &'static str) -> CheckLine {
    CheckLine {
        step,
        ok: false,
        tried: false,
        left_to: None,
        code: None,
        owner: None,
        detail: String::new(),
        certificate: None,
        sections: None,
        took_ms: 0,
    }
}

async fn timed(
    question: impl Future<Output = Result<(), Failure>>,
) -> (Result<(), Failure>, Duration) {
    let begun = Instant::now();
    let answer = tokio::time::timeout(LONGEST, question).await.unwrap_or_else(|_| {
        let why = format!("no answer in {} seconds", LONGEST.as_secs());
        Err(Failure::Unknown { status: None, why })
    });
    (answer, begun.elapsed())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::egress::Egress;
    use crate::http::Place;
    use crate::profile::by_id;

    #[tokio::test]
    async fn what_only_a_proxy_or_the_profile_knows_is_said_to_be_left_to_them() {
        let http = Http::new(Place::Elsewhere, crate::Limits::default(), &Egress::default());
        let lines = prove(Questions {
            http: &http.unwrap(),
            url: &Url::parse("https://dms.dealer.invalid").unwrap(),
            profile: by_id("eva").unwrap(),
            now: Timestamp::UNIX_EPOCH,
            sign_in: Some(async { Ok(()) }),
            search: async { Ok(()) },
            read: async { Err(Failure::Gone) },
        })
        .await;
        assert!(lines.iter().all(|line| line.ok), "{lines:?}");
        let left = lines.iter().filter_map(|line| Some((line.step, line.tried, line.left_to?)));
        assert_eq!(
            left.collect::<Vec<_>>(),
            [
                ("name", false, LeftTo::Proxy),
                ("tcp", false, LeftTo::Proxy),
                ("write", false, LeftTo::Profile)
            ]
        );
        let sections = lines.last().and_then(|line| line.sections.clone()).unwrap();
        assert!(sections.can.contains(&"names"), "{sections:?}");
        assert_eq!(sections.can.len() + sections.cannot.len(), Section::ALL.len());
    }
}
