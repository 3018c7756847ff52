//! What only a person can decide: each entry that stops in the waiting list, decided by keyboard.

use crate::{
    hands::{self, changed},
    journey::{self, Transcript, effects_after},
    place::{Network, Place},
    window::{Window, key},
};
use serde_json::json;

/// Enters somebody while the network is away; another desk enters the same person meanwhile.
async fn met_their_twin(place: &Place, window: &Window, given: &str, family: &str, phone: &str) {
    hands::start_new(window, &format!("{given} {family} {phone}")).await;
    hands::save_new(window, family).await;
    hands::chip(window, "waiting").await;
    let twin = json!({
        "names": { "givenName": given, "familyName": family },
        "communication": { "home": { "mobile": phone } }
    });
    place.second_desk("customers", &twin).await;
}

fn entry_of(name: &str) -> String {
    format!(
        "[...document.querySelectorAll('#waiting-list [data-op-id]')]\
         .find((entry) => entry.innerText.includes('{name}'))"
    )
}

/// Chooses an act of the entry of somebody.
async fn choose(window: &Window, name: &str, act: &str) {
    let op = format!("{}?.dataset.opId", entry_of(name));
    window.holds(&op).await;
    let op = window.value(&op).await;
    let op = op.as_str().expect("an entry");
    window.choose(&format!("#waiting-list [data-op-id='{op}'] [data-act={act}]")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whom_another_desk_entered_meanwhile_is_used_or_told_apart() {
    let place = Place::set_up(Network::KeyloopV1, "e2e/candidates", 300).await;
    let mut transcript = Transcript::new(false);
    let window = place.open(&[]).await;
    place.network_is("down").await;
    met_their_twin(&place, &window, "Tove", "Twinsen", "07400 900777").await;
    met_their_twin(&place, &window, "Ulla", "Quarrington", "07400 900888").await;
    place.network_is("up").await;
    hands::waiting_list(&window, "candidates", 2).await;
    transcript.step(&window, "waiting", "two new customers may exist already").await;
    assert_eq!(place.effects().await.len(), 0, "nobody is created before a person decides");

    choose(&window, "Twinsen", "compare").await;
    window.find("#compare [data-use]").await;
    transcript.step(&window, "compare", "the new one beside the one that is there").await;
    window.chord(&[key::ALT, 'u']).await;
    window.holds("document.documentElement.dataset.view === 'customer'").await;
    hands::chip(&window, "in_dms").await;
    let twin = place.id_of("twinsen").await;
    window.holds(&format!("document.querySelector('#customer')?.dataset.id === '{twin}'")).await;
    transcript.step(&window, "used", "it is the same person").await;
    assert_eq!(place.effects().await.len(), 0, "the other desk's customer is used as they are");

    hands::waiting_list(&window, "candidates", 1).await;
    choose(&window, "Quarrington", "compare").await;
    window.find("#compare [data-use]").await;
    window.chord(&[key::ALT, 'd']).await;
    window.find("#different [data-confirm]").await;
    window.focus("#different [name=reason][value=same_name]").await;
    window.press(' ').await;
    transcript.step(&window, "different", "a reason is asked for").await;
    window.press(key::ENTER).await;
    let effects = effects_after(&place, 0, 1).await;
    assert_eq!(effects[0]["op"], "create", "{effects:?}");
    assert!(changed(&effects[0]).iter().any(|(_, text)| text == "Quarrington"), "{effects:?}");
    hands::chip(&window, "in_dms").await;
    transcript.step(&window, "created", "somebody else: created after all").await;
    hands::nothing_waits(&window).await;
    transcript.keep(&place);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_for_a_known_customer_is_taken_over_field_by_field() {
    let place = Place::set_up(Network::KeyloopV1, "e2e/choices", 300).await;
    let mut transcript = Transcript::new(false);
    let window = place.open(&[]).await;
    hands::open_maria(&window).await;
    hands::start_new(&window, "Maria Sousa 07400 111222").await;
    window.find("#candidates [data-candidate]").await;
    window.chord(&[key::ALT, 'c']).await;
    window.holds("document.querySelector('#finding')?.dataset.branch").await;
    transcript.step(&window, "compare", "the rule and the evidence, side by side").await;
    let maria = "[...document.querySelectorAll('#compare th[data-column]')]\
         .find((head) => head.innerText.includes('Maria Sousa'))?.dataset.column";
    window.holds(maria).await;
    let maria = window.value(maria).await;
    window.choose(&format!("[data-use=\"{}\"]", maria.as_str().expect("an id"))).await;

    let mobile = "#carry-over [data-difference='channels[0]']";
    window.find(mobile).await;
    window.holds("document.querySelectorAll('#carry-over [data-difference]').length === 1").await;
    window.holds("document.querySelector('[data-carry-save]').disabled").await;
    window.holds("document.activeElement?.closest('[data-difference]')").await;
    transcript.step(&window, "choices", "nobody has chosen for the number yet").await;
    window.chord(&[key::ALT, '1']).await;
    window.holds("document.activeElement?.matches('[data-carry-save]')").await;
    transcript.step(&window, "replace", "the typed number takes the old one's place").await;
    window.chord(&[key::CONTROL, 's']).await;
    window.holds("!document.querySelector('#carry-over')").await;
    window.holds("document.activeElement?.id === 'customer-name'").await;
    let effects = effects_after(&place, 0, 1).await;
    let fields = changed(&effects[0]);
    assert_eq!(fields.len(), 1, "{effects:?}");
    assert_eq!(fields[0].0, "communication.home.mobile");
    assert_eq!(fields[0].1.replace(' ', ""), "07400111222");
    hands::chip(&window, "in_dms").await;
    hands::no_drafts(&window).await;
    transcript.step(&window, "taken", "exactly that was sent").await;
    transcript.keep(&place);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_field_is_repaired_from_the_waiting_list() {
    let place = Place::set_up(Network::KeyloopV1, "e2e/rejected", 300).await;
    let mut transcript = Transcript::new(false);
    let window = place.open(&[]).await;
    hands::open_maria(&window).await;
    let problem = json!({ "code": "VALIDATION_ERROR", "field": "names.middleName",
        "message": "must not be the name of a saint" });
    place
        .fault(&json!({
            "match": { "network": "keyloop", "method": "POST",
                "route": "/customers/{customerId}/update-names" },
            "times": 1, "kind": "status", "status": 422, "body": { "errors": [problem] }
        }))
        .await;
    hands::edit(&window, "names", &[("names.middleName", "Genoveva")]).await;
    hands::waiting_list(&window, "rejected", 1).await;
    window.holds("document.querySelector('#waiting-badge')?.dataset.needs === '1'").await;
    transcript.step(&window, "refused", "the network refuses a field, in its own words").await;
    assert_eq!(place.effects().await.len(), 0);

    choose(&window, "Maria", "repair").await;
    window.find("[data-section=names] [data-errors]").await;
    window.find("[data-error-for='names.middleName']").await;
    window
        .holds("document.querySelector('[name=\"names.middleName\"]')?.value === 'Genoveva'")
        .await;
    transcript.step(&window, "repair", "the form says which field, and keeps what was typed").await;
    window.enter("[name='names.middleName']", "Gina").await;
    hands::save(&window, "names").await;
    let effects = effects_after(&place, 0, 1).await;
    assert_eq!(changed(&effects[0]), [("names.middleName".to_owned(), "Gina".to_owned())]);
    hands::chip(&window, "in_dms").await;
    hands::nothing_waits(&window).await;
    transcript.step(&window, "repaired", "the second attempt is in the DMS").await;
    transcript.keep(&place);
}

#[tokio::test(flavor = "multi_thread")]
async fn whom_another_desk_deleted_or_merged_can_be_kept_found_or_given_up() {
    let place = Place::set_up(Network::KeyloopV1, "e2e/gone", 300).await;
    let mut transcript = Transcript::new(false);
    let window = place.open(&[]).await;
    let maria = place.id_of("maria sousa").await;
    hands::open_maria(&window).await;
    place.network_is("down").await;
    hands::edit(&window, "names", &[("names.middleName", "Ines")]).await;
    hands::chip(&window, "waiting").await;
    place.second_desk(&format!("customers/{maria}/delete"), &json!({})).await;
    place.network_is("up").await;
    hands::waiting_list(&window, "gone", 1).await;
    transcript.step(&window, "gone", "the customer is not there any more").await;
    assert_eq!(place.effects().await.len(), 0);

    choose(&window, "Maria", "new").await;
    window.find("form#new-form").await;
    window.holds("document.querySelector('[name=\"names.middleName\"]')?.value === 'Ines'").await;
    transcript.step(&window, "keep", "what was typed becomes a new customer").await;
    hands::save_new(&window, "Sousa").await;
    let effects = effects_after(&place, 0, 1).await;
    assert_eq!(effects[0]["op"], "create", "{effects:?}");
    assert_ne!(effects[0]["keyloopId"], maria.as_str());
    hands::chip(&window, "in_dms").await;
    // What waited for the one who is gone ended with that.
    hands::nothing_waits(&window).await;

    // And whoever was merged is found where they are now.
    let mario = place.id_of("mario souza").await;
    journey::search(&window, "mario souza").await;
    let rows = "[...document.querySelectorAll('#results [role=option][data-local-id]')]";
    let place_of = format!("{rows}.findIndex((row) => row.innerText.includes('Mario Souza'))");
    window.holds(&format!("{place_of} >= 0")).await;
    // Above him stand those who have nearly the same name and are known here already.
    let above = window.value(&place_of).await.as_u64().expect("a place");
    for _ in 0..=above {
        window.press(key::DOWN).await;
    }
    window.press(key::ENTER).await;
    window.holds("document.querySelector('#customer')?.dataset.whole === 'true'").await;
    window.holds("document.querySelector('#refresh')?.ariaBusy === 'false'").await;
    place.network_is("down").await;
    hands::edit(&window, "names", &[("names.middleName", "Paulo")]).await;
    let into = effects[0]["keyloopId"].as_str().expect("an id");
    place.second_desk(&format!("customers/{mario}/merge"), &json!({ "into": into })).await;
    place.network_is("up").await;
    hands::waiting_list(&window, "gone", 1).await;
    choose(&window, "Mario", "find").await;
    window.holds("document.documentElement.dataset.view === 'search'").await;
    window.holds("document.querySelector('#search')?.value.includes('Mario')").await;
    transcript.step(&window, "find", "looked for by name").await;

    // What waited for the one who is gone is given up, with a reason.
    hands::waiting_list(&window, "gone", 1).await;
    choose(&window, "Mario", "cancel").await;
    window.enter("#cancel-entry [name=reason]", "merged meanwhile").await;
    transcript.step(&window, "give-up", "giving up asks why").await;
    window.press(key::ENTER).await;
    hands::nothing_waits(&window).await;
    window.holds("document.activeElement?.closest('main')").await;
    assert_eq!(place.effects().await.len(), 1, "giving up tells the network nothing");
    transcript.keep(&place);
}

/// Both sides changed two names; one is decided for each side.
async fn clash(network: Network, pictures: &str) {
    let place = Place::set_up(network, pictures, 300).await;
    let mut transcript = Transcript::new(false);
    let window = place.open(&[]).await;
    let maria = place.id_of("maria sousa").await;
    hands::open_maria(&window).await;
    place.network_is("down").await;
    let mine = [("names.givenName", "Mariana"), ("names.middleName", "Ines")];
    hands::edit(&window, "names", &mine).await;
    hands::chip(&window, "waiting").await;
    let theirs = json!({ "givenName": "Marie", "middleName": "Beatriz" });
    place
        .second_desk(
            &format!("customers/{maria}/edit"),
            &json!({ "section": "names", "fields": theirs }),
        )
        .await;
    place.network_is("up").await;
    hands::waiting_list(&window, "conflict", 1).await;
    transcript.step(&window, "conflict", "two desks changed the same names").await;
    assert_eq!(place.effects().await.len(), 0, "nothing is written over another's change");

    window.focus("[data-conflict='names.givenName'] input").await;
    window.chord(&[key::ALT, '3']).await;
    window.holds("document.activeElement?.closest('[data-conflict=\"names.middleName\"]')").await;
    window.chord(&[key::ALT, '2']).await;
    window.holds("document.activeElement?.dataset.act === 'resolve'").await;
    let result = window.text("[data-result]").await;
    assert!(result.contains("Marie") && result.contains("Ines"), "{result}");
    transcript.step(&window, "decided", "theirs for the one, ours for the other").await;
    window.press(key::ENTER).await;
    let effects = effects_after(&place, 0, 1).await;
    let fields = changed(&effects[0]);
    assert_eq!(fields.len(), 1, "{effects:?}");
    assert!(fields[0].0.ends_with("middleName") && fields[0].1 == "Ines", "{effects:?}");
    hands::nothing_waits(&window).await;
    let stored = place.customer(&maria).await;
    assert_eq!(stored["names"]["givenName"], "Marie", "{stored}");
    assert_eq!(stored["names"]["middleName"], "Ines", "{stored}");
    transcript.step(&window, "resolved", "exactly the one field was sent").await;
    transcript.keep(&place);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clash_on_keyloop_v3_is_decided_field_by_field_by_keyboard() {
    clash(Network::KeyloopV3, "e2e/conflict-v3").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clash_on_mykaarma_is_decided_field_by_field_by_keyboard() {
    clash(Network::MyKaarma, "e2e/conflict-mykaarma").await;
}
