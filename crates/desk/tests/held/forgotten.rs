//! A person is told everything that is held and forgotten everywhere, whatever is missing.

use crate::stage::{Stage, entered, maria};
use desk::Failure;
use desk::privacy::{Forgot, Unsent};
use serde_json::json;
use store::inbox::{Decision, Pace, SubmissionState};
use store::theirs::Source;

const CANARY: &str = "Quixotecanary";

#[tokio::test]
async fn somebody_is_told_what_is_held_and_forgotten_although_the_copy_is_gone() {
    let stage = Stage::open();
    let entry = stage.creates(maria()).await;
    stage.gives_up(&entry).await;
    let local_id = entry.local_id.to_string();
    let stage = stage.after(|data| {
        for end in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(data.join(format!("theirs.db{end}")));
        }
    });
    let held = stage.desk.export(&local_id).await.unwrap();
    assert!(held["outbox"][0].to_string().contains(CANARY), "{held}");
    assert!(held["audit"].to_string().contains("create queued"), "{held}");
    assert!(!stage.stands_in(CANARY).is_empty());
    assert_eq!(stage.desk.forget(&local_id, Unsent::Refuse).await.unwrap(), Forgot::Now);
    assert_eq!(stage.stands_in(CANARY), Vec::<String>::new());
    assert!(matches!(stage.desk.forget(&local_id, Unsent::Refuse).await, Err(Failure::NotFound)));
    let check = stage.desk.check_audit().unwrap();
    assert_eq!((check.broken_at, check.unproven), (None, 0));
}

#[tokio::test]
async fn copies_that_were_set_aside_are_told_and_forgotten_too() {
    let stage = Stage::open();
    let local_id = stage.knows(maria(), Source::Full).to_string();
    let stage = stage.at_dealer("another");
    assert_eq!(stage.desk.store.theirs.count().unwrap(), 0, "another dealer has another copy");
    // One that was damaged, and one whose key is another.
    std::fs::write(stage.data().join("theirs.unreadable.db"), vec![7; 8192]).unwrap();
    let held = stage.desk.export(&local_id).await.unwrap();
    let aside = held["set_aside"].as_array().unwrap();
    assert_eq!(aside.len(), 2, "{held}");
    assert!(aside[0]["record"].to_string().contains(CANARY), "{held}");
    assert_eq!(aside[1], json!({"file": "theirs.unreadable.db", "readable": false}));
    // The same number at this dealer is somebody else.
    let unknown = stage.desk.export("01-16203").await;
    assert!(matches!(unknown, Err(Failure::NotFound)));
    stage.desk.forget(&local_id, Unsent::Refuse).await.unwrap();
    assert!(!stage.data().join("theirs.unreadable.db").exists());
    assert_eq!(stage.stands_in(CANARY), Vec::<String>::new());
    let stage = stage.at_dealer("sample");
    assert!(stage.desk.known(&local_id).unwrap().is_none());
}

#[tokio::test]
async fn changes_that_wait_stand_in_the_way_are_given_up_or_waited_for() {
    let stage = Stage::open();
    let entry = stage.creates(maria()).await;
    let local_id = entry.local_id.to_string();
    let refused = stage.desk.forget(&local_id, Unsent::Refuse).await.unwrap_err();
    assert!(refused.to_string().contains(&entry.op_id.to_string()), "named: {refused}");
    let later = stage.desk.forget(&local_id, Unsent::Wait).await.unwrap();
    assert_eq!(later, Forgot::Later { waiting: 1 });
    stage.desk.retain().unwrap();
    assert!(!stage.stands_in(CANARY).is_empty(), "what waits is never touched");
    stage.gives_up(&entry).await;
    assert_eq!(stage.desk.retain().unwrap().forgotten, 1);
    assert_eq!(stage.stands_in(CANARY), Vec::<String>::new());

    let entry = stage.creates(maria()).await;
    let local_id = entry.local_id.to_string();
    let cancel = Unsent::Cancel { reason: "asked to be erased".to_owned() };
    assert_eq!(stage.desk.forget(&local_id, cancel).await.unwrap(), Forgot::Now);
    assert_eq!(stage.stands_in(CANARY), Vec::<String>::new());
}

#[tokio::test]
async fn a_search_shows_whoever_was_forgotten_and_does_not_keep_them_again() {
    let stage = Stage::open();
    let local_id = stage.knows(maria(), Source::Full);
    stage.desk.forget("01-16203", Unsent::Refuse).await.unwrap();
    let stage = stage.after(|_| {});
    assert_eq!(stage.knows(maria(), Source::Summary), local_id);
    let shown = stage.desk.known("01-16203").unwrap().expect("whoever searches sees them");
    assert_eq!((shown.local_id, shown.whole), (local_id, false));
    assert_eq!(stage.desk.store.theirs.count().unwrap(), 0);
    assert_eq!(stage.stands_in(CANARY), Vec::<String>::new());
    assert!(matches!(stage.desk.export("01-16203").await, Err(Failure::NotFound)));
    // Somebody else of the same search is kept.
    let mut other = maria();
    other["id"] = json!("01-2");
    stage.knows(other, Source::Summary);
    assert_eq!(stage.desk.store.theirs.count().unwrap(), 1);
    // Opening them is meant: the network was asked for this very person.
    stage.knows(maria(), Source::Full);
    assert_eq!(stage.desk.store.theirs.count().unwrap(), 2);
}

#[tokio::test]
async fn settings_and_credentials_that_changed_and_numbers_that_were_shown_stand_in_the_audit() {
    let stage = Stage::open().after(|data| {
        let keys = keys::FileKeys::new(data);
        let secret = "{\"client_id\":\"a\",\"client_secret\":\"hush\"}".to_owned();
        keys::KeyStore::write(&keys, keys::Name::Credentials, &secret.into()).unwrap();
    });
    let stage = stage.at_dealer("another").at_dealer("another");
    let mut shown = maria();
    shown["identity"] = json!({"socialSecurityId": "AB123456C"});
    stage.desk.store.theirs.keep_identity_numbers(true);
    let local_id = stage.knows(shown, Source::Full);
    let person = stage.desk.open(&local_id.to_string()).await.unwrap();
    for _ in 0..2 {
        let told = json!({"local_id": local_id.to_string(), "record": person.record});
        stage.desk.numbers_are_shown(&told).await.unwrap();
    }
    let acts = stage.desk.acts(None, 99).await.unwrap();
    let what: Vec<&str> = acts.iter().rev().map(|act| act.what.as_str()).collect();
    assert_eq!(what, ["credentials changed", "settings changed", "identity number shown"]);
    let exported = stage.desk.audit_as(desk::audit::Form::Csv).unwrap();
    assert!(exported.lines().count() == 4 && !exported.contains("hush"), "{exported}");
}

#[tokio::test]
async fn cards_of_the_kiosk_and_older_copies_of_the_outbox_go_with_a_person() {
    let stage = Stage::open();
    let local_id = stage.knows(maria(), Source::Full);
    let card = json!({"names": {"familyName": CANARY}});
    let (id, now) = (uuid::Uuid::from_u128(5), "2026-11-22T10:00:00Z".parse().unwrap());
    let mine = &stage.desk.store.mine;
    let inbox = &stage.desk.store.inbox;
    inbox.submit(id, entered(&card), Pace::Staff, now).unwrap();
    let decision = Decision {
        state: SubmissionState::Accepted,
        who: "ana",
        local_id: Some(local_id),
        reason: None,
        at: now,
    };
    inbox.decide(id, &decision).unwrap();
    let draft = json!({"names": {"familyName": CANARY}});
    mine.save_draft(&format!("edit:{local_id}:names"), &draft, now).unwrap();
    let entry = stage.creates(json!({"kind": "person", "names": {"familyName": "Other"}})).await;
    assert!(store::copies::keep(mine, &stage.data(), now).unwrap(), "a copy is due");
    for file in ["mine-", "inbox"] {
        assert!(stage.stands_in(CANARY).iter().any(|place| place.starts_with(file)), "{file}");
    }
    let held = stage.desk.export("01-16203").await.unwrap();
    assert_eq!(held["submissions"][0]["value"], card, "{held}");
    stage.desk.forget("01-16203", Unsent::Refuse).await.unwrap();
    assert_eq!(stage.stands_in(CANARY), Vec::<String>::new());
    assert_eq!(store::copies::list(&stage.data()).len(), 1, "there is a copy all the same");
    assert!(stage.desk.entry(entry.op_id).await.unwrap().is_live(), "somebody else's stays");
}
