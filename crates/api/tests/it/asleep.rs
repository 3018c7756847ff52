//! A locked desk that has nothing to do puts everything away, and takes it out again when it is needed.

use crate::window::{Desk, maria};
use api::views::StatusView;
use api::{Code, Host, Window};
use desk::clock::{Clock, SystemClock};
use keys::Name;
use serde_json::{Value, json};
use std::sync::{Arc, Weak};
use std::time::Duration;

const PIN: &str = "483920";
/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(60);

/// Ana's id, with whom the desk is locked, and what would be in memory.
async fn left(desk: &Desk) -> (String, Weak<desk::Desk>) {
    let request = json!({"name": "Ana", "role": "admin", "pin": PIN});
    let view = desk.call("people_save", request).await;
    let ana = view["people"][0]["id"].as_str().unwrap().to_owned();
    desk.call("people_lock", json!({})).await;
    (ana, Arc::downgrade(&desk.desk().await))
}

async fn is_gone(core: &Weak<desk::Desk>) {
    let gone = tokio::time::timeout(PATIENCE, async {
        while core.strong_count() > 0 {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    });
    assert!(gone.await.is_ok(), "a locked desk that has nothing to do stays awake");
}

async fn says(desk: &Desk, wanted: impl FnMut(&StatusView) -> bool) {
    let mut status = desk.host.status();
    let said = tokio::time::timeout(PATIENCE, status.wait_for(wanted)).await;
    assert!(said.is_ok_and(|said| said.is_ok()), "{:?}", desk.host.status().borrow());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_desk_nobody_stands_at_is_put_away_until_somebody_says_who_they_are() {
    let desk = Desk::open().await;
    let id = desk.knows(maria()).await;
    let (ana, core) = left(&desk).await;
    // The page at the door looks again and again whether a visitor rang.
    let look = async {
        loop {
            desk.call("status", json!({})).await;
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    };
    tokio::select! {
        () = is_gone(&core) => {}
        () = look => {}
    }

    let status = desk.call("status", json!({})).await;
    assert_eq!(status["customers"], 1, "what was said last is said again");
    assert_eq!(status["seat"]["person"], Value::Null);
    let refused = desk.ask("open", json!({"id": id})).await.unwrap_err();
    assert_eq!(refused.code, Code::DeskLocked);
    assert!(desk.host.sleeps().await, "neither of them wakes it");

    let wrong = desk.call("people_unlock", json!({"id": ana, "pin": "719263"})).await;
    assert_eq!(wrong["open"], false);
    let right = desk.call("people_unlock", json!({"id": ana, "pin": PIN})).await;
    assert_eq!(right["open"], true);
    assert_eq!(desk.call("open", json!({"id": id})).await["id"], "01-16203");
    assert!(!desk.host.sleeps().await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_visitor_types_wakes_a_desk_that_sleeps() {
    let desk = Desk::open().await;
    let (_, core) = left(&desk).await;
    is_gone(&core).await;

    let (folder, clock) = (desk.folder(), Arc::new(SystemClock));
    let policy = folder.join("policy.toml");
    let (config, data) = (folder.join("showroom.toml"), folder.join("data"));
    let kiosk = Host::start_kiosk_under(policy, config, data, clock).await;
    let visit = json!({"draft": uuid::Uuid::from_u128(1), "language": "en",
        "statement": "what a page says", "given_name": "Ida", "phone": "07400123456"});
    kiosk.call(Window::Kiosk, "kiosk_submit", visit).await.unwrap();
    says(&desk, |status| status.submissions == 1).await;
    kiosk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_waits_to_be_sent_keeps_a_locked_desk_awake() {
    let desk = Desk::open().await;
    let record = json!({"kind": "person", "names": {"givenName": "Ana", "familyName": "Prado"}});
    let draft = uuid::Uuid::from_u128(1);
    let create = json!({"draft": draft, "record": record, "different_from": []});
    let op = desk.call("create", create).await["op_id"].clone();
    let (ana, core) = left(&desk).await;
    let Some(open) = core.upgrade() else { panic!("it is put away though something waits") };
    assert_eq!(open.may_rest().await.unwrap(), None);

    desk.call("people_unlock", json!({"id": ana, "pin": PIN})).await;
    let hold = json!({"do": "hold", "because": "the test drive"});
    desk.call("outbox_act", json!({"op_id": op, "act": hold})).await;
    let hour = Duration::from_hours(1);
    assert_eq!(open.may_rest().await.unwrap(), Some(hour), "what is held is sent by nobody");
    desk.call("outbox_act", json!({"op_id": op, "act": {"do": "release"}})).await;
    let soon = SystemClock.now().checked_add(jiff::SignedDuration::from_mins(10)).unwrap();
    let until = json!({"do": "hold", "because": "the test drive", "until": soon.to_string()});
    desk.call("outbox_act", json!({"op_id": op, "act": until})).await;
    let rest = open.may_rest().await.unwrap().unwrap();
    assert!(rest < hour, "it sleeps past what is to be sent: {rest:?}");
    drop(open);
    desk.call("people_lock", json!({})).await;
    is_gone(&core).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_command_that_is_under_way_is_not_cut_off() {
    let desk = Desk::open().await;
    let (ana, core) = left(&desk).await;
    let Ok(in_use) = desk.host.opened().await else { panic!("it cannot be opened") };
    says(&desk, |status| status.seat.as_ref().is_some_and(|seat| seat.person.is_none())).await;
    tokio::time::sleep(Duration::from_secs(5)).await;
    assert!(!desk.host.sleeps().await, "somebody has it in their hands");
    let answer = in_use.desk.unlock(ana.parse().unwrap(), PIN.to_owned().into()).await;
    assert!(answer.is_ok());
    drop(in_use);
    assert!(core.upgrade().is_some());
    assert_eq!(desk.call("status", json!({})).await["seat"]["person"]["name"], "Ana");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keys_that_are_gone_when_it_wakes_are_said() {
    let desk = Desk::open().await;
    let keys = Arc::clone(&desk.desk().await.keys);
    let (ana, core) = left(&desk).await;
    is_gone(&core).await;
    tokio::task::spawn_blocking(move || keys.delete(Name::Mine)).await.unwrap().unwrap();
    let unlock = json!({"id": ana, "pin": PIN});
    let refused = desk.ask("people_unlock", unlock).await.unwrap_err();
    assert_eq!(refused.code, Code::StoreLocked);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_tried_at_the_door_is_remembered_and_nothing_else_runs_beside() {
    let desk = Desk::open().await;
    let (ana, core) = left(&desk).await;
    for _ in 0..3 {
        desk.call("people_unlock", json!({"id": ana, "pin": "719263"})).await;
    }
    is_gone(&core).await;
    let lock = desk.folder().join("data/mine.lock");
    let lock = std::fs::File::options().write(true).open(lock).unwrap();
    assert!(lock.try_lock().is_err(), "a desk that sleeps is wiped by nobody");
    let unlock = || desk.call("people_unlock", json!({"id": ana, "pin": PIN}));
    let wait = unlock().await["wait_s"].as_u64().unwrap();
    assert!(wait < 30, "the wait went on while it slept: {wait}");
    let core = Arc::downgrade(&desk.desk().await);
    is_gone(&core).await;
    let left = unlock().await["wait_s"].as_u64().unwrap();
    assert!(left < wait, "{left} of {wait}");
}
