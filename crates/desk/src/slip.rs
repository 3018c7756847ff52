//! What is wrong in `showroom.toml`, and where: the setting, the line and the remedy.
//!
//! No value of the file is ever told: somebody may have put a secret into it by mistake.

use crate::config::Misconfigured;
use toml::Spanned;
use toml::de::{DeTable, DeValue, Error};

/// What is put into the file by mistake, and belongs into the key store.
const SECRETS: [&str; 5] = ["client_id", "client_secret", "username", "password", "credentials"];

/// Where no setting can be named.
const FILE: &str = "showroom.toml";

/// The text cannot be read as settings.
pub(crate) fn of(text: &str, fault: &Error) -> Misconfigured {
    let at = fault.span().map(|span| span.start);
    let broken = DeTable::parse(text).is_err();
    let (field, remedy) = if broken {
        (at.and_then(|at| written_at(text, at)), fault.message().replace('\n', ", "))
    } else {
        in_a_setting(fault)
    };
    let line = at.map_or_else(String::new, |at| format!("line {}: ", line_at(text, at)));
    Misconfigured::Field {
        field: field.unwrap_or_else(|| FILE.to_owned()),
        reason: format!("{line}{remedy}"),
    }
}

/// The line of a setting; that of its section where it is missing.
pub(crate) fn line_of(text: &str, field: &str) -> Option<usize> {
    let table = DeTable::parse(text).ok()?;
    let (mut inside, mut at) = (table.get_ref(), None);
    for part in field.split('.') {
        let Some((key, value)) = inside.get_key_value(part) else { break };
        at = Some(Spanned::span(key).start);
        let DeValue::Table(next) = value.get_ref() else { break };
        inside = next;
    }
    at.map(|at| line_at(text, at))
}

fn line_at(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
}

/// The file is well-formed, and one of its settings is not what it may be.
fn in_a_setting(fault: &Error) -> (Option<String>, String) {
    let mut bare = fault.clone();
    // With the text at hand it would show that instead of the setting's name.
    bare.set_input(None);
    let said = bare.to_string();
    let inside = said.trim_end().rsplit_once("\nin `").map(|(_, path)| path.trim_end_matches('`'));
    let within = |name: &str| match inside {
        Some(path) if path == name || path.ends_with(&format!(".{name}")) => path.to_owned(),
        Some(path) => format!("{path}.{name}"),
        None => name.to_owned(),
    };
    let message = fault.message();
    let named = |start: &str| message.strip_prefix(start)?.split_once('`').map(|(name, _)| name);
    let wanted = message.rsplit_once(", expected ").map(|(_, wanted)| wanted);
    if let Some(name) = named("unknown field `") {
        let remedy = match wanted {
            _ if SECRETS.contains(&name) => {
                "credentials never stand in this file: take it out, and give them to \
                 `showroomctl credentials set`"
                    .to_owned()
            }
            Some(known) => format!("there is no such setting; expected {known}"),
            None => "there is no such setting".to_owned(),
        };
        return (Some(within(name)), remedy);
    }
    if let Some(name) = named("missing field `") {
        return (Some(within(name)), "it is missing".to_owned());
    }
    let remedy = match wanted {
        Some(part) if part.starts_with("struct ") => "write it as a section of its own".to_owned(),
        Some("a string") => "give a text in quotes".to_owned(),
        Some("a boolean") => "give true or false".to_owned(),
        Some("a sequence") => "give a list in square brackets".to_owned(),
        Some(number) if ["u32", "u64"].contains(&number) => "give a whole number".to_owned(),
        Some(wanted) => format!("give {wanted}"),
        None => "this cannot be used here".to_owned(),
    };
    (inside.map(str::to_owned), remedy)
}

/// The file is not well-formed: the setting whose line this is, else the section.
fn written_at(text: &str, at: usize) -> Option<String> {
    let lines = text.get(..at)?.lines().count().max(1);
    let own = text.lines().nth(line_at(text, at) - 1).unwrap_or_default();
    let plain = |key: &str| {
        let key = key.trim();
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
        (!key.is_empty() && key.chars().all(fits)).then(|| key.to_owned())
    };
    let section = text
        .lines()
        .take(lines)
        .filter_map(|line| plain(line.trim().strip_prefix('[')?.split_once(']')?.0));
    let section = section.last();
    match (section, own.split_once('=').and_then(|(key, _)| plain(key))) {
        (Some(section), Some(key)) => Some(format!("{section}.{key}")),
        (section, key) => key.or(section),
    }
}

#[cfg(test)]
mod tests {
    use crate::config::{Config, Misconfigured};

    #[test]
    fn a_slip_is_told_with_its_setting_its_line_and_the_remedy_and_never_with_what_stands_there() {
        let table = [
            ("netwrok = \"hush\"", "netwrok", 1, "no such setting"),
            ("\n[sync]\nsettle_second = 17", "sync.settle_second", 3, "`settle_seconds`"),
            ("[sync]\nprobe_seconds = \"hush\"", "sync.probe_seconds", 2, "a whole number"),
            ("[sync]\nprobe_seconds = -7", "sync.probe_seconds", 2, "a whole number"),
            ("[keys]\nstore = \"hush\"", "keys.store", 2, "`os` or `file`"),
            ("sync = \"hush\"", "sync", 1, "a section"),
            ("[trust]\npins = \"hush\"", "trust.pins", 2, "a list"),
            ("[keyloop]\nbase_url = \"hush\"", "keyloop.enterprise_id", 1, "missing"),
            ("[keyloop]\nclient_secret = \"hush\"", "keyloop.client_secret", 2, "credentials set"),
            ("client_secret = \"hush\"", "client_secret", 1, "credentials set"),
            ("[keyloop]\nstore_id = hush", "keyloop.store_id", 2, "quoted"),
            ("country = \"hush", "country", 1, ""),
            ("country = ", "country", 1, ""),
            ("[desk]\nhush hush", "desk", 2, ""),
            ("[desk\n", "showroom.toml", 1, ""),
        ];
        for (text, wanted_field, line, remedy) in table {
            let Err(Misconfigured::Field { field, reason }) = Config::parse(text) else {
                panic!("{text} was taken")
            };
            assert_eq!(field, wanted_field, "{text}: {reason}");
            assert!(reason.starts_with(&format!("line {line}: ")), "{text}: {reason}");
            assert!(reason.contains(remedy), "{text}: {reason}");
            assert!(!reason.contains("hush") && !reason.contains('\n'), "{text}: {reason}");
        }
    }

    #[test]
    fn a_setting_that_cannot_be_is_told_with_the_file_and_its_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("desk-7.toml");
        for (text, place) in [
            ("\n[sync]\nprobe_seconds = 0", "line 3: give"),
            ("network = \"hush\"", "line 1: "),
            ("network = \"keyloop\"", "keyloop"),
            ("[sync]\nprobe_second = 1", "line 2: "),
        ] {
            std::fs::write(&path, text).unwrap();
            let told = Config::read_own(&path).unwrap_err().to_string();
            assert!(told.contains(path.to_str().unwrap()), "{told}");
            assert!(told.contains(place) && !told.contains("hush"), "{told}");
        }
    }
}
