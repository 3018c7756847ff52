//! Looking and fetching, over a shelf that is played.

use super::proof::tests::{KEY, SETUP, SIGNATURE};
use super::*;
use crate::it_policy::ItPolicy;
use async_trait::async_trait;
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::Mutex;

const ADDRESS: &str = "https://it.example/showroom/latest.json";
const FILE: &str = "https://it.example/showroom/Showroom_0.2.0_x64-setup.exe";

#[derive(Default)]
struct Played {
    files: BTreeMap<String, Vec<u8>>,
    asked: Mutex<Vec<String>>,
}

#[async_trait]
impl Shelf for Played {
    async fn file(&self, address: &Url, most: usize) -> std::result::Result<Vec<u8>, Missing> {
        self.asked.lock().unwrap().push(address.to_string());
        let file = self.files.get(address.as_str()).ok_or(Missing::NotThere { status: 404 })?;
        assert!(file.len() <= most);
        Ok(file.clone())
    }
}

impl Played {
    fn with(rollout: u32, setup: &[u8]) -> Self {
        let manifest = json!({
            "version": "0.2.0", "notes": "Faster.", "rollout": rollout,
            "platforms": { "windows-x86_64": { "url": FILE, "signature": SIGNATURE } },
        });
        let files = [(ADDRESS, manifest.to_string().into_bytes()), (FILE, setup.to_vec())];
        let files = files.map(|(address, file)| (address.to_owned(), file));
        Self { files: files.into(), asked: Mutex::default() }
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

const HERE: Here<'static> = Here {
    version: "0.1.0",
    platform: "windows-x86_64",
    key: Some(KEY),
    came: Came::Setup,
    id: "AAAAAAAAAAAAAAAAAAAAAA",
};

fn config(own: &str, policy: Option<&str>) -> Config {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("policy.toml");
    if let Some(policy) = policy {
        std::fs::write(&path, policy).unwrap();
    }
    Config::parse_under(own, ItPolicy::read(&path).unwrap()).unwrap()
}

fn named() -> Config {
    config(&format!("updates = \"{ADDRESS}\""), None)
}

#[tokio::test]
async fn nobody_is_asked_where_updates_are_off() {
    let named = format!("updates = \"{ADDRESS}\"");
    let table = [
        (config("", None), HERE, Off::NotSetUp),
        (config("updates = \"off\"", None), HERE, Off::NotSetUp),
        (config(&named, Some("updates = \"off\"")), HERE, Off::ByIt),
        (config(&named, None), Here { key: None, ..HERE }, Off::NoKey),
        (config(&named, None), Here { came: Came::Packaged, ..HERE }, Off::Packages),
        (config(&named, Some(&named)), Here { came: Came::Packaged, ..HERE }, Off::Packages),
    ];
    for (config, here, off) in table {
        let shelf = Played::with(100, SETUP);
        assert_eq!(look(&config, here, &shelf).await.unwrap(), Look::Off(off), "{here:?}");
        assert!(fetch(&config, here, &shelf).await.unwrap().is_none());
        assert_eq!(shelf.asked(), Vec::<String>::new());
    }
}

#[tokio::test]
async fn the_address_of_the_policy_wins_over_the_accounts_own() {
    let policy = format!("updates = \"{ADDRESS}\"");
    let config = config("updates = \"https://other.example/latest.json\"", Some(&policy));
    let shelf = Played::with(100, SETUP);
    let next = Look::Next { version: "0.2.0".to_owned(), notes: "Faster.".to_owned() };
    assert_eq!(look(&config, HERE, &shelf).await.unwrap(), next);
    assert_eq!(shelf.asked(), [ADDRESS]);
}

#[tokio::test]
async fn a_desk_whose_turn_it_is_not_fetches_nothing() {
    let shelf = Played::with(0, SETUP);
    let later = Look::Later { version: "0.2.0".to_owned() };
    assert_eq!(look(&named(), HERE, &shelf).await.unwrap(), later);
    assert!(fetch(&named(), HERE, &shelf).await.unwrap().is_none());
    assert_eq!(shelf.asked(), [ADDRESS, ADDRESS]);
}

#[tokio::test]
async fn what_is_fetched_is_proved() {
    let setup = fetch(&named(), HERE, &Played::with(100, SETUP)).await.unwrap().unwrap();
    assert_eq!((setup.version.as_str(), setup.bytes.as_slice()), ("0.2.0", SETUP));
    assert_eq!(setup.name, "Showroom_0.2.0_x64-setup.exe");

    let Err(Failure::Invalid(refused)) =
        fetch(&named(), HERE, &Played::with(100, b"something else")).await
    else {
        panic!("taken")
    };
    assert_eq!(refused[0].code, "unproven");
}

#[tokio::test]
async fn a_shelf_that_is_empty_or_speaks_of_something_else_is_said() {
    let failed = look(&named(), HERE, &Played::default()).await;
    assert!(matches!(failed, Err(Failure::Offline { .. })), "{failed:?}");
    let mut shelf = Played::default();
    shelf.files.insert(ADDRESS.to_owned(), b"<html>".to_vec());
    let Err(Failure::Invalid(refused)) = look(&named(), HERE, &shelf).await else { panic!("read") };
    assert_eq!(refused[0].code, "unreadable");
}

#[tokio::test]
async fn the_version_that_runs_is_current() {
    let here = Here { version: "0.2.0", ..HERE };
    assert_eq!(look(&named(), here, &Played::with(100, SETUP)).await.unwrap(), Look::Current);
}
