//! A card from a kiosk to the desk of another computer, by what stands on the screen and nothing else:
//! two data folders, no network, and the drawn picture read as a camera reads it.

use crate::window::{Desk, SETTINGS, maria};
use api::{Host, Window};
use desk::clock::{Clock, SystemClock};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;
use uuid::Uuid;

const LETTERS: &str = "BCDEFGHJKLNPRSTV";
const START: &str = "XUXU";

/// A kiosk's clock that somebody has set wrongly.
struct Moved(SignedDuration);

impl Clock for Moved {
    fn now(&self) -> Timestamp {
        SystemClock.now() + self.0
    }

    fn monotonic(&self) -> Instant {
        SystemClock.monotonic()
    }

    fn new_id(&self) -> Uuid {
        SystemClock.new_id()
    }
}

struct Kiosk {
    host: Arc<Host>,
    _folder: tempfile::TempDir,
}

impl Kiosk {
    /// On a computer of its own.
    async fn handing_over_to(key: &str) -> Self {
        Self::whose_clock_is(key, SignedDuration::ZERO).await
    }

    async fn whose_clock_is(key: &str, moved: SignedDuration) -> Self {
        let folder = tempfile::tempdir().unwrap();
        write_settings(folder.path(), key);
        let config = folder.path().join("showroom.toml");
        let data = folder.path().join("data");
        let host = Host::start_kiosk(config, data, Arc::new(Moved(moved))).await;
        Self { host, _folder: folder }
    }

    /// What a visitor's screen shows in the end.
    async fn hand_in(&self, request: Value) -> Value {
        self.host.call(Window::Kiosk, "kiosk_submit", request).await.unwrap()
    }

    /// What a scanner reads from that screen.
    async fn shows(&self, request: Value) -> Vec<String> {
        scanned(&self.hand_in(request).await)
    }
}

fn write_settings(folder: &Path, key: &str) {
    let settings = format!("{SETTINGS}\n[kiosk]\nhand_off = \"{key}\"\nname = \"Entrance\"\n");
    std::fs::write(folder.join("showroom.toml"), settings).unwrap();
}

fn form(given: &str, family: &str, phone: &str) -> Value {
    json!({
        "draft": SystemClock.new_id().to_string(),
        "language": "de",
        "statement": "what a page says",
        "given_name": given,
        "family_name": family,
        "phone": phone,
        "email": format!("{}@example.com", given.to_lowercase()),
        "address": {"street": "High Street", "house_number": "12", "postal_code": "LS1 4AP",
            "city": "Leeds", "country_code": "GB"},
        "consent": {"call": "AGREED", "email": "DENIED"},
        "reason": "service",
        "plate": "AB12 CDE",
    })
}

/// Every picture of the answer, read as a camera reads it, four pixels a point.
fn scanned(answer: &Value) -> Vec<String> {
    answer["codes"].as_array().unwrap().iter().map(read).collect()
}

pub fn read(code: &Value) -> String {
    const PIXELS: usize = 4;
    let size = usize::try_from(code["size"].as_u64().unwrap()).unwrap();
    let mut dark = vec![false; size * size];
    for run in code["path"].as_str().unwrap().split('M').skip(1) {
        let (at, rest) = run.split_once('h').unwrap();
        let (x, y) = at.split_once(' ').unwrap();
        let (long, _) = rest.split_once('v').unwrap();
        let [x, y, long] = [x, y, long].map(|text| text.parse::<usize>().unwrap());
        dark[y * size + x..y * size + x + long].fill(true);
    }
    let side = size * PIXELS;
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(side, side, |x, y| {
        if dark[y / PIXELS * size + x / PIXELS] { 0 } else { 255 }
    });
    let grids = image.detect_grids();
    assert_eq!(grids.len(), 1, "one code in one picture");
    grids[0].decode().unwrap().1
}

fn bytes(code: &str) -> Vec<u8> {
    let half = |letter: u8| u8::try_from(LETTERS.find(char::from(letter)).unwrap()).unwrap();
    let letters = code.strip_prefix(START).unwrap().as_bytes();
    letters.chunks(2).map(|pair| half(pair[0]) << 4 | half(pair[1])).collect()
}

/// With a check that is right, whoever wrote the bytes.
fn letters(content: &[u8]) -> String {
    let digest = Sha256::digest(content);
    let mut text = START.to_owned();
    for byte in content.iter().chain(&digest[..4]) {
        for half in [byte >> 4, byte & 15] {
            text.push(char::from(LETTERS.as_bytes()[usize::from(half)]));
        }
    }
    text
}

async fn key_of(desk: &Desk) -> String {
    desk.desk().await.hand_off_key().await.unwrap()
}

async fn scan(desk: &Desk, text: &str) -> Value {
    desk.call("card_scan", json!({ "text": text })).await
}

#[tokio::test]
async fn what_the_screen_shows_opens_the_card_at_the_desk_once_and_stays_at_the_kiosk() {
    let desk = Desk::open().await;
    let kiosk = Kiosk::handing_over_to(&key_of(&desk).await).await;
    let answer = kiosk.hand_in(form("Maria", "Sousa", "07400 123456")).await;
    let codes = scanned(&answer);
    assert!(codes.len() > 1, "so much does not go into one code");

    // In any order, and one of them twice.
    let (last, first) = codes.split_last().unwrap();
    let waits = scan(&desk, last).await;
    assert_eq!((&waits["state"], &waits["of"]), (&json!("parts"), &json!(codes.len())));
    let numbers: Vec<_> = (1..codes.len()).collect();
    assert_eq!(waits["missing"], json!(numbers));
    assert_eq!(scan(&desk, last).await["missing"], json!(numbers));
    let opened = scan(&desk, &first.join("\n")).await;
    assert_eq!(opened["state"], "card");
    let card = &opened["card"];
    assert_eq!((&card["name"], &card["code"]), (&json!("Maria Sousa"), &answer["code"]));
    assert_eq!((&card["plate"], &card["reason"]), (&json!("AB12 CDE"), &json!("service")));
    assert_eq!(card["consent"], json!({"call": "AGREED", "email": "DENIED"}));
    assert_eq!(card["scan"]["station"], "Entrance");
    assert!(!card["scan"]["who"].as_str().unwrap().is_empty());
    assert_eq!(card["record"]["addresses"][0]["city"], "Leeds");
    let review = desk.call("submission_review", json!({ "id": card["id"] })).await;
    assert_eq!(review["submission"]["name"], "Maria Sousa");

    let again = scan(&desk, &codes.concat()).await;
    assert_eq!((&again["state"], &again["card"]["id"]), (&json!("again"), &card["id"]));
    let listed = desk.call("submissions", json!({})).await;
    assert_eq!(listed["submissions"].as_array().unwrap().len(), 1);
    let put_away = json!({"id": card["id"], "outcome": "dismissed", "reason": "a test"});
    desk.call("submission_close", put_away).await;
    let desk = desk.restart().await;
    let decided = scan(&desk, &codes.concat()).await;
    assert_eq!((&decided["state"], decided.get("card")), (&json!("decided"), None));
    assert_eq!(desk.call("submissions", json!({})).await["submissions"], json!([]));
    let audit = desk.desk().await.store.mine.verify_audit().unwrap();
    assert!(audit.broken_at.is_none());
}

#[tokio::test]
async fn nothing_a_visitor_typed_can_be_read_in_a_code() {
    let desk = Desk::open().await;
    let kiosk = Kiosk::handing_over_to(&key_of(&desk).await).await;
    let codes = kiosk.shows(form("Maria", "Sousa", "07400 123456")).await;
    let raw = codes.iter().flat_map(|code| bytes(code)).collect::<Vec<_>>();
    for word in ["Maria", "Sousa", "123456", "Leeds", "Entrance", "example", "given", "AB12"] {
        assert!(!codes.concat().contains(word), "{word}");
        assert!(!raw.windows(word.len()).any(|part| part == word.as_bytes()), "{word}");
    }
}

#[tokio::test]
async fn a_code_is_as_long_for_somebody_known_as_for_somebody_unknown() {
    let desk = Desk::open().await;
    let key = key_of(&desk).await;
    desk.knows(maria()).await;
    // Also beside the desk, in its own process, where it could know.
    write_settings(desk.folder(), &key);
    let desk = desk.restart().await;
    let shown = async |given: &str, family: &str, phone: &str| {
        let request = form(given, family, phone);
        let answer = desk.host.call(Window::Kiosk, "kiosk_submit", request).await.unwrap();
        let sizes: Vec<_> =
            answer["codes"].as_array().unwrap().iter().map(|it| it["size"].clone()).collect();
        let lengths: Vec<_> = scanned(&answer).iter().map(String::len).collect();
        (sizes, lengths)
    };
    let known = shown("Maria", "Sousa", "07400 123456").await;
    assert_eq!(shown("Ulrik", "Nobod", "07400 987654").await, known);
    // Nor does it tell how long a name is.
    assert_eq!(shown("Al", "Wolfeschlegelstein", "07400 987655").await, known);
}

#[tokio::test]
async fn a_byte_that_was_changed_is_refused_whoever_put_the_check_right_again() {
    let desk = Desk::open().await;
    let kiosk = Kiosk::handing_over_to(&key_of(&desk).await).await;
    let codes = kiosk.shows(form("Maria", "Sousa", "07400 123456")).await;
    let mut letter = codes.clone();
    let other = if letter[0].ends_with('B') { 'C' } else { 'B' };
    letter[0].pop();
    letter[0].push(other);
    assert_eq!(scan(&desk, &letter.concat()).await["state"], "damaged");

    // Kind, desk, message, place; then what is closed.
    const FRONT: usize = 9;
    let forged = |change: &dyn Fn(&mut Vec<u8>)| -> String {
        let mut parts: Vec<_> = codes.iter().map(|code| bytes(code)).collect();
        parts.iter_mut().for_each(|part| part.truncate(part.len() - 4));
        let mut closed: Vec<u8> = parts.iter().flat_map(|part| part[FRONT..].to_vec()).collect();
        change(&mut closed);
        let message = Sha256::digest(&closed);
        let chunks = closed.chunks(parts[0].len() - FRONT);
        let codes = parts.iter().zip(chunks).map(|(part, chunk)| {
            letters(&[&part[..4], &message[..4], &part[8..FRONT], chunk].concat())
        });
        codes.collect()
    };
    for at in [0, 31, 32, 100, 400] {
        let text = forged(&|closed| closed[at] ^= 1);
        assert_eq!(scan(&desk, &text).await["state"], "damaged", "byte {at}");
    }
    assert_eq!(desk.call("submissions", json!({})).await["submissions"], json!([]));
    assert_eq!(scan(&desk, &forged(&|_| {})).await["state"], "card", "the forger left it alone");
}

#[tokio::test]
async fn another_desk_an_old_code_and_other_keyboards_are_told_apart() {
    let (desk, other) = (Desk::open().await, Desk::open().await);
    let key = key_of(&desk).await;
    let kiosk = Kiosk::handing_over_to(&key).await;
    let code = kiosk.shows(form("Maria", "Sousa", "07400 123456")).await.concat();
    assert_eq!(scan(&other, &code).await["state"], "not_paired");
    key_of(&other).await;
    assert_eq!(scan(&other, &code).await["state"], "other_desk");

    for (hours, state) in [(-25, "expired"), (2, "expired"), (-23, "card")] {
        let moved = SignedDuration::from_hours(hours);
        let kiosk = Kiosk::whose_clock_is(&key, moved).await;
        let code = kiosk.shows(form("Ulla", "Alt", "07400 123457")).await.concat();
        let answer = scan(&desk, &code).await;
        assert_eq!(answer["state"], state, "{hours}");
        assert_eq!(answer["made"].is_string(), state == "expired");
    }

    let dvorak = format!("{START}{}", code[START.len()..].replace('S', "O"));
    for (text, state) in [
        (dvorak.as_str(), "letters"),
        (&code[..code.len() - 3], "damaged"),
        (&key, "desk_key"),
        ("Maria Sousa", "no_code"),
        (&letters(&[9, 9, 9]), "newer"),
        // Caps Lock, and a German keyboard.
        (&code.to_lowercase().replace('y', "z"), "card"),
    ] {
        assert_eq!(scan(&desk, text).await["state"], state, "{}", &text[..8]);
    }
}

#[tokio::test]
async fn a_kiosk_that_hands_over_to_nobody_shows_its_code_alone() {
    let desk = Desk::open().await;
    let request = form("Maria", "Sousa", "07400 123456");
    let answer = desk.host.call(Window::Kiosk, "kiosk_submit", request).await.unwrap();
    let members: Vec<_> = answer.as_object().unwrap().keys().collect();
    assert_eq!(members, ["code"]);
}

#[tokio::test]
async fn no_desk_hears_the_bell_of_a_kiosk_that_hands_over_to_another_computers() {
    let desk = Desk::open().await;
    let kiosk = Kiosk::handing_over_to(&key_of(&desk).await).await;
    let heard = kiosk.host.call(Window::Kiosk, "kiosk_help", json!({})).await.unwrap();
    assert_eq!(heard, json!({"state": "desk"}));
}
