//! What nobody at the desk can mend: the screen shows a reference, the log has the cause under it, and
//! what support is given to look at has the same line.

use crate::window::Desk;
use api::{ApiError, Code};
use keys::{FileKeys, Name, data_key};
use serde_json::{Value, json};
use store::{Access, File, Key, file};

fn draft() -> Value {
    json!({"key": "00000000-0000-4000-8000-000000000001",
        "value": {"names": {"familyName": "Zquinevere"}}})
}

#[tokio::test]
async fn a_store_that_fails_is_found_in_the_log_by_the_reference_on_the_screen() {
    let desk = Desk::open().await;
    let data = desk.folder().join("data");
    let logs = desk::places::log_folder(&data).unwrap();
    let log = logs.join("showroom.2026-11-24.log");
    let lines = std::fs::File::create(&log).unwrap();
    let _logged = tracing::subscriber::set_default(
        tracing_subscriber::fmt().json().with_writer(std::sync::Mutex::new(lines)).finish(),
    );
    desk.call("draft_save", draft()).await;
    let key = data_key(&FileKeys::new(&data), Name::Mine).unwrap().unwrap();
    let db = file::open(&data, File::Mine, &Key::new(*key), Access::ReadWrite).unwrap();
    db.execute_batch("ALTER TABLE draft RENAME TO gone").unwrap();

    let failed = desk.ask("draft_save", draft()).await.unwrap_err();
    assert_eq!(failed.code, Code::NotSaved, "{failed:?}");
    let reference = failed.reference.expect("a reference");
    let again = desk.ask("draft_save", draft()).await.unwrap_err();
    assert_ne!(again.reference.as_ref(), Some(&reference), "each finds its own line");

    let said = std::fs::read_to_string(&log).unwrap();
    let found: Vec<&str> = said.lines().filter(|line| line.contains(&reference)).collect();
    let [line] = found.as_slice() else { panic!("one line: {said}") };
    let line: Value = serde_json::from_str(line).unwrap();
    assert_eq!(line["fields"]["command"], "draft_save");
    let error = line["fields"]["error"].as_str().unwrap();
    assert!(error.starts_with("the store refused a statement: no such table: "), "{error}");
    assert!(!said.contains("Zquinevere"), "{said}");

    db.execute_batch("ALTER TABLE gone RENAME TO draft").unwrap();
    let support = desk.call("support", json!({})).await;
    let parts = support["parts"].as_array().unwrap();
    let part = parts.iter().find(|one| one["name"] == "log-showroom-2026-11-24.txt").unwrap();
    let told = part["text"].as_str().unwrap().lines().find(|line| line.contains(&reference));
    let told: Value = serde_json::from_str(told.expect("the line is in the bundle")).unwrap();
    assert_eq!(told["reference"], json!(reference));
    assert_eq!(told["error"], "the store refused a statement");
}

#[tokio::test]
async fn what_a_person_can_mend_has_no_reference() {
    let desk = Desk::open().await;
    let refused = desk.ask("open", json!({"id": "00000000-0000-4000-8000-000000000009"})).await;
    let refused = refused.unwrap_err();
    assert_eq!((refused.code, refused.reference), (Code::NotFound, None));
}

#[test]
fn a_full_disk_is_a_full_disk_while_sending_too() {
    let sending = desk::sync::Failure::Store(desk::StoreFailure::DiskFull);
    assert_eq!(ApiError::from(desk::Failure::from(sending)).code, Code::DiskFull);
    let stopped = desk::Failure::from(desk::sync::Failure::Stopped);
    assert_eq!(ApiError::from(stopped).code, Code::Internal);
}

#[tokio::test]
async fn why_a_file_cannot_be_brought_up_to_date_stands_in_the_log() {
    let desk = Desk::open().await;
    desk.host.close().await;
    let data = desk.folder().join("data");
    let key = data_key(&FileKeys::new(&data), Name::Mine).unwrap().unwrap();
    let db = file::open(&data, File::Mine, &Key::new(*key), Access::ReadWrite).unwrap();
    db.execute_batch("ALTER TABLE setting RENAME TO gone").unwrap();
    drop(db);
    let log = desk.folder().join("log");
    let lines = std::fs::File::create(&log).unwrap();
    let _logged = tracing::subscriber::set_default(
        tracing_subscriber::fmt().json().with_writer(std::sync::Mutex::new(lines)).finish(),
    );
    let desk = desk.restart().await;
    assert!(desk.host.opened().await.is_err());
    let said = std::fs::read_to_string(&log).unwrap();
    let line = said.lines().find(|line| line.contains("the desk cannot be opened"));
    let line: Value = serde_json::from_str(line.expect("it is logged")).unwrap();
    let error = line["fields"]["error"].as_str().expect("the cause");
    assert!(error.contains("no such table: "), "{error}");
}
