//! `set_aside`: rows this program cannot read. Each stays as it is, byte for byte, and is left alone;
//! later entries of its customer wait behind it. A program that can read it takes it back.

use super::{Mine, Result, draft, op};
use crate::Failure;
use rusqlite::{Connection, Transaction, params};
use std::collections::HashMap;

/// One row that is kept and not understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetAside {
    /// `op` or `draft`.
    pub what: String,
    pub key: String,
    /// Which part of it; never what stands there.
    pub why: String,
    /// What can be said of an entry without reading it: its kind's word, its customer, its dealer,
    /// when it was saved.
    pub kind: Option<String>,
    pub local_id: Option<String>,
    pub dealer: Option<String>,
    pub created_at: Option<String>,
}

/// No entry, as SQL says it.
pub(super) const READABLE: &str = "op.op_id NOT IN (SELECT key FROM set_aside WHERE what = 'op')";

/// Whether a row could not be understood, in words without its content. `None`: something else went
/// wrong, and nothing is said of the row.
pub(super) fn unreadable(failure: &Failure) -> Option<String> {
    match failure {
        Failure::Outbox(outbox::Error::UnknownWord { what, .. }) => Some(format!("unknown {what}")),
        Failure::Document(_) => Some("a document of another form".to_owned()),
        Failure::Sql(fault) if !matches!(fault.0, rusqlite::Error::SqliteFailure(..)) => {
            Some("a column of another form".to_owned())
        }
        _ => None,
    }
}

/// What and key of a row, and why it is left alone.
type Rows = HashMap<(String, String), String>;

fn unreadable_now(db: &Connection) -> Result<Rows> {
    let unfinished =
        format!("{} OR op.op_id IN (SELECT key FROM set_aside WHERE what = 'op')", op::LIVE);
    let mut found = Rows::new();
    op::unreadable_among(db, &unfinished, |key, why| {
        found.insert(("op".to_owned(), key), why);
    })?;
    draft::unreadable(db, |key, why| {
        found.insert(("draft".to_owned(), key), why);
    })?;
    Ok(found)
}

fn known(db: &Connection) -> Result<Rows> {
    let mut statement = db.prepare("SELECT what, key, why FROM set_aside")?;
    let rows = statement.query_map([], |row| Ok(((row.get(0)?, row.get(1)?), row.get(2)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn put(tx: &Transaction<'_>, found: &Rows) -> Result<()> {
    tx.execute("DELETE FROM set_aside", [])?;
    let mut put = tx.prepare("INSERT INTO set_aside (what, key, why) VALUES (?1, ?2, ?3)")?;
    for ((what, key), why) in found {
        put.execute(params![what, key, why])?;
    }
    Ok(())
}

/// Where the unfinished entries stand that cannot be read, by customer: whatever was meant later for
/// the same customer waits.
pub(super) fn in_the_way(db: &Connection) -> Result<HashMap<String, (i64, i64)>> {
    let sql = format!(
        "SELECT op.local_id, min(op.position), min(op.seq) FROM set_aside
         JOIN op ON op.op_id = set_aside.key WHERE set_aside.what = 'op' AND {}
         GROUP BY op.local_id",
        op::LIVE
    );
    let mut statement = db.prepare_cached(&sql)?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

impl Mine {
    /// Looks through what is not finished, and through what was set aside before.
    pub(super) fn look_through(&self) -> Result<()> {
        if self.read(|db| Ok(unreadable_now(db)? == known(db)?))? {
            return Ok(());
        }
        self.write(|tx| {
            let found = unreadable_now(tx)?;
            tracing::warn!(rows = found.len(), "rows of another form are left alone");
            put(tx, &found)
        })
    }

    /// The entries and drafts that cannot be read, oldest first.
    pub fn set_aside(&self) -> Result<Vec<SetAside>> {
        self.read(|db| {
            let sql = "SELECT what, set_aside.key, why, op.kind, op.local_id, op.dealer,
                     coalesce(op.created_at, draft.updated_at)
                 FROM set_aside
                 LEFT JOIN op ON what = 'op' AND op.op_id = set_aside.key
                 LEFT JOIN draft ON what = 'draft' AND draft.key = set_aside.key
                 ORDER BY what DESC, op.seq, draft.updated_at";
            let mut statement = db.prepare_cached(sql)?;
            let rows = statement.query_map([], |row| {
                Ok(SetAside {
                    what: row.get(0)?,
                    key: row.get(1)?,
                    why: row.get(2)?,
                    kind: row.get(3)?,
                    local_id: row.get(4)?,
                    dealer: row.get(5)?,
                    created_at: row.get(6)?,
                })
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }
}
