//! The right to send: one process at a time has it, for as long as it lives. The operating system
//! takes it back when the process ends, however it ends; there is no lease to expire.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;

/// Held until dropped.
pub struct OutboxLock {
    _file: File,
}

impl OutboxLock {
    /// `None`: another process has it.
    pub fn take(data_dir: &Path) -> io::Result<Option<Self>> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(data_dir.join("mine.lock"))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { _file: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_holds_the_lock_and_it_is_free_when_that_one_ends() {
        let dir = tempfile::tempdir().unwrap();
        let first = OutboxLock::take(dir.path()).unwrap();
        assert!(first.is_some());
        assert!(OutboxLock::take(dir.path()).unwrap().is_none());
        drop(first);
        assert!(OutboxLock::take(dir.path()).unwrap().is_some());
    }
}
