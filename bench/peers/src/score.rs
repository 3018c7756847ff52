//! How fast a peer answers the questions of a kind, and how surely.

use crate::{
    Failed, Peer, asked,
    questions::{ASKED, Question},
};
use std::time::{Duration, Instant};

/// How often the one who was meant was among the first ten.
#[derive(Clone, Copy, Default)]
pub struct Recall {
    right: u32,
    pub of: u32,
}

impl Recall {
    fn add(&mut self, right: bool) {
        self.right += u32::from(right);
        self.of += 1;
    }

    pub fn text(self) -> String {
        match self.of {
            0 => "–".to_owned(),
            of => format!("{:.3}", f64::from(self.right) / f64::from(of)),
        }
    }
}

#[derive(Clone, Default)]
pub struct Score {
    /// Of those asked in time, the fastest question first.
    pub times: Vec<Duration>,
    /// How many were to be timed.
    pub wanted: usize,
    pub decided: Recall,
    pub near: Recall,
    /// How many decided ones there are, asked or not.
    pub decidable: u32,
}

impl Score {
    /// In milliseconds.
    pub fn at(&self, thousandth: usize) -> f64 {
        let at = self.times.len().saturating_sub(1) * thousandth / 1000;
        self.times.get(at).map_or(0.0, |time| time.as_secs_f64() * 1e3)
    }

    /// All kinds together, each with the same weight however many of it were asked in time.
    pub fn together<'a>(scores: impl Iterator<Item = &'a Self>) -> Self {
        let mut all = Self::default();
        for score in scores.filter(|score| !score.times.is_empty()) {
            let spread = (0..ASKED).map(|at| score.times[at * score.times.len() / ASKED]);
            all.times.extend(spread);
            // Not lost where more times are known than are spread.
            all.times.extend(score.times.last());
        }
        all.wanted = all.times.len();
        all.times.sort_unstable();
        all
    }
}

/// The fastest of several, and what was found.
fn timed(peer: &mut dyn Peer, typed: &str) -> Result<(Duration, Vec<u32>), Failed> {
    const LONG: Duration = Duration::from_millis(50);
    let (mut best, mut found) = (Duration::MAX, Vec::new());
    let all = Instant::now();
    for round in 1..=5 {
        let begun = Instant::now();
        found = asked(peer, typed)?;
        best = best.min(begun.elapsed());
        if round > 1 && all.elapsed() > LONG {
            break;
        }
    }
    Ok((best, found))
}

/// `places` says where each customer stands in the order of equal matches.
pub fn of(
    peer: &mut dyn Peer,
    questions: &[Question],
    places: &[u32],
    patience: Duration,
) -> Result<Score, Failed> {
    let decidable = questions.iter().filter(|question| question.decided).count() as u32;
    let wanted = questions.len().min(ASKED);
    let mut score = Score { wanted, decidable, ..Score::default() };
    let (timed_ones, others) = questions.split_at(wanted);
    let mut recall = |question: &Question, found: &[u32]| {
        let right = found.contains(&places[question.n]);
        if question.decided {
            score.decided.add(right);
        }
        if question.is_near() {
            score.near.add(right);
        }
    };
    let mut begun = Instant::now();
    for question in timed_ones {
        let (time, found) = timed(peer, &question.asked.typed)?;
        recall(question, &found);
        score.times.push(time);
        if begun.elapsed() > patience {
            break;
        }
    }
    begun = Instant::now();
    for question in others.iter().filter(|question| question.decided) {
        recall(question, &asked(peer, &question.asked.typed)?);
        if begun.elapsed() > patience {
            break;
        }
    }
    score.times.sort_unstable();
    Ok(score)
}
