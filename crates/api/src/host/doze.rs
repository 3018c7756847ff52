//! A desk that nobody stands at and that has nothing to do puts everything away: the keys of its files,
//! the token, the names it knows. It takes them out again when somebody asks for something, when another
//! process wrote into a file of its folder, and once in a while to see to what has its time.

use super::{Host, LETTING_GO, State, starting};
use desk::Desk;
use desk::people::Standing;
use desk::pin::Tries;
use desk::sync::OutboxLock;
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::{Arc, PoisonError};
use std::time::{Duration, SystemTime};
use tokio::task::JoinHandle;
use tokio::time::Instant;

/// How soon it is looked whether there is still something to do.
const LOOK: Duration = Duration::from_secs(1);
/// Whoever asked for something asks for more within this.
const QUIET: Duration = Duration::from_secs(2);
/// How soon a file that another process wrote is noticed.
const GLANCE: Duration = Duration::from_secs(2);
/// How soon a desk that could not be opened when it woke by itself tries again.
const AGAIN: Duration = Duration::from_mins(1);

/// A desk asleep: what looks after it ends with it.
pub(super) struct Nap {
    watch: JoinHandle<()>,
    tries: Tries,
    /// What must not happen beside a running desk does not happen beside one that sleeps. None where
    /// another process sends.
    lock: Option<OutboxLock>,
}

impl Drop for Nap {
    fn drop(&mut self) {
        self.watch.abort();
    }
}

impl Host {
    /// Something is asked of the desk.
    pub(super) fn stirred(&self) {
        *self.asked.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    fn is_quiet(&self) -> bool {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).elapsed() >= QUIET
    }

    /// Looks when this desk may be put to sleep. One to practise at has nothing to hide.
    pub(super) fn dozing(self: &Arc<Self>, desk: &Arc<Desk>) -> JoinHandle<()> {
        let (host, desk) = (Arc::downgrade(self), Arc::clone(desk));
        let practises = self.practice.is_some();
        tokio::spawn(async move {
            if practises {
                return;
            }
            loop {
                tokio::time::sleep(LOOK).await;
                let Some(host) = host.upgrade() else { return };
                if !host.is_quiet() || desk.seat.standing() != Standing::Empty {
                    continue;
                }
                match desk.may_rest().await {
                    // This task ends with the desk it belongs to.
                    Ok(Some(rest)) => drop(tokio::spawn(async move { host.doze(rest).await })),
                    Ok(None) => {}
                    Err(failure) => tracing::warn!(%failure, "a locked desk stays awake"),
                }
            }
        })
    }

    async fn doze(self: Arc<Self>, rest: Duration) {
        let mut state = self.state.write().await;
        let State::Open(open) = &*state else { return };
        // A command that began before this has the desk in its hands, and may let somebody in.
        let in_use = Arc::strong_count(&open.tasks) > 1;
        if in_use || !self.is_quiet() || open.desk.seat.standing() != Standing::Empty {
            return;
        }
        let State::Open(old) = std::mem::replace(&mut *state, State::Locked(starting())) else {
            return;
        };
        old.end().await;
        let tries = old.desk.tries();
        let closed = Arc::downgrade(&old.desk);
        drop(old);
        let until = Instant::now() + LETTING_GO;
        while closed.strong_count() > 0 && Instant::now() < until {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        if closed.strong_count() > 0 {
            tracing::warn!("a locked desk could not put everything away");
        }
        *state = State::Asleep(self.nap(rest, tries).await);
        tracing::info!("the desk sleeps");
    }

    /// Whether everything is put away.
    pub async fn sleeps(&self) -> bool {
        matches!(*self.state.read().await, State::Asleep(_))
    }

    /// Wakes a desk that sleeps, for somebody who asks for it; whoever was first is not disturbed.
    pub(super) async fn wake(self: &Arc<Self>) {
        self.wake_for(true).await;
    }

    async fn wake_for(self: &Arc<Self>, somebody: bool) {
        let mut state = self.state.write().await;
        let (tries, lock) = match &mut *state {
            State::Asleep(nap) => (nap.tries.clone(), nap.lock.take()),
            State::Open(_) | State::Locked(_) => return,
        };
        drop(lock);
        *state = match self.open_again(LETTING_GO, Standing::Empty).await {
            State::Open(open) => {
                open.desk.remember_tries(tries);
                tracing::info!("the desk is awake");
                State::Open(open)
            }
            // Nobody is there to be told, and the keyring may be open again in a while.
            _ if !somebody => State::Asleep(self.nap(AGAIN, tries).await),
            refused => refused,
        };
        drop(state);
        self.say_status().await;
    }

    fn wake_by_itself(self: Arc<Self>) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(async move { self.wake_for(false).await })
    }

    async fn nap(self: &Arc<Self>, rest: Duration, tries: Tries) -> Nap {
        let (host, folder) = (Arc::downgrade(self), self.data_dir.clone());
        let lock = OutboxLock::take(&folder).unwrap_or_else(|failure| {
            tracing::warn!(%failure, "a sleeping desk does not hold its outbox");
            None
        });
        let before = written_in(folder.clone()).await;
        let watch = tokio::spawn(async move {
            let until = Instant::now() + rest;
            while Instant::now() < until && written_in(folder.clone()).await == before {
                tokio::time::sleep(GLANCE).await;
            }
            let Some(host) = host.upgrade() else { return };
            // Waking ends this task.
            drop(tokio::spawn(host.wake_by_itself()));
        });
        Nap { watch, tries, lock }
    }
}

type Written = Vec<(OsString, u64, Option<SystemTime>)>;

/// How long each protected file is, and when it was written last.
async fn written_in(folder: PathBuf) -> Written {
    let look = move || {
        let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
        let mut written: Written = files
            .filter(|file| is_protected(&file.file_name()))
            .filter_map(|file| {
                let of = file.metadata().ok()?;
                Some((file.file_name(), of.len(), of.modified().ok()))
            })
            .collect();
        written.sort();
        written
    };
    tokio::task::spawn_blocking(look).await.unwrap_or_default()
}

fn is_protected(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    name.ends_with(".db") || name.ends_with(".db-wal")
}
