//! Many seeds, each played by one thread from its beginning to its end. Who plays which is chance;
//! what a seed brings is not.

use crate::plan::Theme;
use crate::run::{Outcome, play};
use anyhow::Result;
use std::num::NonZero;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc;
use std::thread;

/// As many as there are processors, unless somebody says otherwise.
pub fn threads(wanted: Option<usize>) -> usize {
    let processors = || thread::available_parallelism().map_or(1, NonZero::get);
    wanted.unwrap_or_else(processors).max(1)
}

/// Seeds from `first` on for as long as there shall be `more` and `seen` goes on. What is being
/// played when it does not is played to its end, and seen too: no lower seed is left out.
pub fn each(
    first: u64,
    theme: Theme,
    threads: usize,
    more: impl Fn(u64) -> bool + Sync,
    mut seen: impl FnMut(Outcome) -> Result<ControlFlow<()>>,
) -> Result<()> {
    let (next, over) = (AtomicU64::new(first), AtomicBool::new(false));
    let (tells, told) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..threads {
            let (tells, next, over, more) = (tells.clone(), &next, &over, &more);
            scope.spawn(move || {
                while !over.load(Ordering::Relaxed) {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if !more(seed) || tells.send(play(seed, theme, false)).is_err() {
                        break;
                    }
                }
            });
        }
        drop(tells);
        let mut trouble = Ok(());
        for outcome in told {
            let go_on = outcome.and_then(&mut seen);
            if !matches!(go_on, Ok(ControlFlow::Continue(()))) {
                over.store(true, Ordering::Relaxed);
            }
            trouble = trouble.and(go_on.map(drop));
        }
        trouble
    })
}
