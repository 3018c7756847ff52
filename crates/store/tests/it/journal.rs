//! What was saved after the last copy of `mine.db`, out of `mine.journal`.

use crate::people::{at, keys, open};
use outbox::{Body, Entry, Event, State};
use serde_json::json;
use std::fs;
use std::path::Path;
use store::copies::{self, Recovered};
use store::mine::{BroughtBack, Context, NewCreate, NewUpdate, Which};
use store::{Mode, Store};
use uuid::Uuid;

const JOURNAL: &str = "mine.journal";

fn op(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

fn local(n: u128) -> Uuid {
    Uuid::from_u128(1_000_000 + n)
}

pub fn save(store: &Store, n: u128) {
    let mut record = customer::Record::default();
    record.names.family_name = Some(format!("Saved{n}"));
    let new = NewCreate {
        op_id: op(n),
        local_id: local(n),
        draft_id: Some(Uuid::from_u128(5_000_000 + n)),
        dealer: "dealer".into(),
        record,
        ruled_out: vec![],
        incomplete_accepted: false,
        verdicts: vec![],
        author: "ana".into(),
        origin: outbox::Origin::Staff,
        at: at(0),
    };
    store.mine.queue_create(new).unwrap();
}

/// Changes the name of the customer that `save` made: by somebody who sees what waits already.
pub fn change(store: &Store, n: u128, of: u128) {
    let waiting = store.mine.entries_of(local(of)).unwrap().into_iter().filter(Entry::is_live);
    let typed = |entry: Entry| match entry.body {
        Body::Update { wanted, .. } => Some(wanted),
        Body::Create { .. } => None,
    };
    let seen = waiting.filter_map(typed).next_back();
    let new = NewUpdate {
        op_id: op(n),
        local_id: local(of),
        server_id: None,
        draft_id: None,
        dealer: "dealer".into(),
        section: customer::Section::Names,
        base: seen.unwrap_or_else(|| json!({"familyName": format!("Saved{of}")})),
        wanted: json!({"familyName": format!("Changed{n}")}),
        author: "ana".into(),
        origin: outbox::Origin::Staff,
        at: at(0),
    };
    store.mine.queue_update(new).unwrap();
}

fn happens(store: &Store, n: u128, events: &[Event]) {
    let context = Context::by_person("ana", at(500));
    for event in events {
        store.mine.record(op(n), event, &context).unwrap();
    }
}

fn damage(path: &Path) {
    let mut bytes = fs::read(path).unwrap();
    for at in (4096..bytes.len()).step_by(4096) {
        bytes[at + 100] ^= 1;
    }
    fs::write(path, bytes).unwrap();
}

/// `mine.db` is broken, and a copy takes its place.
fn recovered(dir: &Path) -> Recovered {
    damage(&dir.join("mine.db"));
    copies::recover(dir, &keys(), None, at(999)).unwrap()
}

fn states(store: &Store) -> Vec<(u128, State)> {
    let entries = store.mine.entries(Which::All).unwrap();
    entries.iter().map(|entry| (entry.op_id.as_u128(), entry.state)).collect()
}

#[test]
fn what_was_saved_after_the_copy_is_put_back_and_looked_for_first() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    save(&store, 1);
    copies::keep(&store.mine, dir.path(), at(0)).unwrap();
    for n in 2..=15 {
        save(&store, n);
    }
    change(&store, 16, 9);
    let before = store.mine.entries(Which::All).unwrap();
    drop(store);
    let back = recovered(dir.path());
    assert_eq!(back.since, BroughtBack { entries: 15, ..BroughtBack::default() });
    assert_eq!((back.from.unwrap().entries, back.entries, back.live), (1, 16, 16));
    let store = open(dir.path());
    let after = store.mine.entries(Which::All).unwrap();
    assert!(before == after, "each as it was, in its order, under its number");
    assert_eq!(store.mine.overlay_for(local(9)).unwrap().len(), 1);
    assert!(store.mine.accounting().unwrap().holds());
    assert_eq!(store.mine.verify_audit().unwrap().broken_at, None);
    let mark = store.mine.generation().unwrap();
    assert!(!mark.is(None) && !mark.is(Some("any other")));
    // The same form is the same entry.
    save(&store, 9);
    assert_eq!(store.mine.entries(Which::All).unwrap().len(), 16);
    // Once: nothing more comes back.
    drop(store);
    assert_eq!(open(dir.path()).mine.brought_back(), BroughtBack::default());
}

#[test]
fn what_had_ended_since_the_copy_does_not_begin_again() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    for n in 1..=3 {
        save(&store, n);
    }
    copies::keep(&store.mine, dir.path(), at(0)).unwrap();
    let cancel = Event::Cancel { why: "no".into() };
    let made = [
        Event::StartPreflight,
        Event::Cleared { seen: vec![] },
        Event::Accepted { id: Some("01-4".into()), warnings: vec![] },
    ];
    happens(&store, 1, std::slice::from_ref(&cancel));
    happens(&store, 2, &[Event::Moved { why: "sealed for another desk".into() }]);
    for n in 4..=6 {
        save(&store, n);
    }
    happens(&store, 4, &made);
    happens(&store, 5, &[cancel]);
    change(&store, 7, 4);
    let before = states(&store);
    drop(store);
    let back = recovered(dir.path());
    assert_eq!(back.since, BroughtBack { entries: 4, ended: 2, ..BroughtBack::default() });
    let store = open(dir.path());
    assert_eq!(states(&store), before);
    let ended = |n: u128| before.iter().any(|(op, state)| *op == n && state.is_final());
    assert!(ended(1) && ended(2) && !ended(3) && ended(5) && !ended(7), "{before:?}");
    // Whose change it is, is known though the copy had never heard of them.
    let change = store.mine.entry(op(7)).unwrap().unwrap();
    assert_eq!(change.server_id.as_deref(), Some("01-4"));
    assert!(store.mine.accounting().unwrap().holds());
}

#[test]
fn what_was_on_its_way_in_the_copy_and_given_up_since_is_not_sent_again() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    for n in 1..=2 {
        save(&store, n);
        happens(&store, n, &[Event::StartPreflight, Event::Cleared { seen: vec![] }]);
    }
    change(&store, 3, 2);
    copies::keep(&store.mine, dir.path(), at(0)).unwrap();
    let refused = Event::Refused { refusals: vec![] };
    happens(&store, 1, &[refused.clone(), Event::Cancel { why: "no".into() }]);
    // Corrected: the create gives way to another, and what waited for it waits for that one.
    happens(&store, 2, &[refused]);
    change(&store, 4, 2);
    let before = states(&store);
    assert_eq!(before.iter().filter(|(_, state)| state.is_final()).count(), 3, "{before:?}");
    let old = fs::read(copies::list(dir.path())[0].path.clone()).unwrap();
    drop(store);
    // By `recover`, and by a hand that puts the copy there.
    let other = tempfile::tempdir().unwrap();
    fs::copy(dir.path().join(JOURNAL), other.path().join(JOURNAL)).unwrap();
    fs::write(other.path().join("mine.db"), old).unwrap();
    recovered(dir.path());
    for folder in [dir.path(), other.path()] {
        let store = open(folder);
        assert_eq!(states(&store), before);
        assert!(store.mine.accounting().unwrap().holds());
        assert!(!store.mine.generation().unwrap().is(None));
    }
}

#[test]
fn a_correction_that_is_in_no_line_leaves_what_it_corrected() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    save(&store, 1);
    copies::keep(&store.mine, dir.path(), at(0)).unwrap();
    save(&store, 2);
    change(&store, 3, 2);
    let before = fs::read(dir.path().join(JOURNAL)).unwrap().len();
    change(&store, 4, 2);
    drop(store);
    let path = dir.path().join(JOURNAL);
    let mut bytes = fs::read(&path).unwrap();
    // The line of the correction, which is the first of the two written last.
    bytes[before + 60] ^= 1;
    fs::write(&path, bytes).unwrap();
    let back = recovered(dir.path());
    assert!(back.since.torn, "{:?}", back.since);
    let store = open(dir.path());
    assert_eq!(states(&store), [(1, State::Queued), (2, State::Queued), (3, State::Queued)]);
}

#[test]
fn a_line_that_cannot_be_read_is_a_gap_that_is_counted() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    save(&store, 1);
    copies::keep(&store.mine, dir.path(), at(0)).unwrap();
    for n in 2..=4 {
        save(&store, n);
    }
    drop(store);
    let path = dir.path().join(JOURNAL);
    let mut bytes = fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&path, bytes).unwrap();
    let back = recovered(dir.path());
    assert_eq!(back.since, BroughtBack { entries: 2, missing: 1, ended: 0, torn: true });
    let store = open(dir.path());
    assert_eq!(states(&store).len(), 3);
    assert!(!store.mine.accounting().unwrap().holds(), "and it is not forgotten");
}

#[test]
fn what_the_journal_was_not_told_it_is_told_at_the_next_start() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    save(&store, 1);
    copies::keep(&store.mine, dir.path(), at(0)).unwrap();
    save(&store, 2);
    let early = fs::read(dir.path().join(JOURNAL)).unwrap();
    save(&store, 3);
    happens(&store, 2, &[Event::Cancel { why: "no".into() }]);
    drop(store);
    for left in [early.as_slice(), &early[..early.len() - 7], b"", b"no line at all"] {
        fs::write(dir.path().join(JOURNAL), left).unwrap();
        drop(open(dir.path()));
        let other = tempfile::tempdir().unwrap();
        fs::create_dir(other.path().join("copies")).unwrap();
        for name in ["mine.db", JOURNAL] {
            fs::copy(dir.path().join(name), other.path().join(name)).unwrap();
        }
        for copy in copies::list(dir.path()) {
            fs::copy(&copy.path, other.path().join("copies").join(&copy.name)).unwrap();
        }
        assert_eq!(recovered(other.path()).since.entries, 2, "{} bytes", left.len());
        let store = open(other.path());
        let cancelled = store.mine.entry(op(2)).unwrap().unwrap();
        assert_eq!(cancelled.state, State::Cancelled);
    }
}

#[test]
fn an_older_mine_db_that_somebody_put_there_gets_back_what_it_lacks() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    save(&store, 1);
    drop(store);
    let old = fs::read(dir.path().join("mine.db")).unwrap();
    let store = open(dir.path());
    save(&store, 2);
    drop(store);
    fs::write(dir.path().join("mine.db"), old).unwrap();
    let store = open(dir.path());
    assert_eq!(store.mine.brought_back(), BroughtBack { entries: 1, ..BroughtBack::default() });
    assert_eq!(states(&store).len(), 2);
    let mark = store.mine.generation().unwrap();
    assert!(!mark.is(None), "it is taken for a restored folder");
}

#[test]
fn lines_go_when_every_copy_holds_them_and_nothing_outlives_forgetting() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let size = || fs::metadata(dir.path().join(JOURNAL)).map_or(0, |meta| meta.len());
    let mut sizes = vec![];
    for n in 1..=100 {
        save(&store, n);
        copies::keep(&store.mine, dir.path(), at(i64::try_from(n).unwrap())).unwrap();
        sizes.push(size());
    }
    // Two copies' worth of entries, and those since: a digit more is all it grows by then.
    let most = |sizes: &[u64]| sizes.iter().max().copied().unwrap();
    let (half, end) = (most(&sizes[..60]), most(&sizes[60..]));
    assert!(end < half + half / 10, "it does not grow for ever: {half}, {end}");
    copies::renew(&store.mine, dir.path(), at(200)).unwrap();
    assert_eq!(size(), 0);
    // Where there is no copy yet either.
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    save(&store, 1);
    assert!(fs::metadata(dir.path().join(JOURNAL)).unwrap().len() > 0);
    copies::renew(&store.mine, dir.path(), at(200)).unwrap();
    assert_eq!(fs::metadata(dir.path().join(JOURNAL)).unwrap().len(), 0);
}

#[test]
fn a_journal_that_cannot_be_written_keeps_nobody_from_saving() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    save(&store, 1);
    let path = dir.path().join(JOURNAL);
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    assert!(!store.mine.journal_is_behind());
    save(&store, 2);
    assert_eq!(states(&store).len(), 2);
    assert!(store.mine.journal_is_behind(), "and it is known that it lies in one place");
    fs::remove_dir(&path).unwrap();
    // With the next one, what it lacks is written too.
    save(&store, 3);
    assert!(!store.mine.journal_is_behind());
    drop(store);
    fs::remove_file(dir.path().join("mine.db")).unwrap();
    let store = Store::open(dir.path(), &keys(), Mode::ReadWrite);
    assert!(store.is_err(), "a mine.db that is gone is no new desk");
}

/// `mine.db`, the journal and the copies there were, over what stands in the folder now.
fn put_over(backup: &Path, dir: &Path) {
    fs::create_dir_all(dir.join("copies")).unwrap();
    let copies = backup.join("copies");
    for name in ["mine.db", JOURNAL] {
        fs::copy(backup.join(name), dir.join(name)).unwrap();
    }
    for copy in fs::read_dir(copies).unwrap() {
        let copy = copy.unwrap();
        fs::copy(copy.path(), dir.join("copies").join(copy.file_name())).unwrap();
    }
}

#[test]
fn what_is_saved_after_a_backup_was_put_over_the_folder_is_not_lost_among_newer_copies() {
    let (dir, backup) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let store = open(dir.path());
    let keep = |store: &Store, second| copies::keep(&store.mine, dir.path(), at(second)).unwrap();
    for n in 1..=45 {
        save(&store, n);
        keep(&store, i64::try_from(n).unwrap());
        if n == 3 {
            put_over(dir.path(), backup.path());
        }
    }
    drop(store);
    put_over(backup.path(), dir.path());
    let store = open(dir.path());
    assert_eq!(store.mine.brought_back().missing, 38, "of 41 that a copy tells of");
    assert!(!store.mine.generation().unwrap().is(None), "it is taken for a restored folder");
    for n in 101..=105 {
        save(&store, n);
    }
    // No number is given twice.
    let numbers: Vec<i64> =
        store.mine.entries(Which::All).unwrap().iter().map(|entry| entry.seq).collect();
    assert_eq!(numbers, [1, 2, 3, 42, 43, 44, 45, 46]);
    let other = tempfile::tempdir().unwrap();
    drop(store);
    put_over(dir.path(), other.path());
    let back = recovered(other.path());
    assert_eq!((back.from.unwrap().entries, back.since.entries, back.since.missing), (41, 5, 0));
    let saved = states(&open(other.path()));
    assert!((101..=105).all(|n| saved.contains(&(n, State::Queued))), "{saved:?}");
    // A copy that is made now is the newest, and the lines stay until all copies hold them.
    let store = open(dir.path());
    keep(&store, 2000);
    assert_eq!(copies::list(dir.path())[0].entries, 46);
    damage(&copies::list(dir.path())[0].path);
    drop(store);
    assert_eq!(recovered(dir.path()).since.entries, 5);
}

#[test]
fn a_line_of_an_entry_whose_number_another_has_is_put_back_under_a_number_of_its_own() {
    let (dir, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let store = open(dir.path());
    for n in 1..=6 {
        save(&store, n);
    }
    drop(store);
    // Of another time: the same numbers, given to others.
    let store = open(other.path());
    save(&store, 1);
    for n in 102..=103 {
        save(&store, n);
    }
    change(&store, 104, 102);
    drop(store);
    fs::copy(other.path().join(JOURNAL), dir.path().join(JOURNAL)).unwrap();
    let store = open(dir.path());
    let back = store.mine.brought_back();
    assert_eq!(back, BroughtBack { entries: 3, ..BroughtBack::default() });
    let saved = states(&store);
    let ops: Vec<u128> = saved.iter().map(|(op, _)| *op).collect();
    assert_eq!(ops, [1, 2, 3, 4, 5, 6, 102, 103, 104], "in their order");
    assert!(store.mine.accounting().unwrap().holds());
    drop(store);
    assert_eq!(open(dir.path()).mine.brought_back(), BroughtBack::default(), "once");
}

/// Given up after it may have left, and somebody like it found in the network since.
fn given_up_and_found(store: &Store, n: u128) {
    happens(
        store,
        n,
        &[
            Event::StartCheck,
            Event::FoundSeveral { ids: vec![] },
            Event::Cancel { why: "typed twice".into() },
            Event::TwinsFound { ids: vec!["01-7".into()] },
        ],
    );
    let entry = store.mine.entry(op(n)).unwrap().unwrap();
    assert_eq!((entry.state, entry.given_up()), (State::Review, true));
}

#[test]
fn what_was_given_up_and_is_asked_about_again_is_not_sent_from_a_copy() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    for n in 1..=3 {
        save(&store, n);
    }
    let left = [
        Event::StartPreflight,
        Event::Cleared { seen: vec![] },
        Event::Accepted { id: None, warnings: vec![] },
    ];
    for n in 1..=3 {
        happens(&store, n, &left);
    }
    copies::keep(&store.mine, dir.path(), at(0)).unwrap();
    for n in 1..=3 {
        given_up_and_found(&store, n);
    }
    // A person may take it up again: then it goes, and that it was given up counts no more.
    happens(&store, 3, &[Event::Retry]);
    save(&store, 4);
    happens(&store, 4, &left);
    given_up_and_found(&store, 4);
    drop(store);
    let whole = fs::read(dir.path().join(JOURNAL)).unwrap();
    for journal in [whole.as_slice(), b""] {
        let other = tempfile::tempdir().unwrap();
        put_over(dir.path(), other.path());
        fs::write(other.path().join(JOURNAL), journal).unwrap();
        drop(open(other.path()));
        recovered(other.path());
        let states = states(&open(other.path()));
        for n in [1, 2, 4] {
            assert!(states.contains(&(n, State::Cancelled)), "{} bytes: {states:?}", journal.len());
        }
        assert!(states.iter().any(|(n, state)| *n == 3 && !state.is_final()), "{states:?}");
    }
}

#[test]
fn what_was_given_up_and_is_asked_about_again_goes_to_no_other_desk() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    for n in 1..=2 {
        save(&store, n);
    }
    happens(&store, 1, &[Event::StartPreflight, Event::Cleared { seen: vec![] }]);
    happens(&store, 1, &[Event::Accepted { id: None, warnings: vec![] }]);
    given_up_and_found(&store, 1);
    let parcel = store.mine.parcel(op(100), "dealer", at(6)).unwrap();
    assert_eq!(parcel.first(), Some(op(2)));
    assert_eq!(parcel.entries.len(), 1);
}
