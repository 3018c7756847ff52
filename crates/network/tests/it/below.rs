//! What stands below a customer and is withheld, or not offered at all.

use customer::Section;
use network::Failure;
use serde_json::json;

use crate::scripted::{Scripted, json as reply};
use crate::support::{CALL, keyloop};

/// One customer, and what stands below.
async fn parts(below: impl Fn(&str) -> Vec<u8> + Send + Sync + 'static) -> Scripted {
    Scripted::start(true, move |seen, _| match seen.target.rsplit('/').next().unwrap() {
        "01-1" => reply(200, r#"{"customerId":"01-1","names":{"familyName":"Virtanen"}}"#),
        part => below(part),
    })
    .await
}

#[tokio::test]
async fn a_withheld_identity_is_not_read_and_never_written_blind() {
    let server = parts(|part| match part {
        "identity" => reply(403, r#"{"errors":[{"message":"not subscribed"}]}"#),
        _ => reply(200, r#"{"items":[]}"#),
    })
    .await;
    let network = keyloop(&server.base());
    let opened = network.fetch("01-1", CALL).await.unwrap();
    assert_eq!(opened.record.names.family_name.as_deref(), Some("Virtanen"));
    let read = network.fetch_sections("01-1", &Section::ALL, CALL).await.unwrap();
    assert!(!read.sections.contains(&Section::Identity) && !read.is_whole());
    assert!(read.sections.contains(&Section::Names) && read.sections.contains(&Section::Vehicles));
    let before = server.seen().len();
    let mut wanted = read.fetched.record.clone();
    wanted.identity.birth_date = Some("1980-01-31".into());
    let failed = network.update(&read.fetched, Section::Identity, &wanted, CALL).await;
    assert!(matches!(failed, Err(Failure::Unsupported { .. })), "{failed:?}");
    assert_eq!(server.seen().len(), before);
}

#[tokio::test]
async fn a_part_that_is_not_offered_is_no_failure_of_the_customer() {
    let fault = r#"{"fault":{"faultstring":"Unable to identify proxy for url","detail":
        {"errorcode":"messaging.adaptors.http.flow.ApplicationNotFound"}}}"#;
    for (status, body) in
        [(404, fault), (404, "{}"), (405, ""), (405, fault), (501, ""), (501, "{}")]
    {
        for part in ["privacy", "companies", "vehicles", "identity"] {
            let server = parts(move |one| {
                if one == part { reply(status, body) } else { reply(200, r#"{"items":[]}"#) }
            })
            .await;
            let network = keyloop(&server.base());
            let opened = network.fetch("01-1", CALL).await;
            assert!(opened.is_ok(), "{part} {status} {body} {:?}", opened.err());
            let read = network.fetch_sections("01-1", &Section::ALL, CALL).await.unwrap();
            assert_eq!(read.is_whole(), part != "identity" || body == "{}" && status == 404);
        }
    }
    // Of the customer itself the same says that nothing is right.
    let server = Scripted::start(true, move |_, _| reply(404, fault)).await;
    let failed = keyloop(&server.base()).fetch("01-1", CALL).await.err();
    assert!(matches!(failed, Some(Failure::NotTheNetwork { .. })), "{failed:?}");
}

#[tokio::test]
async fn the_check_of_a_profile_lives_through_a_part_that_is_not_offered() {
    for status in [404, 405, 501] {
        let server = Scripted::start(true, move |seen, _| {
            let path = seen.target.split('?').next().unwrap();
            match path.rsplit('/').next().unwrap() {
                "customers" => {
                    let rows = json!([{"customerId": "01-1"}]);
                    let body = json!({"totalItems": 1, "totalPages": 1, "items": rows});
                    reply(200, &body.to_string())
                }
                "01-1" => reply(200, r#"{"customerId":"01-1","names":{"familyName":"Virtanen"}}"#),
                "privacy" => reply(status, r#"{"fault":{"faultstring":"no such route"}}"#),
                "showroom-check" => reply(404, "{}"),
                _ => reply(200, r#"{"items":[]}"#),
            }
        })
        .await;
        let report = keyloop(&server.base()).check_profile(CALL).await.unwrap();
        let kinds: Vec<&str> = report.differences.iter().map(|one| one.kind).collect();
        assert_eq!(kinds, ["consent"], "{status} {:?}", report.differences);
    }
}
