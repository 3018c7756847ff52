//! Whether the audit is as it was written.

use super::{ever, from_row, sign};
use crate::file::Key;
use crate::keyed;
use crate::mine::{Mine, Result};
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};

/// How far the audit has come: a sign of it kept elsewhere shows when rows were cut off.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    pub rows: i64,
    pub hash: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuditFault {
    /// A row is not as it was written, or not where it was.
    Changed,
    /// Rows at the end are missing.
    Cut,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuditCheck {
    pub rows: u64,
    /// The first row that does not fit the one before it, or that should be there.
    pub broken_at: Option<i64>,
    pub fault: Option<AuditFault>,
    /// Rows sealed under a key that this desk does not have any more: only their order was looked at.
    pub unproven: u64,
}

impl AuditCheck {
    const fn broken(rows: u64, at: i64, fault: AuditFault, unproven: u64) -> Self {
        Self { rows, broken_at: Some(at), fault: Some(fault), unproven }
    }
}

/// The head as it stands in the file, sealed.
struct Noted {
    head: Head,
    /// The first row under this key.
    since: i64,
    /// How many rows before it are under other keys.
    unproven: i64,
}

impl Noted {
    fn seal(&self, key: &Key) -> String {
        let [rows, since, unproven] =
            [self.head.rows, self.since, self.unproven].map(|number| number.to_string());
        keyed::hex(key, &["audit head", &rows, &self.head.hash, &since, &unproven])
    }
}

/// `None` where there is none, or none that this key has sealed.
fn noted(db: &Connection, key: &Key) -> Result<Option<Noted>> {
    let mut read = db.prepare_cached("SELECT rows, hash, since, unproven, seal FROM audit_head")?;
    let row = read.query_row([], |row| {
        let head = Head { rows: row.get(0)?, hash: row.get(1)? };
        let noted = Noted { head, since: row.get(2)?, unproven: row.get(3)? };
        Ok((noted, row.get::<_, String>(4)?))
    });
    Ok(row.optional()?.filter(|(noted, seal)| noted.seal(key) == *seal).map(|(noted, _)| noted))
}

/// Notes the row that was just added.
pub(super) fn put_head(db: &Connection, key: &Key) -> Result<()> {
    let Some(head) = last(db)? else { return Ok(()) };
    let (since, unproven) = match noted(db, key)? {
        Some(noted) => (noted.since, noted.unproven),
        None => {
            let sql = "SELECT count(*) FROM audit WHERE seal IS NOT NULL AND seal <> ?1";
            (head.rows, db.query_row(sql, [sign(key)], |row| row.get(0))?)
        }
    };
    let noted = Noted { head, since, unproven };
    db.prepare_cached(
        "INSERT INTO audit_head (one, rows, hash, since, unproven, seal)
         VALUES (1, ?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (one) DO UPDATE SET rows = excluded.rows, hash = excluded.hash,
             since = excluded.since, unproven = excluded.unproven, seal = excluded.seal",
    )?
    .execute(params![
        noted.head.rows,
        noted.head.hash,
        noted.since,
        noted.unproven,
        noted.seal(key)
    ])?;
    Ok(())
}

fn last(db: &Connection) -> Result<Option<Head>> {
    let mut last = db.prepare_cached("SELECT n, hash FROM audit ORDER BY n DESC LIMIT 1")?;
    Ok(last.query_row([], |row| Ok(Head { rows: row.get(0)?, hash: row.get(1)? })).optional()?)
}

fn check(db: &Connection, key: Option<&Key>, anchor: Option<&Head>) -> Result<AuditCheck> {
    let own = key.map(sign);
    let noted = key.map(|key| noted(db, key)).transpose()?.flatten();
    let since = noted.as_ref().map_or(i64::MAX, |noted| noted.since);
    let mut statement = db.prepare("SELECT * FROM audit ORDER BY n")?;
    let (mut rows, mut last, mut next, mut unproven) = (0, String::new(), 1, 0);
    let mut was_sealed = false;
    for line in statement.query_map([], from_row)? {
        let line = line?;
        let is_own = line.seal.is_some() && line.seal == own;
        let as_sealed = match (&line.seal, key) {
            // No plain row comes after one under a key.
            (None, _) => !was_sealed && line.plain_hash() == line.hash,
            (Some(_), Some(key)) if is_own => line.keyed_hash(key) == line.hash,
            // Under a key of before: nobody can say.
            (Some(_), _) => {
                unproven += 1;
                true
            }
        };
        was_sealed |= line.seal.is_some();
        let fits = line.n == next && line.prev_hash == last && is_own == (line.n >= since);
        let as_anchored = anchor.is_none_or(|at| at.rows != line.n || at.hash == line.hash);
        if !fits || !as_sealed || !as_anchored {
            return Ok(AuditCheck::broken(rows, line.n, AuditFault::Changed, unproven));
        }
        (rows, next) = (rows + 1, next + 1);
        last = line.hash;
    }
    // AUTOINCREMENT remembers rows cut off at the end.
    let as_counted = ever(db)? < next && anchor.is_none_or(|at| at.rows < next);
    let as_noted = noted.as_ref().is_none_or(|noted| {
        noted.head.rows == next - 1
            && noted.head.hash == last
            && u64::try_from(noted.unproven) == Ok(unproven)
    });
    if !as_counted || !as_noted {
        return Ok(AuditCheck::broken(rows, next, AuditFault::Cut, unproven));
    }
    Ok(AuditCheck { rows, broken_at: None, fault: None, unproven })
}

impl Mine {
    /// Without what is kept elsewhere.
    pub fn verify_audit(&self) -> Result<AuditCheck> {
        self.verify_audit_against(None)
    }

    /// `anchor`: how far it had come when it was last looked at.
    pub fn verify_audit_against(&self, anchor: Option<&Head>) -> Result<AuditCheck> {
        self.read(|db| check(db, self.pepper(), anchor))
    }

    /// How far it has come.
    pub fn audit_head(&self) -> Result<Head> {
        self.read(|db| Ok(last(db)?.unwrap_or_default()))
    }

    /// Whether it still goes through that place: the short form of a check.
    pub fn audit_holds(&self, anchor: &Head) -> Result<bool> {
        if anchor.rows == 0 {
            return Ok(true);
        }
        self.read(|db| {
            let sql = "SELECT hash FROM audit WHERE n = ?1";
            let hash: Option<String> =
                db.prepare_cached(sql)?.query_row([anchor.rows], |row| row.get(0)).optional()?;
            Ok(hash.as_deref() == Some(anchor.hash.as_str()))
        })
    }
}
