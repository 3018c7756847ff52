//! SIGKILL, EIO and ENOSPC at every call that writes, makes durable, sends, renames or takes away,
//! counted over all threads of the program: while twenty writes are sent, and while one is saved.
//!
//! A tracer counts the calls of each thread by itself, and which thread does what is chance; so the
//! count is kept inside of the program, by a library laid before the system's.

use super::arena::{Arena, Desk, Net, Ran, word};
use super::oracle::{Count, Person, Save, judge};
use anyhow::{Context as _, Result, ensure};
use clap::ValueEnum;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

const NET: Net = Net::KeyloopV1;
const CUSTOMERS: u32 = 30;
const SETTLE_SECONDS: u64 = 1;
/// No entry is left alone for longer.
const PATIENCE: &str = "40";

/// What is disturbed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Deed {
    /// Sending a full outbox.
    Drain,
    /// Saving one new customer.
    Save,
}

/// How a call is disturbed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Fault {
    Kill,
    Eio,
    Enospc,
}

impl Fault {
    pub const ALL: [Self; 3] = [Self::Kill, Self::Eio, Self::Enospc];

    const fn word(self) -> &'static str {
        match self {
            Self::Kill => "kill",
            Self::Eio => "5",
            Self::Enospc => "28",
        }
    }
}

#[derive(Clone, Debug)]
pub struct Plan {
    pub program: PathBuf,
    pub deed: Deed,
    pub writes: usize,
    pub faults: Vec<Fault>,
    /// Every so-many-eth point; 1 is all of them.
    pub every: usize,
    pub seed: u64,
    pub desks: u32,
}

#[derive(Debug, Default)]
pub struct Report {
    /// The calls of an undisturbed run, by their names.
    pub calls: BTreeMap<String, usize>,
    /// Points reached, by fault.
    pub struck: BTreeMap<&'static str, usize>,
    /// The run ended before it came so far: which thread does what is chance.
    pub missed: usize,
    /// What did not end as a program should.
    pub broken: Vec<String>,
    pub count: Count,
    pub took: Duration,
}

impl Report {
    pub fn points(&self) -> usize {
        self.calls.values().sum()
    }

    pub fn line(&self, plan: &Plan) -> String {
        let list = |of: Vec<String>| of.join(", ");
        let calls = self.calls.iter().map(|(name, count)| format!("{name} {count}")).collect();
        let struck = self.struck.iter().map(|(name, count)| format!("{name} {count}")).collect();
        let Count { lost, doubled, disordered, asked, .. } = &self.count;
        format!(
            "{:?}: {} points ({}); every {} struck: {}; {} not reached; lost {}, doubled {}, out of \
             order {}, ended wrongly {}; {asked} left to a person; {:.0} s; seed {}",
            plan.deed,
            self.points(),
            list(calls),
            plan.every,
            list(struck),
            self.missed,
            lost.len(),
            doubled.len(),
            disordered.len(),
            self.broken.len(),
            self.took.as_secs_f64(),
            plan.seed,
        )
    }
}

pub async fn storm(plan: &Plan) -> Result<Report> {
    let begun = Instant::now();
    let library = Arc::new(Library::made()?);
    let first = Stage::set(plan, &library).await?;
    let mut report = Report { calls: first.counted().await?, ..Report::default() };
    let points: Vec<(usize, Fault)> = (1..=report.points())
        .step_by(plan.every.max(1))
        .flat_map(|at| plan.faults.iter().map(move |fault| (at, *fault)))
        .collect();
    let (points, next) = (Arc::new(points), Arc::new(AtomicUsize::new(0)));
    let mut workers = tokio::task::JoinSet::new();
    for _ in 0..plan.desks {
        let (library, plan) = (Arc::clone(&library), plan.clone());
        let (points, next) = (Arc::clone(&points), Arc::clone(&next));
        workers.spawn(async move {
            let stage = Stage::set(&plan, &library).await?;
            let mut report = Report::default();
            while let Some((at, fault)) = points.get(next.fetch_add(1, Ordering::Relaxed)) {
                let context = || format!("{fault:?} at call {at} of seed {}", plan.seed);
                stage.disturbed(*at, *fault, &mut report).await.with_context(context)?;
            }
            Ok::<_, anyhow::Error>(report)
        });
    }
    while let Some(done) = workers.join_next().await {
        let Report { struck, missed, broken, count, .. } = done??;
        for (name, times) in struck {
            *report.struck.entry(name).or_default() += times;
        }
        report.missed += missed;
        report.broken.extend(broken);
        report.count.add(count);
    }
    report.took = begun.elapsed();
    Ok(report)
}

/// A network of its own, and a desk as it stands before the deed.
struct Stage {
    arena: Arena,
    desk: Desk,
    people: Vec<Person>,
    deed: Deed,
    library: Arc<Library>,
}

impl Stage {
    async fn set(plan: &Plan, library: &Arc<Library>) -> Result<Self> {
        let mut random = ChaCha8Rng::seed_from_u64(plan.seed);
        let arena = Arena::open(plan.program.clone(), CUSTOMERS, plan.seed).await?;
        let everybody = arena.export(NET).await?;
        let desk = arena.desk(NET, SETTLE_SECONDS)?;
        let lines: Vec<&str> = everybody.iter().map(|(_, line)| line.as_str()).collect();
        desk.done(&["import", &desk.write("export.ndjson", &lines.join("\n"))?])?;
        let mut people = Vec::new();
        if plan.deed == Deed::Drain {
            for at in 0..plan.writes {
                let word = word(&mut random);
                people.push(if at % 2 == 0 {
                    let said =
                        desk.done(&["create", &newcomer(&desk, &word)?, "--despite-candidates"])?;
                    Person { id: None, made: Some(Save { word, op: op(&said) }), edits: vec![] }
                } else {
                    let (id, _) = everybody.get(at).context("too few customers")?;
                    let edit = json!({ "names": { "middleName": word } }).to_string();
                    let file = desk.write("edit.json", &edit)?;
                    let said = desk.done(&["update", id, "names", &file])?;
                    let edits = vec![Save { word, op: op(&said) }];
                    Person { id: Some(id.clone()), made: None, edits }
                });
            }
        }
        Ok(Self { arena, desk, people, deed: plan.deed, library: Arc::clone(library) })
    }

    /// The network is as it was before anything was sent.
    async fn again(&self) -> Result<Desk> {
        self.arena.tell("reset", &json!({ "only": ["customers", "tokens", "requests"] })).await?;
        self.desk.copy()
    }

    /// What a run without any fault calls.
    async fn counted(&self) -> Result<BTreeMap<String, usize>> {
        let desk = self.again().await?;
        let ran = self.deed_of(&desk, "Xcounted", &[]).await?;
        ensure!(ran.status == Some(0), "undisturbed, it ended with {:?}: {}", ran.status, ran.err);
        let mut calls = BTreeMap::new();
        for line in told(&desk)?.lines() {
            *calls.entry(line.split(' ').next().unwrap_or_default().to_owned()).or_default() += 1;
        }
        Ok(calls)
    }

    async fn deed_of(&self, desk: &Desk, word: &str, more: &[(&str, String)]) -> Result<Ran> {
        let mut facts = vec![("STORM_LOG", log(desk))];
        facts.extend(more.iter().cloned());
        let file = newcomer(desk, word)?;
        let args: &[&str] = match self.deed {
            Deed::Drain => &["sync", "--until-idle", "--timeout", PATIENCE],
            Deed::Save => &["create", &file, "--despite-candidates"],
        };
        tokio::task::block_in_place(|| desk.run_with(args, &self.library.path, &facts))
    }

    async fn disturbed(&self, at: usize, fault: Fault, report: &mut Report) -> Result<()> {
        let desk = self.again().await?;
        let word = word(&mut ChaCha8Rng::seed_from_u64(u64::try_from(at)?));
        let more = [("STORM_AT", at.to_string()), ("STORM_DO", fault.word().to_owned())];
        let ran = self.deed_of(&desk, &word, &more).await?;
        let call = told(&desk)?;
        let Some(call) = call.lines().next() else {
            report.missed += 1;
            return Ok(());
        };
        *report.struck.entry(fault.word_of()).or_default() += 1;
        let well = ran.killed == (fault == Fault::Kill)
            && (ran.killed || ran.status.is_some_and(|status| status != 101));
        if !well {
            report.broken.push(format!("{fault:?} at {call}: {:?}: {}", ran.status, ran.err));
        }
        let end = &["sync", "--until-idle", "--timeout", PATIENCE];
        let ended = tokio::task::block_in_place(|| desk.done(end));
        let listed = tokio::task::block_in_place(|| desk.done(&["outbox", "list", "--all"]));
        let (ended, listed) = match (ended, listed) {
            (Ok(ended), Ok(Value::Array(listed))) => (ended, listed),
            (ended, listed) => {
                let why = [ended.err(), listed.err()].into_iter().flatten();
                let why: Vec<String> = why.map(|why| format!("{why:#}")).collect();
                report.broken.push(format!("{fault:?} at {call}: {}", why.join("; ")));
                return Ok(());
            }
        };
        if ended["waiting"] != 0 || ended["checking"] != 0 {
            report.broken.push(format!("{fault:?} at {call}: it does not end: {ended}"));
        }
        let made = self.made(&ran, word);
        let people = if self.deed == Deed::Save { &made } else { &self.people };
        let mut count = judge(&self.arena, NET, people, &listed, 0).await?;
        for what in [&mut count.lost, &mut count.doubled, &mut count.disordered] {
            what.iter_mut().for_each(|what| *what = format!("{fault:?} at {call}: {what}"));
        }
        report.count.add(count);
        Ok(())
    }

    /// Who was to be saved; promised only where the program said so.
    fn made(&self, ran: &Ran, word: String) -> Vec<Person> {
        let said: Option<Value> = serde_json::from_str(&ran.out).ok();
        let id = said.as_ref().and_then(|said| said["local_id"].as_str().map(str::to_owned));
        let made = Some(Save { word, op: said.as_ref().and_then(op) });
        vec![Person { id, made, edits: vec![] }]
    }
}

impl Fault {
    const fn word_of(self) -> &'static str {
        match self {
            Self::Kill => "SIGKILL",
            Self::Eio => "EIO",
            Self::Enospc => "ENOSPC",
        }
    }
}

fn newcomer(desk: &Desk, word: &str) -> Result<String> {
    let record = json!({
        "kind": "person",
        "names": { "givenName": "Robin", "familyName": word },
        "channels": [{
            "kind": "email", "use": "home",
            "value": format!("{}@example.com", word.to_lowercase()),
        }],
    });
    desk.write("new.json", &record.to_string())
}

fn op(said: &Value) -> Option<String> {
    said["op_id"].as_str().map(str::to_owned)
}

fn log(desk: &Desk) -> String {
    desk.data.with_extension("calls").display().to_string()
}

fn told(desk: &Desk) -> Result<String> {
    match std::fs::read_to_string(log(desk)) {
        Err(why) if why.kind() == std::io::ErrorKind::NotFound => Ok(String::new()),
        told => Ok(told?),
    }
}

/// Made by the C compiler that links Rust programs.
struct Library {
    path: PathBuf,
    _folder: tempfile::TempDir,
}

impl Library {
    fn made() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let (source, path) = (folder.path().join("shim.c"), folder.path().join("shim.so"));
        std::fs::write(&source, include_str!("shim.c"))?;
        let mut compiler = Command::new("cc");
        compiler.args(["-shared", "-fPIC", "-O1", "-Wall", "-o"]).arg(&path).arg(&source);
        let made = compiler.arg("-ldl").output()?;
        ensure!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        Ok(Self { path, _folder: folder })
    }
}
