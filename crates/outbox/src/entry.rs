//! One entry of the outbox: an intent, who meant it, and how far it has come.
//!
//! An entry holds what a person wanted, not what a network is sent: bodies are built when it is
//! sent, by the connector of that day. `body_ver` says how `body` is to be read.

use std::fmt;

use customer::{Record, Section};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::merge::Conflict;
use crate::state::{Reason, State, Word};
use crate::{Error, Result};

/// The version of `Body` this program writes. Every older one stays readable.
pub const BODY_VERSION: u32 = 1;

/// How often an entry is sent by itself before a person is asked.
pub const AUTO_BUDGET: u32 = 12;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    Create,
    Update(Section),
}

impl Kind {
    pub fn word(self) -> String {
        match self {
            Self::Create => "create".to_owned(),
            Self::Update(section) => format!("update-{}", section.word()),
        }
    }

    pub fn from_word(word: &str) -> Result<Self> {
        if word == "create" {
            return Ok(Self::Create);
        }
        word.strip_prefix("update-")
            .and_then(Section::from_word)
            .map(Self::Update)
            .ok_or_else(|| Error::UnknownWord { what: "kind", word: word.to_owned() })
    }

    pub const fn section(self) -> Option<Section> {
        match self {
            Self::Create => None,
            Self::Update(section) => Some(section),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    Staff,
    Kiosk,
}

impl Origin {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Staff => "staff",
            Self::Kiosk => "kiosk",
        }
    }

    pub fn from_word(word: &str) -> Result<Self> {
        match word {
            "staff" => Ok(Self::Staff),
            "kiosk" => Ok(Self::Kiosk),
            _ => Err(Error::UnknownWord { what: "origin", word: word.to_owned() }),
        }
    }
}

/// What is wanted.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Body {
    Create {
        record: Box<Record>,
    },
    /// One section: what the person saw, and what it shall be. In `wanted` a member that is
    /// missing stays as it is, `null` or "" clears it; entries of a list stand for themselves.
    Update {
        base: Value,
        wanted: Value,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedField {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    pub message: String,
}

/// What was sent and what the network keeps instead.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    pub field: String,
    pub sent: Value,
    pub stored: Value,
    /// Sent once more, and kept then: `stored` is what the network held at first.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub mended: bool,
}

/// A conflict as it stood before a person decided it, for as long as nothing of the decision has left.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Decided {
    pub body: Body,
    pub conflicts: Vec<Conflict>,
    pub merged: Value,
    pub theirs: Value,
}

/// What a person needs in order to decide, and what was found out on the way.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Detail {
    /// One plain sentence, without personal data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refusals: Vec<RefusedField>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conflicts: Vec<Conflict>,
    /// The section merged as far as it goes: undecided fields hold theirs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merged: Option<Value>,
    /// The section as the network held it when the conflict was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub theirs: Option<Value>,
    /// Ids of the customers it could be.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub candidates: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub differs: Vec<Difference>,
    /// Customers found later that look like a second copy of this one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub twins: Vec<String>,
    /// What the network said it dropped, in its own words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
    /// Who cancelled it and why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancelled: Option<String>,
    /// What was decided, so that it can be taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided: Option<Box<Decided>>,
}

impl Detail {
    /// Why it was given up, in the words of whoever did.
    pub fn cancel_reason(&self) -> Option<&str> {
        let said = self.cancelled.as_deref()?;
        Some(said.split_once(": ").map_or(said, |(_, why)| why))
    }
}

/// How often which thing has gone wrong, so that patience ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Counters {
    /// Waits in a row; what the backoff grows with.
    pub waits: u32,
    /// Searches since the outcome became unknown.
    pub searches: u32,
    /// "Changed in between" answers in a row.
    pub changed: u32,
    /// Answers with another address, or with "later".
    pub diverted: u32,
    /// Milliseconds of waiting after reads that failed.
    pub unread_ms: u64,
    /// Searches for a second copy since it was done.
    pub twin_looks: u32,
    /// Milliseconds spent waiting for a record somebody has open in the DMS.
    pub locked_ms: u64,
    /// Times the network said yes and did not keep it.
    pub not_kept: u32,
    /// Made by the program, to complete somebody made here whom the network took in part.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub completes: bool,
    /// It comes out of a data folder that was restored or copied, and has not been held against the
    /// network since: it may have been sent from the folder it was copied from.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub restored: bool,
}

#[derive(Clone, PartialEq)]
pub struct Entry {
    pub op_id: Uuid,
    pub seq: i64,
    /// Order within the customer: a successor keeps the place of what it replaces.
    pub position: i64,
    pub local_id: Uuid,
    pub dealer: String,
    /// The customer's id in the network, as far as it is known now.
    pub server_id: Option<String>,
    pub draft_id: Option<Uuid>,
    pub kind: Kind,
    pub body: Body,
    pub body_ver: u32,
    pub state: State,
    pub reason: Option<Reason>,
    pub attempts: u32,
    pub auto_budget: u32,
    pub counters: Counters,
    /// Not before this moment of the draining process's monotonic time.
    pub next_after_ms: i64,
    pub settle_until_ms: Option<i64>,
    pub depends_on: Option<Uuid>,
    pub idem_key: Uuid,
    /// Who was there before the first byte of a create left; `None` if nobody has looked yet.
    pub preflight_ids: Option<Vec<String>>,
    /// Customers a person has ruled out for this create.
    pub ruled_out: Vec<String>,
    /// A person has seen that the list of candidates was cut short.
    pub incomplete_accepted: bool,
    pub adopted_id: Option<String>,
    pub successor: Option<Uuid>,
    pub author: String,
    pub origin: Origin,
    pub adapter_ver: String,
    pub detail: Detail,
    /// Wall-clock times for people to read; nothing is decided by them.
    pub created_at: String,
    pub finished_at: Option<String>,
}

impl Entry {
    pub const fn word(&self) -> Word {
        self.state.public()
    }

    pub const fn is_live(&self) -> bool {
        !self.state.is_final()
    }

    /// Whether no byte of it can have reached the network.
    pub const fn never_sent(&self) -> bool {
        self.attempts == 0 && !self.counters.restored
    }

    /// Given up, and asked about since: somebody like it was found in the network.
    pub const fn given_up(&self) -> bool {
        self.is_live() && self.detail.cancelled.is_some()
    }

    pub fn record(&self) -> Option<&Record> {
        match &self.body {
            Body::Create { record } => Some(record),
            Body::Update { .. } => None,
        }
    }
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entry")
            .field("op_id", &self.op_id)
            .field("kind", &self.kind)
            .field("state", &self.state)
            .field("reason", &self.reason)
            .field("attempts", &self.attempts)
            .field("counters", &self.counters)
            .finish_non_exhaustive()
    }
}

macro_rules! redacted {
    ($($name:ident),+) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(redacted)"))
            }
        }
    )+};
}
redacted!(Body, Difference, Detail);
