//! The refused lines as a table, to be mended and taken in again: number and reason, and then what
//! stands in the file.

use super::lines::Lines;
use super::{Pieces as _, Rejected};
use crate::duplicates::cell;
use customer::import::Sheet;
use std::collections::HashMap;
use std::io::{BufRead, Seek};

/// Where it is from: what was mapped, or lines of JSON.
pub fn refused_lines(
    sheet: Option<&Sheet>,
    lines: Option<impl BufRead + Seek + Send>,
    rejected: &[Rejected],
) -> std::io::Result<String> {
    let reasons: HashMap<u64, &str> =
        rejected.iter().map(|one| (one.line, one.reason.as_str())).collect();
    let columns = sheet.map(Sheet::names).unwrap_or_default();
    let columns = if columns.is_empty() { vec!["text".to_owned()] } else { columns };
    let delimiter = sheet.and_then(|sheet| sheet.delimiter).unwrap_or(',').to_string();
    let mut text = String::from("\u{feff}");
    let mut row = |cells: Vec<String>| {
        let cells: Vec<String> = cells.iter().map(|text| cell(text)).collect();
        text.push_str(&cells.join(&delimiter));
        text.push_str("\r\n");
    };
    row(["line", "reason"].map(str::to_owned).into_iter().chain(columns).collect());
    let mut told = |line: u64, cells: Vec<String>| {
        if let Some(reason) = reasons.get(&line) {
            row([line.to_string(), (*reason).to_owned()].into_iter().chain(cells).collect());
        }
    };
    if let Some(sheet) = sheet {
        sheet.pieces().for_each(|piece| told(piece.line, sheet.raw(&piece)));
    }
    if let Some(lines) = lines {
        let mut lines = Lines::new(lines);
        while let Some(next) = lines.next()? {
            let line = next.unit.map(|line| String::from_utf8_lossy(&line).into_owned());
            told(next.line, vec![line.unwrap_or_default()]);
        }
    }
    Ok(text)
}
