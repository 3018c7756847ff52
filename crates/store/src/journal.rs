//! `mine.journal`: a second place for what was promised, one sealed line after the other. A line is
//! on the disk before "saved" is said; so an entry that was saved after the last copy of `mine.db`
//! outlives that file (`mine/journal.rs` says what is written, and what is made of it).
//!
//! Owns the form of the file. A line that is damaged or cut off costs only itself: each begins with
//! a mark, and the next one is looked for. Whoever writes has the file locked meanwhile.

use crate::{
    Failure, Key,
    file::{self, refused},
};
use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use rand::TryRngCore as _;
use sha2::{Digest as _, Sha256};
use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Read as _, Seek as _, Write as _},
    path::{Path, PathBuf},
    thread,
    time::Duration,
};
use zeroize::Zeroizing;

pub const NAME: &str = "mine.journal";
const MARK: [u8; 4] = [0xf5, b'J', b'1', 0xfa];
const NONCE: usize = 24;
/// Mark, length, nonce.
const HEAD: usize = MARK.len() + 4 + NONCE;
/// How often a lock that another process holds is asked for again, and how long between.
const ASKED: (u32, Duration) = (50, Duration::from_millis(10));

/// Whether a line has to outlive a cut of the current, or only the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durable {
    Yes,
    No,
}

pub struct Journal {
    path: PathBuf,
    cipher: XChaCha20Poly1305,
}

/// What a file holds.
#[derive(Default)]
pub struct Lines {
    pub lines: Vec<Zeroizing<Vec<u8>>>,
    /// Bytes that belong to no line: one was damaged, or cut off.
    pub damaged: usize,
}

impl Journal {
    pub fn of(dir: &Path, mine: &Key) -> Result<Self, Failure> {
        let mut hash = Sha256::new_with_prefix(b"showroom key of mine.journal 1");
        hash.update(mine.bytes());
        let key = Zeroizing::new(<[u8; 32]>::from(hash.finalize()));
        let cipher =
            XChaCha20Poly1305::new_from_slice(key.as_slice()).map_err(|_| Failure::NotEncrypted)?;
        Ok(Self { path: dir.join(NAME), cipher })
    }

    /// Everything that can be read, in its order. A file that is not there holds nothing.
    pub fn read(&self) -> Result<Lines, Failure> {
        match fs::read(&self.path) {
            Ok(bytes) => Ok(self.lines(&bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Lines::default()),
            Err(error) => Err(refused(error)),
        }
    }

    /// Behind all others. Where it cannot be written, nothing of it stays.
    pub fn append(&self, lines: &[Vec<u8>], durable: Durable) -> Result<(), Failure> {
        let mut bytes = Vec::new();
        for line in lines {
            bytes.extend(self.sealed(line)?);
        }
        let mut file = self.locked()?;
        let end = file.seek(io::SeekFrom::End(0)).map_err(refused)?;
        let written = file.write_all(&bytes).and_then(|()| match durable {
            Durable::Yes => file.sync_data(),
            Durable::No => Ok(()),
        });
        written.map_err(|error| {
            // Half a line would be found, and passed over: this only keeps the file short.
            let _ = file.set_len(end);
            refused(error)
        })
    }

    /// Adds what is lacking. Whatever cannot be read goes by that.
    pub fn extend(
        &self,
        lacking: impl FnOnce(&Lines) -> Result<Vec<Vec<u8>>, Failure>,
    ) -> Result<(), Failure> {
        let mut file = self.locked()?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(refused)?;
        let read = self.lines(&bytes);
        let more = lacking(&read)?;
        if read.damaged == 0 && more.is_empty() {
            return Ok(());
        }
        let kept = read.lines.iter().map(|line| line.to_vec());
        self.replace(file, kept.chain(more))
    }

    /// Puts these in the place of all others, at once: what was appended meanwhile is among what
    /// `lines` is asked of.
    pub fn rewrite(
        &self,
        lines: impl FnOnce(Lines) -> Result<Vec<Vec<u8>>, Failure>,
    ) -> Result<(), Failure> {
        let mut file = self.locked()?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(refused)?;
        let lines = lines(self.lines(&bytes))?;
        self.replace(file, lines)
    }

    /// `file` is the one that is there now, and locked.
    fn replace(&self, file: File, lines: impl IntoIterator<Item = Vec<u8>>) -> Result<(), Failure> {
        let mut fresh = Vec::new();
        for line in lines {
            fresh.extend(self.sealed(&line)?);
        }
        let beside = self.path.with_extension("journal.new");
        match fs::remove_file(&beside) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(refused(error)),
            _ => {}
        }
        file::private(&beside)?;
        // Elsewhere an open file cannot be replaced.
        #[cfg(not(unix))]
        drop(file);
        fs::write(&beside, fresh)
            .and_then(|()| File::open(&beside)?.sync_all())
            .and_then(|()| fs::rename(&beside, &self.path))
            .map_err(refused)?;
        #[cfg(unix)]
        drop(file);
        Ok(())
    }

    /// Opened under its own name and held by nobody else: another process may have put a new one in
    /// its place between the two.
    fn locked(&self) -> Result<File, Failure> {
        file::private(&self.path)?;
        let (times, pause) = ASKED;
        for _ in 0..times {
            let file = OpenOptions::new().read(true).write(true).open(&self.path);
            match file {
                Ok(file) => match file.try_lock() {
                    Ok(()) if self.is_still(&file)? => return Ok(file),
                    Ok(()) | Err(TryLockError::WouldBlock) => {}
                    Err(TryLockError::Error(error)) => return Err(refused(error)),
                },
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(refused(error)),
            }
            thread::sleep(pause);
        }
        Err(Failure::Busy)
    }

    #[cfg(unix)]
    fn is_still(&self, file: &File) -> Result<bool, Failure> {
        use std::os::unix::fs::MetadataExt as _;
        let held = file.metadata().map_err(refused)?;
        Ok(fs::metadata(&self.path).is_ok_and(|named| named.ino() == held.ino()))
    }

    /// An open file cannot be replaced there.
    #[cfg(not(unix))]
    #[expect(clippy::unused_self, reason = "the same call everywhere")]
    fn is_still(&self, _file: &File) -> Result<bool, Failure> {
        Ok(true)
    }

    fn sealed(&self, line: &[u8]) -> Result<Vec<u8>, Failure> {
        let mut nonce = [0; NONCE];
        rand::rngs::OsRng.try_fill_bytes(&mut nonce).map_err(|_| Failure::NotEncrypted)?;
        let payload = Payload { msg: line, aad: &MARK };
        let sealed = self
            .cipher
            .encrypt(&XNonce::from(nonce), payload)
            .map_err(|_| Failure::TooBig { what: "entry" })?;
        let length = u32::try_from(sealed.len()).map_err(|_| Failure::TooBig { what: "entry" })?;
        Ok([&MARK[..], &length.to_be_bytes(), &nonce, &sealed].concat())
    }

    fn lines(&self, bytes: &[u8]) -> Lines {
        let mut found = Lines::default();
        let mut at = 0;
        while at < bytes.len() {
            match self.line(&bytes[at..]) {
                Some((line, length)) => {
                    found.lines.push(line);
                    at += length;
                }
                None => {
                    found.damaged += 1;
                    at += 1;
                }
            }
        }
        found
    }

    /// The line that begins here, and its length in the file.
    fn line(&self, bytes: &[u8]) -> Option<(Zeroizing<Vec<u8>>, usize)> {
        let rest = bytes.strip_prefix(&MARK)?;
        let (length, rest) = rest.split_at_checked(4)?;
        let length = usize::try_from(u32::from_be_bytes(length.try_into().ok()?)).ok()?;
        let (nonce, rest) = rest.split_at_checked(NONCE)?;
        let payload = Payload { msg: rest.get(..length)?, aad: &MARK };
        let line = self.cipher.decrypt(&XNonce::try_from(nonce).ok()?, payload).ok()?;
        Some((Zeroizing::new(line), HEAD + length))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn journal(dir: &Path) -> Journal {
        Journal::of(dir, &Key::new([7; 32])).unwrap()
    }

    fn texts(journal: &Journal) -> Vec<String> {
        let read = journal.read().unwrap();
        read.lines.iter().map(|line| String::from_utf8(line.to_vec()).unwrap()).collect()
    }

    fn with(dir: &Path, lines: &[&str]) -> Journal {
        let journal = journal(dir);
        for line in lines {
            journal.append(&[line.as_bytes().to_vec()], Durable::Yes).unwrap();
        }
        journal
    }

    #[test]
    fn lines_come_back_in_their_order_and_nothing_of_them_can_be_read_in_the_file() {
        let dir = tempfile::tempdir().unwrap();
        assert!(journal(dir.path()).read().unwrap().lines.is_empty());
        let journal = with(dir.path(), &["one Sousa", "two Sousa", "three Sousa"]);
        assert_eq!(texts(&journal), ["one Sousa", "two Sousa", "three Sousa"]);
        let bytes = fs::read(dir.path().join(NAME)).unwrap();
        assert!(!bytes.windows(5).any(|some| some == b"Sousa"));
        let other = Journal::of(dir.path(), &Key::new([8; 32])).unwrap().read().unwrap();
        assert!(other.lines.is_empty() && other.damaged == bytes.len());
    }

    #[test]
    fn a_damaged_line_costs_only_itself_wherever_it_is_damaged() {
        let dir = tempfile::tempdir().unwrap();
        let journal = with(dir.path(), &["one", "two", "three"]);
        let path = dir.path().join(NAME);
        let whole = fs::read(&path).unwrap();
        let first = HEAD + 3 + 16;
        for at in first..first + HEAD + 3 + 16 {
            let mut bent = whole.clone();
            bent[at] ^= 0x10;
            fs::write(&path, bent).unwrap();
            assert_eq!(texts(&journal), ["one", "three"], "{at}");
            assert!(journal.read().unwrap().damaged > 0);
        }
        for end in 0..whole.len() {
            fs::write(&path, &whole[..end]).unwrap();
            let whole_lines = end / first + usize::from(end == whole.len());
            assert!(texts(&journal).len() >= whole_lines.min(2), "{end}");
        }
    }

    #[test]
    fn what_is_appended_after_a_torn_line_is_found() {
        let dir = tempfile::tempdir().unwrap();
        let journal = with(dir.path(), &["one", "two"]);
        let path = dir.path().join(NAME);
        let whole = fs::read(&path).unwrap();
        fs::write(&path, &whole[..whole.len() - 5]).unwrap();
        with(dir.path(), &["three"]);
        assert_eq!(texts(&journal), ["one", "three"]);
    }

    #[test]
    fn a_rewrite_keeps_what_it_is_told_to_and_is_private() {
        let dir = tempfile::tempdir().unwrap();
        let journal = with(dir.path(), &["one", "two", "three"]);
        journal
            .rewrite(|read| Ok(read.lines.iter().skip(1).map(|line| line.to_vec()).collect()))
            .unwrap();
        assert_eq!(texts(&journal), ["two", "three"]);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = fs::metadata(dir.path().join(NAME)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "nothing beside it");
    }

    #[test]
    fn while_another_holds_it_nothing_is_written() {
        let dir = tempfile::tempdir().unwrap();
        let journal = with(dir.path(), &["one"]);
        let held = journal.locked().unwrap();
        let refused = journal.append(&[b"two".to_vec()], Durable::Yes);
        assert!(matches!(refused, Err(Failure::Busy)), "{refused:?}");
        drop(held);
        journal.append(&[b"two".to_vec()], Durable::Yes).unwrap();
        assert_eq!(texts(&journal), ["one", "two"]);
    }
}
