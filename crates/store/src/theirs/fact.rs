//! Facts about the copy as a whole: numbers under a name, gone with the copy.

use super::Theirs;
use crate::Failure;
use rusqlite::OptionalExtension as _;

impl Theirs {
    pub fn fact(&self, name: &str) -> Result<Option<i64>, Failure> {
        let reader = self.reader();
        let mut query = reader.prepare_cached("SELECT value FROM fact WHERE name = ?1")?;
        Ok(query.query_row([name], |row| row.get(0)).optional()?)
    }

    /// Forgets all whose names begin so.
    pub fn drop_facts(&self, prefix: &str) -> Result<(), Failure> {
        let any = "SELECT EXISTS (SELECT 1 FROM fact WHERE substr(name, 1, length(?1)) = ?1)";
        if !self.reader().prepare_cached(any)?.query_row([prefix], |row| row.get(0))? {
            return Ok(());
        }
        self.write(|transaction| {
            let sql = "DELETE FROM fact WHERE substr(name, 1, length(?1)) = ?1";
            transaction.execute(sql, [prefix])?;
            Ok(())
        })
    }

    /// Several at once: they hold together or not at all. `None` forgets one.
    pub fn set_facts(&self, facts: &[(&str, Option<i64>)]) -> Result<(), Failure> {
        self.write(|transaction| {
            for (name, value) in facts {
                match value {
                    Some(value) => transaction.execute(
                        "INSERT INTO fact (name, value) VALUES (?1, ?2)
                         ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                        (name, value),
                    )?,
                    None => transaction.execute("DELETE FROM fact WHERE name = ?1", [name])?,
                };
            }
            Ok(())
        })
    }
}
