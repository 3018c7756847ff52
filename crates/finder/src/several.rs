//! Who matches several pieces at once.
//!
//! Where one piece has few customers, or few came with the last step, each of them is held against
//! all pieces. Else the customers of each piece are marked, and those who bear the marks of all
//! pieces are held against them. Where they are many, that is done a window of numbers at a time,
//! until enough have been met: more than that would not be shown, and those who come first in the
//! order are the ones this desk uses. Marks stay from tier to tier, so that each list is read once,
//! and where few are new, only who bears a new one is looked at.

use crate::{
    Failure,
    ask::MOST,
    bits::Bits,
    find::{Look, Match},
    held::Held,
    list::{Cursor, List, WINDOW},
    source::{Source, What},
    taken,
};

/// What it costs to hold one customer against the pieces, to mark one, to look at one window. A
/// mark serves all tiers that follow; a customer who is held is held again in each.
/// Tests have a dozen customers, and go each of the ways with them.
const ENTRY: u64 = if cfg!(test) { 6 } else { 600 };
const NUMBER: u64 = 3;
const LOOK: u64 = if cfg!(test) { 3 } else { 300 };

/// Fewer are marked list by list: following each list from window to window would cost more.
const MANY: u64 = if cfg!(test) { 8 } else { 60_000 };

/// When so many match, the windows behind are not looked at.
const fn enough(most: usize) -> usize {
    if most * 4 > 64 { most * 4 } else { 64 }
}

/// What is known of the pieces in one segment.
#[derive(Default)]
pub(crate) struct Meeting {
    pieces: Vec<Marks>,
}

#[derive(Default)]
struct Marks {
    bits: Bits,
    /// How many sources were counted, and how many customers they have.
    counted: usize,
    size: u64,
    /// How many sources are marked, and how many customers the others have.
    marked: usize,
    rest: u64,
    /// How many sources all pieces were held against, and how many customers came since.
    held: usize,
    new: u64,
}

impl Meeting {
    /// Counts what came since; false where a piece has nobody.
    fn count(&mut self, look: &Look<'_>, pieces: &[&[Source]]) -> Result<bool, Failure> {
        self.pieces.resize_with(pieces.len(), Marks::default);
        for (marks, sources) in self.pieces.iter_mut().zip(pieces) {
            for source in sources.get(marks.counted..).unwrap_or_default() {
                let count = u64::from(match &source.what {
                    What::Terms(terms) => look.segment.count(terms)?,
                    What::Tested(tested) => tested.size,
                });
                marks.size += count;
                marks.rest += count;
                marks.new += count;
            }
            marks.counted = sources.len();
        }
        Ok(self.pieces.iter().all(|marks| marks.size > 0))
    }
}

/// The best `most` who match every piece, and were not found in an earlier tier.
pub(crate) fn best(
    look: &Look<'_>,
    meeting: &mut Meeting,
    pieces: &[&[Source]],
    most: usize,
    found: &mut Vec<Match>,
) -> Result<(), Failure> {
    if !meeting.count(look, pieces)? {
        return Ok(());
    }
    let helds: Vec<Held<'_>> = pieces.iter().map(|sources| Held::of(sources)).collect();
    let least = meeting.pieces.iter().enumerate().min_by_key(|(_, marks)| marks.size);
    let Some((at, least)) = least.map(|(at, marks)| (at, marks.size)) else { return Ok(()) };
    let unmarked: u64 = meeting.pieces.iter().map(|marks| marks.rest).sum();
    // Of many, the windows behind those where enough were met need not be looked at.
    let in_windows = unmarked > MANY;
    let windows = if in_windows { u64::from(look.segment.docs.div_ceil(WINDOW)) } else { 0 };
    // Who matches now and did not before has a word of a source that is new.
    let new: u64 = meeting.pieces.iter().map(|marks| marks.new).sum();
    let mut matches = Vec::new();
    if new.min(least) * ENTRY < unmarked * NUMBER + windows * LOOK {
        let first: Vec<&[Source]> = if new < least {
            let held = meeting.pieces.iter().map(|marks| marks.held);
            held.zip(pieces).filter_map(|(held, sources)| sources.get(held..)).collect()
        } else {
            pieces.get(at).copied().into_iter().collect()
        };
        by_entry(look, &first, &helds, enough(most), &mut matches)?;
    } else if !in_windows {
        by_news(look, meeting, pieces, &helds, enough(most), &mut matches)?;
    } else {
        by_mark(look, meeting, pieces, &helds, enough(most), &mut matches)?;
    }
    for (marks, sources) in meeting.pieces.iter_mut().zip(pieces) {
        (marks.held, marks.new) = (sources.len(), 0);
    }
    matches.sort_unstable_by(|a, b| b.value.cmp(&a.value).then(a.doc.cmp(&b.doc)));
    matches.truncate(most);
    found.append(&mut matches);
    Ok(())
}

/// Adds a customer who matches all pieces.
#[inline]
fn hold(
    look: &Look<'_>,
    helds: &[Held<'_>],
    doc: u32,
    found: &mut Vec<Match>,
) -> Result<(), Failure> {
    if look.skips(doc) {
        return Ok(());
    }
    let entry = look.segment.entry(doc)?;
    let mut value = 0_u32;
    let mut slots = [None; MOST];
    for (piece, slot) in helds.iter().zip(&mut slots) {
        let Some((worth, term)) = piece.worth(look.segment, entry)? else { return Ok(()) };
        value = value.saturating_add(worth);
        *slot = term.and_then(|term| taken::slot(look.segment, term));
    }
    let mut own = true;
    if taken::clash(slots.get(..helds.len()).unwrap_or(&slots)) {
        let words = helds.iter().map(|piece| piece.all(look.segment, entry));
        let words = words.collect::<Result<Vec<_>, _>>()?;
        taken::Shared { value, own } = taken::share(&words);
    }
    found.push(Match { value, doc, own });
    Ok(())
}

/// How many of those who were met have a word for each piece: the others are not what was meant.
fn met(found: &[Match]) -> usize {
    found.iter().filter(|one| one.own).count()
}

/// Tells all customers of a source, those of a test who may stand it.
fn each_doc(look: &Look<'_>, source: &Source, mut tell: impl FnMut(u32)) -> Result<(), Failure> {
    let mut list = |list: List<'_>| list.docs().for_each(&mut tell);
    match &source.what {
        What::Terms(terms) => match look.segment.span(terms) {
            Some(number) => list(look.segment.list(number)?),
            None => return look.segment.each_list(terms, list),
        },
        What::Tested(tested) => match tested.long(look.segment)? {
            Some(long) => list(long),
            None => tested.candidates(look.segment)?.into_iter().for_each(tell),
        },
    }
    Ok(())
}

fn by_entry(
    look: &Look<'_>,
    first: &[&[Source]],
    helds: &[Held<'_>],
    enough: usize,
    found: &mut Vec<Match>,
) -> Result<(), Failure> {
    let mut docs: Vec<u32> = Vec::new();
    for source in first.iter().copied().flatten() {
        each_doc(look, source, |doc| docs.push(doc))?;
    }
    hold_all(look, helds, docs, enough, found)
}

/// Holds some customers against the pieces, in their order, until enough were met.
fn hold_all(
    look: &Look<'_>,
    helds: &[Held<'_>],
    mut docs: Vec<u32>,
    enough: usize,
    found: &mut Vec<Match>,
) -> Result<(), Failure> {
    docs.sort_unstable();
    docs.dedup();
    let mut window = 0;
    for (doc, at) in docs.into_iter().zip(1_u32..) {
        if doc / WINDOW != window {
            window = doc / WINDOW;
            if met(found) >= enough {
                break;
            }
        }
        if at.is_multiple_of(1024) {
            look.go_on()?;
        }
        hold(look, helds, doc, found)?;
    }
    Ok(())
}

/// Shorter lists are put together: following each through all windows would cost more.
const LOOSE: u32 = 8;

/// Sources that are not marked yet, on their way through the windows.
#[derive(Default)]
struct Way<'a> {
    lists: Vec<Cursor<'a>>,
    loose: Vec<u32>,
    at: usize,
}

impl<'a> Way<'a> {
    fn of(look: &Look<'a>, sources: &[Source]) -> Result<Self, Failure> {
        let mut way = Way::default();
        for source in sources {
            let mut add = |list: List<'a>| {
                if list.count > LOOSE {
                    way.lists.push(list.cursor());
                } else {
                    way.loose.extend(list.docs());
                }
            };
            match &source.what {
                What::Terms(terms) => match look.segment.span(terms) {
                    Some(list) => add(look.segment.list(list)?),
                    None => look.segment.each_list(terms, add)?,
                },
                // Who stands the test is seen when all pieces have marked them.
                What::Tested(tested) => match tested.long(look.segment)? {
                    Some(list) => add(list),
                    None => way.loose.extend(tested.candidates(look.segment)?),
                },
            }
        }
        way.loose.sort_unstable();
        Ok(way)
    }

    fn mark(&mut self, window: u32, bits: &mut Bits) {
        let from = window * WINDOW;
        while let Some(doc) = self.loose.get(self.at).filter(|doc| **doc < from + WINDOW) {
            bits.add(*doc);
            self.at += 1;
        }
        for list in &mut self.lists {
            list.window(window, |low| {
                bits.add(from + low);
            });
        }
    }
}

/// Marks what is new, list by list: who matches now and did not before has a new mark, and then the
/// marks of all pieces.
fn by_news(
    look: &Look<'_>,
    meeting: &mut Meeting,
    pieces: &[&[Source]],
    helds: &[Held<'_>],
    enough: usize,
    found: &mut Vec<Match>,
) -> Result<(), Failure> {
    let mut docs = Vec::new();
    for (at, sources) in pieces.iter().enumerate() {
        let (before, rest) = meeting.pieces.split_at_mut(at);
        let Some((own, behind)) = rest.split_first_mut() else { break };
        if own.bits.bytes() == 0 {
            own.bits = Bits::with(look.segment.docs);
        }
        // A mark of a test says little: who bears it may only now have a word, too.
        let loose = sources.iter().any(|source| matches!(source.what, What::Tested(_)));
        for source in sources.get(own.marked..).unwrap_or_default() {
            look.go_on()?;
            each_doc(look, source, |doc| {
                let others = || before.iter().chain(&*behind).all(|marks| marks.bits.has(doc));
                if (own.bits.add(doc) || loose) && others() {
                    docs.push(doc);
                }
            })?;
        }
        (own.marked, own.rest) = (sources.len(), 0);
    }
    hold_all(look, helds, docs, enough, found)
}

fn by_mark(
    look: &Look<'_>,
    meeting: &mut Meeting,
    pieces: &[&[Source]],
    helds: &[Held<'_>],
    enough: usize,
    found: &mut Vec<Match>,
) -> Result<(), Failure> {
    let mut ways = Vec::with_capacity(pieces.len());
    for (marks, sources) in meeting.pieces.iter_mut().zip(pieces) {
        if marks.bits.bytes() == 0 {
            marks.bits = Bits::with(look.segment.docs);
        }
        ways.push(Way::of(look, sources.get(marks.marked..).unwrap_or_default())?);
        (marks.marked, marks.rest) = (sources.len(), 0);
    }
    let mut all = Vec::new();
    for window in 0..look.segment.docs.div_ceil(WINDOW) {
        look.go_on()?;
        for (marks, way) in meeting.pieces.iter_mut().zip(&mut ways) {
            way.mark(window, &mut marks.bits);
        }
        all.clear();
        Bits::common(&meeting.pieces.iter().map(|marks| &marks.bits), window, &mut all);
        for doc in &all {
            hold(look, helds, *doc, found)?;
        }
        // Then enough are found for all tiers: nobody asks for the marks that are missing.
        if met(found) >= enough {
            break;
        }
    }
    Ok(())
}
