//! Taking a part of a customer into the copy: what a write had to read anyway, or all but what the
//! network withholds.
//!
//! The sections that were read replace what is kept of them, what is gone from them included; the
//! others stay as old as they are.

use super::{
    Source, Theirs,
    put::{refresh, withhold},
    row::millis,
};
use crate::failure::Failure;
use customer::{Record, Section};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, named_params};
use serde_json::{Map, Value};

impl Theirs {
    /// Takes in somebody who was read whole but for these sections: what is kept of those stays.
    pub fn put_but(&self, read: &Record, unread: &[Section], at: Timestamp) -> Result<(), Failure> {
        let id = read.id.as_deref().ok_or(Failure::NoId)?;
        let (country, keep_numbers) = (self.country(), self.keeps_identity_numbers());
        let is_kept = self.write(|connection| {
            let Some((n, old, was_withheld)) = kept(connection, id)? else { return Ok(false) };
            let mut record = read.clone();
            for section in unread {
                record.set_section(*section, old.section(*section))?;
            }
            let mut doc = members(&record)?;
            let withheld = !keep_numbers && withhold(&mut doc);
            let withheld = withheld || (was_withheld && unread.contains(&Section::Identity));
            connection
                .prepare_cached(
                    "UPDATE customer SET doc = :doc, is_full = 1, as_of = :at,
                       source = CASE source WHEN 'import' THEN source ELSE :source END,
                       newer_summary = NULL, withheld = :withheld
                     WHERE n = :n",
                )?
                .execute(named_params! {
                    ":n": n, ":doc": serde_json::to_string(&doc)?, ":at": millis(at),
                    ":source": Source::Full, ":withheld": withheld,
                })?;
            let record: Record = serde_json::from_value(Value::Object(doc))?;
            refresh(connection, n, &record, Some(id), &country)?;
            Ok(true)
        })?;
        if !is_kept {
            self.put(std::slice::from_ref(read), at, Source::Full)?;
        }
        Ok(())
    }

    /// Answers with the customer as kept now; `None` where nobody of that id is kept.
    pub fn put_sections(
        &self,
        read: &Record,
        sections: &[Section],
        at: Timestamp,
    ) -> Result<Option<Record>, Failure> {
        let id = read.id.as_deref().ok_or(Failure::NoId)?;
        let (country, keep_numbers) = (self.country(), self.keeps_identity_numbers());
        self.write(|connection| {
            let Some((n, mut record, was_withheld)) = kept(connection, id)? else {
                return Ok(None);
            };
            for section in sections {
                record.set_section(*section, read.section(*section))?;
            }
            record.status.clone_from(&read.status);
            record.other.extend(read.other.clone());
            let mut doc = members(&record)?;
            let withheld = !keep_numbers && withhold(&mut doc);
            let withheld = withheld || (was_withheld && !sections.contains(&Section::Identity));
            connection
                .prepare_cached(
                    "UPDATE customer SET doc = :doc, as_of = :at, withheld = :withheld
                     WHERE n = :n",
                )?
                .execute(named_params! {
                    ":n": n, ":doc": serde_json::to_string(&doc)?, ":at": millis(at),
                    ":withheld": withheld,
                })?;
            let record: Record = serde_json::from_value(Value::Object(doc))?;
            refresh(connection, n, &record, Some(id), &country)?;
            Ok(Some(record))
        })
    }
}

fn kept(connection: &Connection, id: &str) -> Result<Option<(i64, Record, bool)>, Failure> {
    let held: Option<(i64, String, bool)> = connection
        .prepare_cached("SELECT n, doc, withheld FROM customer WHERE id = ?1")?
        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let Some((n, doc, withheld)) = held else { return Ok(None) };
    Ok(Some((n, serde_json::from_str(&doc)?, withheld)))
}

fn members(record: &Record) -> Result<Map<String, Value>, Failure> {
    Ok(match serde_json::to_value(record)? {
        Value::Object(doc) => doc,
        _ => Map::new(),
    })
}
