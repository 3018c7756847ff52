//! The kiosk: what a customer enters, and what staff make of it. Nothing that travels to the kiosk
//! window comes from a customer's record.

use customer::{Channel, ConsentState, Record};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct KioskFormView {
    pub country: String,
    /// Languages offered, BCP 47.
    pub languages: Vec<String>,
    /// Version of the privacy statement shown; its text is in the message catalogue.
    pub statement: String,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct KioskSubmitRequest {
    /// Minted when the form opened: a second press is the same submission.
    pub draft: String,
    pub language: String,
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
    pub consent: std::collections::BTreeMap<String, ConsentState>,
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
    pub language: String,
    pub name: String,
    pub record: Record,
    /// How many people this desk knows it may be.
    pub matches: u32,
    /// Channels as typed, for the compare view.
    pub channels: Vec<Channel>,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct SubmissionCloseRequest {
    pub id: String,
    /// `accepted` or `dismissed`.
    pub outcome: String,
    #[serde(default)]
    #[ts(optional)]
    pub reason: Option<String>,
}
