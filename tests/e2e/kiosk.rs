//! A customer at the kiosk, and what the desk makes of it.

use crate::{
    journey::{self, Transcript},
    place::{Network, Place},
    screen::Screen,
    window::{self, Window, key, until},
};

async fn next(window: &Window, step: &str) {
    window.choose("[data-next]").await;
    window.holds(&format!("document.querySelector('#kiosk')?.dataset.step === '{step}'")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_customer_enters_at_the_kiosk_is_compared_at_the_desk() {
    let place = Place::set_up(Network::KeyloopV1, "e2e/kiosk", 300).await;
    let mut transcript = Transcript::new(false);

    let kiosk = place.open(&["--kiosk"]).await;
    kiosk.holds("document.querySelector('#kiosk')?.dataset.step === 'welcome'").await;
    transcript.step(&kiosk, "welcome", "the kiosk greets").await;
    kiosk.choose("[data-lang=en]").await;
    kiosk.holds("document.querySelector('#kiosk')?.dataset.step === 'privacy'").await;
    assert_eq!(
        kiosk.value("document.querySelectorAll('#kiosk input[type=radio]:checked').length").await,
        0,
        "nothing is ticked for the customer"
    );
    kiosk.focus("[data-consent=email][value=AGREED]").await;
    kiosk.press(' ').await;
    transcript.step(&kiosk, "privacy", "what is kept, and what the customer agrees to").await;
    next(&kiosk, "name").await;
    kiosk.enter("[data-answer=given_name]", "Maria").await;
    kiosk.enter("[data-answer=family_name]", "Sousa").await;
    transcript.step(&kiosk, "name", "the customer enters her name").await;
    next(&kiosk, "contact").await;
    kiosk.enter("[data-answer=phone]", "07911 004417").await;
    kiosk.enter("[data-answer=email]", "maria@sousa.example").await;
    transcript.step(&kiosk, "contact", "and how to reach her").await;
    next(&kiosk, "address").await;
    kiosk.enter("[data-answer=street]", "High Street").await;
    kiosk.enter("[data-answer=house_number]", "12").await;
    kiosk.enter("[data-answer=city]", "Leeds").await;
    kiosk.enter("[data-answer=postal_code]", "LS1 4AP").await;
    transcript.step(&kiosk, "address", "where she lives").await;
    next(&kiosk, "visit").await;
    transcript.step(&kiosk, "visit", "why she came; she leaves it out").await;
    next(&kiosk, "check").await;
    transcript.step(&kiosk, "check", "and looks over what she has said").await;
    kiosk.choose("[data-send]").await;
    kiosk.holds("document.querySelector('#kiosk')?.dataset.step === 'done'").await;
    let code = kiosk.text("#kiosk-code").await;
    transcript.step(&kiosk, "done", "she gets a code").await;
    kiosk.cut_off().await;

    let desk = place.open(&[]).await;
    desk.holds("document.querySelector('#submissions-badge')?.dataset.count === '1'").await;
    desk.choose("#submissions-badge").await;
    let listed = desk.attribute("#submissions-list [data-submission]", "data-code").await;
    assert_eq!(listed.as_deref(), Some(code.trim()));
    transcript.step(&desk, "submission", "the desk has it in its list").await;
    desk.choose("#submissions-list [data-submission] [data-act=open]").await;
    desk.holds("['compare', 'new'].includes(document.documentElement.dataset.view)").await;
    transcript.step(&desk, "desk-compares", "and compares it with whom it knows").await;
    assert_eq!(place.effects().await.len(), 0, "nothing is written before a person decides");
    transcript.keep(&place);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_kiosk_keeps_to_its_page_whatever_is_pressed() {
    let place = Place::set_up(Network::KeyloopV1, "e2e/kiosk-keys", 30).await;
    let kiosk = place.open(&["--kiosk"]).await;
    let page = kiosk.value("location.href").await;
    let function_keys = ('\u{e031}'..='\u{e03c}').collect::<Vec<_>>();
    for function_key in &function_keys {
        kiosk.press(*function_key).await;
    }
    for letter in ['p', 's', 'o', 'u', 'f', 'r', 'j', 'h', 'l', 'n', 't', 'w', '+', '-', '0'] {
        kiosk.chord(&[key::CONTROL, letter]).await;
    }
    for letter in ['i', 'c', 'j'] {
        kiosk.chord(&[key::CONTROL, '\u{e008}', letter]).await;
    }
    kiosk.chord(&[key::ALT, '\u{e012}']).await;
    kiosk.press(key::ESCAPE).await;
    for address in ["https://example.com/", "file:///etc/passwd", "data:text/html,out"] {
        kiosk.value(&format!("void (location.href = '{address}')")).await;
    }
    assert_eq!(kiosk.value("String(window.open('https://example.com/'))").await, "null");
    kiosk.holds("document.querySelector('#kiosk')?.dataset.step === 'welcome'").await;
    assert_eq!(kiosk.value("location.href").await, page);
    assert_eq!(kiosk.value("String(visualViewport.scale)").await, "1");
    assert_eq!(kiosk.processes().len(), 1, "no second program was started");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_kiosk_opened_from_the_desk_fills_the_screen_and_the_desk_goes_on() {
    let place = Place::set_up(Network::KeyloopV1, "e2e/kiosk-from-desk", 300).await;
    let screen = Screen::here();
    let kiosk = || screen.windows().into_iter().find(|window| window.title == "Welcome");
    let desk = place.open(&[]).await;
    assert_eq!(kiosk(), None);

    desk.choose("#open-kiosk").await;
    let shown = until("the kiosk's window", || async {
        kiosk().filter(|window| window.size == screen.size)
    })
    .await;
    assert_eq!(shown.place, (0, 0), "it begins in the corner of the screen");
    journey::find_look_alikes(&desk).await;
    until("the kiosk is drawn", || async { (screen.colours() > 8).then_some(()) }).await;
    screen.picture(&place.pictures().join("01-kiosk.png"));
    desk.picture("02-desk-goes-on").await;

    let kiosks = || window::children(desk.processes()[0]).into_iter().filter(|it| is_ours(*it));
    assert_eq!(kiosks().count(), 1, "the kiosk is a program of its own");
    desk.choose("#open-kiosk").await;
    until("the kiosk's window has gone", || async { kiosk().is_none().then_some(()) }).await;
    until("its program has ended", || async { (kiosks().count() == 0).then_some(()) }).await;
    journey::search(&desk, "maria sousa").await;
    desk.picture("03-closed").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kiosk_on_a_computer_that_is_not_locked_down_opens_only_on_record() {
    let place = Place::set_up(Network::KeyloopV1, "e2e/kiosk-check", 30).await;
    let settings = std::fs::read_to_string(place.config()).expect("the configuration");
    let strict = format!("{settings}\n[kiosk]\nself_check = \"require\"\n");
    std::fs::write(place.config(), strict).expect("the configuration is written");
    let screen = Screen::here();
    let kiosk = || screen.windows().into_iter().find(|window| window.title == "Welcome");
    let desk = place.open(&[]).await;

    desk.choose("#open-kiosk").await;
    desk.holds(
        "document.querySelector('#kiosk-check [data-point=exit_pin]')?.dataset.state === 'fail'",
    )
    .await;
    assert_eq!(kiosk(), None, "nobody has a PIN: it stays shut");
    desk.picture("01-shut").await;
    desk.choose("#kiosk-check [data-listen]").await;
    desk.chord(&[key::ALT, '\u{e004}']).await;
    desk.holds("document.querySelector('[data-chord=\"Alt+Tab\"]')?.dataset.outcome === 'reached'")
        .await;
    desk.picture("02-a-key-came-through").await;
    desk.choose("#kiosk-check [data-listen]").await;
    desk.enter("#kiosk-check input[name=reason]", "staff stand next to it").await;
    desk.choose("#kiosk-check [data-although]").await;
    desk.choose("#kiosk-check [data-open]").await;
    until("the kiosk's window", || async { kiosk() }).await;
    desk.holds("document.querySelector('#kiosk-check') === null").await;
    desk.holds("document.querySelector('#open-kiosk').title === 'Close the kiosk window'").await;
    desk.choose("#open-kiosk").await;
    until("the kiosk's window has gone", || async { kiosk().is_none().then_some(()) }).await;
    // Its window goes a moment before the desk says so.
    desk.holds("document.querySelector('#open-kiosk').title === 'Open the kiosk window'").await;
    desk.choose("#open-kiosk").await;
    until("it opens without being asked about again", || async { kiosk() }).await;
    desk.holds("document.querySelector('#open-kiosk').title === 'Close the kiosk window'").await;
    desk.choose("#open-kiosk").await;
    until("and closes", || async { kiosk().is_none().then_some(()) }).await;
}

/// True for our program, not for a helper of the engine.
fn is_ours(process: u32) -> bool {
    let name = std::fs::read_to_string(format!("/proc/{process}/comm"));
    name.is_ok_and(|name| name.trim() == "showroom")
}
