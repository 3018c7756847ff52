//! Our index beside other ways to search, in one run: the same invented customers, the same
//! questions as `cargo run --release -p finder --example keystrokes` asks, the same reading of what
//! was typed. `make bench-peers`, or with ROWS=n customers and PATIENCE=n seconds.
//!
//! Each question is asked five times, twice where that takes more than 50 ms, and the fastest
//! counts. A peer that has used up its seconds for a kind is asked no more of it; its cell then says
//! how many it was asked.

#[path = "../../../crates/finder/examples/keystrokes/crowd.rs"]
mod crowd;
mod fts;
mod kept;
#[path = "../../../crates/finder/examples/keystrokes/kinds.rs"]
mod kinds;
#[path = "../../../crates/finder/examples/keystrokes/people.rs"]
mod people;
#[path = "../../../crates/finder/examples/keystrokes/questions.rs"]
mod questions;
mod score;
mod table;
mod tantivy_fuzzy;
mod trigrams;

use crowd::Crowd;
use customer::search_term;
use finder::{
    Customer, Finder, Options,
    ask::{self, Piece},
    face,
};
use people::People;
use questions::{ASKED, Asking, COUNTRY};
use std::{
    io::{self, Write},
    time::{Duration, Instant},
};

pub type Failed = Box<dyn std::error::Error>;

/// One customer as everybody is given it: its number and its words, in the order of equal matches.
pub struct Line {
    n: usize,
    words: String,
}

pub trait Peer {
    fn name(&self) -> &'static str;
    /// At most ten customers, by their place in the order of equal matches.
    fn find(&mut self, pieces: &[Piece]) -> Result<Vec<u32>, Failed>;
    /// What it keeps, in memory or on disk.
    fn bytes(&mut self) -> Result<u64, Failed>;
}

struct Ours(Finder);

impl Peer for Ours {
    fn name(&self) -> &'static str {
        "finder"
    }

    fn find(&mut self, pieces: &[Piece]) -> Result<Vec<u32>, Failed> {
        let found = self.0.find(pieces, Options::new(10), &|| false)?;
        Ok(found.iter().map(|one| one.handle).collect())
    }

    fn bytes(&mut self) -> Result<u64, Failed> {
        Ok(self.0.bytes() as u64)
    }
}

/// From the typed text to the places of those found. Everybody needs the reading.
fn asked(peer: &mut dyn Peer, typed: &str) -> Result<Vec<u32>, Failed> {
    let pieces = ask::pieces(&search_term::read(typed, COUNTRY), COUNTRY);
    match pieces.iter().any(|piece| piece.ways.is_empty()) || pieces.is_empty() {
        true => Ok(Vec::new()),
        false => peer.find(&pieces),
    }
}

fn ours(lines: &[Line], count: usize) -> Result<Finder, Failed> {
    Ok(Finder::of((0_u32..).zip(lines).map(|(handle, line)| {
        let words = face::read(&line.words).map(|seen| face::Word {
            field: seen.field,
            inner: seen.inner,
            text: seen.text.to_owned(),
        });
        Customer { handle, opened: questions::opened(line.n, count), words: words.collect() }
    }))?)
}

/// Those opened here lately come first, for everybody.
fn lines(people: &People, count: usize) -> Vec<Line> {
    let mut lines: Vec<Line> = (0..count)
        .map(|n| Line { n, words: face::line(&face::words(&people.record(n), COUNTRY)) })
        .collect();
    let opened = |line: &Line| questions::opened(line.n, count);
    lines.sort_by_key(|line| (opened(line).is_none(), opened(line).map(|at| -at), line.n));
    lines
}

/// What is measured of all peers together.
struct Bench {
    peers: Vec<Box<dyn Peer>>,
    built: Vec<Duration>,
}

impl Bench {
    fn add(
        &mut self,
        out: &mut dyn Write,
        make: impl FnOnce() -> Result<Vec<Box<dyn Peer>>, Failed>,
    ) -> Result<(), Failed> {
        let begun = Instant::now();
        for peer in make()? {
            let (built, name) = (begun.elapsed(), peer.name());
            writeln!(out, "{name}: ready after {:.1} s", built.as_secs_f64())?;
            out.flush()?;
            self.peers.push(peer);
            self.built.push(built);
        }
        Ok(())
    }
}

fn main() -> Result<(), Failed> {
    let mut numbers = std::env::args().skip(1).filter_map(|n| n.parse::<usize>().ok());
    let count = numbers.next().unwrap_or(100_000);
    let patience = Duration::from_secs(numbers.next().unwrap_or(5) as u64);
    let mut out = io::stdout().lock();
    let people = People::new();
    let lines = lines(&people, count);
    let mut places = vec![0; count];
    for (place, line) in (0..).zip(&lines) {
        places[line.n] = place;
    }
    let mut bench = Bench { peers: Vec::new(), built: Vec::new() };
    let mut finder = Finder::default();
    bench.add(&mut out, || {
        finder = ours(&lines, count)?;
        Ok(vec![Box::new(Ours(finder.clone()))])
    })?;
    bench.add(&mut out, || {
        let table = fts::table(&lines)?;
        Ok(vec![Box::new(fts::Fts::by_place(table.clone())), Box::new(fts::Fts::by_rank(table))])
    })?;
    for with_starts in [false, true] {
        bench.add(&mut out, || {
            Ok(vec![Box::new(tantivy_fuzzy::Tantivy::of(&lines, with_starts)?)])
        })?;
    }
    match std::env::var("PEERS_POSTGRES") {
        Ok(server) => {
            bench.add(&mut out, || Ok(vec![Box::new(trigrams::Trigrams::of(&lines, &server)?)]))?
        }
        Err(_) => writeln!(out, "PostgreSQL: not here")?,
    }
    let mut crowd = Crowd::default();
    for n in 0..count {
        crowd.add(&face::words(&people.record(n), COUNTRY));
    }
    drop(lines);
    let asking = Asking { people: &people, count, finder: &finder, crowd: &crowd, seed: 1 };
    let mut rows = Vec::new();
    for (number, (name, _)) in kinds::KINDS.iter().enumerate() {
        let questions = asking.of_kind(number)?;
        let mut scores = Vec::with_capacity(bench.peers.len());
        for peer in &mut bench.peers {
            scores.push(score::of(peer.as_mut(), &questions, &places, patience)?);
        }
        writeln!(out, "  {name}")?;
        out.flush()?;
        rows.push((*name, scores));
    }
    let names: Vec<&str> = bench.peers.iter().map(|peer| peer.name()).collect();
    writeln!(out, "\n{count} customers, {ASKED} questions of each kind\n")?;
    let built = bench.built.iter().map(|built| format!("{:.1}", built.as_secs_f64())).collect();
    let mut sizes = Vec::new();
    for peer in &mut bench.peers {
        sizes.push(format!("{:.0}", peer.bytes()? as f64 / f64::from(1 << 20)));
    }
    table::heads(&mut out, "", &names)?;
    table::row(&mut out, "made in, s", built)?;
    table::row(&mut out, "size, MiB", sizes)?;
    table::all(&mut out, &names, &rows)
}
