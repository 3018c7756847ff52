//! A disk that fills up and a folder that cannot be written. What was printed as saved is there
//! afterwards, what was not is not, and the program opens again once the fault is lifted.

use crate::fault::{self, Fault};
use crate::support::{Desk, Net, Ran, Shop, nobody, op};
use serde_json::{Value, json};

fn offline() -> Desk {
    Desk::configured(&Net::V1.config(&nobody()))
}

fn person(number: u32) -> Value {
    let family = format!(
        "Full{}",
        "abcdefghijklmnopqrstuvwxyz".repeat(2).chars().nth(number as usize % 52).expect("a letter")
    );
    json!({"kind": "person", "names": {"givenName": format!("Disk{number}"), "familyName": family}})
}

/// The error of a command that could not save: what happened, what to do, and nothing personal.
fn refused(ran: &Ran, fault: Fault, when: &str) {
    let status = ran.status.unwrap_or(-1);
    assert!(matches!(status, 1 | 6), "{when}: {} {status} {} {}", ran.what, ran.out, ran.err);
    assert!(ran.out.is_empty(), "{when}: nothing is said to be done: {}", ran.out);
    let error = ran.error(status);
    let message = error["message"].as_str().expect("a message");
    let code = error["code"].as_str().expect("a code");
    let (codes, words, remedy) = match fault {
        // Of a file that cannot be made SQLite says no more than that.
        Fault::Full if code == "read_only" => (&["read_only"][..], "written", "room on the disk"),
        Fault::Full if code == "disk" => (&["disk"][..], "reports an error", "room on the disk"),
        Fault::Full | Fault::FullButForBallast => {
            (&["disk_full"][..], "no space", "Make room on the disk")
        }
        // A key store is refused like a keyring is.
        Fault::ReadOnly if ran.what.starts_with("credentials") => {
            (&["keyring"][..], "refused", "rights on the data folder")
        }
        Fault::ReadOnly => (&["read_only"][..], "written", "right to write"),
        Fault::Once | Fault::Hangs => (&["disk"][..], "reports an error", "have it checked"),
    };
    assert!(codes.contains(&code), "{when}: {error}");
    assert!(message.contains(words) && message.contains(remedy), "{when}: {message}");
    assert!(!message.contains("Disk"), "{when}: nobody's name: {message}");
}

fn no_panic(desk: &Desk, when: &str) {
    let Ok(logs) = std::fs::read_dir(desk.data.join("logs")) else { return };
    for log in logs {
        let text = std::fs::read_to_string(log.expect("a log").path()).expect("text");
        assert!(!text.contains("panic"), "{when}: {text}");
    }
}

/// Up to so many places between the first call and the last, both among them.
fn places(calls: u32, most: u32) -> impl Iterator<Item = u32> {
    (0..calls).step_by((calls / most).max(1) as usize).chain([calls - 1])
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_that_is_full_at_the_first_start_leaves_nothing_that_is_in_the_way() {
    let whole = fault::calls(&offline(), &["credentials", "set"], Net::V1.credentials()).await;
    for after in places(whole, 20) {
        let desk = offline();
        let set = &["credentials", "set"];
        let full = fault::run(&desk, Fault::Full, after, set, Net::V1.credentials()).await;
        let when = format!("full after {after} of {whole}");
        if full.ran.status != Some(0) {
            refused(&full.ran, Fault::Full, &when);
        }
        no_panic(&desk, &when);
        desk.run_with(set, Net::V1.credentials()).await.done();
        let file = desk.record(&person(0));
        let saved = op(&desk.run(&["create", &file]).await.done());
        assert_eq!(op(&desk.outbox().await[0]), saved, "{when}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_that_fills_up_while_a_customer_is_saved_keeps_what_was_said_to_be_saved() {
    let desk = offline();
    desk.run_with(&["credentials", "set"], Net::V1.credentials()).await.done();
    let file = desk.record(&person(0));
    let whole = fault::calls(&desk, &["create", &file, "--despite-candidates"], "").await;
    let mut saved = desk.outbox().await.iter().map(op).collect::<Vec<_>>();
    assert_eq!(saved.len(), 1);
    for (number, after) in (1..).zip(places(whole, 24)) {
        let file = desk.record(&person(number));
        let args = ["create", &file, "--despite-candidates"];
        let full = fault::run(&desk, Fault::Full, after, &args, "").await;
        let when = format!("full after {after} of {whole}");
        if full.ran.status == Some(0) {
            saved.push(op(&full.ran.answer()));
        } else {
            refused(&full.ran, Fault::Full, &when);
        }
        no_panic(&desk, &when);
        let there = desk.outbox().await.iter().map(op).collect::<Vec<_>>();
        assert_eq!(there, saved, "{when}: {}", full.ran.err);
    }
    assert!(saved.len() < 20, "most of them met a full disk: {}", saved.len());
    // And each of them with what was typed.
    for (number, entry) in desk.outbox().await.iter().enumerate() {
        let shown = desk.show(entry["local_id"].as_str().expect("an id")).await;
        assert!(shown["names"]["givenName"].as_str().expect("a name").starts_with("Disk"));
        assert_eq!(shown["state"], "waiting", "{number}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_that_fills_up_while_sending_brings_each_customer_about_once() {
    let shop = Shop::open(30).await;
    let desk = Desk::new(Net::V1, &shop).await;
    let sync = ["sync", "--until-idle", "--timeout", "20"];
    let file = desk.record(&person(0));
    desk.run(&["create", &file]).await.done();
    let whole = fault::calls(&desk, &sync, "").await;
    for (number, after) in (1..).zip(places(whole, 8)) {
        let when = format!("full after {after} of {whole}");
        let file = desk.record(&person(number));
        let saved = op(&desk.run(&["create", &file, "--despite-candidates"]).await.done());
        let full = fault::run(&desk, Fault::Full, after, &sync, "").await;
        if full.ran.status != Some(0) {
            refused(&full.ran, Fault::Full, &when);
        }
        no_panic(&desk, &when);
        let summary = desk.sync().await;
        assert_eq!(summary["waiting"], 0, "{when}: {summary}");
        let entry = desk.run(&["outbox", "show", &saved]).await.done();
        assert_eq!(entry["state"], "in_dms", "{when}: {entry}");
    }
    let effects = shop.effects(0).await;
    let created = effects.iter().filter(|effect| effect["op"] == "create").count();
    let all = desk.run(&["outbox", "list", "--all"]).await.done();
    assert_eq!(created, all.as_array().expect("a list").len(), "one effect each");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_that_cannot_be_written_is_said_and_left_as_it_is() {
    let desk = offline();
    desk.run_with(&["credentials", "set"], Net::V1.credentials()).await.done();
    let file = desk.record(&person(0));
    let saved = op(&desk.run(&["create", &file]).await.done());
    let held = |name: &str| std::fs::read(desk.data.join(name)).unwrap_or_default();
    let before = ["mine.db", "theirs.db", "keys.json"].map(held);
    let another = desk.record(&person(1));
    let import = desk.file("people.ndjson", "{\"id\":\"1\"}\n");
    let commands: [(&[&str], &str); 6] = [
        (&["create", &another], ""),
        (&["update", "nobody", "names", &another], ""),
        (&["import", &import], ""),
        (&["kiosk", "submit", &another], ""),
        (&["outbox", "cancel", &saved, "--reason", "no"], ""),
        (&["credentials", "set"], Net::V1.credentials()),
    ];
    for (args, stdin) in commands {
        let ran = fault::run(&desk, Fault::ReadOnly, 0, args, stdin).await.ran;
        refused(&ran, Fault::ReadOnly, &args.join(" "));
    }
    assert!(before == ["mine.db", "theirs.db", "keys.json"].map(held), "left as it is");
    no_panic(&desk, "read-only");
    let there = desk.outbox().await;
    assert_eq!((there.len(), op(&there[0])), (1, saved));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_that_becomes_read_only_while_a_customer_is_saved_keeps_its_word() {
    let desk = offline();
    desk.run_with(&["credentials", "set"], Net::V1.credentials()).await.done();
    let file = desk.record(&person(0));
    let args = ["create", &file, "--despite-candidates"];
    let whole = fault::run(&desk, Fault::ReadOnly, u32::MAX >> 1, &args, "").await;
    let mut saved = vec![op(&whole.ran.done())];
    for (number, after) in (1..).zip(places(whole.calls, 16)) {
        let file = desk.record(&person(number));
        let args = ["create", &file, "--despite-candidates"];
        let ran = fault::run(&desk, Fault::ReadOnly, after, &args, "").await.ran;
        let when = format!("read-only after {after} of {}", whole.calls);
        if ran.status == Some(0) {
            saved.push(op(&ran.answer()));
        } else {
            assert!(ran.out.is_empty(), "{when}: {}", ran.out);
            let error = ran.error(ran.status.unwrap_or(-1));
            assert_ne!(error["code"], "internal", "{when}: {error}");
        }
        no_panic(&desk, &when);
        let there = desk.outbox().await.iter().map(op).collect::<Vec<_>>();
        assert_eq!(there, saved, "{when}: {}", ran.err);
    }
}
