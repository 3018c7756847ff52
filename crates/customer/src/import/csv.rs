//! Rows of a table in a text file (RFC 4180, and what spreadsheets make of it): cells in quotes may
//! hold the delimiter and line ends, and a quote twice. Each row knows how much of the text it took.

/// What may stand between two cells, the likeliest first.
pub const DELIMITERS: [char; 4] = [',', ';', '\t', '|'];

/// A cell in quotes that goes on for longer was never closed.
const LONGEST_QUOTED: usize = 64 * 1024;

pub struct Row {
    pub cells: Vec<String>,
    /// Bytes, its end included.
    pub used: usize,
    /// Line ends in these.
    pub lines: u64,
    pub unclosed: bool,
}

impl Row {
    pub fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| cell.trim().is_empty())
    }
}

/// The first row of a text; `None` at its end. A quote that is never closed costs its own line, not
/// the rest of the file.
pub fn row(text: &str, delimiter: char) -> Option<Row> {
    if text.is_empty() {
        return None;
    }
    Some(scan(text, delimiter, true).unwrap_or_else(|| {
        let mut row = scan(text, delimiter, false).unwrap_or(Row {
            cells: Vec::new(),
            used: text.len(),
            lines: 1,
            unclosed: true,
        });
        row.unclosed = true;
        row
    }))
}

/// `None` where a quote is not closed.
fn scan(text: &str, delimiter: char, quotes: bool) -> Option<Row> {
    let mut cells = Vec::new();
    let mut cell = String::new();
    let mut lines = 0;
    let mut at = text.char_indices().peekable();
    let mut opened = None;
    let mut begins = true;
    let mut used = text.len();
    while let Some((here, c)) = at.next() {
        if let Some(since) = opened {
            match c {
                '"' if at.next_if(|(_, next)| *next == '"').is_some() => cell.push('"'),
                '"' => opened = None,
                _ if here - since > LONGEST_QUOTED => return None,
                _ => {
                    let ends = c == '\n' || c == '\r' && at.peek().is_none_or(|(_, n)| *n != '\n');
                    lines += u64::from(ends);
                    cell.push(c);
                }
            }
            continue;
        }
        let first = std::mem::replace(&mut begins, false);
        match c {
            '"' if quotes && first => opened = Some(here),
            '\r' | '\n' => {
                let pair = c == '\r' && at.next_if(|(_, next)| *next == '\n').is_some();
                used = here + 1 + usize::from(pair);
                lines += 1;
                break;
            }
            _ if c == delimiter => {
                cells.push(std::mem::take(&mut cell));
                begins = true;
            }
            _ => cell.push(c),
        }
    }
    if opened.is_some() {
        return None;
    }
    cells.push(cell);
    Some(Row { cells, used, lines, unclosed: false })
}

/// The delimiter by which most rows of the beginning have the same number of cells, more than one.
pub fn guess(text: &str) -> char {
    let mut best = (0, DELIMITERS[0]);
    for delimiter in DELIMITERS {
        let mut rest = text;
        let mut widths = Vec::new();
        while widths.len() < 20 {
            let Some(row) = row(rest, delimiter) else { break };
            rest = &rest[row.used..];
            if !row.is_blank() {
                widths.push(row.cells.len());
            }
        }
        let most = widths
            .iter()
            .copied()
            .max_by_key(|width| (widths.iter().filter(|other| *other == width).count(), *width));
        let Some(width) = most.filter(|width| *width > 1) else { continue };
        let alike = widths.iter().filter(|other| **other == width).count();
        // Rows that agree weigh more than many cells: a comma stands in addresses too.
        let score = alike * 1_000 / widths.len() * 1_000 + width.min(999);
        if score > best.0 {
            best = (score, delimiter);
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str, delimiter: char) -> Vec<(u64, Vec<String>)> {
        let (mut rest, mut line, mut rows) = (text, 1, Vec::new());
        while let Some(row) = row(rest, delimiter) {
            rest = &rest[row.used..];
            rows.push((line, row.cells));
            line += row.lines;
        }
        rows
    }

    #[test]
    fn cells_are_read_as_spreadsheets_write_them() {
        for (text, delimiter, expected) in [
            ("a,b\n1,2\n", ',', vec![(1, vec!["a", "b"]), (2, vec!["1", "2"])]),
            ("a;b\r\n1;2", ';', vec![(1, vec!["a", "b"]), (2, vec!["1", "2"])]),
            ("a\tb\r1\t2\r", '\t', vec![(1, vec!["a", "b"]), (2, vec!["1", "2"])]),
            (
                "\"a,b\",\"say \"\"hi\"\"\"\nc,",
                ',',
                vec![(1, vec!["a,b", "say \"hi\""]), (2, vec!["c", ""])],
            ),
            (
                "\"two\r\nlines\",x\ny,z\n",
                ',',
                vec![(1, vec!["two\r\nlines", "x"]), (3, vec!["y", "z"])],
            ),
            ("5\" rim,b\n", ',', vec![(1, vec!["5\" rim", "b"])]),
            ("\n\na\n", ',', vec![(1, vec![""]), (2, vec![""]), (3, vec!["a"])]),
        ] {
            let found = all(text, delimiter);
            let expected: Vec<(u64, Vec<String>)> = expected
                .into_iter()
                .map(|(line, cells)| (line, cells.into_iter().map(str::to_owned).collect()))
                .collect();
            assert_eq!(found, expected, "{text:?}");
        }
    }

    #[test]
    fn a_quote_that_is_never_closed_costs_its_own_line() {
        let rows = all("a,b\n\"open,1\nc,2\n", ',');
        assert_eq!(rows.len(), 3);
        assert_eq!(rows[2], (3, vec!["c".to_owned(), "2".to_owned()]));
        assert!(row("\"open,1\nc,2\n", ',').is_some_and(|row| row.unclosed));
        let far = format!("\"open\n{}", "x,y\n".repeat(30_000));
        assert!(row(&far, ',').is_some_and(|row| row.unclosed && row.used == 6));
    }

    #[test]
    fn the_delimiter_is_the_one_by_which_the_rows_agree() {
        for (text, delimiter) in [
            ("a,b,c\n1,2,3\n", ','),
            ("Name;Ort\nMüller, Hans;Köln\nWeber, Ida, geb. Voss;Bonn\n", ';'),
            ("Name\tStreet\nAda\t1, High Street\n", '\t'),
            ("a|b\n1|2\n", '|'),
            ("one column\nonly\n", ','),
            ("", ','),
        ] {
            assert_eq!(guess(text), delimiter, "{text:?}");
        }
    }
}
