//! Search: what was read out of the term, and rows.

use super::customer::ChipView;
use super::outbox::HeldView;
use customer::Kind;
use customer::search_term::{Meaning, Reading};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct SearchRequest {
    pub text: String,
    /// Raised by the window with each key; the answer carries it so that old ones are dropped.
    pub generation: u32,
    /// Readings the person flipped.
    #[serde(default)]
    pub flips: Vec<Flip>,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct Flip {
    pub index: usize,
    pub meaning: Meaning,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct SearchView {
    pub generation: u32,
    pub readings: Vec<Reading>,
    /// How many customers this desk knows.
    pub customers: u32,
    /// When an export was last taken in whole.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<String>,
    /// Where none ever was: when the newest customer was taken in.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub newest: Option<String>,
    pub took_us: u32,
    /// Nineteen of twenty of the last searches here took this long at most.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p95_us: Option<u32>,
    pub rows: Vec<RowView>,
    /// True where more rows match than are shown.
    pub more: bool,
    /// Changes of the copy that search does not know yet.
    pub pending: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Answered {
    Answered,
    Offline,
    Failed,
    NotAsked,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct NetworkRowsView {
    pub generation: u32,
    pub state: Answered,
    /// False whenever the network has more people than are shown.
    pub complete: bool,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<u32>,
    pub took_ms: u32,
    pub rows: Vec<RowView>,
    /// Why it failed, as a code: `sign_in`, `throttled`, `slow`, `not_the_network`, `too_short`.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct RowsView {
    pub rows: Vec<RowView>,
}

/// One person in a list: enough to recognise, not enough to read aloud.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct RowView {
    pub local_id: String,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_key: Option<String>,
    pub kind: Kind,
    pub name: String,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub town: Option<String>,
    /// Last four digits of the best phone number.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone_end: Option<String>,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub birth_year: Option<String>,
    /// `Golf 2019`.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vehicle: Option<String>,
    /// When it was last opened at this desk.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<String>,
    pub why: Vec<WhyView>,
    pub chip: ChipView,
    /// What the chip speaks of is kept on this desk only.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<HeldView>,
}

/// Why a row matched. `how` is `exact`, `start`, `end`, `middle` or `inner`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct WhyView {
    /// The record's member: `givenName`, `familyName`, `company`, `phone`, `email`, `vin`,
    /// `licensePlate`, `postalCode`, `city`, `customerKey`, `birthDate`, `id`, …
    pub field: String,
    pub how: String,
    /// What of the record matched, e.g. `…4417`; never more than the row may show.
    pub text: String,
}
