//! The privacy statement in the dealer's own words: one file that the configuration names, with a
//! version and a text for each language. What the program itself says where there is none is `api`'s.
//!
//! Read strictly: a visitor who cannot be shown what the dealer's lawyers wrote is shown nothing.

use super::Statement;
use crate::config::{Config, Misconfigured};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Read as _;
use std::path::Path;

/// The setting that names the file.
const SETTING: &str = "kiosk.statement";
const LARGEST_FILE: u64 = 256 * 1024;
/// More than anybody reads on their feet.
const LONGEST_TEXT: usize = 20_000;
const LONGEST_VERSION: usize = 40;

/// As the file has it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Own {
    /// To be changed with every change of its meaning.
    pub version: String,
    /// The language shown to whoever speaks none of them.
    pub otherwise: String,
    /// By language.
    pub words: BTreeMap<String, String>,
}

impl Own {
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut own: Self = toml::from_str(text).map_err(|fault| {
            let start = fault.span().map_or(0, |span| span.start);
            let line = text.bytes().take(start).filter(|byte| *byte == b'\n').count() + 1;
            format!("line {line}: {}", fault.message())
        })?;
        own.version = own.version.trim().to_owned();
        for text in own.words.values_mut() {
            *text = text.replace("\r\n", "\n").trim().to_owned();
        }
        own.check().map(|()| own)
    }

    fn check(&self) -> Result<(), String> {
        if self.version.is_empty() || self.version.chars().count() > LONGEST_VERSION {
            return Err(format!("version: give 1 to {LONGEST_VERSION} letters"));
        }
        for (language, text) in &self.words {
            if !is_language(language) {
                return Err(format!("words.{language}: give a language, like \"de\" or \"pt-BR\""));
            }
            if text.is_empty() || text.chars().count() > LONGEST_TEXT {
                return Err(format!("words.{language}: give 1 to {LONGEST_TEXT} letters"));
            }
        }
        if !self.words.contains_key(&self.otherwise) {
            return Err("otherwise: name one of the languages under [words]".to_owned());
        }
        Ok(())
    }

    /// Blocks for as long as a small file takes.
    pub fn read(path: &Path) -> Result<Self, String> {
        let named = |why: &dyn std::fmt::Display| format!("{}: {why}", path.display());
        let file = std::fs::File::open(path).map_err(|why| named(&why))?;
        let mut text = String::new();
        let read = file.take(LARGEST_FILE + 1).read_to_string(&mut text);
        if read.map_err(|why| named(&why))? as u64 > LARGEST_FILE {
            return Err(named(&"this is more than a statement can be"));
        }
        Self::parse(&text).map_err(|why| named(&why))
    }

    /// What somebody who speaks that language is shown.
    pub fn shown(&self, language: &str) -> Statement {
        let own = self.words.get_key_value(language);
        let own = own.or_else(|| self.words.get_key_value(&self.otherwise));
        let (language, text) = own.map_or(("", ""), |(language, text)| (language, text));
        let digest = Sha256::digest(text.as_bytes());
        let hash = digest.iter().fold(String::with_capacity(64), |mut hex, byte| {
            // Writing to a String cannot fail.
            let _ = write!(hex, "{byte:02x}");
            hex
        });
        Statement { version: self.version.clone(), hash, language: language.to_owned() }
    }
}

/// `de`, `pt-BR`, `zh-Hant`: the shape of BCP 47, for the page to name it.
fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let letters = |part: &str| part.bytes().all(|byte| byte.is_ascii_alphabetic());
    let first = parts.next().is_some_and(|part| matches!(part.len(), 2..=3) && letters(part));
    let fits =
        |part: &str| matches!(part.len(), 2..=8) && part.bytes().all(|b| b.is_ascii_alphanumeric());
    first && parts.all(fits)
}

impl Config {
    /// None where the configuration names no file. It lies beside the configuration, or where its whole
    /// path says.
    pub fn own_statement(&self, config_path: &Path) -> Result<Option<Own>, Misconfigured> {
        let Some(file) = &self.kiosk.statement else { return Ok(None) };
        let folder = config_path.parent().unwrap_or(Path::new(""));
        let own = Own::read(&folder.join(file));
        let wrong = |why| self.locked.blamed(Misconfigured::field(SETTING, why));
        own.map(Some).map_err(wrong)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "version = \" QA-7 \"\notherwise = \"de\"\n[words]\n\
         de = \"\"\"\nWir speichern,\nwas Sie eingeben.\n\"\"\"\nen = \"We keep what you enter.\"\n";

    #[test]
    fn each_language_is_shown_its_own_words_and_any_other_the_one_that_is_named() {
        let own = Own::parse(TEXT).unwrap();
        let shown = |language| own.shown(language);
        assert_eq!(own.words["de"], "Wir speichern,\nwas Sie eingeben.");
        assert_eq!((&*shown("en").version, &*shown("en").language), ("QA-7", "en"));
        assert_eq!(shown("fi"), shown("de"));
        assert_eq!(shown("fi").language, "de");
        assert_ne!(shown("de").hash, shown("en").hash);
        // printf 'We keep what you enter.' | sha256sum
        assert_eq!(
            shown("en").hash,
            "cc97b32a5a7064f19af55307317be5fa89e76a88abdd30e9fde5e5eaa4629d77"
        );
    }

    #[test]
    fn a_slip_in_the_file_is_named() {
        let table = [
            ("version = \"1\"\notherwise = \"de\"\n[words]\nen = \"x\"", "otherwise"),
            ("version = \" \"\notherwise = \"en\"\n[words]\nen = \"x\"", "version"),
            ("version = \"1\"\notherwise = \"en\"\n[words]\nen = \"  \"", "words.en"),
            ("version = \"1\"\notherwise = \"english\"\n[words]\nenglish = \"x\"", "words.english"),
            ("version = \"1\"\notherwise = \"en\"\nlanguage = 1\n[words]\nen = \"x\"", "line 3"),
            ("version = \"1\"", "otherwise"),
        ];
        for (text, wanted) in table {
            let why = Own::parse(text).unwrap_err();
            assert!(why.contains(wanted), "{text}: {why}");
        }
        let long = "x".repeat(LONGEST_TEXT + 1);
        let long = format!("version = \"1\"\notherwise = \"en\"\n[words]\nen = \"{long}\"");
        assert!(Own::parse(&long).unwrap_err().contains("words.en"));
    }

    #[test]
    fn the_file_lies_beside_the_configuration_and_one_that_is_not_there_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("showroom.toml");
        let config = Config::parse("[kiosk]\nstatement = \"privacy.toml\"").unwrap();
        let Err(Misconfigured::Field { field, reason }) = config.own_statement(&path) else {
            panic!("there is no such file")
        };
        assert_eq!(field, "kiosk.statement");
        assert!(reason.contains("privacy.toml"), "{reason}");
        std::fs::write(folder.path().join("privacy.toml"), TEXT).unwrap();
        assert_eq!(config.own_statement(&path).unwrap(), Own::parse(TEXT).ok());
        assert_eq!(Config::default().own_statement(&path), Ok(None));
        std::fs::write(folder.path().join("privacy.toml"), vec![b'#'; 300_000]).unwrap();
        assert!(config.own_statement(&path).is_err());
    }
}
