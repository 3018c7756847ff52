//! Files a person gives: read whole, but never more than anyone would type.

use crate::outcome::{Fault, Result};
use customer::Record;
use serde_json::Value;
use std::io::Read;
use std::path::Path;

/// One record is never larger.
const LARGEST: u64 = 4 * 1024 * 1024;

/// The JSON of a file, or of stdin for `-`.
pub fn json(path: &Path) -> Result<Value> {
    let bytes = bytes(path)?;
    serde_json::from_slice(&bytes).map_err(|fault| {
        // The position, never the content: what stands there may be somebody's name.
        let (line, column) = (fault.line(), fault.column());
        let what = if fault.is_eof() { "ends too early" } else { "is not JSON" };
        Fault::refused("FILE", "not_json", format!("FILE {what} (line {line}, column {column})"))
    })
}

/// A record as the interface document writes it.
pub fn record(path: &Path) -> Result<Record> {
    parse(&json(path)?)
}

pub fn parse(value: &Value) -> Result<Record> {
    customer::patch::record_from_value(value.clone())
        .map_err(|problems| Fault::from(desk::Failure::from_problems(&problems)))
}

fn bytes(path: &Path) -> Result<Vec<u8>> {
    let fault = |why: std::io::Error| {
        Fault::refused("FILE", "unreadable", format!("{} cannot be read: {why}", path.display()))
    };
    let mut bytes = Vec::new();
    if path == Path::new("-") {
        std::io::stdin().lock().take(LARGEST + 1).read_to_end(&mut bytes).map_err(fault)?;
    } else {
        let file = std::fs::File::open(path).map_err(fault)?;
        file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(fault)?;
    }
    if bytes.len() as u64 > LARGEST {
        return Err(Fault::refused(
            "FILE",
            "too_long",
            "FILE is larger than 4 MiB: give one record",
        ));
    }
    Ok(bytes)
}
