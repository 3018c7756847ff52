//! Whether what a network gave back really is an answer to the question: networks match by
//! substring, by prefix, across fields, or in ways they do not document.
//!
//! What a row does not show cannot speak against it: summaries lack birth dates and often cars.

use customer::search_term::{Meaning, Reading, value_as};
use customer::{ChannelKind, Record, fold, phone, plate, postcode, vin};
use serde_json::Value;

use crate::Fetched;
use crate::failure::Failure;

/// The customer that was asked for. An answer about nobody, or about somebody else, is none.
pub(crate) fn asked_for(id: &str, record: Record, raw: Value) -> Result<Fetched, Failure> {
    let why = match record.id.as_deref() {
        Some(there) if there == id => return Ok(Fetched { record, raw }),
        Some(_) => "the answer is about another customer",
        None => "the answer names no customer",
    };
    Err(Failure::NotTheNetwork { why: why.to_owned() })
}

/// Whether every piece of the term fits something in the row, under one of its meanings.
pub(crate) fn fits(readings: &[Reading], row: &Record, country: &str) -> bool {
    readings.iter().all(|reading| {
        std::iter::once(reading.meaning).chain(reading.others.iter().copied()).enumerate().any(
            |(nth, meaning)| {
                let value = if nth == 0 {
                    reading.value.clone()
                } else {
                    value_as(&reading.text, meaning, country)
                };
                // Only the first meaning gets the benefit of the doubt.
                !value.is_empty() && meets(meaning, &value, row).unwrap_or(nth == 0)
            },
        )
    })
}

/// `None`: the row does not show what would decide it.
fn meets(meaning: Meaning, value: &str, row: &Record) -> Option<bool> {
    match meaning {
        Meaning::Name => {
            let held = name_words(row);
            Some(fold::words(value).iter().all(|word| {
                let ways = fold::index_words(word);
                held.iter().any(|there| {
                    there.starts_with(word.as_str())
                        || ways.iter().any(|way| there.starts_with(way.as_str()))
                })
            }))
        }
        Meaning::CustomerKey => {
            let begins = |held: Option<&str>| {
                held.is_some_and(|held| held.to_uppercase().starts_with(&value.to_uppercase()))
            };
            let others = more_keys(row);
            Some(
                begins(row.key())
                    || begins(row.id.as_deref())
                    || others.iter().any(|key| begins(Some(key))),
            )
        }
        Meaning::Phone => {
            let wanted = phone::digits(value);
            let short = wanted.trim_start_matches('0');
            let wanted = if short.is_empty() { wanted.as_str() } else { short };
            Some(phones(row).any(|held| {
                let held = phone::digits(held);
                // The stored one may be national while the term is international.
                held.contains(wanted)
                    || (held.len() >= 8 && wanted.ends_with(held.trim_start_matches('0')))
            }))
        }
        Meaning::Email => {
            let wanted = value.to_lowercase();
            Some(emails(row).any(|held| held.to_lowercase().contains(&wanted)))
        }
        Meaning::Vin | Meaning::VinEnd => cars(row, |car| car.vin.as_deref().map(vin::normalise))
            .map(|mut held| {
                let end = vin::last8(value).unwrap_or_else(|| value.to_owned());
                held.any(|vin| vin.contains(value) || (vin.len() == 8 && vin == end))
            }),
        Meaning::Plate => cars(row, |car| car.license_plate.as_deref().map(plate::normalise))
            .map(|mut held| held.any(|there| there.starts_with(value))),
        Meaning::Postcode => {
            let mut held = row
                .addresses
                .iter()
                .filter_map(|address| Record::said(&address.postal_code))
                .map(postcode::normalise)
                .peekable();
            held.peek()?;
            Some(held.any(|there| there.starts_with(value)))
        }
        Meaning::BirthDate => {
            row.identity.birth_date.as_deref().map(|held| held.starts_with(value))
        }
    }
}

/// Whether a row shares an identifier, or the name, with a person: for decisions, so exact.
pub(crate) fn related(person: &Record, row: &Record, country: &str) -> bool {
    let key = person.key().is_some_and(|key| {
        row.key().is_some_and(|held| same_key(held, key))
            || row.id.as_deref() == Some(key)
            || more_keys(row).iter().any(|held| same_key(held, key))
    });
    key || phones(person).any(|a| phones(row).any(|b| phone::same_number(a, b, country)))
        || emails(person).any(|a| emails(row).any(|b| customer::email::same_mailbox(a, b)))
        || person.vehicles.iter().filter_map(|car| car.vin.as_deref()).any(|a| {
            row.vehicles.iter().filter_map(|car| car.vin.as_deref()).any(|b| {
                use vin::Agreement::{Different, Full, Last8, Missing, OneOff};
                match vin::compare(a, b) {
                    // One character apart is for the matcher to weigh.
                    Full | Last8 | OneOff => true,
                    Different | Missing => false,
                }
            })
        })
        || same_name(person, row)
}

/// As the decision tree compares them: whole, but for capitals. A row left out here for its
/// capitals would be created a second time.
fn same_key(a: &str, b: &str) -> bool {
    a.trim().to_uppercase() == b.trim().to_uppercase()
}

fn same_name(person: &Record, row: &Record) -> bool {
    let wanted = name_words(person);
    let held = name_words(row);
    let family = customer::names::comparable_family(&person.names);
    let alike = |a: &str, b: &str| a.starts_with(b) || b.starts_with(a);
    let shared = wanted.iter().filter(|word| held.iter().any(|there| alike(there, word))).count();
    // Given and family name may have changed places, and one of them may be an initial.
    let both = wanted.len() >= 2 && shared >= 2;
    both || (!family.is_empty() && family == customer::names::comparable_family(&row.names))
        || (wanted.len() == 1 && shared == 1)
}

fn name_words(row: &Record) -> Vec<String> {
    let names = &row.names;
    [
        &names.given_name,
        &names.middle_name,
        &names.family_name,
        &names.family_name2,
        &names.preferred_name,
        &row.company.name,
    ]
    .into_iter()
    .filter_map(Record::said)
    .flat_map(fold::index_words)
    .collect()
}

fn phones(row: &Record) -> impl Iterator<Item = &str> {
    values(row, ChannelKind::Phone)
}

fn emails(row: &Record) -> impl Iterator<Item = &str> {
    values(row, ChannelKind::Email)
}

fn values(row: &Record, kind: ChannelKind) -> impl Iterator<Item = &str> {
    row.channels
        .iter()
        .filter(move |channel| channel.kind == kind && !channel.value.trim().is_empty())
        .map(|channel| channel.value.as_str())
}

/// myKaarma files further DMS keys of one customer under `secondaryCustomerData`.
pub(crate) fn more_keys(row: &Record) -> Vec<String> {
    row.other
        .get("secondaryCustomerData")
        .and_then(serde_json::Value::as_array)
        .map(|items| {
            items.iter().filter_map(|item| crate::wire::text(item, "customerKey")).collect()
        })
        .unwrap_or_default()
}

fn cars<'a>(
    row: &'a Record,
    of: impl Fn(&'a customer::Vehicle) -> Option<String> + 'a,
) -> Option<impl Iterator<Item = String> + 'a> {
    let mut held = row.vehicles.iter().filter_map(of).peekable();
    held.peek()?;
    Some(held)
}

#[cfg(test)]
mod tests {
    use customer::search_term::read;
    use customer::{Channel, Line, Use, Vehicle};

    use super::*;

    fn maria() -> Record {
        let mut row = Record { customer_key: Some("DOM123".into()), ..Record::default() };
        row.names.given_name = Some("María".into());
        row.names.family_name = Some("Müller Sousa".into());
        row.channels.push(Channel::phone(Use::Home, Line::Mobile, "+447700904417"));
        row.channels.push(Channel::email(Use::Home, "maria@sousa.example"));
        row.vehicles.push(Vehicle { vin: Some("WVWZZZ1KZ6W650709".into()), ..Vehicle::default() });
        row
    }

    #[test]
    fn a_row_fits_where_every_piece_of_the_term_is_in_it() {
        for (term, wanted) in [
            ("maria", true),
            ("sou mar", true),
            ("mueller", true),
            ("zzz", false),
            ("sousa 4417", true),
            ("sousa 4418", false),
            ("07700 904417", true),
            ("+44 7700 904417", true),
            ("maria@sousa", true),
            ("mario@sousa.example", false),
            ("6W650709", true),
            ("6W650708", false),
        ] {
            assert_eq!(fits(&read(term, "GB"), &maria(), "GB"), wanted, "{term}");
        }
    }

    #[test]
    fn a_person_is_related_by_key_contact_car_or_name_and_not_by_a_part_of_them() {
        let row = maria();
        let nobody = Record::default();
        assert!(!related(&nobody, &row, "GB"));
        let mut key = nobody.clone();
        key.customer_key = Some("DOM12".into());
        assert!(!related(&key, &row, "GB"));
        for written in ["DOM123", "dom123 "] {
            key.customer_key = Some(written.into());
            assert!(related(&key, &row, "GB"), "{written}");
        }
        let mut phone = nobody.clone();
        phone.channels.push(Channel::phone(Use::Work, Line::Landline, "07700 904417"));
        assert!(related(&phone, &row, "GB"));
        let mut car = nobody.clone();
        car.vehicles.push(Vehicle { vin: Some("6W650709".into()), ..Vehicle::default() });
        assert!(related(&car, &row, "GB"));
        let mut name = nobody;
        name.names.family_name = Some("Mueller-Sousa".into());
        assert!(related(&name, &row, "GB"));
        name.names.family_name = Some("Souza".into());
        assert!(!related(&name, &row, "GB"));
    }
}
