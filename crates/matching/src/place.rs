//! Where somebody lives, as it is compared: house number and street, whatever stands in which
//! member.

use customer::Record;
use customer::fold;
use customer::names::is_unknown;
use customer::record::Address;
use std::borrow::Cow;

/// An address without what was typed where nobody knew it.
pub(crate) fn known(address: &Address) -> Cow<'_, Address> {
    let unknown = |text: &Option<String>| Record::said(text).is_some_and(is_unknown);
    let zeros = |text: &Option<String>| {
        Record::said(text).is_some_and(|text| text.len() > 1 && text.bytes().all(|b| b == b'0'))
    };
    let (street, city) = (unknown(&address.street_name), unknown(&address.city));
    let code = zeros(&address.postal_code) || unknown(&address.postal_code);
    if !(street || city || code) {
        return Cow::Borrowed(address);
    }
    let mut known = address.clone();
    if street {
        (known.street_name, known.house_number) = (None, None);
    }
    if city {
        known.city = None;
    }
    if code {
        known.postal_code = None;
    }
    Cow::Owned(known)
}

/// Kinds of street that are written in full, short or not at all.
const STREET_TYPES: &[&str] = &[
    "street",
    "st",
    "str",
    "strasse",
    "straat",
    "road",
    "rd",
    "avenue",
    "ave",
    "av",
    "lane",
    "ln",
    "drive",
    "dr",
    "close",
    "cl",
    "court",
    "ct",
    "crescent",
    "cres",
    "place",
    "pl",
    "rue",
    "rua",
    "weg",
    "laan",
    "allee",
    "katu",
    "tie",
    "boulevard",
    "blvd",
    "bd",
    "way",
    "terrace",
    "terr",
    "tce",
    "gardens",
    "gdns",
    "square",
    "sq",
    "grove",
    "gr",
    "parade",
    "pde",
    "plein",
    "platz",
    "gasse",
    "ulica",
    "ul",
    "via",
    "calle",
    "avenida",
    "praca",
    "travessa",
    "chemin",
    "crt",
    "crescents",
    "streets",
    "circuit",
    "cct",
    "the",
    "de",
    "la",
    "da",
    "do",
    "of",
];

/// Kinds of street that are found written in one word with the name, or whose own letters a space
/// has parted: "Copeplace", "Dwyer S treet".
const JOINED: &[&str] = &[
    "street", "crescent", "avenue", "place", "drive", "circuit", "parade", "terrace", "close",
    "court", "road", "lane", "square", "gardens", "grove",
];

/// What stands before the number of a flat.
const FLATS: &[&str] =
    &["flat", "unit", "apt", "apartment", "app", "room", "suite", "apto", "whg", "wohnung"];

/// The house number and the street without its kind, both folded; either may be empty. A street
/// member that ends or begins with the number gives it up. Of a flat's and a house's number, as in
/// "2/14 High St" and "Flat 2, 14 High St", the house's counts.
pub fn number_and_street(address: &Address) -> (String, String) {
    let (number, street, _) = parts(address);
    (number, street)
}

/// The same, and the street with its kind in one word: where a slip hit the kind or the space
/// before it, that is what still compares.
pub(crate) fn parts(address: &Address) -> (String, String, String) {
    let mut number = Record::said(&address.house_number)
        .map(|number| house(&fold::words(number)))
        .unwrap_or_default();
    let line = Record::said(&address.street_name)
        .or_else(|| address.other.get("line1").and_then(|line| line.as_str()));
    let mut words = line.map(fold::words).unwrap_or_default();
    let numbered = |word: &String| word.starts_with(|c: char| c.is_ascii_digit());
    if words.first().is_some_and(|word| FLATS.contains(&word.as_str())) && words.len() > 2 {
        words.remove(0);
    }
    if number.is_empty() && words.len() > 1 {
        let leading = words.iter().take_while(|word| numbered(word)).count();
        // "1st Avenue" and "12th Street" begin with their name.
        let ordinal = |word: &str| word.ends_with("st") || word.ends_with("th");
        if leading > 0 && leading < words.len() && !ordinal(&words[0]) {
            number = house(&words.drain(..leading).collect::<Vec<_>>());
        } else if let Some(at) = words.iter().rposition(numbered).filter(|at| *at > 0) {
            number = house(&words.split_off(at));
        }
    }
    let bare: Vec<String> =
        words.iter().filter(|word| !STREET_TYPES.contains(&word.as_str())).cloned().collect();
    let mut street = if bare.is_empty() { words.concat() } else { bare.concat() };
    let named = |kind: &&str| street.strip_suffix(*kind).filter(|name| name.chars().count() >= 4);
    if let Some(name) = JOINED.iter().find_map(named) {
        street = name.to_owned();
    }
    // "Hauptstrasse" and "Hauptstr." are one street.
    for (long, short) in [("strasse", "str"), ("straat", "str"), ("strase", "str")] {
        if let Some(stem) = street.strip_suffix(long) {
            street = format!("{stem}{short}");
        }
    }
    (number, fold::collapse(&street), words.concat())
}

/// The last number, and the letters behind it.
fn house(words: &[String]) -> String {
    let numbered = |word: &String| word.starts_with(|c: char| c.is_ascii_digit());
    match words.iter().rposition(numbered) {
        Some(at) => words[at..].concat(),
        None => words.concat(),
    }
}

/// Town or suburb, folded; empty where unknown.
pub fn towns(address: &Address) -> Vec<String> {
    [&address.city, &address.suburb]
        .into_iter()
        .filter_map(Record::said)
        .map(fold::joined)
        .filter(|town| !town.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(number: &str, street: &str) -> Address {
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Address { house_number: text(number), street_name: text(street), ..Address::default() }
    }

    #[test]
    fn one_street_is_written_in_many_ways() {
        for (a, b) in [
            (address("12", "High Street"), address("", "12 High St.")),
            (address("5", "Hauptstraße"), address("", "Hauptstr. 5")),
            (address("12a", "Kerkstraat"), address("12 A", "Kerkstr")),
            (address("2/14", "High Street"), address("", "Flat 2, 14 High St")),
            (address("", "2/14 High Street"), address("14", "High Street")),
            (address("", "Hauptstr. 12 b"), address("12b", "Hauptstraße")),
            (address("3", "Copeplace"), address("3", "Cope Place")),
            (address("3", "Dwyer s treet"), address("3", "Dwyer Street")),
            (address("3", "Broadlane"), address("3", "Broad Lane")),
        ] {
            assert_eq!(number_and_street(&a), number_and_street(&b));
        }
        assert_eq!(number_and_street(&address("", "The Close")).1, "theclose");
        assert_eq!(number_and_street(&Address::default()), (String::new(), String::new()));
    }
}
