//! What becomes of an entry: `outbox::step` says it, and all of it is stored in one transaction
//! with the new state (the id map, the released dependants, the overlay, the lane, the audit).

use super::{
    Mine, Moment, Result, attempt, audit, base, entity, lane,
    op::{self, Timer},
    overlay,
    queue::stored,
    receipt::{self, NewReceipt},
    wait::Wait,
};
use crate::Failure;
use customer::Record;
use jiff::Timestamp;
use outbox::entry::AUTO_BUDGET;
use outbox::resolve::{Choice, resolve};
use outbox::step::Pace;
use outbox::{Body, Detail, Difference, Effect, Entry, Event, Kind, State, coalesce, step};
use rusqlite::{Transaction, params};
use std::collections::HashSet;
use uuid::Uuid;

/// When a customer created after an unknown outcome is searched for the second time.
const SECOND_LOOK_MS: i64 = 60 * 60 * 1000;

/// Circumstances of an event.
#[derive(Clone, Debug)]
pub struct Context {
    pub now: Moment,
    /// `0.0..=1.0`
    pub jitter: f64,
    pub settle_ms: u64,
    /// The line the event concerns.
    pub lane: String,
    /// A person's name, or `desk` for what the program does by itself.
    pub who: String,
}

impl Context {
    /// For what a person decides, from any process: it waits for nothing.
    pub fn by_person(who: impl Into<String>, at: Timestamp) -> Self {
        let now = Moment { mono_ms: 0, wall: at };
        Self { now, jitter: 1.0, settle_ms: 0, lane: String::new(), who: who.into() }
    }

    const fn pace(&self) -> Pace {
        Pace { now_ms: self.now.mono_ms, jitter: self.jitter, settle_ms: self.settle_ms }
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
        self.write(|tx| {
            let entry = advance(tx, op_id, event, context)?;
            if let Some(receipt) = receipt {
                receipt::put(tx, receipt)?;
            }
            Ok(entry)
        })
    }

    /// `sending` and the attempt's row, durable before the first byte may leave.
    pub fn begin_attempt(
        &self,
        op_id: Uuid,
        event: &Event,
        context: &Context,
        receipt: Option<&NewReceipt>,
    ) -> Result<Entry> {
        let entry = self.record_decided(op_id, event, context, receipt)?;
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

    /// The network was read after an entry was done: what it kept differently is said, later edits
    /// go on top of what it made of ours, and nothing needs to be laid over it any more.
    pub fn read_back(&self, op_id: Uuid, read: &Record, differs: Vec<Difference>) -> Result<Entry> {
        self.write(|tx| {
            let mut entry = stored(tx, op_id)?;
            base::put(tx, entry.local_id, read)?;
            for follower in op::live_of(tx, entry.local_id)? {
                let Some(section) = follower.kind.section() else { continue };
                let ours = entry.kind == Kind::Create || entry.kind == follower.kind;
                if !ours || !follower.never_sent() || follower.state != State::Queued {
                    continue;
                }
                let stored = read.section(section);
                if let Some(body) = coalesce::on_top_of(section, &follower.body, &stored) {
                    let follower = Entry { body, ..follower };
                    op::save(tx, &follower)?;
                    overlay::put(tx, &follower)?;
                }
            }
            entry.detail.differs = differs;
            op::save(tx, &entry)?;
            overlay::clear(tx, op_id)?;
            Ok(entry)
        })
    }

    /// The twin check came back. The first empty one is followed by another an hour later: what
    /// comes in long after the window shows then.
    pub fn twins_checked(
        &self,
        op_id: Uuid,
        twins: Vec<String>,
        context: &Context,
    ) -> Result<Entry> {
        self.write(|tx| {
            let first = op::timer_span_ms(tx, op_id, Timer::TwinCheck)? != Some(SECOND_LOOK_MS);
            let again = twins.is_empty() && first;
            let next = again.then(|| Wait::of(context.now, SECOND_LOOK_MS.unsigned_abs()));
            op::set_timer(tx, op_id, Timer::TwinCheck, next)?;
            if twins.is_empty() {
                return stored(tx, op_id);
            }
            advance(tx, op_id, &Event::TwinsFound { ids: twins }, context)
        })
    }

    /// The entries of a dealer that may go on now, in the order they were meant.
    pub fn ready(&self, lane: &str, dealer: &str, now_ms: i64) -> Result<Vec<Entry>> {
        self.read(|db| {
            let filter = format!("op.dealer = ?1 AND {} ORDER BY op.position, op.seq", op::LIVE);
            let live = op::select(db, &filter, [dealer])?;
            let standing = super::lane::get(db, lane)?.standing();
            let sql = "SELECT op_id FROM op WHERE state = 'done'
                 AND op_id IN (SELECT depends_on FROM op WHERE depends_on IS NOT NULL)";
            let mut statement = db.prepare_cached(sql)?;
            let rows = statement.query_map([], |row| super::uuid_at(row, "op_id"))?;
            let done = rows.collect::<rusqlite::Result<HashSet<Uuid>>>()?;
            let ready = outbox::ready(&live, |op_id| done.contains(&op_id), &standing, now_ms);
            Ok(ready.into_iter().cloned().collect())
        })
    }
}

pub(super) fn advance(
    tx: &Transaction<'_>,
    op_id: Uuid,
    event: &Event,
    context: &Context,
) -> Result<Entry> {
    let mut entry = stored(tx, op_id)?;
    let (state, effects) = step(&entry, event, &context.pace())?;
    if entry.state == State::Sending {
        attempt::end(tx, &entry, event.name())?;
    }
    entry.state = state;
    for effect in effects {
        apply(tx, &mut entry, effect, context)?;
    }
    if state.is_final() && entry.finished_at.is_none() {
        entry.finished_at = Some(context.now.wall.to_string());
    }
    if state == State::Done {
        entry.detail.note = None;
        entry.detail.candidates.clear();
    }
    op::save(tx, &entry)?;
    let audited = event.by_person()
        || state.is_final()
        || state.needs_person()
        || matches!(event, Event::TwinsFound { .. });
    if audited {
        let what = format!("{}: {} → {}", entry.kind.word(), event.name(), state.word());
        audit::append(tx, context.now.wall, &context.who, &what, Some(op_id))?;
    }
    stored(tx, op_id)
}

fn apply(tx: &Transaction<'_>, entry: &mut Entry, effect: Effect, context: &Context) -> Result<()> {
    let now = context.now;
    match effect {
        Effect::Reason(reason) => entry.reason = reason,
        Effect::Counters(counters) => entry.counters = counters,
        Effect::CountAttempt => {
            entry.attempts += 1;
            attempt::begin(tx, entry, now)?;
        }
        Effect::SpendBudget => entry.auto_budget = entry.auto_budget.saturating_sub(1),
        Effect::ResetBudget => entry.auto_budget = AUTO_BUDGET,
        Effect::Wait(0) => {
            // At once, in the time of whichever process drains.
            let wait = Wait { mono_ms: 0, wall_ms: 0, span_ms: 0 };
            op::set_timer(tx, entry.op_id, Timer::NextAfter, Some(wait))?;
        }
        Effect::Wait(ms) => {
            op::set_timer(tx, entry.op_id, Timer::NextAfter, Some(Wait::of(now, ms)))?;
        }
        Effect::Settle => {
            let wait = Wait::of(now, context.settle_ms);
            op::set_timer(tx, entry.op_id, Timer::Settle, Some(wait))?;
        }
        Effect::KeepPreflight(ids) => entry.preflight_ids = Some(ids),
        Effect::RuleOutCandidates => {
            entry.ruled_out.extend(entry.detail.candidates.iter().cloned());
            entry.ruled_out.sort();
            entry.ruled_out.dedup();
            entry.incomplete_accepted = true;
        }
        Effect::MapId(id) => {
            entry.local_id = entity::map_id(tx, &entry.dealer, entry.local_id, &id)?;
        }
        Effect::Adopted(id) => entry.adopted_id = Some(id),
        Effect::ReleaseDependants => {
            tx.execute(
                "UPDATE op SET next_after_mono_ms = 0, next_after_span_ms = 0
                 WHERE depends_on = ?1 AND state = 'queued'",
                [entry.op_id.to_string()],
            )?;
        }
        Effect::CancelDependants => cancel_dependants(tx, entry, context)?,
        Effect::ClearOverlay => overlay::clear(tx, entry.op_id)?,
        Effect::ScheduleTwinCheck => {
            let wait = Wait::of(now, context.settle_ms);
            op::set_timer(tx, entry.op_id, Timer::TwinCheck, Some(wait))?;
        }
        Effect::PauseLane(why) => lane::pause(tx, &context.lane, why)?,
        Effect::HoldLane(ms) => lane::hold(tx, &context.lane, now, ms)?,
        Effect::Unreachable => lane::unreachable(tx, &context.lane, now.wall)?,
        Effect::ClearDetail => entry.detail = Detail::default(),
        Effect::Note(note) => entry.detail.note = Some(note),
        Effect::Refusals(refusals) => entry.detail.refusals = refusals,
        Effect::Conflicts { conflicts, merged, theirs } => {
            entry.detail.conflicts = conflicts;
            entry.detail.merged = Some(merged);
            entry.detail.theirs = Some(theirs);
        }
        Effect::CandidatesAre(ids) => entry.detail.candidates = ids,
        Effect::Twins(ids) => entry.detail.twins = ids,
        Effect::Warnings(warnings) => entry.detail.warnings = warnings,
        Effect::Replace(body) => {
            entry.body = body;
            overlay::put(tx, entry)?;
        }
        Effect::Successor(successor) => entry.successor = Some(successor),
        Effect::CancelledBecause(why) => {
            entry.detail.cancelled = Some(format!("{}: {why}", context.who));
        }
    }
    Ok(())
}

/// What was to follow a create that will never be has nobody to be about.
fn cancel_dependants(tx: &Transaction<'_>, entry: &Entry, context: &Context) -> Result<()> {
    let filter = format!("op.depends_on = ?1 AND {}", op::LIVE);
    for dependant in op::select(tx, &filter, params![entry.op_id.to_string()])? {
        let why = "what it follows was cancelled".to_owned();
        match advance(tx, dependant.op_id, &Event::Cancel { why }, context) {
            Ok(_) | Err(Failure::Outbox(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
