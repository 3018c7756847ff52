//! The dead man's lock: a desk that the network has not let in for so many days no longer holds what
//! it knows of the customers, and what waits to be sent opens by the recovery phrase alone.
//!
//! It falls while the desk is being opened, only where nobody else has the files open, in this process or
//! another, and never before the network was asked twice, an hour apart: a start asks where the days may be
//! over, and a desk that stays open looks every hour, asks at least once a day, and is opened anew. Signs in
//! the folder say what was begun, so that a program which ends in between finishes it at the next
//! start: keys first, without which nobody reads the files, then the files, as a wipe does. An export
//! that was loaded stays until its own date. Visitors' cards stay too: those nobody has reviewed are in
//! nothing else, and the kiosk, which goes on taking them, needs their key.

mod count;

use crate::ask::{Asked, PATIENCE, Silence};
use crate::clock::blocking;
use crate::failure::{Failure, Result};
use crate::privacy::IMPORT_UNTIL;
use crate::recover::{self, Phrase};
use crate::sync::lock::OutboxLock;
use crate::{Config, Desk, audit, wipe};
pub(crate) use count::{Count, admitted, begin_anew, of};
use jiff::{SignedDuration, Timestamp};
use keys::{KeyStore, Name};
use serde_json::{Value, json};
use std::collections::HashSet;
use std::io;
use std::path::Path;
use std::sync::{Arc, PoisonError};
use std::time::Instant;
use store::mine::Mine;
use store::theirs::Keeping;
use store::{Alone, Store};

/// While it stands, the copy is to go.
const GONE: &str = "theirs.gone";
/// While it stands, the key store holds no key of `mine.db`; in it, since when.
const SEALED: &str = "mine.sealed";
/// The author of what the program does by itself.
const BY_ITSELF: &str = "desk";

/// How a desk that is being opened finds itself.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Found {
    InTime,
    /// The days may be over: the network is asked first.
    Late,
    Past,
}

/// At the opening of a desk. Blocks.
pub(crate) fn found(config: &Config, mine: &Mine, now: Timestamp) -> Result<Found> {
    let Some(days) = config.privacy.dead_man_days else { return Ok(Found::InTime) };
    let (count, _) = count::looked(mine, now, SignedDuration::ZERO)?;
    Ok(match count.may_be_over(days, now) {
        _ if count.is_past(days, now) => Found::Past,
        true => Found::Late,
        false => Found::InTime,
    })
}

/// Whether only the phrase opens this folder.
pub(crate) fn is_sealed(dir: &Path) -> bool {
    dir.join(SEALED).exists()
}

/// Somebody has the phrase.
pub(crate) fn unseal(dir: &Path) -> Result<()> {
    removed(dir, SEALED).map_err(|why| in_folder(dir, &why))
}

/// Where another one runs, or has the files open, nothing is done.
pub(crate) fn let_go(
    dir: &Path,
    keys: &dyn KeyStore,
    store: Arc<Store>,
    now: Timestamp,
) -> Result<()> {
    // A desk that runs looks for itself.
    let Some(_lock) = lock(dir)? else { return Ok(()) };
    let Some(_alone) = store.alone()? else { return Ok(()) };
    let import_stays = has_an_import_left(&store, now)?;
    let sealed = recover::phrase_of(&store.mine, dir)? == Phrase::Kept;
    if !import_stays {
        mark(dir, GONE, now)?;
    }
    if sealed {
        mark(dir, SEALED, now)?;
    }
    let what = "the network was away too long: the copy was let go of";
    store.mine.append_audit(BY_ITSELF, what, None, now)?;
    if sealed {
        let what = "the network was away too long: the outbox was sealed";
        store.mine.append_audit(BY_ITSELF, what, None, now)?;
    }
    let gone = Count {
        contact: of(&store.mine)?.and_then(|count| count.contact),
        gone_at: Some(now),
        sealed,
        away: true,
        ..Count::from_now(now)
    };
    count::note(&store.mine, &gone)?;
    audit::note_anchor(&store.mine, keys)?;
    tracing::warn!(
        dead_man.sealed = sealed,
        "the network was away too long: the copy is let go of"
    );
    drop(store);
    if import_stays {
        wipe::remove_copies_aside(dir).map_err(|why| in_folder(dir, &why))?;
    }
    put_away(keys, dir)
}

/// What a program that ended had begun.
pub(crate) fn finish(keys: &dyn KeyStore, dir: &Path) -> Result<()> {
    if !dir.join(GONE).exists() && !is_sealed(dir) {
        return Ok(());
    }
    // Somebody is at it.
    let Some(_lock) = lock(dir)? else { return Ok(()) };
    let Some(_alone) = Alone::take(dir)? else { return Ok(()) };
    put_away(keys, dir)
}

fn put_away(keys: &dyn KeyStore, dir: &Path) -> Result<()> {
    // Without a phrase nobody would have the key any more.
    if is_sealed(dir) && keys::phrase::is_made(dir) {
        keys.delete(Name::Mine)?;
    }
    if dir.join(GONE).exists() {
        keys.delete(Name::Theirs)?;
        let removed = wipe::remove_copies(dir, GONE).and_then(|()| removed(dir, GONE));
        removed.map_err(|why| in_folder(dir, &why))?;
    }
    Ok(())
}

/// Everybody goes but those of an export whose date is not over; whether there are any. Where there
/// are none, nobody goes here: the whole file does.
fn has_an_import_left(store: &Store, now: Timestamp) -> Result<bool> {
    let theirs = &store.theirs;
    // Loaded before there was such a date: it is kept, as `retain` does.
    let until = theirs.fact(IMPORT_UNTIL)?;
    if until.is_some_and(|until| until < now.as_millisecond()) {
        return Ok(false);
    }
    let who = |imports_too| {
        let nobody = Keeping { unused_before: Timestamp::MAX, most: 0, imports_too };
        theirs.past(&nobody, &HashSet::new())
    };
    let past = who(false)?;
    if who(true)?.len() == past.len() {
        return Ok(false);
    }
    theirs.remove_all(&past)?;
    Ok(true)
}

fn lock(dir: &Path) -> Result<Option<OutboxLock>> {
    OutboxLock::take(dir).map_err(|why| in_folder(dir, &why))
}

fn mark(dir: &Path, name: &str, now: Timestamp) -> Result<()> {
    std::fs::write(dir.join(name), now.to_string()).map_err(|why| in_folder(dir, &why))
}

fn removed(dir: &Path, name: &str) -> io::Result<()> {
    match std::fs::remove_file(dir.join(name)) {
        Err(why) if why.kind() != io::ErrorKind::NotFound => Err(why),
        _ => Ok(()),
    }
}

fn in_folder(dir: &Path, why: &io::Error) -> Failure {
    Failure::DataFolder { path: dir.to_owned(), why: why.to_string() }
}

/// For a computer that is gone: what can be seen of it from outside.
pub(crate) fn sealed_at(dir: &Path) -> Option<String> {
    let at = std::fs::read_to_string(dir.join(SEALED)).ok()?;
    Some(at.trim().parse::<Timestamp>().ok()?.to_string())
}

/// When this process last looked how long the network has been away, and what stood there then.
pub(crate) struct Looked {
    at: Instant,
    seen: Option<Timestamp>,
}

impl Looked {
    pub fn since(at: Instant) -> Self {
        Self { at, seen: None }
    }
}

/// Whether the network did not let this desk in. One that asks to wait, or says that it fails, has
/// said nothing of this desk.
const fn is_unheard(asked: &Asked<()>) -> bool {
    use network::Failure as F;
    match asked {
        Asked::Answered(..)
        | Asked::NotAsked(Silence::Waiting { .. })
        | Asked::Failed(
            F::Throttled { .. } | F::Held { .. } | F::Unknown { status: Some(500..), .. },
            _,
        ) => false,
        Asked::Offline(_) | Asked::Slow(_) | Asked::NotAsked(_) | Asked::Failed(..) => true,
    }
}

impl Desk {
    /// Whether the copy has to be let go of: whoever holds this desk opens it anew, which does it.
    /// A desk that nobody used has asked nothing meanwhile: it asks now.
    pub async fn is_overdue(self: &Arc<Self>) -> bool {
        let Some(days) = self.config.privacy.dead_man_days else { return false };
        if !self.of_count(|desk| Ok(desk.look_how_long()?.is_quiet())).await {
            return false;
        }
        let call = self.clock.new_id();
        // Its word begins the count anew, as that of any question does.
        let asked = self.ask(PATIENCE, |network| async move { network.probe(call).await }).await;
        let past = move |desk: &Self| {
            let (mine, now) = (&desk.store.mine, desk.clock.now());
            count::unheard(mine, days, now)?;
            Ok(of(mine)?.is_some_and(|count| count.is_past(days, now)))
        };
        is_unheard(&asked) && self.of_count(past).await
    }

    /// What cannot be read or written lets go of nothing.
    async fn of_count(
        self: &Arc<Self>,
        work: impl FnOnce(&Self) -> Result<bool> + Send + 'static,
    ) -> bool {
        let desk = Arc::clone(self);
        match blocking(&*self.clock, move || work(&desk)).await {
            Ok(Ok(said)) => said,
            Ok(Err(failure)) => {
                tracing::warn!(%failure, "how long the network has been away is not known");
                false
            }
            Err(_) => false,
        }
    }

    fn look_how_long(&self) -> Result<Count> {
        let mut looked = self.looked.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.clock.monotonic();
        let ran = SignedDuration::try_from(now.saturating_duration_since(looked.at));
        let seen = of(&self.store.mine)?.map(|count| count.seen);
        // Where another process has counted since, this one's time is in it.
        let ran = match looked.seen {
            Some(own) if seen != Some(own) => SignedDuration::ZERO,
            _ => ran.unwrap_or(SignedDuration::MAX),
        };
        let (count, new) = count::looked(&self.store.mine, self.clock.now(), ran)?;
        if new || looked.seen.is_some_and(|own| own != count.seen) {
            looked.at = now;
        }
        looked.seen = Some(count.seen);
        Ok(count)
    }

    /// Whether the copy went, and the network has not been back since.
    pub async fn copy_is_away(self: &Arc<Self>) -> bool {
        let desk = Arc::clone(self);
        let away = move || of(&desk.store.mine).ok().flatten().is_some_and(|count| count.away);
        blocking(&*self.clock, away).await.unwrap_or(false)
    }

    /// For whoever has to report this desk as lost. Blocks.
    pub(crate) fn dead_man(&self) -> Result<Value> {
        let count = of(&self.store.mine)?;
        let gone_at = count.as_ref().and_then(|count| count.gone_at);
        Ok(json!({
            "days": self.config.privacy.dead_man_days,
            "let_in_at": count.as_ref().and_then(|count| count.contact),
            "copy_gone_at": gone_at,
            "outbox_sealed": count.as_ref().is_some_and(|count| count.sealed),
        }))
    }
}
