//! Names, streets and towns of six countries for invented people. Data only.

mod de;
mod fi;
mod fr;
mod gb;
mod nl;
mod us;

pub struct Country {
    pub code: &'static str,
    pub nationality: &'static str,
    pub language: &'static str,
    pub women: &'static [&'static str],
    pub men: &'static [&'static str],
    pub family: &'static [&'static str],
    pub streets: &'static [&'static str],
    /// Town, county or state, start of the postcode.
    pub towns: &'static [(&'static str, &'static str, &'static str)],
    /// For a woman, for a man.
    pub titles: (&'static str, &'static str),
    /// What stands behind a firm's name.
    pub company_end: &'static str,
}

pub const COUNTRIES: [Country; 6] =
    [gb::COUNTRY, nl::COUNTRY, de::COUNTRY, fi::COUNTRY, fr::COUNTRY, us::COUNTRY];

pub const TRADES: [&str; 8] =
    ["Plumbing", "Transport", "Bakery", "Consulting", "Logistics", "Garden", "Electric", "Media"];
pub const OCCUPATIONS: [&str; 10] = [
    "Teacher",
    "Nurse",
    "Farmer",
    "Engineer",
    "Electrician",
    "Accountant",
    "Driver",
    "Student",
    "Retired",
    "Chef",
];
/// Make, model, trim, start of the VIN, class.
pub const CARS: [(&str, &str, &str, &str, &str); 10] = [
    ("Volkswagen", "Golf", "Life", "WVWZZZ1K", "Hatchback"),
    ("Volkswagen", "Tiguan", "Elegance", "WVGZZZ5N", "SUV"),
    ("Toyota", "Corolla", "Active", "SB1K93BE", "Saloon"),
    ("Ford", "Focus", "Titanium", "WF0FXXGC", "Hatchback"),
    ("BMW", "320d", "M Sport", "WBA8E920", "Saloon"),
    ("Peugeot", "308", "Allure", "VF3LCYHZ", "Hatchback"),
    ("Renault", "Clio", "Techno", "VF1RJA00", "Hatchback"),
    ("Honda", "Civic", "EX", "2HGFC2F5", "Saloon"),
    ("Volvo", "XC60", "Inscription", "YV1UZ8BN", "SUV"),
    ("Chevrolet", "Malibu", "LT", "1G1ZD5ST", "Saloon"),
];
pub const COLOURS: [&str; 6] = ["white", "black", "silver", "blue", "red", "green"];
