//! A network that refuses this desk, or asks it to wait.

use crate::support::{Desk, Net, Shop, op};
use serde_json::json;
use std::time::{Duration, Instant};

const WRONG: &str =
    r#"{"client_id":"desk","client_secret":"wrong","username":"desk","password":"wrong"}"#;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn refused_credentials_pause_the_outbox_until_new_ones_are_set() {
    for net in Net::ALL {
        let shop = Shop::open(30).await;
        let desk = Desk::new(net, &shop).await;
        assert_eq!(desk.run(&["credentials", "check"]).await.done()["ok"], true);
        desk.run(&["health"]).await.ended(0);
        let id = desk.find("sousa").await;
        desk.show(&id).await;
        desk.run_with(&["credentials", "set"], WRONG).await.done();
        desk.run(&["credentials", "check"]).await.error(1);
        assert_eq!(desk.run(&["health"]).await.ended(1).answer()["healthy"], false);
        // The desk goes on with what it has.
        let found = desk.run(&["search", "sousa"]).await.done();
        assert_eq!(found["network"]["state"], "failed", "{found}");
        assert_eq!(found["local"]["rows"][0]["id"], id.as_str());
        let answer = desk.update(&id, "names", &json!({"names": {"middleName": "P"}})).await;
        let summary = desk.run(&["sync"]).await.done();
        assert_eq!((&summary["waiting"], &summary["done"]), (&json!(1), &json!(0)), "{summary}");
        assert_ne!(summary["state"], "online");
        let health = desk.run(&["health"]).await.ended(1).answer();
        assert!(!health["problems"].as_array().expect("problems").is_empty(), "{net:?}: {health}");
        desk.run_with(&["credentials", "set"], net.credentials()).await.done();
        assert_eq!(desk.sync().await["done"], 1, "{net:?}");
        let entry = desk.run(&["outbox", "show", &op(&answer)]).await.done();
        assert_eq!(entry["state"], "in_dms");
        desk.run(&["health"]).await.ended(0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_login_page_pauses_and_a_retry_wakes() {
    for (net, kind) in [(Net::V1, "html"), (Net::MyKaarma, "html"), (Net::V1, "forbidden")] {
        let shop = Shop::open(30).await;
        let desk = Desk::new(net, &shop).await;
        let id = desk.find("sousa").await;
        desk.show(&id).await;
        shop.fault(json!({"match": {"network": net.word()}, "kind": kind})).await;
        let answer = desk.update(&id, "names", &json!({"names": {"middleName": "P"}})).await;
        let summary = desk.run(&["sync"]).await.done();
        assert_eq!(summary["done"], 0, "{net:?} {kind}: {summary}");
        assert_eq!(shop.customer(&id).await["names"]["middleName"].as_str().unwrap_or(""), "");
        shop.no_faults().await;
        desk.run(&["outbox", "retry", &op(&answer)]).await.done();
        assert_eq!(desk.sync().await["done"], 1, "{net:?} {kind}");
        assert_eq!(shop.customer(&id).await["names"]["middleName"], "P");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wait_the_network_asked_for_outlives_the_process() {
    let shop = Shop::open(30).await;
    let desk = Desk::new(Net::V1, &shop).await;
    let id = desk.find("sousa").await;
    desk.show(&id).await;
    desk.update(&id, "names", &json!({"names": {"middleName": "W"}})).await;
    shop.fault(json!({"match": {"network": "keyloop-v1"}, "kind": "throttle", "retry_after": 4, "times": 1})).await;
    let begun = Instant::now();
    let summary = desk.run(&["sync"]).await.done();
    assert_eq!(
        (&summary["waiting"], &summary["state"]),
        (&json!(1), &json!("throttled")),
        "{summary}"
    );
    let mark = shop.mark("requests").await;
    desk.run(&["sync"]).await;
    assert!(shop.requests(mark).await.is_empty(), "another process waits too");
    assert_eq!(desk.sync().await["done"], 1);
    assert!(begun.elapsed() >= Duration::from_secs(4), "{:?}", begun.elapsed());
}
