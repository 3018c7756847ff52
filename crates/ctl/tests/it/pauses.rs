//! A network that refuses this desk, or asks it to wait.

use crate::support::{Desk, Net, Shop, op};
use desk::clock::{Clock, SystemClock};
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
async fn a_slip_at_a_rotation_loses_no_credentials_that_work() {
    for net in [Net::V1, Net::MyKaarma] {
        let shop = Shop::open(30).await;
        let desk = Desk::new(net, &shop).await;
        let set = &["credentials", "set"];
        let tested = &["credentials", "set", "--tested"];
        let refused = desk.run_with(tested, WRONG).await.error(3);
        assert_eq!(refused["code"], "credentials_refused", "{refused}");
        desk.run(&["credentials", "check"]).await.done();

        assert_eq!(desk.run_with(set, WRONG).await.done()["previous_kept"], true);
        let error = desk.run(&["credentials", "check"]).await.error(1);
        assert!(error["message"].as_str().is_some_and(|said| said.contains("restore")), "{error}");
        desk.run(&["credentials", "restore"]).await.done();
        desk.run(&["credentials", "check"]).await.done();
        assert_eq!(desk.run(&["credentials", "restore"]).await.error(3)["field"], "credentials");

        shop.network("down").await;
        desk.run_with(tested, WRONG).await.error(5);
        shop.network("up").await;
        desk.run(&["credentials", "check"]).await.done();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_that_was_not_permitted_is_no_health_until_something_is_taken() {
    let shop = Shop::open(30).await;
    let desk = Desk::new(Net::V1, &shop).await;
    let id = desk.find("sousa").await;
    desk.show(&id).await;
    let no = json!({"match": {"network": "keyloop-v1", "method": "POST"}, "kind": "forbidden"});
    shop.fault(no).await;
    let answer = desk.update(&id, "names", &json!({"names": {"middleName": "P"}})).await;
    assert_eq!(desk.sync().await["needs_person"], 1);
    let entry = desk.run(&["outbox", "show", &op(&answer)]).await.done();
    assert_eq!(entry["reason"], "permission", "{entry}");
    let error = desk.run(&["health"]).await.error(1);
    assert!(error["message"].as_str().expect("a message").contains("permission"), "{error}");
    shop.no_faults().await;
    desk.run(&["outbox", "retry", &op(&answer)]).await.done();
    assert_eq!(desk.sync().await["done"], 1);
    desk.run(&["health"]).await.ended(0);
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
    // It was reached, if only to be told to wait; and what is waited for is not unreachable.
    let again = desk.run(&["sync"]).await.ended(0).answer();
    assert_eq!(again["state"], "throttled", "{again}");
    assert!(shop.requests(mark).await.is_empty(), "another process waits too");
    assert_eq!(desk.sync().await["done"], 1);
    assert!(begun.elapsed() >= Duration::from_secs(4), "{:?}", begun.elapsed());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wait_named_to_a_question_holds_every_other_and_every_write() {
    for net in [Net::V1, Net::MyKaarma] {
        let shop = Shop::open(30).await;
        let desk = Desk::new(net, &shop).await;
        let id = desk.find("sousa").await;
        desk.show(&id).await;
        let throttle = json!({"match": {"network": net.word(), "method": "GET"}, "kind": "throttle",
                              "retry_after": 8, "times": 1});
        shop.fault(throttle).await;
        let begun = Instant::now();
        let told = desk.run(&["search", "sousa"]).await.done();
        assert_eq!(told["network"]["reason"], "throttled", "{told}");
        let mark = shop.mark("requests").await;

        let found = desk.run(&["search", "sousa"]).await.done();
        assert_eq!(
            (&found["network"]["state"], &found["network"]["reason"]),
            (&json!("not_asked"), &json!("throttled")),
            "{net:?}: {found}"
        );
        let until = found["network"]["until"].as_str().expect("until when");
        let until: jiff::Timestamp = until.parse().expect("a time");
        let left = until.duration_since(SystemClock.now()).as_secs();
        assert!((1..=8).contains(&left), "{net:?}: {left} s");
        assert_eq!(found["local"]["rows"][0]["id"], id.as_str());
        desk.show(&id).await;
        let queued = desk.update(&id, "names", &json!({"names": {"middleName": "T"}})).await;
        let summary = desk.run(&["sync"]).await.ended(0).answer();
        assert_eq!(
            (&summary["waiting"], &summary["state"]),
            (&json!(1), &json!("throttled")),
            "{net:?}: {summary}"
        );
        let health = desk.run(&["health"]).await.ended(0).answer();
        assert_eq!(health["network"], "throttled", "{health}");
        assert!(health["network_until"].is_string(), "{health}");
        assert!(begun.elapsed() < Duration::from_secs(8), "too slow to prove anything");
        assert!(shop.requests(mark).await.is_empty(), "{net:?}: nothing is asked or sent before");

        assert_eq!(desk.sync().await["done"], 1, "{net:?}");
        assert!(begun.elapsed() >= Duration::from_secs(8), "{net:?}: {:?}", begun.elapsed());
        let entry = desk.run(&["outbox", "show", &op(&queued)]).await.done();
        assert_eq!(entry["state"], "in_dms");
        assert_eq!(desk.run(&["search", "sousa"]).await.done()["network"]["state"], "answered");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_for_people_in_answer_to_writes_alone_pauses_and_is_no_health() {
    let shop = Shop::open(30).await;
    let desk = Desk::new(Net::MyKaarma, &shop).await;
    let id = desk.find("sousa").await;
    desk.show(&id).await;
    shop.post("/rules", json!({"mykaarma_missing_scope": "update"})).await;
    let answer = desk.update(&id, "names", &json!({"names": {"middleName": "P"}})).await;
    let mark = shop.mark("requests").await;
    // Nothing can move without a person: the time is not waited out.
    let sync = desk.run(&["sync", "--until-idle", "--timeout", "600"]);
    let sync = tokio::time::timeout(Duration::from_secs(120), sync).await;
    let summary = sync.expect("it ends by itself").ended(0).answer();
    assert_eq!(
        (&summary["checking"], &summary["state"]),
        (&json!(1), &json!("permission")),
        "{summary}"
    );
    let writes = shop.requests(mark).await.into_iter().filter(|one| one["method"] == "PUT");
    assert_eq!(writes.count(), 1);
    // Searching still works, and ends nothing.
    assert_eq!(desk.run(&["search", "sousa"]).await.done()["network"]["state"], "answered");
    desk.run(&["health"]).await.ended(1);
    shop.post("/rules", json!({"mykaarma_missing_scope": "none"})).await;
    desk.run(&["outbox", "retry", &op(&answer)]).await.done();
    assert_eq!(desk.sync().await["done"], 1);
    desk.run(&["health"]).await.ended(0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_search_is_a_contact() {
    let shop = Shop::open(30).await;
    let desk = Desk::new(Net::V1, &shop).await;
    desk.run(&["search", "sousa"]).await.done();
    shop.post("/network", json!({"state": "refuse"})).await;
    let health = desk.run(&["health"]).await.answer();
    assert!(health["last_contact"].is_string(), "{health}");
}
