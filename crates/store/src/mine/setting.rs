//! `setting`: small things this desk remembers.

use super::{Mine, Result};
use rusqlite::{OptionalExtension, params};
use serde_json::Value;

impl Mine {
    pub fn set_setting(&self, key: &str, value: &Value) -> Result<()> {
        self.write(|tx| {
            tx.execute(
                "INSERT INTO setting (key, value) VALUES (?1, ?2)
                 ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                params![key, value.to_string()],
            )?;
            Ok(())
        })
    }

    /// The dealer this desk was first set up for; this one, where there was none.
    pub(crate) fn first_dealer(&self, dealer: &str) -> Result<String> {
        const KEY: &str = "first_dealer";
        if let Some(Value::String(first)) = self.setting(KEY)? {
            return Ok(first);
        }
        self.set_setting(KEY, &Value::from(dealer))?;
        Ok(dealer.to_owned())
    }

    pub fn setting(&self, key: &str) -> Result<Option<Value>> {
        self.read(|db| {
            let sql = "SELECT value FROM setting WHERE key = ?1";
            let mut statement = db.prepare_cached(sql)?;
            let text: Option<String> = statement.query_row([key], |row| row.get(0)).optional()?;
            Ok(text.as_deref().map(serde_json::from_str).transpose()?)
        })
    }
}
