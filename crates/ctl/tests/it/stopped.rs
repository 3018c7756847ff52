//! A program that is stopped and goes on, a file somebody else holds, a folder that is gone for a
//! while: what was saved stays saved, and happens once.

use crate::support::{Desk, Net, Shop, op};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::process::Child;

fn signal(child: &Child, name: &str) {
    let process = child.id().expect("it runs");
    let mut shell = std::process::Command::new("sh");
    let sent = shell.arg("-c").arg(format!("kill -{name} {process}")).status();
    assert!(sent.expect("a shell").success(), "SIG{name}");
}

async fn soon(mut there: impl AsyncFnMut() -> bool) {
    for _ in 0..400 {
        if there().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("it did not come so far");
}

/// A desk with a change that is being sent: the network has taken it, and its answer takes time.
async fn being_sent(answer_ms: u64) -> (Shop, Desk, String, Child) {
    let shop = Shop::open(30).await;
    let desk = Desk::new(Net::V1, &shop).await;
    let id = desk.find("sousa").await;
    desk.show(&id).await;
    let saved = desk.update(&id, "names", &json!({"names": {"middleName": "Stopped"}})).await;
    let late = json!({"match": {"network": "keyloop-v1", "method": "POST",
                                "path_contains": "/customers"},
                      "times": 1, "kind": "delay", "ms": answer_ms, "at": "after"});
    shop.fault(late).await;
    let sending = desk.spawn(&["sync", "--until-idle", "--timeout", "60"]);
    soon(async || !shop.effects(0).await.is_empty()).await;
    (shop, desk, op(&saved), sending)
}

async fn happened_once(shop: &Shop, desk: &Desk, op: &str) {
    let entry = desk.run(&["outbox", "show", op]).await.done();
    assert_eq!(entry["state"], "in_dms", "{entry}");
    assert_eq!(shop.effects(0).await.len(), 1);
    let writes = shop.writes(0).await;
    assert_eq!(writes.len(), 1, "{writes:?}");
}

async fn summary(child: Child) -> Value {
    let output = child.wait_with_output().await.expect("ends");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{text} {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_str(&text).expect("JSON")
}

/// A program stopped in the middle of a commit holds the file, as a scanner or a backup does.
async fn holding(desk: &Desk, id: &str) -> Child {
    let journal = desk.data.join("mine.db-journal");
    for number in 0..40 {
        let edit = json!({"names": {"middleName": format!("Held{number}")}});
        let file = desk.record(&edit);
        let mut child = desk.spawn(&["update", id, "names", &file]);
        while child.try_wait().expect("known").is_none() {
            if journal.exists() {
                signal(&child, "STOP");
                tokio::time::sleep(Duration::from_millis(20)).await;
                if journal.exists() {
                    return child;
                }
                signal(&child, "CONT");
            }
            tokio::time::sleep(Duration::from_micros(200)).await;
        }
    }
    panic!("no commit was met");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_that_is_stopped_while_the_answer_comes_goes_on_where_it_was() {
    let (shop, desk, op, sending) = being_sent(500).await;
    signal(&sending, "STOP");
    tokio::time::sleep(Duration::from_secs(4)).await;
    signal(&sending, "CONT");
    assert_eq!(summary(sending).await["done"], 1);
    happened_once(&shop, &desk, &op).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_is_kept_though_somebody_holds_the_file_for_longer_than_a_save_waits() {
    let (shop, desk, op, mut sending) = being_sent(8000).await;
    let answered = tokio::time::Instant::now() + Duration::from_secs(8);
    let other = shop.get("/customers?limit=5").await["items"][3]["keyloopId"].clone();
    let other = other.as_str().expect("an id").to_owned();
    shop.fault(
        json!({"match": {"path_contains": other}, "kind": "delay", "ms": 1, "at": "before"}),
    )
    .await;
    desk.show(&other).await;
    let held = holding(&desk, &other).await;
    tokio::time::sleep_until(answered + Duration::from_secs(4)).await;
    assert!(sending.try_wait().expect("known").is_none(), "it has an answer it cannot store");
    signal(&held, "CONT");
    assert!(held.wait_with_output().await.expect("ends").status.success());
    summary(sending).await;
    let entry = desk.run(&["outbox", "show", &op]).await.done();
    assert_eq!(entry["state"], "in_dms", "{entry}");
    let effects = shop.effects(0).await;
    assert_eq!(effects.iter().filter(|one| one["correlationId"] == op.as_str()).count(), 1);
    let writes = shop.writes(0).await;
    let own = writes.iter().filter(|one| one.to_string().contains("Stopped"));
    assert_eq!(own.count(), 1, "sent once: {writes:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_save_waits_a_second_for_a_file_somebody_holds_and_says_so_where_it_takes_longer() {
    let shop = Shop::open(30).await;
    let desk = Desk::new(Net::V1, &shop).await;
    let id = desk.find("sousa").await;
    desk.show(&id).await;
    shop.network("refuse").await;
    let new = |family: &str| {
        let record = json!({"names": {"givenName": "Ottilie", "familyName": family}});
        desk.record(&record)
    };
    let held = holding(&desk, &id).await;
    let refused = desk.run(&["create", &new("Waitless"), "--despite-candidates"]).await;
    assert_ne!(refused.status, Some(0), "{}", refused.out);
    assert_eq!(refused.out, "", "nothing was promised");
    let file = new("Patience");
    let waiting = desk.spawn(&["create", &file, "--despite-candidates"]);
    tokio::time::sleep(Duration::from_millis(800)).await;
    signal(&held, "CONT");
    held.wait_with_output().await.expect("ends");
    let saved = op(&summary(waiting).await);
    let listed = desk.outbox().await;
    let creates: Vec<&Value> = listed.iter().filter(|one| one["kind"] == "create").collect();
    assert_eq!(creates.len(), 1, "{listed:?}");
    assert_eq!(creates[0]["op_id"], saved.as_str());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_that_is_taken_away_while_it_sends_is_sent_from_once_when_it_is_back() {
    let (shop, desk, op, sending) = being_sent(800).await;
    let away = desk.folder.path().join("away");
    std::fs::rename(&desk.data, &away).expect("taken away");
    let ended = sending.wait_with_output().await.expect("ends");
    assert_ne!(ended.status.code(), Some(101), "{}", String::from_utf8_lossy(&ended.stderr));
    assert!(!desk.data.join("mine.db").exists(), "no new outbox in the place of the old one");
    // What a program made there meanwhile is none of it.
    let _ = std::fs::remove_dir_all(&desk.data);
    std::fs::rename(&away, &desk.data).expect("brought back");
    desk.sync().await;
    happened_once(&shop, &desk, &op).await;
}
