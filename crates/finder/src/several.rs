//! Who matches several pieces at once.
//!
//! Where one piece has few customers, each of them is held against the other pieces. Else the
//! customers of all pieces are laid over each other, a window of numbers at a time, until enough
//! have been met: more than that would not be shown, and those who come first in the order are
//! the ones this desk uses.

use crate::{
    Failure,
    bits::Bits,
    entry::Entry,
    find::{Look, Match},
    list::{Cursor, WINDOW},
    source::{Source, Test, What},
};
use std::cell::RefCell;

/// What it costs to hold one customer against a piece, and to read one number of a list.
const ENTRY: u64 = 80;
const NUMBER: u64 = 2;

/// When so many match, the windows behind are not looked at.
const fn enough(most: usize) -> usize {
    if most * 4 > 256 { most * 4 } else { 256 }
}

/// The best `most` who match every piece.
pub(crate) fn best(
    look: &Look<'_>,
    pieces: &[Vec<&Source>],
    most: usize,
    found: &mut Vec<Match>,
) -> Result<(), Failure> {
    let mut sized = Vec::with_capacity(pieces.len());
    for piece in pieces {
        let mut size = 0_u64;
        for source in piece {
            size += u64::from(match &source.what {
                What::Terms(terms) => look.segment.count(terms)?,
                What::Tested { list, .. } => look.segment.list(*list)?.count,
            });
        }
        if size == 0 {
            return Ok(());
        }
        sized.push((size, piece.as_slice()));
    }
    sized.sort_by_key(|(size, _)| *size);
    let Some(((least, first), rest)) = sized.split_first() else { return Ok(()) };
    let all: u64 = sized.iter().map(|(size, _)| size).sum();
    let mut matches = if least * ENTRY * (rest.len() as u64) < all * NUMBER {
        let rest: Vec<&[&Source]> = rest.iter().map(|(_, piece)| *piece).collect();
        by_entry(look, first, &rest, enough(most))?
    } else {
        let pieces: Vec<&[&Source]> = sized.iter().map(|(_, piece)| *piece).collect();
        by_window(look, &pieces, enough(most))?
    };
    matches.sort_unstable_by(|a, b| b.value.cmp(&a.value).then(a.doc.cmp(&b.doc)));
    matches.truncate(most);
    found.append(&mut matches);
    Ok(())
}

/// Customers of the sources with what they are worth, in their order, each once.
fn gather(look: &Look<'_>, sources: &[&Source]) -> Result<Vec<Match>, Failure> {
    let mut all: Vec<Match> = Vec::new();
    for source in sources {
        let value = source.value;
        match &source.what {
            What::Terms(terms) => {
                let mut add = |list: crate::list::List<'_>| {
                    all.extend(list.docs().map(|doc| Match { value, doc }));
                };
                match look.segment.span(terms) {
                    Some(list) => add(look.segment.list(list)?),
                    None => look.segment.each_list(terms, add)?,
                }
            }
            What::Tested { list, test } => {
                for doc in look.segment.list(*list)?.docs() {
                    if test.stands(look.segment, look.segment.entry(doc)?)? {
                        all.push(Match { value, doc });
                    }
                }
            }
        }
    }
    all.sort_unstable_by(|a, b| a.doc.cmp(&b.doc).then(b.value.cmp(&a.value)));
    all.dedup_by_key(|one| one.doc);
    Ok(all)
}

fn by_entry(
    look: &Look<'_>,
    first: &[&Source],
    rest: &[&[&Source]],
    enough: usize,
) -> Result<Vec<Match>, Failure> {
    let mut found: Vec<Match> = Vec::new();
    let mut window = 0;
    for (one, at) in gather(look, first)?.into_iter().zip(1_u32..) {
        if one.doc / WINDOW != window {
            window = one.doc / WINDOW;
            if found.len() >= enough {
                break;
            }
        }
        if at % 1024 == 0 {
            look.go_on()?;
        }
        if look.skips(one.doc) {
            continue;
        }
        let entry = look.segment.entry(one.doc)?;
        let mut sum = Some(one.value);
        for piece in rest {
            sum = match (sum, worth(look, piece, entry)?) {
                (Some(sum), Some(value)) => Some(sum.saturating_add(value)),
                _ => None,
            };
            if sum.is_none() {
                break;
            }
        }
        if let Some(value) = sum {
            found.push(Match { value, doc: one.doc });
        }
    }
    Ok(found)
}

/// The best that one customer has for a piece.
fn worth(look: &Look<'_>, piece: &[&Source], entry: Entry<'_>) -> Result<Option<u32>, Failure> {
    let mut best = None;
    for source in piece {
        if best < Some(source.value) && matches(look, source, entry)? {
            best = Some(source.value);
        }
    }
    Ok(best)
}

pub(crate) fn matches(look: &Look<'_>, source: &Source, entry: Entry<'_>) -> Result<bool, Failure> {
    match &source.what {
        What::Terms(terms) => Ok(entry.terms().any(|term| terms.contains(&term))),
        What::Tested { test, .. } => test.stands(look.segment, entry),
    }
}

/// One list of a piece on its way through the windows.
struct Track<'a> {
    value: u32,
    cursor: Cursor<'a>,
    test: Option<&'a Test>,
}

/// A piece on its way: long lists, and the customers of all its short ones.
struct Way<'a> {
    tracks: Vec<Track<'a>>,
    loose: Vec<Match>,
    at: usize,
}

fn way<'a>(look: &Look<'a>, sources: &[&'a Source]) -> Result<Way<'a>, Failure> {
    let mut way = Way { tracks: Vec::new(), loose: Vec::new(), at: 0 };
    for source in sources {
        let value = source.value;
        match &source.what {
            What::Terms(terms) => {
                let mut add = |list: crate::list::List<'a>| {
                    if list.is_long() {
                        way.tracks.push(Track { value, cursor: list.cursor(), test: None });
                    } else {
                        way.loose.extend(list.docs().map(|doc| Match { value, doc }));
                    }
                };
                match look.segment.span(terms) {
                    Some(list) => add(look.segment.list(list)?),
                    None => look.segment.each_list(terms, add)?,
                }
            }
            What::Tested { list, test } => {
                let list = look.segment.list(*list)?;
                if list.is_long() {
                    way.tracks.push(Track { value, cursor: list.cursor(), test: Some(test) });
                } else {
                    for doc in list.docs() {
                        if test.stands(look.segment, look.segment.entry(doc)?)? {
                            way.loose.push(Match { value, doc });
                        }
                    }
                }
            }
        }
    }
    way.loose.sort_unstable_by_key(|one| one.doc);
    Ok(way)
}

/// Room for one window, kept between questions.
struct Scratch {
    here: Bits,
    before: Bits,
    worth: Vec<u32>,
    sum: Vec<u32>,
}

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::new(Scratch {
        here: Bits::with(WINDOW),
        before: Bits::with(WINDOW),
        worth: vec![0; WINDOW as usize],
        sum: vec![0; WINDOW as usize],
    });
}

fn by_window(look: &Look<'_>, pieces: &[&[&Source]], enough: usize) -> Result<Vec<Match>, Failure> {
    let mut ways = Vec::with_capacity(pieces.len());
    for piece in pieces {
        ways.push(way(look, piece)?);
    }
    SCRATCH.with_borrow_mut(|scratch| {
        let mut found = Vec::new();
        for window in 0..look.segment.docs.div_ceil(WINDOW) {
            look.go_on()?;
            if lay_over(look, &mut ways, window, scratch)? {
                let from = window * WINDOW;
                scratch.before.each(|low| {
                    if !look.skips(from + low) {
                        let value = scratch.sum.get(low as usize).copied().unwrap_or_default();
                        found.push(Match { value, doc: from + low });
                    }
                });
            }
            if found.len() >= enough {
                break;
            }
        }
        Ok(found)
    })
}

/// Leaves those of a window who match all pieces in `before`; false where there are none.
fn lay_over(
    look: &Look<'_>,
    ways: &mut [Way<'_>],
    window: u32,
    scratch: &mut Scratch,
) -> Result<bool, Failure> {
    let from = window * WINDOW;
    let Scratch { here, before, worth, sum } = scratch;
    for (number, way) in ways.iter_mut().enumerate() {
        here.clear();
        let mut add = |low: u32, value: u32| {
            let Some(known) = worth.get_mut(low as usize) else { return };
            if number > 0 && !before.has(low) {
                return;
            }
            if here.add(low) || *known < value {
                *known = value;
            }
        };
        while let Some(one) =
            way.loose.get(way.at).filter(|one| one.doc - from.min(one.doc) < WINDOW)
        {
            if one.doc >= from {
                add(one.doc - from, one.value);
            }
            way.at += 1;
        }
        for track in &mut way.tracks {
            match track.test {
                None => track.cursor.window(window, |low| add(low, track.value)),
                Some(test) => {
                    let mut some = Vec::new();
                    track.cursor.window(window, |low| some.push(low));
                    for low in some {
                        let entry = look.segment.entry(from + low)?;
                        if test.stands(look.segment, entry)? {
                            add(low, track.value);
                        }
                    }
                }
            }
        }
        if here.is_empty() {
            return Ok(false);
        }
        here.each(|low| {
            let at = low as usize;
            if let (Some(sum), Some(worth)) = (sum.get_mut(at), worth.get(at)) {
                *sum = if number == 0 { *worth } else { sum.saturating_add(*worth) };
            }
        });
        std::mem::swap(here, before);
    }
    Ok(true)
}
