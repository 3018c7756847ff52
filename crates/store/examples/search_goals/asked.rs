//! What is asked, found out before the copy is opened and kept in a file beside it.

use crate::{
    Failed,
    crowd::Crowd,
    kinds::KINDS,
    people::{Dice, People},
    questions::{ASKED, Asking, COUNTRY, opened},
};
use finder::{Customer, Finder, face};
use serde::{Deserialize, Serialize};
use std::{
    fs::File,
    io::{BufRead as _, BufReader, BufWriter, Write as _},
    path::Path,
};

/// So many people are typed key by key: once their names, once what is asked of all kinds.
const PEOPLE: usize = 2_000;

#[derive(Serialize, Deserialize)]
pub struct Line {
    pub of: Of,
    pub typed: String,
}

#[derive(Serialize, Deserialize)]
pub enum Of {
    /// A question of a kind, by its number, about a customer, by theirs.
    Kind { kind: usize, n: usize, timed: bool, decided: bool, near: bool },
    /// A name, typed as far as this.
    Name,
    /// A question of any kind, typed as far as this.
    Any,
}

const FILE: &str = "asked.ndjson";

pub fn prepare(dir: &Path, rows: usize, seed: u64) -> Result<(), Failed> {
    let people = People::new();
    let mut crowd = Crowd::default();
    let finder = Finder::of((0..rows).map(|n| {
        let words = face::words(&people.record(n), COUNTRY);
        crowd.add(&words);
        Customer { handle: n as u32, opened: opened(n, rows), words }
    }))?;
    let asking = Asking { people: &people, count: rows, finder: &finder, crowd: &crowd, seed };
    let mut out = BufWriter::new(File::create(dir.join(FILE))?);
    let mut put = |line: Line| -> Result<(), Failed> {
        serde_json::to_writer(&mut out, &line)?;
        Ok(out.write_all(b"\n")?)
    };
    for kind in 0..KINDS.len() {
        for (at, question) in asking.of_kind(kind)?.into_iter().enumerate() {
            if at < PEOPLE / KINDS.len() {
                for typed in starts(&question.asked.typed) {
                    put(Line { of: Of::Any, typed })?;
                }
            }
            let (n, decided, near) = (question.n, question.decided, question.is_near());
            let of = Of::Kind { kind, n, timed: at < ASKED, decided, near };
            put(Line { of, typed: question.asked.typed })?;
        }
    }
    let mut dice = Dice::of(seed);
    for _ in 0..PEOPLE {
        let name = people.record(dice.roll(rows)).display_name().to_lowercase();
        for typed in starts(&name) {
            put(Line { of: Of::Name, typed })?;
        }
    }
    Ok(())
}

fn starts(text: &str) -> impl Iterator<Item = String> {
    text.char_indices().map(|(at, letter)| text[..at + letter.len_utf8()].to_owned())
}

pub fn lines(dir: &Path) -> Result<impl Iterator<Item = Result<Line, Failed>>, Failed> {
    let lines = BufReader::new(File::open(dir.join(FILE))?).lines();
    Ok(lines.map(|line| Ok(serde_json::from_str(&line?)?)))
}
