//! Where each value shown of a customer comes from: the copy of the network and how old it is, or a
//! write of this desk, by whom and when. Made of what is stored of both; decides nothing.

use crate::Desk;
use crate::clock::blocking;
use crate::failure::Result;
use crate::person::Person;
use customer::{Record, Section, email, phone};
use jiff::Timestamp;
use outbox::{Body, Entry, Origin, State, Word};
use serde_json::{Map, Value};
use std::sync::Arc;
use store::theirs::Source;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Provenance {
    /// None where only this desk knows the customer.
    pub copy: Option<Copied>,
    /// What was written at this desk and is shown as it was written; by its path in the record.
    pub written: Vec<Written>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied {
    pub from: Source,
    pub at: Timestamp,
    /// An answer to a search has added to it since.
    pub later: Option<Timestamp>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// `names.givenName`, `channels[0]`: an entry of a list is one value.
    pub path: String,
    pub at: String,
    pub who: String,
    pub origin: Origin,
    /// Where that write stands.
    pub word: Word,
    /// The copy holds the same.
    pub copied: bool,
}

impl Desk {
    pub async fn provenance(self: &Arc<Self>, person: &Person) -> Result<Provenance> {
        let (desk, local_id) = (Arc::clone(self), person.local_id);
        let record = person.record.clone();
        blocking(&*self.clock, move || {
            let customer = desk.store.theirs.customer(&local_id.to_string())?;
            let copy = customer.filter(|copy| copy.source != Source::Local);
            let entries = desk.store.mine.entries_of(local_id)?;
            let held = copy.as_ref().map(|copy| &copy.record);
            let written = written(&record, held, &entries, desk.country());
            let copy = copy.map(|copy| Copied {
                from: copy.source,
                at: copy.as_of,
                later: copy.newer_summary.filter(|at| *at > copy.as_of),
            });
            Ok(Provenance { copy, written })
        })
        .await?
    }
}

/// The youngest write that made each value what it is.
fn written(
    shown: &Record,
    held: Option<&Record>,
    entries: &[Entry],
    country: &str,
) -> Vec<Written> {
    let counts = |entry: &&Entry| !matches!(entry.state, State::Cancelled | State::Superseded);
    let mut told = Vec::new();
    for section in Section::ALL {
        let held = held.map_or_else(|| section.empty(), |record| record.section(section));
        for (path, value) in values(section, &shown.section(section)) {
            let one = Shown { section, path: &path, value, country };
            let made = entries.iter().rev().filter(counts).find(|entry| one.is_of(entry));
            let Some(entry) = made else { continue };
            told.push(Written {
                path: path.clone(),
                at: entry.created_at.clone(),
                who: entry.author.clone(),
                origin: entry.origin,
                word: entry.word(),
                copied: one.stands_in(&held),
            });
        }
    }
    told
}

/// What a section says, each by its path.
fn values(section: Section, value: &Value) -> Vec<(String, &Value)> {
    let member = section.member();
    match value {
        Value::Object(members) => members
            .iter()
            .filter(|(_, value)| says_something(value))
            .map(|(name, value)| (format!("{member}.{name}"), value))
            .collect(),
        Value::Array(items) => {
            items.iter().enumerate().map(|(at, item)| (format!("{member}[{at}]"), item)).collect()
        }
        _ => Vec::new(),
    }
}

fn says_something(value: &Value) -> bool {
    !value.is_null() && value.as_str() != Some("")
}

/// One value of the record as it is shown.
struct Shown<'a> {
    section: Section,
    path: &'a str,
    value: &'a Value,
    country: &'a str,
}

impl Shown<'_> {
    /// Whether this write made it what it is.
    fn is_of(&self, entry: &Entry) -> bool {
        match &entry.body {
            Body::Create { record } => self.stands_in(&record.section(self.section)),
            Body::Update { base, wanted } => {
                entry.kind.section() == Some(self.section)
                    && self.stands_in(wanted)
                    && !self.stands_unchanged_in(base, wanted)
            }
        }
    }

    fn stands_in(&self, value: &Value) -> bool {
        self.found(value).is_some()
    }

    /// What was there before and was left as it was is not of this write.
    fn stands_unchanged_in(&self, base: &Value, wanted: &Value) -> bool {
        self.found(base).is_some_and(|before| self.found(wanted) == Some(before))
    }

    fn found<'v>(&self, value: &'v Value) -> Option<&'v Value> {
        match value {
            Value::Object(members) => {
                let name = self.path.rsplit('.').next()?;
                members.get(name).filter(|value| *value == self.value)
            }
            Value::Array(items) => items.iter().find(|item| self.is_the_same_as(item)),
            _ => None,
        }
    }

    /// An entry of a list, by what it is called: a number may come back written otherwise.
    fn is_the_same_as(&self, item: &Value) -> bool {
        let (Some(mine), Some(other)) = (self.value.as_object(), item.as_object()) else {
            return false;
        };
        match self.section {
            Section::Communication => {
                let kind = text(mine, "kind");
                let form = |item| match kind {
                    "email" => email::comparable(text(item, "value")),
                    _ => phone::comparable(text(item, "value"), self.country),
                };
                kind == text(other, "kind") && form(mine) == form(other)
            }
            Section::Vehicles => ["vin", "licensePlate"]
                .iter()
                .any(|name| !text(mine, name).is_empty() && text(mine, name) == text(other, name)),
            _ => self.section.members().iter().all(|name| text(mine, name) == text(other, name)),
        }
    }
}

fn text<'v>(item: &'v Map<String, Value>, name: &str) -> &'v str {
    item.get(name).and_then(Value::as_str).map(str::trim).unwrap_or_default()
}
