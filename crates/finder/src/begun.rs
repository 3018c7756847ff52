//! What stands at the end of a term and is still too short to find anybody, or on its way to a day.

use customer::{birth_date, search_term::Reading};

/// Words of the longest day: `24 december 199`.
const MOST: usize = 3;

/// How many readings at the end are only begun.
pub fn at_the_end(readings: &[Reading]) -> usize {
    let day = (1..=readings.len().min(MOST)).rev().find(|count| {
        let last = readings.iter().skip(readings.len() - count);
        let texts: Vec<&str> = last.map(|reading| reading.text.as_str()).collect();
        birth_date::begins(&texts.join(" "))
    });
    let short = readings.last().is_some_and(|last| is_short(&last.text) || last.is_label());
    day.unwrap_or(usize::from(short))
}

/// Three digits may stand anywhere in a number, which is asked for from four on; a trunk zero says
/// nothing.
fn is_short(text: &str) -> bool {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let said = digits.trim_start_matches('0');
    !text.chars().any(char::is_alphabetic) && (digits.len() <= 3 || said.len() <= 2)
}
