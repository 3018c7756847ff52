//! Search and its answers.

use super::{Theirs, row};
use crate::{
    failure::Failure,
    search::{self, Why},
};
use customer::{Record, search_term::Reading};
use finder::ask;
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};
use uuid::Uuid;

/// A customer that matches all that was typed.
#[derive(Clone, Debug)]
pub struct Hit {
    pub local_id: Uuid,
    pub id: Option<String>,
    pub record: Record,
    /// One for each piece of the question.
    pub why: Vec<Why>,
    /// From 0 to 1.
    pub score: f64,
}

/// A hit without its record, for those who only count or compare.
#[derive(Clone, Debug)]
pub struct Found {
    pub local_id: Uuid,
    pub id: Option<String>,
    pub score: f64,
}

/// Stops a search from another thread, also one that has not begun yet.
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn stop(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    pub fn stopped(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// How many steps of SQLite's machine pass between two looks at the stop.
const STEPS_BETWEEN_LOOKS: i32 = 1_000;

impl Theirs {
    /// Customers that match every reading, best first; nobody where there is no reading.
    pub fn find(&self, readings: &[Reading], limit: usize) -> Result<Vec<Hit>, Failure> {
        self.find_until(readings, limit, &Stop::new())
    }

    /// The same, until it is stopped: then the answer is `Failure::Stopped`.
    pub fn find_until(
        &self,
        readings: &[Reading],
        limit: usize,
        stop: &Stop,
    ) -> Result<Vec<Hit>, Failure> {
        self.search(readings, limit, stop, |reader, found| {
            // A row may go between the index and here; then it is no hit any more.
            Ok(row::customer(reader, found.n)?.map(|kept| Hit {
                local_id: kept.local_id,
                id: kept.id,
                record: kept.record,
                why: found.why,
                score: found.score,
            }))
        })
    }

    /// The ids alone: nothing but the index is read.
    pub fn find_ids(&self, readings: &[Reading], limit: usize) -> Result<Vec<Found>, Failure> {
        self.search(readings, limit, &Stop::new(), |_, found| {
            Ok(Some(Found { local_id: found.local_id, id: found.id, score: found.score }))
        })
    }

    fn search<T>(
        &self,
        readings: &[Reading],
        limit: usize,
        stop: &Stop,
        tell: impl Fn(&rusqlite::Connection, search::Row) -> Result<Option<T>, Failure>,
    ) -> Result<Vec<T>, Failure> {
        let pieces = ask::pieces(readings, &self.country());
        if pieces.is_empty() || limit == 0 {
            return Ok(Vec::new());
        }
        let reader = self.reader();
        if stop.stopped() {
            return Err(Failure::Stopped);
        }
        let flag = stop.clone();
        reader.progress_handler(STEPS_BETWEEN_LOOKS, Some(move || flag.stopped()))?;
        let found = search::rows(&reader, &pieces, limit).and_then(|rows| {
            rows.into_iter().filter_map(|row| tell(&reader, row).transpose()).collect()
        });
        reader.progress_handler(0, None::<fn() -> bool>)?;
        found
    }
}
