//! `lane`: the line to one host with one set of credentials, shared by reads and writes.

use super::{Mine, Moment, Result, op, transition, wait::Wait};
use jiff::Timestamp;
use outbox::{Entry, LanePause, LaneStanding, State};
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use std::time::Duration;
use uuid::Uuid;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lane {
    pub paused: Option<LanePause>,
    /// In the time of the process that drains.
    pub not_before_ms: i64,
    /// The same wait for every other process.
    pub hold: Hold,
    /// For people: when the network last answered, and since when it does not.
    pub last_contact: Option<String>,
    pub offline_since: Option<String>,
}

/// A wait the network asked for, as any process can read it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hold {
    pub until_wall_ms: i64,
    pub span_ms: i64,
}

impl Hold {
    /// Never more than was meant, whatever happened to the clock.
    pub fn left_at(self, wall: Timestamp) -> Duration {
        let left = self.until_wall_ms.saturating_sub(wall.as_millisecond());
        Duration::from_millis(left.clamp(0, self.span_ms.max(0)).unsigned_abs())
    }
}

impl Lane {
    pub fn standing(&self) -> LaneStanding {
        LaneStanding { paused: self.paused, not_before_ms: self.not_before_ms }
    }
}

pub(super) fn get(db: &Connection, lane: &str) -> Result<Lane> {
    let sql = "SELECT paused_reason, not_before_mono_ms, last_contact, offline_since,
             not_before_wall_ms, not_before_span_ms
         FROM lane WHERE host_cred = ?1";
    let row = db
        .query_row(sql, [lane], |row| {
            let paused: Option<String> = row.get(0)?;
            let lane = Lane {
                paused: None,
                not_before_ms: row.get(1)?,
                last_contact: row.get(2)?,
                offline_since: row.get(3)?,
                hold: Hold { until_wall_ms: row.get(4)?, span_ms: row.get(5)? },
            };
            Ok((paused, lane))
        })
        .optional()?;
    let Some((paused, lane)) = row else { return Ok(Lane::default()) };
    let paused = paused.as_deref().map(LanePause::from_word).transpose()?;
    Ok(Lane { paused, ..lane })
}

fn known(tx: &Transaction<'_>, lane: &str) -> Result<()> {
    tx.execute("INSERT INTO lane (host_cred) VALUES (?1) ON CONFLICT DO NOTHING", [lane])?;
    Ok(())
}

/// The entry that was last not permitted, with nothing taken and nobody acting since.
pub(super) fn forbidden(db: &Connection, lane: &str) -> Result<Option<Uuid>> {
    let sql = "SELECT forbidden_op FROM lane WHERE host_cred = ?1 AND forbidden_op IS NOT NULL";
    let op_id = db.prepare_cached(sql)?.query_row([lane], |row| row.get::<_, String>(0));
    let op_id = op_id.optional()?;
    Ok(op_id.as_deref().map(super::parse_uuid).transpose()?)
}

pub(super) fn set_forbidden(tx: &Transaction<'_>, lane: &str, op_id: Option<Uuid>) -> Result<()> {
    known(tx, lane)?;
    let op_id = op_id.map(|id| id.to_string());
    tx.prepare_cached("UPDATE lane SET forbidden_op = ?2 WHERE host_cred = ?1")?
        .execute(params![lane, op_id])?;
    Ok(())
}

pub(super) fn pause(tx: &Transaction<'_>, lane: &str, why: LanePause) -> Result<()> {
    known(tx, lane)?;
    tx.execute("UPDATE lane SET paused_reason = ?2 WHERE host_cred = ?1", [lane, why.word()])?;
    Ok(())
}

/// Never shortens a wait that is already longer.
pub(super) fn hold(tx: &Transaction<'_>, lane: &str, now: Moment, ms: u64) -> Result<()> {
    let wait = Wait::of(now, ms);
    known(tx, lane)?;
    tx.execute(
        "UPDATE lane SET not_before_mono_ms = max(not_before_mono_ms, ?2) WHERE host_cred = ?1",
        params![lane, wait.mono_ms],
    )?;
    note(tx, lane, now.wall, ms)
}

/// For the processes that have no time in common with the one that drains.
fn note(tx: &Transaction<'_>, lane: &str, wall: Timestamp, ms: u64) -> Result<()> {
    if get(tx, lane)?.hold.left_at(wall) >= Duration::from_millis(ms) {
        return Ok(());
    }
    let wait = Wait::of(Moment { mono_ms: 0, wall }, ms);
    tx.execute(
        "UPDATE lane SET not_before_wall_ms = ?2, not_before_span_ms = ?3 WHERE host_cred = ?1",
        params![lane, wait.wall_ms, wait.span_ms],
    )?;
    Ok(())
}

pub(super) fn unreachable(tx: &Transaction<'_>, lane: &str, at: Timestamp) -> Result<()> {
    known(tx, lane)?;
    tx.execute(
        "UPDATE lane SET offline_since = coalesce(offline_since, ?2) WHERE host_cred = ?1",
        [lane, &at.to_string()],
    )?;
    Ok(())
}

/// Brings every Retry-After into the time of the process that starts now.
pub(super) fn carry(tx: &Transaction<'_>, now: Moment) -> Result<()> {
    let sql =
        "SELECT host_cred, not_before_mono_ms, not_before_wall_ms, not_before_span_ms FROM lane";
    let lanes: Vec<(String, Wait)> = tx
        .prepare_cached(sql)?
        .query_map([], |row| {
            let wait = Wait { mono_ms: row.get(1)?, wall_ms: row.get(2)?, span_ms: row.get(3)? };
            Ok((row.get(0)?, wait))
        })?
        .collect::<rusqlite::Result<_>>()?;
    for (lane, wait) in lanes {
        tx.execute(
            "UPDATE lane SET not_before_mono_ms = ?2 WHERE host_cred = ?1",
            params![lane, wait.carried_to(now).mono_ms],
        )?;
    }
    Ok(())
}

impl Mine {
    pub fn lane(&self, lane: &str) -> Result<Lane> {
        self.read(|db| get(db, lane))
    }

    /// The entry the network did not permit, while nothing was taken and nobody has acted since.
    pub fn not_permitted(&self, lane: &str) -> Result<Option<Uuid>> {
        self.read(|db| {
            let Some(op_id) = forbidden(db, lane)? else { return Ok(None) };
            Ok(op::by_id(db, op_id)?.filter(Entry::is_live).map(|entry| entry.op_id))
        })
    }

    pub fn pause_lane(&self, lane: &str, why: LanePause) -> Result<()> {
        self.write(|tx| pause(tx, lane, why))
    }

    /// A read outside of any entry was told to wait, in a process that may not be the one that drains:
    /// its own time means nothing to that one, which reads how much is left by the clock on the wall.
    pub fn note_hold(&self, lane: &str, wall: Timestamp, ms: u64) -> Result<()> {
        self.write(|tx| {
            known(tx, lane)?;
            note(tx, lane, wall, ms)
        })
    }

    /// Somebody acted: what paused it may be gone, and what was not permitted may be by now. A
    /// Retry-After stays.
    pub fn wake_lane(&self, lane: &str) -> Result<()> {
        self.write(|tx| {
            if let Some(op_id) = forbidden(tx, lane)? {
                transition::permit(tx, op_id)?;
                set_forbidden(tx, lane, None)?;
            }
            tx.execute("UPDATE lane SET paused_reason = NULL WHERE host_cred = ?1", [lane])?;
            Ok(())
        })
    }

    /// The network answered.
    pub fn lane_reached(&self, lane: &str, at: Timestamp) -> Result<()> {
        self.write(|tx| {
            known(tx, lane)?;
            tx.execute(
                "UPDATE lane SET last_contact = ?2, offline_since = NULL WHERE host_cred = ?1",
                [lane, &at.to_string()],
            )?;
            Ok(())
        })
    }

    /// It is up again after it was lost, or a person asks for another try: what waits for its next
    /// try only because earlier ones failed is due at once. What the network named stays, and so do
    /// the searches after an unknown outcome, which are spaced on purpose.
    pub fn network_up(&self, dealer: &str, now: Moment) -> Result<()> {
        let due =
            "op.dealer = ?1 AND op.state IN ('queued', 'ambiguous') AND op.next_after_mono_ms > ?2";
        self.write(|tx| {
            for entry in op::select(tx, due, params![dealer, now.mono_ms])? {
                let mut counters = entry.counters;
                if entry.state == State::Ambiguous && (counters.waits == 0 || counters.searches > 0)
                {
                    continue;
                }
                counters.waits = 0;
                // A wait for a locked record or after a failed read was counted when it began, and
                // is not waited out.
                let left = entry.next_after_ms.saturating_sub(now.mono_ms).max(0).unsigned_abs();
                counters.locked_ms = counters.locked_ms.saturating_sub(left);
                counters.unread_ms = counters.unread_ms.saturating_sub(left);
                let sql = "UPDATE op SET counters = ?2, next_after_mono_ms = 0,
                         next_after_span_ms = 0 WHERE op_id = ?1";
                let counters = serde_json::to_string(&counters)?;
                tx.prepare_cached(sql)?.execute(params![entry.op_id.to_string(), counters])?;
            }
            Ok(())
        })
    }

    pub fn lane_unreachable(&self, lane: &str, at: Timestamp) -> Result<()> {
        self.write(|tx| unreachable(tx, lane, at))
    }
}
