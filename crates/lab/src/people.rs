//! The truth: households, their members, their cars, as they are when a desk meets them.

use crate::Chance;
use crate::lists::{ORIGINS, names, pick, weighted};
use crate::places::{Home, Region};
use rand::Rng as _;

#[derive(Clone)]
pub struct Car {
    pub vin: String,
    pub plate: String,
}

#[derive(Clone)]
pub struct Person {
    pub household: usize,
    pub origin: &'static str,
    pub female: bool,
    pub given: String,
    pub middle: Option<String>,
    pub family: String,
    /// Before a marriage.
    pub maiden: Option<String>,
    /// Year, month, day.
    pub birth: (i32, u32, u32),
    pub mobile: String,
    pub landline: Option<String>,
    pub email: String,
    pub home: Home,
    /// Where she lived before.
    pub before: Home,
    pub cars: Vec<Car>,
    pub stored: bool,
}

/// Share of people of a household who are customers already.
const STORED: f64 = 0.72;

pub fn digits(chance: &mut Chance, count: usize) -> String {
    (0..count).filter_map(|_| char::from_digit(chance.random_range(0..10), 10)).collect()
}

pub fn mobile(chance: &mut Chance) -> String {
    let second = pick(chance, &["74", "75", "77", "78", "79"]).copied().unwrap_or("77");
    format!("+44{second}{}", digits(chance, 8))
}

pub fn landline(chance: &mut Chance) -> String {
    let area = pick(chance, &["113", "113", "127", "192", "142", "148"]).copied().unwrap_or("113");
    let area = if area == "113" { area.to_owned() } else { format!("{area}{}", digits(chance, 1)) };
    let rest = if area.len() == 3 { 7 } else { 6 };
    format!("+44{area}{}{}", chance.random_range(2..9), digits(chance, rest - 1))
}

fn car(chance: &mut Chance) -> Car {
    let maker = pick(
        chance,
        &[
            "WVWZZZ1KZ",
            "WF0AXXWPM",
            "SALLAAA13",
            "W0L0AHL48",
            "VF1BZ0A0H",
            "SB1KS28E1",
            "WBAVC3204",
            "ZFA312000",
            "TMBJJ9NE2",
            "SJNFAAJ11",
        ],
    )
    .copied()
    .unwrap_or("WVWZZZ1KZ");
    let year = char::from(*pick(chance, b"BCDEFGHJKLMNPRS").unwrap_or(&b'G'));
    let works = char::from(*pick(chance, b"ABCDEWPU").unwrap_or(&b'W'));
    let vin = format!("{}{year}{works}{}", &maker[..9], digits(chance, 6));
    let letter = |chance: &mut Chance| {
        char::from(*pick(chance, b"ABCDEFGHJKLMNOPRSTUVWXY").unwrap_or(&b'A'))
    };
    let plate = format!(
        "Y{}{:02} {}{}{}",
        letter(chance),
        chance.random_range(5..75),
        letter(chance),
        letter(chance),
        letter(chance)
    );
    Car { vin, plate }
}

fn ascii(text: &str) -> String {
    customer::fold::joined(text).chars().filter(char::is_ascii_alphanumeric).collect()
}

pub fn email(chance: &mut Chance, given: &str, family: &str, year: i32) -> String {
    let (given, family) = (ascii(given), ascii(family));
    let first = given.chars().take(1).collect::<String>();
    let number = match chance.random_range(0..4) {
        0 => format!("{:02}", year.rem_euclid(100)),
        1 => format!("{}", chance.random_range(1..1000)),
        _ => String::new(),
    };
    let local = match chance.random_range(0..100) {
        0..34 => format!("{given}.{family}{number}"),
        34..50 => format!("{given}{family}{number}"),
        50..64 => format!("{first}{family}{number}"),
        64..72 => format!("{first}.{family}{number}"),
        72..78 => format!("{family}.{given}{number}"),
        78..84 => format!("{given}{}", chance.random_range(10..9999)),
        84..90 => format!("{family}family{number}"),
        _ => {
            let word = pick(
                chance,
                &[
                    "blue", "red", "fast", "happy", "lufc", "star", "moon", "rose", "tiger",
                    "sunny", "wolf", "magic",
                ],
            )
            .copied()
            .unwrap_or("blue");
            format!("{word}{}{}", first, chance.random_range(1..9999))
        }
    };
    let hosts: [(&str, f64); 10] = [
        ("gmail.com", 0.36),
        ("hotmail.com", 0.15),
        ("hotmail.co.uk", 0.12),
        ("yahoo.co.uk", 0.10),
        ("outlook.com", 0.08),
        ("icloud.com", 0.07),
        ("btinternet.com", 0.06),
        ("live.co.uk", 0.03),
        ("sky.com", 0.02),
        ("aol.com", 0.01),
    ];
    format!("{local}@{}", weighted(chance, &hosts))
}

/// A family name as women of some countries bear it.
fn of_woman(family: &str, origin: &str, female: bool) -> String {
    match family.strip_suffix("ski") {
        Some(stem) if origin == "PL" && female => format!("{stem}ska"),
        _ => family.to_owned(),
    }
}

fn given(chance: &mut Chance, origin: &str, female: bool) -> String {
    let kind = if female { "female" } else { "male" };
    // People of foreign families often bear names of the country they live in.
    let origin = if chance.random_bool(0.15) { "GB" } else { origin };
    names(&format!("{origin} {kind}")).draw(chance).to_owned()
}

fn family(chance: &mut Chance, origin: &str) -> String {
    let draw = |chance: &mut Chance| names(&format!("{origin} family")).draw(chance).to_owned();
    let first = draw(chance);
    if chance.random_bool(if origin == "PT" { 0.45 } else { 0.025 }) {
        let joint = if origin == "PT" || chance.random_bool(0.2) { " " } else { "-" };
        return format!("{first}{joint}{}", draw(chance));
    }
    first
}

/// Household after household until so many people are there.
pub fn people(chance: &mut Chance, region: &Region, count: usize) -> Vec<Person> {
    let mut people: Vec<Person> = Vec::with_capacity(count + 5);
    let mut household = 0;
    while people.len() < count {
        let origin = weighted(chance, ORIGINS);
        let size = match chance.random_range(0..100) {
            0..35 => 1,
            35..70 => 2,
            70..84 => 3,
            84..95 => 4,
            _ => 5,
        };
        let from = people.len();
        live_together(chance, region, (household, origin, size), &mut people);
        share(chance, &mut people[from..]);
        household += 1;
    }
    sell_cars(chance, &mut people);
    people
}

fn live_together(
    chance: &mut Chance,
    region: &Region,
    (household, origin, size): (usize, &'static str, usize),
    people: &mut Vec<Person>,
) {
    let name = family(chance, origin);
    let (home, before) = (region.home(chance), region.home(chance));
    let line = chance.random_bool(0.35).then(|| landline(chance));
    let oldest = chance.random_range(1938..2003);
    for member in 0..size {
        let female = if member == 1 { chance.random_bool(0.93) } else { chance.random_bool(0.45) };
        let child = member >= 2;
        let year = if child {
            (oldest + chance.random_range(20..38)).min(2007)
        } else {
            oldest + chance.random_range(-4..6)
        };
        let own_name = member == 1 && chance.random_bool(0.14) || child && chance.random_bool(0.06);
        let family_name = if own_name { family(chance, origin) } else { name.clone() };
        let given = given(chance, origin, female);
        let middle = chance
            .random_bool(0.45)
            .then(|| {
                names(&format!("{origin} {}", if female { "female" } else { "male" })).draw(chance)
            })
            .map(str::to_owned);
        let family_name = of_woman(&family_name, origin, female);
        let email = email(chance, &given, &family_name, year);
        people.push(Person {
            household,
            origin,
            female,
            middle,
            maiden: female.then(|| of_woman(&family(chance, origin), origin, true)),
            birth: (year, chance.random_range(1..13), chance.random_range(1..29)),
            mobile: mobile(chance),
            landline: line.clone(),
            email,
            home: home.clone(),
            before: before.clone(),
            cars: if chance.random_bool(0.85) { vec![car(chance)] } else { Vec::new() },
            stored: chance.random_bool(STORED),
            given,
            family: family_name,
        });
    }
}

/// One mobile and one address for all in some households, one car for two, a son called like his
/// father.
fn share(chance: &mut Chance, members: &mut [Person]) {
    let Some(first) = members.first().cloned() else { return };
    let (mobile, email, car) =
        (chance.random_bool(0.12), chance.random_bool(0.10), chance.random_bool(0.35));
    let like_father = chance.random_bool(0.03 * 3.0);
    for (at, member) in members.iter_mut().enumerate().skip(1) {
        if mobile {
            member.mobile.clone_from(&first.mobile);
        }
        if email {
            member.email.clone_from(&first.email);
        }
        if car && at == 1 {
            member.cars.clone_from(&first.cars);
        }
        if like_father && at == 2 && !first.female {
            member.female = false;
            member.given.clone_from(&first.given);
            member.family.clone_from(&first.family);
        }
    }
}

/// A tenth of the cars were somebody else's before, who keeps them in the dealer's books.
fn sell_cars(chance: &mut Chance, people: &mut [Person]) {
    for buyer in 0..people.len() {
        if people[buyer].cars.is_empty() || !chance.random_bool(0.10) {
            continue;
        }
        let seller = chance.random_range(0..people.len());
        let sold = people[buyer].cars[0].clone();
        people[seller].cars.push(sold);
    }
}
