//! The first-run wizard.

use crate::error::FieldError;
use serde::{Deserialize, Serialize};
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
    /// Client id or user name.
    #[serde(default)]
    pub identity: String,
    /// Client secret or password.
    #[serde(default)]
    pub secret: String,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct SetupCheckView {
    pub ok: bool,
    pub lines: Vec<CheckLineView>,
    pub fields: Vec<FieldError>,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct CheckLineView {
    /// `reach`, `sign_in`, `search`.
    pub step: String,
    pub ok: bool,
    pub detail: String,
    pub took_ms: u32,
}

impl std::fmt::Debug for SetupRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SetupRequest({})", self.network)
    }
}
