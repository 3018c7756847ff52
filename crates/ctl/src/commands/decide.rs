//! `decide FILE.json` and `decide --batch FILE.ndjson`

use super::search::{error, lines};
use crate::outcome::{Fault, Result, print};
use crate::read;
use desk::decide::Candidate;
use desk::{Decided, Desk, Scope};
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

pub async fn run(
    desk: &Arc<Desk>,
    file: &Path,
    limit: usize,
    local_only: bool,
    as_json: bool,
) -> Result<()> {
    let record = read::record(file)?;
    let scope = if local_only { Scope::Desk } else { Scope::Everyone };
    let decided = desk.decide(&record, scope).await?;
    if as_json {
        return print(&answer(&decided, limit).to_string());
    }
    text(&decided, limit)
}

pub async fn batch(desk: &Arc<Desk>, file: &Path, limit: usize) -> Result<()> {
    desk.warm();
    for line in lines(file)? {
        let line = line?;
        let answer = if line.iter().all(u8::is_ascii_whitespace) {
            error("blank", "the line is blank")
        } else {
            one(desk, &line, limit)
        };
        print(&answer.to_string())?;
    }
    Ok(())
}

fn one(desk: &Arc<Desk>, line: &[u8], limit: usize) -> Value {
    let value: Value = match serde_json::from_slice(line) {
        Ok(value) => value,
        Err(fault) => return error("not_json", &format!("not JSON (column {})", fault.column())),
    };
    let record = match read::parse(&value) {
        Ok(record) => record,
        Err(fault) => return fault.json(),
    };
    let begun = Instant::now();
    match desk.weigh(&record, &[]) {
        Ok(decided) => {
            let took = begun.elapsed();
            let mut answer = answer(&decided, limit);
            answer["took_us"] = json!(took.as_micros() as u64);
            answer
        }
        Err(failure) => Fault::from(failure).json(),
    }
}

/// The interface document's shape. Customers who have no network id are named by local id.
pub fn answer(decided: &Decided, limit: usize) -> Value {
    let candidates = decided.candidates.iter().take(limit).map(candidate);
    let mut answer = json!({
        "candidates": candidates.collect::<Vec<_>>(),
        "tree": { "branch": decided.decision.tree.branch, "ids": decided.decision.tree.ids },
        "action": desk::word(decided.action()),
        "reason": decided.reason(),
        "network": { "state": decided.asked.word(), "complete": decided.complete() },
    });
    if let Some(id) = &decided.use_id {
        answer["use"] = json!(id);
    }
    if let Some(question) = &decided.decision.question {
        answer["question"] = json!(question);
    }
    answer
}

pub fn candidate(one: &Candidate) -> Value {
    let mut candidate = json!({
        "id": one.name(),
        "local_id": one.person.local_id,
        "name": one.person.name(),
        "probability": one.score.probability,
        "relation": one.score.relation,
        "evidence": one.score.evidence.iter().map(|evidence| json!({
            "field": evidence.field,
            "outcome": evidence.outcome,
            "weight": evidence.weight,
        })).collect::<Vec<_>>(),
    });
    if one.ruled_out {
        candidate["ruled_out"] = json!(true);
    }
    candidate
}

fn text(decided: &Decided, limit: usize) -> Result<()> {
    print(&format!("{}: {}", desk::word(decided.action()), decided.reason()))?;
    for one in decided.candidates.iter().take(limit) {
        let percent = one.score.probability * 100.0;
        let relation = desk::word(one.score.relation);
        print(&format!(
            "  {:5.1} %  {relation:9}  {}  {}",
            percent,
            one.name(),
            one.person.name()
        ))?;
    }
    Ok(())
}
