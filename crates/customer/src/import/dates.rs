//! Day first or month first? Told by the values where one of them can only be read one way; where
//! none can, a person is asked.

use crate::birth_date;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(rename = "DateOrder"))]
#[serde(rename_all = "snake_case")]
pub enum Order {
    DayFirst,
    MonthFirst,
}

/// What the birth dates of a file say of their order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dates {
    chosen: Option<Order>,
    /// Values that can only have the day first, or the month, or that could be either.
    pub day_first: u64,
    pub month_first: u64,
    pub either: u64,
}

impl Dates {
    pub fn of(values: &[String], chosen: Option<Order>) -> Self {
        let mut dates = Self { chosen, ..Self::default() };
        for value in values {
            match told(value) {
                Told::DayFirst => dates.day_first += 1,
                Told::MonthFirst => dates.month_first += 1,
                Told::Either => dates.either += 1,
                Told::Nothing => {}
            }
        }
        dates
    }

    pub const fn order(&self) -> Option<Order> {
        match (self.chosen, self.day_first, self.month_first) {
            (Some(order), _, _) => Some(order),
            (None, 1.., 0) => Some(Order::DayFirst),
            (None, 0, 1..) => Some(Order::MonthFirst),
            _ => None,
        }
    }

    /// Whether a person has to say it.
    pub const fn is_unclear(&self) -> bool {
        self.order().is_none() && self.day_first + self.month_first + self.either > 0
    }
}

enum Told {
    DayFirst,
    MonthFirst,
    Either,
    /// A year first, a month in letters, the same number twice, or no date.
    Nothing,
}

fn told(value: &str) -> Told {
    let pieces: Vec<&str> =
        value.split(|c: char| !c.is_alphanumeric()).filter(|piece| !piece.is_empty()).collect();
    let [first, second, _] = pieces.as_slice() else { return Told::Nothing };
    let number = |text: &str| (text.len() <= 2).then(|| text.parse::<u8>().ok()).flatten();
    let (Some(first), Some(second)) = (number(first), number(second)) else { return Told::Nothing };
    match (first, second) {
        (13..=31, 1..=12) => Told::DayFirst,
        (1..=12, 13..=31) => Told::MonthFirst,
        (1..=12, 1..=12) if first == second => Told::Nothing,
        // Nobody writes the month first with dots.
        (1..=12, 1..=12) if value.contains('.') => Told::DayFirst,
        (1..=12, 1..=12) => Told::Either,
        _ => Told::Nothing,
    }
}

/// The form that is stored, whether or not there is such a day; a text that is no date stays.
pub fn stored(value: &str, order: Option<Order>) -> String {
    let parts = match order {
        Some(Order::MonthFirst) => birth_date::read_parts(&value.replace('.', "/"), "US"),
        _ => birth_date::read_parts(value, "GB"),
    };
    parts.map_or_else(
        || value.to_owned(),
        |parts| format!("{:04}-{:02}-{:02}", parts.year, parts.month, parts.day),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_told_by_values_that_can_only_be_read_one_way() {
        for (values, order, unclear) in [
            (&["31/01/1980", "03/04/1975"][..], Some(Order::DayFirst), false),
            (&["01/31/1980", "03/04/1975"][..], Some(Order::MonthFirst), false),
            (&["03/04/1975", "05/06/1981"][..], None, true),
            (&["31/01/1980", "01/31/1980"][..], None, true),
            (&["3.4.1975"][..], Some(Order::DayFirst), false),
            (&["1975-04-03", "3 Apr 1975", "04/04/1975", "", "unknown"][..], None, false),
            (&[][..], None, false),
        ] {
            let values: Vec<String> = values.iter().map(|value| (*value).to_owned()).collect();
            let dates = Dates::of(&values, None);
            assert_eq!((dates.order(), dates.is_unclear()), (order, unclear), "{values:?}");
            let said = Dates::of(&values, Some(Order::MonthFirst));
            assert_eq!((said.order(), said.is_unclear()), (Some(Order::MonthFirst), false));
        }
    }

    #[test]
    fn dates_are_stored_in_one_form_and_other_texts_as_they_are() {
        for (value, order, expected) in [
            ("03/04/1975", Some(Order::DayFirst), "1975-04-03"),
            ("03/04/1975", Some(Order::MonthFirst), "1975-03-04"),
            ("3.4.75", Some(Order::MonthFirst), "1975-03-04"),
            ("31.2.1980", Some(Order::DayFirst), "1980-02-31"),
            ("1980-01-31", None, "1980-01-31"),
            ("19800131", None, "1980-01-31"),
            ("31 Jan 1980", None, "1980-01-31"),
            ("unknown", Some(Order::DayFirst), "unknown"),
        ] {
            assert_eq!(stored(value, order), expected, "{value} {order:?}");
        }
    }
}
