//! A write reads what its section needs, once: a part that was refused for the number of requests
//! is asked for again, and the others are not.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use customer::Section;
use network::Failure;
use network::settings::ApiVersion;
use serde_json::json;

use crate::scripted::{self, Scripted, answer};
use crate::support::{Box_, CALL, keyloop, keyloop_as, limits, mykaarma};

#[tokio::test]
async fn a_section_reads_the_customer_and_what_is_below_it_for_that_section_alone() {
    let sandbox = Box_::start(20).await;
    let network = keyloop(&sandbox.base());
    let (id, _) = sandbox.ids(1).await[0].clone();
    let whole = network.fetch(&id, CALL).await.unwrap().record;
    for (section, below) in [
        (Section::Names, None),
        (Section::Addresses, None),
        (Section::PersonalDetails, None),
        (Section::Identity, Some("identity")),
        (Section::Communication, Some("privacy")),
        (Section::Vehicles, Some("vehicles")),
        (Section::Company, Some("companies")),
    ] {
        sandbox.forget_log().await;
        let part = network.fetch_sections(&id, &[section], CALL).await.unwrap();
        assert!(part.sections.contains(&section) && !part.is_whole(), "{section:?}");
        for read in &part.sections {
            assert_eq!(part.fetched.record.section(*read), whole.section(*read), "{read:?}");
        }
        let requests = sandbox.requests().await;
        let paths: Vec<&str> = requests.iter().map(|one| one["path"].as_str().unwrap()).collect();
        let mut wanted = vec![format!("/customers/{id}")];
        wanted.extend(below.map(|below| format!("/customers/{id}/{below}")));
        assert_eq!(paths.len(), wanted.len(), "{section:?}: {paths:?}");
        for end in wanted {
            assert!(paths.iter().any(|path| path.ends_with(&end)), "{section:?}: {paths:?}");
        }
    }
    let all = network.fetch_sections(&id, &Section::ALL, CALL).await.unwrap();
    assert!(all.is_whole() && all.fetched.record == whole);
}

#[tokio::test]
async fn where_one_answer_holds_everything_it_is_whole() {
    let sandbox = Box_::start(20).await;
    let (id, uuid) = sandbox.ids(1).await[0].clone();
    let v3 = keyloop_as(&sandbox.base(), ApiVersion::V3, limits());
    for (network, id) in [(v3, id), (mykaarma(&sandbox.base()), uuid)] {
        sandbox.forget_log().await;
        let part = network.fetch_sections(&id, &[Section::Names], CALL).await.unwrap();
        assert!(part.is_whole());
        assert_eq!(sandbox.requests().await.len(), 1);
    }
}

/// Answers every part, but the first question for an identity with a wait of so many seconds.
async fn throttling_identity(seconds: &'static str) -> Scripted {
    let refused = Arc::new(Mutex::new(false));
    Scripted::start(true, move |seen, _| {
        if seen.target.ends_with("/identity") {
            let mut refused = refused.lock().unwrap();
            if !std::mem::replace(&mut *refused, true) {
                return answer(429, "application/json", seconds, "{}");
            }
            return scripted::json(200, r#"{"birthDate":"1980-01-31T00:00:00Z"}"#);
        }
        scripted::json(200, r#"{"customerId":"01-1","items":[]}"#)
    })
    .await
}

#[tokio::test]
async fn a_part_that_was_refused_is_asked_for_again_and_the_others_are_kept() {
    let server = throttling_identity("retry-after: 1\r\n").await;
    let network = keyloop(&server.base());
    let told: Arc<Mutex<Vec<Duration>>> = Arc::default();
    let heard = Arc::clone(&told);
    network.when_told_to_wait(Arc::new(move |wait| {
        heard.lock().unwrap().push(wait);
        Box::pin(async {})
    }));
    let part = network.fetch_sections("01-1", &Section::ALL, CALL).await.unwrap();
    assert_eq!(part.fetched.record.identity.birth_date.as_deref(), Some("1980-01-31"));
    let seen = server.seen();
    for path in ["01-1", "companies", "vehicles", "privacy"] {
        let times = seen.iter().filter(|one| one.target.ends_with(path)).count();
        assert_eq!(times, 1, "{path}");
    }
    assert_eq!(seen.len(), 6);
    let told = told.lock().unwrap().clone();
    assert!(told.contains(&Duration::from_secs(1)), "{told:?}");
}

#[tokio::test]
async fn a_long_wait_is_the_callers_and_so_is_any_wait_of_somebody_who_looks_on() {
    let server = throttling_identity("retry-after: 60\r\n").await;
    let failed = keyloop(&server.base()).fetch_sections("01-1", &Section::ALL, CALL).await.err();
    assert_eq!(failed, Some(Failure::Throttled { after: Some(Duration::from_secs(60)) }));
    let server = throttling_identity("retry-after: 1\r\n").await;
    let failed = keyloop(&server.base()).fetch("01-1", CALL).await.err();
    assert!(matches!(failed, Some(Failure::Throttled { .. })), "{failed:?}");
    assert!(server.seen().len() <= 5);
}

#[tokio::test]
async fn after_a_refusal_for_their_number_requests_follow_one_another_and_few_are_refused() {
    for limit in [3, 5] {
        let sandbox = Box_::start(40).await;
        sandbox.post("rules", json!({"rate_limit_per_second": limit})).await;
        let network = keyloop(&sandbox.base());
        for (id, _) in sandbox.ids(4).await {
            network.fetch_sections(&id, &Section::ALL, CALL).await.unwrap();
        }
        let requests = sandbox.requests().await;
        let refused = requests.iter().filter(|one| one["status"] == 429).count();
        assert!(refused <= 6, "{limit}: {refused} of {}", requests.len());
        assert_eq!(requests.len() - refused, 20, "{limit}: no part was read twice");
    }
}

#[tokio::test]
async fn who_somebody_is_is_found_out_under_a_limit_too() {
    let sandbox = Box_::start(40).await;
    let (id, uuid) = sandbox.ids(1).await[0].clone();
    let v3 = keyloop_as(&sandbox.base(), ApiVersion::V3, limits());
    for (network, id) in
        [(keyloop(&sandbox.base()), &id), (v3, &id), (mykaarma(&sandbox.base()), &uuid)]
    {
        sandbox.post("rules", json!({"rate_limit_per_second": 0})).await;
        let person = network.fetch(id, CALL).await.unwrap().record;
        let free = network.lookup(&person, CALL).await.unwrap();
        sandbox.post("rules", json!({"rate_limit_per_second": 2})).await;
        sandbox.forget_log().await;
        let found = network.lookup(&person, CALL).await.unwrap();
        assert_eq!(found.rows.len(), free.rows.len());
        let requests = sandbox.requests().await;
        let refused = requests.iter().filter(|one| one["status"] == 429).count();
        assert!(refused <= 6, "{refused} of {}", requests.len());
    }
}

#[tokio::test]
async fn a_vehicle_that_says_nothing_is_none() {
    let server = Scripted::start(true, |seen, _| {
        scripted::json(
            200,
            if seen.target.ends_with("/vehicles") {
                r#"{"items":[{},{"vehicleId":"","identification":{"vin":"","licensePlate":null},
                   "description":{}},{"identification":{"licensePlate":"AB12 CDE"}}]}"#
            } else {
                r#"{"customerId":"01-1"}"#
            },
        )
    })
    .await;
    let record = keyloop(&server.base()).fetch("01-1", CALL).await.unwrap().record;
    assert_eq!(record.vehicles.len(), 1);
    assert_eq!(record.vehicles[0].license_plate.as_deref(), Some("AB12 CDE"));
}
