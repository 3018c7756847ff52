//! How common a name is at this dealer, how many customers share a channel or a postcode, and who
//! lives with whom: the matcher's frequencies, counted by the index itself.

use super::{
    Theirs,
    candidates::{FAMILY, GIVEN, letter, token},
    households,
};
use crate::failure::Failure;
use matching::BlockKind;
use rusqlite::OptionalExtension as _;
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

/// Counts as they are asked for. Take a new one for each decision or batch. Rows that were replaced
/// may be counted until the index merges them away: a count is a weight, not an account.
pub struct Tally<'a> {
    theirs: &'a Theirs,
    customers: u64,
    lives: households::Lives,
    /// Who shares a channel is counted for each decision: one more or less makes all the difference.
    channels: Mutex<HashMap<String, u64>>,
}

impl Theirs {
    pub fn frequencies(&self) -> Result<Tally<'_>, Failure> {
        let customers = self.count()?;
        let lives = households::of(self, customers)?;
        Ok(Tally { theirs: self, customers, lives, channels: Mutex::default() })
    }

    fn count_of(&self, token: &str) -> Option<u64> {
        let count: Option<i64> = self
            .reader()
            .prepare_cached("SELECT doc FROM tally WHERE term = ?1")
            .and_then(|mut statement| statement.query_row([token], |row| row.get(0)).optional())
            .ok()?;
        Some(count.unwrap_or(0).unsigned_abs())
    }
}

impl Tally<'_> {
    /// `None` where the count cannot be had: the matcher's own weights stand in.
    fn of(&self, kind: &str, key: &str) -> Option<u64> {
        let token = as_indexed(kind, key);
        let counted = || self.theirs.counted.look(self.customers);
        let known = counted().of(&token);
        let count = match known {
            Some(count) => count,
            None => {
                let count = self.theirs.count_of(&token)?;
                counted().put(token, count);
                count
            }
        };
        Some(count.min(self.customers))
    }
}

/// The index folds ASCII letters; its terms are asked for as they stand there.
fn as_indexed(kind: &str, key: &str) -> String {
    token(kind, key).to_ascii_lowercase()
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
        let token = as_indexed(letter(kind), channel);
        let mut channels = self.channels.lock().unwrap_or_else(PoisonError::into_inner);
        let count = match channels.get(&token) {
            Some(count) => *count,
            None => {
                let count = self.theirs.count_of(&token)?;
                channels.insert(token, count);
                count
            }
        };
        Some(count.min(self.customers))
    }

    fn company(&self, name: &str) -> Option<u64> {
        self.of(letter(BlockKind::Company), name)
    }

    fn postcode(&self, code: &str) -> Option<u64> {
        self.of(letter(BlockKind::Postcode), code)
    }

    fn address(&self, code: &str, number: &str) -> Option<u64> {
        self.of(letter(BlockKind::Street), &format!("{code} {number}"))
    }

    fn household(&self) -> Option<(f64, f64)> {
        self.lives.household
    }

    fn stored_again(&self) -> f64 {
        self.lives.stored_again
    }
}
