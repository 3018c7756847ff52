//! How long a full outbox takes to drain: `cargo run --release -p desk --example drain`.
//!
//! 500 changes of 500 customers over a network with a round trip of 50 ms. The limit is what the
//! round trips alone take over four lanes: each change reads, writes and reads again. Ends with 1
//! where the drain takes more than one and a half times that.

#![expect(clippy::print_stdout, reason = "it prints what it measured")]

use customer::{Record, Section};
use desk::clock::{Clock, SystemClock};
use desk::sync::{Runner, RunnerStart, SyncConfig};
use network::settings::{Credentials, KeyloopSettings, Settings};
use outbox::Origin;
use sandbox::{Options, Sandbox};
use serde_json::{Value, json};
use std::error::Error;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::mine::NewUpdate;
use store::theirs::{Source, local_id_of};
use store::{Keys, Mode, Store};
use uuid::Uuid;

const CHANGES: usize = 500;
const ROUND_TRIP_MS: u32 = 50;
const ROUND_TRIPS: u32 = 3;
const LANES: u32 = 4;
const GOAL: f64 = 1.5;

type Result<T, E = Box<dyn Error + Send + Sync>> = std::result::Result<T, E>;

#[tokio::main]
async fn main() -> Result<ExitCode> {
    let people = u32::try_from(CHANGES)? + 100;
    let sandbox =
        Sandbox::start(Options { customers: people, seed: 7, ..Options::default() }).await?;
    let admin = sandbox.admin_url().trim_end_matches('/').trim_end_matches("/_sandbox");
    let admin = format!("{admin}/_sandbox");
    let http = reqwest::Client::new();
    let settings: KeyloopSettings = serde_json::from_value(json!({
        "base_url": sandbox.base_url(), "enterprise_id": "sample", "store_id": "sample",
        "dms": "autoline",
    }))?;
    let credentials = Credentials::Keyloop {
        client_id: "desk".to_owned().into(),
        client_secret: "desk-secret".to_owned().into(),
    };
    let network = network::connect(&Settings::Keyloop(settings), Some(credentials), Some("GB"))?;
    let folder = tempfile::tempdir()?;
    let keys = Keys::new([1; 32], [2; 32]);
    let store = Arc::new(Store::open(folder.path(), &keys, Mode::ReadWrite)?);
    // Known to this tenant only once it was asked.
    network.probe(SystemClock.new_id()).await?;
    let mut records = Vec::new();
    while records.len() < CHANGES {
        let url = format!("{admin}/customers?limit=100&offset={}", records.len());
        let listed: Value = http.get(url).send().await?.json().await?;
        let before = records.len();
        for item in listed["items"].as_array().into_iter().flatten() {
            let id = item["keyloopId"].as_str().unwrap_or_default();
            records.push(network.fetch(id, Uuid::from_u128(1)).await?.record);
        }
        assert!(records.len() > before, "the sandbox has fewer people than were asked for");
    }
    records.truncate(CHANGES);
    store.theirs.put(&records, SystemClock.now(), Source::Full)?;
    for record in &records {
        queue(&store, record)?;
    }
    let start = RunnerStart {
        store: Arc::clone(&store),
        network,
        clock: Arc::new(SystemClock),
        config: SyncConfig {
            settle_seconds: 120,
            probe_seconds: 5,
            dealer: "dealer".to_owned(),
            lane: "lane".to_owned(),
            country: "GB".to_owned(),
        },
        data_dir: folder.path(),
    };
    let runner = Runner::new(start)?.ok_or("another process drains")?;
    let delay = json!({"match": {"network": "keyloop"}, "kind": "delay", "ms": ROUND_TRIP_MS,
                       "at": "before"});
    http.post(format!("{admin}/faults")).json(&delay).send().await?.error_for_status()?;
    let begun = Instant::now();
    let summary = runner.until_idle(Duration::from_secs(600)).await?;
    let took = begun.elapsed().as_secs_f64();
    let changes = f64::from(u32::try_from(CHANGES)?);
    let limit = changes * f64::from(ROUND_TRIPS * ROUND_TRIP_MS) / f64::from(LANES) / 1000.0;
    let ratio = took / limit;
    println!(
        "drained {} of {CHANGES} changes in {took:.1} s; round trips alone {limit:.1} s; \
         ratio {ratio:.2}, goal {GOAL}",
        summary.done
    );
    let well = summary.done == CHANGES as u64 && ratio <= GOAL;
    Ok(if well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn queue(store: &Store, record: &Record) -> Result<()> {
    let id = record.id.clone().ok_or("a customer without an id")?;
    let mut names = record.names.clone();
    names.preferred_name = Some("Bobbin".to_owned());
    let wanted = Record { names, ..record.clone() };
    store.mine.queue_update(NewUpdate {
        op_id: SystemClock.new_id(),
        local_id: local_id_of(&id),
        server_id: Some(id),
        draft_id: None,
        dealer: "dealer".to_owned(),
        section: Section::Names,
        base: record.section(Section::Names),
        wanted: wanted.section(Section::Names),
        author: "ana".to_owned(),
        origin: Origin::Staff,
        at: SystemClock.now(),
    })?;
    Ok(())
}
