//! A correction that makes somebody look like another customer.

use crate::stage::Stage;
use customer::Section;
use desk::{Form, Saved};
use serde_json::{Value, json};
use store::theirs::Source;

fn person(id: &str, given: &str, phone: &str) -> Value {
    json!({"id": id, "kind": "person", "names": {"givenName": given, "familyName": "Oxbramble"},
           "channels": channels(phone)})
}

fn channels(phone: &str) -> Value {
    json!([{"kind": "phone", "use": "home", "line": "mobile", "value": phone}])
}

fn stage() -> Stage {
    let stage = Stage::open();
    for known in [
        person("A", "Zephyrine", "+447400123456"),
        person("B", "Zephyrine", "+447400555001"),
        person("C", "Brondik", "+447400555002"),
    ] {
        stage.knows(known, Source::Full);
    }
    stage
}

/// Whom a change made its customer look like; it is queued whatever that is.
async fn met(stage: &Stage, id: &str, section: Section, edit: Value) -> Vec<String> {
    let saved = stage.desk.update_shown(id, section, edit, Form::default()).await.unwrap();
    let Saved::Queued(change) = saved else { panic!("{id} {section:?} was not kept") };
    change.alike.iter().map(desk::decide::Candidate::name).collect()
}

fn audited(stage: &Stage) -> usize {
    let acts = stage.desk.store.mine.acts(None, 50).unwrap();
    acts.iter().filter(|act| act.what == "made to look like another customer").count()
}

#[tokio::test]
async fn a_number_that_makes_two_alike_is_kept_noted_and_told_once() {
    let stage = stage();
    let communication = Section::Communication;
    let told = met(&stage, "B", communication, channels("+447400123456")).await;
    assert_eq!(told, ["A"]);
    let pairs = stage.desk.store.mine.duplicates().unwrap();
    assert_eq!((pairs.len(), &*pairs[0].one, &*pairs[0].other), (1, "A", "B"));
    assert_eq!(audited(&stage), 1);
    // They are alike already: what is changed besides is no news.
    let more = json!({"title": "Dr"});
    assert_eq!(met(&stage, "B", Section::Names, more).await, Vec::<String>::new());
    assert_eq!((stage.desk.store.mine.duplicates().unwrap().len(), audited(&stage)), (1, 1));
}

#[tokio::test]
async fn a_number_that_the_household_shares_makes_nobody_alike() {
    let stage = stage();
    let told = met(&stage, "C", Section::Communication, channels("+447400123456")).await;
    assert_eq!(told, Vec::<String>::new());
    let told = met(&stage, "B", Section::Communication, channels("+447400555009")).await;
    assert_eq!(told, Vec::<String>::new());
    assert!(stage.desk.store.mine.duplicates().unwrap().is_empty());
    assert_eq!(audited(&stage), 0);
    // Until the name is another one.
    let told = met(&stage, "C", Section::Names, json!({"givenName": "Zephyrine"})).await;
    assert_eq!(told[0], "A");
}
