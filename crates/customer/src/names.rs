//! Names of people anywhere: taken apart for comparing, never corrected. Nothing is forbidden in
//! a name but control characters.

use crate::fold;
use crate::record::{Names, Record};

/// Small words that stand before a family name, in one place in `familyName` and in another in
/// `middleName`. They never decide whether two names are the same.
const PARTICLES: &[&str] = &[
    "af", "al", "an", "auf", "av", "da", "das", "de", "dei", "del", "della", "den", "der", "des",
    "di", "do", "dos", "du", "e", "el", "het", "la", "las", "le", "les", "lo", "los", "op", "s",
    "t", "te", "ten", "ter", "thoe", "tot", "und", "uit", "van", "vander", "vanden", "ver", "vom",
    "von", "y", "zu", "zum", "zur",
];

/// Languages whose speakers say the family name first.
const FAMILY_FIRST: &[&str] = &["hu", "ja", "ko", "vi", "zh"];

/// Where most people speak one of them, in two letters and in three.
const FAMILY_FIRST_IN: &[&str] = &[
    "CN", "CHN", "HK", "HKG", "HU", "HUN", "JP", "JPN", "KP", "PRK", "KR", "KOR", "MO", "MAC",
    "TW", "TWN", "VN", "VNM",
];

/// What follows a name, is not part of it, and tells its bearer from others of the family.
const SUFFIXES: &[(&str, Suffix)] = &[
    ("jr", Suffix::Younger),
    ("jnr", Suffix::Younger),
    ("jun", Suffix::Younger),
    ("junior", Suffix::Younger),
    ("sr", Suffix::Elder),
    ("snr", Suffix::Elder),
    ("sen", Suffix::Elder),
    ("senior", Suffix::Elder),
    ("ii", Suffix::Second),
    ("iii", Suffix::Third),
    ("iv", Suffix::Fourth),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Suffix {
    Younger,
    Elder,
    Second,
    Third,
    Fourth,
}

fn suffix(word: &str) -> Option<Suffix> {
    SUFFIXES.iter().find(|(written, _)| *written == word).map(|(_, suffix)| *suffix)
}

/// What is typed where nobody knows, in the languages of the desk.
const UNKNOWN: &[&str] = &[
    "desconocida",
    "desconocido",
    "inconnu",
    "inconnue",
    "okand",
    "onbekend",
    "tuntematon",
    "unbekannt",
    "unknown",
];

/// Whether a typed text says that nobody knows: no name, no street, no mailbox of anybody.
pub fn is_unknown(text: &str) -> bool {
    let mut words = fold::words(text).into_iter().peekable();
    words.peek().is_some() && words.all(|word| UNKNOWN.contains(&word.as_str()))
}

/// Titles that were typed into the given name.
const TITLES: &[&str] = &[
    "mr", "mrs", "ms", "miss", "dr", "prof", "sir", "herr", "frau", "dhr", "mevr", "mw", "m",
    "mme", "mlle", "sr", "sra",
];

/// What people write for the sign between two names.
const AND: &[&str] = &["and", "e", "en", "et", "ja", "och", "og", "u", "und", "y"];

pub fn says_and(word: &str) -> bool {
    AND.contains(&crate::fold::fold(word).as_str())
}

pub fn is_particle(word: &str) -> bool {
    PARTICLES.contains(&word)
}

/// Particles that are given names as well: An, Di, Al.
const GIVEN_TOO: &[&str] = &["al", "an", "di", "do", "e", "el", "le", "lo", "s", "t", "y"];

/// Whether a typed word is the beginning of the family name behind it. The first of a name is
/// rather a given name where it can be one.
pub(crate) fn belongs_to_family(word: &str, begins: bool) -> bool {
    is_particle(word) && !(begins && GIVEN_TOO.contains(&word))
}

/// A person's name on one line, as they say it themselves: their language decides, else where they
/// come from. Names in Chinese, Japanese or Korean script are written without a space.
pub fn spoken(record: &Record) -> String {
    let names = &record.names;
    let given = [&names.given_name, &names.middle_name].into_iter().filter_map(Record::said);
    let family = [&names.family_name, &names.family_name2].into_iter().filter_map(Record::said);
    let from_family: Vec<&str> = family.clone().chain(given.clone()).collect();
    if from_family.len() > 1 && from_family.iter().all(|part| part.chars().all(is_undivided)) {
        return from_family.concat();
    }
    if says_family_first(record) {
        return from_family.join(" ");
    }
    given.chain(family).collect::<Vec<_>>().join(" ")
}

fn says_family_first(record: &Record) -> bool {
    let details = &record.personal_details;
    if let Some(tag) = Record::said(&details.language_code) {
        let language = tag.split(['-', '_']).next().unwrap_or_default();
        return FAMILY_FIRST.iter().any(|one| one.eq_ignore_ascii_case(language));
    }
    Record::said(&details.nationality_code)
        .is_some_and(|code| FAMILY_FIRST_IN.iter().any(|one| one.eq_ignore_ascii_case(code)))
}

/// Kana, Han or Hangul.
const fn is_undivided(letter: char) -> bool {
    matches!(letter,
        '\u{3005}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

/// A person's name as folded words.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct NameWords {
    pub given: Vec<String>,
    /// Second given names; initials too.
    pub middle: Vec<String>,
    /// Without particles and suffixes.
    pub family: Vec<String>,
    /// Which of the family's bearers of one name this is, where it is said.
    pub suffix: Option<Suffix>,
}

impl std::fmt::Debug for NameWords {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NameWords(redacted)")
    }
}

impl NameWords {
    pub fn of(names: &Names) -> Self {
        let text = |member: &Option<String>| {
            let known = Record::said(member).filter(|text| !is_unknown(text));
            known.map(fold::words).unwrap_or_default()
        };
        let mut given = text(&names.given_name);
        if given.len() > 1 && given.first().is_some_and(|word| TITLES.contains(&word.as_str())) {
            given.remove(0);
        }
        let mut middle = if given.len() > 1 { given.split_off(1) } else { Vec::new() };
        middle.extend(text(&names.middle_name));
        let mut family = text(&names.family_name);
        family.extend(text(&names.family_name2));
        // The one word that is a family name is one: Sen.
        let behind = family.iter().skip(1).chain(&middle);
        let suffix = behind.rev().find_map(|word| suffix(word));
        middle.retain(|word| !is_particle(word) && self::suffix(word).is_none());
        Self { given, middle, family: bare(family), suffix }
    }

    pub fn is_empty(&self) -> bool {
        self.given.is_empty() && self.middle.is_empty() && self.family.is_empty()
    }

    /// The first given name, empty where there is none.
    pub fn first(&self) -> &str {
        self.given.first().map_or("", String::as_str)
    }

    /// The family name in one word, empty where there is none.
    pub fn family_joined(&self) -> String {
        self.family.concat()
    }
}

/// Without particles and suffixes; as it was where nothing else is left ("Van", "Do").
fn bare(words: Vec<String>) -> Vec<String> {
    let kept: Vec<String> =
        words.iter().filter(|word| !is_particle(word) && suffix(word).is_none()).cloned().collect();
    if kept.is_empty() { words } else { kept }
}

/// A family name in the form that is compared for being "the same": folded, umlauts however
/// spelt, no spaces, hyphens, particles or suffixes. Empty where there is none.
pub fn comparable_family(names: &Names) -> String {
    fold::collapse(&NameWords::of(names).family_joined())
}

/// Whether both have a family name and it is the same: case, accents, hyphens, apostrophes,
/// particles and suffixes aside.
pub fn same_family(a: &Names, b: &Names) -> bool {
    let a = comparable_family(a);
    !a.is_empty() && a == comparable_family(b)
}

/// Words of a company's name that tell its legal form or nothing at all.
const LEGAL_FORMS: &[&str] = &[
    "ab",
    "ag",
    "and",
    "aps",
    "as",
    "asa",
    "bv",
    "bvba",
    "co",
    "company",
    "corp",
    "corporation",
    "cv",
    "de",
    "doo",
    "ek",
    "esp",
    "et",
    "eurl",
    "gbr",
    "gmbh",
    "inc",
    "incorporated",
    "kft",
    "kg",
    "ky",
    "lda",
    "limitada",
    "limited",
    "limitee",
    "llc",
    "llp",
    "lp",
    "ltd",
    "ltda",
    "mbh",
    "nv",
    "ohg",
    "osakeyhtio",
    "oy",
    "oyj",
    "plc",
    "proprietary",
    "pty",
    "sa",
    "sarl",
    "sas",
    "sasu",
    "scrl",
    "sl",
    "spa",
    "spol",
    "sprl",
    "spzoo",
    "srl",
    "sro",
    "the",
    "tmi",
    "ug",
    "und",
    "unipessoal",
    "vof",
    "zoo",
];

/// Those that are no name and no start of one, however they are written.
const FORMS_ALONE: &[&str] = &[
    "bvba",
    "eurl",
    "gbr",
    "gmbh",
    "kft",
    "lda",
    "limitada",
    "limited",
    "llc",
    "llp",
    "ltd",
    "ltda",
    "mbh",
    "ohg",
    "osakeyhtio",
    "oyj",
    "plc",
    "sarl",
    "sprl",
    "spzoo",
    "srl",
    "unipessoal",
];

/// Those that only their usual writing tells from a name on its way, without dots.
const FORMS_AS_WRITTEN: &[&str] = &[
    "A/S", "AB", "AG", "AS", "ASA", "ApS", "BV", "Inc", "KG", "NV", "OY", "Oy", "SA", "SAS", "SL",
    "SpA", "UG", "VOF", "eK",
];

/// Whether a typed word is a legal form whatever stands around it.
pub(crate) fn is_legal_form_alone(word: &str) -> bool {
    FORMS_ALONE.contains(&fold::joined(&word.replace('.', "")).as_str())
}

/// Whether a typed word is written as a legal form is.
pub(crate) fn is_legal_form_as_written(word: &str) -> bool {
    FORMS_AS_WRITTEN.contains(&word.replace('.', "").as_str())
}

/// Legal forms of several words, and what they are short for.
const LONG_FORMS: &[(&[&str], &str)] = &[
    (&["gesellschaft", "mit", "beschrankter", "haftung"], "gmbh"),
    (&["besloten", "vennootschap"], "bv"),
    (&["naamloze", "vennootschap"], "nv"),
    (&["societe", "a", "responsabilite", "limitee"], "sarl"),
    (&["societe", "anonyme"], "sa"),
    (&["sociedade", "por", "quotas"], "lda"),
    (&["sociedad", "limitada"], "sl"),
    (&["sociedad", "anonima"], "sa"),
    (&["public", "limited", "company"], "plc"),
    (&["sa", "rl"], "sarl"),
    (&["sp", "z", "oo"], "spzoo"),
    (&["sp", "zoo"], "spzoo"),
];

/// The words of a company's name without its legal form (`Müller GmbH & Co. KG` is `muller`); all
/// of them where nothing else is left.
pub fn company_words(name: &str) -> Vec<String> {
    // Dots inside an abbreviation go first: "B.V." and "S.à r.l." are single words.
    let words = fold::words(&name.replace('.', ""));
    let mut words = letters_joined(words.iter().map(|word| fold::collapse(word)));
    for (long, short) in LONG_FORMS {
        let at = words.windows(long.len()).position(|window| window == *long);
        if let Some(at) = at {
            words.splice(at..at + long.len(), [(*short).to_owned()]);
        }
    }
    let kept: Vec<String> =
        words.iter().filter(|word| !LEGAL_FORMS.contains(&word.as_str())).cloned().collect();
    if kept.is_empty() { words } else { kept }
}

/// Single letters in a row are one word: "B. V." and "J C B".
fn letters_joined(words: impl Iterator<Item = String>) -> Vec<String> {
    let mut joined: Vec<String> = Vec::new();
    let mut open = false;
    for word in words {
        let letter = word.chars().nth(1).is_none();
        match joined.last_mut().filter(|_| open && letter) {
            Some(last) => last.push_str(&word),
            None => joined.push(word),
        }
        open = letter;
    }
    joined
}

/// A company's name in the form that is compared; empty where there is none.
pub fn comparable_company(name: &str) -> String {
    company_words(name).concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(given: &str, middle: &str, family: &str) -> Names {
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Names {
            given_name: text(given),
            middle_name: text(middle),
            family_name: text(family),
            ..Names::default()
        }
    }

    #[test]
    fn one_family_name_in_many_spellings_is_the_same() {
        for (a, b) in [
            (names("", "", "van der Berg"), names("", "van der", "Berg")),
            (names("", "", "Müller"), names("", "", "MUELLER")),
            (names("", "", "O'Neil"), names("", "", "O’Neil")),
            (names("", "", "Smith-Jones"), names("", "", "Smith Jones")),
            (names("", "", "Smith Jr."), names("", "", "smith")),
            (names("", "", "de Souza"), names("", "", "Souza")),
            (names("", "", "Do"), names("", "", "DO")),
        ] {
            assert!(same_family(&a, &b));
        }
        assert!(!same_family(&names("", "", "Sousa"), &names("", "", "Souza")));
        assert!(!same_family(&names("A", "", ""), &names("A", "", "")), "no name is not a name");
    }

    #[test]
    fn a_name_is_said_as_its_people_say_it() {
        for (given, family, language, nationality, said) in [
            ("Anna", "Nagy", "", "", "Anna Nagy"),
            ("Anna", "Nagy", "hu-HU", "", "Nagy Anna"),
            ("Anna", "Nagy", "", "hu", "Nagy Anna"),
            ("Anna", "Nagy", "", "HUN", "Nagy Anna"),
            ("Anna", "Nagy", "en-GB", "HU", "Anna Nagy"),
            ("Anna", "Nagy", "", "CH", "Anna Nagy"),
            ("Anh", "Nguyễn", "vi", "", "Nguyễn Anh"),
            ("太郎", "山田", "", "", "山田太郎"),
            ("민수", "김", "en", "", "김민수"),
            ("", "山田", "", "", "山田"),
            ("Anna", "山田", "", "", "Anna 山田"),
            ("", "", "ja", "JP", ""),
        ] {
            let mut record = Record { names: names(given, "", family), ..Record::default() };
            let details = &mut record.personal_details;
            details.language_code = Some(language.to_owned());
            details.nationality_code = Some(nationality.to_owned());
            assert_eq!(record.display_name(), said);
        }
    }

    #[test]
    fn a_name_is_taken_apart_into_words() {
        let words = NameWords::of(&names("Dr. Anne-Marie", "van", "de Vries"));
        assert_eq!(words.first(), "anne");
        assert_eq!((words.middle, words.family), (vec!["marie".into()], vec!["vries".to_owned()]));
    }

    #[test]
    fn what_follows_a_name_is_kept_and_no_part_of_it() {
        for (given, family, suffix, bare) in [
            ("John", "Hathaway Jr.", Some(Suffix::Younger), "hathaway"),
            ("Karl sen.", "Jessen", Some(Suffix::Elder), "jessen"),
            ("Henry", "Ford II", Some(Suffix::Second), "ford"),
            ("Amartya", "Sen", None, "sen"),
            ("Jun", "Sato", None, "sato"),
            ("Karl", "Jessen", None, "jessen"),
        ] {
            let words = NameWords::of(&names(given, "", family));
            assert_eq!((words.suffix, words.family_joined().as_str()), (suffix, bare), "{family}");
            assert!(words.middle.is_empty(), "{given}");
        }
    }

    #[test]
    fn a_word_for_not_knowing_is_no_name() {
        assert!(NameWords::of(&names("unbekannt", "", "Unknown")).is_empty());
        assert!(NameWords::of(&names("", "", "okänd")).is_empty());
        assert!(!same_family(&names("", "", "Unbekannt"), &names("", "", "unbekannt")));
        assert_eq!(NameWords::of(&names("Anna", "", "Inconnu-Meyer")).family.len(), 2);
    }

    #[test]
    fn the_legal_form_does_not_tell_companies_apart() {
        for (a, b) in [
            ("Sousa Lda", "SOUSA, LDA."),
            ("Müller GmbH & Co. KG", "Mueller"),
            ("Jansen B.V.", "Jansen BV"),
            ("The Garage Ltd", "Garage Limited"),
            ("HARGREAVES HAULAGE LIMITED", "Hargreaves Haulage Ltd."),
            ("Jansen B. V.", "JANSEN bv"),
            ("Dupont S.à r.l.", "DUPONT SARL"),
            ("Dupont S.À R.L.", "Dupont S. A. R. L."),
            ("Nielsen A/S", "nielsen as"),
            ("Rossi S.p.A.", "ROSSI SPA"),
            ("Nowak Sp. z o.o.", "Nowak spzoo"),
            ("Virtanen Osakeyhtiö", "VIRTANEN OY"),
            ("Sousa, Limitada", "Sousa Lda"),
            ("Müller Gesellschaft mit beschränkter Haftung", "MÜLLER G.m.b.H."),
            ("J.C.B. Ltd", "J C B Limited"),
        ] {
            assert_eq!(comparable_company(a), comparable_company(b), "{a}");
        }
        assert_eq!(comparable_company("AG"), "ag");
        assert_ne!(comparable_company("Sousa Lda"), comparable_company("Silva Lda"));
    }
}
