//! What this computer holds about somebody, and forgetting them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// So many of one kind of thing.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct HeldPart {
    /// `record`, `outbox`, `drafts`, `submissions`, `consents`, `decisions`, `verdicts`, `set_aside`,
    /// `audit` or `log_ids`.
    pub part: String,
    pub count: u32,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct PersonHeldView {
    pub local_id: String,
    pub name: String,
    /// Only what there is something of.
    pub parts: Vec<HeldPart>,
    /// Changes that have not reached the network.
    pub unsent: u32,
    /// All of it, as the file has it.
    pub text: String,
}

/// A file that was saved.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct FileView {
    pub name: String,
    pub folder: String,
}

/// What becomes of changes that wait.
#[derive(Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum UnsentChoice {
    #[default]
    Refuse,
    Wait,
    Cancel,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct ForgetRequest {
    pub id: String,
    /// `refuse` where nothing is said.
    #[serde(default)]
    #[ts(optional)]
    pub unsent: Option<UnsentChoice>,
    /// Why changes are given up.
    #[serde(default)]
    #[ts(optional)]
    pub reason: Option<String>,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct ForgotView {
    /// They are forgotten once so many changes are sent; 0: they are forgotten.
    pub waiting: u32,
}
