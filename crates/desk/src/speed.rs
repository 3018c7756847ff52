//! How fast this desk and its network answered, of late. In memory only, but for the writes, which the
//! outbox remembers: it says nothing of anybody.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Of so many the figures are.
pub(crate) const LAST: usize = 500;

#[derive(Default)]
pub(crate) struct Speed {
    here: Ring,
    dms: Ring,
}

/// Half of the answers took `p50` at most, nineteen of twenty `p95`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Took {
    pub count: usize,
    pub p50: Duration,
    pub p95: Duration,
}

/// None where nothing was asked yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Speeds {
    /// Searches in this desk's own copy.
    pub here: Option<Took>,
    /// Answers of the network to questions; refusals are answers too.
    pub dms: Option<Took>,
    /// Its answers to what was sent to be written.
    pub writes: Option<Took>,
}

#[derive(Default)]
struct Ring(Mutex<VecDeque<Duration>>);

impl Speed {
    pub(crate) fn searched(&self, took: Duration) {
        self.here.push(took);
    }

    pub(crate) fn answered(&self, took: Duration) {
        self.dms.push(took);
    }

    pub(crate) fn now(&self) -> Speeds {
        Speeds { here: self.here.took(), dms: self.dms.took(), writes: None }
    }
}

impl Ring {
    fn push(&self, took: Duration) {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if last.len() == LAST {
            last.pop_front();
        }
        last.push_back(took);
    }

    fn took(&self) -> Option<Took> {
        let last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Took::of(last.iter().copied().collect())
    }
}

impl Took {
    pub(crate) fn of(mut took: Vec<Duration>) -> Option<Self> {
        took.sort_unstable();
        let at = |percent: usize| {
            let rank = (took.len() * percent).div_ceil(100);
            took.get(rank.saturating_sub(1)).copied()
        };
        Some(Self { count: took.len(), p50: at(50)?, p95: at(95)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn ms(ms: u64) -> Duration {
        Duration::from_millis(ms)
    }

    #[test]
    fn half_and_nineteen_of_twenty_are_of_the_last_five_hundred() {
        let speed = Speed::default();
        assert_eq!(speed.now(), Speeds::default());
        speed.answered(ms(640));
        assert_eq!(speed.now().dms, Some(Took { count: 1, p50: ms(640), p95: ms(640) }));
        // Long ago, and slow: forgotten.
        (0..100).for_each(|_| speed.searched(ms(9_000)));
        (1..=500).rev().for_each(|n| speed.searched(ms(n)));
        assert_eq!(speed.now().here, Some(Took { count: 500, p50: ms(250), p95: ms(475) }));
    }
}
