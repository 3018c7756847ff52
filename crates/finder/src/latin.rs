//! Greek and Cyrillic names in Latin letters, as their bearers write them abroad: who types on a
//! Latin keyboard finds them, and who types Greek finds the one who was written down in Latin.
//!
//! One way of writing each: Greek as in passports (ELOT 743), Cyrillic as most Russian and Ukrainian
//! names are seen. Other ways are a typing error or two away.

/// The Latin form of a folded word, where it has Greek or Cyrillic letters.
pub(crate) fn of(word: &str) -> Option<String> {
    if word.is_ascii() || !word.chars().any(is_other) {
        return None;
    }
    let letters: Vec<char> = word.chars().collect();
    let mut latin = String::with_capacity(letters.len() + 4);
    for (at, c) in letters.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| letters.get(at)).copied();
        let next = letters.get(at + 1).copied();
        match greek(*c, before, next).or_else(|| cyrillic(*c, before)) {
            Some(text) => latin.push_str(text),
            None => latin.push(*c),
        }
    }
    (!latin.is_empty()).then_some(latin)
}

const fn is_other(c: char) -> bool {
    matches!(c, '\u{370}'..='\u{52f}')
}

fn greek(c: char, before: Option<char>, next: Option<char>) -> Option<&'static str> {
    Some(match c {
        'α' => "a",
        'β' => "v",
        'γ' if next.is_some_and(|next| matches!(next, 'γ' | 'ξ' | 'χ')) => "n",
        'γ' => "g",
        'δ' => "d",
        'ε' => "e",
        'ζ' => "z",
        'η' | 'ι' => "i",
        'θ' => "th",
        'κ' => "k",
        'λ' => "l",
        // Two letters for the one sound b, at the start.
        'μ' if before.is_none() && next == Some('π') => "",
        'π' if before == Some('μ') && next.is_some() => "b",
        'μ' => "m",
        'ν' => "n",
        'ξ' => "x",
        'ο' | 'ω' => "o",
        'π' => "p",
        'ρ' => "r",
        'σ' | 'ς' => "s",
        'τ' => "t",
        'υ' if before == Some('ο') => "u",
        // Spoken before a vowel and a voiced consonant, else whispered.
        'υ' if matches!(before, Some('α' | 'ε' | 'η')) => {
            if next.is_none_or(|next| "θκξπστφχψ".contains(next)) { "f" } else { "v" }
        }
        'υ' => "y",
        'φ' => "f",
        'χ' => "ch",
        'ψ' => "ps",
        _ => return None,
    })
}

/// Folding has taken the marks away: й is и, ё is е, ї is і.
fn cyrillic(c: char, before: Option<char>) -> Option<&'static str> {
    let vowel = |c: char| "аеиоуыэюяієѣ".contains(c);
    // At the start and after a vowel я is ya; after и it is only the a that is left of it.
    let soft = |hard: &'static str, start: &'static str, rest: &'static str| match before {
        Some('и' | 'і') => rest,
        Some(c) if !vowel(c) => hard,
        _ => start,
    };
    Some(match c {
        'а' => "a",
        'б' => "b",
        'в' => "v",
        'г' | 'ґ' => "g",
        'д' => "d",
        'е' | 'э' | 'ѣ' => "e",
        'ж' => "zh",
        'з' | 'ѕ' => "z",
        'и' | 'і' => "i",
        'к' => "k",
        'л' => "l",
        'м' => "m",
        'н' => "n",
        'о' => "o",
        'п' => "p",
        'р' => "r",
        'с' => "s",
        'т' => "t",
        'у' => "u",
        'ф' => "f",
        'х' => "kh",
        'ц' => "ts",
        'ч' => "ch",
        'ш' => "sh",
        'щ' => "shch",
        'ъ' | 'ь' => "",
        'ы' => "y",
        'ю' => soft("iu", "yu", "u"),
        'я' => soft("ia", "ya", "a"),
        'є' => soft("ie", "ye", "e"),
        'ј' => "j",
        'љ' => "lj",
        'њ' => "nj",
        'ђ' => "dj",
        'ћ' => "c",
        'џ' => "dz",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_written_as_their_bearers_do_abroad() {
        for (name, latin) in [
            ("Παπαδόπουλος", "papadopoulos"),
            ("Γιώργος", "giorgos"),
            ("Ευαγγελία", "evangelia"),
            ("Ελευθέριος", "eleftherios"),
            ("Χριστίνα", "christina"),
            ("Μπάμπης", "bambis"),
            ("Смирнов", "smirnov"),
            ("Юлия", "yulia"),
            ("Татьяна", "tatiana"),
            ("Зоя", "zoya"),
            ("Михаил", "mikhail"),
            ("Щербаков", "shcherbakov"),
            ("Сергей", "sergei"),
            ("Олексій", "oleksii"),
        ] {
            assert_eq!(of(&customer::fold::fold(name)).as_deref(), Some(latin));
        }
        assert_eq!(of("smith"), None);
        assert_eq!(of("müller"), None);
        assert_eq!(of("ь"), None);
    }
}
