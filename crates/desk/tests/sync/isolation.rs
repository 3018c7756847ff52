//! One customer whose record cannot be read as it should stops nobody else's.

use crate::bench::Bench;
use customer::Section;
use outbox::Word;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::Duration;

/// Six changes of six customers, of which the reads of the first answer with `kind`.
async fn one_of_six(kind: &str) -> (Bench, Vec<outbox::Entry>) {
    let bench = Bench::keyloop().await;
    let mut entries = Vec::new();
    for n in 0..6 {
        let (local_id, id, seen) = bench.known(n).await;
        if n == 0 {
            let fault = json!({"match": {"method": "GET", "path_contains": id}, "kind": kind});
            bench.fault(fault).await;
        }
        let wanted = json!({"preferredName": "Bobbin"});
        entries.push(bench.update(local_id, Some(&id), Section::Names, &seen, wanted));
    }
    (bench, entries)
}

async fn clear(bench: &Bench) {
    bench.post("reset", json!({"only": ["faults"]})).await;
}

fn words(bench: &Bench, entries: &[outbox::Entry]) -> Vec<Word> {
    entries.iter().map(|entry| bench.entry(entry.op_id).word()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_about_another_customer_parks_that_entry_and_stops_nobody_else() {
    let (bench, entries) = one_of_six("other_id").await;
    let summary = bench.idle().await;
    assert_eq!((summary.done, summary.needs_person), (5, 1));
    assert_eq!(summary.connection.word(), "online");
    assert_eq!(words(&bench, &entries)[0], Word::NeedsPerson);
    let first = bench.entry(entries[0].op_id);
    assert!(first.detail.note.unwrap_or_default().contains("another customer"));
    assert_eq!(first.attempts, 0, "nothing is written on such ground");
    assert_eq!(bench.store.mine.lane("lane").unwrap().paused, None);
    let written = bench.writes().await;
    let at = |one: &Value| one["path"].as_str().is_some_and(|path| path.contains("update-names"));
    assert_eq!(written.iter().filter(|one| at(one)).count(), 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_cannot_be_read_lets_one_entry_wait_and_stops_nobody_else() {
    for kind in ["wrong_shape", "not_json", "html"] {
        let (bench, entries) = one_of_six(kind).await;
        let summary = bench.runner.until_idle(Duration::from_secs(3)).await.unwrap();
        assert_eq!(summary.done, 5, "{kind}");
        assert_eq!(words(&bench, &entries)[0], Word::Waiting, "{kind}");
        assert_eq!(bench.store.mine.lane("lane").unwrap().paused, None, "{kind}");
        clear(&bench).await;
        bench.idle().await;
        assert_eq!(words(&bench, &entries)[0], Word::InDms, "{kind}: by itself");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_that_asks_to_wait_without_a_time_waits_alone() {
    let (bench, entries) = one_of_six("gateway").await;
    let summary = bench.runner.until_idle(Duration::from_secs(10)).await.unwrap();
    assert_eq!(summary.done, 5);
    assert_eq!(words(&bench, &entries)[0], Word::Waiting);
    assert!(bench.entry(entries[0].op_id).counters.unread_ms > 0, "its patience will end");
    assert_eq!(bench.store.mine.lane("lane").unwrap().not_before_ms, 0, "nobody else's");
    clear(&bench).await;
    bench.idle().await;
    assert_eq!(words(&bench, &entries)[0], Word::InDms);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_saved_while_another_is_slow_does_not_wait_for_it() {
    let bench = Bench::keyloop().await;
    let (local_id, id, seen) = bench.known(1).await;
    let slow = json!({"match": {"method": "GET", "path_contains": id}, "kind": "delay",
                      "ms": 18_000});
    bench.fault(slow).await;
    let wanted = json!({"preferredName": "Bobbin"});
    let slow = bench.update(local_id, Some(&id), Section::Names, &seen, wanted);
    let runner = std::sync::Arc::clone(&bench.runner);
    let pass = tokio::spawn(async move { runner.pass().await });
    let asked = async || {
        let log = bench.get("requests").await["requests"].clone();
        log.as_array().unwrap().iter().any(|one| one["path"].as_str().unwrap().contains(&id))
    };
    while !asked().await {
        tokio::task::yield_now().await;
    }
    let fresh = bench.create(crate::bench::stranger(1));
    bench.runner.wake();
    while bench.entry(fresh.op_id).word() != Word::InDms && !pass.is_finished() {
        tokio::task::yield_now().await;
    }
    assert_eq!(bench.entry(fresh.op_id).word(), Word::InDms);
    assert_eq!(bench.entry(slow.op_id).word(), Word::Waiting);
    pass.abort();
}

const MANY: usize = 500;

/// How many requests were about each customer, and how many about nobody.
async fn asked(bench: &Bench, ids: &[String]) -> BTreeMap<Option<usize>, usize> {
    let log = bench.get("requests").await["requests"].clone();
    let mut asked = BTreeMap::new();
    for one in log.as_array().unwrap() {
        let path = one["path"].as_str().unwrap();
        *asked.entry(ids.iter().position(|id| path.contains(id))).or_default() += 1;
    }
    asked
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_always_fails_among_five_hundred_delays_nobody_and_costs_nobody_a_request() {
    let bench = Bench::keyloop_of(MANY + 60).await;
    let (mut ids, mut entries) = (Vec::new(), Vec::new());
    for n in 0..MANY {
        let (local_id, id, seen) = bench.known(n).await;
        let wanted = json!({"preferredName": "Bobbin"});
        entries.push(bench.update(local_id, Some(&id), Section::Names, &seen, wanted));
        ids.push(id);
    }
    bench.post("reset", json!({"only": ["requests"]})).await;
    // The first of them all.
    let about_it = json!({"match": {"path_contains": ids[0]}, "kind": "gateway", "status": 500});
    bench.fault(about_it).await;
    let summary = bench.runner.pass().await.unwrap();
    assert_eq!(summary.done, MANY as u64 - 1, "one round is enough for all others");
    assert_eq!(summary.waiting, 1);
    let asked = asked(&bench, &ids).await;
    let of = |n: usize| asked.get(&Some(n)).copied().unwrap_or(0);
    // Read, written and seen, part by part: as often as for any other.
    let others: Vec<usize> = (1..MANY).filter(|n| of(*n) != of(1)).collect();
    assert!(others.is_empty(), "{others:?}: {asked:?}");
    assert!(of(0) < of(1), "and it waits for its own time: {}", of(0));
    // A sign-in, and a question about the line when one failed.
    assert!(asked.get(&None).copied().unwrap_or(0) <= 3, "{:?}", asked.get(&None));
}
