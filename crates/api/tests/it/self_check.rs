//! The self-check of a kiosk's computer, on real files: what fails keeps the kiosk shut until it is mended
//! or somebody with the right says that it opens although.

use crate::window::{Desk, SETTINGS};
use api::Code;
use desk::Config;
use desk::clock::SystemClock;
use desk::kiosk::readiness::{OpenedBy, in_the_way, refuses};
use desk::kiosk::self_check::{Point, Seen, Session, System, Updates, Usb};
use desk::kiosk::{Kiosk, escapes};
use serde_json::{Value, json};
use std::sync::Arc;

const REQUIRE: &str = "[kiosk]\nself_check = \"require\"\n";

async fn strict() -> Desk {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("showroom.toml"), format!("{SETTINGS}{REQUIRE}")).unwrap();
    Desk::open_in(folder).await
}

/// Everything is as it should be but for these.
fn seen(usb: Usb, sysrq: u32) -> Seen {
    Seen {
        system: System::Linux,
        session: Session::Cage,
        sysrq: Some(sysrq),
        consoles: Some(false),
        usb: Some(usb),
        browser: Some(false),
        updates: Some(Updates::NoRestart),
        ..Seen::default()
    }
}

fn kiosk(desk: &Desk) -> Kiosk {
    let config = Config::read_own(&desk.folder().join("showroom.toml")).unwrap();
    Kiosk::open(&config, &desk.folder().join("data"), Arc::new(SystemClock)).unwrap()
}

async fn person(desk: &Desk, name: &str, role: &str, pin: &str) -> Value {
    desk.call("people_save", json!({"name": name, "role": role, "pin": pin})).await
}

#[tokio::test]
async fn what_fails_keeps_the_kiosk_shut_until_it_is_mended() {
    let desk = strict().await;
    let open = desk.desk().await;
    let red = open.readiness_of(seen(Usb::Allowed, 0)).unwrap();
    assert_eq!(red.failing(), [Point::UsbStorage, Point::ExitPin]);
    assert!(red.shut());
    person(&desk, "Ana", "admin", "483920").await;
    let red = open.readiness_of(seen(Usb::Allowed, 0)).unwrap();
    assert_eq!((red.failing(), red.shut()), (vec![Point::UsbStorage], true));
    let green = open.readiness_of(seen(Usb::Forbidden, 0)).unwrap();
    assert_eq!((green.failing(), green.shut()), (vec![], false));
}

#[tokio::test]
async fn it_opens_although_until_something_else_fails_and_that_stands_in_the_audit() {
    let desk = strict().await;
    person(&desk, "Ana", "admin", "483920").await;
    let open = desk.desk().await;
    let usb = || seen(Usb::Allowed, 0);
    let although = open.although_of(usb(), &[Point::UsbStorage], "  the stick  is ours ").unwrap();
    assert!(!although.shut());
    let said = although.although.unwrap();
    assert_eq!((said.by.as_str(), said.reason.as_str()), ("Ana", "the stick is ours"));
    let acts = open.acts(None, 1).await.unwrap();
    assert_eq!(
        (acts[0].who.as_str(), acts[0].what.as_str()),
        ("Ana", "kiosk opens although: usb_storage")
    );
    assert!(open.check_audit().unwrap().broken_at.is_none());
    assert!(!open.readiness_of(usb()).unwrap().shut(), "it holds");
    let more = open.readiness_of(seen(Usb::Allowed, 1)).unwrap();
    assert_eq!((more.open_points(), more.shut()), (vec![Point::SystemKeys], true));
    assert!(!open.readiness_of(usb()).unwrap().shut(), "and for what it was said of, still");
    assert!(!open.readiness_of(seen(Usb::Forbidden, 0)).unwrap().shut(), "mended");
    let again = open.readiness_of(usb()).unwrap();
    assert!(again.shut() && again.although.is_none(), "what was mended and breaks is asked anew");
}

#[tokio::test]
async fn nobody_opens_it_although_something_fails_that_was_not_read_or_without_a_reason() {
    let desk = strict().await;
    person(&desk, "Ana", "admin", "483920").await;
    let open = desk.desk().await;
    let both = || seen(Usb::Allowed, 1);
    let code = |read: &[Point], reason: &str| match open.although_of(both(), read, reason) {
        Err(desk::Failure::Invalid(refused)) => refused[0].code.clone(),
        other => panic!("{other:?}"),
    };
    let read = [Point::SystemKeys, Point::UsbStorage];
    assert_eq!(code(&read[..1], "because"), "check_changed");
    assert_eq!(code(&[read[0], read[0]], "because"), "check_changed");
    assert_eq!(code(&[read[0], Point::Updates], "because"), "check_changed");
    assert_eq!(code(&read, " \n "), "required");
    assert_eq!(code(&read, &"x".repeat(201)), "too_long");
    assert_eq!(code(&read, "a\u{7}b"), "control_characters");
    let green = open.although_of(seen(Usb::Forbidden, 0), &[], "because");
    assert!(matches!(green, Err(desk::Failure::Invalid(_))), "there is nothing to say yes to");
    assert!(open.readiness_of(both()).unwrap().shut());
}

#[tokio::test]
async fn a_kiosk_that_stands_alone_finds_in_its_own_file_what_was_said_at_the_desk() {
    let desk = strict().await;
    let open = desk.desk().await;
    let alone = kiosk(&desk);
    let points = |seen| -> Vec<Point> {
        alone.lacks(seen).unwrap().into_iter().map(|line| line.point).collect()
    };
    let usb = || seen(Usb::Loaded, 0);
    assert_eq!(points(usb()), [Point::UsbStorage, Point::ExitPin]);
    person(&desk, "Ana", "admin", "483920").await;
    assert_eq!(points(usb()), [Point::UsbStorage]);
    open.although_of(usb(), &[Point::UsbStorage], "ours").unwrap();
    assert_eq!(points(usb()), []);
    assert_eq!(points(seen(Usb::Loaded, 1)), [Point::SystemKeys]);
    open.readiness_of(seen(Usb::Forbidden, 0)).unwrap();
    assert_eq!(points(usb()), [Point::UsbStorage], "mended once, asked about anew");
}

#[tokio::test]
async fn where_the_configuration_wants_it_a_kiosk_alone_says_what_is_in_its_way() {
    let desk = strict().await;
    let config = |text: &str| Config::parse(&format!("{SETTINGS}{text}")).unwrap();
    let data = desk.folder().join("data");
    let lines = in_the_way(&config(REQUIRE), &data, Arc::new(SystemClock));
    assert!(lines.iter().any(|line| line.point == Point::ExitPin), "{lines:?}");
    assert_eq!(in_the_way(&config(""), &data, Arc::new(SystemClock)), []);
}

#[test]
fn a_practice_desk_and_a_kiosk_alone_are_advised_unless_the_configuration_says_otherwise() {
    let far = SETTINGS
        .replace("http://127.0.0.1:9", "https://api.eu.keyloop.example")
        .replace("store = \"file\"", "store = \"os\"");
    let table = [
        (SETTINGS, "", OpenedBy::Desk, false),
        (SETTINGS, "", OpenedBy::Itself, false),
        (&far, "", OpenedBy::Desk, true),
        (&far, "", OpenedBy::Itself, false),
        (SETTINGS, "require", OpenedBy::Desk, true),
        (SETTINGS, "require", OpenedBy::Itself, true),
        (&far, "warn", OpenedBy::Desk, false),
        (&far, "warn", OpenedBy::Itself, false),
    ];
    for (settings, rule, by, wanted) in table {
        let rule = match rule {
            "" => String::new(),
            rule => format!("[kiosk]\nself_check = \"{rule}\"\n"),
        };
        let config = Config::parse(&format!("{settings}{rule}")).unwrap();
        assert_eq!(refuses(&config, by), wanted, "{rule} {by:?}");
    }
    assert!(Config::parse(&format!("{SETTINGS}[kiosk]\nself_check = \"maybe\"\n")).is_err());
}

#[tokio::test]
async fn the_window_is_refused_with_what_fails_and_shown_all_eight() {
    let desk = strict().await;
    let refused = desk.host.may_open_kiosk().await.unwrap_err();
    assert_eq!(refused.code, Code::KioskNotReady);
    let named = |point: &str| refused.fields.iter().any(|field| field.code == point);
    assert!(named("exit_pin"), "{refused:?}");
    let view = desk.call("self_check", json!({})).await;
    assert_eq!((view["refuses"].clone(), view["shut"].clone()), (json!(true), json!(true)));
    let lines = view["lines"].as_array().unwrap();
    assert_eq!(lines.len(), 8);
    assert!(lines.iter().all(|line| !line["why"].as_array().unwrap().is_empty()));
    let failing: Vec<_> =
        lines.iter().filter(|it| it["state"] == "fail").map(|it| it["point"].clone()).collect();
    let request = json!({"points": failing, "reason": "beside the desk"});
    let view = desk.call("self_check_although", request).await;
    assert_eq!(view["shut"], false);
    assert_eq!(view["although"]["points"], json!(failing));
    desk.host.may_open_kiosk().await.unwrap();
    let unknown = json!({"points": ["kettle"], "reason": "tea"});
    assert_eq!(desk.ask("self_check_although", unknown).await.unwrap_err().code, Code::BadRequest);
    let practice = Desk::open().await;
    practice.host.may_open_kiosk().await.unwrap();
}

#[tokio::test]
async fn who_may_open_the_kiosk_may_not_say_that_it_opens_although() {
    let desk = strict().await;
    person(&desk, "Ana", "admin", "483920").await;
    let people = person(&desk, "Kim", "kiosk", "902746").await;
    let kim = people["people"].as_array().unwrap().iter().find(|one| one["name"] == "Kim").unwrap();
    desk.call("people_unlock", json!({"id": kim["id"], "pin": "902746"})).await;
    desk.call("self_check", json!({})).await;
    for command in ["self_check_although", "self_check_escapes"] {
        let refused = desk.ask(command, json!({})).await.unwrap_err();
        assert_eq!(refused.code, Code::RightMissing, "{command}");
    }
    desk.call("people_lock", json!({})).await;
    assert_eq!(desk.host.may_open_kiosk().await.unwrap_err().code, Code::DeskLocked);
}

#[tokio::test]
async fn what_came_of_the_systems_keys_is_kept_beside_it() {
    let desk = strict().await;
    let chords = escapes::of(System::here());
    let (first, second) = (chords[0], chords[1]);
    let press = async |chord: &str, outcome: &str| {
        desk.ask("self_check_escapes", json!({"outcomes": {chord: outcome}})).await
    };
    press(first, "reached").await.unwrap();
    press(second, "happened").await.unwrap();
    assert_eq!(press("Ctrl+Q+Q", "reached").await.unwrap_err().code, Code::NotFound);
    assert_eq!(press(first, "maybe").await.unwrap_err().code, Code::BadRequest);
    let desk = desk.restart().await;
    let view = desk.call("self_check", json!({})).await;
    let kept: Vec<_> = view["escapes"].as_array().unwrap()[..3].to_vec();
    assert_eq!(
        kept,
        [
            json!({"chord": first, "outcome": "reached"}),
            json!({"chord": second, "outcome": "happened"}),
            json!({"chord": chords[2]}),
        ]
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_proof_is_run_from_the_page_and_fails_where_a_leak_is_planted() {
    let desk = Desk::open().await;
    let proved =
        async |with: &str| desk.call("self_check", json!({ "prove": with })).await["proof"].clone();
    let proof = proved("as_it_is").await;
    assert_eq!((&proof["leaks"], &proof["shapes"]), (&json!([]), &json!(1)), "{proof}");
    assert_eq!((&proof["requests_known"], &proof["visitors"]), (&json!(0), &json!(400)));
    for leak in ["bytes", "requests"] {
        let proof = proved(leak).await;
        assert!(proof["leaks"].as_array().unwrap().contains(&json!(leak)), "{leak}: {proof}");
    }
    let unknown = desk.ask("self_check", json!({"prove": "smell"})).await.unwrap_err();
    assert_eq!(unknown.code, Code::BadRequest);
    assert_eq!(desk.call("submissions", json!({})).await["submissions"], json!([]));
    assert_eq!(desk.call("self_check", json!({})).await.get("proof"), None);
}
