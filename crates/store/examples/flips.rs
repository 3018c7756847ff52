//! Breaks a desk's files in every way a disk may, one at a time, and says what became of what had
//! been saved:
//!
//! ```text
//! cargo run --release -p store --example flips -- --flips 2000 --truncations 500 --pages 100
//! ```
//!
//! A loss is *silent* where the store opens, reads everything without an error, and something that
//! was saved is not there or not the same. It ends with 1 if there is one, or a panic.
#![expect(clippy::print_stdout, reason = "a command for developers says what it found")]
#![expect(clippy::expect_used, reason = "it cannot go on where its own folders fail it")]

use std::{fs, panic, path::Path, process::ExitCode};

#[path = "flips/breaking.rs"]
mod breaking;
#[path = "flips/desk.rs"]
mod desk;

use breaking::{Damage, Rng};

fn number(name: &str, default: u64) -> u64 {
    let mut args = std::env::args().skip_while(|arg| arg != name).skip(1);
    args.next().and_then(|text| text.parse().ok()).unwrap_or(default)
}

#[derive(Default)]
struct Counted {
    tried: u64,
    harmless: u64,
    refused: u64,
    recovered: u64,
    rebuilt: u64,
    silent: u64,
    panics: u64,
}

fn main() -> ExitCode {
    let seed = number("--seed", 1);
    let rounds = [
        (Damage::Flip, number("--flips", 200)),
        (Damage::Truncation, number("--truncations", 50)),
        (Damage::ZeroedPage, number("--pages", 10)),
    ];
    panic::set_hook(Box::new(|panic| println!("a panic: {panic}")));
    let mut rng = Rng::new(seed);
    let Ok(origin) = tempfile::tempdir() else { return ExitCode::FAILURE };
    let saved = desk::build(origin.path());
    println!("seed {seed}; a desk with {} entries, its files:", saved.entries.len());
    for (name, bytes) in breaking::files(origin.path()) {
        println!("  {name}: {bytes} bytes");
    }
    let mut bad = false;
    for (damage, times) in rounds {
        let mut counted = Counted::default();
        for _ in 0..times {
            one(origin.path(), &saved, damage, &mut rng, &mut counted);
        }
        let Counted { tried, harmless, refused, recovered, rebuilt, silent, panics } = counted;
        println!(
            "{damage:?}: {tried} tried; {harmless} without effect, {rebuilt} copies of the network \
             made anew, {refused} refused with words ({recovered} of them brought back whole \
             from a copy and the journal); silent losses {silent}, panics {panics}"
        );
        bad |= silent + panics > 0;
    }
    if bad { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn one(origin: &Path, saved: &desk::Saved, damage: Damage, rng: &mut Rng, counted: &mut Counted) {
    let Ok(dir) = tempfile::tempdir() else { return };
    breaking::copy(origin, dir.path());
    let broken = breaking::at_random(dir.path(), damage, rng);
    counted.tried += 1;
    let seen = panic::catch_unwind(|| desk::look(dir.path(), saved));
    match seen {
        Err(_) => counted.panics += 1,
        Ok(desk::Seen::Whole { rebuilt }) => {
            counted.harmless += u64::from(!rebuilt);
            counted.rebuilt += u64::from(rebuilt);
        }
        Ok(desk::Seen::Silent(what)) => {
            counted.silent += 1;
            println!("  silent: {broken}: {what}");
        }
        Ok(desk::Seen::Refused) => {
            counted.refused += 1;
            counted.recovered += u64::from(desk::bring_back(dir.path(), saved));
        }
    }
    // What is left is looked at by nobody.
    let _ = fs::remove_dir_all(dir.path());
}
