//! The keys by which an operating system lets somebody out of a program, for IT to press: what came of
//! each is answered by the page that listens, or by hand.

use super::self_check::System;

/// What came of a press.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The program got the key: the system left it alone, and the kiosk's window stops it.
    Reached,
    /// The program did not get it, and nothing happened.
    Nothing,
    /// Something happened: a way out.
    Happened,
}

impl Outcome {
    pub const ALL: [Self; 3] = [Self::Reached, Self::Nothing, Self::Happened];

    pub const fn word(self) -> &'static str {
        match self {
            Self::Reached => "reached",
            Self::Nothing => "nothing",
            Self::Happened => "happened",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.word() == word)
    }
}

/// Held keys first, as they stand on a keyboard; `Super` is the key with the system's sign.
pub const fn of(system: System) -> &'static [&'static str] {
    match system {
        System::Linux | System::Other => &[
            "Super",
            "Super+L",
            "Super+D",
            "Alt+Tab",
            "Alt+Esc",
            "Alt+F1",
            "Alt+F2",
            "Alt+F4",
            "Alt+Space",
            "Ctrl+Esc",
            "Ctrl+Alt+Tab",
            "Ctrl+Alt+T",
            "Ctrl+Alt+L",
            "Ctrl+Alt+F1",
            "Ctrl+Alt+F2",
            "Ctrl+Alt+F3",
            "Ctrl+Alt+Backspace",
            "Ctrl+Alt+Del",
            "PrintScreen",
            "Alt+PrintScreen",
        ],
        System::Windows => &[
            "Super",
            "Super+L",
            "Super+D",
            "Super+E",
            "Super+R",
            "Super+X",
            "Super+Tab",
            "Alt+Tab",
            "Alt+Esc",
            "Alt+F4",
            "Alt+Space",
            "Ctrl+Esc",
            "Ctrl+Shift+Esc",
            "Ctrl+Alt+Tab",
            "Ctrl+Alt+Del",
            "PrintScreen",
        ],
        System::Macos => &[
            "Super+Q",
            "Super+W",
            "Super+H",
            "Super+M",
            "Super+Tab",
            "Super+Space",
            "Super+Alt+Esc",
            "Super+Shift+3",
            "Super+Shift+4",
            "Super+Ctrl+Q",
            "Ctrl+ArrowUp",
            "Ctrl+ArrowLeft",
            "F11",
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_chord_stands_once_and_holds_known_keys() {
        let held = ["Super", "Alt", "Ctrl", "Shift"];
        for system in [System::Linux, System::Windows, System::Macos, System::Other] {
            for chord in of(system) {
                assert_eq!(of(system).iter().filter(|one| *one == chord).count(), 1, "{chord}");
                let keys: Vec<_> = chord.split('+').collect();
                assert!(keys[..keys.len() - 1].iter().all(|key| held.contains(key)), "{chord}");
            }
        }
        for outcome in Outcome::ALL {
            assert_eq!(Outcome::from_word(outcome.word()), Some(outcome));
        }
    }
}
