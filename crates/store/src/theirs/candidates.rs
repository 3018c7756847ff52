//! Who of the copy could be this person? The rows that share blocking keys with the record.
//!
//! It only fetches, generously; telling candidates apart is the matcher's work.

use super::{Theirs, row, shelf::Kept};
use crate::failure::Failure;
use customer::Record;
use finder::face;
use matching::{
    Form,
    blocking::{self, BlockKind, CAP},
};
use rusqlite::{Connection, params};
use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};
use uuid::Uuid;

#[derive(Clone, Debug)]
pub struct Candidate {
    pub local_id: Uuid,
    pub id: Option<String>,
    pub record: Record,
}

/// What a counted name stands under; no kind of key has these letters.
pub(super) const GIVEN: &str = "q:";
pub(super) const FAMILY: &str = "r:";

/// One letter a kind keeps the keys of different kinds apart.
pub(super) const fn letter(kind: BlockKind) -> &'static str {
    match kind {
        BlockKind::Phone => "a:",
        BlockKind::PhoneEnd => "b:",
        BlockKind::Email => "c:",
        BlockKind::EmailName => "d:",
        BlockKind::Vin => "e:",
        BlockKind::Plate => "f:",
        BlockKind::CustomerKey => "g:",
        BlockKind::Sound => "h:",
        BlockKind::Name => "i:",
        BlockKind::NameStart => "j:",
        BlockKind::Postcode => "k:",
        BlockKind::Area => "l:",
        BlockKind::BirthDate => "m:",
        BlockKind::Street => "n:",
        BlockKind::Company => "o:",
        BlockKind::SocialSecurity => "p:",
        BlockKind::NameEnd => "s:",
        BlockKind::Family => "t:",
        BlockKind::PhoneStart => "u:",
        BlockKind::BirthDigits => "v:",
        BlockKind::BirthPart => "w:",
    }
}

/// A hostile record must not make a question without end.
const MOST: usize = 200;

/// What stands in the index for a key.
pub(super) fn token(letter: &str, key: &str) -> String {
    let key: String = key.chars().filter(|c| !c.is_control()).take(48).collect();
    face::token(letter, &key)
}

/// The keys by which candidates of a record are found.
fn keys(record: &Record, country: &str) -> Vec<String> {
    let mut seen = HashSet::new();
    blocking::keys(record, country)
        .into_iter()
        .map(|(kind, key)| token(letter(kind), &key))
        .filter(|token| seen.insert(token.clone()))
        .take(MOST)
        .collect()
}

/// All that the index keeps of a record: its keys, and its names for counting them.
pub(super) fn tokens(record: &Record, country: &str) -> String {
    let mut tokens = keys(record, country);
    let names = Record { names: record.names.clone(), ..Record::default() };
    let form = Form::of(&names, country);
    for (letter, name) in [(GIVEN, form.first()), (FAMILY, form.family.as_str())] {
        if !name.is_empty() {
            tokens.push(token(letter, name));
        }
    }
    tokens.join(" ")
}

impl Theirs {
    /// At most `limit` rows, those that share the rarest keys first.
    pub fn candidates(
        &self,
        person: &Record,
        country: &str,
        limit: usize,
    ) -> Result<Vec<Candidate>, Failure> {
        let gathered = self.gather(person, country, limit)?;
        let candidate = |kept: Arc<Kept>| Candidate {
            local_id: kept.customer.local_id,
            id: kept.customer.id.clone(),
            record: kept.customer.record.clone(),
        };
        Ok(gathered.into_iter().map(candidate).collect())
    }

    /// The same, whole and in the form in which they are compared.
    pub fn gather(
        &self,
        person: &Record,
        country: &str,
        limit: usize,
    ) -> Result<Vec<Arc<Kept>>, Failure> {
        let tokens = keys(person, country);
        let reader = self.reader();
        let rows = best(&reader, &tokens, limit)?;
        self.kept(&reader, rows, country)
    }

    /// Rows as they are held, or read now. One that went in between is left out.
    pub(super) fn kept(
        &self,
        reader: &Connection,
        rows: Vec<i64>,
        country: &str,
    ) -> Result<Vec<Arc<Kept>>, Failure> {
        let mut held = self.shelf.look(reader)?;
        held.read_as_in(country);
        let mut found = Vec::with_capacity(rows.len());
        for n in rows {
            if let Some(kept) = held.get(n) {
                found.push(kept);
            } else if let Some(customer) = row::customer(reader, n)? {
                let form = Form::of(&customer.record, country);
                let kept = Arc::new(Kept { customer, form });
                held.put(n, Arc::clone(&kept));
                found.push(kept);
            }
        }
        Ok(found)
    }
}

fn best(connection: &Connection, tokens: &[String], limit: usize) -> Result<Vec<i64>, Failure> {
    let mut weights: HashMap<i64, f64> = HashMap::new();
    let mut full = Vec::new();
    for token in tokens {
        let rows = matching_rows(connection, &format!("\"{token}\""))?;
        if rows.len() > CAP {
            full.push(token);
        } else {
            weigh(&mut weights, &rows);
        }
    }
    // A key that half the town shares says something only together with another one.
    for token in full {
        let others: Vec<String> = tokens
            .iter()
            .filter(|other| *other != token)
            // Keys of the same names and places would only repeat the full one.
            .filter(|other| !same_matter(other, token))
            .map(|other| format!("\"{other}\""))
            .collect();
        if others.is_empty() {
            // Nothing else is known: the first rows are all there is to offer.
            let mut rows = matching_rows(connection, &format!("\"{token}\""))?;
            rows.truncate(CAP);
            weigh(&mut weights, &rows);
            continue;
        }
        let both = format!("\"{token}\" AND ({})", others.join(" OR "));
        let mut rows = matching_rows(connection, &both)?;
        rows.truncate(CAP);
        weigh(&mut weights, &rows);
    }
    let mut ranked: Vec<(i64, f64)> = weights.into_iter().collect();
    ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    Ok(ranked.into_iter().take(limit).map(|(n, _)| n).collect())
}

/// Sound, name and start of a name are one matter; so are the phone and its end.
fn same_matter(a: &str, b: &str) -> bool {
    let matter = |token: &str| match token.as_bytes().first() {
        Some(b'a' | b'b' | b'u') => 1,
        Some(b'c' | b'd') => 2,
        Some(b'h'..=b'j' | b's' | b't') => 3,
        Some(b'm' | b'v' | b'w') => 4,
        Some(letter) => u32::from(*letter) + 100,
        None => 0,
    };
    matter(a) == matter(b)
}

/// The fewer rows share a key, the more it says.
fn weigh(weights: &mut HashMap<i64, f64>, rows: &[i64]) {
    #[expect(clippy::cast_precision_loss, reason = "at most CAP rows")]
    let weight = 1.0 / (1.0 + rows.len() as f64).ln_1p();
    for n in rows {
        *weights.entry(*n).or_default() += weight;
    }
}

/// The first rows under one key.
pub(super) fn rows_of(connection: &Connection, token: &str) -> Result<Vec<i64>, Failure> {
    matching_rows(connection, &format!("\"{token}\""))
}

fn matching_rows(connection: &Connection, expression: &str) -> Result<Vec<i64>, Failure> {
    let most = i64::try_from(CAP).unwrap_or(i64::MAX) + 1;
    let rows = connection
        .prepare_cached("SELECT rowid FROM block WHERE block MATCH ?1 ORDER BY rowid LIMIT ?2")?
        .query_map(params![expression, most], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    Ok(rows)
}
