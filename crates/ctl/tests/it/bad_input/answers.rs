//! Answers that are none of the network's.

use crate::support::{Desk, Net, Shop};
use serde_json::json;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_that_are_none_of_the_networks_are_told_apart() {
    let shop = Shop::open(30).await;
    let desk = Desk::new(Net::MyKaarma, &shop).await;
    let id = desk.find("sousa").await;
    desk.show(&id).await;
    for kind in [
        "html",
        "not_json",
        "wrong_shape",
        "huge",
        "truncate",
        "drip",
        "redirect",
        "forbidden",
        "unauthorized",
    ] {
        shop.fault(json!({"match": {"network": "mykaarma"}, "kind": kind})).await;
        let found = desk.run(&["search", "sousa"]).await.done();
        assert_ne!(found["network"]["state"], "answered", "{kind}: {found}");
        assert_eq!(found["network"]["complete"], false, "{kind}");
        assert_eq!(found["local"]["rows"][0]["id"], id.as_str());
        let unseen = desk.run(&["show", "never-seen"]).await;
        unseen.error(5);
        shop.no_faults().await;
        assert_eq!(
            desk.run(&["search", "sousa"]).await.done()["network"]["state"],
            "answered",
            "{kind}"
        );
    }
}
