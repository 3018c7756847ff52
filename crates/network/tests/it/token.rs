//! The OAuth token: fetched once however many wait, renewed on rejection, never a second try
//! beyond that.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use customer::Record;
use network::Failure;
use network::settings::Settings;

use crate::scripted::{Scripted, json};
use crate::support::{CALL, asked, keyloop, keyloop_settings, now};

const NOBODY: &str = r#"{"totalItems":0,"totalPages":0,"items":[]}"#;
const REJECTED: &str = r#"{"fault":{"faultstring":"Invalid Access Token","detail":
    {"errorcode":"keymanagement.service.invalid_access_token"}}}"#;

fn token(nth: usize) -> Vec<u8> {
    let body = format!(
        r#"{{"access_token":"t{nth}","token_type":"BearerToken","expires_in":"3599",
            "issued_at":"1700000000000","status":"approved","refresh_count":"0","scope":""}}"#
    );
    json(200, &body)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_calls_share_one_sign_in_and_one_renewal() {
    let given = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&given);
    let server = Scripted::start(false, move |seen, _| {
        if seen.target.contains("accesstoken") {
            return token(counted.fetch_add(1, Ordering::SeqCst) + 1);
        }
        // The first token dies in the middle of everything.
        let is_first = seen.header("authorization").as_deref() == Some("Bearer t1");
        if is_first { json(500, REJECTED) } else { json(200, NOBODY) }
    })
    .await;
    let network = keyloop(&server.base());
    let calls = (0..50).map(|_| {
        let network = Arc::clone(&network);
        tokio::spawn(async move { network.search(&asked("a@b.example"), CALL).await })
    });
    for call in calls.collect::<Vec<_>>() {
        assert!(call.await.unwrap().unwrap().complete);
    }
    assert_eq!(given.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn the_sign_in_is_a_form_with_the_credentials_and_nothing_else_carries_them() {
    let server = Scripted::start(false, |seen, _| {
        if seen.target.contains("accesstoken") { token(1) } else { json(200, NOBODY) }
    })
    .await;
    keyloop(&server.base()).search(&asked("a@b.example"), CALL).await.unwrap();
    let seen = server.seen();
    assert_eq!(seen[0].target, "/oauth/client_credential/accesstoken");
    assert_eq!(
        seen[0].body,
        "grant_type=client_credentials&client_id=desk&client_secret=desk-secret"
    );
    assert!(seen[1..].iter().all(|s| !s.head.contains("desk-secret")));
}

#[tokio::test]
async fn a_gateway_that_wants_the_header_gets_it_and_is_remembered() {
    for refusal in [400, 401, 415] {
        wants_the_header(refusal).await;
    }
}

async fn wants_the_header(refusal: u16) {
    let server = Scripted::start(false, move |seen, _| {
        let basic = seen.header("authorization").is_some_and(|v| v.starts_with("Basic "));
        match (seen.target.contains("accesstoken"), basic) {
            (true, true) => token(1),
            (true, false) => json(refusal, "{}"),
            (false, _) => json(401, "{}"),
        }
    })
    .await;
    let network = keyloop(&server.base());
    let failed = network.search(&asked("a@b.example"), CALL).await.unwrap_err();
    assert!(matches!(failed, Failure::SignIn { .. }), "{failed:?}");
    let kinds: Vec<&str> = server
        .seen()
        .iter()
        .map(|s| match (s.target.contains("accesstoken"), s.head.contains("Basic ")) {
            (true, false) => "form",
            (true, true) => "basic",
            (false, _) => "call",
        })
        .collect();
    // One renewal after the rejection, then it is said.
    assert_eq!(kinds, ["form", "basic", "call", "basic", "call"]);
}

#[tokio::test]
async fn a_rejected_write_is_repeated_once_with_a_new_token() {
    let server = Scripted::start(true, |_, nth| match nth {
        1 => json(401, "{}"),
        _ => json(201, r#"{"customerId":"01-9"}"#),
    })
    .await;
    let mut person = Record::default();
    person.names.family_name = Some("Berg".into());
    let created = keyloop(&server.base()).create(&person, CALL).await.unwrap();
    assert_eq!(created.id.as_deref(), Some("01-9"));
    assert_eq!(server.seen().len(), 2);
}

#[tokio::test]
async fn refused_credentials_are_said_without_a_call() {
    let server = Scripted::start(false, |_, _| json(401, r#"{"error":"invalid_client"}"#)).await;
    let network = keyloop(&server.base());
    let failed = network.search(&asked("a@b.example"), CALL).await.unwrap_err();
    assert!(matches!(failed, Failure::SignIn { .. }), "{failed:?}");
    assert_eq!(server.seen().len(), 2, "once as a form, once in the header");
    assert!(server.seen().iter().all(|seen| seen.target.contains("accesstoken")));
    let lines = network.check(now(), CALL).await;
    let failed: Vec<_> = lines.iter().filter(|l| l.tried && !l.ok).map(|l| l.step).collect();
    assert_eq!(failed, ["sign_in"], "{lines:?}");
}

#[tokio::test]
async fn without_credentials_nothing_is_sent() {
    let server = Scripted::start(true, |_, _| json(200, NOBODY)).await;
    let settings = Settings::Keyloop(keyloop_settings(&server.base(), Default::default()));
    let network = network::connect(&settings, None, None).unwrap();
    let failed = network.search(&asked("a@b.example"), CALL).await.unwrap_err();
    assert!(matches!(failed, Failure::SignIn { .. }), "{failed:?}");
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn a_token_is_renewed_before_it_is_twenty_five_minutes_old() {
    let given = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&given);
    let server = Scripted::start(false, move |seen, _| {
        if seen.target.contains("accesstoken") {
            token(counted.fetch_add(1, Ordering::SeqCst) + 1)
        } else {
            json(200, NOBODY)
        }
    })
    .await;
    let network = keyloop(&server.base());
    let search = async || network.search(&asked("a@b.example"), CALL).await.unwrap();
    search().await;
    search().await;
    assert_eq!(given.load(Ordering::SeqCst), 1);
    // Only the token's age is on tokio's clock; sockets are not.
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(25 * 60 + 1)).await;
    tokio::time::resume();
    search().await;
    assert_eq!(given.load(Ordering::SeqCst), 2);
}
