//! Vehicle identification numbers. What is stored is compared as far as it goes; the check digit
//! is only a hint, since European makers do not use it.

/// A number as ISO 3779 has it: 17 characters, no I, O or Q.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Vin(String);

impl std::fmt::Debug for Vin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Vin(redacted)")
    }
}

impl Vin {
    pub fn parse(text: &str) -> Option<Self> {
        let vin = normalise(text);
        (vin.len() == 17 && forbidden_letters(&vin).is_empty()).then_some(Self(vin))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the ninth character is the check digit of the others, as in North America. A
    /// mismatch proves a slip only there.
    pub fn check_digit_fits(&self) -> bool {
        const WEIGHTS: [u32; 17] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
        let sum: u32 = self.0.bytes().zip(WEIGHTS).map(|(b, weight)| value(b) * weight).sum();
        let expected = match sum % 11 {
            10 => b'X',
            rest => b'0' + u8::try_from(rest).unwrap_or(0),
        };
        self.0.as_bytes().get(8) == Some(&expected)
    }

    /// Cars built for North America (1 to 5) carry a check digit that must fit.
    pub fn check_digit_required(&self) -> bool {
        matches!(self.0.as_bytes().first(), Some(b'1'..=b'5'))
    }

    pub fn last8(&self) -> &str {
        &self.0[9..]
    }
}

fn value(b: u8) -> u32 {
    match b {
        b'0'..=b'9' => u32::from(b - b'0'),
        b'A'..=b'H' => u32::from(b - b'A') + 1,
        b'J'..=b'N' => u32::from(b - b'J') + 1,
        b'P' => 7,
        b'R' => 9,
        b'S'..=b'Z' => u32::from(b - b'S') + 2,
        _ => 0,
    }
}

/// Upper case, without spaces and punctuation; a longer text is cut, it is no VIN anyway.
pub fn normalise(text: &str) -> String {
    crate::fold::fold(&text.chars().take(256).collect::<String>())
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_uppercase())
        .collect()
}

/// The letters in it that no VIN has.
pub fn forbidden_letters(text: &str) -> Vec<char> {
    let mut found: Vec<char> =
        normalise(text).chars().filter(|c| matches!(c, 'I' | 'O' | 'Q')).collect();
    found.dedup();
    found
}

/// What was probably meant where I, O or Q were typed.
pub fn suggestion(text: &str) -> Option<String> {
    let vin = normalise(text);
    let meant = vin.replace('I', "1").replace(['O', 'Q'], "0");
    (meant != vin).then_some(meant)
}

/// The last eight characters, by which cars are looked up; `None` where fewer are known.
pub fn last8(text: &str) -> Option<String> {
    let vin = normalise(text);
    vin.len().checked_sub(8).map(|at| vin[at..].to_owned())
}

/// Whether a normalised number was typed for lack of one: one character to the end, or a serial
/// number of zeros.
pub fn is_placeholder(vin: &str) -> bool {
    const SERIAL: usize = 6;
    let ends = |count: usize, character: u8| {
        vin.len() >= count && vin.bytes().rev().take(count).all(|b| b == character)
    };
    ends(SERIAL, b'0') || vin.bytes().last().is_some_and(|last| ends(8, last))
}

/// How far two stored numbers agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Agreement {
    /// All 17 characters.
    Full,
    /// The last eight, and one side knows no more.
    Last8,
    /// Both whole, one character apart: a slip of the finger.
    OneOff,
    Different,
    /// One side has nothing to compare.
    Missing,
}

pub fn compare(a: &str, b: &str) -> Agreement {
    let (a, b) = (normalise(a), normalise(b));
    // "n/a" and "0" stand in many records, and are no car.
    if a.len() < 8 || b.len() < 8 {
        return Agreement::Missing;
    }
    if a.len() == 17 && b.len() == 17 {
        let apart = a.bytes().zip(b.bytes()).filter(|(a, b)| a != b).count();
        return match apart {
            0 => Agreement::Full,
            1 => Agreement::OneOff,
            _ => Agreement::Different,
        };
    }
    if a[a.len() - 8..] == b[b.len() - 8..] { Agreement::Last8 } else { Agreement::Different }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vin_is_read_whatever_stands_between_its_characters() {
        let vin = Vin::parse(" wvw-zzz 1kz 6w650709 ").expect("a VIN");
        assert_eq!((vin.as_str(), vin.last8()), ("WVWZZZ1KZ6W650709", "6W650709"));
        assert!(!vin.check_digit_required());
        for text in ["", "WVWZZZ1KZ6W65070", "WVWZZZ1KZ6W6507090", "WVWZZZ1KZ6WO50709"] {
            assert!(Vin::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn the_check_digit_of_american_cars_is_computed() {
        for (text, fits) in [
            ("1M8GDM9AXKP042788", true),
            ("11111111111111111", true),
            ("1M8GDM9A1KP042788", false),
            ("5GZCZ43D13S812715", true),
        ] {
            assert_eq!(Vin::parse(text).map(|vin| vin.check_digit_fits()), Some(fits), "{text}");
        }
    }

    #[test]
    fn letters_that_no_vin_has_come_with_what_was_meant() {
        assert_eq!(forbidden_letters("WVWZZZ1KZ6WO5O7I9"), ['O', 'I']);
        assert_eq!(suggestion("WVWZZZ1KZ6WO5O7I9").as_deref(), Some("WVWZZZ1KZ6W050719"));
        assert_eq!(suggestion("WVWZZZ1KZ6W650709"), None);
    }

    #[test]
    fn numbers_compare_as_far_as_both_are_known() {
        use Agreement::*;
        for (a, b, agreement) in [
            ("WVWZZZ1KZ6W650709", "wvwzzz1kz6w650709", Full),
            ("WVWZZZ1KZ6W650709", "6W650709", Last8),
            ("WVWZZZ1KZ6W650709", "WVWZZZ1KZ7W650709", OneOff),
            ("WVWZZZ1KZ6W650709", "WVWZZZ1HM6W650709", Different),
            ("6W650709", "6W650708", Different),
            ("WVWZZZ1KZ6W650709", "", Missing),
            ("709", "WVWZZZ1KZ6W650709", Missing),
            ("n/a", "N/A", Missing),
        ] {
            assert_eq!(compare(a, b), agreement, "{a} {b}");
        }
    }
}
