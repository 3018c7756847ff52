//! An import: the file in pieces, how it would be read, how far it is.

use customer::Record;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;

/// A piece of the file a person chose; the one at 0 begins another.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct ImportPieceRequest {
    pub name: String,
    pub at: u32,
    /// Base64.
    pub data: String,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct ImportPieceView {
    /// Bytes that are here.
    pub held: u32,
}

/// What a person said of the file; the rest is guessed.
#[derive(Clone, Default, Serialize, Deserialize, TS)]
pub struct ImportLookRequest {
    /// `day_first` or `month_first`.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dates: Option<String>,
    /// A field for a column; "" leaves it out.
    pub columns: BTreeMap<String, String>,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct ImportColumn {
    pub name: String,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// `chosen`, `sure`, `likely`, `values` or `none`.
    pub confidence: String,
    pub samples: Vec<String>,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct ImportRow {
    pub line: u32,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<Record>,
    /// Why there is none, in English.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// How a file would be read. Lines of JSON have no columns.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct ImportLookView {
    pub name: String,
    /// Of a table or an address book.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<u32>,
    /// `utf-8`, `utf-16le`, `utf-16be` or `windows-1252`.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<String>,
    pub columns: Vec<ImportColumn>,
    /// What a column may hold.
    pub fields: Vec<String>,
    /// There are birth dates of which only a person knows whether the day comes first.
    pub ask_dates: bool,
    /// `id` or `dates`: what has to be said before it can begin.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lacks: Option<String>,
    pub preview: Vec<ImportRow>,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ImportAct {
    Start,
    Stop,
    Look,
    /// Lets go of the file.
    Drop,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct ImportActRequest {
    pub act: ImportAct,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct ImportRefused {
    pub line: u32,
    /// In English.
    pub reason: String,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct ImportProgressView {
    pub running: bool,
    pub done: u32,
    pub size: u32,
    /// `done`, `stopped` or `failed`.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<String>,
    pub read: u32,
    pub stored: u32,
    pub resumed_after: u32,
    pub rejected: u32,
    /// The first of these.
    pub refused: Vec<ImportRefused>,
}
