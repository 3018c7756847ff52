//! A kiosk's card handed to a desk by code, without a window: two data folders and what is printed.

use crate::support::{Desk, Net, Shop};
use serde_json::{Value, json};

const CONFIG: &str = "[keys]\nstore = \"file\"\n";

fn visitor() -> Value {
    json!({"names": {"givenName": "Ottilie", "familyName": "Handoverson"},
        "channels": [{"kind": "phone", "use": "home", "line": "mobile", "value": "07700 900321"}]})
}

/// A desk, a kiosk that hands over to it, and what it prints of one visitor.
async fn handed() -> (Desk, Desk, Value, Vec<String>) {
    let (desk, kiosk) = (Desk::configured(CONFIG), Desk::configured(CONFIG));
    let key = desk.run(&["kiosk", "pair"]).await.done()["key"].clone();
    let key = key.as_str().expect("a key");
    let paired = kiosk.run(&["kiosk", "pair", "--to", key, "--name", "Entrance"]).await.done();
    assert_eq!(paired, json!({"paired": true}));
    let card = kiosk.run(&["kiosk", "submit", &kiosk.record(&visitor())]).await.done();
    let code = card["code"].as_str().expect("a code");
    let codes = kiosk.run(&["kiosk", "code", code]).await.done()["codes"].clone();
    let codes = codes.as_array().expect("codes").iter();
    let codes = codes.map(|one| one.as_str().expect("letters").to_owned()).collect();
    (desk, kiosk, card, codes)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_kiosk_prints_a_desk_takes_in_once() {
    let (desk, kiosk, card, mut codes) = handed().await;
    codes.reverse();
    let lines = codes.join("\n");
    assert!(!lines.contains("Ottilie"));
    let taken = desk.run_with(&["kiosk", "scan"], &lines).await.done();
    assert_eq!((&taken["submission"], &taken["code"]), (&card["submission"], &card["code"]));
    assert_eq!(taken["station"], "Entrance");
    let listed = desk.run(&["kiosk", "list"]).await.done();
    assert_eq!(listed[0]["record"]["names"], visitor()["names"]);
    let visit = &listed[0]["visit"];
    assert_eq!(visit["station_name"], "Entrance", "{listed}");
    assert!(visit["scan"]["who"].is_string() && visit["scan"]["at"].is_string(), "{visit}");
    let again = desk.run_with(&["kiosk", "scan"], &lines).await.error(3);
    assert_eq!(again["code"], "scanned_already");
    let id = card["submission"].as_str().expect("an id");
    desk.run(&["kiosk", "accept", id, "--dismiss", "a test"]).await.done();
    let again = desk.run_with(&["kiosk", "scan"], &lines).await.error(3);
    assert_eq!(again["code"], "scanned_already");
    assert_eq!(desk.run(&["kiosk", "list"]).await.done(), json!([]));
    let acts = desk.run(&["audit", "list"]).await.done().to_string();
    assert!(acts.contains("kiosk code scanned") && acts.contains("key for kiosks made"), "{acts}");

    // It lies at the kiosk until somebody puts it away.
    let fresh = ["kiosk", "clear"];
    assert_eq!(kiosk.run(&fresh).await.done(), json!({"cleared": 0}));
    assert_eq!(kiosk.run(&["kiosk", "list"]).await.done()[0]["submission"], card["submission"]);
    let all = ["kiosk", "clear", "--older-than-hours", "0"];
    assert_eq!(kiosk.run(&all).await.done(), json!({"cleared": 1}));
    assert_eq!(kiosk.run(&["kiosk", "list"]).await.done(), json!([]));
    assert_eq!(kiosk.run(&["kiosk", "code", id]).await.error(3)["code"], "too_late");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_no_card_is_handed_over_none_is_cleared() {
    let desk = Desk::configured(CONFIG);
    let card = desk.run(&["kiosk", "submit", &desk.record(&visitor())]).await.done();
    let all = ["kiosk", "clear", "--older-than-hours", "0"];
    let refused = desk.run(&all).await.error(3);
    assert_eq!(
        (&refused["field"], &refused["code"]),
        (&"kiosk.hand_off".into(), &"required".into())
    );
    let listed = desk.run(&["kiosk", "list"]).await.done();
    assert_eq!(listed[0]["submission"], card["submission"]);
    assert_eq!(listed[0]["record"]["names"], visitor()["names"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_way_a_code_can_be_wrong_has_its_word() {
    let (desk, kiosk, _, codes) = handed().await;
    let other = Desk::configured(CONFIG);
    let lines = codes.join("\n");
    let scan = async |desk: &Desk, text: &str| {
        desk.run_with(&["kiosk", "scan"], text).await.error(3)["code"].clone()
    };
    assert_eq!(scan(&other, &lines).await, "not_paired");
    let key = other.run(&["kiosk", "pair"]).await.done()["key"].clone();
    assert_eq!(other.run(&["kiosk", "pair"]).await.done()["key"], key, "it is made once");
    assert_eq!(scan(&other, &lines).await, "other_desk");
    assert_eq!(scan(&desk, "").await, "no_code");
    assert_eq!(scan(&desk, &lines.replace('S', "O")).await, "letters");
    assert_eq!(scan(&desk, &lines[..lines.len() - 2]).await, "damaged");
    assert_eq!(scan(&other, key.as_str().expect("a key")).await, "desk_key");

    let half = key.as_str().expect("a key");
    let half = &half[..half.len() - 2];
    let refused = kiosk.run(&["kiosk", "pair", "--to", half]).await.error(3);
    assert_eq!(refused["field"], "kiosk.hand_off");
    let alone = desk.run(&["kiosk", "submit", &desk.record(&visitor())]).await.done();
    let alone = alone["code"].as_str().expect("a code");
    assert_eq!(desk.run(&["kiosk", "code", alone]).await.error(3)["field"], "kiosk.hand_off");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_part_that_is_missing_is_named_and_pictures_are_drawn_into_a_folder() {
    let (desk, kiosk, ..) = handed().await;
    let mut long = visitor();
    let noise = |seed: u32| -> String {
        let letter = |at: u32| {
            let n = at.wrapping_mul(2_654_435_761).wrapping_add(seed) >> 7;
            char::from(b'a' + u8::try_from(n % 26).expect("a letter"))
        };
        (0..40).map(letter).collect()
    };
    long["addresses"] = (1..=6)
        .map(|n| json!({"kind": "physical", "streetName": noise(n), "city": noise(n * 77)}))
        .collect();
    let card = kiosk.run(&["kiosk", "submit", &kiosk.record(&long)]).await.done();
    let code = card["code"].as_str().expect("a code");
    let folder = kiosk.folder.path().to_str().expect("a plain path");
    let codes = kiosk.run(&["kiosk", "code", code, "--svg", folder]).await.done()["codes"].clone();
    let codes = codes.as_array().expect("codes").clone();
    assert!(codes.len() > 1, "{}", codes.len());
    for number in 1..=codes.len() {
        let path = kiosk.folder.path().join(format!("code-{number}.svg"));
        assert!(std::fs::read_to_string(path).expect("a picture").starts_with("<svg "));
    }
    let one = codes[0].as_str().expect("letters");
    let missing = desk.run_with(&["kiosk", "scan"], one).await.ended(4).answer();
    let numbers: Vec<_> = (2..=codes.len()).collect();
    assert_eq!(missing, json!({"missing": numbers, "of": codes.len()}));
    assert_eq!(desk.run(&["kiosk", "list"]).await.done(), json!([]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slip_opens_the_same_customer_before_and_after_they_were_sent() {
    let shop = Shop::open(40).await;
    let (desk, other) = (Desk::new(Net::V1, &shop).await, Desk::new(Net::V1, &shop).await);
    shop.network("down").await;
    let created = desk.run(&["create", &desk.record(&visitor())]).await.done();
    let local_id = created["local_id"].as_str().expect("an id");
    let svg = desk.folder.path().join("slip.svg");
    let svg = svg.to_str().expect("a plain path");
    let slip = desk.run(&["outbox", "slip", local_id, "--svg", svg]).await.done()["slip"].clone();
    let slip = slip.as_str().expect("letters");
    assert!(std::fs::read_to_string(svg).expect("a picture").starts_with("<svg "));
    let scan = async |desk: &Desk| desk.run_with(&["kiosk", "scan"], slip).await;
    assert_eq!(scan(&desk).await.done(), json!({"customer": local_id}));
    shop.network("up").await;
    assert_eq!(desk.sync().await["done"], 1);
    let found = scan(&desk).await.done()["customer"].clone();
    let shown = desk.show(found.as_str().expect("an id")).await;
    assert_eq!(shown["names"]["familyName"], "Handoverson", "{shown}");
    assert!(shown["id"].is_string(), "it is in the network now: {shown}");
    assert_eq!(scan(&other).await.error(3)["code"], "other_desk");
    let stranger = desk.run(&["outbox", "slip", "nobody"]).await;
    assert_eq!(stranger.error(3)["code"], "not_found");
}
