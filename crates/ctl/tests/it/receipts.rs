//! Receipts and the hand-off list from the command line, over the end of the process.

use crate::support::{Desk, Net, Shop};
use serde_json::{Value, json};

fn maria(id: &str) -> Value {
    json!({"id": id, "kind": "person", "names": {"givenName": "Zelda", "familyName": "Quarrington"},
        "identity": {"birthDate": "1980-01-31"},
        "channels": [{"kind": "phone", "use": "home", "line": "mobile", "value": "+447400123456"}],
        "addresses": [{"kind": "physical", "streetName": "High Street", "houseNumber": "12",
            "postalCode": "LS1 4AP", "city": "Leeds", "countryCode": "GB"}]})
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn decisions_are_listed_read_and_decided_again_by_another_process() {
    let shop = Shop::open(30).await;
    let desk = Desk::new(Net::V1, &shop).await;
    let export = format!("{}\n{}\n", maria("A-1"), maria("A-2"));
    desk.run(&["import", &desk.file("export.ndjson", export)]).await.done();
    let mut typed = maria("A-1");
    typed.as_object_mut().expect("an object").remove("id");
    let file = desk.record(&typed);
    desk.run(&["create", &file]).await.ended(4);
    let nothing = desk.run(&["receipts", "list"]).await.done();
    assert_eq!(nothing, json!([]), "nothing was decided yet");
    let queued = desk.run(&["create", &file, "--despite-candidates"]).await.done();

    let list = desk.run(&["receipts", "list", "--about", "A-1"]).await.done();
    assert_eq!((&list[0]["said"], &list[0]["op_id"]), (&json!("create"), &queued["op_id"]));
    let id = list[0]["id"].as_str().expect("an id").to_owned();
    let whole = desk.run(&["receipts", "show", &id]).await.done();
    assert_eq!(whole["snapshot"]["question"]["names"]["familyName"], "Quarrington");
    assert_eq!(whole["snapshot"]["candidates"].as_array().map(Vec::len), Some(2));
    let replay = desk.run(&["receipts", "replay", &id]).await.done();
    assert_eq!(replay["same_program"], true, "{replay}");
    desk.run(&["receipts", "show", "nobody"]).await.error(2);

    // Two likely rows of one decision are a pair; the scan knows them by then.
    let scan = desk.run(&["duplicates", "scan"]).await.done();
    assert_eq!((&scan["end"], &scan["new"]), (&json!("done"), &json!(0)), "{scan}");
    let pairs = desk.run(&["duplicates", "list"]).await.done();
    assert_eq!(pairs[0]["ids"], json!(["A-1", "A-2"]), "{pairs}");
    let folder = desk.folder.path().join("out");
    let folder = folder.to_str().expect("a plain path");
    let exported = desk.run(&["duplicates", "export", folder]).await.done();
    let path = exported["path"].as_str().expect("a path");
    let text = std::fs::read_to_string(path).expect("a file");
    assert!(text.contains("\"A-1\",\"Zelda Quarrington\",\"A-2\""), "{text}");
    // The network knows neither of them: nothing is left to join.
    let checked = desk.run(&["duplicates", "check"]).await.done();
    assert_eq!(checked["solved"], 1, "{checked}");
    let health = desk.run(&["health"]).await;
    assert_eq!(health.done()["thresholds"], json!({"use_from": 6.9, "ask_from": -3.0}));
}
