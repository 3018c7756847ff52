//! How fast customers are found as somebody types, and how surely.
//!
//! `cargo run --release -p finder --example keystrokes -- 1000000` makes so many invented
//! customers, asks for 200 of them in every way a desk does, and prints one line for each: the
//! middle, the slowest of a hundred and the slowest (each question asked five times, the fastest
//! counts, since other work on the machine is no fault of the index), and how often the customer
//! who was meant is among the first ten, over the questions that at most ten customers answer.

mod kinds;
mod people;

use customer::search_term;
use finder::{Customer, Finder, Options, ask, face};
use kinds::{Asked, KINDS};
use people::{Dice, People};
use std::{
    io::{self, Write as _},
    time::{Duration, Instant},
};

const COUNTRY: &str = "GB";
const ASKED: usize = 200;

struct Bench {
    finder: Finder,
    never: fn() -> bool,
}

impl Bench {
    fn ask(&self, text: &str, options: Options) -> Result<(Vec<u32>, Duration), finder::Failure> {
        let mut best = Duration::MAX;
        let mut handles = Vec::new();
        for _ in 0..5 {
            let begun = Instant::now();
            let readings = search_term::read(text, COUNTRY);
            let pieces = ask::pieces(&readings, COUNTRY);
            let found = self.finder.find(&pieces, options, &self.never)?;
            best = best.min(begun.elapsed());
            handles = found.iter().map(|one| one.handle).collect();
        }
        Ok((handles, best))
    }

    /// Whether at most ten customers answer to what was meant, and at most ten to what was typed
    /// as it stands: a slip may be another name.
    fn decides(&self, meant: &str, typed: &str) -> Result<bool, finder::Failure> {
        let plain = Options { limit: 11, nicknames: false, guesses: false };
        let forms = Options { nicknames: true, ..plain };
        Ok(self.ask(meant, plain)?.0.len() <= 10 && self.ask(typed, forms)?.0.len() <= 10)
    }
}

#[derive(Default)]
struct Times(Vec<Duration>);

impl Times {
    fn at(&self, thousandth: usize) -> f64 {
        let at = (self.0.len().saturating_sub(1)) * thousandth / 1000;
        self.0.get(at).map_or(0.0, |time| time.as_secs_f64() * 1e3)
    }

    fn line(&mut self) -> String {
        self.0.sort_unstable();
        format!("{:8.3} {:8.3} {:8.3}", self.at(500), self.at(990), self.at(1000))
    }
}

fn resident_mb() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS"));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse::<usize>().ok()).unwrap_or(0) / 1024
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut numbers = std::env::args().skip(1).filter_map(|n| n.parse::<usize>().ok());
    let count = numbers.next().unwrap_or(100_000);
    let seed = numbers.next().unwrap_or(1) as u64;
    let mut out = io::stdout().lock();
    let people = People::new();
    // One in five hundred was opened here lately.
    let opened = |n: usize| (n % 500 == 3).then(|| (n * 7_919 % count) as i64);
    let (mut reading, begun) = (Duration::ZERO, Instant::now());
    let finder = Finder::of((0..count).map(|n| {
        let record = people.record(n);
        let begun = Instant::now();
        let words = face::words(&record, COUNTRY);
        reading += begun.elapsed();
        Customer { handle: n as u32, opened: opened(n), words }
    }))?;
    let took = begun.elapsed();
    finder.find(
        &ask::pieces(&search_term::read("zzyzx qwert", COUNTRY), COUNTRY),
        Options::new(10),
        &|| false,
    )?;
    writeln!(
        out,
        "{count} customers: {:.1} s with making them up, {:.1} s of it reading words; {:.0} bytes a customer, {} MB resident",
        took.as_secs_f64(),
        reading.as_secs_f64(),
        finder.bytes() as f64 / count as f64,
        resident_mb(),
    )?;
    for (name, bytes) in finder.weights() {
        writeln!(out, "  {name}: {:.1}", bytes as f64 / count as f64)?;
    }
    let bench = Bench { finder, never: || false };
    writeln!(
        out,
        "{:24} {:>8} {:>8} {:>8} {:>7} {:>5}",
        "", "p50 ms", "p99 ms", "worst", "recall", "of"
    )?;
    let mut all = Times::default();
    for (number, (name, ask)) in KINDS.iter().enumerate() {
        let mut dice = Dice::of(seed * 1_000 + number as u64);
        let (mut times, mut right, mut decided, mut asked, mut tries) =
            (Times::default(), 0, 0, 0, 0);
        while asked < ASKED && tries < ASKED * 200 {
            tries += 1;
            // Half of them were opened here lately.
            let n = match dice.roll(2) {
                0 => dice.roll(count.div_ceil(500)) * 500 + 3,
                _ => dice.roll(count),
            };
            if n >= count {
                continue;
            }
            let record = people.record(n);
            let Some(Asked { typed, meant }) = ask(&record, &mut dice) else { continue };
            asked += 1;
            let (handles, time) = bench.ask(&typed, Options::new(10))?;
            times.0.push(time);
            if bench.decides(&meant, &typed)? {
                decided += 1;
                let found = handles.contains(&(n as u32));
                right += usize::from(found);
                if !found && std::env::var_os("MISSES").is_some() {
                    writeln!(out, "    {typed:?} for {meant:?} of {n}: {handles:?}")?;
                }
            }
        }
        let recall = right as f64 / f64::from(decided.max(1));
        writeln!(out, "{name:24} {} {recall:7.3} {decided:5}", times.line())?;
        all.0.append(&mut times.0);
    }
    writeln!(out, "{:24} {}", "all kinds", all.line())?;
    let mut dice = Dice::of(seed);
    let mut keys = Times::default();
    for _ in 0..2_000 {
        let record = people.record(dice.roll(count));
        let name = record.display_name().to_lowercase();
        let letters: Vec<char> = name.chars().collect();
        for length in 1..=letters.len() {
            let typed: String = letters[..length].iter().collect();
            keys.0.push(bench.ask(&typed, Options::new(10))?.1);
        }
    }
    let count = keys.0.len();
    writeln!(out, "{:24} {} of {count}", "names, key by key", keys.line())?;
    Ok(())
}
