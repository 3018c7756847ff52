//! A visitor at the kiosk who has keys and no driver: how one gets to a field and out of a visit.

use crate::{
    hand::{Program, differing, symbol::*},
    screen::DOT,
    window::until,
};

/// More than this many dots is another page.
const CLEARLY: usize = 5_000;
/// More than these is a letter and not only a cursor.
const A_LETTER: usize = 60;
/// How often a page is looked at before it counts as one that does not answer.
const LOOKS: usize = 25;
/// No kiosk asks more before the first field.
const SCREENS: usize = 4;

/// From the greeting to the first field that is written in: the first thing on each screen is
/// reached by Tab; where it cannot be written in, Enter leads on.
pub async fn to_a_field(kiosk: &Program) {
    for _ in 0..SCREENS {
        kiosk.hand.press(&[TAB]);
        kiosk.still().await;
        let before = kiosk.screen.dots();
        kiosk.hand.types("w");
        if becomes(kiosk, |now| differing(&before, now) > A_LETTER).await {
            let with = kiosk.screen.dots();
            kiosk.hand.press(&[BACKSPACE]);
            // The cursor may be seen or not in each of the pictures.
            let gone = |now: &[u8]| {
                differing(&with, now) > A_LETTER && differing(&before, now) < 2 * A_LETTER
            };
            if becomes(kiosk, gone).await {
                return;
            }
        }
        let before = kiosk.screen.dots();
        kiosk.hand.press(&[ENTER]);
        another_page(kiosk, &before).await;
    }
    panic!("no field within {SCREENS} screens");
}

/// True as soon as the screen looks so; a page that is going to has done it by then.
async fn becomes(kiosk: &Program, so: impl Fn(&[u8]) -> bool) -> bool {
    for _ in 0..LOOKS {
        kiosk.moment().await;
        if so(&kiosk.screen.dots()) {
            return true;
        }
    }
    false
}

/// Types there and tells where on the screen the text has appeared.
pub async fn field_after_typing(kiosk: &Program, text: &str) -> (i16, i16) {
    let before = kiosk.screen.dots();
    kiosk.hand.types(text);
    kiosk.moment().await;
    kiosk.still().await;
    let now = kiosk.screen.dots();
    let wide = usize::from(kiosk.screen.size.0);
    let (mut from, mut to) = ((usize::MAX, usize::MAX), (0, 0));
    let dots = before.chunks_exact(DOT).zip(now.chunks_exact(DOT)).enumerate();
    for (at, _) in dots.filter(|(_, (one, other))| one != other) {
        let (x, y) = (at % wide, at / wide);
        from = (from.0.min(x), from.1.min(y));
        to = (to.0.max(x), to.1.max(y));
    }
    assert!(from.0 < to.0 && from.1 < to.1, "the text is to be seen");
    let middle = |a: usize, b: usize| i16::try_from(a.midpoint(b)).expect("on the screen");
    (middle(from.0, to.0), middle(from.1, to.1))
}

/// Out of the first field to the way that clears everything.
pub fn starts_over(kiosk: &Program) {
    kiosk.hand.press(&[SHIFT, TAB]);
    kiosk.hand.press(&[ENTER]);
}

/// Waits for a page that differs in more than a cursor.
pub async fn another_page(kiosk: &Program, from: &[u8]) {
    until("another page", || async {
        (differing(from, &kiosk.screen.dots()) > CLEARLY).then_some(())
    })
    .await;
    kiosk.still().await;
}
