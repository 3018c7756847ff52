//! The hand-off list: pairs of customers of the network who look like one person, with what speaks
//! for it, for whoever can join them in the DMS. Neither network can be told to join two.
//!
//! Pairs come from people (`note_duplicate`), from decisions that showed two likely rows and
//! corrections that made two alike, from the check after a create, and from a scan over the copy (`scan`).

mod check;
mod csv;
mod scan;

use crate::Desk;
use crate::decide::Candidate;
use crate::failure::{Failure, Refused, Result};
use crate::person::Person;
use crate::receipt::{Ruling, Snapshot};
use crate::verdicts::Side;
pub use check::Checked;
pub(crate) use csv::cell;
pub use csv::{Exported, Words};
use customer::Record;
use jiff::Timestamp;
use matching::decide::{RIVAL, SUPPORTS};
use matching::{Evidence, Form, Frequencies, Outcome, Relation, Score, score};
pub use scan::{Progress, Scan};
use serde_json::{Value, json};
use std::sync::Arc;
use store::mine::{Duplicate, NewDuplicate, NewVerdict, Source};

pub struct Pair {
    pub duplicate: Duplicate,
    pub one: Side,
    pub other: Side,
}

/// What is kept of the evidence: which fields, and how they stand. No value.
fn told(evidence: &[Evidence]) -> Value {
    let said = evidence.iter().filter(|one| one.outcome != Outcome::Missing);
    said.map(|one| json!({"field": one.field, "outcome": one.outcome, "weight": one.weight}))
        .collect()
}

fn pair(
    ids: (&str, &str),
    source: Source,
    score: &Score,
    who: &str,
    at: Timestamp,
) -> NewDuplicate {
    NewDuplicate {
        one: ids.0.to_owned(),
        other: ids.1.to_owned(),
        source,
        probability: score.probability,
        evidence: told(&score.evidence),
        who: who.to_owned(),
        at,
    }
}

/// Father and son of one name are not one person stored twice, unless a key says so.
fn may_be_one(score: &Score) -> bool {
    let says = |field: &str, outcome: Outcome| {
        score.evidence.iter().any(|one| one.field == field && one.outcome == outcome)
    };
    !says("birthDate", Outcome::Differ) || says("customerKey", Outcome::Agree)
}

/// The likely rows of a decision that look like one person to each other as well.
pub(crate) fn shown_in(
    snapshot: &Snapshot,
    ruling: &Ruling,
    who: &str,
    at: Timestamp,
) -> Vec<NewDuplicate> {
    let likely = |name: &str| {
        let ruled = ruling.candidates.iter().find(|one| one.name == name);
        ruled.is_some_and(|one| {
            one.relation == Relation::Same && one.log_odds >= RIVAL && !one.ruled_out
        })
    };
    let rows: Vec<(&str, Form)> = snapshot
        .candidates
        .iter()
        .filter(|one| likely(&one.name()))
        .filter_map(|one| Some((one.id.as_deref()?, Form::of(&one.record, &snapshot.country))))
        .collect();
    let mut pairs = Vec::new();
    for (at_row, (one, form)) in rows.iter().enumerate() {
        for (other, with) in rows.iter().skip(at_row + 1) {
            let score = score(form, with, &snapshot.counts);
            let likely = score.relation == Relation::Same && score.log_odds >= SUPPORTS;
            if likely && may_be_one(&score) {
                pairs.push(pair((one, other), Source::Decision, &score, who, at));
            }
        }
    }
    pairs
}

/// Somebody made here, and the second copies of them that the network turned out to hold.
pub(crate) fn twins(
    own: &str,
    record: &Record,
    rows: &[Record],
    counts: &dyn Frequencies,
    country: &str,
    at: Timestamp,
) -> Vec<NewDuplicate> {
    let form = Form::of(record, country);
    let pairs = rows.iter().filter_map(|row| {
        let score = score(&form, &Form::of(row, country), counts);
        Some(pair((own, row.id.as_deref()?), Source::Twin, &score, "desk", at))
    });
    pairs.collect()
}

impl Desk {
    /// Somebody known, and whom a change made them look like. Only the network's customers can be
    /// joined. Blocks.
    pub(crate) fn note_pairs(
        &self,
        person: &Person,
        alike: &[Candidate],
        who: &str,
        at: Timestamp,
    ) -> Result<()> {
        let Some(own) = person.id.as_deref() else { return Ok(()) };
        let pairs = alike.iter().filter_map(|one| {
            let other = one.person.id.clone()?;
            Some(NewDuplicate {
                one: own.to_owned(),
                other,
                source: Source::Decision,
                probability: one.score.probability,
                evidence: told(&one.score.evidence),
                who: who.to_owned(),
                at,
            })
        });
        self.store.mine.note_duplicates(&pairs.collect::<Vec<_>>())?;
        Ok(())
    }

    pub async fn duplicates(self: &Arc<Self>) -> Result<Vec<Pair>> {
        let desk = Arc::clone(self);
        tokio::task::spawn_blocking(move || desk.pairs(|_| true)).await?
    }

    /// Blocks.
    fn pairs(&self, wanted: impl Fn(&Duplicate) -> bool) -> Result<Vec<Pair>> {
        let named = |duplicate: Duplicate| {
            let (one, other) = (self.side(&duplicate.one)?, self.side(&duplicate.other)?);
            Ok(Pair { duplicate, one, other })
        };
        self.store.mine.duplicates()?.into_iter().filter(wanted).map(named).collect()
    }

    /// Second copies the network turned out to hold, which nobody has looked at.
    pub async fn twins_to_look_at(self: &Arc<Self>) -> Result<Vec<Pair>> {
        let desk = Arc::clone(self);
        let twin = |pair: &Duplicate| pair.source == Source::Twin && pair.solved.is_none();
        tokio::task::spawn_blocking(move || desk.pairs(twin)).await?
    }

    /// Somebody says that a pair of the list is two people, by the ids of the list.
    pub async fn tell_apart(self: &Arc<Self>, one: &str, other: &str) -> Result<()> {
        let (desk, one, other) = (Arc::clone(self), one.to_owned(), other.to_owned());
        tokio::task::spawn_blocking(move || {
            let listed = |pair: &Duplicate| {
                (pair.one == one && pair.other == other) || (pair.one == other && pair.other == one)
            };
            if !desk.store.mine.duplicates()?.iter().any(listed) {
                return Err(Failure::NotFound);
            }
            let (who, at) = (desk.author(), desk.clock.now());
            let verdict = NewVerdict { one, other, same: false, reason: None, who, at };
            Ok(desk.store.mine.tell_apart(&verdict)?)
        })
        .await?
    }

    /// Somebody says that two customers of the network are one person, by either id.
    pub async fn note_duplicate(self: &Arc<Self>, one: &str, other: &str) -> Result<()> {
        let (desk, one, other) = (Arc::clone(self), one.to_owned(), other.to_owned());
        tokio::task::spawn_blocking(move || {
            let (who, at) = (desk.author(), desk.clock.now());
            // Of a pair of the list one may have left this desk's copy by now.
            if desk.store.mine.is_one_person(&one, &other, &who, at)? {
                return Ok(());
            }
            let known = |name: &str| desk.known(name)?.ok_or(Failure::NotFound);
            let (a, b) = (known(&one)?, known(&other)?);
            let (Some(first), Some(second)) = (&a.id, &b.id) else {
                // The DMS can only join whom it has.
                return Err(Failure::NotFound);
            };
            if first == second {
                let same = Refused::new("other", "not_in_list", "these are one record already");
                return Err(Failure::Invalid(vec![same]));
            }
            let country = desk.country();
            let forms = (Form::of(&a.record, country), Form::of(&b.record, country));
            let score = score(&forms.0, &forms.1, &desk.store.theirs.frequencies()?);
            let pair = pair((first, second), Source::Person, &score, &who, at);
            desk.store.mine.note_duplicates(&[pair])?;
            Ok(())
        })
        .await?
    }
}
