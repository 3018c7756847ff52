//! How many slips apart two words are, and how alike they look: quickly, since a few hundred
//! candidates are compared while somebody types. Most pairs are told apart by their letters alone.

/// Words longer than this are compared without the shortcut.
const SHORT: usize = 40;

/// A bit a letter. Two words so many slips apart differ in at most twice as many letters.
pub(crate) fn letters(word: &[u8]) -> u64 {
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
    let (x, y) = (a.as_bytes(), b.as_bytes());
    if !(a.is_ascii() && b.is_ascii()) || x.len() > SHORT || y.len() > SHORT {
        return strsim::jaro_winkler(a, b) >= least;
    }
    // At 0.8 most letters are shared; a third unshared is far below.
    let (mine, theirs) = (letters(x), letters(y));
    let (unshared, all) = ((mine ^ theirs).count_ones(), (mine | theirs).count_ones());
    unshared * 2 <= all && jaro_winkler(x, y) >= least
}

/// Of short plain words, without putting anything aside.
fn jaro_winkler(x: &[u8], y: &[u8]) -> f64 {
    if x.is_empty() || y.is_empty() {
        return if x.len() == y.len() { 1.0 } else { 0.0 };
    }
    let range = (x.len().max(y.len()) / 2).saturating_sub(1);
    let (mut taken, mut matches) = (0_u64, 0_usize);
    let mut matched = [0_u8; SHORT];
    for (i, letter) in x.iter().enumerate() {
        let from = i.saturating_sub(range);
        let to = y.len().min(i + range + 1);
        let free = |j: &usize| y[*j] == *letter && taken & (1 << j) == 0;
        if let Some(j) = (from..to).find(free) {
            taken |= 1 << j;
            matched[matches] = *letter;
            matches += 1;
        }
    }
    if matches == 0 {
        return 0.0;
    }
    let theirs = (0..y.len()).filter(|j| taken & (1 << j) != 0).map(|j| y[j]);
    let turned = theirs.zip(&matched).filter(|(a, b)| a != *b).count() / 2;
    let share = |part: usize, whole: usize| float(part) / float(whole);
    let (one, other) = (share(matches, x.len()), share(matches, y.len()));
    let jaro = (one + other + share(matches - turned, matches)) / 3.0;
    if jaro <= 0.7 {
        return jaro;
    }
    let start = x.iter().zip(y).take(4).take_while(|(a, b)| a == b).count();
    jaro + 0.1 * float(start) * (1.0 - jaro)
}

/// Lengths of short words.
fn float(count: usize) -> f64 {
    u8::try_from(count).map_or(f64::from(u8::MAX), f64::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: [&str; 25] = [
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

    #[test]
    fn slips_are_counted_as_the_library_counts_them() {
        for a in WORDS {
            for b in WORDS {
                assert_eq!(slips(a, b), strsim::osa_distance(a, b).min(3), "{a} {b}");
            }
        }
    }

    #[test]
    fn words_look_alike_as_they_do_to_the_library() {
        for a in WORDS.iter().filter(|word| word.is_ascii()) {
            for b in WORDS.iter().filter(|word| word.is_ascii()) {
                let (ours, theirs) =
                    (jaro_winkler(a.as_bytes(), b.as_bytes()), strsim::jaro_winkler(a, b));
                assert!((ours - theirs).abs() < 1e-12, "{a} {b} {ours} {theirs}");
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
