//! `submission`: what visitors typed at the kiosk, for staff to look at. Never an edit by itself.

use super::{Mine, Result, audit, maybe_uuid_at, uuid_at};
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

    fn from_word(word: &str) -> Self {
        match word {
            "accepted" => Self::Accepted,
            "dismissed" => Self::Dismissed,
            // Whatever a later version calls it, somebody should look at it.
            _ => Self::New,
        }
    }
}

#[derive(Clone, PartialEq)]
pub struct Submission {
    pub id: Uuid,
    /// Short, for saying aloud: `A7K`.
    pub code: String,
    pub json: Value,
    pub received_at: String,
    pub state: SubmissionState,
    pub decided_by: Option<String>,
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
        submissions.push(Submission {
            id: uuid_at(row, "id")?,
            code: row.get("code")?,
            json: serde_json::from_str(&row.get::<_, String>("json")?)?,
            received_at: row.get("received_at")?,
            state: SubmissionState::from_word(&row.get::<_, String>("state")?),
            decided_by: row.get("decided_by")?,
            local_id: maybe_uuid_at(row, "local_id")?,
        });
    }
    Ok(submissions)
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
        let sql = "SELECT 1 FROM submission WHERE code = ?1 AND state = 'new'";
        if db.query_row(sql, [&code], |_| Ok(())).optional()?.is_none() {
            return Ok(code);
        }
    }
    Err(Failure::TooMany { what: "kiosk submissions" })
}

impl Mine {
    /// The same id twice is one submission.
    pub fn submit(&self, id: Uuid, json: &Value, at: Timestamp) -> Result<Submission> {
        let text = json.to_string();
        if text.len() > LARGEST {
            return Err(Failure::TooBig { what: "kiosk submission" });
        }
        self.write(|tx| {
            if let Some(known) = select(tx, "id = ?1", [id.to_string()])?.pop() {
                return Ok(known);
            }
            let waiting: u32 =
                tx.query_row("SELECT count(*) FROM submission WHERE state = 'new'", [], |row| {
                    row.get(0)
                })?;
            if waiting >= MOST {
                return Err(Failure::TooMany { what: "kiosk submissions" });
            }
            let code = free_code(tx, id)?;
            tx.execute(
                "INSERT INTO submission (id, code, json, received_at, state)
                 VALUES (?1, ?2, ?3, ?4, 'new')",
                params![id.to_string(), code, text, at.to_string()],
            )?;
            audit::append(tx, at, "kiosk", "submission received", None)?;
            select(tx, "id = ?1", [id.to_string()])?.pop().ok_or(Failure::NotFound)
        })
    }

    /// Oldest first; `None`: all of them.
    pub fn submissions(&self, state: Option<SubmissionState>) -> Result<Vec<Submission>> {
        self.read(|db| match state {
            Some(state) => select(db, "state = ?1", [state.word()]),
            None => select(db, "TRUE", []),
        })
    }

    /// By id, or by the code of one that waits.
    pub fn submission(&self, name: &str) -> Result<Option<Submission>> {
        let filter = "id = lower(?1) OR (state = 'new' AND code = upper(?1))";
        self.read(|db| Ok(select(db, filter, [name])?.pop()))
    }

    pub fn decide_submission(
        &self,
        id: Uuid,
        state: SubmissionState,
        who: &str,
        local_id: Option<Uuid>,
        at: Timestamp,
    ) -> Result<Submission> {
        self.write(|tx| {
            tx.execute(
                "UPDATE submission SET state = ?2, decided_by = ?3, decided_at = ?4, local_id = ?5
                 WHERE id = ?1 AND state = 'new'",
                params![
                    id.to_string(),
                    state.word(),
                    who,
                    at.to_string(),
                    local_id.map(|id| id.to_string())
                ],
            )?;
            audit::append(tx, at, who, &format!("submission {}", state.word()), None)?;
            select(tx, "id = ?1", [id.to_string()])?.pop().ok_or(Failure::NotFound)
        })
    }
}
