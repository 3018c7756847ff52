//! Rolling copies of `mine.db` in the folder `copies`, encrypted with its key: made page by page, so
//! that a page which does not hold what was written ends the copy instead of spoiling it. Three are
//! kept. And putting one in the place of a file that cannot be read, which is set aside first.

use crate::{
    Failure, Keys,
    failure::File,
    file::{self, Access, Key},
    journal::Journal,
    migrate,
    mine::{BroughtBack, Mine, STEPS},
};
use jiff::Timestamp;
use rusqlite::{Connection, OpenFlags, backup::Backup};
use std::{
    cmp::Reverse,
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

const FOLDER: &str = "copies";
pub const KEPT: usize = 3;
/// A copy is due after so many new entries …
const ENTRIES: i64 = 20;
/// … or after so long, where anything has changed.
const AGE_SECONDS: i64 = 10 * 60;
/// Pages copied at a time.
const PAGES: i32 = 256;

/// One of the copies; its name says when it was made and how many entries had been saved by then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copy {
    pub name: String,
    pub path: PathBuf,
    pub at: Timestamp,
    pub entries: i64,
}

impl Copy {
    fn of(path: PathBuf) -> Option<Self> {
        let name = path.file_name()?.to_str()?.to_owned();
        let (at, entries) = name.strip_prefix("mine-")?.strip_suffix(".db")?.split_once('-')?;
        let at = Timestamp::from_second(at.parse().ok()?).ok()?;
        Some(Self { at, entries: entries.parse().ok()?, name, path })
    }
}

/// Newest first.
pub fn list(dir: &Path) -> Vec<Copy> {
    let Ok(files) = fs::read_dir(dir.join(FOLDER)) else { return vec![] };
    let mut copies: Vec<Copy> = files.filter_map(|file| Copy::of(file.ok()?.path())).collect();
    copies.sort_by_key(|copy| Reverse((copy.entries, copy.at)));
    copies
}

/// Makes one where one is due. Answers with whether it did.
pub fn keep(mine: &Mine, dir: &Path, now: Timestamp) -> Result<bool, Failure> {
    let entries = mine.ever_saved()?;
    let copies = list(dir);
    if let Some(last) = copies.first() {
        let aged = now.duration_since(last.at).as_secs().abs() >= AGE_SECONDS;
        let due = entries - last.entries >= ENTRIES || (aged && newer(dir, &last.path));
        if !due {
            return Ok(false);
        }
    } else if entries == 0 {
        return Ok(false);
    }
    make(mine, dir, now, entries)?;
    for old in list(dir).into_iter().skip(KEPT) {
        // One that stays is removed the next time.
        let _ = fs::remove_file(old.path);
    }
    if let Some(oldest) = list(dir).last() {
        mine.shorten_journal(oldest.entries, Some(oldest.at))?;
    }
    Ok(true)
}

/// Makes one now and lets go of the older ones: they hold what `mine.db` holds no more.
pub fn renew(mine: &Mine, dir: &Path, now: Timestamp) -> Result<(), Failure> {
    let old = list(dir);
    let entries = mine.ever_saved()?;
    if old.is_empty() && entries == 0 {
        return Ok(());
    }
    make(mine, dir, now, entries)?;
    let fresh = list(dir).into_iter().filter(|copy| !old.contains(copy));
    let fresh: Vec<PathBuf> = fresh.map(|copy| copy.path).collect();
    for copy in old.iter().filter(|copy| !fresh.contains(&copy.path)) {
        // Of the same second and the same entries, it has just been replaced.
        let replaced = copy.at.as_second() == now.as_second() && fresh.is_empty();
        if !replaced {
            fs::remove_file(&copy.path).map_err(refused)?;
        }
    }
    mine.shorten_journal(entries, None)
}

/// Whether `mine.db` was written since.
fn newer(dir: &Path, copy: &Path) -> bool {
    let written = |path: &Path| fs::metadata(path).and_then(|meta| meta.modified()).ok();
    written(&dir.join(File::Mine.name())) > written(copy)
}

fn make(mine: &Mine, dir: &Path, now: Timestamp, entries: i64) -> Result<(), Failure> {
    let folder = dir.join(FOLDER);
    file::folder(&folder)?;
    let path = folder.join(format!("mine-{}-{entries}.db", now.as_second()));
    let new = path.with_extension("new");
    let made = mine.copied_to(|from, key| {
        let mut to = empty(&new, key)?;
        Backup::new(from, &mut to)?.run_to_completion(PAGES, Duration::ZERO, None)?;
        file::intact(&to)
    });
    let kept = made.and_then(|()| {
        let synced = fs::File::open(&new).and_then(|file| file.sync_all());
        synced.and_then(|()| fs::rename(&new, &path)).map_err(refused)
    });
    if kept.is_err() {
        // Half a copy is none.
        let _ = fs::remove_file(&new);
    }
    kept
}

fn empty(path: &Path, key: &Key) -> Result<Connection, Failure> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(refused(error)),
        _ => {}
    }
    file::private(path)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    file::unlock(&connection, key)?;
    Ok(connection)
}

/// What became of a recovery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recovered {
    /// None: there was no copy yet, and all that is there comes out of the journal.
    pub from: Option<Copy>,
    /// Where the unreadable file lies now; none where there was no file.
    pub set_aside: Option<String>,
    pub entries: u64,
    pub live: u64,
    /// What was saved after the copy was made.
    pub since: BroughtBack,
}

#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error("mine.db can be read: there is nothing to recover")]
    Readable,
    #[error("there is no copy by that name")]
    NoSuchCopy,
    #[error("no copy can be read, and mine.journal holds nothing")]
    NoCopy,
    #[error(transparent)]
    Store(#[from] Failure),
}

/// Every page holds what was written, and none is missing.
fn whole(connection: &Connection) -> Result<(), Failure> {
    file::intact(connection)?;
    let said: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if said == "ok" { Ok(()) } else { Err(Failure::Damaged) }
}

/// Whether a file that should hold `mine.db` does.
fn readable(path: &Path, key: &Key) -> Result<(), Failure> {
    let connection = file::open_at(path, File::Mine, key, Access::ReadOnly)?;
    whole(&connection)?;
    migrate::check(&connection, File::Mine, STEPS).map(drop)
}

/// Whether this key is the one `mine.db` was made with, whatever else is wrong with the file. Of one
/// that is gone, or broken where it begins, its copies and its journal tell.
pub fn fits(dir: &Path, key: &Key) -> Result<bool, Failure> {
    let copies = list(dir);
    if file::present(dir).mine {
        match file::open(dir, File::Mine, key, Access::ReadWrite) {
            Ok(_) | Err(Failure::Damaged) => return Ok(true),
            Err(Failure::WrongKey { .. }) => {}
            Err(other) => return Err(other),
        }
    } else if copies.is_empty() {
        return Ok(true);
    }
    let opens = |copy: &Copy| file::open_at(&copy.path, File::Mine, key, Access::ReadOnly).is_ok();
    Ok(copies.iter().any(opens) || !Journal::of(dir, key)?.read()?.lines.is_empty())
}

/// Puts a copy (the newest that can be read, where none is named) in the place of a `mine.db` that
/// cannot be read; where there is none, a new file that the journal fills. That one is kept under another
/// name, and what comes out of the copy is held against the network before anything is sent. Nobody else
/// may have the file open.
pub fn recover(
    dir: &Path,
    keys: &Keys,
    name: Option<&str>,
    now: Timestamp,
) -> Result<Recovered, Refusal> {
    let path = dir.join(File::Mine.name());
    // An empty one would be taken for a new one.
    if std::fs::metadata(&path).is_ok_and(|meta| meta.len() > 0) {
        // Read-write: what an earlier process left in the journal belongs to it.
        let opened = file::open_at(&path, File::Mine, &keys.mine, Access::ReadWrite);
        match opened.and_then(|connection| whole(&connection)) {
            Ok(()) => return Err(Refusal::Readable),
            Err(Failure::WrongKey { .. } | Failure::Damaged | Failure::Sql(_)) => {}
            Err(other) => return Err(other.into()),
        }
    }
    let copies = list(dir);
    let named = |copy: &&Copy| name.is_none_or(|name| copy.name == name);
    let mut fitting = copies.iter().filter(named).peekable();
    if fitting.peek().is_none() && name.is_some() {
        return Err(Refusal::NoSuchCopy);
    }
    let from = fitting.find(|copy| readable(&copy.path, &keys.mine).is_ok()).cloned();
    // The journal alone reaches back to the oldest copy, and is all there is only where there is none.
    let journal_alone =
        || Ok::<_, Failure>(!Journal::of(dir, &keys.mine)?.read()?.lines.is_empty());
    if from.is_none() && !(copies.is_empty() && journal_alone()?) {
        return Err(Refusal::NoCopy);
    }
    let set_aside = set_aside(&path, now)?;
    if let Some(from) = &from {
        let new = path.with_extension("db.new");
        fs::copy(&from.path, &new)
            .and_then(|_| fs::File::open(&new)?.sync_all())
            .and_then(|()| fs::rename(&new, &path))
            .map_err(refused)?;
    }
    let mine = Mine::open(dir, &keys.mine, Access::ReadWrite)?.with_pepper(keys.pepper.as_ref())?;
    mine.was_recovered(from.is_some(), now)?;
    let mine = mine.with_journal()?;
    let accounting = mine.accounting()?;
    let since = mine.brought_back();
    Ok(Recovered { from, set_aside, entries: accounting.acked, live: accounting.live, since })
}

/// Under a name with the time, with the journal that belongs to it; never over another one.
fn set_aside(path: &Path, now: Timestamp) -> Result<Option<String>, Failure> {
    if !path.exists() {
        return Ok(None);
    }
    let stamp = now.as_second();
    let free = (0..).map(|n| {
        if n == 0 {
            format!("mine.unreadable-{stamp}.db")
        } else {
            format!("mine.unreadable-{stamp}-{n}.db")
        }
    });
    let mut free = free.filter(|name| !path.with_file_name(name).exists());
    let name = free.next().unwrap_or_default();
    let to = path.with_file_name(&name);
    let [_, _, journal] = file::beside(path);
    let [_, _, beside] = file::beside(&to);
    if journal.exists() {
        fs::rename(&journal, beside).map_err(refused)?;
    }
    fs::rename(path, to).map_err(refused)?;
    Ok(Some(name))
}

fn refused(error: io::Error) -> Failure {
    file::refused(error)
}
