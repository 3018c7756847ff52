//! A kiosk and a desk on two computers with no network between them: what the kiosk's screen shows is
//! read as a camera reads it, and typed at the desk as a scanner types it.

use crate::{
    place::{Network, Place},
    window::Window,
};
use serde_json::{Value, json};
use std::sync::Arc;

/// What `showroomctl kiosk pair` prints at the desk.
async fn key_of(place: &Place) -> String {
    let start = desk::Start {
        config: desk::config::Config::read(&place.config()).expect("a valid configuration"),
        config_path: place.config(),
        data_dir: place.data(),
        clock: Arc::new(desk::clock::SystemClock),
    };
    let desk = tokio::task::spawn_blocking(move || desk::Desk::start(start)).await.expect("ends");
    Arc::new(desk.expect("the desk opens")).hand_off_key().await.expect("a key")
}

async fn next(kiosk: &Window, step: &str) {
    kiosk.choose("[data-next]").await;
    at(kiosk, step).await;
}

async fn at(kiosk: &Window, step: &str) {
    kiosk.holds(&format!("document.querySelector('#kiosk')?.dataset.step === '{step}'")).await;
}

/// Each square on the screen, from what the page has drawn.
async fn squares(kiosk: &Window) -> Vec<String> {
    const DRAWN: &str = "[...document.querySelectorAll('#kiosk svg[role=img]')].map((square) => \
         ({ size: square.viewBox.baseVal.width, path: square.querySelector('path').getAttribute('d'), \
            wide: square.getBoundingClientRect().width }))";
    let drawn = kiosk.value(DRAWN).await;
    let drawn = drawn.as_array().expect("a list").iter();
    drawn
        .map(|square| {
            let wide = square["wide"].as_f64().expect("a width");
            let size = square["size"].as_f64().expect("a size");
            assert!(wide / size >= 3.0, "a point is {} pixels wide: too fine", wide / size);
            read(square)
        })
        .collect()
}

fn read(square: &Value) -> String {
    const PIXELS: usize = 4;
    let size = square["size"].as_u64().and_then(|size| usize::try_from(size).ok());
    let size = size.expect("a size");
    let mut dark = vec![false; size * size];
    for run in square["path"].as_str().expect("a path").split('M').skip(1) {
        let (at, rest) = run.split_once('h').expect("a run");
        let (x, y) = at.split_once(' ').expect("where it begins");
        let (long, _) = rest.split_once('v').expect("how long it is");
        let [x, y, long] = [x, y, long].map(|text| text.parse::<usize>().expect("a number"));
        dark[y * size + x..y * size + x + long].fill(true);
    }
    let side = size * PIXELS;
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(side, side, |x, y| {
        if dark[y / PIXELS * size + x / PIXELS] { 0 } else { 255 }
    });
    let grids = image.detect_grids();
    assert_eq!(grids.len(), 1, "one code in one picture");
    grids[0].decode().expect("it can be read").1
}

/// Keys as fast as a scanner has them, whatever has the focus.
async fn scan(desk: &Window, code: &str) {
    const KEYS: &str = "const [text, done] = arguments; \
         for (const key of [...text, 'Enter']) document.activeElement.dispatchEvent( \
           new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })); \
         setTimeout(done, 500)";
    desk.run(KEYS, vec![json!(code)]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_goes_from_a_kiosk_of_its_own_to_the_desk_while_nothing_answers() {
    let desk_place = Place::set_up(Network::KeyloopV1, "e2e/hand-off-desk", 30).await;
    let kiosk_place = Place::set_up(Network::KeyloopV1, "e2e/hand-off-kiosk", 1).await;
    let key = key_of(&desk_place).await;
    let settings = std::fs::read_to_string(kiosk_place.config()).expect("the settings");
    let settings = format!("{settings}\n[kiosk]\nhand_off = \"{key}\"\nname = \"Entrance\"\n");
    std::fs::write(kiosk_place.config(), settings).expect("written");
    desk_place.network_is("down").await;

    let kiosk = kiosk_place.open(&["--kiosk"]).await;
    at(&kiosk, "welcome").await;
    kiosk.choose("[data-lang=en]").await;
    at(&kiosk, "privacy").await;
    next(&kiosk, "name").await;
    kiosk.enter("[data-answer=given_name]", "Ottilie").await;
    kiosk.enter("[data-answer=family_name]", "Handoverson").await;
    next(&kiosk, "contact").await;
    kiosk.enter("[data-answer=phone]", "07911 004417").await;
    next(&kiosk, "address").await;
    next(&kiosk, "visit").await;
    next(&kiosk, "check").await;
    kiosk.choose("[data-send]").await;
    at(&kiosk, "done").await;
    let codes = squares(&kiosk).await;
    assert!(!codes.is_empty());
    kiosk.picture("01-squares").await;
    kiosk.cut_off().await;

    let desk = desk_place.open(&[]).await;
    desk.holds("document.querySelector('#search') !== null").await;
    desk.holds("document.activeElement?.id === 'search'").await;
    for code in codes.iter().rev() {
        scan(&desk, code).await;
    }
    desk.holds("['compare', 'new'].includes(document.documentElement.dataset.view)").await;
    desk.holds("document.querySelector('[name=\"names.familyName\"]')?.value === 'Handoverson'")
        .await;
    desk.picture("01-card").await;
    for code in &codes {
        scan(&desk, code).await;
    }
    let listed = desk.call("submissions", &json!({})).await;
    assert_eq!(listed["submissions"].as_array().map(Vec::len), Some(1), "{listed}");
    assert_eq!(listed["submissions"][0]["scan"]["station"], "Entrance");
    assert_eq!(desk_place.effects().await.len(), 0);
}
