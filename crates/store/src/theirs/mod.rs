//! `theirs.db`: the copy of the dealer's network. It may vanish at any time.
//!
//! Owns the copied documents, what is derived from them (search index, blocking keys) and when
//! they were read. It knows nothing of the outbox: what this desk has changed is laid over the
//! copy elsewhere. One connection writes, two read; a search can be stopped from any thread.

mod adopt;
mod aside;
mod both;
mod bulk;
mod candidates;
mod counted;
mod dealer;
mod derived;
mod fact;
mod find;
mod forgotten;
mod households;
mod keys;
mod merge;
mod page;
mod part;
mod put;
mod reindex;
mod retain;
mod row;
mod tally;
mod tend;

use crate::{
    failure::{Failure, File},
    file::{self, Access, Key},
    migrate::{self, Step},
    search::{
        kept,
        live::{Live, Patience},
    },
    step,
};
pub use aside::Aside;
pub use candidates::Likely;
pub(crate) use dealer::exchange;
pub use derived::Batch;
pub use find::{Found, Hit, Match, Stop};
use jiff::Timestamp;
pub use put::Stored;
pub use retain::Keeping;
pub use row::{Customer, Source, local_id_of};
use rusqlite::{Connection, TransactionBehavior};
use std::{
    fs,
    path::{Path, PathBuf},
    sync::{
        Mutex, MutexGuard, PoisonError, RwLock, TryLockError,
        atomic::{AtomicBool, Ordering},
    },
};
pub use tally::Tally;
pub use tend::Tending;
use uuid::Uuid;

/// The released steps, oldest first.
pub const STEPS: &[Step] = &[
    step!("theirs/20261122003000_copy_of_the_network.sql"),
    step!("theirs/20261122071500_index_in_memory.sql"),
    step!("theirs/20261122103000_compared_forms.sql"),
    step!("theirs/20261122213500_unused_first.sql"),
];

pub struct Theirs {
    path: PathBuf,
    readers: [Mutex<Connection>; 2],
    live: Live,
    /// Closed last: only a connection that may write can put the log back into the file.
    writer: Mutex<Connection>,
    keep_identity_numbers: AtomicBool,
    nicknames: AtomicBool,
    country: RwLock<String>,
    /// Whose customers get local ids of their own; empty for the desk's first dealer.
    dealer: RwLock<String>,
    counted: counted::Counted,
    /// For the copies of other dealers beside it.
    key: Key,
    forgotten: forgotten::Forgotten,
}

/// How much there is, for the health page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sizes {
    pub customers: u64,
    /// The file and what stands beside it.
    pub file_bytes: u64,
    /// The part of the file that serves search and candidates.
    pub index_bytes: u64,
    /// What the search index takes in memory once all of it is there.
    pub index_memory_bytes: u64,
}

impl Theirs {
    pub fn open(dir: &Path, key: &Key) -> Result<Self, Failure> {
        let mut writer = file::open(dir, File::Theirs, key, Access::ReadWrite)?;
        migrate::run(&mut writer, File::Theirs, STEPS)?;
        // Whoever decides reads a hundred pages from all over the file: what is kept is not
        // deciphered again.
        let reader = || -> Result<_, Failure> {
            let connection = file::open(dir, File::Theirs, key, Access::ReadOnly)?;
            connection.execute_batch("PRAGMA cache_size = -65536;")?;
            Ok(connection)
        };
        // These two read nearly everything once: pages they have seen need not be kept.
        let passing = || -> Result<_, Failure> {
            let connection = reader()?;
            connection.execute_batch("PRAGMA cache_size = -2048;")?;
            Ok(connection)
        };
        Ok(Self {
            path: dir.join(File::Theirs.name()),
            writer: Mutex::new(writer),
            readers: [Mutex::new(reader()?), Mutex::new(reader()?)],
            live: Live::new(passing()?, passing()?),
            keep_identity_numbers: AtomicBool::new(false),
            nicknames: AtomicBool::new(true),
            country: RwLock::default(),
            dealer: RwLock::default(),
            counted: counted::Counted::default(),
            key: key.shared(),
            forgotten: forgotten::Forgotten::default(),
        })
    }

    /// Sets an unreadable copy aside and starts an empty one. The flag says that it did.
    pub fn open_or_rebuild(dir: &Path, key: &Key) -> Result<(Self, bool), Failure> {
        match Self::open(dir, key) {
            Err(Failure::WrongKey { .. } | Failure::Damaged) => {
                file::set_aside_theirs(dir)?;
                Ok((Self::open(dir, key)?, true))
            }
            other => Ok((other?, false)),
        }
    }

    /// Whether identity numbers (social security) are kept from now on. They are not by default.
    pub fn keep_identity_numbers(&self, on: bool) {
        self.keep_identity_numbers.store(on, Ordering::Relaxed);
    }

    /// Whether a search finds Robert by Bob from now on. It does by default.
    pub fn search_nicknames(&self, on: bool) {
        self.nicknames.store(on, Ordering::Relaxed);
    }

    pub fn keeps_identity_numbers(&self) -> bool {
        self.keep_identity_numbers.load(Ordering::Relaxed)
    }

    fn country(&self) -> String {
        self.country.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn dealer(&self) -> String {
        self.dealer.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The local id of a customer of the network, whether or not the copy holds them.
    pub fn local_id_of(&self, id: &str) -> Uuid {
        row::local_id_at(&self.dealer(), id)
    }

    /// One write transaction. Whatever fails, nothing of it stays.
    fn write<T>(&self, work: impl FnOnce(&Connection) -> Result<T, Failure>) -> Result<T, Failure> {
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let done = work(&transaction)?;
        transaction.commit()?;
        Ok(done)
    }

    /// A reader that is free, else the first to become so.
    fn reader(&self) -> MutexGuard<'_, Connection> {
        for reader in &self.readers {
            match reader.try_lock() {
                Ok(free) => return free,
                Err(TryLockError::Poisoned(free)) => return free.into_inner(),
                Err(TryLockError::WouldBlock) => {}
            }
        }
        self.readers[0].lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A customer by the network's id, by its local id, or by one it had before.
    pub fn customer(&self, name: &str) -> Result<Option<Customer>, Failure> {
        let reader = self.reader();
        match row::locate(&reader, name)? {
            Some(n) => row::customer(&reader, n),
            None => Ok(self.forgotten.shown(name)),
        }
    }

    /// The same, of those that are kept.
    pub fn kept(&self, name: &str) -> Result<Option<Customer>, Failure> {
        let reader = self.reader();
        row::locate(&reader, name)?.map_or(Ok(None), |n| row::customer(&reader, n))
    }

    pub fn count(&self) -> Result<u64, Failure> {
        // Counted by the file itself: going through a million rows takes a second.
        Ok(self.fact("customers")?.unwrap_or_default().unsigned_abs())
    }

    /// When this was a copy of the whole network, else when the newest of it was taken in.
    pub fn as_of(&self) -> Result<Option<Timestamp>, Failure> {
        Ok(self.imported_at()?.or(self.newest_at()?))
    }

    /// When an export was last taken in to its end: the rows that nobody asked for since are so old.
    pub fn imported_at(&self) -> Result<Option<Timestamp>, Failure> {
        self.fact(put::IMPORTED_AT)?.map(row::instant).transpose()
    }

    /// When the newest answer or export was taken in.
    pub fn newest_at(&self) -> Result<Option<Timestamp>, Failure> {
        self.fact("as_of")?.map(row::instant).transpose()
    }

    /// An export was taken in to its end.
    pub fn imported(&self, at: Timestamp) -> Result<(), Failure> {
        self.set_facts(&[(put::IMPORTED_AT, Some(row::millis(at)))])
    }

    /// Remembers that somebody at this desk opened the customer.
    pub fn opened(&self, local_id: Uuid, at: Timestamp) -> Result<(), Failure> {
        self.write(|connection| {
            if let Some(n) = row::by_local_id(connection, local_id)? {
                connection
                    .prepare_cached("UPDATE face SET opened_at = ?2 WHERE n = ?1")?
                    .execute([n, row::millis(at)])?;
            }
            Ok(())
        })
    }

    /// The customers opened here last, newest first.
    pub fn recent(&self, most: usize) -> Result<Vec<Customer>, Failure> {
        let reader = self.reader();
        let rows: Vec<i64> = reader
            .prepare_cached(
                "SELECT n FROM face WHERE opened_at IS NOT NULL
                 ORDER BY opened_at DESC, n DESC LIMIT ?1",
            )?
            .query_map([i64::try_from(most).unwrap_or(i64::MAX)], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        let customers = rows.into_iter().filter_map(|n| row::customer(&reader, n).transpose());
        customers.collect()
    }

    /// Forgets one customer for good: the row, its words in the index, the pages they stood on and
    /// the log. An index that is kept is thrown away and made anew for it: parts of it are never
    /// changed.
    pub fn remove(&self, name: &str) -> Result<bool, Failure> {
        let (gone, kept) = self.write(|connection| {
            let gone = put::take_out(connection, name)?;
            let kept = gone && kept::is_kept(connection)?;
            if gone {
                connection.execute_batch("INSERT INTO block (block) VALUES ('optimize');")?;
            }
            if kept {
                kept::discard(connection)?;
            }
            Ok((gone, kept))
        })?;
        if kept {
            self.live.set(None);
            self.settle()?;
        }
        if gone {
            self.empty_the_log()?;
        }
        Ok(gone)
    }

    /// Lets the file grow to so many pages only; `None` lifts the limit. A desk with little room
    /// keeps some for `mine.db` that way.
    pub fn limit_pages(&self, most: Option<u64>) -> Result<(), Failure> {
        let most = most.unwrap_or(u64::from(u32::MAX) - 1);
        let writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        writer.query_row(&format!("PRAGMA max_page_count = {most}"), [], |_| Ok(()))?;
        Ok(())
    }

    pub fn sizes(&self) -> Result<Sizes, Failure> {
        let bytes = |path: &Path| fs::metadata(path).map_or(0, |meta| meta.len());
        let beside: u64 = file::beside(&self.path).iter().map(|path| bytes(path)).sum();
        let reader = self.reader();
        let blocks: i64 = reader.query_row(
            "SELECT coalesce(sum(length(block)), 0) FROM block_data",
            [],
            |row| row.get(0),
        )?;
        let index_bytes = kept::bytes(&reader)? + blocks.unsigned_abs();
        drop(reader);
        let memory = self.healing(|| {
            let reader = self.reader();
            Ok(self.live.up_to_date(&reader, Patience::Short, &|| false)?.0.finder.bytes())
        })?;
        Ok(Sizes {
            customers: self.count()?,
            file_bytes: bytes(&self.path) + beside,
            index_bytes,
            index_memory_bytes: memory as u64,
        })
    }
}
