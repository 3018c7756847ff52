//! Where somebody lives, field by field. What one field implies of another is said once.

use super::{Compared, MISSING, agree, differ, similar, slip};
use crate::form::Place;
use crate::frequency::Rarity;
use crate::near::{alike, slips};
use crate::weights::{self, Level};

pub(crate) fn postcode(a: &Place, b: &Place, rarity: Rarity<'_>) -> Compared {
    use weights::postcode as w;
    if a.postcode.is_empty() || b.postcode.is_empty() {
        return MISSING;
    }
    if a.postcode == b.postcode {
        let level = if is_fine(&a.postcode) { w::FINE } else { w::EXACT };
        let known = rarity.postcode(&a.postcode, level.stranger);
        return agree(Level { stranger: known.unwrap_or(level.stranger), ..level });
    }
    if slips(&a.postcode, &b.postcode) == 1 {
        return similar(w::NEAR);
    }
    if a.area == b.area { similar(w::AREA) } else { differ(w::DIFFERENT) }
}

pub(crate) fn street(a: &Place, b: &Place, rarity: Rarity<'_>) -> Compared {
    use weights::street as w;
    // A code that a few houses share says nearly which street it is.
    let here = a.postcode == b.postcode && is_fine(&a.postcode);
    if a.street.is_empty() || b.street.is_empty() {
        // "LS1 4AP, number 12" is an address.
        return match (a.number.is_empty() || b.number.is_empty(), a.number == b.number) {
            (true, _) => MISSING,
            (false, true) => similar(w::NUMBER_ALONE),
            (false, false) => differ(w::OTHER_NUMBER_ALONE),
        };
    }
    let numbers = !a.number.is_empty() && a.number == b.number;
    let missing = a.number.is_empty() || b.number.is_empty();
    let near_number = !missing && !numbers && {
        let mine = a.number.trim_end_matches(char::is_alphabetic);
        let theirs = b.number.trim_end_matches(char::is_alphabetic);
        mine == theirs || mine.len() + theirs.len() >= 4 && slips(mine, theirs) == 1
    };
    if a.street == b.street || a.line == b.line {
        return match (numbers, missing, near_number) {
            (true, ..) => agree(house(a, b, rarity)),
            (_, true, _) => similar(if here { w::STREET_HERE } else { w::STREET }),
            (_, _, true) => similar(if here { w::NEAR_NUMBER_HERE } else { w::NEAR_NUMBER }),
            _ if here => differ(w::OTHER_NUMBER_HERE),
            _ => similar(w::OTHER_NUMBER),
        };
    }
    let near = slip(&a.street, &b.street, 4)
        || slip(&a.line, &b.line, 8)
        || alike(&a.street, &b.street, 0.9);
    match (near, numbers) {
        (true, true) => similar(w::NEAR_BOTH),
        (true, false) => similar(w::NEAR),
        (false, true) => differ(w::NUMBER),
        (false, false) => differ(w::DIFFERENT),
    }
}

/// Street and number agree. Hundreds may live there: that says no more than how many.
fn house(a: &Place, b: &Place, rarity: Rarity<'_>) -> Level {
    let level = weights::street::BOTH;
    if a.postcode.is_empty() || a.postcode != b.postcode {
        return level;
    }
    let (_, code) = postcode(a, b, rarity);
    let shares = code.map_or(weights::postcode::EXACT.stranger, |code| code.stranger);
    let strangers = rarity.address(&a.postcode, &a.number, shares).unwrap_or(0.0);
    let stranger = strangers.clamp(level.stranger, level.same * 0.9);
    Level { stranger, household: level.household.max(stranger), ..level }
}

/// The name of a house or the number of a flat.
pub(crate) fn building(a: &Place, b: &Place) -> Compared {
    use weights::building as w;
    if a.building.is_empty() || b.building.is_empty() {
        return MISSING;
    }
    if a.building == b.building || slip(&a.building, &b.building, 5) {
        return agree(w::EXACT);
    }
    differ(w::DIFFERENT)
}

pub(crate) fn town(a: &Place, b: &Place) -> Compared {
    use weights::town as w;
    if a.towns.is_empty() || b.towns.is_empty() {
        return MISSING;
    }
    let here = !a.postcode.is_empty() && a.postcode == b.postcode;
    if a.towns.iter().any(|town| b.towns.contains(town)) {
        return agree(if here { w::EXACT_HERE } else { w::EXACT });
    }
    let near = |x: &str, y: &str| slip(x, y, 5) || alike(x, y, 0.9);
    if a.towns.iter().any(|x| b.towns.iter().any(|y| near(x, y))) {
        return similar(if here { w::NEAR_HERE } else { w::NEAR });
    }
    differ(if here { w::DIFFERENT_HERE } else { w::DIFFERENT })
}

/// With letters, as in Britain and the Netherlands, a code is a few houses, not a town.
pub(crate) fn is_fine(postcode: &str) -> bool {
    postcode.len() >= 5 && postcode.bytes().any(|byte| byte.is_ascii_alphabetic())
}
