//! Two people whom somebody told apart, and who look like one: told so once, and asked about as long
//! as nobody can say which of the two is meant.

use crate::stage::Stage;
use desk::decide::Scope;
use desk::{Created, Desk};
use matching::Action;
use outbox::{Entry, Origin};
use serde_json::{Value, json};
use std::sync::Arc;
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
