//! Who is this? Candidates, their evidence, and creating someone new.

use super::customer::ChipView;
use super::kiosk::StatementStood;
use super::search::{Answered, RowView};
use customer::Record;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct DecideRequest {
    pub record: Record,
    /// Ask this desk's copy only (while typing); otherwise the network too, for at most 3 s.
    pub local_only: bool,
    /// The window's generation, carried back.
    pub generation: u32,
    /// Who stands side by side: where the decision asks nothing, the question is what tells these apart.
    #[serde(default)]
    #[ts(as = "Option<Vec<String>>", optional)]
    pub shown: Vec<String>,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct DecisionView {
    pub generation: u32,
    pub candidates: Vec<CandidateView>,
    pub tree: TreeView,
    pub action: Action,
    #[serde(rename = "use")]
    #[ts(optional, rename = "use")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub use_id: Option<String>,
    /// The sentence that names the branch and the evidence, in English for logs and receipts.
    pub reason: String,
    /// The field that best separates the candidates: `vehicle`, `town`, `birth_day`, …
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question: Option<String>,
    pub network: Answered,
    /// The network was asked, and showed everybody it has.
    pub complete: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    Use,
    Ask,
    Create,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct TreeView {
    /// `customer_key`, `name_and_contact`, `name_and_vin`, `several`, `none`.
    pub branch: String,
    pub ids: Vec<String>,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct CandidateView {
    pub local_id: String,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    pub probability: f64,
    /// `same`, `household`, `different`.
    pub relation: String,
    /// A strong candidate needs a choice before anything is saved.
    pub strong: bool,
    /// Somebody has said already that this is not the person.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[ts(as = "Option<bool>", optional)]
    pub ruled_out: bool,
    /// Somebody has said so before something changed: these kinds of fields (`phone`, `name`, …).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<String>>", optional)]
    pub asked_again: Vec<String>,
    pub evidence: Vec<EvidenceView>,
    pub row: RowView,
    /// For the compare view.
    pub record: Record,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct EvidenceView {
    pub field: String,
    /// `agree`, `similar`, `differ`, `missing`.
    pub outcome: String,
    pub weight: f64,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct CreateRequest {
    /// Minted when the form opened: a second press is the same create.
    pub draft: String,
    pub record: Record,
    /// Candidates a person has ruled out, by network id or local id.
    #[serde(default)]
    pub different_from: Vec<String>,
    /// Why, by the id it was ruled out with: `said_so`, `same_name`, `relative`,
    /// `shared_contact`, `other`, or at most 200 letters of somebody's own.
    #[serde(default)]
    #[ts(as = "Option<BTreeMap<String, String>>", optional)]
    pub reasons: BTreeMap<String, String>,
    #[serde(default)]
    pub despite_candidates: bool,
    /// The kiosk submission this came from.
    #[serde(default)]
    #[ts(optional)]
    pub submission: Option<String>,
    /// The privacy statement that stood in the form, where it was opened.
    #[serde(default)]
    #[ts(optional)]
    pub statement: Option<StatementStood>,
}

/// Either it is queued, or a person must decide first.
#[derive(Clone, Serialize, Deserialize, TS)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum CreateView {
    Queued { op_id: String, local_id: String, chip: ChipView },
    Candidates { decision: DecisionView },
}
