//! Looking again whether pairs are solved: one of them is no longer in the network, or was joined
//! to the other.

use super::Pair;
use crate::Desk;
use crate::ask::{Asked, PATIENCE};
use crate::failure::{Failure, Result};
use matching::tree::{keys_of, same_key};
use std::sync::Arc;

/// At most so many pairs are asked about at once: the network is asked twice for each.
const MOST: usize = 100;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    pub solved: usize,
    pub still_two: usize,
    /// The network was not asked, or did not answer.
    pub unknown: usize,
}

impl Desk {
    pub async fn check_duplicates(self: &Arc<Self>) -> Result<Checked> {
        let mut checked = Checked::default();
        let open = self.duplicates().await?.into_iter();
        let mut open: Vec<Pair> = open.filter(|pair| pair.duplicate.solved.is_none()).collect();
        // Those that were never looked at come first.
        open.sort_by(|a, b| a.duplicate.checked_at.cmp(&b.duplicate.checked_at));
        for (at, pair) in open.iter().enumerate() {
            let solved = if at < MOST { self.solved(pair).await? } else { None };
            let Some(solved) = solved else {
                checked.unknown += 1;
                continue;
            };
            let (desk, now) = (Arc::clone(self), self.clock.now());
            let ids = (pair.duplicate.one.clone(), pair.duplicate.other.clone());
            tokio::task::spawn_blocking(move || {
                let ids = (ids.0.as_str(), ids.1.as_str());
                desk.store.mine.duplicate_checked(ids, solved.then_some("gone"), now)
            })
            .await??;
            if solved { checked.solved += 1 } else { checked.still_two += 1 }
        }
        Ok(checked)
    }

    /// `None` where the network did not say.
    async fn solved(self: &Arc<Self>, pair: &Pair) -> Result<Option<bool>> {
        let mut records = Vec::new();
        for id in [&pair.duplicate.one, &pair.duplicate.other] {
            match self.refresh(id, PATIENCE).await {
                Err(Failure::NotFound) | Ok((_, Asked::Failed(network::Failure::Gone, _))) => {
                    return Ok(Some(true));
                }
                Ok((person, Asked::Answered(..))) if person.record.is_gone() => {
                    return Ok(Some(true));
                }
                Ok((person, Asked::Answered(..))) => records.push(person.record),
                Ok(_) | Err(Failure::Offline { .. }) => return Ok(None),
                Err(failure) => return Err(failure),
            }
        }
        let [one, other] = records.as_slice() else { return Ok(None) };
        let joined = |into: &customer::Record, key: Option<&str>| {
            let others = keys_of(into).into_iter().filter(|known| Some(*known) != into.key());
            let others = others.collect::<Vec<_>>();
            key.is_some_and(|key| others.iter().any(|known| same_key(known, key)))
        };
        Ok(Some(joined(one, other.key()) || joined(other, one.key())))
    }
}
