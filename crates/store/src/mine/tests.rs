//! The outbox as it is stored, on real encrypted files.

use super::*;
use crate::{Key, failure::File, file, migrate};
use customer::{Channel, Line, Record, Section, Use};
use jiff::Timestamp;
use outbox::resolve::{Choice, Side};
use outbox::{Body, Difference, Entry, Event, Kind, LanePause, Origin, Reason, State, Word};
use serde_json::{Value, json};
use uuid::Uuid;

pub struct TestDesk {
    pub mine: Mine,
    pub(super) dir: tempfile::TempDir,
}

pub fn mine() -> TestDesk {
    let dir = tempfile::tempdir().unwrap();
    let mine = open(dir.path());
    TestDesk { mine, dir }
}

fn open(dir: &std::path::Path) -> Mine {
    let mut db = file::open(dir, File::Mine, &Key::new([7; 32]), Access::ReadWrite).unwrap();
    migrate::run(&mut db, File::Mine, STEPS).unwrap();
    Mine::new(db, Access::ReadWrite)
}

pub fn gone(local_id: Uuid, ids: &[&str]) -> Forgetting {
    let names = ids.iter().map(|id| (*id).to_owned()).collect();
    Forgetting { local_id, names, who: "ana".into(), at: at(3), ..Forgetting::default() }
}

/// With an audit under a key.
pub fn sealing() -> TestDesk {
    mine().with_pepper([5; 32])
}

impl TestDesk {
    pub fn with_pepper(self, pepper: [u8; 32]) -> Self {
        let Self { mine, dir } = self.restart();
        Self { mine: mine.with_pepper(Some(&Key::new(pepper))).unwrap(), dir }
    }

    /// As after the end of the process: nothing but the file is left.
    fn restart(self) -> Self {
        let Self { mine, dir } = self;
        drop(mine);
        Self { mine: open(dir.path()), dir }
    }

    pub fn context(&self, now_ms: i64) -> Context {
        context(now_ms)
    }

    pub fn event(&self, entry: &Entry, event: &Event, now_ms: i64) -> Entry {
        self.mine.record(entry.op_id, event, &context(now_ms)).unwrap()
    }

    pub fn sent_create(&self, n: u128) -> Entry {
        let entry = self.mine.queue_create(create(n)).unwrap();
        self.event(&entry, &Event::StartPreflight, 0);
        self.event(&entry, &Event::Cleared { seen: vec!["was-there".into()] }, 0)
    }
}

pub fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_700_000_000 + seconds).unwrap()
}

fn context(now_ms: i64) -> Context {
    Context {
        now: Moment { mono_ms: now_ms, wall: at(now_ms / 1000) },
        jitter: 1.0,
        settle_ms: 120_000,
        lag_ms: 2000,
        lane: "lane".into(),
        who: "desk".into(),
    }
}

fn person() -> Record {
    let mut record = Record::default();
    record.names.given_name = Some("Maria".into());
    record.names.family_name = Some("Sousa".into());
    record.channels.push(Channel::phone(Use::Home, Line::Mobile, "+44 7700 900001"));
    record
}

pub fn create(n: u128) -> NewCreate {
    NewCreate {
        op_id: Uuid::from_u128(n),
        local_id: Uuid::from_u128(1000 + n),
        draft_id: Some(Uuid::from_u128(2000 + n)),
        dealer: "dealer".into(),
        record: person(),
        ruled_out: vec![],
        incomplete_accepted: false,
        verdicts: vec![],
        author: "ana".into(),
        origin: Origin::Staff,
        at: at(0),
    }
}

/// An update of `local`'s names; the base is what `person` has.
fn rename(n: u128, local: u128, wanted: Value) -> NewUpdate {
    NewUpdate {
        op_id: Uuid::from_u128(n),
        local_id: Uuid::from_u128(local),
        server_id: None,
        draft_id: None,
        dealer: "dealer".into(),
        section: Section::Names,
        base: json!({"givenName": "Maria", "familyName": "Sousa"}),
        wanted,
        author: "ana".into(),
        origin: Origin::Staff,
        at: at(0),
    }
}

pub fn known(n: u128, local: u128, id: &str, wanted: Value) -> NewUpdate {
    NewUpdate { server_id: Some(id.into()), ..rename(n, local, wanted) }
}

pub fn ready(desk: &TestDesk, now_ms: i64) -> Vec<Uuid> {
    let ready = desk.mine.ready("lane", "dealer", now_ms).unwrap();
    ready.into_iter().map(|entry| entry.op_id).collect()
}

#[test]
fn an_entry_reads_back_as_it_was_queued_even_after_the_process_ended() {
    let desk = mine();
    let entry = desk.mine.queue_create(create(1)).unwrap();
    let desk = desk.restart();
    assert!(desk.mine.entry(entry.op_id).unwrap() == Some(entry.clone()));
    assert_eq!(entry.word(), Word::Waiting);
    assert_eq!(desk.mine.entities_local_only("dealer").unwrap()[0].local_id, entry.local_id);
}

#[test]
fn the_same_form_submitted_twice_is_one_entry() {
    let desk = mine();
    let first = desk.mine.queue_create(create(1)).unwrap();
    let again = NewCreate { op_id: Uuid::from_u128(9), ..create(1) };
    assert_eq!(desk.mine.queue_create(again).unwrap().op_id, first.op_id);
    assert_eq!(desk.mine.entries(Which::All).unwrap().len(), 1);
}

#[test]
fn a_form_that_says_something_else_by_now_is_another_edit_in_whatever_state_the_first_is() {
    let named = |n: u128, wanted: Value| NewUpdate {
        draft_id: Some(Uuid::from_u128(77)),
        ..known(n, 9, "A", wanted)
    };
    let more = json!({"givenName": "Mary", "title": "Dr"});
    let way: &[&[Event]] = &[
        &[],
        &[Event::Send],
        &[Event::Send, Event::Refused { refusals: vec![] }],
        &[Event::AlreadyThere],
        &[Event::Cancel { why: "typed twice".into() }],
    ];
    for events in way {
        let desk = mine();
        let first = desk.mine.queue_update(named(1, json!({"givenName": "Mary"}))).unwrap();
        for event in *events {
            desk.event(&first, event, 0);
        }
        let twice = desk.mine.queue_update(named(2, json!({"givenName": "Mary"}))).unwrap();
        assert_eq!(twice.op_id, first.op_id);
        let second = desk.mine.queue_update(named(3, more.clone())).unwrap();
        assert_eq!((second.op_id, second.state), (Uuid::from_u128(3), State::Queued));
        let Body::Update { wanted, .. } = &second.body else { panic!("an update") };
        assert_eq!((&wanted["givenName"], &wanted["title"]), (&json!("Mary"), &json!("Dr")));
    }
}

#[test]
fn an_edit_by_somebody_who_had_not_seen_the_one_that_waits_stands_behind_it() {
    let desk = mine();
    let of = |n: u128, draft: u128, who: &str, wanted: Value| NewUpdate {
        draft_id: Some(Uuid::from_u128(draft)),
        author: who.into(),
        ..known(n, 9, "A", wanted)
    };
    let edit = |n, draft, who, name: &str| {
        desk.mine.queue_update(of(n, draft, who, json!({"givenName": name}))).unwrap()
    };
    edit(1, 70, "ana", "Mray");
    let ana = edit(2, 70, "ana", "Mary");
    let ben = edit(3, 71, "ben", "Marie");
    // Ana's form again, after somebody else's: it stands for what she typed, not for Ben's.
    edit(4, 70, "ana", "Mary");
    let waits = |desk: &TestDesk| -> Vec<(Uuid, Value)> {
        let live = desk.mine.entries(Which::Live).unwrap().into_iter();
        live.map(|entry| match entry.body {
            Body::Update { wanted, .. } => (entry.op_id, wanted["givenName"].clone()),
            Body::Create { .. } => panic!("an update"),
        })
        .collect()
    };
    assert_eq!(waits(&desk), [(ana.op_id, json!("Mary")), (ben.op_id, json!("Marie"))]);
    assert_eq!(ready(&desk, 0), [ana.op_id]);
    // Whoever sees both on the desk corrects the last.
    let seen = json!({"givenName": "Marie", "familyName": "Sousa"});
    let new = NewUpdate { base: seen, ..of(5, 72, "ana", json!({"givenName": "Maria Ana"})) };
    let last = desk.mine.queue_update(new).unwrap();
    assert_eq!(waits(&desk), [(ana.op_id, json!("Mary")), (last.op_id, json!("Maria Ana"))]);
    let ben = desk.mine.entry(ben.op_id).unwrap().unwrap();
    assert_eq!((ben.state, ben.successor), (State::Superseded, Some(last.op_id)));
    assert!(desk.mine.accounting().unwrap().holds());
}

#[test]
fn a_refused_create_is_put_right_though_a_change_of_the_section_waits_behind_it() {
    let desk = mine();
    let create = desk.sent_create(1);
    let behind = rename(2, 1001, json!({"givenName": "Mary", "familyName": "Sousa"}));
    let behind = desk.mine.queue_update(behind).unwrap();
    let create = desk.event(&create, &Event::Refused { refusals: vec![] }, 0);
    assert_eq!(create.state, State::Parked);
    let seen = json!({"givenName": "Mary", "familyName": "Sousa"});
    let edit = NewUpdate {
        base: seen,
        ..rename(3, 1001, json!({"givenName": "Mary", "familyName": "Souza"}))
    };
    let put_right = desk.mine.queue_update(edit).unwrap();
    assert_eq!((put_right.kind, put_right.state), (Kind::Create, State::Queued));
    let record = put_right.record().unwrap();
    assert_eq!(record.names.given_name.as_deref(), Some("Mary"));
    assert_eq!(record.names.family_name.as_deref(), Some("Souza"));
    for older in [create, behind] {
        let older = desk.mine.entry(older.op_id).unwrap().unwrap();
        assert_eq!((older.state, older.successor), (State::Superseded, Some(put_right.op_id)));
    }
    assert_eq!(ready(&desk, 0), [put_right.op_id]);
    assert!(desk.mine.accounting().unwrap().holds());
    assert!(desk.mine.overlay_for(Uuid::from_u128(1001)).unwrap().is_empty());
}

#[test]
fn the_correction_of_a_create_that_may_have_arrived_is_in_the_same_doubt() {
    let desk = mine();
    let create = desk.sent_create(1);
    desk.event(&create, &Event::Unknown { note: String::new() }, 0);
    desk.event(&create, &Event::StartCheck, 5000);
    let parked = desk.event(&create, &Event::ReadRefused { note: String::new() }, 5000);
    assert_eq!(parked.state, State::Ambiguous);
    for _ in 0..3 {
        desk.event(&create, &Event::StartCheck, 200_000);
        desk.event(&create, &Event::FoundNone { settled: true }, 200_000);
    }
    desk.event(&create, &Event::StartPreflight, 200_000);
    let refused = Event::ReadRefused { note: String::new() };
    assert_eq!(desk.event(&create, &refused, 200_000).state, State::Parked);
    let fixed = desk.mine.queue_update(rename(2, 1001, json!({"givenName": "Mary"}))).unwrap();
    assert_eq!((fixed.kind, fixed.attempts), (Kind::Create, 0));
    assert!(desk.mine.may_arrive(fixed.op_id).unwrap());
    desk.event(&fixed, &Event::StartPreflight, 300_000);
    let late = Event::Cleared { seen: vec!["late".into()] };
    let fixed = desk.event(&fixed, &late, 300_000);
    assert_eq!(fixed.preflight_ids, Some(vec!["was-there".to_owned()]));
}

#[test]
fn who_was_forgotten_is_looked_for_by_nobody() {
    let desk = mine();
    let create = desk.sent_create(1);
    desk.event(&create, &Event::Unknown { note: String::new() }, 0);
    desk.event(&create, &Event::StartCheck, 5000);
    desk.event(&create, &Event::FoundSeveral { ids: vec!["A".into()] }, 5000);
    let create = desk.event(&create, &Event::Use { id: "A".into() }, 5000);
    let due = || desk.mine.twin_checks_due("dealer", i64::MAX).unwrap().len();
    assert_eq!((due(), create.adopted_id.as_deref()), (1, Some("A")));
    desk.mine.forget(&gone(create.local_id, &["A"])).unwrap();
    assert_eq!(due(), 0);
    assert_eq!(desk.mine.entry(create.op_id).unwrap().unwrap().adopted_id, None);
}

#[test]
fn a_create_that_is_done_maps_the_id_and_releases_what_waits_in_one_transaction() {
    let desk = mine();
    let create = desk.sent_create(1);
    let follow_up = desk.mine.queue_update(rename(2, 1001, json!({"title": "Dr"}))).unwrap();
    assert_eq!(follow_up.depends_on, Some(create.op_id));
    assert!(ready(&desk, 0).is_empty());
    let done = Event::Accepted { id: Some("01-9".into()), warnings: vec![] };
    let create = desk.event(&create, &done, 10);
    assert_eq!((create.state, create.server_id.as_deref()), (State::Done, Some("01-9")));
    let follow_up = desk.mine.entry(follow_up.op_id).unwrap().unwrap();
    assert_eq!(follow_up.server_id.as_deref(), Some("01-9"));
    assert_eq!(ready(&desk, 10), [follow_up.op_id]);
    assert!(desk.mine.entities_local_only("dealer").unwrap().is_empty());
}

#[test]
fn the_customer_one_create_became_is_not_given_to_another_by_itself() {
    let desk = mine();
    let (first, second) = (desk.sent_create(1), desk.sent_create(2));
    let answered = Event::Accepted { id: Some("01-9".into()), warnings: vec![] };
    desk.event(&second, &Event::Unknown { note: String::new() }, 0);
    desk.event(&second, &Event::StartCheck, 5000);
    // Found by the second while the first had no answer yet.
    desk.event(&first, &answered, 5000);
    let second = desk.event(&second, &Event::Adopt { id: "01-9".into() }, 5000);
    assert_eq!((second.state, second.server_id.as_deref()), (State::Ambiguous, None));
    assert_ne!(second.local_id, desk.mine.entry(first.op_id).unwrap().unwrap().local_id);
    let third = desk.sent_create(3);
    let third = desk.event(&third, &answered, 5000);
    assert_eq!((third.reason, third.server_id.clone()), (Some(Reason::Candidates), None));
    // That two are one is a person's word.
    let third = desk.event(&third, &Event::Use { id: "01-9".into() }, 6000);
    assert_eq!((third.state, third.server_id.as_deref()), (State::Done, Some("01-9")));
    let mut doubt = desk.mine.creates_in_doubt("dealer").unwrap();
    assert_eq!(doubt.pop().map(|entry| entry.op_id), Some(second.op_id));
    assert!(doubt.is_empty());
}

#[test]
fn sending_and_its_attempt_are_on_disk_before_anything_leaves() {
    let desk = mine();
    let entry = desk.sent_create(1);
    let desk = desk.restart();
    let stored = desk.mine.entry(entry.op_id).unwrap().unwrap();
    assert_eq!((stored.state, stored.attempts), (State::Sending, 1));
    let attempts = desk.mine.attempts(entry.op_id).unwrap();
    assert_eq!((attempts.len(), attempts[0].outcome.as_deref()), (1, None));
    assert_eq!(stored.preflight_ids, Some(vec!["was-there".to_owned()]));
}

#[test]
fn whatever_was_on_its_way_when_the_process_ended_has_an_unknown_outcome() {
    let desk = mine();
    let sending = desk.sent_create(1);
    let preflight = desk.mine.queue_create(create(2)).unwrap();
    desk.event(&preflight, &Event::StartPreflight, 0);
    let checking = desk.sent_create(3);
    desk.event(&checking, &Event::Unknown { note: String::new() }, 0);
    desk.event(&checking, &Event::StartCheck, 5000);
    let desk = desk.restart();
    assert_eq!(desk.mine.recover_at_start(&context(0)).unwrap(), 3);
    let state = |entry: &Entry| desk.mine.entry(entry.op_id).unwrap().unwrap().state;
    assert_eq!(state(&sending), State::Ambiguous);
    assert_eq!(state(&preflight), State::Queued);
    assert_eq!(state(&checking), State::Ambiguous);
    let outcome = desk.mine.attempts(sending.op_id).unwrap()[0].outcome.clone();
    assert_eq!(outcome.as_deref(), Some("restarted"));
}

#[test]
fn the_settle_window_and_a_retry_after_go_on_in_the_next_process() {
    let desk = mine();
    let entry = desk.sent_create(1);
    let entry = desk.event(&entry, &Event::Unknown { note: String::new() }, 50_000);
    assert_eq!(entry.settle_until_ms, Some(170_000));
    let other = desk.sent_create(2);
    desk.event(&other, &Event::Throttled { after_ms: Some(30_000) }, 60_000);
    let desk = desk.restart();
    // 20 seconds later by the clock, in a process that has just begun.
    let mut later = context(0);
    later.now.wall = at(80);
    desk.mine.recover_at_start(&later).unwrap();
    let entry = desk.mine.entry(entry.op_id).unwrap().unwrap();
    assert_eq!(entry.settle_until_ms, Some(90_000));
    assert_eq!(desk.mine.lane("lane").unwrap().not_before_ms, 10_000);
    assert!(ready(&desk, 9_999).is_empty());
    assert_eq!(ready(&desk, 10_000).len(), 2);
}

#[test]
fn edits_nobody_has_sent_yet_become_one_and_all_of_them_stay_accounted_for() {
    let desk = mine();
    let first = desk.mine.queue_update(known(1, 1, "A", json!({"givenName": "Mary"}))).unwrap();
    let other = desk.mine.queue_update(known(2, 2, "B", json!({"title": "Dr"}))).unwrap();
    let seen = NewUpdate {
        base: json!({"givenName": "Mary", "familyName": "Sousa"}),
        ..known(3, 1, "A", json!({"familyName": "Lima"}))
    };
    let second = desk.mine.queue_update(seen).unwrap();
    let want = json!({"givenName": "Mary", "familyName": "Lima"});
    let Body::Update { base, wanted } = &second.body else { panic!("an update") };
    assert_eq!((base["givenName"].as_str(), wanted), (Some("Maria"), &want));
    assert_eq!(ready(&desk, 0), [second.op_id, other.op_id], "it keeps the first one's place");
    let first = desk.mine.entry(first.op_id).unwrap().unwrap();
    assert_eq!((first.state, first.successor), (State::Superseded, Some(second.op_id)));
    let fields: Vec<String> =
        desk.mine.overlay_for(second.local_id).unwrap().into_iter().map(|o| o.field).collect();
    assert_eq!(fields, ["names.givenName", "names.familyName"]);
    let sum = desk.mine.accounting().unwrap();
    assert!(sum.holds() && sum.acked == 3 && sum.superseded == 1 && sum.live == 2, "{sum:?}");
}

#[test]
fn an_edit_behind_one_that_was_sent_queues_behind_it() {
    let desk = mine();
    let first = desk.mine.queue_update(known(1, 1, "A", json!({"givenName": "Mary"}))).unwrap();
    desk.event(&first, &Event::Send, 0);
    let second = desk.mine.queue_update(known(2, 1, "A", json!({"title": "Dr"}))).unwrap();
    assert_eq!(second.state, State::Queued);
    assert!(ready(&desk, 0).is_empty());
    desk.event(&first, &Event::Accepted { id: None, warnings: vec![] }, 0);
    assert!(ready(&desk, 0).is_empty(), "said is not seen");
    desk.event(&first, &Event::Landed, 0);
    assert_eq!(ready(&desk, 0), [second.op_id]);
}

#[test]
fn a_lost_entry_shows_in_the_accounting() {
    let desk = mine();
    desk.mine.queue_create(create(1)).unwrap();
    desk.mine.queue_create(create(2)).unwrap();
    assert!(desk.mine.accounting().unwrap().holds());
    desk.mine.lock().execute("DELETE FROM op WHERE seq = 2", []).unwrap();
    let sum = desk.mine.accounting().unwrap();
    assert!(!sum.holds() && sum.acked == 2 && sum.live == 1, "{sum:?}");
}

#[test]
fn the_correction_of_a_refused_create_takes_its_place_and_its_followers() {
    let desk = mine();
    let first = desk.sent_create(1);
    let follower = NewUpdate {
        section: Section::PersonalDetails,
        base: json!({}),
        ..rename(2, 1001, json!({"occupation": "baker"}))
    };
    let follower = desk.mine.queue_update(follower).unwrap();
    desk.event(&first, &Event::Refused { refusals: vec![] }, 0);
    let fixed = desk.mine.queue_update(rename(3, 1001, json!({"familyName": "Lima"}))).unwrap();
    assert_eq!((fixed.kind, fixed.state, fixed.attempts), (Kind::Create, State::Queued, 0));
    assert_eq!(fixed.record().unwrap().names.family_name.as_deref(), Some("Lima"));
    let follower = desk.mine.entry(follower.op_id).unwrap().unwrap();
    assert_eq!(follower.depends_on, Some(fixed.op_id));
    // The form it came from now stands for the correction.
    assert_eq!(desk.mine.queue_create(create(1)).unwrap().op_id, fixed.op_id);
}

#[test]
fn a_conflict_is_stored_decided_field_by_field_and_queued_again() {
    let desk = mine();
    let entry = desk.mine.queue_update(known(1, 1, "A", json!({"givenName": "Mary"}))).unwrap();
    let Body::Update { base, wanted } = &entry.body else { panic!("an update") };
    let theirs = json!({"givenName": "Marie", "familyName": "Lima"});
    let merge = outbox::three_way(Section::Names, base, wanted, &theirs);
    let clash = Event::Clash { conflicts: merge.conflicts, merged: merge.value, theirs };
    let entry = desk.event(&entry, &clash, 0);
    assert_eq!((entry.state, entry.reason), (State::Conflict, Some(Reason::Conflict)));
    assert!(ready(&desk, 1_000_000).is_empty(), "nothing happens to it by itself");
    let ana = Context::by_person("ana", at(9));
    assert!(desk.mine.resolve(entry.op_id, &[], &ana).is_err());
    let choice = Choice { field: "names.givenName".into(), side: Side::Mine };
    let entry = desk.mine.resolve(entry.op_id, &[choice], &ana).unwrap();
    let Body::Update { base, wanted } = &entry.body else { panic!("an update") };
    assert_eq!(base["givenName"], "Marie");
    assert_eq!(wanted, &json!({"givenName": "Mary", "familyName": "Lima"}));
    assert_eq!((entry.state, entry.reason), (State::Queued, None));
    assert_eq!(ready(&desk, 0), [entry.op_id]);
}

#[test]
fn a_create_that_is_an_existing_customer_joins_the_one_already_here() {
    let desk = mine();
    let known = desk.mine.queue_update(known(1, 1, "A", json!({"title": "Dr"}))).unwrap();
    let create = desk.mine.queue_create(create(2)).unwrap();
    desk.event(&create, &Event::StartPreflight, 0);
    let ids = vec!["A".to_owned(), "B".to_owned()];
    desk.event(&create, &Event::Candidates { ids, note: None }, 0);
    let used = desk.event(&create, &Event::Use { id: "A".into() }, 0);
    assert_eq!((used.state, used.adopted_id.as_deref()), (State::Done, Some("A")));
    assert_eq!(used.local_id, known.local_id, "one person, one row");
    let entity = desk.mine.entity(create.local_id).unwrap().unwrap();
    assert_eq!(entity.local_id, known.local_id);
    assert_eq!(desk.mine.entries_of(create.local_id).unwrap().len(), 2);
}

#[test]
fn ruling_out_the_candidates_is_remembered_for_the_next_search() {
    let desk = mine();
    let entry = desk.mine.queue_create(create(1)).unwrap();
    desk.event(&entry, &Event::StartPreflight, 0);
    let found = Event::Candidates { ids: vec!["B".into(), "A".into()], note: None };
    let entry = desk.event(&entry, &found, 0);
    assert_eq!(entry.detail.candidates, ["B", "A"]);
    let entry = desk.event(&entry, &Event::Different, 0);
    assert_eq!(entry.ruled_out, ["A", "B"]);
    assert!(entry.detail.candidates.is_empty());
}

#[test]
fn cancelling_a_create_cancels_what_could_never_follow_it() {
    let desk = mine();
    let create = desk.mine.queue_create(create(1)).unwrap();
    let follower = desk.mine.queue_update(rename(2, 1001, json!({"title": "Dr"}))).unwrap();
    let ana = Context::by_person("ana", at(1));
    let cancelled =
        desk.mine.record(create.op_id, &Event::Cancel { why: "typed twice".into() }, &ana).unwrap();
    assert_eq!(cancelled.detail.cancelled.as_deref(), Some("ana: typed twice"));
    let follower = desk.mine.entry(follower.op_id).unwrap().unwrap();
    assert_eq!(follower.state, State::Cancelled);
    assert!(desk.mine.overlay_for(create.local_id).unwrap().is_empty());
    assert!(desk.mine.accounting().unwrap().holds());
}

#[test]
fn an_event_that_does_not_fit_changes_nothing() {
    let desk = mine();
    let entry = desk.sent_create(1);
    let before = desk.mine.verify_audit().unwrap();
    let ana = Context::by_person("ana", at(1));
    let why = "too late".to_owned();
    assert!(desk.mine.record(entry.op_id, &Event::Cancel { why }, &ana).is_err());
    assert!(desk.mine.entry(entry.op_id).unwrap() == Some(entry));
    assert_eq!(desk.mine.verify_audit().unwrap(), before);
}

#[test]
fn later_edits_go_on_top_of_what_the_network_made_of_ours() {
    let desk = mine();
    let create = desk.sent_create(1);
    let phones =
        |value: &str| json!([{"kind": "phone", "use": "home", "line": "mobile", "value": value}]);
    let edit = NewUpdate {
        section: Section::Communication,
        base: phones("+44 7700 900001"),
        wanted: phones("+44 7700 900002"),
        ..rename(2, 1001, json!({}))
    };
    let edit = desk.mine.queue_update(edit).unwrap();
    let done = Event::Accepted { id: Some("A".into()), warnings: vec![] };
    desk.event(&create, &done, 0);
    let mut stored = person();
    stored.channels[0].value = "07700900001".into();
    let differs = vec![Difference {
        field: "names.title".into(),
        sent: json!("Dr"),
        stored: Value::Null,
        mended: false,
    }];
    let create =
        desk.mine.read_back(create.op_id, &stored, differs.clone(), vec![], at(1)).unwrap();
    assert!(create.detail.differs == differs);
    let edit = desk.mine.entry(edit.op_id).unwrap().unwrap();
    let Body::Update { base, wanted } = &edit.body else { panic!("an update") };
    let merge = outbox::three_way(Section::Communication, base, wanted, &phones("07700900001"));
    assert!(merge.is_clean());
    assert_eq!(merge.value, phones("+44 7700 900002"));
}

#[test]
fn a_lane_pauses_until_somebody_acts_and_keeps_its_retry_after() {
    let desk = mine();
    let entry = desk.mine.queue_create(create(1)).unwrap();
    desk.event(&entry, &Event::StartPreflight, 0);
    desk.event(&entry, &Event::SignIn, 0);
    assert_eq!(desk.mine.lane("lane").unwrap().paused, Some(LanePause::SignIn));
    assert!(ready(&desk, 0).is_empty());
    desk.mine.wake_lane("lane").unwrap();
    assert_eq!(ready(&desk, 0), [entry.op_id]);
    for ms in [9000, 1000] {
        desk.mine.write(|tx| super::lane::hold(tx, "lane", context(0).now, ms)).unwrap();
    }
    desk.mine.wake_lane("lane").unwrap();
    assert_eq!(desk.mine.lane("lane").unwrap().not_before_ms, 9000);
}

#[test]
fn entries_of_another_dealer_are_never_ready_here() {
    let desk = mine();
    desk.mine.queue_create(create(1)).unwrap();
    assert!(desk.mine.ready("lane", "other dealer", 0).unwrap().is_empty());
}

#[test]
fn drafts_settings_and_verdicts_are_kept_and_replaced() {
    let desk = mine();
    desk.mine.save_draft("new", &json!({"n": 1}), at(1)).unwrap();
    desk.mine.save_draft("new", &json!({"n": 2}), at(2)).unwrap();
    desk.mine.save_draft("old", &json!({}), at(1)).unwrap();
    let desk = desk.restart();
    let keys: Vec<String> = desk.mine.drafts().unwrap().into_iter().map(|d| d.key).collect();
    assert_eq!(keys, ["new", "old"]);
    assert_eq!(desk.mine.draft("new").unwrap().unwrap().json, json!({"n": 2}));
    assert!(desk.mine.drop_draft("new").unwrap() && !desk.mine.drop_draft("new").unwrap());

    desk.mine.set_setting("theme", &json!("dark")).unwrap();
    desk.mine.set_setting("theme", &json!("light")).unwrap();
    assert_eq!(desk.mine.setting("theme").unwrap(), Some(json!("light")));
    assert_eq!(desk.mine.setting("nothing").unwrap(), None);

    let verdict = |same| NewVerdict {
        one: "B".into(),
        other: "A".into(),
        same,
        reason: Some("father and son".into()),
        who: "ana".into(),
        at: at(3),
    };
    desk.mine.give_verdict(&verdict(true)).unwrap();
    desk.mine.give_verdict(&verdict(false)).unwrap();
    let kept = desk.mine.verdict_between("A", "B").unwrap().unwrap();
    assert!(!kept.same && kept.reason.as_deref() == Some("father and son"));
    assert_eq!(desk.mine.verdicts_on("A").unwrap(), [kept]);
}

#[test]
fn a_process_without_the_lock_cannot_write() {
    let desk = mine();
    desk.mine.queue_create(create(1)).unwrap();
    let db = file::open(desk.dir.path(), File::Mine, &Key::new([7; 32]), Access::ReadOnly).unwrap();
    let reader = Mine::new(db, Access::ReadOnly);
    assert_eq!(reader.entries(Which::Live).unwrap().len(), 1);
    assert!(matches!(reader.queue_create(create(2)), Err(Failure::ReadOnly { .. })));
}

#[test]
fn a_forgotten_customer_leaves_the_entries_and_nothing_they_said() {
    let desk = mine();
    let create = desk.sent_create(1);
    assert!(desk.mine.forget(&gone(create.local_id, &[])).is_err(), "first it has to be decided");
    let done = Event::Accepted { id: Some("A".into()), warnings: vec![] };
    desk.event(&create, &done, 0);
    desk.mine.read_back(create.op_id, &person(), vec![], vec![], at(1)).unwrap();
    desk.mine.forget(&gone(create.local_id, &[])).unwrap();
    let held: String = desk
        .mine
        .lock()
        .query_row(
            "SELECT group_concat(body_json || fields_json || detail || coalesce(b.json, ''))
             FROM op LEFT JOIN base AS b ON TRUE",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert!(!held.contains("Sousa") && !held.contains("7700"), "{held}");
    assert!(desk.mine.accounting().unwrap().holds());
    assert_eq!(desk.mine.entry(create.op_id).unwrap().unwrap().state, State::Done);
}

#[test]
fn an_empty_twin_check_is_followed_by_one_an_hour_later_and_no_more() {
    let desk = mine();
    let entry = desk.sent_create(1);
    desk.event(&entry, &Event::Unknown { note: String::new() }, 0);
    desk.event(&entry, &Event::StartCheck, 5000);
    desk.event(&entry, &Event::Adopt { id: "A".into() }, 5000);
    let due = |now_ms| desk.mine.twin_checks_due("dealer", now_ms).unwrap().len();
    assert_eq!((due(124_999), due(125_000)), (0, 1));
    desk.mine.twins_checked(entry.op_id, vec![], &context(125_000)).unwrap();
    assert_eq!((due(125_000 + 3_599_999), due(125_000 + 3_600_000)), (0, 1));
    let found =
        desk.mine.twins_checked(entry.op_id, vec!["B".into()], &context(9_000_000)).unwrap();
    assert_eq!((found.state, found.detail.twins), (State::Done, vec!["B".to_owned()]));
    assert_eq!(due(i64::MAX), 0);
}
