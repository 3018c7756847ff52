//! How long one decision takes.

use crate::COUNTRY;
use lab::dealer::dealer;
use matching::blocking::{BlockKind, Gather};
use matching::{Counts, Form, score};
use std::time::Instant;

/// The time of blocking and of scoring, at a dealer of usual size.
pub fn speed() {
    let dealer = dealer(7, 1.0);
    let mut counts = Counts::default();
    for row in &dealer.rows {
        counts.add(&row.record, COUNTRY);
    }
    let start = Instant::now();
    let forms: Vec<Form> = dealer.rows.iter().map(|row| Form::of(&row.record, COUNTRY)).collect();
    let once = start.elapsed().as_secs_f64() * 1e6 / lab::float(forms.len());
    let keys: Vec<usize> = dealer
        .events
        .iter()
        .map(|event| matching::keys(&event.record, COUNTRY).len())
        .chain(dealer.rows.iter().map(|row| matching::keys(&row.record, COUNTRY).len()))
        .collect();
    let (all, most) = (keys.iter().sum(), keys.iter().copied().max().unwrap_or(0));
    println!("keys of a record: mean {:.1}, most {most}", lab::share(all, keys.len()));
    println!("thirty keys of 400 rows each gathered, best 64: {:.0} µs", gathering());
    let mut times: Vec<f64> = Vec::new();
    let mut sum = 0.0;
    for (at, event) in dealer.events.iter().take(2_000).enumerate() {
        let person = Form::of(&event.record, COUNTRY);
        let from = (at * 7) % (forms.len() - 250);
        let mut best = f64::MAX;
        // The least of nine: this machine does other work too.
        for _ in 0..9 {
            let start = Instant::now();
            for form in &forms[from..from + 250] {
                sum += score(&person, form, &counts).log_odds;
            }
            best = best.min(start.elapsed().as_secs_f64() * 1e6);
        }
        times.push(best);
    }
    times.sort_by(f64::total_cmp);
    let at = |part: usize| times.get(times.len() * part / 100).copied().unwrap_or(0.0);
    println!(
        "bringing a record into the compared form: {once:.1} µs\n250 candidates: p50 {:.0} µs, \
         p99 {:.0} µs (sum {sum:.0})",
        at(50),
        at(99)
    );
}

/// The least of many: rows spread as in a store of a million, a few of them under several keys.
fn gathering() -> f64 {
    let lists: Vec<Vec<u32>> = (0..30_u32)
        .map(|key| (0..400).map(|row| row * 2_477 % 1_000_003 + key % 7 * (row % 9)).collect())
        .collect();
    let kinds = BlockKind::ALL.into_iter().cycle();
    let mut best = f64::MAX;
    for _ in 0..200 {
        let start = Instant::now();
        let mut gather = Gather::new(1_000_000);
        for (rows, kind) in lists.iter().zip(kinds.clone()) {
            gather.add(kind, rows);
        }
        let found = gather.best(64);
        best = best.min(start.elapsed().as_secs_f64() * 1e6);
        assert_eq!(found.len(), 64, "there are more rows than asked for");
    }
    best
}
