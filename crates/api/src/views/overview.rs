//! What a manager looks at once a day. No customer's name: rows lead to what they are about.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

#[derive(Clone, Copy, Serialize, Deserialize, TS)]
pub struct OverviewRequest {
    /// How far back decisions are looked at: 7, 30 or 90.
    pub days: u32,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct OverviewView {
    pub days: u32,
    pub since: String,
    /// There is nothing to look at.
    pub empty: bool,
    pub people: Vec<OverridesOf>,
    /// Newest first; the first so many of `overridden`.
    pub overrides: Vec<OverrideRow>,
    pub overridden: u32,
    /// Decisions that say nothing any more: somebody in them was forgotten, or their time is over.
    pub emptied: u32,
    pub proved: Vec<ProvedRow>,
    pub unsent: UnsentView,
    pub kiosk: CardsView,
}

/// How often somebody decided against a strong match.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct OverridesOf {
    pub who: String,
    pub created: u32,
    pub kept_apart: u32,
    /// Of those listed as proved, how many this person's word had kept apart.
    pub proved: u32,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct OverrideRow {
    /// The receipt it opens.
    pub receipt: String,
    pub at: String,
    pub who: String,
    /// `create` or `different`.
    pub said: String,
    /// Of the likeliest one it was said against.
    pub probability: f64,
    /// The program would have used that one.
    pub would_use: bool,
    /// One of the answers offered, or `in_words`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub reason: Option<String>,
}

/// Two customers of the DMS who are one person.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct ProvedRow {
    pub one: String,
    pub other: String,
    pub at: String,
    /// `person`, `twin`, `joined`.
    pub how: String,
    /// Who said so.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub who: Option<String>,
    /// Whose word had kept them apart.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub against: Option<OverrideRow>,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct UnsentView {
    pub total: u32,
    pub needs_person: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub oldest: Option<String>,
    pub ages: Vec<AgeView>,
    pub people: Vec<UnsentOf>,
}

#[derive(Clone, Copy, Serialize, Deserialize, TS)]
pub struct AgeView {
    /// At least so many hours old.
    pub from_h: u32,
    /// And less than so many; none: older.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub to_h: Option<u32>,
    pub count: u32,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct UnsentOf {
    pub who: String,
    pub count: u32,
    pub needs_person: u32,
    pub oldest: String,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct CardsView {
    pub waiting: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub oldest: Option<String>,
}
