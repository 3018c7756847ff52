//! `make pictures`: every state of an outage day as people see it, into the folder
//! named by the first argument; a second one names a part: day, line or rest. Drawn on a screen of 1366 by 768, in 256 colours so that they stay
//! small.

#![expect(clippy::expect_used, reason = "a picture without its ground is none")]

#[expect(dead_code, reason = "the tests use more of it")]
mod hands;
#[expect(dead_code, reason = "the tests use more of it")]
mod journey;
#[expect(dead_code, reason = "the tests use more of it")]
mod place;
mod small;
#[expect(dead_code, reason = "the tests use more of it")]
mod window;

use place::{Network, Place};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use window::{Window, key};

/// The pictures with most to see, in the dark too.
const DARK_TOO: [&str; 5] = ["03", "05", "09", "12", "18"];

struct Album {
    folder: PathBuf,
}

/// Nothing is on its way from one colour or place to another; what turns for ever may.
const STILL: &str = "!document.getAnimations().some((one) => \
    one.playState === 'running' && one.effect.getComputedTiming().endTime !== Infinity)";

impl Album {
    /// Light and dark, one beside the other in the folder.
    async fn keep(&self, window: &Window, name: &str) {
        self.keep_while(window, name, "true").await;
    }

    /// A state that passes by itself: in each look it has to be there, also behind the picture.
    async fn keep_while(&self, window: &Window, name: &str, state: &str) {
        window
            .value("void document.querySelectorAll('#toasts button').forEach((one) => one.click())")
            .await;
        self.looks(window, name, state).await;
    }

    async fn as_it_is(&self, window: &Window, name: &str) {
        self.looks(window, name, "true").await;
    }

    async fn looks(&self, window: &Window, name: &str, state: &str) {
        let both = DARK_TOO.iter().any(|one| name.starts_with(one));
        let mut taken = Vec::new();
        for theme in if both { &["light", "dark"][..] } else { &["light"] } {
            window
                .value(&format!("void (document.documentElement.dataset.theme = '{theme}')"))
                .await;
            window.holds(state).await;
            window.holds(STILL).await;
            let name = format!("{name}-{theme}");
            let picture = window.picture(&name).await;
            taken.push((picture, name));
            let there = window.value(&format!("Boolean({state})")).await;
            assert_eq!(there, json!(true), "{theme}: it passed while it was drawn: {state}");
        }
        window.value("void (document.documentElement.dataset.theme = 'light')").await;
        // It takes a while, in which what is drawn would go on.
        for (picture, name) in taken {
            small::copy(&picture, &self.folder.join(format!("{name}.png")));
        }
    }
}

async fn opened(place: &Place) -> Window {
    let window = place.open(&[]).await;
    window.as_large_as(1366, 768).await;
    window
}

/// Somebody new while nothing can be asked.
async fn enter(window: &Window, typed: &str, family: &str) {
    hands::start_new(window, typed).await;
    hands::save_new(window, family).await;
}

fn posts(of: &str, rest: &Value) -> Value {
    let mut fault = json!({ "match": { "network": "keyloop", "method": "POST", "body_contains": of }, "times": 1 });
    for (name, value) in rest.as_object().expect("members") {
        fault[name] = value.clone();
    }
    fault
}

#[tokio::main]
async fn main() {
    let folder = std::env::args().nth(1).expect("the folder for the pictures");
    std::fs::create_dir_all(&folder).expect("a folder for the pictures");
    let album = Album { folder: folder.into() };
    let part = std::env::args().nth(2);
    let wanted = |name: &str| part.as_deref().is_none_or(|part| part == name);
    if wanted("day") {
        the_day(&album).await;
    }
    if wanted("line") {
        the_line(&album).await;
    }
    if wanted("rest") {
        the_rest(&album).await;
    }
}

/// Away, return, and what needs a person.
async fn the_day(album: &Album) {
    let place = Place::set_up(Network::KeyloopV1, "pictures", 300).await;
    let window = opened(&place).await;
    let maria = place.id_of("maria sousa").await;
    hands::open_maria(&window).await;
    album.keep(&window, "01-online").await;

    place.network_is("refuse").await;
    let mine =
        [("names.givenName", "Mariana"), ("names.middleName", "Ines"), ("names.title", "Dr")];
    hands::edit(&window, "names", &mine).await;
    for (typed, family) in [
        ("Barnaby Winterbourne 07400 222333", "Winterbourne"),
        ("Zenobia Quillfeather 07400 654321", "Quillfeather"),
        ("Henrietta Holdsworth 07400 333444", "Holdsworth"),
        ("Ottilie Ravenscroft 07400 555666", "Ravenscroft"),
    ] {
        enter(&window, typed, family).await;
    }
    window.holds("document.querySelector('#strip')?.dataset.connection === 'offline'").await;
    album.as_it_is(&window, "02-offline-saved").await;
    window.press(key::F9).await;
    let of = |name: &str| {
        format!(
            "[...document.querySelectorAll('#waiting-list .entry')].find((one) => one.innerText.includes('{name}'))?.dataset.opId"
        )
    };
    window.holds(&of("Holdsworth")).await;
    let held = window.value(&of("Holdsworth")).await;
    let held = held.as_str().expect("an entry");
    window.focus(&format!("[data-op-id='{held}'] [data-act=hold]")).await;
    window.chord(&[key::ALT, 'p']).await;
    window.enter("#hold-entry [name=because]", "test drive").await;
    window.press(key::ENTER).await;
    window.holds("document.querySelector('.chip[data-held]')").await;
    let standing = window.value(&of("Quillfeather")).await;
    let standing = standing.as_str().expect("an entry");
    window.focus(&format!("[data-op-id='{standing}'] [data-act=here]")).await;
    window.chord(&[key::ALT, 'h']).await;
    window.holds("document.querySelector('.entry.standing-here')").await;
    album.keep(&window, "03-waiting-list-held-still-here").await;

    // Somebody is being typed in when the power goes.
    hands::start_new(&window, "Philippa Ashcombe 07400 888111").await;
    window.enter("[name='addresses[0].city']", "Knaresborough").await;
    hands::kept(&window, "Knaresborough").await;
    window.cut_off().await;
    let window = opened(&place).await;
    window.find("[data-draft^='new:']").await;
    window.holds("document.querySelector('#toasts .toast')").await;
    album.as_it_is(&window, "04-after-a-crash").await;

    let theirs = json!({ "givenName": "Marie", "middleName": "Beatriz", "titleCommon": "Mrs" });
    let edit = json!({ "section": "names", "fields": theirs });
    place.second_desk(&format!("customers/{maria}/edit"), &edit).await;
    let words = json!({ "errors": [{ "code": "VALIDATION_ERROR", "field": "names.familyName", "message": "must be shorter" }] });
    place
        .fault(&posts("Barnaby", &json!({ "kind": "status", "status": 422, "body": words })))
        .await;
    place.fault(&posts("Zenobia", &json!({ "kind": "drop", "at": "after" }))).await;
    // Long enough for two pictures, and shorter than the desk waits for an answer.
    place.fault(&posts("Ottilie", &json!({ "kind": "delay", "ms": 15_000 }))).await;
    place.network_is("up").await;
    window.press(key::F9).await;
    let sending = "document.querySelector('#strip')?.innerText.includes('Sending') && \
                   document.querySelectorAll('.chip[data-state=needs_person]').length === 2";
    album.keep_while(&window, "05-sending", sending).await;
    window.find("#batch").await;
    album.keep(&window, "07-back").await;
    window.choose("#batch [data-act=list]").await;
    window.find("#batch-list").await;
    album.keep(&window, "08-what-became-of-it").await;
    window.press(key::ESCAPE).await;
    window.choose("#batch [data-act=close]").await;
    window.holds("!document.querySelector('#batch')").await;

    window.focus("[data-conflict='names.givenName'] input").await;
    window.chord(&[key::ALT, '2']).await;
    window.chord(&[key::ALT, '3']).await;
    window.holds("document.querySelectorAll('td.taken').length >= 1").await;
    album.keep(&window, "09-conflict").await;
    window.choose("[data-act=repair]").await;
    window.find("[data-error-for='names.familyName']").await;
    album.keep(&window, "10-rejected").await;
    window.press(key::ESCAPE).await;

    // How the one whose answer was lost came there.
    window.chord(&[key::CONTROL, 'k']).await;
    window.enter("#search", "zenobia quillfeather").await;
    window.find("#results [role=option][data-local-id]").await;
    window.press(key::DOWN).await;
    window.press(key::ENTER).await;
    hands::chip(&window, "in_dms").await;
    album.keep(&window, "11-in-the-dms").await;
    window.chord(&[key::ALT, 't']).await;
    window.find("#timeline [data-what=adopted]").await;
    album.keep(&window, "12-timeline-of-a-lost-answer").await;
}

/// The moods of the network.
async fn the_line(album: &Album) {
    let place = Place::set_up(Network::KeyloopV1, "pictures", 300).await;
    let window = opened(&place).await;
    hands::open_maria(&window).await;
    place.fault(&posts("Umberto", &json!({ "kind": "drop", "at": "before" }))).await;
    enter(&window, "Umberto Nightingale 07400 777888", "Nightingale").await;
    hands::chip(&window, "checking").await;
    // It cannot be looked for, so it stays like that.
    place.network_is("refuse").await;
    album.keep(&window, "06-unknown").await;
    drop(window);

    let place = Place::set_up(Network::KeyloopV1, "pictures", 300).await;
    let window = opened(&place).await;
    hands::open_maria(&window).await;
    let any = |rest: Value| {
        let mut fault = json!({ "match": { "network": "keyloop" }, "times": 400 });
        for (name, value) in rest.as_object().expect("members") {
            fault[name] = value.clone();
        }
        fault
    };
    place.fault(&any(json!({ "kind": "throttle", "retry_after": 40 }))).await;
    hands::edit(&window, "names", &[("names.middleName", "Ines")]).await;
    window.holds("document.querySelector('#strip')?.dataset.connection === 'throttled'").await;
    album.keep(&window, "13-throttled").await;
    drop(window);

    let place = Place::set_up(Network::KeyloopV1, "pictures", 300).await;
    let window = opened(&place).await;
    hands::open_maria(&window).await;
    place.fault(&any(json!({ "kind": "hang" }))).await;
    window.chord(&[key::CONTROL, 'k']).await;
    window.enter("#search", "maria sousa").await;
    window.holds("document.querySelector('#network-group')?.innerText.includes('slow')").await;
    album.keep(&window, "14-slow").await;
    window.holds("document.querySelector('#network-group')?.dataset.state !== 'asking'").await;
    album.keep(&window, "15-gave-up").await;
    drop(window);

    let place = Place::set_up(Network::KeyloopV1, "pictures", 300).await;
    let window = opened(&place).await;
    let maria = place.id_of("maria sousa").await;
    hands::open_maria(&window).await;
    place.network_is("refuse").await;
    hands::edit(&window, "names", &[("names.middleName", "Ines")]).await;
    place.second_desk(&format!("customers/{maria}/delete"), &json!({})).await;
    place.network_is("up").await;
    hands::waiting_list(&window, "gone", 1).await;
    album.keep(&window, "16-gone").await;
}

/// Nothing waits; the kiosk; the rehearsal; a key that is gone.
async fn the_rest(album: &Album) {
    let place = Place::set_up(Network::KeyloopV1, "pictures", 300).await;
    let window = opened(&place).await;
    window.holds("document.querySelector('#waiting-badge')").await;
    window.press(key::F9).await;
    window.find(".empty").await;
    album.keep(&window, "17-nothing-waits").await;
    window.choose("#rehearse").await;
    window.choose("#rehearsal [data-act=rehearse]").await;
    window.holds("document.querySelector('#rehearsal [data-made]')").await;
    album.keep(&window, "18-rehearsal").await;
    window.cut_off().await;
    for key in keys_of(&place.data()) {
        std::fs::remove_file(key).expect("the key is taken away");
    }
    let window = opened(&place).await;
    window.holds("document.documentElement.dataset.view === 'locked'").await;
    album.keep(&window, "19-locked").await;
}

fn keys_of(data: &Path) -> Vec<PathBuf> {
    let all = std::fs::read_dir(data).expect("a data folder").flatten();
    let named =
        |path: &Path| path.file_name().is_some_and(|name| name.to_string_lossy().contains("key"));
    all.map(|entry| entry.path()).filter(|path| path.is_file() && named(path)).collect()
}
