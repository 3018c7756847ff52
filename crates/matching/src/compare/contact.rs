//! How somebody is reached, and the car: phones, e-mails, VINs, plates.

use super::{Compared, MISSING, Outcome, agree, differ, length, similar};
use crate::form::Form;
use crate::frequency::Rarity;
use crate::near::slips;
use crate::nicknames;
use crate::weights::{self, Level};
use customer::vin::{self, Agreement};

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
    let near = |x: &str, y: &str| x.len() == y.len() && x.len() >= 9 && slips(x, y) == 1;
    if a.phones.iter().any(|x| b.phones.iter().any(|y| near(x, y))) {
        return (similar(w::ONE_OFF), None);
    }
    (differ(w::DIFFERENT), None)
}

pub(crate) fn email<'a>(
    a: &'a Form,
    b: &Form,
    given: Outcome,
    rarity: Rarity<'_>,
) -> (Compared, Option<&'a str>) {
    use weights::email as w;
    for (whole, mailbox) in &a.emails {
        if b.emails.iter().any(|(_, other)| other == mailbox) {
            return (agree(w::EXACT), Some(whole));
        }
    }
    fn local(text: &str) -> &str {
        text.rsplit_once('@').map_or("", |(local, _)| local)
    }
    let near = |x: &str, y: &str| {
        let (mine, theirs) = (local(x), local(y));
        let telling = mine.len() >= 6 && !crate::blocking::is_function(mine);
        telling && (mine == theirs || x.len().abs_diff(y.len()) <= 1 && slips(x, y) == 1)
    };
    let close = a.emails.iter().find(|(x, _)| b.emails.iter().any(|(y, _)| near(x, y)));
    if let Some((address, _)) = close {
        let holds = |name: &str| length(name) >= 3 && local(address).contains(name);
        let family = a.family == b.family && holds(&a.family);
        let named = family || a.first() == b.first() && holds(a.first());
        return (similar(if named { w::NEAR_NAMED } else { w::NEAR }), None);
    }
    if names_the_other(a, b) || names_the_other(b, a) {
        let initial = |form: &Form| length(form.first()) == 1;
        let level = match given {
            Outcome::Similar if initial(a) || initial(b) => w::NAMED_INITIAL,
            Outcome::Similar => w::NAMED_ALIKE,
            Outcome::Agree | Outcome::Differ | Outcome::Missing => w::NAMED,
        };
        return (similar(level), None);
    }
    let named = |a: &Form, b: &Form| names_the_family(a, b).then(|| rarity.family(&b.family));
    if let Some(share) = named(a, b).or_else(|| named(b, a)) {
        let stranger = share.map_or(w::NAMED_FAMILY.stranger, |share| share * w::NAMED_SHARE);
        let stranger = stranger.max(w::NAMED_LEAST);
        return (similar(Level { stranger, ..w::NAMED_FAMILY }), None);
    }
    let missing = a.emails.is_empty() || b.emails.is_empty();
    (if missing { MISSING } else { differ(w::DIFFERENT) }, None)
}

/// Most names are ruled out by their letters alone.
fn mailbox_holds(form: &Form, name: &str) -> bool {
    crate::near::letters(name.as_bytes()) & !form.mailbox_letters == 0
        && form
            .emails
            .iter()
            .any(|(whole, _)| whole.split_once('@').is_some_and(|(local, _)| local.contains(name)))
}

/// Whether an address holds the given name that both bear.
pub(crate) fn names_both(a: &Form, b: &Form, address: &str) -> bool {
    let name = a.first();
    length(name) >= 3
        && name == b.first()
        && address.split_once('@').is_some_and(|(local, _)| local.contains(name))
}

/// Whether an address of one names the other, who is not known under that name already.
fn names_the_other(a: &Form, b: &Form) -> bool {
    let name = b.first();
    !a.emails.is_empty()
        && length(name) >= 4
        && mailbox_holds(a, name)
        && a.first() != name
        && !a.family.contains(name)
        && !nicknames::related(a.first(), name)
}

/// Whether an address of one holds the other's family name, which is another one now.
fn names_the_family(a: &Form, b: &Form) -> bool {
    !(a.emails.is_empty() || a.family.is_empty())
        && length(&b.family) >= 4
        && mailbox_holds(a, &b.family)
        && !a.family.contains(&b.family)
        && !b.family.contains(&a.family)
        && a.first() != b.family
        && slips(&a.family, &b.family) > 2
}

/// `vin::compare`, of numbers that a form has normalised already: nearly all differ.
fn one_car(a: &str, b: &str) -> Agreement {
    const WHOLE: usize = 17;
    let apart = || a.bytes().zip(b.bytes()).filter(|(x, y)| x != y).take(2).count();
    let ends =
        a.len() >= 8 && b.len() >= 8 && a.as_bytes()[a.len() - 8..] == b.as_bytes()[b.len() - 8..];
    match (a.len() == WHOLE && b.len() == WHOLE, ends) {
        (true, _) if apart() > 1 => Agreement::Different,
        (false, false) if a.len() >= 8 && b.len() >= 8 => Agreement::Different,
        _ => vin::compare(a, b),
    }
}

pub(crate) fn vehicle(a: &Form, b: &Form) -> Compared {
    use weights::vehicle as w;
    let mut best = MISSING;
    for mine in &a.vins {
        for theirs in &b.vins {
            match one_car(mine, theirs) {
                Agreement::Full | Agreement::Last8 if changed_hands(a, mine, b, theirs) => {
                    best = if best.0 == Outcome::Agree { best } else { agree(w::SOLD) };
                }
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

/// One of the two sold the car, and perhaps to the other.
fn changed_hands(a: &Form, mine: &String, b: &Form, theirs: &String) -> bool {
    a.sold.contains(mine) != b.sold.contains(theirs)
}

pub(crate) fn plate(a: &Form, b: &Form) -> Compared {
    use weights::vehicle as w;
    if a.plates.is_empty() || b.plates.is_empty() {
        return MISSING;
    }
    let mut shared = a.plates.iter().filter(|plate| b.plates.contains(plate)).peekable();
    if shared.peek().is_some() {
        let sold = shared.all(|plate| changed_hands(a, plate, b, plate));
        return agree(if sold { w::SOLD } else { w::PLATE });
    }
    if a.plates.iter().any(|x| length(x) >= 5 && b.plates.iter().any(|y| slips(x, y) == 1)) {
        return similar(w::PLATE_ONE_OFF);
    }
    differ(w::PLATE_DIFFERENT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cars_are_told_apart_as_the_whole_rule_does() {
        let numbers = [
            "WVWZZZ1KZ6W650709",
            "WVWZZZ1KZ6W650708",
            "WVWZZZ1KZ6W650700",
            "SALLAAA136W650709",
            "6W650709",
            "6W650708",
            "KZ6W650709",
            "1234567",
        ];
        for a in numbers {
            for b in numbers {
                assert_eq!(one_car(a, b), vin::compare(a, b), "{a} {b}");
            }
        }
    }
}
