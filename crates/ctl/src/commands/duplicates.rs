//! `duplicates list · scan · check · export`

use crate::args::Duplicates;
use crate::outcome::{Result, print};
use desk::Desk;
use desk::duplicates::{Pair, Words};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

/// How often it is looked whether a scan is over.
const LOOK: Duration = Duration::from_millis(100);

pub async fn run(desk: &Arc<Desk>, command: Duplicates, as_json: bool) -> Result<()> {
    match command {
        Duplicates::List => list(&desk.duplicates().await?, as_json),
        Duplicates::Scan => {
            desk.start_scan()?;
            while desk.scan.progress().running {
                tokio::time::sleep(LOOK).await;
            }
            let ended = desk.scan.progress();
            let value = json!({
                "end": ended.end,
                "looked_at": ended.looked_at,
                "found": ended.found,
                "new": ended.new,
            });
            let text = format!("{} looked at, {} pairs", ended.looked_at, ended.found);
            print(&if as_json { value.to_string() } else { text })
        }
        Duplicates::Check => {
            let checked = desk.check_duplicates().await?;
            let value = json!({
                "solved": checked.solved,
                "still_two": checked.still_two,
                "unknown": checked.unknown,
            });
            let text = format!(
                "{} solved, {} still two, {} not answered",
                checked.solved, checked.still_two, checked.unknown
            );
            print(&if as_json { value.to_string() } else { text })
        }
        Duplicates::Export { folder } => {
            let exported = desk.export_duplicates_to(folder, Words::default()).await?;
            let path = exported.path.display().to_string();
            let value = json!({"path": path, "pairs": exported.pairs});
            print(&if as_json { value.to_string() } else { path })
        }
    }
}

fn list(pairs: &[Pair], as_json: bool) -> Result<()> {
    if as_json {
        return print(&json!(pairs.iter().map(row).collect::<Vec<_>>()).to_string());
    }
    if pairs.is_empty() {
        return print("No pair is on the list.");
    }
    for Pair { duplicate, one, other } in pairs {
        let percent = duplicate.probability * 100.0;
        let solved = duplicate.solved.as_deref().unwrap_or_default();
        print(&format!(
            "{percent:6.2} %  {}  {}  {}  {}  {solved}",
            duplicate.one, one.name, duplicate.other, other.name
        ))?;
    }
    Ok(())
}

fn row(pair: &Pair) -> Value {
    let Pair { duplicate, one, other } = pair;
    let mut row = json!({
        "ids": [duplicate.one, duplicate.other],
        "names": [one.name, other.name],
        "source": duplicate.source,
        "probability": duplicate.probability,
        "evidence": duplicate.evidence,
        "who": duplicate.who,
        "at": duplicate.at,
    });
    if let Some(solved) = &duplicate.solved {
        row["solved"] = json!(solved);
    }
    row
}
