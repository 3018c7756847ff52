//! The core as the shell holds it: started beside the window, so that it paints while the
//! protected files are being opened, and heard from whenever the desk's status changes.

use crate::{arguments::Arguments, windows};
use api::{ApiError, Fetched, Like, Practice, Window, views::ReleaseView};
use desk::clock::SystemClock;
use serde_json::Value;
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

/// Starts the core and keeps the desk's window told.
pub fn start<R: Runtime>(app: AppHandle<R>) {
    tauri::async_runtime::spawn(async move {
        let mut status = app.state::<Host>().core().await.status();
        loop {
            let view = status.borrow_and_update().clone();
            // No desk window (a kiosk alone) is no fault: there is nobody to tell.
            drop(app.emit_to(windows::DESK, STATUS, view));
            if status.changed().await.is_err() {
                return;
            }
        }
    });
}
