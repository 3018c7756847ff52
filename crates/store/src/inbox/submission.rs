//! `submission`: one card a visitor.

use super::{Inbox, Pace, Result};
use crate::Failure;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};
use serde_json::Value;
use uuid::Uuid;

/// The largest one taken, in bytes.
pub const LARGEST: usize = 64 * 1024;
/// How many may wait for staff.
pub const MOST: u32 = 200;

/// Without what is easily misread or misheard.
const LETTERS: &[u8] = b"ACDEFGHJKLMNPRTUVWXY";
const DIGITS: &[u8] = b"2345679";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubmissionState {
    New,
    Accepted,
    Dismissed,
}

impl SubmissionState {
    pub const fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Accepted => "accepted",
            Self::Dismissed => "dismissed",
        }
    }

    pub(crate) fn from_word(word: &str) -> Self {
        match word {
            "accepted" => Self::Accepted,
            "dismissed" => Self::Dismissed,
            // Whatever a later version calls it, somebody should look at it.
            _ => Self::New,
        }
    }
}

/// What is handed in.
#[derive(Clone, Copy)]
pub struct Entered<'a> {
    /// The record as it was typed.
    pub record: &'a Value,
    /// What is no part of a record: the statement shown, the language, the reason for the visit.
    pub visit: &'a Value,
}

#[derive(Clone, PartialEq)]
pub struct Submission {
    pub id: Uuid,
    /// Short, for saying aloud: `A7K`.
    pub code: String,
    pub json: Value,
    pub visit: Value,
    pub received_at: String,
    pub state: SubmissionState,
    pub decided_by: Option<String>,
    pub decided_at: Option<String>,
    /// Why it was dismissed.
    pub reason: Option<String>,
    /// The customer it led to.
    pub local_id: Option<Uuid>,
}

impl std::fmt::Debug for Submission {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Submission")
            .field("code", &self.code)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}

fn select(
    db: &Connection,
    filter: &str,
    parameters: impl rusqlite::Params,
) -> Result<Vec<Submission>> {
    let sql = format!("SELECT * FROM submission WHERE {filter} ORDER BY received_at, id");
    let mut statement = db.prepare_cached(&sql)?;
    let mut rows = statement.query(parameters)?;
    let mut submissions = Vec::new();
    while let Some(row) = rows.next()? {
        let local_id: Option<String> = row.get("local_id")?;
        // One that cannot be read is one card that says nothing, not a list that fails.
        let read = |text: String| serde_json::from_str(&text).unwrap_or(Value::Null);
        submissions.push(Submission {
            id: crate::mine::parse_uuid(&row.get::<_, String>("id")?)?,
            code: row.get("code")?,
            json: read(row.get("json")?),
            visit: read(row.get("visit_json")?),
            received_at: row.get("received_at")?,
            state: SubmissionState::from_word(&row.get::<_, String>("state")?),
            decided_by: row.get("decided_by")?,
            decided_at: row.get("decided_at")?,
            reason: row.get("reason")?,
            local_id: local_id.as_deref().map(crate::mine::parse_uuid).transpose()?,
        });
    }
    Ok(submissions)
}

fn by_id(db: &Connection, id: Uuid) -> Result<Option<Submission>> {
    Ok(select(db, "id = ?1", [id.to_string()])?.pop())
}

fn is_free(db: &Connection, code: &str) -> Result<bool> {
    let sql = "SELECT 1 FROM submission WHERE code = ?1 AND state = 'new'";
    Ok(db.query_row(sql, [code], |_| Ok(())).optional()?.is_none())
}

/// Starts at a code the id names and goes on until one is free: 2,800 codes for at most 200.
fn free_code(db: &Connection, id: Uuid) -> Result<String> {
    let codes = LETTERS.len() * DIGITS.len() * LETTERS.len();
    let start = usize::try_from(id.as_u128() % codes as u128).unwrap_or(0);
    for step in 0..codes {
        let n = (start + step) % codes;
        let (first, rest) =
            (n / (DIGITS.len() * LETTERS.len()), n % (DIGITS.len() * LETTERS.len()));
        let bytes = [LETTERS[first], DIGITS[rest / LETTERS.len()], LETTERS[rest % LETTERS.len()]];
        let code: String = bytes.iter().map(|byte| char::from(*byte)).collect();
        if is_free(db, &code)? {
            return Ok(code);
        }
    }
    Err(Failure::TooMany { what: "kiosk submissions" })
}

const PAST: &str = "json <> 'null' AND datetime(received_at) < datetime(?1)";

impl Inbox {
    /// The same id twice is one submission. While nobody has looked, what it says last counts: the
    /// visitor has corrected it.
    pub fn submit(
        &self,
        id: Uuid,
        entered: Entered<'_>,
        pace: Pace,
        at: Timestamp,
    ) -> Result<Submission> {
        let (json, visit) = (entered.record.to_string(), entered.visit.to_string());
        if json.len() + visit.len() > LARGEST {
            return Err(Failure::TooBig { what: "kiosk submission" });
        }
        self.write(|tx| {
            let known = by_id(tx, id)?;
            if let Some(known) = &known {
                let same = known.json == *entered.record && known.visit == *entered.visit;
                if same || known.state != SubmissionState::New {
                    return Ok(known.clone());
                }
            }
            if known.is_none() && waiting(tx)? >= MOST {
                return Err(Failure::TooMany { what: "kiosk submissions" });
            }
            self.keep_pace(tx, pace)?;
            let code = match known {
                Some(known) => known.code,
                None => free_code(tx, id)?,
            };
            tx.execute(
                "INSERT INTO submission (id, code, json, visit_json, received_at, state)
                 VALUES (?1, ?2, ?3, ?4, ?5, 'new')
                 ON CONFLICT (id) DO UPDATE SET json = excluded.json,
                     visit_json = excluded.visit_json, received_at = excluded.received_at",
                params![id.to_string(), code, json, visit, at.to_string()],
            )?;
            by_id(tx, id)?.ok_or(Failure::NotFound)
        })
    }

    /// Oldest first; `None`: all of them.
    pub fn submissions(&self, state: Option<SubmissionState>) -> Result<Vec<Submission>> {
        self.read(|db| match state {
            Some(state) => select(db, "state = ?1", [state.word()]),
            None => select(db, "TRUE", []),
        })
    }

    /// How many nobody has decided.
    pub fn waiting(&self) -> Result<u32> {
        self.read(waiting)
    }

    /// The same, and since when the oldest of them waits.
    pub fn waiting_since(&self) -> Result<(u32, Option<String>)> {
        // With one min() the other column is that of its row.
        let sql = "SELECT count(*), min(julianday(received_at)), received_at FROM submission
             WHERE state = 'new'";
        self.read(|db| Ok(db.query_row(sql, [], |row| Ok((row.get(0)?, row.get(2)?)))?))
    }

    /// By id, or by the code of one that waits.
    pub fn submission(&self, name: &str) -> Result<Option<Submission>> {
        let filter = "id = lower(?1) OR (state = 'new' AND code = upper(?1))";
        self.read(|db| Ok(select(db, filter, [name])?.pop()))
    }

    /// Whatever led to this customer, decided or not.
    pub fn about(&self, local_id: Uuid) -> Result<Vec<Submission>> {
        self.read(|db| select(db, "local_id = ?1", [local_id.to_string()]))
    }

    /// What visitors said that led to this customer goes; that there was a card stays. How many.
    pub fn forget(&self, local_id: Uuid) -> Result<usize> {
        let name = local_id.to_string();
        self.write(|tx| Ok(tx.execute(&emptied("local_id = ?1"), [name])?))
    }

    /// Cards of that age say nothing any more, whether somebody decided them or nobody did. How many
    /// were emptied.
    pub fn let_go_of_the_past(&self, before: Timestamp) -> Result<usize> {
        if self.past(before)? == 0 {
            return Ok(0);
        }
        let sql = format!(
            "UPDATE submission SET json = 'null', visit_json = 'null', reason = NULL,
                 state = CASE state WHEN 'new' THEN 'dismissed' ELSE state END
             WHERE {PAST}"
        );
        self.write(|tx| Ok(tx.execute(&sql, [before.to_string()])?))
    }

    /// How many are of that age and still say something.
    pub fn past(&self, before: Timestamp) -> Result<usize> {
        let sql = format!("SELECT count(*) FROM submission WHERE {PAST}");
        let count: i64 =
            self.read(|db| Ok(db.query_row(&sql, [before.to_string()], |row| row.get(0))?))?;
        Ok(usize::try_from(count).unwrap_or(usize::MAX))
    }

    /// Said once: what was decided first stays. What is put away says nothing any more but why.
    pub fn decide(&self, id: Uuid, decision: &Decision<'_>) -> Result<Submission> {
        self.write(|tx| {
            tx.execute(
                "UPDATE submission SET state = ?2, decided_by = ?3, decided_at = ?4,
                     local_id = ?5, reason = ?6
                 WHERE id = ?1 AND state = 'new'",
                params![
                    id.to_string(),
                    decision.state.word(),
                    decision.who,
                    decision.at.to_string(),
                    decision.local_id.map(|id| id.to_string()),
                    decision.reason,
                ],
            )?;
            tx.execute(
                "UPDATE submission SET json = 'null', visit_json = 'null'
                 WHERE id = ?1 AND state = 'dismissed'",
                [id.to_string()],
            )?;
            by_id(tx, id)?.ok_or(Failure::NotFound)
        })
    }

    /// A card that was used for one customer turns out to be of another. Whether it did.
    pub fn lead_elsewhere(&self, id: Uuid, local_id: Uuid) -> Result<bool> {
        let sql = "UPDATE submission SET local_id = ?2
             WHERE id = ?1 AND state = 'accepted' AND local_id IS NOT ?2";
        let (id, local_id) = (id.to_string(), local_id.to_string());
        self.write(|tx| Ok(tx.execute(sql, [id, local_id])? > 0))
    }

    /// Cards of another file, as they are, each once. One whose code another visitor has by now
    /// gets a new one.
    pub fn take_in(&self, submissions: &[Submission]) -> Result<()> {
        if submissions.is_empty() {
            return Ok(());
        }
        self.write(|tx| {
            for one in submissions {
                let new = one.state == SubmissionState::New;
                let taken = new && by_id(tx, one.id)?.is_none() && !is_free(tx, &one.code)?;
                let code = if taken { free_code(tx, one.id)? } else { one.code.clone() };
                tx.execute(
                    "INSERT OR IGNORE INTO submission (id, code, json, visit_json, received_at,
                         state, decided_by, decided_at, reason, local_id, noted)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 1)",
                    params![
                        one.id.to_string(),
                        code,
                        one.json.to_string(),
                        one.visit.to_string(),
                        one.received_at,
                        one.state.word(),
                        one.decided_by,
                        one.decided_at,
                        one.reason,
                        one.local_id.map(|id| id.to_string()),
                    ],
                )?;
            }
            Ok(())
        })
    }

    /// Cards whose arrival the desk's audit does not have yet, with the time.
    pub fn not_noted(&self) -> Result<Vec<(Uuid, String)>> {
        self.read(|db| {
            let unnoted = select(db, "noted = 0", [])?;
            Ok(unnoted.into_iter().map(|one| (one.id, one.received_at)).collect())
        })
    }

    pub fn note(&self, id: Uuid) -> Result<()> {
        self.write(|tx| {
            tx.execute("UPDATE submission SET noted = 1 WHERE id = ?1", [id.to_string()])?;
            Ok(())
        })
    }
}

/// What staff made of a card.
#[derive(Clone, Copy)]
pub struct Decision<'a> {
    pub state: SubmissionState,
    pub who: &'a str,
    pub local_id: Option<Uuid>,
    pub reason: Option<&'a str>,
    pub at: Timestamp,
}

fn waiting(db: &Connection) -> Result<u32> {
    let sql = "SELECT count(*) FROM submission WHERE state = 'new'";
    Ok(db.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
}

/// The reason may be in somebody's own words.
fn emptied(filter: &str) -> String {
    format!(
        "UPDATE submission SET json = 'null', visit_json = 'null', reason = NULL WHERE {filter}"
    )
}
