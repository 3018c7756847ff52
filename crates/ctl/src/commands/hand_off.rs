//! `kiosk pair · code · scan · clear`: a kiosk's cards as codes for a desk, without a window.

use crate::outcome::{Fault, Result, Status, print};
use desk::kiosk::hand_off::{Drawn, Scanned};
use desk::{Desk, Failure};
use serde_json::json;
use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;
use store::inbox::Submission;

/// `outbox slip`: a code that finds a customer again at this desk.
pub async fn slip(desk: &Arc<Desk>, id: &str, svg: Option<&Path>, as_json: bool) -> Result<()> {
    let (text, drawn) = desk.slip(id).await?;
    if let Some(path) = svg {
        draw(path, &drawn)?;
    }
    print(&if as_json { json!({ "slip": text }).to_string() } else { text })
}

fn draw(path: &Path, drawn: &Drawn) -> Result<()> {
    std::fs::write(path, drawn.svg()).map_err(|why| {
        let message = format!("{} cannot be written: {why}", path.display());
        Fault::refused("svg", "unwritable", message)
    })
}

/// Longer than the codes of any card.
const LONGEST: u64 = 64 * 1024;

pub async fn key(desk: &Arc<Desk>, as_json: bool) -> Result<()> {
    let key = desk.hand_off_key().await?;
    print(&if as_json { json!({ "key": key }).to_string() } else { key })
}

pub fn pair(desk: &Desk, key: &str, name: Option<String>, as_json: bool) -> Result<()> {
    desk.hand_over_to(key, name)?;
    if as_json {
        return print(&json!({ "paired": true }).to_string());
    }
    print("This computer's kiosk shows its cards as codes for that desk from its next start on.")
}

pub async fn code(desk: &Arc<Desk>, name: &str, svg: Option<&Path>, as_json: bool) -> Result<()> {
    let (asked, name) = (Arc::clone(desk), name.to_owned());
    let codes = tokio::task::spawn_blocking(move || asked.kiosk.codes_again(&name)).await;
    let codes = codes.map_err(Failure::from)??;
    if let Some(folder) = svg {
        for (number, (_, drawn)) in (1..).zip(&codes) {
            draw(&folder.join(format!("code-{number}.svg")), drawn)?;
        }
    }
    if as_json {
        let codes: Vec<_> = codes.iter().map(|(text, _)| text).collect();
        return print(&json!({ "codes": codes }).to_string());
    }
    codes.iter().try_for_each(|(text, _)| print(text))
}

pub async fn scan(desk: &Arc<Desk>, as_json: bool) -> Result<Status> {
    let mut text = String::new();
    std::io::stdin().lock().take(LONGEST).read_to_string(&mut text).map_err(|why| {
        Fault::refused("stdin", "unreadable", format!("the codes cannot be read: {why}"))
    })?;
    match desk.scan_card(text).await? {
        Scanned::Card(card) => {
            print(&said(&card, as_json))?;
            Ok(Status::Done)
        }
        Scanned::Again(card) => {
            let what = if Scanned::waits(&card) { "and waits" } else { "and was decided" };
            let message =
                format!("this card was scanned already, {what}: {} {}", card.code, card.id);
            Err(Fault::refused("stdin", "scanned_already", message))
        }
        Scanned::Parts { missing, of } => {
            let numbers = missing.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            print(&if as_json {
                json!({ "missing": missing, "of": of }).to_string()
            } else {
                format!("missing: {numbers} of {of}; give all of them together")
            })?;
            Ok(Status::Person)
        }
        Scanned::Customer(id) => {
            print(&if as_json { json!({ "customer": id }).to_string() } else { id.to_string() })?;
            Ok(Status::Done)
        }
        Scanned::Refused(refusal) => Err(Fault::refused("stdin", refusal.code(), refusal.words())),
    }
}

fn said(card: &Submission, as_json: bool) -> String {
    if as_json {
        return json!({
            "submission": card.id,
            "code": card.code,
            "received_at": card.received_at,
            "station": card.visit["station_name"],
        })
        .to_string();
    }
    format!("{}  {}  {}", card.code, card.received_at, card.id)
}

pub async fn clear(desk: &Arc<Desk>, hours: u32, as_json: bool) -> Result<()> {
    let before = desk.clock.now() - jiff::SignedDuration::from_hours(i64::from(hours));
    let cleared = desk.clear_handed_over(before).await?;
    print(&if as_json {
        json!({ "cleared": cleared }).to_string()
    } else {
        format!("put away: {cleared}")
    })
}
