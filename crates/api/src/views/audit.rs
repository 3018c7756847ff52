//! Who did what.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

#[derive(Clone, Default, Serialize, Deserialize, TS)]
pub struct AuditRequest {
    /// Goes on where an earlier answer ended.
    #[serde(default)]
    #[ts(optional, type = "number")]
    pub before: Option<i64>,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct AuditRow {
    #[ts(type = "number")]
    pub n: i64,
    pub at: String,
    pub who: String,
    pub what: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub op_id: Option<String>,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct AuditView {
    /// Newest first.
    pub rows: Vec<AuditRow>,
    /// Where to go on, if there is more.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub next: Option<i64>,
    pub checked: AuditChecked,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct AuditChecked {
    pub rows: u32,
    /// The first row that is not as it was written, or is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub broken_at: Option<i64>,
    /// Rows sealed with a key that is lost.
    pub unproven: u32,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct AuditExportRequest {
    pub csv: bool,
}
