//! Who of the copy could be this person? The rows that share blocking keys with the record.
//!
//! It only fetches, generously; telling candidates apart is the matcher's work.

use super::{
    Theirs,
    both::Readers,
    row::{self, Customer},
};
use crate::failure::Failure;
use customer::Record;
use finder::face;
use matching::{
    Form,
    blocking::{self, BlockKind, CAP, Gather},
};
use rusqlite::{Connection, params};
use uuid::Uuid;

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
        BlockKind::BirthPart => "w:",
        BlockKind::Given => "x:",
        BlockKind::Sounds => "y:",
        BlockKind::StreetName => "z:",
    }
}

/// A hostile record must not make a question without end.
const MOST: usize = 200;
/// Letters of a key.
const LONGEST: usize = 48;

/// What stands in the index for a key.
pub(super) fn token(letter: &str, key: &str) -> String {
    if key.len() <= LONGEST && !key.contains(char::is_control) {
        return face::token(letter, key);
    }
    let key: String = key.chars().filter(|c| !c.is_control()).take(LONGEST).collect();
    face::token(letter, &key)
}

/// The keys by which candidates of a record are found, each with its kind.
fn keys(record: &Record, form: &Form) -> Vec<(BlockKind, String)> {
    let mut keys: Vec<(BlockKind, String)> = Vec::with_capacity(48);
    for (kind, key) in blocking::keys_of(record, form) {
        let token = token(letter(kind), &key);
        if keys.len() < MOST && !keys.iter().any(|(_, known)| *known == token) {
            keys.push((kind, token));
        }
    }
    keys
}

/// All that the index keeps of a record: its keys, and its names for counting them.
pub(super) fn tokens(record: &Record, form: &Form) -> String {
    let mut tokens = String::with_capacity(1024);
    let mut add = |token: &str| {
        if !tokens.is_empty() {
            tokens.push(' ');
        }
        tokens.push_str(token);
    };
    keys(record, form).iter().for_each(|(_, token)| add(token));
    for (letter, name) in [(GIVEN, form.first()), (FAMILY, form.family.as_str())] {
        if !name.is_empty() {
            add(&token(letter, name));
        }
    }
    tokens
}

/// Somebody who shares a key with whoever is asked about, in the form in which they are compared.
#[derive(Clone, Debug)]
pub struct Likely {
    n: i64,
    pub local_id: Uuid,
    /// The network has deleted them, or joined them to somebody else.
    pub gone: bool,
    pub form: Form,
}

impl Theirs {
    /// At most `limit` people, those who share the rarest keys first. Their records stay unread.
    pub fn candidates(
        &self,
        person: &Record,
        country: &str,
        limit: usize,
    ) -> Result<Vec<Likely>, Failure> {
        self.candidates_on_form(person, &Form::of(person, country), limit)
    }

    /// The same for whoever has the compared form already.
    pub fn candidates_on_form(
        &self,
        person: &Record,
        form: &Form,
        limit: usize,
    ) -> Result<Vec<Likely>, Failure> {
        self.likely(Readers::Both, person, form, limit)
    }

    /// The same for whoever goes through everybody, beside somebody's search.
    pub fn candidates_in_passing(
        &self,
        person: &Record,
        country: &str,
        limit: usize,
    ) -> Result<Vec<Likely>, Failure> {
        self.likely(Readers::One, person, &Form::of(person, country), limit)
    }

    fn likely(
        &self,
        readers: Readers,
        person: &Record,
        asking: &Form,
        limit: usize,
    ) -> Result<Vec<Likely>, Failure> {
        let keys = keys(person, asking);
        let customers = self.count()?;
        let rows = self.of_each(readers, &keys, |reader, (_, token)| rows_of(reader, token))?;
        let found: Vec<(BlockKind, Vec<u32>)> =
            keys.into_iter().map(|(kind, _)| kind).zip(rows).collect();
        let forms = self.of_each(readers, &best(&found, customers, limit), |reader, n| {
            form(reader, i64::from(*n))
        })?;
        Ok(forms.into_iter().flatten().collect())
    }

    /// The whole of one of them; `None` where they went in between.
    pub fn whole(&self, likely: &Likely) -> Result<Option<Customer>, Failure> {
        row::customer(&self.reader(), likely.n)
    }

    /// The same of each, in their order.
    pub fn wholes(&self, likely: &[Likely]) -> Result<Vec<Option<Customer>>, Failure> {
        self.of_each(Readers::Both, likely, |reader, one| row::customer(reader, one.n))
    }
}

/// What is kept of a row for comparing; none where the row went in between.
pub(super) fn form(reader: &Connection, n: i64) -> Result<Option<Likely>, Failure> {
    let mut statement =
        reader.prepare_cached("SELECT local_id, gone, form FROM form WHERE n = ?1")?;
    let mut rows = statement.query([n])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let bytes = row.get_ref(2)?.as_blob().map_err(|_| Failure::Damaged)?;
    Ok(Some(Likely {
        n,
        local_id: row.get(0)?,
        gone: row.get(1)?,
        form: Form::unpacked(bytes).ok_or(Failure::Damaged)?,
    }))
}

fn best(found: &[(BlockKind, Vec<u32>)], customers: u64, limit: usize) -> Vec<u32> {
    let mut gather = Gather::new(customers);
    for (kind, rows) in found {
        gather.add(*kind, rows);
    }
    let best = gather.best(limit);
    if !best.is_empty() {
        return best;
    }
    // Nothing else is known: the first rows are all there is to offer.
    for (kind, rows) in found.iter().filter(|(_, rows)| rows.len() > CAP) {
        gather.add(*kind, &rows[..CAP]);
    }
    gather.best(limit)
}

/// The first rows under one key; one more than `CAP` where there are more.
pub(super) fn rows_of(connection: &Connection, token: &str) -> Result<Vec<u32>, Failure> {
    let most = i64::try_from(CAP).unwrap_or(i64::MAX) + 1;
    let rows = connection
        .prepare_cached("SELECT rowid FROM block WHERE block MATCH ?1 ORDER BY rowid LIMIT ?2")?
        .query_map(params![format!("\"{token}\""), most], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    Ok(rows)
}
