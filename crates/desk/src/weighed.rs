//! Everybody a decision weighs, as this desk sees them now and in the form in which they are
//! compared. Most who share a key are nobody: they are compared, and never read. Only whom this desk
//! has written to is looked up in the outbox.

use crate::Desk;
use crate::failure::Result;
use crate::person::{self, Person};
use customer::Record;
use matching::decide::Policy;
use matching::{Form, Frequencies, shortlist};
use store::theirs::Likely;

/// People who are compared, those first whose shared keys tell most; `docs/MATCHING.md` says why so
/// many are enough.
pub(crate) const MOST: usize = 64;

pub(crate) struct Weighed {
    pub person: Person,
    pub form: Form,
}

impl Weighed {
    pub fn of(person: Person, country: &str) -> Self {
        let form = Form::of(&person.record, country);
        Self { person, form }
    }
}

impl Desk {
    /// Whoever shares a key with the record and may be the person, or live with them. Blocks.
    pub(crate) fn gathered(
        &self,
        (record, asking): (&Record, &Form),
        policy: Policy,
        frequencies: &dyn Frequencies,
    ) -> Result<Vec<Weighed>> {
        let (country, theirs) = (self.country(), &self.store.theirs);
        let mut likely = theirs.candidates_on_form(record, asking, MOST)?;
        likely.retain(|one| !one.gone);
        let ids = likely.iter().map(|one| one.local_id).collect::<Vec<_>>();
        let touched = self.store.mine.touched_among(&ids)?;
        let (touched, mut rest): (Vec<Likely>, Vec<Likely>) =
            likely.into_iter().partition(|one| touched.contains(&one.local_id));
        let mut weighed = Vec::new();
        for customer in theirs.wholes(&touched)?.into_iter().flatten() {
            let person = person::of(&self.store, customer)?;
            if !person.is_given_up() {
                weighed.push(Weighed::of(person, country));
            }
        }
        let forms = rest.iter().map(|one| &one.form).collect::<Vec<_>>();
        let listed = shortlist::of(policy, asking, &forms, frequencies);
        let mut places = 0..;
        rest.retain(|_| places.next().is_some_and(|at| listed.binary_search(&at).is_ok()));
        let whole = theirs.wholes(&rest)?;
        for (one, customer) in rest.into_iter().zip(whole) {
            if let Some(customer) = customer {
                let person = person::untouched(customer);
                weighed.push(Weighed { person, form: one.form });
            }
        }
        Ok(weighed)
    }
}
