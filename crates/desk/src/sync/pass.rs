//! One pass over what is ready: up to four entries at once, one at a time for each customer, and
//! nobody waits for anybody else's trouble.

use super::connection::Connection;
use super::meaning::{Line, of_line, of_read};
use super::runner::Runner;
use super::{Failure, Result};
use outbox::{Entry, Event, Kind, State};
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;
use store::mine::{Mine, Tally, Which};
use tokio::task::JoinSet;
use uuid::Uuid;

/// What a call to the runner brought.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// Entries that reached the network during the call.
    pub done: u64,
    pub waiting: u64,
    pub sending: u64,
    pub checking: u64,
    pub needs_person: u64,
    /// Entries for other dealers than the one that is set up: kept, and sent by nobody now.
    pub others: u64,
    /// Of those under way: how many can go on without a person.
    pub movable: u64,
    pub connection: Connection,
    /// Whether the network answered at all since the program started.
    pub reached: bool,
}

impl Summary {
    /// Nothing is left that could move by itself: not while somebody has to look at the line.
    pub const fn is_idle(&self) -> bool {
        self.movable == 0 || matches!(self.connection, Connection::Paused(_))
    }
}

/// Marks a customer as busy for as long as it lives, however its task ends.
struct Busy {
    runner: Arc<Runner>,
    local_id: Uuid,
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.runner.under_way().remove(&self.local_id);
    }
}

impl Runner {
    /// Everything that is ready, and what becomes ready by it.
    pub async fn pass(self: &Arc<Self>) -> Result<Summary> {
        self.pass_within(None).await
    }

    /// The same, cut off when time is up: what is under way then has an unknown outcome.
    pub async fn pass_within(self: &Arc<Self>, patience: Option<Duration>) -> Result<Summary> {
        let before = self.own_tally().await?;
        self.drain(patience).await?;
        self.summary(&before).await
    }

    pub(super) async fn own_tally(&self) -> Result<Tally> {
        let dealer = self.config.dealer.clone();
        self.mine(move |mine| mine.tally_of(&dealer)).await
    }

    pub(super) async fn summary(&self, before: &Tally) -> Result<Summary> {
        let status = self.show().await?;
        let tally = status.tally;
        let all = self.mine(Mine::tally).await?;
        let dealer = self.config.dealer.clone();
        let mut live = self.mine(|mine| mine.entries(Which::Live)).await?;
        live.retain(|entry| entry.dealer == dealer);
        Ok(Summary {
            done: tally.in_dms.saturating_sub(before.in_dms),
            waiting: tally.waiting,
            sending: tally.sending,
            checking: tally.checking,
            needs_person: tally.needs_person,
            others: all.live().saturating_sub(tally.live()),
            movable: u64::try_from(outbox::movable(&live)).unwrap_or(u64::MAX),
            connection: status.connection,
            reached: self.was_reached(),
        })
    }

    pub(super) async fn drain(self: &Arc<Self>, patience: Option<Duration>) -> Result<()> {
        self.reclaim().await?;
        let mut tasks = JoinSet::new();
        let all = self.drain_into(&mut tasks);
        let outcome = match patience {
            None => all.await,
            Some(patience) => tokio::time::timeout(patience, all).await.unwrap_or(Ok(())),
        };
        // What is still under way is stopped where it stands, and judged by what was stored.
        tasks.shutdown().await;
        if patience.is_some() {
            self.reclaim().await?;
        }
        outcome
    }

    async fn drain_into(self: &Arc<Self>, tasks: &mut JoinSet<Result<()>>) -> Result<()> {
        let mut queue = VecDeque::new();
        let mut trouble = None;
        // The first try after the network was lost goes alone: it tells about all of them.
        let mut stop = false;
        loop {
            while !stop && trouble.is_none() {
                if queue.is_empty() {
                    queue.extend(self.ready_now().await?);
                }
                let Ok(lane) = Arc::clone(&self.lanes).try_acquire_owned() else { break };
                let Some(entry) = queue.pop_front() else { break };
                let Some(busy) = self.occupy(&entry) else { continue };
                let runner = Arc::clone(self);
                tasks.spawn(async move {
                    let done = runner.advance(entry).await;
                    drop((busy, lane));
                    done
                });
            }
            match tasks.join_next().await {
                None => break,
                Some(Ok(Ok(()))) => {}
                Some(Ok(Err(failure))) => trouble = trouble.or(Some(failure)),
                Some(Err(_)) => trouble = trouble.or(Some(Failure::Stopped)),
            }
            stop = self.is_offline();
            // What was ready may not be any more: a lane was paused, a customer got another entry.
            queue.clear();
            self.show().await?;
        }
        match trouble {
            None => self.check_for_twins().await,
            Some(failure) => Err(failure),
        }
    }

    async fn ready_now(&self) -> Result<Vec<Entry>> {
        if self.standing().await?.held.is_some() {
            return Ok(vec![]);
        }
        let (lane, dealer) = (self.config.lane.clone(), self.config.dealer.clone());
        let now_ms = self.now().mono_ms;
        let ready = self.mine(move |mine| mine.ready(&lane, &dealer, now_ms)).await?;
        let under_way = self.under_way();
        Ok(ready.into_iter().filter(|entry| !under_way.contains_key(&entry.local_id)).collect())
    }

    fn occupy(self: &Arc<Self>, entry: &Entry) -> Option<Busy> {
        let mut under_way = self.under_way();
        if under_way.contains_key(&entry.local_id) {
            return None;
        }
        under_way.insert(entry.local_id, entry.op_id);
        Some(Busy { runner: Arc::clone(self), local_id: entry.local_id })
    }

    /// Entries that stand as under way though nobody is at them: their task was cut off, or could
    /// not store what came back.
    async fn reclaim(&self) -> Result<()> {
        let live = self.mine(|mine| mine.entries(Which::Live)).await?;
        for entry in live {
            let moving =
                matches!(entry.state, State::Preflight | State::Sending | State::Reconciling);
            let orphaned = moving
                && entry.dealer == self.config.dealer
                && !self.under_way().contains_key(&entry.local_id);
            if orphaned {
                self.moved(
                    self.record(entry.op_id, Event::Restarted { not_written: false }).await,
                )?;
            }
        }
        Ok(())
    }

    async fn advance(self: &Arc<Self>, entry: Entry) -> Result<()> {
        let moved = match (entry.state, entry.kind) {
            (State::Queued, Kind::Create) => self.send_create(&entry).await,
            (State::Queued, Kind::Update(section)) => self.send_update(&entry, section).await,
            (State::Ambiguous, Kind::Create) => self.look_for_create(&entry).await,
            (State::Ambiguous, Kind::Update(section)) => {
                self.look_for_update(&entry, section).await
            }
            _ => Ok(()),
        };
        self.moved(moved)
    }

    /// Somebody else decided about the entry in between: that is no trouble.
    fn moved<T>(&self, result: Result<T>) -> Result<()> {
        match result {
            Ok(_) => Ok(()),
            Err(Failure::Store(store::Failure::Outbox(_) | store::Failure::NotFound)) => Ok(()),
            Err(failure) => Err(failure),
        }
    }

    /// Takes note of what the answer says about the line; then it is the entry's business.
    pub(super) async fn met_with<T>(
        &self,
        answer: std::result::Result<T, network::Failure>,
    ) -> Result<std::result::Result<T, network::Failure>> {
        let line = answer.as_ref().map_or_else(of_line, |_| Line::Reached);
        self.meet(line);
        let portal = matches!(answer, Err(network::Failure::NotTheNetwork { .. }));
        if line == Line::Reached && !portal {
            self.note_contact().await?;
        }
        Ok(answer)
    }

    /// Before anything of a write is noted as begun: another entry may just have been told to wait.
    /// True where this one waits too.
    pub(super) async fn held_back(&self, entry: &Entry) -> Result<bool> {
        let Some(held) = self.standing().await?.held else { return Ok(false) };
        let after_ms = u64::try_from(held.left.as_millis()).unwrap_or(u64::MAX);
        self.record(entry.op_id, Event::Throttled { after_ms: Some(after_ms) }).await?;
        Ok(true)
    }

    /// A read on the entry's way failed.
    pub(super) async fn could_not_read(
        &self,
        entry: &Entry,
        failure: network::Failure,
    ) -> Result<()> {
        self.record(entry.op_id, of_read(failure, entry.kind)).await.map(drop)
    }
}
