//! What one run has seen.

use serde::{Deserialize, Serialize};
use std::time::Duration;

#[derive(Serialize, Deserialize)]
pub struct Seen {
    pub customers: usize,
    pub first_result_ms: f64,
    pub warm_ms: f64,
    pub index_bytes_each: f64,
    pub resident_mib: f64,
    /// In the order of `KINDS`.
    pub kinds: Vec<KindSeen>,
    /// All that was timed of them.
    pub all: Times,
    pub whole_all: Times,
    pub names: Times,
    pub any: Times,
}

#[derive(Default, Serialize, Deserialize)]
pub struct KindSeen {
    /// Ten ids, best first.
    pub ids: Times,
    /// Ten customers with their records and reasons.
    pub whole: Times,
    pub decided: Recall,
    pub near: Recall,
    pub others: Recall,
}

/// Milliseconds; in order once all are there.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Times(Vec<f64>);

impl Times {
    pub fn add(&mut self, time: Duration) {
        self.0.push(time.as_secs_f64() * 1e3);
    }

    pub fn with(&mut self, others: &Self) {
        self.0.extend(&others.0);
    }

    pub fn sort(&mut self) {
        self.0.sort_unstable_by(f64::total_cmp);
    }

    pub fn at(&self, thousandth: usize) -> f64 {
        let at = self.0.len().saturating_sub(1) * thousandth / 1000;
        self.0.get(at).copied().unwrap_or_default()
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }
}

/// How often the one who was meant was among the first ten.
#[derive(Clone, Copy, Default, Serialize, Deserialize)]
pub struct Recall {
    right: u32,
    pub of: u32,
}

impl Recall {
    pub fn add(&mut self, right: bool) {
        self.right += u32::from(right);
        self.of += 1;
    }

    pub fn share(self) -> Option<f64> {
        (self.of > 0).then(|| f64::from(self.right) / f64::from(self.of))
    }
}
