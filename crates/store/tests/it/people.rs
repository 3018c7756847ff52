//! Invented people, and a store to put them in.

use customer::{
    Address, Channel, Company, Identity, Kind, Line, Names, Record, Use, Vehicle,
    search_term::{self, Reading},
};
use jiff::Timestamp;
use std::path::Path;
use store::{Keys, Mode, Store};

pub const COUNTRY: &str = "GB";

pub fn keys() -> Keys {
    Keys::new([7; 32], [9; 32])
}

pub fn open(dir: &Path) -> Store {
    let store = Store::open(dir, &keys(), Mode::ReadWrite).unwrap();
    store.theirs.set_country(COUNTRY).unwrap();
    store
}

pub fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_760_000_000 + second).unwrap()
}

pub fn asked(text: &str) -> Vec<Reading> {
    search_term::read(text, COUNTRY)
}

pub fn text(text: &str) -> Option<String> {
    Some(text.to_owned())
}

pub fn named(id: &str, given: &str, family: &str) -> Record {
    Record {
        id: text(id),
        names: Names { given_name: text(given), family_name: text(family), ..Names::default() },
        ..Record::default()
    }
}

/// Everything a search may look at.
pub fn maria() -> Record {
    Record {
        customer_key: text("DOM123"),
        company: Company { name: text("Sousa Lda"), ..Company::default() },
        identity: Identity {
            birth_date: text("1980-01-31"),
            social_security_id: text("SSN-CANARY-4711"),
            ..Identity::default()
        },
        channels: vec![
            Channel::phone(Use::Home, Line::Mobile, "07700 904417"),
            Channel::email(Use::Work, "maria.ferro@sousa-cars.example"),
        ],
        addresses: vec![Address {
            kind: text("physical"),
            street_name: text("High Street"),
            house_number: text("12"),
            city: text("Leeds"),
            postal_code: text("LS1 4AP"),
            ..Address::default()
        }],
        vehicles: vec![Vehicle {
            vin: text("WVWZZZ1KZ6W650709"),
            license_plate: text("AB12 CDE"),
            ..Vehicle::default()
        }],
        ..named("01-16203", "Maria", "Sousa")
    }
}

pub fn firm(id: &str, name: &str) -> Record {
    Record {
        id: text(id),
        kind: Kind::Company,
        company: Company { name: text(name), ..Company::default() },
        ..Record::default()
    }
}

const GIVEN: [&str; 24] = [
    "Anna", "Bob", "Carla", "David", "Eino", "Fatima", "Georg", "Hanna", "Ivan", "Julia", "Karl",
    "Lena", "Marko", "Nina", "Otto", "Paula", "Quinn", "Rosa", "Sven", "Tina", "Umut", "Vera",
    "Willem", "Zoë",
];
const STEMS: [&str; 30] = [
    "Ander", "Berg", "Claes", "Dorn", "Ek", "Fischer", "Gar", "Holm", "Iver", "Jans", "Koski",
    "Lind", "Mül", "Niem", "Ostr", "Peters", "Quist", "Rask", "Sand", "Törn", "Ulv", "Virta",
    "Wester", "Ylit", "Zeller", "Brown", "Smith", "Patel", "Garcia", "Nowak",
];
const ENDS: [&str; 20] = [
    "", "sen", "son", "ler", "nen", "mann", "berg", "stedt", "ova", "ini", "feld", "gren", "ström",
    "by", "wick", "more", "lund", "hof", "ez", "ski",
];

/// The nth of a crowd that is the same in every run; `phone` makes each findable alone.
pub fn somebody(n: usize) -> Record {
    let family = format!("{}{}", STEMS[(n / 24) % 30], ENDS[(n / 720) % 20]);
    let mut record = named(&format!("C{n:07}"), GIVEN[n % 24], &family);
    record.channels = vec![
        Channel::phone(Use::Home, Line::Mobile, phone(n)),
        Channel::email(Use::Home, format!("{}.{n}@mail.example", GIVEN[n % 24])),
    ];
    record.addresses = vec![Address {
        kind: text("physical"),
        street_name: Some(format!("{} Road", STEMS[n % 30])),
        house_number: Some(format!("{}", n % 200 + 1)),
        city: text(["Leeds", "York", "Hull", "Derby", "Bath"][n % 5]),
        postal_code: Some(format!("LS{} {}AP", n % 28 + 1, n % 9 + 1)),
        ..Address::default()
    }];
    record
}

pub fn phone(n: usize) -> String {
    // Spread, so that the ends are not in the order of the ids.
    format!("+4477{:08}", (n * 7_919 + 13) % 100_000_000)
}

pub fn crowd(count: usize) -> Vec<Record> {
    (0..count).map(somebody).collect()
}
