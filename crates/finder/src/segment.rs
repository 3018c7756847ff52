//! Many customers, packed and never changed: dictionaries, lists of customers, the customers.
//!
//! Customers are numbered in the order in which equal matches are shown: those opened here last
//! come first, then in the order of arrival. It answers what stands under a word; what a question
//! means is decided elsewhere.

use crate::{
    Failure,
    codes::{Codes, TOGETHER},
    entry::{Entries, Entry},
    list::List,
    names::{Members, Names},
    region::Region,
    section::{NAMED, SECTIONS},
    trie::Trie,
};
use matching::sound;
use std::{collections::HashMap, ops::Range, sync::OnceLock};

pub(crate) struct Segment {
    pub(crate) docs: u32,
    /// Those opened at this desk, newest first: they are the first numbers.
    pub(crate) opened: Vec<(u32, i64)>,
    pub(crate) names: Names,
    /// Hash of how a name sounds, and the name; ascending.
    pub(crate) sounds: Vec<(u32, u32)>,
    pub(crate) members: Vec<Members>,
    pub(crate) codes: Vec<Codes>,
    /// Which scraps of identifiers anybody has.
    pub(crate) scraps: Members,
    /// The number of each section's first word; behind them those of the scraps of
    /// identifiers, and of the lists that stand for many words.
    pub(crate) bases: Vec<u32>,
    /// Words of a section with a common start, and the list of all their customers.
    pub(crate) spans: HashMap<(u32, u32), u32>,
    pub(crate) width: usize,
    /// The address of each sixteen lists, of each sixteen customers.
    pub(crate) list_blocks: Vec<u32>,
    pub(crate) entry_blocks: Vec<u32>,
    pub(crate) words: Region,
    pub(crate) lists: Region,
    pub(crate) far: Region,
    pub(crate) entries: Region,
    pub(crate) trie: OnceLock<Trie>,
}

impl Segment {
    pub(crate) fn section(&self, section: usize) -> Range<u32> {
        let base = |at: usize| self.bases.get(at).copied().unwrap_or_default();
        base(section)..base(section + 1)
    }

    pub(crate) fn section_of(&self, term: u32) -> usize {
        self.bases.partition_point(|base| *base <= term).saturating_sub(1)
    }

    /// The list of a scrap, where anybody has it.
    pub(crate) fn scrap(&self, scrap: u32) -> Option<u32> {
        Some(self.bases.get(SECTIONS)? + self.scraps.place(scrap)?)
    }

    /// The number of a word in a section of names, by its number in the dictionary.
    #[inline]
    pub(crate) fn named(&self, section: usize, word: u32) -> Option<u32> {
        Some(self.bases.get(section)? + self.members.get(section)?.place(word)?)
    }

    #[inline]
    pub(crate) fn named_range(&self, section: usize, words: &Range<u32>) -> Range<u32> {
        let base = self.bases.get(section).copied().unwrap_or_default();
        let places = self.members.get(section).map_or(0..0, |members| members.places(words));
        base + places.start..base + places.end
    }

    fn code_section(&self, section: usize) -> Option<(&Codes, u32)> {
        Some((self.codes.get(section.checked_sub(NAMED)?)?, *self.bases.get(section)?))
    }

    pub(crate) fn code(&self, section: usize, word: &str) -> Result<Option<u32>, Failure> {
        let Some((codes, base)) = self.code_section(section) else { return Ok(None) };
        Ok(codes.exact(word, &self.words)?.map(|at| base + at))
    }

    pub(crate) fn code_range(&self, section: usize, start: &str) -> Result<Range<u32>, Failure> {
        let Some((codes, base)) = self.code_section(section) else { return Ok(0..0) };
        let found = codes.starting_with(start, &self.words)?;
        Ok(base + found.start..base + found.end)
    }

    /// The text of a word by its number.
    pub(crate) fn text(&self, term: u32) -> Result<String, Failure> {
        let section = self.section_of(term);
        let place = term - self.section(section).start;
        if let Some(members) = self.members.get(section) {
            return Ok(members.word(place).map_or("", |word| self.names.word(word)).to_owned());
        }
        let (codes, _) = self.code_section(section).ok_or(Failure::Damaged)?;
        codes.word(place, &self.words)
    }

    #[inline]
    pub(crate) fn list(&self, number: u32) -> Result<List<'_>, Failure> {
        let address = self.list_blocks.get((number / TOGETHER) as usize).ok_or(Failure::Damaged)?;
        let mut data = self.lists.at(*address)?;
        for _ in 0..number % TOGETHER {
            data = List::read(data).ok_or(Failure::Damaged)?.1;
        }
        List::read(data).ok_or(Failure::Damaged)?.0.resolve(&self.far)
    }

    /// The lists of words that follow each other.
    pub(crate) fn each_list<'a>(
        &'a self,
        terms: &Range<u32>,
        mut tell: impl FnMut(List<'a>),
    ) -> Result<(), Failure> {
        let mut data: &[u8] = &[];
        for term in terms.clone() {
            if term == terms.start || term % TOGETHER == 0 {
                let block = (term / TOGETHER) as usize;
                data = self.lists.at(*self.list_blocks.get(block).ok_or(Failure::Damaged)?)?;
                let skip = if term == terms.start { term % TOGETHER } else { 0 };
                for _ in 0..skip {
                    data = List::read(data).ok_or(Failure::Damaged)?.1;
                }
            }
            let (list, rest) = List::read(data).ok_or(Failure::Damaged)?;
            data = rest;
            tell(list.resolve(&self.far)?);
        }
        Ok(())
    }

    /// The list of all customers of these words, where there is one.
    #[inline]
    pub(crate) fn span(&self, terms: &Range<u32>) -> Option<u32> {
        if terms.end - terms.start == 1 {
            return Some(terms.start);
        }
        self.spans.get(&(terms.start, terms.end)).copied()
    }

    /// How many customers stand under these words, those under several of them more than once.
    pub(crate) fn count(&self, terms: &Range<u32>) -> Result<u32, Failure> {
        if terms.is_empty() {
            return Ok(0);
        }
        match self.span(terms) {
            Some(list) => Ok(self.list(list)?.count),
            // Of identifiers, hardly one has two customers.
            None if terms.start >= self.section(NAMED).start => Ok(terms.end - terms.start),
            None => {
                let mut sum = 0;
                self.each_list(terms, |list| sum += list.count)?;
                Ok(sum)
            }
        }
    }

    #[inline]
    pub(crate) fn entry(&self, doc: u32) -> Result<Entry<'_>, Failure> {
        let address = self.entry_blocks.get((doc / TOGETHER) as usize).ok_or(Failure::Damaged)?;
        let mut entries = Entries::new(self.entries.at(*address)?, self.width);
        entries.nth((doc % TOGETHER) as usize).ok_or(Failure::Damaged)
    }

    /// Where a customer stands among equal matches, in any segment.
    pub(crate) fn order(&self, doc: u32) -> Result<(bool, i64, u32), Failure> {
        match self.opened.get(doc as usize) {
            Some((handle, at)) => Ok((false, at.wrapping_neg(), *handle)),
            None => Ok((true, 0, self.entry(doc)?.handle)),
        }
    }

    /// All customers in their order.
    pub(crate) fn each_entry<'a>(
        &'a self,
        mut tell: impl FnMut(u32, Entry<'a>) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        for (block, address) in (0_u32..).zip(&self.entry_blocks) {
            let mut entries = Entries::new(self.entries.at(*address)?, self.width);
            for doc in block * TOGETHER..self.docs.min((block + 1) * TOGETHER) {
                tell(doc, entries.next().ok_or(Failure::Damaged)?)?;
            }
        }
        Ok(())
    }

    /// The number of a customer.
    pub(crate) fn doc(&self, handle: u32) -> Result<Option<u32>, Failure> {
        let opened = self.opened.len() as u32;
        if let Some(at) = self.opened.iter().position(|(known, _)| *known == handle) {
            return Ok(Some(at as u32));
        }
        let (mut low, mut high) = (opened, self.docs);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.entry(middle)?.handle < handle {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        Ok((low < self.docs && self.entry(low)?.handle == handle).then_some(low))
    }

    pub(crate) fn trie(&self) -> &Trie {
        self.trie.get_or_init(|| Trie::of(&self.names))
    }

    /// The words of the dictionary that sound like this one.
    pub(crate) fn sounding_like(&self, word: &str) -> impl Iterator<Item = u32> + '_ {
        let hash = hash(&sound::said(word));
        let from = self.sounds.partition_point(|(known, _)| *known < hash);
        self.sounds[from..]
            .iter()
            .take_while(move |(known, _)| *known == hash)
            .map(|(_, word)| *word)
    }

    pub(crate) fn weights(&self) -> [(&'static str, usize); 8] {
        let members: usize = self.members.iter().map(Members::bytes).sum();
        let codes: usize = self.codes.iter().map(Codes::bytes).sum();
        [
            ("names", self.names.bytes() + members + self.sounds.len() * 8),
            ("typing errors", self.trie.get().map_or(0, Trie::bytes)),
            ("identifiers", codes + self.words.bytes()),
            ("short lists", self.lists.bytes() + self.list_blocks.len() * 4),
            ("long lists", self.far.bytes()),
            ("starts", self.spans.capacity() * 13),
            ("customers", self.entries.bytes() + self.entry_blocks.len() * 4),
            ("others", self.opened.len() * 16 + self.scraps.bytes() + self.bases.len() * 4),
        ]
    }

    pub(crate) fn bytes(&self) -> usize {
        self.weights().iter().map(|(_, bytes)| bytes).sum()
    }
}

pub(crate) fn hash(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}
