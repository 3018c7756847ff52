//! What only a desk to practise at is asked.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct PracticeNetworkRequest {
    /// True cuts the made-up dealer's network, false brings it back; without it nothing changes.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cut: Option<bool>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct PracticeNetworkView {
    pub cut: bool,
}
