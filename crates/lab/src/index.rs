//! Candidates by blocking keys, as the store finds them: the rows of every key that few enough
//! share, and of those the likeliest. Keys are held as numbers, so that a million customers fit.

use customer::Record;
use matching::blocking::{self, BlockKind, CAP, Gather};
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash as _, Hasher as _};

/// As many as a decision compares.
pub const MOST: usize = 250;

#[derive(Default)]
pub struct Index {
    /// Keys with their rows, in order.
    keys: Vec<(u64, u32)>,
    customers: u64,
    without: Vec<BlockKind>,
}

fn number(kind: BlockKind, key: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    (kind, key).hash(&mut hasher);
    hasher.finish()
}

impl Index {
    pub fn of<'a>(records: impl Iterator<Item = &'a Record>, country: &str) -> Self {
        let mut index = Self::default();
        for (row, record) in (0_u32..).zip(records) {
            let keys = blocking::keys(record, country);
            index.keys.extend(keys.iter().map(|(kind, key)| (number(*kind, key), row)));
            index.customers += 1;
        }
        index.keys.sort_unstable();
        index.keys.dedup();
        index
    }

    /// How many keys there are, of all rows.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// The same, as if there were no keys of these kinds.
    pub fn leave_out(&mut self, kinds: &[BlockKind]) {
        self.without = kinds.to_vec();
    }

    /// How many rows share a key.
    pub fn rows(&self, kind: BlockKind, key: &str) -> &[(u64, u32)] {
        let key = number(kind, key);
        let from = self.keys.partition_point(|(known, _)| *known < key);
        let rest = &self.keys[from..];
        let count = rest.partition_point(|(known, _)| *known == key);
        &rest[..count]
    }

    /// Rows in the order in which their keys speak for them.
    pub fn candidates(&self, person: &Record, country: &str, most: usize) -> Vec<usize> {
        let mut gather = Gather::new(self.customers);
        for (kind, key) in blocking::keys(person, country) {
            if self.without.contains(&kind) {
                continue;
            }
            let rows = self.rows(kind, &key);
            if rows.len() <= CAP {
                let rows: Vec<u32> = rows.iter().map(|(_, row)| *row).collect();
                gather.add(kind, &rows);
            }
        }
        gather.best(most).into_iter().filter_map(|row| usize::try_from(row).ok()).collect()
    }
}
