//! The kiosk does not tell who is known: the proof of it, which finds what is planted. And whether its
//! computer is fit for visitors.

use crate::support::{Desk, Net, Shop};
use serde_json::json;

/// Invented people on files of its own: no network is needed, and none is set up.
const CONFIG: &str = "[keys]\nstore = \"file\"\n";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn known_and_unknown_visitors_cannot_be_told_apart_and_a_planted_leak_is_found() {
    let desk = Desk::configured(CONFIG);
    let proof = desk.run(&["kiosk", "prove", "--pairs", "40"]).await.done();
    assert_eq!(proof["leaks"], json!([]), "{proof}");
    assert_eq!((&proof["visitors"], &proof["shapes_of_answers"]), (&json!(80), &json!(1)));
    assert_eq!(proof["requests"], json!({"known": 0, "unknown": 0}));
    for kind in ["bytes", "requests", "time"] {
        let args = ["kiosk", "prove", "--pairs", "20", "--plant", kind];
        let proof = desk.run(&args).await.ended(1).answer();
        let leaks = proof["leaks"].as_array().expect("a list");
        assert!(leaks.contains(&json!(kind)), "{kind}: {proof}");
    }
    let listed = desk.run(&["kiosk", "list"]).await.done();
    assert_eq!(listed, json!([]), "the desk's own inbox is left alone");
}

/// The points of the answer in a state.
fn points(answer: &serde_json::Value, state: &str) -> Vec<String> {
    let lines = answer["lines"].as_array().expect("eight lines").iter();
    let lines = lines.filter(|line| line["state"] == state);
    lines.filter_map(|line| line["point"].as_str().map(str::to_owned)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_computer_that_is_not_locked_down_is_named_until_somebody_opens_it_although() {
    let desk = Desk::configured(CONFIG);
    let red = desk.run(&["kiosk", "check"]).await.ended(1).answer();
    let order: Vec<_> =
        red["lines"].as_array().expect("lines").iter().map(|it| &it["point"]).collect();
    assert_eq!(
        order,
        [
            "single_program",
            "system_keys",
            "sticky_keys",
            "usb_storage",
            "other_browser",
            "notifications",
            "updates",
            "exit_pin"
        ]
    );
    assert!(points(&red, "fail").contains(&"exit_pin".to_owned()), "nobody has a PIN: {red}");
    assert_eq!(red["fails"], json!(points(&red, "fail")));
    let text = desk.text(&["audit", "list"]).await;
    assert!(!text.contains("although"), "{text}");

    let opened = ["kiosk", "check", "--open-although", "a test"];
    let untold = !points(&red, "cannot_tell").is_empty();
    let status = if untold { 4 } else { 0 };
    let although = desk.run(&opened).await.ended(status).answer();
    assert_eq!(although["although"]["reason"], "a test");
    assert_eq!((&although["fails"], &although["shut"]), (&json!([]), &json!(false)));
    desk.run(&["kiosk", "check"]).await.ended(status);
    let acts = desk.run(&["audit", "list"]).await.done();
    let what = format!("kiosk opens although: {}", points(&red, "fail").join(", "));
    assert!(acts.as_array().expect("rows").iter().any(|act| act["what"] == what), "{acts}");
    assert_eq!(
        desk.run(&["kiosk", "check", "--open-although", " "]).await.error(3)["field"],
        "reason"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_agreed_to_is_listed_with_who_said_it_and_being_told_is_an_act() {
    let desk = Desk::configured(CONFIG);
    let phone = json!({"kind": "phone", "use": "home", "line": "mobile", "value": "07400 123456",
        "consent": {"call": "DENIED"}});
    let card = json!({"kind": "person", "names": {"givenName": "Ulla", "familyName": "Quist"},
        "channels": [phone]});
    let code = desk.run(&["kiosk", "submit", &desk.record(&card)]).await.done();
    let code = code["code"].as_str().expect("a code");
    let accepted = desk.run(&["kiosk", "accept", code, "--despite-candidates"]).await.done();
    let local_id = accepted["local_id"].as_str().expect("an id");
    let listed = desk.run(&["consent", "list", local_id]).await.done();
    let said = listed.as_array().expect("a list");
    assert_eq!(said.len(), 1, "{listed}");
    assert_eq!((&said[0]["way"], &said[0]["choice"]), (&json!("call"), &json!("DENIED")));
    assert_eq!((&said[0]["actor"], &said[0]["statement"]), (&json!("visitor"), &json!(null)));
    let text = desk.text(&["audit", "list"]).await;
    assert!(text.contains("consents were shown") && !text.contains("DENIED"), "{text}");
    desk.run(&["forget", local_id, "--cancel", "a test"]).await.done();
    let gone = desk.run(&["consent", "list", local_id]).await.error(3);
    assert_eq!(gone["code"], "not_found");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_statement_visitors_are_shown_is_told_for_each_language() {
    let desk = Desk::configured(CONFIG);
    let ours = desk.run(&["kiosk", "statement"]).await.done();
    assert_eq!(
        (&ours["own"], ours["languages"].as_array().map(Vec::len)),
        (&json!(false), Some(7))
    );
    let desk = Desk::configured(&format!("{CONFIG}[kiosk]\nstatement = \"no-such-file.toml\"\n"));
    let wrong = desk.run(&["kiosk", "statement"]).await.error(3);
    assert_eq!(wrong["field"], "kiosk.statement");
}

async fn submitted(desk: &Desk, card: &serde_json::Value) -> String {
    let answer = desk.run(&["kiosk", "submit", &desk.record(card)]).await.done();
    answer["code"].as_str().expect("a code").to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_card_is_taken_whole_or_not_at_all_and_brings_a_changed_address() {
    for net in Net::ALL {
        let shop = Shop::open(30).await;
        let desk = Desk::new(net, &shop).await;
        let id = desk.find("sousa").await;
        desk.show(&id).await;
        let mobile =
            |value: &str| json!({"kind": "phone", "use": "home", "line": "mobile", "value": value});
        let mut card = json!({"kind": "person", "names": {"givenName": "Maria", "familyName": "Sousa", "preferredName": "Mia"},
            "channels": [mobile("07400 123456")],
            "addresses": [{"kind": "physical", "streetName": "Low Road", "houseNumber": "3",
                "city": "York".repeat(40), "postalCode": "YO1 7HH", "countryCode": "GB"}]});
        let code = submitted(&desk, &card).await;
        let refused = desk.run(&["kiosk", "accept", &code, "--use", &id]).await.error(3);
        let field = refused["field"].as_str().expect("a field");
        assert!(field.ends_with("].city"), "{net:?}: {refused}");
        assert!(desk.outbox().await.is_empty(), "{net:?}: nothing of a refused card is sent");

        card["addresses"][0]["city"] = json!("York");
        let code = submitted(&desk, &card).await;
        desk.run(&["kiosk", "accept", &code, "--use", &id]).await.done();
        assert_eq!(desk.sync().await["needs_person"], 0);
        let shown = desk.show(&id).await;
        assert!(shown["addresses"].to_string().contains("Low Road"), "{net:?}: {shown}");
        assert!(shown.get("differs").is_none(), "{net:?}: {shown}");
        if net != Net::MyKaarma {
            assert_eq!(shown["addresses"].as_array().map(Vec::len), Some(1), "{shown}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_numbers_of_papers_are_not_taken_at_a_kiosk() {
    let desk = Desk::configured(CONFIG);
    let paper = |member: &str, name: &str| json!({"kind": "person", "names": {"familyName": "Quist"}, member: {name: "X1234567"}});
    for (member, name) in [
        ("identity", "socialSecurityId"),
        ("identity", "passportNumber"),
        ("personalDetails", "drivingLicenceNumber"),
    ] {
        let file = desk.record(&paper(member, name));
        let refused = desk.run(&["kiosk", "submit", &file]).await.error(3);
        assert_eq!(refused["field"], format!("{member}.{name}"));
        assert!(!refused.to_string().contains("X1234567"), "{refused}");
    }
    let day = json!({"kind": "person", "names": {"familyName": "Quist"},
        "identity": {"birthDate": "1980-01-31"}});
    submitted(&desk, &day).await;
    let listed = desk.run(&["kiosk", "list"]).await.done();
    assert_eq!(listed.as_array().map(Vec::len), Some(1), "{listed}");
}
