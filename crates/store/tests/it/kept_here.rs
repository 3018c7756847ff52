//! What somebody keeps on this desk stays here, whatever becomes of the file it stood in.

use crate::journal::{change, save};
use crate::people::{at, keys, open};
use outbox::{Event, State};
use std::{fs, path::Path};
use store::Store;
use store::copies;
use store::mine::{Context, Which};
use uuid::Uuid;

const JOURNAL: &str = "mine.journal";

fn op(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

fn ana(second: i64) -> Context {
    Context::by_person("ana", at(second))
}

fn keep_here(store: &Store, n: u128, second: i64) {
    store.mine.hold(op(n), None, "until the test drive", &ana(second)).unwrap();
}

/// The file is gone, and the newest copy stands in its place.
fn recovered(dir: &Path) -> Store {
    fs::write(dir.join("mine.db"), [0; 8192]).unwrap();
    copies::recover(dir, &keys(), None, at(999)).unwrap();
    open(dir)
}

fn kept(store: &Store) -> Vec<u128> {
    let mut kept: Vec<u128> = store.mine.holds().unwrap().keys().map(Uuid::as_u128).collect();
    kept.sort_unstable();
    kept
}

fn may_go(store: &Store) -> Vec<u128> {
    let ready = store.mine.ready("lane", "dealer", i64::MAX).unwrap();
    ready.iter().map(|entry| entry.op_id.as_u128()).collect()
}

#[test]
fn what_was_kept_here_after_the_copy_is_kept_by_the_copy_that_takes_its_place() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    for n in 1..=2 {
        save(&store, n);
    }
    copies::keep(&store.mine, dir.path(), at(0)).unwrap();
    keep_here(&store, 1, 5);
    for n in 3..=4 {
        save(&store, n);
    }
    keep_here(&store, 3, 6);
    keep_here(&store, 4, 7);
    store.mine.release(op(4), &ana(8)).unwrap();
    let before = store.mine.holds().unwrap();
    assert_eq!((kept(&store), may_go(&store)), (vec![1, 3], vec![2, 4]));
    drop(store);
    let store = recovered(dir.path());
    assert_eq!(store.mine.holds().unwrap(), before, "with its reason, by whom and since when");
    assert_eq!(may_go(&store), [2, 4]);
    assert!(store.mine.accounting().unwrap().holds());
}

#[test]
fn a_copy_that_lacks_nothing_but_what_is_kept_here_is_an_older_file_too() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    save(&store, 1);
    copies::keep(&store.mine, dir.path(), at(0)).unwrap();
    let copy = copies::list(dir.path())[0].path.clone();
    keep_here(&store, 1, 5);
    drop(store);
    // Put there by hand.
    fs::copy(copy, dir.path().join("mine.db")).unwrap();
    let store = open(dir.path());
    assert_eq!((kept(&store), may_go(&store)), (vec![1], vec![]));
    assert!(!store.mine.generation().unwrap().is(None), "and is looked for before it is sent");
}

#[test]
fn what_was_let_go_of_after_the_copy_is_not_kept_by_the_copy_that_takes_its_place() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    for n in 1..=3 {
        save(&store, n);
        keep_here(&store, n, 5);
    }
    copies::keep(&store.mine, dir.path(), at(6)).unwrap();
    store.mine.release(op(1), &ana(7)).unwrap();
    store.mine.release(op(2), &ana(7)).unwrap();
    // Kept again, and the newer word counts.
    keep_here(&store, 2, 8);
    for n in 4..=23 {
        save(&store, n);
    }
    // A line outlives the next copy, which may be the one that is broken.
    copies::keep(&store.mine, dir.path(), at(9)).unwrap();
    assert_eq!(kept(&store), [2, 3]);
    drop(store);
    fs::write(&copies::list(dir.path())[0].path, [0; 8192]).unwrap();
    let store = recovered(dir.path());
    assert_eq!(kept(&store), [2, 3]);
    assert!(may_go(&store).contains(&1));
}

#[test]
fn what_was_let_go_of_is_not_kept_again_though_no_line_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    save(&store, 1);
    keep_here(&store, 1, 5);
    let before = fs::read(dir.path().join(JOURNAL)).unwrap();
    store.mine.release(op(1), &ana(6)).unwrap();
    drop(store);
    // The program ended between the two files.
    fs::write(dir.path().join(JOURNAL), before).unwrap();
    let store = open(dir.path());
    assert_eq!((kept(&store), may_go(&store)), (vec![], vec![1]));
    assert!(store.mine.generation().unwrap().is(None), "it is no older file");
}

#[test]
fn what_took_the_place_of_one_that_was_kept_here_is_kept_like_it() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    save(&store, 1);
    change(&store, 2, 1);
    keep_here(&store, 2, 5);
    copies::keep(&store.mine, dir.path(), at(6)).unwrap();
    change(&store, 3, 1);
    let before = kept(&store);
    assert_eq!((before.as_slice(), may_go(&store)), ([3].as_slice(), vec![1]));
    drop(store);
    let store = recovered(dir.path());
    assert_eq!((kept(&store), may_go(&store)), (before, vec![1]));
    assert_eq!(store.mine.entry(op(2)).unwrap().unwrap().state, State::Superseded);
}

#[test]
fn a_journal_made_shorter_still_knows_what_only_the_newest_copy_holds() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    save(&store, 1);
    copies::keep(&store.mine, dir.path(), at(0)).unwrap();
    keep_here(&store, 1, 5);
    for n in 2..=45 {
        save(&store, n);
        copies::keep(&store.mine, dir.path(), at(i64::try_from(n).unwrap())).unwrap();
    }
    let oldest = copies::list(dir.path()).pop().unwrap();
    drop(store);
    let other = tempfile::tempdir().unwrap();
    fs::copy(oldest.path, other.path().join("mine.db")).unwrap();
    fs::copy(dir.path().join(JOURNAL), other.path().join(JOURNAL)).unwrap();
    assert_eq!(kept(&open(other.path())), [1]);
}

#[test]
fn what_is_kept_here_out_of_a_restored_folder_is_looked_for_and_then_stays() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    save(&store, 1);
    keep_here(&store, 1, 5);
    store.mine.folder_restored(&ana(10)).unwrap();
    assert_eq!(may_go(&store), [1], "it may have left from there");
    for _ in 0..3 {
        store.mine.record(op(1), &Event::StartCheck, &ana(11)).unwrap();
        store.mine.record(op(1), &Event::FoundNone { settled: true }, &ana(12)).unwrap();
    }
    assert_eq!(store.mine.entry(op(1)).unwrap().unwrap().state, State::Queued);
    assert_eq!((kept(&store), may_go(&store)), (vec![1], vec![]));
}

#[test]
fn what_is_kept_here_is_kept_by_the_desk_it_is_moved_to() {
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let store = open(here.path());
    for n in 1..=2 {
        save(&store, n);
    }
    keep_here(&store, 1, 5);
    let parcel = store.mine.parcel(op(100), "dealer", at(6)).unwrap();
    store.mine.give_away(&parcel, "sealed for another desk", &ana(6)).unwrap();
    assert_eq!(kept(&store), Vec::<u128>::new());
    let sealed = serde_json::to_string(&parcel).unwrap();
    let other = open(there.path());
    let mut fresh = 200;
    let fresh = || {
        fresh += 1;
        op(fresh)
    };
    other.mine.take_in(&serde_json::from_str(&sealed).unwrap(), fresh, &ana(7)).unwrap();
    assert_eq!((kept(&other), may_go(&other)), (vec![201], vec![202]));
    assert_eq!(other.mine.held(op(201)).unwrap().unwrap().because, "until the test drive");
    assert_eq!(other.mine.entries(Which::Live).unwrap().len(), 2);
}
