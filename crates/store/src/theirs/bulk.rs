//! Taking in very many customers: the keys are written in large pieces, and put in order once at
//! the end instead of again and again. Whoever looks keys up meanwhile finds everything, only more
//! slowly. Interrupted, the order is made by whoever settles the copy next.

use super::Theirs;
use crate::failure::Failure;
use rusqlite::Connection;

/// Pages that are put in order before others may write again.
const STEP: i64 = 1_000;

/// Pages of the log before they are put back into the file; SQLite's own default else.
const LOG_IN_BULK: i64 = 20_000;
const LOG: i64 = 1_000;

/// Says in the file that the keys are not in order.
const FACT: &str = "bulk";

impl Theirs {
    /// From now on many customers come, until `settle`.
    pub fn begin_bulk(&self) -> Result<(), Failure> {
        self.log_pages(LOG_IN_BULK)?;
        self.write(|connection| {
            configure(
                connection,
                [("automerge", 0), ("crisismerge", 1_999), ("hashsize", 1 << 25)],
            )?;
            connection.execute(
                "INSERT INTO fact (name, value) VALUES (?1, 1) ON CONFLICT (name) DO NOTHING",
                [FACT],
            )?;
            Ok(())
        })
    }

    /// Whether many customers were taken in since the keys were put in order last.
    pub(super) fn in_bulk(&self) -> Result<bool, Failure> {
        Ok(self.fact(FACT)?.is_some())
    }

    /// Puts the keys in order where a bulk was taken in.
    pub(super) fn end_bulk(&self, stop: &dyn Fn() -> bool) -> Result<(), Failure> {
        // The first step says that all pieces become one, the others go on with it.
        let mut pages = -STEP;
        while self.write(|connection| merge(connection, pages))? {
            if stop() {
                return Err(Failure::Stopped);
            }
            pages = STEP;
        }
        self.log_pages(LOG)?;
        self.write(|connection| {
            configure(connection, [("automerge", 4), ("crisismerge", 16), ("hashsize", 1 << 20)])?;
            connection.execute("DELETE FROM fact WHERE name = ?1", [FACT])?;
            Ok(())
        })
    }

    fn log_pages(&self, pages: i64) -> Result<(), Failure> {
        let writer = self.writer.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        writer.query_row(&format!("PRAGMA wal_autocheckpoint = {pages}"), [], |_| Ok(()))?;
        Ok(())
    }
}

fn configure(connection: &Connection, settings: [(&str, i64); 3]) -> Result<(), Failure> {
    let mut set = connection.prepare_cached("INSERT INTO block (block, rank) VALUES (?1, ?2)")?;
    for (name, value) in settings {
        set.execute(rusqlite::params![name, value])?;
    }
    Ok(())
}

/// Says whether there is more to do: a step that did nothing changes one row, its own.
fn merge(connection: &Connection, pages: i64) -> Result<bool, Failure> {
    let before = connection.total_changes();
    connection.execute("INSERT INTO block (block, rank) VALUES ('merge', ?1)", [pages])?;
    Ok(connection.total_changes() - before >= 2)
}
