//! A driver's licence as a scanner typed it. Its number does not travel.

use super::{KioskAddress, KioskCodeView};
use customer::Record;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct LicenceRequest {
    /// All keys the scanner pressed.
    pub text: String,
    /// A code to scan, too, where no licence is at hand.
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    pub specimen: bool,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct LicenceReadView {
    /// None where it is no licence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub licence: Option<LicenceView>,
    /// Nobody's licence, where that was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub specimen: Option<KioskCodeView>,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct LicenceView {
    /// What a new customer starts with.
    pub record: Record,
    /// What to search for: the narrowest first.
    pub searches: Vec<String>,
    /// The day it ends, `YYYY-MM-DD`; kept nowhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub expires: Option<String>,
    pub expired: bool,
    pub doubts: Vec<LicenceDoubt>,
    pub scanner: ScannerView,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct LicenceDoubt {
    /// `family_name`, `given_name`, `middle_name`, `birth_date`, `address`, `expiry`, `number`.
    pub field: String,
    /// `cut_short`, `unclear`, `missing`.
    pub why: String,
}

/// How the scanner types.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct ScannerView {
    /// `whole`, `no_sign`, `lost`.
    pub header: String,
    /// Between the elements: `kept`, `changed`, `lost`.
    pub marks: String,
    /// What they were changed into.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub sign: Option<String>,
    pub case_turned: bool,
}

/// What a licence fills in at the kiosk. Nobody is looked up.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct KioskScanView {
    pub given_name: String,
    pub family_name: String,
    pub address: KioskAddress,
}
