//! `verdict`: a person's word on whether two records are one customer. Ids are network ids or
//! local ids, as text; the pair has no order.

use super::progress::Context;
use super::transition::advance;
use super::{Mine, Result, audit, entity, op, queue, receipt};
use jiff::Timestamp;
use outbox::{Entry, Event};
use rusqlite::{Connection, Transaction, params};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Why two people are not the same, where a person chose one of the answers offered. Anything else
/// is in that person's own words.
pub const REASONS: [&str; 5] = ["said_so", "same_name", "relative", "shared_contact", "other"];

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

/// The same, and a row of the audit for it. Words a person found are a value: they stay out of it.
pub(super) fn give(tx: &Transaction<'_>, verdict: &NewVerdict, op_id: Option<Uuid>) -> Result<()> {
    put(tx, verdict)?;
    let word = if verdict.same { "same" } else { "different" };
    let what = match verdict.reason.as_deref() {
        Some(reason) if REASONS.contains(&reason) => format!("verdict: {word} ({reason})"),
        Some(_) => format!("verdict: {word} (in words)"),
        None => format!("verdict: {word}"),
    };
    audit::append(tx, verdict.at, &verdict.who, &what, op_id)
}

/// The pairs somebody said are two people, each side by the name it has by now and the lesser first:
/// a word given about somebody made here counts under the network's id as well.
pub(super) fn apart(db: &Connection) -> Result<BTreeSet<(String, String)>> {
    let mut statement = db.prepare_cached("SELECT one, other, same FROM verdict ORDER BY at")?;
    let mut rows = statement.query([])?;
    let mut apart = BTreeSet::new();
    while let Some(row) = rows.next()? {
        let one = entity::name_now(db, row.get(0)?)?;
        let other = entity::name_now(db, row.get(1)?)?;
        let pair = if one <= other { (one, other) } else { (other, one) };
        match row.get(2)? {
            true => apart.remove(&pair),
            false => apart.insert(pair),
        };
    }
    Ok(apart)
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
        self.write(|tx| give(tx, verdict, None))
    }

    /// A person says that an entry is none of its candidates: the verdict on each of them and what
    /// becomes of the entry are one transaction.
    pub fn rule_out(&self, op_id: Uuid, reason: Option<&str>, context: &Context) -> Result<Entry> {
        self.rule_out_decided(op_id, reason, context, None)
    }

    /// The same, with its receipt.
    pub fn rule_out_decided(
        &self,
        op_id: Uuid,
        reason: Option<&str>,
        context: &Context,
        receipt: Option<&receipt::NewReceipt>,
    ) -> Result<Entry> {
        self.write(|tx| {
            let entry = queue::stored(tx, op_id)?;
            let after = advance(tx, op_id, &Event::Different, context)?;
            for other in &entry.detail.candidates {
                let verdict = NewVerdict {
                    one: entry.local_id.to_string(),
                    other: other.clone(),
                    same: false,
                    reason: reason.map(str::to_owned),
                    who: context.who.clone(),
                    at: context.now.wall,
                };
                give(tx, &verdict, Some(op_id))?;
            }
            if let Some(receipt) = receipt {
                receipt::put(tx, receipt)?;
            }
            Ok(after)
        })
    }

    /// Takes a verdict back: the pair is asked about again. Entries that are not on their way yet
    /// no longer pass the other by. Whether there was one.
    pub fn revoke_verdict(&self, a: &str, b: &str, who: &str, at: Timestamp) -> Result<bool> {
        let (one, other) = in_order(a, b);
        self.write(|tx| {
            let sql = "DELETE FROM verdict WHERE one = ?1 AND other = ?2";
            if tx.execute(sql, [one, other])? == 0 {
                return Ok(false);
            }
            for (local, ruled_out) in [(one, other), (other, one)] {
                let Ok(local_id) = Uuid::parse_str(local) else { continue };
                for mut entry in op::live_of(tx, local_id)? {
                    let before = entry.ruled_out.len();
                    entry.ruled_out.retain(|id| id != ruled_out);
                    if entry.ruled_out.len() < before && entry.never_sent() {
                        op::save(tx, &entry)?;
                    }
                }
            }
            audit::append(tx, at, who, "verdict revoked", None)?;
            Ok(true)
        })
    }

    /// Newest first.
    pub fn verdicts(&self, most: usize) -> Result<Vec<Verdict>> {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let mut all = self.read(|db| {
            let newest = "rowid IN (SELECT rowid FROM verdict ORDER BY at DESC LIMIT ?1)";
            select(db, newest, [most])
        })?;
        all.reverse();
        Ok(all)
    }

    pub fn verdicts_on(&self, id: &str) -> Result<Vec<Verdict>> {
        self.read(|db| select(db, "one = ?1 OR other = ?1", [id]))
    }

    /// The pairs among these names that somebody said are two people.
    pub fn told_apart(&self, names: &[String]) -> Result<Vec<(String, String)>> {
        let list = serde_json::to_string(names)?;
        self.read(|db| {
            let mut statement = db.prepare_cached(
                "SELECT one, other FROM verdict
                 WHERE NOT same AND one IN (SELECT value FROM json_each(?1))
                 AND other IN (SELECT value FROM json_each(?1))",
            )?;
            let pairs = statement.query_map([list], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(pairs.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Whom an entry's customer is not, by every name they have: those who were ruled out with it,
    /// and whom a word on either side tells them apart from.
    pub fn ruled_out(&self, entry: &Entry) -> Result<Vec<String>> {
        self.read(|db| {
            let mut out = entry.ruled_out.clone();
            for id in &entry.ruled_out {
                out.push(entity::name_now(db, id.clone())?);
            }
            let own = entity::name_now(db, entry.local_id.to_string())?;
            for (one, other) in apart(db)? {
                if one == own {
                    out.push(other);
                } else if other == own {
                    out.push(one);
                }
            }
            out.sort();
            out.dedup();
            Ok(out)
        })
    }

    pub fn verdict_between(&self, a: &str, b: &str) -> Result<Option<Verdict>> {
        let (one, other) = in_order(a, b);
        self.read(|db| Ok(select(db, "one = ?1 AND other = ?2", [one, other])?.pop()))
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{at, create, mine};
    use super::*;

    #[test]
    fn the_audit_holds_the_answer_that_was_chosen_and_no_words_of_a_persons_own() {
        let desk = mine();
        let context = Context::by_person("ana", at(1));
        for (n, reason) in [(1, "relative"), (2, "her sister Maria")] {
            let entry = desk.mine.queue_create(create(n)).unwrap();
            desk.mine.record(entry.op_id, &Event::StartPreflight, &context).unwrap();
            let ids = vec!["01-9".to_owned()];
            let found = Event::Candidates { ids, note: None };
            desk.mine.record(entry.op_id, &found, &context).unwrap();
            desk.mine.rule_out(entry.op_id, Some(reason), &context).unwrap();
            let verdict = desk.mine.verdict_between("01-9", &entry.local_id.to_string()).unwrap();
            assert_eq!(verdict.unwrap().reason.as_deref(), Some(reason));
        }
        let db = desk.mine.lock();
        let sql = "SELECT what FROM audit WHERE what LIKE 'verdict%' ORDER BY n";
        let mut statement = db.prepare(sql).unwrap();
        let said = statement.query_map([], |row| row.get(0)).unwrap();
        let said: Vec<String> = said.collect::<rusqlite::Result<_>>().unwrap();
        assert_eq!(said, ["verdict: different (relative)", "verdict: different (in words)"]);
    }
}
