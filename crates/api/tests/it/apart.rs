//! The question that tells people apart who stand side by side.

use crate::window::{Desk, maria};
use serde_json::{Value, json};

fn asked(shown: &[&String]) -> Value {
    json!({
        "record": {"names": {"familyName": "sou"}},
        "local_only": true, "generation": 0, "shown": shown,
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_found_by_a_scrap_are_told_apart_by_what_differs() {
    let desk = Desk::open().await;
    let maria = desk.knows(maria()).await;
    let mario = desk
        .knows(json!({
            "id": "01-16204", "kind": "person", "names": {"givenName": "Mario", "familyName": "Souza"},
            "addresses": [{"kind": "physical", "city": "Bristol", "postalCode": "BS3 2LG"}],
        }))
        .await;
    let alone = desk.call("decide", asked(&[])).await;
    assert_eq!(alone.get("question"), None, "a scrap makes nobody likely: {alone}");
    assert_eq!(desk.call("decide", asked(&[&maria])).await.get("question"), None);
    let apart = desk.call("decide", asked(&[&maria, &mario])).await;
    assert_eq!(apart["question"], "town", "{apart}");
    let gone = "0197a000-0000-7000-8000-0000000000ff".to_owned();
    assert_eq!(desk.call("decide", asked(&[&gone, &gone])).await.get("question"), None);
}
