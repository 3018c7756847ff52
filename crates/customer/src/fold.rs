//! One way of folding text, used by search and by matching alike: case, accents, the letters of
//! the North and of German, apostrophes and punctuation stop making a difference.
//!
//! It folds; it does not transliterate: Greek or Cyrillic letters stay what they are.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Letters that no decomposition takes apart.
const fn letter(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' | 'ẞ' => "ss",
        'æ' | 'Æ' => "ae",
        'œ' | 'Œ' => "oe",
        'ø' | 'Ø' => "o",
        'đ' | 'Đ' | 'ð' | 'Ð' => "d",
        'þ' | 'Þ' => "th",
        'ł' | 'Ł' => "l",
        'ħ' | 'Ħ' => "h",
        'ı' | 'İ' => "i",
        'ŧ' | 'Ŧ' => "t",
        'ŋ' | 'Ŋ' => "n",
        'ĸ' => "k",
        'ς' => "σ",
        'ё' | 'Ё' => "е",
        _ => return None,
    })
}

/// How the letter is written where there are no umlauts: `ü` as `ue`, `å` as `aa`.
const fn spelt_out(c: char) -> Option<&'static str> {
    Some(match c {
        'ä' | 'Ä' => "ae",
        'ö' | 'Ö' | 'ø' | 'Ø' => "oe",
        'ü' | 'Ü' => "ue",
        'å' | 'Å' => "aa",
        _ => return None,
    })
}

/// Marks that sit on letters, in Latin, Greek, Cyrillic, Hebrew and Arabic. Japanese voicing marks
/// are not among them: they make another letter.
const fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
        | '\u{20d0}'..='\u{20ff}' | '\u{591}'..='\u{5c7}' | '\u{64b}'..='\u{65f}' | '\u{670}')
}

/// Characters that show nothing: zero-width spaces, direction marks, soft hyphens.
pub const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Apostrophes in all the forms keyboards produce.
pub const fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | 'ʻ' | '`' | '´' | '′' | '‛' | '＇')
}

/// Lower case, without accents, ligatures taken apart, every digit an ASCII digit. Punctuation
/// stays; invisible characters go.
///
/// ```
/// assert_eq!(customer::fold::fold("Jürgen Łukasz SØRENSEN-Weiß"), "jurgen lukasz sorensen-weiss");
/// ```
pub fn fold(text: &str) -> String {
    // By far the most texts are plain; they need no normalising.
    if text.is_ascii() {
        return text.to_ascii_lowercase().replace('`', "'");
    }
    // What lower-casing or taking apart brings forth may fold once more.
    let once = fold_once(text);
    if once.is_ascii() { once } else { fold_once(&once) }
}

fn fold_once(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars().filter(|c| !is_invisible(*c)) {
        // The spacing acute accent would decompose to a space.
        if is_apostrophe(c) {
            folded.push('\'');
        } else if let Some(letters) = letter(c) {
            folded.push_str(letters);
        } else {
            for part in std::iter::once(c).nfkd().filter(|part| !is_mark(*part)) {
                match letter(part).or(is_apostrophe(part).then_some("'")) {
                    Some(letters) => folded.push_str(letters),
                    None => folded.extend(digit(part).to_lowercase()),
                }
            }
        }
    }
    // Lower-casing may have brought a new mark; Hangul is put together again.
    folded.chars().filter(|c| !is_mark(*c)).nfc().collect()
}

/// Arabic and Persian digits as ASCII ones.
fn digit(c: char) -> char {
    let zero = match c {
        '\u{660}'..='\u{669}' => '\u{660}',
        '\u{6f0}'..='\u{6f9}' => '\u{6f0}',
        '\u{966}'..='\u{96f}' => '\u{966}',
        _ => return c,
    };
    char::from_digit(u32::from(c) - u32::from(zero), 10).unwrap_or(c)
}

/// The folded words of a text. Apostrophes vanish (`O'Brien` is one word), every other
/// punctuation parts words (`Anne-Marie` is two).
pub fn words(text: &str) -> Vec<String> {
    split(&fold(text))
}

fn split(folded: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    for c in folded.chars() {
        if c.is_alphanumeric() || !c.is_ascii() && !c.is_whitespace() && is_joining(c) {
            word.push(c);
        } else if !is_apostrophe(c) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// Vowel signs of Indic scripts and Japanese voicing marks are no letters, but part a word nowhere.
const fn is_joining(c: char) -> bool {
    matches!(c, '\u{900}'..='\u{dff}' | '\u{e31}'..='\u{e4e}' | '\u{3099}' | '\u{309a}' | '\u{30fc}')
}

/// The words of a text, no spaces between them: for comparing names that are written together in
/// one place and apart in another.
pub fn joined(text: &str) -> String {
    words(text).concat()
}

/// Every folded word under which a text should be found: its words, those with umlauts spelt out
/// (`Müller` also as `mueller`), those that are spelt out with plain vowels (`Mueller` also as
/// `muller`), and the parts around an apostrophe (`O'Brien` also as `brien`).
pub fn index_words(text: &str) -> Vec<String> {
    let plain = words(text);
    let mut all = plain.clone();
    if text.chars().any(|c| spelt_out(c).is_some()) {
        let mut long = String::with_capacity(text.len() + 4);
        for c in text.chars() {
            match spelt_out(c) {
                Some(letters) => long.push_str(letters),
                None => long.push(c),
            }
        }
        all.extend(words(&long));
    }
    all.extend(plain.iter().filter(|word| word.len() >= 5).filter_map(|word| {
        let short = collapse(word);
        (short != *word).then_some(short)
    }));
    if text.chars().any(is_apostrophe) {
        let apart: String = text.chars().map(|c| if is_apostrophe(c) { ' ' } else { c }).collect();
        all.extend(words(&apart).into_iter().filter(|word| word.chars().count() >= 3));
    }
    let mut seen = std::collections::HashSet::new();
    all.retain(|word| seen.insert(word.clone()));
    all
}

/// A folded word with spelt-out umlauts made plain: `mueller` and `muller` compare alike, and so
/// do `aa` for `å` and `oe` for `ø`.
pub fn collapse(word: &str) -> String {
    word.replace("ae", "a").replace("oe", "o").replace("ue", "u").replace("aa", "a")
}

/// Upper case, letters and digits only, without marks: the form codes (plates, postcodes) are
/// compared in. Folding and capitals can each bring about what the other changes again, so this
/// goes on until nothing changes.
pub fn code(text: &str, longest: usize) -> String {
    let mut code: String = text.chars().take(longest).collect();
    for _ in 0..8 {
        let next: String = fold(&code)
            .to_uppercase()
            .chars()
            .filter(|c| c.is_alphanumeric() && !is_combining_mark(*c))
            .take(longest)
            .collect();
        if next == code {
            break;
        }
        code = next;
    }
    code
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_many_languages_fold_to_their_base() {
        for (text, folded) in [
            ("Müller", "muller"),
            ("STRAßE", "strasse"),
            ("Åström", "astrom"),
            ("Sørensen", "sorensen"),
            ("Æbelø", "aebelo"),
            ("Łukasz", "lukasz"),
            ("Ĳsbrand", "ijsbrand"),
            ("João Conceição", "joao conceicao"),
            ("Ｆｕｌｌ　９", "full 9"),
            ("Ελένη", "ελενη"),
            ("Γιώργος", "γιωργοσ"),
            ("Фёдор", "федор"),
            ("이영희", "이영희"),
            ("ガガ", "ガガ"),
            ("٠١٢", "012"),
            ("mar\u{200b}ia", "maria"),
            ("İstanbul", "istanbul"),
        ] {
            assert_eq!(fold(text), folded, "{text}");
            assert_eq!(fold(folded), folded, "{text} folded twice");
        }
    }

    #[test]
    fn punctuation_parts_words_and_apostrophes_do_not() {
        assert_eq!(words("  O’Brien-Smith,  J.R. "), ["obrien", "smith", "j", "r"]);
        assert_eq!(words("D´Angelo"), ["dangelo"]);
        assert!(words(" .- ").is_empty());
    }

    #[test]
    fn a_name_is_found_under_every_usual_spelling() {
        assert_eq!(index_words("Müller"), ["muller", "mueller"]);
        assert_eq!(index_words("Mueller"), ["mueller", "muller"]);
        assert_eq!(index_words("O'Brien"), ["obrien", "brien"]);
        assert_eq!(index_words("Smith"), ["smith"]);
    }
}
