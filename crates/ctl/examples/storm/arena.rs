//! A practice network, desks in folders of their own, and the real program, run against it and
//! ended by SIGKILL at a chosen moment.

use anyhow::{Context as _, Result, ensure};
use rand::Rng;
use sandbox::{Options, Sandbox};
use serde_json::{Value, json};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// How often it is looked whether a commit begins or ends.
const LOOK: Duration = Duration::from_micros(150);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Net {
    KeyloopV1,
    KeyloopV3,
    MyKaarma,
}

impl Net {
    /// The practice network's name for the ids it gives.
    const fn id(self) -> &'static str {
        match self {
            Self::KeyloopV1 | Self::KeyloopV3 => "keyloopId",
            Self::MyKaarma => "customerUuid",
        }
    }

    fn config(self, base: &str, settle_seconds: u64) -> String {
        let keyloop = |more: &str| {
            format!(
                "network = \"keyloop\"\ncountry = \"GB\"\n[keyloop]\nbase_url = \"{base}\"\n\
                 enterprise_id = \"sample\"\nstore_id = \"sample\"\ndms = \"autoline\"\n{more}"
            )
        };
        let network = match self {
            Self::KeyloopV1 => keyloop(""),
            Self::KeyloopV3 => {
                keyloop("api_version = \"v3\"\npath = \"{enterprise}/{store}/v3\"\n")
            }
            Self::MyKaarma => format!(
                "network = \"mykaarma\"\ncountry = \"GB\"\n[mykaarma]\n\
                 base_url = \"{base}/customer/v2\"\ndepartment_uuid = \"dep-sample\"\n"
            ),
        };
        format!(
            "{network}[sync]\nsettle_seconds = {settle_seconds}\nprobe_seconds = 1\n\
             [keys]\nstore = \"file\"\n"
        )
    }

    const fn credentials(self) -> &'static str {
        match self {
            Self::KeyloopV1 | Self::KeyloopV3 => {
                r#"{"client_id":"desk","client_secret":"desk-secret"}"#
            }
            Self::MyKaarma => r#"{"username":"desk","password":"desk-secret"}"#,
        }
    }
}

/// The dealer's side.
pub struct Arena {
    sandbox: Sandbox,
    http: reqwest::Client,
    program: PathBuf,
}

impl Arena {
    pub async fn open(program: PathBuf, customers: u32, seed: u64) -> Result<Self> {
        ensure!(program.exists(), "there is no program at {}", program.display());
        let sandbox = Sandbox::start(Options { customers, seed, ..Options::default() }).await?;
        let http = reqwest::Client::builder().no_proxy().build()?;
        let arena = Self { sandbox, http, program };
        arena.tell("rules", &json!({"index_lag_ms": {"mykaarma": 0}})).await?;
        Ok(arena)
    }

    fn url(&self, what: &str) -> String {
        format!("{}/_sandbox/{what}", self.sandbox.admin_url())
    }

    pub async fn ask(&self, what: &str) -> Result<Value> {
        let answer = self.http.get(self.url(what)).send().await?;
        Ok(answer.error_for_status()?.json().await?)
    }

    pub async fn tell(&self, what: &str, body: &Value) -> Result<()> {
        let answer = self.http.post(self.url(what)).json(body).send().await?;
        answer.error_for_status().with_context(|| what.to_owned())?;
        Ok(())
    }

    /// What desks changed over the network after this number.
    pub async fn effects(&self, after: u64) -> Result<Vec<Value>> {
        let mut answer = self.ask(&format!("effects?after={after}")).await?;
        let Value::Array(all) = answer["effects"].take() else { return Ok(vec![]) };
        Ok(all.into_iter().filter(|effect| effect["source"] == "api").collect())
    }

    /// Each customer as a line of an export, with their id.
    pub async fn export(&self, net: Net) -> Result<Vec<(String, String)>> {
        let what = match net {
            Net::KeyloopV1 | Net::KeyloopV3 => "export.ndjson",
            Net::MyKaarma => "export.ndjson?network=mykaarma",
        };
        let text = self.http.get(self.url(what)).send().await?.error_for_status()?.text().await?;
        let line = |line: &str| {
            let record: Value = serde_json::from_str(line)?;
            let id = record["id"].as_str().context("a customer without an id")?;
            Ok((id.to_owned(), line.to_owned()))
        };
        text.lines().map(line).collect()
    }

    /// Everybody at the network whose name holds this word.
    pub async fn named(&self, net: Net, word: &str) -> Result<Vec<String>> {
        let answer = self.ask(&format!("customers?q={word}")).await?;
        let items = answer["items"].as_array().context("items")?;
        Ok(items.iter().filter_map(|one| one[net.id()].as_str().map(str::to_owned)).collect())
    }

    pub async fn middle_name(&self, id: &str) -> Result<String> {
        let customer = self.ask(&format!("customers/{id}")).await?;
        Ok(customer["names"]["middleName"].as_str().unwrap_or_default().to_owned())
    }

    /// A desk that is set up and signed in.
    pub fn desk(&self, net: Net, settle_seconds: u64) -> Result<Desk> {
        let folder = tempfile::tempdir()?;
        let config = folder.path().join("showroom.toml");
        let base = self.sandbox.base_url();
        std::fs::write(&config, net.config(base.trim_end_matches('/'), settle_seconds))?;
        let data = folder.path().join("data");
        let desk = Desk { folder, config, data, program: self.program.clone() };
        let credentials = desk.write("credentials.json", net.credentials())?;
        let mut signing_in = desk.command(&["credentials", "set"]);
        signing_in.stdin(std::fs::File::open(credentials)?);
        ensure!(signing_in.output()?.status.success(), "the desk could not be signed in");
        Ok(desk)
    }
}

/// One desk in a folder that is gone afterwards.
pub struct Desk {
    folder: TempDir,
    pub config: PathBuf,
    pub data: PathBuf,
    program: PathBuf,
}

impl Desk {
    /// Leaves its folder where it is, for whoever looks into what went wrong.
    pub fn keep(&mut self) -> PathBuf {
        self.folder.disable_cleanup(true);
        self.folder.path().to_owned()
    }

    pub fn write(&self, name: &str, content: &str) -> Result<String> {
        let path = self.folder.path().join(name);
        std::fs::write(&path, content)?;
        Ok(path.to_str().context("a plain path")?.to_owned())
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.arg("--config").arg(&self.config).arg("--data-dir").arg(&self.data);
        command.arg("--json").args(args).env_remove("SHOWROOM_LOG");
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    pub fn run(&self, args: &[&str], kill: Kill) -> Result<Ran> {
        run(self.command(args), kill, &self.data)
    }

    /// The same with a library of ours between the program and the system.
    pub fn run_with(&self, args: &[&str], library: &Path, facts: &[(&str, String)]) -> Result<Ran> {
        let mut command = self.command(args);
        command.env("LD_PRELOAD", library).env("STORM_DIR", &self.data);
        command.envs(facts.iter().map(|(name, value)| (*name, value)));
        run(command, Kill::Never, &self.data)
    }

    /// One that nobody disturbs, and that has to succeed.
    pub fn done(&self, args: &[&str]) -> Result<Value> {
        let ran = self.run(args, Kill::Never)?;
        ensure!(ran.status == Some(0), "{args:?} ended with {:?}: {}", ran.status, ran.err);
        serde_json::from_str(&ran.out).with_context(|| format!("{args:?} printed no JSON"))
    }

    /// Another desk with the same files, as they are now.
    pub fn copy(&self) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let config = folder.path().join("showroom.toml");
        std::fs::copy(&self.config, &config)?;
        let data = folder.path().join("data");
        std::fs::create_dir(&data)?;
        for file in std::fs::read_dir(&self.data)? {
            let file = file?;
            if file.file_type()?.is_file() {
                std::fs::copy(file.path(), data.join(file.file_name()))?;
            }
        }
        Ok(Self { folder, config, data, program: self.program.clone() })
    }
}

/// When a program is killed.
#[derive(Clone, Copy, Debug)]
pub enum Kill {
    Never,
    After(Duration),
    /// So long after the outbox's journal came or went for the so-many-eth time: a commit begins
    /// when it comes and is done when it goes.
    AtTurn(u32, Duration),
}

impl Kill {
    /// Half of them at any time of a run or just after it, half about one of its commits.
    pub fn random(random: &mut impl Rng, usual: &Usual) -> Self {
        if usual.turns > 0 && random.random_bool(0.5) {
            let then = Duration::from_micros(random.random_range(0..3_000));
            return Self::AtTurn(random.random_range(1..=usual.turns), then);
        }
        Self::After(usual.took.mul_f64(random.random_range(0.0..1.3)))
    }
}

/// What a command takes where nobody disturbs it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Usual {
    pub took: Duration,
    pub turns: u32,
}

/// What a program did.
#[derive(Debug)]
pub struct Ran {
    pub killed: bool,
    pub status: Option<i32>,
    pub out: String,
    pub err: String,
    pub usual: Usual,
}

pub fn run(mut command: Command, kill: Kill, data: &Path) -> Result<Ran> {
    let journal = data.join("mine.db-journal");
    let begun = Instant::now();
    let mut child = command.spawn()?;
    let (mut there, mut turns) = (journal.exists(), 0);
    if !matches!(kill, Kill::Never) {
        while child.try_wait()?.is_none() {
            let now = journal.exists();
            turns += u32::from(now != there);
            there = now;
            let due = match kill {
                Kill::Never => false,
                Kill::After(time) => begun.elapsed() >= time,
                Kill::AtTurn(turn, _) => turns >= turn,
            };
            if due {
                if let Kill::AtTurn(_, then) = kill {
                    std::thread::sleep(then);
                }
                child.kill()?;
                break;
            }
            std::thread::sleep(LOOK);
        }
    }
    let output = child.wait_with_output()?;
    Ok(Ran {
        killed: output.status.signal() == Some(9),
        status: output.status.code(),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
        usual: Usual { took: begun.elapsed(), turns },
    })
}

/// A word nobody is called: where it turns up, one save did it.
pub fn word(random: &mut impl Rng) -> String {
    const ONSETS: &[u8] = b"bdfgklmnprstvz";
    const VOWELS: &[u8] = b"aeiou";
    let mut word = String::from("X");
    for _ in 0..6 {
        for letters in [ONSETS, VOWELS] {
            word.push(char::from(letters[random.random_range(0..letters.len())]));
        }
    }
    word
}
