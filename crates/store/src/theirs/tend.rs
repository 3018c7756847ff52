//! Bringing the search index into memory and keeping it for the next start, while nobody waits.

use super::Theirs;
use crate::{
    Store,
    failure::Failure,
    search::{kept, live::Patience},
};
use std::{
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread::{self, JoinHandle},
    time::Duration,
};

/// Fewer changes than this are taken in anew at each start: that is quicker than keeping them.
const WORTH_KEEPING: i64 = 10_000;
/// Changes taken in at a time while others may search.
const STEP: i64 = 50_000;
const PAUSE: Duration = Duration::from_secs(10);
/// How long whoever ends it waits for a step that is under way.
const LETTING_GO: Duration = Duration::from_secs(2);

impl Theirs {
    /// Returns when the whole index is in memory and knows every row.
    pub fn warm(&self) -> Result<(), Failure> {
        self.warm_until(i64::MAX, &|| false)
    }

    fn warm_until(&self, at_once: i64, stop: &dyn Fn() -> bool) -> Result<(), Failure> {
        self.healing(|| {
            let reader = self.reader();
            let (state, _) = self.live.up_to_date(&reader, Patience::Whole { at_once }, stop)?;
            drop(reader);
            for layer in state.finder.layers() {
                layer.load(stop)?;
            }
            Ok(())
        })
    }

    /// Warms the index, puts all that is derived in order and keeps it for the next start, where that is worth it.
    pub fn settle(&self) -> Result<(), Failure> {
        self.settle_until(i64::MAX, &|| false)
    }

    fn settle_until(&self, at_once: i64, stop: &(dyn Fn() -> bool + Sync)) -> Result<(), Failure> {
        // One reads, the other writes: neither waits for the other.
        thread::scope(|scope| {
            let in_order = self.in_bulk()?.then(|| scope.spawn(|| self.end_bulk(stop)));
            let warm = self.warm_until(at_once, stop);
            if let Some(in_order) = in_order {
                in_order.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
            }
            warm
        })?;
        let Some(mut state) = self.live.state() else { return Ok(()) };
        let kept = self.fact("index_seq")?.unwrap_or_default();
        let floor = self.fact("index_floor")?.unwrap_or_default();
        if state.finder.layers().is_empty() || state.seq - kept.max(floor) < WORTH_KEEPING {
            return Ok(());
        }
        state.finder = state.finder.tidy()?;
        if stop() {
            return Err(Failure::Stopped);
        }
        if kept::save(&mut state, |work| self.write(|connection| work(connection)))? {
            self.live.set(Some(state));
        }
        Ok(())
    }

    /// Runs what reads the index. Where a part of it is missing or damaged, once more with what
    /// is kept now, then with an index made anew from the rows.
    pub(super) fn healing<T>(
        &self,
        mut work: impl FnMut() -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        for again in 0..2 {
            match work() {
                Err(Failure::Damaged) => {
                    self.live.set(None);
                    if again > 0 {
                        self.write(kept::discard)?;
                    }
                }
                other => return other,
            }
        }
        work()
    }
}

/// A thread keeps the search index in memory and in the file for as long as this is held.
pub struct Tending {
    told: Arc<Told>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Told {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Clone, Copy, Default)]
struct State {
    to_end: bool,
    ended: bool,
}

impl Told {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until it is time for the next look, or to end; says whether to go on.
    fn pause(&self) -> bool {
        let waited = self.changed.wait_timeout_while(self.state(), PAUSE, |state| !state.to_end);
        !waited.unwrap_or_else(PoisonError::into_inner).0.to_end
    }

    fn say(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state());
        self.changed.notify_all();
    }
}

impl Drop for Tending {
    /// A process that ends under a thread that still reads the file may crash, so the thread is
    /// waited for. Putting a large index in order cannot be stopped in the middle: that is left
    /// behind, and made again at the next start.
    fn drop(&mut self) {
        self.told.say(|state| state.to_end = true);
        let ended = |state: &mut State| !state.ended;
        let waited = self.told.changed.wait_timeout_while(self.told.state(), LETTING_GO, ended);
        let ended = waited.unwrap_or_else(PoisonError::into_inner).0.ended;
        if let Some(thread) = self.thread.take().filter(|_| ended) {
            // A panic in there has been told by the log already.
            let _ = thread.join();
        }
    }
}

impl Store {
    /// Starts keeping the search index in memory and in the file. For a program that stays: what
    /// only asks once need not.
    #[must_use = "it ends when it is dropped"]
    pub fn tend(self: &Arc<Self>) -> Tending {
        let (weak, told) = (Arc::downgrade(self), Arc::new(Told::default()));
        let inside = Arc::clone(&told);
        let tending = thread::Builder::new().name("search index".to_owned()).spawn(move || {
            let to_end = || inside.state().to_end;
            while let Some(store) = weak.upgrade() {
                match store.theirs.settle_until(STEP, &to_end) {
                    Ok(()) | Err(Failure::Stopped) => {}
                    Err(failure) => tracing::warn!(%failure, "the search index was not kept"),
                }
                drop(store);
                if !inside.pause() {
                    break;
                }
            }
            inside.say(|state| state.ended = true);
        });
        let thread = match tending {
            Ok(thread) => Some(thread),
            Err(failure) => {
                tracing::warn!(%failure, "the search index is read when it is needed");
                told.say(|state| state.ended = true);
                None
            }
        };
        Tending { told, thread }
    }
}
