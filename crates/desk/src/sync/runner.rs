//! The runner: one for each process that holds the outbox.

use super::connection::{Connection, Status};
use super::lock::OutboxLock;
use super::meaning::{Line, of_line};
use super::pass::Summary;
use super::{Failure, Result};
use crate::clock::Clock;
use jiff::{SignedDuration, Timestamp};
use network::DealerNetwork;
use outbox::{Entry, Event};
use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use store::Store;
use store::mine::{Context, Mine, Moment};
use tokio::sync::{Notify, Semaphore, watch};
use uuid::Uuid;

/// At most this many entries are under way at once.
const LANES: usize = 4;
/// A lost network is tried again at least this often.
const LONGEST_PROBE: Duration = Duration::from_secs(60);
/// Entries that another process queued are seen at least this soon.
const GLANCE: Duration = Duration::from_secs(2);

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

/// What was met on the line so far.
#[derive(Default)]
pub(super) struct Met {
    offline_since: Option<Timestamp>,
    /// Tries since the network was lost.
    probes: u32,
    probe_at: Option<Instant>,
    slow: bool,
    /// Questions in a row that got no answer at all.
    silences: u32,
    reached: bool,
    noted: Option<Instant>,
}

pub struct Runner {
    pub(super) store: Arc<Store>,
    pub(super) network: Arc<dyn DealerNetwork>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) config: SyncConfig,
    started: Instant,
    met: Mutex<Met>,
    /// Customers with an entry under way, and which.
    under_way: Mutex<HashMap<Uuid, Uuid>>,
    pub(super) lanes: Arc<Semaphore>,
    wake: Notify,
    status: watch::Sender<Status>,
    _lock: OutboxLock,
}

impl Runner {
    /// `None`: another process drains the outbox. What an earlier process left unfinished is taken
    /// over before anything is sent. Blocks.
    pub fn new(start: RunnerStart<'_>) -> Result<Option<Arc<Self>>> {
        let Some(lock) = OutboxLock::take(start.data_dir).map_err(Failure::Lock)? else {
            return Ok(None);
        };
        let tally = start.store.mine.tally()?;
        // A network that was lost stays lost for the eye until it answers.
        let lane = start.store.mine.lane(&start.config.lane)?;
        let offline_since = lane.offline_since.and_then(|at| at.parse::<Timestamp>().ok());
        let connection = match offline_since {
            Some(since) => Connection::Offline { since },
            None => Connection::NotAsked,
        };
        let (status, _) = watch::channel(Status { connection, tally });
        let runner = Self {
            started: start.clock.monotonic(),
            store: start.store,
            network: start.network,
            clock: start.clock,
            config: start.config,
            met: Mutex::new(Met { offline_since, ..Met::default() }),
            under_way: Mutex::default(),
            lanes: Arc::new(Semaphore::new(LANES)),
            wake: Notify::new(),
            status,
            _lock: lock,
        };
        let cut_short = runner.store.mine.recover_at_start(&runner.context())?;
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
        self.met().probe_at = None;
        self.wake.notify_one();
    }

    /// Somebody acted on what paused the lane.
    pub async fn wake_lane(&self) -> Result<()> {
        let lane = self.config.lane.clone();
        self.mine(move |mine| mine.wake_lane(&lane)).await?;
        self.wake();
        Ok(())
    }

    pub fn watch(&self) -> watch::Receiver<Status> {
        self.status.subscribe()
    }

    /// What a read outside of the outbox met tells about the line too.
    pub fn heard(&self, failure: Option<&network::Failure>) {
        let was_offline = self.met().offline_since.is_some();
        self.meet(failure.map_or(Line::Reached, of_line));
        if was_offline && failure.is_none() {
            self.wake();
        }
    }

    /// Drains for as long as it is polled: for the desktop program, as a task of its own.
    pub async fn run(self: &Arc<Self>) {
        loop {
            if self.probe_in().is_zero()
                && let Err(failure) = self.pass().await
            {
                tracing::error!(%failure, "the outbox could not be drained");
            }
            let sleep = self.until_due().await.min(GLANCE).max(Duration::from_millis(20));
            tokio::select! {
                () = self.wake.notified() => {}
                () = tokio::time::sleep(sleep) => {}
            }
        }
    }

    /// Passes until nothing is waiting, sending or checking, or time is up. What is under way at
    /// the end is cut off, and has an unknown outcome.
    pub async fn until_idle(self: &Arc<Self>, patience: Duration) -> Result<Summary> {
        let end = self.clock.monotonic() + patience;
        let before = self.mine(Mine::tally).await?;
        loop {
            let left = end.saturating_duration_since(self.clock.monotonic());
            if self.probe_in().is_zero() {
                self.drain(Some(left)).await?;
            }
            let summary = self.summary(&before).await?;
            let left = end.saturating_duration_since(self.clock.monotonic());
            if summary.is_idle() || left.is_zero() {
                return Ok(summary);
            }
            let sleep = self.until_due().await.min(GLANCE).max(Duration::from_millis(20));
            tokio::select! {
                () = self.wake.notified() => {}
                () = tokio::time::sleep(sleep.min(left)) => {}
            }
        }
    }

    /// How long nothing can be ready.
    async fn until_due(&self) -> Duration {
        let (dealer, lane) = (self.config.dealer.clone(), self.config.lane.clone());
        let now_ms = self.now().mono_ms;
        let due = self
            .mine(move |mine| {
                let held = mine.lane(&lane)?.not_before_ms;
                let next = mine.next_due_ms(&dealer, now_ms)?;
                Ok([Some(held), next].into_iter().flatten().filter(|due| *due > now_ms).min())
            })
            .await;
        let due = match due {
            Ok(Some(due)) => u64::try_from(due - now_ms).unwrap_or(0),
            Ok(None) | Err(_) => return GLANCE.max(self.probe_in()),
        };
        Duration::from_millis(due).max(self.probe_in())
    }

    pub(super) fn now(&self) -> Moment {
        let elapsed = self.clock.monotonic().saturating_duration_since(self.started);
        // One, not zero: zero stands for "at once" whatever the process.
        let mono_ms = i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX).saturating_add(1);
        Moment { mono_ms, wall: self.clock.now() }
    }

    pub(super) fn context(&self) -> Context {
        Context {
            now: self.now(),
            jitter: self.jitter(),
            settle_ms: self.config.settle_seconds.saturating_mul(1000),
            lane: self.config.lane.clone(),
            who: "desk".to_owned(),
        }
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
        let done = tokio::task::spawn_blocking(move || work(&store)).await;
        Ok(done.map_err(|_| Failure::Stopped)??)
    }

    pub(super) async fn mine<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Mine) -> Result<T, store::Failure> + Send + 'static,
    ) -> Result<T> {
        self.blocking(move |store| work(&store.mine)).await
    }

    pub(super) async fn record(&self, op_id: Uuid, event: Event) -> Result<Entry> {
        let (context, name) = (self.context(), event.name());
        let entry = self.mine(move |mine| mine.record(op_id, &event, &context)).await?;
        tracing::debug!(
            outbox.id = %op_id,
            outbox.event = name,
            outbox.state = entry.state.word(),
            "an entry moved on"
        );
        Ok(entry)
    }

    fn met(&self) -> MutexGuard<'_, Met> {
        self.met.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn under_way(&self) -> MutexGuard<'_, HashMap<Uuid, Uuid>> {
        self.under_way.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn meet(&self, line: Line) {
        let (now, wall) = (self.clock.monotonic(), self.clock.now());
        let mut met = self.met();
        match line {
            Line::Reached => {
                let noted = met.noted;
                *met = Met { reached: true, noted, ..Met::default() };
            }
            Line::Slow if met.silences == 0 => {
                met.slow = true;
                met.silences = 1;
            }
            // Cut off or swallowed twice in a row: nobody is there.
            Line::Slow | Line::Unreachable => {
                met.offline_since.get_or_insert(wall);
                let probe = Duration::from_secs(self.config.probe_seconds)
                    .saturating_mul(1 << met.probes.min(6))
                    .min(LONGEST_PROBE);
                // Several entries that fail together are one try.
                if met.probe_at.is_none_or(|at| at <= now) {
                    met.probes += 1;
                    met.probe_at = Some(now + probe);
                }
            }
        }
    }

    /// The network answered; written down about once a minute, for the health page.
    pub(super) async fn note_contact(&self) -> Result<()> {
        let now = self.clock.monotonic();
        let minute = Duration::from_secs(60);
        {
            let mut met = self.met();
            if met.noted.is_some_and(|noted| now.saturating_duration_since(noted) < minute) {
                return Ok(());
            }
            met.noted = Some(now);
        }
        let (lane, at) = (self.config.lane.clone(), self.clock.now());
        self.mine(move |mine| mine.lane_reached(&lane, at)).await
    }

    pub(super) fn is_offline(&self) -> bool {
        self.met().offline_since.is_some()
    }

    pub(super) fn was_reached(&self) -> bool {
        self.met().reached
    }

    /// How long until a lost network is worth another try.
    fn probe_in(&self) -> Duration {
        let probe_at = self.met().probe_at;
        probe_at.map_or(Duration::ZERO, |at| at.saturating_duration_since(self.clock.monotonic()))
    }

    pub(super) async fn show(&self) -> Result<Status> {
        let lane = self.config.lane.clone();
        let (lane, tally) = self.mine(move |mine| Ok((mine.lane(&lane)?, mine.tally()?))).await?;
        let now = self.now();
        let connection = {
            let met = self.met();
            if let Some(why) = lane.paused {
                Connection::Paused(why)
            } else if lane.not_before_ms > now.mono_ms {
                let left = SignedDuration::from_millis(lane.not_before_ms - now.mono_ms);
                Connection::Throttled { until: now.wall.saturating_add(left).unwrap_or(now.wall) }
            } else if let Some(since) = met.offline_since {
                Connection::Offline { since }
            } else if met.slow {
                Connection::Slow
            } else if met.reached {
                Connection::Online
            } else {
                Connection::NotAsked
            }
        };
        let status = Status { connection, tally };
        self.status.send_if_modified(|shown| {
            let changed = *shown != status;
            shown.clone_from(&status);
            changed
        });
        Ok(status)
    }
}
