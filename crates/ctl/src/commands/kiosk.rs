//! `kiosk submit · check · statement · prove · verify · list · accept`; what hands over by code is in `hand_off`

use super::{decide, hand_off, prove, self_check, write};
use crate::args::Kiosk;
use crate::outcome::{Fault, Result, Status, print};
use crate::read;
use desk::{Accept, Accepted, Created, Desk, Failure};
use serde_json::{Value, json};
use std::io::Read as _;
use std::sync::Arc;
use store::inbox::SubmissionState;

pub async fn run(desk: &Arc<Desk>, command: Kiosk, as_json: bool) -> Result<Status> {
    match command {
        Kiosk::Submit { file } => {
            let record = read::record(&file)?;
            let submission = desk.kiosk_submit(desk.clock.new_id(), record).await?;
            print(&if as_json {
                json!({ "submission": submission.id, "code": submission.code }).to_string()
            } else {
                submission.code
            })?;
        }
        Kiosk::Prove { pairs, plant } => {
            return prove::run(&desk.data_dir, pairs as usize, plant, as_json).await;
        }
        Kiosk::Check { open_although } => {
            return self_check::run(desk, open_although, as_json).await;
        }
        Kiosk::Statement => statement(desk, as_json)?,
        Kiosk::Pair { to: None, .. } => hand_off::key(desk, as_json).await?,
        Kiosk::Pair { to: Some(key), name } => hand_off::pair(desk, &key, name, as_json)?,
        Kiosk::Code { submission, svg } => {
            hand_off::code(desk, &submission, svg.as_deref(), as_json).await?;
        }
        Kiosk::Scan => return hand_off::scan(desk, as_json).await,
        Kiosk::Clear { hours } => hand_off::clear(desk, hours, as_json).await?,
        Kiosk::Verify => verify(desk, as_json)?,
        Kiosk::List => list(desk, as_json).await?,
        Kiosk::Accept { submission, use_id, different_from, despite_candidates, dismiss } => {
            let accept = match (use_id, dismiss) {
                (Some(id), _) => Accept::Use { id },
                (None, Some(reason)) => Accept::Dismiss { reason },
                (None, None) => Accept::Create { different_from, despite_candidates },
            };
            waiting(desk, &submission).await?;
            return accepted(desk.accept(&submission, accept).await?, as_json);
        }
    }
    Ok(Status::Done)
}

/// A card that can be decided.
async fn waiting(desk: &Arc<Desk>, name: &str) -> Result<()> {
    match desk.submission(name).await {
        Ok(card) if card.state == SubmissionState::New => Ok(()),
        Ok(_) => Err(Fault::refused("id", "too_late", "this card was decided already")),
        Err(Failure::NotFound) => {
            let message = format!("{name}: no card has this id or code: see `kiosk list`");
            Err(Fault::refused("id", "not_found", message))
        }
        Err(failure) => Err(failure.into()),
    }
}

/// Longer than any that is given out.
const LONGEST: u64 = 4 * 1024;

fn verify(desk: &Desk, as_json: bool) -> Result<()> {
    let mut text = String::new();
    std::io::stdin().lock().take(LONGEST).read_to_string(&mut text).map_err(|why| {
        Fault::refused("stdin", "unreadable", format!("the words cannot be read: {why}"))
    })?;
    if !desk.kiosk.gave(&text) {
        let message = "this was not given out here, or it was changed";
        return Err(Fault::refused("stdin", "not_ours", message));
    }
    print(&if as_json {
        json!({ "ours": true }).to_string()
    } else {
        "This was given out here, word for word.".to_owned()
    })
}

fn statement(desk: &Desk, as_json: bool) -> Result<()> {
    let own = desk.config.own_statement(&desk.config_path).map_err(Failure::from)?;
    let languages = api::statement::languages();
    let rows = languages.iter().map(|language| {
        let shown = api::statement::shown(own.as_ref(), language);
        let shown_in = if own.is_some() { shown.language } else { language.clone() };
        json!({
            "language": language,
            "shown_in": shown_in,
            "version": shown.version,
            "hash": shown.hash,
        })
    });
    let rows = rows.collect::<Vec<_>>();
    if as_json {
        return print(&json!({ "own": own.is_some(), "languages": rows }).to_string());
    }
    let whose = if own.is_some() { "the dealer's own words" } else { "the program's own words" };
    print(whose)?;
    let text = |row: &Value, name: &str| row[name].as_str().unwrap_or_default().to_owned();
    rows.iter().try_for_each(|row| {
        let [language, shown_in, version, hash] =
            ["language", "shown_in", "version", "hash"].map(|name| text(row, name));
        print(&format!("{language}  shown in {shown_in}  version {version}  {hash}"))
    })
}

async fn list(desk: &Arc<Desk>, as_json: bool) -> Result<()> {
    let submissions = desk.submissions().await?;
    if as_json {
        let rows = submissions.iter().map(|one| {
            json!({
                "submission": one.id,
                "code": one.code,
                "received_at": one.received_at,
                "record": one.json,
                "visit": one.visit,
            })
        });
        return print(&json!(rows.collect::<Vec<_>>()).to_string());
    }
    if submissions.is_empty() {
        return print("No submission waits.");
    }
    for one in &submissions {
        print(&format!("{}  {}  {}", one.code, one.received_at, one.id))?;
    }
    Ok(())
}

fn accepted(accepted: Accepted, as_json: bool) -> Result<Status> {
    match accepted {
        Accepted::Dismissed if as_json => print(&json!({ "state": "dismissed" }).to_string())?,
        Accepted::Dismissed => print("put away")?,
        Accepted::Updated(entries) if as_json => {
            let ops = entries.iter().map(|entry| {
                json!({ "op_id": entry.op_id, "kind": entry.kind.word(), "state": entry.word().word() })
            });
            print(&json!({ "ops": ops.collect::<Vec<_>>() }).to_string())?;
        }
        Accepted::Updated(entries) => {
            for entry in &entries {
                print(&write::queued(entry, false))?;
            }
        }
        Accepted::Created(Created::Queued(entry)) => print(&write::queued(&entry, as_json))?,
        Accepted::Created(Created::Candidates(decided)) => {
            print(&decide::answer(&decided, usize::MAX).to_string())?;
            return Ok(Status::Person);
        }
    }
    Ok(Status::Done)
}
