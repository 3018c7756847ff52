//! A driver's licence of the United States or Canada, as a scanner types the code on its back: the
//! text of the AAMVA standard, versions 1 to 10 and what came before them.
//!
//! A scanner that passes for a keyboard rarely types it as it stands. The marks between the elements
//! are swallowed or become other keys, the first characters get lost, Caps Lock turns the case over.
//! `apart` takes such a text apart again, `said` makes of each value what a person would write down.
//! What is not sure is said so: a doubt stands for "ask the person", never for a guess kept silently.
//!
//! The licence's number and the expiry date are read and never stored from here.

mod apart;
mod elements;
mod said;
#[cfg(test)]
mod samples;

pub use apart::{Header, Marks};

use crate::record::{Address, Identity, Kind, Names, Record};
use serde::{Deserialize, Serialize};

/// The longest text that is looked at: the largest code holds about 1,800 characters.
pub const LONGEST: usize = 4_096;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    FamilyName,
    GivenName,
    MiddleName,
    BirthDate,
    Address,
    Expiry,
    Number,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// The card itself has less than the whole.
    CutShort,
    /// It may end too early or too late, or be another day.
    Unclear,
    Missing,
}

/// What somebody should look at on the card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Doubt {
    pub field: Field,
    pub why: Why,
}

/// How the scanner types.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Habits {
    pub header: Header,
    pub marks: Marks,
    /// Caps Lock was on, or the scanner believes it is.
    pub case_turned: bool,
}

/// What a licence says. `Debug` shows none of it.
#[derive(Clone, PartialEq)]
pub struct Licence {
    pub given_name: Option<String>,
    pub middle_name: Option<String>,
    pub family_name: Option<String>,
    pub suffix: Option<String>,
    /// `YYYY-MM-DD`
    pub birth_date: Option<String>,
    pub address: Option<Address>,
    pub number: Option<String>,
    /// `YYYY-MM-DD`
    pub expires: Option<String>,
    /// Of the standard; none where the header is lost.
    pub version: Option<u8>,
    pub doubts: Vec<Doubt>,
    pub habits: Habits,
}

impl std::fmt::Debug for Licence {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Licence(redacted)")
    }
}

/// What a text that a scanner typed says; `None` where it is no licence.
pub fn read(text: &str) -> Option<Licence> {
    if text.len() > LONGEST {
        return None;
    }
    said::licence(&apart::apart(text)?)
}

impl Licence {
    /// What of it belongs into a customer's record: neither the number nor the expiry date. A record
    /// has no place for a suffix; it stands behind the family name, where people write it.
    pub fn record(&self) -> Record {
        let family = match (&self.family_name, &self.suffix) {
            (Some(family), Some(suffix)) => Some(format!("{family} {suffix}")),
            (family, _) => family.clone(),
        };
        Record {
            kind: Kind::Person,
            names: Names {
                given_name: self.given_name.clone(),
                middle_name: self.middle_name.clone(),
                family_name: family,
                ..Names::default()
            },
            identity: Identity { birth_date: self.birth_date.clone(), ..Identity::default() },
            addresses: self.address.iter().cloned().collect(),
            ..Record::default()
        }
    }

    /// What to type into the search: the names, and what tells them from others of their name. All
    /// of it first, then the names alone, for somebody who has moved.
    pub fn searches(&self) -> Vec<String> {
        let given = self.given_name.as_deref().and_then(|names| names.split_whitespace().next());
        let names: Vec<&str> = self.family_name.as_deref().into_iter().chain(given).collect();
        let postcode = self.address.as_ref().and_then(|address| address.postal_code.as_deref());
        // The four digits behind a ZIP code are on few records.
        let postcode = postcode.map(|code| match code.split_once('-') {
            Some((zip, _)) => zip.to_owned(),
            None => code.replace(' ', ""),
        });
        let names = names.join(" ");
        let whole = postcode.or_else(|| self.birth_date.clone());
        let whole = whole.map(|more| format!("{names} {more}").trim().to_owned());
        let mut searches: Vec<String> = whole.into_iter().chain([names]).collect();
        searches.retain(|search| !search.is_empty());
        searches.dedup();
        searches
    }
}
