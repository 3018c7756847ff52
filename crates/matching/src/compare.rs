//! Field by field: how two values agree, and which shipped level that is.

use crate::form::{Form, Place};
use crate::weights::{self, Level};
use crate::{nicknames, sound};
use customer::Kind;
use customer::vin::{self, Agreement};
use serde::{Deserialize, Serialize};
use strsim::{jaro_winkler, osa_distance};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Agree,
    Similar,
    Differ,
    Missing,
}

/// How one field compares; `None` for the level where a side says nothing.
pub(crate) type Compared = (Outcome, Option<Level>);

const fn agree(level: Level) -> Compared {
    (Outcome::Agree, Some(level))
}

const fn similar(level: Level) -> Compared {
    (Outcome::Similar, Some(level))
}

const fn differ(level: Level) -> Compared {
    (Outcome::Differ, Some(level))
}

const MISSING: Compared = (Outcome::Missing, None);

fn length(text: &str) -> usize {
    text.chars().count()
}

/// Slips of the finger, as many as the length allows.
fn slip(a: &str, b: &str, shortest: usize) -> bool {
    let length = length(a).min(length(b));
    let distance = osa_distance(a, b);
    distance == 1 && length >= shortest || distance == 2 && length >= 8
}

pub(crate) fn given(a: &Form, b: &Form) -> Compared {
    use weights::given as w;
    let (first, other) = (a.first(), b.first());
    if first.is_empty() || other.is_empty() {
        return MISSING;
    }
    let together = |form: &Form| format!("{}{}", form.given.concat(), form.middle.concat());
    if first == other || together(a) == together(b) {
        return agree(w::EXACT);
    }
    if length(first) == 1 || length(other) == 1 {
        return if first.chars().next() == other.chars().next() {
            similar(w::INITIAL)
        } else {
            differ(w::DIFFERENT)
        };
    }
    let prefers = |form: &Form, name: &str| form.preferred.as_deref() == Some(name);
    if nicknames::related(first, other) || prefers(a, other) || prefers(b, first) {
        return similar(w::NICKNAME);
    }
    if a.middle.iter().any(|name| name == other) || b.middle.iter().any(|name| name == first) {
        return similar(w::MIDDLE);
    }
    // Mario and Maria, Jan and Jon are one letter and two people apart.
    let two_known_names = nicknames::known(first) && nicknames::known(other)
        || first.ends_with('a') != other.ends_with('a');
    if slip(first, other, 5) {
        return similar(if two_known_names { w::SHORT_TYPO } else { w::TYPO });
    }
    if osa_distance(first, other) == 1 {
        return similar(w::SHORT_TYPO);
    }
    let starts = first.starts_with(other) || other.starts_with(first);
    let sounds = sound::code(first) == sound::code(other) && !two_known_names;
    if starts && length(first).min(length(other)) >= 3 || sounds {
        return similar(w::START);
    }
    if jaro_winkler(first, other) >= 0.88 && !two_known_names {
        return similar(w::NEAR);
    }
    differ(w::DIFFERENT)
}

pub(crate) fn family(a: &Form, b: &Form) -> Compared {
    use weights::family as w;
    let (first, other) = (a.family.as_str(), b.family.as_str());
    if first.is_empty() || other.is_empty() {
        return MISSING;
    }
    if first == other {
        return agree(w::EXACT);
    }
    if slip(first, other, 4) {
        return similar(w::TYPO);
    }
    let shared =
        a.family_parts.iter().any(|part| length(part) >= 3 && b.family_parts.contains(part));
    if shared || sound::code(first) == sound::code(other) {
        return similar(w::PART);
    }
    let shortest = length(first).min(length(other));
    if shortest >= 4 && (first.starts_with(other) || other.starts_with(first)) {
        return similar(w::START);
    }
    if jaro_winkler(first, other) >= 0.88 {
        return similar(w::NEAR);
    }
    differ(w::DIFFERENT)
}

/// Given and family name in each other's place.
pub(crate) fn swapped(a: &Form, b: &Form) -> bool {
    let alike = |x: &str, y: &str| !x.is_empty() && !y.is_empty() && (x == y || slip(x, y, 5));
    a.first() != b.first()
        && a.family != b.family
        && alike(a.first(), &b.family)
        && alike(&a.family, b.first())
}

pub(crate) fn middle(a: &Form, b: &Form) -> Compared {
    use weights::middle as w;
    let (Some(first), Some(other)) = (a.middle.first(), b.middle.first()) else { return MISSING };
    if first == other || slip(first, other, 5) {
        return agree(w::EXACT);
    }
    if first.chars().next() == other.chars().next() && (length(first) == 1 || length(other) == 1) {
        return similar(w::INITIAL);
    }
    differ(w::DIFFERENT)
}

pub(crate) fn birth(a: &Form, b: &Form) -> Compared {
    use weights::birth as w;
    let (Some(first), Some(other)) = (a.birth, b.birth) else { return MISSING };
    if first == other {
        return agree(w::EXACT);
    }
    if first.year == other.year && first.month == other.day && first.day == other.month {
        return similar(w::DAY_MONTH);
    }
    let digits = |parts: customer::birth_date::Parts| {
        format!("{:04}{:02}{:02}", parts.year, parts.month, parts.day)
    };
    if osa_distance(&digits(first), &digits(other)) == 1 {
        return similar(w::ONE_DIGIT);
    }
    differ(w::DIFFERENT)
}

/// The last digits, country codes aside.
fn end(number: &str) -> &str {
    let from = number.len().saturating_sub(9);
    number.get(from..).unwrap_or(number)
}

/// Also the number that agrees, for asking how many customers share it.
pub(crate) fn phone<'a>(a: &'a Form, b: &Form) -> (Compared, Option<&'a str>) {
    use weights::phone as w;
    if a.phones.is_empty() || b.phones.is_empty() {
        return (MISSING, None);
    }
    let same = |x: &str, y: &str| {
        x == y
            || (!x.starts_with('+') || !y.starts_with('+')) && {
                let shortest = x.len().min(y.len());
                shortest >= 7 && end(x).ends_with(end(y)) | end(y).ends_with(end(x))
            }
    };
    if let Some(number) = a.phones.iter().find(|x| b.phones.iter().any(|y| same(x, y))) {
        return (agree(w::EXACT), Some(number));
    }
    let near = |x: &str, y: &str| x.len() == y.len() && x.len() >= 9 && osa_distance(x, y) == 1;
    if a.phones.iter().any(|x| b.phones.iter().any(|y| near(x, y))) {
        return (similar(w::ONE_OFF), None);
    }
    (differ(w::DIFFERENT), None)
}

pub(crate) fn email<'a>(a: &'a Form, b: &Form) -> (Compared, Option<&'a str>) {
    use weights::email as w;
    if a.emails.is_empty() || b.emails.is_empty() {
        let named = names_the_other(a, b) || names_the_other(b, a);
        return (if named { similar(w::NAMED) } else { MISSING }, None);
    }
    for (whole, mailbox) in &a.emails {
        if b.emails.iter().any(|(_, other)| other == mailbox) {
            return (agree(w::EXACT), Some(whole));
        }
    }
    let local = |text: &str| text.rsplit_once('@').map_or("", |(local, _)| local).to_owned();
    let near = |x: &str, y: &str| {
        let (mine, theirs) = (local(x), local(y));
        let telling = mine.len() >= 6 && !crate::blocking::is_function(&mine);
        telling && (mine == theirs || osa_distance(x, y) == 1)
    };
    if a.emails.iter().any(|(x, _)| b.emails.iter().any(|(y, _)| near(x, y))) {
        return (similar(w::NEAR), None);
    }
    (differ(w::DIFFERENT), None)
}

/// Whether an address of one names the other, who is not known under that given name already.
fn names_the_other(a: &Form, b: &Form) -> bool {
    let name = b.first();
    length(name) >= 4
        && a.first() != name
        && a.emails
            .iter()
            .any(|(whole, _)| whole.split_once('@').is_some_and(|(local, _)| local.contains(name)))
}

pub(crate) fn vehicle(a: &Form, b: &Form) -> Compared {
    use weights::vehicle as w;
    let mut best = MISSING;
    for mine in &a.vins {
        for theirs in &b.vins {
            match vin::compare(mine, theirs) {
                Agreement::Full => return agree(w::VIN),
                Agreement::Last8 => best = agree(w::LAST8),
                Agreement::OneOff if best.0 != Outcome::Agree => best = similar(w::ONE_OFF),
                Agreement::Different if best.1.is_none() => best = differ(w::DIFFERENT),
                _ => {}
            }
        }
    }
    best
}

pub(crate) fn plate(a: &Form, b: &Form) -> Compared {
    use weights::vehicle as w;
    if a.plates.is_empty() || b.plates.is_empty() {
        return MISSING;
    }
    if a.plates.iter().any(|plate| b.plates.contains(plate)) {
        return agree(w::PLATE);
    }
    if a.plates.iter().any(|x| length(x) >= 5 && b.plates.iter().any(|y| osa_distance(x, y) == 1)) {
        return similar(w::PLATE_ONE_OFF);
    }
    differ(w::PLATE_DIFFERENT)
}

pub(crate) fn postcode(a: &Place, b: &Place) -> Compared {
    use weights::postcode as w;
    if a.postcode.is_empty() || b.postcode.is_empty() {
        return MISSING;
    }
    if a.postcode == b.postcode {
        return agree(w::EXACT);
    }
    if osa_distance(&a.postcode, &b.postcode) == 1 {
        return similar(w::NEAR);
    }
    if a.area == b.area { similar(w::AREA) } else { differ(w::DIFFERENT) }
}

pub(crate) fn street(a: &Place, b: &Place) -> Compared {
    use weights::street as w;
    if a.street.is_empty() || b.street.is_empty() {
        return MISSING;
    }
    let numbers = !a.number.is_empty() && a.number == b.number;
    if a.street == b.street {
        return if numbers { agree(w::BOTH) } else { similar(w::STREET) };
    }
    let near = slip(&a.street, &b.street, 4) || jaro_winkler(&a.street, &b.street) >= 0.9;
    match (near, numbers) {
        (true, true) => similar(w::STREET),
        (true, false) => similar(w::NEAR),
        (false, true) => differ(w::NUMBER),
        (false, false) => differ(w::DIFFERENT),
    }
}

pub(crate) fn town(a: &Place, b: &Place) -> Compared {
    use weights::town as w;
    if a.towns.is_empty() || b.towns.is_empty() {
        return MISSING;
    }
    if a.towns.iter().any(|town| b.towns.contains(town)) {
        return agree(w::EXACT);
    }
    let near = |x: &str, y: &str| slip(x, y, 5) || jaro_winkler(x, y) >= 0.9;
    if a.towns.iter().any(|x| b.towns.iter().any(|y| near(x, y))) {
        return similar(w::NEAR);
    }
    differ(w::DIFFERENT)
}

pub(crate) fn company(a: &Form, b: &Form) -> Compared {
    let w = if a.kind == Kind::Company && b.kind == Kind::Company {
        weights::FIRMS
    } else {
        weights::EMPLOYERS
    };
    if a.company.is_empty() || b.company.is_empty() {
        return MISSING;
    }
    if a.company == b.company {
        return agree(w[0]);
    }
    if slip(&a.company, &b.company, 4) || jaro_winkler(&a.company, &b.company) >= 0.93 {
        return similar(w[1]);
    }
    differ(w[2])
}
