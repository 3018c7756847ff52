//! A file of eight megabytes beside `mine.db` that holds nothing. Where the disk is full and the
//! network has answered, it is given up, so that the answer can be kept: a new customer must not be
//! forgotten because another program has filled the disk. It is made again once there is room.

use std::{
    fs, io,
    io::Write as _,
    path::{Path, PathBuf},
};

const NAME: &str = "mine.ballast";
const SIZE: u64 = 8 * 1024 * 1024;
/// Not made where it would be the one that fills the disk.
const ROOM: u64 = 8 * SIZE;

#[derive(Clone, Debug)]
pub struct Ballast {
    path: PathBuf,
}

/// What is free where this folder lies, in bytes; none where the system does not say.
pub fn free(dir: &Path) -> Option<u64> {
    fs4::available_space(dir).ok()
}

impl Ballast {
    pub fn of(dir: &Path) -> Self {
        Self { path: dir.join(NAME) }
    }

    pub fn is_there(&self) -> bool {
        fs::metadata(&self.path).is_ok_and(|meta| meta.len() == SIZE)
    }

    /// Makes it where it is not and there is room. Answers with whether it is there.
    pub fn lay(&self) -> bool {
        if self.is_there() {
            return true;
        }
        let laid = self.write();
        if laid.is_err() {
            // What was written of it is of no use, and its room is needed.
            let _ = fs::OpenOptions::new().write(true).truncate(true).open(&self.path);
        }
        laid.unwrap_or(false)
    }

    fn write(&self) -> io::Result<bool> {
        let dir = self.path.parent().unwrap_or(Path::new("."));
        if fs4::available_space(dir)? < ROOM {
            return Ok(false);
        }
        let mut options = fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&self.path)?;
        let mut block = vec![0_u8; 1024 * 1024];
        let mut noise = 0x9e37_79b9_7f4a_7c15_u64;
        // A file system that packs zeroes would keep no room for them.
        for word in block.chunks_exact_mut(8) {
            noise ^= noise << 13;
            noise ^= noise >> 7;
            noise ^= noise << 17;
            word.copy_from_slice(&noise.to_le_bytes());
        }
        for _ in 0..SIZE / (1024 * 1024) {
            file.write_all(&block)?;
        }
        Ok(true)
    }

    /// The disk was too full to keep it: an empty file is left.
    pub fn was_given_up(&self) -> bool {
        fs::metadata(&self.path).is_ok_and(|meta| meta.len() == 0)
    }

    /// Gives it up. True where there was one.
    pub fn give_up(&self) -> bool {
        let emptied = || fs::OpenOptions::new().write(true).truncate(true).open(&self.path);
        self.is_there() && emptied().is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_takes_its_room_until_it_is_given_up_once() {
        let dir = tempfile::tempdir().unwrap();
        let ballast = Ballast::of(dir.path());
        assert!(!ballast.is_there() && !ballast.give_up());
        assert!(ballast.lay() && ballast.is_there() && ballast.lay());
        assert_eq!(fs::metadata(dir.path().join(NAME)).unwrap().len(), SIZE);
        assert!(!ballast.was_given_up() && ballast.give_up() && ballast.was_given_up());
        assert!(!ballast.is_there() && !ballast.give_up());
        assert!(ballast.lay() && !ballast.was_given_up());
    }

    #[test]
    fn one_that_was_cut_short_is_none() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join(NAME), "short").unwrap();
        assert!(!Ballast::of(dir.path()).is_there());
        assert!(Ballast::of(dir.path()).lay());
    }
}
