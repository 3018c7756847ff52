//! What opening does with keys that do not fit, files of other versions, and missing rights.

use crate::people::{asked, at, keys, maria, open};
use std::{fs, path::Path};
use store::{
    Access, Failure, File, Key, Keys, Mode, Present, Store, file, present, theirs::Source,
};

fn refusal(dir: &Path, keys: &Keys, mode: Mode) -> Failure {
    match Store::open(dir, keys, mode) {
        Ok(_) => panic!("it opened"),
        Err(failure) => failure,
    }
}

#[test]
fn a_new_folder_becomes_a_store_that_is_there_again_at_the_next_start() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("desk");
    assert_eq!(present(&data), Present { mine: false, theirs: false, copies: false });
    let store = open(&data);
    store.theirs.put(&[maria()], at(0), Source::Full).unwrap();
    assert!(!store.rebuilt);
    drop(store);
    assert_eq!(present(&data), Present { mine: true, theirs: true, copies: false });
    assert_eq!(open(&data).theirs.find(&asked("sousa"), 10).unwrap().len(), 1);
}

#[cfg(unix)]
#[test]
fn only_this_account_can_read_the_folder_and_its_files() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("desk");
    fs::create_dir(&data).unwrap();
    fs::set_permissions(&data, fs::Permissions::from_mode(0o755)).unwrap();
    let store = open(&data);
    store.theirs.put(&[maria()], at(0), Source::Full).unwrap();
    assert_eq!(fs::metadata(&data).unwrap().permissions().mode() & 0o777, 0o700);
    let mut files = 0;
    for entry in fs::read_dir(&data).unwrap() {
        let entry = entry.unwrap();
        let mode = entry.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{}", entry.path().display());
        files += 1;
    }
    assert!(files >= 4, "mine, theirs, its log and its index");
}

#[test]
fn a_wrong_key_of_mine_is_said_and_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    drop(open(dir.path()));
    let before = fs::read(dir.path().join("mine.db")).unwrap();
    let wrong = Keys::new([8; 32], [9; 32]);
    for mode in [Mode::ReadWrite, Mode::ReadOnlyMine] {
        let failure = refusal(dir.path(), &wrong, mode);
        assert!(matches!(failure, Failure::WrongKey { file: File::Mine }), "{failure:?}");
        assert!(failure.needs_person() && failure.remedy().contains("keyring"));
    }
    assert_eq!(fs::read(dir.path().join("mine.db")).unwrap(), before);
    drop(open(dir.path()));
}

#[test]
fn a_mine_file_that_is_no_database_is_never_overwritten() {
    for junk in ["x", "SQLite format 3\0 but not ours", &"z".repeat(8192)] {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("mine.db"), junk).unwrap();
        let failure = refusal(dir.path(), &keys(), Mode::ReadWrite);
        assert!(matches!(failure, Failure::WrongKey { file: File::Mine }), "{failure:?}");
        assert_eq!(fs::read(dir.path().join("mine.db")).unwrap(), junk.as_bytes());
    }
}

#[test]
fn a_copy_that_cannot_be_read_is_set_aside_and_started_anew() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    store.theirs.put(&[maria()], at(0), Source::Full).unwrap();
    drop(store);
    let store = Store::open(dir.path(), &Keys::new([7; 32], [1; 32]), Mode::ReadWrite).unwrap();
    assert!(store.rebuilt);
    assert_eq!(store.theirs.count().unwrap(), 0);
    assert!(dir.path().join("theirs.unreadable.db").exists());
    drop(store);
    fs::write(dir.path().join("theirs.db"), "not a database at all").unwrap();
    let store = Store::open(dir.path(), &Keys::new([7; 32], [1; 32]), Mode::ReadWrite).unwrap();
    assert!(store.rebuilt);
    drop(store);
    let store = Store::open(dir.path(), &Keys::new([7; 32], [1; 32]), Mode::ReadWrite).unwrap();
    assert!(!store.rebuilt);
}

#[test]
fn files_of_a_newer_version_are_refused_and_left_alone() {
    for (file, key) in [(File::Mine, [7; 32]), (File::Theirs, [9; 32])] {
        let dir = tempfile::tempdir().unwrap();
        drop(open(dir.path()));
        let newer = file::open(dir.path(), file, &Key::new(key), Access::ReadWrite).unwrap();
        newer.execute_batch("PRAGMA user_version = 4000").unwrap();
        drop(newer);
        let before = fs::read(dir.path().join(file.name())).unwrap();
        match refusal(dir.path(), &keys(), Mode::ReadWrite) {
            Failure::Newer { file: told, found: 4000, known } if told == file && known < 4000 => {}
            other => panic!("{other:?}"),
        }
        assert_eq!(fs::read(dir.path().join(file.name())).unwrap(), before);
    }
}

#[test]
fn who_may_only_read_mine_waits_for_the_one_who_writes() {
    let dir = tempfile::tempdir().unwrap();
    let failure = refusal(dir.path(), &keys(), Mode::ReadOnlyMine);
    assert!(matches!(failure, Failure::NotReady { file: File::Mine }), "{failure:?}");
    assert!(!failure.needs_person());
    assert!(!dir.path().join("mine.db").exists());
    let writer = open(dir.path());
    let reader = Store::open(dir.path(), &keys(), Mode::ReadOnlyMine).unwrap();
    assert_eq!(reader.mine.access(), Access::ReadOnly);
    assert_eq!(writer.mine.access(), Access::ReadWrite);
    // The copy is shared: both take in what the network says.
    reader.theirs.set_country("GB").unwrap();
    reader.theirs.put(&[maria()], at(0), Source::Full).unwrap();
    assert_eq!(writer.theirs.count().unwrap(), 1);
}

#[test]
fn a_folder_that_cannot_be_made_or_written_is_said() {
    let dir = tempfile::tempdir().unwrap();
    let blocked = dir.path().join("file");
    fs::write(&blocked, "").unwrap();
    let failure = refusal(&blocked.join("desk"), &keys(), Mode::ReadWrite);
    assert!(matches!(failure, Failure::ReadOnly { .. }), "{failure:?}");
    // Not even the superuser can write here.
    #[cfg(target_os = "linux")]
    {
        let failure = refusal(Path::new("/proc/showroom-desk"), &keys(), Mode::ReadWrite);
        assert!(matches!(failure, Failure::ReadOnly { .. }), "{failure:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_folder_without_write_permission_is_said_where_permissions_hold() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    drop(open(dir.path()));
    for name in ["mine.db", "theirs.db"] {
        fs::set_permissions(dir.path().join(name), fs::Permissions::from_mode(0o400)).unwrap();
    }
    let opened = Store::open(dir.path(), &keys(), Mode::ReadWrite);
    let superuser = fs::OpenOptions::new().write(true).open(dir.path().join("mine.db")).is_ok();
    match opened {
        // The superuser may write whatever the mode says.
        Ok(_) => assert!(superuser),
        Err(failure) => assert!(matches!(failure, Failure::ReadOnly { .. }), "{failure:?}"),
    }
}
