//! Bytes of a segment, cut into parts that are read when they are first needed.
//!
//! Whoever keeps the parts is behind `Shelf`; what comes from there is checked before it is used.

use crate::{Failure, bytes::checksum};
use std::sync::{Arc, OnceLock};

/// Where the chunks of a saved segment stand.
pub trait Shelf: Send + Sync {
    /// `None` where the chunk cannot be had.
    fn chunk(&self, number: u32) -> Option<Vec<u8>>;
}

/// A part is closed when it has grown to this, so that a place in it takes 16 bits. Only the last
/// thing in it may reach further.
const PART: usize = 60 << 10;

pub(crate) struct Region {
    parts: Vec<Part>,
    /// The chunk of the first part.
    first: u32,
    shelf: Option<Arc<dyn Shelf>>,
}

struct Part {
    length: u32,
    sum: u64,
    bytes: OnceLock<Box<[u8]>>,
}

impl Region {
    pub(crate) fn on(shelf: Arc<dyn Shelf>, first: u32, parts: Vec<(u32, u64)>) -> Self {
        let parts = parts
            .into_iter()
            .map(|(length, sum)| Part { length, sum, bytes: OnceLock::new() })
            .collect();
        Self { parts, first, shelf: Some(shelf) }
    }

    /// What stands at an address, up to the end of its part.
    #[inline]
    pub(crate) fn at(&self, address: u32) -> Result<&[u8], Failure> {
        let bytes = self.part(address as usize >> 16)?;
        bytes.get(address as usize & 0xffff..).ok_or(Failure::Damaged)
    }

    #[inline]
    pub(crate) fn part(&self, number: usize) -> Result<&[u8], Failure> {
        let part = self.parts.get(number).ok_or(Failure::Damaged)?;
        match part.bytes.get() {
            Some(bytes) => Ok(bytes),
            None => self.fetch(number, part),
        }
    }

    #[cold]
    fn fetch<'a>(&self, number: usize, part: &'a Part) -> Result<&'a [u8], Failure> {
        let shelf = self.shelf.as_ref().ok_or(Failure::Damaged)?;
        let bytes = shelf.chunk(self.first + number as u32).ok_or(Failure::Damaged)?;
        if bytes.len() != part.length as usize || checksum(&bytes) != part.sum {
            return Err(Failure::Damaged);
        }
        // Two may fetch at once; both bring the same.
        Ok(part.bytes.get_or_init(|| bytes.into_boxed_slice()))
    }

    pub(crate) const fn parts(&self) -> usize {
        self.parts.len()
    }

    /// Length and checksum of each part.
    pub(crate) fn table(&self) -> impl Iterator<Item = (u32, u64)> + '_ {
        self.parts.iter().map(|part| (part.length, part.sum))
    }

    /// With those that were not needed yet.
    pub(crate) fn bytes(&self) -> usize {
        self.parts.iter().map(|part| part.length as usize).sum()
    }
}

#[derive(Default)]
pub(crate) struct Writer {
    done: Vec<Part>,
    open: Vec<u8>,
}

impl Writer {
    /// Where the next thing will stand, and where to write it.
    pub(crate) fn next(&mut self) -> (u32, &mut Vec<u8>) {
        if self.open.len() >= PART {
            self.close();
        }
        ((self.done.len() as u32) << 16 | self.open.len() as u32, &mut self.open)
    }

    /// Where to write what belongs to the thing begun last.
    pub(crate) const fn next_in_block(&mut self) -> &mut Vec<u8> {
        &mut self.open
    }

    /// Begins a new part. Says which number it has.
    pub(crate) fn close(&mut self) -> usize {
        if !self.open.is_empty() {
            let bytes = std::mem::take(&mut self.open).into_boxed_slice();
            let (length, sum) = (bytes.len() as u32, checksum(&bytes));
            self.done.push(Part { length, sum, bytes: OnceLock::from(bytes) });
        }
        self.done.len()
    }

    pub(crate) fn finish(mut self) -> Result<Region, Failure> {
        self.close();
        if self.done.len() > 1 << 16 {
            return Err(Failure::TooLarge);
        }
        Ok(Region { parts: self.done, first: 0, shelf: None })
    }
}
