//! What stands before a value and says what it is: `Tel. 0171 1234417`, `VIN: 6C650709`. Nothing that
//! customers are found by, in the languages of the program.

use super::{Meaning, Reading, value_as};
use crate::fold;

const LABELS: &[(Meaning, &[&str])] = &[
    (
        Meaning::Phone,
        &[
            "cell",
            "fax",
            "fon",
            "fono",
            "gsm",
            "handy",
            "handynr",
            "handynummer",
            "matkapuhelin",
            "mob",
            "mobiel",
            "mobiili",
            "mobil",
            "mobile",
            "mobilnr",
            "mobilnummer",
            "movil",
            "phone",
            "portable",
            "puh",
            "puhelin",
            "puhelinnumero",
            "tel",
            "telefon",
            "telefono",
            "telefonnr",
            "telefonnummer",
            "telefoon",
            "telefoonnummer",
            "telephone",
            "telnr",
            "tfn",
        ],
    ),
    (Meaning::Email, &["correo", "courriel", "email", "epost", "mail", "mailto", "sahkoposti"]),
    (
        Meaning::VinEnd,
        &[
            "bastidor",
            "chassis",
            "chassinr",
            "chassisnummer",
            "fahrgestellnr",
            "fahrgestellnummer",
            "fgnr",
            "fin",
            "valmistenumero",
            "vin",
        ],
    ),
    (
        Meaning::Plate,
        &[
            "immatriculation",
            "kennzeichen",
            "kenteken",
            "kfz",
            "matricula",
            "plate",
            "reg",
            "registration",
            "regnr",
            "rekisterinumero",
        ],
    ),
    (
        Meaning::CustomerKey,
        &[
            "asiakas",
            "asiakasnro",
            "asiakasnumero",
            "client",
            "cliente",
            "customer",
            "customerno",
            "customernumber",
            "kd",
            "kdnr",
            "klant",
            "klantnr",
            "klantnummer",
            "kunde",
            "kundennr",
            "kundennummer",
            "kundnr",
            "kundnummer",
            "no",
            "nr",
            "nro",
            "num",
            "number",
            "numero",
            "nummer",
        ],
    ),
    (
        Meaning::BirthDate,
        &[
            "birthday",
            "birthdate",
            "born",
            "dob",
            "fodd",
            "geb",
            "geboren",
            "geboortedatum",
            "geburtsdatum",
            "ne",
            "nee",
            "nacida",
            "nacido",
            "syntynyt",
        ],
    ),
];

fn means(text: &str) -> Option<Meaning> {
    let word = fold::joined(text);
    let label = LABELS.iter().find(|(_, words)| words.contains(&word.as_str()));
    label.map(|(meaning, _)| *meaning)
}

/// Whether nothing but a label has been typed yet where a value is to come.
pub(super) fn is_label(reading: &Reading) -> bool {
    reading.meaning == Meaning::Name && means(&reading.text).is_some()
}

/// `0171 1234417` of `Tel:0171 1234417`.
pub(super) fn behind(token: &str) -> &str {
    let value =
        token.split_once(':').filter(|(label, value)| means(label).is_some() && !value.is_empty());
    value.map_or(token, |(_, value)| value)
}

/// Without the labels before values. A value is what its label says, where it can be that. Handy
/// alone, or behind a name, is what somebody is called.
pub(super) fn drop(mut readings: Vec<Reading>, country: &str) -> Vec<Reading> {
    for at in (0..readings.len()).rev() {
        let Some((before, behind)) = readings.split_at_mut_checked(at + 1) else { continue };
        let meaning =
            before.last().filter(|label| is_label(label)).and_then(|one| means(&one.text));
        let (Some(meaning), Some(value)) = (meaning, behind.first_mut()) else { continue };
        if value.text.contains(|c: char| c.is_ascii_digit() || c == '@') {
            say(value, meaning, country);
            readings.remove(at);
        }
    }
    readings
}

fn say(value: &mut Reading, meaning: Meaning, country: &str) {
    if let Some(at) = value.others.iter().position(|other| *other == meaning) {
        value.others.remove(at);
        value.others.insert(0, value.meaning);
        value.meaning = meaning;
        value.value = value_as(&value.text, meaning, country);
    }
}
