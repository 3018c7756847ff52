//! The core as a window holds it: a desk that is open, or the reason why it is not, and the runner
//! that sends behind it. Every command goes through `call`.

mod behind;
mod doze;

use crate::booth::Booth;
use crate::commands::{COMMANDS, Window};
use crate::error::{ApiError, Code};
use crate::handle;
use crate::views::{Connection, LockedView, StatusView};
use behind::Tasks;
use desk::ask::Asked;
use desk::clock::Clock;
use desk::kiosk::Kiosk;
use desk::kiosk::statement::Own;
use desk::people::Standing;
use desk::rights::Right;
use desk::sync::Runner;
use desk::{Config, Desk, Failure, Start, StoreFailure};
use doze::Nap;
use rehearsal::practice::Practice;
use serde_json::Value;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::{Notify, OnceCell, RwLock, watch};
use tokio::time::Instant;

pub struct Host {
    /// Where the policy of the dealer's IT lies, if there is one.
    pub(crate) policy: PathBuf,
    pub config_path: PathBuf,
    pub data_dir: PathBuf,
    pub clock: Arc<dyn Clock>,
    state: RwLock<State>,
    /// What visitors are shown, from the first time it could be read until the program ends: what somebody
    /// agreed to must be what stood on the screen.
    setting: OnceCell<Setting>,
    /// The kiosk's process has this and never a desk.
    booth: Option<Booth>,
    /// A desk to practise at has its own network.
    practice: Option<Practice>,
    status: watch::Sender<StatusView>,
    /// When something was last asked of the desk.
    asked: Mutex<Instant>,
}

/// What the configuration says to visitors.
pub(crate) struct Setting {
    pub country: String,
    pub statement: Option<Own>,
    /// No desk stands beside it.
    pub alone: bool,
}

enum State {
    Locked(LockedView),
    Open(Open),
    /// Nobody is here and nothing waits: no file is open, no key and no token is held.
    Asleep(Nap),
}

/// An open desk and what runs behind it.
#[derive(Clone)]
pub struct Open {
    pub desk: Arc<Desk>,
    /// None where no network can be asked, or another process sends already.
    pub runner: Option<Arc<Runner>>,
    /// Why there is no runner.
    pub elsewhere: bool,
    /// Somebody wants it tried now.
    tried: Arc<Notify>,
    tasks: Arc<Tasks>,
}

/// Neither open nor refused: between two desks.
fn starting() -> LockedView {
    LockedView { code: "starting".to_owned(), message: String::new() }
}

/// How long a command that is still running may hold the outbox of the desk that was closed.
const LETTING_GO: Duration = Duration::from_secs(3);
impl Host {
    /// Opens the desk; where that fails, the host stands and says why.
    pub async fn start(
        config_path: PathBuf,
        data_dir: PathBuf,
        clock: Arc<dyn Clock>,
    ) -> Arc<Self> {
        Self::start_under(desk::it_policy::place(), config_path, data_dir, clock).await
    }

    /// The same with a policy that lies elsewhere.
    pub async fn start_under(
        policy: PathBuf,
        config_path: PathBuf,
        data_dir: PathBuf,
        clock: Arc<dyn Clock>,
    ) -> Arc<Self> {
        let host = Arc::new(Self::new(policy, config_path, data_dir, clock, None));
        host.reopen().await;
        host
    }

    /// The core of a process that shows the kiosk and nothing else: it opens `inbox.db` and has the
    /// key of no other file. Returns at once, whatever the keyring is doing.
    pub async fn start_kiosk(
        config_path: PathBuf,
        data_dir: PathBuf,
        clock: Arc<dyn Clock>,
    ) -> Arc<Self> {
        Self::start_kiosk_under(desk::it_policy::place(), config_path, data_dir, clock).await
    }

    /// The same with a policy that lies elsewhere.
    pub async fn start_kiosk_under(
        policy: PathBuf,
        config_path: PathBuf,
        data_dir: PathBuf,
        clock: Arc<dyn Clock>,
    ) -> Arc<Self> {
        let booth =
            Booth::start(policy.clone(), config_path.clone(), data_dir.clone(), Arc::clone(&clock));
        Arc::new(Self::new(policy, config_path, data_dir, clock, Some(booth)))
    }

    /// The core of a desk to practise at, in that folder. No policy is read: a real network may stand
    /// in it.
    pub async fn start_practice(
        practice: Practice,
        folder: PathBuf,
        clock: Arc<dyn Clock>,
    ) -> Arc<Self> {
        let (config, data) = (Practice::config(&folder), Practice::data(&folder));
        let host = Self::new(PathBuf::new(), config, data, clock, None);
        let host = Arc::new(Self { practice: Some(practice), ..host });
        host.reopen().await;
        host
    }

    /// The core of the kiosk that such a desk has opened.
    pub async fn start_practice_kiosk(folder: PathBuf, clock: Arc<dyn Clock>) -> Arc<Self> {
        let (config, data) = (Practice::config(&folder), Practice::data(&folder));
        Self::start_kiosk_under(PathBuf::new(), config, data, clock).await
    }

    /// None at a real desk.
    pub fn practice(&self) -> Option<&Practice> {
        self.practice.as_ref()
    }

    fn new(
        policy: PathBuf,
        config_path: PathBuf,
        data_dir: PathBuf,
        clock: Arc<dyn Clock>,
        booth: Option<Booth>,
    ) -> Self {
        let (status, _) = watch::channel(handle::status::unknown());
        let state = RwLock::new(State::Locked(starting()));
        let (setting, practice) = (OnceCell::new(), None);
        let asked = Mutex::new(Instant::now());
        Self {
            policy,
            config_path,
            data_dir,
            clock,
            state,
            setting,
            booth,
            practice,
            status,
            asked,
        }
    }

    /// Lets go of files and lock, and opens everything anew: "try again", or new settings.
    pub async fn reopen(self: &Arc<Self>) {
        if self.booth.is_some() {
            return;
        }
        let mut state = self.state.write().await;
        let mut patience = Duration::ZERO;
        let mut standing = Standing::Everybody;
        if let State::Open(old) = std::mem::replace(&mut *state, State::Locked(starting())) {
            old.end().await;
            standing = old.desk.seat.standing();
            patience = LETTING_GO;
        }
        *state = self.open_again(patience, standing).await;
        drop(state);
        self.say_status().await;
    }

    async fn open_again(self: &Arc<Self>, patience: Duration, standing: Standing) -> State {
        self.stirred();
        let opened = match self.open(patience).await {
            Ok(open) => open.desk.seat_again(standing).await.map(|()| open),
            Err(failure) => Err(failure),
        };
        match opened {
            Ok(open) => State::Open(open),
            Err(failure) => {
                tracing::warn!(
                    reason = handle::desk::lock_code(&failure),
                    error = failure.for_support(),
                    "the desk cannot be opened"
                );
                State::Locked(handle::desk::locked(&failure))
            }
        }
    }

    /// Lets go of everything, for the end of the program: nothing may still read the files then.
    pub async fn close(&self) {
        if let Some(booth) = &self.booth {
            booth.end();
        }
        let mut state = self.state.write().await;
        if let State::Open(old) = std::mem::replace(&mut *state, State::Locked(starting())) {
            old.end().await;
        }
        drop(state);
        if let Some(practice) = &self.practice {
            practice.end().await;
        }
    }

    /// Where somebody practises: the network runs, the folder is filled, and nothing leads elsewhere.
    async fn ready_to_practise(&self) -> Result<(), Failure> {
        let Some(practice) = &self.practice else { return Ok(()) };
        let unusable = |why: String| Failure::DataFolder { path: self.data_dir.clone(), why };
        practice.ready().await.map_err(|fault| unusable(format!("{fault:#}")))?;
        if !practice.is_own(&Config::read_with(&self.config_path, &self.policy)?).await {
            return Err(unusable("its configuration leads to another network".to_owned()));
        }
        Ok(())
    }

    async fn open(self: &Arc<Self>, patience: Duration) -> Result<Open, Failure> {
        self.ready_to_practise().await?;
        let start = Start {
            config: Config::read_with(&self.config_path, &self.policy)?,
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
        let tried = Arc::new(Notify::new());
        let tasks = self.behind(&desk, runner.as_ref(), &tried, elsewhere);
        Ok(Open { desk, runner, elsewhere, tried, tasks })
    }

    /// What the strip and the badges show; changes whenever anything of it does.
    pub fn status(&self) -> watch::Receiver<StatusView> {
        self.status.subscribe()
    }

    pub async fn say_status(&self) {
        let view = match self.as_it_is().await {
            Ok(Some(open)) => handle::status::of(&open).await,
            Err(_) => Ok(handle::status::unknown()),
            // What was said last is true: nothing has changed since, or it would be awake.
            Ok(None) => return,
        };
        match view {
            Ok(view) => {
                self.status.send_if_modified(|old| {
                    let changed = *old != view;
                    *old = view;
                    changed
                });
            }
            Err(Failure::Store(StoreFailure::Stuck)) => self.say_stuck(),
            Err(failure) => tracing::warn!(error = %failure, "the status could not be read"),
        }
    }

    /// The counts stay what they were: nobody can read others.
    fn say_stuck(&self) {
        let stuck = Connection::StorageStuck;
        self.status.send_if_modified(|old| std::mem::replace(&mut old.connection, stuck) != stuck);
    }

    /// The open desk. One that sleeps is woken.
    pub async fn opened(self: &Arc<Self>) -> Result<Open, LockedView> {
        self.stirred();
        loop {
            if let Some(open) = self.as_it_is().await? {
                return Ok(open);
            }
            self.wake().await;
        }
    }

    /// The same, and nothing where it sleeps.
    pub(crate) async fn as_it_is(&self) -> Result<Option<Open>, LockedView> {
        match &*self.state.read().await {
            State::Open(open) => Ok(Some(open.clone())),
            State::Asleep(_) => Ok(None),
            State::Locked(locked) => Err(locked.clone()),
        }
    }

    /// The visitor's side; none while nothing is open.
    pub(crate) async fn kiosk(self: &Arc<Self>) -> Option<Arc<Kiosk>> {
        match &self.booth {
            Some(booth) => booth.kiosk().await,
            None => Some(Arc::clone(&self.opened().await.ok()?.desk.kiosk)),
        }
    }

    /// What the configuration says to visitors.
    pub(crate) async fn kiosk_setting(&self) -> Result<&Setting, Failure> {
        let read = || async {
            let (policy, path) = (self.policy.clone(), self.config_path.clone());
            tokio::task::spawn_blocking(move || {
                let config = Config::read_with(&path, &policy)?;
                let statement = config.own_statement(&path)?;
                let alone = desk::kiosk::stands_alone(&config);
                Ok(Setting { country: desk::kiosk::country_of(&config), statement, alone })
            })
            .await?
        };
        self.setting.get_or_try_init(read).await
    }

    /// One command of a window. A window that may not call it is refused here too, whatever its
    /// capability file says.
    pub async fn call(
        self: &Arc<Self>,
        window: Window,
        command: &str,
        request: Value,
    ) -> Result<Value, ApiError> {
        self.allows(window, command).await?;
        let unseen = self.hidden_from(window).await;
        let mut request = request;
        if unseen && command == "save_section" {
            handle::people::keep_identity_numbers(&mut request)?;
        }
        let mut answer = match window {
            Window::Desk => handle::call(self, command, request).await,
            Window::Kiosk => {
                let answer = handle::kiosk::call(self, command, request).await;
                // The answer comes first: a visitor does not wait for what the desk counts.
                if self.booth.is_none() {
                    let host = Arc::clone(self);
                    tokio::spawn(async move { host.say_status().await });
                }
                answer
            }
        };
        if unseen && let Ok(value) = &mut answer {
            handle::people::without_identity_numbers(value);
        }
        if window == Window::Desk {
            answer = self.with_its_act(answer).await;
        }
        answer.map_err(|error| error.with_reference(command))
    }

    /// The same as a future that says nothing of what is in it: a command that plays others through a
    /// core of its own would else be part of itself.
    pub(crate) fn call_from<'a>(
        self: &'a Arc<Self>,
        window: Window,
        command: &'a str,
        request: Value,
    ) -> Pin<Box<dyn Future<Output = Result<Value, ApiError>> + Send + 'a>> {
        Box::pin(self.call(window, command, request))
    }
}

impl Host {
    /// Whether this window may call this, and whoever stands at the desk. Also for what the shell does
    /// by itself.
    pub async fn allows(&self, window: Window, command: &str) -> Result<(), ApiError> {
        let known = COMMANDS.iter().find(|one| one.name == command);
        let Some(known) = known.filter(|one| one.windows.contains(&window)) else {
            return Err(ApiError::new(Code::BadRequest, "this window has no such command"));
        };
        handle::practice::may(self, command)?;
        let Some(right) = known.right else { return Ok(()) };
        match self.as_it_is().await {
            Ok(Some(open)) => open.desk.may(right)?,
            Ok(None) => return Err(Failure::DeskLocked.into()),
            // A desk that cannot be opened knows no people, and has nothing to show.
            Err(_) => {}
        }
        Ok(())
    }

    /// Whether the shell may open the kiosk for the desk's window.
    pub async fn may_open_kiosk(self: &Arc<Self>) -> Result<(), ApiError> {
        self.allows(Window::Desk, "kiosk_open").await?;
        let open = self.opened().await.map_err(|locked| {
            ApiError::new(Code::StoreLocked, format!("{}: {}", locked.code, locked.message))
        })?;
        handle::self_check::may_open(&open).await
    }

    /// What a desk to practise at, opened from this one, should be like.
    pub async fn like(self: &Arc<Self>) -> rehearsal::practice::Like {
        handle::practice::like(self).await
    }

    /// Whose identity numbers an answer shows stands in the audit before it is shown, or it is not.
    async fn with_its_act(&self, answer: Result<Value, ApiError>) -> Result<Value, ApiError> {
        if let (Ok(value), Ok(Some(open))) = (&answer, self.as_it_is().await) {
            open.desk.numbers_are_shown(value).await?;
        }
        answer
    }

    /// Whether whoever stands here may not see identity numbers.
    async fn hidden_from(&self, window: Window) -> bool {
        let seen = match self.as_it_is().await {
            Ok(Some(open)) => open.desk.may(Right::ViewIdentity).is_ok(),
            Ok(None) => false,
            Err(_) => true,
        };
        window == Window::Desk && !seen
    }
}

impl Open {
    /// Nothing of it holds the outbox any more.
    async fn end(&self) {
        self.desk.end_scan().await;
        self.desk.end_import().await;
        self.tasks.end().await;
    }

    /// Something was queued: send it now rather than at the next look.
    pub fn wake(&self) {
        if let Some(runner) = &self.runner {
            runner.wake();
        }
    }

    /// The same for what keeps the desk from sending: credentials may have been set elsewhere.
    pub fn try_now(&self) {
        self.tried.notify_one();
        self.wake();
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
