//! SQLite FTS5, in memory and not encrypted, with an index of starts of one to four letters, a
//! column for each kind of word, and no text of its own (`content=''`, `detail=column`). Asked in
//! the order of its rows, which is the order of equal matches, and in the order of bm25, in which
//! names weigh ten times what the others do.

use crate::{Failed, Line, Peer, kept};
use finder::{ask::Piece, face};
use rusqlite::Connection;
use std::rc::Rc;

pub fn table(lines: &[Line]) -> Result<Rc<Connection>, Failed> {
    let connection = Connection::open_in_memory()?;
    let columns = kept::COLUMNS.join(", ");
    connection.execute_batch(&format!(
        "PRAGMA cache_size = -65536;
         CREATE VIRTUAL TABLE f USING fts5 ({columns}, content = '', detail = column,
             prefix = '1 2 3 4', tokenize = \"unicode61 tokenchars '@._+-'\");
         INSERT INTO f (f, rank) VALUES ('rank', 'bm25(10.0)');
         BEGIN;"
    ))?;
    let marks = ["?"; kept::COLUMNS.len()].join(", ");
    let mut insert =
        connection.prepare(&format!("INSERT INTO f (rowid, {columns}) VALUES (?, {marks})"))?;
    for (place, line) in lines.iter().enumerate() {
        let seen: Vec<_> = face::read(&line.words).collect();
        let tokens = |at| kept::words_and_ends(&seen, at).into_iter().map(token);
        let texts = (0..kept::COLUMNS.len()).map(|at| tokens(at).collect::<Vec<_>>().join(" "));
        insert.raw_bind_parameter(1_usize, place as i64)?;
        for (at, text) in texts.enumerate() {
            insert.raw_bind_parameter(at + 2, text)?;
        }
        insert.raw_execute()?;
    }
    drop(insert);
    connection.execute_batch("COMMIT; INSERT INTO f (f) VALUES ('optimize');")?;
    Ok(Rc::new(connection))
}

pub struct Fts {
    name: &'static str,
    table: Rc<Connection>,
    sql: &'static str,
}

impl Fts {
    pub fn by_place(table: Rc<Connection>) -> Self {
        let sql = "SELECT rowid FROM f WHERE f MATCH ?1 ORDER BY rowid LIMIT 10";
        Self { name: "FTS5, rowid", table, sql }
    }

    pub fn by_rank(table: Rc<Connection>) -> Self {
        let sql = "SELECT rowid FROM f WHERE f MATCH ?1 ORDER BY rank LIMIT 10";
        Self { name: "FTS5, bm25", table, sql }
    }
}

/// One token whatever stands in the word: phrases are not kept.
fn token(word: &str) -> String {
    face::token("", word)
}

fn question(pieces: &[Piece]) -> String {
    let pieces = pieces.iter().map(|piece| {
        let starts = piece.ways.iter().map(|way| {
            let columns: Vec<_> =
                kept::asked(way.kind).iter().map(|at| kept::COLUMNS[*at]).collect();
            format!("{{{}}} : \"{}\" *", columns.join(" "), token(&way.value))
        });
        format!("({})", starts.collect::<Vec<_>>().join(" OR "))
    });
    pieces.collect::<Vec<_>>().join(" AND ")
}

impl Peer for Fts {
    fn name(&self) -> &'static str {
        self.name
    }

    fn find(&mut self, pieces: &[Piece]) -> Result<Vec<u32>, Failed> {
        let mut statement = self.table.prepare_cached(self.sql)?;
        let found = statement.query_map([question(pieces)], |row| row.get(0))?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    fn bytes(&mut self) -> Result<u64, Failed> {
        let sql = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size";
        Ok(self.table.query_row(sql, [], |row| row.get::<_, i64>(0))? as u64)
    }
}
