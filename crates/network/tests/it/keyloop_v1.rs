//! Keyloop v1 against the sandbox: all eleven calls, by what its request log saw.

use customer::{Address, Channel, ChannelKind, ConsentState, Kind, Line, Record, Section, Use};
use network::Failure;
use serde_json::{Value, json};

use crate::support::{Box_, CALL, asked, ids, keyloop, names, now};

fn routes(requests: &[Value]) -> Vec<String> {
    let mut routes: Vec<String> = requests
        .iter()
        .map(|r| {
            let path = r["path"].as_str().unwrap();
            format!("{} {}", r["method"].as_str().unwrap(), path.replace("/sample/sample/v1", ""))
        })
        .collect();
    routes.sort();
    routes
}

fn body(request: &Value) -> Value {
    match &request["body"] {
        Value::String(text) => serde_json::from_str(text).unwrap(),
        other => other.clone(),
    }
}

fn anna() -> Value {
    json!({
        "names": {"familyName": "Virtanen", "givenName": "Anna", "middleName": "Liisa",
                  "titleCommon": "Ms"},
        "addresses": {"home": {"physicalAddress": {"streetName": "Mannerheimintie",
            "houseNumber": "12", "city": "Helsinki", "postalCode": "00100", "countryCode": "FI"}}},
        "communication": {"home": {"mobile": "040 1234567", "email": "anna@virtanen.example"}},
        "identity": {"birthDate": "1980-01-31T00:00:00Z", "socialSecurityId": "310180-999X"},
        "personalDetails": {"gender": "FEMALE", "languageCode": "fi-FI",
                            "drivingLicenceNumber": "FI-1"}
    })
}

#[tokio::test]
async fn a_fetch_reads_the_customer_and_its_four_parts() {
    let sandbox = Box_::start(40).await;
    let network = keyloop(&sandbox.base());
    let (id, _) = sandbox.customer(anna()).await;
    sandbox.forget_log().await;
    let fetched = network.fetch(&id, CALL).await.unwrap();
    let record = &fetched.record;
    assert_eq!(record.id.as_deref(), Some(id.as_str()));
    assert_eq!(record.names.title.as_deref(), Some("Ms"));
    assert_eq!(record.display_name(), "Anna Liisa Virtanen");
    assert_eq!(record.identity.birth_date.as_deref(), Some("1980-01-31"));
    assert_eq!(record.personal_details.gender.as_deref(), Some("FEMALE"));
    assert_eq!(record.personal_details.other["drivingLicenceNumber"], "FI-1");
    assert_eq!(record.addresses[0].house_number.as_deref(), Some("12"));
    // "" is nothing: no member of the record holds one.
    let text = serde_json::to_string(record).unwrap();
    assert!(!text.contains(r#":"""#), "{text}");
    let requests = sandbox.requests().await;
    let wanted: Vec<String> = ["", "/companies", "/identity", "/privacy", "/vehicles"]
        .map(|part| format!("GET /customers/{id}{part}"))
        .into();
    assert_eq!(routes(&requests), wanted);
    for request in &requests {
        assert_eq!(request["headers"]["correlation-id"], CALL.to_string());
    }
}

#[tokio::test]
async fn an_unknown_id_is_gone_for_reads_and_writes() {
    let sandbox = Box_::start(20).await;
    let network = keyloop(&sandbox.base());
    assert_eq!(network.fetch("99-99999", CALL).await.err(), Some(Failure::Gone));
    let (id, _) = sandbox.customer(anna()).await;
    let current = network.fetch(&id, CALL).await.unwrap();
    sandbox.post(&format!("customers/{id}/delete"), json!({})).await;
    let failed = network.update(&current, Section::Names, &current.record, CALL).await;
    assert_eq!(failed, Err(Failure::Gone));
}

#[tokio::test]
async fn every_update_sends_its_whole_section_and_changes_one_field() {
    let sandbox = Box_::start(20).await;
    let network = keyloop(&sandbox.base());
    let (id, _) = sandbox.customer(anna()).await;
    type Edit = fn(&mut Record);
    let edits: [(Section, &str, Edit); 5] = [
        (Section::Names, "middleName", |r| r.names.middle_name = None),
        (Section::Addresses, "city", |r| r.addresses[0].city = Some("Espoo".into())),
        (Section::Communication, "mobile", |r| r.channels[0].value = "040 7654321".into()),
        (Section::Identity, "birthDate", |r| r.identity.birth_date = Some("1981-02-28".into())),
        (Section::PersonalDetails, "occupation", |r| {
            r.personal_details.occupation = Some("Teacher".into());
        }),
    ];
    for (section, field, edit) in edits {
        let current = network.fetch(&id, CALL).await.unwrap();
        let mut wanted = current.record.clone();
        edit(&mut wanted);
        sandbox.forget_log().await;
        network.update(&current, section, &wanted, CALL).await.unwrap();
        let requests = sandbox.requests().await;
        assert_eq!(routes(&requests), [format!("POST /customers/{id}/update-{}", section.word())]);
        let changes = sandbox.changes().await;
        assert_eq!(changes.len(), 1, "{section:?} {changes:?}");
        assert!(changes[0].0.ends_with(field), "{section:?} {changes:?}");
        let stored = network.fetch(&id, CALL).await.unwrap().record;
        assert_eq!(network::differences(section, &wanted, &stored, "FI"), []);
        match section {
            // Cleared is an empty text, never left out and never null.
            Section::Names => assert_eq!(body(&requests[0])["names"]["middleName"], ""),
            Section::Identity => {
                assert_eq!(body(&requests[0])["birthDate"], "1981-02-28T00:00:00Z");
                assert_eq!(body(&requests[0])["socialSecurityId"], "310180-999X");
            }
            _ => {}
        }
    }
}

#[tokio::test]
async fn no_edit_of_any_customer_changes_anything_on_the_server() {
    let sandbox = Box_::start(60).await;
    let network = keyloop(&sandbox.base());
    for (id, _) in sandbox.ids(60).await {
        let current = network.fetch(&id, CALL).await.unwrap();
        for section in [
            Section::Names,
            Section::Addresses,
            Section::Communication,
            Section::Identity,
            Section::PersonalDetails,
        ] {
            // The record's way through JSON is part of the trip.
            let text = serde_json::to_string(&current.record).unwrap();
            let record: Record = serde_json::from_str(&text).unwrap();
            network.update(&current, section, &record, CALL).await.unwrap();
        }
    }
    assert_eq!(sandbox.effects().await, Vec::<Value>::new());
}

#[tokio::test]
async fn a_removed_address_and_channel_are_cleared_and_the_others_stay() {
    let sandbox = Box_::start(20).await;
    let network = keyloop(&sandbox.base());
    let (id, _) = sandbox.customer(anna()).await;
    let current = network.fetch(&id, CALL).await.unwrap();
    let mut wanted = current.record.clone();
    wanted.addresses.clear();
    network.update(&current, Section::Addresses, &wanted, CALL).await.unwrap();
    wanted.channels.retain(|channel| channel.kind == ChannelKind::Email);
    network.update(&current, Section::Communication, &wanted, CALL).await.unwrap();
    let stored = network.fetch(&id, CALL).await.unwrap().record;
    assert!(stored.addresses.is_empty());
    assert_eq!(stored.channels.len(), 1);
    assert_eq!(stored.channels[0].value, "anna@virtanen.example");
}

#[tokio::test]
async fn a_create_brings_the_id_and_stores_everything_it_was_given() {
    let sandbox = Box_::start(20).await;
    let network = keyloop(&sandbox.base());
    let mut person = Record::default();
    person.names.given_name = Some("Jürgen".into());
    person.names.family_name = Some("Müller-Lüdenscheidt".into());
    person.identity.birth_date = Some("1970-12-31".into());
    person.personal_details.gender = Some("MALE".into());
    person.channels = vec![
        Channel::phone(Use::Work, Line::Mobile, "+49 170 1234567"),
        Channel::email(Use::Home, "j@example.de"),
    ];
    person.addresses = vec![Address {
        kind: Some("postal".into()),
        po_box_number: Some("77".into()),
        city: Some("Köln".into()),
        postal_code: Some("50667".into()),
        country_code: Some("DE".into()),
        ..Address::default()
    }];
    sandbox.forget_log().await;
    let created = network.create(&person, CALL).await.unwrap();
    let requests = sandbox.requests().await;
    assert_eq!(routes(&requests), ["POST /customers"]);
    let sent = body(&requests[0]);
    assert!(sent["names"].get("middleName").is_none(), "{sent}");
    let effects = sandbox.effects().await;
    assert_eq!(effects.len(), 1);
    assert_eq!(effects[0]["correlationId"], CALL.to_string());
    let id = created.id.unwrap();
    let stored = network.fetch(&id, CALL).await.unwrap().record;
    for section in Section::ALL {
        assert_eq!(network::differences(section, &person, &stored, "DE"), [], "{section:?}");
    }
}

#[tokio::test]
async fn what_has_no_place_is_refused_before_anything_is_sent() {
    let sandbox = Box_::start(20).await;
    let network = keyloop(&sandbox.base());
    let (id, _) = sandbox.customer(anna()).await;
    let current = network.fetch(&id, CALL).await.unwrap();
    sandbox.forget_log().await;
    let mut wanted = current.record.clone();
    wanted.channels.push(Channel::phone(Use::Home, Line::Mobile, "040 999"));
    let failed = network.update(&current, Section::Communication, &wanted, CALL).await;
    let Err(Failure::Refused { refusals, .. }) = failed else { panic!("{failed:?}") };
    assert_eq!(refusals[0].field.as_deref(), Some("channels[2]"));
    assert_eq!(
        network.accepts(Section::Communication, &wanted).is_err(),
        network.accepts(Section::Vehicles, &wanted).is_err()
    );
    for section in [Section::Company, Section::Vehicles] {
        let failed = network.update(&current, section, &wanted, CALL).await;
        assert!(matches!(failed, Err(Failure::Unsupported { .. })), "{failed:?}");
    }
    let nameless = network.create(&Record::default(), CALL).await;
    assert!(matches!(nameless, Err(Failure::Refused { status: 0, .. })), "{nameless:?}");
    assert_eq!(sandbox.requests().await, Vec::<Value>::new());
}

#[tokio::test]
async fn the_network_refusal_names_the_field_of_the_record() {
    let sandbox = Box_::start(20).await;
    let network = keyloop(&sandbox.base());
    let (id, _) = sandbox.customer(anna()).await;
    let current = network.fetch(&id, CALL).await.unwrap();
    let mut wanted = current.record.clone();
    wanted.names.family_name = Some("x".repeat(80));
    let failed = network.update(&current, Section::Names, &wanted, CALL).await;
    let Err(Failure::Refused { status: 400, refusals }) = failed else { panic!("{failed:?}") };
    assert_eq!(refusals[0].field.as_deref(), Some("names.familyName"));
}

#[tokio::test]
async fn a_search_finds_by_name_channel_postcode_and_by_parts_together() {
    let sandbox = Box_::start(300).await;
    let network = keyloop(&sandbox.base());
    let (id, _) = sandbox.customer(anna()).await;
    for term in [
        "Virtanen",
        "virtanen anna",
        "Anna Virtanen",
        "+358 40 1234567",
        "anna@virtanen.example",
        "Virtanen 4567",
        "Virtanen anna@virtanen.example",
        &id,
    ] {
        let found = network.search(&asked(term), CALL).await.unwrap();
        assert!(ids(&found.rows).contains(&id.as_str()), "{term}: {:?}", names(&found.rows));
    }
    let found = network.search(&asked("sou 4417"), CALL).await.unwrap();
    assert_eq!(names(&found.rows), ["Maria Sousa", "Mario Souza"]);
    // A town, or a word inside a name, would not have been found: nobody is no proof.
    let nobody = network.search(&asked("Qqqqqzzz"), CALL).await.unwrap();
    assert!(nobody.rows.is_empty() && !nobody.complete);
    let nobody = network.search(&asked("nobody@virtanen.example"), CALL).await.unwrap();
    assert!(nobody.rows.is_empty() && nobody.complete);
    let no_vins = network.search(&asked("WVWZZZ1KZ6W650709"), CALL).await.unwrap();
    assert!(!no_vins.complete);
    // Digits of a phone, or the end of a VIN: only one of them was looked up.
    assert!(!network.search(&asked("12345678"), CALL).await.unwrap().complete);
}

#[tokio::test]
async fn a_search_pages_up_to_what_is_wanted_and_says_when_there_is_more() {
    let sandbox = Box_::start(20).await;
    let network = keyloop(&sandbox.base());
    for nth in 0..130 {
        let body = json!({"names": {"familyName": "Zzyzx", "givenName": format!("N{nth}")}});
        sandbox.customer(body).await;
    }
    let mut question = asked("Zzyzx");
    question.limit = 500;
    sandbox.forget_log().await;
    let found = network.search(&question, CALL).await.unwrap();
    assert_eq!((found.rows.len(), found.complete), (130, true));
    let requests = sandbox.requests().await;
    assert!(
        requests
            .iter()
            .any(|r| r["query"].to_string().contains("page=2") || r["query"]["page"] == "2"),
        "{requests:?}"
    );
    question.limit = 20;
    let found = network.search(&question, CALL).await.unwrap();
    assert_eq!((found.rows.len(), found.complete), (20, false));
}

#[tokio::test]
async fn a_lookup_finds_everybody_who_shares_name_phone_or_email() {
    let sandbox = Box_::start(100).await;
    let network = keyloop(&sandbox.base());
    let (anna_id, _) = sandbox.customer(anna()).await;
    let (partner, _) = sandbox
        .customer(json!({
            "names": {"familyName": "Nieminen", "givenName": "Pekka"},
            "communication": {"work": {"landline": "+358401234567"}}
        }))
        .await;
    let (swapped, _) =
        sandbox.customer(json!({"names": {"familyName": "Anna", "givenName": "Virtanen"}})).await;
    let mut person = Record { kind: Kind::Person, ..Record::default() };
    person.names.given_name = Some("Anna".into());
    person.names.family_name = Some("VIRTANEN".into());
    person.channels.push(Channel::phone(Use::Home, Line::Mobile, "+358 40 1234567"));
    let found = network.lookup(&person, CALL).await.unwrap();
    let found_ids = ids(&found.rows);
    for id in [&anna_id, &partner, &swapped] {
        assert!(found_ids.contains(&id.as_str()), "{id} in {:?}", names(&found.rows));
    }
    assert!(found.complete);
    assert!(!network.lookup(&Record::default(), CALL).await.unwrap().complete);
}

#[tokio::test]
async fn consents_are_read_from_privacy_and_never_sent() {
    let sandbox = Box_::start(120).await;
    let network = keyloop(&sandbox.base());
    let mut seen = 0;
    for (id, _) in sandbox.ids(120).await {
        let current = network.fetch(&id, CALL).await.unwrap();
        let Some(at) = current.record.channels.iter().position(|c| !c.consent.is_empty()) else {
            continue;
        };
        seen += 1;
        let mut wanted = current.record.clone();
        let way = wanted.channels[at].consent.keys().next().unwrap().clone();
        let other = match wanted.channels[at].consent[&way] {
            ConsentState::Denied => ConsentState::Agreed,
            ConsentState::Agreed | ConsentState::Unknown => ConsentState::Denied,
        };
        wanted.channels[at].consent.insert(way, other);
        sandbox.forget_log().await;
        let warnings =
            network.update(&current, Section::Communication, &wanted, CALL).await.unwrap();
        assert_eq!(warnings.len(), 1, "{warnings:?}");
        let sent = body(&sandbox.requests().await[0]).to_string();
        assert!(!sent.contains("AGREED") && !sent.contains("DENIED"), "{sent}");
        if seen == 3 {
            return;
        }
    }
    panic!("only {seen} customers with consents");
}

#[tokio::test]
async fn faults_of_the_sandbox_mean_what_the_matrix_says() {
    let sandbox = Box_::start(20).await;
    let network = keyloop(&sandbox.base());
    let (id, _) = sandbox.customer(anna()).await;
    let current = network.fetch(&id, CALL).await.unwrap();
    let route = "/customers/{id}/update-names";
    for (fault, wanted) in [
        (json!({"kind": "locked"}), "locked"),
        (json!({"kind": "forbidden"}), "permission"),
        (json!({"kind": "quota", "status": 500}), "throttled"),
        (json!({"kind": "throttle", "retry_after": 3}), "throttled 3"),
        (json!({"kind": "gateway", "status": 503}), "unknown"),
        (json!({"kind": "gateway", "status": 504}), "unknown"),
        (json!({"kind": "drop", "at": "after"}), "unknown"),
        (json!({"kind": "drop", "at": "before"}), "unknown"),
        (json!({"kind": "html"}), "not the network"),
        (json!({"kind": "truncate"}), "unknown"),
        (json!({"kind": "redirect", "location": "/x"}), "unknown"),
        (json!({"kind": "not_found"}), "gone"),
        (json!({"kind": "unauthorized", "times": 1}), "done"),
        (json!({"kind": "revoke_token", "times": 1}), "done"),
    ] {
        sandbox.post("reset", json!({"only": ["faults", "requests"]})).await;
        let mut script =
            json!({"match": {"network": "keyloop-v1", "method": "POST", "route": route}});
        for (key, value) in fault.as_object().unwrap() {
            script[key] = value.clone();
        }
        sandbox.fault(script).await;
        // A line of its own: one that was told to wait does, whatever the next row is about.
        let network = keyloop(&sandbox.base());
        let done = network.update(&current, Section::Names, &current.record, CALL).await;
        let said = match done {
            Ok(_) => "done".to_owned(),
            Err(Failure::Throttled { after: Some(time) }) if wanted.contains(' ') => {
                format!("throttled {}", time.as_secs())
            }
            Err(Failure::Throttled { .. }) => "throttled".to_owned(),
            Err(Failure::Locked) => "locked".to_owned(),
            Err(Failure::Permission { .. }) => "permission".to_owned(),
            Err(Failure::Unknown { .. }) => "unknown".to_owned(),
            Err(Failure::NotTheNetwork { .. }) => "not the network".to_owned(),
            Err(Failure::AnotherCustomer) => "another customer".to_owned(),
            Err(Failure::Unreadable { .. }) => "unreadable".to_owned(),
            Err(Failure::Refused { .. }) => "refused".to_owned(),
            Err(Failure::Gone) => "gone".to_owned(),
            Err(other) => format!("{other:?}"),
        };
        assert_eq!(said, wanted, "{fault}");
        let sent = sandbox.requests().await.len();
        assert_eq!(sent, if wanted == "done" { 2 } else { 1 }, "{fault}");
    }
}

#[tokio::test]
async fn the_check_goes_through_its_steps() {
    let sandbox = Box_::start(20).await;
    let lines = keyloop(&sandbox.base()).check(now(), CALL).await;
    let said: Vec<_> = lines.iter().filter(|line| line.ok).map(|line| line.step).collect();
    assert_eq!(
        said,
        ["name", "tcp", "clock", "sign_in", "scope", "search", "read", "write"],
        "{lines:?}"
    );
}
