//! A desk in a folder of its own, the sandbox it talks to, and what both say.

use sandbox::{Options, Sandbox};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::sync::Mutex;
use tempfile::TempDir;
use tokio::io::AsyncWriteExt;
use tokio::process::{Child, Command};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Net {
    V1,
    V3,
    MyKaarma,
}

impl Net {
    pub const ALL: [Self; 3] = [Self::V1, Self::V3, Self::MyKaarma];

    /// The sandbox's name for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::V1 => "keyloop-v1",
            Self::V3 => "keyloop-v3",
            Self::MyKaarma => "mykaarma",
        }
    }

    pub fn config(self, base: &str) -> String {
        let keyloop = |more: &str| {
            format!(
                "network = \"keyloop\"\ncountry = \"GB\"\n[keyloop]\nbase_url = \"{base}\"\n\
                 enterprise_id = \"sample\"\nstore_id = \"sample\"\ndms = \"autoline\"\n{more}"
            )
        };
        let network = match self {
            Self::V1 => keyloop(""),
            Self::V3 => keyloop("api_version = \"v3\"\npath = \"{enterprise}/{store}/v3\"\n"),
            Self::MyKaarma => format!(
                "network = \"mykaarma\"\ncountry = \"GB\"\n[mykaarma]\n\
                 base_url = \"{base}/customer/v2\"\ndepartment_uuid = \"dep-sample\"\n"
            ),
        };
        format!(
            "{network}[sync]\nsettle_seconds = 1\nprobe_seconds = 1\n[keys]\nstore = \"file\"\n"
        )
    }

    pub const fn credentials(self) -> &'static str {
        match self {
            Self::V1 | Self::V3 => r#"{"client_id":"desk","client_secret":"desk-secret"}"#,
            Self::MyKaarma => r#"{"username":"desk","password":"desk-secret"}"#,
        }
    }
}

/// The dealer's side.
pub struct Shop {
    pub sandbox: Sandbox,
    http: reqwest::Client,
    /// The last number seen of requests and effects: the log is never read from its beginning.
    marks: Mutex<HashMap<String, u64>>,
}

impl Shop {
    pub async fn open(customers: u32) -> Self {
        let options = Options { customers, seed: 7, ..Options::default() };
        let sandbox = Sandbox::start(options).await.expect("the sandbox starts");
        let shop = Self { sandbox, http: reqwest::Client::new(), marks: Mutex::default() };
        shop.post("/rules", json!({"index_lag_ms": {"mykaarma": 0}})).await;
        shop
    }

    fn url(&self, path: &str) -> String {
        format!("{}/_sandbox{path}", self.sandbox.admin_url())
    }

    pub async fn get(&self, path: &str) -> Value {
        let answer = self.http.get(self.url(path)).send().await.expect("an answer");
        answer.json().await.expect("JSON")
    }

    pub async fn post(&self, path: &str, body: Value) -> Value {
        let answer = self.http.post(self.url(path)).json(&body).send().await.expect("an answer");
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
        answer.json().await.expect("JSON")
    }

    pub async fn network(&self, state: &str) {
        self.post("/network", json!({ "state": state })).await;
    }

    pub async fn fault(&self, script: Value) {
        self.post("/faults", script).await;
    }

    pub async fn no_faults(&self) {
        self.post("/reset", json!({"only": ["faults"]})).await;
    }

    async fn list(&self, what: &str, after: u64) -> Vec<Value> {
        let mut answer = self.get(&format!("/{what}?after={after}")).await;
        match answer[what].take() {
            Value::Array(items) => items,
            other => panic!("{what}: {other}"),
        }
    }

    /// The number of the last request or effect so far.
    pub async fn mark(&self, what: &str) -> u64 {
        let seen = self.marks.lock().expect("a lock").get(what).copied().unwrap_or(0);
        let last = self.list(what, seen).await;
        let mark = last.last().and_then(|one| one["seq"].as_u64()).unwrap_or(seen);
        self.marks.lock().expect("a lock").insert(what.to_owned(), mark);
        mark
    }

    /// Everything but tokens.
    pub async fn requests(&self, after: u64) -> Vec<Value> {
        let all = self.list("requests", after).await;
        all.into_iter().filter(|one| one["network"] != "token").collect()
    }

    pub async fn writes(&self, after: u64) -> Vec<Value> {
        let all = self.requests(after).await;
        all.into_iter().filter(|one| one["method"] != "GET").collect()
    }

    pub async fn effects(&self, after: u64) -> Vec<Value> {
        self.list("effects", after).await
    }

    pub async fn customer(&self, id: &str) -> Value {
        self.get(&format!("/customers/{id}")).await
    }

    pub async fn second_desk(&self, id: &str, section: &str, fields: Value) {
        let body = json!({ "section": section, "fields": fields });
        self.post(&format!("/customers/{id}/edit"), body).await;
    }
}

/// The desk's side.
pub struct Desk {
    pub folder: TempDir,
    pub config: PathBuf,
    pub data: PathBuf,
    /// Whose certificates are believed, where they are not the system's.
    pub authority: Option<PathBuf>,
}

impl Desk {
    /// Set up and signed in.
    pub async fn new(net: Net, shop: &Shop) -> Self {
        let desk = Self::configured(&net.config(&shop.sandbox.base_url()));
        desk.run_with(&["credentials", "set"], net.credentials()).await.done();
        desk
    }

    pub fn configured(config: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("showroom.toml");
        std::fs::write(&path, config).expect("written");
        let data = folder.path().join("data");
        Self { config: path, data, folder, authority: None }
    }

    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.folder.path().join(name);
        std::fs::write(&path, content).expect("written");
        path.to_str().expect("a plain path").to_owned()
    }

    /// A record in a file of its own.
    pub fn record(&self, record: &Value) -> String {
        self.file(&format!("{}.json", rand_name()), record.to_string())
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_showroomctl"));
        command.arg("--config").arg(&self.config).arg("--data-dir").arg(&self.data);
        command.arg("--json").args(args).kill_on_drop(true);
        // Where programs keep what must stay behind when a data folder is copied.
        command.env("XDG_STATE_HOME", self.folder.path().join("state"));
        // That of this computer is not for tests.
        command.env("SHOWROOM_POLICY", self.folder.path().join("policy.toml"));
        if let Some(authority) = &self.authority {
            command.env("SSL_CERT_FILE", authority);
        }
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    pub async fn run(&self, args: &[&str]) -> Ran {
        let output = self.command(args).output().await.expect("runs");
        Ran::new(args, &output)
    }

    /// What it says to people.
    pub async fn text(&self, args: &[&str]) -> String {
        let mut command = Command::new(env!("CARGO_BIN_EXE_showroomctl"));
        command.arg("--config").arg(&self.config).arg("--data-dir").arg(&self.data).args(args);
        let output = command.stdin(Stdio::null()).output().await.expect("runs");
        let ran = Ran::new(args, &output);
        ran.ended(0);
        ran.out
    }

    pub async fn run_with(&self, args: &[&str], stdin: &str) -> Ran {
        Ran::of(self.command(args), args, stdin).await
    }

    pub fn spawn(&self, args: &[&str]) -> Child {
        self.command(args).spawn().expect("starts")
    }

    pub async fn show(&self, id: &str) -> Value {
        self.run(&["show", id]).await.done()
    }

    pub async fn sync(&self) -> Value {
        self.run(&["sync", "--until-idle", "--timeout", "20"]).await.done()
    }

    pub async fn update(&self, id: &str, section: &str, record: &Value) -> Value {
        let file = self.record(record);
        self.run(&["update", id, section, &file]).await.done()
    }

    pub async fn outbox(&self) -> Vec<Value> {
        let list = self.run(&["outbox", "list"]).await.done();
        list.as_array().expect("a list").clone()
    }

    /// The only person a search of the network brings.
    pub async fn find(&self, text: &str) -> String {
        let found = self.run(&["search", text]).await.done();
        assert_eq!(found["network"]["state"], "answered", "{found}");
        let rows = found["network"]["rows"].as_array().expect("rows");
        assert_eq!(rows.len(), 1, "{found}");
        rows[0]["id"].as_str().expect("an id").to_owned()
    }
}

fn rand_name() -> String {
    use std::sync::atomic::{AtomicU64, Ordering};
    static NEXT: AtomicU64 = AtomicU64::new(0);
    format!("record-{}", NEXT.fetch_add(1, Ordering::Relaxed))
}

/// What a command did.
pub struct Ran {
    pub what: String,
    pub status: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Ran {
    pub async fn of(mut command: Command, args: &[&str], stdin: &str) -> Self {
        let mut child = command.stdin(Stdio::piped()).spawn().expect("starts");
        let mut pipe = child.stdin.take().expect("stdin");
        // A command that needs nothing from it may be gone already.
        let _ = pipe.write_all(stdin.as_bytes()).await;
        drop(pipe);
        Self::new(args, &child.wait_with_output().await.expect("ends"))
    }

    fn new(args: &[&str], output: &Output) -> Self {
        Self {
            what: args.join(" ").chars().take(200).collect(),
            status: output.status.code(),
            out: String::from_utf8(output.stdout.clone()).expect("UTF-8 on stdout"),
            err: String::from_utf8(output.stderr.clone()).expect("UTF-8 on stderr"),
        }
    }

    pub fn ended(&self, status: i32) -> &Self {
        assert_eq!(self.status, Some(status), "{}: {} {}", self.what, self.out, self.err);
        self
    }

    /// The one line of JSON on stdout.
    pub fn answer(&self) -> Value {
        assert_eq!(self.out.lines().count(), 1, "{}: one line: {}", self.what, self.out);
        serde_json::from_str(&self.out).expect("JSON on stdout")
    }

    pub fn done(&self) -> Value {
        self.ended(0).answer()
    }

    /// The error, which is one line of JSON on stderr, and all there is.
    pub fn error(&self, status: i32) -> Value {
        self.ended(status);
        assert_eq!(self.err.lines().count(), 1, "{}: one line: {}", self.what, self.err);
        let mut value: Value = serde_json::from_str(&self.err).expect("JSON on stderr");
        let error = value["error"].take();
        assert!(error["code"].is_string() && error["message"].is_string(), "{}", self.err);
        assert!(error.get("field").is_some(), "{}", self.err);
        error
    }
}

pub fn bytes_of(folder: &Path, name: &str) -> Vec<u8> {
    std::fs::read(folder.join(name)).expect("the file is there")
}

pub fn op(answer: &Value) -> String {
    answer["op_id"].as_str().expect("an op_id").to_owned()
}

/// A free port's address that nobody answers on.
pub fn nobody() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    format!("http://{}", listener.local_addr().expect("its address"))
}
