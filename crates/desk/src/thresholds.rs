//! From where on somebody is used without asking, and from where on a person is asked: the shipped
//! thresholds, unless this desk's administrator has set others.

use crate::Desk;
use crate::failure::Result;
use matching::decide::Policy;
use matching::{Counts, Frequencies};
use serde_json::{Value, json};
use std::sync::Arc;
use store::Store;
use store::mine::Mine;

const SETTING: &str = "policy";

/// What every decision of this desk goes by. What cannot be read is what was shipped.
pub(crate) fn of(mine: &Mine) -> std::result::Result<Policy, store::Failure> {
    let set = mine.setting(SETTING)?.unwrap_or(Value::Null);
    let value = |name: &str, shipped: f64| set[name].as_f64().unwrap_or(shipped);
    let shipped = Policy::SEED;
    let use_from = value("use_from", shipped.use_from);
    let ask_from = value("ask_from", shipped.ask_from);
    Ok(Policy { use_from, ask_from, ..shipped }.bounded())
}

/// How often names and numbers occur at this dealer; where the copy cannot say, nothing is known of
/// it, and nobody has to wait for that.
pub(crate) fn counts(store: &Store) -> Box<dyn Frequencies + '_> {
    match store.theirs.frequencies() {
        Ok(counts) => Box::new(counts),
        Err(failure) => {
            tracing::error!(%failure, "the copy of the network could not be counted");
            Box::new(Counts::default())
        }
    }
}

impl Desk {
    pub async fn policy(self: &Arc<Self>) -> Result<Policy> {
        let desk = Arc::clone(self);
        tokio::task::spawn_blocking(move || Ok(of(&desk.store.mine)?)).await?
    }

    /// Sets the thresholds, within their limits; `None` goes back to those that were shipped.
    pub async fn set_policy(self: &Arc<Self>, thresholds: Option<(f64, f64)>) -> Result<Policy> {
        let desk = Arc::clone(self);
        tokio::task::spawn_blocking(move || {
            let (mine, author, now) = (&desk.store.mine, desk.author(), desk.clock.now());
            let (value, what) = match thresholds {
                None => (Value::Null, "thresholds as shipped".to_owned()),
                Some((use_from, ask_from)) => {
                    let policy = Policy { use_from, ask_from, ..Policy::SEED }.bounded();
                    let Policy { use_from, ask_from, .. } = policy;
                    let what =
                        format!("thresholds: use from {use_from:.1}, ask from {ask_from:.1}");
                    (json!({"use_from": use_from, "ask_from": ask_from}), what)
                }
            };
            mine.set_setting(SETTING, &value)?;
            mine.append_audit(&author, &what, None, now)?;
            Ok(of(mine)?)
        })
        .await?
    }
}
