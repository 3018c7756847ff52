//! Customers who came by asking the network are kept for so long, and so many of them. An export
//! that was loaded is kept as a whole, until its own date.

use super::{Theirs, put, row};
use crate::{Failure, search::kept};
use jiff::Timestamp;
use rusqlite::Connection;
use std::collections::HashSet;
use uuid::Uuid;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keeping {
    /// Whoever was last read, named by a search or opened before that goes.
    pub unused_before: Timestamp,
    /// So many at most: those used last.
    pub most: usize,
    /// The export's date is over: its customers are like all others.
    pub imports_too: bool,
}

/// Rows taken out in one transaction: others want to write too.
const TOGETHER: usize = 500;

impl Theirs {
    /// Who is past their time, but for those who are needed.
    pub fn past(&self, keeping: &Keeping, needed: &HashSet<Uuid>) -> Result<Vec<Uuid>, Failure> {
        let reader = self.reader();
        let mut sql = "SELECT c.local_id, max(c.as_of, coalesce(c.newer_summary, 0),
                 coalesce(f.opened_at, 0)) AS used
             FROM customer AS c JOIN face AS f ON f.n = c.n"
            .to_owned();
        if !keeping.imports_too {
            sql.push_str(" WHERE c.source <> 'import'");
        }
        sql.push_str(" ORDER BY used DESC");
        let mut statement = reader.prepare(&sql)?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let mut past = Vec::new();
        for (place, one) in rows.enumerate() {
            let (local_id, used): (Uuid, i64) = one?;
            let is_past = place >= keeping.most || used < row::millis(keeping.unused_before);
            if is_past && !needed.contains(&local_id) {
                past.push(local_id);
            }
        }
        Ok(past)
    }

    /// Takes many out for good, as `remove` does one. The kept index is made anew once.
    pub fn remove_all(&self, past: &[Uuid]) -> Result<usize, Failure> {
        let mut gone = 0;
        for some in past.chunks(TOGETHER) {
            gone += self.write(|connection| take_out(connection, some))?;
        }
        if gone == 0 {
            return Ok(0);
        }
        let was_kept = self.write(|connection| {
            connection.execute_batch("INSERT INTO block (block) VALUES ('optimize');")?;
            let was_kept = kept::is_kept(connection)?;
            if was_kept {
                kept::discard(connection)?;
            }
            Ok(was_kept)
        })?;
        if was_kept {
            self.live.set(None);
            self.settle()?;
        }
        self.empty_the_log()?;
        Ok(gone)
    }

    /// Puts the log back into the file: what stood in it is gone then.
    pub(super) fn empty_the_log(&self) -> Result<(), Failure> {
        let writer = self.writer.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        writer.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        Ok(())
    }
}

fn take_out(connection: &Connection, some: &[Uuid]) -> Result<usize, Failure> {
    let mut gone = 0;
    for local_id in some {
        gone += usize::from(put::take_out(connection, &local_id.to_string())?);
        // The digest of a number that is not kept goes with whom it was of.
        connection
            .prepare_cached("DELETE FROM fact WHERE name = 'identity_digest ' || ?1")?
            .execute([local_id.to_string()])?;
    }
    Ok(gone)
}
