//! Tables and address books, as they really come. The people are invented.

use crate::batch::alone;
use crate::support::Desk;
use serde_json::{Value, json};

fn rejected(report: &Value) -> Vec<(u64, &str)> {
    let rejected = report["rejected"].as_array().expect("a list").iter();
    let said = |one: &'_ Value| one["line"].as_u64().expect("a line");
    rejected.map(|one| (said(one), one["reason"].as_str().expect("a reason"))).collect()
}

const GERMAN: &str = "ID;Vorname;Nachname;Straße;PLZ;Ort;Handy;E-Mail;Geburtsdatum;Umsatz\r\n\
    01-1;Änne;von der Heide;Lindenweg 12a;50667;Köln;+49 170 5550142;aenne@example.org;3.4.1975;12,50\r\n\
    ;Ohne;Nummer;;;;+49 170 5550143;;;\r\n\
    01-2;Jörg;Voß;;;;;;31.2.1980;\r\n";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_table_saved_by_windows_is_previewed_taken_in_and_found() {
    let desk = alone();
    let western: Vec<u8> =
        GERMAN.chars().map(|c| u8::try_from(u32::from(c)).expect("latin")).collect();
    let file = desk.file("kunden.csv", western);
    let preview = desk.run(&["import", &file, "--preview", "2"]).await.done();
    assert_eq!(
        (&preview["encoding"], &preview["delimiter"], &preview["rows"], &preview["lacks"]),
        (&json!("windows-1252"), &json!(";"), &json!(3), &Value::Null),
        "{preview}"
    );
    assert_eq!(
        preview["columns"][2],
        json!({"name": "Nachname", "field": "names.familyName", "confidence": "sure",
               "samples": ["von der Heide", "Nummer", "Voß"]})
    );
    assert_eq!(preview["columns"][9]["field"], Value::Null, "nobody knows a turnover");
    assert_eq!(preview["records"].as_array().map(Vec::len), Some(2));
    assert_eq!(preview["records"][0]["record"]["names"]["givenName"], "Änne");
    assert_eq!(desk.run(&["health"]).await.answer()["customers"], 0, "nothing was taken in yet");
    let told = desk.text(&["import", &file, "--preview", "1"]).await;
    assert!(told.contains("Nachname: names.familyName (sure)"), "{told}");

    let refused = desk.folder.path().join("refused.csv");
    let refused = refused.to_str().expect("a plain path");
    let report = desk.run(&["import", &file, "--refused", refused]).await.done();
    assert_eq!((&report["read"], &report["stored"]), (&json!(3), &json!(2)), "{report}");
    assert_eq!(rejected(&report), [(3, "id: required")]);
    let anne = desk.show("01-1").await;
    assert_eq!(anne["identity"]["birthDate"], "1975-04-03");
    assert_eq!(anne["addresses"][0]["streetName"], "Lindenweg 12a", "it is a British desk");
    assert_eq!(desk.show("01-2").await["identity"]["birthDate"], "1980-02-31", "shown as doubtful");
    let found = desk.run(&["search", "heide 0142", "--local-only"]).await.done();
    assert_eq!(found["local"]["rows"][0]["id"], "01-1", "{found}");

    // Mended, the refused row is taken in like any other.
    let table = std::fs::read_to_string(refused).expect("a report");
    assert!(table.starts_with("\u{feff}\"line\";\"reason\";\"ID\";\"Vorname\""), "{table}");
    assert_eq!(table.lines().count(), 2, "{table}");
    let mended = desk.file("mended.csv", table.replace("\"\";\"Ohne\"", "\"01-3\";\"Ohne\""));
    assert_eq!(desk.run(&["import", &mended]).await.done()["stored"], 1);
    assert_eq!(desk.show("01-3").await["channels"][0]["value"], "+49 170 5550143");
    // Never over a file that is there; then nothing is taken in either.
    let again = desk.run(&["import", &file, "--refused", refused]).await.error(3);
    assert_eq!(again["field"], "--refused");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_unclear_is_asked_and_a_mapping_answers() {
    let desk = alone();
    let file =
        desk.file("list.csv", "Nr,Name,DOB\n7,\"Voss, Ida\",02/03/1980\n8,Ada Klein,04/05/1981\n");
    let error = desk.run(&["import", &file]).await.error(3);
    assert_eq!((&error["code"], &error["field"]), (&json!("required"), &json!("id")));
    let map = desk.file("map.json", r#"{"columns": {"Nr": "id"}}"#);
    let error = desk.run(&["import", &file, "--map", &map]).await.error(3);
    assert_eq!((&error["code"], &error["field"]), (&json!("unclear"), &json!("dates")));
    assert_eq!(desk.run(&["health"]).await.answer()["customers"], 0);
    let map = desk.file("map2.json", r##"{"columns": {"#1": "id"}, "dates": "month_first"}"##);
    assert_eq!(desk.run(&["import", &file, "--map", &map]).await.done()["stored"], 2);
    let ida = desk.show("7").await;
    assert_eq!(ida["names"], json!({"givenName": "Ida", "familyName": "Voss"}));
    assert_eq!(ida["identity"]["birthDate"], "1980-02-03");
    for (content, field) in [
        (r#"{"columns": {"Nr": "no.such"}}"#, "--map"),
        (r#"{"colums": {}}"#, "--map"),
        (r#"{"columns": {"Number": "id"}}"#, "columns"),
        (r#"{"columns": {"Nr": "id", "Name": "id"}}"#, "columns"),
        ("not json", "FILE"),
    ] {
        let map = desk.file("bad.json", content);
        assert_eq!(desk.run(&["import", &file, "--map", &map]).await.error(3)["field"], field);
    }
    let lines = desk.file("people.ndjson", "{\"id\":\"1\"}\n");
    desk.run(&["import", &lines, "--map", &map]).await.error(2);
    let empty = desk.file("empty.csv", "");
    assert_eq!(desk.run(&["import", &empty]).await.error(3)["code"], "empty");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_table_adds_to_a_copy_and_takes_nothing_away() {
    let desk = alone();
    let whole = desk.file(
        "whole.ndjson",
        r#"{"id":"1","names":{"givenName":"Ida","familyName":"Voss"},"channels":[{"kind":"phone","value":"07712 304417"}]}"#,
    );
    assert_eq!(desk.run(&["import", &whole]).await.done()["stored"], 1);
    let table = desk.file("mails.csv", "id,email\n1,ida@example.org\n");
    assert_eq!(desk.run(&["import", &table]).await.done()["stored"], 1);
    let ida = desk.show("1").await;
    assert_eq!(ida["names"]["familyName"], "Voss", "{ida}");
    assert_eq!(ida["channels"][0]["value"], "07712 304417");
    assert_eq!(ida["channels"][1]["value"], "ida@example.org");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_book_is_taken_in_where_a_person_says_which_number_is_the_networks() {
    let desk = alone();
    let card = |id: &str, name: &str| {
        format!(
            "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:{id}\r\nN:{name};Jan;;;\r\nFN:Jan {name}\r\n\
             TEL;TYPE=CELL:+31 6 1234 5{id}\r\nEND:VCARD\r\n"
        )
    };
    let text = format!(
        "{}BEGIN:VCARD\r\nFN:Never closed\r\n{}",
        card("678", "de Vries"),
        card("679", "Bakker")
    );
    let file = desk.file("book.vcf", text);
    let preview = desk.run(&["import", &file, "--preview", "3"]).await.done();
    assert_eq!(preview["lacks"]["field"], "id");
    assert_eq!(preview["records"][0]["record"]["names"]["familyName"], "de Vries");
    let refused = desk.run(&["import", &file]).await.error(3);
    let (said, remedy) =
        (refused["message"].as_str().expect("words"), r#"{"columns":{"UID":"id"}}"#);
    assert!(said.contains("--map") && said.contains(remedy), "{said}");
    let map = desk.file("map.json", remedy);
    let report = desk.run(&["import", &file, "--map", &map]).await.done();
    assert_eq!((&report["read"], &report["stored"]), (&json!(3), &json!(2)), "{report}");
    assert_eq!(rejected(&report), [(8, "the card is not closed (END:VCARD)")]);
    assert_eq!(desk.show("679").await["channels"][0]["line"], "mobile");
}

async fn killed_in_the_middle(desk: &Desk, file: &str) {
    let mut child = desk.spawn(&["import", file]);
    tokio::time::sleep(std::time::Duration::from_millis(1_200)).await;
    // It may have ended by itself.
    let _ = child.start_kill();
    child.wait().await.expect("ends");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_table_killed_in_the_middle_goes_on_and_tells_of_the_whole_file() {
    let desk = alone();
    let mut text = String::from("id;Nachname;Ort\n;Niemand;\n");
    for number in 0..24_000 {
        text.push_str(&format!("c-{number};Voss{number};Bonn\n"));
    }
    let file = desk.file("many.csv", &text);
    killed_in_the_middle(&desk, &file).await;
    let report = desk.run(&["import", &file]).await.done();
    assert_eq!((&report["read"], &report["stored"]), (&json!(24_001), &json!(24_000)));
    assert_eq!(rejected(&report), [(2, "id: required")]);
    assert_eq!(desk.run(&["health"]).await.answer()["customers"], 24_000);
}
