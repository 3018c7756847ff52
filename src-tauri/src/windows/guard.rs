//! What the kiosk lets through: the script that runs in its page before anything else, and the list
//! of keys the shell passes on to the engine.

/// What a person at a kiosk must not reach from a web page: the menu of the browser engine, its
/// shortcuts, the clipboard, marking, dragging, zoom.
pub const SCRIPT: &str = include_str!("guard.js");

/// The keys held while another one is pressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// Control, Alt, Super, Meta or Hyper; not what reaches the third level of a keyboard.
    pub command: bool,
    pub shift: bool,
}

/// True for keys that write, move within a form, or send it. `symbol` is the number X11 gives the
/// key, `letter` what it writes.
pub fn key_passes(symbol: u32, letter: Option<char>, held: Held) -> bool {
    if held.command {
        return false;
    }
    match symbol {
        // Moving and taking away; with Shift they mark or cut, and what is marked is offered to
        // every other window.
        LEFT..=DOWN | HOME | END | DELETE | PAD_HOME..=PAD_DOWN | PAD_END | PAD_DELETE => {
            !held.shift
        }
        // Enter, Tab, Backspace, Escape out of a list; page up and down.
        BACKSPACE | ESCAPE | TAB | TAB_BACK | ENTER | PAD_ENTER | PAGE_UP | PAGE_DOWN => true,
        // Shift, Caps Lock, Num Lock, the third and fifth level, and accents to come.
        SHIFT_LEFT | SHIFT_RIGHT | CAPS | NUM | LEVEL_3 | LEVEL_5 | COMPOSE => true,
        DEAD_FIRST..=DEAD_LAST => true,
        _ => letter.is_some_and(|letter| !letter.is_control()),
    }
}

const BACKSPACE: u32 = 0xff08;
const TAB: u32 = 0xff09;
const TAB_BACK: u32 = 0xfe20;
const ENTER: u32 = 0xff0d;
const ESCAPE: u32 = 0xff1b;
const COMPOSE: u32 = 0xff20;
const HOME: u32 = 0xff50;
const LEFT: u32 = 0xff51;
const DOWN: u32 = 0xff54;
const PAGE_UP: u32 = 0xff55;
const PAGE_DOWN: u32 = 0xff56;
const END: u32 = 0xff57;
const NUM: u32 = 0xff7f;
const PAD_ENTER: u32 = 0xff8d;
const PAD_HOME: u32 = 0xff95;
const PAD_DOWN: u32 = 0xff99;
const PAD_END: u32 = 0xff9c;
const PAD_DELETE: u32 = 0xff9f;
const SHIFT_LEFT: u32 = 0xffe1;
const SHIFT_RIGHT: u32 = 0xffe2;
const CAPS: u32 = 0xffe5;
const LEVEL_3: u32 = 0xfe03;
const LEVEL_5: u32 = 0xfe11;
const DEAD_FIRST: u32 = 0xfe50;
const DEAD_LAST: u32 = 0xfe93;
const DELETE: u32 = 0xffff;

#[cfg(test)]
mod tests {
    use super::*;

    const NOTHING: Held = Held { command: false, shift: false };
    const SHIFT: Held = Held { command: false, shift: true };
    const COMMAND: Held = Held { command: true, shift: false };

    #[test]
    fn what_writes_passes_in_every_script_and_with_every_accent() {
        for letter in "aZ09@.,-+'ßåéñøžжщіґเอ家の€ ".chars() {
            assert!(key_passes(0x0100_0000 | u32::from(letter), Some(letter), NOTHING), "{letter}");
            assert!(key_passes(0x0100_0000 | u32::from(letter), Some(letter), SHIFT), "{letter}");
        }
        for dead in [0xfe50, 0xfe51, 0xfe52, 0xfe57, 0xfe5b, COMPOSE, LEVEL_3, SHIFT_LEFT, CAPS] {
            assert!(key_passes(dead, None, NOTHING), "{dead:x}");
        }
    }

    #[test]
    fn what_moves_within_the_form_passes_and_marks_nothing() {
        for key in
            [TAB, ENTER, PAD_ENTER, ESCAPE, BACKSPACE, LEFT, DOWN, HOME, END, DELETE, PAGE_UP]
        {
            assert!(key_passes(key, None, NOTHING), "{key:x}");
        }
        assert!(key_passes(TAB_BACK, None, SHIFT));
        for key in [LEFT, 0xff52, 0xff53, DOWN, HOME, END, DELETE, PAD_DELETE, PAD_HOME] {
            assert!(!key_passes(key, None, SHIFT), "{key:x}");
        }
    }

    #[test]
    fn nothing_with_control_alt_or_super_passes() {
        for letter in ('a'..='z').chain('0'..='9').chain("+-=./;, \t".chars()) {
            assert!(!key_passes(u32::from(letter), Some(letter), COMMAND), "{letter}");
        }
        for key in [TAB, ENTER, BACKSPACE, LEFT, HOME, DELETE, LEVEL_3, DEAD_FIRST] {
            assert!(!key_passes(key, None, COMMAND), "{key:x}");
        }
    }

    #[test]
    fn keys_with_a_meaning_of_their_own_do_not_pass() {
        let functions = 0xffbe..=0xffe0;
        let multimedia = 0x1008_ff01..=0x1008_ffff;
        let named = [
            0xff63, // Insert
            0xff9e, // Insert of the pad
            0xff67, // Menu
            0xff61, // Print
            0xff15, // System request
            0xff13, // Pause
            0xff6a, // Help
            0xff65, // Undo
            0xff66, // Redo
            0xff68, // Find
            0xffe3, 0xffe4, // Control
            0xffe9, 0xffea, // Alt
            0xffeb, 0xffec, // Super
        ];
        for key in functions.chain(multimedia).chain(named) {
            assert!(!key_passes(key, None, NOTHING), "{key:x}");
            assert!(!key_passes(key, None, SHIFT), "{key:x}");
        }
    }
}
