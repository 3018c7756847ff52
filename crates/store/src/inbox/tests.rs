use super::*;
use jiff::Timestamp;
use serde_json::{Value, json};
use uuid::Uuid;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + second).unwrap()
}

fn inbox() -> (tempfile::TempDir, Inbox) {
    let dir = tempfile::tempdir().unwrap();
    let inbox = open(dir.path());
    (dir, inbox)
}

fn open(dir: &Path) -> Inbox {
    Inbox::open(dir, &Key::new([3; 32])).unwrap()
}

impl Inbox {
    fn hand_in(&self, id: u128, record: &Value, pace: Pace) -> Result<Submission> {
        let visit = json!({ "language": "en" });
        self.submit(Uuid::from_u128(id), Entered { record, visit: &visit }, pace, at(0))
    }

    fn decided(&self, id: Uuid, state: SubmissionState, local_id: Option<Uuid>) -> Submission {
        let reason = (state == SubmissionState::Dismissed).then_some("a test");
        let decision = Decision { state, who: "ana", local_id, reason, at: at(5) };
        self.decide(id, &decision).unwrap()
    }
}

#[test]
fn cards_have_short_codes_and_there_is_room_for_so_many() {
    let (_dir, inbox) = inbox();
    let first = inbox.hand_in(1, &json!({"names": {}}), Pace::Staff).unwrap();
    assert_eq!(first.code.len(), 3);
    let again = inbox.hand_in(1, &json!({"names": {}}), Pace::Staff).unwrap();
    assert_eq!(again, first, "the same one twice is one");
    // The same start for every code: they have to make way for each other.
    for n in 1..u128::from(MOST) {
        inbox.hand_in(1 + n * 2800, &json!({}), Pace::Staff).unwrap();
    }
    let waiting = inbox.submissions(Some(SubmissionState::New)).unwrap();
    let distinct: std::collections::HashSet<_> = waiting.iter().map(|s| &s.code).collect();
    assert_eq!((waiting.len(), distinct.len()), (MOST as usize, MOST as usize));
    let full = inbox.hand_in(7, &json!({}), Pace::Staff);
    assert!(matches!(full, Err(Failure::TooMany { .. })));
    inbox.hand_in(1, &json!({"names": {"givenName": "A"}}), Pace::Staff).unwrap();
    let decided = inbox.decided(first.id, SubmissionState::Accepted, None);
    assert_eq!(decided.decided_by.as_deref(), Some("ana"));
    inbox.hand_in(7, &json!({}), Pace::Staff).unwrap();
    let big = inbox.hand_in(8, &json!("x".repeat(LARGEST)), Pace::Staff);
    assert!(matches!(big, Err(Failure::TooBig { .. })));
    assert!(inbox.submission(&waiting[5].code.to_lowercase()).unwrap().is_some());
}

#[test]
fn what_a_visitor_corrects_takes_the_place_of_what_was_wrong_until_somebody_decided() {
    let (_dir, inbox) = inbox();
    let (wrong, right) =
        (json!({"names": {"givenName": "Mraia"}}), json!({"names": {"givenName": "Maria"}}));
    let first = inbox.hand_in(1, &wrong, Pace::Staff).unwrap();
    let second = inbox.hand_in(1, &right, Pace::Staff).unwrap();
    assert_eq!((second.code, &second.json), (first.code, &right));
    assert_eq!(inbox.waiting().unwrap(), 1);
    inbox.decided(first.id, SubmissionState::Accepted, None);
    assert_eq!(inbox.hand_in(1, &wrong, Pace::Staff).unwrap().json, right);
}

#[test]
fn a_decision_keeps_its_reason_and_its_customer_and_is_found_by_whom_it_is_about() {
    let (_dir, inbox) = inbox();
    let local_id = Uuid::from_u128(77);
    for id in 1..4 {
        inbox.hand_in(id, &json!({"names": {"givenName": "Maria"}}), Pace::Staff).unwrap();
    }
    let used = inbox.decided(Uuid::from_u128(1), SubmissionState::Accepted, Some(local_id));
    let put_away = inbox.decided(Uuid::from_u128(2), SubmissionState::Dismissed, Some(local_id));
    assert_eq!(put_away.reason.as_deref(), Some("a test"));
    assert_eq!(inbox.decided(used.id, SubmissionState::Dismissed, None), used, "said once");
    assert_eq!(inbox.about(local_id).unwrap(), [used, put_away]);
    assert_eq!(inbox.forget(local_id).unwrap(), 2);
    let emptied = inbox.about(local_id).unwrap();
    assert!(emptied.iter().all(|one| one.json.is_null() && one.reason.is_none()));
    assert_eq!(inbox.waiting().unwrap(), 1, "the third is about somebody else");
}

#[test]
fn decided_cards_say_nothing_any_more_when_their_time_is_over() {
    let (_dir, inbox) = inbox();
    for id in 1..4 {
        inbox.hand_in(id, &json!({"names": {"givenName": "Maria"}}), Pace::Staff).unwrap();
    }
    let put_away = inbox.decided(Uuid::from_u128(1), SubmissionState::Dismissed, None);
    assert!(put_away.json.is_null() && put_away.visit.is_null(), "at once, as the desk says");
    inbox.decided(Uuid::from_u128(2), SubmissionState::Accepted, None);
    assert_eq!(inbox.let_go_of_the_past(at(0)).unwrap(), 0);
    assert_eq!(inbox.let_go_of_the_past(at(60)).unwrap(), 2);
    assert_eq!(inbox.let_go_of_the_past(at(60)).unwrap(), 0);
    let kept = inbox.submissions(None).unwrap().into_iter().filter(|one| !one.json.is_null());
    assert_eq!(kept.count(), 0);
}

#[test]
fn three_are_taken_at_once_and_then_one_in_twenty_seconds() {
    let (_dir, inbox) = inbox();
    let mut taken = Vec::new();
    for second in 0..61 {
        let pace = Pace::Visitor { mono_ms: second * 1000 };
        for n in 0..5 {
            let id = u128::try_from(second * 10 + n).unwrap() + 1;
            match inbox.hand_in(id, &json!({}), pace) {
                Ok(_) => taken.push(second),
                Err(Failure::TooSoon { wait_ms }) => assert!((1..=20_000).contains(&wait_ms)),
                Err(other) => panic!("{other}"),
            }
        }
    }
    assert_eq!(taken, [0, 0, 0, 20, 40, 60]);
}

#[test]
fn twenty_are_taken_in_any_hour() {
    let (_dir, inbox) = inbox();
    let mut taken = Vec::new();
    for step in 0..400_i64 {
        let pace = Pace::Visitor { mono_ms: step * 20_000 };
        if inbox.hand_in(u128::try_from(step).unwrap() + 1, &json!({}), pace).is_ok() {
            taken.push(step * 20);
        }
    }
    assert!(taken.len() > 40);
    for window in taken.windows(21) {
        assert!(window[20] - window[0] >= 3600, "{window:?}");
    }
}

#[test]
fn ending_the_process_and_starting_it_again_buys_nothing() {
    let (dir, first) = inbox();
    let mut ids = 1..;
    let mut hand_in = |inbox: &Inbox, mono_ms: i64| {
        inbox.hand_in(ids.next().unwrap(), &json!({}), Pace::Visitor { mono_ms }).is_ok()
    };
    assert_eq!((0..5).filter(|_| hand_in(&first, 500_000)).count(), 3);
    drop(first);
    for start in [0, 900_000, 3] {
        // Each process has a monotonic time of its own.
        let inbox = open(dir.path());
        assert!(!hand_in(&inbox, start));
        assert!(!hand_in(&inbox, start + 19_999));
    }
    let inbox = open(dir.path());
    assert!(!hand_in(&inbox, 7));
    assert!(hand_in(&inbox, 7 + 20_000), "time passes while it runs");
    inbox.pass_time(7 + 50_000).unwrap();
    drop(inbox);
    let inbox = open(dir.path());
    assert!(hand_in(&inbox, 1), "and what was noted of it is kept");
}

#[test]
fn two_processes_at_once_buy_no_time_either() {
    let (dir, one) = inbox();
    let two = open(dir.path());
    let mut taken = 0;
    for second in 0..41_i64 {
        for (n, inbox) in [&one, &two].into_iter().enumerate() {
            let id = u128::try_from(second).unwrap() * 2 + n as u128 + 1;
            let pace = Pace::Visitor { mono_ms: second * 1000 + n as i64 * 77_000 };
            taken += u32::from(inbox.hand_in(id, &json!({}), pace).is_ok());
        }
    }
    assert_eq!(taken, 5);
}

#[test]
fn a_second_try_of_the_same_words_is_not_held_against_the_visitor() {
    let (_dir, inbox) = inbox();
    for _ in 0..10 {
        inbox.hand_in(1, &json!({}), Pace::Visitor { mono_ms: 0 }).unwrap();
    }
    let changed = (0..10)
        .filter(|n| inbox.hand_in(1, &json!({ "n": n }), Pace::Visitor { mono_ms: 0 }).is_ok());
    assert_eq!(changed.count(), 2, "but writing something else each time is");
}

#[test]
fn ten_thousand_cards_by_a_script_fill_no_disk() {
    let (dir, inbox) = inbox();
    let large = json!({ "names": { "givenName": "x".repeat(60_000) } });
    let mut taken = 0;
    for n in 0..10_000 {
        let pace = Pace::Visitor { mono_ms: n * 200_000 };
        let id = u128::try_from(n).unwrap() + 1;
        match inbox.hand_in(id, &large, pace) {
            Ok(_) => taken += 1,
            Err(Failure::TooMany { .. }) => {}
            Err(other) => panic!("{other}"),
        }
    }
    let bytes = std::fs::metadata(dir.path().join("inbox.db")).unwrap().len();
    assert_eq!(taken, MOST);
    assert!(bytes <= 16 * 1024 * 1024, "{bytes}");
}

#[test]
fn what_another_process_wrote_is_noticed_by_its_number() {
    let (dir, desk) = inbox();
    let kiosk = open(dir.path());
    let before = desk.version().unwrap();
    assert_eq!(desk.version().unwrap(), before);
    kiosk.hand_in(1, &json!({}), Pace::Staff).unwrap();
    let after = desk.version().unwrap();
    assert_ne!(after, before);
    assert_eq!(desk.not_noted().unwrap().len(), 1);
    desk.note(Uuid::from_u128(1)).unwrap();
    assert!(desk.not_noted().unwrap().is_empty());
    kiosk.ring(at(1)).unwrap();
    assert_ne!(desk.version().unwrap(), after);
}

#[test]
fn a_bell_rings_once_until_somebody_goes() {
    let (_dir, inbox) = inbox();
    assert_eq!(inbox.rung().unwrap(), None);
    assert!(!inbox.answer_ring("ana", at(0)).unwrap());
    inbox.ring(at(1)).unwrap();
    inbox.ring(at(2)).unwrap();
    assert_eq!(inbox.rung().unwrap(), Some(Ring { rung_at: at(1).to_string() }));
    assert!(inbox.answer_ring("ana", at(3)).unwrap());
    assert!(!inbox.answer_ring("bo", at(3)).unwrap());
    assert_eq!(inbox.rung().unwrap(), None);
    inbox.ring(at(9)).unwrap();
    assert_eq!(inbox.rung().unwrap(), Some(Ring { rung_at: at(9).to_string() }));
}

#[test]
fn a_file_that_was_set_aside_under_an_open_kiosk_is_not_written_to() {
    let (dir, kiosk) = inbox();
    kiosk.hand_in(1, &json!({}), Pace::Staff).unwrap();
    // The desk has another key now, as after a keyring that was lost.
    let (desk, aside) = Inbox::open_or_set_aside(dir.path(), &Key::new([4; 32])).unwrap();
    assert!(aside && dir.path().join("inbox.unreadable.db").exists());
    assert!(matches!(
        kiosk.hand_in(2, &json!({}), Pace::Staff),
        Err(Failure::WrongKey { file: File::Inbox })
    ));
    assert_eq!(desk.waiting().unwrap(), 0);
    let (_, again) = Inbox::open_or_set_aside(dir.path(), &Key::new([5; 32])).unwrap();
    assert!(again && dir.path().join("inbox.unreadable-2.db").exists());
}

#[test]
fn nothing_a_visitor_typed_can_be_read_from_the_file() {
    let (dir, inbox) = inbox();
    inbox.hand_in(1, &json!({"names": {"givenName": "Canaryson"}}), Pace::Staff).unwrap();
    drop(inbox);
    let bytes = std::fs::read(dir.path().join("inbox.db")).unwrap();
    for text in ["Canaryson", "SQLite format 3", "submission"] {
        assert!(!bytes.windows(text.len()).any(|window| window == text.as_bytes()), "{text}");
    }
}
