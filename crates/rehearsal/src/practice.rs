//! A desk to practise at: a folder of its own beside the real one, with a dealer's network that runs
//! in this process, made-up customers, and a copy of them that can be searched at once. What is done
//! there stays until somebody starts over.
//!
//! It reads and writes nothing outside its folder but the marks of its own keys, never a keyring and
//! never the configuration or the policy of the real desk.

mod mark;

use crate::Dealer;
use anyhow::{Context as _, Result, bail, ensure};
use clap::ValueEnum as _;
use desk::clock::SystemClock;
use desk::config::{Config, KeyHome, is_loopback};
use desk::{Desk, Start};
use keys::Name;
use mark::Mark;
use sandbox::{Options, Sandbox};
use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex;

/// Enough that a name alone finds several, few enough to be there in a moment.
const CUSTOMERS: u32 = 2_000;
/// The same people each time: whoever teaches knows them.
const SEED: u64 = 1;
/// Seconds: nobody who learns waits as long as a real network may take.
const SETTLE: u32 = 5;
/// Where an open file cannot be removed, whoever reads it still may let go.
const TRIES: u32 = 20;
const TRY_AGAIN: Duration = Duration::from_millis(150);

/// What the real desk is like, so that practice is like it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Like {
    pub country: String,
    pub dealer: Dealer,
}

impl Like {
    /// From the words of a command line; `None` where one of them means nothing.
    pub fn read(country: Option<&str>, network: Option<&str>) -> Option<Self> {
        let usual = Self::default();
        let country = country.map_or(usual.country, str::to_ascii_uppercase);
        let dealer = match network {
            Some(name) => Dealer::from_str(name, false).ok()?,
            None => usual.dealer,
        };
        customer::country::is_known(&country).then_some(Self { country, dealer })
    }

    /// What `read` reads it from.
    pub fn network(&self) -> String {
        let value = self.dealer.to_possible_value();
        value.map(|value| value.get_name().to_owned()).unwrap_or_default()
    }
}

impl Default for Like {
    fn default() -> Self {
        Self { country: "GB".to_owned(), dealer: Dealer::KeyloopV1 }
    }
}

/// One folder to practise in. Only one process at a time practises there.
pub struct Practice {
    folder: PathBuf,
    like: Like,
    customers: u32,
    running: Mutex<Option<Running>>,
}

struct Running {
    dealer: Sandbox,
    /// Held by the operating system for as long as it is open.
    only: File,
}

impl Practice {
    pub fn new(folder: PathBuf, like: Like) -> Self {
        Self { folder, like, customers: CUSTOMERS, running: Mutex::new(None) }
    }

    /// With another number of customers.
    pub fn of(self, customers: u32) -> Self {
        Self { customers, ..self }
    }

    /// Where its configuration lies below its folder.
    pub fn config(folder: &Path) -> PathBuf {
        folder.join("showroom.toml")
    }

    /// Where its protected files lie below its folder.
    pub fn data(folder: &Path) -> PathBuf {
        folder.join("desk")
    }

    /// Returns once the dealer's network runs and the folder is filled. One that was not filled to
    /// the end, or shall be filled anew, is emptied first: nothing may have its files open.
    pub async fn ready(&self) -> Result<()> {
        let mut running = self.running.lock().await;
        let mark = Mark::read(&self.folder)?;
        let whole = mark.as_ref().filter(|mark| mark.whole && self.has_files()).cloned();
        if running.is_some() && whole.is_some() {
            return Ok(());
        }
        let only = match running.take() {
            Some(Running { dealer, only }) => {
                dealer.stop().await;
                only
            }
            None => self.alone()?,
        };
        let dealer = match whole {
            Some(mark) => {
                let dealer = self.dealer(&mark).await?;
                self.configure(&mark, &dealer)?;
                dealer
            }
            None => self.fill(mark.is_some()).await?,
        };
        *running = Some(Running { dealer, only });
        Ok(())
    }

    /// From now on the folder counts as not filled, also for a program that is started after this
    /// one was killed. Whoever calls it closes the desk, and then asks for `ready`.
    pub async fn fill_anew(&self) -> Result<()> {
        let running = self.running.lock().await;
        ensure!(running.is_some(), "nobody practises here");
        let mark = Mark::read(&self.folder)?.context("the folder has lost its mark")?;
        Mark { whole: false, ..mark }.write(&self.folder)
    }

    /// Cuts the dealer's network or brings it back, where that is asked for; says whether it is cut.
    pub async fn network(&self, cut: Option<bool>) -> Result<bool> {
        let running = self.running.lock().await;
        let dealer = &running.as_ref().context("nobody practises here")?.dealer;
        if let Some(cut) = cut {
            dealer.cut(cut);
        }
        Ok(!dealer.is_up())
    }

    /// Closes the network; another program may practise here then.
    pub async fn end(&self) {
        if let Some(Running { dealer, .. }) = self.running.lock().await.take() {
            dealer.stop().await;
        }
    }

    /// True for the configuration that was written here, and for none that leads anywhere else.
    pub async fn is_own(&self, config: &Config) -> bool {
        let running = self.running.lock().await;
        let Some(Running { dealer, .. }) = &*running else { return false };
        let own = dealer.base_url();
        config.base_url().is_some_and(|base| {
            is_loopback(base)
                && base.strip_prefix(own.trim_end_matches('/')).is_some_and(|rest| {
                    // No longer port that begins alike.
                    rest.is_empty() || rest.starts_with('/')
                })
        })
    }

    fn dealers_folder(&self) -> PathBuf {
        self.folder.join("dealer")
    }

    fn has_files(&self) -> bool {
        Self::data(&self.folder).join("mine.db").is_file()
            && self.dealers_folder().join("sandbox.db").is_file()
    }

    fn alone(&self) -> Result<File> {
        store::file::folder(&self.folder)?;
        let file = File::options()
            .write(true)
            .create(true)
            .truncate(false)
            .open(self.folder.join("practice.lock"))?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(TryLockError::WouldBlock) => bail!("another program practises here"),
            Err(TryLockError::Error(fault)) => Err(fault.into()),
        }
    }

    async fn fill(&self, begun: bool) -> Result<Sandbox> {
        let (desk, dealer) = (Self::data(&self.folder), self.dealers_folder());
        // What this program did not begin is not its to remove.
        ensure!(begun || !(desk.exists() || dealer.exists()), "the folder holds other files");
        let mark = Mark::begun(&self.like);
        mark.write(&self.folder)?;
        let folders = [desk.clone(), dealer];
        tokio::task::spawn_blocking(move || folders.iter().try_for_each(|one| emptied(one)))
            .await??;
        let dealer = self.dealer(&mark).await?;
        let start = self.configure(&mark, &dealer)?;
        let lines = dealer.export(mark.like.dealer == Dealer::Mykaarma);
        let export = self.folder.join("customers.ndjson");
        tokio::task::spawn_blocking(move || -> Result<()> {
            std::fs::write(&export, lines)?;
            let report = Desk::start(start)?.import(&export, |_, _| {})?;
            ensure!(report.rejected.is_empty(), "the made-up customers were not taken in whole");
            Ok(std::fs::remove_file(&export)?)
        })
        .await??;
        Mark { whole: true, ..mark }.write(&self.folder)?;
        Ok(dealer)
    }

    async fn dealer(&self, mark: &Mark) -> Result<Sandbox> {
        let folder = self.dealers_folder();
        store::file::folder(&folder)?;
        let options = Options {
            customers: self.customers,
            seed: SEED,
            country: Some(mark.like.country.clone()),
            data: Some(folder),
            ..Options::default()
        };
        Ok(Sandbox::start(options).await?)
    }

    /// Each start has another port, and nothing that somebody wrote into the file meanwhile counts.
    fn configure(&self, mark: &Mark, dealer: &Sandbox) -> Result<Start> {
        let config_path = Self::config(&self.folder);
        let data_dir = Self::data(&self.folder);
        let Like { country, dealer: network } = &mark.like;
        let base = dealer.base_url();
        let text = network.config(base.trim_end_matches('/'), country, SETTLE);
        let config = Config::parse(&text)?;
        config.write(&config_path)?;
        store::file::folder(&data_dir)?;
        let keys = desk::key_store(&config, &data_dir)?;
        let settings = config.network.as_ref().context("a network")?;
        let credentials = desk::credentials::parse(settings, network.credentials())?;
        desk::credentials::keep(&*keys, settings, &credentials)?;
        Ok(Start { config, config_path, data_dir, clock: Arc::new(SystemClock) })
    }
}

/// Removes a folder of the desk or the dealer, and what the keys of a desk keep outside of it.
fn emptied(folder: &Path) -> Result<()> {
    if folder.join("install.id").is_file() {
        let config = Config { keys: KeyHome::File, ..Config::default() };
        let keys = desk::key_store(&config, folder)?;
        for name in [Name::Generation, Name::PinAnchor] {
            keys.delete(name)?;
        }
    }
    let mut tries = 0;
    loop {
        match std::fs::remove_dir_all(folder) {
            Ok(()) => return Ok(()),
            Err(fault) if fault.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(fault) if tries == TRIES => return Err(fault.into()),
            Err(_) => {
                tries += 1;
                std::thread::sleep(TRY_AGAIN);
            }
        }
    }
}

#[cfg(test)]
mod tests;
