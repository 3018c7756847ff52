//! One store's customers, held in memory, with the search index of each network possibly some time
//! behind.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;

use crate::search_keys::SearchKeys;
use crate::stored::Customer;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Index {
    Keyloop,
    MyKaarma,
}

#[derive(Debug)]
pub struct Held {
    pub customer: Customer,
    pub keys: SearchKeys,
}

/// What an index still shows of a customer until it catches up: nothing, where he is new.
#[derive(Debug)]
struct Stale {
    until: Timestamp,
    shown: Option<Arc<Held>>,
}

#[derive(Debug, Default)]
pub struct People {
    held: Vec<Arc<Held>>,
    by_keyloop: HashMap<String, u32>,
    by_uuid: HashMap<String, u32>,
    stale: HashMap<(Index, u32), Stale>,
    /// The state before the last write, for answers that lag behind.
    previous: HashMap<u32, Arc<Held>>,
}

impl People {
    pub fn new(customers: Vec<Customer>) -> Self {
        let mut people = Self::default();
        for customer in customers {
            people.insert(customer);
        }
        people
    }

    pub fn len(&self) -> usize {
        self.held.len()
    }

    pub fn next_seq(&self) -> u32 {
        u32::try_from(self.held.len()).unwrap_or(u32::MAX)
    }

    pub fn all(&self) -> impl Iterator<Item = &Customer> {
        self.held.iter().map(|held| &held.customer)
    }

    pub fn by_keyloop_id(&self, id: &str) -> Option<&Customer> {
        self.at(*self.by_keyloop.get(id)?)
    }

    pub fn by_uuid(&self, uuid: &str) -> Option<&Customer> {
        self.at(*self.by_uuid.get(uuid)?)
    }

    pub fn by_either_id(&self, id: &str) -> Option<&Customer> {
        self.by_keyloop_id(id).or_else(|| self.by_uuid(id))
    }

    pub fn at(&self, seq: u32) -> Option<&Customer> {
        self.held.get(seq as usize).map(|held| &held.customer)
    }

    /// The customer as he was before the last write.
    pub fn before(&self, seq: u32) -> Option<&Customer> {
        self.previous.get(&seq).map(|held| &held.customer).or_else(|| self.at(seq))
    }

    /// Stores without index lag: the beginning of a set, or what a restart finds on disk.
    pub fn insert(&mut self, customer: Customer) {
        let seq = customer.seq as usize;
        self.by_keyloop.insert(customer.keyloop_id.clone(), customer.seq);
        self.by_uuid.insert(customer.customer_uuid.clone(), customer.seq);
        let held = Arc::new(Held { keys: SearchKeys::of(&customer), customer });
        match self.held.get_mut(seq) {
            Some(place) => *place = held,
            None => self.held.push(held),
        }
    }

    /// Stores a change; each index goes on showing the old state until its time.
    pub fn put(&mut self, customer: Customer, keyloop_until: Timestamp, mykaarma_until: Timestamp) {
        let seq = customer.seq;
        let old = self.held.get(seq as usize).cloned();
        for (index, until) in [(Index::Keyloop, keyloop_until), (Index::MyKaarma, mykaarma_until)] {
            let still = self.stale.remove(&(index, seq)).map_or_else(|| old.clone(), |s| s.shown);
            self.stale.insert((index, seq), Stale { until, shown: still });
        }
        if let Some(old) = old {
            self.previous.insert(seq, old);
        }
        self.insert(customer);
    }

    /// The live customers whose keys, as an index shows them now, satisfy a test.
    pub fn find(
        &mut self,
        index: Index,
        now: Timestamp,
        mut matches: impl FnMut(&SearchKeys) -> bool,
    ) -> Vec<&Customer> {
        self.stale.retain(|_, stale| stale.until > now);
        let stale = &self.stale;
        self.held
            .iter()
            .filter(|held| {
                let seq = held.customer.seq;
                let shown = match stale.get(&(index, seq)) {
                    Some(stale) => stale.shown.as_ref(),
                    None => Some(*held),
                };
                held.customer.is_live() && shown.is_some_and(|shown| matches(&shown.keys))
            })
            .map(|held| &held.customer)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_that_lags_shows_the_old_name_until_its_time() {
        let mut people = People::new(crate::generate::customers(1, 20, None));
        let start = Timestamp::UNIX_EPOCH;
        let later = Timestamp::from_second(5).expect("in range");
        let mut maria = people.at(0).expect("there").clone();
        maria.names.set("familyName", "Zander");
        people.put(maria, start, later);
        let mut count =
            |index, now, name: &str| people.find(index, now, |keys| keys.family == name).len();
        assert_eq!(count(Index::Keyloop, start, "zander"), 1);
        assert_eq!(count(Index::MyKaarma, start, "zander"), 0);
        assert_eq!(count(Index::MyKaarma, start, "sousa"), 1);
        assert_eq!(count(Index::MyKaarma, later, "zander"), 1);
        assert_eq!(people.before(0).map(|c| c.names.get("familyName")), Some("Sousa"));
    }
}
