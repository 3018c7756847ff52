//! The first start, and the start that cannot open its files.

use crate::{
    journey::{self, Transcript},
    place::{Network, Place},
    window::key,
};

#[tokio::test(flavor = "multi_thread")]
async fn the_wizard_leads_from_nothing_to_a_search() {
    let place = Place::bare("e2e/first-run", 300).await;
    let mut transcript = Transcript::new(false);
    let window = place.open(&[]).await;
    window.holds("document.documentElement.dataset.view === 'setup'").await;
    transcript.step(&window, "wizard", "nothing is set up: the wizard").await;

    window.focus("form#setup [name=network][value=keyloop]").await;
    window.press(' ').await;
    for (name, text) in [
        ("base_url", place.base().as_str()),
        ("enterprise_id", "sample"),
        ("store_id", "sample"),
        ("identity", "desk"),
        ("secret", "wrong"),
    ] {
        window.enter(&format!("form#setup [name={name}]"), text).await;
    }
    window.choose("form#setup [data-check]").await;
    window.holds("document.querySelector('#check-lines [data-step=sign_in][data-ok=false]')").await;
    transcript.step(&window, "refused", "a wrong secret is refused, in words").await;

    window.enter("form#setup [name=secret]", "desk-secret").await;
    window.choose("form#setup [data-check]").await;
    window.holds("document.querySelector('#check-lines [data-step=search][data-ok=true]')").await;
    transcript.step(&window, "checked", "reached, signed in, searched").await;
    window.choose("form#setup [data-save]").await;
    window.find("#phrase[data-step=offered]").await;
    transcript.step(&window, "phrase", "the recovery phrase is offered").await;
    window.choose("#phrase-later").await;
    window.holds("document.documentElement.dataset.view === 'search'").await;
    journey::find_look_alikes(&window).await;
    transcript.step(&window, "found", "the desk works").await;
    window.cut_off().await;

    let text = std::fs::read_to_string(place.config()).expect("the wizard wrote the configuration");
    assert!(!text.contains("desk-secret"), "no credentials in the configuration");
    assert!(!place.data().join("keys.json").exists(), "they are in the keyring");
    let window = place.open(&[]).await;
    window.holds("document.documentElement.dataset.view === 'search'").await;
    transcript.keep(&place);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_its_key_the_copy_is_explained_and_left_alone() {
    let place = Place::set_up(Network::KeyloopV1, "e2e/locked", 30).await;
    let window = place.open(&[]).await;
    window.holds("document.documentElement.dataset.view === 'search'").await;
    window.cut_off().await;

    let kept = std::fs::read(place.data().join("mine.db")).expect("the desk has a file");
    let keys = place.data().join("keys.json");
    let hidden = place.data().join("keys.hidden");
    std::fs::rename(&keys, &hidden).expect("the key can be taken away");
    let window = place.open(&[]).await;
    window.holds("document.querySelector('#locked')?.dataset.code === 'key_missing'").await;
    window.picture("locked").await;
    assert!(!keys.exists(), "no new key over an old file");
    assert_eq!(std::fs::read(place.data().join("mine.db")).expect("still there"), kept);

    std::fs::rename(&hidden, &keys).expect("the key can be given back");
    window.choose("#locked [data-retry]").await;
    window.holds("document.documentElement.dataset.view === 'search'").await;
    window.focus("#search").await;
    window.press(key::ESCAPE).await;
}
