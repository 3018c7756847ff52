//! How somebody is addressed: no part of a name, and nothing that customers are found by.

use super::{Meaning, Reading};

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
];

/// Without the titles before a name. Herr alone, or at the end, may be what somebody is called.
pub(super) fn drop(mut readings: Vec<Reading>) -> Vec<Reading> {
    for at in before_names(&readings).into_iter().rev() {
        readings.remove(at);
    }
    readings
}

fn before_names(readings: &[Reading]) -> Vec<usize> {
    let mut begins = true;
    let mut found = Vec::new();
    for (at, reading) in readings.iter().enumerate() {
        let named = readings.get(at + 1..).unwrap_or_default().iter().find(|next| !is_title(next));
        if begins && is_title(reading) && !reading.comma && named.is_some_and(is_name) {
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

fn is_title(reading: &Reading) -> bool {
    is_name(reading) && TITLES.contains(&reading.value.as_str())
}
