//! `mine.db`: what only this desk knows. One table a file.
//!
//! Owns the outbox as it is stored, drafts, verdicts, receipts, settings and the audit.
//! Every public call is one transaction, durable when it returns. What an entry may do next is
//! said by `outbox::step`; nothing here decides it, asks for the time or makes up an id.

mod accounting;
mod aside;
mod attempt;
mod audit;
mod base;
mod brought_back;
mod consent;
mod course;
mod draft;
mod duplicate;
mod entity;
mod forget;
mod generation;
mod held;
mod journal;
mod lane;
mod mistaken;
mod moved;
mod op;
mod overlay;
mod overview;
mod person;
pub mod pin;
mod progress;
mod queue;
mod receipt;
mod retain;
mod setting;
mod submission;
mod transition;
mod verdict;
mod wait;

use crate::{
    Failure,
    ballast::Ballast,
    failure::File,
    file::{self, Access, Key},
    journal::Journal,
    migrate::{self, Step},
    step,
};
pub use accounting::{Accounting, Tally};
pub use aside::SetAside;
pub use attempt::Attempt;
pub use audit::{Act, AuditCheck, AuditFault, Head};
pub use brought_back::BroughtBack;
pub use consent::{Actor, Consent, NewConsent, Shown};
pub use course::Step as CourseStep;
pub use draft::Draft;
pub use duplicate::{Duplicate, NewDuplicate, Source};
pub use entity::Entity;
pub use forget::Forgetting;
pub use generation::Generation;
pub use held::Held;
pub use lane::Lane;
pub use moved::{AuditEnd, Packed, Parcel, TakenIn};
pub use op::Which;
pub use overlay::Overlay;
pub use overview::{Apart, How, Proof, Twin, Unsent};
pub use person::Person;
pub use progress::Context;
pub use queue::{FollowUp, NewCreate, NewUpdate};
pub use receipt::{NewReceipt, Occasion, Receipt, Said};
pub use retain::{Cut, Emptied};
use rusqlite::{Connection, Transaction, TransactionBehavior};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
pub use verdict::{NewVerdict, REASONS, Verdict};
pub use wait::Moment;

/// The released steps, oldest first.
pub const STEPS: &[Step] = &[
    step!("mine/20261122001500_what_only_this_desk_knows.sql"),
    step!("mine/20261122101500_receipts_and_duplicates.sql"),
    step!("mine/20261122141000_course_of_an_entry.sql"),
    step!("mine/20261122174500_set_aside_and_moved.sql"),
    step!("mine/20261122190000_what_happened_to_an_entry.sql"),
    step!("mine/20261122213000_forgotten_and_sealed.sql"),
    step!("mine/20261123060000_people_and_pins.sql"),
    step!("mine/20261123084500_what_was_agreed_to.sql"),
];

type Result<T, E = Failure> = std::result::Result<T, E>;

/// How often an answer of the network is put down again while another program holds the file, two
/// seconds each.
const BUSY_TRIES: u32 = 15;

/// Where the file lies, and what opens it: for a connection that has to be made anew.
struct Home {
    dir: PathBuf,
    key: Key,
}

/// One connection: SQLite lets one write at a time, and the file is small.
pub struct Mine {
    connection: Mutex<Connection>,
    access: Access,
    home: Option<Home>,
    /// Under which the audit is sealed; see `keyed`.
    pepper: Option<Key>,
    /// The disk failed under the connection: what it believes is not asked again.
    broken: AtomicBool,
    /// The second place for what was promised.
    journal: Option<Journal>,
    /// It could not be written: tried again with the next line.
    behind: AtomicBool,
    brought_back: BroughtBack,
}

impl Mine {
    #[cfg(test)]
    pub(crate) fn new(connection: Connection, access: Access) -> Self {
        Self::with(connection, access, None)
    }

    fn with(connection: Connection, access: Access, home: Option<Home>) -> Self {
        Self {
            connection: Mutex::new(connection),
            access,
            home,
            pepper: None,
            broken: AtomicBool::new(false),
            journal: None,
            behind: AtomicBool::new(false),
            brought_back: BroughtBack::default(),
        }
    }

    /// From now on the audit is sealed under this key.
    pub(crate) fn with_pepper(mut self, pepper: Option<&Key>) -> Result<Self> {
        self.pepper = pepper.map(Key::shared);
        self.give_key(&self.lock())?;
        Ok(self)
    }

    fn pepper(&self) -> Option<&Key> {
        self.pepper.as_ref()
    }

    fn give_key(&self, connection: &Connection) -> Result<()> {
        match &self.pepper {
            Some(pepper) if self.access == Access::ReadWrite => audit::give_key(connection, pepper),
            _ => Ok(()),
        }
    }

    /// Opens the file and brings it up to date; one that may only be read has to be.
    pub fn open(dir: &Path, key: &Key, access: Access) -> Result<Self> {
        let mut connection = file::open(dir, File::Mine, key, access)?;
        file::intact(&connection)?;
        match access {
            Access::ReadWrite => migrate::run(&mut connection, File::Mine, STEPS)?,
            Access::ReadOnly => {
                if migrate::check(&connection, File::Mine, STEPS)? < STEPS.len() {
                    return Err(Failure::NotReady { file: File::Mine });
                }
            }
        }
        Self::at_home(connection, access, Home { dir: dir.to_owned(), key: key.shared() })
    }

    fn at_home(connection: Connection, access: Access, home: Home) -> Result<Self> {
        let mine = Self::with(connection, access, Some(home));
        if access == Access::ReadWrite {
            mine.look_through()?;
        }
        Ok(mine)
    }

    pub fn access(&self) -> Access {
        self.access
    }

    /// Bytes of the file.
    pub fn bytes(&self) -> Result<u64> {
        let sql = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size";
        let bytes: i64 = self.connection()?.query_row(sql, [], |row| row.get(0))?;
        Ok(bytes.unsigned_abs())
    }

    /// The room kept for the network's answers. `None` where it is of no use.
    pub fn ballast(&self) -> Option<Ballast> {
        (self.access == Access::ReadWrite).then_some(())?;
        self.home.as_ref().map(|home| Ballast::of(&home.dir))
    }

    /// How many entries were ever saved: the file's own counter, which no deletion turns back.
    pub fn ever_saved(&self) -> Result<i64> {
        self.read(accounting::ever)
    }

    /// Hands out the connection to be copied from, and the key the copy gets.
    pub(crate) fn copied_to(
        &self,
        copy: impl FnOnce(&Connection, &Key) -> Result<()>,
    ) -> Result<()> {
        let Some(home) = &self.home else { return Ok(()) };
        self.read(|connection| copy(connection, &home.key))
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        // A panic elsewhere rolled its transaction back: the connection is as good as before.
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The connection, made anew where the disk failed under the last one.
    fn connection(&self) -> Result<MutexGuard<'_, Connection>> {
        let mut connection = self.lock();
        if self.broken.load(Ordering::Relaxed)
            && let Some(Home { dir, key }) = &self.home
        {
            *connection = file::open(dir, File::Mine, key, self.access)?;
            self.give_key(&connection)?;
            if let Some(journal) = &self.journal {
                let in_step = journal::watch_again(journal, &connection, dir)?;
                self.behind.store(!in_step, Ordering::Relaxed);
            }
            self.broken.store(false, Ordering::Relaxed);
        }
        Ok(connection)
    }

    fn read<T>(&self, read: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let done = self.connection().and_then(|connection| read(&connection));
        self.judged(done)
    }

    /// One transaction. It takes the write lock at once, so that what it reads stays true; and
    /// what fails at the commit has not happened: it is never committed a second time.
    fn write<T>(&self, write: impl FnOnce(&mut Transaction<'_>) -> Result<T>) -> Result<T> {
        if self.access == Access::ReadOnly {
            return Err(Failure::ReadOnly { why: "opened to read only".to_owned() });
        }
        let done = self.connection().and_then(|mut connection| {
            let mut transaction =
                connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let value = write(&mut transaction)?;
            transaction.commit()?;
            if let Some(journal) = &self.journal {
                self.behind.store(!journal::tell(journal, &connection), Ordering::Relaxed);
            }
            Ok(value)
        });
        self.judged(done)
    }

    /// The same for what the network answered, which cannot be asked for a second time: it waits
    /// for a file that another program holds, and takes the room that is kept for it.
    fn write_surely<T>(&self, write: impl Fn(&mut Transaction<'_>) -> Result<T>) -> Result<T> {
        let mut tries = 0;
        loop {
            match self.write(&write) {
                Err(Failure::Busy) if tries < BUSY_TRIES => tries += 1,
                // Where the journal cannot be made, SQLite does not say that the disk is full.
                Err(Failure::DiskFull | Failure::ReadOnly { .. }) if self.gives_room() => {}
                done => return done,
            }
        }
    }

    fn gives_room(&self) -> bool {
        let given = self.ballast().is_some_and(|ballast| ballast.give_up());
        if given {
            tracing::warn!("the disk is full: the room kept for the network's answers is used");
        }
        given
    }

    fn judged<T>(&self, done: Result<T>) -> Result<T> {
        if matches!(done, Err(Failure::Disk(_) | Failure::DiskFull)) && self.home.is_some() {
            self.broken.store(true, Ordering::Relaxed);
        }
        done
    }
}

/// A UUID from a text column.
fn uuid_at(row: &rusqlite::Row<'_>, column: &str) -> rusqlite::Result<uuid::Uuid> {
    let text: String = row.get(column)?;
    parse_uuid(&text)
}

fn maybe_uuid_at(row: &rusqlite::Row<'_>, column: &str) -> rusqlite::Result<Option<uuid::Uuid>> {
    let text: Option<String> = row.get(column)?;
    text.as_deref().map(parse_uuid).transpose()
}

pub(crate) fn parse_uuid(text: &str) -> rusqlite::Result<uuid::Uuid> {
    uuid::Uuid::parse_str(text).map_err(|fault| {
        rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, Box::new(fault))
    })
}

#[cfg(test)]
mod course_tests;
#[cfg(test)]
mod tests;
