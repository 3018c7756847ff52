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
    assert!(shop.requests(mark).await.is_empty(), "never with another dealer's address");
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
