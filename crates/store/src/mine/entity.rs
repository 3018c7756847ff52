//! `entity`: who an entry is about, here and at the network.

use super::{Mine, Result, maybe_uuid_at, uuid_at};
use crate::Failure;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use std::collections::HashSet;
use uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entity {
    pub local_id: Uuid,
    pub dealer: String,
    pub server_id: Option<String>,
    /// The same person is known under this local id.
    pub merged_into: Option<Uuid>,
}

const COLUMNS: &str = "local_id, dealer, server_id, merged_into";

fn from_row(row: &Row<'_>) -> rusqlite::Result<Entity> {
    Ok(Entity {
        local_id: uuid_at(row, "local_id")?,
        dealer: row.get("dealer")?,
        server_id: row.get("server_id")?,
        merged_into: maybe_uuid_at(row, "merged_into")?,
    })
}

pub(super) fn by_local_id(db: &Connection, local_id: Uuid) -> Result<Option<Entity>> {
    let sql = format!("SELECT {COLUMNS} FROM entity WHERE local_id = ?1");
    Ok(db.query_row(&sql, [local_id.to_string()], from_row).optional()?)
}

pub(super) fn by_server_id(db: &Connection, dealer: &str, id: &str) -> Result<Option<Entity>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM entity
         WHERE dealer = ?1 AND kind = 'customer' AND server_id = ?2"
    );
    Ok(db.query_row(&sql, [dealer, id], from_row).optional()?)
}

/// The local id that stands for this one now.
pub(super) fn canonical(db: &Connection, local_id: Uuid) -> Result<Uuid> {
    let mut at = local_id;
    // Merges never form a ring: each leads to the entity that holds the network's id.
    while let Some(Entity { merged_into: Some(next), .. }) = by_local_id(db, at)? {
        at = next;
    }
    Ok(at)
}

/// What somebody is called by now: the network's id for who was made here and has landed.
pub(super) fn name_now(db: &Connection, name: String) -> Result<String> {
    let sql = "SELECT coalesce(other.server_id, made.server_id, made.local_id)
         FROM entity AS made LEFT JOIN entity AS other ON other.local_id = made.merged_into
         WHERE made.local_id = ?1";
    let now = db.prepare_cached(sql)?.query_row([&name], |row| row.get(0)).optional()?;
    Ok(now.unwrap_or(name))
}

/// The customer an update is about, made known on first touch.
pub(super) fn touched(
    tx: &Transaction<'_>,
    local_id: Uuid,
    dealer: &str,
    server_id: Option<&str>,
) -> Result<Uuid> {
    if let Some(id) = server_id
        && let Some(known) = by_server_id(tx, dealer, id)?
    {
        return Ok(known.local_id);
    }
    let local_id = canonical(tx, local_id)?;
    match (by_local_id(tx, local_id)?, server_id) {
        (None, _) => {
            tx.execute(
                "INSERT INTO entity (local_id, dealer, server_id) VALUES (?1, ?2, ?3)",
                params![local_id.to_string(), dealer, server_id],
            )?;
        }
        (Some(Entity { server_id: None, .. }), Some(id)) => {
            name_it(tx, local_id, id)?;
        }
        (Some(Entity { server_id: Some(held), .. }), Some(id)) if held != id => {
            return Err(Failure::OtherId);
        }
        _ => {}
    }
    Ok(local_id)
}

fn name_it(tx: &Transaction<'_>, local_id: Uuid, id: &str) -> Result<()> {
    tx.execute(
        "UPDATE entity SET server_id = ?2 WHERE local_id = ?1",
        params![local_id.to_string(), id],
    )?;
    Ok(())
}

/// The customer got (or turned out to have) this id at the network. Where somebody else here
/// already has it, the two are one person from now on: one row, one queue. Answers with the local
/// id that stands for them.
pub(super) fn map_id(tx: &Transaction<'_>, dealer: &str, local_id: Uuid, id: &str) -> Result<Uuid> {
    match by_server_id(tx, dealer, id)? {
        Some(held) if held.local_id == local_id => Ok(local_id),
        Some(held) => {
            let (from, to) = (local_id.to_string(), held.local_id.to_string());
            tx.execute("UPDATE entity SET merged_into = ?2 WHERE local_id = ?1", [&from, &to])?;
            tx.execute("UPDATE op SET local_id = ?2 WHERE local_id = ?1", [&from, &to])?;
            tx.execute("UPDATE overlay SET local_id = ?2 WHERE local_id = ?1", [&from, &to])?;
            Ok(held.local_id)
        }
        None => {
            let held = by_local_id(tx, local_id)?.and_then(|entity| entity.server_id);
            if held.is_some_and(|held| held != id) {
                return Err(Failure::OtherId);
            }
            name_it(tx, local_id, id)?;
            Ok(local_id)
        }
    }
}

impl Mine {
    /// The ids under which a customer was known here before it turned out who they are.
    pub fn former_ids(&self, local_id: Uuid) -> Result<Vec<String>> {
        self.read(|db| {
            let sql = "SELECT local_id FROM entity WHERE merged_into = ?1";
            let mut statement = db.prepare_cached(sql)?;
            let ids = statement.query_map([local_id.to_string()], |row| row.get(0))?;
            Ok(ids.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// The local ids that stand or stood for customers of the network, each with the id it was asked
    /// by; in one statement.
    pub fn local_ids_of(&self, dealer: &str, ids: &[String]) -> Result<Vec<(String, String)>> {
        let asked = serde_json::to_string(ids)?;
        self.read(|db| {
            let sql = "WITH held AS MATERIALIZED (
                     SELECT local_id, server_id FROM entity
                     WHERE dealer = ?1 AND kind = 'customer'
                       AND server_id IN (SELECT value FROM json_each(?2))
                 )
                 SELECT server_id, local_id FROM held
                 UNION SELECT held.server_id, former.local_id
                 FROM entity AS former JOIN held ON held.local_id = former.merged_into";
            let mut statement = db.prepare_cached(sql)?;
            let rows = statement
                .query_map(params![dealer, asked], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Which of these customers this desk has ever written to.
    pub fn touched_among(&self, ids: &[Uuid]) -> Result<HashSet<Uuid>> {
        let asked = serde_json::to_string(ids)?;
        self.read(|db| {
            // One statement: each by itself would lock and unlock the file.
            let sql = "SELECT local_id FROM entity
                 WHERE local_id IN (SELECT value FROM json_each(?1))";
            let mut statement = db.prepare_cached(sql)?;
            let rows = statement.query_map([asked], |row| uuid_at(row, "local_id"))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// What was written under an older name of a dealer belongs to the dealer; said again, it does
    /// nothing.
    pub fn rename_dealer(&self, old: &str, new: &str) -> Result<()> {
        let any = "SELECT EXISTS (SELECT 1 FROM entity WHERE dealer = ?1)";
        if !self.read(|db| Ok(db.query_row(any, [old], |row| row.get::<_, bool>(0))?))? {
            return Ok(());
        }
        self.write(|tx| {
            tx.execute("UPDATE entity SET dealer = ?2 WHERE dealer = ?1", [old, new])?;
            tx.execute("UPDATE op SET dealer = ?2 WHERE dealer = ?1", [old, new])?;
            Ok(())
        })
    }

    /// The entity, following merges.
    pub fn entity(&self, local_id: Uuid) -> Result<Option<Entity>> {
        self.read(|db| by_local_id(db, canonical(db, local_id)?))
    }

    pub fn entity_by_server_id(&self, dealer: &str, id: &str) -> Result<Option<Entity>> {
        self.read(|db| by_server_id(db, dealer, id))
    }

    /// The local ids of customers that were made here, each with the network's id it has by now:
    /// its own, or that of the customer it turned out to be.
    pub fn made_here(&self, dealer: &str) -> Result<Vec<(Uuid, String)>> {
        self.read(|db| {
            let sql = "SELECT made.local_id, coalesce(made.server_id, other.server_id) AS id
                 FROM entity AS made LEFT JOIN entity AS other ON other.local_id = made.merged_into
                 WHERE made.dealer = ?1 AND coalesce(made.server_id, other.server_id) IS NOT NULL
                   AND (made.merged_into IS NOT NULL
                        OR EXISTS (SELECT 1 FROM op WHERE op.local_id = made.local_id
                                   AND op.kind = 'create' AND op.state = 'done'))
                 ORDER BY made.local_id";
            let mut statement = db.prepare_cached(sql)?;
            let rows = statement
                .query_map([dealer], |row| Ok((uuid_at(row, "local_id")?, row.get("id")?)))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Customers the network does not know yet.
    pub fn entities_local_only(&self, dealer: &str) -> Result<Vec<Entity>> {
        self.read(|db| {
            let sql = format!(
                "SELECT {COLUMNS} FROM entity
                 WHERE dealer = ?1 AND server_id IS NULL AND merged_into IS NULL
                   AND EXISTS (SELECT 1 FROM op WHERE op.local_id = entity.local_id
                               AND op.state NOT IN ('done', 'cancelled', 'superseded'))
                 ORDER BY local_id"
            );
            let mut statement = db.prepare_cached(&sql)?;
            let rows = statement.query_map([dealer], from_row)?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }
}
