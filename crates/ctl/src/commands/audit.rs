//! `audit list`, `audit check`, `audit export`

use crate::args::Audit;
use crate::outcome::{Result, Status, print};
use desk::audit::{Act, AuditFault, Form};
use desk::{Desk, Failure};
use serde_json::{Value, json};
use std::sync::Arc;

pub async fn run(desk: &Arc<Desk>, command: Audit, as_json: bool) -> Result<Status> {
    match command {
        Audit::List { limit, before } => {
            let acts = desk.acts(before, limit as usize).await?;
            if as_json {
                print(&Value::from(acts.iter().map(told).collect::<Vec<_>>()).to_string())?;
            } else {
                for act in &acts {
                    print(&format!("{:>6}  {}  {}  {}", act.n, act.at, act.who, act.what))?;
                }
            }
            Ok(Status::Done)
        }
        Audit::Check => check(desk, as_json).await,
        Audit::Export { csv } => {
            let form = if csv { Form::Csv } else { Form::Json };
            let desk = Arc::clone(desk);
            let text = tokio::task::spawn_blocking(move || desk.audit_as(form));
            print(text.await.map_err(Failure::from)??.trim_end())?;
            Ok(Status::Done)
        }
    }
}

fn told(act: &Act) -> Value {
    json!({
        "n": act.n,
        "at": act.at,
        "who": act.who,
        "what": act.what,
        "op_id": act.op_id,
        "about": act.about,
    })
}

async fn check(desk: &Arc<Desk>, as_json: bool) -> Result<Status> {
    let check = desk.audit_checked().await?;
    let fault = check.fault.map(|fault| match fault {
        AuditFault::Changed => "changed",
        AuditFault::Cut => "cut",
    });
    if as_json {
        let told = json!({
            "intact": check.broken_at.is_none(),
            "rows": check.rows,
            "broken_at": check.broken_at,
            "fault": fault,
            "unproven": check.unproven,
        });
        print(&told.to_string())?;
    } else {
        let said = match (check.broken_at, fault) {
            (Some(row), Some("cut")) => format!("Rows are missing from row {row} on."),
            (Some(row), _) => format!("Row {row} is not as it was written."),
            (None, _) => format!("{} rows, all as they were written.", check.rows),
        };
        print(&said)?;
        if check.unproven > 0 {
            print(&format!("{} older rows are sealed with a key that is lost.", check.unproven))?;
        }
    }
    Ok(if check.broken_at.is_some() { Status::Other } else { Status::Done })
}
