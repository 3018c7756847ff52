//! How long a save in the window takes to be on the disk, while the network is there, refuses and hangs, with
//! what was saved before being sent beside it.

use super::arena::{Arena, Net, word};
use anyhow::{Context as _, Result, ensure};
use customer::{Record, Section};
use desk::clock::SystemClock;
use desk::config::Config;
use desk::{Created, Creating, Desk, Form, Saved, Scope, Start};
use outbox::Origin;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use serde_json::json;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

const CUSTOMERS: u32 = 500;
const SETTLE_SECONDS: u64 = 120;
pub const GOAL: Duration = Duration::from_millis(50);

pub struct Report {
    /// The state of the network, and how long half and 99 of 100 saves took at most, and all.
    pub times: Vec<(&'static str, usize, [Duration; 3])>,
}

impl Report {
    pub fn line(&self) -> String {
        let ms = |time: &Duration| format!("{:.1}", time.as_secs_f64() * 1000.0);
        let each = self.times.iter().map(|(state, count, [half, most, all])| {
            format!(
                "{state}: {count} saves, p50 {}, p99 {}, slowest {} ms",
                ms(half),
                ms(most),
                ms(all)
            )
        });
        let each: Vec<String> = each.collect();
        format!("save: {}; goal p99 {} ms", each.join("; "), ms(&GOAL))
    }

    pub fn is_well(&self) -> bool {
        self.times.iter().all(|(_, _, [_, most, _])| *most <= GOAL)
    }
}

pub async fn measure(program: PathBuf, saves: usize, seed: u64) -> Result<Report> {
    let arena = Arena::open(program, CUSTOMERS, seed).await?;
    let everybody = arena.export(Net::KeyloopV1).await?;
    let folder = arena.desk(Net::KeyloopV1, SETTLE_SECONDS)?;
    let lines: Vec<&str> = everybody.iter().map(|(_, line)| line.as_str()).collect();
    folder.done(&["import", &folder.write("export.ndjson", &lines.join("\n"))?])?;
    let (config_path, data_dir) = (folder.config.clone(), folder.data.clone());
    let desk = tokio::task::spawn_blocking(move || -> Result<_> {
        let config = Config::read(&config_path)?;
        let clock = Arc::new(SystemClock);
        Ok(Arc::new(Desk::start(Start { config, config_path, data_dir, clock })?))
    })
    .await??;
    let runner = desk.runner().await?.context("another program is sending")?;
    let sending = tokio::spawn(async move { runner.run().await });
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut times = Vec::new();
    for state in ["up", "refuse", "hang"] {
        arena.tell("network", &json!({ "state": state })).await?;
        let mut took = Vec::new();
        for at in 0..saves.div_ceil(3) {
            let word = word(&mut random);
            let begun = Instant::now();
            if at % 2 == 0 {
                let (id, _) = &everybody[at % everybody.len()];
                let edit = json!({ "middleName": word });
                let form = Form::default();
                let saved = desk.update_shown(id, Section::Names, edit, form).await?;
                ensure!(matches!(saved, Saved::Queued(_)), "a change was not kept");
            } else {
                let record: Record = serde_json::from_value(json!({
                    "kind": "person", "names": { "givenName": "Robin", "familyName": word },
                }))?;
                let made = desk
                    .create_new(Creating {
                        record,
                        different_from: vec![],
                        despite: true,
                        draft: None,
                        origin: Origin::Staff,
                        look: Scope::Desk,
                        statement: None,
                    })
                    .await?;
                ensure!(matches!(made, Created::Queued(_)), "somebody new was not kept");
            }
            took.push(begun.elapsed());
        }
        took.sort_unstable();
        let at = |share: usize| took.get(took.len() * share / 100).or(took.last()).copied();
        let figures = [at(50), at(99), at(100)].map(Option::unwrap_or_default);
        times.push((state, took.len(), figures));
    }
    sending.abort();
    Ok(Report { times })
}
