//! `create FILE.json` and `update ID SECTION FILE.json`: into the outbox, or refused with reasons.

use super::decide;
use crate::outcome::{Fault, Result, Status, print};
use crate::read;
use customer::Section;
use desk::{Change, Created, Desk, Saved};
use outbox::{Entry, Origin};
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;

pub async fn create(
    desk: &Arc<Desk>,
    file: &Path,
    different_from: &[String],
    despite: bool,
    as_json: bool,
) -> Result<Status> {
    let record = read::record(file)?;
    let created = desk.create(record, different_from, despite, None, Origin::Staff).await?;
    match created {
        Created::Queued(entry) => {
            print(&queued(&entry, as_json))?;
            Ok(Status::Done)
        }
        Created::Candidates(decided) => {
            print(&decide::answer(&decided, usize::MAX).to_string())?;
            Ok(Status::Person)
        }
    }
}

pub async fn update(
    desk: &Arc<Desk>,
    id: &str,
    section: &str,
    file: &Path,
    as_json: bool,
) -> Result<Status> {
    let Some(section) = Section::from_word(section) else {
        let words = Section::ALL.map(Section::word).join(", ");
        return Err(Fault::usage(format!("SECTION is one of {words}; \"{section}\" is not")));
    };
    let value = read::json(file)?;
    match desk.update_from(id, section, value, None, Origin::Staff).await? {
        Saved::Queued(change) => print(&saved(&change, as_json))?,
        Saved::Unchanged if as_json => {
            print(&json!({ "op_id": null, "state": "unchanged" }).to_string())?;
        }
        Saved::Unchanged => print("nothing differs: nothing to send")?,
    }
    Ok(Status::Done)
}

/// Whom the change made this customer look like is said beside it: it is queued all the same.
fn saved(change: &Change, as_json: bool) -> String {
    if as_json && !change.alike.is_empty() {
        let candidates: Vec<Value> = change.alike.iter().map(decide::candidate).collect();
        let mut answer = entry(&change.entry);
        answer["candidates"] = json!(candidates);
        return answer.to_string();
    }
    let queued = queued(&change.entry, as_json);
    let names = change.alike.iter().map(|one| format!("\n  looks like {} now", one.name()));
    queued + &names.collect::<String>()
}

fn entry(entry: &Entry) -> Value {
    json!({ "op_id": entry.op_id, "local_id": entry.local_id, "state": entry.word().word() })
}

pub fn queued(entry: &Entry, as_json: bool) -> String {
    if as_json {
        return self::entry(entry).to_string();
    }
    format!("{}  {}  {}", entry.op_id, entry.kind.word(), entry.word().word())
}
