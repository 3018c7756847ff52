//! Countries by their two letters of ISO 3166-1, as the phone library knows them.

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
}
