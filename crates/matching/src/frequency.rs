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
    /// Customers whose firm bears this name, without its legal form, in one word.
    fn company(&self, _name: &str) -> Option<u64> {
        None
    }
    /// Customers who have this postcode, in capitals without spaces.
    fn postcode(&self, _code: &str) -> Option<u64> {
        None
    }
    /// Customers who have this postcode with this house number: a block of flats, a home for the old.
    fn address(&self, _code: &str, _number: &str) -> Option<u64> {
        None
    }
    /// How many other customers live at a customer's address on average, people who are called
    /// otherwise; and how many customers that was counted of. `None` where nobody has counted.
    fn household(&self) -> Option<(f64, f64)> {
        None
    }
    /// Under how many other rows a customer is stored besides her own, on average.
    fn stored_again(&self) -> f64 {
        0.0
    }
}

/// Counts held in memory; the empty one knows nothing.
#[derive(Clone, Debug, Default)]
pub struct Counts {
    pub customers: u64,
    pub given: HashMap<String, u64>,
    pub family: HashMap<String, u64>,
    pub channels: HashMap<String, u64>,
    pub companies: HashMap<String, u64>,
    pub postcodes: HashMap<String, u64>,
    pub addresses: HashMap<String, u64>,
    pub households: Households,
}

/// Who lives with whom, counted over customers with a whole address.
#[derive(Clone, Debug, Default)]
pub struct Households {
    /// Given names and birth dates at an address.
    houses: HashMap<String, Vec<(String, String)>>,
    customers: u64,
    pairs: Pairs,
}

/// What two records at one address are to each other, as far as names and birth dates say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Housemates {
    /// One name, born on one day: one person who is stored twice.
    Twice,
    /// One name, born on another day or on a day nobody knows.
    OneName,
    /// Called otherwise, born on one day: one person under two names far more often than twins.
    OneDay,
    /// Called otherwise and not known to be born on one day.
    Two,
}

/// How many pairs at one address are what.
#[derive(Clone, Copy, Debug, Default)]
pub struct Pairs {
    twice: u32,
    one_name: u32,
    one_day: u32,
    two: u32,
}

impl Pairs {
    pub fn add(&mut self, pair: Housemates) {
        match pair {
            Housemates::Twice => self.twice += 1,
            Housemates::OneName => self.one_name += 1,
            Housemates::OneDay => self.one_day += 1,
            Housemates::Two => self.two += 1,
        }
    }

    /// How many of the pairs are surely one person who is stored twice.
    pub fn stored_twice(&self) -> f64 {
        f64::from(self.twice)
    }

    /// How many of the pairs are two people who live together. Where one person is often stored
    /// twice, some are stored under another name and another birth date at once: about as many as
    /// names and dates go wrong each for itself.
    pub fn living_together(&self) -> f64 {
        let wrong_name = f64::from(self.one_day) / f64::from(self.twice.max(1));
        (f64::from(self.two) - f64::from(self.one_name) * wrong_name).max(0.0)
    }
}

/// An address as it is counted.
pub struct House {
    /// Postcode and house number.
    pub by_number: String,
    /// With the street.
    pub whole: String,
}

impl Households {
    /// More than these at an address are no household: a block of flats.
    pub const MOST: usize = 8;

    /// The first whole address; `None` where there is none.
    pub fn key(form: &crate::Form) -> Option<House> {
        let whole = |place: &&crate::Place| {
            !(place.street.is_empty() || place.number.is_empty() || place.postcode.is_empty())
        };
        let place = form.places.iter().find(whole)?;
        let by_number = format!("{} {}", place.postcode, place.number);
        Some(House { whole: format!("{by_number} {}", place.street), by_number })
    }

    /// What two at one address are; `None` where one has no given name.
    pub fn pair(a: &crate::Form, b: &crate::Form) -> Option<Housemates> {
        housemates((a.first(), &a.birth_digits), (b.first(), &b.birth_digits))
    }

    fn add(&mut self, form: &crate::Form) {
        let Some(key) = Self::key(form) else { return };
        let house = self.houses.entry(key.whole).or_default();
        let one = (form.first(), form.birth_digits.as_str());
        self.customers += 1;
        if !one.0.is_empty() && house.len() < Self::MOST {
            for pair in house.iter().filter_map(|(name, born)| housemates((name, born), one)) {
                self.pairs.add(pair);
            }
            house.push((one.0.to_owned(), one.1.to_owned()));
        }
    }

    /// What `Frequencies::household` answers, from a sample: of so many asked, so many have a whole
    /// address, and these are the pairs that those make with whoever else lives there.
    pub fn sampled(customers: u64, asked: u32, housed: u32, pairs: Pairs) -> Option<(f64, f64)> {
        if asked == 0 || housed == 0 {
            return None;
        }
        let share = f64::from(housed) / f64::from(asked);
        let with = pairs.living_together() / f64::from(housed);
        Some((ELSEWHERE * with / share, as_f64(customers) * share))
    }
}

/// Two names at one address are two people, unless both were born on one day or on nearly the same.
fn housemates((a, a_born): (&str, &str), (b, b_born): (&str, &str)) -> Option<Housemates> {
    if a.is_empty() || b.is_empty() {
        return None;
    }
    let one_day =
        !a_born.is_empty() && !b_born.is_empty() && crate::near::slips(a_born, b_born) < 2;
    Some(match (crate::near::alike(a, b, 0.8), one_day) {
        (true, true) => Housemates::Twice,
        (true, false) => Housemates::OneName,
        (false, true) => Housemates::OneDay,
        (false, false) => Housemates::Two,
    })
}

/// Families who share a phone or a car and live in several houses.
const ELSEWHERE: f64 = 1.3;

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
        count(|counts| &mut counts.companies, &form.company);
        for channel in form.phones.iter().chain(form.emails.iter().map(|(whole, _)| whole)) {
            count(|counts| &mut counts.channels, channel);
        }
        if let Some(place) = form.places.first() {
            count(|counts| &mut counts.postcodes, &place.postcode);
            if !(place.postcode.is_empty() || place.number.is_empty()) {
                let address = format!("{} {}", place.postcode, place.number);
                count(|counts| &mut counts.addresses, &address);
            }
        }
        self.households.add(&form);
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

    fn company(&self, name: &str) -> Option<u64> {
        (!self.companies.is_empty()).then(|| self.companies.get(name).copied().unwrap_or(0))
    }

    fn postcode(&self, code: &str) -> Option<u64> {
        (!self.postcodes.is_empty()).then(|| self.postcodes.get(code).copied().unwrap_or(0))
    }

    fn address(&self, code: &str, number: &str) -> Option<u64> {
        self.addresses.get(&format!("{code} {number}")).copied()
    }

    fn household(&self) -> Option<(f64, f64)> {
        let (customers, housed) = (as_f64(self.customers), as_f64(self.households.customers));
        // Of those without a whole address it is not known; they live no more alone than others.
        let pairs = self.households.pairs.living_together();
        (housed > 0.0).then(|| (ELSEWHERE * 2.0 * pairs / housed * (customers / housed), housed))
    }

    fn stored_again(&self) -> f64 {
        let housed = as_f64(self.households.customers).max(1.0);
        2.0 * self.households.pairs.stored_twice() / housed
    }
}

/// How common names are, with what is shipped where nobody has counted.
#[derive(Clone, Copy)]
pub(crate) struct Rarity<'a>(pub &'a dyn Frequencies);

impl Rarity<'_> {
    pub fn given(&self, name: &str) -> Option<f64> {
        self.0.given(name).map(|count| self.share(count))
    }

    pub fn family(&self, name: &str) -> Option<f64> {
        self.0.family(name).map(|count| self.share(count))
    }

    /// The chance that another firm bears a firm's whole name. Unlike people, rows of one name are
    /// mostly one firm stored twice; only a name that many bear says little.
    pub fn company(&self, name: &str) -> f64 {
        const NAMESAKES: f64 = 0.1;
        let others = self.0.company(name).map_or(0.0, |count| as_f64(count.saturating_sub(1)));
        let customers = as_f64(self.0.customers()).max(crate::weights::FEWEST_CUSTOMERS);
        ((NAMESAKES * others + UNSEEN) / customers).clamp(RAREST_NAME, 0.02)
    }

    /// A postcode's share, against the shipped one, which counts like so many customers.
    pub fn postcode(&self, code: &str, shipped: f64) -> Option<f64> {
        const SHIPPED_ROWS: f64 = 1_000.0;
        let count = as_f64(self.0.postcode(code)?.saturating_sub(1));
        let customers = as_f64(self.0.customers());
        Some(((count + shipped * SHIPPED_ROWS) / (customers + SHIPPED_ROWS)).clamp(0.000_5, 0.8))
    }

    /// The chance that a stranger who has this postcode, as so many do, lives in this house too.
    /// Nobody is a stranger in a family's house; where more live than a household holds, the others
    /// are.
    pub fn address(&self, code: &str, number: &str, shares_code: f64) -> Option<f64> {
        let most = u64::try_from(Households::MOST).unwrap_or(u64::MAX);
        let strangers = self.0.address(code, number)?.checked_sub(most)?;
        let customers = as_f64(self.0.customers()).max(crate::weights::FEWEST_CUSTOMERS);
        Some(as_f64(strangers) / customers / shares_code)
    }

    /// What a name counts for that nobody else bears.
    pub fn unseen(&self) -> f64 {
        self.share(0)
    }

    /// The chance that a stranger bears a name so many customers bear, of whom one is the
    /// candidate. A name that nobody else bears is not impossible.
    fn share(&self, count: u64) -> f64 {
        let customers = as_f64(self.0.customers()).max(crate::weights::FEWEST_CUSTOMERS);
        ((as_f64(count.saturating_sub(1)) + UNSEEN) / customers).clamp(RAREST_NAME, 0.2)
    }
}

/// A name that nobody else bears counts as under half a customer: about what unseen names turn out
/// to be worth.
const UNSEEN: f64 = 0.4;

/// Counts of customers are far below where a float loses whole numbers.
pub(crate) fn as_f64(count: u64) -> f64 {
    u32::try_from(count).map_or(f64::from(u32::MAX), f64::from)
}
