//! What a form holds before it is saved: survives a crash, is nobody's record yet.

use crate::Desk;
use crate::failure::{Failure, Refused, Result};
use serde_json::Value;
use std::sync::Arc;
use store::mine::Draft;

/// A form is never larger; nor is its name.
const LARGEST: usize = 256 * 1024;
const LONGEST_KEY: usize = 200;

impl Desk {
    pub async fn save_draft(self: &Arc<Self>, key: String, value: Value) -> Result<()> {
        if key.is_empty() || key.len() > LONGEST_KEY || value.to_string().len() > LARGEST {
            let refused = Refused::new("draft", "too_long", "this is more than a form can hold");
            return Err(Failure::Invalid(vec![refused]));
        }
        let desk = Arc::clone(self);
        tokio::task::spawn_blocking(move || {
            Ok(desk.store.mine.save_draft(&key, &value, desk.clock.now())?)
        })
        .await?
    }

    pub async fn drafts(self: &Arc<Self>) -> Result<Vec<Draft>> {
        let desk = Arc::clone(self);
        tokio::task::spawn_blocking(move || Ok(desk.store.mine.drafts()?)).await?
    }

    pub async fn drop_draft(self: &Arc<Self>, key: String) -> Result<()> {
        let desk = Arc::clone(self);
        tokio::task::spawn_blocking(move || {
            desk.store.mine.drop_draft(&key)?;
            Ok(())
        })
        .await?
    }
}
