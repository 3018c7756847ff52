//! What is found by what is typed, in which order, and why.

use crate::people::{COUNTRY, asked, at, crowd, firm, maria, named, open, phone, text};
use customer::{
    Channel, Line, Record, Use,
    search_term::{Meaning, Reading},
};
use store::{
    Failure,
    search::How,
    theirs::{Source, Stop, Theirs},
};

fn ids(theirs: &Theirs, term: &str) -> Vec<String> {
    let hits = theirs.find(&asked(term), 20).unwrap();
    hits.into_iter().map(|hit| hit.customer.id.unwrap()).collect()
}

#[test]
fn one_customer_is_found_by_every_scrap() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    store.theirs.put(&crowd(300), at(0), Source::Import).unwrap();
    store.theirs.put(&[maria()], at(0), Source::Full).unwrap();
    for (term, field, how) in [
        ("sousa", "familyName", How::Exact),
        ("SOU", "familyName", How::Start),
        ("mar sou", "givenName", How::Start),
        ("sousa maria", "familyName", How::Exact),
        ("lda", "company", How::Inner),
        ("4417", "phone", How::End),
        ("904417", "phone", How::End),
        ("07700904417", "phone", How::Exact),
        ("+44 7700 904417", "phone", How::Exact),
        ("447700904417", "phone", How::Exact),
        ("0770090", "phone", How::Start),
        ("70090441", "phone", How::Middle),
        ("maria.ferro@sousa-cars.example", "email", How::Exact),
        ("maria.ferro@sou", "email", How::Start),
        ("ferro", "email", How::Inner),
        ("WVWZZZ1KZ6W650709", "vin", How::Exact),
        ("6W650709", "vin", How::End),
        ("AB12CDE", "licensePlate", How::Exact),
        ("ab12 cde", "licensePlate", How::Exact),
        ("LS1 4AP", "postalCode", How::Exact),
        ("DOM123", "customerKey", How::Exact),
        ("dom12", "customerKey", How::Start),
        ("01-16203", "id", How::Exact),
        ("31.01.1980", "birthDate", How::Exact),
    ] {
        let hits = store.theirs.find(&asked(term), 20).unwrap();
        let hit = hits.iter().find(|hit| hit.customer.id.as_deref() == Some("01-16203"));
        let hit = hit.unwrap_or_else(|| panic!("{term}: {:?}", asked(term)));
        let why = &hit.why[0];
        assert_eq!((why.field, why.how), (field, how), "{term}: {:?}", hit.why);
        assert!((0.0..=1.0).contains(&hit.score), "{term}");
        assert!(hit.customer.record.display_name().contains("Sousa"));
    }
}

#[test]
fn all_that_was_typed_must_match() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    store.theirs.put(&crowd(300), at(0), Source::Import).unwrap();
    store.theirs.put(&[maria(), named("2", "Maria", "Lopes")], at(0), Source::Full).unwrap();
    assert_eq!(ids(&store.theirs, "maria 4417"), ["01-16203"]);
    assert_eq!(ids(&store.theirs, "maria lopes"), ["2"]);
    assert!(ids(&store.theirs, "lopes 4417").is_empty());
    assert!(ids(&store.theirs, "maria zzz").is_empty());
    let hit = &store.theirs.find(&asked("sou 4417"), 5).unwrap()[0];
    let why: Vec<_> = hit.why.iter().map(|why| (why.field, why.how, why.text.as_str())).collect();
    assert_eq!(why, [("familyName", How::Start, "sousa"), ("phone", How::End, "447700904417")]);
}

#[test]
fn nothing_typed_finds_nobody() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    store.theirs.put(&[maria()], at(0), Source::Full).unwrap();
    for term in ["", "   ", "\u{7}", "***", "\"", "a\0b"] {
        assert!(ids(&store.theirs, term).is_empty(), "{term:?}");
    }
    let empty = Reading {
        text: String::new(),
        meaning: Meaning::Name,
        value: String::new(),
        others: Vec::new(),
        comma: false,
        particle: false,
    };
    assert!(store.theirs.find(&[empty], 10).unwrap().is_empty());
    assert!(store.theirs.find(&asked("sousa"), 0).unwrap().is_empty());
}

#[test]
fn accents_umlauts_and_apostrophes_make_no_difference() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let people = [
        named("1", "Jürgen", "Müller"),
        named("2", "Zoë", "O'Brien-Smith"),
        named("3", "Łukasz", "Sørensen"),
        named("4", "Jan", "van der Berg"),
        named("5", "Ελένη", "Γιώργου"),
        named("6", "Δ", "李小龙"),
    ];
    store.theirs.put(&people, at(0), Source::Full).unwrap();
    for (term, id) in [
        ("muller", "1"),
        ("müller", "1"),
        ("mueller", "1"),
        ("JURGEN", "1"),
        ("zoe", "2"),
        ("obrien", "2"),
        ("o’brien", "2"),
        ("brien", "2"),
        ("smith", "2"),
        ("lukasz soren", "3"),
        ("berg", "4"),
        ("vanderberg", "4"),
        ("van der b", "4"),
        ("ελενη", "5"),
        ("李小", "6"),
    ] {
        assert_eq!(ids(&store.theirs, term), [id], "{term}");
    }
}

#[test]
fn better_matches_come_first_then_those_opened_here() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let mut by_mail = named("mail", "Xena", "Yonder");
    by_mail.channels = vec![Channel::email(Use::Home, "old.ann@x.example")];
    let mut inner = named("inner", "Mary Ann", "Zed");
    inner.kind = customer::Kind::Person;
    let people = [
        by_mail,
        inner,
        named("start", "Annabel", "Reed"),
        named("exact-1", "Ann", "Reed"),
        named("exact-2", "Ann", "Stone"),
        firm("firm", "Ann Motors"),
    ];
    let stored = store.theirs.put(&people, at(0), Source::Full).unwrap();
    assert_eq!(ids(&store.theirs, "ann"), ["exact-1", "exact-2", "firm", "inner", "start", "mail"]);
    store.theirs.opened(stored[4].local_id, at(9)).unwrap();
    assert_eq!(ids(&store.theirs, "ann")[..2], ["exact-2", "exact-1"]);
}

#[test]
fn who_was_opened_here_is_offered_even_where_thousands_match() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let stored = store.theirs.put(&crowd(3_000), at(0), Source::Import).unwrap();
    let last = stored.iter().rev().find(|row| row.id.as_deref() == Some("C0002999")).unwrap();
    store.theirs.opened(last.local_id, at(5)).unwrap();
    let all = store.theirs.find(&asked("zoe"), 200).unwrap();
    assert_eq!(all.len(), 125);
    assert_eq!(ids(&store.theirs, "zoe")[0], "C0002999");
}

#[test]
fn a_name_is_not_crowded_out_by_towns_and_mail_addresses() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    store.theirs.put(&crowd(2_000), at(0), Source::Import).unwrap();
    let people = [named("n1", "Amy", "Leeds"), named("n2", "Mailin", "Woo")];
    store.theirs.put(&people, at(0), Source::Full).unwrap();
    assert_eq!(ids(&store.theirs, "leeds")[0], "n1");
    assert_eq!(ids(&store.theirs, "mail")[0], "n2");
    assert_eq!(ids(&store.theirs, "leed").len(), 20, "the town comes behind");
}

#[test]
fn every_end_and_middle_of_a_number_finds_its_owner() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    store.theirs.put(&crowd(2_000), at(0), Source::Import).unwrap();
    for n in [0, 17, 999, 1_999] {
        let digits = phone(n).trim_start_matches('+').to_owned();
        let id = format!("C{n:07}");
        for from in 0..=digits.len() - 6 {
            for to in [from + 6, digits.len()] {
                let part = &digits[from..to];
                let reading = Reading {
                    text: part.to_owned(),
                    meaning: Meaning::Phone,
                    value: part.to_owned(),
                    others: Vec::new(),
                    comma: false,
                    particle: false,
                };
                let hits = store.theirs.find_ids(&[reading], 50).unwrap();
                let found = hits.iter().any(|hit| hit.id.as_deref() == Some(id.as_str()));
                // Six digits from the country code on are shared by many.
                assert!(found || (from < 3 && hits.len() == 50), "{part} of {digits}");
            }
        }
    }
}

#[test]
fn a_number_stored_in_any_notation_is_found_in_any_notation() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let notations =
        ["07700 900123", "+44 (0)7700 900123", "00447700900123", "7700-900-123", "(07700)900123"];
    let people: Vec<Record> = notations
        .iter()
        .enumerate()
        .map(|(n, notation)| {
            let mut record = named(&n.to_string(), "P", "Q");
            record.channels = vec![Channel::phone(Use::Home, Line::Mobile, *notation)];
            record
        })
        .collect();
    store.theirs.put(&people, at(0), Source::Full).unwrap();
    for term in notations.iter().chain(&["900123", "0770090", "00123", "+447700900123"]) {
        assert_eq!(ids(&store.theirs, term).len(), notations.len(), "{term}");
    }
}

#[test]
fn a_piece_is_also_tried_as_the_other_things_it_could_be() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let mut keyed = named("1", "K", "Only");
    keyed.customer_key = text("4417");
    let mut plated = named("2", "P", "Only");
    plated.vehicles =
        vec![customer::Vehicle { license_plate: text("SMITH"), ..Default::default() }];
    let mut phoned = named("3", "T", "Only");
    phoned.channels = vec![Channel::phone(Use::Home, Line::Mobile, "07700 904417")];
    store.theirs.put(&[keyed, plated, phoned], at(0), Source::Full).unwrap();
    let found = ids(&store.theirs, "4417");
    assert!(found.contains(&"1".to_owned()) && found.contains(&"3".to_owned()), "{found:?}");
    assert_eq!(ids(&store.theirs, "smith"), ["2"]);
}

#[test]
fn a_stopped_search_says_so_and_the_next_one_works() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    store.theirs.put(&crowd(500), at(0), Source::Import).unwrap();
    let stop = Stop::new();
    stop.stop();
    let stopped = store.theirs.find_until(&asked("a"), 10, &stop);
    assert!(matches!(stopped, Err(Failure::Stopped)));
    assert_eq!(store.theirs.find_until(&asked("anna"), 10, &Stop::new()).unwrap().len(), 10);
}

#[test]
fn searches_run_beside_each_other_and_beside_a_write() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    store.theirs.put(&crowd(500), at(0), Source::Import).unwrap();
    std::thread::scope(|scope| {
        let readers: Vec<_> = (0..4)
            .map(|_| {
                scope.spawn(|| {
                    (0..50).all(|_| store.theirs.find(&asked("anna"), 5).unwrap().len() == 5)
                })
            })
            .collect();
        for n in 0..20 {
            store.theirs.put(&crowd(500 + n), at(1), Source::Import).unwrap();
        }
        assert!(readers.into_iter().all(|reader| reader.join().unwrap()));
    });
}

#[test]
fn the_index_is_made_anew_for_another_country() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let mut record = named("1", "Lies", "Bos");
    record.channels = vec![Channel::phone(Use::Home, Line::Mobile, "06 12345678")];
    store.theirs.put(&[record], at(0), Source::Full).unwrap();
    let asked = customer::search_term::read("+31612345678", "NL");
    assert!(!store.theirs.set_country(COUNTRY).unwrap());
    assert!(store.theirs.set_country("NL").unwrap());
    assert_eq!(store.theirs.find(&asked, 5).unwrap()[0].why[0].how, How::Exact);
    assert!(!store.theirs.set_country("NL").unwrap());
    assert_eq!(store.theirs.find(&customer::search_term::read("bos", "NL"), 5).unwrap().len(), 1);
}

#[test]
fn rows_that_are_not_kept_are_held_against_the_question_like_those_that_are() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    store.theirs.put(&[maria()], at(0), Source::Full).unwrap();
    let (stranger, start) = (named("2", "Peter", "Jones"), named("3", "Ana", "Sousato"));
    let rows = [&stranger, &start, &maria()];
    let held = store.theirs.held_against(&asked("sousa"), &rows).unwrap();
    let why: Vec<_> =
        held.iter().map(|one| one.as_ref().map(|one| (one.why[0].field, one.why[0].how))).collect();
    assert_eq!(why, [None, Some(("familyName", How::Start)), Some(("familyName", How::Exact))]);
    let score = |at: usize| held[at].as_ref().map_or(0.0, |one| one.score);
    assert!(score(2) > score(1), "{} {}", score(2), score(1));
    let kept = store.theirs.find(&asked("sousa"), 9).unwrap();
    assert!((kept[0].score - score(2)).abs() < 1e-6, "as the index says it");
    assert_eq!(store.theirs.held_against(&[], &rows).unwrap().len(), 3);
    assert!(store.theirs.held_against(&asked("sousa"), &[]).unwrap().is_empty());
}
