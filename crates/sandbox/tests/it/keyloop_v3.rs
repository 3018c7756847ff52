//! Keyloop v3: free text, detail, create, PUT and PATCH.

use serde_json::{Value, json};

use crate::{Shop, json_of};

#[tokio::test]
async fn free_text_finds_the_two_look_alikes_and_nobody_else() {
    let shop = Shop::open(2_000).await;
    for text in ["sou%204417", "mar%204417"] {
        let path = format!("/v3/customers?freeTextSearch={text}");
        let (_, body) = json_of(shop.keyloop("GET", &path, None).await).await;
        let names: Vec<&Value> =
            body["customers"].as_array().expect("rows").iter().map(|row| &row["name"]).collect();
        assert_eq!(names, [&json!("Mrs Maria Sousa"), &json!("Mr Mario Souza")]);
    }
    let (_, body) =
        json_of(shop.keyloop("GET", "/v3/customers?freeTextSearch=m", None).await).await;
    let rows = body["customers"].as_array().expect("rows");
    assert!(!rows.is_empty(), "one letter is enough");
    assert!(body.get("items").is_none());
    let (status, _) = json_of(shop.keyloop("GET", "/v3/customers", None).await).await;
    assert_eq!(status, 400);
}

#[tokio::test]
async fn some_names_hold_a_line_break_and_some_values_are_empty() {
    let shop = Shop::open(300).await;
    let path = "/v3/customers?freeTextSearch=a&pageSize=100";
    let (_, body) = json_of(shop.keyloop("GET", path, None).await).await;
    let rows = body["customers"].as_array().expect("rows");
    assert!(rows.iter().any(|row| row["name"].as_str().is_some_and(|name| name.contains('\n'))));
    assert!(rows.iter().any(|row| row["communications"]["landline"] == ""));
}

#[tokio::test]
async fn patch_changes_what_is_sent_and_put_clears_what_is_not() {
    let shop = Shop::open(20).await;
    let (id, _) = shop.ids("Maria%20Sousa").await;
    let path = format!("/v3/customers/{id}");
    let (status, detail) = json_of(shop.keyloop("GET", &path, None).await).await;
    assert_eq!(status, 200);
    assert_eq!(detail["customer"]["individual"]["title"], "Mrs");
    assert_eq!(
        detail["customer"]["addresses"]["physical"]["formattedAddress"]["line1"],
        "12 High Street"
    );
    assert_eq!(detail["customer"]["communications"]["preferredPhone"], "MOBILE");

    let same = json!({"customer": detail["customer"]});
    assert_eq!(json_of(shop.keyloop("PUT", &path, Some(same)).await).await.0, 200);
    assert!(shop.effects().await.is_empty(), "what was read is what is stored");

    let patch = json!({"customer": {"communications": {"personal": {"mobile": "07712 300000"}}}});
    assert_eq!(json_of(shop.keyloop("PATCH", &path, Some(patch)).await).await.0, 200);
    let effects = shop.effects().await;
    assert_eq!(effects[0]["changes"].as_array().map(Vec::len), Some(1), "{effects:?}");

    let put = json!({"customer": {"individual": {"familyName": "Sousa"}}});
    assert_eq!(json_of(shop.keyloop("PUT", &path, Some(put)).await).await.0, 200);
    let (_, detail) = json_of(shop.keyloop("GET", &path, None).await).await;
    assert_eq!(detail["customer"]["individual"]["givenName"], "");
    assert_eq!(detail["customer"]["communications"]["personal"]["mobile"], "");
    let stored = shop.admin("GET", &format!("/customers/{id}"), Value::Null).await;
    assert_eq!(stored["birthDate"], "1980-01-31", "what v3 does not show stays");
    assert_eq!(stored["vehicles"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn both_versions_show_one_set_of_customers() {
    let shop = Shop::open(20).await;
    let body = json!({"customer": {
        "individual": {"givenName": "Ida", "familyName": "Holm", "title": "Ms"},
        "communications": {"personal": {"mobile": "07712 555666"}},
        "addresses": {"physical": {"city": "Leeds", "countryCode": "GB"}}}});
    let (status, made) = json_of(shop.keyloop("POST", "/v3/customers", Some(body)).await).await;
    assert_eq!(status, 201);
    let id = made["customerId"].as_str().expect("an id");
    let (_, v1) = json_of(shop.keyloop("GET", &format!("/v1/customers/{id}"), None).await).await;
    assert_eq!(v1["names"]["titleCommon"], "Ms");
    assert_eq!(v1["communication"]["home"]["mobile"], "07712 555666");
    let (_, found) =
        json_of(shop.mykaarma("GET", "/customer/listMinimal?searchTerm=447712555666", None).await)
            .await;
    assert_eq!(found["matchingCustomers"][0]["lname"], "Holm");
}
