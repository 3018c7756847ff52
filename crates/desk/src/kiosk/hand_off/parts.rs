//! What one code holds, and several of them put together again: in any order, each as often as a
//! scanner likes. Nothing here can be read without the desk's secret.

use super::letters;
use keys::post::{OVERHEAD, PublicKey};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// More letters make a code whose points are too small for a screen and a scanner at arm's length:
/// 77 points a side.
const LONGEST: usize = 600;
/// Kind, desk, message, which part of how many.
const FRONT: usize = 1 + Address::LENGTH + Message::LENGTH + 1;
/// Of the closed bytes. Every part is full, so that a code's size says nothing.
const CHUNK: usize = (LONGEST - letters::length(FRONT)) / 2;
/// Nobody scans more.
pub const MOST: usize = 6;
/// How many cards may be half scanned at once.
const BEGUN: usize = 4;

const PART: u8 = 1;
const KEY: u8 = 2;
const SLIP: u8 = 3;

/// Which desk a code is for, in a few bytes that are not secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Address([u8; 3]);

impl Address {
    const LENGTH: usize = 3;

    pub fn of(key: &PublicKey) -> Self {
        let digest = Sha256::digest(key.0);
        Self(std::array::from_fn(|at| digest[at]))
    }

    /// What is closed for a desk says so.
    pub fn about(self) -> Vec<u8> {
        let mut about = vec![PART];
        about.extend(self.0);
        about
    }
}

/// Which parts belong together: the start of what is closed, hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Message([u8; 4]);

impl Message {
    const LENGTH: usize = 4;

    fn of(closed: &[u8]) -> Self {
        let digest = Sha256::digest(closed);
        Self(std::array::from_fn(|at| digest[at]))
    }
}

/// One code, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Code {
    Part(Part),
    /// What a kiosk is given of a desk.
    Key(PublicKey),
    /// What a desk prints to find a customer again.
    Slip(Slip),
    /// Of a later version.
    Newer,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slip {
    pub of: Folder,
    pub local_id: Uuid,
}

/// Which data folder a slip is of, in a few bytes that are not secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Folder([u8; 3]);

impl Folder {
    const LENGTH: usize = 3;

    pub fn of(install_id: &str) -> Self {
        let digest = Sha256::digest(install_id);
        Self(std::array::from_fn(|at| digest[at]))
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    pub to: Address,
    message: Message,
    index: usize,
    count: usize,
    chunk: Vec<u8>,
}

/// How long what is to be closed is made: so that the parts of it are full. None where it is more
/// than anybody would scan.
pub fn room(content: usize) -> Option<usize> {
    let count = (content + OVERHEAD).div_ceil(CHUNK);
    (count <= MOST).then(|| count * CHUNK - OVERHEAD)
}

/// The letters of each code.
pub fn split(to: Address, closed: &[u8]) -> Vec<String> {
    let message = Message::of(closed);
    let chunks = closed.chunks(CHUNK);
    let count = chunks.len();
    let written = chunks.enumerate().map(|(index, chunk)| {
        let place = u8::try_from((index << 4) | count).unwrap_or(u8::MAX);
        let mut bytes = vec![PART];
        bytes.extend(to.0);
        bytes.extend(message.0);
        bytes.push(place);
        bytes.extend(chunk);
        letters::written(&bytes)
    });
    written.collect()
}

/// The letters a desk gives its kiosks.
pub fn key(key: &PublicKey) -> String {
    let mut bytes = vec![KEY];
    bytes.extend(key.0);
    letters::written(&bytes)
}

/// The letters of a slip.
pub fn slip(slip: Slip) -> String {
    let mut bytes = vec![SLIP];
    bytes.extend(slip.of.0);
    bytes.extend(slip.local_id.as_bytes());
    letters::written(&bytes)
}

pub fn read(bytes: &[u8]) -> Code {
    match bytes {
        [PART, rest @ ..] => part(rest).map_or(Code::Newer, Code::Part),
        [KEY, key @ ..] => {
            <[u8; 32]>::try_from(key).map_or(Code::Newer, |key| Code::Key(PublicKey(key)))
        }
        [SLIP, rest @ ..] => read_slip(rest).map_or(Code::Newer, Code::Slip),
        _ => Code::Newer,
    }
}

fn read_slip(bytes: &[u8]) -> Option<Slip> {
    let (of, id) = bytes.split_first_chunk::<{ Folder::LENGTH }>()?;
    Some(Slip { of: Folder(*of), local_id: Uuid::from_slice(id).ok()? })
}

fn part(bytes: &[u8]) -> Option<Part> {
    let (to, rest) = bytes.split_first_chunk::<{ Address::LENGTH }>()?;
    let (message, rest) = rest.split_first_chunk::<{ Message::LENGTH }>()?;
    let (place, chunk) = rest.split_first()?;
    let (index, count) = (usize::from(place >> 4), usize::from(place & 15));
    let whole = chunk.len() == CHUNK && index < count && count <= MOST;
    whole.then(|| Part {
        to: Address(*to),
        message: Message(*message),
        index,
        count,
        chunk: chunk.to_vec(),
    })
}

/// What a desk has scanned of cards that are not whole yet.
#[derive(Default)]
pub struct Begun(Vec<Half>);

struct Half {
    message: Message,
    parts: Vec<Option<Vec<u8>>>,
}

/// What came of one more part.
#[derive(Debug, PartialEq, Eq)]
pub enum Added {
    Whole(Vec<u8>),
    /// Which are missing, counted from one, of how many.
    Missing(Vec<usize>, usize),
    /// The parts do not make what they were parts of.
    Damaged,
}

impl Begun {
    pub fn add(&mut self, part: Part) -> Added {
        let known = |half: &Half| half.message == part.message && half.parts.len() == part.count;
        let mut half = match self.0.iter().position(known) {
            Some(at) => self.0.remove(at),
            None => Half { message: part.message, parts: vec![None; part.count] },
        };
        half.parts[part.index] = Some(part.chunk);
        let missing: Vec<usize> =
            (1..=part.count).filter(|number| half.parts[number - 1].is_none()).collect();
        if missing.is_empty() {
            let closed: Vec<u8> = half.parts.into_iter().flatten().flatten().collect();
            return if Message::of(&closed) == half.message {
                Added::Whole(closed)
            } else {
                Added::Damaged
            };
        }
        self.0.push(half);
        // Whoever began so many and ended none begins again.
        if self.0.len() > BEGUN {
            self.0.remove(0);
        }
        Added::Missing(missing, part.count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(closed: &[u8]) -> Vec<Part> {
        let to = Address([1, 2, 3]);
        let codes = split(to, closed).concat();
        let read = letters::codes(&codes).into_iter().map(|code| match read(&code.unwrap()) {
            Code::Part(part) => part,
            other => panic!("{other:?}"),
        });
        read.collect()
    }

    fn closed(count: usize) -> Vec<u8> {
        (0..count * CHUNK).map(|at| u8::try_from(at % 251).unwrap()).collect()
    }

    #[test]
    fn every_part_is_full_whatever_it_holds() {
        for content in [0, 1, 100, 236, 237, 238, 500, 1000] {
            let room = room(content).unwrap();
            assert!(room >= content);
            assert_eq!((room + OVERHEAD) % CHUNK, 0, "{content}");
        }
        assert_eq!(room(MOST * CHUNK), None);
        let text = split(Address([1, 2, 3]), &closed(2));
        assert!(text.iter().all(|one| one.len() == text[0].len() && one.len() <= LONGEST));
    }

    #[test]
    fn parts_come_in_any_order_and_more_than_once() {
        let closed = closed(3);
        let [one, two, three] = <[Part; 3]>::try_from(parts(&closed)).unwrap();
        let mut begun = Begun::default();
        assert_eq!(begun.add(three.clone()), Added::Missing(vec![1, 2], 3));
        assert_eq!(begun.add(three), Added::Missing(vec![1, 2], 3));
        assert_eq!(begun.add(one), Added::Missing(vec![2], 3));
        assert_eq!(begun.add(two), Added::Whole(closed));
        assert!(begun.0.is_empty());
    }

    #[test]
    fn parts_of_two_cards_are_not_mixed_and_few_are_waited_for() {
        let cards: Vec<_> = (0..=u8::try_from(BEGUN).unwrap())
            .map(|at| parts(&[vec![at], closed(2)[1..].to_vec()].concat()))
            .collect();
        let mut begun = Begun::default();
        for card in &cards {
            assert_eq!(begun.add(card[0].clone()), Added::Missing(vec![2], 2));
        }
        assert_eq!(begun.0.len(), BEGUN);
        assert_eq!(begun.add(cards[0][1].clone()), Added::Missing(vec![1], 2), "it was let go of");
        let last = cards.last().unwrap();
        assert!(matches!(begun.add(last[1].clone()), Added::Whole(_)));
    }

    #[test]
    fn parts_that_were_put_together_by_somebody_else_are_not_taken() {
        let mut forged = parts(&closed(2));
        forged[1].chunk[0] ^= 1;
        let mut begun = Begun::default();
        begun.add(forged[0].clone());
        assert_eq!(begun.add(forged[1].clone()), Added::Damaged);
    }

    #[test]
    fn what_no_version_of_today_writes_is_of_a_later_one() {
        assert_eq!(read(&[9, 1, 2, 3]), Code::Newer);
        assert_eq!(read(&[PART]), Code::Newer);
        assert_eq!(read(&[KEY, 1]), Code::Newer);
        assert_eq!(read(&[]), Code::Newer);
        let given = PublicKey([5; 32]);
        let codes = letters::codes(&key(&given));
        assert_eq!(read(codes[0].as_ref().unwrap()), Code::Key(given));
        let printed = Slip { of: Folder::of("a folder"), local_id: Uuid::from_u128(7) };
        let codes = letters::codes(&slip(printed));
        assert_eq!(read(codes[0].as_ref().unwrap()), Code::Slip(printed));
    }
}
