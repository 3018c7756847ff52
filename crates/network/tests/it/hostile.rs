//! Answers no decent server gives, and lines that break.

use std::time::Duration;

use customer::{Record, Section};
use network::settings::ApiVersion;
use network::{DealerNetwork, Failure, Fetched, Limits};
use serde_json::json;

use crate::scripted::{Scripted, answer, json as reply};
use crate::support::{CALL, asked, keyloop, keyloop_as, limits, mykaarma, now};

fn current() -> Fetched {
    let record = Record { id: Some("01-1".into()), ..Record::default() };
    Fetched {
        record,
        raw: json!({"customer": {"customerId": "01-1", "firstName": "A"}}),
        unread: vec![],
    }
}

fn person() -> Record {
    let mut person = Record::default();
    person.names.given_name = Some("Anna".into());
    person.names.family_name = Some("Virtanen".into());
    person
}

async fn write(network: &dyn DealerNetwork) -> Failure {
    network.update(&current(), Section::Names, &person(), CALL).await.unwrap_err()
}

#[tokio::test]
async fn a_commit_whose_answer_is_lost_is_unknown_and_sent_exactly_once() {
    let server = Scripted::start(true, |_, _| Vec::new()).await;
    for network in [keyloop(&server.base()), mykaarma(&server.base())] {
        let before = server.seen().len();
        let failed = network.create(&person(), CALL).await.unwrap_err();
        assert!(matches!(failed, Failure::Unknown { status: None, .. }), "{failed:?}");
        assert_eq!(server.seen().len() - before, 1);
        assert!(matches!(write(network.as_ref()).await, Failure::Unknown { .. }));
        assert_eq!(server.seen().len() - before, 2);
    }
}

#[tokio::test]
async fn a_read_on_a_closed_connection_is_asked_once_more_and_a_write_never() {
    let server = Scripted::start(true, |_, nth| match nth {
        1 => Vec::new(),
        _ => reply(200, r#"{"totalItems":0,"totalPages":0,"items":[]}"#),
    })
    .await;
    let network = keyloop(&server.base());
    assert!(network.search(&asked("a@b.example"), CALL).await.unwrap().complete);
    assert_eq!(server.seen().len(), 2);
}

#[tokio::test]
async fn a_truncated_answer_to_a_write_is_unknown_with_its_status() {
    let server = Scripted::start(true, |_, _| {
        b"HTTP/1.1 201 X\r\ncontent-type: application/json\r\ncontent-length: 90\r\n\r\n{\"cust"
            .to_vec()
    })
    .await;
    let failed = keyloop(&server.base()).create(&person(), CALL).await.unwrap_err();
    assert!(matches!(failed, Failure::Unknown { status: Some(201), .. }), "{failed:?}");
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn half_a_body_that_ends_early_is_never_taken_for_a_whole() {
    let server = Scripted::start(true, |_, _| reply(200, "{\"customerId\":\"01-")).await;
    let failed = keyloop(&server.base()).create(&person(), CALL).await.unwrap_err();
    assert!(matches!(failed, Failure::Unknown { status: Some(200), .. }), "{failed:?}");
    let failed = keyloop(&server.base()).fetch("01-1", CALL).await.err().unwrap();
    assert!(matches!(failed, Failure::Unreadable { .. }), "{failed:?}");
}

#[tokio::test]
async fn an_answer_beyond_the_cap_is_dropped() {
    let server =
        Scripted::start(true, |_, _| reply(200, &format!("{{\"a\":\"{}\"}}", "x".repeat(6 << 20))))
            .await;
    let failed = keyloop(&server.base()).create(&person(), CALL).await.unwrap_err();
    assert!(matches!(failed, Failure::Unknown { status: Some(200), .. }), "{failed:?}");
    let failed = keyloop(&server.base()).search(&asked("sousa"), CALL).await.unwrap_err();
    assert!(matches!(failed, Failure::Unknown { .. }), "{failed:?}");
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let server = Scripted::start(true, |_, _| {
        answer(307, "text/html", "location: /elsewhere\r\n", "<html>moved</html>")
    })
    .await;
    let network = keyloop(&server.base());
    let failed = write(network.as_ref()).await;
    assert!(matches!(failed, Failure::Unknown { status: Some(307), .. }), "{failed:?}");
    let failed = network.search(&asked("a@b.example"), CALL).await.unwrap_err();
    assert!(matches!(failed, Failure::NotTheNetwork { .. }), "{failed:?}");
    assert!(server.seen().iter().all(|seen| seen.target != "/elsewhere"));
}

#[tokio::test]
async fn a_login_page_with_success_is_no_answer() {
    let server =
        Scripted::start(true, |_, _| answer(200, "text/html", "", "<html>sign in</html>")).await;
    for network in [keyloop(&server.base()), mykaarma(&server.base())] {
        let failed = network.search(&asked("a@b.example"), CALL).await.unwrap_err();
        assert!(matches!(failed, Failure::NotTheNetwork { .. }), "{failed:?}");
        let failed = network.create(&person(), CALL).await.unwrap_err();
        assert!(matches!(failed, Failure::NotTheNetwork { .. }), "{failed:?}");
    }
}

#[tokio::test]
async fn an_answer_of_another_shape_is_no_empty_result() {
    let server = Scripted::start(true, |_, _| reply(200, "{\"ok\":true}")).await;
    for network in [
        keyloop(&server.base()),
        keyloop_as(&server.base(), ApiVersion::V3, limits()),
        mykaarma(&server.base()),
    ] {
        let failed = network.search(&asked("a@b.example"), CALL).await.unwrap_err();
        assert!(matches!(failed, Failure::Unreadable { .. }), "{failed:?}");
        let failed = network.fetch("01-1", CALL).await.err().unwrap();
        assert!(matches!(failed, Failure::Unreadable { .. }), "{failed:?}");
        let failed = network.create(&person(), CALL).await.unwrap_err();
        assert!(matches!(failed, Failure::Unknown { .. }), "{failed:?}");
    }
}

#[tokio::test]
async fn a_detail_of_another_customer_is_refused() {
    let server = Scripted::start(true, |_, _| {
        reply(
            200,
            r#"{"customerId":"01-2","customer":{"customerUuid":"01-2","customerId":"01-2"}}"#,
        )
    })
    .await;
    for network in [
        keyloop(&server.base()),
        keyloop_as(&server.base(), ApiVersion::V3, limits()),
        mykaarma(&server.base()),
    ] {
        let failed = network.fetch("01-1", CALL).await.err().unwrap();
        assert!(matches!(failed, Failure::AnotherCustomer), "{failed:?}");
    }
}

#[tokio::test]
async fn a_created_customer_without_an_id_is_said_as_such() {
    let made = Scripted::start(true, |_, _| reply(201, "{}")).await;
    assert_eq!(keyloop(&made.base()).create(&person(), CALL).await.unwrap().id, None);
    let located = Scripted::start(true, |_, _| {
        answer(201, "application/json", "location: /a/b/v1/customers/01%2D7\r\n", "{}")
    })
    .await;
    let created = keyloop(&located.base()).create(&person(), CALL).await.unwrap();
    assert_eq!(created.id.as_deref(), Some("01-7"));
    let taken = Scripted::start(true, |_, _| reply(202, "{\"customerId\":\"01-7\"}")).await;
    let failed = keyloop(&taken.base()).create(&person(), CALL).await.unwrap_err();
    assert!(matches!(failed, Failure::Unknown { status: Some(202), .. }), "{failed:?}");
}

#[tokio::test]
async fn a_port_nobody_listens_on_means_nothing_was_sent() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", free.local_addr().unwrap());
    drop(free);
    for network in [keyloop(&base), mykaarma(&base)] {
        let failed = network.create(&person(), CALL).await.unwrap_err();
        assert!(matches!(failed, Failure::NotSent { .. }), "{failed:?}");
        let lines = network.check(now(), CALL).await;
        let tried: Vec<_> = lines.iter().filter(|l| l.tried).map(|l| (l.step, l.ok)).collect();
        assert_eq!(tried, [("name", true), ("tcp", false)], "{lines:?}");
    }
}

#[tokio::test]
async fn a_server_that_speaks_no_tls_means_nothing_was_sent() {
    let server = Scripted::start(true, |_, _| reply(200, "{}")).await;
    let base = server.base().replace("http://", "https://");
    let failed = mykaarma(&base).create(&person(), CALL).await.unwrap_err();
    assert!(matches!(failed, Failure::NotSent { .. }), "{failed:?}");
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn a_server_that_never_answers_is_given_up() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let keeper = tokio::spawn(async move {
        let mut held = Vec::new();
        while let Ok((stream, _)) = listener.accept().await {
            held.push(stream);
        }
    });
    let short = Limits { read: Duration::from_millis(300), ..limits() };
    let settings = network::settings::Settings::MyKaarma(network::settings::MyKaarmaSettings {
        base_url: base.clone(),
        department_uuid: "d".into(),
    });
    let credentials =
        network::settings::Credentials::MyKaarma { username: "a".into(), password: "b".into() };
    let network = network::connect_with(&settings, Some(credentials), None, short).unwrap();
    let failed = network.create(&person(), CALL).await.unwrap_err();
    assert!(matches!(failed, Failure::Unknown { status: None, .. }), "{failed:?}");
    // A sign-in without answer leaves the write itself unsent.
    let failed = keyloop_as(&base, ApiVersion::V1, short).create(&person(), CALL).await;
    assert!(matches!(failed, Err(Failure::NotSent { .. })), "{failed:?}");
    keeper.abort();
}

#[tokio::test]
async fn throttling_is_said_with_its_time_for_reads_and_writes() {
    let server = Scripted::start(true, |_, _| {
        let dates = "date: Sun, 06 Nov 1994 08:49:37 GMT\r\n\
                     retry-after: Sun, 06 Nov 1994 08:49:49 GMT\r\n";
        answer(429, "text/plain", dates, "")
    })
    .await;
    let network = keyloop(&server.base());
    let wanted = Failure::Throttled { after: Some(Duration::from_secs(12)) };
    assert_eq!(write(network.as_ref()).await, wanted);
    // Another line: this one is not asked again before its time.
    let network = keyloop(&server.base());
    assert_eq!(network.search(&asked("sousa"), CALL).await.unwrap_err(), wanted);
}

#[tokio::test]
async fn ids_and_terms_are_encoded_and_every_call_carries_its_correlation_id() {
    let server = Scripted::start(true, |_, _| reply(404, "{}")).await;
    let network = keyloop(&server.base());
    let failed = network.fetch("a/b c?d", CALL).await.err().unwrap();
    assert_eq!(failed, Failure::Gone);
    let _ = network.search(&asked("x+y@b.example"), CALL).await;
    let seen = server.seen();
    assert!(seen[0].target.starts_with("/sample/sample/v1/customers/a%2Fb%20c%3Fd"), "{seen:?}");
    assert!(seen.iter().any(|s| s.target.contains("email=x%2By%40b.example")), "{seen:?}");
    for one in &seen {
        assert_eq!(one.header("correlation-id"), Some(CALL.to_string()));
        assert_eq!(one.header("authorization").as_deref(), Some("Bearer t"));
    }
    for bad in ["", ".", "..", "a\nb"] {
        let before = server.seen().len();
        let failed = network.fetch(bad, CALL).await.err().unwrap();
        assert!(matches!(failed, Failure::Unsupported { .. }), "{bad:?} {failed:?}");
        assert_eq!(server.seen().len(), before);
    }
}
