//! `--xray FILE` after a command that asks the network, and what `xray FILE` makes of it.

use crate::support::{Desk, Net, Shop, nobody};
use serde_json::{Value, json};

fn read(path: &std::path::Path) -> String {
    std::fs::read_to_string(path).expect("it was written")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_search_leaves_an_xray_that_a_sandbox_answers_alike() {
    for net in Net::ALL {
        let shop = Shop::open(40).await;
        let desk = Desk::new(net, &shop).await;
        let name = "Quartzmann";
        shop.post("/customers", json!({"names": {"familyName": name, "givenName": "Ulrike"}}))
            .await;
        let path = desk.folder.path().join("seen.json");
        let file = path.to_str().expect("a plain path");
        desk.run(&["search", name, "--xray", file]).await.done();
        let text = read(&path);
        let seen: Value = serde_json::from_str(&text).expect("JSON");
        let exchanges = seen["exchanges"].as_array().expect("a list");
        assert!(exchanges.len() >= if net == Net::MyKaarma { 1 } else { 2 }, "{text}");
        assert!(exchanges.iter().all(|one| one["status"] == 200), "{text}");
        assert!(exchanges.iter().all(|one| one["curl"].as_str().is_some()), "{text}");
        for word in [name, "Ulrike", "desk-secret", "127.0.0.1"] {
            assert!(!text.contains(word), "{net:?} {word}: {text}");
        }
        // Somebody without a desk looks at it, and asks a sandbox of theirs.
        let elsewhere = Shop::open(10).await;
        let listed = desk.run(&["xray", file]).await.done();
        assert_eq!(listed["exchanges"].as_array().map(Vec::len), Some(exchanges.len()));
        let rows =
            desk.run(&["xray", file, "--replay", &elsewhere.sandbox.base_url()]).await.done();
        for row in rows.as_array().expect("rows") {
            assert_eq!(row["result"], "same", "{net:?} {rows}");
        }
        let commands = desk.run(&["xray", file, "--curl", "--only", "1"]).await.done();
        let command = commands[0]["curl"].as_str().expect("a command");
        assert!(command.starts_with("curl ") && command.contains("$SHOWROOM_"), "{command}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_failed_is_seen_too_and_a_sandbox_that_answers_otherwise_is_exit_1() {
    let shop = Shop::open(10).await;
    let desk = Desk::new(Net::V1, &shop).await;
    shop.fault(json!({"match": {"route": "/customers"}, "kind": "forbidden"})).await;
    let path = desk.folder.path().join("seen.json");
    let file = path.to_str().expect("a plain path");
    desk.run(&["search", "sousa", "--xray", file]).await.done();
    shop.no_faults().await;
    let ran = desk.run(&["xray", file, "--replay", &shop.sandbox.base_url()]).await;
    let rows: Value = ran.ended(1).answer();
    let results: Vec<&str> =
        rows.as_array().expect("rows").iter().filter_map(|row| row["result"].as_str()).collect();
    assert!(results.contains(&"same") && results.contains(&"differs"), "{rows}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_file_is_written_over_and_nothing_but_a_sandbox_is_asked() {
    let shop = Shop::open(10).await;
    let desk = Desk::new(Net::V1, &shop).await;
    let there = desk.file("there.json", "mine");
    let before = shop.mark("requests").await;
    let refused = desk.run(&["search", "sousa", "--xray", &there]).await.error(3);
    assert_eq!(refused["code"], "exists");
    assert_eq!(std::fs::read_to_string(&there).expect("a file"), "mine");
    assert!(shop.requests(before).await.is_empty());
    assert_eq!(desk.run(&["xray", &there]).await.error(3)["code"], "unreadable");
    let nowhere = desk.folder.path().join("no/such/folder.json");
    let nowhere = nowhere.to_str().expect("a plain path");
    let refused = desk.run(&["search", "sousa", "--xray", nowhere]).await.error(3);
    assert_eq!(refused["code"], "unwritable");
    let path = desk.folder.path().join("seen.json");
    let file = path.to_str().expect("a plain path");
    desk.run(&["search", "sousa", "--xray", file]).await.done();
    let elsewhere = desk.run(&["xray", file, "--replay", "https://api.eu.keyloop.io"]).await;
    assert_eq!(elsewhere.error(3)["code"], "no_sandbox");
    assert_eq!(desk.run(&["xray", file, "--replay", &nobody()]).await.error(5)["code"], "offline");
}
