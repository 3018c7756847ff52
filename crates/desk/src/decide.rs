//! Who is this person? Candidates from this desk and the network, the evidence for each, the
//! seed's decision tree, and what follows. Decides; never writes, never queues.

use crate::Desk;
use crate::ask::{Asked, PATIENCE, Silence};
use crate::clock::blocking;
use crate::failure::Result;
use crate::person::Person;
use crate::weighed::Weighed;
use customer::Record;
use jiff::Timestamp;
use matching::decide::decide_on_forms;
use matching::{Action, Form};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use store::theirs::Source;

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
    /// Somebody has said already that this is not the person.
    pub ruled_out: bool,
    /// Somebody has said so of a record that said something else here: these are the kinds of what
    /// is new.
    pub asked_again: Vec<&'static str>,
}

/// Follows the reason where the network may hold more people.
pub(crate) const CUT_SHORT: &str =
    " The network has more people than it showed: add a phone or e-mail.";

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

    /// Whether the network showed everybody it has: it was asked, it answered, and left nobody out.
    pub fn complete(&self) -> bool {
        matches!(self.asked, Asked::Answered(..)) && !self.cut_short
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
            reason.push_str(CUT_SHORT);
        }
        reason
    }
}

impl Desk {
    pub async fn decide(self: &Arc<Self>, record: &Record, scope: Scope) -> Result<Decided> {
        let (asked, cut_short, found) = self.look_up(record, scope).await?;
        let (desk, record) = (Arc::clone(self), record.clone());
        blocking(&*self.clock, move || {
            let mut decided = desk.weigh(&record, &found)?;
            decided.asked = asked;
            decided.cut_short = cut_short;
            Ok(decided)
        })
        .await?
    }

    /// What best tells people apart whom somebody looks at side by side, each as likely as the others.
    pub async fn question_between(
        self: &Arc<Self>,
        record: Record,
        shown: Vec<String>,
    ) -> Result<Option<matching::Question>> {
        if shown.len() < 2 {
            return Ok(None);
        }
        let desk = Arc::clone(self);
        blocking(&*self.clock, move || {
            let known = shown.iter().filter_map(|name| desk.known(name).transpose());
            let known = known.collect::<Result<Vec<Person>>>()?;
            let known: Vec<(&Record, f64)> = known.iter().map(|one| (&one.record, 1.0)).collect();
            Ok(matching::question::best(&record, &known, desk.country()))
        })
        .await?
    }

    /// For somebody who saves: a network that is known not to answer is not waited for. The search
    /// before sending makes up for it.
    pub(crate) async fn decide_to_save(
        self: &Arc<Self>,
        record: &Record,
        look: Scope,
    ) -> Result<Decided> {
        if look == Scope::Desk || !self.gate.is_away() {
            return self.decide(record, look).await;
        }
        let mut decided = self.decide(record, Scope::Desk).await?;
        decided.asked = Asked::Offline(Duration::ZERO);
        Ok(decided)
    }

    /// From this desk's copy alone. `also` names people who are weighed whatever they share with
    /// the record: those the network itself answered with. Blocks.
    pub fn weigh(&self, record: &Record, also: &[String]) -> Result<Decided> {
        let myself = record.id.as_deref().map(|id| self.known(id)).transpose()?.flatten();
        let frequencies = self.store.theirs.frequencies()?;
        let policy = crate::thresholds::of(&self.store.mine)?;
        let asking = Form::of(record, self.country());
        let mut weighed = self.gathered((record, &asking), policy, &frequencies)?;
        for name in also {
            let known = |one: &Weighed| {
                one.person.id.as_ref() == Some(name) || one.person.local_id.to_string() == *name
            };
            if !weighed.iter().any(known)
                && let Some(person) = self.known(name)?
                && weighed.iter().all(|other| other.person.local_id != person.local_id)
            {
                weighed.push(Weighed::of(person, self.country()));
            }
        }
        // Whom the network names now is there again, whatever was heard before.
        let named = |person: &Person| {
            let local_id = person.local_id.to_string();
            also.iter().any(|name| *name == local_id || person.id.as_ref() == Some(name))
        };
        weighed.retain(|one| {
            let myself = myself.as_ref().is_some_and(|me| me.local_id == one.person.local_id);
            !myself && (!one.person.record.is_gone() || named(&one.person))
        });
        let decide = |among: &[&Weighed]| {
            let pairs = among.iter().map(|one| (one.person.name_in_answers(), &one.person.record));
            let pairs = pairs.collect::<Vec<_>>();
            let forms = among.iter().map(|one| &one.form).collect::<Vec<_>>();
            decide_on_forms(policy, (record, &asking), &pairs, &forms, &frequencies)
        };
        let mut decision = decide(&weighed.iter().collect::<Vec<_>>());
        let likely = decision.plausible().collect::<Vec<_>>();
        let people = || weighed.iter().map(|one| &one.person);
        let remembered = self.remembered(record, people(), &likely)?;
        let out = &remembered.out;
        if !out.is_empty() {
            let left = |one: &&Weighed| !out.contains(&one.person.name_in_answers());
            let others = decide(&weighed.iter().filter(left).collect::<Vec<_>>());
            decision = decision.without(out, others);
        }
        let use_id = decision.use_id.clone();
        let plausible = decision.plausible().map(|one| one.id.clone()).collect::<Vec<_>>();
        let mut people: HashMap<String, Person> =
            weighed.into_iter().map(|one| (one.person.name_in_answers(), one.person)).collect();
        let mut candidates = Vec::with_capacity(people.len());
        for score in &decision.candidates {
            if let Some(person) = people.remove(&score.id) {
                let score = score.clone();
                let ruled_out = out.contains(&score.id);
                let plausible = !ruled_out && plausible.contains(&score.id);
                let asked_again = remembered.again(&score.id);
                candidates.push(Candidate { person, score, plausible, ruled_out, asked_again });
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
        blocking(&*self.clock, move || {
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
        let stored = blocking(&*self.clock, move || {
            desk.store.theirs.put(&found.rows, now, Source::Summary)
        })
        .await??;
        let found = stored.iter().map(|one| one.local_id.to_string()).collect();
        Ok((asked, cut_short, found))
    }
}
