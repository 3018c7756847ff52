//! `duplicate`: pairs of customers of the network who look like one person, for whoever can join
//! them in the DMS. Ids and evidence in codes; names are looked up when they are shown.

use super::{Mine, NewVerdict, Result, audit, verdict};
use jiff::Timestamp;
use rusqlite::{Transaction, params};
use serde_json::Value;
use std::collections::BTreeSet;

/// Who came upon the pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// Somebody said that they are one person.
    Person,
    /// A decision showed both as likely.
    Decision,
    /// The check after a create of this desk found a second copy.
    Twin,
    /// The scan over the copy.
    Scan,
}

impl Source {
    const ALL: [Self; 4] = [Self::Person, Self::Decision, Self::Twin, Self::Scan];

    pub const fn word(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Decision => "decision",
            Self::Twin => "twin",
            Self::Scan => "scan",
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct NewDuplicate {
    pub one: String,
    pub other: String,
    pub source: Source,
    pub probability: f64,
    /// Fields and how they stand, no values.
    pub evidence: Value,
    pub who: String,
    pub at: Timestamp,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Duplicate {
    pub one: String,
    pub other: String,
    pub source: Source,
    pub probability: f64,
    pub evidence: Value,
    pub who: String,
    pub at: String,
    pub checked_at: Option<String>,
    /// Why it is solved, where it is.
    pub solved: Option<String>,
}

pub(super) fn drop_about(tx: &Transaction<'_>, id: &str) -> Result<()> {
    tx.execute("DELETE FROM duplicate WHERE one = ?1 OR other = ?1", [id])?;
    Ok(())
}

/// What a person said outlives what a program found; a pair that was solved is found anew.
fn put(
    tx: &Transaction<'_>,
    new: &NewDuplicate,
    apart: &BTreeSet<(String, String)>,
) -> Result<bool> {
    if new.one == new.other {
        return Ok(false);
    }
    let (one, other) =
        if new.one <= new.other { (&new.one, &new.other) } else { (&new.other, &new.one) };
    let told_apart = apart.contains(&(one.clone(), other.clone()));
    if told_apart && new.source != Source::Person {
        return Ok(false);
    }
    let mut insert = tx.prepare_cached(
        "INSERT INTO duplicate (one, other, source, probability, evidence, who, at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (one, other) DO UPDATE SET
             probability = excluded.probability, evidence = excluded.evidence,
             source = CASE WHEN duplicate.source = 'twin' AND duplicate.solved IS NULL
                     AND excluded.source <> 'person' THEN 'twin' ELSE excluded.source END,
             who = excluded.who, at = excluded.at,
             solved = NULL, checked_at = NULL
         WHERE excluded.source = 'person' OR duplicate.source <> 'person'
             OR duplicate.solved IS NOT NULL",
    )?;
    let known = "SELECT count(*) FROM duplicate WHERE one = ?1 AND other = ?2 AND solved IS NULL";
    let known: i64 = tx.prepare_cached(known)?.query_row([one, other], |row| row.get(0))?;
    insert.execute(params![
        one,
        other,
        new.source.word(),
        new.probability,
        new.evidence.to_string(),
        new.who,
        new.at.to_string()
    ])?;
    Ok(known == 0)
}

impl Mine {
    /// How many of them are new.
    pub fn note_duplicates(&self, pairs: &[NewDuplicate]) -> Result<usize> {
        if pairs.is_empty() {
            return Ok(0);
        }
        self.write(|tx| {
            let apart = verdict::apart(tx)?;
            let mut new = 0;
            for pair in pairs {
                new += usize::from(put(tx, pair, &apart)?);
                if pair.source == Source::Person {
                    audit::append(tx, pair.at, &pair.who, "noted as stored twice", None)?;
                }
            }
            Ok(new)
        })
    }

    /// Two people after all: the pair leaves the list, and is never found again by itself.
    pub fn tell_apart(&self, verdict: &NewVerdict) -> Result<()> {
        self.write(|tx| {
            verdict::give(tx, verdict, None)?;
            tx.execute(
                "DELETE FROM duplicate WHERE (one = ?1 AND other = ?2) OR (one = ?2 AND other = ?1)",
                [&verdict.one, &verdict.other],
            )?;
            Ok(())
        })
    }

    /// A pair of the list that somebody says is one person; false where it is on no list.
    pub fn is_one_person(&self, one: &str, other: &str, who: &str, at: Timestamp) -> Result<bool> {
        self.write(|tx| {
            let sql = "UPDATE duplicate SET source = 'person', who = ?3, at = ?4
                 WHERE (one = ?1 AND other = ?2) OR (one = ?2 AND other = ?1)";
            let listed = tx.execute(sql, params![one, other, who, at.to_string()])? > 0;
            if listed {
                audit::append(tx, at, who, "noted as stored twice", None)?;
            }
            Ok(listed)
        })
    }

    /// How many second copies a check found and nobody has said a word about yet.
    pub fn twins_to_look_at(&self) -> Result<u64> {
        let sql = "SELECT count(*) FROM duplicate WHERE source = 'twin' AND solved IS NULL";
        self.read(|db| {
            let count: i64 = db.prepare_cached(sql)?.query_row([], |row| row.get(0))?;
            Ok(count.unsigned_abs())
        })
    }

    /// The likeliest first, solved ones last.
    pub fn duplicates(&self) -> Result<Vec<Duplicate>> {
        self.read(|db| {
            let mut statement = db.prepare_cached(
                "SELECT * FROM duplicate
                 ORDER BY solved IS NOT NULL, source = 'person' DESC, probability DESC, one, other",
            )?;
            let mut rows = statement.query([])?;
            let mut pairs = Vec::new();
            while let Some(row) = rows.next()? {
                let source: String = row.get("source")?;
                let source = Source::ALL.into_iter().find(|one| one.word() == source);
                pairs.push(Duplicate {
                    one: row.get("one")?,
                    other: row.get("other")?,
                    source: source.ok_or(crate::Failure::Damaged)?,
                    probability: row.get("probability")?,
                    evidence: serde_json::from_str(&row.get::<_, String>("evidence")?)?,
                    who: row.get("who")?,
                    at: row.get("at")?,
                    checked_at: row.get("checked_at")?,
                    solved: row.get("solved")?,
                });
            }
            Ok(pairs)
        })
    }

    /// It was looked again: solved, or still two.
    pub fn duplicate_checked(
        &self,
        (one, other): (&str, &str),
        solved: Option<&str>,
        at: Timestamp,
    ) -> Result<()> {
        self.write(|tx| {
            tx.execute(
                "UPDATE duplicate SET checked_at = ?3, solved = ?4 WHERE one = ?1 AND other = ?2",
                params![one, other, at.to_string(), solved],
            )?;
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::NewVerdict;
    use super::super::tests::{at, mine};
    use super::*;
    use serde_json::json;

    fn pair(one: &str, other: &str, source: Source) -> NewDuplicate {
        NewDuplicate {
            one: one.into(),
            other: other.into(),
            source,
            probability: 0.999,
            evidence: json!([{"field": "phone", "outcome": "agree"}]),
            who: "ana".into(),
            at: at(1),
        }
    }

    #[test]
    fn a_pair_has_no_order_is_kept_once_and_what_a_person_said_stays() {
        let desk = mine();
        let note = |one: &NewDuplicate| desk.mine.note_duplicates(std::slice::from_ref(one));
        assert_eq!(note(&pair("B", "A", Source::Person)).unwrap(), 1);
        assert_eq!(note(&pair("A", "B", Source::Scan)).unwrap(), 0);
        let kept = desk.mine.duplicates().unwrap();
        assert_eq!((kept.len(), kept[0].source, kept[0].one.as_str()), (1, Source::Person, "A"));
        desk.mine.duplicate_checked(("A", "B"), Some("gone"), at(2)).unwrap();
        assert_eq!(desk.mine.duplicates().unwrap()[0].solved.as_deref(), Some("gone"));
        assert_eq!(note(&pair("A", "B", Source::Scan)).unwrap(), 1, "there again");
        assert_eq!(desk.mine.duplicates().unwrap()[0].solved, None);
    }

    #[test]
    fn whom_somebody_told_apart_no_program_puts_together() {
        let desk = mine();
        let verdict = NewVerdict {
            one: "A".into(),
            other: "B".into(),
            same: false,
            reason: None,
            who: "ana".into(),
            at: at(1),
        };
        desk.mine.give_verdict(&verdict).unwrap();
        desk.mine.note_duplicates(&[pair("A", "B", Source::Scan)]).unwrap();
        assert!(desk.mine.duplicates().unwrap().is_empty());
        assert!(desk.mine.revoke_verdict("B", "A", "ana", at(2)).unwrap());
        assert!(!desk.mine.revoke_verdict("B", "A", "ana", at(2)).unwrap(), "there is none left");
        desk.mine.note_duplicates(&[pair("A", "B", Source::Scan)]).unwrap();
        assert_eq!(desk.mine.duplicates().unwrap().len(), 1);
    }
}
