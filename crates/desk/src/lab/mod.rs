//! The administrator's lab: how well people are told apart, measured on pairs whose truth somebody
//! knows. Nothing here is kept and nothing is learned from the pairs: the same files give the same
//! figures. (The crate of that name is for developers and is not shipped.)

mod curve;
mod labelled;

use crate::Desk;
use crate::failure::{Failure, Refused, Result};
use crate::receipt::{Line, Ruling};
pub use curve::{Assay, Bin, Point};
use labelled::{Labelled, Unusable};
use matching::decide::Policy;
use std::sync::Arc;

/// What is measured.
pub enum Sample {
    /// Pairs of customers of this desk's copy: `id,id,same|different` a line.
    Copy { pairs: String },
    /// Records of files, one JSON object a line, and the pairs among them that are one person;
    /// without `b`, `a` against itself.
    Files { a: String, b: Option<String>, pairs: String },
}

/// Larger files are measured with the developers' lab.
const LARGEST: usize = 64 * 1024 * 1024;

impl Desk {
    pub async fn assay(self: &Arc<Self>, sample: Sample) -> Result<Assay> {
        let bytes = match &sample {
            Sample::Copy { pairs } => pairs.len(),
            Sample::Files { a, b, pairs } => {
                a.len() + b.as_ref().map_or(0, String::len) + pairs.len()
            }
        };
        if bytes > LARGEST {
            let refused = Refused::new("sample", "too_long", "more than 64 MB are too much here");
            return Err(Failure::Invalid(vec![refused]));
        }
        let desk = Arc::clone(self);
        tokio::task::spawn_blocking(move || {
            let labelled = match &sample {
                Sample::Copy { pairs } => desk.pairs_of_copy(pairs)?,
                Sample::Files { a, b, pairs } => {
                    labelled::of_files(a, b.as_deref(), pairs, desk.country()).map_err(unusable)?
                }
            };
            Ok(curve::measured(labelled))
        })
        .await?
    }

    /// Which of the latest decisions would be others under these thresholds.
    pub async fn past_under(
        self: &Arc<Self>,
        use_from: f64,
        ask_from: f64,
    ) -> Result<(usize, Vec<(Line, Ruling)>)> {
        /// So many are decided anew while a slider is moved.
        const LATEST: usize = 500;
        let desk = Arc::clone(self);
        tokio::task::spawn_blocking(move || {
            let policy = Policy { use_from, ask_from, ..Policy::SEED }.bounded();
            desk.under(policy, LATEST)
        })
        .await?
    }

    /// Blocks.
    fn pairs_of_copy(&self, pairs: &str) -> Result<Labelled> {
        let counts = self.store.theirs.frequencies()?;
        let known = |id: &str| Ok::<_, Failure>(self.known(id)?.map(|person| person.record));
        let mut labelled = Labelled::default();
        for (line, pair) in labelled::pairs(pairs) {
            match pair {
                Err(why) => labelled.unusable.push(Unusable { line, why }),
                Ok(pair) => match (known(&pair.one)?, known(&pair.other)?) {
                    (Some(one), Some(other)) => {
                        labelled.add(&one, &other, pair.same, &counts, self.country());
                    }
                    _ => labelled.unusable.push(Unusable { line, why: "unknown_id" }),
                },
            }
        }
        if labelled.scored.is_empty() {
            return Err(unusable("no_pairs"));
        }
        Ok(labelled)
    }
}

fn unusable(why: &'static str) -> Failure {
    Failure::Invalid(vec![Refused::new("sample", why, "these files cannot be measured")])
}
