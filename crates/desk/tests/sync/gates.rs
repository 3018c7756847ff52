//! When a line may be asked: across processes, across steps of the clock, and for every reader.

use crate::bench::{Bench, open, stranger};
use desk::clock::{Clock, SystemClock};
use desk::sync::gate::Gate;
use jiff::{SignedDuration, Timestamp};
use outbox::Word;
use serde_json::json;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// A clock whose two times move only as the test says, and apart from each other.
struct Hands {
    began: Instant,
    passed: Mutex<Duration>,
    wall: Mutex<Timestamp>,
}

impl Hands {
    fn new() -> Arc<Self> {
        let wall = "2026-03-01T12:00:00Z".parse().unwrap();
        Arc::new(Self { began: Instant::now(), passed: Mutex::default(), wall: Mutex::new(wall) })
    }

    /// Time passes.
    fn pass(&self, seconds: u64) {
        *self.passed.lock().unwrap() += Duration::from_secs(seconds);
        self.step(i64::try_from(seconds).unwrap());
    }

    /// Somebody sets the clock on the wall.
    fn step(&self, seconds: i64) {
        let mut wall = self.wall.lock().unwrap();
        *wall = wall.checked_add(SignedDuration::from_secs(seconds)).unwrap();
    }
}

impl Clock for Hands {
    fn now(&self) -> Timestamp {
        *self.wall.lock().unwrap()
    }

    fn monotonic(&self) -> Instant {
        self.began + *self.passed.lock().unwrap()
    }

    fn new_id(&self) -> Uuid {
        SystemClock.new_id()
    }
}

const TEN_YEARS: i64 = 315_576_000;

fn left(gate: &Gate) -> u64 {
    gate.standing().unwrap().held.map_or(0, |held| held.left.as_secs())
}

#[test]
fn a_wait_is_shared_by_every_process_and_never_shortened() {
    let dir = tempfile::tempdir().unwrap();
    let (store, hands) = (open(dir.path()), Hands::new());
    let gate = || Gate::new(Arc::clone(&store), hands.clone(), "lane".to_owned());
    let (here, there) = (gate(), gate());
    assert_eq!((left(&here), left(&there)), (0, 0));
    here.hold(Some(Duration::from_secs(60))).unwrap();
    assert_eq!((left(&here), left(&there)), (60, 60));
    there.hold(Some(Duration::from_secs(5))).unwrap();
    hands.pass(20);
    assert_eq!((left(&here), left(&there), left(&gate())), (40, 40, 40));
    there.hold(Some(Duration::from_secs(100))).unwrap();
    assert_eq!((left(&here), left(&gate())), (100, 100));
    let other = Gate::new(Arc::clone(&store), hands.clone(), "another lane".to_owned());
    assert_eq!(left(&other), 0);
    hands.pass(100);
    assert_eq!((left(&here), left(&there), left(&gate())), (0, 0, 0));
}

#[test]
fn a_step_of_the_clock_neither_opens_the_gate_nor_shuts_it_for_years() {
    for step in [TEN_YEARS, -TEN_YEARS] {
        let dir = tempfile::tempdir().unwrap();
        let (store, hands) = (open(dir.path()), Hands::new());
        let gate = || Gate::new(Arc::clone(&store), hands.clone(), "lane".to_owned());
        let here = gate();
        here.hold(Some(Duration::from_secs(60))).unwrap();
        assert_eq!(left(&here), 60);
        hands.step(step);
        hands.pass(10);
        assert_eq!(left(&here), 50, "{step}: this process knows better than the wall");
        assert!(left(&gate()) <= 60, "{step}: a new one waits no longer than was asked");
        here.hold(Some(Duration::from_secs(55))).unwrap();
        assert_eq!(left(&here), 55);
        hands.pass(55);
        assert_eq!(left(&here), 0);
    }
}

#[test]
fn where_the_network_names_no_time_the_pace_is_ours_and_bounded() {
    let dir = tempfile::tempdir().unwrap();
    let (store, hands) = (open(dir.path()), Hands::new());
    let gate = Gate::new(store, hands.clone(), "lane".to_owned());
    let mut waits = Vec::new();
    for wait in [None, Some(Duration::ZERO), None, None, None, None, None] {
        gate.hold(wait).unwrap();
        waits.push(left(&gate));
        hands.pass(600);
    }
    assert_eq!(waits, [1, 2, 4, 8, 16, 30, 30]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wait_another_process_was_told_of_keeps_the_outbox_from_asking() {
    let bench = Bench::keyloop().await;
    bench.create(stranger(1));
    bench.idle().await;
    // The command line was throttled while the window drains.
    let begun = Instant::now();
    bench.store.mine.note_hold("lane", SystemClock.now(), 2000).unwrap();
    let requests = async || bench.get("requests").await["requests"].as_array().unwrap().len();
    let before = requests().await;
    let entry = bench.create(stranger(2));
    let summary = bench.runner.pass().await.unwrap();
    assert_eq!((summary.waiting, summary.connection.word()), (1, "throttled"));
    assert_eq!(requests().await, before);
    bench.idle().await;
    assert_eq!(bench.entry(entry.op_id).word(), Word::InDms);
    assert!(begun.elapsed() >= Duration::from_secs(2), "{:?}", begun.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn entries_under_way_stop_where_another_was_told_to_wait() {
    let bench = Bench::keyloop().await;
    let throttle = json!({"match": {"network": "keyloop-v1", "method": "GET"}, "when": {"nth": 3},
                          "times": 1, "kind": "throttle", "retry_after": 3});
    bench.fault(throttle).await;
    let entries: Vec<_> = (0..4).map(|n| bench.create(stranger(n))).collect();
    bench.runner.pass().await.unwrap();
    let log = bench.get("requests").await["requests"].clone();
    let log: Vec<_> = log.as_array().unwrap().iter().filter(|one| one["status"] == 429).collect();
    assert_eq!(log.len(), 1, "one was told, and no other asked to hear it again");
    bench.idle().await;
    let attempts: u32 = entries.iter().map(|entry| bench.entry(entry.op_id).attempts).sum();
    let writes = u32::try_from(bench.writes().await.len()).unwrap();
    assert_eq!(attempts, writes, "an attempt for each request, and no other");
    assert_eq!(bench.effects().await.len(), 4);
}
