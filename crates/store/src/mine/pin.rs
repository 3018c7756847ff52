//! `pin`: what each PIN is compared with, and how often it was guessed at. What a count means is
//! decided by whoever asks; here it is on the disk when the call returns.
//!
//! The table is the same wherever PINs are asked for, so that one piece of code guards every door.

use super::{Mine, Result};
use rusqlite::{Connection, OptionalExtension, Row, Transaction};

/// The table of one file.
pub trait PinTable: Send + Sync {
    fn pin(&self, who: &str) -> Result<Option<Pin>>;
    fn pins(&self) -> Result<Vec<Pin>>;
    /// Durable when it returns.
    fn put_pin(&self, pin: &Pin) -> Result<()>;
    fn drop_pin(&self, who: &str) -> Result<()>;
}

#[derive(Clone, PartialEq, Eq)]
pub struct Pin {
    /// A person's id, or a door that asks for no name.
    pub who: String,
    /// Empty for a door.
    pub salt: Vec<u8>,
    pub proof: Vec<u8>,
    /// How often it was set.
    pub epoch: u32,
    /// Looks since the last right one, the one under way included.
    pub tries: u32,
}

impl std::fmt::Debug for Pin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut shown = f.debug_struct("Pin");
        shown.field("epoch", &self.epoch).field("tries", &self.tries).finish_non_exhaustive()
    }
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Pin> {
    Ok(Pin {
        who: row.get("who")?,
        salt: row.get("salt")?,
        proof: row.get("proof")?,
        epoch: row.get("epoch")?,
        tries: row.get("tries")?,
    })
}

pub(crate) fn one(db: &Connection, who: &str) -> Result<Option<Pin>> {
    let sql = "SELECT who, salt, proof, epoch, tries FROM pin WHERE who = ?1";
    Ok(db.prepare_cached(sql)?.query_row([who], from_row).optional()?)
}

pub(crate) fn all(db: &Connection) -> Result<Vec<Pin>> {
    let sql = "SELECT who, salt, proof, epoch, tries FROM pin ORDER BY who";
    let mut statement = db.prepare_cached(sql)?;
    let pins = statement.query_map([], from_row)?;
    Ok(pins.collect::<rusqlite::Result<_>>()?)
}

pub(crate) fn put(tx: &Transaction<'_>, pin: &Pin) -> Result<()> {
    let sql = "INSERT INTO pin (who, salt, proof, epoch, tries) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (who) DO UPDATE SET salt = excluded.salt, proof = excluded.proof,
             epoch = excluded.epoch, tries = excluded.tries";
    let Pin { who, salt, proof, epoch, tries } = pin;
    tx.prepare_cached(sql)?.execute(rusqlite::params![who, salt, proof, epoch, tries])?;
    Ok(())
}

pub(crate) fn delete(tx: &Transaction<'_>, who: &str) -> Result<()> {
    tx.execute("DELETE FROM pin WHERE who = ?1", [who])?;
    Ok(())
}

impl PinTable for Mine {
    fn pin(&self, who: &str) -> Result<Option<Pin>> {
        self.read(|db| one(db, who))
    }

    fn pins(&self) -> Result<Vec<Pin>> {
        self.read(all)
    }

    fn put_pin(&self, pin: &Pin) -> Result<()> {
        self.write(|tx| put(tx, pin))
    }

    fn drop_pin(&self, who: &str) -> Result<()> {
        self.write(|tx| delete(tx, who))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mine::tests::mine;

    #[test]
    fn a_count_is_in_the_file_when_it_was_written_and_shows_nothing_of_the_pin() {
        let desk = mine();
        let pin =
            Pin { who: "ana".to_owned(), salt: vec![1], proof: vec![2, 77], epoch: 1, tries: 0 };
        desk.mine.put_pin(&pin).unwrap();
        desk.mine.put_pin(&Pin { tries: 3, ..pin.clone() }).unwrap();
        assert_eq!(desk.mine.pins().unwrap(), [Pin { tries: 3, ..pin.clone() }]);
        assert!(!format!("{pin:?}").contains("77"));
        desk.mine.drop_pin("ana").unwrap();
        assert_eq!(desk.mine.pin("ana").unwrap(), None);
    }
}
