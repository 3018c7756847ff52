//! What a dealer's own rows say about how telling a value is: a rare name proves more than a
//! common one, a number that five customers share proves less than one that nobody else has.

use crate::weights::RAREST_NAME;
use std::collections::HashMap;

/// Counts over the dealer's customers. Names are folded words, channels in their compared form.
/// `None` where nothing was counted: the shipped weights stand in.
pub trait Frequencies {
    fn customers(&self) -> u64;
    /// Customers whose first given name this is.
    fn given(&self, name: &str) -> Option<u64>;
    /// Customers whose family name this is, without particles, in one word.
    fn family(&self, name: &str) -> Option<u64>;
    /// Customers who have this phone (E.164) or e-mail (lower case).
    fn sharing(&self, channel: &str) -> Option<u64>;
}

/// Counts held in memory; the empty one knows nothing.
#[derive(Clone, Debug, Default)]
pub struct Counts {
    pub customers: u64,
    pub given: HashMap<String, u64>,
    pub family: HashMap<String, u64>,
    pub channels: HashMap<String, u64>,
}

impl Counts {
    /// Counts records one by one.
    pub fn add(&mut self, record: &customer::Record, country: &str) {
        let form = crate::Form::of(record, country);
        self.customers += 1;
        let mut count = |map: fn(&mut Self) -> &mut HashMap<String, u64>, key: &str| {
            if !key.is_empty() {
                *map(self).entry(key.to_owned()).or_default() += 1;
            }
        };
        count(|counts| &mut counts.given, form.first());
        count(|counts| &mut counts.family, &form.family);
        for channel in form.phones.iter().chain(form.emails.iter().map(|(whole, _)| whole)) {
            count(|counts| &mut counts.channels, channel);
        }
    }
}

impl Frequencies for Counts {
    fn customers(&self) -> u64 {
        self.customers
    }

    fn given(&self, name: &str) -> Option<u64> {
        (!self.given.is_empty()).then(|| self.given.get(name).copied().unwrap_or(0))
    }

    fn family(&self, name: &str) -> Option<u64> {
        (!self.family.is_empty()).then(|| self.family.get(name).copied().unwrap_or(0))
    }

    fn sharing(&self, channel: &str) -> Option<u64> {
        self.channels.get(channel).copied()
    }
}

/// The share of customers who have a name. Few rows say little, so the shipped share counts like
/// a thousand of them.
pub(crate) fn share(count: Option<u64>, customers: u64, shipped: f64) -> f64 {
    const SHIPPED_ROWS: f64 = 1_000.0;
    match count {
        None => shipped,
        Some(count) => {
            let share =
                (as_f64(count) + shipped * SHIPPED_ROWS) / (as_f64(customers) + SHIPPED_ROWS);
            share.clamp(RAREST_NAME, 0.2)
        }
    }
}

/// Counts of customers are far below where a float loses whole numbers.
pub(crate) fn as_f64(count: u64) -> f64 {
    u32::try_from(count).map_or(f64::from(u32::MAX), f64::from)
}
