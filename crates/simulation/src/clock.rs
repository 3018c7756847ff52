//! Played time, and the life of one process in it: the moment it is killed or stopped is a number
//! of turns, so that every place between two of them is met.

use desk::clock::Clock;
use futures::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, Weak};
use store::Store;
use tokio::sync::Notify;
use tokio::time::Instant;
use uuid::Uuid;

/// One process of one desk, from its start to its end.
pub struct Life {
    turns: AtomicU64,
    /// The turn at which it is killed; 0 for none.
    last: AtomicU64,
    killed: AtomicBool,
    pub died: Notify,
    stopped_until: Mutex<Option<Instant>>,
    /// Its files, while it lives.
    pub store: OnceLock<Weak<Store>>,
}

impl Default for Life {
    fn default() -> Self {
        Self {
            turns: AtomicU64::new(0),
            last: AtomicU64::new(0),
            killed: AtomicBool::new(false),
            died: Notify::new(),
            stopped_until: Mutex::default(),
            store: OnceLock::new(),
        }
    }
}

impl Life {
    /// It is killed when so many turns have passed.
    pub fn ends_in(&self, turns: u64) {
        let last = self.turns.load(Ordering::Relaxed) + turns.max(1);
        if self.last.load(Ordering::Relaxed) == 0 {
            self.last.store(last, Ordering::Relaxed);
        }
    }

    pub fn kill(&self) {
        self.killed.store(true, Ordering::Relaxed);
        self.died.notify_one();
    }

    pub fn is_killed(&self) -> bool {
        self.killed.load(Ordering::Relaxed)
    }

    /// As a stop signal does it: nothing of it goes on before.
    pub fn stop_until(&self, until: Instant) {
        *self.stopped_until.lock().unwrap_or_else(PoisonError::into_inner) = Some(until);
    }

    /// One turn. Whoever is killed never gets another.
    pub async fn turn(&self) {
        tokio::task::yield_now().await;
        let turn = self.turns.fetch_add(1, Ordering::Relaxed) + 1;
        let last = self.last.load(Ordering::Relaxed);
        if last != 0 && turn >= last && !self.is_killed() {
            self.kill();
        }
        let until = *self.stopped_until.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(until) = until.filter(|until| *until > Instant::now()) {
            tokio::time::sleep_until(until).await;
        }
        if self.is_killed() {
            std::future::pending::<()>().await;
        }
    }

    pub fn store(&self) -> Option<Arc<Store>> {
        self.store.get()?.upgrade()
    }
}

/// The clock on the wall of one desk: it may be set, and outlives the process.
#[derive(Default)]
pub struct Wall {
    offset_ms: AtomicI64,
}

impl Wall {
    pub fn set_by(&self, ms: i64) {
        self.offset_ms.fetch_add(ms, Ordering::Relaxed);
    }
}

pub struct PlayedClock {
    begin: Timestamp,
    since: Instant,
    wall: Arc<Wall>,
    life: Arc<Life>,
    chance: Mutex<ChaCha8Rng>,
}

impl PlayedClock {
    pub fn new(
        begin: Timestamp,
        since: Instant,
        wall: Arc<Wall>,
        life: Arc<Life>,
        seed: u64,
    ) -> Self {
        let chance = Mutex::new(ChaCha8Rng::seed_from_u64(seed));
        Self { begin, since, wall, life, chance }
    }
}

impl Clock for PlayedClock {
    fn now(&self) -> Timestamp {
        let offset = SignedDuration::from_millis(self.wall.offset_ms.load(Ordering::Relaxed));
        let now = self.begin + self.since.elapsed();
        now.checked_add(offset).unwrap_or(now)
    }

    fn monotonic(&self) -> std::time::Instant {
        Instant::now().into_std()
    }

    fn new_id(&self) -> Uuid {
        let mut chance = self.chance.lock().unwrap_or_else(PoisonError::into_inner);
        let ms = u64::try_from(self.since.elapsed().as_millis()).unwrap_or_default();
        uuid::Builder::from_unix_timestamp_millis(1_790_000_000_000 + ms, &chance.random())
            .into_uuid()
    }

    fn turn(&self) -> Option<BoxFuture<'static, ()>> {
        let life = Arc::clone(&self.life);
        Some(Box::pin(async move { life.turn().await }))
    }
}
