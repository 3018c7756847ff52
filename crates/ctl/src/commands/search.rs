//! `search TEXT` and `search --batch FILE`

use crate::outcome::{Fault, Result, Status, print};
use customer::search_term::Reading;
use desk::Desk;
use desk::ask::{Asked, PATIENCE, Silence};
use desk::search::{LocalAnswer, Row, Why};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::sync::Arc;

pub async fn run(
    desk: &Arc<Desk>,
    text: &str,
    limit: usize,
    local_only: bool,
    as_json: bool,
) -> Result<()> {
    let local = desk.search(text, &[], limit).await?;
    let network =
        if local_only { None } else { Some(desk.search_network(text, &[], PATIENCE).await?) };
    let silent = Asked::NotAsked(Silence::LocalOnly);
    let asked = network.as_ref().map_or(&silent, |answer| &answer.asked);
    let network_rows = network.as_ref().map_or(&[][..], |answer| answer.rows.as_slice());
    let network_rows = network_rows.get(..limit).unwrap_or(network_rows);
    let complete = network.as_ref().is_some_and(|answer| {
        answer.complete && answer.rows.len() <= limit && matches!(asked, Asked::Answered(..))
    });
    if as_json {
        let mut heard = json!({
            "state": asked.word(),
            "complete": complete,
            "took_ms": asked.took().as_millis() as u64,
            "rows": network_rows.iter().map(row).collect::<Vec<_>>(),
        });
        if let Some(total) = network.as_ref().and_then(|answer| answer.total) {
            heard["total"] = json!(total);
        }
        if let Some(reason) = asked.reason() {
            heard["reason"] = json!(reason);
        }
        if let Some(until) = asked.until() {
            heard["until"] = json!(until.to_string());
        }
        return print(
            &json!({
                "query": text,
                "readings": local.readings.iter().map(reading).collect::<Vec<_>>(),
                "local": {
                    "customers": local.customers,
                    "took_us": local.took.as_micros() as u64,
                    "as_of": local.imported.or(local.newest).map(|at| at.to_string()),
                    "complete": !local.more && local.pending == 0,
                    "pending": local.pending,
                    "rows": local.rows.iter().map(row).collect::<Vec<_>>(),
                },
                "network": heard,
            })
            .to_string(),
        );
    }
    print(&format!("This desk ({}):", of_the_copy(&local)))?;
    rows_as_text(&local.rows)?;
    match asked.reason() {
        Some(reason) => {
            let until = asked.until().map(|until| format!(" until {until}")).unwrap_or_default();
            print(&format!("The dealer's network: {} ({reason}{until})", asked.word()))?;
        }
        None => {
            print(&format!("The dealer's network ({}):", all_or_some(complete)))?;
            rows_as_text(network_rows)?;
        }
    }
    Ok(())
}

/// One answer a line, in order; a line that cannot be served says so in its place.
pub async fn batch(desk: &Arc<Desk>, file: &Path, limit: usize) -> Result<()> {
    let lines = lines(file)?;
    desk.warm_search().map_err(Fault::from)?;
    desk.warm();
    for (number, line) in lines.enumerate() {
        let query = String::from_utf8(line?).ok();
        let answer = match query.as_deref().map(|text| text.trim_end_matches(['\r', '\n'])) {
            None => error("not_text", &format!("line {} is not UTF-8 text", number + 1)),
            Some(text) if text.trim().is_empty() => nobody(text),
            Some(text) => one(desk, text, limit),
        };
        print(&answer.to_string())?;
    }
    Ok(())
}

fn one(desk: &Arc<Desk>, text: &str, limit: usize) -> Value {
    match desk.ids(text, limit) {
        Ok((ids, took)) => {
            json!({ "query": text, "took_us": took.as_micros() as u64, "ids": ids })
        }
        Err(failure) => Fault::from(failure).json(),
    }
}

/// A blank line asks nothing: it counts, it finds nobody, and it says so.
fn nobody(text: &str) -> Value {
    let mut answer = json!({ "query": text, "took_us": 0, "ids": [] });
    answer["error"] = error("blank", "the line is blank")["error"].take();
    answer
}

pub fn error(code: &str, message: &str) -> Value {
    json!({ "error": { "code": code, "message": message } })
}

/// The lines of a batch file, blank ones included. The first that cannot be read ends it: a folder, or
/// a stick that was pulled out, would fail for ever.
pub fn lines(file: &Path) -> Result<impl Iterator<Item = Result<Vec<u8>>>> {
    let refused = |why: String| {
        Fault::refused("FILE", "unreadable", format!("{} cannot be read: {why}", file.display()))
    };
    let opened = std::fs::File::open(file).map_err(|why| refused(why.to_string()))?;
    if opened.metadata().is_ok_and(|of| of.is_dir()) {
        return Err(refused("it is a folder".to_owned()));
    }
    let name = file.display().to_string();
    let broken = move |(at, why): (usize, std::io::Error)| {
        let message = format!("{name} cannot be read further than line {at}: {why}");
        Fault::new(Status::Other, "unreadable", message)
    };
    let lines = BufReader::with_capacity(1 << 16, opened).split(b'\n').enumerate();
    Ok(lines.map(move |(at, line)| line.map_err(|why| broken((at, why)))))
}

fn reading(reading: &Reading) -> Value {
    json!({ "text": reading.text, "as": reading.meaning, "value": reading.value })
}

pub fn row(row: &Row) -> Value {
    json!({
        "local_id": row.person.local_id,
        "id": id(row),
        "name": row.person.name(),
        "score": row.score,
        "why": row.why.iter().map(why).collect::<Vec<_>>(),
        "state": row.person.state_word(),
    })
}

/// The network's id; the local one while the network gave none.
fn id(row: &Row) -> String {
    row.person.id.clone().unwrap_or_else(|| row.person.local_id.to_string())
}

/// In words: `familyName start sou`, `phone end 4417`.
fn why(why: &Why) -> String {
    let field = match why.field {
        "givenName" | "familyName" | "familyName2" | "middleName" | "preferredName" => "name",
        field => field,
    };
    format!("{field} {} {}", desk::word(why.how), why.text).trim_end().to_owned()
}

/// `20,000 customers, copy of …, there may be more`
fn of_the_copy(local: &LocalAnswer) -> String {
    let shown = all_or_some(!local.more && local.pending == 0);
    let copy = local.imported.or(local.newest);
    let copy = copy.map(|at| format!("copy of {at}, ")).unwrap_or_default();
    format!("{} customers, {copy}{shown}", local.customers)
}

const fn all_or_some(complete: bool) -> &'static str {
    if complete { "complete" } else { "there may be more" }
}

fn rows_as_text(rows: &[Row]) -> Result<()> {
    if rows.is_empty() {
        return print("  nobody");
    }
    for row in rows {
        let why = row.why.iter().map(why).collect::<Vec<_>>().join(", ");
        print(&format!("  {}  {}  ({why})", id(row), row.person.name()))?;
    }
    Ok(())
}
