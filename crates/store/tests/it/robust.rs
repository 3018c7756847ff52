//! Full disks, killed processes, damaged pages.

use crate::people::{asked, at, crowd, keys, open};
use std::{
    fs,
    io::{BufRead as _, BufReader},
    process::{Command, Stdio},
};
use store::{Access, Failure, File, Key, Mode, Store, file, search::How, theirs::Source};

#[test]
fn a_full_disk_is_said_and_what_was_there_stays() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    store.theirs.put(&crowd(100), at(0), Source::Import).unwrap();
    store.theirs.limit_pages(Some(store.theirs.sizes().unwrap().file_bytes / 4096)).unwrap();
    let failure = store.theirs.put(&crowd(5_000), at(1), Source::Import).unwrap_err();
    assert!(matches!(failure, Failure::DiskFull), "{failure:?}");
    assert!(failure.remedy().contains("room"));
    assert_eq!(store.theirs.count().unwrap(), 100);
    let hits = store.theirs.find(&asked("anna"), 50).unwrap();
    assert_eq!(hits.iter().filter(|hit| hit.why[0].how == How::Exact).count(), 5);
    // Room again: the same call works in the same process.
    store.theirs.limit_pages(None).unwrap();
    store.theirs.put(&crowd(5_000), at(2), Source::Import).unwrap();
    assert_eq!(store.theirs.count().unwrap(), 5_000);
}

/// The other half of the next test: it runs in a process of its own, which is killed.
#[test]
fn a_process_that_writes_until_it_is_killed() {
    let Some(dir) = std::env::var_os("SHOWROOM_TEST_WRITE_INTO") else {
        // Alone it proves that writing works at all.
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(
            open(dir.path()).theirs.put(&crowd(10), at(0), Source::Import).unwrap().len(),
            10
        );
        return;
    };
    let store = open(dir.as_ref());
    let people = crowd(20_000);
    for (n, batch) in people.chunks(500).enumerate() {
        store.theirs.put(batch, at(0), Source::Import).unwrap();
        println!("stored {}", (n + 1) * 500);
    }
}

#[test]
fn what_was_stored_before_a_kill_is_there_and_no_half_of_a_call() {
    for until in [1, 3, 6] {
        let dir = tempfile::tempdir().unwrap();
        let mut writer = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "robust::a_process_that_writes_until_it_is_killed", "--nocapture"])
            .env("SHOWROOM_TEST_WRITE_INTO", dir.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let told = BufReader::new(writer.stdout.take().unwrap())
            .lines()
            .map_while(Result::ok)
            .filter_map(|line| {
                line.split("stored ").nth(1).and_then(|n| n.trim().parse::<u64>().ok())
            })
            .nth(until)
            .unwrap();
        writer.kill().unwrap();
        writer.wait().unwrap();
        let store = Store::open(dir.path(), &keys(), Mode::ReadWrite).unwrap();
        assert!(!store.rebuilt);
        store.theirs.set_country("GB").unwrap();
        let count = store.theirs.count().unwrap();
        assert!(count >= told, "{count} of {told}");
        assert_eq!(count % 500, 0, "whole calls only");
        let last = format!("C{:07}", count - 1);
        assert!(store.theirs.customer(&last).unwrap().is_some());
        let found = store.theirs.find_ids(&asked(&last), 5).unwrap();
        assert_eq!(found.len(), 1, "the index is in step");
    }
}

/// The other half of the next test: only another process can tell what this one has locked.
#[test]
fn a_process_that_asks_to_write() {
    let Some(dir) = std::env::var_os("SHOWROOM_TEST_ASK_TO_WRITE_IN") else { return };
    let asking =
        file::open(dir.as_ref(), File::Mine, &Key::new([7; 32]), Access::ReadWrite).unwrap();
    println!("answer {:?}", asking.execute_batch("BEGIN IMMEDIATE").is_ok());
}

#[test]
fn opening_a_file_a_second_time_lets_go_of_no_lock_on_it() {
    let dir = tempfile::tempdir().unwrap();
    let open =
        || file::open(dir.path(), File::Mine, &Key::new([7; 32]), Access::ReadWrite).unwrap();
    let may_write = || {
        let asked = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "robust::a_process_that_asks_to_write", "--nocapture"])
            .env("SHOWROOM_TEST_ASK_TO_WRITE_IN", dir.path())
            .output()
            .unwrap();
        let said = String::from_utf8(asked.stdout).unwrap();
        let answer = said.split("answer ").nth(1).unwrap_or_else(|| panic!("{said}"));
        answer.starts_with("true")
    };
    let writing = open();
    assert!(may_write(), "nobody writes yet");
    writing.execute_batch("BEGIN IMMEDIATE").unwrap();
    drop(open());
    assert!(!may_write());
    writing.execute_batch("COMMIT").unwrap();
    assert!(may_write());
}

#[test]
fn a_damaged_page_never_passes_for_data() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    store.theirs.put(&crowd(2_000), at(0), Source::Import).unwrap();
    drop(store);
    let path = dir.path().join("theirs.db");
    let whole = fs::read(&path).unwrap();
    let (mut seen, mut tried) = (0, 0);
    for page in (1..whole.len() / 4096).step_by(37) {
        let mut bytes = whole.clone();
        bytes[page * 4096 + 1_000] ^= 4;
        fs::write(&path, &bytes).unwrap();
        let broken =
            file::open(dir.path(), File::Theirs, &Key::new([9; 32]), Access::ReadWrite).unwrap();
        let answer: Result<String, _> =
            broken.query_row("PRAGMA cipher_integrity_check", [], |row| row.get(0));
        tried += 1;
        seen += usize::from(answer.is_ok_and(|problem| !problem.is_empty()));
    }
    assert!(tried > 5);
    assert_eq!(seen, tried);
    // A page of the search tables: reading says so instead of answering less.
    let mut bytes = whole.clone();
    for page in 3..whole.len() / 4096 {
        bytes[page * 4096 + 100] ^= 1;
    }
    fs::write(&path, &bytes).unwrap();
    let damaged = Store::open(dir.path(), &keys(), Mode::ReadWrite)
        .and_then(|store| store.theirs.find(&asked("anna"), 10).map(|hits| hits.len()));
    assert!(matches!(damaged, Err(Failure::Damaged)) || matches!(damaged, Ok(0)), "{damaged:?}");
}
