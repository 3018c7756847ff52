//! One JSON record a line, kept as it is written.

use super::{Next, Pieces};
use customer::Record;
use std::io::{BufRead, Seek, SeekFrom};

/// No record is longer; a file without line ends must not fill the memory.
const LONGEST_LINE: usize = 4 * 1024 * 1024;

/// A line's bytes, or why there are none.
pub type Line = std::result::Result<Vec<u8>, String>;

pub struct Lines<R> {
    file: R,
    bytes: u64,
    count: u64,
}

impl<R> Lines<R> {
    pub const fn new(file: R) -> Self {
        Self { file, bytes: 0, count: 0 }
    }
}

impl<R: BufRead + Seek + Send> Pieces for Lines<R> {
    type Unit = Line;

    fn next(&mut self) -> std::io::Result<Option<Next<Line>>> {
        let (line, used) = next_line(&mut self.file)?;
        if used == 0 {
            return Ok(None);
        }
        self.bytes += used;
        self.count += 1;
        let held = line.as_ref().map_or(0, Vec::len);
        Ok(Some(Next { unit: line, end: self.bytes, line: self.count, held }))
    }

    fn rewind(&mut self) -> std::io::Result<()> {
        self.file.seek(SeekFrom::Start(0))?;
        (self.bytes, self.count) = (0, 0);
        Ok(())
    }
}

/// The first lines, with their numbers.
pub fn preview(bytes: &[u8], most: usize) -> Vec<(u64, std::result::Result<Record, String>)> {
    let mut lines = Lines::new(std::io::Cursor::new(bytes));
    // What lies in memory can be read.
    let next = || lines.next().ok().flatten();
    let first = std::iter::from_fn(next).take(most);
    first.map(|next| (next.line, parse(&next.unit))).collect()
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

pub fn parse(line: &Line) -> std::result::Result<Record, String> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_line_says_is_kept_as_it_is_also_where_it_is_another_word_for_it() {
        for written in ["Deutschland", "D", "DEU", "de", "Freedonia"] {
            let line = format!(r#"{{"id":"1","addresses":[{{"countryCode":"{written}"}}]}}"#);
            let record = parse(&Ok(line.into_bytes())).unwrap();
            assert_eq!(record.addresses[0].country_code.as_deref(), Some(written));
        }
    }
}
