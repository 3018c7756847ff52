//! `forget ID`, `export ID` and `privacy …`

use crate::args::Privacy;
use crate::outcome::{Fault, Result, print};
use desk::privacy::{Forgot, Retained, Unsent};
use desk::{Desk, Failure};
use serde_json::json;
use std::sync::Arc;

pub async fn export(desk: &Arc<Desk>, id: &str) -> Result<()> {
    let value = desk.export(id).await?;
    print(&format!("{value:#}"))
}

pub async fn forget(
    desk: &Arc<Desk>,
    id: &str,
    wait: bool,
    cancel: Option<String>,
    as_json: bool,
) -> Result<()> {
    let unsent = match cancel.map(|reason| reason.trim().to_owned()) {
        Some(reason) if reason.is_empty() => {
            return Err(Fault::refused("reason", "required", "say why they are given up"));
        }
        Some(reason) => Unsent::Cancel { reason },
        None if wait => Unsent::Wait,
        None => Unsent::Refuse,
    };
    match desk.forget(id, unsent).await? {
        Forgot::Now => print(if as_json {
            r#"{"ok":true,"forgotten":true}"#
        } else {
            "Forgotten on this computer."
        }),
        Forgot::Later { waiting } if as_json => {
            print(&json!({"ok": true, "forgotten": false, "waiting": waiting}).to_string())
        }
        Forgot::Later { waiting } => {
            print(&format!("Will be forgotten on this computer once {waiting} changes are sent."))
        }
    }
}

pub async fn run(desk: &Arc<Desk>, command: &Privacy, as_json: bool) -> Result<()> {
    let (desk, only_look) = (Arc::clone(desk), matches!(command, Privacy::Status));
    let done = tokio::task::spawn_blocking(move || {
        if only_look {
            let left = desk.past_their_time()?;
            return Ok::<_, Failure>(Retained { left, ..Retained::default() });
        }
        desk.retain()
    });
    let done = done.await.map_err(Failure::from)??;
    if !as_json {
        return print(&format!("{} rows past their time", done.left));
    }
    if only_look {
        return print(&json!({"past_their_time": done.left}).to_string());
    }
    print(
        &json!({
            "customers": done.customers,
            "entries": done.emptied.entries,
            "drafts": done.emptied.drafts,
            "submissions": done.emptied.submissions,
            "decisions": done.emptied.decisions,
            "logs": done.logs,
            "forgotten": done.forgotten,
            "past_their_time": done.left,
        })
        .to_string(),
    )
}
