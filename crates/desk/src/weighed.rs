//! Everybody a decision weighs, as this desk sees them now and in the form in which they are
//! compared. Most are just what the network said: only whom this desk has written to is looked up
//! in the outbox.

use crate::Desk;
use crate::failure::Result;
use crate::person::{self, Person};
use customer::Record;
use matching::Form;
use std::sync::Arc;
use store::theirs::Kept;

/// Rows a decision weighs; blocking brings far fewer.
const MOST: usize = 250;

pub(crate) struct Weighed {
    pub person: Person,
    form: Compared,
}

/// As it was made once for the copy, or anew for what this desk has changed.
enum Compared {
    Kept(Arc<Kept>),
    Anew(Box<Form>),
}

impl Weighed {
    pub fn anew(person: Person, country: &str) -> Self {
        let form = Compared::Anew(Box::new(Form::of(&person.record, country)));
        Self { person, form }
    }

    pub fn form(&self) -> &Form {
        match &self.form {
            Compared::Kept(kept) => &kept.form,
            Compared::Anew(form) => form,
        }
    }
}

impl Desk {
    /// Whoever shares a key with the record. Blocks.
    pub(crate) fn gathered(&self, record: &Record) -> Result<Vec<Weighed>> {
        let country = self.country();
        let rows = self.store.theirs.gather(record, country, MOST)?;
        let ids = rows.iter().map(|kept| kept.customer.local_id).collect::<Vec<_>>();
        let touched = self.store.mine.touched_among(&ids)?;
        let mut weighed = Vec::with_capacity(rows.len());
        for kept in rows {
            if touched.contains(&kept.customer.local_id) {
                let person = person::of(&self.store, kept.customer.clone())?;
                weighed.push(Weighed::anew(person, country));
            } else {
                let person = person::untouched(kept.customer.clone());
                weighed.push(Weighed { person, form: Compared::Kept(kept) });
            }
        }
        Ok(weighed)
    }
}
