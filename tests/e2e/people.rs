//! People at the desk: set up, locked out, let in by PIN, refused what is not theirs; and the curtain.

use crate::{
    hands, journey,
    place::{Network, Place},
    window::{Window, key, until},
};
use serde_json::json;

const F12: char = '\u{e03c}';

async fn add(desk: &Window, name: &str, role: &str, pin: &str) {
    desk.choose("#people [data-add]").await;
    desk.enter("#person-name", name).await;
    desk.value(&format!(
        "(() => {{ const role = document.querySelector('#person-role'); role.value = '{role}'; \
         role.dispatchEvent(new Event('change', {{ bubbles: true }})); return role.value; }})()"
    ))
    .await;
    desk.enter("#person-pin", pin).await;
    desk.choose("#people button[type=submit]").await;
    desk.holds(&format!("!!document.querySelector('#people [data-person={name}]')")).await;
}

async fn locked(desk: &Window) {
    desk.holds("document.documentElement.dataset.view === 'locked_desk'").await;
    desk.holds("document.querySelectorAll('#unlock [data-person]').length === 2").await;
}

async fn let_in(desk: &Window, name: &str, pin: &str) {
    desk.focus(&format!("#unlock [data-person={name}] input")).await;
    desk.press(' ').await;
    desk.enter("#pin", pin).await;
    desk.press(key::ENTER).await;
}

/// All that is painted as text, dialogs and fields too.
const PAINTED: &str = "[...document.querySelectorAll('body *')].filter((one) => \
    getComputedStyle(one).visibility === 'visible').map((one) => [...one.childNodes]\
    .filter((node) => node.nodeType === 3).map((node) => node.data).join('') + (one.value ?? ''))\
    .join(' ')";

#[tokio::test(flavor = "multi_thread")]
async fn people_lock_the_desk_switch_by_pin_and_are_refused_what_is_not_theirs() {
    let place = Place::set_up(Network::KeyloopV1, "e2e/people", 300).await;
    let desk = place.open(&[]).await;
    hands::open_maria(&desk).await;
    desk.choose("#open-people").await;
    desk.picture("01-nobody-set-up").await;
    add(&desk, "Ana", "admin", "483920").await;
    add(&desk, "Ben", "sales", "719263").await;
    desk.picture("02-two-people").await;
    desk.choose("#people .actions button").await;
    desk.holds("document.querySelector('#lock-desk')?.textContent.includes('Ana')").await;

    desk.chord(&[key::CONTROL, 'l']).await;
    locked(&desk).await;
    desk.picture("03-locked").await;
    let text = desk.value("document.documentElement.outerHTML").await.to_string();
    assert!(!text.contains("Sousa"), "nothing of the customer is in the page of a locked desk");

    let_in(&desk, "Ben", "111111").await;
    desk.holds("document.querySelector('#unlock-said')?.textContent.trim() !== ''").await;
    desk.picture("04-wrong").await;
    let before = std::time::Instant::now();
    let_in(&desk, "Ben", "719263").await;
    desk.holds("document.querySelector('#lock-desk')?.textContent.includes('Ben')").await;
    println!("switched in {} ms, steps of the test included", before.elapsed().as_millis());
    assert_eq!(desk.value("document.querySelector('#open-people')").await, json!(null));

    let id = place.id_of("maria sousa").await;
    let refused = desk.call("forget", &json!({ "id": id })).await.to_string();
    assert!(refused.contains("right_missing") && refused.contains("erase"), "{refused}");

    hands::open_maria(&desk).await;
    desk.picture("05-open").await;
    desk.press(F12).await;
    desk.holds("document.documentElement.dataset.curtain === 'drawn'").await;
    let painted = desk.value(PAINTED).await.to_string();
    for private in ["Sousa", "Maria", "4417", "example"] {
        assert!(!painted.contains(private), "{private} is painted behind the curtain: {painted}");
    }
    assert!(painted.contains("F12"), "what hangs there says how to open it: {painted}");
    desk.picture("06-curtain").await;
    desk.press(F12).await;
    desk.holds("document.documentElement.dataset.curtain === undefined").await;
    desk.holds("document.querySelector('main')?.textContent.includes('Sousa')").await;

    journey::search(&desk, "maria sousa").await;
    desk.cut_off().await;
    let desk = place.open(&[]).await;
    until("the next start asks who it is", || async {
        let view = desk.value("document.documentElement.dataset.view").await;
        (view == json!("locked_desk")).then_some(())
    })
    .await;
}
