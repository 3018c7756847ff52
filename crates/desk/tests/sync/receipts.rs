//! What the runner decides by itself has a receipt, in one transaction with what follows from it.

use crate::bench::{Bench, stranger};
use desk::receipt::{Ruling, Snapshot, rule};
use outbox::{Event, State};
use serde_json::json;
use store::mine::{Occasion, Receipt, Said};

/// What was known, and what the program made of it; decided once more, it is the same.
fn read(receipt: &Receipt) -> (Snapshot, Ruling) {
    let kept = receipt.kept.as_ref().unwrap();
    let snapshot: Snapshot = serde_json::from_str(&kept.snapshot).unwrap();
    let ruling = rule(&snapshot);
    assert_eq!(serde_json::to_string(&ruling).unwrap(), kept.ruling);
    (snapshot, ruling)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_create_that_was_sent_says_that_nobody_was_found() {
    let bench = Bench::keyloop().await;
    let entry = bench.create(stranger(1));
    bench.idle().await;
    let receipts = bench.store.mine.receipts_of(entry.op_id).unwrap();
    assert_eq!(receipts.len(), 1);
    assert_eq!((receipts[0].occasion, receipts[0].said), (Occasion::Sending, Said::Create));
    let (snapshot, ruling) = read(&receipts[0]);
    assert!(snapshot.network.state == "answered" && snapshot.network.complete);
    assert_eq!(ruling.action, matching::Action::Create);
    assert_eq!(snapshot.question.names.family_name.as_deref(), Some("Oxbramble"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_create_that_was_stopped_says_for_whom_and_one_sent_after_all_says_so_too() {
    let bench = Bench::keyloop().await;
    let (local_id, id, known) = bench.known(0).await;
    let mut again = known.clone();
    again.id = None;
    again.customer_key = None;
    again.identity = customer::Identity::default();
    let entry = bench.create(again);
    bench.idle().await;
    let receipts = bench.store.mine.receipts_of(entry.op_id).unwrap();
    assert_eq!((receipts.len(), receipts[0].said), (1, Said::Ask));
    let (snapshot, ruling) = read(&receipts[0]);
    assert!(snapshot.candidates.iter().any(|one| one.is(&id) && one.local_id == local_id));
    assert!(ruling.candidates.iter().any(|one| one.plausible && one.name == id));
    let consents =
        |record: &customer::Record| record.channels.iter().any(|c| !c.consent.is_empty());
    assert!(!snapshot.candidates.iter().any(|one| consents(&one.record)), "only what is compared");

    bench.record(entry.op_id, &Event::Different);
    bench.idle().await;
    let receipts = bench.store.mine.receipts_of(entry.op_id).unwrap();
    assert_eq!((receipts.len(), receipts[0].said), (2, Said::Create));
    let found = bench.store.mine.receipts_about(&[id], 9).unwrap();
    assert!(!found.is_empty(), "whoever stood in the way finds it too");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_create_that_was_found_to_have_arrived_says_as_whom() {
    let bench = Bench::keyloop().await;
    bench
        .fault(json!({"match": {"network": "keyloop-v1", "method": "POST", "route": "/customers"},
                      "when": {"nth": 1}, "times": 1, "kind": "drop", "at": "after"}))
        .await;
    let entry = bench.create(stranger(1));
    bench.idle().await;
    let entry = bench.entry(entry.op_id);
    assert_eq!(entry.state, State::Done);
    let receipts = bench.store.mine.receipts_of(entry.op_id).unwrap();
    let said: Vec<Said> = receipts.iter().map(|receipt| receipt.said).collect();
    assert_eq!(said, [Said::Use, Said::Create], "newest first");
    assert_eq!(receipts[0].chosen, entry.server_id);
    read(&receipts[0]);
}
