//! The figures: of what a method says about each event, with the truth beside it.

use crate::{float, share};

/// A candidate, best first: how strongly, how probable, and whether it is the right person.
#[derive(Clone, Copy)]
pub struct Said {
    pub log_odds: f64,
    pub probability: f64,
    pub right: bool,
}

pub struct Judged {
    pub returning: bool,
    pub said: Vec<Said>,
}

#[derive(Clone, Copy, Debug, Default)]
pub struct Figures {
    /// Returning customers whose row is among the candidates.
    pub found: f64,
    pub mean_candidates: f64,
    pub most_candidates: f64,
    pub top1: f64,
    pub top3: f64,
    pub top5: f64,
    pub best_f1: f64,
    pub best_precision: f64,
    pub best_recall: f64,
    /// Precision of the best candidate in the half of all events that are surest.
    pub at_half: f64,
    pub at_forty: f64,
    /// Returning customers taken for new, where so many of the new ones are asked needlessly.
    pub silent_at_25: f64,
    pub silent_at_10: f64,
}

impl Figures {
    pub fn of(judged: &[Judged]) -> Self {
        let returning = judged.iter().filter(|event| event.returning).count();
        let within = |most: usize| {
            let right = |event: &&Judged| event.said.iter().take(most).any(|said| said.right);
            share(judged.iter().filter(|event| event.returning).filter(right).count(), returning)
        };
        let (best_f1, best_precision, best_recall) = best_f1(judged, returning);
        let candidates: Vec<usize> = judged.iter().map(|event| event.said.len()).collect();
        Self {
            found: within(usize::MAX),
            mean_candidates: share(candidates.iter().sum(), judged.len()),
            most_candidates: float(candidates.iter().copied().max().unwrap_or(0)),
            top1: within(1),
            top3: within(3),
            top5: within(5),
            best_f1,
            best_precision,
            best_recall,
            at_half: surest(judged, judged.len() / 2),
            at_forty: surest(judged, judged.len() * 2 / 5),
            silent_at_25: silent(judged, returning, 0.25),
            silent_at_10: silent(judged, returning, 0.10),
        }
    }

    pub fn mean(all: &[Self]) -> Self {
        let mean = |of: fn(&Self) -> f64| all.iter().map(of).sum::<f64>() / float(all.len().max(1));
        Self {
            found: mean(|f| f.found),
            mean_candidates: mean(|f| f.mean_candidates),
            most_candidates: all.iter().map(|f| f.most_candidates).fold(0.0, f64::max),
            top1: mean(|f| f.top1),
            top3: mean(|f| f.top3),
            top5: mean(|f| f.top5),
            best_f1: mean(|f| f.best_f1),
            best_precision: mean(|f| f.best_precision),
            best_recall: mean(|f| f.best_recall),
            at_half: mean(|f| f.at_half),
            at_forty: mean(|f| f.at_forty),
            silent_at_25: mean(|f| f.silent_at_25),
            silent_at_10: mean(|f| f.silent_at_10),
        }
    }
}

fn best(event: &Judged) -> Option<&Said> {
    event.said.first()
}

fn ranked(judged: &[Judged]) -> Vec<&Said> {
    let mut all: Vec<&Said> =
        judged.iter().filter_map(best).filter(|said| said.log_odds.is_finite()).collect();
    all.sort_by(|a, b| b.log_odds.total_cmp(&a.log_odds));
    all
}

fn best_f1(judged: &[Judged], returning: usize) -> (f64, f64, f64) {
    let mut best = (0.0, 0.0, 0.0);
    let mut right = 0;
    let all = ranked(judged);
    for (at, said) in all.iter().enumerate() {
        right += usize::from(said.right);
        // A threshold lies between two different scores.
        if all.get(at + 1).is_some_and(|next| next.log_odds >= said.log_odds) {
            continue;
        }
        let (precision, recall) = (share(right, at + 1), share(right, returning));
        let f1 = 2.0 * precision * recall / (precision + recall).max(f64::MIN_POSITIVE);
        if f1 > best.0 {
            best = (f1, precision, recall);
        }
    }
    best
}

fn surest(judged: &[Judged], count: usize) -> f64 {
    let all = ranked(judged);
    let used = &all[..count.min(all.len())];
    share(used.iter().filter(|said| said.right).count(), used.len())
}

fn silent(judged: &[Judged], returning: usize, asked: f64) -> f64 {
    let odds = |event: &Judged| best(event).map_or(f64::NEG_INFINITY, |said| said.log_odds);
    let mut new: Vec<f64> = judged.iter().filter(|event| !event.returning).map(odds).collect();
    new.sort_by(|a, b| b.total_cmp(a));
    let mut at = 0;
    while crate::share(at + 1, new.len()) <= asked {
        at += 1;
    }
    let from = new.get(at).copied().unwrap_or(f64::NEG_INFINITY);
    let silent = judged
        .iter()
        .filter(|event| {
            event.returning && (odds(event) <= from || odds(event) == f64::NEG_INFINITY)
        })
        .count();
    share(silent, returning)
}

/// Of the pairs said to be so probable, how many are right: `(from, to, pairs, mean said, right)`.
pub fn reliability(judged: &[Judged]) -> Vec<(f64, f64, usize, f64, f64)> {
    const EDGES: [f64; 12] = [0.0, 0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999];
    let said: Vec<&Said> = judged.iter().flat_map(|event| &event.said).collect();
    EDGES
        .iter()
        .enumerate()
        .map(|(at, from)| {
            let to = EDGES.get(at + 1).copied().unwrap_or(1.0 + f64::EPSILON);
            let inside: Vec<&&Said> =
                said.iter().filter(|s| s.probability >= *from && s.probability < to).collect();
            let right = inside.iter().filter(|said| said.right).count();
            let mean = inside.iter().map(|said| said.probability).sum::<f64>()
                / float(inside.len().max(1));
            (*from, to.min(1.0), inside.len(), mean, share(right, inside.len()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(returning: bool, said: &[(f64, bool)]) -> Judged {
        let said = said
            .iter()
            .map(|(log_odds, right)| Said {
                log_odds: *log_odds,
                probability: 1.0 / (1.0 + (-log_odds).exp()),
                right: *right,
            })
            .collect();
        Judged { returning, said }
    }

    #[test]
    fn the_figures_of_a_small_day_are_what_one_counts_by_hand() {
        let judged = [
            event(true, &[(9.0, true), (1.0, false)]),
            event(true, &[(8.0, true)]),
            event(true, &[(3.0, false), (2.0, true)]),
            event(true, &[]),
            event(false, &[(1.0, false)]),
            event(false, &[]),
        ];
        let figures = Figures::of(&judged);
        assert_eq!((figures.found, figures.top1, figures.top3), (0.75, 0.5, 0.75));
        assert_eq!(figures.at_half, 2.0 / 3.0);
        assert!((figures.best_f1 - 2.0 * 0.5 / 1.5).abs() < 1e-9, "{}", figures.best_f1);
        assert_eq!(figures.silent_at_25, 0.25, "nobody new is asked, one has no candidate");
    }
}
