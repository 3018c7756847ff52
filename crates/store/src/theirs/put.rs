//! Taking records into the copy, and keeping the index in step with them, in one transaction.

use super::{
    Theirs,
    derived::{Batch, Derived, Found, Rules, on_all_cores},
    forgotten::Forgotten,
    keys::Keys,
    merge::merge,
    row::{Source, by_local_id, local_id_at, locate, millis},
};
use crate::failure::Failure;
use customer::Record;
use finder::face;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, named_params, params};
use serde_json::{Map, Value};
use uuid::Uuid;

pub(super) const IMPORTED_AT: &str = "imported_at";

/// What became of one record that was taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    pub local_id: Uuid,
    pub id: Option<String>,
    /// Whether what is kept differs from what was kept before.
    pub changed: bool,
}

/// What decides how a record is taken in.
struct Way<'a> {
    as_of: Timestamp,
    source: Source,
    rules: Rules<'a>,
    dealer: &'a str,
    forgotten: &'a Forgotten,
}

impl Theirs {
    /// Takes in what the network or an export said, all or nothing.
    pub fn put(
        &self,
        records: &[Record],
        as_of: Timestamp,
        source: Source,
    ) -> Result<Vec<Stored>, Failure> {
        let country = self.country();
        let rules = self.rules(&country);
        let batch = on_all_cores(records, |record| Derived::under_its_id(record, rules));
        let batch = Batch(batch.into_iter().collect::<Result<_, _>>()?);
        self.put_derived(batch, as_of, source)
    }

    /// The first half of `put`, which needs no file: whoever takes in many derives the next ones
    /// while these are written. Each is read where it is derived, and forgotten at once; those
    /// that cannot be read are told with their places in `given`.
    pub fn derive<T: Sync, E: Send>(
        &self,
        given: &[T],
        read: impl Fn(&T) -> Result<Record, E> + Sync,
    ) -> Result<(Batch, Vec<(usize, E)>), Failure> {
        let country = self.country();
        let rules = self.rules(&country);
        let all = on_all_cores(given, |one| Ok(Derived::under_its_id(&read(one)?, rules)));
        let (mut batch, mut refused) = (Vec::with_capacity(all.len()), Vec::new());
        for (at, one) in all.into_iter().enumerate() {
            match one {
                Ok(derived) => batch.push(derived?),
                Err(error) => refused.push((at, error)),
            }
        }
        Ok((Batch(batch), refused))
    }

    /// The second half.
    pub fn put_derived(
        &self,
        batch: Batch,
        as_of: Timestamp,
        source: Source,
    ) -> Result<Vec<Stored>, Failure> {
        let (country, dealer) = (self.country(), self.dealer());
        let rules = self.rules(&country);
        let way = Way { as_of, source, rules, dealer: &dealer, forgotten: &self.forgotten };
        if batch.0.is_empty() {
            return Ok(Vec::new());
        }
        self.write(|connection| {
            let mut keys = Keys::default();
            let stored = batch
                .0
                .into_iter()
                .map(|(id, derived)| take_in(connection, derived, &id, &way, &mut keys))
                .collect::<Result<Vec<_>, _>>()?;
            keys.write(connection)?;
            connection
                .prepare_cached(
                    "INSERT INTO fact (name, value) VALUES ('as_of', ?1)
                     ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                )?
                .execute([millis(as_of)])?;
            Ok(stored)
        })
    }

    /// Keeps a customer that was made here and that the network does not know yet. Where the
    /// network has given an id since, its own copy stands and this changes nothing.
    pub fn put_local(&self, local_id: Uuid, record: &Record, at: Timestamp) -> Result<(), Failure> {
        let (country, dealer) = (self.country(), self.dealer());
        let rules = self.rules(&country);
        let (source, forgotten) = (Source::Local, &self.forgotten);
        let way = Way { as_of: at, source, rules, dealer: &dealer, forgotten };
        let derived = Derived::of(record, None, rules)?;
        self.write(|connection| {
            let n = by_local_id(connection, local_id)?;
            let known: Option<String> = match n {
                Some(n) => connection
                    .prepare_cached("SELECT id FROM customer WHERE n = ?1")?
                    .query_row([n], |row| row.get(0))?,
                None => None,
            };
            if known.is_none() {
                let mut keys = Keys::default();
                keep(connection, n, local_id, None, derived, &way, &mut keys)?;
                keys.write(connection)?;
            }
            Ok(())
        })
    }

    fn rules<'a>(&self, country: &'a str) -> Rules<'a> {
        Rules { country, keep_identity_numbers: self.keeps_identity_numbers() }
    }

    /// Words by which a customer is found besides those of the copy: what this desk has changed
    /// and the network does not have yet. `None` once it has.
    pub fn find_also_by(&self, local_id: Uuid, record: Option<&Record>) -> Result<(), Failure> {
        let country = self.country();
        self.write(|connection| {
            let Some(n) = by_local_id(connection, local_id)? else { return Ok(()) };
            let also = record.map(|record| face::line(&face::words(record, &country)));
            let also = also.unwrap_or_default();
            connection
                .prepare_cached("UPDATE face SET also = ?2 WHERE n = ?1")?
                .execute(params![n, also])?;
            Ok(())
        })
    }
}

fn take_in(
    connection: &Connection,
    derived: Derived,
    id: &str,
    way: &Way<'_>,
    keys: &mut Keys,
) -> Result<Stored, Failure> {
    let held: Option<(i64, Uuid)> = connection
        .prepare_cached("SELECT n, local_id FROM customer WHERE id = ?1")?
        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let (n, local_id) = match held {
        Some((n, local_id)) => (Some(n), local_id),
        None => {
            let adopted: Option<Uuid> = connection
                .prepare_cached("SELECT local_id FROM adopted WHERE id = ?1")?
                .query_row([id], |row| row.get(0))
                .optional()?;
            (None, adopted.unwrap_or_else(|| local_id_at(way.dealer, id)))
        }
    };
    // Only a search has named them: whoever opens them means it, a list does not.
    if n.is_none() && way.source == Source::Summary && way.forgotten.is(way.dealer, id) {
        way.forgotten.show(local_id, id, &derived, way.as_of)?;
        return Ok(Stored { local_id, id: Some(id.to_owned()), changed: false });
    }
    let changed = keep(connection, n, local_id, Some(id), derived, way, keys)?;
    Ok(Stored { local_id, id: Some(id.to_owned()), changed })
}

/// Writes one record, as row `n` where it stands already. Says whether that changed anything.
fn keep(
    connection: &Connection,
    n: Option<i64>,
    local_id: Uuid,
    id: Option<&str>,
    derived: Derived,
    way: &Way<'_>,
    keys: &mut Keys,
) -> Result<bool, Failure> {
    let Derived { text, withheld, found } = derived;
    let whole = matches!(way.source, Source::Full | Source::Import);
    let at = millis(way.as_of);
    let Some(n) = n else {
        connection
            .prepare_cached(
                "INSERT INTO customer (local_id, id, doc, is_full, source, as_of, withheld)
                 VALUES (:local_id, :id, :doc, :is_full, :source, :as_of, :withheld)",
            )?
            .execute(named_params! {
                ":local_id": local_id, ":id": id, ":doc": text, ":is_full": whole,
                ":source": way.source, ":as_of": at, ":withheld": withheld,
            })?;
        let n = connection.last_insert_rowid();
        connection
            .prepare_cached("INSERT INTO face (n, local_id, id, line) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![n, local_id, id, found.line])?;
        put_form(connection, n, local_id, &found)?;
        keys.put(n, false, found.keys);
        return Ok(true);
    };
    let (old, was_full, was_withheld): (String, bool, bool) = connection
        .prepare_cached("SELECT doc, is_full, withheld FROM customer WHERE n = ?1")?
        .query_row([n], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let summary = matches!(way.source, Source::Summary | Source::ImportedPart);
    let mut kept = Map::new();
    let (text, withheld) = if summary {
        kept = serde_json::from_str(&old)?;
        merge(&mut kept, serde_json::from_str(&text)?, way.rules.country);
        (serde_json::to_string(&kept)?, withheld || was_withheld)
    } else {
        (text, withheld)
    };
    if summary && was_full {
        connection
            .prepare_cached(
                "UPDATE customer SET doc = :doc, newer_summary = :at, withheld = :withheld
                 WHERE n = :n",
            )?
            .execute(named_params! {":n": n, ":doc": text, ":at": at, ":withheld": withheld})?;
    } else {
        connection
            .prepare_cached(
                "UPDATE customer SET doc = :doc, is_full = :is_full,
                 source = CASE source WHEN 'import' THEN source ELSE :source END, as_of = :as_of, newer_summary = NULL, withheld = :withheld WHERE n = :n",
            )?
            .execute(named_params! {
                ":n": n, ":doc": text, ":is_full": whole, ":source": way.source, ":as_of": at,
                ":withheld": withheld,
            })?;
    }
    if text == old {
        return Ok(false);
    }
    let found = if summary {
        let record: Record = serde_json::from_value(Value::Object(kept))?;
        Found::by(&record, id, way.rules.country)
    } else {
        found
    };
    replace(connection, n, found, keys)?;
    Ok(true)
}

/// Brings everything that is derived from a document in step with it.
pub(super) fn refresh(
    connection: &Connection,
    n: i64,
    record: &Record,
    id: Option<&str>,
    country: &str,
) -> Result<(), Failure> {
    let mut keys = Keys::default();
    replace(connection, n, Found::by(record, id, country), &mut keys)?;
    keys.write(connection)
}

fn replace(connection: &Connection, n: i64, found: Found, keys: &mut Keys) -> Result<(), Failure> {
    let (old, local_id): (String, Uuid) = connection
        .prepare_cached("SELECT line, local_id FROM face WHERE n = ?1")?
        .query_row([n], |row| Ok((row.get(0)?, row.get(1)?)))?;
    if found.line != old {
        connection
            .prepare_cached("UPDATE face SET line = ?2 WHERE n = ?1")?
            .execute(params![n, found.line])?;
    }
    put_form(connection, n, local_id, &found)?;
    keys.put(n, true, found.keys);
    Ok(())
}

/// The form in which a record is compared.
pub(super) fn put_form(
    connection: &Connection,
    n: i64,
    local_id: Uuid,
    found: &Found,
) -> Result<(), Failure> {
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO form (n, local_id, gone, form) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![n, local_id, found.gone, found.form])?;
    Ok(())
}

/// Members that hold an identity number, under whatever name a network keeps them.
const IDENTITY_NUMBERS: [&str; 5] =
    ["socialsecurityid", "socialsecuritynumber", "ssn", "nationalid", "nationalinsurancenumber"];

/// Takes identity numbers out of a document; says whether there was one.
pub(super) fn withhold(doc: &mut Map<String, Value>) -> bool {
    let mut any = false;
    doc.retain(|name, value| {
        let letters = || name.chars().filter(|c| c.is_alphanumeric());
        let number = IDENTITY_NUMBERS
            .iter()
            .any(|known| letters().map(|c| c.to_ascii_lowercase()).eq(known.chars()));
        any |= number && value.as_str().is_none_or(|text| !text.is_empty());
        !number
    });
    for value in doc.values_mut() {
        match value {
            Value::Object(inner) => any |= withhold(inner),
            Value::Array(items) => {
                for inner in items.iter_mut().filter_map(Value::as_object_mut) {
                    any |= withhold(inner);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    any
}

/// Takes a row and all that is derived from it out of the copy.
pub(super) fn take_out(connection: &Connection, name: &str) -> Result<bool, Failure> {
    let Some(n) = locate(connection, name)? else { return Ok(false) };
    let (local_id, id): (Uuid, Option<String>) = connection
        .prepare_cached("SELECT local_id, id FROM customer WHERE n = ?1")?
        .query_row([n], |row| Ok((row.get(0)?, row.get(1)?)))?;
    for sql in [
        "DELETE FROM block WHERE rowid = ?1",
        "DELETE FROM form WHERE n = ?1",
        "DELETE FROM face WHERE n = ?1",
        "DELETE FROM customer WHERE n = ?1",
    ] {
        connection.prepare_cached(sql)?.execute([n])?;
    }
    connection
        .execute("DELETE FROM adopted WHERE id = ?1 OR local_id = ?2", params![id, local_id])?;
    connection.execute("DELETE FROM former WHERE now = ?1", [local_id])?;
    Ok(true)
}
