//! The kiosk's core in a process of its own: the inbox and nothing else. It is opened beside the
//! page, so that visitors are greeted while a keyring still asks somebody for a password.

use desk::clock::Clock;
use desk::kiosk::Kiosk;
use desk::{Config, Failure};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinHandle;

pub struct Booth {
    state: watch::Receiver<State>,
    work: JoinHandle<()>,
}

#[derive(Clone)]
enum State {
    Opening,
    Open(Arc<Kiosk>),
    /// It is tried again by itself.
    Shut,
}

/// How long a visitor who has pressed the button waits for the inbox to open.
const PATIENCE: Duration = Duration::from_secs(3);
const FIRST_TRY_AGAIN: Duration = Duration::from_secs(2);
/// A keyring that asks its user is not made to ask more often.
const LAST_TRY_AGAIN: Duration = Duration::from_secs(60);
/// How often the time that has passed is kept.
const BREATH: Duration = Duration::from_secs(60);

impl Booth {
    /// Returns at once.
    pub fn start(
        policy: PathBuf,
        config_path: PathBuf,
        data_dir: PathBuf,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let (told, state) = watch::channel(State::Opening);
        let work = tokio::spawn(async move {
            let kiosk = opened(&policy, &config_path, &data_dir, &clock, &told).await;
            told.send_replace(State::Open(Arc::clone(&kiosk)));
            let checked = Arc::clone(&kiosk);
            // What is wrong stands in the log; visitors are greeted all the same.
            tokio::task::spawn_blocking(move || checked.say_what_it_lacks());
            loop {
                tokio::time::sleep(BREATH).await;
                let kiosk = Arc::clone(&kiosk);
                let passed = tokio::task::spawn_blocking(move || kiosk.pass_time()).await;
                if let Ok(Err(failure)) = passed {
                    tracing::warn!(%failure, "the kiosk's time could not be kept");
                }
            }
        });
        Self { state, work }
    }

    /// None where the inbox is not open, and does not open soon.
    pub async fn kiosk(&self) -> Option<Arc<Kiosk>> {
        let mut state = self.state.clone();
        let known = state.wait_for(|state| !matches!(state, State::Opening));
        let known = tokio::time::timeout(PATIENCE, known).await.ok()?.ok()?.clone();
        match known {
            State::Open(kiosk) => Some(kiosk),
            State::Opening | State::Shut => None,
        }
    }

    /// Lets go of the inbox.
    pub fn end(&self) {
        self.work.abort();
    }
}

impl Drop for Booth {
    fn drop(&mut self) {
        self.end();
    }
}

async fn opened(
    policy: &std::path::Path,
    config_path: &std::path::Path,
    data_dir: &std::path::Path,
    clock: &Arc<dyn Clock>,
    told: &watch::Sender<State>,
) -> Arc<Kiosk> {
    let mut wait = FIRST_TRY_AGAIN;
    loop {
        let (config_path, data_dir) = (config_path.to_owned(), data_dir.to_owned());
        let policy = policy.to_owned();
        let clock = Arc::clone(clock);
        let open =
            move || Kiosk::open(&Config::read_with(&config_path, &policy)?, &data_dir, clock);
        let failure: Failure = match tokio::task::spawn_blocking(open).await {
            Ok(Ok(kiosk)) => return Arc::new(kiosk),
            Ok(Err(failure)) => failure,
            Err(fault) => fault.into(),
        };
        tracing::warn!(
            reason = crate::handle::desk::lock_code(&failure),
            "the kiosk's inbox cannot be opened"
        );
        told.send_replace(State::Shut);
        tokio::time::sleep(wait).await;
        wait = (wait * 2).min(LAST_TRY_AGAIN);
    }
}
