//! The merge by example.

use serde_json::json;

use super::*;

fn phone(value: &str) -> Value {
    json!({"kind": "phone", "use": "home", "line": "mobile", "value": value})
}

fn consenting(value: &str, call: &str) -> Value {
    json!([{"kind": "phone", "use": "home", "line": "mobile", "value": value,
            "consent": {"call": call}}])
}

fn channels(base: &Value, mine: &Value, theirs: &Value) -> Merge {
    three_way(Section::Communication, base, mine, theirs)
}

#[test]
fn one_side_alone_wins_and_both_sides_meet() {
    // base, mine, theirs, merged (None: conflict)
    let rows = [
        ("a", "b", "a", Some("b")),
        ("a", "a", "b", Some("b")),
        ("a", "b", "b", Some("b")),
        ("a", "b", "c", None),
        ("a", "", "a", Some("")),
        ("a", "", "b", None),
        ("", "b", "", Some("b")),
        ("", "b", "c", None),
    ];
    for (base, mine, theirs, merged) in rows {
        let of = |value: &str| json!({ "occupation": value });
        let merge = three_way(Section::PersonalDetails, &of(base), &of(mine), &of(theirs));
        match merged {
            Some(value) => {
                assert!(merge.is_clean(), "{base}/{mine}/{theirs}");
                assert_eq!(merge.value, of(value));
            }
            None => {
                assert_eq!(merge.conflicts.len(), 1, "{base}/{mine}/{theirs}");
                assert_eq!(merge.conflicts[0].field, "personalDetails.occupation");
                assert_eq!(merge.value, of(theirs), "undecided fields hold theirs");
            }
        }
    }
}

#[test]
fn what_an_edit_does_not_mention_stays_theirs() {
    let base = json!({"givenName": "Maria", "familyName": "Sousa"});
    let theirs = json!({"givenName": "Maria", "familyName": "Lima", "fresh": 1});
    let merge = three_way(Section::Names, &base, &json!({"givenName": "Mary"}), &theirs);
    assert!(merge.is_clean());
    assert_eq!(merge.value, json!({"givenName": "Mary", "familyName": "Lima", "fresh": 1}));
}

#[test]
fn names_that_differ_only_in_case_are_still_a_persons_decision() {
    let of = |name: &str| json!({ "familyName": name });
    let merge = three_way(Section::Names, &of("Macdonald"), &of("MacDonald"), &of("MACDONALD"));
    assert_eq!(merge.conflicts.len(), 1);
}

#[test]
fn an_entry_is_followed_by_its_id_even_when_all_it_says_changed() {
    let with = |value: &str, usage: &str| json!([{"kind": "email", "use": usage, "value": value, "uuid": "u-1"}]);
    let merge = channels(
        &with("a@x.example", "home"),
        &with("b@x.example", "home"),
        &with("a@x.example", "work"),
    );
    assert!(merge.is_clean());
    assert_eq!(merge.value, with("b@x.example", "work"));
}

#[test]
fn an_edit_that_does_not_carry_the_ids_keeps_them() {
    let base = json!([{"kind": "email", "use": "home", "value": "a@x.example", "uuid": "u-1"}]);
    let mine = json!([{"kind": "email", "use": "home", "value": "b@x.example"}]);
    let merge = channels(&base, &mine, &base);
    let want = json!([{"kind": "email", "use": "home", "value": "b@x.example", "uuid": "u-1"}]);
    assert_eq!((merge.value, merge.conflicts.len()), (want, 0));
}

#[test]
fn different_entries_added_on_both_sides_both_stay() {
    let email = json!({"kind": "email", "use": "home", "value": "a@x.example"});
    let merge = channels(&json!([]), &json!([phone("1")]), &json!([email]));
    assert!(merge.is_clean());
    assert_eq!(merge.value, json!([email, phone("1")]));
}

#[test]
fn the_same_entry_added_on_both_sides_is_one() {
    let merge =
        channels(&json!([]), &json!([phone("07700 900 001")]), &json!([phone("07700900001")]));
    assert_eq!(merge.value.as_array().unwrap().len(), 1);
}

#[test]
fn two_numbers_for_one_place_are_a_persons_decision() {
    let merge = channels(&json!([]), &json!([phone("1")]), &json!([phone("2")]));
    assert_eq!(merge.conflicts[0].field, "channels[0].value");
}

#[test]
fn a_removal_stands_unless_the_other_side_edited_the_entry() {
    let base = json!([phone("1")]);
    let edited = json!([phone("2")]);
    assert_eq!(channels(&base, &json!([]), &base).value, json!([]));
    assert_eq!(channels(&base, &base, &json!([])).value, json!([]));
    assert_eq!(channels(&base, &json!([]), &edited).conflicts.len(), 1);
    assert_eq!(channels(&base, &edited, &json!([])).conflicts.len(), 1);
}

#[test]
fn withdrawn_consent_wins_whoever_withdraws_it() {
    let at = |call: &str| consenting("1", call);
    for (base, mine, theirs) in [
        ("AGREED", "DENIED", "UNKNOWN"),
        ("AGREED", "UNKNOWN", "DENIED"),
        ("UNKNOWN", "DENIED", "AGREED"),
        ("UNKNOWN", "AGREED", "DENIED"),
        ("AGREED", "DENIED", "AGREED"),
        ("AGREED", "AGREED", "DENIED"),
    ] {
        let merge = channels(&at(base), &at(mine), &at(theirs));
        assert!(merge.is_clean(), "{base}/{mine}/{theirs}");
        assert_eq!(merge.value, at("DENIED"), "{base}/{mine}/{theirs}");
    }
}

#[test]
fn nobody_is_opted_in_by_a_merge() {
    let at = |call: &str| consenting("1", call);
    let merge = channels(&at("DENIED"), &at("AGREED"), &at("UNKNOWN"));
    assert_eq!(merge.conflicts[0].field, "channels[0].consent.call");
    // An opt-in given for one number does not move to another, either way round.
    let moved = channels(&at("UNKNOWN"), &at("AGREED"), &consenting("2", "UNKNOWN"));
    assert_eq!(moved.conflicts.len(), 1);
    let moved = channels(&at("UNKNOWN"), &consenting("2", "UNKNOWN"), &at("AGREED"));
    assert_eq!(moved.conflicts.len(), 1);
    // A person's own opt-in for the number they see stands.
    assert!(channels(&at("UNKNOWN"), &at("AGREED"), &at("UNKNOWN")).is_clean());
}

#[test]
fn a_car_known_by_its_last_eight_is_the_same_car() {
    let base = json!([{"vin": "WVWZZZ1KZ6W650709", "licensePlate": "AB12 CDE"}]);
    let mine = json!([{"vin": "WVWZZZ1KZ6W650709", "licensePlate": "XY34 ZZZ"}]);
    let theirs = json!([{"vin": "6W650709", "licensePlate": "AB12 CDE", "make": "VW"}]);
    let merge = three_way(Section::Vehicles, &base, &mine, &theirs);
    assert!(merge.is_clean());
    assert_eq!(merge.value, json!([{"vin": "6W650709", "licensePlate": "XY34 ZZZ", "make": "VW"}]));
}

#[test]
fn an_edit_that_asks_for_what_is_there_asks_for_nothing() {
    let held = json!([phone("1"), {"kind": "email", "use": "home", "value": "a@x.example",
                                   "uuid": "u"}]);
    let wanted = json!([{"kind": "email", "use": "home", "value": "a@x.example"}, phone("1")]);
    assert!(asks_for_nothing(Section::Communication, &held, &wanted));
    assert!(!asks_for_nothing(Section::Communication, &held, &json!([phone("1")])));
    assert!(asks_for_nothing(Section::Names, &json!({"title": "Ms"}), &json!({"initials": ""})));
}

#[test]
fn a_base_that_knew_less_is_no_change_by_anybody() {
    let base =
        json!([phone("07700 900001"), {"kind": "email", "use": "home", "value": "a@x.example"}]);
    let theirs = json!([
        {"kind": "phone", "use": "home", "line": "mobile", "value": "+447700900001",
         "preferred": true, "uuid": "u-1", "consent": {"call": "AGREED", "text": "UNKNOWN"}},
        {"kind": "email", "use": "home", "value": "A@x.example", "consent": {"email": "UNKNOWN"}},
    ]);
    // Left out: gone, whatever more the network knew of it.
    let merge = channels(&base, &json!([base[0]]), &theirs);
    assert!(merge.is_clean(), "{merge:?}");
    assert_eq!(merge.value, json!([theirs[0]]));
    for none in [json!([]), Value::Null] {
        let merge = channels(&base, &none, &theirs);
        assert_eq!((merge.conflicts.len(), merge.value), (0, json!([])));
    }
    // Another number in its place: what was never seen stays as the network has it.
    let merge = channels(&base, &json!([phone("07700 900009"), base[1]]), &theirs);
    assert!(merge.is_clean(), "{merge:?}");
    assert_eq!(merge.value[0]["value"], "07700 900009");
    assert_eq!(merge.value[0]["consent"], theirs[0]["consent"]);
    assert_eq!(merge.value[1], theirs[1]);
    // But what was seen and is otherwise now, somebody changed.
    let seen = consenting("1", "UNKNOWN");
    assert_eq!(channels(&seen, &json!([]), &consenting("1", "AGREED")).conflicts.len(), 1);
}

#[test]
fn a_channel_nobody_said_was_preferred_may_be_made_so() {
    let of = |preferred: Option<bool>| {
        let mut item = phone("1");
        if let Some(preferred) = preferred {
            item["preferred"] = preferred.into();
        }
        json!([item])
    };
    for theirs in [None, Some(false), Some(true)] {
        let merge = channels(&of(None), &of(Some(true)), &of(theirs));
        assert!(merge.is_clean(), "{theirs:?}");
        assert_eq!(merge.value, of(Some(true)), "{theirs:?}");
    }
    assert_eq!(channels(&of(None), &of(None), &of(Some(true))).value, of(Some(true)));
}

#[test]
fn a_car_the_network_knows_more_of_is_removed_all_the_same() {
    let base =
        json!([{"vin": "WVWZZZ1KZ6W650709", "make": "VW", "year": 2019, "relationship": "DRIVER"}]);
    let theirs = json!([{"vin": "WVWZZZ1KZ6W650709", "make": "VW", "year": 2019, "trim": "GT",
                         "vehicleUuid": "v-1", "relationship": "OWNER"}]);
    let merge = three_way(Section::Vehicles, &base, &json!([]), &theirs);
    assert_eq!((merge.conflicts.len(), merge.value), (0, json!([])));
    let sold = json!([{"vin": "WVWZZZ1KZ6W650709", "make": "VW", "year": 2020}]);
    assert_eq!(three_way(Section::Vehicles, &base, &json!([]), &sold).conflicts.len(), 1);
}

#[test]
fn two_spellings_of_an_address_are_one() {
    let base = json!([{"kind": "physical", "streetType": "Road", "streetName": "Elm",
                       "houseNumber": "4", "city": "Leeds", "county": "West Yorkshire",
                       "postalCode": "LS1 4AP", "countryCode": "GB"}]);
    let line = json!([{"kind": "physical", "line1": "4 Elm Road", "city": "Leeds",
                       "province": "West Yorkshire", "postalCode": "LS14AP", "countryCode": "GB",
                       "type": "PRIMARY"}]);
    let both = json!([{"kind": "physical", "line1": "4 Elm Road", "streetName": "Elm Road",
                       "houseNumber": "4", "city": "Leeds", "postalCode": "LS1 4AP",
                       "type": "PRIMARY"}]);
    let with = |edit: Value| {
        let mut edited = base.clone();
        edited[0].as_object_mut().unwrap().extend(edit.as_object().unwrap().clone());
        edited
    };
    for theirs in [&line, &both] {
        let of = |mine: &Value| three_way(Section::Addresses, &base, mine, theirs);
        let merge = of(&base);
        assert_eq!((merge.conflicts.len(), &merge.value), (0, theirs));
        let merge = of(&json!([]));
        assert_eq!((merge.conflicts.len(), merge.value), (0, json!([])));
        let merge = of(&with(json!({"city": "York"})));
        assert!(merge.is_clean(), "{merge:?}");
        assert_eq!(merge.value[0]["city"], "York");
        assert_eq!(merge.value[0]["line1"], "4 Elm Road");
        let merge = of(&with(json!({"streetName": "Oak", "houseNumber": "44"})));
        assert!(merge.is_clean(), "{merge:?}");
        let now = &merge.value[0];
        assert_eq!((&now["streetType"], &now["streetName"]), (&json!("Road"), &json!("Oak")));
        assert_eq!((&now["houseNumber"], &now["type"]), (&json!("44"), &json!("PRIMARY")));
    }
    // A street somebody else changed meanwhile stays theirs.
    let moved = json!([{"kind": "physical", "line1": "9 Oak Lane", "city": "Leeds"}]);
    assert_eq!(
        three_way(Section::Addresses, &base, &with(json!({"city": "York"})), &moved).value[0]["line1"],
        "9 Oak Lane"
    );
    let same_kind = json!([{"kind": "physical", "streetName": "Oak Lane", "houseNumber": "9"}]);
    assert_eq!(three_way(Section::Addresses, &base, &json!([]), &same_kind).conflicts.len(), 1);
}

#[test]
fn a_street_given_alone_keeps_the_number_of_the_house() {
    let held = json!([{"kind": "physical", "line1": "4 Elm Road", "streetName": "Elm Road",
                       "houseNumber": "4"}]);
    let mine = json!([{"kind": "physical", "line1": "4 Elm Road", "streetName": "Oak Lane"}]);
    let merge = three_way(Section::Addresses, &held, &mine, &held);
    assert!(merge.is_clean());
    assert_eq!(
        (&merge.value[0]["streetName"], &merge.value[0]["houseNumber"]),
        (&json!("Oak Lane"), &json!("4"))
    );
}

#[test]
fn an_address_moved_within_its_place_here_and_to_another_there_is_one_conflict() {
    let at = |street: &str, postcode: &str, city: &str| {
        json!([{"kind": "physical", "streetName": street, "houseNumber": "3",
                "postalCode": postcode, "city": city}])
    };
    let base = at("High Street", "LS1 4AP", "Leeds");
    let mine = at("Station Road", "LS1 4AP", "Leeds");
    let theirs = at("High Street", "YO1 7HH", "York");
    let merge = three_way(Section::Addresses, &base, &mine, &theirs);
    let fields: Vec<&str> = merge.conflicts.iter().map(|one| one.field.as_str()).collect();
    assert_eq!(fields, ["addresses[0]"]);
    assert_eq!(merge.value, theirs);
    assert_eq!(merge.conflicts[0].mine, mine[0]);
    // A county that was filled in, or a postcode in another notation, is no move.
    let mut told = at("High Street", "ls14ap", "Leeds");
    told[0]["county"] = json!("West Yorkshire");
    let merge = three_way(Section::Addresses, &base, &mine, &told);
    assert!(merge.is_clean());
    assert_eq!(merge.value[0]["streetName"], "Station Road");
}
