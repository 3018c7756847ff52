//! What is derived from the documents is made anew when the rules it was made by have changed.

use super::{Theirs, derived::Found, keys::Keys, put};
use crate::{failure::Failure, search::kept};
use customer::Record;
use rusqlite::{Connection, OptionalExtension as _, params};
use std::sync::PoisonError;

/// Changes with the words of `finder::face`, and with how the index says them.
const WORDS: u32 = 3;
/// Customers whose keys are written in one piece.
const AT_ONCE: usize = 10_000;
/// Changes with `matching::Form`.
const FORMS: u32 = 1;

/// One number for all the rules, as it is kept beside what they made. Not for secrecy.
fn rules(country: &str) -> i64 {
    let text = format!("{WORDS} {FORMS} {} {country}", matching::blocking::VERSION);
    text.bytes()
        .fold(0xcbf2_9ce4_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
        .into()
}

impl Theirs {
    /// Says whose national phone numbers are read; to be said before anything is put or found.
    /// Makes the index anew where it was made for another country or by older rules; says
    /// whether it did.
    pub fn set_country(&self, country: &str) -> Result<bool, Failure> {
        country.clone_into(&mut self.country.write().unwrap_or_else(PoisonError::into_inner));
        let wanted = rules(country);
        let known: Option<i64> = self
            .reader()
            .query_row("SELECT value FROM fact WHERE name = 'rules'", [], |row| row.get(0))
            .optional()?;
        if known == Some(wanted) {
            return Ok(false);
        }
        self.counted.forget();
        self.write(|connection| {
            let any = make_anew(connection, country)?;
            connection.execute(
                "INSERT INTO fact (name, value) VALUES ('rules', ?1)
                 ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                [wanted],
            )?;
            Ok(any)
        })
    }
}

fn make_anew(connection: &Connection, country: &str) -> Result<bool, Failure> {
    connection.execute_batch("INSERT INTO block (block) VALUES ('delete-all');")?;
    let mut docs = connection.prepare("SELECT n, id, doc, local_id FROM customer ORDER BY n")?;
    let mut rows = docs.query([])?;
    let (mut any, mut keys) = (false, Keys::default());
    while let Some(row) = rows.next()? {
        any = true;
        let (n, id): (i64, Option<String>) = (row.get(0)?, row.get(1)?);
        let doc: String = row.get(2)?;
        let record: Record = serde_json::from_str(&doc)?;
        let found = Found::by(&record, id.as_deref(), country);
        connection
            .prepare_cached("UPDATE face SET line = ?2 WHERE n = ?1")?
            .execute(params![n, found.line])?;
        put::put_form(connection, n, row.get(3)?, &found)?;
        keys.put(n, false, found.keys);
        if keys.len() >= AT_ONCE {
            keys.write(connection)?;
        }
    }
    keys.write(connection)?;
    kept::discard(connection)?;
    Ok(any)
}
