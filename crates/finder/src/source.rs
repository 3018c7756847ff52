//! Where the customers stand that one piece of a question means, and what a hit there is worth.

use crate::{
    Failure,
    ask::{Kind, Piece, Way},
    digits::{self, Digits},
    entry::Entry,
    face::Field,
    list::List,
    rank::How,
    scraps,
    section::{self, NAMED},
    segment::Segment,
    trie::Near,
};
use customer::fold;
use matching::{nicknames, sound};
use std::ops::Range;

/// How far a question is taken. Each step finds more, and less telling, customers, and is only
/// taken where those before it did not find enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Tier {
    /// Whole words, whole identifiers, ends of phone numbers.
    Whole,
    /// Starts of names and identifiers, any part of a phone number.
    Start,
    /// Towns and the words of e-mail addresses too.
    Weak,
    /// Other forms of a given name.
    Form,
    /// One typing error in a word, one in the start of a word, then two.
    Near,
    NearStart,
    Far,
    FarStart,
    Sound,
}

impl Tier {
    pub(crate) const ALL: [Self; 9] = [
        Self::Whole,
        Self::Start,
        Self::Weak,
        Self::Form,
        Self::Near,
        Self::NearStart,
        Self::Far,
        Self::FarStart,
        Self::Sound,
    ];

    pub(crate) const fn is_guess(self) -> bool {
        matches!(self, Self::Near | Self::NearStart) || self.is_wild()
    }

    /// Guesses that are made only where nobody was found as it was typed.
    pub(crate) const fn is_wild(self) -> bool {
        matches!(self, Self::Far | Self::FarStart | Self::Sound)
    }
}

/// Customers who match a piece in one way.
pub(crate) struct Source {
    pub tier: Tier,
    /// Compares and adds up: worth first, rarity behind it.
    pub value: u32,
    pub how: How,
    /// Several pieces mean it together.
    pub joined: bool,
    pub what: What,
}

pub(crate) enum What {
    Terms(Range<u32>),
    Tested(Tested),
}

/// Customers in any of some lists, and in all of others, who stand a test.
pub(crate) struct Tested {
    any: Vec<u32>,
    all: Vec<u32>,
    pub test: Test,
    /// At most so many.
    pub size: u32,
}

pub(crate) enum Test {
    Phone {
        kind: Kind,
        asked: Digits,
        how: How,
    },
    /// A part of a plate or of a VIN.
    Code {
        section: usize,
        asked: String,
        how: How,
    },
}

/// What a match is worth in parts of a hundred: what part of the word was typed, and where it
/// stands.
#[derive(Clone, Copy)]
pub(crate) struct Worth {
    pub part: u32,
    pub field: u32,
    /// The chosen meaning, or the likeliest.
    pub first: bool,
    pub rarity: u32,
}

/// One place of worth, in the scale of values.
pub(crate) const ONE: u32 = 1_000_000 * STEP;
const STEP: u32 = 256;

impl Worth {
    /// At most `ONE`; twelve of them add up within 32 bits.
    pub(crate) const fn value(self) -> u32 {
        let chosen = if self.first { 100 } else { 95 };
        let worth = (70 * self.part + 30 * self.field) * chosen;
        // Rarer names first among equals.
        worth * STEP - if self.rarity < 20 { self.rarity } else { 20 }
    }
}

pub(crate) fn weight(field: Field) -> u32 {
    match field {
        Field::GivenName | Field::Company | Field::BirthDate => 95,
        Field::FamilyName2 | Field::PreferredName | Field::Postcode => 90,
        Field::MiddleName => 70,
        Field::EmailWord => 50,
        Field::City => 40,
        _ => 100,
    }
}

/// How common a name is: 0 below 16, then one more for each four times as many.
const fn rarity(count: u32) -> u32 {
    if count < 16 { 0 } else { (count.ilog2() - 2) / 2 }
}

/// What a segment has for the pieces of a question. `common` is the largest segment: names are as
/// common as they are there and here together.
pub(crate) struct Sources<'a> {
    segment: &'a Segment,
    common: Option<&'a Segment>,
    piece: &'a Piece,
    pub all: Vec<Source>,
    near: Vec<(Vec<Near>, Vec<Near>)>,
}

impl<'a> Sources<'a> {
    pub(crate) fn of(segment: &'a Segment, common: Option<&'a Segment>, piece: &'a Piece) -> Self {
        Self { segment, common, piece, all: Vec::new(), near: Vec::new() }
    }

    /// Adds those of the next tier; says whether there are any.
    pub(crate) fn extend(&mut self, tier: Tier) -> Result<bool, Failure> {
        let before = self.all.len();
        let piece = self.piece;
        for (at, way) in piece.ways.iter().enumerate() {
            let known = self.all.len();
            match way.kind {
                Kind::Joined if !matches!(tier, Tier::Whole | Tier::Start) => {}
                Kind::Name | Kind::Joined | Kind::Town | Kind::Company => {
                    self.name(at, way, tier)?;
                }
                Kind::Phone | Kind::PhoneStart => self.phone(way, tier)?,
                Kind::Vin => self.vin(way, tier)?,
                Kind::Email if way.value.starts_with('@') => {
                    self.whole(way, tier, section::DOMAIN, How::End)?;
                    self.start(way, tier, section::DOMAIN, How::Middle)?;
                }
                Kind::Key => {
                    for section in [section::KEY, section::ID] {
                        self.whole(way, tier, section, How::Exact)?;
                        self.start(way, tier, section, How::Start)?;
                    }
                    self.zeros(way, tier)?;
                }
                Kind::BirthDate => self.whole(way, tier, section::BIRTH_DATE, How::Exact)?,
                Kind::Email | Kind::Plate | Kind::Postcode => {
                    let section = match way.kind {
                        Kind::Email => section::EMAIL,
                        Kind::Plate => section::PLATE,
                        _ => section::POSTCODE,
                    };
                    self.whole(way, tier, section, How::Exact)?;
                    self.start(way, tier, section, How::Start)?;
                    if way.kind == Kind::Email {
                        self.local_part(way, tier)?;
                    }
                    if way.kind == Kind::Plate {
                        self.part(way, tier, section)?;
                    }
                    if way.kind == Kind::Email && tier == Tier::Far {
                        self.inner_mail(way, tier)?;
                    }
                }
            }
            for source in self.all.iter_mut().skip(known) {
                source.joined = way.kind == Kind::Joined;
            }
        }
        Ok(self.all.len() > before)
    }

    fn push(&mut self, tier: Tier, worth: Worth, how: How, terms: Range<u32>) {
        if !terms.is_empty() {
            let what = What::Terms(terms);
            self.all.push(Source { tier, value: worth.value(), how, joined: false, what });
        }
    }

    fn whole(&mut self, way: &Way, tier: Tier, section: usize, how: How) -> Result<(), Failure> {
        if tier == Tier::Whole
            && let Some(term) = self.segment.code(section, &way.value)?
        {
            let field = weight(section::field(section).0);
            let worth = Worth { part: part(how), field, first: way.first, rarity: 0 };
            self.push(tier, worth, how, term..term + 1);
        }
        Ok(())
    }

    fn start(&mut self, way: &Way, tier: Tier, section: usize, how: How) -> Result<(), Failure> {
        if tier == Tier::Start {
            let terms = self.segment.code_range(section, &way.value)?;
            let field = weight(section::field(section).0);
            let worth = Worth { part: part(how), field, first: way.first, rarity: 0 };
            self.push(tier, worth, how, terms);
        }
        Ok(())
    }

    /// A customer number with more or fewer zeros before its digits.
    fn zeros(&mut self, way: &Way, tier: Tier) -> Result<(), Failure> {
        if tier != Tier::Whole {
            return Ok(());
        }
        for value in other_zeros(&way.value) {
            if let Some(term) = self.segment.code(section::KEY, &value)? {
                let worth = Worth { part: part(How::End), field: 100, first: way.first, rarity: 0 };
                self.push(tier, worth, How::Exact, term..term + 1);
            }
        }
        Ok(())
    }

    fn vin(&mut self, way: &Way, tier: Tier) -> Result<(), Failure> {
        self.whole(way, tier, section::VIN, How::Exact)?;
        self.start(way, tier, section::VIN, How::Start)?;
        self.part(way, tier, section::VIN)
    }

    /// The end of a plate or a VIN, or some other part of it.
    fn part(&mut self, way: &Way, tier: Tier, section: usize) -> Result<(), Failure> {
        for how in [How::End, How::Middle] {
            if part_tier(&way.value, how) != tier {
                continue;
            }
            let scraps = scraps::of(section, &way.value).into_iter();
            // A scrap that nobody has leads to nobody.
            let Some(all) = scraps.map(|s| self.segment.scrap(s)).collect::<Option<Vec<u32>>>()
            else {
                return Ok(());
            };
            let any = all.iter().take(1).copied().collect();
            let test = Test::Code { section, asked: way.value.clone(), how };
            let tested = Tested::of(self.segment, any, all, test)?;
            if tested.size > 0 {
                let worth = Worth { part: part(how), field: 100, first: way.first, rarity: 0 };
                let what = What::Tested(tested);
                self.all.push(Source { tier, value: worth.value(), how, joined: false, what });
            }
        }
        Ok(())
    }

    /// `anna.k` of `anna.k@…`: all of it that is anybody's own.
    fn local_part(&mut self, way: &Way, tier: Tier) -> Result<(), Failure> {
        if tier == Tier::Whole && is_local_part(&way.value) {
            let terms = self.segment.code_range(section::EMAIL, &format!("{}@", way.value))?;
            let worth = Worth { part: 100, field: 100, first: way.first, rarity: 0 };
            self.push(tier, worth, How::Start, terms);
        }
        Ok(())
    }

    /// `reed@bigfirm.example` of `paul.reed@…`, where nobody has the address as it was typed.
    fn inner_mail(&mut self, way: &Way, tier: Tier) -> Result<(), Failure> {
        let Some((local, domain)) = way.value.rsplit_once('@') else { return Ok(()) };
        let Some(word) = fold::words(local).pop() else { return Ok(()) };
        let mut any = Vec::new();
        for section in [section::EMAIL_WORD, section::EMAIL_INNER] {
            any.extend(self.segment.code(section, &word)?);
        }
        if any.is_empty() {
            return Ok(());
        }
        let whole = self.segment.code(section::DOMAIN, &format!("@{domain}"))?;
        let how = How::Inner;
        let test = Test::Code { section: section::EMAIL, asked: way.value.clone(), how };
        let tested = Tested::of(self.segment, any, whole.into_iter().collect(), test)?;
        let worth = Worth { part: part(how), field: 100, first: way.first, rarity: 0 };
        let what = What::Tested(tested);
        self.all.push(Source { tier, value: worth.value(), how, joined: false, what });
        Ok(())
    }

    fn phone(&mut self, way: &Way, tier: Tier) -> Result<(), Failure> {
        let asked = Digits::of(&way.value);
        let Some(first) = asked.first_three() else { return Ok(()) };
        let mut tests: Vec<(Vec<u32>, How)> = Vec::new();
        match tier {
            Tier::Whole => {
                if asked.length >= 8 {
                    tests.push((asked.ends(), How::Exact));
                }
                if way.kind == Kind::Phone {
                    tests.push((asked.ends(), How::End));
                }
            }
            Tier::Start => {
                tests.push((vec![digits::NATIONAL + first], How::Start));
                tests.push((vec![digits::STARTS + first], How::Start));
                if way.kind == Kind::Phone && asked.length >= 4 {
                    tests.push((asked.fours().take(1).collect(), How::Middle));
                }
            }
            _ => {}
        }
        let fours: Vec<Option<u32>> = asked.fours().map(|four| self.segment.scrap(four)).collect();
        // A scrap that nobody has leads to nobody.
        let Some(fours) = fours.into_iter().collect::<Option<Vec<u32>>>() else { return Ok(()) };
        for (any, how) in tests {
            let any: Vec<u32> =
                any.into_iter().filter_map(|scrap| self.segment.scrap(scrap)).collect();
            let test = Test::Phone { kind: way.kind, asked, how };
            let tested = Tested::of(self.segment, any, fours.clone(), test)?;
            if tested.size > 0 {
                let worth = Worth { part: part(how), field: 100, first: way.first, rarity: 0 };
                let what = What::Tested(tested);
                self.all.push(Source { tier, value: worth.value(), how, joined: false, what });
            }
        }
        Ok(())
    }

    fn name(&mut self, at: usize, way: &Way, tier: Tier) -> Result<(), Failure> {
        let names = &self.segment.names;
        if tier.is_guess() && !way.first {
            // Who means a number or an address has made no slip in a name.
            return Ok(());
        }
        match tier {
            Tier::Whole => {
                if let Some(word) = names.exact(&way.value) {
                    for section in section::asked(way.kind) {
                        self.word(way, tier, section, word, How::Exact, 100)?;
                    }
                }
            }
            Tier::Start => {
                let words = names.starting_with(&way.value);
                if words.is_empty() {
                    return Ok(());
                }
                let exact = names.exact(&way.value);
                for section in section::asked(way.kind) {
                    self.words(way, tier, section, &words, exact);
                }
            }
            Tier::Weak if way.kind != Kind::Name => {}
            Tier::Weak => {
                let words = names.starting_with(&way.value);
                let exact = names.exact(&way.value);
                for section in (0..NAMED).filter(|s| section::field(*s).0.is_weak()) {
                    if let Some(word) = exact {
                        self.word(way, tier, section, word, How::Exact, 100)?;
                    }
                    self.words(way, tier, section, &words, exact);
                }
                for section in [section::EMAIL_WORD, section::EMAIL_INNER] {
                    let terms = self.segment.code_range(section, &way.value)?;
                    let inner = section == section::EMAIL_INNER;
                    if let Some(term) = self.segment.code(section, &way.value)? {
                        let (how, part) = whole_word(inner);
                        let worth = Worth { part, field: 50, first: way.first, rarity: 0 };
                        self.push(tier, worth, how, term..term + 1);
                    }
                    let how = start_of_word(inner);
                    let worth = Worth { part: part(how), field: 50, first: way.first, rarity: 0 };
                    self.push(tier, worth, how, terms);
                }
            }
            Tier::Form => {
                for form in nicknames::forms(&way.value) {
                    let Some(word) = names.exact(form) else { continue };
                    for section in section::asked(way.kind) {
                        let field = section::field(section).0;
                        if matches!(
                            field,
                            Field::GivenName | Field::PreferredName | Field::MiddleName
                        ) {
                            self.word(way, tier, section, word, How::Form, part(How::Form))?;
                        }
                    }
                }
            }
            Tier::Near | Tier::NearStart | Tier::Far | Tier::FarStart => {
                self.near(at, way, tier)?;
            }
            Tier::Sound => {
                // A sound of one or two letters is half the dictionary.
                if sounds(&way.value) {
                    for word in self.segment.sounding_like(&way.value) {
                        for section in section::asked(way.kind) {
                            self.word(way, tier, section, word, How::Sound, part(How::Sound))?;
                        }
                    }
                }
            }
        }
        Ok(())
    }

    /// Who has just this word.
    fn word(
        &mut self,
        way: &Way,
        tier: Tier,
        section: usize,
        word: u32,
        how: How,
        part: u32,
    ) -> Result<(), Failure> {
        let Some(term) = self.segment.named(section, word) else { return Ok(()) };
        let (field, inner) = section::field(section);
        let (how, part) = match how {
            How::Exact => whole_word(inner),
            other => (other, part.saturating_sub(5 * u32::from(inner))),
        };
        let terms = term..term + 1;
        let rarity = rarity(self.common(section, &(word..word + 1), &terms, usize::MAX)?);
        let worth = Worth { part, field: weight(field), first: way.first, rarity };
        self.push(tier, worth, how, terms);
        Ok(())
    }

    /// Who has a word with this start. The start alone is a word that was asked for already; where
    /// it is easy, its customers, often more than all others, are left out.
    fn words(
        &mut self,
        way: &Way,
        tier: Tier,
        section: usize,
        words: &Range<u32>,
        exact: Option<u32>,
    ) {
        let mut terms = self.segment.named_range(section, words);
        let known = exact.and_then(|word| self.segment.named(section, word));
        if known == Some(terms.start) && terms.len() <= EASY {
            terms.start += 1;
        }
        let (field, inner) = section::field(section);
        let how = start_of_word(inner);
        let worth = Worth { part: part(how), field: weight(field), first: way.first, rarity: 0 };
        self.push(tier, worth, how, terms);
    }

    fn near(&mut self, at: usize, way: &Way, tier: Tier) -> Result<(), Failure> {
        let letters = way.value.chars().count();
        let most = match letters {
            ..4 => return Ok(()),
            4..7 => 1,
            _ => 2,
        };
        let (errors, whole) = match tier {
            Tier::Near => (1, true),
            Tier::NearStart => (1, false),
            Tier::Far => (2, true),
            _ => (2, false),
        };
        if errors > most {
            return Ok(());
        }
        // Two errors are looked for only where one brought nobody.
        let level = usize::from(errors);
        let place = at * 2 + level - 1;
        if self.near.len() <= place {
            self.near.resize_with(place + 1, Default::default);
        }
        if whole {
            let trie = self.segment.trie();
            self.near[place] = trie.near(&self.segment.names, &way.value, errors);
        }
        let (wholes, starts) = std::mem::take(&mut self.near[place]);
        let found = if whole { &wholes } else { &starts };
        let initial = way.value.chars().next();
        for near in found.iter().filter(|near| near.errors == errors) {
            let words = near.low..near.high;
            let word = self.segment.names.word(near.low);
            if !whole && near.high - near.low == 1 && word.len() as u32 == near.depth {
                // A whole word after all: that was found before.
                continue;
            }
            let depth = if whole { usize::MAX } else { near.depth as usize };
            // People do not often miss the first letter.
            let missed = u32::from(word.chars().next() != initial);
            for section in section::asked(way.kind) {
                let terms = self.segment.named_range(section, &words);
                if terms.is_empty() {
                    continue;
                }
                let (field, inner) = section::field(section);
                let count = self.common(section, &words, &terms, depth)?;
                // Among guesses, a rare name is the likelier to be meant: those who want a common
                // one say more.
                let less = missed + rarity(count).min(6) + u32::from(inner);
                let part = guess(tier) - less;
                let worth = Worth { part, field: weight(field), first: way.first, rarity: 0 };
                self.push(tier, worth, How::Near, terms);
            }
        }
        if whole {
            self.near[place] = (wholes, starts);
        }
        Ok(())
    }

    /// How many customers have these words, in the largest segment and in this one.
    fn common(
        &self,
        section: usize,
        words: &Range<u32>,
        terms: &Range<u32>,
        depth: usize,
    ) -> Result<u32, Failure> {
        let here = self.segment.count(terms)?;
        let Some(common) = self.common else { return Ok(here) };
        let word = self.segment.names.word(words.start);
        let words = match word.get(..depth) {
            Some(start) => common.names.starting_with(start),
            None => match common.names.exact(word) {
                Some(word) => word..word + 1,
                None => 0..0,
            },
        };
        Ok(here.saturating_add(common.count(&common.named_range(section, &words))?))
    }
}

/// So many lists are read one by one in place of the one of all their customers.
const EASY: usize = 256;

/// What a guess is worth at best; at most eight less.
pub(crate) const fn guess(tier: Tier) -> u32 {
    match tier {
        Tier::Near => 54,
        Tier::NearStart => 44,
        Tier::Far => 38,
        _ => 30,
    }
}

pub(crate) const fn part(how: How) -> u32 {
    match how {
        How::Exact => 100,
        How::End => 90,
        How::Start => 85,
        How::Inner => 70,
        How::Middle => 60,
        How::Form => 58,
        How::Near => 54,
        How::Sound => 20,
    }
}

/// Digits of the longest customer number that is filled up with zeros.
const FILLED: usize = 6;

/// The same customer number, folded, with other zeros: `08123` for `8123`, `w0031` for `w31`. Two
/// digits alone are no number.
pub(crate) fn other_zeros(key: &str) -> Vec<String> {
    let lead = key.bytes().take_while(u8::is_ascii_lowercase).count();
    let (letters, digits) = key.split_at(lead);
    let plain = digits.trim_start_matches('0');
    let number = !plain.is_empty() && plain.bytes().all(|b| b.is_ascii_digit());
    let least = if letters.is_empty() { 3 } else { 1 };
    if !number || letters.len() > FILLED || digits.len() > FILLED || digits.len() < least {
        return Vec::new();
    }
    let lengths = (plain.len()..=FILLED).filter(|length| *length != digits.len());
    lengths.map(|length| format!("{letters}{plain:0>length$}")).collect()
}

/// Whether the part before the `@` is nothing else: a plain word is a name first.
pub(crate) fn is_local_part(text: &str) -> bool {
    !text.contains('@') && text.contains(|c: char| !c.is_alphabetic())
}

/// Whether a word is asked for by its sound, too.
pub(crate) fn sounds(word: &str) -> bool {
    word.chars().count() >= 4 && sound::said(word).chars().count() >= 2
}

pub(crate) const fn whole_word(inner: bool) -> (How, u32) {
    if inner { (How::Inner, 95) } else { (How::Exact, 100) }
}

pub(crate) const fn start_of_word(inner: bool) -> How {
    if inner { How::Inner } else { How::Start }
}

/// More are not put together, but followed where they stand.
const MANY: u32 = 20_000;

impl Tested {
    fn of(
        segment: &Segment,
        any: Vec<u32>,
        mut all: Vec<u32>,
        test: Test,
    ) -> Result<Self, Failure> {
        let count = |list: u32| segment.list(list).map(|list| list.count);
        let counts = all.iter().map(|list| count(*list)).collect::<Result<Vec<_>, _>>()?;
        let mut counted: Vec<(u32, u32)> = counts.into_iter().zip(all).collect();
        counted.sort_unstable();
        let mut size = any.iter().map(|list| count(*list)).sum::<Result<u32, _>>()?;
        if let Some((least, _)) = counted.first() {
            size = size.min(*least);
        }
        all = counted.into_iter().map(|(_, list)| list).collect();
        Ok(Self { any, all, test, size })
    }

    /// The list to follow where there are too many to put together.
    pub(crate) fn long<'a>(&self, segment: &'a Segment) -> Result<Option<List<'a>>, Failure> {
        if self.size <= MANY {
            return Ok(None);
        }
        let lists = self.any.iter().filter(|_| self.any.len() == 1).chain(self.all.first());
        let lists = lists.map(|list| segment.list(*list)).collect::<Result<Vec<_>, _>>()?;
        Ok(lists.into_iter().min_by_key(|list| list.count))
    }

    /// Those who may stand the test, in their order. The rarest lists decide; where following
    /// another one costs more than testing, it is left out.
    pub(crate) fn candidates(&self, segment: &Segment) -> Result<Vec<u32>, Failure> {
        let any = self.any.iter().map(|list| segment.list(*list)).collect::<Result<Vec<_>, _>>()?;
        let all = self.all.iter().map(|list| segment.list(*list)).collect::<Result<Vec<_>, _>>()?;
        let in_any: u32 = any.iter().map(|list| list.count).sum();
        let mut docs: Vec<u32>;
        let mut rest = all.as_slice();
        let mut any_left = true;
        match all.split_first() {
            Some((least, others)) if least.count < in_any => {
                docs = least.docs().collect();
                rest = others;
            }
            _ => {
                docs = any.iter().flat_map(|list| list.docs()).collect();
                docs.sort_unstable();
                any_left = false;
            }
        }
        let worthwhile = |docs: &[u32], count: u32| count as usize <= docs.len() * 40;
        if any_left
            && let [only] = any.as_slice()
            && worthwhile(&docs, only.count)
        {
            keep(&mut docs, *only);
        }
        for list in rest {
            if docs.len() < 4 || !worthwhile(&docs, list.count) {
                break;
            }
            keep(&mut docs, *list);
        }
        Ok(docs)
    }
}

/// Leaves those who are in the list too; both ascend.
fn keep(docs: &mut Vec<u32>, list: List<'_>) {
    let mut others = list.docs().peekable();
    docs.retain(|doc| {
        while others.next_if(|other| other < doc).is_some() {}
        others.peek() == Some(doc)
    });
}

impl Test {
    pub(crate) fn stands(&self, segment: &Segment, entry: Entry<'_>) -> Result<bool, Failure> {
        match self {
            Self::Phone { kind, asked, how } => {
                Ok(entry.phones().any(|stored| part_of_number(*kind, *asked, stored) == Some(*how)))
            }
            Self::Code { section, asked, how } => {
                let own = segment.section(*section);
                for term in entry.terms().filter(|term| own.contains(term)) {
                    if is_part(*section, asked, &segment.text(term)?, *how) {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
        }
    }
}

/// In which step a part of a plate or a VIN is looked for. Letters alone are a name first: the
/// starts of names come before the plates that end so.
pub(crate) fn part_tier(asked: &str, how: How) -> Tier {
    match how {
        _ if !asked.contains(|c: char| c.is_ascii_digit()) => Tier::Weak,
        How::End => Tier::Whole,
        _ => Tier::Start,
    }
}

/// Whether what was typed is the end of a plate or a VIN, or stands somewhere in the plate, in the
/// last eight of the VIN; in an e-mail address behind a mark.
pub(crate) fn is_part(section: usize, asked: &str, stored: &str, how: How) -> bool {
    match (section, how) {
        (section::EMAIL, _) => stored.match_indices(asked).any(|(at, _)| {
            stored.get(..at).is_some_and(|before| before.ends_with(['.', '-', '_', '+']))
        }),
        (section::PLATE, How::End) => stored.ends_with(asked),
        (section::PLATE, _) => stored.contains(asked),
        (_, How::End) => asked.len() < 17 && stored.ends_with(asked),
        _ => section::last_eight(stored).unwrap_or(stored).contains(asked),
    }
}

/// Where in a stored number the typed digits stand. Stored numbers begin with the country code
/// where they could be read.
pub(crate) fn part_of_number(kind: Kind, asked: Digits, stored: Digits) -> Option<How> {
    let rest = stored.length.checked_sub(asked.length)?;
    let national = stored.country_code();
    let at_start = stored.starts_with(asked) || stored.without(national).starts_with(asked);
    let at_end = stored.ends_with(asked);
    if at_end && (rest == 0 || rest == national) && asked.length >= 8 {
        Some(How::Exact)
    } else if kind == Kind::PhoneStart {
        at_start.then_some(How::Start)
    } else if at_end {
        Some(How::End)
    } else if at_start {
        Some(How::Start)
    } else {
        (asked.length >= 4 && stored.contains(asked)).then_some(How::Middle)
    }
}
