//! The sections of a segment: a word counts as another word in another field.
//!
//! Words of names and towns share one dictionary, since a typing error may be in any of them;
//! every kind of identifier has one of its own.

use crate::{ask::Kind, face::Field};

/// Sections of the shared dictionary come first, two a field: at its start, further in.
pub(crate) const NAMED: usize = 14;
pub(crate) const SECTIONS: usize = 24;

/// The fields of the shared dictionary.
pub(crate) const NAME_FIELDS: [Field; NAMED / 2] = [
    Field::FamilyName,
    Field::GivenName,
    Field::Company,
    Field::FamilyName2,
    Field::PreferredName,
    Field::MiddleName,
    Field::City,
];

pub(crate) const EMAIL_WORD: usize = 14;
pub(crate) const EMAIL_INNER: usize = 15;
pub(crate) const EMAIL: usize = 16;
pub(crate) const DOMAIN: usize = 17;
pub(crate) const KEY: usize = 18;
pub(crate) const ID: usize = 19;
pub(crate) const VIN: usize = 20;
pub(crate) const PLATE: usize = 21;
pub(crate) const POSTCODE: usize = 22;
pub(crate) const BIRTH_DATE: usize = 23;

/// Where a word stands; phones stand in none, they have scraps.
pub(crate) fn of(field: Field, inner: bool) -> Option<usize> {
    if let Some(at) = NAME_FIELDS.iter().position(|named| *named == field) {
        return Some(at * 2 + usize::from(inner));
    }
    Some(match field {
        Field::EmailWord if inner => EMAIL_INNER,
        Field::EmailWord => EMAIL_WORD,
        Field::Email => EMAIL,
        Field::CustomerKey => KEY,
        Field::Id => ID,
        Field::Vin => VIN,
        Field::Plate => PLATE,
        Field::Postcode => POSTCODE,
        Field::BirthDate => BIRTH_DATE,
        _ => return None,
    })
}

/// The field a section shows, and whether its words stand further in.
pub(crate) fn field(section: usize) -> (Field, bool) {
    if let Some(named) = NAME_FIELDS.get(section / 2).filter(|_| section < NAMED) {
        return (*named, section % 2 == 1);
    }
    let field = match section {
        EMAIL_WORD | EMAIL_INNER => Field::EmailWord,
        EMAIL | DOMAIN => Field::Email,
        KEY => Field::CustomerKey,
        ID => Field::Id,
        VIN => Field::Vin,
        PLATE => Field::Plate,
        POSTCODE => Field::Postcode,
        _ => Field::BirthDate,
    };
    (field, section == EMAIL_INNER)
}

/// Sections that are made from the word of another.
pub(crate) const fn is_derived(section: usize) -> bool {
    section == DOMAIN
}

/// Sections in which a word of this kind is looked for first, and a typing error in it.
pub(crate) fn asked(kind: Kind) -> impl Iterator<Item = usize> {
    (0..NAMED).filter(move |section| {
        let field = field(*section).0;
        if kind == Kind::Name { !field.is_weak() } else { kind.fits(field) }
    })
}

pub(crate) fn last_eight(vin: &str) -> Option<&str> {
    let at = vin.char_indices().rev().nth(7).map(|(at, _)| at)?;
    vin.get(at..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_section_knows_its_field() {
        for section in (0..SECTIONS).filter(|section| !is_derived(*section)) {
            let (known, inner) = field(section);
            assert_eq!(of(known, inner), Some(section));
        }
        assert_eq!(last_eight("wvwzzz1kz6w650709"), Some("6w650709"));
        assert_eq!(last_eight("6509"), None);
    }
}
