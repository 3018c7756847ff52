//! The kiosk as a window sees it, in the desk's process and in one of its own.

use crate::window::{Desk, SETTINGS, maria};
use api::{Code, Host, Window};
use desk::clock::{Clock as _, SystemClock};
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;
use store::inbox::{Entered, Pace};

fn form(given: &str, phone: &str) -> Value {
    json!({
        "draft": SystemClock.new_id().to_string(),
        "language": "de",
        "statement": "what a page says",
        "given_name": given,
        "phone": phone,
    })
}

async fn hand_in(host: &Arc<Host>, request: Value) -> Result<Value, api::ApiError> {
    host.call(Window::Kiosk, "kiosk_submit", request).await
}

async fn kiosk(folder: &Path) -> Arc<Host> {
    let config = folder.join("showroom.toml");
    Host::start_kiosk(config, folder.join("data"), Arc::new(SystemClock)).await
}

async fn until<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    for _ in 0..300 {
        if let Some(found) = look().await {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("waited in vain: {what}");
}

/// Files of the data folder a process has open.
fn open_files(process: u32) -> Vec<String> {
    let descriptors = std::fs::read_dir(format!("/proc/{process}/fd")).unwrap();
    let paths = descriptors.filter_map(|entry| std::fs::read_link(entry.ok()?.path()).ok());
    let ours = |path: PathBuf| Some(path.file_name()?.to_str()?.to_owned());
    paths.filter_map(ours).filter(|name| name.contains(".db") || name.contains(".lock")).collect()
}

const FOLDER: &str = "SHOWROOM_TEST_KIOSK_FOLDER";

/// What the process does that the next test starts: nothing where it is run as a test.
#[tokio::test]
async fn a_kiosk_in_a_process_of_its_own() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let host = kiosk(Path::new(&folder)).await;
    let answer = hand_in(&host, form("Ulla", "07700 900888")).await.unwrap();
    eprintln!("code {}", answer["code"]);
    let _ = std::io::stdin().read(&mut [0]);
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn the_kiosks_process_opens_no_file_about_customers() {
    let desk = Desk::open().await;
    desk.knows(maria()).await;
    let here = open_files(std::process::id());
    assert!(here.iter().any(|name| name == "mine.db"), "the desk has it open: {here:?}");
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "kiosk::a_kiosk_in_a_process_of_its_own", "--nocapture"])
        .env(FOLDER, desk.folder())
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let said = BufReader::new(child.stderr.take().unwrap()).lines();
    let said = said.map_while(Result::ok).find(|line| line.starts_with("code ")).unwrap();
    assert_eq!(said.len(), "code \"A7K\"".len());
    assert_eq!(open_files(child.id()), ["inbox.db"]);
    // The desk learns of it by itself.
    let mut status = desk.host.status();
    let seen = until("the badge", async || {
        let submissions = status.borrow_and_update().submissions;
        (submissions > 0).then_some(submissions)
    });
    assert_eq!(seen.await, 1);
    drop(child.stdin.take());
    assert!(child.wait().unwrap().success());
}

#[tokio::test]
async fn a_kiosk_greets_while_its_keyring_is_shut_and_takes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let settings = SETTINGS.replace("store = \"file\"", "store = \"os\"");
    let settings = settings.replace("http://127.0.0.1:9", "https://network.example");
    std::fs::write(folder.path().join("showroom.toml"), settings).unwrap();
    let host = kiosk(folder.path()).await;
    let greeted = host.call(Window::Kiosk, "kiosk_form", json!({})).await.unwrap();
    assert_eq!(greeted["country"], "GB");
    // Where this machine has a keyring, the kiosk opens: then there is nothing to see here.
    if let Err(error) = hand_in(&host, form("Ulla", "07700 900888")).await {
        assert_eq!(error.code, Code::NotSaved);
        assert_eq!(error.message, "please see a colleague");
    }
    assert!(host.call(Window::Desk, "recent", json!({})).await.is_err(), "there is no desk in it");
}

#[tokio::test]
async fn a_kiosk_that_was_there_first_is_read_by_the_desk() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("showroom.toml"), SETTINGS).unwrap();
    let booth = kiosk(folder.path()).await;
    hand_in(&booth, form("Ulla", "07700 900888")).await.unwrap();
    let desk = Desk::open_in(folder).await;
    let listed = desk.call("submissions", json!({})).await;
    assert_eq!(listed["submissions"][0]["name"], "Ulla");
}

#[tokio::test]
async fn a_desk_that_cannot_be_opened_tells_a_visitor_nothing_of_it() {
    let desk = Desk::open().await;
    let (folder, data) = (desk.folder().to_owned(), desk.folder().join("data"));
    drop(desk.host);
    std::fs::write(data.join("mine.db"), vec![7; 8192]).unwrap();
    let config = folder.join("showroom.toml");
    let host = Host::start(config, data, Arc::new(SystemClock)).await;
    let error = hand_in(&host, form("Ulla", "07700 900888")).await.unwrap_err();
    assert_eq!((error.code, error.message.as_str()), (Code::NotSaved, "please see a colleague"));
    assert!(error.fields.is_empty());
}

#[tokio::test]
async fn what_the_dealers_system_cannot_hold_is_a_doubt_on_the_card_and_no_visitors_problem() {
    let desk = Desk::open().await;
    let long = "Ulla-".repeat(40);
    hand_in(&desk.host, form(&long, "07700 900888")).await.unwrap();
    let listed = desk.call("submissions", json!({})).await;
    let card = &listed["submissions"][0];
    assert_eq!(card["record"]["names"]["givenName"], long);
    let review = desk.call("submission_review", json!({ "id": card["id"] })).await;
    let doubts = review["doubts"].as_array().unwrap();
    let about: Vec<_> = doubts.iter().map(|one| one["field"].as_str().unwrap()).collect();
    assert!(about.contains(&"names.givenName"), "too long there: {doubts:?}");
    assert!(about.contains(&"names.familyName"), "and needed there: {doubts:?}");

    let error = hand_in(&desk.host, form("", "07700 900888")).await.unwrap_err();
    assert_eq!(error.fields[0].code, "names_missing");
    let error = hand_in(&desk.host, form("Ulla", "")).await.unwrap_err();
    assert_eq!(error.fields[0].code, "channel_missing");
    let error = hand_in(&desk.host, form("Ulla", "xyz")).await.unwrap_err();
    assert_eq!(error.fields[0].field, "channels[0].value");
}

#[tokio::test]
async fn what_is_larger_than_a_form_is_refused_before_it_is_looked_at() {
    let desk = Desk::open().await;
    for (member, text) in [("phone", "7".repeat(3_000)), ("given_name", "x".repeat(70_000))] {
        let mut request = form("Ulla", "07700 900888");
        request[member] = text.into();
        let error = hand_in(&desk.host, request).await.unwrap_err();
        assert_eq!((error.code, error.fields[0].code.as_str()), (Code::Invalid, "too_long"));
    }
    let mut request = form("Ulla", "07700 900888");
    request["reason"] = "robbery".into();
    assert_eq!(hand_in(&desk.host, request).await.unwrap_err().code, Code::BadRequest);
    assert_eq!(desk.call("status", json!({})).await["submissions"], 0);
}

#[tokio::test]
async fn a_corrected_second_try_is_what_the_desk_reads() {
    let desk = Desk::open().await;
    let mut request = form("Mraia", "07700 900888");
    let first = hand_in(&desk.host, request.clone()).await.unwrap();
    request["given_name"] = "Maria".into();
    assert_eq!(hand_in(&desk.host, request).await.unwrap(), first);
    let listed = desk.call("submissions", json!({})).await;
    assert_eq!(listed["submissions"].as_array().unwrap().len(), 1);
    assert_eq!(listed["submissions"][0]["name"], "Maria");
}

#[tokio::test]
async fn what_a_visitor_likes_to_be_called_is_on_the_card() {
    let desk = Desk::open().await;
    let mut request = form("Ulrika", "07700 900888");
    request["preferred_name"] = "Ulla".into();
    hand_in(&desk.host, request).await.unwrap();
    let listed = desk.call("submissions", json!({})).await;
    let names = json!({ "givenName": "Ulrika", "preferredName": "Ulla" });
    assert_eq!(listed["submissions"][0]["record"]["names"], names);
}

#[tokio::test]
async fn a_fourth_card_at_once_has_to_wait_and_a_full_inbox_says_so() {
    let desk = Desk::open().await;
    for _ in 0..3 {
        hand_in(&desk.host, form("Ulla", "07700 900888")).await.unwrap();
    }
    let error = hand_in(&desk.host, form("Ulla", "07700 900888")).await.unwrap_err();
    assert_eq!(error.code, Code::TooMany);
    let seconds: u32 = error.fields[0].params["seconds"].parse().unwrap();
    assert!((15..=20).contains(&seconds), "{seconds}");
    let inbox = &desk.desk().await.store.inbox;
    let (record, visit) = (json!({}), json!({}));
    for n in 4..=200 {
        let entered = Entered { record: &record, visit: &visit };
        let id = uuid::Uuid::from_u128(n);
        inbox.submit(id, entered, Pace::Staff, SystemClock.now()).unwrap();
    }
    let error = hand_in(&desk.host, form("Ulla", "07700 900888")).await.unwrap_err();
    assert_eq!(error.code, Code::InboxFull);
}

#[tokio::test]
async fn a_card_carries_what_the_core_knows_of_the_visit() {
    let desk = Desk::open().await;
    let mut request = form("Ulla", "07700 900888");
    request["reason"] = "service".into();
    request["plate"] = " AB12 CDE ".into();
    request["consent"] = json!({"call": "AGREED", "post": "AGREED", "carrier_pigeon": "AGREED"});
    hand_in(&desk.host, request).await.unwrap();
    let listed = desk.call("submissions", json!({})).await;
    let card = &listed["submissions"][0];
    assert_eq!((&card["language"], &card["plate"]), (&json!("de"), &json!("AB12 CDE")));
    assert_eq!(card["reason"], "service");
    assert_eq!(card["consent"], json!({"call": "AGREED", "post": "AGREED"}));
    let inbox = &desk.desk().await.store.inbox;
    let visit = inbox.submission(card["id"].as_str().unwrap()).unwrap().unwrap().visit;
    assert_ne!(visit["statement"]["version"], "what a page says");
    assert_eq!(visit["statement"]["version"], card["statement"]);
    assert_eq!(visit["statement"]["hash"].as_str().unwrap().len(), 64);
    assert!(!visit["station"].as_str().unwrap().is_empty());
}

#[tokio::test]
async fn the_plate_a_visitor_gives_finds_the_car_and_is_offered_with_the_rest() {
    let desk = Desk::open().await;
    let mut known = maria();
    known["vehicles"] = json!([{"licensePlate": "AB12 CDE", "model": "Golf"}]);
    known["channels"] = json!([]);
    let id = desk.knows(known).await;
    let mut request = form("Maria", "07700 900888");
    request["family_name"] = "Sousa".into();
    let plain = hand_in(&desk.host, request.clone()).await.unwrap();
    request["draft"] = SystemClock.new_id().to_string().into();
    request["plate"] = "ab12cde".into();
    let with_plate = hand_in(&desk.host, request).await.unwrap();
    assert_eq!(keys(&plain), keys(&with_plate), "the kiosk is told nothing");
    let listed = desk.call("submissions", json!({})).await;
    let [without, card] = &listed["submissions"].as_array().unwrap()[..] else {
        panic!("{listed}")
    };
    assert_eq!(without["record"].get("vehicles"), None, "{without}");
    assert_eq!(card["record"]["vehicles"], json!([{"licensePlate": "ab12cde"}]));
    let seen = async |card: &Value| {
        let review = desk.call("submission_review", json!({"id": card["id"]})).await;
        let candidate = review["decision"]["candidates"][0].clone();
        assert_eq!(candidate["local_id"], id.as_str(), "{review}");
        let plate = candidate["evidence"].as_array().unwrap().iter();
        plate.filter(|one| one["field"] == "licensePlate").map(|one| one["outcome"].clone()).next()
    };
    assert_ne!(seen(without).await, Some("agree".into()));
    assert_eq!(seen(card).await, Some("agree".into()));
}

fn keys(answer: &Value) -> Vec<&String> {
    answer.as_object().unwrap().keys().collect()
}

#[tokio::test]
async fn where_no_desk_hears_the_bell_nobody_is_said_to_come() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("showroom.toml"), "[keys]\nstore = \"file\"\n").unwrap();
    let booth = kiosk(folder.path()).await;
    let form = booth.call(Window::Kiosk, "kiosk_form", json!({})).await.unwrap();
    assert_eq!(form["alone"], true);
    let help = booth.call(Window::Kiosk, "kiosk_help", json!({})).await.unwrap();
    assert_eq!(help["state"], "desk");
}

fn say(folder: &Path, statement: &str) {
    let settings = format!("{SETTINGS}\n[kiosk]\nstatement = \"privacy.toml\"\n");
    std::fs::write(folder.join("showroom.toml"), settings).unwrap();
    std::fs::write(folder.join("privacy.toml"), statement).unwrap();
}

const OWN: &str = "version = \"QA-7\"\notherwise = \"nl\"\n[words]\n\
    nl = \"Wij bewaren wat u invoert.\"\nfr = \"Nous gardons ce que vous saisissez.\"\n";

#[tokio::test]
async fn the_dealers_own_statement_is_shown_and_is_the_evidence_of_what_was_agreed_to() {
    let folder = tempfile::tempdir().unwrap();
    say(folder.path(), OWN);
    let desk = Desk::open_in(folder).await;
    let shown = desk.host.call(Window::Kiosk, "kiosk_form", json!({})).await.unwrap();
    assert_eq!((&shown["statement"], &shown["own"]["otherwise"]), (&json!("QA-7"), &json!("nl")));
    assert_eq!(shown["own"]["words"]["fr"], "Nous gardons ce que vous saisissez.");
    // What stands on the screen is what counts, until the program ends.
    say(desk.folder(), &OWN.replace("QA-7", "QA-8").replace("bewaren", "verkopen"));
    let mut request = form("Ulla", "07700 900888");
    request["family_name"] = "Quist".into();
    request["consent"] = json!({"call": "AGREED"});
    hand_in(&desk.host, request).await.unwrap();
    let listed = desk.call("submissions", json!({})).await;
    let card = &listed["submissions"][0];
    assert_eq!((&card["statement"], &card["language"]), (&json!("QA-7"), &json!("de")));
    let accepted = desk.desk().await;
    let made = desk::Accept::Create { different_from: vec![], despite_candidates: true };
    let id = card["id"].as_str().unwrap();
    let made = accepted.accept(id, made).await.unwrap();
    let desk::Accepted::Created(desk::Created::Queued(entry)) = made else {
        panic!("somebody new")
    };
    let consents = accepted.consents(&entry.local_id.to_string()).await.unwrap();
    let evidence = desk::consent::told(&consents[0]);
    assert_eq!((&evidence["statement"], &evidence["language"]), (&json!("QA-7"), &json!("nl")));
    // printf 'Wij bewaren wat u invoert.' | sha256sum
    let hash = "f1c42bfbe0c201675f56ebc9b8c2a14de5e64c97cc686d51a344468d1ad49b43";
    assert_eq!(evidence["statement_hash"], hash);
}

#[tokio::test]
async fn a_consent_said_at_the_desk_is_evidence_with_the_statement_that_stood_in_the_form() {
    let folder = tempfile::tempdir().unwrap();
    say(folder.path(), OWN);
    let desk = Desk::open_in(folder).await;
    let shown = desk.call("statement", json!({})).await;
    assert_eq!((&shown["version"], &shown["own"]["otherwise"]), (&json!("QA-7"), &json!("nl")));
    let new = |n: u128, version: &str, language: &str| {
        json!({"draft": uuid::Uuid::from_u128(n), "different_from": [], "despite_candidates": true,
            "statement": {"version": version, "language": language},
            "record": {"kind": "person", "names": {"familyName": format!("Quist{n}")}, "channels": [
                {"kind": "email", "use": "home", "value": format!("q{n}@quist.example"),
                    "consent": {"email": "DENIED"}}]}})
    };
    let mut told = Vec::new();
    for (n, version, language) in [(1, "QA-7", "de"), (2, "QA-7", "fr"), (3, "QA-6", "fr")] {
        let made = desk.call("create", new(n, version, language)).await;
        let id = made["local_id"].as_str().unwrap().to_owned();
        let consents = desk.desk().await.consents(&id).await.unwrap();
        told.push(desk::consent::told(&consents[0]));
    }
    let stood = |at: usize| (told[at]["statement"].clone(), told[at]["language"].clone());
    assert_eq!(stood(0), (json!("QA-7"), json!("nl")));
    assert_eq!(stood(1), (json!("QA-7"), json!("fr")));
    // printf 'Wij bewaren wat u invoert.' | sha256sum
    let hash = "f1c42bfbe0c201675f56ebc9b8c2a14de5e64c97cc686d51a344468d1ad49b43";
    assert_eq!(told[0]["statement_hash"], hash);
    assert_eq!(stood(2), (Value::Null, Value::Null), "those words are not known any more");

    let id = desk.knows(maria()).await;
    let channels = json!([{"kind": "phone", "use": "home", "line": "mobile", "value": "+447400123456",
        "consent": {"call": "AGREED"}}]);
    let save = json!({"local_id": id, "section": "communication", "value": channels,
        "draft": uuid::Uuid::from_u128(9), "statement": {"version": "QA-7", "language": "fr"}});
    desk.call("save_section", save).await;
    let consents = desk.desk().await.consents(&id).await.unwrap();
    assert_eq!(consents[0].shown.as_ref().map(|shown| &*shown.language), Some("fr"));
}

#[tokio::test]
async fn a_kiosk_that_cannot_show_the_dealers_own_statement_asks_nobody_for_anything() {
    let folder = tempfile::tempdir().unwrap();
    say(folder.path(), "version = \"QA-7\"");
    let desk = Desk::open_in(folder).await;
    let shut = async || desk.host.call(Window::Kiosk, "kiosk_form", json!({})).await.unwrap_err();
    let (error, refused) = (shut().await, hand_in(&desk.host, form("Ulla", "07700 900888")).await);
    assert_eq!((error.code, error.message.as_str()), (Code::NotSaved, "please see a colleague"));
    assert_eq!(refused.unwrap_err().code, Code::NotSaved);
    let told = desk.host.may_open_kiosk().await.unwrap_err();
    assert_eq!(told.fields[0].field, "kiosk.statement", "{told:?}");
    // Mended, it opens without a new start.
    say(desk.folder(), OWN);
    let shown = desk.host.call(Window::Kiosk, "kiosk_form", json!({})).await.unwrap();
    assert_eq!(shown["statement"], "QA-7");
}

#[tokio::test]
async fn a_visitor_who_asks_for_help_is_seen_at_the_desk_until_somebody_goes() {
    let desk = Desk::open().await;
    let booth = kiosk(desk.folder()).await;
    let help = async |request: Value| {
        booth.call(Window::Kiosk, "kiosk_help", request).await.unwrap()["state"].clone()
    };
    assert_eq!(help(json!({"rung": true})).await, "rung", "nobody has rung, so nobody comes");
    assert_eq!(help(json!({})).await, "rung");
    assert_eq!(help(json!({"rung": true})).await, "rung", "nobody has said that they go");
    let mut status = desk.host.status();
    until("the bell", async || status.borrow_and_update().help.clone()).await;
    desk.call("kiosk_help_answer", json!({})).await;
    assert_eq!(help(json!({"rung": true})).await, "coming");
    assert_eq!(help(json!({})).await, "rung", "the next one who rings is told nothing of it");
    desk.call("kiosk_help_answer", json!({})).await;
    assert_eq!(desk.call("status", json!({})).await.get("help"), None);
    let asked = desk.ask("kiosk_help", json!({})).await.unwrap_err();
    assert_eq!(asked.code, Code::BadRequest, "the bell is the kiosk's");
}

#[tokio::test]
async fn one_card_that_cannot_be_read_hides_no_other() {
    let desk = Desk::open().await;
    desk.knows(maria()).await;
    let inbox = Arc::clone(&desk.desk().await.store.inbox);
    let (record, visit) = (json!({"names": 7}), json!({}));
    let entered = Entered { record: &record, visit: &visit };
    inbox.submit(uuid::Uuid::from_u128(1), entered, Pace::Staff, SystemClock.now()).unwrap();
    let mut request = form("Maria", "07400 123456");
    request["family_name"] = "Sousa".into();
    hand_in(&desk.host, request).await.unwrap();
    let listed = desk.call("submissions", json!({})).await;
    let cards = listed["submissions"].as_array().unwrap();
    let readable: Vec<_> = cards.iter().map(|card| card["readable"].as_bool().unwrap()).collect();
    assert_eq!(readable, [false, true]);
    let matches = async |card: &Value| {
        desk.call("submission_review", json!({ "id": card["id"] })).await["matches"].clone()
    };
    assert_eq!((matches(&cards[0]).await, matches(&cards[1]).await), (json!(0), json!(1)));
    let dismissed = json!({"id": cards[0]["id"], "outcome": "dismissed", "reason": "unreadable"});
    desk.call("submission_close", dismissed).await;
    assert_eq!(desk.call("status", json!({})).await["submissions"], 1);
}

#[tokio::test]
async fn a_card_of_a_known_person_is_found_by_who_they_are() {
    let desk = Desk::open().await;
    let local_id = desk.knows(maria()).await;
    hand_in(&desk.host, form("Maria", "07400 123456")).await.unwrap();
    hand_in(&desk.host, form("Nobody", "07400 123457")).await.unwrap();
    let listed = desk.call("submissions", json!({})).await;
    let id = |n: usize| listed["submissions"][n]["id"].clone();
    let accepted = json!({"id": id(0), "outcome": "accepted"});
    assert_eq!(desk.ask("submission_close", accepted).await.unwrap_err().code, Code::BadRequest);
    let accepted = json!({"id": id(0), "outcome": "accepted", "used": "01-16203"});
    desk.call("submission_close", accepted).await;
    let dismissed = json!({"id": id(1), "outcome": "dismissed", "reason": "a test"});
    desk.call("submission_close", dismissed).await;
    let inbox = &desk.desk().await.store.inbox;
    let about = inbox.about(local_id.parse().unwrap()).unwrap();
    assert_eq!(about.len(), 1);
    assert_eq!(about[0].json["names"]["givenName"], "Maria");
    let put_away = inbox.submission(id(1).as_str().unwrap()).unwrap().unwrap();
    assert_eq!(put_away.reason.as_deref(), Some("a test"));
    let audit = desk.desk().await.store.mine.verify_audit().unwrap();
    assert!(audit.rows >= 2 && audit.broken_at.is_none());
}

/// A folder with a kiosk in it and no desk beside it: no network is set up.
async fn alone() -> (tempfile::TempDir, Arc<Host>) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("showroom.toml"), "[keys]\nstore = \"file\"\n").unwrap();
    let booth = kiosk(folder.path()).await;
    hand_in(&booth, form("Ulla", "07700 900888")).await.unwrap();
    (folder, booth)
}

#[tokio::test]
async fn a_kiosk_that_stands_alone_shows_its_cards_to_whoever_has_a_pin_there() {
    let (folder, booth) = alone().await;
    let form = booth.call(Window::Kiosk, "kiosk_form", json!({})).await.unwrap();
    assert_eq!(form["alone"], true);
    // Whoever works here is set up once, on this computer.
    let desk = Desk::open_in(folder).await;
    let ana = json!({"name": "Ana", "role": "admin", "pin": "493817"});
    desk.call("people_save", ana).await;
    let look = async |pin: &str| {
        let request = json!({"pin": pin, "look": true});
        booth.call(Window::Kiosk, "kiosk_leave", request).await.unwrap()
    };
    let wrong = look("271828").await;
    assert_eq!((&wrong["left"], wrong.get("cards")), (&json!(false), None));
    let right = look("493817").await;
    assert_eq!(right["left"], false, "the kiosk stays open");
    let card = &right["cards"][0];
    assert_eq!((&card["name"], &card["lines"]), (&json!("Ulla"), &json!(["07700 900888"])));
    let left = booth.call(Window::Kiosk, "kiosk_leave", json!({"pin": "493817"})).await.unwrap();
    assert_eq!((&left["left"], left.get("cards")), (&json!(true), None));
    until("the acts in the audit", async || {
        let rows = desk.call("audit", json!({})).await.to_string();
        (rows.contains("kiosk cards were shown") && rows.contains("kiosk left")).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_kiosk_beside_a_desk_has_no_list_and_leaves() {
    let desk = Desk::open().await;
    desk.call("people_save", json!({"name": "Ana", "role": "admin", "pin": "493817"})).await;
    let booth = kiosk(desk.folder()).await;
    let form = booth.call(Window::Kiosk, "kiosk_form", json!({})).await.unwrap();
    assert_eq!(form.get("alone"), None);
    let request = json!({"pin": "493817", "look": true});
    let left = booth.call(Window::Kiosk, "kiosk_leave", request).await.unwrap();
    assert_eq!(left, json!({"left": true, "locked": false}));
}

#[tokio::test]
async fn what_was_agreed_to_is_taken_along_and_known_again_without_a_network() {
    let folder = tempfile::tempdir().unwrap();
    say(folder.path(), OWN);
    let desk = Desk::open_in(folder).await;
    let mut request = form("Ulla", "07700 900888");
    request["consent"] = json!({"call": "AGREED", "post": "DENIED"});
    hand_in(&desk.host, request.clone()).await.unwrap();
    let asked = async |card: &Value| {
        desk.host.call(Window::Kiosk, "kiosk_form", json!({ "card": card })).await.unwrap()
    };
    let shown = asked(&request["draft"]).await;
    let text = crate::hand_off::read(&shown["keepsake"]);
    for said in ["Per Anruf: Ja", "Per Post: Nein", "QA-7 (nl)"] {
        assert!(text.contains(said), "{said}: {text}");
    }
    assert!(!text.contains("Ulla") && !text.contains("900888"), "{text}");
    let here = desk.desk().await;
    assert!(here.kiosk.gave(&text) && here.kiosk.gave(&text.replace('\n', "\r\n")));
    for changed in [text.replace("Nein", "Ja"), text.replace("XUXC-", ""), String::new()] {
        assert!(!here.kiosk.gave(&changed), "{changed}");
    }
    let other = Desk::open().await;
    assert!(!other.desk().await.kiosk.gave(&text), "another dealer's");
    let silent = form("Uwe", "07700 900889");
    hand_in(&desk.host, silent.clone()).await.unwrap();
    assert_eq!(asked(&silent["draft"]).await.get("keepsake"), None);
    assert_eq!(asked(&json!(SystemClock.new_id().to_string())).await.get("keepsake"), None);
}
