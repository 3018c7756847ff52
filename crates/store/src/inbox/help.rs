//! `ring`: a visitor asks for somebody to come. One bell for the showroom, however often it is
//! pressed.

use super::{Inbox, Result};
use jiff::Timestamp;
use rusqlite::{OptionalExtension, params};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ring {
    /// When it was first pressed.
    pub rung_at: String,
}

impl Inbox {
    /// Pressing it again while nobody has gone changes nothing, and writes nothing.
    pub fn ring(&self, at: Timestamp) -> Result<()> {
        if self.rung()?.is_some() {
            return Ok(());
        }
        self.write(|tx| {
            tx.execute(
                "INSERT INTO ring (n, rung_at) VALUES (1, ?1)
                 ON CONFLICT (n) DO UPDATE SET rung_at = excluded.rung_at,
                     answered_at = NULL, answered_by = NULL
                 WHERE answered_at IS NOT NULL",
                [at.to_string()],
            )?;
            Ok(())
        })
    }

    /// The bell that nobody has answered.
    pub fn rung(&self) -> Result<Option<Ring>> {
        self.read(|db| {
            let sql = "SELECT rung_at FROM ring WHERE answered_at IS NULL";
            let ring = db.prepare_cached(sql)?.query_row([], |row| row.get(0)).optional()?;
            Ok(ring.map(|rung_at| Ring { rung_at }))
        })
    }

    /// Whether somebody has said that they go, and nobody has rung since.
    pub fn answered(&self) -> Result<bool> {
        self.read(|db| {
            let sql = "SELECT 1 FROM ring WHERE answered_at IS NOT NULL";
            Ok(db.prepare_cached(sql)?.query_row([], |_| Ok(())).optional()?.is_some())
        })
    }

    /// Somebody goes. False where nobody had rung, or another one goes already.
    pub fn answer_ring(&self, who: &str, at: Timestamp) -> Result<bool> {
        self.write(|tx| {
            let sql = "UPDATE ring SET answered_at = ?1, answered_by = ?2
                       WHERE answered_at IS NULL";
            Ok(tx.execute(sql, params![at.to_string(), who])? > 0)
        })
    }
}
