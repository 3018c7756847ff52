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
fn names_alone_make_no_household() {
    let person = record(json!({"kind": "person",
        "names": {"givenName": "Maria", "familyName": "Sousa"},
        "channels": [{"kind": "phone", "value": "07700 900111"}]}));
    let stored = record(json!({"kind": "person",
        "names": {"givenName": "Mario", "familyName": "Souza"},
        "channels": [{"kind": "phone", "value": "07700 900222"}]}));
    let found = scored(&person, &stored);
    assert_eq!(found.relation, Relation::Different, "{found:?}");
    let stored = record(json!({"kind": "person",
        "names": {"givenName": "Jorge", "familyName": "Souza"},
        "channels": [{"kind": "phone", "value": "07700 900111"}]}));
    assert_eq!(scored(&person, &stored).relation, Relation::Household);
}

#[test]
fn whoever_shares_contact_address_or_car_belongs_to_the_household() {
    let stored = maria(json!({
        "channels": [{"kind": "phone", "value": "+44 7400 123456"},
                     {"kind": "email", "value": "sousas@mail.example"}],
        "identity": {"birthDate": "1980-01-31"}, "addresses": home(), "customerKey": "DOM123",
        "vehicles": [{"vin": "WVWZZZ1KZ6W650709", "licensePlate": "AB12 CDE"}]}));
    let ravi = |shares: serde_json::Value| {
        let mut person = json!({"kind": "person", "customerKey": "DOM999",
            "names": {"givenName": "Ravi", "familyName": "Gupta"},
            "identity": {"birthDate": "1991-06-12"},
            "channels": [{"kind": "phone", "value": "020 7946 0018"},
                         {"kind": "email", "value": "ravi@gupta.example"}],
            "addresses": [{"houseNumber": "9", "streetName": "Elm Road", "city": "Hull",
                           "postalCode": "HU1 1AA"}],
            "vehicles": [{"vin": "WVWZZZ1KZ6W000001", "licensePlate": "XX99 XXX"}]});
        for (name, value) in shares.as_object().expect("an object") {
            person[name.as_str()] = value.clone();
        }
        record(person)
    };
    for shares in [
        json!({"channels": [{"kind": "phone", "value": "07400 123456"}]}),
        json!({"channels": [{"kind": "email", "value": "Sousas@mail.example"}]}),
        json!({"addresses": home()}),
        json!({"addresses": [{"houseNumber": "12", "postalCode": "LS1 4AP"}]}),
        json!({"vehicles": [{"vin": "WVWZZZ1KZ6W650709"}]}),
        json!({"vehicles": [{"vin": "6W650709"}]}),
        json!({"vehicles": [{"licensePlate": "ab12cde"}]}),
    ] {
        let found = scored(&ravi(shares.clone()), &stored);
        assert_eq!(found.relation, Relation::Household, "{shares}: {found:?}");
        assert!(found.probability < 0.05, "{shares}: {}", found.probability);
    }
    for apart in [
        json!({}),
        json!({"addresses": [{"houseNumber": "12", "streetName": "High Street", "city": "Hull",
                              "postalCode": "HU1 1AA"}]}),
        json!({"addresses": [{"streetName": "High Street", "city": "Leeds",
                              "postalCode": "LS1 4AP", "houseNumber": "77"}]}),
    ] {
        let found = scored(&ravi(apart.clone()), &stored);
        assert_eq!(found.relation, Relation::Different, "{apart}: {found:?}");
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
fn a_car_that_was_sold_says_less_of_whoever_had_it() {
    let car = |more: serde_json::Value| {
        let mut car = json!({"vin": "WVWZZZ1KZ6W650709", "licensePlate": "AB12 CDE"});
        car.as_object_mut().expect("a car").extend(more.as_object().expect("members").clone());
        maria(json!({"channels": [], "vehicles": [car]}))
    };
    let owner = car(json!({"relationship": "OWNER"}));
    let whole = scored(&owner, &car(json!({})));
    for sold in [json!({"relationship": "FORMER_OWNER"}), json!({"isValid": false})] {
        let former = car(sold);
        let found = scored(&owner, &former);
        assert!(found.log_odds < whole.log_odds - 1.0, "{} {}", found.log_odds, whole.log_odds);
        let vin = found.evidence.iter().find(|one| one.field == "vin").expect("a VIN");
        assert_eq!(vin.outcome, Outcome::Agree, "it is one car all the same");
        assert_eq!(scored(&former, &former).log_odds, whole.log_odds, "and both have sold it");
    }
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

#[test]
fn one_firm_under_two_legal_forms_is_the_same_firm() {
    let counts = Counts { customers: 20_000, ..Counts::default() };
    let form =
        |name: &str| Form::of(&record(json!({"kind": "company", "company": {"name": name}})), "GB");
    for (one, other) in [
        ("HARGREAVES HAULAGE LIMITED", "Hargreaves Haulage Ltd"),
        ("Jansen Transport B. V.", "JANSEN TRANSPORT BV"),
        ("Garage Dupont S.à r.l.", "GARAGE DUPONT SARL"),
        ("Autotalo Virtanen Oy", "AUTOTALO VIRTANEN OSAKEYHTIÖ"),
    ] {
        let found = score(&form(one), &form(other), &counts);
        assert_eq!(found.relation, Relation::Same, "{one}: {found:?}");
        assert!(found.probability < 0.95, "a name alone proves no firm: {}", found.probability);
    }
    let other = score(&form("Hargreaves Haulage Ltd"), &form("Hargreaves Joinery Ltd"), &counts);
    assert_eq!(other.relation, Relation::Different, "{other:?}");
}

#[test]
fn a_slip_in_a_rare_name_is_a_slip_and_between_two_common_ones_it_is_another_name() {
    let mut counts = Counts { customers: 20_000, ..Counts::default() };
    counts.given.insert("maria".to_owned(), 200);
    for (name, count) in [("smith", 250), ("smit", 40), ("quintanilha", 1)] {
        counts.family.insert(name.to_owned(), count);
    }
    let family_weight = |a: &str, b: &str| {
        let form = |family: &str| {
            Form::of(&record(json!({"names": {"givenName": "Maria", "familyName": family}})), "GB")
        };
        let found = score(&form(a), &form(b), &counts);
        found.evidence.iter().find(|e| e.field == "familyName").map(|e| e.weight)
    };
    let (rare, common) =
        (family_weight("Quintanilha", "Quintnilha"), family_weight("Smith", "Smit"));
    assert!(rare > Some(3.0) && common < Some(1.5), "{rare:?} {common:?}");
}

#[test]
fn a_misread_birth_date_still_speaks_for_the_person() {
    let born = |day: &str| maria(json!({"identity": {"birthDate": day}, "channels": []}));
    let stored = born("1980-03-07");
    let weight = |day: &str| {
        let found = scored(&born(day), &stored);
        found.evidence.iter().find(|e| e.field == "birthDate").map_or(0.0, |e| e.weight)
    };
    for (day, least) in [
        ("1980-03-07", 9.0),
        ("1980-07-03", 5.0),
        ("1981-03-07", 2.0),
        ("1990-03-07", 2.0),
        ("1980-03-70", 2.0),
        ("1980-01-01", 0.1),
    ] {
        assert!(weight(day) > least, "{day}: {}", weight(day));
    }
    assert!(weight("1962-11-25") < -3.0);
}

#[test]
fn an_initial_fits_or_contradicts() {
    let with = |given: &str| maria(json!({"names": {"givenName": given, "familyName": "Sousa"}}));
    let weight = |given: &str| scored(&with(given), &maria(json!({}))).evidence[0].weight;
    assert!(weight("M.") > 2.0 && weight("P.") < -3.0);
}

#[test]
fn postcode_and_house_number_are_an_address() {
    let at = |number: &str| {
        maria(
            json!({"channels": [], "addresses": [{"houseNumber": number, "postalCode": "LS1 4AP"}]}),
        )
    };
    let stored = maria(json!({"addresses": home()}));
    let weight = |number: &str| {
        let found = scored(&at(number), &stored);
        found.evidence.iter().find(|e| e.field == "street").map_or(0.0, |e| e.weight)
    };
    assert!(weight("12") > 2.0 && weight("77") < -1.0);
}

#[test]
fn a_name_given_away_by_an_address_counts_after_a_marriage() {
    let stored =
        maria(json!({"channels": [{"kind": "email", "value": "maria.sousa@mail.example"}],
        "names": {"givenName": "Maria", "familyName": "Sousa"}}));
    let married = |mail: &str| {
        maria(json!({"names": {"givenName": "Maria", "familyName": "Holloway"},
            "channels": [{"kind": "email", "value": mail}]}))
    };
    let (telling, other) = (married("maria.sousa.80@post.example"), married("blue77@post.example"));
    assert!(scored(&telling, &stored).log_odds > scored(&other, &stored).log_odds + 3.0);
}

#[test]
fn father_and_son_of_one_name_are_told_by_their_birth_dates() {
    let born = |day: &str| {
        maria(json!({"identity": {"birthDate": day}, "addresses": home(), "channels": []}))
    };
    let relation = |day: &str| scored(&born(day), &born("1980-03-07")).relation;
    assert_eq!(relation("1951-11-25"), Relation::Household);
    assert_eq!(relation("1980-03-09"), Relation::Same);
}
