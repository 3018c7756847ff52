//! Which digits may be a PIN.

use secrecy::{ExposeSecret, SecretString};

pub const SHORTEST: usize = 6;
pub const LONGEST: usize = 12;

/// Drawn on the pad.
const DRAWN: [&[u8]; 6] = [b"147258", b"258369", b"159753", b"753159", b"147369", b"963741"];

/// Why these digits are no PIN, as a code for the window.
pub fn refused(pin: &SecretString) -> Option<&'static str> {
    let text = pin.expose_secret();
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some("pin_digits");
    }
    if text.len() < SHORTEST || text.len() > LONGEST {
        return Some("pin_length");
    }
    is_trivial(text.as_bytes()).then_some("pin_trivial")
}

/// What is guessed first: a run, a repetition, a figure drawn on the pad.
fn is_trivial(digits: &[u8]) -> bool {
    let step = |pair: &[u8]| (10 + pair[1] - pair[0]) % 10;
    let runs = digits.windows(2).all(|pair| step(pair) == step(&digits[..2]));
    let repeats = (1..=digits.len() / 2)
        .any(|length| digits.iter().zip(&digits[length..]).all(|(one, other)| one == other));
    let mut kinds = digits.to_vec();
    kinds.sort_unstable();
    kinds.dedup();
    let doubled = digits.len().is_multiple_of(2) && {
        let pairs: Vec<u8> = digits.chunks(2).map(|pair| pair[0]).collect();
        digits.chunks(2).all(|pair| pair[0] == pair[1])
            && pairs.windows(2).all(|pair| step(pair) == step(&pairs[..2]))
    };
    let mirrored = digits.iter().eq(digits.iter().rev());
    runs || repeats || doubled || mirrored || kinds.len() < 3 || DRAWN.contains(&digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_ones_letters_and_what_is_guessed_first_are_refused() {
        let table = [
            ("483920", None),
            ("90210384", None),
            ("112358", None),
            ("", Some("pin_digits")),
            ("48392a", Some("pin_digits")),
            ("٤٨٣٩٢٠", Some("pin_digits")),
            ("48392", Some("pin_length")),
            ("4839204839201", Some("pin_length")),
            ("000000", Some("pin_trivial")),
            ("123456", Some("pin_trivial")),
            ("890123", Some("pin_trivial")),
            ("98765432", Some("pin_trivial")),
            ("246802", Some("pin_trivial")),
            ("121212", Some("pin_trivial")),
            ("483483", Some("pin_trivial")),
            ("112233", Some("pin_trivial")),
            ("483384", Some("pin_trivial")),
            ("111222", Some("pin_trivial")),
            ("147258", Some("pin_trivial")),
        ];
        for (digits, wanted) in table {
            assert_eq!(refused(&SecretString::from(digits)), wanted, "{digits}");
        }
    }
}
