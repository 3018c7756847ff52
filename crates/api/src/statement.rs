//! The privacy statement a visitor is shown: which version, in which languages, and what exactly it
//! says, in the dealer's own words where there are some. Kept with each card as evidence of what was agreed to; no page has a say in it.

use desk::kiosk::Statement;
use desk::kiosk::statement::Own;
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;

/// To be changed with every change of its meaning.
pub const VERSION: &str = "2026-11";

/// The kiosk's catalogues: a language is offered when its words are here.
const CATALOGUES: [(&str, &str); 7] = [
    ("en", include_str!("../../../ui/messages/kiosk/en.json")),
    ("de", include_str!("../../../ui/messages/kiosk/de.json")),
    ("nl", include_str!("../../../ui/messages/kiosk/nl.json")),
    ("fr", include_str!("../../../ui/messages/kiosk/fr.json")),
    ("es", include_str!("../../../ui/messages/kiosk/es.json")),
    ("sv", include_str!("../../../ui/messages/kiosk/sv.json")),
    ("fi", include_str!("../../../ui/messages/kiosk/fi.json")),
];

/// What begins with this is the statement.
const PREFIX: &str = "statement";

pub fn languages() -> Vec<String> {
    CATALOGUES.iter().map(|(language, _)| (*language).to_owned()).collect()
}

/// The language a card is in: one that is offered, whatever the page says.
pub fn language(asked: &str) -> &'static str {
    let known = CATALOGUES.iter().find(|(language, _)| *language == asked);
    known.map_or(CATALOGUES[0].0, |(language, _)| language)
}

pub fn version(own: Option<&Own>) -> &str {
    own.map_or(VERSION, |own| &own.version)
}

/// What somebody who speaks that language is shown: the dealer's own words before the program's.
pub fn shown(own: Option<&Own>, language: &str) -> Statement {
    own.map_or_else(|| ours(language), |own| own.shown(language))
}

/// The kiosk's words in that language.
pub(crate) fn words(language: &str) -> serde_json::Map<String, serde_json::Value> {
    let words = CATALOGUES.iter().find(|(known, _)| *known == language).map(|(_, words)| *words);
    words.and_then(|words| serde_json::from_str(words).ok()).unwrap_or_default()
}

fn ours(language: &str) -> Statement {
    let words = words(language);
    Statement { version: VERSION.to_owned(), hash: hash(&words), ..Statement::default() }
}

/// Sorted by name, so that moving a line in the catalogue changes nothing.
fn hash(words: &serde_json::Map<String, serde_json::Value>) -> String {
    let said = words.iter().filter(|(name, _)| name.starts_with(PREFIX));
    let mut said = said.map(|(name, text)| (name.as_str(), text.to_string())).collect::<Vec<_>>();
    said.sort();
    let mut hash = Sha256::new();
    for (name, text) in said {
        for part in [name, &text] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part.as_bytes());
        }
    }
    hash.finalize().iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_has_a_statement_of_its_own_words() {
        let shown = languages().iter().map(|language| ours(language).hash).collect::<Vec<_>>();
        let distinct = shown.iter().collect::<std::collections::BTreeSet<_>>();
        assert_eq!(distinct.len(), CATALOGUES.len());
        assert!(!shown.contains(&hash(&serde_json::Map::new())), "there are words");
        assert_eq!(language("de"), "de");
        assert_eq!(language("xx"), "en");
    }
}
