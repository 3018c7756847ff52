//! The program ends at the worst moment, and another one takes over.

use crate::bench::{Bench, start, stranger};
use desk::clock::{Clock, SystemClock};
use outbox::{Event, State, Word};
use std::time::Duration;
use store::theirs::Source;

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

#[tokio::test(flavor = "multi_thread")]
async fn an_id_the_copy_has_not_heard_of_reaches_it_at_the_next_start() {
    let bench = Bench::keyloop().await;
    let entry = bench.create(stranger(1));
    bench.record(entry.op_id, &Event::StartPreflight);
    bench.record(entry.op_id, &Event::Cleared { seen: vec![] });
    let created = bench.network.create(&stranger(1), entry.op_id).await.unwrap();
    let id = created.id.unwrap();
    bench.record(entry.op_id, &Event::Accepted { id: Some(id.clone()), warnings: vec![] });
    // The program ends before the copy is told; a search has brought the network's row meanwhile.
    let read = bench.network.fetch(&id, entry.op_id).await.unwrap().record;
    bench.store.theirs.put(std::slice::from_ref(&read), now(), Source::Full).unwrap();
    assert_eq!(bench.store.theirs.count().unwrap(), 2);
    let bench = bench.restart();
    assert_eq!(bench.store.theirs.count().unwrap(), 1);
    let kept = bench.store.theirs.customer(&id).unwrap().unwrap();
    assert_eq!(kept.local_id, entry.local_id);
    // The same where the copy was lost and built anew.
    let bench = bench.restart_without_copy();
    bench.store.theirs.put(&[read], now(), Source::Full).unwrap();
    assert_eq!(bench.store.theirs.customer(&id).unwrap().unwrap().local_id, entry.local_id);
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_who_turns_out_to_be_known_here_leaves_no_second_row() {
    let bench = Bench::keyloop().await;
    let (local_id, id, seen) = bench.known(3).await;
    bench.store.theirs.put(std::slice::from_ref(&seen), now(), Source::Full).unwrap();
    let wanted = serde_json::json!({"preferredName": "Bobbin"});
    bench.update(local_id, Some(&id), customer::Section::Names, &seen, wanted);
    let again = customer::Record { id: None, customer_key: None, ..seen };
    let entry = bench.create(again);
    bench.idle().await;
    bench.record(entry.op_id, &Event::Use { id: id.clone() });
    assert_eq!(bench.store.theirs.count().unwrap(), 2);
    let bench = bench.restart();
    assert_eq!(bench.store.theirs.count().unwrap(), 1);
    for name in [id.clone(), entry.local_id.to_string(), local_id.to_string()] {
        let kept = bench.store.theirs.customer(&name).unwrap().unwrap();
        assert_eq!(kept.id.as_deref(), Some(id.as_str()));
        assert_eq!(bench.store.mine.entries_of(kept.local_id).unwrap().len(), 2);
    }
}

fn now() -> jiff::Timestamp {
    SystemClock.now()
}
