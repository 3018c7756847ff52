//! What only a person can decide, and the three values of an edit.

use crate::support::{Desk, Net, Shop, op};
use serde_json::{Value, json};

async fn conflict(desk: &Desk, shop: &Shop, id: &str, mine: &str, theirs: &str) -> String {
    desk.show(id).await;
    let answer = desk.update(id, "names", &json!({"names": {"middleName": mine}})).await;
    shop.second_desk(id, "names", json!({ "middleName": theirs })).await;
    let summary = desk.sync().await;
    assert_eq!(summary["needs_person"], 1, "{summary}");
    op(&answer)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clash_with_a_second_desk_is_decided_field_by_field() {
    for net in Net::ALL {
        let shop = Shop::open(30).await;
        let desk = Desk::new(net, &shop).await;
        let id = desk.find("sousa").await;
        let entry = conflict(&desk, &shop, &id, "Mine", "Theirs").await;
        let shown = desk.run(&["outbox", "show", &entry]).await.done();
        assert_eq!(
            (&shown["state"], &shown["reason"]),
            (&json!("needs_person"), &json!("conflict"))
        );
        let clash = json!([{"field": "names.middleName", "base": null, "mine": "Mine", "theirs": "Theirs"}]);
        assert_eq!(shown["conflicts"][0]["mine"], clash[0]["mine"], "{shown}");
        assert_eq!(shown["conflicts"][0]["field"], "names.middleName");
        assert_eq!(shown["conflicts"][0]["theirs"], "Theirs");
        assert_eq!(desk.show(&id).await["state"], "needs_person");

        // A wrong answer is refused and changes nothing.
        let stray = desk.run(&["outbox", "resolve", &entry, "--field", "names.title=mine"]).await;
        assert_eq!(stray.error(3)["field"], "names.title");
        let wrong =
            desk.run(&["outbox", "resolve", &entry, "--field", "names.middleName=ours"]).await;
        wrong.error(2);
        desk.run(&["outbox", "resolve", &entry]).await.error(2);
        assert_eq!(shop.customer(&id).await["names"]["middleName"], "Theirs");

        let resolved = desk
            .run(&["outbox", "resolve", &entry, "--field", "names.middleName=mine"])
            .await
            .done();
        assert_eq!(resolved["state"], "waiting", "{net:?}: {resolved}");
        assert_eq!(desk.sync().await["done"], 1);
        assert_eq!(shop.customer(&id).await["names"]["middleName"], "Mine");
        let after = desk.run(&["outbox", "show", &entry]).await.done();
        assert_eq!(after["state"], "in_dms");
        let late = desk.run(&["outbox", "cancel", &entry, "--reason", "no"]).await.error(3);
        assert_eq!(late["code"], "too_late");

        let entry = conflict(&desk, &shop, &id, "Again", "Stays").await;
        desk.run(&["outbox", "resolve", &entry, "--field", "names.middleName=theirs"]).await.done();
        desk.sync().await;
        assert_eq!(shop.customer(&id).await["names"]["middleName"], "Stays");
        assert!(desk.outbox().await.is_empty());
        assert_eq!(desk.show(&id).await["names"]["middleName"], "Stays");

        let entry = conflict(&desk, &shop, &id, "Given", "Kept").await;
        let cancelled = desk.run(&["outbox", "cancel", &entry, "--reason", "a slip"]).await.done();
        assert_eq!(cancelled["state"], "cancelled");
        assert!(desk.outbox().await.is_empty());
        assert_eq!(shop.customer(&id).await["names"]["middleName"], "Kept");
        assert_eq!(desk.run(&["outbox", "show", &entry]).await.done()["state"], "cancelled");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn edits_of_different_fields_are_joined() {
    let shop = Shop::open(30).await;
    let desk = Desk::new(Net::V1, &shop).await;
    let id = desk.find("sousa").await;
    desk.show(&id).await;
    desk.update(&id, "names", &json!({"names": {"middleName": "Joined"}})).await;
    shop.second_desk(&id, "names", json!({"preferredName": "Mia"})).await;
    assert_eq!(desk.sync().await["done"], 1);
    let stored = shop.customer(&id).await;
    assert_eq!(stored["names"]["middleName"], "Joined");
    assert_eq!(stored["names"]["preferredName"], "Mia");
}

/// Created here while the network was away, and by a second desk at the same time.
async fn met_at_sending(net: Net, shop: &Shop, desk: &Desk) -> (String, String) {
    let person = json!({"kind": "person", "names": {"givenName": "Tove", "familyName": "Twinsen"},
        "channels": [{"kind": "phone", "use": "home", "line": "mobile", "value": "07700 900777"}]});
    shop.network("down").await;
    let file = desk.record(&person);
    let answer = desk.run(&["create", &file]).await.done();
    let other = shop
        .post(
            "/customers",
            json!({"names": {"givenName": "Tove", "familyName": "Twinsen"},
        "communication": {"home": {"mobile": "07700 900777"}}}),
        )
        .await;
    shop.network("up").await;
    let summary = desk.sync().await;
    assert_eq!(summary["needs_person"], 1, "{net:?}: {summary}");
    let entry = op(&answer);
    let shown = desk.run(&["outbox", "show", &entry]).await.done();
    assert_eq!(shown["reason"], "candidates", "{shown}");
    let member = if net == Net::MyKaarma { "customerUuid" } else { "keyloopId" };
    let other = other[member].as_str().expect("an id").to_owned();
    assert!(shown["candidates"].to_string().contains(&other), "{shown}");
    (entry, other)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_create_that_meets_its_twin_at_sending_waits_for_a_person() {
    for net in [Net::V1, Net::MyKaarma] {
        let shop = Shop::open(30).await;
        let desk = Desk::new(net, &shop).await;
        let (entry, other) = met_at_sending(net, &shop, &desk).await;
        let effects = shop.mark("effects").await;
        let used = desk.run(&["outbox", "resolve", &entry, "--use", &other]).await.done();
        desk.sync().await;
        assert!(shop.effects(effects).await.iter().all(|one| one["op"] != "create"));
        let local_id = used["local_id"].as_str().expect("a local id");
        let shown = desk.show(local_id).await;
        assert_eq!(shown["id"], other.as_str(), "{net:?}: {shown}");
        // One person has one name here, in the outbox and in the copy.
        let found = desk.run(&["search", "--local-only", "07700 900777"]).await.done();
        let of_other = found["local"]["rows"].as_array().expect("rows").iter();
        let named: Vec<&Value> = of_other
            .filter(|row| row["id"] == other.as_str())
            .map(|row| &row["local_id"])
            .collect();
        assert_eq!(named, [&json!(local_id)], "{net:?}: {found}");
        let shown = desk.run(&["outbox", "show", &entry]).await.done();
        assert_eq!(shown["local_id"], local_id, "{net:?}: {shown}");
    }
    let shop = Shop::open(30).await;
    let desk = Desk::new(Net::V1, &shop).await;
    let (entry, other) = met_at_sending(Net::V1, &shop, &desk).await;
    desk.run(&["outbox", "resolve", &entry, "--different"]).await.done();
    assert_eq!(desk.sync().await["done"], 1);
    let shown = desk.run(&["outbox", "show", &entry]).await.done();
    assert_eq!(shown["state"], "in_dms", "{shown}");
    assert_ne!(shown["id"], other.as_str());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_id_nobody_has_takes_no_entry_with_it_and_one_only_the_network_knows_does() {
    for net in [Net::V1, Net::MyKaarma] {
        let shop = Shop::open(30).await;
        let desk = Desk::new(net, &shop).await;
        let (entry, _) = met_at_sending(net, &shop, &desk).await;
        let other = shop
            .post("/customers", json!({"names": {"givenName": "Una", "familyName": "Unseen"}}))
            .await;
        let member = if net == Net::MyKaarma { "customerUuid" } else { "keyloopId" };
        let other = other[member].as_str().expect("an id").to_owned();
        shop.network("down").await;
        let away = desk.run(&["outbox", "resolve", &entry, "--use", &other]).await.error(5);
        assert_eq!(away["code"], "offline");

        shop.network("up").await;
        for nobody in ["nobody", ".."] {
            let refused = desk.run(&["outbox", "resolve", &entry, "--use", nobody]).await.error(3);
            assert_eq!((&refused["code"], &refused["field"]), (&json!("not_found"), &json!("id")));
        }
        let kept = desk.run(&["outbox", "show", &entry]).await.done();
        assert_eq!(kept["reason"], "candidates", "{kept}");
        assert_eq!(kept["id"], kept["local_id"], "it has no number: {kept}");
        let used = desk.run(&["outbox", "resolve", &entry, "--use", &other]).await.done();
        assert_eq!(used["id"], other.as_str(), "{net:?}: {used}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_customer_who_is_gone_needs_a_person() {
    let shop = Shop::open(30).await;
    let desk = Desk::new(Net::V1, &shop).await;
    let id = desk.find("sousa").await;
    desk.show(&id).await;
    let answer = desk.update(&id, "names", &json!({"names": {"middleName": "Gone"}})).await;
    shop.post(&format!("/customers/{id}/delete"), json!({})).await;
    assert_eq!(desk.sync().await["needs_person"], 1);
    let shown = desk.run(&["outbox", "show", &op(&answer)]).await.done();
    assert_eq!(shown["reason"], "gone", "{shown}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn absent_stays_null_clears_and_lists_are_given_whole() {
    for net in Net::ALL {
        let shop = Shop::open(30).await;
        let desk = Desk::new(net, &shop).await;
        let id = desk.find("sousa").await;
        let before = desk.show(&id).await;
        desk.update(
            &id,
            "names",
            &json!({"names": {"middleName": "Vera", "preferredName": "Mia"}}),
        )
        .await;
        assert_eq!(desk.sync().await["waiting"], 0);
        desk.update(
            &id,
            "names",
            &json!({"names": {"middleName": null, "familyName": "Santos"}, "addresses": []}),
        )
        .await;
        assert_eq!(desk.sync().await["done"], 1, "{net:?}");
        let stored = shop.customer(&id).await;
        assert_eq!(stored["names"]["familyName"], "Santos");
        assert_eq!(stored["names"]["givenName"], "Maria", "absent stays");
        assert!(["", "null"].contains(&stored["names"]["middleName"].as_str().unwrap_or("")));
        assert_eq!(stored["physical"]["city"], "Leeds", "only the named section counts");
        let shown = desk.show(&id).await;
        assert!(shown["names"].get("middleName").is_none(), "no member for what is unknown");

        // An entry left out is removed; an empty list is a removal someone asked for.
        let channels = before["channels"].as_array().expect("channels");
        assert_eq!(channels.len(), 2);
        desk.update(&id, "communication", &json!({"channels": [channels[0]]})).await;
        assert_eq!(desk.sync().await["done"], 1, "{net:?}");
        assert!(stored_emails(&shop.customer(&id).await).is_empty(), "{net:?}");
        desk.update(&id, "communication", &json!({"channels": []})).await;
        let summary = desk.sync().await;
        assert_eq!(
            (&summary["waiting"], &summary["needs_person"]),
            (&json!(0), &json!(0)),
            "{summary}"
        );
        assert!(desk.show(&id).await.get("channels").is_none(), "{net:?}");
    }
}

fn stored_emails(stored: &Value) -> Vec<Value> {
    let emails = stored["emails"].as_array().cloned().unwrap_or_default();
    emails
        .into_iter()
        .filter(|one| one["address"].as_str().is_some_and(|a| !a.is_empty()))
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_section_the_network_cannot_write_is_refused_before_anything_is_queued() {
    for (net, sections) in [
        (Net::V1, &["vehicles"][..]),
        (Net::V3, &["vehicles"][..]),
        (Net::MyKaarma, &["identity"][..]),
    ] {
        let shop = Shop::open(30).await;
        let desk = Desk::new(net, &shop).await;
        let id = desk.find("sousa").await;
        desk.show(&id).await;
        let mark = shop.mark("requests").await;
        let record = json!({"vehicles": [{"licensePlate": "AB12 CDF"}],
            "identity": {"birthDate": "1980-01-02"}, "personalDetails": {"gender": "MALE"}});
        for section in sections {
            let file = desk.record(&record);
            let error = desk.run(&["update", &id, section, &file]).await.error(3);
            assert_eq!(error["code"], "unsupported", "{net:?} {section}");
            assert!(error["field"].is_string());
        }
        assert!(desk.outbox().await.is_empty());
        assert!(shop.requests(mark).await.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_kiosk_answers_alike_and_staff_decide() {
    let shop = Shop::open(30).await;
    let desk = Desk::new(Net::V1, &shop).await;
    let id = desk.find("sousa").await;
    desk.show(&id).await;
    let mark = shop.mark("requests").await;
    let known = json!({"names": {"givenName": "Maria", "familyName": "Sousa"},
        "channels": [{"kind": "phone", "use": "home", "line": "mobile", "value": "07712 304417"},
                     {"kind": "email", "use": "work", "value": "maria@work.example"}]});
    let unknown = json!({"names": {"givenName": "Ulla", "familyName": "Unseen"},
        "channels": [{"kind": "phone", "use": "home", "line": "mobile", "value": "07700 900888"}]});
    let mut answers = Vec::new();
    for record in [&known, &unknown] {
        let file = desk.record(record);
        answers.push(desk.run(&["kiosk", "submit", &file]).await.done());
    }
    let members = |answer: &Value| {
        let members = answer.as_object().expect("an object").iter();
        members.map(|(name, value)| (name.clone(), value.to_string().len())).collect::<Vec<_>>()
    };
    assert_eq!(members(&answers[0]), members(&answers[1]), "alike for known and unknown people");
    assert!(shop.requests(mark).await.is_empty(), "the kiosk asks nobody");
    let listed = desk.run(&["kiosk", "list"]).await.done();
    assert_eq!(listed.as_array().map(Vec::len), Some(2));
    let submission = |at: usize| answers[at]["submission"].as_str().expect("an id").to_owned();
    let asked = desk.run(&["kiosk", "accept", &submission(0)]).await.ended(4).answer();
    assert!(asked["candidates"].to_string().contains(&id), "{asked}");
    desk.run(&["kiosk", "accept", &submission(0), "--use", &id]).await.done();
    desk.run(&["kiosk", "accept", &submission(1)]).await.done();
    desk.run(&["kiosk", "accept", &submission(1)]).await.error(3);
    assert_eq!(desk.run(&["kiosk", "list"]).await.done(), json!([]));
    let summary = desk.sync().await;
    assert_eq!(
        (&summary["waiting"], &summary["needs_person"]),
        (&json!(0), &json!(0)),
        "{summary}"
    );
    let emails = shop.customer(&id).await;
    assert!(emails["emails"].to_string().contains("maria@work.example"), "{emails}");
    assert!(emails["emails"].to_string().contains("maria.sousa@mail.example"), "{emails}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_person_is_exported_and_forgotten() {
    let shop = Shop::open(30).await;
    let desk = Desk::new(Net::V1, &shop).await;
    let id = desk.find("sousa").await;
    desk.show(&id).await;
    let answer = desk.update(&id, "names", &json!({"names": {"middleName": "X"}})).await;
    let refused = desk.run(&["forget", &id]).await.error(3);
    assert_eq!(refused["code"], "unsent");
    assert!(refused["message"].to_string().contains(&op(&answer)), "{refused}");
    desk.run(&["outbox", "cancel", &op(&answer), "--reason", "test"]).await.done();
    let exported = desk.run(&["export", &id]).await;
    let exported: Value = serde_json::from_str(&exported.ended(0).out).expect("JSON");
    assert_eq!(exported["record"]["names"]["givenName"], "Maria");
    assert_eq!(exported["outbox"][0]["state"], "cancelled");
    desk.run(&["forget", &id]).await.done();
    let found = desk.run(&["search", "sousa", "--local-only"]).await.done();
    assert_eq!(found["local"]["rows"], json!([]));
    assert_eq!(desk.run(&["forget", &id]).await.error(3)["code"], "not_found");
    // A search of the network shows them, and does not keep them again.
    assert_eq!(desk.find("sousa").await, id);
    let found = desk.run(&["search", "sousa", "--local-only"]).await.done();
    assert_eq!(found["local"]["rows"], json!([]));
    // They are told like everybody else, best first.
    let found = desk.run(&["search", "sousa"]).await.done();
    let rows = found["network"]["rows"].as_array().cloned().unwrap_or_default();
    let score = |row: &Value| row["score"].as_f64().unwrap_or_default();
    let shown = rows.iter().find(|row| row["id"] == json!(id)).cloned().unwrap_or_default();
    assert!(score(&shown) > 0.0 && shown["why"] != json!([]), "{shown}");
    assert!(rows.iter().is_sorted_by(|a, b| score(a) >= score(b)), "{rows:?}");
    // The DMS keeps its record.
    assert_eq!(desk.show(&id).await["names"]["givenName"], "Maria");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_is_forgotten_when_what_waited_has_been_sent() {
    let shop = Shop::open(30).await;
    let desk = Desk::new(Net::V1, &shop).await;
    let id = desk.find("sousa").await;
    desk.show(&id).await;
    shop.network("down").await;
    desk.update(&id, "names", &json!({"names": {"middleName": "Last"}})).await;
    let later = desk.run(&["forget", &id, "--wait"]).await.done();
    assert_eq!(later, json!({"ok": true, "forgotten": false, "waiting": 1}));
    shop.network("up").await;
    desk.sync().await;
    assert!(shop.customer(&id).await.to_string().contains("Last"), "sent first");
    assert_eq!(desk.run(&["export", &id]).await.error(3)["code"], "not_found");
    let acts = desk.run(&["audit", "list"]).await.done();
    assert!(acts.to_string().contains("customer forgotten"), "{acts}");
    let check = desk.run(&["audit", "check"]).await.done();
    assert_eq!((&check["intact"], &check["unproven"]), (&json!(true), &json!(0)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_network_drops_is_said() {
    let shop = Shop::open(30).await;
    let desk = Desk::new(Net::V1, &shop).await;
    let id = desk.find("sousa").await;
    desk.show(&id).await;
    shop.fault(json!({"match": {"route": "/update-names"}, "kind": "partial",
                      "drop_fields": ["names.middleName"]}))
        .await;
    let answer = desk
        .update(&id, "names", &json!({"names": {"middleName": "Lost", "preferredName": "Mia"}}))
        .await;
    desk.sync().await;
    let entry = desk.run(&["outbox", "show", &op(&answer)]).await.done();
    if entry["state"] != "needs_person" {
        assert_eq!(entry["differs"][0]["field"], "names.middleName", "{entry}");
        assert_eq!(entry["differs"][0]["sent"], "Lost");
        assert_eq!(desk.show(&id).await["differs"][0]["field"], "names.middleName");
    }
    assert_eq!(shop.customer(&id).await["names"]["preferredName"], "Mia");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn show_prints_the_identity_number_in_full() {
    let shop = Shop::open(30).await;
    let desk = Desk::new(Net::V1, &shop).await;
    let id = desk.find("sousa").await;
    shop.second_desk(&id, "identity", json!({"socialSecurityId": "QQ123456C"})).await;
    assert_eq!(desk.show(&id).await["identity"]["socialSecurityId"], "QQ123456C");
    // Read again when needed: it is not kept here.
    assert_eq!(desk.show(&id).await["identity"]["socialSecurityId"], "QQ123456C");
    desk.update(&id, "identity", &json!({"identity": {"birthDate": "1981-02-03"}})).await;
    assert_eq!(desk.sync().await["done"], 1);
    let stored = shop.customer(&id).await;
    assert_eq!(
        (&stored["birthDate"], &stored["socialSecurityId"]),
        (&json!("1981-02-03"), &json!("QQ123456C"))
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_person_saved_by_several_at_once_is_one_create() {
    let shop = Shop::open(30).await;
    let desk = Desk::new(Net::V1, &shop).await;
    let file = desk.record(&json!({
        "kind": "person", "names": {"givenName": "Barnaby", "familyName": "Quillfeather"},
        "channels": [{"kind": "phone", "value": "+447911555666", "line": "mobile"}],
    }));
    let at_once: Vec<_> = (0..3).map(|_| desk.spawn(&["create", &file])).collect();
    let mut ended = Vec::new();
    for process in at_once {
        ended.push(process.wait_with_output().await.unwrap().status.code());
    }
    ended.sort_unstable();
    assert_eq!(ended, [Some(0), Some(4), Some(4)]);
    desk.sync().await;
    let ours = shop.effects(0).await.into_iter().filter(|effect| effect["source"] == "api");
    assert_eq!(ours.count(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_was_ruled_out_when_it_was_saved_does_not_stop_it_when_it_is_sent() {
    let shop = Shop::open(30).await;
    let desk = Desk::new(Net::V1, &shop).await;
    let first = desk.record(&json!({"kind": "person", "names": {"familyName": "Zephyrine"}}));
    desk.run(&["create", &first]).await.done();
    desk.sync().await;
    let second = desk.record(&json!({
        "kind": "person", "names": {"familyName": "Zephyrine"},
        "addresses": [{"kind": "physical", "city": "Leeds", "countryCode": "GB"}],
    }));
    desk.run(&["create", &second]).await.ended(4);
    desk.run(&["create", &second, "--despite-candidates"]).await.done();
    let summary = desk.sync().await;
    assert_eq!((&summary["done"], &summary["needs_person"]), (&json!(1), &json!(0)), "{summary}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_network_has_no_place_for_is_told_and_holds_nothing_back() {
    for net in [Net::V3, Net::MyKaarma] {
        let shop = Shop::open(30).await;
        let desk = Desk::new(net, &shop).await;
        let person = json!({"kind": "person", "names": {"givenName": "Tove", "familyName": "Twinsen"},
            "personalDetails": {"gender": "FEMALE", "languageCode": "en-US"}});
        let created = desk.run(&["create", &desk.record(&person)]).await.done();
        let synced = desk.sync().await;
        assert_eq!((&synced["done"], &synced["needs_person"]), (&json!(1), &json!(0)), "{net:?}");
        let shown = desk.run(&["outbox", "show", &op(&created)]).await.done();
        assert_eq!(shown["differs"][0]["field"], "personalDetails.gender", "{net:?}: {shown}");

        let local_id = created["local_id"].as_str().expect("a local id");
        for (section, record, field) in [
            (
                "personal-details",
                json!({"personalDetails": {"gender": "MALE"}}),
                "personalDetails.gender",
            ),
            ("names", json!({"names": {"title": "Dr"}}), "names.title"),
        ] {
            if net == Net::V3 && section == "names" {
                continue;
            }
            let file = desk.record(&record);
            let refused = desk.run(&["update", local_id, section, &file]).await.error(3);
            assert_eq!(refused["field"], field, "{net:?}: {refused}");
        }
        assert!(desk.outbox().await.is_empty());
        desk.update(local_id, "names", &json!({"names": {"middleName": "Vera", "title": "Dr"}}))
            .await;
        desk.update(
            local_id,
            "personal-details",
            &json!({"personalDetails": {"languageCode": "fr-CA"}}),
        )
        .await;
        let synced = desk.sync().await;
        assert_eq!((&synced["done"], &synced["needs_person"]), (&json!(2), &json!(0)), "{net:?}");
        assert_eq!(desk.show(local_id).await["names"]["middleName"], "Vera");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_car_that_was_sold_is_written_as_nobodys() {
    let shop = Shop::open(30).await;
    let desk = Desk::new(Net::MyKaarma, &shop).await;
    let vin = "1HGCM82633A004352";
    let car = json!({"vin": vin, "make": "Honda", "model": "Accord", "relationship": "OWNER"});
    let person = json!({"kind": "person", "names": {"givenName": "Tove", "familyName": "Twinsen"},
        "vehicles": [car]});
    let created = desk.run(&["create", &desk.record(&person)]).await.done();
    assert_eq!(desk.sync().await["done"], 1);
    let local_id = created["local_id"].as_str().expect("a local id");
    let driven = desk.record(&json!({"vehicles": [{"vin": vin, "relationship": "DRIVER"}]}));
    let refused = desk.run(&["update", local_id, "vehicles", &driven]).await.error(3);
    assert_eq!(refused["field"], "vehicles[0].relationship");

    let mut cars = desk.show(local_id).await["vehicles"].clone();
    assert_eq!(cars[0]["relationship"], "OWNER", "{cars}");
    cars[0]["relationship"] = json!(null);
    let sold = desk.update(local_id, "vehicles", &json!({"vehicles": cars})).await;
    let synced = desk.sync().await;
    let entry = desk.run(&["outbox", "show", &op(&sold)]).await.done();
    assert_eq!(synced["done"], 1, "{entry}");
    let shown = desk.show(local_id).await;
    assert_eq!((&entry["state"], entry.get("differs")), (&json!("in_dms"), None), "{entry}");
    let stored = shop.customer(shown["id"].as_str().expect("an id")).await;
    assert_eq!(stored["vehicles"][0]["isValid"], false, "{stored}");
    assert_eq!(shown["vehicles"][0].get("relationship"), None, "{shown}");
}
