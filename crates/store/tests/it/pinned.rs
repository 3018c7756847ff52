//! Released steps never change: files out there were made by them.

use sha2::{Digest as _, Sha256};
use std::{collections::BTreeSet, fs, path::Path};
use store::{inbox, mine, theirs};

#[test]
fn every_released_step_is_as_it_was_released() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let pinned = fs::read_to_string(root.join("released.sha256")).unwrap();
    let pinned: Vec<(&str, &str)> =
        pinned.lines().filter_map(|line| line.split_once("  ")).collect();
    let now: Vec<(String, &str)> = mine::STEPS
        .iter()
        .chain(theirs::STEPS)
        .chain(inbox::STEPS)
        .map(|step| {
            let sum: String =
                Sha256::digest(step.sql).iter().map(|byte| format!("{byte:02x}")).collect();
            (sum, step.name)
        })
        .collect();
    let now: Vec<(&str, &str)> = now.iter().map(|(sum, name)| (sum.as_str(), *name)).collect();
    assert_eq!(
        now, pinned,
        "write a new step instead of changing one; a new step is added to released.sha256"
    );
    // And no file lies there that nobody runs.
    let named: BTreeSet<String> = now.iter().map(|(_, name)| (*name).to_owned()).collect();
    let mut lying = BTreeSet::new();
    for dir in ["mine", "theirs", "inbox"] {
        for entry in fs::read_dir(root.join(dir)).into_iter().flatten() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            lying.insert(format!("{dir}/{name}"));
        }
    }
    assert_eq!(lying, named);
}

#[test]
fn steps_are_named_by_time_and_in_order() {
    for steps in [mine::STEPS, theirs::STEPS, inbox::STEPS] {
        let times: Vec<&str> = steps
            .iter()
            .map(|step| step.name.split('/').next_back().unwrap().split('_').next().unwrap())
            .collect();
        assert!(times.iter().all(|time| time.len() == 14 && time.parse::<u64>().is_ok()));
        assert!(times.is_sorted());
    }
}
