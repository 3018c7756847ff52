//! What somebody has said about two people, as it is listed, and taking it back.

use crate::Desk;
use crate::failure::{Failure, Result};
use std::sync::Arc;
use store::mine::Verdict;
use uuid::Uuid;

/// One of a pair, as this desk knows them now.
pub struct Side {
    /// As the verdict or the pair names them.
    pub id: String,
    pub local_id: Option<Uuid>,
    /// Empty where nobody here is known by that id any more.
    pub name: String,
    pub gone: bool,
}

pub struct Told {
    pub verdict: Verdict,
    pub one: Side,
    pub other: Side,
}

/// More than anybody reads.
const MOST: usize = 500;

impl Desk {
    /// Newest first; of one customer, or of everybody.
    pub async fn verdicts(self: &Arc<Self>, about: Option<&str>) -> Result<Vec<Told>> {
        let (desk, about) = (Arc::clone(self), about.map(str::to_owned));
        tokio::task::spawn_blocking(move || {
            let mine = &desk.store.mine;
            let mut verdicts = Vec::new();
            match about {
                None => verdicts = mine.verdicts(MOST)?,
                Some(name) => {
                    for id in desk.names_of(&name)? {
                        verdicts.extend(mine.verdicts_on(&id)?);
                    }
                    verdicts
                        .sort_by(|a, b| (&b.at, &b.one, &b.other).cmp(&(&a.at, &a.one, &a.other)));
                    verdicts.dedup();
                }
            }
            let told = |verdict: Verdict| {
                let (one, other) = (desk.side(&verdict.one)?, desk.side(&verdict.other)?);
                Ok(Told { verdict, one, other })
            };
            verdicts.into_iter().map(told).collect()
        })
        .await?
    }

    /// Takes a verdict back: the pair is asked about again.
    pub async fn revoke_verdict(self: &Arc<Self>, one: &str, other: &str) -> Result<()> {
        let (desk, one, other) = (Arc::clone(self), one.to_owned(), other.to_owned());
        tokio::task::spawn_blocking(move || {
            let (author, now) = (desk.author(), desk.clock.now());
            match desk.store.mine.revoke_verdict(&one, &other, &author, now)? {
                true => Ok(()),
                false => Err(Failure::NotFound),
            }
        })
        .await?
    }

    /// Blocks.
    pub(crate) fn side(&self, id: &str) -> Result<Side> {
        let known = self.known(id)?;
        Ok(Side {
            id: id.to_owned(),
            local_id: known.as_ref().map(|person| person.local_id),
            gone: known.as_ref().is_none_or(|person| person.record.is_gone()),
            name: known.map(|person| person.name()).unwrap_or_default(),
        })
    }
}
