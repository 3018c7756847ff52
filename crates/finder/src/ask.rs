//! From readings to questions: what the index is asked, and what each word of a hit is held
//! against.

use crate::{
    begun,
    face::{Field, plain_vin},
    latin, together,
};
use customer::{
    fold, names, phone,
    search_term::{Meaning, Reading, value_as},
};

/// One thing that has to match: a word of a name, or an identifier. Any of its ways will do.
#[derive(Clone, Debug)]
pub struct Piece {
    pub text: String,
    pub ways: Vec<Way>,
    /// Whoever lacks it comes behind those who have it, and is not left out.
    pub optional: bool,
}

impl Piece {
    fn is_worded(&self) -> bool {
        self.ways.first().is_some_and(|way| way.kind.is_worded())
    }
}

/// One way to take a piece.
#[derive(Clone, Debug)]
pub struct Way {
    pub kind: Kind,
    pub value: String,
    /// The meaning the person chose, or the likeliest; the others rank behind it.
    pub first: bool,
}

impl Way {
    fn means(&self, other: &Self) -> bool {
        self.kind == other.kind && self.value == other.value
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Name,
    /// A name's words that stand together in the record, and apart in what was typed.
    Joined,
    Town,
    Company,
    /// A customer key, or the network's own id.
    Key,
    /// Any part of a number.
    Phone,
    /// What stands behind a trunk zero or a country code: only the start of a number.
    PhoneStart,
    Email,
    Vin,
    Plate,
    Postcode,
    BirthDate,
}

/// Shorter scraps of an identifier would match nearly everybody.
const fn shortest(kind: Kind) -> usize {
    match kind {
        Kind::Name | Kind::Joined | Kind::Town | Kind::Company => 1,
        Kind::Phone | Kind::PhoneStart => 3,
        Kind::Plate | Kind::Postcode | Kind::Key | Kind::Email => 2,
        Kind::Vin => 4,
        Kind::BirthDate => 8,
    }
}

/// No more pieces are asked for: a name with a hundred hyphens is nobody's.
pub const MOST: usize = 12;

/// All pieces must match. A reading that says nothing at all makes a question without answer.
pub fn pieces(readings: &[Reading], country: &str) -> Vec<Piece> {
    let together = together::ways(readings);
    let begun = readings.len() - begun::at_the_end(readings);
    let pieces = readings.iter().enumerate().flat_map(|(at, reading)| {
        let mut pieces = split(reading, country);
        for (_, way) in together.iter().filter(|(places, _)| places.contains(&at)) {
            for piece in &mut pieces {
                if !piece.ways.iter().any(|known| known.means(way)) {
                    piece.ways.push(way.clone());
                }
            }
        }
        pieces.iter_mut().for_each(|piece| piece.optional = at >= begun);
        pieces
    });
    let mut pieces: Vec<Piece> = pieces.take(MOST).collect();
    together::join_names(&mut pieces);
    for at in 1..pieces.len().saturating_sub(1) {
        let worded = |at: usize| pieces.get(at).is_some_and(Piece::is_worded);
        let and = pieces.get(at).is_some_and(|piece| names::says_and(&piece.text));
        if and
            && worded(at - 1)
            && worded(at + 1)
            && let Some(piece) = pieces.get_mut(at)
        {
            piece.optional = true;
        }
    }
    // Something must be asked for.
    if pieces.iter().all(|piece| piece.optional) {
        pieces.iter_mut().for_each(|piece| piece.optional = false);
    }
    pieces
}

fn split(reading: &Reading, country: &str) -> Vec<Piece> {
    let mut ways = Vec::new();
    take(reading.meaning, &reading.value, true, country, &mut ways);
    for other in &reading.others {
        // Whoever asks for a name asks for towns and companies too.
        let asked = reading.meaning == Meaning::Name && worded(*other).is_some();
        // The digits of DOM124 are somebody else's number, unless a person says that they are one.
        let asked = asked || *other == Meaning::Phone && reading.text.contains(char::is_alphabetic);
        if !asked {
            take(*other, &value_as(&reading.text, *other, country), false, country, &mut ways);
        }
    }
    // A name of several words is several pieces, unless the whole could be something else too.
    let mut words: Vec<&str> = reading.value.split(' ').filter(|word| !word.is_empty()).collect();
    // vd berg: how van der, van den and von der are shortened.
    if words == ["vd"] {
        words = vec!["v", "d"];
    }
    let Some(kind) = worded(reading.meaning).filter(|_| words.len() > 1) else {
        return vec![Piece { text: reading.text.clone(), ways, optional: false }];
    };
    let whole: Vec<Way> = ways.iter().filter(|way| !way.kind.is_worded()).cloned().collect();
    let others = || reading.others.iter().filter_map(|other| worded(*other));
    let piece = |word: &&str| {
        let mut ways: Vec<Way> = in_letters(word, kind, true).collect();
        if kind != Kind::Name {
            ways.extend(others().flat_map(|other| in_letters(word, other, false)));
        }
        ways.extend(whole.iter().cloned());
        Piece { text: (*word).to_owned(), ways, optional: false }
    };
    words.iter().map(piece).collect()
}

/// What is asked for word by word.
const fn worded(meaning: Meaning) -> Option<Kind> {
    match meaning {
        Meaning::Name => Some(Kind::Name),
        Meaning::Town => Some(Kind::Town),
        Meaning::Company => Some(Kind::Company),
        Meaning::CustomerKey
        | Meaning::Phone
        | Meaning::Email
        | Meaning::Vin
        | Meaning::VinEnd
        | Meaning::Plate
        | Meaning::Postcode
        | Meaning::BirthDate => None,
    }
}

/// A word as it was typed, in Latin letters, and with the other one of `y` and `ij`.
fn in_letters(word: &str, kind: Kind, first: bool) -> impl Iterator<Item = Way> {
    let values = std::iter::once(word.to_owned()).chain(latin::of(word));
    let asked = values.map(move |value| Way { kind, value, first });
    asked.chain(dutch(word).map(|value| Way { kind, value, first: false }))
}

/// `dijk` of `dyk` and `dyk` of `dijk`: one letter to the Dutch.
fn dutch(word: &str) -> Option<String> {
    let other = if word.contains("ij") { word.replace("ij", "y") } else { word.replace('y', "ij") };
    (word.len() >= 3 && other != word).then_some(other)
}

fn take(meaning: Meaning, value: &str, first: bool, country: &str, ways: &mut Vec<Way>) {
    let kind = match meaning {
        Meaning::Name => Kind::Name,
        Meaning::Town => Kind::Town,
        Meaning::Company => Kind::Company,
        Meaning::CustomerKey => Kind::Key,
        Meaning::Phone => Kind::Phone,
        Meaning::Email => Kind::Email,
        Meaning::Vin | Meaning::VinEnd => Kind::Vin,
        Meaning::Plate => Kind::Plate,
        Meaning::Postcode => Kind::Postcode,
        Meaning::BirthDate => Kind::BirthDate,
    };
    let mut add = |way: Way| {
        let long_enough = way.value.chars().count() >= shortest(way.kind);
        if long_enough && !ways.iter().any(|known| known.means(&way)) {
            ways.push(way);
        }
    };
    let of = |kind, value| Way { kind, value, first };
    match kind {
        Kind::Name | Kind::Joined | Kind::Town | Kind::Company => {
            let word = fold::words(value).concat();
            for way in in_letters(&word, kind, first) {
                add(way);
            }
        }
        Kind::Key => add(of(kind, fold::joined(value))),
        Kind::Phone if value.starts_with('+') => add(of(kind, phone::tail(value, country))),
        Kind::Phone | Kind::PhoneStart => {
            let digits = phone::digits(value);
            // 0791…: the stored number has its country code instead of the zero; 00 begins one.
            let rest = digits.strip_prefix("00").or_else(|| digits.strip_prefix('0'));
            if let Some(rest) = rest {
                add(of(Kind::PhoneStart, rest.to_owned()));
            }
            add(of(Kind::Phone, digits));
        }
        Kind::Vin => add(of(kind, plain_vin(value).to_lowercase())),
        Kind::Email => {
            add(of(kind, value.to_lowercase()));
            // inbox.example, web-24: what stands behind the @, without it. A hyphen alone is a name's.
            let digit = value.contains(|c: char| c.is_ascii_digit());
            let domain = value.contains('.') || digit && value.contains('-');
            if domain && !value.contains('@') {
                add(of(kind, format!("@{}", value.to_lowercase())));
            }
        }
        Kind::Plate | Kind::Postcode => add(of(kind, value.to_lowercase())),
        Kind::BirthDate => add(of(kind, phone::digits(value))),
    }
}

impl Kind {
    /// Asked for word by word.
    pub const fn is_worded(self) -> bool {
        matches!(self, Self::Name | Self::Town | Self::Company)
    }

    pub fn fits(self, field: Field) -> bool {
        match self {
            Self::Name => field.is_name() || field.is_weak(),
            Self::Joined => field.is_name(),
            Self::Town => field == Field::City,
            Self::Company => field == Field::Company,
            Self::Key => matches!(field, Field::CustomerKey | Field::Id),
            Self::Phone | Self::PhoneStart => field == Field::Phone,
            Self::Email => field == Field::Email,
            Self::Vin => field == Field::Vin,
            Self::Plate => field == Field::Plate,
            Self::Postcode => field == Field::Postcode,
            Self::BirthDate => field == Field::BirthDate,
        }
    }
}
