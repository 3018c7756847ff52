//! `mine.db`: what only this desk knows.

use crate::{file::Access, migrate::Step};
use rusqlite::Connection;
use std::sync::Mutex;

/// The released steps, oldest first.
pub const STEPS: &[Step] = &[];

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
    pub fn bytes(&self) -> Result<u64, crate::Failure> {
        let connection = self.connection.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let sql = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size";
        let bytes: i64 = connection.query_row(sql, [], |row| row.get(0))?;
        Ok(bytes.unsigned_abs())
    }
}
