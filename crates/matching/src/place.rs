//! Where somebody lives, as it is compared: house number and street, whatever stands in which
//! member.

use customer::Record;
use customer::fold;
use customer::record::Address;

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
    "circuit",
    "cct",
    "the",
    "de",
    "la",
    "da",
    "do",
    "of",
];

/// The house number and the street without its kind, both folded; either may be empty. A street
/// member that ends or begins with the number gives it up.
pub fn number_and_street(address: &Address) -> (String, String) {
    let mut number = Record::said(&address.house_number).map(fold::joined).unwrap_or_default();
    let line = Record::said(&address.street_name)
        .or_else(|| address.other.get("line1").and_then(|line| line.as_str()));
    let mut words = line.map(fold::words).unwrap_or_default();
    let numbered = |word: &String| word.starts_with(|c: char| c.is_ascii_digit());
    if number.is_empty() && words.len() > 1 {
        if words.last().is_some_and(numbered) {
            number = words.pop().unwrap_or_default();
        } else if words.first().is_some_and(numbered) {
            number = words.remove(0);
        }
    }
    let bare: Vec<String> =
        words.iter().filter(|word| !STREET_TYPES.contains(&word.as_str())).cloned().collect();
    let mut street = if bare.is_empty() { words.concat() } else { bare.concat() };
    // "Hauptstrasse" and "Hauptstr." are one street.
    for (long, short) in [("strasse", "str"), ("straat", "str"), ("strase", "str")] {
        if let Some(stem) = street.strip_suffix(long) {
            street = format!("{stem}{short}");
        }
    }
    (number, fold::collapse(&street))
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
        ] {
            assert_eq!(number_and_street(&a), number_and_street(&b));
        }
        assert_eq!(number_and_street(&Address::default()), (String::new(), String::new()));
    }
}
