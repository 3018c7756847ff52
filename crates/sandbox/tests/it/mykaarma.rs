//! myKaarma v2: search, read, create, the update that deletes what it is not sent.

use serde_json::{Value, json};

use crate::{Shop, json_of};

async fn search(shop: &Shop, query: &str) -> Value {
    let path = format!("/customer/listMinimal?{query}");
    let (status, body) = json_of(shop.mykaarma("GET", &path, None).await).await;
    assert_eq!(status, 200, "{body}");
    body
}

fn count(body: &Value) -> usize {
    body["matchingCustomers"].as_array().map_or(0, Vec::len)
}

fn warnings(body: &Value) -> Vec<u64> {
    let list = body["warnings"].as_array().expect("a list");
    list.iter().filter_map(|warning| warning["warningCode"].as_u64()).collect()
}

/// The customer as read, in the form of a write.
async fn read(shop: &Shop, uuid: &str) -> Value {
    let (status, body) =
        json_of(shop.mykaarma("GET", &format!("/customer/{uuid}"), None).await).await;
    assert_eq!(status, 200);
    body["customerWithVehicles"].clone()
}

#[tokio::test]
async fn tokens_combine_with_and_unless_or_is_asked_for() {
    let shop = Shop::open(2_000).await;
    for term in ["sou%204417", "mar%204417"] {
        assert_eq!(count(&search(&shop, &format!("searchTerm={term}")).await), 2);
    }
    let term = "searchTerm=DOM123%20nobody%40nowhere.example";
    let none = search(&shop, term).await;
    assert_eq!((count(&none), warnings(&none)), (0, vec![10_001]));
    let some = search(&shop, &format!("{term}&queryOperator=OR")).await;
    assert!(count(&some) >= 1);
    let keys: Vec<&str> = some["matchingCustomers"]
        .as_array()
        .expect("rows")
        .iter()
        .filter_map(|row| row["customerKey"].as_str())
        .collect();
    assert!(keys.contains(&"DOM123") && keys.iter().all(|key| key.contains("DOM123")));
}

#[tokio::test]
async fn results_are_capped_without_pages_and_odd_limits_are_warned_of() {
    let shop = Shop::open(1_000).await;
    assert_eq!(count(&search(&shop, "searchTerm=a").await), 100);
    for (wanted, rows, codes) in [
        ("1", 1, vec![]),
        ("100", 100, vec![]),
        ("0", 100, vec![10_002]),
        ("101", 100, vec![10_002]),
        ("many", 100, vec![10_002]),
    ] {
        let body = search(&shop, &format!("searchTerm=a&maxResults={wanted}")).await;
        assert_eq!((count(&body), warnings(&body)), (rows, codes), "{wanted}");
    }
    let long = "x".repeat(151);
    assert!(warnings(&search(&shop, &format!("searchTerm={long}")).await).contains(&10_003));
    shop.rules(json!({"mykaarma_term_limit": 30})).await;
    let body = search(&shop, &format!("searchTerm=Maria{}", "%20Sousa".repeat(5))).await;
    assert!(warnings(&body).contains(&10_003));
    assert!(warnings(&search(&shop, "searchTerm=a&searchPreference=x").await).contains(&10_004));
}

#[tokio::test]
async fn writing_back_what_was_read_changes_nothing_for_any_customer() {
    let shop = Shop::open(150).await;
    let list = shop.admin("GET", "/customers?limit=150", Value::Null).await;
    for item in list["items"].as_array().expect("items") {
        let uuid = item["customerUuid"].as_str().expect("a uuid");
        let whole = read(&shop, uuid).await;
        let path = format!("/customer/{uuid}");
        let (status, body) = json_of(shop.mykaarma("PUT", &path, Some(whole)).await).await;
        assert_eq!(status, 200, "{body}");
    }
    assert_eq!(shop.effects().await, Vec::<Value>::new());
}

#[tokio::test]
async fn a_changed_mobile_is_one_change_seen_by_both_networks() {
    let shop = Shop::open(20).await;
    let (id, uuid) = shop.ids("Maria%20Sousa").await;
    let mut whole = read(&shop, &uuid).await;
    whole["customer"]["phoneNumbers"][0]["phoneNumber"] = json!("+447712304499");
    let path = format!("/customer/{uuid}");
    assert_eq!(json_of(shop.mykaarma("PUT", &path, Some(whole)).await).await.0, 200);
    let effects = shop.effects().await;
    assert_eq!(
        effects[0]["changes"],
        json!([{"field": "communication.home.mobile", "old": "07712 304417", "new": "+447712304499"}])
    );
    let (_, v1) = json_of(shop.keyloop("GET", &format!("/v1/customers/{id}"), None).await).await;
    assert_eq!(v1["communication"]["home"]["mobile"], "+447712304499");
}

#[tokio::test]
async fn lists_that_are_empty_null_or_left_out_delete_everything_with_only_a_warning() {
    for way in ["empty", "null", "omitted"] {
        let shop = Shop::open(20).await;
        let (_, uuid) = shop.ids("Maria%20Sousa").await;
        let mut whole = read(&shop, &uuid).await;
        let customer = whole["customer"].as_object_mut().expect("an object");
        for name in ["phoneNumbers", "emails"] {
            match way {
                "empty" => customer.insert(name.into(), json!([])),
                "null" => customer.insert(name.into(), Value::Null),
                _ => customer.remove(name),
            };
        }
        let path = format!("/customer/{uuid}");
        let (status, body) = json_of(shop.mykaarma("PUT", &path, Some(whole)).await).await;
        assert_eq!((status, warnings(&body)), (200, vec![10_005, 10_006]), "{way}");
        let now = read(&shop, &uuid).await;
        assert_eq!(now["customer"]["phoneNumbers"], json!([]));
        assert_eq!(now["customer"]["emails"], json!([]));
    }
}

#[tokio::test]
async fn a_create_drops_in_silence_what_it_does_not_like() {
    let shop = Shop::open(20).await;
    let body = json!({
        "customer": {
            "firstName": "Ann", "lastName": "Pym", "preferredLocale": "en-us",
            "phoneNumbers": [
                {"phoneNumber": "3105550147", "label": "cell"},
                {"phoneNumber": "+13105550148"},
                {"phoneNumber": "+13105550149", "label": "Cell", "okToText": true}],
            "emails": [{"emailAddress": "ann@mail.example"}],
            "addresses": [{"line1": "1 Main Street", "city": "Austin", "state": "TX",
                "zip": "78701", "country": "US", "type": "PRIMARY"}]},
        "vehicles": [
            {"vin": "1M8GDM9A1KP042788", "vehicleMake": "MCI"},
            {"vin": "1M8GDM9AXKP042788", "vehicleMake": "MCI"}]});
    for path in ["/customer/", "/customer"] {
        let (status, made) = json_of(shop.mykaarma("POST", path, Some(body.clone())).await).await;
        assert_eq!((status, warnings(&made)), (200, vec![10_015, 10_014]), "{made}");
        let uuid = made["customerUuid"].as_str().expect("a uuid");
        let now = read(&shop, uuid).await;
        let phones = now["customer"]["phoneNumbers"].as_array().expect("a list");
        assert_eq!(phones.len(), 1);
        assert_eq!(phones[0]["phoneNumber"], "+13105550149");
        assert_eq!(phones[0]["label"], "cell");
        assert_eq!(now["customer"]["emails"], json!([]));
        assert_eq!(now["vehicles"].as_array().map(Vec::len), Some(1), "the bad VIN is gone");
        assert_eq!(now["customer"]["addresses"][0]["line1"], "1 Main Street");
    }
    let (status, made) = json_of(shop.mykaarma("PUT", "/customer", Some(body)).await).await;
    assert_eq!(status, 200, "{made}");
    assert_eq!(shop.effects().await.len(), 3);
    let nameless = json!({"customer": {"firstName": "Ann"}});
    let (status, body) = json_of(shop.mykaarma("POST", "/customer", Some(nameless)).await).await;
    assert_eq!((status, &body["errors"][0]["errorCode"]), (400, &json!(100_006)));
}

#[tokio::test]
async fn search_for_duplicate_follows_the_vendors_own_matching() {
    let shop = Shop::open(20).await;
    let (_, maria) = shop.ids("Maria%20Sousa").await;
    let person = |first: &str, key: Value| {
        json!({"searchForDuplicate": true, "customer": {"firstName": first, "lastName": "Sousa",
            "customerKey": key,
            "phoneNumbers": [{"phoneNumber": "+447712304417", "label": "cell"}]}})
    };
    let made = async |body: Value| {
        let (_, body) = json_of(shop.mykaarma("POST", "/customer", Some(body)).await).await;
        body["customerUuid"].as_str().expect("a uuid").to_owned()
    };
    assert_eq!(made(person("MARIA", Value::Null)).await, maria, "name and phone agree");
    assert_ne!(made(person("Marian", Value::Null)).await, maria, "another first name, no match");
    let taken = made(person("Maria", json!("OTHER1"))).await;
    assert_eq!(taken, maria, "a single hit is taken and overwritten whatever its key");
    assert_eq!(read(&shop, &maria).await["customer"]["customerKey"], "OTHER1");
    let mut without = person("Maria", Value::Null);
    without["searchForDuplicate"] = json!(false);
    assert_ne!(made(without).await, maria);
}

#[tokio::test]
async fn the_index_lags_behind_until_its_second_has_passed() {
    let shop = Shop::open(20).await;
    shop.rules(json!({"index_lag_ms": {"mykaarma": 60_000}})).await;
    let body = json!({"customer": {"firstName": "Late", "lastName": "Comer",
        "phoneNumbers": [{"phoneNumber": "+13105550149", "label": "cell"}]}});
    let (_, made) = json_of(shop.mykaarma("POST", "/customer", Some(body)).await).await;
    let uuid = made["customerUuid"].as_str().expect("a uuid");
    assert_eq!(count(&search(&shop, "searchTerm=Comer").await), 0);
    assert_eq!(read(&shop, uuid).await["customer"]["lastName"], "Comer", "a read sees it at once");
    shop.admin("POST", "/clock", json!({"advance_ms": 61_000})).await;
    assert_eq!(count(&search(&shop, "searchTerm=Comer").await), 1);
}

#[tokio::test]
async fn refusals_come_as_errors_as_html_or_inside_200() {
    let shop = Shop::open(20).await;
    let url = shop.url("/customer/v2/department/d/customer/listMinimal?searchTerm=a");
    let (status, body) = json_of(shop.http.get(&url).send().await).await;
    assert_eq!((status, &body["errors"][0]["errorCode"]), (401, &json!(100_001)));
    let wrong = shop.http.get(&url).basic_auth("desk", Some("no")).send().await;
    assert_eq!(json_of(wrong).await.1["errors"][0]["errorCode"], 100_003);
    shop.rules(json!({"departments": ["d2"], "mykaarma_errors_in_200": true})).await;
    let (status, body) =
        json_of(shop.mykaarma("GET", "/customer/listMinimal?searchTerm=a", None).await).await;
    assert_eq!((status, &body["errors"][0]["errorCode"]), (200, &json!(100_013)));
    shop.rules(json!({"departments": "any", "mykaarma_missing_scope": "search"})).await;
    let answer = shop.mykaarma("GET", "/customer/listMinimal?searchTerm=a", None).await;
    let answer = answer.expect("an answer");
    assert_eq!(answer.status(), 200);
    assert!(answer.headers()["content-type"].to_str().expect("text").starts_with("text/html"));
}

#[tokio::test]
async fn both_shapes_and_both_ways_to_say_no_key_can_be_asked_for() {
    let shop = Shop::open(200).await;
    shop.rules(json!({"mykaarma_search_shape": "nested", "mykaarma_read_shape": "beside",
        "empty_keys": "empty"}))
        .await;
    let body = search(&shop, "searchTerm=souza").await;
    let row = &body["matchingCustomers"][0];
    assert_eq!(row["customer"]["customerKey"], "");
    assert!(row["vehicles"].is_array());
    let whole = read(&shop, row["customer"]["uuid"].as_str().expect("a uuid")).await;
    assert!(whole["addresses"].is_array() && whole["customer"].get("addresses").is_none());
    shop.rules(json!({"empty_keys": "null"})).await;
    let body = search(&shop, "searchTerm=souza").await;
    assert_eq!(body["matchingCustomers"][0]["customer"]["customerKey"], Value::Null);
}
