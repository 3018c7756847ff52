//! One customer on the screen.

use super::decision::CandidateView;
use super::kiosk::StatementStood;
use super::outbox::EntryView;
use super::search::RowView;
use crate::error::FieldError;
use customer::{Address, ChannelKind, Line, Record, Section, Use};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

/// Where a record truthfully is. Words of the interface document, plus `copy` for a record this
/// desk has not written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    Copy,
    Waiting,
    Sending,
    Checking,
    InDms,
    NeedsPerson,
    Cancelled,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ChipView {
    pub state: Standing,
    /// With `needs_person`: `conflict`, `rejected`, `candidates`, `gone`, `permission`.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The DMS number, where it has one.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub op_id: Option<String>,
}

/// A look at somebody without opening the record: what tells two people apart, and nothing a
/// bystander could ring or write to.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct PeekView {
    pub row: RowView,
    pub channels: Vec<PeekChannel>,
    pub addresses: Vec<Address>,
    pub vehicles: Vec<PeekVehicle>,
    /// When the copy was read from the network.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<String>,
    /// False where only a search row is known yet.
    pub whole: bool,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct PeekChannel {
    pub kind: ChannelKind,
    #[serde(rename = "use", default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub usage: Option<Use>,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<Line>,
    /// `…4417`, `m…@sousa.example`.
    pub tail: String,
    pub preferred: bool,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct PeekVehicle {
    /// `Golf 2019`.
    pub name: String,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plate: Option<String>,
    /// Its last eight, where there is no plate.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vin_end: Option<String>,
}

/// Values a person has just typed, nothing of them stored.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct AdviseRequest {
    pub record: Record,
}

/// What of it would be taken and looks wrong all the same.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct AdviceView {
    pub fields: Vec<FieldError>,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct OpenRequest {
    /// A network id or a local id.
    pub id: String,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct CustomerView {
    pub local_id: String,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    pub name: String,
    /// The network's copy with this desk's unsent changes laid over it. The window sends back
    /// members it does not know as they are.
    pub record: Record,
    pub chip: ChipView,
    /// When the copy was read from the network.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<String>,
    /// False where only a search row is known yet: refresh reads the rest.
    pub whole: bool,
    /// What the network answered on refresh: absent where it was not asked.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub network: Option<super::search::Answered>,
    /// Entries of this customer that are not finished, oldest first.
    pub entries: Vec<EntryView>,
    /// Parts of a write the network dropped or changed.
    pub differs: Vec<DifferenceView>,
    /// Values that break a rule and are kept as they are.
    pub doubtful: Vec<FieldError>,
    /// Where the values are from; absent where that could not be read.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sources: Option<SourcesView>,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct SourcesView {
    /// Absent where only this desk knows the customer.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copy: Option<CopyView>,
    /// What was written at this desk and is shown as it was written.
    pub written: Vec<WrittenView>,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct CopyView {
    /// `full` (read from the network), `summary` (an answer to a search) or `import`.
    pub from: String,
    pub at: String,
    /// When an answer to a search last added to it.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub later: Option<String>,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct WrittenView {
    /// `names.givenName`, `channels[0]`.
    pub path: String,
    pub at: String,
    pub who: String,
    /// A visitor typed it at the kiosk, and `who` took it over.
    pub kiosk: bool,
    pub state: Standing,
    /// The copy holds the same.
    pub copied: bool,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct DifferenceView {
    pub field: String,
    #[ts(type = "unknown")]
    pub sent: Value,
    #[ts(type = "unknown")]
    pub stored: Value,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct SaveSectionRequest {
    pub local_id: String,
    pub section: Section,
    /// The section as it shall be. A member that is absent stays, `null` or "" clears it; a list
    /// is taken as it stands.
    #[ts(type = "unknown")]
    pub value: Value,
    /// The section as it stood when the form opened: what was changed elsewhere since is merged, and
    /// not undone. Absent: as it is now.
    #[ts(optional, type = "unknown")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown: Option<Value>,
    /// Minted when the form opened: a second press is the same save.
    pub draft: String,
    /// The privacy statement that stood in the form, where it was opened.
    #[serde(default)]
    #[ts(optional)]
    pub statement: Option<StatementStood>,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct SavedView {
    /// Absent where nothing was changed, so nothing was queued.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub op_id: Option<String>,
    pub customer: CustomerView,
    /// Whom this change made the customer look like.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<CandidateView>>", optional)]
    pub alike: Vec<CandidateView>,
}
