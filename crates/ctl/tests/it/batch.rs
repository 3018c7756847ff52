//! Many questions in one process: one answer a line, whatever the line is.

use crate::support::{Desk, Ran, nobody};
use serde_json::{Value, json};

/// A desk without a network: batch and import need none.
pub fn alone() -> Desk {
    Desk::configured(&format!(
        "network = \"keyloop\"\ncountry = \"GB\"\n[keyloop]\nbase_url = \"{}\"\n\
         enterprise_id = \"e\"\nstore_id = \"s\"\ndms = \"autoline\"\n[keys]\nstore = \"file\"\n",
        nobody()
    ))
}

pub fn lines(ran: &Ran) -> Vec<Value> {
    ran.ended(0);
    ran.out.lines().map(|line| serde_json::from_str(line).expect("JSON on each line")).collect()
}

fn people() -> String {
    let people = [
        json!({"id": "1", "kind": "person", "names": {"givenName": "Maria", "familyName": "Sousa"},
               "channels": [{"kind": "phone", "value": "07712 304417"}]}),
        json!({"id": "2", "kind": "person", "names": {"givenName": "Jan", "middleName": "van der", "familyName": "Berg"},
               "addresses": [{"postalCode": "LS1 4AP", "city": "Leeds"}]}),
        json!({"id": "3", "kind": "company", "company": {"name": "Autos Müller GmbH"},
               "vehicles": [{"vin": "WVWZZZ1K76W650709", "licensePlate": "AB12 CDE"}]}),
    ];
    people.map(|one| one.to_string()).join("\n")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_batch_that_is_a_folder_is_refused_and_ends() {
    let desk = alone();
    let inside = desk.file("inside", "sousa");
    let folder = inside.trim_end_matches("/inside");
    for command in ["search", "decide"] {
        let refused = desk.run(&[command, "--batch", folder]).await.error(3);
        assert_eq!((&refused["code"], &refused["field"]), (&json!("unreadable"), &json!("FILE")));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_batch_of_searches_answers_line_by_line() {
    let desk = alone();
    let file = desk.file("people.ndjson", people());
    assert_eq!(desk.run(&["import", &file]).await.done()["stored"], 3);
    let mut text = Vec::new();
    for line in [
        &b"sousa"[..],
        b"",
        b"   ",
        b"4417\r",
        b"\xff\xfe\xfd",
        b"\x01\x02",
        b"muller",
        b"van der berg",
        b"LS1 4AP",
        b"6W650709",
    ] {
        text.extend_from_slice(line);
        text.push(b'\n');
    }
    text.extend(std::iter::repeat_n(b'x', 1_000_000));
    text.extend_from_slice(b"\nAB12CDE");
    let file = desk.file("queries", &text);
    let answers = lines(&desk.run(&["search", "--batch", &file, "--limit", "5"]).await);
    assert_eq!(answers.len(), 12);
    let ids = |at: usize| answers[at]["ids"].clone();
    assert_eq!(ids(0), json!(["1"]));
    assert_eq!(answers[0]["query"], "sousa");
    assert!(answers[0]["took_us"].is_u64());
    for blank in [1, 2] {
        assert_eq!(answers[blank]["error"]["code"], "blank");
        assert_eq!(ids(blank), json!([]));
    }
    assert_eq!(ids(3), json!(["1"]));
    assert_eq!(answers[4]["error"]["code"], "not_text");
    assert_eq!(ids(5), json!([]), "nothing but control characters: {}", answers[5]);
    assert_eq!(ids(6), json!(["3"]));
    assert_eq!(ids(7), json!(["2"]));
    assert_eq!(ids(8), json!(["2"]));
    assert_eq!(ids(9), json!(["3"]));
    assert!(answers[10]["ids"].is_array() || answers[10]["error"].is_object());
    assert_eq!(ids(11), json!(["3"]));
    for (content, count) in [("", 0), ("\n", 1), ("a", 1), ("a\n", 1), ("a\n\n", 2), ("\n\n\n", 3)]
    {
        let file = desk.file("queries", content);
        let ran = desk.run(&["search", "--batch", &file, "--local-only"]).await;
        assert_eq!(lines(&ran).len(), count, "{content:?}");
        let ran = desk.run(&["decide", "--batch", &file]).await;
        assert_eq!(lines(&ran).len(), count, "{content:?}");
    }
    desk.run(&["search", "--batch", "/nowhere/at/all"]).await.error(3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_batch_of_decisions_answers_line_by_line() {
    let desk = alone();
    let file = desk.file("people.ndjson", people());
    desk.run(&["import", &file]).await.done();
    let huge = json!({"names": {"familyName": "x".repeat(1_000_000)}}).to_string();
    let own = people().lines().next().expect("a line").to_owned();
    let text = [
        r#"{"names":{"givenName":"Maria","familyName":"Sousa"},"channels":[{"kind":"phone","value":"07712304417"}]}"#,
        "",
        "{\"names\":",
        "[1,2]",
        r#"{"names":{"familyName":7}}"#,
        &own,
        &huge,
        r#"{"names":{"givenName":"Jan","familyName":"van der Berg"},"addresses":[{"postalCode":"ls14ap"}]}"#,
        r#"{"unknown":{"member":[1]},"names":{"familyName":"Nobodyatall"}}"#,
        "{}",
    ]
    .join("\n");
    let file = desk.file("records.ndjson", text);
    let answers = lines(&desk.run(&["decide", "--batch", &file, "--limit", "3"]).await);
    assert_eq!(answers.len(), 10);
    assert_eq!(
        (&answers[0]["action"], &answers[0]["use"]),
        (&json!("use"), &json!("1")),
        "{}",
        answers[0]
    );
    assert!(answers[0]["took_us"].is_u64());
    for (line, code) in [(1, "blank"), (2, "not_json"), (3, "wrong_type"), (4, "wrong_type")] {
        let error = &answers[line]["error"];
        assert!(
            error["code"].is_string() && error["message"].is_string(),
            "{line} {code}: {error}"
        );
    }
    assert_eq!(answers[4]["error"]["field"], "names.familyName");
    assert_eq!(answers[5]["candidates"], json!([]), "its own record is left out");
    assert!(answers[6].is_object());
    assert_eq!(answers[7]["candidates"][0]["id"], "2", "{}", answers[7]);
    assert_eq!(answers[8]["action"], "create");
    assert!(answers[9]["action"].is_string());
    let before = answers[0]["candidates"][0]["probability"].as_f64().expect("a number");
    assert!((0.0..=1.0).contains(&before));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_list_for_people_says_whether_it_is_cut_and_how_old_the_copy_is() {
    let desk = alone();
    let file = desk.file("people.ndjson", people());
    desk.run(&["import", &file]).await.done();
    let told = desk.run(&["search", "--local-only", "m"]).await.done();
    let copy = told["local"]["as_of"].as_str().expect("a time");
    let all = desk.text(&["search", "--local-only", "m"]).await;
    assert!(
        all.starts_with(&format!("This desk (3 customers, copy of {copy}, complete):\n")),
        "{all}"
    );
    let cut = desk.text(&["search", "--local-only", "--limit", "1", "m"]).await;
    let head = format!("This desk (3 customers, copy of {copy}, there may be more):\n");
    assert!(cut.starts_with(&head), "{cut}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn flags_stand_anywhere_and_offline_is_no_failure() {
    let desk = alone();
    let file = desk.file("people.ndjson", people());
    desk.run(&["import", &file]).await.done();
    let found = desk.run(&["search", "sousa"]).await.done();
    assert_eq!(found["network"]["state"], "not_asked", "no credentials yet: {found}");
    assert_eq!(found["local"]["customers"], 3);
    desk.run_with(&["credentials", "set"], r#"{"client_id":"a","client_secret":"b"}"#).await.done();
    let found = desk.run(&["search", "--limit", "1", "sousa"]).await.done();
    assert_eq!(
        (&found["network"]["state"], &found["network"]["complete"]),
        (&json!("offline"), &json!(false)),
        "{found}"
    );
    let person = desk.record(&json!({"names": {"familyName": "Sousa"}}));
    assert_eq!(desk.run(&["decide", &person]).await.done()["network"]["state"], "offline");
    let shown = desk.run(&["show", "1"]).await.done();
    assert_eq!(
        (&shown["names"]["familyName"], &shown["state"]),
        (&json!("Sousa"), &json!("in_dms"))
    );
    let help = desk.run(&["help"]).await;
    for word in [
        "import",
        "search",
        "decide",
        "show",
        "create",
        "update",
        "sync",
        "outbox",
        "kiosk",
        "credentials",
        "health",
        "forget",
        "export",
        "Exit status",
    ] {
        assert!(help.ended(0).out.contains(word), "{word}");
    }
    for command in [
        "import",
        "search",
        "decide",
        "show",
        "create",
        "update",
        "sync",
        "outbox",
        "kiosk",
        "credentials",
        "health",
        "forget",
        "export",
    ] {
        let help = desk.run(&[command, "--help"]).await;
        assert!(help.ended(0).out.contains("Example"), "{command}: {}", help.out);
    }
}
