//! `outbox list · show · slip · hold · release · retry · cancel · resolve`

use super::timeline;
use crate::args::Outbox;
use crate::commands::recover::line_of_stdin;
use crate::outcome::{Fault, Result, print};
use desk::Desk;
use desk::entries::{Act, Standing};
use jiff::Timestamp;
use outbox::Entry;
use outbox::resolve::{Choice, Side};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::Arc;
use store::mine::{SetAside, Which};
use uuid::Uuid;

pub async fn run(desk: &Arc<Desk>, command: Outbox, as_json: bool) -> Result<()> {
    let entry = match command {
        Outbox::List { all } => return list(desk, all, as_json).await,
        Outbox::Seal { file } => return seal(desk, file, as_json).await,
        Outbox::Unseal { file } => return unseal(desk, file, as_json).await,
        Outbox::Show { op, timeline: false } => entry(desk, &op).await?,
        Outbox::Show { op, timeline: true } => return course(desk, &op, as_json).await,
        Outbox::Hold { op, because, until } => {
            let until = until.as_deref().map(moment).transpose()?;
            desk.act(known(desk, &op).await?, Act::Hold { until, because }).await?
        }
        Outbox::Slip { id, svg } => {
            return super::hand_off::slip(desk, &id, svg.as_deref(), as_json).await;
        }
        Outbox::Release { op } => desk.act(known(desk, &op).await?, Act::Release).await?,
        Outbox::Retry { op } => desk.act(known(desk, &op).await?, Act::Retry).await?,
        Outbox::Cancel { op, reason } => {
            desk.act(known(desk, &op).await?, Act::Cancel { reason }).await?
        }
        Outbox::Resolve { op, fields, use_id, different } => {
            desk.act(known(desk, &op).await?, decision(&fields, use_id, different)?).await?
        }
    };
    let standing = desk.standing().await?;
    let value = whole(desk, &entry, &standing);
    desk.numbers_are_shown(&value).await?;
    print(&if as_json { value.to_string() } else { format!("{value:#}") })
}

async fn course(desk: &Arc<Desk>, op: &str, as_json: bool) -> Result<()> {
    let (entry, steps) = desk.timeline(known(desk, op).await?).await?;
    if !as_json {
        return print(&timeline::text(&steps));
    }
    let mut value = whole(desk, &entry, &desk.standing().await?);
    desk.numbers_are_shown(&value).await?;
    value["timeline"] = timeline::json(&steps);
    print(&value.to_string())
}

async fn list(desk: &Arc<Desk>, all: bool, as_json: bool) -> Result<()> {
    let entries = desk.entries(if all { Which::All } else { Which::Live }).await?;
    let (aside, standing) = (desk.set_aside().await?, desk.standing().await?);
    if as_json {
        let rows = entries.iter().map(|entry| row(desk, entry, &standing));
        let rows = rows.chain(aside.iter().map(|one| left_alone(desk, one))).collect::<Vec<_>>();
        return print(&json!(rows).to_string());
    }
    for one in &aside {
        let kind = one.kind.as_deref().unwrap_or_default();
        print(&format!("{}  {kind:24}  {:12}  {}", one.key, "needs_person", UNREADABLE))?;
    }
    if entries.is_empty() && aside.is_empty() {
        return print("Nothing waits.");
    }
    for entry in &entries {
        let given_up = entry.detail.cancel_reason().unwrap_or_default();
        let held = standing.held.get(&entry.op_id).map(|held| format!("held: {}", held.because));
        let reason = entry.reason.map_or(given_up, |reason| reason.word());
        let reason = held.as_deref().unwrap_or(reason);
        let (op, kind, state) = (entry.op_id, entry.kind.word(), entry.word().word());
        print(&format!("{op}  {kind:24}  {state:12}  {reason}"))?;
    }
    Ok(())
}

async fn seal(desk: &Arc<Desk>, file: PathBuf, as_json: bool) -> Result<()> {
    let words = line_of_stdin("passphrase")?;
    let entries = desk.seal(file, words).await?;
    if as_json {
        return print(&json!({ "entries": entries }).to_string());
    }
    print(&format!(
        "{entries} entries are in the file and are not sent from here any more. It can be taken in \
         once: `showroomctl outbox unseal` on the other desk."
    ))
}

async fn unseal(desk: &Arc<Desk>, file: PathBuf, as_json: bool) -> Result<()> {
    let words = line_of_stdin("passphrase")?;
    let taken = desk.unseal(file, words).await?;
    if as_json {
        let value = json!({ "entries": taken.entries, "looked_for": taken.looked_for });
        return print(&value.to_string());
    }
    print(&format!(
        "{} entries are in this desk's outbox now; {} of them may have been sent before and are \
         looked for first.",
        taken.entries, taken.looked_for
    ))
}

fn decision(fields: &[String], use_id: Option<String>, different: bool) -> Result<Act> {
    if let Some(id) = use_id {
        return Ok(Act::Use { id });
    }
    if different {
        return Ok(Act::Different);
    }
    let choice = |text: &String| {
        let (field, side) = text.rsplit_once('=').unwrap_or((text, ""));
        let side = match side {
            "base" => Side::Base,
            "mine" => Side::Mine,
            "theirs" => Side::Theirs,
            _ => {
                return Err(Fault::usage(format!(
                    "\"{text}\": say FIELD=base, FIELD=mine or FIELD=theirs"
                )));
            }
        };
        Ok(Choice { field: field.to_owned(), side })
    };
    let choices = fields.iter().map(choice).collect::<Result<Vec<_>>>()?;
    if choices.is_empty() {
        return Err(Fault::usage("say --field F=base|mine|theirs, --use ID or --different"));
    }
    Ok(Act::Resolve { choices })
}

fn row(desk: &Desk, entry: &Entry, standing: &Standing) -> Value {
    let mut row = json!({
        "op_id": entry.op_id,
        "kind": entry.kind.word(),
        "local_id": entry.local_id,
        "id": entry.server_id.clone().unwrap_or_else(|| entry.local_id.to_string()),
        "state": entry.word().word(),
        "reason": entry.reason.map(outbox::Reason::word),
        "age_s": desk.age_of(&entry.created_at).map_or(0, |age| age.as_secs()),
    });
    if let Some(why) = entry.detail.cancel_reason() {
        row["cancel_reason"] = json!(why);
    }
    if let Some(held) = standing.held.get(&entry.op_id) {
        row["held"] = json!({ "for": held.because, "until": held.until });
    }
    if standing.here.contains(&entry.local_id) {
        row["still_here"] = json!(true);
    }
    row
}

/// The reason of what this program cannot read.
const UNREADABLE: &str = "unreadable";

fn left_alone(desk: &Desk, one: &SetAside) -> Value {
    let age = one.created_at.as_deref().and_then(|at| desk.age_of(at));
    json!({
        "op_id": one.key,
        "kind": one.kind,
        "local_id": one.local_id,
        "id": one.local_id,
        "state": "needs_person",
        "reason": UNREADABLE,
        "age_s": age.map_or(0, |age| age.as_secs()),
        "note": format!("written by a newer version of the program ({})", one.why),
    })
}

fn whole(desk: &Desk, entry: &Entry, standing: &Standing) -> Value {
    let mut value = row(desk, entry, standing);
    let detail = &entry.detail;
    value["attempts"] = json!(entry.attempts);
    value["created_at"] = json!(entry.created_at);
    value["finished_at"] = json!(entry.finished_at);
    value["note"] = json!(detail.note);
    value["refusals"] = json!(detail.refusals);
    value["conflicts"] = json!(detail.conflicts);
    value["candidates"] = json!(detail.candidates);
    value["warnings"] = json!(detail.warnings);
    value["twins"] = json!(detail.twins);
    value["successor"] = json!(entry.successor);
    if !detail.differs.is_empty() {
        value["differs"] = json!(detail.differs);
    }
    value
}

fn moment(text: &str) -> Result<Timestamp> {
    text.parse()
        .map_err(|_| Fault::refused("until", "not_a_time", "say --until as 2026-11-30T09:00:00Z"))
}

async fn entry(desk: &Arc<Desk>, op: &str) -> Result<Entry> {
    let id = Uuid::parse_str(op)
        .map_err(|_| Fault::refused("op", "not_an_op", "OP is an entry's op_id"))?;
    desk.entry(id).await.map_err(|failure| match failure {
        desk::Failure::NotFound => {
            let message = "there is no such entry: `outbox list --all` names them";
            Fault::refused("op", "not_found", message)
        }
        failure => failure.into(),
    })
}

async fn known(desk: &Arc<Desk>, op: &str) -> Result<Uuid> {
    Ok(entry(desk, op).await?.op_id)
}
