//! Guessing at a PIN with everything somebody has who can reach the computer: ending the program in
//! the middle of a look, starting it anew, setting the clock, copying an older file back, and
//! patience. Looks at the PIN are counted; the sum must stay at ten until it is set anew.
//!
//! The desk's own doors on its own encrypted files. Two faults can be planted, to see that the
//! counting notices.

use anyhow::{Context as _, Result, bail};
use desk::clock::{Clock, SystemClock};
use desk::pin::guard::MOST;
use desk::pin::{Answer, Doors, Prove};
use jiff::Timestamp;
use keys::pin::Proof;
use keys::{FileKeys, KeyStore, Name};
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use secrecy::{ExposeSecret as _, SecretString};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use store::mine::pin::{Pin, PinTable};
use store::{Mode, Store};
use uuid::Uuid;

const WHO: &str = "somebody";
/// So many guesses in vain at a shut door, then its owner sets the PIN anew.
const IN_VAIN: u32 = 200;

/// What is wrong with the doors, on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Fault {
    /// A look is counted when its answer is known.
    CountedAfterTheLook,
    /// The key store keeps no count.
    NoAnchor,
}

#[derive(Clone, Copy, Debug)]
pub struct Attack {
    pub guesses: u32,
    pub seed: u64,
    pub fault: Option<Fault>,
}

#[derive(Clone, Copy, Debug, Default)]
pub struct Outcome {
    pub guesses: u32,
    pub kills: u32,
    pub restarts: u32,
    pub clock_steps: u32,
    pub copied_back: u32,
    /// Times the PIN was set.
    pub settings: u32,
    /// Times the door was found shut for good.
    pub stops: u32,
    pub looks: u32,
    /// The most looks at one PIN until it was set anew.
    pub most: u32,
}

impl Outcome {
    pub fn holds(&self) -> bool {
        self.most <= MOST
    }

    pub fn text(&self) -> String {
        format!(
            "{} guesses at a PIN: {} kills in the middle of a look, {} restarts, {} clock steps, {} \
             files copied back\nset {} times; {} looks, at most {} until the hard stop (allowed: \
             {MOST})\n",
            self.guesses,
            self.kills,
            self.restarts,
            self.clock_steps,
            self.copied_back,
            self.settings,
            self.looks,
            self.most,
        )
    }
}

/// Both clocks, in the attacker's hands: the wall's as set, the other only forward.
struct Hands {
    origin: Instant,
    forward_ms: AtomicU64,
    wall_s: AtomicI64,
}

impl Clock for Hands {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(self.wall_s.load(Ordering::Relaxed)).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    fn monotonic(&self) -> Instant {
        self.origin + Duration::from_millis(self.forward_ms.load(Ordering::Relaxed))
    }

    fn new_id(&self) -> Uuid {
        Uuid::nil()
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    No,
    BeforeTheLook,
    AfterTheLook,
}

/// Counts looks, and ends the program in one.
struct Eyes {
    looks: AtomicU32,
    end: Mutex<End>,
}

impl Prove for Eyes {
    fn proof(
        &self,
        pin: &SecretString,
        _salt: &[u8],
        _pepper: &[u8; 32],
    ) -> Result<Proof, keys::Failure> {
        let ended = || keys::Failure::Broken { why: "the program ended".to_owned() };
        let end = *self.end.lock().unwrap_or_else(PoisonError::into_inner);
        if end == End::BeforeTheLook {
            return Err(ended());
        }
        self.looks.fetch_add(1, Ordering::Relaxed);
        if end == End::AfterTheLook {
            return Err(ended());
        }
        let mut proof = [0; 32];
        for (to, from) in proof.iter_mut().zip(pin.expose_secret().bytes()) {
            *to = from;
        }
        Ok(proof)
    }
}

/// What was to be written and, with a fault planted, is written only after the look.
struct Late<T> {
    inner: T,
    fault: Option<Fault>,
    owed: Mutex<Vec<Owed>>,
}

enum Owed {
    Row(Pin),
    Anchor(SecretString),
}

impl<T> Late<T> {
    fn new(inner: T, fault: Option<Fault>) -> Self {
        Self { inner, fault, owed: Mutex::default() }
    }

    fn owe(&self, owed: Owed) {
        self.owed.lock().unwrap_or_else(PoisonError::into_inner).push(owed);
    }

    fn pay(&self) -> Vec<Owed> {
        std::mem::take(&mut *self.owed.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl PinTable for Late<Store> {
    fn pin(&self, who: &str) -> Result<Option<Pin>, store::Failure> {
        self.inner.mine.pin(who)
    }

    fn pins(&self) -> Result<Vec<Pin>, store::Failure> {
        self.inner.mine.pins()
    }

    fn put_pin(&self, pin: &Pin) -> Result<(), store::Failure> {
        if self.fault == Some(Fault::CountedAfterTheLook) && pin.tries > 0 {
            self.owe(Owed::Row(pin.clone()));
            return Ok(());
        }
        self.inner.mine.put_pin(pin)
    }

    fn drop_pin(&self, who: &str) -> Result<(), store::Failure> {
        self.inner.mine.drop_pin(who)
    }
}

impl KeyStore for Late<FileKeys> {
    fn read(&self, name: Name) -> Result<Option<SecretString>, keys::Failure> {
        if self.fault == Some(Fault::NoAnchor) && name == Name::PinAnchor {
            return Ok(None);
        }
        self.inner.read(name)
    }

    fn write(&self, name: Name, value: &SecretString) -> Result<(), keys::Failure> {
        if self.fault == Some(Fault::CountedAfterTheLook) && name == Name::PinAnchor {
            self.owe(Owed::Anchor(value.clone()));
            return Ok(());
        }
        self.inner.write(name, value)
    }

    fn delete(&self, name: Name) -> Result<(), keys::Failure> {
        self.inner.delete(name)
    }

    fn kind(&self) -> &'static str {
        self.inner.kind()
    }
}

/// One run of the program.
struct Process {
    table: Late<Store>,
    keys: Arc<Late<FileKeys>>,
    doors: Doors,
}

impl Process {
    /// What was owed is written now, as the fault would have it.
    fn settle(&self) -> Result<()> {
        for owed in self.table.pay() {
            if let Owed::Row(pin) = owed {
                self.table.inner.mine.put_pin(&pin)?;
            }
        }
        for owed in self.keys.pay() {
            if let Owed::Anchor(value) = owed {
                self.keys.inner.write(Name::PinAnchor, &value)?;
            }
        }
        Ok(())
    }
}

struct Place {
    folder: tempfile::TempDir,
    hands: Arc<Hands>,
    eyes: Arc<Eyes>,
    fault: Option<Fault>,
}

impl Place {
    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn start(&self) -> Result<Process> {
        let data = self.data();
        let keys = store::Keys::new([1; 32], [2; 32]);
        let table = Late::new(Store::open(&data, &keys, Mode::ReadWrite)?, self.fault);
        let state = self.folder.path().join("state");
        let keys = Arc::new(Late::new(FileKeys::marked_in(&data, &state), self.fault));
        let (clock, eyes) = (Arc::clone(&self.hands), Arc::clone(&self.eyes));
        let doors = Doors::proving(Arc::clone(&keys) as Arc<dyn KeyStore>, clock, &data, eyes);
        Ok(Process { table, keys, doors })
    }
}

/// Six digits that are neither trivial nor the ones that are guessed.
fn fresh_pin(random: &mut ChaCha8Rng) -> SecretString {
    loop {
        let pin = SecretString::from(format!("{:06}", random.random_range(500_000..1_000_000)));
        if desk::pin::check(&pin).is_ok() {
            return pin;
        }
    }
}

pub fn attack(plan: Attack) -> Result<Outcome> {
    let mut random = ChaCha8Rng::seed_from_u64(plan.seed);
    let hands = Hands {
        origin: SystemClock.monotonic(),
        forward_ms: AtomicU64::new(0),
        wall_s: AtomicI64::new(1_760_000_000),
    };
    let eyes = Eyes { looks: AtomicU32::new(0), end: Mutex::new(End::No) };
    let place = Place {
        folder: tempfile::tempdir().context("a folder to play in")?,
        hands: Arc::new(hands),
        eyes: Arc::new(eyes),
        fault: plan.fault,
    };
    let looks = || place.eyes.looks.load(Ordering::Relaxed);
    let mut out = Outcome::default();
    let mut process = Some(place.start()?);
    let mut copies: Vec<PathBuf> = Vec::new();
    let (mut in_vain, mut before) = (0, 0);
    while out.guesses < plan.guesses {
        let now = match process.take() {
            Some(running) => running,
            None => place.start()?,
        };
        if out.settings == 0 || in_vain >= IN_VAIN {
            end(&place, End::No);
            now.doors.set(&now.table, WHO, &fresh_pin(&mut random))?;
            now.settle()?;
            out.settings += 1;
            (in_vain, before) = (0, looks());
        }
        out.guesses += 1;
        let killed = match random.random_range(0..10) {
            0 => End::BeforeTheLook,
            1 => End::AfterTheLook,
            _ => End::No,
        };
        end(&place, killed);
        // Below all that is ever set: no guess is right.
        let guess = SecretString::from(format!("{:06}", random.random_range(0..500_000)));
        let mut alive = true;
        match now.doors.ask(&now.table, WHO, &guess) {
            Ok(Answer::Right { .. }) => bail!("a wrong PIN was taken for the right one"),
            Ok(Answer::Stopped) => (in_vain, out.stops) = (in_vain + 1, out.stops + 1),
            Ok(Answer::Wrong { .. }) => {}
            Ok(Answer::Wait(left)) => wait(&place, &mut random, left),
            Err(_) if killed != End::No => (alive, out.kills) = (false, out.kills + 1),
            Err(failure) => return Err(failure.into()),
        }
        if alive {
            now.settle()?;
        }
        out.most = out.most.max(looks() - before);
        process = tamper(&place, &mut random, &mut copies, now, alive, &mut out)?;
    }
    out.looks = looks();
    Ok(out)
}

fn end(place: &Place, end: End) {
    *place.eyes.end.lock().unwrap_or_else(PoisonError::into_inner) = end;
}

/// Half of the time the attacker is patient.
fn wait(place: &Place, random: &mut ChaCha8Rng, left: Duration) {
    if random.random_bool(0.5) {
        let ms = u64::try_from(left.as_millis()).unwrap_or(u64::MAX);
        place.hands.forward_ms.fetch_add(ms.saturating_add(1), Ordering::Relaxed);
    }
}

/// What is done between two guesses.
fn tamper(
    place: &Place,
    random: &mut ChaCha8Rng,
    copies: &mut Vec<PathBuf>,
    now: Process,
    alive: bool,
    out: &mut Outcome,
) -> Result<Option<Process>> {
    let file = place.data().join("mine.db");
    match random.random_range(0..30) {
        0 => {
            out.restarts += 1;
            Ok(None)
        }
        1 => {
            let years = random.random_range(-20..20);
            place.hands.wall_s.store(1_760_000_000 + years * 31_557_600, Ordering::Relaxed);
            out.clock_steps += 1;
            Ok(alive.then_some(now))
        }
        2 => {
            drop(now);
            out.restarts += 1;
            let copy = place.folder.path().join(format!("copy-{}", copies.len()));
            std::fs::copy(&file, &copy)?;
            copies.push(copy);
            Ok(None)
        }
        3 if !copies.is_empty() => {
            drop(now);
            // Mostly the newest one: an older one has an older PIN in it.
            let last = copies.len() - 1;
            let at = if random.random_bool(0.8) { last } else { random.random_range(0..=last) };
            put_back(&copies[at], &file)?;
            out.copied_back += 1;
            Ok(None)
        }
        _ => Ok(alive.then_some(now)),
    }
}

fn put_back(copy: &Path, file: &Path) -> Result<()> {
    std::fs::copy(copy, file)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn played(fault: Option<Fault>) -> Outcome {
        attack(Attack { guesses: 1500, seed: 7, fault }).unwrap()
    }

    #[test]
    fn ten_looks_are_all_that_any_of_it_buys() {
        let out = played(None);
        assert!(out.holds(), "{}", out.text());
        assert!(out.settings > 1 && out.looks > 10, "it was really guessed at: {}", out.text());
        assert!(out.kills > 5 && out.copied_back > 10 && out.clock_steps > 10, "{}", out.text());
    }

    #[test]
    fn a_count_after_the_look_is_noticed() {
        assert!(!played(Some(Fault::CountedAfterTheLook)).holds());
    }

    #[test]
    fn a_count_that_a_copied_file_forgets_is_noticed() {
        assert!(!played(Some(Fault::NoAnchor)).holds());
    }
}
