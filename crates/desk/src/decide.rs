//! Who is this person? Candidates from this desk and the network, the evidence for each, the
//! seed's decision tree, and what follows. Decides; never writes, never queues.

use crate::Desk;
use crate::ask::{Asked, PATIENCE, Silence};
use crate::failure::Result;
use crate::person::Person;
use customer::Record;
use jiff::Timestamp;
use matching::Action;
use std::sync::Arc;
use store::theirs::Source;

/// Rows a decision weighs; blocking brings far fewer.
const MOST: usize = 250;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// This desk's copy only.
    Desk,
    /// The network too, where it answers in time.
    Everyone,
}

/// One person it may be, with what speaks for and against.
pub struct Candidate {
    pub person: Person,
    pub score: Score,
    /// Worth a person's time: needs a choice before anything is saved.
    pub plausible: bool,
}

/// Candidates are known to the matcher by the name answers use for them.
pub type Score = matching::decide::Candidate<String>;
pub type Decision = matching::decide::Decision<String>;

pub struct Decided {
    /// Best first.
    pub candidates: Vec<Candidate>,
    pub decision: Decision,
    /// Whom to use, where the action says so.
    pub use_id: Option<String>,
    pub asked: Asked<()>,
    /// The network may hold people it did not show: nobody can say yet that there is no match.
    pub cut_short: bool,
}

impl Candidate {
    pub fn is(&self, name: &str) -> bool {
        self.person.id.as_deref() == Some(name) || self.person.local_id.to_string() == name
    }

    pub fn name(&self) -> String {
        self.person.name_in_answers()
    }
}

impl Decided {
    pub fn plausible(&self) -> impl Iterator<Item = &Candidate> {
        self.candidates.iter().filter(|one| one.plausible)
    }

    /// A list that was cut off is never read as "nobody".
    pub fn action(&self) -> Action {
        match self.decision.action {
            Action::Create if self.cut_short => Action::Ask,
            action => action,
        }
    }

    pub fn reason(&self) -> String {
        let mut reason = self.decision.reason.clone();
        if self.cut_short {
            reason.push_str(" The network has more people than it showed: add a phone or e-mail.");
        }
        reason
    }
}

impl Desk {
    pub async fn decide(self: &Arc<Self>, record: &Record, scope: Scope) -> Result<Decided> {
        let (asked, cut_short, found) = self.look_up(record, scope).await?;
        let (desk, record) = (Arc::clone(self), record.clone());
        tokio::task::spawn_blocking(move || {
            let mut decided = desk.weigh(&record, &found)?;
            decided.asked = asked;
            decided.cut_short = cut_short;
            Ok(decided)
        })
        .await?
    }

    /// From this desk's copy alone. `also` names people who are weighed whatever they share with
    /// the record: those the network itself answered with. Blocks.
    pub fn weigh(&self, record: &Record, also: &[String]) -> Result<Decided> {
        let rows = self.store.theirs.candidates(record, self.country(), MOST)?;
        let mut people: Vec<Person> = Vec::with_capacity(rows.len() + also.len());
        let names = rows.iter().map(|row| row.local_id.to_string());
        for name in names.chain(also.iter().cloned()) {
            if let Some(person) = self.known(&name)? {
                let myself = record.id.is_some() && person.id == record.id;
                if !myself && people.iter().all(|other| other.local_id != person.local_id) {
                    people.push(person);
                }
            }
        }
        let pairs = people
            .iter()
            .map(|person| (person.name_in_answers(), &person.record))
            .collect::<Vec<_>>();
        let frequencies = self.store.theirs.frequencies()?;
        let decision = matching::decide(record, &pairs, &frequencies, self.country());
        let plausible = decision.plausible().map(|one| one.id.clone()).collect::<Vec<_>>();
        let use_id = decision.use_id.clone();
        let mut candidates = Vec::with_capacity(people.len());
        for score in &decision.candidates {
            let named = |person: &Person| person.name_in_answers() == score.id;
            if let Some(place) = people.iter().position(named) {
                let (person, score) = (people.swap_remove(place), score.clone());
                let plausible = plausible.contains(&score.id);
                candidates.push(Candidate { person, score, plausible });
            }
        }
        let asked = Asked::NotAsked(Silence::LocalOnly);
        Ok(Decided { candidates, decision, use_id, asked, cut_short: false })
    }

    /// The named people as candidates for this person; for an entry that waits for a choice.
    pub async fn candidates_of(
        self: &Arc<Self>,
        record: &Record,
        ids: &[String],
    ) -> Result<Vec<Candidate>> {
        let (desk, record, ids) = (Arc::clone(self), record.clone(), ids.to_vec());
        tokio::task::spawn_blocking(move || {
            let candidates = desk.weigh(&record, &ids)?.candidates;
            Ok(candidates.into_iter().filter(|one| ids.iter().any(|id| one.is(id))).collect())
        })
        .await?
    }

    /// Brings everybody the network knows under these identifiers into the desk's copy, and says
    /// whom.
    async fn look_up(
        self: &Arc<Self>,
        record: &Record,
        scope: Scope,
    ) -> Result<(Asked<()>, bool, Vec<String>)> {
        if scope == Scope::Desk {
            return Ok((Asked::NotAsked(Silence::LocalOnly), false, vec![]));
        }
        let (call, person) = (self.clock.new_id(), record.clone());
        let asked =
            self.ask(PATIENCE, |network| async move { network.lookup(&person, call).await }).await;
        let (asked, found) = asked.split();
        let Some(found) = found else { return Ok((asked, false, vec![])) };
        let cut_short = !found.complete;
        let (desk, now): (_, Timestamp) = (Arc::clone(self), self.clock.now());
        let stored = tokio::task::spawn_blocking(move || {
            desk.store.theirs.put(&found.rows, now, Source::Summary)
        })
        .await??;
        let found = stored.iter().map(|one| one.local_id.to_string()).collect();
        Ok((asked, cut_short, found))
    }
}
