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

/// Counts as they are asked for; each is counted once. Take a new one for each decision or batch.
/// Rows that were replaced may be counted until the index merges them away: a count is a weight,
/// not an account.
pub struct Tally<'a> {
    theirs: &'a Theirs,
    customers: u64,
    households: Option<(f64, f64)>,
}

impl Theirs {
    pub fn frequencies(&self) -> Result<Tally<'_>, Failure> {
        let customers = self.count()?;
        let households = households::of(self, customers)?;
        Ok(Tally { theirs: self, customers, households })
    }
}

impl Tally<'_> {
    /// `None` where the count cannot be had: the matcher's own weights stand in.
    fn of(&self, letter: &str, key: &str) -> Option<u64> {
        // The index folds ASCII letters; its terms are asked for as they stand there.
        let token = token(letter, key).to_ascii_lowercase();
        let reader = self.theirs.reader();
        let mut held = self.theirs.shelf.look(&reader).ok()?;
        if let Some(known) = held.counts.get(&token) {
            return Some((*known).min(self.customers));
        }
        let count: i64 = reader
            .prepare_cached("SELECT doc FROM tally WHERE term = ?1")
            .and_then(|mut statement| statement.query_row([&token], |row| row.get(0)).optional())
            .ok()?
            .unwrap_or(0);
        held.count(token, count.unsigned_abs());
        Some(count.unsigned_abs().min(self.customers))
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

    fn company(&self, name: &str) -> Option<u64> {
        self.of(letter(BlockKind::Company), name)
    }

    fn postcode(&self, code: &str) -> Option<u64> {
        self.of(letter(BlockKind::Postcode), code)
    }

    fn household(&self) -> Option<(f64, f64)> {
        self.households
    }
}
