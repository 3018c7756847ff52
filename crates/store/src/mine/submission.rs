//! `submission`: where the kiosk's cards lay before they had a file of their own. The table stays;
//! what is in it is moved to `inbox.db` when the desk opens.

use super::{Mine, Result, maybe_uuid_at, uuid_at};
use crate::file::Access;
use crate::inbox::{Inbox, Submission, SubmissionState};
use rusqlite::Connection;
use serde_json::Value;

fn select(db: &Connection) -> Result<Vec<Submission>> {
    let mut statement = db.prepare("SELECT * FROM submission ORDER BY received_at, id")?;
    let mut rows = statement.query([])?;
    let mut submissions = Vec::new();
    while let Some(row) = rows.next()? {
        let json: String = row.get("json")?;
        submissions.push(Submission {
            id: uuid_at(row, "id")?,
            code: row.get("code")?,
            json: serde_json::from_str(&json).unwrap_or(Value::Null),
            visit: Value::Null,
            received_at: row.get("received_at")?,
            state: SubmissionState::from_word(&row.get::<_, String>("state")?),
            decided_by: row.get("decided_by")?,
            decided_at: row.get("decided_at")?,
            reason: None,
            local_id: maybe_uuid_at(row, "local_id")?,
        });
    }
    Ok(submissions)
}

impl Mine {
    /// Moves every card over. Cut off at any point, it is done again at the next start: a card that
    /// is there already is not taken in twice, and none leaves here before it is there for good.
    pub(crate) fn move_submissions(&self, inbox: &Inbox) -> Result<usize> {
        if self.access() == Access::ReadOnly {
            return Ok(0);
        }
        let submissions = self.read(select)?;
        if submissions.is_empty() {
            return Ok(0);
        }
        inbox.take_in(&submissions)?;
        self.write(|tx| {
            let mut delete = tx.prepare("DELETE FROM submission WHERE id = ?1")?;
            for one in &submissions {
                delete.execute([one.id.to_string()])?;
            }
            Ok(())
        })?;
        Ok(submissions.len())
    }
}

#[cfg(test)]
mod tests {
    use crate::file::Key;
    use crate::inbox::{Inbox, SubmissionState};
    use crate::mine::tests::mine;
    use uuid::Uuid;

    const OLD: &str = "INSERT INTO submission (id, code, json, received_at, state, decided_by,
            decided_at, local_id)
         VALUES
         ('00000000-0000-0000-0000-000000000001', 'A7K', '{\"names\":{\"givenName\":\"Ana\"}}',
          '2026-11-20T10:00:00Z', 'new', NULL, NULL, NULL),
         ('00000000-0000-0000-0000-000000000002', 'C4D', '{\"names\":{\"givenName\":\"Bo\"}}',
          '2026-11-20T11:00:00Z', 'accepted', 'eva', '2026-11-20T12:00:00Z',
          '00000000-0000-0000-0000-00000000000a')";

    #[test]
    fn old_cards_are_moved_once_wherever_the_move_is_cut_off() {
        let desk = mine();
        let inbox = Inbox::open(desk.dir.path(), &Key::new([3; 32])).unwrap();
        desk.mine.lock().execute(OLD, []).unwrap();
        // Cut off between the two files: they are there, and still here.
        inbox.take_in(&desk.mine.read(super::select).unwrap()).unwrap();
        assert_eq!(desk.mine.move_submissions(&inbox).unwrap(), 2);
        assert_eq!(desk.mine.move_submissions(&inbox).unwrap(), 0);
        let moved = inbox.submissions(None).unwrap();
        let said = moved.iter().map(|one| (one.code.as_str(), one.state)).collect::<Vec<_>>();
        assert_eq!(said, [("A7K", SubmissionState::New), ("C4D", SubmissionState::Accepted)]);
        assert_eq!(moved[0].json["names"]["givenName"], "Ana");
        assert_eq!(moved[1].decided_by.as_deref(), Some("eva"));
        assert_eq!(inbox.about(Uuid::from_u128(10)).unwrap(), [moved[1].clone()]);
        assert!(inbox.not_noted().unwrap().is_empty(), "the audit has their arrival");
    }

    #[test]
    fn a_card_decided_after_a_move_that_was_cut_off_is_not_new_again() {
        let desk = mine();
        let inbox = Inbox::open(desk.dir.path(), &Key::new([3; 32])).unwrap();
        desk.mine.lock().execute(OLD, []).unwrap();
        inbox.take_in(&desk.mine.read(super::select).unwrap()).unwrap();
        inbox.let_go_of_the_past(jiff::Timestamp::MAX).unwrap();
        desk.mine.move_submissions(&inbox).unwrap();
        let moved = inbox.submission("00000000-0000-0000-0000-000000000001").unwrap().unwrap();
        assert!(moved.json.is_null(), "what was forgotten does not come back");
    }
}
