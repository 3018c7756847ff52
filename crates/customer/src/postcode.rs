//! Postcodes: forgiving to read, written as the country does. The shape is a hint for the person
//! typing, never a reason to drop what a network holds.

/// Shapes per country: `A` a letter, `9` a digit, `N` either, anything else stands for itself
/// where the code is written out. The first shape that fits is used.
const SHAPES: &[(&str, &[&str])] = &[
    ("AT", &["9999"]),
    ("AU", &["9999"]),
    ("BE", &["9999"]),
    ("CA", &["A9A 9A9"]),
    ("CH", &["9999"]),
    ("CZ", &["999 99"]),
    ("DE", &["99999"]),
    ("DK", &["9999"]),
    ("EE", &["99999"]),
    ("ES", &["99999"]),
    ("FI", &["99999"]),
    ("FR", &["99999"]),
    ("GB", &["AA99 9AA", "AA9A 9AA", "A99 9AA", "A9A 9AA", "AA9 9AA", "A9 9AA"]),
    ("GR", &["999 99"]),
    ("HU", &["9999"]),
    ("IE", &["ANN NNNN"]),
    ("IT", &["99999"]),
    ("LT", &["99999"]),
    ("LU", &["9999"]),
    ("LV", &["9999"]),
    ("NL", &["9999 AA"]),
    ("NO", &["9999"]),
    ("NZ", &["9999"]),
    ("PL", &["99-999"]),
    ("PT", &["9999-999", "9999"]),
    ("SE", &["999 99"]),
    ("SI", &["9999"]),
    ("SK", &["999 99"]),
    ("US", &["99999", "99999-9999"]),
    ("ZA", &["9999"]),
];

fn shapes(country: &str) -> Option<&'static [&'static str]> {
    let country = if country.eq_ignore_ascii_case("UK") { "GB" } else { country };
    SHAPES
        .iter()
        .find(|(code, _)| code.eq_ignore_ascii_case(country.trim()))
        .map(|(_, shapes)| *shapes)
}

/// Upper case, letters and digits only: the form postcodes are compared and looked up in.
pub fn normalise(text: &str) -> String {
    crate::fold::code(text, 64)
}

fn fit(code: &str, shape: &str) -> Option<String> {
    let mut rest = code.chars();
    let mut written = String::with_capacity(shape.len());
    for part in shape.chars() {
        match part {
            'A' => written.push(rest.next().filter(char::is_ascii_alphabetic)?),
            '9' => written.push(rest.next().filter(char::is_ascii_digit)?),
            'N' => written.push(rest.next().filter(char::is_ascii_alphanumeric)?),
            other => written.push(other),
        }
    }
    rest.next().is_none().then_some(written)
}

/// The code as the country writes it (`SW1A0AA` as `SW1A 0AA`, `D-50667` as `50667`); `None` where
/// it has no shape of that country or the country's shapes are not known here.
pub fn format(text: &str, country: &str) -> Option<String> {
    let shapes = shapes(country)?;
    let code = normalise(text);
    let fitting = |code: &str| shapes.iter().find_map(|shape| fit(code, shape));
    fitting(&code).or_else(|| {
        // D-50667: the country stood in front. Two letters of the code, or the old car sign.
        let lead = code.bytes().take_while(u8::is_ascii_alphabetic).count();
        let (sign, rest) = code.split_at(lead);
        let own = sign.eq_ignore_ascii_case(country.trim())
            || matches!(
                (sign, country.trim().to_ascii_uppercase().as_str()),
                ("D", "DE")
                    | ("A", "AT")
                    | ("F", "FR")
                    | ("I", "IT")
                    | ("B", "BE")
                    | ("L", "LU")
                    | ("S", "SE")
                    | ("P", "PT")
                    | ("E", "ES")
                    | ("N", "NO")
                    | ("FIN", "FI")
            );
        if own { fitting(rest) } else { None }
    })
}

/// Whether it has a shape of the country; `None` where the country's shapes are not known here.
pub fn fits(text: &str, country: &str) -> Option<bool> {
    shapes(country).map(|_| format(text, country).is_some())
}

/// Whether something more would make it a code of the country. A gap must stand where the country
/// writes it.
pub fn begins(text: &str, country: &str) -> bool {
    let code = normalise(text);
    let mut starts = shapes(country).into_iter().flatten().filter_map(|shape| start(&code, shape));
    starts.any(|written| !text.contains(' ') || written == text.to_uppercase())
}

fn start(code: &str, shape: &str) -> Option<String> {
    let shapes = shape.char_indices().map(|(at, _)| &shape[..at]);
    let mut shorter = shapes.filter(|shape| shape.ends_with(['A', '9', 'N']));
    shorter.find_map(|shape| fit(code, shape))
}

/// An example of the country's shape, for a remedy.
pub fn example(country: &str) -> Option<String> {
    let shape = shapes(country)?.first()?;
    let mut digits = "1234567".chars().cycle();
    let mut letters = "ABCDE".chars().cycle();
    Some(
        shape
            .chars()
            .filter_map(|part| match part {
                'A' => letters.next(),
                '9' | 'N' => digits.next(),
                other => Some(other),
            })
            .collect(),
    )
}

/// The wider area a code lies in: British and Irish outward code, Dutch and Portuguese digits,
/// the first half elsewhere. Of the normalised form; empty for an empty code.
pub fn area(text: &str) -> String {
    let code = normalise(text);
    let count = code.chars().count();
    if fit(&code, "9999AA").is_some() || fit(&code, "9999999").is_some() {
        return code.chars().take(4).collect();
    }
    if code.starts_with(|c: char| c.is_ascii_alphabetic()) && count >= 5 {
        return code.chars().take(count - 3).collect();
    }
    code.chars().take(count.min(3)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_written_as_the_country_does() {
        for (text, country, written) in [
            ("sw1a0aa", "GB", Some("SW1A 0AA")),
            ("LS1 4AP", "GB", Some("LS1 4AP")),
            ("m11ae", "GB", Some("M1 1AE")),
            ("w1a 0ax", "uk", Some("W1A 0AX")),
            ("1234ab", "NL", Some("1234 AB")),
            ("D-50667", "DE", Some("50667")),
            ("NL-1234 AB", "NL", Some("1234 AB")),
            ("00100", "FI", Some("00100")),
            ("123456789", "US", Some("12345-6789")),
            ("4000123", "PT", Some("4000-123")),
            ("k1a0b1", "CA", Some("K1A 0B1")),
            ("75 001", "FR", Some("75001")),
            ("1234", "GB", None),
            ("", "GB", None),
            ("12345", "XX", None),
        ] {
            assert_eq!(format(text, country).as_deref(), written, "{text} in {country}");
        }
        assert_eq!(fits("whatever", "XX"), None);
        assert_eq!(example("GB").as_deref(), Some("AB12 3CD"));
    }

    #[test]
    fn a_code_that_is_only_begun_is_known_by_its_shape() {
        for (text, country) in [
            ("LS1 4", "GB"),
            ("sw1a 0a", "GB"),
            ("ls14a", "GB"),
            ("1234 A", "NL"),
            ("123 4", "SE"),
            ("H4B 1", "CA"),
            ("4000-1", "PT"),
        ] {
            assert!(begins(text, country), "{text} in {country}");
        }
        for (text, country) in [
            ("LS1 4AP", "GB"),
            ("LS14 A", "GB"),
            ("LS 14", "GB"),
            ("smith", "GB"),
            ("12 3", "SE"),
            ("", "GB"),
            ("LS1 4", "XX"),
        ] {
            assert!(!begins(text, country), "{text} in {country}");
        }
    }

    #[test]
    fn the_area_is_the_wider_part() {
        for (text, part) in [
            ("SW1A 0AA", "SW1A"),
            ("LS1 4AP", "LS1"),
            ("1234 AB", "1234"),
            ("50667", "506"),
            ("", ""),
            ("7", "7"),
        ] {
            assert_eq!(area(text), part, "{text}");
        }
    }
}
