//! From a question to the best customers of several segments.

use crate::face::Field;
use crate::{
    Failure,
    ask::Piece,
    bits::Bits,
    digits::Digits,
    one,
    rank::Why,
    section,
    segment::Segment,
    several::{self, Meeting},
    source::{ONE, Source, Sources, Test, Tested, Tier, What, is_part},
    taken::{self, Words},
};

/// What may be done for a question.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    pub limit: usize,
    /// Other forms of given names: Bob for Robert.
    pub nicknames: bool,
    /// Typing errors, and names that sound alike, where nothing else is found.
    pub guesses: bool,
}

impl Options {
    pub const fn new(limit: usize) -> Self {
        Self { limit, nicknames: true, guesses: true }
    }
}

/// Guesses are made only where fewer than so many were found.
pub(crate) const FEW: usize = 10;

/// A customer of a segment who matches.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Match {
    pub value: u32,
    pub doc: u32,
    /// Has a word for each piece.
    pub own: bool,
}

/// A segment, and those of its customers who do not count any more.
pub(crate) struct Part<'a> {
    pub segment: &'a Segment,
    pub gone: &'a Bits,
}

/// Looking through one segment for one tier.
pub(crate) struct Look<'a> {
    pub segment: &'a Segment,
    gone: &'a Bits,
    /// Those found in tiers before.
    found: &'a [u32],
    stop: &'a dyn Fn() -> bool,
}

impl Look<'_> {
    #[inline]
    pub(crate) fn skips(&self, doc: u32) -> bool {
        self.gone.has(doc) || self.found.contains(&doc)
    }

    pub(crate) fn go_on(&self) -> Result<(), Failure> {
        if (self.stop)() { Err(Failure::Stopped) } else { Ok(()) }
    }
}

/// A customer who matches, with the segment it is in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hit {
    pub part: usize,
    pub doc: u32,
    pub value: u32,
    pub tier: Tier,
}

pub(crate) struct Search<'a> {
    parts: &'a [Part<'a>],
    /// For each part, for each piece.
    sources: Vec<Vec<Sources<'a>>>,
    meetings: Vec<Meeting>,
    pub hits: Vec<Hit>,
    pieces: usize,
}

/// Looks until enough are found.
pub(crate) fn search<'a>(
    parts: &'a [Part<'a>],
    pieces: &'a [Piece],
    options: Options,
    stop: &dyn Fn() -> bool,
) -> Result<Search<'a>, Failure> {
    let largest = parts.iter().map(|part| part.segment).max_by_key(|segment| segment.docs);
    let sources = parts
        .iter()
        .map(|part| {
            let common = largest.filter(|largest| !std::ptr::eq(*largest, part.segment));
            pieces.iter().map(|piece| Sources::of(part.segment, common, piece)).collect()
        })
        .collect();
    let meetings = parts.iter().map(|_| Meeting::default()).collect();
    let mut search = Search { parts, sources, meetings, hits: Vec::new(), pieces: pieces.len() };
    if pieces.is_empty() || pieces.iter().any(|piece| piece.ways.is_empty()) {
        return Ok(search);
    }
    for tier in Tier::ALL {
        let enough = if tier.is_guess() { options.limit.min(FEW) } else { options.limit };
        let left_out =
            (tier.is_guess() && !options.guesses) || (tier == Tier::Form && !options.nicknames);
        // Who was found as it was typed is hardly missed by two slips.
        let as_typed = search.hits.iter().any(|hit| !hit.tier.is_guess());
        if search.hits.len() >= enough || (tier.is_wild() && as_typed) {
            break;
        }
        if stop() {
            return Err(Failure::Stopped);
        }
        if !left_out {
            search.tier(tier, options.limit, stop)?;
        }
    }
    Ok(search)
}

impl Search<'_> {
    fn tier(&mut self, tier: Tier, limit: usize, stop: &dyn Fn() -> bool) -> Result<(), Failure> {
        let need = limit - self.hits.len();
        let mut new: Vec<Hit> = Vec::new();
        let mut matches: Vec<Match> = Vec::new();
        for (at, part) in self.parts.iter().enumerate() {
            let Some(pieces) = self.sources.get_mut(at) else { continue };
            let mut more = false;
            for piece in pieces.iter_mut() {
                more |= piece.extend(tier)?;
            }
            if !more {
                continue;
            }
            let found: Vec<u32> =
                self.hits.iter().filter(|hit| hit.part == at).map(|hit| hit.doc).collect();
            let look = Look { segment: part.segment, gone: part.gone, found: &found, stop };
            matches.clear();
            match pieces.as_slice() {
                [piece] => {
                    let sources: Vec<&Source> =
                        piece.all.iter().filter(|source| source.tier == tier).collect();
                    one::best(&look, &sources, need, &mut matches)?;
                }
                pieces => {
                    let sources: Vec<&[Source]> =
                        pieces.iter().map(|piece| piece.all.as_slice()).collect();
                    let Some(meeting) = self.meetings.get_mut(at) else { continue };
                    several::best(&look, meeting, &sources, need, &mut matches)?;
                }
            }
            new.extend(matches.iter().map(|m| Hit { part: at, doc: m.doc, value: m.value, tier }));
        }
        let order = |hit: &Hit| self.parts.get(hit.part).map(|part| part.segment.order(hit.doc));
        let mut keyed = Vec::with_capacity(new.len());
        for hit in new {
            keyed.push((order(&hit).transpose()?, hit));
        }
        keyed.sort_by(|(a, left), (b, right)| right.value.cmp(&left.value).then(a.cmp(b)));
        self.hits.extend(keyed.into_iter().take(need).map(|(_, hit)| hit));
        Ok(())
    }

    /// From 0 to 1.
    pub(crate) fn score(&self, hit: &Hit) -> f64 {
        f64::from(hit.value) / f64::from(ONE) / self.pieces.max(1) as f64
    }

    /// Why a customer is among the hits: the best match of each piece.
    pub(crate) fn why(&self, hit: &Hit) -> Result<Vec<Why>, Failure> {
        let (Some(part), Some(pieces)) = (self.parts.get(hit.part), self.sources.get(hit.part))
        else {
            return Ok(Vec::new());
        };
        let segment = part.segment;
        let entry = segment.entry(hit.doc)?;
        let mut all = Vec::with_capacity(pieces.len());
        for piece in pieces {
            let sources = piece.all.iter().filter(|source| source.tier <= hit.tier);
            all.push(standing(segment, sources, entry)?);
        }
        let mut why = Vec::with_capacity(pieces.len());
        for Standing { source, term, .. } in shared_out(&all).into_iter().flatten() {
            let (field, text) = match &source.what {
                What::Tested(Tested { test: Test::Phone { kind, asked, how }, .. }) => {
                    let stored = entry.phones().find(|stored| {
                        crate::source::part_of_number(*kind, *asked, *stored) == Some(*how)
                    });
                    (Field::Phone, stored.map(Digits::text).unwrap_or_default())
                }
                What::Tested(Tested { test: Test::Code { section, asked, how }, .. }) => {
                    let says = |stored: &str| is_part(*section, asked, stored, *how);
                    (section::field(*section).0, whole(segment, entry, *section, says)?)
                }
                What::Terms(_) => {
                    let Some(term) = *term else { continue };
                    let section = segment.section_of(term);
                    let word = segment.text(term)?;
                    let text = match section {
                        section::DOMAIN => {
                            whole(segment, entry, section::EMAIL, |mail| mail.ends_with(&word))?
                        }
                        _ => word,
                    };
                    (section::field(section).0, text)
                }
            };
            let text = match field {
                Field::Vin | Field::Plate | Field::Postcode => text.to_uppercase(),
                _ => text,
            };
            why.push(Why { field: field.member(), how: source.how, text });
        }
        Ok(why)
    }
}

/// A source that a customer is among, and the word it is.
struct Standing<'a> {
    source: &'a Source,
    term: Option<u32>,
    slot: Option<u32>,
}

/// The sources that a customer is among, the best first.
fn standing<'a>(
    segment: &Segment,
    sources: impl Iterator<Item = &'a Source>,
    entry: crate::entry::Entry<'_>,
) -> Result<Vec<Standing<'a>>, Failure> {
    let mut all = Vec::new();
    for source in sources {
        match &source.what {
            What::Terms(terms) => {
                for term in entry.terms().filter(|term| terms.contains(term)) {
                    let slot = if source.joined { None } else { taken::slot(segment, term) };
                    all.push(Standing { source, term: Some(term), slot });
                }
            }
            What::Tested(tested) => {
                if tested.test.stands(segment, entry)? {
                    all.push(Standing { source, term: None, slot: None });
                }
            }
        }
    }
    all.sort_by_key(|one| std::cmp::Reverse(one.source.value));
    Ok(all)
}

/// What each piece has: the best, where that is not another's.
fn shared_out<'a, 'b>(all: &'b [Vec<Standing<'a>>]) -> Vec<Option<&'b Standing<'a>>> {
    let best: Vec<_> = all.iter().map(|piece| piece.first()).collect();
    let slots: Vec<Option<u32>> = best.iter().map(|one| one.and_then(|one| one.slot)).collect();
    if !taken::clash(&slots) {
        return best;
    }
    let words = all.iter().map(|piece| piece.iter().map(|one| (one.slot, one.source.value)));
    let mut words: Vec<Words> = words.map(Words::of).collect();
    let mut shared = Vec::with_capacity(all.len());
    for (at, piece) in all.iter().enumerate() {
        let own = piece.iter().find(|one| taken::may_have(&words, at, one.slot, one.source.value));
        if let (Some(own), Some(words)) = (own, words.get_mut(at)) {
            *words = Words::only(own.slot, own.source.value);
        }
        shared.push(own);
    }
    shared
}

/// The word of a customer in a section that says yes.
fn whole(
    segment: &Segment,
    entry: crate::entry::Entry<'_>,
    section: usize,
    says: impl Fn(&str) -> bool,
) -> Result<String, Failure> {
    let terms = segment.section(section);
    for term in entry.terms().filter(|term| terms.contains(term)) {
        let text = segment.text(term)?;
        if says(&text) {
            return Ok(text);
        }
    }
    Ok(String::new())
}
