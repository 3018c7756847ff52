//! A record as it is written: its document, and everything that is derived from it.
//!
//! Deriving takes as long as writing and needs no file: a batch is derived by all cores before the
//! write begins, so that nobody waits for the file meanwhile.

use super::{candidates, put::withhold};
use crate::failure::Failure;
use customer::Record;
use finder::face;
use matching::Form;
use serde_json::{Map, Value};
use std::{borrow::Cow, thread};

/// By what rules it is derived.
#[derive(Clone, Copy)]
pub(super) struct Rules<'a> {
    pub country: &'a str,
    pub keep_identity_numbers: bool,
}

/// What search and candidates know a customer by.
pub(super) struct Found {
    /// The words of search.
    pub line: String,
    /// The keys under which records of one person meet.
    pub keys: String,
    /// Packed.
    pub form: Vec<u8>,
    pub gone: bool,
}

impl Found {
    pub fn by(record: &Record, id: Option<&str>, country: &str) -> Self {
        // A local customer's document has no id of its own.
        let mut named = Cow::Borrowed(record);
        if record.id.as_deref() != id {
            named.to_mut().id = id.map(str::to_owned);
        }
        let form = Form::of(record, country);
        Self {
            line: face::line(&face::words(&named, country)),
            keys: candidates::tokens(record, &form),
            form: form.packed(),
            gone: record.is_gone(),
        }
    }
}

/// Many records, derived under their own ids, ready to be written.
pub struct Batch(pub(super) Vec<(String, Derived)>);

pub(super) struct Derived {
    pub doc: Map<String, Value>,
    /// The same as text.
    pub text: String,
    /// An identity number was there and is not kept.
    pub withheld: bool,
    pub found: Found,
}

impl Derived {
    pub fn of(record: &Record, id: Option<&str>, rules: Rules<'_>) -> Result<Self, Failure> {
        let mut doc = match serde_json::to_value(record)? {
            Value::Object(doc) => doc,
            _ => Map::new(),
        };
        let withheld = !rules.keep_identity_numbers && withhold(&mut doc);
        // What is not kept must not stand in the index either.
        let stripped: Record;
        let record = if withheld {
            stripped = serde_json::from_value(Value::Object(doc.clone()))?;
            &stripped
        } else {
            record
        };
        let text = serde_json::to_string(&doc)?;
        Ok(Self { doc, text, withheld, found: Found::by(record, id, rules.country) })
    }

    /// Of many records, under their own ids and in their order.
    pub fn of_all(records: &[Record], rules: Rules<'_>) -> Result<Vec<(String, Self)>, Failure> {
        // Opaque: a space in an id is part of it, and it is looked up as it is.
        let one = |record: &Record| {
            let id = record.id.as_deref().filter(|id| !id.trim().is_empty());
            let id = id.ok_or(Failure::NoId)?;
            Ok((id.to_owned(), Self::of(record, Some(id), rules)?))
        };
        let cores = thread::available_parallelism().map_or(1, usize::from);
        if records.len() < WORTH_SHARING || cores == 1 {
            return records.iter().map(one).collect();
        }
        thread::scope(|scope| {
            let shares = records.chunks(records.len().div_ceil(cores)).map(|share| {
                scope.spawn(move || share.iter().map(one).collect::<Result<Vec<_>, _>>())
            });
            let mut derived = Vec::with_capacity(records.len());
            for share in shares.collect::<Vec<_>>() {
                match share.join() {
                    Ok(share) => derived.append(&mut share?),
                    Err(panic) => std::panic::resume_unwind(panic),
                }
            }
            Ok(derived)
        })
    }
}

/// Fewer records are derived before a thread has started.
const WORTH_SHARING: usize = 64;
