//! Two people whom the numbers alone would take for one: nobody is used unasked for another.

use crate::{numbered, record};
use customer::Record;
use matching::{Action, Branch, Counts, Decision, decide};
use serde_json::{Value, json};

fn counts() -> Counts {
    Counts { customers: 12_000, ..Counts::default() }
}

fn decided(person: &Record, records: &[Record]) -> Decision<usize> {
    decide(person, &numbered(records), &counts(), "DE")
}

/// Somebody of one house and one landline; `more` goes over it.
fn at_home(given: &str, family: &str, more: Value) -> Record {
    let mut value = json!({"kind": "person",
        "names": {"givenName": given, "familyName": family},
        "channels": [{"kind": "phone", "line": "landline", "value": "0711 4920183"}],
        "addresses": [{"kind": "physical", "streetName": "Ahornweg", "houseNumber": "7",
            "postalCode": "70173", "city": "Stuttgart"}]});
    for (name, member) in more.as_object().into_iter().flatten() {
        match (value.get_mut(name), member) {
            (Some(Value::Object(known)), Value::Object(more)) => known.extend(more.clone()),
            _ => value[name.as_str()] = member.clone(),
        }
    }
    record(value)
}

fn born(date: &str) -> Value {
    json!({"identity": {"birthDate": date}})
}

fn action(asking: &Record, stored: &Record) -> Action {
    decided(asking, std::slice::from_ref(stored)).action
}

#[test]
fn a_sister_a_wife_or_a_twin_is_never_used_for_the_man() {
    for (one, other) in [
        ("Leon", "Leonie"),
        ("Daniel", "Daniela"),
        ("Simon", "Simone"),
        ("Paul", "Paula"),
        ("Jan", "Jana"),
        ("Michael", "Michaela"),
        ("Viktor", "Viktoria"),
        ("Julian", "Julia"),
        ("Jürgen", "Jörg"),
        ("Mia", "Pia"),
        ("Christian", "Christina"),
        ("Hans", "Hannes"),
        ("Anna", "Hanna"),
        ("Hannah", "Anna"),
        ("Jan", "Jens"),
        ("Tim", "Tom"),
        ("Henri", "Henriette"),
        ("Francis", "Frances"),
        ("Mehmet", "Ahmet"),
        ("Ali", "Alia"),
        ("Marie", "Maria"),
        ("Karl", "Karla"),
        ("Joseph", "Josephine"),
        ("Patrick", "Patricia"),
        ("Nicola", "Nicolas"),
    ] {
        for more in [json!({}), born("1998-08-18")] {
            for (a, b) in [(one, other), (other, one)] {
                let (asking, stored) =
                    (at_home(a, "Albers", more.clone()), at_home(b, "Albers", more.clone()));
                assert_ne!(action(&asking, &stored), Action::Use, "{a} {b} {more}");
            }
        }
    }
    let christian = at_home("Christian", "Lüders", born("1990-05-12"));
    let christina = at_home("Christina", "Lüders", born("1991-05-12"));
    assert_ne!(action(&christina, &christian), Action::Use, "a year apart");
}

#[test]
fn one_name_in_two_forms_is_used_as_it_was() {
    for (one, other) in [
        ("Katharina", "Catharina"),
        ("Yusuf", "Yousef"),
        ("Philipp", "Filip"),
        ("Stefan", "Stephan"),
        ("Thomas", "Tomas"),
        ("Robert", "Bob"),
        ("Hans-Peter", "Peter"),
        ("T.", "Thomas"),
        ("Anna Maria", "Anna"),
        ("Annamaria", "Anna Maria"),
        ("Mohammed", "Muhammad"),
        ("Elisabeth", "Elizabeth"),
        // A slip of the finger in a long name that nobody else bears.
        ("Bartholomäus", "Batholomäus"),
    ] {
        for (a, b) in [(one, other), (other, one)] {
            let (asking, stored) = (
                at_home(a, "Albers", born("1968-08-18")),
                at_home(b, "Albers", born("1968-08-18")),
            );
            let decision = decided(&asking, &[stored]);
            assert_eq!(decision.action, Action::Use, "{a} {b}: {}", decision.reason);
        }
    }
}

#[test]
fn where_gender_or_title_contradict_a_person_is_asked() {
    let said = |title: Value, gender: Value| {
        at_home(
            "Kim",
            "Albers",
            json!({"names": {"title": title},
            "personalDetails": {"gender": gender}, "identity": {"birthDate": "1968-08-18"}}),
        )
    };
    let nothing = || said(json!(null), json!(null));
    for (asking, stored, expected) in [
        (said(json!("Herr"), json!(null)), said(json!("Frau"), json!(null)), Action::Ask),
        (said(json!(null), json!("MALE")), said(json!(null), json!("FEMALE")), Action::Ask),
        (said(json!("Mr"), json!(null)), said(json!(null), json!("FEMALE")), Action::Ask),
        (said(json!("Mevr."), json!(null)), said(json!("Dhr."), json!(null)), Action::Ask),
        (said(json!("Dr."), json!(null)), said(json!("Frau Dr."), json!(null)), Action::Use),
        (said(json!("Mrs"), json!("FEMALE")), said(json!("Ms"), json!("F")), Action::Use),
        (said(json!("Herr"), json!("UNKNOWN")), said(json!(null), json!("MALE")), Action::Use),
        (nothing(), said(json!("Frau"), json!("FEMALE")), Action::Use),
    ] {
        let decision = decided(&asking, &[stored]);
        assert_eq!(decision.action, expected, "{}", decision.reason);
    }
    // Nor does a customer key decide it.
    let keyed = |given: &str, title: &str| {
        at_home(given, "Albers", json!({"customerKey": "K7", "names": {"title": title}}))
    };
    assert_eq!(action(&keyed("Kim", "Herr"), &keyed("Kim", "Frau")), Action::Ask);
    assert_eq!(action(&keyed("Kim", "Herr"), &keyed("Kim", "Herr")), Action::Use);
}

#[test]
fn the_younger_and_the_elder_of_one_name_are_two() {
    for (a, b, expected) in [
        ("Hathaway Jr", "Hathaway Sr", Action::Ask),
        ("Knudsen jun.", "Knudsen sen.", Action::Ask),
        ("Hathorn III", "Hathorn II", Action::Ask),
        ("Hathaway Jr.", "Hathaway junior", Action::Use),
        ("Hathaway", "Hathaway Sr", Action::Use),
        ("Sen", "Sen", Action::Use),
    ] {
        let (asking, stored) = (at_home("John", a, json!({})), at_home("John", b, json!({})));
        assert_eq!(action(&asking, &stored), expected, "{a} / {b}");
    }
    let (son, father) =
        (at_home("Karl jun.", "Jessen", json!({})), at_home("Karl sen.", "Jessen", json!({})));
    assert_eq!(action(&son, &father), Action::Ask);
}

#[test]
fn a_birth_date_that_was_filled_in_is_none() {
    let elsewhere = |date: &str| {
        at_home(
            "Horst",
            "Uhlenbrock",
            json!({"channels": [], "addresses": [],
            "identity": {"birthDate": date}}),
        )
    };
    let weight = |a: &Record, b: &Record| {
        let score =
            matching::score(&matching::Form::of(a, "DE"), &matching::Form::of(b, "DE"), &counts());
        score.evidence.iter().find(|one| one.field == "birthDate").map(|one| one.weight)
    };
    for filler in ["1900-01-01", "1901-01-01", "0001-01-01", "1899-12-30", "9999-12-31"] {
        assert_eq!(weight(&elsewhere(filler), &elsewhere(filler)), None, "{filler}");
        let real = weight(&elsewhere(filler), &elsewhere("1980-05-05"));
        assert_eq!(real, Some(0.0), "{filler}");
    }
    let january = weight(&elsewhere("1990-01-01"), &elsewhere("1990-01-01"));
    assert!(january.is_some_and(|weight| (2.5..3.5).contains(&weight)), "{january:?}");
    let full = weight(&elsewhere("1990-03-04"), &elsewhere("1990-03-04"));
    assert!(full.is_some_and(|weight| weight > 9.0), "{full:?}");
}

#[test]
fn a_generation_apart_is_another_birth_date_whatever_the_digits() {
    for (father, son) in [
        ("1944-12-24", "1974-12-24"),
        ("1960-01-01", "1990-01-01"),
        ("1965-01-01", "1988-01-01"),
        ("1949-03-03", "1976-03-03"),
    ] {
        let decision = decided(
            &at_home("Otto", "Sievers", born(son)),
            &[at_home("Otto", "Sievers", born(father))],
        );
        assert_eq!(decision.action, Action::Ask, "{father} {son}: {}", decision.reason);
        assert!(decision.reason.ends_with("The birth date differs."), "{}", decision.reason);
        let birth = decision.candidates[0].evidence.iter().find(|one| one.field == "birthDate");
        assert!(birth.is_some_and(|one| one.weight <= 0.0), "{birth:?}");
    }
    // Ten years and one digit are a slip.
    let slip = (born("1964-12-24"), born("1974-12-24"));
    let (asking, stored) = (at_home("Otto", "Sievers", slip.0), at_home("Otto", "Sievers", slip.1));
    assert_eq!(action(&asking, &stored), Action::Use);
}

#[test]
fn what_was_typed_for_lack_of_anything_identifies_nobody() {
    let alone = |more: Value| {
        let mut value = json!({"channels": [], "addresses": []});
        for (name, member) in more.as_object().into_iter().flatten() {
            value[name.as_str()] = member.clone();
        }
        at_home("Michael", "Kochmann", value)
    };
    let phone = |value: &str| json!({"channels": [{"kind": "phone", "value": value}]});
    let car = |vin: &str| json!({"vehicles": [{"vin": vin}]});
    let field = |decision: &Decision<usize>, name: &str| {
        let evidence = &decision.candidates[0].evidence;
        evidence.iter().find(|one| one.field == name).map(|one| one.weight)
    };
    for number in
        ["0711 000000", "123456789", "0000000", "99999999", "+49 1234567890", "0123456789"]
    {
        let decision = decided(&alone(phone(number)), &[alone(phone(number))]);
        assert_eq!(field(&decision, "phone"), None, "{number}");
        assert_ne!(decision.action, Action::Use, "{number}");
    }
    for vin in ["WVWZZZ00000000000", "00000000000000000", "00000000", "11111111111111111"] {
        let decision = decided(&alone(car(vin)), &[alone(car(vin))]);
        assert_eq!(field(&decision, "vin"), None, "{vin}");
        assert_ne!(decision.action, Action::Use, "{vin}");
    }
    for word in
        ["unbekannt", "Unknown", "onbekend", "inconnu", "desconocido", "okänd", "Tuntematon"]
    {
        let (asking, stored) = (at_home(word, word, json!({})), at_home(word, word, json!({})));
        assert_ne!(action(&asking, &stored), Action::Use, "{word}");
    }
    let nowhere = json!({"addresses": [{"kind": "physical", "streetName": "unbekannt",
        "houseNumber": "0", "postalCode": "00000", "city": "unbekannt"}]});
    let decision = decided(&alone(nowhere.clone()), &[alone(nowhere)]);
    assert_eq!(field(&decision, "street"), None);
    for mail in ["unbekannt@mail.example", "keine-email@mail.example", "kundehatkeine@x.example"] {
        let mail = json!({"channels": [{"kind": "email", "value": mail}]});
        assert_eq!(field(&decided(&alone(mail.clone()), &[alone(mail)]), "email"), None);
    }
    // Numbers that people have.
    for number in ["0711 492018", "+44 7400 123456", "040 1234567", "01 23 45 67 88"] {
        let decision = decided(&alone(phone(number)), &[alone(phone(number))]);
        assert!(field(&decision, "phone").is_some_and(|weight| weight > 5.0), "{number}");
    }
}

#[test]
fn a_channel_says_the_less_the_more_share_it() {
    let mail = || {
        at_home(
            "Dirk",
            "Rensing",
            json!({"addresses": [],
            "channels": [{"kind": "email", "value": "info@autohaus-berg.example"}]}),
        )
    };
    let weight = |sharers: u64| {
        let mut counts = counts();
        counts.channels.insert("info@autohaus-berg.example".to_owned(), sharers);
        let decision = decide(&mail(), &numbered(&[mail()]), &counts, "DE");
        let email = decision.candidates[0].evidence.iter().find(|one| one.field == "email");
        (email.map_or(0.0, |one| one.weight), decision.action)
    };
    let (few, many) = (weight(3), weight(300));
    assert!(few.0 > 7.0, "{few:?}");
    assert!(many.0 < 2.0 && many.0 > 0.0, "{many:?}");
    assert_ne!(many.1, Action::Use);
}

#[test]
fn a_rare_name_alone_is_not_used() {
    let rare = |more: Value| {
        let mut value = json!({"channels": [], "addresses": []});
        for (name, member) in more.as_object().into_iter().flatten() {
            value[name.as_str()] = member.clone();
        }
        at_home("Theobald", "Quastenberg", value)
    };
    let mut counts = counts();
    counts.given.insert("theobald".to_owned(), 1);
    counts.family.insert("quastenberg".to_owned(), 1);
    let decision =
        |more: Value| decide(&rare(more.clone()), &numbered(&[rare(more)]), &counts, "DE");
    let alone = decision(json!({}));
    assert!(alone.candidates[0].log_odds > 3.0, "{}", alone.candidates[0].log_odds);
    assert!(alone.reason.contains("Besides the name"), "{}", alone.reason);
    assert_eq!(alone.action, Action::Ask, "{}", alone.reason);
    assert_eq!(decision(born("1950-02-02")).action, Action::Use);
}

#[test]
fn without_a_given_name_only_a_customer_key_decides() {
    let werner = |more: Value| at_home("Werner", "Hansen", more);
    let nameless = |more: Value| {
        let mut value = json!({"names": {"givenName": null}});
        for (name, member) in more.as_object().into_iter().flatten() {
            value[name.as_str()] = member.clone();
        }
        at_home("", "Hansen", value)
    };
    let decision = decided(&nameless(born("1950-02-02")), &[werner(born("1950-02-02"))]);
    assert_eq!((decision.action, decision.tree.branch), (Action::Ask, Branch::NameAndContact));
    assert!(decision.reason.contains("given name"), "{}", decision.reason);
    let key = json!({"customerKey": "K7"});
    assert_eq!(action(&nameless(key.clone()), &werner(key)), Action::Use);
    let firm = |name: &str| {
        record(json!({"kind": "company", "company": {"name": name},
            "names": {"familyName": "Hansen"},
            "channels": [{"kind": "phone", "value": "0711 4920183"}]}))
    };
    assert_eq!(action(&firm("Hansen Bau GmbH"), &firm("Hansen Bau")), Action::Use);
}

#[test]
fn a_pet_name_at_home_makes_no_second_customer() {
    for (full, pet) in [
        ("Hannelore", "Lore"),
        ("Aleksandr", "Sascha"),
        ("Evgenij", "Eugen"),
        ("Dmitrij", "Dima"),
        ("Katarzyna", "Kasia"),
        ("Małgorzata", "Gosia"),
        ("Ibrahim", "Ibo"),
        ("Guillaume", "Guy"),
        ("Birgitta", "Gittan"),
        ("Xiaoming", "Ming"),
        ("Mohammed", "Mo"),
        ("Hans-Joachim", "Achim"),
        ("Maria Theresia", "Resi"),
        ("Agnieszka", "Aga"),
        ("Joanna", "Asia"),
        ("Jean-Baptiste", "JB"),
        ("Rosemarie", "Rosi"),
        ("Anneliese", "Liesel"),
        ("Ekaterina", "Katja"),
        ("Antonio", "Toni"),
    ] {
        let stored = [
            at_home(full, "Dornbusch", born("1950-03-07")),
            at_home("Kurt", "Dornbusch", json!({})),
        ];
        let decision = decided(&at_home(pet, "Dornbusch", json!({})), &stored);
        assert_ne!(decision.action, Action::Create, "{pet}: {}", decision.reason);
        assert_eq!(decision.candidates[0].id, 0, "{pet}");
        let born = at_home(pet, "Dornbusch", born("1981-10-30"));
        assert_ne!(decided(&born, &stored).action, Action::Use, "{pet}, born later");
    }
}

#[test]
fn many_of_one_name_are_said_to_be_many() {
    let thomas = |at: usize| {
        record(json!({"kind": "person", "id": at.to_string(),
            "names": {"givenName": "Thomas", "familyName": "Müller"},
            "identity": {"birthDate": format!("19{}-03-12", 50 + at)},
            "channels": [{"kind": "phone", "value": format!("0711 49201{}", 50 + at)}]}))
    };
    let stored: Vec<Record> = (0..19).map(thomas).collect();
    let mut counts = counts();
    for (key, count) in [("thomas", 400), ("muller", 300)] {
        counts.given.insert(key.to_owned(), count);
        counts.family.insert(key.to_owned(), count);
    }
    let asking = record(json!({"kind": "person",
        "names": {"givenName": "Thomas", "familyName": "Müller"}}));
    let decision = decide(&asking, &numbered(&stored), &counts, "DE");
    assert!(!decision.reason.contains("points to nobody"), "{}", decision.reason);
    assert!(decision.reason.contains("bear this name"), "{}", decision.reason);
    assert_ne!(decision.action, Action::Use);
}

#[test]
fn a_wife_with_the_same_phone_makes_no_question_of_the_man() {
    let stored = [
        at_home("Thomas", "Müller", born("1971-04-09")),
        at_home("Sabine", "Müller", born("1974-11-30")),
    ];
    let decision = decided(&at_home("Thomas", "Müller", born("1971-04-09")), &stored);
    assert_eq!((decision.action, decision.use_id), (Action::Use, Some(0)), "{}", decision.reason);
    assert_eq!((decision.tree.branch, decision.tree.ids.len()), (Branch::Several, 2));
    assert!(decision.reason.starts_with(Branch::Several.sentence()));
    assert!(!decision.reason.contains("choose"), "{}", decision.reason);
}

#[test]
fn father_and_son_are_not_called_one_person_stored_twice() {
    let stored = [
        at_home("Karl", "Jessen", born("1949-03-12")),
        at_home("Karl", "Jessen", born("1976-10-01")),
    ];
    let asking = record(json!({"kind": "person", "names": {"givenName": "Karl",
        "familyName": "Jessen"}, "channels": [], "addresses": [{"kind": "physical",
        "streetName": "Ahornweg", "houseNumber": "7", "postalCode": "70173",
        "city": "Stuttgart"}]}));
    let decision = decided(&asking, &stored);
    assert_eq!(decision.action, Action::Ask);
    assert!(!decision.reason.contains("stored twice"), "{}", decision.reason);
    let twice = [at_home("Karl", "Jessen", json!({})), at_home("Karl", "Jessen", json!({}))];
    let decision = decided(&asking, &twice);
    assert!(decision.reason.contains("stored twice"), "{}", decision.reason);
}
