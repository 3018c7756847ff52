//! The disk while something is being sent: full, when the network has just answered; or failing for
//! one call.

use crate::fault::{self, Fault};
use crate::support::{Desk, Net, Shop, nobody, op};
use serde_json::{Value, json};

const SYNC: [&str; 4] = ["sync", "--until-idle", "--timeout", "20"];

fn person(number: u32) -> Value {
    let letter = "abcdefghijklmnopqrstuvwxyz".chars().nth(number as usize % 26).expect("a letter");
    json!({"kind": "person",
        "names": {"givenName": format!("Ballast{number}"), "familyName": format!("Room{letter}")}})
}

/// Some of the calls a command makes, from the first to the last.
fn places(calls: u32, most: u32) -> impl Iterator<Item = u32> {
    (0..calls).step_by((calls / most).max(1) as usize).chain([calls - 1])
}

async fn saved(desk: &Desk, number: u32) -> String {
    let file = desk.record(&person(number));
    op(&desk.run(&["create", &file, "--despite-candidates"]).await.done())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_network_answers_is_kept_although_the_disk_is_full() {
    let shop = Shop::open(30).await;
    let desk = Desk::new(Net::V1, &shop).await;
    let ballast = desk.data.join("mine.ballast");
    saved(&desk, 0).await;
    desk.sync().await;
    let laid = std::fs::metadata(&ballast).expect("laid by whoever sends").len();
    assert_eq!(laid, 8 * 1024 * 1024);
    saved(&desk, 1).await;
    let whole = fault::calls(&desk, &SYNC, "").await;
    let mut relieved = 0;
    for (number, after) in (2..).zip(places(whole, 12)) {
        let when = format!("full after {after} of {whole}");
        let entry = saved(&desk, number).await;
        let writes = shop.mark("requests").await;
        fault::run(&desk, Fault::FullButForBallast, after, &SYNC, "").await;
        let sent = !shop.writes(writes).await.is_empty();
        let given_up = std::fs::metadata(&ballast).expect("a file").len() == 0;
        let state = desk.run(&["outbox", "show", &entry]).await.done()["state"].clone();
        if sent {
            assert_eq!(state, "in_dms", "{when}: the answer was kept");
        } else {
            assert_eq!(state, "waiting", "{when}");
        }
        if given_up {
            relieved += 1;
            let health = desk.run(&["health"]).await.ended(1).answer();
            assert!(health["problems"].to_string().contains("disk is full"), "{when}: {health}");
        }
        // Room again: what is left is sent, and room is kept for the next time.
        let summary = desk.sync().await;
        assert_eq!(summary["waiting"], 0, "{when}: {summary}");
        assert_eq!(std::fs::metadata(&ballast).expect("a file").len(), laid, "{when}");
        desk.run(&["health"]).await.done();
    }
    assert!(relieved > 0, "the disk was full when an answer came");
    let effects = shop.effects(0).await;
    let created = effects.iter().filter(|effect| effect["op"] == "create").count();
    let all = desk.run(&["outbox", "list", "--all"]).await.done();
    assert_eq!(created, all.as_array().expect("a list").len(), "one effect each");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_that_does_not_answer_is_said_instead_of_waited_for() {
    let desk = Desk::configured(&Net::V1.config(&nobody()));
    desk.run_with(&["credentials", "set"], Net::V1.credentials()).await.done();
    let kept = saved(&desk, 0).await;
    for args in [&["health"][..], &["outbox", "list"]] {
        let hung = fault::run(&desk, Fault::Hangs, u32::MAX >> 1, args, "").await.ran;
        assert_eq!(hung.error(1)["code"], "storage_stuck", "{args:?}");
    }
    assert_eq!(desk.outbox().await.iter().map(op).collect::<Vec<_>>(), [kept]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_of_the_disk_that_fails_once_fails_that_save_and_no_other() {
    let desk = Desk::configured(&Net::V1.config(&nobody()));
    desk.run_with(&["credentials", "set"], Net::V1.credentials()).await.done();
    let mut kept = vec![saved(&desk, 0).await];
    let file = desk.record(&person(1));
    let args = ["create", &file, "--despite-candidates"];
    let whole = fault::run(&desk, Fault::Once, u32::MAX >> 1, &args, "").await;
    kept.push(op(&whole.ran.done()));
    for (number, after) in (2..).zip(places(whole.calls, 16)) {
        let file = desk.record(&person(number));
        let args = ["create", &file, "--despite-candidates"];
        let ran = fault::run(&desk, Fault::Once, after, &args, "").await.ran;
        let when = format!("failing at {after} of {}", whole.calls);
        let there = desk.outbox().await.iter().map(op).collect::<Vec<_>>();
        if ran.status == Some(0) {
            kept.push(op(&ran.answer()));
        } else {
            assert!(ran.out.is_empty(), "{when}: {}", ran.out);
            assert_ne!(ran.error(ran.status.unwrap_or(-1))["code"], "internal", "{when}");
            // Where only what comes after the commit failed, it may be there all the same.
            assert!(there.len() <= kept.len() + 1 && there.starts_with(&kept), "{when}");
            kept.clone_from(&there);
        }
        assert_eq!(there, kept, "{when}: {}", ran.err);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_of_the_disk_that_fails_once_while_sending_loses_and_doubles_nothing() {
    let shop = Shop::open(30).await;
    let desk = Desk::new(Net::V1, &shop).await;
    saved(&desk, 0).await;
    desk.sync().await;
    saved(&desk, 1).await;
    let whole = fault::run(&desk, Fault::Once, u32::MAX >> 1, &SYNC, "").await.calls;
    for (number, after) in (2..).zip(places(whole, 12)) {
        let when = format!("failing at {after} of {whole}");
        let entry = saved(&desk, number).await;
        fault::run(&desk, Fault::Once, after, &SYNC, "").await;
        let summary = desk.sync().await;
        assert_eq!(summary["waiting"], 0, "{when}: {summary}");
        let entry = desk.run(&["outbox", "show", &entry]).await.done();
        assert_eq!(entry["state"], "in_dms", "{when}: {entry}");
    }
    let effects = shop.effects(0).await;
    let created = effects.iter().filter(|effect| effect["op"] == "create").count();
    let all = desk.run(&["outbox", "list", "--all"]).await.done();
    assert_eq!(created, all.as_array().expect("a list").len(), "one effect each");
}
