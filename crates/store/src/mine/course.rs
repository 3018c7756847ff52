//! `course`: what happened to an entry, step by step, for people to read. Nothing is decided by it,
//! and no value of a customer stands in it; what the network said may, so it goes with them.

use super::{Mine, Result};
use jiff::Timestamp;
use outbox::{Entry, Event, State};
use rusqlite::{OptionalExtension, Row, Transaction, params};
use uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    pub at: String,
    /// The last time, where the same happened several times on end.
    pub until: Option<String>,
    pub times: u32,
    /// The event's name, or what this module adds to those.
    pub what: String,
    /// Where the entry stood afterwards.
    pub state: String,
    /// Of which write request it tells; 0 before the first.
    pub attempt: u32,
    pub who: String,
    /// How many a search found.
    pub found: Option<u32>,
    pub note: Option<String>,
}

/// A customer made here was read back.
pub(super) const READ_BACK: &str = "read_back";
/// Nobody found who could be a second copy.
pub(super) const NO_TWINS: &str = "no_twins";
pub(super) const HELD: &str = "held";
pub(super) const RELEASED: &str = "released";

fn from_row(row: &Row<'_>) -> rusqlite::Result<Step> {
    Ok(Step {
        at: row.get("at")?,
        until: row.get("until")?,
        times: row.get("times")?,
        what: row.get("what")?,
        state: row.get("state")?,
        attempt: row.get("attempt")?,
        who: row.get("who")?,
        found: row.get("found")?,
        note: row.get("note")?,
    })
}

fn found(event: &Event) -> Option<usize> {
    match event {
        Event::Cleared { seen: ids }
        | Event::Candidates { ids, .. }
        | Event::FoundSeveral { ids }
        | Event::TwinsFound { ids } => Some(ids.len()),
        Event::Clash { conflicts, .. } => Some(conflicts.len()),
        Event::Refused { refusals } => Some(refusals.len()),
        Event::NotKept { differs, .. } => Some(differs.len()),
        _ => None,
    }
}

fn note(event: &Event) -> Option<&str> {
    match event {
        Event::Candidates { note, .. } => note.as_deref(),
        Event::ReadFailed { note }
        | Event::ReadRefused { note }
        | Event::Unknown { note }
        | Event::Diverted { note }
        | Event::Unsupported { note }
        | Event::Forbidden { note }
        | Event::Withheld { note }
        | Event::Untrusted { note } => Some(note),
        Event::Cancel { why } => Some(why),
        _ => None,
    }
}

/// An event that led `entry` to `state`. That something begins is told by how it ends.
pub(super) fn happened(
    tx: &Transaction<'_>,
    entry: &Entry,
    event: &Event,
    state: State,
    who: &str,
    at: Timestamp,
) -> Result<()> {
    if matches!(event, Event::StartPreflight | Event::StartCheck) {
        return Ok(());
    }
    let step = Step {
        at: at.to_string(),
        until: None,
        times: 1,
        what: event.name().to_owned(),
        state: state.word().to_owned(),
        attempt: entry.attempts,
        who: who.to_owned(),
        found: found(event).map(|count| u32::try_from(count).unwrap_or(u32::MAX)),
        note: note(event).map(str::to_owned),
    };
    // What is tried again and again is one line with a count.
    let again = matches!(
        event,
        Event::ReadFailed { .. }
            | Event::NotWritten
            | Event::Untrusted { .. }
            | Event::NotTheNetwork
            | Event::SignIn
            | Event::Throttled { .. }
            | Event::Locked
    );
    if again && repeated(tx, entry.op_id, &step)? {
        return Ok(());
    }
    put(tx, entry.op_id, &step)
}

/// Something that is no event of the machine.
pub(super) fn add(
    tx: &Transaction<'_>,
    entry: &Entry,
    what: &str,
    who: &str,
    note: Option<&str>,
    at: Timestamp,
) -> Result<()> {
    let step = Step {
        at: at.to_string(),
        until: None,
        times: 1,
        what: what.to_owned(),
        state: entry.state.word().to_owned(),
        attempt: entry.attempts,
        who: who.to_owned(),
        found: None,
        note: note.map(str::to_owned),
    };
    put(tx, entry.op_id, &step)
}

fn repeated(tx: &Transaction<'_>, op_id: Uuid, step: &Step) -> Result<bool> {
    let sql = "SELECT n FROM (SELECT n, what, state FROM course WHERE op_id = ?1
             ORDER BY n DESC LIMIT 1) WHERE what = ?2 AND state = ?3";
    let last: Option<i64> = tx
        .prepare_cached(sql)?
        .query_row(params![op_id.to_string(), step.what, step.state], |row| row.get(0))
        .optional()?;
    let Some(n) = last else { return Ok(false) };
    tx.prepare_cached(
        "UPDATE course SET times = times + 1, until = ?2, note = coalesce(?3, note) WHERE n = ?1",
    )?
    .execute(params![n, step.at, step.note])?;
    Ok(true)
}

fn put(tx: &Transaction<'_>, op_id: Uuid, step: &Step) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO course (op_id, at, what, state, attempt, who, found, note)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute(params![
        op_id.to_string(),
        step.at,
        step.what,
        step.state,
        step.attempt,
        step.who,
        step.found,
        step.note,
    ])?;
    Ok(())
}

/// What was said about somebody goes; that something happened stays.
pub(super) fn forget(tx: &Transaction<'_>, local_id: &str) -> Result<()> {
    let sql = "UPDATE course SET note = NULL
         WHERE op_id IN (SELECT op_id FROM op WHERE local_id = ?1)";
    tx.execute(sql, [local_id])?;
    Ok(())
}

impl Mine {
    /// What happened to an entry since it was kept, oldest first. Of entries that an earlier version
    /// kept there may be nothing.
    pub fn course(&self, op_id: Uuid) -> Result<Vec<Step>> {
        self.read(|db| {
            let mut statement =
                db.prepare_cached("SELECT * FROM course WHERE op_id = ?1 ORDER BY n")?;
            let rows = statement.query_map([op_id.to_string()], from_row)?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }
}
