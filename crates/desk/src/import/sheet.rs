//! A table or an address book. It holds some columns of a customer, not the customer: what it says
//! is added to the copy, and nothing is taken away.

use super::{Next, Pieces, Report, Way};
use crate::Desk;
use crate::failure::{Failure, Refused, Result};
use customer::import::{Choices, Format, Piece, Sheet, Unusable};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use store::theirs::Source;

/// It is held in memory.
pub const LARGEST: u64 = 256 * 1024 * 1024;

/// By the file's name; `None` is NDJSON.
pub fn format_of(name: &str) -> Option<Format> {
    let (_, ending) = name.rsplit_once('.')?;
    match ending.to_ascii_lowercase().as_str() {
        "csv" | "tsv" | "txt" => Some(Format::Csv),
        "vcf" | "vcard" => Some(Format::VCard),
        _ => None,
    }
}

impl From<Unusable> for Failure {
    fn from(why: Unusable) -> Self {
        let (field, code) = match &why {
            Unusable::Empty => ("FILE", "empty"),
            Unusable::TooWide => ("FILE", "too_many"),
            Unusable::NoSuchColumn(_) => ("columns", "no_such_column"),
            Unusable::Twice(_) => ("columns", "twice"),
            Unusable::NoId => ("id", "required"),
            Unusable::DatesUnclear => ("dates", "unclear"),
        };
        Self::Invalid(vec![Refused::new(field, code, why.to_string())])
    }
}

impl Desk {
    /// Looks through a file and says how it would be read. Blocks.
    pub fn sheet(&self, bytes: &[u8], format: Format, choices: &Choices) -> Result<Sheet> {
        Ok(Sheet::read(bytes, format, choices, self.country())?)
    }

    /// The same of a file.
    pub fn sheet_of(&self, path: &Path, format: Format, choices: &Choices) -> Result<Sheet> {
        let unreadable = |why: std::io::Error| super::unreadable(path, &why);
        if std::fs::metadata(path).map_err(unreadable)?.len() > LARGEST {
            let message = "FILE is larger than 256 MiB: split it";
            return Err(Failure::Invalid(vec![Refused::new("FILE", "too_long", message)]));
        }
        self.sheet(&std::fs::read(path).map_err(unreadable)?, format, choices)
    }

    /// Takes its rows into the copy, as far as `progress` says to go on. Blocks.
    pub fn import_sheet(
        &self,
        sheet: &Sheet,
        progress: impl FnMut(u64, u64) -> bool,
    ) -> Result<Report> {
        if let Some(lacking) = sheet.lacks() {
            return Err(lacking.into());
        }
        let way = Way {
            parse: |piece: &Piece<'_>| sheet.record(piece),
            source: Source::ImportedPart,
            size: sheet.size() as u64,
            mapping: mapping(sheet),
        };
        self.import_pieces(Rows { sheet, at: None }, Path::new(""), &way, progress)
    }
}

/// A number for how it is read; never 0.
fn mapping(sheet: &Sheet) -> u64 {
    let mut hasher = DefaultHasher::new();
    for column in &sheet.columns {
        (&column.name, column.field.map(customer::import::Field::path)).hash(&mut hasher);
    }
    let order = sheet.dates.order().map(crate::word);
    (crate::word(sheet.format), crate::word(sheet.encoding), order).hash(&mut hasher);
    hasher.finish().max(1)
}

struct Rows<'a> {
    sheet: &'a Sheet,
    at: Option<(usize, u64)>,
}

impl<'a> Pieces for Rows<'a> {
    type Unit = Piece<'a>;

    fn next(&mut self) -> std::io::Result<Option<Next<Piece<'a>>>> {
        let Some((piece, line)) = self.sheet.next(self.at) else { return Ok(None) };
        self.at = Some((piece.end, line));
        let (end, held) = (piece.end as u64, piece.text.len());
        Ok(Some(Next { unit: piece, end, line: piece.line, held }))
    }

    fn rewind(&mut self) -> std::io::Result<()> {
        self.at = None;
        Ok(())
    }
}
