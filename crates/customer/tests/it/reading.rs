//! What typed terms are read as: a table, since the rules are a table in the end.

use customer::search_term::{Meaning, Reading, flip, read};
use std::time::{Duration, Instant};

/// `mar 4417` as `name:mar phone:4417`.
fn written(readings: &[Reading]) -> String {
    readings
        .iter()
        .map(|reading| {
            let meaning = serde_json::to_value(reading.meaning).expect("JSON");
            format!("{}:{}", meaning.as_str().expect("a word"), reading.value)
        })
        .collect::<Vec<_>>()
        .join(" | ")
}

#[test]
fn every_scrap_is_read_as_it_was_meant() {
    let table: &[(&str, &str, &str)] = &[
        // names
        ("mar", "GB", "name:mar"),
        ("Maria Sousa", "PT", "name:maria | name:sousa"),
        ("Sousa, Maria", "PT", "name:sousa | name:maria"),
        ("O'Brien", "GB", "name:obrien"),
        ("O’Brien", "IE", "name:obrien"),
        ("Anne-Marie", "FR", "name:anne marie"),
        ("van der Berg", "NL", "name:van | name:der | name:berg"),
        ("Müller", "DE", "name:muller"),
        ("J. Smith", "GB", "name:j | name:smith"),
        ("(Smith)", "GB", "name:smith"),
        ("Ελένη", "GB", "name:ελενη"),
        ("李 小龙", "GB", "name:李 | name:小龙"),
        ("Ólafsdóttir", "IS", "name:olafsdottir"),
        ("Guðrún Ólafsdóttir", "DK", "name:gudrun | name:olafsdottir"),
        ("Mueller", "DE", "name:mueller"),
        ("Muller", "DE", "name:muller"),
        ("Weiß", "DE", "name:weiss"),
        ("Łukasz Żak", "PL", "name:lukasz | name:zak"),
        ("Søren Ærø", "DK", "name:soren | name:aero"),
        ("Nuñez", "ES", "name:nunez"),
        ("D’Angelo", "IT", "name:dangelo"),
        ("Müller-Lüdenscheidt", "DE", "name:muller ludenscheidt"),
        ("SMITH JOHN", "GB", "name:smith | name:john"),
        ("smith; john", "GB", "name:smith | name:john"),
        ("Иванов", "FI", "name:иванов"),
        ("Sousa Lda", "PT", "company:sousa lda"),
        ("Autohaus Krüger GmbH", "DE", "company:autohaus kruger gmbh"),
        ("Automóveis do Norte GmbH", "DE", "company:automoveis do norte gmbh"),
        ("autohaus krüger gmbh & co. kg", "DE", "company:autohaus kruger gmbh | name:co | name:kg"),
        ("Autohaus Krüger GmbH & Co. KG", "DE", "company:autohaus kruger gmbh co kg"),
        ("Jansen B.V. 4417", "NL", "company:jansen b v | phone:4417"),
        ("Virtanen Oy Espoo", "FI", "company:virtanen oy | name:espoo"),
        ("maria sa", "PT", "name:maria | name:sa"),
        ("MARIA SA", "PT", "name:maria | name:sa"),
        ("GmbH", "DE", "name:gmbh"),
        // titles
        ("Mr Robert Smith", "GB", "name:robert | name:smith"),
        ("Mr. Smith", "GB", "name:smith"),
        ("Herr Prof. Dr. Müller", "DE", "name:muller"),
        ("Smith, Mrs Ann", "GB", "name:smith | name:ann"),
        ("4417 Mme Moreau", "FR", "phone:4417 | name:moreau"),
        ("Sabine Herr", "DE", "name:sabine | name:herr"),
        ("Herr, Sabine", "DE", "name:herr | name:sabine"),
        ("Herr", "DE", "name:herr"),
        ("Mr", "GB", "name:mr"),
        ("mr 4417", "GB", "name:mr | phone:4417"),
        ("m smith", "GB", "name:m | name:smith"),
        ("Herr und Frau Schwarz", "DE", "name:schwarz"),
        ("Dr. med. Ingrid Pfeffer", "DE", "name:ingrid | name:pfeffer"),
        ("Fr. Pfeffer", "DE", "name:pfeffer"),
        ("fr pfeffer", "DE", "name:fr | name:pfeffer"),
        ("Fa. Hansa GmbH", "DE", "company:hansa gmbh"),
        ("Firma", "DE", "name:firma"),
        // labels
        ("Tel. 0171 1234417", "DE", "phone:+491711234417"),
        ("Tel:0171 1234417", "DE", "phone:+491711234417"),
        ("KdNr 00417", "DE", "customer_key:00417"),
        ("Kd.-Nr.: 00417", "DE", "customer_key:00417"),
        ("VIN: 6C650709", "DE", "vin_end:6C650709"),
        ("weber geb. 31.01.1980", "DE", "name:weber | birth_date:1980-01-31"),
        ("E-Mail: x@y.example", "DE", "email:x@y.example"),
        ("charles handy", "GB", "name:charles | name:handy"),
        ("handy", "GB", "name:handy"),
        ("Leeds", "GB", "name:leeds"),
        ("Sousa Leeds", "GB", "name:sousa | name:leeds"),
        // phones
        ("4417", "GB", "phone:4417"),
        ("...4417", "GB", "phone:4417"),
        ("…4417", "PT", "phone:4417"),
        ("mar 4417", "GB", "name:mar | phone:4417"),
        ("mar 4417", "DE", "name:mar | phone:4417"),
        ("mar 4417", "NL", "name:mar | phone:4417"),
        ("mar 441", "FI", "name:mar | phone:441"),
        ("4417 mar", "GB", "phone:4417 | name:mar"),
        ("jo li 4417", "DE", "name:jo | name:li | phone:4417"),
        ("912 345 678", "PT", "phone:+351912345678"),
        ("912 345 678", "GB", "phone:912345678"),
        ("+351 912...", "GB", "phone:351912"),
        ("+351 912 345 678", "GB", "phone:+351912345678"),
        ("+351912345678", "PT", "phone:+351912345678"),
        ("07700 900 123", "GB", "phone:+447700900123"),
        ("07700 900123", "GB", "phone:+447700900123"),
        ("07700900123", "GB", "phone:+447700900123"),
        ("0044 7700 900123", "GB", "phone:+447700900123"),
        ("+44 (0)7700 900123", "GB", "phone:+447700900123"),
        ("(202) 555-0173", "US", "phone:+12025550173"),
        ("202-555-0173", "US", "phone:+12025550173"),
        ("202 555 0173", "US", "phone:+12025550173"),
        ("Smith 07700 900 123", "GB", "name:smith | phone:+447700900123"),
        ("07700 900 123 Smith", "GB", "phone:+447700900123 | name:smith"),
        ("06 12345678", "NL", "phone:+31612345678"),
        ("040 1234567", "FI", "phone:+358401234567"),
        ("01 23 45 67 89", "FR", "phone:+33123456789"),
        ("0417", "GB", "phone:0417"),
        ("+44 7700 900123 Smith", "GB", "phone:+447700900123 | name:smith"),
        ("+49 151 23456789", "DE", "phone:+4915123456789"),
        ("0151 23456789", "DE", "phone:+4915123456789"),
        ("070-123 45 67", "SE", "phone:+46701234567"),
        ("612 345 678", "ES", "phone:+34612345678"),
        ("123 4417", "DE", "phone:1234417"),
        ("17 1123", "DE", "phone:171123"),
        ("555 4417", "US", "phone:5554417"),
        ("030/884-66 12", "DE", "phone:+49308846612"),
        ("0711/12-34 56", "DE", "phone:+49711123456"),
        ("0171/123-44 17", "DE", "phone:+491711234417"),
        ("01/02/1980 4417", "GB", "birth_date:1980-02-01 | phone:4417"),
        // numbers that are still being typed
        ("079458073", "GB", "phone:079458073"),
        ("07945 8073", "GB", "phone:079458073"),
        ("0794580732", "GB", "phone:+44794580732"),
        ("061234567", "FR", "phone:061234567"),
        ("06 12", "NL", "phone:0612"),
        ("612 3", "ES", "phone:6123"),
        ("+44 (0)79", "GB", "phone:4479"),
        ("2004 4417", "GB", "phone:2004 | phone:4417"),
        ("01067 441", "DE", "phone:01067441"),
        ("01067 4417", "DE", "postcode:01067 | phone:4417"),
        // e-mail
        ("maria@sousa.example", "PT", "email:maria@sousa.example"),
        ("Maria@Sousa.EXAMPLE", "PT", "email:maria@sousa.example"),
        ("@sousa", "PT", "email:@sousa"),
        ("<maria@sousa.example>", "PT", "email:maria@sousa.example"),
        ("sousa maria@sousa.example", "PT", "name:sousa | email:maria@sousa.example"),
        ("o'brien+cars@mail.example", "GB", "email:o'brien+cars@mail.example"),
        ("petra.muller850", "GB", "email:petra.muller850"),
        ("jan_smit99", "NL", "email:jan_smit99"),
        ("info+shop3", "DE", "email:info+shop3"),
        ("a.kowalski1978", "FI", "email:a.kowalski1978"),
        ("bob-lee7", "GB", "customer_key:BOB-LEE7"),
        ("petra.muller", "GB", "name:petra muller"),
        // customer numbers
        ("DOM123", "US", "customer_key:DOM123"),
        ("dom123", "US", "customer_key:DOM123"),
        ("#DOM123", "US", "customer_key:DOM123"),
        ("01-16203", "GB", "customer_key:01-16203"),
        ("K-00017", "DE", "customer_key:K-00017"),
        // the seed's two shapes of a term
        (
            "DOM123 6C650709 9891361006",
            "US",
            "customer_key:DOM123 | vin_end:6C650709 | phone:+19891361006",
        ),
        (
            "DOM123 6C650709 someone@mail.example",
            "US",
            "customer_key:DOM123 | vin_end:6C650709 | email:someone@mail.example",
        ),
        // cars
        ("WVWZZZ1KZ6W650709", "DE", "vin:WVWZZZ1KZ6W650709"),
        ("wvwzzz1kz6w650709", "DE", "vin:WVWZZZ1KZ6W650709"),
        ("WVW ZZZ 1KZ 6W650709", "DE", "vin:WVWZZZ1KZ6W650709"),
        ("6C650709", "US", "vin_end:6C650709"),
        ("6W650709 Sousa", "GB", "vin_end:6W650709 | name:sousa"),
        ("AB12 CDE", "GB", "plate:AB12CDE"),
        ("ab12cde", "GB", "plate:AB12CDE"),
        ("12-ABC-3", "NL", "plate:12ABC3"),
        ("M-AB 1234", "DE", "plate:MAB1234"),
        ("M AB 1234", "DE", "plate:MAB1234"),
        ("ABC-123", "FI", "plate:ABC123"),
        ("AB-123-CD", "FR", "plate:AB123CD"),
        ("AB 123 CD", "FR", "plate:AB123CD"),
        ("Golf AB12 CDE", "GB", "name:golf | plate:AB12CDE"),
        ("M-ZE 9504", "GB", "plate:MZE9504"),
        ("M-ZE 9504", "NL", "plate:MZE9504"),
        ("HSK-AB 123H", "FR", "plate:HSKAB123H"),
        ("hsk-ab 123", "DE", "plate:HSKAB123"),
        ("M-ZE9504", "FI", "customer_key:M-ZE9504"),
        ("m-ze 9504", "GB", "name:m ze | phone:9504"),
        ("li-na 4417", "GB", "name:li na | phone:4417"),
        // postcodes
        ("SW1A0AA", "GB", "postcode:SW1A0AA"),
        ("SW1A 0AA", "GB", "postcode:SW1A0AA"),
        ("sw1a 0aa", "GB", "postcode:SW1A0AA"),
        ("LS1 4AP", "GB", "postcode:LS14AP"),
        ("LS1 4AP", "NL", "postcode:LS14AP"),
        ("sousa ls1 4ap", "GB", "name:sousa | postcode:LS14AP"),
        ("LS1", "GB", "postcode:LS1"),
        ("SW1A", "GB", "postcode:SW1A"),
        ("1234 AB", "NL", "postcode:1234AB"),
        ("1234ab", "NL", "postcode:1234AB"),
        ("1234 AB", "GB", "postcode:1234AB"),
        ("1012ab", "GB", "postcode:1012AB"),
        ("Postma 8060rg", "GB", "name:postma | postcode:8060RG"),
        ("8060r", "FR", "postcode:8060R"),
        ("4417 jo", "GB", "phone:4417 | name:jo"),
        ("50667", "DE", "postcode:50667"),
        ("50667", "GB", "phone:50667"),
        ("00100 Virtanen", "FI", "postcode:00100 | name:virtanen"),
        ("4000-123", "PT", "postcode:4000123"),
        ("12345-6789", "US", "postcode:123456789"),
        ("123 45", "SE", "postcode:12345"),
        ("H4B 1T7", "CA", "postcode:H4B1T7"),
        ("Sousa 4000-123", "PT", "name:sousa | postcode:4000123"),
        // postcodes and plates that are still being typed
        ("LS1 4", "GB", "postcode:LS14"),
        ("ls1 4a", "GB", "postcode:LS14A"),
        ("ls14a", "GB", "postcode:LS14A"),
        ("SW1A 0A", "FR", "postcode:SW1A0A"),
        ("sousa m1 1", "GB", "name:sousa | postcode:M11"),
        ("1234 A", "NL", "postcode:1234A"),
        ("4417 j", "GB", "phone:4417 | name:j"),
        ("D02 mar", "IE", "customer_key:D02 | name:mar"),
        ("123 4", "SE", "phone:1234"),
        ("H4B 1", "CA", "postcode:H4B1"),
        ("AB12 C", "GB", "plate:AB12C"),
        ("AB12 CD", "GB", "plate:AB12CD"),
        ("sousa ab12 cd", "GB", "name:sousa | plate:AB12CD"),
        ("ab12 c", "DE", "plate:AB12C"),
        ("ab12 c sousa", "GB", "postcode:AB12 | name:c | name:sousa"),
        ("12 ABC", "NL", "plate:12ABC"),
        ("AB 123 C", "FR", "plate:AB123C"),
        ("jo e1", "GB", "name:jo | postcode:E1"),
        ("MAR 441", "GB", "name:mar | phone:441"),
        // birth dates
        ("31.1.80", "DE", "birth_date:1980-01-31"),
        ("31/01/1980", "GB", "birth_date:1980-01-31"),
        ("1/31/1980", "US", "birth_date:1980-01-31"),
        ("1980-01-31", "GB", "birth_date:1980-01-31"),
        ("31 Jan 1980", "GB", "birth_date:1980-01-31"),
        ("31 01 1980", "GB", "birth_date:1980-01-31"),
        ("Sousa 31.1.80 4417", "PT", "name:sousa | birth_date:1980-01-31 | phone:4417"),
        // nothing
        ("", "GB", ""),
        ("   ", "GB", ""),
        ("\t\n", "GB", ""),
        ("-", "GB", ""),
        ("\u{0}", "GB", ""),
        ("Smith\u{0}", "GB", ""),
        ("\u{1b}[31m", "GB", ""),
        // what is pasted along
        ("Smith\t4417\n", "GB", "name:smith | phone:4417"),
        ("\u{202d}07700 900123\u{202c}", "GB", "phone:+447700900123"),
        ("\u{200b}Smith", "GB", "name:smith"),
    ];
    let wrong: Vec<String> = table
        .iter()
        .filter_map(|(term, country, expected)| {
            let found = written(&read(term, country));
            (found != *expected)
                .then(|| format!("{term:?} in {country}: {found:?}, expected {expected:?}"))
        })
        .collect();
    let inputs: std::collections::HashSet<_> = table.iter().map(|row| (row.0, row.1)).collect();
    assert!(inputs.len() >= 120, "{}", inputs.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The words behind which a comma stands, and those that begin a family name.
fn marked(term: &str) -> (Vec<String>, Vec<String>) {
    let readings = read(term, "NL");
    let texts = |marked: fn(&Reading) -> bool| {
        readings.iter().filter(|one| marked(one)).map(|one| one.text.clone()).collect()
    };
    (texts(|one| one.comma), texts(|one| one.particle))
}

#[test]
fn a_comma_and_the_particles_of_a_name_are_handed_on() {
    let table: &[(&str, &[&str], &[&str])] = &[
        ("Sousa, Maria", &["Sousa"], &[]),
        ("Sousa , Maria", &["Sousa"], &[]),
        ("Sousa,Maria", &["Sousa"], &[]),
        (", Maria Sousa", &[], &[]),
        ("Jan van der Berg", &[], &["van", "der"]),
        ("van der Berg, Jan", &["Berg"], &["van", "der"]),
        ("An Peeters", &[], &[]),
        ("Jan van 't Hof", &[], &["van", "'t"]),
    ];
    for (term, commas, particles) in table {
        let (found, begun) = marked(term);
        assert_eq!((found.as_slice(), begun.as_slice()), (&own(commas)[..], &own(particles)[..]));
    }
}

fn own(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

#[test]
fn a_wrong_reading_flips_through_all_its_meanings_and_back() {
    let first = read("mar 4417", "GB");
    let mut readings = first.clone();
    let others = first[1].others.len();
    assert!(others >= 1);
    let mut seen = vec![readings[1].meaning];
    for _ in 0..others {
        readings = flip(&readings, 1, "GB");
        assert_eq!(readings[0], first[0], "only the flipped piece changes");
        seen.push(readings[1].meaning);
    }
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), others + 1, "every meaning once");
    assert_eq!(flip(&readings, 1, "GB"), first);
    assert_eq!(flip(&first, 7, "GB"), first, "no such piece, nothing happens");
}

#[test]
fn a_postcode_can_be_flipped_to_the_end_of_a_phone_number() {
    let readings = flip(&read("50667", "DE"), 0, "DE");
    assert_eq!((readings[0].meaning, readings[0].value.as_str()), (Meaning::Phone, "50667"));
}

#[test]
fn a_word_can_be_flipped_to_a_town_and_to_a_company_and_a_company_to_names() {
    let readings = flip(&read("Leeds", "GB"), 0, "GB");
    assert_eq!((readings[0].meaning, readings[0].value.as_str()), (Meaning::Town, "leeds"));
    let readings = flip(&readings, 0, "GB");
    assert_eq!((readings[0].meaning, readings[0].value.as_str()), (Meaning::Company, "leeds"));
    let readings = flip(&read("Sousa Lda", "PT"), 0, "PT");
    assert_eq!((readings[0].meaning, readings[0].value.as_str()), (Meaning::Name, "sousa lda"));
}

#[test]
fn a_term_of_five_megabytes_is_read_at_once() {
    for term in ["9".repeat(5_000_000), "ä ".repeat(2_500_000), "a".repeat(5_000_000)] {
        let start = Instant::now();
        assert!(read(&term, "GB").len() <= 12);
        assert!(start.elapsed() < Duration::from_secs(1));
    }
}
