//! Pairs with their truth, and how the matcher scores them.

use crate::weighed::MOST;
use customer::Record;
use customer::patch::parse_record;
use matching::blocking::{self, BlockKind, Gather};
use matching::{Counts, Form, Frequencies, score};
use std::collections::{BTreeMap, BTreeSet, HashMap};

#[derive(Clone, Copy)]
pub struct Scored {
    pub log_odds: f64,
    pub same: bool,
}

/// A line that could not be used, and why as a code.
pub struct Unusable {
    pub line: usize,
    pub why: &'static str,
}

#[derive(Default)]
pub struct Labelled {
    pub scored: Vec<Scored>,
    /// Pairs of one person that never became candidates of each other.
    pub missed: usize,
    pub unusable: Vec<Unusable>,
}

impl Labelled {
    pub fn add(
        &mut self,
        one: &Record,
        other: &Record,
        same: bool,
        counts: &dyn Frequencies,
        country: &str,
    ) {
        let forms = (Form::of(one, country), Form::of(other, country));
        let log_odds = score(&forms.0, &forms.1, counts).log_odds;
        self.scored.push(Scored { log_odds, same });
    }
}

pub struct Pair {
    pub one: String,
    pub other: String,
    pub same: bool,
}

/// The lines of a CSV file of pairs with their numbers; a heading is passed over. A pair without a
/// label is one person.
pub fn pairs(text: &str) -> impl Iterator<Item = (usize, Result<Pair, &'static str>)> {
    let lines = text.trim_start_matches('\u{feff}').lines().enumerate();
    lines.filter(|(_, line)| !line.trim().is_empty()).filter_map(|(at, line)| {
        let cells = cells(line);
        let [one, other, rest @ ..] = cells.as_slice() else {
            return Some((at + 1, Err("two_ids")));
        };
        if at == 0 && one.to_lowercase().contains("id") && other.to_lowercase().contains("id") {
            return None;
        }
        if one.is_empty() || other.is_empty() {
            return Some((at + 1, Err("two_ids")));
        }
        let same = match rest.first().map(|label| label.to_lowercase()).as_deref() {
            None | Some("" | "same" | "1" | "true" | "yes" | "match" | "gleich" | "ja") => true,
            Some("different" | "0" | "false" | "no" | "verschieden" | "nein") => false,
            Some(_) => return Some((at + 1, Err("label"))),
        };
        Some((at + 1, Ok(Pair { one: one.clone(), other: other.clone(), same })))
    })
}

/// The cells of one line, by comma or semicolon, quoted or not.
fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        let Some(cell) = cells.last_mut() else { break };
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ',' | ';' if !quoted => cells.push(String::new()),
            letter => cell.push(letter),
        }
    }
    cells.into_iter().map(|cell| cell.trim().to_owned()).collect()
}

/// Scores everybody of one file against whoever of the other shares a key with them.
pub fn of_files(
    a: &str,
    b: Option<&str>,
    pairs_text: &str,
    country: &str,
) -> Result<Labelled, &'static str> {
    let mut labelled = Labelled::default();
    let asking = records(a, &mut labelled);
    let other = b.map(|text| records(text, &mut labelled));
    let stored = other.as_ref().unwrap_or(&asking);
    if asking.is_empty() || stored.is_empty() {
        return Err("no_records");
    }
    let ids = |records: &[Record]| -> HashMap<String, usize> {
        let named = records.iter().enumerate();
        named.filter_map(|(at, record)| Some((record.id.clone()?, at))).collect()
    };
    let (in_a, in_b) = (ids(&asking), ids(stored));
    let mut truth: BTreeMap<(usize, usize), bool> = BTreeMap::new();
    for (line, pair) in pairs(pairs_text) {
        let known = pair.map_err(|why| Unusable { line, why }).and_then(|pair| {
            let either = |one: &str, other: &str| Some((*in_a.get(one)?, *in_b.get(other)?));
            let found = either(&pair.one, &pair.other).or_else(|| either(&pair.other, &pair.one));
            let found = found.ok_or(Unusable { line, why: "unknown_id" })?;
            Ok((found, pair.same))
        });
        match known {
            Err(unusable) => labelled.unusable.push(unusable),
            Ok((found, same)) => {
                truth.insert(in_order(found, other.is_none()), same);
            }
        }
    }
    if !truth.values().any(|same| *same) {
        return Err("no_pairs");
    }
    let mut counts = Counts::default();
    for record in stored {
        counts.add(record, country);
    }
    let forms: Vec<Form> = stored.iter().map(|record| Form::of(record, country)).collect();
    let blocks = Blocks::of(stored, country);
    let mut met = BTreeSet::new();
    for (at, record) in asking.iter().enumerate() {
        let form = Form::of(&Record { id: None, ..record.clone() }, country);
        for row in blocks.rows(record, country) {
            let pair = in_order((at, row), other.is_none());
            if (other.is_none() && at == row) || !met.insert(pair) {
                continue;
            }
            let log_odds = score(&form, &forms[row], &counts).log_odds;
            let same = truth.get(&pair).copied().unwrap_or(false);
            labelled.scored.push(Scored { log_odds, same });
        }
    }
    labelled.missed = truth.iter().filter(|(pair, same)| **same && !met.contains(*pair)).count();
    Ok(labelled)
}

/// Within one file a pair has no order.
fn in_order((a, b): (usize, usize), one_file: bool) -> (usize, usize) {
    if one_file && b < a { (b, a) } else { (a, b) }
}

fn records(text: &str, labelled: &mut Labelled) -> Vec<Record> {
    let mut records = Vec::new();
    let lines = text.trim_start_matches('\u{feff}').lines().enumerate();
    for (at, line) in lines.filter(|(_, line)| !line.trim().is_empty()) {
        match parse_record(line.as_bytes()) {
            Ok(record) => records.push(record),
            Err(_) => labelled.unusable.push(Unusable { line: at + 1, why: "not_a_record" }),
        }
    }
    records
}

/// Who shares a key with whom: the same keys, the same ranking and as many as a decision weighs.
struct Blocks {
    rows: HashMap<(BlockKind, String), Vec<u32>>,
    customers: usize,
}

impl Blocks {
    fn of(records: &[Record], country: &str) -> Self {
        let mut rows: HashMap<_, Vec<u32>> = HashMap::new();
        for (at, record) in (0..).zip(records) {
            for key in blocking::keys(record, country) {
                rows.entry(key).or_default().push(at);
            }
        }
        Self { rows, customers: records.len() }
    }

    fn rows(&self, record: &Record, country: &str) -> impl Iterator<Item = usize> {
        let mut gather = Gather::new(self.customers as u64);
        for key in blocking::keys(record, country) {
            if let Some(rows) = self.rows.get(&key) {
                gather.add(key.0, rows);
            }
        }
        gather.best(MOST).into_iter().map(|row| row as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_one_record_many_times_compares_nobody_with_everybody() {
        let line = "{\"id\":\"N\",\"names\":{\"givenName\":\"Ana\",\"familyName\":\"Reis\"}}\n";
        let file: String = (0..3_000).map(|n| line.replace('N', &n.to_string())).collect();
        let labelled = of_files(&file, None, "0,1,same\n", "GB").unwrap();
        // Keys that everybody shares are not followed, as at the desk.
        assert_eq!((labelled.scored.len(), labelled.missed), (0, 1));
    }

    #[test]
    fn pairs_are_read_as_spreadsheets_write_them() {
        let text =
            "\u{feff}id_a;id_b;label\r\n\"a,1\";b;different\r\na,b\r\n\r\na\r\na,b,perhaps\r\n";
        let read: Vec<_> = pairs(text)
            .map(|(line, pair)| (line, pair.map(|pair| (pair.one, pair.other, pair.same))))
            .collect();
        let pair = |one: &str, same| Ok((one.to_owned(), "b".to_owned(), same));
        assert_eq!(
            read,
            [(2, pair("a,1", false)), (3, pair("a", true)), (5, Err("two_ids")), (6, Err("label"))]
        );
    }
}
