//! A network that refuses, throttles or distrusts: who waits for whom, and for how long.

use crate::bench::{Bench, stranger, unlike};
use customer::Section;
use outbox::{Reason, State, Word};
use serde_json::json;
use std::time::{Duration, Instant};

fn creates(fault: serde_json::Value) -> serde_json::Value {
    let mut fault = fault;
    fault["match"] = json!({"network": "keyloop-v1", "method": "POST", "route": "/customers"});
    fault
}

#[tokio::test(flavor = "multi_thread")]
async fn one_refused_entry_delays_nobody_else() {
    let bench = Bench::keyloop().await;
    let refused = creates(json!({"when": {"nth": 1}, "times": 1, "kind": "status", "status": 422,
        "body": {"message": "family name too long"}}));
    bench.fault(refused).await;
    let entries: Vec<_> = (0..4).map(|n| bench.create(stranger(n))).collect();
    let summary = bench.idle().await;
    assert_eq!((summary.done, summary.needs_person), (3, 1));
    let parked: Vec<_> = entries
        .iter()
        .map(|entry| bench.entry(entry.op_id))
        .filter(|entry| entry.state == State::Parked)
        .collect();
    assert_eq!(parked[0].reason, Some(Reason::Rejected));
    assert!(!parked[0].detail.refusals.is_empty());
    let writes = bench.writes().await.len();
    bench.idle().await;
    assert_eq!(bench.writes().await.len(), writes, "a parked entry is not tried by itself");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_sent_before_the_time_the_network_named_not_even_after_a_restart() {
    let bench = Bench::keyloop().await;
    bench.fault(creates(json!({"times": 1, "kind": "throttle", "retry_after": 3}))).await;
    let entry = bench.create(stranger(1));
    let begun = Instant::now();
    let summary = bench.runner.pass().await.unwrap();
    assert_eq!((summary.waiting, summary.connection.word()), (1, "throttled"));
    let before = bench.get("requests").await["requests"].as_array().unwrap().len();
    let bench = bench.restart();
    bench.runner.wake_lane().await.unwrap();
    bench.runner.until_idle(Duration::from_secs(1)).await.unwrap();
    let after = bench.get("requests").await["requests"].as_array().unwrap().len();
    assert_eq!(before, after, "reads wait too");
    bench.idle().await;
    assert!(begun.elapsed() >= Duration::from_secs(3));
    let entry = bench.entry(entry.op_id);
    assert_eq!((entry.word(), entry.attempts), (Word::InDms, 2));
    assert_eq!(bench.effects().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forbidden_write_concerns_its_entry_and_is_tried_again_once_somebody_acts() {
    let bench = Bench::keyloop().await;
    bench.fault(creates(json!({"times": 1, "kind": "forbidden"}))).await;
    let entry = bench.create(stranger(1));
    let summary = bench.runner.pass().await.unwrap();
    assert_eq!((summary.needs_person, summary.connection.word()), (1, "online"));
    assert_eq!(bench.entry(entry.op_id).reason, Some(Reason::Permission));
    bench.runner.pass().await.unwrap();
    assert_eq!(bench.writes().await.len(), 1, "not by itself");
    // Somebody saw to it, and nothing was taken in between: it may have been everybody's trouble.
    bench.runner.wake_lane().await.unwrap();
    bench.idle().await;
    assert_eq!(bench.entry(entry.op_id).word(), Word::InDms);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_for_people_in_answer_to_one_question_is_not_taken_for_the_line() {
    let bench = Bench::keyloop().await;
    bench
        .fault(json!({"match": {"network": "keyloop-v1", "method": "GET"}, "times": 1, "kind": "html"}))
        .await;
    let entry = bench.create(stranger(1));
    bench.runner.pass().await.unwrap();
    // It waits for a moment drawn by lot, which may be over within the pass.
    assert_eq!(bench.store.mine.lane("lane").unwrap().paused, None);
    bench.idle().await;
    assert_eq!(bench.entry(entry.op_id).word(), Word::InDms);
    assert_eq!(bench.effects().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_died_costs_nothing() {
    let bench = Bench::keyloop().await;
    bench.create(stranger(1));
    bench.idle().await;
    bench.post("tokens/revoke", json!({})).await;
    let entry = bench.create(stranger(2));
    bench.idle().await;
    assert_eq!(bench.entry(entry.op_id).word(), Word::InDms);
    assert_eq!(bench.effects().await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_open_in_the_dms_is_tried_again_later() {
    let bench = Bench::keyloop().await;
    let (local_id, id, seen) = bench.known(1).await;
    bench
        .fault(json!({"match": {"network": "keyloop-v1", "method": "POST", "route": "/customers/{id}/update-names"},
                      "times": 1, "kind": "locked"}))
        .await;
    let wanted = json!({"preferredName": "Later"});
    let entry = bench.update(local_id, Some(&id), Section::Names, &seen, wanted);
    bench.idle().await;
    let entry = bench.entry(entry.op_id);
    assert_eq!((entry.word(), entry.attempts), (Word::InDms, 2));
    assert_eq!(bench.effects().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn time_is_up_when_it_is_up_even_where_the_network_swallows_everything() {
    let bench = Bench::keyloop().await;
    bench.create(stranger(1));
    bench.idle().await;
    bench.state("hang").await;
    let entry = bench.create(stranger(2));
    let begun = Instant::now();
    let summary = bench.runner.until_idle(Duration::from_secs(2)).await.unwrap();
    assert!(begun.elapsed() < Duration::from_secs(8));
    assert_eq!((summary.waiting, summary.sending), (1, 0));
    bench.state("up").await;
    bench.idle().await;
    assert_eq!(bench.entry(entry.op_id).word(), Word::InDms);
    assert_eq!(bench.effects().await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_queue_of_fifty_drains_with_one_effect_each() {
    let bench = Bench::keyloop().await;
    let entries: Vec<_> = (0..50).map(|n| bench.create(unlike(n))).collect();
    bench.idle().await;
    let done =
        entries.iter().filter(|entry| bench.entry(entry.op_id).word() == Word::InDms).count();
    let asked =
        entries.iter().filter(|entry| bench.entry(entry.op_id).word() == Word::NeedsPerson).count();
    assert_eq!(done + asked, 50);
    assert_eq!(bench.effects().await.len(), done);
    assert_eq!(asked, 0, "nobody among them is like another");
    assert!(bench.store.mine.accounting().unwrap().holds());
}
