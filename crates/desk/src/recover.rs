//! Copies of `mine.db`, made while the desk is open, and one put in its place where it cannot be
//! read. Nothing here opens the desk.

use crate::Desk;
use crate::audit;
use crate::clock::{Clock, blocking};
use crate::dead_man;
use crate::failure::{Failure, Result};
use crate::start::{Start, kept_keys, key_store};
use crate::sync::lock::OutboxLock;
use keys::{Name, phrase};
use secrecy::{ExposeSecret, SecretString};
use std::path::Path;
use std::sync::{Arc, Weak};
use std::time::Duration;
use store::copies::{self, Refusal};
pub use store::copies::{Copy, Recovered};
use store::mine::Mine;
use store::{Access, Key, Store};

/// How often it is looked whether a copy is due.
const LOOKED: Duration = Duration::from_secs(60);

/// Newest first.
pub fn list(start: &Start) -> Vec<Copy> {
    copies::list(&start.data_dir)
}

/// Puts the copy of that name, or the newest that can be read, in the place of a `mine.db` that
/// cannot be. Blocks.
pub fn recover(start: &Start, name: Option<&str>) -> Result<Recovered> {
    let lock = OutboxLock::take(&start.data_dir).map_err(|why| Failure::DataFolder {
        path: start.data_dir.clone(),
        why: why.to_string(),
    })?;
    if lock.is_none() {
        let why = "another program of this desk is running: close it first";
        return Err(Failure::refused("recover", "in_use", why));
    }
    let kept = key_store(&start.config, &start.data_dir)?;
    let keys = kept_keys(&*kept, &start.data_dir)?;
    let recovered = copies::recover(&start.data_dir, &keys, name, start.clock.now());
    let recovered = recovered.map_err(|why| match why {
        Refusal::Readable => Failure::refused("recover", "nothing_to_recover", why.to_string()),
        Refusal::NoSuchCopy | Refusal::NoCopy => {
            Failure::refused("copy", "no_copy", why.to_string())
        }
        Refusal::Store(failure) => failure.into(),
    })?;
    // The copy's audit says that it was put in place: it goes on from there.
    let store = Store::open(&start.data_dir, &keys, store::Mode::ReadWrite)?;
    audit::anchor_anew(&store.mine, &*kept)?;
    Ok(recovered)
}

/// Puts the keys under the recovery phrase into a key store that has lost them, or holds others.
/// Blocks, and takes its time.
pub fn with_phrase(start: &Start, phrase: String) -> Result<()> {
    let phrase = phrase.into();
    let dir = &start.data_dir;
    let keys = key_store(&start.config, dir)?;
    if let Ok(Some(kept)) = keys::data_key(&*keys, Name::Mine)
        && copies::fits(dir, &Key::new(*kept))?
    {
        let why = "the key that is kept is the right one: the phrase brings nothing back";
        return Err(Failure::refused("recover", "nothing_to_recover", why));
    }
    let pair = phrase::open(dir, &phrase).map_err(|failure| match failure {
        keys::Failure::WrongWords => Failure::refused("phrase", "wrong", failure.to_string()),
        keys::Failure::NoPhrase => Failure::refused("phrase", "none_made", failure.to_string()),
        other => other.into(),
    })?;
    if !copies::fits(dir, &Key::new(*pair.mine))? {
        let why = "the phrase belongs to another mine.db than the one in the data folder";
        return Err(Failure::refused("phrase", "another", why));
    }
    // One that cannot be opened is recovered after this.
    if let Ok(mine) = Mine::open(dir, &Key::new(*pair.mine), Access::ReadWrite) {
        // The days went by while nobody had the phrase.
        dead_man::begin_anew(&mine, start.clock.now())?;
    }
    // Before the keys are there: found after them it would take them away again.
    dead_man::unseal(dir)?;
    Ok(phrase::put_back(&*keys, &pair)?)
}

/// Makes the phrase: shown once, kept nowhere. One made before opens nothing any more.
pub fn make_phrase(start: &Start) -> Result<SecretString> {
    // The keys come with the files.
    let desk = Desk::start(start.clone())?;
    let phrase = phrase::make(&*desk.keys, &start.data_dir)?;
    // Whoever asked for it on a command line has it.
    desk.store.mine.set_setting(WRITTEN_DOWN, &true.into())?;
    Ok(phrase)
}

/// Whether whoever was shown the last phrase typed parts of it back.
const WRITTEN_DOWN: &str = "phrase_written_down";

/// How it stands with the recovery phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phrase {
    /// The keyring lost, what waits here is lost with it.
    None,
    /// Shown, and nobody has shown that they wrote it down.
    Shown,
    Kept,
}

impl Phrase {
    pub const fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Shown => "shown",
            Self::Kept => "kept",
        }
    }
}

/// Blocks.
pub(crate) fn phrase_of(mine: &Mine, data_dir: &Path) -> Result<Phrase> {
    if !phrase::is_made(data_dir) {
        return Ok(Phrase::None);
    }
    let shown = mine.setting(WRITTEN_DOWN)? == Some(false.into());
    Ok(if shown { Phrase::Shown } else { Phrase::Kept })
}

/// One that cannot be made stops nobody.
pub(crate) fn keep_copy(store: &Store, data_dir: &Path, clock: &dyn Clock) {
    match copies::keep(&store.mine, data_dir, clock.now()) {
        Ok(true) => tracing::info!("a copy of mine.db was made"),
        Ok(false) => {}
        Err(failure) => tracing::warn!(%failure, "no copy of mine.db could be made"),
    }
}

impl Desk {
    /// Makes the phrase: shown once, kept nowhere. One made before opens nothing any more.
    pub async fn make_phrase(self: &Arc<Self>) -> Result<String> {
        let desk = Arc::clone(self);
        blocking(&*self.clock, move || {
            // Before it is made: one of which nobody knows is never taken for kept.
            desk.store.mine.set_setting(WRITTEN_DOWN, &false.into())?;
            let phrase = phrase::make(&*desk.keys, &desk.data_dir)?;
            Ok(phrase.expose_secret().to_owned())
        })
        .await?
    }

    /// Whoever was shown it typed parts of it back.
    pub async fn phrase_was_written_down(self: &Arc<Self>) -> Result<()> {
        let desk = Arc::clone(self);
        blocking(&*self.clock, move || {
            if !phrase::is_made(&desk.data_dir) {
                return Err(Failure::NotFound);
            }
            Ok(desk.store.mine.set_setting(WRITTEN_DOWN, &true.into())?)
        })
        .await?
    }

    /// Blocks.
    pub(crate) fn phrase(&self) -> Result<Phrase> {
        phrase_of(&self.store.mine, &self.data_dir)
    }

    /// Copies, and the room kept for the network's answers, for as long as the desk is open.
    pub(crate) fn tend_mine(&self) {
        let store = Arc::downgrade(&self.store);
        let (data_dir, clock) = (self.data_dir.clone(), Arc::clone(&self.clock));
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(LOOKED).await;
                let (store, data_dir) = (Weak::clone(&store), data_dir.clone());
                let at = Arc::clone(&clock);
                let tended = blocking(&*clock, move || {
                    Weak::upgrade(&store).map(|store| tend(&store, &data_dir, &*at))
                });
                if !matches!(tended.await, Ok(Some(()))) {
                    return;
                }
            }
        });
    }
}

fn tend(store: &Store, data_dir: &Path, clock: &dyn Clock) {
    if let Some(ballast) = store.mine.ballast() {
        ballast.lay();
    }
    keep_copy(store, data_dir, clock);
}
