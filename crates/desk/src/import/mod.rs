//! Taking in what a dealer exported: one JSON record a line (`lines`), or a table or an address book
//! that was mapped onto the record (`sheet`). While some of it is written, the next is read and
//! derived.
//!
//! Interrupted at any moment, the same file goes on where it was: after each batch its place is
//! kept, and the report tells of the whole file all the same. A line that cannot be read is named and
//! passed over; it never stops the rest.

mod lines;
mod refused;
mod sheet;
mod window;

pub use refused::refused_lines;
pub use sheet::format_of;
pub use window::{End, Importing, Picked, Progress};

use crate::Desk;
use crate::failure::{Failure, Refused, Result};
use customer::Record;
use lines::Lines;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::BufReader;
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

#[derive(Clone, Debug, Default)]
pub struct Report {
    pub read: u64,
    pub stored: u64,
    pub rejected: Vec<Rejected>,
    /// Lines an earlier, interrupted run had already taken in.
    pub resumed_after: u64,
    /// Whoever was told how far it is said that it shall stop; the same file goes on from here.
    pub stopped: bool,
    pub took: Duration,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejected {
    /// From 1, blank lines counted.
    pub line: u64,
    pub reason: String,
}

/// A file, piece by piece.
trait Pieces: Send {
    /// One of them, unread yet.
    type Unit: Hash + Send + Sync;

    /// None at the end of the file.
    fn next(&mut self) -> std::io::Result<Option<Next<Self::Unit>>>;

    /// Back to its beginning.
    fn rewind(&mut self) -> std::io::Result<()>;
}

struct Next<U> {
    unit: U,
    /// Bytes of the file up to here.
    end: u64,
    /// On which line it begins, from 1.
    line: u64,
    /// Bytes it holds.
    held: usize,
}

/// How a file is taken in.
struct Way<P> {
    parse: P,
    source: Source,
    size: u64,
    /// What else must be the same for an import to go on: how the columns were mapped.
    mapping: u64,
}

fn unreadable(path: &Path, why: &std::io::Error) -> Failure {
    let message = format!("{} cannot be read: {why}", path.display());
    Failure::Invalid(vec![Refused::new("FILE", "unreadable", message)])
}

impl Desk {
    /// NDJSON. Blocks. `progress` is told bytes done of bytes in all after each batch.
    pub fn import(&self, path: &Path, mut progress: impl FnMut(u64, u64)) -> Result<Report> {
        let file = std::fs::File::open(path).map_err(|why| unreadable(path, &why))?;
        let size = file.metadata().map_err(|why| unreadable(path, &why))?.len();
        let lines = Lines::new(BufReader::with_capacity(1 << 20, file));
        let way = Way { parse: lines::parse, source: Source::Import, size, mapping: 0 };
        self.import_pieces(lines, path, &way, |done, size| {
            progress(done, size);
            true
        })
    }

    /// `progress` says whether to go on.
    fn import_pieces<P: Pieces>(
        &self,
        pieces: P,
        path: &Path,
        way: &Way<impl Fn(&P::Unit) -> std::result::Result<Record, String> + Sync>,
        mut progress: impl FnMut(u64, u64) -> bool,
    ) -> Result<Report> {
        let begun = Instant::now();
        let unreadable = |why: std::io::Error| unreadable(path, &why);
        let mut reading = Reading::new(pieces, way.mapping);
        if let Some(kept) = self.kept_place()? {
            // What an earlier run stored is read again for the report's sake, and to be sure that
            // it is the same file.
            while reading.count < kept.lines && reading.next().map_err(unreadable)? {
                let told = reading.batch.iter().map(|unit| (way.parse)(unit).err()).enumerate();
                let refused = told.filter_map(|(at, reason)| Some((at, reason?))).collect();
                reading.forget(refused);
            }
            if reading.place() == kept {
                reading.report.stored = kept.lines - reading.report.rejected.len() as u64;
                reading.report.resumed_after = kept.lines;
            } else {
                reading.again(way.mapping).map_err(unreadable)?;
            }
        }
        let theirs = &self.store.theirs;
        let (ready, steps) = mpsc::sync_channel::<Step>(1);
        let mut report = thread::scope(|scope| -> Result<Report> {
            let deriving = scope.spawn(move || -> Result<Report> {
                let mut more = true;
                while more {
                    more = reading.next().map_err(unreadable)?;
                    if reading.is_full() || !more {
                        let (batch, refused) = theirs.derive(&reading.batch, &way.parse)?;
                        reading.forget(refused);
                        let place = more.then(|| reading.place());
                        let (bytes, count) = (reading.bytes, reading.count);
                        let rejected = reading.report.rejected.len();
                        // Where nobody writes any more, whoever did says why.
                        let step = Step { batch, place, bytes, count, rejected };
                        if ready.send(step).is_err() {
                            break;
                        }
                    }
                }
                Ok(reading.report)
            });
            let (mut stored, mut count, mut rejected, mut stopped) = (0, 0, 0, false);
            for (number, step) in steps.into_iter().enumerate() {
                if number == 1 {
                    theirs.begin_bulk()?;
                }
                let now = self.clock.now();
                stored += theirs.put_derived(step.batch, now, way.source)?.len() as u64;
                self.keep_place(step.place.as_ref())?;
                (count, rejected) = (step.count, step.rejected);
                if !progress(step.bytes, way.size) && step.place.is_some() {
                    stopped = true;
                    break;
                }
            }
            let mut report =
                deriving.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
            report.rejected.truncate(rejected);
            report.stored += stored;
            report.read = count;
            report.stopped = stopped;
            Ok(report)
        })?;
        let now = self.clock.now();
        // A few that are added are not the copy of everybody.
        let most = report.stored.saturating_mul(2) >= theirs.count()?;
        if !report.stopped && report.stored > 0 && most {
            theirs.imported(now)?;
        }
        self.keep_import_until(now)?;
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

/// What is written at once.
struct Step {
    batch: Batch,
    /// How far the file was read; none at its end.
    place: Option<Place>,
    bytes: u64,
    /// Pieces so far, and refused ones among them.
    count: u64,
    rejected: usize,
}

fn hasher(mapping: u64) -> DefaultHasher {
    let mut content = DefaultHasher::new();
    // Lines of JSON have none, and places that earlier versions kept.
    if mapping != 0 {
        mapping.hash(&mut content);
    }
    content
}

struct Reading<P: Pieces> {
    pieces: P,
    bytes: u64,
    count: u64,
    content: DefaultHasher,
    /// The last ones, unread yet, and their lines.
    batch: Vec<P::Unit>,
    lines: Vec<u64>,
    /// Bytes of these.
    held: usize,
    report: Report,
}

impl<P: Pieces> Reading<P> {
    fn new(pieces: P, mapping: u64) -> Self {
        let content = hasher(mapping);
        let (batch, lines, report) = (Vec::new(), Vec::new(), Report::default());
        Self { pieces, bytes: 0, count: 0, content, batch, lines, held: 0, report }
    }

    /// From the beginning of the file.
    fn again(&mut self, mapping: u64) -> std::io::Result<()> {
        self.pieces.rewind()?;
        (self.bytes, self.count, self.held) = (0, 0, 0);
        (self.content, self.report) = (hasher(mapping), Report::default());
        self.batch.clear();
        self.lines.clear();
        Ok(())
    }

    /// Takes in one piece; false at the end of the file.
    fn next(&mut self) -> std::io::Result<bool> {
        let Some(next) = self.pieces.next()? else { return Ok(false) };
        self.bytes = next.end;
        self.count += 1;
        next.unit.hash(&mut self.content);
        self.held += next.held;
        self.batch.push(next.unit);
        self.lines.push(next.line);
        Ok(true)
    }

    /// The pieces have been read: those at these places are no customers.
    fn forget(&mut self, refused: Vec<(usize, String)>) {
        let told = |(at, reason): (usize, String)| Rejected { line: self.lines[at], reason };
        self.report.rejected.extend(refused.into_iter().map(told));
        self.batch.clear();
        self.lines.clear();
        self.held = 0;
    }

    fn is_full(&self) -> bool {
        self.batch.len() >= BATCH || self.held >= BATCH_BYTES
    }

    fn place(&self) -> Place {
        let content = i64::from_ne_bytes(self.content.finish().to_ne_bytes());
        Place { bytes: self.bytes, lines: self.count, content }
    }
}
