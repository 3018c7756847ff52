//! Countries by their two letters of ISO 3166-1, as the phone library knows them.

mod names;

use crate::fold;
use rlibphonenumber::{PHONE_NUMBER_UTIL, Region};

/// What people write instead, and what it should be.
const MEANT: [(&str, &str); 2] = [("UK", "GB"), ("EL", "GR")];

/// Whether these are the two letters of a country, in capitals or not.
pub fn is_known(code: &str) -> bool {
    code.len() == 2
        && code
            .to_ascii_uppercase()
            .parse::<Region>()
            .is_ok_and(|region| PHONE_NUMBER_UTIL.get_country_code_for_region(region).is_some())
}

/// The code somebody meant who wrote this one, or an example of one.
pub fn meant(code: &str) -> &'static str {
    MEANT
        .iter()
        .find(|(written, _)| written.eq_ignore_ascii_case(code.trim()))
        .map_or("GB", |(_, meant)| meant)
}

/// The two letters, in capitals, of the country that is meant by a code, the sign of a car or a name
/// in one of the program's languages. `None` where nobody knows.
pub fn read(text: &str) -> Option<String> {
    let upper = text.trim().to_ascii_uppercase();
    if is_known(&upper) {
        return Some(upper);
    }
    let written = fold::joined(text);
    let other = MEANT.iter().find(|(other, _)| other.eq_ignore_ascii_case(&written));
    other.map(|(_, meant)| *meant).or_else(|| names::find(&written)).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_two_letters_of_a_country_are_known() {
        for code in ["GB", "gb", "US", "DE", "FI", "PT", "IE", "LU", "ZA"] {
            assert!(is_known(code), "{code}");
        }
        for code in ["UK", "uk", "EL", "XX", "ZZ", "001", "", "G", "GBR", "G1", "Ö"] {
            assert!(!is_known(code), "{code}");
        }
        assert_eq!((meant("uk"), meant("EL"), meant("England")), ("GB", "GR", "GB"));
    }

    #[test]
    fn names_signs_and_three_letters_are_read_as_two() {
        for (written, code) in [
            ("DE", "DE"),
            ("nl", "NL"),
            ("Deutschland", "DE"),
            ("ÖSTERREICH", "AT"),
            ("Oesterreich", "AT"),
            ("France", "FR"),
            ("Spain", "ES"),
            ("España", "ES"),
            ("The Netherlands", "NL"),
            ("Pays-Bas", "NL"),
            ("Storbritannien", "GB"),
            ("U.K.", "GB"),
            ("U.S.A.", "US"),
            ("Suomi", "FI"),
            ("Ruotsi", "SE"),
            ("Verenigd Koninkrijk", "GB"),
            ("États-Unis", "US"),
            ("D", "DE"),
            ("fin", "FI"),
            ("IRL", "IE"),
            ("GBR", "GB"),
            ("Türkiye", "TR"),
        ] {
            assert_eq!(read(written).as_deref(), Some(code), "{written}");
        }
        for written in ["", " ", "-", "X", "XX", "Atlantis", "Deutsch", "00", "Germany/France"] {
            assert_eq!(read(written), None, "{written}");
        }
    }
}
