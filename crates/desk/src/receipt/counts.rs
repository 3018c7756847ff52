//! The dealer's counts a decision asked for, kept with it: the same names weigh the same when it is
//! decided again, however many of them there are by then.

use matching::Frequencies;
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::collections::BTreeMap;

type Known = BTreeMap<String, Option<u64>>;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Counted {
    customers: u64,
    given: Known,
    family: Known,
    channels: Known,
    companies: Known,
    postcodes: Known,
    /// By postcode and house number. Receipts of before have none.
    #[serde(default)]
    addresses: Known,
    household: Option<(f64, f64)>,
    /// Receipts of before had no such figure: it was none.
    #[serde(default)]
    stored_again: f64,
}

/// Answers what was asked then; what nobody asked was not counted.
impl Frequencies for Counted {
    fn customers(&self) -> u64 {
        self.customers
    }

    fn given(&self, name: &str) -> Option<u64> {
        self.given.get(name).copied().flatten()
    }

    fn family(&self, name: &str) -> Option<u64> {
        self.family.get(name).copied().flatten()
    }

    fn sharing(&self, channel: &str) -> Option<u64> {
        self.channels.get(channel).copied().flatten()
    }

    fn company(&self, name: &str) -> Option<u64> {
        self.companies.get(name).copied().flatten()
    }

    fn postcode(&self, code: &str) -> Option<u64> {
        self.postcodes.get(code).copied().flatten()
    }

    fn address(&self, code: &str, number: &str) -> Option<u64> {
        self.addresses.get(&format!("{code} {number}")).copied().flatten()
    }

    fn household(&self) -> Option<(f64, f64)> {
        self.household
    }

    fn stored_again(&self) -> f64 {
        self.stored_again
    }
}

/// Passes questions on and writes the answers down.
pub(super) struct Noting<'a> {
    counts: &'a dyn Frequencies,
    noted: RefCell<Counted>,
}

impl<'a> Noting<'a> {
    pub fn of(counts: &'a dyn Frequencies) -> Self {
        let noted = Counted {
            customers: counts.customers(),
            household: counts.household(),
            stored_again: counts.stored_again(),
            ..Counted::default()
        };
        Self { counts, noted: RefCell::new(noted) }
    }

    pub fn noted(self) -> Counted {
        self.noted.into_inner()
    }

    fn note(
        &self,
        which: fn(&mut Counted) -> &mut Known,
        key: &str,
        answer: Option<u64>,
    ) -> Option<u64> {
        which(&mut self.noted.borrow_mut()).insert(key.to_owned(), answer);
        answer
    }
}

impl Frequencies for Noting<'_> {
    fn customers(&self) -> u64 {
        self.counts.customers()
    }

    fn given(&self, name: &str) -> Option<u64> {
        self.note(|noted| &mut noted.given, name, self.counts.given(name))
    }

    fn family(&self, name: &str) -> Option<u64> {
        self.note(|noted| &mut noted.family, name, self.counts.family(name))
    }

    fn sharing(&self, channel: &str) -> Option<u64> {
        self.note(|noted| &mut noted.channels, channel, self.counts.sharing(channel))
    }

    fn company(&self, name: &str) -> Option<u64> {
        self.note(|noted| &mut noted.companies, name, self.counts.company(name))
    }

    fn postcode(&self, code: &str) -> Option<u64> {
        self.note(|noted| &mut noted.postcodes, code, self.counts.postcode(code))
    }

    fn address(&self, code: &str, number: &str) -> Option<u64> {
        let answer = self.counts.address(code, number);
        self.note(|noted| &mut noted.addresses, &format!("{code} {number}"), answer)
    }

    fn household(&self) -> Option<(f64, f64)> {
        self.counts.household()
    }

    fn stored_again(&self) -> f64 {
        self.counts.stored_again()
    }
}
