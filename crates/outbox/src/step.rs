//! The transitions: one match, nothing else decides where an entry goes next.
//!
//! Two rules shape it. The outcome of a write that may have left is never guessed: from `sending`
//! only a definite answer leads anywhere but `ambiguous`, and from `ambiguous` only reads lead
//! out. And nothing is given up: what cannot go on waits for a person, with a reason.

use crate::entry::{Counters, Entry, Kind};
use crate::event::{Effect, Event, LanePause};
use crate::pace::{self, backoff_ms};
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
}

pub fn step(entry: &Entry, event: &Event, pace: &Pace) -> Result<(State, Vec<Effect>)> {
    match entry.state {
        State::Queued => queued(entry, event, pace),
        State::Preflight => preflight(entry, event, pace),
        State::Sending => sending(entry, event, pace),
        State::Ambiguous => ambiguous(entry, event),
        State::Reconciling => reconciling(entry, event, pace),
        State::Parked | State::Conflict | State::Review => with_a_person(entry, event),
        State::Done => done(entry, event),
        State::Cancelled | State::Superseded => Err(no_such(entry, event)),
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
        Event::Clash { .. } if !is_create => clash(event),
        Event::Edited { successor } if entry.never_sent() => superseded(*successor),
        Event::Retry => (State::Queued, afresh()),
        Event::Cancel { why } => cancelled(why),
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
            // What was there before the *first* attempt stays the measure: an id that appeared
            // after it may be our own late write.
            if entry.never_sent() {
                ids.extend(seen.iter().cloned());
                ids.sort();
                ids.dedup();
            }
            (State::Sending, vec![Effect::KeepPreflight(ids), Effect::CountAttempt])
        }
        Event::Candidates { ids, note } => review(ids, note.as_deref()),
        // A resend's own search may find that the first attempt arrived after all.
        Event::Adopt { id } if !entry.never_sent() => adopted(id),
        Event::Restarted { .. } => (State::Queued, vec![]),
        _ => read_trouble(entry, event, pace, State::Queued)?,
    })
}

fn sending(entry: &Entry, event: &Event, pace: &Pace) -> Result<(State, Vec<Effect>)> {
    let counters = entry.counters;
    Ok(match event {
        Event::Accepted { id, warnings } => accepted(entry, id.as_deref(), warnings, pace),
        Event::Unknown { note } => unknown(counters, note, pace),
        // A web page answered, where a read was answered as it should be: networks do so where
        // writing is not allowed. What became of it is looked up once somebody has seen to that.
        Event::NotTheNetwork => {
            let (state, mut effects) = unknown(counters, "a web page answered", pace);
            effects.push(Effect::PauseLane(LanePause::Permission));
            (state, effects)
        }
        Event::NotWritten => (State::Queued, vec![Effect::Unreachable]),
        Event::Restarted { not_written: true } => (State::Queued, vec![]),
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
        Event::Untrusted { note } => (State::Queued, untrusted(note)),
        Event::Forbidden { note } => forbidden(counters, note),
        Event::Throttled { after_ms } => throttled(counters, *after_ms, pace, State::Queued),
        Event::Locked => locked(entry, pace),
        Event::Changed if counters.changed + 1 < pace::CHANGED_TRIES => {
            let counters = Counters { changed: counters.changed + 1, ..counters };
            retry_later(entry, counters, pace)
        }
        Event::Changed => (
            State::Conflict,
            vec![
                Effect::Reason(Some(Reason::Conflict)),
                Effect::Note("the record keeps being changed by somebody else".to_owned()),
            ],
        ),
        _ => return Err(no_such(entry, event)),
    })
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
        Event::Adopt { id } if is_create => adopted(id),
        Event::FoundNone { settled } if is_create => {
            let searches = counters.searches + 1;
            if *settled && searches >= pace::SEARCHES {
                let (state, mut effects) =
                    retry_later(entry, Counters { searches: 0, ..counters }, pace);
                effects.push(Effect::ScheduleTwinCheck);
                return Ok((state, effects));
            }
            let counters = Counters { searches, ..counters };
            (State::Ambiguous, vec![Effect::Counters(counters), next_search(entry, searches, pace)])
        }
        Event::FoundSeveral { ids } if is_create => {
            review(ids, Some("it was sent, and more than one customer may be the result"))
        }
        Event::Landed if !is_create => (State::Done, finished(vec![])),
        Event::NotLanded { settled: true } if !is_create => {
            retry_later(entry, Counters { searches: 0, ..counters }, pace)
        }
        // It may be under way still, and sent again it would be there twice.
        Event::NotLanded { settled: false } if !is_create => {
            let searches = counters.searches.saturating_add(1);
            let counters = Counters { searches, ..counters };
            (State::Ambiguous, vec![Effect::Counters(counters), next_search(entry, searches, pace)])
        }
        Event::Clash { .. } if !is_create => clash(event),
        Event::Gone if !is_create => gone(),
        Event::Restarted { .. } => (State::Ambiguous, vec![]),
        // Not permitted to look is no answer to what became of the write: stay.
        Event::Forbidden { .. } => {
            (State::Ambiguous, vec![Effect::PauseLane(LanePause::Permission)])
        }
        _ => read_trouble(entry, event, pace, State::Ambiguous)?,
    })
}

fn with_a_person(entry: &Entry, event: &Event) -> Result<(State, Vec<Effect>)> {
    Ok(match (entry.state, event) {
        (_, Event::Retry) => (State::Queued, afresh()),
        (State::Conflict, Event::Resolved { body }) => {
            let mut effects = afresh();
            effects.push(Effect::Replace(body.clone()));
            (State::Queued, effects)
        }
        (State::Review, Event::Use { id }) => {
            let (state, mut effects) = adopted(id);
            effects.push(Effect::ClearDetail);
            (state, effects)
        }
        (State::Review, Event::Different) => {
            let mut effects = vec![Effect::RuleOutCandidates];
            effects.extend(afresh());
            (State::Queued, effects)
        }
        (_, Event::Edited { successor }) => superseded(*successor),
        (_, Event::Cancel { why }) => cancelled(why),
        _ => return Err(no_such(entry, event)),
    })
}

fn done(entry: &Entry, event: &Event) -> Result<(State, Vec<Effect>)> {
    match event {
        Event::TwinsFound { ids } => Ok((State::Done, vec![Effect::Twins(ids.clone())])),
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
        Event::ReadFailed { note } => {
            let next = Counters { waits: counters.waits.saturating_add(1), ..counters };
            (
                home,
                vec![
                    Effect::Counters(next),
                    Effect::Wait(backoff_ms(counters.waits, pace.jitter)),
                    Effect::Note(note.clone()),
                ],
            )
        }
        Event::NotWritten => (home, vec![Effect::Unreachable]),
        Event::SignIn => (home, vec![Effect::PauseLane(LanePause::SignIn)]),
        Event::NotTheNetwork => (home, vec![Effect::PauseLane(LanePause::NotTheNetwork)]),
        Event::Untrusted { note } => (home, untrusted(note)),
        Event::Throttled { after_ms } => throttled(counters, *after_ms, pace, home),
        Event::Forbidden { note } => forbidden(counters, note),
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
        (Kind::Update(_), _) => (State::Done, finished(vec![said])),
        (Kind::Create, Some(id)) => {
            let known = entry.preflight_ids.iter().flatten().any(|seen| seen == id);
            if known {
                // The network answered with somebody who was there before.
                let ids = [id.to_owned()];
                return review(&ids, Some("the network answered with an existing customer"));
            }
            let mut effects = vec![Effect::MapId(id.to_owned()), said];
            if entry.attempts > 1 {
                effects.push(Effect::ScheduleTwinCheck);
            }
            effects.push(Effect::ReleaseDependants);
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

fn unknown(counters: Counters, note: &str, pace: &Pace) -> (State, Vec<Effect>) {
    (
        State::Ambiguous,
        vec![
            Effect::Counters(Counters { searches: 0, ..counters }),
            Effect::Settle,
            Effect::Wait(pace::search_due_ms(0, pace.settle_ms)),
            Effect::Note(note.to_owned()),
        ],
    )
}

/// When the next search is due, counted from the start of the settle window.
fn next_search(entry: &Entry, searches: u32, pace: &Pace) -> Effect {
    let settle = i64::try_from(pace.settle_ms).unwrap_or(i64::MAX);
    let end = entry.settle_until_ms.unwrap_or(pace.now_ms);
    let due = i64::try_from(pace::search_due_ms(searches, pace.settle_ms)).unwrap_or(settle);
    let wait = end.saturating_sub(settle).saturating_add(due).saturating_sub(pace.now_ms);
    Effect::Wait(u64::try_from(wait).unwrap_or(0))
}

/// Back into the queue by itself, as long as the budget lasts.
fn retry_later(entry: &Entry, counters: Counters, pace: &Pace) -> (State, Vec<Effect>) {
    if entry.auto_budget <= 1 {
        return (State::Parked, parked(Reason::Rejected, Some("still refused after many tries")));
    }
    let next = Counters { waits: counters.waits.saturating_add(1), ..counters };
    (
        State::Queued,
        vec![
            Effect::SpendBudget,
            Effect::Counters(next),
            Effect::Wait(backoff_ms(counters.waits, pace.jitter)),
        ],
    )
}

fn locked(entry: &Entry, pace: &Pace) -> (State, Vec<Effect>) {
    let counters = entry.counters;
    if counters.locked_ms >= pace::LOCKED_PATIENCE_MS {
        let note = "the record has been open in the DMS for 15 minutes";
        return (State::Parked, parked(Reason::Rejected, Some(note)));
    }
    let wait = backoff_ms(counters.waits, pace.jitter);
    let next = Counters {
        waits: counters.waits.saturating_add(1),
        // A short wait counts as a second, so that patience ends even where chance is kind.
        locked_ms: counters.locked_ms.saturating_add(wait.max(1000)),
        ..counters
    };
    let note = Effect::Note("the record is open in the DMS".to_owned());
    (State::Queued, vec![Effect::Counters(next), Effect::Wait(wait), note])
}

/// Nothing leaves over such a line, whoever's entry it is.
fn untrusted(note: &str) -> Vec<Effect> {
    vec![Effect::PauseLane(LanePause::Certificate), Effect::Note(note.to_owned())]
}

/// The first refusal pauses the lane, for an administrator; one that comes again after somebody
/// woke it concerns this entry.
fn forbidden(counters: Counters, note: &str) -> (State, Vec<Effect>) {
    let next = Counters { forbidden: counters.forbidden.saturating_add(1), ..counters };
    if counters.forbidden == 0 {
        let pause = Effect::PauseLane(LanePause::Permission);
        return (State::Queued, vec![Effect::Counters(next), pause, Effect::Note(note.to_owned())]);
    }
    let mut effects = parked(Reason::Permission, Some(note));
    effects.push(Effect::Counters(next));
    (State::Parked, effects)
}

fn throttled(
    counters: Counters,
    after_ms: Option<u64>,
    pace: &Pace,
    home: State,
) -> (State, Vec<Effect>) {
    let next = Counters { waits: counters.waits.saturating_add(1), ..counters };
    // Without a figure of the network's own, or with none that is any: ours, but never at once.
    let wait = after_ms
        .filter(|ms| *ms > 0)
        .unwrap_or_else(|| backoff_ms(counters.waits, pace.jitter).max(1000));
    (home, vec![Effect::Counters(next), Effect::HoldLane(wait)])
}

fn gone() -> (State, Vec<Effect>) {
    let note = "the customer no longer exists in the network: merged or deleted there";
    (State::Parked, parked(Reason::Gone, Some(note)))
}

fn parked(reason: Reason, note: Option<&str>) -> Vec<Effect> {
    let mut effects = vec![Effect::Reason(Some(reason))];
    effects.extend(note.map(|note| Effect::Note(note.to_owned())));
    effects
}

fn review(ids: &[String], note: Option<&str>) -> (State, Vec<Effect>) {
    let mut effects = parked(Reason::Candidates, note);
    effects.push(Effect::CandidatesAre(ids.to_vec()));
    (State::Review, effects)
}

fn clash(event: &Event) -> (State, Vec<Effect>) {
    let mut effects = parked(Reason::Conflict, None);
    if let Event::Clash { conflicts, merged, theirs } = event {
        effects.push(Effect::Conflicts {
            conflicts: conflicts.clone(),
            merged: merged.clone(),
            theirs: theirs.clone(),
        });
    }
    (State::Conflict, effects)
}

fn adopted(id: &str) -> (State, Vec<Effect>) {
    let effects = vec![
        Effect::MapId(id.to_owned()),
        Effect::Adopted(id.to_owned()),
        Effect::ScheduleTwinCheck,
        Effect::ReleaseDependants,
    ];
    (State::Done, finished(effects))
}

/// The overlay of a done entry stays until the network has been seen to hold it.
fn finished(mut effects: Vec<Effect>) -> Vec<Effect> {
    effects.insert(0, Effect::Reason(None));
    effects
}

fn superseded(successor: uuid::Uuid) -> (State, Vec<Effect>) {
    (
        State::Superseded,
        vec![Effect::Reason(None), Effect::Successor(successor), Effect::ClearOverlay],
    )
}

fn cancelled(why: &str) -> (State, Vec<Effect>) {
    (
        State::Cancelled,
        vec![
            Effect::Reason(None),
            Effect::CancelledBecause(why.to_owned()),
            Effect::ClearOverlay,
            Effect::CancelDependants,
        ],
    )
}

fn afresh() -> Vec<Effect> {
    vec![
        Effect::Reason(None),
        Effect::ClearDetail,
        Effect::ResetBudget,
        Effect::Counters(Counters::default()),
        Effect::Wait(0),
    ]
}

#[cfg(test)]
#[path = "step_tests.rs"]
pub(crate) mod tests;
