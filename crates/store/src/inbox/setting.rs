//! `setting`: single values of the kiosk.

use super::{Inbox, Result};
use rusqlite::{Connection, OptionalExtension};

pub(super) fn get(db: &Connection, key: &str) -> Result<Option<String>> {
    let sql = "SELECT value FROM setting WHERE key = ?1";
    Ok(db.prepare_cached(sql)?.query_row([key], |row| row.get(0)).optional()?)
}

pub(super) fn set(db: &Connection, key: &str, value: &str) -> Result<()> {
    let sql = "INSERT INTO setting (key, value) VALUES (?1, ?2)
               ON CONFLICT (key) DO UPDATE SET value = excluded.value";
    db.prepare_cached(sql)?.execute([key, value])?;
    Ok(())
}

impl Inbox {
    pub fn setting(&self, key: &str) -> Result<Option<String>> {
        self.read(|db| get(db, key))
    }

    pub fn keep_setting(&self, key: &str, value: &str) -> Result<()> {
        self.write(|tx| set(tx, key, value))
    }
}
