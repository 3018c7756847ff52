//! Birth dates: days in a calendar, never moments. No time zone can shift them, and a stored one
//! that is no day at all is still compared as far as it goes.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Nobody buying a car was born longer ago.
pub const OLDEST: i16 = 120;

/// Two digits of a year from here on mean the last century: nobody under driving age buys a car.
const CENTURY_TURN: i16 = 20;

/// Year, month and day as stored, whether or not there is such a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parts {
    pub year: i16,
    pub month: i8,
    pub day: i8,
}

impl Parts {
    pub fn date(self) -> Option<Date> {
        Date::new(self.year, self.month, self.day).ok()
    }

    /// What forms and programs write where nobody knows: the first or last day they
    /// can.
    pub const fn is_filler(self) -> bool {
        matches!(
            (self.year, self.month, self.day),
            (..=1901, 1, 1) | (1899, 12, 30 | 31) | (1111, 11, 11) | (9999, 12, 31)
        )
    }

    /// 1 January: many know their year alone, and whole countries write it so.
    pub const fn is_new_year(self) -> bool {
        self.month == 1 && self.day == 1
    }
}

/// The parts of a stored date: the first ten characters of `YYYY-MM-DD`, whatever time follows.
/// `None` where it is not written so.
pub fn parts(stored: &str) -> Option<Parts> {
    let stored = stored.trim();
    let day = stored.get(..10)?;
    if stored.get(10..11).is_some_and(|next| next.bytes().all(|b| b.is_ascii_digit())) {
        return None;
    }
    let mut numbers = day.split('-');
    let (year, month, day) = (numbers.next()?, numbers.next()?, numbers.next()?);
    let lengths = (year.len(), month.len(), day.len()) == (4, 2, 2);
    let digits = [year, month, day].iter().all(|part| part.bytes().all(|b| b.is_ascii_digit()));
    (lengths && digits && numbers.next().is_none()).then_some(())?;
    Some(Parts { year: year.parse().ok()?, month: month.parse().ok()?, day: day.parse().ok()? })
}

/// The day a stored text names, if there is such a day.
pub fn stored(text: &str) -> Option<Date> {
    parts(text)?.date()
}

/// Reads a day as people type it: `31.1.80`, `31/01/1980`, `1980-01-31`, `31 Jan 1980`,
/// `19800131`. The month comes first only in the United States and with slashes.
pub fn read(text: &str, country: &str) -> Option<Date> {
    read_parts(text, country)?.date()
}

/// The same without asking whether there is such a day: for saying that there is none.
pub fn read_parts(text: &str, country: &str) -> Option<Parts> {
    let text = text.trim();
    if text.len() > 40 {
        return None;
    }
    if let Some(parts) = parts(text) {
        return Some(parts);
    }
    let folded = crate::fold::fold(text);
    let pieces: Vec<&str> =
        folded.split(|c: char| !c.is_alphanumeric()).filter(|piece| !piece.is_empty()).collect();
    match pieces.as_slice() {
        [all] if all.len() == 8 && all.bytes().all(|b| b.is_ascii_digit()) => {
            let year_first = all.starts_with("19") || all.starts_with("20");
            let (year, month, day) = if year_first {
                (&all[..4], &all[4..6], &all[6..])
            } else {
                (&all[4..], &all[2..4], &all[..2])
            };
            checked(year, month, day)
        }
        [year, month, day] if year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit()) => {
            checked(year, month, day)
        }
        [first, second, year] => {
            let american = country.eq_ignore_ascii_case("US") && !text.contains('.');
            let month_first =
                month_name(first).is_some() || american && month_name(second).is_none();
            let (day, month) = if month_first { (second, first) } else { (first, second) };
            checked(year, month, day)
        }
        _ => None,
    }
}

fn checked(year: &str, month: &str, day: &str) -> Option<Parts> {
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let year = match (year.len(), digits(year)) {
        (4, true) => year.parse().ok()?,
        (2, true) => match year.parse::<i16>().ok()? {
            year if year < CENTURY_TURN => 2000 + year,
            year => 1900 + year,
        },
        _ => return None,
    };
    let month = match month_name(month) {
        Some(number) => number,
        None if month.len() <= 2 && digits(month) => month.parse().ok()?,
        None => return None,
    };
    let day = day.trim_end_matches(|c: char| c.is_alphabetic());
    let day = (day.len() <= 2 && digits(day)).then(|| day.parse().ok())??;
    (1..=31).contains(&day).then_some(())?;
    (1..=12).contains(&month).then_some(Parts { year, month, day })
}

/// Folded starts of the names of months in English, Dutch, German, Finnish, French, Portuguese,
/// Spanish and Swedish.
const MONTHS: [&[&str]; 12] = [
    &["jan", "tammi", "ene"],
    &["feb", "fev", "helmi"],
    &["mar", "maa", "mrt", "mae"],
    &["apr", "avr", "abr", "huhti"],
    &["may", "mai", "mei", "mayo", "maj", "touko"],
    &["jun", "juin", "kesa"],
    &["jul", "juil", "heina"],
    &["aug", "aou", "ago", "elo"],
    &["sep", "set", "syys"],
    &["oct", "okt", "out", "loka"],
    &["nov", "marras"],
    &["dec", "dez", "des", "dic", "joulu"],
];

fn month_name(text: &str) -> Option<i8> {
    if text.len() < 3 || !text.chars().all(char::is_alphabetic) {
        return None;
    }
    // The longest start wins: "marras" is November, "mar" is March.
    let mut best: Option<(usize, usize)> = None;
    for (number, starts) in MONTHS.iter().enumerate() {
        for start in starts.iter().filter(|start| text.starts_with(**start)) {
            if best.is_none_or(|(length, _)| start.len() > length) {
                best = Some((start.len(), number));
            }
        }
    }
    best.and_then(|(_, number)| i8::try_from(number + 1).ok())
}

/// Whether what was typed may still grow into a day: `31.1`, `30.9.19`, `24 dec`, `1980-0`.
pub fn begins(text: &str) -> bool {
    let folded = crate::fold::fold(text);
    let pieces: Vec<&str> =
        folded.split(|c: char| !c.is_alphanumeric()).filter(|piece| !piece.is_empty()).collect();
    let number = |text: &str, most: u8| {
        text.len() <= 2 && text.parse::<u8>().is_ok_and(|number| number <= most)
    };
    let century = |text: &str| text.starts_with("19") || text.starts_with("20");
    let year = |text: &str| {
        let digits = text.bytes().all(|b| b.is_ascii_digit());
        digits && (text.len() == 1 || text.len() < 4 && century(text))
    };
    let whole_year =
        |text: &str| text.len() == 4 && century(text) && text.bytes().all(|b| b.is_ascii_digit());
    let day = |one: &str, other: &str| {
        number(one, 31) && (number(other, 31) || month_begins(other))
            || month_name(one).is_some() && number(other, 31)
    };
    match pieces.as_slice() {
        [first] => whole_year(first),
        [first, month] if whole_year(first) => number(month, 12),
        [first, month, day] if whole_year(first) => {
            number(month, 12) && day.len() == 1 && number(day, 9)
        }
        [one, other] => day(one, other),
        [one, other, last] => day(one, other) && year(last),
        _ => false,
    }
}

fn month_begins(text: &str) -> bool {
    let mut starts = MONTHS.iter().copied().flatten();
    month_name(text).is_some() || starts.any(|start| start.starts_with(text))
}

/// `YYYY-MM-DD`, the form that is stored; `None` where no day can be read.
pub fn normalise(text: &str, country: &str) -> Option<String> {
    read(text, country).map(|date| date.to_string())
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plausibility {
    Plausible,
    InTheFuture,
    /// Longer ago than anybody lives.
    TooLongAgo,
}

pub fn plausibility(date: Date, today: Date) -> Plausibility {
    if date > today {
        Plausibility::InTheFuture
    } else if today.year() - date.year() > OLDEST {
        Plausibility::TooLongAgo
    } else {
        Plausibility::Plausible
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_that_is_still_being_typed_is_told_from_one_that_stands() {
        for begun in [
            "31.1",
            "31.1.",
            "31.1.8",
            "31.1.19",
            "31.1.198",
            "31/01/19",
            "31 1 1",
            "1/31",
            "1980",
            "1980-",
            "1980-0",
            "1980-01-",
            "1980-01-3",
            "24 d",
            "24 dec",
            "24. Dez. 199",
            "dec 24",
            "5 mar",
            "30.0",
        ] {
            assert!(begins(begun), "{begun}");
        }
        for other in [
            "31.1.80",
            "31.1.1980",
            "1980-01-31",
            "24 december 1990",
            "4417",
            "31",
            "m 24",
            "24 x",
            "020 7",
            "06 44",
            "99.1",
            "",
            "1980-13",
        ] {
            assert!(!begins(other), "{other}");
        }
    }

    #[test]
    fn a_day_that_was_filled_in_is_known() {
        for (text, filler) in [
            ("1900-01-01", true),
            ("1901-01-01", true),
            ("1899-12-30", true),
            ("0001-01-01", true),
            ("9999-12-31", true),
            ("1901-01-02", false),
            ("1990-01-01", false),
            ("1970-01-01", false),
        ] {
            assert_eq!(parts(text).map(Parts::is_filler), Some(filler), "{text}");
        }
    }

    #[test]
    fn days_are_read_as_people_type_them() {
        for (text, country, day) in [
            ("31.1.80", "DE", Some("1980-01-31")),
            ("31/01/1980", "GB", Some("1980-01-31")),
            ("01/31/1980", "US", Some("1980-01-31")),
            ("31-1-1980", "NL", Some("1980-01-31")),
            ("1980-01-31", "US", Some("1980-01-31")),
            ("1980/1/31", "FI", Some("1980-01-31")),
            ("19800131", "GB", Some("1980-01-31")),
            ("31011980", "GB", Some("1980-01-31")),
            ("31 Jan 1980", "GB", Some("1980-01-31")),
            ("Jan 31, 1980", "US", Some("1980-01-31")),
            ("31st January 1980", "GB", Some("1980-01-31")),
            ("5 marraskuuta 1980", "FI", Some("1980-11-05")),
            ("14. März 1980", "DE", Some("1980-03-14")),
            ("1.2.04", "DE", Some("2004-02-01")),
            ("1980-01-31T00:00:00Z", "GB", Some("1980-01-31")),
            ("1980-01-31T23:30:00-05:00", "GB", Some("1980-01-31")),
            ("29.2.1900", "DE", None),
            ("29.2.2000", "DE", Some("2000-02-29")),
            ("31.2.1980", "DE", None),
            ("32.1.1980", "DE", None),
            ("1980", "DE", None),
            ("", "DE", None),
        ] {
            assert_eq!(normalise(text, country).as_deref(), day, "{text} in {country}");
        }
    }

    #[test]
    fn a_stored_date_that_is_no_day_still_has_parts() {
        assert_eq!(parts("1980-02-31"), Some(Parts { year: 1980, month: 2, day: 31 }));
        assert_eq!(stored("1980-02-31"), None);
        for text in ["", "1980", "31.01.1980", "1980-1-31", "1980-01-311", "１980-01-31"] {
            assert_eq!(parts(text), None, "{text}");
        }
    }

    #[test]
    fn nobody_was_born_tomorrow_or_two_centuries_ago() {
        let today = Date::constant(2026, 11, 22);
        for (date, found) in [
            (Date::constant(1980, 1, 31), Plausibility::Plausible),
            (today, Plausibility::Plausible),
            (Date::constant(2026, 11, 23), Plausibility::InTheFuture),
            (Date::constant(1880, 1, 1), Plausibility::TooLongAgo),
        ] {
            assert_eq!(plausibility(date, today), found, "{date}");
        }
    }
}
