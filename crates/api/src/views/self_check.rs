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
    /// Where that was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub proof: Option<ProofView>,
}

#[derive(Clone, Default, Serialize, Deserialize, TS)]
pub struct SelfCheckRequest {
    /// Whether known and unknown visitors can be told apart, too: `as_it_is`, or with a leak planted first
    /// (`bytes`, `requests`, `time`), which has to be found.
    #[serde(default)]
    #[ts(optional)]
    pub prove: Option<String>,
}

/// Known and unknown visitors beside each other, as they are seen from outside.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ProofView {
    pub visitors: u32,
    /// Answers that differ in more than the letters and digits of the code.
    pub shapes: u32,
    pub requests_known: u32,
    pub requests_unknown: u32,
    pub median_known_us: u32,
    pub median_unknown_us: u32,
    /// What gives somebody away: `bytes`, `requests`, `time`.
    pub leaks: Vec<String>,
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
