//! What can go wrong with the desk's own files, in the terms the desk acts on.
//!
//! No variant carries anything personal, nor does what stands beneath it: of SQLite's errors and of
//! those of a document, `Sqlite` and `Unreadable` say only what names no value.

use rusqlite::ErrorCode;
use std::fmt;

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

impl fmt::Display for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
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
    Document(#[source] Unreadable),
    #[error("the disk reports an error")]
    Disk(#[source] Sqlite),
    #[error("the store refused a statement")]
    Sql(#[source] Sqlite),
    #[error("the store cannot be brought up to date")]
    Migration(#[source] rusqlite_migration::Error),
}

/// An error of SQLite. Shown with the names of tables and columns, never with a value: a question it
/// cannot read it repeats, and a column of another form may quote what stands there.
#[derive(Debug)]
pub struct Sqlite(pub(crate) rusqlite::Error);

impl std::error::Error for Sqlite {}

impl fmt::Display for Sqlite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use rusqlite::Error as E;
        match &self.0 {
            E::SqliteFailure(code, Some(message))
                if code.code == ErrorCode::ConstraintViolation
                    || message.starts_with("no such table: ") =>
            {
                write!(f, "{message} ({})", code.extended_code)
            }
            E::SqliteFailure(code, _) | E::SqlInputError { error: code, .. } => {
                write!(f, "{code} ({})", code.extended_code)
            }
            E::FromSqlConversionFailure(column, ..)
            | E::IntegralValueOutOfRange(column, _)
            | E::InvalidColumnType(column, ..) => {
                write!(f, "column {column} is of another form")
            }
            other => {
                let name = format!("{other:?}");
                f.write_str(
                    name.split(|one: char| !one.is_alphanumeric()).next().unwrap_or_default(),
                )
            }
        }
    }
}

/// Why a document cannot be read, without what stands in it.
#[derive(Debug)]
pub struct Unreadable(serde_json::Error);

impl std::error::Error for Unreadable {}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(fault) = self;
        write!(f, "{:?} at {}:{}", fault.classify(), fault.line(), fault.column())
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        Self::Document(Unreadable(error))
    }
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        let rusqlite::Error::SqliteFailure(cause, _) = &error else {
            return Self::Sql(Sqlite(error));
        };
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
            ErrorCode::SystemIoFailure => Self::Disk(Sqlite(error)),
            _ => Self::Sql(Sqlite(error)),
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

    /// True where nobody at the desk can mend it: support needs to know what SQLite said.
    pub const fn needs_support(&self) -> bool {
        matches!(self, Self::Disk(_) | Self::Sql(_) | Self::Migration(_) | Self::Document(_))
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

#[cfg(test)]
mod tests {
    use super::*;
    use rusqlite::Connection;
    use std::error::Error as _;

    /// What a failure is in the log, with everything beneath it.
    fn told(failure: &Failure) -> String {
        let mut told = failure.to_string();
        let mut next = failure.source();
        while let Some(beneath) = next {
            told = format!("{told}: {beneath}");
            next = beneath.source();
        }
        told
    }

    #[test]
    fn what_lies_beneath_names_tables_and_columns_and_no_value() {
        let db = Connection::open_in_memory().unwrap();
        db.execute_batch(
            "CREATE TABLE person (name TEXT UNIQUE); INSERT INTO person VALUES ('Zquinevere');
             CREATE VIRTUAL TABLE word USING fts5 (text);",
        )
        .unwrap();
        let run = |sql: &str| Failure::from(db.execute(sql, ["Zquinevere"]).unwrap_err());
        let asked = |sql: &str, asked: &str| {
            Failure::from(db.query_row(sql, [asked], |row| row.get::<_, i64>(0)).unwrap_err())
        };
        let word = "SELECT rowid FROM word WHERE word MATCH ?1";
        let document = serde_json::from_str::<u8>("\"Zquinevere\"").unwrap_err();
        for (failure, said) in [
            (run("INSERT INTO person VALUES (?1)"), "UNIQUE constraint failed: person.name (2067)"),
            (run("INSERT INTO nowhere VALUES (?1)"), "no such table: nowhere"),
            (asked(word, "Zquinevere:x"), "SQL logic error"),
            (asked(word, "\"Zquinevere"), "SQL logic error"),
            (asked("SELECT name FROM person WHERE name = ?1", "Zquinevere"), "column 0 is of"),
            (asked("SELECT 1 WHERE ?1 = 'x'", "Zquinevere"), "QueryReturnedNoRows"),
            (Failure::from(document), "Data at 1:12"),
        ] {
            let told = told(&failure);
            assert!(told.contains(said), "{told}");
            assert!(!told.contains("Zquinevere"), "{told}");
        }
    }
}
