//! What a segment keeps of one customer: the handle, the words by number, the phone numbers.

use crate::{
    bytes::{put, take, unzigzag, zigzag},
    digits::Digits,
};

/// One customer as packed.
#[derive(Clone, Copy)]
pub(crate) struct Entry<'a> {
    pub handle: u32,
    width: usize,
    terms: &'a [u8],
    phones: &'a [u8],
}

impl<'a> Entry<'a> {
    pub(crate) fn terms(self) -> impl Iterator<Item = u32> + 'a {
        self.terms
            .chunks_exact(self.width)
            .map(|bytes| bytes.iter().rev().fold(0, |number, byte| number << 8 | u32::from(*byte)))
    }

    pub(crate) fn phones(self) -> impl Iterator<Item = Digits> + 'a {
        let mut rest = self.phones;
        std::iter::from_fn(move || {
            let (digits, behind) = Digits::read(rest)?;
            rest = behind;
            Some(digits)
        })
    }
}

/// How many bytes the number of a word takes.
pub(crate) const fn width(terms: u32) -> usize {
    if terms < 1 << 24 { 3 } else { 4 }
}

pub(crate) fn write(
    (before, handle): (u32, u32),
    terms: &[u32],
    width: usize,
    phones: &[u8],
    out: &mut Vec<u8>,
) {
    let mut inner = Vec::with_capacity(64);
    put(&mut inner, zigzag(before, handle));
    put(&mut inner, terms.len() as u32);
    for term in terms {
        inner.extend_from_slice(&term.to_le_bytes()[..width]);
    }
    inner.extend_from_slice(phones);
    put(out, inner.len() as u32);
    out.extend_from_slice(&inner);
}

/// Goes through the customers of one block.
pub(crate) struct Entries<'a> {
    data: &'a [u8],
    at: usize,
    width: usize,
    handle: u32,
}

impl<'a> Entries<'a> {
    pub(crate) const fn new(data: &'a [u8], width: usize) -> Self {
        Self { data, at: 0, width, handle: 0 }
    }
}

impl<'a> Iterator for Entries<'a> {
    type Item = Entry<'a>;

    #[inline]
    fn next(&mut self) -> Option<Entry<'a>> {
        let length = take(self.data, &mut self.at)? as usize;
        let end = self.at.checked_add(length)?;
        let inner = self.data.get(self.at..end)?;
        self.at = end;
        let mut at = 0;
        self.handle = unzigzag(self.handle, take(inner, &mut at)?);
        let terms = (take(inner, &mut at)? as usize).checked_mul(self.width)?;
        let middle = at.checked_add(terms)?;
        Some(Entry {
            handle: self.handle,
            width: self.width,
            terms: inner.get(at..middle)?,
            phones: inner.get(middle..)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn customers_come_back_as_they_were_written() {
        for width in [3, 4] {
            let mut out = Vec::new();
            let mut phones = Vec::new();
            Digits::of("447700900123").write(&mut phones);
            Digits::of("123").write(&mut phones);
            write((0, 9), &[7, 70_000, 3], width, &phones, &mut out);
            write((9, 4), &[], width, &[], &mut out);
            let entries: Vec<_> = Entries::new(&out, width).collect();
            assert_eq!(entries.iter().map(|e| e.handle).collect::<Vec<_>>(), [9, 4]);
            assert_eq!(entries[0].terms().collect::<Vec<_>>(), [7, 70_000, 3]);
            let numbers: Vec<_> = entries[0].phones().map(Digits::text).collect();
            assert_eq!(numbers, ["447700900123", "123"]);
            assert_eq!(entries[1].phones().count(), 0);
        }
    }
}
