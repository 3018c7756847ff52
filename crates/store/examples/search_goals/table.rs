//! The goals, and whether they were reached.

use crate::{
    Failed,
    kinds::KINDS,
    seen::{Recall, Seen, Times},
};
use std::io::Write;

const P50: f64 = 0.05;
const P99: f64 = 1.3;
const WORST: f64 = 8.0;
const GROWTH: f64 = 3.0;
const FIRST_RESULT: f64 = 300.0;
const INDEX_BYTES: f64 = 200.0;
const RESIDENT: f64 = 400.0;

/// Of the questions that can be decided.
fn recall(kind: &str) -> f64 {
    match kind {
        _ if kind.contains("typo in a start") => 0.97,
        _ if kind.starts_with("1 typo") => 0.99,
        _ if kind.starts_with("2 typos") => 0.98,
        _ if kind.contains("nickname") => 0.98,
        _ => 1.0,
    }
}

fn reached(yes: bool) -> &'static str {
    if yes { "yes" } else { "**no**" }
}

fn share(recall: Recall) -> String {
    recall.share().map_or_else(|| "–".to_owned(), |share| format!("{share:.3} of {}", recall.of))
}

fn three(times: &Times) -> String {
    format!("{:.3} / {:.3} / {:.3}", times.at(500), times.at(990), times.at(1000))
}

pub fn print(out: &mut impl Write, few: Option<&Seen>, many: &Seen) -> Result<(), Failed> {
    writeln!(
        out,
        "{} customers, encrypted; milliseconds, p50 / p99 / worst\n\n\
         | kind | ten ids | p99 ≤ {P99}, worst ≤ {WORST} | with records | p99 with {} customers | decided | near | others | goal | reached |\n\
         |---|---|---|---|---|---|---|---|---|---|",
        many.customers,
        few.map_or(0, |few| few.customers),
    )?;
    for (at, ((name, _), kind)) in KINDS.iter().zip(&many.kinds).enumerate() {
        let before = few.and_then(|few| few.kinds.get(at)).map(|kind| kind.ids.at(990));
        let goal = recall(name);
        let told = kind.decided.share().map(|share| reached(share >= goal));
        writeln!(
            out,
            "| {name} | {} | {} | {} | {} | {} | {} | {} | {goal} | {} |",
            three(&kind.ids),
            reached(kind.ids.at(990) <= P99 && kind.ids.at(1000) <= WORST),
            three(&kind.whole),
            before.map_or_else(|| "–".to_owned(), |before| format!("{before:.3}")),
            share(kind.decided),
            share(kind.near),
            share(kind.others),
            told.unwrap_or("–"),
        )?;
    }
    writeln!(out, "\n| all of them | seen | goal | reached |\n|---|---|---|---|")?;
    let rows = [
        ("all kinds, ten ids", &many.all),
        ("all kinds, with records", &many.whole_all),
        ("all kinds, key by key", &many.any),
        ("names, key by key", &many.names),
    ];
    for (name, times) in rows {
        for (at, goal) in [(500, P50), (990, P99), (1000, WORST)] {
            let which = ["p50", "p99", "worst"][usize::from(at > 500) + usize::from(at > 990)];
            let (seen, of) = (times.at(at), times.len());
            let told = reached(seen <= goal);
            writeln!(out, "| {name} ({of}), {which} | {seen:.3} ms | {goal} ms | {told} |")?;
        }
    }
    if let Some(few) = few {
        for (name, few, many) in
            [("all kinds", &few.all, &many.all), ("names, key by key", &few.names, &many.names)]
        {
            let growth = many.at(990) / few.at(990).max(1e-6);
            let (few, told) = (few.at(990), reached(growth <= GROWTH));
            writeln!(
                out,
                "| growth of p99, {name}, from {few:.3} ms | {growth:.1}× | {GROWTH}× | {told} |"
            )?;
        }
    }
    for (name, seen, goal) in [
        ("first result after opening, ms", many.first_result_ms, FIRST_RESULT),
        ("index in memory, bytes a customer", many.index_bytes_each, INDEX_BYTES),
        ("most resident, MiB", many.resident_mib, RESIDENT),
    ] {
        writeln!(out, "| {name} | {seen:.0} | {goal} | {} |", reached(seen <= goal))?;
    }
    writeln!(out, "\nThe whole index was in memory after {:.1} s.", many.warm_ms / 1e3)?;
    Ok(())
}
