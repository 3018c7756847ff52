//! How common a name is at this dealer, and how many customers share a channel: the matcher's
//! frequencies, counted by the index itself.

use super::{
    Theirs,
    candidates::{FAMILY, GIVEN, letter, token},
};
use crate::failure::Failure;
use matching::BlockKind;
use rusqlite::OptionalExtension as _;
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

/// Counts as they are asked for; each is counted once. Take a new one for each decision or batch:
/// it does not see what is stored later. Rows that were replaced may be counted until the index
/// merges them away: a count is a weight, not an account.
pub struct Tally<'a> {
    theirs: &'a Theirs,
    customers: u64,
    counted: Mutex<HashMap<String, u64>>,
}

impl Theirs {
    pub fn frequencies(&self) -> Result<Tally<'_>, Failure> {
        Ok(Tally { theirs: self, customers: self.count()?, counted: Mutex::default() })
    }
}

impl Tally<'_> {
    /// `None` where the count cannot be had: the matcher's own weights stand in.
    fn of(&self, letter: &str, key: &str) -> Option<u64> {
        // The index folds ASCII letters; its terms are asked for as they stand there.
        let token = token(letter, key).to_ascii_lowercase();
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = counted.get(&token) {
            return Some(*known);
        }
        let reader = self.theirs.reader();
        let count: i64 = reader
            .prepare_cached("SELECT doc FROM tally WHERE term = ?1")
            .and_then(|mut statement| statement.query_row([&token], |row| row.get(0)).optional())
            .ok()?
            .unwrap_or(0);
        let count = count.unsigned_abs().min(self.customers);
        counted.insert(token, count);
        Some(count)
    }
}

impl matching::Frequencies for Tally<'_> {
    fn customers(&self) -> u64 {
        self.customers
    }

    fn given(&self, name: &str) -> Option<u64> {
        self.of(GIVEN, name)
    }

    fn family(&self, name: &str) -> Option<u64> {
        self.of(FAMILY, name)
    }

    fn sharing(&self, channel: &str) -> Option<u64> {
        let kind = if channel.contains('@') { BlockKind::Email } else { BlockKind::Phone };
        self.of(letter(kind), channel)
    }
}
