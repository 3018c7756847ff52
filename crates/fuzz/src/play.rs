//! One run: so many inputs of a target, and what became of each.

use crate::mutate;
use crate::target::Target;
use std::any::Any;
use std::fs;
use std::panic::{self, AssertUnwindSafe};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, Once, PoisonError};
use std::time::{Duration, Instant};

/// One input may use so much memory beyond what the run has used before it, in KiB: an answer of
/// five MiB that is read, compared and kept is far below.
const MEMORY_KIB: u64 = 512 * 1024;
/// How often memory is looked at: each look asks the system.
const LOOK_EVERY: u64 = 64;

/// What an input did that it must not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// With the words and the place of it; also where a task of the reader caught it.
    Panic {
        number: u64,
        said: String,
    },
    Slow {
        number: u64,
        took: Duration,
    },
    /// One of the inputs from here on, up to the next look.
    Memory {
        number: u64,
        kib: u64,
    },
}

#[derive(Clone, Debug, Default)]
pub struct Report {
    pub played: u64,
    pub took: Duration,
    pub slowest: Duration,
    /// The most the process held at once, where the system says so.
    pub peak_kib: u64,
    pub findings: Vec<Finding>,
}

static PLAYING: AtomicBool = AtomicBool::new(false);

/// Panics since the last look, wherever in the process they were.
static SAID: Mutex<Vec<String>> = Mutex::new(Vec::new());

fn listen() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            // What fails between two runs is somebody else's to hear of.
            if !PLAYING.load(Ordering::SeqCst) {
                return before(panic);
            }
            let payload: &dyn Any = panic.payload();
            let words = payload.downcast_ref::<&str>().copied();
            let words = words.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
            let place = panic.location().map(ToString::to_string).unwrap_or_default();
            let said = format!("{place}: {}", words.unwrap_or("no words"));
            SAID.lock().unwrap_or_else(PoisonError::into_inner).push(said);
        }));
    });
}

fn said() -> Vec<String> {
    std::mem::take(&mut *SAID.lock().unwrap_or_else(PoisonError::into_inner))
}

/// The most this process has held since the last `forget_peak`.
fn peak_kib() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or_default()
}

/// From now on the peak is counted anew (proc_pid_clear_refs(5)).
fn forget_peak() {
    // Elsewhere than on Linux there is none to forget.
    drop(fs::write("/proc/self/clear_refs", "5"));
}

/// Plays the inputs `from..from + runs` of a seed. A reader that panicked is made anew.
pub fn play(target: &Target, seed: u64, from: u64, runs: u64) -> Report {
    listen();
    PLAYING.store(true, Ordering::SeqCst);
    drop(said());
    let samples = (target.samples)();
    let mut report = Report::default();
    let mut reader = (target.reader)();
    let begun = Instant::now();
    forget_peak();
    let mut held = peak_kib();
    for number in from..from + runs {
        let input = mutate::input(&samples, target.words, seed, number);
        let one = Instant::now();
        let ended = panic::catch_unwind(AssertUnwindSafe(|| reader(&input)));
        let took = one.elapsed();
        report.played += 1;
        report.slowest = report.slowest.max(took);
        if took > target.limit {
            report.findings.push(Finding::Slow { number, took });
        }
        let said = said();
        if ended.is_err() || !said.is_empty() {
            let said = said.join("; ");
            report.findings.push(Finding::Panic { number, said });
            reader = (target.reader)();
        }
        if (number + 1) % LOOK_EVERY == 0 || number + 1 == from + runs {
            let now = peak_kib();
            report.peak_kib = report.peak_kib.max(now);
            if now > held + MEMORY_KIB {
                let first = number + 1 - LOOK_EVERY.min(report.played);
                report.findings.push(Finding::Memory { number: first, kib: now - held });
            }
            forget_peak();
            held = peak_kib();
        }
    }
    report.took = begun.elapsed();
    PLAYING.store(false, Ordering::SeqCst);
    report
}
