//! What support is given to look at.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct SupportPart {
    pub name: String,
    pub text: String,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct SupportView {
    /// Exactly this one is saved.
    pub id: String,
    pub parts: Vec<SupportPart>,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct SupportSaveRequest {
    pub id: String,
}
