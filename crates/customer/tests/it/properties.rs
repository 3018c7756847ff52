//! Normalising twice is normalising once, and nothing a person can type makes any of it panic.

use customer::{birth_date, email, fold, phone, plate, postcode, search_term, vin};
use proptest::prelude::*;

const COUNTRIES: [&str; 8] = ["GB", "NL", "DE", "FI", "FR", "US", "PT", "??"];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn folding_twice_is_folding_once(text in any::<String>()) {
        let once = fold::fold(&text);
        prop_assert_eq!(fold::fold(&once), once.clone());
        let words = fold::words(&text);
        prop_assert_eq!(fold::words(&words.join(" ")), words);
    }

    #[test]
    fn normalised_phones_stay_as_they_are(text in "[+0-9 ()./-]{0,24}", at in 0..8usize) {
        let country = COUNTRIES[at];
        let once = phone::comparable(&text, country);
        if once.starts_with('+') {
            prop_assert_eq!(phone::comparable(&once, country), once.clone());
            prop_assert_eq!(phone::comparable(&once, "GB"), once.clone());
            prop_assert!(phone::same_number(&text, &once, country));
        } else {
            prop_assert_eq!(phone::digits(&once), once);
        }
    }

    #[test]
    fn a_shown_phone_is_the_same_phone(at in 0..6usize, digits in "[1-9][0-9]{8}") {
        let country = COUNTRIES[at];
        if let Some(read) = phone::Phone::parse(&digits, country).filter(phone::Phone::is_valid) {
            prop_assert_eq!(phone::comparable(&read.display(country), country), read.e164());
        }
    }

    #[test]
    fn codes_normalise_once(text in any::<String>()) {
        for normalise in [vin::normalise, plate::normalise, postcode::normalise, email::comparable] {
            let once = normalise(&text);
            prop_assert_eq!(normalise(&once), once);
        }
    }

    #[test]
    fn a_vin_survives_any_punctuation(code in "[A-HJ-NPR-Z0-9]{17}", gap in "[ ./-]{0,3}") {
        let typed: String = code.chars().flat_map(|c| [c.to_string(), gap.clone()]).collect();
        let vin = vin::Vin::parse(&typed).expect("17 good characters");
        prop_assert_eq!(vin.as_str(), code.as_str());
        let last = vin::last8(&typed);
        prop_assert_eq!(last.as_deref(), Some(vin.last8()));
    }

    #[test]
    fn a_day_survives_every_way_of_writing_it(
        year in 1920i16..2019, month in 1i8..=12, day in 1i8..=28,
    ) {
        let stored = format!("{year:04}-{month:02}-{day:02}");
        let forms = [
            stored.clone(),
            format!("{day}.{month}.{year}"),
            format!("{day:02}/{month:02}/{year}"),
            format!("{year}{month:02}{day:02}"),
            format!("{stored}T23:59:59-11:00"),
        ];
        for typed in forms {
            let read = birth_date::normalise(&typed, "GB");
            prop_assert_eq!(read.as_deref(), Some(stored.as_str()), "{}", typed);
        }
    }

    #[test]
    fn any_text_can_be_read_and_flipped(text in any::<String>(), at in 0..8usize) {
        let country = COUNTRIES[at];
        let readings = search_term::read(&text, country);
        for index in 0..readings.len() {
            prop_assert!(!readings[index].value.is_empty());
            let _ = search_term::flip(&readings, index, country);
        }
        let _ = (phone::Phone::parse(&text, country), phone::display(&text, country));
        let _ = (birth_date::read(&text, country), birth_date::parts(&text));
        let _ = (postcode::format(&text, country), postcode::area(&text));
        let _ = (plate::looks_like(&text, country), vin::compare(&text, &text));
        let _ = (email::Email::parse(&text), email::mailbox(&text));
    }
}
