//! Some inputs of each target with every run of the tests: the same each time. `make fuzz` plays more.

use fuzz::{Finding, Target, all, mutate, play};
use std::collections::BTreeSet;
use std::time::Duration;

/// So many of each, a target's own share of them.
const RUNS: u64 = 2_000;
const SEED: u64 = 7;

fn plays(names: &[&str]) {
    let targets = all();
    for name in names {
        let Some(target) = targets.iter().find(|one| one.name == *name) else {
            panic!("there is no target {name}");
        };
        let report = play(target, SEED, 0, (RUNS / target.one_in).max(3));
        assert_eq!(report.findings, [], "{name}");
    }
}

#[test]
fn what_people_type_scan_and_paste_is_read_without_a_panic() {
    plays(&["record", "table", "cards", "licence", "term", "values", "decision"]);
}

#[test]
fn what_networks_answer_is_read_without_a_panic() {
    plays(&["keyloop-v1", "keyloop-v3", "mykaarma", "token", "heads"]);
}

#[test]
fn files_of_others_are_read_without_a_panic() {
    plays(&["settings", "policy", "credentials", "keys", "parcel", "sealed", "folder"]);
}

#[test]
fn what_windows_and_visitors_ask_is_answered_without_a_panic() {
    plays(&["commands", "people", "kiosk"]);
}

#[test]
fn every_target_is_played_here_and_has_samples_its_reader_is_made_for() {
    let names: BTreeSet<&str> = all().iter().map(|one| one.name).collect();
    assert_eq!(names.len(), 22, "{names:?}: a new target is played above, and counted here");
    for target in all() {
        assert!(!(target.samples)().is_empty(), "{} has no samples", target.name);
    }
}

/// Reads anything; some of it badly.
const CARELESS: Target = Target {
    limit: Duration::from_millis(100),
    ..Target::quick(
        "careless",
        "nobody",
        || vec![b"{\"a\":\"b\"}".to_vec()],
        &["boom"],
        || {
            Box::new(|bytes: &[u8]| {
                if bytes.windows(4).any(|part| part == b"boom") {
                    assert_ne!(bytes.len() % 3, 1, "boom");
                    if bytes.len() % 3 == 2 {
                        let begun = std::time::Instant::now();
                        while begun.elapsed() < Duration::from_millis(120) {}
                    }
                    drop(std::thread::spawn(|| std::hint::black_box(vec![1_u8; 700 << 20])).join());
                }
            })
        },
    )
};

#[test]
fn a_careless_reader_is_found_out_and_the_finding_can_be_had_again() {
    let report = play(&CARELESS, SEED, 0, 64);
    let panics: Vec<u64> = report
        .findings
        .iter()
        .filter_map(|one| match one {
            Finding::Panic { number, said } if said.contains("boom") => Some(*number),
            _ => None,
        })
        .collect();
    assert!(!panics.is_empty(), "{report:?}");
    assert!(report.findings.iter().any(|one| matches!(one, Finding::Slow { .. })), "{report:?}");
    if cfg!(target_os = "linux") {
        let memory = |one: &Finding| matches!(one, Finding::Memory { .. });
        assert!(report.findings.iter().any(memory), "{report:?}");
    }
    let again = play(&CARELESS, SEED, panics[0], 1);
    assert!(matches!(&again.findings[..], [Finding::Panic { .. }]), "{again:?}");
}

#[test]
fn the_same_seed_and_number_is_the_same_input() {
    let samples = vec![b"{\"names\":{\"givenName\":\"Maria\"}}".to_vec(), b"plain".to_vec()];
    let inputs = |seed| (0..200).map(move |n| mutate::input(&samples.clone(), &["x"], seed, n));
    let one: Vec<_> = inputs(1).collect();
    assert_eq!(one, mutate_again());
    let distinct: BTreeSet<_> = one.iter().collect();
    assert!(distinct.len() > 150, "{} of 200 differ", distinct.len());
}

fn mutate_again() -> Vec<Vec<u8>> {
    let samples = vec![b"{\"names\":{\"givenName\":\"Maria\"}}".to_vec(), b"plain".to_vec()];
    (0..200).map(|n| mutate::input(&samples, &["x"], 1, n)).collect()
}

#[test]
fn every_command_of_the_windows_is_asked_or_left_out_for_a_reason() {
    let asked: BTreeSet<&str> = fuzz::asked_commands().into_iter().collect();
    let left_out: BTreeSet<&str> = fuzz::left_out().iter().map(|(name, _)| *name).collect();
    let known: BTreeSet<&str> = api::COMMANDS.iter().map(|one| one.name).collect();
    assert!(asked.is_disjoint(&left_out));
    assert_eq!(&asked | &left_out, known);
}
