//! What the interface document says of ids, statuses and errors, to the letter.

use crate::batch::alone;
use crate::support::{Desk, Net, Shop, op};
use jiff::Timestamp;
use serde_json::{Value, json};

fn newcomer() -> Value {
    json!({"kind": "person", "names": {"givenName": "Ottilie", "familyName": "Letterson"},
        "channels": [{"kind": "phone", "use": "home", "line": "mobile", "value": "07700 900321"}]})
}

fn message(error: &Value) -> &str {
    error["message"].as_str().expect("a message")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_has_no_number_yet_is_named_by_the_local_id() {
    let desk = alone();
    let file = desk.record(&newcomer());
    let made = desk.run(&["create", &file]).await.done();
    let local_id = made["local_id"].as_str().expect("a local id");
    let found = desk.run(&["search", "letterson", "--local-only"]).await.done();
    assert_eq!(found["local"]["rows"][0]["id"], local_id, "{found}");
    assert_eq!(desk.outbox().await[0]["id"], local_id);
    assert_eq!(desk.run(&["outbox", "show", &op(&made)]).await.done()["id"], local_id);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sync_with_nothing_to_send_says_whether_the_network_is_there() {
    for net in Net::ALL {
        let shop = Shop::open(10).await;
        let desk = Desk::new(net, &shop).await;
        assert_eq!(desk.run(&["sync"]).await.done()["state"], "online", "{net:?}");
        shop.network("refuse").await;
        for args in [&["sync"][..], &["sync", "--until-idle", "--timeout", "5"]] {
            let ran = desk.run(args).await;
            assert_eq!(ran.error(5)["code"], "offline", "{net:?} {args:?}");
            let counts = ran.answer();
            assert_eq!((&counts["state"], &counts["done"]), (&json!("offline"), &json!(0)));
        }
        shop.network("up").await;
        assert_eq!(desk.run(&["sync"]).await.done()["state"], "online", "{net:?}");
    }
}

/// The sample of the interface document on every network: a member no contract names, and a European VIN,
/// whose ninth character checks nothing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_sample_record_is_made_and_leaves_nothing_waiting_behind_it() {
    for net in Net::ALL {
        let shop = Shop::open(10).await;
        let desk = Desk::new(net, &shop).await;
        let mut record = newcomer();
        record["names"]["inTheFile"] = json!("and in no contract");
        record["vehicles"] = json!([{"vin": "WVWZZZ1KZ6W650709", "licensePlate": "AB12 CDE",
            "make": "VW", "model": "Golf", "year": 2019, "relationship": "OWNER"}]);
        let made = desk.run(&["create", &desk.record(&record)]).await.done();
        let local_id = made["local_id"].as_str().expect("a local id");
        desk.update(local_id, "names", &json!({"names": {"middleName": "Rose"}})).await;
        let counts = desk.run(&["sync", "--until-idle", "--timeout", "60"]).await.done();
        assert_eq!(
            (&counts["waiting"], &counts["checking"], &counts["needs_person"]),
            (&json!(0), &json!(0), &json!(0)),
            "{net:?}: {counts} {:?}",
            desk.outbox().await
        );
        let shown = desk.show(local_id).await;
        assert_eq!(shown["names"]["middleName"], "Rose", "{net:?}: {shown}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sync_with_nothing_due_says_that_the_network_is_there() {
    let shop = Shop::open(10).await;
    let desk = Desk::new(Net::V1, &shop).await;
    shop.post("/rules", json!({"index_lag_ms": {"keyloop": 60_000, "mykaarma": 0}})).await;
    shop.fault(json!({"match": {"method": "POST", "route": "/customers"}, "times": 1,
                      "kind": "drop", "at": "after"}))
        .await;
    let file = desk.record(&newcomer());
    desk.run(&["create", &file]).await.done();
    let first = desk.run(&["sync"]).await.answer();
    assert_eq!(first["checking"], 1, "{first}");
    for args in [&["sync"][..], &["sync", "--timeout", "0"]] {
        let counts = desk.run(args).await.done();
        assert_eq!((&counts["state"], &counts["checking"]), (&json!("online"), &json!(1)));
    }
    shop.network("refuse").await;
    assert_eq!(desk.run(&["sync"]).await.error(5)["code"], "offline");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_network_keeps_otherwise_is_said_until_that_part_is_written_again() {
    let shop = Shop::open(10).await;
    let desk = Desk::new(Net::V1, &shop).await;
    let fields = |shown: &Value| -> Vec<String> {
        let all = shown["differs"].as_array().cloned().unwrap_or_default();
        all.iter().filter_map(|one| one["field"].as_str().map(str::to_owned)).collect()
    };
    let mut record = newcomer();
    record["customerKey"] = json!("KEY9");
    let file = desk.record(&record);
    let made = desk.run(&["create", &file]).await.done();
    desk.sync().await;
    let local_id = made["local_id"].as_str().expect("a local id");
    let shown = desk.show(local_id).await;
    assert!(fields(&shown).contains(&"customerKey".to_owned()), "{shown}");
    desk.update(local_id, "names", &json!({"names": {"preferredName": "Tilly"}})).await;
    desk.sync().await;
    let shown = desk.show(local_id).await;
    assert!(fields(&shown).contains(&"customerKey".to_owned()), "{shown}");

    let firm = json!({"kind": "company", "company": {"name": "Wholeco GmbH"},
        "channels": [{"kind": "phone", "use": "work", "line": "landline", "value": "0113 496 0123"}]});
    let file = desk.record(&firm);
    let made = desk.run(&["create", &file]).await.done();
    desk.sync().await;
    let shown = desk.show(made["local_id"].as_str().expect("a local id")).await;
    assert_eq!(fields(&shown), ["kind"], "{shown}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_word_that_finds_nobody_there_is_no_proof_that_there_is_nobody() {
    let shop = Shop::open(10).await;
    let desk = Desk::new(Net::V1, &shop).await;
    let found = desk.run(&["search", "qwertzuiop"]).await.done();
    let network = &found["network"];
    assert_eq!((&network["state"], &network["complete"]), (&json!("answered"), &json!(false)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn credentials_that_are_refused_are_no_missing_network() {
    let shop = Shop::open(10).await;
    let desk = Desk::new(Net::V1, &shop).await;
    shop.fault(json!({"match": {}, "kind": "unauthorized"})).await;
    assert_eq!(desk.run(&["show", "never-seen"]).await.error(5)["code"], "sign_in");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_refused_names_what_is_meant() {
    let desk = alone();
    let refused = desk.run(&["kiosk", "accept", "nope"]).await.error(3);
    assert_eq!((&refused["code"], &refused["field"]), (&json!("not_found"), &json!("id")));
    let endless = ["sync", "--until-idle", "--timeout", "18446744073709551615"];
    desk.run(&endless).await.error(2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_healthy_is_an_error_and_the_report_still_stands_on_stdout() {
    let shop = Shop::open(10).await;
    let desk = Desk::new(Net::V1, &shop).await;
    shop.network("refuse").await;
    let ran = desk.run(&["health"]).await;
    let (error, report) = (ran.error(1), ran.answer());
    assert_eq!((&error["code"], &error["message"]), (&json!("unhealthy"), &report["problems"][0]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn credentials_are_not_kept_under_settings_nobody_can_use() {
    let shop = Shop::open(10).await;
    let right = Net::V1.config(&shop.sandbox.base_url());
    let desk = Desk::configured(&right.replace("\"autoline\"", "\"no-such-dms\""));
    for (args, stdin) in [
        (&["credentials", "set"][..], Net::V1.credentials()),
        // Without credentials as well.
        (&["outbox", "list"], ""),
    ] {
        let error = desk.run_with(args, stdin).await.error(3);
        assert_eq!(error["field"], "keyloop.dms", "{error}");
        let told = message(&error);
        assert!(told.contains("showroom.toml, line 7") && !told.contains("no-such"), "{told}");
    }
    std::fs::write(&desk.config, right).expect("written");
    let asked = desk.run(&["search", "sousa"]).await.done();
    assert_eq!(asked["network"]["reason"], "no_credentials", "nothing was kept: {asked}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_secret_in_the_configuration_is_named_and_never_shown() {
    let desk =
        Desk::configured("network = \"keyloop\"\n[keyloop]\nclient_secret = \"hush-hush\"\n");
    let ran = desk.run(&["health"]).await;
    assert_eq!(ran.error(3)["field"], "keyloop.client_secret");
    assert!(!ran.err.contains("hush") && ran.err.contains("line 3"), "{}", ran.err);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_record_is_as_old_as_the_last_time_it_was_read() {
    for net in Net::ALL {
        let shop = Shop::open(30).await;
        let desk = Desk::new(net, &shop).await;
        let id = desk.find("sousa").await;
        let as_of = |shown: Value| -> Timestamp {
            shown["as_of"].as_str().expect("a time").parse().expect("a time")
        };
        let before = as_of(desk.show(&id).await);
        desk.update(&id, "names", &json!({"names": {"middleName": "Later"}})).await;
        assert_eq!(desk.sync().await["done"], 1);
        let shown = desk.show(&id).await;
        assert_eq!(shown["names"]["middleName"], "Later");
        assert!(as_of(shown) > before, "{net:?}: written and read back since");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_asks_too_much_of_an_entry_is_told_what_can_be_done() {
    let shop = Shop::open(30).await;
    let desk = Desk::new(Net::V1, &shop).await;
    let id = desk.find("sousa").await;
    desk.show(&id).await;
    let made = desk.update(&id, "names", &json!({"names": {"middleName": "Mine"}})).await;
    shop.second_desk(&id, "names", json!({"middleName": "Theirs"})).await;
    assert_eq!(desk.sync().await["needs_person"], 1);
    let error = desk.run(&["outbox", "resolve", &op(&made), "--use", &id]).await.error(3);
    assert_eq!(error["field"], "op");
    assert!(message(&error).contains("--field F=mine|theirs"), "{error}");
    // Nor where it asks nobody, whoever is named and whether or not the network is there.
    let waits = desk
        .update(&id, "personal-details", &json!({"personalDetails": {"languageCode": "pt-PT"}}))
        .await;
    for network in ["up", "down"] {
        shop.network(network).await;
        for who in ["nobody", &id] {
            let error = desk.run(&["outbox", "resolve", &op(&waits), "--use", who]).await.error(3);
            assert_eq!((&error["code"], &error["field"]), (&json!("too_late"), &json!("op")));
            assert!(message(&error).contains("there is nothing to decide"), "{error}");
        }
    }
    let gone = ["outbox", "show", "01a200d4-6812-775d-aed4-c917e4c1b1d4"];
    let error = desk.run(&gone).await.error(3);
    assert_eq!((&error["code"], &error["field"]), (&json!("not_found"), &json!("op")));
    assert!(message(&error).contains("no such entry"), "{error}");
    let error = desk.run(&["decide", &desk.file("list.json", "[]")]).await.error(3);
    assert!(message(&error).starts_with("FILE: "), "{error}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn flags_stand_before_the_command_too() {
    let desk = alone();
    let found = desk.run(&["--local-only", "--limit", "3", "search", "sousa"]).await.done();
    assert_eq!(found["network"]["reason"], "local_only", "{found}");
    let batch = desk.file("people.ndjson", newcomer().to_string());
    desk.run(&["--batch", &batch, "decide"]).await.done();
    assert_eq!(desk.run(&["--limit", "0", "search", "x"]).await.error(2)["code"], "usage");
}
