//! Scraps of identifiers, under which whoever has such an identifier stands: so any part of a phone
//! number, of a plate, of the end of a VIN leads to its owner.
//!
//! A scrap is a number. Different scraps of a plate or a VIN may get the same one; whoever stands
//! under all scraps of a question is held against the identifier itself.

use crate::{digits::SCRAPS as PHONES, section};

/// How many letters a scrap of a plate has, and of the end of a VIN.
pub(crate) const PLATE: usize = 3;
pub(crate) const VIN: usize = 4;

/// Letters and digits; another letter shares the place of one of them.
const LETTERS: u32 = 36;
const PLATES: u32 = LETTERS.pow(PLATE as u32);
/// There are a million scraps of VINs; they share so many places.
const VINS: u32 = 1 << 14;

pub(crate) const ALL: u32 = PHONES + PLATES + VINS;

fn letter(c: char) -> u32 {
    match c {
        '0'..='9' => u32::from(c) - u32::from('0'),
        'a'..='z' => u32::from(c) - u32::from('a') + 10,
        other => u32::from(other) % LETTERS,
    }
}

/// The scraps of a plate or a VIN, or of what was typed of one: all of that must be asked for.
pub(crate) fn of(section: usize, text: &str) -> Vec<u32> {
    let vin = section == section::VIN;
    let text = if vin { section::last_eight(text).unwrap_or(text) } else { text };
    let letters: Vec<u32> = text.chars().map(letter).collect();
    let number = |window: &[u32]| window.iter().fold(0, |number, letter| number * LETTERS + letter);
    let windows = letters.windows(if vin { VIN } else { PLATE }).map(number);
    let scraps = windows.map(|number| match vin {
        // The upper bits of a product depend on all of the number (Knuth's multiplicative hash).
        true => PHONES + PLATES + (number.wrapping_mul(0x9e37_79b1) >> (32 - VINS.ilog2())),
        false => PHONES + number,
    });
    scraps.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_has_no_other_scraps_than_the_whole() {
        for (section, whole, part) in [
            (section::PLATE, "ab12cde", "12cd"),
            (section::PLATE, "müx99e", "x99e"),
            (section::VIN, "wvwzzz1kz6c650709", "650709"),
            (section::VIN, "wvwzzz1kz6c650709", "wzzz1kz6c650709"),
        ] {
            let all = of(section, whole);
            let some = of(section, part);
            assert!(!some.is_empty() && some.iter().all(|scrap| all.contains(scrap)), "{part}");
            assert!(all.iter().all(|scrap| (PHONES..ALL).contains(scrap)), "{whole}");
        }
        assert!(of(section::PLATE, "ab").is_empty() && of(section::VIN, "709").is_empty());
    }
}
