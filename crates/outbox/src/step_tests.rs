//! One row for every row of the table of states in the reliability design, and the closed ends.

use customer::{Record, Section};
use serde_json::json;
use uuid::Uuid;

use super::*;
use crate::entry::{AUTO_BUDGET, BODY_VERSION, Body, Detail, Difference, Origin, RefusedField};
use crate::state::Word;

pub fn create(n: u128) -> Entry {
    Entry {
        op_id: Uuid::from_u128(n),
        seq: i64::try_from(n).unwrap(),
        position: i64::try_from(n).unwrap(),
        local_id: Uuid::from_u128(1000 + n),
        dealer: "dealer".to_owned(),
        server_id: None,
        draft_id: None,
        kind: Kind::Create,
        body: Body::Create { record: Box::new(Record::default()) },
        body_ver: BODY_VERSION,
        state: State::Queued,
        reason: None,
        attempts: 0,
        auto_budget: AUTO_BUDGET,
        counters: Counters::default(),
        next_after_ms: 0,
        settle_until_ms: None,
        depends_on: None,
        idem_key: Uuid::from_u128(n),
        preflight_ids: None,
        ruled_out: vec![],
        incomplete_accepted: false,
        adopted_id: None,
        successor: None,
        author: "ana".to_owned(),
        origin: Origin::Staff,
        adapter_ver: "1".to_owned(),
        detail: Detail::default(),
        created_at: String::new(),
        finished_at: None,
    }
}

pub fn update(n: u128) -> Entry {
    let mut entry = create(n);
    entry.kind = Kind::Update(Section::Names);
    entry.body = Body::Update { base: json!({}), wanted: json!({}) };
    entry
}

const PACE: Pace = Pace {
    now_ms: 0,
    jitter: 1.0,
    settle_ms: 120_000,
    forbidden_elsewhere: false,
    anothers: false,
    may_have_arrived: false,
};

fn sample(name: &str) -> Event {
    let text = String::new;
    match name {
        "cleared" => Event::Cleared { seen: vec!["a".into()] },
        "candidates" => Event::Candidates { ids: vec!["a".into()], note: None },
        "clash" => Event::Clash { conflicts: vec![], merged: json!({}), theirs: json!({}) },
        "read_failed" => Event::ReadFailed { note: text() },
        "accepted" => Event::Accepted { id: Some("new".into()), warnings: vec![] },
        "accepted_without_id" => Event::Accepted { id: None, warnings: vec![] },
        "accepted_known_id" => Event::Accepted { id: Some("a".into()), warnings: vec![] },
        "unknown" => Event::Unknown { note: text() },
        "diverted" => Event::Diverted { note: text() },
        "read_refused" => Event::ReadRefused { note: text() },
        "not_kept" => Event::NotKept { differs: vec![], over: false },
        "not_kept_over" => Event::NotKept { differs: vec![], over: true },
        "permitted" => Event::Permitted,
        "refused" => Event::Refused {
            refusals: vec![RefusedField { field: None, message: "too long".into() }],
        },
        "unsupported" => Event::Unsupported { note: text() },
        "forbidden" => Event::Forbidden { note: text() },
        "withheld" => Event::Withheld { note: text() },
        "throttled" => Event::Throttled { after_ms: Some(7000) },
        "adopt" => Event::Adopt { id: "new".into() },
        "found_none" => Event::FoundNone { settled: false },
        "found_none_settled" => Event::FoundNone { settled: true },
        "found_several" => Event::FoundSeveral { ids: vec!["x".into(), "y".into()] },
        "twins_found" => Event::TwinsFound { ids: vec!["x".into()] },
        "restarted" => Event::Restarted { not_written: false },
        "restarted_not_written" => Event::Restarted { not_written: true },
        "resolved" => Event::Resolved { body: Body::Update { base: json!({}), wanted: json!({}) } },
        "reopened" => Event::Reopened,
        "use" => Event::Use { id: "a".into() },
        "edited" => Event::Edited { successor: Uuid::from_u128(77) },
        "cancel" => Event::Cancel { why: "ana: typed twice".into() },
        "start_preflight" => Event::StartPreflight,
        "send" => Event::Send,
        "already_there" => Event::AlreadyThere,
        "not_written" => Event::NotWritten,
        "sign_in" => Event::SignIn,
        "not_the_network" => Event::NotTheNetwork,
        "untrusted" => Event::Untrusted { note: text() },
        "gone" => Event::Gone,
        "locked" => Event::Locked,
        "changed" => Event::Changed,
        "start_check" => Event::StartCheck,
        "landed" => Event::Landed,
        "not_landed" => Event::NotLanded { settled: false },
        "not_landed_settled" => Event::NotLanded { settled: true },
        "retry" => Event::Retry,
        "different" => Event::Different,
        "folder_restored" => Event::FolderRestored,
        "moved" => Event::Moved { why: "moved".into() },
        other => panic!("no event called {other}"),
    }
}

/// An entry as it would be in that state. `c` and `u`: a create, an update.
fn standing(kind: char, state: State) -> Entry {
    let mut entry = if kind == 'c' { create(1) } else { update(1) };
    entry.state = state;
    if !matches!(state, State::Queued | State::Preflight) {
        entry.attempts = 1;
        entry.preflight_ids = Some(vec!["a".to_owned()]);
        entry.settle_until_ms = Some(120_000);
    }
    entry
}

/// kind, from, event, to, reason afterwards
type Row = (char, State, &'static str, State, Option<Reason>);

const TABLE: &[Row] = &[
    // queued (never sent), the person edits the same section again
    ('u', State::Queued, "edited", State::Superseded, None),
    ('c', State::Queued, "edited", State::Superseded, None),
    // queued, ready, kind = create
    ('c', State::Queued, "start_preflight", State::Preflight, None),
    // preflight, the decision tree says none
    ('c', State::Preflight, "cleared", State::Sending, None),
    // preflight, strong match
    ('c', State::Preflight, "candidates", State::Review, Some(Reason::Candidates)),
    // preflight, cannot search: never create blind
    ('c', State::Preflight, "read_failed", State::Queued, None),
    ('c', State::Preflight, "not_written", State::Queued, None),
    ('c', State::Preflight, "throttled", State::Queued, None),
    ('c', State::Preflight, "sign_in", State::Queued, None),
    ('c', State::Preflight, "forbidden", State::Parked, Some(Reason::Permission)),
    // the network refuses the question itself
    ('c', State::Preflight, "read_refused", State::Parked, Some(Reason::Rejected)),
    ('u', State::Queued, "read_refused", State::Parked, Some(Reason::Rejected)),
    ('c', State::Reconciling, "read_refused", State::Ambiguous, None),
    ('c', State::Preflight, "not_the_network", State::Queued, None),
    ('c', State::Preflight, "untrusted", State::Queued, None),
    // queued, ready, update: refetch, three-way
    ('u', State::Queued, "send", State::Sending, None),
    ('u', State::Queued, "already_there", State::Done, None),
    ('u', State::Queued, "clash", State::Conflict, Some(Reason::Conflict)),
    ('u', State::Queued, "gone", State::Parked, Some(Reason::Gone)),
    ('u', State::Queued, "read_failed", State::Queued, None),
    ('u', State::Queued, "throttled", State::Queued, None),
    // sending, before any byte
    ('c', State::Sending, "not_written", State::Queued, None),
    ('u', State::Sending, "not_written", State::Queued, None),
    // sending, definite refusal
    ('c', State::Sending, "refused", State::Parked, Some(Reason::Rejected)),
    ('u', State::Sending, "refused", State::Parked, Some(Reason::Rejected)),
    ('u', State::Sending, "unsupported", State::Parked, Some(Reason::Rejected)),
    ('u', State::Sending, "gone", State::Parked, Some(Reason::Gone)),
    ('c', State::Sending, "gone", State::Parked, Some(Reason::Rejected)),
    ('c', State::Sending, "forbidden", State::Parked, Some(Reason::Permission)),
    ('u', State::Sending, "forbidden", State::Parked, Some(Reason::Permission)),
    // sending, 3xx or 202: it may have been done
    ('c', State::Sending, "diverted", State::Ambiguous, None),
    ('u', State::Sending, "diverted", State::Ambiguous, None),
    // sending, 401
    ('c', State::Sending, "sign_in", State::Queued, None),
    ('u', State::Sending, "untrusted", State::Queued, None),
    // sending, 429 or a declared 503
    ('c', State::Sending, "throttled", State::Queued, None),
    ('u', State::Sending, "throttled", State::Queued, None),
    // sending, 409/412: again after refetch and merge
    ('u', State::Sending, "changed", State::Queued, None),
    // sending, locked by a DMS user
    ('u', State::Sending, "locked", State::Queued, None),
    // sending, 2xx, well-formed, id plausible
    ('c', State::Sending, "accepted", State::Done, None),
    // a change is done once a read shows it
    ('u', State::Sending, "accepted", State::Reconciling, None),
    ('c', State::Sending, "accepted_known_id", State::Review, Some(Reason::Candidates)),
    ('c', State::Sending, "accepted_without_id", State::Ambiguous, None),
    // sending, anything else after the first byte
    ('c', State::Sending, "unknown", State::Ambiguous, None),
    ('u', State::Sending, "unknown", State::Ambiguous, None),
    // sending, a web page answered: the lane is paused besides
    ('c', State::Sending, "not_the_network", State::Ambiguous, None),
    ('u', State::Sending, "not_the_network", State::Ambiguous, None),
    // start-up
    ('c', State::Sending, "restarted", State::Ambiguous, None),
    ('c', State::Sending, "restarted_not_written", State::Queued, None),
    ('c', State::Reconciling, "restarted", State::Ambiguous, None),
    ('c', State::Preflight, "restarted", State::Queued, None),
    // ambiguous, search reachable
    ('c', State::Ambiguous, "start_check", State::Reconciling, None),
    ('c', State::Ambiguous, "retry", State::Ambiguous, None),
    // reconciling (create)
    ('c', State::Reconciling, "adopt", State::Done, None),
    ('c', State::Reconciling, "found_none", State::Ambiguous, None),
    ('c', State::Reconciling, "found_none_settled", State::Ambiguous, None),
    ('c', State::Reconciling, "found_several", State::Review, Some(Reason::Candidates)),
    ('c', State::Reconciling, "read_failed", State::Ambiguous, None),
    ('c', State::Reconciling, "not_written", State::Ambiguous, None),
    ('c', State::Reconciling, "throttled", State::Ambiguous, None),
    ('c', State::Reconciling, "sign_in", State::Ambiguous, None),
    ('c', State::Reconciling, "untrusted", State::Ambiguous, None),
    ('c', State::Reconciling, "forbidden", State::Ambiguous, None),
    // reconciling (update)
    ('u', State::Reconciling, "landed", State::Done, None),
    ('u', State::Reconciling, "not_landed", State::Ambiguous, None),
    ('u', State::Reconciling, "not_landed_settled", State::Queued, None),
    // taken, and a read does not show it: looked at again, then sent once more, then a person
    ('u', State::Reconciling, "not_kept", State::Ambiguous, None),
    ('u', State::Reconciling, "not_kept_over", State::Queued, None),
    ('u', State::Reconciling, "clash", State::Conflict, Some(Reason::Conflict)),
    ('u', State::Reconciling, "gone", State::Parked, Some(Reason::Gone)),
    // done, the twin check finds a second match; or one arrives of a create that was given up
    ('c', State::Done, "twins_found", State::Done, None),
    ('c', State::Cancelled, "twins_found", State::Review, Some(Reason::Candidates)),
    // a person
    ('u', State::Parked, "retry", State::Queued, None),
    ('u', State::Parked, "edited", State::Superseded, None),
    ('u', State::Parked, "cancel", State::Cancelled, None),
    ('u', State::Conflict, "resolved", State::Queued, None),
    ('u', State::Conflict, "retry", State::Queued, None),
    ('u', State::Conflict, "edited", State::Superseded, None),
    ('u', State::Conflict, "cancel", State::Cancelled, None),
    ('c', State::Review, "use", State::Done, None),
    ('c', State::Review, "different", State::Queued, None),
    ('c', State::Review, "retry", State::Queued, None),
    ('c', State::Review, "cancel", State::Cancelled, None),
    ('c', State::Queued, "cancel", State::Cancelled, None),
    ('u', State::Queued, "retry", State::Queued, None),
];

#[test]
fn a_decided_conflict_is_asked_about_again_until_it_leaves() {
    let mut entry = standing('u', State::Conflict);
    let asked = entry.body.clone();
    entry.detail.merged = Some(json!({"givenName": "T"}));
    entry.detail.theirs = Some(json!({"givenName": "T"}));
    let (state, effects) = step(&entry, &sample("resolved"), &PACE).unwrap();
    assert_eq!(state, State::Queued);
    let kept = effects.iter().find_map(|effect| match effect {
        Effect::KeepDecided(decided) => Some(decided.clone()),
        _ => None,
    });
    let mut entry = standing('u', State::Queued);
    assert!(step(&entry, &Event::Reopened, &PACE).is_err(), "nothing was decided");
    entry.detail.decided = kept;
    let (state, effects) = step(&entry, &Event::Reopened, &PACE).unwrap();
    assert_eq!((state, reason_in(&effects)), (State::Conflict, Some(Reason::Conflict)));
    assert!(effects.contains(&Effect::Replace(asked)), "as it was meant before");
    let theirs = json!({"givenName": "T"});
    let question = Effect::Conflicts { conflicts: vec![], merged: theirs.clone(), theirs };
    assert!(effects.contains(&question));
}

fn reason_in(effects: &[Effect]) -> Option<Reason> {
    effects.iter().rev().find_map(|effect| match effect {
        Effect::Reason(reason) => Some(*reason),
        _ => None,
    })?
}

#[test]
fn every_row_of_the_table_holds() {
    for (kind, from, event, to, reason) in TABLE {
        let (state, effects) = step(&standing(*kind, *from), &sample(event), &PACE)
            .unwrap_or_else(|error| panic!("{kind} {from:?} {event}: {error}"));
        assert_eq!(state, *to, "{kind} {from:?} {event}");
        assert_eq!(reason_in(&effects), *reason, "{kind} {from:?} {event}");
        assert_eq!(state.needs_person(), reason.is_some(), "{kind} {from:?} {event}");
    }
}

const NAMES: &[&str] = &[
    "cleared",
    "candidates",
    "clash",
    "read_failed",
    "accepted",
    "accepted_without_id",
    "unknown",
    "diverted",
    "read_refused",
    "not_kept",
    "not_kept_over",
    "permitted",
    "refused",
    "unsupported",
    "forbidden",
    "withheld",
    "throttled",
    "adopt",
    "found_none",
    "found_none_settled",
    "found_several",
    "twins_found",
    "restarted",
    "restarted_not_written",
    "resolved",
    "reopened",
    "use",
    "edited",
    "cancel",
    "start_preflight",
    "send",
    "already_there",
    "not_written",
    "sign_in",
    "not_the_network",
    "untrusted",
    "gone",
    "locked",
    "changed",
    "start_check",
    "landed",
    "not_landed",
    "not_landed_settled",
    "retry",
    "different",
    "folder_restored",
    "moved",
];

#[test]
fn final_states_take_no_event_that_moves_them() {
    for state in State::ALL.iter().copied().filter(|state| state.is_final()) {
        for name in NAMES {
            if let Ok((next, _)) = step(&standing('c', state), &sample(name), &PACE) {
                // Given up, and there all the same: the one thing a person has to hear.
                let to = if state == State::Cancelled { State::Review } else { state };
                assert_eq!((next, *name), (to, "twins_found"));
            }
        }
    }
}

#[test]
fn a_create_of_unknown_outcome_is_only_ever_followed_by_searches() {
    for state in [State::Ambiguous, State::Reconciling] {
        for name in NAMES {
            let Ok((next, effects)) = step(&standing('c', state), &sample(name), &PACE) else {
                continue;
            };
            assert!(next != State::Sending && next != State::Preflight, "{state:?} {name}");
            assert!(!effects.contains(&Effect::CountAttempt));
            if next == State::Queued {
                panic!("{state:?} {name} resends before three searches");
            }
        }
    }
}

#[test]
fn nothing_but_a_preflight_or_a_fresh_read_leads_to_sending() {
    for kind in ['c', 'u'] {
        for state in State::ALL {
            for name in NAMES {
                let Ok((State::Sending, effects)) =
                    step(&standing(kind, *state), &sample(name), &PACE)
                else {
                    continue;
                };
                let way = (kind, *state, *name);
                assert!(
                    way == ('c', State::Preflight, "cleared")
                        || way == ('u', State::Queued, "send"),
                    "{way:?}"
                );
                assert!(effects.contains(&Effect::CountAttempt));
            }
        }
    }
}

#[test]
fn the_third_empty_search_after_the_window_sends_again_and_looks_for_twins() {
    let mut entry = standing('c', State::Reconciling);
    entry.counters.searches = 2;
    let (state, effects) = step(&entry, &sample("found_none_settled"), &PACE).unwrap();
    assert_eq!(state, State::Queued);
    assert!(effects.contains(&Effect::ScheduleTwinCheck { soon: false }));
    assert!(effects.contains(&Effect::SpendBudget));
    // Before the window is over three searches are not enough.
    let (state, _) = step(&entry, &sample("found_none"), &PACE).unwrap();
    assert_eq!(state, State::Ambiguous);
}

#[test]
fn the_searches_are_counted_from_the_start_of_the_window() {
    let mut entry = standing('c', State::Reconciling);
    let pace = Pace { now_ms: 5000, ..PACE };
    let (_, effects) = step(&entry, &sample("found_none"), &pace).unwrap();
    assert!(effects.contains(&Effect::Wait(25_000)));
    entry.counters.searches = 1;
    let pace = Pace { now_ms: 31_000, ..PACE };
    let (_, effects) = step(&entry, &sample("found_none"), &pace).unwrap();
    assert!(effects.contains(&Effect::Wait(89_000)));
}

#[test]
fn an_entry_that_is_still_refused_after_its_budget_waits_for_a_person() {
    let mut entry = standing('c', State::Reconciling);
    entry.counters.searches = 2;
    entry.auto_budget = 1;
    let (state, effects) = step(&entry, &sample("found_none_settled"), &PACE).unwrap();
    assert_eq!((state, reason_in(&effects)), (State::Parked, Some(Reason::Rejected)));
}

#[test]
fn a_web_page_for_a_write_pauses_the_lane_until_somebody_acts() {
    let (state, effects) =
        step(&standing('c', State::Sending), &sample("not_the_network"), &PACE).unwrap();
    assert_eq!(state, State::Ambiguous);
    assert!(effects.contains(&Effect::Settle));
    let paused = effects.iter().find_map(|effect| match effect {
        Effect::PauseLane(why) => Some(*why),
        _ => None,
    });
    assert!(paused.is_some_and(|why| !why.may_end_by_itself()), "a search would end it at once");
}

#[test]
fn one_refusal_of_permission_is_about_the_entry_and_a_second_entrys_about_the_lane() {
    let entry = standing('u', State::Sending);
    let (state, first) = step(&entry, &sample("forbidden"), &PACE).unwrap();
    assert_eq!((state, reason_in(&first)), (State::Parked, Some(Reason::Permission)));
    assert!(first.contains(&Effect::Forbidden(true)));
    assert!(!first.iter().any(|effect| matches!(effect, Effect::PauseLane(_))));
    let pace = Pace { forbidden_elsewhere: true, ..PACE };
    let scope = Event::Forbidden { note: "INVALID_SCOPE_DEPARTMENT".to_owned() };
    for (event, pace) in [(sample("forbidden"), pace), (scope, PACE)] {
        let (state, second) = step(&entry, &event, &pace).unwrap();
        assert_eq!((state, reason_in(&second)), (State::Queued, None));
        assert!(second.contains(&Effect::PauseLane(LanePause::Permission)));
    }
    let mut parked = standing('u', State::Parked);
    parked.reason = Some(Reason::Permission);
    assert_eq!(step(&parked, &Event::Permitted, &PACE).unwrap().0, State::Queued);
    parked.reason = Some(Reason::Rejected);
    assert!(step(&parked, &Event::Permitted, &PACE).is_err());
}

#[test]
fn a_section_that_is_withheld_is_the_trouble_of_its_entry_however_many_it_happens_to() {
    let pace = Pace { forbidden_elsewhere: true, ..PACE };
    for (from, to) in [(State::Queued, State::Parked), (State::Reconciling, State::Ambiguous)] {
        let (state, effects) = step(&standing('u', from), &sample("withheld"), &pace).unwrap();
        assert_eq!(state, to);
        let everybodys = |one: &Effect| matches!(one, Effect::PauseLane(_) | Effect::Forbidden(_));
        assert!(!effects.iter().any(everybodys), "{from:?}");
    }
    let mut tired = standing('u', State::Reconciling);
    tired.counters.unread_ms = pace::FORBIDDEN_PATIENCE_MS;
    let (state, effects) = step(&tired, &sample("withheld"), &pace).unwrap();
    assert_eq!((state, reason_in(&effects)), (State::Parked, Some(Reason::Permission)));
}

#[test]
fn whom_another_create_brought_about_is_never_taken_for_this_one_by_itself() {
    let pace = Pace { anothers: true, ..PACE };
    let mut resent = standing('c', State::Preflight);
    resent.attempts = 1;
    let pace = Pace { may_have_arrived: true, ..pace };
    for (entry, event, to) in [
        (standing('c', State::Reconciling), "adopt", State::Ambiguous),
        (resent, "adopt", State::Queued),
        (standing('c', State::Sending), "accepted", State::Review),
    ] {
        let (state, effects) = step(&entry, &sample(event), &pace).unwrap();
        assert_eq!(state, to, "{event}");
        let mapped = |effect: &Effect| matches!(effect, Effect::MapId(_) | Effect::Adopted(_));
        assert!(!effects.iter().any(mapped), "{event}");
    }
    // A person may say that two are one.
    let (state, _) = step(&standing('c', State::Review), &sample("use"), &pace).unwrap();
    assert_eq!(state, State::Done);
}

#[test]
fn not_permitted_to_look_leaves_the_outcome_open() {
    let entry = standing('u', State::Reconciling);
    let (state, effects) = step(&entry, &sample("forbidden"), &PACE).unwrap();
    assert_eq!(state, State::Ambiguous);
    assert!(effects.contains(&Effect::Wait(1000)) && effects.contains(&Effect::Forbidden(true)));
    let pace = Pace { forbidden_elsewhere: true, ..PACE };
    let (state, effects) = step(&entry, &sample("forbidden"), &pace).unwrap();
    assert_eq!(state, State::Ambiguous);
    let mut tired = entry.clone();
    tired.counters.unread_ms = pace::FORBIDDEN_PATIENCE_MS;
    let (parked, said) = step(&tired, &sample("forbidden"), &PACE).unwrap();
    assert_eq!((parked, reason_in(&said)), (State::Parked, Some(Reason::Permission)));
    assert!(effects.contains(&Effect::PauseLane(LanePause::Permission)));
}

#[test]
fn a_change_the_network_said_yes_to_twice_and_did_not_keep_waits_for_a_person() {
    let mut entry = standing('u', State::Reconciling);
    let over = Event::NotKept {
        differs: vec![Difference {
            field: "names.title".into(),
            sent: json!("Dr"),
            stored: json!(null),
            mended: false,
        }],
        over: true,
    };
    let (state, effects) = step(&entry, &over, &PACE).unwrap();
    assert_eq!(state, State::Queued);
    assert!(effects.contains(&Effect::Counters(Counters { not_kept: 1, ..Counters::default() })));
    entry.counters.not_kept = 1;
    let (state, effects) = step(&entry, &over, &PACE).unwrap();
    assert_eq!((state, reason_in(&effects)), (State::Parked, Some(Reason::Rejected)));
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Differs(all) if all.len() == 1)));
}

#[test]
fn a_write_that_is_sent_elsewhere_each_time_waits_for_a_person() {
    let mut entry = standing('c', State::Reconciling);
    entry.counters.searches = 2;
    entry.counters.diverted = 1;
    assert_eq!(step(&entry, &sample("found_none_settled"), &PACE).unwrap().0, State::Queued);
    entry.counters.diverted = 2;
    let (state, effects) = step(&entry, &sample("found_none_settled"), &PACE).unwrap();
    assert_eq!((state, reason_in(&effects)), (State::Parked, Some(Reason::Rejected)));
}

#[test]
fn reads_that_fail_for_a_day_are_brought_to_a_person() {
    for state in [State::Queued, State::Reconciling] {
        let mut entry = standing('u', state);
        let mut waited = 0;
        for _ in 0..2000 {
            let (next, effects) = step(&entry, &sample("read_failed"), &PACE).unwrap();
            if next == State::Parked {
                break;
            }
            for effect in effects {
                match effect {
                    Effect::Counters(counters) => entry.counters = counters,
                    Effect::Wait(ms) => waited += ms,
                    _ => {}
                }
            }
        }
        assert!((pace::UNREAD_PATIENCE_MS..2 * pace::UNREAD_PATIENCE_MS).contains(&waited));
    }
}

#[test]
fn an_attempt_of_which_no_byte_left_does_not_count() {
    for name in ["not_written", "restarted_not_written", "untrusted"] {
        let (_, effects) = step(&standing('c', State::Sending), &sample(name), &PACE).unwrap();
        assert!(effects.contains(&Effect::UncountAttempt), "{name}");
    }
}

#[test]
fn every_new_customer_is_looked_for_once_more() {
    for attempts in [1, 2] {
        let mut entry = standing('c', State::Sending);
        entry.attempts = attempts;
        let (_, effects) = step(&entry, &sample("accepted"), &PACE).unwrap();
        assert!(effects.contains(&Effect::ScheduleTwinCheck { soon: attempts == 1 }));
    }
    let mut entry = standing('c', State::Queued);
    entry.attempts = 1;
    let look = Effect::ScheduleTwinCheck { soon: false };
    assert!(step(&entry, &sample("cancel"), &PACE).unwrap().1.contains(&look));
    entry.attempts = 0;
    entry.preflight_ids = Some(vec![]);
    assert!(step(&entry, &sample("cancel"), &PACE).unwrap().1.contains(&look), "a correction");
    entry.preflight_ids = None;
    assert!(!step(&entry, &sample("cancel"), &PACE).unwrap().1.contains(&look));
}

#[test]
fn what_was_given_up_and_arrived_stays_given_up_where_it_is_somebody_else() {
    let mut entry = standing('c', State::Review);
    entry.detail.cancelled = Some("ana: typed twice".to_owned());
    let (state, effects) = step(&entry, &Event::Different, &PACE).unwrap();
    assert_eq!(state, State::Cancelled);
    assert!(effects.contains(&Effect::RuleOutCandidates));
    assert_eq!(step(&entry, &sample("use"), &PACE).unwrap().0, State::Done);
    assert_eq!(step(&entry, &sample("cancel"), &PACE).unwrap().0, State::Cancelled);
}

#[test]
fn searches_long_after_the_window_are_still_apart() {
    let mut entry = standing('c', State::Reconciling);
    let pace = Pace { now_ms: 900_000, ..PACE };
    for (searches, apart) in [(0, 5000), (1, 30_000)] {
        entry.counters.searches = searches;
        let (state, effects) = step(&entry, &sample("found_none_settled"), &pace).unwrap();
        assert_eq!(state, State::Ambiguous);
        assert!(effects.contains(&Effect::Wait(apart)), "{searches}");
    }
}

#[test]
fn a_record_locked_for_a_quarter_of_an_hour_waits_for_a_person() {
    let mut entry = standing('u', State::Sending);
    let mut waited = 0;
    for _ in 0..100 {
        let (state, effects) = step(&entry, &Event::Locked, &PACE).unwrap();
        if state == State::Parked {
            assert!(waited >= pace::LOCKED_PATIENCE_MS);
            return;
        }
        for effect in effects {
            match effect {
                Effect::Counters(counters) => entry.counters = counters,
                Effect::Wait(ms) => waited += ms,
                _ => {}
            }
        }
    }
    panic!("patience never ended");
}

#[test]
fn the_third_change_in_between_can_be_decided_or_tried_again() {
    let mut entry = standing('u', State::Sending);
    entry.counters.changed = 2;
    let (state, effects) = step(&entry, &Event::Changed, &PACE).unwrap();
    assert_eq!((state, reason_in(&effects)), (State::Parked, Some(Reason::Rejected)));
    assert_eq!(step(&standing('u', State::Parked), &Event::Retry, &PACE).unwrap().0, State::Queued);
    // Where a look shows what there is to decide, that is what is asked.
    let (state, _) = step(&entry, &sample("clash"), &PACE).unwrap();
    assert_eq!(state, State::Conflict);
}

#[test]
fn a_retry_after_of_the_network_is_kept_to_the_millisecond() {
    let (_, effects) = step(&standing('c', State::Sending), &sample("throttled"), &PACE).unwrap();
    assert!(effects.contains(&Effect::HoldLane(7000)));
}

#[test]
fn asked_to_wait_without_a_time_the_entry_waits_and_its_patience_ends() {
    let pace = Pace { jitter: 0.0, ..PACE };
    for after_ms in [None, Some(0)] {
        for mut entry in [standing('c', State::Sending), standing('u', State::Queued)] {
            let event = Event::Throttled { after_ms };
            let (state, effects) = step(&entry, &event, &pace).unwrap();
            assert_eq!(state, State::Queued);
            assert!(effects.contains(&Effect::Wait(1000)), "never at once");
            assert!(!effects.iter().any(|effect| matches!(effect, Effect::HoldLane(_))));
            entry.counters.unread_ms = pace::UNREAD_PATIENCE_MS;
            let (state, effects) = step(&entry, &event, &pace).unwrap();
            assert_eq!((state, reason_in(&effects)), (State::Parked, Some(Reason::Rejected)));
        }
    }
}

#[test]
fn an_update_of_unknown_outcome_is_sent_again_only_after_the_window() {
    let entry = standing('u', State::Reconciling);
    let pace = Pace { now_ms: 5000, ..PACE };
    let (state, effects) = step(&entry, &Event::NotLanded { settled: false }, &pace).unwrap();
    assert_eq!(state, State::Ambiguous);
    assert!(effects.contains(&Effect::Wait(25_000)));
    let (state, effects) = step(&entry, &Event::NotLanded { settled: true }, &pace).unwrap();
    assert_eq!(state, State::Queued);
    assert!(effects.contains(&Effect::SpendBudget));
}

#[test]
fn what_was_there_before_the_first_attempt_that_may_have_arrived_stays_the_measure() {
    let mut entry = standing('c', State::Preflight);
    let kept = |entry: &Entry, pace: &Pace| {
        let (_, effects) = step(entry, &sample("cleared"), pace).unwrap();
        effects.into_iter().find_map(|effect| match effect {
            Effect::KeepPreflight(ids) => Some(ids),
            _ => None,
        })
    };
    assert_eq!(kept(&entry, &PACE), Some(vec!["a".into()]));
    entry.attempts = 1;
    entry.preflight_ids = Some(vec!["old".into()]);
    let doubt = Pace { may_have_arrived: true, ..PACE };
    assert_eq!(kept(&entry, &doubt), Some(vec!["old".into()]));
    // It did nothing, and said so: who came in since was there before what is sent now.
    assert_eq!(kept(&entry, &PACE), Some(vec!["a".into(), "old".into()]));
    // The correction of one that may have arrived has not been sent itself.
    entry.attempts = 0;
    assert_eq!(kept(&entry, &doubt), Some(vec!["old".into()]));
    assert_eq!(step(&entry, &sample("adopt"), &doubt).unwrap().0, State::Done);
}

#[test]
fn an_entry_that_may_have_left_cannot_be_cancelled_or_edited_away() {
    for state in [State::Preflight, State::Sending, State::Ambiguous, State::Reconciling] {
        for name in ["cancel", "edited"] {
            assert!(step(&standing('c', state), &sample(name), &PACE).is_err(), "{state:?} {name}");
        }
    }
    let mut sent = standing('u', State::Queued);
    sent.attempts = 1;
    assert!(step(&sent, &sample("edited"), &PACE).is_err());
}

#[test]
fn done_create_maps_the_id_and_releases_what_waits_in_one_step() {
    let (_, effects) = step(&standing('c', State::Sending), &sample("accepted"), &PACE).unwrap();
    assert!(effects.contains(&Effect::MapId("new".into())));
    assert!(effects.contains(&Effect::ReleaseDependants));
}

#[test]
fn checking_never_reads_as_failed() {
    assert_eq!(State::Ambiguous.public(), Word::Checking);
    assert_eq!(State::Reconciling.public(), Word::Checking);
    for state in State::ALL {
        assert_eq!(State::from_word(state.word()).unwrap(), *state);
        assert_eq!(state.needs_person(), state.public() == Word::NeedsPerson);
    }
}

fn restored(kind: char, state: State) -> Entry {
    let mut entry = standing(kind, state);
    entry.server_id = (kind == 'u').then(|| "a".to_owned());
    let (next, effects) = step(&entry, &Event::FolderRestored, &PACE).unwrap();
    entry.state = next;
    for effect in effects {
        if let Effect::Counters(counters) = effect {
            entry.counters = counters;
        }
    }
    entry
}

#[test]
fn out_of_a_restored_folder_everything_unfinished_is_looked_for_or_stays_with_its_person() {
    for kind in ['c', 'u'] {
        for state in State::ALL.iter().copied().filter(|state| !state.is_final()) {
            let entry = restored(kind, state);
            let expected = if state.needs_person() { state } else { State::Ambiguous };
            assert_eq!(entry.state, expected, "{kind} {state:?}");
            assert!(!entry.never_sent(), "{kind} {state:?}");
        }
    }
    // Of a customer the network does not have yet there is nothing to be read.
    let follower = standing('u', State::Queued);
    let (state, effects) = step(&follower, &Event::FolderRestored, &PACE).unwrap();
    assert_eq!(state, State::Queued);
    assert!(effects.iter().any(|one| matches!(one, Effect::Counters(c) if c.restored)));
}

#[test]
fn a_change_out_of_a_restored_folder_is_decided_by_a_person_once_and_then_sent() {
    let entry = Entry { state: State::Reconciling, ..restored('u', State::Queued) };
    let (state, effects) = step(&entry, &sample("clash"), &PACE).unwrap();
    assert_eq!((state, reason_in(&effects)), (State::Parked, Some(Reason::Rejected)));
    let conflict = crate::Conflict {
        field: "names.givenName".into(),
        base: json!("a"),
        mine: json!("b"),
        theirs: json!("a"),
    };
    let clash = Event::Clash { conflicts: vec![conflict], merged: json!({}), theirs: json!({}) };
    let (state, effects) = step(&entry, &clash, &PACE).unwrap();
    assert_eq!((state, reason_in(&effects)), (State::Conflict, Some(Reason::Conflict)));
    assert!(effects.iter().any(|one| matches!(one, Effect::Counters(c) if !c.restored)));
    assert!(
        effects.iter().any(|one| matches!(one, Effect::Note(note) if note.contains("restored")))
    );
}

#[test]
fn trying_again_does_not_forget_that_a_folder_was_restored() {
    let entry = restored('u', State::Parked);
    let (state, effects) = step(&entry, &Event::Retry, &PACE).unwrap();
    assert_eq!(state, State::Queued);
    assert!(effects.iter().any(|one| matches!(one, Effect::Counters(c) if c.restored)));
}

#[test]
fn a_create_out_of_a_restored_folder_is_sent_only_after_three_searches() {
    let mut entry = Entry { state: State::Reconciling, ..restored('c', State::Queued) };
    for searches in 0..2 {
        entry.counters.searches = searches;
        let (state, _) = step(&entry, &sample("found_none_settled"), &PACE).unwrap();
        assert_eq!(state, State::Ambiguous);
    }
    entry.counters.searches = 2;
    let (state, effects) = step(&entry, &sample("found_none_settled"), &PACE).unwrap();
    assert_eq!(state, State::Queued);
    assert!(effects.iter().any(|one| matches!(one, Effect::Counters(c) if !c.restored)));
}
