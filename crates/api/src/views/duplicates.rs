//! The hand-off list of customers stored twice.

use super::decision::EvidenceView;
use super::receipt::SideView;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct DuplicatesView {
    /// The likeliest first, solved ones last; the first so many.
    pub rows: Vec<DuplicateRow>,
    /// How many there are in all, and how many of them are not solved.
    pub total: u32,
    pub open: u32,
    pub scan: ScanView,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct DuplicateRow {
    pub one: SideView,
    pub other: SideView,
    /// `person`, `decision`, `twin`, `scan`.
    pub source: String,
    pub probability: f64,
    pub evidence: Vec<EvidenceView>,
    pub who: String,
    pub at: String,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checked_at: Option<String>,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub solved: Option<String>,
}

/// What somebody says of two customers: one person stored twice, or, of a pair of the list, two.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct DuplicateNoteRequest {
    pub one: String,
    pub other: String,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub apart: Option<bool>,
}

/// How far the scan over the copy is, or how the last one ended.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct ScanView {
    pub running: bool,
    pub looked_at: u32,
    pub total: u32,
    pub found: u32,
    pub new: u32,
    /// `done`, `stopped`, `full`, `failed`.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<String>,
}

#[derive(Clone, Copy, Serialize, Deserialize, TS)]
pub struct ScanRequest {
    pub act: ScanAct,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ScanAct {
    Start,
    Stop,
    Look,
}

#[derive(Clone, Copy, Serialize, Deserialize, TS)]
pub struct DuplicatesCheckedView {
    pub solved: u32,
    pub still_two: u32,
    /// The network was not asked, or did not answer.
    pub unknown: u32,
}

/// The columns' headings and the words for codes, in the reader's language.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct DuplicatesExportRequest {
    pub headings: Vec<String>,
    pub codes: BTreeMap<String, String>,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct ExportedView {
    /// The file's name, and the folder it lies in.
    pub name: String,
    pub folder: String,
    pub pairs: u32,
}
