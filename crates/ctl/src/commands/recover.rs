//! `recover [--list] [--copy NAME]`: without opening the desk, which cannot be opened.

use crate::outcome::{Fault, Result, print};
use desk::Start;
use desk::recover::{self, Copy};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use std::io::Read;

pub fn run(start: &Start, list: bool, name: Option<&str>, as_json: bool) -> Result<()> {
    if list {
        return show(&recover::list(start), as_json);
    }
    let recovered = recover::recover(start, name)?;
    if as_json {
        let value = json!({
            "from": recovered.from.as_ref().map(said),
            "set_aside": recovered.set_aside,
            "entries": recovered.entries,
            "unfinished": recovered.live,
            "brought_back": recovered.since.entries,
            "missing": recovered.since.missing,
            "ended_since": recovered.since.ended,
            "journal_torn": recovered.since.torn,
        });
        return print(&value.to_string());
    }
    print(&match &recovered.from {
        Some(from) => format!("mine.db was put back from {} ({}).", from.name, from.at),
        None => {
            "There was no copy yet: mine.db was made anew and filled from mine.journal.".to_owned()
        }
    })?;
    if let Some(name) = &recovered.set_aside {
        print(&format!("The file that could not be read is kept as {name}."))?;
    }
    print(&format!(
        "{} entries, {} of them saved after the copy was made and brought back from mine.journal. {} \
         are unfinished: these are looked for in the network before anything is sent.",
        recovered.entries, recovered.since.entries, recovered.live
    ))?;
    match recovered.since.missing {
        0 if recovered.since.torn => print(
            "A part of mine.journal cannot be read: what was saved last may be only in the file that \
             was set aside.",
        ),
        0 => Ok(()),
        some => print(&format!(
            "{some} entries saved after the copy cannot be read in mine.journal either: they are \
             only in the file that was set aside."
        )),
    }
}

/// A phrase is never longer.
const LONGEST: u64 = 1024;

pub fn with_phrase(start: &Start, as_json: bool) -> Result<()> {
    recover::with_phrase(start, line_of_stdin("phrase")?)?;
    print(if as_json {
        r#"{"ok":true}"#
    } else {
        "The keys are back. Set the network's credentials anew (`showroomctl credentials set`)."
    })
}

pub fn make_phrase(start: &Start, as_json: bool) -> Result<()> {
    let phrase = recover::make_phrase(start)?;
    if as_json {
        return print(&json!({ "phrase": phrase.expose_secret() }).to_string());
    }
    print(phrase.expose_secret())
}

/// The first line of what is given, which never stands on the command line.
pub fn line_of_stdin(field: &str) -> Result<String> {
    let mut text = String::new();
    let read = std::io::stdin().lock().take(LONGEST).read_to_string(&mut text);
    read.map_err(|_| Fault::refused(field, "not_text", "stdin is not UTF-8 text"))?;
    let line = text.lines().next().unwrap_or_default().trim();
    if line.is_empty() {
        return Err(Fault::refused(field, "required", "give it on standard input"));
    }
    Ok(line.to_owned())
}

fn show(copies: &[Copy], as_json: bool) -> Result<()> {
    if as_json {
        return print(&Value::from(copies.iter().map(said).collect::<Vec<_>>()).to_string());
    }
    if copies.is_empty() {
        return print("There are no copies of mine.db.");
    }
    for copy in copies {
        print(&format!("{}  made {}, {} entries", copy.name, copy.at, copy.entries))?;
    }
    Ok(())
}

fn said(copy: &Copy) -> Value {
    json!({ "name": copy.name, "at": copy.at.to_string(), "entries": copy.entries })
}
