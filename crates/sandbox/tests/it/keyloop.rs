//! Keyloop v1: token, reads, create, the five commands, errors.

use serde_json::{Value, json};

use crate::{Shop, json_of};

#[tokio::test]
async fn the_token_comes_with_numbers_as_texts_in_three_ways_of_asking() {
    let shop = Shop::open(20).await;
    let url = shop.url("/oauth/client_credential/accesstoken");
    let pair = [("client_id", "desk"), ("client_secret", "desk-secret")];
    let grant = ("grant_type", "client_credentials");
    let asked = [
        shop.http.post(&url).form(&[grant, pair[0], pair[1]]),
        shop.http.post(&url).query(&[grant]).form(&pair),
        shop.http.post(&url).form(&[grant]).basic_auth("desk", Some("desk-secret")),
    ];
    for request in asked {
        let (status, body) = json_of(request.send().await).await;
        assert_eq!(status, 200);
        assert_eq!(body["token_type"], "BearerToken");
        assert_eq!(body["expires_in"], "3599");
        assert!(body["issued_at"].is_string());
        assert_eq!(body["status"], "approved");
    }
    let wrong = [grant, pair[0], ("client_secret", "no")];
    let (status, body) = json_of(shop.http.post(&url).form(&wrong).send().await).await;
    assert_eq!(status, 401);
    assert!(body["fault"]["detail"]["errorcode"].is_string());
}

#[tokio::test]
async fn the_two_look_alikes_are_found_by_name_and_told_apart() {
    let shop = Shop::open(300).await;
    let (_, body) = json_of(shop.keyloop("GET", "/v1/customers?familyName=sou", None).await).await;
    let names: Vec<&Value> = body["items"]
        .as_array()
        .expect("items")
        .iter()
        .map(|i| &i["names"]["familyName"])
        .collect();
    assert!(names.contains(&&json!("Sousa")) && names.contains(&&json!("Souza")), "{names:?}");
    let (_, body) = json_of(
        shop.keyloop("GET", "/v1/customers?phone=%2B447712304417&familyName=SOUSA", None).await,
    )
    .await;
    assert_eq!(body["totalItems"], 1);
    assert_eq!(body["items"][0]["addresses"]["home"]["physicalAddress"]["city"], "Leeds");
    let (_, body) = json_of(shop.keyloop("GET", "/v1/customers?phone=4417", None).await).await;
    assert_eq!(body["totalItems"], 0, "fewer than six digits match nobody");
}

#[tokio::test]
async fn search_needs_a_criterion_and_keeps_to_its_pages() {
    let shop = Shop::open(300).await;
    let (status, body) = json_of(shop.keyloop("GET", "/v1/customers", None).await).await;
    assert_eq!((status, &body["errors"][0]["code"]), (400, &json!("VALIDATION_ERROR")));
    assert_eq!(body["correlationId"], "c-1");
    let first = "/v1/customers?familyName=m&pageSize=2";
    let (_, one) = json_of(shop.keyloop("GET", first, None).await).await;
    let (_, two) = json_of(shop.keyloop("GET", &format!("{first}&page=2"), None).await).await;
    assert_eq!(one["items"].as_array().map(Vec::len), Some(2));
    assert_ne!(one["items"], two["items"]);
    let (status, far) =
        json_of(shop.keyloop("GET", &format!("{first}&page=9999"), None).await).await;
    assert_eq!((status, &far["items"]), (200, &json!([])));
    for bad in ["pageSize=101", "page=0", "page=x"] {
        let path = format!("/v1/customers?familyName=m&{bad}");
        assert_eq!(json_of(shop.keyloop("GET", &path, None).await).await.0, 400, "{bad}");
    }
}

#[tokio::test]
async fn the_six_reads_answer_and_an_unknown_id_is_not_found() {
    let shop = Shop::open(50).await;
    let (id, _) = shop.ids("Maria%20Sousa").await;
    let read = async |part: &str| {
        json_of(shop.keyloop("GET", &format!("/v1/customers/{id}{part}"), None).await).await
    };
    let (status, detail) = read("").await;
    assert_eq!((status, &detail["status"]), (200, &json!("ACTIVE")));
    assert_eq!(detail["communication"]["home"]["mobile"], "07712 304417");
    assert_eq!(read("/identity").await.1["birthDate"], "1980-01-31T00:00:00Z");
    assert!(read("/companies").await.1["items"].is_array());
    let (_, cars) = read("/vehicles").await;
    assert_eq!(cars["items"][0]["relationship"], "OWNER");
    assert_eq!(cars["items"][0]["identification"]["licensePlate"], "AB12 CDE");
    assert!(read("/privacy").await.1["items"].is_array());
    let (status, body) = json_of(shop.keyloop("GET", "/v1/customers/99-1", None).await).await;
    assert_eq!((status, &body["errors"][0]["code"]), (404, &json!("NOT_FOUND")));
    let crm = shop.url(&format!("/crm/sample/sample/v1/customers/{id}"));
    let answer = shop.http.get(crm).bearer_auth(&shop.token).send().await;
    assert_eq!(json_of(answer).await.0, 200, "with a domain before the tenant");
}

#[tokio::test]
async fn a_changed_mobile_is_one_effect_with_one_change() {
    let shop = Shop::open(50).await;
    let (id, uuid) = shop.ids("Maria%20Sousa").await;
    let body = json!({"communication": {
        "home": {"mobile": "07712 304499", "landline": "", "fax": "", "email": "maria.sousa@mail.example"},
        "work": {"mobile": "", "landline": "", "fax": "", "email": ""}}});
    let path = format!("/v1/customers/{id}/update-communication");
    assert_eq!(json_of(shop.keyloop("POST", &path, Some(body.clone())).await).await.0, 200);
    assert_eq!(json_of(shop.keyloop("POST", &path, Some(body)).await).await.0, 200);
    let effects = shop.effects().await;
    assert_eq!(effects.len(), 1, "the second write changed nothing");
    let effect = &effects[0];
    assert_eq!(effect["op"], "update");
    assert_eq!(effect["network"], "keyloop-v1");
    assert_eq!((&effect["keyloopId"], &effect["customerUuid"]), (&json!(id), &json!(uuid)));
    assert_eq!(effect["sections"], json!(["communication"]));
    assert_eq!(
        effect["changes"],
        json!([{"field": "communication.home.mobile", "old": "07712 304417", "new": "07712 304499"}])
    );
    assert_eq!(effect["correlationId"], "c-1");
    let requests = shop.requests().await;
    let logged = requests.iter().find(|r| r["seq"] == effect["requestSeq"]).expect("logged");
    assert_eq!(
        logged["template"],
        "/{enterprise}/{store}/v1/customers/{customerId}/update-communication"
    );
    assert_eq!(logged["headers"]["authorization"], "Bearer", "no secret in the log");
}

#[tokio::test]
async fn each_command_replaces_its_whole_section_and_nothing_else() {
    let shop = Shop::open(50).await;
    let (id, _) = shop.ids("Maria%20Sousa").await;
    let post = async |command: &str, body: Value| {
        let path = format!("/v1/customers/{id}/{command}");
        json_of(shop.keyloop("POST", &path, Some(body)).await).await.0
    };
    let before = shop.admin("GET", &format!("/customers/{id}"), Value::Null).await;
    assert_eq!(post("update-names", json!({"names": {"familyName": "Sousa-Lima"}})).await, 200);
    assert_eq!(post("update-identity", json!({"birthDate": "1981-02-01T00:00:00Z"})).await, 204);
    let details = json!({"personalDetails": {"occupation": "Chef", "shoeSize": "38"}});
    assert_eq!(post("update-personal-details", details).await, 204);
    let address = json!({"addresses": {"home": {"physicalAddress": {"city": "York"}}}});
    assert_eq!(post("update-addresses", address).await, 200);
    let after = shop.admin("GET", &format!("/customers/{id}"), Value::Null).await;
    assert_eq!(after["names"], json!({"familyName": "Sousa-Lima"}), "absent is cleared");
    assert_eq!(after["birthDate"], "1981-02-01");
    assert_eq!(after["personalDetails"], json!({"occupation": "Chef", "shoeSize": "38"}));
    assert_eq!(after["physical"], json!({"city": "York"}));
    for same in ["phones", "emails", "vehicles", "customerKey", "privacy"] {
        assert_eq!(before[same], after[same], "{same}");
    }
}

#[tokio::test]
async fn a_created_customer_has_ids_of_both_networks_and_is_found() {
    let shop = Shop::open(20).await;
    let body = json!({
        "names": {"givenName": "Anna", "familyName": "Nýdahl"},
        "communication": {"home": {"mobile": "07700 123456"}},
        "identity": {"birthDate": "1990-12-24T00:00:00Z"}
    });
    let answer = shop.keyloop("POST", "/v1/customers", Some(body)).await.expect("an answer");
    assert_eq!(answer.status(), 201);
    let location = answer.headers()["location"].to_str().expect("text").to_owned();
    let body: Value = answer.json().await.expect("JSON");
    let id = body["customerId"].as_str().expect("an id");
    assert!(location.ends_with(id));
    let (_, found) =
        json_of(shop.keyloop("GET", "/v1/customers?familyName=nyd&givenName=ANN", None).await)
            .await;
    assert_eq!(found["items"][0]["customerId"], id);
    assert_eq!(shop.effects().await[0]["op"], "create");
    let missing = json!({"names": {"givenName": "Nobody"}});
    let (status, body) = json_of(shop.keyloop("POST", "/v1/customers", Some(missing)).await).await;
    assert_eq!((status, &body["errors"][0]["field"]), (400, &json!("names.familyName")));
}

#[tokio::test]
async fn bad_values_are_refused_with_the_field_and_change_nothing() {
    let shop = Shop::open(20).await;
    let (id, _) = shop.ids("Maria%20Sousa").await;
    let long = "x".repeat(51);
    let cases = [
        ("update-names", json!({"names": {"familyName": long}}), "names.familyName"),
        ("update-names", json!({"names": {"familyName": 7}}), "names.familyName"),
        ("update-names", json!({"names": {"familyName": null}}), "names.familyName"),
        ("update-names", json!({"name": {}}), "names"),
        (
            "update-communication",
            json!({"communication": {"home": {"email": "a@b@c"}}}),
            "communication.home.email",
        ),
        (
            "update-communication",
            json!({"communication": {"home": {"mobile": "1".repeat(31)}}}),
            "communication.home.mobile",
        ),
        (
            "update-addresses",
            json!({"addresses": {"home": {"physicalAddress": {"countryCode": "GBR"}}}}),
            "addresses.home.physicalAddress.countryCode",
        ),
        ("update-identity", json!({"birthDate": "1990-02-31"}), "birthDate"),
        (
            "update-personal-details",
            json!({"personalDetails": {"gender": "F"}}),
            "personalDetails.gender",
        ),
    ];
    for (command, body, field) in cases {
        let path = format!("/v1/customers/{id}/{command}");
        let (status, answer) = json_of(shop.keyloop("POST", &path, Some(body.clone())).await).await;
        assert_eq!(status, 400, "{body}");
        assert_eq!(answer["errors"][0]["field"], field, "{answer}");
    }
    assert!(shop.effects().await.is_empty());
}

#[tokio::test]
async fn a_token_is_refused_when_missing_unknown_revoked_or_old() {
    let shop = Shop::open(20).await;
    let path = shop.url("/sample/sample/v1/customers?familyName=s");
    let code = async |token: Option<&str>| {
        let request = shop.http.get(&path);
        let request = match token {
            Some(token) => request.bearer_auth(token),
            None => request,
        };
        let (status, body) = json_of(request.send().await).await;
        (status, body["fault"]["detail"]["errorcode"].as_str().unwrap_or_default().to_owned())
    };
    assert_eq!(code(Some(&shop.token)).await.0, 200);
    assert_eq!(code(None).await, (401, "oauth.v2.InvalidAccessToken".into()));
    let invalid = (401, "keymanagement.service.invalid_access_token".to_owned());
    assert_eq!(code(Some("nonsense")).await, invalid);
    shop.admin("POST", "/clock", json!({"advance_ms": 1_801_000})).await;
    assert_eq!(
        code(Some(&shop.token)).await,
        (401, "keymanagement.service.access_token_expired".into())
    );
    shop.admin("POST", "/clock", json!({"reset": true})).await;
    shop.admin("POST", "/tokens/revoke", Value::Null).await;
    assert_eq!(code(Some(&shop.token)).await, invalid);
}

#[tokio::test]
async fn stores_do_not_see_each_others_changes() {
    let shop = Shop::open(20).await;
    let (id, _) = shop.ids("Maria%20Sousa").await;
    let here = shop.keyloop("GET", &format!("/v1/customers/{id}"), None).await;
    assert_eq!(json_of(here).await.0, 200);
    let names = json!({"names": {"familyName": "Elsewhere"}});
    let other = shop.url(&format!("/other/store/v1/customers/{id}"));
    let written = shop.http.post(format!("{other}/update-names")).bearer_auth(&shop.token);
    assert_eq!(json_of(written.json(&names).send().await).await.0, 200);
    let (_, body) = json_of(shop.http.get(&other).bearer_auth(&shop.token).send().await).await;
    assert_eq!(body["names"]["familyName"], "Elsewhere");
    let (_, body) = json_of(shop.keyloop("GET", &format!("/v1/customers/{id}"), None).await).await;
    assert_eq!(body["names"]["familyName"], "Sousa");
    assert_eq!(shop.effects().await[0]["tenant"], "other/store");
}

#[tokio::test]
async fn the_rate_limit_is_off_until_switched_on() {
    let shop = Shop::open(20).await;
    let ask = async || {
        let answer = shop.keyloop("GET", "/v1/customers?familyName=s", None).await.expect("answer");
        (answer.status().as_u16(), answer.headers().contains_key("retry-after"))
    };
    for _ in 0..15 {
        assert_eq!(ask().await.0, 200);
    }
    shop.rules(json!({"rate_limit_per_second": 2})).await;
    let mut answers = Vec::new();
    for _ in 0..8 {
        answers.push(ask().await);
    }
    assert!(answers.contains(&(429, true)), "{answers:?}");
    shop.rules(json!({"rate_limit_retry_after": false})).await;
    let mut answers = Vec::new();
    for _ in 0..8 {
        answers.push(ask().await);
    }
    assert!(answers.contains(&(429, false)), "{answers:?}");
}
