//! Text folded for comparison: case, accents and ligatures away. Also digits and loose keys.
//! It knows nothing of customers.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Lower case without accents; letters that do not decompose are spelled out.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(text.len());
    for c in text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        match c {
            'ß' => folded.push_str("ss"),
            'ø' => folded.push('o'),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'ł' => folded.push('l'),
            'đ' | 'ð' => folded.push('d'),
            'ı' => folded.push('i'),
            other => folded.push(other),
        }
    }
    folded
}

pub fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// Upper case without anything but letters and digits: postcodes, plates, VINs.
pub fn tight(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_case_and_ligatures_fold_away() {
        for (text, folded) in
            [("Müller", "muller"), ("Strauß", "strauss"), ("Ørsted", "orsted"), ("SOUSA", "sousa")]
        {
            assert_eq!(fold(text), folded);
        }
    }

    #[test]
    fn postcodes_compare_without_spaces() {
        assert_eq!(tight("ls1 4ap"), tight("LS14AP"));
    }
}
