//! What can be seen of a kiosk's computer on Linux: its environment, a few files, and what a few
//! programs say. Judges nothing. What cannot be read is not seen, and no program is waited for.

use super::program;
use super::self_check::{Seen, Session, System, Updates, Usb};
use std::cell::Cell;
use std::io::ErrorKind;
use std::path::Path;
use std::time::Duration;

/// How long one program may take; after the first that takes longer no other is asked.
const LIMIT: Duration = Duration::from_millis(1500);
/// How far up the programs above this one are followed.
const MOST_ABOVE: usize = 64;
/// Desktops that go by GNOME's settings.
const LIKE_GNOME: [&str; 5] = ["gnome", "ubuntu", "unity", "budgie", "pantheon"];

/// Where it is looked, so that a test has a computer of its own.
struct Place<'a> {
    root: &'a Path,
    variable: &'a dyn Fn(&str) -> Option<String>,
    /// None: it has not said.
    ask: &'a dyn Fn(&str, &[&str]) -> Option<String>,
}

/// Blocks for some seconds at most.
pub fn here() -> Seen {
    let given_up = Cell::new(false);
    seen_with(&|program, arguments| {
        if given_up.get() {
            return None;
        }
        let begun = std::time::Instant::now();
        let said = program::says(program, arguments, LIMIT);
        given_up.set(begun.elapsed() >= LIMIT);
        said
    })
}

/// Without starting any program: for a kiosk that runs, in which nothing else may.
pub fn here_without_programs() -> Seen {
    seen_with(&|_, _| None)
}

fn seen_with(ask: &dyn Fn(&str, &[&str]) -> Option<String>) -> Seen {
    match System::here() {
        System::Linux => {
            let variable = |name: &str| std::env::var(name).ok();
            look(&Place { root: Path::new("/"), variable: &variable, ask })
        }
        system => Seen { system, ..Seen::default() },
    }
}

fn look(place: &Place<'_>) -> Seen {
    let above = above(place.root);
    let session = session(place, &above);
    let gnome = matches!(session, Session::Gnome | Session::GnomeKiosk);
    let setting = |schema: &str, key: &str| {
        // Whatever they say, no other desktop goes by them.
        let said = gnome.then(|| (place.ask)("gsettings", &["get", schema, key])).flatten()?;
        said.trim().parse().ok()
    };
    Seen {
        system: System::Linux,
        session,
        sysrq: read(place.root, "proc/sys/kernel/sysrq").and_then(|text| text.trim().parse().ok()),
        reboot_key: reboot_key(place.root),
        consoles: consoles(place.root, session, &above),
        sticky_keys: setting("org.gnome.desktop.a11y.keyboard", "stickykeys-enable"),
        shortcut_keys: setting("org.gnome.desktop.a11y.keyboard", "enable"),
        screen_keyboard: setting("org.gnome.desktop.a11y.applications", "screen-keyboard-enabled"),
        usb: usb(place.root),
        browser: (place.ask)("xdg-settings", &["get", "default-web-browser"])
            .map(|name| !name.trim().is_empty()),
        banners: setting("org.gnome.desktop.notifications", "show-banners"),
        updates: updates(place),
        exit_pin: None,
    }
}

fn read(root: &Path, name: &str) -> Option<String> {
    let bytes = std::fs::read(root.join(name)).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// A program above this one: its name, and what it was started with.
struct Above {
    name: String,
    words: Vec<String>,
}

/// From the one that started this upwards.
fn above(root: &Path) -> Vec<Above> {
    let parent = |of: &str| -> Option<u32> {
        let stat = read(root, &format!("proc/{of}/stat"))?;
        // The name in brackets may hold anything.
        stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()
    };
    let mut found = Vec::new();
    let mut next = parent("self");
    while let Some(number) = next.filter(|number| *number > 0 && found.len() < MOST_ABOVE) {
        let Some(name) = read(root, &format!("proc/{number}/comm")) else { break };
        let words = read(root, &format!("proc/{number}/cmdline")).unwrap_or_default();
        let words = words.split('\0').map(str::to_owned).collect();
        found.push(Above { name: name.trim().to_owned(), words });
        next = parent(&number.to_string());
    }
    found
}

fn session(place: &Place<'_>, above: &[Above]) -> Session {
    let names = ["XDG_CURRENT_DESKTOP", "XDG_SESSION_DESKTOP", "DESKTOP_SESSION"];
    let said = names
        .into_iter()
        .find_map(|name| (place.variable)(name).filter(|value| !value.trim().is_empty()));
    let said = said.unwrap_or_default().to_lowercase();
    let said: Vec<&str> = said.split(':').map(str::trim).filter(|name| !name.is_empty()).collect();
    let runs = |name: &str| above.iter().any(|one| one.name == name);
    if said.iter().any(|name| name.starts_with("gnome-kiosk")) || runs("gnome-kiosk") {
        return Session::GnomeKiosk;
    }
    // A cage within a desktop is a window like any other.
    let desktop = said.iter().find(|name| **name != "cage");
    match desktop {
        Some(name) if LIKE_GNOME.contains(name) => Session::Gnome,
        Some(_) if said.iter().any(|name| LIKE_GNOME.contains(name)) => Session::Gnome,
        Some(_) => Session::OtherDesktop,
        None if runs("cage") => Session::Cage,
        None => Session::Unknown,
    }
}

/// systemd's own way of taking something away.
fn masked(root: &Path, unit: &str) -> bool {
    let link = std::fs::read_link(root.join("etc/systemd/system").join(unit));
    link.is_ok_and(|to| to == Path::new("/dev/null"))
}

fn reboot_key(root: &Path) -> Option<bool> {
    root.join("etc/systemd").is_dir().then(|| !masked(root, "ctrl-alt-del.target"))
}

fn consoles(root: &Path, session: Session, above: &[Above]) -> Option<bool> {
    if session == Session::Cage {
        let cage = above.iter().find(|one| one.name == "cage")?;
        return Some(switches_consoles(&cage.words));
    }
    if !root.join("etc/systemd").is_dir() {
        return None;
    }
    let mut none_reserved = (false, false);
    let folder = "etc/systemd/logind.conf.d";
    let mut texts = vec![read(root, "etc/systemd/logind.conf").unwrap_or_default()];
    texts.extend(files(root, folder, "conf")?);
    for line in texts.iter().flat_map(|text| text.lines()) {
        match line.split_once('=').map(|(key, value)| (key.trim(), value.trim())) {
            Some(("NAutoVTs", value)) => none_reserved.0 = value == "0",
            Some(("ReserveVT", value)) => none_reserved.1 = value == "0",
            _ => {}
        }
    }
    Some(!(masked(root, "autovt@.service") || none_reserved == (true, true)))
}

/// Whether cage was started with `-s`. Its own flags end where the program to show begins.
fn switches_consoles(words: &[String]) -> bool {
    let mut words = words.iter().skip(1);
    while let Some(flags) = words.next().and_then(|word| word.strip_prefix('-')) {
        let (own, with_value) = match flags.split_once('m') {
            Some((own, value)) => (own, value.is_empty()),
            None => (flags, false),
        };
        if flags.starts_with('-') {
            return false;
        }
        if own.contains('s') {
            return true;
        }
        if with_value {
            words.next();
        }
    }
    false
}

/// The texts of a folder's files in the order of their names; none where there is no such folder, and
/// `None` where it cannot be read.
fn files(root: &Path, folder: &str, ending: &str) -> Option<Vec<String>> {
    let entries = match std::fs::read_dir(root.join(folder)) {
        Ok(entries) => entries,
        Err(fault) if fault.kind() == ErrorKind::NotFound => return Some(Vec::new()),
        Err(_) => return None,
    };
    let paths = entries.flatten().map(|entry| entry.path());
    let mut paths: Vec<_> =
        paths.filter(|path| path.extension().is_some_and(|it| it == ending)).collect();
    paths.sort();
    paths.iter().map(|path| std::fs::read_to_string(path).ok()).collect()
}

const MODPROBE: [&str; 4] =
    ["etc/modprobe.d", "run/modprobe.d", "usr/lib/modprobe.d", "lib/modprobe.d"];

fn usb(root: &Path) -> Option<Usb> {
    let modules = root.join("sys/module");
    if !modules.is_dir() {
        return None;
    }
    if modules.join("usb_storage").exists() {
        return Some(Usb::Loaded);
    }
    let mut rules = Vec::new();
    for folder in MODPROBE {
        rules.extend(files(root, folder, "conf")?);
    }
    let started_with = read(root, "proc/cmdline")?;
    let on_the_line = |name: &str, module: &str| {
        started_with.split_whitespace().any(|word| {
            let list = word.strip_prefix(name).and_then(|rest| rest.strip_prefix('='));
            list.is_some_and(|list| list.split(',').any(|one| one.replace('-', "_") == module))
        })
    };
    let ruled = |wanted: &str, module: &str, means: fn(&str) -> bool| {
        rules.iter().flat_map(|text| text.lines()).any(|line| {
            let mut words = line.split_whitespace();
            words.next() == Some(wanted)
                && words.next().is_some_and(|name| name.replace('-', "_") == module)
                && means(words.next().unwrap_or_default())
        })
    };
    let nothing = |command: &str| matches!(command.rsplit('/').next(), Some("true" | "false"));
    let never =
        ruled("install", "usb_storage", nothing) || on_the_line("module_blacklist", "usb_storage");
    // A newer kind of stick asks for `uas`, which brings `usb_storage` along whatever its own line says.
    let not_asked = ["usb_storage", "uas"].iter().all(|module| {
        ruled("blacklist", module, |_| true) || on_the_line("modprobe.blacklist", module)
    });
    Some(if never || not_asked { Usb::Forbidden } else { Usb::Allowed })
}

fn updates(place: &Place<'_>) -> Option<Updates> {
    if !place.root.join("etc/apt").is_dir() {
        return None;
    }
    let said = (place.ask)("apt-config", &["dump"])?;
    let value = |name: &str| {
        let line = said.lines().rfind(|line| line.split_whitespace().next() == Some(name))?;
        Some(line.split_once('"')?.1.split('"').next()?.to_owned())
    };
    let on = |name: &str| {
        value(name)
            .is_some_and(|value| !matches!(value.as_str(), "" | "0" | "false" | "no" | "off"))
    };
    let program = place.root.join("usr/bin/unattended-upgrade").exists();
    if !program || !on("APT::Periodic::Unattended-Upgrade") {
        return Some(Updates::Off);
    }
    if !on("Unattended-Upgrade::Automatic-Reboot") {
        return Some(Updates::NoRestart);
    }
    let at = value("Unattended-Upgrade::Automatic-Reboot-Time");
    let hour = at.and_then(|at| at.split(':').next()?.trim().parse::<u8>().ok());
    Some(hour.map_or(Updates::RestartAnyTime, Updates::RestartAt))
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use super::*;
    use std::cell::RefCell;
    use tempfile::TempDir;

    /// A computer in a folder.
    struct Computer {
        root: TempDir,
        variables: Vec<(&'static str, &'static str)>,
        answers: Vec<(&'static str, &'static str)>,
        asked: RefCell<Vec<String>>,
    }

    impl Computer {
        fn new() -> Self {
            let root = tempfile::tempdir().unwrap();
            let (variables, answers) = (Vec::new(), Vec::new());
            Self { root, variables, answers, asked: RefCell::default() }
        }

        fn with(self, name: &str, text: &str) -> Self {
            let path = self.root.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
            self
        }

        fn masks(self, unit: &str) -> Self {
            let folder = self.root.path().join("etc/systemd/system");
            std::fs::create_dir_all(&folder).unwrap();
            std::os::unix::fs::symlink("/dev/null", folder.join(unit)).unwrap();
            self
        }

        fn variable(mut self, name: &'static str, value: &'static str) -> Self {
            self.variables.push((name, value));
            self
        }

        /// To a question that ends like this.
        fn answers(mut self, question: &'static str, answer: &'static str) -> Self {
            self.answers.push((question, answer));
            self
        }

        /// `showroom`, started by this, started by the first process.
        fn under(self, name: &str, words: &str) -> Self {
            self.with("proc/self/stat", "42 (showroom) S 41 42 42")
                .with("proc/41/stat", &format!("41 ({name}) S 1 41 41"))
                .with("proc/41/comm", &format!("{name}\n"))
                .with("proc/41/cmdline", &words.replace(' ', "\0"))
                .with("proc/1/stat", "1 (systemd) S 0 1 1")
                .with("proc/1/comm", "systemd\n")
        }

        fn seen(&self) -> Seen {
            let find = |list: &[(&str, &str)], is: &dyn Fn(&str) -> bool| {
                list.iter().find(|(name, _)| is(name)).map(|(_, value)| (*value).to_owned())
            };
            look(&Place {
                root: self.root.path(),
                variable: &|name| find(&self.variables, &|one| one == name),
                ask: &|program, arguments| {
                    let question = format!("{program} {}", arguments.join(" "));
                    self.asked.borrow_mut().push(question.clone());
                    find(&self.answers, &|end| question.ends_with(end))
                },
            })
        }
    }

    #[test]
    fn the_session_is_told_by_what_runs_above_and_what_the_session_says() {
        let desktop = |name| Computer::new().variable("XDG_CURRENT_DESKTOP", name);
        let table = [
            (Computer::new().under("cage", "cage -- showroom --kiosk"), Session::Cage),
            (desktop("cage").under("cage", "cage showroom"), Session::Cage),
            (desktop("GNOME").under("cage", "cage showroom"), Session::Gnome),
            (Computer::new().under("gnome-kiosk", "gnome-kiosk"), Session::GnomeKiosk),
            (desktop("GNOME-Kiosk:GNOME"), Session::GnomeKiosk),
            (desktop("ubuntu:GNOME"), Session::Gnome),
            (desktop("KDE"), Session::OtherDesktop),
            (Computer::new().variable("DESKTOP_SESSION", "xfce"), Session::OtherDesktop),
            (desktop("  ").under("sshd", "sshd"), Session::Unknown),
            (Computer::new(), Session::Unknown),
            // A name that looks like the end of a name.
            (Computer::new().under("x) S 1 (cage", "cage"), Session::Unknown),
        ];
        for (at, (computer, session)) in table.into_iter().enumerate() {
            assert_eq!(computer.seen().session, session, "row {at}");
        }
    }

    #[test]
    fn programs_that_name_each_other_as_their_parent_end_the_look() {
        let computer = Computer::new()
            .with("proc/self/stat", "42 (showroom) S 41 42")
            .with("proc/41/stat", "41 (a) S 40 41")
            .with("proc/41/comm", "a")
            .with("proc/40/stat", "40 (b) S 41 40")
            .with("proc/40/comm", "b");
        assert_eq!(computer.seen().session, Session::Unknown);
    }

    #[test]
    fn the_systems_own_keys_are_read_where_each_is_set() {
        let plain = || Computer::new().with("etc/systemd/logind.conf", "[Login]\n#NAutoVTs=6\n");
        assert_eq!(Computer::new().seen().sysrq, None);
        assert_eq!(Computer::new().with("proc/sys/kernel/sysrq", "176\n").seen().sysrq, Some(176));
        assert_eq!(Computer::new().seen().reboot_key, None);
        assert_eq!(plain().seen().reboot_key, Some(true));
        assert_eq!(plain().masks("ctrl-alt-del.target").seen().reboot_key, Some(false));
        assert_eq!(Computer::new().seen().consoles, None);
        assert_eq!(plain().seen().consoles, Some(true));
        assert_eq!(plain().masks("autovt@.service").seen().consoles, Some(false));
        let both = "[Login]\nNAutoVTs=0\nReserveVT = 0\n";
        assert_eq!(
            plain().with("etc/systemd/logind.conf.d/k.conf", both).seen().consoles,
            Some(false)
        );
        let one = "[Login]\nNAutoVTs=0\n";
        assert_eq!(
            plain().with("etc/systemd/logind.conf.d/k.conf", one).seen().consoles,
            Some(true)
        );
        for (words, consoles) in [
            ("cage -- showroom --kiosk -s", false),
            ("cage -d showroom -s", false),
            ("cage -s -- showroom --kiosk", true),
            ("cage -ds showroom", true),
            ("cage -m last -- showroom", false),
            ("cage -mlast showroom", false),
            ("cage -m last -s -- showroom", true),
        ] {
            let seen = plain().under("cage", words).seen();
            assert_eq!(seen.consoles, Some(consoles), "{words}");
        }
    }

    #[test]
    fn settings_of_gnome_are_asked_where_the_session_goes_by_them() {
        let answered = |desktop| {
            Computer::new()
                .variable("XDG_CURRENT_DESKTOP", desktop)
                .answers("stickykeys-enable", "false\n")
                .answers("a11y.keyboard enable", "true\n")
                .answers("screen-keyboard-enabled", "something else\n")
                .answers("show-banners", "true\n")
        };
        let seen = answered("GNOME").seen();
        assert_eq!((seen.sticky_keys, seen.shortcut_keys), (Some(false), Some(true)));
        assert_eq!((seen.screen_keyboard, seen.banners), (None, Some(true)));
        let other = answered("KDE");
        let seen = other.seen();
        assert_eq!((seen.sticky_keys, seen.banners), (None, None));
        let asked = other.asked.borrow();
        assert!(!asked.iter().any(|question| question.starts_with("gsettings")), "{asked:?}");
    }

    #[test]
    fn usb_sticks_are_forbidden_only_where_no_way_brings_the_driver_in() {
        let plain = || Computer::new().with("sys/module/ext4/x", "").with("proc/cmdline", "quiet");
        let ruled = |text| plain().with("etc/modprobe.d/kiosk.conf", text);
        let table = [
            (Computer::new(), None),
            (plain(), Some(Usb::Allowed)),
            (plain().with("sys/module/usb_storage/x", ""), Some(Usb::Loaded)),
            (
                ruled("install usb-storage /bin/false\n").with("sys/module/usb_storage/x", ""),
                Some(Usb::Loaded),
            ),
            (ruled("install usb-storage /bin/false\n"), Some(Usb::Forbidden)),
            (ruled("install usb_storage /usr/bin/true"), Some(Usb::Forbidden)),
            (
                ruled("install usb_storage /sbin/modprobe --ignore-install usb_storage"),
                Some(Usb::Allowed),
            ),
            (ruled("# install usb-storage /bin/false\n"), Some(Usb::Allowed)),
            (ruled("blacklist usb_storage\n"), Some(Usb::Allowed)),
            (ruled("blacklist usb-storage\nblacklist uas\n"), Some(Usb::Forbidden)),
            (
                plain().with("etc/modprobe.d/README", "install usb-storage /bin/false"),
                Some(Usb::Allowed),
            ),
            (
                plain().with("proc/cmdline", "module_blacklist=nouveau,usb-storage"),
                Some(Usb::Forbidden),
            ),
            (plain().with("proc/cmdline", "modprobe.blacklist=usb_storage"), Some(Usb::Allowed)),
        ];
        for (at, (computer, usb)) in table.into_iter().enumerate() {
            assert_eq!(computer.seen().usb, usb, "row {at}");
        }
    }

    #[test]
    fn a_browser_is_there_where_one_is_named() {
        let asked = |answer| Computer::new().answers("default-web-browser", answer).seen().browser;
        assert_eq!(asked("firefox.desktop\n"), Some(true));
        assert_eq!(asked("\n"), Some(false));
        assert_eq!(Computer::new().seen().browser, None);
    }

    #[test]
    fn when_updates_restart_the_computer_is_what_apt_says() {
        let apt = || Computer::new().with("etc/apt/sources.list", "");
        let whole = || apt().with("usr/bin/unattended-upgrade", "");
        let on = "APT::Periodic::Unattended-Upgrade \"1\";\n";
        let at = "APT::Periodic::Unattended-Upgrade \"1\";\n\
                  Unattended-Upgrade::Automatic-Reboot \"true\";\n\
                  Unattended-Upgrade::Automatic-Reboot-Time \"02:30\";\n";
        let now = "APT::Periodic::Unattended-Upgrade \"1\";\n\
                   Unattended-Upgrade::Automatic-Reboot \"true\";\n\
                   Unattended-Upgrade::Automatic-Reboot-Time \"now\";\n";
        let table = [
            (Computer::new().answers("dump", on), None),
            (whole(), None),
            (whole().answers("dump", ""), Some(Updates::Off)),
            (
                whole().answers("dump", "APT::Periodic::Unattended-Upgrade \"0\";"),
                Some(Updates::Off),
            ),
            (apt().answers("dump", on), Some(Updates::Off)),
            (whole().answers("dump", on), Some(Updates::NoRestart)),
            (whole().answers("dump", at), Some(Updates::RestartAt(2))),
            (whole().answers("dump", now), Some(Updates::RestartAnyTime)),
        ];
        for (row, (computer, updates)) in table.into_iter().enumerate() {
            assert_eq!(computer.seen().updates, updates, "row {row}");
        }
    }

    #[test]
    fn this_computer_is_looked_at_without_a_fault() {
        assert_eq!(here_without_programs().system, System::Linux);
        assert_eq!(here().exit_pin, None, "that is not the computer's to say");
    }
}
