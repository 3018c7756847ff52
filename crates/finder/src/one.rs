//! Who matches a single piece: the sources in the order of their worth, and of each those who
//! come first.

use crate::{
    Failure,
    find::{Look, Match},
    list::List,
    source::{Source, What},
};

/// The best `most` of one tier whom `skip` leaves in.
pub(crate) fn best(
    look: &Look<'_>,
    sources: &[&Source],
    most: usize,
    found: &mut Vec<Match>,
) -> Result<(), Failure> {
    let mut sorted: Vec<&Source> = sources.to_vec();
    sorted.sort_by_key(|source| std::cmp::Reverse(source.value));
    let before = found.len();
    let mut some: Vec<u32> = Vec::new();
    for same in sorted.chunk_by(|a, b| a.value == b.value) {
        let Some(need) = (before + most).checked_sub(found.len()).filter(|need| *need > 0) else {
            return Ok(());
        };
        some.clear();
        for source in same {
            first(look, source, need, &mut some, &found[before..])?;
        }
        some.sort_unstable();
        some.dedup();
        let value = same.first().map_or(0, |source| source.value);
        found.extend(some.iter().take(need).map(|doc| Match { value, doc: *doc, own: true }));
    }
    Ok(())
}

/// Adds at least the first `need` customers of a source, where it has so many.
fn first(
    look: &Look<'_>,
    source: &Source,
    need: usize,
    some: &mut Vec<u32>,
    found: &[Match],
) -> Result<(), Failure> {
    let new = |doc: u32| !look.skips(doc) && !found.iter().any(|known| known.doc == doc);
    let segment = look.segment;
    match &source.what {
        What::Terms(terms) => {
            let mut take = |list: List<'_>| {
                some.extend(list.docs().filter(|doc| new(*doc)).take(need));
            };
            match segment.span(terms) {
                Some(list) => take(segment.list(list)?),
                None => segment.each_list(terms, take)?,
            }
        }
        What::Tested(tested) => {
            let long = tested.long(segment)?;
            let mut all: Box<dyn Iterator<Item = u32>> = match long {
                Some(list) => Box::new(list.docs()),
                None => Box::new(tested.candidates(segment)?.into_iter()),
            };
            let mut taken = 0;
            let mut at = 0_u32;
            while taken < need
                && let Some(doc) = all.next()
            {
                if new(doc) && tested.test.stands(segment, segment.entry(doc)?)? {
                    some.push(doc);
                    taken += 1;
                }
                at += 1;
                if at.is_multiple_of(4096) {
                    look.go_on()?;
                }
            }
        }
    }
    Ok(())
}
