//! The search of the encrypted copy beside its goals: `make bench-search`, ROWS=n for fewer.
//!
//! `search_goals [ROWS] [SEED]` fills a copy with invented customers, opens it in a process of its
//! own, asks all that `keystrokes` of the finder asks (which questions can be decided is told there,
//! and found out without the copy), whole and key by key, and prints a line for each kind. The same
//! with 10,000 customers shows how the time grows.

mod asked;
#[path = "../../../finder/examples/keystrokes/crowd.rs"]
mod crowd;
mod fill;
#[path = "../../../finder/examples/keystrokes/kinds.rs"]
mod kinds;
mod measure;
#[path = "../../../finder/examples/keystrokes/people.rs"]
mod people;
#[path = "../../../finder/examples/keystrokes/questions.rs"]
mod questions;
mod seen;
mod table;

use seen::Seen;
use std::{
    env,
    ffi::OsStr,
    io::{self, Write as _},
    path::Path,
    process::{Command, Stdio},
};

pub type Failed = Box<dyn std::error::Error>;

/// The size that growth is told from.
const FEW: usize = 10_000;

fn main() -> Result<(), Failed> {
    let words: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["prepare", dir, rows, seed] => prepare(Path::new(dir), rows.parse()?, seed.parse()?),
        ["ask", dir] => {
            let seen = measure::seen(Path::new(dir))?;
            Ok(serde_json::to_writer(io::stdout(), &seen)?)
        }
        numbers => {
            let number = |at: usize| numbers.get(at).map(|text| text.parse()).transpose();
            whole(number(0)?.unwrap_or(1_000_000), number(1)?.unwrap_or(1))
        }
    }
}

fn prepare(dir: &Path, rows: usize, seed: usize) -> Result<(), Failed> {
    asked::prepare(dir, rows, seed as u64)?;
    fill::fill(dir, rows)
}

fn whole(rows: usize, seed: usize) -> Result<(), Failed> {
    let few = if rows > FEW { Some(of_size(FEW, seed)?) } else { None };
    let many = of_size(rows, seed)?;
    table::print(&mut io::stdout().lock(), few.as_ref(), &many)
}

/// Each step in a process of its own: what one needed of memory is no matter of the next.
fn of_size(rows: usize, seed: usize) -> Result<Seen, Failed> {
    let dir = tempfile::tempdir()?;
    let step = |words: &[&OsStr]| -> Result<Vec<u8>, Failed> {
        let done =
            Command::new(env::current_exe()?).args(words).stderr(Stdio::inherit()).output()?;
        if done.status.success() { Ok(done.stdout) } else { Err("a step has failed".into()) }
    };
    let (rows_text, seed) = (rows.to_string(), seed.to_string());
    writeln!(io::stderr(), "{rows} customers")?;
    step(&["prepare".as_ref(), dir.path().as_ref(), rows_text.as_ref(), seed.as_ref()])?;
    let seen = step(&["ask".as_ref(), dir.path().as_ref()])?;
    Ok(serde_json::from_slice(&seen)?)
}
