//! The tables that are printed, as they stand in `docs/SEARCH.md`.

use crate::{Failed, score::Score};
use std::io::Write;

type Rows<'a> = [(&'a str, Vec<Score>)];

pub fn heads(out: &mut dyn Write, what: &str, names: &[&str]) -> Result<(), Failed> {
    writeln!(out, "| {what} | {} |", names.join(" | "))?;
    writeln!(out, "|---|{}", "---|".repeat(names.len()))?;
    Ok(())
}

pub fn row(out: &mut dyn Write, name: &str, cells: Vec<String>) -> Result<(), Failed> {
    writeln!(out, "| {name} | {} |", cells.join(" | "))?;
    Ok(())
}

fn times(score: &Score) -> String {
    let digits = |ms: f64| match ms {
        ..1.0 => format!("{ms:.3}"),
        1.0..100.0 => format!("{ms:.1}"),
        _ => format!("{ms:.0}"),
    };
    let mut text = [500, 990, 1000].map(|at| digits(score.at(at))).join(" / ");
    if score.times.len() < score.wanted {
        text += &format!(" ({} asked)", score.times.len());
    }
    text
}

/// How many times ours theirs is, at the middle and at the slowest of a hundred.
fn ratios(score: &Score, ours: &Score) -> String {
    let ratio = |at: usize| {
        let times = score.at(at) / ours.at(at).max(1e-6);
        if times < 10.0 { format!("{times:.1}") } else { format!("{times:.0}") }
    };
    format!("{} / {}", ratio(500), ratio(990))
}

fn recall(score: &Score) -> String {
    let mut text = score.decided.text();
    if score.near.of > 0 {
        text += &format!(" / {}", score.near.text());
    }
    if score.decided.of < score.decidable {
        text += &format!(" ({} asked)", score.decided.of);
    }
    text
}

pub fn all(out: &mut dyn Write, names: &[&str], rows: &Rows) -> Result<(), Failed> {
    let together: Vec<Score> = (0..names.len())
        .map(|peer| Score::together(rows.iter().map(|(_, scores)| &scores[peer])))
        .collect();
    writeln!(out)?;
    heads(out, "ms: p50 / p99 / worst", names)?;
    for (name, scores) in rows {
        row(out, name, scores.iter().map(times).collect())?;
    }
    row(out, "**all kinds**", together.iter().map(times).collect())?;
    writeln!(out)?;
    heads(out, "times our p50 / p99", &names[1..])?;
    for (name, scores) in rows {
        row(out, name, scores[1..].iter().map(|score| ratios(score, &scores[0])).collect())?;
    }
    let all = together[1..].iter().map(|score| ratios(score, &together[0])).collect();
    row(out, "**all kinds**", all)?;
    writeln!(out)?;
    heads(out, "recall@10: decided / near", names)?;
    for (name, scores) in rows.iter().filter(|(_, scores)| scores[0].decidable > 0) {
        row(out, name, scores.iter().map(recall).collect())?;
    }
    Ok(())
}
