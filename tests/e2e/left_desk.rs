//! A desk whose person has gone: locked by them, or with the computer. The process that drew their
//! page is gone with what it was shown, and nothing they copied can be pasted.

use crate::{
    hand::{Program, any_in_memory, differing, in_memory, symbol::*},
    place::{Network, Place},
    window::until,
};
use std::process::Command;

const PIN: &str = "483920";
/// More than this many dots is another page.
const CLEARLY: usize = 5_000;

async fn another_page(desk: &Program, from: &[u8]) {
    until("another page", || async {
        (differing(from, &desk.screen.dots()) > CLEARLY).then_some(())
    })
    .await;
    desk.still().await;
}

/// Another process draws the page than any of these.
async fn drawn_by_another(desk: &Program, before: &[u32]) {
    until("another process draws the page", || async {
        let now = desk.engine("WebKitWebProces");
        (!now.is_empty() && now.iter().all(|one| !before.contains(one))).then_some(())
    })
    .await;
    desk.drawn().await;
}

fn in_pages(desk: &Program, text: &str) -> usize {
    desk.engine("WebKit").into_iter().map(|process| in_memory(process, text)).sum()
}

/// Types the PIN at the door. The page behind it is drawn by a process that has not seen it.
async fn let_in(desk: &Program) {
    let door = (desk.engine("WebKitWebProces"), desk.screen.dots());
    desk.hand.types(PIN);
    desk.hand.press(&[ENTER]);
    drawn_by_another(desk, &door.0).await;
    another_page(desk, &door.1).await;
    assert_eq!(in_pages(desk, PIN), 0, "a process that draws still holds the PIN");
}

/// A desk with Ana at it, who looks at the customers she found.
async fn with_somebody_found(pictures: &str) -> (Place, Program) {
    let place = Place::set_up(Network::KeyloopV1, pictures, 300).await;
    place.import_everybody().await;
    place.employ("Ana", PIN).await;
    let desk = Program::desk(&place).await;
    let_in(&desk).await;
    let empty = desk.screen.dots();
    desk.hand.types("sousa");
    another_page(&desk, &empty).await;
    (place, desk)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_shown_and_copied_ends_with_the_lock() {
    let (place, desk) = with_somebody_found("e2e/left-desk").await;
    until("the customers are in the page", || async {
        (in_pages(&desk, "Sousa") > 0).then_some(())
    })
    .await;
    desk.hand.press(&[CONTROL, u32::from('a')]);
    desk.hand.press(&[CONTROL, u32::from('c')]);
    until("the copy", || async {
        (desk.hand.offered("CLIPBOARD").await.as_deref() == Some("sousa")).then_some(())
    })
    .await;

    let before = desk.engine("WebKitWebProces");
    desk.hand.press(&[CONTROL, u32::from('l')]);
    drawn_by_another(&desk, &before).await;
    desk.screen.picture(&place.pictures().join("locked.png"));
    for private in ["Sousa", "sousa", PIN] {
        assert_eq!(in_pages(&desk, private), 0, "a locked desk's page holds {private}");
    }
    for which in ["CLIPBOARD", "PRIMARY"] {
        assert_eq!(desk.hand.offered(which).await.unwrap_or_default(), "", "{which}");
    }
}

/// Which of these stand in the core's memory.
fn held_now(desk: &Program, secrets: &[(&'static str, Vec<u8>)]) -> Vec<&'static str> {
    let core = desk.core();
    let found = secrets.iter().filter(|(_, bytes)| any_in_memory(core, &[bytes]) > 0);
    found.map(|(name, _)| *name).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_core_of_a_desk_that_was_left_holds_no_key_and_no_token() {
    let (place, desk) = with_somebody_found("e2e/left-core").await;
    // Whoever runs this has to be allowed to look: the program lets no one of its account.
    let names = ["the key of mine.db", "the key of theirs.db", "the client's secret", "a token"];
    let mut secrets = Vec::new();
    until("everything is there that has to go", || {
        secrets = place.secrets();
        let found = held_now(&desk, &secrets);
        async move { names.iter().all(|name| found.contains(name)).then_some(()) }
    })
    .await;

    let before = desk.engine("WebKitWebProces");
    desk.hand.press(&[CONTROL, u32::from('l')]);
    drawn_by_another(&desk, &before).await;
    secrets.push(("the PIN", PIN.as_bytes().to_vec()));
    until("the core has put everything away", || {
        let left = held_now(&desk, &secrets);
        async move { left.is_empty().then_some(()) }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_desk_locks_when_the_computer_does() {
    let place = Place::set_up(Network::KeyloopV1, "e2e/left-with-the-computer", 30).await;
    place.employ("Ana", PIN).await;
    let desk = Program::desk(&place).await;
    let door = desk.screen.dots();
    let_in(&desk).await;

    let (before, open) = (desk.engine("WebKitWebProces"), desk.screen.dots());
    screen_locks(false);
    desk.moment().await;
    assert_eq!(desk.engine("WebKitWebProces"), before, "the end of a lock locks nothing");
    screen_locks(true);
    drawn_by_another(&desk, &before).await;
    another_page(&desk, &open).await;
    desk.screen.picture(&place.pictures().join("locked.png"));
    until("the door", || async { (differing(&door, &desk.screen.dots()) < CLEARLY).then_some(()) })
        .await;
}

/// What a desktop says when its screen is locked, or is no longer.
fn screen_locks(locked: bool) {
    let said = Command::new("dbus-send")
        .args(["--session", "--type=signal", "/org/freedesktop/ScreenSaver"])
        .arg("org.freedesktop.ScreenSaver.ActiveChanged")
        .arg(format!("boolean:{locked}"))
        .status();
    assert!(said.is_ok_and(|status| status.success()), "the desktop says it");
}
