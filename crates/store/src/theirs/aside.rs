//! Copies that were set aside: of another dealer, until they come back, and one that could not be
//! read. Whoever is told what is held about them is told of these, and is forgotten in them too.

use super::{STEPS, Theirs, put, row};
use crate::{
    Failure,
    failure::File,
    file::{self, Access, beside, refused},
    migrate,
    search::kept,
};
use rusqlite::Connection;
use std::{
    fs, io,
    path::{Path, PathBuf},
};
use uuid::Uuid;

const UNREADABLE: &str = "theirs.unreadable.db";

/// One of them, and who of those asked for stands in it.
pub struct Aside {
    pub file: String,
    /// `None`: nobody can say, for it cannot be read.
    pub customers: Option<Vec<super::Customer>>,
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Another dealer's customer of the same number is somebody else: only our own ids tell there.
fn names_in<'a>(path: &Path, names: &'a [String]) -> Vec<&'a String> {
    let any = name_of(path) == UNREADABLE;
    names.iter().filter(|name| any || Uuid::try_parse(name).is_ok()).collect()
}

impl Theirs {
    fn aside(&self) -> Vec<PathBuf> {
        let Some(dir) = self.path.parent() else { return vec![] };
        let is_one = |path: &PathBuf| {
            let name = name_of(path);
            let middle = name.strip_prefix("theirs-").and_then(|rest| rest.strip_suffix(".db"));
            name == UNREADABLE || middle.is_some_and(|hash| hash.len() == 16)
        };
        let files = fs::read_dir(dir).into_iter().flatten().flatten().map(|file| file.path());
        let mut files: Vec<PathBuf> = files.filter(is_one).collect();
        files.sort();
        files
    }

    /// `None` where it cannot be read.
    fn open_aside(&self, path: &Path) -> Result<Option<Connection>, Failure> {
        let opened = file::open_at(path, File::Theirs, &self.key, Access::ReadWrite).and_then(
            |mut connection| {
                migrate::run(&mut connection, File::Theirs, STEPS)?;
                file::intact(&connection)?;
                Ok(connection)
            },
        );
        match opened {
            Ok(connection) => Ok(Some(connection)),
            Err(
                Failure::WrongKey { .. }
                | Failure::Damaged
                | Failure::Newer { .. }
                | Failure::Sql(_)
                | Failure::Migration(_),
            ) => Ok(None),
            Err(other) => Err(other),
        }
    }

    /// Who of these names stands in which of them.
    pub fn about_aside(&self, names: &[String]) -> Result<Vec<Aside>, Failure> {
        let one = |path: PathBuf| {
            let Some(connection) = self.open_aside(&path)? else {
                return Ok(Aside { file: name_of(&path), customers: None });
            };
            let mut rows = Vec::new();
            for name in names_in(&path, names) {
                rows.extend(row::locate(&connection, name)?);
            }
            rows.sort_unstable();
            rows.dedup();
            let customers =
                rows.into_iter().filter_map(|n| row::customer(&connection, n).transpose());
            let customers = customers.collect::<Result<Vec<_>, _>>()?;
            Ok(Aside { file: name_of(&path), customers: Some(customers) })
        };
        self.aside().into_iter().map(one).collect()
    }

    /// They go from each of them. One that cannot be read may hold anybody: it goes as a whole, it
    /// is a copy. Says how many rows and how many files went.
    pub fn forget_aside(&self, names: &[String]) -> Result<(usize, usize), Failure> {
        let (mut rows, mut files) = (0, 0);
        for path in self.aside() {
            match self.open_aside(&path)? {
                Some(connection) if name_of(&path) != UNREADABLE => {
                    rows += forget_in(&connection, &names_in(&path, names))?;
                }
                opened => {
                    drop(opened);
                    remove(&path)?;
                    files += 1;
                }
            }
        }
        Ok((rows, files))
    }

    /// The copy that could not be read is kept to look into for a while only.
    pub fn drop_unreadable(&self) -> Result<bool, Failure> {
        let Some(dir) = self.path.parent() else { return Ok(false) };
        let path = dir.join(UNREADABLE);
        let there = path.exists();
        if there {
            remove(&path)?;
        }
        Ok(there)
    }
}

fn forget_in(connection: &Connection, names: &[&String]) -> Result<usize, Failure> {
    let transaction = connection.unchecked_transaction()?;
    let mut gone = 0;
    for name in names {
        gone += usize::from(put::take_out(&transaction, name)?);
    }
    if gone > 0 {
        transaction.execute_batch("INSERT INTO block (block) VALUES ('optimize');")?;
        kept::discard(&transaction)?;
    }
    transaction.commit()?;
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    Ok(gone)
}

fn remove(path: &Path) -> Result<(), Failure> {
    for path in beside(path).iter().map(PathBuf::as_path).chain([path]) {
        match fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(refused(error)),
            _ => {}
        }
    }
    Ok(())
}
