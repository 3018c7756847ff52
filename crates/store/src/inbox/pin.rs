//! `pin`, `act`: the kiosk's way out. The desk puts here what the PINs of those who may leave it are
//! compared with; what happened at the door waits here until the desk has it in its audit.

use super::{Inbox, Result};
use crate::mine::pin::{self, Pin, PinTable};
use jiff::Timestamp;
use rusqlite::params;

/// Something that happened at the door.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    pub n: i64,
    /// A person's id, or the door's name.
    pub who: String,
    pub what: String,
    pub at: String,
}

impl PinTable for Inbox {
    fn pin(&self, who: &str) -> Result<Option<Pin>> {
        self.read(|db| pin::one(db, who))
    }

    fn pins(&self) -> Result<Vec<Pin>> {
        self.read(pin::all)
    }

    fn put_pin(&self, pin: &Pin) -> Result<()> {
        self.write(|tx| pin::put(tx, pin))
    }

    fn drop_pin(&self, who: &str) -> Result<()> {
        self.write(|tx| pin::delete(tx, who))
    }
}

impl Inbox {
    /// The door opens to these and to nobody else; the count of one that is not among them, the
    /// door's own, stays.
    pub fn let_leave(&self, pins: &[Pin], door: &str) -> Result<()> {
        let there: Vec<Pin> = self.pins()?.into_iter().filter(|pin| pin.who != door).collect();
        let same = there.len() == pins.len() && pins.iter().all(|pin| there.contains(pin));
        if same {
            return Ok(());
        }
        self.write(|tx| {
            tx.execute("DELETE FROM pin WHERE who <> ?1", [door])?;
            pins.iter().try_for_each(|one| pin::put(tx, one))
        })
    }

    pub fn note_act(&self, who: &str, what: &str, at: Timestamp) -> Result<()> {
        self.write(|tx| {
            let sql = "INSERT INTO act (who, what, at) VALUES (?1, ?2, ?3)";
            tx.execute(sql, params![who, what, at.to_string()])?;
            Ok(())
        })
    }

    /// Oldest first.
    pub fn acts(&self) -> Result<Vec<Act>> {
        self.read(|db| {
            let mut rows = db.prepare_cached("SELECT n, who, what, at FROM act ORDER BY n")?;
            let acts = rows.query_map([], |row| {
                Ok(Act { n: row.get(0)?, who: row.get(1)?, what: row.get(2)?, at: row.get(3)? })
            })?;
            Ok(acts.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Those up to this one are in the audit.
    pub fn acts_are_noted(&self, n: i64) -> Result<()> {
        self.write(|tx| {
            tx.execute("DELETE FROM act WHERE n <= ?1", [n])?;
            Ok(())
        })
    }
}
