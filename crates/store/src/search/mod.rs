//! Finding customers in the local copy as somebody types.
//!
//! Owns the words of a record, the question put to the index and the order of the answers. It
//! reads no document, and it never widens a question on its own: where nobody matches all pieces,
//! nobody is the answer.

use crate::failure::Failure;
pub use finder::rank::{How, Why};
use finder::{
    ask::{self, Piece, Reach},
    face::{self, Seen},
    rank,
};
use rusqlite::{Connection, params};
use std::collections::HashSet;
use uuid::Uuid;

/// A row that matches, before its document is read.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub n: i64,
    pub local_id: Uuid,
    pub id: Option<String>,
    pub opened_at: Option<i64>,
    pub score: f64,
    pub why: Vec<Why>,
}

/// So many of the customers opened last are looked at whatever the index brings.
const RECENT: i64 = 32;

/// The best rows, best first.
pub(crate) fn rows(
    connection: &Connection,
    pieces: &[Piece],
    limit: usize,
) -> Result<Vec<Row>, Failure> {
    // More than are asked for, so that the best can be told from the rest.
    let pool = limit.clamp(10, 200) * 4;
    let most = i64::try_from(pool).unwrap_or(i64::MAX);
    let mut seen: HashSet<i64> = HashSet::new();
    let mut found = Vec::new();
    let mut matches = connection.prepare_cached(
        "SELECT f.n, f.local_id, f.id, f.opened_at, f.line, f.also
         FROM (SELECT rowid FROM word WHERE word MATCH ?1 ORDER BY rowid LIMIT ?2) AS hit
         CROSS JOIN face AS f ON f.n = hit.rowid",
    )?;
    for reach in [Reach::Whole, Reach::Start, Reach::Weak] {
        if found.len() >= pool {
            break;
        }
        let Some(expression) = ask::expression(pieces, reach) else { return Ok(Vec::new()) };
        let mut answer = matches.query(params![expression, most])?;
        while let Some(row) = answer.next()? {
            take(row, pieces, &mut seen, &mut found)?;
        }
    }
    // A full pool may lack whom this desk had open just now.
    if found.len() >= pool {
        let mut recent = connection.prepare_cached(
            "SELECT n, local_id, id, opened_at, line, also FROM face
             WHERE opened_at IS NOT NULL ORDER BY opened_at DESC LIMIT ?1",
        )?;
        let mut answer = recent.query([RECENT])?;
        while let Some(row) = answer.next()? {
            take(row, pieces, &mut seen, &mut found)?;
        }
    }
    found.sort_by(|a: &Row, b: &Row| {
        b.score.total_cmp(&a.score).then(b.opened_at.cmp(&a.opened_at)).then(a.n.cmp(&b.n))
    });
    found.truncate(limit);
    Ok(found)
}

fn take(
    row: &rusqlite::Row<'_>,
    pieces: &[Piece],
    seen: &mut HashSet<i64>,
    found: &mut Vec<Row>,
) -> Result<(), Failure> {
    let n: i64 = row.get(0)?;
    if !seen.insert(n) {
        return Ok(());
    }
    let (line, also) = (row.get_ref(4)?, row.get_ref(5)?);
    let text = |value: rusqlite::types::ValueRef<'_>| -> Result<_, Failure> {
        value.as_str().map(str::to_owned).map_err(|_| Failure::Damaged)
    };
    let (line, also) = (text(line)?, text(also)?);
    let words: Vec<Seen<'_>> = face::read(&line).chain(face::read(&also)).collect();
    if let Some((score, why)) = rank::explain(pieces, &words) {
        found.push(Row {
            n,
            local_id: row.get(1)?,
            id: row.get(2)?,
            opened_at: row.get(3)?,
            score,
            why,
        });
    }
    Ok(())
}
