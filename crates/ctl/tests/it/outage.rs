//! The network goes: work goes on, nothing is lost, nothing happens twice.

use crate::support::{Desk, Net, Shop, nobody, op};
use serde_json::json;
use std::time::{Duration, Instant};

fn newcomer(family: &str) -> serde_json::Value {
    json!({"kind": "person", "names": {"givenName": "Ottilie", "familyName": family},
        "channels": [{"kind": "phone", "use": "home", "line": "mobile", "value": "07700 900321"}]})
}

async fn outage(net: Net, state: &str) {
    let shop = Shop::open(40).await;
    let desk = Desk::new(net, &shop).await;
    let id = desk.find("sousa").await;
    desk.show(&id).await;
    shop.network(state).await;
    let effects = shop.mark("effects").await;

    let found = desk.run(&["search", "sousa"]).await.done();
    assert_eq!(found["network"]["state"], "offline", "{net:?} {state}: {found}");
    assert_eq!(found["local"]["rows"][0]["id"], id.as_str());
    let file = desk.record(&newcomer("Outageson"));
    let decided = desk.run(&["decide", &file]).await.done();
    assert_eq!(decided["network"]["state"], "offline");
    let created = desk.run(&["create", &file]).await.done();
    assert_eq!(created["state"], "waiting");
    let local_id = created["local_id"].as_str().expect("a local id").to_owned();
    let updated = desk.update(&id, "names", &json!({"names": {"middleName": "Aus"}})).await;
    // The person without a number can be corrected too.
    desk.update(&local_id, "names", &json!({"names": {"middleName": "Bel"}})).await;
    let summary = desk.run(&["sync"]).await.ended(5).answer();
    assert_eq!(summary["state"], "offline", "{net:?} {state}");
    assert_eq!(summary["checking"], 0, "nothing was sent: {summary}");
    assert_eq!(desk.show(&local_id).await["state"], "waiting");
    assert_eq!(desk.run(&["show", "never-seen"]).await.error(5)["code"], "offline");
    assert_eq!(desk.run(&["credentials", "check"]).await.error(5)["code"], "offline");
    let health = desk.run(&["health"]).await.answer();
    assert!(health["queue"]["depth"].as_u64() >= Some(2), "{health}");
    assert!(health["queue"]["oldest_waiting_s"].is_number());

    shop.network("up").await;
    let summary = desk.sync().await;
    assert_eq!(
        (&summary["waiting"], &summary["needs_person"]),
        (&json!(0), &json!(0)),
        "{summary}"
    );
    for answer in [&created, &updated] {
        let entry = desk.run(&["outbox", "show", &op(answer)]).await.done();
        assert_eq!(entry["state"], "in_dms", "{entry}");
    }
    let effects = shop.effects(effects).await;
    let of = |op: &str| effects.iter().filter(|one| one["op"] == op).count();
    assert_eq!(of("create"), 1, "{net:?}: {effects:?}");
    assert!((1..=2).contains(&of("update")), "{effects:?}");
    let new = desk.show(&local_id).await["id"].as_str().expect("an id").to_owned();
    assert_eq!(shop.customer(&new).await["names"]["middleName"], "Bel");
    assert_eq!(shop.customer(&id).await["names"]["middleName"], "Aus");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_entered_while_the_network_is_gone_arrives_once() {
    outage(Net::V1, "down").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_entered_while_mykaarma_is_gone_arrives_once() {
    outage(Net::MyKaarma, "down").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_entered_while_nothing_listens_arrives_once() {
    outage(Net::V3, "refuse").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_write_that_was_committed_and_not_answered_happens_once() {
    for net in Net::ALL {
        let shop = Shop::open(30).await;
        let desk = Desk::new(net, &shop).await;
        let effects = shop.mark("effects").await;
        let drop = json!({"match": {"network": net.word(), "method": "POST"}, "times": 1,
                          "when": {"nth": 1}, "at": "after", "kind": "drop"});
        shop.fault(drop).await;
        let file = desk.record(&newcomer("Droppedson"));
        let created = desk.run(&["create", &file]).await.done();
        let first = desk.run(&["sync"]).await.done();
        assert_eq!(first["waiting"], 0, "{net:?}: {first}");
        let summary = desk.sync().await;
        assert_eq!(summary["checking"], 0, "{net:?}: {summary}");
        let entry = desk.run(&["outbox", "show", &op(&created)]).await.done();
        assert_eq!(entry["state"], "in_dms", "{net:?}: {entry}");
        let effects = shop.effects(effects).await;
        assert_eq!(effects.len(), 1, "{net:?}: {effects:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_network_that_swallows_everything_keeps_nobody_waiting() {
    let shop = Shop::open(30).await;
    let desk = Desk::new(Net::V1, &shop).await;
    let id = desk.find("sousa").await;
    desk.show(&id).await;
    shop.network("hang").await;
    let within = async |seconds: u64, args: &[&str]| {
        let begun = Instant::now();
        let ran = desk.run(args).await;
        assert!(
            begun.elapsed() < Duration::from_secs(seconds),
            "{}: {:?}",
            ran.what,
            begun.elapsed()
        );
        ran
    };
    let file = desk.record(&newcomer("Hangson"));
    let edit = desk.record(&json!({"names": {"middleName": "H"}}));
    within(8, &["search", "sousa"]).await.done();
    within(8, &["decide", &file]).await.done();
    within(45, &["create", &file]).await.done();
    within(45, &["update", &id, "names", &edit]).await.done();
    within(9, &["sync", "--until-idle", "--timeout", "1"]).await.ended(5);
    within(9, &["sync", "--timeout", "1"]).await.ended(5);
    within(10, &["health"]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_process_sends_and_the_other_says_so() {
    let shop = Shop::open(30).await;
    let desk = Desk::new(Net::V1, &shop).await;
    let id = desk.find("sousa").await;
    desk.update(&id, "names", &json!({"names": {"middleName": "L"}})).await;
    shop.network("hang").await;
    let mut first = desk.spawn(&["sync", "--until-idle", "--timeout", "60"]);
    tokio::time::sleep(Duration::from_millis(1500)).await;
    let second = desk.run(&["sync", "--until-idle"]).await.done();
    assert_eq!(second["state"], "draining_elsewhere", "{second}");
    // Killed in the middle of it: the entry is still there, and goes once the network is back.
    first.kill().await.expect("killed");
    shop.network("up").await;
    assert_eq!(desk.sync().await["done"], 1);
    assert_eq!(shop.customer(&id).await["names"]["middleName"], "L");
    assert_eq!(shop.effects(0).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_printed_as_done_survives_a_kill() {
    let desk = Desk::configured(&format!(
        "network = \"mykaarma\"\n[mykaarma]\nbase_url = \"{}/v2\"\ndepartment_uuid = \"d\"\n\
         [keys]\nstore = \"file\"\n",
        nobody()
    ));
    let mut queued = Vec::new();
    let names = [("Anna", "Quist"), ("Bruno", "Zhao"), ("Clara", "Mbeki"), ("Dieter", "Ødegaard")];
    for name in names {
        let person = json!({"names": {"givenName": name.0, "familyName": name.1}});
        let file = desk.record(&person);
        // Read what it printed, then kill it at once.
        let mut child = desk.spawn(&["create", &file]);
        let mut line = String::new();
        let out = child.stdout.take().expect("stdout");
        let mut out = tokio::io::BufReader::new(out);
        tokio::io::AsyncBufReadExt::read_line(&mut out, &mut line).await.expect("a line");
        // It may have ended by itself in between.
        let _ = child.start_kill();
        child.wait().await.expect("ends");
        queued.push(op(&serde_json::from_str(&line).expect("JSON")));
    }
    let listed = desk.outbox().await;
    let listed = listed.iter().map(op).collect::<Vec<_>>();
    assert_eq!(listed, queued);
}

/// What a timeline says happened, in order.
fn course(entry: &serde_json::Value) -> Vec<&str> {
    let steps = entry["timeline"].as_array().expect("a timeline");
    steps.iter().map(|step| step["what"].as_str().expect("a word")).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_timeline_tells_of_a_create_whose_answer_was_lost() {
    let shop = Shop::open(30).await;
    let desk = Desk::new(Net::V1, &shop).await;
    let drop = json!({"match": {"network": "keyloop", "method": "POST"}, "times": 1,
                      "when": {"nth": 1}, "at": "after", "kind": "drop"});
    shop.fault(drop).await;
    let file = desk.record(&newcomer("Timelineson"));
    let created = desk.run(&["create", &file]).await.done();
    desk.sync().await;
    let entry = desk.run(&["outbox", "show", &op(&created), "--timeline"]).await.done();
    assert_eq!(entry["state"], "in_dms", "{entry}");
    let course = course(&entry);
    assert_eq!(course[..4], ["kept", "searched", "sent", "unknown"], "{entry}");
    let adopted = course.iter().position(|what| *what == "adopted").expect("it was found");
    assert!(course[4..adopted].iter().all(|what| *what == "found_none"), "{entry}");
    assert_eq!(course.iter().filter(|what| **what == "sent").count(), 1, "{entry}");
    assert_eq!(entry["timeline"][adopted]["id"], entry["id"], "{entry}");
    let said = desk.text(&["outbox", "show", &op(&created), "--timeline"]).await;
    assert!(said.contains("nobody knows whether it was taken"), "{said}");
    assert!(said.contains("not sent again"), "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_held_stays_here_until_it_is_released_or_its_time_is_over() {
    let shop = Shop::open(30).await;
    let desk = Desk::new(Net::V1, &shop).await;
    let mark = shop.mark("effects").await;
    let created = desk.run(&["create", &desk.record(&newcomer("Heldson"))]).await.done();
    let entry = op(&created);
    desk.run(&["outbox", "hold", &entry, "--for", " "]).await.error(3);
    desk.run(&["outbox", "hold", &entry, "--for", "x", "--until", "yesterday"]).await.error(3);
    let held = desk.run(&["outbox", "hold", &entry, "--for", "test drive"]).await.done();
    assert_eq!((&held["state"], &held["held"]["for"]), (&json!("waiting"), &json!("test drive")));
    // What was to follow waits with it, and nobody waits for what is held.
    let local_id = created["local_id"].as_str().expect("a local id").to_owned();
    desk.update(&local_id, "names", &json!({"names": {"middleName": "Bel"}})).await;
    let summary = desk.run(&["sync", "--until-idle", "--timeout", "20"]).await.done();
    assert_eq!(summary["done"], 0, "{summary}");
    assert!(shop.effects(mark).await.is_empty(), "what is held was sent");
    desk.run(&["outbox", "release", &entry]).await.done();
    desk.sync().await;
    assert_eq!(desk.show(&local_id).await["state"], "in_dms");

    let mark = shop.mark("effects").await;
    let soon = from_now(2);
    let file = desk.record(&newcomer("Soonson"));
    let created = desk.run(&["create", &file, "--despite-candidates"]).await.done();
    desk.run(&["outbox", "hold", &op(&created), "--for", "a call", "--until", &soon]).await.done();
    desk.run(&["sync"]).await.done();
    assert!(shop.effects(mark).await.is_empty(), "its time is not over");
    tokio::time::sleep(Duration::from_secs(3)).await;
    desk.sync().await;
    let entry = desk.run(&["outbox", "show", &op(&created), "--timeline"]).await.done();
    assert_eq!(entry["state"], "in_dms", "{entry}");
    assert_eq!(course(&entry)[..3], ["kept", "held", "released"], "{entry}");
}

#[expect(clippy::disallowed_methods, reason = "the command goes by the clock on the wall")]
fn from_now(seconds: i64) -> String {
    (jiff::Timestamp::now() + jiff::SignedDuration::from_secs(seconds)).to_string()
}
