//! What the thresholds would do with the pairs: counted once for each step of the sliders, so that
//! the window only looks up.

use super::labelled::{Labelled, Unusable};
use matching::decide::probability;

/// From these log odds on, so many pairs of one person and of two people are at or above.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    pub log_odds: f64,
    pub right: usize,
    pub wrong: usize,
}

/// Pairs that were said to be this likely, and how many of them are one person.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bin {
    pub from: f64,
    pub to: f64,
    pub pairs: usize,
    /// What was said, on average.
    pub said: f64,
    /// What is true.
    pub share: f64,
}

pub struct Assay {
    /// Pairs of one person, those that never became candidates too.
    pub same: usize,
    pub different: usize,
    pub missed: usize,
    /// At every step, from the lowest.
    pub curve: Vec<Point>,
    pub calibration: Vec<Bin>,
    /// Lines that could not be used, by why: how many, and the first.
    pub unusable: Vec<(&'static str, usize, usize)>,
}

/// The sliders' steps, in tenths.
const LOWEST: i32 = -70;
const HIGHEST: i32 = 140;

const BINS: [f64; 11] = [0.0, 0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999];

pub fn measured(labelled: Labelled) -> Assay {
    let Labelled { mut scored, missed, unusable } = labelled;
    scored.sort_by(|a, b| a.log_odds.total_cmp(&b.log_odds).then(a.same.cmp(&b.same)));
    let all_same = scored.iter().filter(|one| one.same).count();
    let different = scored.len() - all_same;
    let mut curve = Vec::new();
    let (mut below, mut same_below) = (0, 0);
    for tenth in LOWEST..=HIGHEST {
        let log_odds = f64::from(tenth) / 10.0;
        while let Some(one) = scored.get(below).filter(|one| one.log_odds < log_odds) {
            same_below += usize::from(one.same);
            below += 1;
        }
        let right = all_same - same_below;
        curve.push(Point { log_odds, right, wrong: scored.len() - below - right });
    }
    let calibration = BINS.iter().enumerate().filter_map(|(at, from)| {
        let to = BINS.get(at + 1).copied().unwrap_or(1.0);
        let within = scored.iter().filter(|one| {
            let said = probability(one.log_odds);
            said >= *from && (said < to || at + 1 == BINS.len())
        });
        let (mut pairs, mut said, mut right) = (0_usize, 0.0, 0_usize);
        for one in within {
            pairs += 1;
            said += probability(one.log_odds);
            right += usize::from(one.same);
        }
        let float = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
        let of = |sum: f64| sum / float(pairs);
        let bin = Bin { from: *from, to, pairs, said: of(said), share: of(float(right)) };
        (pairs > 0).then_some(bin)
    });
    Assay {
        same: all_same + missed,
        different,
        missed,
        calibration: calibration.collect(),
        curve,
        unusable: by_why(&unusable),
    }
}

fn by_why(lines: &[Unusable]) -> Vec<(&'static str, usize, usize)> {
    let mut by_why: Vec<(&'static str, usize, usize)> = Vec::new();
    for one in lines {
        match by_why.iter_mut().find(|(why, ..)| *why == one.why) {
            Some((_, count, _)) => *count += 1,
            None => by_why.push((one.why, 1, one.line)),
        }
    }
    by_why
}

#[cfg(test)]
mod tests {
    use super::super::labelled::Scored;
    use super::*;

    #[test]
    fn every_step_counts_what_is_at_or_above_it() {
        let one = |log_odds: f64, same: bool| Scored { log_odds, same };
        let scored = vec![one(7.0, true), one(-3.0, false), one(2.0, true), one(2.0, false)];
        let assay = measured(Labelled { scored, missed: 1, unusable: vec![] });
        assert_eq!((assay.same, assay.different, assay.missed), (3, 2, 1));
        let at = |log_odds: f64| {
            let point = assay.curve.iter().find(|point| (point.log_odds - log_odds).abs() < 1e-9);
            point.map(|point| (point.right, point.wrong)).unwrap()
        };
        assert_eq!(at(-3.0), (2, 2));
        assert_eq!(at(-2.9), (2, 1));
        assert_eq!(at(2.0), (2, 1));
        assert_eq!(at(6.9), (1, 0));
        assert_eq!(at(7.1), (0, 0));
        let sure = assay.calibration.last().unwrap();
        assert_eq!((sure.pairs, sure.share), (1, 1.0));
    }
}
