//! `outbox show OP --timeline`: what happened to one write, as JSON and as lines to read.

use desk::timeline::Step;
use serde_json::{Value, json};

pub fn json(steps: &[Step]) -> Value {
    let said = |step: &Step| {
        let mut value = json!({ "at": step.at, "what": step.what });
        let members = [
            ("state", (!step.state.is_empty()).then(|| json!(step.state))),
            ("attempt", (step.attempt > 0).then(|| json!(step.attempt))),
            ("times", (step.times > 1).then(|| json!(step.times))),
            ("until", step.until.as_ref().map(|until| json!(until))),
            ("who", step.who.as_ref().map(|who| json!(who))),
            ("found", step.found.map(|found| json!(found))),
            ("id", step.id.as_ref().map(|id| json!(id))),
            ("note", step.note.as_ref().map(|note| json!(note))),
        ];
        for (name, member) in members {
            if let Some(member) = member {
                value[name] = member;
            }
        }
        value
    };
    steps.iter().map(said).collect()
}

/// One line a step, times as they are stored.
pub fn text(steps: &[Step]) -> String {
    let mut lines = Vec::new();
    for step in steps {
        let mut line = format!("{:30}  {}", step.at, words(step));
        if step.times > 1 {
            line.push_str(&format!(" ({} times", step.times));
            if let Some(until) = &step.until {
                line.push_str(&format!(", last {until}"));
            }
            line.push(')');
        }
        if let Some(who) = &step.who {
            line.push_str(&format!(", {who}"));
        }
        if let Some(note) = &step.note {
            line.push_str(&format!(": {note}"));
        }
        lines.push(line);
    }
    lines.join("\n")
}

fn words(step: &Step) -> String {
    let found = step.found.unwrap_or(0);
    let resent = step.state == "queued";
    match step.what.as_str() {
        "typed" => "typing began".to_owned(),
        "kept" => "kept on this computer".to_owned(),
        "searched" => format!("looked for in the network: not there ({found} alike)"),
        "compared" => "read in the network: nothing clashes".to_owned(),
        "sent" => format!("sent (request {})", step.attempt),
        "answered" => match &step.id {
            Some(id) => format!("the network answered: taken as {id}"),
            None => "the network answered: taken".to_owned(),
        },
        "unknown" => "no answer: nobody knows whether it was taken".to_owned(),
        "diverted" => "answered with another address, or with \"later\"".to_owned(),
        "restarted" => "the program ended before the answer was kept".to_owned(),
        "found_none" if resent => "looked for: not there, so it is sent once more".to_owned(),
        "found_none" => "looked for: not there yet".to_owned(),
        "not_landed" if resent => "read: not there, so it is sent once more".to_owned(),
        "not_landed" => "read: not there yet".to_owned(),
        "found_several" => format!("looked for: {found} could be it, a person decides"),
        "adopted" => match &step.id {
            Some(id) => format!("looked for and found as {id}: not sent again"),
            None => "looked for and found: not sent again".to_owned(),
        },
        "verified" => "seen in the network".to_owned(),
        "already_there" => "the network has it already: nothing was sent".to_owned(),
        "not_kept" => format!("the network said yes and did not keep {found} of it"),
        "no_twins" => "looked for a second copy: none".to_owned(),
        "twins_found" => format!("looked for a second copy: {found} found"),
        "candidates" => format!("looked for: {found} may be the same, a person decides"),
        "clash" => format!("{found} changed in the network too, a person decides"),
        "refused" => "the network refused it".to_owned(),
        "throttled" => "the network asked to wait".to_owned(),
        "not_written" => "the network could not be reached: nothing was sent".to_owned(),
        "read_failed" => "the network could not be asked".to_owned(),
        "retry" => "a person asked for another try".to_owned(),
        "resolved" => "a person decided the conflict".to_owned(),
        "use" => "a person said who it is".to_owned(),
        "different" => "a person said that it is somebody else".to_owned(),
        "edited" => "a later edit took its place".to_owned(),
        "cancel" => "given up".to_owned(),
        "held" => "kept here only".to_owned(),
        "released" => "no longer kept here".to_owned(),
        other => other.replace('_', " "),
    }
}
