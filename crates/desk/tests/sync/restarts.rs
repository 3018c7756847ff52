//! The program ends at the worst moment, and another one takes over.

use crate::bench::{Bench, start, stranger};
use outbox::{Event, State, Word};
use std::time::Duration;

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_ended_before_the_first_byte_loses_and_doubles_nothing() {
    let bench = Bench::keyloop().await;
    let entry = bench.create(stranger(1));
    bench.record(entry.op_id, &Event::StartPreflight);
    bench.record(entry.op_id, &Event::Cleared { seen: vec![] });
    let bench = bench.restart();
    assert_eq!(bench.entry(entry.op_id).word(), Word::Checking);
    bench.idle().await;
    assert_eq!(bench.entry(entry.op_id).word(), Word::InDms);
    assert_eq!(bench.effects().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_ended_after_the_commit_finds_its_work_done() {
    let bench = Bench::keyloop().await;
    let entry = bench.create(stranger(1));
    bench.record(entry.op_id, &Event::StartPreflight);
    bench.record(entry.op_id, &Event::Cleared { seen: vec![] });
    let created = bench.network.create(&stranger(1), entry.op_id).await.unwrap();
    let bench = bench.restart();
    bench.idle().await;
    let entry = bench.entry(entry.op_id);
    assert_eq!((entry.state, entry.server_id), (State::Done, created.id));
    assert_eq!(bench.effects().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_process_sends_nothing() {
    let bench = Bench::keyloop().await;
    assert!(start(bench.dir.path(), &bench.store, &bench.network, 1).is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_background_loop_sends_what_is_saved_and_says_so() {
    let bench = Bench::keyloop().await;
    let runner = bench.runner.clone();
    let mut status = runner.watch();
    let task = tokio::spawn(async move { runner.run().await });
    bench.state("refuse").await;
    let entry = bench.create(stranger(1));
    bench.runner.wake();
    let offline = status.wait_for(|status| status.connection.word() == "offline");
    tokio::time::timeout(Duration::from_secs(10), offline).await.unwrap().unwrap();
    bench.state("up").await;
    let sent =
        status.wait_for(|status| status.tally.in_dms == 1 && status.connection.word() == "online");
    tokio::time::timeout(Duration::from_secs(10), sent).await.unwrap().unwrap();
    assert_eq!(bench.entry(entry.op_id).word(), Word::InDms);
    task.abort();
}
