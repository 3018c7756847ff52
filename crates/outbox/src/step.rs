//! The transitions: one match, nothing else decides where an entry goes next.
//!
//! Two rules shape it. The outcome of a write that may have left is never guessed: from `sending`
//! only a definite answer leads anywhere but `ambiguous`, and from `ambiguous` only reads lead
//! out. And nothing is given up: what cannot go on waits for a person, with a reason.

use crate::entry::{Counters, Entry, Kind};
use crate::event::{Effect, Event, LanePause};
use crate::outcome::{
    adopted, afresh, cancelled, clash, decided, finished, forbidden, gone, locked, moved,
    next_search, not_kept, parked, reopened, restored, retry_later, review, send_again, superseded,
    throttled, unknown, untrusted, wait,
};
use crate::pace;
use crate::planted::{self, Bug};
use crate::state::{Reason, State};
use crate::{Error, Result};

/// What a transition may know about time and chance.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// The draining process's monotonic time.
    pub now_ms: i64,
    /// `0.0..=1.0`
    pub jitter: f64,
    /// How long a write of unknown outcome may still appear.
    pub settle_ms: u64,
    /// Another entry was not permitted either, and nothing was taken since.
    pub forbidden_elsewhere: bool,
    /// Another create of this desk brought about the customer the event names.
    pub anothers: bool,
    /// An earlier attempt of the entry, or of what it took the place of, may be at the network
    /// though nobody has seen it.
    pub may_have_arrived: bool,
}

const ANOTHERS: &str = "that customer was made of another entry";

pub fn step(entry: &Entry, event: &Event, pace: &Pace) -> Result<(State, Vec<Effect>)> {
    if matches!(event, Event::FolderRestored) && entry.is_live() {
        return Ok(restored(entry, pace));
    }
    if let Event::Moved { why } = event
        && entry.is_live()
    {
        return Ok(moved(why));
    }
    match entry.state {
        State::Queued => queued(entry, event, pace),
        State::Preflight => preflight(entry, event, pace),
        State::Sending => sending(entry, event, pace),
        State::Ambiguous => ambiguous(entry, event),
        State::Reconciling => reconciling(entry, event, pace),
        State::Parked | State::Conflict | State::Review => with_a_person(entry, event),
        State::Done | State::Cancelled => finished_one(entry, event),
        State::Superseded => Err(no_such(entry, event)),
    }
}

fn no_such(entry: &Entry, event: &Event) -> Error {
    Error::NoSuchStep { state: entry.state.word(), event: event.name() }
}

fn queued(entry: &Entry, event: &Event, pace: &Pace) -> Result<(State, Vec<Effect>)> {
    let is_create = entry.kind == Kind::Create;
    Ok(match event {
        Event::StartPreflight if is_create => (State::Preflight, vec![]),
        Event::Send if !is_create => (State::Sending, vec![Effect::CountAttempt]),
        Event::AlreadyThere if !is_create => (State::Done, finished(vec![])),
        Event::Clash { .. } if !is_create => clash(entry, event),
        Event::Edited { successor } if entry.never_sent() => superseded(*successor),
        Event::Retry => (State::Queued, afresh(entry)),
        Event::Reopened => match &entry.detail.decided {
            Some(decided) => reopened(decided),
            None => return Err(no_such(entry, event)),
        },
        Event::Cancel { why } => cancelled(entry, why),
        _ => read_trouble(entry, event, pace, State::Queued)?,
    })
}

fn preflight(entry: &Entry, event: &Event, pace: &Pace) -> Result<(State, Vec<Effect>)> {
    if entry.kind != Kind::Create {
        return Err(no_such(entry, event));
    }
    Ok(match event {
        Event::Cleared { seen } => {
            let mut ids = entry.preflight_ids.clone().unwrap_or_default();
            // What was there before the first attempt that may have arrived stays the measure: an
            // id that appeared after it may be our own late write.
            if !pace.may_have_arrived {
                ids.extend(seen.iter().cloned());
                ids.sort();
                ids.dedup();
            }
            (State::Sending, vec![Effect::KeepPreflight(ids), Effect::CountAttempt])
        }
        Event::Candidates { ids, note } => review(ids, note.as_deref()),
        // Two looked at once, and the other was first: whoever is left is looked for once more.
        Event::Adopt { .. } if pace.anothers => wait(entry.counters, ANOTHERS, pace, State::Queued),
        // A resend's own search may find that the first attempt arrived after all.
        Event::Adopt { id } if pace.may_have_arrived => adopted(id),
        Event::Restarted { .. } => (State::Queued, vec![]),
        _ => read_trouble(entry, event, pace, State::Queued)?,
    })
}

fn sending(entry: &Entry, event: &Event, pace: &Pace) -> Result<(State, Vec<Effect>)> {
    let counters = entry.counters;
    if let Some(way) = mistaken(entry, event) {
        return Ok(way);
    }
    Ok(match event {
        Event::Accepted { id, warnings } => accepted(entry, id.as_deref(), warnings, pace),
        Event::Unknown { note } => unknown(counters, note, pace),
        Event::Diverted { note } => {
            let diverted = counters.diverted.saturating_add(1);
            unknown(Counters { diverted, ..counters }, note, pace)
        }
        // A web page answered, where a read was answered as it should be: networks do so where
        // writing is not allowed. What became of it is looked up once somebody has seen to that.
        Event::NotTheNetwork => {
            let (state, mut effects) = unknown(counters, "a web page answered", pace);
            effects.push(Effect::PauseLane(LanePause::Permission));
            (state, effects)
        }
        Event::NotWritten => (State::Queued, vec![Effect::UncountAttempt, Effect::Unreachable]),
        Event::Restarted { not_written: true } => (State::Queued, vec![Effect::UncountAttempt]),
        Event::Restarted { not_written: false } => {
            unknown(counters, "the program ended while it was being sent", pace)
        }
        Event::Refused { refusals } => {
            let mut effects = parked(Reason::Rejected, None);
            effects.push(Effect::Refusals(refusals.clone()));
            (State::Parked, effects)
        }
        Event::Unsupported { note } => (State::Parked, parked(Reason::Rejected, Some(note))),
        Event::Gone if entry.kind == Kind::Create => (
            State::Parked,
            parked(Reason::Rejected, Some("the network does not take new customers here")),
        ),
        Event::Gone => gone(),
        Event::SignIn => (State::Queued, vec![Effect::PauseLane(LanePause::SignIn)]),
        Event::Untrusted { note } => {
            let mut effects = untrusted(note);
            effects.push(Effect::UncountAttempt);
            (State::Queued, effects)
        }
        Event::Forbidden { note } => forbidden(note, pace),
        Event::Throttled { after_ms } => throttled(counters, *after_ms, pace, State::Queued),
        Event::Locked => locked(entry, pace),
        Event::Changed if counters.changed + 1 < pace::CHANGED_TRIES => {
            let counters = Counters { changed: counters.changed + 1, ..counters };
            retry_later(entry, counters, pace)
        }
        // Each time it was read afresh and merged, and there was nothing to decide: it may be
        // tried again.
        Event::Changed => {
            let note = "the network says each time that the record was changed in between";
            (State::Parked, parked(Reason::Rejected, Some(note)))
        }
        // The same, where a look at the record shows what there is to decide.
        Event::Clash { .. } if entry.kind != Kind::Create => clash(entry, event),
        _ => return Err(no_such(entry, event)),
    })
}

/// The places of `sending` where a bug may be planted.
fn mistaken(entry: &Entry, event: &Event) -> Option<(State, Vec<Effect>)> {
    let update = entry.kind != Kind::Create;
    match event {
        Event::Unknown { .. } if planted::is(Bug::BlindRetry) => Some((State::Queued, vec![])),
        Event::Unknown { .. } if update && planted::is(Bug::LostAnswerIsSuccess) => {
            Some((State::Done, finished(vec![Effect::ClearOverlay])))
        }
        Event::Accepted { .. } if update && planted::is(Bug::BelieveTheYes) => {
            Some((State::Done, finished(vec![Effect::ClearOverlay])))
        }
        Event::Restarted { .. } if planted::is(Bug::SendingIsWaitingAtStart) => {
            Some((State::Queued, vec![]))
        }
        Event::SignIn if planted::is(Bug::UnauthorizedIsFinal) => {
            Some((State::Parked, parked(Reason::Rejected, None)))
        }
        Event::NotWritten if planted::is(Bug::RefusedConnectionIsFinal) => {
            Some((State::Parked, parked(Reason::Rejected, None)))
        }
        _ => None,
    }
}

fn ambiguous(entry: &Entry, event: &Event) -> Result<(State, Vec<Effect>)> {
    match event {
        Event::StartCheck => Ok((State::Reconciling, vec![])),
        // Looking again at once is all that may be asked for: never a resend.
        Event::Retry => Ok((State::Ambiguous, vec![Effect::Wait(0)])),
        _ => Err(no_such(entry, event)),
    }
}

fn reconciling(entry: &Entry, event: &Event, pace: &Pace) -> Result<(State, Vec<Effect>)> {
    let is_create = entry.kind == Kind::Create;
    let counters = entry.counters;
    Ok(match event {
        // Two looked at once, and the other was first: that one is not looked at again.
        Event::Adopt { .. } if is_create && pace.anothers => {
            let searches = counters.searches;
            (State::Ambiguous, vec![next_search(entry, searches, pace)])
        }
        Event::Adopt { id } if is_create => adopted(id),
        Event::FoundNone { settled } if is_create => {
            let searches = counters.searches + 1;
            if (*settled && searches >= pace::SEARCHES) || planted::is(Bug::ResendInsideTheWindow) {
                let looked_for = Counters { restored: false, ..counters };
                let entry = &Entry { counters: looked_for, ..entry.clone() };
                let (state, mut effects) = send_again(entry, pace);
                effects.push(Effect::ScheduleTwinCheck { soon: false });
                return Ok((state, effects));
            }
            let counters = Counters { searches, ..counters };
            (State::Ambiguous, vec![Effect::Counters(counters), next_search(entry, searches, pace)])
        }
        Event::FoundSeveral { ids } if is_create => {
            let note = if ids.is_empty() {
                "it was sent, and the network does not show it: look in the DMS before it is sent \
                 again, or it may be there twice"
            } else {
                "it was sent, and somebody else may be the result as well: look before you choose"
            };
            review(ids, Some(note))
        }
        Event::Landed if !is_create => (State::Done, finished(vec![])),
        Event::NotKept { differs, over } if !is_create => not_kept(entry, differs, *over, pace),
        Event::NotLanded { settled: true } if !is_create => send_again(entry, pace),
        // It may be under way still, and sent again it would be there twice.
        Event::NotLanded { settled: false } if !is_create => {
            let searches = counters.searches.saturating_add(1);
            let counters = Counters { searches, ..counters };
            (State::Ambiguous, vec![Effect::Counters(counters), next_search(entry, searches, pace)])
        }
        Event::Clash { .. } if !is_create => clash(entry, event),
        Event::Gone if !is_create => gone(),
        Event::Restarted { .. } => (State::Ambiguous, vec![]),
        // Not permitted to look is no answer to what became of the write: stay, for as long as it
        // may be a slip.
        Event::Forbidden { note } => match forbidden(note, pace) {
            (State::Queued, effects) => (State::Ambiguous, effects),
            parked if counters.unread_ms >= pace::FORBIDDEN_PATIENCE_MS => parked,
            _ => {
                let (state, mut effects) = wait(counters, note, pace, State::Ambiguous);
                effects.push(Effect::Forbidden(true));
                (state, effects)
            }
        },
        Event::Withheld { note } if counters.unread_ms < pace::FORBIDDEN_PATIENCE_MS => {
            wait(counters, note, pace, State::Ambiguous)
        }
        _ => read_trouble(entry, event, pace, State::Ambiguous)?,
    })
}

fn with_a_person(entry: &Entry, event: &Event) -> Result<(State, Vec<Effect>)> {
    Ok(match (entry.state, event) {
        (State::Parked, Event::Permitted) if entry.reason == Some(Reason::Permission) => {
            (State::Queued, afresh(entry))
        }
        (_, Event::Retry) => (State::Queued, afresh(entry)),
        (State::Conflict, Event::Resolved { body }) => {
            let mut effects = afresh(entry);
            effects.extend(decided(entry).map(Effect::KeepDecided));
            effects.push(Effect::Replace(body.clone()));
            (State::Queued, effects)
        }
        (State::Review, Event::Use { id }) => {
            let (state, mut effects) = adopted(id);
            effects.push(Effect::ClearDetail);
            (state, effects)
        }
        // Given up it stays: it was only asked whether this is what came of it.
        (State::Review, Event::Different) if entry.given_up() => {
            (State::Cancelled, vec![Effect::RuleOutCandidates, Effect::Reason(None)])
        }
        (State::Review, Event::Different) => {
            let mut effects = vec![Effect::RuleOutCandidates];
            effects.extend(afresh(entry));
            (State::Queued, effects)
        }
        (_, Event::Edited { successor }) => superseded(*successor),
        (_, Event::Cancel { why }) => cancelled(entry, why),
        _ => return Err(no_such(entry, event)),
    })
}

/// What was given up after it had left may reach the network all the same: then somebody is there
/// whom nobody here wants, or a person says who it is.
fn finished_one(entry: &Entry, event: &Event) -> Result<(State, Vec<Effect>)> {
    match (entry.state, event) {
        (State::Done, Event::TwinsFound { ids }) => {
            Ok((State::Done, vec![Effect::Twins(ids.clone())]))
        }
        (State::Cancelled, Event::TwinsFound { ids }) => {
            let note = "it was given up, and somebody like this is in the network since";
            let (state, mut effects) = review(ids, Some(note));
            effects.push(Effect::Twins(ids.clone()));
            Ok((state, effects))
        }
        _ => Err(no_such(entry, event)),
    }
}

/// A read went wrong on behalf of an entry, which goes back to where it waits: `home`.
fn read_trouble(
    entry: &Entry,
    event: &Event,
    pace: &Pace,
    home: State,
) -> Result<(State, Vec<Effect>)> {
    let counters = entry.counters;
    Ok(match event {
        Event::ReadFailed { note } | Event::ReadRefused { note }
            if counters.unread_ms >= pace::UNREAD_PATIENCE_MS =>
        {
            (State::Parked, parked(Reason::Rejected, Some(note)))
        }
        Event::ReadFailed { note } => wait(counters, note, pace, home),
        // Sent before, it is looked for all the same: the answer may be another one some time.
        Event::ReadRefused { note } if home == State::Ambiguous => wait(counters, note, pace, home),
        Event::ReadRefused { note } => (State::Parked, parked(Reason::Rejected, Some(note))),
        Event::NotWritten => (home, vec![Effect::Unreachable]),
        Event::SignIn if planted::is(Bug::UnauthorizedIsFinal) => {
            (State::Parked, parked(Reason::Rejected, None))
        }
        Event::SignIn => (home, vec![Effect::PauseLane(LanePause::SignIn)]),
        Event::NotTheNetwork => (home, vec![Effect::PauseLane(LanePause::NotTheNetwork)]),
        Event::Untrusted { note } => (home, untrusted(note)),
        Event::Throttled { after_ms } => throttled(counters, *after_ms, pace, home),
        Event::Forbidden { note } => forbidden(note, pace),
        Event::Withheld { note } => (State::Parked, parked(Reason::Permission, Some(note))),
        Event::Gone if entry.kind != Kind::Create => gone(),
        Event::Unsupported { note } => (State::Parked, parked(Reason::Rejected, Some(note))),
        _ => return Err(no_such(entry, event)),
    })
}

fn accepted(
    entry: &Entry,
    id: Option<&str>,
    warnings: &[String],
    pace: &Pace,
) -> (State, Vec<Effect>) {
    let said = Effect::Warnings(warnings.to_vec());
    match (entry.kind, id) {
        // Said to be done is not done: it counts once a read shows it.
        (Kind::Update(_), _) => {
            let counters = Counters { searches: 0, ..entry.counters };
            let effects =
                vec![Effect::Counters(counters), Effect::Settle, said, Effect::Forbidden(false)];
            (State::Reconciling, effects)
        }
        (Kind::Create, Some(id)) => {
            let known = entry.preflight_ids.iter().flatten().any(|seen| seen == id);
            if known || pace.anothers {
                // The network answered with somebody who was there before, or who was made of
                // another create: only a person may say that the two are one.
                let ids = [id.to_owned()];
                return review(&ids, Some("the network answered with an existing customer"));
            }
            let effects = vec![
                Effect::MapId(id.to_owned()),
                said,
                Effect::Forbidden(false),
                // Another desk may be at the same person just now.
                Effect::ScheduleTwinCheck { soon: entry.attempts <= 1 },
                Effect::ReleaseDependants,
            ];
            (State::Done, finished(effects))
        }
        (Kind::Create, None) => {
            let (state, mut effects) =
                unknown(entry.counters, "the network took it without saying as whom", pace);
            effects.push(said);
            (state, effects)
        }
    }
}

#[cfg(test)]
#[path = "step_tests.rs"]
pub(crate) mod tests;
