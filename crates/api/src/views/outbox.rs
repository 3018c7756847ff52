//! The waiting list.

use super::customer::{ChipView, DifferenceView};
use super::decision::CandidateView;
use super::duplicates::DuplicateRow;
use crate::error::FieldError;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct OutboxRequest {
    /// Finished ones too.
    pub all: bool,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct OutboxView {
    pub entries: Vec<EntryView>,
    /// What this program cannot read: kept as it is, and sent by nobody. Absent: nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<AsideView>>", optional)]
    pub aside: Vec<AsideView>,
    /// Customers stored twice, as the look after a create or a change found them. Absent: none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<DuplicateRow>>", optional)]
    pub twins: Vec<DuplicateRow>,
}

/// What can be said of a row that cannot be read.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct AsideView {
    pub key: String,
    /// `draft`, or of an entry its kind where that can be told, else `entry`.
    pub kind: String,
    /// Whose it is, where they are known here.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub local_id: Option<String>,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// Which part of it, for support; never what stands there.
    pub why: String,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct EntryView {
    pub op_id: String,
    /// `create` or `update-<section>`.
    pub kind: String,
    pub local_id: String,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    pub name: String,
    pub chip: ChipView,
    pub age_s: u32,
    pub attempts: u32,
    /// The network's own words, where it refused or failed.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Why somebody gave it up.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancel_reason: Option<String>,
    pub refusals: Vec<FieldError>,
    /// With reason `conflict`: what clashes, to be resolved field by field.
    pub conflicts: Vec<ConflictView>,
    /// With reason `candidates`: who it may be.
    pub candidates: Vec<CandidateView>,
    /// Kept on this desk only.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<HeldView>,
    /// The customer still stands at the desk.
    pub here: bool,
    /// Not a byte of it has left: it can be taken back without a word.
    pub unsent: bool,
    /// A conflict that was decided and has not left: taking it back asks the question again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[ts(as = "Option<bool>", optional)]
    pub decided: bool,
    /// What the network keeps otherwise than it was sent.
    pub differs: Vec<DifferenceView>,
    /// Network ids of customers who look like a second copy.
    pub twins: Vec<String>,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct HeldView {
    /// Absent: until somebody sends it.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    pub because: String,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct TimelineRequest {
    pub op_id: String,
}

/// What happened to one entry, oldest first.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct TimelineView {
    pub entry: EntryView,
    pub steps: Vec<StepView>,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct StepView {
    /// `typed`, `kept`, `searched`, `compared`, `sent`, `answered`, `adopted`, `verified`, …
    pub what: String,
    /// Where the entry stood afterwards, as the machine calls it.
    pub state: String,
    pub at: String,
    /// The last time, where the same happened several times on end.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    pub times: u32,
    pub attempt: u32,
    /// Absent: the program by itself.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub who: Option<String>,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found: Option<u32>,
    /// The number the network answered with.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Why, for support.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct ConflictView {
    pub field: String,
    #[ts(type = "unknown")]
    pub base: Value,
    #[ts(type = "unknown")]
    pub mine: Value,
    #[ts(type = "unknown")]
    pub theirs: Value,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct OutboxActRequest {
    pub op_id: String,
    pub act: OutboxAct,
}

#[derive(Clone, Serialize, Deserialize, TS)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum OutboxAct {
    Retry,
    Cancel {
        reason: String,
    },
    /// Conflict: which side each clashing field takes.
    Resolve {
        fields: Vec<Take>,
    },
    /// Candidates: it is this one.
    Use {
        id: String,
    },
    /// Candidates: none of them, and why (as in `CreateRequest`).
    Different {
        #[serde(default)]
        #[ts(optional)]
        reason: Option<String>,
    },
    /// Kept on this desk only.
    Hold {
        because: String,
        #[serde(default)]
        #[ts(optional)]
        until: Option<String>,
    },
    Release,
    /// Taken back before it left: what was decided of it, or else all of it.
    Undo,
    /// Whether the customer still stands at the desk.
    Here {
        here: bool,
    },
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct Take {
    pub field: String,
    pub side: Side,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// As it was when the person began.
    Base,
    Mine,
    Theirs,
}
