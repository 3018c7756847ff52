//! myKaarma's lists, which may stand in the customer or beside it.

use customer::Section;
use serde_json::{Value, json};

use crate::scripted::{Scripted, json as reply};
use crate::support::{CALL, asked, mykaarma};

/// A customer of myKaarma as the read gives it; a PUT is taken.
async fn kaarma(body: Value) -> Scripted {
    Scripted::start(true, move |seen, _| {
        if seen.head.starts_with("PUT") {
            return reply(200, r#"{"errors":[],"warnings":[]}"#);
        }
        reply(200, &json!({"customerWithVehicles": body}).to_string())
    })
    .await
}

#[tokio::test]
async fn cars_and_addresses_are_read_and_kept_wherever_they_stand() {
    let car = json!({"vin": "WVWZZZ1KZ6W650709", "isValid": true});
    let address = json!({"line1": "12 High Street", "city": "Leeds", "type": "PRIMARY"});
    let customer = |more: Value| {
        let mut whole = json!({"customerUuid": "u", "firstName": "Anna", "lastName": "Virtanen"});
        whole.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        whole
    };
    for body in [
        json!({"customer": customer(json!({"vehicles": [car], "addresses": [address]}))}),
        json!({"customer": customer(json!({"vehicles": [car], "addresses": [address]})),
            "vehicles": [], "addresses": []}),
        json!({"customer": customer(json!({"vehicles": [], "addresses": []})),
            "vehicles": [car], "addresses": [address]}),
        json!({"customer": customer(json!({"vehicles": null, "addresses": null})),
            "vehicles": [car], "addresses": [address]}),
        json!({"customer": customer(json!({})), "vehicles": [car], "addresses": [address]}),
    ] {
        let server = kaarma(body.clone()).await;
        let network = mykaarma(&server.base());
        let current = network.fetch("u", CALL).await.unwrap();
        assert_eq!(current.record.vehicles.len(), 1, "{body}");
        assert_eq!(current.record.addresses.len(), 1, "{body}");
        for section in [Section::Names, Section::Vehicles, Section::Addresses] {
            let mut wanted = current.record.clone();
            wanted.names.given_name = Some("Anne".into());
            network.update(&current, section, &wanted, CALL).await.unwrap();
            let sent: Value = serde_json::from_str(&server.seen().pop().unwrap().body).unwrap();
            assert_eq!(sent["vehicles"], json!([car]), "{section:?} {body}");
            let lists = ["vehicles", "addresses"].map(|list| &sent["customer"][list]);
            assert_eq!(lists[1][0]["line1"], "12 High Street", "{section:?} {body}");
            assert!(lists[0].is_null() || *lists[0] == json!([car]), "{section:?} {body}");
        }
        let mut sold = current.record.clone();
        sold.vehicles.clear();
        network.update(&current, Section::Vehicles, &sold, CALL).await.unwrap();
        let sent: Value = serde_json::from_str(&server.seen().pop().unwrap().body).unwrap();
        assert!(
            sent["customer"]["vehicles"].is_null()
                || sent["customer"]["vehicles"] == sent["vehicles"]
        );
    }
    let found = json!({"matchingCustomers": [{"customer": {"uuid": "u", "lname": "Virtanen",
        "vehicles": [car]}, "vehicles": []}]});
    let server = Scripted::start(true, move |_, _| reply(200, &found.to_string())).await;
    let found = mykaarma(&server.base()).search(&asked("Virtanen"), CALL).await.unwrap();
    assert_eq!(found.rows[0].vehicles.len(), 1);
}
