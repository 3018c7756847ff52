//! What is not this desk's to send, and an answer about somebody else.

use crate::bench::{Bench, stranger};
use customer::Section;
use desk::clock::{Clock, SystemClock};
use outbox::{Origin, Reason, Word};
use serde_json::json;
use std::time::{Duration, Instant};
use store::mine::NewCreate;

#[tokio::test(flavor = "multi_thread")]
async fn entries_for_another_dealer_keep_this_one_from_nothing() {
    let bench = Bench::keyloop().await;
    let theirs = bench
        .store
        .mine
        .queue_create(NewCreate {
            op_id: SystemClock.new_id(),
            local_id: SystemClock.new_id(),
            draft_id: None,
            dealer: "another dealer".into(),
            record: stranger(1),
            ruled_out: vec![],
            incomplete_accepted: false,
            verdicts: vec![],
            author: "ana".into(),
            origin: Origin::Staff,
            at: SystemClock.now(),
        })
        .unwrap();
    bench.create(stranger(2));
    let begun = Instant::now();
    let summary = bench.idle().await;
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    assert_eq!((summary.done, summary.waiting, summary.others), (1, 0, 1));
    assert_eq!(bench.entry(theirs.op_id).word(), Word::Waiting);
    assert_eq!(bench.effects().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_answered_for_another_customer_needs_a_person_and_is_not_sent_again() {
    let bench = Bench::keyloop().await;
    let (local_id, id, seen) = bench.known(1).await;
    let (_, another, _) = bench.known(2).await;
    let answer = json!({
        "match": {"network": "keyloop-v1", "method": "POST", "route": "/customers/{id}/update-names"},
        "times": 1, "at": "after", "kind": "status", "status": 200, "body": {"customerId": another},
    });
    bench.fault(answer).await;
    let wanted = json!({"preferredName": "Whose"});
    let entry = bench.update(local_id, Some(&id), Section::Names, &seen, wanted);
    let summary = bench.idle().await;
    assert_eq!((summary.done, summary.needs_person), (0, 1));
    let entry = bench.entry(entry.op_id);
    assert_eq!(entry.reason, Some(Reason::Rejected));
    assert!(entry.detail.refusals[0].message.contains("another customer"));
    bench.idle().await;
    assert_eq!(bench.writes().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_create_answered_with_a_strangers_id_is_never_linked_to_the_stranger() {
    let bench = Bench::keyloop_settling(1).await;
    let (_, another, before) = bench.known(2).await;
    let answer = json!({
        "match": {"network": "keyloop-v1", "method": "POST", "route": "/customers"},
        "times": 1, "at": "after", "kind": "status", "status": 201, "body": {"customerId": another},
    });
    bench.fault(answer).await;
    let entry = bench.create(stranger(1));
    bench.idle().await;
    let entry = bench.entry(entry.op_id);
    assert_eq!(entry.word(), Word::InDms, "{:?}", entry.detail.note);
    assert_ne!(entry.server_id.as_deref(), Some(another.as_str()));
    assert_eq!(bench.effects().await.len(), 1, "and it is there once");
    assert_eq!(bench.known(2).await.2.names, before.names);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_stands_behind_a_persons_decision_is_not_waited_for() {
    let bench = Bench::keyloop().await;
    let (local_id, id, seen) = bench.known(1).await;
    let refused = json!({
        "match": {"network": "keyloop-v1", "method": "POST", "route": "/customers/{id}/update-names"},
        "times": 1, "at": "before", "kind": "status", "status": 422, "body": {"message": "no"},
    });
    bench.fault(refused).await;
    let wanted = json!({"preferredName": "Whose"});
    bench.update(local_id, Some(&id), Section::Names, &seen, wanted);
    let details = json!({"occupation": "Baker"});
    bench.update(local_id, Some(&id), Section::PersonalDetails, &seen, details);
    let begun = Instant::now();
    let summary = bench.idle().await;
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    assert_eq!((summary.waiting, summary.needs_person, summary.movable), (1, 1, 0));
    assert!(summary.is_idle());
}
