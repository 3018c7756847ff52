//! The index as it lies in the file between two starts: in layers, each in small parts.
//!
//! All of it can be made again from the rows: what is missing or damaged is thrown away.

use super::live::{State, fact};
use crate::failure::Failure;
use finder::{Finder, Layer, Shelf};
use rusqlite::{Connection, OptionalExtension as _, params};
use std::sync::{Arc, Mutex, PoisonError};

struct Chunks {
    connection: Arc<Mutex<Connection>>,
    layer: i64,
}

impl Shelf for Chunks {
    fn chunk(&self, number: u32) -> Option<Vec<u8>> {
        let connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        let mut statement = connection
            .prepare_cached("SELECT bytes FROM chunk WHERE layer = ?1 AND number = ?2")
            .ok()?;
        statement.query_row(params![self.layer, number], |row| row.get(0)).ok()
    }
}

/// Opens the layers; their parts come from `shelf` when they are first needed.
pub(crate) fn open(
    connection: &Connection,
    shelf: &Arc<Mutex<Connection>>,
) -> Result<Finder, Failure> {
    let mut layers = connection.prepare("SELECT id, gone FROM layer ORDER BY place")?;
    let layers = layers
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .map(|layer| {
            let (id, gone): (i64, Vec<u8>) = layer?;
            let chunks: Arc<dyn Shelf> =
                Arc::new(Chunks { connection: Arc::clone(shelf), layer: id });
            Ok(Layer::open(id, &chunks, &gone)?)
        })
        .collect::<Result<Vec<_>, Failure>>()?;
    if layers.is_empty() {
        return Err(Failure::Damaged);
    }
    Ok(Finder::of_layers(layers))
}

/// Parts that are written in one transaction: others want to write too.
const TOGETHER: usize = 64;

/// Keeps the index as of a change. False where somebody else has kept a newer one, or has thrown
/// away what it stands on.
pub(crate) fn save(
    state: &mut State,
    mut write: impl FnMut(&mut dyn FnMut(&Connection) -> Result<bool, Failure>) -> Result<bool, Failure>,
) -> Result<bool, Failure> {
    // What a save that was cut short has left.
    write(&mut |connection| {
        connection.execute("DELETE FROM chunk WHERE layer NOT IN (SELECT id FROM layer)", [])?;
        Ok(true)
    })?;
    let mut saved = Vec::new();
    for layer in state.finder.layers() {
        if let Some(id) = layer.saved() {
            saved.push((id, None));
            continue;
        }
        let chunks = layer.chunks()?;
        let mut id = 0;
        for (at, some) in chunks.chunks(TOGETHER).enumerate() {
            write(&mut |connection| {
                if at == 0 {
                    id = connection.query_row(
                        "SELECT 1 + max(coalesce((SELECT max(id) FROM layer), 0),
                                        coalesce((SELECT max(layer) FROM chunk), 0))",
                        [],
                        |row| row.get(0),
                    )?;
                }
                let mut add = connection.prepare_cached(
                    "INSERT INTO chunk (layer, number, bytes) VALUES (?1, ?2, ?3)",
                )?;
                for (number, chunk) in (at * TOGETHER..).zip(some) {
                    add.execute(params![id, number as i64, &**chunk])?;
                }
                Ok(true)
            })?;
        }
        saved.push((id, Some(chunks.len())));
    }
    let current = write(&mut |connection| {
        if fact(connection, "index_seq")?.is_some_and(|kept| kept > state.seq)
            || fact(connection, "index_floor")?.is_some_and(|floor| floor > state.seq)
            || !all_there(connection, &saved)?
        {
            return Ok(false);
        }
        connection.execute("DELETE FROM layer", [])?;
        for (place, (layer, (id, _))) in (0_i64..).zip(state.finder.layers().iter().zip(&saved)) {
            connection.execute(
                "INSERT INTO layer (id, place, gone) VALUES (?1, ?2, ?3)",
                params![id, place, layer.gone()],
            )?;
        }
        connection.execute("DELETE FROM chunk WHERE layer NOT IN (SELECT id FROM layer)", [])?;
        connection.execute(
            "DELETE FROM change WHERE seq <= ?1 AND seq < (SELECT max(seq) FROM change)",
            [state.seq],
        )?;
        connection.execute(
            "INSERT INTO fact (name, value) VALUES ('index_seq', ?1), ('index_floor', ?1)
             ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            [state.seq],
        )?;
        Ok(true)
    })?;
    if current {
        let ids: Vec<i64> = saved.iter().map(|(id, _)| *id).collect();
        state.finder.set_saved(&ids);
    }
    Ok(current)
}

/// Another process may have thrown layers away meanwhile.
fn all_there(connection: &Connection, saved: &[(i64, Option<usize>)]) -> Result<bool, Failure> {
    for (id, chunks) in saved {
        let there = match chunks {
            None => connection
                .query_row("SELECT 1 FROM layer WHERE id = ?1", [id], |_| Ok(()))
                .optional()?
                .is_some(),
            Some(chunks) => {
                let count: i64 = connection.query_row(
                    "SELECT count(*) FROM chunk WHERE layer = ?1",
                    [id],
                    |row| row.get(0),
                )?;
                usize::try_from(count).is_ok_and(|count| count == *chunks)
            }
        };
        if !there {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether an index is kept.
pub(crate) fn is_kept(connection: &Connection) -> Result<bool, Failure> {
    Ok(fact(connection, "index_seq")?.is_some())
}

/// Throws the kept index away: every row counts as changed.
pub(crate) fn discard(connection: &Connection) -> Result<(), Failure> {
    connection.execute_batch(
        "DELETE FROM layer;
         DELETE FROM chunk;
         INSERT INTO change (n) VALUES (0);
         DELETE FROM change WHERE seq < (SELECT max(seq) FROM change);
         INSERT INTO fact (name, value) SELECT 'index_floor', max(seq) FROM change WHERE true
             ON CONFLICT (name) DO UPDATE SET value = excluded.value;
         DELETE FROM fact WHERE name = 'index_seq';
         INSERT INTO change (n) SELECT n FROM face ORDER BY n;",
    )?;
    Ok(())
}

/// The bytes of the kept index.
pub(crate) fn bytes(connection: &Connection) -> Result<u64, Failure> {
    let bytes: i64 = connection.query_row(
        "SELECT (SELECT coalesce(sum(length(bytes)), 0) FROM chunk)
              + (SELECT coalesce(sum(length(gone)), 0) FROM layer)",
        [],
        |row| row.get(0),
    )?;
    Ok(bytes.unsigned_abs())
}
