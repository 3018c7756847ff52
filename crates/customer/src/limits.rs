//! What the dealer's system can keep of each field. The network's profile fills it in; without
//! one, only what would break any system is limited.

use crate::record::{Line, Use};
use std::collections::{BTreeMap, BTreeSet};

/// Field paths here carry no index: `channels.value.phone`, `addresses.streetName`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Limits {
    /// The longest text per field, in characters.
    pub lengths: BTreeMap<String, usize>,
    /// For every text not named above.
    pub longest: Option<usize>,
    /// The words a field may hold.
    pub lists: BTreeMap<String, Vec<String>>,
    pub charset: Charset,
    /// Nobody has documented the character set: what it lacks is told and not refused.
    pub charset_assumed: bool,
    /// Names of a person without which the network takes nobody.
    pub required: BTreeSet<String>,
    /// Whether the network keeps one value for each of home and work, mobile, landline, fax and
    /// e-mail, as Keyloop does.
    pub one_per_slot: bool,
    /// At most so many addresses of one kind; `None` for any number.
    pub one_address_per_kind: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Charset {
    #[default]
    Any,
    /// ISO 8859-1: Western European letters.
    Latin1,
    /// ISO 8859-15 and Windows-1252 alike: with the euro sign, Š, Ž and Œ.
    Latin9,
    Ascii,
}

impl Charset {
    pub fn holds(self, c: char) -> bool {
        match self {
            Self::Any => true,
            Self::Ascii => c.is_ascii(),
            Self::Latin1 => u32::from(c) <= 0xff,
            Self::Latin9 => {
                u32::from(c) <= 0xff || matches!(c, '€' | 'Š' | 'š' | 'Ž' | 'ž' | 'Œ' | 'œ' | 'Ÿ')
            }
        }
    }
}

impl Limits {
    /// Longer texts are refused whatever the network: somebody pasted a page.
    pub const ABSOLUTE: usize = 2_000;

    /// No section holds more entries.
    pub const MOST_ENTRIES: usize = 200;

    /// The longest text of a field path without indices.
    pub fn longest(&self, path: &str) -> usize {
        self.lengths.get(path).copied().or(self.longest).unwrap_or(Self::ABSOLUTE)
    }
}

/// The place a channel takes in a network that keeps one value for each.
pub fn slot(usage: Option<Use>, line: Option<Line>, email: bool) -> String {
    let usage = match usage {
        Some(Use::Work) => "work",
        Some(Use::Home) | None => "home",
    };
    let line = match (email, line) {
        (true, _) => "email",
        (false, Some(Line::Landline)) => "landline",
        (false, Some(Line::Fax)) => "fax",
        (false, Some(Line::Mobile) | None) => "mobile",
    };
    format!("{usage} {line}")
}
