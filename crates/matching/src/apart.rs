//! Why somebody may be another one of the family whatever the numbers say: two who share a home, a
//! phone and a birthday are told apart by what they are called and addressed as. It weighs nothing;
//! it makes a question of what would be used.

use crate::compare::{self, Outcome, swapped};
use crate::form::Form;
use crate::frequency::Rarity;
use crate::near::slips;
use crate::nicknames;
use crate::score::Evidence;
use customer::names::NameWords;
use customer::{Kind, Record, fold};

/// A record, and the form it is compared in.
#[derive(Clone, Copy)]
pub(crate) struct Side<'a> {
    pub record: &'a Record,
    pub form: &'a Form,
}

/// Why a person has to look, `None` where nothing says so. A customer key stands for a given name
/// that is missing.
pub(crate) fn doubt(
    person: Side<'_>,
    record: Side<'_>,
    evidence: &[Evidence],
    by_key: bool,
    rarity: Rarity<'_>,
) -> Option<&'static str> {
    if person.record.kind == Kind::Company || record.record.kind == Kind::Company {
        return None;
    }
    if sexes_differ(person.record, record.record) {
        return Some("Title or gender differ.");
    }
    if suffixes_differ(person.record, record.record) {
        return Some("One is the younger, the other the elder of the name.");
    }
    if !evidence.iter().any(tells) {
        return Some("Besides the name nothing agrees that few others share.");
    }
    let (a, b) = (person.form, record.form);
    match evidence.iter().find(|one| one.field == "givenName").map(|one| one.outcome) {
        None | Some(Outcome::Missing) if !by_key => {
            Some("A given name is missing: it may be anybody of the family.")
        }
        Some(Outcome::Similar) if !(one_name(a, b) || slip_of_one(a, b, evidence, rarity)) => {
            Some("The given name is alike, but may be another one of the family.")
        }
        None | Some(_) => None,
    }
}

/// A name however rare is borne by others, and a mailbox that hundreds have is nobody's.
fn tells(one: &Evidence) -> bool {
    const TELLING: f64 = 3.2;
    const FIELDS: [&str; 9] = [
        "birthDate",
        "building",
        "customerKey",
        "email",
        "licensePlate",
        "phone",
        "socialSecurityId",
        "street",
        "vin",
    ];
    one.outcome == Outcome::Agree && one.weight > TELLING && FIELDS.contains(&&*one.field)
}

/// Whether title, gender or what follows the name say that these are two people.
pub fn told_apart(a: &Record, b: &Record) -> bool {
    sexes_differ(a, b) || suffixes_differ(a, b)
}

/// The same, or the birth date does.
pub(crate) fn are_two(a: Side<'_>, b: Side<'_>) -> bool {
    compare::birth(a.form, b.form).0 == Outcome::Differ || told_apart(a.record, b.record)
}

fn suffixes_differ(a: &Record, b: &Record) -> bool {
    let suffix = |record: &Record| NameWords::of(&record.names).suffix;
    suffix(a).zip(suffix(b)).is_some_and(|(a, b)| a != b)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Sex {
    Female,
    Male,
}

/// How people are addressed, as folding leaves it.
const ADDRESSED: &[(Sex, &[&str])] = &[
    (
        Sex::Female,
        &[
            "dame",
            "frau",
            "fru",
            "froken",
            "lady",
            "madame",
            "mademoiselle",
            "mevr",
            "mevrouw",
            "miss",
            "mlle",
            "mme",
            "mrs",
            "ms",
            "mw",
            "neiti",
            "rouva",
            "senora",
            "senorita",
            "sra",
            "srta",
        ],
    ),
    (
        Sex::Male,
        &[
            "dhr", "heer", "herr", "herra", "herrn", "hr", "m", "meneer", "monsieur", "mr",
            "senor", "sir", "sr",
        ],
    ),
];

fn sexes_differ(a: &Record, b: &Record) -> bool {
    sex(a).zip(sex(b)).is_some_and(|(a, b)| a != b)
}

/// What a record says in one voice; `None` where it says nothing, or both.
fn sex(record: &Record) -> Option<Sex> {
    let names = &record.names;
    let said = |text| Record::said(text).map(fold::words).unwrap_or_default();
    let gender = match said(&record.personal_details.gender).first().map(String::as_str) {
        Some("female" | "f" | "w" | "v") => Some(Sex::Female),
        Some("male" | "m") => Some(Sex::Male),
        _ => None,
    };
    // A title may stand before the given name: "Frau Anna".
    let given = said(&names.given_name);
    let before = given.first().filter(|_| given.len() > 1 && given[0].chars().count() > 1);
    let words = said(&names.title).into_iter().chain(said(&names.salutation));
    let titled = words.chain(before.cloned()).filter_map(|word| {
        let mut all = ADDRESSED.iter();
        all.find(|(_, titles)| titles.contains(&word.as_str())).map(|(sex, _)| *sex)
    });
    let mut voices = gender.into_iter().chain(titled);
    let first = voices.next()?;
    voices.all(|other| other == first).then_some(first)
}

/// Whether two names that are alike are one: a short form and its full one, an initial, a second
/// name, or two spellings. Not two short forms of one name, which brothers bear: Hans and Hannes.
fn one_name(a: &Form, b: &Form) -> bool {
    let (first, other) = (a.first(), b.first());
    let initial = |name: &str| name.chars().nth(1).is_none();
    let prefers = |form: &Form, name: &str| form.preferred.as_deref() == Some(name);
    let second = |form: &Form, name: &str| form.middle.iter().any(|middle| middle == name);
    let (one, two) = (spelt(first), spelt(other));
    one == two
        || initial(first)
        || initial(other)
        || prefers(a, other)
        || prefers(b, first)
        || second(a, other)
        || second(b, first)
        || swapped(a, b)
        || (slips(&one, &two) > 1 || ends(&one) == ends(&two))
            && nicknames::short_and_full(first, other)
}

fn ends(name: &str) -> (Option<char>, Option<char>) {
    (name.chars().next(), name.chars().last())
}

/// A slip of the finger in a long name that nobody else bears, where something of her own agrees.
/// What names end in tells women from men.
fn slip_of_one(a: &Form, b: &Form, evidence: &[Evidence], rarity: Rarity<'_>) -> bool {
    const LONG: usize = 6;
    // What only one customer has: a shared phone or e-mail weighs less.
    const OWN: f64 = 10.0;
    let (first, other) = (a.first(), b.first());
    let own = |one: &Evidence| {
        one.outcome == Outcome::Agree
            && one.weight > OWN
            && ["customerKey", "email", "phone", "socialSecurityId", "vin"].contains(&&*one.field)
    };
    let share = |name: &str| rarity.given(name).unwrap_or_else(|| rarity.unseen());
    first.chars().count().min(other.chars().count()) >= LONG
        && slips(first, other) == 1
        && ends(first) == ends(other)
        && !(nicknames::known(first) && nicknames::known(other))
        && share(first).min(share(other)) <= rarity.unseen()
        && evidence.iter().any(own)
}

/// What one sound is written as in one name: Katharina and Catharina, Philipp and Filip.
const SPELLINGS: &[(&str, &str)] = &[
    ("ph", "f"),
    ("dt", "t"),
    ("ou", "u"),
    ("c", "k"),
    ("q", "k"),
    ("w", "v"),
    ("y", "i"),
    ("z", "s"),
];

fn spelt(name: &str) -> String {
    let mut word = fold::collapse(name);
    for (from, to) in SPELLINGS {
        word = word.replace(from, to);
    }
    let letters: Vec<char> = word.chars().collect();
    let vowel = |at: usize| letters.get(at).is_some_and(|c| "aeiou".contains(*c));
    let mut plain = String::with_capacity(word.len());
    for (at, letter) in letters.iter().enumerate() {
        let silent = *letter == 'h' && at > 0 && !(vowel(at - 1) && vowel(at + 1));
        let letter = if *letter == 'j' && at > 0 { 'i' } else { *letter };
        if !silent && !plain.ends_with(letter) {
            plain.push(letter);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_name_is_spelt_in_many_ways_and_two_names_are_not_one() {
        for (a, b) in [
            ("katharina", "catharina"),
            ("yousuf", "yusuf"),
            ("philipp", "filip"),
            ("stefan", "stephan"),
            ("mohammed", "mohamed"),
            ("christian", "kristian"),
            ("katja", "katya"),
            ("sarah", "sara"),
        ] {
            assert_eq!(spelt(a), spelt(b), "{a} {b}");
        }
        for (a, b) in [
            ("johann", "joan"),
            ("jan", "ian"),
            ("jan", "jana"),
            ("hanna", "anna"),
            ("christian", "christina"),
            ("mario", "maria"),
        ] {
            assert_ne!(spelt(a), spelt(b), "{a} {b}");
        }
    }
}
