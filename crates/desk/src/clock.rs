//! Time and fresh ids: the only place that asks the machine for either.

use jiff::Timestamp;
use std::time::Instant;
use uuid::Uuid;

pub trait Clock: Send + Sync {
    fn now(&self) -> Timestamp;
    /// Unmoved by someone setting the clock: for waits.
    fn monotonic(&self) -> Instant;
    fn new_id(&self) -> Uuid;
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

#[expect(clippy::disallowed_methods, reason = "this is the one place")]
impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn monotonic(&self) -> Instant {
        Instant::now()
    }

    fn new_id(&self) -> Uuid {
        Uuid::now_v7()
    }
}
