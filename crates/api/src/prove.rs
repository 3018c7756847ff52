//! Whether the kiosk tells visitors apart, played through with its own core on files of its own: visitors
//! who are known here and visitors who are not hand in the kiosk's form, and nothing that can be seen from
//! outside may tell them apart. With a leak planted first it has to fail: a proof that cannot fail proves
//! nothing.

use crate::error::ApiError;
use crate::{Host, Window};
use desk::clock::{Clock, SystemClock};
use desk::proof::{self, Report, Seen, Visitor};
use desk::{Config, Desk, Failure, Scope, Start};
use jiff::Timestamp;
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use store::inbox::{Decision, SubmissionState};
use store::theirs::Source;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpListener;
use uuid::Uuid;

/// What a visitor could be told apart by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leak {
    Bytes,
    Requests,
    Time,
}

impl Leak {
    pub fn from_word(word: &str) -> Option<Self> {
        match word {
            "bytes" => Some(Self::Bytes),
            "requests" => Some(Self::Requests),
            "time" => Some(Self::Time),
            _ => None,
        }
    }
}

/// The limits are no part of what is compared: so much time passes between two visitors.
const BETWEEN: Duration = Duration::from_secs(200);
/// Before the first that counts: files and caches are warm for both kinds.
const WARM: usize = 4;
/// A planted leak of time: found on a machine with much else to do, too.
const SLOWER: Duration = Duration::from_millis(400);

/// The machine's clock, moved on by hand between visitors.
struct Ahead(AtomicU64);

impl Ahead {
    fn pass(&self) {
        self.0.fetch_add(BETWEEN.as_secs(), Ordering::Relaxed);
    }

    fn by(&self) -> Duration {
        Duration::from_secs(self.0.load(Ordering::Relaxed))
    }
}

impl Clock for Ahead {
    fn now(&self) -> Timestamp {
        let now = SystemClock.now();
        now.checked_add(self.by()).unwrap_or(now)
    }

    fn monotonic(&self) -> Instant {
        SystemClock.monotonic() + self.by()
    }

    fn new_id(&self) -> Uuid {
        SystemClock.new_id()
    }
}

/// A folder that goes when the proof is over.
struct Scratch(PathBuf);

impl Drop for Scratch {
    fn drop(&mut self) {
        // What is left holds invented people only.
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn inside(why: impl std::fmt::Display) -> Failure {
    Failure::Inside(why.to_string())
}

/// Plays below the data folder, and leaves nothing there.
pub async fn run(data_dir: &Path, pairs: usize, planted: Option<Leak>) -> Result<Report, Failure> {
    let scratch = Scratch(data_dir.join(format!("prove-{}", SystemClock.new_id())));
    let dir = scratch.0.clone();
    fs::create_dir_all(&dir)
        .map_err(|why| Failure::DataFolder { path: dir.clone(), why: why.kind().to_string() })?;
    let network = Listener::open().await?;
    let config_path = dir.join("showroom.toml");
    fs::write(&config_path, network.config()).map_err(inside)?;
    let clock = Arc::new(Ahead(AtomicU64::new(0)));
    let visitors = proof::visitors(pairs + WARM);
    let desk = opened(&config_path, &dir, &clock, &visitors).await?;
    // What is proved is proved on a network of its own, whatever the IT has set.
    let no_policy = dir.join("policy.toml");
    let host = Host::start_kiosk_under(no_policy, config_path, dir, Arc::clone(&clock) as _).await;
    let mut seen = Vec::with_capacity(visitors.len());
    for visitor in &visitors {
        clock.pass();
        let before = network.heard();
        let started = SystemClock.monotonic();
        let answer = answered(&host, &desk, visitor, planted).await;
        let took = started.elapsed();
        let requests = network.heard() - before;
        let answer = match answer {
            Ok(answer) => answer.to_string(),
            Err(error) => serde_json::to_string(&error).map_err(inside)?,
        };
        seen.push(Seen { known: visitor.known, answer, requests, took });
        put_away(&desk).await?;
    }
    host.close().await;
    Ok(Report::of(&seen[WARM * 2..]))
}

/// A desk that knows half of the visitors, on the same files as the kiosk.
async fn opened(
    config_path: &Path,
    dir: &Path,
    clock: &Arc<Ahead>,
    visitors: &[Visitor],
) -> Result<Arc<Desk>, Failure> {
    let config = Config::read_own(config_path)?;
    let start = Start {
        config: config.clone(),
        config_path: config_path.to_owned(),
        data_dir: dir.to_owned(),
        clock: Arc::clone(clock) as Arc<dyn Clock>,
    };
    let known = visitors.iter().filter(|one| one.known).enumerate();
    let known = known.map(|(n, visitor)| visitor.record(n)).collect::<Vec<_>>();
    let (dir, now) = (dir.to_owned(), clock.now());
    let opened = tokio::task::spawn_blocking(move || {
        let keys = desk::key_store(&config, &dir)?;
        if let Some(settings) = &config.network {
            let credentials = r#"{"client_id":"proof","client_secret":"proof"}"#;
            let credentials = desk::credentials::parse(settings, credentials)?;
            desk::credentials::keep(&*keys, settings, &credentials)?;
        }
        let desk = Desk::start(start)?;
        desk.store.theirs.put(&known, now, Source::Full)?;
        Ok::<_, Failure>(Arc::new(desk))
    });
    opened.await?
}

/// What the kiosk's window would be answered, and whatever leak was planted before it.
async fn answered(
    host: &Arc<Host>,
    desk: &Arc<Desk>,
    visitor: &Visitor,
    planted: Option<Leak>,
) -> Result<Value, ApiError> {
    let request = json!({
        "draft": SystemClock.new_id().to_string(),
        "language": "en",
        "statement": "",
        "given_name": visitor.given,
        "family_name": visitor.family,
        "phone": visitor.phone,
        "email": visitor.email,
        "consent": { "call": "AGREED", "email": "DENIED" },
    });
    let Some(leak) = planted else {
        return host.call_from(Window::Kiosk, "kiosk_submit", request).await;
    };
    // Somebody looks the visitor up, and what is found shows.
    let record = visitor.record(0);
    let here = desk.decide(&record, Scope::Desk).await?;
    let known = here.plausible().next().is_some();
    if known && leak == Leak::Requests {
        desk.decide(&record, Scope::Everyone).await?;
    }
    if known && leak == Leak::Time {
        tokio::time::sleep(SLOWER).await;
    }
    let mut answer = host.call_from(Window::Kiosk, "kiosk_submit", request).await?;
    if known && leak == Leak::Bytes {
        answer["known"] = true.into();
    }
    Ok(answer)
}

/// The list is kept short, for both kinds alike and outside of what is measured.
async fn put_away(desk: &Arc<Desk>) -> Result<(), Failure> {
    let (inbox, at) = (Arc::clone(&desk.store.inbox), desk.clock.now());
    let done = tokio::task::spawn_blocking(move || {
        for one in inbox.submissions(Some(SubmissionState::New))? {
            let state = SubmissionState::Dismissed;
            let reason = Some("a proof");
            inbox.decide(one.id, &Decision { state, who: "proof", local_id: None, reason, at })?;
        }
        Ok::<_, Failure>(())
    });
    done.await?
}

/// Stands where the dealer's network would: counts who calls, and serves nobody.
struct Listener {
    address: String,
    heard: Arc<AtomicU64>,
    work: tokio::task::JoinHandle<()>,
}

impl Listener {
    async fn open() -> Result<Self, Failure> {
        let socket = TcpListener::bind(("127.0.0.1", 0)).await.map_err(inside)?;
        let address = socket.local_addr().map_err(inside)?.to_string();
        let heard = Arc::new(AtomicU64::new(0));
        let counted = Arc::clone(&heard);
        let work = tokio::spawn(async move {
            while let Ok((mut caller, _)) = socket.accept().await {
                counted.fetch_add(1, Ordering::SeqCst);
                let refusal =
                    "HTTP/1.1 503 Closed\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
                // Whoever hangs up was counted all the same.
                let _ = caller.write_all(refusal.as_bytes()).await;
            }
        });
        Ok(Self { address, heard, work })
    }

    fn heard(&self) -> u64 {
        self.heard.load(Ordering::SeqCst)
    }

    fn config(&self) -> String {
        format!(
            "network = \"keyloop\"\ncountry = \"GB\"\n[keyloop]\nbase_url = \"http://{}\"\n\
             enterprise_id = \"proof\"\nstore_id = \"proof\"\ndms = \"autoline\"\n\
             [keys]\nstore = \"file\"\n",
            self.address
        )
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.work.abort();
    }
}
