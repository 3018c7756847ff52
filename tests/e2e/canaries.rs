//! Forty values of a customer, looked for in ten forms in every file the window, its engine and its
//! log have written, at the most talkative log level: none may be there.

#[path = "../../crates/ctl/tests/it/canaries/eye.rs"]
mod eye;

use crate::{
    hands, journey,
    place::{Network, Place},
    window::{Window, key, until},
};
use eye::{Eye, FIELDS, FORMS, record};
use serde_json::json;
use std::path::Path;

/// Terms by which the customer is found.
const TYPED: [&str; 8] = [
    "Canaryquist",
    "Zquinevere Canaryquist",
    "07400 908172",
    "zquin.canary@quux.example",
    "0W908172",
    "ZQ90 XWV",
    "ZQKEY90817",
    "Zquabble Forge",
];

async fn a_day(desk: &Window, place: &Place) {
    for typed in TYPED {
        journey::search(desk, typed).await;
        desk.holds("document.querySelector('#results [role=option][data-local-id]')").await;
    }
    place.network_is("down").await;
    desk.press(key::ENTER).await;
    desk.holds("document.documentElement.dataset.view === 'customer'").await;
    desk.holds("document.querySelector('#customer-name')?.innerText.includes('Canaryquist')").await;
    hands::edit(desk, "names", &[("names.middleName", "Zquinniekin")]).await;
    hands::chip(desk, "waiting").await;
    hands::fill_in(desk, "names", &[("names.preferredName", "Zquintus")]).await;
    // What pages may put away goes through the engine, whoever asks for it.
    desk.value("void localStorage.setItem('seen', 'by the engine')").await;
}

fn logged(place: &Place) -> u64 {
    let logs = std::fs::read_dir(place.data().join("logs")).expect("logs").flatten();
    logs.map(|file| file.metadata().expect("a size").len()).sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_file_of_the_window_shows_any_of_forty_values_in_any_of_ten_forms() {
    let place = Place::set_up(Network::KeyloopV1, "e2e/canaries", 30).await;
    place.import(format!("{}\n", record()).as_bytes()).await;
    let temporary = place.home().join("tmp");
    std::fs::create_dir(&temporary).expect("a folder");
    let talkative = [("SHOWROOM_LOG", Path::new("trace")), ("TMPDIR", &temporary)];
    let desk = place.open_with(&[], &talkative).await;
    a_day(&desk, &place).await;
    let eye = Eye::new();
    let written = || [place.home(), place.data()].map(|folder| eye.below(&folder));
    let stored = || crate::hand::files_with(&[place.data()], b"by the engine");
    until("the engine writes", || async { (!stored().is_empty()).then_some(()) }).await;
    // What it says it writes a little later.
    until("the log talks", || async { (logged(&place) > 10_000).then_some(()) }).await;
    let while_open = written();
    desk.cut_off().await;
    let after = written();

    for (files, found) in while_open.iter().chain(&after) {
        assert!(*files > 0, "there was something to look through");
        assert_eq!(*found, Vec::<String>::new());
    }
    let files: usize = after.iter().map(|(files, _)| files).sum();
    println!("{} values × {FORMS} forms in {files} files: 0 found", FIELDS.len());

    // The eye sees what an engine or a log would have left.
    std::fs::write(place.data().join("seen"), json!({ "term": TYPED[3] }).to_string())
        .expect("written");
    assert!(!eye.below(&place.data()).1.is_empty(), "a value that is there is found");
}
