//! A desk in a folder of its own, with a clock that is set by hand.

use customer::Record;
use desk::clock::Clock;
use desk::{Config, Created, Desk, Start};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Instant;
use store::theirs::Source;
use store::{Access, File, Key, file};
use uuid::Uuid;

pub struct ByHand(Mutex<Timestamp>);

impl ByHand {
    pub fn set_on(&self, hours: i64) {
        let mut now = self.0.lock().unwrap();
        *now = now.checked_add(SignedDuration::from_hours(hours)).unwrap();
    }
}

#[expect(clippy::disallowed_methods, reason = "waits go by the machine's clock, dates by hand")]
impl Clock for ByHand {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }

    fn monotonic(&self) -> Instant {
        Instant::now()
    }

    fn new_id(&self) -> Uuid {
        Uuid::now_v7()
    }
}

pub struct Stage {
    pub desk: Arc<Desk>,
    pub clock: Arc<ByHand>,
    pub folder: tempfile::TempDir,
    dealer: String,
}

fn config(dealer: &str) -> Config {
    Config::parse(&format!(
        "network = \"keyloop\"
         [keyloop]
         base_url = \"http://127.0.0.1:9\"
         enterprise_id = \"{dealer}\"
         store_id = \"sample\"
         dms = \"autoline\"
         [keys]
         store = \"file\""
    ))
    .unwrap()
}

fn start(folder: &tempfile::TempDir, clock: &Arc<ByHand>, dealer: &str) -> Start {
    Start {
        config: config(dealer),
        config_path: folder.path().join("showroom.toml"),
        data_dir: folder.path().join("data"),
        clock: Arc::clone(clock) as Arc<dyn Clock>,
    }
}

impl Stage {
    pub fn open() -> Self {
        let clock = Arc::new(ByHand(Mutex::new("2026-11-22T10:00:00Z".parse().unwrap())));
        Self::of(tempfile::tempdir().unwrap(), clock, "sample")
    }

    fn of(folder: tempfile::TempDir, clock: Arc<ByHand>, dealer: &str) -> Self {
        let desk = Arc::new(Desk::start(start(&folder, &clock, dealer)).unwrap());
        Self { desk, clock, folder, dealer: dealer.to_owned() }
    }

    /// After the end of the process: what it would be started with again.
    pub fn closed(self) -> (Start, tempfile::TempDir) {
        let Self { desk, clock, folder, dealer } = self;
        drop(desk);
        (start(&folder, &clock, &dealer), folder)
    }

    /// As after the end of the process; something may have become of the files.
    pub fn after(self, meanwhile: impl FnOnce(&Path)) -> Self {
        let Self { desk, clock, folder, dealer } = self;
        drop(desk);
        meanwhile(&folder.path().join("data"));
        Self::of(folder, clock, &dealer)
    }

    pub fn at_dealer(self, dealer: &str) -> Self {
        let Self { desk, clock, folder, .. } = self;
        drop(desk);
        Self::of(folder, clock, dealer)
    }

    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Somebody the network answered with.
    pub fn knows(&self, record: Value, source: Source) -> Uuid {
        let record: Record = serde_json::from_value(record).unwrap();
        let stored = self.desk.store.theirs.put(&[record], self.clock.now(), source).unwrap();
        stored[0].local_id
    }

    /// Somebody new, saved here and not sent.
    pub async fn creates(&self, record: Value) -> outbox::Entry {
        let mut record: Record = serde_json::from_value(record).unwrap();
        record.id = None;
        let origin = outbox::Origin::Staff;
        let draft = Some(self.clock.new_id());
        match self.desk.create(record, &[], true, draft, origin).await.unwrap() {
            Created::Queued(entry) => *entry,
            Created::Candidates(..) => panic!("candidates although all were ruled out"),
        }
    }

    pub async fn gives_up(&self, entry: &outbox::Entry) {
        let act = desk::entries::Act::Cancel { reason: "a test".to_owned() };
        self.desk.act(entry.op_id, act).await.unwrap();
    }

    /// Whether a word stands anywhere in the files, decrypted: in which tables.
    pub fn stands_in(&self, word: &str) -> Vec<String> {
        let keys = desk::key_store(&self.desk.config, &self.data()).unwrap();
        let hex: String = word.bytes().map(|byte| format!("{byte:02X}")).collect();
        let mut found = Vec::new();
        let copies = std::fs::read_dir(self.data().join("copies")).into_iter().flatten();
        let files = std::fs::read_dir(self.data()).unwrap().chain(copies);
        for path in files.map(|file| file.unwrap().path()) {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let (which, key) = match &name {
                name if !name.ends_with(".db") => continue,
                name if name.starts_with("mine") => (File::Mine, keys::Name::Mine),
                name if name.starts_with("inbox") => (File::Inbox, keys::Name::Inbox),
                _ => (File::Theirs, keys::Name::Theirs),
            };
            let key = Key::new(*keys::data_key(&*keys, key).unwrap().unwrap());
            // As the program opens it, under the name it knows.
            let aside = tempfile::tempdir().unwrap();
            std::fs::copy(&path, aside.path().join(which.name())).unwrap();
            let log = path.with_extension("db-wal");
            if log.exists() {
                let beside = format!("{}-wal", which.name());
                std::fs::copy(&log, aside.path().join(beside)).unwrap();
            }
            let db = file::open(aside.path(), which, &key, Access::ReadWrite).unwrap();
            let list = "SELECT group_concat(m.name || '.' || c.name, ' ') FROM sqlite_master AS m,
                     pragma_table_info(m.name) AS c
                 WHERE m.type = 'table' AND m.sql NOT LIKE '%VIRTUAL%'";
            let columns: String = db.query_row(list, [], |row| row.get(0)).unwrap();
            for column in columns.split(' ') {
                let (table, column) = column.split_once('.').unwrap();
                let sql = format!(
                    "SELECT count(*) FROM \"{table}\"
                     WHERE instr(quote(\"{column}\"), ?1) OR instr(quote(\"{column}\"), ?2)"
                );
                let rows: i64 = db.query_row(&sql, [word, &hex], |row| row.get(0)).unwrap();
                if rows > 0 {
                    found.push(format!("{name}: {table}.{column}"));
                }
            }
        }
        found
    }
}

pub fn maria() -> Value {
    json!({
        "id": "01-16203", "kind": "person",
        "names": {"givenName": "Maria", "familyName": "Quixotecanary"},
        "channels": [{"kind": "phone", "use": "home", "line": "mobile", "value": "+447400123456"}],
    })
}

/// A card of the kiosk, without anything said of the visit.
pub fn entered(record: &Value) -> store::inbox::Entered<'_> {
    store::inbox::Entered { record, visit: &Value::Null }
}
