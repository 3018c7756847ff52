//! A correction that makes somebody look like another customer. It is kept as it was typed; the pair
//! is noted for whoever can join them, and whoever typed it is told.

use crate::Desk;
use crate::decide::Candidate;
use crate::failure::Result;
use crate::person::Person;
use customer::{Record, Section};
use matching::{Outcome, Relation};
use outbox::Entry;

/// A correction that was queued.
pub struct Change {
    pub entry: Entry,
    /// Whom it made this customer look like.
    pub alike: Vec<Candidate>,
}

impl Desk {
    /// Whom a change makes this person look like; noted. What fails here takes nothing from a change
    /// that is queued. Blocks.
    pub(crate) fn met(&self, person: &Person, section: Section, wanted: &Record) -> Vec<Candidate> {
        let telling = [Section::Names, Section::Identity, Section::Communication];
        if !telling.contains(&section) {
            return vec![];
        }
        let alike = self.newly_alike(person, wanted).and_then(|alike| {
            self.note_alike(person, &alike)?;
            Ok(alike)
        });
        alike.unwrap_or_else(|failure| {
            tracing::error!(%failure, "nobody could look whom a change made a customer look like");
            vec![]
        })
    }

    /// Those with whom something agrees now that did not: namesakes are alike already, and with one
    /// number they are one person.
    fn newly_alike(&self, person: &Person, wanted: &Record) -> Result<Vec<Candidate>> {
        let same = |one: &Candidate| one.plausible && one.score.relation == Relation::Same;
        let mut alike = self.others(person, wanted)?;
        alike.retain(same);
        if !alike.is_empty() {
            let before = self.others(person, &person.record)?;
            alike.retain(|one| {
                let old = before.iter().find(|old| old.is(&one.name()));
                let agreed = old.map_or_else(Vec::new, agreeing);
                agreeing(one).iter().any(|field| !agreed.contains(field))
            });
        }
        Ok(alike)
    }

    fn others(&self, person: &Person, record: &Record) -> Result<Vec<Candidate>> {
        // Under either id, nobody is compared with herself.
        let asked = Record { id: Some(person.name_in_answers()), ..record.clone() };
        Ok(self.weigh(&asked, &[])?.candidates)
    }

    fn note_alike(&self, person: &Person, alike: &[Candidate]) -> Result<()> {
        if alike.is_empty() {
            return Ok(());
        }
        let (mine, at, who) = (&self.store.mine, self.clock.now(), self.author());
        let what = "made to look like another customer";
        mine.append_audit_about(&who, what, person.local_id, at)?;
        self.note_pairs(person, alike, &who, at)
    }
}

fn agreeing(one: &Candidate) -> Vec<&str> {
    let evidence = one.score.evidence.iter();
    evidence.filter(|one| one.outcome == Outcome::Agree).map(|one| &*one.field).collect()
}
