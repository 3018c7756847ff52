//! `verdict`: a person's word on whether two records are one customer. Ids are network ids or
//! local ids, as text; the pair has no order.

use super::{Mine, Result};
use jiff::Timestamp;
use rusqlite::{Connection, Transaction, params};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewVerdict {
    pub one: String,
    pub other: String,
    pub same: bool,
    pub reason: Option<String>,
    pub who: String,
    pub at: Timestamp,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    pub one: String,
    pub other: String,
    pub same: bool,
    pub reason: Option<String>,
    pub who: String,
    pub at: String,
}

/// The latest word on a pair counts.
pub(super) fn put(tx: &Transaction<'_>, verdict: &NewVerdict) -> Result<()> {
    let (one, other) = in_order(&verdict.one, &verdict.other);
    tx.execute(
        "INSERT INTO verdict (one, other, same, reason, who, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (one, other) DO UPDATE
         SET same = excluded.same, reason = excluded.reason, who = excluded.who, at = excluded.at",
        params![one, other, verdict.same, verdict.reason, verdict.who, verdict.at.to_string()],
    )?;
    Ok(())
}

fn in_order<'a>(a: &'a str, b: &'a str) -> (&'a str, &'a str) {
    if a <= b { (a, b) } else { (b, a) }
}

fn select(
    db: &Connection,
    filter: &str,
    parameters: impl rusqlite::Params,
) -> Result<Vec<Verdict>> {
    let sql = format!(
        "SELECT one, other, same, reason, who, at FROM verdict WHERE {filter} ORDER BY at, one, other"
    );
    let mut statement = db.prepare_cached(&sql)?;
    let rows = statement.query_map(parameters, |row| {
        Ok(Verdict {
            one: row.get(0)?,
            other: row.get(1)?,
            same: row.get(2)?,
            reason: row.get(3)?,
            who: row.get(4)?,
            at: row.get(5)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

impl Mine {
    pub fn give_verdict(&self, verdict: &NewVerdict) -> Result<()> {
        self.write(|tx| {
            put(tx, verdict)?;
            let what = if verdict.same { "verdict: same" } else { "verdict: different" };
            super::audit::append(tx, verdict.at, &verdict.who, what, None)
        })
    }

    pub fn verdicts_on(&self, id: &str) -> Result<Vec<Verdict>> {
        self.read(|db| select(db, "one = ?1 OR other = ?1", [id]))
    }

    pub fn verdict_between(&self, a: &str, b: &str) -> Result<Option<Verdict>> {
        let (one, other) = in_order(a, b);
        self.read(|db| Ok(select(db, "one = ?1 AND other = ?2", [one, other])?.pop()))
    }
}
