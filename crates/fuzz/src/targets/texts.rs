//! What people type, scan, paste and export: read by the domain crates alone.

use crate::target::{Reader, Target, texts};
use customer::import::{Choices, Format, Sheet};
use customer::validate::{self, Judge};
use customer::{Limits, Record, Section, patch, search_term};
use finder::{Customer, Finder, Options, ask, face};
use matching::{Counts, decide};
use serde_json::Value;
use std::hint::black_box;

const LONGEST_VALUE: usize = 20_000;

const COUNTRIES: [&str; 6] = ["GB", "DE", "US", "FI", "PT", ""];

pub const PEOPLE: &[&str] = &[
    r#"{"id":"01-1","kind":"person","customerKey":"DOM123","names":{"title":"Dr","givenName":"Maria","middleName":"Ines","familyName":"Sousa"},"identity":{"birthDate":"1980-02-29","socialSecurityId":"290280-123A"},"channels":[{"kind":"phone","use":"home","line":"mobile","value":"+351 912 345 678","consent":{"call":"AGREED","text":"DENIED"},"preferred":true},{"kind":"email","use":"work","value":"maria@sousa.example","consent":{"email":"UNKNOWN"}}],"addresses":[{"kind":"physical","streetName":"Rua da Escola","houseNumber":"4","city":"Porto","postalCode":"4000-123","countryCode":"PT"}],"vehicles":[{"vin":"WVWZZZ1JZXW000001","licensePlate":"AB12 CDE","make":"VW","model":"Golf","year":2019,"relationship":"OWNER"}]}"#,
    r#"{"id":"01-2","kind":"company","company":{"name":"Bäckerei Öztürk & Söhne GmbH"},"names":{"familyName":"Öztürk"},"channels":[{"kind":"phone","value":"0170 5550142"}],"addresses":[{"kind":"postal","poBoxNumber":"12","city":"Köln","countryCode":"DE"}]}"#,
    r#"{"names":{"givenName":"Jan","familyName":"van den Berg"},"personalDetails":{"gender":"MALE","occupation":"x","languageCode":"nl"},"unheardOf":{"a":[1,2,{"b":null}]}}"#,
];

const MEMBERS: &[&str] = &[
    "\"names\":",
    "\"channels\":[",
    "\"consent\":{\"call\":\"AGREED\"}",
    "\"birthDate\":\"2026-02-30\"",
    "\"year\":99999999999",
    "\"kind\":\"company\"",
    "null",
    "[[[[[[[[",
    "{\"a\":",
    "\\ud800",
    "AGREED",
    "countryCode",
];

const TABLES: &[&str] = &[
    "ID;Anrede;Vorname;Name;Straße;PLZ;Ort;Land;Handy;E-Mail;Geburtsdatum;Kennzeichen;Umsatz\r\n01-1;Frau;Änne;von der Heide;Lindenweg 12a;50667;Köln;de;0170 5550142;aenne@example.org;3.4.1975;K-AB 123;12,50\r\n01-2;;;Voss;;;;;;;31.2.1980;;\r\n",
    "customer id,First name,Last name,Phone,Birth date\n1,Maria,\"Sousa, \"\"the\"\" first\",+44 20 7946 0018,04/05/1981\n2,\"two\nlines\",x,,\n",
    "id\tname\n7\tVoss\n\u{feff}8\tKlein",
];
const TABLE_WORDS: &[&str] = &[
    ";",
    ",",
    "\t",
    "|",
    "\"",
    "\"\"",
    "\r\n",
    "\n",
    "\r",
    "\u{feff}",
    "ID",
    "Name",
    "Geburtsdatum",
    "3.4.75",
    "'+44",
    "\u{0}",
    "id;id;id",
    ";;;;;;;;;;;;",
];

const CARDS: &[&str] = &[
    "BEGIN:VCARD\r\nVERSION:3.0\r\nX-CUSTOMER-ID:01-1\r\nN:Sousa;Maria;Ines;Dr;\r\nFN:Maria Sousa\r\nTEL;TYPE=CELL,HOME:+351 912 345 678\r\nEMAIL;TYPE=INTERNET:maria@sousa.example\r\nADR;TYPE=HOME:;;Rua da Escola 4;Porto;;4000-123;Portugal\r\nBDAY:1980-02-29\r\nEND:VCARD\r\n",
    "BEGIN:VCARD\nVERSION:2.1\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=C3=96zt=C3=BCrk;=\n Ali\nTEL;WORK;VOICE:0170 1\nEND:VCARD\nBEGIN:VCARD\nVERSION:4.0\nN:B;A\nTEL;VALUE=uri:tel:+44-20\nitem1.EMAIL:a@b.example\nBDAY:--0203\nEND:VCARD",
];
const CARD_WORDS: &[&str] = &[
    "BEGIN:VCARD\n",
    "END:VCARD\n",
    "N:;;;;",
    "TEL;TYPE=CELL:",
    ";ENCODING=QUOTED-PRINTABLE:=",
    "=C3",
    "=\n",
    "\r\n ",
    "\n\t",
    ";ENCODING=b:",
    "item1.",
    "\\n",
    "\\;",
    "\\,",
    ":",
    ";",
    "BDAY:--02",
];

const LICENCES: &[&str] = &[
    "@\n\u{1e}\rANSI 636014080002DL00410278ZC03190024DLDCAC\nDCBNONE\nDCDNONE\nDBA08312031\nDCSQUENNELL\nDACHARRIET\nDADMAUDE\nDBD08252026\nDBB04171988\nDBC2\nDAYBRO\nDAU065 in\nDAG4410 LARKSPUR AVE\nDAIFRESNO\nDAJCA\nDAK937010000  \nDAQY7310442\nDCF08/25/202660TT1/DDFD/31\nDCGUSA\nDDEN\nDDFN\nDDGN\nDDB08292017\nDDD0\rZCZCABRN\nZCBBRN\r",
    "@\n\u{1c}\rANSI 6360260102DL00390182ZA02210027DLDAQD08954412\nDAAPELLIGREW,OSWIN,THADDEUS,JR\nDAG77 COPPER KETTLE RD\nDAITUCSON\nDAJAZ\nDAK85701     \nDBA20290630\nDBB19740912\nDBC1\r",
    "@\n\u{1e}\rANSI 636012030001DL00000390DLDCAG\nDCSTREMBLECOURT\nDCTODETTE,MARGUERITE\nDBA20300214\nDBB19790214\nDAG28-19 RUE DES BOULEAUX\nDAIOTTAWA\nDAJON\nDAKK2P 0G4\nDAQT73410\nDCGCAN\r",
];
const LICENCE_WORDS: &[&str] = &[
    "@", "\n", "\r", "\u{1e}", "\u{1c}", "\u{1d}", "ANSI ", "AAMVA", "DL", "DAA", "DCS", "DBB",
    "DAG", "DAK", "0041", "9999", "00000000", "636014", "ß", "^F^", "<RS>", "DLDL",
];

const TERMS: &[&str] = &[
    "DOM123 6C650709 9891361006",
    "sou 4417",
    "maria sousa 03.04.1975",
    "+44 7911 123456",
    "AB12 CDE SW1A 1AA",
    "maria@sousa.example",
    "WVWZZZ1JZXW000001",
    "von der Heide K-AB 123",
    "Oztürk & Sons",
    "0170/555-01 42",
    "4000-123",
];
const TERM_WORDS: &[&str] = &[
    " ", ",", ";", "|", "-", "/", ".", "(0)", "+", "@", "*", "%", "AND", "NEAR(", "\u{a0}", "’",
    "0", "00", "１２", "٣٤", "K-AB", "SW1A",
];

pub fn targets() -> Vec<Target> {
    vec![
        Target::quick(
            "record",
            "records: lines of an export, files of showroomctl",
            || texts(PEOPLE),
            MEMBERS,
            record,
        ),
        Target::quick(
            "table",
            "a table exported by another program",
            || tables(TABLES),
            TABLE_WORDS,
            || sheet(Format::Csv),
        ),
        Target::quick(
            "cards",
            "an address book",
            || tables(CARDS),
            CARD_WORDS,
            || sheet(Format::VCard),
        ),
        Target::quick(
            "licence",
            "a driver's licence as a scanner types it",
            || texts(LICENCES),
            LICENCE_WORDS,
            licence,
        ),
        Target::quick(
            "term",
            "what is typed into the search box",
            || texts(TERMS),
            TERM_WORDS,
            term,
        ),
        Target::quick(
            "values",
            "phones, mail, VINs, plates, postcodes, dates, names",
            || texts(TERMS),
            TERM_WORDS,
            values,
        ),
        Target::quick(
            "decision",
            "two people of any content compared",
            || texts(PEOPLE),
            MEMBERS,
            decision,
        ),
    ]
}

/// In the encodings that exports come in.
fn tables(all: &[&str]) -> Vec<Vec<u8>> {
    let wide =
        |text: &str, bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect();
    let mut samples = texts(all);
    for text in all {
        samples.push(wide(&format!("\u{feff}{text}"), u16::to_le_bytes));
        samples.push(wide(&format!("\u{feff}{text}"), u16::to_be_bytes));
        samples.push(text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect());
    }
    samples
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A country and the rest: which country reads it is part of the input.
fn country(bytes: &[u8]) -> &'static str {
    COUNTRIES[bytes.len() % COUNTRIES.len()]
}

fn judge<'a>(limits: &'a Limits, country: &'a str) -> Option<Judge<'a>> {
    let today = customer::birth_date::stored("2026-11-22")?;
    Some(Judge { limits, country, today })
}

fn record() -> Reader {
    let known = PEOPLE.iter().filter_map(|one| patch::parse_record(one.as_bytes()).ok()).next();
    let (known, limits) = (known.unwrap_or_default(), Limits::default());
    Box::new(move |bytes| {
        if let Ok(edit) = serde_json::from_slice::<Value>(bytes) {
            for section in Section::ALL {
                drop(patch::apply(section, &known, &edit));
            }
        }
        let Ok(read) = patch::parse_record(bytes) else { return };
        drop(read.display_name());
        drop(customer::diff::changed_sections(&known, &read));
        let Some(judge) = judge(&limits, country(bytes)) else { return };
        let (entered, _) = validate::entered(&Record::default(), read, judge);
        drop(validate::new_record(&entered, judge));
        drop(validate::change(&known, &entered, judge));
    })
}

fn sheet(format: Format) -> Reader {
    Box::new(move |bytes| {
        let choices = Choices::default();
        let Ok(sheet) = Sheet::read(bytes, format, &choices, country(bytes)) else { return };
        drop(sheet.lacks());
        drop(sheet.names());
        for piece in sheet.pieces().take(2_000) {
            drop(sheet.record(&piece));
            drop(sheet.raw(&piece));
        }
    })
}

fn licence() -> Reader {
    Box::new(|bytes| {
        if let Some(read) = customer::licence::read(&text(bytes)) {
            drop((read.record(), read.searches()));
        }
    })
}

fn term() -> Reader {
    let people = PEOPLE.iter().filter_map(|one| patch::parse_record(one.as_bytes()).ok());
    let people = people.zip(1..).map(|(record, handle)| {
        let words = face::words(&record, "GB");
        Customer { handle, opened: None, words }
    });
    let finder = Finder::of(people);
    Box::new(move |bytes| {
        let country = country(bytes);
        let readings = search_term::read(&text(bytes), country);
        let pieces = ask::pieces(&readings, country);
        if let Ok(finder) = &finder {
            drop(finder.find(&pieces, Options::new(50), &|| false));
        }
    })
}

fn values() -> Reader {
    use customer::{birth_date, country as code, email, fold, names, phone, plate, postcode, vin};
    Box::new(|bytes| {
        let (text, country) = (text(bytes), country(bytes));
        // Twenty readers in a row: what is longer takes each of them longer by as much, and no more.
        let text: String = text.chars().take(LONGEST_VALUE).collect();
        let text = text.as_str();
        drop((phone::display(text, country), phone::tail(text, country)));
        drop((phone::same_number(text, "0170 5550142", country), phone::digits(text)));
        drop((
            email::mailbox(text),
            email::local_part(text),
            email::same_mailbox(text, "a+b@c.de"),
        ));
        if let Some(vin) = vin::Vin::parse(text) {
            drop((vin.check_digit_fits(), vin.last8().to_owned()));
        }
        drop((vin::last8(text), vin::suggestion(text), vin::forbidden_letters(text)));
        black_box((plate::looks_like(text, country), plate::unmistakable(text)));
        black_box(plate::german_as_written(text));
        drop((postcode::format(text, country), postcode::fits(text, country)));
        drop((birth_date::normalise(text, country), birth_date::stored(text)));
        black_box((code::is_known(text), code::meant(text)));
        drop(code::read(text));
        drop((fold::index_words(text), fold::collapse(text), fold::joined(text)));
        drop(names::company_words(text));
    })
}

fn decision() -> Reader {
    let known = PEOPLE.iter().filter_map(|one| patch::parse_record(one.as_bytes()).ok());
    let known: Vec<Record> = known.collect();
    Box::new(move |bytes| {
        let Ok(read) = patch::parse_record(bytes) else { return };
        let country = country(bytes);
        let candidates: Vec<(usize, &Record)> = known.iter().chain([&read]).enumerate().collect();
        drop(decide::decide(&read, &candidates, &Counts::default(), country));
        drop(face::words(&read, country));
        drop(matching::keys(&read, country));
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sample_is_read_before_it_is_bent() {
        for sample in PEOPLE {
            assert!(patch::parse_record(sample.as_bytes()).is_ok(), "{sample}");
        }
        for sample in LICENCES {
            assert!(customer::licence::read(sample).is_some(), "{sample}");
        }
        for (all, format) in [(TABLES, Format::Csv), (CARDS, Format::VCard)] {
            for sample in tables(all) {
                let sheet = Sheet::read(&sample, format, &Choices::default(), "DE");
                let sheet = sheet.unwrap_or_else(|why| panic!("{why}: {}", text(&sample)));
                assert!(
                    sheet.pieces().any(|piece| sheet.preview(&piece).is_ok()),
                    "{}",
                    text(&sample)
                );
            }
        }
        for sample in TERMS {
            assert!(!search_term::read(sample, "GB").is_empty(), "{sample}");
        }
    }
}
