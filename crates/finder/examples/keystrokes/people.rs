//! Invented customers, the same ones in every run: names as common as they are in Britain and
//! its neighbours, with a long tail of rare ones, and everything else a desk types.

use customer::{Address, Channel, Company, Identity, Line, Names, Record, Use, Vehicle};
use std::collections::HashMap;

/// The same sequence for the same start.
pub struct Dice(u64);

impl Dice {
    pub fn of(seed: u64) -> Self {
        let mut dice = Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5851_f42d_4c95_7f2d);
        dice.roll(7);
        dice
    }

    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % sides.max(1)
    }

    /// So often of a hundred.
    pub fn often(&mut self, percent: usize) -> bool {
        self.roll(100) < percent
    }

    pub fn pick<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.roll(all.len())]
    }

    fn digits(&mut self, count: usize) -> String {
        (0..count).map(|_| char::from(b'0' + self.roll(10) as u8)).collect()
    }
}

#[derive(Default)]
struct Weighted {
    names: Vec<&'static str>,
    sums: Vec<f64>,
}

impl Weighted {
    fn draw(&self, dice: &mut Dice) -> &'static str {
        let total = self.sums.last().copied().unwrap_or_default();
        let at = dice.roll(1 << 40) as f64 / (1_u64 << 40) as f64 * total;
        self.names[self.sums.partition_point(|sum| *sum <= at).min(self.names.len() - 1)]
    }
}

pub struct People {
    lists: HashMap<&'static str, Weighted>,
}

const COUNTRIES: [(&str, usize); 8] =
    [("US", 40), ("GB", 30), ("PL", 6), ("IN", 7), ("DE", 5), ("PT", 4), ("NL", 4), ("IT", 4)];

const TOWNS: [&str; 24] = [
    "Leeds",
    "York",
    "Hull",
    "Bradford",
    "Wakefield",
    "Harrogate",
    "Doncaster",
    "Halifax",
    "Otley",
    "Ilkley",
    "Selby",
    "Wetherby",
    "Batley",
    "Dewsbury",
    "Pudsey",
    "Morley",
    "Keighley",
    "Skipton",
    "Ripon",
    "Thirsk",
    "Malton",
    "Whitby",
    "Barnsley",
    "Goole",
];

const HOSTS: [&str; 12] = [
    "gmail.com",
    "gmail.com",
    "gmail.com",
    "gmail.com",
    "hotmail.com",
    "hotmail.co.uk",
    "yahoo.co.uk",
    "outlook.com",
    "icloud.com",
    "btinternet.com",
    "live.co.uk",
    "sky.com",
];

const TRADES: [&str; 12] = [
    "Plumbing",
    "Motors",
    "Joinery",
    "Catering",
    "Logistics",
    "Electrical",
    "Roofing",
    "Design",
    "Lettings",
    "Flowers",
    "Farm",
    "Couriers",
];

impl People {
    pub fn new() -> Self {
        let mut lists: HashMap<&'static str, Weighted> = HashMap::new();
        let mut list = "";
        for line in include_str!("../../../lab/data/names.txt").lines() {
            if let Some(head) = line.strip_prefix('[') {
                list = head.trim_end_matches(']');
            } else if let Some((weight, names)) = line.split_once('|') {
                let weight: f64 = weight.parse().unwrap_or(0.001);
                let list = lists.entry(list).or_default();
                for name in names.split(';') {
                    let before = list.sums.last().copied().unwrap_or_default();
                    list.names.push(name);
                    list.sums.push(before + weight);
                }
            }
        }
        Self { lists }
    }

    fn draw(&self, country: &str, kind: &str, dice: &mut Dice) -> &'static str {
        self.lists[format!("{country} {kind}").as_str()].draw(dice)
    }

    fn family(&self, country: &str, dice: &mut Dice) -> String {
        let name = self.draw(country, "family", dice);
        if dice.often(3) {
            return format!("{name}-{}", self.draw("US", "family", dice));
        }
        if !dice.often(14) {
            return name.to_owned();
        }
        // The long tail: the start of one name and the end of another.
        let other = self.draw("US", "family", dice).to_lowercase();
        let (start, end) = (name.chars().count().div_ceil(2), other.chars().count() / 2);
        name.chars().take(start).chain(other.chars().skip(end)).collect()
    }

    /// The customer of a number.
    pub fn record(&self, n: usize) -> Record {
        let dice = &mut Dice::of(n as u64 + 1);
        let mut at = dice.roll(100);
        let country = COUNTRIES
            .iter()
            .find(|(_, share)| {
                let here = at < *share;
                at = at.wrapping_sub(*share);
                here
            })
            .map_or("US", |(country, _)| country);
        let sex = *dice.pick(&["male", "female"]);
        let given = self.draw(country, sex, dice).to_owned();
        let family = self.family(country, dice);
        let middle = dice.often(25).then(|| self.draw("US", sex, dice).to_owned());
        let plain = |text: &str| -> String {
            customer::fold::joined(text).chars().filter(char::is_ascii_alphanumeric).collect()
        };
        let year = 1940 + dice.roll(65);
        let mut channels = Vec::new();
        if dice.often(85) {
            let second = *dice.pick(&["74", "75", "77", "78", "79"]);
            let number = format!("+44{second}{}", dice.digits(8));
            channels.push(Channel::phone(Use::Home, Line::Mobile, number));
        }
        if dice.often(45) || channels.is_empty() {
            let area = *dice.pick(&["113", "127", "192", "142", "148", "190"]);
            let number = format!("+44{area}{}{}", 2 + dice.roll(8), dice.digits(6));
            channels.push(Channel::phone(Use::Home, Line::Landline, number));
        }
        if dice.often(75) {
            let (given, family) = (plain(&given), plain(&family));
            let first: String = given.chars().take(1).collect();
            let number =
                if dice.often(50) { format!("{}", dice.roll(1000)) } else { String::new() };
            let local = match dice.roll(10) {
                0..4 => format!("{given}.{family}{number}"),
                4..6 => format!("{given}{family}{number}"),
                6..8 => format!("{first}{family}{number}"),
                8 => format!("{family}.{given}{number}"),
                _ => format!("{given}{}", dice.digits(4)),
            };
            channels.push(Channel::email(Use::Home, format!("{local}@{}", dice.pick(&HOSTS))));
        }
        let mut vehicles = Vec::new();
        if dice.often(75) {
            let maker = *dice.pick(&[
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
            ]);
            let letter = |dice: &mut Dice| char::from(*dice.pick(b"ABCDEFGHJKLMNPRSTUVWXY"));
            let vin = format!(
                "{maker}{}{}{}",
                char::from(*dice.pick(b"BCDEFGHJKLMNPRS123456")),
                letter(dice),
                dice.digits(6)
            );
            let plate = format!(
                "{}{}{:02} {}{}{}",
                letter(dice),
                letter(dice),
                5 + dice.roll(70),
                letter(dice),
                letter(dice),
                letter(dice)
            );
            vehicles.push(Vehicle {
                vin: Some(vin),
                license_plate: dice.often(90).then_some(plate),
                ..Vehicle::default()
            });
        }
        let town = *dice.pick(&TOWNS);
        let letter = |dice: &mut Dice| char::from(*dice.pick(b"ABDEFGHJLNPQRSTUWXYZ"));
        let postcode = format!(
            "{}{} {}{}{}",
            dice.pick(&["LS", "YO", "HU", "BD", "WF", "HG", "DN", "HX"]),
            1 + dice.roll(30),
            1 + dice.roll(9),
            letter(dice),
            letter(dice)
        );
        let company = dice.often(8).then(|| format!("{family} {} Ltd", dice.pick(&TRADES)));
        let birth = dice
            .often(45)
            .then(|| format!("{year}-{:02}-{:02}", 1 + dice.roll(12), 1 + dice.roll(28)));
        Record {
            id: Some(format!("{:02}-{}", 1 + n % 12, 100_000 + n)),
            customer_key: dice.often(64).then(|| format!("K{:07}", (n * 7_919) % 10_000_000)),
            names: Names {
                given_name: Some(given),
                middle_name: middle,
                family_name: Some(family),
                ..Names::default()
            },
            company: Company { name: company, ..Company::default() },
            identity: Identity { birth_date: birth, ..Identity::default() },
            channels,
            vehicles,
            addresses: vec![Address {
                city: Some(town.to_owned()),
                postal_code: Some(postcode),
                country_code: Some("GB".to_owned()),
                ..Address::default()
            }],
            ..Record::default()
        }
    }
}
