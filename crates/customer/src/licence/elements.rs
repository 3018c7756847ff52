//! The elements of the standard: their three letters, and how far a text looks like one.

use crate::birth_date::Parts;

/// What an element's value looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Date,
    /// One of these letters or digits.
    One(&'static str),
    /// So many digits at most; units may follow.
    Digits(usize),
    Colour,
    Region,
    Postcode,
    Country,
    /// Several, with signs between them.
    AllNames,
    Name,
    /// A name that many do not have.
    MoreName,
    Street,
    MoreStreet,
    City,
    Number,
    /// Anything, so long at most.
    Any(usize),
}

use Shape::{
    AllNames, Any, City, Colour, Country, Date, Digits, MoreName, MoreStreet, Name, Number, One,
    Postcode, Region, Street,
};

const CUT: Shape = One("TNU");

pub const ELEMENTS: &[(&str, Shape)] = &[
    ("DAA", AllNames),
    ("DAB", Name),
    ("DAC", Name),
    ("DAD", MoreName),
    ("DAE", MoreName),
    ("DAF", MoreName),
    ("DAG", Street),
    ("DAH", MoreStreet),
    ("DAI", City),
    ("DAJ", Region),
    ("DAK", Postcode),
    ("DAL", Street),
    ("DAM", MoreStreet),
    ("DAN", City),
    ("DAO", Region),
    ("DAP", Postcode),
    ("DAQ", Number),
    ("DAR", Any(6)),
    ("DAS", Any(20)),
    ("DAT", Any(10)),
    ("DAU", Digits(3)),
    ("DAV", Digits(3)),
    ("DAW", Digits(3)),
    ("DAX", Digits(3)),
    ("DAY", Colour),
    ("DAZ", Colour),
    ("DBA", Date),
    ("DBB", Date),
    ("DBC", One("0129MFX")),
    ("DBD", Date),
    ("DBE", Any(6)),
    ("DBF", Digits(2)),
    ("DBG", Any(8)),
    ("DBH", One("YN")),
    ("DBI", One("YN")),
    ("DBJ", Any(25)),
    ("DBK", Digits(9)),
    ("DBL", Date),
    ("DBM", Digits(9)),
    ("DBN", MoreName),
    ("DBO", MoreName),
    ("DBP", MoreName),
    ("DBQ", MoreName),
    ("DBR", MoreName),
    ("DBS", MoreName),
    ("DCA", Any(6)),
    ("DCB", Any(12)),
    ("DCD", Any(5)),
    ("DCE", Digits(1)),
    ("DCF", Any(25)),
    ("DCG", Country),
    ("DCH", Any(4)),
    ("DCI", Any(33)),
    ("DCJ", Any(25)),
    ("DCK", Any(25)),
    ("DCL", Any(3)),
    ("DCM", Any(4)),
    ("DCN", Any(5)),
    ("DCO", Any(12)),
    ("DCP", Any(50)),
    ("DCQ", Any(50)),
    ("DCR", Any(50)),
    ("DCS", Name),
    ("DCT", Name),
    ("DCU", MoreName),
    ("DDA", One("FMN")),
    ("DDB", Date),
    ("DDC", Date),
    ("DDD", One("01")),
    ("DDE", CUT),
    ("DDF", CUT),
    ("DDG", CUT),
    ("DDH", Date),
    ("DDI", Date),
    ("DDJ", Date),
    ("DDK", One("01")),
    ("DDL", One("01")),
];

/// What usually comes right behind what. Cards differ; it only settles what is otherwise even.
const NEIGHBOURS: &[(&str, &str)] = &[
    ("DAB", "DAC"),
    ("DAC", "DAD"),
    ("DAC", "DDF"),
    ("DAD", "DAE"),
    ("DAD", "DAG"),
    ("DAD", "DDG"),
    ("DAG", "DAH"),
    ("DAG", "DAI"),
    ("DAH", "DAI"),
    ("DAI", "DAJ"),
    ("DAJ", "DAK"),
    ("DAL", "DAM"),
    ("DAL", "DAN"),
    ("DAN", "DAO"),
    ("DAO", "DAP"),
    ("DAQ", "DCS"),
    ("DCS", "DAC"),
    ("DCS", "DCT"),
    ("DCS", "DDE"),
    ("DCT", "DCU"),
    ("DDE", "DAC"),
    ("DDE", "DCT"),
    ("DDF", "DAD"),
];

pub fn neighbours(one: usize, next: usize) -> bool {
    let name = |at: usize| ELEMENTS.get(at).map_or("", |element| element.0);
    NEIGHBOURS.contains(&(name(one), name(next)))
}

/// Which element starts here, by its place in the table.
pub fn at_start(text: &str) -> Option<usize> {
    let id = text.get(..3)?;
    ELEMENTS.iter().position(|element| element.0 == id)
}

/// What people have who have none.
pub fn is_nothing(value: &str) -> bool {
    let value = value.trim();
    ["", "NONE", "UNAVL", "UNAVAIL", "UNAVAILABLE", "N/A", "-"]
        .iter()
        .any(|nothing| nothing.eq_ignore_ascii_case(value))
}

/// A day of the standard: month first in the United States, year first in Canada and in the oldest
/// version. No month is 19 or 20, so that each is only ever one of both.
pub fn day(value: &str) -> Option<Parts> {
    let digits: String = value.chars().filter(char::is_ascii_digit).collect();
    let others = value.trim().chars().any(|c| !c.is_ascii_digit() && !"-/.".contains(c));
    if digits.len() != 8 || others {
        return None;
    }
    let part = |from: usize, to: usize| digits.get(from..to)?.parse::<i16>().ok();
    let small = |number: i16| i8::try_from(number).ok();
    let read = |year: i16, month: i16, day: i16| {
        let parts = Parts { year, month: small(month)?, day: small(day)? };
        ((1900..2100).contains(&year) && parts.date().is_some()).then_some(parts)
    };
    read(part(0, 4)?, part(4, 6)?, part(6, 8)?)
        .or_else(|| read(part(4, 8)?, part(0, 2)?, part(2, 4)?))
}

pub const CANADA: [&str; 15] =
    ["AB", "BC", "MB", "NB", "NF", "NL", "NS", "NT", "NU", "ON", "PE", "PQ", "QC", "SK", "YT"];

const STATES: [&str; 56] = [
    "AK", "AL", "AR", "AS", "AZ", "CA", "CO", "CT", "DC", "DE", "FL", "GA", "GU", "HI", "IA", "ID",
    "IL", "IN", "KS", "KY", "LA", "MA", "MD", "ME", "MI", "MN", "MO", "MP", "MS", "MT", "NC", "ND",
    "NE", "NH", "NJ", "NM", "NV", "NY", "OH", "OK", "OR", "PA", "PR", "RI", "SC", "SD", "TN", "TX",
    "UT", "VA", "VI", "VT", "WA", "WI", "WV", "WY",
];

/// Whether the value has the shape; `None` where the shape says nothing about where a value ends.
pub fn fits(value: &str, shape: Shape) -> Option<bool> {
    let value = value.trim();
    let letters = |least: usize, most: usize| {
        (least..=most).contains(&value.len()) && value.bytes().all(|b| b.is_ascii_alphabetic())
    };
    Some(match shape {
        Date => day(value).is_some(),
        One(allowed) => value.len() == 1 && allowed.contains(value),
        Digits(most) => {
            let digits = value.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == ' ');
            value.len() <= most + 4
                && (1..=most).contains(&digits.len())
                && digits.bytes().all(|b| b.is_ascii_digit())
        }
        Colour => letters(3, 3),
        Region => CANADA.contains(&value) || STATES.contains(&value),
        Postcode => {
            let code: String = value.chars().filter(|c| !" -".contains(*c)).collect();
            let digits = code.bytes().all(|b| b.is_ascii_digit());
            digits && [5, 9].contains(&code.len())
                || code.len() == 6
                    && code.bytes().enumerate().all(|(at, b)| match at % 2 {
                        0 => b.is_ascii_alphabetic(),
                        _ => b.is_ascii_digit(),
                    })
        }
        Country => ["USA", "CAN", "US", "CA"].contains(&value),
        AllNames | Name | MoreName | Street | MoreStreet | City | Number | Any(_) => return None,
    })
}

/// How much a value looks like that element's: the higher the likelier.
pub fn likeness(value: &str, shape: Shape) -> i32 {
    let value = value.trim();
    let length = value.chars().count();
    let digits = value.bytes().any(|b| b.is_ascii_digit());
    match (fits(value, shape), shape) {
        (Some(true), _) => 8,
        (Some(false), _) if is_nothing(value) => -1,
        (Some(false), _) => -10,
        (None, MoreName | MoreStreet | Any(_)) if value.is_empty() => 0,
        (None, _) if value.is_empty() => -4,
        (None, AllNames | Name | MoreName | City) if digits => -6,
        (None, Name | City) if length < 2 => -1,
        (None, Name | MoreName | City) => {
            if length > 24 {
                -3
            } else {
                3
            }
        }
        (None, AllNames) => 3,
        (None, Street) => {
            if digits {
                4
            } else {
                1
            }
        }
        (None, MoreStreet) => 1,
        (None, Number) => {
            if digits && length <= 25 {
                4
            } else {
                -4
            }
        }
        (None, Any(most)) => {
            if length <= most {
                1
            } else {
                -4
            }
        }
        (None, _) => 0,
    }
}
