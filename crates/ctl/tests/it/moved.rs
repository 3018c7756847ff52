//! The outbox moved to another desk in a sealed file: from here it is not sent any more, there it is
//! taken in once.

use crate::support::{Desk, Net, Shop, op};
use serde_json::{Value, json};

const WORDS: &str = "a long walk in Leeds\n";

fn newcomer() -> Value {
    json!({"kind": "person", "names": {"givenName": "Ottilie", "familyName": "Movedson"},
        "channels": [{"kind": "phone", "use": "home", "line": "mobile", "value": "07700 900321"}]})
}

async fn seal(desk: &Desk, name: &str) -> (String, Value) {
    let file = desk.folder.path().join(name).to_str().expect("a plain path").to_owned();
    let sealed = desk.run_with(&["outbox", "seal", &file], WORDS).await.done();
    (file, sealed)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_one_desk_seals_another_takes_in_once_and_sends() {
    let shop = Shop::open(40).await;
    let (old, new) = (Desk::new(Net::V1, &shop).await, Desk::new(Net::V1, &shop).await);
    let id = old.find("sousa").await;
    old.show(&id).await;
    shop.network("down").await;
    let changed = old.update(&id, "names", &json!({"names": {"middleName": "Aus"}})).await;
    let created = old.run(&["create", &old.record(&newcomer())]).await.done();
    let local_id = created["local_id"].as_str().expect("an id").to_owned();
    old.update(&local_id, "names", &json!({"names": {"middleName": "Bel"}})).await;
    let effects = shop.mark("effects").await;

    let short = old.run_with(&["outbox", "seal", "x.sealed"], "short\n").await;
    assert_eq!(short.error(3)["code"], "too_short");
    let (file, sealed) = seal(&old, "moved.sealed").await;
    assert_eq!(sealed["entries"], 3);
    let bytes = std::fs::read(&file).expect("the file");
    for canary in ["Ottilie", "Movedson", "900321"] {
        assert!(!bytes.windows(canary.len()).any(|part| part == canary.as_bytes()), "{canary}");
    }
    assert_eq!(old.outbox().await, Vec::<Value>::new());
    let gone = old.run(&["outbox", "show", &op(&changed)]).await.done();
    assert_eq!(gone["state"], "cancelled");
    assert!(gone["cancel_reason"].as_str().expect("why").contains("moved"), "{gone}");
    let again = old.run_with(&["outbox", "seal", &file], WORDS).await;
    assert_eq!(again.error(3)["code"], "exists");

    let wrong = new.run_with(&["outbox", "unseal", &file], "another long walk\n").await;
    assert_eq!(wrong.error(3)["code"], "wrong");
    let taken = new.run_with(&["outbox", "unseal", &file], WORDS).await.done();
    assert_eq!((&taken["entries"], &taken["looked_for"]), (&json!(3), &json!(0)));
    let second = new.run_with(&["outbox", "unseal", &file], WORDS).await;
    assert_eq!(second.error(3)["code"], "taken_in");
    assert_eq!(new.outbox().await.len(), 3);

    shop.network("up").await;
    assert_eq!(old.sync().await["done"], 0);
    assert_eq!(shop.effects(effects).await.len(), 0, "nothing leaves from the old desk");
    let summary = new.sync().await;
    assert_eq!((&summary["done"], &summary["needs_person"]), (&json!(3), &json!(0)), "{summary}");
    assert_eq!(shop.customer(&id).await["names"]["middleName"], "Aus");
    let effects = shop.effects(effects).await;
    assert_eq!(effects.iter().filter(|effect| effect["op"] == "create").count(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_may_have_left_before_it_was_moved_is_looked_for_first() {
    let shop = Shop::open(40).await;
    let (old, new) = (Desk::new(Net::V1, &shop).await, Desk::new(Net::V1, &shop).await);
    let drop = json!({"match": {"network": Net::V1.word(), "method": "POST"}, "times": 1,
                      "when": {"nth": 1}, "at": "after", "kind": "drop"});
    shop.fault(drop).await;
    old.run(&["create", &old.record(&newcomer())]).await.done();
    // Sent and committed; the answer never came.
    old.run(&["sync"]).await;
    shop.no_faults().await;
    assert_eq!(old.outbox().await[0]["state"], "checking");
    let (file, _) = seal(&old, "moved.sealed").await;
    let taken = new.run_with(&["outbox", "unseal", &file], WORDS).await.done();
    assert_eq!((&taken["entries"], &taken["looked_for"]), (&json!(1), &json!(1)));
    assert_eq!(new.outbox().await[0]["state"], "checking");
    let summary = new.sync().await;
    assert_eq!(summary["done"], 1, "{summary}");
    let effects = shop.effects(0).await;
    assert_eq!(effects.iter().filter(|effect| effect["op"] == "create").count(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_taken_in_under_the_hands_of_a_program_that_sends() {
    let shop = Shop::open(40).await;
    let (old, new) = (Desk::new(Net::V1, &shop).await, Desk::new(Net::V1, &shop).await);
    old.run(&["create", &old.record(&newcomer())]).await.done();
    let (file, _) = seal(&old, "moved.sealed").await;
    assert_eq!(new.outbox().await, Vec::<Value>::new());
    // As a window that is open holds it: how long it waits counts from when it began.
    let lock = new.data.join("mine.lock");
    let lock = std::fs::File::options().write(true).create(true).truncate(false).open(lock);
    let lock = lock.expect("a file");
    lock.try_lock().expect("free");
    let refused = new.run_with(&["outbox", "unseal", &file], WORDS).await.error(3);
    assert_eq!(refused["code"], "in_use");
    assert!(refused["message"].as_str().expect("words").contains("close it first"), "{refused}");
    assert_eq!(new.outbox().await, Vec::<Value>::new());
    drop(lock);
    let taken = new.run_with(&["outbox", "unseal", &file], WORDS).await.done();
    assert_eq!(taken["entries"], 1);
}
