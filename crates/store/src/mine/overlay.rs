//! `overlay`: what the desk shows over the network's copy until the network has been seen to hold it.

use super::{Mine, Result, entity, uuid_at};
use outbox::{Body, Entry};
use rusqlite::{Transaction, params};
use serde_json::Value;
use uuid::Uuid;

#[derive(Clone, PartialEq)]
pub struct Overlay {
    pub op_id: Uuid,
    pub section: String,
    pub field: String,
    pub old: Value,
    pub value: Value,
}

impl std::fmt::Debug for Overlay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Overlay").field("field", &self.field).finish_non_exhaustive()
    }
}

/// Writes the overlay of an entry anew.
pub(super) fn put(tx: &Transaction<'_>, entry: &Entry) -> Result<()> {
    clear(tx, entry.op_id)?;
    let (Body::Update { base, wanted }, Some(section)) = (&entry.body, entry.kind.section()) else {
        return Ok(());
    };
    let mut statement = tx.prepare_cached(
        "INSERT INTO overlay (local_id, section, field, value, old, op_id)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    for change in outbox::overlay::changes(section, base, wanted) {
        statement.execute(params![
            entry.local_id.to_string(),
            section.word(),
            change.field,
            change.new.to_string(),
            change.old.to_string(),
            entry.op_id.to_string(),
        ])?;
    }
    Ok(())
}

pub(super) fn clear(tx: &Transaction<'_>, op_id: Uuid) -> Result<()> {
    tx.execute("DELETE FROM overlay WHERE op_id = ?1", [op_id.to_string()])?;
    Ok(())
}

impl Mine {
    /// In the order the changes were meant.
    pub fn overlay_for(&self, local_id: Uuid) -> Result<Vec<Overlay>> {
        self.read(|db| {
            let local_id = entity::canonical(db, local_id)?;
            let sql = "SELECT overlay.op_id, overlay.section, field, value, old
                 FROM overlay JOIN op ON op.op_id = overlay.op_id
                 WHERE overlay.local_id = ?1 ORDER BY op.position, op.seq, overlay.rowid";
            let mut statement = db.prepare_cached(sql)?;
            let mut rows = statement.query([local_id.to_string()])?;
            let mut overlays = Vec::new();
            while let Some(row) = rows.next()? {
                let document = |column: &str| -> Result<Option<Value>> {
                    Ok(serde_json::from_str(&row.get::<_, String>(column)?).ok())
                };
                // The entry says what is meant; a field of it that cannot be read is not shown.
                let (Some(old), Some(value)) = (document("old")?, document("value")?) else {
                    tracing::warn!("a field of another form is not laid over the copy");
                    continue;
                };
                overlays.push(Overlay {
                    op_id: uuid_at(row, "op_id")?,
                    section: row.get("section")?,
                    field: row.get("field")?,
                    old,
                    value,
                });
            }
            Ok(overlays)
        })
    }

    /// The network was read and holds what this customer's finished entries meant.
    pub fn seen_at_network(&self, local_id: Uuid) -> Result<()> {
        self.write(|tx| {
            let local_id = entity::canonical(tx, local_id)?;
            tx.execute(
                "DELETE FROM overlay WHERE local_id = ?1
                   AND op_id IN (SELECT op_id FROM op WHERE state = 'done')",
                [local_id.to_string()],
            )?;
            Ok(())
        })
    }
}
