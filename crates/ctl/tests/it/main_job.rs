//! The main job on every network: search, compare, use, change; search in vain, create; twice the
//! same person is asked about.

use crate::support::{Desk, Net, Shop, op};
use serde_json::json;

async fn walk(net: Net) {
    let shop = Shop::open(60).await;
    let desk = Desk::new(net, &shop).await;
    let found = desk.run(&["search", "mari 4417", "--limit", "10"]).await.done();
    assert_eq!(found["query"], "mari 4417");
    assert_eq!(found["readings"].as_array().map(Vec::len), Some(2), "{found}");
    let rows = found["network"]["rows"].as_array().expect("rows");
    let names = rows.iter().map(|row| row["name"].as_str().unwrap_or_default());
    let names = names.collect::<Vec<_>>();
    assert!(names.iter().any(|name| name.starts_with("Maria")), "{net:?}: {names:?}");
    assert!(names.iter().any(|name| name.starts_with("Mario")), "{net:?}: {names:?}");
    assert!(rows.iter().all(|row| row["local_id"].is_string() && row["score"].is_number()));
    assert!(
        rows.iter().all(|row| row["why"].as_array().is_some_and(|why| !why.is_empty())),
        "{found}"
    );
    // What the network showed is found at this desk alone from now on.
    let again = desk.run(&["search", "--local-only", "mari 4417"]).await.done();
    assert_eq!(again["network"]["state"], "not_asked");
    assert_eq!(again["local"]["rows"].as_array().map(Vec::len), Some(rows.len()), "{again}");

    let maria =
        rows.iter().find(|row| row["name"].as_str().is_some_and(|n| n.starts_with("Maria")));
    let id = maria.and_then(|row| row["id"].as_str()).expect("an id").to_owned();
    let record = desk.show(&id).await;
    let mut channels = record["channels"].clone();
    let mobile = channels.as_array_mut().expect("channels").iter_mut();
    let mobile = mobile.into_iter().find(|one| one["line"] == "mobile").expect("a mobile");
    mobile["value"] = json!("07712 304499");
    let effects = shop.mark("effects").await;
    let answer = desk.update(&id, "communication", &json!({ "channels": channels })).await;
    let shown = desk.show(&id).await;
    assert_eq!(shown["state"], "waiting");
    assert!(shown["channels"].to_string().replace(' ', "").contains("304499"), "{shown}");
    let summary = desk.sync().await;
    assert_eq!((&summary["done"], &summary["state"]), (&json!(1), &json!("online")), "{summary}");
    let entry = desk.run(&["outbox", "show", &op(&answer)]).await.done();
    assert_eq!(entry["state"], "in_dms", "{entry}");
    let effects = shop.effects(effects).await;
    assert_eq!(effects.len(), 1, "exactly that one change");
    let changes = effects[0]["changes"].as_array().expect("changes");
    assert!(
        changes.iter().all(|one| one["field"].as_str().is_some_and(|f| f.contains("mobile"))),
        "{net:?}: {changes:?}"
    );
    assert_eq!(desk.show(&id).await["state"], "in_dms");
    assert!(desk.outbox().await.is_empty());
    assert!(!desk.run(&["outbox", "list", "--all"]).await.done()[0].is_null());

    // Somebody unknown, then the same person again.
    let person = json!({"kind": "person", "names": {"givenName": "Zebedee", "familyName": "Nowhereson"},
        "channels": [{"kind": "phone", "use": "home", "line": "mobile", "value": "07700 900555"}]});
    let file = desk.record(&person);
    let decided = desk.run(&["decide", &file]).await.done();
    assert_eq!(decided["action"], "create", "{decided}");
    assert_eq!(decided["tree"]["branch"], "none");
    let requests = shop.mark("requests").await;
    let answer = desk.run(&["create", &file]).await.done();
    assert!(shop.writes(requests).await.is_empty(), "decide and create only queue");
    let local_id = answer["local_id"].as_str().expect("a local id").to_owned();
    let asked = desk.run(&["create", &file]).await.ended(4).answer();
    assert_eq!(asked["candidates"][0]["id"], local_id.as_str(), "no number yet: named by local id");
    assert_eq!(asked["candidates"][0]["local_id"], local_id.as_str());
    assert_eq!(desk.outbox().await.len(), 1, "nothing was queued");
    assert_eq!(desk.sync().await["done"], 1);
    let id = desk.show(&local_id).await["id"].as_str().expect("an id").to_owned();
    let asked = desk.run(&["create", &file]).await.ended(4).answer();
    assert_eq!((&asked["action"], &asked["use"]), (&json!("use"), &json!(id)), "{asked}");
    let evidence = asked["candidates"][0]["evidence"].as_array().expect("evidence");
    for field in ["givenName", "familyName", "phone"] {
        assert!(
            evidence.iter().any(|one| one["field"] == field && one["outcome"] == "agree"),
            "{field}: {asked}"
        );
    }
    // A record that carries its own id is compared with the others only.
    let own = desk.record(&desk.show(&id).await);
    let alone = desk.run(&["decide", &own]).await.done();
    assert!(!alone["candidates"].to_string().contains(&format!("\"{id}\"")), "{alone}");

    // Ruled out by a person: another one is created, and the verdict is kept.
    let answer = desk.run(&["create", &file, "--different-from", &id]).await.done();
    assert_eq!(answer["state"], "waiting");
    let summary = desk.sync().await;
    assert_eq!((&summary["done"], &summary["needs_person"]), (&json!(1), &json!(0)), "{summary}");
    let exported = desk.run(&["export", answer["local_id"].as_str().expect("an id")]).await;
    let exported: serde_json::Value = serde_json::from_str(&exported.ended(0).out).expect("JSON");
    assert_eq!(exported["outbox"][0]["kind"], "create");
    assert!(exported["verdicts"].to_string().contains(&id), "{exported}");
    let answer = desk.run(&["create", &file, "--despite-candidates"]).await.done();
    assert_eq!(desk.sync().await["done"], 1);
    let entry = desk.run(&["outbox", "show", &op(&answer)]).await.done();
    assert_eq!(entry["state"], "in_dms", "{entry}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_customer_is_found_changed_and_created_over_keyloop_v1() {
    walk(Net::V1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_customer_is_found_changed_and_created_over_keyloop_v3() {
    walk(Net::V3).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_customer_is_found_changed_and_created_over_mykaarma() {
    walk(Net::MyKaarma).await;
}
