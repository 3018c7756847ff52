//! House number and street, in parts and in one line. Networks that hold lines get them in the order
//! of the country; a line is taken apart only where the country's habit leaves no doubt.

use crate::fold;
use crate::record::Record;

/// Countries that write the house number before the street.
const NUMBER_FIRST: [&str; 13] =
    ["AU", "CA", "FR", "GB", "IE", "IN", "LU", "MA", "NZ", "SG", "TN", "US", "ZA"];

/// Behind a number, in the countries that write it first.
const ADDITIONS: [&str; 4] = ["bis", "ter", "quater", "1/2"];

fn number_first(country: &str) -> bool {
    NUMBER_FIRST.contains(&country.trim().to_ascii_uppercase().as_str())
}

/// Street and house number of a line; the number may be missing. `None` where it cannot be told
/// which is which (`Flat 2, 44 Elm Road`): the line then stays what it is.
pub fn split(line: &str, country: &str) -> Option<(String, Option<String>)> {
    let words: Vec<&str> = line.split_whitespace().collect();
    if words.is_empty() {
        return None;
    }
    if !line.contains(|c: char| c.is_ascii_digit()) {
        return Some((words.join(" "), None));
    }
    let (number, street) = if number_first(country) {
        let more = words.get(1).is_some_and(|word| {
            ADDITIONS.contains(&word.trim_end_matches(',').to_lowercase().as_str())
        });
        let first = usize::from(is_number(words[0]));
        let taken = first + usize::from(first == 1 && more);
        (&words[..taken], &words[taken..])
    } else {
        // "12 A 5": what follows a number and is a number or a letter belongs to it.
        let tail = words.iter().rev().take_while(|word| is_number(word) || is_letter(word)).count();
        let from = words.len() - tail;
        let letters = words[from..].iter().take_while(|word| !is_number(word)).count();
        (&words[from + letters..], &words[..from + letters])
    };
    let plain = |words: &[&str]| words.join(" ").trim_matches([',', ' ']).to_owned();
    let (number, street) = (plain(number), plain(street));
    let told = !number.is_empty() && street.chars().any(char::is_alphabetic);
    told.then_some((street, Some(number)))
}

/// `12`, `12a`, `12-14`, `12/2b`
fn is_number(word: &str) -> bool {
    let word = word.trim_end_matches(',');
    !word.is_empty()
        && word.split(['-', '/']).all(|part| {
            let letters = part.trim_start_matches(|c: char| c.is_ascii_digit());
            part.starts_with(|c: char| c.is_ascii_digit())
                && letters.chars().count() <= 1
                && letters.chars().all(char::is_alphabetic)
        })
}

fn is_letter(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none()
}

/// Street and number in one line, in the order of the country; `None` without a street.
pub fn line(
    kind: Option<&str>,
    street: Option<&str>,
    number: Option<&str>,
    country: &str,
) -> Option<String> {
    let said = |text: Option<&str>| Record::said(&text.map(str::to_owned)).map(str::to_owned);
    let street: Vec<String> = [said(kind), said(street)].into_iter().flatten().collect();
    if street.is_empty() {
        return None;
    }
    let street = street.join(" ");
    Some(match said(number) {
        Some(number) if number_first(country) => format!("{number} {street}"),
        Some(number) => format!("{street} {number}"),
        None => street,
    })
}

/// The words of a street however it is spelt: in parts, in any order, in one line.
pub fn words<'a>(parts: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut words: Vec<String> = parts.into_iter().flat_map(fold::words).collect();
    words.sort_unstable();
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_split_by_the_habit_of_its_country() {
        for (text, country, street, number) in [
            ("44 Elm Road", "GB", "Elm Road", Some("44")),
            ("44, Elm Road", "GB", "Elm Road", Some("44")),
            ("44a Elm Road", "us", "Elm Road", Some("44a")),
            ("12-14 High Street", "IE", "High Street", Some("12-14")),
            ("12 bis Rue de la Paix", "FR", "Rue de la Paix", Some("12 bis")),
            ("100 5th Avenue", "US", "5th Avenue", Some("100")),
            ("12 MG Road", "IN", "MG Road", Some("12")),
            ("12 Rue de Fès", "MA", "Rue de Fès", Some("12")),
            ("Hauptstraße 12a", "DE", "Hauptstraße", Some("12a")),
            ("Hauptstraße 12 a", "DE", "Hauptstraße", Some("12 a")),
            ("Straße des 17. Juni 135", "DE", "Straße des 17. Juni", Some("135")),
            ("Mannerheimintie 12 A 5", "FI", "Mannerheimintie", Some("12 A 5")),
            ("Rua Augusta, 12", "PT", "Rua Augusta", Some("12")),
            ("Kerkstraat 12-2", "NL", "Kerkstraat", Some("12-2")),
            ("The Old Rectory", "GB", "The Old Rectory", None),
        ] {
            let expected = Some((street.to_owned(), number.map(str::to_owned)));
            assert_eq!(split(text, country), expected, "{text}");
        }
    }

    #[test]
    fn a_line_that_leaves_a_doubt_stays_whole() {
        for (text, country) in [
            ("Flat 2, 44 Elm Road", "GB"),
            ("5th Avenue", "US"),
            ("44", "GB"),
            ("12", "DE"),
            ("Rua Augusta 12, 3º Esq", "PT"),
            ("PO Box 7", "GB"),
            ("", "GB"),
        ] {
            assert_eq!(split(text, country), None, "{text}");
        }
    }

    #[test]
    fn parts_and_their_line_lead_to_each_other() {
        for country in ["GB", "US", "FR", "DE", "NL", "PT", "FI"] {
            let whole = line(None, Some("Elm Road"), Some("44a"), country).expect("a line");
            let parts = ("Elm Road".to_owned(), Some("44a".to_owned()));
            assert_eq!(split(&whole, country), Some(parts), "{whole}");
            assert_eq!(words([whole.as_str()]), words(["44a", "ELM", "road"]));
        }
        assert_eq!(line(Some("Rua"), Some("Augusta"), None, "PT").as_deref(), Some("Rua Augusta"));
        assert_eq!(line(None, Some(" "), Some("4"), "GB"), None);
    }
}
