//! One row for each endpoint of both networks: a command reaches it, and the request log says with
//! what, and what came back.

use crate::support::{Desk, Net, Shop, op};
use serde_json::{Value, json};

struct Row {
    method: &'static str,
    /// How the route ends.
    route: &'static str,
    status: u16,
    /// What the body holds at least, by JSON pointer.
    body: Vec<(&'static str, Value)>,
}

fn read(route: &'static str) -> Row {
    Row { method: "GET", route, status: 200, body: Vec::new() }
}

fn write(
    method: &'static str,
    route: &'static str,
    status: u16,
    body: Vec<(&'static str, Value)>,
) -> Row {
    Row { method, route, status, body }
}

fn holds(requests: &[Value], row: &Row) {
    let found = requests.iter().find(|request| {
        request["method"] == row.method
            && request["template"].as_str().is_some_and(|template| template.ends_with(row.route))
            && row
                .body
                .iter()
                .all(|(pointer, value)| request["body"].pointer(pointer) == Some(value))
    });
    let seen = || {
        let lines = requests
            .iter()
            .map(|one| format!("{} {} {}", one["method"], one["template"], one["body"]));
        lines.collect::<Vec<_>>().join("\n")
    };
    let found = found.unwrap_or_else(|| panic!("{} {} in\n{}", row.method, row.route, seen()));
    assert_eq!(found["status"], row.status, "{} {}", row.method, row.route);
    let headers = &found["headers"];
    assert!(headers.get("correlation-id").is_some(), "{headers}");
    assert!(headers.get("authorization").is_some(), "{headers}");
}

/// Runs an update, drains, and answers with the requests it made.
async fn sent(shop: &Shop, desk: &Desk, id: &str, section: &str, edit: Value) -> Vec<Value> {
    let mark = shop.mark("requests").await;
    let answer = desk.update(id, section, &edit).await;
    assert_eq!(answer["state"], "waiting", "{section}: {answer}");
    let summary = desk.sync().await;
    assert_eq!(summary["done"], 1, "{section}: {summary}");
    assert_eq!(summary["state"], "online");
    let entry = desk.run(&["outbox", "show", &op(&answer)]).await.done();
    assert_eq!(entry["state"], "in_dms", "{section}: {entry}");
    assert_eq!(entry["kind"], format!("update-{section}"));
    let writes = shop.writes(mark).await;
    assert_eq!(writes.len(), 1, "{section}: exactly one write");
    shop.requests(mark).await
}

fn newcomer(family: &str) -> Value {
    json!({
        "kind": "person",
        "names": {"givenName": "Quirina", "familyName": family},
        "channels": [{"kind": "phone", "use": "home", "line": "mobile", "value": "07700 900461"}],
        "addresses": [{"kind": "physical", "streetName": "Mill Lane", "houseNumber": "3",
                       "city": "York", "postalCode": "YO1 7EP", "countryCode": "GB"}],
    })
}

async fn created(shop: &Shop, desk: &Desk, family: &str) -> (String, Vec<Value>) {
    let mark = shop.mark("requests").await;
    let file = desk.record(&newcomer(family));
    let answer = desk.run(&["create", &file]).await.done();
    assert_eq!(answer["state"], "waiting");
    assert_eq!(desk.sync().await["done"], 1);
    let entry = desk.run(&["outbox", "show", &op(&answer)]).await.done();
    assert_eq!(entry["state"], "in_dms", "{entry}");
    let id = entry["id"].as_str().expect("an id").to_owned();
    let local_id = answer["local_id"].as_str().expect("a local id");
    let shown = desk.show(local_id).await;
    assert_eq!(shown["id"], id.as_str(), "the local id names the same customer");
    assert_eq!(shown["state"], "in_dms");
    (id, shop.requests(mark).await)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_endpoint_of_keyloop_v1_is_reached_by_a_command() {
    let shop = Shop::open(60).await;
    let desk = Desk::new(Net::V1, &shop).await;
    let id = desk.find("sousa").await;
    holds(&shop.requests(0).await, &read("/v1/customers"));

    let mark = shop.mark("requests").await;
    let shown = desk.show(&id).await;
    assert_eq!((&shown["id"], &shown["state"]), (&json!(id), &json!("in_dms")));
    assert!(shown["as_of"].is_string());
    assert_eq!(shown["names"]["givenName"], "Maria");
    assert_eq!(shown["identity"]["birthDate"], shop.customer(&id).await["birthDate"]);
    assert!(shown["vehicles"][0]["vin"].is_string());
    let requests = shop.requests(mark).await;
    for route in ["/{customerId}", "/identity", "/companies", "/vehicles"] {
        holds(&requests, &read(route));
    }

    let (new, requests) = created(&shop, &desk, "Endpointson").await;
    let names = ("/names/familyName", json!("Endpointson"));
    let phone = ("/communication/home/mobile", json!("07700 900461"));
    holds(&requests, &write("POST", "/v1/customers", 201, vec![names, phone]));

    type Table = [(&'static str, Value, &'static str, &'static str, Value); 5];
    let table: Table = [
        (
            "names",
            json!({"names": {"middleName": "Ada"}}),
            "/update-names",
            "/names/middleName",
            json!("Ada"),
        ),
        (
            "addresses",
            json!({"addresses": [{"kind": "physical", "streetName": "Mill Lane",
            "houseNumber": "4", "city": "York", "postalCode": "YO1 7EP", "countryCode": "GB"}]}),
            "/update-addresses",
            "/addresses/home/physicalAddress/houseNumber",
            json!("4"),
        ),
        (
            "identity",
            json!({"identity": {"birthDate": "1979-05-06"}}),
            "/update-identity",
            "/identity/birthDate",
            json!("1979-05-06T00:00:00Z"),
        ),
        (
            "communication",
            json!({"channels": [{"kind": "phone", "use": "home", "line": "mobile",
            "value": "07700 900462"}]}),
            "/update-communication",
            "/communication/home/mobile",
            json!("07700 900462"),
        ),
        (
            "personal-details",
            json!({"personalDetails": {"occupation": "Baker"}}),
            "/update-personal-details",
            "/personalDetails/occupation",
            json!("Baker"),
        ),
    ];
    for (section, edit, route, pointer, value) in table {
        let requests = sent(&shop, &desk, &new, section, edit).await;
        let template = requests.iter().find(|one| one["method"] == "POST").expect("a write");
        let body = &template["body"];
        // The body stands under its section's name, or is the section itself.
        let inner = pointer.splitn(3, '/').nth(2).map(|rest| format!("/{rest}"));
        let found = body.pointer(pointer).or_else(|| body.pointer(&inner.unwrap_or_default()));
        assert_eq!(found, Some(&value), "{section}: {body}");
        // The contract answers these two without a body.
        let bare = ["identity", "personal-details"].contains(&section);
        let status = if bare { 204 } else { 200 };
        holds(&requests, &write("POST", route, status, Vec::new()));
    }
    let stored = shop.customer(&new).await;
    assert_eq!(stored["birthDate"], "1979-05-06");
    assert_eq!(stored["names"]["middleName"], "Ada");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keyloop_v3_is_searched_read_created_and_changed() {
    let shop = Shop::open(60).await;
    let desk = Desk::new(Net::V3, &shop).await;
    let id = desk.find("sousa").await;
    let searched = shop.requests(0).await;
    holds(&searched, &read("/v3/customers"));
    assert!(
        searched
            .iter()
            .any(|one| one["query"].as_str().is_some_and(|query| query.contains("sousa")))
    );
    let mark = shop.mark("requests").await;
    assert_eq!(desk.show(&id).await["names"]["familyName"], "Sousa");
    holds(&shop.requests(mark).await, &read("/v3/customers/{customerId}"));
    let (new, requests) = created(&shop, &desk, "Thirdson").await;
    let name = ("/customer/individual/familyName", json!("Thirdson"));
    holds(&requests, &write("POST", "/v3/customers", 201, vec![name]));
    let requests = sent(&shop, &desk, &new, "names", json!({"names": {"middleName": "Ada"}})).await;
    let change = requests.iter().find(|one| one["method"] != "GET").expect("a write");
    assert!(change["method"] == "PATCH" || change["method"] == "PUT", "{change}");
    assert_eq!(shop.customer(&new).await["names"]["middleName"], "Ada");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_endpoint_of_mykaarma_is_reached_by_a_command() {
    let shop = Shop::open(60).await;
    let desk = Desk::new(Net::MyKaarma, &shop).await;
    let id = desk.find("sousa").await;
    let searched = shop.requests(0).await;
    holds(&searched, &read("/customer/listMinimal"));
    let query = |one: &Value| one["query"].as_str().unwrap_or_default().to_owned();
    assert!(searched.iter().all(|one| query(one).contains("queryOperator=OR")));

    // The seed's term: key, last eight of the VIN and phone in one search.
    let mark = shop.mark("requests").await;
    let person = json!({"customerKey": "DOM123", "names": {"familyName": "Sousa"},
        "channels": [{"kind": "phone", "value": "07712 304417"}],
        "vehicles": [{"vin": "6W650709"}]});
    let file = desk.record(&person);
    let decided = desk.run(&["decide", &file]).await.done();
    assert_eq!(decided["tree"]["branch"], "customer_key", "{decided}");
    assert_eq!(decided["use"], id.as_str());
    let asked = shop.requests(mark).await;
    assert!(asked.iter().any(|one| query(one).contains("DOM123")), "{asked:?}");

    let mark = shop.mark("requests").await;
    assert_eq!(desk.show(&id).await["customerKey"], "DOM123");
    holds(&shop.requests(mark).await, &read("/customer/{customerUuid}"));
    let (new, requests) = created(&shop, &desk, "Kaarmason").await;
    let name = ("/customer/lastName", json!("Kaarmason"));
    holds(&requests, &write("POST", "/customer", 200, vec![name]));
    let requests = sent(&shop, &desk, &new, "names", json!({"names": {"middleName": "Ada"}})).await;
    let name = ("/customer/middleName", json!("Ada"));
    holds(&requests, &write("PUT", "/customer/{customerUuid}", 200, vec![name]));
    let stored = shop.customer(&new).await;
    assert_eq!(stored["names"]["middleName"], "Ada");
    assert_eq!(stored["phones"].as_array().map(Vec::len), Some(1), "no list was wiped");
}
