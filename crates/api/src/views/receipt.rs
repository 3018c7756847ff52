//! Receipts, what somebody said about two people, and deciding again.

use super::decision::{Action, EvidenceView, TreeView};
use super::search::Answered;
use customer::Record;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A person's word on people they saw side by side, where no entry is decided with it.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct ReceiptKeepRequest {
    pub record: Record,
    /// Whom they saw, in that order, by either id.
    pub shown: Vec<String>,
    /// `use`, `different` or `unsure`.
    pub said: String,
    #[serde(default)]
    #[ts(optional)]
    pub chosen: Option<String>,
    #[serde(default)]
    #[ts(optional)]
    pub reason: Option<String>,
    /// How the network stood to it, as the window was told.
    pub network: Answered,
    pub complete: bool,
    #[serde(default)]
    #[ts(optional)]
    pub op_id: Option<String>,
    /// The form it was said in.
    #[serde(default)]
    #[ts(optional)]
    pub draft: Option<String>,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct ReceiptKeptView {
    pub id: String,
}

/// All of them, those about one customer, or those of one entry.
#[derive(Clone, Default, Serialize, Deserialize, TS)]
pub struct ReceiptsRequest {
    #[serde(default)]
    #[ts(optional)]
    pub about: Option<String>,
    #[serde(default)]
    #[ts(optional)]
    pub op_id: Option<String>,
    /// Goes on where an earlier answer ended.
    #[serde(default)]
    #[ts(optional, type = "number")]
    pub before: Option<i64>,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct ReceiptsView {
    /// Newest first.
    pub rows: Vec<ReceiptRow>,
    /// Where to go on, if there is more.
    #[ts(optional, type = "number")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<i64>,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct ReceiptRow {
    pub id: String,
    pub at: String,
    pub who: String,
    /// `compare`, `save`, `sending`, `twin_check`.
    pub occasion: String,
    /// `use`, `different`, `unsure`, `create`, `ask`.
    pub said: String,
    /// Somebody in it was forgotten: nothing else is left.
    pub forgotten: bool,
    /// Whom it was asked about; empty where that is not known any more.
    pub name: String,
    /// Who was used.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chosen: Option<String>,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// How many candidates there were.
    pub candidates: u32,
    /// Where the rules ended.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub network: Option<NetworkThenView>,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub op_id: Option<String>,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct NetworkThenView {
    pub state: Answered,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// It showed everybody it has.
    pub complete: bool,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct ReceiptRequest {
    pub id: String,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct ReceiptView {
    pub row: ReceiptRow,
    /// Absent once somebody in it was forgotten.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept: Option<ReceiptKept>,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct ReceiptKept {
    pub question: Record,
    /// What the program made of it, in its own sentence.
    pub sentence: String,
    pub action: Action,
    pub tree: TreeView,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ask: Option<String>,
    pub candidates: Vec<ReceiptCandidate>,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct ReceiptCandidate {
    pub local_id: String,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    pub name: String,
    pub probability: f64,
    pub relation: String,
    pub strong: bool,
    pub ruled_out: bool,
    pub chosen: bool,
    pub evidence: Vec<EvidenceView>,
    /// As it was known then.
    pub record: Record,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct ReplayView {
    /// Today's program says the same of what was known then, byte for byte.
    pub same_program: bool,
    pub today: TodayView,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct TodayView {
    /// The same is decided on what is known today.
    pub same: bool,
    pub action: Action,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub use_name: Option<String>,
    pub branch: String,
    pub sentence: String,
    /// Other thresholds hold by now.
    pub policy_changed: bool,
    pub changed: Vec<ChangedView>,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct ChangedView {
    /// `gone`, `fields`, `new`, `ruled_out`.
    pub what: String,
    pub id: String,
    pub name: String,
    /// Lines of a comparison: `name`, `phone`, `address`, …
    pub fields: Vec<String>,
}

#[derive(Clone, Default, Serialize, Deserialize, TS)]
pub struct VerdictsRequest {
    #[serde(default)]
    #[ts(optional)]
    pub about: Option<String>,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct VerdictsView {
    /// Newest first.
    pub rows: Vec<VerdictRow>,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct VerdictRow {
    pub one: SideView,
    pub other: SideView,
    pub same: bool,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    pub who: String,
    pub at: String,
}

/// One of a pair.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct SideView {
    /// As the pair names them.
    pub id: String,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub local_id: Option<String>,
    pub name: String,
    pub gone: bool,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct PairRequest {
    pub one: String,
    pub other: String,
}
