//! How fast visitors are taken: one in twenty seconds, three at once, twenty an hour.
//!
//! Counted in the kiosk's own time, which passes only while one of its processes runs and is kept
//! with what was taken. The wall clock is not asked: setting it buys nothing, and neither does
//! ending the process, for then no time passes at all.

use super::{Inbox, Result, setting};
use crate::Failure;
use rusqlite::Transaction;
use std::sync::PoisonError;

/// One more is taken each so many milliseconds.
pub const EVERY_MS: i64 = 20_000;
/// So many may come at once.
pub const BURST: i64 = 3;
pub const MOST_AN_HOUR: u32 = 20;
pub const HOUR_MS: i64 = 3_600_000;

/// The kiosk's own time.
const TIME: &str = "pace.time_ms";
/// From when on the burst is whole again.
const WHOLE: &str = "pace.whole_ms";

/// Who presses the button.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// A visitor, at this many milliseconds of the process's own monotonic time.
    Visitor { mono_ms: i64 },
    /// Somebody with the keys of the desk: `showroomctl`.
    Staff,
}

/// Two times that are the same moment.
#[derive(Clone, Copy, Debug)]
pub(super) struct Started {
    mono_ms: i64,
    time_ms: i64,
}

fn number(tx: &Transaction<'_>, key: &str) -> Result<i64> {
    Ok(setting::get(tx, key)?.and_then(|text| text.parse().ok()).unwrap_or(0))
}

impl Inbox {
    /// The kiosk's time now. Another process may have moved it on: no process adds more than what
    /// passed while it ran.
    fn kiosk_time(&self, tx: &Transaction<'_>, mono_ms: i64) -> Result<i64> {
        let kept = number(tx, TIME)?;
        let mut started = self.started.lock().unwrap_or_else(PoisonError::into_inner);
        let started = started.get_or_insert(Started { mono_ms, time_ms: kept });
        let passed = mono_ms.saturating_sub(started.mono_ms).max(0);
        let now = kept.max(started.time_ms.saturating_add(passed));
        setting::set(tx, TIME, &now.to_string())?;
        tx.execute("DELETE FROM taken WHERE at_ms <= ?1", [now.saturating_sub(HOUR_MS)])?;
        Ok(now)
    }

    /// Notes that one is taken, or says how long to wait.
    pub(super) fn keep_pace(&self, tx: &Transaction<'_>, pace: Pace) -> Result<()> {
        let Pace::Visitor { mono_ms } = pace else { return Ok(()) };
        let now = self.kiosk_time(tx, mono_ms)?;
        let sql = "SELECT count(*), coalesce(min(at_ms), 0) FROM taken";
        let (taken, oldest): (u32, i64) =
            tx.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let whole = number(tx, WHOLE)?.max(now);
        let burst = whole - now - (BURST - 1) * EVERY_MS;
        let hour = if taken >= MOST_AN_HOUR { oldest + HOUR_MS - now } else { 0 };
        let wait = burst.max(hour);
        if wait > 0 {
            return Err(Failure::TooSoon { wait_ms: wait.unsigned_abs() });
        }
        setting::set(tx, WHOLE, &(whole + EVERY_MS).to_string())?;
        tx.execute("INSERT INTO taken (at_ms) VALUES (?1)", [now])?;
        Ok(())
    }

    /// Lets the time pass that this process has run, as long as it is of any use. To be called
    /// about once a minute: what passed since is lost when the process is killed.
    pub fn pass_time(&self, mono_ms: i64) -> Result<()> {
        let counted: bool = self.read(|db| {
            Ok(db.query_row("SELECT EXISTS (SELECT 1 FROM taken)", [], |row| row.get(0))?)
        })?;
        if counted {
            self.write(|tx| self.kiosk_time(tx, mono_ms).map(|_| ()))?;
        }
        Ok(())
    }
}
