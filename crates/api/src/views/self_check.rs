//! The self-check of a kiosk's computer, for IT. Codes and commands only; the window has the words.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct SelfCheckView {
    /// `linux`, `windows`, `macos` or `other`.
    pub system: String,
    pub lines: Vec<SelfCheckLine>,
    /// What fails keeps the kiosk shut at this desk; else it is advice.
    pub refuses: bool,
    pub shut: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub although: Option<AlthoughView>,
    pub escapes: Vec<EscapeView>,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct SelfCheckLine {
    pub point: String,
    /// `pass`, `fail` or `cannot_tell`.
    pub state: String,
    /// What it goes by, as codes.
    pub why: Vec<String>,
    /// What to do, in the system's own words: commands and names of settings.
    pub steps: Vec<String>,
}

/// Somebody has said that the kiosk opens although these points fail.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct AlthoughView {
    pub points: Vec<String>,
    pub by: String,
    pub at: String,
    pub reason: String,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct EscapeView {
    /// `Ctrl+Alt+F2`
    pub chord: String,
    /// `reached`, `nothing` or `happened`; absent where nobody has tried.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub outcome: Option<String>,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct AlthoughRequest {
    /// What failed on the page that was read.
    pub points: Vec<String>,
    pub reason: String,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct EscapesRequest {
    /// A chord, and what came of it.
    pub outcomes: BTreeMap<String, String>,
}
