//! `held` and `here`: what somebody keeps on this desk only, and which customers still stand at it.

use super::{Context, Mine, Result, audit, course, entity, op, parse_uuid, queue::stored};
use crate::Failure;
use jiff::Timestamp;
use outbox::{Entry, State};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Why an entry is not sent, and until when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// None: until somebody sends it.
    pub until: Option<String>,
    /// What is waited for, in somebody's own words.
    pub because: String,
    pub who: String,
    pub at: String,
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Held> {
    Ok(Held {
        until: row.get("until")?,
        because: row.get("because")?,
        who: row.get("who")?,
        at: row.get("at")?,
    })
}

pub(super) fn is_held(db: &Connection, op_id: Uuid) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM held WHERE op_id = ?1)";
    Ok(db.prepare_cached(sql)?.query_row([op_id.to_string()], |row| row.get(0))?)
}

pub(super) fn of(db: &Connection, op_id: Uuid) -> Result<Option<Held>> {
    let sql = "SELECT * FROM held WHERE op_id = ?1";
    Ok(db.prepare_cached(sql)?.query_row([op_id.to_string()], from_row).optional()?)
}

pub(super) fn all(db: &Connection) -> Result<HashMap<Uuid, Held>> {
    let mut statement = db.prepare_cached("SELECT * FROM held")?;
    let rows =
        statement.query_map([], |row| Ok((super::uuid_at(row, "op_id")?, from_row(row)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Whether this file ever knew of that hold: one it knew of and has no more was let go of.
pub(super) fn knew_of(db: &Connection, held: &Held) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM course WHERE what = ?1 AND at = ?2)";
    Ok(db.prepare_cached(sql)?.query_row([course::HELD, &held.at], |row| row.get(0))?)
}

/// Since when it was kept here last, and when it was let go of or something else happened to it.
pub(super) fn was_kept(db: &Connection, op_id: Uuid) -> Result<Option<[String; 2]>> {
    let sql = "SELECT coalesce(until, at) AS since, (SELECT coalesce(last.until, last.at)
             FROM course AS last WHERE last.op_id = ?1 ORDER BY last.n DESC LIMIT 1) AS over
         FROM course WHERE op_id = ?1 AND what = ?2 ORDER BY n DESC LIMIT 1";
    let row = |row: &Row<'_>| Ok([row.get("since")?, row.get("over")?]);
    Ok(db.prepare_cached(sql)?.query_row([&op_id.to_string(), course::HELD], row).optional()?)
}

pub(super) fn put(tx: &Transaction<'_>, entry: &Entry, held: &Held) -> Result<()> {
    tx.execute(
        "INSERT INTO held (op_id, until, because, who, at) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (op_id) DO UPDATE SET until = ?2, because = ?3, who = ?4, at = ?5",
        params![entry.op_id.to_string(), held.until, held.because, held.who, held.at],
    )?;
    let at = held.at.parse().unwrap_or(Timestamp::UNIX_EPOCH);
    course::add(tx, entry, course::HELD, &held.who, Some(&held.because), at)
}

/// Those that may not go, told as ones that wait for a person: whatever is behind them waits too.
/// One out of a restored folder may have left there, and is looked for before it stays.
pub(super) fn stopped(db: &Connection, mut live: Vec<Entry>) -> Result<Vec<Entry>> {
    let mut statement = db.prepare_cached("SELECT op_id FROM held")?;
    let held: HashSet<Uuid> = statement
        .query_map([], |row| super::uuid_at(row, "op_id"))?
        .collect::<rusqlite::Result<_>>()?;
    let stays = |entry: &&mut Entry| entry.state == State::Queued && held.contains(&entry.op_id);
    for entry in live.iter_mut().filter(stays) {
        entry.state = State::Parked;
    }
    Ok(live)
}

/// Another entry took its place: it is held like that one was.
pub(super) fn passes_on(tx: &Transaction<'_>, from: Uuid, to: Uuid) -> Result<()> {
    tx.execute(
        "UPDATE OR IGNORE held SET op_id = ?2 WHERE op_id = ?1",
        [from.to_string(), to.to_string()],
    )?;
    Ok(())
}

/// True where it was held.
pub(super) fn let_go(tx: &Transaction<'_>, op_id: Uuid) -> Result<bool> {
    Ok(tx.execute("DELETE FROM held WHERE op_id = ?1", [op_id.to_string()])? > 0)
}

pub(super) fn how_many(db: &Connection, dealer: Option<&str>) -> Result<u64> {
    let sql = "SELECT count(*) FROM held JOIN op ON op.op_id = held.op_id
         WHERE op.state = 'queued' AND (?1 IS NULL OR op.dealer = ?1)";
    let count: i64 = db.prepare_cached(sql)?.query_row([dealer], |row| row.get(0))?;
    Ok(count.unsigned_abs())
}

impl Mine {
    /// Keeps an entry of which nothing has left here until somebody sends it, or until a time.
    pub fn hold(
        &self,
        op_id: Uuid,
        until: Option<Timestamp>,
        because: &str,
        context: &Context,
    ) -> Result<Entry> {
        self.write(|tx| {
            let entry = stored(tx, op_id)?;
            if entry.state != State::Queued || !entry.never_sent() {
                let state = entry.state.word();
                return Err(outbox::Error::NoSuchStep { state, event: "hold" }.into());
            }
            let held = Held {
                until: until.map(|at| at.to_string()),
                because: because.to_owned(),
                who: context.who.clone(),
                at: context.now.wall.to_string(),
            };
            put(tx, &entry, &held)?;
            let what = format!("{}: held", entry.kind.word());
            audit::append(tx, context.now.wall, &context.who, &what, Some(op_id))?;
            Ok(entry)
        })
    }

    /// It may be sent.
    pub fn release(&self, op_id: Uuid, context: &Context) -> Result<Entry> {
        self.write(|tx| {
            let entry = stored(tx, op_id)?;
            released(tx, &entry, context)?;
            Ok(entry)
        })
    }

    /// Lets go of what was held until a time that is over; how many.
    pub fn release_due(&self, context: &Context) -> Result<usize> {
        let due = self.read(|db| {
            let mut statement =
                db.prepare_cached("SELECT op_id, until FROM held WHERE until IS NOT NULL")?;
            let rows = statement.query_map([], |row| {
                Ok((row.get::<_, String>("op_id")?, row.get::<_, String>("until")?))
            })?;
            let rows = rows.collect::<rusqlite::Result<Vec<_>>>()?;
            let over = |until: &str| {
                until.parse::<Timestamp>().is_ok_and(|until| until <= context.now.wall)
            };
            let over = rows.into_iter().filter(|(_, until)| over(until));
            Ok(over.map(|(op_id, _)| parse_uuid(&op_id)).collect::<rusqlite::Result<Vec<_>>>()?)
        })?;
        if due.is_empty() {
            return Ok(0);
        }
        self.write(|tx| {
            for op_id in &due {
                if let Some(entry) = op::by_id(tx, *op_id)? {
                    released(tx, &entry, context)?;
                }
            }
            Ok(due.len())
        })
    }

    pub fn held(&self, op_id: Uuid) -> Result<Option<Held>> {
        self.read(|db| of(db, op_id))
    }

    /// Everything that is held.
    pub fn holds(&self) -> Result<HashMap<Uuid, Held>> {
        self.read(|db| {
            let mut statement = db.prepare_cached(
                "SELECT held.* FROM held JOIN op ON op.op_id = held.op_id WHERE op.state = 'queued'",
            )?;
            let rows = statement
                .query_map([], |row| Ok((super::uuid_at(row, "op_id")?, from_row(row)?)))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Whether a customer still stands at the desk.
    pub fn mark_here(&self, local_id: Uuid, here: bool, at: Timestamp) -> Result<()> {
        self.write(|tx| {
            let local_id = entity::canonical(tx, local_id)?;
            if entity::by_local_id(tx, local_id)?.is_none() {
                return Err(Failure::NotFound);
            }
            if here {
                tx.execute(
                    "INSERT INTO here (local_id, since) VALUES (?1, ?2)
                     ON CONFLICT (local_id) DO UPDATE SET since = ?2",
                    [local_id.to_string(), at.to_string()],
                )?;
            } else {
                tx.execute("DELETE FROM here WHERE local_id = ?1", [local_id.to_string()])?;
            }
            Ok(())
        })
    }

    /// Who was said to stand at the desk since `since`: nobody stands there overnight.
    pub fn here(&self, since: Timestamp) -> Result<HashSet<Uuid>> {
        self.read(|db| {
            let mut statement = db.prepare_cached("SELECT local_id, since FROM here")?;
            let rows = statement.query_map([], |row| {
                Ok((super::uuid_at(row, "local_id")?, row.get::<_, String>("since")?))
            })?;
            let mut here = HashSet::new();
            for row in rows {
                let (local_id, at) = row?;
                if at.parse::<Timestamp>().is_ok_and(|at| at >= since) {
                    here.insert(entity::canonical(db, local_id)?);
                }
            }
            Ok(here)
        })
    }
}

fn released(tx: &Transaction<'_>, entry: &Entry, context: &Context) -> Result<()> {
    if !let_go(tx, entry.op_id)? {
        return Ok(());
    }
    course::add(tx, entry, course::RELEASED, &context.who, None, context.now.wall)?;
    let what = format!("{}: no longer held", entry.kind.word());
    audit::append(tx, context.now.wall, &context.who, &what, Some(entry.op_id))
}
