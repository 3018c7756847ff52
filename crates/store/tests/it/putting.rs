//! What the copy keeps of what it is told.

use crate::people::{asked, at, crowd, maria, named, open, text};
use customer::{Channel, Line, Record, Use};
use serde_json::{Value, json};
use store::{
    Failure,
    theirs::{Source, local_id_of},
};

fn record(value: Value) -> Record {
    serde_json::from_value(value).unwrap()
}

#[test]
fn members_nobody_knows_come_back_as_they_were() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let sent = json!({
        "id": "A/1 ü", "kind": "person", "status": "ACTIVE",
        "names": {"familyName": " Doubtful\tName ", "nickname": "Jo"},
        "identity": {"birthDate": "1980-02-31", "idCards": [{"n": 1}]},
        "channels": [{"kind": "phone", "value": "see notes", "consent": {"call": "DENIED"}, "ref": "x-9"}],
        "addresses": [{"kind": "postal", "poBoxNumber": "7", "line1": "c/o Smith"}],
        "vehicles": [{"vin": "6W650709", "colour": {"code": 3}}],
        "links": [{"rel": "self", "href": "/customers/A"}], "score": 1.5, "nothing": null
    });
    store.theirs.put(&[record(sent.clone())], at(0), Source::Full).unwrap();
    let kept = store.theirs.customer("A/1 ü").unwrap().unwrap();
    assert_eq!(serde_json::to_value(&kept.record).unwrap(), sent);
    assert!(kept.full && kept.as_of == at(0) && kept.newer_summary.is_none());
}

#[test]
fn an_id_is_found_as_it_was_given_and_no_other_way() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let told =
        |id: &str| record(json!({"id": id, "kind": "person", "names": {"familyName": "Sousa"}}));
    store.theirs.put(&[told(" lead"), told("lead")], at(0), Source::Import).unwrap();
    for id in [" lead", "lead"] {
        let found = store.theirs.customer(id).unwrap().unwrap();
        assert_eq!(found.record.id.as_deref(), Some(id));
    }
    assert!(store.theirs.customer("lead ").unwrap().is_none());
    assert!(matches!(store.theirs.put(&[told(" ")], at(0), Source::Import), Err(Failure::NoId)));
}

#[test]
fn a_summary_adds_and_never_takes_away() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    store.theirs.put(&[maria()], at(0), Source::Full).unwrap();
    let summary = record(json!({
        "id": "01-16203", "kind": "person",
        "names": {"familyName": "Sousa-Reis", "givenName": ""},
        "channels": [{"kind": "phone", "value": "+447700904417", "preferred": true}],
        "addresses": [{"city": "Leeds", "county": "Yorkshire"}],
        "vehicles": [{"vin": "6W650709", "model": "Golf"}]
    }));
    let stored = store.theirs.put(&[summary], at(5), Source::Summary).unwrap();
    assert!(stored[0].changed);
    let kept = store.theirs.customer("01-16203").unwrap().unwrap();
    assert!(kept.full);
    assert_eq!((kept.as_of, kept.newer_summary), (at(0), Some(at(5))));
    let mut expected = maria();
    expected.identity.social_security_id = None;
    expected.names.family_name = text("Sousa-Reis");
    expected.channels[0].value = "+447700904417".to_owned();
    expected.channels[0].preferred = Some(true);
    expected.addresses[0].county = text("Yorkshire");
    expected.vehicles[0].model = text("Golf");
    // The car is the same one, told by its end only: the whole number stays.
    assert_eq!(kept.record.vehicles.len(), 1);
    assert_eq!(kept.record.vehicles[0].model, expected.vehicles[0].model);
    assert_eq!(kept.record.names, expected.names);
    assert_eq!(kept.record.channels, expected.channels);
    assert_eq!(kept.record.addresses, expected.addresses);
    assert_eq!(kept.record.identity, expected.identity);
    assert_eq!(store.theirs.find(&asked("reis"), 9).unwrap().len(), 1);

    // Reading the whole customer says what is gone.
    store.theirs.put(&[named("01-16203", "Maria", "Reis")], at(9), Source::Full).unwrap();
    let kept = store.theirs.customer("01-16203").unwrap().unwrap();
    assert_eq!(kept.record, named("01-16203", "Maria", "Reis"));
    assert_eq!((kept.as_of, kept.newer_summary), (at(9), None));
    assert!(store.theirs.find(&asked("sousa"), 9).unwrap().is_empty());
    assert!(store.theirs.find(&asked("4417"), 9).unwrap().is_empty());
}

#[test]
fn a_summary_of_an_unknown_customer_is_kept_as_a_part() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    store.theirs.put(&[named("9", "Ann", "Part")], at(0), Source::Summary).unwrap();
    let kept = store.theirs.customer("9").unwrap().unwrap();
    assert!(!kept.full);
    assert_eq!(kept.source, Source::Summary);
    store.theirs.put(&[named("9", "Ann", "Part")], at(1), Source::Full).unwrap();
    assert!(store.theirs.customer("9").unwrap().unwrap().full);
}

#[test]
fn the_same_again_is_no_change_but_newer() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let first = store.theirs.put(&[maria()], at(0), Source::Full).unwrap();
    let again = store.theirs.put(&[maria()], at(60), Source::Full).unwrap();
    assert!(first[0].changed && !again[0].changed);
    assert_eq!(first[0].local_id, again[0].local_id);
    assert_eq!(store.theirs.customer("01-16203").unwrap().unwrap().as_of, at(60));
    assert_eq!(store.theirs.as_of().unwrap(), Some(at(60)));
    assert_eq!(store.theirs.count().unwrap(), 1);
}

#[test]
fn a_call_is_taken_in_whole_or_not_at_all() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let mut people = crowd(500);
    people[400].id = None;
    let failure = store.theirs.put(&people, at(0), Source::Import).unwrap_err();
    assert!(matches!(failure, Failure::NoId));
    assert_eq!(store.theirs.count().unwrap(), 0);
    assert_eq!(store.theirs.as_of().unwrap(), None);
    assert!(store.theirs.find(&asked("anna"), 10).unwrap().is_empty());
    people[400].id = text("  ");
    assert!(matches!(store.theirs.put(&people, at(0), Source::Import), Err(Failure::NoId)));
}

#[test]
fn the_last_of_two_records_with_one_id_counts() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let people = [named("1", "Old", "Name"), named("2", "Other", "One"), named("1", "New", "Name")];
    let stored = store.theirs.put(&people, at(0), Source::Import).unwrap();
    assert_eq!(stored[0].local_id, stored[2].local_id);
    assert_eq!(store.theirs.count().unwrap(), 2);
    assert!(store.theirs.find(&asked("old"), 9).unwrap().is_empty());
    assert_eq!(store.theirs.find(&asked("new"), 9).unwrap().len(), 1);
}

#[test]
fn a_customer_keeps_its_local_id_when_the_copy_is_built_anew() {
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let first = open(one.path()).theirs.put(&[maria()], at(0), Source::Full).unwrap();
    let second = open(two.path()).theirs.put(&[maria()], at(9), Source::Summary).unwrap();
    assert_eq!(first[0].local_id, second[0].local_id);
    assert_eq!(first[0].local_id, local_id_of("01-16203"));
    assert_ne!(local_id_of("01-16203"), local_id_of("01-16204"));
}

#[test]
fn those_opened_here_are_remembered_newest_first() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let stored = store.theirs.put(&crowd(5), at(0), Source::Import).unwrap();
    for (n, second) in [(3, 10), (1, 20), (3, 30)] {
        store.theirs.opened(stored[n].local_id, at(second)).unwrap();
    }
    let recent = store.theirs.recent(10).unwrap();
    let ids: Vec<_> = recent.iter().map(|kept| kept.id.clone().unwrap()).collect();
    assert_eq!(ids, ["C0000003", "C0000001"]);
    assert_eq!(recent[0].opened_at, Some(at(30)));
    assert_eq!(store.theirs.recent(1).unwrap().len(), 1);
}

#[test]
fn sizes_count_what_is_there() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let empty = store.theirs.sizes().unwrap();
    store.theirs.put(&crowd(1_000), at(0), Source::Import).unwrap();
    let full = store.theirs.sizes().unwrap();
    assert_eq!((empty.customers, full.customers), (0, 1_000));
    assert!(full.index_bytes > 100_000 && full.index_bytes > empty.index_bytes);
    assert!(full.file_bytes > full.index_bytes);
}

#[test]
fn hostile_records_are_kept_without_harm() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let mut huge = named("huge", &"a".repeat(2_000_000), "\u{0}\u{1}\"* OR NEAR(x) \u{202e}gnp");
    huge.channels = (0..3_000)
        .map(|n| Channel::phone(Use::Home, Line::Mobile, format!("0770{n:07}")))
        .collect();
    store
        .theirs
        .put(
            &[huge.clone(), Record { id: text("empty"), ..Record::default() }],
            at(0),
            Source::Full,
        )
        .unwrap();
    assert_eq!(store.theirs.customer("huge").unwrap().unwrap().record, huge);
    assert_eq!(store.theirs.count().unwrap(), 2);
    assert_eq!(store.theirs.find(&asked("near"), 9).unwrap().len(), 1);
    store.theirs.candidates(&huge, "GB", 250).unwrap();
}

#[test]
fn an_answer_without_anybody_makes_the_copy_no_newer() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    store.theirs.put(&[maria()], at(0), Source::Summary).unwrap();
    store.theirs.put(&[], at(60), Source::Summary).unwrap();
    assert_eq!(store.theirs.as_of().unwrap(), Some(at(0)));
}
