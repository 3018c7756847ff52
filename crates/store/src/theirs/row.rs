//! A stored customer as the rest of the program sees it, and how it is read.

use crate::failure::Failure;
use customer::Record;
use jiff::Timestamp;
use rusqlite::{
    Connection, OptionalExtension as _, Row, ToSql, named_params,
    types::{FromSql, FromSqlError, FromSqlResult, ToSqlOutput, ValueRef},
};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// Where a document is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// The whole customer, read from the network: replaces what is kept.
    Full,
    /// A row of a search: adds to what is kept and takes nothing away.
    Summary,
    /// A dealer's export: replaces what is kept.
    Import,
    /// A table or an address book, which holds some columns of a customer: adds to what is kept and
    /// takes nothing away.
    ImportedPart,
    /// Made at this desk; the network does not know the person yet.
    Local,
}

impl Source {
    const fn word(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Summary => "summary",
            Self::Import | Self::ImportedPart => "import",
            Self::Local => "local",
        }
    }
}

impl ToSql for Source {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.word().into())
    }
}

impl FromSql for Source {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let word = value.as_str()?;
        [Self::Full, Self::Summary, Self::Import, Self::Local]
            .into_iter()
            .find(|source| source.word() == word)
            .ok_or(FromSqlError::InvalidType)
    }
}

#[derive(Clone, Debug)]
pub struct Customer {
    pub local_id: Uuid,
    /// The network's id, where the network knows the person.
    pub id: Option<String>,
    pub record: Record,
    /// False where only what a search answers is known.
    pub full: bool,
    pub source: Source,
    pub as_of: Timestamp,
    /// A search told something newer than `as_of`.
    pub newer_summary: Option<Timestamp>,
    pub opened_at: Option<Timestamp>,
    /// The network holds an identity number that is not kept here.
    pub withheld: bool,
}

/// The local id of a customer of the network: the same in every copy that is ever built.
pub fn local_id_of(id: &str) -> Uuid {
    local_id_at("", id)
}

/// Another dealer's customer of the same number is somebody else. The dealer a desk has had from
/// its first day goes without a name.
pub(super) fn local_id_at(dealer: &str, id: &str) -> Uuid {
    let mut hash = Sha256::new();
    hash.update(b"showroom customer of the network\0");
    if !dealer.is_empty() {
        hash.update(dealer.as_bytes());
        hash.update(b"\0");
    }
    hash.update(id.as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash.finalize()[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

pub(super) fn millis(at: Timestamp) -> i64 {
    at.as_millisecond()
}

pub(super) fn instant(millis: i64) -> Result<Timestamp, Failure> {
    Timestamp::from_millisecond(millis).map_err(|_| Failure::Damaged)
}

/// The row a name stands for: the network's id, a local id, or one it had before.
pub(super) fn locate(connection: &Connection, name: &str) -> Result<Option<i64>, Failure> {
    let by_id = connection
        .prepare_cached("SELECT n FROM customer WHERE id = ?1")?
        .query_row([name], |row| row.get(0))
        .optional()?;
    if by_id.is_some() {
        return Ok(by_id);
    }
    match Uuid::try_parse(name) {
        Ok(local_id) => by_local_id(connection, local_id),
        Err(_) => Ok(None),
    }
}

pub(super) fn by_local_id(connection: &Connection, id: Uuid) -> Result<Option<i64>, Failure> {
    let mut direct = connection.prepare_cached("SELECT n FROM customer WHERE local_id = ?1")?;
    let found = direct.query_row([id], |row| row.get(0)).optional()?;
    if found.is_some() {
        return Ok(found);
    }
    let now: Option<Uuid> = connection
        .prepare_cached("SELECT now FROM former WHERE local_id = ?1")?
        .query_row([id], |row| row.get(0))
        .optional()?;
    match now {
        Some(now) => Ok(direct.query_row([now], |row| row.get(0)).optional()?),
        None => Ok(None),
    }
}

const COLUMNS: &str = "SELECT c.local_id, c.id, c.doc, c.is_full, c.source, c.as_of,
     c.newer_summary, c.withheld, f.opened_at
     FROM customer AS c JOIN face AS f ON f.n = c.n WHERE c.n = :n";

pub(super) fn customer(connection: &Connection, n: i64) -> Result<Option<Customer>, Failure> {
    let mut statement = connection.prepare_cached(COLUMNS)?;
    let mut rows = statement.query(named_params! {":n": n})?;
    rows.next()?.map(read).transpose()
}

fn read(row: &Row<'_>) -> Result<Customer, Failure> {
    let doc = row.get_ref("doc")?.as_str().map_err(|_| Failure::Damaged)?;
    let at = |name: &str| -> Result<Option<Timestamp>, Failure> {
        row.get::<_, Option<i64>>(name)?.map(instant).transpose()
    };
    let id: Option<String> = row.get("id")?;
    let mut record: Record = serde_json::from_str(doc)?;
    record.id.clone_from(&id);
    Ok(Customer {
        local_id: row.get("local_id")?,
        id,
        record,
        full: row.get("is_full")?,
        source: row.get("source")?,
        as_of: instant(row.get("as_of")?)?,
        newer_summary: at("newer_summary")?,
        opened_at: at("opened_at")?,
        withheld: row.get("withheld")?,
    })
}
