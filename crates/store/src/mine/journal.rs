//! What of the outbox goes into `mine.journal`.
//!
//! A line for each entry that was saved, one for how it ended and one for each time somebody keeps it
//! here, written after the transaction and before "saved" is said. Temporary triggers note which those are,
//! so that no way to save is forgotten. Lines that every copy holds are let go of. What becomes of a
//! `mine.db` that knows less than its journal says `brought_back`.

use super::{
    Held, Mine, Result, held,
    moved::{self, Packed},
    op,
};
use crate::{
    copies::{self, Copy},
    file::Access,
    journal::{Durable, Journal, Lines},
};
use jiff::{SignedDuration, Timestamp};
use outbox::{Entry, State};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::path::Path;
use std::sync::atomic::Ordering;
use uuid::Uuid;

/// Clocks are put right: a line too many does no harm.
const CLOCKS: SignedDuration = SignedDuration::from_hours(24);

#[derive(Serialize, Deserialize)]
enum Line {
    Saved(Box<Saved>),
    Ended(Ended),
    Held(Hold),
}

#[derive(Serialize, Deserialize)]
pub(super) struct Saved {
    pub(super) seq: i64,
    pub(super) position: i64,
    pub(super) dealer: String,
    pub(super) draft_id: Option<Uuid>,
    pub(super) idem_key: Uuid,
    /// What it took the place of: said here too, so that the two cannot come apart.
    pub(super) replaces: Vec<Uuid>,
    pub(super) entry: Packed,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Ended {
    pub(super) op_id: Uuid,
    pub(super) state: String,
    pub(super) server_id: Option<String>,
    pub(super) successor: Option<Uuid>,
    pub(super) finished_at: Option<String>,
}

/// The last of an entry counts.
#[derive(Serialize, Deserialize)]
struct Hold {
    op_id: Uuid,
    /// None: it may go.
    held: Option<Held>,
    /// Of one that may go: since when it had been kept, and until when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    was: Option<[String; 2]>,
}

impl Line {
    fn saved(db: &Connection, entry: &Entry) -> Result<Self> {
        let mut replaced = db.prepare_cached("SELECT op_id FROM op WHERE successor = ?1")?;
        let replaced =
            replaced.query_map([entry.op_id.to_string()], |row| super::uuid_at(row, "op_id"))?;
        Ok(Self::Saved(Box::new(Saved {
            seq: entry.seq,
            position: entry.position,
            dealer: entry.dealer.clone(),
            draft_id: entry.draft_id,
            idem_key: entry.idem_key,
            replaces: replaced.collect::<rusqlite::Result<_>>()?,
            entry: moved::packed(entry),
        })))
    }

    fn ended(entry: &Entry) -> Self {
        let given_up = entry.given_up().then_some((State::Cancelled, &entry.created_at));
        let state = given_up.map_or(entry.state, |(cancelled, _)| cancelled);
        Self::Ended(Ended {
            op_id: entry.op_id,
            state: state.word().to_owned(),
            // Whom a change that came later is about; of one that was given up nothing is kept.
            server_id: entry.server_id.clone().filter(|_| entry.state == State::Done),
            successor: entry.successor,
            finished_at: entry.finished_at.as_ref().or(given_up.map(|(_, at)| at)).cloned(),
        })
    }

    /// All there is to say of an entry as it stands now.
    fn all_of(db: &Connection, entry: &Entry) -> Result<Vec<Self>> {
        let ended = is_over(entry).then(|| Self::ended(entry));
        Ok([Self::saved(db, entry)?].into_iter().chain(ended).collect())
    }

    /// That one is in the DMS is seen there again, and one that may go stays where that is not known.
    /// That one was saved, kept or given up, may stand nowhere else.
    fn durable(&self) -> Durable {
        match self {
            Self::Ended(ended) if ended.state == State::Done.word() => Durable::No,
            Self::Held(hold) if hold.held.is_none() => Durable::No,
            _ => Durable::Yes,
        }
    }
}

/// One that was given up stays so while a person is asked whom it became.
fn is_over(entry: &Entry) -> bool {
    entry.state.is_final() || entry.given_up()
}

fn written(lines: &[Line]) -> Result<Vec<Vec<u8>>> {
    lines.iter().map(|line| Ok(serde_json::to_vec(line)?)).collect()
}

/// All that the lines say. Later lines count.
#[derive(Default)]
pub(super) struct Known {
    pub(super) saved: HashMap<Uuid, Saved>,
    pub(super) ended: HashMap<Uuid, Ended>,
    pub(super) held: HashMap<Uuid, Held>,
    /// What may go, by when it had been kept.
    pub(super) let_go: HashMap<Uuid, String>,
}

impl Known {
    fn of(lines: &Lines) -> Self {
        let mut known = Self::default();
        for line in &lines.lines {
            // One that a newer program wrote is not ours to understand.
            match serde_json::from_slice(line) {
                Ok(Line::Saved(saved)) => {
                    known.ended.remove(&saved.entry.op_id);
                    for replaced in &saved.replaces {
                        known.ended.entry(*replaced).or_insert_with(|| Ended {
                            op_id: *replaced,
                            state: State::Superseded.word().to_owned(),
                            server_id: None,
                            successor: Some(saved.entry.op_id),
                            finished_at: Some(saved.entry.created_at.clone()),
                        });
                    }
                    known.saved.insert(saved.entry.op_id, *saved);
                }
                Ok(Line::Ended(ended)) => drop(known.ended.insert(ended.op_id, ended)),
                Ok(Line::Held(Hold { op_id, held: Some(held), .. })) => {
                    known.let_go.remove(&op_id);
                    known.held.insert(op_id, held);
                }
                Ok(Line::Held(Hold { op_id, held: None, was })) => {
                    known.held.remove(&op_id);
                    known.let_go.extend(was.map(|[since, _]| (op_id, since)));
                }
                Err(_) => {}
            }
        }
        known
    }

    pub(super) fn holds(&self, op_id: Uuid) -> bool {
        self.saved.contains_key(&op_id)
    }
}

/// From now on it is noted what the journal has to be told.
fn watch(db: &Connection) -> Result<()> {
    Ok(db.execute_batch(
        "CREATE TEMP TABLE IF NOT EXISTS due (n INTEGER PRIMARY KEY, op_id TEXT NOT NULL, what TEXT NOT NULL);
         CREATE TEMP TRIGGER IF NOT EXISTS saved AFTER INSERT ON main.op BEGIN
             INSERT INTO due (op_id, what) VALUES (NEW.op_id, 'saved');
         END;
         CREATE TEMP TRIGGER IF NOT EXISTS ended AFTER UPDATE OF state ON main.op
         WHEN (NEW.state IN ('done', 'cancelled', 'superseded'))
             <> (OLD.state IN ('done', 'cancelled', 'superseded')) BEGIN
             INSERT INTO due (op_id, what)
             VALUES (NEW.op_id, iif(NEW.state IN ('done', 'cancelled', 'superseded'), 'ended', 'saved'));
         END;
         CREATE TEMP TRIGGER IF NOT EXISTS taken_up AFTER UPDATE OF state ON main.op
         WHEN OLD.state = 'review' AND NEW.state = 'queued' BEGIN
             INSERT INTO due (op_id, what) VALUES (NEW.op_id, 'saved');
         END;
         CREATE TEMP TRIGGER IF NOT EXISTS kept AFTER INSERT ON main.held BEGIN
             INSERT INTO due (op_id, what) VALUES (NEW.op_id, 'held');
         END;
         CREATE TEMP TRIGGER IF NOT EXISTS kept_on AFTER UPDATE ON main.held BEGIN
             INSERT INTO due (op_id, what) VALUES (OLD.op_id, 'held'), (NEW.op_id, 'held');
         END;
         CREATE TEMP TRIGGER IF NOT EXISTS let_go AFTER DELETE ON main.held BEGIN
             INSERT INTO due (op_id, what) VALUES (OLD.op_id, 'held');
         END;",
    )?)
}

/// What is due, and the last of it.
fn due(db: &Connection) -> Result<(Vec<Line>, i64)> {
    let mut statement = db.prepare_cached("SELECT n, op_id, what FROM temp.due ORDER BY n")?;
    let mut rows = statement.query([])?;
    let (mut lines, mut last) = (Vec::new(), 0);
    while let Some(row) = rows.next()? {
        last = row.get("n")?;
        let op_id = super::uuid_at(row, "op_id")?;
        let Some(entry) = op::by_id(db, op_id)? else { continue };
        match row.get::<_, String>("what")?.as_str() {
            // Said already, or just before this.
            "saved" if entry.given_up() => {}
            "saved" => lines.extend(Line::all_of(db, &entry)?),
            "held" => {
                let held = held::of(db, op_id)?;
                let was = if held.is_none() { held::was_kept(db, op_id)? } else { None };
                lines.push(Line::Held(Hold { op_id, held, was }));
            }
            // Reopened by now: that is said further on.
            _ if is_over(&entry) => lines.push(Line::ended(&entry)),
            _ => {}
        }
    }
    Ok((lines, last))
}

fn told(journal: &Journal, db: &Connection) -> Result<()> {
    let (lines, last) = due(db)?;
    if last == 0 {
        return Ok(());
    }
    append(journal, &lines)?;
    db.prepare_cached("DELETE FROM temp.due WHERE n <= ?1")?.execute([last])?;
    Ok(())
}

fn append(journal: &Journal, lines: &[Line]) -> Result<()> {
    if lines.is_empty() {
        return Ok(());
    }
    let durable = lines.iter().any(|line| line.durable() == Durable::Yes);
    journal.append(&written(lines)?, if durable { Durable::Yes } else { Durable::No })
}

/// Says what the journal was not told: the program ended in between, the disk was full, or a line
/// cannot be read any more.
fn catch_up(journal: &Journal, db: &Connection, dir: &Path) -> Result<()> {
    let oldest = copies::list(dir).pop();
    journal.extend(|read| {
        if read.damaged > 0 {
            tracing::warn!(bytes = read.damaged, "a part of mine.journal could not be read");
        }
        written(&lacking(db, &Known::of(read), oldest.as_ref())?)
    })
}

/// After a transaction. The entry stands in `mine.db`: a journal that cannot be written does not
/// undo that, and nobody is to save it a second time. It is tried again after the next one; true
/// where it is in step.
pub(super) fn tell(journal: &Journal, db: &Connection) -> bool {
    in_step(&told(journal, db))
}

fn in_step(told: &Result<()>) -> bool {
    if let Err(failure) = told {
        tracing::warn!(%failure, "mine.journal is behind mine.db");
    }
    told.is_ok()
}

/// For a connection that was made anew: what was due is not known any more.
pub(super) fn watch_again(journal: &Journal, db: &Connection, dir: &Path) -> Result<bool> {
    watch(db)?;
    Ok(in_step(&catch_up(journal, db, dir)))
}

impl Mine {
    /// Brings the two files in step, and keeps them so. A journal that cannot be used keeps nobody
    /// from `mine.db`; but a `mine.db` that lacks something which the journal has is not opened
    /// without it, or new entries would take the numbers of the missing ones.
    pub(crate) fn with_journal(mut self) -> Result<Self> {
        let (Access::ReadWrite, Some(home)) = (self.access, &self.home) else { return Ok(self) };
        let journal = Journal::of(&home.dir, &home.key)?;
        let read = journal.read().unwrap_or_else(|failure| {
            tracing::error!(%failure, "mine.journal cannot be read");
            Lines::default()
        });
        let counted = copies::list(&home.dir).iter().map(|copy| copy.entries).max();
        let back =
            self.bring_back(&Known::of(&read), counted.unwrap_or_default(), read.damaged > 0)?;
        {
            let db = self.lock();
            watch(&db)?;
            self.behind.store(!in_step(&catch_up(&journal, &db, &home.dir)), Ordering::Relaxed);
        }
        self.brought_back = back;
        self.journal = Some(journal);
        Ok(self)
    }

    /// What is saved stands in `mine.db` alone: the second place could not be written.
    pub fn journal_is_behind(&self) -> bool {
        self.behind.load(Ordering::Relaxed)
    }

    /// Lets go of the lines of entries that every copy holds. `at`: when the oldest of them was made;
    /// none: nothing older than this moment is to be known any more.
    pub(crate) fn shorten_journal(&self, entries: i64, at: Option<Timestamp>) -> Result<()> {
        let Some(journal) = &self.journal else { return Ok(()) };
        let at = at.map(|at| at - CLOCKS);
        journal.rewrite(|read| {
            let known = Known::of(&read);
            let since = |ended: &Ended| {
                let finished = ended.finished_at.as_deref().and_then(|at| at.parse().ok());
                at.zip(finished).is_some_and(|(at, finished): (_, Timestamp)| finished >= at)
            };
            let kept: Vec<&Saved> = known.saved.values().filter(|one| one.seq > entries).collect();
            let keeps = |ended: &Ended| {
                let op_id = ended.op_id;
                known.ended.contains_key(&op_id)
                    && (since(ended) || kept.iter().any(|one| one.entry.op_id == op_id))
            };
            let wanted = |line: &[u8]| match serde_json::from_slice(line) {
                Ok(Line::Saved(saved)) => saved.seq > entries,
                Ok(Line::Ended(ended)) => keeps(&ended),
                Ok(Line::Held(Hold { op_id, held: Some(held), .. })) => {
                    known.held.get(&op_id) == Some(&held) && is_since(&held.at, at)
                }
                Ok(Line::Held(Hold { op_id, held: None, was })) => {
                    was.is_some_and(|[was, until]| {
                        known.let_go.get(&op_id) == Some(&was) && is_since(&until, at)
                    })
                }
                // A newer program's.
                Err(_) => at.is_some(),
            };
            let lines = read.lines.iter().filter(|line| wanted(line));
            Ok(lines.map(|line| line.to_vec()).collect())
        })
    }
}

/// Whether a copy made at that time may lack it. Where nothing older is to be known, none does.
fn is_since(kept: &str, at: Option<Timestamp>) -> bool {
    at.zip(kept.parse().ok()).is_some_and(|(at, kept): (_, Timestamp)| kept >= at)
}

/// What the journal does not say of this file: of what was saved since the oldest copy, and of what
/// was given up since.
fn lacking(db: &Connection, known: &Known, oldest: Option<&Copy>) -> Result<Vec<Line>> {
    let mut lines = Vec::new();
    let floor = oldest.map_or(0, |oldest| oldest.entries);
    for entry in op::select(db, "op.seq > ?1 ORDER BY op.seq", [floor])? {
        // Under another number it would go with the old one.
        let numbered = known.saved.get(&entry.op_id).is_none_or(|saved| saved.seq == entry.seq);
        let told = is_over(&entry) == known.ended.contains_key(&entry.op_id);
        if !known.holds(entry.op_id) || !numbered || !told {
            lines.extend(Line::all_of(db, &entry)?);
        }
    }
    let begun = oldest.map_or(Timestamp::MIN, |oldest| oldest.at - CLOCKS);
    for (op_id, held) in held::all(db)? {
        if is_since(&held.at, Some(begun)) && known.held.get(&op_id) != Some(&held) {
            lines.push(Line::Held(Hold { op_id, held: Some(held), was: None }));
        }
    }
    let Some(oldest) = oldest else { return Ok(lines) };
    let given_up = "op.seq <= ?1 AND (op.state = 'review'
         OR (op.state IN ('cancelled', 'superseded') AND op.finished_at >= ?2)) ORDER BY op.seq";
    // Without what follows the second: 10:00:00Z is said later than 10:00:00.5Z.
    let since = oldest.at.strftime("%Y-%m-%dT%H:%M:%S").to_string();
    for entry in op::select(db, given_up, (floor, since))? {
        if is_over(&entry) && !known.ended.contains_key(&entry.op_id) {
            lines.push(Line::ended(&entry));
        }
    }
    Ok(lines)
}
