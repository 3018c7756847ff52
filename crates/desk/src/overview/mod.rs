//! What a manager looks at once a day: who was made anew or told apart against a strong match, which
//! two proved to be one person after all and whose word had kept them apart, how old the unsent work
//! is and whose, and what waits at the kiosk.
//!
//! Made of what the desk keeps anyway; nothing is stored for it, and no customer's name is in it: the
//! receipts, the waiting list and the cards have those.

mod proved;
mod told;

use crate::Desk;
use crate::clock::blocking;
use crate::failure::Result;
use jiff::{SignedDuration, Timestamp};
use outbox::Word;
use std::collections::BTreeMap;
use std::sync::Arc;
pub use store::mine::How;
use store::mine::Said;
use told::Told;
use uuid::Uuid;

/// How far back decisions are looked at. What waits is told however old it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    Week,
    Month,
    Quarter,
}

impl Period {
    pub const ALL: [Self; 3] = [Self::Week, Self::Month, Self::Quarter];

    pub const fn days(self) -> u32 {
        match self {
            Self::Week => 7,
            Self::Month => 30,
            Self::Quarter => 90,
        }
    }

    pub fn of_days(days: u32) -> Option<Self> {
        Self::ALL.into_iter().find(|period| period.days() == days)
    }
}

/// After so many hours unsent work is of the next age; the last age has no end.
pub const AGES: [u32; 4] = [1, 8, 24, 7 * 24];

/// Rows of a list: more are in the receipts and on the list of customers stored twice.
const SHOWN: usize = 100;
/// People by name. A desk has a handful; names of accounts may be anything.
const PEOPLE: usize = 100;
/// Receipts read at a time.
const PAGE: usize = 200;

pub struct Overview {
    pub period: Period,
    pub since: Timestamp,
    pub overrides: Overrides,
    /// Newest first; the first `SHOWN`.
    pub proved: Vec<Proved>,
    pub unsent: Unsent,
    pub kiosk: Cards,
}

impl Overview {
    /// There is nothing to look at.
    pub fn is_empty(&self) -> bool {
        self.overrides.total + self.overrides.emptied + self.unsent.total == 0
            && self.proved.is_empty()
            && self.kiosk.waiting == 0
    }
}

#[derive(Default)]
pub struct Overrides {
    /// Whoever did most, first.
    pub people: Vec<ByPerson>,
    /// Newest first; the first `SHOWN`.
    pub latest: Vec<Override>,
    pub total: u64,
    /// Creates and words that say nothing any more: somebody in them was forgotten, or their time is
    /// over. Nobody can tell whether there was a strong match.
    pub emptied: u64,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ByPerson {
    pub who: String,
    /// New customers saved although somebody matched strongly.
    pub created: u64,
    /// Told apart from somebody who matched strongly.
    pub kept_apart: u64,
    /// Of `Overview::proved`, how many this person's word had kept apart, whenever they gave it.
    pub proved: u64,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Override {
    pub receipt: Uuid,
    pub at: String,
    pub who: String,
    /// `Create` or `Different`.
    pub said: Said,
    /// How probable the likeliest of those was.
    pub probability: f64,
    /// The program would have used that one without asking.
    pub would_use: bool,
    /// One of the answers offered, or `in_words`: those stand in the receipt.
    pub reason: Option<&'static str>,
}

/// Two customers of the network who are one person, as it turned out.
#[derive(Clone, Debug, PartialEq)]
pub struct Proved {
    pub one: String,
    pub other: String,
    pub at: String,
    pub how: How,
    /// Who said so, where somebody did.
    pub who: Option<String>,
    /// Whose word had kept them apart before; none where nobody had been asked.
    pub against: Option<Override>,
}

#[derive(Default)]
pub struct Unsent {
    pub total: u64,
    pub needs_person: u64,
    /// When the oldest was saved.
    pub oldest: Option<String>,
    /// By age: up to each of `AGES`, and older.
    pub ages: [u64; AGES.len() + 1],
    /// Whose is oldest, first.
    pub people: Vec<Waits>,
}

impl Unsent {
    /// From so many hours, to so many, how many.
    pub fn by_age(&self) -> impl Iterator<Item = (u32, Option<u32>, u64)> {
        let from = std::iter::once(0).chain(AGES);
        let to = AGES.into_iter().map(Some).chain([None]);
        from.zip(to).zip(self.ages).map(|((from, to), count)| (from, to, count))
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waits {
    pub who: String,
    pub count: u64,
    pub needs_person: u64,
    pub oldest: String,
}

pub struct Cards {
    pub waiting: u32,
    /// When the oldest was handed in.
    pub oldest: Option<String>,
}

impl Desk {
    pub async fn overview(self: &Arc<Self>, period: Period) -> Result<Overview> {
        let desk = Arc::clone(self);
        blocking(&*self.clock, move || desk.overlook(period)).await?
    }

    fn overlook(&self, period: Period) -> Result<Overview> {
        let now = self.clock.now();
        let since = ago(now, period.days() * 24);
        let proved = self.proved(since)?;
        let (waiting, oldest) = self.store.inbox.waiting_since()?;
        Ok(Overview {
            period,
            since,
            overrides: self.overrides(since, &proved)?,
            proved,
            unsent: self.unsent(now)?,
            kiosk: Cards { waiting, oldest },
        })
    }

    fn overrides(&self, since: Timestamp, proved: &[Proved]) -> Result<Overrides> {
        let mut sum = Overrides::default();
        let mut people: BTreeMap<String, ByPerson> = BTreeMap::new();
        let mut before = None;
        loop {
            let page = self.store.mine.apart_since(since, before, PAGE)?;
            for word in &page {
                let Some(told) = Told::by(word) else {
                    sum.emptied += 1;
                    continue;
                };
                let Some(one) = told.overridden(word) else { continue };
                sum.total += 1;
                let person = people.entry(one.who.clone()).or_default();
                if one.said == Said::Create {
                    person.created += 1;
                } else {
                    person.kept_apart += 1;
                }
                if sum.latest.len() < SHOWN {
                    sum.latest.push(one);
                }
            }
            before = page.last().map(|word| word.n);
            if page.len() < PAGE {
                break;
            }
        }
        for one in proved.iter().filter_map(|pair| pair.against.as_ref()) {
            people.entry(one.who.clone()).or_default().proved += 1;
        }
        sum.people = people.into_iter().map(|(who, sum)| ByPerson { who, ..sum }).collect();
        sum.people.sort_by_key(|one| std::cmp::Reverse(one.created + one.kept_apart + one.proved));
        sum.people.truncate(PEOPLE);
        Ok(sum)
    }

    fn unsent(&self, now: Timestamp) -> Result<Unsent> {
        let passed = AGES.map(|hours| ago(now, hours));
        let mut sum = Unsent::default();
        let mut people: BTreeMap<String, Waits> = BTreeMap::new();
        for one in self.store.mine.unsent(&self.dealer(), &passed)? {
            let needs_person = if one.state.public() == Word::NeedsPerson { one.count } else { 0 };
            sum.total += one.count;
            sum.needs_person += needs_person;
            if let Some(age) = sum.ages.get_mut(one.age) {
                *age += one.count;
            }
            let person = people.entry(one.author.clone()).or_insert_with(|| Waits {
                who: one.author,
                count: 0,
                needs_person: 0,
                oldest: one.oldest.clone(),
            });
            person.count += one.count;
            person.needs_person += needs_person;
            if time(&one.oldest) < time(&person.oldest) {
                person.oldest = one.oldest;
            }
        }
        sum.people = people.into_values().collect();
        sum.people.sort_by_key(|person| time(&person.oldest));
        sum.oldest = sum.people.first().map(|person| person.oldest.clone());
        sum.people.truncate(PEOPLE);
        Ok(sum)
    }
}

fn ago(now: Timestamp, hours: u32) -> Timestamp {
    now.checked_sub(SignedDuration::from_hours(i64::from(hours))).unwrap_or(Timestamp::MIN)
}

fn time(at: &str) -> Timestamp {
    at.parse().unwrap_or(Timestamp::MIN)
}
