//! The waiting list.

use super::customer::ChipView;
use super::decision::CandidateView;
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
