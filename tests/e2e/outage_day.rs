//! A day on which the network goes away: cut, work, return, and what only a person can decide, by
//! keyboard alone. At each step the badge counts what the store holds.

use crate::{
    hands::{self, changed},
    journey::Transcript,
    place::{Network, Place},
    window::{Window, key, until},
};
use serde_json::{Value, json};
use std::time::Instant;

/// The badge, and the store it must be equal to.
async fn badge_is_the_store(window: &Window, at: &str) -> (u64, u64) {
    until(at, || async {
        let listed = window.call("outbox", &json!({ "all": false })).await;
        let entries = listed["entries"].as_array()?;
        let needs = entries.iter().filter(|one| one["chip"]["state"] == "needs_person").count();
        let badge = "(({ count, needs }) => [Number(count), Number(needs)])\
             (document.querySelector('#waiting-badge').dataset)";
        let shown = window.value(badge).await;
        let held = (entries.len() as u64, needs as u64);
        (shown == json!([held.0, held.1])).then_some(held)
    })
    .await
}

/// Takes something from every POST to a route once: an answer that refuses a field.
fn refusal(field: &str, words: &str) -> Value {
    json!({
        "match": { "network": "keyloop", "method": "POST", "body_contains": "Barnaby" },
        "times": 1, "kind": "status", "status": 422,
        "body": { "errors": [{ "code": "VALIDATION_ERROR", "field": field, "message": words }] }
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_without_the_network_ends_with_everything_in_it_once() {
    let place = Place::set_up(Network::KeyloopV1, "e2e/outage-day", 300).await;
    let mut transcript = Transcript::new(false);
    let window = place.open(&[]).await;
    let maria = place.id_of("maria sousa").await;
    hands::open_maria(&window).await;
    assert_eq!(badge_is_the_store(&window, "an ordinary day").await, (0, 0));

    place.network_is("refuse").await;
    let mine = [
        ("names.givenName", "Mariana"),
        ("names.middleName", "Ines"),
        ("names.familyName", "Sousinha"),
    ];
    hands::edit(&window, "names", &mine).await;
    hands::chip(&window, "waiting").await;
    hands::start_new(&window, "Barnaby Winterbourne 07400 222333").await;
    hands::save_new(&window, "Winterbourne").await;
    hands::start_new(&window, "Zenobia Quillfeather 07400 654321").await;
    hands::save_new(&window, "Quillfeather").await;
    hands::chip(&window, "waiting").await;
    window.holds("document.querySelector('#strip')?.dataset.connection === 'offline'").await;
    assert_eq!(badge_is_the_store(&window, "three wait").await, (3, 0));
    transcript.step(&window, "away", "three writes wait, and the strip says since when").await;
    assert_eq!(place.effects().await.len(), 0);

    let theirs = json!({ "givenName": "Marie", "middleName": "Beatriz", "familyName": "Souza" });
    let edit = json!({ "section": "names", "fields": theirs });
    place.second_desk(&format!("customers/{maria}/edit"), &edit).await;
    place.fault(&refusal("names.familyName", "must be shorter")).await;
    let lost = json!({ "match": { "network": "keyloop", "method": "POST", "body_contains": "Zenobia" },
        "times": 1, "kind": "drop", "at": "after" });
    place.fault(&lost).await;
    place.network_is("up").await;
    hands::waiting_list(&window, "conflict", 1).await;
    window.holds("document.querySelector('#waiting-list .chip[data-reason=rejected]')").await;
    // The one whose answer was lost is found, and not sent again.
    window
        .holds("document.querySelectorAll('#waiting-list [data-op-id].entry').length === 2")
        .await;
    assert_eq!(badge_is_the_store(&window, "two need a person").await, (2, 2));
    window.find("#batch").await;
    let said = window.text("#batch").await;
    assert!(said.contains("1 of 3 is in the DMS"), "{said}");
    transcript.step(&window, "back", "one is in the DMS, two need a person").await;
    let creates = place.effects().await;
    assert_eq!(creates.iter().filter(|one| one["op"] == "create").count(), 1, "{creates:?}");

    // Who still stands here comes first.
    let first = "document.querySelector('#waiting-list [data-op-id].entry')";
    window.holds(&format!("{first}.innerText.includes('Changed in DMS too')")).await;
    let refused = "[...document.querySelectorAll('#waiting-list [data-op-id].entry')]\
         .find((entry) => entry.innerText.includes('Barnaby'))?.dataset.opId";
    let refused = window.value(refused).await;
    let refused = refused.as_str().expect("an entry").to_owned();
    window.focus(&format!("[data-op-id='{refused}'] [data-act=repair]")).await;
    window.chord(&[key::ALT, 'h']).await;
    window.holds(&format!("{first}.dataset.opId === '{refused}'")).await;
    window.chord(&[key::ALT, 'h']).await;
    window.holds(&format!("{first}.dataset.opId !== '{refused}'")).await;

    // Three fields, three keys.
    let begun = Instant::now();
    window.focus("[data-conflict='names.givenName'] input").await;
    for (pressed, next) in [
        ('2', "document.activeElement?.closest('[data-conflict=\"names.middleName\"]')"),
        ('3', "document.activeElement?.closest('[data-conflict=\"names.familyName\"]')"),
        ('1', "document.activeElement?.dataset.act === 'resolve'"),
    ] {
        window.chord(&[key::ALT, pressed]).await;
        window.holds(next).await;
    }
    let result = window.text("[data-result]").await;
    assert!(
        result.contains("Mariana") && result.contains("Beatriz") && result.contains("Sousa"),
        "{result}"
    );
    transcript.step(&window, "decided", "each field by one key, the result below").await;
    window.press(key::ENTER).await;
    let took = begun.elapsed();
    window.holds("!document.querySelector('[data-conflict]')").await;
    let said = format!("three fields decided within {:.1} s", took.as_secs_f64());
    transcript.step(&window, "sent", &said).await;
    assert_eq!(badge_is_the_store(&window, "one is left").await.1, 1);
    until("what was decided is there", || async {
        let names = place.customer(&maria).await["names"].clone();
        (names["givenName"] == "Mariana"
            && names["middleName"] == "Beatriz"
            && names["familyName"] == "Sousa")
            .then_some(())
    })
    .await;

    // The cursor stands in the field that was refused.
    window.choose(&format!("[data-op-id='{refused}'] [data-act=repair]")).await;
    window.find("[data-section=names] [data-errors]").await;
    window.find("[data-error-for='names.familyName']").await;
    window.holds("document.activeElement?.name === 'names.familyName'").await;
    let seen = "(() => { \
         const { left, top, width, height } = document.activeElement.getBoundingClientRect(); \
         return document.elementFromPoint(left + width / 2, top + height / 2)?.name })()";
    assert_eq!(window.value(seen).await, "names.familyName", "a notice lies over the field");
    transcript.step(&window, "repair", "the refused field, with what was typed").await;
    window.enter("[name='names.familyName']", "Winter").await;
    hands::save(&window, "names").await;
    hands::chip(&window, "in_dms").await;
    assert_eq!(badge_is_the_store(&window, "nothing is left").await, (0, 0));
    let effects = place.effects().await;
    let created: Vec<_> = effects.iter().filter(|one| one["op"] == "create").collect();
    assert_eq!(created.len(), 2, "{effects:?}");
    assert!(changed(created[1]).iter().any(|(_, text)| text == "Winter"), "{effects:?}");

    // What happened to it, from the customer, by keyboard.
    window.chord(&[key::ALT, 't']).await;
    window.find("#timeline [data-what=refused], #timeline [data-what=kept]").await;
    transcript.step(&window, "timeline", "what happened to it").await;
    window.press(key::ESCAPE).await;
    window.holds("!document.querySelector('#timeline')").await;
    transcript.keep(&place);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_held_is_neither_sent_nor_counted_as_on_its_way() {
    let place = Place::set_up(Network::KeyloopV1, "e2e/held", 100).await;
    let window = place.open(&[]).await;
    place.network_is("refuse").await;
    hands::start_new(&window, "Henrietta Holdsworth 07400 333444").await;
    hands::save_new(&window, "Holdsworth").await;
    window.press(key::F9).await;
    window.focus("#waiting-list [data-act=hold]").await;
    window.chord(&[key::ALT, 'p']).await;
    window.enter("#hold-entry [name=because]", "test drive").await;
    window.press(key::ENTER).await;
    window.holds("document.querySelector('#waiting-list .chip[data-held]')").await;
    place.network_is("up").await;
    window.holds("document.querySelector('#strip')?.dataset.connection === 'online'").await;
    window
        .holds("document.querySelector('#strip')?.innerText.includes('kept on this desk only')")
        .await;
    assert_eq!(badge_is_the_store(&window, "one is held").await, (1, 0));
    assert_eq!(place.effects().await.len(), 0, "what is held was sent");
    window.focus("#waiting-list [data-act=retry]").await;
    window.press(key::ENTER).await;
    until("it is sent", || async { (place.effects().await.len() == 1).then_some(()) }).await;
    hands::nothing_waits(&window).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outage_is_rehearsed_from_the_window_of_a_practice_desk() {
    let place = Place::set_up(Network::KeyloopV1, "e2e/rehearsal", 50).await;
    let window = place.open(&[]).await;
    window.as_large_as(1366, 768).await;
    window.press(key::F10).await;
    window.find("#rehearsal").await;
    window.focus("#rehearsal [data-act=rehearse]").await;
    window.press(key::ENTER).await;
    window.holds("document.querySelector('#rehearsal [data-made]')").await;
    window.picture("report").await;
    assert_eq!(window.text("#rehearsal [data-lost]").await, "0");
    assert_eq!(window.text("#rehearsal [data-doubled]").await, "0");
    assert_eq!(window.text("#rehearsal [data-made]").await, "24");
    assert_eq!(place.effects().await.len(), 0, "this desk's own network was touched");
}
