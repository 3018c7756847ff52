//! `receipts list · show · replay`

use crate::args::Receipts;
use crate::outcome::{Fault, Result, print};
use desk::Desk;
use desk::receipt::{Changed, Line};
use serde_json::{Value, json};
use std::sync::Arc;
use uuid::Uuid;

pub async fn run(desk: &Arc<Desk>, command: Receipts, as_json: bool) -> Result<()> {
    match command {
        Receipts::List { about, limit } => {
            let lines = match about {
                Some(name) => desk.receipts_about(&name, limit as usize).await?,
                None => desk.receipts(None, limit as usize).await?,
            };
            list(&lines, as_json)
        }
        Receipts::Show { id } => {
            let receipt = desk.receipt_of(parse(&id)?).await?;
            say(&whole(&receipt.line)?, as_json)
        }
        Receipts::Replay { id } => {
            let replay = desk.replay(parse(&id)?).await?;
            let changed = replay.today.changed.iter().map(|one| match one {
                Changed::Gone { name } => json!({"id": name, "what": "gone"}),
                Changed::Fields { name, fields } => {
                    json!({"id": name, "what": "fields", "fields": fields})
                }
                Changed::New { name } => json!({"id": name, "what": "new"}),
                Changed::RuledOut { name } => json!({"id": name, "what": "ruled_out"}),
            });
            let mut today = json!({
                "same": replay.today.same,
                "action": replay.today.action,
                "branch": replay.today.branch,
                "reason": replay.today.reason,
                "thresholds_changed": replay.today.policy_changed,
                "changed": changed.collect::<Vec<_>>(),
            });
            if let Some(id) = replay.today.use_id {
                today["use"] = json!(id);
            }
            say(&json!({"same_program": replay.same_program, "today": today}), as_json)
        }
    }
}

fn list(lines: &[Line], as_json: bool) -> Result<()> {
    if as_json {
        return print(&json!(lines.iter().map(row).collect::<Vec<_>>()).to_string());
    }
    if lines.is_empty() {
        return print("Nothing has been decided yet.");
    }
    for line in lines {
        let (said, occasion) = (line.said.word(), line.occasion.word());
        print(&format!("{}  {}  {said:9}  {occasion:10}  {}", line.id, line.at, line.who))?;
    }
    Ok(())
}

/// Who it was about stands only in the whole receipt.
fn row(line: &Line) -> Value {
    let mut row = json!({
        "id": line.id,
        "at": line.at,
        "who": line.who,
        "occasion": line.occasion,
        "said": line.said,
        "forgotten": line.kept.is_none(),
    });
    for (member, value) in [
        ("op_id", line.op_id.map(|id| json!(id))),
        ("chosen", line.chosen.clone().map(|id| json!(id))),
        ("because", line.because.clone().map(|why| json!(why))),
        ("action", line.kept.as_ref().map(|(_, ruling)| json!(ruling.action))),
        ("branch", line.kept.as_ref().map(|(_, ruling)| json!(ruling.branch))),
    ] {
        if let Some(value) = value {
            row[member] = value;
        }
    }
    row
}

fn whole(line: &Line) -> Result<Value> {
    let mut whole = row(line);
    let fault = |fault: serde_json::Error| desk::Failure::Inside(fault.to_string());
    if let Some((snapshot, ruling)) = &line.kept {
        whole["snapshot"] = serde_json::to_value(snapshot).map_err(fault)?;
        whole["ruling"] = serde_json::to_value(ruling).map_err(fault)?;
    }
    Ok(whole)
}

fn say(value: &Value, as_json: bool) -> Result<()> {
    print(&if as_json { value.to_string() } else { format!("{value:#}") })
}

fn parse(id: &str) -> Result<Uuid> {
    Uuid::parse_str(id).map_err(|_| Fault::usage(format!("\"{id}\" is no id of a receipt")))
}
