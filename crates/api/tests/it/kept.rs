//! What a person typed and decided is there again after the process has ended.

use crate::window::{Desk, maria};
use outbox::Event;
use serde_json::json;
use store::mine::Context;
use uuid::Uuid;

const DRAFT: &str = "0197a000-0000-7000-8000-000000000001";

/// A form whose values are still to be taken over into the customer that was chosen.
fn chosen(local_id: &str) -> serde_json::Value {
    json!({
        "draft": DRAFT,
        "record": {"names": {"familyName": "Sousa"}, "channels": [{"kind": "phone", "value": "07400 999 888"}]},
        "chosen": {"localId": local_id, "from": "desk", "left": {
            "kind": "person", "channels": [{"kind": "phone", "value": "07400 999 888"}],
        }},
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_given_up_for_a_known_customer_is_kept_over_the_end_of_the_process() {
    let desk = Desk::open().await;
    let local_id = desk.knows(maria()).await;
    let key = format!("new:{DRAFT}");
    desk.call("draft_save", json!({"key": key, "value": chosen(&local_id)})).await;
    let desk = desk.restart().await;
    let drafts = desk.call("drafts", json!({})).await;
    assert_eq!(drafts["drafts"][0]["key"], key.as_str());
    assert_eq!(drafts["drafts"][0]["value"], chosen(&local_id));
    // The customer it was given up for is the same one.
    assert_eq!(desk.call("open", json!({"id": local_id})).await["id"], "01-16203");
    desk.call("draft_drop", json!({"key": key})).await;
    let desk = desk.restart().await;
    assert_eq!(desk.call("drafts", json!({})).await, json!({"drafts": []}));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_typed_about_a_person_is_shown_to_them_and_forgotten_with_them() {
    let desk = Desk::open().await;
    let local_id = desk.knows(maria()).await;
    let other = json!({"draft": DRAFT, "record": {"names": {"familyName": "Jones"}}});
    for (key, value) in [
        (format!("new:{DRAFT}"), chosen(&local_id)),
        (format!("edit:{local_id}:names"), json!({"draft": DRAFT, "record": {}})),
        ("new:somebody-else".to_owned(), other),
    ] {
        desk.call("draft_save", json!({"key": key, "value": value})).await;
    }
    let exported = desk.desk().await.export(&local_id).await.unwrap();
    assert_eq!(exported["drafts"].as_array().map(Vec::len), Some(2), "{exported}");
    desk.call("forget", json!({"id": local_id})).await;
    let left = desk.call("drafts", json!({})).await;
    let keys = left["drafts"].as_array().unwrap().iter().map(|one| one["key"].as_str().unwrap());
    assert_eq!(keys.collect::<Vec<_>>(), ["new:somebody-else"]);
}

/// The same person once more, typed as new.
fn again(draft: &str) -> serde_json::Value {
    let mut record = maria();
    record.as_object_mut().unwrap().remove("id");
    json!({"draft": draft, "record": record})
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn why_somebody_is_another_person_is_kept_with_the_verdict() {
    let desk = Desk::open().await;
    desk.knows(maria()).await;
    let stopped = desk.call("create", again(DRAFT)).await;
    assert_eq!(stopped["outcome"], "candidates", "{stopped}");

    let mut request = again(DRAFT);
    request["different_from"] = json!(["01-16203"]);
    request["reasons"] = json!({"01-16203": "x".repeat(201)});
    let refused = desk.ask("create", request.clone()).await.unwrap_err();
    assert_eq!(
        (refused.fields[0].field.as_str(), refused.fields[0].code.as_str()),
        ("reason", "too_long")
    );

    request["reasons"] = json!({"01-16203": " Her daughter, same name "});
    let queued = desk.call("create", request).await;
    assert_eq!(queued["outcome"], "queued", "{queued}");
    let desk = desk.restart().await;
    let core = desk.desk().await;
    let local_id = queued["local_id"].as_str().unwrap();
    let verdict = core.store.mine.verdict_between(local_id, "01-16203").unwrap().unwrap();
    assert_eq!((verdict.same, verdict.reason.as_deref()), (false, Some("Her daughter, same name")));
    assert_eq!(core.store.mine.verify_audit().unwrap().broken_at, None);
    // Shown to the person it is about; the words go when the person is forgotten.
    let exported = core.export("01-16203").await.unwrap();
    assert_eq!(exported["verdicts"][0]["reason"], "Her daughter, same name");
    core.forget("01-16203", desk::privacy::Unsent::Refuse).await.unwrap();
    let verdict = core.store.mine.verdict_between(local_id, "01-16203").unwrap();
    assert_eq!(verdict.map(|verdict| verdict.reason), Some(None));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_entry_that_is_none_of_its_candidates_keeps_why() {
    let desk = Desk::open().await;
    let queued = desk.call("create", again(DRAFT)).await;
    let op_id = queued["op_id"].as_str().unwrap().to_owned();
    let core = desk.desk().await;
    let context = Context::by_person("desk", core.clock.now());
    let op = Uuid::parse_str(&op_id).unwrap();
    core.store.mine.record(op, &Event::StartPreflight, &context).unwrap();
    let ids = vec!["01-16203".to_owned(), "01-16377".to_owned()];
    core.store.mine.record(op, &Event::Candidates { ids, note: None }, &context).unwrap();

    let story = json!({"op_id": op_id, "act": {"do": "different", "reason": "a\nb"}});
    assert_eq!(
        desk.ask("outbox_act", story).await.unwrap_err().fields[0].code,
        "control_characters"
    );
    let entry = desk
        .call(
            "outbox_act",
            json!({"op_id": op_id, "act": {"do": "different", "reason": "relative"}}),
        )
        .await;
    assert_eq!(entry["chip"]["state"], "waiting", "{entry}");
    let local_id = queued["local_id"].as_str().unwrap();
    for other in ["01-16203", "01-16377"] {
        let verdict = core.store.mine.verdict_between(local_id, other).unwrap().unwrap();
        assert_eq!((verdict.same, verdict.reason.as_deref()), (false, Some("relative")));
    }
    // A window of an older kind gives no reason: the act is the same.
    let late = json!({"op_id": op_id, "act": {"do": "different"}});
    assert!(desk.ask("outbox_act", late).await.is_err(), "nothing is left to rule out");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_look_at_somebody_shows_no_number_one_could_ring_and_opens_nothing() {
    let desk = Desk::open().await;
    let local_id = desk.knows(maria()).await;
    let peek = desk.call("peek", json!({"id": local_id})).await;
    let tails =
        peek["channels"].as_array().unwrap().iter().map(|one| one["tail"].as_str().unwrap());
    assert_eq!(tails.collect::<Vec<_>>(), ["…3456", "m…@sousa.example"]);
    assert_eq!(peek["vehicles"], json!([{"name": "Golf 2019", "vin_end": "6W650709"}]));
    assert_eq!(peek["row"]["birth_year"], "1980");
    let text = peek.to_string();
    for secret in ["400123456", "maria@", "1980-01-31", "WVWZZZ"] {
        assert!(!text.contains(secret), "{secret} stands in {text}");
    }
    assert_eq!(desk.call("recent", json!({})).await, json!({"rows": []}));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_number_that_no_line_can_have_is_said_while_it_is_typed() {
    let desk = Desk::open().await;
    let phone = |value: &str| {
        json!({"record": {"kind": "person",
        "channels": [{"kind": "phone", "use": "home", "line": "mobile", "value": value}]}})
    };
    let advice = desk.call("advise", phone("07911 654321")).await;
    assert_eq!(advice["fields"][0]["field"], "channels[0].value");
    assert_eq!(advice["fields"][0]["code"], "phone_doubtful");
    assert_eq!(desk.call("advise", phone("07400 123456")).await, json!({"fields": []}));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_network_cannot_change_is_said_in_codes() {
    let desk = Desk::open().await;
    let boot = desk.call("boot", json!({})).await;
    let sections = boot["profile"]["sections"].as_array().unwrap();
    for section in sections {
        let whole = section["readable"] == true && section["writable"] == true;
        let code = section["reason"]["code"].as_str();
        assert_eq!(code.is_none(), whole, "{section}");
        let word = |text: &str| text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        assert!(code.is_none_or(word), "{section}");
    }
    let vehicles = sections.iter().find(|section| section["section"] == "vehicles").unwrap();
    assert_eq!(vehicles["reason"], json!({"code": "read_only", "params": {}}));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_is_in_the_dms_has_a_number_from_the_moment_it_is_said() {
    let desk = Desk::open().await;
    let queued = desk.call("create", again(DRAFT)).await;
    let local_id = queued["local_id"].as_str().unwrap();
    let core = desk.desk().await;
    let context = Context::by_person("desk", core.clock.now());
    let op = Uuid::parse_str(queued["op_id"].as_str().unwrap()).unwrap();
    core.store.mine.record(op, &Event::StartPreflight, &context).unwrap();
    let ids = vec!["01-16203".to_owned()];
    core.store.mine.record(op, &Event::Candidates { ids, note: None }, &context).unwrap();
    let used = Event::Use { id: "01-16203".to_owned() };
    // The outbox has the id; the copy has not heard of it yet.
    core.store.mine.record(op, &used, &context).unwrap();
    for view in ["open", "refresh"] {
        let customer = desk.call(view, json!({"id": local_id})).await;
        assert_eq!(customer["chip"]["state"], "in_dms", "{view}: {customer}");
        assert_eq!(customer["id"], "01-16203", "{view}: {customer}");
        assert_eq!(customer["chip"]["id"], "01-16203", "{view}: {customer}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_waits_is_held_shown_as_standing_there_told_of_and_taken_back() {
    let desk = Desk::open().await;
    let mut request = again(DRAFT);
    request["record"]["names"]["familyName"] = json!("Heldson");
    let queued = desk.call("create", request).await;
    let op_id = queued["op_id"].as_str().expect("an entry").to_owned();
    let act = async |how: serde_json::Value| {
        desk.call("outbox_act", json!({"op_id": op_id, "act": how})).await
    };
    let held = act(json!({"do": "hold", "because": "test drive"})).await;
    assert_eq!((&held["held"]["because"], &held["unsent"]), (&json!("test drive"), &json!(true)));
    let here = act(json!({"do": "here", "here": true})).await;
    assert_eq!(here["here"], true);
    let status = desk.call("status", json!({})).await;
    assert_eq!((&status["waiting"], &status["held"]), (&json!(1), &json!(1)));
    let desk = desk.restart().await;
    let listed = desk.call("outbox", json!({"all": false})).await;
    assert_eq!(
        (&listed["entries"][0]["here"], &listed["entries"].as_array().map(Vec::len)),
        (&json!(true), &Some(1))
    );
    let act = async |how: serde_json::Value| {
        desk.call("outbox_act", json!({"op_id": op_id, "act": how})).await
    };
    let row = async || {
        let found = json!({"text": "heldson", "generation": 1});
        desk.call("search", found).await["rows"][0].clone()
    };
    assert_eq!(row().await["held"]["because"], "test drive");
    act(json!({"do": "release"})).await;
    assert_eq!(
        (&row().await["held"], &row().await["chip"]["state"]),
        (&json!(null), &json!("waiting"))
    );
    let gone = act(json!({"do": "undo"})).await;
    assert_eq!(gone["chip"]["state"], "cancelled");
    let told = desk.call("timeline", json!({"op_id": op_id})).await;
    let steps = told["steps"].as_array().expect("steps");
    let what: Vec<_> = steps.iter().filter_map(|step| step["what"].as_str()).collect();
    // The form's number tells when typing began; this one is years old.
    assert_eq!(what, ["kept", "held", "released", "cancel"], "{told}");
}
