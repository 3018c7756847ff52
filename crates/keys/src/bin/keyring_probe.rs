//! Asks the real keyring on behalf of the tests: one process a call, as the program would.
//!
//! `keyring-probe INSTALL read|write|delete NAME [VALUE]`; `again` reads once for each line of
//! stdin within one process.

use keys::{Failure, KeyStore, Name, OsKeyring};
use secrecy::{ExposeSecret, SecretString};
use std::io::{self, BufRead as _, Write as _};

fn main() -> io::Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let mut out = io::stdout();
    let [install, verb, name, rest @ ..] = words.as_slice() else {
        return writeln!(out, "usage");
    };
    let store = OsKeyring::new(install);
    let Some(name) = Name::ALL.into_iter().find(|known| known.word() == name) else {
        return writeln!(out, "usage");
    };
    match (verb.as_str(), rest) {
        ("read", []) => writeln!(out, "{}", read(&store, name)),
        ("write", [value]) => {
            let done = store.write(name, &SecretString::from(value.as_str()));
            writeln!(out, "{}", done.map_or_else(|error| word(&error), |()| "done".to_owned()))
        }
        ("delete", []) => {
            let done = store.delete(name);
            writeln!(out, "{}", done.map_or_else(|error| word(&error), |()| "done".to_owned()))
        }
        ("mint", []) => {
            let done = keys::mint(&store, name);
            writeln!(out, "{}", done.map_or_else(|error| word(&error), |_| "done".to_owned()))
        }
        ("again", []) => {
            for _ in io::stdin().lock().lines() {
                writeln!(out, "{}", read(&store, name))?;
                out.flush()?;
            }
            Ok(())
        }
        _ => writeln!(out, "usage"),
    }
}

fn read(store: &OsKeyring, name: Name) -> String {
    match store.read(name) {
        Ok(Some(value)) => format!("value {}", value.expose_secret()),
        Ok(None) => "none".to_owned(),
        Err(error) => word(&error),
    }
}

fn word(error: &Failure) -> String {
    match error {
        Failure::NoKeyring { .. } => "no_keyring".to_owned(),
        Failure::Locked => "locked".to_owned(),
        Failure::Denied { .. } => "denied".to_owned(),
        Failure::DiskFull => "disk_full".to_owned(),
        Failure::Broken { why } => format!("broken {why}"),
        Failure::Exists { .. } => "exists".to_owned(),
        Failure::WrongWords => "wrong_words".to_owned(),
        Failure::NoPhrase => "no_phrase".to_owned(),
    }
}
