//! Bent samples. JSON is bent as a tree most of the time, so that the bending comes further than the
//! parser; everything else, and some of it too, as bytes.

use rand::Rng;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use serde_json::{Map, Value, json};

/// Longer inputs show nothing that these do not, and readers have caps of their own to be met.
const LONGEST: usize = 64 * 1024;
/// One in so many is far longer.
const HUGE_ONE_IN: u32 = 500;
const HUGE: usize = 2 * 1024 * 1024;

/// Texts that have broken readers before.
const TEXTS: &[&str] = &[
    "",
    " ",
    "\u{0}",
    "\u{7f}",
    "\r\n",
    "\t",
    "\u{feff}",
    "\u{202e}",
    "\u{200b}",
    "\u{2028}",
    "ß",
    "İ",
    "ﷺ",
    "e\u{301}\u{301}\u{301}",
    "👩‍👩‍👧‍👦",
    "𝕸",
    "\u{10ffff}",
    "null",
    "true",
    "NaN",
    "-0",
    "1e309",
    "-9223372036854775808",
    "18446744073709551616",
    "0x1",
    "9999-12-31",
    "0000-00-00",
    "2026-02-30",
    "+292278994-08-17T07:12:55Z",
    "<script>",
    "{}",
    "[]",
    "\\",
    "\"",
    "'",
    "%00",
    "%s%n",
    "../..",
    "=1+1",
    "__proto__",
    "a@b",
    "@",
    "+44",
    "(((",
    ")))",
    "*",
    "?",
    ".*",
    "$(id)",
];

/// One input of a run: the same for the same seed and number.
pub fn input(samples: &[Vec<u8>], words: &[&str], seed: u64, number: u64) -> Vec<u8> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    random.set_stream(number);
    let Some(sample) = samples.choose(&mut random) else { return Vec::new() };
    let tree = serde_json::from_slice::<Value>(sample).ok().filter(Value::is_object);
    let mut bytes = match tree {
        Some(mut tree) if random.random_ratio(4, 5) => {
            for _ in 0..random.random_range(1..=4) {
                bend_tree(&mut tree, samples, words, &mut random);
            }
            tree.to_string().into_bytes()
        }
        _ => sample.clone(),
    };
    let times =
        if bytes == *sample { random.random_range(1..=6) } else { random.random_range(0..2) };
    for _ in 0..times {
        bend(&mut bytes, samples, words, &mut random);
    }
    if random.random_ratio(1, HUGE_ONE_IN) {
        bytes = grown(&bytes, &mut random);
    } else {
        bytes.truncate(LONGEST.max(sample.len()));
    }
    bytes
}

/// A piece of it again and again.
fn grown(bytes: &[u8], random: &mut ChaCha8Rng) -> Vec<u8> {
    let (from, to) = piece(bytes, random);
    if from == to {
        return bytes.to_vec();
    }
    let again = random.random_range(1..=HUGE / (to - from));
    [&bytes[..from], &bytes[from..to].repeat(again), &bytes[to..]].concat()
}

fn piece(bytes: &[u8], random: &mut ChaCha8Rng) -> (usize, usize) {
    if bytes.is_empty() {
        return (0, 0);
    }
    let from = random.random_range(0..bytes.len());
    let longest = (bytes.len() - from).min(if random.random() { 8 } else { 512 });
    (from, from + random.random_range(1..=longest))
}

fn word(words: &[&str], random: &mut ChaCha8Rng) -> String {
    let list = if random.random_ratio(2, 3) && !words.is_empty() { words } else { TEXTS };
    list.choose(random).copied().unwrap_or_default().to_owned()
}

fn bend(bytes: &mut Vec<u8>, samples: &[Vec<u8>], words: &[&str], random: &mut ChaCha8Rng) {
    let at = random.random_range(0..=bytes.len());
    let (from, to) = piece(bytes, random);
    match random.random_range(0..10) {
        0 if !bytes.is_empty() => {
            let at = at.min(bytes.len() - 1);
            bytes[at] ^= 1 << random.random_range(0..8);
        }
        1 if !bytes.is_empty() => {
            let at = at.min(bytes.len() - 1);
            bytes[at] = random.random();
        }
        2 => drop(bytes.drain(from..to)),
        3 => bytes.truncate(at),
        4 => {
            let again = bytes[from..to].to_vec();
            bytes.splice(at..at, again);
        }
        5 => {
            let again = bytes[from..to].repeat(random.random_range(2..64));
            bytes.splice(at..at, again);
        }
        6 | 7 => {
            let word = word(words, random).into_bytes();
            bytes.splice(at..at, word);
        }
        8 => {
            let word = word(words, random).into_bytes();
            bytes.splice(from..to, word);
        }
        _ => {
            if let Some(other) = samples.choose(random) {
                let (from, to) = piece(other, random);
                bytes.splice(at..at, other[from..to].iter().copied());
            }
        }
    }
}

fn bend_tree(tree: &mut Value, samples: &[Vec<u8>], words: &[&str], random: &mut ChaCha8Rng) {
    let graft = samples.choose(random).and_then(|other| serde_json::from_slice(other).ok());
    let value = hostile(graft, words, random);
    let mut places = Vec::new();
    gather(tree, String::new(), &mut places);
    let Some(place) = places.choose(random) else { return };
    let Some(found) = tree.pointer_mut(place) else { return };
    match (random.random_range(0..6), found) {
        (0, Value::Object(members)) => {
            if let Some(name) = members.keys().nth(random.random_range(0..members.len().max(1))) {
                let name = name.clone();
                members.shift_remove(&name);
            }
        }
        (1, Value::Object(members)) => {
            members.insert(word(words, random), value);
        }
        (0, Value::Array(items)) if !items.is_empty() => {
            items.remove(random.random_range(0..items.len()));
        }
        (1, Value::Array(items)) => {
            let again = items.first().cloned().unwrap_or(value);
            items.extend(vec![again; random.random_range(1..300)]);
        }
        (2 | 3, Value::String(text)) => {
            let mut bytes = std::mem::take(text).into_bytes();
            bend(&mut bytes, samples, words, random);
            *text = String::from_utf8_lossy(&bytes).into_owned();
        }
        (_, found) => *found = value,
    }
}

fn hostile(graft: Option<Value>, words: &[&str], random: &mut ChaCha8Rng) -> Value {
    match random.random_range(0..12) {
        0 => Value::Null,
        1 => json!(random.random::<bool>()),
        2 => json!(random.random::<i64>()),
        3 => json!([0, -1, 1, i64::MAX, i64::MIN, 4_294_967_296_i64].choose(random)),
        4 => json!(random.random::<f64>() * 1e300),
        5 => json!([]),
        6 => json!({}),
        7 => json!(word(words, random).repeat(random.random_range(1..2_000))),
        8 => {
            let mut deep = json!(1);
            for _ in 0..random.random_range(1..120) {
                deep = if random.random() { json!([deep]) } else { json!({ "a": deep }) };
            }
            deep
        }
        9 => graft.unwrap_or_else(|| Value::Object(Map::new())),
        _ => json!(word(words, random)),
    }
}

/// Where something stands in it, as JSON pointers.
fn gather(tree: &Value, at: String, places: &mut Vec<String>) {
    match tree {
        Value::Object(members) => {
            for (name, value) in members {
                let name = name.replace('~', "~0").replace('/', "~1");
                gather(value, format!("{at}/{name}"), places);
            }
        }
        Value::Array(items) => {
            for (number, value) in items.iter().enumerate() {
                gather(value, format!("{at}/{number}"), places);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
    places.push(at);
}
