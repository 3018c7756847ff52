//! The manager's overview from the command line.

use crate::batch::alone;
use crate::support::op;
use serde_json::{Value, json};

fn zelda(id: Option<&str>) -> Value {
    let mut record = json!({"kind": "person",
        "names": {"givenName": "Zelda", "familyName": "Quarrington"},
        "identity": {"birthDate": "1980-01-31"},
        "channels": [{"kind": "phone", "use": "home", "line": "mobile", "value": "+447400123456"}]});
    if let Some(id) = id {
        record["id"] = json!(id);
    }
    record
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_overview_counts_what_was_decided_and_what_waits_and_names_no_customer() {
    let desk = alone();
    let nothing = desk.run(&["overview"]).await.done();
    assert_eq!((&nothing["empty"], &nothing["days"]), (&json!(true), &json!(7)));
    assert_eq!(desk.text(&["overview", "--days", "30"]).await, "Nothing to look at.\n");

    let export = format!("{}\n", zelda(Some("A-1")));
    desk.run(&["import", &desk.file("export.ndjson", export)]).await.done();
    let file = desk.record(&zelda(None));
    let op = op(&desk.run(&["create", &file, "--despite-candidates"]).await.done());
    let card = desk.record(&zelda(None));
    desk.run(&["kiosk", "submit", &card]).await.done();

    let told = desk.run(&["overview", "--days", "90"]).await.done();
    assert_eq!((&told["empty"], &told["days"]), (&json!(false), &json!(90)));
    let word = &told["overrides"]["latest"][0];
    let receipts = desk.run(&["receipts", "list"]).await.done();
    assert_eq!((&receipts[0]["op_id"], &receipts[0]["id"]), (&json!(op), &word["receipt"]));
    assert_eq!((&word["said"], &word["who"]), (&json!("create"), &receipts[0]["who"]));
    let person = &told["overrides"]["people"][0];
    assert_eq!((&person["created"], &person["who"]), (&json!(1), &word["who"]));
    assert_eq!((&told["unsent"]["total"], &told["unsent"]["needs_person"]), (&json!(1), &json!(0)));
    assert_eq!(told["unsent"]["ages"][0]["count"], 1);
    assert_eq!(told["kiosk"]["waiting"], 1);
    assert!(told["kiosk"]["oldest"].is_string(), "{told}");

    let said = desk.text(&["overview"]).await;
    assert!(said.starts_with("decided against a strong match since "), "{said}");
    assert!(said.contains(": 1 made anew, 0 told apart, 0 proved to be one person\n"), "{said}");
    assert!(said.contains("unsent: 1, of those needing a person: 0, the oldest since "), "{said}");
    assert!(said.contains("kiosk cards waiting: 1, the oldest since "), "{said}");
    for text in [told.to_string(), said] {
        assert!(!text.contains("Quarrington") && !text.contains("Zelda"), "{text}");
    }
    desk.run(&["overview", "--days", "8"]).await.error(2);
}
