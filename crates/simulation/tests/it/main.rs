//! A short run of the simulation: no rule breaks, and the same seed is the same run.

#![expect(clippy::unwrap_used, reason = "a run that cannot be played shall fail its test")]

mod healing;

use simulation::plan::Theme;
use simulation::play;

#[test]
fn no_rule_breaks_in_a_short_run() {
    for seed in 1..=6 {
        let outcome = play(seed, Theme::Everything, true).unwrap();
        let trace = outcome.trace.join("\n");
        assert!(outcome.breaches.is_empty(), "{seed}: {:?}\n{trace}", outcome.breaches);
    }
}

#[test]
fn the_same_seed_is_the_same_run() {
    let (first, second) =
        (play(5, Theme::Everything, true).unwrap(), play(5, Theme::Everything, true).unwrap());
    assert_eq!(first.trace, second.trace);
    assert_eq!((first.hash, first.lines), (second.hash, second.lines));
    assert_ne!(first.trace, play(6, Theme::Everything, true).unwrap().trace);
}
