//! A network that comes back is found by itself: without anybody's act, with an empty queue, and
//! where everything waits because earlier tries failed.

use crate::bench::{Bench, stranger};
use customer::Section;
use desk::clock::{Clock, SystemClock};
use desk::sync::{Connection, Runner};
use network::Failure;
use outbox::{Entry, Event, Word};
use serde_json::json;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use store::mine::{Context, Moment};
use tokio::task::JoinHandle;

/// The runner as a window has it. Ends with the test.
struct Running(JoinHandle<()>);

impl Running {
    fn of(runner: &Arc<Runner>) -> Self {
        let runner = Arc::clone(runner);
        Self(tokio::spawn(async move { runner.run().await }))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn shows(bench: &Bench, word: &str) {
    let mut status = bench.runner.watch();
    let seen = status.wait_for(|status| status.connection.word() == word);
    let seen = tokio::time::timeout(Duration::from_secs(40), seen).await;
    assert!(seen.is_ok(), "{word} is never shown");
}

async fn in_dms(bench: &Bench, entry: &Entry) {
    for _ in 0..400 {
        if bench.entry(entry.op_id).word() == Word::InDms {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{}: it waits for somebody", bench.entry(entry.op_id).state.word());
}

/// Waits for minutes, as after a long outage.
fn tired(bench: &Bench, entry: &Entry) {
    let mut waits = 0;
    while bench.entry(entry.op_id).counters.waits < 9 {
        let now = Moment { mono_ms: 1, wall: SystemClock.now() };
        let context = Context {
            now,
            jitter: 1.0,
            settle_ms: 1000,
            lag_ms: 0,
            lane: "lane".to_owned(),
            who: "desk".to_owned(),
        };
        let failed = Event::ReadFailed { note: "the network failed".to_owned() };
        bench.store.mine.record(entry.op_id, &failed, &context).unwrap();
        waits += 1;
        assert!(waits < 12);
    }
    assert!(bench.entry(entry.op_id).next_after_ms > 200_000);
}

async fn change(bench: &Bench) -> Entry {
    let (local_id, id, seen) = bench.known(1).await;
    let wanted = json!({"preferredName": "Bobbin"});
    bench.update(local_id, Some(&id), Section::Names, &seen, wanted)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_network_that_comes_back_is_found_though_nothing_waits_for_it() {
    for state in ["refuse", "hang", "down"] {
        let bench = Bench::keyloop().await;
        bench.state(state).await;
        let _running = Running::of(&bench.runner);
        shows(&bench, "offline").await;
        bench.state("up").await;
        shows(&bench, "online").await;
        let lane = bench.store.mine.lane("lane").unwrap();
        assert_eq!(lane.offline_since, None, "{state}: for every process");
        assert!(bench.writes().await.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_after_a_long_outage_is_sent_as_soon_as_the_network_is_back() {
    let bench = Bench::keyloop().await;
    let entry = change(&bench).await;
    tired(&bench, &entry);
    bench.state("refuse").await;
    let _running = Running::of(&bench.runner);
    shows(&bench, "offline").await;
    bench.state("up").await;
    in_dms(&bench, &entry).await;
    assert_eq!(bench.effects().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_network_that_answered_with_errors_is_asked_until_it_does_not() {
    let bench = Bench::keyloop().await;
    let entry = change(&bench).await;
    tired(&bench, &entry);
    let reads = json!({"network": "keyloop-v1", "method": "GET"});
    bench.fault(json!({"match": reads, "kind": "status", "status": 502})).await;
    let _running = Running::of(&bench.runner);
    shows(&bench, "slow").await;
    bench.post("reset", json!({"only": ["faults"]})).await;
    in_dms(&bench, &entry).await;
    shows(&bench, "online").await;
}

/// A record that fails alone is no sign that the network does: others keep their own pace.
#[tokio::test(flavor = "multi_thread")]
async fn one_record_that_fails_alone_hurries_nobody() {
    let bench = Bench::keyloop().await;
    let tired_one = change(&bench).await;
    tired(&bench, &tired_one);
    let (local_id, id, seen) = bench.known(2).await;
    bench
        .fault(json!({"match": {"method": "GET", "path_contains": id}, "kind": "status",
                      "status": 500}))
        .await;
    let wanted = json!({"preferredName": "Bobbin"});
    let failing = bench.update(local_id, Some(&id), Section::Names, &seen, wanted);
    let _running = Running::of(&bench.runner);
    while bench.entry(failing.op_id).counters.waits < 2 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    shows(&bench, "online").await;
    let tired_one = bench.entry(tired_one.op_id);
    assert_eq!((tired_one.word(), tired_one.counters.waits), (Word::Waiting, 9));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_question_that_was_cut_off_does_not_say_offline() {
    let bench = Bench::keyloop().await;
    let _running = Running::of(&bench.runner);
    shows(&bench, "online").await;
    let (mut status, shown) = (bench.runner.watch(), Arc::new(Mutex::new(Vec::new())));
    let shows = Arc::clone(&shown);
    let watching = tokio::spawn(async move {
        while status.changed().await.is_ok() {
            shows.lock().unwrap().push(status.borrow_and_update().connection);
        }
    });
    let asked = async || bench.get("requests").await["requests"].as_array().unwrap().len();
    for _ in 0..3 {
        let before = asked().await;
        bench.runner.heard(Some(&Failure::NotSent { why: String::new() }));
        while asked().await == before {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
    watching.abort();
    let lost = |one: &Connection| matches!(one, Connection::Offline { .. });
    assert!(!shown.lock().unwrap().iter().any(lost));
    assert!(matches!(bench.runner.watch().borrow().connection, Connection::Online));
}

#[tokio::test(flavor = "multi_thread")]
async fn send_now_waits_for_nothing_but_the_network_s_own_word() {
    let bench = Bench::keyloop().await;
    let entry = change(&bench).await;
    tired(&bench, &entry);
    bench.runner.pass().await.unwrap();
    assert_eq!(bench.entry(entry.op_id).word(), Word::Waiting);
    bench.store.mine.note_hold("lane", SystemClock.now(), 1000).unwrap();
    bench.runner.wake_lane().await.unwrap();
    bench.runner.pass().await.unwrap();
    assert_eq!(bench.entry(entry.op_id).word(), Word::Waiting, "what the network named stays");
    bench.idle().await;
    assert_eq!(bench.entry(entry.op_id).word(), Word::InDms);
}

/// The searches after an unknown outcome are spaced on purpose.
#[tokio::test(flavor = "multi_thread")]
async fn a_network_that_is_up_again_hurries_no_search() {
    let bench = Bench::keyloop_settling(600).await;
    bench
        .fault(json!({"match": {"method": "POST", "route": "/customers"}, "times": 1,
                      "kind": "drop", "at": "before"}))
        .await;
    let entry = bench.create(stranger(1));
    bench.runner.pass().await.unwrap();
    let waiting = bench.entry(entry.op_id);
    assert_eq!(waiting.word(), Word::Checking);
    let now = Moment { mono_ms: 1, wall: SystemClock.now() };
    bench.store.mine.network_up("dealer", now).unwrap();
    assert_eq!(bench.entry(entry.op_id).next_after_ms, waiting.next_after_ms);
}

/// The page takes the network's place in the middle of a create: at the write it is met first.
#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_page_met_at_a_write_needs_nobody_once_it_is_passed() {
    let bench = Bench::keyloop().await;
    bench.create(stranger(1));
    bench.idle().await;
    let log = bench.get("requests").await["requests"].clone();
    let searches = log.as_array().unwrap().iter().filter(|one| {
        one["method"] == "GET" && one["path"].as_str().unwrap().ends_with("/customers")
    });
    let next = searches.count() + 1;
    let page = |method: &str| {
        json!({"match": {"network": "keyloop-v1", "method": method, "route": "/customers"},
               "times": 1, "kind": "html"})
    };
    bench.fault(page("POST")).await;
    let mut question = page("GET");
    question["when"] = json!({ "nth": next });
    bench.fault(question).await;
    let entry = bench.create(stranger(2));
    bench.runner.pass().await.unwrap();
    assert_eq!(bench.entry(entry.op_id).word(), Word::Checking);
    let paused = bench.store.mine.lane("lane").unwrap().paused;
    assert_eq!(paused, Some(outbox::LanePause::NotTheNetwork));
    let _running = Running::of(&bench.runner);
    in_dms(&bench, &entry).await;
    assert_eq!(bench.effects().await.len(), 2);
    shows(&bench, "online").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_network_that_another_question_lost_stands_as_reached_once_it_answers() {
    let bench = Bench::keyloop().await;
    bench.create(stranger(1));
    bench.idle().await;
    // A search of the window got no connection just now; the outbox goes on.
    bench.store.mine.lane_unreachable("lane", SystemClock.now()).unwrap();
    bench.create(stranger(2));
    bench.idle().await;
    assert_eq!(bench.store.mine.lane("lane").unwrap().offline_since, None);
}
