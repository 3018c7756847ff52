//! A segment as chunks of bytes, for whoever keeps it.
//!
//! The first chunk says what the others must be; dictionaries of names and all addresses follow,
//! then the parts of the regions, which are fetched when they are first needed. What is not as the
//! first chunk says is refused: the customers themselves are kept elsewhere, and the index can be
//! made again from them.

use crate::{
    Failure,
    bytes::{Reader, checksum, put_word, put_words},
    codes::{Codes, TOGETHER},
    entry,
    names::{Members, Names},
    region::{Region, Shelf},
    scraps,
    section::{NAMED, SECTIONS},
    segment::Segment,
};
use std::{
    borrow::Cow,
    collections::HashMap,
    sync::{Arc, OnceLock},
};

const MAGIC: u32 = 0x5244_4e46;

/// Changes with the form of any chunk, and with the rules by which words are made and numbered.
const VERSION: u32 = 2;

/// The core is cut into chunks of this.
const CHUNK: usize = 1 << 20;

impl Segment {
    const fn regions(&self) -> [&Region; 4] {
        [&self.words, &self.lists, &self.far, &self.entries]
    }

    /// All chunks, in order.
    pub(crate) fn chunks(&self) -> Result<Vec<Cow<'_, [u8]>>, Failure> {
        let core = self.core();
        let mut head = Vec::new();
        put_word(&mut head, MAGIC);
        put_word(&mut head, VERSION);
        table(core.chunks(CHUNK).map(|chunk| (chunk.len() as u32, checksum(chunk))), &mut head);
        for region in self.regions() {
            table(region.table(), &mut head);
        }
        let sum = checksum(&head);
        head.extend_from_slice(&sum.to_le_bytes());
        let mut chunks = vec![Cow::Owned(head)];
        chunks.extend(core.chunks(CHUNK).map(|chunk| Cow::Owned(chunk.to_vec())));
        for region in self.regions() {
            for number in 0..region.parts() {
                chunks.push(Cow::Borrowed(region.part(number)?));
            }
        }
        Ok(chunks)
    }

    /// Reads the core; the rest when it is needed.
    pub(crate) fn open(shelf: &Arc<dyn Shelf>) -> Result<Self, Failure> {
        let head = shelf.chunk(0).ok_or(Failure::Damaged)?;
        let at = head.len().checked_sub(8).ok_or(Failure::Damaged)?;
        let (head, sum) = head.split_at(at);
        if sum != checksum(head).to_le_bytes() {
            return Err(Failure::Damaged);
        }
        Self::read(head, shelf).ok_or(Failure::Damaged)
    }

    fn read(head: &[u8], shelf: &Arc<dyn Shelf>) -> Option<Self> {
        let mut head = Reader::new(head);
        if head.word()? != MAGIC || head.word()? != VERSION {
            return None;
        }
        let mut next = 1;
        let mut core = Vec::new();
        for (length, sum) in read_table(&mut head)? {
            let chunk = shelf.chunk(next)?;
            if chunk.len() != length as usize || checksum(&chunk) != sum {
                return None;
            }
            core.extend_from_slice(&chunk);
            next += 1;
        }
        let mut region = || {
            let parts = read_table(&mut head)?;
            let first = next;
            next = next.checked_add(parts.len() as u32)?;
            Some(Region::on(Arc::clone(shelf), first, parts))
        };
        let regions = [region()?, region()?, region()?, region()?];
        if !head.is_empty() {
            return None;
        }
        Self::of_core(&core, regions)
    }

    fn core(&self) -> Vec<u8> {
        let mut out = Vec::new();
        put_word(&mut out, self.docs);
        put_word(&mut out, self.width as u32);
        put_word(&mut out, self.opened.len() as u32);
        for (handle, at) in &self.opened {
            put_word(&mut out, *handle);
            out.extend_from_slice(&at.to_le_bytes());
        }
        self.names.write(&mut out);
        self.members.iter().for_each(|members| members.write(&mut out));
        self.codes.iter().for_each(|codes| codes.write(&mut out));
        self.scraps.write(&mut out);
        put_words(&mut out, &self.bases);
        put_word(&mut out, self.spans.len() as u32);
        let mut spans: Vec<_> = self.spans.iter().collect();
        spans.sort_unstable();
        for ((from, to), list) in spans {
            [*from, *to, *list].iter().for_each(|number| put_word(&mut out, *number));
        }
        put_words(&mut out, &self.list_blocks);
        put_words(&mut out, &self.entry_blocks);
        put_word(&mut out, self.sounds.len() as u32);
        for (hash, word) in &self.sounds {
            put_word(&mut out, *hash);
            put_word(&mut out, *word);
        }
        out
    }

    fn of_core(core: &[u8], regions: [Region; 4]) -> Option<Self> {
        let from = &mut Reader::new(core);
        let (docs, width) = (from.word()?, from.word()? as usize);
        let opened = (0..from.word()?)
            .map(|_| Some((from.word()?, from.long()? as i64)))
            .collect::<Option<Vec<_>>>()?;
        let names = Names::read(from)?;
        let members = (0..NAMED)
            .map(|_| Members::of(from.words()?, names.len()))
            .collect::<Option<Vec<_>>>()?;
        let codes = (NAMED..SECTIONS).map(|_| Codes::read(from)).collect::<Option<Vec<_>>>()?;
        let scraps = Members::of(from.words()?, scraps::ALL)?;
        let bases = from.words()?;
        let spans = (0..from.word()?)
            .map(|_| Some(((from.word()?, from.word()?), from.word()?)))
            .collect::<Option<HashMap<_, _>>>()?;
        let (list_blocks, entry_blocks) = (from.words()?, from.words()?);
        let sounds = (0..from.word()?)
            .map(|_| Some((from.word()?, from.word()?)))
            .collect::<Option<Vec<_>>>()?;
        // Numbers lead from one table into the other: they must fit.
        let sizes = members.iter().map(Members::len).chain(codes.iter().map(Codes::len));
        let mut sizes = sizes.chain([scraps.len()]);
        let fits = bases.len() == SECTIONS + 2
            && bases.first() == Some(&0)
            && bases
                .windows(2)
                .all(|pair| pair[0].checked_add(sizes.next().unwrap_or(u32::MAX)) == Some(pair[1]))
            && entry_blocks.len() as u32 == docs.div_ceil(TOGETHER)
            && opened.len() as u64 <= u64::from(docs)
            && bases.last().is_some_and(|terms| width == entry::width(*terms))
            && sounds.is_sorted()
            && sounds.len() as u32 == names.len();
        let [words, lists, far, entries] = regions;
        (fits && from.is_empty()).then_some(Self {
            docs,
            opened,
            names,
            sounds,
            members,
            codes,
            scraps,
            bases,
            spans,
            width,
            list_blocks,
            entry_blocks,
            words,
            lists,
            far,
            entries,
            trie: OnceLock::new(),
        })
    }

    /// Fetches what has not been needed yet. `stop` is asked before each part.
    pub(crate) fn load(&self, stop: &dyn Fn() -> bool) -> Result<(), Failure> {
        for region in self.regions() {
            for number in 0..region.parts() {
                if stop() {
                    return Err(Failure::Stopped);
                }
                region.part(number)?;
            }
        }
        self.trie();
        Ok(())
    }
}

fn table(parts: impl Iterator<Item = (u32, u64)>, out: &mut Vec<u8>) {
    let parts: Vec<(u32, u64)> = parts.collect();
    put_word(out, parts.len() as u32);
    for (length, sum) in parts {
        put_word(out, length);
        out.extend_from_slice(&sum.to_le_bytes());
    }
}

fn read_table(from: &mut Reader<'_>) -> Option<Vec<(u32, u64)>> {
    (0..from.word()?).map(|_| Some((from.word()?, from.long()?))).collect()
}
