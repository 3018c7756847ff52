//! A dealer's export or address book that is no NDJSON: tables (CSV) and cards (vCard), mapped onto
//! the record.
//!
//! `Sheet::read` looks through the file once and says what it takes each column for, how sure it is,
//! and what it has to ask; a person's choices (`Choices`) win over every guess. Then each row becomes
//! a record, or is refused with the reason. Values are kept as they stand; what is changed is their
//! form where it is clear (a date, street and number of one line).

mod build;
mod csv;
mod dates;
mod fields;
mod text;
mod vcard;

pub use dates::{Dates, Order};
pub use fields::Field;
pub use text::Encoding;

use crate::Record;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

/// Values of a column that are shown.
const SAMPLES: usize = 3;
/// Values by which a column is judged that has no heading that says anything.
const JUDGED: usize = 50;
/// More columns are no table of customers.
const MOST_COLUMNS: usize = 500;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    Csv,
    VCard,
}

/// What a person said of a file. What they did not say is guessed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Choices {
    pub encoding: Option<Encoding>,
    pub delimiter: Option<char>,
    /// Whether the first row holds headings.
    pub header: Option<bool>,
    pub dates: Option<Order>,
    /// By the column's name, or `#3` for the third; null: it is left out.
    pub columns: BTreeMap<String, Option<Field>>,
}

/// How sure it is that a column holds what it is taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// Nothing is known of it: it is left out.
    None,
    /// By what stands in it.
    Values,
    /// The heading resembles one.
    Likely,
    /// The heading says so.
    Sure,
    /// A person said so.
    Chosen,
}

#[derive(Clone)]
pub struct Column {
    pub name: String,
    pub field: Option<Field>,
    pub confidence: Confidence,
    /// The first values that are not empty.
    pub samples: Vec<String>,
}

/// Why a file cannot be mapped.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    #[error("the file is empty")]
    Empty,
    #[error("the file has no column \"{0}\"")]
    NoSuchColumn(String),
    #[error("two columns are taken for {0}")]
    Twice(&'static str),
    #[error("the file has more than {MOST_COLUMNS} columns")]
    TooWide,
    #[error(
        "no column holds the number of the customer in the DMS: name it with --map; of an address \
         book whose UID is that number with {{\"columns\":{{\"UID\":\"id\"}}}}"
    )]
    NoId,
    #[error(
        "the birth dates can be read in two ways: say whether the day or the month comes first"
    )]
    DatesUnclear,
}

/// A file that was looked through.
pub struct Sheet {
    pub format: Format,
    pub encoding: Encoding,
    /// Of a table.
    pub delimiter: Option<char>,
    pub header: bool,
    pub columns: Vec<Column>,
    pub dates: Dates,
    /// Rows or cards, blank ones left out.
    pub rows: u64,
    text: String,
    /// Where the rows begin, and on which line.
    first: (usize, u64),
    by_name: HashMap<String, usize>,
    country: String,
}

/// One row or card as it stands in the file.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Piece<'a> {
    pub text: &'a str,
    /// On which line it begins, from 1.
    pub line: u64,
    /// Where the next one begins, in bytes of the text.
    pub end: usize,
    wrong: Option<&'static str>,
}

impl Sheet {
    /// `country` is the desk's: whose phone numbers have no country are of it.
    pub fn read(
        bytes: &[u8],
        format: Format,
        choices: &Choices,
        country: &str,
    ) -> Result<Self, Unusable> {
        let encoding = choices.encoding.unwrap_or_else(|| Encoding::guess(bytes));
        let text = encoding.decode(bytes).into_owned();
        let mut sheet = Self {
            format,
            encoding,
            delimiter: None,
            header: false,
            columns: Vec::new(),
            dates: Dates::default(),
            rows: 0,
            text,
            first: (0, 1),
            by_name: HashMap::new(),
            country: country.to_owned(),
        };
        match format {
            Format::Csv => sheet.table(choices)?,
            Format::VCard => sheet.cards(),
        }
        if sheet.columns.len() > MOST_COLUMNS {
            return Err(Unusable::TooWide);
        }
        let judged = sheet.look_through();
        if sheet.rows == 0 || sheet.columns.is_empty() {
            return Err(Unusable::Empty);
        }
        sheet.guess(&judged);
        sheet.choose(choices)?;
        sheet.dates = Dates::of(&sheet.birth_dates(), choices.dates);
        Ok(sheet)
    }

    /// What has to be said by a person before anything is taken in.
    pub fn lacks(&self) -> Option<Unusable> {
        if !self.columns.iter().any(|column| column.field.is_some_and(|field| field.path() == "id"))
        {
            return Some(Unusable::NoId);
        }
        self.dates.is_unclear().then_some(Unusable::DatesUnclear)
    }

    /// How long the text is in which `Piece::end` counts.
    pub fn size(&self) -> usize {
        self.text.len()
    }

    /// The next piece after one, or the first.
    pub fn next(&self, at: Option<(usize, u64)>) -> Option<(Piece<'_>, u64)> {
        let (mut at, mut line) = at.unwrap_or(self.first);
        loop {
            let rest = &self.text[at..];
            match self.delimiter {
                Some(delimiter) => {
                    let row = csv::row(rest, delimiter)?;
                    let (begins, text) = (line, &rest[..row.used]);
                    at += row.used;
                    line += row.lines;
                    if !row.is_blank() {
                        let wrong = row.unclosed.then_some("a quotation mark is never closed");
                        return Some((Piece { text, line: begins, end: at, wrong }, line));
                    }
                }
                None => {
                    let card = vcard::next(rest)?;
                    let begins = line + card.before;
                    at += card.used;
                    line += card.lines;
                    let piece = Piece { text: card.text, line: begins, end: at, wrong: card.wrong };
                    return Some((piece, line));
                }
            }
        }
    }

    pub fn pieces(&self) -> impl Iterator<Item = Piece<'_>> {
        let mut at = None;
        std::iter::from_fn(move || {
            let (piece, line) = self.next(at)?;
            at = Some((piece.end, line));
            Some(piece)
        })
    }

    /// The record of one piece, or why there is none.
    pub fn record(&self, piece: &Piece<'_>) -> Result<Record, String> {
        let record = self.preview(piece)?;
        build::check_id(&record)?;
        Ok(record)
    }

    /// The same of a row that may have no id.
    pub fn preview(&self, piece: &Piece<'_>) -> Result<Record, String> {
        build::record(self.values(piece)?, self.dates.order(), &self.country)
    }

    /// The columns of a table; cards have none.
    pub fn names(&self) -> Vec<String> {
        let columns = self.columns.iter().filter(|_| self.delimiter.is_some());
        columns.map(|column| column.name.clone()).collect()
    }

    /// What stands in a row, cell by cell, or the card as it is.
    pub fn raw(&self, piece: &Piece<'_>) -> Vec<String> {
        let cells = self.delimiter.and_then(|delimiter| csv::row(piece.text, delimiter));
        cells.map_or_else(|| vec![piece.text.trim().to_owned()], |row| row.cells)
    }

    /// Cells by their column.
    fn cells(&self, piece: &Piece<'_>) -> Result<Vec<(usize, String)>, String> {
        if let Some(wrong) = piece.wrong {
            return Err(wrong.to_owned());
        }
        let Some(delimiter) = self.delimiter else {
            let cells = vcard::cells(piece.text).into_iter();
            return Ok(cells
                .filter_map(|(name, value)| Some((*self.by_name.get(&name)?, value)))
                .collect());
        };
        let mut cells = csv::row(piece.text, delimiter).map(|row| row.cells).unwrap_or_default();
        while cells.len() > self.columns.len()
            && cells.last().is_some_and(|cell| cell.trim().is_empty())
        {
            cells.pop();
        }
        // A delimiter that stands in a value moves everything behind it into the wrong column.
        if cells.len() > self.columns.len() {
            return Err(format!(
                "it has {} cells, and there are {} columns",
                cells.len(),
                self.columns.len()
            ));
        }
        Ok(cells.into_iter().enumerate().collect())
    }

    fn values(&self, piece: &Piece<'_>) -> Result<Vec<(Field, String)>, String> {
        let cells = self.cells(piece)?.into_iter();
        Ok(cells
            .filter_map(|(at, value)| {
                let text = value.split_whitespace().collect::<Vec<_>>().join(" ");
                // What was written so that no spreadsheet runs it.
                let text = match text.strip_prefix('\'') {
                    Some(rest) if rest.starts_with(['=', '+', '-', '@']) => rest.to_owned(),
                    _ => text,
                };
                let field = self.columns[at].field?;
                (!text.is_empty()).then_some((field, text))
            })
            .collect())
    }

    fn table(&mut self, choices: &Choices) -> Result<(), Unusable> {
        let mut chosen = choices.delimiter;
        // A line that only spreadsheets understand: "sep=;".
        if let Some(row) = csv::row(&self.text, '\0')
            && let Some(delimiter) = row.cells[0].trim().strip_prefix("sep=")
        {
            self.first = (row.used, 1 + row.lines);
            chosen = chosen.or(delimiter.chars().next());
        }
        let delimiter = chosen.unwrap_or_else(|| csv::guess(&self.text[self.first.0..]));
        self.delimiter = Some(delimiter);
        let Some((head, next_line)) = self.next(None) else { return Err(Unusable::Empty) };
        let head_end = head.end;
        let cells = csv::row(head.text, delimiter).map(|row| row.cells).unwrap_or_default();
        let says = cells.iter().any(|cell| fields::by_heading(cell).is_some());
        let digits =
            cells.iter().any(|cell| cell.contains(|c: char| c.is_ascii_digit() || c == '@'));
        self.header = choices.header.unwrap_or(says || !digits);
        let mut seen: HashMap<String, usize> = HashMap::new();
        for (at, cell) in cells.iter().enumerate() {
            let cell = cell.split_whitespace().collect::<Vec<_>>().join(" ");
            let mut name =
                if self.header && !cell.is_empty() { cell } else { format!("#{}", at + 1) };
            let before = seen.entry(name.clone()).or_default();
            *before += 1;
            if *before > 1 {
                name = format!("{name} #{before}");
            }
            self.add(name);
        }
        if self.header {
            self.first = (head_end, next_line);
        }
        Ok(())
    }

    fn cards(&mut self) {
        let text = std::mem::take(&mut self.text);
        let mut rest = text.as_str();
        while let Some(card) = vcard::next(rest) {
            rest = &rest[card.used..];
            for (name, _) in vcard::cells(card.text) {
                if !self.by_name.contains_key(&name) {
                    self.add(name);
                }
            }
        }
        self.text = text;
    }

    fn add(&mut self, name: String) {
        self.by_name.insert(name.clone(), self.columns.len());
        self.columns.push(Column {
            name,
            field: None,
            confidence: Confidence::None,
            samples: Vec::new(),
        });
    }

    /// Counts the rows and collects values to judge the columns by.
    fn look_through(&mut self) -> Vec<Vec<String>> {
        let mut judged: Vec<Vec<String>> = vec![Vec::new(); self.columns.len()];
        let mut rows = 0;
        for piece in self.pieces() {
            rows += 1;
            for (at, value) in self.cells(&piece).unwrap_or_default() {
                let value = value.trim();
                if judged[at].len() < JUDGED && !value.is_empty() {
                    judged[at].push(value.to_owned());
                }
            }
        }
        self.rows = rows;
        for (column, values) in self.columns.iter_mut().zip(&judged) {
            column.samples = values.iter().take(SAMPLES).cloned().collect();
        }
        judged
    }

    fn guess(&mut self, judged: &[Vec<String>]) {
        for (column, values) in self.columns.iter_mut().zip(judged) {
            let guess = fields::by_heading(&column.name).or_else(|| fields::by_values(values));
            if let Some((field, confidence)) = guess {
                (column.field, column.confidence) = (Some(field), confidence);
            }
        }
        let has = |columns: &[Column], path: &str| {
            columns.iter().any(|column| column.field.is_some_and(|field| field.path() == path))
        };
        // "Name" beside "Vorname" is the family name, and a street without a column for the number
        // holds both.
        let named =
            has(&self.columns, "names.givenName") && !has(&self.columns, "names.familyName");
        let numbered = has(&self.columns, "address.houseNumber");
        for column in &mut self.columns {
            let other = match column.field.map(Field::path) {
                Some("names.full") if named && self.format == Format::Csv => "names.familyName",
                Some("address.streetName") if !numbered => "address.street",
                Some("address.street") if numbered => "address.streetName",
                _ => continue,
            };
            column.field = Field::from_path(other);
            column.confidence = column.confidence.min(Confidence::Likely);
        }
        // One column for each, the surest.
        for at in 0..self.columns.len() {
            let Some(field) = self.columns[at].field.filter(|field| !field.repeats()) else {
                continue;
            };
            let mine = self.columns[at].confidence;
            let other = self.columns.iter().enumerate().any(|(place, other)| {
                other.field == Some(field)
                    && (other.confidence > mine || other.confidence == mine && place < at)
            });
            if other {
                self.columns[at].field = None;
                self.columns[at].confidence = Confidence::None;
            }
        }
    }

    fn choose(&mut self, choices: &Choices) -> Result<(), Unusable> {
        for (name, field) in &choices.columns {
            let numbered = || name.strip_prefix('#')?.parse::<usize>().ok()?.checked_sub(1);
            let at = self.by_name.get(name).copied().or_else(numbered);
            let column = at.and_then(|at| self.columns.get_mut(at));
            let column = column.ok_or_else(|| Unusable::NoSuchColumn(name.clone()))?;
            (column.field, column.confidence) = (*field, Confidence::Chosen);
        }
        for at in 0..self.columns.len() {
            let Some(field) = self.columns[at].field.filter(|field| !field.repeats()) else {
                continue;
            };
            let chosen = |column: &Column| column.confidence == Confidence::Chosen;
            let rivals: Vec<usize> = (0..self.columns.len())
                .filter(|other| self.columns[*other].field == Some(field))
                .collect();
            if rivals.iter().filter(|one| chosen(&self.columns[**one])).count() > 1 {
                return Err(Unusable::Twice(field.path()));
            }
            // What was guessed gives way to what was said.
            if rivals.len() > 1 && !chosen(&self.columns[at]) {
                self.columns[at].field = None;
                self.columns[at].confidence = Confidence::None;
            }
        }
        Ok(())
    }

    fn birth_dates(&self) -> Vec<String> {
        let born = |column: &Column| {
            column.field.is_some_and(|field| field.path() == "identity.birthDate")
        };
        let Some(at) = self.columns.iter().position(born) else { return Vec::new() };
        self.pieces()
            .filter_map(|piece| {
                let cells = self.cells(&piece).ok()?;
                cells.into_iter().find(|(column, _)| *column == at).map(|(_, value)| value)
            })
            .collect()
    }
}

#[cfg(test)]
mod tests;
