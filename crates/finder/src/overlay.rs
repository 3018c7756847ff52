//! Laying the customers of several pieces over each other, a window of numbers at a time.

use crate::{
    Failure,
    bits::Bits,
    find::{Look, Match},
    list::{Cursor, List, WINDOW},
    source::{Source, Test, What},
};
use std::cell::RefCell;

/// Shorter lists are put together: following each through all windows would cost more.
const LOOSE: u32 = 8;

/// A piece on its way through the windows.
#[derive(Default)]
struct Way<'a> {
    lists: Vec<(u32, Cursor<'a>, Option<&'a Test>)>,
    /// Customers of lists too short to follow, or who have to be tested.
    loose: Vec<(Match, Option<&'a Test>)>,
    at: usize,
}

fn way<'a>(look: &Look<'a>, sources: &[&'a Source]) -> Result<Way<'a>, Failure> {
    let mut way = Way::default();
    for source in sources {
        let value = source.value;
        match &source.what {
            What::Terms(terms) => {
                let mut add = |list: List<'a>| {
                    if list.count > LOOSE {
                        way.lists.push((value, list.cursor(), None));
                    } else {
                        way.loose.extend(list.docs().map(|doc| (Match { value, doc }, None)));
                    }
                };
                match look.segment.span(terms) {
                    Some(list) => add(look.segment.list(list)?),
                    None => look.segment.each_list(terms, add)?,
                }
            }
            What::Tested(tested) => {
                let test = Some(&tested.test);
                match tested.long(look.segment)? {
                    Some(list) => way.lists.push((value, list.cursor(), test)),
                    None => {
                        let docs = tested.candidates(look.segment)?.into_iter();
                        way.loose.extend(docs.map(|doc| (Match { value, doc }, test)));
                    }
                }
            }
        }
    }
    way.loose.sort_unstable_by_key(|(one, _)| one.doc);
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

/// Adds who matches all pieces, the one with the fewest customers first, until there are enough.
pub(crate) fn by_window(
    look: &Look<'_>,
    pieces: &[&[&Source]],
    enough: usize,
    found: &mut Vec<Match>,
) -> Result<(), Failure> {
    let mut ways = Vec::with_capacity(pieces.len());
    for piece in pieces {
        ways.push(way(look, piece)?);
    }
    let known = found.len();
    SCRATCH.with_borrow_mut(|scratch| {
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
            if found.len() - known >= enough {
                break;
            }
        }
        Ok(())
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
        let stands = |test: &Test, low: u32| -> Result<bool, Failure> {
            test.stands(look.segment, look.segment.entry(from + low)?)
        };
        while let Some((one, test)) = way.loose.get(way.at) {
            if one.doc >= from + WINDOW {
                break;
            }
            way.at += 1;
            let Some(low) = one.doc.checked_sub(from) else { continue };
            if number > 0 && !before.has(low) {
                continue;
            }
            if let Some(test) = test
                && !stands(test, low)?
            {
                continue;
            }
            add(here, worth, low, one.value);
        }
        for (value, cursor, test) in &mut way.lists {
            match test {
                None if number == 0 => cursor.window(window, |low| add(here, worth, low, *value)),
                None => cursor.window(window, |low| {
                    if before.has(low) {
                        add(here, worth, low, *value);
                    }
                }),
                Some(test) => {
                    let mut some = Vec::new();
                    cursor.window(window, |low| {
                        if number == 0 || before.has(low) {
                            some.push(low);
                        }
                    });
                    for low in some {
                        if stands(test, low)? {
                            add(here, worth, low, *value);
                        }
                    }
                }
            }
        }
        if here.is_empty() {
            return Ok(false);
        }
        here.each(|low| {
            if let (Some(sum), Some(worth)) = (sum.get_mut(low as usize), worth.get(low as usize)) {
                *sum = if number == 0 { *worth } else { sum.saturating_add(*worth) };
            }
        });
        std::mem::swap(here, before);
    }
    Ok(true)
}

#[inline]
fn add(here: &mut Bits, worth: &mut [u32], low: u32, value: u32) {
    if let Some(known) = worth.get_mut(low as usize)
        && (here.add(low) || *known < value)
    {
        *known = value;
    }
}
