//! The bulk proofs of `examples/storm`, in short; and that they see what they look for.

#[path = "../../examples/storm/arena.rs"]
mod arena;
#[path = "../../examples/storm/calls.rs"]
mod calls;
#[path = "../../examples/storm/kill.rs"]
mod kill;
#[path = "../../examples/storm/oracle.rs"]
mod oracle;

use arena::{Arena, Kill, Net};
use oracle::{Person, Save, judge, mark};
use serde_json::json;
use std::path::PathBuf;

fn program() -> PathBuf {
    PathBuf::from(env!("CARGO_BIN_EXE_showroomctl"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_promised_survives_sixty_kills_and_happens_once() {
    let plan = kill::Plan { program: program(), rounds: 60, seed: 1, desks: kill::DESKS };
    let report = kill::storm(&plan).await.expect("it plays to its end");
    assert_eq!(report.kills.iter().sum::<u32>(), 60);
    assert!(report.count.saved > 0, "{}", report.line(1));
    assert!(report.count.is_clean(), "{:?}", report.count);
}

async fn some_calls(deed: calls::Deed, writes: usize, every: usize) {
    let faults = calls::Fault::ALL.to_vec();
    let plan = calls::Plan {
        program: program(),
        deed,
        writes,
        faults,
        every,
        seed: 1,
        desks: kill::DESKS,
    };
    let report = calls::storm(&plan).await.expect("it plays to its end");
    assert!(report.struck.values().sum::<usize>() > 5, "{}", report.line(&plan));
    assert!(report.count.is_clean(), "{:?}", report.count);
    assert!(report.broken.is_empty(), "{:?}", report.broken);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_save_is_kept_or_refused_whichever_call_of_it_fails() {
    some_calls(calls::Deed::Save, 0, 29).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_sent_happens_once_whichever_call_of_it_fails() {
    some_calls(calls::Deed::Drain, 2, 79).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_count_sees_what_is_lost_and_what_is_there_twice() {
    let arena = Arena::open(program(), 5, 1).await.expect("a network");
    let net = Net::KeyloopV1;
    let desk = arena.desk(net, 1).expect("a desk");
    let after = mark(&arena).await.expect("a number");
    let record = json!({"kind": "person", "names": {"givenName": "Robin", "familyName": "Xlost"}});
    let file = desk.write("new.json", &record.to_string()).expect("written");
    let said = desk.done(&["create", &file]).expect("saved");
    let op = said["op_id"].as_str().map(str::to_owned);
    let made = Some(Save { word: "Xlost".to_owned(), op });
    let people = [Person { id: None, made, edits: vec![] }];
    let listed = async || {
        let ran = desk.run(&["outbox", "list", "--all"], Kill::Never).expect("runs");
        serde_json::from_str::<Vec<serde_json::Value>>(&ran.out).expect("a list")
    };
    let count = judge(&arena, net, &people, &listed().await, after).await.expect("counted");
    assert_eq!((count.saved, count.lost.len()), (1, 1), "it has not been sent: {count:?}");
    desk.done(&["sync", "--until-idle"]).expect("sent");
    let whole = listed().await;
    assert!(judge(&arena, net, &people, &whole, after).await.expect("counted").is_clean());
    let count = judge(&arena, net, &people, &[], after).await.expect("counted");
    assert_eq!(count.lost.len(), 1, "the outbox has forgotten it: {count:?}");
    arena.tell("customers", &record).await.expect("another desk enters the same person");
    let count = judge(&arena, net, &people, &whole, after).await.expect("counted");
    assert_eq!(count.doubled.len(), 1, "{count:?}");
}
