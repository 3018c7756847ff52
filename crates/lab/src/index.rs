//! Candidates by blocking keys, as the store finds them: rare keys first, a full key only together
//! with one of another matter, never more than so many.

use customer::Record;
use matching::blocking::{self, BlockKind, CAP};
use std::collections::HashMap;

pub const MOST: usize = 250;

#[derive(Default)]
pub struct Index {
    blocks: HashMap<(BlockKind, String), Vec<usize>>,
}

impl Index {
    pub fn of<'a>(records: impl Iterator<Item = &'a Record>, country: &str) -> Self {
        let mut index = Self::default();
        for (at, record) in records.enumerate() {
            for key in blocking::keys(record, country) {
                index.blocks.entry(key).or_default().push(at);
            }
        }
        index
    }

    /// Rows in the order in which their keys speak for them.
    pub fn candidates(&self, person: &Record, country: &str) -> Vec<usize> {
        let keys = blocking::keys(person, country);
        let mut weights: HashMap<usize, f64> = HashMap::new();
        let mut full: Vec<(&BlockKind, &Vec<usize>)> = Vec::new();
        for (kind, key) in &keys {
            let Some(rows) = self.blocks.get(&(*kind, key.clone())) else { continue };
            if rows.len() > CAP {
                full.push((kind, rows));
            } else {
                weigh(&mut weights, rows);
            }
        }
        for (kind, rows) in full {
            let among: std::collections::HashSet<usize> = keys
                .iter()
                .filter(|(other, _)| !same_matter(*other, *kind))
                .filter_map(|key| self.blocks.get(key))
                .flatten()
                .copied()
                .collect();
            let mut both: Vec<usize> =
                rows.iter().copied().filter(|row| among.contains(row)).collect();
            if among.is_empty() {
                both.clone_from(rows);
            }
            both.truncate(CAP);
            weigh(&mut weights, &both);
        }
        let mut ranked: Vec<(usize, f64)> = weights.into_iter().collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        ranked.into_iter().take(MOST).map(|(row, _)| row).collect()
    }
}

fn weigh(weights: &mut HashMap<usize, f64>, rows: &[usize]) {
    let weight = 1.0 / (1.0 + crate::float(rows.len())).ln_1p();
    for row in rows {
        *weights.entry(*row).or_default() += weight;
    }
}

fn same_matter(a: BlockKind, b: BlockKind) -> bool {
    let matter = |kind: BlockKind| match kind {
        BlockKind::Phone | BlockKind::PhoneEnd | BlockKind::PhoneStart => 0,
        BlockKind::Email | BlockKind::EmailName => 1,
        BlockKind::Sound
        | BlockKind::Name
        | BlockKind::NameStart
        | BlockKind::NameEnd
        | BlockKind::Family => 2,
        BlockKind::BirthDate | BlockKind::BirthDigits | BlockKind::BirthPart => 3,
        other => 10 + BlockKind::ALL.iter().position(|kind| *kind == other).unwrap_or(0),
    };
    matter(a) == matter(b)
}
