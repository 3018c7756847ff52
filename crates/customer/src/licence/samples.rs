//! Licences of people who do not exist, as one card or another and one scanner or another give them.

use super::*;

#[derive(Default)]
struct Wanted {
    names: [&'static str; 4],
    birth: &'static str,
    /// House number, street, town, region, postcode, country.
    address: [&'static str; 6],
    number: &'static str,
    expires: &'static str,
    doubts: &'static [(Field, Why)],
}

fn told(licence: &Licence) -> ([String; 4], String, [String; 6], String, String) {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let Licence { family_name, given_name, middle_name, suffix, .. } = licence;
    let address = licence.address.clone().unwrap_or_default();
    (
        [family_name, given_name, middle_name, suffix].map(text),
        text(&licence.birth_date),
        [
            &address.house_number,
            &address.street_name,
            &address.city,
            &address.province,
            &address.postal_code,
            &address.country_code,
        ]
        .map(text),
        text(&licence.number),
        text(&licence.expires),
    )
}

fn holds(sample: &str, scanned: &str, wanted: &Wanted) -> Licence {
    let licence = read(scanned).unwrap_or_else(|| panic!("{sample}: nothing was read"));
    let (names, birth, address, number, expires) = told(&licence);
    assert_eq!(names, wanted.names, "{sample}: names");
    assert_eq!(birth, wanted.birth, "{sample}: birth date");
    assert_eq!(address, wanted.address, "{sample}: address");
    assert_eq!(number, wanted.number, "{sample}: number");
    assert_eq!(expires, wanted.expires, "{sample}: expiry");
    let doubts: Vec<_> = licence.doubts.iter().map(|doubt| (doubt.field, doubt.why)).collect();
    assert_eq!(doubts, wanted.doubts, "{sample}: doubts");
    licence
}

/// A card of version 8 and its truth.
const V8: &str = "@\n\u{1e}\rANSI 636014080002DL00410278ZC03190024DLDCAC\nDCBNONE\nDCDNONE\nDBA08312031\nDCSQUENNELL\nDACHARRIET\nDADMAUDE\nDBD08252026\nDBB04171988\nDBC2\nDAYBRO\nDAU065 in\nDAG4410 LARKSPUR AVE\nDAIFRESNO\nDAJCA\nDAK937010000  \nDAQY7310442\nDCF08/25/202660TT1/DDFD/31\nDCGUSA\nDDEN\nDDFN\nDDGN\nDAZBRN\nDCK26237Y73104420401\nDDB08292017\nDDD0\rZCZCABRN\nZCBBRN\nZCC\nZCD\r";

fn v8() -> Wanted {
    Wanted {
        names: ["Quennell", "Harriet", "Maude", ""],
        birth: "1988-04-17",
        address: ["4410", "Larkspur Ave", "Fresno", "CA", "93701", "US"],
        number: "Y7310442",
        expires: "2031-08-31",
        doubts: &[],
    }
}

/// A card of version 1, with all names in one element and the year first.
const V1: &str = "@\n\u{1c}\rANSI 6360260102DL00390182ZA02210027DLDAQD08954412\nDAAPELLIGREW,OSWIN,THADDEUS,JR\nDAG77 COPPER KETTLE RD\nDAITUCSON\nDAJAZ\nDAK85701     \nDARD   \nDAS          \nDAT     \nDAU511\nDBA20290630\nDBB19740912\nDBC1\nDBD20240701\rZAZAAN\rZAB\rZAC\r";

fn v1() -> Wanted {
    Wanted {
        names: ["Pelligrew", "Oswin", "Thaddeus", "Jr"],
        birth: "1974-09-12",
        address: ["77", "Copper Kettle Rd", "Tucson", "AZ", "85701", "US"],
        number: "D08954412",
        expires: "2029-06-30",
        doubts: &[],
    }
}

/// A Canadian one: the year first, postcode with letters, two given names.
const CANADIAN: &str = "@\n\u{1e}\rANSI 636012030001DL00000390DLDCAG\nDCBX\nDCDNONE\nDBA20300214\nDCSTREMBLECOURT\nDCTODETTE,MARGUERITE\nDBD20250215\nDBB19790214\nDBC2\nDAYNONE\nDAU163 cm\nDAG28-19 RUE DES BOULEAUX\nDAIOTTAWA\nDAJON\nDAKK2P 0G4\nDAQT73410-61237-90214\nDCFDB6412289*\nDCGCAN\nDCHNONE\nDCK*2281176*\nDCUNONE\r";

fn canadian() -> Wanted {
    Wanted {
        names: ["Tremblecourt", "Odette", "Marguerite", ""],
        birth: "1979-02-14",
        address: ["28-19", "Rue Des Bouleaux", "Ottawa", "ON", "K2P 0G4", "CA"],
        number: "T73410-61237-90214",
        expires: "2030-02-14",
        doubts: &[],
    }
}

/// Fields in another order, a second line, a suffix, a hyphen, and names cut short.
const V10: &str = "@\n\u{1e}\rANSI 636000100102DL00410288ZV03290008DLDAQT64911730\nDCSMCALLISTER-O'DELLINGSWORTHYN\nDDET\nDACDACEY\nDDFN\nDADD\nDDGN\nDCUIII\nDCAD\nDCBK\nDCDPH\nDBD06062026\nDBB11301999\nDBA12102034\nDBC1\nDAU068 in\nDAYGRY\nDAG2300 W BROAD ST NW\nDAHAPT 4B\nDAIST. JOHN'S\nDAJVA\nDAK232694411  \nDCF2424244747474786102204\nDCGUSA\nDCK123456789\nDDAF\nDDB06062018\nDDC06062030\nDDD1\nDDK1\rZVZVA01\r";

fn v10() -> Wanted {
    Wanted {
        names: ["McAllister-O'Dellingsworthyn", "Dacey", "D", "III"],
        birth: "1999-11-30",
        address: ["2300", "W Broad St NW, Apt 4B", "St. John's", "VA", "23269-4411", "US"],
        number: "T64911730",
        expires: "2034-12-10",
        doubts: &[(Field::FamilyName, Why::CutShort)],
    }
}

type Card = (&'static str, &'static str, fn() -> Wanted);
const CARDS: [Card; 4] = [
    ("version 8", V8, v8),
    ("version 1", V1, v1),
    ("Canadian", CANADIAN, canadian),
    ("version 10", V10, v10),
];

const MARKS: [char; 5] = ['\n', '\r', '\u{1e}', '\u{1c}', '\u{1d}'];

/// What a scanner does to a text.
type Scanner = fn(&str) -> String;

const SCANNERS: [(&str, Scanner); 12] = [
    ("as it stands", |text| text.to_owned()),
    ("a key for Enter each", |text| text.replace(MARKS, "\r\n")),
    ("tabs", |text| text.replace(MARKS, "\t")),
    ("marks swallowed", |text| text.replace(MARKS, "")),
    ("marks swallowed, with the first sign", |text| text.replace(MARKS, "").replace('@', "")),
    ("marks swallowed, with the whole header", |text| {
        let text = text.replace(MARKS, "");
        text[text.find("DLD").unwrap() + 2..].to_owned()
    }),
    ("spaces for marks", |text| text.replace(MARKS, " ")),
    ("bars for marks", |text| text.replace(MARKS, "|")),
    ("tildes for marks, no first sign", |text| text.replace(MARKS, "~").replace('@', "")),
    ("marks written out", |text| {
        text.replace('\n', "<LF>").replace('\r', "<CR>").replace(['\u{1e}', '\u{1c}'], "<RS>")
    }),
    ("only the ends of lines lost", |text| text.replace('\n', "")),
    ("Caps Lock", |text| text.chars().map(|c| c.to_lowercase().next().unwrap()).collect()),
];

#[test]
fn every_card_is_read_from_every_scanner() {
    for (card, text, wanted) in CARDS {
        for (scanner, types) in SCANNERS {
            let sample = format!("{card}, {scanner}");
            let (wanted, typed) = (wanted(), types(text));
            let licence = read(&typed).unwrap_or_else(|| panic!("{sample}: nothing was read"));
            // Beside what the card itself leaves open, a lost mark may leave open where a name ends.
            let more = licence.habits.marks == Marks::Lost;
            let doubts: Vec<_> = licence.doubts.iter().map(|one| (one.field, one.why)).collect();
            assert!(
                wanted.doubts.iter().all(|doubt| doubts.contains(doubt)),
                "{sample}: {doubts:?}"
            );
            assert!(more || doubts == wanted.doubts, "{sample}: {doubts:?}");
            let wanted = Wanted { doubts: doubts.leak(), ..wanted };
            holds(&sample, &typed, &wanted);
        }
    }
}

#[test]
fn what_the_scanner_does_is_seen() {
    let marks = |types: Scanner| read(&types(V8)).unwrap().habits;
    assert_eq!(
        marks(str::to_owned),
        Habits { header: Header::Whole, marks: Marks::Kept, case_turned: false }
    );
    assert_eq!(marks(|text| text.replace(MARKS, "|")).marks, Marks::Changed('|'));
    assert_eq!(marks(|text| text.replace(MARKS, "")).marks, Marks::Lost);
    assert_eq!(marks(|text| text.replace('@', "")).header, Header::NoSign);
    assert_eq!(marks(|text| text[text.find("DLD").unwrap()..].to_owned()).header, Header::Lost);
    assert!(marks(str::to_lowercase).case_turned);
    assert_eq!((read(V8).unwrap().version, read(V1).unwrap().version), (Some(8), Some(1)));
}

/// One element of the card of version 8 in another way.
fn with(from: &str, to: &str) -> String {
    assert!(V8.contains(from), "{from}");
    V8.replace(from, to)
}

#[test]
fn cards_that_differ_from_the_standard_are_read_or_doubted() {
    use Field::{Address, BirthDate, FamilyName, GivenName};
    use Why::{Missing, Unclear};
    let names = |names| Wanted { names, ..v8() };
    let all = |doubts| Wanted { names: ["Quennell", "Harriet", "Maude", ""], doubts, ..v8() };
    let one =
        |to: &str| with("DCSQUENNELL\nDACHARRIET\nDADMAUDE", to).replace("DDEN\nDDFN\nDDGN\n", "");
    let unsure: &[_] = &[(FamilyName, Unclear), (GivenName, Unclear)];
    let samples: Vec<(&str, String, Wanted)> = vec![
        ("no middle name", with("DADMAUDE", "DADNONE"), names(["Quennell", "Harriet", "", ""])),
        ("unavailable", with("DADMAUDE", "DADunavl"), names(["Quennell", "Harriet", "", ""])),
        (
            "one name only",
            with("DACHARRIET\nDADMAUDE", "DACNONE\nDADNONE"),
            Wanted { names: ["Quennell", "", "", ""], doubts: &[(GivenName, Missing)], ..v8() },
        ),
        (
            "suffix in the family name",
            with("DCSQUENNELL", "DCSQUENNELL JR"),
            names(["Quennell", "Harriet", "Maude", "Jr"]),
        ),
        ("full name, given names together", one("DAAQUENNELL,HARRIET MAUDE"), v8()),
        (
            "full name, dollars",
            one("DAAQUENNELL$HARRIET$MAUDE$SR"),
            names(["Quennell", "Harriet", "Maude", "Sr"]),
        ),
        ("full name, at signs", one("DAAQUENNELL@HARRIET@MAUDE"), v8()),
        ("full name, spaces", one("DAAQUENNELL HARRIET MAUDE"), all(unsure)),
        (
            "full name, family name of two words",
            one("DAADE LA QUENNELLE,HARRIET,"),
            names(["De La Quennelle", "Harriet", "", ""]),
        ),
        ("family name of version 1", with("DCSQUENNELL", "DABQUENNELL"), v8()),
        ("all given names in one", with("DACHARRIET\nDADMAUDE", "DCTHARRIET MAUDE"), v8()),
        (
            "in small letters already",
            with("DCSQUENNELL", "DCSvan Quennell"),
            names(["van Quennell", "Harriet", "Maude", ""]),
        ),
        (
            "no such day",
            with("DBB04171988", "DBB04311988"),
            Wanted { birth: "", doubts: &[(BirthDate, Unclear)], ..v8() },
        ),
        (
            "day first",
            with("DBB04171988", "DBB17041988"),
            Wanted { birth: "", doubts: &[(BirthDate, Unclear)], ..v8() },
        ),
        (
            "no birth date",
            with("DBB04171988\n", ""),
            Wanted { birth: "", doubts: &[(BirthDate, Missing)], ..v8() },
        ),
        ("date with hyphens", with("DBB04171988", "DBB1988-04-17"), v8()),
        (
            "no street",
            with("DAG4410 LARKSPUR AVE\n", ""),
            Wanted {
                address: ["", "", "Fresno", "CA", "93701", "US"],
                doubts: &[(Address, Missing)],
                ..v8()
            },
        ),
        (
            "box",
            with("DAG4410 LARKSPUR AVE", "DAGPO BOX 118"),
            Wanted { address: ["", "PO Box 118", "Fresno", "CA", "93701", "US"], ..v8() },
        ),
        (
            "where somebody lives",
            V8.replace("DAG4", "DAL4")
                .replace("DAIF", "DANF")
                .replace("DAJCA", "DAOCA")
                .replace("DAK9", "DAP9"),
            v8(),
        ),
        ("counts that are wrong", with("DL00410278ZC03190024", "DL00000000ZC99999999"), v8()),
        ("country left out", with("DCGUSA\n", ""), v8()),
        ("one mark lost behind a date", with("DBB04171988\nDBC2", "DBB04171988DBC2"), v8()),
        (
            "one mark lost behind a name",
            with("DCSQUENNELL\nDACHARRIET", "DCSQUENNELLDACHARRIET"),
            v8(),
        ),
        (
            "letters of an element in a name",
            with("DCSQUENNELL", "DCSMCDADE"),
            names(["McDade", "Harriet", "Maude", ""]),
        ),
        (
            "identity card",
            with("\rANSI 636014080002DL", "\rANSI 636014080002ID").replace("DLDCA", "IDDCA"),
            v8(),
        ),
        ("the oldest file type", with("ANSI 6360", "AAMVA6360"), v8()),
    ];
    for (sample, text, wanted) in samples {
        holds(sample, &text, &wanted);
    }
}

/// The marks lost, and names and streets made of the letters of elements.
#[test]
fn where_marks_are_lost_what_may_be_wrong_is_doubted() {
    for (from, to, names, street) in [
        ("DCSQUENNELL", "DCSMCDADE", ["McDade", "Harriet", "Maude", ""], "Larkspur Ave"),
        ("DACHARRIET", "DACDAD", ["Quennell", "Dad", "Maude", ""], "Larkspur Ave"),
        ("LARKSPUR AVE", "DADE AVE", ["Quennell", "Harriet", "Maude", ""], "Dade Ave"),
    ] {
        let licence = read(&with(from, to).replace(MARKS, "")).unwrap();
        let (found, birth, address, number, _) = told(&licence);
        assert_eq!(found, names, "{to}");
        assert_eq!((birth, number), ("1988-04-17".to_owned(), "Y7310442".to_owned()), "{to}");
        assert_eq!(address[1], street, "{to}");
        assert!(licence.doubts.iter().any(|doubt| doubt.why == Why::Unclear), "{to}");
    }
}

#[test]
fn what_is_no_licence_is_none() {
    for text in [
        "",
        "@",
        "ANSI ",
        "Maria Sousa 4417",
        "mail@example.com",
        "@\n\u{1e}\rANSI 636014080002DL00410278",
        "DAQ1\nDBB04171988\nDBA04172030\nDCGUSA\nDAJCA",
        "WVWZZZ1KZ6W650709",
    ] {
        assert!(read(text).is_none(), "{text:?}");
    }
    assert!(read(&V8.repeat(20)).is_none(), "longer than any code");
}

#[test]
fn a_record_has_neither_number_nor_expiry_and_debug_shows_nothing() {
    let licence = read(V10).unwrap();
    let written = serde_json::to_string(&licence.record()).unwrap();
    assert!(
        written.contains("O'Dellingsworthyn III") && written.contains("1999-11-30"),
        "{written}"
    );
    for secret in ["64911730", "2034"] {
        assert!(!written.contains(secret), "{written}");
    }
    assert_eq!(format!("{licence:?}"), "Licence(redacted)");
    assert_eq!(
        licence.searches(),
        ["McAllister-O'Dellingsworthyn Dacey 23269", "McAllister-O'Dellingsworthyn Dacey"]
    );
    assert_eq!(read(CANADIAN).unwrap().searches()[0], "Tremblecourt Odette K2P0G4");
    let without = V8.replace("DAK937010000  \n", "").replace(MARKS, "|");
    assert_eq!(read(&without).unwrap().searches()[0], "Quennell Harriet 1988-04-17");
}

mod properties {
    use super::*;
    use proptest::prelude::*;

    /// Letters of which no element is made.
    fn plain_name() -> impl Strategy<Value = String> {
        "[A-CE-Z][A-CE-Z]{2,11}"
    }

    fn card(
        family: &str,
        given: &str,
        middle: &str,
        street: &str,
        born: &str,
        version: u8,
    ) -> String {
        format!(
            "@\n\u{1e}\rANSI 636014{version:02}0001DL00310200DLDAQN1234567\nDCS{family}\nDDEN\nDAC{given}\nDDFN\nDAD{middle}\nDDGN\nDBA01012032\nDBB{born}\nDBC1\nDAG{street}\nDAIBOISE\nDAJID\nDAK837020000\nDCGUSA\r"
        )
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn no_text_makes_it_panic(text in any::<String>(), ids in "(@?(ANSI |AAMVA)?[0-9DLIZ\n]{0,30}(D[A-D][A-Z][A-Z0-9 ,é\n|]{0,9}){0,40})") {
            let _ = read(&text);
            let _ = read(&ids);
            let _ = read(&format!("@\n\u{1e}\rANSI {text}{ids}"));
        }

        #[test]
        fn a_card_of_anybody_is_read_where_the_marks_are_left(
            family in "[A-Z][A-Z' -]{0,16}[A-Z]", given in "[A-Z]{2,12}", middle in "[A-Z]{1,12}",
            street in "[1-9][0-9]{0,3} [A-Z]{2,12} (ST|AVE|RD)", version in 2u8..=10,
            year in 1930..2009i32, month in 1..=12i32, day in 1..=28i32, sign in prop::sample::select(vec!["\n", "\r\n", "\t", "|", "~", "^"]),
        ) {
            prop_assume!([&family, &given, &middle].iter().all(|name| !is_none(name)));
            let born = format!("{month:02}{day:02}{year}");
            let text = card(&family, &given, &middle, &street, &born, version).replace('\n', sign);
            let licence = read(&text).unwrap();
            let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_uppercase();
            let family_read = [licence.family_name.clone(), licence.suffix.clone()].into_iter().flatten().collect::<Vec<_>>().join(" ");
            prop_assert_eq!(words(&family_read), words(&family));
            prop_assert_eq!(licence.given_name.unwrap_or_default().to_uppercase(), given);
            prop_assert_eq!(licence.middle_name.unwrap_or_default().to_uppercase(), middle);
            prop_assert_eq!(licence.birth_date.unwrap_or_default(), format!("{year}-{month:02}-{day:02}"));
            let address = licence.address.unwrap_or_default();
            let line = format!("{} {}", address.house_number.unwrap_or_default(), address.street_name.unwrap_or_default());
            prop_assert_eq!(line.to_uppercase(), street);
        }

        #[test]
        fn a_card_of_anybody_is_read_where_the_marks_are_lost(
            family in plain_name(), given in plain_name(), middle in "[A-CE-Z]{1,10}", sign in prop::sample::select(vec!["", " "]),
            year in 1930..2009i32, month in 1..=12i32, day in 1..=28i32,
        ) {
            prop_assume!([&family, &given, &middle].iter().all(|name| !is_none(name)));
            let born = format!("{month:02}{day:02}{year}");
            let text = card(&family, &given, &middle, "12 ELM ST", &born, 8).replace(['\n', '\r'], sign);
            let licence = read(&text).unwrap();
            prop_assert_eq!(licence.family_name.unwrap_or_default().to_uppercase(), family);
            prop_assert_eq!(licence.given_name.unwrap_or_default().to_uppercase(), given);
            prop_assert_eq!(licence.middle_name.unwrap_or_default().to_uppercase(), middle);
            prop_assert_eq!(licence.birth_date.unwrap_or_default(), format!("{year}-{month:02}-{day:02}"));
        }

        /// Names of the letters that elements are made of, and no mark left: each name is either the
        /// one on the card, or it is doubted.
        #[test]
        fn no_element_stands_in_a_value_unsaid(
            family in "[DABCES]{2,9}", given in "[DABCES]{2,9}", middle in "[DABCES]{1,6}",
        ) {
            let text = card(&family, &given, &middle, "12 ELM ST", "04171988", 8).replace(['\n', '\r'], "");
            let licence = read(&text).unwrap();
            let doubted = |field| licence.doubts.iter().any(|doubt| doubt.field == field);
            for (field, name) in [
                (Field::FamilyName, &licence.family_name),
                (Field::GivenName, &licence.given_name),
                (Field::MiddleName, &licence.middle_name),
            ] {
                let name = name.clone().unwrap_or_default().to_uppercase();
                let inside = name.char_indices().any(|(at, _)| elements::at_start(&name[at..]).is_some());
                prop_assert!(!inside || doubted(field), "{:?} {}", field, name);
            }
        }
    }

    fn is_none(name: &str) -> bool {
        elements::is_nothing(name)
    }
}
