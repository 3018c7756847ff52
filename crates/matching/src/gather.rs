//! Which of the rows that share keys with a record are worth comparing. Keys say how many share
//! them, and that is what they tell: one that three customers share is news, one that three
//! hundred share is little. It knows rows by number and reads nothing.

use crate::blocking::{BlockKind, CAP};
use crate::frequency::as_f64;

/// The rows under the keys of one record. Rows of a key come once each.
#[derive(Clone, Debug)]
pub struct Gather {
    customers: f64,
    lists: Vec<List>,
    rows: Vec<u32>,
}

#[derive(Clone, Copy, Debug)]
struct List {
    matters: u8,
    /// How much the key tells, in nats.
    says: f32,
    from: usize,
    to: usize,
}

/// A row on its way: what its keys told, and of which matters.
#[derive(Clone, Copy)]
struct Found {
    row: u32,
    says: f32,
    matters: u8,
}

/// What a key adds whose matters others have told already, or told in part.
const TOLD: f32 = 0.15;
const TOLD_IN_PART: f32 = 0.5;

const EMPTY: u32 = u32::MAX;

impl Gather {
    /// Among so many customers.
    pub fn new(customers: u64) -> Self {
        Self { customers: as_f64(customers.max(1)), lists: Vec::new(), rows: Vec::new() }
    }

    /// The rows of a key. One that more than `CAP` customers share is left out: there are narrower
    /// keys for the people under it.
    pub fn add(&mut self, kind: BlockKind, rows: &[u32]) {
        let (Ok(count), 1..=CAP) = (u16::try_from(rows.len()), rows.len()) else { return };
        #[expect(clippy::cast_possible_truncation, reason = "a logarithm of a count")]
        let says = (self.customers / f64::from(count)).ln().max(0.1) as f32;
        let from = self.rows.len();
        self.rows.extend_from_slice(rows);
        self.lists.push(List { matters: kind.matters(), says, from, to: self.rows.len() });
    }

    /// The likeliest rows, best first, at most so many.
    pub fn best(&self, limit: usize) -> Vec<u32> {
        let mut found = self.found();
        let likelier = |a: &Found, b: &Found| b.says.total_cmp(&a.says).then(a.row.cmp(&b.row));
        if found.len() > limit {
            found.select_nth_unstable_by(limit, likelier);
            found.truncate(limit);
        }
        found.sort_unstable_by(likelier);
        found.into_iter().map(|found| found.row).collect()
    }

    /// Every row with what speaks for it. The most telling keys come first, so that of a matter
    /// the best key counts whole.
    fn found(&self) -> Vec<Found> {
        let mut lists = self.lists.clone();
        lists.sort_by(|a, b| b.says.total_cmp(&a.says));
        let size = (self.rows.len() * 2).next_power_of_two().max(16);
        let shift = 64 - size.trailing_zeros();
        let mut places = vec![EMPTY; size];
        let mut found: Vec<Found> = Vec::with_capacity(self.rows.len().min(4_096));
        for list in lists {
            for row in &self.rows[list.from..list.to] {
                // Fibonacci hashing; a full place is followed by the next.
                let hash = u64::from(*row).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> shift;
                let mut at = usize::try_from(hash).unwrap_or(0);
                loop {
                    let place = places[at];
                    if place == EMPTY {
                        places[at] = u32::try_from(found.len()).unwrap_or(EMPTY);
                        found.push(Found { row: *row, says: list.says, matters: list.matters });
                        break;
                    }
                    let known = &mut found[place as usize];
                    if known.row == *row {
                        known.says += list.says * known.news(list.matters);
                        known.matters |= list.matters;
                        break;
                    }
                    at = (at + 1) & (size - 1);
                }
            }
        }
        found
    }
}

impl Found {
    /// How much of a key on these matters is news.
    fn news(&self, matters: u8) -> f32 {
        match (matters & self.matters, matters & !self.matters) {
            (0, _) => 1.0,
            (_, 0) => TOLD,
            _ => TOLD_IN_PART,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_keys_and_several_matters_come_first() {
        let mut gather = Gather::new(10_000);
        gather.add(BlockKind::Name, &[1, 2, 3, 4, 5, 6, 7, 8]);
        gather.add(BlockKind::Sound, &[1, 2, 3, 4, 5, 6, 7, 8]);
        gather.add(BlockKind::Phone, &[9]);
        gather.add(BlockKind::Postcode, &[8, 20, 21]);
        assert_eq!(gather.best(2), [8, 9], "name and postcode, then a phone of one");
        assert_eq!(gather.best(100).len(), 11);
    }

    #[test]
    fn keys_of_one_matter_do_not_add_up_to_two() {
        let mut gather = Gather::new(100_000);
        for kind in [BlockKind::Name, BlockKind::Sound, BlockKind::NameStart] {
            gather.add(kind, &[1, 2]);
        }
        gather.add(BlockKind::Phone, &[3, 4]);
        gather.add(BlockKind::Plate, &[3, 5]);
        assert_eq!(gather.best(1), [3]);
    }

    #[test]
    fn a_key_that_too_many_share_is_not_followed() {
        let rows: Vec<u32> = (0..401).collect();
        assert_eq!(rows.len(), CAP + 1);
        let mut gather = Gather::new(1_000_000);
        gather.add(BlockKind::Family, &rows);
        gather.add(BlockKind::Plate, &[]);
        assert!(gather.best(10).is_empty());
        gather.add(BlockKind::Family, &rows[1..]);
        assert_eq!(gather.best(10), (1..11).collect::<Vec<u32>>(), "equal rows in their order");
        assert!(gather.best(0).is_empty());
    }

    #[test]
    fn what_is_found_does_not_depend_on_the_order_of_keys() {
        let keys: [(BlockKind, Vec<u32>); 4] = [
            (BlockKind::Phone, vec![1, 7]),
            (BlockKind::Name, (0..50).collect()),
            (BlockKind::Street, vec![7, 30, 31]),
            (BlockKind::BirthDate, vec![30, 2, u32::MAX - 1]),
        ];
        let best = |order: &[usize]| {
            let mut gather = Gather::new(5_000);
            for at in order {
                gather.add(keys[*at].0, &keys[*at].1);
            }
            gather.best(60)
        };
        assert_eq!(best(&[0, 1, 2, 3]), best(&[3, 2, 0, 1]));
        assert_eq!(best(&[0, 1, 2, 3])[..2], [7, 30]);
    }
}
