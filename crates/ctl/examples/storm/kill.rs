//! SIGKILL at random moments of what a desk does: saving, sending, taking in an export. Each desk
//! lives through some dozens of them; then everything is let through, and counted.

use super::arena::{Arena, Desk, Kill, Net, Ran, Usual, word};
use super::oracle::{Count, Person, Save, judge, mark};
use anyhow::{Context as _, Result, bail, ensure};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// Kills in the life of one desk, after which its files are large enough.
const LIFE: u32 = 40;
/// Customers only one desk changes, and more for its export.
const OWN: usize = 6;
const OTHERS: usize = 60;
const SETTLE_SECONDS: u64 = 1;
/// Most of a drain's time is waiting: so many desks at once keep two cores busy.
pub const DESKS: u32 = 4;

#[derive(Clone, Debug)]
pub struct Plan {
    pub program: PathBuf,
    pub rounds: u32,
    pub seed: u64,
    pub desks: u32,
}

#[derive(Debug, Default)]
pub struct Report {
    /// Kills while saving, sending, taking in an export.
    pub kills: [u32; 3],
    /// Ended before their time came.
    pub through: u32,
    pub lives: u32,
    pub count: Count,
    pub took: Duration,
}

impl Report {
    pub fn line(&self, seed: u64) -> String {
        let [saving, sending, import] = self.kills;
        let all = saving + sending + import;
        let Count { saved, lost, doubled, disordered, asked } = &self.count;
        format!(
            "{all} SIGKILLs ({saving} while saving, {sending} while sending, {import} while \
             importing; {} ended first) of {} desks; {saved} saves promised; lost {}, doubled {}, \
             out of order {}; {asked} left to a person; {:.1} kills a second; seed {seed}",
            self.through,
            self.lives,
            lost.len(),
            doubled.len(),
            disordered.len(),
            f64::from(all) / self.took.as_secs_f64(),
        )
    }

    fn add(&mut self, other: Self) {
        for (sum, more) in self.kills.iter_mut().zip(other.kills) {
            *sum += more;
        }
        self.through += other.through;
        self.lives += other.lives;
        self.count.add(other.count);
    }
}

pub async fn storm(plan: &Plan) -> Result<Report> {
    let begun = Instant::now();
    let lives = plan.rounds.div_ceil(LIFE);
    let customers = lives * u32::try_from(OWN)? + u32::try_from(OTHERS)?;
    let arena = Arc::new(Arena::open(plan.program.clone(), customers, plan.seed).await?);
    let next = Arc::new(AtomicU32::new(0));
    let mut workers = tokio::task::JoinSet::new();
    for _ in 0..plan.desks {
        let (arena, next, plan) = (Arc::clone(&arena), Arc::clone(&next), plan.clone());
        workers.spawn(async move {
            let mut report = Report::default();
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= lives {
                    return Ok::<_, anyhow::Error>(report);
                }
                let kills = LIFE.min(plan.rounds - number * LIFE);
                let lived = life(&arena, plan.seed, number, kills).await;
                report.add(lived.with_context(|| format!("desk {number} of seed {}", plan.seed))?);
            }
        });
    }
    let mut report = Report::default();
    while let Some(done) = workers.join_next().await {
        report.add(done??);
    }
    report.took = begun.elapsed();
    Ok(report)
}

/// One desk from its first start to its last entry.
async fn life(arena: &Arc<Arena>, seed: u64, number: u32, kills: u32) -> Result<Report> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    random.set_stream(u64::from(number));
    let net = match number % 4 {
        0 | 2 => Net::KeyloopV1,
        1 => Net::KeyloopV3,
        _ => Net::MyKaarma,
    };
    let everybody = arena.export(net).await?;
    let own = usize::try_from(number)? * OWN;
    let mine = everybody.get(own..own + OWN).context("the dealer has too few customers")?;
    let lines = |some: &[(String, String)]| {
        some.iter().map(|(_, line)| line.as_str()).collect::<Vec<_>>().join("\n")
    };
    let others = &everybody[everybody.len() - OTHERS..];
    let desk = arena.desk(net, SETTLE_SECONDS)?;
    let mut desk = Life {
        everybody: desk.write("own.ndjson", &lines(mine))?,
        others: desk.write("others.ndjson", &lines(others))?,
        desk: Arc::new(desk),
        usual: [Usual::default(); 3],
        people: mine.iter().map(|(id, _)| known(id)).collect(),
        report: Report { lives: 1, ..Report::default() },
    };
    let after = mark(arena).await?;
    let listed = match desk.lived(&mut random, kills).await {
        Ok(listed) => listed,
        Err(error) => {
            let kept = Arc::get_mut(&mut desk.desk).map(Desk::keep);
            return Err(error.context(format!("its folder is kept: {kept:?}")));
        }
    };
    let mut count = judge(arena, net, &desk.people, &listed, after).await?;
    // Only what concerns this desk: others are at work at the same network.
    let own: Vec<&str> = listed.iter().filter_map(|one| one["op_id"].as_str()).collect();
    count
        .doubled
        .retain(|what| !what.starts_with("entry ") || own.iter().any(|op| what.contains(op)));
    desk.report.count = count;
    Ok(desk.report)
}

fn known(id: &str) -> Person {
    Person { id: Some(id.to_owned()), made: None, edits: vec![] }
}

#[derive(Clone, Copy, Debug)]
enum Deed {
    Save = 0,
    Send = 1,
    Import = 2,
}

struct Life {
    desk: Arc<Desk>,
    everybody: String,
    others: String,
    usual: [Usual; 3],
    people: Vec<Person>,
    report: Report,
}

impl Life {
    async fn run(&self, args: &[&str], kill: Kill) -> Result<Ran> {
        let desk = Arc::clone(&self.desk);
        let args: Vec<String> = args.iter().map(|&arg| arg.to_owned()).collect();
        tokio::task::spawn_blocking(move || {
            desk.run(&args.iter().map(String::as_str).collect::<Vec<_>>(), kill)
        })
        .await?
    }

    /// All of it; what its outbox holds in the end.
    async fn lived(&mut self, random: &mut ChaCha8Rng, kills: u32) -> Result<Vec<Value>> {
        self.begin(random).await?;
        while self.report.kills.iter().sum::<u32>() < kills {
            self.round(random).await?;
        }
        self.end().await?;
        self.listed().await
    }

    /// Takes in the customers it will change, and learns how long things take.
    async fn begin(&mut self, random: &mut ChaCha8Rng) -> Result<()> {
        let watched = Kill::After(Duration::from_secs(60));
        let import = self.run(&["import", &self.everybody], watched).await?;
        ensure!(import.status == Some(0), "the export was not taken in: {}", import.err);
        self.usual[Deed::Import as usize] = import.usual;
        let save = self.save(0, word(random), watched).await?;
        self.usual[Deed::Save as usize] = save.usual;
        let send = self.run(&["sync"], watched).await?;
        self.usual[Deed::Send as usize] = send.usual;
        Ok(())
    }

    async fn round(&mut self, random: &mut ChaCha8Rng) -> Result<()> {
        let deed = match random.random_range(0..20) {
            0..10 => Deed::Save,
            10..18 => Deed::Send,
            _ => Deed::Import,
        };
        let kill = Kill::random(random, &self.usual[deed as usize]);
        let ran = match deed {
            Deed::Save if random.random_bool(0.35) => self.create(word(random), kill).await?,
            Deed::Save => {
                let nameable = self.people.iter().enumerate().filter(|(_, one)| one.id.is_some());
                let nameable: Vec<usize> = nameable.map(|(at, _)| at).collect();
                let at = nameable[random.random_range(0..nameable.len())];
                self.save(at, word(random), kill).await?
            }
            Deed::Send => self.run(&["sync", "--until-idle", "--timeout", "3"], kill).await?,
            Deed::Import => self.run(&["import", &self.others], kill).await?,
        };
        if ran.killed {
            self.report.kills[deed as usize] += 1;
        } else {
            self.report.through += 1;
            // An outbox without anything to send takes no time: the longest so far counts.
            let usual = &mut self.usual[deed as usize];
            usual.turns = usual.turns.max(ran.usual.turns).min(40);
            usual.took = usual.took.mul_f64(0.8) + ran.usual.took.mul_f64(0.2);
            usual.took = usual.took.min(Duration::from_millis(1500));
            let faulty = matches!(ran.status, Some(1 | 6));
            ensure!(!faulty, "{deed:?} ended by itself with a fault: {}", ran.err);
        }
        Ok(())
    }

    async fn create(&mut self, word: String, kill: Kill) -> Result<Ran> {
        let record = json!({
            "kind": "person",
            "names": { "givenName": "Robin", "familyName": word },
            "channels": [{
                "kind": "email", "use": "home",
                "value": format!("{}@example.com", word.to_lowercase()),
            }],
        });
        let file = self.desk.write("new.json", &record.to_string())?;
        let ran = self.run(&["create", &file, "--despite-candidates"], kill).await?;
        let said = promised(&ran);
        let id = said.as_ref().and_then(|said| said["local_id"].as_str().map(str::to_owned));
        let made = Some(Save { word, op: op(said.as_ref()) });
        self.people.push(Person { id, made, edits: vec![] });
        Ok(ran)
    }

    async fn save(&mut self, at: usize, word: String, kill: Kill) -> Result<Ran> {
        let record = json!({ "names": { "middleName": word } });
        let file = self.desk.write("edit.json", &record.to_string())?;
        let id = self.people[at].id.clone().context("a customer without an id")?;
        let ran = self.run(&["update", &id, "names", &file], kill).await?;
        let op = op(promised(&ran).as_ref());
        self.people[at].edits.push(Save { word, op });
        Ok(ran)
    }

    /// Everything is let through.
    async fn end(&mut self) -> Result<()> {
        for _ in 0..6 {
            let ran = self.run(&["sync", "--until-idle", "--timeout", "30"], Kill::Never).await?;
            ensure!(ran.status == Some(0), "the outbox could not be drained: {}", ran.err);
            let said: Value = serde_json::from_str(&ran.out)?;
            if said["waiting"] == 0 && said["checking"] == 0 {
                let import = self.run(&["import", &self.others], Kill::Never).await?;
                let told: Value = serde_json::from_str(&import.out)?;
                ensure!(told["stored"] == OTHERS, "the export was taken in by half: {told}");
                return Ok(());
            }
        }
        let list = self.run(&["outbox", "list"], Kill::Never).await?;
        bail!("something is still waiting: {}", list.out)
    }

    async fn listed(&self) -> Result<Vec<Value>> {
        let ran = self.run(&["outbox", "list", "--all"], Kill::Never).await?;
        serde_json::from_str(&ran.out).context("a list")
    }
}

/// What was printed counts as promised, whatever came then.
fn promised(ran: &Ran) -> Option<Value> {
    ran.out.ends_with('\n').then(|| serde_json::from_str(&ran.out).ok()).flatten()
}

fn op(said: Option<&Value>) -> Option<String> {
    said.and_then(|said| said["op_id"].as_str()).map(str::to_owned)
}
