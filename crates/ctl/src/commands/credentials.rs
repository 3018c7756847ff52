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
    // Before they are kept: what is refused has changed nothing.
    desk::network_of(&start.config, &start.config_path, settings, Some(parsed.clone()))?;
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
            let mark = match (line.ok, line.tried) {
                (true, true) => "ok    ",
                (false, true) => "FAILED",
                (_, false) => "-     ",
            };
            let owner = line.owner.map(|owner| format!(" [{}]", owner.word())).unwrap_or_default();
            let took =
                if line.took_ms > 0 { format!(" ({} ms)", line.took_ms) } else { String::new() };
            print(format!("{mark}  {:8}  {}{took}{owner}", line.step, line.detail).trim_end())?;
        }
    }
    if ok {
        return Ok(Status::Done);
    }
    let failed = lines.iter().find(|line| !line.ok && line.tried);
    let code = failed.and_then(|line| line.code).unwrap_or("offline");
    let (status, code) = match failed.map(|line| line.step) {
        Some("tls") => (Status::Network, code),
        Some("clock") => (Status::Other, code),
        _ if matches!(code, "no_connection" | "name_unknown" | "no_answer" | "not_the_network") => {
            (Status::Network, "offline")
        }
        Some("sign_in") => (Status::Other, "sign_in"),
        Some(step) => (Status::Other, step),
        None => (Status::Network, "offline"),
    };
    let why = failed.map_or("nothing was checked", |line| line.detail.as_str());
    Err(Fault::new(status, code, why))
}
