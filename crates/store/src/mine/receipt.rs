//! `receipt`: why it was decided as it was, with what was known then. What a snapshot and a ruling
//! hold is the desk's matter; here they are kept, found again and forgotten.

use super::{Mine, Result, maybe_uuid_at, uuid_at};
use jiff::Timestamp;
use rusqlite::{Connection, Transaction, params};
use uuid::Uuid;

/// Older ones go: a decision of a year ago is nobody's question any more.
const MOST: i64 = 20_000;

/// On which occasion somebody decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Occasion {
    /// A person looked at candidates side by side.
    Compare,
    /// A new customer was saved.
    Save,
    /// A new customer that had waited was weighed once more before it was sent.
    Sending,
    /// A second copy of a customer made here was looked for.
    TwinCheck,
}

/// What was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Said {
    Use,
    Different,
    Unsure,
    Create,
    /// The program stopped for a person.
    Ask,
}

impl Occasion {
    const ALL: [Self; 4] = [Self::Compare, Self::Save, Self::Sending, Self::TwinCheck];

    pub const fn word(self) -> &'static str {
        match self {
            Self::Compare => "compare",
            Self::Save => "save",
            Self::Sending => "sending",
            Self::TwinCheck => "twin_check",
        }
    }
}

impl Said {
    const ALL: [Self; 5] = [Self::Use, Self::Different, Self::Unsure, Self::Create, Self::Ask];

    pub const fn word(self) -> &'static str {
        match self {
            Self::Use => "use",
            Self::Different => "different",
            Self::Unsure => "unsure",
            Self::Create => "create",
            Self::Ask => "ask",
        }
    }
}

#[derive(Clone, PartialEq, Eq)]
pub struct NewReceipt {
    pub id: Uuid,
    pub at: Timestamp,
    pub who: String,
    pub occasion: Occasion,
    pub said: Said,
    pub op_id: Option<Uuid>,
    pub chosen: Option<String>,
    pub because: Option<String>,
    /// Everybody it names, by each of their ids, and the form it was decided in.
    pub about: Vec<String>,
    pub snapshot: String,
    pub ruling: String,
}

#[derive(Clone, PartialEq, Eq)]
pub struct Receipt {
    pub n: i64,
    pub id: Uuid,
    pub at: String,
    pub who: String,
    pub occasion: Occasion,
    pub said: Said,
    pub op_id: Option<Uuid>,
    pub chosen: Option<String>,
    pub because: Option<String>,
    /// `None` once a person in it was forgotten.
    pub kept: Option<Kept>,
}

#[derive(Clone, PartialEq, Eq)]
pub struct Kept {
    pub snapshot: String,
    pub ruling: String,
}

macro_rules! redacted {
    ($($name:ident),+) => {$(
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(redacted)"))
            }
        }
    )+};
}
redacted!(NewReceipt, Receipt, Kept);

/// The same id twice is one receipt.
pub(super) fn put(tx: &Transaction<'_>, receipt: &NewReceipt) -> Result<()> {
    let new = tx.execute(
        "INSERT OR IGNORE INTO receipt
             (id, at, who, occasion, said, op_id, chosen, because, snapshot, ruling)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        params![
            receipt.id.to_string(),
            receipt.at.to_string(),
            receipt.who,
            receipt.occasion.word(),
            receipt.said.word(),
            receipt.op_id.map(|id| id.to_string()),
            receipt.chosen,
            receipt.because,
            receipt.snapshot,
            receipt.ruling,
        ],
    )?;
    if new == 0 {
        return Ok(());
    }
    let n = tx.last_insert_rowid();
    let mut about =
        tx.prepare_cached("INSERT OR IGNORE INTO receipt_about (n, id) VALUES (?1, ?2)")?;
    for id in &receipt.about {
        about.execute(params![n, id])?;
    }
    tx.prepare_cached("DELETE FROM receipt_about WHERE n <= ?1")?.execute([n - MOST])?;
    tx.prepare_cached("DELETE FROM receipt WHERE n <= ?1")?.execute([n - MOST])?;
    Ok(())
}

/// What was decided while a form was filled in is about whoever it became.
pub(super) fn belong(tx: &Transaction<'_>, draft_id: Uuid, local_id: Uuid) -> Result<()> {
    tx.execute(
        "INSERT OR IGNORE INTO receipt_about (n, id)
         SELECT n, ?2 FROM receipt_about WHERE id = ?1",
        params![draft_id.to_string(), local_id.to_string()],
    )?;
    Ok(())
}

const EMPTIED: &str = "snapshot = NULL, ruling = NULL, because = NULL, chosen = NULL";

/// Of what was about an entry of theirs, before anybody knew another id of them; `#` are the names.
pub(super) const EMPTY_OF_ENTRIES: &str = "UPDATE receipt
     SET snapshot = NULL, ruling = NULL, because = NULL, chosen = NULL
     WHERE op_id IN (SELECT op_id FROM op WHERE local_id IN #)";

/// Whoever is forgotten goes from every receipt that names them, and with them what it was about.
/// When it was decided, by whom and what stays. `names` is a list, as JSON.
pub(super) fn empty_about(tx: &Transaction<'_>, names: &str) -> Result<()> {
    const NAMED: &str = "SELECT n FROM receipt_about
        WHERE id IN (SELECT value FROM json_each(?1))
           OR id IN (SELECT local_id FROM entity
                     WHERE merged_into IN (SELECT value FROM json_each(?1)))";
    tx.execute(&format!("UPDATE receipt SET {EMPTIED} WHERE n IN ({NAMED})"), [names])?;
    tx.execute(&format!("DELETE FROM receipt_about WHERE n IN ({NAMED})"), [names])?;
    Ok(())
}

/// What was decided so long ago goes, and whom it was about; that it was decided stays.
pub(super) fn empty_before(tx: &Transaction<'_>, at: Timestamp) -> Result<usize> {
    let at = at.to_string();
    let about =
        format!("DELETE FROM receipt_about WHERE n IN (SELECT n FROM receipt WHERE {PAST})");
    tx.execute(&about, [&at])?;
    Ok(tx.execute(&format!("UPDATE receipt SET {EMPTIED} WHERE {PAST}"), [&at])?)
}

/// Decided before that, and still telling something.
pub(super) const PAST: &str = "datetime(at) < datetime(?1)
     AND (snapshot IS NOT NULL OR because IS NOT NULL)";

fn select(
    db: &Connection,
    filter: &str,
    parameters: impl rusqlite::Params,
) -> Result<Vec<Receipt>> {
    let sql = format!("SELECT * FROM receipt WHERE {filter}");
    let mut statement = db.prepare_cached(&sql)?;
    let mut rows = statement.query(parameters)?;
    let mut receipts = Vec::new();
    while let Some(row) = rows.next()? {
        let (occasion, said): (String, String) = (row.get("occasion")?, row.get("said")?);
        let occasion = Occasion::ALL.into_iter().find(|one| one.word() == occasion);
        let said = Said::ALL.into_iter().find(|one| one.word() == said);
        let (snapshot, ruling): (Option<String>, Option<String>) =
            (row.get("snapshot")?, row.get("ruling")?);
        receipts.push(Receipt {
            n: row.get("n")?,
            id: uuid_at(row, "id")?,
            at: row.get("at")?,
            who: row.get("who")?,
            occasion: occasion.ok_or(crate::Failure::Damaged)?,
            said: said.ok_or(crate::Failure::Damaged)?,
            op_id: maybe_uuid_at(row, "op_id")?,
            chosen: row.get("chosen")?,
            because: row.get("because")?,
            kept: snapshot.zip(ruling).map(|(snapshot, ruling)| Kept { snapshot, ruling }),
        });
    }
    Ok(receipts)
}

fn count(most: usize) -> i64 {
    i64::try_from(most).unwrap_or(i64::MAX)
}

impl Mine {
    /// For what leads to no entry.
    pub fn keep_receipt(&self, receipt: &NewReceipt) -> Result<()> {
        self.write(|tx| put(tx, receipt))
    }

    pub fn receipt(&self, id: Uuid) -> Result<Option<Receipt>> {
        self.read(|db| Ok(select(db, "id = ?1", [id.to_string()])?.pop()))
    }

    /// Newest first; `before` goes on where an earlier answer ended.
    pub fn receipts(&self, before: Option<i64>, most: usize) -> Result<Vec<Receipt>> {
        let before = before.unwrap_or(i64::MAX);
        self.read(|db| select(db, "n < ?1 ORDER BY n DESC LIMIT ?2", [before, count(most)]))
    }

    /// Those that name somebody under any of these ids, newest first.
    pub fn receipts_about(&self, ids: &[String], most: usize) -> Result<Vec<Receipt>> {
        let ids = serde_json::to_string(ids)?;
        self.read(|db| {
            let filter = "n IN (SELECT n FROM receipt_about
                     WHERE id IN (SELECT value FROM json_each(?1)))
                 ORDER BY n DESC LIMIT ?2";
            select(db, filter, params![ids, count(most)])
        })
    }

    /// Those of an entry, newest first.
    pub fn receipts_of(&self, op_id: Uuid) -> Result<Vec<Receipt>> {
        self.read(|db| select(db, "op_id = ?1 ORDER BY n DESC", [op_id.to_string()]))
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{at, create, gone, mine};
    use super::*;

    fn receipt(n: u128, about: &[&str]) -> NewReceipt {
        NewReceipt {
            id: Uuid::from_u128(n),
            at: at(1),
            who: "ana".into(),
            occasion: Occasion::Compare,
            said: Said::Different,
            op_id: None,
            chosen: None,
            because: Some("her sister Maria".into()),
            about: about.iter().map(|id| (*id).to_owned()).collect(),
            snapshot: r#"{"question":"Maria"}"#.into(),
            ruling: "{}".into(),
        }
    }

    #[test]
    fn a_receipt_is_found_by_everybody_it_names_and_is_kept_once() {
        let desk = mine();
        for n in [1, 2, 2] {
            desk.mine.keep_receipt(&receipt(n, &["A", "B"][..n as usize])).unwrap();
        }
        let about = |id: &str| desk.mine.receipts_about(&[id.to_owned()], 9).unwrap();
        let ids = |receipts: Vec<Receipt>| {
            receipts.into_iter().map(|one| one.id.as_u128()).collect::<Vec<_>>()
        };
        assert_eq!(ids(about("A")), [2, 1]);
        assert_eq!(ids(about("B")), [2]);
        assert_eq!(ids(desk.mine.receipts(None, 1).unwrap()), [2]);
        assert_eq!(ids(desk.mine.receipts(Some(2), 9).unwrap()), [1]);
    }

    #[test]
    fn whoever_is_forgotten_stands_in_no_receipt_any_more() {
        let desk = mine();
        let entry = desk.mine.queue_create(create(1)).unwrap();
        let (local_id, op_id) = (entry.local_id.to_string(), entry.op_id);
        desk.mine.keep_receipt(&receipt(1, &[&local_id, "01-9"])).unwrap();
        desk.mine.keep_receipt(&receipt(2, &["01-9"])).unwrap();
        let own = NewReceipt { op_id: Some(op_id), ..receipt(3, &[]) };
        desk.mine.keep_receipt(&own).unwrap();
        desk.mine.keep_receipt(&receipt(4, &["somebody else"])).unwrap();
        let why = "a test".to_owned();
        let context = crate::mine::Context::by_person("ana", at(2));
        desk.mine.record(op_id, &outbox::Event::Cancel { why }, &context).unwrap();
        desk.mine.forget(&gone(entry.local_id, &["01-9"])).unwrap();
        let left = desk.mine.receipts(None, 9).unwrap();
        let kept: Vec<bool> = left.iter().map(|one| one.kept.is_some()).collect();
        assert_eq!(kept, [true, false, false, false], "newest first");
        assert!(left.iter().skip(1).all(|one| one.because.is_none()));
        assert!(desk.mine.receipts_about(&["01-9".to_owned()], 9).unwrap().is_empty());
        let db = desk.mine.lock();
        let sql = "SELECT count(*) FROM receipt WHERE snapshot LIKE '%Maria%'";
        let naming: i64 = db.query_row(sql, [], |row| row.get(0)).unwrap();
        assert_eq!(naming, 1, "only the one about somebody else");
    }

    #[test]
    fn what_was_decided_in_a_form_is_forgotten_with_whoever_it_became() {
        let desk = mine();
        let new = create(1);
        let draft = new.draft_id.unwrap().to_string();
        desk.mine.keep_receipt(&receipt(1, &["01-9", &draft])).unwrap();
        let entry = desk.mine.queue_create(new).unwrap();
        let about = [entry.local_id.to_string()];
        assert_eq!(desk.mine.receipts_about(&about, 9).unwrap().len(), 1);
        let why = "a test".to_owned();
        let context = crate::mine::Context::by_person("ana", at(2));
        desk.mine.record(entry.op_id, &outbox::Event::Cancel { why }, &context).unwrap();
        desk.mine.forget(&gone(entry.local_id, &[])).unwrap();
        assert_eq!(desk.mine.receipts(None, 9).unwrap()[0].kept, None);
    }

    #[test]
    fn a_receipt_and_what_it_led_to_are_one_transaction() {
        let desk = mine();
        let entry = desk.mine.queue_decided(create(1), Some(&receipt(1, &[]))).unwrap();
        assert_eq!(desk.mine.receipts(None, 9).unwrap().len(), 1);
        // A step that is refused leaves no receipt of it.
        let context = crate::mine::Context::by_person("ana", at(2));
        let landed = outbox::Event::Landed;
        let refused =
            desk.mine.record_decided(entry.op_id, &landed, &context, Some(&receipt(2, &[])));
        assert!(refused.is_err());
        assert_eq!(desk.mine.receipts(None, 9).unwrap().len(), 1);
    }
}
