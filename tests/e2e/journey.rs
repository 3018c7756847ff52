//! The main job, step by step, by keyboard only. Tests assert with it; `make run` without a
//! display walks it for show.

use crate::{
    place::Place,
    window::{Window, key, until},
};
use serde_json::Value;
use std::{fmt::Write as _, time::Instant};

/// What was done, for people to read.
pub struct Transcript {
    began: Instant,
    text: String,
    aloud: bool,
}

impl Transcript {
    pub fn new(aloud: bool) -> Self {
        Self { began: Instant::now(), text: String::new(), aloud }
    }

    /// Notes a step and keeps a picture of the window under a numbered name.
    pub async fn step(&mut self, window: &Window, name: &str, said: &str) {
        let number = self.text.lines().count() + 1;
        let picture = format!("{number:02}-{name}");
        window.picture(&picture).await;
        let line = format!("{:6.1} s  {picture}.png  {said}", self.began.elapsed().as_secs_f64());
        if self.aloud {
            use std::io::Write as _;
            drop(writeln!(std::io::stdout(), "    {line}"));
        }
        let _ = writeln!(self.text, "{line}");
    }

    pub fn keep(&self, place: &Place) {
        std::fs::write(place.pictures().join("transcript.txt"), &self.text)
            .expect("the transcript can be kept");
    }
}

const MARIA: &str = "Maria Sousa";

/// Search, two look-alikes, compare, use, change one detail; then an unknown person, created.
pub async fn online(place: &Place, window: &Window, transcript: &mut Transcript) {
    transcript.step(window, "start", "the desk is open; the cursor is in the search box").await;
    find_look_alikes(window).await;
    transcript.step(window, "look-alikes", "\"sou 4417\": two people fit").await;

    let before = place.effects().await.len();
    compare_and_use_maria(window, transcript).await;
    let mobile = "+44 7911 123456";
    change_mobile(window, "4417", mobile).await;
    let effects = effects_after(place, before, 1).await;
    window.holds("document.querySelector('#customer-chip')?.dataset.state === 'in_dms'").await;
    transcript.step(window, "changed", "the mobile number is changed and in the DMS").await;
    only_the_mobile_changed(&effects[0], "447911123456");

    create(window, "Zenobia Quillfeather 07400 654321", transcript, "new-person").await;
    let effects = effects_after(place, before + 1, 1).await;
    assert_eq!(effects[0]["op"], "create", "{effects:?}");
    window.holds("document.querySelector('#customer-chip')?.dataset.state === 'in_dms'").await;
    transcript.step(window, "created", "the new customer is in the DMS").await;
}

/// The network goes away, work goes on, the program is cut off, and everything arrives once.
pub async fn outage(place: &Place, window: Window, transcript: &mut Transcript) -> Window {
    let before = place.effects().await.len();
    place.network_is("down").await;
    find_maria(&window).await;
    window.press(key::ENTER).await;
    window.holds("document.documentElement.dataset.view === 'customer'").await;
    change_mobile(&window, "123456", "+44 7911 777888").await;
    window.holds("document.querySelector('#customer-chip')?.dataset.state === 'waiting'").await;
    transcript.step(&window, "offline-change", "the network is gone; the change waits here").await;

    create(&window, "Barnaby Winterbourne 07400 222333", transcript, "offline-new").await;
    window.holds("document.querySelector('#customer-chip')?.dataset.state === 'waiting'").await;
    transcript.step(&window, "offline-created", "the new customer waits here").await;

    window.press(key::F9).await;
    window.holds("document.querySelectorAll('#waiting-list [data-op-id]').length === 2").await;
    transcript.step(&window, "waiting-list", "two writes wait").await;
    assert_eq!(place.effects().await.len(), before, "nothing can have reached the network");

    window.cut_off().await;
    let window = place.open(&[]).await;
    window.holds("document.querySelector('#waiting-badge')?.dataset.count === '2'").await;
    transcript.step(&window, "restarted", "after a power cut: both still wait").await;

    place.network_is("up").await;
    let effects = effects_after(place, before, 2).await;
    window.holds("(document.querySelector('#waiting-badge')?.dataset.count ?? '0') === '0'").await;
    let creates = effects.iter().filter(|effect| effect["op"] == "create").count();
    assert_eq!(creates, 1, "{effects:?}");
    let change = effects.iter().find(|effect| effect["op"] == "update").expect("the change");
    only_the_mobile_changed(change, "447911777888");
    find_maria(&window).await;
    window.press(key::ENTER).await;
    window.holds("document.querySelector('#customer-chip')?.dataset.state === 'in_dms'").await;
    transcript.step(&window, "all-sent", "the network is back: each arrived, each once").await;
    window
}

/// Types into the search box and waits until both the desk and the network have answered.
pub async fn search(window: &Window, text: &str) {
    window.chord(&[key::CONTROL, 'k']).await;
    window.enter("#search", text).await;
    window.holds("document.querySelector('#network-group')?.dataset.state === 'answered'").await;
}

/// Exactly the two look-alikes, from wherever they come.
pub async fn find_look_alikes(window: &Window) {
    search(window, "sou 4417").await;
    window
        .holds("document.querySelectorAll('#results [role=option][data-local-id]').length >= 2")
        .await;
    window.holds("document.querySelector('#results').innerText.includes('Souza')").await;
    window.holds("document.querySelector('#results').innerText.includes('Sousa')").await;
}

pub async fn find_maria(window: &Window) {
    window.chord(&[key::CONTROL, 'k']).await;
    window.enter("#search", "maria sousa").await;
    window
        .holds(&format!(
            "document.querySelector('#results [role=option][data-local-id]')\
         ?.innerText.includes('{MARIA}')"
        ))
        .await;
    window.press(key::DOWN).await;
    window
        .holds(&format!(
            "document.querySelector('#results [role=option][aria-selected=true]')\
         ?.innerText.includes('{MARIA}')"
        ))
        .await;
}

async fn compare_and_use_maria(window: &Window, transcript: &mut Transcript) {
    window.chord(&[key::ALT, 'c']).await;
    window.holds("document.querySelectorAll('#compare th[data-column]').length >= 2").await;
    transcript.step(window, "compare", "side by side: what agrees, differs, is missing").await;
    let column = format!(
        "[...document.querySelectorAll('#compare th[data-column]')]\
         .find((head) => head.innerText.includes('{MARIA}'))?.dataset.column"
    );
    window.holds(&column).await;
    let maria = window.value(&column).await;
    window.choose(&format!("[data-use=\"{}\"]", maria.as_str().expect("an id"))).await;
    window.holds("document.documentElement.dataset.view === 'customer'").await;
    window
        .holds(&format!("document.querySelector('#customer-name')?.innerText.includes('{MARIA}')"))
        .await;
    transcript.step(window, "customer", "this is Maria: her record with all its sections").await;
}

/// Opens the channels of the customer shown, replaces the phone ending in `old`, saves.
async fn change_mobile(window: &Window, old: &str, new: &str) {
    window.choose("[data-edit=communication]").await;
    let input = format!(
        "[...document.querySelectorAll('[data-section=communication] input')]\
         .find((input) => input.name.endsWith('.value') && \
         input.value.replace(/[^0-9]/g, '').endsWith('{old}'))?.name"
    );
    window.holds(&input).await;
    let name = window.value(&input).await;
    window.enter(&format!("[name=\"{}\"]", name.as_str().expect("a name")), new).await;
    window.chord(&[key::CONTROL, 's']).await;
    window.holds("!document.querySelector('[data-section=communication] [data-save]')").await;
}

/// From an unknown search to a saved customer.
async fn create(window: &Window, typed: &str, transcript: &mut Transcript, name: &str) {
    window.chord(&[key::CONTROL, 'k']).await;
    window.enter("#search", typed).await;
    window.find("#new-customer").await;
    window.holds("document.querySelector('#network-group')?.dataset.state !== 'asking'").await;
    window.chord(&[key::CONTROL, key::ENTER]).await;
    window.find("form#new-form").await;
    let family = typed.split(' ').nth(1).expect("a family name");
    window
        .holds(&format!(
            "document.querySelector('[name=\"names.familyName\"]')?.value === '{family}'"
        ))
        .await;
    transcript.step(window, name, "nobody fits: the form holds what was typed").await;
    window.chord(&[key::CONTROL, 's']).await;
    window.holds("document.documentElement.dataset.view === 'customer'").await;
    window
        .holds(&format!("document.querySelector('#customer-name')?.innerText.includes('{family}')"))
        .await;
}

/// Waits for exactly `wanted` further effects.
pub async fn effects_after(place: &Place, before: usize, wanted: usize) -> Vec<Value> {
    let effects = until("the network's effects", || async {
        let effects = place.effects().await;
        (effects.len() >= before + wanted).then_some(effects)
    })
    .await;
    let effects = effects[before..].to_vec();
    assert_eq!(effects.len(), wanted, "{effects:?}");
    effects
}

fn only_the_mobile_changed(effect: &Value, digits: &str) {
    assert_eq!(effect["op"], "update", "{effect}");
    let changes = effect["changes"].as_array().expect("changes");
    assert_eq!(changes.len(), 1, "{effect}");
    let new = changes[0]["new"].as_str().unwrap_or_default();
    let found: String = new.chars().filter(char::is_ascii_digit).collect();
    let national = digits.strip_prefix("44").expect("a British number");
    assert!(found == digits || found == format!("0{national}"), "{effect}");
}
