//! What becomes of an entry: `outbox::step` says it, and all of it is stored in one transaction
//! with the new state (the id map, the released dependants, the overlay, the lane, the audit).

use super::{
    Mine, Moment, Result, aside, attempt, base, course, held, lane, mistaken,
    op::{self, Timer},
    overlay,
    queue::{self, FollowUp, stored},
    receipt::{self, NewReceipt},
    transition::{SHORTEST_LOOK_MS, advance},
    wait::Wait,
};
use customer::Record;
use jiff::Timestamp;
use outbox::pace::backoff_ms;
use outbox::planted::{self, Bug};
use outbox::resolve::{Choice, resolve};
use outbox::step::Pace;
use outbox::{Body, Difference, Entry, Event, Kind, State, coalesce};
use rusqlite::Transaction;
use std::collections::HashSet;
use uuid::Uuid;

/// When a customer created after an unknown outcome is searched for the second time.
const SECOND_LOOK_MS: u64 = 60 * 60 * 1000;

/// Circumstances of an event.
#[derive(Clone, Debug)]
pub struct Context {
    pub now: Moment,
    /// `0.0..=1.0`
    pub jitter: f64,
    pub settle_ms: u64,
    /// How long what was written may stay invisible to the network's search.
    pub lag_ms: u64,
    /// The line the event concerns.
    pub lane: String,
    /// A person's name, or `desk` for what the program does by itself.
    pub who: String,
}

impl Context {
    /// For what a person decides, from any process: it waits for nothing.
    pub fn by_person(who: impl Into<String>, at: Timestamp) -> Self {
        let now = Moment { mono_ms: 0, wall: at };
        Self { now, jitter: 1.0, settle_ms: 0, lag_ms: 0, lane: String::new(), who: who.into() }
    }

    pub(super) const fn pace(&self) -> Pace {
        Pace {
            now_ms: self.now.mono_ms,
            jitter: self.jitter,
            settle_ms: self.settle_ms,
            forbidden_elsewhere: false,
            anothers: false,
            may_have_arrived: false,
        }
    }
}

impl Mine {
    pub fn record(&self, op_id: Uuid, event: &Event, context: &Context) -> Result<Entry> {
        self.record_decided(op_id, event, context, None)
    }

    /// The same, with the receipt of the decision that it follows from.
    pub fn record_decided(
        &self,
        op_id: Uuid,
        event: &Event,
        context: &Context,
        receipt: Option<&NewReceipt>,
    ) -> Result<Entry> {
        let step = |tx: &mut Transaction<'_>| stepped(tx, op_id, event, context, receipt);
        // What a person decides is said to have failed at once; what the network said is kept.
        if event.by_person() { self.write(step) } else { self.write_surely(step) }
    }

    /// `sending` and the attempt's row, durable before the first byte may leave.
    pub fn begin_attempt(
        &self,
        op_id: Uuid,
        event: &Event,
        context: &Context,
        receipt: Option<&NewReceipt>,
    ) -> Result<Entry> {
        let entry = self.write(|tx| stepped(tx, op_id, event, context, receipt))?;
        if planted::is(Bug::DeleteBeforeSend) {
            self.write(|tx| mistaken::delete(tx, "op_id = ?1", &op_id.to_string()))?;
        }
        debug_assert!(entry.state == State::Sending, "only these events lead to a request");
        Ok(entry)
    }

    /// A person's answers to a conflict; every field in conflict has to have one.
    pub fn resolve(&self, op_id: Uuid, choices: &[Choice], context: &Context) -> Result<Entry> {
        self.write(|tx| {
            let entry = stored(tx, op_id)?;
            let (Some(section), Some(merged), Some(theirs)) =
                (entry.kind.section(), &entry.detail.merged, &entry.detail.theirs)
            else {
                let state = entry.state.word();
                return Err(outbox::Error::NoSuchStep { state, event: "resolved" }.into());
            };
            let wanted = resolve(section, merged, &entry.detail.conflicts, choices)?;
            let body = Body::Update { base: theirs.clone(), wanted };
            advance(tx, op_id, &Event::Resolved { body }, context)
        })
    }

    /// Takes over what another process left behind: waits go on, and whatever was on its way has
    /// an unknown outcome. Answers with how many entries that concerned. Only the holder of the
    /// outbox's lock may call it.
    pub fn recover_at_start(&self, context: &Context) -> Result<usize> {
        self.write(|tx| {
            mistaken::at_start(tx)?;
            op::carry_timers(tx, context.now)?;
            lane::carry(tx, context.now)?;
            let filter = "op.state IN ('preflight', 'sending', 'reconciling') ORDER BY op.seq";
            let cut_short = op::select(tx, filter, [])?;
            for entry in &cut_short {
                // No phase proves that nothing was written: the connectors do not tell it.
                let event = Event::Restarted { not_written: false };
                advance(tx, entry.op_id, &event, context)?;
            }
            Ok(cut_short.len())
        })
    }

    /// An event that follows from a read which shows the customer as the network holds them now,
    /// with what was read: one transaction. Where the entry is done by it, later edits go on top of
    /// what the network made of ours, and nothing needs to be laid over it any more.
    pub fn record_seen(
        &self,
        op_id: Uuid,
        event: &Event,
        context: &Context,
        read: &Record,
        differs: &[Difference],
    ) -> Result<Entry> {
        self.write_surely(|tx| see(tx, op_id, event, context, read, differs))
    }

    /// What the network answered a change with, and when, and the read right behind it that shows
    /// the change: both or neither. Where the program ends before, the answer is as good as lost,
    /// which is what `sending` stands for; "done" is never said of an answer that is not stored.
    pub fn record_taken_and_seen(
        &self,
        op_id: Uuid,
        (answer, answered): (&Event, &Context),
        context: &Context,
        read: &Record,
    ) -> Result<Entry> {
        self.write_surely(|tx| {
            let taken = advance(tx, op_id, answer, answered)?;
            if planted::is(Bug::BelieveTheYes) {
                return Ok(taken);
            }
            see(tx, op_id, &Event::Landed, context, read, &[])
        })
    }

    /// The network was read after a customer was made: what it kept differently is said, and what
    /// it left out follows as changes of their own, before anything that waits behind them.
    pub fn read_back(
        &self,
        op_id: Uuid,
        read: &Record,
        differs: Vec<Difference>,
        follow: Vec<FollowUp>,
        at: Timestamp,
    ) -> Result<Entry> {
        self.write(|tx| {
            let entry = seen(tx, stored(tx, op_id)?, read, differs, at)?;
            course::add(tx, &entry, course::READ_BACK, "desk", None, at)?;
            for one in follow {
                queue::follow_up(tx, &entry, one, at)?;
            }
            Ok(entry)
        })
    }

    /// What the network lost of a customer while it took a change.
    pub fn put_back(&self, op_id: Uuid, follow: Vec<FollowUp>, at: Timestamp) -> Result<()> {
        self.write(|tx| {
            let entry = stored(tx, op_id)?;
            for one in follow {
                queue::follow_up(tx, &entry, one, at)?;
            }
            Ok(())
        })
    }

    /// What the network holds otherwise than an entry said.
    pub fn note_differs(&self, op_id: Uuid, differs: Vec<Difference>) -> Result<Entry> {
        self.write(|tx| {
            let mut entry = stored(tx, op_id)?;
            entry.detail.differs = differs;
            op::save(tx, &entry)?;
            Ok(entry)
        })
    }

    /// The twin check came back. An empty one is followed by another, for what comes in later: at
    /// the end of the window where the first was early, after an hour where it was not.
    pub fn twins_checked(
        &self,
        op_id: Uuid,
        twins: Vec<String>,
        context: &Context,
    ) -> Result<Entry> {
        self.write(|tx| {
            let mut entry = stored(tx, op_id)?;
            let certain = entry.attempts == 1 && entry.adopted_id.is_none();
            let next = match (entry.state, entry.counters.twin_looks) {
                _ if !twins.is_empty() => None,
                // Given up, it was looked for at once.
                (State::Cancelled, 0) => Some(context.settle_ms),
                (State::Cancelled, 1) => Some(SECOND_LOOK_MS),
                (State::Done, 0) if certain => Some(context.settle_ms),
                (State::Done, 0) => Some(SECOND_LOOK_MS),
                _ => None,
            };
            let next = next.map(|ms| Wait::of(context.now, ms));
            op::set_timer(tx, op_id, Timer::TwinCheck, next)?;
            entry.counters.twin_looks = entry.counters.twin_looks.saturating_add(1);
            entry.counters.waits = 0;
            op::save(tx, &entry)?;
            if twins.is_empty() {
                course::add(tx, &entry, course::NO_TWINS, &context.who, None, context.now.wall)?;
                return Ok(entry);
            }
            advance(tx, op_id, &Event::TwinsFound { ids: twins }, context)
        })
    }

    /// The twin check could not be made: it stays due, a little later each time.
    pub fn twins_unchecked(&self, op_id: Uuid, context: &Context) -> Result<()> {
        self.write(|tx| {
            let mut entry = stored(tx, op_id)?;
            let wait = backoff_ms(entry.counters.waits, context.jitter).max(SHORTEST_LOOK_MS);
            entry.counters.waits = entry.counters.waits.saturating_add(1);
            op::save(tx, &entry)?;
            op::set_timer(tx, op_id, Timer::TwinCheck, Some(Wait::of(context.now, wait)))
        })
    }

    /// How many of a dealer's entries can go on without a person.
    pub fn movable(&self, dealer: &str) -> Result<usize> {
        self.read(|db| {
            let filter = format!("op.dealer = ?1 AND {} ORDER BY op.position, op.seq", op::LIVE);
            Ok(outbox::movable(&held::stopped(db, op::select(db, &filter, [dealer])?)?))
        })
    }

    /// The entries of a dealer that may go on now, in the order they were meant.
    pub fn ready(&self, lane: &str, dealer: &str, now_ms: i64) -> Result<Vec<Entry>> {
        self.read(|db| {
            let filter = format!("op.dealer = ?1 AND {} ORDER BY op.position, op.seq", op::LIVE);
            let live = held::stopped(db, op::select(db, &filter, [dealer])?)?;
            let standing = super::lane::get(db, lane)?.standing();
            let sql = "SELECT op_id FROM op WHERE state = 'done'
                 AND op_id IN (SELECT depends_on FROM op WHERE depends_on IS NOT NULL)";
            let mut statement = db.prepare_cached(sql)?;
            let rows = statement.query_map([], |row| super::uuid_at(row, "op_id"))?;
            let done = rows.collect::<rusqlite::Result<HashSet<Uuid>>>()?;
            let in_the_way = aside::in_the_way(db)?;
            let behind = |entry: &Entry| {
                in_the_way
                    .get(&entry.local_id.to_string())
                    .is_some_and(|first| *first < (entry.position, entry.seq))
            };
            let ready = outbox::ready(&live, |op_id| done.contains(&op_id), &standing, now_ms);
            Ok(ready.into_iter().filter(|entry| !behind(entry)).cloned().collect())
        })
    }
}

fn see(
    tx: &Transaction<'_>,
    op_id: Uuid,
    event: &Event,
    context: &Context,
    read: &Record,
    differs: &[Difference],
) -> Result<Entry> {
    let entry = advance(tx, op_id, event, context)?;
    if entry.state != State::Done {
        return Ok(entry);
    }
    seen(tx, entry, read, differs.to_vec(), context.now.wall)
}

fn stepped(
    tx: &Transaction<'_>,
    op_id: Uuid,
    event: &Event,
    context: &Context,
    receipt: Option<&NewReceipt>,
) -> Result<Entry> {
    let entry = advance(tx, op_id, event, context)?;
    if let Some(receipt) = receipt {
        receipt::put(tx, receipt)?;
    }
    Ok(entry)
}

/// The network was seen to hold what a done entry meant, or what it made of it.
fn seen(
    tx: &Transaction<'_>,
    mut entry: Entry,
    read: &Record,
    differs: Vec<Difference>,
    at: Timestamp,
) -> Result<Entry> {
    base::put(tx, entry.local_id, read)?;
    for follower in op::live_of(tx, entry.local_id)? {
        let Some(section) = follower.kind.section() else { continue };
        let ours = entry.kind == Kind::Create || entry.kind == follower.kind;
        if !ours || !follower.never_sent() || follower.state != State::Queued {
            continue;
        }
        let stored = read.section(section);
        if planted::is(Bug::ForgetTheBaseOnRebase) {
            continue;
        }
        let (base, wanted) = match &entry.body {
            Body::Update { base, wanted } => (base.clone(), wanted.clone()),
            Body::Create { record } => (section.empty(), record.section(section)),
        };
        let on_top = coalesce::on_top_of(section, &follower.body, (&base, &wanted), &stored);
        if let Some(body) = on_top {
            let follower = Entry { body, ..follower };
            op::save(tx, &follower)?;
            overlay::put(tx, &follower)?;
        }
    }
    // What it did not keep at first, and keeps now, stays said.
    let mut mended = std::mem::take(&mut entry.detail.differs);
    mended.retain(|before| !differs.iter().any(|now| now.field == before.field));
    for before in &mut mended {
        before.mended = true;
    }
    entry.detail.differs = differs.into_iter().chain(mended).collect();
    op::save(tx, &entry)?;
    overlay::clear(tx, entry.op_id)?;
    attempt::verified(tx, entry.op_id, at)?;
    Ok(entry)
}
