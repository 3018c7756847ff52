//! One pass over what is ready: up to four entries at once, one at a time for each customer, and
//! nobody waits for anybody else's trouble.

use super::connection::Connection;
use super::meaning::{Line, of_line, of_read};
use super::runner::{GLANCE, Runner};
use super::{Failure, Result};
use outbox::planted::{self, Bug};
use outbox::{Entry, Event, Kind, State};
use std::collections::VecDeque;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};
use store::mine::{Mine, Tally, Which};
use tokio::task::{JoinError, JoinSet};
use uuid::Uuid;

/// A task's end, while there was one to wait for.
type Ended = Option<std::result::Result<Result<()>, JoinError>>;

/// How often the tally is said while entries leave.
const SHOWN: Duration = Duration::from_millis(250);

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

/// Whether another program holds the file longer than we wait.
pub(super) const fn is_held(failure: &Failure) -> bool {
    matches!(failure, Failure::Store(store::Failure::Busy))
}

impl Runner {
    /// Everything that is ready, and what becomes ready by it.
    pub async fn pass(self: &Arc<Self>) -> Result<Summary> {
        self.pass_within(None).await
    }

    /// The same, cut off when time is up: what is under way then has an unknown outcome.
    pub async fn pass_within(self: &Arc<Self>, patience: Option<Duration>) -> Result<Summary> {
        let before = self.own_tally().await?;
        // Somebody means now, and the network may be back.
        if !self.may_send() {
            self.ask_soon();
            self.look_at_line().await?;
        }
        self.release_due().await?;
        if self.may_send() {
            self.drain(patience).await?;
        }
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
        let movable = self.mine(move |mine| mine.movable(&dealer)).await?;
        Ok(Summary {
            done: tally.in_dms.saturating_sub(before.in_dms),
            waiting: tally.waiting,
            sending: tally.sending,
            checking: tally.checking,
            needs_person: tally.needs_person,
            others: all.live().saturating_sub(tally.live()),
            movable: u64::try_from(movable).unwrap_or(u64::MAX),
            connection: status.connection,
            reached: self.was_reached(),
        })
    }

    pub(super) async fn drain(self: &Arc<Self>, patience: Option<Duration>) -> Result<()> {
        if self.unclaimed.swap(true, Ordering::Relaxed) {
            self.reclaim().await?;
        }
        let mut tasks = JoinSet::new();
        let all = self.drain_into(&mut tasks);
        let outcome = match patience {
            None => all.await,
            Some(patience) => tokio::time::timeout(patience, all).await.unwrap_or(Ok(())),
        };
        // What is still under way is stopped where it stands, and judged by what was stored.
        let cut_off = !tasks.is_empty();
        tasks.shutdown().await;
        if cut_off {
            self.reclaim().await?;
        }
        if outcome.is_ok() {
            self.unclaimed.store(false, Ordering::Relaxed);
        }
        outcome
    }

    async fn drain_into(self: &Arc<Self>, tasks: &mut JoinSet<Result<()>>) -> Result<()> {
        let mut queue = VecDeque::new();
        let mut trouble = None;
        let mut shown = self.clock.monotonic();
        let mut looked_for_twins = false;
        loop {
            // Nobody else finds out about a line that may be lost.
            if self.in_doubt() && trouble.is_none() {
                self.ask_the_line().await?;
            }
            while self.may_send() && trouble.is_none() {
                let Ok(lane) = Arc::clone(&self.lanes).try_acquire_owned() else { break };
                let next = match self.next_of(&mut queue).await {
                    // Another program holds the file: what is under way goes on, and it is looked
                    // again when the next one ends or a moment later.
                    Err(failure) if is_held(&failure) && !tasks.is_empty() => None,
                    next => next?,
                };
                let Some((entry, busy)) = next else { break };
                let runner = Arc::clone(self);
                tasks.spawn(async move {
                    let done = runner.advance(entry).await;
                    drop((busy, lane));
                    done
                });
            }
            let Some(ended) = self.first_to_end(tasks, &mut shown).await? else { continue };
            match ended {
                None if self.in_doubt() && trouble.is_none() => continue,
                // Beside whatever is saved meanwhile.
                None if !looked_for_twins && trouble.is_none() => {
                    looked_for_twins = true;
                    let runner = Arc::clone(self);
                    tasks.spawn(async move { runner.check_for_twins().await });
                }
                None => break,
                Some(Ok(Ok(()))) => {}
                Some(Ok(Err(failure))) => trouble = trouble.or(Some(failure)),
                Some(Err(_)) => trouble = trouble.or(Some(Failure::Stopped)),
            }
            let now = self.clock.monotonic();
            if now.saturating_duration_since(shown) >= SHOWN {
                shown = now;
                self.show_meanwhile().await?;
            }
        }
        trouble.map_or(Ok(()), Err)
    }

    /// What waits is told when the file can be read again, if not now.
    async fn show_meanwhile(&self) -> Result<()> {
        match self.show().await {
            Err(failure) if is_held(&failure) => Ok(()),
            shown => shown.map(drop),
        }
    }

    /// What ends first of what is under way; `None` where there may be more to begin: what was saved
    /// just now, and what has become due, need not wait for a slow one.
    async fn first_to_end(
        &self,
        tasks: &mut JoinSet<Result<()>>,
        shown: &mut Instant,
    ) -> Result<Option<Ended>> {
        if tasks.is_empty() {
            return Ok(Some(None));
        }
        let (mut glance, mut told) = (pin!(tokio::time::sleep(GLANCE)), false);
        loop {
            tokio::select! {
                biased;
                ended = tasks.join_next() => return Ok(Some(ended)),
                () = self.wake.notified() => return Ok(None),
                () = &mut glance => return Ok(None),
                // One that takes long is seen to be under way, though nothing ends meanwhile.
                () = tokio::time::sleep(SHOWN), if !told => {
                    told = true;
                    *shown = self.clock.monotonic();
                    self.show_meanwhile().await?;
                }
            }
        }
    }

    /// The next entry that may go on now. All are read only when those that were ready are under
    /// way; each is looked at again when its turn comes, as it may have been decided about.
    async fn next_of(
        self: &Arc<Self>,
        queue: &mut VecDeque<Uuid>,
    ) -> Result<Option<(Entry, Busy)>> {
        let mut read_all = false;
        loop {
            let Some(op_id) = queue.pop_front() else {
                if read_all {
                    return Ok(None);
                }
                read_all = true;
                queue.extend(self.ready_now().await?);
                continue;
            };
            let (lane, gate) = (self.config.lane.clone(), Arc::clone(&self.gate));
            let now_ms = self.now().mono_ms;
            let open = self.blocking(move |store| {
                let open = gate.standing()?.held.is_none();
                if !open || !store.mine.lane(&lane)?.standing().is_open(now_ms) {
                    return Ok(None);
                }
                store.mine.entry(op_id).map(Some)
            });
            // The lane was paused or held meanwhile: that concerns all of them.
            let Some(entry) = open.await? else {
                queue.clear();
                return Ok(None);
            };
            let Some(entry) = entry else { continue };
            let waits = matches!(entry.state, State::Queued | State::Ambiguous);
            if waits
                && entry.next_after_ms <= now_ms
                && let Some(busy) = self.occupy(&entry)
            {
                return Ok(Some((entry, busy)));
            }
        }
    }

    async fn ready_now(&self) -> Result<Vec<Uuid>> {
        let standing = self.standing().await?;
        if standing.held.is_some() || standing.lane.paused.is_some() {
            return Ok(vec![]);
        }
        let (lane, dealer) = (self.config.lane.clone(), self.config.dealer.clone());
        let now_ms = self.now().mono_ms;
        let mut ready = self.mine(move |mine| mine.ready(&lane, &dealer, now_ms)).await?;
        if planted::is(Bug::OffByOneBatch) {
            ready.pop();
        }
        let under_way = self.under_way();
        let free = ready.into_iter().filter(|entry| match under_way.get(&entry.local_id) {
            Some(op_id) => planted::is(Bug::TwoAtOnce) && *op_id != entry.op_id,
            None => true,
        });
        Ok(free.map(|entry| entry.op_id).collect())
    }

    fn occupy(self: &Arc<Self>, entry: &Entry) -> Option<Busy> {
        let mut under_way = self.under_way();
        if under_way.contains_key(&entry.local_id) && !planted::is(Bug::TwoAtOnce) {
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

    /// Takes note of what the answer to a question says about the line; then it is the entry's
    /// business. A page for people on a line that answers as it should is about this one question.
    pub(super) async fn met_with<T>(
        &self,
        answer: std::result::Result<T, network::Failure>,
    ) -> Result<std::result::Result<T, network::Failure>> {
        Ok(self.met_at_a_write(answer).await?.map_err(|failure| match failure {
            network::Failure::NotTheNetwork { why } => network::Failure::Unreadable { why },
            failure => failure,
        }))
    }

    /// The same of the answer to a write, which may have passed whoever answered.
    pub(super) async fn met_at_a_write<T>(
        &self,
        answer: std::result::Result<T, network::Failure>,
    ) -> Result<std::result::Result<T, network::Failure>> {
        let line = answer.as_ref().map_or_else(of_line, |_| Line::Reached);
        self.meet(line);
        if matches!(line, Line::Reached | Line::Failing) {
            self.note_contact().await?;
        }
        self.see_to_network_up().await?;
        // A page for people: for this one request, or has it taken the place of the network? Then
        // the line is distrusted until it answers properly again, and nobody has to do anything.
        if let Err(network::Failure::NotTheNetwork { why }) = &answer {
            self.ask_the_line().await?;
            if self.is_distrusted() {
                return Ok(Err(network::Failure::Unknown { status: None, why: why.clone() }));
            }
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
