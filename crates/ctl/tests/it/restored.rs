//! A data folder that was restored or copied: what waits in it may have been sent, and undone by
//! somebody since. Nothing of it is sent unseen.

use crate::support::{Desk, Net, Shop, op};
use serde_json::{Value, json};
use std::path::Path;

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("made");
    for entry in std::fs::read_dir(from).expect("a folder").map(|entry| entry.expect("an entry")) {
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(path, target).expect("copied");
        }
    }
}

/// Saved while the network was away, copied, sent; and a colleague took the change back.
async fn sent_and_undone(net: Net) -> (Shop, Desk, String, Value, Value) {
    let shop = Shop::open(40).await;
    let desk = Desk::new(net, &shop).await;
    let id = desk.find("sousa").await;
    let before = desk.show(&id).await["names"]["givenName"].clone();
    shop.network("down").await;
    let changed = desk.update(&id, "names", &json!({"names": {"givenName": "Aurelia"}})).await;
    let person = desk.record(&json!({"kind": "person",
        "names": {"givenName": "Ottilie", "familyName": "Restoredson"},
        "channels": [{"kind": "phone", "use": "home", "line": "mobile", "value": "07700 900321"}]}));
    let created = desk.run(&["create", &person]).await.done();
    copy(&desk.data, &desk.folder.path().join("copy"));
    shop.network("up").await;
    let summary = desk.sync().await;
    assert_eq!((&summary["done"], &summary["waiting"]), (&json!(2), &json!(0)), "{summary}");
    assert_eq!(shop.customer(&id).await["names"]["givenName"], "Aurelia");
    shop.second_desk(&id, "names", json!({ "givenName": before })).await;
    (shop, desk, id, changed, created)
}

fn restore(desk: &Desk) {
    std::fs::remove_dir_all(&desk.data).expect("gone");
    std::fs::rename(desk.folder.path().join("copy"), &desk.data).expect("restored");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_colleague_took_back_is_not_sent_over_theirs_out_of_a_restored_folder() {
    for net in [Net::V1, Net::MyKaarma] {
        let (shop, desk, id, changed, created) = sent_and_undone(net).await;
        restore(&desk);
        let (effects, theirs) = (shop.mark("effects").await, shop.customer(&id).await);
        let summary = desk.sync().await;
        assert_eq!(summary["needs_person"], 1, "{net:?}: {summary}");
        assert_eq!(shop.effects(effects).await.len(), 0, "{net:?}: nothing was sent");
        assert_eq!(shop.customer(&id).await["names"], theirs["names"], "{net:?}");
        let entry = desk.run(&["outbox", "show", &op(&created)]).await.done();
        assert_eq!(entry["state"], "in_dms", "{net:?}: {entry}");
        let entry = desk.run(&["outbox", "show", &op(&changed)]).await.done();
        assert_eq!(
            (&entry["state"], &entry["reason"], &entry["conflicts"][0]["field"]),
            (&json!("needs_person"), &json!("conflict"), &json!("names.givenName")),
            "{net:?}: {entry}"
        );
        let note = entry["note"].as_str().expect("a note");
        assert!(note.contains("restored or moved"), "{net:?}: {note}");
        // A person says that it shall be so all the same: then it is sent, once.
        desk.run(&["outbox", "resolve", &op(&changed), "--field", "names.givenName=mine"])
            .await
            .done();
        let summary = desk.sync().await;
        assert_eq!((&summary["done"], &summary["needs_person"]), (&json!(1), &json!(0)));
        assert_eq!(shop.customer(&id).await["names"]["givenName"], "Aurelia", "{net:?}");
        assert_eq!(shop.effects(effects).await.len(), 1, "{net:?}");
        desk.run(&["health"]).await.done();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn health_says_that_a_folder_was_restored_until_its_entries_were_looked_for() {
    let (shop, desk, ..) = sent_and_undone(Net::V1).await;
    restore(&desk);
    shop.network("down").await;
    desk.run(&["sync"]).await.ended(5);
    let said = desk.run(&["health"]).await.ended(1).answer();
    assert!(said["problems"].to_string().contains("restored from a copy"), "{said}");
    let states: Vec<Value> =
        desk.outbox().await.iter().map(|entry| entry["state"].clone()).collect();
    assert_eq!(states, ["checking", "checking"]);
    shop.network("up").await;
    desk.sync().await;
    desk.run(&["health"]).await.done();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_never_sent_is_sent_once_out_of_a_folder_that_was_copied_in_time() {
    let shop = Shop::open(40).await;
    let desk = Desk::new(Net::V1, &shop).await;
    let id = desk.find("sousa").await;
    desk.show(&id).await;
    shop.network("down").await;
    desk.update(&id, "names", &json!({"names": {"givenName": "Aurelia"}})).await;
    // Moved as a whole: nothing left from elsewhere meanwhile.
    copy(&desk.data, &desk.folder.path().join("copy"));
    restore(&desk);
    shop.network("up").await;
    let summary = desk.sync().await;
    assert_eq!((&summary["done"], &summary["needs_person"]), (&json!(1), &json!(0)), "{summary}");
    assert_eq!(shop.customer(&id).await["names"]["givenName"], "Aurelia");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn changes_behind_a_create_out_of_a_restored_folder_are_held_against_who_was_made() {
    let shop = Shop::open(40).await;
    let desk = Desk::new(Net::V1, &shop).await;
    shop.network("down").await;
    let person = desk.record(&json!({"kind": "person",
        "names": {"givenName": "Ottilie", "familyName": "Restoredson"},
        "channels": [{"kind": "phone", "use": "home", "line": "mobile", "value": "07700 900321"}]}));
    let created = desk.run(&["create", &person]).await.done();
    let local_id = created["local_id"].as_str().expect("an id").to_owned();
    desk.update(&local_id, "names", &json!({"names": {"middleName": "Bel"}})).await;
    copy(&desk.data, &desk.folder.path().join("copy"));
    shop.network("up").await;
    let summary = desk.sync().await;
    assert_eq!(summary["done"], 2, "{summary}");
    let new = desk.show(&local_id).await["id"].as_str().expect("an id").to_owned();
    shop.second_desk(&new, "names", json!({"middleName": "Cleo"})).await;
    restore(&desk);
    let effects = shop.mark("effects").await;
    let summary = desk.sync().await;
    assert_eq!(
        (&summary["needs_person"], &summary["waiting"]),
        (&json!(1), &json!(0)),
        "{summary}"
    );
    assert_eq!(shop.customer(&new).await["names"]["middleName"], "Cleo");
    assert_eq!(shop.effects(effects).await.len(), 0);
}
