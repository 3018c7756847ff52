//! What a person's hands do at the desk, in steps that several tests take.

use crate::{
    journey,
    window::{Window, key},
};
use serde_json::{Value, json};

/// Opens Maria's record and waits until all of it is here.
pub async fn open_maria(window: &Window) {
    journey::find_maria(window).await;
    window.press(key::ENTER).await;
    window.holds("document.querySelector('#customer')?.dataset.whole === 'true'").await;
    window.holds("document.querySelector('#refresh')?.ariaBusy === 'false'").await;
}

/// Opens a section's form and fills it in, without saving.
pub async fn fill_in(window: &Window, section: &str, fields: &[(&str, &str)]) {
    window.choose(&format!("[data-edit={section}]")).await;
    for (name, text) in fields {
        window.enter(&format!("[data-section={section}] [name=\"{name}\"]"), text).await;
    }
}

/// Ctrl+S, until the form has closed.
pub async fn save(window: &Window, section: &str) {
    window.chord(&[key::CONTROL, 's']).await;
    window.holds(&format!("!document.querySelector('[data-section={section}] [data-save]')")).await;
}

pub async fn edit(window: &Window, section: &str, fields: &[(&str, &str)]) {
    fill_in(window, section, fields).await;
    save(window, section).await;
}

/// From a search for somebody unknown to the form that holds what was typed.
pub async fn start_new(window: &Window, typed: &str) {
    window.chord(&[key::CONTROL, 'k']).await;
    window.enter("#search", typed).await;
    window.find("#new-customer").await;
    window.holds("document.querySelector('#network-group')?.dataset.state !== 'asking'").await;
    window.chord(&[key::CONTROL, key::ENTER]).await;
    window.find("form#new-form").await;
    let family = typed.split(' ').nth(1).expect("a family name");
    let input = "document.querySelector('[name=\"names.familyName\"]')";
    window.holds(&format!("{input}?.value === '{family}'")).await;
}

/// Saves the new customer; the record opens.
pub async fn save_new(window: &Window, family: &str) {
    window.chord(&[key::CONTROL, 's']).await;
    window.holds("document.documentElement.dataset.view === 'customer'").await;
    let name = "document.querySelector('#customer-name')?.innerText";
    window.holds(&format!("{name}.includes('{family}')")).await;
}

pub async fn chip(window: &Window, state: &str) {
    let chip = "document.querySelector('#customer-chip')?.dataset.state";
    window.holds(&format!("{chip} === '{state}'")).await;
}

/// The waiting list, with these many entries that a person must decide for this reason.
pub async fn waiting_list(window: &Window, reason: &str, count: usize) {
    let need = format!("'#waiting-list [data-op-id] .chip[data-reason={reason}]'");
    window.holds("document.querySelector('#waiting-badge')").await;
    window.press(key::F9).await;
    window.holds("document.documentElement.dataset.view === 'waiting'").await;
    window.holds(&format!("document.querySelectorAll({need}).length === {count}")).await;
}

/// Nothing waits, and nothing needs a person.
pub async fn nothing_waits(window: &Window) {
    window.holds("document.querySelector('#waiting-badge')?.dataset.count === '0'").await;
    window.holds("document.querySelector('#waiting-badge')?.dataset.needs === '0'").await;
}

/// What an unsaved form would lose in a power cut: waited for, because it is kept a moment after
/// the last key.
pub async fn kept(window: &Window, text: &str) {
    crate::window::until("the draft is kept", || async {
        let drafts = window.call("drafts", &json!({})).await;
        drafts.to_string().contains(text).then_some(())
    })
    .await;
}

pub async fn no_drafts(window: &Window) {
    crate::window::until("no draft is left", || async {
        let drafts = window.call("drafts", &json!({})).await;
        drafts["drafts"].as_array().is_some_and(Vec::is_empty).then_some(())
    })
    .await;
}

/// The fields an effect changed, and what they hold now.
pub fn changed(effect: &Value) -> Vec<(String, String)> {
    let changes = effect["changes"].as_array().expect("changes");
    let text = |change: &Value, name: &str| change[name].as_str().unwrap_or_default().to_owned();
    changes.iter().map(|change| (text(change, "field"), text(change, "new"))).collect()
}
