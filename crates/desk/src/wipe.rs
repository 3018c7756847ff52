//! Giving a computer away: what is unsent is sealed into a file for another desk, then the keys go,
//! without which nobody reads the files, and then the files.
//!
//! Only what the program itself makes is removed: a data folder may have been put anywhere.

use crate::Desk;
use crate::failure::{Failure, Result};
use crate::sealed;
use crate::start::{Start, key_store};
use crate::sync::lock::OutboxLock;
use keys::{KeyStore, Name};
use secrecy::SecretString;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// What was asked for.
pub struct Wipe {
    /// Where to and under which words what is unsent is sealed first.
    pub sealed: Option<(PathBuf, SecretString)>,
    /// Although something is lost by it.
    pub despite_unsent: bool,
}

/// What is there and in nothing else.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unsent {
    /// Changes for the dealer that is set up: these can be sealed.
    pub entries: u64,
    /// Changes for other dealers, or that this version cannot read.
    pub others: u64,
    /// Visitors' cards nobody has decided.
    pub cards: u64,
    /// Forms somebody typed in and did not save.
    pub drafts: u64,
}

pub struct Wiped {
    pub sealed: Option<usize>,
    /// What is lost now; none where the desk could not be opened to see.
    pub lost: Option<Unsent>,
    pub keys: usize,
    /// Files and folders, by their names.
    pub removed: Vec<String>,
    /// What is not the program's stays.
    pub left: Vec<String>,
}

/// Folders of ours below the data folder.
const FOLDERS: [&str; 4] = ["copies", "logs", "webview", "exports"];
const FILES: [&str; 5] = ["keys.json", "keys.json.new", "create.lock", "pins.lock", "window.json"];
/// The databases with what stands beside them, those set aside, the ballast, the phrase's vault.
const BEGINNINGS: [&str; 5] = ["mine.", "theirs.", "theirs-", "inbox.", "install.id."];
/// The databases of the copy, with what stands beside them.
const COPY: [&str; 2] = ["theirs.", "theirs-"];
/// Copies that are not in use: of other dealers, and one that could not be read.
const ASIDE: [&str; 2] = ["theirs.unreadable.", "theirs-"];
/// One of them is in every folder a desk has worked in, until it is wiped to its end.
const SIGNS: [&str; 4] = ["mine.db", "theirs.db", "inbox.db", "install.id"];
/// These last: by them the keys are found, and others are kept out.
const LAST: [&str; 2] = ["install.id", "mine.lock"];

/// Blocks. Nothing of this desk may be open in this process.
pub fn wipe(start: &Start, asked: &Wipe) -> Result<Wiped> {
    let dir = &start.data_dir;
    if !dir.is_dir() {
        return Err(Failure::refused("data-dir", "not_found", "there is no data folder to wipe"));
    }
    let is_ours = SIGNS.iter().any(|name| dir.join(name).is_file());
    // Folders named `logs` or `copies` are anybody's.
    if !is_ours && FOLDERS.iter().any(|name| dir.join(name).is_dir()) {
        let why = "no desk has ever worked in this folder: nothing was touched";
        return Err(Failure::refused("data-dir", "not_ours", why));
    }
    if start.config.privacy.dead_man_days.is_some() && store::present(dir).mine {
        // Under our own lock nothing past its time is let go of. A failure comes again below.
        drop(Desk::start(start.clone()));
    }
    let lock = OutboxLock::take(dir)
        .map_err(|why| Failure::DataFolder { path: dir.clone(), why: why.to_string() })?;
    if lock.is_none() {
        let why = "another program of this desk is running: close it first";
        return Err(Failure::refused("wipe", "in_use", why));
    }
    let keys = key_store(&start.config, dir)?;
    let present = store::present(dir);
    let nothing = !present.mine && !present.theirs && !present.copies;
    let (sealed, lost) = if nothing {
        // Opening it would make a desk.
        (None, Some(Unsent::default()))
    } else {
        match Desk::start(start.clone()) {
            Ok(desk) => {
                let (sealed, lost) = seal(&desk, asked)?;
                (sealed, Some(lost))
            }
            // Whoever has lost the keys may still give the computer away.
            Err(_) if asked.despite_unsent && asked.sealed.is_none() => (None, None),
            Err(failure) => return Err(failure),
        }
    };
    let removed_keys = forget_keys(&*keys)?;
    let mut removed = Vec::new();
    remove_ours(dir, &mut removed)
        .map_err(|why| Failure::DataFolder { path: dir.clone(), why: why.to_string() })?;
    drop(lock);
    for name in LAST {
        remove_file(dir, name, &mut removed)
            .map_err(|why| Failure::DataFolder { path: dir.clone(), why: why.to_string() })?;
    }
    let left = names(dir).unwrap_or_default();
    if left.is_empty() {
        // A folder that stays is empty.
        let _ = fs::remove_dir(dir);
    }
    Ok(Wiped { sealed, lost, keys: removed_keys, removed, left })
}

/// Refuses before anything is changed.
fn seal(desk: &Desk, asked: &Wipe) -> Result<(Option<usize>, Unsent)> {
    let unsent = unsent(desk)?;
    let sealable = asked.sealed.is_some();
    let lost = Unsent { entries: if sealable { 0 } else { unsent.entries }, ..unsent };
    if lost != Unsent::default() && !asked.despite_unsent {
        return Err(Failure::refused("wipe", "unsent", said(&lost)));
    }
    let sealed = asked.sealed.as_ref();
    let sealed = sealed.map(|(file, words)| {
        let inside = std::path::absolute(file).ok().zip(std::path::absolute(&desk.data_dir).ok());
        if inside.is_some_and(|(file, dir)| file.starts_with(dir)) {
            let why = "it would be wiped too: name one outside the data folder";
            return Err(Failure::refused("FILE", "inside", why));
        }
        sealed::usable(file, words)?;
        desk.seal_to_leave(file, words)
    });
    Ok((sealed.transpose()?, lost))
}

fn unsent(desk: &Desk) -> Result<Unsent> {
    let (all, of_dealer) = (desk.store.mine.tally()?, desk.store.mine.tally_of(&desk.dealer())?);
    Ok(Unsent {
        entries: of_dealer.live(),
        others: all.live().saturating_sub(of_dealer.live()) + all.set_aside,
        cards: u64::from(desk.store.inbox.waiting()?),
        drafts: desk.store.mine.drafts()?.len() as u64,
    })
}

fn said(lost: &Unsent) -> String {
    let mut parts = Vec::new();
    if lost.entries > 0 {
        parts.push(format!("{} changes not sent (seal them: --sealed-export FILE)", lost.entries));
    }
    if lost.others > 0 {
        parts.push(format!("{} changes for another dealer or version", lost.others));
    }
    if lost.cards > 0 {
        parts.push(format!("{} cards of the kiosk nobody has decided", lost.cards));
    }
    if lost.drafts > 0 {
        parts.push(format!("{} forms not saved", lost.drafts));
    }
    format!(
        "this would be lost: {}. Nothing was changed; --despite-unsent gives it up",
        parts.join(", ")
    )
}

/// How many there were.
fn forget_keys(keys: &dyn KeyStore) -> Result<usize> {
    let mut forgotten = 0;
    for name in Name::ALL {
        // One that cannot be read may be there.
        forgotten += usize::from(!matches!(keys.read(name), Ok(None)));
        keys.delete(name)?;
    }
    Ok(forgotten)
}

fn names(dir: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(dir)? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

fn remove_ours(dir: &Path, removed: &mut Vec<String>) -> io::Result<()> {
    for name in names(dir)? {
        if FOLDERS.contains(&name.as_str()) {
            fs::remove_dir_all(dir.join(&name))?;
            removed.push(format!("{name}/"));
            continue;
        }
        let ours = FILES.contains(&name.as_str())
            || BEGINNINGS.iter().any(|beginning| name.starts_with(beginning));
        if ours && !LAST.contains(&name.as_str()) {
            remove_file(dir, &name, removed)?;
        }
    }
    Ok(())
}

/// All that was ever copied of a network, but not the sign that says so. Nobody may have it open.
pub(crate) fn remove_copies(dir: &Path, but: &str) -> io::Result<()> {
    remove_beginning(dir, &COPY, but)
}

/// The same of those that are not in use.
pub(crate) fn remove_copies_aside(dir: &Path) -> io::Result<()> {
    remove_beginning(dir, &ASIDE, "")
}

fn remove_beginning(dir: &Path, beginnings: &[&str], but: &str) -> io::Result<()> {
    for name in names(dir)? {
        if name != but && beginnings.iter().any(|beginning| name.starts_with(beginning)) {
            remove_file(dir, &name, &mut Vec::new())?;
        }
    }
    Ok(())
}

fn remove_file(dir: &Path, name: &str, removed: &mut Vec<String>) -> io::Result<()> {
    match fs::remove_file(dir.join(name)) {
        Ok(()) => removed.push(name.to_owned()),
        Err(why) if why.kind() == ErrorKind::NotFound => {}
        Err(why) => return Err(why),
    }
    Ok(())
}
