//! The protected files: a missing key, a wrong one, a damaged file. Exit 6, and nothing is written
//! over what is there.

use crate::batch::alone;
use crate::support::{Desk, bytes_of};
use serde_json::{Value, json};

const FILES: [&str; 2] = ["mine.db", "theirs.db"];

async fn used() -> Desk {
    let desk = alone();
    let file = desk.file("people.ndjson", "{\"id\":\"1\",\"names\":{\"familyName\":\"Kept\"}}\n");
    desk.run(&["import", &file]).await.done();
    let person = desk.record(&json!({"names": {"givenName": "Only", "familyName": "Here"}}));
    desk.run(&["create", &person]).await.done();
    desk
}

async fn refused(desk: &Desk, code: &[&str]) {
    let before = FILES.map(|name| std::fs::read(desk.data.join(name)).unwrap_or_default());
    let person = desk.record(&json!({"names": {"familyName": "New"}}));
    let import = desk.file("more.ndjson", "{\"id\":\"2\"}\n");
    let commands: [&[&str]; 7] = [
        &["search", "kept", "--local-only"],
        &["create", &person],
        &["import", &import],
        &["outbox", "list"],
        &["sync"],
        &["health"],
        &["kiosk", "submit", &person],
    ];
    for command in commands {
        let error = desk.run(command).await.error(6);
        let said = error["code"].as_str().unwrap_or_default();
        assert!(code.contains(&said), "{command:?}: {error}");
    }
    let after = FILES.map(|name| std::fs::read(desk.data.join(name)).unwrap_or_default());
    assert!(before == after, "nothing is written over what is there");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_its_keys_nothing_is_opened_and_nothing_is_made_anew() {
    let desk = used().await;
    let keys = bytes_of(&desk.data, "keys.json");
    std::fs::remove_file(desk.data.join("keys.json")).expect("removed");
    refused(&desk, &["key_missing"]).await;
    assert!(!desk.data.join("keys.json").exists(), "no new keys over old files");

    // One key of another desk.
    let mut held: Value = serde_json::from_slice(&keys).expect("JSON");
    let key = held["mine"].as_str().expect("a key").to_owned();
    let turned = key.chars().map(|c| {
        if c == 'A' {
            'B'
        } else if c == 'B' {
            'A'
        } else {
            c
        }
    });
    let other = turned.collect::<String>();
    let first = if other == key { format!("z{}", &key[1..]) } else { other };
    held["mine"] = json!(first);
    std::fs::write(desk.data.join("keys.json"), held.to_string()).expect("written");
    refused(&desk, &["wrong_key", "keyring"]).await;

    for broken in ["", "{\"mine\":", "[]", "{\"mine\":7}", "{\"mine\":\"short\"}"] {
        std::fs::write(desk.data.join("keys.json"), broken).expect("written");
        refused(&desk, &["keyring", "key_missing"]).await;
        assert_eq!(bytes_of(&desk.data, "keys.json"), broken.as_bytes());
    }
    // With the right keys everything is there again.
    std::fs::write(desk.data.join("keys.json"), keys).expect("written");
    assert_eq!(desk.outbox().await.len(), 1);
    assert_eq!(desk.show("1").await["names"]["familyName"], "Kept");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_outbox_is_left_as_it_is() {
    let desk = used().await;
    let whole = bytes_of(&desk.data, "mine.db");
    let mut head = whole.clone();
    head[..512].fill(0x5a);
    let mut middle = whole.clone();
    let at = whole.len() / 2;
    middle[at..at + 64].fill(0x5a);
    let text = b"this is no database at all".to_vec();
    for damaged in [head, middle, text, whole[..5000].to_vec(), whole[..100].to_vec(), Vec::new()] {
        std::fs::write(desk.data.join("mine.db"), &damaged).expect("written");
        refused(&desk, &["wrong_key", "damaged"]).await;
    }
    std::fs::remove_file(desk.data.join("mine.db")).expect("removed");
    assert_eq!(desk.run(&["outbox", "list"]).await.error(6)["code"], "damaged");
    assert!(!desk.data.join("mine.db").exists(), "no empty outbox in the place of a lost one");
    std::fs::write(desk.data.join("mine.db"), whole).expect("written");
    assert_eq!(desk.outbox().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_copy_is_set_aside_and_the_outbox_lives() {
    let desk = used().await;
    let mut copy = bytes_of(&desk.data, "theirs.db");
    copy[..512].fill(0x5a);
    std::fs::write(desk.data.join("theirs.db"), &copy).expect("written");
    assert_eq!(desk.outbox().await.len(), 1);
    let found = desk.run(&["search", "here", "--local-only"]).await.done();
    assert_eq!(found["local"]["rows"][0]["name"], "Only Here", "{found}");
    assert_eq!(bytes_of(&desk.data, "theirs.unreadable.db"), copy, "kept to look into");
}
