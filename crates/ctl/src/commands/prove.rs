//! `kiosk prove`: whether known and unknown visitors can be told apart, told on a terminal.

use crate::args;
use crate::outcome::{Result, Status, print};
use api::prove::{self, Leak};
use desk::proof::Report;
use serde_json::{Value, json};
use std::path::Path;
use std::time::Duration;

pub async fn run(
    data_dir: &Path,
    pairs: usize,
    planted: Option<args::Leak>,
    as_json: bool,
) -> Result<Status> {
    let planted = planted.map(|leak| match leak {
        args::Leak::Bytes => Leak::Bytes,
        args::Leak::Requests => Leak::Requests,
        args::Leak::Time => Leak::Time,
    });
    let report = prove::run(data_dir, pairs, planted).await?;
    print(&if as_json { told(&report).to_string() } else { sentence(&report) })?;
    Ok(if report.leaks().is_empty() { Status::Done } else { Status::Other })
}

fn millis(time: Duration) -> f64 {
    (time.as_secs_f64() * 1_000_000.0).round() / 1000.0
}

fn told(report: &Report) -> Value {
    json!({
        "visitors": report.visitors,
        "shapes_of_answers": report.shapes,
        "bytes_alike": report.bytes_alike,
        "requests": { "known": report.requests_known, "unknown": report.requests_unknown },
        "median_ms": {
            "known": millis(report.median_known),
            "unknown": millis(report.median_unknown),
        },
        "apart": (report.apart * 10_000.0).round() / 10_000.0,
        "apart_most": (report.apart_most * 10_000.0).round() / 10_000.0,
        "leaks": report.leaks(),
    })
}

fn sentence(report: &Report) -> String {
    let leaks = report.leaks();
    let found = if leaks.is_empty() {
        "The kiosk does not tell known from unknown people.".to_owned()
    } else {
        format!("The kiosk tells known from unknown people, by: {}.", leaks.join(", "))
    };
    format!(
        "{found}\n{} visitors · answers: {} shape(s) · requests: {} and {} · median {} and {} ms · \
         times apart {:.3} of at most {:.3} (known, unknown)",
        report.visitors,
        report.shapes,
        report.requests_known,
        report.requests_unknown,
        millis(report.median_known),
        millis(report.median_unknown),
        report.apart,
        report.apart_most,
    )
}
