//! Asking for a PIN: at the desk for one person's, at the kiosk for anybody's.
//!
//! A look is counted, in the file and in the key store, **before** it is taken: whoever ends the
//! program in between has used it up. `guard` says when the next may be taken. Whatever cannot be
//! counted is not looked at.

mod anchor;
pub mod guard;
mod rules;

use crate::clock::Clock;
use crate::failure::{Failure, Refused, Result};
use anchor::{Anchor, Count};
use guard::{Guard, MOST, Ruling};
use keys::KeyStore;
use keys::pin::Proof;
use secrecy::SecretString;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use store::mine::pin::{Pin, PinTable};

/// The door that asks for no name.
pub const KIOSK: &str = "kiosk";

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Whose PIN it is.
    Right { who: Vec<String> },
    /// It was looked at; the next look is not before so long.
    Wrong { wait: Duration },
    /// It was not looked at: so long is still to be waited.
    Wait(Duration),
    /// It was not looked at, and none will be: the PIN has to be set anew.
    Stopped,
}

/// What makes of a PIN what is stored of it. The guessing rehearsal puts its own here, to count.
pub trait Prove: Send + Sync {
    fn proof(
        &self,
        pin: &SecretString,
        salt: &[u8],
        pepper: &[u8; 32],
    ) -> std::result::Result<Proof, keys::Failure>;
}

pub struct Argon;

impl Prove for Argon {
    fn proof(
        &self,
        pin: &SecretString,
        salt: &[u8],
        pepper: &[u8; 32],
    ) -> std::result::Result<Proof, keys::Failure> {
        keys::pin::proof(pin, salt, pepper)
    }
}

/// The doors of one process, over one table.
pub struct Doors {
    keys: Arc<dyn KeyStore>,
    clock: Arc<dyn Clock>,
    prove: Arc<dyn Prove>,
    /// One look at a time on this computer, whichever process takes it.
    lock: PathBuf,
    watch: Mutex<Tries>,
}

/// When each door was last tried, by a clock that began with it.
#[derive(Clone, Debug)]
pub struct Tries {
    start: Instant,
    guard: Guard,
}

impl Doors {
    pub fn new(keys: Arc<dyn KeyStore>, clock: Arc<dyn Clock>, data_dir: &Path) -> Self {
        Self::proving(keys, clock, data_dir, Arc::new(Argon))
    }

    pub fn proving(
        keys: Arc<dyn KeyStore>,
        clock: Arc<dyn Clock>,
        data_dir: &Path,
        prove: Arc<dyn Prove>,
    ) -> Self {
        let (start, guard) = (clock.monotonic(), Guard::new(Duration::ZERO));
        let watch = Mutex::new(Tries { start, guard });
        Self { keys, clock, prove, lock: data_dir.join("pins.lock"), watch }
    }

    fn watch(&self) -> MutexGuard<'_, Tries> {
        self.watch.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What this process remembers, for the same doors when they are opened anew: a wait that was
    /// served is not served again.
    pub fn tries(&self) -> Tries {
        self.watch().clone()
    }

    pub fn remember(&self, tries: Tries) {
        *self.watch() = tries;
    }

    fn ruling(&self, who: &str, tries: u32) -> Ruling {
        let now = self.clock.monotonic();
        let mut watch = self.watch();
        let now = now.saturating_duration_since(watch.start);
        watch.guard.ask(who, tries, now)
    }

    fn note(&self, who: &str, tries: u32) {
        let now = self.clock.monotonic();
        let mut watch = self.watch();
        let now = now.saturating_duration_since(watch.start);
        watch.guard.note(who, tries, now);
    }

    /// Held until dropped.
    fn alone(&self) -> Result<File> {
        let unusable = |why: std::io::Error| Failure::DataFolder {
            path: self.lock.clone(),
            why: why.kind().to_string(),
        };
        let mut options = File::options();
        options.write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&self.lock).map_err(unusable)?;
        file.lock().map_err(unusable)?;
        Ok(file)
    }

    /// Is this the PIN of `who`? Blocks.
    pub fn ask(&self, table: &dyn PinTable, who: &str, pin: &SecretString) -> Result<Answer> {
        let _alone = self.alone()?;
        let Some(door) = table.pin(who)? else { return Err(Failure::NotFound) };
        self.look(table, &door, std::slice::from_ref(&door), pin)
    }

    /// Is this anybody's PIN? One count for all of them. Blocks.
    pub fn ask_anybody(&self, table: &dyn PinTable, pin: &SecretString) -> Result<Answer> {
        let _alone = self.alone()?;
        let anchor = Anchor::read(&*self.keys)?;
        let (doors, people): (Vec<_>, Vec<_>) =
            table.pins()?.into_iter().partition(|pin| pin.who == KIOSK);
        // One that was set anew since, or of somebody who left, is nobody's.
        let people: Vec<_> =
            people.into_iter().filter(|pin| anchor.count(pin) != Count::Outdated).collect();
        if people.is_empty() {
            return Ok(Answer::Stopped);
        }
        let none = || Pin {
            who: KIOSK.to_owned(),
            salt: Vec::new(),
            proof: Vec::new(),
            epoch: anchor.next_epoch(KIOSK, None).saturating_sub(1),
            tries: 0,
        };
        let door = doors.into_iter().next().unwrap_or_else(none);
        self.look(table, &door, &people, pin)
    }

    fn look(
        &self,
        table: &dyn PinTable,
        door: &Pin,
        people: &[Pin],
        pin: &SecretString,
    ) -> Result<Answer> {
        let mut anchor = Anchor::read(&*self.keys)?;
        let tries = match anchor.count(door) {
            Count::Tries(tries) => tries,
            Count::Outdated => return Ok(Answer::Stopped),
        };
        match self.ruling(&door.who, tries) {
            Ruling::Look => {}
            Ruling::Wait(left) => return Ok(Answer::Wait(left)),
            Ruling::Stopped => return Ok(Answer::Stopped),
        }
        // Without it nothing can be told: set the PINs anew.
        let Some(pepper) = keys::pin::pepper(&*self.keys)? else { return Ok(Answer::Stopped) };
        let counted = tries.saturating_add(1);
        table.put_pin(&Pin { tries: counted, ..door.clone() })?;
        anchor.set(&door.who, door.epoch, counted);
        anchor.write(&*self.keys)?;
        let mut who = Vec::new();
        for one in people {
            // All of them each time: how long it takes says nothing about whose it is.
            let proof = self.prove.proof(pin, &one.salt, &pepper)?;
            if keys::pin::same(&proof, &one.proof) {
                who.push(one.who.clone());
            }
        }
        if who.is_empty() {
            self.note(&door.who, counted);
            if counted >= MOST {
                tracing::warn!("a PIN was wrong too often: it has to be set anew");
                return Ok(Answer::Stopped);
            }
            return Ok(Answer::Wrong { wait: guard::wait_after(counted) });
        }
        table.put_pin(&Pin { tries: 0, ..door.clone() })?;
        anchor.set(&door.who, door.epoch, 0);
        anchor.write(&*self.keys)?;
        self.note(&door.who, 0);
        Ok(Answer::Right { who })
    }

    /// What the next look at this door would be told, without taking it.
    pub fn state(&self, table: &dyn PinTable, who: &str) -> Result<Option<Ruling>> {
        let Some(pin) = table.pin(who)? else { return Ok(None) };
        Ok(Some(match Anchor::read(&*self.keys)?.count(&pin) {
            Count::Outdated => Ruling::Stopped,
            Count::Tries(tries) => self.ruling(who, tries),
        }))
    }

    /// A new PIN for somebody, with a count of its own.
    pub fn set(&self, table: &dyn PinTable, who: &str, pin: &SecretString) -> Result<()> {
        check(pin)?;
        let pepper = keys::pin::pepper_for_a_new_pin(&*self.keys)?;
        let salt = keys::pin::fresh_salt()?;
        let proof = self.prove.proof(pin, &salt, &pepper)?;
        self.put(table, who, salt.to_vec(), proof.to_vec())
    }

    /// Opens the kiosk's door again after too many wrong ones.
    pub fn forgive(&self, table: &dyn PinTable, door: &str) -> Result<()> {
        self.put(table, door, Vec::new(), Vec::new())
    }

    fn put(&self, table: &dyn PinTable, who: &str, salt: Vec<u8>, proof: Vec<u8>) -> Result<()> {
        let _alone = self.alone()?;
        let mut anchor = Anchor::read(&*self.keys)?;
        let epoch = anchor.next_epoch(who, table.pin(who)?.as_ref());
        table.put_pin(&Pin { who: who.to_owned(), salt, proof, epoch, tries: 0 })?;
        // Ended here, the file is ahead of the anchor, and counts.
        anchor.set(who, epoch, 0);
        anchor.write(&*self.keys)?;
        self.note(who, 0);
        Ok(())
    }

    /// Somebody left: a file copied back does not bring the PIN back either.
    pub fn shut(&self, table: &dyn PinTable, who: &str) -> Result<()> {
        let _alone = self.alone()?;
        let mut anchor = Anchor::read(&*self.keys)?;
        let epoch = anchor.next_epoch(who, table.pin(who)?.as_ref());
        anchor.set(who, epoch, MOST);
        anchor.write(&*self.keys)?;
        Ok(table.drop_pin(who)?)
    }
}

/// Whether these digits may be a PIN.
pub fn check(pin: &SecretString) -> Result<()> {
    let Some(code) = rules::refused(pin) else { return Ok(()) };
    let message = match code {
        "pin_trivial" => "this PIN is among the first that are guessed: choose another one",
        "pin_length" => "a PIN has 6 to 12 digits",
        _ => "a PIN has digits only",
    };
    Err(Failure::Invalid(vec![Refused::new("pin", code, message)]))
}

#[cfg(test)]
mod tests;
