//! Scripted faults, seen from the client's end of the wire.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::{Shop, json_of};

const SEARCH: &str = "/v1/customers?familyName=sousa";

async fn script(shop: &Shop, fault: Value) {
    shop.admin("POST", "/faults", fault).await;
}

fn person() -> Value {
    json!({"names": {"givenName": "Once", "familyName": "Only"}})
}

#[tokio::test]
async fn commit_then_drop_leaves_one_effect_and_no_answer() {
    let shop = Shop::open(20).await;
    script(
        &shop,
        json!({"match": {"network": "keyloop-v1", "method": "POST", "route": "/customers"},
        "when": {"nth": 1}, "kind": "drop", "at": "after"}),
    )
    .await;
    assert!(shop.keyloop("POST", "/v1/customers", Some(person())).await.is_err());
    assert_eq!(shop.effects().await.len(), 1);
    let log = shop.requests().await;
    let last = log.last().expect("an entry");
    assert_eq!((&last["status"], &last["fault"]), (&Value::Null, &json!("drop")));
    let (status, _) = json_of(shop.keyloop("POST", "/v1/customers", Some(person())).await).await;
    assert_eq!(status, 201, "only the first one");
}

#[tokio::test]
async fn a_drop_before_the_commit_changes_nothing_and_a_late_commit_comes_later() {
    let shop = Shop::open(20).await;
    script(&shop, json!({"when": {"nth": 1}, "match": {"method": "POST"}, "kind": "drop"})).await;
    assert!(shop.keyloop("POST", "/v1/customers", Some(person())).await.is_err());
    assert!(shop.effects().await.is_empty());
    shop.admin("DELETE", "/faults", Value::Null).await;
    script(&shop, json!({"match": {"method": "POST"}, "kind": "late_commit", "ms": 50})).await;
    assert!(shop.keyloop("POST", "/v1/customers", Some(person())).await.is_err());
    let deadline = Instant::now() + Duration::from_secs(5);
    while shop.effects().await.is_empty() {
        assert!(Instant::now() < deadline, "the commit never came");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn refusals_have_the_form_of_each_network() {
    let shop = Shop::open(20).await;
    let cases = [
        (json!({"kind": "gateway", "status": 503}), 503, "/fault/faultstring"),
        (json!({"kind": "quota"}), 500, "/fault/detail/errorcode"),
        (json!({"kind": "throttle"}), 429, "/errors/0/code"),
        (json!({"kind": "unauthorized"}), 401, "/fault/detail/errorcode"),
        (json!({"kind": "forbidden"}), 403, "/errors/0/code"),
        (json!({"kind": "not_found"}), 404, "/errors/0/code"),
        (json!({"kind": "locked"}), 409, "/errors/0/code"),
        (json!({"kind": "locked", "status": 423}), 423, "/errors/0/code"),
        (
            json!({"kind": "status", "status": 422, "body": {"errors": [{"code": "X"}]}}),
            422,
            "/errors/0/code",
        ),
    ];
    for (fault, status, pointer) in cases {
        script(&shop, fault.clone()).await;
        let (got, body) = json_of(shop.keyloop("GET", SEARCH, None).await).await;
        assert_eq!(got, status, "{fault}");
        assert!(body.pointer(pointer).is_some_and(Value::is_string), "{fault}: {body}");
        if status < 500 && fault["kind"] != "status" {
            let (got, body) =
                json_of(shop.mykaarma("GET", "/customer/listMinimal?searchTerm=a", None).await)
                    .await;
            assert_eq!(got, status);
            assert!(body["errors"][0]["errorCode"].is_u64(), "{fault}: {body}");
        }
        shop.admin("DELETE", "/faults", Value::Null).await;
    }
}

#[tokio::test]
async fn retry_after_comes_as_seconds_as_a_date_or_not_at_all() {
    let shop = Shop::open(20).await;
    for (wanted, check) in [(json!(7), "7"), (json!("date"), "GMT"), (Value::Null, "")] {
        script(&shop, json!({"kind": "throttle", "retry_after": wanted})).await;
        let answer = shop.keyloop("GET", SEARCH, None).await.expect("an answer");
        let header = answer.headers().get("retry-after").and_then(|v| v.to_str().ok());
        assert!(header.unwrap_or_default().ends_with(check), "{header:?}");
        assert_eq!(header.is_none(), check.is_empty());
        shop.admin("DELETE", "/faults", Value::Null).await;
    }
}

#[tokio::test]
async fn spoilt_answers_reach_the_client_as_spoilt() {
    let shop = Shop::open(60).await;
    let text = async |fault: Value| {
        script(&shop, fault).await;
        let answer = shop.keyloop("GET", SEARCH, None).await.expect("a head");
        let kind =
            answer.headers().get("content-type").map(|v| v.to_str().expect("text").to_owned());
        let body = answer.text().await;
        shop.admin("DELETE", "/faults", Value::Null).await;
        (kind.unwrap_or_default(), body)
    };
    let (kind, body) = text(json!({"kind": "html"})).await;
    assert!(kind.starts_with("text/html") && body.expect("text").contains("<form"));
    let (kind, body) = text(json!({"kind": "not_json"})).await;
    assert_eq!(kind, "application/json");
    assert!(serde_json::from_str::<Value>(&body.expect("text")).is_err());
    let (_, body) = text(json!({"kind": "wrong_shape"})).await;
    assert!(body.expect("text").starts_with('['));
    let (_, body) = text(json!({"kind": "huge", "bytes": 6_000_000})).await;
    assert!(body.expect("text").len() > 6_000_000);
    let (_, body) = text(json!({"kind": "truncate"})).await;
    assert!(body.is_err(), "the connection ends before the body does");
    let (_, body) = text(json!({"kind": "drip", "bytes": 200, "every_ms": 5})).await;
    assert!(serde_json::from_str::<Value>(&body.expect("text")).is_ok());
    let (_, body) = text(json!({"kind": "extra_fields"})).await;
    let body: Value = serde_json::from_str(&body.expect("text")).expect("JSON");
    assert!(body["items"][0]["names"]["xNewSinceYesterday"].is_object());
    let (_, body) = text(json!({"kind": "other_id"})).await;
    let body: Value = serde_json::from_str(&body.expect("text")).expect("JSON");
    let (maria, _) = shop.ids("Maria%20Sousa").await;
    assert_ne!(body["items"][0]["customerId"], json!(maria));
}

#[tokio::test]
async fn a_redirect_is_offered_and_a_delay_delays() {
    let shop = Shop::open(20).await;
    script(&shop, json!({"kind": "redirect", "times": 1})).await;
    let answer = shop.keyloop("GET", SEARCH, None).await.expect("an answer");
    assert_eq!((answer.status().as_u16(), answer.headers().contains_key("location")), (302, true));
    script(&shop, json!({"kind": "delay", "ms": 60, "at": "before", "times": 1})).await;
    let started = Instant::now();
    assert_eq!(json_of(shop.keyloop("GET", SEARCH, None).await).await.0, 200);
    assert!(started.elapsed() >= Duration::from_millis(60));
}

#[tokio::test]
async fn a_partial_write_says_success_and_loses_a_field() {
    let shop = Shop::open(20).await;
    let (id, _) = shop.ids("Mario%20Souza").await;
    script(
        &shop,
        json!({"match": {"route": "/update-names"}, "kind": "partial",
        "drop_fields": ["names.middleName"]}),
    )
    .await;
    let names =
        json!({"names": {"givenName": "Mario", "middleName": "Luis", "familyName": "Souza"}});
    let path = format!("/v1/customers/{id}/update-names");
    assert_eq!(json_of(shop.keyloop("POST", &path, Some(names)).await).await.0, 200);
    let stored = shop.admin("GET", &format!("/customers/{id}"), Value::Null).await;
    assert_eq!(stored["names"].get("middleName"), None);
}

#[tokio::test]
async fn a_stale_read_shows_the_state_before_the_last_write() {
    let shop = Shop::open(20).await;
    let (id, uuid) = shop.ids("Maria%20Sousa").await;
    let edit = json!({"section": "names", "fields": {"givenName": "Marie"}});
    shop.admin("POST", &format!("/customers/{id}/edit"), edit).await;
    script(&shop, json!({"kind": "stale_read"})).await;
    let (_, old) = json_of(shop.keyloop("GET", &format!("/v1/customers/{id}"), None).await).await;
    assert_eq!(old["names"]["givenName"], "Maria");
    let (_, old) = json_of(shop.mykaarma("GET", &format!("/customer/{uuid}"), None).await).await;
    assert_eq!(old["customerWithVehicles"]["customer"]["firstName"], "Maria");
    shop.admin("DELETE", "/faults", Value::Null).await;
    let (_, new) = json_of(shop.keyloop("GET", &format!("/v1/customers/{id}"), None).await).await;
    assert_eq!(new["names"]["givenName"], "Marie");
}

#[tokio::test]
async fn a_token_can_die_in_the_middle_of_a_session() {
    let mut shop = Shop::open(20).await;
    script(&shop, json!({"match": {"network": "keyloop"}, "kind": "revoke_token", "times": 1}))
        .await;
    assert_eq!(json_of(shop.keyloop("GET", SEARCH, None).await).await.0, 401);
    assert_eq!(json_of(shop.keyloop("GET", SEARCH, None).await).await.0, 401);
    shop.sign_in().await;
    assert_eq!(json_of(shop.keyloop("GET", SEARCH, None).await).await.0, 200);
}

#[tokio::test]
async fn a_header_asks_for_a_fault_on_one_request() {
    let shop = Shop::open(20).await;
    let url = shop.url(&format!("/sample/sample{SEARCH}"));
    let with = |fault: &'static str| {
        shop.http.get(&url).bearer_auth(&shop.token).header("x-sandbox-fault", fault).send()
    };
    assert_eq!(json_of(with(r#"{"kind":"gateway","status":504}"#).await).await.0, 504);
    assert_eq!(json_of(with(r#"{"kind":"nonsense"}"#).await).await.0, 400);
    assert_eq!(json_of(shop.keyloop("GET", SEARCH, None).await).await.0, 200);
}

#[tokio::test]
async fn the_network_goes_down_hangs_refuses_and_comes_back() {
    let shop = Shop::open(20).await;
    shop.admin("POST", "/network", json!({"state": "down"})).await;
    let error = shop.keyloop("GET", SEARCH, None).await.expect_err("no answer");
    assert!(!error.is_connect(), "the request went out: {error:?}");
    shop.admin("POST", "/network", json!({"state": "hang"})).await;
    let request = shop.keyloop("GET", SEARCH, None);
    assert!(tokio::time::timeout(Duration::from_millis(80), request).await.is_err());
    shop.admin("POST", "/network", json!({"state": "refuse"})).await;
    let deadline = Instant::now() + Duration::from_secs(5);
    loop {
        match shop.keyloop("GET", SEARCH, None).await {
            Err(error) if error.is_connect() => break,
            _ => assert!(Instant::now() < deadline, "the port never closed"),
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let admin = format!("{}/_sandbox/network", shop.sandbox.admin_url());
    let answer = shop.http.post(admin).json(&json!({"state": "up"})).send().await;
    assert_eq!(json_of(answer).await.0, 200);
    let deadline = Instant::now() + Duration::from_secs(5);
    loop {
        match shop.keyloop("GET", SEARCH, None).await {
            Ok(answer) if answer.status() == 200 => break,
            _ => assert!(Instant::now() < deadline, "the port never opened"),
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}
