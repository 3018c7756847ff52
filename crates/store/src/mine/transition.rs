//! One step of an entry inside a transaction: the new state, and everything `outbox::step` says has
//! to be stored with it.

use super::{
    Moment, Result, attempt, audit, course, entity, held, lane,
    op::{self, Timer},
    overlay,
    progress::Context,
    queue::stored,
    wait::Wait,
};
use crate::Failure;
use jiff::Timestamp;
use outbox::entry::AUTO_BUDGET;
use outbox::planted::{self, Bug};
use outbox::step::Pace;
use outbox::{Detail, Effect, Entry, Event, LanePause, Reason, State, step};
use rusqlite::{Transaction, params};
use uuid::Uuid;

/// The soonest a fresh customer is looked for beside their twin.
pub(super) const SHORTEST_LOOK_MS: u64 = 1000;

/// What was not permitted may be by now: it is tried again.
pub(super) fn permit(tx: &Transaction<'_>, op_id: Uuid) -> Result<()> {
    let Some(entry) = op::by_id(tx, op_id)? else { return Ok(()) };
    if (entry.state, entry.reason) != (State::Parked, Some(Reason::Permission)) {
        return Ok(());
    }
    let now = Moment { mono_ms: 0, wall: Timestamp::UNIX_EPOCH };
    let context = Context {
        now,
        jitter: 0.0,
        settle_ms: 0,
        lag_ms: 0,
        lane: String::new(),
        who: "desk".to_owned(),
    };
    advance(tx, op_id, &Event::Permitted, &context).map(drop)
}

pub(super) fn advance(
    tx: &Transaction<'_>,
    op_id: Uuid,
    event: &Event,
    context: &Context,
) -> Result<Entry> {
    let mut entry = stored(tx, op_id)?;
    let sets_out = matches!(event, Event::StartPreflight | Event::Cleared { .. } | Event::Send);
    if sets_out && held::is_held(tx, op_id)? {
        // Somebody was faster than the runner.
        return Err(outbox::Error::NoSuchStep { state: "held", event: event.name() }.into());
    }
    let forbidden_elsewhere = matches!(event, Event::Forbidden { .. } | Event::NotTheNetwork)
        && (lane::get(tx, &context.lane)?.paused == Some(LanePause::Permission)
            || lane::forbidden(tx, &context.lane)?.is_some_and(|other| other != op_id));
    let anothers = match event {
        Event::Adopt { id } | Event::Accepted { id: Some(id), .. } => {
            op::made_by_another(tx, &entry, id)?
        }
        _ => false,
    };
    // One that was never looked up never left, and neither did what it took the place of; in a
    // restored folder nobody knows.
    let may_have_arrived = matches!(event, Event::Cleared { .. } | Event::Adopt { .. })
        && (entry.counters.restored
            || (entry.preflight_ids.is_some() && attempt::may_arrive(tx, op_id)?));
    let pace = Pace { forbidden_elsewhere, anothers, may_have_arrived, ..context.pace() };
    let (state, effects) = step(&entry, event, &pace)?;
    // That its folder was restored says nothing of how an attempt ended.
    if entry.state == State::Sending && *event != Event::FolderRestored {
        attempt::end(tx, &entry, event, context.now)?;
    }
    entry.state = state;
    for effect in effects {
        apply(tx, &mut entry, effect, context)?;
    }
    if !state.is_final() {
        entry.finished_at = None;
    } else if entry.finished_at.is_none() {
        entry.finished_at = Some(context.now.wall.to_string());
    }
    if state == State::Done {
        entry.detail.note = None;
        entry.detail.candidates.clear();
    }
    if state.is_final() {
        entry.detail.decided = None;
    }
    op::save(tx, &entry)?;
    course::happened(tx, &entry, event, state, &context.who, context.now.wall)?;
    // Whoever says "try again" means it, and what is over is held by nobody.
    if state.is_final() || matches!(event, Event::Retry) {
        held::let_go(tx, op_id)?;
    }
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
            // From here on it can no longer be taken back.
            entry.detail.decided = None;
            attempt::begin(tx, entry, now)?;
        }
        Effect::UncountAttempt => {
            attempt::undo(tx, entry)?;
            entry.attempts = entry.attempts.saturating_sub(1);
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
        Effect::MapId(_) if planted::is(Bug::RemapInMemory) => {}
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
        Effect::ScheduleTwinCheck { .. } if planted::is(Bug::NoTwinCheck) => {}
        // What was refused outright cannot arrive.
        Effect::ScheduleTwinCheck { .. }
            if entry.state == State::Cancelled && !attempt::may_arrive(tx, entry.op_id)? => {}
        Effect::ScheduleTwinCheck { soon } => {
            let ms = if soon { context.lag_ms.max(SHORTEST_LOOK_MS) } else { context.settle_ms };
            op::set_timer(tx, entry.op_id, Timer::TwinCheck, Some(Wait::of(now, ms)))?;
        }
        Effect::Differs(differs) => entry.detail.differs = differs,
        Effect::Forbidden(true) => lane::set_forbidden(tx, &context.lane, Some(entry.op_id))?,
        Effect::Forbidden(false) => {
            if lane::forbidden(tx, &context.lane)?.is_some() {
                lane::set_forbidden(tx, &context.lane, None)?;
            }
        }
        Effect::PauseLane(why) => {
            lane::pause(tx, &context.lane, why)?;
            // What was taken for the trouble of one is the trouble of all.
            if why == LanePause::Permission
                && let Some(other) = lane::forbidden(tx, &context.lane)?
            {
                lane::set_forbidden(tx, &context.lane, None)?;
                if other != entry.op_id {
                    permit(tx, other)?;
                }
            }
        }
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
        Effect::KeepDecided(decided) => entry.detail.decided = Some(decided),
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
