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
    match record.id.as_deref() {
        Some(there) if there == id => Ok(Fetched { record, raw, unread: vec![] }),
        Some(_) => Err(Failure::AnotherCustomer),
        None => Err(Failure::Unreadable { why: "it names no customer".to_owned() }),
    }
}

/// Whether the record that is read back for a create tells of the person who was sent: one of the
/// phones, e-mails or cars, the birth date with a name, or the whole name with nothing to speak
/// against it is there. A network that answers a create with a stranger's id would otherwise have
/// that stranger overwritten by the next change.
pub fn tells_of(sent: &Record, stored: &Record, country: &str) -> bool {
    let reached = |of: fn(&Record) -> Vec<&str>| {
        let (sent, stored) = (of(sent), of(stored));
        (!sent.is_empty() && !stored.is_empty(), sent, stored)
    };
    let (phones_told, sent_phones, held_phones) = reached(|row| phones(row).collect());
    let (emails_told, sent_emails, held_emails) = reached(|row| emails(row).collect());
    let (cars_told, sent_cars, held_cars) =
        reached(|row| row.vehicles.iter().filter_map(|car| Record::said(&car.vin)).collect());
    let any = |sent: &[&str], held: &[&str], same: &dyn Fn(&str, &str) -> bool| {
        sent.iter().any(|a| held.iter().any(|b| same(a, b)))
    };
    let shared = any(&sent_phones, &held_phones, &|a, b| phone::same_number(a, b, country))
        || any(&sent_emails, &held_emails, &customer::email::same_mailbox)
        || any(&sent_cars, &held_cars, &|a, b| {
            matches!(vin::compare(a, b), vin::Agreement::Full | vin::Agreement::Last8)
        });
    // The network may have kept a part of the name.
    let named = whole_name(sent, stored) || whole_name(stored, sent);
    let births = Record::said(&sent.identity.birth_date)
        .zip(Record::said(&stored.identity.birth_date))
        .map(|(a, b)| a == b);
    if shared {
        return true;
    }
    match births {
        // Twins of the same day are not told apart by it alone.
        Some(true) if named || same_name(sent, stored) => return true,
        Some(false) => return false,
        _ => {}
    }
    // The name alone counts where nothing that was sent is told otherwise.
    named && !(phones_told || emails_told || cars_told)
}

/// Whether every word of the sent name, or the firm's, is in the stored one.
pub(crate) fn whole_name(sent: &Record, stored: &Record) -> bool {
    let held = name_words(stored);
    let wanted: Vec<String> = [&sent.names.given_name, &sent.names.family_name, &sent.company.name]
        .into_iter()
        .filter_map(Record::said)
        .flat_map(fold::words)
        .collect();
    !wanted.is_empty()
        && wanted.iter().all(|word| {
            fold::index_words(word).iter().any(|way| held.contains(way)) || held.contains(word)
        })
}

/// Whether every piece of the term fits something in the row, under one of its meanings.
pub(crate) fn fits(readings: &[Reading], row: &Record, country: &str) -> bool {
    readings.iter().all(|reading| {
        std::iter::once(reading.meaning).chain(reading.others.iter().copied()).enumerate().any(
            |(nth, meaning)| {
                if nth > 0 && is_no_number(meaning, &reading.text) {
                    return false;
                }
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

/// A key that ends in digits is no phone number: those digits are in half of all numbers.
pub(crate) fn is_no_number(meaning: Meaning, text: &str) -> bool {
    meaning == Meaning::Phone && text.contains(char::is_alphabetic)
}

/// `None`: the row does not show what would decide it.
fn meets(meaning: Meaning, value: &str, row: &Record) -> Option<bool> {
    match meaning {
        Meaning::Name => Some(words_begin(value, &name_words(row))),
        Meaning::Town => {
            let towns = row.addresses.iter().flat_map(|one| [&one.city, &one.suburb]);
            let towns: Vec<&str> = towns.filter_map(Record::said).collect();
            let held: Vec<String> = towns.into_iter().flat_map(fold::index_words).collect();
            (!held.is_empty()).then(|| words_begin(value, &held))
        }
        Meaning::Company => {
            let held = Record::said(&row.company.name).map(fold::index_words);
            Some(held.is_some_and(|held| words_begin(value, &held)))
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

/// Whether each word of the value begins one of those held.
fn words_begin(value: &str, held: &[String]) -> bool {
    fold::words(value).iter().all(|word| {
        let ways = fold::index_words(word);
        held.iter().any(|there| {
            there.starts_with(word.as_str())
                || ways.iter().any(|way| there.starts_with(way.as_str()))
        })
    })
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
    use customer::{Address, Channel, Line, Use, Vehicle};

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
    fn a_word_that_means_a_town_or_a_company_fits_nothing_else() {
        let flipped = |term: &str, meaning| {
            let mut readings = read(term, "GB");
            (readings[0].meaning, readings[0].others) = (meaning, Vec::new());
            readings
        };
        let mut row = maria();
        row.company.name = Some("Ferro Lda".into());
        row.addresses.push(Address { city: Some("Leeds".into()), ..Address::default() });
        for (readings, wanted) in [
            (flipped("leeds", Meaning::Town), true),
            (flipped("sousa", Meaning::Town), false),
            (flipped("ferro", Meaning::Company), true),
            (flipped("sousa", Meaning::Company), false),
            (read("Ferro Lda", "GB"), true),
            (read("Sousa Lda", "GB"), true),
            (read("Berg Lda", "GB"), false),
        ] {
            assert_eq!(fits(&readings, &row, "GB"), wanted, "{readings:?}");
        }
        assert!(fits(&flipped("leeds", Meaning::Town), &maria(), "GB"), "no town is told");
    }

    #[test]
    fn a_read_back_that_shares_nothing_that_was_sent_is_somebody_else() {
        let sent = maria();
        let mut stored = maria();
        stored.id = Some("u-1".into());
        assert!(tells_of(&sent, &stored, "GB"));
        // Another notation, another spelling, something dropped: still hers.
        stored.channels[0].value = "07700 904417".into();
        stored.names.family_name = Some("MUELLER SOUSA".into());
        stored.vehicles.clear();
        assert!(tells_of(&sent, &stored, "GB"));
        stored.channels.clear();
        assert!(tells_of(&sent, &stored, "GB"), "the whole name, and nothing against it");
        // Her name, and everything that was sent is otherwise: another of that name.
        stored.channels.push(Channel::phone(Use::Home, Line::Mobile, "07700 900999"));
        stored.channels.push(Channel::email(Use::Home, "other@sousa.example"));
        assert!(!tells_of(&sent, &stored, "GB"));
        let mut part = Record { id: Some("u-1".into()), ..Record::default() };
        assert!(!tells_of(&sent, &part, "GB"), "nobody");
        part.names.family_name = Some("Müller Sousa".into());
        assert!(
            tells_of(&sent, &part, "GB"),
            "the rest was dropped, and nothing speaks against it"
        );
        part.names.given_name = Some("Jo".into());
        assert!(!tells_of(&sent, &part, "GB"), "a relative");
        let mut stranger = Record { id: Some("u-2".into()), ..Record::default() };
        stranger.names.given_name = Some("John".into());
        stranger.names.family_name = Some("Smith".into());
        assert!(!tells_of(&sent, &stranger, "GB"));
        stranger.channels.push(Channel::email(Use::Work, "MARIA@sousa.example"));
        assert!(tells_of(&sent, &stranger, "GB"), "one thing that was sent is there");
    }

    #[test]
    fn a_birth_date_tells_two_of_one_name_apart() {
        let born = |day: &str| {
            let mut row = Record::default();
            row.names.given_name = Some("Maria".into());
            row.names.family_name = Some("Sousa".into());
            row.identity.birth_date = Some(day.into());
            row
        };
        assert!(tells_of(&born("1980-01-31"), &born("1980-01-31"), "GB"));
        assert!(!tells_of(&born("1980-01-31"), &born("1981-01-31"), "GB"));
        let mut other = born("1980-01-31");
        other.names.given_name = Some("Jan".into());
        other.names.family_name = Some("Berg".into());
        assert!(!tells_of(&born("1980-01-31"), &other, "GB"));
    }

    #[test]
    fn a_firm_is_told_by_its_name_wherever_the_network_keeps_it() {
        let mut firm = Record { kind: customer::Kind::Company, ..Record::default() };
        firm.company.name = Some("Acme Ltd".into());
        let mut stored = Record::default();
        stored.names.family_name = Some("ACME LTD".into());
        assert!(tells_of(&firm, &stored, "GB"));
        stored.names.family_name = Some("Other Ltd".into());
        assert!(!tells_of(&firm, &stored, "GB"));
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
