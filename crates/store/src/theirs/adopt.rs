//! A customer that was made here gets its id from the network: still one person, still one row.

use super::{
    Theirs, put,
    row::{by_local_id, customer},
};
use crate::failure::Failure;
use rusqlite::{Connection, OptionalExtension as _, params};
use uuid::Uuid;

impl Theirs {
    /// Says that `local_id` and the network's `id` are one person. Where the copy holds the
    /// network's row already, both become one under `local_id` with the network's document; where
    /// it holds neither, the id is remembered for when it comes. Doing it again changes nothing.
    pub fn adopt(&self, local_id: Uuid, id: &str) -> Result<Uuid, Failure> {
        let country = self.country();
        self.write(|connection| {
            let local = by_local_id(connection, local_id)?;
            let network: Option<(i64, Uuid)> = connection
                .prepare_cached("SELECT n, local_id FROM customer WHERE id = ?1")?
                .query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()?;
            connection
                .prepare_cached(
                    "INSERT INTO adopted (id, local_id) VALUES (?1, ?2)
                     ON CONFLICT (id) DO UPDATE SET local_id = excluded.local_id",
                )?
                .execute(params![id, local_id])?;
            match (local, network) {
                (None, None) => {}
                (Some(here), Some((there, _))) if here == there => {}
                (Some(here), None) => name(connection, here, id, &country)?,
                (here, Some((there, before))) => {
                    if let Some(here) = here {
                        leave(connection, here, there, id)?;
                    }
                    rename(connection, there, before, local_id)?;
                }
            }
            Ok(local_id)
        })
    }

    /// The same of somebody made here as `made_as` who turned out to be known as `local_id`: that name
    /// stays, as it does in the outbox, and the other leads to it.
    pub fn adopt_as(&self, made_as: Uuid, local_id: Uuid, id: &str) -> Result<Uuid, Failure> {
        self.adopt(made_as, id)?;
        if made_as == local_id {
            return Ok(local_id);
        }
        self.write(|connection| {
            connection
                .prepare_cached("UPDATE adopted SET local_id = ?2 WHERE id = ?1")?
                .execute(params![id, local_id])?;
            let row: Option<i64> = connection
                .prepare_cached("SELECT n FROM customer WHERE id = ?1")?
                .query_row([id], |row| row.get(0))
                .optional()?;
            if let Some(n) = row {
                rename(connection, n, made_as, local_id)?;
            }
            // Nobody is called otherwise than they are called.
            connection
                .prepare_cached("DELETE FROM former WHERE local_id = ?1")?
                .execute([local_id])?;
            Ok(local_id)
        })
    }
}

/// The local row becomes the network's.
fn name(connection: &Connection, n: i64, id: &str, country: &str) -> Result<(), Failure> {
    let Some(kept) = customer(connection, n)? else { return Ok(()) };
    if kept.id.as_deref().is_some_and(|other| other != id) {
        return Err(Failure::OtherId);
    }
    connection
        .prepare_cached("UPDATE customer SET id = ?2 WHERE n = ?1")?
        .execute(params![n, id])?;
    connection.prepare_cached("UPDATE face SET id = ?2 WHERE n = ?1")?.execute(params![n, id])?;
    put::refresh(connection, n, &kept.record, Some(id), country)
}

/// The local row goes; the network's keeps when it was opened.
fn leave(connection: &Connection, here: i64, there: i64, id: &str) -> Result<(), Failure> {
    let (own, opened): (Option<String>, Option<i64>) = connection
        .prepare_cached("SELECT id, opened_at FROM face WHERE n = ?1")?
        .query_row([here], |row| Ok((row.get(0)?, row.get(1)?)))?;
    if own.is_some_and(|other| other != id) {
        return Err(Failure::OtherId);
    }
    for sql in [
        "DELETE FROM block WHERE rowid = ?1",
        "DELETE FROM form WHERE n = ?1",
        "DELETE FROM face WHERE n = ?1",
        "DELETE FROM customer WHERE n = ?1",
    ] {
        connection.prepare_cached(sql)?.execute([here])?;
    }
    connection
        .prepare_cached(
            "UPDATE face SET opened_at = max(coalesce(opened_at, ?2), ?2) WHERE n = ?1",
        )?
        .execute(params![there, opened])?;
    Ok(())
}

fn rename(connection: &Connection, n: i64, before: Uuid, now: Uuid) -> Result<(), Failure> {
    if before == now {
        return Ok(());
    }
    for sql in [
        "UPDATE customer SET local_id = ?2 WHERE n = ?1",
        "UPDATE face SET local_id = ?2 WHERE n = ?1",
        "UPDATE form SET local_id = ?2 WHERE n = ?1",
    ] {
        connection.prepare_cached(sql)?.execute(params![n, now])?;
    }
    connection
        .prepare_cached("UPDATE former SET now = ?2 WHERE now = ?1")?
        .execute(params![before, now])?;
    connection
        .prepare_cached("INSERT OR REPLACE INTO former (local_id, now) VALUES (?1, ?2)")?
        .execute(params![before, now])?;
    Ok(())
}
