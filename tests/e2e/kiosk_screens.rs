//! The kiosk's screens as visitors meet them: each language, light and in strong contrast, with the
//! keyboard on the screen, at twice the text; and the number pad that no visitor is told of.

use crate::{
    audit::Audit,
    place::{Network, Place},
    window::{Window, key},
};
use serde_json::Value;

/// What a visitor answers, in whatever language.
const NAMES: [(&str, &str); 2] = [("given_name", "Zoë"), ("family_name", "O’Brien")];
const HOME: [(&str, &str); 4] = [
    ("street", "High Street"),
    ("house_number", "12"),
    ("city", "Leeds"),
    ("postal_code", "LS1 4AP"),
];

/// Nothing reaches beyond the window to the right, and no word is cut off where it stands.
const WHOLE: &str = "[...document.querySelectorAll('#kiosk :is(h1, h2, p, label, button, span, bdi)')]\
    .filter((one) => !one.closest('.visually-hidden, #keys') && !one.matches('.visually-hidden'))\
    .filter((one) => one.getClientRects().length > 0)\
    .filter((one) => one.getBoundingClientRect().right > innerWidth + 1 || \
        (getComputedStyle(one).display !== 'inline' && one.scrollWidth > one.clientWidth + 1))\
    .map((one) => one.tagName + ' ' + one.textContent.trim().slice(0, 40))";

async fn at(kiosk: &Window, step: &str) {
    kiosk.holds(&format!("document.querySelector('#kiosk')?.dataset.step === '{step}'")).await;
}

async fn next(kiosk: &Window, step: &str) {
    kiosk.choose("[data-next]").await;
    at(kiosk, step).await;
}

async fn answer(kiosk: &Window, name: &str, text: &str) {
    kiosk.enter(&format!("[data-answer={name}]"), text).await;
}

async fn say(kiosk: &Window, way: &str, state: &str) {
    kiosk.focus(&format!("[data-consent={way}][value={state}]")).await;
    kiosk.press(' ').await;
}

/// A visitor from the greeting to the code; `look` is shown each screen.
async fn visit(kiosk: &Window, language: &str, mut look: impl AsyncFnMut(&Window, &str)) {
    at(kiosk, "welcome").await;
    look(kiosk, "welcome").await;
    kiosk.choose(&format!("[data-lang={language}]")).await;
    at(kiosk, "privacy").await;
    kiosk.holds(&format!("document.documentElement.lang === '{language}'")).await;
    assert_eq!(
        kiosk.value("document.querySelectorAll('#kiosk input[type=radio]:checked').length").await,
        0,
        "nothing is ticked for the visitor"
    );
    say(kiosk, "email", "AGREED").await;
    say(kiosk, "call", "DENIED").await;
    look(kiosk, "privacy").await;
    next(kiosk, "name").await;
    for (name, text) in NAMES {
        answer(kiosk, name, text).await;
    }
    look(kiosk, "name").await;
    next(kiosk, "contact").await;
    answer(kiosk, "phone", "07911 004417").await;
    kiosk.choose("[data-next]").await;
    kiosk.find("#lacking[data-way=email]").await;
    look(kiosk, "contact-lacking").await;
    answer(kiosk, "email", "zoe@example.com").await;
    kiosk.holds("!document.querySelector('#lacking')").await;
    next(kiosk, "address").await;
    for (name, text) in HOME {
        answer(kiosk, name, text).await;
    }
    look(kiosk, "address").await;
    kiosk.choose("[data-answer=country_code]").await;
    kiosk.find("[role=option][aria-selected=true]").await;
    look(kiosk, "country").await;
    kiosk.press(key::ESCAPE).await;
    kiosk.holds("!document.querySelector('[role=listbox]')").await;
    next(kiosk, "visit").await;
    kiosk.choose("[data-reason=service]").await;
    answer(kiosk, "plate", "AB12 CDE").await;
    look(kiosk, "visit").await;
    kiosk.press(key::ENTER).await;
    at(kiosk, "check").await;
    look(kiosk, "check").await;
    kiosk.choose("[data-send]").await;
    at(kiosk, "done").await;
    look(kiosk, "done").await;
    let code = kiosk.text("#kiosk-code").await;
    assert_eq!(code.trim().chars().count(), 3, "{code}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_screen_is_drawn_in_three_languages_light_and_in_strong_contrast() {
    let place = Place::set_up(Network::KeyloopV1, "e2e/kiosk-screens", 30).await;
    let mut audit = Audit::default();
    let kiosk = place.open(&["--kiosk"]).await;
    at(&kiosk, "welcome").await;
    let offered = "[...document.querySelectorAll('[data-lang]')].map((one) => one.dataset.lang)";
    let offered = kiosk.value(offered).await;
    kiosk.cut_off().await;
    let languages: Vec<&str> =
        offered.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    // The one it is written in, the one with the longest words, and the one most unlike both.
    for language in ["en", "de", "fi"] {
        assert!(languages.contains(&language), "{languages:?}");
        let kiosk = place.open(&["--kiosk"]).await;
        visit(&kiosk, language, async |kiosk: &Window, screen: &str| {
            let page = "void (document.documentElement.dataset.contrast";
            audit.look_once(kiosk, &format!("{screen}-{language}"), "light").await;
            kiosk.value(&format!("{page} = 'more')")).await;
            kiosk.picture(&format!("contrast-{screen}-{language}")).await;
            kiosk.value(&format!("{page} = 'normal')")).await;
            assert_eq!(kiosk.value(WHOLE).await, serde_json::json!([]), "{screen} in {language}");
        })
        .await;
        kiosk.cut_off().await;
    }
    audit.passes();
}

#[tokio::test(flavor = "multi_thread")]
async fn twice_the_text_in_strong_contrast_further_down_loses_no_word() {
    let place = Place::set_up(Network::KeyloopV1, "e2e/kiosk-large", 30).await;
    let kiosk = place.open(&["--kiosk"]).await;
    at(&kiosk, "welcome").await;
    kiosk.choose("[data-comfort]").await;
    for choice in ["[data-size='200']", "[data-turn=contrast]", "[data-turn=reach]"] {
        kiosk.choose(choice).await;
    }
    kiosk.picture("display").await;
    kiosk.choose("[data-comfort-close]").await;
    kiosk.holds("getComputedStyle(document.documentElement).fontSize === '32px'").await;
    visit(&kiosk, "de", async |kiosk: &Window, screen: &str| {
        kiosk.picture(screen).await;
        assert_eq!(kiosk.value(WHOLE).await, serde_json::json!([]), "{screen}");
        // What does not fit is scrolled to.
        let reachable = "[...document.querySelectorAll('#kiosk main :is(input, button)')].every((one) => { \
            one.scrollIntoView({ block: 'nearest' }); const { top, bottom } = one.getBoundingClientRect(); \
            return bottom > 0 && top < innerHeight; })";
        assert_eq!(kiosk.value(reachable).await, true, "{screen}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_keyboard_on_the_screen_types_a_name_in_the_visitors_language() {
    let place = Place::set_up(Network::KeyloopV1, "e2e/kiosk-keys-on-screen", 30).await;
    let kiosk = place.open(&["--kiosk"]).await;
    at(&kiosk, "welcome").await;
    kiosk.choose("[data-lang=de]").await;
    at(&kiosk, "privacy").await;
    next(&kiosk, "name").await;
    kiosk.choose("[data-keys-show]").await;
    kiosk.focus("[data-answer=family_name]").await;
    kiosk.holds("document.querySelector('#keys')?.dataset.layout === 'de'").await;
    let first = "[...document.querySelectorAll('#keys .row:first-child button')]\
        .map((one) => one.textContent.trim()).join('')";
    assert_eq!(kiosk.value(first).await, "QWERTZUIOPÜ", "a name begins with a capital");
    for face in ["M", "ü", "ß", "-"] {
        kiosk.value(&format!("document.querySelector(`#keys [data-key='{face}']`).click()")).await;
    }
    assert_eq!(kiosk.value("document.activeElement.value").await, "Müß-");
    kiosk.value("document.querySelector('#keys [data-act=erase]').click()").await;
    kiosk.picture("typed").await;
    let wide = "Math.min(...[...document.querySelectorAll('#keys button')]\
        .map((one) => Math.min(one.offsetWidth, one.offsetHeight)))";
    let wide = kiosk.value(wide).await;
    assert!(wide.as_f64().is_some_and(|it| it >= 60.0), "a finger needs 60: {wide}");
    kiosk.value("document.querySelector('#keys [data-act=enter]').click()").await;
    kiosk.holds("document.activeElement?.dataset.answer === 'preferred_name'").await;
    kiosk.value("document.querySelector('#keys [data-act=enter]').click()").await;
    at(&kiosk, "contact").await;
    kiosk.holds("document.activeElement?.dataset.answer === 'phone'").await;
    kiosk.holds("document.querySelector('#keys')?.dataset.layer === 'phone'").await;
    kiosk.picture("phone").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_four_corners_bring_digits_and_no_word_of_what_they_are_for() {
    const CORNERS: &str = "void ([[5, 5], [innerWidth - 5, 5], [innerWidth - 5, innerHeight - 5], \
        [5, innerHeight - 5]].forEach(([clientX, clientY]) => window.dispatchEvent(\
        new PointerEvent('pointerdown', { clientX, clientY }))))";
    let place = Place::set_up(Network::KeyloopV1, "e2e/kiosk-pad", 30).await;
    let kiosk = place.open(&["--kiosk"]).await;
    at(&kiosk, "welcome").await;
    kiosk.value(CORNERS).await;
    kiosk.find("#pin").await;
    kiosk.picture("pad").await;
    let words = kiosk
        .value("document.querySelector('#pin').innerText.replace(/[\\d\\s]/g, '').length")
        .await;
    assert!(words.as_u64().is_some_and(|it| it <= 12), "one word on one button: {words}");
    kiosk.typed("000000").await;
    assert_eq!(kiosk.value("document.querySelectorAll('#pin .dots span').length").await, 6);
    kiosk.choose("[data-pin-enter]").await;
    kiosk.holds("document.querySelector('#pin [role=alert]')?.textContent.trim() !== ''").await;
    at(&kiosk, "welcome").await;
    kiosk.press(key::ESCAPE).await;
    kiosk.holds("!document.querySelector('#pin')").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn help_is_asked_for_and_answered_on_the_button_itself() {
    let place = Place::set_up(Network::KeyloopV1, "e2e/kiosk-help", 30).await;
    let kiosk = place.open(&["--kiosk"]).await;
    at(&kiosk, "welcome").await;
    kiosk.choose("[data-help]").await;
    kiosk.holds("document.querySelector('[data-help]')?.dataset.help.startsWith('help_')").await;
    kiosk.holds("document.querySelector('[role=status]')?.textContent.trim() !== ''").await;
    kiosk.picture("answered").await;
}
