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
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct KioskFormView {
    pub country: String,
    /// Languages offered, BCP 47.
    pub languages: Vec<String>,
    /// Version of the privacy statement shown; its text is in the message catalogue.
    pub statement: String,
    /// Of the scan; none where it is no driver's licence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub scanned: Option<KioskScanView>,
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
    pub(crate) fn texts(&self) -> [&str; 13] {
        let address = &self.address;
        [
            &self.draft,
            &self.language,
            &self.given_name,
            &self.family_name,
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
    /// As answered, also for a way of contact that was not given.
    pub consent: BTreeMap<String, ConsentState>,
    pub name: String,
    pub record: Record,
    /// Channels as typed, for the compare view.
    pub channels: Vec<Channel>,
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
