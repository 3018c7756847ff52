//! `audit`: who did what to which entry. No values. Each row carries the hash of the one before,
//! sealed with a key that is not in this file, so that a row changed, taken out, put in or cut off
//! shows, also to whoever opens the file with its own key.
//!
//! Rows of before there was a key carry a plain hash; the first row under the key seals the last of
//! them in, and no plain row may come after it.

mod check;

use super::{Mine, Result, maybe_uuid_at};
use crate::file::Key;
use crate::keyed;
pub use check::{AuditCheck, AuditFault, Head};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// One act, for people to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    pub n: i64,
    pub at: String,
    pub who: String,
    pub what: String,
    pub op_id: Option<Uuid>,
    /// Keyed hash of the customer's local id.
    pub about: Option<String>,
}

struct Line {
    n: i64,
    prev_hash: String,
    hash: String,
    at: String,
    who: String,
    what: String,
    op_id: Option<String>,
    at_server: Option<String>,
    about: Option<String>,
    seal: Option<String>,
}

impl Line {
    /// As rows were sealed before there was a key.
    fn plain_hash(&self) -> String {
        let mut hash = Sha256::new();
        let op_id = self.op_id.as_deref().unwrap_or_default();
        for part in [&self.prev_hash, &self.at, &self.who, &self.what, op_id] {
            // Lengths first: no two rows may read alike when joined.
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part.as_bytes());
        }
        keyed::to_hex(&hash.finalize())
    }

    /// Every column of it.
    fn keyed_hash(&self, key: &Key) -> String {
        // An absent text and an empty one are two things.
        let there = |text: &Option<String>| text.as_ref().map_or("-", |_| "+");
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let n = self.n.to_string();
        let (op_id, at_server, about) =
            (text(&self.op_id), text(&self.at_server), text(&self.about));
        let seal = text(&self.seal);
        keyed::hex(
            key,
            &[
                "audit row",
                &n,
                &self.prev_hash,
                &self.at,
                &self.who,
                &self.what,
                there(&self.op_id),
                &op_id,
                there(&self.at_server),
                &at_server,
                there(&self.about),
                &about,
                &seal,
            ],
        )
    }
}

/// By which rows tell under which key they were sealed.
fn sign(key: &Key) -> String {
    keyed::hex(key, &["audit key"]).chars().take(16).collect()
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Line> {
    Ok(Line {
        n: row.get("n")?,
        prev_hash: row.get("prev_hash")?,
        hash: row.get("hash")?,
        at: row.get("at")?,
        who: row.get("who")?,
        what: row.get("what")?,
        op_id: row.get("op_id")?,
        at_server: row.get("at_server")?,
        about: row.get("about")?,
        seal: row.get("seal")?,
    })
}

/// Where the key lies while the file is open: in the memory of this connection.
const KEY: &str = "CREATE TEMP TABLE IF NOT EXISTS pepper (key BLOB NOT NULL);
     DELETE FROM temp.pepper;";

pub(super) fn give_key(db: &Connection, key: &Key) -> Result<()> {
    db.execute_batch(KEY)?;
    db.execute("INSERT INTO temp.pepper (key) VALUES (?1)", [&key.bytes()[..]])?;
    Ok(())
}

fn key_of(db: &Connection) -> Result<Option<Key>> {
    let any = "SELECT EXISTS (SELECT 1 FROM sqlite_temp_master WHERE name = 'pepper')";
    if !db.prepare_cached(any)?.query_row([], |row| row.get::<_, bool>(0))? {
        return Ok(None);
    }
    let mut read = db.prepare_cached("SELECT key FROM temp.pepper")?;
    Ok(read.query_row([], |row| row.get(0)).optional()?.map(Key::new))
}

/// How often a row was ever put here: the file's own counter, which no deletion turns back.
fn ever(db: &Connection) -> Result<i64> {
    let sql = "SELECT seq FROM sqlite_sequence WHERE name = 'audit'";
    Ok(db.prepare_cached(sql)?.query_row([], |row| row.get(0)).optional()?.unwrap_or(0))
}

pub(super) fn append(
    tx: &Transaction<'_>,
    at: Timestamp,
    who: &str,
    what: &str,
    op_id: Option<Uuid>,
) -> Result<()> {
    append_about(tx, at, who, what, op_id, None)
}

/// The same about a customer, told by a keyed hash.
pub(super) fn append_about(
    tx: &Transaction<'_>,
    at: Timestamp,
    who: &str,
    what: &str,
    op_id: Option<Uuid>,
    about: Option<&str>,
) -> Result<()> {
    let sql = "SELECT n, hash FROM audit ORDER BY n DESC LIMIT 1";
    let last: Option<(i64, String)> =
        tx.prepare_cached(sql)?.query_row([], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    let (n, prev_hash) = last.unwrap_or_default();
    let key = key_of(tx)?;
    let mut line = Line {
        // Where rows were cut off, the gap stays.
        n: n.max(ever(tx)?) + 1,
        prev_hash,
        hash: String::new(),
        at: at.to_string(),
        who: who.to_owned(),
        what: what.to_owned(),
        op_id: op_id.map(|id| id.to_string()),
        at_server: None,
        about: about.map(str::to_owned),
        seal: key.as_ref().map(sign),
    };
    line.hash = key.as_ref().map_or_else(|| line.plain_hash(), |key| line.keyed_hash(key));
    tx.prepare_cached(
        "INSERT INTO audit (n, prev_hash, hash, at, who, what, op_id, about, seal)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?
    .execute(params![
        line.n,
        line.prev_hash,
        line.hash,
        line.at,
        line.who,
        line.what,
        line.op_id,
        line.about,
        line.seal,
    ])?;
    match key {
        Some(key) => check::put_head(tx, &key),
        None => Ok(()),
    }
}

fn select(db: &Connection, filter: &str, parameters: impl rusqlite::Params) -> Result<Vec<Act>> {
    let sql = format!("SELECT n, at, who, what, op_id, about FROM audit WHERE {filter}");
    let mut statement = db.prepare_cached(&sql)?;
    let rows = statement.query_map(parameters, |row| {
        Ok(Act {
            n: row.get("n")?,
            at: row.get("at")?,
            who: row.get("who")?,
            what: row.get("what")?,
            op_id: maybe_uuid_at(row, "op_id")?,
            about: row.get("about")?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

impl Mine {
    /// `what` names an act, never a value.
    pub fn append_audit(
        &self,
        who: &str,
        what: &str,
        op_id: Option<Uuid>,
        at: Timestamp,
    ) -> Result<()> {
        self.write(|tx| append(tx, at, who, what, op_id))
    }

    /// An act on a customer of whom there need be no entry.
    pub fn append_audit_about(
        &self,
        who: &str,
        what: &str,
        local_id: Uuid,
        at: Timestamp,
    ) -> Result<()> {
        let about = self.about(local_id);
        self.write(|tx| append_about(tx, at, who, what, None, about.as_deref()))
    }

    /// How the audit names a customer: nobody without the key finds out who it is.
    pub(super) fn about(&self, local_id: Uuid) -> Option<String> {
        let key = self.pepper()?;
        Some(keyed::hex(key, &["audit about", &local_id.to_string()]).chars().take(32).collect())
    }

    /// Newest first; `before` goes on where an earlier answer ended.
    pub fn acts(&self, before: Option<i64>, most: usize) -> Result<Vec<Act>> {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let before = before.unwrap_or(i64::MAX);
        self.read(|db| select(db, "n < ?1 ORDER BY n DESC LIMIT ?2", [before, most]))
    }

    /// Those on a customer's entries, and those on the customer, oldest first.
    pub fn acts_about(&self, local_ids: &[Uuid]) -> Result<Vec<Act>> {
        let names = serde_json::to_string(local_ids)?;
        let about: Vec<String> = local_ids.iter().filter_map(|id| self.about(*id)).collect();
        let about = serde_json::to_string(&about)?;
        self.read(|db| {
            let filter = "op_id IN (SELECT op_id FROM op
                     WHERE local_id IN (SELECT value FROM json_each(?1)))
                 OR about IN (SELECT value FROM json_each(?2)) ORDER BY n";
            select(db, filter, [names, about])
        })
    }
}

#[cfg(test)]
mod tests;
