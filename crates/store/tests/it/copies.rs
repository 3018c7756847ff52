//! Rolling copies of `mine.db`, and one put in the place of a file that cannot be read.

use crate::people::{at, keys, open};
use std::fs;
use std::path::Path;
use store::copies::{self, KEPT, Refusal};
use store::mine::{NewCreate, Which};
use store::{Failure, Mode, Store};
use uuid::Uuid;

fn save(store: &Store, n: u128) {
    let mut record = customer::Record::default();
    record.names.family_name = Some(format!("Saved{n}"));
    store
        .mine
        .queue_create(NewCreate {
            op_id: Uuid::from_u128(n),
            local_id: Uuid::from_u128(1_000_000 + n),
            draft_id: None,
            dealer: "dealer".into(),
            record,
            ruled_out: vec![],
            incomplete_accepted: false,
            verdicts: vec![],
            author: "ana".into(),
            origin: outbox::Origin::Staff,
            at: at(0),
        })
        .unwrap();
}

fn damage(path: &Path) {
    let mut bytes = fs::read(path).unwrap();
    for at in (4096..bytes.len()).step_by(4096) {
        bytes[at + 100] ^= 1;
    }
    fs::write(path, bytes).unwrap();
}

#[test]
fn a_copy_is_made_after_twenty_entries_or_ten_minutes_and_three_are_kept() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let keep = |second| copies::keep(&store.mine, dir.path(), at(second)).unwrap();
    assert!(!keep(0), "there is nothing to lose");
    save(&store, 1);
    assert!(keep(0) && !keep(1));
    for n in 2..=20 {
        save(&store, n);
    }
    assert!(!keep(2), "nineteen since");
    save(&store, 21);
    assert!(keep(3));
    assert!(!keep(1000), "ten minutes, and nothing was written");
    save(&store, 22);
    assert!(!keep(599 + 3) && keep(600 + 3));
    for n in 0..5_u128 {
        save(&store, 100 + n);
        assert!(keep(2000 + i64::try_from(n).unwrap() * 1000));
    }
    let kept = copies::list(dir.path());
    assert_eq!(kept.len(), KEPT);
    assert_eq!(kept.iter().map(|copy| copy.entries).collect::<Vec<_>>(), [27, 26, 25]);
    let files = fs::read_dir(dir.path().join("copies")).unwrap().count();
    assert_eq!(files, KEPT);
}

#[test]
fn a_broken_file_is_set_aside_as_it_is_and_the_newest_good_copy_takes_its_place() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    for n in 1..=45 {
        save(&store, n);
        copies::keep(&store.mine, dir.path(), at(i64::try_from(n).unwrap())).unwrap();
    }
    drop(store);
    assert!(matches!(copies::recover(dir.path(), &keys(), None, at(99)), Err(Refusal::Readable)));
    let mine = dir.path().join("mine.db");
    damage(&mine);
    let broken = fs::read(&mine).unwrap();
    let refused = Store::open(dir.path(), &keys(), Mode::ReadWrite).err().unwrap();
    assert!(matches!(refused, Failure::Damaged | Failure::WrongKey { .. }), "{refused:?}");
    assert!(refused.remedy().contains("showroomctl recover"), "{}", refused.remedy());
    // The newest copy is broken too: the one before it is taken.
    damage(&copies::list(dir.path())[0].path);
    let recovered = copies::recover(dir.path(), &keys(), None, at(99)).unwrap();
    assert_eq!((recovered.from.unwrap().entries, recovered.entries), (21, 45));
    assert_eq!((recovered.since.entries, recovered.since.missing), (24, 0));
    let aside = dir.path().join(recovered.set_aside.unwrap());
    assert_eq!(fs::read(aside).unwrap(), broken, "kept as it was");
    let store = open(dir.path());
    assert_eq!(store.mine.entries(Which::All).unwrap().len(), 45);
    assert!(store.mine.accounting().unwrap().holds());
    assert_eq!(store.mine.verify_audit().unwrap().broken_at, None);
    // Its mark is nobody's: whoever sends will look for everything first.
    let mark = store.mine.generation().unwrap();
    assert!(!mark.is(None) && !mark.is(Some("any other")));
}

#[test]
fn a_file_that_is_gone_or_empty_is_no_new_desk_where_there_was_one() {
    for gone in [true, false] {
        let dir = tempfile::tempdir().unwrap();
        let store = open(dir.path());
        save(&store, 1);
        copies::keep(&store.mine, dir.path(), at(0)).unwrap();
        drop(store);
        let mine = dir.path().join("mine.db");
        if gone {
            fs::remove_file(&mine).unwrap();
        } else {
            fs::write(&mine, "").unwrap();
        }
        let opened = Store::open(dir.path(), &keys(), Mode::ReadWrite);
        assert!(matches!(opened, Err(Failure::Damaged)));
        let recovered = copies::recover(dir.path(), &keys(), None, at(9)).unwrap();
        assert_eq!(recovered.entries, 1);
        assert_eq!(open(dir.path()).mine.entries(Which::Live).unwrap().len(), 1);
    }
}

#[test]
fn without_a_copy_that_fits_nothing_is_touched() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    save(&store, 1);
    drop(store);
    let mine = dir.path().join("mine.db");
    damage(&mine);
    let broken = fs::read(&mine).unwrap();
    fs::remove_file(dir.path().join("mine.journal")).unwrap();
    let none = copies::recover(dir.path(), &keys(), None, at(9));
    assert!(matches!(none, Err(Refusal::NoCopy)), "{none:?}");
    let other = copies::recover(dir.path(), &keys(), Some("mine-1-1.db"), at(9));
    assert!(matches!(other, Err(Refusal::NoSuchCopy)), "{other:?}");
    assert_eq!(fs::read(&mine).unwrap(), broken);
}

#[test]
fn before_there_is_a_copy_the_journal_alone_brings_back_what_was_saved() {
    for gone in [false, true] {
        let dir = tempfile::tempdir().unwrap();
        let store = open(dir.path());
        for n in 1..=2 {
            save(&store, n);
        }
        drop(store);
        damage(&dir.path().join("mine.db"));
        if gone {
            fs::remove_file(dir.path().join("mine.db")).unwrap();
        }
        let recovered = copies::recover(dir.path(), &keys(), None, at(9)).unwrap();
        assert_eq!((&recovered.from, recovered.set_aside.is_some()), (&None, !gone));
        assert_eq!((recovered.entries, recovered.live, recovered.since.entries), (2, 2, 2));
        let store = open(dir.path());
        assert_eq!(store.mine.entries(Which::Live).unwrap().len(), 2);
        assert!(store.mine.accounting().unwrap().holds());
        assert!(!store.mine.generation().unwrap().is(None), "all is looked for first");
    }
}

#[test]
fn a_key_is_known_by_the_copies_and_the_journal_where_the_file_tells_nothing() {
    let (right, wrong) = (keys().mine, store::Key::new([99; 32]));
    for (copied, gone) in [(true, false), (true, true), (false, false)] {
        let dir = tempfile::tempdir().unwrap();
        let store = open(dir.path());
        save(&store, 1);
        let mine = dir.path().join("mine.db");
        if copied {
            copies::keep(&store.mine, dir.path(), at(0)).unwrap();
            fs::remove_file(dir.path().join("mine.journal")).unwrap();
        }
        drop(store);
        // From the first page on.
        let bytes: Vec<u8> = fs::read(&mine).unwrap().iter().map(|byte| !byte).collect();
        fs::write(&mine, bytes).unwrap();
        if gone {
            fs::remove_file(&mine).unwrap();
        }
        assert!(copies::fits(dir.path(), &right).unwrap(), "{copied} {gone}");
        assert!(!copies::fits(dir.path(), &wrong).unwrap(), "{copied} {gone}");
        assert_eq!(mine.exists(), !gone, "nothing is made by asking");
    }
}
