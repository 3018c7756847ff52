//! Flags before or after the command: what stands before it may as well stand behind it.

use crate::args::Cli;
use clap::error::ErrorKind;
use clap::{Command, CommandFactory as _, FromArgMatches as _};
use std::ffi::OsString;

/// The command line of this process.
pub fn parse() -> Result<Cli, clap::Error> {
    read(&std::env::args_os().collect::<Vec<_>>())
}

fn read(words: &[OsString]) -> Result<Cli, clap::Error> {
    let cli = Cli::command();
    let fault = match matched(&cli, words.to_owned()) {
        Err(fault) if fault.kind() == ErrorKind::UnknownArgument => fault,
        read => return read,
    };
    let mut told = None;
    for words in otherwise(&cli, words) {
        match matched(&cli, words) {
            // Of several that might be the command, the first is most likely meant.
            Err(fault) => told = told.or(Some(fault)),
            read => return read,
        }
    }
    Err(told.unwrap_or(fault))
}

fn matched(cli: &Command, words: Vec<OsString>) -> Result<Cli, clap::Error> {
    Cli::from_arg_matches(&cli.clone().try_get_matches_from(words)?)
}

/// The same words with the command first, for each word that may be the command; a value of a flag
/// may be called like one.
fn otherwise(cli: &Command, words: &[OsString]) -> Vec<Vec<OsString>> {
    let Some((program, words)) = words.split_first() else { return vec![] };
    // What stands behind it is no flag and no command, whatever it looks like.
    let end = words.iter().position(|word| word == "--").unwrap_or(words.len());
    let (words, rest) = words.split_at(end);
    let mut all = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let Some(command) = cli.find_subcommand(word) else { continue };
        let (before, after) = (&words[..at], &words[at + 1..]);
        let ordered = |parts: [&[OsString]; 4]| {
            let parts = parts.into_iter().chain([rest]).flatten();
            [program].into_iter().chain(parts).cloned().collect::<Vec<_>>()
        };
        if !before.is_empty() {
            all.push(ordered([&words[at..=at], after, before, &[]]));
        }
        for (next, word) in after.iter().enumerate().skip(1) {
            if command.find_subcommand(word).is_some() {
                let inner = [word.clone()];
                let head = [&words[at..=at], &inner[..]].concat();
                all.push(ordered([&head, &after[next + 1..], before, &after[..next]]));
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::args::{Command, Outbox};
    use clap::error::ErrorKind;
    use std::ffi::OsString;

    fn words(line: &str) -> Vec<OsString> {
        ["showroomctl"].into_iter().chain(line.split(' ')).map(OsString::from).collect()
    }

    #[test]
    fn flags_stand_before_or_after_the_command() {
        for line in [
            "search sousa --limit 3 --local-only",
            "--limit 3 --local-only search sousa",
            "--limit=3 search --local-only sousa",
            "--json --local-only search --limit 3 sousa",
            "--local-only --config a.toml search sousa --limit 3",
        ] {
            match read(&words(line)).unwrap().command {
                Command::Search { text, limit: 3, local_only: true, batch: None } => {
                    assert_eq!(text, ["sousa"], "{line}");
                }
                _ => panic!("{line}"),
            }
        }
        for line in ["--batch people.ndjson decide", "decide --batch people.ndjson"] {
            let Command::Decide { batch: Some(_), .. } = read(&words(line)).unwrap().command else {
                panic!("{line}")
            };
        }
        for line in ["--all outbox list", "outbox --all list", "outbox list --all"] {
            let Command::Outbox { command: Outbox::List { all: true } } =
                read(&words(line)).unwrap().command
            else {
                panic!("{line}")
            };
        }
    }

    #[test]
    fn a_value_that_is_called_like_a_command_is_a_value() {
        let line = "--cancel search forget 01-1";
        let Command::Forget { cancel, .. } = read(&words(line)).unwrap().command else {
            panic!("{line}")
        };
        assert_eq!(cancel.as_deref(), Some("search"));
        let line = "--limit 2 search -- --local-only show";
        let Command::Search { text, local_only: false, .. } = read(&words(line)).unwrap().command
        else {
            panic!("{line}")
        };
        assert_eq!(text, ["--local-only", "show"]);
    }

    #[test]
    fn what_is_wrong_is_still_told() {
        for (line, kind) in [
            ("--limit 0 search x", ErrorKind::ValueValidation),
            ("--loudly search x", ErrorKind::UnknownArgument),
            ("search x --loudly", ErrorKind::UnknownArgument),
            ("--limit 3", ErrorKind::UnknownArgument),
            ("--help", ErrorKind::DisplayHelp),
        ] {
            assert_eq!(read(&words(line)).err().map(|fault| fault.kind()), Some(kind), "{line}");
        }
    }
}
