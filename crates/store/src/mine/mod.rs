//! `mine.db`: what only this desk knows. One table a file.
//!
//! Owns the outbox as it is stored, drafts, verdicts, receipts, the kiosk's inbox, settings and the
//! audit.
//! Every public call is one transaction, durable when it returns. What an entry may do next is
//! said by `outbox::step`; nothing here decides it, asks for the time or makes up an id.

mod accounting;
mod attempt;
mod audit;
mod base;
mod draft;
mod duplicate;
mod entity;
mod forget;
mod lane;
mod op;
mod overlay;
mod progress;
mod queue;
mod receipt;
mod setting;
mod submission;
mod transition;
mod verdict;
mod wait;

use crate::{Failure, file::Access, migrate::Step, step};
pub use accounting::{Accounting, Tally};
pub use attempt::Attempt;
pub use audit::AuditCheck;
pub use draft::Draft;
pub use duplicate::{Duplicate, NewDuplicate, Source};
pub use entity::Entity;
pub use lane::Lane;
pub use op::Which;
pub use overlay::Overlay;
pub use progress::Context;
pub use queue::{FollowUp, NewCreate, NewUpdate};
pub use receipt::{NewReceipt, Occasion, Receipt, Said};
use rusqlite::{Connection, Transaction, TransactionBehavior};
use std::sync::{Mutex, MutexGuard, PoisonError};
pub use submission::{Submission, SubmissionState};
pub use verdict::{NewVerdict, REASONS, Verdict};
pub use wait::Moment;

/// The released steps, oldest first.
pub const STEPS: &[Step] = &[
    step!("mine/20261122001500_what_only_this_desk_knows.sql"),
    step!("mine/20261122101500_receipts_and_duplicates.sql"),
    step!("mine/20261122141000_course_of_an_entry.sql"),
];

type Result<T, E = Failure> = std::result::Result<T, E>;

/// One connection: SQLite lets one write at a time, and the file is small.
pub struct Mine {
    connection: Mutex<Connection>,
    access: Access,
}

impl Mine {
    pub(crate) fn new(connection: Connection, access: Access) -> Self {
        Self { connection: Mutex::new(connection), access }
    }

    pub fn access(&self) -> Access {
        self.access
    }

    /// Bytes of the file.
    pub fn bytes(&self) -> Result<u64> {
        let sql = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size";
        let bytes: i64 = self.lock().query_row(sql, [], |row| row.get(0))?;
        Ok(bytes.unsigned_abs())
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        // A panic elsewhere rolled its transaction back: the connection is as good as before.
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn read<T>(&self, read: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        read(&self.lock())
    }

    /// One transaction. It takes the write lock at once, so that what it reads stays true; and
    /// what fails at the commit has not happened.
    fn write<T>(&self, write: impl FnOnce(&mut Transaction<'_>) -> Result<T>) -> Result<T> {
        if self.access == Access::ReadOnly {
            return Err(Failure::ReadOnly { why: "opened to read only".to_owned() });
        }
        let mut connection = self.lock();
        let mut transaction =
            connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let value = write(&mut transaction)?;
        transaction.commit()?;
        Ok(value)
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

fn parse_uuid(text: &str) -> rusqlite::Result<uuid::Uuid> {
    uuid::Uuid::parse_str(text).map_err(|fault| {
        rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, Box::new(fault))
    })
}

#[cfg(test)]
mod course_tests;
#[cfg(test)]
mod tests;
