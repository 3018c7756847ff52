//! What a receipt's ruling says about whom somebody's word went against.

use super::Override;
use matching::Relation;
use matching::decide::SUPPORTS;
use serde::Deserialize;
use store::mine::{Apart, REASONS};

/// What is needed of a ruling: thousands of them are read, and their evidence is not.
#[derive(Deserialize)]
pub(super) struct Told {
    use_id: Option<String>,
    pub candidates: Vec<Likely>,
}

#[derive(Deserialize)]
pub(super) struct Likely {
    pub name: String,
    probability: f64,
    log_odds: f64,
    relation: Relation,
    ruled_out: bool,
}

impl Told {
    pub fn by(word: &Apart) -> Option<Self> {
        Self::read(word.ruling.as_deref()?)
    }

    /// A ruling of a form this program does not know says nothing to it.
    pub fn read(ruling: &str) -> Option<Self> {
        serde_json::from_str(ruling).ok()
    }

    /// Those it was said against: whom the program would have used, or held for that person nine to
    /// one. Whom somebody had ruled out before is no news.
    fn strong(&self) -> impl Iterator<Item = &Likely> {
        self.candidates.iter().filter(|one| {
            let likely = one.relation == Relation::Same && one.log_odds >= SUPPORTS;
            !one.ruled_out && (likely || self.would_use(one))
        })
    }

    fn would_use(&self, one: &Likely) -> bool {
        self.use_id.as_deref() == Some(one.name.as_str())
    }

    /// Whether it was about one of these, and those others were among the strong ones.
    pub fn kept_apart(&self, asked: &[String], others: &[String]) -> bool {
        !self.candidates.iter().any(|one| asked.contains(&one.name))
            && self.strong().any(|one| others.contains(&one.name))
    }

    pub fn overridden(&self, word: &Apart) -> Option<Override> {
        let best = self.strong().max_by(|a, b| a.log_odds.total_cmp(&b.log_odds))?;
        let reason = word.because.as_deref().map(|because| {
            REASONS.into_iter().find(|offered| *offered == because).unwrap_or("in_words")
        });
        Some(Override {
            receipt: word.receipt,
            at: word.at.clone(),
            who: word.who.clone(),
            said: word.said,
            probability: best.probability,
            would_use: self.strong().any(|one| self.would_use(one)),
            reason,
        })
    }
}
