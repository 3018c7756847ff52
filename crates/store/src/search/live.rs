//! The index in memory, and how it follows the rows.
//!
//! Every change of a row leaves its number in the table `change`, whichever process made it. A
//! search looks whether the index knows the newest number, and takes in what it lacks before it
//! answers. The same step fills an index that is still empty.

use super::kept;
use crate::failure::Failure;
use finder::{
    Customer, Finder,
    face::{self, Seen, Word},
};
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, RwLock, TryLockError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

/// The index as it stood after some change.
#[derive(Clone, Default)]
pub(crate) struct State {
    pub finder: Finder,
    pub seq: i64,
}

pub(crate) struct Live {
    /// `None` until it is first needed.
    state: RwLock<Option<State>>,
    /// Reads the rows that the index lacks. Who holds it is the one that takes them in.
    feed: Mutex<Connection>,
    /// Reads the parts of the kept index as they are needed.
    shelf: Arc<Mutex<Connection>>,
    /// Somebody takes in so many rows that a search does not wait for it.
    long: AtomicBool,
}

/// How long somebody waits for rows that the index does not know yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Patience {
    /// A search: where so much is missing that it would have to wait, it answers from what there
    /// is.
    Short,
    /// Until nothing is missing, so many changes at a time.
    Whole { at_once: i64 },
}

const SHORT: Duration = Duration::from_millis(200);
/// Changes that a search takes in at a time, where many are missing.
const FEW: i64 = 2_000;
/// So many are taken in before anything is answered. Where more are missing, an index that
/// somebody else has kept since is taken instead.
const MANY: i64 = 20_000;

/// The number of the newest change.
pub(crate) fn newest(connection: &Connection) -> Result<i64, Failure> {
    let newest: Option<i64> = connection
        .prepare_cached("SELECT seq FROM change ORDER BY seq DESC LIMIT 1")?
        .query_row([], |row| row.get(0))
        .optional()?;
    Ok(newest.unwrap_or_default())
}

pub(crate) fn fact(connection: &Connection, name: &str) -> Result<Option<i64>, Failure> {
    let mut statement = connection.prepare_cached("SELECT value FROM fact WHERE name = ?1")?;
    Ok(statement.query_row([name], |row| row.get(0)).optional()?)
}

impl Live {
    pub(crate) fn new(feed: Connection, shelf: Connection) -> Self {
        Self {
            state: RwLock::default(),
            feed: Mutex::new(feed),
            shelf: Arc::new(Mutex::new(shelf)),
            long: AtomicBool::new(false),
        }
    }

    pub(crate) fn state(&self) -> Option<State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn set(&self, state: Option<State>) {
        *self.state.write().unwrap_or_else(PoisonError::into_inner) = state;
    }

    /// The index, and how many changes it still lacks.
    pub(crate) fn up_to_date(
        &self,
        reader: &Connection,
        patience: Patience,
        stop: &dyn Fn() -> bool,
    ) -> Result<(State, u64), Failure> {
        let newest = newest(reader)?;
        if let Some(state) = self.state()
            && state.seq >= newest
        {
            return Ok((state, 0));
        }
        let begun = Instant::now();
        let behind = |state: &State| (newest - state.seq).max(0).unsigned_abs();
        let Some(feed) = self.feed(patience, begun) else {
            let state = self.state().unwrap_or_default();
            let behind = behind(&state);
            return Ok((state, behind));
        };
        loop {
            if stop() {
                return Err(Failure::Stopped);
            }
            let known = self.state();
            let at_once = match (patience, &known) {
                (Patience::Whole { at_once }, _) => at_once,
                (Patience::Short, Some(state)) if newest - state.seq <= MANY => MANY,
                (Patience::Short, _) => FEW,
            };
            let step = self.step(&feed, known.as_ref(), at_once);
            self.long.store(false, Ordering::Relaxed);
            let state = step?;
            self.set(Some(state.clone()));
            let late = newest - state.seq > MANY && begun.elapsed() > SHORT;
            if state.seq >= newest || (patience == Patience::Short && late) {
                let behind = behind(&state);
                return Ok((state, behind));
            }
        }
    }

    fn feed(&self, patience: Patience, begun: Instant) -> Option<MutexGuard<'_, Connection>> {
        loop {
            match self.feed.try_lock() {
                Ok(free) => return Some(free),
                Err(TryLockError::Poisoned(free)) => return Some(free.into_inner()),
                Err(TryLockError::WouldBlock) if patience == Patience::Short => {
                    if self.long.load(Ordering::Relaxed) || begun.elapsed() > SHORT {
                        return None;
                    }
                    thread::sleep(Duration::from_micros(200));
                }
                Err(TryLockError::WouldBlock) => {
                    return Some(self.feed.lock().unwrap_or_else(PoisonError::into_inner));
                }
            }
        }
    }

    /// One step nearer: the kept index, or the next changes.
    fn step(
        &self,
        feed: &Connection,
        known: Option<&State>,
        at_once: i64,
    ) -> Result<State, Failure> {
        // All of it as of one moment.
        let feed = feed.unchecked_transaction()?;
        let newest = newest(&feed)?;
        let floor = fact(&feed, "index_floor")?.unwrap_or_default();
        let kept = fact(&feed, "index_seq")?;
        let stale = |state: &&State| {
            let other = kept.is_some_and(|kept| kept > state.seq);
            state.seq < floor || (newest - state.seq > MANY && other)
        };
        let Some(state) = known.filter(|state| !stale(state)) else {
            return match kept {
                Some(seq) => Ok(State { finder: kept::open(&feed, &self.shelf)?, seq }),
                None => Ok(State { finder: Finder::default(), seq: floor }),
            };
        };
        let until = newest.min(state.seq.saturating_add(at_once));
        self.long.store(until - state.seq > MANY, Ordering::Relaxed);
        let mut finder = state.finder.clone();
        take_in(&feed, &mut finder, state.seq, until)?;
        Ok(State { finder, seq: until })
    }
}

/// Brings everybody who changed after `from`, up to `until`, in step with the rows.
fn take_in(
    connection: &Connection,
    finder: &mut Finder,
    from: i64,
    until: i64,
) -> Result<(), Failure> {
    let mut rows = connection.prepare_cached(
        "SELECT c.n, f.opened_at, f.line, f.also
         FROM (SELECT DISTINCT n FROM change WHERE seq > ?1 AND seq <= ?2 ORDER BY n) AS c
         LEFT JOIN face AS f ON f.n = c.n",
    )?;
    let mut rows = rows.query(params![from, until])?;
    let (mut gone, mut failed) = (Vec::new(), None);
    finder.put(std::iter::from_fn(|| {
        loop {
            match rows.next().map_err(Failure::from).and_then(|row| row.map(customer).transpose()) {
                Ok(Some(Changed::Here(customer))) => return Some(customer),
                Ok(Some(Changed::Gone(handle))) => gone.push(handle),
                Ok(None) => return None,
                Err(failure) => {
                    failed = Some(failure);
                    return None;
                }
            }
        }
    }))?;
    if let Some(failure) = failed {
        return Err(failure);
    }
    for handle in gone {
        finder.remove(handle)?;
    }
    Ok(())
}

enum Changed {
    Here(Customer),
    Gone(u32),
}

fn customer(row: &Row<'_>) -> Result<Changed, Failure> {
    let handle = u32::try_from(row.get::<_, i64>(0)?).map_err(|_| Failure::Damaged)?;
    let text = |at: usize| -> Result<Option<&str>, Failure> {
        row.get_ref(at)?.as_str_or_null().map_err(|_| Failure::Damaged)
    };
    let (Some(line), Some(also)) = (text(2)?, text(3)?) else {
        return Ok(Changed::Gone(handle));
    };
    let word =
        |seen: Seen<'_>| Word { field: seen.field, inner: seen.inner, text: seen.text.to_owned() };
    let words = face::read(line).chain(face::read(also)).map(word).collect();
    Ok(Changed::Here(Customer { handle, opened: row.get(1)?, words }))
}
