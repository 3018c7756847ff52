//! The keys under which a record is looked up when somebody asks who this is: two records that
//! share one are candidates. The store keeps them in a table, `(kind, key, row)`.
//!
//! The keys are generous; telling candidates apart is the score's work. When a rule here changes,
//! `VERSION` changes and the store makes the keys anew.

use crate::form::Form;
use crate::{nicknames, sound};
use customer::names::{NameWords, comparable_company};
use customer::{ChannelKind, Record, birth_date, email, fold, plate, postcode, vin};

mod kind;

pub use crate::gather::Gather;
pub use kind::BlockKind;

/// Stored beside the keys: keys of another version are not comparable.
pub const VERSION: u32 = 7;

/// A key that more customers share is not followed: it says little (every customer called Smith),
/// and narrower keys find the same people, also among a million customers.
pub const CAP: usize = 400;

/// All keys of a record, each once. National numbers are read as in `country`.
pub fn keys(record: &Record, country: &str) -> Vec<(BlockKind, String)> {
    keys_of(record, &Form::of(record, country))
}

/// The same for whoever has the compared form already: reading a phone number takes as long as
/// all the rest.
pub fn keys_of(record: &Record, form: &Form) -> Vec<(BlockKind, String)> {
    let mut keys = Keys::default();
    phones(form, &mut keys);
    emails(record, &mut keys);
    names(record, &mut keys);
    places(record, &mut keys);
    for vehicle in &record.vehicles {
        let known = |end: &String| !vin::is_placeholder(end);
        if let Some(end) = Record::said(&vehicle.vin).and_then(vin::last8).filter(known) {
            keys.add(BlockKind::Vin, end);
        }
        let plate = Record::said(&vehicle.license_plate).map(plate::normalise).unwrap_or_default();
        if plate.chars().count() >= 3 {
            keys.add(BlockKind::Plate, plate);
        }
    }
    // Also the keys that the network knows the same person by, besides the first.
    for key in crate::tree::keys_of(record) {
        keys.add(BlockKind::CustomerKey, key.to_uppercase());
    }
    let born = Record::said(&record.identity.birth_date).and_then(birth_date::parts);
    if let Some(parts) = born.filter(|parts| !parts.is_filler()) {
        let (low, high) = (parts.day.min(parts.month), parts.day.max(parts.month));
        keys.add(BlockKind::BirthDate, format!("{}-{low}-{high}", parts.year));
        birth(&NameWords::of(&record.names), parts, &mut keys);
    }
    if let Some(number) = Record::said(&record.identity.social_security_id) {
        let number = vin::normalise(number);
        if number.len() >= 5 {
            keys.add(BlockKind::SocialSecurity, number);
        }
    }
    keys.0
}

#[derive(Default)]
struct Keys(Vec<(BlockKind, String)>);

impl Keys {
    fn add(&mut self, kind: BlockKind, key: String) {
        if !key.is_empty() && !self.0.iter().any(|(k, known)| *k == kind && *known == key) {
            self.0.push((kind, key));
        }
    }
}

/// A digit of the date is wrong and the name has a slip: two of the three parts, with an initial.
fn birth(words: &NameWords, parts: birth_date::Parts, keys: &mut Keys) {
    let birth_date::Parts { year, month, day } = parts;
    let initials: String = [words.first().to_owned(), words.family_joined()]
        .iter()
        .filter_map(|name| name.chars().next())
        .collect();
    // Either name may be the one with the slip, and both may stand in each other's place.
    for initial in initials.chars() {
        keys.add(BlockKind::BirthPart, format!("{month}-{day} {initial}"));
        keys.add(BlockKind::BirthPart, format!("{year}-{month} {initial}"));
        keys.add(BlockKind::BirthPart, format!("{year}--{day} {initial}"));
    }
}

/// The name an address is made of: after a marriage it may be the only one two records share.
fn named_in(local: &str, given: &str, keys: &mut Keys) {
    let parts: Vec<&str> = local.split(['.', '_', '-']).filter(|part| !part.is_empty()).collect();
    let both = |one: &str, other: &str, keys: &mut Keys| {
        for (main, other) in [(one, other), (other, one)] {
            keys.add(BlockKind::Name, format!("{} {}", fold::collapse(main), first(other, 2)));
        }
    };
    let sounding = |name: &str, initial: &str, keys: &mut Keys| {
        if name.len() >= 4 {
            keys.add(BlockKind::Sound, format!("{} {}", sound::code(name), first(initial, 1)));
        }
    };
    match parts.as_slice() {
        [one, other] if one.len() >= 3 && other.len() >= 3 => both(one, other, keys),
        [initial, name] | [name, initial] if initial.chars().count() == 1 => {
            sounding(name, initial, keys);
        }
        [whole] => match whole.strip_prefix(given) {
            Some(rest) if rest.len() >= 3 && given.len() >= 3 => both(given, rest, keys),
            Some(_) => {}
            // "jsmith" is the initial and the name, "smithfamily" the name.
            None => {
                if let Some(name) = whole.strip_suffix("family") {
                    sounding(name, given, keys);
                } else if let Some(name) = whole.strip_prefix(|letter| given.starts_with(letter)) {
                    sounding(name, given, keys);
                }
            }
        },
        _ => {}
    }
}

fn phones(form: &Form, keys: &mut Keys) {
    for number in &form.phones {
        let digits: String = number.chars().filter(char::is_ascii_digit).collect();
        if digits.len() >= 5 {
            keys.add(BlockKind::Phone, number.clone());
        }
        if let Some(at) = digits.len().checked_sub(6) {
            keys.add(BlockKind::PhoneEnd, digits[at..].to_owned());
        }
        if digits.len() >= 9 {
            let (start, last) = digits.split_at(digits.len() - 3);
            keys.add(BlockKind::PhoneStart, start.to_owned());
            // The slip may lie between what the two ends hold.
            let start = &start[..start.len() - 3];
            keys.add(BlockKind::PhoneStart, format!("{start}-{last}"));
        }
    }
}

fn emails(record: &Record, keys: &mut Keys) {
    let words = NameWords::of(&record.names);
    for channel in record.channels.iter().filter(|channel| channel.kind == ChannelKind::Email) {
        let address = email::comparable(&channel.value);
        if !address.contains('@') {
            continue;
        }
        if let Some(mailbox) = email::mailbox(&channel.value) {
            keys.add(BlockKind::Email, mailbox);
        }
        let local = email::local_part(&address);
        keys.add(BlockKind::Email, address);
        if local.chars().count() >= 5 && !is_function(&local) {
            // Figures and dots are what people change when they change the provider.
            let letters: String = local.chars().filter(|c| c.is_alphabetic()).collect();
            if letters.chars().count() >= 6 && letters != local {
                keys.add(BlockKind::EmailName, format!("~{letters}"));
            } else if letters == local {
                keys.add(BlockKind::EmailName, format!("~{local}"));
            }
            let letters = local.trim_end_matches(|c: char| !c.is_alphabetic());
            named_in(letters, words.first(), keys);
            keys.add(BlockKind::EmailName, local);
        }
    }
}

/// Mailboxes of functions, not people: thousands of firms have one.
pub(crate) fn is_function(local: &str) -> bool {
    matches!(
        local,
        "info"
            | "office"
            | "sales"
            | "mail"
            | "contact"
            | "kontakt"
            | "admin"
            | "service"
            | "hello"
            | "post"
            | "accounts"
            | "enquiries"
            | "reception"
            | "geral"
            | "posti"
            | "noreply"
            | "no-reply"
            | "none"
            | "unknown"
    )
}

fn first(word: &str, count: usize) -> String {
    word.chars().take(count).collect()
}

fn names(record: &Record, keys: &mut Keys) {
    let words = NameWords::of(&record.names);
    let company = Record::said(&record.company.name);
    if let Some(name) = company {
        let whole = comparable_company(name);
        keys.add(BlockKind::Company, format!("~{}", sound::code(&whole)));
        keys.add(BlockKind::Company, whole);
    }
    // Short and full forms of the given name both lead here, and so do its second name and the
    // name the person prefers.
    let mut given: Vec<String> = words.given.iter().chain(&words.middle).cloned().collect();
    given.truncate(2);
    if let Some(preferred) = Record::said(&record.names.preferred_name) {
        given.extend(fold::words(preferred).into_iter().take(1));
    }
    let mut seen: Vec<char> = given.iter().filter_map(|name| name.chars().next()).collect();
    // What begins alike meets under its initial already.
    let full: Vec<String> = given
        .iter()
        .flat_map(|name| nicknames::full_forms(name))
        .filter(|full| {
            let new = full.chars().next().is_some_and(|initial| !seen.contains(&initial));
            seen.extend(full.chars().next().filter(|_| new));
            new
        })
        .map(str::to_owned)
        .take(2)
        .collect();
    given.extend(full);
    let whole = fold::collapse(&words.family_joined());
    keys.add(BlockKind::Family, whole.clone());
    if words.first().chars().count() > 1 {
        keys.add(BlockKind::Given, words.first().to_owned());
    }
    let mut family: Vec<String> = vec![whole];
    if words.family.len() > 1 {
        family.extend(words.family.iter().take(2).map(|part| fold::collapse(part)));
    }
    family.retain(|name| !name.is_empty());
    if words.family.is_empty() {
        // The one name there is may be either.
        for name in words.given.iter().take(2) {
            keys.add(BlockKind::Family, fold::collapse(name));
        }
    }
    // Both orders, since names get swapped. Second names and short forms get fewer keys.
    for (at, family) in family.iter().enumerate() {
        for (nth, given) in given.iter().enumerate() {
            if given.chars().count() > 1 && (at == 0 || nth == 0) {
                let (one, other) = (sound::code(family), sound::code(given));
                let (one, other) = if one < other { (one, other) } else { (other, one) };
                keys.add(BlockKind::Sounds, format!("{one} {other}"));
            }
            let main = at == 0 && nth == 0;
            pair(family, given, main, keys);
            if main {
                pair(given, family, main, keys);
            } else if at == 0 && nth == 1 {
                keys.add(BlockKind::Name, format!("{given} {}", first(family, 2)));
            }
        }
    }
}

/// One name, with the start of the other.
fn pair(main: &str, other: &str, all: bool, keys: &mut Keys) {
    let length = main.chars().count();
    if length > 1 {
        keys.add(BlockKind::Sound, format!("{} {}", sound::code(main), first(other, 1)));
        keys.add(BlockKind::Name, format!("{main} {}", first(other, 2)));
    }
    if length > 1 && all {
        keys.add(BlockKind::NameStart, format!("{} {}", first(main, 4), first(other, 1)));
    }
    if length >= 5 && all {
        let end: String = main.chars().skip(length - 4).collect();
        keys.add(BlockKind::NameEnd, format!("{end} {}", first(other, 1)));
    }
}

fn places(record: &Record, keys: &mut Keys) {
    let words = NameWords::of(&record.names);
    for address in &record.addresses {
        if let Some(code) = Record::said(&address.postal_code) {
            let area = postcode::area(code);
            keys.add(BlockKind::Postcode, postcode::normalise(code));
            let family = words.family_joined();
            for name in [family.as_str(), words.first()].into_iter().filter(|name| !name.is_empty())
            {
                keys.add(BlockKind::Area, format!("{area} {}", first(name, 3)));
            }
        }
        for town in crate::place::towns(address).iter().take(2) {
            for name in [words.family_joined().as_str(), words.first()] {
                if !name.is_empty() {
                    keys.add(BlockKind::Area, format!("{} {}", first(town, 6), first(name, 3)));
                }
            }
        }
        let (number, street) = crate::place::number_and_street(address);
        if !number.is_empty() && !street.is_empty() {
            keys.add(BlockKind::Street, format!("{number} {}", first(&street, 6)));
        }
        // A code and a number are an address: that is how the British give it.
        if let Some(code) = Record::said(&address.postal_code)
            && !number.is_empty()
        {
            keys.add(BlockKind::Street, format!("{} {number}", postcode::normalise(code)));
        }
        // The number is missing or wrong, the code too: the street with the start of a name.
        if !street.is_empty() {
            let start = first(&street, 5);
            for name in [words.family_joined().as_str(), words.first()] {
                if !name.is_empty() {
                    keys.add(BlockKind::StreetName, format!("{start} {}", first(name, 2)));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use customer::record::{Address, Channel, Line, Names, Use, Vehicle};

    fn person(given: &str, family: &str) -> Record {
        Record {
            names: Names {
                given_name: Some(given.to_owned()),
                family_name: Some(family.to_owned()),
                ..Names::default()
            },
            ..Record::default()
        }
    }

    fn share(a: &Record, b: &Record) -> bool {
        let (a, b) = (keys(a, "GB"), keys(b, "GB"));
        a.iter().any(|key| b.contains(key))
    }

    #[test]
    fn names_meet_through_typos_nicknames_swaps_and_particles() {
        for ((a, b), (c, d)) in [
            (("Robert", "Smith"), ("Bob", "Smith")),
            (("Maria", "Sousa"), ("Mária", "Souza")),
            (("Maria", "Sousa"), ("Sousa", "Maria")),
            (("Jan", "van der Berg"), ("Jan", "Berg")),
            (("Anna", "Smith-Jones"), ("Anna", "Jones")),
            (("Anna", "Müller"), ("Anna", "Mueller")),
            (("William", "Hughes"), ("William", "Hugehs")),
        ] {
            assert!(share(&person(a, b), &person(c, d)), "{a} {b} / {c} {d}");
        }
        assert!(!share(&person("Maria", "Sousa"), &person("Peter", "Jones")));
    }

    #[test]
    fn contact_car_and_place_are_keys_of_their_own() {
        let mut record = person("Maria", "Sousa");
        record.channels = vec![
            Channel::phone(Use::Home, Line::Mobile, "07700 900123"),
            Channel::email(Use::Home, "Maria.Sousa@gmail.com"),
            Channel::email(Use::Work, "info@garage.example"),
        ];
        record.vehicles = vec![Vehicle { vin: Some("6W650709".to_owned()), ..Vehicle::default() }];
        record.addresses = vec![Address {
            street_name: Some("High Street".to_owned()),
            house_number: Some("12".to_owned()),
            postal_code: Some("ls1 4ap".to_owned()),
            ..Address::default()
        }];
        record.identity.birth_date = Some("1980-01-31".to_owned());
        record.customer_key = Some(" dom123 ".to_owned());
        let found = keys(&record, "GB");
        for (kind, key) in [
            (BlockKind::Phone, "+447700900123"),
            (BlockKind::PhoneEnd, "900123"),
            (BlockKind::Email, "maria.sousa@gmail.com"),
            (BlockKind::Email, "mariasousa@gmail.com"),
            (BlockKind::EmailName, "maria.sousa"),
            (BlockKind::Vin, "6W650709"),
            (BlockKind::Postcode, "LS14AP"),
            (BlockKind::Area, "LS1 sou"),
            (BlockKind::Street, "12 high"),
            (BlockKind::BirthDate, "1980-1-31"),
            (BlockKind::CustomerKey, "DOM123"),
        ] {
            assert!(found.contains(&(kind, key.to_owned())), "{kind:?} {key} in {found:?}");
        }
        assert!(
            !found.iter().any(|(_, key)| key == "info"),
            "a function's mailbox finds thousands"
        );
    }

    #[test]
    fn an_empty_record_has_no_keys() {
        assert!(keys(&Record::default(), "GB").is_empty());
    }
}
