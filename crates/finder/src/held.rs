//! A piece of a question, ready for single customers to be held against it.

use crate::{
    Failure,
    entry::Entry,
    segment::Segment,
    source::{Source, Test, What},
    taken::{self, Words},
};
use std::{collections::BinaryHeap, ops::Range};

pub(crate) struct Held<'a> {
    /// From which word on a word is worth what, 0 where it is worth nothing.
    edges: Vec<(u32, u32)>,
    /// Words that several pieces mean together.
    joined: Vec<(Range<u32>, u32)>,
    tests: Vec<(u32, &'a Test)>,
}

impl<'a> Held<'a> {
    pub(crate) fn of(sources: &'a [Source]) -> Self {
        let (mut ranges, mut joined, mut tests) = (Vec::new(), Vec::new(), Vec::new());
        for source in sources {
            match &source.what {
                What::Terms(terms) if source.joined => joined.push((terms.clone(), source.value)),
                What::Terms(terms) => ranges.push((terms.start, terms.end, source.value)),
                What::Tested(tested) => tests.push((source.value, &tested.test)),
            }
        }
        ranges.sort_unstable();
        let mut places: Vec<u32> = ranges.iter().flat_map(|(from, to, _)| [*from, *to]).collect();
        places.sort_unstable();
        places.dedup();
        let mut coming = ranges.iter().peekable();
        let mut open: BinaryHeap<(u32, u32)> = BinaryHeap::new();
        let mut edges: Vec<(u32, u32)> = Vec::with_capacity(places.len());
        for place in places {
            while let Some((_, to, value)) = coming.next_if(|(from, ..)| *from <= place) {
                open.push((*value, *to));
            }
            while open.peek().is_some_and(|(_, to)| *to <= place) {
                open.pop();
            }
            let value = open.peek().map_or(0, |(value, _)| *value);
            if edges.last().is_none_or(|(_, last)| *last != value) {
                edges.push((place, value));
            }
        }
        Self { edges, joined, tests }
    }

    /// The words of a customer ascend, names first: most of them are behind all that is asked for.
    fn words<'b>(&'b self, entry: Entry<'b>) -> impl Iterator<Item = (u32, u32)> + 'b {
        let from = self.edges.first().map_or(0, |(from, _)| *from);
        let to = self.edges.last().map_or(0, |(to, _)| *to);
        let near = entry.terms().skip_while(move |term| *term < from);
        near.take_while(move |term| *term < to).map(|term| (self.word(term), term))
    }

    fn word(&self, term: u32) -> u32 {
        let at = self.edges.partition_point(|(from, _)| *from <= term);
        at.checked_sub(1).and_then(|at| self.edges.get(at)).map_or(0, |(_, value)| *value)
    }

    /// The best that a customer has for the piece, and the word it is.
    pub(crate) fn worth(
        &self,
        segment: &Segment,
        entry: Entry<'_>,
    ) -> Result<Option<(u32, Option<u32>)>, Failure> {
        let (mut best, term) =
            self.words(entry).max_by_key(|(value, _)| *value).unwrap_or_default();
        let mut term = Some(term);
        for (terms, value) in &self.joined {
            if *value > best && entry.terms().any(|term| terms.contains(&term)) {
                (best, term) = (*value, None);
            }
        }
        for (value, test) in &self.tests {
            if *value > best && test.stands(segment, entry)? {
                (best, term) = (*value, None);
            }
        }
        Ok((best > 0).then_some((best, term)))
    }

    /// All that a customer has for the piece.
    pub(crate) fn all(&self, segment: &Segment, entry: Entry<'_>) -> Result<Words, Failure> {
        let mut words = Words::default();
        for (value, term) in self.words(entry).filter(|(value, _)| *value > 0) {
            words.add(taken::slot(segment, term), value);
        }
        for (terms, value) in &self.joined {
            if entry.terms().any(|term| terms.contains(&term)) {
                words.add(None, *value);
            }
        }
        for (value, test) in &self.tests {
            if test.stands(segment, entry)? {
                words.add(None, *value);
            }
        }
        Ok(words)
    }
}
