//! Identifiers typed character by character: whoever was found by a scrap is not lost while it grows.

#![expect(clippy::unwrap_used, reason = "a helper that fails shall fail its test")]

use customer::{Record, search_term};
use finder::{Customer, Finder, Options, ask, face};

fn desk(people: &[String], country: &str) -> Finder {
    Finder::of((0_u32..).zip(people).map(|(handle, text)| {
        let record: Record = serde_json::from_str(text).unwrap();
        Customer { handle, opened: None, words: face::words(&record, country) }
    }))
    .unwrap()
}

fn finds(finder: &Finder, typed: &str, country: &str) -> bool {
    let pieces = ask::pieces(&search_term::read(typed, country), country);
    let found = finder.find(&pieces, Options::new(10), &|| false).unwrap();
    found.iter().any(|one| one.handle == 0)
}

/// Every start of what is typed that has so many letters and digits, and does not find the customer.
fn lost(finder: &Finder, typed: &str, country: &str, from: usize) -> Vec<String> {
    typed
        .char_indices()
        .map(|(at, c)| &typed[..at + c.len_utf8()])
        .filter(|start| start.chars().filter(|c| c.is_alphanumeric()).count() >= from)
        .filter(|start| !finds(finder, start, country))
        .map(|start| format!("{start:?} of {typed:?} in {country}"))
        .collect()
}

#[test]
fn a_phone_number_of_any_country_is_found_at_each_digit_from_the_fourth_on() {
    let numbers: &[(&str, &[&str])] = &[
        ("GB", &["07945807321", "07945 807321", "07945 807 321", "(07945) 807321", "7945 807321"]),
        ("GB", &["+447945807321", "+44 7945 807321", "0044 7945 807321", "+44 (0)7945 807321"]),
        ("GB", &["02079460018", "020 7946 0018", "+44 20 7946 0018"]),
        ("GB", &["01134960123", "0113 496 0123"]),
        ("FR", &["0612345678", "06 12 34 56 78", "06.12.34.56.78", "+33 6 12 34 56 78"]),
        ("FR", &["0123456789", "01 23 45 67 89", "0033123456789"]),
        ("DE", &["015123456789", "0151 23456789", "01512 3456789", "0151/23456789"]),
        ("DE", &["0301234567", "030 1234567", "030 123 45 67", "+49 30 1234567"]),
        ("NL", &["0612345678", "06 12345678", "06-12345678", "06 12 34 56 78", "+31 6 12345678"]),
        ("NL", &["0201234567", "020 123 4567"]),
        ("BE", &["0470123456", "0470 12 34 56", "+32 470 12 34 56"]),
        ("AT", &["06641234567", "0664 1234567", "+43 664 1234567"]),
        ("CH", &["0791234567", "079 123 45 67", "+41 79 123 45 67"]),
        ("IE", &["0861234567", "086 123 4567", "+353 86 123 4567"]),
        ("SE", &["0701234567", "070-123 45 67", "070 123 45 67", "+46 70 123 45 67"]),
        ("SE", &["0812345678", "08-123 456 78", "08 123 456 78"]),
        ("FI", &["0401234567", "040 1234567", "040 123 4567", "+358 40 123 4567"]),
        ("FI", &["091234567", "09 1234567", "+358 9 1234567"]),
        ("ES", &["612345678", "612 345 678", "612 34 56 78", "+34 612 345 678"]),
        ("PT", &["912345678", "912 345 678", "+351 912 345 678", "00351912345678"]),
        ("US", &["2025550173", "(202) 555-0173", "202-555-0173", "202 555 0173"]),
        ("US", &["+1 202 555 0173", "+12025550173"]),
        ("IT", &["3471234567", "347 123 4567", "0612345678", "06 1234 5678"]),
        ("DK", &["20123456", "20 12 34 56", "+45 20 12 34 56"]),
        ("NO", &["41234567", "412 34 567", "+47 412 34 567"]),
        ("PL", &["512345678", "512 345 678", "+48 512 345 678"]),
        ("CZ", &["601123456", "601 123 456"]),
    ];
    let mut all = Vec::new();
    for (country, ways) in numbers {
        for typed in *ways {
            let person =
                format!(r#"{{"id": "1", "channels": [{{"kind": "phone", "value": "{typed}"}}]}}"#);
            // 00 only says that a country code comes.
            let from = if typed.starts_with("00") { 5 } else { 4 };
            all.extend(lost(&desk(&[person], country), typed, country, from));
        }
    }
    assert!(all.is_empty(), "{} lost:\n{}", all.len(), all.join("\n"));
}

#[test]
fn a_postcode_and_a_plate_are_found_at_each_letter_with_and_without_their_gaps() {
    let postcodes: &[(&str, &[&str])] = &[
        ("GB", &["LS1 4AP", "ls1 4ap", "ls14ap", "SW1A 0AA", "sw1a0aa", "M1 1AE", "EC1A 1BB"]),
        ("NL", &["1234 AB", "1234ab", "1234 ab"]),
        ("SE", &["123 45", "12345"]),
        ("CA", &["H4B 1T7", "h4b1t7", "K1A 0B1"]),
        ("IE", &["D02 X285", "A65 F4E2"]),
        ("DE", &["50667", "01067", "SW1A 0AA"]),
        ("PT", &["4000-123"]),
        ("CZ", &["110 00"]),
        ("PL", &["00-950"]),
    ];
    let plates: &[(&str, &[&str])] = &[
        ("GB", &["AB12 CDE", "ab12 cde", "ab12cde", "A123 BCD", "A1 BCD"]),
        ("NL", &["12-ABC-3", "12 ABC 3", "AB-123-C"]),
        ("FR", &["AB-123-CD", "ab123cd"]),
        ("SE", &["ABC 12D", "abc12d"]),
        ("DE", &["M-AB 1234", "AB12 CDE"]),
    ];
    let mut all = Vec::new();
    for (country, ways) in postcodes {
        for typed in *ways {
            let person = format!(
                r#"{{"id": "1", "names": {{"familyName": "Sousa"}}, "addresses": [{{"postalCode": "{typed}"}}]}}"#
            );
            let desk = desk(&[person], country);
            // Two letters alone are a name.
            all.extend(lost(&desk, typed, country, 3));
            all.extend(lost(&desk, &format!("sousa {typed}"), country, 8));
        }
    }
    for (country, ways) in plates {
        for typed in *ways {
            let person = format!(
                r#"{{"id": "1", "names": {{"familyName": "Sousa"}}, "vehicles": [{{"licensePlate": "{typed}"}}]}}"#
            );
            let desk = desk(&[person], country);
            all.extend(lost(&desk, typed, country, 3));
            all.extend(lost(&desk, &format!("sousa {typed}"), country, 8));
        }
    }
    assert!(all.is_empty(), "{} lost:\n{}", all.len(), all.join("\n"));
}

#[test]
fn a_plate_of_another_country_is_found_at_each_sign_from_the_fourth_on() {
    let plates = ["M-ZE 9504", "m-ze 9504", "M ZE 9504", "HSK-AB 123", "AYP 444", "ayp 444"];
    let mut all = Vec::new();
    for country in ["GB", "NL", "FR", "FI", "DE", "US"] {
        for typed in plates.into_iter().chain(["4521 KLM", "4521 klm", "1012 ab", "1012ab"]) {
            let person = format!(
                r#"{{"id": "1", "names": {{"familyName": "Sousa"}}, "addresses": [{{"postalCode": "{typed}"}}],
                    "vehicles": [{{"licensePlate": "{typed}"}}]}}"#
            );
            let desk = desk(&[person], country);
            all.extend(lost(&desk, typed, country, 4));
            all.extend(lost(&desk, &format!("sousa {typed}"), country, 9));
        }
    }
    assert!(all.is_empty(), "{} lost:\n{}", all.len(), all.join("\n"));
}

#[test]
fn an_e_mail_address_is_found_at_each_sign_with_its_digits_and_marks() {
    let mut all = Vec::new();
    for country in ["GB", "DE", "US"] {
        for typed in [
            "petra.muller850@inbox.example",
            "jan_smit99@web-24.example",
            "bob-lee7@inbox.example",
            "info+shop3@inbox.example",
            "a.kowalski1978@inbox.example",
            "christopher.lee123456@inbox.example",
        ] {
            let person =
                format!(r#"{{"id": "1", "channels": [{{"kind": "email", "value": "{typed}"}}]}}"#);
            let desk = desk(&[person], country);
            all.extend(lost(&desk, typed, country, 2));
            let domain = typed.split_once('@').unwrap().1;
            all.extend(lost(&desk, domain, country, 2));
            all.extend(lost(&desk, &format!("@{domain}"), country, 2));
        }
    }
    assert!(all.is_empty(), "{} lost:\n{}", all.len(), all.join("\n"));
}
