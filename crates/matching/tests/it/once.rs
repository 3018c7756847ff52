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
}
