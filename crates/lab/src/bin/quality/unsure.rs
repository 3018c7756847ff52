//! Which kinds of agreement are said too surely or not surely enough: pairs in between, by the
//! fields that spoke. No values.

use crate::{COUNTRY, list};
use lab::dealer::{Size, dealer_of};
use lab::index::Index;
use matching::{Counts, Form, Outcome, Score, score};
use std::collections::HashMap;

/// Where nobody is sure.
const BETWEEN: std::ops::Range<f64> = 0.05..0.97;
const SHOWN: usize = 40;

/// How often, what was said in sum, how often it was right.
type Sum = (usize, f64, usize);

pub fn unsure(options: &[&str]) {
    let seeds: Vec<u64> = list(options, "seeds=", "101");
    let rows = list(options, "rows=", "").first().copied();
    let events = list(options, "events=", "1000").first().copied().unwrap_or(1_000);
    let size = rows.map_or(Size::USUAL, |rows| Size::of(rows, events));
    let mut kinds: HashMap<String, Sum> = HashMap::new();
    for seed in seeds {
        let dealer = dealer_of(size, seed, 1.0);
        let mut counts = Counts::default();
        for row in &dealer.rows {
            counts.add(&row.record, COUNTRY);
        }
        let index = Index::of(dealer.rows.iter().map(|row| &row.record), COUNTRY);
        for event in &dealer.events {
            let person = Form::of(&event.record, COUNTRY);
            for row in index.candidates(&event.record, COUNTRY, 100) {
                let form = Form::of(&dealer.rows[row].record, COUNTRY);
                let score = score(&person, &form, &counts);
                if BETWEEN.contains(&score.probability) {
                    let sum = kinds.entry(kind(&score)).or_default();
                    sum.0 += 1;
                    sum.1 += score.probability;
                    sum.2 += usize::from(dealer.rows[row].person == event.person);
                }
            }
        }
    }
    let mut kinds: Vec<(String, Sum)> = kinds.into_iter().collect();
    let off = |sum: &Sum| (sum.1 - lab::float(sum.2)).abs();
    kinds.sort_by(|a, b| off(&b.1).total_cmp(&off(&a.1)));
    println!("| pairs | mean said | right | what spoke |\n|---|---|---|---|");
    for (kind, (pairs, said, right)) in kinds.iter().take(SHOWN) {
        let said = said / lab::float(*pairs);
        println!("| {pairs} | {said:.2} | {:.2} | {kind} |", lab::share(*right, *pairs));
    }
}

fn kind(score: &Score) -> String {
    let word = |outcome: Outcome| match outcome {
        Outcome::Agree => Some('='),
        Outcome::Similar => Some('~'),
        Outcome::Differ => Some('x'),
        Outcome::Missing => None,
    };
    let fields: Vec<String> = score
        .evidence
        .iter()
        .filter_map(|one| word(one.outcome).map(|word| format!("{}{word}", one.field)))
        .collect();
    fields.join(" ")
}
