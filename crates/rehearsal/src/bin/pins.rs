//! `cargo run -p rehearsal --bin pins -- --guesses 10000`: see `--help`.

use clap::Parser;
use rehearsal::pins::{Attack, Fault, attack};
use std::io::Write as _;
use std::process::ExitCode;

/// Guesses at a PIN with kills, restarts, clock steps and files copied back, and counts the looks.
///
/// Plays in a folder of its own. Ends with 1 where more than ten looks were taken at one PIN, and
/// with a planted fault where that was not noticed.
#[derive(Parser)]
#[command(name = "pins", version)]
struct Cli {
    #[arg(long, default_value_t = 10_000)]
    guesses: u32,
    /// The same seed is the same attack
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Play with a fault, to see that it is noticed
    #[arg(long, value_enum)]
    fault: Option<Fault>,
}

fn main() -> anyhow::Result<ExitCode> {
    let Cli { guesses, seed, fault } = Cli::parse();
    let outcome = attack(Attack { guesses, seed, fault })?;
    let mut said = outcome.text();
    let well = outcome.holds() == fault.is_none();
    said.push_str(match (fault, outcome.holds()) {
        (None, true) => "the doors hold\n",
        (None, false) => "TOO MANY LOOKS\n",
        (Some(_), false) => "the planted fault was noticed\n",
        (Some(_), true) => "THE PLANTED FAULT WAS NOT NOTICED\n",
    });
    std::io::stdout().lock().write_all(said.as_bytes())?;
    Ok(if well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
