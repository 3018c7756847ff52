//! The core as a window holds it: a desk that is open, or the reason why it is not, and the runner
//! that sends behind it. Every command goes through `call`.

use crate::commands::{COMMANDS, Window};
use crate::error::{ApiError, Code};
use crate::handle;
use crate::views::{LockedView, StatusView};
use desk::ask::Asked;
use desk::clock::Clock;
use desk::sync::Runner;
use desk::{Config, Desk, Failure, Start, Tending};
use serde_json::Value;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{RwLock, watch};
use tokio::task::JoinHandle;

pub struct Host {
    pub config_path: PathBuf,
    pub data_dir: PathBuf,
    pub clock: Arc<dyn Clock>,
    state: RwLock<State>,
    status: watch::Sender<StatusView>,
}

enum State {
    Locked(LockedView),
    Open(Open),
}

/// An open desk and what runs behind it.
#[derive(Clone)]
pub struct Open {
    pub desk: Arc<Desk>,
    /// None where no network can be asked, or another process sends already.
    pub runner: Option<Arc<Runner>>,
    /// Why there is no runner.
    pub elsewhere: bool,
    tasks: Arc<Tasks>,
}

/// Background work that ends with the desk it belongs to.
struct Tasks(Mutex<Background>);

#[derive(Default)]
struct Background {
    tasks: Vec<JoinHandle<()>>,
    tending: Option<Tending>,
}

impl Tasks {
    /// Ends the work and waits until nothing of it holds the outbox any more.
    async fn end(&self) {
        let work = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        for task in work.tasks {
            task.abort();
            // Cut off is what was asked for.
            let _ = task.await;
        }
        let tending = work.tending;
        let _ = tokio::task::spawn_blocking(move || drop(tending)).await;
    }
}

impl Drop for Tasks {
    fn drop(&mut self) {
        let work = self.0.get_mut().unwrap_or_else(PoisonError::into_inner);
        work.tasks.iter().for_each(JoinHandle::abort);
    }
}

/// Neither open nor refused: between two desks.
fn starting() -> LockedView {
    LockedView { code: "starting".to_owned(), message: String::new() }
}

/// How long a command that is still running may hold the outbox of the desk that was closed.
const LETTING_GO: Duration = Duration::from_secs(3);
/// How soon the window learns that a quiet network is still there.
const BREATH: Duration = Duration::from_secs(3);

impl Host {
    /// Opens the desk; where that fails, the host stands and says why.
    pub async fn start(
        config_path: PathBuf,
        data_dir: PathBuf,
        clock: Arc<dyn Clock>,
    ) -> Arc<Self> {
        let (status, _) = watch::channel(handle::status::unknown());
        let host = Arc::new(Self {
            config_path,
            data_dir,
            clock,
            state: RwLock::new(State::Locked(starting())),
            status,
        });
        host.reopen().await;
        host
    }

    /// Lets go of files and lock, and opens everything anew: "try again", or new settings.
    pub async fn reopen(self: &Arc<Self>) {
        let mut state = self.state.write().await;
        let mut patience = Duration::ZERO;
        if let State::Open(old) = std::mem::replace(&mut *state, State::Locked(starting())) {
            old.desk.end_scan().await;
            old.tasks.end().await;
            patience = LETTING_GO;
        }
        *state = match self.open(patience).await {
            Ok(open) => State::Open(open),
            Err(failure) => {
                tracing::warn!(
                    reason = handle::desk::lock_code(&failure),
                    "the desk cannot be opened"
                );
                State::Locked(handle::desk::locked(&failure))
            }
        };
        drop(state);
        self.say_status().await;
    }

    /// Lets go of everything, for the end of the program: nothing may still read the files then.
    pub async fn close(&self) {
        let mut state = self.state.write().await;
        if let State::Open(old) = std::mem::replace(&mut *state, State::Locked(starting())) {
            old.desk.end_scan().await;
            old.tasks.end().await;
        }
    }

    async fn open(self: &Arc<Self>, patience: Duration) -> Result<Open, Failure> {
        let start = Start {
            config: Config::read(&self.config_path)?,
            config_path: self.config_path.clone(),
            data_dir: self.data_dir.clone(),
            clock: Arc::clone(&self.clock),
        };
        let desk = Arc::new(tokio::task::spawn_blocking(move || Desk::start(start)).await??);
        let until = tokio::time::Instant::now() + patience;
        let runner = loop {
            match desk.runner().await {
                Ok(None) if tokio::time::Instant::now() < until => {
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
                other => break other,
            }
        };
        let (runner, elsewhere) = match runner {
            Ok(Some(runner)) => (Some(runner), false),
            Ok(None) => (None, true),
            Err(Failure::NotConfigured | Failure::SignIn { .. }) => (None, false),
            Err(failure) => return Err(failure),
        };
        let mut tasks = Vec::new();
        if let Some(runner) = &runner {
            let running = Arc::clone(runner);
            tasks.push(tokio::spawn(async move { running.run().await }));
            let (host, mut changes) = (Arc::downgrade(self), runner.watch());
            let heard = Arc::clone(&desk);
            tasks.push(tokio::spawn(async move {
                while changes.changed().await.is_ok() {
                    heard.line_is(changes.borrow_and_update().connection);
                    let Some(host) = host.upgrade() else { return };
                    host.say_status().await;
                }
            }));
            let (host, quiet) = (Arc::downgrade(self), Arc::clone(runner));
            tasks.push(tokio::spawn(async move {
                let mut told = None;
                loop {
                    tokio::time::sleep(BREATH).await;
                    let heard = quiet.heard_at().map(jiff::Timestamp::as_second);
                    let Some(host) = host.upgrade() else { return };
                    if heard != std::mem::replace(&mut told, heard) {
                        host.say_status().await;
                    }
                }
            }));
        }
        let background = Background { tasks, tending: Some(desk.tend_search()) };
        Ok(Open { desk, runner, elsewhere, tasks: Arc::new(Tasks(Mutex::new(background))) })
    }

    /// What the strip and the badges show; changes whenever anything of it does.
    pub fn status(&self) -> watch::Receiver<StatusView> {
        self.status.subscribe()
    }

    pub async fn say_status(&self) {
        let view = match self.opened().await {
            Ok(open) => handle::status::of(&open).await,
            Err(_) => Ok(handle::status::unknown()),
        };
        match view {
            Ok(view) => {
                self.status.send_if_modified(|old| {
                    let changed = *old != view;
                    *old = view;
                    changed
                });
            }
            Err(failure) => tracing::warn!(error = %failure, "the status could not be read"),
        }
    }

    pub async fn opened(&self) -> Result<Open, LockedView> {
        match &*self.state.read().await {
            State::Open(open) => Ok(open.clone()),
            State::Locked(locked) => Err(locked.clone()),
        }
    }

    /// One command of a window. A window that may not call it is refused here too, whatever its
    /// capability file says.
    pub async fn call(
        self: &Arc<Self>,
        window: Window,
        command: &str,
        request: Value,
    ) -> Result<Value, ApiError> {
        let known = COMMANDS.iter().find(|one| one.name == command);
        if !known.is_some_and(|one| one.windows.contains(&window)) {
            return Err(ApiError::new(Code::BadRequest, "this window has no such command"));
        }
        let answer = handle::call(self, command, request).await;
        if let Err(error) = &answer
            && error.code == Code::Internal
        {
            tracing::error!(command, reference = error.reference, "a command failed inside");
        }
        answer
    }
}

impl Open {
    /// Something was queued: send it now rather than at the next look.
    pub fn wake(&self) {
        if let Some(runner) = &self.runner {
            runner.wake();
        }
    }

    /// What a question met on the line tells the strip, and a network that is back wakes the
    /// outbox.
    pub fn heard<T>(&self, asked: &Asked<T>) {
        let Some(runner) = &self.runner else { return };
        match asked {
            Asked::Answered(..) => runner.heard(None),
            Asked::Offline(_) => {
                runner.heard(Some(&network::Failure::NotSent { why: String::new() }));
            }
            Asked::Failed(failure, _) => runner.heard(Some(failure)),
            Asked::Slow(_) | Asked::NotAsked(_) => {}
        }
    }
}
