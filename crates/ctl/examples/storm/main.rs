//! The bulk proofs, by the real program: `cargo run --release -p ctl --example storm -- WHAT`.
//!
//! Each prints one line and ends with 1 where anything was lost, doubled or out of order, or a goal
//! was missed.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "it prints what it counted")]

mod arena;
mod calls;
mod idle;
mod kill;
mod oracle;
mod save;

use anyhow::{Context as _, Result, ensure};
use clap::{Parser, Subcommand};
use std::path::PathBuf;
use std::process::{Command, ExitCode};
use std::time::Duration;

#[derive(Parser)]
struct Cli {
    /// The showroomctl to run [default: built first, with this one's profile]
    #[arg(long, global = true, value_name = "FILE")]
    program: Option<PathBuf>,
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// SIGKILL at random moments of saving, sending and importing
    Kill {
        #[arg(long, default_value_t = 300)]
        rounds: u32,
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// How many desks at once
        #[arg(long, default_value_t = kill::DESKS)]
        desks: u32,
    },
    /// SIGKILL, EIO and ENOSPC at every writing, syncing and sending call
    Calls {
        #[arg(long, value_enum, default_value_t = calls::Deed::Drain)]
        of: calls::Deed,
        #[arg(long, default_value_t = 20)]
        writes: usize,
        /// Only these [default: all three]
        #[arg(long = "fault", value_enum)]
        faults: Vec<calls::Fault>,
        /// Every so-many-eth point; 1 is all of them
        #[arg(long, default_value_t = 1)]
        every: usize,
        #[arg(long, default_value_t = 1)]
        seed: u64,
        #[arg(long, default_value_t = kill::DESKS)]
        desks: u32,
    },
    /// How long a save takes while the network is up, refuses and hangs
    Save {
        #[arg(long, default_value_t = 2000)]
        n: usize,
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// What waiting entries cost while the network is away
    Idle {
        #[arg(long, default_value_t = 60)]
        seconds: u64,
    },
}

#[tokio::main]
async fn main() -> Result<ExitCode> {
    let cli = Cli::parse();
    let program = match cli.program {
        Some(program) => program,
        None => built()?,
    };
    match cli.what {
        What::Kill { rounds, seed, desks } => {
            let report = kill::storm(&kill::Plan { program, rounds, seed, desks }).await?;
            println!("{}", report.line(seed));
            Ok(ended(&report.count, &[]))
        }
        What::Calls { of: deed, writes, mut faults, every, seed, desks } => {
            if faults.is_empty() {
                faults.extend(calls::Fault::ALL);
            }
            let plan = calls::Plan { program, deed, writes, faults, every, seed, desks };
            let report = calls::storm(&plan).await?;
            println!("{}", report.line(&plan));
            Ok(ended(&report.count, &report.broken))
        }
        What::Save { n, seed } => {
            let report = save::measure(program, n, seed).await?;
            println!("{}", report.line());
            Ok(if report.is_well() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
        What::Idle { seconds } => {
            let report = idle::measure(program, Duration::from_secs(seconds), 1).await?;
            println!("{}", report.line());
            Ok(if report.is_well() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
    }
}

fn ended(count: &oracle::Count, broken: &[String]) -> ExitCode {
    let wrong = count.lost.iter().chain(&count.doubled).chain(&count.disordered).chain(broken);
    for what in wrong {
        eprintln!("{what}");
    }
    let well = count.is_clean() && broken.is_empty();
    if well { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// An example is built without the package's programs.
fn built() -> Result<PathBuf> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut build = Command::new(cargo);
    build.args(["build", "--quiet", "-p", "ctl", "--bin", "showroomctl"]);
    if !cfg!(debug_assertions) {
        build.arg("--release");
    }
    ensure!(build.status()?.success(), "showroomctl could not be built");
    let own = std::env::current_exe()?;
    let folder = own.parent().and_then(|examples| examples.parent()).context("a target folder")?;
    Ok(folder.join("showroomctl"))
}
