//! Takes the invented customers into an encrypted copy, as an import does.

use crate::{
    Failed,
    people::People,
    questions::{COUNTRY, opened},
};
use std::{convert::Infallible, path::Path};
use store::{Keys, Mode, Store, theirs::Source};

const AT_ONCE: usize = 5_000;
/// What the number of a customer stands behind in their id.
const FIRST: usize = 100_000;

pub fn open(dir: &Path) -> Result<Store, Failed> {
    let store = Store::open(dir, &Keys::new([1; 32], [2; 32]), Mode::ReadWrite)?;
    store.theirs.set_country(COUNTRY)?;
    Ok(store)
}

/// The number of the customer with this id.
pub fn number(id: &str) -> Option<usize> {
    id.split_once('-')?.1.parse::<usize>().ok()?.checked_sub(FIRST)
}

pub fn fill(dir: &Path, rows: usize) -> Result<(), Failed> {
    let (people, store) = (People::new(), open(dir)?);
    let theirs = &store.theirs;
    theirs.begin_bulk()?;
    for from in (0..rows).step_by(AT_ONCE) {
        let numbers: Vec<usize> = (from..rows.min(from + AT_ONCE)).collect();
        let (batch, _) = theirs.derive(&numbers, |n| Ok::<_, Infallible>(people.record(*n)))?;
        let stored = theirs.put_derived(batch, jiff::Timestamp::UNIX_EPOCH, Source::Import)?;
        for (n, one) in numbers.into_iter().zip(stored) {
            if let Some(at) = opened(n, rows) {
                theirs.opened(one.local_id, jiff::Timestamp::from_second(at)?)?;
            }
        }
    }
    Ok(theirs.settle()?)
}
