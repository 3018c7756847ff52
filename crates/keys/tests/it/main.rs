//! The key file, as the program uses it for networks on this machine.

use keys::{Failure, FileKeys, KeyStore, Name, data_key, install_id, mint};
use secrecy::{ExposeSecret, SecretString};
use std::fs;

#[test]
fn what_was_written_is_there_for_the_next_start() {
    let dir = tempfile::tempdir().unwrap();
    let secret = r#"{"client_id":"a","client_secret":"ü\"x"}"#;
    FileKeys::new(dir.path()).write(Name::Credentials, &SecretString::from(secret)).unwrap();
    let next = FileKeys::new(dir.path());
    assert_eq!(next.read(Name::Credentials).unwrap().unwrap().expose_secret(), secret);
    assert!(next.read(Name::Mine).unwrap().is_none());
    assert_eq!(next.kind(), "file");
}

#[test]
fn names_do_not_disturb_each_other_and_deleting_twice_is_fine() {
    let dir = tempfile::tempdir().unwrap();
    let store = FileKeys::new(dir.path());
    for name in Name::ALL {
        store.write(name, &SecretString::from(name.word())).unwrap();
    }
    store.delete(Name::Theirs).unwrap();
    store.delete(Name::Theirs).unwrap();
    let left: Vec<bool> =
        Name::ALL.into_iter().map(|name| store.read(name).unwrap().is_some()).collect();
    assert_eq!(left, Name::ALL.map(|name| name != Name::Theirs));
}

#[cfg(unix)]
#[test]
fn the_file_and_its_folder_are_readable_by_this_account_only() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("new");
    FileKeys::new(&data).write(Name::Mine, &SecretString::from("x")).unwrap();
    install_id(&data).unwrap();
    for (path, wanted) in
        [(data.clone(), 0o700), (data.join("keys.json"), 0o600), (data.join("install.id"), 0o600)]
    {
        let mode = fs::metadata(&path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, wanted, "{}", path.display());
    }
}

#[test]
fn a_minted_key_comes_back_and_is_never_replaced() {
    let dir = tempfile::tempdir().unwrap();
    let store = FileKeys::new(dir.path());
    assert!(data_key(&store, Name::Mine).unwrap().is_none());
    let key = mint(&store, Name::Mine).unwrap();
    assert_eq!(*data_key(&store, Name::Mine).unwrap().unwrap(), *key);
    assert!(matches!(mint(&store, Name::Mine), Err(Failure::Exists { name: "mine" })));
    assert_eq!(*data_key(&store, Name::Mine).unwrap().unwrap(), *key);
    assert_ne!(*mint(&store, Name::Theirs).unwrap(), *key);
}

#[test]
fn a_damaged_key_file_is_reported_and_left_as_it_is() {
    for text in ["", "{", "[]", r#"{"mine":1}"#, "not json"] {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("keys.json"), text).unwrap();
        let store = FileKeys::new(dir.path());
        assert!(matches!(store.read(Name::Mine), Err(Failure::Broken { .. })), "{text}");
        let written = store.write(Name::Mine, &SecretString::from("x"));
        assert!(matches!(written, Err(Failure::Broken { .. })), "{text}");
        assert!(matches!(mint(&store, Name::Mine), Err(Failure::Broken { .. })), "{text}");
        assert_eq!(fs::read_to_string(dir.path().join("keys.json")).unwrap(), text);
    }
}

#[test]
fn a_value_that_is_no_key_is_broken_and_not_missing() {
    let dir = tempfile::tempdir().unwrap();
    let store = FileKeys::new(dir.path());
    for text in ["", "short", "AAAA", "ÄÄÄÄ"] {
        store.write(Name::Mine, &SecretString::from(text)).unwrap();
        assert!(matches!(data_key(&store, Name::Mine), Err(Failure::Broken { .. })), "{text}");
    }
}

#[test]
fn the_id_of_a_data_folder_is_made_once() {
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let id = install_id(one.path()).unwrap();
    assert_eq!(install_id(one.path()).unwrap(), id);
    assert_ne!(install_id(two.path()).unwrap(), id);
    fs::write(one.path().join("install.id"), "").unwrap();
    assert!(matches!(install_id(one.path()), Err(Failure::Broken { .. })));
}

#[test]
fn a_folder_that_cannot_be_made_is_said() {
    let dir = tempfile::tempdir().unwrap();
    let blocked = dir.path().join("file");
    fs::write(&blocked, "").unwrap();
    let store = FileKeys::new(&blocked.join("data"));
    let failure = store.write(Name::Mine, &SecretString::from("x")).unwrap_err();
    assert!(matches!(failure, Failure::Broken { .. } | Failure::Denied { .. }));
    assert!(failure.remedy().len() > 20);
}

#[test]
fn nothing_that_is_printed_shows_a_value() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("keys.json"), r#"{"mine":"canary-value"}"#).unwrap();
    let store = FileKeys::new(dir.path());
    let failure = data_key(&store, Name::Mine).unwrap_err();
    assert!(!format!("{failure} {failure:?}").contains("canary"));
    let value = store.read(Name::Mine).unwrap().unwrap();
    assert!(!format!("{value:?}").contains("canary"));
}
