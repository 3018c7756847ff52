//! The log of every request to a dealer route, the newest ten thousand, in memory only.

use std::collections::VecDeque;

use serde::Serialize;
use serde_json::{Map, Value};

const KEPT: usize = 10_000;
/// Bodies are kept whole up to this many bytes.
const BODY: usize = 65_536;

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    pub seq: u64,
    pub at: String,
    pub network: &'static str,
    pub method: String,
    /// The route's template, or empty where none fits.
    pub template: &'static str,
    pub path: String,
    pub query: String,
    pub headers: Map<String, Value>,
    pub body: Value,
    /// Absent until the answer is out, and for ever where none was given.
    pub status: Option<u16>,
    pub duration_ms: Option<u64>,
    pub fault: Option<String>,
}

#[derive(Debug, Default)]
pub struct Requests {
    entries: VecDeque<Entry>,
    last: u64,
}

impl Requests {
    pub fn begin(&mut self, mut entry: Entry) -> u64 {
        self.last += 1;
        entry.seq = self.last;
        if self.entries.len() == KEPT {
            self.entries.pop_front();
        }
        self.entries.push_back(entry);
        self.last
    }

    pub fn note(&mut self, seq: u64, change: impl FnOnce(&mut Entry)) {
        if let Some(entry) = self.entries.iter_mut().rev().find(|entry| entry.seq == seq) {
            change(entry);
        }
    }

    pub fn after(&self, seq: u64) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(move |entry| entry.seq > seq)
    }

    pub fn clear(&mut self) {
        self.entries.clear();
    }

    pub fn len(&self) -> usize {
        self.entries.len()
    }
}

/// A body for the log: JSON as such, other text as text, long ones cut.
pub fn loggable(body: &[u8]) -> Value {
    if body.is_empty() {
        return Value::Null;
    }
    if body.len() <= BODY
        && let Ok(json) = serde_json::from_slice(body)
    {
        return json;
    }
    let cut = body.get(..BODY.min(body.len())).unwrap_or_default();
    Value::String(String::from_utf8_lossy(cut).into_owned())
}
