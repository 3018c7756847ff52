//! The sandbox's SQLite file: what changed since the seeded beginning, and the effect log. The
//! seeded people themselves are made anew at each start, so only changes are written.

use std::path::Path;

use rusqlite::{Connection, OptionalExtension, params};

use crate::Failure;
use crate::effects::Effect;
use crate::stored::Customer;

const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS meta ( -- what the set was made from
        name TEXT PRIMARY KEY, value TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS changed ( -- customers that differ from the seeded beginning
        store TEXT NOT NULL, -- '' for the home store, else enterprise/store
        seq INTEGER NOT NULL,
        customer TEXT NOT NULL,
        PRIMARY KEY (store, seq)
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS effect ( -- every committed change, in order
        seq INTEGER PRIMARY KEY, effect TEXT NOT NULL
    );";

/// What a set of customers is made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    pub seed: u64,
    pub customers: u32,
    /// None: of every country there are words for.
    pub country: Option<String>,
}

pub struct Disk {
    connection: Connection,
}

impl Disk {
    pub fn in_memory() -> Result<Self, Failure> {
        Self::prepare(Connection::open_in_memory()?)
    }

    /// Opens or makes the file. One made by a generator that made other people is set aside.
    pub fn open(folder: &Path) -> Result<Self, Failure> {
        std::fs::create_dir_all(folder)?;
        let file = folder.join("sandbox.db");
        let disk = Self::prepare(Connection::open(&file)?)?;
        let version = crate::generate::VERSION.to_string();
        match disk.meta("generator")? {
            Some(held) if held != version => {
                drop(disk);
                std::fs::rename(&file, folder.join(format!("sandbox-of-generator-{held}.db")))?;
                Self::open(folder)
            }
            _ => {
                disk.set_meta("generator", &version)?;
                Ok(disk)
            }
        }
    }

    fn prepare(connection: Connection) -> Result<Self, Failure> {
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "NORMAL")?;
        connection.execute_batch(SCHEMA)?;
        Ok(Self { connection })
    }

    pub fn meta(&self, name: &str) -> Result<Option<String>, Failure> {
        let mut query = self.connection.prepare("SELECT value FROM meta WHERE name = ?1")?;
        Ok(query.query_row([name], |row| row.get(0)).optional()?)
    }

    pub fn set_meta(&self, name: &str, value: &str) -> Result<(), Failure> {
        self.connection
            .execute("INSERT OR REPLACE INTO meta (name, value) VALUES (?1, ?2)", [name, value])?;
        Ok(())
    }

    pub fn origin(&self) -> Result<Option<Origin>, Failure> {
        let number = |name| -> Result<Option<u64>, Failure> {
            Ok(self.meta(name)?.and_then(|text| text.parse().ok()))
        };
        let country = self.meta("country")?;
        Ok(number("seed")?.zip(number("customers")?).map(|(seed, customers)| Origin {
            seed,
            customers: u32::try_from(customers).unwrap_or(u32::MAX),
            country,
        }))
    }

    /// Forgets everything and notes what the set is made from now.
    pub fn begin(&self, origin: &Origin) -> Result<(), Failure> {
        self.connection.execute_batch("DELETE FROM changed; DELETE FROM effect;")?;
        self.connection.execute("DELETE FROM meta WHERE name IN ('home', 'country')", [])?;
        if let Some(country) = &origin.country {
            self.set_meta("country", country)?;
        }
        self.set_meta("seed", &origin.seed.to_string())?;
        self.set_meta("customers", &origin.customers.to_string())
    }

    pub fn changed(&self) -> Result<Vec<(String, Customer)>, Failure> {
        let mut query =
            self.connection.prepare("SELECT store, customer FROM changed ORDER BY store, seq")?;
        let rows = query.query_map([], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))?;
        let mut changed = Vec::new();
        for row in rows {
            let (store, text) = row?;
            changed.push((store, serde_json::from_str(&text)?));
        }
        Ok(changed)
    }

    pub fn effects(&self) -> Result<Vec<Effect>, Failure> {
        let mut query = self.connection.prepare("SELECT effect FROM effect ORDER BY seq")?;
        let rows = query.query_map([], |row| row.get::<_, String>(0))?;
        rows.map(|row| Ok(serde_json::from_str(&row?)?)).collect()
    }

    pub fn forget_effects(&self) -> Result<(), Failure> {
        self.connection.execute("DELETE FROM effect", [])?;
        Ok(())
    }

    /// One change and its log entry, both or neither.
    pub fn commit(
        &mut self,
        store: &str,
        customer: &Customer,
        effect: &Effect,
    ) -> Result<(), Failure> {
        let transaction = self.connection.transaction()?;
        transaction
            .prepare_cached(
                "INSERT OR REPLACE INTO changed (store, seq, customer) VALUES (?1, ?2, ?3)",
            )?
            .execute(params![store, customer.seq, serde_json::to_string(customer)?])?;
        transaction.prepare_cached("INSERT INTO effect (seq, effect) VALUES (?1, ?2)")?.execute(
            params![i64::try_from(effect.seq).unwrap_or(i64::MAX), serde_json::to_string(effect)?],
        )?;
        transaction.commit()?;
        Ok(())
    }
}
