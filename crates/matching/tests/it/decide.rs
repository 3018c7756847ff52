//! The action, the sentence and the question.

use crate::{maria, numbered, record};
use customer::Record;
use matching::decide::{Policy, decide_with};
use matching::{Action, Branch, Counts, Decision, Question, Relation, decide};
use serde_json::{Value, json};

fn decided(person: &Record, records: &[Record]) -> Decision<usize> {
    let counts = Counts { customers: 5_000, ..Counts::default() };
    decide(person, &numbered(records), &counts, "GB")
}

fn jorge() -> Record {
    maria(json!({"names": {"givenName": "Jorge", "familyName": "Sousa"}, "channels": [
        {"kind": "phone", "value": "020 7946 0018"}]}))
}

#[test]
fn nobody_known_means_create() {
    let decision = decided(&maria(json!({})), &[]);
    assert_eq!((decision.action, decision.tree.branch), (Action::Create, Branch::None));
    let stranger = record(json!({"names": {"givenName": "Peter", "familyName": "Jones"}}));
    let decision = decided(&maria(json!({})), &[stranger]);
    assert_eq!((decision.action, decision.use_id), (Action::Create, None));
    assert_eq!(decision.candidates.len(), 1, "who was compared is listed all the same");
    assert_eq!(decision.plausible().count(), 0);
}

#[test]
fn one_whom_rule_and_evidence_name_is_used() {
    let decision = decided(&maria(json!({})), &[jorge(), maria(json!({}))]);
    assert_eq!((decision.action, decision.use_id), (Action::Use, Some(1)));
    assert_eq!(decision.tree.branch, Branch::NameAndContact);
    assert_eq!(decision.candidates[0].id, 1, "best first");
    assert!(decision.reason.contains("same last name and the same phone"));
}

#[test]
fn the_customer_key_is_used_even_after_a_marriage_but_not_for_another_given_name() {
    let person = maria(json!({"customerKey": "DOM123", "channels": []}));
    let married = maria(json!({"customerKey": "DOM123",
        "names": {"givenName": "Maria", "familyName": "Smith"}}));
    let decision = decided(&person, &[married]);
    assert_eq!((decision.action, decision.tree.branch), (Action::Use, Branch::CustomerKey));
    let another = maria(json!({"customerKey": "DOM123",
        "names": {"givenName": "Peter", "familyName": "Jones"}}));
    let decision = decided(&person, &[another]);
    assert_eq!((decision.action, decision.tree.branch), (Action::Ask, Branch::CustomerKey));
}

#[test]
fn another_given_name_forbids_what_the_rule_would_use_and_asks_nobody() {
    let spouse = maria(json!({"names": {"givenName": "Jorge", "familyName": "Sousa"}}));
    let decision = decided(&maria(json!({})), &[spouse]);
    assert_eq!(decision.tree.branch, Branch::NameAndContact);
    assert_eq!((decision.action, decision.use_id), (Action::Create, None));
    assert_eq!(decision.candidates[0].relation, Relation::Household);
    assert_eq!(decision.plausible().count(), 0, "shown, not asked about");
    assert!(decision.reason.contains("given name differs"));
    // Both parents, at the number of the house.
    let parent = |given: &str| maria(json!({"names": {"givenName": given, "familyName": "Sousa"}}));
    let decision = decided(&maria(json!({})), &[parent("Jorge"), parent("Beatriz")]);
    assert_eq!((decision.action, decision.tree.branch), (Action::Create, Branch::Several));
    assert!(decision.reason.contains("given names all differ"), "{}", decision.reason);
    assert!(!decision.reason.contains("decide"), "nobody is asked: {}", decision.reason);
}

/// Who lives with somebody known is asked about only where it may be her all the same.
#[test]
fn a_family_is_no_question_and_a_namesake_is_one() {
    let home = json!([{"kind": "physical", "houseNumber": "12", "streetName": "High Street",
        "city": "Leeds", "postalCode": "LS1 4AP"}]);
    let car = json!([{"vin": "WVWZZZ1KZ6W650709"}]);
    let stored = |more: Value| {
        let mut value = json!({"identity": {"birthDate": "1980-01-31"}, "addresses": home,
            "vehicles": car});
        for (name, member) in more.as_object().into_iter().flatten() {
            value[name.as_str()] = member.clone();
        }
        maria(value)
    };
    let jorge = |more: Value| {
        let mut value = json!({"names": {"givenName": "Jorge", "familyName": "Sousa"}});
        for (name, member) in more.as_object().into_iter().flatten() {
            value[name.as_str()] = member.clone();
        }
        maria(value)
    };
    let other_name = json!({"names": {"givenName": "Jorge", "familyName": "Pinto"}});
    let known = stored(json!({}));
    let table = [
        ("a spouse with the same phone", jorge(json!({})), Action::Create),
        ("a spouse of another name", maria(other_name), Action::Create),
        (
            "a child at the same address",
            jorge(json!({"addresses": home, "channels": [],
                "identity": {"birthDate": "2004-11-02"}})),
            Action::Create,
        ),
        (
            "who drives the same car",
            jorge(json!({"channels": [], "vehicles": car})),
            Action::Create,
        ),
        ("who has all of it", jorge(json!({"addresses": home, "vehicles": car})), Action::Create),
        (
            "mother and daughter of one name",
            maria(json!({"addresses": home, "channels": [],
                "identity": {"birthDate": "2004-11-02"}})),
            Action::Ask,
        ),
        (
            "the same with the same phone",
            maria(json!({"addresses": home, "identity": {"birthDate": "2004-11-02"}})),
            Action::Ask,
        ),
        (
            "a short form at the same address",
            maria(json!({"names": {"givenName": "M.", "familyName": "Sousa"}, "addresses": home,
                "channels": []})),
            Action::Ask,
        ),
        (
            "another given name, and born the same day",
            jorge(json!({"identity": {"birthDate": "1980-01-31"}, "addresses": home})),
            Action::Ask,
        ),
    ];
    for (who, person, action) in table {
        let decision = decided(&person, std::slice::from_ref(&known));
        let one = &decision.candidates[0];
        assert_eq!(decision.action, action, "{who}: {:?} {}", one.relation, one.log_odds);
        let asked = usize::from(action == Action::Ask);
        assert_eq!(decision.plausible().count(), asked, "{who}");
        assert_ne!(one.relation, Relation::Different, "{who}");
    }
    // The same key is a question, whatever the given name.
    let keyed = |given: &str| {
        maria(json!({"customerKey": "DOM123",
            "names": {"givenName": given, "familyName": "Sousa"}}))
    };
    let decision = decided(&keyed("Jorge"), &[keyed("Maria")]);
    assert_eq!((decision.action, decision.plausible().count()), (Action::Ask, 1));
    // Nor does the family hide who is stored beside them.
    let decision = decided(&maria(json!({})), &[jorge(json!({})), known]);
    assert!(decision.plausible().map(|one| one.id).eq([1]), "{:?}", decision.action);
    assert_ne!(decision.action, Action::Create);
}

/// Father and son of one name at one address are not told apart by anything else, however few
/// customers there are and whatever the rule says.
#[test]
fn another_birth_date_is_never_used_without_asking() {
    let tolliver = |born: &str, key: Option<&str>| {
        record(json!({"kind": "person", "customerKey": key,
            "names": {"givenName": "Edward", "familyName": "Tolliver"},
            "identity": {"birthDate": born},
            "channels": [{"kind": "phone", "line": "landline", "value": "01865 200204"}],
            "addresses": [{"kind": "physical", "streetName": "Mill Lane", "houseNumber": "4",
                "postalCode": "OX2 3AA", "city": "Oxford"}]}))
    };
    for others in [0, 5, 24, 50] {
        for (key, branch) in [(None, Branch::NameAndContact), (Some("KX-777"), Branch::CustomerKey)]
        {
            let stored = [tolliver("1951-01-09", key)];
            let mut counts = Counts::default();
            counts.add(&stored[0], "GB");
            for other in 0..others {
                let names = json!({"givenName": format!("G{other}"), "familyName": "Other"});
                counts.add(&record(json!({"names": names})), "GB");
            }
            let asking =
                |born: &str| decide(&tolliver(born, key), &numbered(&stored), &counts, "GB");
            let son = asking("1984-08-21");
            assert_eq!((son.action, son.tree.branch), (Action::Ask, branch), "{others}");
            assert_eq!((son.use_id, son.plausible().count()), (None, 1), "{others}");
            assert!(son.reason.ends_with("The birth date differs."), "{}", son.reason);
            // Day and month changed places: a slip, and no other person.
            let slip = asking("1951-09-01");
            assert_eq!((slip.action, slip.tree.branch), (Action::Use, branch), "{others}");
        }
    }
}

#[test]
fn a_keyed_customer_is_shown_but_never_used_unless_the_dealer_allows_it() {
    let keyed = [maria(json!({"customerKey": "DOM123", "identity": {"birthDate": "1980-01-31"}}))];
    let person = maria(json!({"identity": {"birthDate": "1980-01-31"}}));
    let decision = decided(&person, &keyed);
    assert_eq!((decision.action, decision.tree.branch), (Action::Ask, Branch::None));
    assert_eq!(decision.plausible().count(), 1);
    assert!(decision.reason.contains("customer key"));
    let counts = Counts { customers: 5_000, ..Counts::default() };
    let allowed = Policy { use_keyed: true, ..Policy::SEED };
    let decision = decide_with(allowed, &person, &numbered(&keyed), &counts, "GB");
    assert_eq!((decision.action, decision.use_id), (Action::Use, Some(0)));
    let other_key = maria(json!({"customerKey": "K2", "identity": {"birthDate": "1980-01-31"}}));
    assert_eq!(decided(&other_key, &keyed).action, Action::Ask, "our key and another one");
}

#[test]
fn overwhelming_evidence_is_enough_without_the_rule() {
    let stored = maria(json!({"names": {"givenName": "Maria", "familyName": "Smith"},
        "identity": {"birthDate": "1980-01-31"}}));
    let person = maria(json!({"identity": {"birthDate": "1980-01-31"}}));
    let decision = decided(&person, &[stored]);
    assert_eq!((decision.action, decision.tree.branch), (Action::Use, Branch::None));
}

#[test]
fn two_who_fit_are_never_chosen_between() {
    let decision = decided(&maria(json!({})), &[maria(json!({})), maria(json!({}))]);
    assert_eq!((decision.action, decision.tree.branch), (Action::Ask, Branch::Several));
    // The rule sees one, the evidence two: the other has a key.
    let twice = [maria(json!({})), maria(json!({"customerKey": "K1"}))];
    let decision = decided(&maria(json!({})), &twice);
    assert_eq!((decision.action, decision.tree.branch), (Action::Ask, Branch::NameAndContact));
}

#[test]
fn where_rule_and_evidence_disagree_a_person_decides_and_is_told_so() {
    // The rule finds the father by name and phone; the evidence knows the daughter, who has a key.
    let father = maria(json!({"names": {"givenName": "Jorge", "familyName": "Sousa"}}));
    let daughter = maria(json!({"customerKey": "K1", "identity": {"birthDate": "1980-01-31"}}));
    let person = maria(json!({"identity": {"birthDate": "1980-01-31"}}));
    let decision = decided(&person, &[father, daughter]);
    assert_eq!((decision.action, decision.tree.ids.clone()), (Action::Ask, vec![0]));
    assert_eq!(decision.candidates[0].id, 1);
    assert!(decision.reason.contains("disagree"), "{}", decision.reason);
}

#[test]
fn the_question_is_what_tells_the_candidates_apart() {
    let with = |more: Value| {
        let mut value = more;
        value["customerKey"] = json!("K");
        maria(value)
    };
    let car = |model: &str| json!([{"make": "VW", "model": model}]);
    let town = |town: &str| json!([{"city": town}]);
    let table = [
        (
            vec![with(json!({"vehicles": car("Golf")})), with(json!({"vehicles": car("Polo")}))],
            Some(Question::Vehicle),
        ),
        (
            vec![
                with(json!({"vehicles": car("Golf"), "addresses": town("Leeds")})),
                with(json!({"vehicles": car("Golf"), "addresses": town("York")})),
            ],
            Some(Question::Town),
        ),
        (
            vec![
                with(json!({"identity": {"birthDate": "1980-01-31"}})),
                with(json!({"identity": {"birthDate": "1980-01-30"}})),
            ],
            Some(Question::BirthDay),
        ),
        (vec![with(json!({})), with(json!({}))], None),
    ];
    for (records, question) in table {
        assert_eq!(decided(&maria(json!({})), &records).question, question);
    }
}

#[test]
fn the_question_is_about_those_who_may_be_meant_and_not_about_their_house() {
    let leeds = || maria(json!({"addresses": [{"city": "Leeds"}]}));
    let spouse = maria(json!({"names": {"givenName": "Jorge", "familyName": "Sousa"},
        "addresses": [{"city": "York"}]}));
    let decision = decided(&maria(json!({})), &[leeds(), leeds(), spouse]);
    assert_eq!(decision.action, Action::Ask);
    assert!(decision.plausible().map(|one| one.id).eq([0, 1]));
    assert!(decision.candidates[2].log_odds >= decision.ask_from, "near enough to be asked about");
    assert_eq!(decision.question, None, "a town tells none of the two from the other");
}

#[test]
fn no_sentence_holds_a_value_of_the_record() {
    let person = maria(json!({"customerKey": "DOM123"}));
    for other in [jorge(), maria(json!({})), maria(json!({"customerKey": "DOM123"}))] {
        let reason = decided(&person, &[other]).reason;
        for value in ["Maria", "Sousa", "7400", "DOM123"] {
            assert!(!reason.contains(value), "{reason}");
        }
    }
}

#[test]
fn a_dealers_thresholds_decide_who_is_used_and_who_is_asked_about() {
    let person = maria(json!({}));
    let known = [maria(json!({"id": "1"}))];
    let counts = Counts { customers: 5_000, ..Counts::default() };
    let with = |policy: Policy| decide_with(policy, &person, &numbered(&known), &counts, "GB");
    let shipped = with(Policy::SEED);
    assert_eq!(shipped.action, Action::Use);
    let best = shipped.candidates[0].log_odds;

    // Without the rule's support, evidence has to be beyond the dealer's own threshold.
    let other = record(json!({"names": {"givenName": "Maria", "familyName": "Sousa"},
        "identity": {"birthDate": "1980-01-31"}, "addresses": [{"kind": "physical",
        "streetName": "High Street", "houseNumber": "12", "postalCode": "LS1 4AP"}]}));
    let alone = |use_from: f64, ask_from: f64| {
        let stored = Record { id: Some("1".to_owned()), ..other.clone() };
        let rows = [stored];
        let policy = Policy { use_from, ask_from, ..Policy::SEED };
        decide_with(policy, &other, &numbered(&rows), &counts, "GB")
    };
    let odds = alone(6.9, -3.0).candidates[0].log_odds;
    assert!(odds > 3.0, "{odds}");
    assert_eq!(alone(odds - 0.1, -3.0).action, Action::Use);
    assert_eq!(alone(odds + 0.1, -3.0).action, Action::Ask);

    let stranger = record(json!({"names": {"givenName": "Maria", "familyName": "Sousa"}}));
    let ask = |ask_from: f64| {
        let policy = Policy { ask_from, ..Policy::SEED };
        decide_with(policy, &stranger, &numbered(&known), &counts, "GB")
    };
    let odds = ask(-3.0).candidates[0].log_odds;
    assert_eq!(ask(odds - 0.1).plausible().count(), 1);
    assert_eq!(ask(odds + 0.1).plausible().count(), 0);
    assert_eq!(ask(odds + 0.1).action, Action::Create);
    assert!(best > odds);
}

#[test]
fn thresholds_stay_within_what_makes_sense() {
    let wild = Policy { use_keyed: false, use_from: -50.0, ask_from: 99.0 }.bounded();
    assert_eq!((wild.use_from, wild.ask_from), (Policy::USE_FROM[0], Policy::ASK_FROM[1]));
    let none = Policy { use_keyed: false, use_from: f64::NAN, ask_from: f64::NAN }.bounded();
    assert_eq!(none, Policy::SEED);
}
