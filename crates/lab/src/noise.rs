//! What happens to a text between a person and a record: slips on a keyboard, letters heard or
//! scanned wrongly, digits mistaken. Rates are whoever calls it; nothing here knows the matcher.

use crate::Chance;
use crate::lists::pick;
use rand::Rng as _;

/// How often things go wrong, against the usual.
#[derive(Clone, Copy, Debug)]
pub struct Noise(pub f64);

impl Noise {
    /// Whether something that usually happens so often happens now.
    pub fn strikes(self, chance: &mut Chance, usually: f64) -> bool {
        chance.random_bool((usually * self.0).clamp(0.0, 0.95))
    }
}

const ROWS: [&str; 3] = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];

fn neighbour(chance: &mut Chance, letter: char) -> char {
    let lower = letter.to_ascii_lowercase();
    for (row, letters) in ROWS.iter().enumerate() {
        if let Some(at) = letters.chars().position(|c| c == lower) {
            let mut near: Vec<char> = Vec::new();
            let line: Vec<char> = letters.chars().collect();
            near.extend(at.checked_sub(1).and_then(|at| line.get(at)));
            near.extend(line.get(at + 1));
            let other = if row == 1 { chance.random_range(0..2) * 2 } else { 1 };
            near.extend(ROWS[other].chars().nth(at));
            return pick(chance, &near).copied().unwrap_or('e');
        }
    }
    'e'
}

/// One slip: a neighbouring key, two letters changed round, one left out, one too many, a doubled
/// letter, or a letter that looks alike in handwriting.
pub fn slip(chance: &mut Chance, text: &str) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    if letters.len() < 2 {
        return text.to_owned();
    }
    // The first letter is mistyped less often than the others.
    let lowest = usize::from(chance.random_bool(0.75));
    let at = chance.random_range(lowest..letters.len());
    let kept = letters[at];
    match chance.random_range(0..100) {
        0..33 => letters[at] = case_of(kept, neighbour(chance, kept)),
        33..53 => {
            letters.remove(at);
        }
        53..73 => {
            let other = if at + 1 < letters.len() { at + 1 } else { at - 1 };
            let (first, second) = (letters[at], letters[other]);
            (letters[at], letters[other]) = (case_of(first, second), case_of(second, first));
        }
        73..83 => {
            let new = neighbour(chance, kept);
            letters.insert(at, case_of(kept, new));
            if at == 0 && letters.len() > 1 {
                letters[1] = letters[1].to_ascii_lowercase();
            }
        }
        83..92 => letters.insert(at + 1, kept.to_ascii_lowercase()),
        _ => {
            let alike = [('a', 'o'), ('u', 'v'), ('n', 'h'), ('i', 'l'), ('e', 'c'), ('r', 'n')];
            let lower = kept.to_ascii_lowercase();
            let other = alike.iter().find_map(|(a, b)| {
                if *a == lower { Some(*b) } else { (*b == lower).then_some(*a) }
            });
            letters[at] = case_of(kept, other.unwrap_or('e'));
        }
    }
    letters.into_iter().collect()
}

fn case_of(like: char, letter: char) -> char {
    if like.is_uppercase() { letter.to_ascii_uppercase() } else { letter.to_ascii_lowercase() }
}

/// As somebody else heard it.
pub fn misheard(chance: &mut Chance, text: &str) -> String {
    const ALIKE: &[(&str, &str)] = &[
        ("ph", "f"),
        ("f", "ph"),
        ("ck", "k"),
        ("k", "c"),
        ("c", "k"),
        ("s", "z"),
        ("z", "s"),
        ("i", "y"),
        ("y", "i"),
        ("ie", "y"),
        ("ee", "ea"),
        ("ea", "ee"),
        ("ei", "ie"),
        ("ai", "ay"),
        ("ow", "ou"),
        ("son", "sen"),
        ("sen", "son"),
        ("er", "or"),
        ("er", "ar"),
        ("an", "en"),
        ("ll", "l"),
        ("l", "ll"),
        ("nn", "n"),
        ("n", "nn"),
        ("tt", "t"),
        ("t", "tt"),
        ("ss", "s"),
        ("rr", "r"),
        ("e", ""),
        ("h", ""),
        ("oo", "u"),
        ("sch", "sh"),
        ("th", "t"),
        ("mac", "mc"),
        ("mc", "mac"),
        ("x", "cks"),
        ("v", "w"),
        ("w", "v"),
        ("j", "y"),
        ("d", "t"),
        ("g", "k"),
        ("b", "p"),
    ];
    let lower = text.to_lowercase();
    let fits: Vec<&(&str, &str)> =
        ALIKE.iter().filter(|(from, _)| lower.get(1..).is_some_and(|t| t.contains(from))).collect();
    let Some((from, to)) = pick(chance, &fits) else { return slip(chance, text) };
    let places: Vec<usize> =
        lower.match_indices(from).map(|(at, _)| at).filter(|at| *at > 0).collect();
    let Some(at) = pick(chance, &places) else { return slip(chance, text) };
    // Lower-casing may have moved the letters of a few languages; those are left alone.
    match (text.get(..*at), text.get(at + from.len()..)) {
        (Some(before), Some(after)) => format!("{before}{to}{after}"),
        _ => text.to_owned(),
    }
}

/// One digit mistaken, or two neighbours changed round.
pub fn slip_of_digit(chance: &mut Chance, text: &str) -> String {
    let mut bytes: Vec<char> = text.chars().collect();
    let digits: Vec<usize> = (1..bytes.len()).filter(|at| bytes[*at].is_ascii_digit()).collect();
    let Some(at) = pick(chance, &digits).copied() else { return text.to_owned() };
    if chance.random_bool(0.3) && digits.contains(&(at + 1)) {
        bytes.swap(at, at + 1);
    } else {
        let digit = bytes[at].to_digit(10).unwrap_or(0);
        let other = (digit + chance.random_range(1..10)) % 10;
        bytes[at] = char::from_digit(other, 10).unwrap_or('0');
    }
    bytes.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng as _;

    #[test]
    fn a_slip_stays_within_one_change() {
        let mut chance = Chance::seed_from_u64(3);
        for _ in 0..500 {
            let slipped = slip(&mut chance, "Robertson");
            assert!(strsim::osa_distance("robertson", &slipped.to_lowercase()) <= 1, "{slipped}");
            let misheard = misheard(&mut chance, "Stephen");
            assert!(strsim::osa_distance("stephen", &misheard.to_lowercase()) <= 3, "{misheard}");
            let digits = slip_of_digit(&mut chance, "07700900123");
            assert!(strsim::osa_distance("07700900123", &digits) <= 1, "{digits}");
        }
    }

    #[test]
    fn short_and_strange_texts_survive() {
        let mut chance = Chance::seed_from_u64(4);
        for text in ["", "A", "Ö", "İbrahim", "Łukasz", "李"] {
            for _ in 0..50 {
                slip(&mut chance, text);
                misheard(&mut chance, text);
                slip_of_digit(&mut chance, text);
            }
        }
    }
}
