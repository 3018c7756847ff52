//! `kiosk check`: the self-check of a kiosk's computer, for the person who sets it up.

use crate::outcome::{Result, Status, print};
use desk::Desk;
use desk::kiosk::mend;
use desk::kiosk::readiness::Readiness;
use desk::kiosk::self_check::{Line, Point, State};
use serde_json::{Value, json};
use std::sync::Arc;

pub async fn run(desk: &Arc<Desk>, although: Option<String>, as_json: bool) -> Result<Status> {
    let mut readiness = desk.kiosk_readiness().await?;
    if let Some(reason) = although {
        // Nothing to say yes to is no fault of whoever says it in a script.
        let failing = readiness.failing();
        if !failing.is_empty() {
            readiness = desk.open_kiosk_although(failing, reason).await?;
        }
    }
    if as_json {
        print(&document(&readiness).to_string())?;
    } else {
        readiness.lines.iter().try_for_each(|line| said(line, &readiness))?;
        if let Some(although) = &readiness.although {
            print(&format!(
                "opened although by {} at {}: {}",
                although.by, although.at, although.reason
            ))?;
        }
    }
    Ok(status(&readiness))
}

/// 1 where something fails, 4 where a person has to look, 0 only where neither is so.
fn status(readiness: &Readiness) -> Status {
    if !readiness.open_points().is_empty() {
        return Status::Other;
    }
    let untold = readiness.lines.iter().any(|line| line.state == State::CannotTell);
    if untold { Status::Person } else { Status::Done }
}

fn said(line: &Line, readiness: &Readiness) -> Result<()> {
    let although = !readiness.open_points().contains(&line.point);
    let state = match line.state {
        State::Pass => "ok",
        State::Fail if although => "although",
        State::Fail => "FAILS",
        State::CannotTell => "by hand",
    };
    for (at, why) in line.why.iter().enumerate() {
        let (state, point) = if at == 0 { (state, line.point.word()) } else { ("", "") };
        print(&format!("{state:9} {point:15} {}", why.sentence()))?;
    }
    if line.state != State::Pass {
        for step in mend::steps(line.point, readiness.system) {
            print(&format!("{:25} > {step}", ""))?;
        }
    }
    Ok(())
}

fn document(readiness: &Readiness) -> Value {
    let words = |points: &[Point]| points.iter().map(|point| point.word()).collect::<Vec<_>>();
    let lines = readiness.lines.iter().map(|line| {
        json!({
            "point": line.point.word(),
            "state": line.state.word(),
            "why": line.why.iter().map(|why| why.word()).collect::<Vec<_>>(),
            "says": line.why.iter().map(|why| why.sentence()).collect::<Vec<_>>().join(" "),
            "steps": mend::steps(line.point, readiness.system),
        })
    });
    let tried = readiness.escapes.iter().filter_map(|(chord, outcome)| {
        outcome.map(|outcome| ((*chord).to_owned(), json!(outcome.word())))
    });
    json!({
        "system": readiness.system.word(),
        "lines": lines.collect::<Vec<_>>(),
        "refuses": readiness.refuses,
        "shut": readiness.shut(),
        "fails": words(&readiness.open_points()),
        "although": readiness.although.as_ref().map(|said| json!({
            "points": words(&said.points),
            "by": said.by,
            "at": said.at,
            "reason": said.reason,
        })),
        "escapes": tried.collect::<serde_json::Map<_, _>>(),
    })
}
