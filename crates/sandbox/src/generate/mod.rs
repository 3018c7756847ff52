//! The invented customers of a sandbox, the same for the same seed, and the first ones of a larger
//! set the same as those of a smaller one.

mod car;
mod household;
mod person;
mod words;

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::stored::{Customer, Email, Fields, Phone, Vehicle};

/// Raised whenever the same seed makes other people, so that stored changes are not laid over them.
pub const VERSION: u32 = 1;

const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// All from one country, where one is named and known; the look-alikes stay who they are.
pub fn customers(seed: u64, count: u32, country: Option<&str>) -> Vec<Customer> {
    let home = country.and_then(person::of_country);
    let wanted = count as usize;
    let mut made = Vec::with_capacity(wanted + 4);
    made.extend(look_alikes());
    let mut number = 0;
    while made.len() < wanted {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(number + 1);
        let start = made.len();
        made.extend(household::household(&mut rng, number, home));
        relate(&mut made, start);
        number += 1;
    }
    made.truncate(wanted);
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    for (seq, customer) in made.iter_mut().enumerate() {
        identify(customer, u32::try_from(seq).unwrap_or(u32::MAX), &mut rng);
        shrink(customer);
    }
    link_relations(&mut made);
    made
}

/// Two people who differ by one letter and whose numbers end alike: the demonstration of the main
/// job. Every seed has them.
fn look_alikes() -> [Customer; 2] {
    let one = |given: &str, family: &str, e164: &str, number: &str, title: &str| {
        let mut customer = Customer { status: "ACTIVE".into(), ..Customer::default() };
        customer.names = Fields::default()
            .with("givenName", given)
            .with("familyName", family)
            .with("titleCommon", title);
        customer.phones.push(Phone {
            slot: "home.mobile".into(),
            number: number.into(),
            e164: e164.into(),
            label: "cell".into(),
            ok_to_call: true,
            preferred: true,
            ..Phone::default()
        });
        customer.emails.push(Email {
            slot: "home.email".into(),
            address: format!("{}.{}@mail.example", given.to_lowercase(), family.to_lowercase()),
            label: "home".into(),
            ok_to_email: true,
            preferred: true,
            ..Email::default()
        });
        customer.personal_details.set("languageCode", "en-GB");
        customer
    };
    let car = |vin: &str, plate: &str, make: &str, model: &str, year: &str| Vehicle {
        relationship: "OWNER".into(),
        is_valid: true,
        make: make.into(),
        model: model.into(),
        year: year.into(),
        vin: crate::vin::with_check_digit(vin),
        license_plate: plate.into(),
        mileage_unit: "MI".into(),
        mileage: "24000".into(),
        ..Vehicle::default()
    };
    let mut maria = one("Maria", "Sousa", "+447712304417", "07712 304417", "Mrs");
    maria.birth_date = "1980-01-31".into();
    maria.customer_key = Some("DOM123".into());
    maria.personal_details.set("gender", "FEMALE");
    maria.physical = Fields::default()
        .with("streetName", "High Street")
        .with("houseNumber", "12")
        .with("city", "Leeds")
        .with("county", "West Yorkshire")
        .with("postalCode", "LS1 4AP")
        .with("countryCode", "GB");
    maria.vehicles.push(car("WVWZZZ1K06W650709", "AB12 CDE", "Volkswagen", "Golf", "2019"));
    let mut mario = one("Mario", "Souza", "+447798124417", "07798124417", "Mr");
    mario.personal_details.set("gender", "MALE");
    mario.physical = Fields::default()
        .with("streetName", "Station Road")
        .with("houseNumber", "48")
        .with("city", "Bristol")
        .with("postalCode", "BS3 2LG")
        .with("countryCode", "GB");
    mario.vehicles.push(car("SB1K93BE0JE123056", "WX18 LMN", "Toyota", "Corolla", "2018"));
    [maria, mario]
}

/// Marks those made together; their ids are filled in once they have any.
fn relate(made: &mut [Customer], start: usize) {
    let end = made.len();
    for (at, customer) in made.iter_mut().enumerate().skip(start) {
        customer.related =
            (start..end).filter(|other| *other != at).map(|other| other.to_string()).collect();
    }
}

fn link_relations(made: &mut [Customer]) {
    let ids: Vec<String> = made.iter().map(|customer| customer.keyloop_id.clone()).collect();
    for customer in made.iter_mut() {
        customer.related = customer
            .related
            .iter()
            .filter_map(|at| ids.get(at.parse::<usize>().ok()?).cloned())
            .collect();
    }
}

/// Gives a customer the ids of both networks.
pub fn identify(customer: &mut Customer, seq: u32, rng: &mut ChaCha8Rng) {
    customer.seq = seq;
    customer.keyloop_id = format!("01-{}", 16_203 + seq);
    customer.reference = format!("{}", 16_203 + seq);
    customer.customer_uuid = opaque(rng, 43);
    customer.number = 900_000 + i64::from(seq);
    customer.created = "2024-05-25T08:30:00Z".into();
    customer.last_modified = customer.created.clone();
    for (at, privacy) in customer.privacy.iter_mut().enumerate() {
        privacy.privacy_id = format!("P-{seq}-{at}");
    }
    for (at, vehicle) in customer.vehicles.iter_mut().enumerate() {
        identify_vehicle(vehicle, seq, at, rng);
    }
}

pub fn identify_vehicle(vehicle: &mut Vehicle, seq: u32, at: usize, rng: &mut ChaCha8Rng) {
    vehicle.vehicle_id = format!("V{seq}-{at}");
    vehicle.number = i64::from(seq) * 10 + i64::try_from(at).unwrap_or_default();
    vehicle.uuid = opaque(rng, 43);
}

/// An id of letters and digits. One random number is spread over ten characters: a hundred
/// thousand customers need ten million of them.
pub fn opaque(rng: &mut ChaCha8Rng, length: usize) -> String {
    let mut text = String::with_capacity(length);
    let mut left: u64 = 0;
    for at in 0..length {
        if at % 10 == 0 {
            left = rng.random();
        }
        text.push(char::from(LETTERS[(left % 62) as usize]));
        left /= 62;
    }
    text
}

/// Gives back what the lists took beyond their entries: a third of the memory of a large set.
fn shrink(customer: &mut Customer) {
    customer.phones.shrink_to_fit();
    customer.emails.shrink_to_fit();
    customer.vehicles.shrink_to_fit();
    customer.privacy.shrink_to_fit();
    customer.companies.shrink_to_fit();
    customer.related.shrink_to_fit();
    for fields in [
        &mut customer.names,
        &mut customer.personal_details,
        &mut customer.physical,
        &mut customer.postal,
    ] {
        fields.shrink();
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use rlibphonenumber::PHONE_NUMBER_UTIL;

    use super::*;

    #[test]
    fn the_same_seed_makes_the_same_people_and_another_seed_others() {
        let first = customers(7, 300, None);
        assert_eq!(first, customers(7, 300, None));
        assert_ne!(first, customers(8, 300, None));
        assert_eq!(first.len(), 300);
    }

    #[test]
    fn people_of_one_country_are_of_it_and_of_an_unknown_one_from_everywhere() {
        for country in ["DE", "NL", "FI", "FR", "US", "GB"] {
            let made = customers(1, 400, Some(country));
            let foreign = made.iter().skip(2).filter(|one| one.country() != country).count();
            assert_eq!((made.len(), foreign), (400, 0), "{country}");
        }
        assert_eq!(customers(1, 400, Some("ES")), customers(1, 400, None));
    }

    #[test]
    fn every_seed_has_exactly_two_people_whose_phone_ends_4417() {
        for seed in [0, 1, 99] {
            let made = customers(seed, 2_000, None);
            let hits: Vec<String> = made
                .iter()
                .filter(|c| c.phones.iter().any(|phone| phone.e164.contains("4417")))
                .map(Customer::display_name)
                .collect();
            assert_eq!(hits, ["Maria Sousa", "Mario Souza"]);
        }
        assert_eq!(customers(3, 20, None).len(), 20);
    }

    #[test]
    fn phones_are_valid_in_their_country_and_vins_pass_their_check() {
        let made = customers(5, 3_000, None);
        let mut bad = Vec::new();
        for customer in &made {
            for phone in &customer.phones {
                let parsed = PHONE_NUMBER_UTIL.parse(&phone.e164, None);
                if !parsed.is_ok_and(|number| PHONE_NUMBER_UTIL.is_valid_number(&number)) {
                    bad.push(phone.e164.clone());
                }
                let read = crate::phone::to_e164(&phone.number, customer.country());
                assert_eq!(read.as_deref(), Some(phone.e164.as_str()), "{}", phone.number);
            }
            for vehicle in &customer.vehicles {
                assert!(crate::vin::is_valid(&vehicle.vin), "{}", vehicle.vin);
            }
        }
        assert!(bad.is_empty(), "{} of them: {:?}", bad.len(), &bad[..bad.len().min(20)]);
    }

    #[test]
    fn six_countries_companies_twins_and_missing_values_are_all_there() {
        let made = customers(1, 5_000, None);
        let countries: HashSet<&str> = made.iter().map(Customer::country).collect();
        assert_eq!(countries.len(), 6);
        assert!(made.iter().filter(|c| c.is_business).count() > 50);
        let keyless = made
            .iter()
            .filter(|c| c.customer_key.as_deref().unwrap_or_default().is_empty())
            .count();
        assert!((1_600..2_000).contains(&keyless), "{keyless}");
        assert!(made.iter().any(|c| c.birth_date.is_empty()));
        let keys: Vec<&str> = made
            .iter()
            .filter_map(|c| c.customer_key.as_deref())
            .filter(|key| !key.is_empty())
            .collect();
        assert!(keys.iter().collect::<HashSet<_>>().len() < keys.len(), "one key, two records");
        assert!(made.iter().any(|c| c.vehicles.iter().any(|v| !v.is_valid)), "sold cars");
        let uuids: HashSet<&str> = made.iter().map(|c| c.customer_uuid.as_str()).collect();
        assert_eq!(uuids.len(), made.len());
        assert!(uuids.iter().all(|uuid| uuid.len() == 43));
    }
}
