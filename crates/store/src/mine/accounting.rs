//! Whether every entry ever acknowledged is still accounted for, and how many stand where.

use super::{Mine, Result, held};
use outbox::{State, Word};
use rusqlite::{Connection, OptionalExtension, Rows};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Accounting {
    /// Entries ever stored: the file's own counter, which no deletion turns back.
    pub acked: u64,
    pub done: u64,
    pub cancelled: u64,
    pub superseded: u64,
    pub live: u64,
    /// Kept as they are, because this program cannot read them.
    pub set_aside: u64,
    /// Superseded without a successor, or waiting for an entry that is not there.
    pub loose: u64,
}

impl Accounting {
    /// Acknowledged = done + cancelled + superseded (with a successor) + live + set aside.
    pub const fn holds(&self) -> bool {
        let found = self.done + self.cancelled + self.superseded + self.live + self.set_aside;
        self.acked == found && self.loose == 0
    }
}

/// The counts people and scripts are told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub waiting: u64,
    /// Of those that wait: kept here by somebody, so not to be sent.
    pub held: u64,
    pub sending: u64,
    pub checking: u64,
    pub needs_person: u64,
    pub in_dms: u64,
    pub cancelled: u64,
    /// Not finished, and this program cannot read them.
    pub set_aside: u64,
    /// When the oldest entry that is not finished was saved.
    pub oldest_live: Option<String>,
}

impl Tally {
    /// What has not reached the network and was not given up.
    pub const fn live(&self) -> u64 {
        self.waiting + self.sending + self.checking + self.needs_person
    }

    /// Nothing moves by itself any more.
    pub const fn is_idle(&self) -> bool {
        self.waiting == 0 && self.sending == 0 && self.checking == 0
    }
}

/// `None`: this program cannot read them.
type Counts = Vec<(Option<State>, u64)>;

/// An entry that cannot be read counts as such, whatever its state says.
const WORD: &str = "SELECT CASE WHEN op_id IN (SELECT key FROM set_aside WHERE what = 'op')
         THEN '' ELSE state END AS word, count(*) FROM op";

fn by_state(db: &Connection) -> Result<Counts> {
    let mut statement = db.prepare_cached(&format!("{WORD} GROUP BY word"))?;
    counted(statement.query([])?)
}

fn by_state_of(db: &Connection, dealer: &str) -> Result<Counts> {
    let mut statement = db.prepare_cached(&format!("{WORD} WHERE dealer = ?1 GROUP BY word"))?;
    counted(statement.query([dealer])?)
}

fn counted(mut rows: Rows<'_>) -> Result<Counts> {
    let mut counts = Vec::new();
    while let Some(row) = rows.next()? {
        let (word, count): (String, i64) = (row.get(0)?, row.get(1)?);
        counts.push((State::from_word(&word).ok(), count.unsigned_abs()));
    }
    Ok(counts)
}

pub(super) fn ever(db: &Connection) -> Result<i64> {
    let sql = "SELECT seq FROM sqlite_sequence WHERE name = 'op'";
    Ok(db.query_row(sql, [], |row| row.get(0)).optional()?.unwrap_or(0))
}

fn account(db: &Connection) -> Result<Accounting> {
    let mut sum = Accounting::default();
    for (state, count) in by_state(db)? {
        let Some(state) = state else {
            sum.set_aside += count;
            continue;
        };
        match state {
            State::Done => sum.done += count,
            State::Cancelled => sum.cancelled += count,
            State::Superseded => sum.superseded += count,
            State::Queued
            | State::Preflight
            | State::Sending
            | State::Ambiguous
            | State::Reconciling
            | State::Parked
            | State::Conflict
            | State::Review => sum.live += count,
        }
    }
    sum.acked = ever(db)?.unsigned_abs();
    let loose = "SELECT count(*) FROM op WHERE
        (state = 'superseded' AND NOT EXISTS (SELECT 1 FROM op AS s WHERE s.op_id = op.successor))
        OR (depends_on IS NOT NULL AND NOT EXISTS (SELECT 1 FROM op AS d WHERE d.op_id = op.depends_on))";
    let loose: i64 = db.query_row(loose, [], |row| row.get(0))?;
    sum.loose = loose.unsigned_abs();
    Ok(sum)
}

impl Mine {
    pub fn accounting(&self) -> Result<Accounting> {
        self.read(account)
    }

    /// Everybody's, whatever dealer they are for.
    pub fn tally(&self) -> Result<Tally> {
        self.read(|db| tally(by_state(db)?, oldest_live(db, None)?, held::how_many(db, None)?))
    }

    /// One dealer's: the others' are sent by nobody while this one is set up.
    pub fn tally_of(&self, dealer: &str) -> Result<Tally> {
        self.read(|db| {
            let held = held::how_many(db, Some(dealer))?;
            tally(by_state_of(db, dealer)?, oldest_live(db, Some(dealer))?, held)
        })
    }
}

fn tally(counts: Counts, oldest_live: Option<String>, held: u64) -> Result<Tally> {
    let mut tally = Tally { oldest_live, held, ..Tally::default() };
    for (state, count) in counts {
        let Some(state) = state else {
            tally.set_aside += count;
            continue;
        };
        *match state.public() {
            Word::Waiting => &mut tally.waiting,
            Word::Sending => &mut tally.sending,
            Word::Checking => &mut tally.checking,
            Word::NeedsPerson => &mut tally.needs_person,
            Word::InDms => &mut tally.in_dms,
            Word::Cancelled => &mut tally.cancelled,
        } += count;
    }
    Ok(tally)
}

fn oldest_live(db: &Connection, dealer: Option<&str>) -> Result<Option<String>> {
    let oldest = "SELECT created_at FROM op
         WHERE state NOT IN ('done', 'cancelled', 'superseded') AND (?1 IS NULL OR dealer = ?1)
         ORDER BY seq LIMIT 1";
    Ok(db.query_row(oldest, [dealer], |row| row.get(0)).optional()?)
}
