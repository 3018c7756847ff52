//! `xray FILE`: what `--xray` has written, as a list, as commands for a shell, and asked of a
//! sandbox once more. Nothing of a desk is needed for it.

use crate::outcome::{Fault, Result, Status, print};
use network::xray::{Exchange, NotReplayed, Replay, curl, replay};
use serde::Deserialize;
use serde_json::{Value, json};
use std::io::Read as _;
use std::path::Path;

/// Fifty exchanges are never more.
const LONGEST: u64 = 4 * 1024 * 1024;

#[derive(Deserialize)]
struct Kept {
    exchanges: Vec<Exchange>,
}

/// Said before anything is done: a file that is there is not written over.
pub fn may_write(file: &Path) -> Result<()> {
    if file.exists() {
        let message = format!("--xray: {} is there already", file.display());
        return Err(Fault::refused("FILE", "exists", message));
    }
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    if folder.is_some_and(|folder| !folder.is_dir()) {
        let message = format!("--xray: {} lies in no folder", file.display());
        return Err(Fault::refused("FILE", "unwritable", message));
    }
    Ok(())
}

pub fn run(
    file: &Path,
    only: Option<u64>,
    as_curl: bool,
    sandbox: Option<&str>,
    as_json: bool,
) -> Result<Status> {
    let mut exchanges = read(file)?;
    if let Some(n) = only {
        exchanges.retain(|one| one.n == n);
        if exchanges.is_empty() {
            let message = format!("{} has no exchange {n}", file.display());
            return Err(Fault::refused("N", "not_found", message));
        }
    }
    match sandbox {
        Some(sandbox) => again(&exchanges, sandbox, as_json),
        None if as_curl => commands(&exchanges, as_json),
        None => list(&exchanges, as_json),
    }
}

fn read(file: &Path) -> Result<Vec<Exchange>> {
    let refused = |why: String| {
        let message = format!("{} cannot be read: {why}", file.display());
        Fault::refused("FILE", "unreadable", message)
    };
    let opened = std::fs::File::open(file).map_err(|why| refused(why.to_string()))?;
    let mut text = String::new();
    opened.take(LONGEST).read_to_string(&mut text).map_err(|why| refused(why.to_string()))?;
    let kept: Kept = serde_json::from_str(&text)
        .map_err(|_| refused("it is not what --xray has written".to_owned()))?;
    Ok(kept.exchanges)
}

fn list(exchanges: &[Exchange], as_json: bool) -> Result<Status> {
    if as_json {
        print(&json!({ "exchanges": exchanges }).to_string())?;
        return Ok(Status::Done);
    }
    if exchanges.is_empty() {
        print("Nothing was asked of the network.")?;
    }
    for one in exchanges {
        print(&line(one))?;
    }
    if let [one] = exchanges {
        print(&format!("{:#}", json!(one)))?;
    }
    Ok(Status::Done)
}

fn line(one: &Exchange) -> String {
    let became = one.status.map_or_else(|| one.outcome.clone(), |status| status.to_string());
    let again = if one.attempt > 1 { format!("  attempt {}", one.attempt) } else { String::new() };
    let ms = one.times.done;
    let said = format!(
        "{:>3}  {}  {:6} {}  {became}  {ms} ms{again}",
        one.n, one.at, one.method, one.route
    );
    // Somebody else's file must not steer this terminal.
    said.chars().filter(|c| !c.is_control()).collect()
}

fn commands(exchanges: &[Exchange], as_json: bool) -> Result<Status> {
    if as_json {
        let all: Value =
            exchanges.iter().map(|one| json!({ "n": one.n, "curl": curl(one) })).collect();
        print(&all.to_string())?;
        return Ok(Status::Done);
    }
    for one in exchanges {
        print(&format!("# {}", line(one).trim_start()))?;
        print(&curl(one).unwrap_or_else(|| "# none of this program's requests".to_owned()))?;
    }
    Ok(Status::Done)
}

fn again(exchanges: &[Exchange], sandbox: &str, as_json: bool) -> Result<Status> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|why| desk::Failure::Inside(why.to_string()))?;
    let mut rows = Vec::new();
    let mut all_same = true;
    for one in exchanges {
        let answer = match runtime.block_on(replay(one, sandbox)) {
            Ok(answer) => Some(answer),
            Err(NotReplayed::NotOurs) => None,
            Err(why) => return Err(not_replayed(&why)),
        };
        let result = answer.as_ref().map_or("not_sent", word);
        all_same &= result == "same";
        if as_json {
            let mut row = json!({ "n": one.n, "result": result });
            if let (Some(members), Some(answer)) = (row.as_object_mut(), &answer)
                && let Value::Object(told) = json!(answer)
            {
                members.extend(told);
            }
            rows.push(row);
        } else {
            let now = answer.map(|answer| told(&answer)).unwrap_or_default();
            print(&format!("{result:8} {}{now}", line(one)))?;
        }
    }
    if as_json {
        print(&Value::from(rows).to_string())?;
    }
    Ok(if all_same { Status::Done } else { Status::Other })
}

fn word(answer: &Replay) -> &'static str {
    let same = answer.same_status && answer.same_shape != Some(false);
    if same { "same" } else { "differs" }
}

fn told(answer: &Replay) -> String {
    let mut said = format!("  → {}", answer.status);
    if !answer.differing.is_empty() {
        said.push_str(&format!("  differs at {}", answer.differing.join(", ")));
    }
    said
}

fn not_replayed(why: &NotReplayed) -> Fault {
    match why {
        NotReplayed::NoAnswer => Fault::new(Status::Network, "offline", why.to_string()),
        NotReplayed::NotLoopback
        | NotReplayed::NotASandbox
        | NotReplayed::NotOurs
        | NotReplayed::Nobody
        | NotReplayed::SignIn => Fault::refused("ADDRESS", "no_sandbox", why.to_string()),
    }
}
