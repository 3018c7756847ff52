//! The scan over the copy: everybody is held against those who share a key with them. It goes on in
//! the background, a page at a time, can be stopped, and ends with the desk.

use super::{may_be_one, pair};
use crate::Desk;
use crate::failure::Result;
use matching::decide::{OVERWHELMING, SUPPORTS};
use matching::{Evidence, Form, Outcome, Relation, Score, score, told_apart};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;
use store::mine::{NewDuplicate, Source};
use store::theirs::Customer;

/// Customers between two looks at whether it shall stop.
const PAGE: usize = 50;
/// Rows somebody is held against.
const NEIGHBOURS: usize = 60;
/// A list that nobody could work through helps nobody.
const MOST: u64 = 10_000;

/// How far the scan is, or how the last one ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    pub running: bool,
    pub looked_at: u64,
    pub total: u64,
    pub found: u64,
    /// Not on the list before.
    pub new: u64,
    pub end: Option<End>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    Done,
    Stopped,
    /// More pairs than a list can hold.
    Full,
    Failed,
}

#[derive(Default)]
pub struct Scan {
    progress: Mutex<Progress>,
    stop: AtomicBool,
}

impl Scan {
    pub fn progress(&self) -> Progress {
        self.lock().clone()
    }

    fn lock(&self) -> MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

/// Says that it is over, however it ended: somebody may be waiting for the files.
struct Ending {
    scan: Arc<Scan>,
    end: End,
}

impl Drop for Ending {
    fn drop(&mut self) {
        let mut progress = self.scan.lock();
        progress.running = false;
        progress.end = Some(self.end);
    }
}

impl Desk {
    /// Begins a scan, unless one is under way.
    pub fn start_scan(self: &Arc<Self>) -> Result<Progress> {
        let total = self.store.theirs.count()?;
        {
            let mut progress = self.scan.lock();
            if progress.running {
                return Ok(progress.clone());
            }
            *progress = Progress { running: true, total, ..Progress::default() };
        }
        self.scan.stop.store(false, Ordering::Relaxed);
        let (desk, scan) = (Arc::downgrade(self), Arc::clone(&self.scan));
        tokio::task::spawn_blocking(move || {
            let mut ending = Ending { scan, end: End::Failed };
            match run(&desk, &ending.scan) {
                Ok(end) => ending.end = end,
                Err(failure) => {
                    tracing::warn!(%failure, "the scan for customers stored twice was cut off");
                }
            }
        });
        Ok(self.scan.progress())
    }

    /// Stops a scan and waits until it has let go of the files.
    pub async fn end_scan(&self) {
        self.scan.stop();
        while self.scan.progress().running {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}

fn run(desk: &Weak<Desk>, scan: &Scan) -> Result<End> {
    let mut after = 0;
    loop {
        // Between two pages nothing holds the desk: it may close.
        let Some(desk) = desk.upgrade() else { return Ok(End::Stopped) };
        if scan.stop.load(Ordering::Relaxed) {
            return Ok(End::Stopped);
        }
        let (end, page) = desk.store.theirs.page(after, PAGE)?;
        if end == after {
            return Ok(End::Done);
        }
        after = end;
        let looked_at = page.len() as u64;
        let mut pairs = Vec::new();
        for customer in page {
            pairs.extend(desk.twins_of(&customer)?);
        }
        let new = desk.store.mine.note_duplicates(&pairs)?;
        let mut progress = scan.lock();
        progress.looked_at += looked_at;
        progress.found += pairs.len() as u64;
        progress.new += new as u64;
        if progress.found >= MOST {
            return Ok(End::Full);
        }
    }
}

impl Desk {
    fn twins_of(&self, customer: &Customer) -> Result<Vec<NewDuplicate>> {
        let mut pairs = Vec::new();
        let Some(id) = customer.id.as_deref().filter(|_| !customer.record.is_gone()) else {
            return Ok(pairs);
        };
        let theirs = &self.store.theirs;
        let counts = theirs.frequencies()?;
        let form = Form::of(&customer.record, self.country());
        for likely in theirs.candidates_in_passing(&customer.record, self.country(), NEIGHBOURS)? {
            let score = score(&form, &likely.form, &counts);
            if likely.gone || !belongs_in_the_list(&score) {
                continue;
            }
            let other = theirs.whole(&likely)?;
            let other = other.filter(|other| !told_apart(&customer.record, &other.record));
            let other = other.and_then(|other| other.id);
            // Each pair is met from both sides: from the lesser id it is taken.
            if let Some(other) = other.as_deref().filter(|other| *other > id) {
                let (who, at) = (self.author(), self.clock.now());
                pairs.push(pair((id, other), Source::Scan, &score, &who, at));
            }
        }
        Ok(pairs)
    }
}

/// Whoever reads the list sees the evidence and joins nobody unlooked: nine to one is
/// enough (`quality -- twice` says what that brings), but another given name is a family's.
fn belongs_in_the_list(score: &Score) -> bool {
    let another = |one: &Evidence| one.field == "givenName" && one.outcome == Outcome::Differ;
    score.relation == Relation::Same
        && score.log_odds >= SUPPORTS
        && may_be_one(score)
        && (score.log_odds >= OVERWHELMING || !score.evidence.iter().any(another))
}

#[cfg(test)]
mod tests {
    use super::*;
    use customer::Record;
    use matching::Counts;

    fn karl(born: &str, key: Option<&str>) -> Record {
        let mut record = Record::default();
        record.names.given_name = Some("Karl".to_owned());
        record.names.family_name = Some("Jessen".to_owned());
        record.identity.birth_date = Some(born.to_owned());
        record.customer_key = key.map(str::to_owned);
        let (home, landline) = (customer::Use::Home, customer::Line::Landline);
        record.channels = vec![customer::Channel::phone(home, landline, "0711 4920183")];
        record
    }

    #[test]
    fn who_was_born_on_another_day_is_on_no_list_unless_a_key_agrees() {
        for (a, b, listed) in [
            (karl("1949-03-12", None), karl("1949-03-12", None), true),
            (karl("1949-03-12", None), karl("1976-03-12", None), false),
            (karl("1949-03-12", Some("K1")), karl("1976-03-12", Some("K1")), true),
            (karl("1960-01-01", None), karl("1990-01-01", None), false),
        ] {
            let forms = (Form::of(&a, "DE"), Form::of(&b, "DE"));
            let score = score(&forms.0, &forms.1, &Counts::default());
            assert_eq!(belongs_in_the_list(&score), listed, "{:?}", score.log_odds);
        }
    }
}
