//! An outage, rehearsed: what was asked for and what came of it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct RehearsalRequest {
    /// What is saved while the network is away.
    pub saves: u32,
    /// The same seed is the same day.
    pub seed: u32,
}

/// Read from the network's own log, never from the desk that is examined.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct RehearsalView {
    /// Nothing lost, nothing doubled, nothing left waiting.
    pub well: bool,
    pub network: String,
    pub seed: u32,
    pub made: u32,
    pub new: u32,
    pub in_dms: u32,
    /// Never sent by itself: a later change of the same customer took it in.
    pub joined: u32,
    pub lost: u32,
    pub doubled: u32,
    pub waiting: u32,
    /// What a person was asked, by reason.
    pub asked: Vec<CountedView>,
    /// What the network did to the requests when it was back.
    pub moods: Vec<CountedView>,
    pub away_s: f64,
    pub slowest_save_ms: u32,
    /// From its return to the first write, and to the last.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_after_s: Option<f64>,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub all_after_s: Option<f64>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct CountedView {
    pub what: String,
    pub count: u32,
}
