//! What a network really answers, held against what its profile and its contract say. It only reads:
//! what could be known by writing alone is named as not tried.
//!
//! Gathering is each connector's (`keyloop`, `mykaarma`); here are what was seen and what follows
//! from it (`compare`). No value of a customer leaves this module: counts, lengths and kinds do.

mod compare;

use std::collections::BTreeMap;

use customer::{ChannelKind, Record, Section};
use serde::Serialize;
use serde_json::Value;

pub(crate) use compare::differences;

use crate::failure::Failure;
use crate::http::{Answer, Http};
use crate::meaning::{self, Asked};

/// So many customers are read whole.
pub(crate) const READ: usize = 6;
/// What is searched for, until somebody is found: most lists have a name with one of them.
pub(crate) const LETTERS: [&str; 5] = ["a", "s", "m", "b", "e"];
/// Nobody has this number.
pub(crate) const NOBODY: &str = "showroom-check";

/// What only a write could tell.
pub const NOT_TRIED: [&str; 5] = [
    "sections.writable",
    "consent.writable",
    "writes",
    "search.lag_seconds",
    "fields.required at a write",
];

/// One thing that is otherwise than the profile has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Mismatch {
    /// A stable word: `page_size`, `too_long`, `unknown_member`, …
    pub kind: &'static str,
    /// The profile's member, or the contract's.
    pub field: String,
    pub profile: String,
    pub seen: String,
    /// What to do about it.
    pub set: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProfileReport {
    pub profile: String,
    pub version: u32,
    /// How many customers were read whole; without any little can be said.
    pub customers: usize,
    pub differences: Vec<Mismatch>,
    pub not_tried: Vec<&'static str>,
}

/// The first page, as it was asked for at the size the profile has.
#[derive(Clone, Debug, Default)]
pub(crate) struct FirstPage {
    pub refused: Option<u16>,
    pub rows: usize,
    pub total: Option<u64>,
    /// Whether the contract has a total.
    pub should_tell_total: bool,
    pub rows_without_id: usize,
}

/// What was seen.
#[derive(Default)]
pub(crate) struct Seen {
    pub page: FirstPage,
    pub whole: Vec<Record>,
    /// Every answer, for members the contract does not have.
    pub bodies: Vec<Value>,
    /// Where a part was asked for: how often, and the status of each refusal.
    pub parts: BTreeMap<&'static str, (Section, usize, Vec<u16>)>,
    /// The status for somebody who does not exist, and whether that was understood as such.
    pub nobody: Option<(u16, bool)>,
    /// What somebody was looked for by, and whether they were found.
    pub looked_for: Vec<(&'static str, bool)>,
    /// Whether somebody was found by a term of which one word is theirs and the other nobody's.
    pub either_word: Option<bool>,
    /// A term as long as the profile allows was cut off.
    pub term_cut: bool,
    /// Birth dates in another form than the contract's, of so many.
    pub dates: (usize, usize),
    /// Slots that held a list.
    pub lists_in_slots: usize,
}

impl Seen {
    pub fn part(&mut self, name: &'static str, section: Section, answer: &Told) {
        let part = self.parts.entry(name).or_insert_with(|| (section, 0, Vec::new()));
        part.1 += 1;
        match &answer.meaning {
            Ok(body) => self.bodies.push(body.clone()),
            Err(_) => part.2.push(answer.status),
        }
    }

    pub fn birth_date(&mut self, said: Option<&str>) {
        let Some(said) = said.filter(|said| !said.is_empty()) else { return };
        let (day, rest) = said.split_at_checked(10).unwrap_or((said, ""));
        self.dates.1 += 1;
        if !crate::xray::is_date(day) || !(rest.is_empty() || rest.starts_with('T')) {
            self.dates.0 += 1;
        }
    }
}

/// The first channel of this kind.
pub(crate) fn channel(record: &Record, kind: ChannelKind) -> Option<String> {
    let channel = record.channels.iter().find(|channel| channel.kind == kind)?;
    Some(channel.value.clone())
}

/// An answer that the network meant, with its status.
pub(crate) struct Told {
    pub status: u16,
    pub meaning: Result<Value, Failure>,
}

impl Told {
    pub fn body(&self) -> Option<&Value> {
        self.meaning.as_ref().ok()
    }
}

/// What is no answer of the network's own, or asks to wait, ends the check.
pub(crate) async fn told(http: &Http, answer: &Answer, asked: Asked) -> Result<Told, Failure> {
    let meaning = meaning::of(answer, asked);
    match meaning {
        Ok(_)
        | Err(
            Failure::Gone
            | Failure::Refused { .. }
            | Failure::Permission { .. }
            | Failure::Unsupported { .. },
        ) => Ok(Told { status: answer.status, meaning }),
        Err(failure) => {
            http.failed(answer, &failure).await;
            Err(failure)
        }
    }
}
