//! Field by field: how two values agree, and which shipped level that is.

use crate::form::Form;
use crate::frequency::Rarity;
use crate::near::{alike, slips};
use crate::nicknames;
use crate::weights::{self, Level};
use customer::Kind;
use serde::{Deserialize, Serialize};

mod contact;
mod place;

pub(crate) use contact::{email, names_both, phone, plate, vehicle};
pub(crate) use place::{building, is_fine, postcode, street, town};

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
    let (one, other) = (length(a), length(b));
    if one.abs_diff(other) > 2 {
        return false;
    }
    let distance = slips(a, b);
    distance == 1 && one.min(other) >= shortest || distance == 2 && one.min(other) >= 8
}

/// The same for one slip. How common a name is that nobody else bears is not known from its count;
/// as a slip of the other it is as common as slips of that are.
fn by_slip(level: Level, rarity: Rarity<'_>, both: Option<(f64, f64)>, least: f64) -> Level {
    let misspelt = both
        .filter(|(a, b)| a.min(*b) <= rarity.unseen())
        .map(|(a, b)| weights::MISSPELT * a.max(b) + least);
    let Some((names, seen)) = both.map(|(a, b)| (weights::WITHIN_ONE_SLIP, (a, b))) else {
        return level;
    };
    let level = by_rarity(level, names, || Some(seen), least);
    match misspelt {
        Some(stranger) if stranger < level.stranger => {
            let household = level.household - level.stranger + stranger;
            Level { stranger, household: household.clamp(stranger, level.same), ..level }
        }
        _ => level,
    }
}

/// A level whose chance among strangers is so many times the frequency of the rarer name.
fn by_rarity(
    level: Level,
    names: f64,
    both: impl FnOnce() -> Option<(f64, f64)>,
    least: f64,
) -> Level {
    let Some((a, b)) = both() else { return level };
    let stranger = (names * a.min(b)).clamp(least, level.same * 0.9);
    // Two of a household hardly differ from strangers in what they are called.
    let household = level.household - level.stranger + stranger;
    Level { stranger, household: household.clamp(stranger, level.same), ..level }
}

pub(crate) fn given(a: &Form, b: &Form, rarity: Rarity<'_>) -> Compared {
    use weights::given as w;
    let (first, other) = (a.first(), b.first());
    if first.is_empty() || other.is_empty() {
        return MISSING;
    }
    if first == other && length(first) > 1 || first != other && together(a, b) {
        let mut level = w::EXACT;
        let shares = rarity.given(first).zip(rarity.given(other));
        if let Some(share) = shares.map(|(a, b)| a.max(b)) {
            // Fathers and sons share a name more often than strangers do.
            level.stranger = share;
            level.household = share + weights::NAMESAKE;
        }
        return agree(level);
    }
    if length(first) == 1 || length(other) == 1 {
        let fits = first.chars().next() == other.chars().next();
        return if fits { similar(w::INITIAL) } else { differ(w::OTHER_INITIAL) };
    }
    // Counted only where it matters: most candidates simply differ.
    let both = || rarity.given(first).zip(rarity.given(other));
    let prefers = |form: &Form, name: &str| form.preferred.as_deref() == Some(name);
    if nicknames::groups_relate(a.nicknames, b.nicknames, first, other)
        || prefers(a, other)
        || prefers(b, first)
    {
        return similar(by_rarity(w::NICKNAME, weights::FORMS_OF_A_NAME, both, 0.000_4));
    }
    if goes_by_another(a, other) || goes_by_another(b, first) {
        return similar(w::MIDDLE);
    }
    // Mario and Maria, Jan and Jon are one letter and two people apart.
    let two_names = nicknames::ours(a.nicknames) && nicknames::ours(b.nicknames)
        || first.ends_with('a') != other.ends_with('a') && first.len() == other.len();
    let one_slip = first.len().abs_diff(other.len()) <= 4 && slip(first, other, 1);
    if one_slip {
        let level = if two_names { w::TWO_NAMES } else { w::TYPO };
        return similar(by_slip(level, rarity, both(), 0.000_3));
    }
    let starts = first.starts_with(other) || other.starts_with(first);
    let sounds = a.given_sound == b.given_sound && !two_names;
    let ends = first.ends_with(other) || other.ends_with(first);
    let shortest = length(first).min(length(other));
    if starts && shortest >= 3 || ends && shortest >= 4 || sounds {
        return similar(by_rarity(w::START, weights::WITHIN_SOUND, both, 0.000_5));
    }
    // "Tom my": a space got in.
    let split = |parted: &Form, other: &str| {
        parted.middle.first().is_some_and(|part| length(part) <= 2)
            && slip(&parted.given_whole, other, 4)
    };
    if split(a, other) || split(b, first) {
        return similar(w::TYPO);
    }
    if nicknames::near((first, a.nicknames), (other, b.nicknames)) {
        return similar(w::NEAR_NICKNAME);
    }
    // What people make of a name themselves keeps its beginning: Grzegorz and Grzesiu.
    let beginning = first.chars().zip(other.chars()).take_while(|(x, y)| x == y).count() >= 3;
    if !two_names && (beginning || alike(first, other, 0.88)) {
        return similar(by_rarity(w::NEAR, weights::WITHIN_TWO_SLIPS, both, 0.003));
    }
    differ(w::DIFFERENT)
}

/// The second name, a short form of it, or the initials of both: Maria Theresia is Resi.
fn goes_by_another(form: &Form, name: &str) -> bool {
    let initials = || form.given.iter().chain(&form.middle).filter_map(|word| word.chars().next());
    form.middle.iter().any(|middle| middle == name || nicknames::related(middle, name))
        || !form.middle.is_empty() && length(name) > 1 && initials().eq(name.chars())
}

/// Anna Maria and Annamaria.
fn together(a: &Form, b: &Form) -> bool {
    (a.middle.is_empty() != b.middle.is_empty() || a.given.len() != b.given.len())
        && a.given_whole == b.given_whole
        && format!("{}{}", a.given.concat(), a.middle.concat())
            == format!("{}{}", b.given.concat(), b.middle.concat())
}

pub(crate) fn family(a: &Form, b: &Form, rarity: Rarity<'_>) -> Compared {
    use weights::family as w;
    let (first, other) = (a.family.as_str(), b.family.as_str());
    if first.is_empty() || other.is_empty() {
        return MISSING;
    }
    if first == other {
        let mut level = w::EXACT;
        level.stranger = rarity.family(first).unwrap_or(level.stranger);
        return agree(level);
    }
    let both = || rarity.family(first).zip(rarity.family(other));
    if slip(first, other, 4) {
        return similar(by_slip(w::TYPO, rarity, both(), 0.000_05));
    }
    let shared =
        a.family_parts.iter().any(|part| length(part) >= 3 && b.family_parts.contains(part));
    // Borkowska is Borkowski's wife.
    let feminine =
        first.strip_suffix("ska").or(first.strip_suffix("cka")).is_some_and(|stem| {
            other.strip_suffix("ski").or(other.strip_suffix("cki")) == Some(stem)
        }) || other.strip_suffix("ova") == Some(first)
            || first.strip_suffix("ova") == Some(other);
    if shared || feminine || a.family_sound == b.family_sound {
        return similar(by_rarity(w::PART, weights::WITHIN_SOUND, both, 0.000_1));
    }
    let shortest = length(first).min(length(other));
    if shortest >= 4 && (first.starts_with(other) || other.starts_with(first)) {
        return similar(w::START);
    }
    if alike(first, other, 0.88) || shortest >= 5 && slips(first, other) == 2 {
        return similar(by_rarity(w::NEAR, weights::WITHIN_TWO_SLIPS, both, 0.001));
    }
    differ(w::DIFFERENT)
}

/// One name in the other's place, where neither agrees in its own.
pub(crate) fn half_swapped(a: &Form, b: &Form) -> bool {
    let cross = |given: &str, family: &str| {
        length(given) >= 4 && slip(given, family, 4) || length(given) >= 4 && given == family
    };
    cross(a.first(), &b.family) || cross(b.first(), &a.family)
}

/// Given and family name in each other's place; one of them may be misspelt.
pub(crate) fn swapped(a: &Form, b: &Form) -> bool {
    if a.first().is_empty()
        || b.first().is_empty()
        || a.first() == b.first()
        || a.family == b.family
    {
        return false;
    }
    // Of a double name in the place of a given name, the second part counts as a middle name.
    let crossed = |given: &str, whole: &str, family: &str| -> Option<bool> {
        if family.is_empty() {
            return None;
        }
        if given == family || whole == family {
            return Some(true);
        }
        let near = slip(given, family, 4) || slip(whole, family, 4) || alike(given, family, 0.9);
        near.then_some(false)
    };
    let one = crossed(a.first(), &a.given_whole, &b.family);
    let other = crossed(b.first(), &b.given_whole, &a.family);
    // Both a little off would also fit two people.
    matches!((one, other), (Some(one), Some(other)) if one || other || a.first().len() >= 6)
}

pub(crate) fn middle(a: &Form, b: &Form) -> Compared {
    use weights::middle as w;
    let (Some(first), Some(other)) = (a.middle.first(), b.middle.first()) else { return MISSING };
    let initial = length(first) == 1 || length(other) == 1;
    if !initial && (first == other || slip(first, other, 5)) {
        return agree(w::EXACT);
    }
    if initial && first.chars().next() == other.chars().next() {
        return similar(w::INITIAL);
    }
    differ(w::DIFFERENT)
}

/// Parents are so many years older.
const GENERATION: i16 = 15;

pub(crate) fn birth(a: &Form, b: &Form) -> Compared {
    use weights::birth as w;
    let (Some(first), Some(other)) = (a.birth, b.birth) else { return MISSING };
    let new_years = first.is_new_year() && other.is_new_year();
    if first == other {
        return agree(if new_years { w::NEW_YEAR } else { w::EXACT });
    }
    if first.year == other.year && first.month == other.day && first.day == other.month {
        return similar(w::DAY_MONTH);
    }
    let apart = slips(&a.birth_digits, &b.birth_digits);
    let years = (first.year - other.year).abs();
    let same_day = (first.month, first.day) == (other.month, other.day);
    // Of two who are a generation apart and agree in the rest one is called after the other.
    if years >= GENERATION && (apart == 1 || same_day) {
        return differ(w::A_GENERATION);
    }
    // That both were written down as born at New Year is no news.
    if new_years {
        return differ(w::TWO_DIGITS);
    }
    if apart == 1 || same_day && matches!(years, 1 | 10) {
        return similar(w::ONE_DIGIT);
    }
    if same_day || years == 0 && (first.is_new_year() || other.is_new_year()) {
        return similar(w::PART);
    }
    if apart == 2 { differ(w::TWO_DIGITS) } else { differ(w::DIFFERENT) }
}

pub(crate) fn company(a: &Form, b: &Form, rarity: Rarity<'_>) -> Compared {
    let firms = a.kind == Kind::Company && b.kind == Kind::Company;
    let w = if firms { weights::FIRMS } else { weights::EMPLOYERS };
    if a.company.is_empty() || b.company.is_empty() {
        return MISSING;
    }
    if a.company == b.company {
        let counted = Level { stranger: rarity.company(&a.company), ..w[0] };
        return agree(if firms { counted } else { w[0] });
    }
    if slip(&a.company, &b.company, 4) || alike(&a.company, &b.company, 0.93) {
        return similar(w[1]);
    }
    differ(w[2])
}

/// How much less likely another member of the household of the same name is: one is called after
/// a parent or grandparent, so they are a generation apart.
pub(crate) fn namesakes(a: &Form, b: &Form) -> Option<f64> {
    let (first, other) = (a.birth?, b.birth?);
    let apart = (first.year - other.year).abs();
    Some(if apart < GENERATION { weights::OF_ONE_AGE } else { weights::A_GENERATION_APART })
}
