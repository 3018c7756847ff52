//! Bringing the search index into memory and keeping it for the next start, while nobody waits.

use super::Theirs;
use crate::{
    Store,
    failure::Failure,
    search::{kept, live::Patience},
};
use std::{
    sync::{Arc, atomic::Ordering},
    thread,
    time::Duration,
};

/// Fewer changes than this are taken in anew at each start: that is quicker than keeping them.
const WORTH_KEEPING: i64 = 10_000;
/// Changes taken in at a time while others may search.
const STEP: i64 = 200_000;
const PAUSE: Duration = Duration::from_secs(10);

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

    /// Warms the index, puts it in order and keeps it for the next start, where that is worth it.
    pub fn settle(&self) -> Result<(), Failure> {
        self.settle_until(i64::MAX, &|| false)
    }

    fn settle_until(&self, at_once: i64, stop: &dyn Fn() -> bool) -> Result<(), Failure> {
        self.warm_until(at_once, stop)?;
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

impl Store {
    /// From now on, until the store is dropped, a thread of its own keeps the search index in
    /// memory and in the file. Calling it again changes nothing.
    pub fn tend(self: &Arc<Self>) {
        if self.theirs.tended.swap(true, Ordering::Relaxed) {
            return;
        }
        let weak = Arc::downgrade(self);
        let tending = thread::Builder::new().name("search index".to_owned()).spawn(move || {
            while let Some(store) = weak.upgrade() {
                let last = || Arc::strong_count(&store) == 1;
                match store.theirs.settle_until(STEP, &last) {
                    Ok(()) | Err(Failure::Stopped) => {}
                    Err(failure) => tracing::warn!(%failure, "the search index was not kept"),
                }
                drop(store);
                thread::sleep(PAUSE);
            }
        });
        if let Err(failure) = tending {
            tracing::warn!(%failure, "the search index is read when it is needed");
        }
    }
}
