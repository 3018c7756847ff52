//! Loading a dealer's export: one JSON record a line, upsert by `id`. While some lines are written,
//! the next ones are read and derived.
//!
//! Interrupted at any moment, the same file goes on where it was: after each batch its place is
//! kept, and the report tells of the whole file all the same. A line that cannot be read is named and passed over; it never stops the rest.

use crate::Desk;
use crate::failure::{Failure, Refused, Result};
use customer::Record;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{BufRead, BufReader, Seek, SeekFrom};
use std::path::Path;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};
use store::theirs::{Batch, Source};

/// Lines stored in one transaction: so many that pages which all of them touch are written seldom,
/// so few that another process need not wait long.
const BATCH: usize = 10_000;
/// Fewer where they are long: they are held in memory unread.
const BATCH_BYTES: usize = 32 * 1024 * 1024;
/// No record is longer; a file without line ends must not fill the memory.
const LONGEST_LINE: usize = 4 * 1024 * 1024;

#[derive(Debug, Default)]
pub struct Report {
    pub read: u64,
    pub stored: u64,
    pub rejected: Vec<Rejected>,
    /// Lines an earlier, interrupted run had already taken in.
    pub resumed_after: u64,
    pub took: Duration,
}

#[derive(Debug, PartialEq, Eq)]
pub struct Rejected {
    /// From 1, blank lines counted.
    pub line: u64,
    pub reason: String,
}

impl Desk {
    /// Blocks. `progress` is told bytes done of bytes in all after each batch.
    pub fn import(&self, path: &Path, mut progress: impl FnMut(u64, u64)) -> Result<Report> {
        let begun = Instant::now();
        let unreadable = |why: std::io::Error| {
            let message = format!("{} cannot be read: {why}", path.display());
            Failure::Invalid(vec![Refused::new("FILE", "unreadable", message)])
        };
        let file = std::fs::File::open(path).map_err(unreadable)?;
        let size = file.metadata().map_err(unreadable)?.len();
        let mut lines = BufReader::with_capacity(1 << 20, file);
        let mut reading = Reading::default();
        if let Some(kept) = self.kept_place()? {
            // What an earlier run stored is read again for the report's sake, and to be sure that
            // it is the same file.
            while reading.lines < kept.lines && reading.next(&mut lines).map_err(unreadable)? {
                let told = reading.batch.iter().map(|line| parse(line).err()).enumerate();
                let refused = told.filter_map(|(at, reason)| Some((at, reason?))).collect();
                reading.forget(refused);
            }
            if reading.place() == kept {
                reading.report.stored = kept.lines - reading.report.rejected.len() as u64;
                reading.report.resumed_after = kept.lines;
            } else {
                lines.seek(SeekFrom::Start(0)).map_err(unreadable)?;
                reading = Reading::default();
            }
        }
        let theirs = &self.store.theirs;
        let (ready, steps) = mpsc::sync_channel::<Step>(1);
        let mut report = thread::scope(|scope| -> Result<Report> {
            let deriving = scope.spawn(move || -> Result<Reading> {
                let mut more = true;
                while more {
                    more = reading.next(&mut lines).map_err(unreadable)?;
                    if reading.is_full() || !more {
                        let (batch, refused) = theirs.derive(&reading.batch, parse)?;
                        reading.forget(refused);
                        let place = more.then(|| reading.place());
                        // Where nobody writes any more, whoever did says why.
                        if ready.send(Step { batch, place, bytes: reading.bytes }).is_err() {
                            break;
                        }
                    }
                }
                Ok(reading)
            });
            let mut stored = 0;
            for (number, step) in steps.into_iter().enumerate() {
                if number == 1 {
                    theirs.begin_bulk()?;
                }
                let now = self.clock.now();
                stored += theirs.put_derived(step.batch, now, Source::Import)?.len() as u64;
                self.keep_place(step.place.as_ref())?;
                progress(step.bytes, size);
            }
            let read = deriving.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
            let mut report = read.report;
            report.stored += stored;
            report.read = read.lines;
            Ok(report)
        })?;
        // The next start shall find the index as it is now.
        theirs.settle()?;
        report.took = begun.elapsed();
        Ok(report)
    }

    fn kept_place(&self) -> Result<Option<Place>> {
        let fact = |name| self.store.theirs.fact(name);
        let (Some(bytes), Some(lines), Some(content)) = (fact(BYTES)?, fact(LINES)?, fact(FILE)?)
        else {
            return Ok(None);
        };
        Ok(u64::try_from(bytes).ok().zip(u64::try_from(lines).ok()).map(|(bytes, lines)| Place {
            bytes,
            lines,
            content,
        }))
    }

    fn keep_place(&self, place: Option<&Place>) -> Result<()> {
        let number = |number: u64| i64::try_from(number).ok();
        self.store.theirs.set_facts(&[
            (FILE, place.map(|place| place.content)),
            (BYTES, place.and_then(|place| number(place.bytes))),
            (LINES, place.and_then(|place| number(place.lines))),
        ])?;
        Ok(())
    }
}

// The copy's own facts, so that a copy built anew forgets the place with everything else.
const FILE: &str = "import_file";
const BYTES: &str = "import_bytes";
const LINES: &str = "import_lines";

/// How far a file was read, and what it held up to there.
#[derive(PartialEq, Eq)]
struct Place {
    bytes: u64,
    lines: u64,
    content: i64,
}

/// A line's bytes, or why there are none.
type Line = std::result::Result<Vec<u8>, String>;

/// What is written at once.
struct Step {
    batch: Batch,
    /// How far the file was read; none at its end.
    place: Option<Place>,
    bytes: u64,
}

#[derive(Default)]
struct Reading {
    bytes: u64,
    lines: u64,
    content: DefaultHasher,
    /// The last lines, unread yet.
    batch: Vec<Line>,
    /// Bytes of these.
    held: usize,
    report: Report,
}

impl Reading {
    /// Takes in one line; false at the end of the file.
    fn next(&mut self, lines: &mut impl BufRead) -> std::io::Result<bool> {
        let (line, used) = next_line(lines)?;
        if used == 0 {
            return Ok(false);
        }
        self.bytes += used;
        self.lines += 1;
        line.hash(&mut self.content);
        self.held += line.as_ref().map_or(0, Vec::len);
        self.batch.push(line);
        Ok(true)
    }

    /// The lines have been read: those at these places are no customers.
    fn forget(&mut self, refused: Vec<(usize, String)>) {
        let before = self.lines - self.batch.len() as u64;
        let told = |(at, reason)| Rejected { line: before + at as u64 + 1, reason };
        self.report.rejected.extend(refused.into_iter().map(told));
        self.batch.clear();
        self.held = 0;
    }

    fn is_full(&self) -> bool {
        self.batch.len() >= BATCH || self.held >= BATCH_BYTES
    }

    fn place(&self) -> Place {
        let content = i64::from_ne_bytes(self.content.finish().to_ne_bytes());
        Place { bytes: self.bytes, lines: self.lines, content }
    }
}

/// The next line without its end, and how many bytes it took; 0 at the end of the file.
fn next_line(lines: &mut impl BufRead) -> std::io::Result<(Line, u64)> {
    let mut line = Vec::new();
    let mut used = 0;
    let mut too_long = false;
    loop {
        let available = lines.fill_buf()?;
        if available.is_empty() {
            break;
        }
        let (part, ended) = match available.iter().position(|byte| *byte == b'\n') {
            Some(end) => (&available[..=end], true),
            None => (available, false),
        };
        let taken = part.len();
        too_long |= line.len() + taken > LONGEST_LINE;
        if !too_long {
            line.extend_from_slice(part);
        }
        lines.consume(taken);
        used += taken as u64;
        if ended {
            break;
        }
    }
    if too_long {
        return Ok((Err("the line is longer than 4 MiB".to_owned()), used));
    }
    while line.last().is_some_and(|byte| matches!(byte, b'\n' | b'\r')) {
        line.pop();
    }
    Ok((Ok(line), used))
}

fn parse(line: &Line) -> std::result::Result<Record, String> {
    let line = line.as_ref().map_err(Clone::clone)?;
    // A file saved by a spreadsheet begins with a byte order mark.
    let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
    if line.iter().all(u8::is_ascii_whitespace) {
        return Err("the line is blank".to_owned());
    }
    let record = customer::patch::parse_record(line).map_err(|problems| {
        problems.first().map_or_else(|| "not a record".to_owned(), ToString::to_string)
    })?;
    match record.id.as_deref().map(str::trim) {
        None | Some("") => Err("id: required".to_owned()),
        Some(id) if id.chars().count() > 128 => Err("id: longer than 128 characters".to_owned()),
        Some(_) => Ok(record),
    }
}
