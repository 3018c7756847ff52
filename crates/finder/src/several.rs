//! Who matches several pieces at once.
//!
//! Where one piece has few customers, each of them is held against the other pieces. Else the
//! customers of all pieces are laid over each other, a window of numbers at a time, until enough
//! have been met: more than that would not be shown, and those who come first in the order are
//! the ones this desk uses.

use crate::{
    Failure,
    find::{Look, Match},
    held::Held,
    list::WINDOW,
    overlay,
    source::{Source, Tier, What},
};

/// What it costs to hold one customer against a piece, to read one number of a list, to look at
/// one window.
const ENTRY: u64 = 120;
const NUMBER: u64 = 3;
const LOOK: u64 = 300;

/// When so many match, the windows behind are not looked at.
const fn enough(most: usize) -> usize {
    if most * 4 > 64 { most * 4 } else { 64 }
}

/// The best `most` who match every piece, and were not found in an earlier tier.
pub(crate) fn best(
    look: &Look<'_>,
    pieces: &[&[Source]],
    tier: Tier,
    most: usize,
    found: &mut Vec<Match>,
) -> Result<(), Failure> {
    let all: Vec<Vec<&Source>> = pieces.iter().map(|piece| piece.iter().collect()).collect();
    let mut matches = Vec::new();
    if tier <= Tier::Start {
        meet(look, &all, enough(most), &mut matches)?;
    } else {
        // Who was not found before has at least one piece from a source of this tier. That is so
        // for the piece that makes the sum highest, too.
        for (at, piece) in pieces.iter().enumerate() {
            let mut some = all.clone();
            some[at] = piece.iter().filter(|source| source.tier == tier).collect();
            meet(look, &some, enough(most), &mut matches)?;
        }
    }
    matches.sort_unstable_by(|a, b| a.doc.cmp(&b.doc).then(b.value.cmp(&a.value)));
    matches.dedup_by_key(|one| one.doc);
    matches.sort_unstable_by(|a, b| b.value.cmp(&a.value).then(a.doc.cmp(&b.doc)));
    matches.truncate(most);
    found.append(&mut matches);
    Ok(())
}

fn meet(
    look: &Look<'_>,
    pieces: &[Vec<&Source>],
    enough: usize,
    found: &mut Vec<Match>,
) -> Result<(), Failure> {
    let mut sized = Vec::with_capacity(pieces.len());
    for piece in pieces {
        let mut size = 0_u64;
        for source in piece {
            size += u64::from(match &source.what {
                What::Terms(terms) => look.segment.count(terms)?,
                What::Tested(tested) => tested.size,
            });
        }
        if size == 0 {
            return Ok(());
        }
        sized.push((size, piece.as_slice()));
    }
    sized.sort_by_key(|(size, _)| *size);
    let Some(((least, first), rest)) = sized.split_first() else { return Ok(()) };
    let sum: u64 = sized.iter().map(|(size, _)| size).sum();
    let windows = u64::from(look.segment.docs.div_ceil(WINDOW));
    if least * ENTRY < sum * NUMBER + windows.min(*least) * LOOK {
        let rest: Vec<Held<'_>> = rest.iter().map(|(_, piece)| Held::of(piece)).collect();
        by_entry(look, first, &rest, enough, found)
    } else {
        let pieces: Vec<&[&Source]> = sized.iter().map(|(_, piece)| *piece).collect();
        overlay::by_window(look, &pieces, enough, found)
    }
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
            What::Tested(tested) => {
                for doc in tested.candidates(look.segment)? {
                    if tested.test.stands(look.segment, look.segment.entry(doc)?)? {
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
    rest: &[Held<'_>],
    enough: usize,
    found: &mut Vec<Match>,
) -> Result<(), Failure> {
    let before = found.len();
    let mut window = 0;
    for (one, at) in gather(look, first)?.into_iter().zip(1_u32..) {
        if one.doc / WINDOW != window {
            window = one.doc / WINDOW;
            if found.len() - before >= enough {
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
            sum = match (sum, piece.worth(look.segment, entry)?) {
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
    Ok(())
}
