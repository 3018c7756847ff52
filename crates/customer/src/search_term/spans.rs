//! Words of a term that belong together: `07700 900 123`, `SW1A 0AA`, `AB12 CDE`, `31 Jan 1980`,
//! `Sousa Lda`.

use super::{Meaning, Reading};
use crate::{birth_date, names, phone, plate, postcode, vin};

/// The longest group of words at the start that means one thing, with the number of words.
pub(super) fn first(tokens: &[&str], country: &str) -> Option<(Reading, usize)> {
    (2..=tokens.len().min(6)).rev().find_map(|count| {
        let text = tokens[..count].join(" ");
        let meanings = meanings(&tokens[..count], &text, country).or_else(|| {
            // What stands last may still be growing.
            (count == tokens.len()).then(|| unfinished(tokens, &text, country)).flatten()
        })?;
        Some((Reading::of(&text, &meanings, country), count))
    })
}

fn meanings(tokens: &[&str], text: &str, country: &str) -> Option<Vec<Meaning>> {
    use Meaning::{BirthDate, Company, CustomerKey, Name, Phone, Plate, Postcode, Vin};
    if is_date(tokens, text, country) {
        return Some(vec![BirthDate, Phone]);
    }
    if is_phone(tokens, text, country) {
        let mut found = vec![Phone, CustomerKey];
        // 123 4 may be a Swedish postcode, too.
        if postcode::begins(text, country) {
            found.push(Postcode);
        }
        return Some(found);
    }
    if is_postcode(tokens, text, country) {
        return Some(vec![Postcode, Phone, Plate, Name]);
    }
    if is_plate(tokens, text, country) {
        return Some(vec![Plate, Name, CustomerKey]);
    }
    if is_vin(tokens, text) {
        return Some(vec![Vin, CustomerKey]);
    }
    if is_company(tokens, text) {
        return Some(vec![Company, Name]);
    }
    None
}

/// `LS1 4A`, `AB12 C`: its last word finds nobody by itself.
fn unfinished(tokens: &[&str], text: &str, country: &str) -> Option<Vec<Meaning>> {
    use Meaning::{CustomerKey, Name, Phone, Plate, Postcode};
    if is_begun_postcode(tokens, text, country) {
        return Some(vec![Postcode, Plate, Phone, Name]);
    }
    is_begun_plate(tokens, text, country).then(|| vec![Plate, Name, CustomerKey])
}

fn is_begun_postcode(tokens: &[&str], text: &str, country: &str) -> bool {
    let [area, rest] = tokens else { return false };
    let plain = text.chars().all(|c| c.is_ascii_alphanumeric() || c == ' ');
    let has_digit = |text: &str| text.bytes().any(|b| b.is_ascii_digit());
    // D02 mar is on its way to a Mary in Dublin.
    plain
        && has_digit(area)
        && (has_digit(rest) || rest.len() == 1)
        && super::pieces::postcode_begins(text, country)
}

fn is_begun_plate(tokens: &[&str], text: &str, country: &str) -> bool {
    if !is_marked(tokens, text) || !text.bytes().any(|b| b.is_ascii_digit()) {
        return false;
    }
    // Its words are told apart by letters and digits: "jo e1" is a name and a place.
    let turns = tokens.windows(2).all(|pair| {
        let (before, behind) = (pair[0].chars().next_back(), pair[1].chars().next());
        before.is_some_and(|c| c.is_ascii_digit()) != behind.is_some_and(|c| c.is_ascii_digit())
    });
    // Three digits may be the end of a phone number.
    let alone = tokens.last().is_some_and(|last| last.len() >= 3 && all_digits(last));
    tokens.len() >= 2 && turns && !alone && plate::begins(text, country)
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// Three words of a day; its year in full, or a shape too short for a phone number.
fn is_date(tokens: &[&str], text: &str, country: &str) -> bool {
    tokens.len() == 3
        && tokens
            .iter()
            .all(|token| token.chars().all(char::is_alphanumeric) || token.ends_with('.'))
        && birth_date::read(text, country).is_some_and(|date| (1900..2100).contains(&date.year()))
}

fn is_phone(tokens: &[&str], text: &str, country: &str) -> bool {
    let plain = tokens.iter().all(|token| {
        token.chars().any(|c| c.is_ascii_digit())
            && token
                .chars()
                .all(|c| c.is_ascii_digit() || matches!(c, '+' | '(' | ')' | '-' | '.' | '/'))
    });
    let digits = phone::digits(text).len();
    if !plain || !(4..=15).contains(&digits) {
        return false;
    }
    // Only the first word may begin a number.
    if tokens[1..].iter().any(|token| token.starts_with('+')) {
        return false;
    }
    if tokens[0].starts_with(['+', '(']) || tokens[0].starts_with("00") {
        return true;
    }
    // Dates, network ids and other things that carry their own marks stand for themselves.
    let marked = |token: &&str| token.matches(['-', '.', '/']).count() >= 2;
    if tokens.iter().any(|token| marked(token) && !is_dialled(token)) {
        return false;
    }
    let valid = phone::Phone::parse(text, country).is_some_and(|phone| phone.is_valid());
    let sizes = || tokens.iter().map(|token| phone::digits(token).len());
    let last = sizes().next_back().unwrap_or_default();
    if tokens[0].starts_with('0') {
        // 01067 4417 may be a German postcode and the end of a number; 01067 441 finds no number.
        let written = postcode::format(tokens[0], country);
        let postal = written.as_deref() == Some(tokens[0]) && tokens[0].len() >= 5;
        let rest = sizes().skip(1).sum::<usize>();
        return !postal || (valid && rest >= 6) || rest <= 3;
    }
    let groups = tokens.iter().all(|token| all_digits(token)) && sizes().all(|size| size <= 4);
    // So few digits are found nowhere by themselves: the last group is still being typed.
    if groups && last <= 3 && !is_postcode(tokens, text, country) {
        return true;
    }
    // Two groups may be a year and the end of a number; three, or two that begin otherwise, are a
    // number.
    let year = sizes().next() == Some(4);
    let grouped = match tokens.len() {
        2 => !year && digits >= 6 || valid && digits >= 9,
        _ => digits >= 7,
    };
    groups && grouped || valid && digits >= 10
}

/// `030/884-66`: no day begins with a zero and two more digits.
pub(super) fn is_dialled(token: &str) -> bool {
    let area = token.bytes().take_while(u8::is_ascii_digit).count();
    token.starts_with('0') && area >= 3
}

fn is_postcode(tokens: &[&str], text: &str, country: &str) -> bool {
    if tokens.len() != 2 {
        return false;
    }
    let has_letter = |text: &str| text.bytes().any(|b| b.is_ascii_alphabetic());
    let has_digit = |text: &str| text.bytes().any(|b| b.is_ascii_digit());
    let clean = tokens.iter().all(|token| token.chars().all(|c| c.is_ascii_alphanumeric()));
    if !clean {
        return false;
    }
    let british =
        |text: &str| postcode::format(text, "GB").as_deref() == Some(text.to_uppercase().as_str());
    let canadian =
        |text: &str| postcode::format(text, "CA").as_deref() == Some(text.to_uppercase().as_str());
    if british(text) || canadian(text) {
        return true;
    }
    // 1234 AB: outside the Netherlands only in capitals, "4417 jo" is a number and a name there.
    let dutch = postcode::format(text, "NL").as_deref() == Some(text.to_uppercase().as_str());
    if dutch {
        return country == "NL" || text.to_uppercase() == *text;
    }
    // 123 45 and its like, where the country writes a gap.
    match postcode::format(text, country) {
        Some(written) => {
            written == text.to_uppercase()
                && (has_digit(tokens[0]) && has_digit(tokens[1]))
                && (has_letter(text) || tokens.iter().all(|token| all_digits(token)))
        }
        None => false,
    }
}

fn is_plate(tokens: &[&str], text: &str, country: &str) -> bool {
    let own = plate::looks_like(text, country);
    let marked = text.to_uppercase() == *text;
    is_marked(tokens, text)
        && (own
            || (marked || mixed(tokens)) && plate::unmistakable(text)
            || marked && plate::german_as_written(text))
}

/// Whether words stand together as those of a plate do. Without capitals, "mar 4417" or "jo li 12"
/// are names and numbers.
fn is_marked(tokens: &[&str], text: &str) -> bool {
    let signs = |token: &str| token.chars().filter(|c| c.is_alphanumeric()).count();
    let short = tokens.len() <= 3 && tokens.iter().all(|token| signs(token) <= 5);
    short && (mixed(tokens) || text.to_uppercase() == *text || text.contains('-'))
}

fn mixed(tokens: &[&str]) -> bool {
    tokens.iter().any(|token| {
        token.bytes().any(|b| b.is_ascii_digit()) && token.bytes().any(|b| b.is_ascii_alphabetic())
    })
}

/// A VIN in groups: each group holds a digit or is in capitals.
fn is_vin(tokens: &[&str], text: &str) -> bool {
    vin::normalise(text).len() == 17
        && text.to_uppercase() == *text
        && tokens.iter().all(|token| token.chars().all(|c| c.is_ascii_alphanumeric()))
        && text.bytes().filter(u8::is_ascii_digit).count() >= 3
        && !tokens.iter().all(|token| all_digits(token))
        && vin::forbidden_letters(text).is_empty()
}

/// Words that end in a legal form. In a term that is all in capitals a short one may be the start
/// of a name: `MARIA SA` is on its way to Santos.
fn is_company(tokens: &[&str], text: &str) -> bool {
    let form = tokens.last().copied().unwrap_or_default();
    let worded = tokens.iter().all(|token| !token.contains('@') && !all_digits(token));
    let written = names::is_legal_form_as_written(form) && text.chars().any(char::is_lowercase);
    worded && (names::is_legal_form_alone(form) || written)
}
