//! What is kept for so long only: what finished entries said, drafts, submissions, decisions. That
//! there was an entry, and what became of it, stays: the accounts have to add up.

use super::forget::EMPTY;
use super::{Mine, Result, audit, op, receipt, uuid_at};
use jiff::Timestamp;
use rusqlite::params;
use std::collections::HashSet;
use uuid::Uuid;

/// From when on each of them is past its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    /// What an entry said that was finished before that.
    pub finished: Timestamp,
    /// The same where the network has not been seen to hold it: it is still shown over the copy.
    pub unseen: Timestamp,
    pub drafts: Timestamp,
    pub submissions: Timestamp,
    pub decisions: Timestamp,
}

/// How many of each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Emptied {
    pub entries: usize,
    pub drafts: usize,
    pub submissions: usize,
    pub decisions: usize,
}

impl Emptied {
    pub const fn total(&self) -> usize {
        self.entries + self.drafts + self.submissions + self.decisions
    }
}

/// What cannot be read is left as it is: a program that can read it shall find it so.
const READABLE: &str = "NOT IN (SELECT key FROM set_aside WHERE what =";

/// Entries that say something and are past their time: `?1` is for all, `?2` for those not seen at
/// the network.
fn past_entries() -> String {
    format!(
        "op_id {READABLE} 'op') AND NOT ({}) AND twin_check_mono_ms IS NULL
         AND finished_at IS NOT NULL AND datetime(finished_at) < datetime(
             CASE WHEN EXISTS (SELECT 1 FROM overlay WHERE overlay.op_id = op.op_id)
             THEN ?2 ELSE ?1 END)
         AND (fields_json <> '[]' OR body_json <> {EMPTY}
             OR detail <> '{{}}' OR ruled_out <> '[]')",
        op::LIVE
    )
}

fn past_drafts() -> String {
    format!("datetime(updated_at) < datetime(?1) AND key {READABLE} 'draft')")
}

const PAST_SUBMISSIONS: &str = "json <> 'null' AND datetime(received_at) < datetime(?1)";

impl Mine {
    /// How much is past its time.
    pub fn past(&self, cut: &Cut) -> Result<Emptied> {
        self.read(|db| {
            let count = |table: &str, filter: &str, at: &[String]| -> Result<usize> {
                let sql = format!("SELECT count(*) FROM {table} WHERE {filter}");
                let rows: i64 = db
                    .prepare_cached(&sql)?
                    .query_row(rusqlite::params_from_iter(at), |row| row.get(0))?;
                Ok(usize::try_from(rows).unwrap_or(usize::MAX))
            };
            let entries = [cut.finished.to_string(), cut.unseen.to_string()];
            let one = |at: Timestamp| [at.to_string()];
            Ok(Emptied {
                entries: count("op", &past_entries(), &entries)?,
                drafts: count("draft", &past_drafts(), &one(cut.drafts))?,
                submissions: count("submission", PAST_SUBMISSIONS, &one(cut.submissions))?,
                decisions: count("receipt", receipt::PAST, &one(cut.decisions))?,
            })
        })
    }

    /// Lets go of what is past its time. What waits is never touched.
    pub fn let_go_of_the_past(&self, cut: &Cut, who: &str, at: Timestamp) -> Result<Emptied> {
        if self.past(cut)?.total() == 0 {
            return Ok(Emptied::default());
        }
        self.write(|tx| {
            let entries = tx.execute(
                &format!(
                    "UPDATE op SET fields_json = '[]', body_json = {EMPTY}, detail = '{{}}',
                         ruled_out = '[]'
                     WHERE {}",
                    past_entries()
                ),
                [cut.finished.to_string(), cut.unseen.to_string()],
            )?;
            let emptied = format!("finished_at IS NOT NULL AND body_json = {EMPTY}");
            for sql in [
                // What is laid over the copy is as old as the entry it is from.
                format!(
                    "DELETE FROM overlay WHERE op_id IN (SELECT op_id FROM op WHERE {emptied})"
                ),
                format!(
                    "UPDATE course SET note = NULL WHERE note IS NOT NULL
                         AND op_id IN (SELECT op_id FROM op WHERE {emptied})"
                ),
                // A base serves entries that are still to be sent.
                format!(
                    "DELETE FROM base
                     WHERE local_id NOT IN (SELECT local_id FROM op WHERE NOT ({emptied}))"
                ),
            ] {
                tx.execute(&sql, [])?;
            }
            let drafts = format!("DELETE FROM draft WHERE {}", past_drafts());
            let drafts = tx.execute(&drafts, [cut.drafts.to_string()])?;
            let submissions = format!(
                "UPDATE submission SET json = 'null',
                     state = CASE state WHEN 'new' THEN 'dismissed' ELSE state END
                 WHERE {PAST_SUBMISSIONS}"
            );
            let submissions = tx.execute(&submissions, [cut.submissions.to_string()])?;
            let decisions = receipt::empty_before(tx, cut.decisions)?;
            let emptied = Emptied { entries, drafts, submissions, decisions };
            let what = format!(
                "past its time: {entries} entries, {drafts} drafts, {submissions} submissions, \
                 {decisions} decisions"
            );
            audit::append(tx, at, who, &what, None)?;
            Ok(emptied)
        })
    }

    /// Customers whose unfinished or unseen changes are here: their copy is needed.
    pub fn needed(&self) -> Result<HashSet<Uuid>> {
        self.read(|db| {
            let sql = format!(
                "SELECT DISTINCT local_id FROM op WHERE {} UNION SELECT local_id FROM overlay",
                op::LIVE
            );
            let mut statement = db.prepare(&sql)?;
            let rows = statement.query_map(params![], |row| uuid_at(row, "local_id"))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }
}
