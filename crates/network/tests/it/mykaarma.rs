//! myKaarma against the sandbox: its four calls, and that no write ever wipes anything.

use customer::Vehicle;
use customer::{Address, Channel, ChannelKind, ConsentState, Kind, Line, Record, Section, Use};
use network::Failure;
use serde_json::{Value, json};

use crate::support::{Box_, CALL, asked, ids, mykaarma, names, now};

fn anna() -> Value {
    json!({
        "names": {"familyName": "Virtanen", "givenName": "Anna", "middleName": "Liisa"},
        "addresses": {"home": {"physicalAddress": {"streetName": "Mannerheimintie",
            "houseNumber": "12", "city": "Helsinki", "postalCode": "00100", "countryCode": "FI"}}},
        "communication": {"home": {"mobile": "040 1234567", "landline": "09 1234567",
            "email": "anna@virtanen.example"}, "work": {"email": "anna@work.example"}},
        "customerKey": "DOM77123"
    })
}

fn body(request: &Value) -> Value {
    match &request["body"] {
        Value::String(text) => serde_json::from_str(text).unwrap(),
        other => other.clone(),
    }
}

/// A parameter of the request's query, however the log shows it.
fn parameter(request: &Value, name: &str) -> Option<String> {
    match &request["query"] {
        Value::Object(all) => all.get(name).and_then(Value::as_str).map(str::to_owned),
        Value::String(text) => url_parameter(text, name),
        _ => None,
    }
}

fn url_parameter(query: &str, name: &str) -> Option<String> {
    query.trim_start_matches('?').split('&').find_map(|pair| {
        let (key, value) = pair.split_once('=')?;
        let value = percent_encoding::percent_decode_str(value).decode_utf8().ok()?;
        (key == name).then(|| value.into_owned())
    })
}

#[tokio::test]
async fn a_read_gives_every_part_in_both_shapes() {
    let sandbox = Box_::start(20).await;
    let network = mykaarma(&sandbox.base());
    let (_, uuid) = sandbox.customer(anna()).await;
    let mut seen = Vec::new();
    for shape in ["wrapped", "beside"] {
        sandbox.post("rules", json!({"mykaarma_read_shape": shape})).await;
        sandbox.forget_log().await;
        let record = network.fetch(&uuid, CALL).await.unwrap().record;
        let requests = sandbox.requests().await;
        assert_eq!(requests.len(), 1);
        assert_eq!(
            requests[0]["path"],
            format!("/customer/v2/department/dep-sample/customer/{uuid}")
        );
        assert_eq!(parameter(&requests[0], "excludeVehicles").as_deref(), Some("false"));
        seen.push(record);
    }
    assert_eq!(seen[0], seen[1]);
    let record = &seen[0];
    assert_eq!(record.display_name(), "Anna Liisa Virtanen");
    assert_eq!(record.key(), Some("DOM77123"));
    let mobile = &record.channels[0];
    assert_eq!((mobile.usage, mobile.line), (Some(Use::Home), Some(Line::Mobile)));
    assert_eq!(mobile.value, "+358401234567");
    assert_eq!(record.addresses[0].other["line1"], "Mannerheimintie 12");
    assert_eq!(record.addresses[0].postal_code.as_deref(), Some("00100"));
}

#[tokio::test]
async fn no_edit_of_any_customer_changes_anything_on_the_server() {
    let sandbox = Box_::start(60).await;
    let network = mykaarma(&sandbox.base());
    for shape in ["wrapped", "beside"] {
        sandbox.post("rules", json!({"mykaarma_read_shape": shape})).await;
        for (_, uuid) in sandbox.ids(60).await {
            let current = network.fetch(&uuid, CALL).await.unwrap();
            for section in [
                Section::Names,
                Section::Addresses,
                Section::Communication,
                Section::PersonalDetails,
                Section::Company,
                Section::Vehicles,
            ] {
                let text = serde_json::to_string(&current.record).unwrap();
                let record: Record = serde_json::from_str(&text).unwrap();
                network.update(&current, section, &record, CALL).await.unwrap();
                assert_eq!(sandbox.changes().await, [], "{uuid} {section:?} {shape}");
            }
        }
    }
}

#[tokio::test]
async fn one_edit_changes_one_thing_and_every_list_travels_along() {
    let sandbox = Box_::start(20).await;
    let network = mykaarma(&sandbox.base());
    let (_, uuid) = sandbox.customer(anna()).await;
    type Edit = fn(&mut Record);
    let edits: [(Section, Edit); 6] = [
        (Section::Names, |r| r.names.middle_name = None),
        (Section::Communication, |r| r.channels[0].value = "+358407654321".into()),
        (Section::Addresses, |r| r.addresses[0].city = Some("Espoo".into())),
        (Section::PersonalDetails, |r| {
            r.personal_details.language_code = Some("fr-CA".into());
        }),
        (Section::Company, |r| r.company.name = Some("Virtanen Oy".into())),
        (Section::Vehicles, |r| {
            r.vehicles.push(Vehicle {
                make: Some("Volvo".into()),
                model: Some("V60".into()),
                year: Some(2021),
                ..Vehicle::default()
            });
        }),
    ];
    for (section, edit) in edits {
        let current = network.fetch(&uuid, CALL).await.unwrap();
        let mut wanted = current.record.clone();
        edit(&mut wanted);
        sandbox.forget_log().await;
        let warnings = network.update(&current, section, &wanted, CALL).await.unwrap();
        assert_eq!(warnings, Vec::<String>::new(), "{section:?}");
        let requests = sandbox.requests().await;
        assert_eq!(requests.len(), 1);
        assert_eq!(requests[0]["method"], "PUT");
        let sent = body(&requests[0]);
        assert_eq!(sent["customer"]["customerUuid"], uuid.as_str());
        for list in ["phoneNumbers", "emails", "addresses"] {
            assert!(!sent["customer"][list].as_array().unwrap().is_empty(), "{list}");
        }
        assert!(sent["vehicles"].is_array());
        for item in sent["customer"]["phoneNumbers"].as_array().unwrap() {
            let label = item["label"].as_str().unwrap();
            assert!(!label.is_empty() && label == label.to_lowercase());
            assert!(item["phoneNumber"].as_str().unwrap().starts_with('+'));
        }
        let effects = sandbox.effects().await;
        assert_eq!(effects.len(), 1, "{section:?}");
        assert_eq!(effects[0]["sections"].as_array().unwrap().len(), 1, "{effects:?}");
        let stored = network.fetch(&uuid, CALL).await.unwrap().record;
        for compared in Section::ALL {
            assert_eq!(network::differences(compared, &wanted, &stored, "FI"), [], "{compared:?}");
        }
    }
}

#[tokio::test]
async fn a_street_is_read_back_in_the_parts_it_was_given_in() {
    let sandbox = Box_::start(20).await;
    let network = mykaarma(&sandbox.base());
    for (country, line) in [("GB", "4 Elm Road"), ("DE", "Elm Road 4")] {
        let mut person = Record::default();
        person.names.given_name = Some("Jo".into());
        person.names.family_name = Some("O'Neil".into());
        person.addresses = vec![Address {
            kind: Some("physical".into()),
            house_number: Some("4".into()),
            street_name: Some("Elm Road".into()),
            city: Some("Leeds".into()),
            country_code: Some(country.into()),
            ..Address::default()
        }];
        let id = network.create(&person, CALL).await.unwrap().id.unwrap();
        let current = network.fetch(&id, CALL).await.unwrap();
        let stored = &current.record.addresses[0];
        assert_eq!(stored.other["line1"], line);
        let parts = |address: &Address| (address.street_name.clone(), address.house_number.clone());
        assert_eq!(parts(stored), parts(&person.addresses[0]));
        let mut wanted = current.record.clone();
        wanted.addresses[0].house_number = Some("44".into());
        network.update(&current, Section::Addresses, &wanted, CALL).await.unwrap();
        let now = network.fetch(&id, CALL).await.unwrap().record;
        assert_eq!(now.addresses[0].other["line1"], line.replace('4', "44"));
        assert_eq!(network::differences(Section::Addresses, &wanted, &now, "GB"), []);
    }
}

#[tokio::test]
async fn a_term_that_may_be_a_postcode_never_shows_everybody() {
    let sandbox = Box_::start(20).await;
    let network = mykaarma(&sandbox.base());
    sandbox.customer(anna()).await;
    for (term, complete) in [("00100", false), ("Virtanen", true), ("anna@virtanen.example", true)]
    {
        let found = network.search(&asked(term), CALL).await.unwrap();
        assert_eq!(found.complete, complete, "{term}");
    }
}

#[tokio::test]
async fn removing_one_phone_keeps_the_others_and_all_emails() {
    let sandbox = Box_::start(20).await;
    let network = mykaarma(&sandbox.base());
    let (_, uuid) = sandbox.customer(anna()).await;
    let current = network.fetch(&uuid, CALL).await.unwrap();
    let mut wanted = current.record.clone();
    wanted.channels.retain(|channel| channel.line != Some(Line::Landline));
    network.update(&current, Section::Communication, &wanted, CALL).await.unwrap();
    let stored = network.fetch(&uuid, CALL).await.unwrap().record;
    assert_eq!(stored.channels.len(), 3);
    assert_eq!(network::differences(Section::Communication, &wanted, &stored, "FI"), []);
}

#[tokio::test]
async fn consent_is_written_and_read_per_number() {
    let sandbox = Box_::start(20).await;
    let network = mykaarma(&sandbox.base());
    let (_, uuid) = sandbox.customer(anna()).await;
    let current = network.fetch(&uuid, CALL).await.unwrap();
    let mut wanted = current.record.clone();
    wanted.channels[0].consent.insert("call".into(), ConsentState::Denied);
    wanted.channels[0].consent.insert("text".into(), ConsentState::Agreed);
    network.update(&current, Section::Communication, &wanted, CALL).await.unwrap();
    let stored = network.fetch(&uuid, CALL).await.unwrap().record;
    assert_eq!(stored.channels[0].consent["call"], ConsentState::Denied);
    assert_eq!(stored.channels[0].consent["text"], ConsentState::Agreed);
}

#[tokio::test]
async fn a_create_says_its_uuid_and_sends_dialable_labelled_channels() {
    let sandbox = Box_::start(20).await;
    let network = mykaarma(&sandbox.base());
    let mut person = Record::default();
    person.names.given_name = Some("Jo".into());
    person.names.family_name = Some("O'Neil".into());
    person.channels = vec![
        Channel::phone(Use::Home, Line::Mobile, "07700 900123"),
        Channel::email(Use::Work, "jo@oneil.example"),
    ];
    person.addresses = vec![Address {
        house_number: Some("12".into()),
        street_name: Some("High Street".into()),
        city: Some("Leeds".into()),
        postal_code: Some("LS1 4AP".into()),
        country_code: Some("GB".into()),
        ..Address::default()
    }];
    person.vehicles = vec![Vehicle { vin: Some("WVWZZZ1KZ6W650709".into()), ..Vehicle::default() }];
    sandbox.forget_log().await;
    let created = network.create(&person, CALL).await.unwrap();
    let requests = sandbox.requests().await;
    assert_eq!(requests.len(), 1);
    assert_eq!(requests[0]["path"], "/customer/v2/department/dep-sample/customer");
    let sent = body(&requests[0]);
    assert_eq!(sent["searchForDuplicate"], false);
    let phone = &sent["customer"]["phoneNumbers"][0];
    assert_eq!((&phone["phoneNumber"], &phone["label"]), (&json!("+447700900123"), &json!("cell")));
    let stored = network.fetch(&created.id.unwrap(), CALL).await.unwrap().record;
    for section in [Section::Names, Section::Communication, Section::Addresses] {
        assert_eq!(network::differences(section, &person, &stored, "GB"), [], "{section:?}");
    }
    let mut firm = Record { kind: Kind::Company, ..Record::default() };
    assert!(matches!(network.create(&firm, CALL).await, Err(Failure::Refused { .. })));
    firm.company.name = Some("Acme Ltd".into());
    let id = network.create(&firm, CALL).await.unwrap().id.unwrap();
    let stored = network.fetch(&id, CALL).await.unwrap().record;
    assert_eq!((stored.kind, stored.display_name().as_str()), (Kind::Company, "Acme Ltd"));
}

#[tokio::test]
async fn a_phone_that_cannot_be_dialled_is_refused_before_it_would_be_dropped() {
    let sandbox = Box_::start(20).await;
    let network = mykaarma(&sandbox.base());
    let (_, uuid) = sandbox.customer(anna()).await;
    let current = network.fetch(&uuid, CALL).await.unwrap();
    let mut wanted = current.record.clone();
    wanted.channels.push(Channel::phone(Use::Home, Line::Mobile, "12"));
    sandbox.forget_log().await;
    let failed = network.update(&current, Section::Communication, &wanted, CALL).await;
    let Err(Failure::Refused { refusals, .. }) = failed else { panic!("{failed:?}") };
    assert_eq!(refusals[0].field.as_deref(), Some("channels[4].value"));
    assert_eq!(sandbox.requests().await, Vec::<Value>::new());
    let failed = network.update(&current, Section::Identity, &wanted, CALL).await;
    assert!(matches!(failed, Err(Failure::Unsupported { .. })), "{failed:?}");
}

#[tokio::test]
async fn a_search_row_is_never_written_back() {
    let sandbox = Box_::start(20).await;
    let network = mykaarma(&sandbox.base());
    let (_, uuid) = sandbox.customer(anna()).await;
    let current = network.fetch(&uuid, CALL).await.unwrap();
    for raw in [
        json!({"uuid": uuid, "fname": "Anna", "communications": []}),
        json!({"customer": {"uuid": uuid, "communications": []}, "vehicles": []}),
    ] {
        let row = network::Fetched { record: current.record.clone(), raw, unread: vec![] };
        let failed = network.update(&row, Section::Names, &current.record, CALL).await;
        assert!(matches!(failed, Err(Failure::Unsupported { .. })), "{failed:?}");
    }
}

#[tokio::test]
async fn every_search_asks_with_or_in_terms_of_at_most_thirty_characters() {
    let sandbox = Box_::start(200).await;
    let network = mykaarma(&sandbox.base());
    let (_, uuid) = sandbox.customer(anna()).await;
    sandbox.forget_log().await;
    for term in [
        "Virtanen",
        "anna virtanen",
        "virtanen 4567",
        "+358 40 1234567",
        "anna@virtanen.example",
        "DOM77123",
        "virt anna@virtanen.example DOM77123",
    ] {
        let found = network.search(&asked(term), CALL).await.unwrap();
        assert!(ids(&found.rows).contains(&uuid.as_str()), "{term}: {:?}", names(&found.rows));
    }
    let mut person = Record { customer_key: Some("DOM77123".into()), ..Record::default() };
    person.names.family_name = Some("Somebody".into());
    person.channels = vec![
        Channel::phone(Use::Home, Line::Mobile, "07700 900123"),
        Channel::email(Use::Home, "a.very.long.address.indeed@mail.example"),
    ];
    person.vehicles = vec![Vehicle { vin: Some("6W650709".into()), ..Vehicle::default() }];
    let found = network.lookup(&person, CALL).await.unwrap();
    assert!(ids(&found.rows).contains(&uuid.as_str()));
    let requests = sandbox.requests().await;
    for request in &requests {
        assert_eq!(parameter(request, "queryOperator").as_deref(), Some("OR"));
        let most: u32 = parameter(request, "maxResults").unwrap().parse().unwrap();
        assert!((1..=100).contains(&most));
        assert!(parameter(request, "searchTerm").unwrap().chars().count() <= 30);
        assert_eq!(request["path"], "/customer/v2/department/dep-sample/customer/listMinimal");
    }
    assert!(requests.iter().any(|request| {
        parameter(request, "fieldsToBeSearched").as_deref()
            == Some("vehicles.vin,communications.commValue,customerKey")
    }));
}

#[tokio::test]
async fn whoever_shares_one_identifier_is_found_also_where_or_is_taken_as_and() {
    let sandbox = Box_::start(20).await;
    sandbox.post("rules", json!({"mykaarma_only_and": true})).await;
    let network = mykaarma(&sandbox.base());
    let (_, uuid) = sandbox.customer(anna()).await;
    let car = Vehicle { vin: Some("WVWZZZ1KZ6W650709".into()), ..Vehicle::default() };
    for (key, phone) in [("DOM77123", "07700 900123"), ("DOM90909", "+358 40 1234567")] {
        let mut person = Record { customer_key: Some(key.into()), ..Record::default() };
        person.channels = vec![Channel::phone(Use::Home, Line::Mobile, phone)];
        person.vehicles = vec![car.clone()];
        sandbox.forget_log().await;
        let found = network.lookup(&person, CALL).await.unwrap();
        assert!(ids(&found.rows).contains(&uuid.as_str()), "{key} {phone}");
        assert!(found.complete);
        // The term of the documented process, and each identifier by itself.
        assert_eq!(sandbox.requests().await.len(), 4);
    }
}

#[tokio::test]
async fn somebody_with_many_identifiers_is_found_by_any_one_of_them_where_or_is_taken_as_and() {
    let sandbox = Box_::start(20).await;
    sandbox.post("rules", json!({"mykaarma_only_and": true, "mykaarma_term_limit": 30})).await;
    let network = mykaarma(&sandbox.base());
    let (_, uuid) = sandbox.customer(anna()).await;
    for more in [0, 12, 40] {
        let mut person = Record::default();
        person.names.family_name = Some("Quillfeather".into());
        person.names.given_name = Some("Maria".into());
        person.channels = vec![
            Channel::phone(Use::Home, Line::Mobile, "07712 304417"),
            Channel::email(Use::Home, "maria.quillfeather@mail.example"),
            Channel::email(Use::Work, "m.quillfeather@work.example"),
            Channel::phone(Use::Work, Line::Landline, "+358 40 1234567"),
        ];
        let other = |n: usize| Channel::phone(Use::Home, Line::Mobile, format!("07712 {n:06}"));
        person.channels.extend((0..more).map(other));
        for vin in ["WVWZZZ1KZ6W650709", "WVWZZZ1KZ6W650710"] {
            person.vehicles.push(Vehicle { vin: Some(vin.into()), ..Vehicle::default() });
        }
        sandbox.forget_log().await;
        let found = network.lookup(&person, CALL).await.unwrap();
        assert!(ids(&found.rows).contains(&uuid.as_str()), "{more}");
        assert_eq!(found.complete, more < 40, "{more}");
        assert!(sandbox.requests().await.len() <= 36);
    }
}

#[tokio::test]
async fn a_key_that_only_contains_ours_is_another_customer() {
    let sandbox = Box_::start(20).await;
    let network = mykaarma(&sandbox.base());
    let (_, uuid) = sandbox.customer(anna()).await;
    let part = Record { customer_key: Some("DOM7712".into()), ..Record::default() };
    let found = network.lookup(&part, CALL).await.unwrap();
    assert!(!ids(&found.rows).contains(&uuid.as_str()));
    assert!(found.complete);
}

#[tokio::test]
async fn the_digits_of_a_key_find_nobody_by_their_number() {
    let sandbox = Box_::start(60).await;
    let network = mykaarma(&sandbox.base());
    let (_, uuid) = sandbox.customer(anna()).await;
    sandbox
        .customer(json!({"names": {"familyName": "Sousa"},
            "communication": {"home": {"mobile": "07400 771230"}}}))
        .await;
    let found = network.search(&asked("DOM77123"), CALL).await.unwrap();
    assert_eq!(ids(&found.rows), [uuid.as_str()]);
}

#[tokio::test]
async fn a_full_page_is_never_read_as_nobody() {
    let sandbox = Box_::start(20).await;
    let network = mykaarma(&sandbox.base());
    for nth in 0..105 {
        let body = json!({"names": {"familyName": "Zzyzxer", "givenName": format!("N{nth}")}});
        sandbox.customer(body).await;
    }
    let mut person = Record::default();
    person.names.given_name = Some("Nobody".into());
    person.names.family_name = Some("Zzyzx".into());
    let found = network.lookup(&person, CALL).await.unwrap();
    assert!(!found.complete);
    let found = network.search(&asked("Zzyzxer"), CALL).await.unwrap();
    assert!(!found.complete && found.rows.len() == 50);
}

#[tokio::test]
async fn both_shapes_of_a_search_row_read_alike() {
    let sandbox = Box_::start(20).await;
    let network = mykaarma(&sandbox.base());
    sandbox.customer(anna()).await;
    let mut seen = Vec::new();
    for shape in ["minimal", "nested"] {
        sandbox.post("rules", json!({"mykaarma_search_shape": shape})).await;
        seen.push(network.search(&asked("Virtanen"), CALL).await.unwrap().rows);
    }
    assert_eq!(seen[0], seen[1]);
    assert_eq!(seen[0][0].channels.len(), 4);
    let emails = seen[0][0].channels.iter().filter(|c| c.kind == ChannelKind::Email).count();
    assert_eq!(emails, 2);
}

#[tokio::test]
async fn a_missing_scope_a_wrong_password_and_a_lost_customer_are_told_apart() {
    let sandbox = Box_::start(20).await;
    let network = mykaarma(&sandbox.base());
    let (_, uuid) = sandbox.customer(anna()).await;
    let current = network.fetch(&uuid, CALL).await.unwrap();
    sandbox.post("rules", json!({"mykaarma_missing_scope": "update"})).await;
    let failed = network.update(&current, Section::Names, &current.record, CALL).await;
    assert!(matches!(failed, Err(Failure::NotTheNetwork { .. })), "{failed:?}");
    sandbox.post("rules", json!({"mykaarma_missing_scope": "search"})).await;
    let failed = network.search(&asked("sousa"), CALL).await.unwrap_err();
    assert!(matches!(failed, Failure::NotTheNetwork { .. }), "{failed:?}");
    sandbox.post("rules", json!({"mykaarma_missing_scope": "none"})).await;
    let lines = network.check(now(), CALL).await;
    assert!(lines.len() == 8 && lines.iter().all(|line| line.ok), "{lines:?}");
    assert_eq!(network.fetch("nobody", CALL).await.err(), Some(Failure::Gone));
    let settings = network::settings::Settings::MyKaarma(network::settings::MyKaarmaSettings {
        base_url: format!("{}/customer/v2", sandbox.base()),
        department_uuid: "dep-sample".into(),
    });
    let wrong = network::settings::Credentials::MyKaarma {
        username: "desk".into(),
        password: "wrong".into(),
    };
    let network = network::connect(&settings, Some(wrong), None).unwrap();
    let failed = network.search(&asked("sousa"), CALL).await.unwrap_err();
    assert!(matches!(failed, Failure::SignIn { .. }), "{failed:?}");
    let lines = network.check(now(), CALL).await;
    let failed: Vec<_> = lines.iter().filter(|l| l.tried && !l.ok).map(|l| l.step).collect();
    assert_eq!(failed, ["sign_in"], "{lines:?}");
}
