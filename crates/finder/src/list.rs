//! The customers under one word: ascending numbers, packed.
//!
//! A long list is cut into windows of numbers, each with its length before it, so that whoever
//! looks for few of them passes over the rest.

use crate::{
    Failure,
    bytes::{put, put_word, take},
    region::{Region, Writer},
};

/// Numbers are looked at so many at a time.
pub(crate) const WINDOW: u32 = 1 << 13;

/// Shorter lists are not cut.
const LONG: usize = 1024;

/// Longer ones than so many bytes stand elsewhere, so that reading a short one stays cheap.
const NEAR: usize = 2 << 10;

/// Packs a list; a big one goes to `far`.
pub(crate) fn write(docs: &[u32], far: &mut Writer, out: &mut Vec<u8>) {
    let count = docs.len() as u32;
    if let [doc] = docs {
        put(out, count << 2);
        put(out, *doc);
        return;
    }
    let long = docs.len() >= LONG;
    let mut packed = Vec::with_capacity(docs.len() * 2);
    if long {
        let (mut window, mut inside) = (0, Vec::new());
        for part in docs.chunk_by(|a, b| a / WINDOW == b / WINDOW) {
            let here = part.first().map_or(0, |doc| doc / WINDOW);
            inside.clear();
            steps(part, here * WINDOW, &mut inside);
            put(&mut packed, here - window);
            put(&mut packed, inside.len() as u32);
            packed.extend_from_slice(&inside);
            window = here;
        }
    } else {
        steps(docs, 0, &mut packed);
    }
    let is_far = packed.len() > NEAR;
    put(out, count << 2 | u32::from(is_far) << 1 | u32::from(long));
    if is_far {
        let (address, out_there) = far.next();
        put(out_there, packed.len() as u32);
        out_there.extend_from_slice(&packed);
        packed.clear();
        put_word(&mut packed, address);
    }
    put(out, packed.len() as u32);
    out.extend_from_slice(&packed);
}

fn steps(docs: &[u32], from: u32, out: &mut Vec<u8>) {
    let mut last = from;
    for doc in docs {
        put(out, doc.wrapping_sub(last));
        last = *doc;
    }
}

/// A packed list, not yet read.
#[derive(Clone, Copy)]
pub(crate) struct List<'a> {
    pub count: u32,
    far: bool,
    long: bool,
    data: &'a [u8],
}

impl<'a> List<'a> {
    /// The list at the start of `data` and what stands behind it. A big one is only named there:
    /// see `resolve`.
    #[inline]
    pub(crate) fn read(data: &'a [u8]) -> Option<(Self, &'a [u8])> {
        let mut at = 0;
        let head = take(data, &mut at)?;
        let count = head >> 2;
        let length = if count == 1 {
            let from = at;
            take(data, &mut at)?;
            let length = at - from;
            at = from;
            length
        } else {
            take(data, &mut at)? as usize
        };
        let end = at.checked_add(length)?;
        let list =
            Self { count, far: head & 2 == 2, long: head & 1 == 1, data: data.get(at..end)? };
        Some((list, data.get(end..)?))
    }

    #[inline]
    pub(crate) fn resolve(self, far: &'a Region) -> Result<Self, Failure> {
        if !self.far {
            return Ok(self);
        }
        let address = self.data.try_into().map(u32::from_le_bytes).map_err(|_| Failure::Damaged)?;
        let there = far.at(address)?;
        let mut at = 0;
        let length = take(there, &mut at).ok_or(Failure::Damaged)? as usize;
        let data = there.get(at..at.saturating_add(length)).ok_or(Failure::Damaged)?;
        Ok(Self { far: false, data, ..self })
    }

    pub(crate) const fn docs(self) -> Docs<'a> {
        Docs { data: self.data, long: self.long, at: 0, end: 0, window: 0, doc: 0 }
    }

    pub(crate) const fn cursor(self) -> Cursor<'a> {
        Cursor { data: self.data, long: self.long, at: 0, place: 0, read: false, end: 0 }
    }
}

/// A list from its start.
pub(crate) struct Docs<'a> {
    data: &'a [u8],
    long: bool,
    at: usize,
    /// Of the window, where the list is long.
    end: usize,
    window: u32,
    doc: u32,
}

impl Iterator for Docs<'_> {
    type Item = u32;

    #[inline]
    fn next(&mut self) -> Option<u32> {
        if self.long && self.at >= self.end {
            self.window = self.window.wrapping_add(take(self.data, &mut self.at)?);
            let length = take(self.data, &mut self.at)? as usize;
            self.end = self.at.checked_add(length)?;
            self.doc = self.window.wrapping_mul(WINDOW);
        }
        self.doc = self.doc.wrapping_add(take(self.data, &mut self.at)?);
        Some(self.doc)
    }
}

/// A list, a window at a time.
pub(crate) struct Cursor<'a> {
    data: &'a [u8],
    long: bool,
    at: usize,
    /// The window whose head was read, where the list is long; else the number.
    place: u32,
    /// Whether `place` was read and not told yet.
    read: bool,
    /// Of the window.
    end: usize,
}

impl Cursor<'_> {
    /// Tells the numbers of a window, counted from its start. Windows are asked for in order.
    #[inline]
    pub(crate) fn window(&mut self, wanted: u32, tell: impl FnMut(u32)) {
        if self.long {
            self.long_window(wanted, tell);
        } else {
            self.short_window(wanted, tell);
        }
    }

    fn short_window(&mut self, wanted: u32, mut tell: impl FnMut(u32)) {
        loop {
            if !self.read {
                let Some(step) = take(self.data, &mut self.at) else { return };
                self.place = self.place.wrapping_add(step);
                self.read = true;
            }
            let window = self.place / WINDOW;
            if window > wanted {
                return;
            }
            if window == wanted {
                tell(self.place % WINDOW);
            }
            self.read = false;
        }
    }

    fn long_window(&mut self, wanted: u32, mut tell: impl FnMut(u32)) {
        loop {
            if !self.read {
                let Some(step) = take(self.data, &mut self.at) else { return };
                let Some(length) = take(self.data, &mut self.at) else { return };
                self.place = self.place.wrapping_add(step);
                self.end = self.at.saturating_add(length as usize).min(self.data.len());
                self.read = true;
            }
            if self.place > wanted {
                return;
            }
            if self.place == wanted {
                let inside = &self.data[self.at.min(self.end)..self.end];
                let (mut at, mut doc) = (0, 0_u32);
                while let Some(step) = take(inside, &mut at) {
                    doc = doc.wrapping_add(step);
                    tell(doc % WINDOW);
                }
            }
            self.at = self.end;
            self.read = false;
            if self.place == wanted {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn round(docs: &[u32]) {
        let (mut out, mut far) = (Vec::new(), Writer::default());
        write(docs, &mut far, &mut out);
        out.extend_from_slice(b"rest");
        let far = far.finish().unwrap();
        let (list, rest) = List::read(&out).unwrap();
        assert_eq!(rest, b"rest");
        let list = list.resolve(&far).unwrap();
        assert_eq!(list.count as usize, docs.len());
        assert_eq!(list.docs().collect::<Vec<_>>(), docs);
        let windows: BTreeSet<u32> = docs.iter().map(|doc| doc / WINDOW).collect();
        let (mut cursor, mut all) = (list.cursor(), Vec::new());
        for window in &windows {
            cursor.window(*window, |low| all.push(window * WINDOW + low));
        }
        assert_eq!(all, docs);
        let (mut cursor, mut found) = (list.cursor(), Vec::new());
        if let Some(last) = windows.last() {
            cursor.window(*last, |low| found.push(last * WINDOW + low));
        }
        assert_eq!(found.last(), docs.last());
    }

    #[test]
    fn lists_of_every_length_come_back() {
        round(&[]);
        round(&[0]);
        round(&[4_000_000_000]);
        round(&[0, 1, 2, 70_000]);
        round(&(0..1_000).collect::<Vec<_>>());
        round(&(0..1_000).map(|n| n * 997).collect::<Vec<_>>());
        round(&(0..256).map(|n| n * 70_000).collect::<Vec<_>>());
        round(&(0..200_000).map(|n| n * 5).collect::<Vec<_>>());
    }

    #[test]
    fn a_list_that_is_cut_short_reads_as_nothing() {
        let mut out = Vec::new();
        let docs: Vec<u32> = (0..1_000).map(|n| n * 97).collect();
        write(&docs, &mut Writer::default(), &mut out);
        for length in 0..out.len() {
            assert!(List::read(&out[..length]).is_none());
        }
    }
}
