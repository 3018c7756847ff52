//! In the DMS is what a read has shown: a success that was said and not done, a read that is older
//! than the write, and answers that would go on for ever.

use crate::bench::{Bench, stranger};
use customer::Section;
use desk::clock::{Clock, SystemClock};
use outbox::resolve::{Choice, Side};
use outbox::{Entry, Event, Kind, LanePause, Reason, State, Word};
use serde_json::{Value, json};
use std::time::Duration;
use store::mine::Context;
use store::theirs::Source;
use uuid::Uuid;

const RENAME: &str = "/customers/{id}/update-names";

fn renames(mut fault: Value) -> Value {
    fault["match"] = json!({"network": "keyloop-v1", "method": "POST", "route": RENAME});
    fault
}

/// A change of two names of a customer whose whole record this desk holds.
async fn renamed(bench: &Bench, n: usize) -> (Uuid, String, Entry) {
    let (local_id, id, seen) = bench.known(n).await;
    bench.store.theirs.put(std::slice::from_ref(&seen), SystemClock.now(), Source::Full).unwrap();
    let wanted = json!({"middleName": "Zed", "preferredName": "Bobbin"});
    let entry = bench.update(local_id, Some(&id), Section::Names, &seen, wanted);
    (local_id, id, entry)
}

async fn stored(bench: &Bench, id: &str) -> customer::Record {
    bench.network.fetch(id, Uuid::from_u128(1)).await.unwrap().record
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_older_than_the_write_leaves_the_change_on_the_screen_until_it_shows() {
    // Looked at again after a second.
    let bench = Bench::keyloop_settling(24).await;
    let (local_id, id, entry) = renamed(&bench, 1).await;
    let stale = json!({"match": {"method": "GET", "route": "/customers/{id}", "path_contains": id},
                       "when": {"nth": 2}, "times": 1, "kind": "stale_read"});
    bench.fault(stale).await;
    let summary = bench.runner.pass().await.unwrap();
    assert_eq!((summary.done, summary.checking), (0, 1));
    assert_eq!(bench.entry(entry.op_id).word(), Word::Checking);
    assert_eq!(bench.store.mine.overlay_for(local_id).unwrap().len(), 2);
    bench.idle().await;
    let entry = bench.entry(entry.op_id);
    assert_eq!((entry.word(), entry.attempts), (Word::InDms, 1));
    assert!(entry.detail.differs.is_empty());
    assert!(bench.store.mine.overlay_for(local_id).unwrap().is_empty());
    let copy = bench.store.theirs.customer(&id).unwrap().unwrap();
    assert_eq!(copy.record.names.middle_name.as_deref(), Some("Zed"));
    assert_eq!(bench.writes().await.len(), 1);
    let attempt = &bench.store.mine.attempts(entry.op_id).unwrap()[0];
    assert!(attempt.answered_at.is_some() && attempt.verified_at.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_success_that_was_only_said_is_sent_once_more() {
    let bench = Bench::keyloop().await;
    let (_, id, entry) = renamed(&bench, 1).await;
    let said = json!({"times": 1, "kind": "status", "status": 200, "body": {}, "at": "before"});
    bench.fault(renames(said)).await;
    bench.idle().await;
    let entry = bench.entry(entry.op_id);
    assert_eq!((entry.word(), entry.attempts), (Word::InDms, 2), "{:?}", entry.detail.note);
    assert_eq!(bench.effects().await.len(), 1);
    assert_eq!(stored(&bench, &id).await.names.middle_name.as_deref(), Some("Zed"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_success_that_is_only_said_each_time_needs_a_person_and_is_not_lost() {
    let bench = Bench::keyloop().await;
    let (local_id, _, entry) = renamed(&bench, 1).await;
    let said = json!({"kind": "status", "status": 200, "body": {}, "at": "before"});
    bench.fault(renames(said)).await;
    let other = bench.create(stranger(1));
    let summary = bench.idle().await;
    assert_eq!((summary.done, summary.needs_person), (1, 1));
    assert_eq!(bench.entry(other.op_id).word(), Word::InDms);
    let entry = bench.entry(entry.op_id);
    assert_eq!((entry.reason, entry.attempts), (Some(Reason::Rejected), 2));
    let fields: Vec<_> = entry.detail.differs.iter().map(|one| one.field.as_str()).collect();
    assert_eq!(fields, ["names.middleName", "names.preferredName"]);
    assert_eq!(bench.store.mine.overlay_for(local_id).unwrap().len(), 2, "still shown here");
    bench.post("reset", json!({"only": ["faults"]})).await;
    bench.record(entry.op_id, &Event::Retry);
    bench.idle().await;
    assert_eq!(bench.entry(entry.op_id).word(), Word::InDms);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_that_was_left_out_is_sent_once_more_and_stays_said() {
    for always in [false, true] {
        let bench = Bench::keyloop().await;
        let (_, id, entry) = renamed(&bench, 1).await;
        let mut partial = json!({"kind": "partial", "drop_fields": ["names.middleName"]});
        if !always {
            partial["times"] = json!(1);
        }
        bench.fault(renames(partial)).await;
        bench.idle().await;
        let entry = bench.entry(entry.op_id);
        let names = stored(&bench, &id).await.names;
        assert_eq!(names.preferred_name.as_deref(), Some("Bobbin"));
        assert_eq!(entry.attempts, 2, "{:?} {:?}", entry.state, entry.detail.differs.len());
        let one = &entry.detail.differs[0];
        assert_eq!((one.field.as_str(), one.mended), ("names.middleName", !always));
        if always {
            assert_eq!((entry.state, entry.reason), (State::Parked, Some(Reason::Rejected)));
        } else {
            assert_eq!(entry.word(), Word::InDms);
            assert_eq!(names.middle_name.as_deref(), Some("Zed"));
        }
    }
}

/// Found by the simulation (seeds 91 and 634).
#[tokio::test(flavor = "multi_thread")]
async fn what_a_customer_lost_by_our_change_is_put_back() {
    let bench = Bench::mykaarma(1).await;
    let whole = {
        let mut record = stranger(1);
        record.names.middle_name = Some("Zed".into());
        record
    };
    let create = bench.create(whole);
    bench.idle().await;
    let create = bench.entry(create.op_id);
    let id = create.server_id.unwrap();
    let seen = stored(&bench, &id).await;
    assert_eq!(seen.channels.len(), 2);
    let losing = json!({"match": {"network": "mykaarma", "method": "PUT"}, "times": 1,
        "kind": "partial", "drop_fields": ["customer.phoneNumbers", "customer.emails"]});
    bench.fault(losing).await;
    let wanted = json!({"middleName": "Zebulon"});
    bench.update(create.local_id, Some(&id), Section::Names, &seen, wanted);
    bench.idle().await;
    let now = stored(&bench, &id).await;
    assert_eq!(now.names.middle_name.as_deref(), Some("Zebulon"));
    assert_eq!(now.channels.len(), 2, "{:?}", bench.effects().await);
}

/// Found by the simulation (seed 919).
#[tokio::test(flavor = "multi_thread")]
async fn what_an_address_lost_beside_what_was_changed_of_it_is_put_back() {
    let bench = Bench::keyloop().await;
    let (local_id, id, seen) = bench.known(1).await;
    let address = &seen.addresses[0];
    assert!(address.country_code.is_some() && address.postal_code.is_some(), "{address:?}");
    let losing = json!({"times": 1, "kind": "partial", "drop_fields": ["addresses.home.physicalAddress.countryCode"],
        "match": {"network": "keyloop-v1", "method": "POST", "route": "/customers/{id}/update-addresses"}});
    bench.fault(losing).await;
    let mut wanted = json!(seen.addresses);
    wanted[0]["city"] = json!("Elsewhere");
    bench.update(local_id, Some(&id), Section::Addresses, &seen, wanted);
    bench.idle().await;
    let now = &stored(&bench, &id).await.addresses[0];
    assert_eq!(now.city.as_deref(), Some("Elsewhere"));
    assert_eq!(now.country_code, address.country_code, "{:?}", bench.effects().await);
    assert_eq!(now.postal_code, address.postal_code);
    assert_eq!(bench.effects().await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_new_customer_lost_on_the_way_follows_as_a_change() {
    for always in [false, true] {
        let bench = Bench::keyloop().await;
        let drop = json!({"kind": "partial", "drop_fields": ["names.middleName"], "times": 1,
            "match": {"network": "keyloop-v1", "method": "POST", "route": "/customers"}});
        bench.fault(drop).await;
        if always {
            let drop = json!({"kind": "partial", "drop_fields": ["names.middleName"]});
            bench.fault(renames(drop)).await;
        }
        let mut record = stranger(1);
        record.names.middle_name = Some("Zed".into());
        let create = bench.create(record);
        bench.idle().await;
        let create = bench.entry(create.op_id);
        assert_eq!(create.word(), Word::InDms);
        assert_eq!(create.detail.differs[0].field, "names.middleName");
        let entries = bench.store.mine.entries_of(create.local_id).unwrap();
        assert_eq!(entries.len(), 2);
        let follow = &entries[1];
        assert_eq!((follow.kind, follow.attempts), (Kind::Update(Section::Names), 1));
        assert_eq!(follow.author, create.author);
        let id = create.server_id.unwrap();
        let names = stored(&bench, &id).await.names;
        if always {
            assert_eq!(follow.reason, Some(Reason::Rejected));
        } else {
            assert_eq!(follow.word(), Word::InDms);
            assert_eq!(names.middle_name.as_deref(), Some("Zed"));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_sent_elsewhere_each_time_is_tried_twice_and_then_needs_a_person() {
    for status in [302, 202] {
        let bench = Bench::keyloop().await;
        let (_, _, entry) = renamed(&bench, 1).await;
        let kind = if status == 302 { "redirect" } else { "status" };
        let mut away = json!({"kind": kind, "status": status, "at": "before"});
        if status == 302 {
            away["location"] = json!("/x");
        }
        bench.fault(renames(away)).await;
        bench.idle().await;
        let entry = bench.entry(entry.op_id);
        assert_eq!((entry.state, entry.attempts), (State::Parked, 2), "{status}");
        assert_eq!(bench.writes().await.len(), 2, "{status}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_the_network_refuses_brings_its_entry_to_a_person_at_once() {
    let bench = Bench::keyloop().await;
    let (_, id, entry) = renamed(&bench, 1).await;
    let (_, _, other) = renamed(&bench, 2).await;
    let refused = json!({"match": {"method": "GET", "path_contains": id}, "kind": "status",
                         "status": 422});
    bench.fault(refused).await;
    let summary = bench.idle().await;
    assert_eq!((summary.done, summary.needs_person), (1, 1));
    assert_eq!(bench.entry(other.op_id).word(), Word::InDms);
    let entry = bench.entry(entry.op_id);
    assert_eq!((entry.reason, entry.attempts), (Some(Reason::Rejected), 0));
    assert!(entry.detail.note.unwrap_or_default().contains("422"));
}

#[tokio::test(flavor = "multi_thread")]
async fn changed_in_between_each_time_shows_both_sides_to_a_person() {
    let bench = Bench::keyloop().await;
    let (_, id, entry) = renamed(&bench, 1).await;
    bench.fault(renames(json!({"times": 3, "kind": "status", "status": 412}))).await;
    bench.idle().await;
    let entry = bench.entry(entry.op_id);
    assert_eq!((entry.state, entry.attempts), (State::Conflict, 3));
    let conflict = |field: &str| {
        entry.detail.conflicts.iter().find(|one| one.field == field).map(|one| &one.mine)
    };
    assert_eq!(conflict("names.middleName"), Some(&json!("Zed")));
    let choices = [Choice { field: "names".into(), side: Side::Mine }];
    let ana = Context::by_person("ana", SystemClock.now());
    bench.store.mine.resolve(entry.op_id, &choices, &ana).unwrap();
    bench.idle().await;
    assert_eq!(bench.entry(entry.op_id).word(), Word::InDms);
    assert_eq!(stored(&bench, &id).await.names.middle_name.as_deref(), Some("Zed"));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_customer_who_may_not_be_changed_stops_nobody_else() {
    let bench = Bench::keyloop().await;
    let mut entries = vec![];
    for n in 0..6 {
        entries.push(renamed(&bench, n).await);
    }
    let id = &entries[0].1;
    bench
        .fault(json!({"match": {"method": "POST", "path_contains": id}, "kind": "forbidden"}))
        .await;
    let summary = bench.idle().await;
    assert_eq!((summary.done, summary.needs_person), (5, 1));
    assert_eq!(bench.entry(entries[0].2.op_id).reason, Some(Reason::Permission));
    assert_eq!(bench.store.mine.lane("lane").unwrap().paused, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_section_the_network_withholds_stops_no_other_and_is_never_written_unseen() {
    let bench = Bench::keyloop().await;
    let mut renames = vec![];
    for n in 0..4 {
        let (local_id, id, seen) = bench.known(n).await;
        let wanted = json!({"middleName": "Zed"});
        renames.push(bench.update(local_id, Some(&id), Section::Names, &seen, wanted));
    }
    let mut births = vec![];
    for n in 5..8 {
        let (local_id, id, seen) = bench.known(n).await;
        let wanted = json!({"birthDate": "1971-02-03"});
        births.push(bench.update(local_id, Some(&id), Section::Identity, &seen, wanted));
    }
    let mut person = stranger(1);
    person.identity.birth_date = Some("1980-01-31".into());
    let made = bench.create(person);
    let withheld = json!({"match": {"method": "GET", "route": "/customers/{id}/identity"},
                          "kind": "forbidden"});
    bench.fault(withheld).await;
    let summary = bench.idle().await;
    assert_eq!((summary.done, summary.needs_person), (5, 3));
    assert_eq!(bench.store.mine.lane("lane").unwrap().paused, None);
    for entry in renames {
        assert_eq!(bench.entry(entry.op_id).word(), Word::InDms);
    }
    for birth in births {
        assert_eq!(bench.entry(birth.op_id).reason, Some(Reason::Permission));
    }
    let identities = |one: &Value| one["path"].as_str().unwrap().ends_with("update-identity");
    assert!(!bench.writes().await.iter().any(identities));
    // What was sent of it is neither missed nor sent again.
    let made = bench.entry(made.op_id);
    assert_eq!((made.word(), made.detail.differs.len()), (Word::InDms, 0));
    assert_eq!(bench.store.mine.entries_of(made.local_id).unwrap().len(), 1);
    let copy = bench.store.theirs.customer(&made.server_id.unwrap()).unwrap().unwrap();
    assert_eq!(copy.record.identity.birth_date.as_deref(), Some("1980-01-31"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_may_do_pauses_the_lane_and_goes_on_once_it_may_be_done() {
    let bench = Bench::keyloop().await;
    let mut entries = vec![];
    for n in 0..12 {
        entries.push(renamed(&bench, n).await.2);
    }
    bench.fault(renames(json!({"kind": "forbidden"}))).await;
    let summary = bench.idle().await;
    assert_eq!((summary.waiting, summary.needs_person), (12, 0));
    assert_eq!(bench.store.mine.lane("lane").unwrap().paused, Some(LanePause::Permission));
    // The first that is refused is parked and frees its lane for one more; the second pauses all.
    assert!(bench.writes().await.len() <= 5, "those under way, and no more");
    bench.post("reset", json!({"only": ["faults"]})).await;
    bench.runner.wake_lane().await.unwrap();
    assert_eq!(bench.idle().await.done, 12);
    for entry in entries {
        assert_eq!(bench.entry(entry.op_id).word(), Word::InDms);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_number_a_create_was_answered_with_is_not_searched_for_after_a_restart() {
    let bench = Bench::keyloop_settling(60).await;
    let entry = bench.create(stranger(1));
    bench.record(entry.op_id, &Event::StartPreflight);
    bench.record(entry.op_id, &Event::Cleared { seen: vec![] });
    let created = bench.network.create(&stranger(1), entry.op_id).await.unwrap();
    let id = created.id.unwrap();
    bench.store.mine.answered_as(entry.op_id, &id, SystemClock.now()).unwrap();
    // The program ends while it reads back what came of it.
    let bench = bench.restart();
    bench.post("reset", json!({"only": ["requests"]})).await;
    bench.runner.until_idle(Duration::from_secs(20)).await.unwrap();
    let entry = bench.entry(entry.op_id);
    assert_eq!((entry.word(), entry.server_id.as_deref()), (Word::InDms, Some(id.as_str())));
    assert!(bench.writes().await.is_empty());
    let requests = bench.get("requests").await["requests"].clone();
    let searches = requests.as_array().unwrap().iter().filter(|one| {
        one["template"].as_str().is_some_and(|template| template.ends_with("/customers"))
    });
    assert_eq!(searches.count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_for_somebody_known_and_is_not_there_is_said_and_not_sent() {
    let bench = Bench::keyloop().await;
    let (_, id, known) = bench.known(0).await;
    bench.store.theirs.put(std::slice::from_ref(&known), SystemClock.now(), Source::Full).unwrap();
    let mut again = known.clone();
    again.id = None;
    again.customer_key = None;
    again.identity = customer::Identity::default();
    again.names.preferred_name = Some("Bobbin".into());
    let entry = bench.create(again);
    bench.idle().await;
    assert_eq!(bench.entry(entry.op_id).reason, Some(Reason::Candidates));
    bench.record(entry.op_id, &Event::Use { id: id.clone() });
    bench.runner.pass().await.unwrap();
    let entry = bench.entry(entry.op_id);
    let fields: Vec<_> = entry.detail.differs.iter().map(|one| one.field.as_str()).collect();
    assert_eq!(fields, ["names.preferredName"]);
    let copy = bench.store.theirs.customer(&id).unwrap().unwrap();
    let birth = (&copy.record.identity.birth_date, &known.identity.birth_date);
    assert_eq!(birth.0, birth.1, "what was not read again stays");
    assert!(bench.writes().await.is_empty());
}
