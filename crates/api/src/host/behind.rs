//! What runs behind an open desk, and ends with it.

use super::{Host, Open, State};
use crate::views::Connection;
use desk::ask::Silence;
use desk::sync::{Connection as Line, Runner};
use desk::{Desk, Failure, StoreFailure, Tending};
use outbox::LanePause;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::task::JoinHandle;

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

/// Background work that ends with the desk it belongs to.
pub(super) struct Tasks(Mutex<Background>);

#[derive(Default)]
struct Background {
    tasks: Vec<JoinHandle<()>>,
    tending: Option<Tending>,
}

impl Tasks {
    fn new(tasks: Vec<JoinHandle<()>>, tending: Tending) -> Self {
        Self(Mutex::new(Background { tasks, tending: Some(tending) }))
    }

    fn add(&self, more: Vec<JoinHandle<()>>) {
        let mut work = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        work.tasks.extend(more);
    }

    /// Ends the work and waits until nothing of it holds the outbox any more.
    pub(super) async fn end(&self) {
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

impl Host {
    /// Everything that runs behind this desk.
    pub(super) fn behind(
        self: &Arc<Self>,
        desk: &Arc<Desk>,
        runner: Option<&Arc<Runner>>,
        tried: &Arc<Notify>,
        elsewhere: bool,
    ) -> Arc<Tasks> {
        let mut tasks = Vec::new();
        if let Some(runner) = runner {
            tasks.extend(self.sending(desk, runner));
        }
        tasks.push(if elsewhere {
            self.taking_over(desk)
        } else {
            self.looking_for_credentials(desk, runner, tried)
        });
        tasks.push(self.watching_disk(desk));
        tasks.push(self.accounting(desk));
        tasks.push(self.watching_inbox(desk));
        tasks.push(self.dozing(desk));
        Arc::new(Tasks::new(tasks, desk.tend_search()))
    }

    /// A disk that answers no more is said, and one that does again.
    fn watching_disk(self: &Arc<Self>, desk: &Arc<Desk>) -> JoinHandle<()> {
        let (host, asked) = (Arc::downgrade(self), Arc::clone(desk));
        tokio::spawn(async move {
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
        })
    }

    /// Whether all that was saved is still there; and a copy that is past its time goes.
    fn accounting(self: &Arc<Self>, desk: &Arc<Desk>) -> JoinHandle<()> {
        let (weak, counted) = (Arc::downgrade(self), Arc::clone(desk));
        tokio::spawn(async move {
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
        })
    }

    /// What happened at the kiosk, in whichever process.
    fn watching_inbox(self: &Arc<Self>, desk: &Arc<Desk>) -> JoinHandle<()> {
        let (host, looked) = (Arc::downgrade(self), Arc::clone(desk));
        tokio::spawn(async move {
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
        })
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
}
