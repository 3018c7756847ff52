//! The outbox's runner for this desk, and what may wake it.

use crate::clock::blocking;
use crate::failure::{Failure, Result};
use crate::generation::{Generation, Marked};
use crate::start::{Desk, Start};
use crate::sync::{Runner, RunnerStart, SyncConfig};
use network::profile::{self, Profile};
use std::sync::Arc;
use store::mine::Tally;

impl Desk {
    /// None where another process on this computer is sending already. The lock is held until
    /// the runner is dropped.
    pub async fn runner(self: &Arc<Self>) -> Result<Option<Arc<Runner>>> {
        let network = match self.network() {
            Ok(network) => network,
            Err(crate::ask::Silence::NotConfigured) => return Err(Failure::NotConfigured),
            Err(_) => {
                return Err(Failure::SignIn { why: "there are no credentials yet".to_owned() });
            }
        };
        let desk = Arc::clone(self);
        let runner = blocking(&*self.clock, move || {
            let lag = u64::from(network.profile().search.lag_seconds.value);
            let settle_ms = desk.settle_seconds().saturating_add(lag).saturating_mul(1000);
            let (store, keys) = (Arc::clone(&desk.store), Arc::clone(&desk.keys));
            let generation = Generation::new(store, keys, Arc::clone(&desk.clock), settle_ms);
            let generation = Arc::new(generation);
            let start = RunnerStart {
                store: Arc::clone(&desk.store),
                network: Arc::new(Marked::new(network, Arc::clone(&generation))),
                clock: Arc::clone(&desk.clock),
                config: SyncConfig {
                    settle_seconds: desk.settle_seconds(),
                    probe_seconds: desk.config.sync.probe_seconds,
                    dealer: desk.dealer(),
                    lane: desk.lane(),
                    country: desk.country().to_owned(),
                },
                data_dir: &desk.data_dir,
            };
            let runner = Runner::new(start)?;
            if runner.is_some() {
                generation.look()?;
                if let Some(ballast) = desk.store.mine.ballast() {
                    ballast.lay();
                }
            }
            Ok::<_, Failure>(runner)
        })
        .await??;
        if runner.is_some() {
            self.tend_mine();
            self.tend_privacy();
        }
        Ok(runner)
    }

    /// How long a write of unknown outcome may still appear at the network.
    pub fn settle_seconds(&self) -> u64 {
        settle_seconds(self.config.sync.settle_seconds, self.profile())
    }

    /// What waits for the dealer that is set up.
    pub async fn tally(self: &Arc<Self>) -> Result<Tally> {
        let desk = Arc::clone(self);
        let tally = move || Ok(desk.store.mine.tally_of(&desk.dealer())?);
        crate::health::patiently(blocking(&*self.clock, tally)).await
    }

    /// How many unfinished entries are for other dealers. They are kept, and sent only when that
    /// dealer is set up again.
    pub async fn for_other_dealers(self: &Arc<Self>) -> Result<u64> {
        let desk = Arc::clone(self);
        blocking(&*self.clock, move || {
            let mine = &desk.store.mine;
            Ok(mine.tally()?.live().saturating_sub(mine.tally_of(&desk.dealer())?.live()))
        })
        .await?
    }
}

/// What is set here, else what the profile of the DMS declares. Of one nobody knows the worst is
/// taken to be true.
fn settle_seconds(set: Option<u64>, profile: Option<&Profile>) -> u64 {
    let declared = |profile: &Profile| u64::from(profile.writes.settle_seconds.value);
    set.or_else(|| profile.map(declared))
        .or_else(|| profile::all().iter().map(declared).max())
        .unwrap_or(u64::MAX)
}

/// New credentials: what was paused because of the old ones goes on. Blocks.
pub fn wake_after_sign_in(start: Start) -> Result<()> {
    let desk = Desk::start(start)?;
    desk.store.mine.wake_lane(&desk.lane())?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_write_may_appear_for_as_long_as_its_network_declares_unless_somebody_set_it() {
        let mut slow = profile::by_id("mykaarma").unwrap().clone();
        slow.writes.settle_seconds.value = 300;
        assert_eq!(settle_seconds(None, Some(&slow)), 300);
        slow.writes.settle_seconds.value = 5;
        assert_eq!(settle_seconds(None, Some(&slow)), 5);
        assert_eq!(settle_seconds(Some(4), Some(&slow)), 4);
        assert_eq!(settle_seconds(None, None), 120, "the longest that any of them declares");
    }
}
