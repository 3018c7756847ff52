//! Customers that were read a moment ago, taken apart for comparing: decisions in a row meet the
//! same people again, and reading and taking them apart costs more than comparing them.
//!
//! A commit by anybody, this process or another, empties it: nothing here is ever older than the
//! file. It holds a bounded number of people, those met lately.

use super::row::Customer;
use crate::failure::Failure;
use matching::Form;
use rusqlite::Connection;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// A stored customer, and the form in which it is compared.
#[derive(Clone, Debug)]
pub struct Kept {
    pub customer: Customer,
    pub form: Form,
}

/// Twice as many people are held at most: about forty megabytes.
const MOST: usize = 6_000;

/// Counted names and keys are small.
const MOST_COUNTS: usize = 50_000;

#[derive(Default)]
pub(super) struct Shelf(Mutex<Held>);

#[derive(Default)]
pub(super) struct Held {
    /// What each connection last saw of the commits of others.
    seen: HashMap<usize, i64>,
    /// Whose national numbers the forms are read by.
    country: String,
    /// Met since the last turn, and before it.
    young: HashMap<i64, Arc<Kept>>,
    old: HashMap<i64, Arc<Kept>>,
    /// How many customers have a name or a key, by its token.
    pub counts: HashMap<String, u64>,
    /// How many there were when it was last looked who lives with whom, and what was found.
    pub households: Option<(u64, Option<(f64, f64)>)>,
}

impl Shelf {
    /// What is held and still true. Whoever holds it holds the reader as well.
    pub fn look(&self, reader: &Connection) -> Result<MutexGuard<'_, Held>, Failure> {
        let version: i64 =
            reader.prepare_cached("PRAGMA data_version")?.query_row([], |row| row.get(0))?;
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let connection = std::ptr::from_ref(reader).addr();
        if held.seen.insert(connection, version) != Some(version) {
            held.forget();
            held.counts.clear();
        }
        Ok(held)
    }
}

impl Held {
    fn forget(&mut self) {
        self.young.clear();
        self.old.clear();
    }

    /// Forms made for another country are none.
    pub fn read_as_in(&mut self, country: &str) {
        if self.country != country {
            self.forget();
            country.clone_into(&mut self.country);
        }
    }

    pub fn get(&mut self, n: i64) -> Option<Arc<Kept>> {
        if let Some(kept) = self.young.get(&n) {
            return Some(Arc::clone(kept));
        }
        let kept = self.old.remove(&n)?;
        self.put(n, Arc::clone(&kept));
        Some(kept)
    }

    pub fn put(&mut self, n: i64, kept: Arc<Kept>) {
        if self.young.len() >= MOST {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(n, kept);
    }

    pub fn count(&mut self, token: String, count: u64) {
        if self.counts.len() >= MOST_COUNTS {
            self.counts.clear();
        }
        self.counts.insert(token, count);
    }
}
