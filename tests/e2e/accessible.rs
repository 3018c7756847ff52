//! Every view of the desk and every step of the kiosk, looked at with axe.

use crate::{
    audit::Audit,
    hands, journey,
    place::{Network, Place},
    window::{Window, key},
};
use serde_json::json;

async fn view(window: &Window, name: &str) {
    window.holds(&format!("document.documentElement.dataset.view === '{name}'")).await;
}

/// Leaves a form as it was, whatever the desk asks about it.
async fn leave(window: &Window, audit: &mut Audit, first: bool) {
    window.press(key::ESCAPE).await;
    window.find("#guard [data-discard]").await;
    if first {
        audit.look(window, "guard").await;
    }
    window.choose("#guard [data-discard]").await;
    window.holds("!document.querySelector('#guard')").await;
}

/// Opens each section that can be changed.
async fn sections(window: &Window, audit: &mut Audit) {
    let sections = window
        .value("[...document.querySelectorAll('[data-edit]:not(:disabled)')].map((one) => one.dataset.edit)")
        .await;
    let sections = sections.as_array().expect("sections");
    assert!(sections.len() >= 3, "{sections:?}");
    for section in sections {
        let section = section.as_str().expect("a section");
        window.choose(&format!("[data-edit='{section}']")).await;
        window.find(&format!("[data-section='{section}'] [data-save]")).await;
        audit.look(window, &format!("form-{section}")).await;
        window.press(key::ESCAPE).await;
        window.holds("!document.querySelector('[data-section] [data-save]')").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_start_and_the_locked_desk_pass_axe() {
    let mut audit = Audit::default();
    let place = Place::bare("e2e/axe-first", 30).await;
    let window = place.open(&[]).await;
    view(&window, "setup").await;
    audit.look(&window, "setup").await;
    for network in ["mykaarma", "keyloop"] {
        window.focus(&format!("form#setup [name=network][value={network}]")).await;
        window.press(' ').await;
        window.find("form#setup [name=base_url]").await;
        audit.look(&window, &format!("setup-{network}")).await;
    }
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
    window.find("#check-lines [data-step=sign_in][data-ok=false]").await;
    audit.look(&window, "setup-refused").await;
    drop(window);

    let place = Place::set_up(Network::KeyloopV1, "e2e/axe-first", 30).await;
    let window = place.open(&[]).await;
    view(&window, "search").await;
    window.cut_off().await;
    std::fs::remove_file(place.data().join("keys.json")).expect("the key can be taken away");
    let window = place.open(&[]).await;
    view(&window, "locked").await;
    audit.look(&window, "locked").await;
    audit.passes();
}

#[tokio::test(flavor = "multi_thread")]
async fn every_view_of_the_desk_passes_axe() {
    let mut audit = Audit::default();
    let place = Place::set_up(Network::KeyloopV1, "e2e/axe-desk", 300).await;
    let window = place.open(&[]).await;
    view(&window, "search").await;
    audit.look(&window, "search").await;
    window.press(key::F1).await;
    window.find("#keys").await;
    audit.look(&window, "keys").await;
    window.press(key::ESCAPE).await;
    journey::find_look_alikes(&window).await;
    audit.look(&window, "search-rows").await;
    window.chord(&[key::ALT, 'c']).await;
    view(&window, "compare").await;
    audit.look(&window, "compare").await;

    hands::open_maria(&window).await;
    audit.look(&window, "customer").await;
    sections(&window, &mut audit).await;
    hands::fill_in(&window, "communication", &[("channels[0].value", "1")]).await;
    window.chord(&[key::CONTROL, 's']).await;
    window.find("[data-errors]").await;
    audit.look(&window, "form-refused").await;
    leave(&window, &mut audit, true).await;

    hands::start_new(&window, "Mariah Sousa 07712304417").await;
    window.find("#candidates [data-candidate]").await;
    audit.look(&window, "new-candidates").await;
    window.chord(&[key::ALT, 'c']).await;
    view(&window, "compare").await;
    audit.look(&window, "compare-new").await;
    window.chord(&[key::ALT, 'd']).await;
    window.find("#different [data-confirm]").await;
    audit.look(&window, "different").await;
    window.press(key::ESCAPE).await;
    window.holds("!document.querySelector('#different')").await;
    window.chord(&[key::ALT, 'm']).await;
    view(&window, "new").await;
    window.focus("#new-form [name=kind][value=company]").await;
    window.press(' ').await;
    window.find("[name='company.name']").await;
    audit.look(&window, "new-company").await;
    leave(&window, &mut audit, false).await;

    window.choose("#open-health").await;
    view(&window, "health").await;
    window.find("#health").await;
    audit.look(&window, "health").await;
    for dialog in ["overview", "kiosk-check", "support", "xray", "release", "import"] {
        window.choose(&format!("#open-{dialog}")).await;
        window.find(&format!("dialog#{dialog}")).await;
        audit.look(&window, dialog).await;
        window.press(key::ESCAPE).await;
        window.holds(&format!("!document.querySelector('dialog#{dialog}')")).await;
    }

    let maria = place.id_of("maria sousa").await;
    hands::open_maria(&window).await;
    place.network_is("down").await;
    hands::edit(&window, "names", &[("names.middleName", "Ines")]).await;
    hands::chip(&window, "waiting").await;
    audit.look(&window, "customer-waiting").await;
    hands::start_new(&window, "Tove Twinsen 07400 900777").await;
    hands::save_new(&window, "Twinsen").await;
    window.chord(&[key::CONTROL, 'k']).await;
    window.enter("#search", "sou 4417").await;
    window.find("#results [role=option][data-local-id]").await;
    window.holds("document.querySelector('#connection')?.dataset.connection === 'offline'").await;
    audit.look(&window, "search-offline").await;
    let theirs = json!({ "section": "names", "fields": { "middleName": "Beatriz" } });
    place.second_desk(&format!("customers/{maria}/edit"), &theirs).await;
    let twin = json!({ "names": { "givenName": "Tove", "familyName": "Twinsen" },
        "communication": { "home": { "mobile": "07400 900777" } } });
    place.second_desk("customers", &twin).await;
    place.network_is("up").await;
    hands::waiting_list(&window, "conflict", 1).await;
    hands::waiting_list(&window, "candidates", 1).await;
    audit.look(&window, "waiting").await;
    window.choose("#waiting-list [data-act=cancel]").await;
    window.find("#cancel-entry").await;
    audit.look(&window, "give-up").await;
    audit.passes();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_fits_has_no_scrollbar() {
    let place = Place::set_up(Network::KeyloopV1, "e2e/short-pages", 30).await;
    let window = place.open(&[]).await;
    let fits = "(({ scrollHeight, scrollWidth }) => scrollHeight <= innerHeight && \
        scrollWidth <= innerWidth)(document.documentElement)";
    view(&window, "search").await;
    window.holds(fits).await;
    window.press(key::F9).await;
    view(&window, "waiting").await;
    window.holds(fits).await;
    window.choose("#submissions-badge").await;
    view(&window, "submissions").await;
    window.holds(fits).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_only_mykaarma_shows_passes_axe() {
    let mut audit = Audit::default();
    let place = Place::set_up(Network::MyKaarma, "e2e/axe-mykaarma", 300).await;
    let window = place.open(&[]).await;
    hands::open_maria(&window).await;
    audit.look(&window, "customer").await;
    sections(&window, &mut audit).await;
    audit.passes();
}

/// Walks the kiosk to its end, in one language and one theme.
async fn walk(kiosk: &Window, audit: &mut Audit, language: &str, theme: &str) {
    let at = |step: &str| format!("document.querySelector('#kiosk')?.dataset.step === '{step}'");
    kiosk.holds(&at("welcome")).await;
    audit.look_once(kiosk, &format!("welcome-{language}"), theme).await;
    kiosk.choose(&format!("[data-lang={language}]")).await;
    kiosk.holds(&at("privacy")).await;
    audit.look_once(kiosk, &format!("privacy-{language}"), theme).await;
    kiosk.choose("[data-next]").await;
    kiosk.holds(&at("name")).await;
    kiosk.choose("[data-next]").await;
    kiosk.find("[role=alert]").await;
    audit.look_once(kiosk, &format!("name-missing-{language}"), theme).await;
    kiosk.enter("[data-answer=given_name]", "Maria").await;
    kiosk.enter("[data-answer=family_name]", "Sousa").await;
    kiosk.choose("[data-next]").await;
    kiosk.holds(&at("contact")).await;
    kiosk.enter("[data-answer=phone]", "07712 304417").await;
    audit.look_once(kiosk, &format!("contact-{language}"), theme).await;
    for step in ["address", "visit", "check"] {
        kiosk.choose("[data-next]").await;
        kiosk.holds(&at(step)).await;
        audit.look_once(kiosk, &format!("{step}-{language}"), theme).await;
    }
    kiosk.choose("[data-send]").await;
    kiosk.holds(&at("done")).await;
    audit.look_once(kiosk, &format!("done-{language}"), theme).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_step_of_the_kiosk_and_the_list_it_fills_pass_axe() {
    let mut audit = Audit::default();
    let place = Place::set_up(Network::KeyloopV1, "e2e/axe-kiosk", 300).await;
    for (language, theme) in [("en", "light"), ("de", "dark")] {
        let kiosk = place.open(&["--kiosk"]).await;
        walk(&kiosk, &mut audit, language, theme).await;
        kiosk.cut_off().await;
    }

    let desk = place.open(&[]).await;
    desk.holds("document.querySelector('#submissions-badge')?.dataset.count === '2'").await;
    audit.look(&desk, "search-with-cards").await;
    desk.choose("#submissions-badge").await;
    desk.find("#submissions-list [data-submission]").await;
    audit.look(&desk, "submissions").await;
    desk.choose("#submissions-list [data-submission] [data-act=open]").await;
    view(&desk, "compare").await;
    audit.look(&desk, "compare-card").await;
    audit.passes();
}
