//! The second desk, the tick, the clock, reset.

use serde_json::{Value, json};

use crate::{Shop, json_of};

#[tokio::test]
async fn a_second_desk_edits_deletes_and_merges_behind_the_networks_back() {
    let shop = Shop::open(30).await;
    let (maria, _) = shop.ids("Maria%20Sousa").await;
    let (mario, uuid) = shop.ids("Mario%20Souza").await;
    let edit = json!({"section": "names", "fields": {"givenName": "Marie"}});
    shop.admin("POST", &format!("/customers/{maria}/edit"), edit).await;
    let edit = json!({"section": "identity", "fields": {"birthDate": "1980-02-31"}});
    shop.admin("POST", &format!("/customers/{maria}/edit"), edit).await;
    let (_, body) =
        json_of(shop.keyloop("GET", &format!("/v1/customers/{maria}/identity"), None).await).await;
    assert_eq!(body["birthDate"], "1980-02-31T00:00:00Z", "the dealer's system takes anything");
    let same = json!({"birthDate": "1980-02-31T00:00:00Z"});
    let path = format!("/v1/customers/{maria}/update-identity");
    assert_eq!(json_of(shop.keyloop("POST", &path, Some(same)).await).await.0, 204);

    shop.admin("POST", &format!("/customers/{mario}/merge"), json!({"into": maria})).await;
    let gone = shop.keyloop("GET", &format!("/v1/customers/{mario}"), None).await;
    assert_eq!(json_of(gone).await.0, 404);
    let gone = shop.mykaarma("GET", &format!("/customer/{uuid}"), None).await;
    assert_eq!(json_of(gone).await.0, 404);
    let path = format!("/v1/customers/{mario}/update-names");
    let names = json!({"names": {"familyName": "Souza"}});
    assert_eq!(json_of(shop.keyloop("POST", &path, Some(names)).await).await.0, 404);
    shop.rules(json!({"deleted": "status"})).await;
    let (_, body) =
        json_of(shop.keyloop("GET", &format!("/v1/customers/{mario}"), None).await).await;
    assert_eq!(body["status"], "MERGED");
    let effects = shop.effects().await;
    assert_eq!(effects.len(), 3);
    assert!(effects.iter().all(|effect| effect["source"] == "second_desk"));
    assert_eq!(effects[2]["op"], "delete");
}

#[tokio::test]
async fn the_tick_gives_a_key_to_those_created_without_one() {
    let shop = Shop::open(30).await;
    let body = json!({"names": {"givenName": "New", "familyName": "Person"}});
    let (_, made) = json_of(shop.keyloop("POST", "/v1/customers", Some(body)).await).await;
    let tick = shop.admin("POST", "/tick", json!({})).await;
    let assigned = tick["assigned"].as_array().expect("a list");
    assert_eq!(assigned.len(), 1);
    assert_eq!(assigned[0]["keyloopId"], made["customerId"]);
    assert!(assigned[0]["customerKey"].as_str().is_some_and(|key| key.starts_with("DMS")));
    let again = shop.admin("POST", "/tick", json!({})).await;
    assert_eq!(again["assigned"], json!([]));
}

#[tokio::test]
async fn the_clock_shows_in_the_date_header() {
    let shop = Shop::open(20).await;
    shop.admin("POST", "/clock", json!({"offset_ms": -86_400_000_i64 * 3650})).await;
    let answer = shop.keyloop("GET", "/v1/customers?familyName=s", None).await.expect("answer");
    let date = answer.headers()["date"].to_str().expect("text");
    let year: i32 = date.split(' ').nth(3).and_then(|y| y.parse().ok()).expect("a year");
    assert!(year < 2020, "{date}");
}

#[tokio::test]
async fn a_locked_record_refuses_writes_and_still_reads() {
    let shop = Shop::open(20).await;
    let (id, uuid) = shop.ids("Maria%20Sousa").await;
    shop.rules(json!({"locked": [id]})).await;
    let names = json!({"names": {"familyName": "X"}});
    let path = format!("/v1/customers/{id}/update-names");
    let (status, body) = json_of(shop.keyloop("POST", &path, Some(names)).await).await;
    assert_eq!((status, &body["errors"][0]["code"]), (409, &json!("RECORD_LOCKED")));
    let (status, _) =
        json_of(shop.mykaarma("PUT", &format!("/customer/{uuid}"), Some(json!({}))).await).await;
    assert_eq!(status, 409);
    let read = shop.keyloop("GET", &format!("/v1/customers/{id}"), None).await;
    assert_eq!(json_of(read).await.0, 200);
}

#[tokio::test]
async fn reset_brings_back_the_beginning_or_other_people() {
    let shop = Shop::open(20).await;
    let (id, _) = shop.ids("Maria%20Sousa").await;
    let edit = json!({"section": "names", "fields": {"givenName": "Marie"}});
    shop.admin("POST", &format!("/customers/{id}/edit"), edit).await;
    shop.admin("POST", "/reset", json!({"only": ["customers"]})).await;
    let stored = shop.admin("GET", &format!("/customers/{id}"), Value::Null).await;
    assert_eq!(stored["names"]["givenName"], "Maria");
    assert!(shop.effects().await.is_empty());
    shop.admin("POST", "/reset", json!({"seed": 9, "customers": 40})).await;
    let overview = shop.admin("GET", "", Value::Null).await;
    assert_eq!((&overview["customers"], &overview["seed"]), (&json!(40), &json!(9)));
    assert_eq!(overview["requests"], 0);
}

#[tokio::test]
async fn an_edit_that_misspells_a_member_is_refused() {
    let shop = Shop::open(10).await;
    let (maria, _) = shop.ids("Maria%20Sousa").await;
    for (section, fields, wanted) in [
        ("names", json!({"midleName": "B"}), "midleName"),
        ("names", json!("Maria"), "fields"),
        ("addresses", json!({"physicalAddress": {"town": "Leeds"}}), "physicalAddress.town"),
        ("communication", json!({"home": {"phone": "1"}}), "home.phone"),
        ("identity", json!({"birthdate": "1980-01-31"}), "birthdate"),
        ("company", json!({"names": "X"}), "names"),
        ("vehicles", json!({"vehicles": []}), "vehicles"),
        ("letters", json!({}), "letters"),
    ] {
        let edit = json!({"section": section, "fields": fields});
        let (status, body) = shop.refused(&format!("/customers/{maria}/edit"), edit).await;
        assert_eq!(status, 400, "{section}: {body}");
        assert!(body["error"].as_str().is_some_and(|error| error.contains(wanted)), "{body}");
    }
    assert!(shop.effects().await.is_empty());
}
