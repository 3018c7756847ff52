//! What the search box does: the desk's own copy at once, the network beside it.

use crate::ask::{Asked, Silence};
use crate::failure::Result;
use crate::person::Person;
use crate::{Desk, person};
use customer::Record;
use customer::search_term::{self, Meaning, Reading};
use jiff::Timestamp;
use network::{Found, Question};
use std::sync::Arc;
use std::time::{Duration, Instant};
pub use store::search::{How, Why};
use store::theirs::{Match, Source, Tending};

/// More rows than a person reads, fewer than a window has to page.
pub const ROWS: usize = 50;

/// A typed term as it is shown, with what else each piece could mean, and as it is asked: a piece that
/// somebody flipped is what it was flipped to, and nothing else.
struct Understood {
    shown: Vec<Reading>,
    asked: Vec<Reading>,
}

/// One person in an answer, as this desk sees them now.
pub struct Row {
    pub person: Person,
    pub why: Vec<Why>,
    pub score: f64,
}

/// What this desk knows of the term.
pub struct LocalAnswer {
    pub readings: Vec<Reading>,
    pub customers: u64,
    /// When an export was last taken in whole.
    pub imported: Option<Timestamp>,
    /// When the newest customer was taken in.
    pub newest: Option<Timestamp>,
    pub took: Duration,
    /// Nineteen of twenty of the last searches here took this long at most, this one among them.
    pub p95: Option<Duration>,
    pub rows: Vec<Row>,
    /// More match than are given.
    pub more: bool,
    /// Changes that the index does not know yet: more than none only right after an import, or
    /// after a start without a kept index.
    pub pending: u64,
}

/// What the network said to the same term.
pub struct NetworkAnswer {
    pub asked: Asked<()>,
    pub complete: bool,
    pub total: Option<u64>,
    pub rows: Vec<Row>,
}

impl Desk {
    /// What a term means here, with the readings a person flipped.
    fn understood(&self, text: &str, flips: &[(usize, Meaning)]) -> Understood {
        let mut shown = search_term::read(text, self.country());
        let mut asked = shown.clone();
        for (index, meaning) in flips {
            if let Some((reading, asked)) = shown.get_mut(*index).zip(asked.get_mut(*index))
                && let Some(place) = reading.others.iter().position(|other| other == meaning)
            {
                reading.others[place] = reading.meaning;
                reading.meaning = *meaning;
                reading.value = search_term::value_as(&reading.text, *meaning, self.country());
                *asked = Reading { others: Vec::new(), ..reading.clone() };
            }
        }
        Understood { shown, asked }
    }

    /// The desk's own copy. Never waits for the network.
    pub async fn search(
        self: &Arc<Self>,
        text: &str,
        flips: &[(usize, Meaning)],
        limit: usize,
    ) -> Result<LocalAnswer> {
        let Understood { shown: readings, asked } = self.understood(text, flips);
        let desk = Arc::clone(self);
        tokio::task::spawn_blocking(move || {
            let begun = Instant::now();
            let mut hits = desk.store.theirs.find(&asked, limit + 1)?;
            let took = begun.elapsed();
            desk.speed.searched(took);
            let p95 = desk.speed.now().here.map(|here| here.p95);
            let more = hits.len() > limit;
            hits.truncate(limit);
            let (found, matched): (Vec<_>, Vec<_>) =
                hits.into_iter().map(|hit| (hit.customer, (hit.why, hit.score))).unzip();
            let people = person::all(&desk.store, found)?;
            let row = |(person, (why, score))| Row { person, why, score };
            let rows = people.into_iter().zip(matched).map(row).collect();
            let theirs = &desk.store.theirs;
            let (imported, newest) = (theirs.imported_at()?, theirs.newest_at()?);
            let (customers, pending) = (theirs.count()?, theirs.pending()?);
            let answer = LocalAnswer {
                readings,
                customers,
                imported,
                newest,
                took,
                p95,
                rows,
                more,
                pending,
            };
            Ok(answer)
        })
        .await?
    }

    /// For a program that stays: keeps the search index in memory and in the file.
    #[must_use = "it ends when it is dropped"]
    pub fn tend_search(&self) -> Tending {
        self.store.tend()
    }

    /// Returns when the whole search index is in memory. Blocks.
    pub fn warm_search(&self) -> Result<()> {
        Ok(self.store.theirs.warm()?)
    }

    /// Only the ids, for many terms in a row. Customers without a network id are named by ours.
    /// The time is that of the search alone. Blocks.
    pub fn ids(&self, text: &str, limit: usize) -> Result<(Vec<String>, Duration)> {
        let begun = Instant::now();
        let asked = self.understood(text, &[]).asked;
        let found = self.store.theirs.find_ids(&asked, limit)?;
        let ids = found.into_iter().map(|one| one.id.unwrap_or_else(|| one.local_id.to_string()));
        let ids = ids.collect();
        Ok((ids, begun.elapsed()))
    }

    /// Asks the network; what it answers is kept, so that the next search finds it here.
    pub async fn search_network(
        self: &Arc<Self>,
        text: &str,
        flips: &[(usize, Meaning)],
        patience: Duration,
    ) -> Result<NetworkAnswer> {
        let readings = self.understood(text, flips).asked;
        let call = self.clock.new_id();
        let asked = if worth_asking(&readings) {
            let question = Question { readings: readings.clone(), limit: ROWS };
            self.ask(patience, |network| async move { network.search(&question, call).await }).await
        } else {
            Asked::NotAsked(Silence::NothingToAsk)
        };
        let (asked, found) = asked.split();
        let Found { rows, complete, total } = found.unwrap_or_default();
        let rows = self.take_in(rows, readings).await?;
        Ok(NetworkAnswer { asked, complete, total, rows })
    }

    /// Keeps search rows of the network and gives them as people of this desk, best first.
    async fn take_in(
        self: &Arc<Self>,
        rows: Vec<Record>,
        readings: Vec<Reading>,
    ) -> Result<Vec<Row>> {
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let (desk, now) = (Arc::clone(self), self.clock.now());
        tokio::task::spawn_blocking(move || {
            let theirs = &desk.store.theirs;
            let stored = theirs.put(&rows, now, Source::Summary)?.into_iter();
            let known =
                stored.filter_map(|one| theirs.customer(&one.local_id.to_string()).transpose());
            let known = known.collect::<std::result::Result<Vec<_>, _>>()?;
            let records: Vec<&Record> = known.iter().map(|customer| &customer.record).collect();
            let matched = theirs.held_against(&readings, &records)?;
            let people = person::all(&desk.store, known)?;
            let mut answer: Vec<Row> = people
                .into_iter()
                .zip(matched)
                .map(|(person, matched)| {
                    let Match { why, score } = matched.unwrap_or_default();
                    Row { person, why, score }
                })
                .collect();
            // Of equal ones, whom the network names first.
            answer.sort_by(|a, b| b.score.total_cmp(&a.score));
            Ok(answer)
        })
        .await?
    }

    /// The people last opened at this desk, newest first.
    pub async fn recent(self: &Arc<Self>, limit: usize) -> Result<Vec<Person>> {
        let desk = Arc::clone(self);
        tokio::task::spawn_blocking(move || {
            person::all(&desk.store, desk.store.theirs.recent(limit)?)
        })
        .await?
    }
}

/// Networks ask for at least three signs of something; one letter would be half the dealer.
fn worth_asking(readings: &[Reading]) -> bool {
    readings
        .iter()
        .any(|reading| reading.value.chars().filter(|c| c.is_alphanumeric()).count() >= 3)
}
