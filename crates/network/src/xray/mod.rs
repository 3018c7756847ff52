//! What was asked of the network lately and what it answered, for whoever looks for a fault between
//! the two: without anything that is somebody's.
//!
//! Redaction is by what is let in. The route stands for the address, the contract's own member names
//! and closed lists stand as they are (`words`), every other value is told by its kind and length
//! (`shape`), and that is done before an exchange is kept: nothing of it is ever on a disk, and what
//! was sent cannot be had back. A made-up request of the same shape is `made_up`'s; `curl` writes it
//! for a shell and `replay` sends it to a sandbox.

mod curl;
mod heads;
mod made_up;
mod replay;
mod ring;
mod shape;
mod words;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub use curl::curl;
pub use heads::Header;
pub use replay::{NotReplayed, Replay, replay};
pub(crate) use ring::{Heard, Ring};
pub(crate) use shape::is_date;
pub(crate) use words::{KEYLOOP_V1, KEYLOOP_V3, MYKAARMA};

/// How a member is told whose name is not.
pub(crate) fn member(length: usize) -> String {
    shape::Kind::Member(length, 1).to_string()
}

/// Which contract an exchange is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Contract {
    KeyloopV1,
    KeyloopV3,
    #[serde(rename = "mykaarma")]
    MyKaarma,
}

/// One request and what became of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Exchange {
    /// Counted from the start of the program.
    pub n: u64,
    pub network: Contract,
    /// When it was wanted.
    pub at: Timestamp,
    /// Ours: the id of the user action, which the network was sent.
    pub correlation_id: String,
    /// How often this very request of this action was sent, this one included.
    pub attempt: u32,
    pub method: String,
    pub route: String,
    /// The kind of id that stood in the route.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub query: Map<String, Value>,
    pub sent: Side,
    /// `answered`, or why there is no whole answer.
    pub outcome: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    pub answer: Side,
    pub times: Times,
}

/// Head and body of one direction.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Side {
    pub headers: Vec<Header>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Value>,
    pub bytes: u64,
}

/// Milliseconds since it was wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Times {
    /// It may have waited for its turn.
    pub left: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_byte: Option<u64>,
    pub done: u64,
}
