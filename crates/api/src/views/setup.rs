//! The first-run wizard.

use crate::error::FieldError;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;

/// What the wizard has gathered. Empty texts are missing ones; credentials are never sent back.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct SetupRequest {
    /// `keyloop` or `mykaarma`.
    pub network: String,
    #[serde(default)]
    pub country: String,
    #[serde(default)]
    pub base_url: String,
    #[serde(default)]
    pub path: String,
    #[serde(default)]
    pub enterprise_id: String,
    #[serde(default)]
    pub store_id: String,
    #[serde(default)]
    pub api_version: String,
    #[serde(default)]
    pub dms: String,
    #[serde(default)]
    pub department_uuid: String,
    /// Empty: as the system has it.
    #[serde(default)]
    pub proxy: String,
    /// Client id or user name.
    #[serde(default)]
    pub identity: String,
    /// Client secret or password.
    #[serde(default)]
    pub secret: String,
}

/// What the dealer's IT has set for every desk of this computer, and what stands here now.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct SetupView {
    /// The policy file; absent where nothing is locked.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// `keyloop.base_url` and what it is locked to.
    pub values: BTreeMap<String, String>,
    /// The same of what is configured now; never the credentials.
    pub configured: BTreeMap<String, String>,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct SetupCheckView {
    pub ok: bool,
    pub lines: Vec<CheckLineView>,
    pub fields: Vec<FieldError>,
}

/// What the pinned keys of `[trust]` say of the certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PinsSay {
    /// Nothing is pinned.
    None,
    Met,
    Missed,
    /// It was refused before it came to them.
    NotChecked,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct ShownCertificateView {
    /// Who issued it; empty where it does not say.
    pub issuer: String,
    pub pins: PinsSay,
}

/// Parts of a record, named as `update` names them.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct WritableView {
    pub can: Vec<String>,
    pub cannot: Vec<String>,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct CheckLineView {
    /// `name`, `tcp`, `tls`, `clock`, `sign_in`, `scope`, `search`, `read` or `write`.
    pub step: String,
    pub ok: bool,
    /// False: an earlier step failed, or it is left to somebody.
    pub tried: bool,
    /// On whose word it is good: `proxy` or `profile`.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left_to: Option<String>,
    /// What kind of failure it is.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Whose job it is: `network`, `dms` or `you`.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    pub detail: String,
    /// Of `tls`: the certificate that was shown, whether or not it is accepted.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate: Option<ShownCertificateView>,
    /// Of `write`: what the profile of the DMS says.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sections: Option<WritableView>,
    pub took_ms: u32,
}

impl std::fmt::Debug for SetupRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SetupRequest({})", self.network)
    }
}
