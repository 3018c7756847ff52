//! What a kiosk is started with from outside: variables that open the engine's or the toolkit's
//! inside, and input methods that remember what was typed. The program starts itself anew without.

use std::{
    ffi::{OsStr, OsString},
    process::Command,
};

/// Opens a window of its own, loads other code, or lets another program drive the page.
const UNWANTED: &[&str] = &[
    "GTK_DEBUG",
    "GTK_MODULES",
    "GTK3_MODULES",
    "GTK_PATH",
    "WEBKIT_INSPECTOR_SERVER",
    "WEBKIT_INSPECTOR_HTTP_SERVER",
    "WEBKIT_DEBUG",
    "WEBKIT_INJECTED_BUNDLE_PATH",
    "WEBKIT_FORCE_SANDBOX",
    "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS",
];
/// How a test driver announces itself.
const DRIVEN: &[&str] = &["TAURI_WEBVIEW_AUTOMATION", "WEBKIT_INSPECTOR_SERVER"];
/// Others suggest words that somebody typed before, or open a window of candidates.
const INPUT: (&str, &str) = ("GTK_IM_MODULE", "gtk-im-context-simple");

/// What has to be different for a kiosk: names to take out, and whether the input method is another.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Wrong {
    unwanted: Vec<&'static str>,
    input: bool,
}

/// `None` when a kiosk may run as it was started. `driven` is a development build under a driver.
pub fn wrong(present: impl Fn(&str) -> Option<OsString>, driven: bool) -> Option<Wrong> {
    let mut unwanted = Vec::new();
    for name in UNWANTED.iter().chain(&DRIVEN[..1]) {
        if present(name).is_some() && !(driven && DRIVEN.contains(name)) {
            unwanted.push(*name);
        }
    }
    let (name, wanted) = INPUT;
    let input = present(name).as_deref() != Some(OsStr::new(wanted));
    (input || !unwanted.is_empty()).then_some(Wrong { unwanted, input })
}

/// Puts right what was wrong, for a program to be started.
pub fn put_right(command: &mut Command, wrong: &Wrong) {
    for name in &wrong.unwanted {
        command.env_remove(name);
    }
    if wrong.input {
        command.env(INPUT.0, INPUT.1);
    }
}

/// Becomes the same program with the environment put right. Returns only if that fails.
#[cfg(unix)]
pub fn start_anew(wrong: &Wrong) -> std::io::Error {
    use std::os::unix::process::CommandExt as _;
    let program = match std::env::current_exe() {
        Ok(program) => program,
        Err(fault) => return fault,
    };
    let mut command = Command::new(program);
    command.args(std::env::args_os().skip(1));
    put_right(&mut command, wrong);
    command.exec()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(given: &[(&str, &str)], driven: bool) -> Option<Wrong> {
        let find = |name: &str| {
            given.iter().find(|(known, _)| *known == name).map(|(_, value)| OsString::from(value))
        };
        wrong(find, driven)
    }

    const PLAIN: (&str, &str) = INPUT;

    #[test]
    fn a_plain_environment_is_left_alone() {
        assert_eq!(asked(&[PLAIN, ("DISPLAY", ":0")], false), None);
    }

    #[test]
    fn inspectors_modules_and_drivers_are_taken_out() {
        let given = [
            PLAIN,
            ("GTK_DEBUG", "interactive"),
            ("WEBKIT_INSPECTOR_SERVER", "127.0.0.1:1"),
            ("TAURI_WEBVIEW_AUTOMATION", "true"),
            ("GTK_MODULES", "gail"),
        ];
        let found = asked(&given, false).unwrap();
        let mut command = Command::new("true");
        put_right(&mut command, &found);
        let mut gone: Vec<_> = command.get_envs().filter(|(_, value)| value.is_none()).collect();
        gone.sort();
        let names: Vec<_> = gone.iter().map(|(name, _)| name.to_str().unwrap()).collect();
        let wanted =
            ["GTK_DEBUG", "GTK_MODULES", "TAURI_WEBVIEW_AUTOMATION", "WEBKIT_INSPECTOR_SERVER"];
        assert_eq!(names, wanted);
    }

    #[test]
    fn a_driver_of_a_development_build_keeps_its_way_in_and_nothing_else() {
        let given = [
            PLAIN,
            ("WEBKIT_INSPECTOR_SERVER", "127.0.0.1:1"),
            ("TAURI_WEBVIEW_AUTOMATION", "true"),
        ];
        assert_eq!(asked(&given, true), None);
        let more = [&given[..], &[("GTK_DEBUG", "interactive")]].concat();
        let found = asked(&more, true).unwrap();
        assert_eq!(found.unwanted, ["GTK_DEBUG"]);
    }

    #[test]
    fn an_input_method_that_suggests_is_replaced() {
        for given in [&[][..], &[("GTK_IM_MODULE", "ibus")]] {
            let mut command = Command::new("true");
            put_right(&mut command, &asked(given, false).unwrap());
            let set: Vec<_> = command.get_envs().collect();
            assert_eq!(set, [(OsStr::new(PLAIN.0), Some(OsStr::new(PLAIN.1)))]);
        }
    }
}
