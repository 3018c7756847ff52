//! One person made twice: by two desks at once, by a write that arrived late. Whoever made them is
//! told.

use crate::bench::{Bench, open, start, stranger};
use customer::Record;
use desk::clock::{Clock, SystemClock};
use desk::sync::Runner;
use network::DealerNetwork;
use network::settings::{Credentials, MyKaarmaSettings, Settings};
use outbox::{Entry, Event, Kind, Origin, Reason, State, Word};
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use store::Store;
use store::mine::NewCreate;
use uuid::Uuid;

fn queue(store: &Store, record: Record) -> Entry {
    store
        .mine
        .queue_create(NewCreate {
            op_id: SystemClock.new_id(),
            local_id: SystemClock.new_id(),
            draft_id: None,
            dealer: "dealer".into(),
            record,
            ruled_out: vec![],
            incomplete_accepted: false,
            verdicts: vec![],
            author: "ben".into(),
            origin: Origin::Staff,
            at: SystemClock.now(),
        })
        .unwrap()
}

/// A second desk at the same network.
fn colleague(bench: &Bench) -> (Arc<Store>, Arc<Runner>, tempfile::TempDir) {
    let settings = MyKaarmaSettings {
        base_url: format!("{}/customer/v2", bench.sandbox.base_url()),
        department_uuid: "dep-sample".into(),
    };
    let credentials = Credentials::MyKaarma {
        username: "desk".to_owned().into(),
        password: "desk-secret".to_owned().into(),
    };
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let network: Arc<dyn DealerNetwork> =
        network::connect(&Settings::MyKaarma(settings), Some(credentials), Some("GB")).unwrap();
    let runner = start(dir.path(), &store, &network, bench.settle_seconds).unwrap();
    (store, runner, dir)
}

async fn twins_told(runner: &Arc<Runner>, store: &Store, op_id: Uuid) -> Vec<String> {
    for _ in 0..60 {
        runner.pass().await.unwrap();
        let twins = store.mine.entry(op_id).unwrap().unwrap().detail.twins;
        if !twins.is_empty() {
            return twins;
        }
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
    vec![]
}

#[tokio::test(flavor = "multi_thread")]
async fn two_desks_that_make_the_same_person_at_once_are_both_told() {
    let bench = Bench::mykaarma(3).await;
    bench.post("rules", json!({"index_lag_ms": {"keyloop": 3000, "mykaarma": 3000}})).await;
    let (store, runner, _dir) = colleague(&bench);
    let here = bench.create(stranger(1));
    let there = queue(&store, stranger(1));
    let (first, second) = tokio::join!(bench.runner.pass(), runner.pass());
    assert_eq!((first.unwrap().done, second.unwrap().done), (1, 1));
    assert_eq!(bench.effects().await.len(), 2, "nobody could have seen it coming");
    let told = twins_told(&bench.runner, &bench.store, here.op_id).await;
    let other = store.mine.entry(there.op_id).unwrap().unwrap();
    assert_eq!(told, [other.server_id.unwrap()]);
    assert_eq!(bench.store.mine.duplicates().unwrap().len(), 1);
    let told = twins_told(&runner, &store, there.op_id).await;
    assert_eq!(told, [bench.entry(here.op_id).server_id.unwrap()]);
    assert_eq!(store.mine.duplicates().unwrap().len(), 1);
}

/// Found by the simulation: `--theme same-person --seed 2`.
#[tokio::test(flavor = "multi_thread")]
async fn two_desks_that_write_the_same_person_a_little_differently_are_both_told() {
    let bench = Bench::mykaarma(3).await;
    bench.post("rules", json!({"index_lag_ms": {"keyloop": 3000, "mykaarma": 3000}})).await;
    let (store, runner, _dir) = colleague(&bench);
    let (mut one, mut other) = (stranger(1), stranger(1));
    one.names.middle_name = Some("Annelise".into());
    other.names.middle_name = Some("Berthold".into());
    let here = bench.create(one);
    let there = queue(&store, other);
    let (first, second) = tokio::join!(bench.runner.pass(), runner.pass());
    assert_eq!((first.unwrap().done, second.unwrap().done), (1, 1));
    let told = twins_told(&bench.runner, &bench.store, here.op_id).await;
    let other = store.mine.entry(there.op_id).unwrap().unwrap();
    assert_eq!(told, [other.server_id.unwrap()]);
    let told = twins_told(&runner, &store, there.op_id).await;
    assert_eq!(told, [bench.entry(here.op_id).server_id.unwrap()]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_look_for_twins_that_fails_is_made_again() {
    let bench = Bench::keyloop().await;
    let entry = bench.create(stranger(1));
    bench.runner.pass().await.unwrap();
    assert_eq!(bench.entry(entry.op_id).word(), Word::InDms);
    let again = json!({"names": {"givenName": "Zephyrine", "familyName": "Oxbramble"},
                       "communication": {"home": {"mobile": "07700988001"}}});
    bench.post("customers", again).await;
    // The first look fails.
    let failing = json!({"match": {"network": "keyloop-v1", "method": "GET"}, "kind": "status",
                         "status": 500, "times": 3});
    bench.fault(failing).await;
    assert_eq!(twins_told(&bench.runner, &bench.store, entry.op_id).await.len(), 1);
}

/// Two of one household come to two desks: the one is neither kept from the network for the other
/// nor noted as stored twice.
#[tokio::test(flavor = "multi_thread")]
async fn a_spouse_with_the_same_phone_holds_up_nobody_and_is_no_twin() {
    let spouse = |given: &str| {
        json!({"names": {"givenName": given, "familyName": "Oxbramble"},
               "communication": {"home": {"mobile": "07700988001"}}})
    };
    let bench = Bench::keyloop().await;
    bench.post("customers", spouse("Brondik")).await;
    let mut sent = stranger(1);
    sent.channels.truncate(1);
    let entry = bench.create(sent);
    bench.runner.pass().await.unwrap();
    assert_eq!(bench.entry(entry.op_id).word(), Word::InDms);
    let looked = bench.entry(entry.op_id).counters.twin_looks;
    bench.post("customers", spouse("Kwulmar")).await;
    while bench.entry(entry.op_id).counters.twin_looks == looked {
        bench.runner.pass().await.unwrap();
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let entry = bench.entry(entry.op_id);
    assert_eq!((entry.word(), entry.detail.twins), (Word::InDms, vec![]));
    assert!(bench.store.mine.duplicates().unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn whom_somebody_told_apart_is_no_twin() {
    let bench = Bench::keyloop().await;
    let father = bench.create(stranger(1));
    bench.runner.pass().await.unwrap();
    let looked = bench.entry(father.op_id).counters.twin_looks;
    let son = bench.create_none_of(stranger(1), vec![father.local_id.to_string()]);
    bench.runner.pass().await.unwrap();
    assert_eq!(bench.entry(son.op_id).word(), Word::InDms);
    while bench.entry(father.op_id).counters.twin_looks == looked {
        bench.runner.pass().await.unwrap();
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let father = bench.entry(father.op_id);
    assert_eq!((father.word(), father.detail.twins), (Word::InDms, vec![]));
    assert!(bench.store.mine.duplicates().unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_given_up_and_arrives_all_the_same_is_told() {
    let bench = Bench::keyloop().await;
    let entry = bench.create(stranger(1));
    for event in [
        Event::StartPreflight,
        Event::Cleared { seen: vec![] },
        Event::Unknown { note: String::new() },
        Event::StartCheck,
        Event::FoundNone { settled: true },
        Event::StartCheck,
        Event::FoundNone { settled: true },
        Event::StartCheck,
        Event::FoundNone { settled: true },
        Event::Cancel { why: "typed twice".into() },
    ] {
        bench.record(entry.op_id, &event);
    }
    let late = json!({"names": {"givenName": "Zephyrine", "familyName": "Oxbramble"},
                      "communication": {"home": {"mobile": "07700988001"}}});
    bench.post("customers", late).await;
    assert_eq!(twins_told(&bench.runner, &bench.store, entry.op_id).await.len(), 1);
    let entry = bench.entry(entry.op_id);
    assert_eq!((entry.state, entry.reason), (State::Review, Some(Reason::Candidates)));
    assert!(entry.detail.note.clone().unwrap_or_default().contains("given up"));
    assert_eq!((entry.detail.candidates.len(), entry.finished_at.clone()), (1, None));
    let candidate = &entry.detail.candidates[0];
    assert!(bench.store.theirs.customer(candidate).unwrap().is_some(), "to be looked at");
    // Somebody else, says a person: it stays given up, and is asked no more.
    assert_eq!(bench.record(entry.op_id, &Event::Different).state, State::Cancelled);
    bench.idle().await;
    assert_eq!(bench.entry(entry.op_id).state, State::Cancelled);
    assert!(bench.writes().await.is_empty());
}

/// The first request for a new customer is lost, and somebody of the same name comes in meanwhile.
async fn lost_beside(sent: Record, came_in: serde_json::Value) -> (Bench, Entry) {
    let bench = Bench::keyloop().await;
    let lost = json!({"match": {"network": "keyloop-v1", "method": "POST", "route": "/customers"},
                      "when": {"nth": 1}, "times": 1, "kind": "drop", "at": "before"});
    bench.fault(lost).await;
    let entry = bench.create(sent);
    bench.runner.pass().await.unwrap();
    assert_eq!(bench.entry(entry.op_id).word(), Word::Checking);
    bench.post("customers", came_in).await;
    bench.idle().await;
    let entry = bench.entry(entry.op_id);
    (bench, entry)
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_of_the_same_name_is_not_taken_for_what_was_sent() {
    let mut sent = stranger(1);
    sent.channels.clear();
    // Each lives in a part of the customer that this network keeps, and is asked for, apart.
    for more in [
        json!({"communication": {"home": {"mobile": "07700988002"}}}),
        json!({"identity": {"birthDate": "1971-05-06"}}),
        json!({"addresses": {"home": {"physicalAddress": {"city": "York"}}}}),
    ] {
        let mut namesake = json!({"names": {"givenName": "Zephyrine", "familyName": "Oxbramble"}});
        namesake.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let (bench, entry) = lost_beside(sent.clone(), namesake).await;
        assert_eq!(
            (entry.word(), entry.reason),
            (Word::NeedsPerson, Some(Reason::Candidates)),
            "{more}"
        );
        assert_eq!((entry.server_id, entry.detail.candidates.len()), (None, 1));
        assert!(bench.effects().await.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_one_who_arrived_lacks_follows_as_a_change() {
    let arrived = json!({"names": {"givenName": "Zephyrine", "familyName": "Oxbramble"},
                         "communication": {"home": {"mobile": "07700988001"}}});
    let (bench, entry) = lost_beside(stranger(1), arrived).await;
    assert_eq!((entry.word(), entry.attempts), (Word::InDms, 1));
    assert_eq!(entry.adopted_id, entry.server_id);
    let entries = bench.store.mine.entries_of(entry.local_id).unwrap();
    let kinds: Vec<Kind> = entries.iter().map(|entry| entry.kind).collect();
    assert_eq!(kinds, [Kind::Create, Kind::Update(customer::Section::Communication)]);
    assert_eq!(entries[1].word(), Word::InDms);
    let id = entry.server_id.unwrap();
    let now = bench.network.fetch(&id, Uuid::from_u128(1)).await.unwrap().record;
    assert_eq!(now.channels.len(), 2, "the e-mail address that was typed");
}

/// Two of one name, told apart by somebody; both were sent, and no answer came to either.
fn two_lost_together(bench: &Bench) -> (Entry, Entry) {
    let mut bare = stranger(1);
    bare.channels.clear();
    let both = (bench.create(bare.clone()), bench.create(bare));
    for entry in [&both.0, &both.1] {
        for event in [
            Event::StartPreflight,
            Event::Cleared { seen: vec![] },
            Event::Unknown { note: String::new() },
        ] {
            bench.record(entry.op_id, &event);
        }
    }
    both
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_of_one_name_lost_together_neither_is_taken_for_the_one_that_arrived() {
    let bench = Bench::keyloop().await;
    let (first, second) = two_lost_together(&bench);
    let arrived = json!({"names": {"givenName": "Zephyrine", "familyName": "Oxbramble"}});
    bench.post("customers", arrived).await;
    let summary = bench.idle().await;
    assert_eq!((summary.needs_person, summary.done), (2, 0));
    let asked = bench.entry(first.op_id);
    assert_eq!((asked.reason, asked.detail.candidates.len()), (Some(Reason::Candidates), 1));
    assert_eq!(bench.entry(second.op_id).detail.candidates, asked.detail.candidates);
    // Somebody knows: the first is the one, the second is not, and gets there too.
    bench.record(first.op_id, &Event::Use { id: asked.detail.candidates[0].clone() });
    bench.record(second.op_id, &Event::Different);
    bench.idle().await;
    let (first, second) = (bench.entry(first.op_id), bench.entry(second.op_id));
    assert_eq!((first.word(), second.word()), (Word::InDms, Word::InDms));
    assert_ne!(first.local_id, second.local_id);
    assert_ne!(first.server_id, second.server_id);
    assert_eq!(bench.effects().await.len(), 1, "the second, by this desk");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_may_be_anothers_is_not_taken_while_that_one_is_being_sent() {
    let bench = Bench::keyloop().await;
    bench.runner.pass().await.unwrap();
    let (first, second) = two_lost_together(&bench);
    for _ in 0..3 {
        bench.record(first.op_id, &Event::StartCheck);
        bench.record(first.op_id, &Event::FoundNone { settled: true });
    }
    bench.record(first.op_id, &Event::StartPreflight);
    bench.record(first.op_id, &Event::Cleared { seen: vec![] });
    let arrived = json!({"names": {"givenName": "Zephyrine", "familyName": "Oxbramble"}});
    bench.post("customers", arrived).await;
    bench.runner.pass().await.unwrap();
    let states = [first, second].map(|entry| bench.entry(entry.op_id).state);
    assert_eq!(states, [State::Sending, State::Ambiguous]);
}
