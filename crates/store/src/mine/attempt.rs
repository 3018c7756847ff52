//! `attempt`: one row for every write request, stored before its first byte leaves.

use super::{Mine, Moment, Result};
use outbox::Entry;
use rusqlite::{Row, Transaction, params};
use uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    pub n: u32,
    /// How far it is known to have come: `begun`, `written`, `head`, `body`.
    pub phase: String,
    /// The event that ended it; `None` while nobody knows.
    pub outcome: Option<String>,
    pub begun_at: String,
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Attempt> {
    Ok(Attempt {
        n: row.get("n")?,
        phase: row.get("phase")?,
        outcome: row.get("outcome")?,
        begun_at: row.get("begun_at")?,
    })
}

pub(super) fn begin(tx: &Transaction<'_>, entry: &Entry, now: Moment) -> Result<()> {
    tx.execute(
        "INSERT INTO attempt (op_id, n, phase, begun_at) VALUES (?1, ?2, 'begun', ?3)",
        params![entry.op_id.to_string(), entry.attempts, now.wall.to_string()],
    )?;
    Ok(())
}

pub(super) fn end(tx: &Transaction<'_>, entry: &Entry, outcome: &str) -> Result<()> {
    // What came back as an answer was read to its end; of the others nobody knows.
    let phase = match outcome {
        "unknown" | "restarted" | "not_written" => "begun",
        _ => "body",
    };
    tx.execute(
        "UPDATE attempt SET outcome = ?3, phase = ?4 WHERE op_id = ?1 AND n = ?2",
        params![entry.op_id.to_string(), entry.attempts, outcome, phase],
    )?;
    Ok(())
}

impl Mine {
    pub fn attempts(&self, op_id: Uuid) -> Result<Vec<Attempt>> {
        self.read(|db| {
            let sql = "SELECT n, phase, outcome, begun_at FROM attempt WHERE op_id = ?1 ORDER BY n";
            let mut statement = db.prepare_cached(sql)?;
            let rows = statement.query_map([op_id.to_string()], from_row)?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }
}
