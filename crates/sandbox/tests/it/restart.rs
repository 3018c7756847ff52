//! What survives the end of the server, and how fast it starts.

use std::time::{Duration, Instant};

use sandbox::{Options, Sandbox};
use serde_json::{Value, json};

use crate::{Shop, json_of};

#[tokio::test]
async fn changes_and_effects_survive_a_restart_on_the_same_folder() {
    let folder = tempfile::tempdir().expect("a folder");
    let options = Options {
        customers: 30,
        seed: 7,
        data: Some(folder.path().to_owned()),
        ..Options::default()
    };
    let shop = Shop::with(options.clone()).await;
    let (id, uuid) = shop.ids("Maria%20Sousa").await;
    let path = format!("/v1/customers/{id}/update-names");
    let names = json!({"names": {"givenName": "Maria", "familyName": "Lima"}});
    assert_eq!(json_of(shop.keyloop("POST", &path, Some(names)).await).await.0, 200);
    let body = json!({"names": {"familyName": "Newcomer"}});
    let (_, made) = json_of(shop.keyloop("POST", "/v1/customers", Some(body)).await).await;
    let effects = shop.effects().await;
    shop.sandbox.stop().await;

    let shop = Shop::with(Options { customers: 9_999, seed: 8, ..options }).await;
    let stored = shop.admin("GET", &format!("/customers/{uuid}"), Value::Null).await;
    assert_eq!(stored["names"]["familyName"], "Lima");
    assert_eq!(shop.effects().await, effects);
    let path = format!("/v1/customers/{}", made["customerId"].as_str().expect("an id"));
    assert_eq!(json_of(shop.keyloop("GET", &path, None).await).await.0, 200);
    let body = json!({"names": {"familyName": "Second"}});
    let (_, second) = json_of(shop.keyloop("POST", "/v1/customers", Some(body)).await).await;
    assert_ne!(second["customerId"], made["customerId"]);
    let uuids: Vec<Value> =
        shop.effects().await.iter().map(|e| e["customerUuid"].clone()).collect();
    assert_ne!(uuids[1], uuids[2]);
}

#[tokio::test]
async fn five_thousand_customers_are_there_within_a_second_or_so() {
    let started = Instant::now();
    let sandbox = Sandbox::start(Options::default()).await.expect("starts");
    let took = started.elapsed();
    sandbox.stop().await;
    // A test build on a busy machine is allowed more than the second of the real program.
    assert!(took < Duration::from_secs(10), "{took:?}");
}

#[tokio::test]
async fn only_loopback_addresses_are_served() {
    let listen = "0.0.0.0:0".parse().expect("an address");
    let refused = Sandbox::start(Options { listen, ..Options::default() }).await;
    assert!(matches!(refused, Err(sandbox::Failure::NotLoopback(_))));
}
