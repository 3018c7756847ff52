//! One desk with its encrypted files, one sandbox, and the runner between them.

use customer::{Channel, Line, Record, Section, Use};
use desk::clock::{Clock, SystemClock};
use desk::sync::{Runner, RunnerStart, Summary, SyncConfig};
use network::DealerNetwork;
use network::settings::{Credentials, KeyloopSettings, MyKaarmaSettings, Settings};
use outbox::{Entry, Event, Origin};
use sandbox::{Options, Sandbox};
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use store::mine::{Context, NewCreate, NewUpdate, NewVerdict};
use store::{Keys, Mode, Store};
use uuid::Uuid;

pub struct Bench {
    pub sandbox: Sandbox,
    pub store: Arc<Store>,
    pub network: Arc<dyn DealerNetwork>,
    pub runner: Arc<Runner>,
    pub dir: tempfile::TempDir,
    pub settle_seconds: u64,
    http: reqwest::Client,
}

pub fn open(dir: &Path) -> Arc<Store> {
    Arc::new(Store::open(dir, &Keys::new([1; 32], [2; 32]), Mode::ReadWrite).unwrap())
}

pub fn start(
    dir: &Path,
    store: &Arc<Store>,
    network: &Arc<dyn DealerNetwork>,
    settle_seconds: u64,
) -> Option<Arc<Runner>> {
    Runner::new(RunnerStart {
        store: Arc::clone(store),
        network: Arc::clone(network),
        clock: Arc::new(SystemClock),
        config: SyncConfig {
            settle_seconds,
            probe_seconds: 1,
            dealer: "dealer".into(),
            lane: "lane".into(),
            country: "GB".into(),
        },
        data_dir: dir,
    })
    .unwrap()
}

impl Bench {
    pub async fn keyloop() -> Self {
        Self::keyloop_settling(1).await
    }

    pub async fn keyloop_settling(settle_seconds: u64) -> Self {
        Self::keyloop_on(sandbox(200).await, settle_seconds)
    }

    /// A dealer with so many customers.
    pub async fn keyloop_of(customers: usize) -> Self {
        Self::keyloop_on(sandbox(customers).await, 1)
    }

    fn keyloop_on(sandbox: Sandbox, settle_seconds: u64) -> Self {
        let settings: KeyloopSettings = serde_json::from_value(json!({
            "base_url": sandbox.base_url(), "enterprise_id": "sample", "store_id": "sample",
            "dms": "autoline",
        }))
        .unwrap();
        let credentials = Credentials::Keyloop {
            client_id: "desk".to_owned().into(),
            client_secret: "desk-secret".to_owned().into(),
        };
        Self::with(sandbox, &Settings::Keyloop(settings), credentials, settle_seconds)
    }

    pub async fn mykaarma(settle_seconds: u64) -> Self {
        let sandbox = sandbox(200).await;
        let settings = MyKaarmaSettings {
            base_url: format!("{}/customer/v2", sandbox.base_url()),
            department_uuid: "dep-sample".into(),
        };
        let credentials = Credentials::MyKaarma {
            username: "desk".to_owned().into(),
            password: "desk-secret".to_owned().into(),
        };
        Self::with(sandbox, &Settings::MyKaarma(settings), credentials, settle_seconds)
    }

    fn with(
        sandbox: Sandbox,
        settings: &Settings,
        credentials: Credentials,
        settle_seconds: u64,
    ) -> Self {
        let dir = folder();
        let store = open(dir.path());
        let network = network::connect(settings, Some(credentials), Some("GB")).unwrap();
        let runner = start(dir.path(), &store, &network, settle_seconds).unwrap();
        Self { sandbox, store, network, runner, dir, settle_seconds, http: reqwest::Client::new() }
    }

    /// The process ends, however far it has come, and a new one takes over.
    pub fn restart(self) -> Self {
        let Self { runner, store, dir, network, settle_seconds, sandbox, http } = self;
        drop((runner, store));
        let store = open(dir.path());
        let runner = start(dir.path(), &store, &network, settle_seconds).unwrap();
        Self { sandbox, store, network, runner, dir, settle_seconds, http }
    }

    /// The same, and the disposable file is gone.
    pub fn restart_without_copy(self) -> Self {
        let Self { runner, store, dir, network, settle_seconds, sandbox, http } = self;
        drop((runner, store));
        for file in std::fs::read_dir(dir.path()).unwrap().map(|file| file.unwrap().path()) {
            let name = file.file_name().unwrap().to_string_lossy();
            if name.starts_with("theirs.db") {
                std::fs::remove_file(&file).unwrap();
            }
        }
        let store = open(dir.path());
        let runner = start(dir.path(), &store, &network, settle_seconds).unwrap();
        Self { sandbox, store, network, runner, dir, settle_seconds, http }
    }

    pub async fn idle(&self) -> Summary {
        self.runner.until_idle(Duration::from_secs(30)).await.unwrap()
    }

    pub fn entry(&self, op_id: Uuid) -> Entry {
        self.store.mine.entry(op_id).unwrap().unwrap()
    }

    pub fn create(&self, record: Record) -> Entry {
        self.create_from(record, None)
    }

    pub fn create_from(&self, record: Record, draft_id: Option<Uuid>) -> Entry {
        self.creates(record, draft_id, vec![])
    }

    /// Somebody new, who is none of these.
    pub fn create_none_of(&self, record: Record, ruled_out: Vec<String>) -> Entry {
        self.creates(record, None, ruled_out)
    }

    fn creates(&self, record: Record, draft_id: Option<Uuid>, ruled_out: Vec<String>) -> Entry {
        let local_id = SystemClock.new_id();
        let word = |other: &String| NewVerdict {
            one: local_id.to_string(),
            other: other.clone(),
            same: false,
            reason: None,
            who: "ana".into(),
            at: SystemClock.now(),
        };
        let verdicts = ruled_out.iter().map(word).collect();
        let shown = record.clone();
        let entry = self
            .store
            .mine
            .queue_create(NewCreate {
                op_id: SystemClock.new_id(),
                local_id,
                draft_id,
                dealer: "dealer".into(),
                record,
                ruled_out,
                incomplete_accepted: false,
                verdicts,
                author: "ana".into(),
                origin: Origin::Staff,
                at: SystemClock.now(),
            })
            .unwrap();
        self.store.theirs.put_local(local_id, &shown, SystemClock.now()).unwrap();
        entry
    }

    /// A change of what `seen` holds.
    pub fn update(
        &self,
        local_id: Uuid,
        server_id: Option<&str>,
        section: Section,
        seen: &Record,
        wanted: Value,
    ) -> Entry {
        self.store
            .mine
            .queue_update(NewUpdate {
                op_id: SystemClock.new_id(),
                local_id,
                server_id: server_id.map(str::to_owned),
                draft_id: None,
                dealer: "dealer".into(),
                section,
                base: seen.section(section),
                wanted,
                author: "ana".into(),
                origin: Origin::Staff,
                at: SystemClock.now(),
            })
            .unwrap()
    }

    /// A customer the network has, as this desk has read them.
    pub async fn known(&self, n: usize) -> (Uuid, String, Record) {
        let listed = self.get(&format!("customers?limit=1&offset={}", 40 + n)).await;
        let item = &listed["items"][0];
        let id = match self.network.name() {
            "keyloop" => &item["keyloopId"],
            _ => &item["customerUuid"],
        };
        let id = id.as_str().unwrap().to_owned();
        let record = self.network.fetch(&id, Uuid::from_u128(1)).await.unwrap().record;
        let local_id = store::theirs::local_id_of(&id);
        (local_id, id, record)
    }

    pub fn record(&self, op_id: Uuid, event: &Event) -> Entry {
        let context = Context::by_person("ana", SystemClock.now());
        self.store.mine.record(op_id, event, &context).unwrap()
    }

    pub async fn get(&self, path: &str) -> Value {
        let url = format!("{}/_sandbox/{path}", self.admin());
        self.http.get(url).send().await.unwrap().json().await.unwrap()
    }

    pub async fn post(&self, path: &str, body: Value) -> Value {
        let url = format!("{}/_sandbox/{path}", self.admin());
        let answer = self.http.post(url).json(&body).send().await.unwrap();
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
        answer.json().await.unwrap_or(Value::Null)
    }

    fn admin(&self) -> String {
        self.sandbox.admin_url().trim_end_matches("/_sandbox").trim_end_matches('/').to_owned()
    }

    pub async fn fault(&self, fault: Value) {
        self.post("faults", fault).await;
    }

    pub async fn state(&self, state: &str) {
        self.post("network", json!({ "state": state })).await;
    }

    /// What this desk brought about at the network.
    pub async fn effects(&self) -> Vec<Value> {
        let effects = self.get("effects").await["effects"].clone();
        let effects = effects.as_array().cloned().unwrap_or_default();
        effects.into_iter().filter(|effect| effect["source"] == "api").collect()
    }

    pub async fn writes(&self) -> Vec<Value> {
        let requests = self.get("requests").await["requests"].clone();
        let requests = requests.as_array().cloned().unwrap_or_default();
        requests
            .into_iter()
            .filter(|request| {
                let method = request["method"].as_str().unwrap_or_default();
                method != "GET" && request["network"] != "token"
            })
            .collect()
    }
}

async fn sandbox(customers: usize) -> Sandbox {
    let customers = u32::try_from(customers).unwrap();
    Sandbox::start(Options { customers, seed: 7, ..Options::default() }).await.unwrap()
}

/// In memory where there is such a place: nothing here is about disks.
fn folder() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    let builder = tempfile::Builder::new();
    if memory.is_dir() { builder.tempdir_in(memory) } else { builder.tempdir() }.unwrap()
}

/// Somebody no seed has.
pub fn stranger(n: u32) -> Record {
    let mut record = Record::default();
    record.names.given_name = Some("Zephyrine".into());
    record.names.family_name =
        Some(["Quillfeather", "Oxbramble", "Umbervale", "Wyrdwick"][n as usize % 4].into());
    let phone = format!("+4477009{:05}", 88_000 + n);
    record.channels.push(Channel::phone(Use::Home, Line::Mobile, phone));
    record.channels.push(Channel::email(Use::Home, format!("zephyrine{n}@quill.example")));
    record
}

/// Fifty people none of whom sounds, writes or rings like another.
pub fn unlike(n: u32) -> Record {
    const ONSETS: [&str; 10] = ["Br", "Kw", "Fl", "Gr", "Th", "V", "Sm", "P", "Dr", "J"];
    const MIDDLES: [&str; 5] = ["ondik", "ulmar", "eshov", "airwen", "ickbot"];
    let word = |n: u32| {
        let n = n as usize;
        format!("{}{}", ONSETS[n % 10], MIDDLES[n / 10 % 5])
    };
    let mut record = Record::default();
    record.names.given_name = Some(word(n * 7 + 3));
    record.names.family_name = Some(format!("{}ski", word(n)));
    let digits = (n * 7_919 + 12_345) * 6_007 % 1_000_000;
    record.channels.push(Channel::phone(Use::Home, Line::Mobile, format!("+447911{digits:06}")));
    record
}
