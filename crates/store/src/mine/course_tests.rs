//! The course of an entry as it is stored: attempts, what was not permitted, what follows.

use super::tests::{TestDesk, at, create, known, mine, ready};
use super::*;
use customer::Section;
use outbox::{Difference, Entry, Event, Kind, LanePause, State};
use serde_json::{Value, json};
use uuid::Uuid;

fn change(desk: &TestDesk, n: u128, wanted: Value) -> Entry {
    desk.mine.queue_update(known(n, n, &format!("A{n}"), wanted)).unwrap()
}

fn sent(desk: &TestDesk, n: u128) -> Entry {
    let entry = change(desk, n, json!({"givenName": "Mary"}));
    desk.event(&entry, &Event::Send, 0)
}

#[test]
fn an_attempt_of_which_no_byte_left_is_none_and_the_entry_can_still_be_changed() {
    let desk = mine();
    let entry = sent(&desk, 1);
    assert_eq!(entry.attempts, 1);
    let entry = desk.event(&entry, &Event::NotWritten, 0);
    assert_eq!((entry.attempts, desk.mine.attempts(entry.op_id).unwrap().len()), (0, 0));
    let again = desk.mine.queue_update(known(9, 1, "A1", json!({"title": "Dr"}))).unwrap();
    let first = desk.mine.entry(entry.op_id).unwrap().unwrap();
    assert_eq!((first.state, first.successor), (State::Superseded, Some(again.op_id)));
}

#[test]
fn the_times_of_an_attempt_are_kept() {
    let desk = mine();
    let entry = sent(&desk, 1);
    desk.event(&entry, &Event::Accepted { id: None, warnings: vec![] }, 3000);
    let read = customer::Record::default();
    let context = desk.context(5000);
    desk.mine.record_seen(entry.op_id, &Event::Landed, &context, &read, &[]).unwrap();
    let attempt = desk.mine.attempts(entry.op_id).unwrap().remove(0);
    assert_eq!(attempt.begun_at, at(0).to_string());
    assert_eq!(attempt.answered_at, Some(at(3).to_string()));
    assert_eq!(attempt.verified_at, Some(at(5).to_string()));
    assert!(attempt.was_taken());
    let lost = sent(&desk, 2);
    desk.event(&lost, &Event::Unknown { note: String::new() }, 9000);
    let attempt = desk.mine.attempts(lost.op_id).unwrap().remove(0);
    assert_eq!((attempt.answered_at, attempt.phase.as_str()), (None, "begun"));
}

#[test]
fn an_answer_and_the_read_that_shows_it_are_both_kept_or_neither() {
    let desk = mine();
    let entry = sent(&desk, 1);
    let read = customer::Record::default();
    let (answered, seen) = (desk.context(3000), desk.context(5000));
    let taken = Event::Accepted { id: None, warnings: vec![] };
    let done = desk.mine.record_taken_and_seen(entry.op_id, (&taken, &answered), &seen, &read);
    assert_eq!(done.unwrap().state, State::Done);
    let attempt = desk.mine.attempts(entry.op_id).unwrap().remove(0);
    assert_eq!(attempt.outcome.as_deref(), Some("accepted"));
    assert_eq!(attempt.answered_at, Some(at(3).to_string()));
    assert_eq!(attempt.verified_at, Some(at(5).to_string()));
    // A refusal is followed by no such read: nothing of it is kept, and nobody knows the outcome.
    let other = sent(&desk, 2);
    let refused = Event::Refused { refusals: vec![] };
    let done = desk.mine.record_taken_and_seen(other.op_id, (&refused, &answered), &seen, &read);
    assert!(done.is_err());
    let other = desk.mine.entry(other.op_id).unwrap().unwrap();
    assert_eq!(other.state, State::Sending);
    assert_eq!(desk.mine.attempts(other.op_id).unwrap().remove(0).outcome, None);
}

#[test]
fn the_number_an_answer_named_is_kept_before_anything_is_made_of_it() {
    let desk = mine();
    let entry = desk.mine.queue_create(create(1)).unwrap();
    desk.event(&entry, &Event::StartPreflight, 0);
    desk.event(&entry, &Event::Cleared { seen: vec![] }, 0);
    desk.mine.answered_as(entry.op_id, "01-9", at(2)).unwrap();
    desk.event(&entry, &Event::Restarted { not_written: false }, 4000);
    let attempt = desk.mine.attempts(entry.op_id).unwrap().remove(0);
    assert_eq!(attempt.answered_id.as_deref(), Some("01-9"));
    assert_eq!((attempt.answered_at, attempt.phase.as_str()), (Some(at(2).to_string()), "body"));
    assert_eq!(attempt.outcome.as_deref(), Some("restarted"));
}

#[test]
fn a_second_entry_that_is_not_permitted_is_everybodys_trouble() {
    let desk = mine();
    let forbidden = Event::Forbidden { note: "no".into() };
    let state = |entry: &Entry| desk.mine.entry(entry.op_id).unwrap().unwrap().state;
    let first = sent(&desk, 1);
    desk.event(&first, &forbidden, 0);
    assert_eq!(state(&first), State::Parked);
    // Something was taken in between: they are two single cases.
    let taken = sent(&desk, 2);
    desk.event(&taken, &Event::Accepted { id: None, warnings: vec![] }, 0);
    let (second, third) = (sent(&desk, 3), sent(&desk, 4));
    desk.event(&second, &forbidden, 0);
    assert_eq!((state(&second), desk.mine.lane("lane").unwrap().paused), (State::Parked, None));
    desk.event(&third, &forbidden, 0);
    assert_eq!(desk.mine.lane("lane").unwrap().paused, Some(LanePause::Permission));
    assert_eq!((state(&second), state(&third)), (State::Queued, State::Queued));
    assert_eq!(state(&first), State::Parked, "that one is its own");
    // One more that was under way just then.
    let fourth = sent(&desk, 5);
    desk.event(&fourth, &forbidden, 0);
    assert_eq!(state(&fourth), State::Queued);
}

#[test]
fn the_only_one_not_permitted_is_tried_again_once_somebody_acts() {
    let desk = mine();
    let entry = sent(&desk, 1);
    desk.event(&entry, &Event::Forbidden { note: "no".into() }, 0);
    assert!(ready(&desk, i64::MAX).is_empty());
    desk.mine.wake_lane("lane").unwrap();
    assert_eq!(ready(&desk, 0), [entry.op_id]);
}

#[test]
fn what_was_left_out_goes_before_what_waits_and_stays_said() {
    let desk = mine();
    let create = desk.sent_create(1);
    let waiting = NewUpdate {
        server_id: None,
        local_id: create.local_id,
        ..known(2, 1, "", json!({"title": "Dr"}))
    };
    let waiting = desk.mine.queue_update(waiting).unwrap();
    let done = Event::Accepted { id: Some("A".into()), warnings: vec![] };
    desk.event(&create, &done, 0);
    let follow = FollowUp {
        op_id: Uuid::from_u128(50),
        section: Section::Names,
        base: json!({"givenName": "Maria", "familyName": "Sousa"}),
        wanted: json!({"givenName": "Maria", "familyName": "Sousa", "middleName": "Ann"}),
    };
    let mut read = create.record().cloned().unwrap();
    desk.mine.read_back(create.op_id, &read, vec![], vec![follow], at(1)).unwrap();
    let follow = desk.mine.entry(Uuid::from_u128(50)).unwrap().unwrap();
    assert_eq!((follow.kind, follow.counters.not_kept), (Kind::Update(Section::Names), 1));
    assert_eq!((follow.server_id.as_deref(), follow.author.as_str()), (Some("A"), "ana"));
    assert_eq!(ready(&desk, 0), [follow.op_id]);
    assert!(desk.mine.accounting().unwrap().holds());

    desk.event(&follow, &Event::Send, 0);
    desk.event(&follow, &Event::Accepted { id: None, warnings: vec![] }, 0);
    let differs = |mended| Difference {
        field: "names.middleName".into(),
        sent: json!("Ann"),
        stored: Value::Null,
        mended,
    };
    let parked = Event::NotKept { differs: vec![differs(false)], over: true };
    let parked = desk.event(&follow, &parked, 0);
    assert_eq!(parked.state, State::Parked);
    desk.event(&follow, &Event::Retry, 0);
    desk.event(&follow, &Event::Send, 0);
    desk.event(&follow, &Event::Accepted { id: None, warnings: vec![] }, 0);
    let not_kept = Event::NotKept { differs: vec![differs(false)], over: true };
    assert_eq!(desk.event(&follow, &not_kept, 0).state, State::Queued);
    read.names.middle_name = Some("Ann".into());
    let context = desk.context(0);
    let seen =
        desk.mine.record_seen(follow.op_id, &Event::AlreadyThere, &context, &read, &[]).unwrap();
    assert!(seen.detail.differs == [differs(true)]);
    assert_eq!(ready(&desk, 0), [waiting.op_id]);
}

#[test]
fn a_fresh_customer_is_looked_for_soon_and_again_at_the_end_of_the_window() {
    let desk = mine();
    let create = desk.sent_create(1);
    let done = Event::Accepted { id: Some("A".into()), warnings: vec![] };
    desk.event(&create, &done, 0);
    let due = |now_ms| desk.mine.twin_checks_due("dealer", now_ms).unwrap().len();
    assert_eq!((due(1999), due(2000)), (0, 1));
    // It could not be looked up: it stays due.
    desk.mine.twins_unchecked(create.op_id, &desk.context(2000)).unwrap();
    assert_eq!((due(2000), due(3000)), (0, 1));
    desk.mine.twins_checked(create.op_id, vec![], &desk.context(3000)).unwrap();
    assert_eq!((due(122_999), due(123_000)), (0, 1));
    desk.mine.twins_checked(create.op_id, vec![], &desk.context(123_000)).unwrap();
    assert_eq!(due(i64::MAX), 0);
}

#[test]
fn what_was_given_up_after_it_may_have_left_is_looked_for() {
    let desk = mine();
    let due = || desk.mine.twin_checks_due("dealer", i64::MAX).unwrap().len();
    let ana = Context::by_person("ana", at(1));
    let cancel = Event::Cancel { why: "typed twice".into() };
    let refused = desk.sent_create(1);
    desk.event(&refused, &Event::Refused { refusals: vec![] }, 0);
    desk.mine.record(refused.op_id, &cancel, &ana).unwrap();
    assert_eq!(due(), 0, "what was refused cannot arrive");
    let unknown = desk.sent_create(2);
    desk.event(&unknown, &Event::Unknown { note: String::new() }, 0);
    for _ in 0..3 {
        desk.event(&unknown, &Event::StartCheck, 0);
        desk.event(&unknown, &Event::FoundNone { settled: true }, 0);
    }
    desk.mine.record(unknown.op_id, &cancel, &ana).unwrap();
    assert_eq!(due(), 1);
    let told = desk.mine.twins_checked(unknown.op_id, vec!["B".into()], &desk.context(0)).unwrap();
    assert_eq!((told.state, told.detail.twins), (State::Review, vec!["B".to_owned()]));
}
