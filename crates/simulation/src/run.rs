//! One seed: the desks live, the network has its mood, then all is well and everything has to
//! come to its end.

use crate::clock::{Life, PlayedClock};
use crate::keyring::Keyring;
use crate::matrix::{Cells, Point};
use crate::oracle;
use crate::plan::{Dealer, Plan, Theme};
use crate::staff::{Staff, by_hand};
use crate::wire::Wire;
use crate::world::{Breach, Done, World, beginning};
use anyhow::{Context as _, Result};
use desk::config::{Config, KeyHome, SyncSettings};
use desk::{Desk, Start};
use network::DealerNetwork;
use network::carrier::Carrier;
use network::settings::{Credentials, KeyloopSettings, MyKaarmaSettings, Settings};
use sandbox::{Effect, Local, Options};
use serde_json::json;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use store::mine::{Tally, Which};
use store::theirs::Source;
use tokio::task::JoinHandle;
use tokio::time::{Duration, Instant};
use uuid::Uuid;

/// How long everything may take once all is well.
const PATIENCE: Duration = Duration::from_secs(40 * 60);
/// A look that is due later than this is waited for only where it has something to find.
const SOON_MS: i64 = 20 * 60_000;

pub struct Outcome {
    pub seed: u64,
    pub hash: String,
    pub lines: u64,
    pub trace: Vec<String>,
    pub breaches: Vec<Breach>,
    pub cells: Cells,
    pub counts: BTreeMap<&'static str, u64>,
    pub played: Duration,
}

/// Plays one seed.
pub fn play(seed: u64, theme: Theme, keep: bool) -> Result<Outcome> {
    play_out(Plan::of(seed, theme), keep)
}

/// Plays what is planned, on a thread of its own kind of time.
pub fn play_out(plan: Plan, keep: bool) -> Result<Outcome> {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build()?;
    let folder = folder()?;
    let outcome = runtime.block_on(played(plan, folder.path(), keep));
    // Whoever was killed still waits for their turn, with their files in hand.
    drop(runtime);
    outcome
}

/// In memory where there is such a place: nothing here is about disks.
fn folder() -> Result<tempfile::TempDir> {
    let memory = Path::new("/dev/shm");
    let builder = tempfile::Builder::new();
    Ok(if memory.is_dir() { builder.tempdir_in(memory)? } else { builder.tempdir()? })
}

async fn played(plan: Plan, folder: &Path, keep: bool) -> Result<Outcome> {
    let options = Options { customers: plan.customers, seed: plan.seed, ..Options::default() };
    let dealer = Local::open(&options, beginning())?;
    dealer.rules(&plan.rules).map_err(anyhow::Error::msg)?;
    let id = if plan.dealer == Dealer::MyKaarma { "customerUuid" } else { "keyloopId" };
    let people = dealer.people();
    let customers = people.iter().filter_map(|one| one[id].as_str().map(str::to_owned)).collect();
    let dirs: Vec<PathBuf> = (0..plan.desks).map(|n| folder.join(n.to_string())).collect();
    let world = Arc::new(World::new(plan, dealer, dirs, customers, keep));
    let desks: Vec<Arc<Station>> =
        (0..world.plan.desks).map(|number| Arc::new(Station::new(&world, number))).collect();
    for desk in &desks {
        desk.acquaint().await?;
    }
    let mut lives: Vec<JoinHandle<()>> =
        desks.iter().map(|desk| tokio::spawn(Arc::clone(desk).live())).collect();
    lives.push(tokio::spawn(hands(Arc::clone(&world))));
    lives.push(tokio::spawn(blows(Arc::clone(&world), desks.clone())));

    tokio::time::sleep_until(world.since + Duration::from_millis(world.plan.bad_ms)).await;
    world.dealer.rules(&json!({"locked": []})).map_err(anyhow::Error::msg)?;
    world.note("all is well");
    let well = Instant::now();
    let mut quiet = 0;
    while quiet < 3 {
        tokio::time::sleep(Duration::from_secs(2)).await;
        let mut idle = world.book().pending == 0 && desks.iter().all(|desk| desk.is_idle(SOON_MS));
        if idle && quiet == 2 && oracle::stored_twice(&world, &desks).iter().any(|one| !one.told) {
            // What may have been sent twice is looked for once more after an hour.
            idle = desks.iter().all(|desk| desk.is_idle(i64::MAX));
        }
        quiet = if idle { quiet + 1 } else { 0 };
        if well.elapsed() > PATIENCE + Duration::from_secs(3 * 3600) {
            break;
        }
        if well.elapsed() > PATIENCE && desks.iter().any(|desk| !desk.is_drained()) {
            let left: Vec<String> = desks.iter().map(|desk| desk.left()).collect();
            world.breach("19 comes to its end", left.join("; "));
            break;
        }
    }
    for life in &lives {
        life.abort();
    }
    oracle::judge(&world, &desks);
    let (hash, lines, mut trace) = world.told();
    let mut book = world.book();
    if !book.breaches.is_empty() && keep {
        trace.extend(at_the_dealers(&world.dealer.effects(0), &book.done));
    }
    Ok(Outcome {
        seed: world.plan.seed,
        hash,
        lines,
        trace,
        breaches: std::mem::take(&mut book.breaches),
        cells: std::mem::take(&mut book.cells),
        counts: std::mem::take(&mut book.counts),
        played: world.elapsed(),
    })
}

/// Everything that happened there, and by whose save, for whoever replays a seed that broke a rule.
fn at_the_dealers(effects: &[Effect], done: &[Done]) -> Vec<String> {
    let saves = done
        .iter()
        .map(|one| format!("save d{} {} of {}: {:?}", one.desk, one.op, one.local_id, one.planned));
    let effects = effects.iter().map(|one| {
        let fields: Vec<String> = one
            .changes
            .iter()
            .map(|change| format!("{} {:?} to {:?}", change.field, change.old, change.new))
            .collect();
        let (who, whom) = (&one.correlation_id, [&*one.keyloop_id, &*one.customer_uuid].join(" "));
        format!("{} {:?} {:?} {who} of {whom}: {}", one.at, one.source, one.op, fields.join("; "))
    });
    saves.chain(effects).collect()
}

/// What is done by hand at the dealer's.
async fn hands(world: Arc<World>) {
    let locked: Vec<&String> =
        world.plan.locked.iter().filter_map(|n| world.customers.get(*n)).collect();
    drop(world.dealer.rules(&json!({ "locked": locked })));
    let mut edits = world.plan.by_hand.clone();
    edits.sort_by_key(|one| one.at_ms);
    for edit in edits {
        tokio::time::sleep_until(world.since + Duration::from_millis(edit.at_ms)).await;
        let Some(id) = world.customers.get(edit.customer) else { continue };
        let busy = !world.book().in_flight.is_empty();
        let done = if edit.delete {
            world.met(19, Point::P4);
            world.dealer.delete(id)
        } else {
            world.met(28, if busy { Point::P4 } else { Point::P1 });
            let (section, fields) = by_hand(edit.field, &edit.token);
            world.dealer.edit(id, section, &fields)
        };
        world.note(&format!("by hand: {} {done:?}", edit.token));
    }
}

async fn blows(world: Arc<World>, desks: Vec<Arc<Station>>) {
    let mut blows = world.plan.blows.clone();
    blows.sort_by_key(|(_, at_ms, _)| *at_ms);
    for (desk, at_ms, blow) in blows {
        tokio::time::sleep_until(world.since + Duration::from_millis(at_ms)).await;
        let life = desks[desk].life();
        let busy = world.book().in_flight.keys().any(|(of, _)| *of == desk);
        let point = if busy { Point::P4 } else { Point::P1 };
        world.strike(desk, &life, blow, point);
    }
}

/// One desk over all its processes.
pub struct Station {
    pub world: Arc<World>,
    pub number: usize,
    now: Mutex<(Arc<Life>, Option<Arc<Desk>>, u64)>,
    shown: Mutex<Option<Tally>>,
}

impl Station {
    fn new(world: &Arc<World>, number: usize) -> Self {
        Self {
            world: Arc::clone(world),
            number,
            now: Mutex::new((Arc::default(), None, 0)),
            shown: Mutex::default(),
        }
    }

    pub fn life(&self) -> Arc<Life> {
        Arc::clone(&self.now.lock().unwrap_or_else(PoisonError::into_inner).0)
    }

    pub fn desk(&self) -> Option<Arc<Desk>> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner).1.clone()
    }

    /// What the strip says at last.
    pub fn shown(&self) -> Option<Tally> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn settings(&self) -> Result<(Settings, Credentials)> {
        let secret = || "desk-secret".to_owned().into();
        let api = if self.world.plan.dealer == Dealer::KeyloopV3 { "v3" } else { "v1" };
        Ok(match self.world.plan.dealer {
            Dealer::MyKaarma => (
                Settings::MyKaarma(MyKaarmaSettings {
                    base_url: "http://127.0.0.1:9/customer/v2".into(),
                    department_uuid: sandbox::DEPARTMENT.into(),
                }),
                Credentials::MyKaarma { username: "desk".to_owned().into(), password: secret() },
            ),
            Dealer::KeyloopV1 | Dealer::KeyloopV3 => (
                Settings::Keyloop(serde_json::from_value::<KeyloopSettings>(json!({
                    "base_url": "http://127.0.0.1:9", "enterprise_id": "sample",
                    "store_id": "sample", "dms": "autoline", "api_version": api,
                }))?),
                Credentials::Keyloop {
                    client_id: "desk".to_owned().into(),
                    client_secret: secret(),
                },
            ),
        })
    }

    /// Opens the desk as a new process does.
    fn open(&self, life: &Arc<Life>, generation: u64) -> Result<Arc<Desk>> {
        let world = &self.world;
        let (settings, credentials) = self.settings()?;
        let wire: Arc<dyn Carrier> =
            Arc::new(Wire { world: Arc::clone(world), desk: self.number, life: Arc::clone(life) });
        let network: Arc<dyn DealerNetwork> =
            network::connect_over(&settings, Some(credentials), Some("GB"), &wire)?;
        let place = &world.places[self.number];
        let seed = world.plan.seed.wrapping_mul(31) ^ (self.number as u64) << 32 ^ generation;
        let clock = PlayedClock::new(
            world.begin,
            world.since,
            Arc::clone(&place.wall),
            Arc::clone(life),
            seed,
        );
        let config = Config {
            network: Some(settings),
            country: Some("GB".into()),
            sync: SyncSettings {
                settle_seconds: Some(world.plan.settle_seconds),
                probe_seconds: world.plan.probe_seconds,
            },
            keys: KeyHome::File,
            ..Config::default()
        };
        let keyring = Keyring { kept: Arc::clone(&place.keys), life: Arc::clone(life) };
        let start = Start {
            config,
            config_path: place.dir.join("showroom.toml"),
            data_dir: place.dir.clone(),
            clock: Arc::new(clock),
        };
        let desk = Arc::new(Desk::start_over(start, Arc::new(keyring), network)?);
        drop(life.store.set(Arc::downgrade(&desk.store)));
        Ok(desk)
    }

    /// The desk knows some of the dealer's customers from before.
    async fn acquaint(&self) -> Result<()> {
        let life = Arc::<Life>::default();
        let desk = self.open(&life, 1_000)?;
        let (settings, credentials) = self.settings()?;
        let quiet: Arc<dyn Carrier> = Arc::new(crate::quiet::Quiet(self.world.dealer.clone()));
        let network = network::connect_over(&settings, Some(credentials), Some("GB"), &quiet)?;
        for id in self.world.customers.iter().skip(2).take(4) {
            let fetched = network.fetch(id, Uuid::from_u128(1)).await.context("a customer")?;
            desk.store.theirs.put(&[fetched.record], self.world.begin, Source::Full)?;
        }
        Ok(())
    }

    async fn live(self: Arc<Self>) {
        for generation in 0_u64.. {
            let life = Arc::<Life>::default();
            *self.now.lock().unwrap_or_else(PoisonError::into_inner) =
                (Arc::clone(&life), None, generation);
            let process = tokio::spawn(Arc::clone(&self).process(Arc::clone(&life), generation));
            life.died.notified().await;
            self.killed();
            process.abort();
            drop(process.await);
            // A sign-in shared by several outlives the task that asked for it, not the process.
            self.world.book().tokens_in_flight.remove(&self.number);
            let ms = if self.world.is_bad() { 4_000 } else { 200 };
            let ms = {
                use rand::Rng as _;
                self.world.chance().random_range(100..ms.max(101))
            };
            self.now.lock().unwrap_or_else(PoisonError::into_inner).1 = None;
            tokio::time::sleep(Duration::from_millis(ms)).await;
        }
    }

    async fn process(self: Arc<Self>, life: Arc<Life>, generation: u64) {
        let world = &self.world;
        let desk = match self.open(&life, generation) {
            Ok(desk) => desk,
            Err(failure) => return world.breach("1 opens again", failure.to_string()),
        };
        oracle::after_start(world, self.number, &desk);
        self.now.lock().unwrap_or_else(PoisonError::into_inner).1 = Some(Arc::clone(&desk));
        let runner = match desk.runner().await {
            Ok(Some(runner)) => runner,
            Ok(None) => return world.breach("10 one drains", "the lock of a dead process is held"),
            Err(failure) => return world.breach("1 opens again", failure.to_string()),
        };
        let staff = Arc::new(Staff {
            world: Arc::clone(world),
            number: self.number,
            desk: Arc::clone(&desk),
            runner: Arc::clone(&runner),
            life,
        });
        let mut status = runner.watch();
        let shown = async {
            while status.changed().await.is_ok() {
                let status = status.borrow_and_update().clone();
                desk.line_is(status.connection);
                let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
                *shown = Some(status.tally);
            }
        };
        futures::join!(runner.run(), staff.work(), shown);
    }

    fn killed(&self) {
        let world = &self.world;
        let entries = self.desk().and_then(|desk| desk.store.mine.entries(Which::Live).ok());
        let entries = entries.unwrap_or_default();
        let sending =
            entries.iter().find(|one| one.state == outbox::State::Sending).map(|one| one.op_id);
        let mut book = world.book();
        book.cut.extend(sending);
        let in_flight = book.in_flight.keys().any(|(of, _)| *of == self.number);
        let done = sending.is_some_and(|op| {
            let op = op.to_string();
            world.dealer.effects(0).iter().any(|effect| effect.correlation_id == op)
        });
        let answered = !in_flight && sending.is_some_and(|op| book.left.contains_key(&op));
        let saving = book.saving.remove(&self.number);
        // An answer that drips is killed in its middle.
        let drips = |op| book.rows.get(&op).is_some_and(|rows| rows.contains(&11));
        let point = if in_flight && done && sending.is_some_and(drips) {
            Point::P6
        } else {
            crate::staff::stood(&entries, answered, in_flight.then_some(done), saving)
        };
        book.cells.met(1, point);
        drop(book);
        world.note(&format!("d{} is killed at {point:?}", self.number));
        // Told to wait in its last moment: nobody could write that down.
        let place = &world.places[self.number];
        let mut until = place.not_before.lock().unwrap_or_else(PoisonError::into_inner);
        let told_at = *place.told_at.lock().unwrap_or_else(PoisonError::into_inner);
        if told_at == Some(Instant::now()) {
            *until = None;
        }
    }

    /// Nothing is left for it to do by then, and nobody is left to be asked.
    fn is_idle(&self, by_ms: i64) -> bool {
        let Some(desk) = self.desk() else { return false };
        let hour = !self.world.book().late.is_empty() || self.world.plan.theme != Theme::Everything;
        let by_ms = if hour { i64::MAX } else { by_ms };
        let due = desk.store.mine.twin_checks_due(&desk.dealer(), by_ms);
        self.is_drained() && due.is_ok_and(|due| due.is_empty())
    }

    pub fn is_drained(&self) -> bool {
        let deeds =
            self.world.places[self.number].deeds.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(desk) = self.desk() else { return false };
        deeds.is_empty() && desk.store.mine.entries(Which::Live).is_ok_and(|live| live.is_empty())
    }

    fn left(&self) -> String {
        let entries = self.desk().and_then(|desk| desk.store.mine.entries(Which::Live).ok());
        let mut said: Vec<String> = entries
            .unwrap_or_default()
            .iter()
            .map(|one| format!("{} {} {:?}", one.kind.word(), one.state.word(), one.detail.note))
            .collect();
        said.insert(0, format!("desk {}", self.number));
        said.join(", ")
    }
}
