//! `import FILE`: NDJSON, and tables and address books by their ending.

use crate::outcome::{Fault, Result, print};
use crate::read;
use customer::import::{Choices, Sheet};
use desk::import::{format_of, refused_lines};
use desk::{Desk, Report};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::{Value, json};
use std::fs::File;
use std::io::{BufReader, Write as _};
use std::path::{Path, PathBuf};

/// What was asked for besides.
pub struct Wish {
    pub map: Option<PathBuf>,
    pub preview: Option<u32>,
    pub refused: Option<PathBuf>,
}

pub fn run(desk: &Desk, file: &Path, wish: &Wish, as_json: bool) -> Result<()> {
    let sheet = sheet(desk, file, wish)?;
    if let (Some(most), Some(sheet)) = (wish.preview, &sheet) {
        return preview(sheet, most as usize, as_json);
    }
    // Before anything is taken in: nobody waits for an import to learn that its report has no place.
    let refused = wish.refused.as_deref().map(new_file).transpose()?;
    let bar = bar();
    let told = |done, size| {
        bar.set_length(size);
        bar.set_position(done);
    };
    let report = match &sheet {
        None => desk.import(file, told),
        Some(sheet) => desk.import_sheet(sheet, |done, size| {
            told(done, size);
            true
        }),
    };
    bar.finish_and_clear();
    if let (Err(_), Some(path)) = (&report, &wish.refused) {
        // It was made for this and holds nothing.
        let _ = std::fs::remove_file(path);
    }
    let report = report?;
    if let Some(mut to) = refused {
        let lines = sheet.is_none().then(|| File::open(file).map(BufReader::new)).transpose();
        let written = lines
            .and_then(|lines| refused_lines(sheet.as_ref(), lines, &report.rejected))
            .and_then(|text| to.write_all(text.as_bytes()).and_then(|()| to.sync_all()));
        written.map_err(|why| unwritable(wish.refused.as_deref().unwrap_or(file), &why))?;
    }
    say(&report, as_json)
}

/// None of NDJSON, which needs no mapping.
fn sheet(desk: &Desk, file: &Path, wish: &Wish) -> Result<Option<Sheet>> {
    let Some(format) = format_of(&file.to_string_lossy()) else {
        if wish.map.is_some() || wish.preview.is_some() {
            let message = "--map and --preview are for tables and address books (.csv, .tsv, .vcf)";
            return Err(Fault::usage(message));
        }
        return Ok(None);
    };
    let choices = match &wish.map {
        Some(map) => serde_json::from_value::<Choices>(read::json(map)?)
            .map_err(|why| Fault::refused("--map", "invalid", format!("--map: {why}")))?,
        None => Choices::default(),
    };
    Ok(Some(desk.sheet_of(file, format, &choices)?))
}

fn new_file(path: &Path) -> Result<File> {
    let mut options = File::options();
    options.write(true).create_new(true);
    // Customers stand in it.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(|why| unwritable(path, &why))
}

fn unwritable(path: &Path, why: &std::io::Error) -> Fault {
    Fault::refused("--refused", "unwritable", format!("{}: {why}", path.display()))
}

fn bar() -> ProgressBar {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    if let Ok(style) =
        ProgressStyle::with_template("{bar:30} {bytes}/{total_bytes}  {bytes_per_sec}  {eta} left")
    {
        bar.set_style(style);
    }
    bar
}

fn say(report: &Report, as_json: bool) -> Result<()> {
    if as_json {
        let rejected = report
            .rejected
            .iter()
            .map(|one| json!({ "line": one.line, "reason": one.reason }))
            .collect::<Vec<_>>();
        return print(
            &json!({
                "read": report.read,
                "stored": report.stored,
                "rejected": rejected,
                "resumed_after": report.resumed_after,
                "took_ms": report.took.as_millis() as u64,
            })
            .to_string(),
        );
    }
    for one in &report.rejected {
        print(&format!("line {}: {}", one.line, one.reason))?;
    }
    print(&format!(
        "{} lines read, {} customers stored, {} lines rejected, {:.1} s",
        report.read,
        report.stored,
        report.rejected.len(),
        report.took.as_secs_f64()
    ))
}

fn preview(sheet: &Sheet, most: usize, as_json: bool) -> Result<()> {
    let records = sheet.pieces().take(most).map(|piece| match sheet.preview(&piece) {
        Ok(record) => json!({ "line": piece.line, "record": record }),
        Err(reason) => json!({ "line": piece.line, "reason": reason }),
    });
    let records = records.collect::<Vec<_>>();
    let lacks = sheet.lacks().map(|why| Fault::from(desk::Failure::from(why)));
    if !as_json {
        let read = desk::word(sheet.encoding);
        let delimiter = sheet.delimiter.map(|one| format!(", cells parted by {one:?}"));
        print(&format!("{} rows, {read}{}", sheet.rows, delimiter.unwrap_or_default()))?;
        for column in &sheet.columns {
            let field = column.field.map_or("left out", |field| field.path());
            let sure = desk::word(column.confidence);
            print(&format!("{}: {field} ({sure})  {}", column.name, column.samples.join(" | ")))?;
        }
        if let Some(lacks) = lacks {
            print(&format!("to be said with --map: {}", lacks.message))?;
        }
        return records.iter().try_for_each(|one| print(&one.to_string()));
    }
    let columns = sheet.columns.iter().map(|column| {
        json!({
            "name": column.name,
            "field": column.field,
            "confidence": column.confidence,
            "samples": column.samples,
        })
    });
    let dates = &sheet.dates;
    let answer = json!({
        "format": sheet.format,
        "encoding": sheet.encoding,
        "delimiter": sheet.delimiter,
        "header": sheet.header,
        "dates": {
            "order": dates.order(),
            "unclear": dates.is_unclear(),
            "day_first": dates.day_first,
            "month_first": dates.month_first,
            "either": dates.either,
        },
        "rows": sheet.rows,
        "columns": columns.collect::<Vec<_>>(),
        "lacks": lacks.map_or(Value::Null, |fault| fault.json()["error"].clone()),
        "records": records,
    });
    print(&answer.to_string())
}
