//! A time the network names is kept, whatever answer it came with.

use crate::bench::{Bench, stranger};
use outbox::Word;
use serde_json::json;
use std::time::{Duration, Instant};

async fn requests(bench: &Bench) -> usize {
    bench.get("requests").await["requests"].as_array().unwrap().len()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_time_named_with_a_write_of_unknown_outcome_holds_searches_and_writes() {
    for status in [503, 500, 408] {
        let bench = Bench::keyloop().await;
        bench
            .fault(json!({"match": {"network": "keyloop-v1", "method": "POST"}, "times": 1,
                          "kind": "status", "status": status, "headers": {"retry-after": "4"}}))
            .await;
        let entry = bench.create(stranger(1));
        let other = bench.create(stranger(2));
        let summary = bench.runner.pass().await.unwrap();
        let told = Instant::now();
        assert_eq!(summary.connection.word(), "throttled", "{status}");
        let before = requests(&bench).await;
        bench.runner.wake_lane().await.unwrap();
        bench.runner.until_idle(Duration::from_secs(1)).await.unwrap();
        // Only where the machine was not too slow to look in time does the count say anything.
        let after = requests(&bench).await;
        if told.elapsed() < Duration::from_secs(3) {
            assert_eq!(after, before, "{status}: not even a search");
        }
        bench.idle().await;
        for entry in [&entry, &other] {
            assert_eq!(bench.entry(entry.op_id).word(), Word::InDms, "{status}");
        }
        assert_eq!(bench.effects().await.len(), 2, "{status}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_absurd_time_is_kept_for_an_hour_and_no_longer() {
    let bench = Bench::keyloop().await;
    bench
        .fault(json!({"match": {"network": "keyloop-v1", "method": "GET"}, "times": 1,
                      "kind": "throttle", "retry_after": 31_536_000}))
        .await;
    bench.create(stranger(1));
    let summary = bench.runner.pass().await.unwrap();
    assert_eq!(summary.connection.word(), "throttled");
    let hold = bench.store.mine.lane("lane").unwrap().hold;
    assert_eq!(hold.span_ms, 3_600_000);
}
