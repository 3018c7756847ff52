//! What two people share beyond doubt: a phone, an e-mail, a car, a whole address. It makes nobody
//! the same person and weighs nothing; it is what "household" means.

use crate::compare::{Outcome, is_fine};
use crate::form::{Form, Place};
use crate::score::{Evidence, Relation};

/// Whether the records share a phone, an e-mail, a car or a whole address, exactly.
pub(crate) fn shares_a_life(a: &Form, b: &Form, evidence: &[Evidence]) -> bool {
    contact_or_car(evidence) || a.places.iter().any(|x| b.places.iter().any(|y| one_house(x, y)))
}

/// The same where a letter or digit may be wrong, and a street without its number counts.
pub(crate) fn shares_anything(a: &Form, b: &Form, evidence: &[Evidence]) -> bool {
    let near = |one: &Evidence| {
        matches!(one.outcome, Outcome::Agree | Outcome::Similar)
            && ["phone", "email", "vin", "licensePlate", "street"].contains(&&*one.field)
    };
    evidence.iter().any(near) || shares_a_life(a, b, evidence)
}

/// What people share also who live in two houses.
pub(crate) fn contact_or_car(evidence: &[Evidence]) -> bool {
    agrees(evidence, &["phone", "email", "vin", "licensePlate"])
}

/// What somebody else is who looks just like this person.
pub(crate) fn relation(evidence: &[Evidence]) -> Relation {
    match agrees(evidence, &["phone", "email", "vin", "licensePlate", "street"]) {
        true => Relation::Household,
        false => Relation::Different,
    }
}

fn agrees(evidence: &[Evidence], fields: &[&str]) -> bool {
    evidence.iter().any(|one| one.outcome == Outcome::Agree && fields.contains(&&*one.field))
}

/// One address: street and number in one place, or a number under a code that a few houses share.
fn one_house(a: &Place, b: &Place) -> bool {
    let number = !a.number.is_empty() && a.number == b.number;
    let code = !a.postcode.is_empty() && a.postcode == b.postcode;
    let no_code = a.postcode.is_empty() || b.postcode.is_empty();
    let town = a.towns.iter().any(|town| b.towns.contains(town));
    let street = !a.street.is_empty() && a.street == b.street;
    let no_street = a.street.is_empty() || b.street.is_empty();
    let flats = !a.building.is_empty() && !b.building.is_empty() && a.building != b.building;
    let place = street && (code || no_code && town) || no_street && code && is_fine(&a.postcode);
    number && place && !flats
}
