//! Very many taken in at once are kept exactly as they are one by one.

use crate::people::{asked, at, crowd, firm, maria, named, open, somebody};
use customer::Record;
use std::path::Path;
use store::{
    Access, Failure, File, Key, Store, file,
    theirs::{Source, Theirs},
};

/// People, a firm, an identity number, and some who come a second time, changed or not.
fn export() -> Vec<Record> {
    let mut all = crowd(600);
    all.insert(200, maria());
    all.insert(400, firm("firm", "Sousa Lda"));
    let mut moved = somebody(3);
    moved.addresses[0].city = Some("Ripon".to_owned());
    all.extend([moved, somebody(4), named("C0000005", "Else", "Entirely")]);
    all
}

fn in_bulk(theirs: &Theirs) {
    theirs.begin_bulk().unwrap();
    for some in export().chunks(150) {
        let (batch, refused) = theirs.derive(some, |one| Ok::<_, ()>(one.clone())).unwrap();
        assert!(refused.is_empty());
        assert_eq!(theirs.put_derived(batch, at(0), Source::Import).unwrap().len(), some.len());
    }
    theirs.settle().unwrap();
}

fn one_by_one(theirs: &Theirs) {
    for one in export() {
        theirs.put(&[one], at(0), Source::Import).unwrap();
    }
}

/// Every row of the file, and which customer has which key.
fn rows(dir: &Path) -> Vec<(&'static str, Vec<String>)> {
    let file = file::open(dir, File::Theirs, &Key::new([9; 32]), Access::ReadWrite).unwrap();
    file.execute_batch(
        "INSERT INTO block (block) VALUES ('optimize');
         CREATE VIRTUAL TABLE temp.key USING fts5vocab (main, block, instance);",
    )
    .unwrap();
    ["customer", "face", "form", "fact", "change", "layer", "adopted", "tally", "temp.key"]
        .map(|table| {
            let mut all = file.prepare(&format!("SELECT * FROM {table}")).unwrap();
            let columns = all.column_count();
            let row = |row: &rusqlite::Row<'_>| {
                (0..columns).map(|at| row.get::<_, rusqlite::types::Value>(at)).collect()
            };
            let rows = all.query_map([], row).unwrap();
            let text = |row: Result<Vec<_>, _>| format!("{:?}", row.unwrap());
            let mut rows: Vec<String> = rows.map(text).collect();
            rows.sort();
            (table, rows)
        })
        .to_vec()
}

fn found(store: &Store) -> Vec<String> {
    let numbers = (0..600).step_by(31).map(|n| somebody(n).channels[0].value.clone());
    let words =
        ["sousa", "anna", "bob lind", "ripon", "leeds", "entirely", "AB12", "soussa", "C00"];
    let terms = numbers.chain(words.map(str::to_owned));
    let found = terms.map(|term| {
        let hits = store.theirs.find(&asked(&term), 20).unwrap();
        let hits = hits.iter().map(|hit| format!("{:?} {:?}", hit.customer.id, hit.why));
        hits.collect::<Vec<_>>().join("; ")
    });
    found.collect()
}

#[test]
fn a_bulk_leaves_the_same_rows_keys_and_answers_as_one_customer_at_a_time() {
    let (bulk, single) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let stores = (open(bulk.path()), open(single.path()));
    in_bulk(&stores.0.theirs);
    one_by_one(&stores.1.theirs);
    let answers = (found(&stores.0), found(&stores.1));
    assert!(answers.0.iter().all(|answer| !answer.is_empty()), "{:?}", answers.0);
    assert_eq!(answers.0, answers.1);
    drop(stores);
    for ((table, left), (_, right)) in rows(bulk.path()).into_iter().zip(rows(single.path())) {
        assert_eq!(left, right, "{table}");
        assert!(!left.is_empty() || ["layer", "adopted"].contains(&table), "{table}");
    }
}

#[test]
fn what_cannot_be_read_is_told_with_its_place_and_the_others_are_kept() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let people = crowd(300);
    let read = |at: &usize| if at % 100 == 7 { Err(*at) } else { Ok(people[*at].clone()) };
    let places: Vec<usize> = (0..people.len()).collect();
    let (batch, refused) = store.theirs.derive(&places, read).unwrap();
    assert_eq!(refused, [(7, 7), (107, 107), (207, 207)]);
    let stored = store.theirs.put_derived(batch, at(0), Source::Import).unwrap();
    assert_eq!(stored.len(), 297);
    assert_eq!(stored[7].id.as_deref(), Some("C0000008"));
    let nobody = store.theirs.derive(&[Record::default()], |one| Ok::<_, ()>(one.clone()));
    assert!(matches!(nobody, Err(Failure::NoId)));
}

#[test]
fn a_summary_derived_ahead_adds_to_what_is_kept() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    store.theirs.put(&[maria()], at(0), Source::Full).unwrap();
    let told = named("01-16203", "Maria", "Reis");
    let (batch, _) = store.theirs.derive(&[told], |one| Ok::<_, ()>(one.clone())).unwrap();
    assert!(store.theirs.put_derived(batch, at(1), Source::Summary).unwrap()[0].changed);
    let kept = store.theirs.customer("01-16203").unwrap().unwrap().record;
    assert_eq!(kept.names.family_name.as_deref(), Some("Reis"));
    assert_eq!(kept.customer_key.as_deref(), Some("DOM123"), "not told, so not gone");
}
