//! The core as the shell holds it: started beside the window, so that it paints while the
//! protected files are being opened, and heard from whenever the desk's status changes.

use crate::{arguments::Arguments, windows};
use api::{
    ApiError, Fetched, Like, Practice, Window,
    views::{ReleaseView, SeatView},
};
use desk::clock::SystemClock;
use serde_json::{Value, json};
use std::sync::Arc;
use tauri::{AppHandle, Emitter as _, Manager as _, Runtime};
use tokio::sync::OnceCell;

/// The event that carries a `StatusView` to the desk's window.
const STATUS: &str = "status";

pub struct Host {
    pub arguments: Arguments,
    core: OnceCell<Arc<api::Host>>,
}

impl Host {
    pub fn new(arguments: Arguments) -> Self {
        Self { arguments, core: OnceCell::new() }
    }

    pub async fn call(
        &self,
        window: Window,
        command: &str,
        request: Value,
    ) -> Result<Value, ApiError> {
        self.core().await.call(window, command, request).await
    }

    /// Whether the desk's window may have the kiosk opened: its right, and the self-check.
    pub async fn may_open_kiosk(&self) -> Result<(), ApiError> {
        self.core().await.may_open_kiosk().await
    }

    pub async fn allows(&self, window: Window, command: &str) -> Result<(), ApiError> {
        self.core().await.allows(window, command).await
    }

    /// What a desk to practise at, opened from this one, should be like.
    pub async fn like(&self) -> Like {
        self.core().await.like().await
    }

    /// The next version's setup program, or why there is none to start now.
    pub async fn fetch_release(&self, kiosk: bool) -> Result<Fetched, ApiError> {
        self.core().await.fetch_release(kiosk).await
    }

    /// Asked last before it is started: what stands in the way now.
    pub async fn start_release(
        &self,
        version: &str,
        kiosk: bool,
    ) -> Result<Option<ReleaseView>, ApiError> {
        self.core().await.start_release(version, kiosk).await
    }

    /// The first who asks starts it; everyone else waits for the same one.
    async fn core(&self) -> &Arc<api::Host> {
        let Arguments { config, data_dir, kiosk, practice, .. } = &self.arguments;
        let start = || async move {
            let (config, data_dir) = (config.clone(), data_dir.clone());
            let clock = Arc::new(SystemClock);
            // A kiosk holds no key to people.
            match (practice, kiosk) {
                (None, true) => api::Host::start_kiosk(config, data_dir, clock).await,
                (None, false) => api::Host::start(config, data_dir, clock).await,
                (Some(_), true) => api::Host::start_practice_kiosk(data_dir, clock).await,
                (Some(begun), false) => {
                    let practice = Practice::new(data_dir.clone(), begun.like.clone());
                    api::Host::start_practice(practice, data_dir, clock).await
                }
            }
        };
        self.core.get_or_init(start).await
    }
}

/// Closes the core before the process ends under it.
pub fn end<R: Runtime>(app: &AppHandle<R>) {
    if let Some(core) = app.state::<Host>().core.get() {
        tauri::async_runtime::block_on(core.close());
    }
}

/// Locks the desk, where there are people to lock it against.
pub fn lock<R: Runtime>(app: &AppHandle<R>) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let locked = app.state::<Host>().call(Window::Desk, "people_lock", json!({})).await;
        if let Err(fault) = locked {
            tracing::warn!(code = ?fault.code, "the desk could not be locked with the computer");
        }
    });
}

/// Starts the core and keeps the desk's window told.
pub fn start<R: Runtime>(app: AppHandle<R>) {
    tauri::async_runtime::spawn(async move {
        let mut status = app.state::<Host>().core().await.status();
        let mut before = None;
        loop {
            let view = status.borrow_and_update().clone();
            if another_stands_here(before.as_ref(), view.seat.as_ref()) {
                windows::desk::anew(&app);
            }
            before.clone_from(&view.seat);
            // No desk window (a kiosk alone) is no fault: there is nobody to tell.
            drop(app.emit_to(windows::DESK, STATUS, view));
            if status.changed().await.is_err() {
                return;
            }
        }
    });
}

/// Whoever stands at the desk has changed: the page before was theirs, or held the PIN of whoever was
/// let in.
fn another_stands_here(before: Option<&SeatView>, now: Option<&SeatView>) -> bool {
    let person = |seat: Option<&SeatView>| seat.and_then(|seat| seat.person.clone());
    before.is_some() && person(before).map(|one| one.id) != person(now).map(|one| one.id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::views::PersonView;

    #[test]
    fn a_page_ends_when_somebody_leaves_comes_or_takes_over_and_at_nothing_else() {
        let seat = |name: Option<&str>| SeatView {
            person: name.map(|name| PersonView {
                id: name.to_owned(),
                name: name.to_owned(),
                role: "sales".to_owned(),
                language: None,
            }),
            rights: Vec::new(),
            lock_after_minutes: 3,
        };
        let (ana, ben, nobody) = (seat(Some("Ana")), seat(Some("Ben")), seat(None));
        let table = [
            (None, None, false),
            (None, Some(&nobody), false),
            (None, Some(&ana), false),
            (Some(&nobody), Some(&nobody), false),
            (Some(&ana), Some(&ana), false),
            (Some(&nobody), Some(&ana), true),
            (Some(&ana), Some(&nobody), true),
            (Some(&ana), Some(&ben), true),
            (Some(&ana), None, true),
        ];
        for (before, now, ends) in table {
            assert_eq!(another_stands_here(before, now), ends, "{before:?} then {now:?}");
        }
    }
}
