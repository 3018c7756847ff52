//! `wipe` and `lost-desk`: a computer that is given away, and one that is gone. Neither takes an open
//! desk.

use super::recover::line_of_stdin;
use crate::outcome::{Result, print};
use desk::Start;
use desk::wipe::{Unsent, Wipe, Wiped};
use serde_json::{Value, json};
use std::path::PathBuf;

pub fn wipe(
    start: &Start,
    sealed_export: Option<PathBuf>,
    despite_unsent: bool,
    as_json: bool,
) -> Result<()> {
    let sealed = sealed_export.map(|file| Ok::<_, crate::outcome::Fault>((file, words()?)));
    let asked = Wipe { sealed: sealed.transpose()?, despite_unsent };
    let Wiped { sealed, lost, keys, removed, left } = desk::wipe::wipe(start, &asked)?;
    if as_json {
        let lost = lost.map(|Unsent { entries, others, cards, drafts }| {
            json!({ "entries": entries, "others": others, "cards": cards, "drafts": drafts })
        });
        let value = json!({
            "sealed": sealed, "lost": lost, "keys": keys, "removed": removed, "left": left,
        });
        return print(&value.to_string());
    }
    if let Some(entries) = sealed {
        print(&format!(
            "{entries} entries are in the sealed file: `showroomctl outbox unseal` on another desk."
        ))?;
    }
    print(&format!("{keys} keys and credentials are gone from the key store."))?;
    print(&format!("Removed: {}", removed.join(", ")))?;
    if !left.is_empty() {
        print(&format!("Not the program's, left alone: {}", left.join(", ")))?;
    }
    print("The configuration stays: it names no customer and holds no secret.")
}

fn words() -> Result<secrecy::SecretString> {
    Ok(line_of_stdin("passphrase")?.into())
}

pub fn lost_desk(start: &Start, as_json: bool) -> Result<()> {
    let report: Value = desk::lost::report(start);
    print(&if as_json { report.to_string() } else { format!("{report:#}") })
}
