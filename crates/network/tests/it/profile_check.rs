//! A clean sandbox is as its profiles say; every seeded mismatch is found, and nobody's values are
//! told.

use std::sync::Arc;

use network::profile_check::ProfileReport;
use network::settings::{ApiVersion, Credentials, Settings};
use network::{DealerNetwork, Failure};
use serde_json::{Value, json};

use crate::support::{Box_, CALL, keyloop, keyloop_as, keyloop_settings, limits, mykaarma};

fn connected(sandbox: &Box_, network: &str) -> Arc<dyn DealerNetwork> {
    match network {
        "keyloop-v1" => keyloop(&sandbox.base()),
        "keyloop-v3" => keyloop_as(&sandbox.base(), ApiVersion::V3, limits()),
        _ => mykaarma(&sandbox.base()),
    }
}

fn kinds(report: &ProfileReport) -> Vec<&'static str> {
    let mut kinds: Vec<&str> = report.differences.iter().map(|one| one.kind).collect();
    kinds.dedup();
    kinds
}

#[tokio::test]
async fn a_clean_sandbox_is_as_its_profile_says() {
    for seed in [7, 8] {
        let sandbox = Box_::start(300).await;
        sandbox.post("reset", json!({"only": ["customers"], "seed": seed, "customers": 300})).await;
        for network in ["keyloop-v1", "keyloop-v3", "mykaarma"] {
            sandbox.forget_log().await;
            let report = connected(&sandbox, network).check_profile(CALL).await.unwrap();
            assert_eq!(report.differences, [], "{network} {seed}");
            assert_eq!(report.customers, 6, "{network}");
            // It only reads.
            assert!(sandbox.requests().await.iter().all(|one| one["method"] == "GET"));
            assert_eq!(sandbox.effects().await, Vec::<Value>::new());
        }
    }
}

/// What one customer's page says, in place of the sandbox's own.
fn detail(body: &Value) -> Value {
    json!({"match": {"network": "keyloop-v1", "route": "/customers/{id}"}, "when": {"nth": 1},
        "kind": "status", "status": 200, "body": body})
}

fn person(more: &Value) -> Value {
    let mut body = json!({"customerId": "1", "status": "ACTIVE",
        "names": {"familyName": "Sousa", "givenName": "Maria"}});
    for (name, value) in more.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

#[tokio::test]
async fn each_seeded_mismatch_is_found_and_only_that_one() {
    let nobody = |status: u16| {
        json!({"match": {"path_contains": "showroom-check"}, "kind": "status", "status": status,
            "body": {"message": "no Sousa"}})
    };
    let part = |name: &str| json!({"match": {"route": format!("/customers/{{id}}/{name}")}, "kind": "forbidden"});
    let sandbox = Box_::start(120).await;
    let (somebody, _) = sandbox.ids(1).await.remove(0);
    sandbox.forget_log().await;
    keyloop(&sandbox.base()).check_profile(CALL).await.unwrap();
    let all = sandbox.requests().await;
    let searches = all.iter().filter(|one| one["path"].as_str().unwrap().ends_with("/customers"));
    let queries = searches.map(|one| one["query"].as_str().unwrap().to_owned());
    let by_email = queries.take_while(|query| !query.starts_with("email=")).count() + 1;
    // The kind, the network, rules and faults of the sandbox.
    let table: Vec<(&str, &str, Value, Vec<Value>)> = vec![
        ("page_size", "keyloop-v1", json!({"page_size_max": 50}), vec![]),
        ("unknown_id", "keyloop-v1", json!({}), vec![nobody(400)]),
        ("unknown_id", "mykaarma", json!({"mykaarma_errors_in_200": true}), vec![]),
        ("section", "keyloop-v1", json!({}), vec![part("identity")]),
        ("section", "keyloop-v1", json!({}), vec![part("vehicles")]),
        ("consent", "keyloop-v1", json!({}), vec![part("privacy")]),
        (
            "date_form",
            "keyloop-v1",
            json!({}),
            vec![json!({"match": {"route": "/customers/{id}/identity"}, "kind": "status",
                "status": 200, "body": {"birthDate": "31.01.1980", "socialSecurityId": ""}})],
        ),
        (
            "value_not_listed",
            "keyloop-v1",
            json!({}),
            vec![detail(&person(&json!({"personalDetails": {"gender": "DIVERS"}})))],
        ),
        (
            "too_long",
            "keyloop-v1",
            json!({}),
            vec![detail(&person(&json!({"names": {"familyName": "Sousa".repeat(12)}})))],
        ),
        (
            "required",
            "keyloop-v1",
            json!({}),
            vec![detail(&person(&json!({"names": {"givenName": "Maria"}})))],
        ),
        (
            "slot",
            "keyloop-v1",
            json!({}),
            vec![detail(&person(
                &json!({"communication": {"home": {"mobile": ["07700 900123"]}}}),
            ))],
        ),
        (
            "paging",
            "keyloop-v1",
            json!({}),
            vec![json!({"match": {"network": "keyloop-v1", "route": "/customers"},
                "when": {"nth": 1}, "kind": "status", "status": 200,
                "body": {"items": [{"customerId": somebody}]}})],
        ),
        (
            "identifier",
            "keyloop-v1",
            json!({}),
            vec![json!({"match": {"network": "keyloop-v1", "route": "/customers"},
                "when": {"nth": 1}, "kind": "status", "status": 200,
                "body": {"items": [{"names": {"familyName": "Sousa"}}], "totalItems": 1}})],
        ),
        (
            "search",
            "keyloop-v1",
            json!({}),
            vec![json!({"match": {"network": "keyloop-v1", "route": "/customers"},
                "when": {"nth": by_email}, "kind": "status", "status": 200,
                "body": {"items": [], "totalItems": 0, "totalPages": 0}})],
        ),
        ("query_operator", "mykaarma", json!({"mykaarma_only_and": true}), vec![]),
        ("term_length", "mykaarma", json!({"mykaarma_term_limit": 20}), vec![]),
        (
            "phone_form",
            "mykaarma",
            json!({}),
            vec![
                json!({"match": {"network": "mykaarma", "route": "/customer/{uuid}"}, "kind": "status",
                "status": 200, "body": {"errors": [], "warnings": [], "customerWithVehicles": {
                    "customer": {"firstName": "Maria", "lastName": "Sousa",
                        "phoneNumbers": [{"phoneNumber": "0113 496 0000", "label": "home"}]}}}}),
            ],
        ),
        (
            "unknown_member",
            "keyloop-v3",
            json!({}),
            vec![json!({"match": {"network": "keyloop-v3", "route": "/customers/{id}"},
                "kind": "extra_fields"})],
        ),
        (
            "unknown_member",
            "mykaarma",
            json!({}),
            vec![json!({"match": {"network": "mykaarma"}, "kind": "extra_fields"})],
        ),
    ];
    for (kind, network, rules, faults) in table {
        sandbox.post("reset", json!({"only": ["faults", "rules"]})).await;
        sandbox.post("rules", rules).await;
        for fault in faults {
            sandbox.fault(fault).await;
        }
        let report = connected(&sandbox, network).check_profile(CALL).await.unwrap();
        println!("{kind} {network}: {:?}", report.differences);
        assert!(kinds(&report).contains(&kind), "{kind} {network}: {report:?}");
        // Where a fault stands in for every answer of a kind, other rules may see it too.
        let also: &[&str] = match kind {
            "identifier" | "phone_form" => &["unknown_id", "search", "identifier", "phone_form"],
            "paging" | "slot" => &["search", "paging", "slot"],
            _ => &[],
        };
        let others: Vec<&str> =
            kinds(&report).into_iter().filter(|one| *one != kind && !also.contains(one)).collect();
        assert!(others.is_empty(), "{kind} {network}: {:?}", report.differences);
        let text = serde_json::to_string(&report).unwrap().to_lowercase();
        for value in ["sousa", "maria", "divers", "31.01", "07700", "0113"] {
            assert!(!text.contains(value), "{value}: {text}");
        }
        assert!(report.differences.iter().all(|one| !one.set.is_empty()), "{report:?}");
    }
}

#[tokio::test]
async fn letters_the_profile_has_no_place_for_are_found_and_a_members_name_that_is_somebodys_is_not_told()
 {
    let sandbox = Box_::start(120).await;
    let body = person(&json!({"names": {"familyName": "Жукова"}, "maria": 1, "mariaSousa7": 2,
        "loyaltyTier": "gold", "Maria Sousa": 3, "names2": {"x": "maria"}}));
    let mut fault = detail(&body);
    fault["match"]["route"] = json!("/customers/{id}");
    sandbox.fault(fault).await;
    let mut settings = keyloop_settings(&sandbox.base(), ApiVersion::V1);
    settings.dms = "aswin".to_owned();
    let credentials =
        Credentials::Keyloop { client_id: "desk".into(), client_secret: "desk-secret".into() };
    let network =
        network::connect_with(&Settings::Keyloop(settings), Some(credentials), None, limits());
    let report = network.unwrap().check_profile(CALL).await.unwrap();
    let found: Vec<(&str, &str)> =
        report.differences.iter().map(|one| (one.kind, one.field.as_str())).collect();
    assert!(found.contains(&("charset", "charset")), "{found:?}");
    assert!(found.contains(&("unknown_member", "loyaltyTier")), "{found:?}");
    assert!(found.contains(&("unknown_member", "<member 11>")), "{found:?}");
    assert!(found.iter().all(|(_, field)| !field.contains(' ') || field.starts_with('<')));
}

#[tokio::test]
async fn a_network_that_does_not_answer_is_no_mismatch() {
    let sandbox = Box_::start(20).await;
    sandbox.fault(json!({"kind": "throttle", "retry_after": 30})).await;
    let report = keyloop(&sandbox.base()).check_profile(CALL).await;
    assert!(matches!(report, Err(Failure::Throttled { .. })), "{report:?}");
    let nobody = keyloop("http://127.0.0.1:9").check_profile(CALL).await;
    assert!(matches!(nobody, Err(Failure::NotSent { .. })), "{nobody:?}");
}
