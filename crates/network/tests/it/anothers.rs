//! An answer to a change that names another customer than the one that was changed.

use customer::{Record, Section};
use network::{Failure, Fetched};
use serde_json::json;

use crate::scripted::{Scripted, json as reply};
use crate::support::{CALL, keyloop};

#[tokio::test]
async fn a_change_answered_for_another_customer_is_for_a_person_to_look_at() {
    let table = [
        ("{}", true),
        ("", true),
        (r#"{"customerId":"01-1a"}"#, true),
        (r#"{"customerId":"01-1A"}"#, true),
        (r#"{"customer":{"customerId":"01-1a"}}"#, true),
        (r#"{"customerId":"01-2"}"#, false),
        (r#"{"customer":{"customerId":"01-2"}}"#, false),
    ];
    for (body, right) in table {
        let server = Scripted::start(true, move |_, _| reply(200, body)).await;
        let record: Record = serde_json::from_value(
            json!({"id": "01-1a", "names": {"givenName": "Ada", "familyName": "Sousa"}}),
        )
        .unwrap();
        let current =
            Fetched { record: record.clone(), raw: json!({"customer": {}}), unread: vec![] };
        let network = keyloop(&server.base());
        let answer = network.update(&current, Section::Names, &record, CALL).await;
        match answer {
            Ok(_) => assert!(right, "{body}"),
            Err(Failure::Refused { refusals, .. }) => {
                assert!(!right, "{body}");
                assert!(refusals[0].message.contains("another customer"), "{refusals:?}");
            }
            Err(failure) => panic!("{body}: {failure:?}"),
        }
        assert_eq!(server.seen().len(), 1, "{body}: once, whatever came back");
    }
}
