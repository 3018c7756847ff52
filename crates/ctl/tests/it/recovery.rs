//! What is left when `mine.db` or the keyring is lost: copies, and the recovery phrase.

use crate::support::{Desk, Net, Shop, bytes_of, op};
use serde_json::{Value, json};

fn person(number: u32) -> Value {
    let letter = "abcdefghijklmnopqrstuvwxyz".chars().nth(number as usize % 26).expect("a letter");
    json!({"kind": "person",
        "names": {"givenName": format!("Copied{number}"), "familyName": format!("Kept{letter}")}})
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broken_mine_db_is_refused_with_the_way_out_and_comes_back_from_a_copy() {
    let shop = Shop::open(30).await;
    let desk = Desk::new(Net::V1, &shop).await;
    for number in 0..22 {
        let file = desk.record(&person(number));
        desk.run(&["create", &file, "--despite-candidates"]).await.done();
    }
    let copies = desk.run(&["recover", "--list"]).await.done();
    let newest = copies[0]["entries"].as_u64().expect("a number");
    assert!(newest >= 20, "{copies}");
    assert_eq!(desk.run(&["recover"]).await.error(3)["code"], "nothing_to_recover");

    let mut bytes = bytes_of(&desk.data, "mine.db");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(desk.data.join("mine.db"), &bytes).expect("written");
    let refused = desk.run(&["outbox", "list"]).await.error(6);
    assert!(refused["message"].as_str().expect("words").contains("showroomctl recover"));
    assert_eq!(bytes_of(&desk.data, "mine.db"), bytes, "left as it is");

    let recovered = desk.run(&["recover"]).await.done();
    assert_eq!(recovered["from"]["entries"], json!(newest));
    assert_eq!((&recovered["entries"], &recovered["unfinished"]), (&json!(22), &json!(22)));
    // What was saved after the copy.
    let since = (&recovered["brought_back"], &recovered["missing"]);
    assert_eq!(since, (&json!(22 - newest), &json!(0)));
    let aside = recovered["set_aside"].as_str().expect("a name");
    assert_eq!(bytes_of(&desk.data, aside), bytes, "never overwritten");
    assert_eq!(desk.outbox().await.len(), 22);
    // What came out of a copy is looked for before it is sent, and sent once.
    let summary = desk.run(&["sync", "--until-idle", "--timeout", "120"]).await.done();
    assert_eq!(summary["waiting"], 0, "{summary}");
    let effects = shop.effects(0).await;
    let created = effects.iter().filter(|effect| effect["op"] == "create").count() as u64;
    assert_eq!(created + summary["needs_person"].as_u64().expect("a number"), 22, "{summary}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_the_phrase_the_files_open_again_where_the_keyring_was_lost() {
    let shop = Shop::open(30).await;
    let desk = Desk::new(Net::V1, &shop).await;
    let file = desk.record(&person(1));
    let saved = op(&desk.run(&["create", &file]).await.done());
    let phrase = desk.run(&["keys", "phrase"]).await.done()["phrase"].clone();
    let phrase = phrase.as_str().expect("a phrase").to_owned();
    let typed = format!("{}\n", phrase.to_lowercase().replace('-', " "));
    let early = desk.run_with(&["recover", "--phrase"], &typed).await;
    assert_eq!(early.error(3)["code"], "nothing_to_recover");

    std::fs::remove_file(desk.data.join("keys.json")).expect("lost");
    let refused = desk.run(&["outbox", "list"]).await.error(6);
    assert_eq!(refused["code"], "key_missing");
    assert!(refused["message"].as_str().expect("words").contains("recovery phrase"), "{refused}");
    let wrong = desk.run_with(&["recover", "--phrase"], "0000-0000\n").await;
    assert_eq!(wrong.error(3)["code"], "wrong");
    assert!(!desk.data.join("keys.json").exists(), "nothing was written");
    desk.run_with(&["recover", "--phrase"], &typed).await.done();
    assert_eq!(desk.outbox().await.iter().map(op).collect::<Vec<_>>(), [saved]);
    desk.run_with(&["credentials", "set"], Net::V1.credentials()).await.done();
    assert_eq!(desk.sync().await["waiting"], 0);
    for entry in std::fs::read_dir(&desk.data).expect("a folder").map(|entry| entry.expect("one")) {
        let Ok(bytes) = std::fs::read(entry.path()) else { continue };
        let shown = bytes.windows(9).any(|part| part == &phrase.as_bytes()[..9]);
        assert!(!shown, "the phrase is kept nowhere: {:?}", entry.path());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_the_phrase_and_a_copy_all_comes_back_where_the_keys_and_mine_db_were_lost() {
    let shop = Shop::open(30).await;
    let desk = Desk::new(Net::V1, &shop).await;
    let saved = op(&desk.run(&["create", &desk.record(&person(1))]).await.done());
    let phrase = desk.run(&["keys", "phrase"]).await.done()["phrase"].clone();
    let typed = format!("{}\n", phrase.as_str().expect("a phrase"));
    std::fs::remove_file(desk.data.join("keys.json")).expect("lost");
    // From its first page on: no key tells it from another file.
    let broken: Vec<u8> = bytes_of(&desk.data, "mine.db").iter().map(|byte| !byte).collect();
    std::fs::write(desk.data.join("mine.db"), broken).expect("written");
    assert_eq!(desk.run(&["recover"]).await.error(6)["code"], "key_missing");
    desk.run_with(&["recover", "--phrase"], &typed).await.done();
    desk.run(&["recover"]).await.done();
    assert_eq!(desk.outbox().await.iter().map(op).collect::<Vec<_>>(), [saved]);
}
