//! A dealer's books and six thousand people at the desk, with the truth.

use crate::Chance;
use crate::noise::Noise;
use crate::people::people;
use crate::places::Region;
use crate::writing::{Side, Writer};
use customer::Record;
use rand::Rng as _;
use rand::SeedableRng as _;
use rand::seq::SliceRandom as _;

pub const ROWS: usize = 17_000;
pub const RETURNING: usize = 4_335;
pub const NEW: usize = 1_665;

/// How many rows, and how many people at the desk.
#[derive(Clone, Copy)]
pub struct Size {
    pub rows: usize,
    pub returning: usize,
    pub new: usize,
}

impl Size {
    pub const USUAL: Self = Self { rows: ROWS, returning: RETURNING, new: NEW };

    /// As many of those at the desk are new as usual.
    pub const fn of(rows: usize, events: usize) -> Self {
        let returning = events * RETURNING / (RETURNING + NEW);
        Self { rows, returning, new: events - returning }
    }

    /// Larger dealers have customers in more streets, and in somewhat more postal areas.
    fn region(self, chance: &mut Chance) -> Region {
        if self.rows <= 2 * ROWS {
            return Region::new(chance, 1_500);
        }
        Region::wide(chance, (self.rows / 5).isqrt(), self.rows * 1_500 / ROWS)
    }
}

pub struct Row {
    /// Who it is; the matcher never sees it.
    pub person: usize,
    pub record: Record,
}

pub struct Event {
    pub person: usize,
    pub returning: bool,
    pub record: Record,
}

pub struct Dealer {
    pub rows: Vec<Row>,
    pub events: Vec<Event>,
}

/// The same seed, the same dealer.
pub fn dealer(seed: u64, noise: f64) -> Dealer {
    dealer_of(Size::USUAL, seed, noise)
}

pub fn dealer_of(size: Size, seed: u64, noise: f64) -> Dealer {
    let mut chance = Chance::seed_from_u64(seed);
    let region = size.region(&mut chance);
    let writer = Writer { region: &region, noise: Noise(noise) };
    // Some have several rows: about one in twelve of those who come back.
    let people = people(&mut chance, &region, size.rows * 100 / 72 * 93 / 100);
    let mut rows = Vec::with_capacity(size.rows + 500);
    for (person, truth) in people.iter().enumerate().filter(|(_, truth)| truth.stored) {
        let copies =
            1 + usize::from(chance.random_bool(0.075)) + usize::from(chance.random_bool(0.01));
        for _ in 0..copies {
            rows.push(Row { person, record: writer.record(&mut chance, truth, Side::Row) });
        }
    }
    rows.shuffle(&mut chance);
    let mut events = Vec::with_capacity(size.returning + size.new);
    for (returning, count) in [(true, size.returning), (false, size.new)] {
        let mut known: Vec<usize> = people
            .iter()
            .enumerate()
            .filter(|(_, truth)| truth.stored == returning)
            .map(|(person, _)| person)
            .collect();
        known.shuffle(&mut chance);
        known.truncate(count);
        for person in known {
            let mut record = writer.record(&mut chance, &people[person], Side::Desk);
            // A letter with the customer key was brought along.
            if returning && chance.random_bool(0.02) {
                let of_row = rows.iter().find(|row| row.person == person);
                record.customer_key = of_row.and_then(|row| row.record.customer_key.clone());
            }
            events.push(Event { person, returning, record });
        }
    }
    events.shuffle(&mut chance);
    Dealer { rows, events }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_seed_makes_one_dealer() {
        let (first, again, other) = (dealer(5, 1.0), dealer(5, 1.0), dealer(6, 1.0));
        assert!(first.events.iter().zip(&again.events).all(|(a, b)| a.record == b.record));
        assert!(first.events.iter().zip(&other.events).any(|(a, b)| a.record != b.record));
        assert!((16_000..18_500).contains(&first.rows.len()), "{}", first.rows.len());
        assert_eq!(first.events.len(), 6_000);
        assert_eq!(first.events.iter().filter(|event| event.returning).count(), RETURNING);
        let keyless = first.rows.iter().filter(|row| row.record.key().is_none()).count();
        assert!((0.33..0.39).contains(&crate::share(keyless, first.rows.len())));
    }
}
