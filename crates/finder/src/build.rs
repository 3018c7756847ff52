//! Packing customers into a segment.

use crate::{
    Failure,
    bytes::{put, take},
    codes::{Codes, CodesWriter, TOGETHER},
    digits::Digits,
    entry,
    face::{Field, Word},
    latin, list,
    names::{Members, Names},
    region::{Region, Writer},
    scraps,
    section::{self, NAMED, SECTIONS},
    segment::{Segment, hash},
};
use matching::sound;
use std::{collections::HashMap, sync::OnceLock};

/// Takes customers in any order.
#[derive(Default)]
pub(crate) struct Builder {
    customers: Vec<(u32, Option<i64>)>,
    /// Distinct words of names, in the order they came, and who has them: (section, word).
    interned: HashMap<Box<str>, u32>,
    named: Vec<(u8, u32, u32)>,
    codes: Vec<Strings>,
    /// Where the phones of each customer begin.
    phone_starts: Vec<u32>,
    phones: Vec<u8>,
}

/// The words of one kind of identifier and whose they are.
#[derive(Default)]
struct Strings {
    text: String,
    all: Vec<(u32, u8, u32)>,
}

/// A list of words with a common start is kept where there are more than so many of them.
const fn many(section: usize) -> usize {
    if section < NAMED { 48 } else { 768 }
}

/// Of one word, so that no customer can be longer than 16 bits.
const LONGEST: usize = 200;

impl Builder {
    pub(crate) fn new() -> Self {
        Self { codes: (NAMED..SECTIONS).map(|_| Strings::default()).collect(), ..Self::default() }
    }

    /// Each handle once.
    pub(crate) fn add<'a>(
        &mut self,
        handle: u32,
        opened: Option<i64>,
        words: impl Iterator<Item = (Field, bool, &'a str)>,
    ) {
        let at = self.customers.len() as u32;
        self.customers.push((handle, opened));
        self.phone_starts.push(self.phones.len() as u32);
        for (field, inner, text) in words {
            if field == Field::Phone {
                Digits::of(text).write(&mut self.phones);
                continue;
            }
            let Some(section) = section::of(field, inner) else { continue };
            if text.len() > LONGEST || text.is_empty() {
                continue;
            }
            if section < NAMED {
                self.name(section, text, at);
                if let Some(latin) = latin::of(text) {
                    self.name(section, &latin, at);
                }
                continue;
            }
            self.code(section, text, at);
            if section == section::EMAIL
                && let Some(sign) = text.rfind('@')
            {
                self.code(section::DOMAIN, &text[sign..], at);
            }
        }
    }

    pub(crate) fn add_words(&mut self, handle: u32, opened: Option<i64>, words: &[Word]) {
        self.add(handle, opened, words.iter().map(|w| (w.field, w.inner, w.text.as_str())));
    }

    fn name(&mut self, section: usize, text: &str, at: u32) {
        let next = self.interned.len() as u32;
        let word = match self.interned.get(text) {
            Some(known) => *known,
            None => {
                self.interned.insert(text.into(), next);
                next
            }
        };
        self.named.push((section as u8, word, at));
    }

    fn code(&mut self, section: usize, text: &str, at: u32) {
        if let Some(strings) = self.codes.get_mut(section - NAMED) {
            strings.all.push((strings.text.len() as u32, text.len() as u8, at));
            strings.text.push_str(text);
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.customers.len()
    }

    pub(crate) fn build(mut self) -> Result<Segment, Failure> {
        let docs = self.customers.len() as u32;
        // From the order they came in to the order they stand in, and back.
        let mut order: Vec<u32> = (0..docs).collect();
        order.sort_by_key(|at| {
            let (handle, opened) = self.customers[*at as usize];
            (opened.is_none(), opened.map(std::cmp::Reverse), handle)
        });
        let mut doc_of = vec![0; docs as usize];
        order.iter().zip(0..).for_each(|(at, doc)| doc_of[*at as usize] = doc);
        let opened = order
            .iter()
            .map_while(|at| {
                let (handle, opened) = self.customers[*at as usize];
                Some((handle, opened?))
            })
            .collect();

        let mut terms = Terms::with(&order, &self);
        let (mut words, mut lists) = (Writer::default(), Lists::default());
        let mut spans = Spans::default();
        let mut bases = vec![0];

        // Names.
        let mut sorted: Vec<(Box<str>, u32)> =
            std::mem::take(&mut self.interned).into_iter().collect();
        sorted.sort_unstable();
        let names = Names::of(sorted.iter().map(|(word, _)| &**word));
        let mut rank = vec![0; sorted.len()];
        sorted.iter().zip(0..).for_each(|((_, old), new)| rank[*old as usize] = new);
        drop(sorted);
        let mut named: Vec<(u8, u32, u32)> = std::mem::take(&mut self.named)
            .into_iter()
            .map(|(section, word, at)| (section, rank[word as usize], doc_of[at as usize]))
            .collect();
        named.sort_unstable();
        named.dedup();
        let mut members = Vec::with_capacity(NAMED);
        let mut rest = named.as_slice();
        for section in 0..NAMED {
            let (here, behind) =
                rest.split_at(rest.partition_point(|(s, ..)| usize::from(*s) <= section));
            rest = behind;
            let base = lists.next();
            let (mut words_here, mut starts) = (Vec::new(), Vec::new());
            let mut start = 0;
            for same in here.chunk_by(|a, b| a.1 == b.1) {
                let term = lists.next();
                words_here.push(same[0].1);
                starts.push(start);
                start += same.len();
                lists.add(same.iter().map(|(.., doc)| *doc));
                same.iter().for_each(|(.., doc)| terms.add(*doc, term));
            }
            starts.push(start);
            let word = |at: usize| names.word(words_here[at]);
            let docs = |from: usize, to: usize| {
                here[starts[from]..starts[to]].iter().map(|(.., doc)| *doc).collect()
            };
            spans.of((section, base, words_here.len()), word, docs, &mut lists.far);
            members.push(Members::of(words_here, names.len()).ok_or(Failure::TooLarge)?);
            bases.push(lists.next());
        }
        drop(named);

        // Identifiers.
        let runs = self.scraps(&order, &doc_of);
        let mut codes = Vec::with_capacity(SECTIONS - NAMED);
        for (section, strings) in (NAMED..).zip(&mut self.codes) {
            let strings = std::mem::take(strings);
            let mut out = Out { words: &mut words, lists: &mut lists, terms: &mut terms };
            codes.push(strings.pack(section, &doc_of, &mut out, &mut spans));
            bases.push(lists.next());
        }

        let scraps = scrap_lists(runs, &mut lists).ok_or(Failure::TooLarge)?;
        bases.push(lists.next());

        let width = entry::width(lists.next());
        let (entries, entry_blocks) = self.entries(&order, &terms, width);
        drop(terms);

        let sounds = sounds(&names);
        let span_numbers = spans.append(&mut lists);
        let (lists, far, list_blocks) = lists.finish()?;
        Ok(Segment {
            docs,
            opened,
            names,
            sounds,
            members,
            codes,
            scraps,
            bases,
            spans: span_numbers,
            width,
            list_blocks,
            entry_blocks,
            words: words.finish()?,
            lists,
            far,
            entries: entries.finish()?,
            trie: OnceLock::new(),
        })
    }

    fn phones_of(&self, at: u32) -> &[u8] {
        let from = self.phone_starts.get(at as usize).map_or(0, |from| *from as usize);
        let to =
            self.phone_starts.get(at as usize + 1).map_or(self.phones.len(), |to| *to as usize);
        self.phones.get(from..to).unwrap_or_default()
    }

    /// Who stands under which scrap, as steps: twenty million numbers would fill the memory.
    fn scraps(&self, order: &[u32], doc_of: &[u32]) -> Vec<Run> {
        let mut runs = vec![Run::default(); scraps::ALL as usize];
        for (at, doc) in order.iter().zip(0_u32..) {
            let mut rest = self.phones_of(*at);
            while let Some((digits, behind)) = Digits::read(rest) {
                digits.scraps().into_iter().for_each(|scrap| runs[scrap as usize].add(doc));
                rest = behind;
            }
        }
        for section in [section::VIN, section::PLATE] {
            let Some(strings) = self.codes.get(section - NAMED) else { continue };
            let mut all: Vec<(u32, u32, u8)> = strings
                .all
                .iter()
                .map(|(from, length, at)| (doc_of[*at as usize], *from, *length))
                .collect();
            all.sort_unstable();
            for (doc, from, length) in all {
                let to = from as usize + usize::from(length);
                let text = strings.text.get(from as usize..to).unwrap_or_default();
                let scraps = scraps::of(section, text);
                scraps.into_iter().for_each(|scrap| runs[scrap as usize].add(doc));
            }
        }
        runs
    }

    fn entries(&self, order: &[u32], terms: &Terms, width: usize) -> (Writer, Vec<u32>) {
        let (mut region, mut blocks) = (Writer::default(), Vec::new());
        let mut before = 0;
        for (at, doc) in order.iter().zip(0_u32..) {
            if doc % TOGETHER == 0 {
                blocks.push(region.next().0);
                before = 0;
            }
            let (handle, _) = self.customers[*at as usize];
            let out = region.next_in_block();
            entry::write((before, handle), terms.of(doc), width, self.phones_of(*at), out);
            before = handle;
        }
        (region, blocks)
    }
}

/// Customers under one scrap, ascending, each once.
#[derive(Clone, Default)]
struct Run {
    last: u32,
    steps: Vec<u8>,
}

impl Run {
    fn add(&mut self, doc: u32) {
        if self.steps.is_empty() || doc > self.last {
            put(&mut self.steps, doc - self.last);
            self.last = doc;
        }
    }
}

fn scrap_lists(runs: Vec<Run>, lists: &mut Lists) -> Option<Members> {
    let mut known = Vec::new();
    for (run, scrap) in runs.into_iter().zip(0..) {
        if run.steps.is_empty() {
            continue;
        }
        known.push(scrap);
        let (mut at, mut doc) = (0, 0);
        lists.add(std::iter::from_fn(|| {
            doc += take(&run.steps, &mut at)?;
            Some(doc)
        }));
    }
    Members::of(known, scraps::ALL)
}

impl Strings {
    fn pack(
        mut self,
        section: usize,
        doc_of: &[u32],
        out: &mut Out<'_>,
        spans: &mut Spans,
    ) -> Codes {
        let text = self.text.as_bytes();
        let word = |from: u32, length: u8| {
            text.get(from as usize..from as usize + usize::from(length)).unwrap_or_default()
        };
        // The first eight letters decide nearly always.
        let mut sorted: Vec<(u64, u32, u8, u32)> = std::mem::take(&mut self.all)
            .into_iter()
            .map(|(from, length, at)| {
                let mut key = [0; 8];
                let word = word(from, length);
                let some = word.len().min(8);
                key[..some].copy_from_slice(&word[..some]);
                (u64::from_be_bytes(key), from, length, doc_of[at as usize])
            })
            .collect();
        sorted.sort_unstable_by(|a, b| {
            a.0.cmp(&b.0).then_with(|| word(a.1, a.2).cmp(word(b.1, b.2))).then(a.3.cmp(&b.3))
        });
        let mut writer = CodesWriter::default();
        let base = out.lists.next();
        let (mut starts, mut start) = (Vec::new(), 0);
        for same in sorted.chunk_by(|a, b| a.0 == b.0 && word(a.1, a.2) == word(b.1, b.2)) {
            let term = out.lists.next();
            let (_, from, length, _) = same[0];
            let text = self.text.get(from as usize..from as usize + usize::from(length));
            writer.add(text.unwrap_or_default(), out.words);
            let mut docs: Vec<u32> = same.iter().map(|one| one.3).collect();
            docs.dedup();
            docs.iter().for_each(|doc| out.terms.add(*doc, term));
            out.lists.add(docs.into_iter());
            starts.push(start);
            start += same.len();
        }
        let count = starts.len();
        starts.push(start);
        let text = |at: usize| {
            let (_, from, length, _) = sorted[starts[at]];
            self.text.get(from as usize..from as usize + usize::from(length)).unwrap_or_default()
        };
        let docs = |from: usize, to: usize| {
            sorted[starts[from]..starts[to]].iter().map(|one| one.3).collect()
        };
        spans.of((section, base, count), text, docs, &mut out.lists.far);
        // The next section begins a part of its own, so that each part is searched by one.
        out.words.close();
        writer.finish()
    }
}

struct Out<'a> {
    words: &'a mut Writer,
    lists: &'a mut Lists,
    terms: &'a mut Terms,
}

/// Lists for words with a common start: packed, but numbered behind all lists of words.
#[derive(Default)]
struct Spans(Vec<((u32, u32), Vec<u8>)>);

impl Spans {
    fn of<'a>(
        &mut self,
        (section, base, words): (usize, u32, usize),
        word: impl Fn(usize) -> &'a str,
        docs: impl Fn(usize, usize) -> Vec<u32>,
        far: &mut Writer,
    ) {
        // Words that share so many bytes.
        let mut open = vec![(0, words, 0)];
        while let Some((low, high, depth)) = open.pop() {
            let letter = |at: usize| word(at).get(depth..).and_then(|rest| rest.chars().next());
            let mut from = low;
            while from < high {
                let here = letter(from);
                let mut to = from + 1;
                while to < high && letter(to) == here {
                    to += 1;
                }
                if let Some(letter) = here.filter(|_| to - from > many(section)) {
                    if (from, to) != (low, high) || depth == 0 {
                        let mut docs = docs(from, to);
                        docs.sort_unstable();
                        docs.dedup();
                        let mut packed = Vec::new();
                        list::write(&docs, far, &mut packed);
                        self.0.push(((base + from as u32, base + to as u32), packed));
                    }
                    open.push((from, to, depth + letter.len_utf8()));
                }
                from = to;
            }
        }
    }

    fn append(self, lists: &mut Lists) -> HashMap<(u32, u32), u32> {
        let mut numbers = HashMap::with_capacity(self.0.len());
        for (terms, packed) in self.0 {
            numbers.insert(terms, lists.next());
            lists.begin().extend_from_slice(&packed);
        }
        numbers
    }
}

/// How each name sounds.
fn sounds(names: &Names) -> Vec<(u32, u32)> {
    let code = |number| hash(&sound::said(names.word(number)));
    let mut sounds: Vec<(u32, u32)> =
        (0..names.len()).map(|number| (code(number), number)).collect();
    sounds.sort_unstable();
    sounds
}

/// The words of each customer, by number.
struct Terms {
    starts: Vec<u32>,
    filled: Vec<u16>,
    all: Vec<u32>,
}

impl Terms {
    fn with(order: &[u32], builder: &Builder) -> Self {
        let mut counts = vec![0_u32; order.len()];
        let mut count = |at: u32| counts[at as usize] += 1;
        builder.named.iter().for_each(|(.., at)| count(*at));
        builder.codes.iter().flat_map(|s| &s.all).for_each(|(.., at)| count(*at));
        let mut starts = Vec::with_capacity(order.len() + 1);
        let mut sum = 0;
        for at in order {
            starts.push(sum);
            sum += counts[*at as usize];
        }
        starts.push(sum);
        Self { starts, filled: vec![0; order.len()], all: vec![0; sum as usize] }
    }

    fn add(&mut self, doc: u32, term: u32) {
        let filled = &mut self.filled[doc as usize];
        let at = self.starts[doc as usize] as usize + usize::from(*filled);
        self.all[at] = term;
        *filled += 1;
    }

    fn of(&self, doc: u32) -> &[u32] {
        let from = self.starts[doc as usize] as usize;
        &self.all[from..from + usize::from(self.filled[doc as usize])]
    }
}

#[derive(Default)]
struct Lists {
    region: Writer,
    far: Writer,
    blocks: Vec<u32>,
    count: u32,
    docs: Vec<u32>,
}

impl Lists {
    const fn next(&self) -> u32 {
        self.count
    }

    /// Where to write the next list.
    fn begin(&mut self) -> &mut Vec<u8> {
        if self.count.is_multiple_of(TOGETHER) {
            self.blocks.push(self.region.next().0);
        }
        self.count += 1;
        self.region.next_in_block()
    }

    fn add(&mut self, docs: impl Iterator<Item = u32>) {
        let mut all = std::mem::take(&mut self.docs);
        all.clear();
        all.extend(docs);
        let mut packed = Vec::new();
        list::write(&all, &mut self.far, &mut packed);
        self.begin().extend_from_slice(&packed);
        self.docs = all;
    }

    fn finish(self) -> Result<(Region, Region, Vec<u32>), Failure> {
        Ok((self.region.finish()?, self.far.finish()?, self.blocks))
    }
}
