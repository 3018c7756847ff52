//! The next version of the program: looked for, fetched and proved. Starting its setup program and
//! ending this one is the shell's.

use crate::error::{ApiError, Code};
use crate::host::{Host, Open};
use crate::views::{ReleaseOff, ReleaseState, ReleaseView, ReleaseWaits};
use desk::release::{Look, Off, Setup, Waits};
use network::shelf::{Https, Shelf};
use std::sync::Arc;

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// A setup program that may be started now, or what is shown instead.
pub enum Fetched {
    Ready(Setup),
    NotNow(ReleaseView),
}

fn shelf(open: &Open) -> Https {
    Https { proxy: open.desk.config.proxy.clone() }
}

pub async fn look(open: &Open) -> Result<ReleaseView, ApiError> {
    look_on(open, &shelf(open)).await
}

async fn look_on(open: &Open, shelf: &dyn Shelf) -> Result<ReleaseView, ApiError> {
    let look = open.desk.look_for_release(shelf).await?;
    let waits = match look {
        Look::Next { .. } => open.desk.waits_for_release(false).await?,
        _ => Vec::new(),
    };
    Ok(view(look, waits))
}

/// `kiosk`: whether one is open beside this desk. Judged before and after: fetching takes a while.
async fn fetch(open: &Open, kiosk: bool, shelf: &dyn Shelf) -> Result<Fetched, ApiError> {
    let not_now = |look, waits| Ok(Fetched::NotNow(view(look, waits)));
    let look = open.desk.look_for_release(shelf).await?;
    let waits = open.desk.waits_for_release(kiosk).await?;
    if !waits.is_empty() || !matches!(look, Look::Next { .. }) {
        return not_now(look, waits);
    }
    let Some(setup) = open.desk.fetch_release(shelf).await? else {
        return not_now(Look::Current, Vec::new());
    };
    Ok(Fetched::Ready(setup))
}

impl Host {
    /// For the shell. Whoever stands at the desk needs the right of the command.
    pub async fn fetch_release(self: &Arc<Self>, kiosk: bool) -> Result<Fetched, ApiError> {
        let open = self.unlocked().await?;
        fetch(&open, kiosk, &shelf(&open)).await
    }

    /// Asked last, right before the program ends; remembered on record.
    pub async fn start_release(
        self: &Arc<Self>,
        version: &str,
        kiosk: bool,
    ) -> Result<Option<ReleaseView>, ApiError> {
        let open = self.unlocked().await?;
        let waits = open.desk.waits_for_release(kiosk).await?;
        if waits.is_empty() {
            open.desk.release_was_started(version).await?;
            return Ok(None);
        }
        let (version, notes) = (version.to_owned(), String::new());
        Ok(Some(view(Look::Next { version, notes }, waits)))
    }

    async fn unlocked(self: &Arc<Self>) -> Result<Open, ApiError> {
        self.opened().await.map_err(|locked| {
            ApiError::new(Code::StoreLocked, format!("{}: {}", locked.code, locked.message))
        })
    }
}

/// What is shown while the setup program takes over.
pub fn started(version: &str) -> ReleaseView {
    ReleaseView {
        state: ReleaseState::Started,
        next: Some(version.to_owned()),
        ..view(Look::Current, Vec::new())
    }
}

fn view(look: Look, waits: Vec<Waits>) -> ReleaseView {
    let (state, off, next, notes) = match look {
        Look::Off(off) => (ReleaseState::Off, Some(off_view(off)), None, None),
        Look::Current => (ReleaseState::Current, None, None, None),
        Look::Later { version } => (ReleaseState::Later, None, Some(version), None),
        Look::Next { version, notes } => {
            (ReleaseState::Next, None, Some(version), (!notes.is_empty()).then_some(notes))
        }
    };
    let waits = waits.into_iter().map(waits_view).collect();
    ReleaseView { state, version: VERSION.to_owned(), off, next, notes, waits }
}

fn off_view(off: Off) -> ReleaseOff {
    match off {
        Off::Packages => ReleaseOff::Packages,
        Off::ByIt => ReleaseOff::ByIt,
        Off::NotSetUp => ReleaseOff::NotSetUp,
        Off::NoKey => ReleaseOff::NoKey,
    }
}

fn waits_view(waits: Waits) -> ReleaseWaits {
    match waits {
        Waits::Sending => ReleaseWaits::Sending,
        Waits::Checking => ReleaseWaits::Checking,
        Waits::Typing => ReleaseWaits::Typing,
        Waits::Kiosk => ReleaseWaits::Kiosk,
    }
}
