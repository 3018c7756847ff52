//! Network → record → form → no edit → nothing; one field edited → one section's request, and
//! every other field on the server as it was.

use crate::support::{Desk, Net, Shop};
use customer::Section;
use desk::clock::SystemClock;
use desk::{Config, Saved, Start};
use outbox::Origin;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(10);

/// The same core within this process: thousands of commands would take minutes to start.
fn core(desk: &Desk) -> Arc<desk::Desk> {
    let start = Start {
        config: Config::read(&desk.config).expect("a configuration"),
        config_path: desk.config.clone(),
        data_dir: desk.data.clone(),
        clock: Arc::new(SystemClock),
    };
    Arc::new(desk::Desk::start(start).expect("opens"))
}

/// Every customer of the sandbox by their id in this network.
async fn everybody(net: Net, shop: &Shop) -> Vec<String> {
    let member = if net == Net::MyKaarma { "customerUuid" } else { "keyloopId" };
    let list = shop.get("/customers?limit=1000").await;
    let items = list["items"].as_array().expect("items").iter();
    items.map(|one| one[member].as_str().expect("an id").to_owned()).collect()
}

/// What the server has of a customer, without what every write changes.
async fn stored(shop: &Shop, id: &str) -> Value {
    let mut customer = shop.customer(id).await;
    let members = customer.as_object_mut().expect("an object");
    members.retain(|name, _| {
        ![
            "seq",
            "updated",
            "lastModified",
            "modifiedAt",
            "updatedAt",
            "changedAt",
            "version",
            "history",
        ]
        .contains(&name.as_str())
    });
    customer
}

async fn through_the_core(net: Net, customers: u32) {
    let shop = Shop::open(customers).await;
    let outside = Desk::new(net, &shop).await;
    let desk = tokio::task::spawn_blocking({
        let outside = Desk {
            folder: tempfile::tempdir().expect("a folder"),
            config: outside.config.clone(),
            data: outside.data.clone(),
            authority: None,
        };
        move || core(&outside)
    })
    .await
    .expect("opens");
    let everybody = everybody(net, &shop).await;
    assert_eq!(everybody.len(), customers as usize);
    let effects = shop.mark("effects").await;
    for id in &everybody {
        let (person, _) = desk.refresh(id, PATIENCE).await.expect("read");
        let mark = shop.mark("requests").await;
        let shown = serde_json::to_value(&person.record).expect("JSON");
        for section in Section::ALL {
            match desk.update_from(id, section, shown.clone(), None, Origin::Staff).await {
                Ok(Saved::Unchanged) | Err(desk::Failure::Unsupported { .. }) => {}
                Ok(Saved::Queued(change)) => {
                    panic!("{net:?} {id} {section:?}: {:?}", change.entry.kind)
                }
                Err(failure) => panic!("{net:?} {id} {section:?}: {failure}"),
            }
        }
        assert!(shop.requests(mark).await.is_empty(), "{net:?} {id}: no edit, no request");
    }
    assert!(shop.effects(effects).await.is_empty());

    // One field of each customer.
    let runner = desk.runner().await.expect("a runner").expect("nobody else drains");
    for (number, id) in everybody.iter().enumerate() {
        let before = stored(&shop, id).await;
        let mark = shop.mark("requests").await;
        let value = format!("Edited{number}");
        let edit = json!({"names": {"middleName": value}});
        match desk.update_from(id, Section::Names, edit, None, Origin::Staff).await {
            Ok(Saved::Queued(_)) => {}
            // A company without people has no middle name everywhere.
            Ok(Saved::Unchanged) => panic!("{net:?} {id}: nothing to send"),
            Err(desk::Failure::Unsupported { .. }) => continue,
            Err(failure) => panic!("{net:?} {id}: {failure}"),
        }
        let summary = runner.until_idle(PATIENCE).await.expect("drained");
        assert_eq!(summary.done, 1, "{net:?} {id}: {summary:?}");
        let writes = shop.writes(mark).await;
        assert_eq!(writes.len(), 1, "{net:?} {id}: exactly one write");
        let mut after = stored(&shop, id).await;
        assert_eq!(after["names"]["middleName"], value.as_str(), "{net:?} {id}");
        let earlier = before["names"].get("middleName").cloned();
        match earlier {
            Some(earlier) => after["names"]["middleName"] = earlier,
            None => {
                after["names"].as_object_mut().expect("names").shift_remove("middleName");
            }
        }
        let differ = different(&before, &after, "");
        assert!(differ.is_empty(), "{net:?} {id}: {differ:?}");
    }
}

/// The paths at which two values differ.
fn different(a: &Value, b: &Value, at: &str) -> Vec<String> {
    match (a, b) {
        (Value::Object(a), Value::Object(b)) => {
            let names = a.keys().chain(b.keys()).collect::<std::collections::BTreeSet<_>>();
            let null = Value::Null;
            names
                .into_iter()
                .flat_map(|name| {
                    let (one, other) = (a.get(name).unwrap_or(&null), b.get(name).unwrap_or(&null));
                    different(one, other, &format!("{at}.{name}"))
                })
                .collect()
        }
        (a, b) if a == b => Vec::new(),
        (a, b) => vec![format!("{at}: {a} became {b}")],
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_customer_of_keyloop_v1_goes_round_unharmed() {
    through_the_core(Net::V1, 200).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_customer_of_keyloop_v3_goes_round_unharmed() {
    through_the_core(Net::V3, 100).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_customer_of_mykaarma_goes_round_unharmed() {
    through_the_core(Net::MyKaarma, 100).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_show_prints_is_what_update_takes() {
    let sections = [
        "names",
        "addresses",
        "identity",
        "communication",
        "personal-details",
        "company",
        "vehicles",
    ];
    for net in Net::ALL {
        let shop = Shop::open(30).await;
        let desk = Desk::new(net, &shop).await;
        for id in everybody(net, &shop).await.into_iter().step_by(10) {
            let shown = desk.show(&id).await;
            let file = desk.record(&shown);
            let mark = shop.mark("requests").await;
            for section in sections {
                let ran = desk.run(&["update", &id, section, &file]).await;
                if ran.status == Some(3) {
                    assert_eq!(ran.error(3)["code"], "unsupported", "{net:?} {section}");
                } else {
                    assert_eq!(
                        ran.done(),
                        json!({"op_id": null, "state": "unchanged"}),
                        "{net:?} {section}"
                    );
                }
            }
            assert!(desk.outbox().await.is_empty());
            assert!(shop.requests(mark).await.is_empty(), "{net:?} {id}: no edit, no request");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_number_that_does_not_say_its_place_takes_a_free_one() {
    for net in Net::ALL {
        let shop = Shop::open(30).await;
        let desk = Desk::new(net, &shop).await;
        let phone = |value: &str| json!({"kind": "phone", "value": value});
        let channels = json!([phone("+44 7400 123456"), phone("+44 7400 123457")]);
        let person = json!({"kind": "person", "channels": channels,
            "names": {"givenName": "Tove", "familyName": "Twinsen"}});
        let created = desk.run(&["create", &desk.record(&person)]).await.done();
        let synced = desk.sync().await;
        assert_eq!((&synced["done"], &synced["needs_person"]), (&json!(1), &json!(0)), "{net:?}");
        let local_id = created["local_id"].as_str().expect("a local id");
        let shown = desk.show(local_id).await;
        let phones = shown["channels"].as_array().expect("channels").len();
        assert_eq!((phones, shown.get("differs")), (2, None), "{net:?}: {shown}");
        let three = json!({"channels": [phone("+44 7400 123456"), phone("+44 7400 123457"),
            {"kind": "phone", "use": "work", "value": "+44 7400 123458"}]});
        desk.update(local_id, "communication", &three).await;
        assert_eq!(desk.sync().await["needs_person"], 0, "{net:?}");
        assert_eq!(desk.show(local_id).await["channels"].as_array().map(Vec::len), Some(3));
    }
}
