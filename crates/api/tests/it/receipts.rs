//! Why it was decided as it was: kept, found again, decided again, and taken back.

use crate::window::{Desk, maria};
use api::Code;
use serde_json::{Value, json};
use store::mine::{NewDuplicate, Source};

const DRAFT: &str = "0197a000-0000-7000-8000-000000000002";

/// Maria once more, typed as somebody new.
fn typed() -> Value {
    let mut record = maria();
    record.as_object_mut().unwrap().remove("id");
    record
}

fn said(local_id: &str, said: &str) -> Value {
    json!({"record": typed(), "shown": [local_id], "said": said, "chosen": local_id,
        "network": "offline", "complete": false})
}

async fn about(desk: &Desk, id: &str) -> Vec<Value> {
    let list = desk.call("receipts", json!({"about": id})).await;
    list["rows"].as_array().unwrap().clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_choice_is_kept_with_what_was_known_and_decided_the_same_again() {
    let desk = Desk::open().await;
    let local_id = desk.knows(maria()).await;
    let kept = desk.call("receipt_keep", said(&local_id, "use")).await;
    // Found by either id, also after the process has ended.
    let desk = desk.restart().await;
    for id in [local_id.as_str(), "01-16203"] {
        let rows = about(&desk, id).await;
        assert_eq!(rows.len(), 1, "{rows:?}");
        assert_eq!((&rows[0]["said"], &rows[0]["id"]), (&json!("use"), &kept["id"]));
    }
    let receipt = desk.call("receipt", json!({"id": kept["id"]})).await;
    assert_eq!(receipt["row"]["name"], "Maria Sousa");
    assert_eq!(receipt["row"]["network"], json!({"state": "offline", "complete": false}));
    let what = &receipt["kept"];
    assert_eq!(
        (&what["action"], &what["tree"]["branch"]),
        (&json!("use"), &json!("name_and_contact"))
    );
    assert!(what["sentence"].as_str().unwrap().contains("same last name"), "{what}");
    assert_eq!(what["candidates"][0]["chosen"], true);
    assert_eq!(what["candidates"][0]["record"]["names"]["familyName"], "Sousa");
    let fields = what["candidates"][0]["evidence"].as_array().unwrap();
    assert!(fields.iter().any(|one| one["field"] == "phone" && one["outcome"] == "agree"));

    let replay = desk.call("receipt_replay", json!({"id": kept["id"]})).await;
    assert_eq!(replay["same_program"], true, "{replay}");
    assert_eq!((&replay["today"]["same"], &replay["today"]["changed"]), (&json!(true), &json!([])));

    // Maria moves and gets a key and another number: what was known then still says the same.
    let mut moved = maria();
    moved["customerKey"] = json!("K7");
    moved["channels"][0]["value"] = json!("+447400999999");
    moved["addresses"][0]["city"] = json!("York");
    desk.knows(moved).await;
    let replay = desk.call("receipt_replay", json!({"id": kept["id"]})).await;
    assert_eq!(replay["same_program"], true, "{replay}");
    assert_eq!(replay["today"]["same"], false, "{replay}");
    assert_eq!(replay["today"]["action"], "ask");
    let fields = json!(["phone", "address", "customer_key"]);
    assert_eq!(replay["today"]["changed"][0]["fields"], fields, "{replay}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn thousands_of_other_names_since_do_not_change_what_was_decided_then() {
    let desk = Desk::open().await;
    let local_id = desk.knows(maria()).await;
    let kept = desk.call("receipt_keep", said(&local_id, "use")).await;
    let before = desk.call("receipt", json!({"id": kept["id"]})).await;
    for n in 0..300 {
        let mut other = maria();
        other["id"] = json!(format!("other-{n}"));
        other["identity"]["birthDate"] = json!("1950-02-03");
        other["channels"] = json!([]);
        other["vehicles"] = json!([]);
        desk.knows(other).await;
    }
    let replay = desk.call("receipt_replay", json!({"id": kept["id"]})).await;
    assert_eq!(replay["same_program"], true);
    let after = desk.call("receipt", json!({"id": kept["id"]})).await;
    assert_eq!(after, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_receipt_holds_about_somebody_is_told_to_them_and_goes_with_them() {
    let desk = Desk::open().await;
    let local_id = desk.knows(maria()).await;
    let mut sister = maria();
    sister["id"] = json!("01-2");
    sister["names"]["givenName"] = json!("Marta");
    sister["identity"]["birthDate"] = json!("1984-07-07");
    let sister_id = desk.knows(sister).await;
    let mut request = said(&local_id, "use");
    request["shown"] = json!([local_id, sister_id]);
    let kept = desk.call("receipt_keep", request).await;
    let core = desk.desk().await;
    let exported = core.export("01-16203").await.unwrap();
    let decision = &exported["decisions"][0];
    assert_eq!(decision["said"], "use");
    assert_eq!(decision["asked"]["names"]["givenName"], "Maria");
    assert_eq!(decision["known"].as_array().unwrap().len(), 1, "nothing of her sister");
    // Her sister is told what was known of her, and not who was typed in.
    let exported = core.export("01-2").await.unwrap();
    assert_eq!(exported["decisions"][0]["asked"], Value::Null);
    assert!(!exported["decisions"].to_string().contains("1980-01-31"));

    desk.call("forget", json!({"id": sister_id})).await;
    let receipt = desk.call("receipt", json!({"id": kept["id"]})).await;
    assert_eq!(receipt["row"]["forgotten"], true, "{receipt}");
    assert_eq!(receipt["row"]["name"], "");
    assert!(receipt.get("kept").is_none());
    let gone = desk.ask("receipt_replay", json!({"id": kept["id"]})).await.unwrap_err();
    assert_eq!(gone.code, Code::NotFound);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_create_says_who_was_ruled_out_and_a_verdict_can_be_taken_back() {
    let desk = Desk::open().await;
    desk.knows(maria()).await;
    let queued = desk
        .call(
            "create",
            json!({"draft": DRAFT, "record": typed(), "different_from": ["01-16203"],
                "reasons": {"01-16203": "relative"}}),
        )
        .await;
    assert_eq!(queued["outcome"], "queued", "{queued}");
    let list = desk.call("receipts", json!({"op_id": queued["op_id"]})).await;
    let row = &list["rows"][0];
    assert_eq!((&row["said"], &row["occasion"]), (&json!("create"), &json!("save")));
    assert_eq!((&row["reason"], &row["branch"]), (&json!("relative"), &json!("name_and_contact")));
    assert_eq!(about(&desk, "01-16203").await.len(), 1);
    assert_eq!(about(&desk, queued["local_id"].as_str().unwrap()).await.len(), 1);
    let replay = desk.call("receipt_replay", json!({"id": row["id"]})).await;
    assert_eq!(replay["same_program"], true, "{replay}");
    // The word itself is why it would be another today.
    let since = &replay["today"]["changed"][0];
    assert_eq!((&since["what"], &since["id"]), (&json!("ruled_out"), &json!("01-16203")));

    // Typed again it may be either of them; of the new one it is known.
    let mut own = typed();
    own["id"] = queued["local_id"].clone();
    let decide = json!({"record": own, "local_only": true, "generation": 1});
    let out = |decision: &Value| {
        let known = decision["candidates"].as_array().unwrap().clone();
        let hers = known.into_iter().find(|one| one["id"] == "01-16203").unwrap();
        hers["ruled_out"] == true
    };
    assert!(out(&desk.call("decide", decide.clone()).await), "remembered");
    let told = desk.call("verdicts", json!({"about": "01-16203"})).await;
    let told = &told["rows"][0];
    assert_eq!((&told["same"], &told["reason"]), (&json!(false), &json!("relative")), "{told}");
    let pair = json!({"one": told["one"]["id"], "other": told["other"]["id"]});
    desk.call("verdict_revoke", pair.clone()).await;
    assert_eq!(desk.call("verdicts", json!({})).await, json!({"rows": []}));
    assert!(!out(&desk.call("decide", decide).await), "asked about again");
    assert_eq!(desk.ask("verdict_revoke", pair).await.unwrap_err().code, Code::NotFound);
    // Nor does the entry pass her by when it is sent.
    let core = desk.desk().await;
    let op = queued["op_id"].as_str().unwrap().parse().unwrap();
    assert!(core.store.mine.entry(op).unwrap().unwrap().ruled_out.is_empty());
    assert_eq!(core.store.mine.verify_audit().unwrap().broken_at, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn why_somebody_is_asked_about_again_is_said() {
    let desk = Desk::open().await;
    desk.knows(maria()).await;
    let create = json!({"draft": DRAFT, "record": typed(), "different_from": ["01-16203"]});
    desk.call("create", create).await;
    let mut changed = typed();
    changed["channels"][0]["value"] = json!("+447400555555");
    let decide = json!({"record": changed, "local_only": true, "generation": 1});
    let decision = desk.call("decide", decide).await;
    let known = decision["candidates"].as_array().unwrap();
    let hers = known.iter().find(|one| one["id"] == "01-16203").unwrap();
    assert_ne!(hers["ruled_out"], true);
    assert_eq!(hers["asked_again"], json!(["phone"]), "{decision}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_desks_own_thresholds_decide_and_go_back_to_what_was_shipped() {
    let desk = Desk::open().await;
    let local_id = desk.knows(maria()).await;
    desk.call("receipt_keep", said(&local_id, "use")).await;
    let mut stranger = typed();
    for member in ["channels", "vehicles", "addresses", "identity"] {
        stranger.as_object_mut().unwrap().remove(member);
    }
    stranger["names"] = json!({"familyName": "Sousa"});
    let decide = json!({"record": stranger, "local_only": true, "generation": 1});
    let strong = |decision: &Value| decision["candidates"][0]["strong"] == true;
    let shipped = desk.call("policy", json!({})).await;
    let before = desk.call("decide", decide.clone()).await;
    let thresholds = |use_from: f64, ask_from: f64| json!({"thresholds": {"use_from": use_from, "ask_from": ask_from}});
    let likely = before["candidates"][0]["probability"].as_f64().unwrap();
    let odds = (likely / (1.0 - likely)).ln();
    desk.call("policy_save", thresholds(6.9, odds - 0.1)).await;
    let desk = desk.restart().await;
    let wide = desk.call("decide", decide.clone()).await;
    desk.call("policy_save", thresholds(6.9, odds + 0.1)).await;
    let narrow = desk.call("decide", decide.clone()).await;
    assert!(strong(&wide) && !strong(&narrow), "{odds}: {wide} {narrow}");
    let health = desk.call("health", json!({})).await;
    assert!((health["policy"]["ask_from"].as_f64().unwrap() - odds - 0.1).abs() < 1e-9);
    // What makes no sense is bounded, and the past is decided anew without being changed.
    let wild = desk.call("policy_save", thresholds(99.0, -99.0)).await;
    assert_eq!((&wild["use_from"], &wild["ask_from"]), (&json!(13.8), &json!(-6.9)));
    let past = desk.call("lab_past", json!({"use_from": 6.9, "ask_from": -3.0})).await;
    assert_eq!((&past["looked_at"], &past["changed"]), (&json!(1), &json!([])));
    desk.call("policy_save", json!({})).await;
    assert_eq!(desk.call("policy", json!({})).await, shipped);
    assert_eq!(strong(&desk.call("decide", decide).await), strong(&before));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn labelled_pairs_of_the_copy_and_of_files_are_measured_the_same_each_time() {
    let desk = Desk::open().await;
    desk.knows(maria()).await;
    let mut twin = maria();
    twin["id"] = json!("01-2");
    desk.knows(twin).await;
    let mut other = maria();
    other["id"] = json!("01-3");
    other["names"] = json!({"givenName": "Tove", "familyName": "Quarrington"});
    other["identity"] = json!({"birthDate": "1955-05-05"});
    other["channels"] = json!([]);
    other["vehicles"] = json!([]);
    desk.knows(other).await;
    let pairs = "id_a,id_b,label\n01-16203,01-2,same\n01-16203,01-3,different\n01-2,nobody,same\n";
    let measured = desk.call("lab_measure", json!({"pairs": pairs})).await;
    assert_eq!((&measured["same"], &measured["different"]), (&json!(1), &json!(1)));
    assert_eq!(measured["unusable"], json!([{"why": "unknown_id", "count": 1, "line": 4}]));
    let at = |log_odds: f64| {
        let curve = measured["curve"].as_array().unwrap();
        let near = |point: &&Value| (point["log_odds"].as_f64().unwrap() - log_odds).abs() < 1e-6;
        let point = curve.iter().find(near).unwrap();
        (point["right"].as_u64().unwrap(), point["wrong"].as_u64().unwrap())
    };
    assert_eq!(at(6.9), (1, 0));
    assert_eq!(desk.call("lab_measure", json!({"pairs": pairs})).await, measured);

    let a = [maria().to_string(), {
        let mut twin = maria();
        twin["id"] = json!("x-2");
        twin["names"]["givenName"] = json!("Mária");
        twin.to_string()
    }]
    .join("\n");
    let files = json!({"pairs": "01-16203,x-2\n", "a": a});
    let measured = desk.call("lab_measure", files).await;
    assert_eq!((&measured["same"], &measured["missed"]), (&json!(1), &json!(0)), "{measured}");
    let none = desk.ask("lab_measure", json!({"pairs": "nothing"})).await.unwrap_err();
    assert_eq!((none.code, none.fields[0].code.as_str()), (Code::Invalid, "no_pairs"));
}

async fn scanned(desk: &Desk) -> Value {
    desk.call("duplicates_scan", json!({"act": "start"})).await;
    loop {
        let scan = desk.call("duplicates_scan", json!({"act": "look"})).await;
        if scan["running"] == false {
            return scan;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn customers_stored_twice_are_found_told_and_handed_off() {
    let desk = Desk::open().await;
    let local_id = desk.knows(maria()).await;
    let mut twin = maria();
    twin["id"] = json!("01-2");
    twin["names"]["familyName"] = json!("=Sousa");
    let twin_id = desk.knows(twin).await;
    let scan = scanned(&desk).await;
    assert_eq!(
        (&scan["end"], &scan["looked_at"], &scan["new"]),
        (&json!("done"), &json!(2), &json!(1))
    );
    let again = scanned(&desk).await;
    assert_eq!((&again["found"], &again["new"]), (&json!(1), &json!(0)), "known by now");
    let list = desk.call("duplicates", json!({})).await;
    assert_eq!((&list["total"], &list["open"]), (&json!(1), &json!(1)));
    let pair = &list["rows"][0];
    assert_eq!((&pair["source"], &pair["one"]["id"]), (&json!("scan"), &json!("01-16203")));
    assert!(pair["probability"].as_f64().unwrap() > 0.99);
    assert!(pair["evidence"].as_array().unwrap().iter().any(|one| one["field"] == "birthDate"));

    // A person's word outlives the program's.
    desk.call("duplicate_note", json!({"one": local_id, "other": twin_id})).await;
    scanned(&desk).await;
    let list = desk.call("duplicates", json!({})).await;
    assert_eq!(list["rows"][0]["source"], "person");

    let folder = tempfile::tempdir().unwrap();
    let core = desk.desk().await;
    let words = desk::duplicates::Words::default();
    let exported =
        core.export_duplicates_to(folder.path().to_owned(), words.clone()).await.unwrap();
    let second = core.export_duplicates_to(folder.path().to_owned(), words).await.unwrap();
    assert_ne!(exported.path, second.path, "nothing is written over");
    let text = std::fs::read_to_string(&exported.path).unwrap();
    assert!(text.starts_with('\u{feff}') && text.ends_with("\r\n"));
    let lines: Vec<&str> = text.trim_start_matches('\u{feff}').split("\r\n").collect();
    assert!(lines[0].starts_with("\"id_1\",\"name_1\""));
    assert!(
        lines[1].starts_with("\"01-16203\",\"Maria Sousa\",\"01-2\",\"Maria =Sousa\""),
        "{text}"
    );
    assert_eq!(lines.len(), 3);

    // Nobody is asked while the network is away; whoever is forgotten is on no list.
    let checked = desk.call("duplicates_check", json!({})).await;
    assert_eq!(checked, json!({"solved": 0, "still_two": 0, "unknown": 1}));
    desk.call("forget", json!({"id": "01-2"})).await;
    assert_eq!(desk.call("duplicates", json!({})).await["total"], 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_copy_that_was_found_needs_a_person_until_one_says_what_it_is() {
    let desk = Desk::open().await;
    desk.knows(maria()).await;
    let mut twin = maria();
    twin["id"] = json!("01-2");
    desk.knows(twin).await;
    let core = desk.desk().await;
    let found = NewDuplicate {
        one: "01-16203".to_owned(),
        other: "01-2".to_owned(),
        source: Source::Twin,
        probability: 0.99,
        evidence: json!([]),
        who: "desk".to_owned(),
        at: core.clock.now(),
    };
    let found_again = || core.store.mine.note_duplicates(std::slice::from_ref(&found)).unwrap();
    let listed = async || desk.call("outbox", json!({"all": false})).await["twins"].clone();
    let needs = async || desk.call("status", json!({})).await["needs_person"].clone();
    assert_eq!((listed().await, needs().await), (Value::Null, json!(0)));
    found_again();
    assert_eq!(
        (listed().await[0]["other"]["id"].clone(), needs().await),
        (json!("01-2"), json!(1))
    );
    let scanned = NewDuplicate { source: Source::Scan, ..found.clone() };
    core.store.mine.note_duplicates(&[scanned]).unwrap();
    assert_eq!(needs().await, json!(1), "a scan has not looked at it for anybody");
    let say = async |one: &str, apart: bool| {
        let pair = json!({"one": one, "other": "01-2", "apart": apart});
        desk.ask("duplicate_note", pair).await
    };
    assert!(say("01-3", true).await.is_err(), "of nobody it found");
    say("01-16203", true).await.unwrap();
    assert_eq!((listed().await, needs().await), (Value::Null, json!(0)));
    assert_eq!((found_again(), listed().await), (0, Value::Null), "it is not asked again");
    let verdicts = desk.call("verdicts", json!({})).await;
    assert_eq!(verdicts["rows"][0]["same"], false, "{verdicts}");
    say("01-16203", false).await.unwrap();
    assert_eq!((listed().await, needs().await), (Value::Null, json!(0)));
    assert_eq!(desk.call("duplicates", json!({})).await["rows"][0]["source"], "person");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_likely_rows_of_one_decision_are_noted_as_stored_twice() {
    let desk = Desk::open().await;
    let one = desk.knows(maria()).await;
    let mut twin = maria();
    twin["id"] = json!("01-2");
    let other = desk.knows(twin).await;
    let mut request = said(&one, "use");
    request["shown"] = json!([one, other]);
    desk.call("receipt_keep", request).await;
    let list = desk.call("duplicates", json!({})).await;
    assert_eq!((&list["total"], &list["rows"][0]["source"]), (&json!(1), &json!("decision")));
}
