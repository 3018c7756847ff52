//! What a fault script says, and its JSON: members nobody knows are refused, so that a misspelt
//! one does not pass for a fault that never strikes.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

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

    /// One script, or a list of them.
    pub fn read_all(value: &Value) -> Result<Vec<Self>, String> {
        match value {
            Value::Array(list) => list.iter().map(Self::read).collect(),
            one => Ok(vec![Self::read(one)?]),
        }
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn misspelt_members_are_refused() {
        assert!(FaultScript::read(&json!({"kind": "drop", "att": "after"})).is_err());
        assert!(FaultScript::read(&json!({"kind": "drop", "when": {"nht": 1}})).is_err());
        assert!(FaultScript::read(&json!({"kind": "explode"})).is_err());
    }
}
