//! Files of records with known pairs: pairwise figures, and the person at the desk who gives only
//! a few fields.

use crate::figures::Said;
use crate::index::Index;
use customer::Record;
use customer::patch::parse_record;
use matching::{Counts, Form, score};
use std::collections::{HashMap, HashSet};

pub struct Files {
    pub stored: Vec<Record>,
    pub asking: Vec<Record>,
    pub pairs: HashSet<(String, String)>,
    /// A record never finds itself.
    pub one_file: bool,
    pub country: String,
    /// Kinds of keys that are not followed.
    pub without: Vec<matching::BlockKind>,
}

#[derive(Debug)]
pub struct Unreadable(pub String);

fn records(path: &str) -> Result<Vec<Record>, Unreadable> {
    let text = std::fs::read_to_string(path).map_err(|why| Unreadable(format!("{path}: {why}")))?;
    text.lines()
        .map(|line| {
            parse_record(line.as_bytes()).map_err(|_| Unreadable(format!("{path}: not a record")))
        })
        .collect()
}

impl Files {
    pub fn read(
        stored: &str,
        asking: &str,
        pairs: &str,
        country: &str,
    ) -> Result<Self, Unreadable> {
        let known =
            std::fs::read_to_string(pairs).map_err(|why| Unreadable(format!("{pairs}: {why}")))?;
        let mut both = HashSet::new();
        for (a, b) in known.lines().skip(1).filter_map(|line| line.split_once(',')) {
            let (a, b) = (a.trim().to_owned(), b.trim().to_owned());
            both.insert((b.clone(), a.clone()));
            both.insert((a, b));
        }
        Ok(Self {
            stored: records(stored)?,
            asking: records(asking)?,
            pairs: both,
            one_file: stored == asking,
            country: country.to_owned(),
            without: Vec::new(),
        })
    }

    pub fn same(&self, a: &Record, b: &Record) -> bool {
        match (&a.id, &b.id) {
            (Some(a), Some(b)) => self.pairs.contains(&(a.clone(), b.clone())),
            _ => false,
        }
    }

    /// Everybody who asks, with the rows found for them; `shown` cuts a record to what is typed.
    pub fn asked(
        &self,
        shown: &dyn Fn(&Record) -> Record,
        everybody: bool,
    ) -> Vec<(usize, Vec<(usize, Said)>)> {
        let country = self.country.as_str();
        let mut counts = Counts::default();
        for record in &self.stored {
            counts.add(record, country);
        }
        let forms: Vec<Form> = self.stored.iter().map(|record| Form::of(record, country)).collect();
        let mut index = Index::of(self.stored.iter(), country);
        index.leave_out(&self.without);
        let mut asked = Vec::with_capacity(self.asking.len());
        for (at, record) in self.asking.iter().enumerate() {
            let person = shown(&Record { id: None, ..record.clone() });
            let form = Form::of(&person, country);
            let rows: Vec<usize> = if everybody {
                (0..forms.len()).collect()
            } else {
                index.candidates(&person, country, crate::index::MOST)
            };
            let mut said: Vec<(usize, Said)> = rows
                .into_iter()
                .filter(|row| !(self.one_file && *row == at))
                .map(|row| {
                    let score = score(&form, &forms[row], &counts);
                    let right = self.same(&self.stored[row], record);
                    let (log_odds, probability) = (score.log_odds, score.probability);
                    (row, Said { log_odds, probability, right })
                })
                .collect();
            // Ties count against us.
            said.sort_by(|a, b| {
                b.1.log_odds.total_cmp(&a.1.log_odds).then(a.1.right.cmp(&b.1.right))
            });
            said.truncate(crate::index::MOST);
            asked.push((at, said));
        }
        asked
    }
}

/// A pair is a match from a probability on: precision, recall and F1, pair by pair.
pub fn pairwise(files: &Files, asked: &[(usize, Vec<(usize, Said)>)], from: f64) -> [f64; 3] {
    let (mut right, mut wrong) = (0, 0);
    for said in asked.iter().flat_map(|(_, said)| said) {
        if said.1.probability >= from {
            if said.1.right { right += 1 } else { wrong += 1 }
        }
    }
    // In one file each pair is met from both sides.
    let all = if files.one_file { files.pairs.len() } else { files.pairs.len() / 2 };
    let (precision, recall) = (crate::share(right, right + wrong), crate::share(right, all));
    [precision, recall, 2.0 * precision * recall / (precision + recall).max(f64::MIN_POSITIVE)]
}

/// The highest F1 any threshold reaches, and that threshold.
pub fn best_pairwise(files: &Files, asked: &[(usize, Vec<(usize, Said)>)]) -> (f64, f64) {
    let mut all: Vec<&Said> =
        asked.iter().flat_map(|(_, said)| said.iter().map(|(_, said)| said)).collect();
    all.sort_by(|a, b| b.log_odds.total_cmp(&a.log_odds));
    let pairs = if files.one_file { files.pairs.len() } else { files.pairs.len() / 2 };
    let (mut right, mut best) = (0, (0.0, 0.0));
    for (at, said) in all.iter().enumerate() {
        right += usize::from(said.right);
        let f1 = 2.0 * crate::float(right) / crate::float(at + 1 + pairs);
        if f1 > best.0 {
            best = (f1, said.log_odds);
        }
    }
    best
}

/// The same where nobody is two people: of all matches the likeliest counts first, and whoever has
/// one already gets no other. For two files without duplicates of their own.
pub fn one_to_one(
    asked: &[(usize, Vec<(usize, Said)>)],
    from: f64,
) -> Vec<(usize, Vec<(usize, Said)>)> {
    let mut all: Vec<(usize, usize, Said)> = asked
        .iter()
        .flat_map(|(at, said)| said.iter().map(|(row, said)| (*at, *row, *said)))
        .filter(|(_, _, said)| said.probability >= from)
        .collect();
    // Ties count against us.
    all.sort_by(|a, b| b.2.log_odds.total_cmp(&a.2.log_odds).then(a.2.right.cmp(&b.2.right)));
    let (mut asking, mut stored) = (HashSet::new(), HashSet::new());
    all.into_iter()
        .filter(|(at, row, _)| {
            let free = !asking.contains(at) && !stored.contains(row);
            if free {
                asking.insert(*at);
                stored.insert(*row);
            }
            free
        })
        .map(|(at, row, said)| (at, vec![(row, said)]))
        .collect()
}

/// Pair by pair where whoever is the same as the same person is the same: of one file, every two of
/// a person's rows are a pair, also where only others of them are alike.
pub fn persons(files: &Files, asked: &[(usize, Vec<(usize, Said)>)], from: f64) -> [f64; 3] {
    fn root(of: &mut [usize], mut row: usize) -> usize {
        while of[row] != row {
            of[row] = of[of[row]];
            row = of[row];
        }
        row
    }
    let mut of: Vec<usize> = (0..files.stored.len()).collect();
    for (at, said) in asked {
        for (row, _) in said.iter().filter(|(_, said)| said.probability >= from) {
            let (one, other) = (root(&mut of, *at), root(&mut of, *row));
            of[one] = other;
        }
    }
    let mut people: HashMap<usize, Vec<usize>> = HashMap::new();
    for row in 0..files.stored.len() {
        let person = root(&mut of, row);
        people.entry(person).or_default().push(row);
    }
    let (mut right, mut all) = (0, 0);
    for rows in people.values() {
        for (at, one) in rows.iter().enumerate() {
            let same = |other: &&usize| files.same(&files.stored[*one], &files.stored[**other]);
            right += rows[at + 1..].iter().filter(same).count();
            all += rows.len() - at - 1;
        }
    }
    let known = files.pairs.len() / 2;
    let (precision, recall) = (crate::share(right, all), crate::share(right, known));
    [precision, recall, 2.0 * precision * recall / (precision + recall).max(f64::MIN_POSITIVE)]
}

/// A record cut to the fields that are typed: `name`, `birth`, `postcode`, `suburb`, `street`.
pub fn typed(record: &Record, fields: &[&str]) -> Record {
    let mut shown = Record { kind: record.kind, ..Record::default() };
    let says = |field: &str| fields.contains(&field);
    if says("name") {
        shown.names.clone_from(&record.names);
    }
    if says("birth") {
        shown.identity.birth_date.clone_from(&record.identity.birth_date);
    }
    for address in &record.addresses {
        let mut part = customer::record::Address::default();
        if says("postcode") {
            part.postal_code.clone_from(&address.postal_code);
        }
        if says("suburb") {
            part.suburb.clone_from(&address.suburb);
            part.city.clone_from(&address.city);
        }
        if says("street") {
            part.street_name.clone_from(&address.street_name);
            part.house_number.clone_from(&address.house_number);
        }
        if !part.is_empty() {
            shown.addresses.push(part);
        }
    }
    shown
}
