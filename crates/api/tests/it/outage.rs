//! What the window says and does on a bad day: a disk that answers no more, rows nobody can read, a
//! decision taken back, and the phrase that stands in for a lost keyring.

use crate::window::{Desk, SETTINGS, maria};
use api::views::KeepingFault;
use api::{Host, Window};
use desk::clock::{Clock, SystemClock};
use futures::future::BoxFuture;
use jiff::Timestamp;
use keys::{FileKeys, Name, data_key};
use outbox::{Conflict, Event};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Instant;
use store::mine::Context;
use store::{Access, File, Key, file};
use tokio::sync::watch;
use uuid::Uuid;

const DRAFT: &str = "00000000-0000-4000-8000-000000000001";

/// Somebody is saved with another first name; the id of the entry, and of the customer.
async fn changed(desk: &Desk) -> (String, String) {
    let local_id = desk.knows(maria()).await;
    let save = json!({"local_id": local_id, "section": "names", "draft": DRAFT,
        "value": {"givenName": "Mariana", "familyName": "Sousa"}});
    let saved = desk.call("save_section", save).await;
    (saved["op_id"].as_str().unwrap().to_owned(), local_id)
}

async fn listed(desk: &Desk, op_id: &str) -> Value {
    let list = desk.call("outbox", json!({"all": true})).await;
    let entries = list["entries"].as_array().unwrap().clone();
    entries.into_iter().find(|one| one["op_id"] == op_id).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_decided_conflict_is_asked_about_again_and_then_the_edit_can_be_taken_back() {
    let desk = Desk::open().await;
    let (op_id, _) = changed(&desk).await;
    let core = desk.desk().await;
    let context = Context::by_person("desk", core.clock.now());
    let names = |given: &str| json!({"givenName": given, "familyName": "Sousa"});
    let clash = Event::Clash {
        conflicts: vec![Conflict {
            field: "names.givenName".into(),
            base: json!("Maria"),
            mine: json!("Mariana"),
            theirs: json!("Marie"),
        }],
        merged: names("Marie"),
        theirs: names("Marie"),
    };
    core.store.mine.record(Uuid::parse_str(&op_id).unwrap(), &clash, &context).unwrap();
    let asked = listed(&desk, &op_id).await;
    assert_eq!(asked["chip"]["reason"], "conflict", "{asked}");

    let take = json!([{"field": "names.givenName", "side": "theirs"}]);
    let act = |act: Value| json!({"op_id": op_id, "act": act});
    let undo = || act(json!({"do": "undo"}));
    let decided = act(json!({"do": "resolve", "fields": take}));
    let decided = desk.call("outbox_act", decided).await;
    assert_eq!((&decided["chip"]["state"], &decided["decided"]), (&json!("waiting"), &json!(true)));

    let again = desk.call("outbox_act", undo()).await;
    assert_eq!((&again["chip"]["reason"], &again["decided"]), (&json!("conflict"), &Value::Null));
    assert_eq!(again["conflicts"], asked["conflicts"]);
    // And what is laid over the copy is what was typed, not what was decided.
    let person = desk.call("open", json!({"id": again["local_id"]})).await;
    assert_eq!(person["record"]["names"]["givenName"], "Mariana");
    let steps = desk.call("timeline", json!({"op_id": op_id})).await["steps"].clone();
    let whats: Vec<_> = steps.as_array().unwrap().iter().map(|step| &step["what"]).collect();
    assert!(whats.ends_with(&[&json!("resolved"), &json!("reopened")]), "{whats:?}");
    // A conflict is decided, not taken back; an edit that was never asked about is.
    let take = json!([{"field": "names.givenName", "side": "mine"}]);
    desk.call("outbox_act", act(json!({"do": "resolve", "fields": take}))).await;
    desk.call("outbox_act", act(json!({"do": "retry"}))).await;
    let gone = desk.call("outbox_act", undo()).await;
    assert_eq!(gone["chip"]["state"], "cancelled");
    assert_eq!(core.store.mine.verify_audit().unwrap().broken_at, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rows_that_cannot_be_read_are_listed_by_whom_they_concern_and_not_by_what_they_say() {
    let desk = Desk::open().await;
    let (op_id, local_id) = changed(&desk).await;
    assert_eq!(desk.call("outbox", json!({"all": false})).await["aside"], Value::Null);
    desk.host.close().await;
    let data = desk.folder().join("data");
    let key = data_key(&FileKeys::new(&data), Name::Mine).unwrap().unwrap();
    let db = file::open(&data, File::Mine, &Key::new(*key), Access::ReadWrite).unwrap();
    db.execute_batch(
        "UPDATE op SET body_json = '{\"merge\":{\"secret\":1}}';
         INSERT INTO draft (key, json, updated_at) VALUES ('bad', '{', '2026-11-22T10:00:00Z');",
    )
    .unwrap();
    drop(db);

    let desk = desk.restart().await;
    let list = desk.call("outbox", json!({"all": false})).await;
    assert_eq!(list["entries"], json!([]));
    let aside = list["aside"].as_array().unwrap();
    assert_eq!((&aside[0]["key"], &aside[0]["kind"]), (&json!(op_id), &json!("update-names")));
    assert_eq!(
        (&aside[0]["local_id"], &aside[0]["name"]),
        (&json!(local_id), &json!("Maria Sousa"))
    );
    assert_eq!((&aside[1]["key"], &aside[1]["kind"]), (&json!("bad"), &json!("draft")));
    assert!(!list.to_string().contains("secret"), "{list}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_phrase_is_shown_once_and_health_reminds_until_it_was_typed_back() {
    let desk = Desk::open().await;
    let stands = async || desk.call("health", json!({})).await["phrase"].clone();
    assert_eq!(stands().await, "none");
    assert!(desk.ask("phrase_kept", json!({})).await.is_err(), "there is none to keep");
    let first = desk.call("phrase_make", json!({})).await["phrase"].clone();
    assert_eq!(stands().await, "shown");
    desk.call("phrase_kept", json!({})).await;
    assert_eq!(stands().await, "kept");
    // A new one takes the place of the old one, and somebody has to write it down.
    let second = desk.call("phrase_make", json!({})).await["phrase"].clone();
    assert_ne!(first, second);
    assert_eq!(stands().await, "shown");
    let data = desk.folder().join("data");
    let opens = |phrase: &Value| {
        keys::phrase::open(&data, &phrase.as_str().unwrap().to_owned().into()).is_ok()
    };
    assert!(opens(&second) && !opens(&first));
}

/// A machine whose files answer no more, for as long as it is told so.
struct Stuck(watch::Receiver<bool>);

impl Clock for Stuck {
    fn now(&self) -> Timestamp {
        SystemClock.now()
    }

    fn monotonic(&self) -> Instant {
        SystemClock.monotonic()
    }

    fn new_id(&self) -> Uuid {
        SystemClock.new_id()
    }

    fn turn(&self) -> Option<BoxFuture<'static, ()>> {
        if !*self.0.borrow() {
            return None;
        }
        let mut stuck = self.0.clone();
        Some(Box::pin(async move { drop(stuck.wait_for(|stuck| !stuck).await) }))
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_that_answers_no_more_is_said_unasked_and_so_is_its_return() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("showroom.toml"), SETTINGS).unwrap();
    let (tell, stuck) = watch::channel(false);
    let (config, data) = (folder.path().join("showroom.toml"), folder.path().join("data"));
    let host = Host::start(config, data, Arc::new(Stuck(stuck))).await;
    let record = json!({"kind": "person", "names": {"givenName": "Ana", "familyName": "Prado"}});
    let create = json!({"draft": DRAFT, "record": record, "different_from": []});
    host.call(Window::Desk, "create", create).await.unwrap();
    let mut status = host.status();
    status.wait_for(|status| status.waiting == 1).await.unwrap();
    tell.send(true).unwrap();
    let began = std::time::Instant::now();
    let stuck =
        |status: &api::views::StatusView| status.connection == api::views::Connection::StorageStuck;
    let said = status.wait_for(stuck).await.unwrap().clone();
    // Within ten seconds on a computer that is not busy; asked for twice it would be fourteen.
    assert!(began.elapsed().as_secs() < 13, "said after {:?}", began.elapsed());
    assert_eq!(said.waiting, 1, "what was counted last is not taken back");
    tell.send(false).unwrap();
    status.wait_for(|status| !stuck(status)).await.unwrap();
}

/// The strip's faults as soon as they are what is waited for.
async fn faults(host: &Arc<Host>, wanted: Option<Vec<KeepingFault>>) {
    let mut status = host.status();
    let there = status.wait_for(|status| status.faults == wanted);
    let there = tokio::time::timeout(std::time::Duration::from_secs(30), there).await;
    assert!(there.is_ok_and(|there| there.is_ok()), "{wanted:?}: {:?}", host.status().borrow());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_entry_that_is_missing_is_said_at_the_start_and_so_is_a_journal_nobody_can_write() {
    let desk = Desk::open().await;
    changed(&desk).await;
    faults(&desk.host, None).await;
    desk.host.close().await;
    let data = desk.folder().join("data");
    let key = data_key(&FileKeys::new(&data), Name::Mine).unwrap().unwrap();
    let db = file::open(&data, File::Mine, &Key::new(*key), Access::ReadWrite).unwrap();
    db.execute_batch("PRAGMA foreign_keys = OFF; DELETE FROM op;").unwrap();
    drop(db);
    let journal = data.join("mine.journal");
    std::fs::remove_file(&journal).unwrap();
    std::fs::create_dir(&journal).unwrap();
    let desk = desk.restart().await;
    faults(&desk.host, Some(vec![KeepingFault::Short, KeepingFault::OnePlace])).await;
    std::fs::remove_dir(&journal).unwrap();
    let record = json!({"kind": "person", "names": {"givenName": "Ana", "familyName": "Prado"}});
    let create = json!({"draft": DRAFT.replace('1', "2"), "record": record, "different_from": []});
    desk.call("create", create).await;
    faults(&desk.host, Some(vec![KeepingFault::Short])).await;
}
