//! Scripted faults: which requests they meet, how often, and what goes wrong. What a fault does to
//! an answer is in `inject`.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::routes::Network;

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Match {
    pub network: Option<String>,
    pub method: Option<String>,
    /// The end of the route's template; names of parameters do not matter.
    pub route: Option<String>,
    pub path_contains: Option<String>,
    pub body_contains: Option<String>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct When {
    pub nth: Option<u64>,
    pub every: Option<u64>,
    pub probability: Option<f64>,
    pub seed: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum At {
    Before,
    After,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum RetryAfter {
    Seconds(u64),
    Word(String),
}

fn one() -> Option<RetryAfter> {
    Some(RetryAfter::Seconds(1))
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Kind {
    Status {
        status: u16,
        #[serde(default)]
        body: Value,
        #[serde(default)]
        content_type: Option<String>,
        #[serde(default)]
        headers: Map<String, Value>,
    },
    Gateway {
        #[serde(default = "unavailable")]
        status: u16,
    },
    Quota {
        #[serde(default = "internal")]
        status: u16,
    },
    Drop,
    Hang,
    LateCommit {
        #[serde(default = "two_seconds")]
        ms: u64,
    },
    Delay {
        ms: u64,
    },
    Drip {
        #[serde(default = "one_byte")]
        bytes: usize,
        #[serde(default = "one_second")]
        every_ms: u64,
    },
    Truncate {
        #[serde(default)]
        bytes: Option<usize>,
    },
    Html,
    NotJson,
    WrongShape,
    Huge {
        #[serde(default = "eight_mebibytes")]
        bytes: usize,
    },
    Throttle {
        #[serde(default = "too_many")]
        status: u16,
        #[serde(default = "one")]
        retry_after: Option<RetryAfter>,
    },
    Unauthorized,
    Forbidden,
    NotFound,
    Locked {
        #[serde(default = "conflict")]
        status: u16,
    },
    Redirect {
        #[serde(default = "found")]
        status: u16,
        #[serde(default)]
        location: Option<String>,
    },
    Partial {
        #[serde(default)]
        keep: Option<f64>,
        #[serde(default)]
        drop_fields: Vec<String>,
    },
    OtherId,
    ExtraFields,
    StaleRead,
    RevokeToken,
}

fn unavailable() -> u16 {
    503
}
fn internal() -> u16 {
    500
}
fn too_many() -> u16 {
    429
}
fn conflict() -> u16 {
    409
}
fn found() -> u16 {
    302
}
fn two_seconds() -> u64 {
    2_000
}
fn one_second() -> u64 {
    1_000
}
fn one_byte() -> usize {
    1
}
fn eight_mebibytes() -> usize {
    8 * 1024 * 1024
}

impl Kind {
    /// Where a fault stands that does not say it itself: refusals come instead of the work, spoilt
    /// answers after it.
    fn usual_place(&self) -> At {
        match self {
            Self::Drip { .. }
            | Self::Truncate { .. }
            | Self::Html
            | Self::NotJson
            | Self::WrongShape
            | Self::Huge { .. }
            | Self::OtherId
            | Self::ExtraFields => At::After,
            Self::Status { .. }
            | Self::Gateway { .. }
            | Self::Quota { .. }
            | Self::Drop
            | Self::Hang
            | Self::LateCommit { .. }
            | Self::Delay { .. }
            | Self::Throttle { .. }
            | Self::Unauthorized
            | Self::Forbidden
            | Self::NotFound
            | Self::Locked { .. }
            | Self::Redirect { .. }
            | Self::Partial { .. }
            | Self::StaleRead
            | Self::RevokeToken => At::Before,
        }
    }
}

/// What goes wrong with one request, and on which side of the commit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fault {
    #[serde(default)]
    pub at: Option<At>,
    #[serde(flatten)]
    pub kind: Kind,
}

impl Fault {
    pub fn place(&self) -> At {
        self.at.unwrap_or_else(|| self.kind.usual_place())
    }

    /// Reads a fault from JSON, refusing members it does not know.
    pub fn read(value: &Value) -> Result<Self, String> {
        let fault: Self = serde_json::from_value(value.clone()).map_err(|e| e.to_string())?;
        refuse_unknown(value, &serde_json::to_value(&fault).map_err(|e| e.to_string())?)?;
        Ok(fault)
    }

    pub fn name(&self) -> String {
        serde_json::to_value(&self.kind)
            .ok()
            .and_then(|value| value.get("kind")?.as_str().map(str::to_owned))
            .unwrap_or_default()
    }
}

fn refuse_unknown(given: &Value, understood: &Value) -> Result<(), String> {
    let (Some(given), Some(understood)) = (given.as_object(), understood.as_object()) else {
        return Err("a fault is a JSON object".into());
    };
    match given.keys().find(|name| !understood.contains_key(*name)) {
        Some(name) => Err(format!("unknown member `{name}`")),
        None => Ok(()),
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FaultScript {
    #[serde(default)]
    pub id: String,
    #[serde(rename = "match", default)]
    pub matches: Match,
    #[serde(default)]
    pub when: When,
    /// How many times it happens at most.
    #[serde(default)]
    pub times: Option<u64>,
    #[serde(flatten)]
    pub fault: Fault,
}

impl FaultScript {
    pub fn read(value: &Value) -> Result<Self, String> {
        let script: Self = serde_json::from_value(value.clone()).map_err(|e| e.to_string())?;
        refuse_unknown(value, &serde_json::to_value(&script).map_err(|e| e.to_string())?)?;
        Ok(script)
    }
}

impl FaultScript {
    /// One script, or a list of them.
    pub fn read_all(value: &Value) -> Result<Vec<Self>, String> {
        match value {
            Value::Array(list) => list.iter().map(Self::read).collect(),
            one => Ok(vec![Self::read(one)?]),
        }
    }
}

/// What a request looks like to a script.
pub struct Seen<'a> {
    pub network: Network,
    pub method: &'a str,
    pub template: &'a str,
    pub path: &'a str,
    pub body: &'a [u8],
}

#[derive(Debug)]
struct Running {
    script: FaultScript,
    met: u64,
    done: u64,
    rng: ChaCha8Rng,
}

#[derive(Debug, Default)]
pub struct Faults {
    running: Vec<Running>,
    last: u64,
}

#[derive(Debug, Serialize)]
pub struct Report<'a> {
    #[serde(flatten)]
    script: &'a FaultScript,
    /// Requests it fitted, and how many of them went wrong.
    met: u64,
    done: u64,
}

impl Faults {
    pub fn add(&mut self, mut script: FaultScript) -> String {
        self.last += 1;
        if script.id.is_empty() {
            script.id = format!("f{}", self.last);
        }
        let id = script.id.clone();
        let rng = ChaCha8Rng::seed_from_u64(script.when.seed);
        self.running.push(Running { script, met: 0, done: 0, rng });
        id
    }

    pub fn remove(&mut self, id: &str) -> bool {
        let before = self.running.len();
        self.running.retain(|running| running.script.id != id);
        self.running.len() < before
    }

    pub fn clear(&mut self) {
        self.running.clear();
    }

    pub fn report(&self) -> Vec<Report<'_>> {
        self.running
            .iter()
            .map(|r| Report { script: &r.script, met: r.met, done: r.done })
            .collect()
    }

    /// The fault that strikes this request, if any. Every script counts the requests it fits, also
    /// those that another script strikes first.
    pub fn strike(&mut self, seen: &Seen<'_>) -> Option<Fault> {
        let mut struck = None;
        for running in &mut self.running {
            if !fits(&running.script.matches, seen) {
                continue;
            }
            running.met += 1;
            let when = &running.script.when;
            let due = when.nth.is_none_or(|nth| nth == running.met)
                && when.every.is_none_or(|every| every > 0 && running.met.is_multiple_of(every))
                && when.probability.is_none_or(|p| running.rng.random_bool(p.clamp(0.0, 1.0)));
            let left = running.script.times.is_none_or(|times| running.done < times);
            if due && left && struck.is_none() {
                running.done += 1;
                struck = Some(running.script.fault.clone());
            }
        }
        struck
    }
}

fn fits(matches: &Match, seen: &Seen<'_>) -> bool {
    let Match { network, method, route, path_contains, body_contains } = matches;
    network.as_deref().is_none_or(|name| seen.network.is_named(name))
        && method.as_deref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(seen.method))
        && route.as_deref().is_none_or(|route| {
            nameless(seen.template).ends_with(&nameless(route.trim_start_matches('/')))
        })
        && path_contains.as_deref().is_none_or(|part| seen.path.contains(part))
        && body_contains
            .as_deref()
            .is_none_or(|part| String::from_utf8_lossy(seen.body).contains(part))
}

/// A template with its parameters' names taken out, each segment led by its slash.
fn nameless(template: &str) -> String {
    let mut text = String::new();
    for segment in template.trim_matches('/').split('/') {
        text.push('/');
        text.push_str(if segment.starts_with('{') { "{}" } else { segment });
    }
    text
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn seen(template: &'static str) -> Seen<'static> {
        Seen { network: Network::KeyloopV1, method: "POST", template, path: template, body: b"" }
    }

    fn script(value: &Value) -> FaultScript {
        FaultScript::read(value).expect("a script")
    }

    #[test]
    fn a_script_strikes_the_nth_fitting_request_only() {
        let mut faults = Faults::default();
        faults.add(script(&json!({"match": {"route": "/customers", "network": "keyloop"},
            "when": {"nth": 2}, "kind": "drop", "at": "after"})));
        let create = seen("/{enterprise}/{store}/v1/customers");
        let names = seen("/{enterprise}/{store}/v1/customers/{customerId}/update-names");
        assert!(faults.strike(&create).is_none());
        assert!(faults.strike(&names).is_none());
        assert_eq!(faults.strike(&create).map(|f| f.place()), Some(At::After));
        assert!(faults.strike(&create).is_none());
    }

    #[test]
    fn probability_follows_its_seed() {
        let run = |seed| {
            let mut faults = Faults::default();
            faults
                .add(script(&json!({"when": {"probability": 0.5, "seed": seed}, "kind": "html"})));
            (0..40).map(|_| faults.strike(&seen("/x")).is_some()).collect::<Vec<_>>()
        };
        assert_eq!(run(1), run(1));
        assert_ne!(run(1), run(2));
    }

    #[test]
    fn misspelt_members_are_refused() {
        assert!(FaultScript::read(&json!({"kind": "drop", "att": "after"})).is_err());
        assert!(FaultScript::read(&json!({"kind": "drop", "when": {"nht": 1}})).is_err());
        assert!(FaultScript::read(&json!({"kind": "explode"})).is_err());
    }
}
