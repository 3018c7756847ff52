//! The places of `mine.db` where a bug may be planted (`outbox::planted`): nothing of it happens in
//! a program that is shipped.

use super::Result;
use outbox::planted::{self, Bug};
use rusqlite::Transaction;

pub(super) fn at_start(tx: &Transaction<'_>) -> Result<()> {
    if planted::is(Bug::DropAtStart) {
        delete(tx, "state = 'queued' AND attempts = 0 AND ?1 = ''", "")?;
    }
    if planted::is(Bug::CountAttemptsInMemory) {
        tx.execute_batch("UPDATE op SET attempts = 0; DELETE FROM attempt;")?;
    }
    if planted::is(Bug::RetryWhatIsParked) {
        tx.execute_batch("UPDATE op SET state = 'queued' WHERE state = 'parked'")?;
    }
    Ok(())
}

pub(super) fn delete(tx: &Transaction<'_>, which: &str, id: &str) -> Result<()> {
    for table in ["attempt", "overlay", "course", "held"] {
        let sql =
            format!("DELETE FROM {table} WHERE op_id IN (SELECT op_id FROM op WHERE {which})");
        tx.execute(&sql, [id])?;
    }
    tx.execute(&format!("DELETE FROM op WHERE {which}"), [id])?;
    Ok(())
}
