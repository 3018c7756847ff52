//! The search index in memory: it follows every row, whoever wrote it, and outlives its damage.

use crate::people::{asked, at, crowd, keys, maria, named, open, phone, somebody};
use std::{path::Path, sync::Arc};
use store::{
    Access, File, Key, Mode, Store, file,
    search::How,
    theirs::{Source, Theirs, local_id_of},
};

fn ids(theirs: &Theirs, term: &str) -> Vec<String> {
    let hits = theirs.find_ids(&asked(term), 20).unwrap();
    hits.into_iter().map(|hit| hit.id.unwrap()).collect()
}

/// So many that the index is kept in the file.
const MANY: usize = 11_000;

fn large(dir: &Path) -> Store {
    let store = open(dir);
    for some in crowd(MANY).chunks(1_000) {
        store.theirs.put(some, at(0), Source::Import).unwrap();
    }
    store.theirs.settle().unwrap();
    store
}

fn number(n: usize) -> String {
    phone(n).trim_start_matches('+').to_owned()
}

fn tamper(dir: &Path, sql: &str) {
    let theirs = file::open(dir, File::Theirs, &Key::new([9; 32]), Access::ReadWrite).unwrap();
    assert!(theirs.execute(sql, []).unwrap() > 0, "{sql}");
}

#[test]
fn slips_and_short_forms_are_found_and_said() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    store.theirs.put(&crowd(300), at(0), Source::Import).unwrap();
    let people = [maria(), named("r", "Robert", "Quartermaine"), named("p", "Phoebe", "Whyte")];
    store.theirs.put(&people, at(0), Source::Full).unwrap();
    for (term, id, how) in [
        ("maria soussa", "01-16203", How::Near),
        ("maria ousa", "01-16203", How::Near),
        ("bob quartermaine", "r", How::Form),
        ("quratermaine", "r", How::Near),
        ("qaurtermiane", "r", How::Near),
        ("quarterm", "r", How::Start),
        ("qaurterm", "r", How::Near),
    ] {
        let hits = store.theirs.find(&asked(term), 10).unwrap();
        assert_eq!(hits[0].customer.id.as_deref(), Some(id), "{term}");
        assert!(hits[0].why.iter().any(|why| why.how == how), "{term}: {:?}", hits[0].why);
    }
}

#[test]
fn what_another_process_writes_is_found_by_the_next_search() {
    let dir = tempfile::tempdir().unwrap();
    let (one, other) = (open(dir.path()), open(dir.path()));
    one.theirs.put(&crowd(50), at(0), Source::Import).unwrap();
    assert_eq!(ids(&one.theirs, &number(7)), ["C0000007"]);
    other.theirs.put(&[maria()], at(1), Source::Full).unwrap();
    assert_eq!(ids(&one.theirs, "sousa"), ["01-16203"]);
    let mut married = maria();
    married.names.family_name = Some("Reis".to_owned());
    other.theirs.put(&[married], at(2), Source::Full).unwrap();
    assert!(ids(&one.theirs, "maria sousa-cars").contains(&"01-16203".to_owned()));
    assert_eq!(ids(&one.theirs, "reis")[0], "01-16203");
    other.theirs.remove("01-16203").unwrap();
    assert!(!ids(&one.theirs, "reis").contains(&"01-16203".to_owned()));
    assert_eq!((one.theirs.count().unwrap(), one.theirs.pending().unwrap()), (50, 0));
}

#[test]
fn the_number_of_customers_is_right_whatever_happens_to_them() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let local = uuid::Uuid::from_u128(5);
    store.theirs.put(&crowd(9), at(0), Source::Import).unwrap();
    store.theirs.put(&crowd(9), at(1), Source::Import).unwrap();
    store.theirs.put_local(local, &named("", "Local", "Only"), at(2)).unwrap();
    assert_eq!(store.theirs.count().unwrap(), 10);
    store.theirs.adopt(local, "C0000003").unwrap();
    assert_eq!(store.theirs.count().unwrap(), 9);
    store.theirs.remove("C0000003").unwrap();
    assert_eq!(store.theirs.count().unwrap(), 8);
    store.theirs.set_country("NL").unwrap();
    assert_eq!(store.theirs.count().unwrap(), 8);
}

#[test]
fn a_kept_index_answers_at_the_next_start_and_knows_what_came_since() {
    let dir = tempfile::tempdir().unwrap();
    let small = tempfile::tempdir().unwrap();
    let few = open(small.path());
    few.theirs.put(&crowd(500), at(0), Source::Import).unwrap();
    few.theirs.settle().unwrap();
    let store = large(dir.path());
    let sizes = store.theirs.sizes().unwrap();
    let per_customer = sizes.index_memory_bytes / MANY as u64;
    assert!((50..400).contains(&per_customer), "{per_customer}");
    assert!(sizes.index_bytes > few.theirs.sizes().unwrap().index_bytes + 500_000);
    store.theirs.put(&[maria()], at(1), Source::Full).unwrap();
    store.theirs.remove("C0000005").unwrap();
    store.theirs.opened(local_id_of("C0000100"), at(9)).unwrap();
    drop(store);
    let again = open(dir.path());
    assert_eq!(ids(&again.theirs, "sousa"), ["01-16203"]);
    assert_eq!(ids(&again.theirs, &number(10_999)), ["C0010999"]);
    assert!(ids(&again.theirs, &number(5)).is_empty());
    assert_eq!(ids(&again.theirs, "eino")[0], "C0000100", "opened here");
    assert_eq!(again.theirs.pending().unwrap(), 0);
    again.theirs.warm().unwrap();
    assert_eq!(ids(&again.theirs, &number(10_998)), ["C0010998"]);
}

#[test]
fn a_damaged_or_half_written_index_is_made_anew() {
    let dir = tempfile::tempdir().unwrap();
    drop(large(dir.path()));
    for damage in [
        "UPDATE chunk SET bytes = zeroblob(length(bytes)) WHERE number > 0",
        "UPDATE chunk SET bytes = zeroblob(length(bytes)) WHERE number = 0",
        "DELETE FROM chunk WHERE number % 2 = 1",
        "UPDATE layer SET gone = x''",
        "DELETE FROM layer",
    ] {
        tamper(dir.path(), damage);
        let store = open(dir.path());
        assert_eq!(ids(&store.theirs, &number(3)), ["C0000003"], "{damage}");
        store.theirs.warm().unwrap();
        assert_eq!(ids(&store.theirs, &number(10_999)), ["C0010999"], "{damage}");
        store.theirs.settle().unwrap();
    }
}

#[test]
fn an_index_that_another_process_threw_away_is_no_harm() {
    let dir = tempfile::tempdir().unwrap();
    drop(large(dir.path()));
    let (one, other) = (open(dir.path()), open(dir.path()));
    assert_eq!(ids(&one.theirs, &number(3)), ["C0000003"]);
    other.theirs.remove("C0000004").unwrap();
    for n in (0..MANY).step_by(1_111) {
        assert_eq!(ids(&one.theirs, &number(n)), [format!("C{n:07}")]);
    }
    assert!(ids(&one.theirs, &number(4)).is_empty());
}

#[test]
fn who_is_forgotten_is_in_no_part_of_a_kept_index() {
    let dir = tempfile::tempdir().unwrap();
    let store = large(dir.path());
    let mut one = somebody(MANY);
    one.names.family_name = Some("Zzyzxforgettable".to_owned());
    store.theirs.put(&[one], at(1), Source::Full).unwrap();
    for some in crowd(MANY).chunks(1_000) {
        let changed: Vec<_> = some
            .iter()
            .cloned()
            .map(|mut record| {
                record.names.middle_name = Some("Xaver".to_owned());
                record
            })
            .collect();
        store.theirs.put(&changed, at(2), Source::Import).unwrap();
    }
    store.theirs.settle().unwrap();
    let chunks = |like: &str| -> i64 {
        let theirs =
            file::open(dir.path(), File::Theirs, &Key::new([9; 32]), Access::ReadOnly).unwrap();
        let sql = "SELECT count(*) FROM chunk WHERE instr(bytes, CAST(?1 AS BLOB)) > 0";
        theirs.query_row(sql, [like], |row| row.get(0)).unwrap()
    };
    assert!(chunks("yzxforgettable") > 0, "it was there");
    store.theirs.remove(&format!("C{MANY:07}")).unwrap();
    assert_eq!(chunks("yzxforgettable"), 0);
    assert!(chunks("x") > 0, "an index is kept again");
    assert_eq!(ids(&store.theirs, &number(8)), ["C0000008"]);
}

#[test]
fn a_thread_of_its_own_keeps_the_index_until_it_is_dropped() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    for some in crowd(MANY).chunks(1_000) {
        store.theirs.put(some, at(0), Source::Import).unwrap();
    }
    let store = Arc::new(store);
    let tending = store.tend();
    while store.theirs.fact("index_seq").unwrap().is_none() {
        assert_eq!(ids(&store.theirs, "qqqqqq").len(), 0);
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    drop(tending);
    assert_eq!(Arc::strong_count(&store), 1, "nobody reads the file any more");
    drop(store);
    let again = Store::open(dir.path(), &keys(), Mode::ReadWrite).unwrap();
    again.theirs.set_country("GB").unwrap();
    assert_eq!(ids(&again.theirs, &number(10_999)), ["C0010999"]);
}
