//! The core as a window holds it: a desk that is open, or the reason why it is not, and the runner
//! that sends behind it. Every command goes through `call`.

use crate::booth::Booth;
use crate::commands::{COMMANDS, Window};
use crate::error::{ApiError, Code};
use crate::handle;
use crate::views::{Connection, LockedView, StatusView};
use desk::ask::{Asked, Silence};
use desk::clock::Clock;
use desk::kiosk::Kiosk;
use desk::kiosk::statement::Own;
use desk::people::Standing;
use desk::rights::Right;
use desk::sync::{Connection as Line, Runner};
use desk::{Config, Desk, Failure, Start, StoreFailure, Tending};
use outbox::LanePause;
use rehearsal::practice::Practice;
use serde_json::Value;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{Notify, OnceCell, RwLock, watch};
use tokio::task::JoinHandle;

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

/// Background work that ends with the desk it belongs to.
struct Tasks(Mutex<Background>);

#[derive(Default)]
struct Background {
    tasks: Vec<JoinHandle<()>>,
    tending: Option<Tending>,
}

impl Tasks {
    fn add(&self, more: Vec<JoinHandle<()>>) {
        let mut work = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        work.tasks.extend(more);
    }

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

/// Other credentials may help.
const fn is_refused(line: Line) -> bool {
    matches!(line, Line::Paused(LanePause::SignIn | LanePause::Permission))
}

/// Neither open nor refused: between two desks.
fn starting() -> LockedView {
    LockedView { code: "starting".to_owned(), message: String::new() }
}

/// How long a command that is still running may hold the outbox of the desk that was closed.
const LETTING_GO: Duration = Duration::from_secs(3);
/// How soon the window sends once another process has stopped to.
const TAKE_OVER: Duration = Duration::from_secs(3);
/// How soon credentials that were set elsewhere are noticed, while those that are known do not do.
const CREDENTIALS_LOOK: Duration = Duration::from_secs(5);
/// How soon the window learns that a quiet network is still there.
const BREATH: Duration = Duration::from_secs(3);
/// How soon the desk learns what happened at the kiosk.
const INBOX_LOOK: Duration = Duration::from_secs(1);
/// How often it is counted whether all that was saved is still there.
const ACCOUNT: Duration = Duration::from_hours(1);
/// How soon a disk that answers no more is asked, and one that does again; how long it may take to
/// answer is the desk's own.
const DISK_LOOK: Duration = Duration::from_secs(2);

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
        Self { policy, config_path, data_dir, clock, state, setting, booth, practice, status }
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
            old.desk.end_scan().await;
            old.desk.end_import().await;
            old.tasks.end().await;
            standing = old.desk.seat.standing();
            patience = LETTING_GO;
        }
        let opened = match self.open(patience).await {
            Ok(open) => open.desk.seat_again(standing).await.map(|()| open),
            Err(failure) => Err(failure),
        };
        *state = match opened {
            Ok(open) => State::Open(open),
            Err(failure) => {
                tracing::warn!(
                    reason = handle::desk::lock_code(&failure),
                    error = failure.for_support(),
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
        if let Some(booth) = &self.booth {
            booth.end();
        }
        let mut state = self.state.write().await;
        if let State::Open(old) = std::mem::replace(&mut *state, State::Locked(starting())) {
            old.desk.end_scan().await;
            old.desk.end_import().await;
            old.tasks.end().await;
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
        let mut tasks = Vec::new();
        if let Some(runner) = &runner {
            tasks.extend(self.sending(&desk, runner));
        }
        let tried = Arc::new(Notify::new());
        tasks.push(if elsewhere {
            self.taking_over(&desk)
        } else {
            self.looking_for_credentials(&desk, runner.as_ref(), &tried)
        });
        let (host, asked) = (Arc::downgrade(self), Arc::clone(&desk));
        tasks.push(tokio::spawn(async move {
            loop {
                tokio::time::sleep(DISK_LOOK).await;
                let stuck = matches!(asked.tally().await, Err(Failure::Store(StoreFailure::Stuck)));
                let Some(host) = host.upgrade() else { return };
                let said = host.status.borrow().connection == Connection::StorageStuck;
                match (stuck, said) {
                    (true, false) => {
                        tracing::error!("the disk does not answer");
                        // At once: asking a second time would wait as long again.
                        host.say_stuck();
                    }
                    (false, true) => host.say_status().await,
                    (true, true) | (false, false) => {}
                }
            }
        }));
        let (weak, counted) = (Arc::downgrade(self), Arc::clone(&desk));
        tasks.push(tokio::spawn(async move {
            loop {
                let changed = counted.account().await;
                let Some(host) = weak.upgrade() else { return };
                match changed {
                    Ok(true) => host.say_status().await,
                    Ok(false) => {}
                    Err(failure) => tracing::warn!(%failure, "the outbox could not be counted"),
                }
                drop(host);
                tokio::time::sleep(ACCOUNT).await;
                if let (true, Some(host)) = (counted.is_overdue().await, weak.upgrade()) {
                    drop(tokio::spawn(host.reopen_signed_in(Arc::clone(&counted))));
                    return;
                }
            }
        }));
        let (host, looked) = (Arc::downgrade(self), Arc::clone(&desk));
        tasks.push(tokio::spawn(async move {
            let mut seen = None;
            loop {
                match looked.arrivals(seen).await {
                    Ok(arrivals) => {
                        let first = seen.replace(arrivals.version).is_none();
                        let Some(host) = host.upgrade() else { return };
                        if arrivals.changed && !first {
                            host.say_status().await;
                        }
                    }
                    Err(failure) => tracing::warn!(%failure, "the inbox could not be looked at"),
                }
                tokio::time::sleep(INBOX_LOOK).await;
            }
        }));
        let background = Background { tasks, tending: Some(desk.tend_search()) };
        let tasks = Arc::new(Tasks(Mutex::new(background)));
        Ok(Open { desk, runner, elsewhere, tried, tasks })
    }

    /// The outbox is sent, and the window hears how the line is.
    fn sending(self: &Arc<Self>, desk: &Arc<Desk>, runner: &Arc<Runner>) -> Vec<JoinHandle<()>> {
        let running = Arc::clone(runner);
        let run = tokio::spawn(async move { running.run().await });
        let (host, mut changes) = (Arc::downgrade(self), runner.watch());
        let heard = Arc::clone(desk);
        let hear = tokio::spawn(async move {
            while changes.changed().await.is_ok() {
                heard.line_is(changes.borrow_and_update().connection);
                let Some(host) = host.upgrade() else { return };
                host.say_status().await;
            }
        });
        let (host, quiet) = (Arc::downgrade(self), Arc::clone(runner));
        let breathe = tokio::spawn(async move {
            let mut told = None;
            loop {
                tokio::time::sleep(BREATH).await;
                let heard = quiet.heard_at().map(jiff::Timestamp::as_second);
                let Some(host) = host.upgrade() else { return };
                if heard != std::mem::replace(&mut told, heard) {
                    host.say_status().await;
                }
            }
        });
        vec![run, hear, breathe]
    }

    /// Another process sends: this one does as soon as that one has stopped to.
    fn taking_over(self: &Arc<Self>, desk: &Arc<Desk>) -> JoinHandle<()> {
        let (host, desk) = (Arc::downgrade(self), Arc::clone(desk));
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(TAKE_OVER).await;
                let runner = match desk.runner().await {
                    Ok(Some(runner)) => runner,
                    Ok(None) => continue,
                    Err(failure) => {
                        tracing::warn!(%failure, "the outbox could not be taken over");
                        continue;
                    }
                };
                let Some(host) = host.upgrade() else { return };
                if let State::Open(open) = &mut *host.state.write().await
                    && Arc::ptr_eq(&open.desk, &desk)
                {
                    open.tasks.add(host.sending(&desk, &runner));
                    open.tasks.add(vec![host.looking_for_credentials(
                        &desk,
                        Some(&runner),
                        &open.tried,
                    )]);
                    open.runner = Some(runner);
                    open.elsewhere = false;
                }
                host.say_status().await;
                return;
            }
        })
    }

    /// Credentials that `showroomctl` kept are used here too. The key store is looked at while the
    /// network takes those that are known for nobody's, and never otherwise.
    fn looking_for_credentials(
        self: &Arc<Self>,
        desk: &Arc<Desk>,
        runner: Option<&Arc<Runner>>,
        tried: &Arc<Notify>,
    ) -> JoinHandle<()> {
        let (host, desk) = (Arc::downgrade(self), Arc::clone(desk));
        let (line, tried) = (runner.map(|runner| runner.watch()), Arc::clone(tried));
        tokio::spawn(async move {
            loop {
                let asked_to = tokio::select! {
                    () = tried.notified() => true,
                    () = tokio::time::sleep(CREDENTIALS_LOOK) => false,
                };
                let refused = match &line {
                    Some(line) => is_refused(line.borrow().connection),
                    None => matches!(desk.network(), Err(Silence::NoCredentials)),
                };
                if (asked_to || refused) && desk.has_new_credentials().await {
                    let Some(host) = host.upgrade() else { return };
                    // This task ends with the desk it belongs to.
                    drop(tokio::spawn(host.reopen_signed_in(Arc::clone(&desk))));
                    return;
                }
            }
        })
    }

    /// What was paused because of the old credentials goes on.
    fn reopen_signed_in(
        self: Arc<Self>,
        desk: Arc<Desk>,
    ) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(async move {
            // Closed, or another one by now: that was opened with what is kept.
            if !self.opened().await.is_ok_and(|open| Arc::ptr_eq(&open.desk, &desk)) {
                return;
            }
            drop(desk);
            self.reopen().await;
            let Ok(Open { runner: Some(runner), .. }) = self.opened().await else { return };
            match runner.wake_lane().await {
                Ok(()) => runner.wake(),
                Err(failure) => tracing::warn!(%failure, "the outbox could not be woken"),
            }
        })
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
            Err(Failure::Store(StoreFailure::Stuck)) => self.say_stuck(),
            Err(failure) => tracing::warn!(error = %failure, "the status could not be read"),
        }
    }

    /// The counts stay what they were: nobody can read others.
    fn say_stuck(&self) {
        let stuck = Connection::StorageStuck;
        self.status.send_if_modified(|old| std::mem::replace(&mut old.connection, stuck) != stuck);
    }

    pub async fn opened(&self) -> Result<Open, LockedView> {
        match &*self.state.read().await {
            State::Open(open) => Ok(open.clone()),
            State::Locked(locked) => Err(locked.clone()),
        }
    }

    /// The visitor's side; none while nothing is open.
    pub(crate) async fn kiosk(&self) -> Option<Arc<Kiosk>> {
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
        // A desk that cannot be opened knows no people, and has nothing to show.
        if let (Some(right), Ok(open)) = (known.right, self.opened().await) {
            open.desk.may(right)?;
        }
        Ok(())
    }

    /// Whether the shell may open the kiosk for the desk's window.
    pub async fn may_open_kiosk(&self) -> Result<(), ApiError> {
        self.allows(Window::Desk, "kiosk_open").await?;
        let open = self.opened().await.map_err(|locked| {
            ApiError::new(Code::StoreLocked, format!("{}: {}", locked.code, locked.message))
        })?;
        handle::self_check::may_open(&open).await
    }

    /// What a desk to practise at, opened from this one, should be like.
    pub async fn like(&self) -> rehearsal::practice::Like {
        handle::practice::like(self).await
    }

    /// Whose identity numbers an answer shows stands in the audit before it is shown, or it is not.
    async fn with_its_act(&self, answer: Result<Value, ApiError>) -> Result<Value, ApiError> {
        if let (Ok(value), Ok(open)) = (&answer, self.opened().await) {
            open.desk.numbers_are_shown(value).await?;
        }
        answer
    }

    /// Whether whoever stands here may not see identity numbers.
    async fn hidden_from(&self, window: Window) -> bool {
        let open = self.opened().await;
        window == Window::Desk && open.is_ok_and(|open| open.desk.may(Right::ViewIdentity).is_err())
    }
}

impl Open {
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
