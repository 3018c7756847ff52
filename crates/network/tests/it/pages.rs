//! How much of an answer is the whole of it: totals that say more than the pages hold, pages that
//! begin at nought, and pages that were cut off at somebody's limit.

use customer::{Channel, Record, Use};
use network::Failure;
use network::settings::ApiVersion;
use serde_json::{Value, json};

use crate::scripted::{Scripted, Seen, json as reply};
use crate::support::{CALL, asked, ids, keyloop, keyloop_as, limits, now};

fn by_email() -> Record {
    let channels = vec![Channel::email(Use::Home, "anna@virtanen.example")];
    Record { channels, ..Record::default() }
}

fn row(nth: usize) -> Value {
    json!({"customerId": format!("01-{nth}"), "names": {"familyName": "Virtanen"},
        "communication": {"home": {"email": "anna@virtanen.example"}}})
}

fn parameter(seen: &Seen, name: &str) -> Option<String> {
    let (_, query) = seen.target.split_once('?')?;
    query.split('&').find_map(|pair| {
        let (key, value) = pair.split_once('=')?;
        let value = percent_encoding::percent_decode_str(value).decode_utf8().ok()?;
        (key == name).then(|| value.into_owned())
    })
}

/// Answers each page with the rows the closure has for it.
async fn pages(more: Value, rows: impl Fn(i64) -> Vec<Value> + Send + Sync + 'static) -> Scripted {
    Scripted::start(true, move |seen, _| {
        let page = parameter(seen, "page").unwrap().parse().unwrap();
        let mut body = more.clone();
        body["items"] = rows(page).into();
        reply(200, &body.to_string())
    })
    .await
}

fn asked_pages(server: &Scripted) -> Vec<String> {
    server.seen().iter().filter_map(|seen| parameter(seen, "page")).collect()
}

#[tokio::test]
async fn a_total_that_says_more_than_the_pages_hold_is_never_a_whole_answer() {
    type Rows = fn(i64) -> Vec<Value>;
    let none: Rows = |_| Vec::new();
    let ends_early: Rows = |page| if page == 1 { vec![row(1), row(2)] } else { Vec::new() };
    let repeats: Rows = |_| vec![row(1), row(2)];
    for (name, more, rows, whole, found) in [
        ("nobody of seven", json!({"totalItems": 7, "totalPages": 1}), none, false, 0),
        ("two of seven", json!({"totalItems": 7, "totalPages": 1}), ends_early, false, 2),
        ("two of seven, over and over", json!({"totalItems": 7}), repeats, false, 2),
        ("all of two", json!({"totalItems": 2, "totalPages": 1}), repeats, true, 2),
        ("nobody", json!({"totalItems": 0, "totalPages": 0}), none, true, 0),
        ("no total", json!({}), ends_early, true, 2),
    ] {
        let server = pages(more, rows).await;
        let answer = keyloop(&server.base()).lookup(&by_email(), CALL).await.unwrap();
        assert_eq!((answer.complete, answer.rows.len()), (whole, found), "{name}");
        let asked = asked_pages(&server);
        assert!(asked.len() <= 3, "{name}: {asked:?}");
        assert!(asked.iter().filter(|page| *page == "0").count() <= 1, "{name}: {asked:?}");
    }
}

#[tokio::test]
async fn pages_that_begin_at_zero_are_read_from_there() {
    let more = json!({"totalItems": 3, "totalPages": 1});
    let server = pages(more, |page| if page == 0 { vec![row(1), row(2), row(3)] } else { vec![] });
    let server = server.await;
    let found = keyloop(&server.base()).lookup(&by_email(), CALL).await.unwrap();
    assert_eq!((found.complete, found.rows.len()), (true, 3));
    assert_eq!(asked_pages(&server), ["1", "0"]);
    // Three pages of them, of which the first one is number nought.
    let more = json!({"totalItems": 250, "totalPages": 3});
    let server = pages(more, |page| {
        let from = usize::try_from(page).unwrap() * 100;
        (from..250.min(from + 100)).map(row).collect()
    })
    .await;
    let found = keyloop(&server.base()).lookup(&by_email(), CALL).await.unwrap();
    assert!(found.rows.len() >= 200 && !found.complete);
    let more = json!({"totalPages": 2});
    let server =
        pages(
            more,
            |page| if page < 2 { vec![row(1 + usize::try_from(page).unwrap())] } else { vec![] },
        );
    let server = server.await;
    let found = keyloop(&server.base()).lookup(&by_email(), CALL).await.unwrap();
    assert_eq!((found.complete, found.rows.len()), (true, 2));
}

#[tokio::test]
async fn a_page_zero_that_is_refused_leaves_what_was_found() {
    let server = Scripted::start(true, |seen, _| match parameter(seen, "page").as_deref() {
        Some("0") => reply(400, r#"{"errors":[{"message":"page must be 1 or more"}]}"#),
        Some("1") => reply(200, &json!({"totalItems": 7, "items": [row(1)]}).to_string()),
        _ => reply(200, r#"{"totalItems":7,"items":[]}"#),
    })
    .await;
    let found = keyloop(&server.base()).lookup(&by_email(), CALL).await.unwrap();
    assert_eq!((found.complete, ids(&found.rows)), (false, vec!["01-1"]));
}

#[tokio::test]
async fn a_search_answer_that_counts_nobody_is_empty_without_its_list() {
    for body in [r#"{"totalItems":0}"#, r#"{"totalItems":"0","totalPages":0,"items":null}"#] {
        let server = Scripted::start(true, move |_, _| reply(200, body)).await;
        for version in [ApiVersion::V1, ApiVersion::V3] {
            let network = keyloop_as(&server.base(), version, limits());
            let found = network.search(&asked("anna@virtanen.example"), CALL).await.unwrap();
            assert!(found.complete && found.rows.is_empty(), "{version:?} {body}");
            assert!(
                network
                    .check(now(), CALL)
                    .await
                    .iter()
                    .all(|line| { line.step != "search" || line.ok })
            );
        }
    }
    let server = Scripted::start(true, |_, _| reply(200, r#"{"totalItems":3}"#)).await;
    let failed = keyloop(&server.base()).search(&asked("a@b.example"), CALL).await;
    assert!(matches!(failed, Err(Failure::Unreadable { .. })), "{failed:?}");
}

#[tokio::test]
async fn a_search_that_is_answered_404_in_words_is_the_networks_own_refusal() {
    let body = r#"{"errors":[{"code":"NOT_FOUND","message":"no customer matches"}]}"#;
    let server = Scripted::start(true, move |_, _| reply(404, body)).await;
    for version in [ApiVersion::V1, ApiVersion::V3] {
        let network = keyloop_as(&server.base(), version, limits());
        let failed = network.lookup(&by_email(), CALL).await.unwrap_err();
        let Failure::Refused { status: 404, refusals } = failed else { panic!("{failed:?}") };
        assert_eq!(refusals[0].message, "no customer matches");
        assert!(matches!(network.probe(CALL).await, Err(Failure::Refused { .. })));
    }
}

fn summary(nth: usize, name: &str) -> Value {
    json!({"customerId": format!("01-{nth}"), "name": name, "communications": {}})
}

#[tokio::test]
async fn a_page_of_v3_that_may_have_been_cut_off_is_never_a_whole_answer() {
    for (rows, whole) in [
        (0, true),
        (3, true),
        (9, true),
        (10, false),
        (13, true),
        (20, false),
        (25, false),
        (32, false),
        (50, false),
    ] {
        let server = Scripted::start(true, move |_, _| {
            let rows: Vec<Value> = (0..rows).map(|nth| summary(nth, "Anna Virtanen")).collect();
            reply(200, &json!({"customers": rows}).to_string())
        })
        .await;
        let network = keyloop_as(&server.base(), ApiVersion::V3, limits());
        let found = network.search(&asked("Virtanen"), CALL).await.unwrap();
        assert_eq!(found.complete, whole, "{rows}");
    }
}

#[tokio::test]
async fn whoever_hides_behind_a_cut_off_family_name_is_looked_up_by_the_whole_name() {
    let server = Scripted::start(true, |seen, _| {
        let many = || (1..=20).map(|nth| summary(nth, &format!("Bo{nth} Smith"))).collect();
        let rows: Vec<Value> = match parameter(seen, "freeTextSearch").as_deref() {
            Some("Smith") => many(),
            Some("Anna Smith") => vec![summary(77, "Anna Smith")],
            _ => {
                let id = seen.target.rsplit('/').next().unwrap();
                let given = if id == "01-77" { "Anna" } else { "Bo" };
                let body = json!({"customer": {"customerId": id,
                    "individual": {"givenName": given, "familyName": "Smith"}}});
                return reply(200, &body.to_string());
            }
        };
        reply(200, &json!({"customers": rows}).to_string())
    })
    .await;
    let network = keyloop_as(&server.base(), ApiVersion::V3, limits());
    let mut person = Record::default();
    person.names.given_name = Some("Anna".into());
    person.names.family_name = Some("Smith".into());
    let found = network.lookup(&person, CALL).await.unwrap();
    assert!(ids(&found.rows).contains(&"01-77"), "{:?}", ids(&found.rows));
    assert!(!found.complete);
}
