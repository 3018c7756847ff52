//! Receipts as they are listed and opened.

use super::snapshot::{Ruling, Snapshot};
use crate::Desk;
use crate::failure::{Failure, Result};
use std::sync::Arc;
use store::mine::{Occasion, Receipt as Stored, Said};
use uuid::Uuid;

/// One line of a list.
pub struct Line {
    /// Goes on behind it.
    pub n: i64,
    pub id: Uuid,
    pub at: String,
    pub who: String,
    pub occasion: Occasion,
    pub said: Said,
    pub op_id: Option<Uuid>,
    pub chosen: Option<String>,
    pub because: Option<String>,
    /// `None` once a person in it was forgotten.
    pub kept: Option<(Snapshot, Ruling)>,
}

pub struct Receipt {
    pub line: Line,
    /// The ruling as it was stored, to the byte.
    pub stored: String,
}

fn line(stored: Stored) -> Result<Line> {
    let fault = |fault: serde_json::Error| Failure::Store(fault.into());
    let kept = stored.kept.map(|kept| -> Result<_> {
        let snapshot = serde_json::from_str(&kept.snapshot).map_err(fault)?;
        Ok((snapshot, serde_json::from_str(&kept.ruling).map_err(fault)?))
    });
    Ok(Line {
        n: stored.n,
        id: stored.id,
        at: stored.at,
        who: stored.who,
        occasion: stored.occasion,
        said: stored.said,
        op_id: stored.op_id,
        chosen: stored.chosen,
        because: stored.because,
        kept: kept.transpose()?,
    })
}

impl Desk {
    /// Newest first; `before` goes on where an earlier answer ended.
    pub async fn receipts(self: &Arc<Self>, before: Option<i64>, most: usize) -> Result<Vec<Line>> {
        let desk = Arc::clone(self);
        tokio::task::spawn_blocking(move || {
            desk.store.mine.receipts(before, most)?.into_iter().map(line).collect()
        })
        .await?
    }

    /// Those that name a customer, under whatever id they had then.
    pub async fn receipts_about(self: &Arc<Self>, name: &str, most: usize) -> Result<Vec<Line>> {
        let (desk, name) = (Arc::clone(self), name.to_owned());
        tokio::task::spawn_blocking(move || {
            let ids = desk.names_of(&name)?;
            desk.store.mine.receipts_about(&ids, most)?.into_iter().map(line).collect()
        })
        .await?
    }

    /// Those of an entry.
    pub async fn receipts_of(self: &Arc<Self>, op_id: Uuid) -> Result<Vec<Line>> {
        let desk = Arc::clone(self);
        tokio::task::spawn_blocking(move || {
            desk.store.mine.receipts_of(op_id)?.into_iter().map(line).collect()
        })
        .await?
    }

    pub async fn receipt_of(self: &Arc<Self>, id: Uuid) -> Result<Receipt> {
        let desk = Arc::clone(self);
        tokio::task::spawn_blocking(move || desk.read_receipt(id)).await?
    }

    /// Blocks.
    pub(super) fn read_receipt(&self, id: Uuid) -> Result<Receipt> {
        let found = self.store.mine.receipt(id)?.ok_or(Failure::NotFound)?;
        let stored = found.kept.as_ref().map(|kept| kept.ruling.clone()).unwrap_or_default();
        Ok(Receipt { line: line(found)?, stored })
    }

    /// Every id a customer is or was known by here. Blocks.
    pub(crate) fn names_of(&self, name: &str) -> Result<Vec<String>> {
        let mut ids = vec![name.to_owned()];
        if let Some(person) = self.known(name)? {
            ids.push(person.local_id.to_string());
            ids.extend(person.id);
            ids.extend(self.store.mine.former_ids(person.local_id)?);
        }
        ids.sort();
        ids.dedup();
        Ok(ids)
    }
}
