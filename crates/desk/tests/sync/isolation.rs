//! One customer whose record cannot be read as it should stops nobody else's.

use crate::bench::Bench;
use customer::Section;
use outbox::Word;
use serde_json::{Value, json};
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
    for kind in ["wrong_shape", "not_json"] {
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
