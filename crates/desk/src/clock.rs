//! Time and fresh ids: the only place that asks the machine for either.

use futures::future::BoxFuture;
use jiff::Timestamp;
use std::time::Instant;
use tokio::task::JoinError;
use uuid::Uuid;

pub trait Clock: Send + Sync {
    fn now(&self) -> Timestamp;
    /// Unmoved by someone setting the clock: for waits.
    fn monotonic(&self) -> Instant;
    fn new_id(&self) -> Uuid;
    /// Where time is played, work that blocks is done in the task itself, after this and before
    /// another one: threads would take turns differently each time. `None` is the machine's way.
    fn turn(&self) -> Option<BoxFuture<'static, ()>> {
        None
    }
}

/// Work that blocks, off the async workers.
pub(crate) async fn blocking<T: Send + 'static>(
    clock: &dyn Clock,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, JoinError> {
    let Some(turn) = clock.turn() else { return tokio::task::spawn_blocking(work).await };
    turn.await;
    let done = work();
    if let Some(turn) = clock.turn() {
        turn.await;
    }
    Ok(done)
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
