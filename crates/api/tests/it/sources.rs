//! Where the values of a customer are from: the copy, or a write of this desk.

use crate::window::{Desk, maria};
use serde_json::{Value, json};

const DRAFTS: [&str; 3] = [
    "0197a000-0000-7000-8000-000000000001",
    "0197a000-0000-7000-8000-000000000002",
    "0197a000-0000-7000-8000-000000000003",
];

async fn saved(desk: &Desk, local_id: &str, draft: usize, section: &str, value: Value) -> Value {
    let save =
        json!({"local_id": local_id, "section": section, "draft": DRAFTS[draft], "value": value});
    desk.call("save_section", save).await
}

/// What is said to be written here: path, state, and whether the copy says it too.
fn written(customer: &Value) -> Vec<(String, String, bool)> {
    let rows = customer["sources"]["written"].as_array().unwrap();
    let text = |row: &Value, name: &str| row[name].as_str().unwrap().to_owned();
    rows.iter()
        .map(|row| (text(row, "path"), text(row, "state"), row["copied"].as_bool().unwrap()))
        .collect()
}

fn waits(path: &str) -> (String, String, bool) {
    (path.to_owned(), "waiting".to_owned(), false)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_what_was_written_here_is_said_to_be_until_it_is_taken_back() {
    let desk = Desk::open().await;
    let local_id = desk.knows(maria()).await;
    let opened = desk.call("open", json!({"id": local_id})).await;
    assert_eq!(opened["sources"]["copy"]["from"], "full");
    assert_eq!(opened["sources"]["copy"]["at"], opened["as_of"]);
    assert_eq!(written(&opened), []);

    let names = json!({"givenName": "Mariana", "familyName": "Sousa"});
    let first = saved(&desk, &local_id, 0, "names", names).await;
    assert_eq!(written(&first["customer"]), [waits("names.givenName")]);
    let who = &first["customer"]["sources"]["written"][0];
    assert_eq!(
        (who["kiosk"].as_bool(), who["who"].as_str().map(str::is_empty)),
        (Some(false), Some(false))
    );

    // One of three is new, and one is known by another notation.
    let mut channels = maria()["channels"].as_array().unwrap().clone();
    channels[0]["value"] = json!("07400 123456");
    channels.push(
        json!({"kind": "phone", "use": "work", "line": "landline", "value": "+441134960000"}),
    );
    let second = saved(&desk, &local_id, 1, "communication", json!(channels)).await;
    let told = written(&second["customer"]);
    assert!(told.contains(&waits("channels[2]")), "{told:?}");
    assert!(!told.iter().any(|(path, ..)| path == "channels[1]"), "{told:?}");

    let undo = json!({"op_id": first["op_id"], "act": {"do": "undo"}});
    desk.call("outbox_act", undo).await;
    let told = written(&desk.call("open", json!({"id": local_id})).await);
    assert!(!told.iter().any(|(path, ..)| path.starts_with("names")), "{told:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_somebody_made_here_every_value_is_of_the_form() {
    let desk = Desk::open().await;
    let record = json!({"kind": "person", "names": {"givenName": "Zita", "familyName": "Quill"},
        "channels": [{"kind": "phone", "use": "home", "line": "mobile", "value": "07400 777888"}]});
    let made = desk.call("create", json!({"draft": DRAFTS[2], "record": record})).await;
    let customer = desk.call("open", json!({"id": made["local_id"]})).await;
    assert_eq!(customer["sources"]["copy"], Value::Null, "{customer}");
    let paths: Vec<_> = written(&customer).into_iter().map(|(path, ..)| path).collect();
    assert_eq!(paths, ["names.givenName", "names.familyName", "channels[0]"]);
}
