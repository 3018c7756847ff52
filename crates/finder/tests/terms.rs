//! What people type, and whom they mean: each input must bring its customer first.

#![expect(clippy::unwrap_used, reason = "a helper that fails shall fail its test")]

use customer::{Record, search_term};
use finder::{Customer, Finder, Options, ask, face};

const PEOPLE: &[&str] = &[
    r#"{"id": "01-16203", "customerKey": "DOM123", "names": {"givenName": "Maria", "familyName": "Sousa"},
        "company": {"name": "Sousa Lda"}, "identity": {"birthDate": "1980-01-31"},
        "channels": [{"kind": "phone", "value": "07700 904417"},
                     {"kind": "email", "value": "maria.ferro@sousa-cars.example"}],
        "addresses": [{"city": "Leeds", "postalCode": "LS6 4AP"}],
        "vehicles": [{"vin": "WVWZZZ1KZ6C650709", "licensePlate": "AB12 CDE"}]}"#,
    r#"{"id": "02-20001", "customerKey": "K-00017", "names": {"givenName": "Conor", "familyName": "O'Brien"},
        "channels": [{"kind": "phone", "value": "+353 86 123 4567"}],
        "addresses": [{"city": "Newcastle upon Tyne", "postalCode": "SW1A 0AA"}]}"#,
    r#"{"id": "02-20002", "names": {"givenName": "Jan", "middleName": "van den", "familyName": "Berg"},
        "channels": [{"kind": "email", "value": "jvdb@kpnmail.example"}],
        "vehicles": [{"licensePlate": "12-ABC-3"}]}"#,
    r#"{"id": "02-20003", "names": {"givenName": "Pieter", "familyName": "van der Heijden"}}"#,
    r#"{"id": "02-20004", "names": {"givenName": "Jürgen", "familyName": "Müller"},
        "company": {"name": "Autohaus Straßer GmbH & Co. KG"},
        "vehicles": [{"licensePlate": "M-AB 1234"}]}"#,
    r#"{"id": "02-20005", "names": {"givenName": "Björk", "familyName": "Ólafsdóttir"}}"#,
    r#"{"id": "02-20006", "names": {"givenName": "小龙", "familyName": "李"}}"#,
    r#"{"id": "02-20007", "names": {"givenName": "Søren", "familyName": "Ångström"},
        "company": {"name": "Færøe Biler A/S"}}"#,
    r#"{"id": "02-20008", "names": {"givenName": "Robert", "familyName": "Quartermaine"},
        "channels": [{"kind": "phone", "value": "+351 912 345 678"}]}"#,
    r#"{"id": "02-20009", "names": {"givenName": "Zoë-Marie", "familyName": "Lloyd-Jones"},
        "identity": {"birthDate": "1975-11-02"}}"#,
    r#"{"id": "02-20010", "names": {"givenName": "Γιώργος", "familyName": "Παπαδόπουλος"}}"#,
    r#"{"id": "02-20011", "names": {"givenName": "Иван", "familyName": "Смирнов"}}"#,
    r#"{"id": "02-20012", "names": {"preferredName": "Kit", "givenName": "Christopher", "familyName": "Featherstonehaugh"}}"#,
    r#"{"id": "02-20014", "names": {"familyName": "Zwart"}, "vehicles": [{"vin": "TMBJJ9NE2CA000017"}]}"#,
    r#"{"id": "02-20015", "channels": [{"kind": "email", "value": "petra.muller850@inbox.example"}],
        "addresses": [{"postalCode": "1012 AB"}], "vehicles": [{"licensePlate": "M-ZE 9504"}]}"#,
    r#"{"id": "02-20016", "channels": [{"kind": "email", "value": "jan_smit99@post-24.example"}],
        "addresses": [{"postalCode": "8060 RG"}], "vehicles": [{"licensePlate": "AYP-444"}]}"#,
    r#"{"id": "02-20017", "channels": [{"kind": "email", "value": "bob-lee7@example.com"},
        {"kind": "email", "value": "info+shop3@example.com"},
        {"kind": "email", "value": "christopher.lee123@example.com"}],
        "vehicles": [{"licensePlate": "4521 KLM"}]}"#,
    r#"{"id": "02-20013", "names": {"givenName": "Łukasz", "familyName": "Wójcik", "familyName2": "Nowak"}}"#,
];

fn index() -> Finder {
    Finder::of((0_u32..).zip(PEOPLE).map(|(handle, text)| {
        let record: Record = serde_json::from_str(text).unwrap();
        Customer { handle, opened: None, words: face::words(&record, "GB") }
    }))
    .unwrap()
}

/// What is typed in Britain, and the last digits of the id of the one who is meant.
const TYPED: &[(&str, &str)] = &[
    // Names, in any order and part.
    ("maria", "16203"),
    ("MARIA SOUSA", "16203"),
    ("sousa maria", "16203"),
    ("sousa, maria", "16203"),
    ("mar sou", "16203"),
    ("m sousa", "16203"),
    ("souza", "16203"),
    ("maria suosa", "16203"),
    ("quartermaine", "20008"),
    ("quatermaine", "20008"),
    ("wuartermaine", "20008"),
    ("quartremiane", "20008"),
    ("qartermain", "20008"),
    ("bob quartermaine", "20008"),
    ("rob quart", "20008"),
    ("bobby quartermaine", "20008"),
    ("hob quartermaine", "20008"),
    ("dob quartermain", "20008"),
    ("bob quatermaine", "20008"),
    ("topher feather", "20012"),
    ("kristopher featherstonehaugh", "20012"),
    ("jorg muller", "20004"),
    ("mamie sousa", "16203"),
    ("christopher", "20012"),
    ("kit featherstonehaugh", "20012"),
    ("chris feather", "20012"),
    ("fetherstonehaugh", "20012"),
    ("featherstnehagh", "20012"),
    ("qaurtremaine", "20008"),
    ("heidjne", "20003"),
    ("nowak", "20013"),
    ("wojcik", "20013"),
    ("lukasz wojcik", "20013"),
    ("Łukasz", "20013"),
    // Accents and national ways of writing.
    ("Müller", "20004"),
    ("Mueller", "20004"),
    ("Muller", "20004"),
    ("MÜLLER", "20004"),
    ("Jurgen Muller", "20004"),
    ("juergen", "20004"),
    ("Ólafsdóttir", "20005"),
    ("olafsdottir", "20005"),
    ("Björk", "20005"),
    ("bjork olaf", "20005"),
    ("soren", "20007"),
    ("soeren", "20007"),
    ("Søren", "20007"),
    ("angstrom", "20007"),
    ("aangstroem", "20007"),
    ("Ångström", "20007"),
    ("färöe", "20007"),
    ("faeroe", "20007"),
    ("strasser", "20004"),
    ("Straßer", "20004"),
    ("李", "20006"),
    ("李小龙", "20006"),
    ("小龙", "20006"),
    ("Παπαδόπουλος", "20010"),
    ("παπαδοπουλος", "20010"),
    ("Γιώργος", "20010"),
    ("Смирнов", "20011"),
    ("иван смирнов", "20011"),
    // Written in other letters than they are kept in.
    ("papadopoulos", "20010"),
    ("giorgos papad", "20010"),
    ("papadopulos", "20010"),
    ("smirnov", "20011"),
    ("ivan smirnov", "20011"),
    ("иван smirnof", "20011"),
    ("Новак", "20013"),
    ("Бьорк", "20005"),
    ("Квартермаине", "20008"),
    ("zoe", "20009"),
    ("Zoë-Marie", "20009"),
    ("zoe marie", "20009"),
    ("zoemarie", "20009"),
    ("marie lloyd", "20009"),
    ("lloyd-jones", "20009"),
    ("lloyd jones", "20009"),
    ("lloydjones", "20009"),
    ("jones", "20009"),
    // Apostrophes and particles.
    ("O'Brien", "20001"),
    ("O’Brien", "20001"),
    ("OBrien", "20001"),
    ("O Brien", "20001"),
    ("brien", "20001"),
    ("conor o'b", "20001"),
    ("van den Berg", "20002"),
    ("vandenberg", "20002"),
    ("berg", "20002"),
    ("berg jan", "20002"),
    ("jan van den berg", "20002"),
    ("van der heijden", "20003"),
    ("vanderheijden", "20003"),
    ("heijden", "20003"),
    ("heyden", "20003"),
    ("pieter heijd", "20003"),
    // Companies.
    ("Sousa Lda", "16203"),
    ("lda", "16203"),
    ("autohaus", "20004"),
    ("autohaus strasser", "20004"),
    ("Autohaus Straßer GmbH", "20004"),
    ("autohaus strasser gmbh & co kg", "20004"),
    ("strasser gmbh", "20004"),
    ("biler", "20007"),
    // Phones.
    ("07700904417", "16203"),
    ("07700 904417", "16203"),
    ("07700-904-417", "16203"),
    ("(07700) 904417", "16203"),
    ("+44 7700 904417", "16203"),
    ("+44 (0)7700 904417", "16203"),
    ("00447700904417", "16203"),
    ("447700904417", "16203"),
    ("904417", "16203"),
    ("4417", "16203"),
    ("…4417", "16203"),
    ("0770090", "16203"),
    ("70090", "16203"),
    ("0441", "16203"),
    ("+351 912", "20008"),
    ("+351 912…", "20008"),
    ("+351912345678", "20008"),
    ("912345678", "20008"),
    ("345678", "20008"),
    ("9123", "20008"),
    ("086 123", "20001"),
    ("086123", "20001"),
    ("+353 86", "20001"),
    ("1234567", "20001"),
    ("sousa 4417", "16203"),
    ("4417 sousa", "16203"),
    // E-mails.
    ("maria.ferro@sousa-cars.example", "16203"),
    ("MARIA.FERRO@Sousa-Cars.Example", "16203"),
    ("maria.ferro@", "16203"),
    ("maria.f", "16203"),
    ("ferro@sousa-cars.example", "16203"),
    ("ferro@sou", "16203"),
    ("ferro@", "16203"),
    ("Ms Maria Sousa", "16203"),
    ("Mr Robert Quartermaine", "20008"),
    ("Herr Müller", "20004"),
    ("ferro", "16203"),
    ("sousa-cars", "16203"),
    ("@sousa-cars.example", "16203"),
    ("@sousa", "16203"),
    ("jvdb", "20002"),
    ("kpnmail", "20002"),
    ("petra.muller850", "20015"),
    ("petra.m", "20015"),
    ("inbox.example", "20015"),
    ("inbox.ex", "20015"),
    ("jan_smit99", "20016"),
    ("post-24.example", "20016"),
    ("bob-lee7", "20017"),
    ("info+shop3", "20017"),
    ("christopher.lee123", "20017"),
    // Cars.
    ("WVWZZZ1KZ6C650709", "16203"),
    ("wvwzzz1kz6c650709", "16203"),
    ("WVWZZZIKZ6C65O7O9", "16203"),
    ("WVWZZZ1KZ", "16203"),
    ("6C650709", "16203"),
    ("6c650709", "16203"),
    ("6C65O7O9", "16203"),
    ("650709", "16203"),
    ("AB12 CDE", "16203"),
    ("AB12CDE", "16203"),
    ("ab12cde", "16203"),
    ("AB12", "16203"),
    ("12-ABC-3", "20002"),
    ("12abc3", "20002"),
    ("B12 CDE", "16203"),
    ("12CDE", "16203"),
    ("CDE", "16203"),
    ("2cd", "16203"),
    ("abc3", "20002"),
    ("ABC", "20002"),
    ("2-ABC", "20002"),
    ("0709", "16203"),
    ("000017", "20014"),
    ("C650709", "16203"),
    ("6C65", "16203"),
    ("MAB1234", "20004"),
    ("M-ZE 9504", "20015"),
    ("m-ze 9504", "20015"),
    ("M ZE 9504", "20015"),
    ("m ze 9504", "20015"),
    ("m-ze9504", "20015"),
    ("AYP 444", "20016"),
    ("ayp 444", "20016"),
    ("AYP-444", "20016"),
    ("4521 KLM", "20017"),
    ("4521 klm", "20017"),
    // Places, keys, dates.
    ("LS6 4AP", "16203"),
    ("LS64AP", "16203"),
    ("LS6", "16203"),
    ("maria ls6", "16203"),
    ("1012ab", "20015"),
    ("1012 ab", "20015"),
    ("8060rg", "20016"),
    ("smit 8060rg", "20016"),
    ("smit 8060 rg", "20016"),
    ("SW1A0AA", "20001"),
    ("SW1A 0AA", "20001"),
    ("leeds", "16203"),
    ("sousa leeds", "16203"),
    ("newcastle", "20001"),
    ("newcastle upon tyne", "20001"),
    ("DOM123", "16203"),
    ("dom123", "16203"),
    ("dom12", "16203"),
    ("K-00017", "20001"),
    ("k00017", "20001"),
    ("01-16203", "16203"),
    ("0116203", "16203"),
    ("31.1.80", "16203"),
    ("31.01.1980", "16203"),
    ("31/01/1980", "16203"),
    ("31/1/80", "16203"),
    ("1980-01-31", "16203"),
    ("31 Jan 1980", "16203"),
    ("sousa 31.1.1980", "16203"),
    ("2.11.1975", "20009"),
    ("lloyd 02/11/1975", "20009"),
];

/// Plates, postcodes and e-mail addresses of one country at desks of others.
const ABROAD: &[(&str, &str)] = &[
    ("M-ZE 9504", "20015"),
    ("m-ze 9504", "20015"),
    ("M ZE 9504", "20015"),
    ("m ze 9504", "20015"),
    ("M-ZE9504", "20015"),
    ("AYP 444", "20016"),
    ("4521 KLM", "20017"),
    ("8060rg", "20016"),
    ("1012 ab", "20015"),
    ("petra.muller850", "20015"),
];

/// The same at a desk in Germany.
const GERMAN: &[(&str, &str)] = &[
    ("M-AB 1234", "20004"),
    ("M AB 1234", "20004"),
    ("m-ab1234", "20004"),
    ("müller", "20004"),
    ("31.1.1980", "16203"),
];

#[test]
fn what_is_typed_brings_who_is_meant() {
    assert!(TYPED.len() >= 120);
    let finder = index();
    let mut wrong = Vec::new();
    let at_home = TYPED.iter().map(|one| (one, "GB"));
    let abroad =
        ABROAD.iter().flat_map(|one| ["NL", "FR", "FI", "US"].map(|country| (one, country)));
    let german = GERMAN.iter().map(|one| (one, "DE"));
    for ((typed, meant), country) in at_home.chain(german).chain(abroad) {
        let readings = search_term::read(typed, country);
        let pieces = ask::pieces(&readings, country);
        let found = finder.find(&pieces, Options::new(10), &|| false).unwrap();
        let first = found.first().and_then(|one| PEOPLE.get(one.handle as usize));
        let record: Option<Record> = first.map(|text| serde_json::from_str(text).unwrap());
        let id = record.and_then(|record| record.id).unwrap_or_default();
        if !id.ends_with(meant) {
            wrong.push(format!("{typed:?} brings {id:?}, not {meant}: {readings:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), TYPED.len(), wrong.join("\n"));
}

fn handles(finder: &Finder, typed: &str, options: Options) -> Vec<u32> {
    let pieces = ask::pieces(&search_term::read(typed, "GB"), "GB");
    let found = finder.find(&pieces, options, &|| false).unwrap();
    found.iter().map(|one| one.handle).collect()
}

#[test]
fn short_forms_can_be_left_out() {
    let finder = index();
    let options = Options::new(10);
    assert_eq!(handles(&finder, "bob quartermaine", options), [8]);
    let without = Options { nicknames: false, ..options };
    assert!(handles(&finder, "bob quartermaine", without).is_empty());
}

#[test]
fn a_short_form_comes_before_a_typing_error() {
    let people = [("Bab", "Smith"), ("Robert", "Smyth"), ("Robert", "Smith"), ("Bob", "Smith")];
    let finder = Finder::of((0_u32..).zip(people).map(|(handle, (given, family))| {
        let text = format!(r#"{{"names": {{"givenName": "{given}", "familyName": "{family}"}}}}"#);
        let record: Record = serde_json::from_str(&text).unwrap();
        Customer { handle, opened: None, words: face::words(&record, "GB") }
    }))
    .unwrap();
    assert_eq!(handles(&finder, "bob smith", Options::new(10)), [3, 2, 1]);
}

#[test]
fn what_nobody_would_type_is_answered_with_a_bounded_question() {
    let finder = index();
    let long = "sousa ".repeat(900_000);
    let words: String = (0..10_000).map(|n| format!("w{n} ")).collect();
    let hyphens = "a-".repeat(3_000_000);
    let digits = "7700904417".repeat(500_000);
    let mixed = "\u{202e}ΑΒΓ%_*李'`´\u{0}".repeat(20_000);
    let terms = [long.as_str(), &words, &hyphens, &digits, &mixed, "*%_?", "%", "_____", "\u{7}"];
    for typed in terms.into_iter().chain(["\u{0}maria", "maria\u{1b}[31m", "''''", "@", "+"]) {
        let pieces = ask::pieces(&search_term::read(typed, "GB"), "GB");
        let start: String = typed.chars().take(12).collect();
        assert!(pieces.len() <= ask::MOST, "{start:?}");
        assert!(pieces.iter().all(|piece| piece.ways.len() <= 12), "{start:?}");
        for way in pieces.iter().flat_map(|piece| &piece.ways) {
            assert!(way.value.chars().count() <= 800, "{start:?}");
        }
        finder.find(&pieces, Options::new(10), &|| false).unwrap();
    }
    for nothing in ["*%_?", "%", "_____", "\u{7}", "''''", ""] {
        assert!(handles(&finder, nothing, Options::new(10)).is_empty(), "{nothing:?}");
    }
}
