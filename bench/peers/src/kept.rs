//! What the peers keep of a customer: the folded words of the finder, in columns, so that a reading
//! is asked only of the column it means. None of them finds a part from within a word, so of
//! identifiers that are asked for by any part (`parts`) all ends are kept as well.

use finder::{
    ask::Kind,
    face::{Field, Seen},
};

pub const COLUMNS: [&str; 9] =
    ["names", "others", "phones", "emails", "keys", "vins", "plates", "postcodes", "dates"];

/// The words of names.
pub const NAMES: usize = 0;
/// Words of towns and of e-mail addresses.
pub const OTHERS: usize = 1;

pub fn column(field: Field) -> usize {
    match field {
        Field::City | Field::EmailWord => OTHERS,
        Field::Phone => 2,
        Field::Email => 3,
        Field::CustomerKey | Field::Id => 4,
        Field::Vin => 5,
        Field::Plate => 6,
        Field::Postcode => 7,
        Field::BirthDate => 8,
        _ => NAMES,
    }
}

pub fn asked(kind: Kind) -> &'static [usize] {
    match kind {
        Kind::Name | Kind::Company => &[NAMES, OTHERS],
        Kind::Town => &[OTHERS],
        Kind::Phone | Kind::PhoneStart => &[2],
        Kind::Email => &[3],
        Kind::Key => &[4],
        Kind::Vin => &[5],
        Kind::Plate => &[6],
        Kind::Postcode => &[7],
        Kind::BirthDate => &[8],
    }
}

/// Identifiers that are asked for by any part.
pub fn is_by_part(column: usize) -> bool {
    matches!(column, 2 | 5 | 6)
}

/// The words of a column, each once.
pub fn words<'a>(seen: &[Seen<'a>], of: usize) -> Vec<&'a str> {
    let mut words = Vec::new();
    for one in seen.iter().filter(|one| column(one.field) == of) {
        if !words.contains(&one.text) {
            words.push(one.text);
        }
    }
    words
}

/// The same with the ends that somebody may begin with: of phone numbers and VINs from four
/// characters (of a VIN the last eight), of plates from three.
pub fn words_and_ends<'a>(seen: &[Seen<'a>], of: usize) -> Vec<&'a str> {
    let mut words = words(seen, of);
    let (least, most) = match of {
        2 => (4, usize::MAX),
        5 => (4, 8),
        6 => (3, usize::MAX),
        _ => return words,
    };
    for whole in words.clone() {
        let ends = whole.char_indices().map(|(at, _)| &whole[at..]);
        for end in ends.filter(|end| (least..=most).contains(&end.len())) {
            if !words.contains(&end) {
                words.push(end);
            }
        }
    }
    words
}
