//! Nothing readable lies on the disk, and what is not to be kept is not kept even encrypted.

use crate::people::{at, crowd, keys, maria, open, text};
use std::{fs, path::Path};
use store::{Access, File, Key, Mode, Store, file, theirs::Source};

/// Every file of the folder holds none of the texts, in any of the usual encodings.
fn assert_unreadable(dir: &Path, texts: &[&str]) {
    let mut seen = 0;
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        let bytes = fs::read(&path).unwrap();
        seen += bytes.len();
        for text in texts {
            let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let hex: String = text.bytes().map(|b| format!("{b:02x}")).collect();
            let turned: String = text.chars().rev().collect();
            for form in [
                text.as_bytes().to_vec(),
                text.to_lowercase().into_bytes(),
                text.to_uppercase().into_bytes(),
                wide,
                hex.clone().into_bytes(),
                turned.into_bytes(),
            ] {
                let found = bytes.windows(form.len()).any(|window| window == form);
                assert!(!found, "{text} can be read in {}", path.display());
            }
        }
    }
    assert!(seen > 50_000, "there was something to look through");
}

#[test]
fn no_file_holds_anything_readable_while_it_is_open_or_closed() {
    let dir = tempfile::tempdir().unwrap();
    let canaries = [
        "Canaryson",
        "904417",
        "DOM123CANARY",
        "canary.mail@quux.example",
        "WVWZZZ1KZ6W650709",
        "CREATE TABLE",
        "SSN-CANARY-4711",
        "customer",
        "SQLite format 3",
    ];
    let store = open(dir.path());
    let mut record = maria();
    record.names.family_name = text("Canaryson");
    record.customer_key = text("DOM123CANARY");
    record.channels[1].value = "canary.mail@quux.example".to_owned();
    store.theirs.put(&[record], at(0), Source::Full).unwrap();
    store.theirs.put(&crowd(200), at(1), Source::Import).unwrap();
    store.theirs.find(&crate::people::asked("canaryson"), 10).unwrap();
    let names: Vec<String> = fs::read_dir(dir.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert!(names.iter().any(|name| name == "theirs.db-wal"), "{names:?}");
    assert_unreadable(dir.path(), &canaries);
    drop(store);
    assert_unreadable(dir.path(), &canaries);
}

/// All that is stored, decrypted: every table that holds text or bytes.
fn decrypted(dir: &Path) -> Vec<u8> {
    let theirs = file::open(dir, File::Theirs, &Key::new([9; 32]), Access::ReadWrite).unwrap();
    let plain = dir.join("plain.db");
    fs::write(&plain, "").unwrap();
    theirs.execute("ATTACH DATABASE ?1 AS plain KEY ''", [plain.to_str().unwrap()]).unwrap();
    // SQLCipher copies page by page as they are used; freed pages are wiped by secure_delete.
    theirs.query_row("SELECT sqlcipher_export('plain')", [], |_| Ok(())).unwrap();
    theirs.execute_batch("DETACH DATABASE plain").unwrap();
    let bytes = fs::read(&plain).unwrap();
    fs::remove_file(&plain).unwrap();
    bytes
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

#[test]
fn identity_numbers_are_not_kept_unless_switched_on() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let mut record = maria();
    record.identity.other.insert("ssn".to_owned(), "OTHER-CANARY-1".into());
    record.other.insert("raw".to_owned(), serde_json::json!({"nationalId": "OTHER-CANARY-2"}));
    store.theirs.put(std::slice::from_ref(&record), at(0), Source::Full).unwrap();
    let kept = store.theirs.customer("01-16203").unwrap().unwrap();
    assert!(kept.withheld);
    assert_eq!(kept.record.identity.social_security_id, None);
    assert_eq!(kept.record.identity.birth_date, record.identity.birth_date);
    drop(store);
    let bytes = decrypted(dir.path());
    assert!(holds(&bytes, "DOM123"), "the look through the decrypted file works");
    for canary in ["SSN-CANARY-4711", "SSNCANARY4711", "ssncanary4711", "OTHER-CANARY"] {
        assert!(!holds(&bytes, canary), "{canary}");
    }

    let store = open(dir.path());
    store.theirs.keep_identity_numbers(true);
    store.theirs.put(&[record], at(1), Source::Full).unwrap();
    let kept = store.theirs.customer("01-16203").unwrap().unwrap();
    assert!(!kept.withheld);
    assert_eq!(kept.record.identity.social_security_id.as_deref(), Some("SSN-CANARY-4711"));
}

#[test]
fn a_forgotten_customer_is_in_no_table_no_index_and_no_log() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let mut record = maria();
    record.names.family_name = text("Forgettable");
    record.names.middle_name = text("Zzyzx");
    let local_id = store.theirs.put(&[record], at(0), Source::Full).unwrap().remove(0).local_id;
    store.theirs.put(&crowd(300), at(1), Source::Import).unwrap();
    store.theirs.opened(local_id, at(2)).unwrap();
    assert!(store.theirs.remove("01-16203").unwrap());
    assert!(!store.theirs.remove("01-16203").unwrap());
    assert!(store.theirs.customer("01-16203").unwrap().is_none());
    assert!(store.theirs.customer(&local_id.to_string()).unwrap().is_none());
    assert!(store.theirs.find(&crate::people::asked("forgettable"), 10).unwrap().is_empty());
    assert_eq!(store.theirs.count().unwrap(), 300);
    assert_eq!(fs::metadata(dir.path().join("theirs.db-wal")).unwrap().len(), 0);
    // Its words are gone from the index itself, not only from its answers.
    drop(store);
    let theirs =
        file::open(dir.path(), File::Theirs, &Key::new([9; 32]), Access::ReadWrite).unwrap();
    let table = "block";
    theirs
        .execute_batch(&format!(
            "CREATE VIRTUAL TABLE temp.v_{table} USING fts5vocab(main, {table}, row)"
        ))
        .unwrap();
    let left: i64 = theirs
        .query_row(
            &format!(
                "SELECT count(*) FROM temp.v_{table} WHERE term GLOB '*forgettable*'
                 OR term GLOB '*zzyzx*' OR term GLOB '*904417*'"
            ),
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(left, 0, "{table}");
    let some: i64 = theirs
        .query_row(&format!("SELECT count(*) FROM temp.v_{table}"), [], |row| row.get(0))
        .unwrap();
    assert!(some > 100, "{table}");
    drop(theirs);
    let store = Store::open(dir.path(), &keys(), Mode::ReadWrite).unwrap();
    assert_eq!(store.theirs.count().unwrap(), 300);
    drop(store);
    let bytes = decrypted(dir.path());
    for canary in ["Forgettable", "forgettable", "zzyzx", "01-16203"] {
        assert!(!holds(&bytes, canary), "{canary}");
    }
}
