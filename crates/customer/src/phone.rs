//! Phone numbers: read in any notation, compared in one form, shown as people write them.
//!
//! A stored text is never replaced by its reading: what cannot be read is compared by its digits
//! and shown as it stands. Extensions are read past, not kept in the compared form.

use crate::record::{ChannelKind, Line, Record};
use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumber, PhoneNumberFormat, PhoneNumberType, Region};

/// Longer texts hold something else than a phone number.
const LONGEST: usize = 64;

/// A number that could be dialled: the country is known and the length is right for it.
#[derive(Clone, PartialEq)]
pub struct Phone {
    number: PhoneNumber,
    valid: bool,
}

impl std::fmt::Debug for Phone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Phone(redacted)")
    }
}

impl Phone {
    /// Reads a number as it is written in `country` (ISO 3166-1 alpha-2): any punctuation, `00`
    /// or `+`, `(0)`, remarks behind it. `None` where no dialable number can be made of it.
    pub fn parse(text: &str, country: &str) -> Option<Self> {
        let tidy = tidy(text)?;
        let region = region(country);
        let read = PHONE_NUMBER_UTIL.parse(&tidy, region).ok().and_then(Self::checked);
        if let Some(phone) = read.as_ref().filter(|phone| phone.valid) {
            return Some(phone.clone());
        }
        // A foreign number whose plus got lost is believed only if it is valid.
        let digits = digits(&tidy);
        if !tidy.starts_with('+') && !digits.starts_with('0') && digits.len() >= 10 {
            let plus = PHONE_NUMBER_UTIL.parse(format!("+{digits}"), None).ok();
            if let Some(phone) = plus.and_then(Self::checked).filter(|phone| phone.valid) {
                return Some(phone);
            }
        }
        read
    }

    fn checked(number: PhoneNumber) -> Option<Self> {
        let valid = number.is_valid();
        let dialable = valid
            || matches!(
                number.is_possible_with_reason(),
                Ok(rlibphonenumber::NumberLengthType::IsPossible)
            );
        dialable.then_some(Self { number, valid })
    }

    /// `+351912345678`
    pub fn e164(&self) -> String {
        self.number.format_as(PhoneNumberFormat::E164).into_owned()
    }

    /// Whether the number lies in a range that is in use; otherwise only its length is right.
    pub const fn is_valid(&self) -> bool {
        self.valid
    }

    /// The digits behind the country code.
    pub fn national_digits(&self) -> String {
        self.number.get_national_significant_number()
    }

    pub const fn country_code(&self) -> i32 {
        self.number.country_code
    }

    /// As people in `country` write it: national there, international elsewhere.
    pub fn display(&self, country: &str) -> String {
        let at_home = region(country)
            .and_then(|region| PHONE_NUMBER_UTIL.get_country_code_for_region(region))
            .is_some_and(|code| code == self.number.country_code);
        let form =
            if at_home { PhoneNumberFormat::National } else { PhoneNumberFormat::International };
        self.number.format_as(form).into_owned()
    }

    /// What it rings, where the number tells.
    pub fn line(&self) -> Option<Line> {
        match self.number.get_type() {
            PhoneNumberType::Mobile => Some(Line::Mobile),
            PhoneNumberType::FixedLine => Some(Line::Landline),
            _ => None,
        }
    }
}

fn region(country: &str) -> Option<Region> {
    let country = country.trim();
    let country = if country.eq_ignore_ascii_case("UK") { "GB" } else { country };
    country.to_ascii_uppercase().parse().ok()
}

/// The text without what the reader stumbles over; `None` where there is nothing to read.
fn tidy(text: &str) -> Option<String> {
    let text = crate::fold::fold(text.trim());
    let text = text.strip_prefix("tel:").unwrap_or(&text).trim();
    if text.len() > LONGEST || !text.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    // "01234 567890 (wife)": a remark behind a whole number is not part of it.
    let mut tidy = text.to_owned();
    if let Some(at) = text.find(char::is_alphabetic)
        && digits(&text[..at]).len() >= 7
    {
        tidy.truncate(at);
    }
    tidy.retain(|c| !c.is_control());
    // A second plus is a slip of the finger.
    while tidy.starts_with("++") {
        tidy.remove(0);
    }
    if let Some(rest) = tidy.strip_prefix("00") {
        tidy = format!("+{rest}");
    }
    // +44 (0)7700: the trunk zero is not dialled from abroad.
    if tidy.starts_with('+') {
        tidy = tidy.replacen("(0)", "", 1).replacen("( 0 )", "", 1);
    }
    Some(tidy)
}

/// The digits of a text, in ASCII.
pub fn digits(text: &str) -> String {
    crate::fold::fold(text).chars().filter(char::is_ascii_digit).collect()
}

/// The form two numbers are compared in: E.164 where it can be read, else the digits. The same
/// for every notation; empty where there are no digits.
pub fn comparable(text: &str, country: &str) -> String {
    match dialled(text, country).or_else(|| Phone::parse(text, country).map(|phone| phone.e164())) {
        Some(number) => number,
        None => digits(&text.chars().take(LONGEST).collect::<String>()),
    }
}

/// The same number as `Phone::parse` reads, where its length alone decides that it is one: whether it
/// lies in a range that is in use takes longer to find out than all else that is read of a record.
fn dialled(text: &str, country: &str) -> Option<String> {
    let tidy = tidy(text)?;
    // Of others, only a valid one is believed: it may be foreign, and have lost its plus.
    if !tidy.starts_with(['+', '0']) {
        return None;
    }
    let number = PHONE_NUMBER_UTIL.parse(&tidy, region(country)).ok()?;
    let possible = number.is_possible_with_reason();
    matches!(possible, Ok(rlibphonenumber::NumberLengthType::IsPossible))
        .then(|| number.format_as(PhoneNumberFormat::E164).into_owned())
}

/// The compared form of each number of a record, in its order. Reading a number takes longer than
/// anything else that is derived of a record: whoever derives several things reads them once.
pub fn numbers(record: &Record, country: &str) -> Vec<String> {
    let phones = record.channels.iter().filter(|channel| channel.kind == ChannelKind::Phone);
    phones.map(|channel| comparable(&channel.value, country)).collect()
}

/// Whether a compared number was typed for lack of one: the same digit to the end, or digits in
/// their order, whatever country code stands before them. Six of one digit are a number people pay
/// for, unless they are noughts.
pub fn is_placeholder(number: &str) -> bool {
    const NOUGHTS: usize = 6;
    const RUN: usize = 7;
    const ORDER: usize = 7;
    const CODE: usize = 3;
    let digits = number.trim_start_matches('+').as_bytes();
    let Some(last) = digits.last() else { return false };
    let run = digits.iter().rev().take_while(|digit| *digit == last).count();
    if run >= RUN || run == digits.len() || *last == b'0' && run >= NOUGHTS {
        return true;
    }
    let code = if number.starts_with('+') { CODE } else { 1 };
    (0..=code.min(digits.len())).any(|at| digits.len() - at >= ORDER && in_order(&digits[at..]))
}

/// From 1 up (0 follows 9), or from 9 down.
fn in_order(digits: &[u8]) -> bool {
    let up = |at: usize| b'0' + u8::try_from((at + 1) % 10).unwrap_or(0);
    let down = |at: usize| b'9' - u8::try_from(at % 10).unwrap_or(0);
    let fits = |wanted: &dyn Fn(usize) -> u8| {
        digits.iter().enumerate().all(|(at, digit)| *digit == wanted(at))
    };
    fits(&up) || fits(&down)
}

/// The digits a person would type of it, without country code and trunk zero.
pub fn tail(text: &str, country: &str) -> String {
    match Phone::parse(text, country) {
        Some(phone) => phone.national_digits(),
        None => {
            let digits = digits(&text.chars().take(LONGEST).collect::<String>());
            digits.trim_start_matches('0').to_owned()
        }
    }
}

/// Whether both texts are one number. Where one cannot be read, seven digits at the end of both
/// must agree and nothing may contradict them.
pub fn same_number(a: &str, b: &str, country: &str) -> bool {
    match (Phone::parse(a, country), Phone::parse(b, country)) {
        (Some(a), Some(b)) => a.e164() == b.e164(),
        (Some(phone), None) => ends_alike(&phone.e164(), &tail(b, country)),
        (None, Some(phone)) => ends_alike(&phone.e164(), &tail(a, country)),
        (None, None) => {
            let (a, b) = (tail(a, country), tail(b, country));
            a == b && a.len() >= 5 || ends_alike(&a, &b)
        }
    }
}

fn ends_alike(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    short.len() >= 7 && long.ends_with(short)
}

/// For showing: written as usual in `country` where it can be read, else exactly as it is stored.
pub fn display(text: &str, country: &str) -> String {
    match Phone::parse(text, country) {
        Some(phone) => phone.display(country),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_in_every_notation_compares_alike() {
        for text in [
            "07700 900123",
            "07700900123",
            "+44 7700 900123",
            "+44 (0)7700 900123",
            "0044 7700 900 123",
            "(07700) 900-123",
            "07700.900.123",
            "tel:+447700900123",
            "++447700900123",
            "447700900123",
            "7700900123",
            "07700 900123 (wife)",
            "07700 900123 ext. 12",
            "０７７００ ９００１２３",
            "\u{202d}07700 900123\u{202c}",
        ] {
            assert_eq!(comparable(text, "GB"), "+447700900123", "{text}");
        }
    }

    #[test]
    fn the_country_decides_how_national_numbers_are_read() {
        for (text, country, e164) in [
            ("912 345 678", "PT", "+351912345678"),
            ("+351912345678", "GB", "+351912345678"),
            ("06 12345678", "NL", "+31612345678"),
            ("040 1234567", "FI", "+358401234567"),
            ("01 23 45 67 89", "FR", "+33123456789"),
            ("(202) 555-0173", "US", "+12025550173"),
            ("1-202-555-0173", "US", "+12025550173"),
            ("0151 23456789", "DE", "+4915123456789"),
            ("020 7946 0018", "uk", "+442079460018"),
            ("0044 20 7946 0018", "US", "+442079460018"),
            ("351912345678", "GB", "+351912345678"),
        ] {
            assert_eq!(comparable(text, country), e164, "{text} in {country}");
        }
    }

    #[test]
    fn a_number_compares_as_the_one_that_is_read() {
        let texts = [
            "+44 7700 900123",
            "07700 900123",
            "+44 (0)113 496 0123",
            "0113 496 0123",
            "+447",
            "0",
            "+4477009001234567",
            "00 49 151 23456789",
            "0151 23456789",
            "+351 912 345 678",
            "912 345 678",
            "+1 202 555 0173",
            "+999 123456",
            "(0)7700 900123",
            "+",
            "00",
            "0800 1111",
            "+44 7700 900123 (wife)",
            "447700900123",
            "+39 06 1234567",
            "06 1234567",
            "0039061234567",
            "+290 12345",
            "+44 11",
            "112",
            "+49 30 1",
            "0 0 0 0 0 0 0",
        ];
        for country in ["GB", "DE", "PT", "US", "IT", "FI", "NL", "", "XX"] {
            for text in texts {
                let read = Phone::parse(text, country).map(|phone| phone.e164());
                let compared = comparable(text, country);
                assert_eq!(compared, read.unwrap_or_else(|| digits(text)), "{text} in {country}");
            }
        }
    }

    #[test]
    fn a_number_typed_for_lack_of_one_is_known() {
        for text in [
            "0711 000000",
            "123456789",
            "0123456789",
            "1234567",
            "+49 1234567890",
            "987654321",
            "00000",
            "99999999",
            "0151 11111111",
        ] {
            assert!(is_placeholder(&comparable(text, "DE")), "{text}");
        }
        for text in [
            "0711 492018",
            "040 1234567",
            "0151 23456789",
            "+44 7400 123456",
            "+44 7400 555555",
            "0711 400000",
            "+351 912 345 678",
            "",
            "110",
        ] {
            assert!(!is_placeholder(&comparable(text, "DE")), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_kept_and_compared_by_its_digits() {
        for (text, compared) in
            [("12-34", "1234"), ("see notes", ""), ("", ""), ("ask 55 for Jo", "55")]
        {
            assert!(Phone::parse(text, "GB").is_none(), "{text}");
            assert_eq!(comparable(text, "GB"), compared, "{text}");
            assert_eq!(display(text, "GB"), text);
        }
        assert!(!same_number("", "", "GB"));
        assert!(!same_number("see notes", "none", "GB"));
        assert!(same_number("12345-67890-12345-67", "1234567890 1234567", "GB"));
        assert!(!same_number("07700 900123", "900123", "GB"));
        assert!(same_number("555-0199", "(202) 555-0199", "US"));
    }

    #[test]
    fn a_number_is_shown_as_people_in_the_country_write_it() {
        assert_eq!(display("+447700900123", "GB"), "07700 900123");
        assert_eq!(display("+447700900123", "DE"), "+44 7700 900123");
        assert_eq!(Phone::parse("07400123456", "GB").and_then(|p| p.line()), Some(Line::Mobile));
        assert_eq!(Phone::parse("+442079460018", "").and_then(|p| p.line()), Some(Line::Landline));
    }

    #[test]
    fn a_huge_text_is_read_quickly_as_nothing() {
        let huge = "9".repeat(5_000_000);
        assert!(Phone::parse(&huge, "GB").is_none());
        assert_eq!(comparable(&huge, "GB").len(), LONGEST);
    }
}
