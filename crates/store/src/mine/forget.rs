//! Forgetting a person: what entries said about them goes, that there were entries stays. Nobody
//! looks for them any more. And who is to be forgotten once nothing of theirs waits.

use super::{Mine, Result, audit, course, draft, duplicate, entity, op, receipt, uuid_at};
use jiff::Timestamp;
use rusqlite::{Connection, params};
use std::collections::HashSet;
use uuid::Uuid;

/// Who is forgotten.
#[derive(Clone, Default)]
pub struct Forgetting {
    pub local_id: Uuid,
    /// Every id they are or were known by here, ours and the network's.
    pub names: Vec<String>,
    /// By which a search of the network knows them again; see `tombstones`.
    pub tombstones: Vec<String>,
    pub who: String,
    pub at: Timestamp,
}

impl Forgetting {
    fn all_names(&self) -> Result<String> {
        let mut names = self.names.clone();
        names.push(self.local_id.to_string());
        Ok(serde_json::to_string(&names)?)
    }
}

const NAMED: &str = "(SELECT value FROM json_each(?1))";

/// What is emptied of an entry: it stays one that this program can read.
pub(super) const EMPTY: &str = "CASE op.kind WHEN 'create' THEN '{\"create\":{\"record\":{}}}'
     ELSE '{\"update\":{\"base\":null,\"wanted\":null}}' END";

/// Each a question of one parameter, the names.
fn held(db: &Connection, names: &str) -> Result<bool> {
    for sql in [
        "SELECT 1 FROM entity WHERE local_id IN # AND server_id IS NOT NULL",
        "SELECT 1 FROM op WHERE local_id IN #
             AND (fields_json <> '[]' OR state NOT IN ('done', 'cancelled', 'superseded')
                  OR CASE WHEN json_valid(body_json)
                     THEN json_extract(body_json, '$.create.record.kind') IS NOT NULL ELSE 1 END)",
        "SELECT 1 FROM base WHERE local_id IN #",
        "SELECT 1 FROM draft JOIN json_each(?1) AS one ON draft.key LIKE 'edit:' || one.value || ':%'
             OR (json_valid(draft.json)
                 AND json_extract(draft.json, '$.chosen.localId') = one.value)",
        "SELECT 1 FROM receipt_about WHERE id IN #",
        "SELECT 1 FROM consent WHERE local_id IN #",
        "SELECT 1 FROM submission WHERE local_id IN # AND json <> 'null'",
        "SELECT 1 FROM verdict WHERE reason IS NOT NULL AND (one IN # OR other IN #)",
    ] {
        let sql = format!("SELECT EXISTS ({})", sql.replace('#', NAMED));
        if db.prepare_cached(&sql)?.query_row([names], |row| row.get(0))? {
            return Ok(true);
        }
    }
    Ok(false)
}

impl Mine {
    /// Whether anything is held here about somebody of these ids.
    pub fn holds_about(&self, names: &[String]) -> Result<bool> {
        let names = serde_json::to_string(names)?;
        self.read(|db| held(db, &names))
    }

    /// Entries that are not finished come first: somebody has to send or cancel them.
    pub fn forget(&self, who: &Forgetting) -> Result<()> {
        let names = who.all_names()?;
        let about = self.about(who.local_id);
        self.write(|tx| {
            let local_id = entity::canonical(tx, who.local_id)?;
            if let Some(live) = op::live_of(tx, local_id)?.first() {
                let state = live.state.word();
                return Err(outbox::Error::NoSuchStep { state, event: "forget" }.into());
            }
            let of_them = format!("(SELECT op_id FROM op WHERE local_id IN {NAMED})");
            for sql in [
                format!(
                    "UPDATE op SET fields_json = '[]', body_json = {EMPTY}, detail = '{{}}',
                         ruled_out = '[]', preflight_ids = NULL, adopted_id = NULL, twin_check_mono_ms = NULL,
                         twin_check_wall_ms = NULL, twin_check_span_ms = NULL
                     WHERE local_id IN {NAMED}"
                ),
                format!("UPDATE attempt SET answered_id = NULL WHERE op_id IN {of_them}"),
                format!("DELETE FROM held WHERE op_id IN {of_them}"),
                format!("DELETE FROM base WHERE local_id IN {NAMED}"),
                format!("DELETE FROM overlay WHERE local_id IN {NAMED}"),
                format!("DELETE FROM here WHERE local_id IN {NAMED}"),
                format!("DELETE FROM consent WHERE local_id IN {NAMED}"),
                format!("DELETE FROM to_forget WHERE local_id IN {NAMED}"),
                // A reason may be in somebody's own words; that there was a verdict stays.
                format!(
                    "UPDATE verdict SET reason = NULL WHERE one IN {NAMED} OR other IN {NAMED}"
                ),
                format!("UPDATE submission SET json = 'null' WHERE local_id IN {NAMED}"),
                // Before the entries lose it: what a receipt is about may only be told by them.
                receipt::EMPTY_OF_ENTRIES.replace('#', NAMED),
            ] {
                tx.execute(&sql, [&names])?;
            }
            for name in who.names.iter().chain([&local_id.to_string()]) {
                draft::drop_about(tx, name)?;
                course::forget(tx, name)?;
                duplicate::drop_about(tx, name)?;
            }
            receipt::empty_about(tx, &names)?;
            tx.execute(
                &format!("UPDATE entity SET server_id = NULL WHERE local_id IN {NAMED}"),
                [&names],
            )?;
            let mut bury =
                tx.prepare_cached("INSERT OR IGNORE INTO tombstone (hash, at) VALUES (?1, ?2)")?;
            for hash in &who.tombstones {
                bury.execute(params![hash, who.at.to_string()])?;
            }
            let what = "customer forgotten";
            audit::append_about(tx, who.at, &who.who, what, None, about.as_deref())
        })
    }

    /// Hashes of the network's ids of those who were forgotten.
    pub fn tombstones(&self) -> Result<HashSet<String>> {
        self.read(|db| {
            let mut statement = db.prepare("SELECT hash FROM tombstone")?;
            let rows = statement.query_map([], |row| row.get(0))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// They are forgotten once nothing of theirs waits any more.
    pub fn forget_later(&self, local_id: Uuid, who: &str, at: Timestamp) -> Result<()> {
        let about = self.about(local_id);
        self.write(|tx| {
            let sql = "INSERT OR IGNORE INTO to_forget (local_id, who, at) VALUES (?1, ?2, ?3)";
            tx.execute(sql, params![local_id.to_string(), who, at.to_string()])?;
            let what = "customer to be forgotten once everything is sent";
            audit::append_about(tx, at, who, what, None, about.as_deref())
        })
    }

    /// Those of them of whom nothing waits now, and who asked for it.
    pub fn to_forget_now(&self) -> Result<Vec<(Uuid, String)>> {
        self.read(|db| {
            let sql = format!(
                "SELECT local_id, who FROM to_forget WHERE NOT EXISTS
                     (SELECT 1 FROM op WHERE op.local_id = to_forget.local_id AND {})",
                op::LIVE
            );
            let mut statement = db.prepare_cached(&sql)?;
            let rows =
                statement.query_map([], |row| Ok((uuid_at(row, "local_id")?, row.get("who")?)))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }
}
