//! Number plates: compared without spaces, shapes only as a hint for reading a search term.

/// Shapes without separators: `A` a letter, `9` a digit. German plates are of many lengths and
/// told apart below.
const SHAPES: &[(&str, &[&str])] = &[
    ("GB", &["AA99AAA", "A999AAA", "A99AAA", "A9AAA", "AAA999A", "AAA99A", "AAA9A"]),
    (
        "NL",
        &[
            "AA9999", "9999AA", "99AA99", "AA99AA", "AAAA99", "99AAAA", "99AAA9", "9AAA99",
            "AA999A", "A999AA", "AAA99A", "A99AAA", "9AA999", "999AA9",
        ],
    ),
    ("FR", &["AA999AA", "9999AA99", "999AAA99"]),
    ("FI", &["AAA999", "AAA99", "AAA9", "AA999", "AA99"]),
    ("PT", &["AA99AA", "99AA99", "9999AA", "AA9999"]),
    ("ES", &["9999AAA"]),
    ("IT", &["AA999AA"]),
    ("SE", &["AAA999", "AAA99A"]),
    ("NO", &["AA99999"]),
    ("DK", &["AA99999"]),
    ("BE", &["9AAA999"]),
    ("IE", &["999AA999", "999A9999", "99A9999", "999A99999", "999AA9999"]),
    ("US", &["AAA9999", "9AAA999", "AAA999", "999AAA"]),
];

/// Upper case, letters and digits only: the form plates are compared and looked up in.
pub fn normalise(text: &str) -> String {
    crate::fold::code(text, 32)
}

fn fits(plate: &str, shape: &str) -> bool {
    plate.len() == shape.len()
        && plate.bytes().zip(shape.bytes()).all(|(b, part)| match part {
            b'A' => b.is_ascii_alphabetic(),
            _ => b.is_ascii_digit(),
        })
}

fn shapes(country: &str) -> &'static [&'static str] {
    let country = if country.eq_ignore_ascii_case("UK") { "GB" } else { country };
    let own = SHAPES.iter().find(|(code, _)| code.eq_ignore_ascii_case(country));
    own.map_or(&[], |(_, shapes)| *shapes)
}

/// Whether it has a shape of the country's plates.
pub fn looks_like(text: &str, country: &str) -> bool {
    if country.eq_ignore_ascii_case("DE") {
        return german(text);
    }
    let plate = normalise(text);
    shapes(country).iter().any(|shape| fits(&plate, shape))
}

/// Whether something more would make it a plate of the country, or one that nothing else looks
/// like.
pub fn begins(text: &str, country: &str) -> bool {
    let plate = normalise(text);
    let mut shapes = shapes(country)
        .iter()
        .chain(UNMISTAKABLE)
        .filter_map(|shape| shape.get(..plate.len()).filter(|start| start.len() < shape.len()));
    shapes.any(|start| fits(&plate, start))
}

/// Whether it is a German plate with the mark behind the district, in whatever country.
pub fn german_as_written(text: &str) -> bool {
    let district = text.split_once('-').map(|(district, _)| district.trim());
    district.is_some_and(|district| district.chars().all(char::is_alphabetic)) && german(text)
}

/// One to three letters of the district, one or two letters, up to four digits, perhaps E or H.
/// Only where the district is set off, or the parts stand apart; else it may be anything.
fn german(text: &str) -> bool {
    let parts: Vec<String> = text
        .split(|c: char| c == '-' || c.is_whitespace())
        .map(normalise)
        .filter(|part| !part.is_empty())
        .collect();
    let letters = |part: &str, most: usize| {
        (1..=most).contains(&part.chars().count()) && part.bytes().all(|b| b.is_ascii_alphabetic())
    };
    let number = |part: &str| {
        let digits = part.strip_suffix(['E', 'H']).unwrap_or(part);
        (1..=4).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
    };
    match parts.as_slice() {
        [district, middle, end] => letters(district, 3) && letters(middle, 2) && number(end),
        [district, rest] => rest.find(|c: char| c.is_ascii_digit()).is_some_and(|at| {
            letters(district, 3) && letters(&rest[..at], 2) && number(&rest[at..])
        }),
        _ => false,
    }
}

/// Whether it has the shape of a British, French, Dutch or Irish plate, which mix letters and
/// digits so that nothing else looks like them.
pub fn unmistakable(text: &str) -> bool {
    let plate = normalise(text);
    UNMISTAKABLE.iter().any(|shape| fits(&plate, shape))
}

const UNMISTAKABLE: &[&str] = &["AA99AAA", "AA999AA"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plates_of_six_countries_are_recognised() {
        for (text, country) in [
            ("AB12 CDE", "GB"),
            ("ab12cde", "GB"),
            ("A123 BCD", "GB"),
            ("12-ABC-3", "NL"),
            ("M-AB 1234", "DE"),
            ("B MW 1", "DE"),
            ("MÜ-X 99E", "DE"),
            ("ABC-123", "FI"),
            ("AB-123-CD", "FR"),
            ("7ABC123", "US"),
        ] {
            assert!(looks_like(text, country), "{text} in {country}");
        }
        for (text, country) in
            [("mar4417", "DE"), ("4417", "GB"), ("", "GB"), ("Smith", "GB"), ("AB12 CDE", "XX")]
        {
            assert!(!looks_like(text, country), "{text} in {country}");
        }
        assert_eq!(normalise(" ab12-cde "), "AB12CDE");
        for (text, country) in [("AB12 C", "GB"), ("ab12 cd", "DE"), ("12 ABC", "NL")] {
            assert!(begins(text, country), "{text} in {country}");
        }
        for (text, country) in [("AB12 CDE", "GB"), ("12 ABC", "GB"), ("Smith", "GB")] {
            assert!(!begins(text, country), "{text} in {country}");
        }
    }
}
