//! A window's core in a folder of its own: real encrypted files, a network nobody answers for.

use api::{ApiError, Host, Window};
use customer::Record;
use desk::clock::{Clock, SystemClock};
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;
use store::theirs::Source;

pub const SETTINGS: &str = r#"
network = "keyloop"
[keyloop]
base_url = "http://127.0.0.1:9"
enterprise_id = "sample"
store_id = "sample"
dms = "autoline"
[keys]
store = "file"
"#;

pub struct Desk {
    pub host: Arc<Host>,
    folder: tempfile::TempDir,
}

impl Desk {
    pub async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("showroom.toml"), SETTINGS).unwrap();
        Self::open_in(folder).await
    }

    /// Where the settings are written already.
    pub async fn open_in(folder: tempfile::TempDir) -> Self {
        Self { host: start(folder.path()).await, folder }
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// As after the end of the process: nothing but the files is left.
    pub async fn restart(self) -> Self {
        let Self { host, folder } = self;
        drop(host);
        Self { host: start(folder.path()).await, folder }
    }

    pub async fn call(&self, command: &str, request: Value) -> Value {
        self.ask(command, request).await.unwrap()
    }

    pub async fn ask(&self, command: &str, request: Value) -> Result<Value, ApiError> {
        self.host.call(Window::Desk, command, request).await
    }

    /// Somebody the network once answered with; gives the local id.
    pub async fn knows(&self, record: Value) -> String {
        let desk = self.desk().await;
        let record: Record = serde_json::from_value(record).unwrap();
        let id = record.id.clone().unwrap();
        desk.store.theirs.put(&[record], SystemClock.now(), Source::Full).unwrap();
        desk.known(&id).unwrap().unwrap().local_id.to_string()
    }

    pub async fn desk(&self) -> Arc<desk::Desk> {
        let Ok(open) = self.host.opened().await else { panic!("the desk is locked") };
        open.desk
    }
}

async fn start(folder: &Path) -> Arc<Host> {
    let clock = Arc::new(SystemClock);
    let policy = folder.join("policy.toml");
    Host::start_under(policy, folder.join("showroom.toml"), folder.join("data"), clock).await
}

pub fn maria() -> Value {
    json!({
        "id": "01-16203", "kind": "person",
        "names": {"givenName": "Maria", "familyName": "Sousa"},
        "identity": {"birthDate": "1980-01-31"},
        "channels": [
            {"kind": "phone", "use": "home", "line": "mobile", "value": "+447400123456"},
            {"kind": "email", "use": "work", "value": "maria@sousa.example"},
        ],
        "addresses": [{"kind": "physical", "streetName": "High Street", "houseNumber": "12",
            "city": "Leeds", "postalCode": "LS1 4AP", "countryCode": "GB"}],
        "vehicles": [{"vin": "WVWZZZ1KZ6W650709", "model": "Golf", "year": 2019}],
    })
}
