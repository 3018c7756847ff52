//! How well records of one person find each other: top-1 and pairwise F1 on files of records.
//!
//! `febrl STORED.ndjson ASKING.ndjson PAIRS.csv`: every record of the second file asks the first;
//! the pairs (`id_a,id_b`) say who is who. Nothing is learned from them.
#![expect(clippy::print_stdout, reason = "it reports to whoever ran it")]
#![expect(clippy::unwrap_used, reason = "a broken file ends the report")]

use customer::Record;
use customer::patch::parse_record;
use matching::{Counts, Form, Frequencies, keys, score};
use std::collections::{HashMap, HashSet};

/// Set before any set was looked at.
const MATCH_FROM: f64 = 0.5;

fn records(path: &str) -> Vec<Record> {
    std::fs::read_to_string(path)
        .unwrap()
        .lines()
        .map(|line| parse_record(line.as_bytes()).unwrap())
        .collect()
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [stored, asking, pairs] = arguments.as_slice() else {
        println!("febrl STORED.ndjson ASKING.ndjson PAIRS.csv");
        return;
    };
    let (stored, asking) = (records(stored), records(asking));
    let pairs: HashSet<(String, String)> = std::fs::read_to_string(pairs)
        .unwrap()
        .lines()
        .skip(1)
        .filter_map(|line| line.split_once(','))
        .map(|(a, b)| (a.trim().to_owned(), b.trim().to_owned()))
        .collect();
    let mut counts = Counts::default();
    let mut blocks: HashMap<_, Vec<usize>> = HashMap::new();
    for (at, record) in stored.iter().enumerate() {
        counts.add(record, "AU");
        for key in keys(record, "AU") {
            blocks.entry(key).or_default().push(at);
        }
    }
    let forms: Vec<Form> = stored.iter().map(|record| Form::of(record, "AU")).collect();
    let id = |record: &Record| record.id.clone().unwrap();
    let known = |a: &Record, b: &Record| pairs.contains(&(id(a), id(b)));
    let (mut first, mut right, mut wrong, mut reached, mut compared) = (0, 0, 0, 0, 0);
    let start = std::time::Instant::now();
    for person in &asking {
        let form = Form::of(person, "AU");
        let mut found: HashSet<usize> = HashSet::new();
        for key in keys(person, "AU") {
            if let Some(block) = blocks.get(&key).filter(|b| b.len() <= matching::blocking::CAP) {
                found.extend(block);
            }
        }
        let mut found: Vec<usize> = found.into_iter().collect();
        found.sort_unstable();
        compared += found.len();
        let mut scores: Vec<(usize, f64, f64)> = found
            .into_iter()
            .map(|at| {
                let score = score(&form, &forms[at], &counts);
                (at, score.log_odds, score.probability)
            })
            .collect();
        scores.sort_by(|a, b| b.1.total_cmp(&a.1));
        reached += usize::from(scores.iter().any(|(at, _, _)| known(&stored[*at], person)));
        first += usize::from(scores.first().is_some_and(|(at, _, _)| known(&stored[*at], person)));
        for (at, _, _) in scores.iter().filter(|(_, _, probability)| *probability >= MATCH_FROM) {
            if known(&stored[*at], person) { right += 1 } else { wrong += 1 }
        }
    }
    let part = |a: usize, b: usize| {
        f64::from(u32::try_from(a).unwrap()) / f64::from(u32::try_from(b).unwrap().max(1))
    };
    let (precision, recall) = (part(right, right + wrong), part(right, pairs.len()));
    println!("customers {}  asking {}", counts.customers(), asking.len());
    println!(
        "candidates found {:.4}  per record {:.1}",
        part(reached, asking.len()),
        part(compared, asking.len())
    );
    println!("top-1 {:.4}", part(first, asking.len()));
    let f1 = 2.0 * precision * recall / (precision + recall);
    println!("precision {precision:.4}  recall {recall:.4}  F1 {f1:.4}");
    println!("{:.0} µs a record", start.elapsed().as_secs_f64() * 1e6 / part(asking.len(), 1));
}
