//! What was typed and not saved, after a power cut.

use crate::{
    hands::{self, changed},
    journey::{Transcript, effects_after},
    place::{Network, Place},
};

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_into_two_forms_is_back_after_a_power_cut() {
    let place = Place::set_up(Network::KeyloopV1, "e2e/drafts", 300).await;
    let mut transcript = Transcript::new(false);
    let window = place.open(&[]).await;
    hands::open_maria(&window).await;
    hands::fill_in(&window, "names", &[("names.middleName", "Annunciata")]).await;
    transcript.step(&window, "section", "a name is being changed").await;
    hands::kept(&window, "Annunciata").await;
    window.cut_off().await;

    let window = place.open(&[]).await;
    window.find("[data-draft^='edit:']").await;
    hands::start_new(&window, "Ottoline Featherstone 07400 111222").await;
    window.enter("[name='addresses[0].city']", "Knaresborough").await;
    transcript.step(&window, "new", "a new customer is being entered").await;
    hands::kept(&window, "Knaresborough").await;
    window.cut_off().await;

    let window = place.open(&[]).await;
    window.find("[data-draft^='edit:']").await;
    window.find("[data-draft^='new:']").await;
    transcript.step(&window, "kept", "after two power cuts: both are offered again").await;
    assert_eq!(place.effects().await.len(), 0, "nobody has saved anything");

    window.choose("[data-draft^='new:']").await;
    window.find("form#new-form [data-restored]").await;
    for (name, text) in [
        ("names.givenName", "Ottoline"),
        ("names.familyName", "Featherstone"),
        ("addresses[0].city", "Knaresborough"),
    ] {
        let input = format!("document.querySelector('[name=\"{name}\"]')");
        window.holds(&format!("{input}?.value === '{text}'")).await;
    }
    transcript.step(&window, "new-again", "all that was typed is back").await;
    hands::save_new(&window, "Featherstone").await;
    let effects = effects_after(&place, 0, 1).await;
    assert_eq!(effects[0]["op"], "create", "{effects:?}");
    assert!(changed(&effects[0]).iter().any(|(_, text)| text == "Knaresborough"), "{effects:?}");
    hands::chip(&window, "in_dms").await;

    window.chord(&[crate::window::key::CONTROL, 'k']).await;
    window.enter("#search", "").await;
    window.press(crate::window::key::BACKSPACE).await;
    window.choose("[data-draft^='edit:']").await;
    window.find("[data-section=names] [data-restored]").await;
    let input = "document.querySelector('[name=\"names.middleName\"]')";
    window.holds(&format!("{input}?.value === 'Annunciata'")).await;
    transcript.step(&window, "section-again", "and so is the change").await;
    hands::save(&window, "names").await;
    let effects = effects_after(&place, 1, 1).await;
    assert_eq!(
        changed(&effects[0]),
        [("names.middleName".to_owned(), "Annunciata".to_owned())],
        "{effects:?}"
    );
    hands::chip(&window, "in_dms").await;
    hands::no_drafts(&window).await;
    transcript.keep(&place);
}
