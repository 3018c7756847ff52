//! Files that are not this program's to trust: written by an administrator, carried over from another
//! desk, left behind by a power cut, or lying in a data folder that somebody had a hand in.

use super::core;
use super::texts::PEOPLE;
use crate::target::{Reader, Target, texts};
use desk::clock::{Clock as _, SystemClock};
use desk::config::Config;
use desk::it_policy::ItPolicy;
use keys::vault::{self, Purpose};
use keys::{FileKeys, KeyStore as _, Name};
use network::carrier::{Came, Carrier, Lost, Sent};
use network::settings::{MyKaarmaSettings, Settings};
use secrecy::SecretString;
use serde_json::json;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use store::mine::{Context, Parcel};
use store::{Keys, Mode, Store};
use tempfile::TempDir;

pub const SETTINGS: &str = "network = \"keyloop\"\ncountry = \"GB\"\n\n[keyloop]\nbase_url = \"http://127.0.0.1:9\"\npath = \"{enterprise}/{store}/v1\"\nenterprise_id = \"sample\"\nstore_id = \"sample\"\napi_version = \"v1\"\ndms = \"autoline\"\n\n[sync]\nsettle_seconds = 4\nprobe_seconds = 1\n\n[keys]\nstore = \"file\"\n";
const MYKAARMA: &str = "network = \"mykaarma\"\n[mykaarma]\nbase_url = \"https://x.example/customer/v2\"\ndepartment_uuid = \"dep\"\n[privacy]\nunused_days = 30\nsubmission_days = 7\n[kiosk]\nself_check = \"warn\"\n[desk]\nlock_after_minutes = 5\n[connection]\nproxy = \"http://proxy.example:3128\"\n";
const SETTING_WORDS: &[&str] = &[
    "[keyloop]\n",
    "[mykaarma]\n",
    "[connection]\n",
    "[sync]\n",
    "[keys]\n",
    "[privacy]\n",
    "network = ",
    "country = \"XX\"",
    "base_url = \"http://[::1]:0/\"",
    "base_url = \"javascript:1\"",
    "path = \"{enterprise}{store}\"",
    "= 18446744073709551615",
    "= -1",
    "= 1e400",
    "\"\"\"",
    "'''",
    "[[a]]\n",
    "a.b.c = 1\n",
    "\u{0}",
];
const CREDENTIALS: &[&str] = &[
    r#"{"client_id":"desk","client_secret":"x","for":"keyloop"}"#,
    r#"{"username":"desk","password":"x"}"#,
];
const WORDS: &str = "correct horse battery";

pub fn targets() -> Vec<Target> {
    vec![
        Target::quick(
            "settings",
            "showroom.toml",
            || texts(&[SETTINGS, MYKAARMA]),
            SETTING_WORDS,
            settings,
        ),
        Target::quick(
            "policy",
            "the policy file of the dealer's IT",
            || texts(&[SETTINGS, MYKAARMA]),
            SETTING_WORDS,
            policy,
        ),
        Target::quick(
            "credentials",
            "credentials on standard input",
            || texts(CREDENTIALS),
            &["client_id", "null"],
            credentials,
        ),
        Target::quick(
            "keys",
            "keys.json and install.id of a practice desk",
            key_files,
            &["{", "}", "\"mine\":", "=="],
            keys_of,
        ),
        Target::quick(
            "parcel",
            "entries sealed by another desk, opened",
            parcels,
            &["\"create\":", "\"update\":", "null", "update-names"],
            parcel,
        ),
        Target::quick(
            "sealed",
            "the sealed file itself",
            sealed_files,
            &["showroom", "\u{1}", "o", "k"],
            sealed,
        )
        .one_in(1_000),
        Target::quick(
            "folder",
            "databases, journals, keys, marks and PIN counts of a data folder",
            folders,
            &["\u{0}\u{0}\u{0}\u{0}", "SQLite format 3\u{0}"],
            folder,
        )
        .one_in(50),
    ]
}

/// In memory where there is such a place: a disk would be all there is to measure.
pub fn temporary() -> std::io::Result<TempDir> {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

struct Nobody;

#[async_trait::async_trait]
impl Carrier for Nobody {
    async fn carry(&self, _: Sent) -> Result<Came, Lost> {
        Err(Lost::NotSent)
    }

    async fn reach(&self, _: Duration) -> bool {
        false
    }
}

fn settings() -> Reader {
    let nobody: Arc<dyn Carrier> = Arc::new(Nobody);
    Box::new(move |bytes| {
        let Ok(config) = Config::parse(&text(bytes)) else { return };
        drop(config.held());
        if let Some(network) = &config.network {
            drop(network.dealer());
            drop(network::connect_over(network, None, Some("GB"), &nobody));
        }
    })
}

fn policy() -> Reader {
    let folder = temporary();
    Box::new(move |bytes| {
        let Ok(folder) = &folder else { return };
        let path = folder.path().join("policy.toml");
        if fs::write(&path, bytes).is_err() {
            return;
        }
        let Ok(locked) = ItPolicy::read(&path) else { return };
        for key in locked.keys().map(str::to_owned).collect::<Vec<_>>() {
            drop(locked.value(&key));
        }
        drop(Config::parse_under(SETTINGS, locked));
    })
}

fn credentials() -> Reader {
    let keyloop = Config::parse(SETTINGS).ok().and_then(|config| config.network);
    let mykaarma = Settings::MyKaarma(MyKaarmaSettings {
        base_url: "http://127.0.0.1:9".to_owned(),
        department_uuid: "dep".to_owned(),
    });
    Box::new(move |bytes| {
        for settings in keyloop.iter().chain([&mykaarma]) {
            drop(desk::credentials::parse(settings, &text(bytes)));
        }
    })
}

fn key_files() -> Vec<Vec<u8>> {
    let key = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    let all = json!({ "mine": key, "theirs": key, "inbox": key, "credentials": CREDENTIALS[0] });
    vec![all.to_string().into_bytes(), b"AAAAAAAAAAAAAAAAAAAAAA".to_vec()]
}

fn keys_of() -> Reader {
    let folder = temporary();
    Box::new(move |bytes| {
        let Ok(folder) = &folder else { return };
        let (dir, state) = (folder.path().join("data"), folder.path().join("state"));
        let written = fs::create_dir_all(&dir)
            .and_then(|()| fs::write(dir.join("keys.json"), bytes))
            .and_then(|()| fs::write(dir.join("install.id"), bytes));
        if written.is_err() {
            return;
        }
        let store = FileKeys::marked_in(&dir, &state);
        for name in [Name::Mine, Name::Theirs, Name::Inbox] {
            drop(keys::data_key(&store, name));
        }
        for name in [Name::Credentials, Name::Generation, Name::PinAnchor, Name::AuditAnchor] {
            drop(store.read(name));
        }
        drop(keys::install_id(&dir));
    })
}

fn parcels() -> Vec<Vec<u8>> {
    let id = |n: u32| format!("01900000-0000-7000-8000-0000000000{n:02}");
    let entry = |n: u32, kind: &str, body: serde_json::Value, depends: Option<String>| {
        json!({
            "op_id": id(n), "local_id": id(50), "server_id": null, "kind": kind, "body": body,
            "body_ver": 1, "depends_on": depends, "preflight_ids": ["01-9"], "ruled_out": ["01-8"],
            "incomplete_accepted": false, "author": "ana", "origin": "staff",
            "created_at": "2026-11-22T10:00:00Z", "may_have_been_sent": n == 3,
        })
    };
    let record = serde_json::from_str::<serde_json::Value>(PEOPLE[0]).unwrap_or_default();
    let created = entry(1, "create", json!({ "create": { "record": record } }), None);
    let names =
        json!({ "update": { "base": { "givenName": "A" }, "wanted": { "givenName": "B" } } });
    let updated = entry(2, "update-names", names.clone(), Some(id(1)));
    let parcel = json!({
        "id": id(90), "dealer": "keyloop/sample/sample", "sealed_at": "2026-11-22T11:00:00Z",
        "entries": [created, updated, entry(3, "update-communication", names, None)],
        "audit_end": { "n": 7, "at": "2026-11-22T10:00:00Z", "who": "ana", "what": "x", "hash": "ab" },
    });
    vec![parcel.to_string().into_bytes()]
}

fn parcel() -> Reader {
    let keys = Keys::new([1; 32], [2; 32]);
    let opened = temporary().ok().and_then(|folder| {
        let store = Store::open(folder.path(), &keys, Mode::ReadWrite).ok()?;
        Some((store, folder))
    });
    let mut number = 0_u128;
    Box::new(move |bytes| {
        let Some((store, _)) = &opened else { return };
        let Ok(mut parcel) = serde_json::from_slice::<Parcel>(bytes) else { return };
        // A parcel is taken in once: each is another one.
        let mut fresh = || {
            number += 1;
            uuid::Uuid::from_u128(number)
        };
        let id = fresh();
        parcel.id = id;
        let context = Context::by_person("ana", SystemClock.now());
        drop(store.mine.take_in(&parcel, fresh, &context));
        drop(parcel.first().map(|op_id| store.mine.entry(op_id)));
    })
}

fn sealed_files() -> Vec<Vec<u8>> {
    let words = SecretString::from(WORDS.to_owned());
    let sealed = vault::seal(Purpose::Outbox, &words, b"{\"entries\":[]}");
    sealed.into_iter().collect()
}

fn sealed() -> Reader {
    let words = SecretString::from(WORDS.to_owned());
    Box::new(move |bytes| {
        for purpose in [Purpose::Outbox, Purpose::Keys] {
            drop(vault::open(purpose, &words, bytes));
        }
    })
}

/// What lies outside a data folder because a copy of it must not bring it along.
const OUTSIDE: [&str; 2] = ["mark", "pins"];

fn outside(data: &Path, ending: &str) -> Option<PathBuf> {
    let id = keys::install_id(data).ok()?;
    Some(desk::places::state()?.join(format!("{id}.{ending}")))
}

/// A file, by its name.
type Named = (String, Vec<u8>);

/// A desk as it lies there at night, each file by its name.
fn desk_at_rest() -> Option<(TempDir, Vec<Named>)> {
    let folder = temporary().ok()?;
    let desk = core::Fixture::open_in(folder.path())?;
    desk.close();
    let data = folder.path().join("data");
    let mut files = Vec::new();
    for file in fs::read_dir(&data).ok()?.flatten() {
        if let (Ok(bytes), Ok(name)) = (fs::read(file.path()), file.file_name().into_string()) {
            files.push((name, bytes));
        }
    }
    for ending in OUTSIDE {
        if let Some(bytes) = outside(&data, ending).and_then(|path| fs::read(path).ok()) {
            files.push((format!("@{ending}"), bytes));
        }
    }
    files.sort();
    Some((folder, files))
}

/// Samples name the file on their first line. A journal is one that SQLite would play back.
fn folders() -> Vec<Vec<u8>> {
    let Some((_folder, files)) = desk_at_rest() else { return Vec::new() };
    let named = |name: &str, bytes: &[u8]| [name.as_bytes(), b"\n", bytes].concat();
    let mut samples: Vec<_> = files.iter().map(|(name, bytes)| named(name, bytes)).collect();
    for database in ["mine.db", "theirs.db", "inbox.db"] {
        samples.push(named(&format!("{database}-journal"), &journal()));
        samples.push(named(&format!("{database}-wal"), &[0x37, 0x7f, 0x06, 0x82, 0, 0, 0, 1]));
    }
    samples.push(named("mine.copy-1.db", b"x"));
    samples.push(named("@pins", br#"{"kiosk":[1,3],"7":[2,10]}"#));
    samples.push(named("@mark", br#"{"number":3,"since":"2026-11-22T10:00:00Z"}"#));
    samples
}

fn journal() -> Vec<u8> {
    let mut bytes = vec![0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7];
    for word in [1_u32, 7, 9, 512, 4096] {
        bytes.extend(word.to_be_bytes());
    }
    bytes.resize(512, 0);
    bytes.extend(1_u32.to_be_bytes());
    bytes.extend([0; 4096]);
    bytes.extend(7_u32.to_be_bytes());
    bytes
}

fn folder() -> Reader {
    let rest = desk_at_rest();
    Box::new(move |bytes| {
        let Some((folder, files)) = &rest else { return };
        let (data, end) =
            (folder.path().join("data"), bytes.iter().position(|byte| *byte == b'\n'));
        let (name, bent) = bytes.split_at(end.unwrap_or(bytes.len()));
        let (name, bent) = (text(name), bent.get(1..).unwrap_or_default());
        drop(fs::remove_dir_all(&data));
        drop(fs::create_dir_all(&data));
        let place = |name: &str| match name.strip_prefix('@') {
            Some(ending) => outside(&data, ending),
            None => Some(data.join(name)),
        };
        // The folder's own id first: the names of those outside are made of it.
        for own in [true, false] {
            for (name, bytes) in files.iter().filter(|(name, _)| (name == "install.id") == own) {
                drop(place(name).map(|path| fs::write(path, bytes)));
            }
        }
        let known = name.chars().all(|c| c.is_ascii_alphanumeric() || "-._@".contains(c));
        let ours = !name.starts_with('@') || OUTSIDE.iter().any(|one| name[1..] == **one);
        if known && ours && !name.is_empty() && name != "." && name != ".." {
            drop(place(&name).map(|path| fs::write(path, bent)));
        }
        if let Some(desk) = core::Fixture::open_in(folder.path()) {
            for command in ["status", "health", "outbox", "recent", "submissions", "audit"] {
                drop(desk.ask(&json!({ "command": command, "request": { "all": true } })));
            }
            desk.close();
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sample_is_a_file_as_it_should_be() {
        for sample in [SETTINGS, MYKAARMA] {
            assert!(Config::parse(sample).is_ok(), "{:?}", Config::parse(sample).err());
        }
        for sample in parcels() {
            let parcel: Parcel = serde_json::from_slice(&sample).expect("a parcel");
            assert_eq!(parcel.entries.len(), 3);
        }
        let words = SecretString::from(WORDS.to_owned());
        for sample in sealed_files() {
            assert!(vault::open(Purpose::Outbox, &words, &sample).is_ok());
        }
        let names: Vec<String> = folders()
            .iter()
            .map(|one| text(one).lines().next().unwrap_or_default().to_owned())
            .collect();
        for name in ["mine.db", "theirs.db", "inbox.db", "keys.json", "install.id", "@mark"] {
            assert!(names.iter().any(|one| one == name), "{name} is not in {names:?}");
        }
    }
}
