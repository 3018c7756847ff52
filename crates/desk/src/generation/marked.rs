//! The dealer's network as the outbox's runner sees it: no write leaves before the folder's mark has
//! moved on.

use super::{Generation, Seen};
use crate::clock::blocking;
use async_trait::async_trait;
use customer::{Record, Section};
use jiff::Timestamp;
use network::profile::Profile;
use network::profile_check::ProfileReport;
use network::xray::Exchange;
use network::{CheckLine, Created, DealerNetwork, Failure, Fetched, Found, Part, Question, Told};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;
use uuid::Uuid;

/// Writes rest when none has left for so long.
const REST: Duration = Duration::from_secs(2);

pub(crate) struct Marked {
    network: Arc<dyn DealerNetwork>,
    generation: Arc<Generation>,
    writes: Arc<Writes>,
}

#[derive(Default)]
struct Writes {
    count: AtomicU64,
    watched: AtomicBool,
}

impl Marked {
    pub fn new(network: Arc<dyn DealerNetwork>, generation: Arc<Generation>) -> Self {
        Self { network, generation, writes: Arc::default() }
    }

    /// Where the folder turns out to be used twice nothing leaves: everything unfinished, this entry
    /// too, is looked for from now on.
    async fn may_leave(&self) -> Result<(), Failure> {
        let generation = Arc::clone(&self.generation);
        let clock = Arc::clone(&generation.clock);
        let seen = blocking(&*clock, move || generation.before_a_write()).await;
        let why = match seen {
            Ok(Ok(Seen::Same)) => return Ok(()),
            Ok(Ok(Seen::Restored(_))) => "the data folder is used twice".to_owned(),
            Ok(Err(failure)) => failure.to_string(),
            Err(_) => "the mark of the data folder could not be read".to_owned(),
        };
        tracing::error!(why, "nothing is sent");
        Err(Failure::Held { left: REST })
    }

    fn left(&self) {
        self.writes.count.fetch_add(1, Ordering::Relaxed);
        if self.writes.watched.swap(true, Ordering::AcqRel) {
            return;
        }
        let (generation, writes) = (Arc::downgrade(&self.generation), Arc::clone(&self.writes));
        let clock = Arc::clone(&self.generation.clock);
        tokio::spawn(async move {
            loop {
                let before = writes.count.load(Ordering::Relaxed);
                tokio::time::sleep(REST).await;
                if writes.count.load(Ordering::Relaxed) == before {
                    break;
                }
            }
            writes.watched.store(false, Ordering::Release);
            // It says itself what went wrong.
            let rest = move || generation.upgrade().map(|generation| generation.at_rest());
            let _ = blocking(&*clock, rest).await;
        });
    }
}

impl Drop for Marked {
    fn drop(&mut self) {
        self.generation.at_rest();
    }
}

#[async_trait]
impl DealerNetwork for Marked {
    fn name(&self) -> &'static str {
        self.network.name()
    }

    fn profile(&self) -> &Profile {
        self.network.profile()
    }

    async fn search(&self, question: &Question, call: Uuid) -> Result<Found, Failure> {
        self.network.search(question, call).await
    }

    async fn lookup(&self, person: &Record, call: Uuid) -> Result<Found, Failure> {
        self.network.lookup(person, call).await
    }

    async fn fetch(&self, id: &str, call: Uuid) -> Result<Fetched, Failure> {
        self.network.fetch(id, call).await
    }

    async fn fetch_sections(
        &self,
        id: &str,
        sections: &[Section],
        call: Uuid,
    ) -> Result<Part, Failure> {
        self.network.fetch_sections(id, sections, call).await
    }

    fn when_told_to_wait(&self, told: Told) {
        self.network.when_told_to_wait(told);
    }

    async fn create(&self, record: &Record, call: Uuid) -> Result<Created, Failure> {
        self.may_leave().await?;
        let answer = self.network.create(record, call).await;
        self.left();
        answer
    }

    async fn update(
        &self,
        current: &Fetched,
        section: Section,
        wanted: &Record,
        call: Uuid,
    ) -> Result<Vec<String>, Failure> {
        self.may_leave().await?;
        let answer = self.network.update(current, section, wanted, call).await;
        self.left();
        answer
    }

    fn holds(&self, field: &str) -> bool {
        self.network.holds(field)
    }

    async fn check_profile(&self, call: Uuid) -> Result<ProfileReport, Failure> {
        self.network.check_profile(call).await
    }

    fn xray(&self, now: Timestamp) -> Vec<Exchange> {
        self.network.xray(now)
    }

    fn accepts(&self, section: Section, wanted: &Record) -> Result<(), Failure> {
        self.network.accepts(section, wanted)
    }

    async fn reach(&self) -> Result<(), Failure> {
        self.network.reach().await
    }

    async fn probe(&self, call: Uuid) -> Result<(), Failure> {
        self.network.probe(call).await
    }

    async fn check(&self, now: Timestamp, call: Uuid) -> Vec<CheckLine> {
        self.network.check(now, call).await
    }
}
