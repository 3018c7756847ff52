//! Whether a folder to practise in is filled, and with whom. Written whole or not at all: a program
//! that is killed while it fills or empties leaves a folder that says so.

use super::Like;
use crate::Dealer;
use anyhow::{Context as _, Result};
use clap::ValueEnum as _;
use serde_json::{Value, json};
use std::fs::File;
use std::io::{self, Write as _};
use std::path::Path;

const NAME: &str = "practice.json";

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    pub whole: bool,
    pub like: Like,
}

impl Mark {
    pub fn begun(like: &Like) -> Self {
        Self { whole: false, like: like.clone() }
    }

    /// None where nothing was ever begun here. What cannot be read, or was filled with other people
    /// by another version, counts as not filled.
    pub fn read(folder: &Path) -> Result<Option<Self>> {
        let text = match std::fs::read(folder.join(NAME)) {
            Ok(text) => text,
            Err(fault) if fault.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(fault) => return Err(fault).context(NAME),
        };
        let value: Value = serde_json::from_slice(&text).unwrap_or_default();
        let dealer = value["network"].as_str().and_then(|name| Dealer::from_str(name, false).ok());
        let country = value["country"].as_str().filter(|code| customer::country::is_known(code));
        let held = dealer.zip(country);
        let same = value["people"] == json!(sandbox::GENERATOR);
        let whole = held.is_some() && same && value["whole"] == json!(true);
        let like = held.map(|(dealer, country)| Like { country: country.to_owned(), dealer });
        Ok(Some(Self { whole, like: like.unwrap_or_default() }))
    }

    pub fn write(&self, folder: &Path) -> Result<()> {
        let value = json!({
            "whole": self.whole,
            "country": self.like.country,
            "network": self.like.network(),
            "people": sandbox::GENERATOR,
        });
        let (path, fresh) = (folder.join(NAME), folder.join("practice.json.new"));
        let mut file = File::create(&fresh)?;
        file.write_all(value.to_string().as_bytes())?;
        file.sync_all()?;
        drop(file);
        std::fs::rename(&fresh, &path)?;
        #[cfg(unix)]
        File::open(folder)?.sync_all()?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_reads_back_and_one_that_is_torn_or_of_other_people_is_not_whole() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(Mark::read(folder.path()).unwrap(), None);
        let like = Like { country: "DE".to_owned(), dealer: Dealer::Mykaarma };
        let mark = Mark { whole: true, like };
        mark.write(folder.path()).unwrap();
        assert_eq!(Mark::read(folder.path()).unwrap(), Some(mark));
        let text = std::fs::read_to_string(folder.path().join(NAME)).unwrap();
        let other = format!("\"people\":{}", sandbox::GENERATOR + 1);
        let other = text.replace(&format!("\"people\":{}", sandbox::GENERATOR), &other);
        assert_ne!(other, text);
        for broken in [&text[..text.len() / 2], "", "[]", &text.replace("DE", "Germany"), &other] {
            std::fs::write(folder.path().join(NAME), broken).unwrap();
            let read = Mark::read(folder.path()).unwrap().unwrap();
            assert!(!read.whole, "{broken}");
        }
    }
}
