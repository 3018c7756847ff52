//! Telling a data folder that was restored, copied or taken back to a snapshot from the one that was
//! used last, before anything is sent out of it.
//!
//! A mark is kept twice: in `mine.db` and in the key store, which is no part of the folder. It moves
//! on before the first write leaves, every few seconds while writes leave, and once they rest; so
//! every copy of the folder that does not know of a write holds an older mark. Where the two differ,
//! whatever is unfinished may have been sent: it is held against the network first.
//!
//! `mine.db` notes what the mark is about to become before the key store takes it: a program that
//! ends in between finds either of the two.

mod marked;

use crate::clock::Clock;
use crate::failure::Result;
use keys::{KeyStore, Name};
pub(crate) use marked::Marked;
use secrecy::{ExposeSecret, SecretString};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use store::mine::Context;
use store::{Store, mine};

/// How long writes may leave under one mark.
const SPAN: Duration = Duration::from_secs(5);

pub(crate) struct Generation {
    store: Arc<Store>,
    keys: Arc<dyn KeyStore>,
    clock: Arc<dyn Clock>,
    started: Instant,
    /// How long what was sent may stay unseen at the network.
    settle_ms: u64,
    /// Since when writes leave under the present mark.
    since: Mutex<Option<Instant>>,
}

/// Whether the folder is the one that was used last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Seen {
    Same,
    /// So many entries are held against the network now.
    Restored(usize),
}

impl Generation {
    pub fn new(
        store: Arc<Store>,
        keys: Arc<dyn KeyStore>,
        clock: Arc<dyn Clock>,
        settle_ms: u64,
    ) -> Self {
        let started = clock.monotonic();
        Self { store, keys, clock, started, settle_ms, since: Mutex::new(None) }
    }

    /// For whoever has just got the right to send, before anything is sent. Blocks.
    pub fn look(&self) -> Result<Seen> {
        let mut since = self.since.lock().unwrap_or_else(PoisonError::into_inner);
        let held = self.store.mine.generation()?;
        if !held.is(self.outside()?.as_deref()) {
            return self.restored();
        }
        if held.open || held.next.is_some() {
            // An earlier process ended while it sent.
            self.move_on(&held, false);
            *since = None;
        }
        Ok(Seen::Same)
    }

    /// A write is about to leave. Blocks.
    pub fn before_a_write(&self) -> Result<Seen> {
        let mut since = self.since.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.clock.monotonic();
        if since.is_some_and(|since| now.saturating_duration_since(since) < SPAN) {
            return Ok(Seen::Same);
        }
        let held = self.store.mine.generation()?;
        if !held.is(self.outside()?.as_deref()) {
            *since = None;
            return self.restored();
        }
        self.move_on(&held, true);
        *since = Some(now);
        Ok(Seen::Same)
    }

    /// Nothing leaves for now. Blocks.
    pub fn at_rest(&self) {
        let mut since = self.since.lock().unwrap_or_else(PoisonError::into_inner);
        if since.take().is_none() {
            return;
        }
        match self.store.mine.generation() {
            Ok(held) => self.move_on(&held, false),
            Err(failure) => tracing::warn!(%failure, "the folder's mark could not be read"),
        }
    }

    fn outside(&self) -> Result<Option<String>> {
        let kept = self.keys.read(Name::Generation)?;
        Ok(kept.map(|kept| kept.expose_secret().to_owned()))
    }

    fn restored(&self) -> Result<Seen> {
        let elapsed = self.clock.monotonic().saturating_duration_since(self.started);
        let mono_ms = i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX);
        let now = mine::Moment { mono_ms, wall: self.clock.now() };
        let context =
            Context { settle_ms: self.settle_ms, now, ..Context::by_person("desk", now.wall) };
        let concerned = self.store.mine.folder_restored(&context)?;
        tracing::warn!(outbox.concerned = concerned, "the data folder was restored or copied");
        // The audit says so too, and goes on from where this folder's ends.
        if let Err(failure) = crate::audit::anchor_anew(&self.store.mine, &*self.keys) {
            tracing::warn!(%failure, "how far the audit has come was not noted");
        }
        let held = self.store.mine.generation()?;
        self.move_on(&held, false);
        Ok(Seen::Restored(concerned))
    }

    /// A mark that cannot move on stops nobody from working: it only leaves a copy of the folder
    /// harder to tell.
    fn move_on(&self, held: &mine::Generation, open: bool) {
        if let Err(failure) = self.try_to_move_on(held, open) {
            tracing::warn!(%failure, "the folder's mark could not be moved on");
        }
    }

    fn try_to_move_on(&self, held: &mine::Generation, open: bool) -> Result<()> {
        let next = self.clock.new_id().to_string();
        let (mine, keys) = (&self.store.mine, &self.keys);
        // What the key store holds is the mark until it takes the next one, also where an earlier
        // program ended before it could say so here.
        let mark = self.outside()?.or_else(|| held.mark.clone());
        let coming = mine::Generation { mark, next: Some(next.clone()), ..held.clone() };
        mine.set_generation(&coming)?;
        keys.write(Name::Generation, &SecretString::from(next.clone()))?;
        mine.set_generation(&mine::Generation { mark: Some(next), next: None, open })?;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
