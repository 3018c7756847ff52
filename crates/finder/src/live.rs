//! The index as it stands: one large segment, smaller ones with what came later, and who is gone.
//!
//! A change makes a new small segment; small ones are put together as they become many, so that
//! there are never more than a handful, and each customer is packed again only a few times.

use crate::{
    Failure,
    ask::Piece,
    bits::Bits,
    build::Builder,
    face::{Field, Word},
    find::{self, Options, Part},
    rank::Why,
    region::Shelf,
    section,
    segment::Segment,
};
use std::{borrow::Cow, sync::Arc};

/// One customer to be found.
#[derive(Clone, Debug)]
pub struct Customer {
    /// Whoever keeps the customers knows this one by it; equal matches stand in its order.
    pub handle: u32,
    /// When somebody at this desk opened the customer last; those come before the others.
    pub opened: Option<i64>,
    pub words: Vec<Word>,
}

/// A customer who matches.
#[derive(Clone, Debug)]
pub struct Found {
    pub handle: u32,
    /// From 0 to 1.
    pub score: f64,
    /// The network's id, as it is folded.
    pub id: Option<String>,
    /// One for each piece that the customer has.
    pub why: Vec<Why>,
}

/// A segment of the index, and who of it does not count any more.
#[derive(Clone)]
pub struct Layer {
    segment: Arc<Segment>,
    gone: Arc<Bits>,
    /// Under what it is kept.
    saved: Option<i64>,
}

/// Larger segments are not packed again while somebody waits; see `merged`.
const AT_ONCE: u32 = 20_000;

/// Cheap to copy: whoever searches keeps a copy while somebody else changes the original.
#[derive(Clone, Default)]
pub struct Finder {
    /// The largest first, the newest last.
    layers: Vec<Layer>,
}

impl Finder {
    /// Packs many customers at once.
    pub fn of(customers: impl IntoIterator<Item = Customer>) -> Result<Self, Failure> {
        let mut builder = Builder::new();
        for customer in customers {
            builder.add_words(customer.handle, customer.opened, &customer.words);
        }
        Ok(Self { layers: vec![Layer::of(builder.build()?)] })
    }

    /// Layers as they were kept: the largest first, the newest last.
    pub const fn of_layers(layers: Vec<Layer>) -> Self {
        Self { layers }
    }

    pub fn layers(&self) -> &[Layer] {
        &self.layers
    }

    /// Remembers under what each layer is kept.
    pub fn set_saved(&mut self, saved: &[i64]) {
        for (layer, saved) in self.layers.iter_mut().zip(saved) {
            layer.saved = Some(*saved);
        }
    }

    /// Who can be found.
    pub fn customers(&self) -> u64 {
        self.layers.iter().map(|layer| u64::from(layer.live())).sum()
    }

    /// What it takes in memory once all of it has been fetched.
    pub fn bytes(&self) -> usize {
        self.layers.iter().map(|layer| layer.segment.bytes() + layer.gone.bytes()).sum()
    }

    /// What the bytes are made of.
    pub fn weights(&self) -> Vec<(&'static str, usize)> {
        let mut sums: Vec<(&'static str, usize)> = Vec::new();
        for layer in &self.layers {
            for (name, bytes) in layer.segment.weights() {
                match sums.iter_mut().find(|(known, _)| *known == name) {
                    Some((_, sum)) => *sum += bytes,
                    None => sums.push((name, bytes)),
                }
            }
        }
        sums
    }

    /// Takes customers in, each once, in place of what is known under their handles.
    pub fn put(&mut self, customers: impl IntoIterator<Item = Customer>) -> Result<(), Failure> {
        let mut builder = Builder::new();
        for customer in customers {
            self.remove(customer.handle)?;
            builder.add_words(customer.handle, customer.opened, &customer.words);
        }
        if builder.len() == 0 {
            return Ok(());
        }
        while let Some(last) = self.layers.last()
            && last.live() < (builder.len() as u32).saturating_mul(4).min(AT_ONCE)
        {
            last.pour(&mut builder)?;
            self.layers.pop();
        }
        self.layers.push(Layer::of(builder.build()?));
        Ok(())
    }

    /// Says whether the customer was known.
    pub fn remove(&mut self, handle: u32) -> Result<bool, Failure> {
        let mut known = false;
        for layer in &mut self.layers {
            if let Some(doc) = layer.segment.doc(handle)?
                && !layer.gone.has(doc)
            {
                Arc::make_mut(&mut layer.gone).add(doc);
                known = true;
            }
        }
        Ok(known)
    }

    /// All in one segment again, and nothing left of who is gone.
    pub fn merged(&self) -> Result<Self, Failure> {
        Self::pack(&self.layers)
    }

    /// At most two segments: a large one that is kept already stays as it is, unless much has come
    /// since or much of it is gone.
    pub fn tidy(&self) -> Result<Self, Failure> {
        let Some((first, rest)) = self.layers.split_first() else { return Ok(Self::default()) };
        // Packed in one go, as after an import: packing it again would give the same.
        if rest.is_empty() && first.gone.count() == 0 {
            return Ok(self.clone());
        }
        let since = first.gone.count() + rest.iter().map(Layer::live).sum::<u32>();
        if first.saved.is_none() || since > first.segment.docs / 8 {
            return self.merged();
        }
        let mut tidied = Self { layers: vec![first.clone()] };
        if !rest.is_empty() {
            tidied.layers.extend(Self::pack(rest)?.layers);
        }
        Ok(tidied)
    }

    fn pack(layers: &[Layer]) -> Result<Self, Failure> {
        let mut builder = Builder::new();
        for layer in layers {
            layer.pour(&mut builder)?;
        }
        Ok(Self { layers: vec![Layer::of(builder.build()?)] })
    }

    /// The best customers, best first, with the reasons. `stop` is asked now and then.
    pub fn find(
        &self,
        pieces: &[Piece],
        options: Options,
        stop: &dyn Fn() -> bool,
    ) -> Result<Vec<Found>, Failure> {
        self.ask(pieces, options, stop, true)
    }

    /// The same without reasons.
    pub fn find_ids(
        &self,
        pieces: &[Piece],
        options: Options,
        stop: &dyn Fn() -> bool,
    ) -> Result<Vec<Found>, Failure> {
        self.ask(pieces, options, stop, false)
    }

    fn ask(
        &self,
        pieces: &[Piece],
        options: Options,
        stop: &dyn Fn() -> bool,
        with_why: bool,
    ) -> Result<Vec<Found>, Failure> {
        let parts: Vec<Part<'_>> = self
            .layers
            .iter()
            .map(|layer| Part { segment: &layer.segment, gone: &layer.gone })
            .collect();
        let mut found: Vec<Found> = Vec::new();
        for Question { pieces: asked, options, below } in questions(pieces, options) {
            if found.len() >= below {
                continue;
            }
            let search = find::search(&parts, &asked, options, stop)?;
            let share = asked.len() as f64 / pieces.len().max(1) as f64;
            for hit in &search.hits {
                let Some(part) = parts.get(hit.part) else { continue };
                let entry = part.segment.entry(hit.doc)?;
                if found.iter().any(|known| known.handle == entry.handle) {
                    continue;
                }
                let ids = part.segment.section(section::ID);
                let id = match entry.terms().find(|term| ids.contains(term)) {
                    Some(term) => Some(part.segment.text(term)?),
                    None => None,
                };
                found.push(Found {
                    handle: entry.handle,
                    score: search.score(hit) * share,
                    id,
                    why: if with_why { search.why(hit)? } else { Vec::new() },
                });
            }
        }
        found.truncate(options.limit);
        Ok(found)
    }
}

struct Question<'a> {
    pieces: Cow<'a, [Piece]>,
    options: Options,
    /// Asked only where fewer were found.
    below: usize,
}

/// What is asked, one after the other: where pieces are optional, all of them, then without those.
/// Guesses come behind whoever was found as it was typed.
fn questions(pieces: &[Piece], options: Options) -> Vec<Question<'_>> {
    let below = options.limit;
    if !pieces.iter().any(|piece| piece.optional) {
        return vec![Question { pieces: Cow::Borrowed(pieces), options, below }];
    }
    let needed: Cow<'_, [Piece]> = pieces.iter().filter(|piece| !piece.optional).cloned().collect();
    if pieces.iter().any(|piece| piece.ways.is_empty()) {
        return vec![Question { pieces: needed, options, below }];
    }
    let all = Cow::Borrowed(pieces);
    let plain = Options { guesses: false, ..options };
    vec![
        Question { pieces: all.clone(), options: plain, below },
        Question { pieces: needed.clone(), options: plain, below },
        Question { pieces: all, options, below: 1 },
        Question { pieces: needed, options, below: below.min(find::FEW) },
    ]
}

impl Layer {
    fn of(segment: Segment) -> Self {
        let gone = Arc::new(Bits::with(segment.docs));
        Self { segment: Arc::new(segment), gone, saved: None }
    }

    /// Opens what `chunks` and `gone` gave, kept under a number of the keeper's.
    pub fn open(saved: i64, shelf: &Arc<dyn Shelf>, gone: &[u8]) -> Result<Self, Failure> {
        let segment = Segment::open(shelf)?;
        let gone = Bits::read(gone, segment.docs).ok_or(Failure::Damaged)?;
        Ok(Self { segment: Arc::new(segment), gone: Arc::new(gone), saved: Some(saved) })
    }

    /// All chunks, in the order of their numbers. They never change.
    pub fn chunks(&self) -> Result<Vec<Cow<'_, [u8]>>, Failure> {
        self.segment.chunks()
    }

    /// Who does not count any more; this grows.
    pub fn gone(&self) -> Vec<u8> {
        self.gone.write()
    }

    pub const fn saved(&self) -> Option<i64> {
        self.saved
    }

    /// Fetches what has not been needed yet.
    pub fn load(&self, stop: &dyn Fn() -> bool) -> Result<(), Failure> {
        self.segment.load(stop)
    }

    fn live(&self) -> u32 {
        self.segment.docs - self.gone.count()
    }

    /// Takes the words of all who are left out again.
    fn pour(&self, into: &mut Builder) -> Result<(), Failure> {
        let segment = &self.segment;
        segment.each_entry(|doc, entry| {
            if self.gone.has(doc) {
                return Ok(());
            }
            let mut words: Vec<(Field, bool, String)> = Vec::with_capacity(16);
            for term in entry.terms() {
                let section = segment.section_of(term);
                if !section::is_derived(section) {
                    let (field, inner) = section::field(section);
                    words.push((field, inner, segment.text(term)?));
                }
            }
            words.extend(entry.phones().map(|digits| (Field::Phone, false, digits.text())));
            let opened = segment.opened.get(doc as usize).map(|(_, at)| *at);
            let all = words.iter().map(|(field, inner, text)| (*field, *inner, text.as_str()));
            into.add(entry.handle, opened, all);
            Ok(())
        })
    }
}
