//! A desk to practise at, beside the real one: its frame, its customers, its own end.

use crate::{
    audit::Audit,
    hands, journey,
    place::{Network, Place},
    screen::Screen,
    window::{Window, key, until},
};
use serde_json::json;

/// The stripes and the bar are drawn over whatever else there is.
async fn is_framed(window: &Window) {
    window
        .holds(
            "(() => {
              const frame = document.querySelector('#practice-frame');
              if (!frame || !frame.matches(':popover-open')) return false;
              const bar = frame.querySelector('aside').getBoundingClientRect();
              const top = document.elementFromPoint(innerWidth / 2, bar.top + bar.height / 2);
              const edge = parseFloat(getComputedStyle(frame).borderLeftWidth);
              // Behind a dialog nothing answers to the pointer, whatever lies on top.
              const seen = frame.contains(top) || document.querySelector('dialog[open]') !== null;
              return edge >= 10 && bar.height > 10 && seen &&
                frame.getBoundingClientRect().width === innerWidth;
            })()",
        )
        .await;
    let words = window.text("#practice-frame p").await;
    assert_eq!(words, "Practice: nothing here reaches your DMS");
}

async fn practising(place: &Place) -> Window {
    let data = place.data();
    let arguments = ["--practice", "--data-dir", data.to_str().expect("a plain name")];
    let window = Window::open(&place.home(), &arguments, place.pictures()).await;
    window.ready().await;
    window
}

#[tokio::test(flavor = "multi_thread")]
async fn practice_beside_the_real_desk_is_framed_keeps_what_is_saved_and_starts_over() {
    let place = Place::set_up(Network::KeyloopV1, "e2e/practice", 60).await;
    let real = place.open(&[]).await;
    let screen = Screen::here();
    let titled = |words: &str| screen.windows().into_iter().find(|one| one.title == words);

    let window = practising(&place).await;
    is_framed(&window).await;
    until("the title says it", || async { titled("Practice: Showroom") }).await;
    let mut audit = Audit::default();
    audit.look(&window, "practice").await;
    window.picture("01-search").await;

    journey::find_maria(&window).await;
    window.press(key::ENTER).await;
    window.holds("document.documentElement.dataset.view === 'customer'").await;
    hands::edit(&window, "names", &[("names.middleName", "Practised")]).await;
    window.holds("document.querySelector('#customer-chip')?.dataset.state === 'in_dms'").await;
    is_framed(&window).await;
    window.picture("02-saved").await;
    assert_eq!(place.effects().await.len(), 0, "nothing reached the real desk's network");

    // Also over a dialog.
    window.choose("#practice-reset").await;
    window.find("#practice-over").await;
    is_framed(&window).await;
    audit.look(&window, "practice-over").await;
    window.picture("03-over-a-dialog").await;
    window.press(key::ESCAPE).await;
    window.holds("!document.querySelector('#practice-over')").await;

    // Cut off and started again: what was saved is still there.
    window.cut_off().await;
    let window = practising(&place).await;
    journey::search(&window, "maria practised").await;
    window.holds("document.querySelector('#results')?.innerText.includes('Sousa')").await;

    window.choose("#practice-network").await;
    window.holds("document.querySelector('#connection')?.dataset.connection === 'offline'").await;
    window.choose("#practice-network[data-cut=true]").await;
    window.holds("document.querySelector('#connection')?.dataset.connection === 'online'").await;

    window.value("void (window.before = true)").await;
    window.choose("#practice-reset").await;
    window.choose("#practice-over [data-act=start-over]").await;
    window.holds("window.before === undefined").await;
    window.ready().await;
    is_framed(&window).await;
    let again = window.call("search", &json!({"text": "maria practised", "generation": 1})).await;
    assert_eq!(again["rows"], json!([]), "{again}");
    journey::find_maria(&window).await;
    window.picture("04-started-over").await;

    // The kiosk of practice says what it is too.
    window.choose("#open-kiosk").await;
    until("the kiosk's window", || async { titled("PRACTICE: Welcome") }).await;
    window.choose("#open-kiosk").await;
    until("it has gone", || async { titled("PRACTICE: Welcome").is_none().then_some(()) }).await;

    // All the while the real desk was there.
    journey::find_maria(&real).await;
    assert_eq!(real.value("document.querySelector('#practice-frame')").await, json!(null));
    audit.passes();
    assert!(place.data().with_file_name("desk-practice").is_dir());
    let own = std::fs::read_to_string(place.config()).expect("the real configuration");
    assert!(own.contains(&place.base()), "{own}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_of_commands_opens_a_desk_to_practise_at() {
    let place = Place::set_up(Network::KeyloopV1, "e2e/practise", 60).await;
    let real = place.open(&[]).await;
    let screen = Screen::here();
    let practice = || {
        let windows = screen.windows().into_iter();
        windows.filter(|one| one.title.to_lowercase().starts_with("practice")).count()
    };
    assert_eq!(practice(), 0);
    real.chord(&[key::CONTROL, '\u{e008}', 'p']).await;
    real.enter("#palette input", "practise").await;
    real.press(key::ENTER).await;
    until("the window of practice", || async { (practice() == 1).then_some(()) }).await;
    // It is no part of the real desk: it is ended by itself.
    let folder = place.data().with_file_name("desk-practice");
    until("it is filled", || async {
        let mark = std::fs::read_to_string(folder.join("practice.json")).ok()?;
        mark.contains("\"whole\":true").then_some(())
    })
    .await;
    let ours = crate::window::children(real.processes()[0]).into_iter().filter(|process| {
        let words = std::fs::read_to_string(format!("/proc/{process}/cmdline"));
        words.is_ok_and(|words| words.contains("--practice"))
    });
    for process in ours {
        drop(std::process::Command::new("kill").arg(process.to_string()).status());
    }
    until("it has gone", || async { (practice() == 0).then_some(()) }).await;
    journey::find_maria(&real).await;
}
