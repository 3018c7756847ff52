//! A scanned licence through both windows' doors, against real files.

use crate::window::{Desk, maria};
use api::{Code, Window};
use serde_json::{Value, json};

fn card(family: &str, given: &str) -> String {
    format!(
        "@\n\u{1e}\rANSI 636014080002DL00410278ZC03190024DLDCAC\nDBA08312011\nDCS{family}\nDAC{given}\nDADMAUDE\nDBB04171988\nDBC2\nDAG4410 LARKSPUR AVE\nDAIFRESNO\nDAJCA\nDAK937010000  \nDAQY7310442\nDCGUSA\nDDEN\nDDFN\nDDGT\r"
    )
}

fn marks_lost(text: &str) -> String {
    text.replace(['\n', '\r', '\u{1e}'], "")
}

#[tokio::test]
async fn a_scan_at_the_desk_says_what_to_search_and_what_a_new_customer_starts_with() {
    let desk = Desk::open().await;
    let text = card("QUENNELL", "HARRIET");
    let read = desk.call("licence_read", json!({ "text": text })).await;
    let licence = &read["licence"];
    assert_eq!(licence["searches"], json!(["Quennell Harriet 93701", "Quennell Harriet"]));
    let record = &licence["record"];
    assert_eq!(record["names"]["givenName"], "Harriet");
    assert_eq!(record["identity"]["birthDate"], "1988-04-17");
    assert_eq!(record["addresses"][0]["streetName"], "Larkspur Ave");
    assert_eq!((&licence["expires"], &licence["expired"]), (&json!("2011-08-31"), &json!(true)));
    assert_eq!(licence["doubts"], json!([{ "field": "middle_name", "why": "cut_short" }]));
    let scanner = json!({ "header": "whole", "marks": "kept", "case_turned": false });
    assert_eq!(licence["scanner"], scanner);
    assert!(!read.to_string().contains("7310442"), "the number stays behind");
    let lost = desk.call("licence_read", json!({ "text": marks_lost(&text) })).await;
    assert_eq!(lost["licence"]["scanner"]["marks"], "lost");
    assert_eq!(lost["licence"]["record"], *record);
    let none = desk.call("licence_read", json!({ "text": "@ something else" })).await;
    assert_eq!(none, json!({}));
}

#[tokio::test]
async fn a_licence_that_is_nobodys_is_drawn_where_none_is_at_hand_and_read_like_any_other() {
    let desk = Desk::open().await;
    let shown = desk.call("licence_read", json!({ "text": "", "specimen": true })).await;
    assert!(shown["specimen"]["size"].as_u64().unwrap() > 40, "{shown}");
    assert_eq!(shown.get("licence"), None);
    let read = desk.call("licence_read", json!({ "text": desk::specimen::text() })).await;
    assert_eq!(
        (&read["licence"]["scanner"]["header"], read.get("specimen")),
        (&json!("whole"), None)
    );
}

#[tokio::test]
async fn what_the_scan_says_finds_who_is_there_also_after_a_move() {
    let desk = Desk::open().await;
    let known = desk.knows(maria()).await;
    let read = desk.call("licence_read", json!({ "text": card("SOUSA", "MARIA") })).await;
    let searches = read["licence"]["searches"].as_array().unwrap().clone();
    let found = async |text: &Value| {
        let answer =
            desk.call("search", json!({ "text": text, "generation": 1, "flips": [] })).await;
        let rows = answer["rows"].as_array().unwrap();
        rows.iter().map(|row| row["local_id"].clone()).collect::<Vec<_>>()
    };
    assert!(found(&searches[0]).await.is_empty(), "she lives elsewhere");
    assert_eq!(found(&searches[1]).await, [json!(known)]);
}

#[tokio::test]
async fn a_scan_at_the_kiosk_fills_in_the_visitors_own_fields_and_says_the_same_of_everybody() {
    let desk = Desk::open().await;
    desk.knows(maria()).await;
    let kiosk = async |request| desk.host.call(Window::Kiosk, "kiosk_form", request).await.unwrap();
    let scanned = async |family, given| {
        let mut answer = kiosk(json!({ "scan": marks_lost(&card(family, given)) })).await;
        answer["scanned"].take()
    };
    let mut known = scanned("SOUSA", "MARIA").await;
    let mut unknown = scanned("QUENNELL", "HARRIET").await;
    let wanted = json!({
        "given_name": "Harriet",
        "family_name": "Quennell",
        "address": {
            "house_number": "4410", "street": "Larkspur Ave", "city": "Fresno, CA",
            "postal_code": "93701", "country_code": "US",
        },
    });
    assert_eq!(unknown, wanted);
    for answer in [&mut known, &mut unknown] {
        answer["given_name"].take();
        answer["family_name"].take();
    }
    assert_eq!(known, unknown, "nothing of who is known comes to the kiosk");
    for nothing in [json!({}), json!({ "scan": "A7K" }), json!({ "scan": "D".repeat(100_000) })] {
        assert_eq!(kiosk(nothing).await.get("scanned"), None);
    }
}

#[tokio::test]
async fn the_desks_command_is_none_of_the_kiosks() {
    let desk = Desk::open().await;
    let refused = desk.host.call(Window::Kiosk, "licence_read", json!({ "text": "" })).await;
    assert_eq!(refused.unwrap_err().code, Code::BadRequest);
}
