//! Loading a dealer's export: one JSON record a line, upsert by `id`.
//!
//! Interrupted at any moment, the same file goes on where it was: after each batch its place is
//! kept. A line that cannot be read is named and passed over; it never stops the rest.

use crate::Desk;
use crate::failure::{Failure, Refused, Result};
use customer::Record;
use std::io::{BufRead, BufReader, Seek, SeekFrom};
use std::path::Path;
use std::time::{Duration, Instant};
use store::theirs::Source;

/// Lines stored in one transaction.
const BATCH: usize = 2_000;
/// No record is longer; a file without line ends must not fill the memory.
const LONGEST_LINE: usize = 4 * 1024 * 1024;

#[derive(Debug, Default)]
pub struct Report {
    pub read: u64,
    pub stored: u64,
    pub rejected: Vec<Rejected>,
    /// Lines an earlier, interrupted run had already stored.
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
        let mut file = std::fs::File::open(path).map_err(unreadable)?;
        let size = file.metadata().map_err(unreadable)?.len();
        let mark = Mark::of(&mut file, size).map_err(unreadable)?;
        let mut report = Report::default();
        let mut done = 0;
        if let Some((bytes, lines)) = self.kept_place(&mark)? {
            (done, report.read, report.resumed_after) = (bytes, lines, lines);
        }
        file.seek(SeekFrom::Start(done)).map_err(unreadable)?;
        let mut lines = BufReader::with_capacity(1 << 20, file);
        let mut batch = Vec::with_capacity(BATCH);
        loop {
            let (line, used) = next_line(&mut lines).map_err(unreadable)?;
            if used > 0 {
                done += used;
                report.read += 1;
                match line.and_then(|bytes| parse(&bytes)) {
                    Ok(record) => batch.push(record),
                    Err(reason) => report.rejected.push(Rejected { line: report.read, reason }),
                }
            }
            if batch.len() >= BATCH || used == 0 {
                report.stored +=
                    self.store.theirs.put(&batch, self.clock.now(), Source::Import)?.len() as u64;
                batch.clear();
                self.keep_place(&mark, (used > 0).then_some((done, report.read)))?;
                progress(done, size);
            }
            if used == 0 {
                break;
            }
        }
        report.took = begun.elapsed();
        Ok(report)
    }

    fn kept_place(&self, mark: &Mark) -> Result<Option<(u64, u64)>> {
        let theirs = &self.store.theirs;
        if theirs.fact(FILE)? != Some(mark.0) {
            return Ok(None);
        }
        let place = |fact: Option<i64>| fact.and_then(|number| u64::try_from(number).ok());
        Ok(place(theirs.fact(BYTES)?).zip(place(theirs.fact(LINES)?)))
    }

    fn keep_place(&self, mark: &Mark, place: Option<(u64, u64)>) -> Result<()> {
        let number = |number: u64| i64::try_from(number).ok();
        self.store.theirs.set_facts(&[
            (FILE, place.map(|_| mark.0)),
            (BYTES, place.and_then(|(bytes, _)| number(bytes))),
            (LINES, place.and_then(|(_, lines)| number(lines))),
        ])?;
        Ok(())
    }
}

// The copy's own facts, so that a copy built anew forgets the place with everything else.
const FILE: &str = "import_file";
const BYTES: &str = "import_bytes";
const LINES: &str = "import_lines";

/// Tells one file from another without reading all of it: its size, beginning and end.
struct Mark(i64);

impl Mark {
    fn of(file: &mut std::fs::File, size: u64) -> std::io::Result<Self> {
        use std::hash::{DefaultHasher, Hash, Hasher};
        use std::io::Read;
        const PART: u64 = 64 * 1024;
        let mut hasher = DefaultHasher::new();
        size.hash(&mut hasher);
        for start in [0, size.saturating_sub(PART)] {
            let mut part = Vec::new();
            file.seek(SeekFrom::Start(start))?;
            Read::by_ref(file).take(PART).read_to_end(&mut part)?;
            part.hash(&mut hasher);
        }
        Ok(Self(i64::from_ne_bytes(hasher.finish().to_ne_bytes())))
    }
}

/// The next line without its end, and how many bytes it took; 0 at the end of the file.
fn next_line(
    lines: &mut impl BufRead,
) -> std::io::Result<(std::result::Result<Vec<u8>, String>, u64)> {
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

fn parse(line: &[u8]) -> std::result::Result<Record, String> {
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
