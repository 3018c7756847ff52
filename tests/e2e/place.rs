//! One desk for one journey: its own folders, its own practice network, its own credentials.

use crate::window::Window;
use sandbox::{Options, Sandbox};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// The three ways a dealer's network may be spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Network {
    KeyloopV1,
    KeyloopV3,
    MyKaarma,
}

impl Network {
    fn credentials(self) -> &'static str {
        match self {
            Self::KeyloopV1 | Self::KeyloopV3 => {
                r#"{"client_id":"desk","client_secret":"desk-secret"}"#
            }
            Self::MyKaarma => r#"{"username":"desk","password":"desk-secret"}"#,
        }
    }

    fn configuration(self, base: &str) -> String {
        let keyloop = |version: &str| {
            format!(
                "network = \"keyloop\"\ncountry = \"GB\"\n\n[keyloop]\nbase_url = \"{base}\"\n\
                 path = \"{{enterprise}}/{{store}}/{version}\"\nenterprise_id = \"sample\"\n\
                 store_id = \"sample\"\napi_version = \"{version}\"\ndms = \"autoline\"\n"
            )
        };
        match self {
            Self::KeyloopV1 => keyloop("v1"),
            Self::KeyloopV3 => keyloop("v3"),
            Self::MyKaarma => format!(
                "network = \"mykaarma\"\ncountry = \"GB\"\n\n[mykaarma]\n\
                 base_url = \"{base}/customer/v2\"\ndepartment_uuid = \"dep-sample\"\n"
            ),
        }
    }
}

/// A desk's folders and the network it belongs to.
pub struct Place {
    folder: TempDir,
    pictures: PathBuf,
    sandbox: Sandbox,
    http: reqwest::Client,
}

impl Place {
    /// A desk that nobody has set up; pictures go to `target/<pictures>`.
    pub async fn bare(pictures: &str, customers: u32) -> Self {
        let sandbox = Sandbox::start(Options { customers, ..Options::default() })
            .await
            .expect("the practice network starts");
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["home", "desk"] {
            std::fs::create_dir(folder.path().join(name)).expect("a folder");
        }
        let pictures = Path::new(env!("CARGO_MANIFEST_DIR")).join("target").join(pictures);
        let http = reqwest::Client::builder().no_proxy().build().expect("a client");
        Self { folder, pictures, sandbox, http }
    }

    /// A desk that is set up for a network, with keys in its data folder.
    pub async fn set_up(network: Network, pictures: &str, customers: u32) -> Self {
        let place = Self::bare(pictures, customers).await;
        let text = format!(
            "{}\n[sync]\nsettle_seconds = 4\nprobe_seconds = 1\n\n[keys]\nstore = \"file\"\n",
            network.configuration(&place.base())
        );
        std::fs::write(place.config(), text).expect("the configuration is written");
        let config = desk::config::Config::read(&place.config()).expect("a valid configuration");
        let keys = desk::key_store(&config, &place.data()).expect("a key store");
        let settings = config.network.as_ref().expect("a network");
        let credentials = desk::credentials::parse(settings, network.credentials());
        let credentials = credentials.expect("valid credentials");
        desk::credentials::keep(&*keys, settings, &credentials).expect("kept");
        place
    }

    /// Takes in the dealer's export, as an administrator does when a desk is set up.
    pub async fn import_everybody(&self) {
        let lines = self.http.get(self.admin("export.ndjson")).send().await.expect("an export");
        self.import(&lines.bytes().await.expect("an export")).await;
    }

    /// Takes in records, one a line.
    pub async fn import(&self, lines: &[u8]) {
        let file = self.folder.path().join("export.ndjson");
        std::fs::write(&file, lines).expect("it is kept");
        let start = self.start();
        let work = tokio::task::spawn_blocking(move || {
            let desk = desk::Desk::start(start).expect("the desk opens");
            desk.import(&file, |_, _| {}).expect("the export is read")
        });
        let report = work.await.expect("imported");
        assert!(report.rejected.is_empty(), "{} lines were refused", report.rejected.len());
    }

    fn start(&self) -> desk::Start {
        desk::Start {
            config: desk::config::Config::read(&self.config()).expect("a valid configuration"),
            config_path: self.config(),
            data_dir: self.data(),
            clock: std::sync::Arc::new(desk::clock::SystemClock),
        }
    }

    /// Sets up the one person who works here and looks after the desk.
    pub async fn employ(&self, name: &str, pin: &str) {
        let start = self.start();
        let opened = tokio::task::spawn_blocking(move || desk::Desk::start(start));
        let desk = std::sync::Arc::new(opened.await.expect("a thread").expect("the desk opens"));
        let person = desk::people::Change {
            id: None,
            name: name.to_owned(),
            role: desk::rights::Role::Admin,
            pin: Some(pin.to_owned().into()),
        };
        desk.save_person(person).await.expect("somebody works here");
    }

    /// What a desk must not hold where nobody stands: by name, as the bytes that would be found.
    pub fn secrets(&self) -> Vec<(&'static str, Vec<u8>)> {
        let config = desk::config::Config::read(&self.config()).expect("a valid configuration");
        let keys = desk::key_store(&config, &self.data()).expect("a key store");
        let key = |name| keys::data_key(&*keys, name).expect("it can be read").expect("a key");
        let mut secrets = vec![
            ("the key of mine.db", key(keys::Name::Mine).to_vec()),
            ("the key of theirs.db", key(keys::Name::Theirs).to_vec()),
            ("the client's secret", b"desk-secret".to_vec()),
        ];
        let tokens = self.sandbox.tokens().into_iter();
        secrets.extend(tokens.map(|token| ("a token", token.into_bytes())));
        secrets
    }

    pub fn base(&self) -> String {
        self.sandbox.base_url().to_string().trim_end_matches('/').to_owned()
    }

    pub fn config(&self) -> PathBuf {
        self.folder.path().join("showroom.toml")
    }

    pub fn data(&self) -> PathBuf {
        self.folder.path().join("desk")
    }

    /// Where the program's person is at home.
    pub fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    /// What lies where the program's person looks for saved files.
    pub fn downloads(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.home().join("Downloads"));
        let names = entries.into_iter().flatten().flatten();
        names.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
    }

    pub fn pictures(&self) -> &Path {
        &self.pictures
    }

    /// Starts the program here; `more` may hold `--kiosk`.
    pub async fn open(&self, more: &[&str]) -> Window {
        self.open_with(more, &[]).await
    }

    /// The same with this in the environment.
    pub async fn open_with(&self, more: &[&str], environment: &[(&str, &Path)]) -> Window {
        let (config, data) = (self.config(), self.data());
        let mut arguments = vec!["--config", path(&config), "--data-dir", path(&data)];
        arguments.extend(more);
        let (home, pictures) = (self.home(), &self.pictures);
        let window = Window::open_with(&home, &arguments, pictures, environment).await;
        window.ready().await;
        window
    }

    /// `up`, `down`, `hang` or `refuse`.
    pub async fn network_is(&self, state: &str) {
        self.administer("network", &json!({ "state": state })).await;
    }

    /// Every change the network has made because of this desk, oldest first.
    pub async fn effects(&self) -> Vec<Value> {
        let answer = self.ask("effects").await;
        let effects = answer["effects"].as_array().expect("effects").iter();
        effects.filter(|effect| effect["source"] == "api").cloned().collect()
    }

    /// What the network holds of somebody known by either id.
    pub async fn customer(&self, id: &str) -> Value {
        self.ask(&format!("customers/{id}")).await
    }

    /// The id of the one customer whose name has these words.
    pub async fn id_of(&self, words: &str) -> String {
        let address = reqwest::Url::parse_with_params(&self.admin("customers"), [("q", words)]);
        let answer = self.http.get(address.expect("an address")).send().await.expect("an answer");
        let answer: Value = answer.json().await.expect("administration speaks JSON");
        let items = answer["items"].as_array().expect("items");
        assert_eq!(items.len(), 1, "{words}: {answer}");
        items[0]["keyloopId"].as_str().expect("an id").to_owned()
    }

    /// Another desk of the dealer does something: `customers`, `customers/<id>/edit`, `…/delete`.
    pub async fn second_desk(&self, what: &str, body: &Value) {
        self.administer(what, body).await;
    }

    /// Scripts what goes wrong with the requests to come.
    pub async fn fault(&self, script: &Value) {
        self.administer("faults", script).await;
    }

    async fn ask(&self, what: &str) -> Value {
        let answer = self.http.get(self.admin(what)).send().await.expect("administration answers");
        answer.json().await.expect("administration speaks JSON")
    }

    async fn administer(&self, what: &str, body: &Value) {
        let answer = self.http.post(self.admin(what)).json(body).send().await;
        let answer = answer.expect("administration answers");
        assert!(answer.status().is_success(), "{what}: {}", answer.status());
    }

    fn admin(&self, what: &str) -> String {
        let base = self.sandbox.admin_url().to_string();
        let base = base.trim_end_matches('/').trim_end_matches("/_sandbox");
        format!("{base}/_sandbox/{what}")
    }
}

fn path(path: &Path) -> &str {
    path.to_str().expect("test folders have plain names")
}
