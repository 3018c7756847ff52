//! What was counted over all customers and holds for a while: counting again at each decision
//! would take longer than deciding. A count is a weight, not an account.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// Counted names and keys are small.
const MOST: usize = 50_000;

/// What was counted of so many customers holds until this share of them came or went: until then no
/// weight moves by what anybody could see.
const ANEW: u64 = 200;

#[derive(Default)]
pub(super) struct Counted(Mutex<Held>);

#[derive(Default)]
pub(super) struct Held {
    /// How many customers there were when counting began.
    customers: u64,
    /// How many have a name or a key, by its token.
    counts: HashMap<String, u64>,
    /// How many there were when it was last looked who lives with whom, and what was found.
    pub households: Option<(u64, super::households::Lives)>,
}

impl Counted {
    /// What holds where there are so many customers now.
    pub fn look(&self, customers: u64) -> MutexGuard<'_, Held> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if held.customers.abs_diff(customers) > customers / ANEW {
            held.counts.clear();
            held.customers = customers;
        }
        held
    }

    /// Nothing that was counted holds any more.
    pub fn forget(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Held::default();
    }
}

impl Held {
    pub fn of(&self, token: &str) -> Option<u64> {
        self.counts.get(token).copied()
    }

    pub fn put(&mut self, token: String, count: u64) {
        if self.counts.len() >= MOST {
            self.counts.clear();
        }
        self.counts.insert(token, count);
    }
}
