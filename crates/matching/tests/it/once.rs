//! One fact told in several fields counts once: a move, a neighbourhood, an address made of a name.

use crate::{maria, record};
use customer::Record;
use matching::{Counts, Form, Frequencies as _, Relation, Score, score};
use serde_json::{Value, json};

fn scored(a: &Record, b: &Record) -> Score {
    let counts = Counts { customers: 5_000, ..Counts::default() };
    score(&Form::of(a, "GB"), &Form::of(b, "GB"), &counts)
}

fn at(number: &str, street: &str, city: &str, code: &str) -> Value {
    json!([{"kind": "physical", "houseNumber": number, "streetName": street, "city": city,
            "postalCode": code}])
}

fn place(found: &Score) -> f64 {
    let fields = ["postalCode", "street", "city"];
    found.evidence.iter().filter(|e| fields.contains(&&*e.field)).map(|e| e.weight).sum()
}

#[test]
fn a_move_is_one_fact_however_many_fields_differ() {
    let stored = maria(json!({"addresses": at("12", "High Street", "Leeds", "LS1 4AP")}));
    let moved = maria(json!({"addresses": at("9", "Elm Road", "Hull", "HU1 1AA")}));
    let found = scored(&moved, &stored);
    assert!((-2.5..-1.5).contains(&place(&found)), "{}", place(&found));
    assert_eq!(found.relation, Relation::Same);
    for evidence in found.evidence.iter().filter(|e| e.field == "street" || e.field == "city") {
        assert!(evidence.weight < 0.0, "each still says that it differs: {evidence:?}");
    }
    let code_only = maria(json!({"addresses": [{"postalCode": "HU1 1AA"}]}));
    let found = scored(&code_only, &stored);
    assert!((-2.5..-1.5).contains(&place(&found)), "{}", place(&found));
}

#[test]
fn a_neighbour_who_shares_code_street_and_town_shares_one_fact() {
    let stored = maria(json!({"addresses": at("12", "High Street", "Leeds", "LS1 4AP")}));
    let neighbour = |number: &str| {
        let addresses = at(number, "High Street", "Leeds", "LS1 4AP");
        record(json!({"names": {"givenName": "M.", "familyName": "Jones"},
            "addresses": addresses, "channels": []}))
    };
    let found = scored(&neighbour("47"), &stored);
    assert_eq!(found.relation, Relation::Different, "{found:?}");
    assert!(found.probability < 0.01, "{}", found.probability);
    assert!(place(&found) < 6.0, "{}", place(&found));
    assert!(place(&scored(&neighbour("12"), &stored)) > place(&found) + 5.0);
}

#[test]
fn an_address_made_of_the_name_tells_namesakes_apart_less() {
    let with = |mail: &str| maria(json!({"channels": [{"kind": "email", "value": mail}]}));
    let weight = |a: &str, b: &str| {
        let found = scored(&with(a), &with(b));
        found.evidence.iter().find(|e| e.field == "email").map_or(0.0, |e| e.weight)
    };
    let named = weight("maria.sousa12@mail.example", "maria.sousa13@mail.example");
    let other = weight("blueraven77@mail.example", "blueravem77@mail.example");
    assert!(named > 0.0 && other > named + 3.0, "{named} {other}");
}

#[test]
fn an_address_that_names_who_bears_it_is_shared_less() {
    let same = |mail: &str| {
        let person = maria(json!({"channels": [{"kind": "email", "value": mail}]}));
        scored(&person, &person).log_odds
    };
    assert!(same("maria.s@mail.example") > same("blue77raven@mail.example"));
}

#[test]
fn whom_a_mailbox_names_is_no_news_where_both_are_called_so() {
    let stored = maria(json!({"names": {"givenName": "Sousa", "familyName": "Kelly"},
        "channels": [{"kind": "email", "value": "blue77@mail.example"}]}));
    let asking = |mail: &str| {
        scored(&maria(json!({"channels": [{"kind": "email", "value": mail}]})), &stored).log_odds
    };
    let (own_family, other) = (asking("sousa.m@post.example"), asking("raven5@post.example"));
    assert!((own_family - other).abs() < 1e-9, "{own_family} {other}");
}

#[test]
fn one_person_under_two_names_makes_no_household() {
    let living = |given: &str, born: &str| {
        record(json!({"names": {"givenName": given, "familyName": "Sousa"},
            "identity": {"birthDate": born},
            "addresses": at("12", "High Street", "Leeds", "LS1 4AP")}))
    };
    let others = |records: [Record; 2]| {
        let mut counts = Counts::default();
        for record in records {
            counts.add(&record, "GB");
        }
        counts.household().map_or(0.0, |(others, _)| others)
    };
    assert!(others([living("Maria", "1980-01-31"), living("Jorge", "1979-06-12")]) > 0.9);
    assert!(others([living("Maria", "1980-01-31"), living("Belinha", "1980-01-31")]) < 1e-9);
    // Where names go wrong and birth dates go wrong, some go wrong together.
    let spoilt = |at: usize| {
        let number = (at / 4).to_string();
        let (given, born) = match at % 4 {
            0 | 1 => ("Maria", "1980-01-31"),
            2 => ("Maria", "1952-11-27"),
            _ => ("Belinha", "1980-01-31"),
        };
        let mut one = living(given, born);
        one.addresses[0].house_number = Some(number);
        one
    };
    let mut counts = Counts::default();
    for at in 0..400 {
        counts.add(&spoilt(at), "GB");
    }
    let (others, rows) = counts.household().unwrap_or_default();
    assert!(others < 0.2 && rows > 399.0, "{others} of {rows}");
    assert!((counts.stored_again() - 0.5).abs() < 1e-9, "{}", counts.stored_again());
}

#[test]
fn who_shares_a_phone_is_of_the_household_also_where_nobody_shares_a_house() {
    let mut counts = Counts::default();
    for number in 0..2_000 {
        let number = number.to_string();
        counts.add(
            &maria(json!({"addresses": at(&number, "High Street", "Leeds", "LS1 4AP")})),
            "GB",
        );
    }
    let person = |given: &str| {
        record(json!({"names": {"givenName": given, "familyName": "Raven"},
            "channels": [{"kind": "phone", "use": "home", "value": "+447700900417"}]}))
    };
    let found =
        score(&Form::of(&person("Gudrun"), "GB"), &Form::of(&person("Jorge"), "GB"), &counts);
    assert_eq!(found.relation, Relation::Household, "{}", found.log_odds);
    assert!(found.log_odds < 0.0, "{}", found.log_odds);
}

#[test]
fn an_address_that_hundreds_share_says_little_and_a_family_s_says_much() {
    let living = |number: &str, given: &str, family: &str| {
        record(json!({"names": {"givenName": given, "familyName": family},
            "addresses": at(number, "Elm Road", "Hull", "HU1 1AA")}))
    };
    let mut counts = Counts::default();
    for other in 0..300 {
        counts.add(&living("7", "Maria", &format!("Family{other}")), "GB");
        counts.add(&living(&format!("{}", other + 100), "Jorge", "Sousa"), "GB");
    }
    for member in 0..4 {
        counts.add(&living("9", &format!("Child{member}"), "Raven"), "GB");
    }
    let street = |number: &str| {
        let (one, other) = (living(number, "Gudrun", "Raven"), living(number, "Astrid", "Meyer"));
        let found = score(&Form::of(&one, "GB"), &Form::of(&other, "GB"), &counts);
        found.evidence.iter().find(|one| one.field == "street").map_or(0.0, |one| one.weight)
    };
    assert!(street("7") < 2.0, "{}", street("7"));
    assert!(street("9") > 5.0, "{}", street("9"));
}
