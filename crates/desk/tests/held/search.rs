//! The search box: who is found, and who is not once somebody has said what a word means.

use crate::stage::Stage;
use customer::search_term::Meaning;
use desk::clock::Clock as _;
use serde_json::json;
use store::theirs::Source;

/// Whom the box shows, in the order of their ids.
async fn found(stage: &Stage, text: &str, flips: &[(usize, Meaning)]) -> Vec<String> {
    let answer = stage.desk.search(text, flips, 20).await.unwrap();
    let mut ids: Vec<_> = answer.rows.iter().map(|row| row.person.name_in_answers()).collect();
    ids.sort();
    ids
}

#[tokio::test]
async fn a_word_that_was_flipped_finds_nobody_by_what_it_was_taken_for() {
    let stage = Stage::open();
    for known in [
        json!({"id": "A", "names": {"givenName": "Maria", "familyName": "Sousa"}, "channels": [
            {"kind": "phone", "use": "home", "line": "mobile", "value": "+447400124417"}]}),
        json!({"id": "B", "customerKey": "4417",
               "names": {"givenName": "Brondik", "familyName": "Oxbramble"}}),
        json!({"id": "C", "names": {"givenName": "Sara", "familyName": "Maia"}, "channels": [
            {"kind": "email", "use": "home", "value": "sousa@oxbramble.example"}]}),
    ] {
        stage.knows(known, Source::Full);
    }
    assert_eq!(found(&stage, "4417", &[]).await, ["A", "B"]);
    assert_eq!(found(&stage, "4417", &[(0, Meaning::CustomerKey)]).await, ["B"]);
    assert_eq!(found(&stage, "sousa", &[]).await, ["A", "C"]);
    assert_eq!(found(&stage, "sousa", &[(0, Meaning::Email)]).await, ["C"]);
    // The other words keep all they could mean, and the chip can be flipped back.
    assert_eq!(found(&stage, "maia sousa", &[(1, Meaning::Email)]).await, ["C"]);
    let flipped = stage.desk.search("4417", &[(0, Meaning::CustomerKey)], 20).await.unwrap();
    assert_eq!(flipped.readings[0].meaning, Meaning::CustomerKey);
    assert!(flipped.readings[0].others.contains(&Meaning::Phone));
    assert_eq!(found(&stage, "4417", &[(0, Meaning::Phone)]).await, ["A", "B"], "as it was read");
}

#[tokio::test]
async fn a_word_flipped_to_a_town_or_a_company_finds_those_alone() {
    let stage = Stage::open();
    for known in [
        json!({"id": "A", "names": {"givenName": "Ann", "familyName": "Otley"}}),
        json!({"id": "B", "names": {"givenName": "Ben", "familyName": "Brondik"},
               "addresses": [{"city": "Otley"}]}),
        json!({"id": "C", "names": {"familyName": "Cole"}, "company": {"name": "Otley Motors Ltd"}}),
        json!({"id": "D", "names": {"givenName": "Motors", "familyName": "Otley Limited"}}),
    ] {
        stage.knows(known, Source::Full);
    }
    assert_eq!(found(&stage, "otley", &[]).await, ["A", "B", "C", "D"]);
    assert_eq!(found(&stage, "otley", &[(0, Meaning::Town)]).await, ["B"]);
    assert_eq!(found(&stage, "otley", &[(0, Meaning::Company)]).await, ["C"]);
    assert_eq!(found(&stage, "otlye", &[(0, Meaning::Town)]).await, ["B"], "a slip in a town");
    // A legal form makes the words a company; names are still looked for, until it is flipped.
    assert_eq!(found(&stage, "Otley Motors Ltd", &[]).await, ["C"]);
    assert_eq!(found(&stage, "Otley Motors Limited", &[]).await, ["D"]);
    assert_eq!(found(&stage, "Otley Limited", &[(0, Meaning::Name)]).await, ["D"]);
}

#[tokio::test]
async fn the_copy_is_as_old_as_the_last_import_and_not_as_the_newest_answer() {
    let stage = Stage::open();
    stage.knows(json!({"id": "A", "names": {"familyName": "Sousa"}}), Source::Full);
    let before = stage.desk.search("sousa", &[], 20).await.unwrap();
    assert_eq!((before.imported, before.newest), (None, Some(stage.clock.now())));
    let export = stage.folder.path().join("export.ndjson");
    std::fs::write(&export, r#"{"id": "B", "kind": "person", "names": {"familyName": "Sousa"}}"#)
        .unwrap();
    stage.desk.import(&export, |_, _| {}).unwrap();
    let then = stage.clock.now();
    stage.clock.set_on(1);
    stage.knows(json!({"id": "C", "names": {"familyName": "Sousa"}}), Source::Summary);
    let after = stage.desk.search("sousa", &[], 20).await.unwrap();
    assert_eq!((after.imported, after.newest), (Some(then), Some(stage.clock.now())));
    assert_eq!(stage.desk.store.theirs.as_of().unwrap(), Some(then));
}
