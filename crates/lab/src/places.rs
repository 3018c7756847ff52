//! Where made-up customers live: a dealer's towns, their streets and postcodes, and the many ways
//! in which one address is written.

use crate::Chance;
use crate::lists::{names, pick};
use rand::Rng as _;

const TOWNS: [&str; 26] = [
    "Leeds",
    "Bradford",
    "Wakefield",
    "Harrogate",
    "Otley",
    "Ilkley",
    "Keighley",
    "Shipley",
    "Pudsey",
    "Morley",
    "Batley",
    "Dewsbury",
    "Castleford",
    "Pontefract",
    "Selby",
    "Tadcaster",
    "Wetherby",
    "Knaresborough",
    "Skipton",
    "Halifax",
    "Huddersfield",
    "Brighouse",
    "Mirfield",
    "Ossett",
    "Normanton",
    "Guiseley",
];
const DISTRICTS: [&str; 12] =
    ["LS", "LS", "LS", "LS", "BD", "BD", "WF", "WF", "HG", "HX", "HD", "YO"];
const STREETS: [&str; 70] = [
    "High",
    "Station",
    "Church",
    "Park",
    "Victoria",
    "Green",
    "Manor",
    "Kings",
    "Queens",
    "New",
    "Grange",
    "Main",
    "North",
    "South",
    "West",
    "Mill",
    "Springfield",
    "School",
    "Highfield",
    "York",
    "Windsor",
    "Alexandra",
    "Albert",
    "George",
    "Stanley",
    "Chester",
    "Broad",
    "Woodland",
    "The Crescent",
    "Richmond",
    "Grove",
    "London",
    "Meadow",
    "Oak",
    "Elm",
    "Ash",
    "Beech",
    "Cedar",
    "Chestnut",
    "Hawthorn",
    "Holly",
    "Laburnum",
    "Lime",
    "Maple",
    "Orchard",
    "Poplar",
    "Rowan",
    "Sycamore",
    "Willow",
    "Nelson",
    "Wellington",
    "Waterloo",
    "Trafalgar",
    "Cromwell",
    "Tennyson",
    "Byron",
    "Shelley",
    "Wordsworth",
    "Milton",
    "Bridge",
    "River",
    "Canal",
    "Castle",
    "Abbey",
    "Priory",
    "St John's",
    "St Mary's",
    "St Michael's",
    "Moor",
    "Quarry",
];
const KINDS: [(&str, &str); 12] = [
    ("Street", "St"),
    ("Road", "Rd"),
    ("Road", "Rd"),
    ("Avenue", "Ave"),
    ("Lane", "Ln"),
    ("Drive", "Dr"),
    ("Close", "Cl"),
    ("Court", "Ct"),
    ("Crescent", "Cres"),
    ("Place", "Pl"),
    ("Terrace", "Terr"),
    ("Gardens", "Gdns"),
];

#[derive(Clone)]
pub struct Street {
    pub name: String,
    /// Of its kind: in full and short.
    pub kind: (&'static str, &'static str),
    pub town: String,
    postcodes: Vec<String>,
}

#[derive(Clone, PartialEq)]
pub struct Home {
    pub street: usize,
    pub number: u32,
    pub letter: Option<char>,
    pub flat: Option<u32>,
    pub postcode: String,
}

pub struct Region {
    pub streets: Vec<Street>,
}

impl Region {
    /// Streets enough that neighbours are common and one street's name is in several towns.
    pub fn new(chance: &mut Chance, streets: usize) -> Self {
        let outward: Vec<(String, String)> = (0..60)
            .map(|_| {
                let district = pick(chance, &DISTRICTS).copied().unwrap_or("LS");
                let town = TOWNS[chance.random_range(0..TOWNS.len())].to_owned();
                (format!("{district}{}", chance.random_range(1..29)), town)
            })
            .collect();
        Self::with(chance, &outward, streets)
    }

    /// A country's part with so many postal areas: whoever sells to a million people sells in more
    /// than one county, but there are more of them in each.
    pub fn wide(chance: &mut Chance, areas: usize, streets: usize) -> Self {
        const ENDS: [&str; 8] = ["ton", "ley", "ford", "by", "ham", "worth", "field", ""];
        const LETTERS: &[u8] = b"ABCDEGHLMNPSTW";
        let outward: Vec<(String, String)> = (0..areas)
            .map(|_| {
                let district: String = (0..2)
                    .filter_map(|_| pick(chance, LETTERS))
                    .map(|letter| char::from(*letter))
                    .collect();
                let end = pick(chance, &ENDS).copied().unwrap_or("ton");
                let town = format!("{}{end}", names("GB family").draw(chance));
                (format!("{district}{}", chance.random_range(1..29)), town)
            })
            .collect();
        Self::with(chance, &outward, streets)
    }

    fn with(chance: &mut Chance, outward: &[(String, String)], streets: usize) -> Self {
        let street = |chance: &mut Chance| {
            let (outward, town) = outward[chance.random_range(0..outward.len())].clone();
            let name = if chance.random_bool(0.6) {
                STREETS[chance.random_range(0..STREETS.len())].to_owned()
            } else {
                names("GB family").draw(chance).to_owned()
            };
            let count = chance.random_range(1..4);
            let postcodes = (0..count)
                .map(|_| {
                    let letters: String = (0..2)
                        .filter_map(|_| pick(chance, b"ABDEFGHJLNPQRSTUWXYZ"))
                        .map(|b| char::from(*b))
                        .collect();
                    format!("{outward} {}{letters}", chance.random_range(1..10))
                })
                .collect();
            let kind = KINDS[chance.random_range(0..KINDS.len())];
            Street { name, kind, town, postcodes }
        };
        Self { streets: (0..streets).map(|_| street(chance)).collect() }
    }

    pub fn home(&self, chance: &mut Chance) -> Home {
        let street = chance.random_range(0..self.streets.len());
        let highest = if chance.random_bool(0.7) { 60 } else { 240 };
        Home {
            street,
            number: chance.random_range(1..highest),
            letter: chance
                .random_bool(0.04)
                .then(|| *pick(chance, &['A', 'B', 'C']).unwrap_or(&'A')),
            flat: chance.random_bool(0.08).then(|| chance.random_range(1..30)),
            postcode: pick(chance, &self.streets[street].postcodes).cloned().unwrap_or_default(),
        }
    }
}
