//! `base`: what a section held when the network was last read after one of our own writes.

use super::Result;
use customer::{Record, Section};
use rusqlite::{Transaction, params};
use uuid::Uuid;

pub(super) fn put(tx: &Transaction<'_>, local_id: Uuid, record: &Record) -> Result<()> {
    let seq: i64 = tx.query_row(
        "SELECT coalesce(max(fetched_seq), 0) + 1 FROM base WHERE local_id = ?1",
        [local_id.to_string()],
        |row| row.get(0),
    )?;
    let mut statement = tx.prepare_cached(
        "INSERT INTO base (local_id, section, json, fetched_seq) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (local_id, section)
         DO UPDATE SET json = excluded.json, fetched_seq = excluded.fetched_seq",
    )?;
    // Identity numbers stay at the network unless somebody asks for them there.
    for section in Section::ALL.into_iter().filter(|section| *section != Section::Identity) {
        let json = record.section(section).to_string();
        statement.execute(params![local_id.to_string(), section.word(), json, seq])?;
    }
    Ok(())
}
