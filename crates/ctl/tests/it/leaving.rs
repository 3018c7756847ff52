//! A computer that is given away: nothing is left but what was sealed, which another desk takes in.
//! And one that is gone: what it held, told without a value.

use crate::support::{Desk, Net, Shop};
use serde_json::{Value, json};
use std::path::Path;

const WORDS: &str = "a long walk in Leeds\n";
const CANARIES: [&str; 3] = ["Ottilie", "Movedson", "900321"];

fn newcomer() -> Value {
    json!({"kind": "person", "names": {"givenName": "Ottilie", "familyName": "Movedson"},
        "channels": [{"kind": "phone", "use": "home", "line": "mobile", "value": "07700 900321"}]})
}

/// Two changes that cannot be sent now.
async fn with_unsent(shop: &Shop) -> Desk {
    let desk = Desk::new(Net::V1, shop).await;
    let id = desk.find("sousa").await;
    desk.show(&id).await;
    shop.network("down").await;
    desk.update(&id, "names", &json!({"names": {"middleName": "Aus"}})).await;
    desk.run(&["create", &desk.record(&newcomer())]).await.done();
    desk
}

fn path(desk: &Desk, name: &str) -> String {
    desk.folder.path().join(name).to_str().expect("a plain path").to_owned()
}

fn files_below(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.path().is_dir() {
            found.extend(files_below(&entry.path()));
        } else {
            found.push(entry.path());
        }
    }
    found
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|part| part == text.as_bytes())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wiped_desk_leaves_the_sealed_file_and_nothing_else() {
    let shop = Shop::open(40).await;
    let old = with_unsent(&shop).await;
    let card = old.run(&["kiosk", "submit", &old.record(&newcomer())]).await.done();
    let sealed = path(&old, "moved.sealed");

    // Nothing happens while something would be lost.
    let refused = old.run(&["wipe"]).await.error(3);
    assert_eq!(refused["code"], "unsent");
    let said = refused["message"].as_str().expect("words");
    assert!(said.contains("2 changes not sent") && said.contains("1 cards"), "{said}");
    let refused = old.run_with(&["wipe", "--sealed-export", &sealed], WORDS).await;
    assert_eq!(refused.error(3)["code"], "unsent", "the card is in no sealed file");
    let id = card["code"].as_str().expect("its id").to_owned();
    old.run(&["kiosk", "accept", &id, "--dismiss", "a test"]).await.done();
    let inside = old.data.join("moved.sealed").to_str().expect("a plain path").to_owned();
    let refused = old.run_with(&["wipe", "--sealed-export", &inside], WORDS).await;
    assert_eq!(refused.error(3)["code"], "inside");
    let refused = old.run_with(&["wipe", "--sealed-export", &sealed], "short\n").await;
    assert_eq!(refused.error(3)["code"], "too_short");
    assert!(!Path::new(&sealed).exists());
    let lock = std::fs::File::options().write(true).open(old.data.join("mine.lock"));
    let lock = lock.expect("the lock");
    lock.try_lock().expect("a desk that runs");
    let refused = old.run_with(&["wipe", "--sealed-export", &sealed], WORDS).await;
    assert_eq!(refused.error(3)["code"], "in_use");
    drop(lock);
    assert_eq!(old.outbox().await.len(), 2, "all of it is still there");
    let before = old.run(&["audit", "list", "--limit", "1"]).await.done()[0]["n"].clone();

    std::fs::create_dir_all(old.data.join("webview/desk")).expect("made");
    std::fs::write(old.data.join("webview/desk/history"), "Movedson").expect("written");
    let names: Vec<String> = std::fs::read_dir(&old.data)
        .expect("the folder")
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    let wiped = old.run_with(&["wipe", "--sealed-export", &sealed], WORDS).await.done();
    assert_eq!(wiped["sealed"], 2, "{wiped}");
    assert_eq!(wiped["lost"], json!({"entries": 0, "others": 0, "cards": 0, "drafts": 0}));
    assert!(wiped["keys"].as_u64().expect("a count") >= 5, "{wiped}");
    assert_eq!(wiped["left"], json!([]));
    let removed: Vec<&str> =
        wiped["removed"].as_array().expect("names").iter().filter_map(Value::as_str).collect();
    for name in names {
        assert!(removed.iter().any(|one| one.trim_end_matches('/') == name), "{name}: {wiped}");
    }
    assert!(!old.data.exists(), "the folder is gone too");
    assert_eq!(files_below(&old.folder.path().join("state")), Vec::<std::path::PathBuf>::new());
    for file in files_below(old.folder.path()) {
        let name = file.file_name().expect("a name").to_string_lossy().into_owned();
        // What the test itself gave it.
        if name.starts_with("record-") || name == "showroom.toml" {
            continue;
        }
        assert_eq!(name, "moved.sealed");
        let bytes = std::fs::read(&file).expect("readable");
        assert!(CANARIES.iter().all(|canary| !holds(&bytes, canary)));
    }

    let new = Desk::new(Net::V1, &shop).await;
    let taken = new.run_with(&["outbox", "unseal", &sealed], WORDS).await.done();
    assert_eq!(taken["entries"], 2);
    let acts = new.run(&["audit", "list"]).await.done();
    let row = format!("whose audit ended at row {}", before.as_i64().expect("a number") + 1);
    let told = acts.as_array().expect("acts").iter().filter_map(|act| act["what"].as_str());
    assert!(told.clone().any(|what| what.contains(&row)), "{row}: {acts}");
    shop.network("up").await;
    assert_eq!(new.sync().await["done"], 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_no_desk_has_worked_in_is_not_wiped() {
    let desk = Desk::configured("[keys]\nstore = \"file\"\n");
    let theses = ["logs", "copies", "exports"].map(|name| desk.data.join(name).join("theses.txt"));
    for file in &theses {
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        std::fs::write(file, "somebody's").expect("a file");
    }
    for args in [&["wipe"][..], &["wipe", "--despite-unsent"]] {
        assert_eq!(desk.run(args).await.error(3)["field"], "data-dir");
    }
    assert!(theses.iter().all(|file| file.is_file()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_desk_without_its_keys_is_wiped_only_when_that_is_said() {
    let shop = Shop::open(40).await;
    let desk = with_unsent(&shop).await;
    std::fs::remove_file(desk.data.join("keys.json")).expect("the keys");
    std::fs::write(desk.data.join("notes.txt"), "not the program's").expect("written");
    assert_eq!(desk.run(&["wipe"]).await.error(6)["code"], "key_missing");
    assert!(desk.data.join("mine.db").exists());
    let wiped = desk.run(&["wipe", "--despite-unsent"]).await.done();
    assert_eq!((&wiped["lost"], &wiped["left"]), (&Value::Null, &json!(["notes.txt"])), "{wiped}");
    let left = files_below(&desk.data);
    assert_eq!(left, [desk.data.join("notes.txt")]);
    assert_eq!(desk.run(&["wipe"]).await.status, Some(0), "a second time there is nothing to lose");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_desk_is_told_of_without_a_value_and_a_closed_one_from_outside() {
    let shop = Shop::open(40).await;
    let mut desk = with_unsent(&shop).await;
    let told = desk.run(&["lost-desk"]).await.done();
    assert_eq!((&told["encrypted"], &told["opened"]), (&json!(true), &json!(true)), "{told}");
    assert_eq!(told["unsent"]["changes"], 2);
    let people = &told["people"];
    assert!(people["count"].as_u64().expect("a count") >= 2, "{told}");
    assert!(people["kinds"]["names"].as_u64() >= Some(2) && people["oldest_at"].is_string());
    assert!(people["kinds"]["phones"].as_u64() >= Some(1), "{told}");
    assert!(told["last_contact"].is_string() && told["in_use_since"].is_string(), "{told}");
    let text = told.to_string();
    for value in CANARIES.iter().chain(&["Sousa", "sousa", "Aus"]) {
        assert!(!text.contains(value), "{value}: {text}");
    }
    // A copy of the folder, as a backup has it, without the keys.
    let copy = desk.folder.path().join("backup");
    std::fs::create_dir(&copy).expect("made");
    for name in ["mine.db", "theirs.db", "inbox.db", "install.id"] {
        std::fs::copy(desk.data.join(name), copy.join(name)).expect("copied");
    }
    desk.data = copy;
    let told = desk.run(&["lost-desk"]).await.done();
    assert_eq!((&told["encrypted"], &told["opened"]), (&json!(true), &json!(false)), "{told}");
    assert_eq!(told["files"].as_array().expect("files").len(), 3);
    assert!(told.get("people").is_none());
    std::fs::write(desk.data.join("theirs.db"), b"SQLite format 3\0 for all to read")
        .expect("written");
    let told = desk.run(&["lost-desk"]).await.done();
    assert_eq!(told["encrypted"], false, "{told}");
}
