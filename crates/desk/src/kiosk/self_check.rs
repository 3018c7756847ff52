//! The self-check of a kiosk's computer: what was seen of it becomes eight lines, each of which
//! passes, fails or cannot be told. Looks at nothing itself (`look` does). What was not seen is for a
//! person to look at, and never green.

/// What has to be so before a visitor is left alone with the computer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Point {
    SingleProgram,
    SystemKeys,
    StickyKeys,
    UsbStorage,
    OtherBrowser,
    Notifications,
    Updates,
    ExitPin,
}

impl Point {
    pub const ALL: [Self; 8] = [
        Self::SingleProgram,
        Self::SystemKeys,
        Self::StickyKeys,
        Self::UsbStorage,
        Self::OtherBrowser,
        Self::Notifications,
        Self::Updates,
        Self::ExitPin,
    ];

    pub const fn word(self) -> &'static str {
        match self {
            Self::SingleProgram => "single_program",
            Self::SystemKeys => "system_keys",
            Self::StickyKeys => "sticky_keys",
            Self::UsbStorage => "usb_storage",
            Self::OtherBrowser => "other_browser",
            Self::Notifications => "notifications",
            Self::Updates => "updates",
            Self::ExitPin => "exit_pin",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|point| point.word() == word)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Pass,
    Fail,
    /// Not from here: somebody has to look.
    CannotTell,
}

impl State {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::CannotTell => "cannot_tell",
        }
    }
}

macro_rules! whys {
    ($($name:ident $word:literal $state:ident $sentence:literal;)+) => {
        /// What a line goes by.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Why { $($name),+ }

        impl Why {
            pub const ALL: &[Self] = &[$(Self::$name),+];

            pub const fn word(self) -> &'static str {
                match self { $(Self::$name => $word),+ }
            }

            /// For the command line; the window has words of its own.
            pub const fn sentence(self) -> &'static str {
                match self { $(Self::$name => $sentence),+ }
            }

            const fn state(self) -> State {
                match self { $(Self::$name => State::$state),+ }
            }
        }
    };
}

whys! {
    OneProgram "one_program" Pass "The session shows one program and nothing else.";
    DesktopSession "desktop_session" Fail "This is an ordinary desktop session: windows can be switched, and other programs started.";
    SessionUnknown "session_unknown" CannotTell "Nothing says what kind of session this is.";
    SystemKeysOff "system_keys_off" Pass "The system's own keys do nothing here.";
    SysrqOn "sysrq_on" Fail "The kernel's keys (Alt+PrintScreen with a letter) are on.";
    RebootKeyOn "reboot_key_on" Fail "Ctrl+Alt+Del restarts the computer.";
    ConsolesOn "consoles_on" Fail "Ctrl+Alt+F2 and its like lead to a text console.";
    SystemKeysUnseen "system_keys_unseen" CannotTell "Which of the system's own keys are on could not be read.";
    KeysPlain "keys_plain" Pass "No accessibility key opens anything.";
    StickyKeysOn "sticky_keys_on" Fail "Sticky keys are on.";
    ShortcutKeysOn "shortcut_keys_on" Fail "Five times Shift opens the accessibility settings.";
    ScreenKeyboardOn "screen_keyboard_on" Fail "The system's own screen keyboard is on; the kiosk has one that remembers nothing.";
    UsbForbidden "usb_forbidden" Pass "USB sticks are not taken.";
    UsbLoaded "usb_loaded" Fail "The driver for USB sticks is loaded.";
    UsbAllowed "usb_allowed" Fail "A USB stick that is plugged in is taken.";
    UsbUnseen "usb_unseen" CannotTell "Whether USB sticks are taken could not be read.";
    NoBrowser "no_browser" Pass "No browser opens by itself.";
    BrowserThere "browser_there" Fail "Another browser opens addresses on this computer.";
    BrowserUnseen "browser_unseen" CannotTell "Which browser opens addresses could not be asked.";
    BannersOff "banners_off" Pass "No notification covers the kiosk.";
    BannersOn "banners_on" Fail "Notifications are shown over the kiosk.";
    SettingsUnseen "settings_unseen" CannotTell "The settings of this session could not be read.";
    UpdatesPlanned "updates_planned" Pass "Updates come by themselves and restart nothing by day.";
    UpdatesOff "updates_off" Fail "Updates do not come by themselves.";
    RestartAnyTime "restart_any_time" Fail "An update may restart the computer at any time.";
    RestartByDay "restart_by_day" Fail "Updates restart the computer between 7:00 and 20:00.";
    UpdatesUnseen "updates_unseen" CannotTell "When updates come could not be read.";
    PinSet "pin_set" Pass "Somebody has a PIN that closes the kiosk.";
    PinMissing "pin_missing" Fail "Nobody has a PIN: staff cannot close the kiosk.";
    PinUnseen "pin_unseen" CannotTell "The kiosk's own file could not be opened.";
    ByHand "by_hand" CannotTell "This cannot be told on this system: look by hand.";
}

/// What is known of one point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub point: Point,
    pub state: State,
    /// All that fails, where something does.
    pub why: Vec<Why>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum System {
    #[default]
    Linux,
    Windows,
    Macos,
    Other,
}

impl System {
    pub const fn here() -> Self {
        if cfg!(target_os = "linux") {
            Self::Linux
        } else if cfg!(windows) {
            Self::Windows
        } else if cfg!(target_os = "macos") {
            Self::Macos
        } else {
            Self::Other
        }
    }

    pub const fn word(self) -> &'static str {
        match self {
            Self::Linux => "linux",
            Self::Windows => "windows",
            Self::Macos => "macos",
            Self::Other => "other",
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Session {
    /// A compositor that shows one program, and has no keys and no notifications of its own.
    Cage,
    /// One program, with GNOME's settings.
    GnomeKiosk,
    /// A desktop that goes by GNOME's settings.
    Gnome,
    OtherDesktop,
    #[default]
    Unknown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Usb {
    Loaded,
    Allowed,
    Forbidden,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Updates {
    Off,
    NoRestart,
    RestartAnyTime,
    /// At this hour.
    RestartAt(u8),
}

/// What was seen of a computer. None: it could not be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    pub system: System,
    pub session: Session,
    /// Which of the kernel's keys are on; 0 is none.
    pub sysrq: Option<u32>,
    pub reboot_key: Option<bool>,
    /// A text console can be reached by a key.
    pub consoles: Option<bool>,
    pub sticky_keys: Option<bool>,
    pub shortcut_keys: Option<bool>,
    pub screen_keyboard: Option<bool>,
    pub usb: Option<Usb>,
    pub browser: Option<bool>,
    pub banners: Option<bool>,
    pub updates: Option<Updates>,
    /// Somebody who works here has a PIN.
    pub exit_pin: Option<bool>,
}

/// An update may restart the computer in these hours.
const BY_NIGHT: [std::ops::Range<u8>; 2] = [20..24, 0..7];

/// The eight lines, in the order of `Point::ALL`.
pub fn judge(seen: &Seen) -> Vec<Line> {
    Point::ALL.into_iter().map(|point| line(point, whys(point, seen))).collect()
}

/// Something that fails says more than what could not be seen beside it.
fn line(point: Point, mut why: Vec<Why>) -> Line {
    let has = |why: &[Why], state| why.iter().any(|one| one.state() == state);
    let state = [State::Fail, State::CannotTell].into_iter().find(|state| has(&why, *state));
    let state = state.unwrap_or(State::Pass);
    why.retain(|one| one.state() == state);
    Line { point, state, why }
}

fn whys(point: Point, seen: &Seen) -> Vec<Why> {
    if point == Point::ExitPin {
        return vec![told(seen.exit_pin, Why::PinSet, Why::PinMissing, Why::PinUnseen)];
    }
    if seen.system != System::Linux {
        return vec![Why::ByHand];
    }
    match point {
        Point::SingleProgram => vec![match seen.session {
            Session::Cage | Session::GnomeKiosk => Why::OneProgram,
            Session::Gnome | Session::OtherDesktop => Why::DesktopSession,
            Session::Unknown => Why::SessionUnknown,
        }],
        Point::SystemKeys => system_keys(seen),
        Point::StickyKeys => sticky_keys(seen),
        Point::UsbStorage => vec![match seen.usb {
            Some(Usb::Forbidden) => Why::UsbForbidden,
            Some(Usb::Loaded) => Why::UsbLoaded,
            Some(Usb::Allowed) => Why::UsbAllowed,
            None => Why::UsbUnseen,
        }],
        Point::OtherBrowser => {
            let without = seen.browser.map(|there| !there);
            vec![told(without, Why::NoBrowser, Why::BrowserThere, Why::BrowserUnseen)]
        }
        Point::Notifications => vec![match (seen.session, seen.banners) {
            (Session::Cage | Session::GnomeKiosk, _) | (_, Some(false)) => Why::BannersOff,
            (_, Some(true)) => Why::BannersOn,
            (_, None) => Why::SettingsUnseen,
        }],
        Point::Updates => vec![match seen.updates {
            Some(Updates::Off) => Why::UpdatesOff,
            Some(Updates::RestartAnyTime) => Why::RestartAnyTime,
            Some(Updates::RestartAt(hour)) if !BY_NIGHT.iter().any(|it| it.contains(&hour)) => {
                Why::RestartByDay
            }
            Some(Updates::NoRestart | Updates::RestartAt(_)) => Why::UpdatesPlanned,
            None => Why::UpdatesUnseen,
        }],
        Point::ExitPin => Vec::new(),
    }
}

fn told(good: Option<bool>, pass: Why, fail: Why, unseen: Why) -> Why {
    match good {
        Some(true) => pass,
        Some(false) => fail,
        None => unseen,
    }
}

fn system_keys(seen: &Seen) -> Vec<Why> {
    let one = |on: Option<bool>, fail| {
        told(on.map(|on| !on), Why::SystemKeysOff, fail, Why::SystemKeysUnseen)
    };
    let mut why = vec![
        one(seen.sysrq.map(|keys| keys != 0), Why::SysrqOn),
        one(seen.consoles, Why::ConsolesOn),
    ];
    // The kernel looks at this chord on a text console alone, and cage leads to none by itself.
    if seen.session != Session::Cage {
        why.push(one(seen.reboot_key, Why::RebootKeyOn));
    }
    why.dedup();
    why
}

fn sticky_keys(seen: &Seen) -> Vec<Why> {
    // It has no such keys.
    if seen.session == Session::Cage {
        return vec![Why::KeysPlain];
    }
    let one =
        |on: Option<bool>, fail| told(on.map(|on| !on), Why::KeysPlain, fail, Why::SettingsUnseen);
    let mut why = vec![
        one(seen.sticky_keys, Why::StickyKeysOn),
        one(seen.shortcut_keys, Why::ShortcutKeysOn),
        one(seen.screen_keyboard, Why::ScreenKeyboardOn),
    ];
    why.dedup();
    why
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A computer on which all eight pass.
    fn locked_down() -> Seen {
        Seen {
            system: System::Linux,
            session: Session::Cage,
            sysrq: Some(0),
            reboot_key: Some(true),
            consoles: Some(false),
            sticky_keys: None,
            shortcut_keys: None,
            screen_keyboard: None,
            usb: Some(Usb::Forbidden),
            browser: Some(false),
            banners: None,
            updates: Some(Updates::NoRestart),
            exit_pin: Some(true),
        }
    }

    fn gnome() -> Seen {
        Seen {
            session: Session::GnomeKiosk,
            reboot_key: Some(false),
            sticky_keys: Some(false),
            shortcut_keys: Some(false),
            screen_keyboard: Some(false),
            banners: Some(false),
            ..locked_down()
        }
    }

    fn of(point: Point, seen: &Seen) -> (State, Vec<Why>) {
        let line = judge(seen).into_iter().find(|line| line.point == point).unwrap();
        (line.state, line.why)
    }

    #[test]
    fn a_computer_that_is_locked_down_passes_all_eight() {
        for seen in [locked_down(), gnome()] {
            let lines = judge(&seen);
            assert_eq!(lines.iter().map(|line| line.point).collect::<Vec<_>>(), Point::ALL);
            assert!(lines.iter().all(|line| line.state == State::Pass), "{lines:?}");
        }
    }

    #[test]
    fn each_point_passes_fails_and_cannot_be_told_by_what_was_seen() {
        use Point as P;
        use State::{CannotTell, Fail, Pass};
        let table: Vec<(Point, Seen, State, Vec<Why>)> = vec![
            (P::SingleProgram, gnome(), Pass, vec![Why::OneProgram]),
            (
                P::SingleProgram,
                Seen { session: Session::Gnome, ..gnome() },
                Fail,
                vec![Why::DesktopSession],
            ),
            (
                P::SingleProgram,
                Seen { session: Session::OtherDesktop, ..gnome() },
                Fail,
                vec![Why::DesktopSession],
            ),
            (
                P::SingleProgram,
                Seen { session: Session::Unknown, ..gnome() },
                CannotTell,
                vec![Why::SessionUnknown],
            ),
            (P::SystemKeys, gnome(), Pass, vec![Why::SystemKeysOff]),
            (P::SystemKeys, Seen { sysrq: Some(176), ..gnome() }, Fail, vec![Why::SysrqOn]),
            (
                P::SystemKeys,
                Seen { consoles: Some(true), reboot_key: Some(true), ..gnome() },
                Fail,
                vec![Why::ConsolesOn, Why::RebootKeyOn],
            ),
            (
                P::SystemKeys,
                Seen { consoles: Some(true), ..locked_down() },
                Fail,
                vec![Why::ConsolesOn],
            ),
            (
                P::SystemKeys,
                Seen { consoles: None, ..gnome() },
                CannotTell,
                vec![Why::SystemKeysUnseen],
            ),
            (
                P::SystemKeys,
                Seen { consoles: None, sysrq: Some(1), ..gnome() },
                Fail,
                vec![Why::SysrqOn],
            ),
            (P::StickyKeys, gnome(), Pass, vec![Why::KeysPlain]),
            (
                P::StickyKeys,
                Seen { sticky_keys: Some(true), shortcut_keys: Some(true), ..gnome() },
                Fail,
                vec![Why::StickyKeysOn, Why::ShortcutKeysOn],
            ),
            (
                P::StickyKeys,
                Seen { screen_keyboard: Some(true), ..gnome() },
                Fail,
                vec![Why::ScreenKeyboardOn],
            ),
            (
                P::StickyKeys,
                Seen { shortcut_keys: None, ..gnome() },
                CannotTell,
                vec![Why::SettingsUnseen],
            ),
            (P::UsbStorage, locked_down(), Pass, vec![Why::UsbForbidden]),
            (P::UsbStorage, Seen { usb: Some(Usb::Loaded), ..gnome() }, Fail, vec![Why::UsbLoaded]),
            (
                P::UsbStorage,
                Seen { usb: Some(Usb::Allowed), ..gnome() },
                Fail,
                vec![Why::UsbAllowed],
            ),
            (P::UsbStorage, Seen { usb: None, ..gnome() }, CannotTell, vec![Why::UsbUnseen]),
            (P::OtherBrowser, locked_down(), Pass, vec![Why::NoBrowser]),
            (
                P::OtherBrowser,
                Seen { browser: Some(true), ..gnome() },
                Fail,
                vec![Why::BrowserThere],
            ),
            (
                P::OtherBrowser,
                Seen { browser: None, ..gnome() },
                CannotTell,
                vec![Why::BrowserUnseen],
            ),
            (
                P::Notifications,
                Seen { session: Session::Gnome, ..gnome() },
                Pass,
                vec![Why::BannersOff],
            ),
            (
                P::Notifications,
                Seen { session: Session::Gnome, banners: Some(true), ..gnome() },
                Fail,
                vec![Why::BannersOn],
            ),
            (
                P::Notifications,
                Seen { session: Session::OtherDesktop, banners: None, ..gnome() },
                CannotTell,
                vec![Why::SettingsUnseen],
            ),
            (P::Updates, locked_down(), Pass, vec![Why::UpdatesPlanned]),
            (
                P::Updates,
                Seen { updates: Some(Updates::RestartAt(3)), ..gnome() },
                Pass,
                vec![Why::UpdatesPlanned],
            ),
            (
                P::Updates,
                Seen { updates: Some(Updates::RestartAt(20)), ..gnome() },
                Pass,
                vec![Why::UpdatesPlanned],
            ),
            (
                P::Updates,
                Seen { updates: Some(Updates::RestartAt(7)), ..gnome() },
                Fail,
                vec![Why::RestartByDay],
            ),
            (
                P::Updates,
                Seen { updates: Some(Updates::RestartAnyTime), ..gnome() },
                Fail,
                vec![Why::RestartAnyTime],
            ),
            (
                P::Updates,
                Seen { updates: Some(Updates::Off), ..gnome() },
                Fail,
                vec![Why::UpdatesOff],
            ),
            (P::Updates, Seen { updates: None, ..gnome() }, CannotTell, vec![Why::UpdatesUnseen]),
            (P::ExitPin, locked_down(), Pass, vec![Why::PinSet]),
            (P::ExitPin, Seen { exit_pin: Some(false), ..gnome() }, Fail, vec![Why::PinMissing]),
            (P::ExitPin, Seen { exit_pin: None, ..gnome() }, CannotTell, vec![Why::PinUnseen]),
        ];
        for point in Point::ALL {
            for state in [Pass, Fail, CannotTell] {
                let has = table.iter().any(|row| row.0 == point && row.2 == state);
                assert!(has, "{point:?} has no fixture that is {state:?}");
            }
        }
        for (point, seen, state, why) in table {
            assert_eq!(of(point, &seen), (state, why), "{point:?} of {seen:?}");
        }
    }

    #[test]
    fn what_was_not_seen_is_never_green() {
        let nothing = Seen { system: System::Linux, ..Seen::default() };
        assert!(judge(&nothing).iter().all(|line| line.state == State::CannotTell));
    }

    #[test]
    fn other_systems_are_looked_at_by_hand_whatever_was_seen_but_for_the_pin() {
        for system in [System::Windows, System::Macos, System::Other] {
            for line in judge(&Seen { system, ..locked_down() }) {
                let wanted = match line.point {
                    Point::ExitPin => (State::Pass, vec![Why::PinSet]),
                    _ => (State::CannotTell, vec![Why::ByHand]),
                };
                assert_eq!((line.state, line.why), wanted, "{system:?} {:?}", line.point);
            }
        }
    }

    #[test]
    fn every_word_is_used_once_and_reads_back() {
        for point in Point::ALL {
            assert_eq!(Point::from_word(point.word()), Some(point));
        }
        for why in Why::ALL {
            assert_eq!(Why::ALL.iter().filter(|one| one.word() == why.word()).count(), 1);
        }
    }
}
