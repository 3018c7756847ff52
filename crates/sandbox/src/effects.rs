//! The log of what really happened to the customers: one entry for each committed change. Nothing
//! in the sandbox reads it to decide anything; it is there to be compared with.

use serde::{Deserialize, Serialize};

use crate::changes::Change;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Op {
    Create,
    Update,
    Delete,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    Api,
    SecondDesk,
    Tick,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Effect {
    pub seq: u64,
    pub at: String,
    pub tenant: String,
    pub network: String,
    pub op: Op,
    pub keyloop_id: String,
    pub customer_uuid: String,
    pub sections: Vec<String>,
    pub changes: Vec<Change>,
    pub correlation_id: String,
    pub source: Source,
    /// The entry of the request log that caused it; 0 where no request did.
    pub request_seq: u64,
}

/// Who asks for a change, for the log.
#[derive(Clone, Debug)]
pub struct Cause {
    pub network: &'static str,
    pub source: Source,
    pub correlation_id: String,
    pub request_seq: u64,
}
