//! The command line: so many seeds, one seed with its trace, so many minutes, or the figures.

use crate::many;
use crate::matrix::Cells;
use crate::plan::Theme;
use crate::run::{Outcome, play};
use anyhow::{Result, bail};
use clap::Parser;
use std::collections::BTreeMap;
use std::io::Write;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

/// How often each cell of the fault matrix is to be met in a long run.
const WANTED: u64 = 100;

#[derive(Parser)]
#[command(about = "Several desks, a dealer in a bad mood and played time, by seed")]
pub struct Arguments {
    /// One seed, with its trace; a failure replays from it.
    #[arg(long)]
    seed: Option<u64>,
    /// So many seeds.
    #[arg(long)]
    seeds: Option<u64>,
    /// The first of them.
    #[arg(long, default_value_t = 1)]
    from: u64,
    /// As many as go into so many minutes.
    #[arg(long)]
    minutes: Option<f64>,
    /// Threads; each seed is played by one of them. As many as there are processors unless said.
    #[arg(long)]
    jobs: Option<usize>,
    /// Fails where a reachable cell of the matrix was met less often.
    #[arg(long, default_value_t = 0)]
    each: u64,
    /// What it is about: everything, same-person, lost-answers, late-commits, tokens, throttling,
    /// crashes, steered, capitals.
    #[arg(long, default_value = "everything")]
    theme: String,
    /// Plants bugs one by one and plays until each is caught (feature `planted`).
    #[arg(long)]
    planted: bool,
    /// The figures of the design, so many cases of each (`--cases`).
    #[arg(long)]
    figures: bool,
    #[arg(long, default_value_t = 1.0)]
    share: f64,
}

#[derive(Default)]
struct Sum {
    seeds: u64,
    played: Duration,
    cells: Cells,
    counts: BTreeMap<&'static str, u64>,
    failed: Vec<(u64, String)>,
}

impl Sum {
    fn add(&mut self, outcome: &Outcome) {
        self.seeds += 1;
        self.played += outcome.played;
        self.cells.add(&outcome.cells);
        for (what, count) in &outcome.counts {
            *self.counts.entry(what).or_default() += count;
        }
        if let Some(first) = outcome.breaches.first() {
            self.failed.push((outcome.seed, format!("{}: {}", first.rule, first.what)));
        }
    }
}

fn theme(word: &str) -> Result<Theme> {
    Ok(match word {
        "everything" => Theme::Everything,
        "same-person" => Theme::SamePerson,
        "lost-answers" => Theme::LostAnswers,
        "late-commits" => Theme::LateCommits,
        "tokens" => Theme::Tokens,
        "throttling" => Theme::Throttling,
        "crashes" => Theme::Crashes,
        "steered" => Theme::Steered,
        "capitals" => Theme::Capitals,
        other => bail!("there is no theme {other}"),
    })
}

pub fn run() -> Result<()> {
    let arguments = Arguments::parse();
    let theme = theme(&arguments.theme)?;
    let mut out = std::io::stdout().lock();
    let threads = many::threads(arguments.jobs);
    if arguments.planted {
        return planted(&mut out, arguments.seeds.unwrap_or(300), threads);
    }
    if arguments.figures {
        return figures(&mut out, arguments.share, threads);
    }
    if let Some(seed) = arguments.seed {
        let outcome = play(seed, theme, true)?;
        for line in &outcome.trace {
            writeln!(out, "{line}")?;
        }
        writeln!(out, "seed {seed}: trace {} of {} lines", outcome.hash, outcome.lines)?;
        for breach in &outcome.breaches {
            writeln!(out, "BROKEN {}: {}", breach.rule, breach.what)?;
        }
        if !outcome.breaches.is_empty() {
            bail!("seed {seed} breaks {} rules", outcome.breaches.len());
        }
        return Ok(());
    }
    let begun = Instant::now();
    let end = arguments.minutes.map(|minutes| Duration::from_secs_f64(minutes * 60.0));
    let most = arguments.seeds.unwrap_or(if end.is_some() { u64::MAX } else { 200 });
    let last = arguments.from.saturating_add(most);
    let more = |seed: u64| seed < last && end.is_none_or(|end| begun.elapsed() < end);
    let mut sum = Sum::default();
    many::each(arguments.from, theme, threads, more, |outcome| {
        if let Some(first) = outcome.breaches.first() {
            writeln!(out, "seed {} BROKEN {}: {}", outcome.seed, first.rule, first.what)?;
        }
        sum.add(&outcome);
        Ok(ControlFlow::Continue(()))
    })?;
    let took = begun.elapsed();
    writeln!(out, "{}", sum.cells.table())?;
    let scarce = sum.cells.scarce(WANTED);
    let all = Cells::reachable().count();
    writeln!(out, "reachable cells met {WANTED} times or more: {} of {all}", all - scarce.len())?;
    for (row, point, count) in &scarce {
        writeln!(out, "  {row} at {point:?}: {count}")?;
    }
    writeln!(
        out,
        "{} seeds from {} in {:.1} s ({:.1} a second), {:.1} h played",
        sum.seeds,
        arguments.from,
        took.as_secs_f64(),
        sum.seeds as f64 / took.as_secs_f64(),
        sum.played.as_secs_f64() / 3600.0
    )?;
    for (what, count) in &sum.counts {
        writeln!(out, "  {what}: {count}")?;
    }
    writeln!(out, "seeds that break a rule: {}", sum.failed.len())?;
    let seldom = sum.cells.scarce(arguments.each);
    if !seldom.is_empty() {
        bail!("met less than {} times: {seldom:?}", arguments.each);
    }
    if let Some((seed, what)) = sum.failed.first() {
        bail!("replay with --seed {seed}: {what}");
    }
    Ok(())
}

#[cfg(not(feature = "planted"))]
fn planted(_out: &mut impl Write, _most: u64, _threads: usize) -> Result<()> {
    bail!("build it with --features planted")
}

#[cfg(feature = "planted")]
fn planted(out: &mut impl Write, most: u64, threads: usize) -> Result<()> {
    let mut missed = 0;
    writeln!(out, "{:<48} {:<26} {:>4}", "planted", "caught by", "seeds")?;
    for (bug, theme, name) in crate::planted::BUGS {
        let caught = crate::planted::hunt(*bug, *theme, name, most, threads)?;
        missed += usize::from(caught.by.is_none());
        writeln!(out, "{caught}")?;
        out.flush()?;
    }
    let all = crate::planted::BUGS.len();
    writeln!(out, "{} of {all} caught", all - missed)?;
    if missed > 0 {
        bail!("{missed} were not caught");
    }
    Ok(())
}

/// What is counted, until there are so many, in which theme.
const FIGURES: &[(Theme, &str, &str, u64)] = &[
    (Theme::LostAnswers, "lost answers to creates, done within the window", "created", 10_000),
    (Theme::LateCommits, "creates done after the window", "stored twice", 1_000),
    (Theme::SamePerson, "two to five desks make the same people offline", "", 5_000),
    (Theme::Tokens, "tokens that die at any moment", "tokens died", 1_000),
    (Theme::Throttling, "asked to wait", "told to wait", 10_000),
];

fn figures(out: &mut impl Write, share: f64, threads: usize) -> Result<()> {
    let mut broken = 0;
    for (theme, name, what, wanted) in FIGURES {
        let wanted = (*wanted as f64 * share).ceil() as u64;
        let mut sum = Sum::default();
        let reached = |sum: &Sum| match *what {
            "" => sum.seeds,
            "tokens died" => sum.cells.of(16),
            what => sum.counts.get(what).copied().unwrap_or(0),
        };
        many::each(
            1,
            *theme,
            threads,
            |_| true,
            |outcome| {
                if let Some(first) = outcome.breaches.first() {
                    writeln!(out, "seed {} BROKEN {}: {}", outcome.seed, first.rule, first.what)?;
                }
                sum.add(&outcome);
                let enough = reached(&sum) >= wanted;
                Ok(if enough { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
            },
        )?;
        broken += sum.failed.len();
        let counts: Vec<String> =
            sum.counts.iter().map(|(what, count)| format!("{what} {count}")).collect();
        writeln!(
            out,
            "{name}: {} in {} seeds; broken rules: {} ({})",
            reached(&sum),
            sum.seeds,
            sum.failed.len(),
            counts.join(", ")
        )?;
        out.flush()?;
    }
    if broken > 0 {
        bail!("{broken} seeds break a rule");
    }
    Ok(())
}
