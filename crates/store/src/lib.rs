//! The encrypted files of one desk.
//!
//! `mine.db` holds what only this desk knows (drafts, outbox, verdicts, audit): rollback journal,
//! never overwritten, never set aside by the program. `theirs.db` is a copy of the dealer's
//! network with the search index: it may vanish at any time. `inbox.db` holds what visitors typed at
//! the kiosk, whose process opens it alone and has the keys of no other. Every call blocks; callers in an
//! async world run them on blocking threads. Nothing here asks for the time or makes up an id.

pub mod ballast;
pub mod copies;
pub mod failure;
pub mod file;
pub mod inbox;
mod journal;
pub mod keyed;
mod leftover;
pub mod migrate;
pub mod mine;
mod opened;
pub mod search;
pub mod theirs;

pub use failure::{Failure, File};
pub use file::{Access, Key, Keys, Present, inbox_key, present};
pub use opened::Alone;
use std::path::Path;
use std::sync::Arc;

/// Whether this process may write `mine.db`: only the one that holds the outbox's lock may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    ReadWrite,
    ReadOnlyMine,
}

pub struct Store {
    pub mine: mine::Mine,
    pub theirs: theirs::Theirs,
    pub inbox: Arc<inbox::Inbox>,
    /// `theirs.db` could not be read: it was set aside and an empty one stands in its place.
    pub rebuilt: bool,
    /// The same of `inbox.db`: visitors' cards that nobody had decided lie in the one set aside.
    pub inbox_set_aside: bool,
    opened: opened::Opened,
}

impl Store {
    /// The same for the desk of a dealer: the copy is of that dealer's customers. Another dealer's
    /// is put aside and comes back with them.
    pub fn open_for(dealer: &str, dir: &Path, keys: &Keys, mode: Mode) -> Result<Self, Failure> {
        let mut store = Self::open(dir, keys, mode)?;
        if let Some(kept) = store.theirs.of_another(dealer)? {
            drop(store);
            theirs::exchange(dir, kept, dealer)?;
            store = Self::open(dir, keys, mode)?;
        }
        let first = store.mine.first_dealer(dealer)?;
        store.theirs.belong_to(dealer, first == dealer)?;
        Ok(store)
    }

    /// Opens the files, making those that do not exist. `mine.db` goes first: while it cannot be
    /// opened, nothing else is touched.
    pub fn open(dir: &Path, keys: &Keys, mode: Mode) -> Result<Self, Failure> {
        file::folder(dir)?;
        let access = match mode {
            Mode::ReadWrite => Access::ReadWrite,
            Mode::ReadOnlyMine => Access::ReadOnly,
        };
        // An empty file in its place would hide that the outbox was lost.
        let present = present(dir);
        if !present.mine && (present.theirs || present.copies) {
            return Err(Failure::Damaged);
        }
        let opened = opened::Opened::of(dir)?;
        let mine = mine::Mine::open(dir, &keys.mine, access)?
            .with_pepper(keys.pepper.as_ref())?
            .with_journal()?;
        let (theirs, rebuilt) = theirs::Theirs::open_or_rebuild(dir, &keys.theirs)?;
        let (inbox, inbox_set_aside) = inbox::Inbox::open_or_set_aside(dir, &keys.inbox)?;
        let moved = mine.move_submissions(&inbox)?;
        if moved > 0 {
            tracing::info!(moved, "the kiosk's cards have a file of their own now");
        }
        Ok(Self { mine, theirs, inbox: Arc::new(inbox), rebuilt, inbox_set_aside, opened })
    }

    /// For whoever removes files once this store is dropped. `None`: somebody else has them open.
    pub fn alone(&self) -> Result<Option<Alone>, Failure> {
        self.opened.alone()
    }
}
