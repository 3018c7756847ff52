//! The command line: one target or all, so many inputs of one seed, or one input to look at.

use crate::play::{Finding, play};
use crate::{Target, all, mutate};
use anyhow::{Result, bail};
use clap::Parser;
use std::io::Write as _;
use std::path::PathBuf;

#[derive(Parser)]
#[command(about = "Broken and hostile bytes for everything that reads bytes from outside")]
pub struct Arguments {
    /// A target, or part of its name; all without.
    target: Option<String>,
    /// So many inputs each; readers that open files or derive keys take fewer.
    #[arg(long, default_value_t = 100_000)]
    runs: u64,
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// This input only, as a finding names it.
    #[arg(long)]
    only: Option<u64>,
    /// Writes that input into a file.
    #[arg(long, requires = "only")]
    save: Option<PathBuf>,
    /// Names the targets.
    #[arg(long)]
    list: bool,
}

pub fn run() -> Result<()> {
    let arguments = Arguments::parse();
    let wanted = arguments.target.as_deref().unwrap_or_default();
    let targets = all();
    let targets: Vec<&Target> = targets.iter().filter(|one| one.name.contains(wanted)).collect();
    let mut out = std::io::stdout().lock();
    if arguments.list {
        for one in targets {
            writeln!(out, "{:<18} {}", one.name, one.from)?;
        }
        return Ok(());
    }
    if targets.is_empty() {
        bail!("no target is called {wanted}; --list names them");
    }
    let mut found = 0;
    for target in targets {
        let (from, runs) = match arguments.only {
            Some(number) => (number, 1),
            None => (0, (arguments.runs / target.one_in).max(1)),
        };
        if let Some(path) = &arguments.save {
            let input = mutate::input(&(target.samples)(), target.words, arguments.seed, from);
            std::fs::write(path, input)?;
        }
        let report = play(target, arguments.seed, from, runs);
        writeln!(
            out,
            "{:<18} {:>9} inputs  {:>8.1} s  slowest {:>7.1} ms  peak {:>5} MiB  {} findings",
            target.name,
            report.played,
            report.took.as_secs_f64(),
            report.slowest.as_secs_f64() * 1000.0,
            report.peak_kib / 1024,
            report.findings.len(),
        )?;
        for finding in report.findings.iter().take(20) {
            match finding {
                Finding::Panic { number, said } => writeln!(out, "    {number}: {said}")?,
                Finding::Slow { number, took } => writeln!(out, "    {number}: took {took:?}")?,
                Finding::Memory { number, kib } => {
                    writeln!(out, "    from {number} on: {} MiB more", kib / 1024)?;
                }
            }
        }
        found += report.findings.len();
    }
    if found > 0 {
        bail!("{found} findings; --only NUMBER with the same --seed plays one again");
    }
    Ok(())
}
