//! How many slips apart two words are, and how alike they look: quickly, since a few hundred
//! candidates are compared while somebody types. Most pairs are told apart by their letters alone.

/// Words longer than this are compared without the shortcut.
const SHORT: usize = 40;

/// A bit a letter. Two words so many slips apart differ in at most twice as many letters.
fn letters(word: &[u8]) -> u64 {
    word.iter().fold(0, |bits, byte| bits | 1 << (byte & 63))
}

/// Slips between two words (a letter wrong, missing, too many, two changed round), counted up to
/// three: beyond, they are different words.
pub(crate) fn slips(a: &str, b: &str) -> usize {
    const MANY: usize = 3;
    if a == b {
        return 0;
    }
    let (x, y) = (a.as_bytes(), b.as_bytes());
    if !(a.is_ascii() && b.is_ascii()) || x.len() > SHORT || y.len() > SHORT {
        return strsim::osa_distance(a, b).min(MANY);
    }
    let unshared = (letters(x) ^ letters(y)).count_ones();
    if x.len().abs_diff(y.len()) >= MANY || unshared > 4 {
        return MANY;
    }
    let mut before = [0_u8; SHORT + 1];
    let mut last = [0_u8; SHORT + 1];
    let mut row = [0_u8; SHORT + 1];
    for (at, cell) in (0_u8..).zip(last.iter_mut()) {
        *cell = at;
    }
    for (i, from) in x.iter().enumerate() {
        row[0] = last[0] + 1;
        let mut least = row[0];
        for (j, to) in y.iter().enumerate() {
            let mut cost = (last[j] + u8::from(from != to)).min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && x[i - 1] == *to && y[j - 1] == *from {
                cost = cost.min(before[j - 1] + 1);
            }
            row[j + 1] = cost;
            least = least.min(cost);
        }
        if usize::from(least) >= MANY {
            return MANY;
        }
        (before, last) = (last, row);
    }
    usize::from(last[y.len()]).min(MANY)
}

/// Whether two words look alike: Jaro-Winkler from `least` on.
pub(crate) fn alike(a: &str, b: &str, least: f64) -> bool {
    let (x, y) = (letters(a.as_bytes()), letters(b.as_bytes()));
    // At 0.88 most letters are shared; a third unshared is far below.
    let (unshared, all) = ((x ^ y).count_ones(), (x | y).count_ones());
    unshared * 2 <= all && strsim::jaro_winkler(a, b) >= least
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_counted_as_the_library_counts_them() {
        let words = [
            "",
            "a",
            "ab",
            "ba",
            "anna",
            "hannah",
            "smith",
            "smiht",
            "smyth",
            "schmidt",
            "jonas",
            "jones",
            "johnson",
            "jonhson",
            "müller",
            "muller",
            "ümller",
            "abcdefgh",
            "hgfedcba",
            "robert",
            "robbert",
            "rbert",
            "obertr",
            "0770090012",
            "0770090021",
        ];
        for a in words {
            for b in words {
                assert_eq!(slips(a, b), strsim::osa_distance(a, b).min(3), "{a} {b}");
            }
        }
    }

    #[test]
    fn no_alike_pair_is_lost_to_the_shortcut() {
        for (a, b) in [("dwayne", "duane"), ("martha", "marhta"), ("dixon", "dickson")] {
            let close = strsim::jaro_winkler(a, b);
            assert_eq!(alike(a, b, 0.8), close >= 0.8, "{a} {b} {close}");
        }
    }
}
