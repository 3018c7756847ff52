//! What a column can hold, and which column that is likely to be: by its heading in seven languages,
//! else by what stands in it. A person's choice wins over both.

use super::Confidence;
use crate::{email, fold, vin};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A place in the record, as a path: `names.familyName`, `phone.mobile`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Field(&'static str);

/// Each with the headings people give it: English, German, Dutch, French, Spanish, Swedish, Finnish.
const FIELDS: &[(&str, &[&str])] = &[
    (
        "id",
        &[
            "id",
            "customer id",
            "customerId",
            "customer uuid",
            "customerUuid",
            "dms id",
            "network id",
            "X-CUSTOMER-ID",
            "X-CUSTOMER-UUID",
        ],
    ),
    (
        "customerKey",
        &[
            "customer key",
            "customer number",
            "customer no",
            "account number",
            "Kundennummer",
            "Kunden-Nr.",
            "Kundennr",
            "KdNr",
            "klantnummer",
            "klantnr",
            "numéro client",
            "numéro de client",
            "n° client",
            "code client",
            "número de cliente",
            "nº cliente",
            "kundnummer",
            "kundnr",
            "asiakasnumero",
            "asiakasnro",
        ],
    ),
    (
        "kind",
        &[
            "kind",
            "customer type",
            "Kundenart",
            "Kundentyp",
            "klanttype",
            "type de client",
            "tipo de cliente",
            "kundtyp",
            "asiakastyyppi",
        ],
    ),
    ("names.title", &["title", "Titel", "titre", "título", "titteli", "N.prefix", "prefix"]),
    (
        "names.salutation",
        &["salutation", "Anrede", "aanhef", "civilité", "tratamiento", "tilltal", "puhuttelu"],
    ),
    (
        "names.givenName",
        &[
            "given name",
            "first name",
            "firstname",
            "forename",
            "Vorname",
            "voornaam",
            "roepnaam",
            "prénom",
            "nombre",
            "nombre de pila",
            "förnamn",
            "tilltalsnamn",
            "etunimi",
            "N.given",
        ],
    ),
    (
        "names.middleName",
        &[
            "middle name",
            "second name",
            "zweiter Vorname",
            "tussenvoegsel",
            "tweede voornaam",
            "deuxième prénom",
            "segundo nombre",
            "mellannamn",
            "toinen nimi",
            "N.additional",
        ],
    ),
    (
        "names.familyName",
        &[
            "family name",
            "last name",
            "lastname",
            "surname",
            "Nachname",
            "Familienname",
            "Zuname",
            "achternaam",
            "familienaam",
            "nom",
            "nom de famille",
            "apellido",
            "apellidos",
            "primer apellido",
            "efternamn",
            "sukunimi",
            "N.family",
        ],
    ),
    ("names.familyName2", &["second family name", "second surname", "segundo apellido"]),
    (
        "names.preferredName",
        &[
            "preferred name",
            "nickname",
            "Rufname",
            "bijnaam",
            "surnom",
            "apodo",
            "smeknamn",
            "kutsumanimi",
        ],
    ),
    (
        "names.initials",
        &[
            "initials",
            "Initialen",
            "voorletters",
            "initialen",
            "initiales",
            "iniciales",
            "initialer",
            "nimikirjaimet",
        ],
    ),
    (
        "names.full",
        &[
            "name",
            "full name",
            "customer name",
            "Name",
            "Kundenname",
            "vollständiger Name",
            "naam",
            "volledige naam",
            "klantnaam",
            "nom complet",
            "nom et prénom",
            "nombre completo",
            "nombre y apellidos",
            "namn",
            "fullständigt namn",
            "nimi",
            "koko nimi",
            "FN",
        ],
    ),
    (
        "company.name",
        &[
            "company",
            "company name",
            "organisation",
            "organization",
            "Firma",
            "Firmenname",
            "Unternehmen",
            "bedrijf",
            "bedrijfsnaam",
            "société",
            "entreprise",
            "raison sociale",
            "empresa",
            "razón social",
            "företag",
            "företagsnamn",
            "yritys",
            "yrityksen nimi",
            "ORG",
        ],
    ),
    (
        "identity.birthDate",
        &[
            "birth date",
            "birthdate",
            "date of birth",
            "dob",
            "birthday",
            "Geburtsdatum",
            "Geburtstag",
            "geb. Datum",
            "geboortedatum",
            "date de naissance",
            "fecha de nacimiento",
            "födelsedatum",
            "syntymäaika",
            "syntymäpäivä",
            "BDAY",
        ],
    ),
    (
        "identity.socialSecurityId",
        &[
            "social security number",
            "ssn",
            "national id",
            "Sozialversicherungsnummer",
            "bsn",
            "burgerservicenummer",
            "numéro de sécurité sociale",
            "dni",
            "nif",
            "personnummer",
            "henkilötunnus",
        ],
    ),
    (
        "personalDetails.gender",
        &["gender", "sex", "Geschlecht", "geslacht", "sexe", "sexo", "género", "kön", "sukupuoli"],
    ),
    (
        "personalDetails.maritalStatus",
        &[
            "marital status",
            "Familienstand",
            "burgerlijke staat",
            "état civil",
            "estado civil",
            "civilstånd",
            "siviilisääty",
        ],
    ),
    (
        "personalDetails.nationalityCode",
        &[
            "nationality",
            "Nationalität",
            "Staatsangehörigkeit",
            "nationaliteit",
            "nationalité",
            "nacionalidad",
            "nationalitet",
            "kansalaisuus",
        ],
    ),
    (
        "personalDetails.languageCode",
        &["language", "Sprache", "taal", "langue", "idioma", "språk", "kieli", "LANG"],
    ),
    (
        "personalDetails.occupation",
        &["occupation", "profession", "Beruf", "beroep", "profesión", "yrke", "ammatti"],
    ),
    (
        "phone",
        &[
            "phone",
            "phone number",
            "telephone",
            "tel",
            "Telefon",
            "Telefonnummer",
            "Rufnummer",
            "telefoon",
            "telefoonnummer",
            "téléphone",
            "numéro de téléphone",
            "teléfono",
            "telefonnummer",
            "puhelin",
            "puhelinnumero",
            "TEL",
        ],
    ),
    (
        "phone.mobile",
        &[
            "mobile",
            "mobile phone",
            "cell",
            "cell phone",
            "Handy",
            "Mobiltelefon",
            "Mobil",
            "Mobilnummer",
            "mobiel",
            "gsm",
            "portable",
            "téléphone portable",
            "móvil",
            "teléfono móvil",
            "mobilnummer",
            "matkapuhelin",
            "TEL;cell",
        ],
    ),
    (
        "phone.home",
        &[
            "home phone",
            "landline",
            "Festnetz",
            "Telefon privat",
            "vaste telefoon",
            "telefoon thuis",
            "téléphone fixe",
            "fixe",
            "teléfono fijo",
            "fijo",
            "hemtelefon",
            "kotipuhelin",
            "TEL;home",
        ],
    ),
    (
        "phone.work",
        &[
            "work phone",
            "business phone",
            "office phone",
            "Telefon geschäftlich",
            "Telefon dienstlich",
            "telefoon werk",
            "téléphone professionnel",
            "teléfono trabajo",
            "arbetstelefon",
            "työpuhelin",
            "TEL;work",
        ],
    ),
    (
        "phone.workMobile",
        &["work mobile", "business mobile", "Handy geschäftlich", "mobiel werk", "TEL;work;cell"],
    ),
    ("phone.fax", &["fax", "Telefax", "télécopie", "faksi", "TEL;fax", "TEL;work;fax"]),
    (
        "email",
        &[
            "email",
            "e-mail",
            "email address",
            "mail",
            "E-Mail-Adresse",
            "e-mailadres",
            "courriel",
            "adresse e-mail",
            "correo",
            "correo electrónico",
            "e-post",
            "e-postadress",
            "sähköposti",
            "sähköpostiosoite",
            "EMAIL",
        ],
    ),
    (
        "email.work",
        &[
            "work email",
            "business email",
            "E-Mail geschäftlich",
            "e-mail werk",
            "e-mail professionnel",
            "correo trabajo",
            "EMAIL;work",
        ],
    ),
    (
        "address.street",
        &[
            "address",
            "street address",
            "address line 1",
            "address 1",
            "Adresse",
            "Anschrift",
            "Straße und Hausnummer",
            "Straße Nr",
            "adres",
            "straat en huisnummer",
            "dirección",
            "adress",
            "gatuadress",
            "osoite",
            "katuosoite",
            "ADR.street",
            "ADR;work.street",
        ],
    ),
    (
        "address.streetName",
        &[
            "street",
            "street name",
            "Straße",
            "Strasse",
            "straat",
            "straatnaam",
            "rue",
            "calle",
            "gata",
            "katu",
        ],
    ),
    (
        "address.houseNumber",
        &[
            "house number",
            "house no",
            "Hausnummer",
            "Hausnr",
            "huisnummer",
            "huisnr",
            "numéro de rue",
            "número",
            "husnummer",
            "talon numero",
        ],
    ),
    (
        "address.buildingName",
        &[
            "building",
            "building name",
            "Gebäude",
            "gebouw",
            "bâtiment",
            "edificio",
            "byggnad",
            "rakennus",
        ],
    ),
    (
        "address.doorNumber",
        &[
            "door",
            "flat",
            "apartment",
            "Wohnung",
            "Wohnungsnummer",
            "appartement",
            "piso",
            "puerta",
            "lägenhet",
            "asunto",
            "huoneisto",
            "ADR.extended",
            "ADR;work.extended",
        ],
    ),
    (
        "address.suburb",
        &[
            "suburb",
            "district",
            "Ortsteil",
            "Stadtteil",
            "wijk",
            "quartier",
            "barrio",
            "stadsdel",
            "kaupunginosa",
        ],
    ),
    (
        "address.city",
        &[
            "city",
            "town",
            "Ort",
            "Stadt",
            "Wohnort",
            "plaats",
            "woonplaats",
            "stad",
            "ville",
            "localité",
            "ciudad",
            "población",
            "localidad",
            "ort",
            "postort",
            "kaupunki",
            "postitoimipaikka",
            "ADR.city",
            "ADR;work.city",
        ],
    ),
    (
        "address.county",
        &["county", "Landkreis", "Kreis", "département", "comarca", "kommun", "kunta"],
    ),
    (
        "address.province",
        &[
            "province",
            "state",
            "region",
            "Bundesland",
            "provincie",
            "région",
            "provincia",
            "län",
            "landskap",
            "maakunta",
            "ADR.region",
            "ADR;work.region",
        ],
    ),
    (
        "address.postalCode",
        &[
            "postal code",
            "postcode",
            "post code",
            "zip",
            "zip code",
            "PLZ",
            "Postleitzahl",
            "code postal",
            "cp",
            "código postal",
            "postnummer",
            "postnr",
            "postinumero",
            "ADR.postalCode",
            "ADR;work.postalCode",
        ],
    ),
    (
        "address.countryCode",
        &[
            "country",
            "country code",
            "Land",
            "Ländercode",
            "landcode",
            "pays",
            "code pays",
            "país",
            "land",
            "landskod",
            "maa",
            "maakoodi",
            "ADR.country",
            "ADR;work.country",
        ],
    ),
    (
        "vehicle.vin",
        &[
            "vin",
            "chassis number",
            "Fahrgestellnummer",
            "FIN",
            "Fahrzeug-Identnummer",
            "chassisnummer",
            "numéro de châssis",
            "número de bastidor",
            "bastidor",
            "chassinummer",
            "alustanumero",
            "valmistenumero",
        ],
    ),
    (
        "vehicle.licensePlate",
        &[
            "license plate",
            "licence plate",
            "plate",
            "registration",
            "reg no",
            "Kennzeichen",
            "amtliches Kennzeichen",
            "kenteken",
            "immatriculation",
            "plaque",
            "matrícula",
            "registreringsnummer",
            "regnr",
            "rekisterinumero",
            "rekisteritunnus",
        ],
    ),
    (
        "vehicle.make",
        &["make", "brand", "Marke", "Hersteller", "merk", "marque", "marca", "märke", "merkki"],
    ),
    ("vehicle.model", &["model", "Modell", "modèle", "modelo", "modell", "malli"]),
    (
        "vehicle.year",
        &[
            "year",
            "model year",
            "Baujahr",
            "Modelljahr",
            "bouwjaar",
            "année",
            "año",
            "årsmodell",
            "vuosimalli",
        ],
    ),
];

impl Field {
    pub fn all() -> impl Iterator<Item = Self> {
        FIELDS.iter().map(|(path, _)| Self(path))
    }

    pub fn from_path(path: &str) -> Option<Self> {
        Self::all().find(|field| field.0 == path)
    }

    pub const fn path(self) -> &'static str {
        self.0
    }

    /// Whether several columns may hold it: a person has more than one number.
    pub fn repeats(self) -> bool {
        self.0.starts_with("phone") || self.0.starts_with("email")
    }
}

impl Serialize for Field {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0)
    }
}

impl<'de> Deserialize<'de> for Field {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let path = String::deserialize(deserializer)?;
        Self::from_path(&path)
            .ok_or_else(|| serde::de::Error::custom(format!("\"{path}\" is no field")))
    }
}

fn plain(text: &str) -> String {
    fold::fold(text).chars().filter(|c| c.is_alphanumeric() || *c == ';').collect()
}

/// Shorter headings stand inside other words.
const SHORTEST_PART: usize = 5;

/// What a heading says.
pub fn by_heading(heading: &str) -> Option<(Field, Confidence)> {
    let (heading, repeated) = match heading.rsplit_once(" #") {
        Some((name, number)) if number.bytes().all(|b| b.is_ascii_digit()) => (name, true),
        _ => (heading, false),
    };
    let whole = plain(heading);
    let bare = whole.trim_end_matches(|c: char| c.is_ascii_digit());
    if bare.is_empty() {
        return None;
    }
    let names = || {
        FIELDS.iter().flat_map(|(path, names)| names.iter().map(|name| (Field(path), plain(name))))
    };
    if let Some((field, _)) = names().find(|(_, name)| *name == whole) {
        return (!repeated || field.repeats()).then_some((field, Confidence::Sure));
    }
    if let Some((field, _)) = names().find(|(field, name)| field.repeats() && *name == bare) {
        return Some((field, Confidence::Sure));
    }
    // Whose it is, or which: "Kunde Nachname", "Postal code (home)".
    let inside =
        names().filter(|(_, name)| name.len() >= SHORTEST_PART && bare.contains(name.as_str()));
    let longest = inside.max_by_key(|(_, name)| name.len())?;
    // What belongs to somebody else's record is not guessed at.
    (!repeated && longest.0 != Field("id")).then_some((longest.0, Confidence::Likely))
}

/// What the values look like, where no heading says it.
pub fn by_values(values: &[String]) -> Option<(Field, Confidence)> {
    let most = |fits: &dyn Fn(&str) -> bool| {
        let count = values.iter().filter(|value| fits(value)).count();
        !values.is_empty() && count * 10 >= values.len() * 8
    };
    let found = if most(&|value| value.contains('@') && email::Email::parse(value).is_some()) {
        Field("email")
    } else if most(&|value| vin::Vin::parse(value).is_some()) {
        Field("vehicle.vin")
    } else if most(&|value| {
        value.starts_with('+') && value.bytes().filter(u8::is_ascii_digit).count() >= 8
    }) {
        Field("phone")
    } else {
        return None;
    };
    Some((found, Confidence::Values))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_of_seven_languages_name_the_same_fields() {
        for (field, headings) in [
            (
                "names.givenName",
                ["First name", "Vorname", "Voornaam", "Prénom", "Nombre", "Förnamn", "Etunimi"],
            ),
            (
                "names.familyName",
                [
                    "Surname",
                    "Nachname",
                    "Achternaam",
                    "Nom de famille",
                    "Apellidos",
                    "Efternamn",
                    "Sukunimi",
                ],
            ),
            (
                "identity.birthDate",
                [
                    "Date of birth",
                    "Geburtsdatum",
                    "Geboortedatum",
                    "Date de naissance",
                    "Fecha de nacimiento",
                    "Födelsedatum",
                    "Syntymäaika",
                ],
            ),
            (
                "phone",
                [
                    "Phone",
                    "Telefon",
                    "Telefoonnummer",
                    "Téléphone",
                    "Teléfono",
                    "Telefonnummer",
                    "Puhelin",
                ],
            ),
            (
                "phone.mobile",
                ["Mobile", "Handy", "Mobiel", "Portable", "Móvil", "Mobilnummer", "Matkapuhelin"],
            ),
            (
                "email",
                [
                    "E-mail",
                    "E-Mail-Adresse",
                    "E-mailadres",
                    "Courriel",
                    "Correo electrónico",
                    "E-post",
                    "Sähköposti",
                ],
            ),
            (
                "address.postalCode",
                [
                    "Postcode",
                    "PLZ",
                    "POSTCODE",
                    "Code postal",
                    "Código postal",
                    "Postnummer",
                    "Postinumero",
                ],
            ),
            (
                "address.city",
                ["Town", "Ort", "Woonplaats", "Ville", "Ciudad", "Postort", "Kaupunki"],
            ),
            (
                "vehicle.licensePlate",
                [
                    "Licence plate",
                    "Kennzeichen",
                    "Kenteken",
                    "Immatriculation",
                    "Matrícula",
                    "Registreringsnummer",
                    "Rekisterinumero",
                ],
            ),
            (
                "customerKey",
                [
                    "Customer number",
                    "Kunden-Nr.",
                    "Klantnummer",
                    "N° client",
                    "Nº cliente",
                    "Kundnummer",
                    "Asiakasnumero",
                ],
            ),
        ] {
            for heading in headings {
                let found = by_heading(heading).map(|(field, sure)| (field.path(), sure));
                assert_eq!(found, Some((field, Confidence::Sure)), "{heading}");
            }
        }
    }

    #[test]
    fn headings_that_only_resemble_are_less_sure_and_others_are_nothing() {
        for (heading, expected) in [
            ("CUSTOMER_ID", Some(("id", Confidence::Sure))),
            ("Telefon 2", Some(("phone", Confidence::Sure))),
            ("EMAIL;work #2", Some(("email.work", Confidence::Sure))),
            ("ADR.street #2", None),
            ("Kunde: Nachname", Some(("names.familyName", Confidence::Likely))),
            ("Fahrer Geburtsdatum", Some(("identity.birthDate", Confidence::Likely))),
            ("dealer customer id", None),
            ("Umsatz 2024", None),
            ("UID", None),
            ("", None),
        ] {
            let found = by_heading(heading).map(|(field, sure)| (field.path(), sure));
            assert_eq!(found, expected, "{heading}");
        }
    }

    #[test]
    fn values_speak_where_no_heading_does() {
        let of = |values: &[&str]| {
            let values: Vec<String> = values.iter().map(|value| (*value).to_owned()).collect();
            by_values(&values).map(|(field, _)| field.path())
        };
        assert_eq!(of(&["ada@example.org", "ida@example.org"]), Some("email"));
        assert_eq!(of(&["+49 170 5550142", "+351 912 345 678"]), Some("phone"));
        assert_eq!(of(&["WVWZZZ1KZ6W650709"]), Some("vehicle.vin"));
        assert_eq!(of(&["Ada", "Ida"]), None);
        assert_eq!(of(&[]), None);
    }
}
