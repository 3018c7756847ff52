//! Who has the files of a folder open. Each open store holds a lock that others may share, which the
//! operating system takes back when its process ends; whoever removes files holds it alone.
//!
//! It lies on a file of its own: whoever closes one of SQLite's lets go of SQLite's locks on it.

use crate::Failure;
use crate::file::refused;
use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

const NAME: &str = "mine.opened";

/// One of those who have the files open.
pub(crate) struct Opened {
    dir: PathBuf,
    held: Mutex<Option<File>>,
}

/// Nobody has the files open, and whoever comes waits until this is dropped.
pub struct Alone {
    _file: File,
}

impl Opened {
    /// Waits for as long as somebody removes them.
    pub fn of(dir: &Path) -> Result<Self, Failure> {
        Ok(Self { dir: dir.to_owned(), held: Mutex::new(Some(shared(dir)?)) })
    }

    /// From one of them to the only one; `None` and one of them still, where there are others.
    pub fn alone(&self) -> Result<Option<Alone>, Failure> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        *held = None;
        let alone = Alone::take(&self.dir)?;
        if alone.is_none() {
            *held = Some(shared(&self.dir)?);
        }
        Ok(alone)
    }
}

impl Alone {
    /// `None`: somebody has them open, in this process or another.
    pub fn take(dir: &Path) -> Result<Option<Self>, Failure> {
        let file = file(dir)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { _file: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(refused(error)),
        }
    }
}

fn shared(dir: &Path) -> Result<File, Failure> {
    let file = file(dir)?;
    file.lock_shared().map_err(refused)?;
    Ok(file)
}

fn file(dir: &Path) -> Result<File, Failure> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(dir.join(NAME)).map_err(refused)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_alone_while_another_has_the_files_open() {
        let dir = tempfile::tempdir().unwrap();
        let first = Opened::of(dir.path()).unwrap();
        let second = Opened::of(dir.path()).unwrap();
        assert!(first.alone().unwrap().is_none());
        assert!(second.alone().unwrap().is_none(), "the first still has them open");
        drop(second);
        let alone = first.alone().unwrap();
        assert!(alone.is_some());
        assert!(Alone::take(dir.path()).unwrap().is_none());
        drop(alone);
        assert!(Alone::take(dir.path()).unwrap().is_some());
    }
}
