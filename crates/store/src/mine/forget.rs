//! Forgetting a person: what entries said about them goes, that there were entries stays. Nobody
//! looks for them any more.

use super::{Mine, Result, audit, course, draft, duplicate, entity, op, receipt};
use jiff::Timestamp;
use rusqlite::params;
use uuid::Uuid;

impl Mine {
    /// Entries that are not finished come first: somebody has to send or cancel them.
    /// `id` is the network's, where the customer has one: verdicts stand under either.
    pub fn forget(&self, local_id: Uuid, id: Option<&str>, who: &str, at: Timestamp) -> Result<()> {
        self.write(|tx| {
            let local_id = entity::canonical(tx, local_id)?;
            if let Some(live) = op::live_of(tx, local_id)?.first() {
                let state = live.state.word();
                return Err(outbox::Error::NoSuchStep { state, event: "forget" }.into());
            }
            let name = local_id.to_string();
            tx.execute(
                "UPDATE op SET fields_json = '[]', detail = '{}', ruled_out = '[]',
                     adopted_id = NULL, twin_check_mono_ms = NULL, twin_check_wall_ms = NULL,
                     twin_check_span_ms = NULL,
                     body_json = CASE kind WHEN 'create' THEN '{\"create\":{\"record\":{}}}'
                         ELSE '{\"update\":{\"base\":null,\"wanted\":null}}' END
                 WHERE local_id = ?1",
                [&name],
            )?;
            tx.execute("DELETE FROM base WHERE local_id = ?1", [&name])?;
            tx.execute("DELETE FROM overlay WHERE local_id = ?1", [&name])?;
            draft::drop_about(tx, &name)?;
            course::forget(tx, &name)?;
            tx.execute("DELETE FROM here WHERE local_id = ?1", [&name])?;
            // A reason may be in somebody's own words; that there was a verdict stays.
            tx.execute(
                "UPDATE verdict SET reason = NULL WHERE ?1 IN (one, other) OR ?2 IN (one, other)",
                params![&name, id],
            )?;
            receipt::empty_about(tx, &name, id)?;
            if let Some(id) = id {
                duplicate::drop_about(tx, id)?;
            }
            tx.execute("UPDATE submission SET json = 'null' WHERE local_id = ?1", [&name])?;
            audit::append(tx, at, who, "customer forgotten", None)
        })
    }
}
