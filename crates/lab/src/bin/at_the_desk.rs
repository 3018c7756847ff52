//! The program itself with very many customers: `showroomctl` takes in a made-up dealer's export,
//! decides who is at the desk, and searches key by key. Prints how long each took, what it needed
//! of memory, and whether it was right.
//!
//! `at_the_desk SHOWROOMCTL [rows=1000000] [events=2000] [seed=7]`

use anyhow::{Context as _, Result, bail, ensure};
use lab::dealer::{Event, Size, dealer_of};
use serde_json::Value;
use std::collections::HashMap;
use std::fs::File;
use std::io::{BufWriter, Read as _, Write as _, stdout};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

/// A loopback address where nobody answers: everything is asked of the local copy.
const CONFIG: &str = r#"
network = "keyloop"
country = "GB"
[keyloop]
base_url = "http://127.0.0.1:9"
enterprise_id = "lab"
store_id = "lab"
dms = "autoline"
[keys]
store = "file"
"#;

fn main() -> Result<()> {
    let mut words = env::args().skip(1);
    let program = PathBuf::from(words.next().context("name the showroomctl to run")?);
    let (mut rows, mut events, mut seed) = (1_000_000, 2_000, 7);
    for word in words {
        match word.split_once('=') {
            Some(("rows", number)) => rows = number.parse()?,
            Some(("events", number)) => events = number.parse()?,
            Some(("seed", number)) => seed = number.parse()?,
            _ => bail!("{word}: rows=N, events=N or seed=N"),
        }
    }
    let folder = tempfile::tempdir()?;
    let desk = Desk { program, folder: folder.path().to_owned() };
    fs::write(desk.path("showroom.toml"), CONFIG)?;
    let truth = desk.invent(Size::of(rows, events), seed)?;
    let mut out = stdout();
    let report = desk.run(&["--json", "import", "customers.ndjson"])?;
    let stored: Value = serde_json::from_slice(&report.answer)?;
    ensure!(stored["stored"] == stored["read"], "not all were stored: {stored}");
    writeln!(
        out,
        "{} customers taken in: {:.1} s, at most {} MiB resident, theirs.db {} MiB",
        stored["stored"],
        report.took.as_secs_f64(),
        report.most_mib,
        fs::metadata(desk.path("data/theirs.db"))?.len() >> 20
    )?;
    let decided = desk.run(&["decide", "--batch", "asked.ndjson", "--limit", "5"])?;
    truth.tell(&decided, &mut out)?;
    let searched = desk.run(&["search", "--batch", "typed.txt", "--limit", "10"])?;
    let times = lines(&searched.answer)?.iter().map(took).collect();
    writeln!(
        out,
        "searches, every start of {} names as typed: {}; at most {} MiB resident",
        truth.people.len(),
        Times::of(times),
        searched.most_mib
    )?;
    Ok(())
}

struct Desk {
    program: PathBuf,
    folder: PathBuf,
}

/// What a run of the program answered, and what it took.
struct Done {
    answer: Vec<u8>,
    took: Duration,
    most_mib: u64,
}

impl Desk {
    fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.folder.join(name)
    }

    /// Writes the export, who comes to the desk, and what is typed about them.
    fn invent(&self, size: Size, seed: u64) -> Result<Truth> {
        let dealer = dealer_of(size, seed, 1.0);
        let create = |name| -> Result<_> { Ok(BufWriter::new(File::create(self.path(name))?)) };
        let mut export = create("customers.ndjson")?;
        let mut persons = HashMap::new();
        for (number, row) in dealer.rows.iter().enumerate() {
            let mut record = row.record.clone();
            let id = format!("C{number}");
            record.id = Some(id.clone());
            persons.insert(id, row.person);
            writeln!(export, "{}", serde_json::to_string(&record)?)?;
        }
        export.flush()?;
        let (mut asked, mut typed) = (create("asked.ndjson")?, create("typed.txt")?);
        for event in &dealer.events {
            writeln!(asked, "{}", serde_json::to_string(&event.record)?)?;
            let name = event.record.display_name();
            for end in name.char_indices().map(|(at, letter)| at + letter.len_utf8()) {
                if !name[..end].ends_with(char::is_whitespace) {
                    writeln!(typed, "{}", &name[..end])?;
                }
            }
        }
        asked.flush()?;
        typed.flush()?;
        Ok(Truth { persons, people: dealer.events })
    }

    fn run(&self, words: &[&str]) -> Result<Done> {
        let begun = Instant::now();
        let mut child = Command::new(&self.program)
            .current_dir(&self.folder)
            .args(["--config", "showroom.toml", "--data-dir", "data"])
            .args(words)
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()?;
        let mut answers = child.stdout.take().context("no answers")?;
        let reading = thread::spawn(move || -> std::io::Result<Vec<u8>> {
            let mut answer = Vec::new();
            answers.read_to_end(&mut answer)?;
            Ok(answer)
        });
        let mut most_mib = 0;
        let status = loop {
            most_mib = most_mib.max(resident_mib(&child));
            match child.try_wait()? {
                Some(status) => break status,
                None => thread::sleep(Duration::from_millis(20)),
            }
        };
        ensure!(status.success(), "{} ended with {status}", words.join(" "));
        let answer = reading.join().ok().context("the reader died")??;
        Ok(Done { answer, took: begun.elapsed(), most_mib })
    }
}

/// The most a process ever held; 0 where the system does not tell.
fn resident_mib(child: &Child) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kib.unwrap_or_default() >> 10
}

struct Truth {
    /// Who each row is.
    persons: HashMap<String, usize>,
    people: Vec<Event>,
}

impl Truth {
    fn tell(&self, done: &Done, out: &mut impl std::io::Write) -> Result<()> {
        let answers = lines(&done.answer)?;
        ensure!(answers.len() == self.people.len(), "{} answers", answers.len());
        let right = |event: &Event, id: &Value| {
            id.as_str().is_some_and(|id| self.persons.get(id) == Some(&event.person))
        };
        let (mut returning, mut first, mut five, mut used, mut wrong) = (0, 0, 0, 0, 0);
        for (event, answer) in self.people.iter().zip(&answers) {
            let candidates = answer["candidates"].as_array().map(Vec::as_slice);
            let candidates = candidates.unwrap_or_default();
            returning += usize::from(event.returning);
            first += usize::from(candidates.first().is_some_and(|one| right(event, &one["id"])));
            five += usize::from(candidates.iter().any(|one| right(event, &one["id"])));
            used += usize::from(!answer["use"].is_null());
            wrong += usize::from(!answer["use"].is_null() && !right(event, &answer["use"]));
        }
        let times = Times::of(answers.iter().map(took).collect());
        writeln!(out, "decisions: {times}; at most {} MiB resident", done.most_mib)?;
        writeln!(
            out,
            "of {returning} who return: first {:.4}, among five {:.4}; {used} used without asking, \
             {wrong} of them wrong",
            lab::share(first, returning),
            lab::share(five, returning)
        )?;
        Ok(())
    }
}

fn lines(answer: &[u8]) -> Result<Vec<Value>> {
    let lines = answer.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    Ok(lines.map(serde_json::from_slice).collect::<Result<_, _>>()?)
}

fn took(answer: &Value) -> u64 {
    answer["took_us"].as_u64().unwrap_or(u64::MAX)
}

/// In microseconds, in order.
struct Times(Vec<u64>);

impl Times {
    fn of(mut times: Vec<u64>) -> Self {
        times.sort_unstable();
        Self(times)
    }

    fn milliseconds(&self, permille: usize) -> f64 {
        let at = (self.0.len().saturating_sub(1)) * permille / 1_000;
        let micros = self.0.get(at).copied().unwrap_or_default();
        Duration::from_micros(micros).as_secs_f64() * 1_000.0
    }
}

impl std::fmt::Display for Times {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [p50, p99, worst] = [500, 990, 1_000].map(|share| self.milliseconds(share));
        write!(f, "p50 {p50:.2}, p99 {p99:.2}, worst {worst:.2} ms ({} asked)", self.0.len())
    }
}
