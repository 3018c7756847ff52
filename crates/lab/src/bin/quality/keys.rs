//! What each kind of blocking key costs and finds.

use crate::{COUNTRY, list};
use lab::dealer::{Size, dealer_of};
use lab::index::Index;
use matching::blocking::{self, BlockKind, CAP};
use std::collections::HashSet;

/// How many rows a decision compares here.
const MOST: usize = 64;

pub fn keys(options: &[&str]) {
    let seeds: Vec<u64> = list(options, "seeds=", "101");
    let noise = list(options, "noise=", "1").first().copied().unwrap_or(1.0);
    let rows = list(options, "rows=", "").first().copied();
    let events = list(options, "events=", "1000").first().copied().unwrap_or(1_000);
    let size = rows.map_or(Size::USUAL, |rows| Size::of(rows, events));
    let variants: Vec<Vec<BlockKind>> =
        options.iter().filter(|option| option.starts_with("without=")).map(without).collect();
    for seed in seeds {
        one(size, seed, noise, &variants, options.contains(&"each"));
    }
}

/// The kinds that an option leaves out: `without=given,sound`.
pub fn without(option: &&str) -> Vec<BlockKind> {
    let words: Vec<String> = list(&[option], "without=", "");
    BlockKind::ALL.into_iter().filter(|kind| words.iter().any(|word| word == kind.word())).collect()
}

fn one(size: Size, seed: u64, noise: f64, variants: &[Vec<BlockKind>], each: bool) {
    let dealer = dealer_of(size, seed, noise);
    let mut index = Index::of(dealer.rows.iter().map(|row| &row.record), COUNTRY);
    println!("keys of a record: {:.1}", lab::share(index.len(), dealer.rows.len()));
    let returning: Vec<_> = dealer.events.iter().filter(|event| event.returning).collect();
    let known: HashSet<usize> = returning.iter().map(|event| event.person).collect();
    let mut right: std::collections::HashMap<usize, Vec<usize>> = std::collections::HashMap::new();
    for (at, row) in dealer.rows.iter().enumerate().filter(|(_, row)| known.contains(&row.person)) {
        right.entry(row.person).or_default().push(at);
    }
    let found = |index: &Index, most: usize| {
        let hit = |event: &&&lab::dealer::Event| {
            let found = index.candidates(&event.record, COUNTRY, most);
            right.get(&event.person).is_some_and(|rows| rows.iter().any(|row| found.contains(row)))
        };
        lab::share(returning.iter().filter(hit).count(), returning.len())
    };
    let mut told = |left_out: &[BlockKind]| {
        index.leave_out(left_out);
        let found: Vec<String> = [32, MOST, 100, 250]
            .iter()
            .map(|most| format!("{:.4}", found(&index, *most)))
            .collect();
        let words: Vec<&str> = left_out.iter().map(|kind| kind.word()).collect();
        println!("found among 32, {MOST}, 100, 250: {} without {words:?}", found.join(" "));
    };
    for left_out in variants {
        told(left_out);
    }
    told(&[]);
    if !each {
        return;
    }
    let all = found(&index, MOST);
    println!("\n| kind | keys a record | mean rows | too full | found less without |");
    println!("|---|---|---|---|---|");
    for kind in BlockKind::ALL {
        let mut rows: Vec<usize> = Vec::new();
        for event in &dealer.events {
            for (_, key) in
                blocking::keys(&event.record, COUNTRY).iter().filter(|(k, _)| *k == kind)
            {
                rows.push(index.rows(kind, key).len());
            }
        }
        let stored: usize = dealer
            .rows
            .iter()
            .take(5_000)
            .map(|row| {
                blocking::keys(&row.record, COUNTRY).iter().filter(|(k, _)| *k == kind).count()
            })
            .sum();
        index.leave_out(&[kind]);
        let less = all - found(&index, MOST);
        index.leave_out(&[]);
        println!(
            "| {} | {:.2} | {:.1} | {:.3} | {:.4} |",
            kind.word(),
            lab::share(stored, dealer.rows.len().min(5_000)),
            lab::share(rows.iter().sum(), rows.len()),
            lab::share(rows.iter().filter(|rows| **rows > CAP).count(), rows.len()),
            less
        );
    }
}
