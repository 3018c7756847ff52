//! `attempt`: one row for every write request, stored before its first byte leaves, and what is
//! known of its course since.

use super::{Mine, Moment, Result};
use jiff::Timestamp;
use outbox::{Entry, Event};
use rusqlite::{Connection, Row, Transaction, params};
use std::collections::BTreeMap;
use std::time::Duration;
use uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    pub n: u32,
    /// How far it is known to have come: `begun`, `written`, `head`, `body`.
    pub phase: String,
    /// The event that ended it; `None` while nobody knows.
    pub outcome: Option<String>,
    pub begun_at: String,
    /// When the network answered it, whatever it said.
    pub answered_at: Option<String>,
    /// The customer the network answered a create with.
    pub answered_id: Option<String>,
    /// When a read showed the network to hold what was sent.
    pub verified_at: Option<String>,
}

impl Attempt {
    /// Whether the network said that it took it.
    pub fn was_taken(&self) -> bool {
        self.outcome.as_deref() == Some("accepted") || self.answered_id.is_some()
    }
}

/// Of an attempt's row: nobody knows how it ended, or it was taken without a word as whom.
pub(super) const OPEN: &str = "(attempt.outcome IS NULL OR attempt.outcome
     IN ('unknown', 'restarted', 'not_the_network', 'diverted', 'accepted'))";

fn from_row(row: &Row<'_>) -> rusqlite::Result<Attempt> {
    Ok(Attempt {
        n: row.get("n")?,
        phase: row.get("phase")?,
        outcome: row.get("outcome")?,
        begun_at: row.get("begun_at")?,
        answered_at: row.get("answered_at")?,
        answered_id: row.get("answered_id")?,
        verified_at: row.get("verified_at")?,
    })
}

pub(super) fn begin(tx: &Transaction<'_>, entry: &Entry, now: Moment) -> Result<()> {
    tx.execute(
        "INSERT INTO attempt (op_id, n, phase, begun_at) VALUES (?1, ?2, 'begun', ?3)",
        params![entry.op_id.to_string(), entry.attempts, now.wall.to_string()],
    )?;
    Ok(())
}

/// `entry` as it was before the event.
pub(super) fn end(tx: &Transaction<'_>, entry: &Entry, event: &Event, now: Moment) -> Result<()> {
    // What came back as an answer was read to its end; of the others nobody knows.
    let silent = matches!(
        event,
        Event::Unknown { .. }
            | Event::Restarted { .. }
            | Event::NotWritten
            | Event::Untrusted { .. }
            | Event::Diverted { .. }
    );
    let (phase, at) = if silent { ("begun", None) } else { ("body", Some(now.wall.to_string())) };
    tx.execute(
        "UPDATE attempt SET outcome = ?3, phase = CASE phase WHEN 'body' THEN phase ELSE ?4 END,
             answered_at = coalesce(answered_at, ?5)
         WHERE op_id = ?1 AND n = ?2",
        params![entry.op_id.to_string(), entry.attempts, event.name(), phase, at],
    )?;
    Ok(())
}

/// No byte of it left: it never was an attempt.
pub(super) fn undo(tx: &Transaction<'_>, entry: &Entry) -> Result<()> {
    let (op_id, n) = (entry.op_id.to_string(), entry.attempts);
    tx.execute("DELETE FROM attempt WHERE op_id = ?1 AND n = ?2", params![op_id, n])?;
    Ok(())
}

/// A read showed the network to hold what the last attempt sent.
pub(super) fn verified(tx: &Transaction<'_>, op_id: Uuid, at: Timestamp) -> Result<()> {
    tx.execute(
        "UPDATE attempt SET verified_at = ?2 WHERE op_id = ?1 AND verified_at IS NULL
             AND n = (SELECT max(n) FROM attempt WHERE op_id = ?1)",
        [op_id.to_string(), at.to_string()],
    )?;
    Ok(())
}

/// Whether one of the attempts is open: the entry's own, or those of what it took the place of.
pub(super) fn may_arrive(db: &Connection, op_id: Uuid) -> Result<bool> {
    let sql = format!(
        "WITH RECURSIVE line (op_id) AS (
             VALUES (?1)
             UNION SELECT op.op_id FROM op JOIN line ON op.successor = line.op_id
         )
         SELECT EXISTS (SELECT 1 FROM attempt JOIN line ON line.op_id = attempt.op_id
             WHERE {OPEN})"
    );
    Ok(db.prepare_cached(&sql)?.query_row([op_id.to_string()], |row| row.get(0))?)
}

impl Mine {
    /// Whether what was sent of it, or of what it took the place of, may be at the network though
    /// nobody has seen it.
    pub fn may_arrive(&self, op_id: Uuid) -> Result<bool> {
        self.read(|db| may_arrive(db, op_id))
    }

    pub fn attempts(&self, op_id: Uuid) -> Result<Vec<Attempt>> {
        self.read(|db| {
            let sql = "SELECT n, phase, outcome, begun_at, answered_at, answered_id, verified_at
                 FROM attempt WHERE op_id = ?1 ORDER BY n";
            let mut statement = db.prepare_cached(sql)?;
            let rows = statement.query_map([op_id.to_string()], from_row)?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// How long the network took to answer the latest writes, at most so many, whatever it said.
    pub fn answered_within(&self, most: usize) -> Result<Vec<Duration>> {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        self.read(|db| {
            let sql = "SELECT begun_at, answered_at FROM attempt WHERE answered_at IS NOT NULL
                 ORDER BY begun_at DESC LIMIT ?1";
            let mut statement = db.prepare_cached(sql)?;
            let rows = statement.query_map([most], |row| {
                let time = |text: String| text.parse::<Timestamp>().ok();
                Ok((time(row.get(0)?), time(row.get(1)?)))
            })?;
            // A clock that was set back in between says nothing.
            let took = |(begun, answered): (Option<Timestamp>, Option<Timestamp>)| {
                Duration::try_from(answered?.duration_since(begun?)).ok()
            };
            Ok(rows.collect::<rusqlite::Result<Vec<_>>>()?.into_iter().filter_map(took).collect())
        })
    }

    /// How often a write that was begun since then was not taken, by what came instead.
    pub fn not_taken_since(&self, since: Timestamp) -> Result<BTreeMap<String, u64>> {
        self.read(|db| {
            let sql = "SELECT outcome, count(*) FROM attempt
                 WHERE outcome <> 'accepted' AND begun_at >= ?1 GROUP BY outcome";
            let mut statement = db.prepare_cached(sql)?;
            let rows = statement.query_map([since.to_string()], |row| {
                Ok((row.get(0)?, row.get::<_, u32>(1)?.into()))
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// The network answered a create with this customer. Kept before anything is made of it: should
    /// the program end just then, the next one knows where to look.
    pub fn answered_as(&self, op_id: Uuid, id: &str, at: Timestamp) -> Result<()> {
        self.write_surely(|tx| {
            tx.execute(
                "UPDATE attempt SET phase = 'body', answered_id = ?2, answered_at = ?3
                 WHERE op_id = ?1 AND n = (SELECT max(n) FROM attempt WHERE op_id = ?1)",
                [&op_id.to_string(), id, &at.to_string()],
            )?;
            Ok(())
        })
    }
}
