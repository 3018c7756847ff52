//! People who were forgotten here are not kept again because a search of the network happened to
//! name them. Whoever searches sees them all the same: from memory, until the program ends.

use super::{derived::Derived, row::Customer, row::Source};
use crate::{Failure, file::Key, keyed};
use customer::Record;
use jiff::Timestamp;
use std::{
    collections::{HashSet, VecDeque},
    sync::{Mutex, PoisonError, RwLock},
};
use uuid::Uuid;

/// So many are shown at most; the oldest go.
const SHOWN: usize = 200;

#[derive(Default)]
pub(super) struct Forgotten {
    known: RwLock<Known>,
    shown: Mutex<VecDeque<Customer>>,
}

#[derive(Default)]
struct Known {
    key: Option<Key>,
    hashes: HashSet<String>,
}

impl Known {
    fn hash(&self, dealer: &str, id: &str) -> Option<String> {
        Some(keyed::hex(self.key.as_ref()?, &["forgotten", dealer, id]))
    }
}

impl Forgotten {
    pub fn is(&self, dealer: &str, id: &str) -> bool {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        !known.hashes.is_empty()
            && known.hash(dealer, id).is_some_and(|hash| known.hashes.contains(&hash))
    }

    pub fn show(
        &self,
        local_id: Uuid,
        id: &str,
        derived: &Derived,
        as_of: Timestamp,
    ) -> Result<(), Failure> {
        let mut record: Record = serde_json::from_str(&derived.text)?;
        record.id = Some(id.to_owned());
        let customer = Customer {
            local_id,
            id: Some(id.to_owned()),
            record,
            full: false,
            source: Source::Summary,
            as_of,
            newer_summary: None,
            opened_at: None,
            withheld: derived.withheld,
        };
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        shown.retain(|one| one.local_id != local_id);
        shown.push_back(customer);
        if shown.len() > SHOWN {
            shown.pop_front();
        }
        Ok(())
    }

    pub fn shown(&self, name: &str) -> Option<Customer> {
        let shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        let local = Uuid::try_parse(name).ok();
        let named =
            |one: &&Customer| one.id.as_deref() == Some(name) || Some(one.local_id) == local;
        shown.iter().find(named).cloned()
    }
}

impl super::Theirs {
    /// Who was forgotten, by hashes under this key.
    pub fn know_forgotten(&self, key: Key, hashes: HashSet<String>) {
        *self.forgotten.known.write().unwrap_or_else(PoisonError::into_inner) =
            Known { key: Some(key), hashes };
    }

    /// By which a customer of the network is known again once they are forgotten.
    pub fn tombstone(&self, id: &str) -> Option<String> {
        self.forgotten.known.read().unwrap_or_else(PoisonError::into_inner).hash(&self.dealer(), id)
    }

    /// From now on they are not kept because a search names them.
    pub fn bury(&self, hashes: &[String]) {
        let mut known = self.forgotten.known.write().unwrap_or_else(PoisonError::into_inner);
        known.hashes.extend(hashes.iter().cloned());
        drop(known);
        self.forgotten.shown.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}
