//! A `mine.db` that is older than its journal.
//!
//! One that lacks an entry the journal tells of, whose own counter is behind a copy, or which still
//! has as unfinished what had ended: what it does not know is put back and looked for in the network
//! before anything is sent, and what had been given up does not begin again. No number that a copy or
//! a line knows is given to another entry: by the number it is told what a copy holds.

use super::{
    Held, Mine, Result, accounting, audit, entity, generation, held,
    journal::{Ended, Known, Saved},
    moved,
    op::{self, Timer},
    overlay,
    wait::Wait,
};
use jiff::Timestamp;
use outbox::{Entry, Kind, State};
use rusqlite::{Connection, Transaction};
use uuid::Uuid;

/// What an older `mine.db` was given back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BroughtBack {
    pub entries: u64,
    /// Of those that were saved after it, so many are in no line that can be read.
    pub missing: u64,
    /// Of those that the older file had as unfinished: given up or replaced since.
    pub ended: u64,
    /// A part of the journal cannot be read: what stood there last, nobody knows.
    pub torn: bool,
}

impl Mine {
    /// What an older file was given back when it was opened.
    pub const fn brought_back(&self) -> BroughtBack {
        self.brought_back
    }

    /// `counted`: as many entries had been saved when the fullest of the copies was made.
    pub(super) fn bring_back(
        &self,
        known: &Known,
        counted: i64,
        torn: bool,
    ) -> Result<BroughtBack> {
        let none = BroughtBack { torn, ..BroughtBack::default() };
        // Nearly always there is nothing, and nothing has to be locked to see that.
        let older = self.read(|db| {
            Ok(accounting::ever(db)? < counted
                || !lost(db, known)?.is_empty()
                || !resumed(db, known)?.is_empty()
                || !kept_since(db, known)?.is_empty()
                || !let_go_since(db, known)?.is_empty())
        })?;
        if !older {
            return Ok(none);
        }
        self.write(|tx| {
            let ever = accounting::ever(tx)?;
            let lost = lost(tx, known)?;
            let last = lost.last().map_or(ever, |last| last.seq).max(counted).max(ever);
            // A number is never given twice, also where its entry cannot be put back.
            count_from(tx, last)?;
            let (mut back, mut at) = (none, Timestamp::UNIX_EPOCH);
            // What comes behind one that has a new number comes behind it still.
            let (mut anew, mut in_place) = (false, 0);
            for saved in lost {
                at = saved.entry.created_at.parse().unwrap_or(at);
                anew = anew || is_taken(tx, saved.seq)?;
                tx.execute_batch("SAVEPOINT one")?;
                match put(tx, saved, known, anew) {
                    Ok(()) => {
                        back.entries += 1;
                        in_place += i64::from(!anew && saved.seq > ever);
                    }
                    Err(failure) => {
                        tracing::error!(%failure, seq = saved.seq, "an entry cannot be put back");
                        tx.execute_batch("ROLLBACK TO one")?;
                    }
                }
                tx.execute_batch("RELEASE one")?;
            }
            back.missing = u64::try_from(last - ever - in_place).unwrap_or_default();
            for (entry, ended) in resumed(tx, known)? {
                at = ended.finished_at.as_deref().and_then(|at| at.parse().ok()).unwrap_or(at);
                end(tx, entry, ended)?;
                back.ended += 1;
            }
            let (kept, gone) = (kept_since(tx, known)?, let_go_since(tx, known)?);
            let at_rest = kept.is_empty() && gone.is_empty() && last == ever;
            for entry in gone {
                held::let_go(tx, entry.op_id)?;
            }
            for (entry, held) in kept {
                at = held.at.parse().map_or(at, |kept: Timestamp| at.max(kept));
                held::put(tx, &entry, held)?;
            }
            // A line nobody can put back is met at each start, and says nothing new.
            if back == none && at_rest {
                return Ok(none);
            }
            follow_successors(tx)?;
            generation::is_nobodys(tx)?;
            let what = format!(
                "brought back from mine.journal: {} entries, {} missing, {} ended since",
                back.entries, back.missing, back.ended
            );
            audit::append(tx, at, "desk", &what, None)?;
            Ok(back)
        })
    }
}

/// What this file never heard of, in the order it was saved in.
fn lost<'a>(db: &Connection, known: &'a Known) -> Result<Vec<&'a Saved>> {
    let mut here = db.prepare_cached("SELECT 1 FROM op WHERE op_id = ?1")?;
    let mut lost = Vec::new();
    for (op_id, saved) in &known.saved {
        if !here.exists([op_id.to_string()])? {
            lost.push(saved);
        }
    }
    lost.sort_by_key(|saved| (saved.seq, saved.entry.op_id));
    Ok(lost)
}

/// The next new entry gets a higher number.
fn count_from(tx: &Transaction<'_>, last: i64) -> Result<()> {
    let counts = "UPDATE sqlite_sequence SET seq = max(seq, ?1) WHERE name = 'op'";
    if tx.execute(counts, [last])? == 0 {
        tx.execute("INSERT INTO sqlite_sequence (name, seq) VALUES ('op', ?1)", [last])?;
    }
    Ok(())
}

fn is_taken(db: &Connection, seq: i64) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM op WHERE seq = ?1)";
    Ok(db.prepare_cached(sql)?.query_row([seq], |row| row.get(0))?)
}

/// What somebody keeps here, and this file never heard of.
fn kept_since<'a>(db: &Connection, known: &'a Known) -> Result<Vec<(Entry, &'a Held)>> {
    let mut kept = Vec::new();
    for (op_id, held) in &known.held {
        let Some(entry) = op::by_id(db, *op_id)?.filter(Entry::is_live) else { continue };
        if !held::is_held(db, *op_id)? && !held::knew_of(db, held)? {
            kept.push((entry, held));
        }
    }
    Ok(kept)
}

/// What this file has as kept here, and may go since. It says of which hold: one that came later
/// stays, though its own line may have got lost.
fn let_go_since(db: &Connection, known: &Known) -> Result<Vec<Entry>> {
    let mut gone = Vec::new();
    for (op_id, was) in &known.let_go {
        if held::of(db, *op_id)?.is_some_and(|held| held.at == *was) {
            gone.extend(op::by_id(db, *op_id)?);
        }
    }
    Ok(gone)
}

/// What this file has as unfinished, and was given up or replaced after it was as it is. One that is
/// before a person stays there: it may have been given up and taken up again.
fn resumed<'a>(db: &Connection, known: &'a Known) -> Result<Vec<(Entry, &'a Ended)>> {
    let mut resumed = Vec::new();
    for ended in known.ended.values() {
        let Some(entry) = op::by_id(db, ended.op_id)? else { continue };
        if entry.state.is_final() || entry.state == State::Review || was_given_up(db, ended.op_id)?
        {
            continue;
        }
        let replaced = match ended.successor {
            Some(by) => op::by_id(db, by)?.is_some() || known.holds(by),
            None => false,
        };
        match State::from_word(&ended.state)? {
            State::Cancelled => resumed.push((entry, ended)),
            State::Superseded if replaced => resumed.push((entry, ended)),
            // In the DMS: it is looked for there like all others. Replaced by what is nowhere: it
            // is all that is left.
            _ => {}
        }
    }
    Ok(resumed)
}

/// As it had ended, whatever it was doing when this file was as it is.
fn end(tx: &Transaction<'_>, mut entry: Entry, ended: &Ended) -> Result<()> {
    if let Some(by) = ended.successor
        && op::by_id(tx, by)?.is_none()
    {
        return Ok(());
    }
    entry.state = State::from_word(&ended.state)?;
    entry.reason = None;
    entry.successor = ended.successor;
    entry.finished_at.clone_from(&ended.finished_at);
    op::save(tx, &entry)?;
    overlay::clear(tx, entry.op_id)?;
    if let Some(by) = ended.successor {
        held::passes_on(tx, entry.op_id, by)?;
    }
    held::let_go(tx, entry.op_id)?;
    if entry.kind == Kind::Create {
        look_for_a_twin(tx, entry.op_id)?;
    }
    Ok(())
}

/// What the network holds of a new customer is looked at once more: nobody knows whether it was.
fn look_for_a_twin(tx: &Transaction<'_>, op_id: Uuid) -> Result<()> {
    let now = Wait { mono_ms: 0, wall_ms: 0, span_ms: 0 };
    op::set_timer(tx, op_id, Timer::TwinCheck, Some(now))
}

/// Whether this file knows that it was given up: what it has of it now came after that.
fn was_given_up(db: &Connection, op_id: Uuid) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM course WHERE op_id = ?1 AND what = 'cancel')";
    Ok(db.prepare_cached(sql)?.query_row([op_id.to_string()], |row| row.get(0))?)
}

/// What waited for an entry waits for the one that took its place.
fn follow_successors(tx: &Transaction<'_>) -> Result<()> {
    let sql = format!(
        "UPDATE op SET depends_on = (SELECT o.successor FROM op AS o WHERE o.op_id = op.depends_on)
         WHERE {} AND depends_on IN
             (SELECT op_id FROM op WHERE state = 'superseded' AND successor IS NOT NULL)",
        op::LIVE
    );
    // Each round goes one further; no chain is longer than there are entries.
    let mut rounds = accounting::ever(tx)?;
    while rounds > 0 && tx.execute(&sql, [])? > 0 {
        rounds -= 1;
    }
    Ok(())
}

/// Under its own number: by a number that is missing, one sees that an entry is. `anew`: that number
/// was given to another, when an older file had been put in the place of this one.
fn put(tx: &Transaction<'_>, saved: &Saved, known: &Known, anew: bool) -> Result<()> {
    let one = &saved.entry;
    let ended = known.ended.get(&one.op_id);
    let server_id = ended.and_then(|ended| ended.server_id.as_deref());
    let server_id = server_id.or(one.server_id.as_deref());
    let local_id = entity::touched(tx, one.local_id, &saved.dealer, server_id)?;
    let depends_on = match one.depends_on {
        Some(on) => op::by_id(tx, on)?.map(|on| on.op_id),
        None => None,
    };
    let entry = Entry {
        seq: if anew { 0 } else { saved.seq },
        position: if anew { 0 } else { saved.position },
        draft_id: saved.draft_id,
        idem_key: saved.idem_key,
        ..moved::entry(one, &saved.dealer, one.op_id, local_id, depends_on)?
    };
    let mut entry = op::insert(tx, &entry)?;
    let Some(ended) = ended else { return overlay::put(tx, &entry) };
    entry.state = State::from_word(&ended.state)?;
    // Replaced by what is in no line: it is all that is left, and waits again.
    if let Some(by) = ended.successor
        && !known.holds(by)
        && op::by_id(tx, by)?.is_none()
    {
        return overlay::put(tx, &entry);
    }
    entry.successor = ended.successor;
    entry.finished_at.clone_from(&ended.finished_at);
    op::save(tx, &entry)?;
    if entry.kind == Kind::Create && entry.state == State::Done {
        look_for_a_twin(tx, entry.op_id)?;
    }
    Ok(())
}
