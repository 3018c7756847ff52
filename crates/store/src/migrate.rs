//! Brings a file's tables to the shape this version knows.
//!
//! A step is one SQL file under `migrations/`, named by time, never edited once released (a test
//! holds its checksum). Each runs in a transaction of its own; SQLite's `user_version` counts
//! them. What the steps of a file are is said next to that file's tables, not here.

use crate::failure::{Failure, File};
use rusqlite::Connection;
use rusqlite_migration::{M, Migrations};

/// One released step.
pub struct Step {
    pub name: &'static str,
    pub sql: &'static str,
}

/// Names the SQL file under `migrations/`; use as `step!("mine/20261122003000_first.sql")`.
#[macro_export]
macro_rules! step {
    ($path:literal) => {
        $crate::migrate::Step {
            name: $path,
            sql: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations/", $path)),
        }
    };
}

fn version(connection: &Connection) -> Result<usize, Failure> {
    let found: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    Ok(usize::try_from(found).unwrap_or(usize::MAX))
}

/// Refuses what a newer version wrote, before anything is changed.
pub fn check(connection: &Connection, file: File, steps: &[Step]) -> Result<usize, Failure> {
    let found = version(connection)?;
    if found > steps.len() {
        return Err(Failure::Newer { file, found, known: steps.len() });
    }
    Ok(found)
}

pub fn run(connection: &mut Connection, file: File, steps: &[Step]) -> Result<(), Failure> {
    if check(connection, file, steps)? == steps.len() {
        return Ok(());
    }
    let migrations = Migrations::new(steps.iter().map(|step| M::up(step.sql)).collect());
    match migrations.to_latest(connection) {
        Ok(()) => Ok(()),
        // Another process may have done the same work in between: then all is well.
        Err(_) if version(connection).is_ok_and(|now| now == steps.len()) => Ok(()),
        Err(error) => Err(error.into()),
    }
}
