//! Keyloop's privacy statements: which of them hold, and what is said of those that are not written.

use std::sync::Arc;

use customer::{Channel, ConsentState, Line, Record, Section, Use};
use network::{DealerNetwork, Fetched};
use serde_json::{Value, json};

use crate::scripted::{Scripted, answer};
use crate::support::{CALL, keyloop};

const TODAY: &str = "date: Sun, 15 Jun 2025 08:49:37 GMT\r\n";

async fn statements(said: Value) -> Arc<dyn DealerNetwork> {
    let server = Scripted::start(true, move |seen, _| {
        let body = match seen.target.rsplit('/').next().unwrap() {
            "01-1" => json!({"customerId": "01-1", "names": {"familyName": "Virtanen"},
                "communication": {"home": {"mobile": "040 1234567"}}}),
            "privacy" => json!({"items": said}),
            "update-communication" => json!({}),
            _ => json!({"items": []}),
        };
        answer(200, "application/json", TODAY, &body.to_string())
    })
    .await;
    keyloop(&server.base())
}

#[tokio::test]
async fn a_statement_that_does_not_hold_today_is_none() {
    let agreed = |from: &str, until: &str| json!({"channel": {"phone": "AGREED"}, "validFrom": from, "validUntil": until});
    for (from, until, holds) in [
        ("2020-01-01", "2024-12-31", false),
        ("2020-01-01T00:00:00Z", "2025-06-14T23:59:59Z", false),
        ("2020-01-01", "2025-06-15", true),
        ("2025-06-15T00:00:00Z", "", true),
        ("2025-06-16", "2030-01-01", false),
        ("", "", true),
        // Nobody can say when that is.
        ("", "whenever", true),
    ] {
        let network = statements(json!([agreed(from, until)])).await;
        let record = network.fetch("01-1", CALL).await.unwrap().record;
        let consent = record.channels[0].consent.get("call").copied();
        assert_eq!(consent, holds.then_some(ConsentState::Agreed), "{from} {until}");
        assert!(record.other.contains_key("privacy"), "it stays to be seen");
    }
}

#[tokio::test]
async fn only_a_consent_that_was_changed_is_said_not_to_be_written() {
    let network =
        statements(json!([{"channel": {"phone": "AGREED", "messaging": "DENIED"}}])).await;
    let current: Fetched = network.fetch("01-1", CALL).await.unwrap();
    let send = async |wanted: &Record| {
        network.update(&current, Section::Communication, wanted, CALL).await.unwrap().len()
    };
    let mut other_number = current.record.clone();
    other_number.channels[0].value = "040 7654321".into();
    assert_eq!(send(&other_number).await, 0);
    let mut one_more = current.record.clone();
    let mut landline = Channel::phone(Use::Home, Line::Landline, "09 1234567");
    landline.consent.insert("call".into(), ConsentState::Agreed);
    one_more.channels.push(landline);
    assert_eq!(send(&one_more).await, 0);
    let mut withdrawn = current.record.clone();
    withdrawn.channels[0].consent.insert("call".into(), ConsentState::Denied);
    assert_eq!(send(&withdrawn).await, 1);
}
