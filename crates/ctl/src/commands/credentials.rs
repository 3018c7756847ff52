//! `credentials set · check`

use crate::outcome::{Fault, Result, Status, print};
use desk::{Desk, Start, credentials};
use serde_json::json;
use std::io::Read;
use std::sync::Arc;

/// One JSON object is never longer.
const LONGEST: u64 = 64 * 1024;

/// Works without a network, and where the old credentials are refused. Wakes a paused lane.
pub fn set(start: &Start, as_json: bool) -> Result<()> {
    let settings = start.config.network.as_ref().ok_or_else(|| {
        // Without a network nobody can tell which credentials are meant.
        let message = "no network is set up: write showroom.toml first";
        Fault::refused("network", "not_configured", message)
    })?;
    let mut text = String::new();
    let read = std::io::stdin().lock().take(LONGEST).read_to_string(&mut text);
    read.map_err(|_| Fault::refused("credentials", "not_text", "stdin is not UTF-8 text"))?;
    let parsed = credentials::parse(settings, &text)?;
    let keys = desk::key_store(&start.config, &start.data_dir)?;
    credentials::keep(&*keys, settings, &parsed)?;
    desk::wake_after_sign_in(start.clone())?;
    print(if as_json { r#"{"ok":true}"# } else { "The credentials are kept." })
}

pub async fn check(desk: &Arc<Desk>, as_json: bool) -> Result<Status> {
    let lines = desk.check().await?;
    let ok = !lines.is_empty() && lines.iter().all(|line| line.ok);
    if as_json {
        print(&json!({ "ok": ok, "steps": lines }).to_string())?;
    } else {
        for line in &lines {
            let mark = if line.ok { "ok    " } else { "FAILED" };
            print(&format!("{mark}  {:8}  {}", line.step, line.detail))?;
        }
    }
    if ok {
        return Ok(Status::Done);
    }
    let failed = lines.iter().find(|line| !line.ok);
    let (status, code) = match failed.map(|line| line.step.as_str()) {
        Some("reach") if failed.is_some_and(|line| line.code.is_some()) => {
            (Status::Network, failed.and_then(|line| line.code).unwrap_or("certificate"))
        }
        Some("sign_in") => (Status::Other, "sign_in"),
        Some("search") => (Status::Other, "search"),
        _ => (Status::Network, "offline"),
    };
    let why = failed.map_or("nothing was checked", |line| line.detail.as_str());
    Err(Fault::new(status, code, why))
}
