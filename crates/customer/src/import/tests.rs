//! Whole files, as programs save them; the people are invented.

use super::*;
use serde_json::{Value, json};

fn sheet(text: &str, format: Format, choices: &Value) -> Result<Sheet, Unusable> {
    let choices: Choices = serde_json::from_value(choices.clone()).unwrap();
    Sheet::read(text.as_bytes(), format, &choices, "DE")
}

fn table(text: &str) -> Sheet {
    sheet(text, Format::Csv, &json!({})).unwrap_or_else(|why| panic!("{why}"))
}

fn records(sheet: &Sheet) -> Vec<Result<Value, (u64, String)>> {
    let one = |piece: Piece<'_>| match sheet.record(&piece) {
        Ok(record) => Ok(serde_json::to_value(record).unwrap()),
        Err(reason) => Err((piece.line, reason)),
    };
    sheet.pieces().map(one).collect()
}

fn mapping(sheet: &Sheet) -> Vec<(&str, Option<&'static str>, Confidence)> {
    let columns = sheet.columns.iter();
    columns
        .map(|column| (column.name.as_str(), column.field.map(Field::path), column.confidence))
        .collect()
}

#[test]
fn a_table_of_a_german_dealer_becomes_records() {
    let sheet = table(
        "ID;Anrede;Vorname;Name;Straße;PLZ;Ort;Land;Handy;E-Mail;Geburtsdatum;Kennzeichen;Umsatz\r\n\
         01-1;Frau;Änne;von der Heide;Lindenweg 12a;50667;Köln;de;0170 5550142;aenne@example.org;3.4.1975;K-AB 123;12,50\r\n\
         \r\n\
         01-2;;;Voss;;;;;;;31.2.1980;;\r\n\
         ;Herr;Ohne;Nummer;;;;;;;;;\r\n\
         01-3;;Zu;Viel;;;;;;;;;;;x\r\n\
         01-4;;\"Offen;Voss\r\n\
         01-5;;Ida;Weber;;;;;;;;;\r\n",
    );
    assert_eq!((sheet.delimiter, sheet.header, sheet.rows), (Some(';'), true, 6));
    use Confidence::{Likely, None as No, Sure};
    assert_eq!(
        mapping(&sheet),
        [
            ("ID", Some("id"), Sure),
            ("Anrede", Some("names.salutation"), Sure),
            ("Vorname", Some("names.givenName"), Sure),
            ("Name", Some("names.familyName"), Likely),
            ("Straße", Some("address.street"), Likely),
            ("PLZ", Some("address.postalCode"), Sure),
            ("Ort", Some("address.city"), Sure),
            ("Land", Some("address.countryCode"), Sure),
            ("Handy", Some("phone.mobile"), Sure),
            ("E-Mail", Some("email"), Sure),
            ("Geburtsdatum", Some("identity.birthDate"), Sure),
            ("Kennzeichen", Some("vehicle.licensePlate"), Sure),
            ("Umsatz", None, No),
        ]
    );
    assert!(sheet.lacks().is_none());
    let found = records(&sheet);
    assert_eq!(
        found[0],
        Ok(json!({
            "id": "01-1", "kind": "person",
            "names": {"salutation": "Frau", "givenName": "Änne", "familyName": "von der Heide"},
            "identity": {"birthDate": "1975-04-03"},
            "channels": [
                {"kind": "phone", "use": "home", "line": "mobile", "value": "0170 5550142"},
                {"kind": "email", "use": "home", "value": "aenne@example.org"},
            ],
            "addresses": [{"kind": "physical", "streetName": "Lindenweg", "houseNumber": "12a",
                           "city": "Köln", "postalCode": "50667", "countryCode": "DE"}],
            "vehicles": [{"licensePlate": "K-AB 123"}],
        }))
    );
    assert_eq!(
        found[1].as_ref().map(|one| &one["identity"]["birthDate"]),
        Ok(&json!("1980-02-31"))
    );
    let refused: Vec<(u64, &str)> = found
        .iter()
        .filter_map(|one| one.as_ref().err().map(|(line, why)| (*line, why.as_str())))
        .collect();
    assert_eq!(
        refused,
        [
            (5, "id: required"),
            (6, "it has 15 cells, and there are 13 columns"),
            (7, "a quotation mark is never closed"),
        ]
    );
    assert_eq!(found[5].as_ref().map(|one| &one["id"]), Ok(&json!("01-5")));
}

#[test]
fn a_persons_choice_wins_over_every_guess() {
    let text = "nr,Name,Contact\n7,\"Voss, Ida\",02/03/1980\n";
    let plain = table(text);
    assert_eq!(plain.lacks(), Some(Unusable::NoId));
    let choices = json!({"columns": {"nr": "id", "Contact": "identity.birthDate"}});
    let chosen = sheet(text, Format::Csv, &choices).unwrap_or_else(|why| panic!("{why}"));
    assert_eq!(chosen.lacks(), Some(Unusable::DatesUnclear), "it is not guessed silently");
    let choices =
        json!({"dates": "month_first", "columns": {"#1": "id", "Contact": "identity.birthDate"}});
    let said = sheet(text, Format::Csv, &choices).unwrap_or_else(|why| panic!("{why}"));
    assert!(said.lacks().is_none());
    assert_eq!(
        records(&said),
        [Ok(
            json!({"id": "7", "kind": "person", "names": {"givenName": "Ida", "familyName": "Voss"},
                   "identity": {"birthDate": "1980-02-03"}})
        )]
    );
    let left_out = json!({"columns": {"nr": "id", "Name": null}});
    let left_out = sheet(text, Format::Csv, &left_out).unwrap_or_else(|why| panic!("{why}"));
    assert_eq!(records(&left_out), [Ok(json!({"id": "7", "kind": "person"}))]);
    for (choices, why) in [
        (json!({"columns": {"Nr": "id"}}), Unusable::NoSuchColumn("Nr".to_owned())),
        (json!({"columns": {"nr": "id", "Name": "id"}}), Unusable::Twice("id")),
    ] {
        assert_eq!(sheet(text, Format::Csv, &choices).err(), Some(why));
    }
    assert_eq!(sheet("", Format::Csv, &json!({})).err(), Some(Unusable::Empty));
    assert_eq!(sheet("id,name\n", Format::Csv, &json!({})).err(), Some(Unusable::Empty));
}

#[test]
fn a_table_without_headings_and_one_for_spreadsheets_alone_are_read() {
    let bare = table("4417\tIda\tida@example.org\n4418\tAda\tada@example.org\n");
    assert!(!bare.header);
    assert_eq!(
        mapping(&bare)[2],
        ("#3", Some("email"), Confidence::Values),
        "its values say what it is"
    );
    assert_eq!(bare.rows, 2);
    let sep = table("sep=;\r\nid;Name\r\n1;Ida Voss\r\n");
    assert_eq!(sep.delimiter, Some(';'));
    assert_eq!(
        sep.pieces().map(|piece| piece.line).collect::<Vec<_>>(),
        [3],
        "lines are those of the file"
    );
}

#[test]
fn cards_are_mapped_like_tables_and_their_own_id_is_not_the_networks() {
    let text = "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:abc-1\r\nN:de Vries;Jan;;;\r\nFN:Jan de Vries\r\n\
                TEL;TYPE=CELL:06 5550 1234\r\nADR;TYPE=HOME:;;Kerkstraat 5;Utrecht;;3511 AA;NL\r\n\
                BDAY:1980-01-31\r\nEND:VCARD\r\n\
                BEGIN:VCARD\r\nVERSION:4.0\r\nUID:abc-2\r\nFN:Acme Cars\r\nORG:Acme Cars\r\nEND:VCARD\r\n";
    let plain = sheet(text, Format::VCard, &json!({})).unwrap_or_else(|why| panic!("{why}"));
    assert_eq!(plain.lacks(), Some(Unusable::NoId));
    let choices = json!({"columns": {"UID": "id"}});
    let cards = sheet(text, Format::VCard, &choices).unwrap_or_else(|why| panic!("{why}"));
    assert!(cards.lacks().is_none());
    assert_eq!(
        records(&cards),
        [
            Ok(json!({
                "id": "abc-1", "kind": "person",
                "names": {"givenName": "Jan", "familyName": "de Vries"},
                "identity": {"birthDate": "1980-01-31"},
                "channels": [{"kind": "phone", "use": "home", "line": "mobile", "value": "06 5550 1234"}],
                "addresses": [{"kind": "physical", "streetName": "Kerkstraat", "houseNumber": "5",
                               "city": "Utrecht", "postalCode": "3511 AA", "countryCode": "NL"}],
            })),
            Ok(json!({"id": "abc-2", "kind": "company", "company": {"name": "Acme Cars"}})),
        ]
    );
}

#[test]
fn a_countrys_name_and_other_codes_become_its_two_letters_and_what_nobody_knows_stays() {
    let countries = |records: Vec<Record>| -> Vec<Option<String>> {
        records.into_iter().map(|mut one| one.addresses.remove(0).country_code).collect()
    };
    let read = |sheet: &Sheet| {
        let read = |piece: Piece<'_>| sheet.record(&piece).unwrap_or_else(|why| panic!("{why}"));
        countries(sheet.pieces().map(read).collect())
    };
    let written =
        ["Deutschland", "Österreich", "France", "spain", "D", "NLD", "UK", "de", "Freedonia"];
    let expected = ["DE", "AT", "FR", "ES", "DE", "NL", "GB", "DE", "Freedonia"];
    let expected: Vec<_> = expected.iter().map(|code| Some((*code).to_owned())).collect();
    let rows = written.iter().enumerate().map(|(at, land)| format!("{at};Voss;Köln;{land}\n"));
    assert_eq!(read(&table(&format!("ID;Name;Ort;Land\n{}", rows.collect::<String>()))), expected);

    let card = |(at, land)| {
        format!(
            "BEGIN:VCARD\nUID:{at}\nN:Voss;Ida\nADR:;;Kerkstraat 5;Utrecht;;;{land}\nEND:VCARD\n"
        )
    };
    let cards: String = written.iter().enumerate().map(card).collect();
    let choices = json!({"columns": {"UID": "id"}});
    let cards = sheet(&cards, Format::VCard, &choices).unwrap_or_else(|why| panic!("{why}"));
    assert_eq!(read(&cards), expected);
}

#[test]
fn nothing_that_is_thrown_at_it_is_a_panic() {
    for text in [
        "\"",
        "a",
        ",",
        "\r",
        "sep=",
        "sep=\n",
        "BEGIN:VCARD",
        "\u{feff}",
        ";;;\n;;\n\"",
        "ä,\"ö\n",
    ] {
        for format in [Format::Csv, Format::VCard] {
            if let Ok(sheet) = sheet(text, format, &json!({})) {
                assert!(records(&sheet).len() as u64 == sheet.rows, "{text:?}");
            }
        }
    }
}
