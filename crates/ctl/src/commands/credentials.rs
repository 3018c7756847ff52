//! `credentials set · check · restore`

use crate::outcome::{Fault, Result, Status, print};
use desk::{Desk, Start, credentials};
use network::settings::{Credentials, Settings};
use serde_json::json;
use std::io::Read;
use std::sync::Arc;

/// One JSON object is never longer.
const LONGEST: u64 = 64 * 1024;

/// Works without a network, and where the old credentials are refused. Wakes a paused lane.
pub fn set(start: &Start, tested: bool, as_json: bool) -> Result<()> {
    let settings = settings(start)?;
    let mut text = String::new();
    let read = std::io::stdin().lock().take(LONGEST).read_to_string(&mut text);
    read.map_err(|_| Fault::refused("credentials", "not_text", "stdin is not UTF-8 text"))?;
    let parsed = credentials::parse(settings, &text)?;
    // Before they are kept: what is refused has changed nothing.
    desk::network_of(&start.config, &start.config_path, settings, Some(parsed.clone()))?;
    if tested {
        crate::runtime()?.block_on(test(start, &parsed))?;
    }
    let keys = desk::key_store(&start.config, &start.data_dir)?;
    credentials::keep(&*keys, settings, &parsed)?;
    if tested {
        credentials::were_accepted(&*keys, settings)?;
    }
    desk::wake_after_sign_in(start.clone())?;
    let before = credentials::has_before(&*keys, settings)?;
    print(match (as_json, before) {
        (true, true) => r#"{"ok":true,"previous_kept":true}"#,
        (true, false) => r#"{"ok":true}"#,
        (false, false) => "The credentials are kept.",
        (false, true) => {
            "The credentials are kept, and those before beside them: `credentials check` lets them \
             go once the network accepts the new ones, `credentials restore` puts them back."
        }
    })
}

/// Wakes a paused lane as `set` does.
pub fn restore(start: &Start, as_json: bool) -> Result<()> {
    let settings = settings(start)?;
    let keys = desk::key_store(&start.config, &start.data_dir)?;
    credentials::restore(&*keys, settings)?;
    desk::wake_after_sign_in(start.clone())?;
    print(if as_json { r#"{"ok":true}"# } else { "The credentials before are in use again." })
}

/// Without a network nobody can tell which credentials are meant.
fn settings(start: &Start) -> Result<&Settings> {
    start.config.network.as_ref().ok_or_else(|| {
        let message = "no network is set up: write showroom.toml first";
        Fault::refused("network", "not_configured", message)
    })
}

/// Nothing is kept yet: what is refused, or could not be asked about, has changed nothing.
async fn test(start: &Start, entered: &Credentials) -> Result<()> {
    let (now, call) = (start.clock.now(), start.clock.new_id());
    let (config, path) = (&start.config, &start.config_path);
    let lines = desk::setup::check(config, path, entered.clone(), now, call).await?;
    let failed = lines.iter().find(|line| !line.ok && line.tried && line.step != "clock");
    let why = failed.map_or("", |line| line.detail.as_str());
    match credentials::accepted(&lines) {
        Some(true) => Ok(()),
        Some(false) => {
            let field = match entered {
                Credentials::Keyloop { .. } => "client_secret",
                Credentials::MyKaarma { .. } => "password",
            };
            let message = format!("the network refuses them, and those before stay: {why}");
            Err(Fault::refused(field, "credentials_refused", message))
        }
        None => {
            let message = format!("the network could not be asked, and nothing was changed: {why}");
            Err(Fault::new(Status::Network, "offline", message))
        }
    }
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
    let mut why = failed.map_or_else(|| "nothing was checked".into(), |line| line.detail.clone());
    if credentials::accepted(&lines) == Some(false) && desk.has_credentials_before()? {
        why.push_str(": `credentials restore` puts those before back");
    }
    Err(Fault::new(status, code, why))
}
