//! `support`: what support is given to look at.

use crate::outcome::{Result, print};
use desk::Desk;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::Arc;

pub async fn run(
    desk: &Arc<Desk>,
    out: Option<PathBuf>,
    preview: bool,
    as_json: bool,
) -> Result<()> {
    let bundle = desk.support().await?;
    if preview {
        if as_json {
            let part = |part: &desk::support::Part| json!({ "name": part.name, "text": part.text });
            let files: Value = bundle.parts.iter().map(part).collect();
            return print(&json!({ "files": files }).to_string());
        }
        for part in &bundle.parts {
            print(&format!("== {}\n{}", part.name, part.text))?;
        }
        return Ok(());
    }
    let path = desk.save_support(&bundle.id, out).await?.display().to_string();
    let files: Vec<&str> = bundle.parts.iter().map(|part| part.name.as_str()).collect();
    print(&if as_json { json!({ "path": path, "files": files }).to_string() } else { path })
}
