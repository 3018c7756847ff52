//! The hand-off list as a file for the DMS's administrator: RFC 4180, with the byte order mark that
//! spreadsheet programs look for, and with nothing in it that they would run.

use super::Pair;
use crate::failure::Result;
use crate::{Desk, places, written};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

/// How codes are said in the reader's language; a code nobody words stands for itself.
#[derive(Clone, Debug, Default)]
pub struct Words {
    pub headings: Vec<String>,
    pub codes: BTreeMap<String, String>,
}

impl Words {
    fn of<'a>(&'a self, code: &'a str) -> &'a str {
        self.codes.get(code).map_or(code, String::as_str)
    }
}

/// The list's columns, where nobody heads them otherwise.
const HEADINGS: [&str; 10] = [
    "id_1",
    "name_1",
    "id_2",
    "name_2",
    "probability",
    "evidence",
    "found_by",
    "who",
    "when",
    "solved",
];

pub struct Exported {
    pub path: PathBuf,
    pub pairs: usize,
}

/// Where a formula could begin, it is made text, and every cell is quoted. Spreadsheets pass over what
/// cannot be seen; where they separate cells by something else than this file does, a quote ends
/// nothing for them, and a cell begins after a semicolon, a tab or a line end too.
pub(crate) fn cell(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + 3);
    safe.push('"');
    if text.starts_with(['\t', '\r']) {
        safe.push('\'');
    }
    let mut begins = true;
    for letter in text.chars() {
        if begins && starts_a_formula(letter) {
            safe.push('\'');
        }
        begins = matches!(letter, ';' | '\t' | '\r' | '\n') || (begins && is_passed_over(letter));
        if letter == '"' {
            safe.push('"');
        }
        safe.push(letter);
    }
    safe.push('"');
    safe
}

/// Also as wide as the letters of East Asia are.
fn starts_a_formula(letter: char) -> bool {
    matches!(letter, '=' | '+' | '-' | '@' | '\u{ff1d}' | '\u{ff0b}' | '\u{ff0d}' | '\u{ff20}')
}

fn is_passed_over(letter: char) -> bool {
    let no_face =
        matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    letter == '"' || letter == '\'' || no_face || letter.is_whitespace() || letter.is_control()
}

pub(super) fn table(pairs: &[Pair], words: &Words) -> String {
    let mut text = String::from("\u{feff}");
    let mut line = |cells: &[String]| {
        let cells: Vec<String> = cells.iter().map(|text| cell(text)).collect();
        text.push_str(&cells.join(","));
        text.push_str("\r\n");
    };
    let headings = HEADINGS.iter().enumerate().map(|(at, heading)| {
        words.headings.get(at).cloned().unwrap_or_else(|| (*heading).to_owned())
    });
    line(&headings.collect::<Vec<_>>());
    for Pair { duplicate, one, other } in pairs {
        let evidence = duplicate.evidence.as_array().into_iter().flatten();
        let said = evidence.map(|said| {
            let word = |member: &str| words.of(said[member].as_str().unwrap_or_default());
            format!("{} {}", word("field"), word("outcome"))
        });
        line(&[
            duplicate.one.clone(),
            one.name.clone(),
            duplicate.other.clone(),
            other.name.clone(),
            format!("{:.4}", duplicate.probability),
            said.collect::<Vec<_>>().join("; "),
            words.of(duplicate.source.word()).to_owned(),
            duplicate.who.clone(),
            duplicate.at.clone(),
            duplicate.solved.as_deref().map(|how| words.of(how)).unwrap_or_default().to_owned(),
        ]);
    }
    text
}

impl Desk {
    /// Writes the list into the folder where a person looks for what a program saved; never over a
    /// file that is there.
    pub async fn export_duplicates(self: &Arc<Self>, words: Words) -> Result<Exported> {
        let folder = places::downloads().unwrap_or_else(|| self.data_dir.join("exports"));
        self.export_duplicates_to(folder, words).await
    }

    pub async fn export_duplicates_to(
        self: &Arc<Self>,
        folder: PathBuf,
        words: Words,
    ) -> Result<Exported> {
        let desk = Arc::clone(self);
        tokio::task::spawn_blocking(move || {
            let pairs = desk.pairs(|_| true)?;
            let (stem, text) =
                (format!("showroom-stored-twice-{}", desk.today()), table(&pairs, &words));
            let path = written::new_file(&folder, &stem, "csv", text.as_bytes())?;
            let (who, now) = (desk.author(), desk.clock.now());
            desk.store.mine.append_audit(&who, "hand-off list exported", None, now)?;
            Ok(Exported { path, pairs: pairs.len() })
        })
        .await?
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_spreadsheet_runs_what_stands_in_a_cell() {
        for (text, cell_of_it) in [
            ("Maria", "\"Maria\""),
            ("=HYPERLINK(\"x\")", "\"'=HYPERLINK(\"\"x\"\")\""),
            ("+44", "\"'+44\""),
            ("-1", "\"'-1\""),
            ("@SUM", "\"'@SUM\""),
            ("\tx", "\"'\tx\""),
            ("a,b\r\nc", "\"a,b\r\nc\""),
            (" =1", "\" '=1\""),
            ("\u{a0}\u{200b}=1", "\"\u{a0}\u{200b}'=1\""),
            ("\n=1", "\"\n'=1\""),
            ("\u{ff1d}1", "\"'\u{ff1d}1\""),
            ("x;=1", "\"x;'=1\""),
            ("x\n@SUM(1)", "\"x\n'@SUM(1)\""),
            ("\"=1\"", "\"\"\"'=1\"\"\""),
            ("Anne-Marie + Bo", "\"Anne-Marie + Bo\""),
        ] {
            assert_eq!(cell(text), cell_of_it);
        }
    }
}
