//! What a desk with waiting entries costs while the network is away: the processor's time and how
//! often its threads wake.

use super::arena::{Arena, Net, word};
use anyhow::{Context as _, Result, ensure};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use serde_json::json;
use std::path::PathBuf;
use std::time::Duration;

const WAITING: usize = 20;
/// Opening the files and the first looks at the network are no idling.
const START: Duration = Duration::from_secs(3);
/// Of one processor.
const GOAL: f64 = 0.01;
/// The system counts time in these.
const TICK: f64 = 0.01;

pub struct Report {
    pub over: Duration,
    pub share: f64,
    pub wakes: f64,
}

impl Report {
    pub fn line(&self) -> String {
        let (over, share) = (self.over.as_secs(), self.share * 100.0);
        format!(
            "idle: {WAITING} entries wait and nothing listens; over {over} s {share:.2} % of a \
             processor, {:.1} wake-ups a second of all threads; goal {:.0} %",
            self.wakes,
            GOAL * 100.0
        )
    }

    pub fn is_well(&self) -> bool {
        self.share <= GOAL
    }
}

pub async fn measure(program: PathBuf, over: Duration, seed: u64) -> Result<Report> {
    let arena = Arena::open(program, 10, seed).await?;
    let desk = arena.desk(Net::KeyloopV1, 120)?;
    // As it is where nobody set anything.
    let config = std::fs::read_to_string(&desk.config)?;
    std::fs::write(&desk.config, config.replace("probe_seconds = 1\n", "probe_seconds = 5\n"))?;
    arena.tell("network", &json!({ "state": "refuse" })).await?;
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    for _ in 0..WAITING {
        let names = json!({ "givenName": "Robin", "familyName": word(&mut random) });
        let file =
            desk.write("new.json", &json!({ "kind": "person", "names": names }).to_string())?;
        desk.done(&["create", &file, "--despite-candidates"])?;
    }
    let timeout = (over + START * 3).as_secs().to_string();
    let mut child = desk.command(&["sync", "--until-idle", "--timeout", &timeout]).spawn()?;
    tokio::time::sleep(START).await;
    let before = spent(child.id())?;
    tokio::time::sleep(over).await;
    let after = spent(child.id())?;
    ensure!(child.try_wait()?.is_none(), "it ended although something waits");
    child.kill()?;
    child.wait()?;
    let seconds = over.as_secs_f64();
    let (ticks, wakes) = (after.0 - before.0, after.1 - before.1);
    Ok(Report { over, share: ticks * TICK / seconds, wakes: wakes / seconds })
}

/// Ticks of the processor, and how often any thread waited for something.
fn spent(process: u32) -> Result<(f64, f64)> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat"))?;
    let after_name = stat.rsplit(')').next().context("a name")?;
    let ticks = after_name.split_whitespace().skip(11).take(2).map(str::parse::<f64>);
    let ticks = ticks.sum::<std::result::Result<f64, _>>()?;
    let mut waits = 0.0;
    for thread in std::fs::read_dir(format!("/proc/{process}/task"))? {
        // A thread that ended in between has nothing more to say.
        let Ok(status) = std::fs::read_to_string(thread?.path().join("status")) else { continue };
        let line = status.lines().find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"));
        waits += line.context("a count")?.trim().parse::<f64>()?;
    }
    Ok((ticks, waits))
}
