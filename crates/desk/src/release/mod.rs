//! The next version of this program: looked for when somebody asks, where the dealer's IT names an
//! address and the build knows the key of whoever makes releases; fetched and proved here, never
//! installed. Nothing asks by itself, and nothing that goes wrong here touches anybody's work.
//!
//! What a package manager has installed it also updates: there this stays off.

mod came;
mod manifest;
mod may_install;
mod proof;
mod turn;

pub use came::Came;
pub use manifest::Unreadable;
pub use may_install::{Now, Waits, may_install};
pub use proof::Unproven;

use crate::Desk;
use crate::config::Config;
use crate::failure::{Failure, Refused, Result};
use manifest::Release;
use network::shelf::{Missing, Shelf};
use serde::Serialize;
use std::sync::Arc;
use url::Url;

/// The key a build was given for what is signed for it: `SHOWROOM_UPDATE_KEY`, one line of minisign.
pub const KEY: Option<&str> = option_env!("SHOWROOM_UPDATE_KEY");

const MANIFEST_MOST: usize = 64 * 1024;
const SETUP_MOST: usize = 300 * 1024 * 1024;

/// What looking needs to know of this computer; none of it is asked of the network.
#[derive(Clone, Copy, Debug)]
pub struct Here<'a> {
    pub version: &'a str,
    /// As in the manifest: `windows-x86_64`.
    pub platform: &'a str,
    pub key: Option<&'a str>,
    pub came: Came,
    /// Of this desk.
    pub id: &'a str,
}

/// Why nobody looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Off {
    /// Whatever has installed the program updates it.
    Packages,
    /// The policy of the IT says so.
    ByIt,
    /// No address is named.
    NotSetUp,
    /// This build could prove nothing.
    NoKey,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Look {
    Off(Off),
    Current,
    /// There is one, and it is not this desk's turn yet.
    Later {
        version: String,
    },
    Next {
        version: String,
        notes: String,
    },
}

/// A setup program that is what it says it is.
pub struct Setup {
    pub version: String,
    pub name: String,
    pub bytes: Vec<u8>,
}

enum Found {
    None(Look),
    Next { release: Release, key: String },
}

/// Where to look, or why nobody does.
fn address<'a>(
    config: &'a Config,
    here: &Here<'a>,
) -> std::result::Result<(&'a Url, &'a str), Off> {
    if here.came == Came::Packaged {
        return Err(Off::Packages);
    }
    let Some(address) = &config.updates else {
        return Err(if config.locked.has("updates") { Off::ByIt } else { Off::NotSetUp });
    };
    Ok((address, here.key.ok_or(Off::NoKey)?))
}

async fn find(config: &Config, here: Here<'_>, shelf: &dyn Shelf) -> Result<Found> {
    let (address, key) = match address(config, &here) {
        Ok(found) => found,
        Err(off) => return Ok(Found::None(Look::Off(off))),
    };
    let text = shelf.file(address, MANIFEST_MOST).await.map_err(|why| not_there(&why))?;
    let release = match manifest::newer(&text, here.platform, here.version)
        .map_err(|why| unreadable(&why))?
    {
        None => return Ok(Found::None(Look::Current)),
        Some(release) => release,
    };
    if !turn::is_it(here.id, &release.version, release.rollout) {
        return Ok(Found::None(Look::Later { version: release.version }));
    }
    Ok(Found::Next { release, key: key.to_owned() })
}

/// Reads the manifest, nothing else.
pub async fn look(config: &Config, here: Here<'_>, shelf: &dyn Shelf) -> Result<Look> {
    Ok(match find(config, here, shelf).await? {
        Found::None(look) => look,
        Found::Next { release: Release { version, notes, .. }, .. } => {
            Look::Next { version, notes }
        }
    })
}

/// Reads the setup program too and proves it. None where there is nothing to install here and now.
pub async fn fetch(config: &Config, here: Here<'_>, shelf: &dyn Shelf) -> Result<Option<Setup>> {
    let Found::Next { release, key } = find(config, here, shelf).await? else { return Ok(None) };
    let bytes = shelf.file(&release.file, SETUP_MOST).await.map_err(|why| not_there(&why))?;
    let name = proof::prove(&key, &bytes, &release).map_err(|why| unproven(&why))?;
    Ok(Some(Setup { version: release.version, name, bytes }))
}

impl Desk {
    pub async fn look_for_release(&self, shelf: &dyn Shelf) -> Result<Look> {
        let (came, id) = self.itself()?;
        look(&self.config, here(came, &id), shelf).await
    }

    pub async fn fetch_release(&self, shelf: &dyn Shelf) -> Result<Option<Setup>> {
        let (came, id) = self.itself()?;
        fetch(&self.config, here(came, &id), shelf).await
    }

    fn itself(&self) -> Result<(Came, String)> {
        let program = std::env::current_exe();
        let came = program.map_or(Came::Packaged, |program| Came::of(&program, cfg!(windows)));
        Ok((came, keys::install_id(&self.data_dir)?))
    }

    /// What would be torn off if the program ended now. Whether a kiosk is open the shell knows.
    pub async fn waits_for_release(self: &Arc<Self>, kiosk: bool) -> Result<Vec<Waits>> {
        let tally = self.tally().await?;
        let desk = Arc::clone(self);
        // Whoever typed it.
        let drafts = tokio::task::spawn_blocking(move || desk.store.mine.drafts()).await??;
        let newest = drafts.into_iter().map(|draft| draft.updated_at).max();
        let typed = newest.and_then(|at| self.age_of(&at));
        Ok(may_install(&Now { sending: tally.sending, checking: tally.checking, typed, kiosk }))
    }

    pub async fn release_was_started(self: &Arc<Self>, version: &str) -> Result<()> {
        let (desk, what) = (Arc::clone(self), format!("setup program of {version} started"));
        tokio::task::spawn_blocking(move || {
            let (mine, now) = (&desk.store.mine, desk.clock.now());
            mine.append_audit(&desk.author(), &what, None, now)?;
            Ok(())
        })
        .await?
    }
}

fn here(came: Came, id: &str) -> Here<'_> {
    Here { version: env!("CARGO_PKG_VERSION"), platform: PLATFORM, key: KEY, came, id }
}

const PLATFORM: &str =
    if cfg!(target_arch = "aarch64") { "windows-aarch64" } else { "windows-x86_64" };

fn not_there(missing: &Missing) -> Failure {
    Failure::Offline { why: format!("the address for updates: {missing}") }
}

fn unreadable(why: &Unreadable) -> Failure {
    Failure::Invalid(vec![Refused::new("updates", "unreadable", why.to_string())])
}

fn unproven(why: &Unproven) -> Failure {
    tracing::error!(%why, "what was offered as the next version is not proved to be it");
    Failure::Invalid(vec![Refused::new("updates", "unproven", why.to_string())])
}

#[cfg(test)]
mod tests;
