//! Opening the encrypted files.
//!
//! Owns keys on their way to SQLCipher, file modes, pragmas and telling a wrong key from a new
//! file. It never makes a new database where one stands, and never moves `mine.db`.

use crate::failure::{Failure, File};
use crate::leftover;
use rusqlite::{Connection, ErrorCode, OpenFlags};
use sha2::{Digest as _, Sha256};
use std::{
    fmt::Write as _,
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};
use zeroize::Zeroizing;

/// A file's data key: 32 random bytes, wiped from memory when the last holder drops it.
pub struct Key(Arc<Zeroizing<[u8; 32]>>);

impl Key {
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(Arc::new(Zeroizing::new(bytes)))
    }

    /// The same bytes in the same place: not a copy of them.
    #[must_use]
    pub fn shared(&self) -> Self {
        Self(Arc::clone(&self.0))
    }

    pub(crate) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// A raw key spares the 0.2–0.4 s that stretching a passphrase takes.
    fn pragma(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(84));
        text.push_str("PRAGMA key = \"x'");
        for byte in self.0.iter() {
            // Writing to a String cannot fail.
            let _ = write!(text, "{byte:02x}");
        }
        text.push_str("'\"");
        text
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(redacted)")
    }
}

/// The keys of all files.
#[derive(Debug)]
pub struct Keys {
    pub mine: Key,
    pub theirs: Key,
    /// Under which the audit is sealed and forgotten ids are known again; in no file.
    pub pepper: Option<Key>,
    pub inbox: Key,
}

impl Keys {
    /// With the key of `inbox.db` that follows from that of `mine.db`.
    pub fn new(mine: [u8; 32], theirs: [u8; 32]) -> Self {
        let inbox = Key::new(*inbox_key(&mine));
        Self { mine: Key::new(mine), theirs: Key::new(theirs), inbox, pepper: None }
    }

    #[must_use]
    pub fn with_pepper(self, pepper: [u8; 32]) -> Self {
        Self { pepper: Some(Key::new(pepper)), ..self }
    }

    /// The same with another key of `inbox.db`: a kiosk had made one before there was a desk.
    pub fn with_inbox(self, inbox: [u8; 32]) -> Self {
        Self { inbox: Key::new(inbox), ..self }
    }
}

/// Follows from the key of `mine.db`, so that whoever has that one can have it again; there is no
/// way back from it to the other, so a kiosk may hold it.
pub fn inbox_key(mine: &[u8; 32]) -> Zeroizing<[u8; 32]> {
    let mut hash = Sha256::new_with_prefix(b"showroom key of inbox.db 1");
    hash.update(mine);
    Zeroizing::new(hash.finalize().into())
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    ReadWrite,
    ReadOnly,
}

/// Which files hold something already: whoever mints keys must not do so over these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Present {
    pub mine: bool,
    pub theirs: bool,
    /// Copies of `mine.db`.
    pub copies: bool,
}

pub fn present(dir: &Path) -> Present {
    let holds = |file: File| fs::metadata(dir.join(file.name())).is_ok_and(|meta| meta.len() > 0);
    let copies = !crate::copies::list(dir).is_empty();
    Present { mine: holds(File::Mine), theirs: holds(File::Theirs), copies }
}

/// Makes the data folder, readable by this account only.
pub fn folder(dir: &Path) -> Result<(), Failure> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
        builder.mode(0o700);
        builder.create(dir).map_err(refused)?;
        let mode = fs::metadata(dir).map_err(refused)?.permissions().mode();
        if mode & 0o077 != 0 {
            fs::set_permissions(dir, fs::Permissions::from_mode(0o700)).map_err(refused)?;
        }
    }
    #[cfg(not(unix))]
    builder.create(dir).map_err(refused)?;
    Ok(())
}

/// Opens one of the files, keyed and proven readable. `ReadOnly` never creates.
pub fn open(dir: &Path, file: File, key: &Key, access: Access) -> Result<Connection, Failure> {
    open_at(&dir.join(file.name()), file, key, access)
}

/// The same for a file under another name.
pub(crate) fn open_at(
    path: &Path,
    file: File,
    key: &Key,
    access: Access,
) -> Result<Connection, Failure> {
    if access == Access::ReadWrite {
        private(path)?;
    } else if !path.exists() {
        return Err(Failure::NotReady { file });
    }
    too_short(path, file)?;
    if file == File::Mine && !leftover::usable(path)? {
        return Err(Failure::Damaged);
    }
    let flags = OpenFlags::SQLITE_OPEN_NO_MUTEX
        | match access {
            Access::ReadWrite => OpenFlags::SQLITE_OPEN_READ_WRITE,
            Access::ReadOnly => OpenFlags::SQLITE_OPEN_READ_ONLY,
        };
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(Duration::from_secs(2))?;
    unlock(&connection, key)?;
    first_read(&connection, file)?;
    connection.execute_batch(match (file, access) {
        (File::Mine | File::Inbox, Access::ReadWrite) => {
            "PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA;"
        }
        (File::Theirs, Access::ReadWrite) => {
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -65536;"
        }
        (_, Access::ReadOnly) => "PRAGMA query_only = ON; PRAGMA cache_size = -32768;",
    })?;
    connection.execute_batch(
        "PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY; PRAGMA foreign_keys = ON; \
         PRAGMA trusted_schema = OFF;",
    )?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

pub(crate) fn unlock(connection: &Connection, key: &Key) -> Result<(), Failure> {
    // SQLCipher would otherwise write its own lines to stderr when a key does not fit.
    connection.execute_batch("PRAGMA cipher_log_level = NONE;")?;
    connection.execute_batch(&key.pragma())?;
    let cipher: Result<String, _> =
        connection.query_row("PRAGMA cipher_version", [], |row| row.get(0));
    if cipher.unwrap_or_default().is_empty() { Err(Failure::NotEncrypted) } else { Ok(()) }
}

/// SQLite takes a file shorter than a page for a new one and would write over what is in it. Where
/// a journal stands beside it, that is a creation that was cut short, which the journal undoes.
fn too_short(path: &Path, file: File) -> Result<(), Failure> {
    let length = fs::metadata(path).map_err(refused)?.len();
    let [_, _, journal] = beside(path);
    if (1..PAGE).contains(&length) && !journal.exists() {
        return Err(Failure::WrongKey { file });
    }
    Ok(())
}

/// SQLCipher's page size.
const PAGE: u64 = 4096;

/// A wrong key shows at the first read, not when it is set.
fn first_read(connection: &Connection, file: File) -> Result<(), Failure> {
    match connection.query_row("SELECT count(*) FROM sqlite_master", [], |_| Ok(())) {
        Ok(()) => Ok(()),
        Err(rusqlite::Error::SqliteFailure(cause, _))
            if cause.code == ErrorCode::NotADatabase
                || cause.code == ErrorCode::DatabaseCorrupt =>
        {
            Err(Failure::WrongKey { file })
        }
        Err(error) => Err(error.into()),
    }
}

/// Every page holds what was written, or nothing is done with the file. Within a transaction, so
/// that no other process writes meanwhile.
pub fn intact(connection: &Connection) -> Result<(), Failure> {
    let transaction = connection.unchecked_transaction()?;
    transaction.query_row("SELECT count(*) FROM sqlite_master", [], |_| Ok(()))?;
    let broken = transaction.prepare("PRAGMA cipher_integrity_check")?.exists([])?;
    if broken { Err(Failure::Damaged) } else { Ok(()) }
}

/// Makes the file before SQLite does, so that at no moment others can read it. The journal and
/// the log beside it take their mode from it.
///
/// One that is there is never opened here: closing it would let go of every lock that SQLite holds
/// on it for this process (POSIX gives locks to a process and a file, not to what was opened).
pub(crate) fn private(path: &Path) -> Result<(), Failure> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(_) => return Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        Err(error) => return Err(refused(error)),
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        if fs::metadata(path).map_err(refused)?.permissions().mode() & 0o077 != 0 {
            fs::set_permissions(path, fs::Permissions::from_mode(0o600)).map_err(refused)?;
        }
    }
    Ok(())
}

#[expect(clippy::needless_pass_by_value, reason = "it stands in map_err")]
pub(crate) fn refused(error: io::Error) -> Failure {
    match error.kind() {
        io::ErrorKind::StorageFull => Failure::DiskFull,
        kind => Failure::ReadOnly { why: kind.to_string() },
    }
}

/// The files SQLite keeps beside a database.
pub(crate) fn beside(path: &Path) -> [PathBuf; 3] {
    ["-wal", "-shm", "-journal"].map(|end| {
        let mut name = path.as_os_str().to_owned();
        name.push(end);
        PathBuf::from(name)
    })
}

/// Moves `theirs.db` out of the way: it is a copy and can be had again. One is kept to look into.
pub(crate) fn set_aside_theirs(dir: &Path) -> Result<(), Failure> {
    let path = dir.join(File::Theirs.name());
    for other in beside(&path) {
        match fs::remove_file(&other) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(refused(error)),
        }
    }
    fs::rename(&path, dir.join("theirs.unreadable.db")).map_err(refused)
}
