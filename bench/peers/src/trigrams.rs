//! PostgreSQL's pg_trgm, in a server that `scripts/bench-peers.sh` starts where one is installed.
//! One GIN index of trigrams over all columns. First by parts (LIKE), in the order of equal
//! matches; where fewer than ten have them, names by likeness, the likest first.

use crate::{Failed, Line, Peer, kept};
use finder::{
    ask::{Kind, Piece},
    face,
};
use postgres::{Client, NoTls, Statement, types::ToSql};
use std::{collections::HashMap, io::Write as _};

pub struct Trigrams {
    client: Client,
    prepared: HashMap<String, Statement>,
}

/// How alike a word must be to stand in the answer: 0.6, the usual, misses most slips.
const LIKE_ENOUGH: f32 = 0.4;

impl Trigrams {
    /// `server`: how to reach it, as PostgreSQL's own programs are told.
    pub fn of(lines: &[Line], server: &str) -> Result<Self, Failed> {
        let mut client = Client::connect(server, NoTls)?;
        let columns = |suffix: &str| kept::COLUMNS.map(|name| format!("{name}{suffix}")).join(", ");
        client.batch_execute(&format!(
            "CREATE EXTENSION IF NOT EXISTS pg_trgm;
             SET pg_trgm.word_similarity_threshold = {LIKE_ENOUGH};
             DROP TABLE IF EXISTS f;
             CREATE UNLOGGED TABLE f (place integer, {});",
            columns(" text"),
        ))?;
        let mut copy = client.copy_in("COPY f FROM STDIN")?;
        for (place, line) in lines.iter().enumerate() {
            let seen: Vec<_> = face::read(&line.words).collect();
            write!(copy, "{place}")?;
            for at in 0..kept::COLUMNS.len() {
                // Each word has a space before it: that is where one begins.
                write!(copy, "\t")?;
                for word in kept::words(&seen, at) {
                    write!(copy, " {}", word.replace(['\\', '\t'], ""))?;
                }
            }
            writeln!(copy)?;
        }
        copy.finish()?;
        client.batch_execute(&format!(
            "ALTER TABLE f ADD PRIMARY KEY (place);
             CREATE INDEX f_trigrams ON f USING gin ({});",
            columns(" gin_trgm_ops"),
        ))?;
        client.batch_execute("VACUUM (ANALYZE) f")?;
        Ok(Self { client, prepared: HashMap::new() })
    }

    fn run(&mut self, sql: &str, values: &[String]) -> Result<Vec<u32>, Failed> {
        if !self.prepared.contains_key(sql) {
            let statement = self.client.prepare(sql)?;
            self.prepared.insert(sql.to_owned(), statement);
        }
        let values: Vec<&(dyn ToSql + Sync)> = values.iter().map(|v| v as _).collect();
        let rows = self.client.query(&self.prepared[sql], &values)?;
        Ok(rows.iter().map(|row| row.get::<_, i32>(0) as u32).collect())
    }
}

/// A condition for each piece, and what the marks in them stand for.
struct Conditions {
    all: Vec<String>,
    values: Vec<String>,
    likeness: Vec<String>,
}

fn conditions(pieces: &[Piece], slips: bool) -> Conditions {
    let mut conditions = Conditions { all: Vec::new(), values: Vec::new(), likeness: Vec::new() };
    for piece in pieces {
        let mut any = Vec::new();
        for way in &piece.ways {
            if slips && way.kind == Kind::Name {
                conditions.values.push(way.value.clone());
                let mark = conditions.values.len();
                any.push(format!("${mark} <% names"));
                conditions.likeness.push(format!("word_similarity(${mark}, names)"));
                continue;
            }
            let text = way.value.replace('\\', "").replace('%', "\\%").replace('_', "\\_");
            for column in kept::asked(way.kind) {
                let before = if kept::is_by_part(*column) { "" } else { " " };
                conditions.values.push(format!("%{before}{text}%"));
                let mark = conditions.values.len();
                any.push(format!("{} LIKE ${mark}", kept::COLUMNS[*column]));
            }
        }
        conditions.all.push(format!("({})", any.join(" OR ")));
    }
    conditions
}

impl Peer for Trigrams {
    fn name(&self) -> &'static str {
        "pg_trgm"
    }

    fn find(&mut self, pieces: &[Piece]) -> Result<Vec<u32>, Failed> {
        let plain = conditions(pieces, false);
        let sql = format!(
            "SELECT place FROM f WHERE {} ORDER BY place LIMIT 10",
            plain.all.join(" AND ")
        );
        let mut found = self.run(&sql, &plain.values)?;
        let alike = conditions(pieces, true);
        if found.len() < 10 && !alike.likeness.is_empty() {
            let sql = format!(
                "SELECT place FROM f WHERE {} ORDER BY {} DESC, place LIMIT 10",
                alike.all.join(" AND "),
                alike.likeness.join(" + ")
            );
            for place in self.run(&sql, &alike.values)? {
                if !found.contains(&place) && found.len() < 10 {
                    found.push(place);
                }
            }
        }
        Ok(found)
    }

    fn bytes(&mut self) -> Result<u64, Failed> {
        let row = self.client.query_one("SELECT pg_total_relation_size('f')", &[])?;
        Ok(row.get::<_, i64>(0) as u64)
    }
}
