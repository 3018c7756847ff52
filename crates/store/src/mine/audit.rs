//! `audit`: who did what to which entry. No values. Each row carries the hash of the one before,
//! so that a row changed, taken out or put in shows.

use super::{Mine, Result};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use uuid::Uuid;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuditCheck {
    pub rows: u64,
    /// The first row that does not fit the one before it.
    pub broken_at: Option<i64>,
}

struct Line {
    n: i64,
    prev_hash: String,
    hash: String,
    at: String,
    who: String,
    what: String,
    op_id: Option<String>,
}

impl Line {
    fn seal(&self) -> String {
        let mut hash = Sha256::new();
        let op_id = self.op_id.as_deref().unwrap_or_default();
        for part in [&self.prev_hash, &self.at, &self.who, &self.what, op_id] {
            // Lengths first: no two rows may read alike when joined.
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part.as_bytes());
        }
        hash.finalize().iter().fold(String::with_capacity(64), |mut text, byte| {
            // Writing to a String cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
    }
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Line> {
    Ok(Line {
        n: row.get("n")?,
        prev_hash: row.get("prev_hash")?,
        hash: row.get("hash")?,
        at: row.get("at")?,
        who: row.get("who")?,
        what: row.get("what")?,
        op_id: row.get("op_id")?,
    })
}

pub(super) fn append(
    tx: &Transaction<'_>,
    at: Timestamp,
    who: &str,
    what: &str,
    op_id: Option<Uuid>,
) -> Result<()> {
    let last: Option<String> = tx
        .query_row("SELECT hash FROM audit ORDER BY n DESC LIMIT 1", [], |row| row.get(0))
        .optional()?;
    let mut line = Line {
        n: 0,
        prev_hash: last.unwrap_or_default(),
        hash: String::new(),
        at: at.to_string(),
        who: who.to_owned(),
        what: what.to_owned(),
        op_id: op_id.map(|id| id.to_string()),
    };
    line.hash = line.seal();
    tx.execute(
        "INSERT INTO audit (prev_hash, hash, at, who, what, op_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![line.prev_hash, line.hash, line.at, line.who, line.what, line.op_id],
    )?;
    Ok(())
}

fn check(db: &Connection) -> Result<AuditCheck> {
    let mut statement = db.prepare("SELECT * FROM audit ORDER BY n")?;
    let (mut rows, mut last, mut next) = (0, String::new(), 1);
    for line in statement.query_map([], from_row)? {
        let line = line?;
        if line.n != next || line.prev_hash != last || line.seal() != line.hash {
            return Ok(AuditCheck { rows, broken_at: Some(line.n) });
        }
        (rows, next) = (rows + 1, next + 1);
        last = line.hash;
    }
    // AUTOINCREMENT remembers rows cut off at the end.
    let sql = "SELECT seq FROM sqlite_sequence WHERE name = 'audit'";
    let ever: i64 = db.query_row(sql, [], |row| row.get(0)).optional()?.unwrap_or(0);
    Ok(AuditCheck { rows, broken_at: (ever >= next).then_some(next) })
}

impl Mine {
    /// `what` names an act, never a value.
    pub fn append_audit(
        &self,
        who: &str,
        what: &str,
        op_id: Option<Uuid>,
        at: Timestamp,
    ) -> Result<()> {
        self.write(|tx| append(tx, at, who, what, op_id))
    }

    pub fn verify_audit(&self) -> Result<AuditCheck> {
        self.read(check)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mine::tests::{at, mine};

    #[test]
    fn every_way_of_tampering_with_a_row_shows() {
        for (tamper, broken) in [
            ("UPDATE audit SET who = 'eve' WHERE n = 2", 2),
            ("UPDATE audit SET what = 'nothing' WHERE n = 1", 1),
            ("UPDATE audit SET at = '2030-01-01T00:00:00Z' WHERE n = 3", 3),
            ("UPDATE audit SET hash = 'x' WHERE n = 3", 3),
            ("DELETE FROM audit WHERE n = 2", 3),
            ("DELETE FROM audit WHERE n = 4", 4),
            ("UPDATE audit SET n = 9 WHERE n = 4", 9),
        ] {
            let desk = mine();
            for what in ["a", "b", "c", "d"] {
                desk.mine.append_audit("ana", what, None, at(1)).unwrap();
            }
            assert_eq!(desk.mine.verify_audit().unwrap(), AuditCheck { rows: 4, broken_at: None });
            desk.mine.lock().execute(tamper, []).unwrap();
            assert_eq!(desk.mine.verify_audit().unwrap().broken_at, Some(broken), "{tamper}");
        }
    }
}
