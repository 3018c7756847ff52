//! Two people whom somebody told apart, and who look like one: told so once, and asked about as long
//! as nobody can say which of the two is meant.

use crate::stage::Stage;
use desk::clock::Clock as _;
use desk::decide::Scope;
use desk::{Created, Desk};
use matching::Action;
use outbox::{Entry, Event, Origin};
use serde_json::{Value, json};
use std::sync::Arc;
use store::mine::Context;
use store::theirs::Source;

fn peter(id: &str) -> Value {
    json!({"id": id, "kind": "person",
        "names": {"givenName": "Peter", "familyName": "Quarrington"},
        "channels": [{"kind": "phone", "use": "home", "line": "mobile", "value": "+447400123456"}]})
}

fn at_home(id: &str) -> Value {
    let mut peter = peter(id);
    peter["addresses"] = json!([{"kind": "physical", "streetName": "High Street",
        "houseNumber": "12", "postalCode": "LS1 4AP", "city": "Leeds", "countryCode": "GB"}]);
    peter
}

async fn creates(desk: &Arc<Desk>, record: Value, different_from: &[&str]) -> Created {
    let record = serde_json::from_value(record).unwrap();
    let different: Vec<String> = different_from.iter().map(|id| (*id).to_owned()).collect();
    desk.create(record, &different, false, None, Origin::Staff).await.unwrap()
}

async fn makes(desk: &Arc<Desk>, record: Value, different_from: &[&str]) -> Entry {
    match creates(desk, record, different_from).await {
        Created::Queued(entry) => *entry,
        Created::Candidates(..) => panic!("a choice although all were ruled out"),
    }
}

fn is_taken(stage: &Stage, entry: &Entry, id: &str) {
    let context = Context::by_person("desk", stage.clock.now());
    let taken = Event::Accepted { id: Some(id.to_owned()), warnings: vec![] };
    for event in [Event::StartPreflight, Event::Cleared { seen: vec![] }, taken] {
        stage.desk.store.mine.record(entry.op_id, &event, &context).unwrap();
    }
    stage.desk.store.theirs.adopt(entry.local_id, id).unwrap();
    stage.knows(peter(id), Source::Full);
}

#[tokio::test]
async fn father_and_son_of_one_name_and_number_are_asked_about_and_no_third_is_made_unseen() {
    let stage = Stage::open();
    stage.knows(at_home("father"), Source::Full);
    let son = makes(&stage.desk, peter(""), &["father"]).await;
    for typed in [peter(""), at_home("")] {
        let record = serde_json::from_value(typed.clone()).unwrap();
        let decided = stage.desk.decide(&record, Scope::Desk).await.unwrap();
        assert_eq!(decided.action(), Action::Ask, "{}", decided.reason());
        assert_eq!(decided.plausible().count(), 2);
        assert!(decided.candidates.iter().all(|one| !one.ruled_out));
        assert!(matches!(creates(&stage.desk, typed, &[]).await, Created::Candidates(_)));
    }
    // Where it is said who is asked about, the word counts.
    let own = serde_json::from_value(peter(&son.local_id.to_string())).unwrap();
    let decided = stage.desk.decide(&own, Scope::Desk).await.unwrap();
    assert!(decided.candidates[0].is("father") && decided.candidates[0].ruled_out);
    let third = makes(&stage.desk, peter(""), &["father", &son.local_id.to_string()]).await;
    let own = serde_json::from_value(peter(&third.local_id.to_string())).unwrap();
    let decided = stage.desk.decide(&own, Scope::Desk).await.unwrap();
    assert_eq!(decided.plausible().count(), 0);
    let again = serde_json::from_value(peter("")).unwrap();
    let decided = stage.desk.decide(&again, Scope::Desk).await.unwrap();
    assert_eq!(decided.plausible().count(), 3, "any of the three");
}

#[tokio::test]
async fn whom_somebody_told_apart_while_neither_had_a_number_no_scan_puts_together() {
    let stage = Stage::open();
    let born = |id: &str| {
        let mut peter = at_home(id);
        peter["identity"] = json!({"birthDate": "1980-01-31"});
        peter
    };
    let father = makes(&stage.desk, born(""), &[]).await;
    let son = makes(&stage.desk, born(""), &[&father.local_id.to_string()]).await;
    for (entry, id) in [(&father, "01-1"), (&son, "01-2")] {
        is_taken(&stage, entry, id);
        stage.knows(born(id), Source::Full);
    }
    stage.knows(born("01-3"), Source::Full);
    stage.desk.start_scan().unwrap();
    while stage.desk.scan.progress().running {
        tokio::task::yield_now().await;
    }
    let pairs = stage.desk.store.mine.duplicates().unwrap();
    let pairs: Vec<(&str, &str)> = pairs.iter().map(|one| (&*one.one, &*one.other)).collect();
    assert_eq!(pairs, [("01-1", "01-3"), ("01-2", "01-3")]);
}
