//! What was asked of the network lately, without anything that is somebody's.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct XrayRow {
    pub n: u32,
    pub at: String,
    pub method: String,
    pub route: String,
    /// `answered`, or why there is no whole answer.
    pub outcome: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub status: Option<u16>,
    pub took_ms: u32,
    pub attempt: u32,
    pub correlation_id: String,
    /// All of it, as JSON.
    pub text: String,
    /// A command for a shell with made-up values.
    pub curl: String,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct XrayView {
    /// Whether there is a sandbox to ask again.
    pub practice: bool,
    /// The newest first.
    pub rows: Vec<XrayRow>,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct XrayReplayRequest {
    pub n: u32,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct XrayReplayView {
    /// False: there was no sandbox that could be asked.
    pub asked: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub status: Option<u16>,
    pub same: bool,
    /// Where the shape of the answer differs.
    pub differing: Vec<String>,
}
