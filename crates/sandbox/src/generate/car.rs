//! Invented cars: plates by country, numbers with a valid check digit.

use rand::Rng;
use rand_chacha::ChaCha8Rng;

use super::person::{pick, unreserved};
use super::words::{CARS, COLOURS};
use crate::stored::Vehicle;
use crate::vin::with_check_digit;

const LETTERS: &[u8] = b"ABCDEFGHJKLMNPRSTVWXYZ";

fn letters(rng: &mut ChaCha8Rng, count: usize) -> String {
    (0..count).map(|_| char::from(pick(rng, LETTERS, b'A'))).collect()
}

pub fn plate(rng: &mut ChaCha8Rng, country: &str, city: &str) -> String {
    unreserved(|| match country {
        "NL" => format!("{}-{:03}-{}", letters(rng, 2), rng.random_range(0..1000), letters(rng, 1)),
        "DE" => {
            let town: String = city.to_uppercase().chars().take(1).collect();
            format!("{town}-{} {}", letters(rng, 2), rng.random_range(10..9999))
        }
        "FI" => format!("{}-{:03}", letters(rng, 3), rng.random_range(1..1000)),
        "FR" => format!("{}-{:03}-{}", letters(rng, 2), rng.random_range(1..1000), letters(rng, 2)),
        "US" => format!(
            "{}{}{:03}",
            rng.random_range(1..10),
            letters(rng, 3),
            rng.random_range(0..1000)
        ),
        _ => format!("{}{:02} {}", letters(rng, 2), rng.random_range(10..74), letters(rng, 3)),
    })
}

pub fn car(rng: &mut ChaCha8Rng, country: &str, city: &str) -> Vehicle {
    let (make, model, trim, vin_start, class) = pick(rng, &CARS, CARS[0]);
    let year: u32 = rng.random_range(2010..=2025);
    let code = char::from(
        b"ABCDEFGHJKLMNPRS".get(year.saturating_sub(2010) as usize).copied().unwrap_or(b'A'),
    );
    let vin = unreserved(|| {
        with_check_digit(&format!(
            "{vin_start}0{code}{}{:06}",
            letters(rng, 1),
            rng.random_range(0..1_000_000)
        ))
    });
    Vehicle {
        relationship: "OWNER".into(),
        is_valid: true,
        class: class.into(),
        make: make.into(),
        model: model.into(),
        variant: trim.into(),
        year: year.to_string(),
        trim: trim.into(),
        engine: pick(rng, &["1.5 TSI", "2.0 TDI", "1.6 HDi", "Hybrid", "Electric"], "1.5").into(),
        engine_number: if rng.random_bool(0.3) { letters(rng, 8) } else { String::new() },
        body_style: class.into(),
        color: pick(rng, &COLOURS, "white").into(),
        vin,
        license_plate: plate(rng, country, city),
        mileage_unit: if country == "GB" || country == "US" { "MI" } else { "KM" }.into(),
        mileage: (rng.random_range(1..180u32) * 1000).to_string(),
        ..Vehicle::default()
    }
}
