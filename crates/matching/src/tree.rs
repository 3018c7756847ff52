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
    walk_with(person, candidates, |at| same_phone(person, candidates[at].1, country))
}

/// The same for whoever has the compared forms, one for each candidate in their order: those whose
/// names or numbers cannot fit are left out first, which is nearly everybody, and no number is read
/// a second time.
pub(crate) fn walk_on_forms<Id: Clone>(
    (person, asking): (&Record, &Form),
    candidates: &[(Id, &Record)],
    forms: &[&Form],
) -> Answer<Id> {
    let fitting = candidates.iter().zip(forms).filter(|(_, form)| could_fit(asking, form));
    let (fitting, forms): (Vec<(Id, &Record)>, Vec<&Form>) =
        fitting.map(|(candidate, form)| (candidate.clone(), *form)).unzip();
    walk_with(person, &fitting, |at| {
        let theirs = &forms[at].phones;
        let mut mine = asking.phones.iter().filter(|one| !phone::is_placeholder(one));
        mine.any(|mine| theirs.iter().any(|other| one_number(mine, other)))
    })
}

/// `same_phone` says whether the candidate in this place shares a number with the person.
fn walk_with<Id: Clone>(
    person: &Record,
    candidates: &[(Id, &Record)],
    same_phone: impl Fn(usize) -> bool,
) -> Answer<Id> {
    customer_key(person, candidates)
        .or_else(|| name_and_contact(person, candidates, same_phone))
        .or_else(|| name_and_vin(person, candidates))
        .unwrap_or(Answer { branch: Branch::None, ids: Vec::new() })
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
    let fits = |_, record: &Record| keys_of(record).iter().any(|other| same_key(other, key));
    ends(Branch::CustomerKey, matching(candidates, fits))
}

/// Step 4b.
fn name_and_contact<Id: Clone>(
    person: &Record,
    candidates: &[(Id, &Record)],
    same_phone: impl Fn(usize) -> bool,
) -> Option<Answer<Id>> {
    let fits = |at, record: &Record| {
        without_key(record)
            && same_family(&person.names, &record.names)
            && (same_email(person, record) || same_phone(at))
    };
    ends(Branch::NameAndContact, matching(candidates, fits))
}

/// Step 4c.
fn name_and_vin<Id: Clone>(person: &Record, candidates: &[(Id, &Record)]) -> Option<Answer<Id>> {
    let fits = |_, record: &Record| {
        without_key(record) && same_family(&person.names, &record.names) && same_vin(person, record)
    };
    ends(Branch::NameAndVin, matching(candidates, fits))
}

fn matching<Id: Clone>(
    candidates: &[(Id, &Record)],
    fits: impl Fn(usize, &Record) -> bool,
) -> Vec<Id> {
    let fitting = candidates.iter().enumerate().filter(|(at, (_, record))| fits(*at, record));
    fitting.map(|(_, (id, _))| id.clone()).collect()
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

fn same_phone(a: &Record, b: &Record, country: &str) -> bool {
    let told = |one: &&str| !phone::is_placeholder(&phone::comparable(one, country));
    values(a, ChannelKind::Phone).filter(told).any(|mine| {
        let mut theirs = values(b, ChannelKind::Phone).filter(told);
        theirs.any(|other| phone::same_number(mine, other, country))
    })
}

fn same_email(a: &Record, b: &Record) -> bool {
    values(a, ChannelKind::Email).map(email::comparable).any(|mine| {
        mine.contains('@')
            && !email::is_placeholder(&mine)
            && values(b, ChannelKind::Email).any(|other| mine == email::comparable(other))
    })
}

fn values(record: &Record, kind: ChannelKind) -> impl Iterator<Item = &str> {
    record.channels.iter().filter(move |one| one.kind == kind).map(|one| one.value.as_str())
}

/// `phone::same_number`, of numbers in their compared form: in E.164 where they could be read.
fn one_number(a: &str, b: &str) -> bool {
    let ends_alike = |a: &str, b: &str| {
        let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
        short.len() >= 7 && long.ends_with(short)
    };
    let tail = |digits: &'_ str| digits.trim_start_matches('0').to_owned();
    match (a.starts_with('+'), b.starts_with('+')) {
        (true, true) => a == b,
        (true, false) => ends_alike(a, &tail(b)),
        (false, true) => ends_alike(b, &tail(a)),
        (false, false) => {
            let (a, b) = (tail(a), tail(b));
            a == b && a.len() >= 5 || ends_alike(&a, &b)
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compared_numbers_are_one_where_the_texts_are() {
        let texts = [
            "07700 900123",
            "+44 7700 900123",
            "447700900123",
            "07700 900123 (wife)",
            "07700 900124",
            "900123",
            "0900123",
            "7700900123",
            "00900123",
            "12345",
            "012345",
            "1234",
            "01234",
            "+12",
            "112",
            "+351 912 345 678",
            "912345678",
            "0351 912345678",
            "00351912345678",
            "5 912345678 99 99 99 99 99 99",
            "30 123456",
            "030 123456",
            "+49 30 123456",
            "+49 123",
            "",
            "none",
        ];
        for country in ["GB", "DE", "PT", "", "nowhere"] {
            let form = |text: &str| {
                let record = Record {
                    channels: vec![customer::Channel::phone(
                        customer::Use::Home,
                        customer::Line::Mobile,
                        text,
                    )],
                    ..Record::default()
                };
                (Form::of(&record, country), record)
            };
            for a in texts {
                for b in texts {
                    let (((a_form, a), a_text), ((b_form, b), b_text)) =
                        ((form(a), a), (form(b), b));
                    let one = a_form
                        .phones
                        .iter()
                        .any(|mine| b_form.phones.iter().any(|other| one_number(mine, other)));
                    assert_eq!(one, same_phone(&a, &b, country), "{a_text} {b_text} {country}");
                }
            }
        }
    }
}
