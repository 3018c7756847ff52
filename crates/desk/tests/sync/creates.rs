//! New customers: each reaches the network once, whatever happens on the way.

use crate::bench::{Bench, stranger};
use customer::Section;
use desk::clock::{Clock, SystemClock};
use outbox::{Event, Reason, State, Word};
use serde_json::json;
use std::time::Duration;
use store::mine::{NewVerdict, Occasion, Said, Source};

fn dropped(at: &str) -> serde_json::Value {
    json!({"match": {"network": "keyloop-v1", "method": "POST", "route": "/customers"},
           "when": {"nth": 1}, "times": 1, "kind": "drop", "at": at})
}

#[tokio::test(flavor = "multi_thread")]
async fn a_create_reaches_the_network_once_and_brings_its_id_home() {
    let bench = Bench::keyloop().await;
    let entry = bench.create(stranger(1));
    let summary = bench.idle().await;
    assert_eq!((summary.done, summary.reached), (1, true));
    let entry = bench.entry(entry.op_id);
    assert_eq!(entry.word(), Word::InDms);
    let effects = bench.effects().await;
    assert_eq!(effects.len(), 1, "{effects:?}");
    assert_eq!(effects[0]["op"], "create");
    assert_eq!(entry.server_id.as_deref(), effects[0]["keyloopId"].as_str());
    let copy = bench.store.theirs.customer(&entry.local_id.to_string()).unwrap().unwrap();
    assert_eq!(copy.id, entry.server_id);
    assert!(copy.full && copy.record.names.family_name.as_deref() == Some("Oxbramble"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_create_whose_answer_was_lost_is_found_and_not_sent_again() {
    let bench = Bench::keyloop().await;
    bench.fault(dropped("after")).await;
    let entry = bench.create(stranger(1));
    bench.idle().await;
    let entry = bench.entry(entry.op_id);
    assert_eq!((entry.state, entry.attempts), (State::Done, 1));
    assert_eq!(entry.adopted_id, entry.server_id);
    assert_eq!(bench.effects().await.len(), 1);
    assert_eq!(bench.writes().await.len(), 1);
    // Of the sections nobody sent and nobody read, nothing is known.
    let copy = bench.store.theirs.customer(&entry.local_id.to_string()).unwrap().unwrap();
    assert!(!copy.full);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_create_that_was_taken_to_be_worked_off_later_is_never_sent_a_second_time() {
    for (at, made) in [("after", true), ("before", false)] {
        let bench = Bench::keyloop().await;
        let later = json!({"match": {"network": "keyloop-v1", "method": "POST",
                           "route": "/customers"}, "kind": "status", "status": 202, "at": at});
        bench.fault(later).await;
        let entry = bench.create(stranger(1));
        bench.idle().await;
        let entry = bench.entry(entry.op_id);
        assert_eq!((entry.attempts, bench.writes().await.len()), (1, 1), "{at}");
        if made {
            assert_eq!(entry.word(), Word::InDms, "{at}");
        } else {
            assert_eq!(entry.reason, Some(Reason::Candidates), "{at}");
            let note = entry.detail.note.unwrap_or_default();
            assert!(note.contains("look in the DMS"), "{note}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_create_that_never_arrived_is_sent_again_once_the_window_is_over() {
    let bench = Bench::keyloop().await;
    bench.fault(dropped("before")).await;
    let entry = bench.create(stranger(1));
    let first = bench.runner.pass().await.unwrap();
    assert_eq!((first.checking, first.done), (1, 0));
    assert_eq!(bench.writes().await.len(), 1);
    bench.idle().await;
    let entry = bench.entry(entry.op_id);
    assert_eq!((entry.state, entry.attempts), (State::Done, 2));
    assert_eq!(bench.effects().await.len(), 1);
    // One request for each attempt that was written down: nothing below sends by itself.
    let attempts = bench.store.mine.attempts(entry.op_id).unwrap();
    let outcomes: Vec<_> = attempts.iter().map(|a| a.outcome.clone().unwrap()).collect();
    assert_eq!(outcomes, ["unknown", "accepted"]);
    assert_eq!(bench.writes().await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_outcome_is_unknown_nothing_is_sent() {
    let bench = Bench::keyloop_settling(60).await;
    bench.fault(dropped("before")).await;
    let entry = bench.create(stranger(1));
    let summary = bench.runner.until_idle(Duration::from_secs(5)).await.unwrap();
    assert_eq!((summary.checking, summary.done), (1, 0));
    assert_eq!(bench.entry(entry.op_id).word(), Word::Checking);
    assert_eq!(bench.writes().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_commit_after_the_window_shows_as_a_twin() {
    // The window is 3 s and the 2 s of the search. Sent again between 5 s and 6.1 s, the first
    // attempt commits at 8.5 s, looked for from 10 s on.
    let bench = Bench::keyloop_settling(3).await;
    bench
        .fault(json!({"match": {"network": "keyloop-v1", "method": "POST", "route": "/customers"},
                      "when": {"nth": 1}, "times": 1, "kind": "late_commit", "ms": 8500}))
        .await;
    let entry = bench.create(stranger(1));
    bench.idle().await;
    assert_eq!(bench.entry(entry.op_id).state, State::Done);
    let mut twins = vec![];
    for _ in 0..40 {
        tokio::time::sleep(Duration::from_millis(250)).await;
        bench.runner.pass().await.unwrap();
        twins = bench.entry(entry.op_id).detail.twins;
        if !twins.is_empty() {
            break;
        }
    }
    assert_eq!((bench.effects().await.len(), twins.len()), (2, 1));
    // For whoever can join them, and for whoever asks why.
    let pairs = bench.store.mine.duplicates().unwrap();
    assert_eq!((pairs.len(), pairs[0].source), (1, Source::Twin));
    assert_eq!(bench.store.mine.twins_to_look_at().unwrap(), 1, "a person is asked");
    let latest = bench.store.mine.receipts_of(entry.op_id).unwrap();
    assert_eq!((latest[0].occasion, latest[0].said), (Occasion::TwinCheck, Said::Ask));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_saved_without_a_network_arrives_when_it_is_back() {
    let bench = Bench::keyloop().await;
    bench.state("refuse").await;
    let create = bench.create(stranger(1));
    let seen = stranger(1);
    let wanted = json!({"givenName": "Zephyrine Maud"});
    let update = bench.update(create.local_id, None, Section::Names, &seen, wanted);
    let summary = bench.runner.pass().await.unwrap();
    assert_eq!((summary.waiting, summary.connection.word()), (2, "offline"));
    assert!(bench.writes().await.is_empty());
    let bench = bench.restart();
    bench.state("up").await;
    let summary = bench.idle().await;
    assert_eq!((summary.done, summary.waiting), (2, 0));
    let effects = bench.effects().await;
    let ops: Vec<_> = effects.iter().map(|effect| effect["op"].as_str().unwrap()).collect();
    assert_eq!(ops, ["create", "update"]);
    assert_eq!(bench.entry(update.op_id).server_id, bench.entry(create.op_id).server_id);
    // Our own ids are nobody else's business.
    let requests = bench.get("requests").await.to_string();
    assert!(!requests.contains(&create.local_id.to_string()));
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_who_is_there_already_is_not_created_until_a_person_says_so() {
    let bench = Bench::keyloop().await;
    let (_, id, known) = bench.known(0).await;
    let mut again = known.clone();
    again.id = None;
    again.customer_key = None;
    again.identity = customer::Identity::default();
    let entry = bench.create(again);
    bench.idle().await;
    let entry = bench.entry(entry.op_id);
    assert_eq!((entry.word(), entry.reason), (Word::NeedsPerson, Some(Reason::Candidates)));
    assert!(entry.detail.candidates.contains(&id));
    assert!(bench.writes().await.is_empty());
    bench.idle().await;
    assert!(bench.writes().await.is_empty(), "it does not go by itself");
    let used = bench.record(entry.op_id, &Event::Use { id: id.clone() });
    assert_eq!((used.word(), used.server_id.as_deref()), (Word::InDms, Some(id.as_str())));
    assert!(bench.effects().await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn ruled_out_candidates_do_not_stop_it_again() {
    let bench = Bench::keyloop().await;
    let (_, _, known) = bench.known(0).await;
    let mut again = known.clone();
    again.id = None;
    again.customer_key = None;
    again.identity = customer::Identity::default();
    let entry = bench.create(again);
    bench.idle().await;
    bench.record(entry.op_id, &Event::Different);
    bench.idle().await;
    let entry = bench.entry(entry.op_id);
    assert_eq!(entry.word(), Word::InDms, "{:?} {:?}", entry.reason, entry.detail.note);
    assert_eq!(bench.effects().await.len(), 1);
}

/// Told apart while neither had a number of the network, with either of the two.
#[tokio::test(flavor = "multi_thread")]
async fn two_who_were_told_apart_do_not_stop_each_other_when_one_has_landed() {
    for with_the_one_that_waits in [true, false] {
        let bench = Bench::keyloop().await;
        let first = bench.create(stranger(1));
        let named = first.local_id.to_string();
        bench.runner.pass().await.unwrap();
        let second = if with_the_one_that_waits {
            bench.create_none_of(stranger(1), vec![named])
        } else {
            let second = bench.create(stranger(1));
            let word = NewVerdict {
                one: named,
                other: second.local_id.to_string(),
                same: false,
                reason: None,
                who: "ana".into(),
                at: SystemClock.now(),
            };
            bench.store.mine.give_verdict(&word).unwrap();
            second
        };
        bench.idle().await;
        for entry in [first, second] {
            let entry = bench.entry(entry.op_id);
            assert_eq!(entry.word(), Word::InDms, "{:?} {:?}", entry.reason, entry.detail.note);
        }
        assert_eq!(bench.effects().await.len(), 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_that_fails_leaves_a_create_waiting() {
    let bench = Bench::keyloop().await;
    bench
        .fault(json!({"match": {"network": "keyloop-v1", "method": "GET", "route": "/customers"},
                      "times": 1, "kind": "status", "status": 500}))
        .await;
    let entry = bench.create(stranger(1));
    let summary = bench.runner.pass().await.unwrap();
    assert_eq!(summary.done + summary.waiting, 1, "{summary:?}");
    assert!(summary.waiting == 0 || bench.writes().await.is_empty());
    bench.idle().await;
    assert_eq!(bench.entry(entry.op_id).word(), Word::InDms);
    assert_eq!(bench.effects().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_holds_where_the_index_lags_behind() {
    let bench = Bench::mykaarma(3).await;
    bench
        .fault(json!({"match": {"network": "mykaarma", "method": "POST", "route": "/customer"},
                      "when": {"nth": 1}, "times": 1, "kind": "drop", "at": "after"}))
        .await;
    let entry = bench.create(stranger(1));
    bench.idle().await;
    let entry = bench.entry(entry.op_id);
    assert_eq!((entry.word(), entry.attempts), (Word::InDms, 1), "{:?}", entry.detail.note);
    let effects = bench.effects().await;
    assert_eq!(effects.len(), 1);
    assert_eq!(entry.server_id.as_deref(), effects[0]["customerUuid"].as_str());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_that_fails_while_it_is_open_stops_nothing_that_is_to_be_sent() {
    use std::io::{Seek, Write};

    let bench = Bench::keyloop().await;
    let (local_id, id, seen) = bench.known(1).await;
    let wanted = json!({"preferredName": "Bobbin"});
    let change = bench.update(local_id, Some(&id), Section::Names, &seen, wanted);
    let create = bench.create(stranger(1));
    for name in ["theirs.db", "theirs.db-wal", "theirs.db-shm"] {
        let path = bench.dir.path().join(name);
        let Ok(mut file) = std::fs::File::options().write(true).open(&path) else { continue };
        let length = usize::try_from(file.metadata().unwrap().len()).unwrap();
        file.rewind().unwrap();
        file.write_all(&vec![0xa5; length]).unwrap();
    }
    assert!(bench.store.theirs.count().is_err(), "it is of no use any more");
    let summary = bench.idle().await;
    assert_eq!((summary.done, summary.movable), (2, 0));
    for entry in [change, create] {
        assert_eq!(bench.entry(entry.op_id).word(), Word::InDms);
    }
    assert_eq!(bench.effects().await.len(), 2);
}
