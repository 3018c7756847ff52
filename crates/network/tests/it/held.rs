//! A wait the network named holds everything that would leave over the same line.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use customer::{Record, Section};
use network::{Failure, Fetched};
use serde_json::json;

use crate::scripted::{self, Scripted, answer};
use crate::support::{CALL, asked, keyloop, mykaarma};

const WAIT: Duration = Duration::from_secs(2);

fn throttled() -> Vec<u8> {
    answer(429, "application/json", "retry-after: 2\r\n", "{}")
}

#[tokio::test]
async fn nothing_leaves_before_the_time_the_network_named() {
    let server = Scripted::start(true, |_, nth| match nth {
        1 => throttled(),
        _ => scripted::json(200, r#"{"items":[],"totalItems":0,"matchingCustomers":[]}"#),
    })
    .await;
    for network in [keyloop(&server.base()), mykaarma(&server.base())] {
        let before = server.seen().len();
        let first = network.search(&asked("a@b.example"), CALL).await;
        if before == 0 {
            assert_eq!(first.unwrap_err(), Failure::Throttled { after: Some(WAIT) });
            let mut person = Record::default();
            person.names.family_name = Some("Sousa".into());
            let known = Record { id: Some("01-1".into()), ..person.clone() };
            let current = Fetched { record: known, raw: json!({}), unread: vec![] };
            let held = [
                network.search(&asked("a@b.example"), CALL).await.map(drop),
                network.fetch("01-1", CALL).await.map(drop),
                network.create(&person, CALL).await.map(drop),
                network.update(&current, Section::Names, &person, CALL).await.map(drop),
            ];
            for held in held {
                let Err(Failure::Held { left }) = held else {
                    panic!("{held:?}");
                };
                assert!(left <= WAIT && left > Duration::ZERO, "{left:?}");
            }
            assert_eq!(server.seen().len(), 1, "neither reads nor writes");
            tokio::time::sleep(WAIT).await;
            network.search(&asked("a@b.example"), CALL).await.unwrap();
            assert_eq!(server.seen().len(), 2);
        } else {
            // Another line has nothing to do with it.
            first.unwrap();
        }
    }
}

#[tokio::test]
async fn a_wait_named_at_the_sign_in_holds_the_sign_in_too() {
    let server = Scripted::start(false, |_, _| throttled()).await;
    let network = keyloop(&server.base());
    for n in 0..3 {
        let failed = network.search(&asked("a@b.example"), CALL).await.unwrap_err();
        let told = matches!(failed, Failure::Throttled { after: Some(_) });
        let held = matches!(failed, Failure::Held { .. });
        assert!(if n == 0 { told } else { held }, "{failed:?}");
    }
    assert_eq!(server.seen().len(), 1);
}

/// Whatever became of the request itself: who names a time is not asked before it.
#[tokio::test]
async fn a_time_named_with_any_failure_holds_the_line_and_is_told() {
    for status in [408, 500, 502, 503, 504] {
        let server = Scripted::start(true, move |_, _| {
            answer(status, "application/json", "retry-after: 2\r\n", "{}")
        })
        .await;
        let mut person = Record::default();
        person.names.family_name = Some("Sousa".into());
        for network in [keyloop(&server.base()), mykaarma(&server.base())] {
            let told = Arc::new(Mutex::new(Vec::new()));
            let hears = Arc::clone(&told);
            network.when_told_to_wait(Arc::new(move |wait| {
                hears.lock().unwrap().push(wait);
                Box::pin(async {})
            }));
            let before = server.seen().len();
            let failed = network.create(&person, CALL).await.unwrap_err();
            let unknown = matches!(failed, Failure::Unknown { status: Some(_), .. });
            assert!(unknown, "{status}: a write of unknown outcome stays one: {failed:?}");
            let held = network.search(&asked("a@b.example"), CALL).await.unwrap_err();
            assert!(matches!(held, Failure::Held { .. }), "{status}: {held:?}");
            assert_eq!(server.seen().len(), before + 1, "{status}");
            assert_eq!(*told.lock().unwrap(), [WAIT], "{status}");
        }
    }
}

#[tokio::test]
async fn the_question_about_the_line_does_not_wait_its_turn() {
    let server = Scripted::start(true, |_, nth| match nth {
        1 => answer(429, "application/json", "", "{}"),
        _ => scripted::json(200, r#"{"items":[],"totalItems":0}"#),
    })
    .await;
    let network = keyloop(&server.base());
    let refused = network.search(&asked("a@b.example"), CALL).await;
    assert_eq!(refused.unwrap_err(), Failure::Throttled { after: None });
    let question = asked("a@b.example");
    tokio::select! {
        biased;
        first = network.search(&question, CALL) => panic!("behind another: {first:?}"),
        answer = network.probe(CALL) => answer.unwrap(),
    }
}
