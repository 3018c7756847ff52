//! The import, worded for the window.

use super::privacy::file;
use super::status::small;
use crate::error::{ApiError, Code};
use crate::host::Open;
use crate::views::*;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use customer::import::{Choices, Field, Sheet};
use desk::import::Progress;
use serde_json::{Value, json};

/// Records that are shown before it begins.
const PREVIEW: usize = 10;
/// More are in the file that is saved.
const SHOWN: usize = 50;

pub fn piece(open: &Open, request: &ImportPieceRequest) -> Result<ImportPieceView, ApiError> {
    let piece = STANDARD
        .decode(&request.data)
        .map_err(|_| ApiError::new(Code::BadRequest, "a piece is not Base64"))?;
    let held = open.desk.importing.piece(&request.name, request.at as usize, &piece)?;
    Ok(ImportPieceView { held: small(held as u64) })
}

pub async fn look(open: &Open, request: ImportLookRequest) -> Result<ImportLookView, ApiError> {
    let choices = choices(&request)?;
    let desk = std::sync::Arc::clone(&open.desk);
    let picked = tokio::task::spawn_blocking(move || desk.import_look(&choices))
        .await
        .map_err(desk::Failure::from)??;
    let preview = picked.preview(PREVIEW).into_iter().map(|(line, read)| {
        let (record, reason) = match read {
            Ok(record) => (Some(record), None),
            Err(reason) => (None, Some(reason)),
        };
        ImportRow { line: small(line), record, reason }
    });
    let preview = preview.collect();
    let sheet = picked.sheet.as_deref();
    let columns = sheet.map(|sheet| sheet.columns.as_slice()).unwrap_or_default().iter();
    let columns = columns.map(|column| ImportColumn {
        name: column.name.clone(),
        field: column.field.map(|field| field.path().to_owned()),
        confidence: desk::word(column.confidence),
        samples: column.samples.clone(),
    });
    let lacks = sheet.and_then(Sheet::lacks).map(|why| match why {
        customer::import::Unusable::DatesUnclear => "dates",
        _ => "id",
    });
    Ok(ImportLookView {
        rows: sheet.map(|sheet| small(sheet.rows)),
        encoding: sheet.map(|sheet| desk::word(sheet.encoding)),
        delimiter: sheet.and_then(|sheet| sheet.delimiter).map(String::from),
        columns: columns.collect(),
        fields: Field::all().map(|field| field.path().to_owned()).collect(),
        ask_dates: sheet.is_some_and(|sheet| sheet.dates.is_unclear()),
        lacks: lacks.map(str::to_owned),
        preview,
        name: picked.name,
    })
}

fn choices(request: &ImportLookRequest) -> Result<Choices, ApiError> {
    let field = |path: &String| if path.is_empty() { Value::Null } else { json!(path) };
    let columns: serde_json::Map<String, Value> =
        request.columns.iter().map(|(name, path)| (name.clone(), field(path))).collect();
    serde_json::from_value(json!({ "dates": request.dates, "columns": columns }))
        .map_err(|_| ApiError::new(Code::BadRequest, "no such field or order"))
}

pub fn act(open: &Open, request: &ImportActRequest) -> Result<ImportProgressView, ApiError> {
    let importing = &open.desk.importing;
    match request.act {
        ImportAct::Start => return Ok(progress(&open.desk.start_import()?)),
        ImportAct::Stop => importing.stop(),
        ImportAct::Look => {}
        ImportAct::Drop => importing.drop_file(),
    }
    Ok(progress(&importing.progress()))
}

fn progress(now: &Progress) -> ImportProgressView {
    let report = now.report.clone().unwrap_or_default();
    let refused = report.rejected.iter().take(SHOWN);
    ImportProgressView {
        running: now.running,
        done: small(now.done),
        size: small(now.size),
        end: now.end.map(desk::word),
        read: small(report.read),
        stored: small(report.stored),
        resumed_after: small(report.resumed_after),
        rejected: small(report.rejected.len() as u64),
        refused: refused
            .map(|one| ImportRefused { line: small(one.line), reason: one.reason.clone() })
            .collect(),
    }
}

pub async fn save_refused(open: &Open) -> Result<FileView, ApiError> {
    let desk = std::sync::Arc::clone(&open.desk);
    let saved = tokio::task::spawn_blocking(move || desk.save_refused()).await;
    Ok(file(&saved.map_err(desk::Failure::from)??))
}
