//! The administrator's lab, and the thresholds every decision goes by.

use super::decision::Action;
use super::receipt::ReceiptRow;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct LabRequest {
    /// `id,id,same|different` a line.
    pub pairs: String,
    /// Records, one JSON object a line; without them the pairs are customers of this desk.
    #[serde(default)]
    #[ts(optional)]
    pub a: Option<String>,
    #[serde(default)]
    #[ts(optional)]
    pub b: Option<String>,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct LabView {
    pub same: u32,
    pub different: u32,
    /// Pairs of one person that never became candidates of each other.
    pub missed: u32,
    /// At every step of the sliders, from the lowest.
    pub curve: Vec<LabPoint>,
    pub calibration: Vec<LabBin>,
    pub unusable: Vec<LabUnusable>,
}

#[derive(Clone, Copy, Serialize, Deserialize, TS)]
pub struct LabPoint {
    pub log_odds: f64,
    /// Pairs of one person, and of two people, at or above it.
    pub right: u32,
    pub wrong: u32,
}

#[derive(Clone, Copy, Serialize, Deserialize, TS)]
pub struct LabBin {
    pub from: f64,
    pub to: f64,
    pub pairs: u32,
    pub said: f64,
    pub share: f64,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct LabUnusable {
    /// `two_ids`, `label`, `unknown_id`, `not_a_record`.
    pub why: String,
    pub count: u32,
    /// The first such line.
    pub line: u32,
}

/// Log odds from which on somebody is used on evidence alone, and a person is asked.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct PolicyView {
    pub use_from: f64,
    pub ask_from: f64,
    /// As the program was shipped.
    pub shipped_use_from: f64,
    pub shipped_ask_from: f64,
    /// Least and most.
    pub use_limits: [f64; 2],
    pub ask_limits: [f64; 2],
}

#[derive(Clone, Copy, Serialize, Deserialize, TS)]
pub struct ThresholdsRequest {
    pub use_from: f64,
    pub ask_from: f64,
}

/// Without thresholds: back to those that were shipped.
#[derive(Clone, Copy, Serialize, Deserialize, TS)]
pub struct PolicySaveRequest {
    #[serde(default)]
    #[ts(optional)]
    pub thresholds: Option<ThresholdsRequest>,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct LabPastView {
    /// So many of the latest decisions were decided anew.
    pub looked_at: u32,
    pub changed: Vec<LabPastRow>,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct LabPastRow {
    pub receipt: ReceiptRow,
    pub was: Action,
    pub would: Action,
    /// Where the rules end.
    pub branch: String,
}
