//! Search and its answers.

use super::{Customer, Theirs, row};
use crate::{
    failure::Failure,
    search::{
        Why,
        live::{Patience, newest},
    },
};
use customer::{Record, search_term::Reading};
use finder::{Finder, Options, ask, ask::Piece, face};
use rusqlite::{Connection, OptionalExtension as _};
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};
use uuid::Uuid;

/// A customer that matches all that was typed.
#[derive(Clone, Debug)]
pub struct Hit {
    pub customer: Customer,
    /// One for each piece of the question that the customer has.
    pub why: Vec<Why>,
    /// From 0 to 1.
    pub score: f64,
}

/// How somebody matches: of a row that is kept nowhere here.
#[derive(Clone, Debug, Default)]
pub struct Match {
    /// One for each piece of the question that the customer has.
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
        self.search(readings, limit, stop, Finder::find, |reader, found| {
            // A row may go between the index and here; then it is no hit any more.
            Ok(row::customer(reader, found.handle.into())?.map(|customer| Hit {
                customer,
                why: found.why,
                score: found.score,
            }))
        })
    }

    /// The ids alone: no document is read.
    pub fn find_ids(&self, readings: &[Reading], limit: usize) -> Result<Vec<Found>, Failure> {
        self.search(readings, limit, &Stop::new(), Finder::find_ids, |reader, found| {
            let mut ids = reader.prepare_cached("SELECT local_id, id FROM face WHERE n = ?1")?;
            let score = found.score;
            Ok(ids
                .query_row([found.handle], |row| {
                    Ok(Found { local_id: row.get(0)?, id: row.get(1)?, score })
                })
                .optional()?)
        })
    }

    /// Changes that search does not know yet. More than none only while very many are taken in:
    /// after an import, or after a start without a kept index.
    pub fn pending(&self) -> Result<u64, Failure> {
        let known = self.live.state().map_or(0, |state| state.seq);
        Ok((newest(&self.reader())? - known).max(0).unsigned_abs())
    }

    /// How well each of these matches all that was typed, wherever they are kept: somebody who was
    /// forgotten is shown by the network and has no place in the index. `None` where it does not.
    pub fn held_against(
        &self,
        readings: &[Reading],
        records: &[&Record],
    ) -> Result<Vec<Option<Match>>, Failure> {
        let country = self.country();
        let customers = (0_u32..).zip(records).map(|(handle, record)| finder::Customer {
            handle,
            opened: None,
            words: face::words(record, &country),
        });
        let nicknames = self.nicknames.load(Ordering::Relaxed);
        let options = Options { nicknames, ..Options::new(records.len()) };
        let found =
            Finder::of(customers)?.find(&ask::pieces(readings, &country), options, &|| false)?;
        let mut all = vec![None; records.len()];
        for one in found {
            if let Some(place) = usize::try_from(one.handle).ok().and_then(|at| all.get_mut(at)) {
                *place = Some(Match { why: one.why, score: one.score });
            }
        }
        Ok(all)
    }

    fn search<T>(
        &self,
        readings: &[Reading],
        limit: usize,
        stop: &Stop,
        look: Look,
        tell: impl Fn(&Connection, finder::Found) -> Result<Option<T>, Failure>,
    ) -> Result<Vec<T>, Failure> {
        let pieces = ask::pieces(readings, &self.country());
        if pieces.is_empty() || limit == 0 {
            return Ok(Vec::new());
        }
        let stopped = || stop.stopped();
        self.healing(|| {
            if stop.stopped() {
                return Err(Failure::Stopped);
            }
            let reader = self.reader();
            let (state, _) = self.live.up_to_date(&reader, Patience::Short, &stopped)?;
            let nicknames = self.nicknames.load(Ordering::Relaxed);
            let options = Options { nicknames, ..Options::new(limit) };
            let found = look(&state.finder, &pieces, options, &stopped)?;
            // Each row by itself would lock and unlock the file.
            let rows = reader.unchecked_transaction()?;
            found.into_iter().filter_map(|one| tell(&rows, one).transpose()).collect()
        })
    }
}

type Look = fn(
    &Finder,
    &[Piece],
    Options,
    &dyn Fn() -> bool,
) -> Result<Vec<finder::Found>, finder::Failure>;
