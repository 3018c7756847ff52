//! A word of a customer stands for one piece of the question only: the `m` of `m müller` is no
//! Müller's because of the family name.

use crate::{
    section::{self, NAMED},
    segment::Segment,
};

/// More pieces are not told apart: nobody types so many that mean the same words.
const MOST: usize = 6;

/// What one piece has of a customer.
#[derive(Clone, Debug, Default)]
pub(crate) struct Words {
    /// Words that are used up, and what each is worth.
    own: Vec<(u32, u32)>,
    /// What the piece is worth without a word of its own.
    without: u32,
    /// It has something that is not used up.
    free: bool,
}

/// What pieces are worth together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Shared {
    pub value: u32,
    /// Each piece has something of its own.
    pub own: bool,
}

impl Words {
    pub(crate) fn add(&mut self, slot: Option<u32>, value: u32) {
        let Some(slot) = slot else {
            self.without = self.without.max(value);
            self.free = true;
            return;
        };
        self.without = self.without.max(lowered(value));
        match self.own.iter_mut().find(|(known, _)| *known == slot) {
            Some((_, worth)) => *worth = value.max(*worth),
            None => self.own.push((slot, value)),
        }
    }

    pub(crate) fn of(all: impl IntoIterator<Item = (Option<u32>, u32)>) -> Self {
        let mut words = Self::default();
        all.into_iter().for_each(|(slot, value)| words.add(slot, value));
        words
    }

    /// Just this, or nothing.
    pub(crate) fn only(slot: Option<u32>, value: u32) -> Self {
        let mut words = Self::of([(slot, value)]);
        if slot.is_some() {
            words.without = 0;
        }
        words
    }

    fn worth(&self, slot: u32) -> Option<u32> {
        self.own.iter().find(|(known, _)| *known == slot).map(|(_, value)| *value)
    }
}

/// The word of a name or town that a term is. The spellings of a field's first word, and all of its
/// words joined, are one.
pub(crate) fn slot(segment: &Segment, term: u32) -> Option<u32> {
    let section = segment.section_of(term);
    let first = section.is_multiple_of(2) && !section::field(section).0.is_weak();
    (section < NAMED).then(|| if first { segment.section(section).start } else { term })
}

/// Whether two pieces have the same word.
pub(crate) fn clash(slots: &[Option<u32>]) -> bool {
    slots.len() <= MOST
        && slots.iter().enumerate().any(|(at, slot)| {
            slot.is_some() && slots.iter().skip(at + 1).any(|other| other == slot)
        })
}

/// What a piece is worth where another has taken its only word.
const fn lowered(value: u32) -> u32 {
    value / 4
}

/// What all pieces are worth at best where none has the word of another.
pub(crate) fn share(pieces: &[Words]) -> Shared {
    let pieces = pieces.get(..MOST).unwrap_or(pieces);
    // For each set of pieces that have a word of their own, slot by slot.
    let mut sets: [Option<u32>; 1 << MOST] = [None; 1 << MOST];
    sets[0] = Some(0);
    let slots = || pieces.iter().flat_map(|piece| piece.own.iter().map(|(slot, _)| *slot));
    for (nth, slot) in slots().enumerate() {
        if slots().take(nth).any(|before| before == slot) {
            continue;
        }
        for set in (0..1 << pieces.len()).rev() {
            let Some(sum) = sets[set] else { continue };
            for (at, piece) in pieces.iter().enumerate().filter(|(at, _)| set & (1 << at) == 0) {
                if let Some(value) = piece.worth(slot) {
                    let known = &mut sets[set | 1 << at];
                    *known = (*known).max(Some(sum.saturating_add(value)));
                }
            }
        }
    }
    let shared = |(set, sum): (usize, &Option<u32>)| {
        let mut rest = pieces.iter().enumerate().filter(|(at, _)| set & (1 << at) == 0);
        let value = rest.clone().fold((*sum)?, |sum, (_, piece)| sum.saturating_add(piece.without));
        Some(Shared { value, own: rest.all(|(_, piece)| piece.free) })
    };
    sets.iter().enumerate().filter_map(shared).max().unwrap_or_default()
}

/// Whether a piece has this word where all are worth as much as they can be.
pub(crate) fn may_have(pieces: &[Words], at: usize, slot: Option<u32>, value: u32) -> bool {
    let mut only = pieces.to_vec();
    if let Some(piece) = only.get_mut(at) {
        *piece = Words::only(slot, value);
    }
    share(&only).value == share(pieces).value
}
