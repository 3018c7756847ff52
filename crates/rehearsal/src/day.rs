//! The day: a network that goes away, staff who go on, its return in a bad mood, and the count.

use crate::report::{Deed, Held, Report, judge};
use crate::staff::{Staff, has, word};
use crate::stage::{Dealer, Stage};
use anyhow::{Context as _, Result, ensure};
use rand::{Rng, SeedableRng, seq::SliceRandom};
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// Customers the dealer has; enough that few are changed twice by chance.
const CUSTOMERS: u32 = 500;
/// How long everything may take to reach the network once it is back.
const PATIENCE: Duration = Duration::from_secs(300);
const GLANCE: Duration = Duration::from_millis(100);

#[derive(Clone, Copy, Debug)]
pub struct Plan {
    pub dealer: Dealer,
    pub saves: u32,
    pub seed: u64,
    pub away: Duration,
}

pub async fn rehearse(plan: &Plan) -> Result<Report> {
    let stage = Stage::set(plan.dealer, plan.seed, CUSTOMERS.max(plan.saves * 2)).await?;
    let mut random = ChaCha8Rng::seed_from_u64(plan.seed);
    let known = known(&stage).await?;
    let mut staff = Staff::new();

    stage.network_is("refuse").await?;
    let left = Instant::now();
    work(&stage, &mut staff, plan.saves, known, &mut random).await?;
    tokio::time::sleep(plan.away.saturating_sub(left.elapsed())).await;

    moods(&stage).await?;
    let before = newest(&stage).await?;
    stage.network_is("up").await?;
    let (away, back) = (left.elapsed(), Instant::now());
    let mut first = None;
    let waiting = loop {
        if first.is_none() && !stage.effects(before).await?.is_empty() {
            first = Some(back.elapsed());
        }
        let waiting = staff.answer(&stage).await?;
        if waiting == 0 || back.elapsed() > PATIENCE {
            break waiting;
        }
        tokio::time::sleep(GLANCE).await;
    };
    let all = (waiting == 0).then(|| back.elapsed());
    let written = stage.effects(before).await?;
    let mut held = Vec::new();
    for deed in &staff.deeds {
        held.push(looked_up(&stage, deed, &written).await?);
    }
    Ok(Report {
        network: plan.dealer.title(),
        seed: plan.seed,
        count: judge(&staff.deeds, &held),
        asked: staff.asked(),
        waiting,
        moods: met(&stage).await?,
        away,
        slowest_save: staff.slowest,
        first,
        all,
    })
}

/// Two of five saves are new customers. One customer is changed twice, one by another desk too, and
/// one change is refused when it is first sent.
async fn work(
    stage: &Stage,
    staff: &mut Staff,
    saves: u32,
    mut known: Vec<String>,
    random: &mut ChaCha8Rng,
) -> Result<()> {
    known.shuffle(random);
    let mut last: Option<String> = None;
    for at in 0..saves {
        let word = word(random);
        if random.random_bool(0.4) {
            staff.enter(stage, word).await?;
            continue;
        }
        let again = last.take_if(|_| at % 10 == 5);
        let id = match again {
            Some(id) => id,
            None => known.pop().context("the dealer has too few customers")?,
        };
        if at % 20 == 3 {
            let edit = json!({ "section": "names", "fields": { "middleName": "Elsewhere" } });
            stage.tell(&format!("customers/{id}/edit"), &edit).await?;
        }
        if at % 20 == 7 {
            let refused = json!({
                "match": { "body_contains": word }, "times": 1, "kind": "status", "status": 422,
                "body": { "errors": [{ "message": "not today" }] },
            });
            stage.tell("faults", &refused).await?;
        }
        staff.change(stage, &id, word).await?;
        last = Some(id);
    }
    Ok(())
}

/// What every tenth write or so meets when the network is back: answers that are lost after the change
/// was made or before it was, a gateway that fails, and being asked to wait.
async fn moods(stage: &Stage) -> Result<()> {
    let posts = json!({ "network": "any", "method": "POST", "path_contains": "/customer" });
    let mood = |every: u32, times: u32, rest: Value| {
        let mut script = json!({ "match": posts, "when": { "every": every }, "times": times });
        if let (Some(script), Value::Object(rest)) = (script.as_object_mut(), rest) {
            script.extend(rest);
        }
        script
    };
    for script in [
        mood(7, 4, json!({ "kind": "drop", "at": "after" })),
        mood(11, 2, json!({ "kind": "drop", "at": "before" })),
        mood(13, 2, json!({ "kind": "gateway", "status": 502 })),
        mood(17, 1, json!({ "kind": "throttle", "retry_after": 2 })),
    ] {
        stage.tell("faults", &script).await?;
    }
    Ok(())
}

/// How often each mood was met, by its kind.
async fn met(stage: &Stage) -> Result<Vec<(String, u64)>> {
    let answer = stage.ask("requests").await?;
    let mut met = std::collections::BTreeMap::new();
    for request in answer["requests"].as_array().context("requests")? {
        if let Some(kind) = request["fault"].as_str() {
            *met.entry(kind.to_owned()).or_default() += 1;
        }
    }
    Ok(met.into_iter().collect())
}

async fn known(stage: &Stage) -> Result<Vec<String>> {
    let mut ids = Vec::new();
    loop {
        let page = stage.ask(&format!("customers?limit=100&offset={}", ids.len())).await?;
        let items = page["items"].as_array().context("items")?;
        if items.is_empty() {
            break;
        }
        ids.extend(
            items.iter().filter_map(|item| item[stage.dealer.id()].as_str().map(str::to_owned)),
        );
    }
    ensure!(!ids.is_empty(), "the dealer has no customers");
    Ok(ids)
}

async fn newest(stage: &Stage) -> Result<u64> {
    let answer = stage.ask("effects").await?;
    let all = answer["effects"].as_array().context("effects")?;
    Ok(all.iter().filter_map(|effect| effect["seq"].as_u64()).max().unwrap_or(0))
}

async fn looked_up(stage: &Stage, deed: &Deed, written: &[Value]) -> Result<Held> {
    let word = &deed.word;
    let says = |effect: &&Value| {
        let changes = effect["changes"].as_array().into_iter().flatten();
        changes.map(|change| &change["new"]).any(|new| has(new, word))
    };
    let wrote = |op: &str| written.iter().filter(|one| one["op"] == op).filter(says).count();
    let Some(id) = &deed.changes else {
        let found = stage.ask(&format!("customers?q={word}")).await?;
        let there = found["items"].as_array().context("items")?.len();
        let written = wrote("create");
        ensure!(there == 0 || written > 0, "the network's log does not tell who was created");
        return Ok(Held { there, written });
    };
    let customer = stage.ask(&format!("customers/{id}")).await?;
    Ok(Held { there: usize::from(has(&customer, word)), written: wrote("update") })
}
