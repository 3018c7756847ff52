//! What of the outbox goes into `mine.journal`, and what is made of it.
//!
//! A line for each entry that was saved and one for how it ended, written after the transaction and
//! before "saved" is said. Temporary triggers note which those are, so that no way to save is
//! forgotten. A `mine.db` whose own counter is behind the journal is an older one: what it does not
//! know is put back, and looked for in the network before anything is sent. Lines that every copy
//! holds are let go of.

use super::{
    Mine, Moment, Result, audit, entity, generation,
    moved::{self, Packed},
    op, overlay,
    progress::Context,
    transition::advance,
};
use crate::{
    copies,
    file::Access,
    journal::{Durable, Journal, Lines},
};
use jiff::Timestamp;
use outbox::{Entry, Event, State};
use rusqlite::{Connection, Transaction};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// What an older `mine.db` was given back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BroughtBack {
    pub entries: u64,
    /// Of those that were saved after it, so many are in no line that can be read.
    pub missing: u64,
}

#[derive(Serialize, Deserialize)]
enum Line {
    Saved(Box<Saved>),
    Ended(Ended),
}

#[derive(Serialize, Deserialize)]
struct Saved {
    seq: i64,
    position: i64,
    dealer: String,
    draft_id: Option<Uuid>,
    idem_key: Uuid,
    entry: Packed,
}

#[derive(Serialize, Deserialize)]
struct Ended {
    op_id: Uuid,
    state: String,
    server_id: Option<String>,
    successor: Option<Uuid>,
    finished_at: Option<String>,
}

impl Line {
    fn saved(entry: &Entry) -> Self {
        Self::Saved(Box::new(Saved {
            seq: entry.seq,
            position: entry.position,
            dealer: entry.dealer.clone(),
            draft_id: entry.draft_id,
            idem_key: entry.idem_key,
            entry: moved::packed(entry),
        }))
    }

    fn ended(entry: &Entry) -> Self {
        Self::Ended(Ended {
            op_id: entry.op_id,
            state: entry.state.word().to_owned(),
            server_id: entry.server_id.clone(),
            successor: entry.successor,
            finished_at: entry.finished_at.clone(),
        })
    }

    fn written(&self) -> Result<Vec<u8>> {
        Ok(serde_json::to_vec(self)?)
    }
}

/// All that the lines say, in the order of the entries. Later lines count.
#[derive(Default)]
struct Known {
    saved: BTreeMap<i64, Saved>,
    ended: HashMap<Uuid, Ended>,
}

impl Known {
    fn of(lines: &Lines) -> Self {
        let mut known = Self::default();
        for line in &lines.lines {
            // One that a newer program wrote is not ours to understand.
            match serde_json::from_slice(line) {
                Ok(Line::Saved(saved)) => {
                    known.ended.remove(&saved.entry.op_id);
                    known.saved.insert(saved.seq, *saved);
                }
                Ok(Line::Ended(ended)) => drop(known.ended.insert(ended.op_id, ended)),
                Err(_) => {}
            }
        }
        known
    }
}

/// From now on it is noted what the journal has to be told.
fn watch(db: &Connection) -> Result<()> {
    Ok(db.execute_batch(
        "CREATE TEMP TABLE IF NOT EXISTS due (n INTEGER PRIMARY KEY, op_id TEXT NOT NULL, saved INTEGER NOT NULL);
         CREATE TEMP TRIGGER IF NOT EXISTS saved AFTER INSERT ON main.op BEGIN
             INSERT INTO due (op_id, saved) VALUES (NEW.op_id, 1);
         END;
         CREATE TEMP TRIGGER IF NOT EXISTS ended AFTER UPDATE OF state ON main.op
         WHEN (NEW.state IN ('done', 'cancelled', 'superseded'))
             <> (OLD.state IN ('done', 'cancelled', 'superseded')) BEGIN
             INSERT INTO due (op_id, saved)
             VALUES (NEW.op_id, NEW.state NOT IN ('done', 'cancelled', 'superseded'));
         END;",
    )?)
}

/// What is due, and the last of it.
fn due(db: &Connection) -> Result<(Vec<Line>, i64)> {
    let mut statement = db.prepare_cached("SELECT n, op_id, saved FROM temp.due ORDER BY n")?;
    let mut rows = statement.query([])?;
    let (mut lines, mut last) = (Vec::new(), 0);
    while let Some(row) = rows.next()? {
        last = row.get("n")?;
        let Some(entry) = op::by_id(db, super::uuid_at(row, "op_id")?)? else { continue };
        lines.push(if row.get("saved")? { Line::saved(&entry) } else { Line::ended(&entry) });
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
    // That one ended is said again at the next start; that one was saved may be all that is left.
    let saved = lines.iter().any(|line| matches!(line, Line::Saved(_)));
    let lines = lines.iter().map(Line::written).collect::<Result<Vec<_>>>()?;
    journal.append(&lines, if saved { Durable::Yes } else { Durable::No })
}

/// After a transaction. The entry stands in `mine.db`: a journal that cannot be written does not
/// undo that, and nobody is to save it a second time. It is tried again after the next one.
pub(super) fn tell(journal: &Journal, db: &Connection) {
    if let Err(failure) = told(journal, db) {
        tracing::warn!(%failure, "mine.journal is behind mine.db");
    }
}

/// For a connection that was made anew.
pub(super) fn watch_again(db: &Connection) -> Result<()> {
    watch(db)
}

impl Mine {
    /// Brings the two files in step, and keeps them so. What goes wrong with the journal keeps
    /// nobody from `mine.db`.
    pub(crate) fn with_journal(mut self) -> Self {
        if self.access == Access::ReadWrite
            && let Err(failure) = self.take_up_journal()
        {
            tracing::error!(%failure, "mine.journal cannot be used");
        }
        self
    }

    fn take_up_journal(&mut self) -> Result<()> {
        let Some(home) = &self.home else { return Ok(()) };
        let journal = Journal::of(&home.dir, &home.key)?;
        let floor = copies::list(&home.dir).last().map_or(0, |oldest| oldest.entries);
        let read = journal.read()?;
        let known = Known::of(&read);
        self.brought_back = self.bring_back(&known)?;
        let lacking = self.read(|db| lacking(db, &known, floor))?;
        if read.damaged > 0 {
            tracing::warn!(bytes = read.damaged, "a part of mine.journal could not be read");
            journal.rewrite(|now| {
                let kept = now.lines.iter().map(|line| Ok(line.to_vec()));
                kept.chain(lacking.iter().map(Line::written)).collect()
            })?;
        } else {
            append(&journal, &lacking)?;
        }
        watch(&self.lock())?;
        self.journal = Some(journal);
        Ok(())
    }

    /// What an older file was given back when it was opened.
    pub const fn brought_back(&self) -> BroughtBack {
        self.brought_back
    }

    fn bring_back(&self, known: &Known) -> Result<BroughtBack> {
        let ever = self.ever_saved()?;
        let newer: Vec<&Saved> = known.saved.range(ever + 1..).map(|(_, saved)| saved).collect();
        let Some(last) = newer.last() else { return Ok(BroughtBack::default()) };
        let at = last.entry.created_at.parse().unwrap_or(Timestamp::UNIX_EPOCH);
        let all = u64::try_from(last.seq - ever).unwrap_or_default();
        self.write(|tx| {
            let mut entries = 0;
            for saved in newer {
                tx.execute_batch("SAVEPOINT one")?;
                match put(tx, saved, known.ended.get(&saved.entry.op_id)) {
                    Ok(()) => entries += 1,
                    Err(failure) => {
                        tracing::error!(%failure, seq = saved.seq, "an entry cannot be put back");
                        tx.execute_batch("ROLLBACK TO one")?;
                    }
                }
                tx.execute_batch("RELEASE one")?;
            }
            generation::is_nobodys(tx)?;
            let back = BroughtBack { entries, missing: all - entries };
            let what = format!(
                "{entries} entries brought back from mine.journal, {} missing",
                back.missing
            );
            audit::append(tx, at, "desk", &what, None)?;
            Ok(back)
        })
    }

    /// What a copy still has as unfinished, and was given up or replaced after it was made.
    pub(crate) fn end_what_ended(&self, at: Timestamp) -> Result<()> {
        let Some(journal) = &self.journal else { return Ok(()) };
        let known = Known::of(&journal.read()?);
        let live = self.read(|db| op::select(db, op::LIVE, []))?;
        for ended in live.iter().filter_map(|entry| known.ended.get(&entry.op_id)) {
            let event = match (State::from_word(&ended.state), ended.successor) {
                (Ok(State::Cancelled), _) => Event::Cancel { why: "given up before".to_owned() },
                (Ok(State::Superseded), Some(successor)) => Event::Edited { successor },
                // In the DMS: it is looked for there like all others.
                _ => continue,
            };
            let done = self.write(|tx| advance(tx, ended.op_id, &event, &context(at)));
            if let Err(failure) = done {
                tracing::warn!(%failure, "an entry that had ended is looked for");
            }
        }
        Ok(())
    }

    /// Lets go of the lines of entries that every copy holds, made at `at` or later.
    pub(crate) fn shorten_journal(&self, entries: i64, at: Timestamp) -> Result<()> {
        let Some(journal) = &self.journal else { return Ok(()) };
        journal.rewrite(|read| {
            let known = Known::of(&read);
            let since = |ended: &Ended| {
                let finished = ended.finished_at.as_deref().and_then(|at| at.parse().ok());
                finished.is_some_and(|finished: Timestamp| finished >= at)
            };
            let kept: Vec<&Saved> = known.saved.range(entries + 1..).map(|(_, one)| one).collect();
            let keeps = |ended: &Ended| kept.iter().any(|one| one.entry.op_id == ended.op_id);
            let wanted = |line: &[u8]| match serde_json::from_slice(line) {
                Ok(Line::Saved(saved)) => saved.seq > entries,
                Ok(Line::Ended(ended)) => since(&ended) || keeps(&ended),
                Err(_) => false,
            };
            let lines = read.lines.iter().filter(|line| wanted(line));
            Ok(lines.map(|line| line.to_vec()).collect())
        })
    }
}

fn context(at: Timestamp) -> Context {
    Context {
        now: Moment { mono_ms: 0, wall: at },
        jitter: 0.0,
        settle_ms: 0,
        lag_ms: 0,
        lane: String::new(),
        who: "desk".to_owned(),
    }
}

/// What the journal was not told: the program ended in between, or a line cannot be read.
fn lacking(db: &Connection, known: &Known, floor: i64) -> Result<Vec<Line>> {
    let mut lines = Vec::new();
    for entry in op::select(db, "op.seq > ?1 ORDER BY op.seq", [floor])? {
        let there = known.saved.get(&entry.seq).is_some_and(|one| one.entry.op_id == entry.op_id);
        if !there {
            lines.push(Line::saved(&entry));
        }
        if entry.state.is_final() && (!there || !known.ended.contains_key(&entry.op_id)) {
            lines.push(Line::ended(&entry));
        }
    }
    Ok(lines)
}

/// Under its own number: by a number that is missing, one sees that an entry is.
fn put(tx: &Transaction<'_>, saved: &Saved, ended: Option<&Ended>) -> Result<()> {
    let one = &saved.entry;
    let server_id = ended.and_then(|ended| ended.server_id.as_deref());
    let server_id = server_id.or(one.server_id.as_deref());
    let local_id = entity::touched(tx, one.local_id, &saved.dealer, server_id)?;
    let depends_on = match one.depends_on {
        Some(on) => op::by_id(tx, on)?.map(|on| on.op_id),
        None => None,
    };
    let entry = Entry {
        seq: saved.seq,
        position: saved.position,
        draft_id: saved.draft_id,
        idem_key: saved.idem_key,
        ..moved::entry(one, &saved.dealer, one.op_id, local_id, depends_on)?
    };
    let mut entry = op::insert(tx, &entry)?;
    let Some(ended) = ended else { return overlay::put(tx, &entry) };
    entry.state = State::from_word(&ended.state)?;
    entry.successor = ended.successor;
    entry.finished_at.clone_from(&ended.finished_at);
    op::save(tx, &entry)
}
