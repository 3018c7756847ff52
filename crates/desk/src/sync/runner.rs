//! The runner: one for each process that holds the outbox.

use super::connection::{Connection, Status};
use super::gate::{Gate, Gated};
use super::line::Met;
use super::lock::OutboxLock;
use super::meaning::{Line, of_line};
use super::pass::{Summary, is_held};
use super::{Failure, Result};
use crate::clock::{Clock, blocking};
use jiff::Timestamp;
use network::DealerNetwork;
use outbox::planted::{self, Bug};
use outbox::{Entry, Event, Kind};
use std::collections::HashMap;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use store::Store;
use store::mine::{Context, Mine, Moment, NewReceipt, Tally};
use tokio::sync::{Notify, Semaphore, watch};
use tokio::task::JoinHandle;
use uuid::Uuid;

/// At most this many entries are under way at once.
const LANES: usize = 4;
/// Each waits two seconds for a file that another program holds.
const BUSY_TRIES: u32 = 15;
/// Entries that another process queued are seen at least this soon.
pub(super) const GLANCE: Duration = Duration::from_secs(2);

#[derive(Clone, Debug)]
pub struct SyncConfig {
    pub settle_seconds: u64,
    pub probe_seconds: u64,
    /// Whose entries: others are left alone.
    pub dealer: String,
    /// Host and credentials, by a name that tells neither.
    pub lane: String,
    pub country: String,
}

pub struct RunnerStart<'a> {
    pub store: Arc<Store>,
    pub network: Arc<dyn DealerNetwork>,
    pub clock: Arc<dyn Clock>,
    pub config: SyncConfig,
    pub data_dir: &'a Path,
}

pub struct Runner {
    pub(super) store: Arc<Store>,
    pub(super) network: Arc<dyn DealerNetwork>,
    pub(super) gate: Arc<Gate>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) config: SyncConfig,
    started: Instant,
    pub(super) met: Mutex<Met>,
    /// Customers with an entry under way, and which.
    under_way: Mutex<HashMap<Uuid, Uuid>>,
    pub(super) lanes: Arc<Semaphore>,
    /// Entries may stand as under way though nobody is at them.
    pub(super) unclaimed: AtomicBool,
    pub(super) wake: Arc<Notify>,
    /// A question about the line that is still waited for.
    pub(super) late: Mutex<Option<JoinHandle<()>>>,
    pub(super) answered_late: Arc<AtomicBool>,
    pub(super) status: watch::Sender<Status>,
    _lock: OutboxLock,
}

impl Runner {
    /// `None`: another process drains the outbox. What an earlier process left unfinished is taken
    /// over before anything is sent. Blocks.
    pub fn new(start: RunnerStart<'_>) -> Result<Option<Arc<Self>>> {
        let Some(lock) = OutboxLock::take(start.data_dir).map_err(no_lock)? else {
            return Ok(None);
        };
        let tally = start.store.mine.tally_of(&start.config.dealer)?;
        // A network that was lost stays lost for the eye until it answers.
        let lane = start.store.mine.lane(&start.config.lane)?;
        let offline_since = lane.offline_since.and_then(|at| at.parse::<Timestamp>().ok());
        let connection = match offline_since {
            Some(since) => Connection::Offline { since },
            None => Connection::NotAsked,
        };
        let (status, _) = watch::channel(Status { connection, tally });
        let (store, clock) = (Arc::clone(&start.store), Arc::clone(&start.clock));
        let gate = Arc::new(Gate::new(store, clock, start.config.lane.clone()));
        start.network.when_told_to_wait(Gate::hears(&gate));
        let runner = Self {
            started: start.clock.monotonic(),
            store: start.store,
            network: Arc::new(Gated::new(start.network, Arc::clone(&gate))),
            gate,
            clock: start.clock,
            config: start.config,
            met: Mutex::new(Met::lost_since(offline_since)),
            under_way: Mutex::default(),
            lanes: Arc::new(Semaphore::new(LANES)),
            unclaimed: AtomicBool::new(true),
            wake: Arc::default(),
            late: Mutex::default(),
            answered_late: Arc::default(),
            status,
            _lock: lock,
        };
        let mut context = runner.context();
        context.settle_ms = context.settle_ms.saturating_add(runner.lag_ms());
        let cut_short = runner.store.mine.recover_at_start(&context)?;
        if cut_short > 0 {
            tracing::info!(
                outbox.cut_short = cut_short,
                "entries of an earlier process taken over"
            );
        }
        runner.let_the_copy_know()?;
        Ok(Some(Arc::new(runner)))
    }

    /// Customers made here that have an id at the network by now: the copy may have missed it,
    /// where the program ended just then or the copy had to be built anew.
    fn let_the_copy_know(&self) -> Result<()> {
        let theirs = &self.store.theirs;
        for (local_id, id) in self.store.mine.made_here(&self.config.dealer)? {
            let held = theirs.customer(&local_id.to_string())?;
            if held.is_none_or(|held| held.id.is_none()) {
                theirs.adopt(local_id, &id)?;
            }
        }
        Ok(())
    }

    /// A fresh entry is there, or the network may be back: try at once.
    pub fn wake(&self) {
        self.ask_soon();
        self.wake.notify_one();
    }

    /// Somebody wants it sent now: what paused the lane may be gone, and nothing waits any longer
    /// because it failed before. What the network asked to wait stays.
    pub async fn wake_lane(&self) -> Result<()> {
        let lane = self.config.lane.clone();
        self.mine(move |mine| mine.wake_lane(&lane)).await?;
        self.try_all_now().await
    }

    pub fn watch(&self) -> watch::Receiver<Status> {
        self.status.subscribe()
    }

    /// What a read outside of the outbox met tells about the line too: never that it is lost, but
    /// that somebody should look.
    pub fn heard(&self, failure: Option<&network::Failure>) {
        let was = self.question_in().is_some();
        self.meet(failure.map_or(Line::Reached, of_line));
        if was != self.question_in().is_some() {
            self.wake.notify_one();
        }
    }

    /// Drains for as long as it is polled: for the desktop program, as a task of its own.
    pub async fn run(self: &Arc<Self>) {
        loop {
            if let Err(failure) = self.turn().await {
                tracing::error!(%failure, "the outbox could not be drained");
            }
            let sleep = self.rest().await;
            tokio::select! {
                biased;
                () = self.wake.notified() => {}
                () = tokio::time::sleep(sleep), if !planted::is(Bug::WakeOnLocalWriteOnly) => {}
            }
        }
    }

    async fn turn(self: &Arc<Self>) -> Result<()> {
        self.notice_sleep();
        self.see_to_network_up().await?;
        self.look_at_line().await?;
        self.keep_fresh().await?;
        self.release_due().await?;
        if self.may_send() {
            self.drain(None).await?;
        }
        self.show().await.map(drop)
    }

    /// Passes until nothing is waiting, sending or checking, or time is up. What is under way at
    /// the end is cut off, and has an unknown outcome.
    pub async fn until_idle(self: &Arc<Self>, patience: Duration) -> Result<Summary> {
        let end = self.clock.monotonic() + patience;
        let left = || end.saturating_duration_since(self.clock.monotonic());
        let mut before = None;
        loop {
            match self.one_round(&mut before, left).await {
                Ok(summary) if summary.is_idle() || left().is_zero() => return Ok(summary),
                Ok(_) => {}
                // Another program holds the file: there is time until it lets go.
                Err(failure) if is_held(&failure) && !left().is_zero() => {
                    tracing::warn!("another program holds the store: tried again");
                }
                Err(failure) => return Err(failure),
            }
            let sleep = self.rest().await.min(left());
            tokio::select! {
                biased;
                () = self.wake.notified() => {}
                () = tokio::time::sleep(sleep) => {}
            }
        }
    }

    async fn one_round(
        self: &Arc<Self>,
        before: &mut Option<Tally>,
        left: impl Fn() -> Duration,
    ) -> Result<Summary> {
        let before = match before {
            Some(before) => before,
            None => before.insert(self.own_tally().await?),
        };
        if let Ok(looked) = tokio::time::timeout(left(), self.look_at_line()).await {
            looked?;
        }
        self.release_due().await?;
        if self.may_send() {
            self.drain(Some(left())).await?;
        }
        self.summary(before).await
    }

    /// What was held until a time that is over may go.
    pub(super) async fn release_due(&self) -> Result<()> {
        let context = self.context();
        self.mine(move |mine| mine.release_due(&context)).await.map(drop)
    }

    /// How long nothing happens by itself.
    async fn rest(&self) -> Duration {
        // One that is due and was not asked has to wait for something else.
        let question = self.question_in().map(|left| left.max(Duration::from_secs(1)));
        let due = if self.may_send() { self.until_due().await } else { GLANCE };
        question.unwrap_or(GLANCE).min(due).min(GLANCE).max(Duration::from_millis(20))
    }

    /// How long nothing can be ready.
    async fn until_due(&self) -> Duration {
        let dealer = self.config.dealer.clone();
        let now_ms = self.now().mono_ms;
        let due = self.mine(move |mine| mine.next_due_ms(&dealer, now_ms)).await.ok().flatten();
        let due = due.filter(|due| *due > now_ms);
        let due = due.map(|due| Duration::from_millis((due - now_ms).unsigned_abs()));
        let held = self.standing().await.ok().and_then(|standing| standing.held);
        let held = held.map(|held| held.left);
        let next = [held, due].into_iter().flatten().min();
        next.unwrap_or(GLANCE)
    }

    pub(super) fn now(&self) -> Moment {
        let mut elapsed = self.clock.monotonic().saturating_duration_since(self.started);
        if planted::is(Bug::WallClockForWaits) {
            let wall = self.clock.now().as_millisecond() - 1_780_000_000_000;
            elapsed = Duration::from_millis(u64::try_from(wall).unwrap_or_default());
        }
        // One, not zero: zero stands for "at once" whatever the process.
        let mono_ms = i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX).saturating_add(1);
        Moment { mono_ms, wall: self.clock.now() }
    }

    pub(super) fn context(&self) -> Context {
        Context {
            now: self.now(),
            jitter: self.jitter(),
            settle_ms: self.config.settle_seconds.saturating_mul(1000),
            lag_ms: self.lag_ms(),
            lane: self.config.lane.clone(),
            who: "desk".to_owned(),
        }
    }

    /// How long what was written may stay invisible to the network's search.
    fn lag_ms(&self) -> u64 {
        u64::from(self.network.profile().search.lag_seconds.value).saturating_mul(1000)
    }

    /// The random tail of a fresh id: chance comes from the clock's side of the house.
    fn jitter(&self) -> f64 {
        let tail = u16::try_from(self.clock.new_id().as_u128() & 0xffff).unwrap_or(u16::MAX);
        f64::from(tail) / f64::from(u16::MAX)
    }

    /// Runs on a blocking thread, so that no lane waits for the disk of another.
    pub(super) async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Store) -> Result<T, store::Failure> + Send + 'static,
    ) -> Result<T> {
        let store = Arc::clone(&self.store);
        let done = blocking(&*self.clock, move || work(&store)).await;
        Ok(done.map_err(|_| Failure::Stopped)??)
    }

    pub(super) async fn mine<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Mine) -> Result<T, store::Failure> + Send + 'static,
    ) -> Result<T> {
        self.blocking(move |store| work(&store.mine)).await
    }

    pub(super) async fn record(&self, op_id: Uuid, event: Event) -> Result<Entry> {
        self.record_decided(op_id, event, None).await
    }

    /// The same, with the receipt of the decision it follows from.
    pub(super) async fn record_decided(
        &self,
        op_id: Uuid,
        event: Event,
        receipt: Option<NewReceipt>,
    ) -> Result<Entry> {
        let name = event.name();
        let mut tries = 0;
        let entry = loop {
            let (context, lag_ms) = (self.context(), self.lag_ms());
            let (event, receipt) = (event.clone(), receipt.clone());
            let recorded = self
                .mine(move |mine| {
                    // A create is looked for by searching, which sees it only some time after it is
                    // there; a change is read from the customer itself.
                    let create = mine.entry(op_id)?.is_some_and(|entry| entry.kind == Kind::Create);
                    let lag_ms = if create { lag_ms } else { 0 };
                    let settle_ms = context.settle_ms.saturating_add(lag_ms);
                    let context = Context { settle_ms, ..context };
                    mine.record_decided(op_id, &event, &context, receipt.as_ref())
                })
                .await;
            match recorded {
                // A scanner or a backup holds the file. What the network answered is not asked for
                // a second time, so it is not given up so soon.
                Err(Failure::Store(store::Failure::Busy)) if tries < BUSY_TRIES => tries += 1,
                recorded => break recorded?,
            }
        };
        tracing::debug!(
            outbox.id = %op_id,
            outbox.event = name,
            outbox.state = entry.state.word(),
            "an entry moved on"
        );
        if name == Event::Gone.name()
            && let (Kind::Update(_), Some(id)) = (entry.kind, &entry.server_id)
        {
            self.keep_gone(id).await?;
        }
        Ok(entry)
    }

    pub(super) fn under_way(&self) -> MutexGuard<'_, HashMap<Uuid, Uuid>> {
        self.under_way.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The lock is a file in the data folder, and fails as the others there do.
#[expect(clippy::needless_pass_by_value, reason = "it stands in map_err")]
fn no_lock(error: std::io::Error) -> Failure {
    Failure::Store(match error.kind() {
        std::io::ErrorKind::StorageFull => store::Failure::DiskFull,
        kind => store::Failure::ReadOnly { why: kind.to_string() },
    })
}
