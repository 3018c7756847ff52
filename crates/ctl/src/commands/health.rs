//! `health`

use crate::outcome::{Fault, Result, Status, print};
use desk::speed::Took;
use desk::{Desk, Health, Problem};
use jiff::Timestamp;
use matching::decide::Policy;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

pub async fn run(desk: &Arc<Desk>, as_json: bool) -> Result<()> {
    let health = desk.health_asked().await?;
    let healthy = health.problems.is_empty();
    let policy = desk.policy().await?;
    if as_json {
        print(&document(desk, &health, policy).to_string())?;
    } else {
        print(if healthy { "healthy" } else { "NOT healthy" })?;
        for problem in &health.problems {
            print(&format!("  {problem}"))?;
        }
        print(&format!(
            "{} customers, {} waiting, {} checking, {} need a person; network {}; keys in {}",
            health.customers,
            health.tally.waiting + health.tally.sending,
            health.tally.checking,
            health.tally.needs_person,
            health.network,
            health.key_store
        ))?;
        print(&kept(desk, &health))?;
        if let Some(file) = desk.config.locked.file() {
            let keys = desk.config.locked.keys().collect::<Vec<_>>().join(", ");
            print(&format!("set by the policy file {}: {keys}", file.display()))?;
        }
    }
    match health.problems.first() {
        None => Ok(()),
        Some(problem) => Err(Fault::new(Status::Other, "unhealthy", problem.to_string())),
    }
}

fn kept(desk: &Desk, health: &Health) -> String {
    let told = |value: Option<String>| value.unwrap_or_else(|| "unknown".to_owned());
    format!(
        "clock ahead of the network's: {}; free disk: {}; last copy of mine.db: {}; recovery phrase: {}",
        told(health.clock_ahead.map(|ahead| format!("{} s", ahead.as_secs()))),
        told(health.kept.free_disk.map(|bytes| format!("{} MB", bytes / 1_000_000))),
        health
            .kept
            .copied_at
            .map_or_else(|| "none".to_owned(), |at| format!("{} s ago", desk.seconds_since(at))),
        health.kept.phrase.word(),
    )
}

fn document(desk: &Desk, health: &Health, policy: Policy) -> Value {
    let age = |at: Option<Timestamp>| at.map(|at| desk.seconds_since(at));
    json!({
        "healthy": health.problems.is_empty(),
        "version": env!("CARGO_PKG_VERSION"),
        "versions": {
            "showroom": env!("CARGO_PKG_VERSION"),
            "mine_db": store::mine::STEPS.len(),
            "theirs_db": store::theirs::STEPS.len(),
            "matching_keys": matching::blocking::VERSION,
        },
        "queue": {
            "depth": health.tally.waiting + health.tally.sending + health.tally.checking
                + health.tally.needs_person,
            "waiting": health.tally.waiting,
            "sending": health.tally.sending,
            "checking": health.tally.checking,
            "needs_person": health.tally.needs_person,
            "other_dealers": health.other_dealers,
            "oldest_waiting_s": health.oldest_waiting.map(|age| age.as_secs()),
        },
        "store": if health.rebuilt { "rebuilt" } else { "open" },
        "key_store": health.key_store,
        "network": health.network,
        "network_reason": health.network_reason,
        "network_until": health.until.map(|until| until.to_string()),
        "last_contact": health.last_contact,
        "last_contact_age_s": age(health.last_contact.as_deref().and_then(|at| at.parse().ok())),
        "clock_ahead_s": health.clock_ahead.map(|ahead| ahead.as_secs()),
        "errors": {
            "since_start": health.failures,
            "writes_last_day": health.writes_failed,
        },
        "customers": health.customers,
        "mine_db_bytes": health.mine_bytes,
        "theirs_db_bytes": health.theirs_bytes,
        "index_disk_bytes": health.index_disk_bytes,
        "index_memory_bytes": health.index_memory_bytes,
        "free_disk_bytes": health.kept.free_disk,
        "encrypted": health.kept.encrypted,
        "copies": {
            "count": health.kept.copies,
            "newest_at": health.kept.copied_at.map(|at| at.to_string()),
            "newest_age_s": age(health.kept.copied_at),
        },
        "recovery_phrase": health.kept.phrase.word(),
        "thresholds": { "use_from": policy.use_from, "ask_from": policy.ask_from },
        "policy": desk.config.locked.file().map(|file| json!({
            "file": file,
            "locked": desk.config.locked.keys().collect::<Vec<_>>(),
        })),
        "speed": {
            "here": health.speeds.here.map(|took| json!({
                "searches": took.count,
                "p50_us": micros(took.p50),
                "p95_us": micros(took.p95),
            })),
            "dms": health.speeds.dms.map(answers),
            "writes": health.speeds.writes.map(answers),
        },
        "problems": health.problems,
        "problem_codes": health.problems.iter().map(Problem::code).collect::<Vec<_>>(),
    })
}

fn answers(took: Took) -> Value {
    json!({ "answers": took.count, "p50_ms": millis(took.p50), "p95_ms": millis(took.p95) })
}

fn micros(took: Duration) -> u64 {
    u64::try_from(took.as_micros()).unwrap_or(u64::MAX)
}

fn millis(took: Duration) -> u64 {
    u64::try_from(took.as_millis()).unwrap_or(u64::MAX)
}
