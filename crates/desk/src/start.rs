//! Opening the desk: keys, then files, then the network. A missing key is a state of its own.

use crate::ask::Silence;
use crate::audit::Shown;
use crate::clock::{Clock, blocking};
use crate::config::{Config, KeyHome, Misconfigured};
use crate::credentials;
use crate::dead_man::{self, Found};
use crate::duplicates::Scan;
use crate::failure::{Failure, Result};
use crate::kiosk::hand_off::Scanning;
use crate::kiosk::{self, Kiosk};
use crate::people::Seat;
use crate::pin::Doors;
use crate::places;
use crate::privacy::Pepper;
use crate::recover;
use crate::speed::Speed;
use crate::sync::gate::Gate;
use crate::who;
use jiff::Timestamp;
use keys::{FileKeys, KeyStore, Name, OsKeyring};
use network::settings::{Credentials, Settings};
use network::{DealerNetwork, Limits};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};
use store::{Keys, Mode, Store};

/// What a desk is opened with.
#[derive(Clone)]
pub struct Start {
    pub config: Config,
    pub config_path: PathBuf,
    pub data_dir: PathBuf,
    pub clock: Arc<dyn Clock>,
}

/// One open desk. Cheap to share; every use case is a method in a file of its own.
pub struct Desk {
    pub config: Config,
    pub config_path: PathBuf,
    pub data_dir: PathBuf,
    pub clock: Arc<dyn Clock>,
    pub store: Arc<Store>,
    pub keys: Arc<dyn KeyStore>,
    pub(crate) pepper: Pepper,
    pub(crate) shown: Shown,
    /// When this process last looked how long the network has been away.
    pub(crate) looked: Mutex<dead_man::Looked>,
    pub(crate) speed: Speed,
    /// Entries are missing from the outbox, as of the last look.
    pub(crate) short: AtomicBool,
    /// What support is given, as it was shown last.
    pub(crate) previewed: crate::support::Previewed,
    /// The visitor's side, for a kiosk in this process and for `showroomctl`.
    pub kiosk: Arc<Kiosk>,
    /// Codes of other kiosks, half scanned.
    pub(crate) scanning: Scanning,
    /// For customers stored twice.
    pub scan: Arc<Scan>,
    /// For an export that the window takes in.
    pub importing: Arc<crate::import::Importing>,
    /// Who stands here.
    pub seat: Seat,
    pub(crate) doors: Doors,
    country: String,
    /// When the network may be asked: for questions and for the outbox.
    pub(crate) gate: Arc<Gate>,
    pub(crate) network: std::result::Result<Arc<dyn DealerNetwork>, Silence>,
    /// Which credentials it is asked with.
    pub(crate) signs_in_with: Option<credentials::Mark>,
}

/// The key store a configuration names. Connects at first use.
pub fn key_store(config: &Config, data_dir: &Path) -> Result<Arc<dyn KeyStore>> {
    make_folder(data_dir)?;
    Ok(match config.keys {
        KeyHome::Os => Arc::new(OsKeyring::new(&keys::install_id(data_dir)?)),
        KeyHome::File => match places::state() {
            // Restored with the folder it could not tell that it was. The folder has its id before
            // anybody can copy it.
            Some(state) => {
                keys::install_id(data_dir)?;
                Arc::new(FileKeys::marked_in(data_dir, &state))
            }
            None => Arc::new(FileKeys::new(data_dir)),
        },
    })
}

impl Desk {
    /// Opens everything. Blocks: call it off the async workers.
    pub fn start(start: Start) -> Result<Self> {
        let keys = key_store(&start.config, &start.data_dir)?;
        let desk = Self::opened(start.clone(), Arc::clone(&keys), Past::Goes, connect)?;
        if dead_man::found(&desk.config, &desk.store.mine, desk.clock.now())? != Found::Late {
            return Ok(desk);
        }
        let desk = Arc::new(desk);
        let asking = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let asking = asking.map_err(|why| Failure::Inside(why.to_string()))?;
        let overdue = asking.block_on(desk.is_overdue());
        // Nothing may have the files open where they are to go, nor what is left of the question.
        drop(asking);
        let desk = Arc::into_inner(desk).filter(|_| !overdue);
        desk.map_or_else(|| Self::opened(start, keys, Past::Goes, connect), Ok)
    }

    /// The same without letting go of anything that is past its time: for a report of what is here.
    pub(crate) fn start_as_it_is(start: Start) -> Result<Self> {
        let keys = key_store(&start.config, &start.data_dir)?;
        Self::opened(start, keys, Past::Stays, connect)
    }

    /// The same with keys that are kept elsewhere, over a network that is connected already.
    pub fn start_over(
        start: Start,
        keys: Arc<dyn KeyStore>,
        network: Arc<dyn DealerNetwork>,
    ) -> Result<Self> {
        make_folder(&start.data_dir)?;
        Self::opened(start, keys, Past::Goes, |_, _, _| Ok(Ok(network)))
    }

    fn opened(
        start: Start,
        keys: Arc<dyn KeyStore>,
        past: Past,
        connect: impl FnOnce(&Config, &Path, &dyn KeyStore) -> Connected,
    ) -> Result<Self> {
        let Start { config, config_path, data_dir, clock } = start;
        let store = open_files(&config, &data_dir, &*keys, past, clock.now())?;
        let pepper = Pepper::of(&*keys)?;
        store.theirs.know_forgotten(pepper.key(), store.mine.tombstones()?);
        recover::keep_copy(&store, &data_dir, &*clock);
        store.theirs.set_country(&country_of(&config))?;
        store.theirs.keep_identity_numbers(config.privacy.cache_identity_numbers);
        store.theirs.search_nicknames(config.search.nicknames);
        // Before they are read: ones that come in between are noticed, not missed.
        let signs_in_with = credentials_of(&config, &*keys).unwrap_or_default();
        let network = connect(&config, &config_path, &*keys)?;
        let country = country_of(&config);
        let lane = who::lane(&config);
        let gate = Arc::new(Gate::new(Arc::clone(&store), Arc::clone(&clock), lane));
        if let Ok(network) = &network {
            network.when_told_to_wait(Gate::hears(&gate));
        }
        let scan = Arc::default();
        let looked = Mutex::new(dead_man::Looked::since(clock.monotonic()));
        let doors = Doors::new(Arc::clone(&keys), Arc::clone(&clock), &data_dir);
        let inbox = Arc::clone(&store.inbox);
        let kiosk = Arc::new(Kiosk::of(inbox, &keys, &config, &data_dir, Arc::clone(&clock))?);
        let desk = Self {
            config,
            config_path,
            data_dir,
            clock,
            store,
            keys,
            pepper,
            shown: Shown::default(),
            looked,
            speed: Speed::default(),
            short: AtomicBool::new(false),
            previewed: crate::support::Previewed::default(),
            kiosk,
            scanning: Scanning::default(),
            scan,
            importing: Arc::default(),
            seat: Seat::default(),
            doors,
            country,
            gate,
            network,
            signs_in_with,
        };
        desk.show_local_customers()?;
        desk.look_who_works_here()?;
        desk.audit_start();
        Ok(desk)
    }

    /// Customers only this desk knows are findable whatever became of the disposable file.
    fn show_local_customers(&self) -> Result<()> {
        for entity in self.store.mine.entities_local_only(&self.dealer())? {
            let entries = self.store.mine.entries_of(entity.local_id)?;
            if let Some(record) =
                entries.iter().find_map(|e| e.is_live().then(|| e.record()).flatten())
            {
                self.store.theirs.put_local(entity.local_id, record, self.clock.now())?;
            }
        }
        Ok(())
    }

    /// Whether other credentials are kept by now than those the network is asked with.
    pub async fn has_new_credentials(self: &Arc<Self>) -> bool {
        let desk = Arc::clone(self);
        let kept = move || credentials_of(&desk.config, &*desk.keys).ok().flatten();
        let kept = blocking(&*self.clock, kept).await.ok().flatten();
        kept.is_some() && kept != self.signs_in_with
    }

    pub fn network(&self) -> std::result::Result<Arc<dyn DealerNetwork>, Silence> {
        self.network.clone()
    }

    /// How national phones, plates and postcodes are read here.
    pub fn country(&self) -> &str {
        &self.country
    }

    /// The profile of the configured DMS, whether or not the network can be asked.
    pub fn profile(&self) -> Option<&network::profile::Profile> {
        match &self.network {
            Ok(network) => Some(network.profile()),
            Err(_) => profile_of(&self.config),
        }
    }
}

/// What becomes of a copy that the network has not been back to for too long.
#[derive(Clone, Copy)]
enum Past {
    Goes,
    Stays,
}

fn open_files(
    config: &Config,
    data_dir: &Path,
    keys: &dyn KeyStore,
    past: Past,
    now: Timestamp,
) -> Result<Arc<Store>> {
    let open = || open_store(config, data_dir, &data_keys(keys, data_dir)?);
    match past {
        Past::Stays => open(),
        Past::Goes => {
            dead_man::finish(keys, data_dir)?;
            let store = open()?;
            if dead_man::found(config, &store.mine, now)? != Found::Past {
                return Ok(store);
            }
            dead_man::let_go(data_dir, keys, store, now)?;
            open()
        }
    }
}

/// The files, for the dealer of the configuration. Where none is configured yet they are nobody's.
fn open_store(config: &Config, data_dir: &Path, keys: &Keys) -> Result<Arc<Store>> {
    let Some(without_place) = who::dealer_without_place(config) else {
        return Ok(Arc::new(Store::open(data_dir, keys, Mode::ReadWrite)?));
    };
    let dealer = who::dealer(config);
    let store = Store::open_for(&dealer, data_dir, keys, Mode::ReadWrite)?;
    store.mine.rename_dealer(&without_place, &dealer)?;
    Ok(Arc::new(store))
}

fn profile_of(config: &Config) -> Option<&'static network::profile::Profile> {
    match config.network.as_ref()? {
        Settings::Keyloop(keyloop) => network::profile::by_id(&keyloop.dms),
        Settings::MyKaarma(_) => network::profile::by_id("mykaarma"),
    }
}

pub(crate) fn country_of(config: &Config) -> String {
    let profiles = || profile_of(config).map(|profile| profile.country.value.clone());
    let country = config.country.clone().or_else(profiles);
    country.map_or_else(|| "GB".to_owned(), |country| country.to_uppercase())
}

fn credentials_of(config: &Config, keys: &dyn KeyStore) -> Result<Option<credentials::Mark>> {
    config.network.as_ref().map_or(Ok(None), |settings| credentials::mark(keys, settings))
}

type Connected = Result<std::result::Result<Arc<dyn DealerNetwork>, Silence>>;

fn connect(config: &Config, config_path: &Path, keys: &dyn KeyStore) -> Connected {
    let Some(settings) = &config.network else { return Ok(Err(Silence::NotConfigured)) };
    let credentials = credentials::kept(keys, settings)?;
    let signed_in = credentials.is_some();
    let network = network_of(config, config_path, settings, credentials)?;
    Ok(if signed_in { Ok(network) } else { Err(Silence::NoCredentials) })
}

/// The network as the settings say it is: settings that nobody could ask it by are refused. Nothing
/// is asked yet.
pub fn network_of(
    config: &Config,
    config_path: &Path,
    settings: &Settings,
    credentials: Option<Credentials>,
) -> Result<Arc<dyn DealerNetwork>> {
    let refused =
        |fault: Misconfigured| Failure::Config(config.locked.blamed(fault).told_in(config_path));
    let egress = config.egress(config_path).map_err(refused)?;
    let country = config.country.as_deref();
    network::connect_through(settings, credentials, country, &egress, Limits::default())
        .map_err(|fault| refused(fault.into()))
}

/// The keys of all files. New keys are made only where there is no file they could lock out.
fn data_keys(keys: &dyn KeyStore, data_dir: &Path) -> Result<Keys> {
    let present = store::present(data_dir);
    // mine.db is always made first: where only the others stand, the outbox was lost, and an empty
    // one in its place would hide that.
    if !present.mine && (present.theirs || present.copies) {
        return Err(Failure::Store(store::Failure::Damaged));
    }
    let one = |name, exists, file| match keys::data_key(keys, name)? {
        Some(key) => Ok(key),
        None if exists && dead_man::is_sealed(data_dir) => Err(Failure::Sealed),
        None if exists => Err(Failure::KeyMissing { file }),
        None => Ok(keys::mint(keys, name)?),
    };
    let mine = one(Name::Mine, present.mine, "mine.db")?;
    let theirs = one(Name::Theirs, present.theirs, "theirs.db")?;
    let inbox = kiosk::desk_key(keys, &mine)?;
    Ok(Keys::new(*mine, *theirs).with_inbox(*inbox).with_pepper(*keys::pepper(keys)?))
}

/// The keys that are kept: for a `mine.db` that cannot be opened. The other file's may be any where
/// there is none.
pub(crate) fn kept_keys(keys: &dyn KeyStore, data_dir: &Path) -> Result<Keys> {
    let mine = keys::data_key(keys, Name::Mine)?;
    let mine = mine.ok_or(Failure::KeyMissing { file: "mine.db" })?;
    let theirs = match keys::data_key(keys, Name::Theirs)? {
        Some(key) => key,
        None if store::present(data_dir).theirs => {
            return Err(Failure::KeyMissing { file: "theirs.db" });
        }
        None => keys::mint(keys, Name::Theirs)?,
    };
    Ok(Keys::new(*mine, *theirs).with_pepper(*keys::pepper(keys)?))
}

fn make_folder(data_dir: &Path) -> Result<()> {
    std::fs::create_dir_all(data_dir).map_err(|why| match why.kind() {
        std::io::ErrorKind::StorageFull => Failure::Store(store::Failure::DiskFull),
        _ => Failure::DataFolder { path: data_dir.to_owned(), why: why.to_string() },
    })
}
