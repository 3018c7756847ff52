//! Keys on their way into their index. They are written behind everything else of a transaction:
//! before each statement that SQLite may have to take back by itself (one with triggers, say), the
//! index has to put all it holds in memory into the file, a piece for each customer, and merging
//! the pieces takes far longer than all the rest.

use crate::failure::Failure;
use rusqlite::{Connection, params};

#[derive(Default)]
pub(super) struct Keys(Vec<Waiting>);

struct Waiting {
    n: i64,
    /// The row has keys already.
    replaces: bool,
    keys: String,
}

impl Keys {
    pub fn put(&mut self, n: i64, replaces: bool, keys: String) {
        self.0.push(Waiting { n, replaces, keys });
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Ends with nothing waiting.
    pub fn write(&mut self, connection: &Connection) -> Result<(), Failure> {
        let mut delete = connection.prepare_cached("DELETE FROM block WHERE rowid = ?1")?;
        let mut insert =
            connection.prepare_cached("INSERT INTO block (rowid, k) VALUES (?1, ?2)")?;
        for one in self.0.drain(..) {
            if one.replaces {
                delete.execute([one.n])?;
            }
            insert.execute(params![one.n, one.keys])?;
        }
        Ok(())
    }
}
