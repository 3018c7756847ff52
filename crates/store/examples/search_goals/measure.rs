//! Opens the copy and asks. Each question is asked five times and the fastest counts, since other
//! work on the machine is no fault of the search; reading what was typed is inside the clock.

use crate::{
    Failed,
    asked::{self, Of},
    fill,
    kinds::KINDS,
    questions::COUNTRY,
    seen::{KindSeen, Seen, Times},
};
use customer::search_term;
use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};
use store::{Failure, theirs::Theirs};

const AGAIN: usize = 5;
const SHOWN: usize = 10;

fn fastest(mut ask: impl FnMut() -> Result<(), Failure>) -> Result<Duration, Failure> {
    let mut best = Duration::MAX;
    for _ in 0..AGAIN {
        let begun = Instant::now();
        ask()?;
        best = best.min(begun.elapsed());
    }
    Ok(best)
}

fn ids(theirs: &Theirs, typed: &str) -> Result<Duration, Failure> {
    fastest(|| theirs.find_ids(&search_term::read(typed, COUNTRY), SHOWN).map(drop))
}

fn whole(theirs: &Theirs, typed: &str) -> Result<Duration, Failure> {
    fastest(|| theirs.find(&search_term::read(typed, COUNTRY), SHOWN).map(drop))
}

fn finds(theirs: &Theirs, typed: &str, n: usize) -> Result<bool, Failure> {
    let found = theirs.find_ids(&search_term::read(typed, COUNTRY), SHOWN)?;
    Ok(found.iter().any(|one| one.id.as_deref().and_then(fill::number) == Some(n)))
}

pub fn seen(dir: &Path) -> Result<Seen, Failed> {
    let begun = Instant::now();
    let store = fill::open(dir)?;
    let theirs = &store.theirs;
    theirs.find(&search_term::read("mar", COUNTRY), SHOWN)?;
    let first_result_ms = begun.elapsed().as_secs_f64() * 1e3;
    theirs.warm()?;
    let warm_ms = begun.elapsed().as_secs_f64() * 1e3;
    let mut kinds: Vec<KindSeen> = KINDS.iter().map(|_| KindSeen::default()).collect();
    let [mut names, mut any] = [Times::default(), Times::default()];
    for line in asked::lines(dir)? {
        let asked::Line { of, typed } = line?;
        match of {
            Of::Name => names.add(ids(theirs, &typed)?),
            Of::Any => any.add(ids(theirs, &typed)?),
            Of::Kind { kind, n, timed, decided, near } => {
                let Some(kind) = kinds.get_mut(kind) else { continue };
                if timed {
                    kind.ids.add(ids(theirs, &typed)?);
                    kind.whole.add(whole(theirs, &typed)?);
                }
                let found = finds(theirs, &typed, n)?;
                let recall = if decided { &mut kind.decided } else { &mut kind.others };
                recall.add(found);
                if near {
                    kind.near.add(found);
                }
            }
        }
    }
    let resident_mib = most_resident_mib();
    let [mut all, mut whole_all] = [Times::default(), Times::default()];
    for kind in &mut kinds {
        all.with(&kind.ids);
        whole_all.with(&kind.whole);
        kind.ids.sort();
        kind.whole.sort();
    }
    [&mut all, &mut whole_all, &mut names, &mut any].into_iter().for_each(Times::sort);
    let sizes = theirs.sizes()?;
    Ok(Seen {
        customers: sizes.customers as usize,
        first_result_ms,
        warm_ms,
        index_bytes_each: sizes.index_memory_bytes as f64 / sizes.customers.max(1) as f64,
        resident_mib,
        kinds,
        all,
        whole_all,
        names,
        any,
    })
}

/// The most this process ever held; 0 where the system does not tell.
fn most_resident_mib() -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
    kib.unwrap_or_default() / 1024.0
}
