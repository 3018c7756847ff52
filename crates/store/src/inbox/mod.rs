//! `inbox.db`: what visitors typed at the kiosk, for staff to look at. Never an edit by itself.
//!
//! The kiosk is a process of its own that holds the key of this file and of no other: that it reads
//! nobody is a matter of keys. The desk has the file open at the same time. Every public call is one
//! transaction, durable when it returns. A file that was set aside or replaced under an open one is
//! noticed: nothing is written where nobody would look.

mod help;
mod identity;
mod pace;
mod pin;
mod setting;
mod submission;

use crate::{
    Failure,
    failure::File,
    file::{self, Access, Key},
    keyed,
    migrate::{self, Step},
    step,
};
pub use help::Ring;
use identity::Identity;
use pace::Started;
pub use pace::{BURST, EVERY_MS, HOUR_MS, MOST_AN_HOUR, Pace};
pub use pin::Act;
use rusqlite::{Connection, Transaction, TransactionBehavior};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
pub use submission::{Decision, Entered, LARGEST, MOST, Submission, SubmissionState};

/// The released steps, oldest first.
pub const STEPS: &[Step] = &[
    step!("inbox/20261122213000_what_visitors_typed.sql"),
    step!("inbox/20261123070000_pins.sql"),
];

type Result<T, E = Failure> = std::result::Result<T, E>;

pub struct Inbox {
    home: Home,
    /// None where the disk failed under it: it is made anew at the next call.
    link: Mutex<Option<Link>>,
    /// Where the kiosk's own time stood when this process first asked for it.
    started: Mutex<Option<Started>>,
}

struct Home {
    dir: PathBuf,
    key: Key,
}

struct Link {
    connection: Connection,
    /// The file it was opened on.
    on: Identity,
}

impl Home {
    fn path(&self) -> PathBuf {
        self.dir.join(File::Inbox.name())
    }

    fn open(&self) -> Result<Link> {
        let mut connection = file::open(&self.dir, File::Inbox, &self.key, Access::ReadWrite)?;
        file::intact(&connection)?;
        migrate::run(&mut connection, File::Inbox, STEPS)?;
        Ok(Link { connection, on: Identity::of(&self.path())? })
    }
}

impl Inbox {
    /// Opens the file, making it where there is none. The folder has to be there.
    pub fn open(dir: &Path, key: &Key) -> Result<Self> {
        let home = Home { dir: dir.to_owned(), key: key.shared() };
        let link = home.open()?;
        Ok(Self { home, link: Mutex::new(Some(link)), started: Mutex::new(None) })
    }

    /// The desk's way in: what cannot be read is set aside, never overwritten, and visitors go on
    /// with an empty file. True where that happened.
    pub(crate) fn open_or_set_aside(dir: &Path, key: &Key) -> Result<(Self, bool)> {
        let lost = |failure: &Failure| {
            matches!(failure, Failure::WrongKey { .. } | Failure::Damaged | Failure::Migration(_))
        };
        match Self::open(dir, key) {
            Err(failure) if lost(&failure) => {}
            opened => return Ok((opened?, false)),
        }
        // The kiosk may have been making it at that moment.
        match Self::open(dir, key) {
            Err(failure) if lost(&failure) => {
                tracing::warn!(%failure, "the kiosk's inbox cannot be read and is set aside");
                set_aside(dir)?;
                Ok((Self::open(dir, key)?, true))
            }
            opened => Ok((opened?, false)),
        }
    }

    /// A mark on a text that nobody makes without the key of this file.
    pub fn mark(&self, text: &str) -> String {
        keyed::hex(&self.home.key, &["a text given away", text])
    }

    /// Changes whenever another connection, of this process or another one, has written.
    pub fn version(&self) -> Result<i64> {
        self.with(|connection| {
            Ok(connection.query_row("PRAGMA data_version", [], |row| row.get(0))?)
        })
    }

    fn with<T>(&self, work: impl FnOnce(&mut Connection) -> Result<T>) -> Result<T> {
        let mut link = self.link.lock().unwrap_or_else(PoisonError::into_inner);
        let stands = link.as_ref().is_some_and(|link| link.on.is(&self.home.path()));
        if !stands {
            // Closed before it is opened anew: a file that is gone is let go of first.
            *link = None;
            *link = Some(self.home.open()?);
        }
        let done = match link.as_mut() {
            Some(link) => work(&mut link.connection),
            None => Err(Failure::NotReady { file: File::Inbox }),
        };
        if matches!(done, Err(Failure::Disk(_) | Failure::DiskFull | Failure::Damaged)) {
            *link = None;
        }
        done
    }

    fn read<T>(&self, read: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        self.with(|connection| read(connection))
    }

    fn write<T>(&self, write: impl FnOnce(&Transaction<'_>) -> Result<T>) -> Result<T> {
        self.with(|connection| {
            let transaction =
                connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let value = write(&transaction)?;
            transaction.commit()?;
            Ok(value)
        })
    }
}

/// Moves the file out of the way under a name that is free, its journal with it.
fn set_aside(dir: &Path) -> Result<()> {
    let path = dir.join(File::Inbox.name());
    let name = |n: u32| match n {
        1 => dir.join("inbox.unreadable.db"),
        n => dir.join(format!("inbox.unreadable-{n}.db")),
    };
    let free = (1..1000).map(name).find(|path| !path.exists());
    let free = free.ok_or(Failure::TooMany { what: "unreadable inboxes" })?;
    for (from, to) in file::beside(&path).iter().zip(file::beside(&free)) {
        if from.exists() {
            std::fs::rename(from, to).map_err(file::refused)?;
        }
    }
    std::fs::rename(&path, &free).map_err(file::refused)
}

#[cfg(test)]
mod tests;
