//! What can go wrong with the desk's own files, in the terms the desk acts on.
//!
//! No variant carries anything personal: SQLite's own messages name tables and columns, never
//! values.

use rusqlite::ErrorCode;

/// Which of the files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum File {
    Mine,
    Theirs,
    Inbox,
}

impl File {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mine => "mine.db",
            Self::Theirs => "theirs.db",
            Self::Inbox => "inbox.db",
        }
    }
}

impl std::fmt::Display for File {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The key does not open the file, or its first page is damaged: from outside the two look
    /// alike. The file is left exactly as it is.
    #[error("{file} cannot be opened with the key this desk has")]
    WrongKey { file: File },
    /// The file opens, but a page of it does not hold what was written.
    #[error("a page of the store is damaged")]
    Damaged,
    /// A newer version of the program has written it.
    #[error("{file} was written by a newer version ({found}; this one knows {known})")]
    Newer { file: File, found: usize, known: usize },
    /// Opened to read only, and there is no file, or one that first has to be brought up to date.
    #[error("{file} is not ready yet: another process has to open it first")]
    NotReady { file: File },
    #[error("there is no space left on the disk")]
    DiskFull,
    /// The folder, the file or the disk cannot be written.
    #[error("the data folder cannot be written: {why}")]
    ReadOnly { why: String },
    /// Another process holds the file longer than we wait.
    #[error("another process keeps the store busy")]
    Busy,
    /// A search was stopped by a newer one.
    #[error("stopped")]
    Stopped,
    /// The database library was built without encryption: nothing is written.
    #[error("this build cannot encrypt its files")]
    NotEncrypted,
    /// The local customer already has another id in the network.
    #[error("this customer already has another id in the network")]
    OtherId,
    /// A record without an id that only the network may give.
    #[error("a record from the network has no id")]
    NoId,
    /// An entry cannot take that step, or a resolution does not fit it; nothing was changed.
    #[error(transparent)]
    Outbox(#[from] outbox::Error),
    /// A parcel of another desk's entries, for the second time.
    #[error("this file was taken in here before: nothing was changed")]
    TakenIn,
    /// A call has not come back from the disk for seconds.
    #[error("the store does not answer")]
    Stuck,
    #[error("there is no such entry")]
    NotFound,
    /// Somebody who works here has this name.
    #[error("somebody here has this name already")]
    Taken,
    /// Whoever asked was told what would be, and said no: nothing was changed.
    #[error("this would leave nobody who may look after the people here")]
    NotAllowed,
    #[error("the {what} is too big")]
    TooBig { what: &'static str },
    #[error("too many {what} are waiting")]
    TooMany { what: &'static str },
    /// Visitors come faster than they are taken.
    #[error("too soon after the last one")]
    TooSoon { wait_ms: u64 },
    #[error("a stored document cannot be read")]
    Document(#[from] serde_json::Error),
    #[error("the disk reports an error")]
    Disk(#[source] rusqlite::Error),
    #[error("the store refused a statement")]
    Sql(#[source] rusqlite::Error),
    #[error("the store cannot be brought up to date")]
    Migration(#[source] rusqlite_migration::Error),
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        let rusqlite::Error::SqliteFailure(cause, _) = &error else { return Self::Sql(error) };
        match cause.code {
            // SQLCipher says "out of memory" of a page that does not stand its check.
            ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase | ErrorCode::OutOfMemory => {
                Self::Damaged
            }
            ErrorCode::DiskFull => Self::DiskFull,
            ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::CannotOpen => {
                Self::ReadOnly { why: cause.to_string() }
            }
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Self::Busy,
            ErrorCode::OperationInterrupted => Self::Stopped,
            // The index of the log beside theirs.db could not grow: nothing else keeps it from it.
            ErrorCode::SystemIoFailure
                if cause.extended_code == rusqlite::ffi::SQLITE_IOERR_SHMSIZE =>
            {
                Self::DiskFull
            }
            ErrorCode::SystemIoFailure => Self::Disk(error),
            _ => Self::Sql(error),
        }
    }
}

impl From<rusqlite_migration::Error> for Failure {
    fn from(error: rusqlite_migration::Error) -> Self {
        match error {
            rusqlite_migration::Error::RusqliteError { err, .. } => err.into(),
            other => Self::Migration(other),
        }
    }
}

impl Failure {
    /// True where asking again by itself makes no sense: a person or an administrator must act.
    pub const fn needs_person(&self) -> bool {
        !matches!(
            self,
            Self::Busy | Self::Stuck | Self::Stopped | Self::NotReady { .. } | Self::TooSoon { .. }
        )
    }

    /// What a person can do about it.
    pub const fn remedy(&self) -> &'static str {
        match self {
            Self::WrongKey { .. } => {
                "Unlock the keyring of this account, or restore the key or the data folder from \
                 the same backup. If the key is right, the file is damaged: `showroomctl recover` \
                 puts one of its copies in its place. Nothing has been changed."
            }
            Self::Damaged | Self::Document(_) => {
                "Close the program and run `showroomctl recover`, which puts one of the copies of \
                 the file in its place, or restore the data folder from a backup. Nothing has been \
                 overwritten."
            }
            Self::Newer { .. } => "Install the newer version of the program again.",
            Self::NotReady { .. } | Self::Busy | Self::TooSoon { .. } => {
                "Wait a moment and try again."
            }
            Self::DiskFull => "Make room on the disk, then save again.",
            // SQLite does not say which of the two kept it from making a file.
            Self::ReadOnly { .. } => {
                "Give this account the right to write in the data folder, and make room on the \
                 disk if it is full."
            }
            Self::Stopped => "Search again.",
            Self::NotEncrypted => "Install the program from its original package.",
            Self::OtherId | Self::NoId => "Open the customer again and repeat the step.",
            Self::TakenIn => "Look at the waiting list: its entries are there.",
            Self::Stuck => {
                "The disk or the folder is not answering: check both. What was said to be saved \
                 is saved."
            }
            Self::Outbox(_) | Self::NotFound => "Look at the entry again: it has moved on.",
            Self::TooBig { .. } => "Shorten what was entered.",
            Self::Taken => "Give the name another ending.",
            Self::NotAllowed => "Make somebody else an admin first.",
            Self::TooMany { .. } => "Look through those that wait first.",
            Self::Disk(_) => {
                "Make room on the disk if it is full, and have it checked: nothing more is saved \
                 until it answers."
            }
            Self::Sql(_) | Self::Migration(_) => "Keep the data folder and let support look at it.",
        }
    }
}
