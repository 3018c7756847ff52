//! The dealer's networks behind one trait: Keyloop Manage Customers (v1 and v3) and myKaarma.
//!
//! Owns HTTP, both wire contracts and the mapping to the customer record, and says of every
//! failure what it means for a retry. It never re-sends a write, never stores anything and never
//! decides who is who.

pub mod carrier;
pub mod check;
mod connect;
pub mod differences;
pub mod egress;
pub mod failure;
mod http;
mod keyloop;
mod meaning;
mod mykaarma;
mod pace;
mod patience;
pub mod profile;
pub mod profile_check;
pub mod settings;
pub mod shelf;
mod tls;
pub mod trust;
mod verify;
mod wire;
pub mod xray;

use async_trait::async_trait;
pub use check::CheckLine;
pub use connect::{Misconfigured, connect, connect_over, connect_through, connect_with};
use customer::{Record, Section};
pub use differences::{Difference, differences};
pub use failure::{Certificate, Failure, Refusal};
use futures::future::BoxFuture;
pub use http::Limits;
use jiff::Timestamp;
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;
pub use verify::tells_of;

/// What one search asked for, in the words of `customer::search_term`.
#[derive(Clone)]
pub struct Question {
    pub readings: Vec<customer::search_term::Reading>,
    /// At most this many rows are wanted.
    pub limit: usize,
}

/// Rows of a search: summaries, not whole records.
#[derive(Clone, Debug, Default)]
pub struct Found {
    pub rows: Vec<Record>,
    /// False whenever the network has, or may have, more people than are in `rows`.
    pub complete: bool,
    /// How many the network says there are, where it says so.
    pub total: Option<u64>,
}

/// A customer as read just now. `raw` is what the network sent, kept so that a write can carry
/// back what this program does not know.
#[derive(Clone)]
pub struct Fetched {
    pub record: Record,
    pub raw: Value,
    /// What was withheld: empty in `record`, and not known to be.
    pub unread: Vec<Section>,
}

/// A customer as far as it was read.
#[derive(Clone)]
pub struct Part {
    pub fetched: Fetched,
    /// What was read; the other sections are not known to be empty.
    pub sections: Vec<Section>,
}

impl Part {
    pub fn whole(fetched: Fetched) -> Self {
        Self { fetched, sections: Section::ALL.to_vec() }
    }

    pub fn is_whole(&self) -> bool {
        Section::ALL.iter().all(|section| self.sections.contains(section))
    }
}

/// Hears of a wait the network asked for.
pub type Told = Arc<dyn Fn(Duration) -> BoxFuture<'static, ()> + Send + Sync>;

/// What a create brought. `id` is missing where the network took it without saying which.
#[derive(Clone, Debug)]
pub struct Created {
    pub id: Option<String>,
    /// What the network said it dropped, in its own words.
    pub warnings: Vec<String>,
}

/// A dealer's network. Every call carries the id of the user action it belongs to, which is sent
/// as correlation id; a write's is its outbox entry's id.
#[async_trait]
pub trait DealerNetwork: Send + Sync {
    /// `keyloop` or `mykaarma`.
    fn name(&self) -> &'static str;

    fn profile(&self) -> &profile::Profile;

    /// As-you-type search: a prefix or fragment of anything.
    async fn search(&self, question: &Question, call: Uuid) -> Result<Found, Failure>;

    /// Everybody who shares an identifier (key, phone, e-mail, VIN) or the name with this person:
    /// for decisions, where a missed hit is a duplicate.
    async fn lookup(&self, person: &Record, call: Uuid) -> Result<Found, Failure>;

    /// The whole customer with all sub-resources.
    async fn fetch(&self, id: &str, call: Uuid) -> Result<Fetched, Failure>;

    /// As much of the customer as these sections need, for a write: read with patience. Short
    /// waits the network asks for are waited here, so that what was read is not read again.
    async fn fetch_sections(
        &self,
        id: &str,
        _sections: &[Section],
        call: Uuid,
    ) -> Result<Part, Failure> {
        self.fetch(id, call).await.map(Part::whole)
    }

    /// Who is told from now on of waits that no answer of this trait carries, so that they hold for
    /// every process: those above, and a time named with any other failure than `Throttled`.
    fn when_told_to_wait(&self, _told: Told) {}

    async fn create(&self, record: &Record, call: Uuid) -> Result<Created, Failure>;

    /// Writes one section so that the network ends up holding `wanted`'s, where `current` is what
    /// was read just before. Everything else stays as `current` has it.
    async fn update(
        &self,
        current: &Fetched,
        section: Section,
        wanted: &Record,
        call: Uuid,
    ) -> Result<Vec<String>, Failure>;

    /// Whether this section could be written as `wanted` has it, without sending anything:
    /// `Unsupported` for what the network cannot do, `Refused` with the field for what has no
    /// place there (a second mobile number).
    fn accepts(&self, _section: Section, _wanted: &Record) -> Result<(), Failure> {
        Ok(())
    }

    /// Whether somebody takes connections at the network's address. Nothing is asked of them.
    async fn reach(&self) -> Result<(), Failure>;

    /// The cheapest question there is, which changes nothing: whether the network answers as it
    /// should.
    async fn probe(&self, call: Uuid) -> Result<(), Failure>;

    /// Whether the network has a place at all for this member, a path of the record. What it has
    /// none for it leaves out each time.
    fn holds(&self, field: &str) -> bool {
        self.profile().writes_member(field)
    }

    /// What was asked of it lately and what came of that, the oldest first, without anything that is
    /// somebody's. `now` is what the caller's clock says.
    fn xray(&self, _now: Timestamp) -> Vec<xray::Exchange> {
        Vec::new()
    }

    /// What time it was at the network's when it last answered, where it said so.
    fn date(&self) -> Option<Timestamp> {
        None
    }

    /// Holds what the network answers against its profile. Nothing is written.
    async fn check_profile(&self, _call: Uuid) -> Result<profile_check::ProfileReport, Failure> {
        Err(Failure::Unsupported { what: "this network's profile cannot be checked".to_owned() })
    }

    /// Proves the connection layer by layer; what follows a failure is not tried. `now`: what this
    /// computer takes the time to be.
    async fn check(&self, now: Timestamp, call: Uuid) -> Vec<CheckLine>;
}
