//! How fast customers are found as somebody types, and how surely.
//!
//! `cargo run --release -p finder --example keystrokes -- 1000000` makes so many invented
//! customers, asks for 200 of them in every way a desk does, and prints one line for each: the
//! middle, the slowest of a hundred and the slowest (each question asked five times, the fastest
//! counts, since other work on the machine is no fault of the index), and how often the customer
//! who was meant is among the first ten. A third argument picks kinds by a part of their name.
//!
//! Recall is told for three sets of questions. *Decided*: at most ten customers answer to what was
//! meant, and at most ten to what was typed as it stands, other forms of given names counted in: a
//! slip may be another name. *Near*: those of them where at most ten customers bear a name that is
//! as near to the typed words as the one meant; for words with slips. *Others*: all
//! that are not decided, so that nobody could know who was meant. Where fewer than 200 questions
//! are decided, more are asked, without being timed.

mod crowd;
mod kinds;
mod people;
mod questions;

use crowd::Crowd;
use finder::{Customer, Failure, Finder, Options, face};
use kinds::{Asked, KINDS};
use people::{Dice, People};
use questions::{ASKED, Asking, COUNTRY};
use std::{
    io::{self, Write as _},
    time::{Duration, Instant},
};

fn time(finder: &Finder, text: &str) -> Result<Duration, Failure> {
    let mut best = Duration::MAX;
    for _ in 0..5 {
        let begun = Instant::now();
        questions::found(finder, text, Options::new(10))?;
        best = best.min(begun.elapsed());
    }
    Ok(best)
}

/// How often the one who was meant was found.
#[derive(Clone, Copy, Default)]
struct Recall {
    right: u32,
    of: u32,
}

impl Recall {
    fn add(&mut self, right: bool) {
        self.right += u32::from(right);
        self.of += 1;
    }

    fn text(self) -> String {
        match self.of {
            0 => format!("{:>6} {:>4}", "–", 0),
            of => format!("{:6.3} {of:4}", f64::from(self.right) / f64::from(of)),
        }
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
    let only = std::env::args().skip(1).find(|text| text.parse::<usize>().is_err());
    let wanted = |name: &str| only.as_ref().is_none_or(|only| name.contains(only.as_str()));
    let mut out = io::stdout().lock();
    let people = People::new();
    let mut crowd = Crowd::default();
    let (mut reading, begun) = (Duration::ZERO, Instant::now());
    let finder = Finder::of((0..count).map(|n| {
        let record = people.record(n);
        let begun = Instant::now();
        let words = face::words(&record, COUNTRY);
        reading += begun.elapsed();
        crowd.add(&words);
        Customer { handle: n as u32, opened: questions::opened(n, count), words }
    }))?;
    let took = begun.elapsed();
    questions::found(&finder, "zzyzx qwert", Options::new(10))?;
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
    writeln!(
        out,
        "{:24} {:>8} {:>8} {:>8} {:>11} {:>11} {:>11}",
        "", "p50 ms", "p99 ms", "worst", "decided", "near", "others"
    )?;
    let mut all = Times::default();
    let asking = Asking { people: &people, count, finder: &finder, crowd: &crowd, seed };
    for (number, (name, _)) in KINDS.iter().enumerate().filter(|(_, kind)| wanted(kind.0)) {
        let mut times = Times::default();
        let [mut decided, mut near, mut others] = [Recall::default(); 3];
        for (at, question) in asking.of_kind(number)?.iter().enumerate() {
            if at < ASKED {
                times.0.push(time(&finder, &question.asked.typed)?);
            }
            let handles = questions::found(&finder, &question.asked.typed, Options::new(10))?;
            let found = handles.contains(&(question.n as u32));
            if !question.decided {
                others.add(found);
                continue;
            }
            decided.add(found);
            if question.is_near() {
                near.add(found);
            }
            if !found && std::env::var_os("MISSES").is_some() {
                let Asked { typed, meant, .. } = &question.asked;
                let (n, crowd) = (question.n, question.crowd);
                writeln!(out, "    {typed:?} for {meant:?} of {n} in {crowd:?}: {handles:?}")?;
            }
        }
        let recall = [decided, near, others].map(Recall::text).join(" ");
        writeln!(out, "{name:24} {} {recall}", times.line())?;
        all.0.append(&mut times.0);
    }
    writeln!(out, "{:24} {}", "all kinds", all.line())?;
    if !wanted("names, key by key") {
        return Ok(());
    }
    let mut dice = Dice::of(seed);
    let slow = std::env::var("SLOW").ok().and_then(|text| text.parse::<f64>().ok());
    let mut keys = Times::default();
    for _ in 0..2_000 {
        let record = people.record(dice.roll(count));
        let name = record.display_name().to_lowercase();
        let letters: Vec<char> = name.chars().collect();
        for length in 1..=letters.len() {
            let typed: String = letters[..length].iter().collect();
            let time = time(&finder, &typed)?;
            if slow.is_some_and(|slow| time.as_secs_f64() * 1e3 > slow) {
                writeln!(out, "    {typed:?} took {time:?}")?;
            }
            keys.0.push(time);
        }
    }
    let count = keys.0.len();
    writeln!(out, "{:24} {} of {count}", "names, key by key", keys.line())?;
    Ok(())
}
