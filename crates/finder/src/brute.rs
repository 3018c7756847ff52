//! The same answers without an index, by holding every customer against the question; and random
//! questions on which both must agree.

use crate::{
    Customer, Failure, Finder, Layer, Options, Shelf,
    ask::{Kind, Piece, Way},
    digits::Digits,
    face::{Field, Word},
    latin,
    rank::How,
    section,
    source::{
        ONE, Tier, Worth, guess, is_part, other_zeros, part, part_of_number, part_tier, sounds,
        start_of_word, weight, whole_word,
    },
};
use matching::{nicknames, sound};
use proptest::{prelude::*, sample::select};
use std::{borrow::Cow, collections::BTreeMap, sync::Arc};

/// Distance to the whole word and to the nearest of its starts, letters changing places too.
fn distances(typed: &str, word: &str) -> (usize, usize) {
    let (a, b): (Vec<char>, Vec<char>) = (typed.chars().collect(), word.chars().collect());
    let mut table: Vec<Vec<usize>> = vec![(0..=b.len()).collect()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let differs = usize::from(a[i - 1] != b[j - 1]);
            let mut best =
                (table[i - 1][j] + 1).min(row[j - 1] + 1).min(table[i - 1][j - 1] + differs);
            for (k, l) in (1..i).flat_map(|k| (1..j).map(move |l| (k, l))) {
                if a[i - 1] == b[l - 1] && a[k - 1] == b[j - 1] {
                    let between = (i - k - 1) + (j - l - 1);
                    best = best.min(table[k - 1][l - 1] + 1 + between);
                }
            }
            row.push(best);
        }
        table.push(row);
    }
    let last = &table[a.len()];
    (last[b.len()], *last.iter().min().unwrap())
}

fn name(way: &Way, word: &Word) -> Vec<(Tier, u32)> {
    let (field, inner) = (word.field, word.inner);
    let worth = |part| Worth { part, field: weight(field), first: way.first, rarity: 0 }.value();
    let (asked, text) = (way.value.as_str(), word.text.as_str());
    let mut all = Vec::new();
    let by_the_way = way.kind == Kind::Name && field.is_weak();
    let (whole, start) =
        if by_the_way { (Tier::Weak, Tier::Weak) } else { (Tier::Whole, Tier::Start) };
    if text == asked {
        all.push((whole, worth(whole_word(inner).1)));
    }
    if text.starts_with(asked) {
        all.push((start, worth(part(start_of_word(inner)))));
    }
    if by_the_way {
        return all;
    }
    let shy = 5 * u32::from(inner);
    let given = matches!(field, Field::GivenName | Field::PreferredName | Field::MiddleName);
    if given && nicknames::forms(asked).contains(&text) {
        all.push((Tier::Form, worth(part(How::Form) - shy)));
    }
    let letters = asked.chars().count();
    let (to_word, to_start) = distances(asked, text);
    let less = u32::from(text.chars().next() != asked.chars().next()) + u32::from(inner);
    let mut near = |tier, right: bool, least| {
        if right && letters >= least {
            all.push((tier, worth(guess(tier) - less)));
        }
    };
    near(Tier::Near, to_word == 1, 4);
    near(Tier::NearStart, to_start == 1, 4);
    near(Tier::Far, to_word == 2, 7);
    near(Tier::FarStart, to_start == 2, 7);
    if sounds(asked) && sound::said(asked) == sound::said(text) {
        all.push((Tier::Sound, worth(part(How::Sound) - shy)));
    }
    all
}

/// Three letters of a plate and four of a VIN are the least.
fn parts(way: &Way, section: usize, word: &Word) -> Vec<(Tier, u32)> {
    let (asked, text) = (way.value.as_str(), word.text.as_str());
    let least = if section == section::VIN { 4 } else { 3 };
    let worth = |how| Worth { part: part(how), field: 100, first: way.first, rarity: 0 }.value();
    [How::End, How::Middle]
        .into_iter()
        .filter(|how| asked.len() >= least && is_part(section, asked, text, *how))
        .map(|how| (part_tier(asked, how), worth(how)))
        .collect()
}

fn one(way: &Way, word: &Word) -> Vec<(Tier, u32)> {
    let (asked, text) = (way.value.as_str(), word.text.as_str());
    if !way.kind.fits(word.field) {
        return Vec::new();
    }
    let of = |how: How| {
        let value =
            Worth { part: part(how), field: weight(word.field), first: way.first, rarity: 0 };
        let tier = if matches!(how, How::Exact | How::End) { Tier::Whole } else { Tier::Start };
        (tier, value.value())
    };
    let starts = text.starts_with(asked).then_some(of(How::Start));
    let exact = (text == asked).then_some(of(How::Exact));
    match way.kind {
        Kind::Name | Kind::Town | Kind::Company => {
            let mut all = name(way, word);
            all.retain(|(tier, _)| way.first || !tier.is_guess());
            all
        }
        Kind::Joined => {
            let mut all = name(way, word);
            all.retain(|(tier, _)| matches!(tier, Tier::Whole | Tier::Start));
            all
        }
        Kind::Phone | Kind::PhoneStart => {
            part_of_number(way.kind, Digits::of(asked), Digits::of(text))
                .map(of)
                .into_iter()
                .collect()
        }
        Kind::Vin => {
            exact.into_iter().chain(starts).chain(parts(way, section::VIN, word)).collect()
        }
        Kind::Plate => {
            exact.into_iter().chain(starts).chain(parts(way, section::PLATE, word)).collect()
        }
        Kind::Email if asked.starts_with('@') => {
            let domain = text.rfind('@').map(|at| &text[at..]).unwrap_or_default();
            let end = (domain == asked).then_some(of(How::End));
            let middle = domain.starts_with(asked).then_some(of(How::Middle));
            end.into_iter().chain(middle).collect()
        }
        Kind::BirthDate => exact.into_iter().collect(),
        Kind::Key => {
            let filled = word.field == Field::CustomerKey
                && other_zeros(asked).iter().any(|zeros| zeros == text);
            let filled = filled.then(|| (Tier::Whole, of(How::End).1));
            exact.into_iter().chain(starts).chain(filled).collect()
        }
        Kind::Email | Kind::Postcode => exact.into_iter().chain(starts).collect(),
    }
}

/// The word of a customer that a match uses up.
type Slot = Option<(usize, String)>;

type Matches = Vec<(Tier, u32, Slot)>;

fn slot(way: &Way, word: &Word) -> Slot {
    if way.kind == Kind::Joined {
        return None;
    }
    let section = section::of(word.field, word.inner)?;
    let first = !word.inner && !word.field.is_weak();
    let text = if first { String::new() } else { word.text.clone() };
    (section < section::NAMED).then_some((section, text))
}

/// The most that pieces are worth where none has the word of another, by trying all of it.
fn shared(pieces: &[Matches], used: &mut Vec<Slot>) -> u32 {
    let Some((piece, rest)) = pieces.split_first() else { return 0 };
    let best = piece.iter().map(|(_, value, _)| *value).max().unwrap_or(0);
    let mut most = best / 4 + shared(rest, used);
    for (_, value, slot) in piece
        .iter()
        .filter(|(.., slot)| slot.is_none() || !used.contains(slot))
        .cloned()
        .collect::<Vec<_>>()
    {
        used.push(slot);
        most = most.max(value + shared(rest, used));
        used.pop();
    }
    most
}

/// Handles and scores of the best, best first.
fn brute(customers: &[Customer], pieces: &[Piece], limit: usize) -> Vec<(u32, u32)> {
    let mut left: Vec<(&Customer, Vec<Matches>)> = customers
        .iter()
        .map(|customer| {
            let mut words = customer.words.clone();
            for word in
                customer.words.iter().filter(|w| w.field.is_name() || w.field == Field::City)
            {
                words.extend(latin::of(&word.text).map(|text| Word { text, ..word.clone() }));
            }
            let words = &words;
            let all = |piece: &Piece| {
                let pairs = piece.ways.iter().flat_map(|way| words.iter().map(move |w| (way, w)));
                let told = pairs.flat_map(|(way, word)| {
                    one(way, word)
                        .into_iter()
                        .map(move |(tier, value)| (tier, value, slot(way, word)))
                });
                told.collect()
            };
            (customer, pieces.iter().map(all).collect())
        })
        .collect();
    let mut found = Vec::new();
    let mut as_typed = false;
    for tier in Tier::ALL {
        if found.len() >= if tier.is_guess() { limit.min(10) } else { limit } {
            break;
        }
        if tier.is_wild() && as_typed {
            break;
        }
        let mut here = Vec::new();
        left.retain(|(customer, matches)| {
            let reached = |piece: &Matches| {
                let mut piece = piece.clone();
                piece.retain(|(at, ..)| *at <= tier);
                (!piece.is_empty()).then_some(piece)
            };
            let reached = matches.iter().map(reached).collect::<Option<Vec<Matches>>>();
            let sum = reached.map(|pieces| shared(&pieces, &mut Vec::new()));
            if let Some(sum) = sum {
                let order =
                    (customer.opened.is_none(), customer.opened.map(|at| -at), customer.handle);
                here.push((std::cmp::Reverse(sum), order));
            }
            sum.is_none()
        });
        here.sort_unstable();
        let need = limit - found.len();
        as_typed |= !tier.is_guess() && !here.is_empty();
        found.extend(here.into_iter().take(need).map(|(sum, order)| (order.2, sum.0)));
    }
    found
}

const NAMES: [&str; 26] = [
    "ann",
    "anna",
    "annabel",
    "hanna",
    "bob",
    "robert",
    "rob",
    "smith",
    "smyth",
    "smithson",
    "schmidt",
    "jones",
    "johns",
    "johnson",
    "jonson",
    "li",
    "ο'brien",
    "müller",
    "an",
    "berg",
    "elizabeth",
    "elisabeth",
    "liz",
    "leeds",
    "ольга",
    "olga",
];

fn words() -> impl Strategy<Value = Vec<Word>> {
    let fields = [
        Field::FamilyName,
        Field::FamilyName,
        Field::GivenName,
        Field::GivenName,
        Field::Company,
        Field::FamilyName2,
        Field::PreferredName,
        Field::MiddleName,
        Field::City,
        Field::EmailWord,
    ];
    let named = (select(fields.to_vec()), any::<bool>(), select(&NAMES[..]))
        .prop_map(|(field, inner, text)| Word { field, inner, text: text.to_owned() });
    let of = |field, text: &'static str| {
        prop::string::string_regex(text).unwrap().prop_map(move |text| Word {
            field,
            inner: false,
            text,
        })
    };
    let code = prop_oneof![
        of(Field::Phone, "(44|1|351)[78][01]{5,7}"),
        of(Field::Email, "[ab]{1,3}@(ab|abc|b)\\.c"),
        of(Field::CustomerKey, "[ab]{1,2}[01]{1,3}"),
        of(Field::Id, "[01]{2}-[01]{2}"),
        of(Field::Vin, "(ab|[ab]{9})?[01]{4,8}"),
        of(Field::Plate, "ab[01]{2}[ab]{0,3}"),
        of(Field::Postcode, "a[01]b"),
        of(Field::BirthDate, "198001[01]{2}"),
    ];
    let mut all = prop::collection::vec(named, 1..5).boxed();
    all = (all, prop::collection::vec(code, 0..4))
        .prop_map(|(mut words, codes)| {
            words.extend(codes);
            let mut seen = Vec::new();
            words.retain(|w| {
                let new = !seen.contains(&(w.field as u8, w.text.clone()));
                seen.push((w.field as u8, w.text.clone()));
                new
            });
            words
        })
        .boxed();
    all
}

fn customers(most: usize) -> impl Strategy<Value = Vec<Customer>> {
    let one = (any::<u8>(), prop::option::weighted(0.2, 0_i64..9), words());
    prop::collection::vec(one, 0..most).prop_map(|all| {
        let all: BTreeMap<u32, _> = all
            .into_iter()
            .map(|(handle, opened, words)| (handle.into(), (opened, words)))
            .collect();
        all.into_iter()
            .map(|(handle, (opened, words))| Customer { handle, opened, words })
            .collect()
    })
}

/// A part of something that might be stored, with or without a slip.
fn ways() -> impl Strategy<Value = Vec<Way>> {
    let slips = (select(&NAMES[..]), 1_usize..10, 0_u8..6, 0_usize..9).prop_map(
        |(name, length, slip, at)| {
            let mut letters: Vec<char> = name.chars().take(length).collect();
            let at = at % letters.len();
            match slip {
                0 => letters[at] = 'x',
                1 => letters.insert(at, 'e'),
                2 if letters.len() > 1 => {
                    letters.remove(at);
                }
                3 if at > 0 => letters.swap(at - 1, at),
                _ => {}
            }
            letters.into_iter().collect::<String>()
        },
    );
    let of = |kind, text: &'static str| {
        prop::string::string_regex(text).unwrap().prop_map(move |value| (kind, value))
    };
    let way = prop_oneof![
        6 => slips.clone().prop_map(|value| (Kind::Name, value)),
        1 => slips.clone().prop_map(|value| (Kind::Town, value)),
        1 => slips.clone().prop_map(|value| (Kind::Joined, value)),
        1 => slips.prop_map(|value| (Kind::Company, value)),
        1 => of(Kind::Phone, "(44)?[78]?[01]{3,6}"),
        1 => of(Kind::PhoneStart, "[78][01]{2,6}"),
        1 => of(Kind::Email, "[ab]{0,3}@(ab?)?"),
        1 => of(Kind::Key, "[ab01]{1,3}"),
        1 => of(Kind::Vin, "[ab]{0,4}[01]{4,8}"),
        1 => of(Kind::Plate, "ab[01]?|b?[01]{2}[ab]{0,2}|[ab]{3}"),
        1 => of(Kind::Postcode, "a[01]?"),
        1 => of(Kind::BirthDate, "198001[01]{2}"),
    ];
    prop::collection::vec((way, any::<bool>()), 1..3).prop_map(|ways| {
        ways.into_iter().map(|((kind, value), first)| Way { kind, value, first }).collect()
    })
}

fn pieces() -> impl Strategy<Value = Vec<Piece>> {
    let piece = ways().prop_map(|ways| Piece { text: String::new(), ways, optional: false });
    prop::collection::vec(piece, 1..4)
}

fn answers(finder: &Finder, pieces: &[Piece], limit: usize) -> Vec<(u32, u32)> {
    let found = finder.find(pieces, Options::new(limit), &|| false).unwrap();
    for one in &found {
        assert!((1..=pieces.len()).contains(&one.why.len()));
    }
    found
        .iter()
        .map(|one| (one.handle, (one.score * pieces.len() as f64 * f64::from(ONE)).round() as u32))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn the_index_answers_as_holding_everybody_against_the_question_does(
        customers in customers(14),
        pieces in pieces(),
        limit in 1_usize..14,
    ) {
        let finder = Finder::of(customers.clone()).unwrap();
        prop_assert_eq!(answers(&finder, &pieces, limit), brute(&customers, &pieces, limit));
    }

    #[test]
    fn changes_one_by_one_lead_to_the_same_as_all_at_once(
        batches in prop::collection::vec((customers(6), any::<u8>()), 1..5),
        merge_at in 0_usize..5,
        pieces in pieces(),
    ) {
        let mut finder = Finder::default();
        let mut all: BTreeMap<u32, Customer> = BTreeMap::new();
        for (at, (batch, gone)) in batches.into_iter().enumerate() {
            finder.put(batch.clone()).unwrap();
            all.extend(batch.into_iter().map(|customer| (customer.handle, customer)));
            let known = finder.remove(gone.into()).unwrap();
            prop_assert_eq!(known, all.remove(&gone.into()).is_some());
            if at == merge_at {
                finder = finder.merged().unwrap();
            }
        }
        let all: Vec<Customer> = all.into_values().take(15).collect();
        for handle in 0..256 {
            if !all.iter().any(|customer| customer.handle == handle) {
                finder.remove(handle).unwrap();
            }
        }
        prop_assert_eq!(finder.customers(), all.len() as u64);
        prop_assert_eq!(answers(&finder, &pieces, 12), brute(&all, &pieces, 12));
        let again = Finder::of(all.clone()).unwrap();
        prop_assert_eq!(answers(&finder, &pieces, 12), answers(&again, &pieces, 12));
    }
}

/// Chunks in memory, some of them spoilt.
struct Kept(Vec<Vec<u8>>);

impl Shelf for Kept {
    fn chunk(&self, number: u32) -> Option<Vec<u8>> {
        self.0.get(number as usize).cloned()
    }
}

fn kept(finder: &Finder) -> Vec<(Vec<Vec<u8>>, Vec<u8>)> {
    let chunks = |layer: &Layer| layer.chunks().unwrap().into_iter().map(Cow::into_owned).collect();
    finder.layers().iter().map(|layer| (chunks(layer), layer.gone())).collect()
}

fn opened(kept: Vec<(Vec<Vec<u8>>, Vec<u8>)>) -> Result<Finder, Failure> {
    let layers = kept.into_iter().zip(0..).map(|((chunks, gone), number)| {
        let shelf: Arc<dyn Shelf> = Arc::new(Kept(chunks));
        Layer::open(number, &shelf, &gone)
    });
    Ok(Finder::of_layers(layers.collect::<Result<_, _>>()?))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn what_is_saved_and_opened_again_answers_alike(
        customers in customers(14),
        later in customers(4),
        pieces in pieces(),
    ) {
        let mut finder = Finder::of(customers).unwrap();
        finder.put(later.clone()).unwrap();
        let mut again = opened(kept(&finder)).unwrap();
        prop_assert_eq!(answers(&again, &pieces, 12), answers(&finder, &pieces, 12));
        for layer in again.layers() {
            layer.load(&|| false).unwrap();
        }
        prop_assert_eq!(again.bytes() > 0, true);
        again.put(later).unwrap();
        prop_assert_eq!(answers(&again, &pieces, 12), answers(&finder, &pieces, 12));
    }

    #[test]
    fn damaged_chunks_are_refused(
        customers in customers(14),
        pieces in pieces(),
        chunk in any::<prop::sample::Index>(),
        byte in any::<prop::sample::Index>(),
        bit in 0_u8..8,
        cut in any::<bool>(),
    ) {
        let finder = Finder::of(customers).unwrap();
        let mut all = kept(&finder);
        let chunks = &mut all[0].0;
        let spoilt = chunk.index(chunks.len());
        let at = byte.index(chunks[spoilt].len().max(1));
        if cut {
            chunks[spoilt].truncate(at);
        } else if let Some(byte) = chunks[spoilt].get_mut(at) {
            *byte ^= 1 << bit;
        }
        match opened(all) {
            Err(failure) => prop_assert_eq!(failure, Failure::Damaged),
            Ok(again) => {
                // Not all of it is needed for each question; what is read must be right.
                match again.find(&pieces, Options::new(12), &|| false) {
                    Ok(_) => prop_assert_eq!(answers(&again, &pieces, 12), answers(&finder, &pieces, 12)),
                    Err(failure) => prop_assert_eq!(failure, Failure::Damaged),
                }
                prop_assert_eq!(again.layers()[0].load(&|| false), Err(Failure::Damaged));
            }
        }
    }
}

#[test]
fn a_stopped_search_says_so() {
    let finder = Finder::of([]).unwrap();
    let way = Way { kind: Kind::Name, value: "a".to_owned(), first: true };
    let piece = Piece { text: String::new(), ways: vec![way], optional: false };
    let stopped = finder.find(&[piece], Options::new(3), &|| true);
    assert!(matches!(stopped, Err(Failure::Stopped)));
}
