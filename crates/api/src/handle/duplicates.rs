//! The hand-off list, worded for the window.

use super::DONE;
use super::receipt::side;
use super::status::small;
use crate::error::ApiError;
use crate::host::Open;
use crate::views::*;
use desk::duplicates::{Pair, Progress, Words};

/// More are in the file that is saved.
const SHOWN: usize = 200;

pub async fn list(open: &Open) -> Result<DuplicatesView, ApiError> {
    let pairs = open.desk.duplicates().await?;
    let total = small(pairs.len() as u64);
    let unsolved = pairs.iter().filter(|pair| pair.duplicate.solved.is_none()).count();
    let rows = pairs.into_iter().take(SHOWN).map(row);
    Ok(DuplicatesView {
        rows: rows.collect(),
        total,
        open: small(unsolved as u64),
        scan: progress(&open.desk.scan.progress()),
    })
}

pub fn row(pair: Pair) -> DuplicateRow {
    let duplicate = pair.duplicate;
    let evidence = duplicate.evidence.as_array().into_iter().flatten();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    DuplicateRow {
        one: side(pair.one),
        other: side(pair.other),
        source: duplicate.source.word().to_owned(),
        probability: duplicate.probability,
        evidence: evidence
            .map(|one| EvidenceView {
                field: text(&one["field"]),
                outcome: text(&one["outcome"]),
                weight: one["weight"].as_f64().unwrap_or_default(),
            })
            .collect(),
        who: duplicate.who,
        at: duplicate.at,
        checked_at: duplicate.checked_at,
        solved: duplicate.solved,
    }
}

pub fn scan(open: &Open, request: ScanRequest) -> Result<ScanView, ApiError> {
    let now = match request.act {
        ScanAct::Start => open.desk.start_scan()?,
        ScanAct::Stop => {
            open.desk.scan.stop();
            open.desk.scan.progress()
        }
        ScanAct::Look => open.desk.scan.progress(),
    };
    Ok(progress(&now))
}

fn progress(now: &Progress) -> ScanView {
    ScanView {
        running: now.running,
        looked_at: small(now.looked_at),
        total: small(now.total),
        found: small(now.found),
        new: small(now.new),
        end: now.end.map(desk::word),
    }
}

pub async fn check(open: &Open) -> Result<DuplicatesCheckedView, ApiError> {
    let checked = open.desk.check_duplicates().await?;
    Ok(DuplicatesCheckedView {
        solved: small(checked.solved as u64),
        still_two: small(checked.still_two as u64),
        unknown: small(checked.unknown as u64),
    })
}

pub async fn export(
    open: &Open,
    request: DuplicatesExportRequest,
) -> Result<ExportedView, ApiError> {
    let words = Words { headings: request.headings, codes: request.codes };
    let exported = open.desk.export_duplicates(words).await?;
    let text = |part: Option<&std::ffi::OsStr>| {
        part.map(|part| part.to_string_lossy().into_owned()).unwrap_or_default()
    };
    let folder = exported.path.parent();
    Ok(ExportedView {
        name: text(exported.path.file_name()),
        folder: text(folder.and_then(std::path::Path::file_name)),
        pairs: small(exported.pairs as u64),
    })
}

pub async fn note(open: &Open, request: DuplicateNoteRequest) -> Result<Nothing, ApiError> {
    let DuplicateNoteRequest { one, other, apart } = request;
    match apart {
        Some(true) => open.desk.tell_apart(&one, &other).await?,
        Some(false) | None => open.desk.note_duplicate(&one, &other).await?,
    }
    Ok(DONE)
}
