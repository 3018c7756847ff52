//! Changes of known customers: merged with what others wrote, and nothing but what was meant.

use crate::bench::{Bench, stranger};
use customer::Section;
use desk::clock::{Clock, SystemClock};
use outbox::resolve::{Choice, Side};
use outbox::{Event, Reason, State, Word};
use serde_json::json;
use std::time::Duration;
use store::mine::Context;
use store::theirs::Source;

#[tokio::test(flavor = "multi_thread")]
async fn one_changed_field_is_one_effect_and_every_other_field_stays() {
    let bench = Bench::keyloop().await;
    let (local_id, id, seen) = bench.known(1).await;
    let wanted = json!({"preferredName": "Bobbin"});
    let entry = bench.update(local_id, Some(&id), Section::Names, &seen, wanted);
    bench.idle().await;
    let entry = bench.entry(entry.op_id);
    assert_eq!(entry.word(), Word::InDms, "{:?}", entry.detail.note);
    let effects = bench.effects().await;
    assert_eq!(effects.len(), 1);
    let fields: Vec<_> =
        effects[0]["changes"].as_array().unwrap().iter().map(|c| c["field"].clone()).collect();
    assert_eq!(fields, [json!("names.preferredName")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_network_holds_already_is_not_sent() {
    let bench = Bench::keyloop().await;
    let (local_id, id, seen) = bench.known(1).await;
    let wanted = seen.section(Section::Names);
    let entry = bench.update(local_id, Some(&id), Section::Names, &seen, wanted);
    bench.idle().await;
    assert_eq!(bench.entry(entry.op_id).word(), Word::InDms);
    assert!(bench.writes().await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn another_desks_change_of_another_field_is_kept() {
    let bench = Bench::keyloop().await;
    let (local_id, id, seen) = bench.known(2).await;
    let edit = json!({"section": "names", "fields": {"middleName": "Theirs"}});
    bench.post(&format!("customers/{id}/edit"), edit).await;
    let wanted = json!({"preferredName": "Mine"});
    let entry = bench.update(local_id, Some(&id), Section::Names, &seen, wanted);
    bench.idle().await;
    assert_eq!(bench.entry(entry.op_id).word(), Word::InDms);
    let now = bench.network.fetch(&id, entry.op_id).await.unwrap().record;
    assert_eq!(now.names.middle_name.as_deref(), Some("Theirs"));
    assert_eq!(now.names.preferred_name.as_deref(), Some("Mine"));
    assert_eq!(now.names.family_name, seen.names.family_name);
    let copy = bench.store.theirs.customer(&id).unwrap().unwrap();
    assert_eq!(copy.record.names.middle_name.as_deref(), Some("Theirs"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_field_changed_on_both_sides_waits_for_a_person() {
    let bench = Bench::keyloop().await;
    let (local_id, id, seen) = bench.known(3).await;
    let edit = json!({"section": "names", "fields": {"familyName": "Theirs"}});
    bench.post(&format!("customers/{id}/edit"), edit).await;
    let wanted = json!({"familyName": "Mine", "preferredName": "Both"});
    let entry = bench.update(local_id, Some(&id), Section::Names, &seen, wanted);
    bench.idle().await;
    let entry = bench.entry(entry.op_id);
    assert_eq!((entry.state, entry.reason), (State::Conflict, Some(Reason::Conflict)));
    let conflict = &entry.detail.conflicts[0];
    assert_eq!((conflict.field.as_str(), &conflict.theirs), ("names.familyName", &json!("Theirs")));
    assert!(bench.writes().await.is_empty());
    let choice = Choice { field: "names.familyName".into(), side: Side::Mine };
    let ana = Context::by_person("ana", SystemClock.now());
    bench.store.mine.resolve(entry.op_id, &[choice], &ana).unwrap();
    bench.idle().await;
    let now = bench.network.fetch(&id, entry.op_id).await.unwrap().record;
    assert_eq!(now.names.family_name.as_deref(), Some("Mine"));
    assert_eq!(now.names.preferred_name.as_deref(), Some("Both"));
    assert_eq!(bench.effects().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_whose_answer_was_lost_is_read_back_and_not_sent_again() {
    for (at, writes) in [("after", 1), ("before", 2)] {
        let bench = Bench::keyloop().await;
        bench
            .fault(json!({"match": {"network": "keyloop-v1", "method": "POST", "route": "/customers/{id}/update-names"},
                          "when": {"nth": 1}, "times": 1, "kind": "drop", "at": at}))
            .await;
        let (local_id, id, seen) = bench.known(4).await;
        let wanted = json!({"preferredName": "Once"});
        let entry = bench.update(local_id, Some(&id), Section::Names, &seen, wanted);
        bench.idle().await;
        let entry = bench.entry(entry.op_id);
        assert_eq!((entry.word(), entry.attempts), (Word::InDms, writes), "{at}");
        assert_eq!(bench.effects().await.len(), 1, "{at}");
        assert_eq!(bench.writes().await.len(), writes as usize, "{at}");
    }
}

/// Found by the simulation (`--theme capitals`).
#[tokio::test(flavor = "multi_thread")]
async fn a_change_nobody_answered_for_that_stands_there_in_capitals_is_no_conflict_with_oneself() {
    let bench = Bench::keyloop().await;
    bench.post("rules", json!({"capital_names": true})).await;
    bench
        .fault(json!({"match": {"network": "keyloop-v1", "method": "POST", "route": "/customers/{id}/update-names"},
                      "times": 1, "kind": "drop", "at": "after"}))
        .await;
    let (local_id, id, seen) = bench.known(4).await;
    let wanted = json!({"preferredName": "Once"});
    let entry = bench.update(local_id, Some(&id), Section::Names, &seen, wanted);
    bench.idle().await;
    let entry = bench.entry(entry.op_id);
    assert_eq!((entry.word(), entry.attempts, entry.reason), (Word::InDms, 1, None));
    let [differs] = entry.detail.differs.as_slice() else { panic!("{:?}", entry.detail) };
    assert_eq!((&differs.sent, &differs.stored), (&json!("Once"), &json!("ONCE")));
    assert_eq!(bench.effects().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_who_is_gone_is_never_created_again() {
    let bench = Bench::keyloop().await;
    let (local_id, id, seen) = bench.known(5).await;
    bench.post(&format!("customers/{id}/delete"), json!({})).await;
    let wanted = json!({"preferredName": "Nobody"});
    let entry = bench.update(local_id, Some(&id), Section::Names, &seen, wanted);
    bench.idle().await;
    let entry = bench.entry(entry.op_id);
    assert_eq!((entry.word(), entry.reason), (Word::NeedsPerson, Some(Reason::Gone)));
    assert!(bench.writes().await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_mobile_number_changes_exactly_that_on_both_networks() {
    for bench in [Bench::keyloop().await, Bench::mykaarma(2).await] {
        let (local_id, id, seen) = bench.known(6).await;
        let mut channels = seen.section(Section::Communication);
        let phone = channels
            .as_array_mut()
            .unwrap()
            .iter_mut()
            .find(|channel| channel["kind"] == "phone")
            .expect("seeded customers have a phone");
        phone["value"] = json!("+447700900321");
        let entry = bench.update(local_id, Some(&id), Section::Communication, &seen, channels);
        bench.idle().await;
        let entry = bench.entry(entry.op_id);
        let name = bench.network.name();
        assert_eq!(entry.word(), Word::InDms, "{name}: {:?} {:?}", entry.reason, entry.detail.note);
        let effects = bench.effects().await;
        assert_eq!(effects.len(), 1, "{name}");
        assert_eq!(effects[0]["changes"].as_array().unwrap().len(), 1, "{name}: {effects:?}");
        assert!(entry.detail.differs.is_empty(), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_that_arrives_late_but_within_the_window_is_sent_once() {
    let bench = Bench::keyloop_settling(6).await;
    bench
        .fault(json!({"match": {"network": "keyloop-v1", "method": "POST", "route": "/customers/{id}/update-names"},
                      "when": {"nth": 1}, "times": 1, "kind": "late_commit", "ms": 3000}))
        .await;
    let (local_id, id, seen) = bench.known(4).await;
    let wanted = json!({"preferredName": "Late"});
    let entry = bench.update(local_id, Some(&id), Section::Names, &seen, wanted);
    bench.idle().await;
    let entry = bench.entry(entry.op_id);
    assert_eq!((entry.word(), entry.attempts), (Word::InDms, 1), "{:?}", entry.detail.note);
    assert_eq!(bench.writes().await.len(), 1);
    assert_eq!(bench.effects().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_somebody_the_network_never_got_waits_for_a_person() {
    let bench = Bench::keyloop().await;
    let create = bench.create(stranger(2));
    bench.record(create.op_id, &Event::Cancel { why: "typed twice".into() });
    let wanted = json!({"givenName": "Nobody"});
    let entry = bench.update(create.local_id, None, Section::Names, &stranger(2), wanted);
    let pass = tokio::time::timeout(Duration::from_secs(10), bench.runner.pass());
    assert_eq!(pass.await.expect("a pass ends").unwrap().needs_person, 1);
    assert_eq!(bench.entry(entry.op_id).reason, Some(Reason::Rejected));
    assert!(bench.writes().await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_the_network_knows_no_more_is_kept_as_such() {
    let bench = Bench::keyloop().await;
    let (local_id, id, seen) = bench.known(5).await;
    bench.store.theirs.put(std::slice::from_ref(&seen), SystemClock.now(), Source::Full).unwrap();
    bench.post(&format!("customers/{id}/delete"), json!({})).await;
    let wanted = json!({"preferredName": "Late"});
    let entry = bench.update(local_id, Some(&id), Section::Names, &seen, wanted);
    bench.idle().await;
    assert_eq!(bench.entry(entry.op_id).reason, Some(Reason::Gone));
    let copy = bench.store.theirs.customer(&id).unwrap().unwrap();
    assert!(copy.record.is_gone());
    assert_eq!(copy.record.names, seen.names, "what was known is still known");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_desk_removed_is_not_put_back_by_an_edit_behind_our_own() {
    let bench = Bench::keyloop().await;
    let (local_id, id, _) = bench.known(2).await;
    let theirs = async |fields: serde_json::Value| {
        let edit = json!({"section": "names", "fields": fields});
        bench.post(&format!("customers/{id}/edit"), edit).await;
    };
    theirs(json!({"middleName": "Zed"})).await;
    let seen = bench.network.fetch(&id, SystemClock.new_id()).await.unwrap().record;
    let wanted = json!({"preferredName": "Bobbin"});
    let first = bench.update(local_id, Some(&id), Section::Names, &seen, wanted);
    bench.record(first.op_id, &Event::Send);
    let mut with_first = seen.clone();
    with_first.names.preferred_name = Some("Bobbin".into());
    let wanted = json!({"middleName": "Zoe"});
    let behind = bench.update(local_id, Some(&id), Section::Names, &with_first, wanted);
    // The first arrives, and another desk takes the middle name away before it is read again.
    theirs(json!({"preferredName": "Bobbin", "middleName": ""})).await;
    bench.record(first.op_id, &Event::Accepted { id: None, warnings: vec![] });
    bench.idle().await;
    assert_eq!(bench.entry(first.op_id).word(), Word::InDms);
    let behind = bench.entry(behind.op_id);
    assert_eq!((behind.state, behind.reason), (State::Conflict, Some(Reason::Conflict)));
    assert_eq!(behind.detail.conflicts[0].field, "names.middleName");
    assert!(bench.writes().await.is_empty());
}
