//! Hostile records in the real window: every text a customer, a network or a typist may leave is
//! read there, and does nothing else. What ran, what left and what it became is looked at after each
//! step.

mod guard;
mod payloads;

use crate::{
    hands, journey,
    place::{Network, Place},
    reasons,
    window::{Window, key, until},
};
use guard::{Beacon, Guard};
use payloads::Hostile;
use serde_json::json;

async fn view(window: &Window, name: &str) {
    reasons::view(window, name).await;
}

/// A desk that knows all of them, in a network it cannot reach.
async fn desk_of(people: &[Hostile], pictures: &str) -> Place {
    let place = Place::set_up(Network::KeyloopV1, pictures, 30).await;
    let lines: String = people.iter().map(|one| format!("{}\n", one.record())).collect();
    place.import(lines.as_bytes()).await;
    place.network_is("refuse").await;
    place
}

/// Types a name that one customer has, and waits for that row.
async fn find(window: &Window, name: &str) {
    window.chord(&[key::CONTROL, 'k']).await;
    window.enter("#search", name).await;
    let first = "document.querySelector('#results [role=option][data-local-id]')";
    window.holds(&format!("{first}?.textContent.includes('{name}')")).await;
    window.press(key::DOWN).await;
    let chosen = "document.querySelector('#results [role=option][aria-selected=true]')";
    window.holds(&format!("{chosen}?.textContent.includes('{name}')")).await;
}

async fn open(window: &Window, name: &str) {
    find(window, name).await;
    window.press(key::ENTER).await;
    view(window, "customer").await;
    let shown = "document.querySelector('#customer-name')?.textContent";
    window.holds(&format!("{shown}?.includes('{name}')")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_hostile_customers_are_read_and_do_nothing_else() {
    let beacon = Beacon::start();
    let people = payloads::everybody(&beacon.address());
    assert!(people.len() >= 200, "{} are too few", people.len());
    let place = desk_of(&people, "e2e/hostile").await;
    let window = place.open(&[]).await;
    let guard = Guard::set(&window, beacon).await;
    let mut read = 0;
    for one in &people {
        open(&window, &one.name).await;
        guard.holds(&window, &one.name).await;
        if one.is_plain() {
            assert!(guard.reads(&window, "main", &one.text).await, "{} is not there", one.text);
            read += 1;
        }
    }
    assert!(read >= 100, "{read} were compared letter by letter");
    // Those looked at today stand on the first page.
    window.chord(&[key::CONTROL, 'k']).await;
    window.enter("#search", "").await;
    window.press(key::BACKSPACE).await;
    window.find("#home-today").await;
    guard.holds(&window, "the first page").await;
    window.picture("recent").await;
    guard.was_awake(&window).await;
}

/// Two alike side by side, one of them used: the record, its history, its receipt.
async fn compared(window: &Window, guard: &Guard, twins: &[Hostile; 2]) {
    find(window, payloads::TWINS).await;
    window.chord(&[key::ALT, 'c']).await;
    window.holds("document.querySelectorAll('#compare th[data-column]').length >= 2").await;
    guard.holds(window, "compared").await;
    for twin in twins {
        assert!(guard.reads(window, "#compare", &twin.text).await, "{} is not there", twin.text);
    }
    window.picture("compare").await;
    let column = "document.querySelector('#compare th[data-column]')?.dataset.column";
    let column = window.value(column).await;
    window.choose(&format!("[data-use=\"{}\"]", column.as_str().expect("an id"))).await;
    view(window, "customer").await;
    window.find("#history [data-receipt]").await;
    guard.holds(window, "history").await;
    window.choose("#history [data-receipt]").await;
    view(window, "receipt").await;
    window.find("#receipt-table").await;
    guard.holds(window, "receipt").await;
    assert!(guard.reads(window, "#receipt", &twins[0].text).await, "the receipt shows nobody");
    window.press(key::ESCAPE).await;
    view(window, "customer").await;
}

/// All that is held of them as text, and their sheet of paper.
async fn held_and_printed(window: &Window, guard: &Guard, one: &Hostile) {
    open(window, &one.name).await;
    window.choose("#show-held").await;
    window.find("#held [data-part=record]").await;
    window.value("void (document.querySelector('#held details').open = true)").await;
    guard.holds(window, "held").await;
    assert!(guard.reads(window, "#held pre", &one.name).await, "nothing of them is held");
    window.press(key::ESCAPE).await;
    window.holds("!document.querySelector('#held')").await;
    window.chord(&[key::CONTROL, 'p']).await;
    window.holds("document.querySelector('.print-sheet')").await;
    guard.holds(window, "print").await;
    assert!(guard.reads(window, ".print-sheet", &one.text).await, "{} is not printed", one.text);
    window.press(key::ESCAPE).await;
    window.holds("!document.querySelector('.print-sheet')").await;
}

/// The hand-off list of customers called like formulas, in the window and as a file.
async fn handed_off(place: &Place, window: &Window, guard: &Guard, people: &[Hostile]) {
    let formulas: Vec<&Hostile> = people.iter().filter(|one| one.kind == "spreadsheets").collect();
    assert!(formulas.len() >= 10);
    for two in formulas.windows(2) {
        let pair = json!({ "one": two[0].id, "other": two[1].id });
        assert_eq!(window.call("duplicate_note", &pair).await, json!({}));
    }
    window.press(key::F8).await;
    view(window, "decisions").await;
    guard.holds(window, "decisions").await;
    reasons::tab(window, "verdicts").await;
    guard.holds(window, "verdicts").await;
    reasons::tab(window, "twice").await;
    window.find("#twice [data-pair]").await;
    guard.holds(window, "stored twice").await;
    window.choose("#export").await;
    let folder = place.home().join("Downloads");
    let text = until("the list is in the folder of downloads", || async {
        let file = std::fs::read_dir(&folder).ok()?.next()?.ok()?;
        std::fs::read_to_string(file.path()).ok().filter(|text| text.ends_with("\r\n"))
    })
    .await;
    let cells: Vec<String> = payloads::cells(&text);
    assert!(cells.len() >= 10 * formulas.len(), "{text}");
    assert!(cells.iter().any(|cell| cell.contains("HYPERLINK")), "{text}");
    let formula = cells.iter().find(|cell| {
        let led = cell.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{200b}');
        led.starts_with(['=', '+', '-', '@', '\u{ff1d}'])
    });
    assert_eq!(formula, None, "a spreadsheet would run it");
}

/// People who are refused, each with words that a broken network may answer with.
async fn refused(place: &Place, window: &Window, guard: &Guard, people: &[Hostile]) {
    // So unlike each other that nobody is asked which of them it is.
    let typed = [
        "Barnaby Winterbourne 07400222330",
        "Ottoline Quillfeather 07911554128",
        "Casimir Holdsworth 07733918064",
        "Philippa Featherstone 07522640791",
    ];
    let names = typed.map(|one| one.split(' ').nth(1).expect("a family name"));
    let kinds = ["elements", "handlers", "broken", "texts"];
    for (one, name) in typed.into_iter().zip(names) {
        hands::start_new(window, one).await;
        hands::save_new(window, name).await;
    }
    let words = |kind: &str| {
        let fit = people.iter().filter(|one| one.kind == kind && one.is_plain());
        let words: Vec<&str> = fit.map(|one| one.text.as_str()).take(3).collect();
        assert_eq!(words.len(), 3, "{kind}");
        words.join(" ")
    };
    for (name, kind) in names.into_iter().zip(kinds) {
        let said = words(kind);
        place
            .fault(&json!({
                "match": { "network": "keyloop", "method": "POST", "body_contains": name },
                "kind": "status", "status": 422,
                "body": { "errors": [{ "code": said, "field": "names.familyName", "message": said }] }
            }))
            .await;
    }
    place.network_is("up").await;
    hands::waiting_list(window, "rejected", names.len()).await;
    guard.holds(window, "waiting").await;
    for kind in kinds {
        // The network crate keeps so many letters of what it is told.
        let start: String = words(kind).chars().take(60).collect();
        assert!(guard.reads(window, "#waiting-list", &start).await, "nobody is told: {start}");
    }
    window.picture("waiting").await;
    window.focus("#waiting-list [data-act=timeline]").await;
    window.chord(&[key::ALT, 't']).await;
    window.find("#timeline [data-what]").await;
    guard.holds(window, "what happened").await;
    window.press(key::ESCAPE).await;
    window.holds("!document.querySelector('#timeline')").await;
}

/// Rows as the network finds them.
async fn found_in_the_network(place: &Place, window: &Window, guard: &Guard, people: &[Hostile]) {
    let family = "Zqnetwork";
    let known = people.iter().filter(|one| one.is_plain()).take(20).enumerate();
    let items: Vec<_> = known
        .map(|(at, one)| {
            json!({
                "customerId": format!("01-9{at:04}"),
                "names": { "givenName": one.text, "familyName": family },
                "addresses": { "home": { "physicalAddress": { "city": one.text } } },
                "communication": { "home": { "email": one.text } },
                "links": [{ "method": "GET", "rel": "self", "href": one.text, "title": one.text }],
            })
        })
        .collect();
    let count = items.len();
    place
        .fault(&json!({
            "match": { "network": "keyloop", "method": "GET", "route": "/customers" },
            "kind": "status", "status": 200,
            "body": { "totalItems": count, "totalPages": 1, "items": items, "links": [] }
        }))
        .await;
    journey::search(window, family).await;
    let rows = "[...document.querySelectorAll('#results [role=option]')]";
    window.holds(&format!("{rows}.some((row) => row.textContent.includes('{family}'))")).await;
    guard.holds(window, "found in the network").await;
    window.picture("network").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_words_are_compared_kept_printed_exported_and_refused_and_do_nothing_else() {
    let beacon = Beacon::start();
    let people = payloads::everybody(&beacon.address());
    let twins = payloads::twins(&beacon.address());
    let all: Vec<Hostile> = people.iter().chain(&twins).cloned().collect();
    let place = desk_of(&all, "e2e/hostile-words").await;
    let window = place.open(&[]).await;
    let guard = Guard::set(&window, beacon).await;
    compared(&window, &guard, &twins).await;
    let script = people.iter().find(|one| one.kind == "elements").expect("elements");
    held_and_printed(&window, &guard, script).await;
    handed_off(&place, &window, &guard, &people).await;
    refused(&place, &window, &guard, &people).await;
    found_in_the_network(&place, &window, &guard, &people).await;
    guard.was_awake(&window).await;
}
