//! Who lives with whom: families that share an address and a phone, and the twins that make
//! matching hard. Each kind of household comes once at the start of a set, later by chance.

use rand::Rng;
use rand_chacha::ChaCha8Rng;

use super::car::car;
use super::person::{
    address, company, company_name, country, email, landline, mail_address, person, phone, pick,
    with_channels, works_at,
};
use super::words::Country;
use crate::stored::{Customer, Fields};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Single,
    Family,
    CoupleSharingEmail,
    FatherAndSon,
    SoldCar,
    MarriedName,
    Accents,
    BusinessAndPerson,
    OneKeyTwice,
}

pub const KINDS: [Kind; 9] = [
    Kind::FatherAndSon,
    Kind::SoldCar,
    Kind::MarriedName,
    Kind::Accents,
    Kind::BusinessAndPerson,
    Kind::CoupleSharingEmail,
    Kind::OneKeyTwice,
    Kind::Family,
    Kind::Single,
];

pub fn household(
    rng: &mut ChaCha8Rng,
    number: u64,
    only: Option<&'static Country>,
) -> Vec<Customer> {
    let kind = match usize::try_from(number).ok().and_then(|at| KINDS.get(at)) {
        Some(kind) => *kind,
        None => match rng.random_range(0..100) {
            0..=61 => Kind::Single,
            62..=85 => Kind::Family,
            86..=88 => Kind::CoupleSharingEmail,
            89..=90 => Kind::FatherAndSon,
            91..=92 => Kind::SoldCar,
            93 => Kind::MarriedName,
            94..=95 => Kind::Accents,
            96..=98 => Kind::BusinessAndPerson,
            _ => Kind::OneKeyTwice,
        },
    };
    let home = only.unwrap_or_else(|| country(rng));
    let mut people = make(rng, kind, home);
    for customer in &mut people {
        key(rng, customer);
        if customer.physical.is_empty() {
            customer.physical = address(rng, home);
        }
    }
    if kind == Kind::OneKeyTwice {
        let first = people[0].customer_key.get_or_insert_with(|| "DOM88".into()).clone();
        people.iter_mut().for_each(|twin| twin.customer_key = Some(first.clone()));
    }
    people
}

fn family_name(rng: &mut ChaCha8Rng, home: &Country) -> &'static str {
    pick(rng, home.family, "Smith")
}

/// 36 in 100 have no key; some systems say so with an empty text instead of null.
fn key(rng: &mut ChaCha8Rng, customer: &mut Customer) {
    customer.customer_key = match rng.random_range(0..100) {
        0..=30 => None,
        31..=35 => Some(String::new()),
        _ => Some(super::person::unreserved(|| {
            format!("DOM{}", rng.random_range(10_000..9_999_999))
        })),
    };
}

fn single(rng: &mut ChaCha8Rng, home: &Country) -> Customer {
    let (family, woman) = (family_name(rng, home), rng.random_bool(0.5));
    let made = person(rng, home, family, woman);
    let mut customer = with_channels(rng, made, home.code);
    customer.physical = address(rng, home);
    give_car(rng, &mut customer, 0.7);
    customer
}

fn give_car(rng: &mut ChaCha8Rng, customer: &mut Customer, chance: f64) {
    if rng.random_bool(chance) {
        let city = customer.physical.get("city").to_owned();
        let country = customer.country().to_owned();
        let one = car(rng, &country, &city);
        customer.vehicles.push(one);
    }
}

fn make(rng: &mut ChaCha8Rng, kind: Kind, home: &'static Country) -> Vec<Customer> {
    match kind {
        Kind::Single => vec![single(rng, home)],
        Kind::Family => family(rng, home),
        Kind::CoupleSharingEmail => couple(rng, home),
        Kind::FatherAndSon => father_and_son(rng, home),
        Kind::SoldCar => sold_car(rng, home),
        Kind::MarriedName => married_name(rng, home),
        Kind::Accents => accents(rng, home),
        Kind::BusinessAndPerson => business(rng, home),
        Kind::OneKeyTwice => {
            let first = single(rng, home);
            let mut second = first.clone();
            second.names.set("middleName", "");
            second.emails.clear();
            second.vehicles.clear();
            vec![first, second]
        }
    }
}

fn family(rng: &mut ChaCha8Rng, home: &'static Country) -> Vec<Customer> {
    let (name, place) = (family_name(rng, home), address(rng, home));
    let shared = landline(rng, home.code);
    let mut members: Vec<Customer> = Vec::new();
    for member in 0..rng.random_range(2..=4) {
        let woman = member == 1 || (member > 1 && rng.random_bool(0.5));
        let mut one = person(rng, home, name, woman);
        if member < 2 || rng.random_bool(0.5) {
            one = with_channels(rng, one, home.code);
        }
        one.phones.retain(|phone| phone.slot != "home.landline");
        let line = phone(rng, "home.landline", &shared, home.code);
        one.phones.push(line);
        one.physical = place.clone();
        give_car(rng, &mut one, if member < 2 { 0.6 } else { 0.1 });
        members.push(one);
    }
    members
}

fn couple(rng: &mut ChaCha8Rng, home: &'static Country) -> Vec<Customer> {
    let (name, place) = (family_name(rng, home), address(rng, home));
    let shared = mail_address(rng, "family", name);
    [true, false]
        .into_iter()
        .map(|woman| {
            let made = person(rng, home, name, woman);
            let mut one = with_channels(rng, made, home.code);
            one.emails = vec![email(rng, "home.email", shared.clone())];
            one.physical = place.clone();
            one
        })
        .collect()
}

/// Same name, same phone, same house; only the birth date tells them apart.
fn father_and_son(rng: &mut ChaCha8Rng, home: &'static Country) -> Vec<Customer> {
    let name = family_name(rng, home);
    let made = person(rng, home, name, false);
    let mut father = with_channels(rng, made, home.code);
    father.physical = address(rng, home);
    father.birth_date = "1951-03-14".into();
    give_car(rng, &mut father, 1.0);
    let mut son = father.clone();
    son.birth_date = "1983-09-02".into();
    son.social_security_id.clear();
    son.emails.clear();
    son.vehicles.clear();
    vec![father, son]
}

/// The former owner keeps a row for the car, marked as no longer his.
fn sold_car(rng: &mut ChaCha8Rng, home: &'static Country) -> Vec<Customer> {
    let mut seller = single(rng, home);
    seller.vehicles.clear();
    give_car(rng, &mut seller, 1.0);
    let mut buyer = single(rng, home);
    buyer.vehicles.clone_from(&seller.vehicles);
    for sold in &mut seller.vehicles {
        sold.is_valid = false;
        sold.relationship = "FORMER_OWNER".into();
    }
    vec![seller, buyer]
}

fn married_name(rng: &mut ChaCha8Rng, home: &'static Country) -> Vec<Customer> {
    let maiden = family_name(rng, home);
    let made = person(rng, home, maiden, true);
    let mut before = with_channels(rng, made, home.code);
    before.physical = address(rng, home);
    before.birth_date = "1990-06-21".into();
    let mut after = before.clone();
    let married = home.family.iter().find(|name| **name != maiden).copied().unwrap_or("Marsh");
    after.names.set("familyName", married);
    after.names.set("salutation", "");
    after.physical = address(rng, home);
    vec![before, after]
}

/// One person typed twice, once by somebody without the right keyboard.
fn accents(rng: &mut ChaCha8Rng, home: &'static Country) -> Vec<Customer> {
    let (given, family, plain_given, plain_family) = match home.code {
        "DE" => ("Jürgen", "Groß", "Juergen", "Gross"),
        "FI" => ("Väinö", "Hämäläinen", "Vaino", "Hamalainen"),
        "FR" => ("Hélène", "Lefèvre", "Helene", "Lefevre"),
        "NL" => ("Zoë", "Yılmaz", "Zoe", "Yilmaz"),
        "US" => ("José", "Núñez", "Jose", "Nunez"),
        _ => ("Siân", "O'Neil", "Sian", "ONeil"),
    };
    let mut first = single(rng, home);
    first.names = Fields::default().with("givenName", given).with("familyName", family);
    let mut second = first.clone();
    second.names =
        Fields::default().with("givenName", plain_given).with("familyName", plain_family);
    second.emails.clear();
    second.vehicles.clear();
    vec![first, second]
}

/// A firm and its owner: one name, one address, one telephone.
fn business(rng: &mut ChaCha8Rng, home: &'static Country) -> Vec<Customer> {
    let name = family_name(rng, home);
    let title = company_name(rng, home, name);
    let mut firm = company(rng, home, title);
    firm.physical = address(rng, home);
    for _ in 0..2 {
        give_car(rng, &mut firm, 0.8);
    }
    let woman = rng.random_bool(0.4);
    let made = person(rng, home, name, woman);
    let mut owner = with_channels(rng, made, home.code);
    owner.physical = firm.physical.clone();
    let line = phone(rng, "work.landline", &firm.phones[0].e164, home.code);
    owner.phones.retain(|phone| phone.slot != "work.landline");
    owner.phones.push(line);
    works_at(&mut owner, &firm);
    vec![firm, owner]
}
