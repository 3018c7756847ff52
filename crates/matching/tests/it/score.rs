//! What the fields say: the same person, the household, a stranger.

use crate::{maria, record};
use customer::Record;
use matching::{Counts, Form, Outcome, Relation, Score, score};
use serde_json::json;

fn scored(a: &Record, b: &Record) -> Score {
    let counts = Counts { customers: 5_000, ..Counts::default() };
    score(&Form::of(a, "GB"), &Form::of(b, "GB"), &counts)
}

fn home() -> serde_json::Value {
    json!([{"kind": "physical", "houseNumber": "12", "streetName": "High Street", "city": "Leeds",
            "postalCode": "LS1 4AP"}])
}

#[test]
fn one_person_is_recognised_through_the_usual_differences() {
    let stored = maria(json!({"identity": {"birthDate": "1980-01-31"}, "addresses": home()}));
    let changes = [
        json!({}),
        json!({"names": {"givenName": "Mary", "familyName": "Sousa"}}),
        json!({"names": {"givenName": "M.", "familyName": "Sousa"}, "addresses": home()}),
        json!({"names": {"givenName": "Maria", "familyName": "Souza"}, "addresses": home()}),
        json!({"names": {"givenName": "Sousa", "familyName": "Maria"}}),
        json!({"names": {"givenName": "Maria", "familyName": "Smith"}, "addresses": home()}),
        json!({"identity": {"birthDate": "1980-01-31"}, "channels": []}),
        json!({"identity": {"birthDate": "1981-01-31"}, "addresses": home()}),
        json!({"channels": [{"kind": "phone", "value": "07400 654321"}], "addresses": home(),
               "identity": {"birthDate": "1980-01-31"}}),
    ];
    for change in changes {
        let found = scored(&maria(change.clone()), &stored);
        assert_eq!(found.relation, Relation::Same, "{change}: {found:?}");
        assert!(found.probability > 0.7, "{change}: {}", found.probability);
    }
}

#[test]
fn the_household_is_told_from_the_person() {
    let stored = maria(json!({"identity": {"birthDate": "1980-01-31"}, "addresses": home()}));
    let others = [
        json!({"names": {"givenName": "Jorge", "familyName": "Sousa"}, "addresses": home()}),
        json!({"names": {"givenName": "Jorge", "familyName": "Sousa"},
               "identity": {"birthDate": "1979-06-12"}}),
        json!({"identity": {"birthDate": "2004-11-02"}, "addresses": home(), "channels": []}),
    ];
    for other in others {
        let found = scored(&maria(other.clone()), &stored);
        assert_eq!(found.relation, Relation::Household, "{other}: {found:?}");
        assert!(found.probability < 0.4, "{other}: {}", found.probability);
    }
}

#[test]
fn strangers_stay_strangers() {
    let stored = maria(json!({"addresses": home()}));
    let others = [
        json!({"names": {"givenName": "Peter", "familyName": "Jones"},
               "channels": [{"kind": "phone", "value": "020 7946 0018"}]}),
        json!({"names": {"familyName": "Sousa"}, "channels": []}),
        json!({"names": null, "channels": []}),
    ];
    for other in others {
        let found = scored(&maria(other.clone()), &stored);
        assert_eq!(found.relation, Relation::Different, "{other}: {found:?}");
        assert!(found.probability < 0.1, "{other}: {}", found.probability);
    }
}

#[test]
fn a_rare_name_proves_more_than_a_common_one() {
    let mut counts = Counts { customers: 5_000, ..Counts::default() };
    counts.family.insert("sousa".to_owned(), 400);
    counts.family.insert("quintanilha".to_owned(), 1);
    let odds = |family: &str| {
        let person = record(json!({"names": {"givenName": "Maria", "familyName": family}}));
        let form = Form::of(&person, "GB");
        score(&form, &form, &counts).log_odds
    };
    assert!(odds("Quintanilha") > odds("Sousa") + 2.0);
}

#[test]
fn a_number_that_many_share_proves_less() {
    let mut counts = Counts { customers: 5_000, ..Counts::default() };
    let form = Form::of(&maria(json!({"names": {"familyName": "Sousa"}})), "GB");
    let alone = score(&form, &form, &counts).log_odds;
    counts.channels.insert("+447400123456".to_owned(), 6);
    assert!(score(&form, &form, &counts).log_odds < alone - 1.0);
}

#[test]
fn evidence_names_the_members_of_the_record_and_adds_up() {
    let person = maria(json!({
        "names": {"givenName": "Maria", "familyName": "Souza"}, "addresses": home(),
        "vehicles": [{"vin": "WVWZZZ1KZ6W650709", "licensePlate": "AB12 CDE"}]
    }));
    let stored = maria(json!({
        "identity": {"birthDate": "1980-01-31"},
        "vehicles": [{"vin": "6W650709", "licensePlate": "AB12CDE"}]
    }));
    let found = scored(&person, &stored);
    let listed: Vec<(&str, Outcome)> =
        found.evidence.iter().map(|e| (&*e.field, e.outcome)).collect();
    assert_eq!(
        listed,
        [
            ("givenName", Outcome::Agree),
            ("familyName", Outcome::Similar),
            ("birthDate", Outcome::Missing),
            ("phone", Outcome::Agree),
            ("vin", Outcome::Agree),
            ("licensePlate", Outcome::Agree),
            ("postalCode", Outcome::Missing),
            ("street", Outcome::Missing),
            ("city", Outcome::Missing),
        ]
    );
    for evidence in &found.evidence {
        match evidence.outcome {
            Outcome::Missing => assert_eq!(evidence.weight, 0.0),
            Outcome::Agree | Outcome::Similar => assert!(evidence.weight >= 0.0),
            Outcome::Differ => assert!(evidence.weight < 0.0),
        }
    }
}

#[test]
fn companies_are_compared_by_their_names() {
    let firm = |name: &str| {
        record(json!({"kind": "company", "company": {"name": name}, "addresses": home()}))
    };
    assert_eq!(scored(&firm("Sousa Lda"), &firm("SOUSA, LDA.")).relation, Relation::Same);
    assert_ne!(scored(&firm("Sousa Lda"), &firm("Silva Lda")).relation, Relation::Same);
    let works_there = maria(json!({"company": {"name": "Sousa Lda"}, "channels": []}));
    assert_ne!(scored(&works_there, &firm("Sousa Lda")).relation, Relation::Same);
}
