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
