//! The dictionary of one kind of identifier: ascending words, each stored as what it adds to the
//! one before, sixteen together.

use crate::{
    Failure,
    bytes::{Reader, put, put_bytes, put_word, put_words, take},
    region::{Region, Writer},
};
use std::ops::Range;

/// So many words, lists or customers stand together under one address.
pub(crate) const TOGETHER: u32 = 16;

#[derive(Default)]
pub(crate) struct Codes {
    count: u32,
    /// The address of each sixteen.
    blocks: Vec<u32>,
    /// The first word of each part, with its block: so that a search reads one part only.
    heads: Vec<(u32, Box<[u8]>)>,
}

#[derive(Default)]
pub(crate) struct CodesWriter {
    codes: Codes,
    last: Vec<u8>,
}

impl CodesWriter {
    /// The words must ascend.
    pub(crate) fn add(&mut self, word: &str, region: &mut Writer) {
        let word = word.as_bytes();
        let codes = &mut self.codes;
        let first = codes.count.is_multiple_of(TOGETHER);
        if first {
            let (address, _) = region.next();
            let part = address >> 16;
            if codes.blocks.last().is_none_or(|last| last >> 16 != part) {
                codes.heads.push((codes.blocks.len() as u32, word.into()));
            }
            codes.blocks.push(address);
            self.last.clear();
        }
        let shared = self.last.iter().zip(word).take_while(|(a, b)| a == b).count();
        let added = word.len() - shared;
        let out = region.next_in_block();
        if shared < 15 && added < 16 {
            out.push((shared << 4 | added) as u8);
        } else {
            out.push(0xf0);
            put(out, shared as u32);
            put(out, added as u32);
        }
        out.extend_from_slice(&word[shared..]);
        self.last.clear();
        self.last.extend_from_slice(word);
        codes.count += 1;
    }

    pub(crate) fn finish(self) -> Codes {
        self.codes
    }
}

/// Goes through the words of one block.
struct Walk<'a> {
    data: &'a [u8],
    at: usize,
    word: Vec<u8>,
}

impl Walk<'_> {
    fn next(&mut self) -> Option<&[u8]> {
        let head = *self.data.get(self.at)?;
        self.at += 1;
        let (shared, added) = if head & 0xf0 == 0xf0 {
            (take(self.data, &mut self.at)? as usize, take(self.data, &mut self.at)? as usize)
        } else {
            (usize::from(head >> 4), usize::from(head & 0xf))
        };
        let end = self.at.checked_add(added)?;
        let more = self.data.get(self.at..end)?;
        self.word.truncate(shared);
        self.word.extend_from_slice(more);
        self.at = end;
        Some(&self.word)
    }
}

impl Codes {
    pub(crate) const fn len(&self) -> u32 {
        self.count
    }

    fn walk<'a>(&self, block: usize, region: &'a Region) -> Result<Walk<'a>, Failure> {
        let address = self.blocks.get(block).ok_or(Failure::Damaged)?;
        Ok(Walk { data: region.at(*address)?, at: 0, word: Vec::with_capacity(32) })
    }

    pub(crate) fn word(&self, number: u32, region: &Region) -> Result<String, Failure> {
        let mut walk = self.walk((number / TOGETHER) as usize, region)?;
        for _ in 0..number % TOGETHER {
            walk.next().ok_or(Failure::Damaged)?;
        }
        let word = walk.next().ok_or(Failure::Damaged)?;
        String::from_utf8(word.to_vec()).map_err(|_| Failure::Damaged)
    }

    /// How many words come before the first one that does not; the words ascend.
    fn before(&self, region: &Region, is_before: impl Fn(&[u8]) -> bool) -> Result<u32, Failure> {
        let part = self.heads.partition_point(|(_, head)| is_before(head));
        let from = part.checked_sub(1).and_then(|at| self.heads.get(at)).map_or(0, |head| head.0);
        let to = self.heads.get(part).map_or(self.blocks.len(), |head| head.0 as usize);
        // The last block whose first word is before.
        let (mut low, mut high) = (from as usize, to);
        while low < high {
            let middle = low + (high - low) / 2;
            let mut walk = self.walk(middle, region)?;
            if is_before(walk.next().ok_or(Failure::Damaged)?) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        let Some(block) = low.checked_sub(1) else { return Ok(0) };
        let first = block as u32 * TOGETHER;
        let mut walk = self.walk(block, region)?;
        for number in first..self.count.min(first + TOGETHER) {
            if !is_before(walk.next().ok_or(Failure::Damaged)?) {
                return Ok(number);
            }
        }
        Ok(self.count.min(first + TOGETHER))
    }

    pub(crate) fn exact(&self, word: &str, region: &Region) -> Result<Option<u32>, Failure> {
        let at = self.before(region, |known| known < word.as_bytes())?;
        if at >= self.count {
            return Ok(None);
        }
        Ok((self.word(at, region)? == word).then_some(at))
    }

    pub(crate) fn starting_with(
        &self,
        start: &str,
        region: &Region,
    ) -> Result<Range<u32>, Failure> {
        let start = start.as_bytes();
        let from = self.before(region, |known| known < start)?;
        let to = self.before(region, |known| known < start || known.starts_with(start))?;
        Ok(from..to.max(from))
    }

    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        put_word(out, self.count);
        put_words(out, &self.blocks);
        put_word(out, self.heads.len() as u32);
        for (block, head) in &self.heads {
            put_word(out, *block);
            put_bytes(out, head);
        }
    }

    pub(crate) fn read(from: &mut Reader<'_>) -> Option<Self> {
        let (count, blocks) = (from.word()?, from.words()?);
        if blocks.len() as u32 != count.div_ceil(TOGETHER) {
            return None;
        }
        let heads = (0..from.word()?)
            .map(|_| Some((from.word()?, from.bytes()?.into())))
            .collect::<Option<Vec<_>>>()?;
        Some(Self { count, blocks, heads })
    }

    pub(crate) fn bytes(&self) -> usize {
        let heads: usize = self.heads.iter().map(|(_, head)| head.len() + 24).sum();
        self.blocks.len() * 4 + heads
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_whole_and_by_their_start() {
        let mut words: Vec<String> = (0..90_000).map(|n| format!("dom{}", n * 7)).collect();
        words.extend(["a".to_owned(), "ä".to_owned(), "dom".to_owned(), "x".repeat(48)]);
        words.sort_unstable();
        let (mut region, mut writer) = (Writer::default(), CodesWriter::default());
        words.iter().for_each(|word| writer.add(word, &mut region));
        let (codes, region) = (writer.finish(), region.finish().unwrap());
        assert!(region.parts() > 1);
        for (at, word) in words.iter().enumerate().step_by(317) {
            assert_eq!(codes.exact(word, &region).unwrap(), Some(at as u32));
            assert_eq!(codes.word(at as u32, &region).unwrap(), *word);
        }
        assert_eq!(codes.exact("dom1", &region).unwrap(), None);
        assert_eq!(codes.exact("zz", &region).unwrap(), None);
        for start in ["", "a", "d", "dom", "dom12", "dom1234", "x", "zz", "ä"] {
            let from = words.partition_point(|word| word.as_str() < start);
            let to = words.iter().filter(|word| word.starts_with(start)).count() + from;
            let found = codes.starting_with(start, &region).unwrap();
            assert_eq!(found, from as u32..to as u32, "{start}");
        }
    }
}
