//! The next version of the program: whether there is one, and what installing it waits for.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ReleaseState {
    /// Nobody looks; `off` says why.
    Off,
    Current,
    /// There is one, and it is not this desk's turn yet.
    Later,
    Next,
    /// Its setup program runs, and this one ends.
    Started,
}

/// Why nobody looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ReleaseOff {
    Packages,
    ByIt,
    NotSetUp,
    NoKey,
}

/// What would be torn off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ReleaseWaits {
    Sending,
    Checking,
    Typing,
    Kiosk,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReleaseView {
    pub state: ReleaseState,
    /// Of this program.
    pub version: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub off: Option<ReleaseOff>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub next: Option<String>,
    /// What whoever made it wrote about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub notes: Option<String>,
    pub waits: Vec<ReleaseWaits>,
}
