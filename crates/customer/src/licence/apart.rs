//! The text of a scanner, taken apart into elements.
//!
//! Where the marks between them are left, or were changed into one other sign, the text is cut at
//! them. Where they are lost, it is cut where the whole makes the most sense: each element at most
//! once, dates where dates belong, and as few names with three letters of an element in them as can be.

use super::elements::{self, ELEMENTS};
use std::collections::BTreeMap;

/// What is left of the line that says what this is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Header {
    Whole,
    /// The first sign (`@`) is missing.
    NoSign,
    Lost,
}

/// What became of the marks between the elements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marks {
    Kept,
    Changed(char),
    Lost,
}

/// Elements and their values, trimmed.
pub struct Apart {
    pub values: BTreeMap<&'static str, String>,
    pub header: Header,
    pub marks: Marks,
    pub case_turned: bool,
    pub version: Option<u8>,
}

/// Fewer are no licence, and fewer at the start of lines are a coincidence.
const FEWEST: usize = 4;

/// How some scanners write out what cannot be typed.
const WRITTEN: [(&str, &str); 14] = [
    ("<LF>", "\n"),
    ("<CR>", "\n"),
    ("<RS>", "\n"),
    ("<GS>", "\n"),
    ("[LF]", "\n"),
    ("[CR]", "\n"),
    ("[RS]", "\n"),
    ("{LF}", "\n"),
    ("{CR}", "\n"),
    ("{RS}", "\n"),
    ("\\N", "\n"),
    ("\\R", "\n"),
    ("\\X1E", "\n"),
    ("\\X0A", "\n"),
];

pub fn apart(text: &str) -> Option<Apart> {
    let case_turned = turned(text);
    let mut text: String = if case_turned {
        text.chars().map(|c| if c.is_lowercase() { upper(c) } else { lower(c) }).collect()
    } else {
        text.to_owned()
    };
    for (written, mark) in WRITTEN {
        for written in [written.to_owned(), written.to_lowercase()] {
            text = text.replace(&written, mark);
        }
    }
    let (header, version, body) = header(&text)?;
    let (body, marks) = match lines(body) {
        read if read >= FEWEST => (body.to_owned(), Marks::Kept),
        _ => match changed(body) {
            Some(sign) => (body.replace(sign, "\n"), Marks::Changed(sign)),
            None => (one_line(body), Marks::Lost),
        },
    };
    let values = match marks {
        Marks::Lost => most_sense(subfile(&body)),
        Marks::Kept | Marks::Changed(_) => by_lines(&body),
    };
    (values.len() >= FEWEST).then_some(Apart { values, header, marks, case_turned, version })
}

fn upper(c: char) -> char {
    c.to_uppercase().next().unwrap_or(c)
}

fn lower(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

/// Only the letters of the standard tell: names may be written in any case.
fn turned(text: &str) -> bool {
    let head: String = text.chars().take(40).collect();
    let ours =
        |head: &str| head.contains("ANSI ") || head.contains("AAMVA") || head.contains("DAQ");
    !ours(&head) && ours(&head.to_uppercase()) && head == head.to_lowercase()
}

/// The line at the start, and what stands behind it.
fn header(text: &str) -> Option<(Header, Option<u8>, &str)> {
    let sign = ["ANSI ", "AAMVA"].iter().filter_map(|sign| Some((text.find(sign)?, sign.len())));
    let found = sign.min().filter(|(at, _)| *at <= 24);
    let Some((at, length)) = found else {
        return Some((Header::Lost, None, &text[start(text)?..]));
    };
    let header = if text[..at].contains('@') { Header::Whole } else { Header::NoSign };
    let rest = text[at + length..].trim_start();
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let version = rest.get(6..8).filter(|_| digits >= 8).and_then(|version| version.parse().ok());
    let mut body = &rest[digits..];
    // Which parts there are, where and how long: often wrong, and not needed.
    while let Some(more) = designator(body) {
        body = more;
    }
    Some((header, version, &body[start(body)?..]))
}

fn designator(text: &str) -> Option<&str> {
    let (part, rest) = (text.get(..2)?, text.get(2..)?);
    let digits = rest.bytes().take(8).take_while(u8::is_ascii_digit).count();
    (part.bytes().all(|b| b.is_ascii_uppercase()) && digits >= 6).then(|| &rest[digits..])
}

/// Where the first element is: behind the name of its part, where that is left.
fn start(text: &str) -> Option<usize> {
    let places = || text.char_indices().map(|(at, _)| at).take(80);
    let known = |at: usize| text.get(at..).and_then(elements::at_start).is_some();
    let part = |at: &usize| {
        ["DL", "ID"].iter().any(|part| text.get(*at..).is_some_and(|rest| rest.starts_with(part)))
    };
    // "IDDAQ…": what is named first is the part and no element.
    places()
        .find(|at| part(at) && known(at + 2))
        .map(|at| at + 2)
        .or_else(|| places().find(|at| known(*at)))
}

fn is_mark(c: char) -> bool {
    c.is_control()
}

fn lines(body: &str) -> usize {
    body.split(is_mark).filter(|line| elements::at_start(line.trim_start()).is_some()).count()
}

/// The one sign before most elements, if it is none that stands in names and addresses.
fn changed(body: &str) -> Option<char> {
    let mut counted: BTreeMap<char, usize> = BTreeMap::new();
    let mut before = None;
    for (at, c) in body.char_indices() {
        let sign = before.filter(|c: &char| !c.is_alphanumeric() && !" -/,.'&#".contains(*c));
        if let (Some(sign), Some(_)) = (sign, elements::at_start(&body[at..])) {
            *counted.entry(sign).or_default() += 1;
        }
        before = Some(c);
    }
    let (sign, count) = counted.into_iter().max_by_key(|(_, count)| *count)?;
    (count >= FEWEST).then_some(sign)
}

fn one_line(body: &str) -> String {
    body.chars().filter(|c| !is_mark(*c)).collect()
}

fn by_lines(body: &str) -> BTreeMap<&'static str, String> {
    let lines: Vec<(&str, usize)> = body
        .split(is_mark)
        .map(str::trim)
        .filter_map(|line| Some((line, elements::at_start(line)?)))
        .collect();
    let missing = |element: usize| {
        NEEDED.contains(&ELEMENTS[element].0) && lines.iter().all(|line| line.1 != element)
    };
    let mut values = BTreeMap::new();
    for (line, element) in &lines {
        let ((id, shape), value) = (ELEMENTS[*element], &line[3..]);
        // A single mark that got lost: a date with letters behind it, a name with the street in it.
        let mut inside = starts(value);
        let joined = match elements::fits(value, shape) {
            Some(fits) => !fits && inside.next().is_some(),
            None => inside.any(|(_, element)| missing(element)),
        };
        let read = if joined { most_sense(line) } else { [(id, value.trim().to_owned())].into() };
        for (id, value) in read {
            values.entry(id).or_insert(value);
        }
    }
    values
}

/// Every licence has them.
const NEEDED: [&str; 7] = ["DAC", "DCS", "DAG", "DAI", "DAJ", "DAK", "DBB"];

/// Without what a state adds for itself, which comes last: `ZCZCA…`. The same letters earlier on are
/// part of a name.
fn subfile(body: &str) -> &str {
    let own = |at: usize| match body.as_bytes().get(at..at + 5) {
        Some([b'Z', one, b'Z', other, more]) => {
            one == other && one.is_ascii_uppercase() && more.is_ascii_uppercase()
        }
        _ => false,
    };
    let last = |at: usize| NEEDED.iter().all(|id| body[..at].contains(id));
    let end = (0..body.len()).find(|at| own(*at) && body.is_char_boundary(*at) && last(*at));
    &body[..end.unwrap_or(body.len())]
}

fn starts(text: &str) -> impl Iterator<Item = (usize, usize)> + '_ {
    text.char_indices().filter_map(|(at, _)| Some((at, elements::at_start(&text[at..])?)))
}

/// So many places are looked at, and so many ways to each of them: a licence has some thirty.
const PLACES: usize = 160;
const WAYS: usize = 32;
/// The longest value.
const REACH: usize = 120;

#[derive(Clone, Copy)]
struct Way {
    sense: i32,
    /// Which elements are taken, as bits.
    taken: u128,
    /// The place before, and which of its ways.
    from: Option<(usize, usize)>,
}

/// Cut where it makes the most sense.
fn most_sense(text: &str) -> BTreeMap<&'static str, String> {
    let places: Vec<(usize, usize)> = starts(text).take(PLACES).collect();
    let mut ways: Vec<Vec<Way>> = vec![Vec::new(); places.len() + 1];
    for (at, (_, element)) in places.iter().enumerate().take(8) {
        let sense = -8 * i32::try_from(at).unwrap_or(0);
        ways[at].push(Way { sense, taken: 1 << element, from: None });
    }
    for at in 0..places.len() {
        let (from, element) = places[at];
        ways[at].sort_by_key(|way| std::cmp::Reverse(way.sense));
        ways[at].truncate(WAYS);
        for next in at + 1..=places.len() {
            let end = places.get(next).map_or(text.len(), |place| place.0);
            if end < from + 3 {
                continue;
            }
            // The last one may be followed by what belongs to nothing.
            if end > from + REACH && next < places.len() {
                break;
            }
            let inside = i32::try_from(next - at - 1).unwrap_or(i32::MAX).min(99);
            let here = elements::likeness(&text[from + 3..end], ELEMENTS[element].1) - 3 * inside;
            for way in 0..ways[at].len() {
                let Way { sense, taken, .. } = ways[at][way];
                let from = Some((at, way));
                let Some((_, following)) = places.get(next) else {
                    ways[next].push(Way { sense: sense + here, taken, from });
                    continue;
                };
                if taken & 1 << following != 0 {
                    continue;
                }
                let near = if elements::neighbours(element, *following) { 2 } else { 0 };
                let sense = sense + here + near;
                ways[next].push(Way { sense, taken: taken | 1 << following, from });
            }
        }
    }
    let best = ways[places.len()].iter().max_by_key(|way| way.sense);
    let (mut values, mut step, mut end) =
        (BTreeMap::new(), best.and_then(|way| way.from), text.len());
    while let Some((at, way)) = step {
        let (from, element) = places[at];
        values.insert(ELEMENTS[element].0, text[from + 3..end].trim().to_owned());
        end = from;
        step = ways[at][way].from;
    }
    values
}
