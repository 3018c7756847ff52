//! What the answers say, word by word: who is whose household, whom somebody ruled out, what is
//! unknown, what is doubtful, and why something was given up.

use crate::batch::alone;
use crate::support::{Desk, Net, Shop, op};
use serde_json::{Value, json};

async fn knows(desk: &Desk, people: &[Value]) {
    let text = people.iter().map(Value::to_string).collect::<Vec<_>>().join("\n");
    let file = desk.file("people.ndjson", text);
    assert_eq!(desk.run(&["import", &file]).await.done()["rejected"], json!([]));
}

async fn decide(desk: &Desk, record: &Value) -> Value {
    let file = desk.record(record);
    desk.run(&["decide", &file, "--local-only"]).await.done()
}

fn candidate<'a>(decided: &'a Value, id: &str) -> &'a Value {
    let all = decided["candidates"].as_array().expect("candidates");
    all.iter().find(|one| one["id"] == id).unwrap_or_else(|| panic!("{id} is not in {decided}"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_scan_lists_somebody_stored_twice_without_a_birth_date_and_no_family() {
    let desk = alone();
    let ann = |id: &str, given: &str| {
        json!({"id": id, "kind": "person",
            "names": {"givenName": given, "familyName": "Hargreaves"},
            "channels": [{"kind": "phone", "value": "07712 304417"}],
            "addresses": [{"streetName": "High Street", "houseNumber": "12",
                           "city": "Leeds", "postalCode": "LS1 4AP"}]})
    };
    knows(&desk, &[ann("1", "Ann"), ann("2", "Ann"), ann("3", "Bernard")]).await;
    let scanned = desk.run(&["duplicates", "scan"]).await.done();
    assert_eq!(scanned["found"], 1, "{scanned}");
    let pairs = desk.run(&["duplicates", "list"]).await.done();
    let pairs = pairs.as_array().cloned().unwrap_or_default();
    assert_eq!(pairs.len(), 1, "{pairs:?}");
    let text = pairs[0].to_string();
    assert!(text.contains("\"1\"") && text.contains("\"2\""), "{text}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_shares_one_thing_is_found_and_called_the_household() {
    let desk = alone();
    knows(
        &desk,
        &[
            json!({"id": "1", "kind": "person",
                "names": {"givenName": "Ann", "familyName": "Hargreaves"},
                "identity": {"birthDate": "1970-01-02"},
                "channels": [{"kind": "phone", "value": "07712 304417"},
                             {"kind": "email", "value": "ann@hargreaves.example"}],
                "addresses": [{"streetName": "High Street", "houseNumber": "12",
                               "city": "Leeds", "postalCode": "LS1 4AP"}],
                "vehicles": [{"vin": "WVWZZZ1KZ6W650709", "licensePlate": "AB12 CDE"}]}),
            json!({"id": "2", "kind": "company", "company": {"name": "HARGREAVES HAULAGE LIMITED"}}),
        ],
    )
    .await;
    for shared in [
        json!({"vehicles": [{"vin": "WVWZZZ1KZ6W650709"}]}),
        json!({"vehicles": [{"licensePlate": "ab12cde"}]}),
        json!({"channels": [{"kind": "phone", "value": "+44 7712 304417"}]}),
        json!({"channels": [{"kind": "email", "value": "ANN@hargreaves.example"}]}),
        json!({"addresses": [{"streetName": "High St", "houseNumber": "12", "city": "Leeds",
                              "postalCode": "LS1 4AP"}]}),
    ] {
        let mut ravi = json!({"kind": "person",
            "names": {"givenName": "Ravi", "familyName": "Gupta"},
            "identity": {"birthDate": "1991-05-06"}});
        for (name, value) in shared.as_object().expect("an object") {
            ravi[name.as_str()] = value.clone();
        }
        let decided = decide(&desk, &ravi).await;
        assert_eq!(candidate(&decided, "1")["relation"], "household", "{shared}: {decided}");
        assert_ne!(decided["action"], "use", "{decided}");
    }
    let firm = json!({"kind": "company", "company": {"name": "Hargreaves Haulage Ltd"}});
    let decided = decide(&desk, &firm).await;
    assert_eq!(candidate(&decided, "2")["relation"], "same", "{decided}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_spouse_with_the_same_phone_is_the_household_and_is_created_without_a_question() {
    let shop = Shop::open(30).await;
    let desk = Desk::new(Net::V1, &shop).await;
    let twinsen = |given: &str, born: &str| {
        desk.record(&json!({"kind": "person",
            "names": {"givenName": given, "familyName": "Twinsen"},
            "identity": {"birthDate": born},
            "channels": [{"kind": "phone", "use": "home", "line": "mobile",
                          "value": "+447911123456"}]}))
    };
    let (tove, jorge) = (twinsen("Tove", "1951-07-14"), twinsen("Jorge", "1949-02-03"));
    desk.run(&["create", &tove]).await.done();
    desk.sync().await;
    let decided = desk.run(&["decide", &jorge]).await.done();
    assert_eq!(decided["candidates"][0]["relation"], "household", "{decided}");
    assert_eq!(
        (&decided["action"], &decided["tree"]["branch"]),
        (&json!("create"), &json!("name_and_contact")),
        "{decided}"
    );
    desk.run(&["create", &jorge]).await.done();
    let sent = desk.sync().await;
    assert_eq!((&sent["done"], &sent["needs_person"]), (&json!(1), &json!(0)), "{sent}");
    // Of one name, she may be the mother or the daughter: that is asked.
    let daughter = twinsen("Tove", "1980-01-31");
    desk.run(&["create", &daughter]).await.ended(4);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_correction_that_makes_somebody_look_like_another_is_queued_and_says_whom() {
    let desk = alone();
    let ann = |id: &str, phone: &str| {
        json!({"id": id, "kind": "person",
            "names": {"givenName": "Ann", "familyName": "Hargreaves"},
            "channels": [{"kind": "phone", "use": "home", "line": "mobile", "value": phone}]})
    };
    knows(&desk, &[ann("1", "07712 304417"), ann("2", "07712 304418")]).await;
    let file = desk.record(&ann("2", "07712 304417"));
    let saved = desk.run(&["update", "2", "communication", &file]).await.done();
    assert_eq!(saved["state"], "waiting", "{saved}");
    assert_eq!(saved["candidates"][0]["id"], "1", "{saved}");
    let file = desk.record(&json!({"names": {"title": "Dr"}}));
    let saved = desk.run(&["update", "2", "names", &file]).await.done();
    assert!(saved.get("candidates").is_none(), "{saved}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bob_finds_robert_unless_the_dealer_switched_that_off() {
    let robert = json!({"id": "1", "kind": "person",
        "names": {"givenName": "Robert", "familyName": "Hargreaves"}});
    for (settings, found) in [("", vec!["1"]), ("[search]\nnicknames = false\n", vec![])] {
        let config = "network = \"keyloop\"\ncountry = \"GB\"\n[keyloop]\n\
             base_url = \"http://127.0.0.1:9\"\nenterprise_id = \"e\"\nstore_id = \"s\"\n\
             dms = \"autoline\"\n[keys]\nstore = \"file\"\n";
        let desk = Desk::configured(&format!("{config}{settings}"));
        knows(&desk, std::slice::from_ref(&robert)).await;
        for (term, expected) in [("bob hargreaves", found), ("robert", vec!["1"])] {
            let answer = desk.run(&["search", term, "--local-only"]).await.done();
            let rows = answer["local"]["rows"].as_array().expect("rows");
            let ids: Vec<&str> = rows.iter().filter_map(|row| row["id"].as_str()).collect();
            assert_eq!(ids, expected, "{term} {settings}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whom_somebody_ruled_out_is_listed_and_not_offered_again() {
    let shop = Shop::open(30).await;
    let desk = Desk::new(Net::V1, &shop).await;
    let person = json!({"kind": "person",
        "names": {"givenName": "Tove", "familyName": "Twinsen"},
        "identity": {"birthDate": "1980-01-31"},
        "channels": [{"kind": "phone", "use": "home", "line": "mobile",
                      "value": "+447911123456"}]});
    let mut first = person.clone();
    first["identity"] = json!({"birthDate": "1951-07-14"});
    let file = desk.record(&first);
    let made = desk.run(&["create", &file]).await.done();
    desk.sync().await;
    let known = desk.show(made["local_id"].as_str().expect("an id")).await["id"].clone();
    let known = known.as_str().expect("the network's id").to_owned();

    let file = desk.record(&person);
    let asked = desk.run(&["create", &file]).await.ended(4).answer();
    assert_eq!(asked["candidates"][0]["id"], known.as_str(), "{asked}");
    let made = desk.run(&["create", &file, "--different-from", &known]).await.done();
    let local = made["local_id"].as_str().expect("an id").to_owned();
    for state in ["waiting", "in_dms"] {
        for mut asked in [person.clone(), person.clone()].into_iter().enumerate().map(|(n, one)| {
            let mut one = one;
            if n == 1 {
                one["id"] = json!(local);
            }
            one
        }) {
            let decided = decide(&desk, &asked).await;
            let out = candidate(&decided, &known);
            assert_eq!(out["ruled_out"], true, "{state}: {decided}");
            assert_ne!(out["relation"], "same", "{state}: {decided}");
            assert_ne!(decided["use"], known.as_str(), "{state}: {decided}");
            assert!(!decided["tree"]["ids"].to_string().contains(&known), "{decided}");
            let reason = decided["reason"].as_str().expect("a reason");
            assert!(reason.contains("ruled out"), "{state}: {reason}");
            // Asked again when a key field is another one.
            asked["identity"] = json!({"birthDate": "1951-07-14"});
            let decided = decide(&desk, &asked).await;
            assert!(candidate(&decided, &known).get("ruled_out").is_none(), "{decided}");
        }
        let own = decide(
            &desk,
            &json!({"id": local, "names": person["names"],
            "channels": person["channels"]}),
        )
        .await;
        let rows = own["candidates"].as_array().expect("candidates");
        assert!(rows.iter().all(|one| one["local_id"] != local.as_str()), "not herself: {own}");
        desk.sync().await;
    }
    assert_eq!(desk.show(&local).await["state"], "in_dms");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn show_prints_no_member_for_what_is_cleared() {
    fn empties(path: &str, value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Null => found.push(path.to_owned()),
            Value::String(text) if text.is_empty() => found.push(path.to_owned()),
            Value::Object(members) => {
                if members.is_empty() {
                    found.push(path.to_owned());
                }
                members.iter().for_each(|(name, v)| empties(&format!("{path}.{name}"), v, found));
            }
            Value::Array(items) => {
                if items.is_empty() {
                    found.push(path.to_owned());
                }
                items.iter().for_each(|v| empties(&format!("{path}[]"), v, found));
            }
            _ => {}
        }
    }
    for net in Net::ALL {
        let shop = Shop::open(30).await;
        let desk = Desk::new(net, &shop).await;
        let id = desk.find("sousa").await;
        let before = desk.show(&id).await;
        let mut address = before["addresses"][0].clone();
        address["city"] = json!("");
        address["county"] = Value::Null;
        let mut channel = before["channels"][0].clone();
        channel["consent"] = Value::Null;
        for (section, record) in [
            ("names", json!({"names": {"middleName": "Vera"}})),
            ("names", json!({"names": {"middleName": "", "title": null}})),
            ("personal-details", json!({"personalDetails": {"occupation": ""}})),
            ("identity", json!({"identity": {"birthDate": null}})),
            ("addresses", json!({"addresses": [address]})),
            ("communication", json!({"channels": [channel]})),
            ("vehicles", json!({"vehicles": [{"licensePlate": "AB12 CDF", "make": ""}]})),
        ] {
            let file = desk.record(&record);
            desk.run(&["update", &id, section, &file]).await;
        }
        for when in ["pending", "sent"] {
            let mut shown = desk.show(&id).await;
            // There, null is what the network holds instead of what was sent.
            shown.as_object_mut().expect("an object").remove("differs");
            let mut found = Vec::new();
            empties("", &shown, &mut found);
            assert!(found.is_empty(), "{net:?} {when}: {found:?} in {shown}");
            desk.sync().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_complete_where_the_network_gave_no_answer() {
    let shop = Shop::open(30).await;
    let desk = Desk::new(Net::V1, &shop).await;
    let file = desk.record(&json!({"kind": "person", "names": {"familyName": "Sousa"},
        "channels": [{"kind": "phone", "value": "+447911123456"}]}));
    let answered = desk.run(&["decide", &file]).await.done();
    assert_eq!(answered["network"], json!({"state": "answered", "complete": true}));
    let ours = desk.run(&["decide", &file, "--local-only"]).await.done();
    assert_eq!(ours["network"], json!({"state": "not_asked", "complete": false}));
    shop.network("down").await;
    for asked in [&["decide", &file][..], &["search", "sousa"], &["search", "so"]] {
        let answer = desk.run(asked).await.done();
        assert_ne!(answer["network"]["state"], "answered", "{answer}");
        assert_eq!(answer["network"]["complete"], false, "{answer}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn why_it_was_given_up_is_said_wherever_the_entry_is() {
    let shop = Shop::open(30).await;
    let desk = Desk::new(Net::V1, &shop).await;
    let id = desk.find("sousa").await;
    let queued = desk.update(&id, "names", &json!({"names": {"middleName": "X"}})).await;
    let why = "the customer changed her mind";
    let entry = op(&queued);
    let said = desk.run(&["outbox", "cancel", &entry, "--reason", why]).await.done();
    assert_eq!(said["cancel_reason"], why, "{said}");
    assert_eq!(desk.run(&["outbox", "show", &entry]).await.done()["cancel_reason"], why);
    let listed = desk.run(&["outbox", "list", "--all"]).await.done();
    assert_eq!(listed[0]["cancel_reason"], why, "{listed}");
    let exported = desk.run(&["export", &id]).await;
    let exported: Value = serde_json::from_str(&exported.ended(0).out).expect("JSON");
    assert_eq!(exported["outbox"][0]["cancel_reason"], why, "{exported}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_breaks_a_rule_is_kept_and_called_doubtful() {
    let desk = alone();
    knows(
        &desk,
        &[
            json!({"id": "1", "kind": "person",
                "names": {"givenName": "Ann", "familyName": "Odd"},
                "identity": {"birthDate": "1980-02-31"},
                "channels": [{"kind": "phone", "value": "ask at reception"},
                             {"kind": "email", "value": "ann at mail"},
                             {"kind": "phone", "value": ""}],
                "vehicles": [{"vin": "1M8GDM9AXKP042789"}]}),
            json!({"id": "2", "kind": "person", "names": {"givenName": "Bo", "familyName": "Even"},
                "identity": {"birthDate": "1980-02-28"},
                "channels": [{"kind": "phone", "value": "07712 304417"}]}),
            json!({"id": "3", "kind": "person", "channels": [{"kind": "phone", "value": "07712 304417"}]}),
        ],
    )
    .await;
    let shown = desk.show("1").await;
    let doubtful = shown["doubtful"].as_array().expect("doubtful").iter();
    let mut doubtful =
        doubtful.map(|one| (one["field"].as_str(), one["code"].as_str())).collect::<Vec<_>>();
    doubtful.sort_unstable();
    assert_eq!(
        doubtful,
        [
            (Some("channels[0].value"), Some("phone_unreadable")),
            (Some("channels[1].value"), Some("email_malformed")),
            (Some("identity.birthDate"), Some("birth_date_impossible")),
            (Some("vehicles[0].vin"), Some("vin_check_digit")),
        ]
    );
    for id in ["2", "3"] {
        assert!(desk.show(id).await.get("doubtful").is_none(), "{id}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn health_tells_the_clock_the_disk_the_copies_and_what_went_wrong() {
    let shop = Shop::open(30).await;
    let desk = Desk::new(Net::V1, &shop).await;
    let health = desk.run(&["health"]).await.done();
    assert_eq!(health["copies"], json!({"count": 0, "newest_at": null, "newest_age_s": null}));
    assert_eq!(health["recovery_phrase"], "none");
    assert_eq!(health["encrypted"], true, "{health}");
    assert!(health["free_disk_bytes"].as_u64() > Some(0), "{health}");
    assert_eq!(health["errors"], json!({"since_start": {}, "writes_last_day": {}}));
    assert_eq!(health["speed"]["writes"], Value::Null);
    let ahead = health["clock_ahead_s"].as_i64().expect("it has answered");
    assert!(ahead.abs() <= 10, "{health}");

    let id = desk.find("sousa").await;
    desk.show(&id).await;
    let no = json!({"match": {"network": "keyloop-v1", "method": "POST"}, "kind": "forbidden"});
    shop.fault(no).await;
    desk.update(&id, "names", &json!({"names": {"middleName": "P"}})).await;
    desk.sync().await;
    desk.run(&["keys", "phrase"]).await.ended(0);
    shop.no_faults().await;
    shop.post("/clock", json!({"offset_ms": -7_200_000})).await;
    let health = desk.run(&["health"]).await.answer();
    assert_eq!(health["errors"]["writes_last_day"], json!({"forbidden": 1}), "{health}");
    assert_eq!(health["speed"]["writes"]["answers"], 1, "{health}");
    assert_eq!(health["recovery_phrase"], "kept", "{health}");
    assert!(health["clock_ahead_s"].as_i64().is_some_and(|s| (7_190..7_230).contains(&s)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn health_is_bad_while_the_network_cannot_be_used_and_says_why() {
    let shop = Shop::open(30).await;
    let desk = Desk::new(Net::V1, &shop).await;
    let health = desk.run(&["health"]).await.ended(0).answer();
    assert_eq!(health["network_reason"], Value::Null, "{health}");
    for member in [
        "/queue/depth",
        "/store",
        "/key_store",
        "/last_contact",
        "/versions/showroom",
        "/versions/mine_db",
        "/versions/theirs_db",
        "/customers",
        "/mine_db_bytes",
        "/theirs_db_bytes",
        "/index_disk_bytes",
        "/index_memory_bytes",
        "/free_disk_bytes",
        "/copies/count",
    ] {
        assert!(health.pointer(member).is_some_and(|one| !one.is_null()), "{member}: {health}");
    }
    assert!(health["queue"].get("oldest_waiting_s").is_some(), "{health}");
    for (fault, reason) in [
        (json!({"match": {"method": "GET"}, "kind": "forbidden"}), "search"),
        (json!({"match": {}, "kind": "html"}), "offline"),
        (json!({"match": {}, "kind": "hang"}), "no_answer"),
    ] {
        shop.fault(fault.clone()).await;
        let health = desk.run(&["health"]).await.ended(1).answer();
        assert_eq!(health["network_reason"], reason, "{fault}: {health}");
        assert!(!health["problems"].as_array().expect("problems").is_empty(), "{health}");
        shop.no_faults().await;
        desk.run(&["health"]).await.ended(0);
    }
    shop.network("down").await;
    let health = desk.run(&["health"]).await.ended(1).answer();
    assert_eq!((&health["healthy"], &health["network"]), (&json!(false), &json!("offline")));
    assert_eq!(health["network_reason"], "offline", "{health}");
    shop.network("up").await;
    desk.run(&["health"]).await.ended(0);
    desk.run_with(&["credentials", "set"], r#"{"client_id":"no","client_secret":"no"}"#).await;
    let health = desk.run(&["health"]).await.ended(1).answer();
    assert_eq!(health["network_reason"], "sign_in", "{health}");
}
