//! Words that were read apart and may be one plate, postcode or customer number together: `AYP 444`
//! at a British desk, `m ze 9504`, `8060 rg`, `DOM 123`; and names that are one word in the record.
//! They stay what they were read as, a name and the end of a number mostly; the whole is one more
//! way to take each of them, behind those.

use crate::ask::{Kind, Piece, Way};
use customer::{plate, search_term::Reading};
use std::ops::Range;

/// No plate stands in more words than these.
const MOST: usize = 3;

/// Bytes of the longest of them: two groups, of which one may have umlauts.
const LONGEST: usize = 12;

/// Which readings are asked for together, and as what. A reading that a person flipped is what it
/// was flipped to, and nothing else.
pub fn ways(readings: &[Reading]) -> Vec<(Range<usize>, Way)> {
    let mut ways = Vec::new();
    // Names alone are not looked at twice.
    if !readings.iter().any(|reading| reading.text.bytes().any(|b| b.is_ascii_digit())) {
        return ways;
    }
    let short = |reading: &Reading| reading.text.len() <= LONGEST && !reading.others.is_empty();
    let runs = (2..=MOST).flat_map(|count| readings.windows(count).enumerate());
    for (at, run) in runs.filter(|(_, run)| run.iter().all(short)) {
        let groups: Vec<String> = run.iter().flat_map(|reading| groups(&reading.text)).collect();
        let mut add = |kind| {
            ways.push((at..at + run.len(), Way { kind, value: groups.concat(), first: false }));
        };
        match groups.as_slice() {
            [district, middle, end]
                if letters(district, 1..=3) && letters(middle, 1..=2) && number(end) =>
            {
                add(Kind::Plate);
            }
            [lead, end] if letters(lead, 1..=6) && all_digits(end) => {
                add(Kind::Key);
                if letters(lead, 2..=5) && digits(end) {
                    add(Kind::Plate);
                }
            }
            [lead, end] if letters(lead, 2..=5) && number(end) => add(Kind::Plate),
            [number, end] if digits(number) && letters(end, 1..=3) => {
                add(Kind::Plate);
                if number.len() == 4 && end.len() <= 2 {
                    add(Kind::Postcode);
                }
            }
            _ => {}
        }
    }
    ways
}

/// `anne marie` finds Annemarie, `mc kenzie` McKenzie, `van den berg` Vandenberg.
pub fn join_names(pieces: &mut [Piece]) {
    for count in 2..=MOST {
        for at in 0..(pieces.len() + 1).saturating_sub(count) {
            let Some(run) = pieces.get_mut(at..at + count) else { continue };
            let words = run.iter().map(|piece| {
                let way = piece.ways.first().filter(|way| way.kind == Kind::Name && way.first);
                way.map(|way| way.value.as_str())
            });
            let Some(value) = words.collect::<Option<String>>() else { continue };
            for piece in run.iter_mut() {
                let value = value.clone();
                piece.ways.push(Way { kind: Kind::Joined, value, first: false });
            }
        }
    }
}

/// What stands between marks and spaces, as plates are looked up.
fn groups(text: &str) -> Vec<String> {
    let parts = text.split(|c: char| c == '-' || c.is_whitespace());
    parts
        .map(|part| plate::normalise(part).to_lowercase())
        .filter(|part| !part.is_empty())
        .collect()
}

fn letters(text: &str, count: std::ops::RangeInclusive<usize>) -> bool {
    count.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_lowercase())
}

fn all_digits(text: &str) -> bool {
    (1..=10).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

fn digits(text: &str) -> bool {
    (1..=4).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

/// German cars that drive on electricity or are old have a letter behind it.
fn number(text: &str) -> bool {
    digits(text.strip_suffix(['e', 'h']).unwrap_or(text))
}
