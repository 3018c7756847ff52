//! A record as it is written: its document, and everything that is derived from it.
//!
//! Deriving takes as long as writing and needs no file: a batch is derived by all cores before the
//! write begins, so that nobody waits for the file meanwhile.

use super::{candidates, put::withhold};
use crate::failure::Failure;
use customer::{Record, phone};
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
        let numbers = phone::numbers(record, country);
        let line = face::line(&face::words_with(&named, &numbers));
        let form = Form::with(record, numbers);
        Self {
            line,
            keys: candidates::tokens(record, &form),
            form: form.packed(),
            gone: record.is_gone(),
        }
    }
}

/// Many records, derived under their own ids, ready to be written.
pub struct Batch(pub(super) Vec<(String, Derived)>);

pub(super) struct Derived {
    pub text: String,
    /// An identity number was there and is not kept.
    pub withheld: bool,
    pub found: Found,
}

impl Derived {
    pub fn of(record: &Record, id: Option<&str>, rules: Rules<'_>) -> Result<Self, Failure> {
        let found = |record: &Record| Found::by(record, id, rules.country);
        if rules.keep_identity_numbers || !may_hold_identity_number(record) {
            let text = serde_json::to_string(record)?;
            return Ok(Self { text, withheld: false, found: found(record) });
        }
        let mut doc = match serde_json::to_value(record)? {
            Value::Object(doc) => doc,
            _ => Map::new(),
        };
        let withheld = withhold(&mut doc);
        let text = serde_json::to_string(&doc)?;
        // What is not kept must not stand in the index either.
        let found = match withheld {
            true => found(&serde_json::from_value(Value::Object(doc))?),
            false => found(record),
        };
        Ok(Self { text, withheld, found })
    }

    /// Under its own id, which stands before it.
    pub fn under_its_id(record: &Record, rules: Rules<'_>) -> Result<(String, Self), Failure> {
        // Opaque: a space in an id is part of it, and it is looked up as it is.
        let id = record.id.as_deref().filter(|id| !id.trim().is_empty()).ok_or(Failure::NoId)?;
        Ok((id.to_owned(), Self::of(record, Some(id), rules)?))
    }
}

/// Only members we do not know, and the one that is meant for it, can hold an identity number. Taken
/// apart by name: whoever adds a member to the record has to say here what it may hold.
fn may_hold_identity_number(record: &Record) -> bool {
    let Record {
        id: _,
        customer_key: _,
        kind: _,
        status: _,
        names,
        company,
        identity,
        personal_details,
        channels,
        addresses,
        vehicles,
        other,
    } = record;
    identity.social_security_id.is_some()
        || [other, &names.other, &company.other, &identity.other, &personal_details.other]
            .into_iter()
            .chain(channels.iter().map(|channel| &channel.other))
            .chain(addresses.iter().map(|address| &address.other))
            .chain(vehicles.iter().map(|vehicle| &vehicle.other))
            .any(|unknown| !unknown.is_empty())
}

/// In their order.
pub(super) fn on_all_cores<T: Sync, U: Send>(given: &[T], one: impl Fn(&T) -> U + Sync) -> Vec<U> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    if given.len() < WORTH_SHARING || cores == 1 {
        return given.iter().map(one).collect();
    }
    let one = &one;
    thread::scope(|scope| {
        let shares = given
            .chunks(given.len().div_ceil(cores))
            .map(|share| scope.spawn(move || share.iter().map(one).collect::<Vec<_>>()));
        let mut all = Vec::with_capacity(given.len());
        for share in shares.collect::<Vec<_>>() {
            match share.join() {
                Ok(mut share) => all.append(&mut share),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        all
    })
}

/// Fewer records are derived before a thread has started.
const WORTH_SHARING: usize = 64;
