//! What the dealer's system can keep of each field. The network's profile fills it in; without
//! one, only what would break any system is limited.

use crate::record::{Channel, ChannelKind, Line, Use};
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

/// One of the places of a network that keeps one value for each.
pub type Place = (Use, ChannelKind, Option<Line>);

/// Where a channel may stand: one that does not say its use or line takes what is free.
pub fn places_for(channel: &Channel) -> Vec<Place> {
    let uses = channel.usage.map_or(vec![Use::Home, Use::Work], |usage| vec![usage]);
    let lines = match (channel.kind, channel.line) {
        (ChannelKind::Email, _) => vec![None],
        (ChannelKind::Phone, Some(line)) => vec![Some(line)],
        (ChannelKind::Phone, None) => vec![Some(Line::Mobile), Some(Line::Landline)],
    };
    let place = |usage| lines.iter().map(move |line| (usage, channel.kind, *line));
    uses.into_iter().flat_map(place).collect()
}

/// Gives every channel its place, or none where none is left. Those that say theirs come first; an
/// empty one takes none.
pub fn placed(channels: &[Channel]) -> Vec<Option<Place>> {
    let mut placed = vec![None; channels.len()];
    let said = channels.iter().enumerate().filter(|(_, c)| !c.value.trim().is_empty());
    let said = said.map(|(at, channel)| (at, places_for(channel)));
    let (exact, open): (Vec<_>, Vec<_>) = said.partition(|(_, places)| places.len() == 1);
    for (at, places) in exact.into_iter().chain(open) {
        placed[at] = places.into_iter().find(|place| !placed.contains(&Some(*place)));
    }
    placed
}

/// The place in words.
pub fn slot((usage, kind, line): Place) -> String {
    let usage = match usage {
        Use::Work => "work",
        Use::Home => "home",
    };
    let line = match (kind, line) {
        (ChannelKind::Email, _) => "email",
        (_, Some(Line::Landline)) => "landline",
        (_, Some(Line::Fax)) => "fax",
        (_, Some(Line::Mobile) | None) => "mobile",
    };
    format!("{usage} {line}")
}
