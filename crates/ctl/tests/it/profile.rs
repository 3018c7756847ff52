//! `profile check`: silent where the network is as its profile says, exit 1 where it is not.

use crate::support::{Desk, Net, Shop, nobody};
use serde_json::json;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_network_is_held_against_its_profile() {
    let shop = Shop::open(200).await;
    for net in Net::ALL {
        let desk = Desk::new(net, &shop).await;
        let report = desk.run(&["profile", "check"]).await.done();
        assert_eq!(report["differences"], json!([]), "{net:?} {report}");
        assert_eq!(report["customers"], 6, "{net:?} {report}");
        assert!(report["not_tried"].as_array().is_some_and(|all| !all.is_empty()), "{report}");
        assert!(desk.text(&["profile", "check"]).await.contains("as the profile says"));
    }
    shop.post("/rules", json!({"page_size_max": 50})).await;
    let desk = Desk::new(Net::V1, &shop).await;
    let report = desk.run(&["profile", "check"]).await.ended(1).answer();
    assert_eq!(report["differences"][0]["kind"], "page_size", "{report}");
    assert_eq!(report["differences"].as_array().map(Vec::len), Some(1), "{report}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_network_there_is_nothing_to_hold_against_it() {
    let shop = Shop::open(5).await;
    let desk = Desk::new(Net::V1, &shop).await;
    shop.network("refuse").await;
    assert_eq!(desk.run(&["profile", "check"]).await.error(5)["code"], "offline");
    let unsigned = Desk::configured(&Net::V1.config(&nobody()));
    assert_eq!(unsigned.run(&["profile", "check"]).await.error(5)["code"], "sign_in");
}
