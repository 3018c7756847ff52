//! `draft`: what was typed into a form and not saved yet.

use super::{Mine, Result};
use jiff::Timestamp;
use rusqlite::{Connection, Transaction, params};
use serde_json::Value;
use uuid::Uuid;

#[derive(Clone, PartialEq)]
pub struct Draft {
    pub key: String,
    pub json: Value,
    pub updated_at: String,
}

impl std::fmt::Debug for Draft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Draft").field("updated_at", &self.updated_at).finish_non_exhaustive()
    }
}

fn select(db: &Connection, filter: &str, parameters: impl rusqlite::Params) -> Result<Vec<Draft>> {
    let sql =
        format!("SELECT key, json, updated_at FROM draft WHERE {filter} ORDER BY updated_at DESC");
    let mut statement = db.prepare_cached(&sql)?;
    let mut rows = statement.query(parameters)?;
    let mut drafts = Vec::new();
    while let Some(row) = rows.next()? {
        // One that cannot be read is left alone, and said (`set_aside`).
        let Ok(json) = serde_json::from_str(&row.get::<_, String>("json")?) else { continue };
        drafts.push(Draft { key: row.get("key")?, json, updated_at: row.get("updated_at")? });
    }
    Ok(drafts)
}

/// Tells of those that cannot be read.
pub(super) fn unreadable(db: &Connection, mut tell: impl FnMut(String, String)) -> Result<()> {
    let mut statement = db.prepare("SELECT key, json FROM draft")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let text: String = row.get("json")?;
        if serde_json::from_str::<serde::de::IgnoredAny>(&text).is_err() {
            tell(row.get("key")?, "a document of another form".to_owned());
        }
    }
    Ok(())
}

/// What a key or a value says a draft is about: an edit of this customer, or a form whose values
/// are still to be taken over into it.
const ABOUT: &str = "key LIKE 'edit:' || ?1 || ':%'
     OR (json_valid(json) AND json_extract(json, '$.chosen.localId') = ?1)";

pub(super) fn drop_about(tx: &Transaction<'_>, local_id: &str) -> Result<()> {
    tx.execute(&format!("DELETE FROM draft WHERE {ABOUT}"), [local_id])?;
    Ok(())
}

impl Mine {
    pub fn save_draft(&self, key: &str, json: &Value, at: Timestamp) -> Result<()> {
        self.write(|tx| {
            tx.execute(
                "INSERT INTO draft (key, json, updated_at) VALUES (?1, ?2, ?3)
                 ON CONFLICT (key) DO UPDATE SET json = excluded.json, updated_at = excluded.updated_at",
                params![key, json.to_string(), at.to_string()],
            )?;
            Ok(())
        })
    }

    /// Newest first.
    pub fn drafts(&self) -> Result<Vec<Draft>> {
        self.read(|db| select(db, "TRUE", []))
    }

    /// Those about one customer.
    pub fn drafts_about(&self, local_id: Uuid) -> Result<Vec<Draft>> {
        self.read(|db| select(db, ABOUT, [local_id.to_string()]))
    }

    pub fn draft(&self, key: &str) -> Result<Option<Draft>> {
        self.read(|db| Ok(select(db, "key = ?1", [key])?.pop()))
    }

    /// Whether there was one.
    pub fn drop_draft(&self, key: &str) -> Result<bool> {
        self.write(|tx| Ok(tx.execute("DELETE FROM draft WHERE key = ?1", [key])? > 0))
    }
}
