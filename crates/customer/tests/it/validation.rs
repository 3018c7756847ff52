//! What is said about newly entered values, one row a rule, and what is not said about old ones.

use customer::limits::{Charset, Limits};
use customer::patch::{apply, record_from_value};
use customer::problem::{Code, Severity};
use customer::validate::{Judge, change, entered, new_record};
use customer::{Record, Section};
use jiff::civil::Date;
use serde_json::{Value, json};

fn limits() -> Limits {
    Limits {
        lengths: [("names.familyName".to_owned(), 12)].into(),
        longest: Some(100),
        lists: [(
            "personalDetails.gender".to_owned(),
            vec!["MALE".to_owned(), "FEMALE".to_owned()],
        )]
        .into(),
        charset: Charset::Latin1,
        charset_assumed: false,
        required: [].into(),
        one_per_slot: true,
        one_address_per_kind: true,
    }
}

fn judged(value: Value) -> Vec<String> {
    let limits = limits();
    let judge = Judge { limits: &limits, country: "GB", today: Date::constant(2026, 11, 22) };
    let record = record_from_value(value).expect("a record");
    new_record(&record, judge)
        .iter()
        .map(|problem| {
            let mark = if problem.severity == Severity::Advice { "?" } else { "" };
            format!("{}={}{mark}", problem.field, problem.code.word())
        })
        .collect()
}

fn with(mut part: Value) -> Value {
    let members = part.as_object_mut().expect("an object");
    members.entry("names").or_insert(json!({"familyName": "Sousa"}));
    part
}

#[test]
fn every_rule_names_its_field_and_code() {
    let long = "x".repeat(101);
    let table: Vec<(Value, &[&str])> = vec![
        (json!({}), &["names.familyName=names_missing"]),
        (json!({"names": {"title": "Dr"}}), &["names.familyName=names_missing"]),
        (json!({"names": {"givenName": "Maria"}}), &[]),
        (json!({"kind": "company"}), &["company.name=company_name_missing"]),
        (json!({"kind": "company", "company": {"name": "Sousa Lda"}}), &[]),
        (json!({"names": {"familyName": "Wolfeschlegel"}}), &["names.familyName=too_long"]),
        (json!({"names": {"familyName": "O'Brien-Weiß"}}), &[]),
        (json!({"names": {"familyName": "Łuk"}}), &["names.familyName=charset"]),
        (json!({"names": {"familyName": "a\u{0}b"}}), &["names.familyName=control_character"]),
        (with(json!({"company": {"name": long}})), &["company.name=too_long"]),
        (
            with(json!({"personalDetails": {"gender": "female"}})),
            &["personalDetails.gender=not_in_list"],
        ),
        (with(json!({"personalDetails": {"gender": "FEMALE"}})), &[]),
        (
            with(json!({"identity": {"birthDate": "1980-02-31"}})),
            &["identity.birthDate=birth_date_impossible"],
        ),
        (
            with(json!({"identity": {"birthDate": "soon"}})),
            &["identity.birthDate=birth_date_impossible"],
        ),
        (
            with(json!({"identity": {"birthDate": "2026-11-23"}})),
            &["identity.birthDate=birth_date_future"],
        ),
        (
            with(json!({"identity": {"birthDate": "1880-01-01"}})),
            &["identity.birthDate=birth_date_too_long_ago"],
        ),
        (with(json!({"identity": {"birthDate": "1980-01-31"}})), &[]),
        (
            with(json!({"channels": [{"kind": "phone", "value": "ask Jo"}]})),
            &["channels[0].value=phone_unreadable"],
        ),
        (
            with(json!({"channels": [{"kind": "phone", "value": "999-call-me"},
                {"kind": "phone", "use": "work", "value": "0113 496 0123 ext 5"},
                {"kind": "phone", "line": "fax", "value": "0113 496 0123 #5"},
                {"kind": "phone", "line": "landline", "value": "0800FLOWERS"}]})),
            &[
                "channels[0].value=phone_letters",
                "channels[1].value=phone_letters",
                "channels[2].value=phone_letters",
                "channels[3].value=phone_letters",
            ],
        ),
        (with(json!({"channels": [{"kind": "phone", "value": "tel:+44 (0)7400-123.456"}]})), &[]),
        (
            with(json!({"channels": [{"kind": "phone", "value": "07700 900123"}]})),
            &["channels[0].value=phone_doubtful?"],
        ),
        (with(json!({"channels": [{"kind": "phone", "value": "+44 7400 123456"}]})), &[]),
        (
            with(json!({"channels": [{"kind": "email", "value": "maria@"}]})),
            &["channels[0].value=email_malformed"],
        ),
        (
            with(json!({"channels": [{"kind": "email", "value": ""}]})),
            &["channels[0].value=required"],
        ),
        (
            with(json!({"channels": [
                {"kind": "email", "use": "home", "value": "a@b.example"},
                {"kind": "email", "value": "c@d.example"}]})),
            &[],
        ),
        (
            with(json!({"channels": [
                {"kind": "email", "value": "c@d.example"},
                {"kind": "email", "use": "home", "value": "a@b.example"},
                {"kind": "email", "use": "home", "value": "e@f.example"},
                {"kind": "email", "value": "g@h.example"}]})),
            &["channels[2]=duplicate_slot", "channels[3]=duplicate_slot"],
        ),
        (
            with(json!({"channels": [
                {"kind": "phone", "value": "+44 7400 123456"},
                {"kind": "phone", "value": "+44 7400 123457"},
                {"kind": "phone", "line": "mobile", "value": "+44 7400 123458"}]})),
            &[],
        ),
        (
            with(json!({"addresses": [{"postalCode": "12345", "countryCode": "GB"}]})),
            &["addresses[0].postalCode=postcode_shape?"],
        ),
        (with(json!({"addresses": [{"postalCode": "12345", "countryCode": "DE"}]})), &[]),
        (
            with(json!({"addresses": [{"countryCode": "England"}]})),
            &["addresses[0].countryCode=country_code"],
        ),
        (
            with(json!({"addresses": [{"countryCode": "UK"}]})),
            &["addresses[0].countryCode=country_code"],
        ),
        (with(json!({"addresses": [{"kind": "holiday"}]})), &["addresses[0].kind=not_in_list"]),
        (
            with(json!({"addresses": [{"city": "Leeds"}, {"city": "York", "kind": "physical"}]})),
            &["addresses[1]=duplicate_slot"],
        ),
        (with(json!({"vehicles": [{"vin": "WVWZZZ1KZ6W650709"}]})), &[]),
        (with(json!({"vehicles": [{"vin": "6W650709"}]})), &[]),
        (with(json!({"vehicles": [{"vin": "6W65070"}]})), &["vehicles[0].vin=vin_length"]),
        (
            with(json!({"vehicles": [{"vin": "WVWZZZ1KZ6WO50709"}]})),
            &["vehicles[0].vin=vin_letter"],
        ),
        (
            with(json!({"vehicles": [{"vin": "1M8GDM9A1KP042788"}]})),
            &["vehicles[0].vin=vin_check_digit?"],
        ),
        (with(json!({"vehicles": [{"year": 1700}]})), &["vehicles[0].year=year_implausible"]),
        (with(json!({"vehicles": [{"year": 2027}]})), &[]),
    ];
    for (record, expected) in table {
        assert_eq!(judged(record.clone()), expected, "{record}");
    }
}

#[test]
fn a_person_without_a_name_the_network_asks_for_is_refused() {
    let limits = Limits {
        required: ["names.familyName".to_owned(), "names.givenName".to_owned()].into(),
        ..Limits::default()
    };
    let judge = Judge { limits: &limits, country: "GB", today: Date::constant(2026, 11, 22) };
    let of = |value: Value| record_from_value(value).expect("a record");
    let refused = |problems: Vec<customer::Problem>| -> Vec<String> {
        problems.iter().map(|p| format!("{}={}", p.field, p.code.word())).collect()
    };
    for (record, expected) in [
        (json!({"names": {"givenName": "Maria"}}), vec!["names.familyName=required"]),
        (json!({"names": {"familyName": "Sousa"}}), vec!["names.givenName=required"]),
        (json!({"names": {"familyName": "Sousa", "givenName": "Maria"}}), vec![]),
        (json!({"names": {}}), vec!["names.familyName=names_missing"]),
        (json!({"kind": "company", "company": {"name": "Sousa Lda"}}), vec![]),
    ] {
        assert_eq!(refused(new_record(&of(record.clone()), judge)), expected, "{record}");
    }
    let whole = of(json!({"names": {"familyName": "Sousa", "givenName": "Maria"}}));
    let edit = |before: &Record, names: Value| {
        let after = apply(Section::Names, before, &json!({"names": names})).expect("applied");
        refused(change(before, &after, judge))
    };
    assert_eq!(edit(&whole, json!({"familyName": null})), ["names.familyName=required"]);
    let half = of(json!({"names": {"familyName": "Sousa"}}));
    assert_eq!(edit(&half, json!({"title": "Ms"})), Vec::<String>::new(), "it was like that");
}

#[test]
fn a_character_set_nobody_documented_is_told_and_not_refused() {
    let mut limits = Limits { charset: Charset::Latin1, ..Limits::default() };
    let record = record_from_value(json!({"names": {"familyName": "Yılmaz"}})).expect("a record");
    for (assumed, severity) in [(false, Severity::Refused), (true, Severity::Advice)] {
        limits.charset_assumed = assumed;
        let judge = Judge { limits: &limits, country: "NL", today: Date::constant(2026, 11, 22) };
        let problems = new_record(&record, judge);
        assert_eq!((problems[0].code, problems[0].severity), (Code::Charset, severity));
    }
}

#[test]
fn a_country_is_said_the_way_the_list_of_countries_does() {
    let limits = Limits::default();
    let judge = Judge { limits: &limits, country: "GB", today: Date::constant(2026, 11, 22) };
    let record = record_from_value(json!({"names": {"familyName": "Sousa"},
        "addresses": [{"countryCode": "UK"}]}))
    .expect("a record");
    let problem = &new_record(&record, judge)[0];
    assert_eq!(
        problem.to_string(),
        "addresses[0].countryCode: must be a country's two letters, such as GB"
    );
}

#[test]
fn what_was_there_is_never_refused_even_when_its_neighbour_changes() {
    let limits = limits();
    let judge = Judge { limits: &limits, country: "GB", today: Date::constant(2026, 11, 22) };
    let before = record_from_value(json!({
        "names": {"familyName": "Łukaszewiczówna"}, "identity": {"birthDate": "1980-02-31"},
        "channels": [{"kind": "phone", "value": "ask Jo"}, {"kind": "phone", "value": "12"}],
        "vehicles": [{"vin": "WVWZZZ1KZ6WO50709"}],
        "addresses": [{"kind": "BILLING", "countryCode": "England", "postalCode": "?"}]
    }))
    .expect("a record");
    assert_eq!(change(&before, &before, judge), []);
    let edits = [
        (Section::Names, json!({"names": {"title": "Ms"}})),
        (Section::Identity, json!({"identity": {"socialSecurityId": "1"}})),
        (
            Section::Communication,
            json!({"channels": [{"kind": "email", "value": "a@b.example"},
                {"kind": "phone", "use": "work", "value": "12"}, {"kind": "phone", "value": "ask Jo"}]}),
        ),
        (
            Section::Vehicles,
            json!({"vehicles": [{"make": "VW"}, {"vin": "WVWZZZ1KZ6WO50709", "make": "VW"}]}),
        ),
        (
            Section::Addresses,
            json!({"addresses": [{"kind": "BILLING", "city": "Leeds", "countryCode": "England",
                                  "postalCode": "?"}]}),
        ),
    ];
    for (section, edit) in edits {
        let after = apply(section, &before, &edit).expect("applied");
        assert_eq!(change(&before, &after, judge), [], "{section:?}");
    }
    let nameless = apply(Section::Names, &before, &json!({"names": null})).expect("applied");
    assert_eq!(change(&before, &nameless, judge)[0].code, Code::NamesMissing);
}

#[test]
fn what_is_entered_is_stored_in_one_form_and_what_was_there_is_not_touched() {
    let limits = Limits::default();
    let judge = Judge { limits: &limits, country: "GB", today: Date::constant(2026, 11, 22) };
    let before =
        record_from_value(json!({"vehicles": [{"vin": "wvwzzz1kz6w650709"}]})).expect("ok");
    let typed = record_from_value(json!({
        "names": {"givenName": " Maria ", "title": "  "},
        "identity": {"birthDate": "31.1.80"},
        "channels": [{"kind": "email", "value": " <a@b.example> "}],
        "addresses": [{"countryCode": "gb"}],
        "vehicles": [{"vin": "wvwzzz1kz6w650709"}, {"vin": "wvw zzz 1kz 6w 650708"}]
    }))
    .expect("a record");
    let (after, problems): (Record, _) = entered(&before, typed, judge);
    assert!(problems.iter().all(|one| one.severity != Severity::Refused), "{problems:?}");
    assert_eq!(
        serde_json::to_value(&after).expect("JSON"),
        json!({"kind": "person", "names": {"givenName": "Maria"},
            "identity": {"birthDate": "1980-01-31"},
            "channels": [{"kind": "email", "value": "a@b.example"}],
            "addresses": [{"countryCode": "GB"}],
            "vehicles": [{"vin": "wvwzzz1kz6w650709"}, {"vin": "WVWZZZ1KZ6W650708"}]})
    );
}

#[test]
fn a_problem_says_what_to_do_and_never_repeats_the_value() {
    let limits = limits();
    let judge = Judge { limits: &limits, country: "GB", today: Date::constant(2026, 11, 22) };
    let record = record_from_value(json!({"names": {"familyName": "Wolfeschlegelstein"}}));
    let problems = new_record(&record.expect("a record"), judge);
    assert_eq!(
        problems[0].to_string(),
        "names.familyName: is 18 characters long; the dealer's system keeps 12. Shorten it"
    );
}
