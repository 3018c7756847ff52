//! A short run of the example `flips`: bits, ends and pages of a desk's files, broken one at a time.

#[path = "../../examples/flips/breaking.rs"]
mod breaking;
#[path = "../../examples/flips/desk.rs"]
mod desk;

use breaking::{Damage, Rng};
use desk::Seen;

#[test]
fn no_broken_bit_end_or_page_loses_anything_without_a_word() {
    let origin = tempfile::tempdir().unwrap();
    let saved = desk::build(origin.path());
    assert_eq!(saved.entries.len(), 100);
    assert!(breaking::files(origin.path()).iter().any(|(name, _)| name == "mine.db-journal"));
    let mut rng = Rng::new(1);
    let mut noticed = 0;
    for (damage, times) in [(Damage::Flip, 60), (Damage::Truncation, 20), (Damage::ZeroedPage, 10)]
    {
        for _ in 0..times {
            let dir = tempfile::tempdir().unwrap();
            breaking::copy(origin.path(), dir.path());
            let broken = breaking::at_random(dir.path(), damage, &mut rng);
            match desk::look(dir.path(), &saved) {
                Seen::Whole { rebuilt } => noticed += usize::from(rebuilt),
                Seen::Silent(what) => panic!("{broken}: {what}"),
                Seen::Refused => {
                    noticed += 1;
                    // With three copies, one broken file is never the end.
                    assert!(desk::bring_back(dir.path(), &saved), "{broken}");
                }
            }
        }
    }
    assert!(noticed > 10, "{noticed}: most damage is noticed");
}
