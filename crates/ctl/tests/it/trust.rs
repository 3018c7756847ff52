//! `[trust]`: authorities of the dealer's own, and pins, against real TLS servers.

use crate::front::{Authority, Front};
use crate::support::{Desk, Net, Shop, op};
use serde_json::{Value, json};

const HERE: &str = "127.0.0.1";

/// A desk with a network behind TLS. What the system believes is not for tests.
async fn desk_before(front: &Front, system: &Authority) -> Desk {
    let mut desk = Desk::configured(&config(front, ""));
    desk.authority = Some(desk.file("system.pem", &system.pem).into());
    desk.run_with(&["credentials", "set"], Net::V1.credentials()).await.done();
    desk
}

fn config(front: &Front, trust: &str) -> String {
    format!("{}{trust}", Net::V1.config(&format!("https://{}", front.address)))
}

fn trusting(desk: &Desk, front: &Front, pins: &[&str]) {
    let trust = format!("[trust]\nca_file = \"dealer-ca.pem\"\npins = {}\n", json!(pins));
    desk.file("showroom.toml", config(front, &trust));
}

/// The certificates of `trust show`, by their role.
async fn pins(desk: &Desk, status: i32) -> (Value, Vec<(String, String)>) {
    let shown = desk.run(&["trust", "show"]).await.ended(status).answer();
    let links = shown["certificates"].as_array().expect("certificates").clone();
    let text = |link: &Value, member: &str| link[member].as_str().expect("text").to_owned();
    let pins = links.iter().map(|link| (text(link, "role"), text(link, "pin"))).collect();
    (shown, pins)
}

fn pin_of<'a>(pins: &'a [(String, String)], role: &str) -> &'a str {
    let found = pins.iter().find(|(of, _)| of == role);
    &found.unwrap_or_else(|| panic!("{role}: {pins:?}")).1
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_authority_of_the_dealers_own_is_believed_only_where_it_is_named() {
    let shop = Shop::open(30).await;
    let (system, own) = (Authority::new("System"), Authority::new("Dealer"));
    let front = Front::before(&shop, own.certify(HERE, |_| {})).await;
    let desk = desk_before(&front, &system).await;
    desk.file("dealer-ca.pem", &own.pem);
    let mark = shop.mark("requests").await;
    let found = desk.run(&["search", "sousa"]).await.done();
    assert_eq!(found["network"]["reason"], "certificate_unknown_issuer", "{found}");
    assert!(shop.requests(mark).await.is_empty());

    trusting(&desk, &front, &[]);
    desk.find("sousa").await;
    let checked = desk.run(&["credentials", "check"]).await.done();
    let steps = checked["steps"].as_array().expect("steps");
    let tls = steps.iter().find(|step| step["step"] == "tls").expect("a line");
    assert_eq!(tls["certificate"], json!({"issuer": "Dealer", "pins": "none"}), "{tls}");

    // The system's are believed besides it.
    front.show(system.certify(HERE, |_| {}));
    desk.find("sousa").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_write_waits_for_the_pin_to_be_corrected_and_is_sent_then() {
    let shop = Shop::open(30).await;
    let (system, own) = (Authority::new("System"), Authority::new("Dealer"));
    let office = own.below("Dealer office");
    let front = Front::before(&shop, office.certify(HERE, |_| {})).await;
    let desk = desk_before(&front, &system).await;
    desk.file("dealer-ca.pem", &own.pem);
    trusting(&desk, &front, &[]);
    let (shown, old) = pins(&desk, 0).await;
    assert_eq!((&shown["accepted"], &shown["pins"]), (&json!(true), &json!("none")), "{shown}");
    let roles: Vec<_> = old.iter().map(|(role, _)| role.as_str()).collect();
    assert_eq!(roles, ["server", "intermediate", "own_root"], "{shown}");
    let (root, between) = (pin_of(&old, "own_root"), pin_of(&old, "intermediate"));

    trusting(&desk, &front, &[root, between]);
    let id = desk.find("sousa").await;
    desk.show(&id).await;
    // Renewed, with another key, under the same authority.
    front.show(office.certify(HERE, |_| {}));
    let checked = desk.run(&["credentials", "check"]).await.done().to_string();
    assert!(checked.contains(r#""pins":"met""#) && checked.contains("Dealer office"), "{checked}");

    // Another one whom this computer believes as well.
    front.show(system.certify(HERE, |_| {}));
    let mark = shop.mark("requests").await;
    let edit = json!({"names": {"middleName": "Pinned"}});
    let queued = op(&desk.update(&id, "names", &edit).await);
    let summary = desk.run(&["sync", "--timeout", "5"]).await.ended(5).answer();
    assert_eq!((&summary["waiting"], &summary["state"]), (&json!(1), &json!("certificate")));
    let entry = desk.run(&["outbox", "show", &queued]).await.done();
    assert_eq!((&entry["state"], &entry["attempts"]), (&json!("waiting"), &json!(0)), "{entry}");
    assert!(entry.to_string().contains("trust show"), "the entry says what to do: {entry}");
    let found = desk.run(&["search", "sousa"]).await.done();
    assert_eq!(found["network"]["reason"], "certificate_not_pinned", "{found}");
    assert_eq!(found["local"]["rows"][0]["id"], id.as_str());
    let checked = desk.run(&["credentials", "check"]).await;
    assert_eq!(checked.error(5)["code"], "certificate_not_pinned");
    assert!(checked.out.contains(r#""certificate":{"issuer":"System","pins":"missed"}"#));
    let health = desk.run(&["health"]).await.ended(1).answer();
    assert_eq!(health["network"], "certificate", "{health}");
    assert!(health["problems"].to_string().contains("your IT"), "{health}");
    assert!(shop.requests(mark).await.is_empty(), "nothing left");

    // IT looks at what is shown, and pins it besides the old one.
    let ran = desk.run(&["trust", "show"]).await;
    assert_eq!(ran.error(5)["code"], "certificate_not_pinned");
    let (shown, new) = pins(&desk, 5).await;
    assert_eq!(shown["pins"], "missed", "{shown}");
    assert!(shop.requests(mark).await.is_empty(), "looking asks nothing either");
    trusting(&desk, &front, &[root, pin_of(&new, "root")]);
    assert_eq!(desk.sync().await["done"], 1);
    assert_eq!(shop.customer(&id).await["names"]["middleName"], "Pinned");
    desk.run(&["health"]).await.ended(0);
    assert_eq!(pins(&desk, 0).await.0["pins"], "met");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_servers_own_key_pins_nothing() {
    let shop = Shop::open(5).await;
    let own = Authority::new("Dealer");
    let front = Front::before(&shop, own.certify(HERE, |_| {})).await;
    let desk = desk_before(&front, &own).await;
    desk.file("dealer-ca.pem", &own.pem);
    let (_, before) = pins(&desk, 0).await;
    let another = "sha256/47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
    trusting(&desk, &front, &[pin_of(&before, "server"), another]);
    let (shown, _) = pins(&desk, 5).await;
    assert_eq!((&shown["accepted"], &shown["pins"]), (&json!(false), &json!("missed")), "{shown}");
    let pinned = shown["certificates"].as_array().expect("links").iter();
    assert!(pinned.clone().all(|link| link["pinned"] == false), "{shown}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_trusted_so_is_refused_before_anything_is_asked() {
    let shop = Shop::open(5).await;
    let own = Authority::new("Dealer");
    let front = Front::before(&shop, own.certify(HERE, |_| {})).await;
    let desk = desk_before(&front, &own).await;
    let mark = shop.mark("requests").await;
    let pin = "sha256/47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
    let one = format!("pins = [{pin:?}]");
    let twice = format!("pins = [{pin:?}, {pin:?}]");
    let malformed = format!("pins = [{pin:?}, \"sha256/short\"]");
    desk.file("empty.pem", "");
    let table = [
        (one.as_str(), "trust.pins", "one pin alone"),
        (twice.as_str(), "trust.pins", "one pin alone"),
        (malformed.as_str(), "trust.pins", "sha256/short"),
        ("ca_file = \"gone.pem\"", "trust.ca_file", "gone.pem cannot be read"),
        ("ca_file = \"empty.pem\"", "trust.ca_file", "no certificate"),
    ];
    for (trust, field, wanted) in table {
        desk.file("showroom.toml", config(&front, &format!("[trust]\n{trust}\n")));
        for args in [&["search", "sousa"][..], &["trust", "show"]] {
            let error = desk.run(args).await.error(3);
            assert_eq!((&error["code"], &error["field"]), (&json!("config"), &json!(field)));
            let message = error["message"].as_str().expect("a message");
            assert!(message.contains(wanted), "{trust}: {message}");
        }
    }
    assert!(shop.requests(mark).await.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_person_reads_the_chain_with_what_may_be_pinned() {
    let shop = Shop::open(5).await;
    let own = Authority::new("Dealer");
    let front = Front::before(&shop, own.below("Office").certify(HERE, |_| {})).await;
    let desk = desk_before(&front, &Authority::new("System")).await;
    desk.file("dealer-ca.pem", &own.pem);
    let (shown, _) = pins(&desk, 5).await;
    assert_eq!(shown["certificates"][1]["role"], "unproved", "{shown}");
    trusting(&desk, &front, &[]);
    let text = desk.text(&["trust", "show"]).await;
    for wanted in [
        "the network's own",
        "CN=Office",
        "root, of [trust] ca_file",
        "not to be pinned",
        "sha256/",
    ] {
        assert!(text.contains(wanted), "{wanted}: {text}");
    }

    // The practice network shows no certificate at all.
    let plain = Desk::new(Net::V1, &shop).await;
    let error = plain.run(&["trust", "show"]).await.error(5);
    assert!(error["message"].as_str().expect("a message").contains("plain http"), "{error}");
}
