//! How somebody is addressed: no part of a name, and nothing that customers are found by.

use super::{Meaning, Reading};
use crate::{fold, names};

const TITLES: &[&str] = &[
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "sir",
    "dr",
    "dra",
    "prof",
    "professor",
    "doctor",
    "herr",
    "frau",
    "dhr",
    "mevr",
    "mevrouw",
    "mw",
    "monsieur",
    "madame",
    "mademoiselle",
    "mme",
    "mlle",
    "sr",
    "sra",
    "srta",
    "senor",
    "senora",
    "senorita",
    "fru",
    "froken",
    "herra",
    "rouva",
    "neiti",
    "hr",
    "hrn",
    "fam",
    "familie",
    "family",
    "famille",
    "familjen",
    "eheleute",
    "ehepaar",
];

/// What stands behind a title: `Dr. med.`, `Dr.-Ing.`
const DEGREES: &[&str] = &["dent", "habil", "ing", "jur", "med", "nat", "phil", "rer", "vet"];

/// Begin a name only with their dot: without it Fr is on its way to Fritz, Fa to Fabian.
const DOTTED: &[&str] = &["fa", "fr", "sig"];

/// Whether a word before others is no part of what they say, and cannot be told later: `Firma Hansa
/// GmbH` would be one company.
pub(super) fn opens(token: &str, dotted: bool) -> bool {
    let word = fold::fold(token);
    word == "firma" || dotted && DOTTED.contains(&word.as_str())
}

/// Without the titles before a name. Herr alone, or at the end, may be what somebody is called.
pub(super) fn drop(mut readings: Vec<Reading>) -> Vec<Reading> {
    for at in before_names(&readings).into_iter().rev() {
        readings.remove(at);
    }
    readings
}

fn before_names(readings: &[Reading]) -> Vec<usize> {
    let mut begins = true;
    let mut found: Vec<usize> = Vec::new();
    for (at, reading) in readings.iter().enumerate() {
        let titled = found.last().is_some_and(|last| last + 1 == at);
        let mut behind = readings.iter().skip(at + 1);
        let named = behind.find(|next| !addresses(next, true));
        if begins && addresses(reading, titled) && !reading.comma && named.is_some_and(is_name) {
            found.push(at);
        } else {
            begins = reading.comma || !is_name(reading);
        }
    }
    found
}

fn is_name(reading: &Reading) -> bool {
    reading.meaning == Meaning::Name
}

/// A title; behind one also a degree, and what stands between two.
fn addresses(reading: &Reading, titled: bool) -> bool {
    let mut words = reading.value.split(' ');
    is_name(reading)
        && (titled && names::says_and(&reading.value)
            || (titled || words.next().is_some_and(|first| TITLES.contains(&first)))
                && words.all(|word| TITLES.contains(&word) || DEGREES.contains(&word)))
}
