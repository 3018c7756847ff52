//! A desk with something in every table, what it saved, and what can still be read of it.

use customer::Record;
use jiff::Timestamp;
use outbox::Origin;
use std::path::Path;
use store::mine::{NewCreate, NewUpdate, Which};
use store::theirs::Source;
use store::{Access, File, Keys, Mode, Store, copies, file};
use uuid::Uuid;

/// What was acknowledged, as it was.
pub struct Saved {
    pub entries: Vec<(Uuid, String)>,
    drafts: usize,
}

pub enum Seen {
    Whole { rebuilt: bool },
    Refused,
    Silent(&'static str),
}

fn keys() -> Keys {
    Keys::new([7; 32], [9; 32])
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_760_000_000 + second).expect("a time")
}

fn told(entry: &outbox::Entry) -> (Uuid, String) {
    let body = serde_json::to_string(&entry.body).expect("JSON");
    (entry.op_id, format!("{} {} {body}", entry.kind.word(), entry.state.word()))
}

/// Fifty customers and fifty changes, drafts, two copies, the network's customers; and the journal
/// of a write that was cut off.
pub fn build(dir: &Path) -> Saved {
    let store = Store::open(dir, &keys(), Mode::ReadWrite).expect("opens");
    store.theirs.set_country("GB").expect("set");
    let known: Vec<Record> = (0..200).map(|n| person(&format!("01-{n}"), n)).collect();
    store.theirs.put(&known, at(0), Source::Full).expect("kept");
    for n in 0..50_u128 {
        let mut record = person("", n);
        record.id = None;
        store.mine.queue_create(create(n, record)).expect("saved");
        store.mine.queue_update(update(n)).expect("saved");
        let draft = serde_json::json!({ "typed": format!("draft {n}") });
        store.mine.save_draft(&format!("new:{n}"), &draft, at(0)).expect("kept");
        let second = i64::try_from(n).unwrap_or(0);
        copies::keep(&store.mine, dir, at(second)).expect("a copy");
    }
    let entries = store.mine.entries(Which::All).expect("read").iter().map(told).collect();
    let saved = Saved { entries, drafts: 50 };
    cut_off(dir);
    drop(store);
    saved
}

/// A program killed while it wrote: half of it in the file, and the journal that undoes it.
fn cut_off(dir: &Path) {
    let keys = keys();
    let db = file::open(dir, File::Mine, &keys.mine, Access::ReadWrite).expect("opens");
    db.execute_batch("PRAGMA cache_size = 1; PRAGMA cache_spill = 1; BEGIN IMMEDIATE;")
        .expect("begun");
    db.execute_batch(
        "UPDATE op SET author = author || hex(zeroblob(900));
         DELETE FROM draft;",
    )
    .expect("spilt");
    let kept = tempfile::tempdir().expect("a folder");
    for name in ["mine.db", "mine.db-journal"] {
        std::fs::copy(dir.join(name), kept.path().join(name)).expect("copied");
    }
    db.execute_batch("ROLLBACK").expect("undone");
    drop(db);
    for name in ["mine.db", "mine.db-journal"] {
        std::fs::copy(kept.path().join(name), dir.join(name)).expect("put back");
    }
}

fn person(id: &str, n: u128) -> Record {
    let mut record = Record { id: Some(id.to_owned()), ..Record::default() };
    record.names.given_name = Some(format!("Given{n}"));
    record.names.family_name = Some(format!("Family{n}"));
    record
}

fn create(n: u128, record: Record) -> NewCreate {
    NewCreate {
        op_id: Uuid::from_u128(10_000 + n),
        local_id: Uuid::from_u128(20_000 + n),
        draft_id: None,
        dealer: "dealer".to_owned(),
        record,
        ruled_out: vec![],
        incomplete_accepted: false,
        verdicts: vec![],
        author: "ana".to_owned(),
        origin: Origin::Staff,
        at: at(0),
    }
}

fn update(n: u128) -> NewUpdate {
    NewUpdate {
        op_id: Uuid::from_u128(30_000 + n),
        local_id: Uuid::from_u128(40_000 + n),
        server_id: Some(format!("01-{n}")),
        draft_id: None,
        dealer: "dealer".to_owned(),
        section: customer::Section::Names,
        base: serde_json::json!({ "givenName": format!("Given{n}") }),
        wanted: serde_json::json!({ "givenName": format!("Changed{n}") }),
        author: "ana".to_owned(),
        origin: Origin::Staff,
        at: at(0),
    }
}

pub fn look(dir: &Path, saved: &Saved) -> Seen {
    let Ok(store) = Store::open(dir, &keys(), Mode::ReadWrite) else { return Seen::Refused };
    let mine = &store.mine;
    let (Ok(entries), Ok(drafts), Ok(accounting), Ok(audit), Ok(aside)) = (
        mine.entries(Which::All),
        mine.drafts(),
        mine.accounting(),
        mine.verify_audit(),
        mine.set_aside(),
    ) else {
        return Seen::Refused;
    };
    // Said on the health page.
    if !accounting.holds() || audit.broken_at.is_some() || !aside.is_empty() {
        return Seen::Refused;
    }
    let entries: Vec<(Uuid, String)> = entries.iter().map(told).collect();
    if entries != saved.entries {
        return Seen::Silent("an entry is gone or another one");
    }
    if drafts.len() != saved.drafts {
        return Seen::Silent("a draft is gone");
    }
    // The copy of the network may be made anew, and has to work.
    if store.theirs.count().is_err() {
        return Seen::Refused;
    }
    Seen::Whole { rebuilt: store.rebuilt }
}

/// Whether the desk opens again with everything that was saved: out of a copy, and what was saved
/// after it out of the journal.
pub fn bring_back(dir: &Path, saved: &Saved) -> bool {
    let recovered = copies::recover(dir, &keys(), None, at(9999));
    matches!(recovered, Ok(_) | Err(copies::Refusal::Readable))
        && Store::open(dir, &keys(), Mode::ReadWrite).is_ok_and(|store| {
            let entries = store.mine.entries(Which::All).unwrap_or_default();
            let entries: Vec<(Uuid, String)> = entries.iter().map(told).collect();
            entries == saved.entries
                && store.mine.accounting().is_ok_and(|accounting| accounting.holds())
        })
}
