//! Keyloop v3 against the sandbox.

use std::sync::Arc;

use customer::{Channel, Line, Record, Section, Use};
use network::settings::ApiVersion;
use network::{DealerNetwork, Failure, Fetched};
use serde_json::{Value, json};

use crate::scripted::{Scripted, json as reply};
use crate::support::{Box_, CALL, asked, ids, keyloop_as, limits, now};

fn v3(sandbox: &Box_) -> Arc<dyn DealerNetwork> {
    keyloop_as(&sandbox.base(), ApiVersion::V3, limits())
}

fn anna() -> Value {
    json!({
        "names": {"familyName": "Virtanen", "givenName": "Anna", "titleCommon": "Ms"},
        "addresses": {"home": {"physicalAddress": {"streetName": "Mannerheimintie",
            "houseNumber": "12", "city": "Helsinki", "postalCode": "00100", "countryCode": "FI"}}},
        "communication": {"home": {"mobile": "040 1234567", "email": "anna@virtanen.example"}}
    })
}

#[tokio::test]
async fn a_search_is_free_text_and_its_rows_are_summaries() {
    let sandbox = Box_::start(100).await;
    let network = v3(&sandbox);
    let (id, _) = sandbox.customer(anna()).await;
    for term in ["Virtanen", "Virtanen Anna", "anna@virtanen.example", "Virtanen 4567"] {
        let found = network.search(&asked(term), CALL).await.unwrap();
        assert!(ids(&found.rows).contains(&id.as_str()), "{term}");
    }
    sandbox.forget_log().await;
    let found = network.search(&asked("Virtanen"), CALL).await.unwrap();
    assert!(found.complete);
    let requests = sandbox.requests().await;
    assert_eq!(requests.len(), 1);
    assert_eq!(requests[0]["path"], "/sample/sample/v3/customers");
    assert_eq!(requests[0]["headers"]["x-onbehalf-of"], "MSOUSA");
    assert_eq!(requests[0]["headers"]["correlation-id"], CALL.to_string());
}

#[tokio::test]
async fn what_the_free_text_may_not_look_into_is_never_a_whole_answer() {
    let sandbox = Box_::start(20).await;
    let network = v3(&sandbox);
    for term in ["LS1 4AP", "00100"] {
        assert!(!network.search(&asked(term), CALL).await.unwrap().complete, "{term}");
    }
}

#[tokio::test]
async fn a_detail_is_read_under_its_new_names() {
    let sandbox = Box_::start(20).await;
    let network = v3(&sandbox);
    let (id, _) = sandbox.customer(anna()).await;
    let record = network.fetch(&id, CALL).await.unwrap().record;
    assert_eq!(record.names.title.as_deref(), Some("Ms"));
    assert_eq!(record.display_name(), "Anna Virtanen");
    assert_eq!(record.addresses[0].city.as_deref(), Some("Helsinki"));
    assert_eq!(record.channels[0].value, "040 1234567");
    assert_eq!(network.fetch("99-99999", CALL).await.err(), Some(Failure::Gone));
}

#[tokio::test]
async fn no_edit_changes_nothing_and_one_edit_one_field() {
    let sandbox = Box_::start(40).await;
    let network = v3(&sandbox);
    let sections =
        [Section::Names, Section::Addresses, Section::Communication, Section::PersonalDetails];
    for (id, _) in sandbox.ids(40).await {
        let current = network.fetch(&id, CALL).await.unwrap();
        for section in sections {
            network.update(&current, section, &current.record, CALL).await.unwrap();
        }
    }
    assert_eq!(sandbox.effects().await, Vec::<Value>::new());
    let (id, _) = sandbox.customer(anna()).await;
    type Edit = fn(&mut Record);
    let edits: [(Section, &str, Edit); 4] = [
        (Section::Names, "titleCommon", |r| r.names.title = None),
        (Section::Addresses, "city", |r| r.addresses[0].city = Some("Espoo".into())),
        (Section::Communication, "mobile", |r| r.channels[0].value = "040 7654321".into()),
        (Section::PersonalDetails, "languageCode", |r| {
            r.personal_details.language_code = Some("sv-FI".into());
        }),
    ];
    for (section, field, edit) in edits {
        let current = network.fetch(&id, CALL).await.unwrap();
        let mut wanted = current.record.clone();
        edit(&mut wanted);
        sandbox.forget_log().await;
        network.update(&current, section, &wanted, CALL).await.unwrap();
        let requests = sandbox.requests().await;
        assert_eq!(requests.len(), 1);
        assert_eq!(requests[0]["method"], "PATCH");
        let changes = sandbox.changes().await;
        assert_eq!(changes.len(), 1, "{section:?} {changes:?}");
        assert!(changes[0].0.ends_with(field), "{changes:?}");
        let stored = network.fetch(&id, CALL).await.unwrap().record;
        assert_eq!(network::differences(section, &wanted, &stored, "FI"), []);
    }
}

#[tokio::test]
async fn a_change_answered_for_somebody_else_is_no_success() {
    for (body, right) in [
        (r#"{"customer":{"customerId":"01-1a"}}"#, true),
        ("{}", true),
        (r#"{"customer":{"customerId":"01-2"}}"#, false),
    ] {
        let server = Scripted::start(true, move |_, _| reply(200, body)).await;
        let network = keyloop_as(&server.base(), ApiVersion::V3, limits());
        let record = Record { id: Some("01-1a".into()), ..Record::default() };
        let current =
            Fetched { record: record.clone(), raw: json!({"customer": {}}), unread: vec![] };
        let answer = network.update(&current, Section::Names, &record, CALL).await;
        assert_eq!(answer.is_ok(), right, "{body} {answer:?}");
        assert_eq!(server.seen().len(), 1, "{body}: once, whatever came back");
    }
}

#[tokio::test]
async fn an_address_taken_away_leaves_no_other_behind() {
    let sandbox = Box_::start(20).await;
    let network = v3(&sandbox);
    let (id, _) = sandbox.customer(anna()).await;
    let current = network.fetch(&id, CALL).await.unwrap();
    assert_eq!(current.record.addresses.len(), 1, "and no postal one that says nothing");
    let wanted = Record { addresses: vec![], ..current.record.clone() };
    network.update(&current, Section::Addresses, &wanted, CALL).await.unwrap();
    assert_eq!(network.fetch(&id, CALL).await.unwrap().record.addresses, []);
}

#[tokio::test]
async fn where_there_is_no_patch_the_whole_customer_is_put() {
    for status in [405, 501] {
        let sandbox = Box_::start(20).await;
        let network = v3(&sandbox);
        let (id, _) = sandbox.customer(anna()).await;
        let current = network.fetch(&id, CALL).await.unwrap();
        sandbox
            .fault(json!({"match": {"network": "keyloop-v3", "method": "PATCH"},
                "kind": "status", "status": status, "body": {}}))
            .await;
        let mut wanted = current.record.clone();
        wanted.names.given_name = Some("Anne".into());
        sandbox.forget_log().await;
        network.update(&current, Section::Names, &wanted, CALL).await.unwrap();
        let methods: Vec<Value> =
            sandbox.requests().await.iter().map(|r| r["method"].clone()).collect();
        assert_eq!(methods, ["PATCH", "PUT"], "{status}");
        let changes = sandbox.changes().await;
        assert_eq!(changes.len(), 1, "{changes:?}");
    }
}

#[tokio::test]
async fn a_create_and_a_lookup_meet() {
    let sandbox = Box_::start(60).await;
    let network = v3(&sandbox);
    let mut person = Record::default();
    person.names.given_name = Some("Åsa".into());
    person.names.family_name = Some("Öberg".into());
    person.channels.push(Channel::phone(Use::Home, Line::Mobile, "+46 70 123 45 67"));
    let id = network.create(&person, CALL).await.unwrap().id.unwrap();
    let found = network.lookup(&person, CALL).await.unwrap();
    assert!(ids(&found.rows).contains(&id.as_str()));
    let stored = network.fetch(&id, CALL).await.unwrap().record;
    assert_eq!(network::differences(Section::Names, &person, &stored, "SE"), []);
    assert_eq!(network::differences(Section::Communication, &person, &stored, "SE"), []);
    let lines = network.check(now(), CALL).await;
    assert!(lines.len() == 8 && lines.iter().all(|line| line.ok), "{lines:?}");
}

#[tokio::test]
async fn what_v3_does_not_show_is_not_written() {
    let sandbox = Box_::start(20).await;
    let network = v3(&sandbox);
    for section in [Section::Identity, Section::Company, Section::Vehicles] {
        let failed = network.accepts(section, &Record::default());
        assert!(matches!(failed, Err(Failure::Unsupported { .. })), "{section:?}");
    }
}
