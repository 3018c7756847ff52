//! Bytes as letters that every keyboard types alike. A scanner passes for a keyboard, and the computer
//! reads its keys by the layout that is set: German swaps Y and Z, French moves A, Q, W, Z, M and all
//! digits, Turkish has two I. Sixteen letters are left that none of them moves, so that the usual
//! mistake changes nothing; what other layouts make of them is noticed.

use sha2::{Digest as _, Sha256};

const ALPHABET: &[u8; 16] = b"BCDEFGHJKLNPRSTV";
/// In front of each code, and of nothing else: neither letter is one of the sixteen.
pub const START: &str = "XUXU";
const CHECK: usize = 4;

/// What letters could not be read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Letters that stand in no code: the scanner types for another keyboard.
    Letters,
    /// Some are missing, or were read as others.
    Damaged,
}

/// How many letters this many bytes become.
pub const fn length(bytes: usize) -> usize {
    START.len() + 2 * (bytes + CHECK)
}

pub fn written(bytes: &[u8]) -> String {
    let check = check(bytes);
    let mut text = START.to_owned();
    for byte in bytes.iter().chain(&check) {
        for half in [byte >> 4, byte & 15] {
            text.push(char::from(ALPHABET[usize::from(half)]));
        }
    }
    text
}

/// What stands behind each start; nothing where there is none. Case and spaces say nothing: Caps Lock
/// may be on, and paper has lines.
pub fn codes(text: &str) -> Vec<Result<Vec<u8>, Fault>> {
    let text: String =
        text.chars().filter(|letter| !letter.is_whitespace() && *letter != '-').collect();
    let text = text.to_uppercase();
    let mut codes = text.split(START);
    // A scanner's own letters in front of the first.
    codes.next();
    codes.map(read).collect()
}

fn read(text: &str) -> Result<Vec<u8>, Fault> {
    let mut halves = Vec::with_capacity(text.len());
    for letter in text.chars() {
        let at = ALPHABET.iter().position(|known| char::from(*known) == letter);
        halves.push(u8::try_from(at.ok_or(Fault::Letters)?).map_err(|_| Fault::Letters)?);
    }
    let (pairs, rest) = halves.as_chunks::<2>();
    let bytes: Vec<u8> = pairs.iter().map(|[high, low]| high << 4 | low).collect();
    let (content, given) = bytes.split_last_chunk::<CHECK>().ok_or(Fault::Damaged)?;
    if !rest.is_empty() || *given != check(content) {
        return Err(Fault::Damaged);
    }
    Ok(content.to_vec())
}

fn check(bytes: &[u8]) -> [u8; CHECK] {
    let digest = Sha256::digest(bytes);
    std::array::from_fn(|at| digest[at])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a layout makes of the keys a scanner presses for the usual one.
    fn typed(text: &str, swaps: &[(char, char)]) -> String {
        let swap = |letter| {
            let found = swaps.iter().find_map(|(one, other)| match letter {
                letter if letter == *one => Some(*other),
                letter if letter == *other => Some(*one),
                _ => None,
            });
            found.unwrap_or(letter)
        };
        text.chars().map(swap).collect()
    }

    #[test]
    fn german_and_french_keyboards_change_nothing() {
        let bytes: Vec<u8> = (0..=255).collect();
        let text = written(&bytes);
        assert_eq!(text.len(), length(bytes.len()));
        let french = [('A', 'Q'), ('Z', 'W'), ('M', ';'), ('1', '&'), ('2', 'é')];
        for layout in [&[('Y', 'Z')][..], &french] {
            assert_eq!(typed(&text, layout), text);
        }
        assert_eq!(codes(&text), [Ok(bytes)]);
    }

    #[test]
    fn case_spaces_and_what_a_scanner_puts_in_front_say_nothing() {
        let (one, two) = (written(b"one"), written(b"two"));
        let text = format!("]Q1{}\r\n{} {two}", one.to_lowercase(), "");
        assert_eq!(codes(&text), [Ok(b"one".to_vec()), Ok(b"two".to_vec())]);
        assert_eq!(codes("Maria Sousa"), []);
    }

    #[test]
    fn another_layout_and_a_letter_that_was_lost_are_told_apart() {
        let text = written(&(0..=255).collect::<Vec<u8>>());
        // Dvorak has an O where the others have an S.
        let elsewhere = format!("{START}{}", text[START.len()..].replace('S', "O"));
        assert_ne!(elsewhere, text);
        assert_eq!(codes(&elsewhere), [Err(Fault::Letters)]);
        assert_eq!(codes(&text[..text.len() - 1]), [Err(Fault::Damaged)]);
        assert_eq!(codes(&text[..text.len() - 2]), [Err(Fault::Damaged)]);
        assert_eq!(codes(START), [Err(Fault::Damaged)]);
        let last = text.chars().last().unwrap();
        let other = if last == 'B' { 'C' } else { 'B' };
        let bent = format!("{}{other}", &text[..text.len() - 1]);
        assert_eq!(codes(&bent), [Err(Fault::Damaged)]);
    }
}
