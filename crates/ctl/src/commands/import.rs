//! `import FILE.ndjson`

use crate::outcome::{Result, print};
use desk::Desk;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::json;
use std::path::Path;

pub fn run(desk: &Desk, file: &Path, as_json: bool) -> Result<()> {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    if let Ok(style) =
        ProgressStyle::with_template("{bar:30} {bytes}/{total_bytes}  {bytes_per_sec}  {eta} left")
    {
        bar.set_style(style);
    }
    let report = desk.import(file, |done, size| {
        bar.set_length(size);
        bar.set_position(done);
    });
    bar.finish_and_clear();
    let report = report?;
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
