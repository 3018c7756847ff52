//! `setting`: the mark by which this data folder is known to be the one that was used last. Whoever
//! keeps its counterpart outside of the folder compares the two.

use super::{Mine, Result, op, progress::Context, transition::advance};
use jiff::Timestamp;
use outbox::Event;
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Generation {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark: Option<String>,
    /// What the mark is about to become: a program that ends in between is no restored folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// Writes may have left under this mark.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub open: bool,
}

impl Generation {
    /// Whether the counterpart kept outside says the same.
    pub fn is(&self, outside: Option<&str>) -> bool {
        outside == self.mark.as_deref() || (self.next.is_some() && outside == self.next.as_deref())
    }
}

const KEY: &str = "generation";
/// When a restored folder was last noticed.
const RESTORED: &str = "restored_at";

fn put(tx: &Transaction<'_>, key: &str, value: &str) -> Result<()> {
    let sql = "INSERT INTO setting (key, value) VALUES (?1, ?2)
         ON CONFLICT (key) DO UPDATE SET value = excluded.value";
    tx.prepare_cached(sql)?.execute([key, value])?;
    Ok(())
}

fn get(db: &Connection, key: &str) -> Result<Option<String>> {
    let mut statement = db.prepare_cached("SELECT value FROM setting WHERE key = ?1")?;
    Ok(statement.query_row([key], |row| row.get(0)).optional()?)
}

/// Nothing that is unfinished may be sent before it was held against the network.
pub(super) fn doubt_all(tx: &Transaction<'_>, context: &Context) -> Result<usize> {
    let live = op::select(tx, &format!("{} ORDER BY op.seq", op::LIVE), [])?;
    for entry in &live {
        advance(tx, entry.op_id, &Event::FolderRestored, context)?;
    }
    let what = format!("the data folder was restored or copied: {} entries looked for", live.len());
    super::audit::append(tx, context.now.wall, &context.who, &what, None)?;
    put(tx, RESTORED, &serde_json::to_string(&context.now.wall)?)?;
    Ok(live.len())
}

/// This file is an older one: its mark is nobody's.
pub(super) fn is_nobodys(tx: &Transaction<'_>) -> Result<()> {
    let nobodys = Generation { mark: Some("a copy".to_owned()), ..Generation::default() };
    put(tx, KEY, &serde_json::to_string(&nobodys)?)
}

impl Mine {
    pub fn generation(&self) -> Result<Generation> {
        self.read(|db| match get(db, KEY)? {
            // One that cannot be read is like no other: the comparison says so.
            Some(text) => Ok(serde_json::from_str(&text)
                .unwrap_or(Generation { mark: Some(text), ..Generation::default() })),
            None => Ok(Generation::default()),
        })
    }

    pub fn set_generation(&self, generation: &Generation) -> Result<()> {
        let text = serde_json::to_string(generation)?;
        self.write(|tx| put(tx, KEY, &text))
    }

    /// This folder is not the one that was used last: what is unfinished in it may have been sent
    /// from there. Answers with how many entries that concerns.
    pub fn folder_restored(&self, context: &Context) -> Result<usize> {
        self.write(|tx| doubt_all(tx, context))
    }

    /// This file was made of a copy, or anew where there was none.
    pub(crate) fn was_recovered(&self, from_a_copy: bool, at: Timestamp) -> Result<()> {
        let what = if from_a_copy {
            "mine.db was recovered from a copy"
        } else {
            "mine.db was made anew: there was no copy"
        };
        self.write(|tx| {
            is_nobodys(tx)?;
            super::audit::append(tx, at, "desk", what, None)
        })
    }

    /// How many unfinished entries out of a restored folder nobody has held against the network
    /// yet.
    pub fn out_of_a_restored_folder(&self) -> Result<u64> {
        self.read(|db| {
            let sql = format!(
                "SELECT count(*) FROM op WHERE {} AND json_valid(counters)
                     AND json_extract(counters, '$.restored')",
                op::LIVE
            );
            let count: i64 = db.query_row(&sql, params![], |row| row.get(0))?;
            Ok(count.unsigned_abs())
        })
    }

    pub fn restored_at(&self) -> Result<Option<Timestamp>> {
        self.read(|db| {
            let at = get(db, RESTORED)?;
            Ok(at.as_deref().map(serde_json::from_str).transpose()?)
        })
    }
}
