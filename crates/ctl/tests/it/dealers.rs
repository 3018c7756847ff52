//! Entries belong to a dealer: nobody else's desk sends them, or waits for them.

use crate::support::{Desk, Net, Shop, op};
use serde_json::json;
use std::time::{Duration, Instant};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_dealers_entries_are_kept_and_keep_nobody_from_being_idle() {
    let shop = Shop::open(30).await;
    let desk = Desk::new(Net::V1, &shop).await;
    shop.network("down").await;
    let person = json!({"names": {"givenName": "Only", "familyName": "Theirsson"}});
    let file = desk.record(&person);
    let saved = op(&desk.run(&["create", &file]).await.done());
    shop.network("up").await;

    let own = std::fs::read_to_string(&desk.config).expect("the configuration");
    let other = own.replace("store_id = \"sample\"", "store_id = \"other\"");
    assert_ne!(own, other);
    std::fs::write(&desk.config, other).expect("written");
    let mark = shop.mark("requests").await;
    let begun = Instant::now();
    let summary = desk.run(&["sync", "--until-idle", "--timeout", "30"]).await.done();
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    assert_eq!(
        (&summary["waiting"], &summary["done"], &summary["other_dealers"]),
        (&json!(0), &json!(0), &json!(1)),
        "{summary}"
    );
    // Whether the network of the dealer that is set up is there is asked once; nothing else is.
    let asked = shop.requests(mark).await;
    assert!(asked.iter().all(|one| one["method"] == "GET"), "never with another dealer's address");
    assert_eq!(asked.len(), 1, "{asked:?}");
    let health = desk.run(&["health"]).await.answer();
    assert_eq!(
        (&health["queue"]["depth"], &health["queue"]["other_dealers"]),
        (&json!(0), &json!(1)),
        "{health}"
    );
    assert!(health["problems"].to_string().contains("another dealer"), "{health}");
    assert_eq!(op(&desk.outbox().await[0]), saved, "it is still there to be seen");

    std::fs::write(&desk.config, own).expect("written");
    let summary = desk.sync().await;
    assert_eq!((&summary["done"], &summary["other_dealers"]), (&json!(1), &json!(0)), "{summary}");
}

/// A customer number means somebody else at another dealer.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_dealer_has_a_copy_of_its_own_and_no_number_is_mixed_up() {
    let shop = Shop::open(30).await;
    let desk = Desk::new(Net::V1, &shop).await;
    let own = std::fs::read_to_string(&desk.config).expect("the configuration");
    let other = own.replace("store_id = \"sample\"", "store_id = \"other\"");
    let export = |name: &str, given: &str| {
        let person = json!({"id": "01-900", "names": {"givenName": given, "familyName": "Twice"}});
        desk.file(name, person.to_string())
    };
    desk.run(&["import", &export("a.ndjson", "Anna")]).await.done();
    let anna = desk.run(&["show", "01-900"]).await.done();

    std::fs::write(&desk.config, &other).expect("written");
    let rows = |found: &serde_json::Value| found["local"]["rows"].as_array().map_or(0, Vec::len);
    let found = desk.run(&["search", "Twice", "--local-only"]).await.done();
    assert_eq!((rows(&found), &found["local"]["customers"]), (0, &json!(0)), "{found}");
    desk.run(&["import", &export("b.ndjson", "Bert")]).await.done();
    let bert = desk.run(&["show", "01-900"]).await.done();
    assert_eq!(bert["names"]["givenName"], "Bert");
    assert_ne!(anna["local_id"], bert["local_id"], "what is written of one is not the other's");
    let names = desk.record(&json!({"names": {"givenName": "Bertram", "familyName": "Twice"}}));
    desk.run(&["update", "01-900", "names", &names]).await.done();

    std::fs::write(&desk.config, &own).expect("written");
    let again = desk.run(&["show", "01-900"]).await.done();
    assert_eq!((&again["names"], &again["local_id"]), (&anna["names"], &anna["local_id"]));
    let found = desk.run(&["search", "Twice", "--local-only"]).await.done();
    assert_eq!((rows(&found), &found["local"]["rows"][0]["name"]), (1, &json!("Anna Twice")));
}

/// A practice network that was started again answers at another port, and is the same.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_waits_for_a_network_on_this_computer_goes_there_whatever_its_port() {
    let first = Shop::open(30).await;
    let desk = Desk::new(Net::V1, &first).await;
    first.network("down").await;
    let person = json!({"names": {"givenName": "Only", "familyName": "Theirsson"}});
    desk.run(&["create", &desk.record(&person)]).await.done();
    let second = Shop::open(30).await;
    std::fs::write(&desk.config, Net::V1.config(&second.sandbox.base_url())).expect("written");
    assert_eq!(desk.sync().await["done"], json!(1));
    assert_eq!(second.effects(0).await.len(), 1);
}
