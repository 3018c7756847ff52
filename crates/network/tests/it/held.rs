//! A wait the network named holds everything that would leave over the same line.

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
            let current = Fetched { record: known, raw: json!({}) };
            let held = [
                network.search(&asked("a@b.example"), CALL).await.map(drop),
                network.fetch("01-1", CALL).await.map(drop),
                network.create(&person, CALL).await.map(drop),
                network.update(&current, Section::Names, &person, CALL).await.map(drop),
            ];
            for held in held {
                let Err(Failure::Throttled { after: Some(left) }) = held else {
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
    for _ in 0..3 {
        let failed = network.search(&asked("a@b.example"), CALL).await.unwrap_err();
        assert!(matches!(failed, Failure::Throttled { after: Some(_) }), "{failed:?}");
    }
    assert_eq!(server.seen().len(), 1);
}
