//! A network that comes back, in every mood it may have been in: what waits leaves within five
//! seconds by played time, nobody does anything, and no time the network named is cut short.

use simulation::plan::{
    Dealer, Deed, Field, Human, Of, Outage, Plan, Planned, THROTTLED_SECONDS, Theme, token,
};
use simulation::{Outcome, play_out};

const FROM_MS: u64 = 1_000;
/// Longer than anything is asked often.
const BACK_MS: u64 = 150_000;
const SOON_MS: u64 = 5_000;

/// Somebody new and somebody known are saved while it is away, and nobody looks at the desk again
/// before all is over.
fn away(dealer: Dealer, mood: Outage) -> Plan {
    let saved = |n: u64, deed: Deed| Planned {
        at_ms: FROM_MS + 1_000 * n,
        deed,
        token: token(n),
        draft: u128::from(n),
    };
    Plan {
        dealer,
        desks: 1,
        humans: vec![Human {
            given: "Zephyrine".to_owned(),
            family: "Quillfeather".to_owned(),
            phone: "+447700912345".to_owned(),
            email: "qxperson@person.example".to_owned(),
        }],
        deeds: vec![vec![
            saved(1, Deed::Create { human: 0 }),
            saved(2, Deed::Change { of: Of::Known(2), field: Field::MiddleName }),
        ]],
        by_hand: vec![],
        outages: vec![(FROM_MS, BACK_MS, mood)],
        blows: vec![],
        bad_ms: BACK_MS + 60_000,
        chance: 0.0,
        kill_after_write: 0.0,
        locked: vec![],
        wanted: vec![],
        ..Plan::of(1, Theme::Everything)
    }
}

/// When each request left, and what it was.
fn requests(outcome: &Outcome) -> impl Iterator<Item = (u64, &str)> {
    outcome.trace.iter().filter_map(|line| {
        let (ms, what) = line.trim_start().split_once(' ')?;
        let (_, request) = what.split_once(' ')?;
        let is_one = ["GET /", "POST /", "PUT /", "PATCH /"].iter().any(|m| request.starts_with(m));
        Some((ms.parse().ok()?, request)).filter(|_| is_one)
    })
}

/// When the first write of each of the two entries left on a line that is well.
fn first_writes(outcome: &Outcome) -> Vec<u64> {
    let mut first: Vec<(String, u64)> = Vec::new();
    for (ms, request) in requests(outcome) {
        let parts: Vec<&str> = request.split_whitespace().collect();
        let write = parts[0] != "GET" && !parts[1].starts_with("/oauth");
        let of = parts[2].to_owned();
        if write && ms >= BACK_MS && first.iter().all(|(other, _)| *other != of) {
            first.push((of, ms));
        }
    }
    first.into_iter().map(|(_, ms)| ms).collect()
}

const DEALERS: [Dealer; 3] = [Dealer::KeyloopV1, Dealer::KeyloopV3, Dealer::MyKaarma];

fn seen(dealer: Dealer, mood: Outage) -> (Outcome, Vec<u64>) {
    let outcome = play_out(away(dealer, mood), true).unwrap();
    assert!(outcome.breaches.is_empty(), "{dealer:?} {mood:?}: {:?}", outcome.breaches);
    let acted = |line: &String| line.contains("decides") || line.contains("wakes");
    assert!(!outcome.trace.iter().any(acted), "{dealer:?} {mood:?}: somebody had to act");
    let first = first_writes(&outcome);
    assert_eq!(first.len(), 2, "{dealer:?} {mood:?}: {:#?}", outcome.trace);
    (outcome, first)
}

#[test]
fn what_waits_leaves_within_five_seconds_of_the_networks_return_whatever_it_was() {
    use Outage::{Captive, Certificate, Cut, Gateway, Refused, Swallowed};
    for dealer in DEALERS {
        for mood in [Refused, Swallowed, Cut, Captive, Certificate, Gateway] {
            let (outcome, first) = seen(dealer, mood);
            let late = first.iter().any(|ms| *ms > BACK_MS + SOON_MS);
            assert!(!late, "{dealer:?} {mood:?}: {first:?}\n{:#?}", outcome.trace);
        }
    }
}

#[test]
fn what_was_told_to_wait_leaves_when_that_time_is_over_and_no_sooner() {
    for dealer in DEALERS {
        let (outcome, first) = seen(dealer, Outage::Throttled);
        let told = requests(&outcome).filter(|(ms, _)| *ms < BACK_MS).map(|(ms, _)| ms).last();
        let until = told.unwrap() + THROTTLED_SECONDS * 1_000;
        assert!(first.iter().all(|ms| *ms >= until), "{dealer:?}: sooner than {until}: {first:?}");
        // Refused so often, it asks one thing at a time for a while: the first of them leaves soon.
        let asked = requests(&outcome).map(|(ms, _)| ms).find(|ms| *ms >= BACK_MS).unwrap();
        // The answer that said so came a moment after the question.
        let soon = until.max(BACK_MS) + SOON_MS + 200;
        assert!(asked <= soon, "{dealer:?}: {} ms too late: {:#?}", asked - soon, outcome.trace);
    }
}
