//! What a desk in Germany types besides names and whole numbers: beginnings, labels, titles, words
//! written apart or together.

#![expect(clippy::unwrap_used, reason = "a helper that fails shall fail its test")]

use customer::{Record, search_term};
use finder::{Customer, Finder, Found, Options, ask, face};

const PEOPLE: &[&str] = &[
    r#"{"id": "hans", "customerKey": "00417", "names": {"givenName": "Hans", "familyName": "Müller"},
        "identity": {"birthDate": "1962-03-14"}, "addresses": [{"city": "Berlin", "postalCode": "10969"}],
        "channels": [{"kind": "phone", "value": "+491711234417"},
                     {"kind": "email", "value": "hans.mueller62@gmx.example"}],
        "vehicles": [{"vin": "WVWZZZ1KZ6C650709", "licensePlate": "B-MW 123"}]}"#,
    r#"{"id": "julia", "names": {"givenName": "Julia", "familyName": "Müller"}}"#,
    r#"{"id": "max", "names": {"givenName": "Max", "familyName": "Müller"}}"#,
    r#"{"id": "weber", "customerKey": "W-0031", "names": {"givenName": "Anna", "familyName": "Weber"},
        "identity": {"birthDate": "1980-01-31"}}"#,
    r#"{"id": "katharina", "customerKey": "08123", "identity": {"birthDate": "1974-09-30"},
        "names": {"givenName": "Katharina", "familyName": "Schwarzenegger"}}"#,
    r#"{"id": "zoe", "names": {"givenName": "Zoë", "familyName": "Lloyd-Jones"},
        "identity": {"birthDate": "1990-12-24"},
        "channels": [{"kind": "phone", "value": "+447700900123"}]}"#,
    r#"{"id": "jahn", "names": {"givenName": "Detlef", "familyName": "Jahn"},
        "channels": [{"kind": "phone", "value": "030 8846612"}], "vehicles": [{"licensePlate": "HHH-L 700"}]}"#,
    r#"{"id": "strauss", "names": {"givenName": "Fritz", "familyName": "Strauß"},
        "channels": [{"kind": "phone", "value": "0711 123456"}], "vehicles": [{"licensePlate": "HG-KR 49"}]}"#,
    r#"{"id": "haberkorn", "names": {"givenName": "Josef", "familyName": "Haberkorn"},
        "channels": [{"kind": "phone", "value": "+497112344"}], "vehicles": [{"licensePlate": "RO-SE 11"}]}"#,
    r#"{"id": "kowalczyk", "customerKey": "DOM123", "names": {"givenName": "Anna", "familyName": "Kowalczyk"},
        "channels": [{"kind": "email", "value": "anna.k@gmail.example"}]}"#,
    r#"{"id": "kaiser", "names": {"givenName": "Anna", "familyName": "Kaiser"}}"#,
    r#"{"id": "obrien", "customerKey": "K-00017", "names": {"givenName": "Conor", "familyName": "O'Brien"}}"#,
    r#"{"id": "stranger", "names": {"givenName": "Ute", "familyName": "Ahlers"},
        "channels": [{"kind": "phone", "value": "+49405550124"}]}"#,
    r#"{"id": "other", "names": {"givenName": "Uwe", "familyName": "Behn"},
        "channels": [{"kind": "phone", "value": "+49402220123"}]}"#,
    r#"{"id": "dijk", "names": {"givenName": "Piet", "familyName": "van Dijk"}}"#,
    r#"{"id": "wijk", "names": {"givenName": "Piet", "middleName": "van", "familyName": "Wijk"}}"#,
    r#"{"id": "dijkstra", "names": {"givenName": "Rob", "familyName": "Dijkstra"}}"#,
    r#"{"id": "vandyk", "names": {"givenName": "Kees", "familyName": "van Dyk"}}"#,
    r#"{"id": "berg", "names": {"givenName": "Jan", "middleName": "van der", "familyName": "Berg"}}"#,
    r#"{"id": "annemarie", "names": {"givenName": "Annemarie", "familyName": "Steinbrück"}}"#,
    r#"{"id": "karlheinz", "names": {"givenName": "Karlheinz", "familyName": "Rummenigge"}}"#,
    r#"{"id": "mckenzie", "names": {"givenName": "Ronald", "familyName": "McKenzie"}}"#,
    r#"{"id": "deluca", "names": {"givenName": "Sara", "familyName": "DeLuca"}}"#,
    r#"{"id": "vandenberg", "names": {"givenName": "Maria", "familyName": "Vandenberg"}}"#,
    r#"{"id": "hansa", "kind": "company", "customerKey": "F-200", "company": {"name": "Hansa Logistik GmbH"}}"#,
    r#"{"id": "krueger", "kind": "company", "company": {"name": "Autohaus Krüger & Söhne GmbH"}}"#,
    r#"{"id": "pfefferkorn", "names": {"givenName": "Ingrid", "familyName": "Pfefferkorn"}}"#,
    r#"{"id": "fam", "names": {"givenName": "Roger", "familyName": "Fam"}}"#,
    r#"{"id": "herr", "names": {"givenName": "Sabine", "familyName": "Herr"}}"#,
    r#"{"id": "handy", "names": {"givenName": "Charles", "familyName": "Handy"}}"#,
    r#"{"id": "thomas", "names": {"givenName": "Thomas", "familyName": "Thomas"}}"#,
    r#"{"id": "abel", "names": {"givenName": "Thomas", "familyName": "Abel"}}"#,
    r#"{"id": "williams", "names": {"givenName": "John", "familyName": "Williams"}}"#,
    r#"{"id": "will", "names": {"givenName": "Will", "familyName": "Williams"}}"#,
    r#"{"id": "delgado", "names": {"givenName": "Ann", "familyName": "Delgado"},
        "channels": [{"kind": "phone", "value": "+13125554417"}]}"#,
];

fn desk(country: &str) -> Finder {
    Finder::of((0_u32..).zip(PEOPLE).map(|(handle, text)| {
        let record: Record = serde_json::from_str(text).unwrap();
        Customer { handle, opened: None, words: face::words(&record, country) }
    }))
    .unwrap()
}

fn found(finder: &Finder, typed: &str, country: &str) -> Vec<Found> {
    let pieces = ask::pieces(&search_term::read(typed, country), country);
    finder.find(&pieces, Options::new(10), &|| false).unwrap()
}

fn ids(finder: &Finder, typed: &str, country: &str) -> Vec<String> {
    found(finder, typed, country).into_iter().filter_map(|one| one.id).collect()
}

/// Each line brings its customer first.
fn brings(country: &str, table: &[(&str, &str)]) {
    let finder = desk(country);
    let wrong: Vec<String> = table
        .iter()
        .map(|(typed, meant)| (typed, meant, ids(&finder, typed, country)))
        .filter(|(_, meant, ids)| ids.first().is_none_or(|first| first != *meant))
        .map(|(typed, meant, ids)| {
            let readings = search_term::read(typed, country);
            let read: Vec<_> = readings.iter().map(|one| (&one.text, one.meaning)).collect();
            format!("{typed:?} brings {ids:?}, not {meant}: {read:?}")
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), table.len(), wrong.join("\n"));
}

#[test]
fn who_was_found_by_a_name_stays_while_a_number_or_a_date_grows_behind_it() {
    let finder = desk("DE");
    let mut lost = Vec::new();
    for (name, grown, meant) in [
        ("hans müller", " 0171 1234417", "hans"),
        ("hans müller", " 01711234417", "hans"),
        ("müller berlin", " 4417", "hans"),
        ("hans müller", " 10969", "hans"),
        ("zoe lloyd", " 07700900123", "zoe"),
        ("katharina schwarzenegger", " 30.9.74", "katharina"),
        ("katharina schwarzenegger", " 30.09.1974", "katharina"),
        ("katharina schwarzenegger", " 30/9/1974", "katharina"),
        ("katharina schwarzenegger", " 30 9 1974", "katharina"),
        ("katharina schwarzenegger", " 1974-09-30", "katharina"),
        ("lloyd jones", " 24 december 1990", "zoe"),
        ("lloyd jones", " 24. Dez. 1990", "zoe"),
        ("weber", " 31.1.80", "weber"),
    ] {
        let ends = grown.char_indices().map(|(at, c)| at + c.len_utf8());
        let typed = ends.map(|end| format!("{name}{}", &grown[..end]));
        lost.extend(
            typed.filter(|typed| !ids(&finder, typed, "DE").iter().take(3).any(|id| id == meant)),
        );
    }
    assert!(lost.is_empty(), "{} lost:\n{}", lost.len(), lost.join("\n"));
}

#[test]
fn a_scrap_that_is_only_begun_ranks_and_one_that_is_whole_leaves_out() {
    let finder = desk("DE");
    assert_eq!(ids(&finder, "müller 417", "DE"), ["hans", "julia", "max"]);
    assert_eq!(ids(&finder, "anna 31.1.80", "DE"), ["weber"]);
    assert_eq!(ids(&finder, "müller 4417", "DE"), ["hans"]);
    assert!(ids(&finder, "müller 4418", "DE").is_empty());
    assert!(ids(&finder, "4", "DE").is_empty());
}

#[test]
fn a_word_of_a_customer_stands_for_one_piece_only() {
    brings(
        "DE",
        &[
            ("m müller", "max"),
            ("müller m", "max"),
            ("M. Müller", "max"),
            ("j müller", "julia"),
            ("thomas thomas", "thomas"),
            ("thomas t", "thomas"),
            ("will williams", "will"),
            ("w williams", "will"),
        ],
    );
    let finder = desk("DE");
    let others = found(&finder, "m müller", "DE");
    let julia = others.iter().find(|one| one.id.as_deref() == Some("julia")).unwrap();
    let why: Vec<&str> = julia.why.iter().map(|why| why.text.as_str()).collect();
    assert_eq!(why, ["muller"], "the m is nothing of Julia Müller's");
    let max = others.first().unwrap();
    let why: Vec<&str> = max.why.iter().map(|why| why.text.as_str()).collect();
    assert_eq!(why, ["max", "muller"]);
}

#[test]
fn y_and_ij_are_one_letter() {
    brings(
        "NL",
        &[
            ("dyk", "vandyk"),
            ("van dyk", "vandyk"),
            ("piet dyk", "dijk"),
            ("piet van dyk", "dijk"),
            ("wyk", "wijk"),
            ("van wyk", "wijk"),
            ("dyks", "dijkstra"),
            ("dykst", "dijkstra"),
            ("kees dijk", "vandyk"),
            ("kees van dij", "vandyk"),
        ],
    );
}

#[test]
fn digits_of_a_phone_number_are_one_piece_however_they_are_grouped() {
    brings(
        "DE",
        &[
            ("123 4417", "hans"),
            ("711 2344", "haberkorn"),
            ("17 1123", "hans"),
            ("1234 417", "hans"),
            ("030/884-66 12", "jahn"),
            ("0711/12-34 56", "strauss"),
            ("0171/123-44 17", "hans"),
            ("030/884-66-12", "jahn"),
        ],
    );
    brings("US", &[("555 4417", "delgado"), ("555-4417", "delgado"), ("312 555 4417", "delgado")]);
}

#[test]
fn a_customer_number_is_never_asked_for_as_the_digits_in_it() {
    let finder = desk("DE");
    for nobody in ["DOM124", "K-12344", "X124"] {
        assert!(ids(&finder, nobody, "DE").is_empty(), "{nobody}");
    }
    brings("DE", &[("mw123", "hans"), ("DOM123", "kowalczyk")]);
    let flipped =
        (0..6).fold(search_term::read("DOM124", "DE"), |readings, _| match readings[0].meaning {
            search_term::Meaning::Phone => readings,
            _ => search_term::flip(&readings, 0, "DE"),
        });
    let pieces = ask::pieces(&flipped, "DE");
    let found = finder.find(&pieces, Options::new(10), &|| false).unwrap();
    assert_eq!(found.first().and_then(|one| one.id.as_deref()), Some("stranger"));
}

#[test]
fn names_written_apart_at_the_desk_find_those_written_together() {
    brings(
        "DE",
        &[
            ("anne marie", "annemarie"),
            ("anne-marie", "annemarie"),
            ("anne m", "annemarie"),
            ("karl heinz rummenigge", "karlheinz"),
            ("rummenigge karl heinz", "karlheinz"),
            ("mc kenzie", "mckenzie"),
            ("de luca", "deluca"),
            ("sara de luca", "deluca"),
            ("maria van den berg", "vandenberg"),
        ],
    );
}

#[test]
fn labels_and_titles_are_no_pieces() {
    brings(
        "DE",
        &[
            ("Herr Hans Müller, Tel. 0171 1234417", "hans"),
            ("Tel. 0171 1234417", "hans"),
            ("Tel.: 0171/1234417", "hans"),
            ("Tel:01711234417", "hans"),
            ("Handy 01711234417", "hans"),
            ("VIN: 6C650709", "hans"),
            ("Fahrgestellnummer 6C650709", "hans"),
            ("FIN WVWZZZ1KZ6C650709", "hans"),
            ("KdNr 00417", "hans"),
            ("Kd.-Nr. 00417", "hans"),
            ("Kundennummer 00417", "hans"),
            ("E-Mail: anna.k@gmail.example", "kowalczyk"),
            ("mailto:anna.k@gmail.example", "kowalczyk"),
            ("Kennzeichen B-MW 123", "hans"),
            ("weber geb. 31.01.1980", "weber"),
            ("Fa. Hansa Logistik", "hansa"),
            ("Firma Hansa Logistik GmbH", "hansa"),
            ("Fa. Hansa Logistik GmbH", "hansa"),
            ("Familie Schwarzenegger", "katharina"),
            ("Fam. Schwarzenegger", "katharina"),
            ("Eheleute Schwarzenegger", "katharina"),
            ("Dr. med. Ingrid Pfefferkorn", "pfefferkorn"),
            ("Dr.-Ing. Pfefferkorn", "pfefferkorn"),
            ("Hr. Jahn", "jahn"),
            ("Fr. Pfefferkorn", "pfefferkorn"),
            ("Herr und Frau Schwarzenegger", "katharina"),
            ("mr and mrs lloyd-jones", "zoe"),
            ("Mr & Mrs Lloyd-Jones", "zoe"),
            ("fam", "fam"),
            ("roger fam", "fam"),
            ("herr", "herr"),
            ("handy", "handy"),
            ("charles handy", "handy"),
        ],
    );
}

#[test]
fn labels_of_seven_languages_are_no_pieces() {
    for (country, typed) in [
        ("GB", "phone +491711234417"),
        ("NL", "telefoon +491711234417"),
        ("FR", "téléphone : +491711234417"),
        ("ES", "teléfono +491711234417"),
        ("SE", "mobil +491711234417"),
        ("FI", "puhelin +491711234417"),
        ("GB", "customer no 00417"),
        ("NL", "klantnummer 00417"),
        ("FR", "client 00417"),
        ("ES", "cliente 00417"),
        ("SE", "kundnummer 00417"),
        ("FI", "asiakasnumero 00417"),
        ("GB", "hans müller born 14 March 1962"),
        ("FI", "hans müller syntynyt 14.3.1962"),
    ] {
        brings(country, &[(typed, "hans")]);
    }
}

#[test]
fn a_customer_number_is_found_with_other_gaps_and_zeros() {
    brings(
        "DE",
        &[
            ("DOM 123", "kowalczyk"),
            ("dom 123 anna", "kowalczyk"),
            ("K 00017", "obrien"),
            ("W 0031 weber", "weber"),
            ("f 200 hansa", "hansa"),
            ("8123", "katharina"),
            ("0417 müller", "hans"),
            ("417 müller", "hans"),
            ("W31", "weber"),
            ("W-31", "weber"),
            ("K17", "obrien"),
            ("w 31", "weber"),
        ],
    );
}

#[test]
fn a_german_plate_is_found_with_one_gap_in_any_place() {
    brings(
        "DE",
        &[
            ("hhhl 700", "jahn"),
            ("hgkr 49", "strauss"),
            ("rose 11", "haberkorn"),
            ("bmw 123", "hans"),
        ],
    );
}

#[test]
fn a_word_for_and_stands_for_its_sign() {
    brings(
        "DE",
        &[
            ("krüger und söhne", "krueger"),
            ("krüger & söhne", "krueger"),
            ("krüger u. söhne", "krueger"),
            ("krueger and soehne", "krueger"),
            ("autohaus krüger und söhne gmbh", "krueger"),
            ("vd berg", "berg"),
            ("v.d. berg", "berg"),
            ("jan vd berg", "berg"),
        ],
    );
}

#[test]
fn what_stands_before_the_at_of_an_address_is_whole() {
    brings("DE", &[("anna.k", "kowalczyk"), ("hans.mueller62", "hans")]);
    let finder = desk("DE");
    let why = &found(&finder, "anna.k", "DE")[0].why;
    assert!(why.iter().any(|why| why.field == "email" && why.text == "anna.k@gmail.example"));
}
