//! What all desks of one run share: the dealer, the plan, chance, the trace, and everything the
//! oracle has to know. Nothing of it is told to a desk.

use crate::clock::{Life, Wall};
use crate::keyring::Kept;
use crate::matrix::{Cells, Point};
use crate::plan::{Blow, Field, Plan, Planned, token};
use crate::staff::by_hand;
use jiff::Timestamp;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use sandbox::Local;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::time::{Duration, Instant};
use uuid::Uuid;

/// How often a seed meets each cell it is to meet, at most.
const TWICE: u32 = 2;
/// The first of the words that stand for what somebody at the dealer's typed beside the plan.
const NOBODYS: u64 = 1_000_000;

/// Something that must never be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breach {
    /// The invariant of the design, in a word or two.
    pub rule: &'static str,
    pub what: String,
}

/// What staff did, and what they were told.
#[derive(Clone, Debug)]
pub struct Done {
    pub desk: usize,
    pub planned: Planned,
    /// "Saved" was said of this entry.
    pub op: Uuid,
    pub local_id: Uuid,
    /// The old value it is to take the place of, where there was one.
    pub order: usize,
}

/// One desk, as the world keeps it over its processes.
pub struct Place {
    pub dir: PathBuf,
    pub wall: Arc<Wall>,
    pub keys: Kept,
    pub deeds: Mutex<VecDeque<Planned>>,
    /// No request before this, as the network told it.
    pub not_before: Mutex<Option<Instant>>,
    /// When it told that.
    pub told_at: Mutex<Option<Instant>>,
}

#[derive(Default)]
pub struct Book {
    pub breaches: Vec<Breach>,
    pub cells: Cells,
    /// What this seed is still to meet, and how often.
    wanted: BTreeMap<(u8, Point), u32>,
    pub done: Vec<Done>,
    /// Values staff of a desk have seen of a customer.
    pub seen: HashMap<(usize, Uuid), HashSet<String>>,
    /// Values a person gave up when they decided.
    pub given_up: HashSet<String>,
    /// Values a person put back when they decided.
    pub put_back: HashSet<(Uuid, String)>,
    /// A person decided about the entry so often.
    pub decisions: HashMap<Uuid, u32>,
    /// Entries that wait for a person, as last seen.
    pub with_person: HashSet<Uuid>,
    /// The person said which record it is.
    pub used: HashSet<Uuid>,
    /// Rows of the matrix each entry met.
    pub rows: HashMap<Uuid, BTreeSet<u8>>,
    /// Writes that left, and those of them refused for the token.
    pub left: HashMap<Uuid, u32>,
    pub unauthorized: HashMap<Uuid, u32>,
    /// The undisturbed reads on an entry's way, each by the number of effects then.
    pub reads: HashMap<Uuid, Vec<u64>>,
    /// Reads of it were older than what the network held.
    pub stale: HashSet<Uuid>,
    /// Being sent when its desk was killed: nobody could look at once what the write did.
    pub cut: HashSet<Uuid>,
    /// When the search before an entry's create first left.
    pub looked: HashMap<Uuid, Timestamp>,
    /// Writes that are carried out after their settle window.
    pub late: HashSet<Uuid>,
    /// What is carried out late, and is not yet.
    pub pending: u32,
    pub in_flight: BTreeMap<(usize, Uuid), Uuid>,
    pub tokens_in_flight: HashMap<usize, u32>,
    pub local_ids: HashSet<String>,
    /// Desks where somebody has just pressed "save".
    pub saving: HashSet<usize>,
    pub counts: BTreeMap<&'static str, u64>,
}

impl Book {
    pub fn decides(&mut self, op: Uuid) {
        *self.decisions.entry(op).or_default() += 1;
        self.with_person.remove(&op);
    }

    pub fn could_not_decide(&mut self, op: Uuid) {
        if let Some(times) = self.decisions.get_mut(&op) {
            *times -= 1;
        }
        self.decisions.retain(|_, times| *times > 0);
        self.with_person.insert(op);
    }
}

pub struct World {
    pub plan: Plan,
    pub dealer: Local,
    pub begin: Timestamp,
    pub since: Instant,
    pub places: Vec<Place>,
    pub customers: Vec<String>,
    book: Mutex<Book>,
    chance: Mutex<ChaCha8Rng>,
    trace: Mutex<(Sha256, Option<Vec<String>>, u64)>,
}

impl World {
    pub fn new(
        plan: Plan,
        dealer: Local,
        dirs: Vec<PathBuf>,
        customers: Vec<String>,
        keep: bool,
    ) -> Self {
        let places = dirs
            .into_iter()
            .zip(&plan.deeds)
            .map(|(dir, deeds)| Place {
                dir,
                wall: Arc::default(),
                keys: Arc::default(),
                deeds: Mutex::new(deeds.iter().cloned().collect()),
                not_before: Mutex::default(),
                told_at: Mutex::default(),
            })
            .collect();
        let chance = Mutex::new(ChaCha8Rng::seed_from_u64(plan.seed ^ 0x5eed));
        let (begin, since) = (beginning(), Instant::now());
        let trace = Mutex::new((Sha256::new(), keep.then(Vec::new), 0));
        let wanted = plan.wanted.iter().map(|cell| (*cell, TWICE)).collect();
        let book = Mutex::new(Book { wanted, ..Book::default() });
        Self { plan, dealer, begin, since, places, customers, book, chance, trace }
    }

    pub fn elapsed(&self) -> Duration {
        self.since.elapsed()
    }

    /// Whether it is in a bad mood still.
    pub fn is_bad(&self) -> bool {
        self.elapsed() < Duration::from_millis(self.plan.bad_ms)
    }

    pub fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn chance(&self) -> MutexGuard<'_, ChaCha8Rng> {
        self.chance.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn note(&self, what: &str) {
        let ms = self.elapsed().as_millis();
        let mut trace = self.trace.lock().unwrap_or_else(PoisonError::into_inner);
        let line = format!("{ms:>9} {what}");
        trace.0.update(line.as_bytes());
        trace.0.update(b"\n");
        trace.2 += 1;
        if let Some(lines) = &mut trace.1 {
            lines.push(line);
        }
    }

    /// The hash of everything that happened, how many lines that were, and the lines if kept.
    pub fn told(&self) -> (String, u64, Vec<String>) {
        use std::fmt::Write as _;
        let trace = self.trace.lock().unwrap_or_else(PoisonError::into_inner);
        let mut hash = String::new();
        for byte in trace.0.clone().finalize().iter().take(8) {
            let _ = write!(hash, "{byte:02x}");
        }
        (hash, trace.2, trace.1.clone().unwrap_or_default())
    }

    pub fn breach(&self, rule: &'static str, what: impl Into<String>) {
        let what = what.into();
        self.note(&format!("BREACH {rule}: {what}"));
        self.book().breaches.push(Breach { rule, what });
    }

    pub fn met(&self, row: u8, point: Point) {
        self.book().cells.met(row, point);
    }

    /// Whether this seed is to meet that cell, and shall now.
    pub fn takes(&self, cell: (u8, Point)) -> bool {
        let mut book = self.book();
        let Some(left) = book.wanted.get_mut(&cell).filter(|left| **left > 0) else {
            return false;
        };
        let now = self.is_bad() && self.chance().random_bool(0.5);
        *left -= u32::from(now);
        now
    }

    /// Somebody at the dealer's changes a customer that a desk is just writing about.
    pub fn edited_by_hand(&self, id: &str) {
        let nobodys = token(NOBODYS + self.dealer.last_effect());
        let (section, fields) = by_hand(Field::MiddleName, &nobodys);
        let done = self.dealer.edit(id, section, &fields);
        if done.is_ok() {
            self.met(28, Point::P4);
        }
        self.note(&format!("by hand: {nobodys} {done:?}"));
    }

    pub fn strike(&self, desk: usize, life: &Life, blow: Blow, point: Point) {
        match blow {
            Blow::Kill { turns } => life.ends_in(turns),
            Blow::Clock { by_ms } => {
                self.met(38, point);
                self.note(&format!("d{desk} its clock is set by {by_ms}"));
                self.places[desk].wall.set_by(by_ms);
                // What a network asked for is kept over a restart by that clock.
                *self.places[desk].not_before.lock().unwrap_or_else(PoisonError::into_inner) = None;
            }
            Blow::Stop { ms } => {
                self.met(39, point);
                self.note(&format!("d{desk} is stopped for {ms}"));
                life.stop_until(Instant::now() + Duration::from_millis(ms));
            }
        }
    }

    pub fn count(&self, what: &'static str) {
        *self.book().counts.entry(what).or_default() += 1;
    }
}

pub fn beginning() -> Timestamp {
    Timestamp::UNIX_EPOCH + jiff::SignedDuration::from_secs(1_790_000_000)
}
