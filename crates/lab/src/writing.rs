//! How a person gets into a record: what was asked, what was heard, what was typed, and when. A
//! row of the dealer's books was written once; the desk writes today.

use crate::Chance;
use crate::lists::{pick, short_forms};
use crate::noise::{Noise, misheard, slip, slip_of_digit};
use crate::people::{Person, digits, email, landline, mobile};
use crate::places::{Home, Region};
use customer::Record;
use customer::record::{Address, Channel, Line, Names, Use, Vehicle};
use rand::Rng as _;

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The dealer's books.
    Row,
    /// Somebody at the desk.
    Desk,
}

/// How often a field is filled in, in a row and at the desk.
struct Filled(f64, f64);

impl Filled {
    fn now(&self, chance: &mut Chance, side: Side) -> bool {
        chance.random_bool(if side == Side::Row { self.0 } else { self.1 })
    }
}

const GIVEN: Filled = Filled(0.99, 0.995);
const MIDDLE: Filled = Filled(0.30, 0.15);
const BIRTH: Filled = Filled(0.45, 0.30);
const MOBILE: Filled = Filled(0.84, 0.74);
const LANDLINE: Filled = Filled(0.60, 0.20);
const EMAIL: Filled = Filled(0.60, 0.45);
const ADDRESS: Filled = Filled(0.86, 0.55);
const VIN: Filled = Filled(0.68, 0.33);
const PLATE: Filled = Filled(0.60, 0.30);
/// A network's customer key, known at the desk only where somebody brings a letter.
const KEY: Filled = Filled(0.64, 0.03);

pub struct Writer<'a> {
    pub region: &'a Region,
    pub noise: Noise,
}

impl Writer<'_> {
    pub fn record(&self, chance: &mut Chance, person: &Person, side: Side) -> Record {
        let mut record = Record { names: self.names(chance, person, side), ..Record::default() };
        if KEY.now(chance, side) && side == Side::Row {
            record.customer_key = Some(format!("K{}", digits(chance, 7)));
        }
        if BIRTH.now(chance, side) {
            record.identity.birth_date = Some(self.birth(chance, person.birth));
        }
        self.channels(chance, person, side, &mut record);
        if ADDRESS.now(chance, side) {
            // Who has moved is at home elsewhere in older rows.
            let moved = side == Side::Row && self.noise.strikes(chance, 0.12);
            let home = if moved { &person.before } else { &person.home };
            record.addresses.push(self.address(chance, home, side));
        }
        self.cars(chance, person, side, &mut record);
        record
    }

    fn names(&self, chance: &mut Chance, person: &Person, side: Side) -> Names {
        let noise = self.noise;
        let mut given = person.given.clone();
        if noise.strikes(chance, 0.06) {
            given = short(chance, &given);
        }
        if noise.strikes(chance, 0.04) {
            given = slip(chance, &given);
        }
        if noise.strikes(chance, 0.02) {
            given = misheard(chance, &given);
        }
        let mut family = person.family.clone();
        // She married since the row was written.
        if side == Side::Row
            && noise.strikes(chance, 0.06)
            && let Some(maiden) = &person.maiden
        {
            family.clone_from(maiden);
        }
        if noise.strikes(chance, 0.30)
            && let Some((one, other)) = family.split_once(['-', ' '])
            && one.chars().count() > 3
        {
            family = if chance.random_bool(0.5) { one.to_owned() } else { other.to_owned() };
        }
        if noise.strikes(chance, 0.04) {
            family = slip(chance, &family);
        }
        if noise.strikes(chance, 0.025) {
            family = misheard(chance, &family);
        }
        let mut middle = person.middle.clone().filter(|_| MIDDLE.now(chance, side));
        if noise.strikes(chance, 0.40) {
            middle = middle.map(|name| name.chars().take(1).collect());
        }
        if noise.strikes(chance, 0.025) {
            given = given.chars().take(1).collect::<String>()
                + if chance.random_bool(0.5) { "." } else { "" };
        } else if noise.strikes(chance, 0.008)
            && let Some(second) = &person.middle
        {
            // Known by her second name.
            given.clone_from(second);
            middle = None;
        } else if middle.is_some() && chance.random_bool(0.2) {
            given = format!("{given} {}", middle.take().unwrap_or_default());
        }
        if noise.strikes(chance, 0.008) {
            std::mem::swap(&mut given, &mut family);
        }
        let mut names = Names {
            given_name: GIVEN.now(chance, side).then_some(given),
            middle_name: middle,
            family_name: chance.random_bool(0.995).then_some(family),
            ..Names::default()
        };
        let case = chance.random_range(0..100);
        for name in [&mut names.given_name, &mut names.middle_name, &mut names.family_name] {
            *name = name.take().map(|name| spelt(chance, &name, case));
        }
        names
    }

    fn birth(
        &self,
        chance: &mut Chance,
        (mut year, mut month, mut day): (i32, u32, u32),
    ) -> String {
        let noise = self.noise;
        if day <= 12 && noise.strikes(chance, 0.02) {
            std::mem::swap(&mut day, &mut month);
        }
        if noise.strikes(chance, 0.006) {
            year += if chance.random_bool(0.5) { 1 } else { -1 };
        }
        if noise.strikes(chance, 0.003) {
            year += if chance.random_bool(0.5) { 10 } else { -10 };
        }
        if noise.strikes(chance, 0.004) {
            (day, month) = (1, 1);
        }
        let text = format!("{year:04}-{month:02}-{day:02}");
        if noise.strikes(chance, 0.012) {
            let slipped = slip_of_digit(chance, &text[2..]);
            return format!("{}{slipped}", &text[..2]);
        }
        text
    }

    fn channels(&self, chance: &mut Chance, person: &Person, side: Side, record: &mut Record) {
        let noise = self.noise;
        let renewed = noise.strikes(chance, 0.14);
        let cell = if renewed { mobile(chance) } else { person.mobile.clone() };
        let line = if renewed && chance.random_bool(0.3) {
            Some(landline(chance))
        } else {
            person.landline.clone()
        };
        let mut numbers = Vec::new();
        let email_given = EMAIL.now(chance, side);
        // Nobody leaves a desk without a way to be reached.
        if MOBILE.now(chance, side) || side == Side::Desk && !email_given {
            numbers.push((Line::Mobile, cell));
        }
        if let Some(line) = line.filter(|_| LANDLINE.now(chance, side)) {
            numbers.push((Line::Landline, line));
        }
        for (line, number) in numbers {
            let number =
                if noise.strikes(chance, 0.012) { slip_of_digit(chance, &number) } else { number };
            record.channels.push(Channel::phone(Use::Home, line, notation(chance, &number)));
        }
        if email_given {
            let mut address = if noise.strikes(chance, 0.14) {
                email(chance, &person.given, &person.family, person.birth.0)
            } else {
                person.email.clone()
            };
            if noise.strikes(chance, 0.015)
                && let Some((local, host)) = address.split_once('@')
            {
                address = format!("{}@{host}", slip(chance, local));
            } else if noise.strikes(chance, 0.006) {
                address = address.replace("gmail", "gmial").replace(".co.uk", ".com");
            }
            if chance.random_bool(0.05) {
                address = address.to_uppercase();
            }
            record.channels.push(Channel::email(Use::Home, address));
        }
    }

    fn address(&self, chance: &mut Chance, home: &Home, side: Side) -> Address {
        let noise = self.noise;
        let street = &self.region.streets[home.street];
        let mut name = street.name.clone();
        if noise.strikes(chance, 0.04) {
            name = slip(chance, &name);
        }
        let kind = match chance.random_range(0..100) {
            0..70 => street.kind.0,
            70..94 => street.kind.1,
            _ => "",
        };
        let mut number = home.number.to_string();
        if noise.strikes(chance, 0.01) {
            number =
                slip_of_digit(chance, &format!("0{number}")).trim_start_matches('0').to_owned();
        }
        number.extend(home.letter);
        let mut street_name = format!("{name} {kind}").trim().to_owned();
        let mut building = None;
        if let Some(flat) = home.flat.filter(|_| !noise.strikes(chance, 0.2)) {
            if chance.random_bool(0.6) {
                building = Some(format!("Flat {flat}"));
            } else {
                number = format!("{flat}/{number}");
            }
        }
        let mut house_number =
            (!number.is_empty() && !noise.strikes(chance, 0.03)).then_some(number);
        if chance.random_bool(0.35)
            && let Some(number) = house_number.take()
        {
            street_name = format!("{number} {street_name}");
        }
        let mut postcode = home.postcode.clone();
        if noise.strikes(chance, 0.02) {
            postcode = if chance.random_bool(0.5) {
                slip_of_digit(chance, &postcode)
            } else {
                slip(chance, &postcode).to_uppercase()
            };
        }
        match chance.random_range(0..10) {
            0..2 => postcode = postcode.to_lowercase(),
            2..4 => postcode = postcode.replace(' ', ""),
            _ => {}
        }
        let whole = side == Side::Row || chance.random_bool(0.7);
        let town = if noise.strikes(chance, 0.02) {
            slip(chance, &street.town)
        } else {
            street.town.clone()
        };
        Address {
            kind: Some("physical".to_owned()),
            house_number: house_number.filter(|_| whole),
            street_name: (whole && chance.random_bool(0.97)).then_some(street_name),
            building_name: building.filter(|_| whole),
            city: (whole && chance.random_bool(0.9)).then_some(town),
            postal_code: chance.random_bool(0.94).then_some(postcode),
            country_code: Some("GB".to_owned()),
            ..Address::default()
        }
    }

    fn cars(&self, chance: &mut Chance, person: &Person, side: Side, record: &mut Record) {
        for car in &person.cars {
            let mut vehicle = Vehicle::default();
            if VIN.now(chance, side) {
                let mut vin = car.vin.clone();
                if self.noise.strikes(chance, 0.01) {
                    vin = slip_of_digit(chance, &vin);
                }
                let short = if side == Side::Row { 0.10 } else { 0.35 };
                vehicle.vin = Some(if chance.random_bool(short) {
                    vin[vin.len() - 8..].to_owned()
                } else {
                    vin
                });
            }
            if PLATE.now(chance, side) {
                let mut plate = car.plate.clone();
                if self.noise.strikes(chance, 0.01) {
                    plate = slip_of_digit(chance, &plate);
                }
                if chance.random_bool(0.4) {
                    plate = plate.replace(' ', "");
                }
                vehicle.license_plate = Some(plate);
            }
            if vehicle != Vehicle::default() {
                record.vehicles.push(vehicle);
            }
        }
    }
}

/// What people call her: a usual short form, or one made on the spot.
fn short(chance: &mut Chance, given: &str) -> String {
    let usual = short_forms(given);
    if !usual.is_empty() && chance.random_bool(0.88) {
        let short = pick(chance, &usual).copied().unwrap_or(given);
        let mut letters = short.chars();
        return letters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default()
            + letters.as_str();
    }
    let length = given.chars().count();
    if length < 5 {
        return given.to_owned();
    }
    let stem: String = given.chars().take(chance.random_range(3..5)).collect();
    let end = pick(chance, &["", "", "y", "ie", "i", "s"]).copied().unwrap_or("");
    format!("{stem}{end}")
}

/// Capitals and accents as keyboards and habits leave them.
fn spelt(chance: &mut Chance, name: &str, case: i32) -> String {
    let mut name = name.to_owned();
    if !name.is_ascii() {
        match chance.random_range(0..10) {
            0..4 => {
                name = name
                    .replace('ü', "ue")
                    .replace('ö', "oe")
                    .replace('ä', "ae")
                    .replace('Ö', "Oe")
                    .replace('Ü', "Ue");
            }
            4..7 => {
                let plain = customer::fold::fold(&name);
                let mut letters = plain.chars();
                name = letters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default()
                    + letters.as_str();
            }
            _ => {}
        }
    }
    match case {
        0..12 => name.to_uppercase(),
        12..17 => name.to_lowercase(),
        _ => name,
    }
}

/// One of eight ways of writing a number.
fn notation(chance: &mut Chance, e164: &str) -> String {
    let national = format!("0{}", e164.trim_start_matches("+44"));
    let (head, tail) = national.split_at(national.len().min(5));
    let (middle, end) = tail.split_at(tail.len().min(3));
    match chance.random_range(0..8) {
        0 => national,
        1 => format!("{head} {tail}"),
        2 => format!("{head} {middle} {end}"),
        3 => format!("+44 {} {tail}", &head[1..]),
        4 => format!("+44 (0){} {tail}", &head[1..]),
        5 => format!("0044{}{tail}", &head[1..]),
        6 => format!("({head}) {middle}-{end}"),
        _ => e164.to_owned(),
    }
}
