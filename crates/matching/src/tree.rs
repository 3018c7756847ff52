//! The seed's decision tree, exactly, one function a branch.
//!
//! Where the seed has holes, the rules that were agreed on apply: null, "" and a missing customer
//! key are the same; one hit goes through the same filters as many; two records with one key, and
//! several that fit equally, are for a person to decide; nothing that fits is `none`.

use crate::form::Form;
use customer::names::same_family;
use customer::{ChannelKind, Record, Vehicle, email, phone, vin};
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Branch {
    /// Steps 3 and 4a: exactly one customer has the customer key.
    CustomerKey,
    /// Step 4b: the same last name and the same phone or e-mail, among customers without a key.
    NameAndContact,
    /// Step 4c: the same last name and the same VIN, among customers without a key.
    NameAndVin,
    /// More than one fits equally: a person decides.
    Several,
    /// Nothing fits: creating may follow.
    None,
}

impl Branch {
    /// The sentence that is shown: it names the rule that decided.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::CustomerKey => "Exactly one customer has this customer key.",
            Self::NameAndContact => {
                "One customer without a customer key has the same last name and the same phone or \
                 e-mail."
            }
            Self::NameAndVin => {
                "One customer without a customer key has the same last name and the same VIN."
            }
            Self::Several => "Several customers fit the rules equally.",
            Self::None => "No customer fits the rules by customer key, contact or car.",
        }
    }
}

/// Where the tree ends, and the customers it ends at: one, several, or none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer<Id> {
    pub branch: Branch,
    pub ids: Vec<Id>,
}

/// Walks the tree. `candidates` may be any records that a search brought up; each is verified
/// here, since a network's search finds by parts of words.
pub fn walk<Id: Clone>(person: &Record, candidates: &[(Id, &Record)], country: &str) -> Answer<Id> {
    customer_key(person, candidates)
        .or_else(|| name_and_contact(person, candidates, country))
        .or_else(|| name_and_vin(person, candidates))
        .unwrap_or(Answer { branch: Branch::None, ids: Vec::new() })
}

/// The same for whoever has the compared forms, one for each candidate in their order: those whose
/// names or numbers cannot fit are left out first, which is nearly everybody.
pub(crate) fn walk_on_forms<Id: Clone>(
    (person, asking): (&Record, &Form),
    candidates: &[(Id, &Record)],
    forms: &[&Form],
    country: &str,
) -> Answer<Id> {
    let fitting = candidates.iter().zip(forms).filter(|(_, form)| could_fit(asking, form));
    let fitting: Vec<(Id, &Record)> = fitting.map(|(candidate, _)| candidate.clone()).collect();
    walk(person, &fitting, country)
}

/// Whether the tree could end at somebody: generously, `walk` looks closely.
pub(crate) fn could_fit(asking: &Form, form: &Form) -> bool {
    asking.keys.iter().any(|key| form.keys.contains(key))
        || !asking.family.is_empty() && asking.family == form.family && meets(asking, form)
}

/// Whether a number, an address or a car could be the same: generously, `walk` looks closely.
fn meets(a: &Form, b: &Form) -> bool {
    const TELLING: usize = 5;
    let end = |number: &str| {
        let digits = number.trim_start_matches('+');
        digits.get(digits.len().saturating_sub(TELLING)..).unwrap_or(digits).to_owned()
    };
    a.phones.iter().any(|x| b.phones.iter().any(|y| end(x) == end(y)))
        || a.emails.iter().any(|(x, _)| b.emails.iter().any(|(y, _)| x == y))
        || a.vins.iter().any(|x| b.vins.iter().any(|y| vin::last8(x) == vin::last8(y)))
}

/// Steps 3 and 4a. Two customers with one key are a fault in the data.
fn customer_key<Id: Clone>(person: &Record, candidates: &[(Id, &Record)]) -> Option<Answer<Id>> {
    let key = person.key()?;
    let fits = |record: &Record| keys_of(record).iter().any(|other| same_key(other, key));
    ends(Branch::CustomerKey, matching(candidates, fits))
}

/// Step 4b.
fn name_and_contact<Id: Clone>(
    person: &Record,
    candidates: &[(Id, &Record)],
    country: &str,
) -> Option<Answer<Id>> {
    let fits = |record: &Record| {
        without_key(record)
            && same_family(&person.names, &record.names)
            && same_contact(person, record, country)
    };
    ends(Branch::NameAndContact, matching(candidates, fits))
}

/// Step 4c.
fn name_and_vin<Id: Clone>(person: &Record, candidates: &[(Id, &Record)]) -> Option<Answer<Id>> {
    let fits = |record: &Record| {
        without_key(record) && same_family(&person.names, &record.names) && same_vin(person, record)
    };
    ends(Branch::NameAndVin, matching(candidates, fits))
}

fn matching<Id: Clone>(candidates: &[(Id, &Record)], fits: impl Fn(&Record) -> bool) -> Vec<Id> {
    candidates.iter().filter(|(_, record)| fits(record)).map(|(id, _)| id.clone()).collect()
}

fn ends<Id>(branch: Branch, ids: Vec<Id>) -> Option<Answer<Id>> {
    match ids.len() {
        0 => None,
        1 => Some(Answer { branch, ids }),
        _ => Some(Answer { branch: Branch::Several, ids }),
    }
}

/// Every customer key of a record: its own, and those of records the network joined to it.
pub fn keys_of(record: &Record) -> Vec<&str> {
    let mut keys: Vec<&str> = record.key().into_iter().collect();
    for member in ["secondaryCustomerData", "secondaryCustomerKeys"] {
        let more = record.other.get(member).and_then(|value| value.as_array());
        for entry in more.into_iter().flatten() {
            let key = entry.as_str().or_else(|| entry.get("customerKey")?.as_str());
            keys.extend(key.map(str::trim).filter(|key| !key.is_empty()));
        }
    }
    keys
}

fn without_key(record: &Record) -> bool {
    record.key().is_none()
}

/// Keys are compared whole; only capitals make no difference.
pub fn same_key(a: &str, b: &str) -> bool {
    a.trim().to_uppercase() == b.trim().to_uppercase()
}

fn same_contact(a: &Record, b: &Record, country: &str) -> bool {
    a.channels.iter().any(|mine| {
        b.channels.iter().any(|theirs| match (mine.kind, theirs.kind) {
            (ChannelKind::Phone, ChannelKind::Phone) => {
                phone::same_number(&mine.value, &theirs.value, country)
                    && !phone::is_placeholder(&phone::comparable(&mine.value, country))
            }
            (ChannelKind::Email, ChannelKind::Email) => {
                let mine = email::comparable(&mine.value);
                mine.contains('@')
                    && mine == email::comparable(&theirs.value)
                    && !email::is_placeholder(&mine)
            }
            _ => false,
        })
    })
}

/// All 17 characters where both are known; the last eight where one side has no more. A car that
/// was sold is no longer its former owner's.
fn same_vin(a: &Record, b: &Record) -> bool {
    owned(a).any(|mine| {
        owned(b).any(|theirs| match (Record::said(&mine.vin), Record::said(&theirs.vin)) {
            (Some(mine), Some(theirs)) => {
                matches!(vin::compare(mine, theirs), vin::Agreement::Full | vin::Agreement::Last8)
                    && !vin::is_placeholder(&vin::normalise(mine))
            }
            _ => false,
        })
    })
}

fn owned(record: &Record) -> impl Iterator<Item = &Vehicle> {
    record.vehicles.iter().filter(|car| !car.is_sold())
}
