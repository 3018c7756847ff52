//! The kiosk: what a customer enters, and what staff make of it. Nothing that travels to the kiosk
//! window comes from a customer's record.

use super::{DecisionView, KioskScanView};
use crate::error::FieldError;
use customer::{Channel, ConsentState, Record};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;

#[derive(Clone, Default, Serialize, Deserialize, TS)]
pub struct KioskFormRequest {
    /// What a scanner typed, for the visitor's own fields.
    #[serde(default)]
    #[ts(optional)]
    pub scan: Option<String>,
    /// The draft that was handed in just now: what was agreed to on it, to take along.
    #[serde(default)]
    #[ts(optional)]
    pub card: Option<String>,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct KioskFormView {
    pub country: String,
    /// Languages offered, BCP 47.
    pub languages: Vec<String>,
    /// Version of the privacy statement shown; its text is in the message catalogue, if not `own`.
    pub statement: String,
    /// The statement in the dealer's own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub own: Option<KioskStatementView>,
    /// No desk stands beside it: staff see here what waits, by their PIN.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[ts(optional, as = "Option<bool>")]
    pub alone: bool,
    /// Of the scan; none where it is no driver's licence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub scanned: Option<KioskScanView>,
    /// Of the card that was asked about; none where nothing was said on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub keepsake: Option<KioskCodeView>,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct KioskStatementView {
    /// By language.
    pub words: BTreeMap<String, String>,
    /// The language of whoever speaks none of them.
    pub otherwise: String,
}

/// The privacy statement, for a form of the desk.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct StatementView {
    pub version: String,
    /// In the dealer's own words; else its text is in the message catalogue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub own: Option<KioskStatementView>,
}

/// What a form showed of it. Its words are the core's: a page has no say in them.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct StatementStood {
    pub version: String,
    /// The window's.
    pub language: String,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct KioskSubmitRequest {
    /// Minted when the form opened: a second press is the same submission.
    pub draft: String,
    pub language: String,
    /// The version shown. The core sets its own: a page has no say in it.
    pub statement: String,
    #[serde(default)]
    pub given_name: String,
    #[serde(default)]
    pub family_name: String,
    /// What they like to be called.
    #[serde(default)]
    #[ts(optional, as = "Option<String>")]
    pub preferred_name: String,
    #[serde(default)]
    pub phone: String,
    #[serde(default)]
    pub email: String,
    #[serde(default)]
    pub address: KioskAddress,
    /// Per way of contact: `call`, `text`, `email`, `post`. Nothing is pre-ticked.
    #[serde(default)]
    pub consent: BTreeMap<String, ConsentState>,
    /// What brings them here: `sales`, `service`, `parts`, `other`, or nothing.
    #[serde(default)]
    #[ts(optional, as = "Option<String>")]
    pub reason: String,
    /// Of the car it is about.
    #[serde(default)]
    #[ts(optional, as = "Option<String>")]
    pub plate: String,
}

impl KioskSubmitRequest {
    /// Whatever was typed.
    pub(crate) fn texts(&self) -> [&str; 14] {
        let address = &self.address;
        [
            &self.draft,
            &self.language,
            &self.given_name,
            &self.family_name,
            &self.preferred_name,
            &self.phone,
            &self.email,
            &address.house_number,
            &address.street,
            &address.city,
            &address.postal_code,
            &address.country_code,
            &self.reason,
            &self.plate,
        ]
    }
}

#[derive(Clone, Default, Serialize, Deserialize, TS)]
pub struct KioskAddress {
    #[serde(default)]
    pub house_number: String,
    #[serde(default)]
    pub street: String,
    #[serde(default)]
    pub city: String,
    #[serde(default)]
    pub postal_code: String,
    #[serde(default)]
    pub country_code: String,
}

/// The same for known and unknown people.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct KioskSubmitView {
    /// What the customer tells the salesperson: `A7K`.
    pub code: String,
    /// Of a kiosk that hands over so: to be scanned at the desk, all of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(optional, as = "Option<Vec<KioskCodeView>>")]
    pub codes: Vec<KioskCodeView>,
}

/// One code as a picture.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct KioskCodeView {
    /// Points a side, with what is left free around it.
    pub size: u32,
    /// The dark points, as the `d` of an SVG path.
    pub path: String,
}

/// A card on the screen of the kiosk it was entered at. As it was typed.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct KioskCardView {
    pub code: String,
    pub received_at: String,
    pub name: String,
    /// Channels and the lines of the address.
    pub lines: Vec<String>,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plate: Option<String>,
    pub consent: BTreeMap<String, ConsentState>,
    /// To be scanned at the desk this kiosk hands over to.
    #[ts(optional, as = "Option<Vec<KioskCodeView>>")]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<KioskCodeView>,
}

#[derive(Clone, Default, Serialize, Deserialize, TS)]
pub struct KioskHelpRequest {
    /// It was rung before: say what came of it, and do not ring.
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    pub rung: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum KioskHelp {
    /// Somebody at a desk has said that they go.
    Coming,
    /// Nobody has said so yet.
    Rung,
    /// No desk can hear it.
    Desk,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct KioskHelpView {
    pub state: KioskHelp,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct SubmissionsView {
    pub submissions: Vec<SubmissionView>,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct SubmissionView {
    pub id: String,
    pub code: String,
    pub received_at: String,
    pub age_s: u32,
    /// False where its words cannot be read any more, or were forgotten.
    pub readable: bool,
    pub language: String,
    /// Version of the privacy statement that was shown.
    pub statement: String,
    /// What brings them here: `sales`, `service`, `parts`, `other`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub reason: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub plate: Option<String>,
    /// Of a card that came as a code: which kiosk it says it is from, who scanned it, and when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub scan: Option<CardFromView>,
    /// As answered, also for a way of contact that was not given.
    pub consent: BTreeMap<String, ConsentState>,
    pub name: String,
    pub record: Record,
    /// Channels as typed, for the compare view.
    pub channels: Vec<Channel>,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct CardFromView {
    /// As IT named it, else the id of its data folder.
    pub station: String,
    pub who: String,
    pub at: String,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct CardScanRequest {
    /// As the scanner typed it, or as it was pasted: one code or several.
    pub text: String,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct CardScanView {
    /// `card`: it lies here now. `again`: it has lain here before, and waits. `decided`: the same, and
    /// somebody has decided it. `parts`: more are to be scanned. Else why nothing was taken: `no_code`,
    /// `letters`, `damaged`, `newer`, `desk_key`, `not_paired`, `other_desk`, `expired`, `gone`.
    pub state: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub card: Option<SubmissionView>,
    /// Of a slip, whose state is `slip`: whom it opens, by local id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub customer: Option<String>,
    /// Which parts are missing, counted from one, and of how many.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(optional, as = "Option<Vec<u32>>")]
    pub missing: Vec<u32>,
    pub of: u32,
    /// When a code that is too old was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub made: Option<String>,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct SubmissionReviewRequest {
    pub id: String,
}

/// One card, and who it may be as far as this desk knows.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct SubmissionReviewView {
    pub submission: SubmissionView,
    /// How many people it may be.
    pub matches: u32,
    /// None where the card cannot be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub decision: Option<DecisionView>,
    /// What the dealer's system would not take as it was typed.
    pub doubts: Vec<FieldError>,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct SubmissionCloseRequest {
    pub id: String,
    /// `accepted` or `dismissed`.
    pub outcome: String,
    /// Accepted: the customer it led to, by either id.
    #[serde(default)]
    #[ts(optional)]
    pub used: Option<String>,
    #[serde(default)]
    #[ts(optional)]
    pub reason: Option<String>,
}
