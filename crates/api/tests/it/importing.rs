//! An import as the window does it: the file in pieces, looked at, mapped, taken in, reported.

use crate::window::Desk;
use serde_json::{Value, json};
use std::time::Duration;

/// Base64 of a text, the way a page writes it.
fn base64(text: &str) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for three in text.as_bytes().chunks(3) {
        let bits = three.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte));
        let bits = bits << (8 * (3 - three.len()));
        for place in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * place)) as usize & 63];
            out.push(if place > three.len() { '=' } else { char::from(letter) });
        }
    }
    out
}

async fn hand_over(desk: &Desk, name: &str, text: &str) {
    let (mut at, mut rest) = (0, text);
    while !rest.is_empty() {
        let (piece, more) = rest.split_at(rest.len().min(40_000));
        let request = json!({"name": name, "at": at, "data": base64(piece)});
        at += piece.len();
        assert_eq!(desk.call("import_piece", request).await["held"], at);
        rest = more;
    }
}

async fn ended(desk: &Desk) -> Value {
    for _ in 0..2_000 {
        let now = desk.call("import_act", json!({"act": "look"})).await;
        if now["running"] == false {
            return now;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the import did not end");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_table_is_handed_over_mapped_taken_in_and_reported() {
    let desk = Desk::open().await;
    let text = "Nr;Nachname;Geburtsdatum\n7;Voss;02/03/1980\n;Niemand;\n8;Klein;04/05/1981\n";
    hand_over(&desk, "kunden.csv", text).await;
    let look = desk.call("import_look", json!({"columns": {}})).await;
    assert_eq!((&look["rows"], &look["lacks"]), (&json!(3), &json!("id")), "{look}");
    assert_eq!(look["preview"][0]["record"]["names"]["familyName"], "Voss");
    let refused = desk.ask("import_act", json!({"act": "start"})).await.unwrap_err();
    assert_eq!(refused.fields[0].field, "id");
    let columns = json!({"Nr": "id"});
    let look = desk.call("import_look", json!({"columns": columns})).await;
    assert_eq!((&look["lacks"], &look["ask_dates"]), (&json!("dates"), &json!(true)));
    let said = json!({"columns": columns, "dates": "day_first"});
    let look = desk.call("import_look", said).await;
    assert_eq!(look["lacks"], Value::Null);
    assert_eq!(look["columns"][0]["confidence"], "chosen");
    desk.call("import_act", json!({"act": "start"})).await;
    let report = ended(&desk).await;
    assert_eq!((&report["end"], &report["stored"]), (&json!("done"), &json!(2)), "{report}");
    assert_eq!(report["refused"], json!([{"line": 3, "reason": "id: required"}]));
    let open = desk.call("open", json!({"id": "7"})).await;
    assert_eq!(open["record"]["identity"]["birthDate"], "1980-03-02", "{open}");
    // Let go of, nothing of it is left to be looked at.
    desk.call("import_act", json!({"act": "drop"})).await;
    desk.ask("import_look", json!({"columns": {}})).await.unwrap_err();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_is_stopped_between_two_batches_and_goes_on_with_the_same_file() {
    let desk = Desk::open().await;
    let mut text = String::from("id,name\n");
    for number in 0..25_000 {
        text.push_str(&format!("c-{number},Ida Voss\n"));
    }
    let mut seen = Vec::new();
    for stop in [true, false] {
        hand_over(&desk, "many.csv", &text).await;
        desk.call("import_look", json!({"columns": {}})).await;
        desk.call("import_act", json!({"act": "start"})).await;
        if stop {
            desk.call("import_act", json!({"act": "stop"})).await;
        }
        seen.push(ended(&desk).await);
    }
    assert_eq!((&seen[0]["end"], &seen[0]["read"]), (&json!("stopped"), &json!(10_000)));
    assert_eq!(seen[1]["end"], "done");
    assert_eq!((&seen[1]["resumed_after"], &seen[1]["stored"]), (&json!(10_000), &json!(25_000)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lines_of_json_are_shown_and_taken_in_and_pieces_in_no_order_are_refused() {
    let desk = Desk::open().await;
    hand_over(
        &desk,
        "export.ndjson",
        "{\"id\":\"1\",\"names\":{\"familyName\":\"Voss\"}}\nrubbish\n",
    )
    .await;
    let look = desk.call("import_look", json!({"columns": {}})).await;
    assert_eq!(look["columns"], json!([]));
    assert_eq!(look["preview"][0]["record"]["id"], "1");
    assert!(look["preview"][1]["reason"].is_string(), "{look}");
    desk.call("import_act", json!({"act": "start"})).await;
    assert_eq!(ended(&desk).await["stored"], 1);
    let gap = json!({"name": "export.ndjson", "at": 7, "data": ""});
    let refused = desk.ask("import_piece", gap).await.unwrap_err();
    assert_eq!(refused.fields[0].code, "out_of_order");
}
