//! Plainer methods on the same customers: the seed's tree as one would write it down, and exact
//! keys with Jaro-Winkler on names.

use crate::figures::Said;
use customer::{ChannelKind, Record, email, fold, names, phone, vin};
use matching::tree::{self, Branch};
use std::collections::HashMap;
use strsim::jaro_winkler;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Peer {
    /// The tree on texts as they are stored, among customers without a key.
    TreeAsStored,
    /// The tree as this program walks it: everything normalised.
    TreeNormalised,
    /// The same among all customers, whatever key they have.
    TreeAnyKey,
    /// A shared phone, e-mail, VIN or key, and names alike.
    KeysAndNames,
}

impl Peer {
    pub const ALL: [(Self, &'static str); 4] = [
        (Self::TreeAsStored, "tree, texts as stored"),
        (Self::TreeNormalised, "tree, normalised"),
        (Self::TreeAnyKey, "tree, normalised, any key"),
        (Self::KeysAndNames, "exact keys + Jaro-Winkler"),
    ];
}

/// What a customer is looked up by.
fn handles(record: &Record, country: &str, as_stored: bool) -> Vec<String> {
    let mut handles: Vec<String> = Vec::new();
    for channel in &record.channels {
        handles.push(match (as_stored, channel.kind) {
            (true, _) => channel.value.clone(),
            (false, ChannelKind::Phone) => phone::comparable(&channel.value, country),
            (false, ChannelKind::Email) => email::comparable(&channel.value),
        });
    }
    for vehicle in &record.vehicles {
        let Some(number) = Record::said(&vehicle.vin) else { continue };
        handles.extend(if as_stored { Some(number.to_owned()) } else { vin::last8(number) });
    }
    handles.extend(record.key().map(|key| format!("key {key}")));
    handles.retain(|handle| handle.len() >= 5);
    handles
}

pub struct Books<'a> {
    rows: Vec<&'a Record>,
    stored: HashMap<String, Vec<usize>>,
    normalised: HashMap<String, Vec<usize>>,
    keyless: Vec<Record>,
    country: &'a str,
}

impl<'a> Books<'a> {
    pub fn of(rows: Vec<&'a Record>, country: &'a str) -> Self {
        let mut books = Self {
            keyless: rows
                .iter()
                .map(|record| Record { customer_key: None, ..(*record).clone() })
                .collect(),
            rows,
            stored: HashMap::new(),
            normalised: HashMap::new(),
            country,
        };
        for at in 0..books.rows.len() {
            for (as_stored, map) in [(true, &mut books.stored), (false, &mut books.normalised)] {
                for handle in handles(books.rows[at], country, as_stored) {
                    map.entry(handle).or_default().push(at);
                }
            }
        }
        books
    }

    /// Rows as this method ranks them. Whoever it would use stands first with odds above nought;
    /// of several it takes one, as the seed says.
    pub fn ask(&self, peer: Peer, person: &Record) -> Vec<(usize, Said)> {
        let as_stored = peer == Peer::TreeAsStored;
        let map = if as_stored { &self.stored } else { &self.normalised };
        let mut shared: HashMap<usize, usize> = HashMap::new();
        for handle in handles(person, self.country, as_stored) {
            for row in map.get(&handle).into_iter().flatten() {
                *shared.entry(*row).or_default() += 1;
            }
        }
        let mut found: Vec<(usize, usize)> = shared.into_iter().collect();
        found.sort_unstable();
        let used: Vec<usize> = match peer {
            Peer::TreeAsStored => self.as_stored(person, &found),
            Peer::TreeNormalised => self.walked(person, &found, false),
            Peer::TreeAnyKey => self.walked(person, &found, true),
            Peer::KeysAndNames => Vec::new(),
        };
        let mut said: Vec<(usize, Said)> = found
            .iter()
            .map(|(row, shared)| {
                let alike = alike(person, self.rows[*row]);
                let strength = if peer == Peer::KeysAndNames {
                    // Both names must be alike; more shared handles decide between namesakes.
                    if alike.0 >= 0.85 && alike.1 >= 0.88 {
                        1.0 + crate::float(*shared)
                    } else {
                        f64::NEG_INFINITY
                    }
                } else if used.first() == Some(row) {
                    2.0
                } else {
                    // The tree says create: nobody is used, whoever stands in the list.
                    f64::NEG_INFINITY
                };
                (*row, Said { log_odds: strength, probability: 0.0, right: false })
            })
            .collect();
        said.sort_by(|a, b| b.1.log_odds.total_cmp(&a.1.log_odds).then(a.0.cmp(&b.0)));
        said
    }

    fn walked(&self, person: &Record, found: &[(usize, usize)], any_key: bool) -> Vec<usize> {
        let records: Vec<(usize, &Record)> =
            found.iter().map(|(row, _)| (*row, self.rows[*row])).collect();
        let answer = tree::walk(person, &records, self.country);
        if answer.branch != Branch::None || !any_key {
            return answer.ids;
        }
        let records: Vec<(usize, &Record)> =
            found.iter().map(|(row, _)| (*row, &self.keyless[*row])).collect();
        tree::walk(person, &records, self.country).ids
    }

    /// Text against text.
    fn as_stored(&self, person: &Record, found: &[(usize, usize)]) -> Vec<usize> {
        let rows = || found.iter().map(|(row, _)| *row);
        if let Some(key) = person.key() {
            let with: Vec<usize> =
                rows().filter(|row| self.rows[*row].key() == Some(key)).collect();
            if with.len() == 1 {
                return with;
            }
        }
        let family = |record: &Record| record.names.family_name.clone().filter(|f| !f.is_empty());
        let named = |row: &usize| {
            let record = self.rows[*row];
            record.key().is_none() && family(person).is_some() && family(record) == family(person)
        };
        let contact = |row: &usize| {
            self.rows[*row]
                .channels
                .iter()
                .any(|theirs| person.channels.iter().any(|mine| mine.value == theirs.value))
        };
        let by_contact: Vec<usize> = rows().filter(named).filter(contact).collect();
        if by_contact.is_empty() { rows().filter(named).collect() } else { by_contact }
    }
}

/// How alike the given and the family names are.
fn alike(a: &Record, b: &Record) -> (f64, f64) {
    let given = |record: &Record| {
        record
            .names
            .given_name
            .as_deref()
            .map(fold::words)
            .and_then(|words| words.into_iter().next())
            .unwrap_or_default()
    };
    let (first, other) = (given(a), given(b));
    let given = if matching::nicknames::related(&first, &other) {
        1.0
    } else {
        jaro_winkler(&first, &other)
    };
    let family =
        jaro_winkler(&names::comparable_family(&a.names), &names::comparable_family(&b.names));
    (given, family)
}
